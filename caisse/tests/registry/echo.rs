//! What a 929 says of a movement: labels, and that every movement that was read can be echoed.

use std::collections::BTreeSet;

use caisse::{Event, Life, LinkChange};
use domain::{BirthDate, MemberNumber};

use crate::reasons::{Do, change, create, live, now};
use crate::world::{INSURED, Tried, answers, day, oc, who};

/// 290 says what each is, as the groups of the code table have it; a label of the caisse tells old and new.
#[test]
fn labels_carry_what_changed() {
    let mut tried = Tried::new(caisse::HeldBack::Dropped);
    assert_eq!(tried.receive(&create(), now()), 33);
    let start = day("2024-01-01");
    let retyped = change(LinkChange::Retyped {
        oc: oc(1),
        start,
        to: *b"91",
    });
    let corrected = live(Life::BirthCorrected {
        who: who(INSURED),
        birth: BirthDate(*b"160180"),
        born: day("1980-01-16"),
    });
    let ended = live(Life::LinkChanged {
        who: who(INSURED),
        change: LinkChange::Modified {
            oc: oc(1),
            start,
            member: MemberNumber::new(8).unwrap(),
            end: None,
        },
    });
    let labels = [ended, retyped, corrected].map(|step| match step {
        Do::Hear(event) => answers(&tried.hear(event)).remove(0),
        Do::Receive(_) => unreachable!(),
    });
    assert_eq!(labels[0].label, "DONNEES OC MODIFIEES PAR LA CAISSE");
    assert_eq!(labels[0].movement.member, MemberNumber::new(8).unwrap());
    assert_eq!(labels[1].label, "CHANGEMENT DE TYPE DE CONTRAT 01 91");
    assert_eq!(labels[2].label, "CHANGEMENT DE DATE DE NAISSANCE 150180");
    assert_eq!(labels[2].movement.birth, BirthDate(*b"160180"));
}

/// Whatever a reader lets through of a 408 is answered, and the answer can be written: each character of its data records is
/// put wrong in turn.
#[test]
fn a_movement_that_can_be_read_can_be_answered() {
    let movement = crate::world::movement(&create());
    let header = crate::world::header(oc(1), now());
    let mut bytes = Vec::new();
    let profile = noemie::Profile::movements();
    let framing = noemie::Framing::default();
    noemie::links::write_movements(profile, &header, [&movement], &framing, &mut bytes).unwrap();
    let mut given = BTreeSet::new();
    for place in 0..bytes.len() {
        for wrong in [b' ', b'0', b'9', b'X'] {
            let mut bytes = bytes.clone();
            bytes[place] = wrong;
            let read = noemie::links::read_movements(&bytes, profile).remove(0);
            let movements = read.entries.into_iter().map(|(movement, _)| movement);
            let mut tried = Tried::new(caisse::HeldBack::Dropped);
            let event = Event::Movements {
                header,
                movements: movements.collect(),
                day: now(),
            };
            given.extend(
                answers(&tried.hear(event))
                    .iter()
                    .map(|answer| answer.reason),
            );
        }
    }
    // What one wrong character makes of a sound creation: of a NIR it makes another key (30), no stranger (18).
    let expected = [2, 4, 5, 8, 9, 10, 20, 27, 30, 31, 33];
    assert_eq!(given, BTreeSet::from(expected));
}
