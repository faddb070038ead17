//! What OCs say that they paid: noted once, measured on the calendar, lived again.

use caisse::HeldBack;
use serde_json::{Value, json};
use simulator::{Act, Assurance, FileName, History, Paid, ShelvedFile};

use crate::keeps;
use crate::session::{self, MINE, Session, THEIRS, day, founding, ground, oc};

fn first_303(board: Vec<ShelvedFile>) -> ShelvedFile {
    let mut files = board.into_iter();
    files.find(|file| file.reference == 303).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_other_door_tells_what_was_paid_and_delays_say_how_late() {
    let session = Session::open(keeps(HeldBack::Dropped)).await;
    session.advance_to("2024-12-09").await;
    let office = session.office();
    let file = first_303(office.board(session.mine()));
    let took = office.today().since(file.day);
    let paid = format!("/admin/v1/oc/{MINE}/files/{}/paid", file.name);
    let numbers = session::numbers(&file);

    let (status, told) = session
        .post(&paid, json!({"decomptes": ["999999999"]}))
        .await;
    assert_eq!(status, 422, "{told}");
    assert!(
        told["error"]
            .as_str()
            .unwrap()
            .contains("no décompte 999999999"),
        "{told}"
    );
    let link = office
        .board(session.mine())
        .into_iter()
        .find(|file| file.reference == 929);
    let link = format!("/admin/v1/oc/{MINE}/files/{}/paid", link.unwrap().name);
    assert_eq!(session.post(&link, json!({})).await.0, 409);
    let strange = format!("/admin/v1/oc/{THEIRS}/files/{}/paid", file.name);
    assert_eq!(session.post(&strange, json!({})).await.0, 404);

    // One after the other, the last one twice.
    for (nth, number) in numbers.iter().enumerate() {
        let (status, told) = session.post(&paid, json!({"decomptes": [number]})).await;
        let whole = nth + 1 == numbers.len();
        assert_eq!((status, told), (200, json!({"whole": whole, "news": true})));
    }
    let (_, told) = session.post(&paid, json!({})).await;
    assert_eq!(told, json!({"whole": true, "news": false}));
    let acts = session.get("/admin/v1/journal?act=paid").await;
    assert_eq!(acts["records"].as_array().unwrap().len(), numbers.len());

    let found = session.get("/admin/v1/delays?due-days=5").await;
    let rows = found["delays"].as_array().unwrap();
    let of = |reference: u16| {
        rows.iter()
            .find(|row| row["reference"] == reference)
            .unwrap()
    };
    assert_eq!(
        (&of(303)["paid"]["count"], &of(303)["paid"]["longest"]),
        (&json!(1), &json!(took))
    );
    let files = of(303)["files"].as_u64().unwrap();
    assert_eq!(of(303)["unpaid"], files - 1);
    assert_eq!(of(929)["unpaid"], 0);
    let late = found["overdue"].as_array().unwrap();
    assert!(took > 5 && late.len() > 1);
    let own = late
        .iter()
        .find(|one| one["name"] == file.name.as_str())
        .unwrap();
    assert_eq!(own["paid"], "2024-12-09");
    assert_eq!(own["late"], took - 5);
    let none = session.get("/admin/v1/delays").await;
    assert_eq!(none["overdue"], json!([]));
    let (status, _) = session
        .ask("GET", "/admin/v1/delays?due-days=soon", Value::Null)
        .await;
    assert_eq!(status, 400);
    session.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_oc_says_at_its_own_door_that_it_paid() {
    let session = Session::open(keeps(HeldBack::Sent)).await;
    session.advance_to("2024-11-12").await;
    session.claim("claim.408").await;
    session.advance_to("2024-12-09").await;
    let choice = format!("/admin/v1/accounts/{}/choice", session.nir());
    session.post(&choice, json!({"oc": THEIRS})).await;
    session.advance_to("2025-01-20").await;
    let file = first_303(session.office().board(session.theirs()));
    let path = format!("/v1/oc/{THEIRS}/files/{}/paid", file.name);
    for (body, status) in [
        (r#"{"decomptes": "all"}"#, 422),
        (r#"{"decomptes": ["12"]}"#, 422),
        (r#"{"decomptes": ["999999999"]}"#, 422),
        ("{", 422),
    ] {
        let (given, told) = session.at_their_door("POST", &path, body).await;
        assert_eq!(given, status, "{body}: {told}");
        assert!(
            told["hint"]
                .as_str()
                .is_some_and(|hint| hint.contains("nothing was noted"))
        );
    }
    for news in [true, false] {
        let (status, told) = session.at_their_door("POST", &path, "").await;
        let due = json!({"name": file.name, "whole": true, "news": news});
        assert_eq!((status, told), (200, due));
    }
    assert_eq!(session.at_their_door("GET", &path, "").await.0, 405);
    let none = format!("/v1/oc/{THEIRS}/files/none.noe/paid");
    assert_eq!(session.at_their_door("POST", &none, "").await.0, 404);
    // Another's file is nothing that is there.
    let mine = first_303(session.office().board(session.mine()));
    let of_mine = format!("/v1/oc/{MINE}/files/{}/paid", mine.name);
    assert_eq!(session.at_their_door("POST", &of_mine, "").await.0, 404);
    let acts = session.get("/admin/v1/journal?act=paid").await;
    assert_eq!(acts["records"].as_array().unwrap().len(), 1);
    session.close().await;
}

#[test]
fn a_payment_is_lived_again_and_noted_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.jsonl");
    let founding = founding(keeps(HeldBack::Dropped));
    let assurance = Assurance::found(&founding, Some(&path), ground(), |_, _| {}).unwrap();
    assurance.advance(day("2024-12-09")).wait().unwrap();
    let office = assurance.office();
    let file = first_303(office.board(oc(MINE)));
    let numbers = session::numbers(&file);
    let some = numbers.iter().take(1).map(|number| number.parse().unwrap());
    let name: FileName = file.name.clone();
    let told = office.paid(oc(MINE), &name, Some(some.clone().collect()));
    let one_is_all = numbers.len() == 1;
    let news = Paid::Noted {
        news: true,
        whole: one_is_all,
    };
    assert_eq!(told.unwrap().wait().unwrap(), news);
    drop(assurance);

    let again = Assurance::reopen(&path, ground(), |_, _| {}).unwrap();
    let told = again.office().paid(oc(MINE), &name, Some(some.collect()));
    let known = Paid::Noted {
        news: false,
        whole: one_is_all,
    };
    assert_eq!(told.unwrap().wait().unwrap(), known);
    let told = again.office().paid(oc(MINE), &name, None).unwrap().wait();
    let whole = Paid::Noted {
        news: !one_is_all,
        whole: true,
    };
    assert_eq!(told.unwrap(), whole);
    drop(again);
    let history = History::read(&path).unwrap();
    let paid = history
        .records
        .iter()
        .filter(|one| matches!(one.act, Act::Paid { .. }));
    assert_eq!(paid.count(), if one_is_all { 1 } else { 2 });
    let delays = history.delays();
    let decomptes = delays.iter().find(|one| one.reference == 303).unwrap();
    assert_eq!(decomptes.paid.count, 1);
    Assurance::replay(&path, ground(), |_, _| {}).unwrap();
}
