//! The rate: that of the act for the person's régime, or that of what lifts the ticket modérateur.

use domain::Rate;

use super::domains::Local;
use super::exceptions::{Exception, claiming};
use super::{AmoError, Care, Exemption, Kind, Patient, Regime, Tariff};
use crate::law::{Law, ParamId, TableId, Value};
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

/// What the rate hangs on.
struct Rated {
    exemption: Exemption,
    kind: Kind,
    /// Of a session with a heavy act.
    heavy: bool,
}

/// What departs from the rate of the act.
const EXCEPTIONS: [Exception<Rated, ParamId>; 7] = [
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
    Exception {
        name: "a mandatory examination of a child",
        rule: "R-AMO-EXEMPTION-PREVENTION",
        // Whatever else exempts the child, the examination is at 100 % too.
        claims: |care| care.exemption == Exemption::None && examines_a_child(care.kind),
        outcome: ParamId::TauxPrevention,
    },
    Exception {
        name: "a heavy act",
        rule: "R-AMO-PAS",
        // Whatever else exempts the person leaves its participation nothing to replace.
        claims: |care| care.exemption == Exemption::None && care.heavy,
        outcome: ParamId::TauxActeLourd,
    },
];

pub(super) fn normal<'a>(
    law: &'a Law,
    patient: &Patient,
    care: &Care,
    heavy: bool,
) -> Result<Normal<'a>, AmoError> {
    let (rule, value) = decided(law, patient, care, heavy)?;
    Ok(Normal {
        rule,
        label: Label {
            fr: "Part AMO théorique",
            en: "Theoretical AMO share",
        },
        value,
    })
}

/// The rule that holds and its figure.
fn decided<'a>(
    law: &'a Law,
    patient: &Patient,
    care: &Care,
    heavy: bool,
) -> Result<(&'static str, &'a Value), AmoError> {
    let readings = law.readings();
    let keeps_its_rate = readings.low_rate_drugs_keep_theirs
        && matches!(
            care.kind.rate(),
            ParamId::TauxPharmacie30 | ParamId::TauxPharmacie15
        );
    // Most care has no exception: nothing is asked then.
    let excepted = care.exemption != Exemption::None || heavy || examines_a_child(care.kind);
    if excepted && !keeps_its_rate {
        let rated = Rated {
            exemption: care.exemption,
            kind: care.kind,
            heavy,
        };
        let claimed = claiming("the rate", care.day, &rated, &EXCEPTIONS)?;
        if let Some(exception) = claimed {
            return Ok((exception.rule, law.param(exception.outcome, care.day)?));
        }
    }
    if patient.regime == Regime::AlsaceMoselle
        && !(readings.pharmacy_fees_unchanged && is_fee_of_prescription(care.kind))
        && let Local::Row(row) = care.kind.local()
    {
        let rate = law.row(TableId::TauxRegimeLocal, row, care.day)?;
        return Ok(("R-AMO-REGIME-LOCAL", rate));
    }
    Ok(("R-AMO-RATE", law.param(care.kind.rate(), care.day)?))
}

/// Whether it is a dispensing fee at 65 %: of the prescription, of the age, or special.
fn is_fee_of_prescription(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::PrescriptionFee | Kind::AgeFee | Kind::SpecialFee
    )
}

/// Whether it is a mandatory examination of a child: prevention, whatever else exempts (rules §2.1, §2.4).
pub(super) fn examines_a_child(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Consultation {
            tariff: Tariff::ExamenEnfantCoe | Tariff::ExamenEnfantCoh,
            ..
        }
    )
}
