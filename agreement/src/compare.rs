//! The two answers on one act.

use domain::Cents;
use oracle::amo::{AmoError, Doctor, Exemption, Kind, Liquidation, Sector};
use oracle::law::LawError;
use second_amo::{Care, DoctorAct, Error, Settled, Specialty};

use crate::life::Told;

/// What comparing came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Both settled alike.
    Agreed,
    /// Both refused.
    Refused,
    /// A listed case: why the two may differ.
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
        (Err(error), Ok(second)) => {
            first_refuses(told, error, second).map_or(Verdict::Disagreed, Verdict::Excluded)
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
        // The first says who is paid, the second whether there is a debt.
        && (first.deferred && withheld > Cents::ZERO) == second.deferred
        && first.paid() == second.paid + second.recovered
}

fn same_withholding(first: &Liquidation, second: &Settled) -> bool {
    first.participation == second.participation
        && first.franchise == second.franchise
        && first.deferred != second.to_insured
}

const OVERRUN: &str = "an authorised overrun of who has none or needs none: the second has no word for it, and reads a line out of the parcours";

/// Both settle, apart.
fn differs(first: &Liquidation, second: &Settled) -> Option<&'static str> {
    let same = Liquidation {
        participation: second.participation,
        ..*first
    };
    let apart = (first.participation - second.participation).0.abs();
    (second.rules.contains(&"participation-four-a-day")
        && apart < A_PARTICIPATION.0
        && alike(&same, second))
        .then_some(
            "four participations a day, one of them cut by the cap of the year, which a cancellation lifted since: four \
             in euros (first) or four acts (second)",
        )
}

/// The largest participation of the four years.
const A_PARTICIPATION: Cents = Cents(200);

/// The first oracle refuses alone.
fn first_refuses(told: &Told, error: &AmoError, second: &Settled) -> Option<&'static str> {
    Some(match (error, told.care.kind) {
        (AmoError::NoThirdParty { .. }, _) => {
            "a refused substitution under third-party payment: the law bars it, and does not say whether the line is \
             refused (first) or paid to the insured (second)"
        }
        (AmoError::NoTariff { sector, .. }, _) if *sector == Sector::Two => {
            "an opinion, an examination or a teleconsultation in secteur 2 without option: the texts print one figure \
             for every doctor (second) and 23.00 for a consultation of that sector (first: give the base on the line)"
        }
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
        ) => {
            "a majoration of its own line of a doctor who has no option: the texts print one figure without a sector \
             (second), which the first keeps to secteur 1 and OPTAM"
        }
        (AmoError::SessionToldApart { .. }, _) => {
            "technical acts of one practitioner on one day that are told each as the only one of its session and come \
             to a heavy one: the first refuses, the second believes"
        }
        (AmoError::NoAuthorisedOverrun { .. }, _) => OVERRUN,
        (AmoError::TwoExceptions { case, .. }, _) if *case == "the parcours" => OVERRUN,
        (AmoError::TwoExceptions { case, .. }, _)
            if told.care.exemption == Exemption::Invalidity
                && matches!(*case, "the participation" | "the franchise") =>
        {
            "an invalidity pensioner under age: nobody is, and the first says so"
        }
        (AmoError::Law(LawError::Missing { param, .. }), _)
            if param.starts_with("taux.regime-local/") && second.base == Cents::ZERO =>
        {
            "a base of zero, such as contact lenses past those of the year, in the local régime: its rate for that care \
             is not printed (first), and not needed (second)"
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
        } if told.act.base_on_line.is_none() => Some(
            "a direct consultation of a speciality whose coordinated tariff is printed apart: that of any direct \
             specialist (first), or no tariff (second)",
        ),
        _ => None,
    }
}
