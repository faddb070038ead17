//! Targets that are a server: what they say over HTTP is judged as what they say over pipes, and a server that fails is no
//! verdict on a mutuelle.
#![cfg(feature = "http")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop")]

use std::collections::BTreeMap;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use conformance::report::Lang;
use conformance::runner::{Finished, Job, Loaded, run};
use conformance::stream::{Record, Status, Subject};
use conformance::target::{Answers, Courier, Grain, HttpLaunch, Launch, TargetSpec, Through};
use conformance::watchdog::Limits;
use generators::{AdversityRates, WorldSpec};
use server::{SERVER, Says, Server, Slip};

#[path = "http_targets/server.rs"]
mod server;

const OWN: &str = env!("CARGO_BIN_EXE_etalon");

fn world(id: &str) -> Loaded {
    let spec = WorldSpec {
        insured: 30,
        months: 1,
        adversities: AdversityRates::all(30),
        ..WorldSpec::demo()
    };
    let spec = serde_json::to_string(&spec).unwrap();
    let text = format!(
        "schema-version: 1\nid: {id}\ntitle: {{ fr: Un monde, en: A world }}\nworld: {spec}\n"
    );
    Loaded {
        name: "world.yaml".to_owned(),
        scenario: domain::load("world.yaml", &text).unwrap(),
        text,
        by_suite: false,
        products: Vec::new(),
        files: Vec::new(),
    }
}

fn job(launch: Launch, folder: &Path) -> Job {
    Job {
        scenarios: vec![world("first"), world("second")],
        seed: 5,
        target: TargetSpec {
            schema_version: 1,
            name: "mutuelle".to_owned(),
            launch,
            grain: Grain::Line,
            choices: BTreeMap::new(),
            limits: Limits {
                silence_seconds: 60,
                ..Limits::default()
            },
            through: None,
            courier: Courier::Etalon,
            portfolio: conformance::target::Supply::Pushed,
            clock: conformance::target::Clock::Virtual,
        },
        sample: [OWN, "sample-mutuelle"].map(str::to_owned).to_vec(),
        profiles: noemie::Profiles::embedded(),
        layouts: Vec::new(),
        report: folder.to_owned(),
        lang: Lang::En,
        version: "test".to_owned(),
        invariants: false,
        today: None,
        causes: 0,
        budget: 0,
    }
}

fn played(job: &Job) -> (Finished, Vec<Record>) {
    let stop = Arc::new(AtomicBool::new(false));
    let finished = run(job, &mut |_| {}, &stop).unwrap();
    let text = std::fs::read_to_string(job.report.join("verdicts.jsonl")).unwrap();
    let records = text.lines().map(|line| serde_json::from_str(line).unwrap());
    (finished, records.collect())
}

fn answers(says: Says, server: &Server) -> Answers {
    match says {
        Says::ByCallback => Answers::Callback,
        Says::WhenAsked => Answers::Poll(server.url.clone()),
        _ => Answers::Body,
    }
}

/// Whichever way a server says its replies, `etalon doctor` finds nothing wrong with the sample mutuelle behind it.
#[test]
fn a_server_that_is_well_passes_the_doctor() {
    for says in [Says::InTheBody, Says::ByCallback, Says::WhenAsked] {
        let server = Server::start(says, &[]);
        let answers = answers(says, &server);
        let folder = tempfile::tempdir().unwrap();
        let target = job(at(&server.url, answers), folder.path()).target;
        let mut wrong = Vec::new();
        let stop = Arc::new(AtomicBool::new(false));
        conformance::doctor::examine(&target, &[], "test", &stop, &mut |finding| {
            if finding.mark > conformance::doctor::Mark::NotTried {
                wrong.push(finding.clone());
            }
        });
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}

/// What a run says of one scenario, in order.
fn of(records: &[Record], scenario: &str) -> Vec<String> {
    let said = records.iter().filter_map(|record| match record {
        Record::Verdict(verdict) if verdict.scenario == scenario => {
            Some(serde_json::to_string(verdict).unwrap())
        }
        _ => None,
    });
    said.collect()
}

/// That two runs say the same; the first difference is shown, not all of them.
fn same(one: &[Record], other: &[Record], what: &str) {
    for scenario in ["first", "second"] {
        let (one, other) = (of(one, scenario), of(other, scenario));
        assert!(one.len() > 50, "{what}");
        for (one, other) in one.iter().zip(&other) {
            assert_eq!(one, other, "{what}");
        }
        assert_eq!(one.len(), other.len(), "{what}");
    }
}

fn at(url: &str, answers: Answers) -> Launch {
    Launch::Http(HttpLaunch {
        url: url.to_owned(),
        answers,
        command: Vec::new(),
    })
}

#[test]
fn a_server_is_judged_as_a_process_is() {
    for bugs in [&[] as &[&str], &["refunds-participation"]] {
        let folder = tempfile::tempdir().unwrap();
        let sample = Launch::Sample {
            bugs: bugs.iter().map(|bug| (*bug).to_owned()).collect(),
        };
        let (_, plain) = played(&job(sample, folder.path()));
        for says in [Says::InTheBody, Says::ByCallback, Says::WhenAsked] {
            let server = Server::start(says, bugs);
            let answers = answers(says, &server);
            let folder = tempfile::tempdir().unwrap();
            let (finished, records) = played(&job(at(&server.url, answers), folder.path()));
            assert_eq!(finished.undrivable, None, "{says:?}");
            let counts = finished.summary.counts();
            assert!(counts.of(Status::Conform) > 100, "{says:?}");
            assert_eq!(
                counts.of(Status::Nonconform) == 0,
                bugs.is_empty(),
                "{says:?}"
            );
            same(&plain, &records, &format!("{says:?}, {bugs:?}"));
        }
    }
}

#[test]
fn a_server_that_fetches_itself_is_judged_as_a_process_is() {
    let folder = tempfile::tempdir().unwrap();
    let sample = Launch::Sample { bugs: Vec::new() };
    let (_, plain) = played(&job(sample, folder.path()));
    for through in [Through::Http, Through::Folder] {
        let server = Server::start(Says::ByCallback, &[]);
        let folder = tempfile::tempdir().unwrap();
        let mut job = job(at(&server.url, Answers::Callback), folder.path());
        (job.target.through, job.target.courier) = (Some(through), Courier::Target);
        let (_, records) = played(&job);
        same(&plain, &records, through.word());
    }
}

/// What is said of the target itself.
fn of_the_target(records: &[Record]) -> Vec<(Status, String)> {
    let said = records.iter().filter_map(|record| match record {
        Record::Verdict(verdict) => match &verdict.subject {
            Subject::Target { detail } => Some((verdict.status, detail.clone())),
            _ => None,
        },
        _ => None,
    });
    said.collect()
}

#[test]
fn a_server_that_fails_once_is_unknown_and_the_run_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let sample = Launch::Sample { bugs: Vec::new() };
    let (_, plain) = played(&job(sample, folder.path()));
    for (slip, why) in [
        (
            Slip::Status,
            "answered with the status 503, 200 to 299 is expected: closed for today",
        ),
        (Slip::Garbage, "said something that is no reply"),
        (Slip::Nothing, "did not answer within 2 s"),
    ] {
        // In the middle of the first of two scenarios.
        let server = Server::start(Says::Once(12, slip), &[]);
        let folder = tempfile::tempdir().unwrap();
        let mut job = job(at(&server.url, Answers::Body), folder.path());
        job.target.limits.silence_seconds = 2;
        let (finished, records) = played(&job);
        let said = of_the_target(&records);
        let [(Status::Unknown, detail)] = said.as_slice() else {
            panic!("{slip:?}: {said:?}");
        };
        assert!(
            detail.contains(&server.url) && detail.contains(why),
            "{detail}"
        );
        let counts = finished.summary.counts();
        assert_eq!(counts.of(Status::Nonconform), 0, "{slip:?}");
        assert!(counts.of(Status::Unknown) > 1, "{slip:?}");
        // The second one is judged whole.
        assert!(of(&records, "first") != of(&plain, "first"), "{slip:?}");
        assert_eq!(of(&records, "second"), of(&plain, "second"), "{slip:?}");
    }
}

#[test]
fn a_server_that_is_not_there_is_said_to_be() {
    // Taken, and given back: nobody listens there.
    let address = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut job = job(
        at(&format!("http://{address}/"), Answers::Body),
        folder.path(),
    );
    job.target.limits.silence_seconds = 1;
    let (finished, records) = played(&job);
    let why = finished.undrivable.unwrap();
    assert!(
        why.contains("is the server of the target file started?"),
        "{why}"
    );
    assert_eq!(of_the_target(&records), [(Status::Unknown, why)]);
}

#[test]
fn who_fetches_itself_needs_a_door() {
    let folder = tempfile::tempdir().unwrap();
    let mut job = job(Launch::Sample { bugs: Vec::new() }, folder.path());
    job.target.courier = Courier::Target;
    let stop = Arc::new(AtomicBool::new(false));
    let why = run(&job, &mut |_| {}, &stop).unwrap_err().to_string();
    assert!(why.contains("say `through: http`"), "{why}");
}

#[test]
fn a_server_that_etalon_starts_is_waited_for() {
    if Command::new("python3").arg("--version").output().is_err() {
        eprintln!("not tried: there is no python3 here");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let sample = Launch::Sample { bugs: Vec::new() };
    let (_, plain) = played(&job(sample, folder.path()));
    let address = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let port = address.port().to_string();
    let launch = Launch::Http(HttpLaunch {
        url: format!("http://{address}/"),
        answers: Answers::Body,
        command: ["python3", "-c", SERVER, OWN, &port]
            .map(str::to_owned)
            .to_vec(),
    });
    let folder = tempfile::tempdir().unwrap();
    let (finished, records) = played(&job(launch, folder.path()));
    assert_eq!(finished.undrivable, None);
    same(&plain, &records, "a command");
    // It has ended with the run.
    assert!(TcpStream::connect(address).is_err());
}
