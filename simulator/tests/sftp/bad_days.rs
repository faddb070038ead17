//! Each fault at the SFTP door, met by OpenSSH's client, and by a raw one where `sftp` does not show what it was told.

use std::collections::BTreeSet;
use std::fs;

use domain::Day;
use russh_sftp::client::RawSftpSession;
use russh_sftp::protocol::{FileAttributes, OpenFlags};
use simulator::Act;
use simulator::faults::{Door, FaultEntry};

use crate::open::{MINE, Open, THEIRS, has_openssh, name, oc, open};

fn content(length: usize) -> Vec<u8> {
    (0..length).map(|at| (at / 251 + at % 251) as u8).collect()
}

const LENGTH: usize = 200_000;

impl Open {
    /// These rules from now on.
    async fn rules(&self, rules: &str) {
        let text = format!("schema-version: 1\nrules: [{rules}]");
        let spec = domain::load("faults.yaml", &text).unwrap();
        let changed = self.office.change_faults(spec).unwrap();
        changed.sure().await.unwrap();
    }

    /// What befell since the last change, in order.
    fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        for act in self.acts() {
            match act {
                Act::FaultsChanged { .. } => faults.clear(),
                Act::Faulted { fault, .. } => faults.push(fault),
                _ => {}
            }
        }
        faults
    }

    /// What `get` brings; none where it fails.
    async fn get(&self, file: &str) -> Option<Vec<u8>> {
        let local = self.path("got");
        let _ = fs::remove_file(&local);
        let output = self.sftp(MINE, &[&format!("get out/{file} got")]).await;
        output.status.success().then(|| fs::read(local).unwrap())
    }

    async fn ls(&self) -> Vec<String> {
        let listed = self.well(MINE, &["ls -1f out"]).await;
        let lines = listed.lines().map(str::trim);
        let names = lines.filter_map(|line| line.strip_prefix("out/"));
        names
            .filter(|name| *name != "ack")
            .map(str::to_owned)
            .collect()
    }

    fn turn(&self, day: &str) {
        self.office.turn_to(day.parse::<Day>().unwrap()).unwrap();
    }
}

/// The length that a file is said to have before it is opened, once it is open, and what then comes of it.
async fn announced(session: &RawSftpSession, file: &str) -> (u64, u64, Vec<u8>) {
    let path = format!("out/{file}");
    let stat = session.stat(path.as_str()).await.unwrap().attrs.size;
    let open = session.open(path, OpenFlags::READ, FileAttributes::empty());
    let handle = open.await.unwrap().handle;
    let fstat = session.fstat(handle.as_str()).await.unwrap().attrs.size;
    let mut bytes = Vec::new();
    while let Ok(part) = session
        .read(handle.as_str(), bytes.len() as u64, 32_768)
        .await
    {
        bytes.extend(part.data);
    }
    session.close(handle).await.unwrap();
    (stat.unwrap(), fstat.unwrap(), bytes)
}

#[tokio::test]
async fn each_fault_that_can_be_is_met_by_an_ordinary_client() {
    if !has_openssh() {
        return;
    }
    let mut door = open().await;
    let whole = content(LENGTH);
    let (length, mut seen) = (LENGTH as u64, BTreeSet::new());
    door.shelve(MINE, "a.noe", whole.clone());
    door.shelve(MINE, "b.noe", "b");

    door.rules("{id: r, match: {door: sftp, route: fetch, nth: [1]}, action: {reset: {after-permille: 400}}}")
        .await;
    assert_eq!(door.get("a.noe").await, None);
    assert_eq!(door.get("a.noe").await, Some(whole.clone()));
    seen.extend(door.faults());

    door.rules("{id: r, match: {nth: [1]}, action: {truncated: {after-bytes: 70000}}}")
        .await;
    // `sftp` takes the end it is told of for the end.
    assert_eq!(door.get("a.noe").await.unwrap(), whole[..70_000]);
    assert_eq!(door.get("a.noe").await, Some(whole.clone()));
    seen.extend(door.faults());

    door.rules("{id: r, match: {nth: [1]}, action: {announced-shorter: {bytes: 5}}}")
        .await;
    let (handle, session) = door.raw(MINE).await;
    let (stat, fstat, came) = announced(&session, "a.noe").await;
    assert_eq!((stat, fstat), (length - 5, length - 5));
    assert!(came == whole[..LENGTH - 5]);
    let (stat, fstat, came) = announced(&session, "a.noe").await;
    assert_eq!((stat, fstat, came == whole), (length, length, true));
    seen.extend(door.faults());

    door.rules("{id: r, match: {nth: [1]}, action: {announced-longer: {bytes: 5}}}")
        .await;
    let (stat, fstat, came) = announced(&session, "a.noe").await;
    assert_eq!((stat, fstat, came == whole), (length + 5, length + 5, true));
    drop((session, handle));
    seen.extend(door.faults());

    door.rules(
        "{id: r, match: {route: list, nth: [1]}, action: {server-error: {status: 503}}}, \
                {id: p, match: {route: push, nth: [1]}, action: {server-error: {status: 503}}}",
    )
    .await;
    let refused = door.sftp(MINE, &["ls out"]).await;
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && !said.is_empty(), "{said}");
    assert_eq!(door.ls().await.len(), 2);
    fs::write(door.path("m"), "movements").unwrap();
    for put in ["put m in/m.408", "rename in/n.408.part in/n.408"] {
        door.well(MINE, &["put m in/n.408.part"]).await;
        assert!(!door.sftp(MINE, &[put]).await.status.success(), "{put}");
        assert!(door.inbox.try_next().is_none(), "{put}");
        door.well(MINE, &[put]).await;
        let pushed = door.inbox.try_next().unwrap().content;
        assert_eq!(pushed.whole().unwrap(), "movements", "{put}");
    }
    seen.extend(door.faults());

    door.rules("{id: r, match: {route: acknowledge, nth: [1]}, action: answer-lost}")
        .await;
    assert!(!door.sftp(MINE, &["rm out/b.noe"]).await.status.success());
    let acknowledged = || {
        door.office
            .look(oc(MINE), &name("b.noe"))
            .unwrap()
            .acknowledged
    };
    assert!(acknowledged());
    assert_eq!(door.ls().await, ["a.noe"]);
    seen.extend(door.faults());

    door.rules("{id: r, match: {file: 'b.*'}, action: offered-again}")
        .await;
    let listed = ["ls -1 out", "get out/b.noe again", "rm out/b.noe"];
    let listed = door.well(MINE, &listed).await;
    assert!(listed.contains("out/b.noe"), "{listed}");
    assert_eq!(fs::read(door.path("again")).unwrap(), b"b");
    assert!(acknowledged());
    seen.extend(door.faults());

    door.rules("{id: r, match: {file: 'a.*'}, action: listed-twice}")
        .await;
    assert_eq!(door.ls().await, ["a.noe", "a.noe"]);
    seen.extend(door.faults());

    // Slower than usual, and the same in the end.
    door.rules("{id: l, match: {door: sftp}, action: {latency: {ms: 1}}}, {id: s, action: {slow-listing: {ms-per-file: 1}}}, \
                {id: b, action: {bandwidth: {bytes-per-second: 2000000}}}")
        .await;
    assert_eq!(door.ls().await, ["a.noe"]);
    assert_eq!(door.get("a.noe").await, Some(whole.clone()));
    seen.extend(door.faults());

    door.rules("{id: r, match: {file: 'c.*'}, action: {hidden: {days: 1}}}, \
                {id: p, match: {file: 'd.*'}, action: {in-part: {permille: 500, until: {days: 1}}}}, \
                {id: o, match: {file: 'e.1'}, action: {older-after-newer: {days: 9}}}")
        .await;
    for file in ["c.noe", "d.noe", "e.1"] {
        door.shelve(MINE, file, "0123456789");
    }
    assert_eq!(door.ls().await, ["a.noe", "d.noe"]);
    assert_eq!(door.get("c.noe").await, None);
    assert_eq!(door.get("d.noe").await.unwrap(), b"01234");
    door.turn("2024-11-05");
    door.shelve(MINE, "e.2", "x");
    assert_eq!(door.ls().await, ["a.noe", "c.noe", "d.noe", "e.2", "e.1"]);
    assert_eq!(door.get("c.noe").await.unwrap(), b"0123456789");
    assert_eq!(door.get("d.noe").await.unwrap(), b"0123456789");
    seen.extend(door.faults());

    let can: BTreeSet<String> = FaultEntry::all()
        .filter(|entry| entry.doors.contains(&Door::Sftp))
        .map(|entry| entry.id.to_owned())
        .collect();
    assert_eq!(seen, can);
    door.shut().await;
}

#[tokio::test]
async fn what_just_failed_is_remembered_without_passwords() {
    let door = open().await;
    door.shelve(MINE, "2024-11-04.303.noe", "x");
    door.shelve(THEIRS, "theirs.noe", "x");
    let (_handle, session) = door.raw(MINE).await;
    for (path, nearest) in [
        ("out/2024-11-05.303.noe", "2024-11-04.303.noe"),
        ("out/theirs.noe", "theirs.noe of OC 99000025"),
        ("/outt", "/out"),
        ("/99000025/out/theirs.noe", "99000025 has a tree of its own"),
    ] {
        let flags = OpenFlags::READ;
        let opened = session.open(path, flags, FileAttributes::empty()).await;
        assert!(opened.is_err(), "{path}");
        let (found, _) = door.office.near_misses(0);
        let last = found.last().unwrap();
        assert_eq!(last.asked, format!("open {path}"));
        assert!(
            last.nearest.as_ref().unwrap().starts_with(nearest),
            "{last:?}"
        );
        assert_eq!((last.door, last.oc), (Some(Door::Sftp), Some(oc(MINE))));
    }
    let mut stranger = door.connect().await;
    for (user, word) in [
        (MINE, "not-the-password-at-all"),
        ("a-secret-typed-first", "x"),
    ] {
        stranger.authenticate_password(user, word).await.unwrap();
    }
    let (found, _) = door.office.near_misses(4);
    let nearest: Vec<_> = found.iter().map(|one| one.nearest.as_deref()).collect();
    assert_eq!(
        nearest,
        [Some("the user 99000017 with another password"), None]
    );
    let all = format!("{found:?}");
    assert!(
        !all.contains("not-the-password") && !all.contains("a-secret"),
        "{all}"
    );
    drop((session, stranger));
    door.shut().await;
}
