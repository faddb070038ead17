//! Random limits and deductibles.

use domain::Heading;
use serde_json::{Value, json};

use super::level::{Kind, LENSES, condition, euros, level, some_of};
use crate::draws::Draws;

const SCOPES: [&str; 11] = [
    "person",
    "household",
    "line",
    "act",
    "decompte",
    "stay",
    "equipment",
    "tooth",
    "eye",
    "ear",
    "pregnancy",
];

fn scope(draws: &mut Draws) -> Value {
    json!(if draws.percent(30) {
        "person"
    } else {
        draws.pick(&SCOPES)
    })
}

fn over(draws: &mut Draws) -> Value {
    match draws.below(8) {
        0..2 => json!("year"),
        2..4 => json!("membership-year"),
        4 => json!("day"),
        5 => json!("event"),
        _ => json!({ "months": draws.pick(&[1, 6, 12, 24, 48, 59]) }),
    }
}

fn money(draws: &mut Draws) -> (&'static str, Value) {
    if draws.percent(85) {
        ("euros", euros(draws, 30_000))
    } else {
        let percent = draws.pick(&["0.5", "1", "2", "7.75"]);
        ("pmss", json!(percent))
    }
}

/// A limit, whose fallback may hold what `kind` says.
pub(super) fn limit(draws: &mut Draws, kind: Kind) -> Value {
    let is_number = draws.percent(40);
    let mut limit = if is_number {
        let mut limit = json!({ "number": draws.below(6) });
        if draws.percent(70) {
            limit["of"] = json!(draws.pick(&[
                "act",
                "session",
                "day",
                "examination",
                "equipment",
                "equipment"
            ]));
        }
        limit
    } else {
        let (key, size) = money(draws);
        json!({ key: size })
    };
    if draws.percent(70) {
        limit["per"] = scope(draws);
    }
    if draws.percent(60) {
        limit["over"] = over(draws);
    }
    if draws.percent(40) {
        limit["excludes"] = some_of(draws, &["ticket-moderateur", "100-sante"]);
    }
    if draws.percent(15) {
        limit["when"] = condition(draws);
    }
    if draws.percent(20) {
        let cases: Vec<Value> = (0..draws.upto(2)).map(|_| case(draws, is_number)).collect();
        limit["cases"] = json!(cases);
    }
    if draws.percent(20) {
        limit["then"] = level(draws, kind, 1);
    }
    limit
}

/// A limit of the kind that the law has for frames, lenses and hearing aids, above it or below.
pub(super) fn limit_of_the_law(draws: &mut Draws, heading: Heading) -> Value {
    let is_audio = heading == Heading::Audio2;
    if draws.percent(50) {
        let months = draws.pick(&[12, 24, 36, 48, 60]);
        let mut renewal = json!({ "number": draws.upto(2), "over": { "months": months } });
        if is_audio {
            renewal["per"] = json!("ear");
        } else {
            renewal["of"] = json!("equipment");
        }
        return renewal;
    }
    if is_audio {
        return json!({ "euros": euros(draws, 250_000), "per": "ear", "over": { "months": 48 } });
    }
    let mut ceiling = json!({ "euros": euros(draws, 100_000), "per": "equipment" });
    if draws.percent(60) {
        ceiling["when"] = json!({ "lenses": some_of(draws, &LENSES) });
    }
    ceiling
}

fn case(draws: &mut Draws, is_number: bool) -> Value {
    let mut case = json!({ "when": condition(draws) });
    match draws.below(4) {
        0 => case["unlimited"] = json!(true),
        1 => case["over"] = over(draws),
        of => {
            let (key, size) = if is_number {
                ("number", json!(draws.below(4)))
            } else {
                money(draws)
            };
            case[key] = size;
            if of == 3 {
                case["over"] = over(draws);
            }
        }
    }
    case
}

pub(super) fn deductible(draws: &mut Draws) -> Value {
    let (key, size) = if draws.percent(85) {
        ("euros", euros(draws, 8_000))
    } else {
        ("pmss", json!(draws.pick(&["0.1", "0.5", "1"])))
    };
    let mut deductible = json!({ key: size });
    if draws.percent(60) {
        deductible["per"] = scope(draws);
    }
    if draws.percent(60) {
        deductible["over"] = over(draws);
    }
    if draws.percent(20) {
        deductible["when"] = condition(draws);
    }
    deductible
}
