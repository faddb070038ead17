use std::fmt::Write as _;

use askama::Template;

use crate::stream::{Cause, Run, Smallest, Status, Subject, Verdict};

use super::bars::{Bar, WIDTH, bars};
use super::counts::ALL;
use super::markdown::grade_told;
use super::requirements::{Family, families};
use super::summary::SHOWN;
use super::told::{Told, cause_size, flow_size};
use super::unproved::{Unproved, unproved};
use super::{Completeness, Conclusion, Counts, Lang, Summary, words};

/// A page that stands alone: nothing is loaded from outside, links are relative to the report.
#[must_use]
pub fn html(summary: &Summary, lang: Lang) -> String {
    // Rendering to memory does not fail.
    Page::of(summary, lang).render().unwrap_or_default()
}

#[derive(Template)]
#[template(path = "report.html")]
struct Page<'a> {
    lang: Lang,
    summary: &'a Summary,
    run: Option<&'a Run>,
    tone: &'static str,
    heading: &'static str,
    sentence: String,
    incomplete: bool,
    counts: Counts,
    tiles: Vec<Tile>,
    expectations: Vec<(String, Counts)>,
    unproved: Vec<Unproved>,
    families: Vec<Family<'a>>,
    bars: Vec<Bar>,
    bar_width: u64,
    payees: Vec<[String; 5]>,
    causes: Vec<CauseTold<'a>>,
    shown: Vec<Row<'a>>,
    not_shown: u64,
    examples: Vec<ExampleTold<'a>>,
    sample: Vec<Row<'a>>,
}

struct Tile {
    class: &'static str,
    word: &'static str,
    count: String,
    share: String,
}

struct CauseTold<'a> {
    rank: usize,
    cause: &'a Cause,
    size: String,
    flow: Option<FlowTold>,
    to_confirm: bool,
}

struct FlowTold {
    size: String,
    runs: String,
    files: Vec<File>,
}

/// A file beside the report; a link only where its name stays beside the report.
struct File {
    name: String,
    link: Option<String>,
}

struct Row<'a> {
    verdict: &'a Verdict,
    status: &'static str,
    class: &'static str,
    severity: &'static str,
    told: Told,
    file: Option<File>,
}

struct ExampleTold<'a> {
    row: &'a str,
    grade: String,
    status: &'static str,
    class: &'static str,
    figures: Vec<FigureTold<'a>>,
    source: &'a str,
    note: &'a str,
}

struct FigureTold<'a> {
    name: &'a str,
    row: String,
    ours: String,
    differs: bool,
    page: Option<String>,
}

impl<'a> Page<'a> {
    fn of(summary: &'a Summary, lang: Lang) -> Self {
        let conclusion = summary.conclusion();
        let counts = summary.counts();
        let of_status = |status| summary.shown.get(status).into_iter().flatten();
        let shown: Vec<Row<'_>> = ALL
            .iter()
            .flat_map(of_status)
            .map(|verdict| Row::of(verdict, lang))
            .collect();
        Self {
            lang,
            summary,
            run: summary.run(),
            tone: match conclusion {
                Conclusion::Conform => "good",
                Conclusion::Nonconform => "bad",
                Conclusion::Inconclusive | Conclusion::Incomplete => "doubtful",
            },
            heading: conclusion.heading(summary, lang),
            sentence: conclusion.sentence(summary, lang),
            incomplete: summary.completeness() != Completeness::Complete,
            counts,
            tiles: ALL
                .iter()
                .map(|status| Tile::of(*status, &counts, lang))
                .collect(),
            expectations: summary
                .expectations
                .iter()
                .map(|(expectation, counts)| (words::expectation(*expectation, lang), *counts))
                .collect(),
            unproved: unproved(summary, lang),
            families: families(summary, lang),
            bars: bars(summary),
            bar_width: WIDTH,
            payees: payees(summary, lang),
            causes: summary
                .causes()
                .iter()
                .enumerate()
                .map(|(place, cause)| CauseTold::of(place + 1, cause, lang))
                .collect(),
            not_shown: ALL
                .iter()
                .filter(|status| !matches!(status, Status::Conform | Status::Skipped))
                .map(|status| counts.of(*status).saturating_sub(SHOWN as u64))
                .sum(),
            shown,
            examples: summary
                .examples
                .iter()
                .filter_map(|verdict| ExampleTold::of(verdict, lang))
                .collect(),
            sample: summary
                .sample()
                .into_iter()
                .map(|verdict| Row::of(verdict, lang))
                .collect(),
        }
    }
}

impl Tile {
    fn of(status: Status, counts: &Counts, lang: Lang) -> Self {
        Self {
            class: words::tag(status),
            word: words::status(status, lang),
            count: lang.count(counts.of(status)),
            share: lang.share(counts.of(status), counts.total()),
        }
    }
}

impl<'a> CauseTold<'a> {
    fn of(rank: usize, cause: &'a Cause, lang: Lang) -> Self {
        Self {
            rank,
            cause,
            size: cause_size(cause, lang),
            flow: cause
                .smallest
                .as_ref()
                .map(|smallest| FlowTold::of(smallest, lang)),
            to_confirm: cause
                .steps
                .iter()
                .any(|step| !words::is_sure(&step.confidence)),
        }
    }
}

impl FlowTold {
    fn of(smallest: &Smallest, lang: Lang) -> Self {
        let names = smallest.files.iter().chain(Some(&smallest.scenario));
        Self {
            size: flow_size(smallest, lang),
            runs: lang.counted(
                u64::from(smallest.runs),
                lang.pick("passage", "run"),
                lang.pick("passages", "runs"),
            ),
            files: names.map(|file| File::of("", file)).collect(),
        }
    }
}

impl File {
    fn of(folder: &str, name: &str) -> Self {
        let beside = !name.is_empty()
            && name
                .split('/')
                .all(|part| !part.is_empty() && part != "." && part != "..");
        Self {
            name: name.to_owned(),
            link: beside.then(|| format!("{folder}{}", percent(name))),
        }
    }
}

impl<'a> Row<'a> {
    fn of(verdict: &'a Verdict, lang: Lang) -> Self {
        let told = Told::of(verdict, lang);
        Self {
            verdict,
            status: words::status(verdict.status, lang),
            class: words::tag(verdict.status),
            severity: verdict
                .severity
                .map_or("", |severity| words::severity(severity, lang)),
            file: told.file.as_deref().map(|name| File::of("files/", name)),
            told,
        }
    }
}

impl<'a> ExampleTold<'a> {
    fn of(verdict: &'a Verdict, lang: Lang) -> Option<Self> {
        let Subject::Example {
            row,
            grade,
            figures,
            source,
        } = &verdict.subject
        else {
            return None;
        };
        Some(Self {
            row,
            grade: grade_told(grade, lang),
            status: words::status(verdict.status, lang),
            class: words::tag(verdict.status),
            figures: figures
                .iter()
                .map(|figure| FigureTold {
                    name: words::figure(&figure.name, lang),
                    row: lang.euros(figure.row),
                    ours: figure.ours.map_or_else(
                        || words::no_answer(lang).to_owned(),
                        |ours| lang.euros(ours),
                    ),
                    differs: figure.ours != Some(figure.row),
                    page: figure.page.map(|page| lang.euros(page)),
                })
                .collect(),
            source,
            note: verdict.note.as_deref().unwrap_or_default(),
        })
    }
}

/// Payee, due, taken back as due, given, taken back.
fn payees(summary: &Summary, lang: Lang) -> Vec<[String; 5]> {
    let euros = summary.euros();
    let mut payees: Vec<_> = euros
        .expected
        .keys()
        .chain(euros.got.keys())
        .copied()
        .collect();
    payees.sort();
    payees.dedup();
    payees
        .into_iter()
        .map(|payee| {
            let due = euros.expected.get(&payee).copied().unwrap_or_default();
            let done = euros.got.get(&payee).copied().unwrap_or_default();
            [
                words::payee(payee, lang).to_owned(),
                lang.euros(due.paid),
                lang.euros(done.paid),
                lang.euros(due.taken_back),
                lang.euros(done.taken_back),
            ]
        })
        .collect()
}

/// A name as part of an address: no scheme, query or fragment can come of it.
fn percent(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'/' => {
                out.push(char::from(byte));
            }
            _ => {
                // Writing to a string does not fail.
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_beside_the_report_are_linked() {
        assert_eq!(
            File::of("files/", "a b#1.303").link.as_deref(),
            Some("files/a%20b%231.303")
        );
        assert_eq!(
            File::of("", "javascript:x").link.as_deref(),
            Some("javascript%3Ax")
        );
        for outside in ["../x", "/etc/x", "a//b", "", "a/./b", "//host/x"] {
            assert!(File::of("", outside).link.is_none(), "{outside}");
        }
    }
}
