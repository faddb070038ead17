//! People, contracts, care and adversities: a France that is plausible and hostile where asked, the
//! same bytes every time. The unit is the lot.

mod adversity;
mod care;
mod contracts;
mod distributions;
mod draws;
mod error;
mod flow;
mod lot;
mod options;
mod parallel;
mod people;
mod professionals;
pub mod property;
mod rates;
mod rows;
mod schedule;
mod spec;

pub use adversity::{Adversity, Declared, DrawnFor, Due, Entry, Expected, Family, Touched};
pub use distributions::{DATA_FILES, WorldData};
pub use draws::{Draws, Subject};
pub use error::FlowError;
pub use flow::{Delivery, Flow, answer, declare, live, open};
pub use lot::{Happening, Lot, lot};
pub use options::{Options, OptionsError};
pub use parallel::{LotFiles, in_order, lots, lots_of_part, whole_lot};
pub use people::{Household, Inhabitant};
pub use rates::AdversityRates;
pub use rows::{COLUMNS, Column, ColumnKind, Row, Value, rows};
pub use spec::{INSURED_PER_LOT, ProductWeight, SpecError, WorldSpec};
