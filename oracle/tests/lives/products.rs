//! Random product files.

use oracle::product::Product;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Map, Value, json};

use crate::care::euros;
use crate::least::least;
use crate::life::with;

/// What a product covers one by one: families, and headings among them.
const COVERED: [&str; 12] = [
    "medecins",
    "specialiste",
    "sage-femme",
    "auxiliaires",
    "biologie",
    "pharmacie",
    "dentaire",
    "optique",
    "audio",
    "transport",
    "psychologue",
    "medecines-douces",
];

fn is_of_doctors(covered: &str) -> bool {
    ["medecins", "specialiste"].contains(&covered)
}

/// A percentage, or one for each doctor.
fn percent(doctors: bool) -> BoxedStrategy<Value> {
    let whole = || 0..400_u32;
    if !doctors {
        return whole().prop_map(|percent| json!(percent)).boxed();
    }
    prop_oneof![
        whole().prop_map(|percent| json!(percent)),
        (whole(), whole()).prop_map(|(optam, non)| json!({ "optam": optam, "non-optam": non })),
    ]
    .boxed()
}

fn level(doctors: bool) -> BoxedStrategy<Value> {
    let usage = || select(vec!["included", "on-top", "excluded"]);
    let leaf = prop_oneof![
        3 => percent(doctors).prop_map(|percent| json!({ "br": percent })),
        1 => (percent(doctors), usage())
            .prop_map(|(percent, usage)| json!({ "br-on-top": percent, "ticket-moderateur": usage })),
        1 => (0..200_u32).prop_map(|percent| json!({ "tm": percent })),
        1 => percent(doctors).prop_map(|percent| json!({ "overrun": percent })),
        1 => (0..100_u32).prop_map(|percent| json!({ "expense": percent })),
        1 => (0..30_000_i64, usage())
            .prop_map(|(cents, usage)| json!({ "euros": euros(cents), "ticket-moderateur": usage })),
        1 => (0..10_u32).prop_map(|percent| json!({ "pmss": percent })),
        2 => Just(json!({ "real-expense": true })),
    ];
    let most = prop::option::weighted(0.2, 0..20_000_i64);
    let leaf = (leaf, most).prop_map(|(leaf, most)| match most {
        Some(most) => with(&leaf, &json!({ "at-most": euros(most) })),
        None => leaf,
    });
    leaf.prop_recursive(2, 4, 2, |inner| {
        let list = select(vec!["sum", "lower-of", "higher-of"]);
        (list, prop::collection::vec(inner, 1..3))
            .prop_map(|(list, levels)| json!({ list: levels }))
    })
    .boxed()
}

/// A limit with every clock and of every thing.
fn limit() -> impl Strategy<Value = Value> {
    let size = prop_oneof![
        (0..40_000_i64).prop_map(|cents| json!({ "euros": euros(cents) })),
        (0..6_u8).prop_map(|number| json!({ "number": number })),
    ];
    let per = select(vec!["person", "household", "line", "equipment", "ear"]);
    let over = prop_oneof![
        select(vec!["year", "membership-year", "day", "event"]).prop_map(|clock| json!(clock)),
        (1..40_u8).prop_map(|months| json!({ "months": months })),
    ];
    let excludes = subsequence(vec!["ticket-moderateur", "100-sante"], 0..=1);
    let then = prop::option::weighted(0.2, level(false));
    (size, per, over, excludes, then).prop_map(|(size, per, over, excludes, then)| {
        let limit = with(
            &size,
            &json!({ "per": per, "over": over, "excludes": excludes }),
        );
        match then {
            Some(then) => with(&limit, &json!({ "then": then })),
            None => limit,
        }
    })
}

fn guarantee(doctors: bool) -> impl Strategy<Value = Value> {
    let deductible = prop::option::weighted(0.2, 0..3_000_i64);
    (
        level(doctors),
        prop::collection::vec(limit(), 0..3),
        prop::option::weighted(0.1, 1..24_u8),
        deductible,
    )
        .prop_map(|(level, limits, waiting, deductible)| {
            let mut told = with(&level, &json!({ "limits": limits }));
            if let Some(months) = waiting {
                told["waiting-months"] = json!(months);
            }
            if let Some(cents) = deductible {
                told["deductible"] = json!({ "euros": euros(cents) });
            }
            told
        })
}

fn guarantees() -> impl Strategy<Value = Map<String, Value>> {
    let of = |covered: &str| prop::option::weighted(0.7, guarantee(is_of_doctors(covered)));
    let all: Vec<_> = COVERED.iter().map(|covered| of(covered)).collect();
    all.prop_map(|all| {
        let told = COVERED.iter().zip(all);
        told.filter_map(|(covered, told)| Some(((*covered).to_owned(), told?)))
            .collect()
    })
}

/// A product file.
pub(crate) fn file(id: &str, responsible: bool, guarantees: &Map<String, Value>) -> Value {
    json!({
        "schema-version": 2,
        "id": id,
        "name": { "fr": "Hasard", "en": "Random" },
        "responsible": responsible,
        "guarantees": guarantees,
    })
}

/// A contract that is not responsible; it may refund the participation.
pub(crate) fn free() -> impl Strategy<Value = Value> {
    (guarantees(), any::<bool>()).prop_map(|(guarantees, refunds)| {
        let file = file("base", false, &guarantees);
        with(&file, &json!({ "refunds-participation": refunds }))
    })
}

/// A responsible contract: whatever is drawn, on top of what it must pay.
pub(crate) fn responsible() -> impl Strategy<Value = Value> {
    guarantees().prop_map(|drawn| {
        let mut all = least();
        for (covered, told) in drawn {
            let mut kept = told.clone();
            let level = without(&told, &["limits", "waiting-months", "deductible"]);
            let around = without(&told, &keys(&level));
            if covered != "medecines-douces" {
                kept = with(&around, &json!({ "sum": [{ "br": 100 }, level] }));
            }
            let before = all.insert(covered.clone(), kept);
            if Product::parse("drawn", &file("base", true, &all).to_string()).is_err() {
                // It may not say that: it pays the least.
                all.remove(&covered);
                all.extend(before.map(|before| (covered, before)));
            }
        }
        file("base", true, &all)
    })
}

fn keys(told: &Value) -> Vec<&str> {
    told.as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

fn without(told: &Value, keys: &[&str]) -> Value {
    let all = told.as_object().unwrap().iter();
    let kept = all.filter(|(key, _)| !keys.contains(&key.as_str()));
    Value::Object(
        kept.map(|(key, value)| (key.clone(), value.clone()))
            .collect(),
    )
}

/// Any contract.
pub(crate) fn any_product() -> impl Strategy<Value = Value> {
    prop_oneof![free(), responsible()]
}

/// Any contract, or two: the second above the first, whose insurer it does not know otherwise.
pub(crate) fn contracts() -> impl Strategy<Value = Vec<Value>> {
    let above = prop::option::weighted(0.3, guarantees()).prop_map(|guarantees| {
        let file = file("above", false, &guarantees?);
        Some(with(
            &file,
            &json!({ "on-top-of": { "kind": "surcomplementaire" } }),
        ))
    });
    (any_product(), above).prop_map(|(base, above)| std::iter::once(base).chain(above).collect())
}

// ---- limits that a test knows ----

/// A limit of a family whose counter can be added up again from what was paid.
#[derive(Debug, Clone)]
pub(crate) struct Limited {
    /// Cents; none where it is a number of acts.
    pub(crate) cents: Option<i64>,
    pub(crate) number: usize,
    pub(crate) household: bool,
    pub(crate) clock: Clock,
    /// The ticket modérateur is neither counted nor cut.
    pub(crate) beyond_only: bool,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Clock {
    Year,
    Day,
    Event,
    Months(u8),
}

impl Limited {
    fn written(&self) -> Value {
        let size = match self.cents {
            Some(cents) => json!({ "euros": euros(cents) }),
            None => json!({ "number": self.number }),
        };
        let over = match self.clock {
            Clock::Year => json!("year"),
            Clock::Day => json!("day"),
            Clock::Event => json!("event"),
            Clock::Months(months) => json!({ "months": months }),
        };
        let per = if self.household {
            "household"
        } else {
            "person"
        };
        let excludes: &[&str] = if self.beyond_only {
            &["ticket-moderateur"]
        } else {
            &[]
        };
        with(
            &size,
            &json!({ "per": per, "over": over, "excludes": excludes }),
        )
    }
}

fn limited() -> impl Strategy<Value = Limited> {
    let clock = prop_oneof![
        2 => Just(Clock::Year),
        1 => Just(Clock::Day),
        1 => Just(Clock::Event),
        1 => (1..30_u8).prop_map(Clock::Months),
    ];
    (
        prop::option::weighted(0.6, 0..20_000_i64),
        0..4_usize,
        any::<bool>(),
        clock,
        any::<bool>(),
    )
        .prop_map(|(cents, number, household, clock, beyond_only)| Limited {
            cents,
            number,
            household,
            clock,
            // A number without it still lets the ticket modérateur through.
            beyond_only: beyond_only && cents.is_some(),
        })
}

/// A contract that is not responsible, so that no floor pays outside its limits, with the limits of each family.
pub(crate) fn counted() -> impl Strategy<Value = (Value, Vec<(&'static str, Vec<Limited>)>)> {
    let families: Vec<&'static str> = COVERED
        .into_iter()
        .filter(|family| *family != "specialiste")
        .collect();
    let each: Vec<_> = families
        .iter()
        .map(|family| {
            (
                level(is_of_doctors(family)),
                prop::collection::vec(limited(), 1..3),
            )
        })
        .collect();
    each.prop_map(move |each| {
        let mut guarantees = Map::new();
        let mut limits = Vec::new();
        for (family, (level, of_it)) in families.iter().zip(each) {
            let written: Vec<Value> = of_it.iter().map(Limited::written).collect();
            guarantees.insert(
                (*family).to_owned(),
                with(&level, &json!({ "limits": written })),
            );
            limits.push((*family, of_it));
        }
        (file("base", false, &guarantees), limits)
    })
}

// ---- less and more ----

/// A level in its less and its more generous form.
fn less_and_more() -> impl Strategy<Value = (Value, Value)> {
    let key = select(vec![
        "br",
        "br",
        "br-on-top",
        "tm",
        "overrun",
        "expense",
        "pmss",
    ]);
    let percent = (key, 0..200_u32, 0..200_u32)
        .prop_map(|(key, less, more)| (json!({ key: less }), json!({ key: less + more })));
    let cents = (0..20_000_i64, 0..20_000_i64).prop_map(|(less, more)| {
        (
            json!({ "euros": euros(less) }),
            json!({ "euros": euros(less + more) }),
        )
    });
    let capped = (0..300_u32, 0..20_000_i64, 0..20_000_i64).prop_map(|(br, less, more)| {
        let at_most = |cents| json!({ "br": br, "at-most": euros(cents) });
        (at_most(less), at_most(less + more))
    });
    prop_oneof![3 => percent, 1 => cents, 1 => capped]
}

/// The same with more of everything around it: higher limits, a smaller deductible, a shorter waiting period.
fn less_and_more_around() -> impl Strategy<Value = (Value, Value)> {
    let number = (0..4_u8, 0..3_u8);
    let money = (0..20_000_i64, 0..20_000_i64);
    let deductible = (0..3_000_i64, 0..3_000_i64);
    let waiting = (0..18_u8, 0..18_u8);
    let some = |chance| prop::option::weighted(chance, Just(()));
    (
        less_and_more(),
        (some(0.3), number),
        (some(0.5), money),
        (some(0.3), deductible),
        (some(0.2), waiting),
    )
        .prop_map(|((less, more), number, money, deductible, waiting)| {
            let around = |level: Value, more: bool| {
                let plus = |(least, above): (i64, i64)| if more { least + above } else { least };
                let minus = |(least, above): (i64, i64)| if more { least } else { least + above };
                let wide = |(one, two): (u8, u8)| (i64::from(one), i64::from(two));
                let mut limits = Vec::new();
                if number.0.is_some() {
                    limits.push(json!({ "number": plus(wide(number.1)) }));
                }
                if money.0.is_some() {
                    limits.push(json!({ "euros": euros(plus(money.1)) }));
                }
                let mut told = with(&level, &json!({ "limits": limits }));
                if deductible.0.is_some() {
                    told["deductible"] = json!({ "euros": euros(minus(deductible.1)) });
                }
                if waiting.0.is_some() {
                    told["waiting-months"] = json!(minus(wide(waiting.1)));
                }
                told
            };
            (around(less, false), around(more, true))
        })
}

/// Two contracts of one past: from `day` on the second gives more of everything.
pub(crate) fn from_that_day_more(day: &'static str) -> impl Strategy<Value = (Value, Value)> {
    let families: Vec<&'static str> = COVERED
        .into_iter()
        .filter(|family| *family != "specialiste")
        .collect();
    let each: Vec<_> = families.iter().map(|_| less_and_more_around()).collect();
    each.prop_map(move |each| {
        let all = |pick: fn(&(Value, Value)) -> &Value| -> Map<String, Value> {
            let told = families.iter().zip(&each);
            told.map(|(family, pair)| ((*family).to_owned(), pick(pair).clone()))
                .collect()
        };
        let less = file("base", false, &all(|pair| &pair.0));
        let more = json!({ "versions": [{ "from": day, "guarantees": all(|pair| &pair.1) }] });
        let more = with(&less, &more);
        (less, more)
    })
}

// ---- no counter between two acts ----

/// A contract none of whose counters two acts of different days share.
pub(crate) fn without_shared_counter() -> impl Strategy<Value = Value> {
    let limit = (prop::option::of(0..20_000_i64), 0..4_usize, any::<bool>()).prop_map(
        |(cents, number, beyond_only)| {
            Limited {
                cents,
                number,
                household: false,
                clock: Clock::Day,
                beyond_only,
            }
            .written()
        },
    );
    let each: Vec<_> = COVERED
        .iter()
        .map(|covered| {
            let limits = prop::collection::vec(limit.clone(), 0..2);
            prop::option::weighted(0.8, (level(is_of_doctors(covered)), limits))
        })
        .collect();
    each.prop_map(|each| {
        let told = COVERED.iter().zip(each);
        let all = told.filter_map(|(covered, told)| {
            let (level, limits) = told?;
            Some((
                (*covered).to_owned(),
                with(&level, &json!({ "limits": limits })),
            ))
        });
        file("base", false, &all.collect())
    })
}
