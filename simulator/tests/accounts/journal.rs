//! What is done through an account is in the journal, and is lived again with it.

use std::fs;

use caisse::{HeldBack, LinkStatus};
use domain::{Day, OcNumber};
use simulator::{Act, Assurance, AssuranceError, History, HistoryError, Office, Received};

use crate::keeps;
use crate::session::{MINE, THEIRS, day, founding, ground, oc, somebody};

/// Everything on a shelf: day, name, SHA-256.
fn shelf(office: &Office, oc: OcNumber) -> Vec<(Day, String, String)> {
    let files = office.board(oc).into_iter();
    files
        .map(|file| {
            (
                file.day,
                file.name.to_string(),
                file.content.sha256().unwrap(),
            )
        })
        .collect()
}

/// Both shelves.
fn shelves(assurance: &Assurance) -> Vec<(Day, String, String)> {
    let office = assurance.office();
    let mut all = shelf(office, oc(MINE));
    all.extend(shelf(office, oc(THEIRS)));
    all
}

#[test]
fn it_is_lived_again_wherever_the_journal_stops() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.jsonl");
    let founding = founding(keeps(HeldBack::Sent));
    let person = somebody(&founding);
    let nir = person.who.nir;
    let end = day("2025-01-10");
    let (whole, papers, deeds) = {
        let assurance = Assurance::found(&founding, Some(&path), ground(), |_, _| {}).unwrap();
        let office = assurance.office().clone();
        assurance.advance(day("2024-11-12")).wait().unwrap();
        let push = office.receive(
            oc(THEIRS),
            "claim.408".parse().unwrap(),
            person.claim.into(),
        );
        assert_eq!(push.unwrap().wait().unwrap(), Received::New);
        assurance.advance(day("2024-12-09")).wait().unwrap();
        let first = shelf(&office, oc(MINE)).remove(0).1;
        assurance.choose(person.who, oc(MINE)).wait().unwrap();
        let on = assurance.choose(person.who, oc(THEIRS)).wait().unwrap();
        let listed = assurance.account(nir).wait().unwrap().decomptes;
        let number = listed[0].decompte.number;
        assurance.hand_in(nir, number, oc(THEIRS)).wait().unwrap();
        assurance
            .send_again(oc(MINE), first.parse().unwrap())
            .wait()
            .unwrap();
        assurance.advance(on.plus(2)).wait().unwrap();
        assurance.refuse_exchanges(nir, true).wait().unwrap();
        assurance.advance(on.plus(9)).wait().unwrap();
        assurance.refuse_exchanges(nir, false).wait().unwrap();
        assurance.advance(end).wait().unwrap();
        let account = assurance.account(nir).wait().unwrap();
        let now = &account.beneficiaries[0].status;
        assert_eq!(*now, LinkStatus::Active(oc(THEIRS)));
        assert!(shelf(&office, oc(THEIRS)).len() > 2);
        let records = History::read(&path).unwrap().records;
        let deeds = records.iter().filter(|record| is_deed(&record.act));
        let deeds: Vec<u64> = deeds.map(|record| record.seq).collect();
        (
            shelves(&assurance),
            assurance.papers(None).wait().unwrap(),
            deeds,
        )
    };
    assert_eq!(deeds.len(), 6);
    assert_eq!(Assurance::replay(&path, ground(), |_, _| {}).unwrap(), end);
    let text = fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    // After the last deed, what is left to come follows from the journal alone.
    let last = usize::try_from(*deeds.last().unwrap()).unwrap();
    for stop in [last, last + 1, last + 7, lines.len()] {
        let path = folder.path().join(format!("again-{stop}.jsonl"));
        fs::write(&path, format!("{}\n", lines[..stop].join("\n"))).unwrap();
        let again = Assurance::reopen(&path, ground(), |_, _| {}).unwrap();
        again.advance(end).wait().unwrap();
        assert_eq!(shelves(&again), whole, "stopped after record {stop}");
        assert_eq!(again.papers(None).wait().unwrap(), papers);
        let account = again.account(nir).wait().unwrap();
        assert_eq!(
            account.beneficiaries[0].status,
            LinkStatus::Active(oc(THEIRS))
        );
        drop(again);
        assert_eq!(Assurance::replay(&path, ground(), |_, _| {}).unwrap(), end);
    }
}

fn is_deed(act: &Act) -> bool {
    matches!(
        act.word(),
        "chosen" | "exchanges" | "handed-in" | "asked-again"
    )
}

#[test]
fn what_came_after_an_earlier_state_holds_no_more() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.jsonl");
    let founding = founding(keeps(HeldBack::Dropped));
    let person = somebody(&founding);
    let (who, nir) = (person.who, person.who.nir);
    let assurance = Assurance::found(&founding, Some(&path), ground(), |_, _| {}).unwrap();
    let office = assurance.office().clone();
    assurance.advance(day("2024-11-12")).wait().unwrap();
    let push = office.receive(
        oc(THEIRS),
        "claim.408".parse().unwrap(),
        person.claim.into(),
    );
    push.unwrap().wait().unwrap();
    assurance.advance(day("2024-12-09")).wait().unwrap();
    let (then, _) = office.now();
    let never_chosen = |assurance: &Assurance| {
        let account = assurance.account(nir).wait().unwrap();
        let both = LinkStatus::Blocked(vec![oc(MINE), oc(THEIRS)]);
        let insured = &account.beneficiaries[0];
        assert_eq!((&insured.status, insured.chosen), (&both, None));
        assert!(!account.refuses_exchanges);
        assert_eq!(assurance.papers(None).wait().unwrap(), []);
    };
    never_chosen(&assurance);
    assurance.advance(day("2025-01-10")).wait().unwrap();
    let without = shelves(&assurance);
    assurance.restore(then).wait().unwrap();
    let (back, _) = office.now();

    let first = shelf(&office, oc(MINE)).remove(0).1.parse().unwrap();
    let on = assurance.choose(who, oc(THEIRS)).wait().unwrap();
    let chosen = assurance.account(nir).wait().unwrap().beneficiaries[0].chosen;
    assert_eq!(chosen, Some((oc(THEIRS), on)));
    let number = assurance.account(nir).wait().unwrap().decomptes[0]
        .decompte
        .number;
    assurance.hand_in(nir, number, oc(MINE)).wait().unwrap();
    assurance.refuse_exchanges(nir, true).wait().unwrap();
    assurance.send_again(oc(MINE), first).wait().unwrap();
    let (after, _) = office.now();
    assert_eq!(after, back + 4, "each act is a record");

    assurance.restore(then).wait().unwrap();
    never_chosen(&assurance);
    assurance.advance(day("2025-01-10")).wait().unwrap();
    assert_eq!(shelves(&assurance), without);
    // The other branch is there still.
    assurance.restore(after).wait().unwrap();
    let chosen = assurance.account(nir).wait().unwrap().beneficiaries[0].chosen;
    assert_eq!(chosen, Some((oc(THEIRS), on)));
    drop(assurance);
    let again = Assurance::reopen(&path, ground(), |_, _| {}).unwrap();
    assert_eq!(again.papers(None).wait().unwrap().len(), 1);
}

#[test]
fn a_deed_that_was_changed_is_refused_with_its_record() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.jsonl");
    let founding = founding(keeps(HeldBack::Dropped));
    let person = somebody(&founding);
    let nir = person.who.nir;
    {
        let assurance = Assurance::found(&founding, Some(&path), ground(), |_, _| {}).unwrap();
        assurance.advance(day("2024-12-09")).wait().unwrap();
        assurance.choose(person.who, oc(MINE)).wait().unwrap();
        let listed = assurance.account(nir).wait().unwrap().decomptes;
        assurance
            .hand_in(nir, listed[0].decompte.number, oc(MINE))
            .wait()
            .unwrap();
    }
    let text = fs::read_to_string(&path).unwrap();
    let seq_of = |act: &str| {
        let mut lines = text.lines();
        lines
            .position(|line| line.contains(&format!(r#""act":"{act}""#)))
            .unwrap() as u64
            + 1
    };
    let refused = |text: String, expected: &str| {
        fs::write(&path, text).unwrap();
        match Assurance::replay(&path, ground(), |_, _| {}).unwrap_err() {
            AssuranceError::History(HistoryError::Differs { seq, what }) => {
                assert!(what.contains(expected), "{what}");
                seq
            }
            other => panic!("{other}"),
        }
    };
    let changed = |act: &str, from: &str, to: &str| -> String {
        let needle = format!(r#""act":"{act}""#);
        let lines = text.lines().map(|line| {
            if line.contains(&needle) {
                assert!(line.contains(from), "{line}");
                line.replacen(from, to, 1)
            } else {
                line.to_owned()
            }
        });
        lines.map(|line| format!("{line}\n")).collect()
    };
    let other = changed("chosen", r#""on":"2024-12-1"#, r#""on":"2024-12-2"#);
    assert_eq!(refused(other, "something else"), seq_of("chosen"));
    let other = changed("chosen", r#""oc":"99000017""#, r#""oc":"99000033""#);
    assert_eq!(refused(other, "99000033 has no contract"), seq_of("chosen"));
    let other = changed("handed-in", r#""spent":"#, r#""spent":1"#);
    assert_eq!(refused(other, "something else"), seq_of("handed-in"));
    let history = {
        fs::write(&path, &text).unwrap();
        History::read(&path).unwrap()
    };
    let masked = history.records.into_iter().map(|record| {
        let masked = if is_deed(&record.act) {
            record.without_content()
        } else {
            record
        };
        format!("{}\n", serde_json::to_string(&masked).unwrap())
    });
    assert_eq!(refused(masked.collect(), "masked"), seq_of("chosen"));
}
