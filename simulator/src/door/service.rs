use std::sync::Arc;

use bytes::Bytes;
use domain::{Day, OcNumber};
use hyper::body::Incoming;
use hyper::header::{self, HeaderMap, HeaderValue};
use hyper::{Method, Request, Response, StatusCode};
use serde::Serialize;
use tokio::sync::Semaphore;

use crate::door::body;
use crate::door::counter;
use crate::door::mischief::Mischief;
use crate::door::miss::Asked;
use crate::door::pages::Pages;
use crate::door::range::{Part, part};
use crate::door::refusal::Refusal;
use crate::door::reply::{Reply, after};
use crate::door::route::{Place, Route, route};
use crate::door::setup::{HttpSetup, Limits};
use crate::door::tokens::Tokens;
use crate::door::wire::Orders;
use crate::faults::{self, AskedFile, BadDays, Fired, Request as Counted};
use crate::{FileName, Office, Received, ShelvedFile};

/// What every connection of a door shares.
#[derive(Debug)]
pub(crate) struct Service {
    pub(crate) office: Office,
    pub(crate) tokens: Tokens,
    pub(crate) limits: Limits,
    bad_days: BadDays,
    pages: Pages,
    /// Bodies that are read at a time.
    uploads: Semaphore,
}

type Answer = Result<Response<Reply>, Refusal>;

/// What is known of a connection.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    /// What its stream is told.
    pub(crate) orders: Arc<Orders>,
    /// Whose certificate was shown, where one was.
    pub(crate) certified: Option<Certified>,
}

/// Of whom a client's certificate is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    not(feature = "tls"),
    expect(dead_code, reason = "without TLS no certificate is shown")
)]
pub(crate) enum Certified {
    Oc(OcNumber),
    /// It is good, and names no OC.
    Nobody,
}

#[derive(Serialize)]
struct Listing {
    files: Vec<Listed>,
}

#[derive(Serialize)]
struct Listed {
    name: FileName,
    reference: u16,
    day: Day,
    bytes: u64,
    acknowledged: bool,
}

#[derive(Serialize)]
struct Taken {
    name: FileName,
    bytes: u64,
    news: bool,
}

#[derive(Serialize)]
struct Health {
    status: &'static str,
    version: &'static str,
    day: Day,
}

impl Service {
    pub(crate) fn new(office: Office, setup: HttpSetup) -> Self {
        let HttpSetup {
            tokens,
            limits,
            bad_days,
            ..
        } = setup;
        let uploads = Semaphore::new(limits.uploads.clamp(1, Semaphore::MAX_PERMITS));
        Self {
            office,
            tokens,
            limits,
            bad_days,
            pages: Pages::default(),
            uploads,
        }
    }

    pub(crate) fn office(&self) -> &Office {
        &self.office
    }

    /// What befalls somebody who comes in. It is no OC's yet, so no journal of an OC says so.
    pub(crate) fn connection(&self) -> Vec<Fired> {
        let today = self.office.today();
        self.bad_days.connection(faults::Door::Http, today).fired
    }

    /// Answers a request, whatever it is.
    pub(crate) async fn answer(&self, request: Request<Incoming>, line: &Line) -> Response<Reply> {
        let asked = Asked::of(&request, line.certified);
        let mut response = self
            .dispatch(request, line)
            .await
            .unwrap_or_else(|refusal| {
                self.miss(&asked, &refusal);
                refusal.response()
            });
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        );
        response
    }

    async fn dispatch(&self, request: Request<Incoming>, line: &Line) -> Answer {
        line.orders.set_rate(None);
        let reads = matches!(*request.method(), Method::GET | Method::HEAD);
        let (oc, place) = match route(request.uri().path()) {
            Route::Nowhere => return Err(Refusal::NoRoute),
            Route::Health if reads => return self.health(),
            Route::Health => return Err(Refusal::Method("GET, HEAD")),
            Route::Oc(oc, place) => (oc, place),
        };
        // Who asks comes before what is asked: nothing is told to one who has no business here.
        let caller = self.caller(request.headers(), line.certified)?;
        if oc.parse() != Ok(caller) {
            return Err(Refusal::NotYours);
        }
        let orders = &line.orders;
        match place {
            Place::Nowhere => Err(Refusal::NotYours),
            Place::Files if reads => self.list(caller, orders).await,
            Place::File(name) if reads => self.fetch(caller, name, &request, orders).await,
            Place::Files | Place::File(_) => Err(Refusal::Method("GET, HEAD")),
            Place::Ack(name) if request.method() == Method::POST => {
                self.acknowledge(caller, name, orders).await
            }
            Place::Paid(name) if request.method() == Method::POST => {
                self.paid(caller, name, request).await
            }
            Place::Ack(_) | Place::Paid(_) => Err(Refusal::Method("POST")),
            Place::Inbox(name) if request.method() == Method::PUT => {
                self.receive(caller, name, request, orders).await
            }
            Place::Inbox(_) => Err(Refusal::Method("PUT")),
        }
    }

    /// Who asks: the owner of the token, or of the client's certificate. Where there are both, they are of one OC.
    pub(crate) fn caller(
        &self,
        headers: &HeaderMap,
        certified: Option<Certified>,
    ) -> Result<OcNumber, Refusal> {
        let token = headers
            .contains_key(header::AUTHORIZATION)
            .then(|| self.bearer(headers).ok_or(Refusal::NoToken))
            .transpose()?;
        match (token, certified) {
            (Some(owner), None) => Ok(owner),
            (None, Some(Certified::Oc(oc))) => Ok(oc),
            (Some(owner), Some(Certified::Oc(oc))) if owner == oc => Ok(oc),
            _ => Err(Refusal::NoToken),
        }
    }

    /// Whose token the request carries: exactly one `Authorization` header, of the bearer kind.
    fn bearer(&self, headers: &HeaderMap) -> Option<OcNumber> {
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

    async fn list(&self, oc: OcNumber, orders: &Arc<Orders>) -> Answer {
        if self.bad_days.is_calm() {
            return self.page(oc);
        }
        let counted = self.count(faults::Route::List, oc, None);
        let mischief = self.befall(oc, &counted.fired, None, orders).await?;
        let shelf = self.office.list(oc)?;
        let today = self.office.today();
        let door = faults::Door::Http;
        let offer = self.bad_days.listing(door, oc, today, counted.nth, shelf);
        for (name, fired) in &offer.fired {
            self.office.faulted(oc, fired, Some(name.clone()))?;
        }
        mischief.listed(offer.files.len()).await;
        let answer = Response::new(Reply::whole(listing(offer.files)));
        Ok(after(&mischief, as_json(answer), orders))
    }

    /// A listing that nothing befalls: written anew where something changed since the last one.
    fn page(&self, oc: OcNumber) -> Answer {
        let last = self.pages.last(oc);
        let known = last.as_ref().map(|(version, _)| *version);
        let (version, files) = self.office.list_since(oc, known)?;
        let page = match (files, last) {
            (None, Some((_, page))) => page,
            (files, _) => {
                let page = listing(files.unwrap_or_default());
                self.pages.keep(oc, version, page.clone());
                page
            }
        };
        Ok(as_json(Response::new(Reply::whole(page))))
    }

    async fn fetch(
        &self,
        oc: OcNumber,
        name: FileName,
        request: &Request<Incoming>,
        orders: &Arc<Orders>,
    ) -> Answer {
        let get = request.method() == Method::GET;
        let file = self.office.look(oc, &name).ok_or(Refusal::NoFile(oc))?;
        // Who asks for the length alone fetches nothing.
        let (file, mischief) = if get {
            let counted = self.count(faults::Route::Fetch, oc, Some(&file));
            let mischief = self.befall(oc, &counted.fired, Some(&name), orders).await?;
            let file = self.shown(faults::Route::Fetch, oc, counted.nth, file)?;
            (file, mischief)
        } else {
            let today = self.office.today();
            let file = self.bad_days.glance(faults::Door::Http, oc, today, file);
            (file.ok_or(Refusal::NoFile(oc))?, Mischief::default())
        };
        let length = file.content.len();
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
            self.office.fetched(oc, name, from, count)?;
        }
        let mut response = Response::new(Reply::range(file.content, from, from + count));
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
        Ok(after(&mischief, response, orders))
    }

    async fn acknowledge(&self, oc: OcNumber, name: FileName, orders: &Arc<Orders>) -> Answer {
        let file = self.office.look(oc, &name).ok_or(Refusal::NoFile(oc))?;
        let route = faults::Route::Acknowledge;
        let counted = self.count(route, oc, Some(&file));
        let mischief = self.befall(oc, &counted.fired, Some(&name), orders).await?;
        self.shown(route, oc, counted.nth, file)?;
        if !self.office.acknowledge(oc, &name)?.sure().await? {
            return Err(Refusal::NoFile(oc));
        }
        let mut response = Response::new(Reply::whole(""));
        *response.status_mut() = StatusCode::NO_CONTENT;
        Ok(after(&mischief, response, orders))
    }

    /// Counts a request for a file on the shelf, or for the listing.
    fn count(&self, route: faults::Route, oc: OcNumber, file: Option<&ShelvedFile>) -> Counted {
        let asked = file.map(AskedFile::on_shelf);
        let today = self.office.today();
        self.bad_days
            .request(faults::Door::Http, route, oc, today, asked)
    }

    /// Journals what befalls a request, and lets happen what comes before anything is done.
    async fn befall(
        &self,
        oc: OcNumber,
        fired: &[Fired],
        name: Option<&FileName>,
        orders: &Orders,
    ) -> Result<Mischief, Refusal> {
        for one in fired {
            self.office.faulted(oc, one, name.cloned())?;
        }
        let mischief = Mischief::of(fired);
        orders.set_rate(mischief.rate);
        mischief.pause().await;
        match mischief.refusal {
            Some((status, retry_after)) => Err(Refusal::Fault(status, retry_after)),
            None => Ok(mischief),
        }
    }

    /// The file as the OC is shown it.
    fn shown(
        &self,
        route: faults::Route,
        oc: OcNumber,
        nth: u64,
        file: ShelvedFile,
    ) -> Result<ShelvedFile, Refusal> {
        let (door, name) = (faults::Door::Http, file.name.clone());
        let today = self.office.today();
        let shown = self.bad_days.file(door, route, oc, today, nth, file);
        for one in &shown.fired {
            self.office.faulted(oc, one, Some(name.clone()))?;
        }
        shown.file.ok_or(Refusal::NoFile(oc))
    }

    async fn receive(
        &self,
        oc: OcNumber,
        name: FileName,
        request: Request<Incoming>,
        orders: &Arc<Orders>,
    ) -> Answer {
        let pushed = AskedFile::pushed(&name);
        let (door, route, today) = (faults::Door::Http, faults::Route::Push, self.office.today());
        let counted = self.bad_days.request(door, route, oc, today, Some(pushed));
        let waits = request.headers().contains_key(header::EXPECT);
        let mischief = match self.befall(oc, &counted.fired, Some(&name), orders).await {
            Ok(mischief) => mischief,
            Err(refusal) => {
                if !waits {
                    body::discard(request.into_body(), body::LINGER, self.limits.body_time).await;
                }
                return Err(refusal);
            }
        };
        let Ok(_slot) = self.uploads.acquire().await else {
            return Err(Refusal::Closed);
        };
        let spool = self.office.spool();
        let content = body::take(request.into_body(), &self.limits, waits, spool).await?;
        let length = content.len();
        let received = counter::receive(&self.office, oc, name.clone(), content).await?;
        let (status, news) = match received {
            Received::New => (StatusCode::CREATED, true),
            Received::Already => (StatusCode::OK, false),
            Received::Conflict => return Err(Refusal::Conflict(name)),
            Received::Full => return Err(Refusal::Busy),
            Received::Closed => return Err(Refusal::Closed),
        };
        let taken = Taken {
            name,
            bytes: length,
            news,
        };
        Ok(after(&mischief, json(status, &taken), orders))
    }
}

impl From<ShelvedFile> for Listed {
    fn from(file: ShelvedFile) -> Self {
        let ShelvedFile {
            name,
            day,
            reference,
            content,
            acknowledged,
        } = file;
        Self {
            name,
            reference,
            day,
            bytes: content.len(),
            acknowledged,
        }
    }
}

fn listing(files: Vec<ShelvedFile>) -> Bytes {
    let files = files.into_iter().map(Listed::from).collect();
    written(&Listing { files })
}

/// The part that headers ask for. `If-Range` needs a validator, and files here have none: it can only
/// fail, and then the whole is due (RFC 9110 §13.1.5).
fn wanted(headers: &HeaderMap, length: u64) -> Part {
    let mut ranges = headers.get_all(header::RANGE).iter();
    match (ranges.next().map(HeaderValue::to_str), ranges.next()) {
        (Some(Ok(range)), None) if !headers.contains_key(header::IF_RANGE) => part(range, length),
        _ => Part::Whole,
    }
}

pub(crate) fn json(status: StatusCode, value: &impl Serialize) -> Response<Reply> {
    let mut response = Response::new(Reply::whole(written(value)));
    *response.status_mut() = status;
    as_json(response)
}

fn written(value: &impl Serialize) -> Bytes {
    // Structs of numbers, days and names: nothing in them can fail to serialise.
    serde_json::to_vec(value).unwrap_or_default().into()
}

fn as_json(mut response: Response<Reply>) -> Response<Reply> {
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    response
}
