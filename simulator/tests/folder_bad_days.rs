//! The faults that can be at the folder door, met by a program that reads and removes files.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use simulator::door::{FolderDoor, FolderLimits};
use simulator::faults::{Door, FaultEntry};
use simulator::{Act, Inbox, Journal, Office, SimulatorError};
use tempfile::TempDir;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

const MINE: &str = "99000017";

struct Open {
    office: Office,
    inbox: Inbox,
    close: oneshot::Sender<()>,
    served: JoinHandle<Result<(), SimulatorError>>,
    dir: TempDir,
}

fn open(rules: &str) -> Open {
    let (office, inbox) = Office::open("2024-11-04".parse().unwrap(), Journal::in_memory(10_000));
    let text = format!("schema-version: 1\nrules: [{rules}]");
    let spec = domain::load("faults.yaml", &text).unwrap();
    office.change_faults(spec).unwrap().wait().unwrap();
    serve(TempDir::new().unwrap(), office, inbox, false)
}

fn serve(dir: TempDir, office: Office, inbox: Inbox, resumes: bool) -> Open {
    let limits = FolderLimits {
        look: Duration::from_millis(5),
        ..FolderLimits::default()
    };
    let open = if resumes {
        FolderDoor::resume
    } else {
        FolderDoor::open
    };
    let ocs = [MINE.parse().unwrap()];
    let door = open(dir.path(), ocs, office.clone(), limits).unwrap();
    let (close, closed) = oneshot::channel();
    let served = tokio::spawn(door.serve(async { drop(closed.await) }));
    Open {
        office,
        inbox,
        close,
        served,
        dir,
    }
}

/// Lets the door work until it is so.
async fn until(mut is_so: impl FnMut() -> bool) {
    let so = async {
        while !is_so() {
            tokio::task::yield_now().await;
        }
    };
    let patience = Duration::from_secs(60);
    tokio::time::timeout(patience, so)
        .await
        .expect("the door does not come there");
}

impl Open {
    fn out(&self) -> PathBuf {
        self.dir.path().join(MINE).join("out")
    }

    /// Names and content, in the order of their times.
    fn files(&self) -> Vec<(String, String)> {
        let mut files: Vec<(SystemTime, String, String)> = Vec::new();
        for entry in fs::read_dir(self.out()).unwrap().map(Result::unwrap) {
            let name = entry.file_name().into_string().unwrap();
            let Ok(found) = entry.metadata() else {
                continue;
            };
            if name.starts_with('.') {
                continue;
            }
            if let Ok(text) = fs::read_to_string(entry.path()) {
                files.push((found.modified().unwrap(), name, text));
            }
        }
        files.sort();
        files
            .into_iter()
            .map(|(_, name, text)| (name, text))
            .collect()
    }

    fn names(&self) -> Vec<String> {
        self.files().into_iter().map(|(name, _)| name).collect()
    }

    async fn shows(&self, names: &[&str]) {
        until(|| self.names() == names).await;
    }

    fn shelve(&self, file: &str, reference: u16) {
        let (oc, name) = (MINE.parse().unwrap(), file.parse().unwrap());
        self.office
            .deliver(oc, name, reference, "0123456789".into())
            .unwrap();
    }

    fn turn(&self, day: &str) {
        self.office.turn_to(day.parse().unwrap()).unwrap();
    }

    fn acknowledged(&self, file: &str) -> bool {
        let (oc, name) = (MINE.parse().unwrap(), file.parse().unwrap());
        self.office.look(oc, &name).unwrap().acknowledged
    }

    /// Which file was befallen by what, in order.
    fn befell(&self) -> Vec<String> {
        let records = self.office.records_after(0).into_iter();
        let told = records.filter_map(|record| match record.act {
            Act::Faulted { fault, name, .. } => Some(format!("{fault} {}", name.unwrap())),
            _ => None,
        });
        told.collect()
    }

    /// The door looks at least once more at all that was done before this.
    async fn looked(&self) {
        let mark = self.dir.path().join(MINE).join("in/mark.408");
        fs::write(self.dir.path().join("mark"), "x").unwrap();
        let received = |open: &Self| {
            let records = open.office.records_after(0);
            let is_push = |act: &Act| matches!(act, Act::Received { .. });
            records.iter().filter(|record| is_push(&record.act)).count()
        };
        let before = received(self);
        let name = format!("mark.{before}.408");
        fs::rename(self.dir.path().join("mark"), mark.with_file_name(name)).unwrap();
        until(|| received(self) > before).await;
        // What is pushed is looked at before what is fetched: once more, and both were.
        let name = format!("mark.{}.408", before + 1);
        fs::write(self.dir.path().join("mark"), "x").unwrap();
        fs::rename(self.dir.path().join("mark"), mark.with_file_name(name)).unwrap();
        until(|| received(self) > before + 1).await;
    }

    async fn shut(self) -> (TempDir, Office, Inbox) {
        drop(self.close);
        self.served.await.unwrap().unwrap();
        (self.dir, self.office, self.inbox)
    }
}

#[tokio::test]
async fn a_silent_caisse_then_its_backlog() {
    let door = open(
        "{id: r, match: {door: folder, to: 2024-11-05}, action: {hidden: {until: 2024-11-07}}}",
    );
    door.shelve("a", 303);
    door.turn("2024-11-05");
    door.shelve("b", 303);
    door.turn("2024-11-06");
    door.shelve("c", 303);
    door.shows(&["c"]).await;
    door.looked().await;
    assert_eq!(door.names(), ["c"]);
    assert!(!door.acknowledged("a"));
    door.turn("2024-11-07");
    door.shows(&["a", "b", "c"]).await;
    assert_eq!(door.befell(), ["hidden a", "hidden b"]);
    assert_eq!(door.office.bad_days().fired()[0].1, 2);
    door.shut().await;
}

#[tokio::test]
async fn a_file_is_there_before_it_is_whole_and_after_a_stop_still_becomes_so() {
    let door =
        open("{id: r, match: {file: 'a*'}, action: {in-part: {permille: 300, until: {days: 2}}}}");
    door.shelve("a", 303);
    door.shelve("b", 303);
    let seen = |whole: &str| {
        vec![
            ("a".to_owned(), whole.to_owned()),
            ("b".to_owned(), "0123456789".to_owned()),
        ]
    };
    until(|| door.files() == seen("012")).await;
    door.turn("2024-11-05");
    let (dir, office, inbox) = door.shut().await;
    let door = serve(dir, office, inbox, true);
    door.looked().await;
    assert_eq!(door.files(), seen("012"));
    door.turn("2024-11-06");
    until(|| door.files() == seen("0123456789")).await;
    fs::remove_file(door.out().join("a")).unwrap();
    until(|| door.acknowledged("a")).await;
    door.shut().await;
}

#[tokio::test]
async fn what_was_acknowledged_lies_there_again_the_next_day() {
    let door = open("{id: r, match: {nth: [1]}, action: offered-again}");
    door.shelve("a", 303);
    door.shows(&["a"]).await;
    fs::remove_file(door.out().join("a")).unwrap();
    until(|| door.acknowledged("a")).await;
    door.looked().await;
    assert_eq!(door.names(), [""; 0]);
    door.turn("2024-11-05");
    door.shows(&["a"]).await;
    assert!(door.acknowledged("a"));
    fs::remove_file(door.out().join("a")).unwrap();
    door.looked().await;
    door.turn("2024-11-06");
    door.looked().await;
    // It was its second acknowledgement, and the rule is of the first.
    assert_eq!(door.names(), [""; 0]);
    assert_eq!(door.befell(), ["offered-again a"]);
    door.shut().await;
}

#[tokio::test]
async fn an_older_929_comes_after_the_newer_one() {
    let door = open("{id: r, match: {file: '1*'}, action: {older-after-newer: {days: 9}}}");
    door.shelve("1.929", 929);
    door.shelve("2.303", 303);
    door.shows(&["2.303"]).await;
    door.looked().await;
    assert_eq!(door.names(), ["2.303"]);
    door.turn("2024-11-05");
    door.shelve("3.929", 929);
    door.shows(&["2.303", "3.929", "1.929"]).await;
    assert_eq!(door.befell(), ["older-after-newer 1.929"]);
    door.shut().await;
}

#[test]
fn these_are_all_that_can_be() {
    let can: BTreeSet<&str> = FaultEntry::all()
        .filter(|entry| entry.doors.contains(&Door::Folder))
        .map(|entry| entry.id)
        .collect();
    let seen = ["hidden", "in-part", "offered-again", "older-after-newer"];
    assert_eq!(can, BTreeSet::from(seen));
}
