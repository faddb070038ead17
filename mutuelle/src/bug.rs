use std::fmt;
use std::str::FromStr;

use domain::{Day, Heading, Rounding};
use rust_decimal::Decimal;

use crate::facts::{Doctor, Facts};
use crate::ledger::Claim;
use crate::rules::rounding::percent_of;

/// A planted fault: one small deviation, written where the rule it breaks is written.
///
/// Nothing but the answers tells that a bug is there: the runner has to find it by behaviour.
///
/// ```
/// use mutuelle::Bug;
/// let bug: Bug = "truncates".parse()?;
/// assert_eq!(bug, Bug::Truncates);
/// assert_eq!(Bug::ALL.len(), 8);
/// # Ok::<(), mutuelle::UnknownBug>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bug {
    /// Pays back the participation forfaitaire of the act (rules §0.1, §6).
    RefundsParticipation,
    /// Pays a line identity again when another file carries it (rules N2).
    PaysDuplicateTwice,
    /// Tests the cover on the date of the décompte (rules §0.3, N5, N6).
    FileDateForCareDate,
    /// Forgets to add the majoration back to the AMO amount (rules §5).
    CoversMajoration,
    /// Takes cancellations for information (rules N10).
    IgnoresCancellations,
    /// Replaces the adults' GP tariff of the day of care by that of the processing day (rules N0, §0.3).
    TariffOfProcessingDay,
    /// Drops what lies past the cent (rules §7.2, §12 bis 2).
    Truncates,
    /// Does not look at the end of the contract (rules N6).
    PaysAfterEnd,
}

impl Bug {
    /// Every bug, in the order of the help text.
    pub const ALL: [Self; 8] = [
        Self::RefundsParticipation,
        Self::PaysDuplicateTwice,
        Self::FileDateForCareDate,
        Self::CoversMajoration,
        Self::IgnoresCancellations,
        Self::TariffOfProcessingDay,
        Self::Truncates,
        Self::PaysAfterEnd,
    ];

    /// The name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::RefundsParticipation => "refunds-participation",
            Self::PaysDuplicateTwice => "pays-duplicate-twice",
            Self::FileDateForCareDate => "file-date-for-care-date",
            Self::CoversMajoration => "covers-majoration",
            Self::IgnoresCancellations => "ignores-cancellations",
            Self::TariffOfProcessingDay => "tariff-of-processing-day",
            Self::Truncates => "truncates",
            Self::PaysAfterEnd => "pays-after-end",
        }
    }

    /// What the faulty mutuelle does, in French.
    #[must_use]
    pub const fn french(self) -> &'static str {
        match self {
            Self::RefundsParticipation => {
                "Rembourse la participation forfaitaire : la part AMO nette remplace la part théorique."
            }
            Self::PaysDuplicateTwice => {
                "Paie une seconde fois une ligne déjà traitée quand un autre fichier la porte."
            }
            Self::FileDateForCareDate => {
                "Vérifie les droits à la date du décompte au lieu de la date des soins."
            }
            Self::CoversMajoration => "Prend en charge la majoration hors parcours de soins.",
            Self::IgnoresCancellations => {
                "Classe les annulations sans suite : rien n'est repris à l'assuré."
            }
            Self::TariffOfProcessingDay => {
                "Remplace la base de la consultation par le tarif du jour de traitement."
            }
            Self::Truncates => "Tronque au centime au lieu d'arrondir au plus proche.",
            Self::PaysAfterEnd => "Paie des soins postérieurs à la fin du contrat.",
        }
    }

    /// What the faulty mutuelle does, in English.
    #[must_use]
    pub const fn english(self) -> &'static str {
        match self {
            Self::RefundsParticipation => {
                "Refunds the participation forfaitaire: the net AMO share takes the place of the theoretical one."
            }
            Self::PaysDuplicateTwice => {
                "Pays a line that was already treated once more when another file carries it."
            }
            Self::FileDateForCareDate => {
                "Tests the cover on the date of the décompte instead of the date of care."
            }
            Self::CoversMajoration => "Covers the majoration out of the parcours de soins.",
            Self::IgnoresCancellations => {
                "Files cancellations away: nothing is taken back from the insured."
            }
            Self::TariffOfProcessingDay => {
                "Replaces the base of the consultation by the tariff of the processing day."
            }
            Self::Truncates => "Truncates to the cent instead of rounding half-up.",
            Self::PaysAfterEnd => "Pays for care after the end of the contract.",
        }
    }
}

impl fmt::Display for Bug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Bug {
    type Err = UnknownBug;

    fn from_str(text: &str) -> Result<Self, UnknownBug> {
        Self::ALL
            .into_iter()
            .find(|bug| bug.name() == text)
            .ok_or_else(|| UnknownBug(text.to_owned()))
    }
}

/// The planted bug `tariff-of-processing-day`: an adult's consultation of a GP at the tariff of the day of
/// the décompte, where the line carries that of the day of care. Whatever carries another base, a child's
/// consultation for one, is left alone.
pub(crate) fn at_tariff_of_processing_day(facts: Facts, claim: &Claim) -> Facts {
    let of_gp = claim.line.act.as_str() == "G"
        && facts.heading == Heading::Generaliste
        && facts.doctor == Some(Doctor::Optam);
    let base = gp_tariff(claim.id.date);
    if !of_gp || facts.base != gp_tariff(facts.date) || facts.base == base {
        return facts;
    }
    // The printed rate is 40 points lower out of the parcours (rules §5).
    let outside = if facts.majoration.is_zero() { 0 } else { 40 };
    let rate = Decimal::from(claim.line.rate + outside);
    let share = percent_of(rate, base, Rounding::HalfUp);
    Facts {
        base,
        amo: share - facts.majoration,
        ..facts
    }
}

/// What a GP's consultation of an adult is reimbursed on, by day (rules §2.1). The mutuelle knows no tariff
/// (rules N0): this one is for the planted bug alone.
fn gp_tariff(day: Day) -> Decimal {
    match (day.year(), day.month(), day.day()) {
        date if date < (2023, 11, 1) => Decimal::new(2_500, 2),
        date if date < (2024, 12, 22) => Decimal::new(2_650, 2),
        _ => Decimal::new(3_000, 2),
    }
}

/// No planted bug has that name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a planted bug: {names} are", names = Bug::ALL.map(Bug::name).join(", "))]
pub struct UnknownBug(pub String);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_print_and_parse() {
        for bug in Bug::ALL {
            assert_eq!(bug.to_string().parse(), Ok(bug));
            assert!(bug.french().ends_with('.') && bug.english().ends_with('.'));
        }
    }

    #[test]
    fn an_unknown_name_lists_the_others() {
        let error = "refunds-everything".parse::<Bug>().unwrap_err();
        assert!(error.to_string().contains("pays-after-end"), "{error}");
    }
}
