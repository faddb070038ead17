//! The whole catalogue: the families one after the other.

use super::{Entry, acts, contracts, delivery, duplicates, identity, money, time, wire};

const FAMILIES: [&[Entry]; 8] = [
    duplicates::ENTRIES,
    contracts::ENTRIES,
    identity::ENTRIES,
    money::ENTRIES,
    time::ENTRIES,
    acts::ENTRIES,
    wire::ENTRIES,
    delivery::ENTRIES,
];

const COUNT: usize = {
    let (mut family, mut count) = (0, 0);
    while family < FAMILIES.len() {
        count += FAMILIES[family].len();
        family += 1;
    }
    count
};

/// In the order of the kinds.
pub(super) static CATALOGUE: [Entry; COUNT] = {
    let mut all = [FAMILIES[0][0]; COUNT];
    let (mut family, mut at) = (0, 0);
    while family < FAMILIES.len() {
        let mut index = 0;
        while index < FAMILIES[family].len() {
            all[at] = FAMILIES[family][index];
            (at, index) = (at + 1, index + 1);
        }
        family += 1;
    }
    all
};

/// Writes the entries of a family: kind, id, what it is drawn for and how often, situations of the field notes,
/// families it may meet, what happens, what is due (French, English), and the same as data.
macro_rules! entries {
    ($family:ident; $(
        $adversity:ident $id:literal $drawn_for:ident $rate:literal $situations:tt beside $beside:expr;
        $what_fr:literal, $what:literal;
        $due_fr:literal, $due:literal;
        $($expected:expr),+;
    )*) => {
        pub(super) const ENTRIES: &[$crate::adversity::Entry] = &[$(
            $crate::adversity::Entry {
                adversity: $crate::adversity::Adversity::$adversity,
                id: $id,
                family: $crate::adversity::Family::$family,
                drawn_for: $crate::adversity::DrawnFor::$drawn_for,
                rate: match $crate::permille::Permille::parse(stringify!($rate)) {
                    Ok(rate) => rate,
                    Err(_) => panic!("no rate per thousand"),
                },
                situations: &$situations,
                beside: $beside,
                what: oracle::trace::Label { fr: $what_fr, en: $what },
                due: oracle::trace::Label { fr: $due_fr, en: $due },
                expected: &[$($expected),+],
            },
        )*];
    };
}

pub(super) use entries;
