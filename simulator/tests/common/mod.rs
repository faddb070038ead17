//! A door on a free port, and a plain HTTP client to knock with.
#![allow(
    clippy::unwrap_used,
    dead_code,
    reason = "each test file uses its part of it"
)]

pub(crate) mod client;
pub(crate) mod rules;

use std::net::SocketAddr;

use bytes::Bytes;
use domain::{Day, OcNumber};
use http_body_util::{BodyExt as _, Full};
use hyper::{HeaderMap, Request, StatusCode};
use hyper_util::rt::TokioIo;
use simulator::door::{HttpDoor, HttpSetup, Limits, Tokens};
use simulator::faults::{BadDays, Faults};
use simulator::{Act, Content, FileName, Inbox, Journal, Office, SimulatorError};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

pub(crate) const MINE: &str = "99000017";
pub(crate) const MY_TOKEN: &str = "mine-0123456789abcdef";
pub(crate) const THEIRS: &str = "99000025";
pub(crate) const THEIR_TOKEN: &str = "theirs-0123456789abcdef";

/// An open door with two OCs.
pub(crate) struct Open {
    pub(crate) office: Office,
    pub(crate) inbox: Inbox,
    pub(crate) address: SocketAddr,
    pub(crate) close: oneshot::Sender<()>,
    pub(crate) served: JoinHandle<Result<(), SimulatorError>>,
}

pub(crate) async fn open() -> Open {
    open_with(Limits::default()).await
}

pub(crate) async fn open_on(day: Day) -> Open {
    open_at(day, Limits::default()).await
}

pub(crate) async fn open_with(limits: Limits) -> Open {
    open_at(day(), limits).await
}

async fn open_at(day: Day, limits: Limits) -> Open {
    let setup = HttpSetup { limits, ..setup() };
    open_as(day, setup).await
}

/// A door with those rules of faults.
pub(crate) async fn open_faulty(rules: &str) -> Open {
    let setup = HttpSetup {
        bad_days: bad_days(1, rules),
        ..setup()
    };
    open_as(day(), setup).await
}

/// Two OCs with their tokens, and nothing else.
pub(crate) fn setup() -> HttpSetup {
    HttpSetup {
        tokens: Tokens::default()
            .with(oc(MINE), MY_TOKEN)
            .unwrap()
            .with(oc(THEIRS), THEIR_TOKEN)
            .unwrap(),
        ..HttpSetup::default()
    }
}

pub(crate) fn bad_days(seed: u64, rules: &str) -> BadDays {
    let text = format!("schema-version: 1\nseed: {seed}\nrules:\n{rules}");
    BadDays::new(Faults::new(domain::load("faults.yaml", &text).unwrap()))
}

pub(crate) async fn open_as(day: Day, setup: HttpSetup) -> Open {
    let (office, inbox) = Office::open(day, Journal::in_memory(1_000));
    let address = "127.0.0.1:0".parse().unwrap();
    let door = HttpDoor::open(address, office.clone(), setup)
        .await
        .unwrap();
    let address = door.address();
    let (close, closed) = oneshot::channel();
    let served = tokio::spawn(door.serve(async { drop(closed.await) }));
    Open {
        office,
        inbox,
        address,
        close,
        served,
    }
}

pub(crate) fn day() -> Day {
    "2024-11-04".parse().unwrap()
}

pub(crate) fn oc(text: &str) -> OcNumber {
    text.parse().unwrap()
}

pub(crate) fn name(text: &str) -> FileName {
    text.parse().unwrap()
}

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) fn json(&self) -> serde_json::Value {
        assert_eq!(self.headers["content-type"], "application/json");
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The status of a refusal, after a look at its form.
    pub(crate) fn refused(&self) -> u16 {
        let body = self.json();
        let error = body["error"].as_str().unwrap();
        assert!(error.starts_with(|c: char| c.is_lowercase()), "{error}");
        assert!(!body["hint"].as_str().unwrap().is_empty());
        assert_eq!(body.as_object().unwrap().len(), 2);
        self.status.as_u16()
    }
}

impl Open {
    pub(crate) fn shelve(&self, owner: &str, file: &str, bytes: impl Into<Content>) {
        let delivered = self
            .office
            .deliver(oc(owner), name(file), 303, bytes.into());
        delivered.unwrap();
    }

    /// `ask("GET", "/v1/…", Some(token), &[("range", "bytes=0-3")], "")`
    pub(crate) async fn ask(
        &self,
        method: &str,
        path: &str,
        token: Option<&str>,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "localhost");
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Full::new(body.into())).unwrap();
        let stream = TcpStream::connect(self.address).await.unwrap();
        let (mut client, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
            .await
            .unwrap();
        tokio::spawn(connection);
        let (parts, body) = client.send_request(request).await.unwrap().into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body,
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, Some(MY_TOKEN), &[], "").await
    }

    /// Sends bytes as they are and gives what comes back until the door hangs up.
    pub(crate) async fn raw(&self, bytes: &[u8]) -> String {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(bytes).await.unwrap();
        let mut answer = Vec::new();
        // A reset after the answer is a way to hang up.
        let _ = stream.read_to_end(&mut answer).await;
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// Ids of the faults that befell requests, in order.
    pub(crate) fn faults(&self) -> Vec<String> {
        let records = self.office.records_after(0).into_iter();
        records
            .filter_map(|record| match record.act {
                Act::Faulted { fault, .. } => Some(fault),
                _ => None,
            })
            .collect()
    }

    pub(crate) async fn shut(self) {
        drop(self.close);
        self.served.await.unwrap().unwrap();
    }
}
