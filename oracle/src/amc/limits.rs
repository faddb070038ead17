//! What limits cut from an amount (docs/products.md, step 7).

use domain::Cents;

use super::counting::{bears_on, has_equipment, left_by_part, money, used};
use super::level::Hand;
use super::parts::{Parts, fraction};
use super::size::{Sized, Sizing};
use super::{Journal, Units, steps};
use crate::law::LawError;
use crate::product::{Limit, Of};
use crate::trace::Trace;

/// An amount on its way through the limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Running {
    pub(super) parts: Parts,
    pub(super) units: Units,
}

impl Running {
    /// Passes a limit. Whether it cut: the amount is lower after it.
    pub(super) fn pass<T: Trace>(
        &mut self,
        limit: &Limit,
        hand: &Hand<'_>,
        sizing: &Sizing<'_>,
        journal: &Journal,
        trace: &mut T,
    ) -> Result<bool, LawError> {
        if !bears_on(&limit.counter, &hand.look) {
            return Ok(false);
        }
        let sized = sizing.of_limit(limit, &hand.look)?;
        let Some(size) = sized.size else {
            return Ok(false);
        };
        let before = self.parts;
        if limit.size.is_number() {
            self.number(limit, &sized, size, hand, sizing, journal, trace)?;
        } else {
            self.money(limit, &sized, size, hand, sizing, journal, trace)?;
        }
        Ok(self.parts.total() < before.total())
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "all that a sum over the journal looks at"
    )]
    fn money<T: Trace>(
        &mut self,
        limit: &Limit,
        sized: &Sized,
        size: i64,
        hand: &Hand<'_>,
        sizing: &Sizing<'_>,
        journal: &Journal,
        trace: &mut T,
    ) -> Result<(), LawError> {
        let scope = limit.counter.scope;
        let left = if hand.look.facts.parts_named(scope) > 0 {
            let left = left_by_part(limit, sized, sizing, hand.look, journal)?;
            left.into_iter().fold(0, i64::saturating_add)
        } else if scope.is_part_of_the_body() {
            // It names none: it is one by itself.
            size
        } else {
            (size - used(limit, sized, sizing, hand.look, journal)).max(0)
        };
        let before = Cents(money(limit, self.parts));
        let left = Cents(left);
        trace.step(|| steps::ceiling(limit, before, left));
        if limit.beyond_only {
            self.parts.v = self.parts.v.min(left);
        } else {
            self.parts = self.parts.cut(left);
        }
        Ok(())
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "all that a sum over the journal looks at"
    )]
    fn number<T: Trace>(
        &mut self,
        limit: &Limit,
        sized: &Sized,
        size: i64,
        hand: &Hand<'_>,
        sizing: &Sizing<'_>,
        journal: &Journal,
        trace: &mut T,
    ) -> Result<(), LawError> {
        let (look, scope) = (hand.look, limit.counter.scope);
        if let Some(main) = look.facts.complement_of {
            // It has no units of its own: its main act decides.
            let entries = journal.entries().iter();
            let mut mains = entries.filter(|entry| entry.facts.line == main);
            let passes = mains.any(|entry| entry.units.counted(limit.of, scope, &entry.facts) > 0);
            trace.step(|| steps::complement(passes));
            if !passes {
                self.keep(limit, 0, 1, hand);
            }
            return Ok(());
        }
        let units = if limit.of == Of::Equipment
            && !scope.is_part_of_the_body()
            && has_equipment(limit, sized, sizing, look, journal)
        {
            0
        } else {
            i64::from(self.units.counted(limit.of, scope, look.facts))
        };
        let left = if look.facts.parts_named(scope) > 0 {
            left_by_part(limit, sized, sizing, look, journal)?
                .iter()
                .sum()
        } else if scope.is_part_of_the_body() {
            size
        } else {
            (size - used(limit, sized, sizing, look, journal)).max(0)
        };
        trace.step(|| steps::number(limit, units, left));
        if units > left {
            if left == 0 || !hand.readings.whole_line {
                self.keep(limit, left, units, hand);
            }
            let left = u32::try_from(left).unwrap_or(0);
            self.units = self.units.left(limit.of, scope, left);
        }
        Ok(())
    }

    /// Keeps so many units of the amount.
    fn keep(&mut self, limit: &Limit, left: i64, units: i64, hand: &Hand<'_>) {
        let kept = Cents(fraction(
            money(limit, self.parts),
            left,
            units,
            hand.rounding,
        ));
        if limit.beyond_only {
            self.parts.v = kept;
        } else {
            self.parts = self.parts.cut(kept);
        }
    }
}
