//! `etalon serve` as outside programs see it: what it prints works, and what it acknowledged outlives it.

#![cfg(feature = "http")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop")]

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::time::Duration;

/// A server that runs, and what it printed when it began.
struct Served {
    child: Child,
    welcome: String,
    rest: BufReader<std::process::ChildStderr>,
}

impl Drop for Served {
    /// A test that fails leaves no server behind.
    fn drop(&mut self) {
        // It has ended where it was asked to.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The last words of the welcome.
const READY: &str = "ctrl-C stops it.";
const OC_TOKEN: &str = "etalon-demo-token";
const ADMIN_TOKEN: &str = "etalon-admin-token";

fn serve(journal: &Path, more: &[&str]) -> Served {
    let mut command = Command::new(env!("CARGO_BIN_EXE_etalon"));
    command.args(["serve", "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0"]);
    command.arg("--journal").arg(journal).args(more);
    if cfg!(feature = "sftp") {
        command.args(["--sftp", "127.0.0.1:0"]);
    }
    let mut child = command
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut rest = BufReader::new(child.stderr.take().unwrap());
    let mut welcome = String::new();
    while !welcome.contains(READY) {
        let read = rest.read_line(&mut welcome).unwrap();
        assert!(read > 0, "it ended before it was ready: {welcome}");
    }
    Served {
        child,
        welcome,
        rest,
    }
}

impl Served {
    /// What follows `http://` in the line that begins so.
    fn line(&self, begins: &str) -> &str {
        let mut lines = self.welcome.lines();
        lines.find(|line| line.starts_with(begins)).unwrap()
    }

    fn address(&self, begins: &str) -> String {
        let (_, after) = self.line(begins).split_once("http://").unwrap();
        let end = after.find(['/', ',']).unwrap();
        after[..end].to_owned()
    }

    fn door(&self) -> String {
        self.address("List files:")
    }

    fn admin(&self) -> String {
        self.address("Let a month pass:")
    }

    fn interrupt(mut self) -> (Option<i32>, String) {
        let pid = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
        let mut said = String::new();
        self.rest.read_to_string(&mut said).unwrap();
        (self.child.wait().unwrap().code(), said)
    }
}

/// An answer: status and body. None where the server is gone.
fn ask(
    address: &str,
    token: &str,
    method: &str,
    path: &str,
    body: &[u8],
) -> Option<(u16, Vec<u8>)> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream
        .set_read_timeout(Some(Duration::from_secs(60)))
        .ok()?;
    let length = body.len();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).ok()?;
    stream.write_all(body).ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&answer[..end]).to_lowercase();
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let body = answer.split_off(end + 4);
    // A connection that is cut gives less than was announced: that is no answer.
    let announced = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "));
    let announced = announced.and_then(|length| length.parse().ok());
    (announced.unwrap_or(0) == body.len()).then_some((status, body))
}

fn files(address: &str) -> Option<Vec<serde_json::Value>> {
    let (status, body) = ask(address, OC_TOKEN, "GET", "/v1/oc/99000017/files", b"")?;
    assert_eq!(status, 200);
    let listing: serde_json::Value = serde_json::from_slice(&body).unwrap();
    Some(listing["files"].as_array().unwrap().clone())
}

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
    // Another start has the same faults, counted anew, until others are asked for.
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

/// `cargo test -p etalon --test serve -- --ignored`
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
