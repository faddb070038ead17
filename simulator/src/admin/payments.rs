//! An OC's payments, told for it: where its door is SFTP or a folder, nothing there says that it paid.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::{DecompteNumber, OcNumber};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Desk;
use super::refused::{Refusal, Refused};
use super::routes::{Answer, Asked, AskedPath};
use crate::door::{counter, paid};
use crate::{FileName, Paid};

/// What was paid of a file.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Payment {
    /// Numbers of its décomptes, nine digits each; all of them where it is left out.
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>)]
    decomptes: Option<Vec<DecompteNumber>>,
}

/// What is noted of a payment.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PaymentNoted {
    /// Whether all of the file is paid from here on.
    whole: bool,
    /// Whether something of it was not paid before.
    news: bool,
}

/// Tell that an OC paid a file, or some décomptes of it: étalon's own act, as no NOEMIE message says so
#[utoipa::path(post, path = "/admin/v1/oc/{oc}/files/{name}/paid", request_body = Payment,
    params(("oc" = String, Path, description = "number of the OC, eight digits"), ("name" = String, Path)),
    responses(
        (status = 200, description = "it is noted, once", body = PaymentNoted),
        (status = 400, body = Refusal), (status = 401, body = Refusal),
        (status = 404, description = "the OC has no such file", body = Refusal),
        (status = 409, description = "the file carries no décomptes, or is too long to be looked into", body = Refusal),
        (status = 415, body = Refusal),
        (status = 422, description = "the file carries no décompte of such a number", body = Refusal)
    ))]
pub(super) async fn pay(
    State(desk): State<Arc<Desk>>,
    path: AskedPath<(OcNumber, FileName)>,
    asked: Asked<Payment>,
) -> Answer<PaymentNoted> {
    let (Path((oc, name)), Json(Payment { decomptes })) = (path?, asked?);
    let office = desk.clock.assurance().office();
    let decomptes = decomptes.map(|all| all.into_iter().collect());
    match counter::paid(office, oc, name.clone(), decomptes).await? {
        Paid::Noted { news, whole } => Ok(Json(PaymentNoted { whole, news })),
        Paid::NoFile => {
            let error = format!("OC {oc} has no file named {name}");
            let hint = "/admin/v1/journal?act=delivered tells what was delivered";
            Err(Refused::new(StatusCode::NOT_FOUND, error, hint))
        }
        other => {
            let (error, hint) = paid::why_not(&other);
            Err(Refused::new(paid::status(&other), error, hint))
        }
    }
}
