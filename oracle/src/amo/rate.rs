//! The normal rate of an act, and the majoration that a doctor's act bears out of the parcours.

use domain::{Cents, Day, Rate};

use super::care::PSYCHIATRY;
use super::exceptions::{Exception, claiming};
use super::{
    AmoError, Care, Dental, DrugLabel, Exemption, Kind, Parcours, Patient, Profession, step,
};
use crate::law::{Law, ParamId, Value};
use crate::trace::{Label, Trace};

/// The rate that the AMO share is computed at.
pub(super) struct Normal<'a> {
    pub(super) rule: &'static str,
    pub(super) label: Label,
    pub(super) value: &'a Value,
}

/// What is added to the patient's share.
#[derive(Default)]
pub(super) struct Majoration {
    pub(super) amount: Cents,
    /// By how much the printed rate goes down.
    pub(super) rate: Rate,
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
    let id = match care.kind {
        Kind::Consultation { .. } => ParamId::TauxMedecin,
        Kind::Drug(label) | Kind::BoxFee(label) => match label {
            DrugLabel::Cent => ParamId::TauxPharmacie100,
            DrugLabel::SoixanteCinq => ParamId::TauxPharmacie65,
            DrugLabel::Trente => ParamId::TauxPharmacie30,
            DrugLabel::Quinze => ParamId::TauxPharmacie15,
        },
        Kind::PrescriptionFee => ParamId::TauxOrdonnance,
        Kind::Biology => ParamId::TauxBiologie,
        Kind::Letter(Profession::SageFemme) => ParamId::TauxSageFemme,
        Kind::Letter(_) => ParamId::TauxAuxiliaire,
        Kind::Dental(Dental::Orthodontics) => ParamId::TauxOrtho,
        Kind::Dental(Dental::Retention2) => ParamId::TauxOrthoContention2,
        Kind::Dental(_) => ParamId::TauxDentaire,
        Kind::Optics(_) => ParamId::TauxOptique,
        Kind::HearingAid => ParamId::TauxAudio,
        Kind::Transport { urgent: true, .. } => ParamId::TauxTransportUrgent,
        Kind::Transport { urgent: false, .. } => ParamId::TauxTransport,
    };
    Ok(Normal {
        rule: "R-AMO-RATE",
        label,
        value: law.param(id, care.day)?,
    })
}

/// The majoration on `assiette`, the lesser of expense and base (rules §5, §12 bis 17).
pub(super) fn majoration<T: Trace>(
    law: &Law,
    patient: &Patient,
    care: &Care,
    assiette: Cents,
    trace: &mut T,
) -> Result<Majoration, AmoError> {
    let label = Label {
        fr: "Majoration hors parcours",
        en: "Majoration out of the parcours",
    };
    if !care.kind.is_doctor() || care.parcours == Parcours::In {
        return Ok(Majoration::default());
    }
    if let Some((why, value)) = spared(law, patient, care)? {
        trace.step(|| {
            let inputs = vec![
                ("age", age(patient, care.day).to_string()),
                ("spared", why.to_owned()),
            ];
            step(
                "R-AMO-MAJORATION",
                label,
                inputs,
                Cents::ZERO.to_string(),
                &[value],
            )
        });
        return Ok(Majoration::default());
    }
    let rate = law.param(ParamId::MajorationParcours, care.day)?;
    let share = law.param(ParamId::PlafondMajoration, care.day)?;
    let tariff = law.param(ParamId::TarifGeneraliste, care.day)?;
    let cap = tariff.cents().at(share.rate(), law.rounding());
    let amount = assiette.at(rate.rate(), law.rounding()).min(cap);
    trace.step(|| {
        let inputs = vec![
            ("assiette", assiette.to_string()),
            ("rate", rate.rate().to_string()),
            ("gp tariff", tariff.cents().to_string()),
            ("cap", cap.to_string()),
        ];
        step(
            "R-AMO-MAJORATION",
            label,
            inputs,
            amount.to_string(),
            &[rate, share, tariff],
        )
    });
    Ok(Majoration {
        amount,
        rate: rate.rate(),
    })
}

/// Gynaecology, ophthalmology and stomatology (specialities of noemie-format §10).
const DIRECT_ACCESS: [u8; 3] = [7, 15, 18];

/// Why a person out of the parcours bears no majoration, and the parameter that says so.
fn spared<'a>(
    law: &'a Law,
    patient: &Patient,
    care: &Care,
) -> Result<Option<(&'static str, &'a Value)>, AmoError> {
    let age = age(patient, care.day);
    let bound = law.param(ParamId::AgeParcours, care.day)?;
    if age < i64::from(bound.count()) {
        return Ok(Some(("under the age of the parcours", bound)));
    }
    if care.exemption == Exemption::AldRelated {
        return Ok(Some((
            "related to a long disease",
            law.param(ParamId::TauxAld, care.day)?,
        )));
    }
    if care.exemption == Exemption::Maternity {
        return Ok(Some((
            "maternity",
            law.param(ParamId::TauxMaternite, care.day)?,
        )));
    }
    let open = law.param(ParamId::AccesDirect, care.day)?;
    if open.count() == 1 && DIRECT_ACCESS.contains(&care.kind.specialty()) {
        return Ok(Some(("direct access to that speciality", open)));
    }
    let direct = law.param(ParamId::AgePsychiatreDirect, care.day)?;
    if care.kind.specialty() == PSYCHIATRY && age <= i64::from(direct.count()) {
        return Ok(Some(("direct access to a psychiatrist", direct)));
    }
    Ok(None)
}

fn age(patient: &Patient, day: Day) -> i64 {
    i64::from(day.age(patient.birth))
}
