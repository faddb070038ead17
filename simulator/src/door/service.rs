use bytes::Bytes;
use domain::{Day, OcNumber};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::header::{self, HeaderMap, HeaderValue};
use hyper::{Method, Request, Response, StatusCode};
use serde::Serialize;
use tokio::sync::Semaphore;

use crate::door::body;
use crate::door::http::Limits;
use crate::door::range::{Part, part};
use crate::door::refusal::Refusal;
use crate::door::route::{Place, Route, route};
use crate::door::tokens::Tokens;
use crate::{FileName, Office, Received, ShelvedFile, realtime};

/// What every connection of a door shares.
#[derive(Debug)]
pub(crate) struct Service {
    office: Office,
    tokens: Tokens,
    limits: Limits,
    /// Bodies in memory at a time.
    uploads: Semaphore,
}

type Answer = Result<Response<Full<Bytes>>, Refusal>;

#[derive(Serialize)]
struct Listing {
    files: Vec<Listed>,
}

#[derive(Serialize)]
struct Listed {
    name: FileName,
    reference: u16,
    day: Day,
    bytes: usize,
    acknowledged: bool,
}

#[derive(Serialize)]
struct Taken {
    name: FileName,
    bytes: usize,
    news: bool,
}

#[derive(Serialize)]
struct Health {
    status: &'static str,
    version: &'static str,
    day: Day,
}

impl Service {
    pub(crate) fn new(office: Office, tokens: Tokens, limits: Limits) -> Self {
        let uploads = Semaphore::new(limits.uploads.clamp(1, Semaphore::MAX_PERMITS));
        Self {
            office,
            tokens,
            limits,
            uploads,
        }
    }

    pub(crate) fn office(&self) -> &Office {
        &self.office
    }

    /// Answers a request, whatever it is.
    pub(crate) async fn answer(&self, request: Request<Incoming>) -> Response<Full<Bytes>> {
        let mut response = self
            .dispatch(request)
            .await
            .unwrap_or_else(|refusal| refusal.response());
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        );
        response
    }

    async fn dispatch(&self, request: Request<Incoming>) -> Answer {
        let reads = matches!(*request.method(), Method::GET | Method::HEAD);
        let (oc, place) = match route(request.uri().path()) {
            Route::Nowhere => return Err(Refusal::NoRoute),
            Route::Health if reads => return self.health(),
            Route::Health => return Err(Refusal::Method("GET, HEAD")),
            Route::Oc(oc, place) => (oc, place),
        };
        // Who asks comes before what is asked: nothing is told to one who has no business here.
        let caller = self.caller(request.headers()).ok_or(Refusal::NoToken)?;
        if oc.parse() != Ok(caller) {
            return Err(Refusal::NotYours);
        }
        match place {
            Place::Nowhere => Err(Refusal::NotYours),
            Place::Files if reads => self.list(caller),
            Place::File(name) if reads => self.fetch(caller, name, &request),
            Place::Files | Place::File(_) => Err(Refusal::Method("GET, HEAD")),
            Place::Ack(name) if request.method() == Method::POST => {
                self.acknowledge(caller, &name).await
            }
            Place::Ack(_) => Err(Refusal::Method("POST")),
            Place::Inbox(name) if request.method() == Method::PUT => {
                self.receive(caller, name, request).await
            }
            Place::Inbox(_) => Err(Refusal::Method("PUT")),
        }
    }

    /// Whose token the request carries: exactly one `Authorization` header, of the bearer kind.
    fn caller(&self, headers: &HeaderMap) -> Option<OcNumber> {
        let mut values = headers.get_all(header::AUTHORIZATION).iter();
        let (value, None) = (values.next()?, values.next()) else {
            return None;
        };
        let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
        if !scheme.eq_ignore_ascii_case("bearer") {
            return None;
        }
        self.tokens.owner(token.trim())
    }

    fn health(&self) -> Answer {
        let version = env!("CARGO_PKG_VERSION");
        Ok(json(
            StatusCode::OK,
            &Health {
                status: "ok",
                version,
                day: self.office.today(),
            },
        ))
    }

    fn list(&self, oc: OcNumber) -> Answer {
        let files = self
            .office
            .list(oc)?
            .into_iter()
            .map(Listed::from)
            .collect();
        Ok(json(StatusCode::OK, &Listing { files }))
    }

    fn fetch(&self, oc: OcNumber, name: FileName, request: &Request<Incoming>) -> Answer {
        let file = self.office.look(oc, &name).ok_or(Refusal::NoFile(oc))?;
        let length = file.bytes.len();
        let get = request.method() == Method::GET;
        let wanted = if get {
            wanted(request.headers(), length)
        } else {
            Part::Whole
        };
        let (status, from, count) = match wanted {
            Part::Outside => return Err(Refusal::Range(length)),
            Part::Whole => (StatusCode::OK, 0, length),
            Part::Bytes { from, count } => (StatusCode::PARTIAL_CONTENT, from, count),
        };
        if get {
            self.office.fetched(oc, name, from as u64, count as u64)?;
        }
        let mut response = Response::new(Full::new(file.bytes.slice(from..from + count)));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        let octets = HeaderValue::from_static("application/octet-stream");
        headers.insert(header::CONTENT_TYPE, octets);
        headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
        if status == StatusCode::PARTIAL_CONTENT
            && let Ok(range) = format!("bytes {from}-{}/{length}", from + count - 1).try_into()
        {
            headers.insert(header::CONTENT_RANGE, range);
        }
        Ok(response)
    }

    async fn acknowledge(&self, oc: OcNumber, name: &FileName) -> Answer {
        if !self.office.acknowledge(oc, name)?.sure().await? {
            return Err(Refusal::NoFile(oc));
        }
        let mut response = Response::new(Full::default());
        *response.status_mut() = StatusCode::NO_CONTENT;
        Ok(response)
    }

    async fn receive(&self, oc: OcNumber, name: FileName, request: Request<Incoming>) -> Answer {
        let Ok(_slot) = self.uploads.acquire().await else {
            return Err(Refusal::Closed);
        };
        let waits = request.headers().contains_key(header::EXPECT);
        let whole = body::take(request.into_body(), self.limits.body, waits);
        let bytes = realtime::within(self.limits.body_time, whole)
            .await
            .ok_or(Refusal::Late)??;
        let length = bytes.len();
        let (status, news) = match self.office.receive(oc, name.clone(), bytes)?.sure().await? {
            Received::New => (StatusCode::CREATED, true),
            Received::Already => (StatusCode::OK, false),
            Received::Conflict => return Err(Refusal::Conflict(name)),
            Received::Full => return Err(Refusal::Busy),
            Received::Closed => return Err(Refusal::Closed),
        };
        Ok(json(
            status,
            &Taken {
                name,
                bytes: length,
                news,
            },
        ))
    }
}

impl From<ShelvedFile> for Listed {
    fn from(file: ShelvedFile) -> Self {
        let ShelvedFile {
            name,
            day,
            reference,
            bytes,
            acknowledged,
        } = file;
        Self {
            name,
            reference,
            day,
            bytes: bytes.len(),
            acknowledged,
        }
    }
}

/// The part that headers ask for. `If-Range` needs a validator, and files here have none: it can only
/// fail, and then the whole is due (RFC 9110 §13.1.5).
fn wanted(headers: &HeaderMap, length: usize) -> Part {
    let mut ranges = headers.get_all(header::RANGE).iter();
    match (ranges.next().map(HeaderValue::to_str), ranges.next()) {
        (Some(Ok(range)), None) if !headers.contains_key(header::IF_RANGE) => part(range, length),
        _ => Part::Whole,
    }
}

fn json(status: StatusCode, value: &impl Serialize) -> Response<Full<Bytes>> {
    // Structs of numbers, days and names: nothing in them can fail to serialise.
    let body = serde_json::to_vec(value).unwrap_or_default();
    let mut response = Response::new(Full::from(body));
    *response.status_mut() = status;
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    response
}
