//! The admin API, by an ordinary HTTP client, and held to its own document.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use bytes::Bytes;
use generators::{AdversityRates, Options, WorldSpec};
use http_body_util::{BodyExt as _, Full};
use hyper::{Request, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use simulator::admin::{AdminDoor, document};
use simulator::{Assurance, Clock, Declares, Founding, Ground};
use tokio::net::TcpStream;
use tokio::sync::oneshot;

const TOKEN: &str = "admin-0123456789abcdef";

struct Open {
    address: std::net::SocketAddr,
    clock: Clock,
    close: oneshot::Sender<()>,
    served: tokio::task::JoinHandle<Result<(), simulator::SimulatorError>>,
    _folder: tempfile::TempDir,
}

async fn open() -> Open {
    let world = WorldSpec {
        insured: 20,
        months: 1,
        adversities: AdversityRates::none(),
        ..WorldSpec::demo()
    };
    let founding = Founding {
        options: Options::new(1, world),
        declares: Declares::Etalon,
        faults: None,
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.jsonl");
    let found = move || {
        Assurance::found(
            &founding,
            Some(&path),
            Ground::shipped().unwrap(),
            |_, _| {},
        )
    };
    let assurance = tokio::task::spawn_blocking(found).await.unwrap().unwrap();
    let clock = Clock::new(Arc::new(assurance));
    let door = AdminDoor::bind(
        "127.0.0.1:0".parse().unwrap(),
        clock.clone(),
        TOKEN.to_owned(),
    );
    let door = door.await.unwrap();
    let address = door.address();
    let (close, closed) = oneshot::channel();
    let served = tokio::spawn(door.serve(async { drop(closed.await) }));
    Open {
        address,
        clock,
        close,
        served,
        _folder: folder,
    }
}

impl Open {
    async fn send(
        &self,
        method: &str,
        path: &str,
        token: Option<&str>,
        body: &str,
    ) -> hyper::Response<hyper::body::Incoming> {
        let stream = TcpStream::connect(self.address).await.unwrap();
        let (mut client, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
            .await
            .unwrap();
        tokio::spawn(connection);
        let mut request = Request::builder().method(method).uri(path);
        request = request.header("host", self.address.to_string());
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        if !body.is_empty() {
            request = request.header("content-type", "application/json");
        }
        let request = request.body(Full::new(Bytes::copy_from_slice(body.as_bytes())));
        client.send_request(request.unwrap()).await.unwrap()
    }

    async fn ask(&self, method: &str, path: &str, body: Value) -> (StatusCode, Value) {
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let answer = self.send(method, path, Some(TOKEN), &body).await;
        let status = answer.status();
        let body = answer.into_body().collect().await.unwrap().to_bytes();
        (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
    }

    async fn get(&self, path: &str) -> Value {
        let (status, body) = self.ask("GET", path, Value::Null).await;
        assert_eq!(status, 200, "{path}: {body}");
        body
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_calendar_goes_on_is_run_and_stands_still() {
    let door = open().await;
    let standing = door.get("/admin/v1/state").await;
    assert_eq!(standing["day"], "2024-11-01");
    assert_eq!(standing["factor"], Value::Null);
    assert_eq!(standing["declares"], "etalon");
    assert_eq!(standing["shelves"], json!([]));
    let advance = "/admin/v1/clock/advance";
    let (status, today) = door.ask("POST", advance, json!({"days": 10})).await;
    assert_eq!(
        (status.as_u16(), &today["day"]),
        (200, &json!("2024-11-11"))
    );
    let (status, today) = door.ask("POST", advance, json!({"to": "2024-11-21"})).await;
    assert_eq!(
        (status.as_u16(), &today["day"]),
        (200, &json!("2024-11-21"))
    );
    let standing = door.get("/admin/v1/state").await;
    assert_eq!(standing["shelves"][0]["oc"], "99000017");
    assert!(standing["shelves"][0]["unacknowledged"].as_u64().unwrap() > 3);
    for (body, expected) in [
        (json!({"to": "2024-11-20"}), 409),
        (json!({"to": "2034-11-20"}), 409),
        (json!({"to": "2024-02-30"}), 422),
        (json!({"days": 1, "to": "2024-11-22"}), 422),
        (json!({}), 422),
        (json!({"day": 1}), 422),
    ] {
        let (status, refusal) = door.ask("POST", advance, body.clone()).await;
        assert_eq!(status, expected, "{body}: {refusal}");
        assert!(!refusal["error"].as_str().unwrap().is_empty());
        assert!(!refusal["hint"].as_str().unwrap().is_empty());
    }
    // A day takes a millisecond: it reaches the end of its world.
    let (status, today) = door
        .ask("POST", "/admin/v1/clock/run", json!({"factor": 86_400_000}))
        .await;
    assert_eq!(
        (status.as_u16(), &today["factor"]),
        (200, &json!(86_400_000))
    );
    let office = door.clock.assurance().office();
    let last = door.clock.assurance().last_day();
    let mut news = office.watch();
    while office.today() < last {
        news.changed().await.unwrap();
    }
    let (_, today) = door.ask("POST", "/admin/v1/clock/pause", Value::Null).await;
    assert_eq!(
        (&today["day"], &today["factor"]),
        (&json!(last.to_string()), &Value::Null)
    );
    let (status, _) = door
        .ask("POST", "/admin/v1/clock/run", json!({"factor": 0}))
        .await;
    assert_eq!(status, 422);
    door.close.send(()).unwrap();
    door.served.await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_journal_is_searched_and_states_come_back() {
    let door = open().await;
    door.ask("POST", "/admin/v1/clock/advance", json!({"days": 5}))
        .await;
    let (_, snapshot) = door.ask("POST", "/admin/v1/snapshot", Value::Null).await;
    assert_eq!(snapshot["day"], "2024-11-06");
    door.ask("POST", "/admin/v1/clock/advance", json!({"days": 15}))
        .await;
    let all = door.get("/admin/v1/journal").await;
    assert_eq!(all["records"][0]["act"], "opened");
    let delivered = door
        .get("/admin/v1/journal?act=delivered&oc=99000017")
        .await;
    let delivered = delivered["records"].as_array().unwrap().clone();
    assert!(delivered.len() > 3);
    assert!(
        delivered
            .iter()
            .all(|one| one["act"] == "delivered" && one["oc"] == "99000017")
    );
    let later = door
        .get("/admin/v1/journal?act=delivered&from=2024-11-07&to=2024-11-12")
        .await;
    let days = later["records"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["day"].as_str().unwrap().to_owned());
    let days: Vec<String> = days.collect();
    assert!(
        !days.is_empty()
            && days
                .iter()
                .all(|day| ("2024-11-07".."2024-11-13").contains(&day.as_str())),
        "{days:?}"
    );
    let few = door.get("/admin/v1/journal?limit=2").await;
    assert_eq!(
        (few["records"].as_array().unwrap().len(), &few["more"]),
        (2, &json!(true))
    );
    let (status, _) = door
        .ask("GET", "/admin/v1/journal?acts=delivered", Value::Null)
        .await;
    assert_eq!(status, 400);

    let name = delivered[0]["name"].as_str().unwrap();
    let oc = "99000017".parse().unwrap();
    let office = door.clock.assurance().office();
    office
        .acknowledge(oc, &name.parse().unwrap())
        .unwrap()
        .sure()
        .await
        .unwrap();
    let offer = format!("/admin/v1/oc/99000017/files/{name}/offer");
    let (status, _) = door.ask("POST", &offer, Value::Null).await;
    assert_eq!(status, 204);
    assert!(
        !office
            .look(oc, &name.parse().unwrap())
            .unwrap()
            .acknowledged
    );
    let (status, refusal) = door
        .ask("POST", "/admin/v1/oc/99000025/files/a/offer", Value::Null)
        .await;
    assert_eq!(status, 404, "{refusal}");

    let (status, today) = door
        .ask(
            "POST",
            "/admin/v1/restore",
            json!({"record": snapshot["record"]}),
        )
        .await;
    assert_eq!(
        (status.as_u16(), &today["day"]),
        (200, &json!("2024-11-06")),
        "{today}"
    );
    let (status, today) = door.ask("POST", "/admin/v1/reset", Value::Null).await;
    assert_eq!(
        (status.as_u16(), &today["day"]),
        (200, &json!("2024-11-01"))
    );
    let standing = door.get("/admin/v1/state").await;
    assert_eq!(standing["shelves"], json!([]));
    let (status, _) = door
        .ask("POST", "/admin/v1/restore", json!({"record": 1_000_000}))
        .await;
    assert_eq!(status, 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn faults_are_told_changed_and_brought_back() {
    let door = open().await;
    let office = door.clock.assurance().office().clone();
    let nothing = json!({"schema-version": 1, "seed": 0, "rules": []});
    assert_eq!(
        door.get("/admin/v1/faults").await,
        json!({"faults": nothing, "fired": [], "never_fired": []})
    );
    let wrong = r#"{"schema-version": 1, "rules": [
        {"id": "a", "action": {"hidden": {"days": 0}}}]}"#;
    let answer = door
        .send("PUT", "/admin/v1/faults", Some(TOKEN), wrong)
        .await;
    assert_eq!(answer.status(), 422);
    let told = answer.into_body().collect().await.unwrap().to_bytes();
    let told: Value = serde_json::from_slice(&told).unwrap();
    let error = told["error"].as_str().unwrap();
    assert!(
        error.contains("line 2") && error.contains("days is 1 or more"),
        "{error}"
    );
    assert_eq!(
        office.bad_days().faults().spec(),
        simulator::faults::FaultSpec::default()
    );

    let rules = json!({"schema-version": 1, "seed": 7, "rules": [
        {"id": "twice", "match": {}, "permille": 1_000, "action": "listed-twice"},
        {"id": "quiet", "match": {"reference": 303}, "permille": 1_000, "action": {"hidden": {"days": 2}}}]});
    let (status, changed) = door.ask("PUT", "/admin/v1/faults", rules.clone()).await;
    assert_eq!(
        (status.as_u16(), &changed["faults"]),
        (200, &rules),
        "{changed}"
    );
    let (changed_at, day) = office.now();
    let oc = "99000017".parse().unwrap();
    let offer = office.bad_days().listing(
        simulator::faults::Door::Http,
        oc,
        day,
        1,
        vec![simulator::ShelvedFile {
            name: "a".parse().unwrap(),
            day,
            reference: 929,
            content: "x".into(),
            acknowledged: false,
        }],
    );
    assert_eq!(offer.files.len(), 2);
    let told = door.get("/admin/v1/faults").await;
    assert_eq!(
        told["fired"],
        json!([{"rule": "twice", "times": 1}, {"rule": "quiet", "times": 0}])
    );
    let day = day.to_string();
    let last = json!({"day": day, "door": "http", "route": "list", "oc": "99000017", "file": "a", "reference": 929, "nth": 1});
    let nearly = json!([{"condition": "match.reference", "times": 1, "last": last}]);
    assert_eq!(
        told["never_fired"],
        json!([{"rule": "quiet", "nearly": nearly}])
    );
    let expired =
        json!({"schema-version": 1, "rules": [{"id": "old", "action": "expired-certificate"}]});
    let (status, _) = door.ask("PUT", "/admin/v1/faults", expired).await;
    assert_eq!(status, 409);
    assert_eq!(door.get("/admin/v1/scenario").await["faults"], rules);

    // As they were brought back, and as a record holds them.
    let (status, _) = door.ask("PUT", "/admin/v1/faults", nothing.clone()).await;
    assert_eq!(status, 200);
    let record = json!({"record": changed_at});
    door.ask("POST", "/admin/v1/restore", record).await;
    assert_eq!(door.get("/admin/v1/faults").await["faults"], rules);
    door.ask("POST", "/admin/v1/reset", Value::Null).await;
    let scenario = door.get("/admin/v1/scenario").await;
    assert_eq!(scenario["faults"], nothing);
    assert_eq!(scenario["founding"]["options"]["seed"], 1);
    assert_eq!(scenario["first_day"], "2024-11-01");
    let changes = door.get("/admin/v1/journal?act=faults-changed").await;
    assert_eq!(changes["records"][0]["faults"], rules);
    assert_eq!(changes["records"].as_array().unwrap().len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn delays_are_measured_on_the_virtual_calendar() {
    let door = open().await;
    let advance = "/admin/v1/clock/advance";
    door.ask("POST", advance, json!({"days": 12})).await;
    let office = door.clock.assurance().office().clone();
    let oc = "99000017".parse().unwrap();
    let board = office.list(oc).unwrap();
    let first = board.iter().find(|file| file.reference == 303).unwrap();
    let noted = office.acknowledge(oc, &first.name).unwrap();
    assert!(noted.sure().await.unwrap());
    let took = office.today().since(first.day);
    let found = door.get("/admin/v1/delays").await;
    let of = |reference: u16| {
        let mut rows = found["delays"].as_array().unwrap().iter();
        rows.find(|row| row["reference"] == reference).unwrap()
    };
    let count = |reference: u16| {
        let files = board.iter().filter(|file| file.reference == reference);
        files.count()
    };
    assert!(took > 0);
    assert_eq!(of(303)["oc"], "99000017");
    assert_eq!(of(303)["files"], count(303));
    assert_eq!(of(303)["waiting"], count(303) - 1);
    assert_eq!(of(303)["acknowledged"]["longest"], took);
    assert_eq!(of(929)["waiting"], count(929));
    assert_eq!(of(929)["acknowledged"]["count"], 0);
    door.close.send(()).unwrap();
    door.served.await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_journal_is_followed_until_the_simulator_ends() {
    let door = open().await;
    let mut stream = door
        .send(
            "GET",
            "/admin/v1/journal/stream?act=turned",
            Some(TOKEN),
            "",
        )
        .await;
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    door.ask("POST", "/admin/v1/clock/advance", json!({"days": 3}))
        .await;
    let mut text = String::new();
    while text.matches("event: turned").count() < 3 {
        let frame = stream.body_mut().frame().await.unwrap().unwrap();
        text.push_str(std::str::from_utf8(frame.data_ref().unwrap()).unwrap());
    }
    assert!(
        text.contains(r#""act":"turned","to":"2024-11-04""#),
        "{text}"
    );
    assert!(!text.contains("delivered"), "{text}");
    door.close.send(()).unwrap();
    // The stream ends, and with it the door.
    while let Some(frame) = stream.body_mut().frame().await {
        frame.unwrap();
    }
    door.served.await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_route_answers_as_its_document_says() {
    let door = open().await;
    let served = door.get("/admin/v1/openapi.json").await;
    let document = serde_json::to_value(document()).unwrap();
    assert_eq!(served, document);
    let mut operations = 0;
    for (path, methods) in document["paths"].as_object().unwrap() {
        let concrete = path.replace("{oc}", "99000017").replace("{name}", "a.noe");
        let concrete = concrete.replace("{nir}", "1000000000000");
        let concrete = concrete.replace("{number}", "000000001");
        for (method, operation) in methods.as_object().unwrap() {
            operations += 1;
            let documented = operation["responses"].as_object().unwrap();
            let method = method.to_uppercase();
            for (token, body) in [
                (None, ""),
                (Some("wrong"), ""),
                (Some(TOKEN), ""),
                (Some(TOKEN), "{}"),
                (Some(TOKEN), "{"),
                (Some(TOKEN), r#"{"days":1}"#),
                (Some(TOKEN), r#"{"record":1}"#),
                (Some(TOKEN), r#"{"factor":1}"#),
                (Some(TOKEN), r#"{"oc":"99000017"}"#),
                (Some(TOKEN), r#"{"refused":true}"#),
                (
                    Some(TOKEN),
                    r#"{"oc-changed":{"oc":"99000025","to":"99000066"}}"#,
                ),
            ] {
                let answer = door.send(&method, &concrete, token, body).await;
                let status = answer.status();
                assert!(
                    documented.contains_key(status.as_str()),
                    "{method} {path} {body}: {status}"
                );
                if token != Some(TOKEN) {
                    assert_eq!(status, 401, "{method} {path}");
                }
            }
        }
        let (status, _) = door.ask("PATCH", &concrete, Value::Null).await;
        assert_eq!(status, 405, "PATCH {path}");
    }
    assert_eq!(operations, 26);
    let (status, refusal) = door.ask("GET", "/admin/v1/nothing", Value::Null).await;
    assert_eq!((status.as_u16(), refusal["hint"].is_string()), (404, true));
}
