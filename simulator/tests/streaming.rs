//! A file that is fetched is never in memory as a whole, and of those that are pushed a few are: told by counting pieces and
//! bytes that are held, not by watching a process.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::io;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::SeqCst};

use bytes::Bytes;
use common::{MINE, MY_TOKEN, name, oc, open};
use simulator::{Content, OnDisk, PIECE, Source};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Pieces that live, and the most there ever were.
#[derive(Debug, Default)]
struct Held {
    now: AtomicUsize,
    most: AtomicUsize,
    read: AtomicU64,
}

/// A file that is made while it is read: byte n is n modulo 251.
#[derive(Debug)]
struct Made {
    length: u64,
    held: Arc<Held>,
}

struct Piece(Vec<u8>, Arc<Held>);

impl AsRef<[u8]> for Piece {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Drop for Piece {
    fn drop(&mut self) {
        self.1.now.fetch_sub(1, SeqCst);
    }
}

fn byte(at: u64) -> u8 {
    (at % 251) as u8
}

impl Source for Made {
    fn length(&self) -> u64 {
        self.length
    }

    fn read(&self, range: Range<u64>) -> io::Result<Bytes> {
        assert!(range.end <= self.length && range.end - range.start <= PIECE as u64);
        let now = self.held.now.fetch_add(1, SeqCst) + 1;
        self.held.most.fetch_max(now, SeqCst);
        self.held.read.fetch_add(range.end - range.start, SeqCst);
        let bytes = range.map(byte).collect();
        Ok(Bytes::from_owner(Piece(bytes, self.held.clone())))
    }
}

fn request(path: &str, range: Option<&str>) -> String {
    let range = range.map_or(String::new(), |range| format!("range: {range}\r\n"));
    format!("GET {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {MY_TOKEN}\r\n{range}\r\n")
}

/// Reads the head of an answer, byte by byte.
async fn head(stream: &mut TcpStream) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.unwrap());
    }
    String::from_utf8(head).unwrap()
}

/// Reads so many bytes that begin at that place of a [`Made`] file.
async fn follow(stream: &mut TcpStream, mut at: u64, count: u64) {
    let (end, mut buffer) = (at + count, vec![0; 1 << 20]);
    while at < end {
        let most = usize::try_from(end - at).unwrap().min(buffer.len());
        let read = stream.read(&mut buffer[..most]).await.unwrap();
        assert!(read > 0, "ended at {at}");
        let due = (at..).map(byte);
        assert!(
            buffer[..read]
                .iter()
                .copied()
                .zip(due)
                .all(|(is, due)| is == due)
        );
        at += read as u64;
    }
}

/// Pieces that a connection holds at most: those in hyper's hands, and the one being made.
const AT_ONCE: usize = 3;

#[tokio::test]
async fn a_long_file_is_fetched_with_a_few_pieces_in_memory() {
    let door = open().await;
    let held = Arc::new(Held::default());
    let length = 32 << 20;
    let file = Made {
        length,
        held: held.clone(),
    };
    let delivered =
        door.office
            .deliver(oc(MINE), name("long.noe"), 303, Content::from_source(file));
    delivered.unwrap();
    // It was read once, piece by piece, for its SHA-256.
    assert_eq!(held.read.swap(0, SeqCst), length);
    let path = "/v1/oc/99000017/files/long.noe";
    let mut stream = TcpStream::connect(door.address).await.unwrap();
    stream
        .write_all(request(path, None).as_bytes())
        .await
        .unwrap();
    assert!(
        head(&mut stream)
            .await
            .contains(&format!("content-length: {length}"))
    );
    // Whoever stops reading has no more made for it than the system takes in advance.
    follow(&mut stream, 0, 10).await;
    for _ in 0..1_000 {
        tokio::task::yield_now().await;
    }
    assert!(
        held.read.load(SeqCst) < length / 2,
        "{}",
        held.read.load(SeqCst)
    );
    follow(&mut stream, 10, length - 10).await;
    assert_eq!(held.read.load(SeqCst), length);
    assert!(held.most.load(SeqCst) <= AT_ONCE, "{:?}", held.most);
    // The same connection goes on with a part, and only that part is made.
    let range = format!("bytes={}-{}", length - 100_000, length - 2);
    stream
        .write_all(request(path, Some(&range)).as_bytes())
        .await
        .unwrap();
    let answer = head(&mut stream).await;
    assert!(answer.starts_with("HTTP/1.1 206 "), "{answer}");
    follow(&mut stream, length - 100_000, 99_999).await;
    assert_eq!(held.read.load(SeqCst), length + 99_999);
    drop(stream);
    door.shut().await;
    assert_eq!(held.now.load(SeqCst), 0);
}

#[tokio::test]
async fn many_who_fetch_at_once_hold_a_few_pieces_each() {
    const MANY: usize = 16;
    let door = open().await;
    let held = Arc::new(Held::default());
    let length = 1 << 20;
    let file = Made {
        length,
        held: held.clone(),
    };
    let delivered =
        door.office
            .deliver(oc(MINE), name("long.noe"), 303, Content::from_source(file));
    delivered.unwrap();
    // It was read once, piece by piece, for its SHA-256.
    assert_eq!(held.read.swap(0, SeqCst), length);
    let mut all = tokio::task::JoinSet::new();
    for _ in 0..MANY {
        let address = door.address;
        all.spawn(async move {
            let mut stream = TcpStream::connect(address).await.unwrap();
            let request = request("/v1/oc/99000017/files/long.noe", None);
            stream.write_all(request.as_bytes()).await.unwrap();
            head(&mut stream).await;
            follow(&mut stream, 0, length).await;
        });
    }
    all.join_all().await;
    assert_eq!(held.read.load(SeqCst), length * MANY as u64);
    assert!(held.most.load(SeqCst) <= AT_ONCE * MANY, "{:?}", held.most);
    door.shut().await;
}

#[tokio::test]
async fn a_file_on_disk_is_the_file_and_one_that_shrinks_is_cut() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.noe");
    let content: Vec<u8> = (0..500_000).map(byte).collect();
    std::fs::write(&path, &content).unwrap();
    let door = open().await;
    let on_disk = Content::from_source(OnDisk::open(&path).unwrap());
    door.office
        .deliver(oc(MINE), name("a.noe"), 303, on_disk)
        .unwrap();
    let listed = door.get("/v1/oc/99000017/files").await.json();
    assert_eq!(listed["files"][0]["bytes"], 500_000);
    let file = "/v1/oc/99000017/files/a.noe";
    assert!(door.get(file).await.body == content);
    let range = [("range", "bytes=65530-200000")];
    let part = door.ask("GET", file, Some(MY_TOKEN), &range, "").await;
    assert!(part.body == content[65_530..=200_000]);
    // What cannot be read any more is no shorter file: the connection breaks.
    std::fs::write(&path, &content[..100_000]).unwrap();
    let answer = door.raw(request(file, None).as_bytes()).await;
    assert!(answer.contains("content-length: 500000"), "{answer}");
    assert!(answer.len() < 200_000);
    assert_eq!(door.get("/v1/health").await.status, 200);
    door.shut().await;
}

#[test]
fn of_many_pushes_at_once_a_few_are_in_memory() {
    const MANY: usize = 64;
    const LONG: usize = 1 << 20;
    /// Of each of the two that are read at a time the body, twice while its buffer grows; and a buffer a connection.
    const MEMORY: u64 = 12 << 20;
    static BODY: [u8; LONG] = [b'x'; LONG];
    let all = async {
        let limits = simulator::door::Limits {
            uploads: 2,
            body: LONG as u64,
            ..Default::default()
        };
        let mut door = common::open_with(limits).await;
        let mut pushes = tokio::task::JoinSet::new();
        for _ in 0..MANY {
            let address = door.address;
            pushes.spawn(async move {
                let mut stream = TcpStream::connect(address).await.unwrap();
                let head = format!(
                    "PUT /v1/oc/99000017/inbox/a.408 HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {MY_TOKEN}\r\n\
                     content-length: {LONG}\r\n\r\n"
                );
                stream.write_all(head.as_bytes()).await.unwrap();
                stream.write_all(&BODY).await.unwrap();
                self::head(&mut stream).await.starts_with("HTTP/1.1 20")
            });
        }
        assert!(pushes.join_all().await.into_iter().all(|taken| taken));
        // One file, however often it came.
        assert_eq!(door.inbox.try_next().unwrap().content.len(), LONG as u64);
        assert_eq!(door.inbox.try_next(), None);
        door.shut().await;
    };
    let spent = allocation_counter::measure(|| {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(all);
    });
    assert!(
        spent.bytes_max < MEMORY,
        "{} bytes at a time",
        spent.bytes_max
    );
}
