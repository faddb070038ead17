//! Random people.

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

/// What a question says of somebody: birth, régime, cover, membership.
pub(crate) fn someone() -> impl Strategy<Value = Value> {
    let birth = select(vec![
        "1975-04-12",
        "1938-02-11",
        "2001-01-01",
        "2006-06-15",
        "2018-09-10",
    ]);
    let cover = select(vec!["c2s", "state-aid", "military-pension", "terrorism"]);
    (
        birth,
        prop::bool::weighted(0.1),
        prop::option::weighted(0.1, cover),
        prop::option::weighted(0.3, select(vec!["2022-07-01", "2023-05-01", "2024-02-15"])),
    )
        .prop_map(|(birth, local, cover, member_since)| {
            let mut told = json!({ "birth": birth });
            if local {
                told["regime"] = json!("alsace-moselle");
            }
            if let Some(cover) = cover {
                told["cover"] = json!(cover);
            }
            if let Some(since) = member_since {
                told["member-since"] = json!(since);
            }
            told
        })
}

/// Some people; those of one household say so.
pub(crate) fn people(most: usize) -> impl Strategy<Value = Vec<Value>> {
    let person = (someone(), prop::bool::weighted(0.5)).prop_map(|(mut told, together)| {
        if together {
            told["household"] = json!("together");
        }
        told
    });
    prop::collection::vec(person, 1..=most)
}

/// Some people, each of a household of their own.
pub(crate) fn strangers(most: usize) -> impl Strategy<Value = Vec<Value>> {
    prop::collection::vec(someone(), 1..=most)
}
