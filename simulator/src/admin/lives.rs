//! What happens in a caisse by itself, asked for while the server runs.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use caisse::LifeSpec;
use domain::{Day, OcNumber};
use serde::Serialize;
use utoipa::ToSchema;

use super::Desk;
use super::refused::Refusal;
use super::routes::{Answer, Asked};
use crate::Lived;

/// What comes of a life.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LivedShown {
    /// The night on which the OCs are told.
    #[schema(value_type = String, format = Date)]
    night: Day,
    /// What they are told (929), by OC and reason; nothing where a life is no OC's business.
    told: Vec<NotifiedShown>,
}

/// What an OC is told.
#[derive(Debug, Serialize, ToSchema)]
struct NotifiedShown {
    /// The OC.
    #[schema(value_type = String)]
    oc: OcNumber,
    /// Reason of the 929 (290/15-16).
    reason: u8,
    /// Of how many links.
    links: u32,
    /// What the reason says, in French.
    label: String,
}

/// Have something happen in the life of an insured, or a caisse do something by itself: today, the OCs are told with its next working night
///
/// The body names one life, with what belongs to it, as `world.lives` of schemas/options.schema.json says:
/// `{"moved": {"nir": "…", "to": "01-311-000"}}`. Persons are `{"nir", "birth", "rank"}`, the insured themself by the NIR alone.
#[utoipa::path(post, path = "/admin/v1/lives",
    request_body(content = Object, content_type = "application/json",
        description = "one life, as `LifeSpec` of schemas/options.schema.json says"),
    responses(
        (status = 200, description = "it is done, and in the journal", body = LivedShown),
        (status = 400, body = Refusal), (status = 401, body = Refusal),
        (status = 404, description = "nobody is that insured, or that beneficiary", body = Refusal),
        (status = 409, description = "there is nothing to be changed, or no night comes any more", body = Refusal),
        (status = 415, body = Refusal), (status = 422, body = Refusal)
    ))]
pub(super) async fn live(
    State(desk): State<Arc<Desk>>,
    asked: Asked<LifeSpec>,
) -> Answer<LivedShown> {
    let Json(life) = asked?;
    let Lived { night, told } = desk.clock.assurance().live(life).told().await?;
    let told = told.into_iter().map(|one| NotifiedShown {
        oc: one.oc,
        reason: one.reason,
        links: one.links,
        label: noemie::reasons::reason(one.reason)
            .map(noemie::reasons::Reason::label)
            .unwrap_or_default(),
    });
    Ok(Json(LivedShown {
        night,
        told: told.collect(),
    }))
}
