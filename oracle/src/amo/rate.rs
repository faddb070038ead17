//! The rate: that of the act, or that of what lifts the ticket modérateur.

use domain::Rate;

use super::exceptions::{Exception, claiming};
use super::{AmoError, Care, Exemption};
use crate::law::{Law, ParamId, Value};
use crate::trace::Label;

/// The rate that the AMO share is computed at.
pub(super) struct Normal<'a> {
    pub(super) rule: &'static str,
    pub(super) label: Label,
    pub(super) value: &'a Value,
}

impl Normal<'_> {
    /// The rate of the line in whole per cent, less that of the majoration.
    pub(super) fn printed(&self, majoration: Rate) -> u16 {
        let rate = self.value.rate().0.saturating_sub(majoration.0);
        u16::try_from(rate / Rate::percent(1).0).unwrap_or(u16::MAX)
    }
}

/// What departs from the rate of the act.
const EXCEPTIONS: [Exception<Care, ParamId>; 5] = [
    Exception {
        name: "care related to a long disease",
        rule: "R-AMO-EXEMPTION-ALD",
        claims: |care| care.exemption == Exemption::AldRelated,
        outcome: ParamId::TauxAld,
    },
    Exception {
        name: "maternity",
        rule: "R-AMO-EXEMPTION-MATERNITE",
        claims: |care| care.exemption == Exemption::Maternity,
        outcome: ParamId::TauxMaternite,
    },
    Exception {
        name: "a work accident or an occupational disease",
        rule: "R-AMO-EXEMPTION-AT-MP",
        claims: |care| care.exemption == Exemption::WorkAccident,
        outcome: ParamId::TauxAtMp,
    },
    Exception {
        name: "an invalidity pension",
        rule: "R-AMO-EXEMPTION-INVALIDITE",
        claims: |care| care.exemption == Exemption::Invalidity,
        outcome: ParamId::TauxInvalidite,
    },
    Exception {
        name: "prevention",
        rule: "R-AMO-EXEMPTION-PREVENTION",
        claims: |care| care.exemption == Exemption::Prevention,
        outcome: ParamId::TauxPrevention,
    },
];

pub(super) fn normal<'a>(law: &'a Law, care: &Care) -> Result<Normal<'a>, AmoError> {
    let label = Label {
        fr: "Part AMO théorique",
        en: "Theoretical AMO share",
    };
    if let Some(exception) = claiming("the rate", care.day, care, &EXCEPTIONS)? {
        let value = law.param(exception.outcome, care.day)?;
        return Ok(Normal {
            rule: exception.rule,
            label,
            value,
        });
    }
    Ok(Normal {
        rule: "R-AMO-RATE",
        label,
        value: law.param(care.kind.rate(), care.day)?,
    })
}
