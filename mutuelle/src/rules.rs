//! The rules of the mutuelle, read from `docs/products.md`: one a function, in euros, the rounding written where
//! a rule rounds. [`steps`] is the order in which they act.

pub(crate) mod amounts;
pub(crate) mod c2s;
pub(crate) mod caps;
pub(crate) mod clock;
pub(crate) mod condition;
pub(crate) mod day_by_day;
pub(crate) mod deductible;
pub(crate) mod floors;
pub(crate) mod level;
pub(crate) mod limits;
pub(crate) mod met;
pub(crate) mod price_limit;
pub(crate) mod reason;
pub(crate) mod reference_date;
pub(crate) mod renewal;
pub(crate) mod rounding;
pub(crate) mod shares;
pub(crate) mod steps;
pub(crate) mod taken_together;
pub(crate) mod time;
