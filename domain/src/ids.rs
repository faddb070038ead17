use std::fmt;
use std::str::FromStr;

use crate::error::text_serde;
use crate::{Day, Operation, ParseError};

/// A fixed number of decimal digits held as an integer.
macro_rules! digits {
    ($(#[$doc:meta])* $type:ident($inner:ty), $width:literal, $what:literal, $pattern:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $type($inner);

        impl $type {
            /// The number, where it fits the digits of the field.
            #[must_use]
            pub const fn new(number: $inner) -> Option<Self> {
                if number < (10 as $inner).pow($width) { Some(Self(number)) } else { None }
            }

            /// The number itself.
            #[must_use]
            pub const fn get(self) -> $inner {
                self.0
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!("{:0", stringify!($width), "}"), self.0)
            }
        }

        impl FromStr for $type {
            type Err = ParseError;
            fn from_str(text: &str) -> Result<Self, ParseError> {
                let error = |why| ParseError::new($what, text, why);
                if text.len() != $width || !text.bytes().all(|b| b.is_ascii_digit()) {
                    return Err(error(concat!(stringify!($width), " digits are expected")));
                }
                text.parse().ok().and_then(Self::new).ok_or_else(|| error("it is too large"))
            }
        }

        text_serde!($type, $what, $pattern);
    };
}

digits!(
    /// The eight digits of an *organisme complémentaire* (the mutuelle, on the wire).
    OcNumber(u32), 8, "an OC number", r"^\d{8}$"
);
digits!(
    /// A professional's or establishment's number, key included: nine digits, zeros when unknown.
    PsNumber(u32), 9, "a professional's number", r"^\d{9}$"
);
digits!(
    /// The nine digits a caisse gives to a décompte. Unique within a caisse as étalon writes them.
    DecompteNumber(u32), 9, "a décompte number", r"^\d{9}$"
);
digits!(
    /// The eight digits by which an OC knows a member (140/6-13).
    MemberNumber(u32), 8, "a member number", r"^\d{8}$"
);

/// A paying caisse: régime (2 digits), caisse (3) and centre (3 in headers, 4 in entity 025).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Caisse {
    regime: u8,
    caisse: u16,
    centre: u16,
}

impl Caisse {
    /// The caisse of those three numbers, where each fits its digits (the centre the header's three).
    #[must_use]
    pub const fn new(regime: u8, caisse: u16, centre: u16) -> Option<Self> {
        if regime < 100 && caisse < 1_000 && centre < 1_000 {
            Some(Self {
                regime,
                caisse,
                centre,
            })
        } else {
            None
        }
    }

    /// Grand régime, 01 for the general one.
    #[must_use]
    pub const fn regime(self) -> u8 {
        self.regime
    }

    /// Caisse within the régime: 751 is Paris.
    #[must_use]
    pub const fn caisse(self) -> u16 {
        self.caisse
    }

    /// Payment centre within the caisse.
    #[must_use]
    pub const fn centre(self) -> u16 {
        self.centre
    }
}

impl fmt::Display for Caisse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:02}-{:03}-{:03}",
            self.regime, self.caisse, self.centre
        )
    }
}

impl FromStr for Caisse {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let error =
            || ParseError::new("a caisse", text, "RR-CCC-ZZZ is expected, as in 01-751-000");
        let number = |part: Option<&str>, width: usize| {
            part.filter(|p| p.len() == width && p.bytes().all(|b| b.is_ascii_digit()))
                .and_then(|p| p.parse::<u16>().ok())
        };
        let mut parts = text.split('-');
        let regime = number(parts.next(), 2)
            .and_then(|r| u8::try_from(r).ok())
            .ok_or_else(error)?;
        let caisse = number(parts.next(), 3).ok_or_else(error)?;
        let centre = number(parts.next(), 3).ok_or_else(error)?;
        if parts.next().is_some() {
            return Err(error());
        }
        Self::new(regime, caisse, centre).ok_or_else(error)
    }
}

text_serde!(
    Caisse,
    "a caisse (régime-caisse-centre)",
    r"^\d{2}-\d{3}-\d{3}$"
);

/// One end of an exchange: its type (`SI`, `OC`, `MU`…) and its number, as headers name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Party {
    /// Two letters at 000/4-5 (sender) or 26-27 (receiver).
    pub kind: [u8; 2],
    /// The number without padding: at most 14 digits.
    pub number: u64,
}

impl Party {
    /// The computing centre of a caisse, as it signs its headers (`SI`, régime + caisse + centre).
    #[must_use]
    pub fn caisse(caisse: Caisse) -> Self {
        let number = u64::from(caisse.regime) * 1_000_000
            + u64::from(caisse.caisse) * 1_000
            + u64::from(caisse.centre);
        Self {
            kind: *b"SI",
            number,
        }
    }

    /// A mutuelle as receiver (`MU`).
    #[must_use]
    pub fn mutuelle(oc: OcNumber) -> Self {
        Self {
            kind: *b"MU",
            number: u64::from(oc.get()),
        }
    }

    /// A mutuelle as sender (`OC`).
    #[must_use]
    pub fn oc(oc: OcNumber) -> Self {
        Self {
            kind: *b"OC",
            number: u64::from(oc.get()),
        }
    }

    /// The caisse whose header number this is.
    #[must_use]
    pub fn as_caisse(&self) -> Option<Caisse> {
        let part = |divisor: u64, modulo: u64| u16::try_from(self.number / divisor % modulo).ok();
        let regime = u8::try_from(self.number / 1_000_000).ok()?;
        Caisse::new(regime, part(1_000, 1_000)?, part(1, 1_000)?)
    }

    /// The OC whose header number this is.
    #[must_use]
    pub fn as_oc(&self) -> Option<OcNumber> {
        u32::try_from(self.number).ok().and_then(OcNumber::new)
    }
}

impl fmt::Display for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}{:08}",
            String::from_utf8_lossy(&self.kind),
            self.number
        )
    }
}

/// The six characters of a file identification (000/50-55).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileStamp(pub [u8; 6]);

impl fmt::Display for FileStamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from_utf8_lossy(&self.0))
    }
}

/// What makes a file that file: two deliveries with one identity are one file sent twice.
/// (Decided: noemie-format §11.2. Two caisses can use one stamp on one day, and stamps recur.)
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId {
    /// Who sent it.
    pub sender: Party,
    /// Who it is for.
    pub receiver: Party,
    /// The reference: 303, 408, 929…
    pub reference: u16,
    /// Date of the header.
    pub date: Day,
    /// File identification of the header.
    pub stamp: FileStamp,
}

impl fmt::Display for FileId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            sender,
            receiver,
            reference,
            date,
            stamp,
        } = self;
        write!(f, "{reference:03}.{sender}.{receiver}.{date}.{stamp}")
    }
}

/// What makes a décompte line that line, whatever file carries it (house plan, "Who knows what was
/// due"): régime, caisse, centre, décompte number, décompte date, line number, operation.
///
/// As text: `01-751-000/000001234/2024-11-18/03/P`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineId {
    /// Régime, caisse and centre of entity 025.
    pub caisse: Caisse,
    /// Décompte number of entity 025.
    pub decompte: DecompteNumber,
    /// Processing date of entity 070.
    pub date: Day,
    /// Line number at 255/6-7.
    pub line: u8,
    /// Operation of entity 025.
    pub operation: Operation,
}

impl fmt::Display for LineId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            caisse,
            decompte,
            date,
            line,
            operation,
        } = self;
        write!(f, "{caisse}/{decompte}/{date}/{line:02}/{operation}")
    }
}

impl FromStr for LineId {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let error = |why| ParseError::new("a line identity", text, why);
        let parts: Vec<&str> = text.split('/').collect();
        let [caisse, decompte, date, line, operation] = parts[..] else {
            return Err(error("caisse/décompte/date/line/operation is expected"));
        };
        Ok(Self {
            caisse: caisse.parse()?,
            decompte: decompte.parse()?,
            date: date.parse()?,
            line: line
                .parse()
                .map_err(|_| error("the line number is not one"))?,
            operation: operation.parse()?,
        })
    }
}

text_serde!(
    LineId,
    "a line identity: régime-caisse-centre/décompte/date/line/operation",
    r"^\d{2}-\d{3}-\d{3}/\d{9}/\d{4}-\d{2}-\d{2}/\d{2}/[PRA]$"
);

#[cfg(test)]
mod tests {
    use quickcheck_macros::quickcheck;

    use super::*;

    #[quickcheck]
    fn line_ids_print_and_parse(
        regime: u8,
        caisse: u16,
        centre: u16,
        number: u32,
        line: u8,
    ) -> bool {
        let id = LineId {
            caisse: Caisse::new(regime % 100, caisse % 1_000, centre % 1_000).unwrap(),
            decompte: DecompteNumber::new(number % 1_000_000_000).unwrap(),
            date: Day::new(2024, 12, 22).unwrap(),
            line: line % 100,
            operation: [
                Operation::Payment,
                Operation::Regularisation,
                Operation::Cancellation,
            ][usize::from(line) % 3],
        };
        id.to_string().parse() == Ok(id)
    }

    #[quickcheck]
    fn caisses_survive_their_header_number(regime: u8, caisse: u16, centre: u16) -> bool {
        let caisse = Caisse::new(regime % 100, caisse % 1_000, centre % 1_000).unwrap();
        Party::caisse(caisse).as_caisse() == Some(caisse)
            && caisse.to_string().parse() == Ok(caisse)
    }

    #[test]
    fn numbers_keep_their_zeros() {
        let oc: OcNumber = "00000017".parse().unwrap();
        assert_eq!(oc.to_string(), "00000017");
        assert!("17".parse::<OcNumber>().is_err());
    }
}
