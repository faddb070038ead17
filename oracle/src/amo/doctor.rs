//! A doctor, as far as what is paid for their acts hangs on them.

use std::fmt;

use domain::{Convention, CoordinationOption};

/// A doctor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Doctor {
    /// How they stand to the convention.
    pub sector: Sector,
    /// Their option.
    pub option: CoordinationOption,
    /// Their speciality (noemie-format §10).
    pub specialty: u8,
}

impl Doctor {
    /// How their lines tell their convention.
    pub(super) const fn convention(self) -> Convention {
        match self.sector {
            Sector::One => Convention::Secteur1,
            Sector::TwoOptam | Sector::Two => Convention::Secteur2,
            Sector::Three => Convention::None,
        }
    }

    /// Whether they keep to the tariffs of secteur 1, by convention or by option.
    pub(super) const fn keeps_tariffs(self) -> bool {
        matches!(self.sector, Sector::One | Sector::TwoOptam)
    }

    pub(super) fn is_generaliste(self) -> bool {
        GENERALISTES.contains(&self.specialty)
    }
}

/// How a doctor stands to the convention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sector {
    /// Secteur 1.
    One,
    /// Secteur 2 with an option that keeps overruns down (OPTAM, OPTAM-CO).
    TwoOptam,
    /// Secteur 2 without option.
    Two,
    /// Secteur 3: outside the convention.
    Three,
}

impl Sector {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::One => "1",
            Self::TwoOptam => "2 OPTAM",
            Self::Two => "2",
            Self::Three => "3",
        }
    }
}

impl fmt::Display for Sector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// Specialities of general practitioners.
const GENERALISTES: [u8; 3] = [1, 22, 23];
pub(super) const PSYCHIATRY: u8 = 33;
