//! What is counted of a world, by the path of a leaf in the data files.

use std::collections::BTreeMap;

/// Path of an entry without `value`, and the row or the key below it (empty where the entry is the leaf).
pub(super) type Key = (&'static str, &'static str);

/// Counts of a world.
#[derive(Debug, Default)]
pub(super) struct Counts {
    /// Cases that happened, and in how many they might have.
    pub(super) shares: BTreeMap<Key, (u64, u64)>,
    /// Numbers that were drawn.
    pub(super) values: BTreeMap<&'static str, Values>,
    /// Cases seen, and millionths of a case that are due.
    pub(super) awaited: BTreeMap<Key, Awaited>,
    /// Numbers that come of a drawn one and of the calendar.
    pub(super) shifted: BTreeMap<&'static str, Shifted>,
}

/// Of so many, cases seen and millionths of one that are due.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Awaited {
    pub(super) of: u64,
    pub(super) seen: u64,
    pub(super) due: u64,
}

/// Numbers, each with the mean (millionths) and the variance (thousandths) that it has by chance.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Shifted {
    pub(super) of: i128,
    pub(super) sum: i128,
    pub(super) due: i128,
    pub(super) variance: i128,
}

/// Numbers: how many, their sum and that of their squares, the least and the greatest.
#[derive(Debug, Clone, Copy)]
pub(super) struct Values {
    pub(super) of: i128,
    pub(super) sum: i128,
    pub(super) squares: i128,
    pub(super) least: i64,
    pub(super) most: i64,
}

impl Values {
    const NONE: Self = Self {
        of: 0,
        sum: 0,
        squares: 0,
        least: i64::MAX,
        most: i64::MIN,
    };
}

impl Counts {
    /// One case in which something may happen.
    pub(super) fn hit(&mut self, path: &'static str, child: &'static str, happens: bool) {
        self.add(path, child, u64::from(happens), 1);
    }

    /// So many cases in which something may happen, and in how many it did.
    pub(super) fn add(&mut self, path: &'static str, child: &'static str, hits: u64, of: u64) {
        let share = self.shares.entry((path, child)).or_default();
        share.0 += hits;
        share.1 += of;
    }

    /// A row of a table that was drawn.
    pub(super) fn choose(&mut self, path: &'static str, child: &'static str) {
        self.add(path, child, 1, 0);
    }

    /// A number that was drawn.
    pub(super) fn value(&mut self, path: &'static str, value: i64) {
        let all = self.values.entry(path).or_insert(Values::NONE);
        let wide = i128::from(value);
        all.of += 1;
        all.sum += wide;
        all.squares += wide * wide;
        all.least = all.least.min(value);
        all.most = all.most.max(value);
    }

    /// Cases seen where so many millionths of one are due.
    pub(super) fn awaited(
        &mut self,
        path: &'static str,
        child: &'static str,
        seen: u64,
        millionths: u64,
    ) {
        let all = self.awaited.entry((path, child)).or_default();
        all.of += 1;
        all.seen += seen;
        all.due += millionths;
    }

    /// A number that is one of those, all alike.
    pub(super) fn shifted(&mut self, path: &'static str, number: i32, ones: &[i32]) {
        let many = i128::try_from(ones.len()).unwrap();
        let sum: i128 = ones.iter().map(|one| i128::from(*one)).sum();
        let squares: i128 = ones.iter().map(|one| i128::from(*one).pow(2)).sum();
        let all = self.shifted.entry(path).or_default();
        all.of += 1;
        all.sum += i128::from(number);
        all.due += sum * 1_000_000 / many;
        all.variance += (squares * many - sum * sum) * 1_000 / (many * many);
    }

    /// Adds what was counted of another world.
    pub(super) fn absorb(&mut self, other: &Self) {
        for (key, (hits, of)) in &other.shares {
            self.add(key.0, key.1, *hits, *of);
        }
        for (path, values) in &other.values {
            let all = self.values.entry(path).or_insert(Values::NONE);
            all.of += values.of;
            all.sum += values.sum;
            all.squares += values.squares;
            all.least = all.least.min(values.least);
            all.most = all.most.max(values.most);
        }
        for (key, awaited) in &other.awaited {
            let all = self.awaited.entry(*key).or_default();
            all.of += awaited.of;
            all.seen += awaited.seen;
            all.due += awaited.due;
        }
        for (path, shifted) in &other.shifted {
            let all = self.shifted.entry(path).or_default();
            all.of += shifted.of;
            all.sum += shifted.sum;
            all.due += shifted.due;
            all.variance += shifted.variance;
        }
    }
}

/// Places in a table, as a path has them.
pub(super) const NTH: [&str; 50] = [
    "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16",
    "17", "18", "19", "20", "21", "22", "23", "24", "25", "26", "27", "28", "29", "30", "31", "32",
    "33", "34", "35", "36", "37", "38", "39", "40", "41", "42", "43", "44", "45", "46", "47", "48",
    "49",
];

/// The key of an age in tables of three ages.
pub(super) fn of_age(age: i16) -> &'static str {
    match age {
        ..18 => "child",
        18..65 => "adult",
        _ => "senior",
    }
}
