//! A lot lived in process and the same lot lived through the door: the same files, byte for byte.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;
mod world;

use common::{MY_TOKEN, Open, name, open_on};
use domain::OcNumber;
use simulator::Act;
use world::Lived;

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
    let lived = Lived::large();
    let spec = &lived.spec;

    // The mutuelle pushes its 408 files, each twice.
    let mut door = open_on(spec.start).await;
    let mut pushed = Vec::new();
    for (number, file) in lived.files.iter().enumerate() {
        let path = format!("/v1/oc/{}/inbox/{number:03}.408", spec.oc);
        for status in [201, 200] {
            let answer = door
                .ask("PUT", &path, Some(MY_TOKEN), &[], file.clone())
                .await;
            assert_eq!(answer.status, status);
        }
        pushed.push(
            door.inbox
                .try_next()
                .unwrap()
                .content
                .whole()
                .unwrap()
                .to_vec(),
        );
    }
    assert_eq!(door.inbox.try_next(), None);

    // Whoever drives the caisse knows what came through the door, and no more.
    let mut fetched = Vec::new();
    for day in lived.days(&pushed) {
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
    lived.compare(&fetched);
    let records = door.office.records_after(0);
    let acknowledged = records
        .iter()
        .filter(|r| matches!(r.act, Act::Acknowledged { .. }))
        .count();
    assert_eq!(acknowledged, lived.expected.len());
    door.shut().await;
}
