use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use domain::OcNumber;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Frame;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::{HeaderMap, Method, Request, header};
use hyper_util::rt::TokioIo;
use serde::Deserialize;
use simulator::FileName;
use tokio::net::TcpStream;

use crate::doors::DoorError;
use crate::doors::courier::Listed;
use crate::doors::tries::{TRIES, gave_up, growing};
use crate::watchdog::Patience;

/// A client of the HTTP door.
pub(super) struct HttpCourier {
    address: SocketAddr,
    oc: OcNumber,
    token: String,
    /// The connection, while it is good for another request.
    line: Option<SendRequest<Full<Bytes>>>,
}

/// One answer, or as much of it as came.
struct Got {
    status: u16,
    headers: HeaderMap,
    body: Vec<u8>,
}

#[derive(Deserialize)]
struct Listing {
    files: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    name: FileName,
    bytes: u64,
    acknowledged: bool,
}

impl HttpCourier {
    pub(super) fn new(address: SocketAddr, oc: OcNumber, token: String) -> Self {
        Self {
            address,
            oc,
            token,
            line: None,
        }
    }

    pub(super) async fn list(&mut self) -> Result<Vec<Listed>, DoorError> {
        for tries in 0..TRIES {
            let Some(got) = self
                .ask(tries, &Method::GET, "files", None, &Bytes::new())
                .await?
            else {
                continue;
            };
            expect("the listing", got.status, &[200])?;
            // A listing that does not close is none.
            if let Ok(listing) = serde_json::from_slice::<Listing>(&got.body) {
                let listed = |entry: Entry| Listed {
                    name: entry.name,
                    bytes: Some(entry.bytes),
                    acknowledged: entry.acknowledged,
                };
                return Ok(listing.files.into_iter().map(listed).collect());
            }
        }
        Err(gave_up("the listing"))
    }

    /// As many bytes as the listing says, what broke off gone on with; none where the door does not show the file.
    pub(super) async fn fetch(&mut self, file: &Listed) -> Result<Option<Vec<u8>>, DoorError> {
        let path = format!("files/{}", file.name);
        let mut came: Vec<u8> = Vec::new();
        for tries in 0..TRIES {
            if tries > 0 && file.bytes == Some(came.len() as u64) {
                return Ok(Some(came));
            }
            let from = (!came.is_empty()).then_some(came.len());
            let Some(got) = self
                .ask(tries, &Method::GET, &path, from, &Bytes::new())
                .await?
            else {
                continue;
            };
            match got.status {
                200 => came = got.body,
                206 if begins_at(&got.headers, came.len()) => came.extend(got.body),
                // Another part than the one that was asked for: begun again.
                206 => came.clear(),
                // There is no more of it, whatever the listing says.
                416 => return Ok(Some(came)),
                404 => return Ok(None),
                status => return Err(refused(&path, status)),
            }
        }
        if file.bytes == Some(came.len() as u64) {
            return Ok(Some(came));
        }
        Err(gave_up(&path))
    }

    pub(super) async fn acknowledge(&mut self, name: &FileName) -> Result<(), DoorError> {
        self.until_done(
            &Method::POST,
            &format!("files/{name}/ack"),
            &[204],
            &Bytes::new(),
        )
        .await
    }

    pub(super) async fn push(&mut self, name: &FileName, content: &[u8]) -> Result<(), DoorError> {
        let content = Bytes::copy_from_slice(content);
        self.until_done(
            &Method::PUT,
            &format!("inbox/{name}"),
            &[200, 201],
            &content,
        )
        .await
    }

    /// Pushes and acknowledgements are idempotent: the same is asked for again, under the same name.
    async fn until_done(
        &mut self,
        method: &Method,
        path: &str,
        done: &[u16],
        body: &Bytes,
    ) -> Result<(), DoorError> {
        for tries in 0..TRIES {
            if let Some(got) = self.ask(tries, method, path, None, body).await? {
                return expect(path, got.status, done);
            }
        }
        Err(gave_up(path))
    }

    /// One request; none where not even a status came, or it said to come again (and that was waited for).
    async fn ask(
        &mut self,
        tries: u32,
        method: &Method,
        path: &str,
        from: Option<usize>,
        body: &Bytes,
    ) -> Result<Option<Got>, DoorError> {
        let Some(got) = self.once(method, path, from, body).await? else {
            Patience::pause(growing(tries)).await;
            return Ok(None);
        };
        if got.status != 429 && got.status < 500 {
            return Ok(Some(got));
        }
        let told = got.headers.get(header::RETRY_AFTER);
        let seconds = told.and_then(|told| told.to_str().ok()?.parse().ok());
        Patience::pause(seconds.map_or_else(|| growing(tries), Duration::from_secs)).await;
        Ok(None)
    }

    async fn once(
        &mut self,
        method: &Method,
        path: &str,
        from: Option<usize>,
        body: &Bytes,
    ) -> Result<Option<Got>, DoorError> {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("/v1/oc/{}/{path}", self.oc))
            .header(header::HOST, self.address.to_string())
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token));
        if let Some(from) = from {
            request = request.header(header::RANGE, format!("bytes={from}-"));
        }
        let request = request
            .body(Full::new(body.clone()))
            .map_err(|error| DoorError::Io {
                what: format!("ask for {path}"),
                source: std::io::Error::other(error),
            })?;
        let mut line = match self.line.take() {
            Some(line) if !line.is_closed() => line,
            _ => match self.connect().await {
                Ok(line) => line,
                // Nobody listens for a moment: that is a day like any other.
                Err(_) => return Ok(None),
            },
        };
        let Ok(answer) = line.send_request(request).await else {
            return Ok(None);
        };
        let (parts, mut body) = answer.into_parts();
        let (mut came, mut is_whole) = (Vec::new(), true);
        while let Some(frame) = body.frame().await {
            match frame.map(Frame::into_data) {
                Ok(Ok(data)) => came.extend_from_slice(&data),
                // Trailers hold no bytes of a file.
                Ok(Err(_)) => {}
                Err(_) => {
                    is_whole = false;
                    break;
                }
            }
        }
        if is_whole && line.ready().await.is_ok() {
            self.line = Some(line);
        }
        Ok(Some(Got {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body: came,
        }))
    }

    async fn connect(&self) -> std::io::Result<SendRequest<Full<Bytes>>> {
        let stream = TcpStream::connect(self.address).await?;
        stream.set_nodelay(true)?;
        let (line, connection) = handshake(TokioIo::new(stream))
            .await
            .map_err(std::io::Error::other)?;
        // It ends with the line, and how it ends is seen there.
        tokio::spawn(connection);
        Ok(line)
    }
}

/// Whether a part begins where the last one ended.
fn begins_at(headers: &HeaderMap, at: usize) -> bool {
    let told = headers.get(header::CONTENT_RANGE);
    let told = told.and_then(|told| told.to_str().ok()?.strip_prefix("bytes "));
    told.and_then(|told| told.split('-').next()?.parse().ok()) == Some(at)
}

fn expect(what: &str, status: u16, expected: &[u16]) -> Result<(), DoorError> {
    if expected.contains(&status) {
        Ok(())
    } else {
        Err(refused(what, status))
    }
}

fn refused(what: &str, status: u16) -> DoorError {
    DoorError::Refused {
        what: what.to_owned(),
        status,
    }
}
