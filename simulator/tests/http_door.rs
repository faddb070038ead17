//! Every route of the HTTP door, over a real socket.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::sync::Arc;

use bytes::Bytes;
use common::{MINE, MY_TOKEN, THEIR_TOKEN, THEIRS, day, name, oc, open};
use serde_json::json;
use simulator::Act;

#[tokio::test]
async fn health_needs_no_token_and_says_the_virtual_day() {
    let door = open().await;
    door.office.turn_to(day().plus(10)).unwrap();
    let answer = door.ask("GET", "/v1/health", None, &[], "").await;
    assert_eq!(answer.status, 200);
    let version = env!("CARGO_PKG_VERSION");
    let expected = json!({"status": "ok", "version": version, "day": "2024-11-14"});
    assert_eq!(answer.json(), expected);
    assert!(!answer.headers.contains_key("date"), "no wall clock");
    door.shut().await;
}

#[tokio::test]
async fn files_are_listed_in_order_fetched_and_acknowledged() {
    let door = open().await;
    door.shelve(MINE, "b.noe", "second by name");
    door.office.turn_to(day().plus(1)).unwrap();
    door.shelve(MINE, "a.noe", "first by name");
    let listed = door.get("/v1/oc/99000017/files").await;
    assert_eq!(listed.status, 200);
    assert_eq!(
        listed.json(),
        json!({"files": [
            {"name": "b.noe", "reference": 303, "day": "2024-11-04", "bytes": 14, "acknowledged": false},
            {"name": "a.noe", "reference": 303, "day": "2024-11-05", "bytes": 13, "acknowledged": false},
        ]})
    );
    let fetched = door.get("/v1/oc/99000017/files/b.noe").await;
    assert_eq!(fetched.status, 200);
    assert_eq!(fetched.headers["content-type"], "application/octet-stream");
    assert_eq!(fetched.headers["content-length"], "14");
    assert_eq!(fetched.headers["accept-ranges"], "bytes");
    assert_eq!(fetched.body, "second by name");
    for _ in 0..2 {
        let path = "/v1/oc/99000017/files/b.noe/ack";
        let answer = door.ask("POST", path, Some(MY_TOKEN), &[], "").await;
        assert_eq!(answer.status, 204);
        assert_eq!(answer.body, "");
    }
    let listed = door.get("/v1/oc/99000017/files").await.json();
    assert_eq!(listed["files"][0]["acknowledged"], true);
    assert_eq!(listed["files"][1]["acknowledged"], false);

    let acts: Vec<Act> = door
        .office
        .records_after(3)
        .into_iter()
        .map(|r| r.act)
        .collect();
    assert_eq!(
        acts,
        [
            Act::Listed { files: 2 },
            Act::Fetched {
                name: name("b.noe"),
                from: 0,
                bytes: 14
            },
            Act::Acknowledged {
                name: name("b.noe")
            },
            Act::Listed { files: 2 },
        ]
    );
    door.shut().await;
}

#[tokio::test]
async fn what_is_not_there_is_404() {
    let door = open().await;
    let empty = door.get("/v1/oc/99000017/files").await;
    assert_eq!(empty.json(), json!({"files": []}));
    assert_eq!(
        door.get("/v1/oc/99000017/files/none.noe").await.refused(),
        404
    );
    let ack = "/v1/oc/99000017/files/none.noe/ack";
    assert_eq!(
        door.ask("POST", ack, Some(MY_TOKEN), &[], "")
            .await
            .refused(),
        404
    );
    for path in [
        "/",
        "/v2/health",
        "/v1/oc",
        "/v1/oc/99000017",
        "/v1/oc/99000017/inbox",
    ] {
        assert_eq!(door.get(path).await.refused(), 404, "{path}");
    }
    door.shut().await;
}

#[tokio::test]
async fn a_method_that_does_not_fit_is_told_which_do() {
    let door = open().await;
    door.shelve(MINE, "a.noe", "x");
    for (method, path, allowed) in [
        ("POST", "/v1/health", "GET, HEAD"),
        ("DELETE", "/v1/oc/99000017/files", "GET, HEAD"),
        ("PUT", "/v1/oc/99000017/files/a.noe", "GET, HEAD"),
        ("GET", "/v1/oc/99000017/files/a.noe/ack", "POST"),
        ("POST", "/v1/oc/99000017/inbox/a.408", "PUT"),
    ] {
        let answer = door.ask(method, path, Some(MY_TOKEN), &[], "").await;
        assert_eq!(answer.refused(), 405, "{method} {path}");
        assert_eq!(answer.headers["allow"], allowed);
    }
    door.shut().await;
}

#[tokio::test]
async fn a_head_gives_the_length_and_fetches_nothing() {
    let door = open().await;
    door.shelve(MINE, "a.noe", "0123456789");
    let path = "/v1/oc/99000017/files/a.noe";
    let range = [("range", "bytes=0-1")];
    let answer = door.ask("HEAD", path, Some(MY_TOKEN), &range, "").await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.headers["content-length"], "10");
    assert_eq!(answer.body, "");
    assert_eq!(door.office.records_after(1), []);
    door.shut().await;
}

#[tokio::test]
async fn a_range_gives_a_part() {
    let door = open().await;
    door.shelve(MINE, "a.noe", "0123456789");
    let path = "/v1/oc/99000017/files/a.noe";
    for (range, status, body, content_range) in [
        ("bytes=0-0", 206, "0", Some("bytes 0-0/10")),
        ("bytes=2-5", 206, "2345", Some("bytes 2-5/10")),
        ("bytes=7-", 206, "789", Some("bytes 7-9/10")),
        ("bytes=-4", 206, "6789", Some("bytes 6-9/10")),
        ("bytes=8-99", 206, "89", Some("bytes 8-9/10")),
        ("bytes=0-1,3-4", 200, "0123456789", None),
        ("bytes=5-2", 200, "0123456789", None),
        ("lines=1-2", 200, "0123456789", None),
    ] {
        let answer = door
            .ask("GET", path, Some(MY_TOKEN), &[("range", range)], "")
            .await;
        assert_eq!(answer.status, status, "{range}");
        assert_eq!(answer.body, body, "{range}");
        let told = answer
            .headers
            .get("content-range")
            .map(|v| v.to_str().unwrap());
        assert_eq!(told, content_range, "{range}");
    }
    for range in ["bytes=10-", "bytes=10-12", "bytes=-0"] {
        let answer = door
            .ask("GET", path, Some(MY_TOKEN), &[("range", range)], "")
            .await;
        assert_eq!(answer.refused(), 416, "{range}");
        assert_eq!(answer.headers["content-range"], "bytes */10");
    }
    let resumed = [("range", "bytes=5-"), ("if-range", "\"some-version\"")];
    let answer = door.ask("GET", path, Some(MY_TOKEN), &resumed, "").await;
    assert_eq!(
        (answer.status.as_u16(), answer.body),
        (200, Bytes::from("0123456789"))
    );
    door.shut().await;
}

#[tokio::test]
async fn a_file_fetched_in_parts_is_the_file() {
    let door = open().await;
    let content: Vec<u8> = (0..100_000_u32).map(|n| (n % 251) as u8).collect();
    door.shelve(MINE, "a.noe", content.clone());
    let mut whole = Vec::new();
    while whole.len() < content.len() {
        let range = format!("bytes={}-{}", whole.len(), whole.len() + 7_776);
        let path = "/v1/oc/99000017/files/a.noe";
        let part = door
            .ask("GET", path, Some(MY_TOKEN), &[("range", &range)], "")
            .await;
        assert_eq!(part.status, 206);
        whole.extend_from_slice(&part.body);
    }
    assert!(whole == content);
    door.shut().await;
}

#[tokio::test]
async fn a_push_counts_once_and_its_effect_comes_back_on_the_shelf() {
    let mut door = open().await;
    let path = "/v1/oc/99000017/inbox/links.408";
    let push = |body: &'static str| door.ask("PUT", path, Some(MY_TOKEN), &[], body);
    let first = push("000 movements").await;
    assert_eq!(first.status, 201);
    assert_eq!(
        first.json(),
        json!({"name": "links.408", "bytes": 13, "news": true})
    );
    let again = push("000 movements").await;
    assert_eq!(again.status, 200);
    assert_eq!(
        again.json(),
        json!({"name": "links.408", "bytes": 13, "news": false})
    );
    assert_eq!(push("000 others").await.refused(), 409);

    let pushed = door.inbox.next().await;
    assert_eq!(
        (pushed.oc, pushed.name, pushed.day),
        (oc(MINE), name("links.408"), day())
    );
    assert_eq!(pushed.content.whole().unwrap(), "000 movements");
    assert_eq!(door.inbox.try_next(), None);
    // The driver answers.
    let answered = door
        .office
        .deliver(pushed.oc, name("answers.929"), 929, "000 answers".into());
    answered.unwrap();
    let fetched = door.get("/v1/oc/99000017/files/answers.929").await;
    assert_eq!(fetched.body, "000 answers");
    door.shut().await;
}

#[tokio::test]
async fn one_name_pushed_by_two_ocs_is_two_files() {
    let mut door = open().await;
    for (who, token, body) in [(MINE, MY_TOKEN, "mine"), (THEIRS, THEIR_TOKEN, "theirs")] {
        let path = format!("/v1/oc/{who}/inbox/links.408");
        assert_eq!(
            door.ask("PUT", &path, Some(token), &[], body).await.status,
            201
        );
    }
    assert_eq!(door.inbox.try_next().unwrap().oc, oc(MINE));
    assert_eq!(door.inbox.try_next().unwrap().oc, oc(THEIRS));
    door.shut().await;
}

#[tokio::test]
async fn pushes_are_refused_where_nobody_drives_a_caisse() {
    let mut door = open().await;
    let (_, nobody) = simulator::Office::open(day(), simulator::Journal::in_memory(0));
    drop(std::mem::replace(&mut door.inbox, nobody));
    let path = "/v1/oc/99000017/inbox/links.408";
    assert_eq!(
        door.ask("PUT", path, Some(MY_TOKEN), &[], "x")
            .await
            .refused(),
        503
    );
    door.shut().await;
}

#[tokio::test]
async fn many_fetch_at_once_and_each_gets_its_file_whole() {
    let door = Arc::new(open().await);
    let content = |number: u8| vec![number; 200_000 + usize::from(number)];
    for number in 0..8 {
        door.shelve(MINE, &format!("{number}.noe"), content(number));
    }
    let mut fetches = tokio::task::JoinSet::new();
    for round in 0..64_u8 {
        let door = Arc::clone(&door);
        fetches.spawn(async move {
            let number = round % 8;
            let answer = door
                .get(&format!("/v1/oc/99000017/files/{number}.noe"))
                .await;
            (number, answer.body)
        });
    }
    let mut count = 0;
    while let Some(fetched) = fetches.join_next().await {
        let (number, body) = fetched.unwrap();
        assert!(body == content(number), "{number}");
        count += 1;
    }
    assert_eq!(count, 64);
    let records = door.office.records_after(0);
    assert!(records.iter().map(|r| r.seq).eq(1..=8 + 64));
    Arc::into_inner(door).unwrap().shut().await;
}

#[tokio::test]
async fn pushes_of_one_file_at_once_are_one_file() {
    let door = Arc::new(open().await);
    let mut pushes = tokio::task::JoinSet::new();
    for _ in 0..32 {
        let door = Arc::clone(&door);
        pushes.spawn(async move {
            let path = "/v1/oc/99000017/inbox/links.408";
            let body = vec![b'0'; 100_000];
            door.ask("PUT", path, Some(MY_TOKEN), &[], body)
                .await
                .status
                .as_u16()
        });
    }
    let mut statuses = pushes.join_all().await;
    statuses.sort_unstable();
    assert_eq!(statuses[31], 201);
    assert!(statuses[..31].iter().all(|status| *status == 200));
    let mut door = Arc::into_inner(door).unwrap();
    assert!(door.inbox.try_next().is_some());
    assert!(door.inbox.try_next().is_none());
    door.shut().await;
}
