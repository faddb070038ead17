//! Those who have no business at the door, and those who keep it busy.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::time::Duration;

use common::{MINE, MY_TOKEN, THEIR_TOKEN, THEIRS, day, open, open_with};
use simulator::door::{HttpDoor, Limits, Tokens};
use simulator::{Journal, Office, SimulatorError};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Every route of an OC, with a method that fits it.
fn routes(oc: &str) -> [(&'static str, String); 7] {
    [
        ("GET", format!("/v1/oc/{oc}/files")),
        ("GET", format!("/v1/oc/{oc}/files/secret.noe")),
        ("HEAD", format!("/v1/oc/{oc}/files/secret.noe")),
        ("POST", format!("/v1/oc/{oc}/files/secret.noe/ack")),
        ("POST", format!("/v1/oc/{oc}/files/secret.noe/paid")),
        ("PUT", format!("/v1/oc/{oc}/inbox/secret.408")),
        ("GET", format!("/v1/oc/{oc}/elsewhere")),
    ]
}

#[tokio::test]
async fn without_a_token_that_someone_has_every_route_is_401() {
    let door = open().await;
    door.shelve(MINE, "secret.noe", "secret");
    for oc in [MINE, "12345678", "x"] {
        for (method, path) in routes(oc) {
            for token in [None, Some("mine-0123456789abcdeF"), Some(""), Some("é")] {
                let answer = door.ask(method, &path, token, &[], "").await;
                assert_eq!(answer.status, 401, "{method} {path} {token:?}");
                assert_eq!(
                    answer.headers["www-authenticate"],
                    "Bearer realm=\"etalon\""
                );
                if method != "HEAD" {
                    answer.refused();
                }
            }
        }
    }
    for value in [
        MY_TOKEN.to_owned(),
        format!("Basic {MY_TOKEN}"),
        format!("Bearer{MY_TOKEN}"),
    ] {
        let header = [("authorization", value.as_str())];
        let answer = door
            .ask("GET", "/v1/oc/99000017/files", None, &header, "")
            .await;
        assert_eq!(answer.refused(), 401, "{value}");
    }
    let bearer = format!("Bearer {THEIR_TOKEN}");
    let second = [("authorization", bearer.as_str())];
    let two = door
        .ask("GET", "/v1/oc/99000017/files", Some(MY_TOKEN), &second, "")
        .await;
    assert_eq!(two.refused(), 401);
    assert_eq!(door.office.records_after(1), []);
    door.shut().await;
}

#[tokio::test]
async fn another_ocs_token_opens_nothing_and_learns_nothing_on_any_route() {
    let mut door = open().await;
    door.shelve(MINE, "secret.noe", "secret");
    for ((method, exists), (_, invented)) in routes(MINE).into_iter().zip(routes("12345678")) {
        let there = door.ask(method, &exists, Some(THEIR_TOKEN), &[], "x").await;
        let nowhere = door
            .ask(method, &invented, Some(THEIR_TOKEN), &[], "x")
            .await;
        assert_eq!(there.status, 404, "{method} {exists}");
        assert_eq!(nowhere.status, 404, "{method} {invented}");
        assert_eq!(there.headers, nowhere.headers, "{method} {exists}");
        assert_eq!(there.body, nowhere.body, "{method} {exists}");
    }
    let own = door
        .ask("GET", "/v1/oc/99000025/files", Some(THEIR_TOKEN), &[], "")
        .await;
    assert_eq!(own.json(), serde_json::json!({"files": []}));
    let path = format!("/v1/oc/{THEIRS}/files/secret.noe");
    assert_eq!(
        door.ask("GET", &path, Some(THEIR_TOKEN), &[], "")
            .await
            .refused(),
        404
    );
    assert!(!door.office.list(common::oc(MINE)).unwrap()[0].acknowledged);
    assert_eq!(door.inbox.try_next(), None);
    door.shut().await;
}

#[tokio::test]
async fn no_path_leaves_the_shelf() {
    let mut door = open().await;
    door.shelve(MINE, "a.noe", "mine");
    door.shelve(THEIRS, "b.noe", "theirs");
    for tail in [
        "..",
        ".",
        "%2e%2e",
        "..%2fb.noe",
        "../99000025/files/b.noe",
        "..%2f..%2f99000025%2ffiles%2fb.noe",
        "%2e%2e/%2e%2e/99000025/files/b.noe",
        "a.noe/../a.noe",
        "a.noe%00",
        "a.noe%0d%0aX: y",
        "%5c..%5cb.noe",
        ".a.noe",
        "%ff",
        "%",
        "a.noe/",
        "/a.noe",
    ] {
        let tail = tail.replace(' ', "%20");
        for (method, path) in [
            ("GET", format!("/v1/oc/{MINE}/files/{tail}")),
            ("POST", format!("/v1/oc/{MINE}/files/{tail}/ack")),
            ("POST", format!("/v1/oc/{MINE}/files/{tail}/paid")),
            ("PUT", format!("/v1/oc/{MINE}/inbox/{tail}")),
        ] {
            let answer = door.ask(method, &path, Some(MY_TOKEN), &[], "x").await;
            assert_eq!(answer.refused(), 404, "{method} {path}");
        }
    }
    assert_eq!(door.inbox.try_next(), None);
    assert_eq!(door.office.records_after(2), []);
    door.shut().await;
}

#[tokio::test]
async fn a_body_past_the_limit_is_413_however_it_is_sent() {
    let mut door = open_with(Limits {
        body: 1_000,
        ..Limits::default()
    })
    .await;
    let path = "/v1/oc/99000017/inbox/a.408";
    let fits = door
        .ask("PUT", path, Some(MY_TOKEN), &[], vec![b'x'; 1_000])
        .await;
    assert_eq!(fits.status, 201);
    let path = "/v1/oc/99000017/inbox/b.408";
    for size in [1_001, 500_000] {
        let over = door
            .ask("PUT", path, Some(MY_TOKEN), &[], vec![b'x'; size])
            .await;
        assert_eq!(over.refused(), 413, "{size}");
    }
    let head = format!("PUT {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {MY_TOKEN}\r\n");
    let chunked = format!(
        "{head}transfer-encoding: chunked\r\n\r\n258\r\n{0}\r\n258\r\n{0}\r\n0\r\n\r\n",
        "x".repeat(600)
    );
    assert!(
        door.raw(chunked.as_bytes())
            .await
            .starts_with("HTTP/1.1 413 ")
    );
    let asks_first = format!("{head}expect: 100-continue\r\ncontent-length: 999999999999\r\n\r\n");
    let answer = door.raw(asks_first.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    let welcome =
        format!("{head}expect: 100-continue\r\nconnection: close\r\ncontent-length: 3\r\n\r\nabc");
    let answer = door.raw(welcome.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 100 "), "{answer}");
    assert!(answer.contains("HTTP/1.1 201 "), "{answer}");
    assert_eq!(door.inbox.try_next().unwrap().content.len(), 1_000);
    assert_eq!(
        door.inbox.try_next().unwrap().content.whole().unwrap(),
        "abc"
    );
    assert_eq!(door.inbox.try_next(), None);
    door.shut().await;
}

#[tokio::test]
async fn a_body_cut_short_is_not_taken() {
    let mut door = open().await;
    let head = format!(
        "PUT /v1/oc/99000017/inbox/a.408 HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {MY_TOKEN}\r\n\
         content-length: 10\r\n\r\nabc"
    );
    let mut stream = TcpStream::connect(door.address).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.shutdown().await.unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    assert!(!String::from_utf8_lossy(&answer).contains(" 20"));
    assert_eq!(door.inbox.try_next(), None);
    assert_eq!(door.get("/v1/health").await.status, 200);
    door.shut().await;
}

#[tokio::test]
async fn headers_have_their_limits() {
    let door = open_with(Limits {
        headers: 4_096,
        ..Limits::default()
    })
    .await;
    let long = "x".repeat(8_000);
    let answer = door
        .raw(format!("GET /v1/health HTTP/1.1\r\nlong: {long}\r\n\r\n").as_bytes())
        .await;
    assert!(answer.starts_with("HTTP/1.1 431 "), "{answer}");
    let answer = door
        .raw(format!("GET /{long} HTTP/1.1\r\nhost: x\r\n\r\n").as_bytes())
        .await;
    assert!(answer.starts_with("HTTP/1.1 4"), "{answer}");
    let many = "a: b\r\n".repeat(200);
    let answer = door
        .raw(format!("GET /v1/health HTTP/1.1\r\n{many}\r\n").as_bytes())
        .await;
    assert!(answer.starts_with("HTTP/1.1 431 "), "{answer}");
    door.shut().await;
}

#[tokio::test]
async fn nonsense_is_refused_and_the_door_goes_on() {
    let door = open().await;
    for bytes in [
        &b"\0\0\0\0\r\n\r\n"[..],
        b"GET\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET /v1/health HTTP/9.9\r\n\r\n",
        b"PUT /v1/oc/99000017/inbox/a HTTP/1.1\r\ncontent-length: -1\r\n\r\n",
        b"PUT /v1/oc/99000017/inbox/a HTTP/1.1\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nxx",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ] {
        let mut stream = TcpStream::connect(door.address).await.unwrap();
        stream.write_all(bytes).await.unwrap();
        stream.shutdown().await.unwrap();
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer).await;
        let answer = String::from_utf8_lossy(&answer).into_owned();
        assert!(
            answer.is_empty() || answer.starts_with("HTTP/1.1 4"),
            "{bytes:?}: {answer}"
        );
    }
    assert_eq!(door.get("/v1/health").await.status, 200);
    door.shut().await;
}

#[tokio::test]
async fn the_slow_are_cut_and_the_others_served() {
    let limits = Limits {
        header_time: Duration::from_millis(100),
        body_time: Duration::from_millis(100),
        connections: 2,
        ..Limits::default()
    };
    let door = open_with(limits).await;
    // Two that never end their headers fill the door; the next one waits until they are cut.
    let mut slow = Vec::new();
    for _ in 0..2 {
        let mut stream = TcpStream::connect(door.address).await.unwrap();
        stream
            .write_all(b"GET /v1/health HTTP/1.1\r\nhost:")
            .await
            .unwrap();
        slow.push(stream);
    }
    assert_eq!(door.get("/v1/health").await.status, 200);
    for stream in &mut slow {
        let mut rest = Vec::new();
        let _ = stream.read_to_end(&mut rest).await;
        assert!(!String::from_utf8_lossy(&rest).contains("200"));
    }
    let late = format!(
        "PUT /v1/oc/99000017/inbox/a.408 HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {MY_TOKEN}\r\n\
         content-length: 10\r\n\r\nabc"
    );
    assert!(door.raw(late.as_bytes()).await.starts_with("HTTP/1.1 408 "));
    door.shut().await;
}

#[tokio::test]
async fn past_the_limit_a_connection_waits_for_its_turn() {
    let limits = Limits {
        connections: 1,
        ..Limits::default()
    };
    let door = open_with(limits).await;
    let first = TcpStream::connect(door.address).await.unwrap();
    let mut second = Box::pin(door.get("/v1/health"));
    let early = tokio::time::timeout(Duration::from_millis(100), second.as_mut()).await;
    assert!(early.is_err());
    drop(first);
    assert_eq!(second.await.status, 200);
    door.shut().await;
}

#[tokio::test]
async fn a_closing_door_ends_what_it_began_and_lets_no_one_in() {
    let door = open().await;
    let mut idle = TcpStream::connect(door.address).await.unwrap();
    let mut busy = TcpStream::connect(door.address).await.unwrap();
    let head = format!(
        "PUT /v1/oc/99000017/inbox/a.408 HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {MY_TOKEN}\r\n\
         expect: 100-continue\r\ncontent-length: 3\r\n\r\n"
    );
    busy.write_all(head.as_bytes()).await.unwrap();
    let mut go_on = [0; 25];
    busy.read_exact(&mut go_on).await.unwrap();
    assert_eq!(&go_on, b"HTTP/1.1 100 Continue\r\n\r\n");

    let common::Open {
        close,
        served,
        address,
        mut inbox,
        ..
    } = door;
    drop(close);
    let mut rest = Vec::new();
    idle.read_to_end(&mut rest).await.unwrap();
    assert_eq!(rest, b"");
    busy.write_all(b"abc").await.unwrap();
    busy.read_to_end(&mut rest).await.unwrap();
    assert!(rest.starts_with(b"HTTP/1.1 201 "));
    served.await.unwrap().unwrap();
    assert_eq!(inbox.try_next().unwrap().content.whole().unwrap(), "abc");
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn a_closing_door_waits_so_long_and_no_longer() {
    let limits = Limits {
        closing_time: Duration::from_millis(50),
        ..Limits::default()
    };
    let door = open_with(limits).await;
    let mut stuck = TcpStream::connect(door.address).await.unwrap();
    let head = format!(
        "PUT /v1/oc/99000017/inbox/a.408 HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {MY_TOKEN}\r\n\
         expect: 100-continue\r\ncontent-length: 3\r\n\r\n"
    );
    stuck.write_all(head.as_bytes()).await.unwrap();
    let mut go_on = [0; 25];
    stuck.read_exact(&mut go_on).await.unwrap();
    // Far less than the time that a body has.
    tokio::time::timeout(Duration::from_secs(20), door.shut())
        .await
        .unwrap();
}

#[tokio::test]
async fn doors_open_on_loopback_only() {
    let (office, _inbox) = Office::open(day(), Journal::in_memory(0));
    let bind = |address: &str| {
        let address = address.parse().unwrap();
        HttpDoor::bind(
            address,
            office.clone(),
            Tokens::default(),
            Limits::default(),
        )
    };
    for far in [
        "0.0.0.0:0",
        "[::]:0",
        "192.0.2.1:8080",
        "[::ffff:192.0.2.1]:0",
    ] {
        let error = bind(far).await.unwrap_err();
        assert!(matches!(error, SimulatorError::NotLoopback(_)), "{far}");
        assert!(
            error
                .to_string()
                .starts_with("the door opens on loopback only")
        );
    }
    let first = bind("127.0.0.1:0").await.unwrap();
    let taken = bind(&first.address().to_string()).await.unwrap_err();
    assert!(matches!(taken, SimulatorError::Bind { .. }));
}

#[tokio::test]
async fn a_journal_that_cannot_be_written_is_said() {
    struct NoPaper;
    impl std::io::Write for NoPaper {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let (office, mut inbox) = Office::open(day(), Journal::new(NoPaper, 10));
    let tokens = Tokens::default().with(common::oc(MINE), MY_TOKEN).unwrap();
    let address = "127.0.0.1:0".parse().unwrap();
    let door = HttpDoor::bind(address, office.clone(), tokens, Limits::default())
        .await
        .unwrap();
    let address = door.address();
    let (close, closed) = tokio::sync::oneshot::channel::<()>();
    let served = tokio::spawn(door.serve(async { drop(closed.await) }));
    let (_, nobody) = Office::open(day(), Journal::in_memory(0));
    let open = common::Open {
        office,
        inbox: nobody,
        address,
        close,
        served,
    };
    let path = "/v1/oc/99000017/inbox/a.408";
    assert_eq!(
        open.ask("PUT", path, Some(MY_TOKEN), &[], "x")
            .await
            .refused(),
        500
    );
    assert_eq!(open.get("/v1/oc/99000017/files").await.refused(), 500);
    assert_eq!(inbox.try_next(), None);
    drop(open.close);
    assert!(matches!(
        open.served.await.unwrap(),
        Err(SimulatorError::Journal(_))
    ));
}

#[tokio::test]
async fn who_fetches_and_does_not_read_is_cut_and_the_others_served() {
    let limits = Limits {
        stalled: Duration::from_millis(100),
        connections: 1,
        ..Limits::default()
    };
    let door = open_with(limits).await;
    // Far more than the system takes in advance for one who does not read.
    door.shelve(MINE, "a.noe", vec![b'x'; 64 << 20]);
    let mut stuck = TcpStream::connect(door.address).await.unwrap();
    let ask = format!(
        "GET /v1/oc/99000017/files/a.noe HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {MY_TOKEN}\r\n\r\n"
    );
    stuck.write_all(ask.as_bytes()).await.unwrap();
    stuck.readable().await.unwrap();
    // The door has one place, and gives it to the next once the first is cut.
    assert_eq!(door.get("/v1/health").await.status, 200);
    let mut rest = Vec::new();
    let _ = stuck.read_to_end(&mut rest).await;
    assert!(rest.len() < 64 << 20, "{}", rest.len());
    door.shut().await;
}
