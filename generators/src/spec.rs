use caisse::{AccountSpec, CalendarSpec};
use domain::{Day, OcNumber, SmolStr};
use oracle::law::Law;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::distributions::WorldData;
use crate::lives::DatedLife;
use crate::rates::AdversityRates;

/// The knobs of a world: the `world` section of a scenario. A seed and this record make every byte.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct WorldSpec {
    /// Holders of a NIR who are covered; their minor children come on top.
    pub insured: u32,
    /// First day of care.
    pub start: Day,
    /// Whole months of care from there.
    pub months: u8,
    /// The mutuelle under test.
    #[serde(default = "default_oc")]
    pub oc: OcNumber,
    /// Products, by id, as often as their weight says. Where there is none, those of the data file `products.yaml`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub products: Vec<ProductWeight>,
    /// Order numbers of the NIRs: those that the team keeps for tests.
    #[serde(default, skip_serializing_if = "NirRange::is_default")]
    pub nir_range: NirRange,
    /// When the caisse works.
    #[serde(default)]
    pub calendar: CalendarSpec,
    /// What the account of an insured does, and how much of it the caisse keeps.
    #[serde(default, skip_serializing_if = "is_usual")]
    pub account: AccountSpec,
    /// Rates of what goes wrong.
    #[serde(default)]
    pub adversities: AdversityRates,
    /// What happens in the lives of its people on given days, and what the caisse does by itself, beside what is drawn.
    /// People are those of the seed: `etalon portfolio` tells their NIRs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lives: Vec<DatedLife>,
}

/// A product and how often it is chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProductWeight {
    /// Of which contracts; of any but the C2S where it does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contracts: Option<ContractKind>,
    /// Its id.
    pub product: SmolStr,
    /// Ids of the products that its members have on top of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<SmolStr>,
    /// Its weight among the others of that kind of contract.
    pub weight: u32,
}

impl ProductWeight {
    /// Its weight among the products of that kind of contract.
    pub(crate) fn among(&self, kind: ContractKind) -> u32 {
        let is_of = match self.contracts {
            Some(own) => own == kind,
            None => kind != ContractKind::C2s,
        };
        if is_of { self.weight } else { 0 }
    }
}

/// How a household came by its contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ContractKind {
    /// By itself.
    Individual,
    /// By an employer.
    Collective,
    /// The C2S, which the mutuelle runs for the State (contract type 89): its product says `c2s: true`. Where none is
    /// offered, it runs nobody's.
    C2s,
}

/// Order numbers of NIRs (their last three digits), from one to another, both included. By default 000 alone, which
/// no birth register gives: DESIGN.md says why.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NirRange {
    /// First one.
    #[schemars(range(max = 999))]
    pub from: u16,
    /// Last one.
    #[schemars(range(max = 999))]
    pub to: u16,
}

impl NirRange {
    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

fn is_usual(account: &AccountSpec) -> bool {
    *account == AccountSpec::default()
}

/// Insured of one lot: about 500 households.
pub const INSURED_PER_LOT: u32 = 800;

impl WorldSpec {
    /// The world of the demo: three months across a change of tariff (22 December 2024) and of
    /// counters (1 January 2025).
    #[must_use]
    pub fn demo() -> Self {
        Self {
            insured: 1_000,
            // The calendar has that day.
            start: Day::new(2024, 11, 1).unwrap_or_else(|| unreachable!()),
            months: 3,
            oc: default_oc(),
            products: Vec::new(),
            nir_range: NirRange::default(),
            calendar: CalendarSpec::default(),
            account: AccountSpec::default(),
            adversities: AdversityRates::default(),
            lives: Vec::new(),
        }
    }

    /// The products that households choose among: its own, or those of the data.
    #[must_use]
    pub fn offered<'a>(&'a self, data: &'a WorldData) -> &'a [ProductWeight] {
        if self.products.is_empty() {
            data.products()
        } else {
            &self.products
        }
    }

    /// Last day of the world.
    #[must_use]
    pub fn end(&self) -> Day {
        self.start.plus_months(i32::from(self.months)).plus(-1)
    }

    /// How many lots it takes.
    #[must_use]
    pub fn lots(&self) -> u32 {
        self.insured.div_ceil(INSURED_PER_LOT)
    }

    /// Insured of that lot.
    #[must_use]
    pub fn insured_of(&self, lot: u32) -> u32 {
        let before = u64::from(lot) * u64::from(INSURED_PER_LOT);
        let left = u64::from(self.insured).saturating_sub(before);
        u32::try_from(left.min(u64::from(INSURED_PER_LOT))).unwrap_or(INSURED_PER_LOT)
    }

    /// Checks what the types cannot say.
    ///
    /// # Errors
    /// Where a world of that record could not be made, or reaches past the years of the law.
    pub fn check(&self) -> Result<(), SpecError> {
        if self.insured == 0 {
            return Err(SpecError::NoInsured);
        }
        if self.months == 0 {
            return Err(SpecError::NoMonth);
        }
        let none = |kind| self.products.iter().all(|product| product.among(kind) == 0);
        let kinds = [ContractKind::Individual, ContractKind::Collective];
        if !self.products.is_empty() && kinds.into_iter().any(none) {
            return Err(SpecError::NoProduct);
        }
        let NirRange { from, to } = self.nir_range;
        if from > to || to > 999 {
            return Err(SpecError::NirRange { from, to });
        }
        if self.calendar.shortest_delay > self.calendar.longest_delay {
            return Err(SpecError::Delays);
        }
        let delays = &self.calendar.delays;
        if !delays.is_empty() && delays.iter().all(|delay| delay.weight == 0) {
            return Err(SpecError::NoDelay);
        }
        if self.account.shortest_choice > self.account.longest_choice {
            return Err(SpecError::Choice);
        }
        if let Some(life) = self.lives.iter().find(|one| one.day < self.start) {
            return Err(SpecError::LifeBefore(life.day));
        }
        // Far in the future the calendar ends and `end` stops with it: the start is looked at too.
        let (first, last) = Law::embedded().span();
        let (start, end) = (self.start, self.end());
        if start < first || start > last || end > last {
            return Err(SpecError::OutsideTheLaw {
                start,
                end,
                first,
                last,
            });
        }
        if let Some(life) = self.lives.iter().find(|one| one.day > end) {
            return Err(SpecError::LifeAfter { day: life.day, end });
        }
        Ok(())
    }
}

/// Why a world cannot be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SpecError {
    /// Nobody is covered.
    #[error("insured: at least one is needed")]
    NoInsured,
    /// It has no day.
    #[error("months: at least one is needed")]
    NoMonth,
    /// A kind of contract has no product that can be chosen.
    #[error("products: individual and collective contracts need one with a weight each")]
    NoProduct,
    /// There is no such range of order numbers.
    #[error(
        "the world cannot be made: nir-range: {from} to {to} is no range of order numbers: \
         the last one is from the first to 999"
    )]
    NirRange {
        /// First one.
        from: u16,
        /// Last one.
        to: u16,
    },
    /// The calendar of the caisse has no delay.
    #[error("calendar: the shortest delay is longer than the longest")]
    Delays,
    /// None of its delays ever happens.
    #[error("calendar: of `delays` one at least needs a weight")]
    NoDelay,
    /// A choice in the account has no delay.
    #[error("account: the shortest choice takes longer than the longest")]
    Choice,
    /// A life begins before the world does.
    #[error("lives: {0} is before the first day of the world")]
    LifeBefore(Day),
    /// A life comes after the world.
    #[error("lives: {day} is after the last day of the world, {end}")]
    LifeAfter {
        /// Its day.
        day: Day,
        /// Last day of the world.
        end: Day,
    },
    /// Some of its days have no law.
    #[error(
        "start, months: the world runs from {start} to {end}, the law is loaded from {first} to {last}"
    )]
    OutsideTheLaw {
        /// First day of the world.
        start: Day,
        /// Last day of the world.
        end: Day,
        /// First day of the law.
        first: Day,
        /// Last day of the law.
        last: Day,
    },
}

impl SpecError {
    /// The knob at fault: its key in [`WorldSpec`].
    #[must_use]
    pub const fn key(&self) -> &'static str {
        match self {
            Self::NoInsured => "insured",
            Self::NoMonth => "months",
            Self::NoProduct => "products",
            Self::NirRange { .. } => "nir-range",
            Self::Delays | Self::NoDelay => "calendar",
            Self::Choice => "account",
            Self::LifeBefore(_) | Self::LifeAfter { .. } => "lives",
            Self::OutsideTheLaw { .. } => "start",
        }
    }
}

/// A fictitious OC: the one of the sample file of noemie-format §13.
pub(crate) fn default_oc() -> OcNumber {
    OcNumber::new(99_000_017).unwrap_or_default()
}

/// The OC that overlaps with it, fictitious too.
pub(crate) fn rival_oc() -> OcNumber {
    OcNumber::new(99_000_025).unwrap_or_default()
}

/// An OC whose décomptes go to the mutuelle under test, its délégataire; fictitious too.
pub(crate) fn delegating_oc() -> OcNumber {
    OcNumber::new(99_000_033).unwrap_or_default()
}

/// An OC that the mutuelle under test takes in; fictitious too.
pub(crate) fn former_oc() -> OcNumber {
    OcNumber::new(99_000_058).unwrap_or_default()
}

/// An OC that nobody here manages, fictitious too.
pub(crate) fn stranger_oc() -> OcNumber {
    OcNumber::new(99_000_041).unwrap_or_default()
}
