use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use conformance::report::{self, Lang};
use conformance::runner::{Finished, Job, Loaded, Today, run as run_job};
use conformance::scenario::{SHIPPED, Suite, instances};
use conformance::target::{Clock, Launch, TargetSpec};

use crate::args::RunArgs;
use crate::exit::{Exit, Failure, RED};
use crate::progress::{Watch, interrupt_flag};

/// Causes that are told by their smallest flow.
pub(crate) const CAUSES: usize = 5;
/// Runs of the target that the search of one may take.
pub(crate) const BUDGET: u32 = 400;

/// Drives a mutuelle and judges it.
pub(crate) fn run(args: &RunArgs) -> Result<Exit, Failure> {
    let mut target = target(&args.target)?;
    target.through = args.through.or(target.through);
    outside(&args.report, &args.target)?;
    let mut asked: Vec<Loaded> = Vec::new();
    for word in &args.scenarios {
        for one in scenarios(word)? {
            // A scenario of two suites that are asked for is run once.
            let is_same =
                |before: &Loaded| before.scenario.id == one.scenario.id && before.text == one.text;
            if !asked.iter().any(is_same) {
                asked.push(one);
            }
        }
    }
    for name in args
        .scenarios
        .iter()
        .filter(|name| Path::new(name).exists())
    {
        outside(&args.report, Path::new(name))?;
    }
    let name = target.name.clone();
    let mut job = job(asked, args.seed, target, args.report.clone(), args.lang)?;
    job.invariants = args.invariants;
    job.today = (job.target.clock == Clock::Wall).then(|| Today {
        day: args.today.unwrap_or_else(conformance::watchdog::today),
        is_given: args.today.is_some(),
    });
    if args.today.is_some() && job.today.is_none() {
        return Err(Failure::usage(
            "--today is for a target that lives by the wall clock: `clock: wall` in its file",
        ));
    }
    job.profiles = args.layouts.profiles()?;
    for (rank, path) in args.layouts.files().iter().enumerate() {
        outside(&args.report, path)?;
        let text = fs::read_to_string(path).map_err(Failure::reading("profile", path))?;
        job.layouts
            .push((format!("layouts/{}.yaml", rank + 1), text));
        // The sample mutuelle is a mutuelle like any other: it must be told too.
        job.sample.push("--profile".to_owned());
        job.sample.push(path.display().to_string());
    }
    let finished = watched(&job, &name)?;
    anstream::eprint!("{}", report::terminal(&finished.summary, args.lang));
    anstream::eprintln!("{}", whereabouts(&args.report, args.lang));
    if let Some(bad_days) = bad_days(&finished, args.lang) {
        anstream::eprintln!("{bad_days}");
    }
    if args.json {
        let counts = finished.summary.counts();
        println!("{}", serde_json::to_string(&counts).unwrap_or_default());
    }
    Ok(Exit::of_run(&finished, args.strict))
}

/// A report takes the place of what an earlier run left in its folder: what it is made from must not lie
/// there.
fn outside(report: &Path, input: &Path) -> Result<(), Failure> {
    let inside = match (report.canonicalize(), input.canonicalize()) {
        (Ok(report), Ok(input)) => input.starts_with(report),
        // A folder that is not there yet holds nothing.
        _ => false,
    };
    if inside {
        return Err(Failure::Usage(
            format!(
                "the report in {} would take the place of {}",
                report.display(),
                input.display()
            ),
            Some("give another folder with --report".to_owned()),
        ));
    }
    Ok(())
}

/// A job with what this binary knows: how to start its own sample mutuelle, its version.
pub(crate) fn job(
    scenarios: Vec<Loaded>,
    seed: u64,
    target: TargetSpec,
    report: PathBuf,
    lang: Lang,
) -> Result<Job, Failure> {
    let own = std::env::current_exe().map_err(Failure::io("failed to find this program"))?;
    Ok(Job {
        scenarios,
        seed,
        target,
        sample: vec![own.display().to_string(), "sample-mutuelle".to_owned()],
        profiles: noemie::Profiles::embedded(),
        layouts: Vec::new(),
        report,
        lang,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        invariants: false,
        today: None,
        causes: CAUSES,
        budget: BUDGET,
    })
}

/// Runs a job under a progress bar; ctrl-C cuts it short. Replay lines come out as they can be typed here.
pub(crate) fn watched(job: &Job, label: &str) -> Result<Finished, Failure> {
    let stop = interrupt_flag()?;
    let mut watch = Watch::new(label);
    let finished = run_job(job, &mut |progress| watch.show(progress), &stop);
    watch.end();
    let mut finished = finished?;
    finished.interrupted |= stop.load(Ordering::Relaxed);
    if let Some(why) = &finished.undrivable {
        anstream::eprintln!("{RED}the target could not be driven:{RED:#} {why}");
    }
    if finished.interrupted {
        let page = job.report.join("index.html");
        anstream::eprintln!(
            "{RED}interrupted:{RED:#} the report is incomplete, {}",
            page.display()
        );
    }
    let own = std::env::args()
        .next()
        .unwrap_or_else(|| "etalon".to_owned());
    finished
        .summary
        .rewrite_replays(|replay| replay_here(replay, &job.report, &own));
    Ok(finished)
}

/// A replay line, whose paths are relative to the report, as it can be typed here.
fn replay_here(replay: &str, report: &Path, own: &str) -> String {
    let words: Vec<String> = replay
        .split(' ')
        .map(|word| match word {
            "etalon" => quoted(own),
            "replay" => quoted(&report.join(word).display().to_string()),
            _ if word.ends_with(".yaml") => quoted(&report.join(word).display().to_string()),
            _ => word.to_owned(),
        })
        .collect();
    words.join(" ")
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+=:@%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

/// Where a person finds what was written.
pub(crate) fn whereabouts(report: &Path, lang: Lang) -> String {
    let page = report.join("index.html");
    let page = page.display();
    match lang {
        Lang::Fr => format!(
            "rapport : {page} (à ouvrir dans un navigateur) ; à côté, summary.md, junit.xml, verdicts.csv, .sarif, .tap et \
             .jsonl, badges/ et files/"
        ),
        Lang::En => format!(
            "report: {page} (open it in a browser), summary.md, junit.xml, verdicts.csv, .sarif, .tap and .jsonl, badges/ and \
             files/ beside it"
        ),
    }
}

/// What befell requests at the door, where anything did: without it nobody sees that the bad days happened.
fn bad_days(finished: &Finished, lang: Lang) -> Option<String> {
    let each = finished.befell.iter();
    let each: Vec<String> = each.map(|(id, count)| format!("{id} {count}")).collect();
    let words = match lang {
        Lang::Fr => "mauvais jours à la porte :",
        Lang::En => "bad days at the door:",
    };
    (!each.is_empty()).then(|| format!("{words} {}", each.join(", ")))
}

/// A target file.
pub(crate) fn target(path: &Path) -> Result<TargetSpec, Failure> {
    let text = fs::read_to_string(path).map_err(Failure::reading("target file", path))?;
    let name = path.display().to_string();
    let target: TargetSpec =
        domain::load(&name, &text).map_err(|error| Failure::usage(error.to_string()))?;
    if let Launch::Sample { bugs } = &target.launch {
        for bug in bugs {
            bug.parse::<mutuelle::Bug>()
                .map_err(|error| Failure::usage(format!("{name}: {error}")))?;
        }
    }
    if target.schema_version == 1 {
        Ok(target)
    } else {
        let found = target.schema_version;
        Err(Failure::usage(format!(
            "{name}: schema-version {found} is not known, 1 is"
        )))
    }
}

/// The scenarios of a word of the command line: a suite, a shipped scenario by its id, or a scenario file. Only files
/// that are asked for are read: what a suite has is in them all.
pub(crate) fn scenarios(word: &str) -> Result<Vec<Loaded>, Failure> {
    if let Some(suite) = Suite::named(word) {
        return of_suite(suite);
    }
    // An instance of a family: its file has the name before the `@`.
    let (family, _) = word.split_once('@').unwrap_or((word, ""));
    let shipped = SHIPPED.iter().find(|(file, _)| id_of(file) == family);
    let loaded = if let Some((file, text)) = shipped {
        loaded((*file).to_owned(), (*text).to_owned(), None)?
    } else {
        let path = Path::new(word);
        if !path.exists() {
            return Err(Failure::Usage(
                format!("no suite, scenario or file `{word}`"),
                Some(
                    "suites are smoke, core, links, adversarial, certification and full; `etalon scenarios` lists what \
                     ships; anything else is the path of a file"
                        .to_owned(),
                ),
            ));
        }
        let text = fs::read_to_string(path).map_err(Failure::reading("scenario", path))?;
        return loaded(word.to_owned(), text, path.parent());
    };
    if family == word {
        return Ok(loaded);
    }
    let instances: Vec<&str> = loaded.iter().map(|one| one.scenario.id.as_str()).collect();
    let there = instances.join(", ");
    let mut wanted = loaded.clone();
    wanted.retain(|one| one.scenario.id == word);
    if wanted.is_empty() {
        let message = format!("{family} has no instance `{word}`");
        return Err(Failure::Usage(message, Some(format!("it has {there}"))));
    }
    Ok(wanted)
}

/// The id of the scenario of a shipped file: its name.
fn id_of(file: &str) -> &str {
    let name = file.rsplit('/').next().unwrap_or(file);
    name.strip_suffix(".yaml").unwrap_or(name)
}

fn of_suite(suite: Suite) -> Result<Vec<Loaded>, Failure> {
    let mut all = Vec::new();
    for (file, text) in SHIPPED {
        all.extend(loaded((*file).to_owned(), (*text).to_owned(), None)?);
    }
    all.retain(|one| suite.has(&one.scenario.suites));
    for one in &mut all {
        one.by_suite = true;
    }
    if all.is_empty() {
        let message = format!("no scenario is in the suite `{}`", suite.name());
        return Err(Failure::usage(message));
    }
    Ok(all)
}

/// The one scenario of a file that does not vary.
pub(crate) fn scenario(name: &str) -> Result<Loaded, Failure> {
    let mut all = scenarios(name)?;
    match (all.pop(), all.is_empty()) {
        (Some(one), true) => Ok(one),
        _ => Err(Failure::usage(format!("{name} is no single scenario"))),
    }
}

fn loaded(name: String, text: String, folder: Option<&Path>) -> Result<Vec<Loaded>, Failure> {
    let made = instances(&name, &text).map_err(|error| Failure::usage(error.to_string()))?;
    // A host's path has no place in a stream: the file's own name says enough.
    let short = Path::new(&name)
        .file_name()
        .map_or(name.clone(), |n| n.to_string_lossy().into_owned());
    let mut all = Vec::with_capacity(made.len());
    for scenario in made {
        let own = scenario.own_products(&short);
        let own = own.map_err(|error| Failure::usage(error.to_string()))?;
        let mut files = Vec::new();
        for file in scenario.flow.iter().flat_map(|flow| &flow.files) {
            let path = folder.unwrap_or(Path::new(".")).join(&file.path);
            let bytes = fs::read(&path).map_err(Failure::reading("file", &path))?;
            files.push(bytes);
        }
        all.push(Loaded {
            name: short.clone(),
            text: text.clone(),
            scenario,
            by_suite: false,
            products: own,
            files,
        });
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_replay_line_can_be_typed() {
        let stream = "etalon run smallest/a/scenario.yaml --target target.yaml --report replay";
        assert_eq!(
            replay_here(stream, Path::new("my report"), "target/release/etalon"),
            "target/release/etalon run 'my report/smallest/a/scenario.yaml' --target \
             'my report/target.yaml' --report 'my report/replay'"
        );
    }
}
