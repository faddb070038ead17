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
    pub(super) awaited: BTreeMap<Key, (u64, u64)>,
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
        let none = Values {
            of: 0,
            sum: 0,
            squares: 0,
            least: i64::MAX,
            most: i64::MIN,
        };
        let all = self.values.entry(path).or_insert(none);
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
        all.0 += seen;
        all.1 += millionths;
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
