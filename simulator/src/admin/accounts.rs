//! The accounts of the insured: the one door to them is the admin's, as no source tells what the real one looks like to
//! a machine.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use domain::{Beneficiary, DecompteNumber, Nir, OcNumber, Rank};

use super::Desk;
use super::account_forms::{
    AccountShown, AttestationShown, Choose, Chosen, Decomptes, Exchanges, Find, HandIn, Insured,
    InsuredFound, ListedDecompte, PaperFind, Papers, SentAgain, Show,
};
use super::refused::{Refusal, Refused};
use super::routes::{Answer, Asked, AskedPath, AskedQuery};
use crate::{AssuranceError, FileName, PaperDecompte};

/// Insured that are listed at most where no limit is given.
const LISTED: usize = 100;

/// List the insured of the world, in the order of their NIRs
#[utoipa::path(get, path = "/admin/v1/accounts", params(Find), responses(
    (status = 200, body = InsuredFound), (status = 400, body = Refusal), (status = 401, body = Refusal),
    (status = 409, description = "the world ended", body = Refusal)
))]
pub(super) async fn insured(
    State(desk): State<Arc<Desk>>,
    asked: AskedQuery<Find>,
) -> Answer<InsuredFound> {
    let Query(find) = asked?;
    let all = desk.clock.assurance().insured().told().await?;
    let limit = find.limit.unwrap_or(LISTED);
    let mut found = all.iter().filter(|one| find.finds(one));
    let insured = found.by_ref().take(limit);
    let insured = insured.map(|one| Insured::of(one, find.unmasked)).collect();
    Ok(Json(InsuredFound {
        insured,
        more: found.next().is_some(),
    }))
}

/// Look at the account of an insured
#[utoipa::path(get, path = "/admin/v1/accounts/{nir}",
    params(("nir" = String, Path, description = "NIR of the insured, 13 characters"), Show),
    responses(
        (status = 200, body = AccountShown), (status = 400, body = Refusal), (status = 401, body = Refusal),
        (status = 404, description = "no insured bears that NIR", body = Refusal),
        (status = 409, description = "the world ended", body = Refusal)
    ))]
pub(super) async fn account(
    State(desk): State<Arc<Desk>>,
    nir: AskedPath<Nir>,
    asked: AskedQuery<Show>,
) -> Answer<AccountShown> {
    let (Path(nir), Query(show)) = (nir?, asked?);
    let account = desk.clock.assurance().account(nir).told().await?;
    Ok(Json(AccountShown::of(&account, show.unmasked)))
}

/// The attestation of rights of an insured, made today
#[utoipa::path(get, path = "/admin/v1/accounts/{nir}/attestation",
    params(("nir" = String, Path, description = "NIR of the insured, 13 characters"), Show),
    responses(
        (status = 200, body = AttestationShown), (status = 400, body = Refusal), (status = 401, body = Refusal),
        (status = 404, description = "no insured bears that NIR", body = Refusal),
        (status = 409, description = "the world ended", body = Refusal)
    ))]
pub(super) async fn attestation(
    State(desk): State<Arc<Desk>>,
    nir: AskedPath<Nir>,
    asked: AskedQuery<Show>,
) -> Answer<AttestationShown> {
    let (Path(nir), Query(show)) = (nir?, asked?);
    let attestation = desk.clock.assurance().attestation(nir).told().await?;
    Ok(Json(AttestationShown::of(&attestation, show.unmasked)))
}

/// The décomptes that the account lists: the latest, oldest first, as many as `world.account.kept-decomptes` says
#[utoipa::path(get, path = "/admin/v1/accounts/{nir}/decomptes",
    params(("nir" = String, Path, description = "NIR of the insured, 13 characters"), Show),
    responses(
        (status = 200, body = Decomptes), (status = 400, body = Refusal), (status = 401, body = Refusal),
        (status = 404, description = "no insured bears that NIR", body = Refusal),
        (status = 409, description = "the world ended", body = Refusal)
    ))]
pub(super) async fn decomptes(
    State(desk): State<Arc<Desk>>,
    nir: AskedPath<Nir>,
    asked: AskedQuery<Show>,
) -> Answer<Decomptes> {
    let (Path(nir), Query(show)) = (nir?, asked?);
    let account = desk.clock.assurance().account(nir).told().await?;
    let listed = account.decomptes.iter();
    let decomptes = listed.map(|one| ListedDecompte::of(one, show.unmasked));
    Ok(Json(Decomptes {
        decomptes: decomptes.collect(),
    }))
}

/// Choose the OC that receives the décomptes of a beneficiary: it takes effect on a night 4 to 5 days on
#[utoipa::path(post, path = "/admin/v1/accounts/{nir}/choice", request_body = Choose,
    params(("nir" = String, Path, description = "NIR of the insured, 13 characters")),
    responses(
        (status = 200, body = Chosen), (status = 400, body = Refusal), (status = 401, body = Refusal),
        (status = 404, description = "nobody is that insured, or that beneficiary", body = Refusal),
        (status = 409, description = "the OC has no contract of that person that runs, or the world ended", body = Refusal),
        (status = 415, body = Refusal), (status = 422, body = Refusal)
    ))]
pub(super) async fn choose(
    State(desk): State<Arc<Desk>>,
    nir: AskedPath<Nir>,
    asked: Asked<Choose>,
) -> Answer<Chosen> {
    let (Path(nir), Json(Choose { oc, birth, rank })) = (nir?, asked?);
    let assurance = desk.clock.assurance();
    let who = match (birth, rank) {
        (Some(birth), rank) => {
            let rank = rank.unwrap_or(Rank::FIRST);
            Beneficiary { nir, birth, rank }
        }
        (None, None) => {
            let attestation = assurance.attestation(nir).told().await?;
            let insured = attestation.beneficiaries.first().map(|one| one.who);
            insured.ok_or(AssuranceError::Account(caisse::Refusal::UnknownInsured(
                nir,
            )))?
        }
        (None, Some(_)) => {
            let error = "a birth rank alone names nobody";
            let hint = r#"send {"oc", "birth", "rank"} of a beneficiary, or {"oc"} for the insured themself"#;
            return Err(Refused::new(StatusCode::UNPROCESSABLE_ENTITY, error, hint));
        }
    };
    let from = assurance.choose(who, oc).told().await?;
    Ok(Json(Chosen { oc, from }))
}

/// Refuse exchanges with any OC, or allow them again
#[utoipa::path(post, path = "/admin/v1/accounts/{nir}/exchanges", request_body = Exchanges,
    params(("nir" = String, Path, description = "NIR of the insured, 13 characters")),
    responses(
        (status = 200, body = Exchanges), (status = 400, body = Refusal), (status = 401, body = Refusal),
        (status = 404, description = "no insured bears that NIR", body = Refusal),
        (status = 409, description = "the world ended", body = Refusal),
        (status = 415, body = Refusal), (status = 422, body = Refusal)
    ))]
pub(super) async fn exchanges(
    State(desk): State<Arc<Desk>>,
    nir: AskedPath<Nir>,
    asked: Asked<Exchanges>,
) -> Answer<Exchanges> {
    let (Path(nir), Json(Exchanges { refused })) = (nir?, asked?);
    let assurance = desk.clock.assurance();
    assurance.refuse_exchanges(nir, refused).told().await?;
    Ok(Json(Exchanges { refused }))
}

/// Hand a décompte of the account to an OC on paper: the OC may know it by NOEMIE as well
#[utoipa::path(post, path = "/admin/v1/accounts/{nir}/decomptes/{number}/paper", request_body = HandIn,
    params(
        ("nir" = String, Path, description = "NIR of the insured, 13 characters"),
        ("number" = String, Path, description = "number of the décompte, nine digits"), Show
    ),
    responses(
        (status = 201, description = "it is handed in: the paper, in a form of étalon's own", body = PaperDecompte),
        (status = 400, body = Refusal), (status = 401, body = Refusal),
        (status = 404, description = "no such insured, or the account lists no such décompte", body = Refusal),
        (status = 409, description = "the world ended", body = Refusal),
        (status = 415, body = Refusal), (status = 422, body = Refusal)
    ))]
pub(super) async fn hand_in(
    State(desk): State<Arc<Desk>>,
    path: AskedPath<(Nir, DecompteNumber)>,
    show: AskedQuery<Show>,
    asked: Asked<HandIn>,
) -> Result<(StatusCode, Json<PaperDecompte>), Refused> {
    let (Path((nir, number)), Query(show), Json(HandIn { oc })) = (path?, show?, asked?);
    let assurance = desk.clock.assurance();
    let paper = assurance.hand_in(nir, number, oc).told().await?;
    Ok((StatusCode::CREATED, Json(masked(paper, show.unmasked))))
}

/// The décomptes that insured handed in on paper, the earliest first
#[utoipa::path(get, path = "/admin/v1/papers", params(PaperFind), responses(
    (status = 200, body = Papers), (status = 400, body = Refusal), (status = 401, body = Refusal)
))]
pub(super) async fn papers(
    State(desk): State<Arc<Desk>>,
    asked: AskedQuery<PaperFind>,
) -> Answer<Papers> {
    let Query(PaperFind { oc, unmasked }) = asked?;
    let papers = desk.clock.assurance().papers(oc).told().await?;
    let papers = papers.into_iter().map(|paper| masked(paper, unmasked));
    Ok(Json(Papers {
        papers: papers.collect(),
    }))
}

/// Have the caisse send a file again on its next working night, under another name: its own bytes, whatever befell the first
#[utoipa::path(post, path = "/admin/v1/oc/{oc}/files/{name}/again",
    params(("oc" = String, Path, description = "number of the OC, eight digits"), ("name" = String, Path)),
    responses(
        (status = 202, description = "it leaves with the night that is told", body = SentAgain),
        (status = 400, body = Refusal), (status = 401, body = Refusal),
        (status = 404, description = "no such file was delivered, or the caisse does not keep it any more", body = Refusal),
        (status = 409, description = "the world ended", body = Refusal)
    ))]
pub(super) async fn send_again(
    State(desk): State<Arc<Desk>>,
    path: AskedPath<(OcNumber, FileName)>,
) -> Result<(StatusCode, Json<SentAgain>), Refused> {
    let Path((oc, name)) = path?;
    let crate::SentAgain { name, night } =
        desk.clock.assurance().send_again(oc, name).told().await?;
    Ok((StatusCode::ACCEPTED, Json(SentAgain { name, night })))
}

fn masked(paper: PaperDecompte, unmasked: bool) -> PaperDecompte {
    if unmasked { paper } else { paper.masked() }
}
