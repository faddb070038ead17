//! The lines of the innermost group, any of which may be why the totals above it are wrong.

use crate::finding::{self, Draft, Place};
use crate::layout::{EntityLayout, Layout};

/// Beyond that many lines a group has no suspect.
const MOST: usize = 128;

/// Digits of a line amount, and its sign.
const DIGITS: usize = 8;

/// Amounts added to a group, in order.
#[derive(Debug, Default)]
pub(crate) struct Suspects {
    lines: Vec<Line>,
    /// Lines that were not kept.
    more: bool,
}

#[derive(Debug, Clone, Copy)]
struct Line {
    place: Place,
    /// Its place in the layout.
    entity: u8,
    cents: i64,
    sign_finding: Option<usize>,
}

/// A line that explains why every total is off by the same cents.
#[derive(Debug)]
pub(crate) struct Suspect {
    place: Place,
    entity: u8,
    found: i64,
    due: i64,
    /// The finding that its sign is against its quantity: the root is known then.
    pub(crate) sign_finding: Option<usize>,
}

impl Suspects {
    pub(crate) fn clear(&mut self) {
        self.lines.clear();
        self.more = false;
    }

    pub(crate) fn push(
        &mut self,
        entity: &EntityLayout,
        place: Place,
        cents: i64,
        sign_finding: Option<usize>,
    ) {
        if self.lines.len() < MOST {
            self.lines.push(Line {
                place,
                entity: entity.place,
                cents,
                sign_finding,
            });
        } else {
            self.more = true;
        }
    }

    /// The one line that would make the totals right if one of its characters were another, or that
    /// is alone in its group.
    pub(crate) fn find(&self, difference: i64) -> Option<Suspect> {
        if self.more {
            return None;
        }
        let alone = self.lines.len() == 1;
        let mut suspects = self.lines.iter().filter_map(|line| {
            let due = line.cents.checked_add(difference)?;
            let one_off = differences(line.cents, due)? == 1;
            (alone || one_off).then_some(Suspect {
                place: line.place,
                entity: line.entity,
                found: line.cents,
                due,
                sign_finding: line.sign_finding,
            })
        });
        suspects.next().filter(|_| suspects.next().is_none())
    }
}

impl Suspect {
    pub(crate) fn draft(&self, layout: &Layout) -> Draft {
        let text = |cents: i64| {
            let sign = if cents < 0 { 'N' } else { 'P' };
            format!("{:0DIGITS$}{sign}", cents.unsigned_abs())
        };
        let expected = format!("{}, which every total agrees on", text(self.due));
        let draft = Draft::new(
            &finding::LINE_AMOUNT,
            self.place,
            expected,
            text(self.found),
        );
        let amount = layout
            .entities
            .get(usize::from(self.entity))
            .and_then(|entity| {
                let amount = entity.total.as_ref()?.amount;
                entity.slots.iter().find(|slot| slot.span == amount)
            });
        match amount {
            Some(slot) => draft.slot(slot),
            None => draft,
        }
    }
}

/// An amount as eight digits and a sign; none where it has more.
fn wire(cents: i64) -> Option<[u8; DIGITS + 1]> {
    let mut text = [b'0'; DIGITS + 1];
    if !crate::fields::put_digits(&mut text[..DIGITS], cents.unsigned_abs()) {
        return None;
    }
    text[DIGITS] = if cents < 0 { b'N' } else { b'P' };
    Some(text)
}

/// Characters in which two amounts differ. The sign of nothing says nothing.
fn differences(a: i64, b: i64) -> Option<usize> {
    let signs = if a == 0 || b == 0 { 0 } else { 1 };
    let (a, b) = (wire(a)?, wire(b)?);
    let pairs = a.iter().zip(b).take(DIGITS + signs);
    Some(pairs.filter(|(a, b)| **a != *b).count())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn suspects(cents: &[i64]) -> Suspects {
        let layout = crate::Profile::decomptes().layout();
        let act = layout.entity(255).unwrap();
        let mut all = Suspects::default();
        for (rank, cents) in cents.iter().enumerate() {
            let place = Place {
                rank,
                ..Place::default()
            };
            all.push(act, place, *cents, None);
        }
        all
    }

    #[test]
    fn a_line_is_suspected_where_no_other_is() {
        let rank = |cents: &[i64], difference| {
            suspects(cents)
                .find(difference)
                .map(|s| (s.place.rank, s.due))
        };
        // One digit off: 2 100 read for 1 100.
        assert_eq!(rank(&[2_100, 962], -1_000), Some((0, 1_100)));
        // Any of the two may have lost the same digit.
        assert_eq!(rank(&[2_100, 3_100], -1_000), None);
        // A sign.
        assert_eq!(rank(&[2_100, -962], 2 * 962), Some((1, 962)));
        // Nothing, read for 200 less: its sign is not one of its characters.
        assert_eq!(rank(&[2_100, 0], -200), Some((1, -200)));
        // Alone: whatever the difference.
        assert_eq!(rank(&[2_100], 123), Some((0, 2_223)));
        assert_eq!(rank(&[2_100, 962], 777), None);
        assert_eq!(rank(&[], 5), None);
    }
}
