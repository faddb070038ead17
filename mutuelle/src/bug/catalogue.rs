//! What each planted bug does and breaks, in French and English, a file a family.

mod care;
mod counters;
mod duplicates;
mod persons;
mod wire;

use super::Told;

/// The families, in the order of `Bug::ALL`.
pub(super) const FAMILIES: &[&[Told]] = &[
    wire::READING,
    wire::DOORS,
    persons::IDENTITY,
    persons::LINKS,
    duplicates::DUPLICATES,
    duplicates::CANCELLATIONS,
    care::CONSULTATIONS,
    care::TOWN_AND_HOSPITAL,
    care::EQUIPMENT,
    counters::RESPONSIBLE,
    counters::COUNTERS,
    counters::OTHERS,
];

/// Rows of the catalogue: the bug, its name, what it breaks, what it does.
macro_rules! told {
    ($($bug:ident $name:literal [$($breaks:literal)*] $french:literal $english:literal;)*) => {
        &[$(crate::bug::Told {
            bug: crate::Bug::$bug,
            name: $name,
            breaks: &[$($breaks),*],
            french: $french,
            english: $english,
        },)*]
    };
}
use told;
