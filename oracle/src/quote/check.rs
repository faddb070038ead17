//! What no question may say: told before anything is counted.

use domain::{ActCode, Cents, Heading};

use super::{Detail, Given, Question, QuoteError, StayTold};
use crate::amo::stay::Price;
use crate::amo::{Dental, Kind, Midwife};
use crate::product::{AmoStatus, Due, due};

/// The most that a line of a question may come to: nothing that a person is billed reaches it, and nothing
/// that is computed from it overflows.
const MOST: Cents = Cents(99_999_999);
/// The most acts, boxes, sessions… of a line.
const MANY: u8 = 99;

/// A question of an act or of a stay, whatever its act.
pub(super) fn question(question: &Question) -> Result<(), QuoteError> {
    let given = question.given.unwrap_or_default();
    // A participation on heavy acts is no expense: the AMO takes it off what it pays.
    let taken_off = question.heading == Some(Heading::ParticipationActeLourd);
    for (key, amount) in [
        ("fee", question.fee),
        ("base", question.base),
        ("same-session", question.same_session),
        ("tfr", question.tfr),
        ("refused-generic", question.refused_generic),
        ("earlier", question.earlier),
        ("given.amo", Some(given.amo).filter(|_| !taken_off)),
        ("given.majoration", Some(given.majoration)),
        ("given.participation", Some(given.participation)),
        ("given.franchise", Some(given.franchise)),
    ] {
        self::amount(key, amount)?;
    }
    for (key, count) in [
        ("quantity", question.quantity),
        ("examinations", question.examinations),
    ] {
        if let Some(count) = count.filter(|count| *count == 0 || *count > MANY) {
            return Err(QuoteError::Count { key, count });
        }
    }
    let is_tooth = |tooth: &u8| match tooth / 10 {
        1..=4 => (1..=8).contains(&(tooth % 10)),
        5..=8 => (1..=5).contains(&(tooth % 10)),
        _ => false,
    };
    let teeth = &question.facts.teeth;
    if let Some(&tooth) = teeth.iter().find(|tooth| !is_tooth(tooth)) {
        return Err(QuoteError::Tooth(tooth));
    }
    let day = question
        .date
        .or(question.stay.as_ref().map(|stay| stay.entry));
    if let (Some(birth), Some(day)) = (question.patient.birth, day)
        && birth > day
    {
        return Err(QuoteError::NotBorn { birth, day });
    }
    if let (Some(given), Some(fee)) = (question.given, question.fee) {
        self::given(given, fee)?;
    }
    match &question.stay {
        Some(stay) => self::stay(question, stay),
        None => Ok(()),
    }
}

fn amount(key: &'static str, amount: Option<Cents>) -> Result<(), QuoteError> {
    match amount.filter(|amount| *amount < Cents::ZERO || *amount > MOST) {
        Some(amount) => Err(QuoteError::Amount { key, amount }),
        None => Ok(()),
    }
}

/// What the AMO did is a part of what was spent, and what it kept back a part of what it paid.
fn given(given: Given, fee: Cents) -> Result<(), QuoteError> {
    let share = given.amo + given.majoration;
    if share > fee {
        return Err(QuoteError::Above {
            key: "given.amo",
            amount: share,
            most: fee,
            of: "what was spent",
        });
    }
    let withheld = given.participation + given.franchise;
    if withheld > given.amo.floor_zero() {
        return Err(QuoteError::Above {
            key: "given.participation",
            amount: withheld,
            most: given.amo,
            of: "what the AMO pays",
        });
    }
    Ok(())
}

/// A stay says everything of itself, and its amounts are amounts.
fn stay(question: &Question, stay: &StayTold) -> Result<(), QuoteError> {
    for (key, stands) in [
        ("act", question.act.is_some()),
        ("detail", question.detail.is_some()),
        ("code", question.code.is_some()),
        ("heading", question.heading.is_some()),
        ("quantity", question.quantity.is_some()),
        ("coefficient", question.coefficient.is_some()),
        ("examinations", question.examinations.is_some()),
        ("fee", question.fee.is_some()),
        ("base", question.base.is_some()),
        ("same-session", question.same_session.is_some()),
        ("tfr", question.tfr.is_some()),
        ("refused-generic", question.refused_generic.is_some()),
        ("given", question.given.is_some()),
    ] {
        if stands {
            return Err(QuoteError::Beside {
                key,
                beside: "stay",
                why: "a stay has lines of its own",
            });
        }
    }
    if question.date.is_some_and(|date| date != stay.entry) {
        return Err(QuoteError::Beside {
            key: "date",
            beside: "stay",
            why: "the date of a stay is the day of its `entry`",
        });
    }
    let (price, daily) = match stay.price {
        Price::Public { ghs, daily } => (ghs, daily),
        Price::Clinic { ghs, .. } => (ghs, Cents::ZERO),
        Price::Daily(daily) => (daily, Cents::ZERO),
    };
    amount("stay.price", Some(price))?;
    amount("stay.price", Some(daily))?;
    for act in &stay.acts {
        amount("stay.acts.tariff", Some(act.tariff))?;
    }
    for fee in &stay.fees {
        amount("stay.fees.fee", Some(fee.fee))?;
        amount("stay.fees.base", Some(fee.base))?;
    }
    let Some(room) = stay.room else {
        return Ok(());
    };
    amount("stay.room.price", Some(room.price))?;
    let days = stay.last.since(stay.entry) + 1;
    if days > 0 && i64::from(room.days) > i64::from(days) {
        return Err(QuoteError::RoomDays {
            days: room.days,
            stay: days,
        });
    }
    Ok(())
}

/// What an act of that kind does not take, or cannot do without.
pub(super) fn act(question: &Question, act: ActCode, kind: Kind) -> Result<(), QuoteError> {
    let by_letter = matches!(
        kind,
        Kind::Letter(_) | Kind::Biology | Kind::Midwife(Midwife::Letter)
    );
    if by_letter && question.coefficient.is_none() && question.base.is_none() {
        return Err(QuoteError::Missing {
            key: "coefficient",
            why: "the value of the key letter is multiplied by it; or `base` says what the line is worth",
        });
    }
    let takes_coefficient =
        by_letter || matches!(kind, Kind::Technical { .. } | Kind::Sampling { .. });
    if question.coefficient.is_some() && !takes_coefficient {
        return Err(QuoteError::NotOfAct {
            key: "coefficient",
            act,
        });
    }
    if question.detail.is_some_and(|detail| !is_of(detail, kind)) {
        return Err(QuoteError::NotOfAct { key: "detail", act });
    }
    let session = question.same_session.is_some();
    if session && !matches!(kind, Kind::Technical { .. }) {
        return Err(QuoteError::NotOfAct {
            key: "same-session",
            act,
        });
    }
    for (key, told) in [
        ("tfr", question.tfr),
        ("refused-generic", question.refused_generic),
    ] {
        if told.is_some() && !matches!(kind, Kind::GenericDrug { .. }) {
            return Err(QuoteError::NotOfAct { key, act });
        }
        if told.is_some() && question.base.is_some() {
            return Err(QuoteError::Beside {
                key,
                beside: "base",
                why: "one or the other says what the drug is reimbursed on",
            });
        }
    }
    Ok(())
}

fn is_of(detail: Detail, kind: Kind) -> bool {
    match detail {
        Detail::Direct
        | Detail::Complexe
        | Detail::TresComplexe
        | Detail::DepistageMelanome
        | Detail::ConsultationLongue
        | Detail::Geriatre
        | Detail::MedecinePhysique => matches!(kind, Kind::Consultation { .. }),
        Detail::ThirdLine => matches!(kind, Kind::Complement { .. }),
        Detail::Analysed => matches!(kind, Kind::Sampling { .. }),
        Detail::ClassA | Detail::ClassB => matches!(kind, Kind::Optics(_)),
        Detail::FirstRetention => matches!(kind, Kind::Dental(Dental::Retention1)),
        Detail::SecondRetention => matches!(kind, Kind::Dental(Dental::Retention2)),
        Detail::Urgent => matches!(kind, Kind::Transport { urgent: true, .. }),
    }
}

/// Whether the AMO reimburses none of the line, as the question says: refused, or outside.
pub(super) fn is_not_reimbursed(question: &Question) -> bool {
    let facts = &question.facts;
    let refused = matches!(facts.qualifier.as_deref(), Some("NR" | "NJ"));
    let status = facts.amo_status;
    refused || status.is_some_and(|status| status != AmoStatus::Reimbursed)
}

/// Whether the AMO reimburses acts of that heading: alone it then does not tell what the AMO pays.
pub(super) fn is_reimbursed(heading: Heading) -> bool {
    matches!(due(heading), Some(Due::Part(_) | Due::Unknown))
        || matches!(
            heading,
            Heading::Pharmacie30 | Heading::Pharmacie15 | Heading::CureThermale
        )
}
