use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use crate::{
    ActCode, Beneficiary, Caisse, Cents, Convention, CoordinationOption, Day, DecompteNumber,
    LineDetails, LineId, MemberNumber, NirKey, OcNumber, ParseError, PsNumber,
};

/// What a décompte does (025/41, proposed position).
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Operation {
    /// `P`: an ordinary payment.
    Payment,
    /// `R`: replaces lines of an earlier décompte, which a cancellation takes back.
    Regularisation,
    /// `A`: takes back lines of an earlier décompte: negative quantities, amounts of opposite sign.
    Cancellation,
}

impl Operation {
    /// The letter of the wire.
    #[must_use]
    pub const fn letter(self) -> u8 {
        match self {
            Self::Payment => b'P',
            Self::Regularisation => b'R',
            Self::Cancellation => b'A',
        }
    }

    /// Reads the letter of the wire.
    #[must_use]
    pub const fn from_letter(letter: u8) -> Option<Self> {
        match letter {
            b'P' => Some(Self::Payment),
            b'R' => Some(Self::Regularisation),
            b'A' => Some(Self::Cancellation),
            _ => None,
        }
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", char::from(self.letter()))
    }
}

impl FromStr for Operation {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        match *text.as_bytes() {
            [letter] => Self::from_letter(letter),
            _ => None,
        }
        .ok_or_else(|| ParseError::new("an operation", text, "P, R or A is expected"))
    }
}

/// Whom the AMO paid (045/21-22, proposed position; numbers of the claims base).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PayeeNature {
    /// 10: the insured.
    Insured,
    /// 32: the mutuelle.
    Mutuelle,
    /// 35: the professional, for the AMO part only.
    ThirdPartyAmo,
    /// 36: the professional, for the AMO and OC parts.
    ThirdPartyFull,
}

impl PayeeNature {
    /// The two digits of the wire.
    #[must_use]
    pub const fn digits(self) -> [u8; 2] {
        match self {
            Self::Insured => *b"10",
            Self::Mutuelle => *b"32",
            Self::ThirdPartyAmo => *b"35",
            Self::ThirdPartyFull => *b"36",
        }
    }

    /// Reads the two digits of the wire.
    #[must_use]
    pub const fn from_digits(digits: [u8; 2]) -> Option<Self> {
        match &digits {
            b"10" => Some(Self::Insured),
            b"32" => Some(Self::Mutuelle),
            b"35" => Some(Self::ThirdPartyAmo),
            b"36" => Some(Self::ThirdPartyFull),
            _ => None,
        }
    }
}

/// One décompte: what the AMO settled for one beneficiary at one go, as reference 303 tells it.
///
/// All positions are **inferred** (noemie-format §7). Amounts are signed here; the wire carries an
/// unsigned amount and a sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decompte {
    /// The OC it is sent to (010).
    pub oc: OcNumber,
    /// Processing date (070): the décompte's date.
    pub date: Day,
    /// Key of the insured's NIR as the caisse knows it (110).
    pub key: NirKey,
    /// Who was cared for (110 and 127).
    pub beneficiary: Beneficiary,
    /// Family name of the beneficiary (127).
    pub name: SmolStr,
    /// First name of the beneficiary (127).
    pub first_name: SmolStr,
    /// Who paid the AMO share (025).
    pub caisse: Caisse,
    /// Number at that caisse (025).
    pub number: DecompteNumber,
    /// The member's number at the OC, as the link declared it (025/24-40).
    pub member: MemberNumber,
    /// Payment, regularisation or cancellation (025).
    pub operation: Operation,
    /// Professional paid, zeros where the insured was (045).
    pub payee: PsNumber,
    /// Whom the AMO paid (045).
    pub payee_nature: PayeeNature,
    /// Its lines, in order.
    pub lines: Vec<Line>,
}

impl Decompte {
    /// The identity of one of its lines.
    #[must_use]
    pub fn line_id(&self, line: &Line) -> LineId {
        LineId {
            caisse: self.caisse,
            decompte: self.number,
            date: self.date,
            line: line.number,
            operation: self.operation,
        }
    }

    /// What takes it back under that number on that day: each of its lines, taken back.
    #[must_use]
    pub fn taken_back(&self, number: DecompteNumber, date: Day) -> Self {
        let lines = self.lines.iter().map(|line| line.taken_back(self.number));
        Self {
            date,
            number,
            operation: Operation::Cancellation,
            lines: lines.collect(),
            name: self.name.clone(),
            first_name: self.first_name.clone(),
            ..*self
        }
    }

    /// What the AMO pays by it: the sum of its lines, participation and franchise lines included.
    #[must_use]
    pub fn total(&self) -> Cents {
        self.lines.iter().map(|line| line.amount).sum()
    }
}

/// The earlier line that a line is about (255/133-143): the act that a participation or franchise is
/// kept back from, the line that a cancellation takes back or a regularisation replaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineOrigin {
    /// Décompte number, at the same caisse.
    pub decompte: DecompteNumber,
    /// Line number in it.
    pub line: u8,
}

/// One line of a décompte (entity 255).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// 1 to 99.
    pub number: u8,
    /// Date of care, first day.
    pub start: Day,
    /// Date of care, last day.
    pub end: Day,
    /// Act code.
    pub act: ActCode,
    /// Quantity; negative on a cancellation.
    pub quantity: i16,
    /// Dénombrement: examinations in a biology line.
    pub count: u8,
    /// Coefficient, in hundredths: B60 is 6 000.
    pub coefficient: u32,
    /// Unit price.
    pub unit_price: Cents,
    /// Amount spent (`dépense`); negative with a negative quantity.
    pub spent: Cents,
    /// Reimbursement base; negative with a negative quantity.
    pub base: Cents,
    /// Rate in whole per cent, as printed: 30, 50 or 60 out of the parcours, then informative.
    pub rate: u16,
    /// Entry letter of the parcours de soins (T treating doctor, O oriented, S outside…).
    pub parcours: u8,
    /// Exemption from the ticket modérateur: 0 none, 4 long disease…
    pub exemption: u8,
    /// Nature of insurance: 10 sickness.
    pub nature: u8,
    /// Executing professional.
    pub executor: PsNumber,
    /// Their speciality (01 GP, 50 pharmacy…).
    pub specialty: u8,
    /// Their convention.
    pub convention: Convention,
    /// Their option (OPTAM…).
    pub option: CoordinationOption,
    /// Amount paid by the AMO, after the majoration and before participation and franchise
    /// (255/107-114). Negative on participation, franchise and cancellation lines.
    pub amount: Cents,
    /// Majoration of the patient's share out of the parcours (255/125-132). Never negative on a
    /// payment; carries the sign of the quantity.
    pub majoration: Cents,
    /// The line it is about.
    pub origin: Option<LineOrigin>,
    /// Everything else it says.
    pub details: LineDetails,
}

impl Line {
    /// The line that takes it back, `of` being its décompte: what goes with the quantity has its sign turned, and
    /// it names the line that it takes back. It keeps its number.
    #[must_use]
    pub fn taken_back(&self, of: DecompteNumber) -> Self {
        Self {
            quantity: -self.quantity,
            spent: -self.spent,
            base: -self.base,
            amount: -self.amount,
            majoration: -self.majoration,
            origin: Some(LineOrigin {
                decompte: of,
                line: self.number,
            }),
            details: LineDetails {
                other_part: -self.details.other_part,
                ..self.details
            },
            ..*self
        }
    }
}
