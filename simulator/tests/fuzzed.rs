//! Ten thousand requests on every route that nobody would write on purpose: each is refused or answered, nothing panics, the
//! journal holds what was done and no more, and memory has a limit.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use common::{MINE, MY_TOKEN, Open, THEIR_TOKEN, THEIRS, bad_days, day, open_as, setup};
use generators::{Draws, Subject};
use simulator::door::{HttpSetup, Limits};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

const REQUESTS: u64 = 10_000;
const BODY: usize = 4 << 10;
const HEADERS: usize = 8 << 10;
/// Bytes alive at a time at most, all of the door, its journal and this test's own together: a few buffers a connection,
/// and what the office keeps of pushes. A push alone may announce terabytes.
const MEMORY: u64 = 2 << 20;

const METHODS: &[&str] = &[
    "GET",
    "HEAD",
    "POST",
    "PUT",
    "DELETE",
    "PATCH",
    "OPTIONS",
    "TRACE",
    "CONNECT",
    "get",
    "G\0T",
    "",
    "GETGETGETGETGETGETGET",
];
const OCS: &[&str] = &[
    MINE,
    MINE,
    MINE,
    THEIRS,
    "12345678",
    "9900001",
    "990000177",
    "..",
    "%39%39000017",
    "",
    "é",
];
const NAMES: &[&str] = &[
    "a.noe",
    "b.noe",
    "none.noe",
    "..",
    "%2e%2e",
    "..%2f..%2fetc%2fpasswd",
    "%00",
    "%ff%fe",
    "%",
    "a%0d%0aX: y",
    "~",
    "a b",
    "a%20b",
    "ack",
    ".hidden",
    "\u{202e}",
    "*",
    "?",
    "#",
    "a;b=c",
];
const TOKENS: &[&str] = &[
    MY_TOKEN,
    MY_TOKEN,
    MY_TOKEN,
    THEIR_TOKEN,
    "",
    "mine",
    "mine-0123456789abcdeg",
    "\u{e9}",
    "a b c",
];
const HEADS: &[&str] = &[
    "range: bytes=0-1",
    "range: bytes=5-2",
    "range: bytes=-0",
    "range: bytes=0-,1-",
    "range: bytes=18446744073709551615-",
    "range: bytes=-18446744073709551616",
    "range: bytes=0-99999999999999999999999",
    "range: lines=1-2",
    "range: bytes=\u{7f}",
    "if-range: \"x\"",
    "expect: 100-continue",
    "expect: 200-ok",
    "transfer-encoding: chunked",
    "transfer-encoding: gzip",
    "transfer-encoding: chunked, chunked",
    "content-length: 0",
    "content-length: 3",
    "content-length: 99999999999999",
    "content-length: 18446744073709551616",
    "content-length: -1",
    "content-length: 3, 3",
    "content-length: 3\r\ncontent-length: 4",
    "connection: close",
    "connection: upgrade\r\nupgrade: websocket",
    "upgrade: h2c",
    "host:",
    "host: a\r\nhost: b",
    "authorization: Bearer x",
    "authorization: Basic eDp5",
    "x: \0",
    "x\0: y",
    ": y",
    "x : y",
    " folded",
    "x: y\r\n z",
    "cookie: a=b",
    "accept-encoding: gzip",
    "content-encoding: gzip",
    "x: \u{ff}\u{fe}",
];
const BODIES: &[&str] = &[
    "",
    "x",
    "abc",
    "3\r\nabc\r\n0\r\n\r\n",
    "ffffffffffffffff\r\n",
    "-1\r\n",
    "3;ext=\"\r\nabc\r\n0\r\n",
    "GET / HTTP/1.1\r\n\r\n",
];
const VERSIONS: &[&str] = &[
    "HTTP/1.1",
    "HTTP/1.1",
    "HTTP/1.1",
    "HTTP/1.0",
    "HTTP/0.9",
    "HTTP/2.0",
    "http/1.1",
    "",
    "HTTP/1.1 x",
];

/// A request put together from parts that are each sound or odd, then hurt byte by byte now and then.
fn request(number: u64) -> Vec<u8> {
    let mut draws = Draws::new(20_261_123, 0, Subject::File, number);
    let pick = |draws: &mut Draws, of: &[&str]| draws.pick(of).unwrap().to_string();
    let mut sound = |often: u32, as_is: &str, odd: &[&str]| {
        if draws.permille(often) {
            as_is.to_owned()
        } else {
            pick(&mut draws, odd)
        }
    };
    let (oc, name) = (sound(700, MINE, OCS), sound(500, "a.noe", NAMES));
    let (method, path) = match draws.below(9) {
        0 => ("GET", "/v1/health".to_owned()),
        1 => ("GET", format!("/v1/oc/{oc}/files")),
        2 | 3 => ("GET", format!("/v1/oc/{oc}/files/{name}")),
        4 => ("POST", format!("/v1/oc/{oc}/files/{name}/ack")),
        5 => ("PUT", format!("/v1/oc/{oc}/inbox/{name}")),
        6 => ("PUT", format!("/v1/oc/{oc}/inbox/{number}.408")),
        7 => ("POST", format!("/v1/oc/{oc}/files/{name}/paid")),
        _ => ("GET", format!("/{name}/{oc}//{name}?{oc}#{name}")),
    };
    let mut sound = |often: u32, as_is: &str, odd: &[&str]| {
        if draws.permille(often) {
            as_is.to_owned()
        } else {
            pick(&mut draws, odd)
        }
    };
    let method = sound(850, method, METHODS);
    let version = sound(950, "HTTP/1.1", VERSIONS);
    let token = sound(850, MY_TOKEN, TOKENS);
    let mut text =
        format!("{method} {path} {version}\r\nhost: x\r\nauthorization: Bearer {token}\r\n");
    for _ in 0..draws.below(3) {
        text += &pick(&mut draws, HEADS);
        text += "\r\n";
    }
    let body = match draws.below(40) {
        0 => "x".repeat(BODY * 3),
        1 => {
            text += &format!("long: {}\r\n", "y".repeat(HEADERS * 2));
            String::new()
        }
        2 => {
            text += &"a: b\r\n".repeat(300);
            String::new()
        }
        _ => pick(&mut draws, BODIES),
    };
    if (method == "PUT" || path.ends_with("/paid")) && draws.permille(600) {
        text += &format!("content-length: {}\r\n", body.len());
    }
    let mut bytes = (text + "\r\n" + &body).into_bytes();
    if draws.permille(200) {
        for _ in 0..=draws.below(6) {
            let at = draws.below(u32::try_from(bytes.len()).unwrap()) as usize;
            match draws.below(4) {
                0 => bytes[at] = draws.bits() as u8,
                1 => bytes.insert(at, draws.bits() as u8),
                2 => bytes.truncate(at + 1),
                _ => drop(bytes.remove(at)),
            }
            if bytes.is_empty() {
                bytes.push(b'\n');
            }
        }
    }
    bytes
}

/// What comes back until the door hangs up.
async fn answer(door: &Open, request: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect(door.address).await.unwrap();
    // A door that has answered already may have hung up.
    let _ = stream.write_all(request).await;
    let _ = stream.shutdown().await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    answer
}

/// Runs all of them; gives how often each status came, 0 for none.
async fn fuzz(rules: &str) -> BTreeMap<u16, usize> {
    let limits = Limits {
        body: BODY as u64,
        headers: HEADERS,
        ..Limits::default()
    };
    let setup = HttpSetup {
        limits,
        bad_days: bad_days(1, rules),
        ..setup()
    };
    let mut door = open_as(day(), setup).await;
    for file in ["a.noe", "b.noe"] {
        door.shelve(MINE, file, "0123456789");
        door.shelve(THEIRS, file, "secret-of-another");
    }
    let (mut statuses, mut pushed) = (BTreeMap::new(), 0);
    for number in 0..REQUESTS {
        let request = request(number);
        let came = answer(&door, &request).await;
        let text = String::from_utf8_lossy(&came);
        let shown = || {
            String::from_utf8_lossy(&request)
                .chars()
                .take(300)
                .collect::<String>()
        };
        assert!(
            came.is_empty() || text.starts_with("HTTP/1.1 ") || text.starts_with("HTTP/1.0 "),
            "{}\n{text}",
            shown()
        );
        // The other's files come only to the other's token, which some requests bear.
        let theirs = request
            .windows(THEIR_TOKEN.len())
            .any(|w| w == THEIR_TOKEN.as_bytes());
        assert!(
            theirs || !text.contains("secret-of-another"),
            "{}\n{text}",
            shown()
        );
        let status = text
            .split(' ')
            .nth(1)
            .map_or(0, |status| status.parse().unwrap());
        *statuses.entry(status).or_default() += 1;
        while let Some(push) = door.inbox.try_next() {
            assert!(push.content.len() <= BODY as u64);
            pushed += 1;
        }
    }
    assert!(pushed > 50, "{pushed}");
    assert_eq!(door.get("/v1/health").await.status, 200);
    door.shut().await;
    statuses
}

fn measured(rules: &str) -> BTreeMap<u16, usize> {
    let mut statuses = BTreeMap::new();
    let spent = allocation_counter::measure(|| {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        statuses = runtime.block_on(fuzz(rules));
    });
    assert!(
        spent.bytes_max < MEMORY,
        "{} bytes at a time",
        spent.bytes_max
    );
    statuses
}

#[test]
fn ten_thousand_odd_requests_are_refused_or_answered() {
    let panics = Arc::new(AtomicUsize::new(0));
    let (seen, usual) = (panics.clone(), std::panic::take_hook());
    std::panic::set_hook(Box::new(move |info| {
        seen.fetch_add(1, SeqCst);
        usual(info);
    }));
    let statuses = measured("  []");
    assert_eq!(panics.load(SeqCst), 0);
    // Every kind of answer is met, so the requests are odd in many ways and not in one.
    for status in [0, 200, 201, 204, 206, 400, 401, 404, 405, 413, 416, 431] {
        let often = statuses.get(&status).copied().unwrap_or(0);
        assert!(often >= 10, "{status}: {statuses:?}");
    }
    assert_eq!(statuses.get(&500), None, "{statuses:?}");
    // And the same while everything that makes nobody wait goes wrong.
    let statuses = measured(
        "  - {id: a, permille: 100, action: {reset: {after-permille: 500}}}\n  \
         - {id: b, permille: 100, action: {truncated: {after-bytes: 3}}}\n  \
         - {id: c, permille: 100, action: {announced-longer: {bytes: 9}}}\n  \
         - {id: d, permille: 100, action: {announced-shorter: {bytes: 99}}}\n  \
         - {id: e, permille: 100, action: answer-lost}\n  \
         - {id: f, permille: 100, action: {server-error: {status: 503}}}\n  \
         - {id: g, permille: 300, action: listed-twice}\n  \
         - {id: h, match: {file: 'b*'}, action: {in-part: {permille: 0, until: {days: 1}}}}\n  \
         - {id: i, permille: 100, action: {too-many-requests: {retry-after-seconds: 1}}}\n  \
         - {id: j, permille: 500, action: {bandwidth: {bytes-per-second: 4000000000}}}",
    );
    assert_eq!(panics.load(SeqCst), 0);
    for status in [429, 503] {
        assert!(
            statuses.get(&status).copied().unwrap_or(0) >= 10,
            "{status}: {statuses:?}"
        );
    }
}
