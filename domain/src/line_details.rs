use std::fmt;

use crate::{Cents, Day, PsNumber};

/// What entity 255 says of a line beside who, when, what and how much: blank or zero on most lines.
///
/// All positions are **inferred** (noemie-format §7.3).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LineDetails {
    /// Complement of the act (255/25-26): night, Sunday, urgency.
    pub complement: Option<Complement>,
    /// Qualifier of the expense (255/65-66).
    pub qualifier: Option<Qualifier>,
    /// Tariff zone (255/82-83): 10 and 11 Paris, 20 to 25 elsewhere, 30 to 35 free fees, 40 to 70 not
    /// contracted; 0 where it is not said.
    pub zone: u8,
    /// Prescribing professional (255/85-93).
    pub prescriber: PsNumber,
    /// Their speciality (255/94-95).
    pub prescriber_specialty: u8,
    /// Origin of the prescription (255/96): 1 treating doctor, 2 correspondent, 3 other, 4 outside the
    /// parcours, 0 none.
    pub prescription_origin: u8,
    /// Day of the prescription (255/97-102).
    pub prescribed: Option<Day>,
    /// Modulation of the rate (255/104): 1 ASPA or ASI, 2 local régime of Alsace-Moselle, 3 border,
    /// 4 both, 5 abroad, 0 none.
    pub modulation: u8,
    /// Participation and franchise flag (255/105): `S` subject, `N` excluded…
    pub deduction_flag: Option<u8>,
    /// Opposable tariff (255/106): 1 without overrun, 2 with one, 0 where it is not said.
    pub opposable: u8,
    /// What the caisse paid beside the AMO share (255/116-123), as for the C2S; signed by 255/124.
    pub other_part: Cents,
}

/// One or two characters of the wire, blanks on the right.
macro_rules! letters {
    ($(#[$doc:meta])* $type:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $type([u8; 2]);

        impl $type {
            /// The two characters of the wire; none where both are blank.
            #[must_use]
            pub const fn new(wire: [u8; 2]) -> Option<Self> {
                match wire {
                    [b' ', b' '] => None,
                    _ => Some(Self(wire)),
                }
            }

            /// The two characters of the wire.
            #[must_use]
            pub const fn wire(&self) -> &[u8; 2] {
                &self.0
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(String::from_utf8_lossy(self.0.trim_ascii_end()).as_ref())
            }
        }

        impl fmt::Debug for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($type), "({})"), self)
            }
        }
    };
}

letters!(
    /// Complement of an act (255/25-26): night, Sunday, urgency.
    Complement
);
letters!(
    /// Qualifier of the expense (255/65-66, DPN-QLF): the two letters of NOEMIE, or the letter of B2.
    Qualifier
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blank_qualifier_is_none_and_a_letter_of_b2_is_said_without_its_blank() {
        assert_eq!(Qualifier::new(*b"  "), None);
        let free = Qualifier::new(*b"G ").unwrap();
        assert_eq!(free.to_string(), "G");
    }
}
