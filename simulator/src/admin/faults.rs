//! The faults that hold at the doors, told and changed while the doors are open.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::StringRejection;
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::Desk;
use super::refused::{Refusal, Refused};
use crate::SimulatorError;
use crate::faults::{BadDays, FaultSpec, Nearly};

/// What goes wrong at the doors.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct InForce {
    /// The rules, as schemas/faults.schema.json says.
    #[schema(value_type = Object)]
    pub(super) faults: FaultSpec,
    /// How often each rule fired since they hold, in their order.
    pub(super) fired: Vec<RuleFired>,
    /// Of each rule that never fired, what alone kept it from it. Counted anew as `fired` is.
    pub(super) never_fired: Vec<NeverFired>,
}

/// A rule that never fired.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct NeverFired {
    /// Id of the rule.
    pub(super) rule: String,
    /// Conditions that alone did not hold, the most frequent first; none where nothing came near it.
    pub(super) nearly: Vec<Nearly>,
}

/// How often a rule fired.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RuleFired {
    /// Id of the rule.
    pub(super) rule: String,
    /// How often. Of a rule that lasts for days, each listing and fetch that it changed.
    pub(super) times: u64,
}

impl InForce {
    pub(super) fn of(bad_days: &BadDays) -> Self {
        let fired = bad_days.fired().into_iter();
        let never_fired = bad_days.never_fired().into_iter();
        Self {
            faults: bad_days.faults().spec(),
            fired: fired
                .map(|(rule, times)| RuleFired {
                    rule: rule.to_string(),
                    times,
                })
                .collect(),
            never_fired: never_fired
                .map(|(rule, nearly)| NeverFired {
                    rule: rule.to_string(),
                    nearly,
                })
                .collect(),
        }
    }
}

/// Tell which faults hold, and how often each rule fired
#[utoipa::path(get, path = "/admin/v1/faults", responses(
    (status = 200, body = InForce), (status = 401, body = Refusal)
))]
pub(super) async fn faults(State(desk): State<Arc<Desk>>) -> Json<InForce> {
    Json(InForce::of(desk.clock.assurance().office().bad_days()))
}

/// Have other faults hold from now on, at every door; no rules: nothing goes wrong any more
#[utoipa::path(put, path = "/admin/v1/faults",
    request_body(content = Object, content_type = "application/json",
        description = "a file of faults, as schemas/faults.schema.json says; YAML is read as well"),
    responses(
        (status = 200, body = InForce), (status = 400, body = Refusal), (status = 401, body = Refusal),
        (status = 409, description = "no door can make them happen", body = Refusal),
        (status = 413, description = "the file is too large", body = Refusal),
        (status = 422, description = "it is no file of faults: the error says where", body = Refusal)
    ))]
pub(super) async fn change_faults(
    State(desk): State<Arc<Desk>>,
    asked: Result<String, StringRejection>,
) -> Result<Json<InForce>, Refused> {
    let text = asked?;
    let spec: FaultSpec = domain::load("faults", &text).map_err(|error| {
        let hint = "schemas/faults.schema.json is its shape; docs/faults.md tells each action; those of before hold";
        Refused::new(StatusCode::UNPROCESSABLE_ENTITY, error, hint)
    })?;
    let office = desk.clock.assurance().office();
    let changed = office.change_faults(spec).map_err(|error| match error {
        SimulatorError::NoExpiredCertificate => {
            let hint = "take that rule out: those of before hold";
            Refused::new(StatusCode::CONFLICT, error, hint)
        }
        other => other.into(),
    })?;
    changed.sure().await?;
    Ok(Json(InForce::of(office.bad_days())))
}
