//! `POST /v1/oc/{oc}/files/{name}/paid`: an OC says that it paid. No NOEMIE message does: this route is étalon's own.

use std::collections::BTreeSet;

use domain::{DecompteNumber, OcNumber};
use hyper::body::{Body as _, Incoming};
use hyper::header::EXPECT;
use hyper::{Request, Response, StatusCode};
use serde::{Deserialize, Serialize};

use crate::FileName;
use crate::door::body;
use crate::door::counter;
use crate::door::refusal::Refusal;
use crate::door::reply::Reply;
use crate::door::service::{Service, json};
use crate::door::setup::Limits;
use crate::office::Paid;

/// Which décomptes of the file were paid: the body of the request. Without one, all of them were.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Payment {
    decomptes: BTreeSet<DecompteNumber>,
}

#[derive(Serialize)]
struct Noted {
    name: FileName,
    whole: bool,
    news: bool,
}

/// Bytes of a list of décomptes: some eighty thousand of them.
const LONGEST: u64 = 1 << 20;

impl Service {
    pub(crate) async fn paid(
        &self,
        oc: OcNumber,
        name: FileName,
        request: Request<Incoming>,
    ) -> Result<Response<Reply>, Refusal> {
        let waits = request.headers().contains_key(EXPECT);
        let body = request.into_body();
        let decomptes = if body.is_end_stream() {
            None
        } else {
            let limits = Limits {
                body: LONGEST,
                ..self.limits
            };
            let content = body::take(body, &limits, waits, self.office.spool()).await?;
            let text = content.whole().map_err(Refusal::Disk)?;
            listed(&text)?
        };
        match counter::paid(&self.office, oc, name.clone(), decomptes).await? {
            Paid::Noted { news, whole } => Ok(json(StatusCode::OK, &Noted { name, whole, news })),
            Paid::NoFile => Err(Refusal::NoFile(oc)),
            other => Err(Refusal::NotPaid(other)),
        }
    }
}

/// The décomptes that a body names; none where it has nothing but blanks.
fn listed(text: &[u8]) -> Result<Option<BTreeSet<DecompteNumber>>, Refusal> {
    if text.trim_ascii().is_empty() {
        return Ok(None);
    }
    let payment: Payment =
        serde_json::from_slice(text).map_err(|error| Refusal::Shape(error.to_string()))?;
    Ok(Some(payment.decomptes))
}

/// Why what was said to be paid is not noted, and what to do.
pub(crate) fn why_not(paid: &Paid) -> (String, String) {
    match paid {
        Paid::NoDecomptes(reference) => (
            format!("a file {reference} carries no décomptes to pay"),
            "files of reference 303 do".to_owned(),
        ),
        Paid::NotInIt(numbers) => {
            let first: Vec<String> = numbers.iter().take(TOLD).map(ToString::to_string).collect();
            let more = numbers.len().saturating_sub(TOLD);
            let more = if more > 0 {
                format!(" and {more} more")
            } else {
                String::new()
            };
            (
                format!("the file carries no décompte {}{more}", first.join(", ")),
                "nothing was noted: name décomptes of the file by their nine digits, or none for all of it"
                    .to_owned(),
            )
        }
        Paid::TooLong(most) => (
            format!("the file has more than {most} bytes, and is not looked into"),
            "nothing was noted: tell that it was paid without naming décomptes".to_owned(),
        ),
        Paid::NoFile | Paid::Noted { .. } => (
            "no file of that name is on the shelf".to_owned(),
            "the listing tells what is".to_owned(),
        ),
    }
}

/// Numbers that are told one by one.
const TOLD: usize = 5;

/// The status of such an answer.
pub(crate) fn status(paid: &Paid) -> StatusCode {
    match paid {
        Paid::Noted { .. } => StatusCode::OK,
        Paid::NoFile => StatusCode::NOT_FOUND,
        Paid::NoDecomptes(_) | Paid::TooLong(_) => StatusCode::CONFLICT,
        Paid::NotInIt(_) => StatusCode::UNPROCESSABLE_ENTITY,
    }
}
