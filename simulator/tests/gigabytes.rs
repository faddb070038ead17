//! Long files come in through every door and are never in memory as a whole: told by the most memory that this process had,
//! which is why the doors are here one after the other, in one test, in a binary of their own.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![cfg(target_os = "linux")]

mod common;
#[cfg(feature = "sftp")]
#[allow(dead_code, reason = "what other tests use of it")]
#[path = "sftp/open.rs"]
mod sftp;

use std::fs;
use std::path::Path;
use std::time::Duration;

use common::{MINE, MY_TOKEN, day, oc, setup};
use sha2::{Digest as _, Sha256};
use simulator::door::{FolderDoor, FolderLimits, HttpDoor};
use simulator::{Inbox, Journal, Office, Push};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::oneshot;

/// Bytes of a file: far more than the memory it may take.
const LONG: u64 = 300 << 20;

/// Memory that may come on top while a file is pushed, client included: measured below a third of it.
const MEMORY: u64 = 24 << 20;

/// Far beyond what any step takes.
const PATIENCE: Duration = Duration::from_secs(300);

const BLOCK: usize = 1 << 20;

/// A block of a long file: no two are the same.
fn block(number: u64) -> Vec<u8> {
    let mut block = vec![b'.'; BLOCK];
    block[..8].copy_from_slice(&number.to_be_bytes());
    block
}

fn sha256(length: u64) -> String {
    let mut hash = Sha256::new();
    for number in 0..length / BLOCK as u64 {
        hash.update(block(number));
    }
    let digits = hash.finalize();
    digits.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The most bytes in memory since the last time this was asked to forget, and now.
fn memory() -> (u64, u64) {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let figure = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let kilobytes = line.unwrap().trim().trim_end_matches(" kB");
        kilobytes.parse::<u64>().unwrap() << 10
    };
    (figure("VmHWM:"), figure("VmRSS:"))
}

/// An office with its journal in a folder.
fn office(folder: &Path) -> (Office, Inbox) {
    let journal = Journal::create(&folder.join("journal.jsonl"), 1_000).unwrap();
    Office::open(day(), journal)
}

async fn pushed(inbox: &mut Inbox) -> Push {
    let push = tokio::time::timeout(PATIENCE, inbox.next());
    push.await.unwrap()
}

/// What came is what was sent, and lies beside the journal.
fn is_right(push: &Push, length: u64, folder: &Path) {
    let right = sha256(length);
    assert_eq!(push.content.len(), length);
    assert_eq!(push.content.sha256().unwrap(), right);
    let kept = folder.join("journal.jsonl.pushed").join(&right);
    assert_eq!(fs::metadata(kept).unwrap().len(), length);
    let journal = fs::metadata(folder.join("journal.jsonl")).unwrap();
    assert!(
        journal.len() < 4_096,
        "the journal does not hold it as well"
    );
}

async fn over_http(folder: &Path) {
    let (office, mut inbox) = office(folder);
    let address = "127.0.0.1:0".parse().unwrap();
    let door = HttpDoor::open(address, office, setup()).await.unwrap();
    let address = door.address();
    let (close, closed) = oneshot::channel::<()>();
    let served = tokio::spawn(door.serve(async { drop(closed.await) }));
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = format!(
        "PUT /v1/oc/{MINE}/inbox/long.408 HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {MY_TOKEN}\r\n\
         content-length: {LONG}\r\nconnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    for number in 0..LONG / BLOCK as u64 {
        stream.write_all(&block(number)).await.unwrap();
    }
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 201 "), "{answer}");
    is_right(&pushed(&mut inbox).await, LONG, folder);
    drop(close);
    served.await.unwrap().unwrap();
}

async fn over_a_folder(folder: &Path) {
    let (office, mut inbox) = office(folder);
    let limits = FolderLimits {
        look: Duration::from_millis(5),
        ..FolderLimits::default()
    };
    let door = FolderDoor::open(folder, [oc(MINE)], office, limits).unwrap();
    let (close, closed) = oneshot::channel::<()>();
    let served = tokio::spawn(door.serve(async { drop(closed.await) }));
    let inn = folder.join(MINE).join("in");
    let mut file = fs::File::create(inn.join("long.part")).unwrap();
    for number in 0..LONG / BLOCK as u64 {
        std::io::Write::write_all(&mut file, &block(number)).unwrap();
    }
    drop(file);
    fs::rename(inn.join("long.part"), inn.join("long.408")).unwrap();
    let push = pushed(&mut inbox).await;
    // What the OC does with its own file later changes nothing of what came.
    drop(close);
    served.await.unwrap().unwrap();
    fs::write(inn.join("taken").join("long.408"), "other").unwrap();
    is_right(&push, LONG, folder);
}

/// Less, since ciphers take their time, and into a journal in memory: as `sftp` sends it, in packets of 32 KiB.
#[cfg(feature = "sftp")]
async fn over_sftp() {
    use russh_sftp::protocol::{FileAttributes, OpenFlags};
    const PACKET: usize = 32 << 10;
    let length = LONG / 4;
    let mut door = sftp::open().await;
    let (_handle, session) = door.raw(MINE).await;
    let flags = OpenFlags::WRITE | OpenFlags::CREATE;
    let empty = FileAttributes::empty();
    let handle = session.open("in/long.part", flags, empty).await.unwrap();
    for number in 0..length / BLOCK as u64 {
        for (nth, packet) in block(number).chunks(PACKET).enumerate() {
            let at = number * BLOCK as u64 + (nth * PACKET) as u64;
            let written = session.write(handle.handle.as_str(), at, packet.to_vec());
            written.await.unwrap();
        }
    }
    session.close(handle.handle).await.unwrap();
    session.rename("in/long.part", "in/long.408").await.unwrap();
    let push = pushed(&mut door.inbox).await;
    assert_eq!(push.content.len(), length);
    assert_eq!(push.content.sha256().unwrap(), sha256(length));
    door.shut().await;
}

#[test]
fn long_files_come_in_through_every_door_with_memory_flat() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let run = |door: &str, pushes: &dyn Fn(&Path)| {
        let folder = TempDir::new().unwrap();
        // Forgets the peak so far.
        if fs::write("/proc/self/clear_refs", "5").is_err() {
            eprintln!("the system does not forget a peak: the one so far counts");
        }
        let (_, before) = memory();
        pushes(folder.path());
        let (most, _) = memory();
        let more = most.saturating_sub(before);
        eprintln!("{door}: {} KiB on top", more >> 10);
        assert!(more < MEMORY, "{door}: {more} bytes on top of {before}");
    };
    run("http", &|folder| runtime.block_on(over_http(folder)));
    run("folder", &|folder| runtime.block_on(over_a_folder(folder)));
    #[cfg(feature = "sftp")]
    run("sftp", &|_| runtime.block_on(over_sftp()));
}
