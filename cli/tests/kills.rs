//! What `etalon serve` told an OC outlives it, however it ends.

#![cfg(feature = "http")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop")]

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Duration;

use common::served::{ADMIN_TOKEN, OC_TOKEN, ask, files, serve};

mod common;

/// What an OC was told, and may rely on.
#[derive(Default)]
struct Told {
    listed: Vec<serde_json::Value>,
    content: BTreeMap<String, Vec<u8>>,
    acknowledged: Vec<String>,
    pushed: Vec<String>,
}

/// Rounds of [`killed`] in every run of the tests.
const ROUNDS: u32 = 8;

#[test]
fn what_was_told_outlives_kill_9() {
    killed(ROUNDS);
}

/// `cargo test -p etalon --test kills -- --ignored`
#[test]
#[ignore = "200 rounds: half a minute"]
fn what_was_told_outlives_200_times_kill_9() {
    killed(200);
}

fn killed(rounds: u32) {
    let folder = tempfile::tempdir().unwrap();
    let journal = folder.path().join("journal.jsonl");
    let told = Mutex::new(Told::default());
    for round in 0..rounds {
        let mut served = serve(
            &journal,
            &["--insured", "6", "--months", "24", "--adversity", "none"],
        );
        let (door, admin) = (served.door(), served.admin());
        relied_on(&door, &told.lock().unwrap(), round);
        std::thread::scope(|scope| {
            scope.spawn(|| while advance(&admin).is_some() {});
            scope.spawn(|| {
                for nth in 0.. {
                    let name = format!("{round}-{nth}.408");
                    // Past the end of the world nobody takes pushes any more, and as many wait as can.
                    if !matches!(push(&door, &name, &name), Some(200 | 201)) {
                        return;
                    }
                    told.lock().unwrap().pushed.push(name);
                }
            });
            scope.spawn(|| while fetch(&door, &told).is_some() {});
            // Drawn from the round: now in the midst of this, now of that.
            let pause = 5 + u64::from(round).wrapping_mul(0x9E37_79B9_7F4A_7C15) % 60;
            std::thread::sleep(Duration::from_millis(pause));
            served.child.kill().unwrap();
            served.child.wait().unwrap();
        });
    }
    let told = told.into_inner().unwrap();
    let seen = (
        told.listed.len(),
        told.acknowledged.len(),
        told.pushed.len(),
    );
    assert!(
        seen.0.min(seen.1).min(seen.2) > 0,
        "the rounds showed little: {seen:?}"
    );
    eprintln!(
        "{rounds} rounds: {} files listed, {} acknowledged, {} pushed",
        seen.0, seen.1, seen.2
    );
}

/// Holds a server to what was told before it was killed.
fn relied_on(door: &str, told: &Told, round: u32) {
    let now = files(door).unwrap();
    let same = |one: &serde_json::Value, other: &serde_json::Value| {
        ["name", "day", "bytes", "reference"]
            .iter()
            .all(|key| one[key] == other[key])
    };
    assert!(now.len() >= told.listed.len(), "round {round}");
    for (before, now) in told.listed.iter().zip(&now) {
        assert!(same(before, now), "round {round}: {before} became {now}");
    }
    for name in &told.acknowledged {
        let file = now.iter().find(|file| file["name"] == **name).unwrap();
        assert_eq!(
            file["acknowledged"], true,
            "round {round}: {name} was acknowledged"
        );
    }
    // Some of each: they grow in number with the rounds.
    for name in told.pushed.iter().rev().take(10) {
        assert_eq!(
            push(door, name, name),
            Some(200),
            "round {round}: {name} was taken before"
        );
        assert_eq!(
            push(door, name, "another"),
            Some(409),
            "round {round}: {name}"
        );
    }
    for (name, content) in told.content.iter().rev().take(10) {
        let (_, again) = get(door, name).unwrap();
        assert!(
            again == *content,
            "round {round}: {name} has another content"
        );
    }
}

fn advance(admin: &str) -> Option<()> {
    let path = "/admin/v1/clock/advance";
    let (status, _) = ask(admin, ADMIN_TOKEN, "POST", path, br#"{"days": 1}"#)?;
    (status == 200).then_some(())
}

fn push(door: &str, name: &str, content: &str) -> Option<u16> {
    let path = format!("/v1/oc/99000017/inbox/{name}");
    let (status, _) = ask(door, OC_TOKEN, "PUT", &path, content.as_bytes())?;
    assert!([200, 201, 409, 503].contains(&status), "{status}");
    Some(status)
}

fn get(door: &str, name: &str) -> Option<(u16, Vec<u8>)> {
    ask(
        door,
        OC_TOKEN,
        "GET",
        &format!("/v1/oc/99000017/files/{name}"),
        b"",
    )
}

/// Lists, fetches the first file that is new, and acknowledges it.
fn fetch(door: &str, told: &Mutex<Told>) -> Option<()> {
    let listed = files(door)?;
    let next = listed
        .iter()
        .find(|file| file["acknowledged"] == false)
        .cloned();
    told.lock().unwrap().listed = listed;
    let Some(next) = next else { return Some(()) };
    let name = next["name"].as_str().unwrap().to_owned();
    let (status, content) = get(door, &name)?;
    assert_eq!(status, 200);
    let before = told
        .lock()
        .unwrap()
        .content
        .insert(name.clone(), content.clone());
    assert!(before.is_none_or(|before| before == content), "{name}");
    let path = format!("/v1/oc/99000017/files/{name}/ack");
    let (status, _) = ask(door, OC_TOKEN, "POST", &path, b"")?;
    assert_eq!(status, 204);
    told.lock().unwrap().acknowledged.push(name);
    Some(())
}
