//! Verdicts as rows of a table, and the files they name.

use std::fmt::Write as _;

use crate::stream::{StepShown, Subject, Verdict};

use super::super::markdown::grade_told;
use super::super::told::Told;
use super::super::{Lang, words};
use super::filters::{Filters, severity_tag};

/// A file beside the report; a link only where its name stays beside the report.
pub(super) struct File {
    pub(super) name: String,
    pub(super) link: Option<String>,
}

impl File {
    pub(super) fn of(name: &str) -> Self {
        let beside = !name.is_empty()
            && name
                .split('/')
                .all(|part| !part.is_empty() && part != "." && part != "..");
        Self {
            name: name.to_owned(),
            link: beside.then(|| percent(name)),
        }
    }

    /// The file of a verdict: kept in a folder of its scenario and lot, under the name that its lines have.
    fn of_verdict(verdict: &Verdict, name: &str) -> Self {
        if name.starts_with("files/") {
            return Self::of(name);
        }
        let Verdict { scenario, lot, .. } = verdict;
        let Self { link, .. } = Self::of(&format!("files/{scenario}/lot-{lot:04}/{name}"));
        Self {
            name: name.to_owned(),
            link,
        }
    }
}

/// A verdict that is shown by itself.
pub(super) struct Row<'a> {
    pub(super) verdict: &'a Verdict,
    pub(super) status: &'static str,
    pub(super) class: &'static str,
    pub(super) severity: &'static str,
    pub(super) severity_tag: &'static str,
    pub(super) families: String,
    pub(super) told: Told,
    pub(super) file: Option<File>,
    pub(super) steps: &'a [StepShown],
}

impl<'a> Row<'a> {
    pub(super) fn of(verdict: &'a Verdict, filters: &mut Filters<'_>, lang: Lang) -> Self {
        let told = Told::of(verdict, lang);
        let file = told.file.as_deref();
        Self {
            verdict,
            status: words::status(verdict.status, lang),
            class: words::tag(verdict.status),
            severity: verdict
                .severity
                .map_or("", |severity| words::severity(severity, lang)),
            severity_tag: severity_tag(verdict.severity),
            families: filters.of_verdict(verdict),
            file: file.map(|name| File::of_verdict(verdict, name)),
            steps: &[],
            told,
        }
    }
}

/// A published example with its figures.
pub(super) struct ExampleTold<'a> {
    pub(super) row: &'a str,
    pub(super) grade: String,
    pub(super) status: &'static str,
    pub(super) class: &'static str,
    pub(super) figures: Vec<FigureTold<'a>>,
    pub(super) source: &'a str,
    pub(super) note: &'a str,
}

/// One of them.
pub(super) struct FigureTold<'a> {
    pub(super) name: &'a str,
    pub(super) row: String,
    pub(super) ours: String,
    pub(super) differs: bool,
    pub(super) page: Option<String>,
}

impl<'a> ExampleTold<'a> {
    pub(super) fn of(verdict: &'a Verdict, lang: Lang) -> Option<Self> {
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

/// A name as part of an address: no scheme, query or fragment can come of it.
pub(in super::super) fn percent(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => {
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
            File::of("files/a b#1.303").link.as_deref(),
            Some("files/a%20b%231.303")
        );
        assert_eq!(
            File::of("javascript:x").link.as_deref(),
            Some("javascript%3Ax")
        );
        for outside in ["../x", "/etc/x", "a//b", "", "a/./b", "//host/x"] {
            assert!(File::of(outside).link.is_none(), "{outside}");
        }
    }
}
