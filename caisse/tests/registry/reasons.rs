//! A table of what makes each reason, and that no other is made and none is left out.

use std::collections::BTreeSet;

use caisse::reasons::{Origin, REASONS};
use caisse::{Choice, Event, Life, Link, LinkChange};
use domain::{Beneficiary, BirthDate, Caisse, Day, MemberNumber, Nir, Rank};

use crate::world::{CHILD, INSURED, Send, Tried, Whom, answers, day, oc, who};

const NOW: &str = "2024-03-04";

pub(crate) fn now() -> Day {
    day(NOW)
}

/// A first contract of the insured at the first OC, all of 2024.
pub(crate) fn create() -> Send {
    Send {
        letter: 'C',
        oc: oc(1),
        whom: Whom::Person(INSURED),
        kind: "01",
        start: day("2024-01-01"),
        end: Some(day("2024-12-31")),
        from_that_oc: true,
        to_their_caisse: true,
        right_key: true,
        other_name: false,
    }
}

fn of(number: u32, start: &str, end: &str) -> Send {
    Send {
        oc: oc(number),
        start: day(start),
        end: Some(day(end)),
        ..create()
    }
}

/// The same as a movement of another letter.
fn letter(letter: char, sent: Send) -> Send {
    Send { letter, ..sent }
}

fn kind(kind: &'static str, sent: Send) -> Send {
    Send { kind, ..sent }
}

fn whom(whom: Whom, sent: Send) -> Send {
    Send { whom, ..sent }
}

pub(crate) enum Do {
    Receive(Send),
    Hear(Event),
}

use Do::{Hear, Receive};

fn link(number: u32, start: &str, end: &str) -> Link {
    Link {
        oc: oc(number),
        member: MemberNumber::default(),
        start: day(start),
        end: Some(day(end)),
        contract_type: *b"01",
    }
}

pub(crate) fn change(change: LinkChange) -> Do {
    let who = who(INSURED);
    Hear(Event::Life(Life::LinkChanged { who, change }, now()))
}

pub(crate) fn live(life: Life) -> Do {
    Hear(Event::Life(life, now()))
}

fn granted() -> Do {
    change(LinkChange::C2sGranted(link(2, "2024-02-01", "2025-01-31")))
}

fn other_nir() -> Nir {
    "2800175001001".parse().unwrap()
}

/// What happens, and the reasons that the last of it makes.
fn table() -> Vec<(Vec<Do>, Vec<u8>)> {
    let (start, c2s) = (day("2024-01-01"), day("2024-02-01"));
    let choose = Choice {
        who: who(INSURED),
        oc: oc(2),
        asked: now(),
        draw: 1,
    };
    let refuses = Event::RefusesExchanges {
        nir: who(INSURED).nir,
        refuses: true,
    };
    let passed = Life::OcChanged {
        from: oc(1),
        to: oc(2),
    };
    let moved = Life::Moved {
        nir: who(INSURED).nir,
        to: Caisse::new(1, 315, 0).unwrap(),
    };
    let open = Send {
        end: None,
        ..create()
    };
    let mut rows = vec![
        (vec![Receive(whom(Whom::WithoutBirth, create()))], vec![1]),
        (vec![Receive(whom(Whom::WithoutSex, create()))], vec![2]),
        (
            vec![Receive(Send {
                from_that_oc: false,
                ..create()
            })],
            vec![4],
        ),
        (vec![Receive(kind("86", create()))], vec![5]),
        (vec![Receive(of(1, "2024-01-01", "2023-12-31"))], vec![8]),
        (vec![Receive(of(1, "2024-01-01", "2024-01-01"))], vec![33]),
        (vec![Receive(whom(Whom::OnThe32nd, create()))], vec![9]),
        (vec![Receive(whom(Whom::OtherRank, create()))], vec![10]),
        (
            vec![
                Receive(create()),
                Receive(letter('A', of(2, "2024-01-01", "2024-06-30"))),
            ],
            vec![14],
        ),
        (
            vec![
                Receive(create()),
                Receive(letter('A', of(1, "2024-01-02", "2024-06-30"))),
            ],
            vec![14],
        ),
        // Three OCs, one after the other, claim the insured: a fourth has no room, for the child either.
        (
            vec![
                Receive(of(1, "2024-01-01", "2024-06-30")),
                Receive(of(2, "2024-07-01", "2024-12-31")),
                Receive(of(3, "2025-01-01", "2025-12-31")),
                Receive(whom(Whom::Person(CHILD), of(4, "2024-01-01", "2024-06-30"))),
            ],
            vec![16],
        ),
        // One of the three ended before today.
        (
            vec![
                Receive(of(1, "2024-01-01", "2024-03-03")),
                Receive(of(2, "2024-07-01", "2024-12-31")),
                Receive(of(3, "2025-01-01", "2025-12-31")),
                Receive(whom(Whom::Person(CHILD), of(4, "2024-01-01", "2024-06-30"))),
            ],
            vec![33],
        ),
        // Another contract of an OC that is there takes no room.
        (
            vec![
                Receive(of(1, "2024-01-01", "2024-06-30")),
                Receive(of(2, "2024-07-01", "2024-12-31")),
                Receive(of(3, "2025-01-01", "2025-12-31")),
                Receive(of(3, "2026-01-01", "2026-12-31")),
            ],
            vec![33],
        ),
        (
            vec![Hear(Event::KnowsOcs(vec![oc(2)])), Receive(create())],
            vec![17],
        ),
        (
            vec![Hear(Event::KnowsOcs(vec![oc(1)])), Receive(create())],
            vec![33],
        ),
        (vec![Receive(whom(Whom::NobodyHere, create()))], vec![18]),
        (vec![Receive(whom(Whom::Stranger, create()))], vec![20]),
        (
            vec![Receive(Send {
                to_their_caisse: false,
                ..create()
            })],
            vec![21],
        ),
        (
            vec![
                Hear(Event::TakesNoFuture(who(INSURED).nir)),
                Receive(of(1, "2024-03-05", "2024-12-31")),
            ],
            vec![22],
        ),
        (
            vec![
                Hear(Event::TakesNoFuture(who(INSURED).nir)),
                Receive(of(1, NOW, "2024-12-31")),
            ],
            vec![33],
        ),
        (vec![Receive(letter('M', create()))], vec![23]),
        (vec![Receive(letter('A', create()))], vec![23]),
        (
            vec![
                Receive(create()),
                Receive(whom(Whom::Person(CHILD), letter('A', create()))),
            ],
            vec![24],
        ),
        (
            vec![
                Receive(create()),
                Receive(letter('M', of(2, "2024-01-01", "2024-06-30"))),
            ],
            vec![25],
        ),
        (
            vec![Receive(Send {
                other_name: true,
                ..create()
            })],
            vec![27],
        ),
        (
            vec![Receive(Send {
                right_key: false,
                ..create()
            })],
            vec![30],
        ),
        (vec![Receive(whom(Whom::OtherDay, create()))], vec![31]),
        (
            vec![Receive(create()), Receive(letter('M', create()))],
            vec![32],
        ),
        (vec![Receive(create()), Receive(create())], vec![33]),
        (
            vec![Receive(create()), Receive(letter('A', create()))],
            vec![34],
        ),
        (
            vec![Receive(create()), Hear(refuses.clone()), Receive(create())],
            vec![35],
        ),
        (
            vec![
                Receive(create()),
                Hear(refuses),
                Receive(letter('A', create())),
            ],
            vec![34],
        ),
        (vec![Receive(open.clone()), live(moved)], vec![38]),
        (
            vec![
                Receive(open.clone()),
                live(Life::NirGiven {
                    from: who(INSURED).nir,
                    to: other_nir(),
                }),
            ],
            vec![40],
        ),
        (
            vec![
                Receive(open.clone()),
                live(Life::BirthCorrected {
                    who: who(INSURED),
                    birth: BirthDate(*b"160180"),
                    born: day("1980-01-16"),
                }),
            ],
            vec![41],
        ),
        (
            vec![
                Receive(whom(Whom::Person(CHILD), open.clone())),
                live(Life::OfAge {
                    child: who(CHILD),
                    second: None,
                    nir: other_nir(),
                }),
            ],
            vec![43],
        ),
        (
            vec![
                Receive(create()),
                Receive(of(2, "2024-12-31", "2025-12-31")),
            ],
            vec![53],
        ),
        (
            vec![
                Receive(create()),
                Receive(of(2, "2025-01-01", "2025-12-31")),
            ],
            vec![33],
        ),
        // The insured chooses the second OC: the first loses the link.
        (
            vec![
                Receive(create()),
                Receive(of(2, "2024-03-01", "2025-12-31")),
                Hear(Event::Choose(choose)),
                Hear(Event::Night(day("2024-03-11"))),
            ],
            vec![43, 73],
        ),
        (
            vec![
                granted(),
                Receive(kind("89", letter('M', of(2, "2024-02-01", "2025-06-30")))),
            ],
            vec![55],
        ),
        (
            vec![
                Receive(kind("89", create())),
                Receive(kind("89", of(2, "2024-06-01", "2025-05-31"))),
            ],
            vec![56],
        ),
        (
            vec![
                Receive(kind("89", create())),
                Receive(kind("89", of(1, "2024-06-01", "2025-05-31"))),
            ],
            vec![33],
        ),
        (
            vec![Receive(of(2, "2023-01-01", "2023-12-31")), granted()],
            vec![60],
        ),
        (vec![granted()], vec![63]),
        (
            vec![
                granted(),
                change(LinkChange::C2sExtended {
                    oc: oc(2),
                    start: c2s,
                    end: day("2025-03-31"),
                }),
            ],
            vec![61],
        ),
        (
            vec![
                granted(),
                change(LinkChange::C2sModified {
                    oc: oc(2),
                    start: c2s,
                    member: MemberNumber::default(),
                }),
            ],
            vec![62],
        ),
        (
            vec![
                granted(),
                change(LinkChange::C2sCancelled {
                    oc: oc(2),
                    start: c2s,
                }),
            ],
            vec![64],
        ),
        (
            vec![
                granted(),
                change(LinkChange::C2sRenewed {
                    oc: oc(2),
                    start: c2s,
                    end: day("2026-01-31"),
                }),
            ],
            vec![65],
        ),
        (
            vec![
                Receive(create()),
                Receive(of(2, "2024-03-01", "2025-12-31")),
                Receive(of(3, "2024-06-01", "2024-06-30")),
            ],
            vec![67],
        ),
        // Both meet the third, but not each other.
        (
            vec![
                Receive(of(1, "2024-01-01", "2024-03-31")),
                Receive(of(2, "2024-04-01", "2024-12-31")),
                Receive(of(3, "2024-03-01", "2024-06-30")),
            ],
            vec![53],
        ),
        (
            vec![
                Receive(create()),
                change(LinkChange::Modified {
                    oc: oc(1),
                    start,
                    member: MemberNumber::default(),
                    end: None,
                }),
            ],
            vec![72],
        ),
        (
            vec![change(LinkChange::Created(link(
                1,
                "2024-01-01",
                "2024-12-31",
            )))],
            vec![73],
        ),
        (
            vec![
                Receive(create()),
                change(LinkChange::Created(link(2, "2024-03-01", "2024-12-31"))),
            ],
            vec![73, 74],
        ),
        (
            vec![
                Receive(create()),
                change(LinkChange::Cancelled { oc: oc(1), start }),
            ],
            vec![74],
        ),
        (vec![Receive(open), live(passed.clone())], vec![75]),
        (
            vec![
                Receive(create()),
                live(passed),
                Receive(letter('M', create())),
            ],
            vec![85],
        ),
        (
            vec![
                Receive(create()),
                change(LinkChange::Retyped {
                    oc: oc(1),
                    start,
                    to: *b"91",
                }),
            ],
            vec![84],
        ),
        (
            vec![Receive(kind(
                "88",
                Send {
                    end: None,
                    ..create()
                },
            ))],
            vec![78],
        ),
        (vec![Receive(kind("85", create()))], vec![80]),
        (
            vec![
                Receive(kind("89", of(1, "2023-01-01", "2023-12-31"))),
                Receive(kind("85", create())),
            ],
            vec![33],
        ),
        (
            vec![
                Receive(create()),
                Receive(kind("88", of(2, "2024-12-31", "2025-12-31"))),
            ],
            vec![81],
        ),
        (
            vec![
                Receive(kind("88", create())),
                Receive(of(2, "2024-12-31", "2025-12-31")),
            ],
            vec![82],
        ),
        (
            vec![
                Receive(kind("88", create())),
                Receive(of(2, "2025-01-01", "2025-12-31")),
            ],
            vec![33],
        ),
    ];
    rows.push(nineteen());
    rows
}

/// Nineteen children have contracts: the insured is one too many.
fn nineteen() -> (Vec<Do>, Vec<u8>) {
    let mut all = Vec::new();
    for month in 1..=19 {
        let born = day("2004-01-01").plus_months(month);
        let who = Beneficiary {
            nir: who(INSURED).nir,
            birth: BirthDate::of(born),
            rank: Rank::FIRST,
        };
        all.push(live(Life::Born {
            parent: who.nir,
            child: crate::world::person(who, born, "LEA"),
        }));
        all.push(Hear(Event::NoteLink(
            who,
            link(1, "2024-01-01", "2024-12-31"),
        )));
    }
    all.push(Receive(create()));
    (all, vec![15])
}

#[test]
fn each_reason_is_made_by_what_it_says() {
    let mut made = BTreeSet::new();
    for (number, (steps, reasons)) in table().into_iter().enumerate() {
        let mut tried = Tried::new(caisse::HeldBack::Dropped);
        let mut last = Vec::new();
        for step in steps {
            last = match step {
                Do::Receive(sent) => vec![tried.receive(&sent, now())],
                Do::Hear(event) => {
                    let told = answers(&tried.hear(event));
                    told.iter().map(|answer| answer.reason).collect()
                }
            };
        }
        last.sort_unstable();
        assert_eq!(last, reasons, "row {number} of the table");
        made.extend(reasons);
    }
    let is_made = |reason: &&caisse::reasons::Reason| reason.origin != Origin::NotMade;
    let told: BTreeSet<u8> = REASONS
        .iter()
        .filter(is_made)
        .map(|reason| reason.code)
        .collect();
    assert_eq!(made, told);
}
