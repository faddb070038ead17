//! People, contracts, care and adversities: a France that is plausible and hostile where asked, the
//! same bytes every time. The unit is the lot.

mod adversity;
mod care;
mod carried;
mod contracts;
mod declare;
mod distributions;
mod draws;
mod error;
mod flow;
mod keying;
mod lives;
mod living;
mod lot;
mod options;
mod parallel;
mod people;
mod permille;
mod products;
mod professionals;
pub mod property;
mod rates;
mod rows;
mod schedule;
mod sent;
mod situations;
mod spec;
#[cfg(test)]
mod statistics;
pub mod story;
mod timeline;

pub use adversity::{
    Adversity, Befallen, Declared, DrawnFor, Due, Entry, Expected, Family, Touched,
};
pub use care::pathways;
pub use declare::{declare, declare_change, declare_rows, movement};
pub use distributions::{DATA_FILES, WorldData};
pub use draws::{Draws, Subject};
pub use error::FlowError;
pub use flow::{Delivery, Flow, answer, live, open};
pub use lives::{DatedLife, Unheeded};
pub use living::{Heard, Living};
pub use lot::{Change, ChangedRow, Happening, Happenings, Lot, lot, lot_without_care, rows_kept};
pub use options::{Options, OptionsError};
pub use parallel::{in_order, lots, lots_of_part};
pub use people::{Complementary, Household, Inhabitant, LifeEvent};
pub use permille::{Permille, PermilleError};
pub use rates::AdversityRates;
pub use rows::{COLUMNS, Column, ColumnKind, Row, Value, rows};
pub use sent::{LotFiles, lot_files, send_lot, story_files, whole_lot};
pub use situations::Situation;
pub use spec::{ContractKind, INSURED_PER_LOT, NirRange, ProductWeight, SpecError, WorldSpec};
pub use timeline::Timeline;
