//! Random conditions and levels of docs/products.md, to any depth.

use serde_json::{Map, Value, json};

use crate::draws::Draws;

/// What a level may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Pairs too: every heading that it reaches is a doctor's.
    Doctor,
    Any,
    /// Of a lump sum without expense: euros, PMSS and lists of them.
    Lump,
}

pub(super) fn with(level: Value, key: &str, value: Value) -> Value {
    let mut level = level;
    level[key] = value;
    level
}

pub(super) fn euros(draws: &mut Draws, high: u32) -> Value {
    let cents = match draws.below(3) {
        0 => domain::Cents(i64::from(draws.below(high / 500 + 1)) * 500),
        _ => draws.cents(0, high),
    };
    json!(cents.to_string())
}

pub(super) fn percent(draws: &mut Draws) -> Value {
    match draws.below(6) {
        0 => json!(100),
        1 => json!(draws.pick(&[50, 110, 125, 130, 150, 200, 300])),
        2 => json!(draws.cents(0, 40_000).to_string()),
        _ => json!(draws.below(400)),
    }
}

fn percent_or_pair(draws: &mut Draws, kind: Kind) -> Value {
    if kind == Kind::Doctor && draws.percent(50) {
        json!({ "optam": percent(draws), "non-optam": percent(draws) })
    } else {
        percent(draws)
    }
}

/// Some of those words, one at least, in their order.
pub(super) fn some_of(draws: &mut Draws, words: &[&str]) -> Value {
    let sure = draws.below(u32::try_from(words.len()).unwrap_or(1)) as usize;
    let kept: Vec<&str> = words
        .iter()
        .enumerate()
        .filter(|(at, _)| *at == sure || draws.percent(35))
        .map(|(_, word)| *word)
        .collect();
    json!(kept)
}

fn span(draws: &mut Draws, most: u32) -> Value {
    let (one, two) = (draws.below(most), draws.below(most));
    match draws.below(3) {
        0 => json!({ "from": one }),
        1 => json!({ "below": two }),
        _ => json!({ "from": one.min(two), "below": one.max(two) }),
    }
}

pub(super) const LENSES: [&str; 6] = [
    "simple",
    "simple-complexe",
    "complexe",
    "simple-tres-complexe",
    "complexe-tres-complexe",
    "tres-complexe",
];

pub(super) const PLACES: [&str; 5] = ["town", "hospital", "clinic", "medico-social", "abroad"];

pub(super) const QUALIFIERS: [&str; 9] = ["DA", "DE", "DP", "ED", "DM", "NR", "NJ", "G", "XX"];

pub(super) const CODES: [&str; 4] = ["HBLD038", "HBLD634", "HBLD099", "2200393"];

/// One condition, or two that must both hold.
pub(super) fn condition(draws: &mut Draws) -> Value {
    let mut all = Map::new();
    for _ in 0..1 + draws.below(5) / 4 {
        let (key, value) = match draws.below(15) {
            0 => ("optam", json!(draws.percent(50))),
            1 => ("network", json!(draws.percent(50))),
            2 => ("prescribed", json!(draws.percent(50))),
            3 => ("prior-agreement", json!(draws.percent(50))),
            4 => ("correction-changed", json!(draws.percent(50))),
            5 => ("amo", some_of(draws, &["reimbursed", "refused", "outside"])),
            6 => (
                "basket",
                some_of(draws, &["100-sante", "maitrise", "libre"]),
            ),
            7 => ("lenses", some_of(draws, &LENSES)),
            8 => ("place", some_of(draws, &PLACES)),
            9 => ("qualifier", some_of(draws, &QUALIFIERS)),
            10 => ("code", some_of(draws, &CODES)),
            11 => ("specialty", some_of(draws, &["01", "07", "19"])),
            12 => ("children", span(draws, 4)),
            13 => ("membership-months", span(draws, 60)),
            _ => {
                let span = span(draws, 70);
                let at = draws.pick(&["care", "year-start", "year-end", "membership"]);
                let age = if draws.percent(70) {
                    with(span, "at", json!(at))
                } else {
                    span
                };
                ("age", age)
            }
        };
        all.insert(key.to_owned(), value);
    }
    Value::Object(all)
}

/// A level with what surrounds it.
pub(super) fn level(draws: &mut Draws, kind: Kind, depth: u32) -> Value {
    let is_list = depth > 0 && draws.percent(30);
    let mut level = if is_list {
        let key = draws.pick(&["sum", "lower-of", "higher-of", "cases"]);
        let levels: Vec<Value> = (0..draws.upto(3))
            .map(|_| self::level(draws, kind, depth - 1))
            .collect();
        json!({ key: levels })
    } else {
        leaf(draws, kind)
    };
    if draws.percent(18) {
        level["when"] = condition(draws);
    }
    if draws.percent(12) {
        level["at-most"] = euros(draws, 15_000);
    }
    let takes_units = ["at-most", "euros", "pmss"]
        .iter()
        .any(|key| level.get(key).is_some());
    if takes_units && draws.percent(60) {
        level["per"] = json!(draws.pick(&[
            "line",
            "act",
            "session",
            "day",
            "examination",
            "eye",
            "ear",
            "tooth"
        ]));
    }
    level
}

fn leaf(draws: &mut Draws, kind: Kind) -> Value {
    let of = if kind == Kind::Lump {
        8 + draws.below(3)
    } else {
        draws.below(12)
    };
    let leaf = match of {
        ..3 => return json!({ "br": percent_or_pair(draws, kind) }),
        3 => return json!({ "tm": percent(draws) }),
        4 => return json!({ "overrun": percent_or_pair(draws, kind) }),
        5 => return json!({ "real-expense": true }),
        6 => json!({ "br-on-top": percent_or_pair(draws, kind) }),
        7 => json!({ "expense": percent(draws) }),
        8 | 9 => json!({ "euros": euros(draws, 20_000) }),
        10 => {
            let pmss = json!({ "pmss": draws.pick(&["0.25", "1", "2.5", "5", "8", "20"]) });
            if draws.percent(60) {
                with(pmss, "pmss-of", json!(draws.pick(&["care", "contract"])))
            } else {
                pmss
            }
        }
        _ => return json!({ "real-expense": true }),
    };
    if draws.percent(45) {
        let word = draws.pick(&["included", "on-top", "excluded"]);
        with(leaf, "ticket-moderateur", json!(word))
    } else {
        leaf
    }
}
