//! The lines that a question makes, before the contracts see them.

use domain::{ActCode, Cents, Day, Heading};

use super::told::{self, Things};
use super::{Given, Question, QuoteError, acts, hospital};
use crate::amc::{Facts, Thing};
use crate::amo::stay::{Nature, TechnicalAct, is_heavy};
use crate::amo::{
    Care, Counters, Cover, Exemption, Kind, Liquidation, Parcours, Patient, Regime, liquidate,
};
use crate::law::Law;
use crate::trace::Trace;

/// A line of the answer before the contracts see it.
pub(super) struct Due {
    pub(super) act: Option<ActCode>,
    pub(super) facts: Facts,
    pub(super) heading_known: bool,
    pub(super) rate: Option<u16>,
    pub(super) franchise: Cents,
    pub(super) deferred: bool,
    /// Cents of its expense that were not spent but taken off what the AMO pays: a participation on heavy acts.
    pub(super) off_the_amo: Cents,
}

/// The lines of a question, and what the AMO keeps of it.
pub(super) struct Told {
    pub(super) dues: Vec<Due>,
    pub(super) settled: Option<(Care, Liquidation)>,
    pub(super) day: Day,
    pub(super) birth: Day,
}

/// The lines that the AMO makes of the question.
pub(super) fn lines<T: Trace>(
    things: &mut Things,
    question: &Question,
    line: Thing,
    counters: &mut Counters,
    trace: &mut T,
) -> Result<Told, QuoteError> {
    if let Some(stay) = &question.stay {
        if question.act.is_some() {
            return Err(QuoteError::Beside {
                key: "act",
                beside: "stay",
                why: "a stay has lines of its own",
            });
        }
        return hospital::lines(question, stay, line, things, trace);
    }
    let day = question.date.ok_or(QuoteError::Missing {
        key: "date",
        why: "the day of care decides the law",
    })?;
    let birth = question
        .patient
        .birth
        .unwrap_or_else(|| day.plus_months(-12 * 40));
    let told = |dues, settled| Told {
        dues,
        settled,
        day,
        birth,
    };
    if question.act.is_some_and(|act| act.as_str() == "FPU") {
        let due = hospital::emergency_due(question, line, day, things, trace)?;
        return Ok(told(vec![due], None));
    }
    if let Some(given) = question.given {
        let due = amo_given(things, question, given, line, day)?;
        return Ok(told(vec![due], None));
    }
    let Some(act) = question.act else {
        let due = outside(things, question, line, day)?;
        return Ok(told(vec![due], None));
    };
    let kind = acts::kind(question, act)?;
    let patient = Patient {
        birth,
        regime: Regime::from(question.patient.regime),
        cover: Cover::from(question.patient.cover),
    };
    let care = care(question, kind, day, &patient)?;
    let known = question.heading.or_else(|| told::heading(kind));
    let heading = known.unwrap_or(Heading::AutreMedecineDouce);
    // Before the AMO counts anything: an error counts nothing.
    let facts = told::facts(question, line, heading, day, things)?;
    let settled = liquidate(Law::embedded(), &patient, &care, counters, trace)?;
    let facts = Facts {
        expense: care.fee,
        base: settled.base,
        amo: settled.amount,
        majoration: settled.majoration,
        participation: settled.participation,
        specialty: Some(settled.specialty),
        doctor: heading.is_doctor().then(|| told::doctor(kind)).flatten(),
        ..facts
    };
    let due = Due {
        act: Some(settled.act),
        facts,
        heading_known: known.is_some(),
        rate: Some(settled.rate_printed),
        franchise: settled.franchise,
        deferred: settled.deferred,
        off_the_amo: Cents::ZERO,
    };
    Ok(told(vec![due], Some((care, settled))))
}

/// A line whose AMO amounts are given.
fn amo_given(
    things: &mut Things,
    question: &Question,
    given: Given,
    line: Thing,
    day: Day,
) -> Result<Due, QuoteError> {
    let expense = question.fee.ok_or(QuoteError::Missing {
        key: "fee",
        why: "what the AMO did is given, so what was spent must be",
    })?;
    let kind = question.act.and_then(|act| acts::kind(question, act).ok());
    let heading = match (question.heading, question.act) {
        (Some(heading), _) => heading,
        (None, Some(act)) => kind
            .and_then(told::heading)
            .or_else(|| Heading::of(act, question.practitioner.specialty.unwrap_or(0)))
            .ok_or(QuoteError::NoHeading { act })?,
        (None, None) => {
            return Err(QuoteError::Missing {
                key: "heading",
                why: "without `act` nothing else says what the line is",
            });
        }
    };
    let facts = Facts {
        expense,
        base: question.base.unwrap_or_default(),
        amo: given.amo,
        majoration: given.majoration,
        participation: given.participation,
        doctor: heading
            .is_doctor()
            .then(|| kind.and_then(told::doctor))
            .flatten(),
        ..told::facts(question, line, heading, day, things)?
    };
    Ok(Due {
        act: question.act,
        facts,
        heading_known: true,
        rate: None,
        franchise: given.franchise,
        deferred: false,
        off_the_amo: Cents::ZERO,
    })
}

/// A line that the AMO never pays.
fn outside(
    things: &mut Things,
    question: &Question,
    line: Thing,
    day: Day,
) -> Result<Due, QuoteError> {
    let heading = question.heading.ok_or(QuoteError::Missing {
        key: "act",
        why: "say the act code, or a `heading` where the AMO never pays it",
    })?;
    let expense = question.fee.ok_or(QuoteError::Missing {
        key: "fee",
        why: "no tariff says what such an act costs",
    })?;
    let facts = Facts {
        expense,
        base: question.base.unwrap_or_default(),
        ..told::facts(question, line, heading, day, things)?
    };
    Ok(Due {
        act: None,
        facts,
        heading_known: true,
        rate: None,
        franchise: Cents::ZERO,
        deferred: false,
        off_the_amo: Cents::ZERO,
    })
}

/// The care of a question whose act the AMO settles.
fn care(question: &Question, kind: Kind, day: Day, patient: &Patient) -> Result<Care, QuoteError> {
    let mut care = Care {
        day,
        kind,
        fee: Cents::ZERO,
        quantity: question.quantity.unwrap_or(1),
        coefficient: question
            .coefficient
            .map_or(100, |coefficient| coefficient.0),
        count: question.examinations.unwrap_or(0),
        base: question.base,
        parcours: Parcours::from(question.parcours),
        exemption: Exemption::from(question.patient.exemption),
        executor: question.practitioner.number.unwrap_or_default(),
        third_party: question.third_party,
    };
    let law = Law::embedded();
    care.fee = match question.fee {
        Some(fee) => fee,
        None => crate::amo::base(law, patient.birth, &care)?,
    };
    if let Kind::Technical { .. } = kind {
        let act = TechnicalAct {
            day,
            executor: care.executor,
            tariff: care.base.unwrap_or_default(),
            coefficient: if question.coefficient.is_some() {
                care.coefficient
            } else {
                0
            },
            nature: nature(kind),
        };
        if is_heavy(law, &[act])? {
            return Err(QuoteError::HeavyInTown {
                act: kind.act(),
                day,
            });
        }
    }
    Ok(care)
}

fn nature(kind: Kind) -> Nature {
    match kind.act().as_str() {
        "ADI" | "ADE" => Nature::Imaging,
        _ => Nature::Ordinary,
    }
}
