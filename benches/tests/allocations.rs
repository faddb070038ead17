//! Deciding allocates nothing: counted, act by act, over a year that was settled once before.

use allocation_counter::measure;
use benches::ledger::Lot;
use benches::year::Year;
use domain::Cents;
use oracle::trace::{NoTrace, Steps};

/// A line that names teeth, eyes or ears sums its limits part by part, and the journal keeps their list.
const NAMING_PARTS: u64 = 12;

#[test]
fn a_decision_without_trace_allocates_nothing() {
    let mut year = Year::new();
    let mut used = year.nothing_used();
    // Counters and journal grow as a year fills them; taken back, they keep their room.
    let mut settled = Vec::new();
    for place in 0..year.acts() {
        settled.push(year.settle(place, &mut used, &mut NoTrace).0);
    }
    for (place, settled) in settled.iter().enumerate() {
        year.take_back(place, settled, &mut used);
    }
    assert_eq!(used, year.nothing_used());

    let (mut naming_parts, mut paid) = (0, Cents::ZERO);
    for place in 0..year.acts() {
        let counted = measure(|| paid += year.settle(place, &mut used, &mut NoTrace).1);
        if year.names_parts(place) {
            naming_parts += 1;
            assert!(counted.count_total <= NAMING_PARTS, "{place}: {counted:?}");
        } else {
            assert_eq!(counted.count_total, 0, "{place}: {counted:?}");
        }
    }
    assert!(paid > Cents::ZERO);
    assert_eq!(naming_parts, 2);
}

/// What lines leave behind (the expectations of a file, journals that grow) has a place of its own for one line in three.
#[test]
fn a_ledger_allocates_at_most_twice_for_five_lines() {
    let lot = Lot::sound().deaf();
    let mut ledger = lot.open();
    let counted = measure(|| lot.deliver_to(&mut ledger));
    let lines = lot.lines() as u64;
    assert!(
        counted.count_total * 5 <= lines * 2,
        "{} for {lines} lines",
        counted.count_total
    );
}

#[test]
fn a_step_allocates_its_inputs_and_nothing_more() {
    let mut year = Year::new();
    let mut used = year.nothing_used();
    let (mut steps_left, mut allocations) = (0, 0);
    for place in 0..year.acts() {
        let mut steps = Steps::default();
        let counted = measure(|| {
            year.settle(place, &mut used, &mut steps);
        });
        steps_left += steps.0.len() as u64;
        allocations += counted.count_total;
    }
    // The list of steps grows as well, and so do counters and journal.
    assert!(
        allocations <= 2 * steps_left,
        "{allocations} for {steps_left} steps"
    );
}
