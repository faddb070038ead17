//! Planted faults: what a mutuelle's software can get wrong, one at a time.

mod catalogue;
mod lines;

use std::fmt;
use std::str::FromStr;

pub(crate) use lines::{misread, other_part_of_the_day};

/// Names the bugs once: the enumeration, and all of them in its order.
macro_rules! bugs {
    ($($bug:ident)*) => {
        /// A planted fault: one small deviation, written where the rule it breaks is written. [`Bug::english`] says what
        /// it does, [`Bug::breaks`] what that breaks.
        ///
        /// Nothing but the answers tells that a bug is there: the runner has to find it by behaviour.
        ///
        /// ```
        /// use mutuelle::Bug;
        /// let bug: Bug = "truncates".parse()?;
        /// assert_eq!(bug, Bug::Truncates);
        /// assert_eq!(bug.breaks(), ["COUNTERS-ROUNDING"]);
        /// # Ok::<(), mutuelle::UnknownBug>(())
        /// ```
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs, reason = "the catalogue tells each in two languages")]
        #[non_exhaustive]
        pub enum Bug {
            $($bug,)*
        }

        impl Bug {
            /// Every bug, family by family.
            pub const ALL: &[Self] = &[$(Self::$bug,)*];
        }
    };
}

bugs! {
    // Reading the wire.
    TrustsFileTotal SkipsGroupTotals SkipsCounts TakesCutFiles SkipsTrailer SkipsEntityLength SkipsNesting
    KeepsRefusedLines RefusedCountsAsLoaded MonthBeforeDay LargeAmountsOverflow DropsLastLine
    // Doors, delays, personal data.
    DiesOnUnreadable RefusesLateFiles AnswersTheNextDay RemembersAcrossScenarios NamesakeForPerson
    OtherPersonOfNir
    // Identity and rights.
    TwinsConfused FirstOfSeveral UnknownNirPaid ChildrenUnknown PaysAfterEnd PaysBeforeStart LastDayExcluded
    PaysSuspended LatestProduct FileDateForCareDate
    // Links.
    DeclaresInsuredOnly ModificationAsCreation CancellationFromToday RejectionTakenForLink OverlapTakenForLink
    EndedLinkTakenForRejection AlwaysOrdinaryContract
    // Duplicates.
    PaysDuplicateTwice PaysThirdDelivery LoadsFilesAgain CaissesShareNumbers RefusesRegroupedFiles SameCarePaid
    SuspectsOtherDoctor SuspectsIdenticalActs
    // Cancellations and regularisations.
    IgnoresCancellations TakesBackAmoShare CountersNotRestored CounterOfThisYearRestored BarsCancellations
    ClaimsFromInsured CorrectionPaidAtOnce CorrectionLeftWaiting
    // Consultations.
    RefundsParticipation CoversMajoration TariffOfProcessingDay Truncates LevelOnTopOfAmo
    Secteur1Base TarifAutoriteReplaced ExemptAsOrdinary PaysFreeActs UnknownQualifierPaid
    // Pharmacy, biology, auxiliaries, transport, hospital.
    FranchiseAsTicketModerateur DrugsOncePerDelivery SmallAmountsUnpaid FeeByItsOwnRate GenericAtItsPrice
    BaseToTenCents BiologyNeverWhole MidwifeAsDoctor TransportRateOfBefore UrgentTransportAsOrdinary HeavyActOf24
    // Dental, optics, audio.
    DentalRateOfBefore HundredSanteAtTheBase HundredSanteInTheCeiling BasketByPrice CeilingCountsTicket
    OrthodonticsOnTop PmssOfTheYearBefore FrameUncapped RenewalDayLate RenewalFromTheUnpaid RenewalOfAdults
    FrameAndLensesTogether EarsTogether
    // Contrat responsable.
    NonOptamUncapped OptamIgnoredAboveThreshold CapOnEverybody PaysAuthorisedOverrun
    CeilingCutsFloor WaitingTakesAll PaysDeductionLines RefundsLateDeductions
    // Counters and dates.
    YearOfProcessing HouseholdForPerson LastEuroWhole RoundsPerDecompte
    ForgetsOnProductChange
    // Two insurers, C2S, local régime, care that is not reimbursed.
    PaysBlocked SecondPaysAtOnce SecondBeyondExpense PaysInsuredAlways C2sPaysOverrun
    C2sLeavesMajoration LocalRateForgotten PaysWithoutGuarantee
}

/// A bug as the catalogue tells it.
struct Told {
    bug: Bug,
    name: &'static str,
    breaks: &'static [&'static str],
    french: &'static str,
    english: &'static str,
}

impl Bug {
    fn told(self) -> &'static Told {
        let mut all = catalogue::FAMILIES.iter().copied().flatten();
        all.find(|told| told.bug == self)
            .unwrap_or_else(|| unreachable!("a test holds that every bug is told"))
    }

    /// The name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.told().name
    }

    /// The requirements of the catalogue that it breaks.
    #[must_use]
    pub fn breaks(self) -> &'static [&'static str] {
        self.told().breaks
    }

    /// What the faulty mutuelle does, in French.
    #[must_use]
    pub fn french(self) -> &'static str {
        self.told().french
    }

    /// What the faulty mutuelle does, in English.
    #[must_use]
    pub fn english(self) -> &'static str {
        self.told().english
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
        let mut all = Self::ALL.iter().copied();
        all.find(|bug| bug.name() == text)
            .ok_or_else(|| UnknownBug(text.to_owned()))
    }
}

/// No planted bug has that name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a planted bug: {names} are", names = Bug::ALL.iter().map(|bug| bug.name()).collect::<Vec<_>>().join(", "))]
pub struct UnknownBug(pub String);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bug_is_told_once_in_the_order_of_all() {
        let told = catalogue::FAMILIES.iter().copied().flatten();
        let told: Vec<Bug> = told.map(|told| told.bug).collect();
        assert_eq!(told, Bug::ALL);
        assert!(Bug::ALL.len() >= 40);
    }

    #[test]
    fn names_print_and_parse_and_are_those_of_the_code() {
        for bug in Bug::ALL.iter().copied() {
            assert_eq!(bug.to_string().parse(), Ok(bug));
            let plain = bug.name().replace('-', "");
            assert_eq!(plain, format!("{bug:?}").to_lowercase());
            assert!(bug.french().ends_with('.') && bug.english().ends_with('.'));
            assert!(!bug.breaks().is_empty(), "{bug}");
        }
    }

    #[test]
    fn an_unknown_name_lists_the_others() {
        let error = "refunds-everything".parse::<Bug>().unwrap_err();
        assert!(error.to_string().contains("pays-after-end"), "{error}");
    }
}
