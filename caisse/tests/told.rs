//! Lives as people write them down: done, with what the OCs are told, or refused with nothing changed.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

use std::collections::BTreeSet;

use caisse::reasons::{Origin, REASONS};
use caisse::{
    Contract, ContractType, Effect, Entry, Event, InsuredFile, LifeSpec, Link, Named, NotLived,
    Notified, Person, Refusal, State,
};
use domain::{Beneficiary, BirthDate, Caisse, Day, MemberNumber, Nir, OcNumber, Rank};
use noemie::Profiles;
use noemie::framing::Framing;
use noemie::profile::Profile;
use oracle::amo::{Cover, Regime};
use oracle::law::Law;

const BORN: &str = "1980-01-15";
const CHILD: &str = "2006-11-12";

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn now() -> Day {
    day("2024-11-12")
}

fn nir() -> Nir {
    "2800175001000".parse().unwrap()
}

fn free() -> Nir {
    "1061175001000".parse().unwrap()
}

fn oc(number: u32) -> OcNumber {
    OcNumber::new(99_000_000 + number).unwrap()
}

fn person(born: &str) -> Person {
    Person {
        birth: BirthDate::of(day(born)),
        rank: Rank::FIRST,
        born: day(born),
        name: "MARTIN".into(),
        first_name: "ANNA".into(),
        regime: Regime::General,
        cover: Cover::None,
    }
}

fn link(number: u32, contract_type: [u8; 2], end: Option<&str>) -> Link {
    Link {
        oc: oc(number),
        member: MemberNumber::default(),
        start: day("2024-01-01"),
        end: end.map(day),
        contract_type,
    }
}

/// An insured with a contract of OC 1, and a child with the C2S of OC 2 to the end of the year.
fn state() -> State<'static> {
    let profiles = Profiles::shipped();
    let mut state = State::new(0, Law::embedded(), profiles, Framing::default());
    let mut effects = Vec::new();
    let file = InsuredFile {
        nir: nir(),
        caisse: Caisse::new(1, 751, 0).unwrap(),
        persons: vec![person(BORN), person(CHILD)],
    };
    let of = |born: &str| Beneficiary {
        nir: nir(),
        birth: BirthDate::of(day(born)),
        rank: Rank::FIRST,
    };
    for event in [
        Event::Register(file),
        Event::NoteLink(of(BORN), link(1, *b"01", None)),
        Event::NoteLink(of(CHILD), link(2, *b"89", Some("2024-12-31"))),
    ] {
        state.step(event, &mut effects).unwrap();
    }
    state
}

/// What comes of it, and the reasons that the files beside it bear.
fn tell(state: &mut State<'_>, life: LifeSpec) -> (Result<Vec<Notified>, Refusal>, Vec<u8>) {
    let mut effects = Vec::new();
    state
        .step(Event::Told(Box::new(life), now()), &mut effects)
        .unwrap();
    let mut outcome = None;
    let mut written = Vec::new();
    for effect in effects {
        match effect {
            Effect::File(file) => {
                let read = noemie::links::read_answers(file.content.written(), Profile::answers());
                let entries = read.into_iter().flat_map(|file| file.entries);
                written.extend(entries.map(|(answer, _)| answer.reason));
            }
            Effect::Lived(told) => outcome = Some(Ok(told)),
            Effect::Refused(refusal) => outcome = Some(Err(refusal)),
            other => panic!("{other:?}"),
        }
    }
    (outcome.unwrap(), written)
}

fn parent() -> Named {
    Named {
        nir: nir(),
        birth: None,
        rank: None,
    }
}

fn child() -> Named {
    Named {
        birth: Some(BirthDate::of(day(CHILD))),
        ..parent()
    }
}

fn entry(number: u32) -> Entry {
    Entry {
        oc: oc(number),
        start: None,
    }
}

fn contract(number: u32, start: &str, end: Option<&str>) -> Contract {
    Contract {
        oc: oc(number),
        member: MemberNumber::default(),
        start: day(start),
        end: end.map(day),
        contract_type: ContractType::default(),
    }
}

/// Every life, and the reasons that it makes, by OC.
fn lives() -> Vec<(LifeSpec, Vec<(u32, u8)>)> {
    let other = Caisse::new(1, 315, 0).unwrap();
    vec![
        (
            LifeSpec::Born {
                nir: nir(),
                birth: BirthDate::of(day("2024-11-10")),
                rank: Rank::FIRST,
                born: day("2024-11-10"),
                name: "MARTIN".into(),
                first_name: "LOU".into(),
            },
            vec![],
        ),
        (
            LifeSpec::Moved {
                nir: nir(),
                to: other,
            },
            vec![(1, 38), (2, 38)],
        ),
        (
            LifeSpec::NirGiven {
                nir: nir(),
                to: free(),
            },
            vec![(1, 40), (2, 40)],
        ),
        (
            LifeSpec::OfAge {
                who: child(),
                second: None,
                own: free(),
            },
            vec![(2, 43)],
        ),
        (
            LifeSpec::OcChanged {
                oc: oc(1),
                to: oc(7),
            },
            vec![(7, 75)],
        ),
        (
            LifeSpec::BirthCorrected {
                who: parent(),
                to: BirthDate::of(day("1980-01-16")),
                born: day("1980-01-16"),
            },
            vec![(1, 41)],
        ),
        (
            LifeSpec::DoctorDeclared {
                who: parent(),
                doctor: Some("751012345".parse().unwrap()),
            },
            vec![],
        ),
        (
            LifeSpec::Died {
                who: parent(),
                on: now(),
            },
            vec![],
        ),
        (
            LifeSpec::LinkCreated {
                who: parent(),
                contract: contract(2, "2024-11-01", None),
            },
            vec![(1, 74), (2, 73)],
        ),
        (
            LifeSpec::LinkModified {
                who: parent(),
                contract: entry(1),
                member: None,
                end: Some(day("2024-12-31")),
            },
            vec![(1, 72)],
        ),
        (
            LifeSpec::LinkCancelled {
                who: parent(),
                contract: entry(1),
            },
            vec![(1, 74)],
        ),
        (
            LifeSpec::LinkRetyped {
                who: parent(),
                contract: entry(1),
                to: ContractType(*b"87"),
            },
            vec![(1, 84)],
        ),
        (
            LifeSpec::C2sGranted {
                who: parent(),
                contract: contract(1, "2025-01-01", Some("2025-12-31")),
            },
            vec![(1, 60)],
        ),
        (
            LifeSpec::C2sGranted {
                who: parent(),
                contract: contract(3, "2025-01-01", Some("2025-12-31")),
            },
            vec![(1, 74), (3, 63)],
        ),
        (
            LifeSpec::C2sExtended {
                who: child(),
                contract: entry(2),
                end: day("2025-03-31"),
            },
            vec![(2, 61)],
        ),
        (
            LifeSpec::C2sModified {
                who: child(),
                contract: entry(2),
                member: MemberNumber::new(12).unwrap(),
            },
            vec![(2, 62)],
        ),
        (
            LifeSpec::C2sCancelled {
                who: child(),
                contract: entry(2),
            },
            vec![(2, 64)],
        ),
        (
            LifeSpec::C2sRenewed {
                who: child(),
                contract: entry(2),
                end: day("2025-12-31"),
            },
            vec![(2, 65)],
        ),
    ]
}

#[test]
fn every_life_is_done_and_tells_its_reasons() {
    for (life, due) in lives() {
        let word = life.word();
        let (told, mut written) = tell(&mut state(), life.clone());
        let told = told.unwrap_or_else(|refusal| panic!("{word}: {refusal}"));
        let by_oc: Vec<(u32, u8)> = told
            .iter()
            .map(|one| (one.oc.get() - 99_000_000, one.reason))
            .collect();
        assert_eq!(by_oc, due, "{word}");
        // What is told is what the files say.
        let mut reasons: Vec<u8> = due.iter().map(|(_, reason)| *reason).collect();
        reasons.sort_unstable();
        written.sort_unstable();
        assert_eq!(written, reasons, "{word}");
    }
}

#[test]
fn every_reason_of_the_caisse_has_lives_that_make_it() {
    let made: BTreeSet<(u8, &str)> = lives()
        .iter()
        .flat_map(|(life, due)| due.iter().map(|(_, reason)| (*reason, life.word())))
        .collect();
    let told: BTreeSet<(u8, &str)> = REASONS
        .iter()
        .flat_map(|reason| reason.lives.iter().map(|life| (reason.code, *life)))
        .collect();
    assert_eq!(told, made);
    for reason in REASONS {
        let is_of_the_caisse = reason.origin == Origin::Caisse;
        assert_eq!(
            is_of_the_caisse,
            !reason.lives.is_empty(),
            "{}",
            reason.code
        );
    }
}

#[test]
fn what_would_change_nothing_is_refused_and_changes_nothing() {
    let stranger: Nir = "1550899001000".parse().unwrap();
    let nobody = Named {
        nir: stranger,
        ..parent()
    };
    let paris = Caisse::new(1, 751, 0).unwrap();
    let unborn = Named {
        birth: Some(BirthDate::of(day("2001-01-01"))),
        ..parent()
    };
    let not = |why: NotLived| Refusal::NotLived(why);
    let start = day("2024-01-01");
    let none_of_3 = NotLived::NoSuchContract {
        oc: oc(3),
        starts: [None; 3],
    };
    let another_day = NotLived::NoSuchContract {
        oc: oc(1),
        starts: [Some(start), None, None],
    };
    let cases = [
        (
            LifeSpec::Moved {
                nir: stranger,
                to: paris,
            },
            Refusal::UnknownInsured(stranger),
        ),
        (
            LifeSpec::Moved {
                nir: nir(),
                to: paris,
            },
            not(NotLived::AsItIs),
        ),
        (
            LifeSpec::Died {
                who: nobody,
                on: now(),
            },
            Refusal::UnknownInsured(stranger),
        ),
        (
            LifeSpec::Died {
                who: unborn,
                on: now(),
            },
            Refusal::UnknownBeneficiary(Beneficiary {
                nir: nir(),
                birth: BirthDate::of(day("2001-01-01")),
                rank: Rank::FIRST,
            }),
        ),
        (
            LifeSpec::Died {
                who: Named {
                    rank: Some(Rank::FIRST),
                    ..parent()
                },
                on: now(),
            },
            not(NotLived::RankAlone),
        ),
        (
            LifeSpec::NirGiven {
                nir: nir(),
                to: nir(),
            },
            not(NotLived::NirTaken(nir())),
        ),
        (
            LifeSpec::OfAge {
                who: parent(),
                second: None,
                own: free(),
            },
            not(NotLived::NoChild),
        ),
        (
            LifeSpec::OcChanged {
                oc: oc(5),
                to: oc(7),
            },
            not(NotLived::NoLinks(oc(5))),
        ),
        (
            LifeSpec::BirthCorrected {
                who: parent(),
                to: BirthDate::of(day(CHILD)),
                born: day(CHILD),
            },
            not(NotLived::BirthTaken),
        ),
        (
            LifeSpec::LinkCancelled {
                who: parent(),
                contract: entry(3),
            },
            not(none_of_3),
        ),
        (
            LifeSpec::LinkCancelled {
                who: parent(),
                contract: Entry {
                    start: Some(now()),
                    ..entry(1)
                },
            },
            not(another_day),
        ),
        (
            LifeSpec::LinkModified {
                who: parent(),
                contract: entry(1),
                member: None,
                end: None,
            },
            not(NotLived::AsItIs),
        ),
        (
            LifeSpec::LinkModified {
                who: parent(),
                contract: entry(1),
                member: None,
                end: Some(day("2023-12-31")),
            },
            not(NotLived::EndsBefore {
                start,
                end: day("2023-12-31"),
            }),
        ),
        (
            LifeSpec::C2sCancelled {
                who: parent(),
                contract: entry(1),
            },
            not(NotLived::NoC2s(oc(1))),
        ),
        (
            LifeSpec::C2sExtended {
                who: child(),
                contract: entry(2),
                end: day("2024-06-30"),
            },
            not(NotLived::NoEarlierEnd(oc(2))),
        ),
    ];
    for (life, due) in cases {
        let mut state = state();
        let before = format!("{state:?}");
        let (outcome, written) = tell(&mut state, life.clone());
        assert_eq!(outcome, Err(due), "{life:?}");
        assert_eq!(written, Vec::<u8>::new());
        // Maps have no order of their own: one insured has one.
        assert_eq!(format!("{state:?}"), before, "{life:?}");
    }
}
