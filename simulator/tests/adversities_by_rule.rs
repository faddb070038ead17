//! Adversities that a rule asks for: the file on the shelf shows them, the journal tells them, and both are lived again.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;
use std::path::Path;

use domain::{Day, FileId, OcNumber};
use generators::{AdversityRates, Expected, Options, WorldSpec};
use noemie::Profiles;
use noemie::profile::Profile;
use protocol::Carried;
use simulator::faults::{Adverse, FaultSpec};
use simulator::{Act, Assurance, Declares, Founding, Ground, Record, ShelvedFile};

fn ground() -> Ground {
    Ground::shipped().unwrap()
}

fn oc() -> OcNumber {
    WorldSpec::demo().oc
}

/// A calm world of that many people, in which that goes wrong.
fn founding(insured: u32, rules: &str) -> Founding {
    let world = WorldSpec {
        insured,
        months: 1,
        adversities: AdversityRates::none(),
        ..WorldSpec::demo()
    };
    let text = format!("schema-version: 1\nrules: [{rules}]");
    let faults: FaultSpec = domain::load("faults.yaml", &text).unwrap();
    Founding {
        options: Options::new(1, world),
        declares: Declares::Etalon,
        faults: (!faults.rules.is_empty()).then_some(faults),
    }
}

/// What lies on the shelf when the world is over, and what the journal says.
fn lived(founding: &Founding, journal: Option<&Path>) -> (Vec<ShelvedFile>, Vec<Record>) {
    let assurance = Assurance::found(founding, journal, ground(), |_, _| {}).unwrap();
    let last = assurance.last_day();
    assurance.advance(last).wait().unwrap();
    let office = assurance.office();
    (office.board(oc()), office.records_after(0))
}

fn bytes(file: &ShelvedFile) -> &[u8] {
    file.content.in_memory().unwrap()
}

/// What each file of décomptes says it is; none where its header cannot be read.
fn ids(shelf: &[ShelvedFile]) -> Vec<Option<FileId>> {
    let files = shelf.iter().filter(|file| file.reference == 303);
    let peek = |file| noemie::envelope::peek(bytes(file), &[Profile::decomptes()]);
    files
        .map(|file| peek(file).map(|header| header.file_id()))
        .collect()
}

/// Of each file that something befell: which adversity, and the SHA-256 of it as the caisse sent it.
fn befell(records: &[Record]) -> BTreeMap<String, (String, String)> {
    let told = records.iter().filter_map(|record| match &record.act {
        Act::Faulted {
            name, which, sound, ..
        } => Some((name.clone()?.to_string(), (which.clone()?, sound.clone()?))),
        _ => None,
    });
    told.collect()
}

#[test]
fn every_adversity_that_a_rule_can_ask_for_shows_on_the_shelf() {
    let (calm, _) = lived(&founding(60, ""), None);
    let calm: BTreeMap<_, _> = calm
        .iter()
        .map(|file| (file.name.to_string(), file))
        .collect();
    let mut rare = Vec::new();
    for adverse in Adverse::all() {
        let adversity = adverse.adversity();
        let rule = format!("{{id: r, action: {{adversity: {adverse}}}}}");
        let (shelf, records) = lived(&founding(60, &rule), None);
        let told = befell(&records);
        if told.is_empty() {
            rare.push(adversity.id());
            continue;
        }
        for (name, (which, sound)) in &told {
            assert_eq!(*which, adversity.id());
            let clean = calm[name];
            assert_eq!(Carried::sha256(bytes(clean)), *sound, "{which}: {name}");
            // The file comes otherwise, another day, or not alone.
            let came = shelf.iter().find(|file| file.name.as_str() == name);
            let is_same =
                came.is_some_and(|file| file.content == clean.content && file.day == clean.day);
            let others = shelf
                .iter()
                .filter(|file| !calm.contains_key(file.name.as_str()));
            assert!(
                !is_same || others.count() > 0,
                "{which}: {name} is as it was"
            );
        }
        let refused = adversity
            .entry()
            .expected
            .contains(&Expected::File(domain::FileReaction::Refused));
        let condemned = shelf.iter().filter(|file| {
            let readings = noemie::read::files(bytes(file), &Profiles::shipped().all());
            readings.is_empty() || readings.iter().any(noemie::read::FileReading::is_condemned)
        });
        if refused {
            // Everything that is refused is followed by the sound file, which says it is the same.
            assert_eq!(shelf.len(), calm.len() + told.len(), "{}", adversity.id());
        } else {
            assert_eq!(condemned.count(), 0, "{}", adversity.id());
        }
    }
    // What so small a world has nothing for.
    assert!(rare.len() < 12, "{rare:?}");
}

#[test]
fn a_file_comes_twice_and_late_and_another_start_finds_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.jsonl");
    let rules = "{id: twice, permille: 300, action: {adversity: file-twice}}, \
                 {id: late, permille: 300, action: {adversity: late-file}}, \
                 {id: taken-back, permille: 300, action: {adversity: cancellation}}, \
                 {id: broken, permille: 200, action: {damage: N011}, then: {sound-file-after-days: 4}}";
    let founding = founding(60, rules);
    let assurance = Assurance::found(&founding, Some(&path), ground(), |_, _| {}).unwrap();
    let (start, last) = (founding.options.world.start, assurance.last_day());
    assurance.advance(start.plus(20)).wait().unwrap();
    let (then, _) = assurance.office().now();
    let on_the_way = |records: &[Record]| -> usize {
        let put_off = records
            .iter()
            .filter(|one| matches!(one.act, Act::PutOff { .. }));
        put_off.count()
    };
    assert!(on_the_way(&assurance.office().records_after(0)) > 3);
    assurance.advance(last).wait().unwrap();
    let shelf = assurance.office().board(oc());
    let records = assurance.office().records_after(0);
    // Whatever was put off came, on the day that was told, with the content that was told.
    for record in &records {
        if let Act::PutOff {
            name,
            sha256,
            until,
            ..
        } = &record.act
        {
            let file = shelf.iter().find(|file| file.name == *name).unwrap();
            assert_eq!((file.day, &Carried::sha256(bytes(file))), (*until, sha256));
            assert!(record.day < *until);
        }
    }
    for (rule, times) in assurance.office().bad_days().fired() {
        assert!(times > 0, "{rule}");
    }
    let mut known = ids(&shelf);
    let count = known.len();
    known.sort();
    known.dedup();
    assert!(known.len() < count, "no file came twice");
    drop(assurance);
    Assurance::replay(&path, ground(), |_, _| {}).unwrap();
    let again = Assurance::reopen(&path, ground(), |_, _| {}).unwrap();
    assert_eq!(again.office().board(oc()), shelf);
    // From the middle on, with files on their way, the same happens once more.
    again.restore(then).wait().unwrap();
    again.advance(last).wait().unwrap();
    assert_eq!(again.office().board(oc()), shelf);
}

#[test]
fn a_journal_that_stops_anywhere_goes_on_with_the_same_files() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.jsonl");
    let rules = "{id: piece, action: {adversity: interrupted-file}}";
    let founding = founding(20, rules);
    let day: Day = founding.options.world.start.plus(30);
    let (all, shelf) = {
        let assurance = Assurance::found(&founding, Some(&path), ground(), |_, _| {}).unwrap();
        assurance.advance(day).wait().unwrap();
        let shelf = assurance.office().board(oc());
        drop(assurance);
        (std::fs::read_to_string(&path).unwrap(), shelf)
    };
    let lines: Vec<&str> = all.lines().collect();
    let ends = |line: &&str| line.contains("\"delivered\"") || line.contains("\"faulted\"");
    let cuts: Vec<usize> = (0..lines.len()).filter(|at| ends(&lines[*at])).collect();
    assert!(cuts.len() > 4);
    for cut in cuts.into_iter().rev().take(8) {
        std::fs::write(&path, lines[..=cut].join("\n") + "\n").unwrap();
        let again = Assurance::reopen(&path, ground(), |_, _| {}).unwrap();
        again.advance(day).wait().unwrap();
        assert_eq!(
            again.office().board(oc()),
            shelf,
            "cut after line {}",
            cut + 1
        );
    }
}

#[test]
fn what_was_damaged_is_followed_by_the_sound_file_under_another_name() {
    let rules = "{id: d, action: {damage: N011}, then: {sound-file-after-days: 2}}";
    let (shelf, records) = lived(&founding(20, rules), None);
    let told = befell(&records);
    assert!(!told.is_empty());
    for (name, (which, sound)) in told {
        assert_eq!(which, "N011");
        let stem = name.strip_suffix(".noe").unwrap();
        let follows = shelf
            .iter()
            .find(|file| file.name.as_str() == format!("{stem}.bis.noe"));
        assert_eq!(Carried::sha256(bytes(follows.unwrap())), sound);
    }
}

#[test]
fn only_files_of_decomptes_meet_adversities_and_what_was_asked_in_vain_is_told() {
    let rules = "{id: a, match: {reference: 929}, action: {adversity: file-twice}}";
    let founding = founding(20, rules);
    let assurance = Assurance::found(&founding, None, ground(), |_, _| {}).unwrap();
    assurance.advance(assurance.last_day()).wait().unwrap();
    let office = assurance.office();
    assert_eq!(befell(&office.records_after(0)), BTreeMap::new());
    let shelf = office.board(oc());
    let of = |reference| shelf.iter().filter(move |file| file.reference == reference);
    let never = office.bad_days().never_fired();
    let told: Vec<_> = never[0]
        .1
        .iter()
        .map(|one| (one.condition, one.times))
        .collect();
    let mut expected = [
        ("action", of(929).count() as u64),
        ("match.reference", of(303).count() as u64),
    ];
    expected.sort_by_key(|(_, times)| std::cmp::Reverse(*times));
    assert_eq!(told, expected);
}
