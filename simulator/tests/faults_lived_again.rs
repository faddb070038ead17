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
        faults: None,
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

fn ground() -> Ground {
    Ground::shipped().unwrap()
}

/// A small world of 40 people, and what goes wrong in it from its first day on.
fn founding(rules: &str) -> Founding {
    let world = WorldSpec {
        insured: 40,
        months: 1,
        adversities: AdversityRates::none(),
        ..WorldSpec::demo()
    };
    let text = format!("schema-version: 1\nrules: [{rules}]");
    Founding {
        options: Options::new(1, world),
        declares: Declares::Etalon,
        faults: Some(domain::load("faults.yaml", &text).unwrap()),
    }
}

/// The journal stops in the midst of a jump, as after a kill: the days that were left out come all the same.
#[test]
fn a_jump_that_was_cut_short_is_ended_by_the_next_start() {
    let founding = founding(
        "{id: j, match: {from: 2024-11-06, to: 2024-11-06}, action: {clock-jump: {days: 6}}}",
    );
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.jsonl");
    let assurance = Assurance::found(&founding, Some(&path), ground(), |_, _| {}).unwrap();
    let (oc, landed) = (founding.options.world.oc, "2024-11-12".parse().unwrap());
    assert_eq!(
        assurance
            .advance("2024-11-06".parse().unwrap())
            .wait()
            .unwrap(),
        landed
    );
    let shelf = assurance.office().board(oc);
    drop(assurance);
    let records = History::read(&path).unwrap().records;
    let jumped = records
        .iter()
        .position(|one| matches!(one.act, Act::Faulted { .. }));
    let jumped = jumped.unwrap() + 1;
    assert!(
        records.len() > jumped + 12,
        "a night and a day each, at least"
    );
    let before = jumped - 2;
    assert!(matches!(
        records.get(before).unwrap().act,
        Act::Turned { .. }
    ));
    let text = std::fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    // Also where the day came, and the jump was not written yet; and in the night before it.
    for stop in [
        jumped - 2,
        jumped - 1,
        jumped,
        jumped + 1,
        jumped + 2,
        jumped + 7,
        lines.len(),
    ] {
        let path = folder.path().join(format!("cut-{stop}.jsonl"));
        let kept = lines.get(..stop).unwrap().join("\n");
        std::fs::write(&path, format!("{kept}\n")).unwrap();
        let again = Assurance::reopen(&path, ground(), |_, _| {}).unwrap();
        let office = again.office();
        assert_eq!(office.today(), landed, "cut after record {stop}");
        assert_eq!(office.board(oc), shelf, "cut after record {stop}");
        drop(again);
        assert_eq!(
            Assurance::replay(&path, ground(), |_, _| {}).unwrap(),
            landed
        );
    }
}

#[test]
fn the_calendar_jumps_and_what_the_days_left_out_bring_comes_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.jsonl");
    let rule =
        "{id: j, match: {from: 2024-11-06, to: 2024-11-12}, action: {clock-jump: {days: 6}}}";
    let founding = founding(rule);
    let start = founding.options.world.start;
    let plain = Founding {
        faults: None,
        ..founding.clone()
    };
    let assurance = Assurance::found(&founding, Some(&path), ground(), |_, _| {}).unwrap();
    let day = |text: &str| text.parse().unwrap();
    // Nobody comes to the 6th: it is the 12th, and that one, which was left out as well, jumps no further.
    for (to, reached) in [
        ("2024-11-05", "2024-11-05"),
        ("2024-11-06", "2024-11-12"),
        ("2024-11-13", "2024-11-13"),
    ] {
        assert_eq!(assurance.advance(day(to)).wait().unwrap(), day(reached));
    }
    let office = assurance.office();
    let shelf = office.board(oc(MINE));
    let jumps = |records: Vec<simulator::Record>| -> Vec<String> {
        let jumps = records.into_iter().filter_map(|record| match record.act {
            Act::Faulted { fault, .. } => Some(format!("{fault} on {}", record.day)),
            _ => None,
        });
        jumps.collect()
    };
    assert_eq!(jumps(office.records_after(0)), ["clock-jump on 2024-11-06"]);
    assert_eq!(office.bad_days().fired()[0].1, 1);
    // Day by day, the same files.
    let slow = Assurance::found(&plain, None, ground(), |_, _| {}).unwrap();
    slow.advance(day("2024-11-13")).wait().unwrap();
    assert_eq!(slow.office().board(oc(MINE)), shelf);
    assert!(shelf.iter().any(|file| file.day > start.plus(5)));
    drop(assurance);
    let again = Assurance::reopen(&path, ground(), |_, _| {}).unwrap();
    assert_eq!(again.office().board(oc(MINE)), shelf);
    assert_eq!(again.office().today(), day("2024-11-13"));
    drop(again);
    // Neither does the day on which it landed jump when it is come to once more.
    let text = std::fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let landed = lines
        .iter()
        .position(|line| line.contains(r#""act":"turned","to":"2024-11-12""#));
    let kept = lines.get(..=landed.unwrap()).unwrap().join("\n");
    let cut = folder.path().join("landed.jsonl");
    std::fs::write(&cut, format!("{kept}\n")).unwrap();
    let again = Assurance::reopen(&cut, ground(), |_, _| {}).unwrap();
    assert_eq!(again.office().today(), day("2024-11-12"));
}

#[test]
fn another_start_has_the_faults_of_the_last_change_and_a_state_brought_back_has_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.jsonl");
    let founding = founding("{id: first, action: listed-twice}");
    let spec = |id: &str| {
        let text =
            format!("schema-version: 1\nseed: 4\nrules: [{{id: {id}, action: answer-lost}}]");
        domain::load::<simulator::faults::FaultSpec>("faults.yaml", &text).unwrap()
    };
    let in_force = |assurance: &Assurance| assurance.office().bad_days().faults().spec();
    let assurance = Assurance::found(&founding, Some(&path), ground(), |_, _| {}).unwrap();
    assert_eq!(Some(in_force(&assurance)), founding.faults);
    for id in ["second", "third"] {
        let changed = assurance.office().change_faults(spec(id)).unwrap();
        changed.wait().unwrap();
    }
    let (record, _) = assurance.office().now();
    drop(assurance);
    let again = Assurance::reopen(&path, ground(), |_, _| {}).unwrap();
    assert_eq!(in_force(&again), spec("third"));
    again.restore(record - 1).wait().unwrap();
    assert_eq!(in_force(&again), spec("second"));
    again.restore(1).wait().unwrap();
    assert_eq!(Some(in_force(&again)), founding.faults);
    drop(again);
    let last = Assurance::reopen(&path, ground(), |_, _| {}).unwrap();
    assert_eq!(Some(in_force(&last)), founding.faults);
}

#[test]
fn files_are_delivered_broken_as_a_rule_says_and_lived_again_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.jsonl");
    let rule = "{id: d, match: {reference: 303}, permille: 500, action: {damage: N011}}";
    let founding = founding(rule);
    let end = founding.options.world.start.plus(40);
    let assurance = Assurance::found(&founding, Some(&path), ground(), |_, _| {}).unwrap();
    assert_eq!(assurance.advance(end).wait().unwrap(), end);
    let office = assurance.office();
    let befallen: Vec<_> = office
        .records_after(0)
        .into_iter()
        .filter_map(|record| match record.act {
            Act::Faulted { fault, name, .. } => {
                assert_eq!(fault, "damage");
                name
            }
            _ => None,
        })
        .collect();
    let profiles = noemie::Profiles::shipped();
    let shelf = office.board(oc(MINE));
    let (mut broken, mut sound) = (0, 0);
    for file in &shelf {
        let bytes = file.content.in_memory().unwrap();
        let readings = noemie::read::files(bytes, &profiles.all());
        let is_broken = readings
            .iter()
            .any(|one| one.findings.iter().any(|finding| finding.code == "N011"));
        assert_eq!(is_broken, befallen.contains(&file.name), "{}", file.name);
        assert!(!is_broken || file.reference == 303);
        if is_broken {
            broken += 1;
        } else if file.reference == 303 {
            sound += 1;
        }
    }
    assert!(broken > 2 && sound > 2, "{broken} broken, {sound} sound");
    assert_eq!(office.bad_days().fired()[0].1, broken);

    // From a change on it holds no more; what came before stays as it came.
    let none = simulator::faults::FaultSpec::default();
    office.change_faults(none).unwrap().wait().unwrap();
    assurance.advance(end.plus(20)).wait().unwrap();
    let shelf = office.board(oc(MINE));
    let acts = office.records_after(0).into_iter();
    let faulted = acts.filter(|one| matches!(one.act, Act::Faulted { .. }));
    assert_eq!(faulted.count() as u64, broken);
    drop(assurance);
    Assurance::replay(&path, ground(), |_, _| {}).unwrap();
    let again = Assurance::reopen(&path, ground(), |_, _| {}).unwrap();
    assert_eq!(again.office().board(oc(MINE)), shelf);
}
