use std::collections::BTreeMap;
use std::path::Path;

use conformance::report::{self, Conclusion};
use conformance::runner::{Finished, Loaded};
use conformance::stream::Status;
use conformance::target::{Launch, TargetSpec};
use conformance::watchdog::Limits;

use crate::args::DemoArgs;
use crate::commands::run::{job, scenario, watched, whereabouts};
use crate::exit::{BOLD, DIM, Exit, Failure, GREEN, RED};

/// The bug that the second mutuelle has.
const PLANTED: &str = "refunds-participation";

/// The main job on the bundled mutuelles, one right and one wrong.
pub(crate) fn demo(args: &DemoArgs) -> Result<Exit, Failure> {
    let world = scenario("demo")?;
    introduce(args, &world);
    let right = play(
        args,
        vec![world.clone(), scenario("worked-examples")?],
        None,
        &args.report,
    )?;
    if right.interrupted {
        return Ok(Exit::Interrupted);
    }
    heading("1. The right mutuelle");
    anstream::eprint!("{}", report::terminal(&right.summary, args.lang));
    anstream::eprintln!("{}", whereabouts(&args.report));

    let planted = args.report.join("planted-bug");
    let wrong = play(args, vec![world], Some(PLANTED), &planted)?;
    if wrong.interrupted {
        return Ok(Exit::Interrupted);
    }
    heading(&format!(
        "2. The same mutuelle with one planted bug ({PLANTED})"
    ));
    anstream::eprint!("{}", report::terminal(&wrong.summary, args.lang));
    anstream::eprintln!("{}", whereabouts(&planted));

    heading("In short");
    let passes = right.summary.conclusion() == Conclusion::Conform;
    let found = found(&wrong);
    verdict(
        passes,
        &format!(
            "the right mutuelle: {} verdicts, {} nonconform",
            right.summary.counts().total(),
            right.summary.counts().of(Status::Nonconform)
        ),
    );
    match &found {
        Some(found) => verdict(true, found),
        None => verdict(false, "the planted bug was not found, or not shrunk"),
    }
    if let Some(cause) = wrong
        .summary
        .causes()
        .iter()
        .find(|cause| cause.smallest.is_some())
    {
        let own = std::env::args()
            .next()
            .unwrap_or_else(|| "etalon".to_owned());
        let replay = replay_here(&cause.replay, &planted, &own);
        anstream::eprintln!("\nSee it again:\n  {BOLD}{replay}{BOLD:#}");
    }
    Ok(if passes && found.is_some() {
        Exit::Fine
    } else {
        Exit::Nonconform
    })
}

fn introduce(args: &DemoArgs, world: &Loaded) {
    let Some(spec) = &world.scenario.world else {
        return;
    };
    anstream::eprintln!(
        "{BOLD}étalon{BOLD:#} plays the Assurance Maladie to a mutuelle and checks every answer to the cent.\n\
         {DIM}seed {} · {} insured and their children · care from {} to {} · tariff change on 2024-12-22, new counters on 2025-01-01{DIM:#}\n\
         The mutuelle declares its members (408), the caisse answers (929), care happens, décomptes are\n\
         delivered (303, an inferred layout), some twice, damaged, cancelled or late. Each line the mutuelle\n\
         answers is judged against an oracle that folds what was really delivered.",
        args.seed,
        spec.insured,
        spec.start,
        spec.end()
    );
}

fn play(
    args: &DemoArgs,
    scenarios: Vec<Loaded>,
    bug: Option<&str>,
    report: &Path,
) -> Result<Finished, Failure> {
    let bugs: Vec<String> = bug.into_iter().map(str::to_owned).collect();
    let target = TargetSpec {
        schema_version: 1,
        name: if bug.is_some() {
            "planted bug"
        } else {
            "right mutuelle"
        }
        .to_owned(),
        launch: Launch::Sample { bugs },
        choices: BTreeMap::new(),
        limits: Limits::default(),
    };
    let label = target.name.clone();
    watched(
        &job(scenarios, args.seed, target, report.to_owned(), args.lang)?,
        &label,
    )
}

fn heading(text: &str) {
    anstream::eprintln!("\n{BOLD}── {text} ──{BOLD:#}");
}

fn verdict(good: bool, text: &str) {
    if good {
        anstream::eprintln!("{GREEN}✓{GREEN:#} {text}");
    } else {
        anstream::eprintln!("{RED}✗{RED:#} {text}");
    }
}

/// What was found of the planted bug: nonconformities, and a smallest flow for the first cause.
fn found(wrong: &Finished) -> Option<String> {
    let nonconform = wrong.summary.counts().of(Status::Nonconform);
    let cause = wrong
        .summary
        .causes()
        .iter()
        .find(|cause| cause.smallest.is_some())?;
    let smallest = cause.smallest.as_ref()?;
    (nonconform > 0).then(|| {
        format!(
            "the planted bug: found in {nonconform} verdicts, shrunk to {} décompte(s) and {} line(s) in {} runs",
            smallest.decomptes, smallest.lines, smallest.runs
        )
    })
}

/// The replay line, whose paths are relative to the report, as it can be typed here.
fn replay_here(replay: &str, report: &Path, own: &str) -> String {
    let words: Vec<String> = replay
        .split_whitespace()
        .map(|word| match word {
            "etalon" => own.to_owned(),
            _ if word.ends_with(".yaml") => report.join(word).display().to_string(),
            _ => word.to_owned(),
        })
        .collect();
    words.join(" ")
}
