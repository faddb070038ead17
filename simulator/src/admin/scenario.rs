//! What the session was founded with.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use domain::Day;
use serde::Serialize;
use utoipa::ToSchema;

use super::Desk;
use super::refused::Refusal;
use crate::Founding;
use crate::faults::FaultSpec;

/// The world behind the doors.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Scenario {
    /// Version of étalon.
    version: &'static str,
    /// Seed and world (`options`), who declares the members (`declares`), and the faults it began with (`faults`), as the
    /// first record of the journal has them.
    #[schema(value_type = Object)]
    founding: Founding,
    /// The day it began on.
    #[schema(value_type = String, format = Date)]
    first_day: Day,
    /// The last day the calendar reaches.
    #[schema(value_type = String, format = Date)]
    last_day: Day,
    /// The faults that hold now.
    #[schema(value_type = Object)]
    faults: FaultSpec,
}

/// Tell what the session was founded with: seed, world, who declares, faults
#[utoipa::path(get, path = "/admin/v1/scenario", responses(
    (status = 200, body = Scenario), (status = 401, body = Refusal)
))]
pub(super) async fn scenario(State(desk): State<Arc<Desk>>) -> Json<Scenario> {
    let assurance = desk.clock.assurance();
    let founding = assurance.founding().clone();
    Json(Scenario {
        version: env!("CARGO_PKG_VERSION"),
        first_day: founding.options.world.start,
        last_day: assurance.last_day(),
        faults: assurance.office().bad_days().faults().spec(),
        founding,
    })
}
