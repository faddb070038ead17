//! A journal in SQLite.
#![cfg(feature = "index")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;

use simulator::{Act, Inbox, Index, IndexError, Journal, Office};

fn rows(index: &Index, question: &str) -> Vec<Vec<Option<String>>> {
    let mut rows = Vec::new();
    let asked = index.ask(question, |_, row| {
        rows.push(row.to_vec());
        Ok::<_, IndexError>(())
    });
    asked.unwrap();
    rows
}

fn office(path: &Path) -> (Office, Inbox) {
    Office::open(
        "2024-11-04".parse().unwrap(),
        Journal::create(path, 0).unwrap(),
    )
}

#[test]
fn a_journal_is_asked_in_sql_and_the_index_follows_it() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, database) = (
        folder.path().join("j.jsonl"),
        folder.path().join("j.sqlite"),
    );
    let oc = "99000017".parse().unwrap();
    let (first, inbox) = office(&journal);
    first
        .deliver(oc, "a.noe".parse().unwrap(), 303, "abc".into())
        .unwrap();
    first.note(None, Act::Night).unwrap().wait().unwrap();
    let (index, added) = Index::of(&journal, &database).unwrap();
    assert_eq!(added, 2);
    let told = rows(
        &index,
        "select seq, day, oc, act, file, reference, bytes from records where oc is not null",
    );
    let told: Vec<_> = told[0].iter().flatten().map(String::as_str).collect();
    assert_eq!(
        told,
        [
            "1",
            "2024-11-04",
            "99000017",
            "delivered",
            "a.noe",
            "303",
            "3"
        ]
    );
    assert_eq!(
        rows(&index, "select oc from records where act = 'night'"),
        [[None]]
    );
    // What is asked changes nothing, and is SQL.
    for bad in ["delete from records", "what?"] {
        index.ask(bad, |_, _| Ok::<_, IndexError>(())).unwrap_err();
    }
    drop(index);

    // Only what is new is added.
    let pushed = first.receive(oc, "p.408".parse().unwrap(), "a person".into());
    pushed.unwrap().wait().unwrap();
    first.turn_to("2024-11-05".parse().unwrap()).unwrap();
    first.commit().wait().unwrap();
    let (index, added) = Index::of(&journal, &database).unwrap();
    let all = rows(&index, "select count(*) from records");
    assert_eq!((added, &all[0][0]), (2, &Some("4".to_owned())));

    // Another session in the file of that name: the index begins anew.
    let kept = rows(&index, "select record from records where act = 'received'");
    assert!(!kept[0][0].as_ref().unwrap().contains("base64"), "{kept:?}");
    drop((index, first, inbox));
    std::fs::remove_file(&journal).unwrap();
    let (other, _inbox) = office(&journal);
    other.note(None, Act::Night).unwrap().wait().unwrap();
    let (index, _) = Index::of(&journal, &database).unwrap();
    assert_eq!(
        rows(&index, "select act from records"),
        [[Some("night".to_owned())]]
    );
}

#[test]
fn a_database_of_something_else_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let (journal, database) = (
        folder.path().join("j.jsonl"),
        folder.path().join("mine.sqlite"),
    );
    office(&journal).0.commit().wait().unwrap();
    let own = rusqlite::Connection::open(&database).unwrap();
    own.execute_batch("create table records (mine text); insert into records values ('kept')")
        .unwrap();
    let error = Index::of(&journal, &database).unwrap_err().to_string();
    assert!(error.contains("name another file"), "{error}");
    let kept: String = own
        .query_row("select mine from records", [], |row| row.get(0))
        .unwrap();
    assert_eq!(kept, "kept");
}
