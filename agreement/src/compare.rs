//! The two answers on one act.

use domain::Cents;
use oracle::amo::{AmoError, Doctor, Exemption, Kind, Liquidation, Sector};
use second_amo::{Care, DoctorAct, Error, Settled, Specialty};

use crate::life::Told;

/// What comparing came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Both settled alike.
    Agreed,
    /// Both refused.
    Refused,
    /// A listed case: the entry of the register that leaves them apart.
    Excluded(&'static str),
    /// Neither.
    Disagreed,
}

/// Whether the two agree, or differ where it is listed that they do.
pub(crate) fn judge(
    told: &Told,
    first: &Result<Liquidation, AmoError>,
    second: &Result<Settled, Error>,
) -> Verdict {
    match (first, second) {
        (Err(_), Err(_)) => Verdict::Refused,
        (Ok(first), Ok(second)) if alike(first, second) => Verdict::Agreed,
        (Ok(first), Ok(second)) => {
            differs(first, second).map_or(Verdict::Disagreed, Verdict::Excluded)
        }
        (Err(error), Ok(_)) => {
            first_refuses(told, error).map_or(Verdict::Disagreed, Verdict::Excluded)
        }
        (Ok(_), Err(_)) => second_refuses(told).map_or(Verdict::Disagreed, Verdict::Excluded),
    }
}

/// Every amount to the cent, what is withheld, and to whom it is paid.
fn alike(first: &Liquidation, second: &Settled) -> bool {
    let withheld = first.participation + first.franchise;
    first.base == second.base
        && first.gross == second.gross
        && first.majoration == second.majoration
        && first.amount == second.after_majoration
        && same_withholding(first, second)
        && first.pas.map_or(Cents::ZERO, |pas| pas.amount) == second.heavy_participation
        // The first says who is paid, the second whether there is a debt.
        && (first.deferred && withheld > Cents::ZERO) == second.deferred
        && first.paid() == second.paid + second.recovered
}

fn same_withholding(first: &Liquidation, second: &Settled) -> bool {
    first.participation == second.participation
        && first.franchise == second.franchise
        && first.deferred != second.to_insured
}

/// The entries of the register of ambiguities on which the two halves read silence apart. On each, the first oracle
/// takes the default.
pub const LISTED: [&str; 6] = [
    REFUSED_SUBSTITUTION,
    SECTEUR_2,
    MAJORATION_BY_SECTOR,
    DIRECT,
    MINOR_PENSIONER,
    FOUR_A_DAY,
];

const REFUSED_SUBSTITUTION: &str = "refused-substitution-third-party";
const SECTEUR_2: &str = "secteur-2-other-tariffs";
const MAJORATION_BY_SECTOR: &str = "majoration-by-sector";
const DIRECT: &str = "direct-listed-speciality";
const MINOR_PENSIONER: &str = "minor-invalidity-pension";
const FOUR_A_DAY: &str = "participation-four-a-day";

/// Both settle, apart: by a participation that the cap of the year had cut and a cancellation has freed since.
fn differs(first: &Liquidation, second: &Settled) -> Option<&'static str> {
    let same = Liquidation {
        participation: second.participation,
        ..*first
    };
    let apart = (first.participation - second.participation).0.abs();
    (second.rules.contains(&"participation-four-a-day")
        && apart < A_PARTICIPATION.0
        && alike(&same, second))
    .then_some(FOUR_A_DAY)
}

/// The largest participation of the four years.
const A_PARTICIPATION: Cents = Cents(200);

/// The first oracle refuses alone.
fn first_refuses(told: &Told, error: &AmoError) -> Option<&'static str> {
    Some(match (error, told.care.kind) {
        (AmoError::NoThirdParty { .. }, _) => REFUSED_SUBSTITUTION,
        (AmoError::NoTariff { sector, .. }, _) if *sector == Sector::Two => SECTEUR_2,
        (
            AmoError::NoBase { .. },
            Kind::Complement {
                doctor:
                    Doctor {
                        sector: Sector::Two | Sector::Three,
                        ..
                    },
                ..
            },
        ) => MAJORATION_BY_SECTOR,
        (AmoError::TwoExceptions { case, .. }, _)
            if told.care.exemption == Exemption::Invalidity
                && matches!(*case, "the participation" | "the franchise") =>
        {
            MINOR_PENSIONER
        }
        _ => return None,
    })
}

/// The second oracle refuses alone.
fn second_refuses(told: &Told) -> Option<&'static str> {
    match told.act.care {
        Care::Doctor {
            specialty:
                Specialty::Psychiatrist
                | Specialty::Neurologist
                | Specialty::Cardiologist
                | Specialty::Geriatrician
                | Specialty::PhysicalMedicine,
            act: DoctorAct::Consultation { coordinated: false },
            ..
        } if told.act.base_on_line.is_none() => Some(DIRECT),
        _ => None,
    }
}
