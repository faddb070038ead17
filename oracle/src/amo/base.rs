//! The base of a line: the tariff of the act, for the doctor and person at hand.

use domain::{Cents, Day, Rounding};

use super::care::is_generaliste;
use super::exceptions::{Exception, claiming};
use super::{AmoError, Care, Kind, Profession, Sector, Tariff, step};
use crate::law::{Law, ParamId, Value};
use crate::trace::{Confidence, Label, Step, Trace};

/// What the tariff of a consultation hangs on.
struct Case {
    tariff: Tariff,
    sector: Sector,
    specialty: u8,
    /// Whole years on the date of care.
    age: i16,
}

/// Unit price and base of the line.
pub(super) fn line<T: Trace>(
    law: &Law,
    birth: Day,
    care: &Care,
    trace: &mut T,
) -> Result<(Cents, Cents), AmoError> {
    let quantity = i64::from(care.quantity);
    if let Some(base) = care.base {
        trace.step(|| Step {
            rule: "R-AMO-BASE-LINE",
            label: LABEL,
            inputs: vec![
                ("act", care.kind.act().to_string()),
                ("day", care.day.to_string()),
            ],
            result: base.to_string(),
            source: "rules §12 bis 20".to_owned(),
            confidence: Confidence::Assumption,
        });
        let unit = if quantity > 1 {
            Cents(base.0 / quantity)
        } else {
            base
        };
        return Ok((unit, base));
    }
    match care.kind {
        Kind::Consultation {
            tariff,
            sector,
            specialty,
            ..
        } => {
            let case = Case {
                tariff,
                sector,
                specialty,
                age: care.day.age(birth),
            };
            let (rule, value, more) = consultation(law, &case, care.day)?;
            let unit = value.cents() + more.map_or(Cents::ZERO, Value::cents);
            let base = unit * quantity;
            trace.step(|| {
                let inputs = vec![
                    ("tariff", tariff.to_string()),
                    ("sector", sector.to_string()),
                    ("age", case.age.to_string()),
                    ("day", care.day.to_string()),
                    ("unit", unit.to_string()),
                    ("quantity", quantity.to_string()),
                ];
                let values: Vec<_> = [Some(value), more].into_iter().flatten().collect();
                step(rule, LABEL, inputs, base.to_string(), &values)
            });
            Ok((unit, base))
        }
        Kind::Drug(_)
        | Kind::Dental(_)
        | Kind::Optics(_)
        | Kind::HearingAid
        | Kind::Transport { .. } => Err(AmoError::NoBase {
            act: care.kind.act(),
            day: care.day,
        }),
        Kind::BoxFee(_) | Kind::PrescriptionFee => {
            let id = match care.kind {
                Kind::BoxFee(_) => ParamId::HonoraireBoite,
                _ => ParamId::HonoraireOrdonnance,
            };
            let fee = law.param(id, care.day)?;
            let base = fee.cents() * quantity;
            trace.step(|| {
                let inputs = vec![
                    ("fee", fee.cents().to_string()),
                    ("quantity", quantity.to_string()),
                ];
                step("R-AMO-BASE", LABEL, inputs, base.to_string(), &[fee])
            });
            Ok((fee.cents(), base))
        }
        Kind::Biology => letter(law, ParamId::LettreB, care, trace),
        Kind::Letter(profession) => {
            let id = match profession {
                Profession::Kine => ParamId::LettreKine,
                Profession::Infirmier => ParamId::LettreInfirmier,
                Profession::Orthophoniste => ParamId::LettreOrthophoniste,
                Profession::SageFemme => ParamId::LettreSageFemme,
            };
            letter(law, id, care, trace)
        }
    }
}

/// Key letter and base of an act that is paid by one: the letter first, brought to the cent, then the quantity
/// (rules §7.2).
fn letter<T: Trace>(
    law: &Law,
    id: ParamId,
    care: &Care,
    trace: &mut T,
) -> Result<(Cents, Cents), AmoError> {
    let letter = law.param(id, care.day)?;
    let quantity = i64::from(care.quantity);
    let base = key_letter(letter.cents(), care.coefficient, law.rounding()) * quantity;
    trace.step(|| {
        let inputs = vec![
            ("letter", letter.cents().to_string()),
            (
                "coefficient",
                Cents(i64::from(care.coefficient)).to_string(),
            ),
            ("quantity", quantity.to_string()),
        ];
        step("R-AMO-BASE", LABEL, inputs, base.to_string(), &[letter])
    });
    Ok((letter.cents(), base))
}

const LABEL: Label = Label {
    fr: "Base de remboursement",
    en: "Reimbursement base",
};

/// What departs from the tariffs of secteur 1.
const EXCEPTIONS: [Exception<Case, ParamId>; 5] = [
    Exception {
        name: "tarif d'autorité of a GP",
        rule: "R-AMO-TARIF-AUTORITE",
        claims: |case| {
            case.sector == Sector::Three
                && (case.tariff == Tariff::Generaliste || is_generaliste(case.specialty))
        },
        outcome: ParamId::TarifAutoriteGeneraliste,
    },
    Exception {
        name: "tarif d'autorité of a specialist",
        rule: "R-AMO-TARIF-AUTORITE",
        claims: |case| {
            case.sector == Sector::Three
                && (of_a_specialist(case.tariff) || !is_generaliste(case.specialty))
        },
        outcome: ParamId::TarifAutoriteSpecialiste,
    },
    Exception {
        name: "secteur 2 without option, psychiatry",
        rule: "R-AMO-BASE-SECTEUR-2",
        claims: |case| case.sector == Sector::Two && case.tariff == Tariff::Psychiatre,
        outcome: ParamId::TarifPsychiatreSecteur2,
    },
    Exception {
        name: "secteur 2 without option",
        rule: "R-AMO-BASE-SECTEUR-2",
        claims: |case| {
            case.sector == Sector::Two
                && case.tariff != Tariff::Psychiatre
                && (case.tariff == Tariff::Generaliste || ordinary_of_a_specialist(case.tariff))
        },
        outcome: ParamId::TarifSecteur2,
    },
    Exception {
        name: "child under 6 seen by a GP",
        rule: "R-AMO-BASE",
        claims: |case| {
            matches!(case.sector, Sector::One | Sector::TwoOptam)
                && case.tariff == Tariff::Generaliste
                && case.age < 6
        },
        outcome: ParamId::TarifGeneralisteMoins6,
    },
];

/// The rule, the tariff, and what is added to it.
fn consultation<'a>(
    law: &'a Law,
    case: &Case,
    day: Day,
) -> Result<(&'static str, &'a Value, Option<&'a Value>), AmoError> {
    if let Some(exception) = claiming("the base", day, case, &EXCEPTIONS)? {
        return Ok((exception.rule, law.param(exception.outcome, day)?, None));
    }
    if case.sector == Sector::Two {
        return Err(AmoError::NoTariff {
            tariff: case.tariff,
            sector: case.sector,
            day,
        });
    }
    let id = match case.tariff {
        Tariff::Generaliste => ParamId::TarifGeneraliste,
        Tariff::SpecialisteCoordonne => ParamId::TarifSpecialisteCoordonne,
        Tariff::SpecialisteDirect => ParamId::TarifSpecialisteDirect,
        Tariff::Psychiatre => ParamId::TarifPsychiatre,
        Tariff::Gynecologue => ParamId::TarifGynecologue,
        Tariff::GynecologueDirect => ParamId::TarifGynecologueDirect,
        Tariff::Pediatre => match case.age {
            ..2 => ParamId::TarifPediatreMoins2,
            2..6 => ParamId::TarifPediatre2A6,
            6.. => ParamId::TarifPediatre6EtPlus,
        },
        Tariff::Cardiologue => ParamId::TarifCardiologue,
        Tariff::Geriatre => ParamId::TarifGeriatre,
        Tariff::MedecinePhysique => ParamId::TarifMedecinePhysique,
        Tariff::Complexe => ParamId::TarifComplexe,
        Tariff::TresComplexe => ParamId::TarifTresComplexe,
        Tariff::Apc => ParamId::TarifApc,
        Tariff::ApcPsychiatre => ParamId::TarifApcPsychiatre,
        Tariff::DepistageMelanome => ParamId::TarifDepistageMelanome,
        Tariff::ConsultationLongue => ParamId::TarifConsultationLongue,
        Tariff::Teleconsultation => ParamId::TarifTeleconsultation,
    };
    let tariff = law.param(id, day)?;
    let young = case.tariff == Tariff::Psychiatre
        && i64::from(case.age) < i64::from(law.param(ParamId::AgePsychiatreJeune, day)?.count());
    let more = if young {
        Some(law.param(ParamId::MajorationPsychiatreJeune, day)?)
    } else {
        None
    };
    Ok(("R-AMO-BASE", tariff, more))
}

/// Consultations that the 23.00 "GP or specialist" of secteur 2 without option stands for.
fn ordinary_of_a_specialist(tariff: Tariff) -> bool {
    matches!(
        tariff,
        Tariff::SpecialisteCoordonne
            | Tariff::SpecialisteDirect
            | Tariff::Psychiatre
            | Tariff::Gynecologue
            | Tariff::GynecologueDirect
            | Tariff::Pediatre
            | Tariff::Cardiologue
            | Tariff::Geriatre
            | Tariff::MedecinePhysique
    )
}

fn of_a_specialist(tariff: Tariff) -> bool {
    ordinary_of_a_specialist(tariff)
        || matches!(tariff, Tariff::ApcPsychiatre | Tariff::DepistageMelanome)
}

/// Key letter × coefficient in hundredths, rounded before anything else (rules §7.2).
fn key_letter(letter: Cents, coefficient: u32, rounding: Rounding) -> Cents {
    let hundredths = letter.0 * i64::from(coefficient);
    let half = match rounding {
        Rounding::HalfUp => 50,
        Rounding::Truncate => 0,
    };
    Cents((hundredths + half) / 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_letter_is_rounded_first() {
        // AMS 7.5 at 2.15: 16.125.
        assert_eq!(key_letter(Cents(215), 750, Rounding::HalfUp), Cents(1_613));
        assert_eq!(
            key_letter(Cents(215), 750, Rounding::Truncate),
            Cents(1_612)
        );
        assert_eq!(key_letter(Cents(26), 6_000, Rounding::HalfUp), Cents(1_560));
    }
}
