//! A lot lived in process and the same lot lived through the door: the same files, byte for byte.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::{MY_TOKEN, Open, name, open_on};
use domain::OcNumber;
use generators::{Adversity, AdversityRates, Delivery, Flow, Lot, WorldData, WorldSpec};
use noemie::Header;
use noemie::Profiles;
use noemie::framing::Framing;
use noemie::links::Movement;
use noemie::profile::Profile;
use oracle::law::Law;
use simulator::Act;

/// One whose first lot has two caisses.
const SEED: u64 = 1;

fn spec() -> WorldSpec {
    WorldSpec {
        insured: 120,
        months: 3,
        adversities: AdversityRates::default()
            .with(Adversity::FileTwice, 200)
            .with(Adversity::DamagedFile, 200),
        ..WorldSpec::demo()
    }
}

fn declared(lot: &Lot, spec: &WorldSpec) -> Vec<Vec<u8>> {
    let framing = Framing::default();
    generators::declare(&lot.members, spec.start, Profile::movements(), &framing).unwrap()
}

/// What the caisse makes of those 408 files: its answers, then what the lot lives.
fn lived(lot: &Lot, spec: &WorldSpec, files: &[Vec<u8>]) -> (Vec<Delivery>, Flow) {
    let profiles = Profiles::shipped();
    let mut state = generators::open(lot, Law::embedded(), profiles, &Framing::default()).unwrap();
    let read: Vec<(Header, Vec<Movement>)> = files
        .iter()
        .flat_map(|bytes| noemie::links::read_movements(bytes, Profile::movements()))
        .map(|file| {
            (
                file.header.unwrap(),
                file.entries.into_iter().map(|(m, _)| m).collect(),
            )
        })
        .collect();
    let answers = generators::answer(&mut state, read, spec.start).unwrap();
    (
        answers,
        generators::live(state, &mut lot.clone(), spec, SEED).unwrap(),
    )
}

/// What a mutuelle does: lists, fetches what is new in the order of the list, acknowledges.
async fn fetch_new(door: &Open, oc: OcNumber) -> Vec<(String, String, Vec<u8>)> {
    let listed = door.get(&format!("/v1/oc/{oc}/files")).await.json();
    let mut fetched = Vec::new();
    for file in listed["files"].as_array().unwrap() {
        if file["acknowledged"] == true {
            continue;
        }
        let (day, name) = (
            file["day"].as_str().unwrap(),
            file["name"].as_str().unwrap(),
        );
        let path = format!("/v1/oc/{oc}/files/{name}");
        let bytes = door.get(&path).await.body.to_vec();
        let ack = door
            .ask("POST", &format!("{path}/ack"), Some(MY_TOKEN), &[], "")
            .await;
        assert_eq!(ack.status, 204);
        fetched.push((day.to_owned(), name.to_owned(), bytes));
    }
    fetched
}

#[tokio::test]
async fn a_lot_lived_through_the_door_is_the_lot_lived_in_process() {
    let spec = spec();
    let data = WorldData::embedded().unwrap();
    let lot = generators::lot(SEED, &spec, 0, Law::embedded(), &data).unwrap();
    let files = declared(&lot, &spec);
    let (answers, flow) = lived(&lot, &spec, &files);
    let expected: Vec<_> = answers
        .iter()
        .chain(&flow.deliveries)
        .map(|file| (file.day.to_string(), file.name.clone(), file.bytes.clone()))
        .collect();
    let met = |adversity| {
        let mut declared = flow.declared.iter();
        declared.any(|declared| declared.adversity == adversity)
    };
    assert!(met(Adversity::FileTwice) && met(Adversity::DamagedFile));
    assert!(files.len() > 1 && answers.len() == files.len());
    assert!(flow.deliveries.len() > 50);

    // The mutuelle pushes its 408 files, each twice.
    let mut door = open_on(spec.start).await;
    let mut pushed = Vec::new();
    for (number, file) in files.iter().enumerate() {
        let path = format!("/v1/oc/{}/inbox/{number:03}.408", spec.oc);
        for status in [201, 200] {
            let answer = door
                .ask("PUT", &path, Some(MY_TOKEN), &[], file.clone())
                .await;
            assert_eq!(answer.status, status);
        }
        pushed.push(door.inbox.try_next().unwrap().bytes.to_vec());
    }
    assert_eq!(door.inbox.try_next(), None);

    // Whoever drives the caisse knows what came through the door, and no more.
    let (answers, flow) = lived(&lot, &spec, &pushed);
    let mut fetched = Vec::new();
    let mut days: Vec<Vec<Delivery>> = Vec::new();
    for file in answers.into_iter().chain(flow.deliveries) {
        match days.last_mut() {
            Some(day) if day[0].day == file.day => day.push(file),
            _ => days.push(vec![file]),
        }
    }
    for day in days {
        door.office.turn_to(day[0].day).unwrap();
        for file in day {
            let delivered = door.office.deliver(
                spec.oc,
                name(&file.name),
                file.id.reference,
                file.bytes.into(),
            );
            delivered.unwrap();
        }
        fetched.extend(fetch_new(&door, spec.oc).await);
    }
    assert_eq!(fetched.len(), expected.len());
    for (got, due) in fetched.iter().zip(&expected) {
        assert!(got == due, "{} {} is not {} {}", got.0, got.1, due.0, due.1);
    }
    let records = door.office.records_after(0);
    let acknowledged = records
        .iter()
        .filter(|r| matches!(r.act, Act::Acknowledged { .. }))
        .count();
    assert_eq!(acknowledged, expected.len());
    door.shut().await;
}
