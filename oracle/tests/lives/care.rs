//! Random care, as the lines of a batch tell it.

use domain::Cents;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use crate::life::{cancellation, day, with};

/// How a doctor stands: sector and OPTAM.
fn doctor() -> impl Strategy<Value = Value> {
    (
        select(vec![(1, false), (2, true), (2, false), (3, false)]),
        1..=2_u8,
    )
        .prop_map(|((sector, optam), number)| {
            let number = format!("75100000{number}");
            let mut told = json!({ "sector": sector, "number": number });
            if optam {
                told["optam"] = json!(true);
            }
            told
        })
}

/// A doctor's fee; without one the fee is the base.
fn fee() -> impl Strategy<Value = Option<i64>> {
    prop::option::weighted(0.6, 1_000..16_000_i64)
}

fn charged(mut told: Value, fee: Option<i64>) -> Value {
    if let Some(fee) = fee {
        told["fee"] = json!(fee);
    }
    told
}

/// A visit to a doctor.
fn visit() -> impl Strategy<Value = Value> {
    let act = select(vec![("G", 1), ("CS", 8), ("CS", 15), ("TCG", 1)]);
    let parcours = select(vec!["in", "in", "out", "urgency", "away"]);
    (act, doctor(), parcours, fee()).prop_map(|((act, specialty), mut doctor, parcours, fee)| {
        doctor["specialty"] = json!(specialty);
        let told = json!({ "act": act, "practitioner": doctor, "parcours": parcours });
        charged(told, fee)
    })
}

/// An act of the CCAM, heavy from 120.00 on.
fn technical() -> impl Strategy<Value = Value> {
    let act = select(vec!["ATM", "ADC", "ADI"]);
    (act, doctor(), 2_000..40_000_i64, 0..20_000_i64).prop_map(|(act, doctor, base, above)| {
        json!({ "act": act, "practitioner": doctor, "base": base, "fee": base + above })
    })
}

/// Boxes of a drug, or the fee for them.
fn drug() -> impl Strategy<Value = Value> {
    let label = select(vec!["7", "4", "2", "1"]);
    (label, 1..=12_u8, 50..2_000_i64, 0..300_i64, prop::bool::weighted(0.2)).prop_map(
        |(label, boxes, price, above, fee)| {
            if fee {
                return json!({ "act": format!("HD{label}"), "quantity": boxes });
            }
            let base = price * i64::from(boxes);
            json!({ "act": format!("PH{label}"), "quantity": boxes, "base": base, "fee": base + above })
        },
    )
}

/// Analyses of a laboratory.
fn analysis() -> impl Strategy<Value = Value> {
    (1..=6_u8, 300..9_000_i64).prop_map(|(examinations, base)| {
        json!({ "act": "B", "examinations": examinations, "base": base, "practitioner": { "number": "751000009" } })
    })
}

/// Sessions of a physiotherapist or a nurse, a midwife's visit, a transport.
fn auxiliary() -> impl Strategy<Value = Value> {
    prop_oneof![
        (1..=4_u8)
            .prop_map(|number| json!({ "act": "AMS", "coefficient": "7.50", "quantity": number })),
        (1..=4_u8).prop_map(|number| json!({ "act": "AMI", "coefficient": 3, "quantity": number })),
        Just(json!({ "act": "C", "practitioner": { "specialty": 21 } })),
        (1_000..9_000_i64).prop_map(|base| json!({ "act": "VSL", "base": base })),
        Just(json!({ "act": "PSY" })),
    ]
}

/// Teeth, eyes and ears.
fn equipment() -> impl Strategy<Value = Value> {
    let ears = select(vec!["left", "right"]);
    let lenses = select(vec!["simple", "complexe"]);
    prop_oneof![
        (0..9_000_i64).prop_map(|above| json!({ "act": "CD", "fee": 2_300 + above })),
        (0..60_000_i64).prop_map(|above| json!({ "act": "SPR", "base": 12_000, "fee": 12_000 + above })),
        (0..19_000_i64).prop_map(
            |above| json!({ "act": "PF0", "code": "HBLD038", "base": 12_000, "fee": 12_000 + above })
        ),
        (1..=3_u8, 5..25_000_i64).prop_map(|(which, fee)| {
            json!({ "act": "LUN", "detail": "class-b", "fee": fee, "facts": { "equipment": which.to_string() } })
        }),
        (1..=3_u8, 5..60_000_i64, lenses).prop_map(|(which, fee, lenses)| {
            let facts = json!({ "equipment": which.to_string(), "lenses": lenses });
            json!({ "act": "VER", "detail": "class-b", "fee": fee, "facts": facts })
        }),
        (ears, 30_000..220_000_i64)
            .prop_map(|(ear, fee)| json!({ "act": "PAU", "fee": fee, "facts": { "ears": [ear] } })),
    ]
}

/// What the AMO never pays, or pays in hospital.
fn other() -> impl Strategy<Value = Value> {
    prop_oneof![
        3 => (1_500..9_000_i64).prop_map(|fee| json!({ "heading": "osteopathe", "fee": fee })),
        1 => Just(json!({ "act": "FPU" })),
        1 => (0..8_u8, 20_000..400_000_i64, 0..9_000_i64).prop_map(|(nights, ghs, room)| {
            let rooms = json!({ "days": nights.max(1), "price": room });
            json!({ "stay": { "last": nights, "price": { "clinic": { "ghs": ghs } }, "room": rooms } })
        }),
    ]
}

/// An act of care of any kind, without person or day.
pub(crate) fn act() -> impl Strategy<Value = Value> {
    let what = prop_oneof![
        4 => visit(),
        1 => technical(),
        3 => drug(),
        2 => analysis(),
        2 => auxiliary(),
        2 => equipment(),
        1 => other(),
    ];
    let exemption = select(vec![
        "ald-related",
        "maternity",
        "work-accident",
        "prevention",
    ]);
    (
        what,
        prop::option::weighted(0.15, exemption),
        prop::bool::weighted(0.2),
        prop::option::weighted(0.1, 1..4_000_i64),
    )
        .prop_map(|(mut told, exemption, third_party, earlier)| {
            if let Some(exemption) = exemption {
                told["patient"] = json!({ "exemption": exemption });
            }
            if third_party {
                told["third-party"] = json!(true);
            }
            if let Some(earlier) = earlier {
                told["earlier"] = json!(earlier);
            }
            told
        })
}

/// Something that happens: care of one of some people on a day, or an earlier act taken back.
#[derive(Debug, Clone)]
pub(crate) enum Event {
    Care(usize, i32, Value),
    Cancel(usize),
}

/// What happens in the first `days` of the law to some people: care, some of it taken back. Most acts of a short
/// life meet the same counters.
pub(crate) fn events(most: usize, days: i32) -> impl Strategy<Value = Vec<Event>> {
    let event = prop_oneof![
        8 => (any::<usize>(), 0..days, act()).prop_map(|(who, day, act)| Event::Care(who, day, act)),
        1 => any::<usize>().prop_map(Event::Cancel),
    ];
    let events = prop::collection::vec(event, 1..most);
    (events, select(vec![7, 60, 365, days]), 0..days).prop_map(move |(mut events, span, start)| {
        for event in &mut events {
            if let Event::Care(_, day, _) = event {
                *day = start.min(days - span) + *day % span;
            }
        }
        events
    })
}

/// A crowded month of one person: acts that bear participation and franchise, several a day.
pub(crate) fn crowded(most: usize, days: i32) -> impl Strategy<Value = Vec<Event>> {
    let act = prop_oneof![2 => visit(), 2 => drug(), 3 => analysis(), 3 => auxiliary()];
    let event = prop_oneof![
        12 => (0..12_i32, act).prop_map(|(day, act)| Event::Care(0, day * 2, act)),
        1 => any::<usize>().prop_map(Event::Cancel),
    ];
    (prop::collection::vec(event, 1..most), 0..days - 30).prop_map(|(mut events, start)| {
        for event in &mut events {
            if let Event::Care(_, day, _) = event {
                *day += start;
            }
        }
        events
    })
}

/// The lines of a batch for that care, under those contracts; each names its person and itself.
pub(crate) fn lines(events: &[Event], people: &[Value], contracts: &[Value]) -> Vec<Value> {
    let ids: Vec<&Value> = contracts.iter().map(|contract| &contract["id"]).collect();
    let mut lines: Vec<Value> = Vec::new();
    for event in events {
        let line = match event {
            Event::Care(who, on, act) => {
                let who = who % people.len();
                let told = json!({
                    "id": format!("a{}", lines.len()),
                    "person": format!("p{who}"),
                    "products": ids,
                });
                of_somebody(&with(&told, &on_a_day(act, *on)), &people[who])
            }
            Event::Cancel(which) => {
                let acts: Vec<&Value> = lines
                    .iter()
                    .filter(|line| line["cancels"].is_null())
                    .collect();
                let Some(of) = acts.get(which % acts.len().max(1)) else {
                    continue;
                };
                cancellation(of)
            }
        };
        lines.push(line);
    }
    lines
}

/// The act with its day; a stay lasts from it.
pub(crate) fn on_a_day(act: &Value, on: i32) -> Value {
    let mut act = act.clone();
    act["date"] = json!(day(on).to_string());
    if let Some(nights) = act["stay"]["last"].as_i64() {
        act["stay"]["entry"] = act["date"].clone();
        let last = day(on + i32::try_from(nights).unwrap());
        act["stay"]["last"] = json!(last.to_string());
    }
    act
}

/// The line with what is known of the person.
pub(crate) fn of_somebody(line: &Value, person: &Value) -> Value {
    let patient = match line.get("patient") {
        Some(of_the_act) => with(person, of_the_act),
        None => person.clone(),
    };
    with(line, &json!({ "patient": patient }))
}

/// An amount as product files write it.
pub(crate) fn euros(cents: i64) -> Value {
    json!(Cents(cents).to_string())
}
