//! How long files waited.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::Desk;
use super::refused::{Refusal, Refused};
use crate::{AssuranceError, Delays, History};

/// How long the files of each OC waited.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DelaysFound {
    /// By OC and NOEMIE reference, in days of the virtual calendar.
    delays: Vec<Delays>,
}

/// Tell how many days each OC takes to fetch and to acknowledge its files, and what piled up. Where the journal is in memory
/// alone, of the records that are remembered
#[utoipa::path(get, path = "/admin/v1/delays", responses(
    (status = 200, body = DelaysFound), (status = 401, body = Refusal)
))]
pub(super) async fn delays(State(desk): State<Arc<Desk>>) -> Result<Json<DelaysFound>, Refused> {
    let assurance = desk.clock.assurance();
    let office = assurance.office().clone();
    office.commit().sure().await?;
    let journal = assurance.journal().map(std::path::Path::to_owned);
    let read = tokio::task::spawn_blocking(move || match journal {
        Some(path) => History::read(&path),
        None => Ok(History::of(office.records_after(0))),
    });
    let history = read.await.map_err(|_| AssuranceError::Gone)?;
    let history = history.map_err(AssuranceError::from)?;
    Ok(Json(DelaysFound {
        delays: history.delays(),
    }))
}
