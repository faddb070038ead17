//! The mock Assurance Maladie: what it sends is what the world in process sends, and its journal is enough to live it
//! again.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use domain::{Day, OcNumber};
use generators::{Adversity, AdversityRates, Options, WorldSpec};
use noemie::Profiles;
use simulator::{
    Act, Assurance, AssuranceError, Declares, Founding, Ground, History, HistoryError, Office,
    Received,
};

fn founding(seed: u64, insured: u32, declares: Declares) -> Founding {
    let world = WorldSpec {
        insured,
        months: 2,
        adversities: AdversityRates::default()
            .with(Adversity::FileTwice, 200)
            .with(Adversity::DamagedFile, 200)
            .with(Adversity::LateFile, 100),
        ..WorldSpec::demo()
    };
    Founding {
        options: Options::new(seed, world),
        declares,
        faults: None,
    }
}

fn ground() -> Ground {
    Ground::shipped().unwrap()
}

/// A short name for a content.
fn sha(bytes: &[u8]) -> String {
    protocol::Carried::sha256(bytes).split_off(56)
}

fn found(founding: &Founding, journal: Option<&Path>) -> Assurance {
    Assurance::found(founding, journal, ground(), |_, _| {}).unwrap()
}

/// Everything on the shelf: day, name, reference, content, whether it was acknowledged.
fn shelf(office: &Office, oc: OcNumber) -> Vec<(Day, String, u16, String, bool)> {
    let files = office.list(oc).unwrap().into_iter();
    let told = files.map(|file| {
        let name = file.name.as_str().to_owned();
        (
            file.day,
            name,
            file.reference,
            file.content.sha256().unwrap().split_off(56),
            file.acknowledged,
        )
    });
    told.collect()
}

#[test]
fn it_sends_what_the_world_sends_in_process() {
    for seed in 0..6 {
        // Two lots, the second small.
        let founding = founding(seed, 850, Declares::Etalon);
        let (world, oc) = (&founding.options.world, founding.options.world.oc);
        let assurance = found(&founding, None);
        assurance.advance(assurance.last_day()).wait().unwrap();
        let mut sent: BTreeMap<String, (Day, String)> = BTreeMap::new();
        for (day, name, _, bytes, _) in shelf(assurance.office(), oc) {
            assert!(sent.insert(name, (day, bytes)).is_none());
        }
        let mut alone = BTreeMap::new();
        for lot in 0..world.lots() {
            let made = generators::lot_files(seed, world, lot, &ground().data, Profiles::shipped())
                .unwrap();
            alone.extend(
                made.files
                    .into_iter()
                    .map(|file| (file.name, (file.day, sha(&file.bytes)))),
            );
        }
        assert!(sent.len() > 50, "{}", sent.len());
        let differ = |(name, file): &(&String, &(Day, String))| alone.get(*name) != Some(*file);
        assert_eq!(
            sent.iter().filter(differ).collect::<Vec<_>>(),
            [],
            "seed {seed}"
        );
        let missing = alone.keys().filter(|name| !sent.contains_key(*name));
        assert_eq!(missing.collect::<Vec<_>>(), [""; 0], "seed {seed}");
    }
}

#[test]
fn nobody_is_paid_for_before_the_mutuelle_declares_them() {
    let mut founding = founding(3, 60, Declares::Mutuelle);
    // Some hostile worlds have links from before.
    founding.options.world.adversities = AdversityRates::none();
    let (world, oc) = (&founding.options.world, founding.options.world.oc);
    let assurance = found(&founding, None);
    let office = assurance.office();
    let start = world.start;
    assurance.advance(start.plus(20)).wait().unwrap();
    assert_eq!(shelf(office, oc), []);

    let lot = generators::lot(3, world, 0, oracle::law::Law::embedded(), &ground().data).unwrap();
    let framing = noemie::framing::Framing::default();
    let profile = Profiles::shipped().movements();
    let files = generators::declare(&lot.members, office.today(), profile, &framing).unwrap();
    let count = files.len();
    for (nth, file) in files.into_iter().enumerate() {
        let name = format!("{nth}.408").parse().unwrap();
        let received = office.receive(oc, name, file.into()).unwrap().wait();
        assert_eq!(received.unwrap(), Received::New);
    }
    let garbage = office.receive(oc, "bad.408".parse().unwrap(), "?".into());
    garbage.unwrap().wait().unwrap();
    assurance.advance(start.plus(21)).wait().unwrap();
    let answers = shelf(office, oc);
    assert!(answers.iter().all(|(day, ..)| *day == start.plus(20)));
    let answers = answers
        .iter()
        .filter(|(_, _, reference, ..)| *reference == 929);
    assert_eq!(answers.count(), count);
    let records = office.records_after(0);
    let unreadable = records.iter().filter(
        |one| matches!(&one.act, Act::Unreadable { name, .. } if name.as_str() == "bad.408"),
    );
    assert_eq!(unreadable.count(), 1);
    assurance.advance(start.plus(50)).wait().unwrap();
    assert!(
        shelf(office, oc)
            .iter()
            .any(|(_, _, reference, ..)| *reference == 303)
    );
}

#[test]
fn a_journal_is_lived_again_wherever_it_stops() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.jsonl");
    let founding = founding(5, 30, Declares::Etalon);
    let (oc, start) = (founding.options.world.oc, founding.options.world.start);
    let whole = {
        let assurance = found(&founding, Some(&path));
        let office = assurance.office();
        assurance.advance(start.plus(25)).wait().unwrap();
        let first = office.list(oc).unwrap().swap_remove(0).name;
        assert!(office.acknowledge(oc, &first).unwrap().wait().unwrap());
        let push = office.receive(oc, "a.408".parse().unwrap(), "nonsense".into());
        assert_eq!(push.unwrap().wait().unwrap(), Received::New);
        assurance.advance(start.plus(30)).wait().unwrap();
        office.offer_again(oc, &first).unwrap().wait().unwrap();
        shelf(office, oc)
    };
    let text = fs::read(&path).unwrap();
    let ends: Vec<usize> = (0..text.len())
        .filter(|at| text[*at] == b'\n')
        .map(|at| at + 1)
        .collect();
    assert!(ends.len() > 80, "{}", ends.len());
    // After a whole line, and in the midst of one.
    for (nth, end) in ends
        .iter()
        .enumerate()
        .step_by(7)
        .chain(ends.iter().enumerate().next_back())
    {
        for cut in [0, 9] {
            let cut = if nth + 1 == ends.len() { 0 } else { cut };
            let path = folder.path().join("again.jsonl");
            fs::write(&path, &text[..end + cut]).unwrap();
            let before = History::read(&path).unwrap();
            assert_eq!((before.records.len(), before.cut()), (nth + 1, cut as u64));
            let again = Assurance::reopen(&path, ground(), |_, _| {}).unwrap();
            let acknowledged = before.records.iter().rev().find_map(|one| match one.act {
                Act::Acknowledged { .. } => Some(true),
                Act::OfferedAgain { .. } => Some(false),
                _ => None,
            });
            // The night it was stopped in, and what follows, bring the same files.
            let day = again.office().today();
            again.advance(day.max(start.plus(30))).wait().unwrap();
            let files = shelf(again.office(), oc);
            assert_eq!(files.iter().any(|file| file.4), acknowledged == Some(true));
            let told = |files: &[(Day, String, u16, String, bool)]| {
                files
                    .iter()
                    .map(|(day, name, _, bytes, _)| (*day, name.clone(), bytes.clone()))
                    .collect::<Vec<_>>()
            };
            assert_eq!(
                told(&files),
                told(&whole),
                "stopped after record {}",
                nth + 1
            );
            drop(again);
            let after = History::read(&path).unwrap();
            assert_eq!(after.cut(), 0);
            assert!(
                after
                    .records
                    .iter()
                    .any(|one| matches!(one.act, Act::Reopened { .. }))
            );
            fs::remove_file(&path).unwrap();
        }
    }
}

#[test]
fn an_earlier_state_comes_back_and_the_journal_keeps_all() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.jsonl");
    let founding = founding(5, 30, Declares::Etalon);
    let (oc, start) = (founding.options.world.oc, founding.options.world.start);
    let assurance = found(&founding, Some(&path));
    let office = assurance.office();
    assurance.advance(start.plus(10)).wait().unwrap();
    let (then, day) = office.now();
    let before = shelf(office, oc);
    let first = office.list(oc).unwrap().swap_remove(0).name;
    office.acknowledge(oc, &first).unwrap().wait().unwrap();
    let push = |name: &str| {
        let push = office.receive(oc, name.parse().unwrap(), "nonsense".into());
        push.unwrap().wait().unwrap()
    };
    assert_eq!(push("a.408"), Received::New);
    assurance.advance(start.plus(30)).wait().unwrap();
    let whole = shelf(office, oc);

    assert_eq!(assurance.restore(then).wait().unwrap(), day);
    assert_eq!(shelf(office, oc), before);
    // What was pushed since is not there any more.
    assert_eq!(push("a.408"), Received::New);
    let (branch, _) = office.now();
    assurance.advance(start.plus(30)).wait().unwrap();
    let unacknowledged = |files: Vec<(Day, String, u16, String, bool)>| -> Vec<_> {
        files
            .into_iter()
            .map(|file| (file.0, file.1, file.3))
            .collect()
    };
    assert_eq!(unacknowledged(shelf(office, oc)), unacknowledged(whole));

    // In the midst of a night, from before the first return, then to the founding.
    assert!(branch > then);
    for record in [branch, then, 2, 1] {
        let told = assurance.restore(record).wait().unwrap();
        assert_eq!(told, office.today());
    }
    assert_eq!((office.today(), shelf(office, oc)), (start, Vec::new()));
    let error = assurance.restore(1_000_000).wait().unwrap_err().to_string();
    assert!(error.contains("no record 1000000"), "{error}");
    drop(assurance);
    let again = Assurance::reopen(&path, ground(), |_, _| {}).unwrap();
    assert_eq!(again.office().today(), start);
    let in_memory = found(&founding, None);
    let error = in_memory.restore(1).wait().unwrap_err().to_string();
    assert!(error.contains("in memory alone"), "{error}");
}

#[test]
fn a_journal_that_was_changed_is_refused_with_its_record() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.jsonl");
    let founding = founding(5, 20, Declares::Etalon);
    {
        let assurance = found(&founding, Some(&path));
        let start = founding.options.world.start;
        assurance.advance(start.plus(10)).wait().unwrap();
    }
    let text = fs::read_to_string(&path).unwrap();
    let start = founding.options.world.start;
    let replayed = Assurance::replay(&path, ground(), |_, _| {}).unwrap();
    assert_eq!(
        (replayed, fs::read_to_string(&path).unwrap() == text),
        (start.plus(10), true)
    );
    let reopen = |text: &str| {
        fs::write(&path, text).unwrap();
        Assurance::reopen(&path, ground(), |_, _| {})
            .map(|_| ())
            .unwrap_err()
    };
    let line = text
        .lines()
        .position(|line| line.contains("\"delivered\""))
        .unwrap();
    let other = text.replacen("\"seed\":5", "\"seed\":6", 1);
    let error = reopen(&other);
    assert!(
        matches!(&error, AssuranceError::History(HistoryError::Differs { seq, .. }) if *seq <= line as u64 + 1),
        "{error}"
    );
    let missing: Vec<&str> = text
        .lines()
        .enumerate()
        .filter(|(at, _)| *at != line)
        .map(|(_, line)| line)
        .collect();
    let error = reopen(&format!("{}\n", missing.join("\n"))).to_string();
    assert!(error.contains(&format!("line {}", line + 1)), "{error}");
    let error = reopen("").to_string();
    assert!(error.contains("it is empty"), "{error}");
    let error = Assurance::found(&founding, Some(&path), ground(), |_, _| {}).unwrap_err();
    let source = std::error::Error::source(&error).map(ToString::to_string);
    assert!(
        source.is_some_and(|source| source.contains("exists")),
        "{error}"
    );
}

#[test]
fn the_calendar_keeps_within_its_world() {
    let founding = founding(5, 5, Declares::Mutuelle);
    let assurance = found(&founding, None);
    let (start, last) = (founding.options.world.start, assurance.last_day());
    assert_eq!(assurance.advance(start).wait().unwrap(), start);
    let error = assurance.advance(last.plus(1)).wait().unwrap_err();
    assert!(error.to_string().contains(&last.to_string()), "{error}");
    assurance.advance(last).wait().unwrap();
    let error = assurance.advance(start).wait().unwrap_err().to_string();
    assert!(error.contains("does not go back"), "{error}");
}
