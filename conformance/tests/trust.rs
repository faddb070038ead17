//! Which scenarios catch a bug, by the verdicts alone.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use conformance::report::Lang;
use conformance::runner::{Job, Loaded};
use conformance::target::{Answering, Clock, Courier, Grain, Launch, Supply, TargetSpec};
use conformance::trust::{Caught, Suspect, Trust, scores};
use conformance::watchdog::Limits;
use mutuelle::{Adapter, Bug};

/// A job of those scenarios.
fn job(ids: &[&str]) -> Job {
    let all = conformance::requirements::scenarios().unwrap().into_iter();
    let wanted = all.filter(|scenario| ids.contains(&scenario.id.as_str()));
    Job {
        scenarios: wanted
            .map(|scenario| Loaded {
                name: scenario.id.clone(),
                text: String::new(),
                scenario,
                by_suite: true,
                products: Vec::new(),
                files: Vec::new(),
            })
            .collect(),
        seed: 42,
        target: TargetSpec {
            schema_version: 1,
            name: "planted bugs".to_owned(),
            launch: Launch::Sample { bugs: Vec::new() },
            choices: BTreeMap::new(),
            limits: Limits::default(),
            through: None,
            courier: Courier::Etalon,
            grain: Grain::Line,
            portfolio: Supply::Pushed,
            clock: Clock::Virtual,
        },
        sample: Vec::new(),
        profiles: noemie::Profiles::embedded(),
        layouts: Vec::new(),
        report: PathBuf::new(),
        lang: Lang::En,
        version: "test".to_owned(),
        causes: 0,
        budget: 0,
        invariants: false,
        today: None,
    }
}

fn started(bugs: &[Bug]) -> Answering {
    let mut mutuelle = Adapter::new(bugs);
    Box::new(move |request| {
        let replies = mutuelle.answer(request);
        (!mutuelle.is_gone()).then_some(replies)
    })
}

#[test]
fn a_bug_is_caught_where_it_shows_and_heads_what_it_breaks() {
    let job = job(&[
        "theoretical-share",
        "line-sent-three-times",
        "unreadable-file@empty",
    ]);
    assert_eq!(job.scenarios.len(), 3);
    let stop = Arc::new(AtomicBool::new(false));
    let (trust, unfit) = Trust::of(&job, &|| started(&[]), &stop).unwrap();
    assert!(unfit.is_empty(), "{unfit:?}");
    let caught = |bug: Bug| -> Caught {
        let suspect = Suspect {
            name: bug.name(),
            breaks: bug.breaks(),
            start: &|| started(&[bug]),
        };
        trust.caught(&suspect).unwrap()
    };
    let third = caught(Bug::PaysThirdDelivery);
    assert_eq!(third.scenarios, ["line-sent-three-times"]);
    assert!(third.off_the_common_path && third.not_headed.is_empty());
    assert!(third.headed.contains("DUPLICATES-LINE-THIRD"));
    // One that ends is started again for the next scenario.
    let dies = caught(Bug::DiesOnUnreadable);
    assert_eq!(dies.scenarios, ["unreadable-file@empty"]);
    let common = caught(Bug::RefundsParticipation);
    assert!(!common.off_the_common_path && common.scenarios.len() > 1);
    let unseen = caught(Bug::TwinsConfused);
    assert!(unseen.scenarios.is_empty() && unseen.overlooked.is_empty());
    let scores = scores(&job, &[third, dies, common, unseen]);
    let full = scores.last().unwrap();
    assert_eq!((full.scenarios, full.caught, full.bugs), (3, 3, 4));
}

/// A correction of care that was never sent, of somebody whom the mutuelle did not declare, is nothing: the run goes on.
#[test]
fn whom_a_mutuelle_does_not_declare_stops_no_run() {
    let job = job(&["told-in-other-ways"]);
    let stop = Arc::new(AtomicBool::new(false));
    let (trust, unfit) = Trust::of(&job, &|| started(&[]), &stop).unwrap();
    assert!(unfit.is_empty(), "{unfit:?}");
    let bug = Bug::DeclaresInsuredOnly;
    let suspect = Suspect {
        name: bug.name(),
        breaks: bug.breaks(),
        start: &|| started(&[bug]),
    };
    let caught = trust.caught(&suspect).unwrap();
    assert_eq!(caught.scenarios, ["told-in-other-ways"]);
}
