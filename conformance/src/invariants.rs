//! Invariants: what holds of two flows whatever the oracle says. The same care, told in another way, comes to the same.

mod households;
mod renamed;
mod same;
mod variant;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use noemie::profile::Profile;

use crate::case::Case;
use crate::session::FileHeard;
use crate::stream::Verdict;

pub(crate) use same::Pair;
pub(crate) use variant::{Variant, variant};

/// What holds of two flows. The first one is that of the scenario; the second tells the same in another way.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Invariant {
    /// Every file is delivered twice: the second time moves no money, and changes nothing of the first.
    Again,
    /// Within each file households stand in the opposite order.
    Order,
    /// Every file comes in two halves.
    Split,
    /// Files of one caisse that follow each other come as one, on the day of the last.
    Merged,
    /// Everybody has another name and NIR.
    Renamed,
    /// Every contract has a surcomplémentaire on top: no line pays less.
    MoreCover,
}

impl Invariant {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Again,
        Self::Order,
        Self::Split,
        Self::Merged,
        Self::Renamed,
        Self::MoreCover,
    ];

    /// Its name in files and ids.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Again => "again",
            Self::Order => "order",
            Self::Split => "split",
            Self::Merged => "merged",
            Self::Renamed => "renamed",
            Self::MoreCover => "more-cover",
        }
    }

    /// The rule that it is.
    #[must_use]
    pub const fn rule(self) -> &'static str {
        match self {
            Self::Again => "I-AGAIN",
            Self::Order => "I-ORDER",
            Self::Split => "I-SPLIT",
            Self::Merged => "I-MERGED",
            Self::Renamed => "I-RENAMED",
            Self::MoreCover => "I-MORE-COVER",
        }
    }

    /// Whether the second flow meets another portfolio: a target that was loaded beforehand has the first one only.
    #[must_use]
    pub const fn changes_people(self) -> bool {
        matches!(self, Self::Renamed | Self::MoreCover)
    }
}

/// What an invariant comes to.
#[derive(Debug, Clone, PartialEq)]
pub enum Held {
    /// Both flows were played: one verdict where they come to the same, else one for each line and file that does not.
    Judged(Vec<Verdict>),
    /// The flow cannot be told in that way, and why.
    Untold(&'static str),
    /// The target was lost in one of the two flows.
    Lost,
}

/// Holds an invariant of a case against whoever `play` plays to: a [`Target`](crate::target::Target), by
/// [`Case::play`]. `play` gives none where the target was lost.
pub fn hold(
    invariant: Invariant,
    case: &Case,
    profile: &Profile,
    play: &mut dyn FnMut(&Case) -> Option<Vec<FileHeard>>,
) -> Held {
    let Some(heard) = play(case) else {
        return Held::Lost;
    };
    let variant = match variant(invariant, case, &heard, profile) {
        Ok(variant) => variant,
        Err(why) => return Held::Untold(why),
    };
    let Some(again) = play(&variant.case) else {
        return Held::Lost;
    };
    let pair = Pair {
        invariant,
        case,
        heard: &heard,
        variant: &variant,
        again: &again,
        flows: ["first".to_owned(), "second".to_owned()],
    };
    let verdicts = pair.judged(profile).into_iter();
    Held::Judged(verdicts.map(|(verdict, _)| verdict).collect())
}
