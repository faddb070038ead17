use std::collections::HashMap;

use domain::{Cents, Decompte, Line, LineId, PayeeNature, Reaction};
use oracle::ledger::{Expectation, Ledger};
use proptest::prelude::*;

use crate::support::*;

/// What happens next in a small world where the same cares come back under new numbers.
#[derive(Debug, Clone, Copy)]
enum Event {
    Care {
        day: u8,
        dear: bool,
        third_party: bool,
    },
    Replace {
        which: usize,
        dear: bool,
    },
    Cancel {
        which: usize,
    },
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let event = prop_oneof![
        3 => (1..4_u8, any::<bool>(), prop::bool::weighted(0.1))
            .prop_map(|(day, dear, third_party)| Event::Care { day, dear, third_party }),
        1 => (any::<usize>(), any::<bool>()).prop_map(|(which, dear)| Event::Replace { which, dear }),
        1 => any::<usize>().prop_map(|which| Event::Cancel { which }),
    ];
    proptest::collection::vec(event, 1..25)
}

fn on(n: u8, dear_one: bool) -> Line {
    let start = day("2024-06-10").plus(n.into());
    let line = if dear_one { dear() } else { consultation() };
    Line {
        start,
        end: start,
        ..line
    }
}

/// One file an event, and the payments and regularisations among them.
fn files(events: &[Event]) -> (Vec<Decompte>, Vec<Decompte>) {
    let (mut all, mut payments) = (Vec::new(), Vec::<Decompte>::new());
    for (number, event) in (1..).zip(events) {
        let pick = |which: usize| payments.get(which % payments.len().max(1)).cloned();
        let file = match *event {
            Event::Care {
                day,
                dear,
                third_party,
            } => {
                let mut file = decompte(number, &[on(day, dear), participation("PFH", number)]);
                if third_party {
                    file.payee_nature = PayeeNature::ThirdPartyFull;
                }
                Some(file)
            }
            Event::Replace { which, dear } => pick(which).map(|old| {
                regularisation(
                    number,
                    old.number.get(),
                    on(old.lines[0].start.day().unsigned_abs() % 4, dear),
                )
            }),
            Event::Cancel { which } => pick(which).map(|old| cancellation(number, &old)),
        };
        let Some(file) = file else { continue };
        if file.lines[0].quantity > 0 {
            payments.push(file.clone());
        }
        all.push(file);
    }
    (all, payments)
}

fn expectations(ledger: &Ledger) -> Vec<Expectation> {
    (0..)
        .take_while(|&i| ledger.file(i).is_some())
        .flat_map(|i| ledger.lines(i).to_vec())
        .collect()
}

fn sum(expectations: &[Expectation], reaction: Reaction) -> Cents {
    expectations
        .iter()
        .filter(|expected| expected.outcome.reaction == reaction)
        .map(|expected| expected.outcome.amount)
        .sum()
}

proptest! {
    #[test]
    fn a_file_delivered_again_changes_nothing_else(events in events(), again in any::<usize>(), when in any::<usize>()) {
        let (files, _) = files(&events);
        prop_assume!(!files.is_empty());
        let again = again % files.len();
        let when = again + when % (files.len() - again);
        for keeps_its_name in [true, false] {
            let (mut once, mut twice) = (ledger(), ledger());
            let mut stamps = 0..;
            for (index, file) in files.iter().enumerate() {
                let id = stamps.next().map(file_id);
                deliver_as(&mut once, id, std::slice::from_ref(file));
                deliver_as(&mut twice, id, std::slice::from_ref(file));
                if index == when {
                    let id = if keeps_its_name { file_id(u32::try_from(again).unwrap()) } else { file_id(999_999) };
                    let copy = deliver_as(&mut twice, Some(id), std::slice::from_ref(&files[again]));
                    prop_assert_eq!(twice.lines(copy).is_empty(), keeps_its_name);
                }
            }
            let mut with_copy = expectations(&twice);
            with_copy.retain(|expected| expected.outcome.reaction != Reaction::Duplicate);
            prop_assert_eq!(expectations(&once), with_copy);
        }
    }

    #[test]
    fn cancelling_everything_gives_all_money_back(events in events(), backwards: bool) {
        let (files, mut payments) = files(&events);
        let mut ledger = ledger();
        for file in &files {
            deliver(&mut ledger, std::slice::from_ref(file));
        }
        if backwards {
            payments.reverse();
        }
        for (number, payment) in (1_000..).zip(&payments) {
            deliver(&mut ledger, &[cancellation(number, payment)]);
        }
        let all = expectations(&ledger);
        prop_assert_eq!(sum(&all, Reaction::Paid), sum(&all, Reaction::Reversed));
        prop_assert!(ledger.counters_are_empty());
    }

    #[test]
    fn only_held_lines_are_amended(events in events()) {
        let (files, _) = files(&events);
        let mut ledger = ledger();
        let mut before = HashMap::<LineId, Expectation>::new();
        for file in &files {
            deliver(&mut ledger, std::slice::from_ref(file));
            for now in expectations(&ledger) {
                prop_assert!(now.outcome.reason.fits(now.outcome.reaction));
                prop_assert_eq!(now.outcome.amount > Cents::ZERO, now.outcome.payee.is_some());
                prop_assert!(oracle::rules::rule(now.rule).is_some());
                let earlier = before.insert(now.line, now.clone());
                if let Some(earlier) = earlier.filter(|earlier| *earlier != now) {
                    prop_assert_eq!(earlier.outcome.reaction, Reaction::Held);
                    prop_assert!(now.amended);
                }
            }
        }
    }

    #[test]
    fn traces_change_no_decision(events in events()) {
        let (files, _) = files(&events);
        let (mut bare, mut traced) = (ledger(), ledger().with_traces());
        for file in &files {
            deliver(&mut bare, std::slice::from_ref(file));
            deliver(&mut traced, std::slice::from_ref(file));
        }
        let mut with_steps = expectations(&traced);
        for expected in &mut with_steps {
            prop_assert!(expected.steps.last().is_some_and(|step| step.rule == expected.rule));
            expected.steps.clear();
        }
        prop_assert_eq!(expectations(&bare), with_steps);
    }
}
