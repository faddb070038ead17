//! The readings of the register under which a life is played, told to both engines.

use std::sync::LazyLock;

use domain::Heading;
use mutuelle::Readings;
use oracle::ambiguity::{self, Choices, Entry};

use crate::draws::Draws;

/// An entry of the register, and one of its alternatives.
pub type Chosen = (&'static str, &'static str);

/// The entries that a contract asks: those that can be declared and that the second engine knows.
#[must_use]
pub fn asked() -> &'static [&'static Entry] {
    static ASKED: LazyLock<Vec<&'static Entry>> = LazyLock::new(|| {
        let known =
            |entry: &&Entry| Readings::of([(entry.id.as_str(), entry.default.as_str())]).is_ok();
        let entries = ambiguity::all().iter();
        entries
            .filter(|entry| entry.implemented)
            .filter(known)
            .collect()
    });
    &ASKED
}

/// The alternatives of an entry that are not its default.
pub fn others(entry: &'static Entry) -> impl Iterator<Item = Chosen> {
    let all = entry.alternatives.iter();
    all.filter(|alternative| alternative.id != entry.default)
        .map(|alternative| (entry.id.as_str(), alternative.id.as_str()))
}

/// Half of all lives are read as the register does by default, a third otherwise on one point; in the others, an entry
/// in four is read otherwise.
pub(super) fn draw(draws: &mut Draws) -> Vec<Chosen> {
    let other = |entry: &&'static Entry, draws: &mut Draws| {
        let others: Vec<Chosen> = others(entry).collect();
        draws.pick(&others)
    };
    match draws.below(6) {
        ..3 => Vec::new(),
        3..5 => vec![other(&draws.pick(asked()), draws)],
        _ => {
            let entries = asked().iter();
            let read_otherwise: Vec<_> = entries.filter(|_| draws.percent(25)).collect();
            read_otherwise
                .into_iter()
                .map(|entry| other(entry, draws))
                .collect()
        }
    }
}

/// Where a reading shows, if it does not show everywhere: headings of a responsible contract.
pub(super) fn shows_under((entry, _): Chosen) -> &'static [Heading] {
    match entry {
        "lens-class-unknown" | "optics-ceiling" | "responsible-renewal" => {
            &[Heading::MontureB, Heading::VerreB]
        }
        "authorised-overrun" | "option-together" | "overrun-without-points" => {
            &[Heading::Generaliste, Heading::Specialiste]
        }
        _ => &[],
    }
}

/// Whether a reading is of counters in a year of which a product has a part.
pub(super) fn shows_in_a_year((entry, _): Chosen) -> bool {
    matches!(entry, "joining-year-ceiling" | "product-change-consumption")
}

/// The key of a product file that decides instead of a reading, where it is written.
pub(super) fn key_instead_of((entry, _): Chosen) -> Option<&'static str> {
    match entry {
        "rounding" => Some("rounding"),
        "joining-year-ceiling" => Some("on-joining"),
        "product-change-consumption" => Some("on-product-change"),
        _ => None,
    }
}

/// The same readings in the words of each engine.
///
/// # Errors
/// Where one of them does not know one.
pub(super) fn told(chosen: &[Chosen]) -> Result<(Choices, Readings), String> {
    let mut choices = Choices::default();
    for (entry, alternative) in chosen {
        choices = choices
            .with(entry, alternative)
            .map_err(|error| error.to_string())?;
    }
    let readings = Readings::of(chosen.iter().copied()).map_err(|error| error.to_string())?;
    Ok((choices, readings))
}
