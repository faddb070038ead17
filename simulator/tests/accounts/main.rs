//! The insured's account: two OCs claim somebody, the flow stops, a choice is made through the API, and some days later
//! décomptes flow to the chosen one. All of it by ordinary HTTP clients on loopback.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod journal;
mod lives;
mod payments;
mod refusals;
mod session;

use caisse::{AccountSpec, HeldBack};
use serde_json::{Value, json};

use session::{MINE, Session, THEIRS, day, decomptes_of, reasons};

fn keeps(held_back: HeldBack) -> AccountSpec {
    AccountSpec {
        held_back,
        kept_decomptes: 500,
        kept_files: 500,
        ..AccountSpec::default()
    }
}

/// Numbers of the décomptes that the account lists, by the OC they were sent to.
async fn listed(session: &Session) -> Vec<(String, Value)> {
    let path = format!("/admin/v1/accounts/{}/decomptes", session.nir());
    let all = session.get(&path).await;
    let all = all["decomptes"].as_array().unwrap().iter();
    all.map(|one| {
        let number = one["number"].as_str().unwrap().to_owned();
        (number, one["sent_to"].clone())
    })
    .collect()
}

/// How the insured's télétransmission stands.
async fn stands(session: &Session) -> (Value, Value, Value) {
    let path = format!("/admin/v1/accounts/{}", session.nir());
    let account = session.get(&path).await;
    let insured = &account["beneficiaries"][0];
    (
        insured["status"].clone(),
        insured["ocs"].clone(),
        insured["chosen"].clone(),
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_ocs_claim_somebody_until_the_account_chooses() {
    for held_back in [HeldBack::Dropped, HeldBack::Sent] {
        let session = Session::open(keeps(held_back)).await;
        let office = session.office();
        session.advance_to("2024-11-12").await;
        assert_eq!(
            stands(&session).await,
            (json!("active"), json!([MINE]), Value::Null)
        );
        let before = listed(&session).await;
        assert!(before.iter().all(|(_, to)| *to == MINE), "{before:?}");

        // Another OC declares the same person: it is told of the overlap, and nobody else is answered.
        session.claim("claim.408").await;
        let here = office.board(session.mine()).len();
        session.advance_to("2024-11-13").await;
        let told = office.board(session.theirs());
        assert_eq!(told.len(), 1, "{held_back:?}");
        assert_eq!(reasons(&told[0]), [53]);
        assert!(
            office.board(session.mine())[here..]
                .iter()
                .all(|file| file.reference == 303)
        );
        assert_eq!(
            stands(&session).await,
            (json!("blocked"), json!([MINE, THEIRS]), Value::Null)
        );

        // Silence: what is settled meanwhile goes to nobody.
        session.advance_to("2024-12-09").await;
        let held: Vec<(String, Value)> = listed(&session).await.split_off(before.len());
        assert!(
            !held.is_empty(),
            "the person needs care while it is blocked"
        );
        assert!(held.iter().all(|(_, to)| to.is_null()), "{held:?}");
        assert_eq!(office.board(session.theirs()).len(), 1);

        let choice = format!("/admin/v1/accounts/{}/choice", session.nir());
        let (status, chosen) = session.post(&choice, json!({"oc": THEIRS})).await;
        assert_eq!(status, 200, "{chosen}");
        let from = chosen["from"].as_str().unwrap().to_owned();
        // It is a Monday: four days on is a Friday, five a Saturday, which waits for the next Monday.
        assert!(
            ["2024-12-13", "2024-12-16"].contains(&from.as_str()),
            "{from}"
        );
        session.advance_to(&from).await;
        assert_eq!(
            stands(&session).await,
            (json!("blocked"), json!([MINE, THEIRS]), chosen)
        );
        let here = office.board(session.mine()).len();
        let there = office.board(session.theirs()).len();
        session.advance_to(&day(&from).plus(1).to_string()).await;
        assert_eq!(
            stands(&session).await,
            (json!("active"), json!([THEIRS]), Value::Null)
        );
        let links = |board: Vec<simulator::ShelvedFile>| -> Vec<u8> {
            let answers = board.iter().filter(|file| file.reference == 929);
            answers.flat_map(reasons).collect()
        };
        let of_that_night = office.board(session.mine()).split_off(here);
        assert_eq!(links(of_that_night), [43]);
        let of_that_night = office.board(session.theirs()).split_off(there);
        assert_eq!(links(of_that_night), [73]);

        session.advance_to("2025-01-31").await;
        let after = listed(&session).await;
        let (blocked, later) = after[before.len()..].split_at(held.len());
        let (number_of_them, chosen_ones) = (later.len(), later);
        assert!(number_of_them > 0, "the person needs care after the choice");
        assert!(chosen_ones.iter().all(|(_, to)| *to == THEIRS), "{later:?}");
        let got = decomptes_of(&office, session.theirs(), session.insured());
        let due = match held_back {
            HeldBack::Dropped => chosen_ones.to_vec(),
            HeldBack::Sent => after[before.len()..].to_vec(),
        };
        let due: Vec<String> = due.into_iter().map(|(number, _)| number).collect();
        assert_eq!(got, due, "{held_back:?}");
        let dropped = held_back == HeldBack::Dropped;
        assert!(blocked.iter().all(|(_, to)| to.is_null() == dropped));
        let mine = decomptes_of(&office, session.mine(), session.insured());
        let due: Vec<String> = before.into_iter().map(|(number, _)| number).collect();
        assert_eq!(mine, due, "{held_back:?}");
        session.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_told_who_somebody_is_unless_it_is_asked() {
    let session = Session::open(keeps(HeldBack::Dropped)).await;
    session.advance_to("2024-12-10").await;
    let (number, _) = listed(&session).await.remove(0);
    let paper = format!(
        "/admin/v1/accounts/{}/decomptes/{number}/paper",
        session.nir()
    );
    let (status, masked) = session.post(&paper, json!({"oc": MINE})).await;
    assert_eq!(
        (status, masked["decompte"]["person"].is_null()),
        (201, true)
    );
    let choice = format!("/admin/v1/accounts/{}/choice", session.nir());
    let (status, _) = session.post(&choice, json!({"oc": MINE})).await;
    assert_eq!(status, 200);
    let exchanges = format!("/admin/v1/accounts/{}/exchanges", session.nir());
    session.post(&exchanges, json!({"refused": true})).await;

    let (who, name) = (session.insured(), session.name());
    let whole = [who.nir.to_string(), who.birth.to_string(), name.clone()];
    for path in [
        "/admin/v1/accounts".to_owned(),
        format!("/admin/v1/accounts?name={}", name.to_lowercase()),
        format!("/admin/v1/accounts/{}", who.nir),
        format!("/admin/v1/accounts/{}/attestation", who.nir),
        format!("/admin/v1/accounts/{}/decomptes", who.nir),
        "/admin/v1/papers".to_owned(),
        "/admin/v1/journal?after=1".to_owned(),
    ] {
        let shown = session.get(&path).await;
        let text = shown.to_string();
        assert!(
            !whole.iter().any(|part| text.contains(part)),
            "{path}: {text}"
        );
        if !path.contains("/journal") {
            let sign = if path.contains('?') { '&' } else { '?' };
            let shown = session.get(&format!("{path}{sign}unmasked=true")).await;
            assert!(shown.to_string().contains(&whole[0]), "{path}");
        }
    }
    let acts = session.get("/admin/v1/journal?after=1").await;
    let text = acts.to_string();
    for act in ["chosen", "handed-in", "exchanges"] {
        assert!(text.contains(&format!(r#""act":"{act}""#)), "{act}");
    }
    assert!(text.contains(&who.masked()) && text.contains(&who.nir.masked()));
    session.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_insured_are_found_by_name_oc_and_status() {
    let session = Session::open(keeps(HeldBack::Dropped)).await;
    session.advance_to("2024-11-12").await;
    session.claim("claim.408").await;
    session.advance_to("2024-11-13").await;
    let count = async |query: &str| {
        let found = session
            .get(&format!("/admin/v1/accounts?limit=1000&{query}"))
            .await;
        found["insured"].as_array().unwrap().len()
    };
    let all = count("").await;
    // The holders of a NIR who are covered, and those of their families who are not.
    assert!(all >= 20, "{all}");
    assert_eq!(count("status=blocked").await, 1);
    assert_eq!(count(&format!("oc={THEIRS}")).await, 1);
    let linked = count(&format!("oc={MINE}")).await;
    assert!(linked > 15 && linked <= all, "{linked}");
    assert_eq!(count(&format!("oc={THEIRS}&status=active")).await, 0);
    assert_eq!(count("name=nobody-is-called-that").await, 0);
    assert!((1..all).contains(&count(&format!("name={}", session.name())).await));
    let few = session.get("/admin/v1/accounts?limit=3").await;
    assert_eq!(
        (few["insured"].as_array().unwrap().len(), &few["more"]),
        (3, &json!(true))
    );
    let whole = session
        .get("/admin/v1/accounts?limit=1000&unmasked=true")
        .await;
    let nirs = whole["insured"].as_array().unwrap().iter();
    let nirs: Vec<&str> = nirs.map(|one| one["nir"].as_str().unwrap()).collect();
    assert!(nirs.is_sorted());
    session.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn paper_tells_again_what_a_303_told() {
    let session = Session::open(keeps(HeldBack::Dropped)).await;
    session.advance_to("2024-12-10").await;
    let (number, _) = listed(&session).await.remove(0);
    let office = session.office();
    let files = office.board(session.mine()).len();
    let paper = format!(
        "/admin/v1/accounts/{}/decomptes/{number}/paper",
        session.nir()
    );
    let (status, handed) = session
        .post(&format!("{paper}?unmasked=true"), json!({"oc": MINE}))
        .await;
    assert_eq!(status, 201, "{handed}");
    assert_eq!(
        (&handed["oc"], &handed["sent_to"]),
        (&json!(MINE), &json!(MINE))
    );
    let by_303 = session::decompte(&office, session.mine(), &number);
    assert_eq!(handed["decompte"]["total"], by_303.total().0);
    assert_eq!(handed["decompte"]["date"], by_303.date.to_string());
    let lines = handed["decompte"]["lines"].as_array().unwrap();
    let amounts: Vec<i64> = lines
        .iter()
        .map(|line| line["amount"].as_i64().unwrap())
        .collect();
    let told: Vec<i64> = by_303.lines.iter().map(|line| line.amount.0).collect();
    assert_eq!(amounts, told);
    let acts = handed["statements"].as_array().unwrap();
    assert!(!acts.is_empty() && acts.len() <= lines.len());
    for act in acts {
        let keyed: domain::Statement = serde_json::from_value(act.clone()).unwrap();
        assert_eq!(keyed.care.unwrap().nir, session.insured().nir);
    }
    // An OC that has it by no 303.
    let (_, handed) = session.post(&paper, json!({"oc": THEIRS})).await;
    assert_eq!(
        (&handed["oc"], &handed["sent_to"]),
        (&json!(THEIRS), &json!(MINE))
    );
    let count = async |query: &str| {
        let papers = session.get(&format!("/admin/v1/papers{query}")).await;
        papers["papers"].as_array().unwrap().len()
    };
    let theirs = format!("?oc={THEIRS}");
    assert_eq!((count("").await, count(&theirs).await), (2, 1));
    // Paper is no file.
    assert_eq!(office.board(session.mine()).len(), files);
    session.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_is_asked_for_again_and_comes_with_the_night() {
    let session = Session::open(keeps(HeldBack::Dropped)).await;
    session.advance_to("2024-12-10").await;
    let office = session.office();
    let board = office.board(session.mine());
    let first = board.iter().find(|file| file.reference == 303).unwrap();
    let again = format!("/admin/v1/oc/{MINE}/files/{}/again", first.name);
    for time in 1..=2 {
        let (status, told) = session.post(&again, Value::Null).await;
        assert_eq!(status, 202, "{told}");
        assert_eq!(told["night"], "2024-12-10");
        let name = told["name"].as_str().unwrap();
        assert!(name.contains(&format!(".again-{time}.")), "{name}");
    }
    assert_eq!(office.board(session.mine()).len(), board.len());
    session.advance_to("2024-12-11").await;
    let later = office.board(session.mine()).split_off(board.len());
    let mut same = later
        .iter()
        .filter(|file| file.content.sha256().unwrap() == first.content.sha256().unwrap());
    assert_eq!(same.by_ref().count(), 2);
    session.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn exchanges_are_refused_and_allowed_again() {
    let session = Session::open(keeps(HeldBack::Dropped)).await;
    session.advance_to("2024-11-12").await;
    let before = listed(&session).await.len();
    let exchanges = format!("/admin/v1/accounts/{}/exchanges", session.nir());
    let (status, told) = session.post(&exchanges, json!({"refused": true})).await;
    assert_eq!((status, &told), (200, &json!({"refused": true})));
    assert_eq!(stands(&session).await.0, "none");
    session.advance_to("2024-12-10").await;
    let silent = listed(&session).await.split_off(before);
    assert!(
        !silent.is_empty() && silent.iter().all(|(_, to)| to.is_null()),
        "{silent:?}"
    );
    session.post(&exchanges, json!({"refused": false})).await;
    assert_eq!(stands(&session).await.0, "active");
    session.advance_to("2025-01-31").await;
    let later = listed(&session).await.split_off(before + silent.len());
    assert!(
        !later.is_empty() && later.iter().all(|(_, to)| *to == MINE),
        "{later:?}"
    );
    session.close().await;
}
