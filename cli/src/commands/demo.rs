use std::collections::BTreeMap;
use std::path::Path;

use conformance::report::{self, Conclusion, Lang};
use conformance::runner::{Finished, Loaded};
use conformance::stream::{Smallest, Status};
use conformance::target::{Courier, Grain, Launch, TargetSpec};
use conformance::watchdog::Limits;

use crate::args::DemoArgs;
use crate::commands::run::{job, scenario, watched, whereabouts};
use crate::exit::{BOLD, DIM, Exit, Failure, GREEN, RED};

/// The bug that the second mutuelle has.
const PLANTED: &str = "refunds-participation";

/// The main job on the bundled mutuelles, one right and one wrong.
pub(crate) fn demo(args: &DemoArgs) -> Result<Exit, Failure> {
    let lang = args.lang;
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
    heading(lang.pick("1. La mutuelle juste", "1. The right mutuelle"));
    anstream::eprint!("{}", report::terminal(&right.summary, lang));
    anstream::eprintln!("{}", whereabouts(&args.report, lang));

    let planted = args.report.join("planted-bug");
    let wrong = play(args, vec![world], Some(PLANTED), &planted)?;
    if wrong.interrupted {
        return Ok(Exit::Interrupted);
    }
    heading(&match lang {
        Lang::Fr => format!("2. La même, avec une faute plantée ({PLANTED})"),
        Lang::En => format!("2. The same mutuelle with one planted bug ({PLANTED})"),
    });
    anstream::eprint!("{}", report::terminal(&wrong.summary, lang));
    anstream::eprintln!("{}", whereabouts(&planted, lang));

    heading(lang.pick("En bref", "In short"));
    let passes = right.summary.conclusion() == Conclusion::Conform;
    let (total, nonconform) = (
        right.summary.counts().total(),
        right.summary.counts().of(Status::Nonconform),
    );
    verdict(
        passes,
        &match lang {
            Lang::Fr => format!("la mutuelle juste : {total} verdicts, {nonconform} non conformes"),
            Lang::En => format!("the right mutuelle: {total} verdicts, {nonconform} nonconform"),
        },
    );
    let found = found(&wrong, lang);
    match &found {
        Some(found) => verdict(true, found),
        None => verdict(
            false,
            lang.pick(
                "la faute plantée n'a pas été trouvée, ou pas réduite",
                "the planted bug was not found, or not shrunk",
            ),
        ),
    }
    if let Some(cause) = wrong
        .summary
        .causes()
        .iter()
        .find(|cause| cause.smallest.is_some())
    {
        let replay = &cause.replay;
        let again = lang.pick("Pour la revoir :", "See it again:");
        anstream::eprintln!("\n{again}\n  {BOLD}{replay}{BOLD:#}");
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
    let (seed, insured, start, end) = (args.seed, spec.insured, spec.start, spec.end());
    match args.lang {
        Lang::En => anstream::eprintln!(
            "{BOLD}étalon{BOLD:#} plays the Assurance Maladie to a mutuelle and checks every answer to the cent.\n\
             {DIM}seed {seed} · {insured} insured and their children · care from {start} to {end} · tariff change on 2024-12-22, new counters on 2025-01-01{DIM:#}\n\
             The mutuelle declares its members (408), the caisse answers (929), care happens, décomptes are\n\
             delivered (303, an inferred layout), some twice, damaged, cancelled or late. Each line the mutuelle\n\
             answers is judged against an oracle that folds what was really delivered.",
        ),
        Lang::Fr => anstream::eprintln!(
            "{BOLD}étalon{BOLD:#} joue l'Assurance Maladie face à une mutuelle et vérifie chaque réponse au centime.\n\
             {DIM}graine {seed} · {insured} assurés et leurs enfants · soins du {start} au {end} · tarif changé le 2024-12-22, compteurs remis à zéro le 2025-01-01{DIM:#}\n\
             La mutuelle déclare ses membres (408), la caisse répond (929), des soins ont lieu, les décomptes sont\n\
             livrés (303, structure déduite), parfois deux fois, abîmés, annulés ou en retard. Chaque ligne à laquelle\n\
             la mutuelle répond est jugée contre un oracle qui suit ce qui a vraiment été livré.",
        ),
    }
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
        grain: Grain::Line,
        choices: BTreeMap::new(),
        limits: Limits::default(),
        through: None,
        courier: Courier::Etalon,
        portfolio: conformance::target::Supply::Pushed,
        clock: conformance::target::Clock::Virtual,
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
fn found(wrong: &Finished, lang: Lang) -> Option<String> {
    let nonconform = wrong.summary.counts().of(Status::Nonconform);
    let cause = wrong
        .summary
        .causes()
        .iter()
        .find(|cause| cause.smallest.is_some())?;
    let Smallest {
        decomptes,
        lines,
        runs,
        ..
    } = cause.smallest.as_ref()?;
    (nonconform > 0).then(|| match lang {
        Lang::Fr => format!(
            "la faute plantée : trouvée dans {nonconform} verdicts, réduite à {decomptes} décompte(s) et {lines} ligne(s) en {runs} essais"
        ),
        Lang::En => format!(
            "the planted bug: found in {nonconform} verdicts, shrunk to {decomptes} décompte(s) and {lines} line(s) in {runs} runs"
        ),
    })
}
