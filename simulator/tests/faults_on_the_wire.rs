//! What each fault looks like to somebody who reads the socket itself.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::io::ErrorKind;

use common::{MINE, MY_TOKEN, Open, name, oc, open_faulty};
use simulator::{Act, Received};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Head, body and how the connection ended.
struct Seen {
    head: String,
    body: Vec<u8>,
    end: Option<ErrorKind>,
}

impl Seen {
    fn status(&self) -> &str {
        self.head.split(' ').nth(1).unwrap_or_default()
    }

    fn length(&self) -> Option<usize> {
        let line = self
            .head
            .lines()
            .find_map(|l| l.strip_prefix("content-length: "));
        line.map(|length| length.parse().unwrap())
    }
}

/// Sends a request and reads until the door hangs up, or for `keep` bytes of the body where it does not.
async fn look(door: &Open, request: &str, keep: Option<usize>) -> Seen {
    let mut stream = TcpStream::connect(door.address).await.unwrap();
    let (line, rest) = request.split_once("\r\n").unwrap_or((request, ""));
    let text = format!(
        "{line} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {MY_TOKEN}\r\n{}",
        if rest.is_empty() { "\r\n" } else { rest }
    );
    stream.write_all(text.as_bytes()).await.unwrap();
    let (mut all, mut end) = (Vec::new(), None);
    let mut piece = [0; 65_536];
    loop {
        match stream.read(&mut piece).await {
            Ok(0) => break,
            Ok(count) => all.extend_from_slice(&piece[..count]),
            Err(error) => {
                end = Some(error.kind());
                break;
            }
        }
        let body = all
            .windows(4)
            .position(|w| w == b"\r\n\r\n")
            .map(|at| all.len() - at - 4);
        if keep.is_some_and(|keep| body.is_some_and(|body| body >= keep)) {
            break;
        }
    }
    let at = all
        .windows(4)
        .position(|w| w == b"\r\n\r\n")
        .map_or(all.len(), |at| at + 4);
    let body = all.split_off(at);
    let head = String::from_utf8(all).unwrap();
    Seen { head, body, end }
}

const FILE: &str = "GET /v1/oc/99000017/files/a.noe";
const LIST: &str = "GET /v1/oc/99000017/files";

fn content() -> Vec<u8> {
    (0..300_000_u32).map(|n| (n % 251) as u8).collect()
}

async fn door(action: &str) -> Open {
    let door = open_faulty(&format!(
        "  - {{id: rule, match: {{nth: [1]}}, action: {action}}}"
    ))
    .await;
    door.shelve(MINE, "a.noe", content());
    door
}

#[tokio::test]
async fn a_reset_is_a_reset_after_no_more_than_so_many_bytes() {
    for (action, comes) in [
        ("{reset: {after-bytes: 0}}", 0),
        ("{reset: {after-bytes: 1}}", 1),
        ("{reset: {after-bytes: 100000}}", 100_000),
        ("{reset: {after-permille: 500}}", 150_000),
        ("{reset: {after-bytes: 999999999}}", 300_000),
    ] {
        let door = door(action).await;
        let seen = look(&door, FILE, None).await;
        assert_eq!(
            (seen.status(), seen.length()),
            ("200", Some(300_000)),
            "{action}"
        );
        assert_eq!(seen.end, Some(ErrorKind::ConnectionReset), "{action}");
        // What the system had not sent yet is lost with a reset, so it may be fewer where they are many.
        assert!(
            content()[..comes].starts_with(&seen.body),
            "{action}: {}",
            seen.body.len()
        );
        assert!(comes > 1 || seen.body.len() == comes, "{action}");
        // The second is whole, and each fault stands in the journal before what it befell.
        let again = look(&door, FILE, Some(300_000)).await;
        assert!(again.body == content());
        assert_eq!(door.faults(), ["reset"]);
        let acts: Vec<Act> = door
            .office
            .records_after(1)
            .into_iter()
            .map(|r| r.act)
            .collect();
        let faulted = Act::Faulted {
            rule: "rule".to_owned(),
            fault: "reset".to_owned(),
            name: Some(name("a.noe")),
            until: None,
            which: None,
            sound: None,
        };
        let fetched = Act::Fetched {
            name: name("a.noe"),
            from: 0,
            bytes: 300_000,
        };
        assert_eq!(acts, [faulted, fetched.clone(), fetched]);
        door.shut().await;
    }
}

#[tokio::test]
async fn a_truncated_body_ends_as_if_all_were_said() {
    for (action, comes) in [
        ("{truncated: {after-bytes: 0}}", 0),
        ("{truncated: {after-permille: 999}}", 299_700),
    ] {
        let door = door(action).await;
        let seen = look(&door, FILE, None).await;
        assert_eq!(
            (seen.status(), seen.length(), seen.end),
            ("200", Some(300_000), None)
        );
        assert!(
            seen.body == content()[..comes],
            "{action}: {}",
            seen.body.len()
        );
        door.shut().await;
    }
}

#[tokio::test]
async fn an_empty_file_breaks_after_its_head() {
    for (action, end) in [
        ("{truncated: {after-bytes: 5}}", None),
        (
            "{reset: {after-bytes: 5}}",
            Some(ErrorKind::ConnectionReset),
        ),
    ] {
        let door = door(action).await;
        door.shelve(MINE, "empty.noe", "");
        let seen = look(&door, "GET /v1/oc/99000017/files/empty.noe", None).await;
        assert_eq!((seen.status(), seen.end), ("200", end), "{action}");
        door.shut().await;
    }
}

#[tokio::test]
async fn of_a_range_it_is_the_range_that_is_cut() {
    let door = door("{truncated: {after-permille: 500}}").await;
    let seen = look(
        &door,
        &format!("{FILE}\r\nrange: bytes=1000-1999\r\n\r\n"),
        None,
    )
    .await;
    assert_eq!((seen.status(), seen.length()), ("206", Some(1_000)));
    assert!(seen.head.contains("content-range: bytes 1000-1999/300000"));
    assert!(seen.body == content()[1_000..1_500]);
    door.shut().await;
}

#[tokio::test]
async fn a_wrong_length_is_too_short_or_too_long() {
    let shorter = door("{announced-shorter: {bytes: 7}}").await;
    let seen = look(&shorter, FILE, Some(299_993)).await;
    assert_eq!((seen.length(), seen.end), (Some(299_993), None));
    assert!(seen.body == content()[..299_993]);
    shorter.shut().await;
    let none = door("{announced-shorter: {bytes: 999999}}").await;
    assert_eq!(look(&none, FILE, Some(0)).await.length(), Some(0));
    none.shut().await;
    let longer = door("{announced-longer: {bytes: 7}}").await;
    let seen = look(&longer, FILE, None).await;
    assert_eq!((seen.length(), seen.end), (Some(300_007), None));
    assert!(seen.body == content());
    longer.shut().await;
}

#[tokio::test]
async fn a_lost_answer_is_no_answer_to_something_done() {
    let mut door = door("answer-lost").await;
    let push = "PUT /v1/oc/99000017/inbox/a.408\r\ncontent-length: 3\r\n\r\nabc";
    for (request, status) in [
        (push, "200"),
        (
            "POST /v1/oc/99000017/files/a.noe/ack\r\ncontent-length: 0\r\n\r\n",
            "204",
        ),
        (LIST, "200"),
    ] {
        let lost = look(&door, request, None).await;
        assert_eq!(
            (lost.head.as_str(), lost.end),
            ("", Some(ErrorKind::ConnectionReset)),
            "{request}"
        );
        assert_eq!(
            look(&door, request, Some(0)).await.status(),
            status,
            "{request}"
        );
    }
    assert!(
        door.office
            .look(oc(MINE), &name("a.noe"))
            .unwrap()
            .acknowledged
    );
    assert_eq!(
        door.inbox.try_next().unwrap().content.whole().unwrap(),
        "abc"
    );
    assert_eq!(door.inbox.try_next(), None);
    assert_eq!(door.faults(), ["answer-lost"; 3]);
    door.shut().await;
}

#[tokio::test]
async fn a_refusal_does_nothing_and_says_when_to_come_again() {
    for (action, status, told) in [
        (
            "{server-error: {status: 503, retry-after-seconds: 7}}",
            503,
            Some("7"),
        ),
        ("{server-error: {status: 599}}", 599, None),
        (
            "{too-many-requests: {retry-after-seconds: 0}}",
            429,
            Some("0"),
        ),
    ] {
        let mut door = door(action).await;
        for (method, path) in [
            ("GET", "files"),
            ("GET", "files/a.noe"),
            ("POST", "files/a.noe/ack"),
            ("PUT", "inbox/a.408"),
        ] {
            let path = format!("/v1/oc/{MINE}/{path}");
            let answer = door.ask(method, &path, Some(MY_TOKEN), &[], "abc").await;
            assert_eq!(answer.refused(), status, "{method} {path}");
            assert_eq!(
                answer
                    .headers
                    .get("retry-after")
                    .map(|v| v.to_str().unwrap()),
                told
            );
        }
        assert!(
            !door
                .office
                .look(oc(MINE), &name("a.noe"))
                .unwrap()
                .acknowledged
        );
        assert_eq!(door.inbox.try_next(), None);
        let done = door.office.records_after(1).into_iter();
        assert!(
            done.into_iter()
                .all(|r| matches!(r.act, Act::Faulted { .. }))
        );
        // Once more, and it is done.
        let path = format!("/v1/oc/{MINE}/inbox/a.408");
        assert_eq!(
            door.ask("PUT", &path, Some(MY_TOKEN), &[], "abc")
                .await
                .status,
            201
        );
        door.shut().await;
    }
}

#[tokio::test]
async fn a_refused_push_that_waits_to_be_asked_is_told_at_once() {
    let door = door("{server-error: {status: 503}}").await;
    let head =
        "PUT /v1/oc/99000017/inbox/a.408\r\nexpect: 100-continue\r\ncontent-length: 30000\r\n\r\n";
    let seen = look(&door, head, None).await;
    assert_eq!(seen.status(), "503");
    door.shut().await;
}

#[tokio::test]
async fn faults_befall_only_those_who_have_business_here() {
    let door = open_faulty("  - {id: a, action: {server-error: {status: 503}}}").await;
    door.shelve(MINE, "a.noe", "x");
    for (path, token, status) in [
        ("/v1/health", None, 200),
        ("/v1/oc/99000017/files", None, 401),
        ("/v1/oc/99000017/files", Some(common::THEIR_TOKEN), 404),
        ("/v1/oc/99000017/files/none.noe", Some(MY_TOKEN), 404),
    ] {
        let answer = door.ask("GET", path, token, &[], "").await;
        assert_eq!(answer.status, status, "{path} {token:?}");
    }
    let head = door
        .ask(
            "HEAD",
            "/v1/oc/99000017/files/a.noe",
            Some(MY_TOKEN),
            &[],
            "",
        )
        .await;
    assert_eq!(head.status, 200);
    assert_eq!(door.faults(), [""; 0]);
    door.shut().await;
}

#[tokio::test]
async fn what_is_shown_of_a_shelf_is_what_the_rules_say() {
    let door = open_faulty(
        "  - {id: a, match: {file: twice.noe}, action: listed-twice}\n  \
         - {id: b, match: {file: part.noe}, action: {in-part: {permille: 500, until: {fetch: 2}}}}\n  \
         - {id: c, match: {file: late.noe}, action: {hidden: {days: 3}}}\n  \
         - {id: d, match: {nth: [2]}, action: offered-again}",
    )
    .await;
    for file in ["twice.noe", "part.noe", "late.noe"] {
        door.shelve(MINE, file, "0123456789");
    }
    let list = async |door: &Open| {
        let listed = door.get("/v1/oc/99000017/files").await.json();
        let files = listed["files"].as_array().unwrap().iter();
        files
            .map(|f| {
                format!(
                    "{} {} {}",
                    f["name"].as_str().unwrap(),
                    f["bytes"],
                    f["acknowledged"]
                )
            })
            .collect::<Vec<_>>()
    };
    let ack = "/v1/oc/99000017/files/twice.noe/ack";
    assert_eq!(
        door.ask("POST", ack, Some(MY_TOKEN), &[], "").await.status,
        204
    );
    let first = ["twice.noe 10 true", "twice.noe 10 true", "part.noe 5 false"];
    assert_eq!(list(&door).await, first);
    let second = [
        "twice.noe 10 false",
        "twice.noe 10 false",
        "part.noe 5 false",
    ];
    assert_eq!(list(&door).await, second);
    for path in ["files/late.noe", "files/late.noe/ack"] {
        let method = if path.ends_with("ack") { "POST" } else { "GET" };
        let path = format!("/v1/oc/{MINE}/{path}");
        assert_eq!(
            door.ask(method, &path, Some(MY_TOKEN), &[], "")
                .await
                .refused(),
            404
        );
    }
    let part = "/v1/oc/99000017/files/part.noe";
    let range = [("range", "bytes=5-")];
    assert_eq!(
        door.ask("GET", part, Some(MY_TOKEN), &range, "")
            .await
            .refused(),
        416
    );
    let rest = door.ask("GET", part, Some(MY_TOKEN), &range, "").await;
    assert_eq!((rest.status.as_u16(), rest.body), (206, "56789".into()));
    door.office.turn_to(common::day().plus(3)).unwrap();
    assert_eq!(list(&door).await.last().unwrap(), "late.noe 10 false");
    door.shut().await;
}

#[tokio::test]
async fn a_head_tells_no_more_than_a_fetch_would_and_is_none() {
    let door = open_faulty(
        "  - {id: a, match: {file: part.noe}, action: {in-part: {permille: 500, until: {fetch: 2}}}}\n  \
         - {id: b, match: {file: late.noe}, action: {hidden: {days: 3}}}",
    )
    .await;
    for file in ["part.noe", "late.noe"] {
        door.shelve(MINE, file, "0123456789");
    }
    let ask = async |method: &str, file: &str| {
        let path = format!("/v1/oc/{MINE}/files/{file}");
        let answer = door.ask(method, &path, Some(MY_TOKEN), &[], "").await;
        let length = answer.headers.get("content-length").cloned();
        (answer.status.as_u16(), length.unwrap())
    };
    for _ in 0..3 {
        assert_eq!(ask("HEAD", "part.noe").await, (200, "5".parse().unwrap()));
    }
    assert_eq!(ask("HEAD", "late.noe").await.0, 404);
    assert_eq!(door.faults(), [""; 0], "nothing was fetched");
    assert_eq!(ask("GET", "part.noe").await, (200, "5".parse().unwrap()));
    assert_eq!(ask("HEAD", "part.noe").await, (200, "10".parse().unwrap()));
    door.shut().await;
}

#[tokio::test]
async fn rules_change_while_the_door_is_open() {
    let setup = common::setup();
    let bad_days = setup.bad_days.clone();
    let door = common::open_as(common::day(), setup).await;
    assert_eq!(door.get("/v1/oc/99000017/files").await.status, 200);
    bad_days.set(
        common::bad_days(
            1,
            "  - {id: a, match: {nth: [1]}, action: {server-error: {status: 500}}}",
        )
        .faults(),
    );
    assert_eq!(door.get("/v1/oc/99000017/files").await.status, 500);
    assert_eq!(door.get("/v1/oc/99000017/files").await.status, 200);
    door.shut().await;
}

#[tokio::test]
async fn nothing_is_taken_twice_when_a_driver_answers_between_two_tries() {
    let mut door = door("answer-lost").await;
    let push = "PUT /v1/oc/99000017/inbox/a.408\r\ncontent-length: 3\r\n\r\nabc";
    look(&door, push, None).await;
    assert_eq!(
        door.inbox.try_next().unwrap().content.whole().unwrap(),
        "abc"
    );
    look(&door, push, Some(0)).await;
    assert_eq!(door.inbox.try_next(), None);
    let again = door
        .office
        .receive(oc(MINE), name("a.408"), "abc".into())
        .unwrap();
    assert_eq!(again.sure().await.unwrap(), Received::Already);
    door.shut().await;
}
