//! Care as it happens to a person: pathways over time, each with its own draws.

mod accident;
mod biology;
mod birth;
mod c2s;
mod children;
mod chronic;
mod context;
mod days;
mod dental;
mod doctor;
mod hearing;
mod hospital;
mod life;
mod optics;
mod pharmacy;
mod pregnancy;
mod psychologist;
mod rates;
mod series;
mod sheet;
mod stay_kinds;
#[cfg(test)]
mod tests;
mod transport;
mod visits;

pub(crate) use c2s::for_the_c2s;
pub(crate) use context::CareContext;
pub(crate) use dental::free_crown;
pub(crate) use doctor::consultation;
#[cfg(test)]
pub(crate) use rates::SpecialVisit;
pub(crate) use rates::{CareRates, SectorWeights};
pub(crate) use sheet::Sheet;
#[cfg(test)]
pub(crate) use {
    days::{is_closed, open_day},
    rates::TechnicalRow,
};

use crate::FlowError;
use crate::people::{Household, Inhabitant};
use life::Life;
pub(crate) use life::Pad;

/// A kind of care that follows a person over time.
struct Pathway {
    id: &'static str,
    fr: &'static str,
    en: &'static str,
    /// Situations of the field notes (§1) that it makes.
    situations: &'static [u8],
    live: fn(&mut Life<'_>) -> Result<(), FlowError>,
}

/// In the order in which they are lived: a pregnancy says what is exempt, a stay when nobody is at home.
const PATHWAYS: [Pathway; 14] = [
    Pathway {
        id: "pregnancy",
        fr: "Grossesse : visites, échographies, sage-femme, accouchement, séjour du nouveau-né",
        en: "Pregnancy: visits, ultrasounds, midwife, birth, the newborn’s stay",
        situations: pregnancy::SITUATIONS,
        live: pregnancy::live,
    },
    Pathway {
        id: "hospital",
        fr: "Séjours à l’hôpital et passages aux urgences",
        en: "Stays in hospital and visits to the emergencies",
        situations: hospital::SITUATIONS,
        live: hospital::live,
    },
    Pathway {
        id: "doctor",
        fr: "Médecin traitant, spécialistes, ce qu’ils prescrivent",
        en: "Treating doctor, specialists, what they prescribe",
        situations: doctor::SITUATIONS,
        live: doctor::live,
    },
    Pathway {
        id: "chronic",
        fr: "Affection de longue durée : pharmacie, biologie, infirmier",
        en: "Long disease: pharmacy, biology, nurse",
        situations: chronic::SITUATIONS,
        live: chronic::live,
    },
    Pathway {
        id: "children",
        fr: "Examens obligatoires de l’enfant",
        en: "Mandatory examinations of a child",
        situations: children::SITUATIONS,
        live: children::live,
    },
    Pathway {
        id: "dental",
        fr: "Dentiste : consultation, soins, prothèses",
        en: "Dentist: consultation, care, prostheses",
        situations: dental::SITUATIONS,
        live: dental::live,
    },
    Pathway {
        id: "orthodontics",
        fr: "Orthodontie : semestres, contention",
        en: "Orthodontics: semesters, retention",
        situations: dental::SITUATIONS,
        live: dental::orthodontics,
    },
    Pathway {
        id: "optics",
        fr: "Lunettes et lentilles",
        en: "Glasses and contact lenses",
        situations: optics::SITUATIONS,
        live: optics::live,
    },
    Pathway {
        id: "hearing",
        fr: "Aides auditives",
        en: "Hearing aids",
        situations: hearing::SITUATIONS,
        live: hearing::live,
    },
    Pathway {
        id: "transport",
        fr: "Transports : séries et urgences",
        en: "Transport: series and emergencies",
        situations: transport::SITUATIONS,
        live: transport::live,
    },
    Pathway {
        id: "series",
        fr: "Séances de kinésithérapeute et d’orthophoniste",
        en: "Sessions at the physiotherapist’s and the speech therapist’s",
        situations: series::SITUATIONS,
        live: series::live,
    },
    Pathway {
        id: "midwife",
        fr: "Suivi gynécologique par une sage-femme",
        en: "Gynaecological care by a midwife",
        situations: &[],
        live: pregnancy::midwife,
    },
    Pathway {
        id: "psychologist",
        fr: "Mon soutien psy",
        en: "Sessions at the psychologist’s",
        situations: psychologist::SITUATIONS,
        live: psychologist::live,
    },
    Pathway {
        id: "accident",
        fr: "Accident causé par un tiers : sur le trajet du travail ou dans la vie privée",
        en: "An accident that somebody else is liable for: on the way to work or in private life",
        situations: accident::SITUATIONS,
        live: accident::live,
    },
];

/// The pathways of care: id, name in French and in English, and the situations of the field notes (§1, by their
/// number) that each makes.
pub fn pathways() -> impl Iterator<Item = (&'static str, &'static str, &'static str, &'static [u8])>
{
    let told = |pathway: &'static Pathway| {
        let Pathway { id, fr, en, .. } = pathway;
        (*id, *fr, *en, pathway.situations)
    };
    PATHWAYS.iter().map(told)
}

/// The care of a person of a household in the days of the world, in order of time: the sheets of `pad` in the end.
/// `number` is that of the person in the lot.
///
/// # Errors
/// Where the law contradicts itself on care of one of these days. What it has no figure for is not lived.
pub(crate) fn life(
    context: &CareContext<'_>,
    home: &Household,
    person: &Inhabitant,
    number: u64,
    pad: &mut Pad,
) -> Result<(), FlowError> {
    let Some(mut life) = Life::new(context, home, person, number, pad) else {
        return Ok(());
    };
    for pathway in &PATHWAYS {
        (pathway.live)(&mut life)?;
    }
    *pad = life.sheets();
    Ok(())
}
