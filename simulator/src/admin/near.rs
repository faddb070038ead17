//! Requests that just failed.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Desk;
use super::refused::{Refusal, Refused};
use crate::NearMiss;

/// Which of them.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Which {
    /// Only those with a larger number.
    #[serde(default)]
    after: u64,
}

/// Requests that just failed.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct NearMissesFound {
    /// Number of the last one; the older ones are forgotten, and a start forgets all.
    last: u64,
    /// Oldest first.
    near_misses: Vec<NearMiss>,
}

/// Tell which requests just failed: what was asked, what is nearest, what to do. Tokens and contents are not told
#[utoipa::path(get, path = "/admin/v1/near-misses", params(Which), responses(
    (status = 200, body = NearMissesFound), (status = 400, body = Refusal), (status = 401, body = Refusal)
))]
pub(super) async fn near_misses(
    State(desk): State<Arc<Desk>>,
    asked: Result<Query<Which>, QueryRejection>,
) -> Result<Json<NearMissesFound>, Refused> {
    let Query(Which { after }) = asked?;
    let (near_misses, last) = desk.clock.assurance().office().near_misses(after);
    Ok(Json(NearMissesFound { last, near_misses }))
}
