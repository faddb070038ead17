//! How large a limit is for a line: its size, its cases, and the year in which a person joins or changes
//! product (docs/products.md, "Limits", "Entering and changing").

use domain::{Day, Rounding};

use super::Readings;
use super::level::pmss;
use super::look::Look;
use super::parts::fraction;
use crate::law::{Law, LawError};
use crate::product::{Limit, OnJoining, OnProductChange, Over, PmssOf, Product, Size};

/// What sizes are computed with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sizing<'a> {
    pub(super) product: &'a Product,
    pub(super) law: &'a Law,
    pub(super) rounding: Rounding,
    pub(super) readings: Readings,
}

/// The size and clock of a limit for a line. A size is in cents, or a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sized {
    /// None where the limit does not cut.
    pub(super) size: Option<i64>,
    pub(super) over: Over,
    /// Only what this product paid counts.
    pub(super) own_only: bool,
}

impl Sizing<'_> {
    /// The limit for a line: the first of its cases that holds, else its own.
    pub(super) fn of_limit(&self, limit: &Limit, look: &Look<'_>) -> Result<Sized, LawError> {
        let case = limit.cases.iter().find(|case| look.meets(Some(&case.when)));
        let over = case
            .and_then(|case| case.over)
            .unwrap_or(limit.counter.over);
        let size = match case {
            Some(case) if case.unlimited => None,
            Some(case) => Some(case.size.unwrap_or(limit.size)),
            None => Some(limit.size),
        };
        self.of(size, over, look)
    }

    /// That size, brought to the days that count in the year of a line.
    pub(super) fn of(
        &self,
        size: Option<Size>,
        over: Over,
        look: &Look<'_>,
    ) -> Result<Sized, LawError> {
        let (from, own_only) = self.first_day(over, look);
        let size = match size {
            None => None,
            Some(Size::Euros(euros)) => Some(euros.0),
            Some(Size::Pmss(rate)) => {
                let of = if self.readings.pmss_of_contract {
                    PmssOf::Contract
                } else {
                    PmssOf::Care
                };
                Some(pmss(self.law, look, of)?.at(rate, self.rounding).0)
            }
            Some(Size::Number(number)) => Some(i64::from(number)),
        };
        let size = size.map(|size| match from {
            Some(from) => pro_rata(size, from, self.rounding),
            None => size,
        });
        Ok(Sized {
            size,
            over,
            own_only,
        })
    }

    /// The day from which the year of a line counts, where it counts in part; and whether other products are
    /// left aside.
    fn first_day(&self, over: Over, look: &Look<'_>) -> (Option<Day>, bool) {
        if over != Over::Year {
            return (None, false);
        }
        let person = look.person;
        let year = look.day.year();
        let changed = person.product_since > person.member_since;
        if changed && person.product_since.year() == year {
            let register = self
                .readings
                .product_change
                .unwrap_or(OnProductChange::Carry);
            return match self.product.on_product_change.unwrap_or(register) {
                OnProductChange::Carry => (None, false),
                OnProductChange::Reset => (None, true),
                OnProductChange::ProRata => (Some(person.product_since), true),
            };
        }
        let pro_rata = match self.product.on_joining {
            Some(on_joining) => on_joining == OnJoining::ProRata,
            None => self.readings.joining_pro_rata,
        };
        let joined = pro_rata && person.member_since.year() == year;
        (joined.then_some(person.member_since), false)
    }
}

/// A size for the days from one to 31 December, both counted.
fn pro_rata(size: i64, from: Day, rounding: Rounding) -> i64 {
    let year = from.year();
    let bounds = Day::new(year, 1, 1).zip(Day::new(year, 12, 31));
    let Some((first, last)) = bounds else {
        return size;
    };
    let days = |from| i64::from(last.since(from)) + 1;
    fraction(size, days(from), days(first), rounding)
}
