//! How often what is renewed after some months comes within a year.

use std::cell::RefCell;
use std::collections::BTreeMap;

thread_local! {
    static KNOWN: RefCell<BTreeMap<(u32, u32, u32), u64>> = const { RefCell::new(BTreeMap::new()) };
}

/// Millionths of deliveries in a year of 365 days, of one who comes every `from` to `to` months, all alike, up to `late`
/// days later each time. The last before the year is somewhere in those months and the thirty days after.
pub(super) fn due(from: u32, to: u32, late: u32) -> u64 {
    let key = (from, to, late);
    if let Some(known) = KNOWN.with_borrow(|known| known.get(&key).copied()) {
        return known;
    }
    let intervals = u64::from(to - from + 1);
    let mut due = 0;
    for interval in from..=to {
        let cases = u64::from(interval) * 30;
        let mut seen = 0;
        for back in 0..interval {
            for first in 0..30 {
                let day = i64::from(first) - months(back);
                seen += deliveries(day, interval, late);
            }
        }
        due += seen / cases;
    }
    due /= intervals;
    KNOWN.with_borrow_mut(|known| known.insert(key, due));
    due
}

fn months(many: u32) -> i64 {
    i64::from(many) * 365 / 12
}

/// Millionths of deliveries from that day on, in the days from 0 to 364.
fn deliveries(day: i64, interval: u32, late: u32) -> u64 {
    if day >= 365 {
        return 0;
    }
    let own = if day >= 0 { 1_000_000 } else { 0 };
    let next = day + months(interval);
    let later: u64 = if next >= 365 {
        0
    } else {
        (0..late)
            .map(|days| deliveries(next + i64::from(days), interval, late))
            .sum()
    };
    own + later / u64::from(late)
}
