//! Prices that the law limits, beside those of dental acts that go by code (rules §6).

use domain::{Day, Heading};

use super::Question;
use crate::amo::Regime;
use crate::law::{Law, ParamId, TableId, Value};

/// The most that may be asked of one frame or lens of class A, or hearing aid of class I. None where the question
/// does not tell which lens, or where the price is overseas: those are not loaded.
pub(super) fn limit(
    question: &Question,
    heading: Heading,
    birth: Day,
    day: Day,
) -> Option<&'static Value> {
    if Regime::from(question.patient.regime) == Regime::Overseas {
        return None;
    }
    let law = Law::embedded();
    match heading {
        Heading::MontureA => law.row(TableId::PrixOptiqueA, "monture", day).ok(),
        Heading::VerreA => {
            let lens = question.code.as_deref()?;
            law.row(TableId::PrixOptiqueA, lens, day).ok()
        }
        Heading::Audio1 => {
            let adult = law.param(ParamId::AgeAdulteAudio, day).ok()?;
            let is_adult = i64::from(day.age(birth)) >= i64::from(adult.count());
            let price = if is_adult {
                ParamId::PrixAudio
            } else {
                ParamId::PrixAudioJeune
            };
            law.param(price, day).ok()
        }
        _ => None,
    }
}
