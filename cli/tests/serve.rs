//! `etalon serve` as outside programs see it: what it prints works, and what is wrong is told before anything begins.

#![cfg(feature = "http")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop")]

use std::path::Path;
use std::process::{Command, Stdio};

use common::served::{ADMIN_TOKEN, OC_TOKEN, Served, ask, files, serve};

mod common;

#[test]
fn what_it_prints_works_as_shown_and_ctrl_c_keeps_all() {
    let folder = tempfile::tempdir().unwrap();
    let journal = folder.path().join("journal.jsonl");
    let out = folder.path().join("doors/99000017/out");
    let doors = folder.path().join("doors");
    let served = serve(
        &journal,
        &["--insured", "30", "--folder", doors.to_str().unwrap()],
    );
    if Command::new("curl").arg("--version").output().is_err() {
        eprintln!("skipped: there is no curl here to run the lines that are shown");
        return;
    }
    std::fs::write(folder.path().join("FILE"), "a file").unwrap();
    let mut name = String::from("NAME");
    for begins in [
        "Let a month pass:",
        "List files:",
        "Fetch one:",
        "Acknowledge:",
        "Send a 408:",
        "See the insured:",
        "Everything else:",
    ] {
        let (_, line) = served.line(begins).split_once(": ").unwrap();
        let line = line
            .trim()
            .replacen("curl ", "curl --fail --silent --show-error ", 1);
        let mut shell = Command::new("sh");
        shell
            .arg("-c")
            .arg(line.replace("NAME", &name))
            .current_dir(folder.path());
        let output = shell.output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(
            output.status.success(),
            "{line}: {said} {}",
            String::from_utf8_lossy(&output.stderr)
        );
        if begins == "List files:" {
            let listing: serde_json::Value = serde_json::from_str(&said).unwrap();
            name = listing["files"][0]["name"].as_str().unwrap().to_owned();
        }
    }
    assert!(folder.path().join(&name).metadata().unwrap().len() > 100);
    by_sftp(&served, folder.path());
    let before = files(&served.door()).unwrap();
    assert_eq!(before[0]["acknowledged"], true);
    // The same files lie in the folder, but for the one that was acknowledged.
    let unacknowledged = before
        .iter()
        .filter(|file| file["acknowledged"] == false)
        .count();
    while out.read_dir().unwrap().count() != unacknowledged {
        std::thread::yield_now();
    }
    let (code, said) = served.interrupt();
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("goes on from there"), "{said}");
    looked_into(&journal, &name);
    // The world of the journal holds, whatever is asked for.
    let served = serve(&journal, &["--insured", "2000"]);
    assert!(served.welcome.contains("2024-12-01"), "{}", served.welcome);
    assert_eq!(files(&served.door()).unwrap(), before);
    assert_eq!(served.interrupt().0, Some(0));
    // So many days pass before the doors open; then a day takes less than a millisecond.
    let more = ["--advance", "3", "--factor", "100000000"];
    let served = serve(&journal, &more);
    assert!(served.welcome.contains("2024-12-04"), "{}", served.welcome);
    while files(&served.door()).unwrap().len() == before.len() {}
    assert_eq!(served.interrupt().0, Some(0));
}

/// The line for sftp works as shown, with the password that is shown.
fn by_sftp(served: &Served, folder: &Path) {
    if !cfg!(feature = "sftp") {
        return;
    }
    if Command::new("sftp")
        .arg("-V")
        .stderr(Stdio::null())
        .output()
        .is_err()
    {
        eprintln!("skipped: there is no sftp here to run the line that is shown");
        return;
    }
    let (_, line) = served.line("By SFTP:").split_once(": ").unwrap();
    // What a person would type.
    let asked = folder.join("password");
    std::fs::write(&asked, format!("#!/bin/sh\necho {OC_TOKEN}\n")).unwrap();
    let mut shell = Command::new("sh");
    shell
        .arg("-c")
        .arg(format!("chmod +x password; echo ls out | {}", line.trim()));
    shell
        .env("SSH_ASKPASS", &asked)
        .env("SSH_ASKPASS_REQUIRE", "force");
    let output = shell.current_dir(folder).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && said.contains(".noe"),
        "{said} {}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// The journal of the session above, as `etalon journal` shows it.
fn looked_into(journal: &Path, acknowledged: &str) {
    let look = |more: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_etalon"));
        let output = command
            .arg("journal")
            .arg(journal)
            .args(more)
            .output()
            .unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap()
    };
    let line = look(&["--act", "acknowledged"]);
    let words: Vec<&str> = line.split_whitespace().collect();
    assert_eq!(
        words[1..],
        ["2024-12-01", "99000017", "acknowledged", acknowledged]
    );
    let received = look(&["--file", "FILE", "--json"]);
    assert!(
        !received.contains("base64") && received.contains(r#""bytes":6"#),
        "{received}"
    );
    let received = look(&["--file", "FILE", "--json", "--content"]);
    assert!(received.contains(r#""base64":"YSBmaWxl""#), "{received}");
    let days = look(&[
        "--act",
        "turned",
        "--from",
        "2024-11-05",
        "--to",
        "2024-11-09",
    ]);
    assert_eq!(days.lines().count(), 5, "{days}");
    look(&["--replay"]);
    assert_eq!(look(&["--limit", "3"]).lines().count(), 3);
    if cfg!(feature = "index") {
        let question =
            "select day, count(*) as files from records where act = 'acknowledged' group by day";
        let rows = look(&["--sql", question]);
        assert_eq!(rows, "day\tfiles\n2024-12-01\t1\n");
        let rows = look(&["--json", "--sql", question]);
        assert_eq!(rows, "{\"day\":\"2024-12-01\",\"files\":\"1\"}\n");
    }
}

#[test]
fn a_journal_that_is_none_is_refused_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    let journal = folder.path().join("journal.jsonl");
    std::fs::write(&journal, "my notes\n").unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_etalon"));
    command
        .args(["serve", "--listen", "127.0.0.1:0", "--journal"])
        .arg(&journal);
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(
        said.contains("journal.jsonl, line 1") && said.contains("move "),
        "{said}"
    );
    assert_eq!(std::fs::read_to_string(&journal).unwrap(), "my notes\n");
}

#[test]
fn bad_days_come_from_a_file_and_a_wrong_one_is_told_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let journal = folder.path().join("journal.jsonl");
    let faults = folder.path().join("faults.yaml");
    let rule = "schema-version: 1\nseed: 1\nrules:\n  - id: busy\n    match: {route: list, nth: [1]}\n    action: ";
    std::fs::write(
        &faults,
        format!("{rule}{{too-many-requests: {{retry-after-seconds: 2}}}}\n"),
    )
    .unwrap();
    let path = faults.to_str().unwrap();
    let served = serve(&journal, &["--insured", "5", "--faults", path]);
    let list = "/v1/oc/99000017/files";
    let (status, _) = ask(&served.door(), OC_TOKEN, "GET", list, b"").unwrap();
    assert_eq!(status, 429);
    assert_eq!(
        files(&served.door()).unwrap(),
        Vec::<serde_json::Value>::new()
    );
    drop(served);
    // Another start has the same faults, counted anew, until others are asked for; what never fired is told at its end.
    let (_, said) = serve(&journal, &[]).interrupt();
    let never = "rule busy never fired: nothing that was asked came near it";
    assert!(said.contains(never), "{said}");
    let served = serve(&journal, &[]);
    let (status, _) = ask(&served.door(), OC_TOKEN, "GET", list, b"").unwrap();
    assert_eq!(status, 429);
    let (change, none) = ("/admin/v1/faults", br#"{"schema-version": 1, "rules": []}"#);
    let (status, _) = ask(&served.admin(), ADMIN_TOKEN, "PUT", change, none).unwrap();
    assert_eq!(status, 200);
    drop(served);
    let served = serve(&journal, &[]);
    assert!(files(&served.door()).is_some());
    drop(served);
    std::fs::write(&faults, format!("{rule}explode\n")).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_etalon"));
    command.args([
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--admin",
        "127.0.0.1:0",
        "--journal",
    ]);
    let output = command
        .arg(&journal)
        .args(["--faults", path])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("faults.yaml") && said.contains('6'), "{said}");
}

/// The signal comes as soon as the server has said that it is there.
#[test]
fn who_stops_it_at_once_stops_it_cleanly() {
    let folder = tempfile::tempdir().unwrap();
    for round in 0..8 {
        let journal = folder.path().join(format!("{round}.jsonl"));
        let (code, said) = serve(&journal, &["--insured", "5"]).interrupt();
        assert_eq!(code, Some(0), "{said}");
        assert!(said.contains("stopped on"), "{said}");
    }
}

/// What no door could show is refused before a journal is begun: that journal could never be gone on with.
#[test]
fn a_fault_without_its_certificate_leaves_no_journal() {
    let folder = tempfile::tempdir().unwrap();
    let journal = folder.path().join("journal.jsonl");
    let faults = folder.path().join("faults.yaml");
    let rules = "schema-version: 1\nrules:\n  - {id: expired, action: expired-certificate}\n";
    std::fs::write(&faults, rules).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_etalon"));
    command.args(["serve", "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0"]);
    command.arg("--journal").arg(&journal);
    let output = command.arg("--faults").arg(&faults).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(
        said.contains("expired-certificate") && said.contains("--expired"),
        "{said}"
    );
    assert!(!journal.exists());
}

/// What `curl` says to the line that begins so; none where there is no curl here.
#[cfg(feature = "tls")]
fn by_curl(served: &Served, begins: &str, more: &str) -> Option<(bool, String)> {
    if Command::new("curl").arg("--version").output().is_err() {
        eprintln!("skipped: there is no curl here to run the lines that are shown");
        return None;
    }
    let (_, line) = served.line(begins).split_once(": ").unwrap();
    let line = line.trim().replacen(
        "curl ",
        &format!("curl --fail --silent --show-error {more} "),
        1,
    );
    let output = Command::new("sh").arg("-c").arg(line).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    Some((output.status.success(), said))
}

#[cfg(feature = "tls")]
#[test]
fn the_door_speaks_https_with_a_certificate_and_asks_for_one() {
    use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
    let folder = tempfile::tempdir().unwrap();
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let sign = |name: &str, host: &str| {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec![host.to_owned()]).unwrap();
        let chain = params.signed_by(&key, &authority).unwrap().pem() + &authority.pem();
        (
            write(&format!("{name}.pem"), &chain),
            write(&format!("{name}.key"), &key.serialize_pem()),
        )
    };
    let (chain, key) = sign("door", "127.0.0.1");
    let (client, client_key) = sign("client", "99000017.oc.example");
    let ca = write("ca.pem", &authority.pem());
    let trusting = format!("--cacert {ca}");

    let journal = folder.path().join("journal.jsonl");
    let served = serve(&journal, &["--insured", "5", "--tls", &chain, &key]);
    assert!(
        served.line("List files:").contains("https://127.0.0.1:"),
        "{}",
        served.welcome
    );
    let Some((is_well, said)) = by_curl(&served, "List files:", &trusting) else {
        return;
    };
    assert!(is_well && said.contains("files"), "{said}");
    assert_eq!(served.interrupt().0, Some(0));

    let served = serve(&journal, &["--tls", &chain, &key, "--client-ca", &ca]);
    let without = trusting.clone();
    let shown = served.line("List files:").to_owned();
    assert!(
        shown.contains("--cert CLIENT.pem --key CLIENT.key"),
        "{shown}"
    );
    let plain = |more: &str| {
        let (_, line) = shown.split_once(": ").unwrap();
        let line = line
            .trim()
            .replace("--cert CLIENT.pem --key CLIENT.key", more)
            .replacen("curl ", &format!("curl --fail --silent {without} "), 1);
        let output = Command::new("sh").arg("-c").arg(line).output().unwrap();
        output.status.success()
    };
    assert!(!plain(""));
    assert!(plain(&format!("--cert {client} --key {client_key}")));
    assert_eq!(served.interrupt().0, Some(0));
}

#[test]
fn an_address_that_others_reach_is_refused_without_tls() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_etalon"));
    command.args([
        "serve",
        "--insured",
        "5",
        "--listen",
        "0.0.0.0:0",
        "--journal",
    ]);
    let output = command.arg(folder.path().join("j.jsonl")).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("loopback") && said.contains("TLS"), "{said}");
}

#[test]
fn a_token_of_ones_own_opens_and_the_known_one_does_not() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("token");
    std::fs::write(&file, "a-token-of-my-own-2026\nnot this\n").unwrap();
    let served = serve(
        &folder.path().join("journal.jsonl"),
        &["--insured", "5", "--token", file.to_str().unwrap()],
    );
    let (_, line) = served.line("List files:").split_once(": ").unwrap();
    assert!(!line.contains("a-token-of-my-own"), "{line}");
    if Command::new("curl").arg("--version").output().is_err() {
        eprintln!("skipped: there is no curl here to run the line that is shown");
        return;
    }
    let status = |line: &str| {
        let line = line.trim().replacen(
            "curl ",
            "curl --silent --output /dev/null --write-out %{http_code} ",
            1,
        );
        let output = Command::new("sh").arg("-c").arg(line).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(status(line), "200");
    let own = format!("$(head -n 1 '{}')", file.display());
    assert_eq!(status(&line.replace(&own, OC_TOKEN)), "401");
}

#[cfg(feature = "tls")]
#[test]
fn no_door_beyond_loopback_opens_with_the_token_that_everybody_knows() {
    let folder = tempfile::tempdir().unwrap();
    let journal = folder.path().join("journal.jsonl");
    let mut command = Command::new(env!("CARGO_BIN_EXE_etalon"));
    command.args([
        "serve",
        "--insured",
        "5",
        "--listen",
        "0.0.0.0:0",
        "--tls",
        "chain.pem",
        "key.pem",
        "--journal",
    ]);
    let output = command.arg(&journal).stdin(Stdio::null()).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(
        said.contains("a token that everybody knows") && said.contains("--token FILE"),
        "{said}"
    );
    assert!(!journal.exists());
}
