//! What happens in a caisse by itself, asked for while it runs or laid down in its world: the OCs are told, and it is lived
//! again.

use std::fs;

use caisse::{Contract, ContractType, Entry, HeldBack, LifeSpec, Named};
use domain::{BirthDate, Nir, OcNumber};
use generators::DatedLife;
use serde_json::{Value, json};
use simulator::{Act, Assurance, Founding, History, Lived};

use crate::keeps;
use crate::session::{MINE, Session, THEIRS, day, founding, ground, oc, reasons, somebody};

const LIVES: &str = "/admin/v1/lives";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_life_is_told_and_the_oc_hears_of_it_with_the_next_night() {
    let session = Session::open(keeps(HeldBack::Dropped)).await;
    session.advance_to("2024-12-09").await;
    let who = json!({"nir": session.nir()});
    let birth = session.insured().birth.to_string();
    let named = json!({"nir": session.nir(), "birth": birth, "rank": 1});
    let start = "2024-12-01";
    for (life, due) in [
        (
            json!({"link-retyped": {"who": who, "contract": {"oc": MINE}, "to": "85"}}),
            vec![(MINE, 84)],
        ),
        (
            json!({"link-modified": {"who": named, "contract": {"oc": MINE}, "member": "00000042"}}),
            vec![(MINE, 72)],
        ),
        (
            json!({"doctor-declared": {"who": who, "doctor": "751012345"}}),
            vec![],
        ),
        (
            json!({"link-created": {"who": who, "contract": {"oc": THEIRS, "start": start}}}),
            vec![(MINE, 74), (THEIRS, 73)],
        ),
        (
            json!({"link-cancelled": {"who": who, "contract": {"oc": THEIRS}}}),
            vec![(THEIRS, 74)],
        ),
    ] {
        let office = session.office();
        let today = office.today();
        let boards = [session.mine(), session.theirs()].map(|oc| (oc, office.board(oc).len()));
        let (status, told) = session.post(LIVES, life.clone()).await;
        assert_eq!(status, 200, "{life}: {told}");
        assert_eq!(
            told["night"],
            today.to_string(),
            "they are all working days"
        );
        let all = told["told"].as_array().unwrap();
        let by_oc: Vec<(&str, u64)> = all
            .iter()
            .map(|one| (one["oc"].as_str().unwrap(), one["reason"].as_u64().unwrap()))
            .collect();
        assert_eq!(by_oc, due, "{life}");
        assert!(
            all.iter()
                .all(|one| !one["label"].as_str().unwrap().is_empty())
        );
        session.advance_to(&today.plus(1).to_string()).await;
        let mut heard = Vec::new();
        for (oc, before) in boards {
            let new = office.board(oc).split_off(before);
            let links = new.iter().filter(|file| file.reference == 929);
            heard.extend(
                links
                    .flat_map(reasons)
                    .map(|reason| (oc, u64::from(reason))),
            );
        }
        let due: Vec<(OcNumber, u64)> = due
            .iter()
            .map(|(number, reason)| (oc(number), *reason))
            .collect();
        assert_eq!(heard, due, "{life}");
    }
    // Nobody is told who somebody is.
    let acts = session.get("/admin/v1/journal?act=lived").await;
    assert_eq!(acts["records"].as_array().unwrap().len(), 5);
    assert!(!acts.to_string().contains(&session.nir()), "{acts}");
    session.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_is_refused_with_the_reason() {
    let session = Session::open(keeps(HeldBack::Dropped)).await;
    session.advance_to("2024-12-09").await;
    let before = session.office().now();
    let nir = session.nir();
    let who = json!({"nir": nir});
    let nobody = "1550899001000";
    for (life, status, what) in [
        (
            json!({"moved": {"nir": nobody, "to": "01-311-000"}}),
            404,
            "no insured of the caisse",
        ),
        (
            json!({"died": {"who": {"nir": nir, "birth": "010101"}, "on": "2024-12-01"}}),
            404,
            "knows nobody as",
        ),
        (
            json!({"nir-given": {"nir": nir, "to": nir}}),
            409,
            "is somebody's already",
        ),
        (
            json!({"c2s-cancelled": {"who": who, "contract": {"oc": MINE}}}),
            409,
            "is no C2S",
        ),
        (
            json!({"link-cancelled": {"who": who, "contract": {"oc": THEIRS}}}),
            409,
            "has no such contract",
        ),
        (
            json!({"oc-changed": {"oc": THEIRS, "to": "99000066"}}),
            409,
            "no link bears",
        ),
        (
            json!({"married": {"who": who}}),
            422,
            "unknown variant `married`",
        ),
        (json!({"moved": {"nir": nir}}), 422, "missing field `to`"),
        (
            json!({"link-retyped": {"who": who, "contract": {"oc": MINE}, "to": "8"}}),
            422,
            "no contract type",
        ),
    ] {
        let (given, refusal) = session.post(LIVES, life.clone()).await;
        assert_eq!(given, status, "{life}: {refusal}");
        let error = refusal["error"].as_str().unwrap();
        assert!(error.contains(what), "{life}: {error}");
        assert!(!refusal["hint"].as_str().unwrap().is_empty());
        assert!(!error.contains(&nir), "{error}");
    }
    assert_eq!(session.office().now(), before);
    let (status, _) = session.post(LIVES, Value::Null).await;
    assert!((400..=422).contains(&status), "{status}");
    session.close().await;
}

fn named(nir: Nir) -> Named {
    Named {
        nir,
        birth: None,
        rank: None,
    }
}

fn entry(number: &str) -> Entry {
    Entry {
        oc: oc(number),
        start: None,
    }
}

/// Reasons of the 929 files of an OC, with the nights they came.
fn told(assurance: &Assurance, number: &str) -> Vec<(String, Vec<u8>)> {
    let board = assurance.office().board(oc(number)).into_iter();
    let links = board.filter(|file| file.reference == 929);
    links
        .map(|file| (file.day.to_string(), reasons(&file)))
        .collect()
}

#[test]
fn a_life_is_lived_again_wherever_the_journal_stops() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.jsonl");
    let founding = founding(keeps(HeldBack::Dropped));
    let nir = somebody(&founding).who.nir;
    let given: Nir = "1550899001000".parse().unwrap();
    let end = day("2025-01-10");
    let assurance = Assurance::found(&founding, Some(&path), ground(), |_, _| {}).unwrap();
    let mut lives = vec![
        LifeSpec::BirthCorrected {
            who: named(nir),
            to: BirthDate::of(day("1960-02-03")),
            born: day("1960-02-03"),
        },
        LifeSpec::NirGiven { nir, to: given },
        LifeSpec::LinkCreated {
            who: named(nir),
            contract: Contract {
                oc: oc(THEIRS),
                member: "00000009".parse().unwrap(),
                start: day("2024-12-01"),
                end: None,
                contract_type: ContractType::default(),
            },
        },
        LifeSpec::LinkRetyped {
            who: named(given),
            contract: entry(THEIRS),
            to: ContractType(*b"90"),
        },
        LifeSpec::OcChanged {
            oc: oc(THEIRS),
            to: oc("99000066"),
        },
    ]
    .into_iter();
    // A Saturday: what is told on it is heard of on the Monday.
    assurance.advance(day("2024-12-14")).wait().unwrap();
    let first = assurance.live(lives.next().unwrap()).wait().unwrap();
    assert_eq!(first.night, day("2024-12-16"));
    assert_eq!(
        first.told.iter().map(|one| one.reason).collect::<Vec<_>>(),
        [41]
    );
    for life in lives {
        let today = assurance.office().today();
        let Lived { told, .. } = assurance.live(life).wait().unwrap();
        assert!(!told.is_empty());
        assurance.advance(today.plus(2)).wait().unwrap();
    }
    assurance.advance(end).wait().unwrap();
    let ocs = [MINE, THEIRS, "99000066"];
    let whole = ocs.map(|oc| told(&assurance, oc));
    assert!(
        whole[0].contains(&("2024-12-16".to_owned(), vec![41])),
        "{whole:?}"
    );
    assert!(
        whole[2].iter().any(|(_, reasons)| *reasons == [75]),
        "{whole:?}"
    );
    drop(assurance);

    assert_eq!(Assurance::replay(&path, ground(), |_, _| {}).unwrap(), end);
    let records = History::read(&path).unwrap().records;
    let deeds = records
        .iter()
        .filter(|one| matches!(one.act, Act::Lived { .. }));
    let deeds: Vec<u64> = deeds.map(|record| record.seq).collect();
    assert_eq!(deeds.len(), 5);
    let text = fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let last = usize::try_from(*deeds.last().unwrap()).unwrap();
    for stop in [last, last + 3, lines.len()] {
        let path = folder.path().join(format!("again-{stop}.jsonl"));
        fs::write(&path, format!("{}\n", lines[..stop].join("\n"))).unwrap();
        let again = Assurance::reopen(&path, ground(), |_, _| {}).unwrap();
        again.advance(end).wait().unwrap();
        assert_eq!(
            ocs.map(|oc| told(&again, oc)),
            whole,
            "stopped after {stop}"
        );
    }
}

/// The same as data: the first two can be, the third cannot.
fn with_lives() -> (Founding, Nir) {
    let mut founding = founding(keeps(HeldBack::Dropped));
    let nir = somebody(&founding).who.nir;
    founding.options.world.lives = vec![
        DatedLife {
            day: day("2024-12-10"),
            life: LifeSpec::LinkRetyped {
                who: named(nir),
                contract: entry(MINE),
                to: ContractType(*b"90"),
            },
        },
        DatedLife {
            day: day("2024-12-14"),
            life: LifeSpec::LinkCancelled {
                who: named(nir),
                contract: entry(MINE),
            },
        },
        DatedLife {
            day: day("2024-12-17"),
            life: LifeSpec::LinkCancelled {
                who: named(nir),
                contract: entry(MINE),
            },
        },
    ];
    (founding, nir)
}

#[test]
fn a_world_brings_lives_and_says_which_could_not_be() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.jsonl");
    let (founding, nir) = with_lives();
    let assurance = Assurance::found(&founding, Some(&path), ground(), |_, _| {}).unwrap();
    assurance.advance(day("2024-12-20")).wait().unwrap();
    let heard = told(&assurance, MINE);
    assert!(
        heard.contains(&("2024-12-10".to_owned(), vec![84])),
        "{heard:?}"
    );
    assert!(
        heard.contains(&("2024-12-16".to_owned(), vec![74])),
        "{heard:?}"
    );
    drop(assurance);
    let records = History::read(&path).unwrap().records;
    let unheeded: Vec<_> = records
        .iter()
        .filter_map(|record| match &record.act {
            Act::Unheeded { life, why, .. } => Some((record.day, life.as_str(), why.as_str())),
            _ => None,
        })
        .collect();
    let [(on, "link-cancelled", why)] = unheeded[..] else {
        panic!("{unheeded:?}")
    };
    assert_eq!(on, day("2024-12-17"));
    assert!(why.contains("has no such contract") && !why.contains(&nir.to_string()));
    assert_eq!(
        Assurance::replay(&path, ground(), |_, _| {}).unwrap(),
        day("2024-12-20")
    );
}

#[test]
fn a_life_of_nobody_of_that_world_is_refused_before_it_begins() {
    let (mut founding, _) = with_lives();
    let nobody: Nir = "1550899001000".parse().unwrap();
    founding.options.world.lives[1].life = LifeSpec::Died {
        who: named(nobody),
        on: day("2024-12-01"),
    };
    let error = Assurance::found(&founding, None, ground(), |_, _| {}).unwrap_err();
    let why = std::error::Error::source(&error).unwrap().to_string();
    assert!(why.contains("`died` of 2024-12-14"), "{why}");
    assert!(!why.contains(&nobody.to_string()), "{why}");
}
