//! Requests that just failed over HTTP: what is told of them, and what is not.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{MINE, MY_TOKEN, THEIRS, open, open_faulty};
use simulator::NearMiss;
use simulator::faults::Door;

fn said(miss: &NearMiss) -> String {
    assert_eq!(miss.door, Some(Door::Http));
    assert!(!miss.hint.is_empty() && !miss.refused.is_empty());
    format!(
        "{} | {}",
        miss.asked,
        miss.nearest.as_deref().unwrap_or("-")
    )
}

#[tokio::test]
async fn what_just_failed_is_told_with_what_is_nearest() {
    let open = open().await;
    open.shelve(MINE, "2024-11-04.303.noe", "x");
    open.shelve(THEIRS, "theirs.noe", "x");
    let files = format!("/v1/oc/{MINE}/files");
    let capitals = MY_TOKEN.to_uppercase();
    for (path, token, nearest) in [
        (
            format!("{files}/2024-11-05.303.noe"),
            Some(MY_TOKEN),
            "2024-11-04.303.noe".to_owned(),
        ),
        (
            format!("{files}/2024-11-04.303.NOE"),
            Some(MY_TOKEN),
            "2024-11-04.303.noe: capital letters count".to_owned(),
        ),
        (
            format!("{files}/theirs.noe"),
            Some(MY_TOKEN),
            format!("theirs.noe of OC {THEIRS}"),
        ),
        (
            format!("/v1/oc/{THEIRS}/files"),
            Some(MY_TOKEN),
            format!("the token is of OC {MINE}, and the path of {THEIRS}"),
        ),
        (format!("/v1/oc/{MINE}/file"), Some(MY_TOKEN), files.clone()),
        ("/v1/healthy".to_owned(), None, "/v1/health".to_owned()),
        (
            files.clone(),
            Some(&capitals),
            format!("the token of OC {MINE}, but for small and capital letters"),
        ),
        (
            files.clone(),
            Some("quite-another-one"),
            "a token of 17 characters that no OC has".to_owned(),
        ),
        (
            files.clone(),
            None,
            "0 headers `Authorization`: one is expected".to_owned(),
        ),
    ] {
        let (_, before) = open.office.near_misses(0);
        let answer = open.ask("GET", &path, token, &[], "").await;
        assert!(answer.status.is_client_error(), "{path}");
        let (found, last) = open.office.near_misses(before);
        assert_eq!((found.len(), last), (1, before + 1), "{path}");
        assert_eq!(said(&found[0]), format!("GET {path} | {nearest}"));
        // What the OC is told says nothing of it.
        let told = String::from_utf8(answer.body.to_vec()).unwrap();
        assert!(
            !told.contains("theirs.noe") && !told.contains(THEIRS),
            "{told}"
        );
    }
    for (status, body) in [(201, "a"), (409, "b")] {
        let path = format!("/v1/oc/{MINE}/inbox/a.408");
        let answer = open.ask("PUT", &path, Some(MY_TOKEN), &[], body).await;
        assert_eq!(answer.status, status);
    }
    let (found, _) = open.office.near_misses(0);
    let conflict = found.last().unwrap();
    assert!(conflict.refused.contains("another content"), "{conflict:?}");
    let all = serde_json::to_string(&found).unwrap().to_lowercase();
    for token in [MY_TOKEN, "quite-another-one", common::THEIR_TOKEN] {
        assert!(!all.contains(token), "{all}");
    }
    open.shut().await;
}

#[tokio::test]
async fn what_a_fault_keeps_back_is_told_and_a_fault_itself_is_no_miss() {
    let rules = "  - {id: a, action: {hidden: {days: 3}}}\n  \
                 - {id: b, match: {route: list}, action: {server-error: {status: 503}}}";
    let open = open_faulty(rules).await;
    open.shelve(MINE, "a.noe", "x");
    let files = format!("/v1/oc/{MINE}/files");
    assert_eq!(open.get(&files).await.refused(), 503);
    assert_eq!(open.office.near_misses(0).0, []);
    assert_eq!(open.get(&format!("{files}/a.noe")).await.refused(), 404);
    let (found, _) = open.office.near_misses(0);
    let nearest = "a.noe, which is kept back by a fault";
    assert_eq!(found[0].nearest.as_deref(), Some(nearest));
    assert_eq!(found[0].oc, Some(common::oc(MINE)));
    open.shut().await;
}
