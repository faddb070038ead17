//! (f) In which order what happens is delivered.

use std::collections::HashMap;

use domain::Cents;
use oracle::quote::Answer;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::care::{self, events, of_somebody, on_a_day};
use crate::life::{Life, ask, live, with};
use crate::people::{someone, strangers};
use crate::products::{contracts, without_shared_counter};
use crate::properties::{DAYS, cases};

/// What each line was answered, by its place in the life.
fn answers(life: &Life, order: &[usize]) -> HashMap<usize, Option<Answer>> {
    let mut session = life.session();
    let one = |place: &usize| (*place, ask(&mut session, &life.lines[*place]).outcome.ok());
    order.iter().map(one).collect()
}

/// The same places with those of each person in their own order.
fn in_order_of_each(life: &Life, shuffled: &[usize]) -> Vec<usize> {
    let who = |place: usize| &life.lines[place]["person"];
    let mut of_each: HashMap<String, std::vec::IntoIter<usize>> = HashMap::new();
    for place in 0..life.lines.len() {
        let own = (0..life.lines.len()).filter(|other| who(*other) == who(place));
        let own: Vec<usize> = own.collect();
        of_each.insert(who(place).to_string(), own.into_iter());
    }
    let next = |place: &usize| of_each.get_mut(&who(*place).to_string())?.next();
    shuffled.iter().filter_map(next).collect()
}

const ACTS: usize = 30;

proptest! {
    #![proptest_config(cases(100))]

    /// (f) Across people of different households the order of delivery is irrelevant: each is answered the same
    /// however what happens to the others comes between.
    #[test]
    fn order_does_not_matter_across_people(
        events in events(ACTS, DAYS),
        people in strangers(4),
        products in contracts(),
        shuffled in Just((0..ACTS).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let life = Life { lines: care::lines(&events, &people, &products), products };
        let as_told: Vec<usize> = (0..life.lines.len()).collect();
        let shuffled: Vec<usize> = shuffled.into_iter().filter(|place| *place < life.lines.len()).collect();
        let otherwise = in_order_of_each(&life, &shuffled);
        prop_assert_eq!(otherwise.len(), as_told.len());
        let (one, other) = (answers(&life, &as_told), answers(&life, &otherwise));
        for place in as_told {
            prop_assert_eq!(&one[&place], &other[&place], "{} in the order {:?}", life.lines[place], otherwise);
        }
    }

    /// (f) Of one person too, where no two acts share a counter: each on a day of its own, none paid to a third
    /// party, so few a year that no yearly cap is met, under a contract that counts by the day.
    #[test]
    fn order_does_not_matter_where_no_counter_is_shared(
        years in prop::collection::vec(prop::collection::vec((0..9_i32, care::act()), 0..=4), 4),
        person in someone(),
        product in without_shared_counter(),
        shuffled in Just((0..16_usize).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let mut lines: Vec<Value> = Vec::new();
        for (year, acts) in (0..).zip(years) {
            for (rank, (later, act)) in (0..).zip(acts) {
                // The price of a psychologist's session depends on those before it.
                if act["act"] == json!("PSY") {
                    continue;
                }
                let told = json!({ "id": format!("a{}", lines.len()), "person": "p0", "products": ["base"] });
                let own = with(&act, &json!({ "third-party": false }));
                // Whatever stays last, they end before the next act.
                let on = year * 365 + 20 + rank * 80 + later * 7;
                lines.push(of_somebody(&with(&told, &on_a_day(&own, on)), &person));
            }
        }
        let life = Life { lines, products: vec![product] };
        let as_told: Vec<usize> = (0..life.lines.len()).collect();
        let shuffled: Vec<usize> = shuffled.into_iter().filter(|place| *place < life.lines.len()).collect();
        let (one, other) = (answers(&life, &as_told), answers(&life, &shuffled));
        for place in as_told {
            prop_assert_eq!(&one[&place], &other[&place], "{} in the order {:?}", life.lines[place], shuffled);
        }
    }
}

/// Field notes §3: two sessions a year at 40.00 at most, bills of 25.00, 60.00 and 60.00.
#[test]
fn order_matters_where_a_counter_is_shared() {
    let two_a_year = json!({
        "osteopathe": { "euros": "40.00", "limits": [{ "number": 2 }] },
    });
    let product = crate::products::file("base", false, two_a_year.as_object().unwrap());
    let bill = |number: usize, fee: i64| {
        json!({ "id": number.to_string(), "person": "p", "date": format!("2025-03-0{number}"), "heading": "osteopathe",
            "fee": fee, "products": ["base"] })
    };
    let life = Life {
        lines: vec![bill(1, 2_500), bill(2, 6_000), bill(3, 6_000)],
        products: vec![product],
    };
    let paid = |order: &[usize]| -> Cents {
        answers(&life, order)
            .values()
            .map(|answer| answer.as_ref().unwrap().amc)
            .sum()
    };
    assert_eq!(paid(&[0, 1, 2]), Cents(6_500));
    assert_eq!(paid(&[1, 2, 0]), Cents(8_000));
}

/// Of the AMO's counters too: the fifth act of a day with one doctor bears no participation, whichever it is.
#[test]
fn the_last_act_of_a_day_is_the_one_without_participation() {
    let visit = |number: usize, fee: i64| {
        json!({ "id": number.to_string(), "person": "p", "date": "2025-03-03", "act": "G", "fee": fee,
            "practitioner": { "number": "751000001" } })
    };
    let life = Life {
        lines: (1..=5).map(|number| visit(number, 3_000)).collect(),
        products: Vec::new(),
    };
    let kept = |order: &[usize]| -> Vec<i64> {
        let answers = answers(&life, order);
        let kept = |place| answers[&place].as_ref().unwrap().lines[0].participation.0;
        (0..5).map(kept).collect()
    };
    assert_eq!(kept(&[0, 1, 2, 3, 4]), [200, 200, 200, 200, 0]);
    assert_eq!(kept(&[4, 3, 2, 1, 0]), [0, 200, 200, 200, 200]);
}

/// And of people who share one: a limit of the household.
#[test]
fn order_matters_across_people_of_one_household() {
    let shared = json!({
        "osteopathe": { "real-expense": true, "limits": [{ "euros": "50.00", "per": "household" }] },
    });
    let product = crate::products::file("base", false, shared.as_object().unwrap());
    let bill = |who: &str| {
        json!({ "id": "a", "person": who, "patient": { "household": "h" }, "date": "2025-03-03", "heading": "osteopathe",
            "fee": 4_000, "products": ["base"] })
    };
    let paid = |first: &str, second: &str| -> Vec<Cents> {
        let life = Life {
            lines: vec![bill(first), bill(second)],
            products: vec![product.clone()],
        };
        let lived = live(&mut life.session(), &life.lines);
        lived
            .into_iter()
            .map(|lived| lived.outcome.unwrap().amc)
            .collect()
    };
    assert_eq!(paid("p", "q"), [Cents(4_000), Cents(1_000)]);
    assert_eq!(paid("q", "p"), [Cents(4_000), Cents(1_000)]);
}
