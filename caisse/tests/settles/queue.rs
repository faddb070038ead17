//! A fault of the caisse is put into a décompte before a night writes it.

use caisse::{CaisseError, Event};
use domain::{Cents, Operation};

use crate::support::{World, consultation, day};

#[test]
fn a_décompte_can_be_changed_until_it_is_written() {
    let mut world = World::new();
    let id = world.bill(vec![consultation("2024-11-10")], "2024-11-14");
    let queued = world.state().queued_mut(id).unwrap();
    queued.lines[0].amount = Cents(9_999);
    let sent = world.night("2024-11-14");
    assert_eq!(sent.decomptes[0].lines[0].amount, Cents(9_999));
    assert!(world.state().queued_mut(id).is_none());
    assert!(world.state().last_queued_mut().is_none());
    // What was sent is what is taken back.
    world.hear(Event::Cancel(id, day("2024-11-20")));
    let cancellation = world.state().last_queued_mut().unwrap();
    assert_eq!(cancellation.operation, Operation::Cancellation);
    assert_eq!(cancellation.lines[0].amount, Cents(-9_999));
}

#[test]
fn a_bill_that_was_forgotten_goes_out_and_is_unknown_then() {
    let mut world = World::new();
    let id = world.bill(vec![consultation("2024-11-10")], "2024-11-14");
    world.state().forget(id);
    let cancelled = |world: &mut World| {
        let event = Event::Cancel(id, day("2024-11-20"));
        world.state().step(event, &mut Vec::new())
    };
    assert!(matches!(cancelled(&mut world), Err(CaisseError::UnknownInvoice(of)) if of == id));
    let sent = world.night("2024-11-14");
    assert_eq!(sent.decomptes.len(), 1);
    assert!(cancelled(&mut world).is_err());
    // What it took of the counters and its buffers are for the next one: its lines are its own.
    let next = world.bill(vec![consultation("2024-11-18")], "2024-11-19");
    let sent = world.night("2024-11-19");
    assert_eq!(sent.decomptes.len(), 1);
    assert_eq!(sent.decomptes[0].lines[0].start, day("2024-11-18"));
    world.hear(Event::Cancel(next, day("2024-11-20")));
    let cancellation = world.night("2024-11-20").decomptes.remove(0);
    assert_eq!(cancellation.operation, Operation::Cancellation);
    assert_eq!(cancellation.lines[0].start, day("2024-11-18"));
}
