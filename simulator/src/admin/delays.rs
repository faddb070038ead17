//! How long files waited.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Desk;
use super::refused::Refusal;
use super::routes::{Answer, AskedQuery};
use crate::{AssuranceError, Delays, History, Overdue};

/// How long the files of each OC waited.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DelaysFound {
    /// By OC and NOEMIE reference, in days of the virtual calendar.
    delays: Vec<Delays>,
    /// Files past their term; none where no term was given.
    overdue: Vec<Overdue>,
}

/// What is asked of the delays.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Term {
    /// Days that an OC has from the delivery of a file with décomptes to its payment: those that take longer are listed. No
    /// source fixes them, a contract does.
    #[param(rename = "due-days")]
    due_days: Option<u16>,
}

/// Tell how many days each OC takes to fetch, to acknowledge and to pay its files, and what piled up. Where the journal is in memory
/// alone, of the records that are remembered
#[utoipa::path(get, path = "/admin/v1/delays", params(Term), responses(
    (status = 200, body = DelaysFound), (status = 400, body = Refusal), (status = 401, body = Refusal)
))]
pub(super) async fn delays(
    State(desk): State<Arc<Desk>>,
    asked: AskedQuery<Term>,
) -> Answer<DelaysFound> {
    let Query(Term { due_days }) = asked?;
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
        overdue: due_days.map_or_else(Vec::new, |days| history.overdue(days)),
    }))
}
