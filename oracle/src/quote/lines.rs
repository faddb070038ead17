//! The lines that a question makes, before the contracts see them.

use domain::{ActCode, Cents, Day, Family, Heading};

use super::told::{self, Things};
use super::{Given, Question, QuoteError, acts, check, executor, hospital};
use crate::amc::{Facts, Thing};
use crate::amo::{
    Care, Counters, Cover, Exemption, Kind, Liquidation, Parcours, Pas, Patient, Regime, liquidate,
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

impl Due {
    /// A line without rate nor franchise, known by its heading.
    pub(super) fn of(act: Option<ActCode>, facts: Facts) -> Self {
        Self {
            act,
            facts,
            heading_known: true,
            rate: None,
            franchise: Cents::ZERO,
            deferred: false,
            off_the_amo: Cents::ZERO,
        }
    }

    /// The line of a participation on heavy acts. Nothing is spent on it: the AMO takes it off what it pays.
    pub(super) fn of_pas(pas: Pas, facts: Facts) -> Self {
        let facts = Facts {
            expense: pas.amount,
            ..facts
        };
        Self {
            off_the_amo: pas.amount,
            ..Self::of(Some(pas.act), facts)
        }
    }
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
    law: &Law,
    things: &mut Things,
    question: &Question,
    line: Thing,
    counters: &mut Counters,
    trace: &mut T,
) -> Result<Told, QuoteError> {
    check::question(question)?;
    if let Some(act) = question.act {
        executor::check(act, question.practitioner.specialty)?;
    }
    if let Some(stay) = &question.stay {
        return hospital::lines(law, question, stay, line, things, trace);
    }
    let day = question.date.ok_or(QuoteError::Missing {
        key: "date",
        why: "the day of care decides the law",
    })?;
    let birth = told::birth(question, day);
    let told = |dues, settled| Told {
        dues,
        settled,
        day,
        birth,
    };
    if let Some(act) = question.act.filter(|act| act.as_str() == "FPU") {
        let due = hospital::emergency_due(law, question, line, day, things, trace)?;
        let price = due.facts.expense;
        if let Some(fee) = question.fee.filter(|fee| *fee != price) {
            return Err(QuoteError::NotThePrice {
                act,
                day,
                fee,
                price,
            });
        }
        return Ok(told(vec![due], None));
    }
    // What the AMO does not reimburse is settled with nothing from it.
    let none = check::is_not_reimbursed(question).then(Given::default);
    if let Some(given) = question.given.or(none)
        && (question.act.is_some() || question.given.is_some())
    {
        let due = amo_given(things, question, given, line, day)?;
        return Ok(told(vec![due], None));
    }
    let Some(act) = question.act.filter(|act| !acts::is_outside(*act)) else {
        let due = outside(things, question, line, day)?;
        return Ok(told(vec![due], None));
    };
    let kind = acts::kind(question, act)?;
    check::act(question, act, kind)?;
    let patient = Patient {
        birth,
        regime: Regime::from(question.patient.regime),
        cover: Cover::from(question.patient.cover),
    };
    patient.check_regime(act, day)?;
    let care = care(law, question, kind, day, &patient)?;
    let known = question.heading.or_else(|| told::heading(kind, act));
    let heading = known.unwrap_or(Heading::AutreMedecineDouce);
    // Before the AMO counts anything: an error counts nothing.
    let facts = told::facts(question, line, heading, day, things)?;
    let settled = liquidate(law, &patient, &care, counters, trace)?;
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
    let pas = settled.pas.map(|pas| {
        let line = things.fresh();
        let facts = Facts {
            line,
            act: line,
            heading: Heading::ParticipationActeLourd,
            code: None,
            quantity: 1,
            doctor: None,
            base: Cents::ZERO,
            amo: Cents::ZERO,
            majoration: Cents::ZERO,
            participation: Cents::ZERO,
            ..facts.clone()
        };
        Due::of_pas(pas, facts)
    });
    let due = Due {
        heading_known: known.is_some(),
        rate: Some(settled.rate_printed),
        franchise: settled.franchise,
        deferred: settled.deferred,
        ..Due::of(Some(act), facts)
    };
    let dues = std::iter::once(due).chain(pas).collect();
    Ok(told(dues, Some((care, settled))))
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
        why: "no tariff says what was spent where the AMO’s part is given, or none",
    })?;
    let kind = question.act.and_then(|act| acts::kind(question, act).ok());
    let heading = match (question.heading, question.act) {
        (Some(heading), _) => heading,
        (None, Some(act)) => kind
            .and_then(|kind| told::heading(kind, act))
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
        franchise: given.franchise,
        ..Due::of(question.act, facts)
    })
}

/// A line that the AMO never pays.
fn outside(
    things: &mut Things,
    question: &Question,
    line: Thing,
    day: Day,
) -> Result<Due, QuoteError> {
    let of_act = question.act.and_then(|act| Heading::of(act, 0));
    let heading = question.heading.or(of_act).ok_or(QuoteError::Missing {
        key: "act",
        why: "say the act code, or a `heading` where the AMO never pays it",
    })?;
    if check::is_reimbursed(heading) && !check::is_not_reimbursed(question) {
        return Err(QuoteError::Reimbursed { heading });
    }
    // A lump sum for an event has no bill.
    let bill = (heading.family() == Family::Forfaits).then_some(Cents::ZERO);
    let expense = question.fee.or(bill).ok_or(QuoteError::Missing {
        key: "fee",
        why: "no tariff says what such an act costs",
    })?;
    let facts = Facts {
        expense,
        base: question.base.unwrap_or_default(),
        ..told::facts(question, line, heading, day, things)?
    };
    Ok(Due::of(question.act, facts))
}

impl Question {
    /// The act of the question as the AMO is asked to settle it, for who hands it to a caisse instead of having it
    /// answered here.
    ///
    /// # Errors
    /// [`QuoteError`], as answering it would give: also where the AMO is not asked, because it never pays such an act.
    pub fn care(&self, law: &Law) -> Result<Care, QuoteError> {
        check::question(self)?;
        if let Some(act) = self.act {
            executor::check(act, self.practitioner.specialty)?;
        }
        let day = self.date.ok_or(QuoteError::Missing {
            key: "date",
            why: "care happens on a day",
        })?;
        let act = self.act.filter(|act| !acts::is_outside(*act));
        let act = act.ok_or(QuoteError::Missing {
            key: "act",
            why: "only an act that the AMO settles stands in its files",
        })?;
        let kind = acts::kind(self, act)?;
        check::act(self, act, kind)?;
        let patient = Patient {
            birth: told::birth(self, day),
            regime: Regime::from(self.patient.regime),
            cover: Cover::from(self.patient.cover),
        };
        patient.check_regime(act, day)?;
        care(law, self, kind, day, &patient)
    }
}

/// The care of a question whose act the AMO settles.
fn care(
    law: &Law,
    question: &Question,
    kind: Kind,
    day: Day,
    patient: &Patient,
) -> Result<Care, QuoteError> {
    // An act of the CCAM has no coefficient, which might make it heavy.
    let untold = if let Kind::Technical { .. } = kind {
        0
    } else {
        100
    };
    let mut care = Care {
        day,
        kind,
        fee: Cents::ZERO,
        quantity: question.quantity.unwrap_or(1),
        coefficient: question
            .coefficient
            .map_or(untold, |coefficient| coefficient.0),
        count: question.examinations.unwrap_or(0),
        base: question.base,
        parcours: Parcours::from(question.parcours),
        exemption: Exemption::from(question.patient.exemption),
        executor: question.practitioner.number.unwrap_or_default(),
        third_party: question.third_party,
    };
    care.fee = match question.fee {
        Some(fee) => fee,
        None => crate::amo::base(law, patient.birth, &care)?,
    };
    Ok(care)
}
