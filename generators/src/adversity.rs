//! What can be made to go wrong.

mod catalogue;

use domain::{Caisse, DecompteNumber, FileId, FileReaction, Operation, Reaction};
use oracle::trace::Label;

use catalogue::CATALOGUE;

/// What can be made to go wrong. Each says which reaction is due: an adversity without an expected
/// reaction is not in the catalogue. The judge never reads these: tests hold them against the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Adversity {
    /// A file is delivered twice.
    FileTwice,
    /// An entity is damaged on the way; the clean file comes later.
    DamagedFile,
    /// A décompte comes again under the same identity in another file.
    DecompteAgain,
    /// The same care comes under another décompte number.
    CareAgain,
    /// The AMO takes a décompte back.
    Cancellation,
    /// A décompte is taken back and settled anew.
    Regularisation,
    /// The new décompte comes before the cancellation.
    CrossedRegularisation,
    /// Care after the contract and its link ended is sent all the same.
    AfterEnd,
    /// Care before the contract ended is received after.
    LateBeforeEnd,
    /// The caisse does not know the insured.
    UnknownInsured,
    /// The NIR key is wrong.
    WrongKey,
    /// Another OC is linked over the same days.
    Overlap,
}

/// What is said of an adversity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// Which one.
    pub adversity: Adversity,
    /// Stable id, for the command line, scenarios and reports.
    pub id: &'static str,
    /// What it is about.
    pub family: Family,
    /// What its rate is drawn for.
    pub drawn_for: DrawnFor,
    /// How often it happens in a world that says nothing of it, per thousand.
    pub rate: u16,
    /// What happens.
    pub what: Label,
    /// The reaction due.
    pub due: Label,
}

/// What an adversity is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// The same thing twice, or in the wrong order.
    Duplicates,
    /// Who is covered, by whom, and when.
    Contracts,
    /// Who it is.
    Identity,
    /// Amounts.
    Money,
    /// Dates of care and of treatment.
    Time,
    /// What was done.
    Acts,
    /// The bytes.
    Wire,
    /// When and how files come.
    Delivery,
}

/// What a rate is drawn for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DrawnFor {
    /// Each household.
    Household,
    /// Each care sheet.
    Sheet,
    /// Each file.
    File,
    /// Each lot.
    Lot,
}

impl Adversity {
    /// How many there are.
    pub const COUNT: usize = CATALOGUE.len();

    /// The whole catalogue, in its order.
    pub fn all() -> impl Iterator<Item = &'static Entry> {
        CATALOGUE.iter()
    }

    /// What is said of it.
    #[must_use]
    pub const fn entry(self) -> &'static Entry {
        // The catalogue stands in the order of the kinds: held when compiling, below.
        &CATALOGUE[self as usize]
    }

    /// Stable id.
    #[must_use]
    pub const fn id(self) -> &'static str {
        self.entry().id
    }

    /// That of an id; none where none has it.
    #[must_use]
    pub fn of_id(id: &str) -> Option<Self> {
        let mut all = Self::all();
        all.find(|entry| entry.id == id)
            .map(|entry| entry.adversity)
    }
}

const _: () = {
    let mut index = 0;
    while index < CATALOGUE.len() {
        assert!(
            CATALOGUE[index].adversity as usize == index,
            "the catalogue stands in the order of the kinds"
        );
        index += 1;
    }
};

/// What an adversity that took place declares: whom it touches and which reactions are due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    /// Which one.
    pub adversity: Adversity,
    /// Whom it touches.
    pub on: Touched,
}

/// Whom a declared adversity touches, with the reaction due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Touched {
    /// The n-th delivery of that file, from 1.
    File(FileId, u32, FileReaction),
    /// The acts (not the deductions) of that décompte in the n-th accepted file that carries it, from 1:
    /// each ends with one of these reactions.
    Decompte(Caisse, DecompteNumber, Operation, u32, &'static [Reaction]),
}
