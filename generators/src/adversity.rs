//! What can be made to go wrong.

mod acts;
mod by_rule;
mod c2s;
mod catalogue;
mod chances;
mod contracts;
mod delivery;
mod dues;
mod duplicates;
mod fault;
pub(crate) mod follow;
pub(crate) mod homes;
mod identity;
mod money;
mod on_files;
mod on_sheets;
mod peaks;
mod plan;
mod time;
pub(crate) mod visits;
mod wire;

use domain::{
    Caisse, DecompteNumber, FileId, FileReaction, LineId, Operation, Reaction, ReasonClass,
};
#[cfg(doc)]
use noemie::damage::Damage;
use oracle::trace::Label;
use schemars::JsonSchema;
use serde::Serialize;

use crate::permille::Permille;
use catalogue::CATALOGUE;

pub use by_rule::Befallen;
pub(crate) use on_files::Road;
pub(crate) use on_sheets::happen;
pub(crate) use plan::Plan;

/// What can be made to go wrong, family by family. Each says which reaction is due: an adversity without an
/// expected reaction is not in the catalogue. The judge never reads these: tests hold them against the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Adversity {
    /// A file is delivered twice.
    FileTwice,
    /// A décompte comes again under the same identity in another file.
    DecompteAgain,
    /// The same care comes under another décompte number.
    CareAgain,
    /// The new décompte comes before the cancellation.
    CrossedRegularisation,
    /// A file is delivered again under another name.
    FileNewName,
    /// A file comes after the next one of its caisse.
    FilesSwapped,
    /// A file comes after the one that takes a décompte of it back.
    FileAfterCorrection,
    /// The same décomptes come again in a file that a concentrator numbers.
    FileRenumbered,
    /// Care after the contract and its link ended is sent all the same.
    AfterEnd,
    /// Care before the contract ended is received after.
    LateBeforeEnd,
    /// Another OC is linked over the same days.
    Overlap,
    /// The end of the contract is keyed weeks after it.
    RetroactiveEnd,
    /// Décomptes come before the contract is keyed.
    BeforeKeyed,
    /// The contract is keyed with a start that is too late.
    RetroactiveStart,
    /// Care between two contracts is sent.
    ContractGap,
    /// The months of portability run out.
    PortabilityOver,
    /// The contract is suspended, and stays so.
    Suspended,
    /// The contract is suspended until the premium is paid.
    SuspensionLifted,
    /// The contract is suspended, and the premium never paid.
    SuspensionLost,
    /// The employer changes, and the product with it, in the middle of care.
    EmployerChange,
    /// Another mutuelle takes the household over in the middle of care.
    MutuelleChange,
    /// A décompte is taken back after the contract passed to another product.
    CancelledAfterChange,
    /// A décompte is taken back after the contract ended.
    CancelledAfterEnd,
    /// A child is linked to the mutuelle of each parent.
    ChildTwoMutuelles,
    /// Another mutuelle pays first for a child, and the AMO sends to this one.
    SecondMutuelle,
    /// The AMO sends to two mutuelles.
    DoubleTeletransmission,
    /// The AMO sends to two mutuelles until the insured has chosen this one.
    BodyChosen,
    /// The contract is another OC's, which this mutuelle manages as its délégataire.
    DelegatedOc,
    /// The OC of the contract passes to another number.
    OcMerged,
    /// The contract ends with the year, and another begins with the next.
    YearEndCampaign,
    /// The same, and the caisse rejects the contract that begins until it has begun.
    YearEndTooEarly,
    /// A décompte bears the number of an OC that is not managed here.
    WrongOc,
    /// The caisse does not know the insured.
    UnknownInsured,
    /// The NIR key is wrong.
    WrongKey,
    /// A décompte bears a NIR that is nobody's.
    UnknownBeneficiary,
    /// A décompte bears a birth date that is nobody's.
    WrongBirthDate,
    /// A décompte bears a birth date that is no day.
    LunarBirthDate,
    /// A décompte bears a birth rank that is nobody's.
    WrongRank,
    /// A décompte bears another family name.
    NameChanged,
    /// The same care comes for somebody whom the key does not tell apart.
    TwoBehindOneKey,
    /// The ranks of two twins are exchanged in the portfolio.
    TwinsSwapped,
    /// The caisse gives an insured another NIR, which the mutuelle keys weeks after.
    NirLearnedLate,
    /// The AMO takes a décompte back.
    Cancellation,
    /// A décompte is taken back and settled anew.
    Regularisation,
    /// A décompte is corrected, and its correction is corrected.
    RegularisedTwice,
    /// One act of a décompte is taken back, and the others are not.
    PartialCancellation,
    /// A décompte is taken back by negative quantities under an ordinary payment.
    NegativePayment,
    /// A décompte is taken back twice.
    CancelledTwice,
    /// Negative quantities name a line that never came.
    NegativeWithoutOriginal,
    /// The participation of an act comes later, alone in its décompte.
    ParticipationAlone,
    /// The franchise of an act comes later, alone in its décompte.
    FranchiseAlone,
    /// The amount of a line is not its base at its rate.
    AmountOffRate,
    /// The AMO paid more than was spent.
    AmoOverExpense,
    /// Nothing was spent, on a base that is not zero.
    ZeroExpense,
    /// The coefficient of a line is zero.
    ZeroCoefficient,
    /// The amount spent fills its field.
    ExpenseAtLimit,
    /// Base, amount spent and amount paid fill their fields.
    AmountsAtLimit,
    /// One person has so many crowns in a year that their caps are reached.
    YearlyCap,
    /// Care is dated a year too late.
    FutureCare,
    /// Care is dated some days after it was received.
    CareToCome,
    /// Care older than two years, which the AMO has just paid.
    OldCarePaidLately,
    /// Care older than two years of which the AMO paid nothing.
    TimeBarred,
    /// A décompte is dated before its care.
    InvoiceBeforeCare,
    /// Care lies across a change of tariff.
    AcrossTariffChange,
    /// Care lies across two years.
    AcrossYears,
    /// One act among five or more is unknown.
    UnknownActAmongFive,
    /// The acts of a décompte are unknown.
    UnknownAct,
    /// A complement comes without its main act.
    LoneComplement,
    /// A complement is told by its letters alone.
    LetteredComplement,
    /// Two practitioners do one technical act: activities 1 and 4.
    TwoActivities,
    /// A second technical act is associated with the first, at half its tariff.
    Association,
    /// An act at zero stands beside another.
    ZeroLine,
    /// The AMO refuses an act.
    AmoRefusal,
    /// Two identical acts of one day stand in one décompte.
    IdenticalActs,
    /// An act bears the speciality of another profession.
    OtherProfession,
    /// The qualifier of the expense is unknown.
    UnknownQualifier,
    /// The act is free.
    FreeAct,
    /// A line bears a part that the C2S paid.
    C2sLine,
    /// The professional was paid both parts.
    ThirdPartySettled,
    /// An entity is damaged on the way; the clean file comes later.
    DamagedFile,
    /// On the way: [`Damage::EmptyFile`].
    WireEmptyFile,
    /// On the way: [`Damage::BlockPrefix`].
    WireBlockPrefix,
    /// On the way: [`Damage::BlockLength`].
    WireBlockLength,
    /// On the way: [`Damage::TruncateFile`].
    WireTruncateFile,
    /// On the way: [`Damage::HeaderNumber`].
    WireHeaderNumber,
    /// On the way: [`Damage::DropTrailer`].
    WireDropTrailer,
    /// On the way: [`Damage::TrailingGarbage`].
    WireTrailingGarbage,
    /// On the way: [`Damage::DropLineEnd`].
    WireDropLineEnd,
    /// On the way: [`Damage::OtherLineEnd`].
    WireOtherLineEnd,
    /// On the way: [`Damage::ShortEntity`].
    WireShortEntity,
    /// On the way: [`Damage::DropAt`].
    WireDropAt,
    /// On the way: [`Damage::UnknownEntity`].
    WireUnknownEntity,
    /// On the way: [`Damage::FlipLevel`].
    WireFlipLevel,
    /// On the way: [`Damage::DropOpener`].
    WireDropOpener,
    /// On the way: [`Damage::DropCloser`].
    WireDropCloser,
    /// On the way: [`Damage::SurplusCloser`].
    WireSurplusCloser,
    /// On the way: [`Damage::Leftover`].
    WireLeftover,
    /// On the way: [`Damage::EmptyGroup`].
    WireEmptyGroup,
    /// On the way: [`Damage::DropDetail`].
    WireDropDetail,
    /// On the way: [`Damage::WrongGroupCount`].
    WireWrongGroupCount,
    /// On the way: [`Damage::WrongGroupTotal`].
    WireWrongGroupTotal,
    /// On the way: [`Damage::WrongGroupIdentifier`].
    WireWrongGroupIdentifier,
    /// On the way: [`Damage::WrongRecordCount`].
    WireWrongRecordCount,
    /// On the way: [`Damage::WrongGroupNumber`].
    WireWrongGroupNumber,
    /// On the way: [`Damage::WrongFileTotal`].
    WireWrongFileTotal,
    /// On the way: [`Damage::EnvelopeDiffers`].
    WireEnvelopeDiffers,
    /// On the way: [`Damage::WrongPassword`].
    WireWrongPassword,
    /// On the way: [`Damage::PasswordLetters`].
    WirePasswordLetters,
    /// On the way: [`Damage::HeaderField`].
    WireHeaderField,
    /// On the way: [`Damage::HeaderDateOrder`].
    WireHeaderDateOrder,
    /// On the way: [`Damage::UnknownReference`].
    WireUnknownReference,
    /// On the way: [`Damage::SurplusEntity`].
    WireSurplusEntity,
    /// On the way: [`Damage::WrongLineAmount`].
    WireWrongLineAmount,
    /// On the way: [`Damage::NonNumericAmount`].
    WireNonNumericAmount,
    /// On the way: [`Damage::NonNumericField`].
    WireNonNumericField,
    /// On the way: [`Damage::ImpossibleDate`].
    WireImpossibleDate,
    /// On the way: [`Damage::LunarBirthDate`].
    WireLunarBirthDate,
    /// On the way: [`Damage::NulBytes`].
    WireNulBytes,
    /// On the way: [`Damage::Accent`].
    WireAccent,
    /// On the way: [`Damage::LowerCase`].
    WireLowerCase,
    /// On the way: [`Damage::UnknownSign`].
    WireUnknownSign,
    /// On the way: [`Damage::UnknownCode`].
    WireUnknownCode,
    /// On the way: [`Damage::WrongNirKey`].
    WireWrongNirKey,
    /// On the way: [`Damage::MalformedNir`].
    WireMalformedNir,
    /// On the way: [`Damage::RankZero`].
    WireRankZero,
    /// On the way: [`Damage::SignAgainstQuantity`].
    WireSignAgainstQuantity,
    /// On the way: [`Damage::ControlCharacter`].
    WireControlCharacter,
    /// On the way: [`Damage::DelimiterInside`].
    WireDelimiterInside,
    /// On the way: [`Damage::CodeOutsideTable`].
    WireCodeOutsideTable,
    /// On the way: [`Damage::SplitEntity`].
    WireSplitEntity,
    /// On the way: [`Damage::LengthField`].
    WireLengthField,
    /// On the way: [`Damage::ByteOrderMark`].
    WireByteOrderMark,
    /// On the way: [`Damage::OddLineEnd`].
    WireOddLineEnd,
    /// On the way: [`Damage::RecordPadding`].
    WireRecordPadding,
    /// On the way: [`Damage::NoGroup`].
    WireNoGroup,
    /// A file comes more than a month late.
    LateFile,
    /// A file is delivered twice in a row.
    TwiceAtOnce,
    /// The delivery of a file breaks off, and starts anew.
    InterruptedFile,
    /// A file without any décompte comes beside another.
    EmptyDelivery,
    /// The files of the end of a month come at once.
    MonthEndPeak,
    /// Nothing comes for weeks, then everything.
    Backlog,
}

/// What is said of an adversity: as JSON, a line of `etalon adversities --json`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Entry {
    /// Which one.
    #[serde(skip)]
    pub adversity: Adversity,
    /// Stable id, for the command line, scenarios and reports.
    pub id: &'static str,
    /// What it is about.
    pub family: Family,
    /// What its rate is drawn for.
    pub drawn_for: DrawnFor,
    /// How often it happens in a world that says nothing of it, per thousand: an assumption.
    pub rate: Permille,
    /// Situations of the field notes (§1, from 1) that it makes.
    pub situations: &'static [u8],
    /// Families it may meet on one household, sheet or file. Two adversities meet only where each has the other's
    /// family here.
    pub beside: &'static [Family],
    /// What happens.
    pub what: Label,
    /// The reaction due.
    pub due: Label,
    /// The same, as data: everything it may declare.
    pub expected: &'static [Expected],
}

impl Entry {
    /// Whether both may befall one household, sheet or file.
    #[must_use]
    pub fn goes_with(&self, other: &Self) -> bool {
        self.beside.contains(&other.family) && other.beside.contains(&self.family)
    }
}

/// A reaction that an adversity calls for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Expected {
    /// To a file.
    File(FileReaction),
    /// To lines.
    Lines(Due),
    /// No line comes: the 929 answer bears that reason.
    Link(u8),
}

/// Reactions due to a line, any one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Due {
    /// What is done: first what it is about.
    pub reactions: &'static [Reaction],
    /// Why; any reason where there is none.
    pub reasons: &'static [ReasonClass],
}

impl Due {
    /// Whether the answer is one that is due.
    #[must_use]
    pub fn is_met_by(&self, reaction: Reaction, reason: ReasonClass) -> bool {
        self.reactions.contains(&reaction)
            && (self.reasons.is_empty() || self.reasons.contains(&reason))
    }
}

/// What an adversity is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
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

impl Family {
    /// In the order of the catalogue.
    pub const ALL: [Self; 8] = [
        Self::Duplicates,
        Self::Contracts,
        Self::Identity,
        Self::Money,
        Self::Time,
        Self::Acts,
        Self::Wire,
        Self::Delivery,
    ];

    /// Its name.
    #[must_use]
    pub const fn label(self) -> Label {
        let (fr, en) = match self {
            Self::Duplicates => ("doublons et ordre", "duplicates and order"),
            Self::Contracts => ("contrats", "contracts"),
            Self::Identity => ("identité", "identity"),
            Self::Money => ("montants", "money"),
            Self::Time => ("dates", "time"),
            Self::Acts => ("actes", "acts"),
            Self::Wire => ("fichier", "wire"),
            Self::Delivery => ("remise", "delivery"),
        };
        Label { fr, en }
    }
}

/// What a rate is drawn for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
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

impl DrawnFor {
    /// Its name.
    #[must_use]
    pub const fn label(self) -> Label {
        let (fr, en) = match self {
            Self::Household => ("foyer", "household"),
            Self::Sheet => ("feuille de soins", "care sheet"),
            Self::File => ("fichier", "file"),
            Self::Lot => ("lot", "lot"),
        };
        Label { fr, en }
    }
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

    /// Whether the care that shows it is sent although no link runs on its day.
    pub(crate) const fn passes_the_link(self) -> bool {
        matches!(self, Self::AfterEnd | Self::ContractGap)
    }

    /// Whether it is a fault that the caisse puts into a décompte as it settles the sheet.
    pub(crate) const fn is_put_in(self) -> bool {
        matches!(
            self,
            Self::NegativeWithoutOriginal
                | Self::AmountOffRate
                | Self::AmoOverExpense
                | Self::ZeroExpense
                | Self::ZeroCoefficient
                | Self::ExpenseAtLimit
                | Self::AmountsAtLimit
                | Self::WrongOc
                | Self::UnknownBeneficiary
                | Self::WrongBirthDate
                | Self::LunarBirthDate
                | Self::WrongRank
                | Self::NameChanged
        ) || matches!(self.entry().family, Family::Acts | Family::Time)
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
        assert!(
            !CATALOGUE[index].expected.is_empty(),
            "an adversity says which reaction is due"
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
    /// each ends so.
    Decompte(Caisse, DecompteNumber, Operation, u32, Due),
    /// A line, in the first accepted file that carries it: it ends so.
    Line(LineId, Due),
}
