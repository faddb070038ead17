//! A fault of the caisse is put into a décompte before a night writes it.

use caisse::Event;
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
