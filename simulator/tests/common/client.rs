//! A small client that does what the catalogue of faults says is right: it resumes by range, compares lengths, waits for
//! what `Retry-After` says, looks at the end of a file before it believes it, and does nothing twice.

use std::collections::{BTreeMap, BTreeSet};
use std::pin::Pin;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::{HeaderMap, Request};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};

/// Something to speak over.
pub(crate) trait Io: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Io for T {}

/// How to reach the door.
pub(crate) type Connect = Box<
    dyn Fn() -> Pin<Box<dyn Future<Output = std::io::Result<Box<dyn Io>>> + Send>> + Send + Sync,
>;

/// One answer, or what came of it before the connection broke.
pub(crate) struct Got {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
    /// Whether it came as it was announced.
    pub(crate) whole: bool,
}

pub(crate) struct Client {
    connect: Connect,
    oc: String,
    token: String,
    /// What it did, in order: requests, waits and refusals to believe.
    pub(crate) did: Vec<String>,
    /// Files it has taken for good, by name.
    pub(crate) taken: BTreeMap<String, Vec<u8>>,
    /// Names in the order they were taken.
    pub(crate) order: Vec<String>,
}

/// A closed file ends with this: it stands for entity 999 of a real one.
pub(crate) const TRAILER: &[u8] = b"999.";

/// How long it waits for an answer: more than any fault here makes it wait.
const SILENCE: Duration = Duration::from_secs(60);

/// Requests after which a client gives up: far more than any fault here asks for.
const PATIENCE: usize = 60;

impl Client {
    pub(crate) fn new(connect: Connect, oc: &str, token: &str) -> Self {
        Self {
            connect,
            oc: oc.to_owned(),
            token: token.to_owned(),
            did: Vec::new(),
            taken: BTreeMap::new(),
            order: Vec::new(),
        }
    }

    pub(crate) fn into_connect(self) -> Connect {
        self.connect
    }

    /// One request on a connection of its own; none where not even a status came.
    pub(crate) async fn ask(
        &mut self,
        method: &str,
        path: &str,
        range: Option<u64>,
        body: &[u8],
    ) -> Option<Got> {
        let path = format!("/v1/oc/{}/{path}", self.oc);
        self.did.push(match range {
            Some(from) => format!("{method} {path} from {from}"),
            None => format!("{method} {path}"),
        });
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "localhost")
            .header("authorization", format!("Bearer {}", self.token));
        if let Some(from) = range {
            request = request.header("range", format!("bytes={from}-"));
        }
        let request = request
            .body(Full::new(Bytes::copy_from_slice(body)))
            .unwrap();
        let Ok(stream) = (self.connect)().await else {
            self.wait(10).await;
            return None;
        };
        let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
            .await
            .ok()?;
        let talk = async move {
            let (parts, mut body) = sender.send_request(request).await.ok()?.into_parts();
            let (mut came, mut whole) = (Vec::new(), true);
            while let Some(frame) = body.frame().await {
                match frame.map(hyper::body::Frame::into_data) {
                    Ok(Ok(data)) => came.extend_from_slice(&data),
                    Ok(Err(_)) => {}
                    Err(_) => {
                        whole = false;
                        break;
                    }
                }
            }
            Some(Got {
                status: parts.status.as_u16(),
                headers: parts.headers,
                body: came,
                whole,
            })
        };
        // The connection ends with what it is for: nothing is left running.
        let both = async {
            let mut talk = std::pin::pin!(talk);
            let mut connection = std::pin::pin!(connection);
            tokio::select! {
                got = &mut talk => got,
                _ = &mut connection => talk.await,
            }
        };
        tokio::time::timeout(SILENCE, both)
            .await
            .unwrap_or_else(|_| {
                self.did.push("no answer".to_owned());
                None
            })
    }

    /// Waits as it is told to; whether that was an answer that says to come again.
    async fn told_to_wait(&mut self, got: &Got, tries: usize) -> bool {
        if got.status != 429 && got.status < 500 {
            return false;
        }
        let told = got.headers.get("retry-after").and_then(|v| v.to_str().ok());
        let seconds = told.and_then(|v| v.parse().ok());
        self.wait(seconds.unwrap_or(1 << tries.min(5))).await;
        true
    }

    async fn wait(&mut self, seconds: u64) {
        self.did.push(format!("wait {seconds} s"));
        tokio::time::sleep(Duration::from_secs(seconds)).await;
    }

    /// What there is: name, length, whether it is acknowledged.
    pub(crate) async fn list(&mut self) -> Vec<(String, u64, bool)> {
        for tries in 0..PATIENCE {
            let Some(got) = self.ask("GET", "files", None, b"").await else {
                continue;
            };
            if self.told_to_wait(&got, tries).await {
                continue;
            }
            assert_eq!(got.status, 200);
            // A listing that does not close is none.
            let Ok(list) = serde_json::from_slice::<serde_json::Value>(&got.body) else {
                self.did.push("no listing".to_owned());
                continue;
            };
            let files = list["files"].as_array().unwrap().iter();
            return files
                .map(|file| {
                    (
                        file["name"].as_str().unwrap().to_owned(),
                        file["bytes"].as_u64().unwrap(),
                        file["acknowledged"].as_bool().unwrap(),
                    )
                })
                .collect();
        }
        panic!("no listing came: {:#?}", self.did);
    }

    /// A file as long as the listing says; none where it is not closed, which is not a failure but too early.
    pub(crate) async fn fetch(&mut self, name: &str, length: u64) -> Option<Vec<u8>> {
        let mut came = Vec::new();
        for tries in 0..PATIENCE {
            if came.len() as u64 == length && tries > 0 {
                break;
            }
            let from = came.len() as u64;
            let range = (from > 0).then_some(from);
            let Some(got) = self.ask("GET", &format!("files/{name}"), range, b"").await else {
                continue;
            };
            if self.told_to_wait(&got, tries).await {
                continue;
            }
            match got.status {
                206 => came.extend_from_slice(&got.body),
                200 => came = got.body,
                // There is no more than there was.
                416 => break,
                404 => return None,
                other => panic!("{other}: {:#?}", self.did),
            }
            if !got.whole {
                self.did.push(format!("cut at {}", came.len()));
            }
        }
        // One that grew since it was listed is not what was asked for: the next listing knows its length.
        if came.len() as u64 == length && came.ends_with(TRAILER) {
            return Some(came);
        }
        self.did.push(format!("{name} is not closed"));
        None
    }

    pub(crate) async fn acknowledge(&mut self, name: &str) {
        self.until_done("POST", &format!("files/{name}/ack"), b"", &[204])
            .await;
    }

    pub(crate) async fn push(&mut self, name: &str, content: &[u8]) -> u16 {
        self.until_done("PUT", &format!("inbox/{name}"), content, &[200, 201])
            .await
    }

    async fn until_done(&mut self, method: &str, path: &str, body: &[u8], done: &[u16]) -> u16 {
        for tries in 0..PATIENCE {
            let Some(got) = self.ask(method, path, None, body).await else {
                continue;
            };
            if self.told_to_wait(&got, tries).await {
                continue;
            }
            assert!(
                done.contains(&got.status),
                "{}: {:#?}",
                got.status,
                self.did
            );
            return got.status;
        }
        panic!("{method} {path} was never done: {:#?}", self.did);
    }

    /// One round: everything new is fetched once, taken once, acknowledged however often it is offered.
    pub(crate) async fn round(&mut self) {
        let mut seen = BTreeSet::new();
        for (name, length, acknowledged) in self.list().await {
            if acknowledged || !seen.insert(name.clone()) {
                continue;
            }
            if !self.taken.contains_key(&name) {
                let Some(content) = self.fetch(&name, length).await else {
                    continue;
                };
                self.taken.insert(name.clone(), content);
                self.order.push(name.clone());
            }
            self.acknowledge(&name).await;
        }
    }
}
