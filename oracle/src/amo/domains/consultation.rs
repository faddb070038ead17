//! Doctors' consultations (rules §2.1, §3, §5).
//!
//! The base is the tariff of the day for the doctor's sector and the patient's age. The mandatory examinations
//! of a child are at 100 %. A participation an act; no franchise; the parcours binds them.

use std::fmt;

use domain::{ActCode, Cents, Convention, CoordinationOption, Day};

use super::{Base, Case, Domain, Local, Participations, code};
use crate::amo::counters::Use;
use crate::amo::doctor::PSYCHIATRY;
use crate::amo::exceptions::{Exception, claiming};
use crate::amo::{AmoError, Care, Doctor, Sector, base, step};
use crate::law::{Law, ParamId, Value};
use crate::trace::Trace;

/// What a consultation is paid as (rules §2.1). Brackets of age are applied inside, on the date of care.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Tariff {
    /// GP; more for a child under 6.
    Generaliste,
    /// Specialist, coordinated.
    SpecialisteCoordonne,
    /// Specialist, direct.
    SpecialisteDirect,
    /// Psychiatrist or neurologist, coordinated; more for a young patient of a psychiatrist.
    Psychiatre,
    /// Gynaecologist, coordinated.
    Gynecologue,
    /// Gynaecologist, direct.
    GynecologueDirect,
    /// Paediatrician: under 2, 2 to under 6, 6 and over.
    Pediatre,
    /// Cardiologist, coordinated.
    Cardiologue,
    /// Geriatrician, coordinated.
    Geriatre,
    /// Physical medicine, coordinated.
    MedecinePhysique,
    /// Complex consultation.
    Complexe,
    /// Very complex consultation.
    TresComplexe,
    /// One-off expert opinion.
    Apc,
    /// One-off expert opinion of a psychiatrist.
    ApcPsychiatre,
    /// Melanoma screening by a dermatologist.
    DepistageMelanome,
    /// Long consultation by the treating doctor, of who is over 80, once a calendar year.
    ConsultationLongue,
    /// Teleconsultation.
    Teleconsultation,
    /// Mandatory child examination COE, at 100 %.
    ExamenEnfantCoe,
    /// Mandatory child examination COH, at 100 %.
    ExamenEnfantCoh,
}

impl Tariff {
    const fn word(self) -> &'static str {
        match self {
            Self::Generaliste => "généraliste",
            Self::SpecialisteCoordonne => "spécialiste coordonné",
            Self::SpecialisteDirect => "spécialiste direct",
            Self::Psychiatre => "psychiatre",
            Self::Gynecologue => "gynécologue",
            Self::GynecologueDirect => "gynécologue direct",
            Self::Pediatre => "pédiatre",
            Self::Cardiologue => "cardiologue",
            Self::Geriatre => "gériatre",
            Self::MedecinePhysique => "médecine physique",
            Self::Complexe => "complexe",
            Self::TresComplexe => "très complexe",
            Self::Apc => "APC",
            Self::ApcPsychiatre => "APC psychiatre",
            Self::DepistageMelanome => "dépistage mélanome",
            Self::ConsultationLongue => "consultation longue",
            Self::Teleconsultation => "téléconsultation",
            Self::ExamenEnfantCoe => "examen de l'enfant COE",
            Self::ExamenEnfantCoh => "examen de l'enfant COH",
        }
    }
}

impl fmt::Display for Tariff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// A consultation.
#[derive(Clone, Copy)]
pub(super) struct Consultation {
    pub(super) tariff: Tariff,
    pub(super) doctor: Doctor,
}

impl Domain for Consultation {
    fn act(self) -> ActCode {
        const G: ActCode = code("G");
        const CS: ActCode = code("CS");
        const CNP: ActCode = code("CNP");
        const APC: ActCode = code("APC");
        const COE: ActCode = code("COE");
        const COH: ActCode = code("COH");
        const TC: ActCode = code("TC");
        const TCG: ActCode = code("TCG");
        match (self.tariff, self.doctor.specialty) {
            (Tariff::Apc | Tariff::ApcPsychiatre, _) => APC,
            (Tariff::Teleconsultation, _) if self.doctor.is_generaliste() => TCG,
            (Tariff::Teleconsultation, _) => TC,
            (Tariff::ExamenEnfantCoe, _) => COE,
            (Tariff::ExamenEnfantCoh, _) => COH,
            (Tariff::Generaliste, _) => G,
            (_, PSYCHIATRY) => CNP,
            _ if self.doctor.is_generaliste() => G,
            _ => CS,
        }
    }

    fn specialty(self) -> u8 {
        self.doctor.specialty
    }

    fn convention(self) -> Convention {
        self.doctor.convention()
    }

    fn option(self) -> CoordinationOption {
        self.doctor.option
    }

    fn limit(self, case: &Case<'_>) -> Result<(), AmoError> {
        if self.tariff != Tariff::ConsultationLongue {
            return Ok(());
        }
        let care = case.care;
        let used = case
            .counters
            .used_in(care.day.year(), Use::LongConsultation);
        if care.day.age(case.birth) <= LONG_CONSULTATION_AFTER {
            return Err(AmoError::TooYoung { day: care.day });
        }
        if used > 0 || care.quantity > 1 {
            return Err(AmoError::NoLongConsultationLeft { day: care.day });
        }
        Ok(())
    }

    fn base<T: Trace>(self, case: &Case<'_>, trace: &mut T) -> Result<Base, AmoError> {
        let care = case.care;
        let asked = Asked {
            tariff: self.tariff,
            doctor: self.doctor,
            age: care.day.age(case.birth),
        };
        let (rule, value, more) = tariff(case.law, &asked, care.day)?;
        let unit = value.cents() + more.map_or(Cents::ZERO, Value::cents);
        let quantity = i64::from(care.quantity);
        let line = unit * quantity;
        trace.step(|| {
            let inputs = vec![
                ("tariff", asked.tariff.word().into()),
                ("sector", asked.doctor.sector.word().into()),
                ("age", asked.age.into()),
                ("day", care.day.into()),
                ("unit", unit.into()),
                ("quantity", quantity.into()),
            ];
            let values: Vec<_> = [Some(value), more].into_iter().flatten().collect();
            step(rule, base::LABEL, inputs, line, &values)
        });
        Ok(Base { unit, line })
    }

    fn rate(self) -> ParamId {
        ParamId::TauxMedecin
    }

    fn local(self) -> Local {
        Local::Row("honoraires")
    }

    fn participations(self, care: &Care) -> Participations {
        Participations::Units(care.quantity)
    }

    fn doctor(self) -> Option<Doctor> {
        Some(self.doctor)
    }

    fn uses(self, care: &Care, _: &Base) -> Option<(Use, u32)> {
        (self.tariff == Tariff::ConsultationLongue)
            .then(|| (Use::LongConsultation, u32::from(care.quantity)))
    }
}

/// The long consultation is for who is older (rules §2.1).
const LONG_CONSULTATION_AFTER: i16 = 80;

/// What the tariff of a consultation hangs on.
struct Asked {
    tariff: Tariff,
    doctor: Doctor,
    /// Whole years on the date of care.
    age: i16,
}

/// What departs from the tariffs of secteur 1.
const EXCEPTIONS: [Exception<Asked, ParamId>; 5] = [
    Exception {
        name: "tarif d'autorité of a GP",
        rule: "R-AMO-TARIF-AUTORITE",
        claims: |case| {
            case.doctor.sector == Sector::Three
                && (case.tariff == Tariff::Generaliste || case.doctor.is_generaliste())
        },
        outcome: ParamId::TarifAutoriteGeneraliste,
    },
    Exception {
        name: "tarif d'autorité of a specialist",
        rule: "R-AMO-TARIF-AUTORITE",
        claims: |case| {
            case.doctor.sector == Sector::Three
                && (of_a_specialist(case.tariff) || !case.doctor.is_generaliste())
        },
        outcome: ParamId::TarifAutoriteSpecialiste,
    },
    Exception {
        name: "secteur 2 without option, psychiatry",
        rule: "R-AMO-BASE-SECTEUR-2",
        claims: |case| {
            case.doctor.sector == Sector::Two
                && case.doctor.specialty == PSYCHIATRY
                && ordinary_of_a_specialist(case.tariff)
        },
        outcome: ParamId::TarifPsychiatreSecteur2,
    },
    Exception {
        name: "secteur 2 without option",
        rule: "R-AMO-BASE-SECTEUR-2",
        claims: |case| {
            case.doctor.sector == Sector::Two
                && (case.tariff == Tariff::Generaliste
                    || case.doctor.specialty != PSYCHIATRY && ordinary_of_a_specialist(case.tariff))
        },
        outcome: ParamId::TarifSecteur2,
    },
    Exception {
        name: "child under 6 seen by a GP",
        rule: "R-AMO-BASE",
        claims: |case| {
            case.doctor.keeps_tariffs() && case.tariff == Tariff::Generaliste && case.age < 6
        },
        outcome: ParamId::TarifGeneralisteMoins6,
    },
];

/// The rule, the tariff, and what is added to it.
fn tariff<'a>(
    law: &'a Law,
    case: &Asked,
    day: Day,
) -> Result<(&'static str, &'a Value, Option<&'a Value>), AmoError> {
    if let Some(exception) = claiming("the base", day, case, &EXCEPTIONS)? {
        return Ok((exception.rule, law.param(exception.outcome, day)?, None));
    }
    if case.doctor.sector == Sector::Two {
        return Err(AmoError::NoTariff {
            tariff: case.tariff,
            sector: case.doctor.sector,
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
        Tariff::ExamenEnfantCoe => ParamId::TarifExamenEnfantCoe,
        Tariff::ExamenEnfantCoh => ParamId::TarifExamenEnfantCoh,
    };
    let tariff = law.param(id, day)?;
    // The majoration is psychiatry's: a neurologist, paid the same tariff, has none.
    let young = case.tariff == Tariff::Psychiatre
        && case.doctor.specialty == PSYCHIATRY
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
