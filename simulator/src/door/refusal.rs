use std::io;

use domain::OcNumber;
use hyper::header::{ALLOW, CONNECTION, CONTENT_RANGE, CONTENT_TYPE, HeaderName, HeaderValue};
use hyper::header::{RETRY_AFTER, WWW_AUTHENTICATE};
use hyper::{Response, StatusCode};

use crate::door::paid;
use crate::door::reply::Reply;
use crate::{FileName, Paid, SimulatorError};

/// Why a request is not answered with what it asks for. One place decides statuses and words.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// A path of no route.
    NoRoute,
    /// No token, or one that nobody has.
    NoToken,
    /// A place of another OC, existing or not, or no place at all.
    NotYours,
    /// The OC's shelf has no such file.
    NoFile(OcNumber),
    /// The route has other methods.
    Method(&'static str),
    /// The part asked for is past the end of a file of that length.
    Range(u64),
    /// A body longer than so many bytes.
    TooLarge(u64),
    /// A body that did not come in time.
    Late,
    /// A body that could not be read.
    Broken,
    /// Another content came before under that name.
    Conflict(FileName),
    /// What was said to be paid cannot be noted.
    NotPaid(Paid),
    /// A body that is not what the route takes, and why.
    Shape(String),
    /// The inbox is full for now.
    Busy,
    /// Nobody takes files, or there is no more room.
    Closed,
    /// A fault that was asked for: a status, and seconds after which to come again.
    Fault(u16, Option<u32>),
    /// A long file that our disk does not take.
    Disk(io::Error),
    /// Something on our side.
    Failed(SimulatorError),
}

impl From<SimulatorError> for Refusal {
    fn from(error: SimulatorError) -> Self {
        Self::Failed(error)
    }
}

impl Refusal {
    pub(crate) fn response(&self) -> Response<Reply> {
        let (error, hint) = self.words();
        let body = serde_json::json!({ "error": error, "hint": hint }).to_string();
        let mut response = Response::new(Reply::whole(body));
        *response.status_mut() = self.status();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if let Some((name, value)) = self.header() {
            headers.insert(name, value);
        }
        response
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::NoRoute | Self::NotYours | Self::NoFile(_) => StatusCode::NOT_FOUND,
            Self::NoToken => StatusCode::UNAUTHORIZED,
            Self::Method(_) => StatusCode::METHOD_NOT_ALLOWED,
            Self::Range(_) => StatusCode::RANGE_NOT_SATISFIABLE,
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Late => StatusCode::REQUEST_TIMEOUT,
            Self::Broken => StatusCode::BAD_REQUEST,
            Self::Conflict(_) => StatusCode::CONFLICT,
            Self::NotPaid(paid) => paid::status(paid),
            Self::Shape(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Busy | Self::Closed => StatusCode::SERVICE_UNAVAILABLE,
            Self::Fault(status, _) => {
                StatusCode::from_u16(*status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
            }
            Self::Disk(_) => StatusCode::INSUFFICIENT_STORAGE,
            Self::Failed(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn header(&self) -> Option<(HeaderName, HeaderValue)> {
        let fixed = HeaderValue::from_static;
        Some(match self {
            Self::NoToken => (WWW_AUTHENTICATE, fixed("Bearer realm=\"etalon\"")),
            Self::Method(allowed) => (ALLOW, fixed(allowed)),
            Self::Range(length) => (
                CONTENT_RANGE,
                HeaderValue::try_from(format!("bytes */{length}")).ok()?,
            ),
            Self::TooLarge(_) | Self::Late | Self::Broken | Self::Disk(_) => {
                (CONNECTION, fixed("close"))
            }
            Self::Busy => (RETRY_AFTER, fixed("1")),
            Self::Fault(_, Some(seconds)) => (RETRY_AFTER, HeaderValue::from(*seconds)),
            _ => return None,
        })
    }

    pub(crate) fn words(&self) -> (String, String) {
        let (error, hint): (&str, &str) = match self {
            Self::NoRoute => (
                "no such route",
                "the routes are /v1/health, /v1/oc/{oc}/files and /v1/oc/{oc}/inbox/{name}",
            ),
            Self::NoToken => (
                "a token is needed",
                "send the header `Authorization: Bearer …` with the token of the OC in the path",
            ),
            Self::NotYours => (
                "there is nothing here for this token",
                "the path holds the eight digits of the token's own OC, then files, \
                 files/{name}, files/{name}/ack, files/{name}/paid or inbox/{name}",
            ),
            Self::NoFile(oc) => {
                return (
                    "no file of that name is on the shelf".to_owned(),
                    format!("GET /v1/oc/{oc}/files lists what is"),
                );
            }
            Self::Method(allowed) => {
                return (
                    "the method does not fit the route".to_owned(),
                    format!("here it is {allowed}"),
                );
            }
            Self::Range(length) => {
                return (
                    "the range begins past the end of the file".to_owned(),
                    format!("the file has {length} bytes"),
                );
            }
            Self::TooLarge(limit) => {
                return (
                    "the file is too large".to_owned(),
                    format!("at most {limit} bytes are taken in one push"),
                );
            }
            Self::Late => (
                "the body did not come in time",
                "nothing was taken: push it again",
            ),
            Self::Broken => (
                "the body could not be read",
                "nothing was taken: push it again",
            ),
            Self::Conflict(name) => {
                return (
                    format!("another content came before under the name {name}"),
                    "the first one stands; a new file needs a new name".to_owned(),
                );
            }
            Self::NotPaid(paid) => return paid::why_not(paid),
            Self::Shape(why) => {
                return (
                    format!("the body is not what is expected: {why}"),
                    r#"nothing was noted: send {"decomptes": ["000000123"]}, or no body for the whole file"#
                        .to_owned(),
                );
            }
            Self::Busy => (
                "too many files wait to be read",
                "nothing was taken: push it again later",
            ),
            Self::Closed => (
                "no more files are taken in this session",
                "nothing was taken: the simulator has stopped reading, or holds all it can",
            ),
            Self::Fault(..) => (
                "the service is not available for now",
                "nothing was done: come again, after Retry-After where it is said",
            ),
            Self::Disk(error) => {
                return (
                    format!("the file could not be put on the simulator's disk: {error}"),
                    "nothing was taken: make room there, then push it again".to_owned(),
                );
            }
            Self::Failed(error) => {
                return (
                    error.to_string(),
                    "nothing was done: see the simulator's output".to_owned(),
                );
            }
        };
        (error.to_owned(), hint.to_owned())
    }
}
