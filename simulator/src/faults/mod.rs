//! Bad days, as data: rules that say where, when and how often a door does something wrong, and what.
//!
//! ```
//! use simulator::faults::{Action, Ask, AskedFile, Door, FaultSpec, Faults, Route};
//! let spec: FaultSpec = domain::load("faults.yaml", "
//! schema-version: 1
//! seed: 7
//! rules:
//!   - id: first-fetch-is-cut
//!     match: {door: http, reference: 303, route: fetch, nth: [1]}
//!     not: {file: '*.small.*'}
//!     action: {reset: {after-bytes: 1000}}
//! ")?;
//! let faults = Faults::new(spec);
//! let (name, day) = ("a.noe".parse()?, "2024-11-04".parse()?);
//! let file = AskedFile { name: &name, reference: Some(303), delivered: Some(day) };
//! let first = Ask { door: Door::Http, route: Route::Fetch, oc: "99000017".parse().ok(), today: day, nth: 1, file: Some(file) };
//! assert_eq!(faults.decide(&first)[0].action.id(), "reset");
//! assert!(faults.decide(&Ask { nth: 2, ..first }).is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! What is decided depends on the seed, the rule, the OC, the file and the how-manieth request of it this is: never on
//! wall time, nor on what other OCs do. [`Faults::decide`] knows no door's protocol; [`BadDays`] counts for the doors and
//! reshapes what they show.

mod action;
mod adverse;
mod ahead;
mod bad_days;
mod broken;
mod catalogue;
mod contradiction;
mod decide;
mod delivery;
mod doors;
mod draw;
#[cfg(test)]
mod examples;
mod nearly;
mod offer;
mod pattern;
mod place;
mod spec;
mod tally;
mod then;

pub use action::{Action, After, Later, Whole};
pub use adverse::Adverse;
pub use bad_days::{BadDays, Request, Shown};
pub use broken::Broken;
pub use catalogue::FaultEntry;
pub use decide::{Ask, AskedFile, Faults, Fired};
pub(crate) use delivery::{Coming, Terms, on_delivery};
pub use nearly::{NearAsk, Nearly};
pub use offer::Offer;
pub use pattern::Pattern;
pub use place::Place;
pub use spec::{Door, FaultRule, FaultSpec, Route};
pub use then::Then;
