//! Décomptes (reference 303): the one place where `domain::Decompte` meets wire positions.
//!
//! The layout is **inferred** (see [`Profile::status`](crate::Profile::status)): confirmed are only
//! the line number (255/6-7) and the amount that feeds the totals (255/107-114).
//!
//! How a [`domain::Line`] stands on the wire, all inferred:
//! * 30 signs quantity, spent (46-53), base (54-61) and majoration (125-132) together;
//! * 107-114 is the AMO amount after majoration, before participation and franchise, with a sign of
//!   its own at 115; participation and franchise are lines of their own naming their parent at 133-143;
//! * 116-123, the part other than AMO, is what the caisse paid beside its own share (C2S), with a sign of
//!   its own at 124; étalon's caisse leaves it at zero: a mutuelle computes its part from base and amount.
//!
//! `Line::parcours` and `Line::exemption` are the character of the wire (`b'T'`, `b'0'`).

mod read;
mod write;

use domain::Decompte;

pub use read::read;
pub use write::write;

use crate::envelope::Header;
use crate::finding::{Finding, Place};
use crate::layout::{Layout, LayoutError};
use crate::profile::Profile;
use crate::read::FileReading;
use crate::write::{FieldAt, slots};

/// One logical file of décomptes, read.
#[derive(Debug, Clone, Default)]
pub struct DecompteFile {
    /// Its header, where every field of it could be read.
    pub header: Option<Header>,
    /// Its décomptes in order, each with where it stands.
    pub decomptes: Vec<(Decompte, Places)>,
    /// Décomptes (025, or the first 045 or 255 without one) whose parents could not be read.
    pub unreadable: Vec<Place>,
    /// Everything else about the file, findings included.
    pub reading: FileReading,
}

impl DecompteFile {
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

/// First and last column of a line's AMO amount under a profile; the shipped ones where it has none.
#[must_use]
pub fn amount_columns(profile: &Profile) -> (u16, u16) {
    let entity = profile.layout().entity(ACT);
    let amount = entity.and_then(|entity| entity.field("amount").ok());
    amount.map_or((107, 114), crate::layout::Span::columns)
}

/// Where a décompte stands in its file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Places {
    /// Its 025.
    pub decompte: Place,
    /// The 255 of each of its lines.
    pub lines: Vec<Place>,
    /// Lines that stand there and could not be read, and so are not in the décompte.
    pub unreadable_lines: Vec<Place>,
}

impl Places {
    /// Whether every line could be read.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.unreadable_lines.is_empty()
    }
}

const OC: u16 = 10;
const DATE: u16 = 70;
const INSURED: u16 = 110;
const BENEFICIARY: u16 = 127;
const DECOMPTE: u16 = 25;
const PAYEE: u16 = 45;
const ACT: u16 = 255;

// The fields that writer and reader use, resolved once from a profile.
slots! {
    Slots;
    OC oc "oc-number";
    DATE date "date";
    INSURED nir "nir" key "nir-key";
    BENEFICIARY birth "birth-date" rank "rank" name "name" first_name "first-name";
    DECOMPTE regime "regime" caisse "caisse" centre "centre" number "number"
        member "member-reference" operation "operation";
    PAYEE payee "payee" nature "nature";
    ACT line "line" start "start" end "end" act "act" quantity "quantity"
        quantity_sign "quantity-sign" count "count" coefficient "coefficient"
        unit_price "unit-price" spent "spent" base "base" rate "rate" parcours "parcours"
        exemption "exemption" insurance "nature" executor "executor" specialty "specialty"
        convention "convention" option "option" amount "amount" amount_sign "amount-sign"
        majoration "majoration" origin_decompte "origin-decompte" origin_line "origin-line"
        complement "complement" qualifier "qualifier" zone "zone" prescriber "prescriber"
        prescriber_specialty "prescriber-specialty" prescription_origin "prescription-origin"
        prescribed "prescription-date" modulation "modulation" deduction_flag "deduction-flag"
        opposable "opposable" other_part "other-part" other_part_sign "other-part-sign";
}

/// Entity and name of every field that writer and reader use.
pub(crate) const NEEDS: &[(u16, &str)] = Slots::NEEDS;

/// What two décomptes share of the tree: the first level that differs.
fn first_difference(a: &Decompte, b: &Decompte) -> u8 {
    let insured = |d: &Decompte| (d.beneficiary.nir, d.key);
    let person = |d: &Decompte| (d.beneficiary.birth, d.beneficiary.rank);
    if a.oc != b.oc {
        1
    } else if a.date != b.date {
        2
    } else if insured(a) != insured(b) {
        3
    } else if person(a) != person(b) || a.name != b.name || a.first_name != b.first_name {
        4
    } else {
        5
    }
}
