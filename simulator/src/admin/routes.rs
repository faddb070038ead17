//! The routes of the API.

use std::sync::Arc;

use axum::Json;
use axum::Router;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{Path, Query, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use domain::OcNumber;
use utoipa::OpenApi;
use utoipa::openapi::OpenApi as Document;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answers::{Advance, Found, Restore, Run, ShelfOf, Snapshot, Standing, Today};
use super::delays::{__path_delays, delays};
use super::faults::{__path_change_faults, __path_faults, change_faults, faults};
use super::journal::{follow, searched};
use super::near::{__path_near_misses, near_misses};
use super::refused::{Refusal, Refused};
use super::scenario::{__path_scenario, scenario};
use super::{Desk, accounts, lives, payments};
use crate::door::same;
use crate::{FileName, Search};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "étalon, admin API",
        description = "Moves the virtual calendar of a mock Assurance Maladie, looks into its journal, brings earlier states back, and opens the accounts of its insured."
    ),
    modifiers(&Bearer),
    security(("bearer" = []))
)]
struct Described;

struct Bearer;

impl utoipa::Modify for Bearer {
    fn modify(&self, document: &mut Document) {
        let scheme = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("bearer", scheme);
    }
}

fn described() -> OpenApiRouter<Arc<Desk>> {
    OpenApiRouter::with_openapi(Described::openapi())
        .routes(routes!(state))
        .routes(routes!(advance))
        .routes(routes!(run))
        .routes(routes!(pause))
        .routes(routes!(journal))
        .routes(routes!(stream))
        .routes(routes!(offer))
        .routes(routes!(faults, change_faults))
        .routes(routes!(scenario))
        .routes(routes!(near_misses))
        .routes(routes!(delays))
        .routes(routes!(snapshot))
        .routes(routes!(restore))
        .routes(routes!(reset))
        .routes(routes!(accounts::insured))
        .routes(routes!(accounts::account))
        .routes(routes!(accounts::attestation))
        .routes(routes!(accounts::decomptes))
        .routes(routes!(accounts::choose))
        .routes(routes!(accounts::exchanges))
        .routes(routes!(accounts::hand_in))
        .routes(routes!(accounts::papers))
        .routes(routes!(accounts::send_again))
        .routes(routes!(lives::live))
        .routes(routes!(payments::pay))
}

/// The OpenAPI document of the API.
#[must_use]
pub fn document() -> Document {
    described().into_openapi()
}

pub(super) fn router(desk: Arc<Desk>) -> Router {
    let (router, document) = described().split_for_parts();
    let document = Arc::new(document);
    let describe = move || {
        let document = document.clone();
        async move { Json((*document).clone()) }
    };
    router
        .route("/admin/v1/openapi.json", axum::routing::get(describe))
        .fallback(nowhere)
        .method_not_allowed_fallback(otherwise)
        .layer(middleware::from_fn_with_state(desk.clone(), known))
        .with_state(desk)
}

/// Only who has the token comes in.
async fn known(State(desk): State<Arc<Desk>>, request: Request, next: Next) -> Response {
    let mut values = request.headers().get_all(header::AUTHORIZATION).iter();
    let only = values.next().filter(|_| values.next().is_none());
    let token = only
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim());
    let is_known = token.is_some_and(|token| same(desk.token.as_bytes(), token.as_bytes()));
    if is_known {
        return next.run(request).await;
    }
    let hint = "send Authorization: Bearer TOKEN, with the admin token that etalon serve prints";
    let error = "the token is missing, or not the admin's";
    let refused = Refused::new(StatusCode::UNAUTHORIZED, error, hint);
    let challenge = [(header::WWW_AUTHENTICATE, "Bearer")];
    (challenge, refused).into_response()
}

async fn nowhere() -> Refused {
    let hint = "/admin/v1/openapi.json lists the routes";
    Refused::new(StatusCode::NOT_FOUND, "there is no such route", hint)
}

async fn otherwise() -> Refused {
    let hint = "/admin/v1/openapi.json says which methods a route takes";
    let error = "the route does not take that method";
    Refused::new(StatusCode::METHOD_NOT_ALLOWED, error, hint)
}

pub(super) type Asked<T> = Result<Json<T>, JsonRejection>;
pub(super) type AskedPath<T> = Result<Path<T>, PathRejection>;
pub(super) type AskedQuery<T> = Result<Query<T>, QueryRejection>;
pub(super) type Answer<T> = Result<Json<T>, Refused>;

/// How things stand
#[utoipa::path(get, path = "/admin/v1/state", responses(
    (status = 200, body = Standing), (status = 401, body = Refusal)
))]
async fn state(State(desk): State<Arc<Desk>>) -> Json<Standing> {
    let assurance = desk.clock.assurance();
    let office = assurance.office();
    let shelves = office.shelved().into_iter();
    Json(Standing {
        version: env!("CARGO_PKG_VERSION"),
        day: office.today(),
        last_day: assurance.last_day(),
        factor: desk.clock.factor(),
        declares: assurance.founding().declares,
        records: *office.watch().borrow(),
        shelves: shelves
            .map(|(oc, files, unacknowledged)| ShelfOf {
                oc,
                files,
                unacknowledged,
            })
            .collect(),
    })
}

/// Let days pass at once
#[utoipa::path(post, path = "/admin/v1/clock/advance", request_body = Advance, responses(
    (status = 200, body = Today), (status = 400, body = Refusal), (status = 401, body = Refusal),
    (status = 409, description = "the day is past, or after the world", body = Refusal),
    (status = 415, body = Refusal), (status = 422, body = Refusal)
))]
async fn advance(State(desk): State<Arc<Desk>>, asked: Asked<Advance>) -> Answer<Today> {
    let Json(Advance { days, to }) = asked?;
    let today = desk.clock.assurance().office().today();
    let to = match (days, to) {
        (Some(days), None) => today.plus(days.into()),
        (None, Some(to)) => to,
        _ => {
            let error = "either `days` or `to` says how far to go";
            let hint = r#"send {"days": 30}, or {"to": "2025-01-31"}"#;
            return Err(Refused::new(StatusCode::UNPROCESSABLE_ENTITY, error, hint));
        }
    };
    let day = desk.clock.advance(to).await?;
    let factor = desk.clock.factor();
    Ok(Json(Today { day, factor }))
}

/// Let days pass by themselves
#[utoipa::path(post, path = "/admin/v1/clock/run", request_body = Run, responses(
    (status = 200, body = Today), (status = 400, body = Refusal), (status = 401, body = Refusal),
    (status = 415, body = Refusal), (status = 422, body = Refusal)
))]
async fn run(State(desk): State<Arc<Desk>>, asked: Asked<Run>) -> Answer<Today> {
    let Json(Run { factor }) = asked?;
    if factor == 0 {
        let hint = "1 is real time; /admin/v1/clock/pause stops the calendar";
        let error = "a factor is at least 1";
        return Err(Refused::new(StatusCode::UNPROCESSABLE_ENTITY, error, hint));
    }
    desk.clock.run(factor);
    Ok(Json(today(&desk)))
}

/// Let the calendar stand still
#[utoipa::path(post, path = "/admin/v1/clock/pause", responses(
    (status = 200, body = Today), (status = 401, body = Refusal)
))]
async fn pause(State(desk): State<Arc<Desk>>) -> Json<Today> {
    desk.clock.pause();
    Json(today(&desk))
}

fn today(desk: &Desk) -> Today {
    Today {
        day: desk.clock.assurance().office().today(),
        factor: desk.clock.factor(),
    }
}

/// Search the journal
#[utoipa::path(get, path = "/admin/v1/journal", params(Search), responses(
    (status = 200, body = Found), (status = 400, body = Refusal), (status = 401, body = Refusal)
))]
async fn journal(
    State(desk): State<Arc<Desk>>,
    asked: Result<Query<Search>, QueryRejection>,
) -> Answer<Found> {
    let Query(search) = asked?;
    Ok(Json(searched(desk.clock.assurance(), search).await?))
}

/// Follow the journal: server-sent events
#[utoipa::path(get, path = "/admin/v1/journal/stream", params(Search), responses(
    (status = 200, description = "one event a record; its id is the record's number", content_type = "text/event-stream", body = String),
    (status = 400, body = Refusal), (status = 401, body = Refusal)
))]
async fn stream(
    State(desk): State<Arc<Desk>>,
    asked: Result<Query<Search>, QueryRejection>,
) -> Result<impl IntoResponse, Refused> {
    let Query(search) = asked?;
    Ok(follow(&desk, search))
}

/// Offer a file again, as if it had not been acknowledged
#[utoipa::path(post, path = "/admin/v1/oc/{oc}/files/{name}/offer",
    params(("oc" = String, Path, description = "number of the OC, eight digits"), ("name" = String, Path)),
    responses(
        (status = 204, description = "it is offered again"), (status = 400, body = Refusal),
        (status = 401, body = Refusal), (status = 404, body = Refusal)
    ))]
async fn offer(
    State(desk): State<Arc<Desk>>,
    asked: Result<Path<(OcNumber, FileName)>, PathRejection>,
) -> Result<StatusCode, Refused> {
    let Path((oc, name)) = asked?;
    let office = desk.clock.assurance().office();
    if office.offer_again(oc, &name)?.sure().await? {
        return Ok(StatusCode::NO_CONTENT);
    }
    let error = format!("OC {oc} has no file named {name}");
    let hint = "/admin/v1/journal?act=delivered tells what was delivered";
    Err(Refused::new(StatusCode::NOT_FOUND, error, hint))
}

/// Name the state of now, to be brought back later
#[utoipa::path(post, path = "/admin/v1/snapshot", responses(
    (status = 200, body = Snapshot), (status = 401, body = Refusal)
))]
async fn snapshot(State(desk): State<Arc<Desk>>) -> Answer<Snapshot> {
    let office = desk.clock.assurance().office();
    let (record, day) = office.now();
    office.commit().sure().await?;
    Ok(Json(Snapshot { record, day }))
}

/// Bring a state back: what came after it is in the journal, and holds no more
#[utoipa::path(post, path = "/admin/v1/restore", request_body = Restore, responses(
    (status = 200, body = Today), (status = 400, body = Refusal), (status = 401, body = Refusal),
    (status = 404, description = "there is no such record", body = Refusal),
    (status = 409, description = "the journal is in memory alone", body = Refusal),
    (status = 415, body = Refusal), (status = 422, body = Refusal)
))]
async fn restore(State(desk): State<Arc<Desk>>, asked: Asked<Restore>) -> Answer<Today> {
    let Json(Restore { record }) = asked?;
    desk.clock.pause();
    desk.clock.assurance().restore(record).day().await?;
    Ok(Json(today(&desk)))
}

/// Begin anew: the first day of the same world
#[utoipa::path(post, path = "/admin/v1/reset", responses(
    (status = 200, body = Today), (status = 401, body = Refusal),
    (status = 409, description = "the journal is in memory alone", body = Refusal)
))]
async fn reset(State(desk): State<Arc<Desk>>) -> Answer<Today> {
    desk.clock.pause();
    desk.clock.assurance().restore(1).day().await?;
    Ok(Json(today(&desk)))
}
