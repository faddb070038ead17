//! Faults stand in the journal, and what they befell is what another start finds.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{MINE, MY_TOKEN, Open, bad_days, oc, setup};
use generators::{AdversityRates, Options, WorldSpec};
use simulator::door::{HttpDoor, HttpSetup};
use simulator::{Act, Assurance, Declares, Founding, Ground, History, Journal, Office};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_with_faults_is_lived_again() {
    let world = WorldSpec {
        insured: 40,
        months: 1,
        adversities: AdversityRates::none(),
        ..WorldSpec::demo()
    };
    assert_eq!(world.oc, oc(MINE));
    let founding = Founding {
        options: Options::new(1, world),
        declares: Declares::Etalon,
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.jsonl");
    let (journal, start) = (path.clone(), founding.options.world.start);
    let lived = tokio::task::spawn_blocking(move || {
        let ground = Ground::shipped().unwrap();
        let assurance = Assurance::found(&founding, Some(&journal), ground, |_, _| {}).unwrap();
        assurance.advance(start.plus(20)).wait().unwrap();
        assurance
    });
    let assurance = lived.await.unwrap();
    let rules = "  - {id: a, match: {route: list, nth: [1]}, action: {server-error: {status: 503}}}\n  \
                 - {id: b, match: {route: fetch}, action: {announced-shorter: {bytes: 1}}}\n  \
                 - {id: c, match: {route: acknowledge, nth: [1]}, action: {too-many-requests: {retry-after-seconds: 0}}}\n  \
                 - {id: d, action: listed-twice}";
    let setup = HttpSetup {
        bad_days: bad_days(1, rules),
        ..setup()
    };
    let office = assurance.office().clone();
    let address = "127.0.0.1:0".parse().unwrap();
    let door = HttpDoor::open(address, office.clone(), setup)
        .await
        .unwrap();
    let address = door.address();
    let (close, closed) = tokio::sync::oneshot::channel::<()>();
    let served = tokio::spawn(door.serve(async { drop(closed.await) }));
    let (_, inbox) = Office::open(start, Journal::in_memory(0));
    let open = Open {
        office: office.clone(),
        inbox,
        address,
        close,
        served,
    };
    let list = format!("/v1/oc/{MINE}/files");
    assert_eq!(open.get(&list).await.refused(), 503);
    let listed = open.get(&list).await.json();
    let files = listed["files"].as_array().unwrap();
    assert_eq!(files[0], files[1]);
    let first = format!("{list}/{}", files[0]["name"].as_str().unwrap());
    let fetched = open.get(&first).await.body.len() as u64;
    assert_eq!(fetched + 1, files[0]["bytes"].as_u64().unwrap());
    let ack = format!("{first}/ack");
    for status in [429, 204] {
        let answer = open.ask("POST", &ack, Some(MY_TOKEN), &[], "").await;
        assert_eq!(answer.status, status);
    }
    let befell = open.faults();
    open.shut().await;
    let shelf = office.list(oc(MINE)).unwrap();
    drop((office, assurance));

    let again = tokio::task::spawn_blocking(move || {
        let history = History::read(&path).unwrap();
        let again = Assurance::reopen(&path, Ground::shipped().unwrap(), |_, _| {}).unwrap();
        (history, again)
    });
    let (history, again) = again.await.unwrap();
    let written: Vec<String> = history
        .records
        .into_iter()
        .filter_map(|record| match record.act {
            Act::Faulted { fault, .. } => Some(fault),
            _ => None,
        })
        .collect();
    assert_eq!(written, befell);
    assert!(written.contains(&"announced-shorter".to_owned()));
    let found = again.office().list(oc(MINE)).unwrap();
    assert_eq!(found, shelf);
    assert!(found[0].acknowledged);
}
