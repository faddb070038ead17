mod page;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::atomic::Ordering;

use conformance::report::Lang;
use conformance::runner::Job;
use conformance::scenario::Suite;
use conformance::stream::Status;
use conformance::target::{Answering, Clock, Courier, Grain, Launch, Supply, TargetSpec};
use conformance::trust::{Caught, Score, Suspect, Trust, Unfit, scores, unplanted};
use conformance::watchdog::Limits;
use mutuelle::{Adapter, Bug};
use serde::Serialize;

use super::run::{job, scenarios};
use super::words::table;
use crate::args::TrustArgs;
use crate::exit::{Exit, Failure};
use crate::progress::{bar, interrupt_flag};

/// Scenarios that have to catch a bug, for the whole suite to be trusted with it.
const AT_LEAST: usize = 2;

/// What a suite says of every planted bug.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Matrix {
    /// Scenarios that the right mutuelle did not pass, or that were not played, with why.
    unfit: BTreeMap<String, Unfit>,
    bugs: Vec<Caught>,
    scores: Vec<Score>,
    /// Requirements that must hold and that no bug is planted to break.
    unplanted: Vec<String>,
}

/// Plays a suite to the bundled mutuelle with each of its planted bugs, and says which are caught.
pub(crate) fn trust(args: &TrustArgs) -> Result<Exit, Failure> {
    let suite = args.suite.as_deref().unwrap_or("full");
    let Some(suite) = Suite::named(suite) else {
        let hint = "suites are smoke, core, links, adversarial, certification and full";
        let why = format!("no suite is named `{suite}`");
        return Err(Failure::Usage(why, Some(hint.to_owned())));
    };
    let job = in_process(suite)?;
    let stop = interrupt_flag()?;
    let (trust, unfit) = Trust::of(&job, &|| started(&[]), &stop)?;
    let shown = bar(Bug::ALL.len() as u64, suite.name());
    let mut bugs = Vec::new();
    for bug in Bug::ALL.iter().copied() {
        if stop.load(Ordering::Relaxed) {
            return Ok(Exit::Interrupted);
        }
        bugs.push(trust.caught(&Suspect {
            name: bug.name(),
            breaks: bug.breaks(),
            start: &|| started(&[bug]),
        })?);
        shown.inc(1);
    }
    shown.finish_and_clear();
    let breaks: BTreeSet<&str> = Bug::ALL
        .iter()
        .flat_map(|bug| bug.breaks())
        .copied()
        .collect();
    let matrix = Matrix {
        unfit,
        scores: scores(&job, &bugs),
        bugs,
        unplanted: unplanted(&breaks).map_err(|error| Failure::usage(error.to_string()))?,
    };
    let mut out = anstream::stdout();
    let written = if args.json {
        let text = serde_json::to_string(&matrix).unwrap_or_default();
        writeln!(out, "{text}")
    } else if args.page {
        write!(out, "{}", page::page(&matrix))
    } else {
        shown_in_the_terminal(&matrix, args.lang, &mut out)
    };
    written.map_err(Failure::io("failed to write"))?;
    Ok(held(&matrix, suite, args.lang))
}

/// The scenarios of a suite, for mutuelles of this process.
fn in_process(suite: Suite) -> Result<Job, Failure> {
    let target = TargetSpec {
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
    };
    let mut job = job(
        scenarios(suite.name())?,
        42,
        target,
        PathBuf::new(),
        Lang::En,
    )?;
    // Causes are told without their smallest flow.
    (job.causes, job.budget) = (0, 0);
    Ok(job)
}

/// The bundled mutuelle with those bugs; none where it is gone.
fn started(bugs: &[Bug]) -> Answering {
    let mut mutuelle = Adapter::new(bugs);
    Box::new(move |request| {
        let replies = mutuelle.answer(request);
        (!mutuelle.is_gone()).then_some(replies)
    })
}

fn shown_in_the_terminal(
    matrix: &Matrix,
    lang: Lang,
    out: &mut impl std::io::Write,
) -> std::io::Result<()> {
    let mut rows = table(
        lang,
        &[
            ("faute plantée", "planted bug"),
            ("vue par", "caught by"),
            ("dont", "among them"),
            ("hors du cas courant", "off the common path"),
            ("sous l’exigence", "under the requirement"),
        ],
    );
    for (bug, one) in Bug::ALL.iter().zip(&matrix.bugs) {
        let off = if one.off_the_common_path {
            lang.pick("oui", "yes")
        } else {
            ""
        };
        let headed = headed(*bug, one);
        rows.add_row([
            one.bug.clone(),
            one.scenarios.len().to_string(),
            first(&one.scenarios, 3),
            off.to_owned(),
            headed,
        ]);
    }
    writeln!(out, "{rows}\n")?;
    for score in &matrix.scores {
        let Score {
            suite,
            scenarios,
            caught,
            bugs,
        } = score;
        let words = lang.pick("scénarios, fautes vues :", "scenarios, bugs caught:");
        writeln!(
            out,
            "{:<14}{scenarios:>4} {words} {caught}/{bugs}",
            suite.name()
        )?;
    }
    Ok(())
}

/// What a bug is planted to break, as far as a cause of its report is headed by it; `-` before what heads none.
fn headed(bug: Bug, one: &Caught) -> String {
    let told = bug.breaks().iter().map(|id| {
        let is_headed = one.headed.contains(*id);
        format!("{}{id}", if is_headed { "" } else { "-" })
    });
    told.collect::<Vec<_>>().join(", ")
}

/// The first of a list, and how many more.
fn first(all: &[String], most: usize) -> String {
    let named: Vec<&str> = all.iter().take(most).map(String::as_str).collect();
    let mut text = named.join(", ");
    if let more @ 1.. = all.len().saturating_sub(most) {
        text.push_str(&format!(" +{more}"));
    }
    text
}

/// Whether the suite can be trusted. What is wrong is said.
fn held(matrix: &Matrix, suite: Suite, lang: Lang) -> Exit {
    let mut exit = Exit::Fine;
    for (scenario, unfit) in &matrix.unfit {
        let why = unfit.why.as_deref().unwrap_or_default();
        if unfit.status == Status::Skipped {
            let words = lang.pick("non joué", "not played");
            anstream::eprintln!("{scenario}: {words}: {why}");
        } else {
            let words = lang.pick(
                "la mutuelle juste n’y est pas conforme",
                "the right mutuelle is not conform",
            );
            anstream::eprintln!("{scenario}: {words}: {why}");
            exit = Exit::Nonconform;
        }
    }
    if suite != Suite::Full {
        return exit;
    }
    for one in &matrix.bugs {
        if one.scenarios.len() < AT_LEAST {
            let words = lang.pick(
                "vue par moins de deux scénarios",
                "caught by fewer than two scenarios",
            );
            anstream::eprintln!("{}: {words}: {}", one.bug, one.scenarios.join(", "));
            exit = Exit::Nonconform;
        }
    }
    exit
}
