//! What is not done through an account, each with its status, an error and a hint; nothing of it is in the journal.

use caisse::HeldBack;
use serde_json::{Value, json};

use crate::keeps;
use crate::session::{MINE, Session, THEIRS, reasons};

fn told(refusal: &Value, expected: &str) {
    let error = refusal["error"].as_str().unwrap();
    assert!(error.contains(expected), "{error}");
    assert!(!refusal["hint"].as_str().unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_refusal_has_its_status() {
    let session = Session::open(keeps(HeldBack::Dropped)).await;
    session.advance_to("2024-12-10").await;
    let before = session.office().now();
    let account = format!("/admin/v1/accounts/{}", session.nir());
    let nobody = "/admin/v1/accounts/1000000000000";
    let choose = json!({"oc": MINE});
    let file = format!("/admin/v1/oc/{MINE}/files/nothing.noe/again");
    for (method, path, body, status, expected) in [
        (
            "GET",
            nobody.to_owned(),
            Value::Null,
            404,
            "no insured of the caisse",
        ),
        (
            "GET",
            format!("{nobody}/attestation"),
            Value::Null,
            404,
            "no insured of the caisse",
        ),
        (
            "GET",
            format!("{nobody}/decomptes"),
            Value::Null,
            404,
            "no insured of the caisse",
        ),
        (
            "POST",
            format!("{nobody}/choice"),
            choose.clone(),
            404,
            "no insured of the caisse",
        ),
        (
            "POST",
            format!("{nobody}/exchanges"),
            json!({"refused": true}),
            404,
            "no insured of the caisse",
        ),
        (
            "POST",
            format!("{nobody}/decomptes/000000001/paper"),
            choose.clone(),
            404,
            "no insured of the caisse",
        ),
        (
            "POST",
            format!("{account}/choice"),
            json!({"oc": MINE, "birth": "010100"}),
            404,
            "the caisse knows nobody as",
        ),
        (
            "POST",
            format!("{account}/choice"),
            json!({"oc": THEIRS}),
            409,
            "99000025 has no contract",
        ),
        (
            "POST",
            format!("{account}/choice"),
            json!({"oc": MINE, "rank": 2}),
            422,
            "names nobody",
        ),
        (
            "POST",
            format!("{account}/choice"),
            json!({"oc": MINE, "birth": "010100", "rank": 0}),
            422,
            "rank",
        ),
        (
            "POST",
            format!("{account}/choice"),
            json!({"oc": "17"}),
            422,
            "8 digits",
        ),
        ("POST", format!("{account}/choice"), json!({}), 422, "oc"),
        (
            "POST",
            format!("{account}/exchanges"),
            json!({"refused": "yes"}),
            422,
            "refused",
        ),
        (
            "POST",
            format!("{account}/decomptes/999999999/paper"),
            choose.clone(),
            404,
            "lists no décompte 999999999",
        ),
        (
            "POST",
            format!("{account}/decomptes/12/paper"),
            choose,
            400,
            "9 digits",
        ),
        ("POST", file, Value::Null, 404, "no file named nothing.noe"),
        (
            "GET",
            "/admin/v1/accounts/12".to_owned(),
            Value::Null,
            400,
            "thirteen",
        ),
        (
            "GET",
            format!("{account}?masked=no"),
            Value::Null,
            400,
            "unknown field",
        ),
        (
            "GET",
            "/admin/v1/accounts?status=gone".to_owned(),
            Value::Null,
            400,
            "variant",
        ),
        (
            "GET",
            "/admin/v1/papers?oc=1".to_owned(),
            Value::Null,
            400,
            "digits",
        ),
    ] {
        let (given, refusal) = session.ask(method, &path, body).await;
        assert_eq!(given, status, "{method} {path}: {refusal}");
        told(&refusal, expected);
        assert!(!refusal.to_string().contains("1000000000000"), "{refusal}");
    }
    assert_eq!(session.office().now(), before);
    session.close().await;
}

/// By default a caisse keeps neither décomptes to list nor files to send again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_kept_cannot_be_had() {
    let session = Session::open(caisse::AccountSpec::default()).await;
    session.advance_to("2024-12-10").await;
    let name = session.office().board(session.mine())[0].name.clone();
    let again = format!("/admin/v1/oc/{MINE}/files/{name}/again");
    let (status, refusal) = session.post(&again, Value::Null).await;
    assert_eq!(status, 404, "{refusal}");
    told(&refusal, "kept-files");
    let account = session
        .get(&format!("/admin/v1/accounts/{}", session.nir()))
        .await;
    assert_eq!(account["decomptes"], 0);
    session.close().await;
}

/// The world ends, the calendar goes on: so do the caisses.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_the_world_accounts_go_on_as_long_as_the_calendar() {
    let session = Session::open(keeps(HeldBack::Dropped)).await;
    session.advance_to("2024-11-12").await;
    session.claim("claim.408").await;
    session.advance_to("2025-02-03").await;
    let name = session.office().board(session.mine())[0].name.clone();
    let account = format!("/admin/v1/accounts/{}", session.nir());
    let choice = format!("{account}/choice");
    let blocked = session.get(&account).await;
    assert_eq!(blocked["beneficiaries"][0]["status"], "blocked");
    let (status, chosen) = session.post(&choice, json!({"oc": THEIRS})).await;
    assert_eq!(status, 200, "{chosen}");
    let again = format!("/admin/v1/oc/{MINE}/files/{name}/again");
    let (status, told) = session.post(&again, Value::Null).await;
    assert_eq!((status, &told["night"]), (202, &json!("2025-02-03")));
    let there = session.office().board(session.theirs()).len();
    session.advance_to("2025-02-15").await;
    let told = session.office().board(session.theirs()).split_off(there);
    let links = told.iter().filter(|file| file.reference == 929);
    assert_eq!(links.flat_map(reasons).collect::<Vec<_>>(), [73]);
    let active = session.get(&account).await;
    assert_eq!(active["beneficiaries"][0]["status"], "active");
    // A 408 is answered too: it is the same contract once more.
    session.claim("claim-again.408").await;
    let there = session.office().board(session.theirs()).len();
    session.advance_to("2025-02-19").await;
    let told = session.office().board(session.theirs()).split_off(there);
    assert_eq!(told.iter().flat_map(reasons).collect::<Vec<_>>(), [33]);

    // On the last day of the calendar no night comes any more: it can be looked at, and nothing is done.
    let last = session.get("/admin/v1/state").await["last_day"].clone();
    session.advance_to(last.as_str().unwrap()).await;
    session.get(&account).await;
    let lives = json!({"died": {"who": {"nir": session.nir()}, "on": "2025-02-01"}});
    for (path, body) in [
        (choice, json!({"oc": MINE})),
        (again, Value::Null),
        ("/admin/v1/lives".to_owned(), lives),
    ] {
        let (status, refusal) = session.post(&path, body).await;
        assert_eq!(status, 409, "{path}: {refusal}");
        crate::refusals::told(
            &refusal,
            &format!("the calendar ends on {}", last.as_str().unwrap()),
        );
    }
    session.close().await;
}
