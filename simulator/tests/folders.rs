//! The folder door, met by a program that reads and writes files.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::time::Duration;

use generators::{Options, WorldSpec};
use simulator::door::{FolderDoor, FolderLimits};
use simulator::{
    Act, Assurance, Declares, FileName, Founding, Ground, Inbox, Journal, Office, Push,
    SimulatorError,
};
use tempfile::TempDir;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

const MINE: &str = "99000017";
const THEIRS: &str = "99000025";

struct Open {
    office: Office,
    inbox: Inbox,
    close: oneshot::Sender<()>,
    served: JoinHandle<Result<(), SimulatorError>>,
    dir: TempDir,
}

fn limits() -> FolderLimits {
    FolderLimits {
        body: 1_000_000,
        look: Duration::from_millis(5),
    }
}

fn office() -> (Office, Inbox) {
    Office::open("2024-11-04".parse().unwrap(), Journal::in_memory(10_000))
}

fn open() -> Open {
    let (office, inbox) = office();
    serve(TempDir::new().unwrap(), office, inbox, false)
}

fn serve(dir: TempDir, office: Office, inbox: Inbox, resumes: bool) -> Open {
    let ocs = [MINE, THEIRS].map(|oc| oc.parse().unwrap());
    let door = if resumes {
        FolderDoor::resume(dir.path(), ocs, office.clone(), limits())
    } else {
        FolderDoor::open(dir.path(), ocs, office.clone(), limits())
    };
    let door = door.unwrap();
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

fn name(text: &str) -> FileName {
    text.parse().unwrap()
}

/// Lets the door work until it is so. A door that never comes there ends the test, not only the patience of who waits.
async fn until(mut is_so: impl FnMut() -> bool) {
    let so = async {
        while !is_so() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, so)
        .await
        .expect("the door does not come there");
}

/// Far beyond what any step takes.
const PATIENCE: Duration = Duration::from_secs(60);

/// Files and their content, without what is hidden, and what leaves while it is looked at.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    let seen = entries.filter(|entry| {
        !entry.file_name().as_encoded_bytes().starts_with(b".") && entry.path().is_file()
    });
    let read = |entry: fs::DirEntry| {
        let bytes = fs::read(entry.path()).ok()?;
        Some((entry.file_name().into_string().unwrap(), bytes))
    };
    seen.filter_map(read).collect()
}

fn names(folder: &Path) -> Vec<String> {
    files(folder).into_keys().collect()
}

impl Open {
    fn path(&self, path: &str) -> PathBuf {
        self.dir.path().join(path)
    }

    fn mine(&self, path: &str) -> PathBuf {
        self.dir.path().join(MINE).join(path)
    }

    fn shelve(&self, owner: &str, file: &str, bytes: impl Into<Vec<u8>>) {
        let delivered =
            self.office
                .deliver(owner.parse().unwrap(), name(file), 303, bytes.into().into());
        delivered.unwrap();
    }

    async fn push(&mut self) -> Push {
        tokio::time::timeout(PATIENCE, self.inbox.next())
            .await
            .expect("nothing is pushed")
    }

    fn acknowledged(&self) -> Vec<FileName> {
        let acts = self
            .office
            .records_after(0)
            .into_iter()
            .map(|record| record.act);
        let name = |act| match act {
            Act::Acknowledged { name } => Some(name),
            _ => None,
        };
        acts.filter_map(name).collect()
    }

    async fn shut(self) -> (TempDir, Office, Inbox) {
        drop(self.close);
        self.served.await.unwrap().unwrap();
        (self.dir, self.office, self.inbox)
    }
}

#[tokio::test]
async fn what_is_delivered_is_in_out_and_its_removal_acknowledges() {
    let door = open();
    for (file, bytes) in [
        ("b.noe", "second"),
        ("a.noe", "first"),
        ("c.noe", "third"),
        ("e.noe", ""),
    ] {
        door.shelve(MINE, file, bytes);
    }
    door.shelve(THEIRS, "a.noe", "theirs");
    let out = door.mine("out");
    until(|| files(&out).len() == 4).await;
    assert_eq!(files(&out)["a.noe"], b"first");
    until(|| {
        files(&door.path("99000025/out")) == [("a.noe".to_owned(), b"theirs".to_vec())].into()
    })
    .await;
    // The virtual day, and the order of delivery.
    let seconds = |file: &str| {
        let time = fs::metadata(out.join(file)).unwrap().modified().unwrap();
        time.duration_since(std::time::UNIX_EPOCH)
            .unwrap()
            .as_secs()
    };
    // `date -u -d 2024-11-04 +%s`
    assert_eq!(
        ["b.noe", "a.noe", "c.noe"].map(seconds),
        [1_730_678_400, 1_730_678_401, 1_730_678_402]
    );

    fs::remove_file(out.join("b.noe")).unwrap();
    until(|| door.acknowledged() == [name("b.noe")]).await;
    fs::rename(out.join("a.noe"), door.path("fetched")).unwrap();
    until(|| door.acknowledged() == [name("b.noe"), name("a.noe")]).await;
    // What is acknowledged through another door has left this one, and what comes later is added.
    let oc = MINE.parse().unwrap();
    let promised = door.office.acknowledge(oc, &name("c.noe")).unwrap();
    assert!(promised.sure().await.unwrap());
    door.shelve(MINE, "d.noe", "fourth");
    until(|| names(&out) == ["d.noe", "e.noe"]).await;
    assert_eq!(files(&door.path("99000025/out")).len(), 1);
    assert_eq!(door.acknowledged().len(), 3);
    door.shut().await;
}

#[tokio::test]
async fn a_file_that_can_be_seen_is_whole() {
    let door = open();
    let out = door.mine("out");
    let reader = {
        let out = out.clone();
        tokio::task::spawn_blocking(move || {
            let mut seen = 0;
            while seen < 40 {
                let files = files(&out);
                for (name, bytes) in &files {
                    assert_eq!(bytes.len(), 200_000, "{name}");
                }
                seen = files.len();
            }
        })
    };
    for number in 0..40 {
        door.shelve(MINE, &format!("{number:02}.noe"), vec![number; 200_000]);
    }
    until(|| reader.is_finished()).await;
    reader.await.unwrap();
    door.shut().await;
}

#[tokio::test]
async fn what_is_put_in_whole_is_received_once() {
    let mut door = open();
    let inn = door.mine("in");
    // Renamed into place, from within and from elsewhere.
    fs::write(inn.join("a.408.part"), "first").unwrap();
    fs::rename(inn.join("a.408.part"), inn.join("a.408")).unwrap();
    let push = door.push().await;
    assert_eq!(
        (
            push.oc.to_string(),
            push.name,
            &push.content.whole().unwrap()[..]
        ),
        (MINE.to_owned(), name("a.408"), &b"first"[..])
    );
    fs::write(door.path("elsewhere"), "second").unwrap();
    fs::rename(door.path("elsewhere"), inn.join("b.408")).unwrap();
    assert_eq!(door.push().await.content.whole().unwrap(), "second");
    // Closed after writing.
    fs::write(inn.join("c.408"), "third").unwrap();
    assert_eq!(door.push().await.content.whole().unwrap(), "third");
    // Nobody tells that it is whole: found by looking twice.
    until(|| inn.join("taken/c.408").exists()).await;
    fs::hard_link(inn.join("taken/c.408"), inn.join("d.408")).unwrap();
    assert_eq!(door.push().await.name, name("d.408"));
    until(|| names(&inn.join("taken")) == ["a.408", "b.408", "c.408", "d.408"]).await;
    assert_eq!(names(&inn), [""; 0]);
    // The same again.
    fs::write(inn.join("a.408"), "first").unwrap();
    until(|| names(&inn).is_empty() && fs::read_dir(inn.join(".hand")).unwrap().next().is_none())
        .await;
    assert_eq!(names(&inn.join("taken")).len(), 4);
    assert_eq!(door.inbox.try_next(), None);
    door.shut().await;
}

#[tokio::test]
async fn what_is_not_whole_waits() {
    let mut door = open();
    let inn = door.mine("in");
    let mut slow = fs::File::create(inn.join("slow.408")).unwrap();
    slow.write_all(b"half, ").unwrap();
    fs::write(inn.join("waiting.part"), "half").unwrap();
    fs::write(inn.join(".hidden"), "half").unwrap();
    fs::write(inn.join("empty.408"), "").unwrap();
    // Two files that take two looks each: whatever two looks could take is taken by then.
    for number in 0..2 {
        let marker = format!("marker.{number}");
        fs::write(door.path(&marker), &marker).unwrap();
        fs::hard_link(door.path(&marker), inn.join(&marker)).unwrap();
        assert_eq!(door.push().await.name, name(&marker));
    }
    assert_eq!(names(&inn), ["empty.408", "slow.408", "waiting.part"]);
    slow.write_all(b"whole").unwrap();
    drop(slow);
    let push = door.push().await;
    assert_eq!(
        (push.name, &push.content.whole().unwrap()[..]),
        (name("slow.408"), &b"half, whole"[..])
    );
    fs::rename(inn.join("waiting.part"), inn.join("waiting.408")).unwrap();
    assert_eq!(door.push().await.name, name("waiting.408"));
    door.shut().await;
}

#[tokio::test]
async fn what_is_refused_says_why() {
    let mut door = open();
    let inn = door.mine("in");
    door.shelve(THEIRS, "theirs.noe", "secret");
    let theirs = door.path("99000025/out/theirs.noe");
    until(|| theirs.exists()).await;
    fs::write(inn.join("a.408"), "first").unwrap();
    door.push().await;
    until(|| inn.join("taken/a.408").exists()).await;

    fs::write(inn.join("a.408"), "another").unwrap();
    fs::write(inn.join("é.408"), "name").unwrap();
    fs::write(inn.join("a..408"), "name").unwrap();
    fs::write(inn.join("large.408"), vec![0; 1_000_001]).unwrap();
    symlink(&theirs, inn.join("link.408")).unwrap();
    symlink("../../99000025/out/theirs.noe", inn.join("link.2")).unwrap();
    symlink("/dev/zero", inn.join("zero.408")).unwrap();
    let refused = inn.join("refused");
    until(|| fs::read_dir(&refused).unwrap().count() == 14).await;
    for (file, why) in [
        ("a.408", "another file came before"),
        ("é.408", "printable ASCII"),
        ("a..408", "leave its folder"),
        ("large.408", "at most 1000000 bytes"),
        ("link.408", "a link"),
        ("link.2", "a link"),
        ("zero.408", "a link"),
    ] {
        let note = fs::read_to_string(refused.join(format!("{file}.txt"))).unwrap();
        assert!(
            note.starts_with("refused on 2024-11-04: ") && note.contains(why),
            "{file}: {note}"
        );
    }
    // Another of that name does not cover the first.
    fs::write(inn.join("a.408"), "yet another").unwrap();
    until(|| refused.join("a.408.2.txt").exists()).await;
    assert_eq!(fs::read(refused.join("a.408")).unwrap(), b"another");
    assert_eq!(door.inbox.try_next(), None);
    // Theirs lies where it lay.
    assert_eq!(fs::read(&theirs).unwrap(), b"secret");
    assert!(door.acknowledged().is_empty());
    door.shut().await;
}

#[tokio::test]
async fn an_office_that_goes_on_knows_its_folders_again() {
    let door = open();
    for file in ["a.noe", "b.noe", "c.noe"] {
        door.shelve(MINE, file, file);
    }
    let out = door.mine("out");
    until(|| names(&out).len() == 3).await;
    fs::remove_file(out.join("a.noe")).unwrap();
    until(|| door.acknowledged().len() == 1).await;
    let (dir, office, inbox) = door.shut().await;

    // While no door is open: one is fetched, one comes, one is pushed, and one was in hand when the power went.
    let inn = dir.path().join(MINE).join("in");
    fs::remove_file(out.join("b.noe")).unwrap();
    fs::write(out.join("stranger"), "not ours").unwrap();
    fs::write(out.join(".d.noe.part"), "unfinished").unwrap();
    fs::write(inn.join("pushed.408"), "pushed").unwrap();
    fs::write(inn.join(".hand/held.408"), "held").unwrap();
    let before = fs::metadata(out.join("c.noe")).unwrap();
    drop(office.deliver(MINE.parse().unwrap(), name("d.noe"), 303, "d.noe".into()));
    let mut door = serve(dir, office, inbox, true);
    let mut pushed = [door.push().await.name, door.push().await.name];
    pushed.sort();
    assert_eq!(pushed, [name("held.408"), name("pushed.408")]);
    until(|| door.acknowledged() == [name("a.noe"), name("b.noe")]).await;
    until(|| names(&out) == ["c.noe", "d.noe", "stranger"]).await;
    assert!(!out.join(".d.noe.part").exists());
    let after = fs::metadata(out.join("c.noe")).unwrap();
    use std::os::unix::fs::MetadataExt as _;
    assert_eq!(
        (before.ino(), before.modified().unwrap()),
        (after.ino(), after.modified().unwrap())
    );
    let (dir, ..) = door.shut().await;

    // A new office in the same folders: what it delivers is there, what was not its own stays.
    let (office, inbox) = crate::office();
    for (file, bytes) in [("a.noe", "a.noe"), ("c.noe", "other")] {
        drop(office.deliver(MINE.parse().unwrap(), name(file), 303, bytes.into()));
    }
    let door = serve(dir, office, inbox, false);
    until(|| {
        names(&out) == ["a.noe", "c.noe", "d.noe", "stranger"] && files(&out)["c.noe"] == b"other"
    })
    .await;
    assert!(door.acknowledged().is_empty());
    door.shut().await;
}

#[tokio::test]
async fn a_folder_that_is_a_link_is_not_opened() {
    for place in [
        "99000017",
        "99000017/in",
        "99000017/out",
        "99000017/in/taken",
    ] {
        let dir = TempDir::new().unwrap();
        let elsewhere = TempDir::new().unwrap();
        let path = dir.path().join(place);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        symlink(elsewhere.path(), &path).unwrap();
        let (office, _inbox) = office();
        let opened = FolderDoor::open(dir.path(), [MINE.parse().unwrap()], office, limits());
        let error = opened.unwrap_err();
        assert!(
            matches!(&error, SimulatorError::Folder { path: found, .. } if found.ends_with(place)),
            "{error}"
        );
        assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0);
    }
}

#[tokio::test]
async fn a_folder_that_is_taken_away_acknowledges_nothing() {
    let door = open();
    door.shelve(MINE, "a.noe", "a");
    let out = door.mine("out");
    until(|| out.join("a.noe").exists()).await;
    fs::rename(&out, door.path("away")).unwrap();
    let error = door.served.await.unwrap().unwrap_err();
    assert!(
        matches!(&error, SimulatorError::Folder { path, .. } if path.ends_with("99000017/out")),
        "{error}"
    );
    assert_eq!(
        door.office
            .board(MINE.parse().unwrap())
            .iter()
            .filter(|file| file.acknowledged)
            .count(),
        0
    );
}

#[tokio::test]
async fn an_office_that_is_brought_back_brings_its_folders_back() {
    let world = WorldSpec {
        insured: 6,
        months: 2,
        ..WorldSpec::demo()
    };
    let founding = Founding {
        options: Options::new(1, world),
        declares: Declares::Etalon,
        faults: None,
    };
    let dir = TempDir::new().unwrap();
    let journal = dir.path().join("journal.jsonl");
    let ground = Ground::shipped().unwrap();
    let assurance = Assurance::found(&founding, Some(&journal), ground, |_, _| {}).unwrap();
    let (office, oc) = (assurance.office().clone(), founding.options.world.oc);
    let door = FolderDoor::open(dir.path(), [oc], office.clone(), limits()).unwrap();
    let (close, closed) = oneshot::channel::<()>();
    let served = tokio::spawn(door.serve(async { drop(closed.await) }));
    let out = dir.path().join(oc.to_string()).join("out");
    let due = || -> Vec<String> {
        let left = office
            .board(oc)
            .into_iter()
            .filter(|file| !file.acknowledged);
        let mut names: Vec<_> = left.map(|file| file.name.to_string()).collect();
        names.sort();
        names
    };
    let start = office.today();
    while due().is_empty() {
        assurance
            .advance(office.today().plus(1))
            .day()
            .await
            .unwrap();
    }
    let before = due();
    until(|| names(&out) == before).await;
    let (then, _) = office.now();
    // One is acknowledged, more come.
    fs::remove_file(out.join(&before[0])).unwrap();
    assurance.advance(start.plus(45)).day().await.unwrap();
    until(|| !due().contains(&before[0]) && names(&out) == due()).await;
    assert!(due().len() > before.len());

    assurance.restore(then).day().await.unwrap();
    assert_eq!(due(), before);
    until(|| names(&out) == before).await;
    drop(close);
    served.await.unwrap().unwrap();
}
