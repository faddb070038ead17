//! People over time: households, identities, names, what happens in lives.

mod events;
mod household;
mod names;
mod nir;
mod rates;
mod registers;

pub use events::LifeEvent;
pub use household::{Complementary, Household, Inhabitant};

pub(crate) use household::{Census, LotRegime, PREGNANCY};
pub(crate) use nir::{Born, NirOffice};
pub(crate) use rates::{Keying, Names, PeopleRates};
pub(crate) use registers::{first_files, registry_events};

#[cfg(test)]
pub(crate) use rates::{AgeRate, Days};

#[cfg(test)]
mod tests;
