//! The parcours de soins: the majoration that is borne out of it, and who is spared (rules §5).

use domain::{Cents, Day, Rate};

use super::domains::PSYCHIATRY;
use super::{AmoError, Care, Exemption, Parcours, Patient, step};
use crate::law::{Law, ParamId, Value};
use crate::trace::{Label, Trace};

/// What is added to the patient's share.
#[derive(Default)]
pub(super) struct Majoration {
    pub(super) amount: Cents,
    /// By how much the printed rate goes down.
    pub(super) rate: Rate,
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
