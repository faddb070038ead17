//! The parcours de soins: the majoration that is borne out of it, and what changes that (rules §5).

use domain::{Cents, Rate};

use super::doctor::PSYCHIATRY;
use super::exceptions::{Exception, claiming};
use super::{AmoError, Care, Exemption, Parcours, Patient, Sector, step};
use crate::law::{Law, ParamId, Value};
use crate::trace::{Confidence, Label, Step, Trace};

/// What is added to the patient's share.
#[derive(Default)]
pub(super) struct Majoration {
    pub(super) amount: Cents,
    /// By how much the printed rate goes down.
    pub(super) rate: Rate,
}

const LABEL: Label = Label {
    fr: "Majoration hors parcours",
    en: "Majoration out of the parcours",
};

/// The majoration on `assiette`, the lesser of expense and base (rules §5, §12 bis 17).
pub(super) fn majoration<T: Trace>(
    law: &Law,
    patient: &Patient,
    care: &Care,
    (assiette, base): (Cents, Cents),
    trace: &mut T,
) -> Result<Majoration, AmoError> {
    let Some(doctor) = care.kind.doctor() else {
        return Ok(Majoration::default());
    };
    let spared_by_sector = doctor.sector == Sector::Three && law.readings().secteur_3_spared;
    if care.parcours == Parcours::In || spared_by_sector {
        return Ok(Majoration::default());
    }
    let visit = Visit {
        parcours: care.parcours,
        exemption: care.exemption,
        specialty: doctor.specialty,
        age: i64::from(care.day.age(patient.birth)),
        bound: i64::from(law.param(ParamId::AgeParcours, care.day)?.count()),
        direct: law.param(ParamId::AccesDirect, care.day)?.count() == 1,
        young: i64::from(law.param(ParamId::AgePsychiatreDirect, care.day)?.count()),
    };
    let claimed = claiming("the parcours", care.day, &visit, &EXCEPTIONS)?;
    if let Some(exception) = claimed.filter(|claimed| claimed.outcome.spared) {
        let figure = exception.outcome.figure.map(|id| law.param(id, care.day));
        let figure = figure.transpose()?;
        trace.step(|| spared(&visit, exception.name, figure));
        return Ok(Majoration::default());
    }
    if care.parcours == Parcours::AuthorisedOverrun {
        if doctor.sector != Sector::One || doctor.is_generaliste() {
            return Err(AmoError::NoAuthorisedOverrun {
                act: care.kind.act(),
                day: care.day,
            });
        }
        trace.step(|| Step {
            rule: "R-AMO-AUTHORISED-OVERRUN",
            label: Label {
                fr: "Dépassement autorisé (DA)",
                en: "Authorised overrun (DA)",
            },
            inputs: vec![("expense", care.fee.into()), ("base", base.into())],
            result: (care.fee - base).floor_zero().into(),
            source: "rules §5".into(),
            confidence: Confidence::SecondHand,
        });
    }
    let rate = law.param(ParamId::MajorationParcours, care.day)?;
    let share = law.param(ParamId::PlafondMajoration, care.day)?;
    let tariff = law.param(ParamId::TarifGeneraliste, care.day)?;
    let cap = tariff.cents().at(share.rate(), law.rounding());
    let amount = assiette.at(rate.rate(), law.rounding()).min(cap);
    trace.step(|| {
        let inputs = vec![
            ("assiette", assiette.into()),
            ("rate", rate.rate().into()),
            ("gp tariff", tariff.cents().into()),
            ("cap", cap.into()),
        ];
        let result = amount;
        step(
            "R-AMO-MAJORATION",
            LABEL,
            inputs,
            result,
            &[rate, share, tariff],
        )
    });
    Ok(Majoration {
        amount,
        rate: rate.rate(),
    })
}

/// What the majoration hangs on.
struct Visit {
    parcours: Parcours,
    exemption: Exemption,
    specialty: u8,
    /// Whole years on the date of care.
    age: i64,
    /// Age from which the parcours binds.
    bound: i64,
    /// Some specialities may be seen directly.
    direct: bool,
    /// Last age of direct access to a psychiatrist.
    young: i64,
}

/// What an exception decides, and the figure that it rests on.
struct Decision {
    spared: bool,
    figure: Option<ParamId>,
}

/// Two decisions agree where they decide alike, whatever they rest on.
impl PartialEq for Decision {
    fn eq(&self, other: &Self) -> bool {
        self.spared == other.spared
    }
}

const SPARED: Decision = Decision {
    spared: true,
    figure: None,
};

const fn spared_by(figure: ParamId) -> Decision {
    Decision {
        spared: true,
        figure: Some(figure),
    }
}

/// Gynaecology, ophthalmology and stomatology (specialities of noemie-format §10).
const DIRECT_ACCESS: [u8; 3] = [7, 15, 18];
const RULE: &str = "R-AMO-MAJORATION";

/// What departs from the majoration of who is out of the parcours.
const EXCEPTIONS: [Exception<Visit, Decision>; 9] = [
    Exception {
        name: "under the age of the parcours",
        rule: RULE,
        claims: |visit| visit.age < visit.bound,
        outcome: spared_by(ParamId::AgeParcours),
    },
    Exception {
        name: "related to a long disease",
        rule: RULE,
        claims: |visit| visit.exemption == Exemption::AldRelated,
        outcome: spared_by(ParamId::TauxAld),
    },
    Exception {
        name: "maternity",
        rule: RULE,
        claims: |visit| visit.exemption == Exemption::Maternity,
        outcome: spared_by(ParamId::TauxMaternite),
    },
    Exception {
        name: "direct access to that speciality",
        rule: RULE,
        claims: |visit| visit.direct && DIRECT_ACCESS.contains(&visit.specialty),
        outcome: spared_by(ParamId::AccesDirect),
    },
    Exception {
        name: "direct access to a psychiatrist",
        rule: RULE,
        claims: |visit| visit.specialty == PSYCHIATRY && visit.age <= visit.young,
        outcome: spared_by(ParamId::AgePsychiatreDirect),
    },
    Exception {
        name: "urgency",
        rule: RULE,
        claims: |visit| visit.parcours == Parcours::Urgency,
        outcome: SPARED,
    },
    Exception {
        name: "away from home",
        rule: RULE,
        claims: |visit| visit.parcours == Parcours::Away,
        outcome: SPARED,
    },
    Exception {
        name: "a locum",
        rule: RULE,
        claims: |visit| visit.parcours == Parcours::Locum,
        outcome: SPARED,
    },
    Exception {
        name: "an authorised overrun",
        rule: "R-AMO-AUTHORISED-OVERRUN",
        claims: |visit| visit.parcours == Parcours::AuthorisedOverrun,
        outcome: Decision {
            spared: false,
            figure: None,
        },
    },
];

fn spared(visit: &Visit, why: &'static str, figure: Option<&Value>) -> Step {
    let inputs = vec![("age", visit.age.into()), ("spared", why.into())];
    let result = Cents::ZERO;
    match figure {
        Some(value) => step(RULE, LABEL, inputs, result, &[value]),
        None => Step {
            rule: RULE,
            label: LABEL,
            inputs,
            result: result.into(),
            source: "rules §5".into(),
            confidence: Confidence::Confirmed,
        },
    }
}
