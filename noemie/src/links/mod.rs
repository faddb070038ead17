//! Links between members and their OC: movements (408, the mutuelle's) and answers (929, the caisse's).
//!
//! 929 is confirmed. 408 is a **strong inference**: 929 is visibly its echo (noemie-format §6.1).

mod read;
mod write;

use std::borrow::Cow;

use domain::{BirthDate, Day, MemberNumber, Nir, NirKey, OcNumber, Rank, SmolStr};

pub use read::{read_answers, read_movements};
pub use write::{write_answers, write_movements};

use crate::envelope::Header;
use crate::finding::{Finding, Place};
use crate::layout::{Layout, LayoutError};
use crate::read::FileReading;
use crate::write::{FieldAt, slots};

/// What a movement does (140/14).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MovementKind {
    /// `C`: a link is created.
    Create,
    /// `M`: names or end date change.
    Modify,
    /// `A`: a link ends, or never should have been.
    Cancel,
}

impl MovementKind {
    /// The letter of the wire.
    #[must_use]
    pub const fn letter(self) -> u8 {
        match self {
            Self::Create => b'C',
            Self::Modify => b'M',
            Self::Cancel => b'A',
        }
    }

    /// Reads the letter of the wire.
    #[must_use]
    pub const fn from_letter(letter: u8) -> Option<Self> {
        match letter {
            b'C' => Some(Self::Create),
            b'M' => Some(Self::Modify),
            b'A' => Some(Self::Cancel),
            _ => None,
        }
    }
}

/// One movement of a member's link: entities 010, 110, 120 and 140.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Movement {
    /// The OC (010/6-13).
    pub oc: OcNumber,
    /// NIR of the insured (110/6-18).
    pub nir: Nir,
    /// Its key as it was keyed in: it can be wrong (110/19-20).
    pub key: NirKey,
    /// Name of the insured, at most 25 characters (110/22-46); 110/21 is then `U`.
    pub insured_name: SmolStr,
    /// First name of the insured, at most 15 characters (110/73-87).
    pub insured_first_name: SmolStr,
    /// Birth date of the beneficiary, zeros if unknown (120/6-11).
    pub birth: BirthDate,
    /// Birth rank of the beneficiary (120/12).
    pub rank: Rank,
    /// Name of the beneficiary, at most 25 characters (120/13-37).
    pub name: SmolStr,
    /// First name of the beneficiary, at most 15 characters (120/38-52).
    pub first_name: SmolStr,
    /// Member number at the OC (140/6-13).
    pub member: MemberNumber,
    /// What it does (140/14).
    pub kind: MovementKind,
    /// Type of contract (140/15-16): `01` ordinary.
    pub contract_type: [u8; 2],
    /// First day of the contract (140/17-24).
    pub start: Day,
    /// Last day of the contract (140/25-32); none while it runs, written as zeros. (That zeros mean
    /// an open end is **inferred**, from zeros being what an absent number is.)
    pub end: Option<Day>,
}

/// What an answer is (290/17).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AnswerKind {
    /// `R`: the movement is rejected.
    Reject,
    /// `S`: something is reported; the movement may stand.
    Signal,
    /// `C`: the movement is acknowledged.
    Acknowledge,
    /// `I`: a letter that exists; information is a guess.
    Inform,
}

impl AnswerKind {
    /// The letter of the wire.
    #[must_use]
    pub const fn letter(self) -> u8 {
        match self {
            Self::Reject => b'R',
            Self::Signal => b'S',
            Self::Acknowledge => b'C',
            Self::Inform => b'I',
        }
    }

    /// Reads the letter of the wire.
    #[must_use]
    pub const fn from_letter(letter: u8) -> Option<Self> {
        match letter {
            b'R' => Some(Self::Reject),
            b'S' => Some(Self::Signal),
            b'C' => Some(Self::Acknowledge),
            b'I' => Some(Self::Inform),
            _ => None,
        }
    }
}

/// One answer of the caisse: the movement it is about, echoed, and entity 290.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkAnswer {
    /// The movement it answers, or the link the caisse changed by itself.
    pub movement: Movement,
    /// Domain of the code (290/8-10): `MUJ`, [`LinkAnswer::DOMAIN`].
    pub domain: [u8; 3],
    /// Reason (290/15-16), 0 to 99: see [`reasons`](crate::reasons).
    pub reason: u8,
    /// What it is (290/17).
    pub kind: AnswerKind,
    /// Free text (290/18-97), cut at 80 characters when written, blanks at the end dropped.
    pub label: Cow<'static, str>,
}

impl LinkAnswer {
    /// The only domain seen in 929.
    pub const DOMAIN: [u8; 3] = *b"MUJ";

    /// The answer of that reason to a movement: kind and label as the table of reasons has them
    /// (a reason in no group, or unknown, informs).
    #[must_use]
    pub fn new(movement: Movement, reason: u8) -> Self {
        use crate::reasons::ReasonGroup;
        let known = crate::reasons::reason(reason);
        let kind = match known.and_then(|reason| reason.group) {
            Some(ReasonGroup::Acknowledged) => AnswerKind::Acknowledge,
            Some(ReasonGroup::Signalled) => AnswerKind::Signal,
            Some(ReasonGroup::Rejected) => AnswerKind::Reject,
            None => AnswerKind::Inform,
        };
        let label = crate::reasons::label(reason).into();
        Self {
            movement,
            domain: Self::DOMAIN,
            reason,
            kind,
            label,
        }
    }
}

/// One logical file of movements or answers, read.
#[derive(Debug, Clone)]
pub struct LinkFile<T> {
    /// Its header, where every field of it could be read.
    pub header: Option<Header>,
    /// Its movements or answers in order, each with its last entity: 140, or 290.
    pub entries: Vec<(T, Place)>,
    /// Those (140, or 290) that could not be read, or whose 010, 110, 120 or 140 could not.
    pub unreadable: Vec<Place>,
    /// Everything else about the file, findings included.
    pub reading: FileReading,
}

impl<T> Default for LinkFile<T> {
    fn default() -> Self {
        let reading = FileReading::default();
        Self {
            header: None,
            entries: Vec::new(),
            unreadable: Vec::new(),
            reading,
        }
    }
}

impl<T> LinkFile<T> {
    /// What is wrong with the file.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.reading.findings
    }

    /// Whether a finding refuses the file as a whole.
    #[must_use]
    pub fn is_condemned(&self) -> bool {
        self.reading.is_condemned()
    }
}

const OC: u16 = 10;
const INSURED: u16 = 110;
const BENEFICIARY: u16 = 120;
const LINK: u16 = 140;
const ANSWER: u16 = 290;

// The fields of a movement, in 408 and in the 929 that echoes it.
slots! {
    Slots;
    OC oc "oc-number";
    INSURED nir "nir" key "nir-key" name_type "name-type" insured_name "name"
        insured_first_name "first-name";
    BENEFICIARY birth "birth-date" rank "rank" name "name" first_name "first-name";
    LINK member "member-number" kind "movement" contract_type "contract-type" start "start" end "end";
}

// The fields of 290, which 408 has not.
slots! {
    AnswerSlots;
    ANSWER domain "domain" reason "reason" kind "kind" label "label";
}

/// Entity and name of every field that writer and reader of movements use.
pub(crate) const NEEDS: &[(u16, &str)] = Slots::NEEDS;
/// Those that answers have besides.
pub(crate) const ANSWER_NEEDS: &[(u16, &str)] = AnswerSlots::NEEDS;
