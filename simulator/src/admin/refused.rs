//! What the API answers instead of what was asked.

use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection, StringRejection};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{AssuranceError, SimulatorError};

/// What is wrong, and what to do.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Refusal {
    /// What is wrong.
    error: String,
    /// What to do.
    hint: String,
}

/// A refusal and its status.
#[derive(Debug)]
pub(super) struct Refused(StatusCode, Refusal);

impl Refused {
    pub(super) fn new(status: StatusCode, error: impl ToString, hint: impl ToString) -> Self {
        let (error, hint) = (error.to_string(), hint.to_string());
        Self(status, Refusal { error, hint })
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        (self.0, Json(self.1)).into_response()
    }
}

impl From<AssuranceError> for Refused {
    fn from(error: AssuranceError) -> Self {
        let (status, hint) = match &error {
            AssuranceError::PastTheWorld { .. } => (
                StatusCode::CONFLICT,
                "found a longer world: etalon serve --months",
            ),
            AssuranceError::Office(SimulatorError::EarlierDay { .. }) => (
                StatusCode::CONFLICT,
                "the calendar goes forward only; /admin/v1/restore brings an earlier state back",
            ),
            AssuranceError::NoRecord { .. } => (
                StatusCode::NOT_FOUND,
                "numbers of records are those of /admin/v1/journal",
            ),
            AssuranceError::Account(refusal) => of_account(*refusal),
            AssuranceError::NoFile { .. } => (
                StatusCode::NOT_FOUND,
                "/admin/v1/journal?act=delivered tells what was delivered",
            ),
            AssuranceError::WorldEnded(_) => (
                StatusCode::CONFLICT,
                "nothing more is done on the last day of the calendar: /admin/v1/restore brings an earlier state back; etalon serve --months founds a longer world",
            ),
            AssuranceError::InMemory => (
                StatusCode::CONFLICT,
                "keep a journal in a file: etalon serve --journal FILE",
            ),
            _ => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "the simulator has stopped: its standard error may say more",
            ),
        };
        Self::new(status, Told(&error), hint)
    }
}

/// Status and hint of what a caisse refuses.
fn of_account(refusal: caisse::Refusal) -> (StatusCode, &'static str) {
    use caisse::Refusal as Why;
    match refusal {
        Why::UnknownInsured(_) => (
            StatusCode::NOT_FOUND,
            "/admin/v1/accounts?unmasked=true lists the insured of the world",
        ),
        Why::UnknownBeneficiary(_) => (
            StatusCode::NOT_FOUND,
            "the account tells birth and rank of each beneficiary where it is asked with ?unmasked=true",
        ),
        Why::NoContract(..) => (
            StatusCode::CONFLICT,
            "the OC declares a contract by a 408 first; the account tells which OCs claim the person",
        ),
        Why::UnknownDecompte(_) => (
            StatusCode::NOT_FOUND,
            "/admin/v1/accounts/{nir}/decomptes lists them; world.account.kept-decomptes says how many are kept",
        ),
        Why::UnknownFile(_) => (
            StatusCode::NOT_FOUND,
            "world.account.kept-files says how many files a caisse keeps",
        ),
        Why::NotLived(_) => (
            StatusCode::CONFLICT,
            "/admin/v1/accounts/{nir} tells how things stand; docs/starters.md tells what each life needs",
        ),
        _ => (
            StatusCode::CONFLICT,
            "/admin/v1/accounts/{nir} tells how the account stands",
        ),
    }
}

impl From<SimulatorError> for Refused {
    fn from(error: SimulatorError) -> Self {
        AssuranceError::from(error).into()
    }
}

impl From<JsonRejection> for Refused {
    fn from(bad: JsonRejection) -> Self {
        Self::new(bad.status(), bad.body_text(), SHAPE)
    }
}

impl From<QueryRejection> for Refused {
    fn from(bad: QueryRejection) -> Self {
        Self::new(bad.status(), bad.body_text(), SHAPE)
    }
}

impl From<StringRejection> for Refused {
    fn from(bad: StringRejection) -> Self {
        Self::new(bad.status(), bad.body_text(), SHAPE)
    }
}

impl From<PathRejection> for Refused {
    fn from(bad: PathRejection) -> Self {
        Self::new(bad.status(), bad.body_text(), SHAPE)
    }
}

const SHAPE: &str = "/admin/v1/openapi.json says what each request looks like";

/// An error with what it comes from.
struct Told<'a>(&'a AssuranceError);

impl std::fmt::Display for Told<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)?;
        let mut error: &dyn std::error::Error = self.0;
        while let Some(source) = error.source() {
            write!(f, ": {source}")?;
            error = source;
        }
        Ok(())
    }
}
