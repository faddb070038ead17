//! TAP 14: one test point a requirement that the run set out to show, one a scenario that shows none, and one that says
//! whether the stream is whole. It holds no time and is in English: machines read it.

use std::fmt::Write as _;

use crate::stream::{Cause, Shown, Status};

use super::lang::plain;
use super::requirements::Came;
use super::{Completeness, Counts, Lang, Summary, words};

const LANG: Lang = Lang::En;

/// The test points of a run, with diagnostics in YAML for what is not ok.
///
/// A requirement is ok where everything judged of it was as expected, or tolerated; it is skipped where nothing was tried,
/// and not ok where something was nonconform or unknown.
#[must_use]
pub fn tap(summary: &Summary) -> String {
    let mut points = vec![completeness(summary)];
    points.extend(
        summary
            .requirements()
            .iter()
            .map(|shown| requirement(summary, shown)),
    );
    points.extend(others(summary));
    let mut text = format!("TAP version 14\n1..{}\n", points.len());
    for (number, point) in (1..).zip(&points) {
        point.write(number, &mut text);
    }
    text
}

/// A test point.
struct Point {
    is_ok: bool,
    description: String,
    skip: Option<String>,
    /// Name and value of each diagnostic.
    diagnostics: Vec<(&'static str, String)>,
}

impl Point {
    fn write(&self, number: usize, text: &mut String) {
        let ok = if self.is_ok { "ok" } else { "not ok" };
        let escaped = plain(&self.description)
            .replace('\\', "\\\\")
            .replace('#', "\\#");
        // Writing to a string does not fail.
        let _ = write!(text, "{ok} {number} - {escaped}");
        if let Some(why) = &self.skip {
            let _ = write!(text, " # SKIP {}", plain(why));
        }
        text.push('\n');
        if self.diagnostics.is_empty() {
            return;
        }
        text.push_str("  ---\n");
        for (name, value) in &self.diagnostics {
            // A JSON string is a YAML scalar, whatever it holds.
            let value = serde_json::to_string(&plain(value)).unwrap_or_default();
            let _ = writeln!(text, "  {name}: {value}");
        }
        text.push_str("  ...\n");
    }
}

fn completeness(summary: &Summary) -> Point {
    let state = summary.completeness();
    let is_ok = state == Completeness::Complete;
    let why = ("message", state.reason(LANG).to_owned());
    Point {
        is_ok,
        description: "the verdict stream is complete".to_owned(),
        skip: None,
        diagnostics: if is_ok { Vec::new() } else { vec![why] },
    }
}

fn requirement(summary: &Summary, shown: &Shown) -> Point {
    let told = &shown.requirement;
    let many = |status| shown.verdicts.get(&status).copied().unwrap_or(0);
    let came = Came::of(shown);
    let untried = came == Came::Open && many(Status::Unknown) == 0;
    let mut diagnostics = Vec::new();
    if came != Came::Kept && !untried {
        diagnostics.push(("message", LANG.of(&told.text).to_owned()));
        diagnostics.push(("severity", told.weight.name().to_owned()));
        diagnostics.push(("family", told.family.clone()));
        diagnostics.push(("source", told.source.clone()));
        diagnostics.push(("verdicts", counted(&many)));
        let own = |cause: &&Cause| cause.requirements.iter().any(|one| one.id == told.id);
        let causes = summary.causes().iter().filter(own);
        diagnostics.extend(causes.flat_map(of_cause));
        unique(&mut diagnostics);
    }
    Point {
        is_ok: came == Came::Kept || untried,
        description: format!("{} {}", told.id, LANG.of(&told.text)),
        skip: untried.then(|| "nothing of it was judged".to_owned()),
        diagnostics,
    }
}

/// Scenarios that set out to show no requirement.
fn others(summary: &Summary) -> Vec<Point> {
    let shows = |id: &str| {
        let mut shown = summary.requirements().iter();
        shown.any(|one| one.scenarios.iter().any(|scenario| scenario == id))
    };
    let others = summary.scenarios.iter().filter(|(id, _)| !shows(id));
    let point = |(id, rules): (&String, &std::collections::BTreeMap<String, _>)| {
        let mut counts = Counts::default();
        for rule in rules.values() {
            let rule: &super::summary::RuleInScenario = rule;
            counts.join(&rule.counts);
        }
        let untried = counts.conform + counts.tolerated + counts.nonconform + counts.unknown == 0;
        let is_ok = counts.nonconform + counts.unknown == 0;
        let mut diagnostics = Vec::new();
        if !is_ok {
            diagnostics.push(("verdicts", counted(&|status| counts.of(status))));
            let head = format!("{id}/");
            let own = |cause: &&Cause| cause.example.starts_with(&head);
            diagnostics.extend(summary.causes().iter().filter(own).flat_map(of_cause));
            unique(&mut diagnostics);
        }
        Point {
            is_ok,
            description: format!("scenario {id}"),
            skip: untried.then(|| "nothing of it was tried".to_owned()),
            diagnostics,
        }
    };
    others.map(point).collect()
}

fn of_cause(cause: &Cause) -> [(&'static str, String); 4] {
    [
        ("cause", LANG.of(&cause.title).to_owned()),
        ("expected", LANG.of(&cause.expected).to_owned()),
        ("got", LANG.of(&cause.got).to_owned()),
        ("replay", cause.replay.clone()),
    ]
}

/// A key stands once in a mapping: of several causes, the first is told and the others are counted.
fn unique(diagnostics: &mut Vec<(&'static str, String)>) {
    let causes = diagnostics
        .iter()
        .filter(|(name, _)| *name == "cause")
        .count();
    let mut seen = Vec::new();
    diagnostics.retain(|(name, _)| {
        let is_new = !seen.contains(name);
        seen.push(*name);
        is_new
    });
    if causes > 1 {
        diagnostics.push(("more-causes", (causes - 1).to_string()));
    }
}

fn counted(many: &dyn Fn(Status) -> u64) -> String {
    let told = super::counts::ALL
        .iter()
        .filter(|status| many(**status) > 0);
    let told = told.map(|status| format!("{} {}", many(*status), words::status(*status, LANG)));
    told.collect::<Vec<_>>().join(", ")
}
