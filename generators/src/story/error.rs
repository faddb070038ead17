use domain::{Day, SmolStr};
use oracle::quote::QuoteError;

use crate::{FlowError, SpecError};

/// Why a story cannot be told: where, what, and what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoryError {
    /// Its days.
    #[error("story: {0}")]
    World(#[source] SpecError),
    /// The caisse stopped, or an embedded file cannot be read.
    #[error("story: {0}")]
    Flow(#[from] FlowError),
    /// What should befall its files is nothing that does.
    #[error(
        "story: befalls: `{id}` is no adversity of a file: `etalon adversities` lists those that are drawn for each file"
    )]
    NoFault {
        /// The id.
        id: SmolStr,
    },
    /// What should befall a care sheet is nothing that does.
    #[error(
        "story: {place}: `{id}` is no adversity that {how}: `etalon adversities` lists them, and docs/scenarios.md says which \
         a story takes where"
    )]
    NoSheetFault {
        /// Where it is told.
        place: String,
        /// The id.
        id: SmolStr,
        /// What it would have to do.
        how: &'static str,
    },
    /// What should have befallen had no place to strike.
    #[error(
        "story: {place}: nothing of the story is such that `{id}` could befall it (`etalon adversities` says what it \
         takes): change the care, or take it out"
    )]
    NothingBefell {
        /// Where it is told.
        place: String,
        /// The id.
        id: SmolStr,
    },
    /// Somebody or something is named that is not there.
    #[error("story: {place}: there is no {what} `{name}`; there are: {there}")]
    NoSuch {
        /// Where it is named.
        place: String,
        /// `person`, `contract` or `care`.
        what: &'static str,
        /// The name.
        name: SmolStr,
        /// The names there are.
        there: String,
    },
    /// Two of a kind have one name.
    #[error(
        "story: two are named `{name}`: the {what} that an event means could not be told; rename one"
    )]
    SameName {
        /// `person`, `contract` or `care`.
        what: &'static str,
        /// The name.
        name: SmolStr,
    },
    /// An event says nothing, or several things.
    #[error(
        "story: the event of {on} says {found} things: exactly one of care, cancel, correct, send-again, settle-twice, \
             contract, other-oc, chooses, dies, moves and befalls is expected"
    )]
    Event {
        /// Its day.
        on: Day,
        /// How many.
        found: usize,
    },
    /// A day is outside the story.
    #[error(
        "story: {place}: {day} is outside the story, which runs from {start} to {end}: move the day, or make `months` more"
    )]
    Outside {
        /// Where it is told.
        place: String,
        /// The day.
        day: Day,
        /// First day of the story.
        start: Day,
        /// Last day of the story.
        end: Day,
    },
    /// Days stand in an order that cannot be.
    #[error("story: {place}: {why}")]
    Order {
        /// Where.
        place: String,
        /// What is wrong, and what to do.
        why: &'static str,
    },
    /// A person cannot be.
    #[error("story: `{name}`: {why}")]
    Person {
        /// Who.
        name: SmolStr,
        /// What is wrong, and what to do.
        why: &'static str,
    },
    /// An act cannot be.
    #[error("story: {place}: {source}")]
    Act {
        /// Which care sheet, which act.
        place: String,
        /// Why.
        source: Box<QuoteError>,
    },
    /// A care sheet without an act, or a text that is no qualifier.
    #[error("story: {place}: {why}")]
    Sheet {
        /// Which care sheet.
        place: String,
        /// What is wrong.
        why: &'static str,
    },
}

impl StoryError {
    /// A name that nothing has.
    pub(super) fn no_such<'a>(
        place: impl Into<String>,
        what: &'static str,
        name: &str,
        there: impl Iterator<Item = &'a str>,
    ) -> Self {
        let there: Vec<&str> = there.collect();
        let there = if there.is_empty() {
            "none".to_owned()
        } else {
            there.join(", ")
        };
        Self::NoSuch {
            place: place.into(),
            what,
            name: name.into(),
            there,
        }
    }
}
