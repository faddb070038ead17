//! What care is drawn from.

use domain::{Cents, Day};
use oracle::amo::{AmoError, Care};
use oracle::law::{Law, LawError};

use super::rates::CareRates;
use crate::FlowError;
use crate::distributions::WorldData;
use crate::people::Inhabitant;
use crate::professionals::Professionals;

/// What care is drawn from.
pub(crate) struct CareContext<'a> {
    pub(crate) law: &'a Law,
    pub(crate) data: &'a WorldData,
    pub(crate) professionals: &'a Professionals,
    /// First and last day of the world.
    pub(crate) days: (Day, Day),
    /// The first day of each of its months.
    pub(crate) months: Vec<Day>,
    pub(crate) seed: u64,
    pub(crate) lot: u32,
}

impl<'a> CareContext<'a> {
    pub(crate) fn new(
        (law, data): (&'a Law, &'a WorldData),
        professionals: &'a Professionals,
        days: (Day, Day),
        (seed, lot): (u64, u32),
    ) -> Self {
        let (start, end) = days;
        let months = (0..).map(|month| start.plus_months(month));
        Self {
            law,
            data,
            professionals,
            days,
            months: months.take_while(|day| *day <= end).collect(),
            seed,
            lot,
        }
    }

    pub(crate) fn rates(&self) -> &CareRates {
        &self.data.care
    }

    /// The base of an act. None where the law has a hole on that day, or no tariff for that doctor: nobody bills
    /// such an act here. None past the last day of the world too: no such care is kept, and the law may end there.
    pub(crate) fn tariff(
        &self,
        person: &Inhabitant,
        care: &Care,
    ) -> Result<Option<Cents>, FlowError> {
        if care.day > self.days.1 {
            return Ok(None);
        }
        match oracle::amo::base(self.law, person.born, care) {
            Ok(base) => Ok(Some(base)),
            Err(AmoError::Law(LawError::Missing { .. }) | AmoError::NoTariff { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}
