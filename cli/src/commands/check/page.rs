//! What `check` says to a person: short, whatever the files.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

use conformance::report::Lang;
use noemie::read::{FileReading, Found};
use noemie::{Finding, Profiles, Severity};

use super::snippet::snippet;
use super::{MASKED, word};
use crate::args::CheckArgs;
use crate::exit::{BOLD, DIM, Failure, GREEN, RED};

/// Findings of one code that are shown for one physical file; the others are counted.
const SHOWN: u64 = 5;

/// The page of one physical file.
pub(super) struct Page<'a> {
    path: &'a Path,
    profiles: &'a Profiles,
    lang: Lang,
    no_mask: bool,
    text: Vec<u8>,
    /// What is shown of the logical file under way.
    shown: Vec<u8>,
    /// Findings of the logical file under way.
    findings: u64,
    /// Findings of each code so far, shown or not.
    met: BTreeMap<&'static str, u64>,
    /// Logical files with findings none of which is shown.
    untold: u64,
    /// Logical files without findings, by what they are.
    clean: BTreeMap<String, u64>,
}

impl<'a> Page<'a> {
    /// Logical files with findings one after the other, then those without in one line.
    pub(super) fn new(path: &'a Path, profiles: &'a Profiles, args: &CheckArgs) -> Self {
        Self {
            path,
            profiles,
            lang: args.lang,
            no_mask: args.no_mask,
            text: Vec::new(),
            shown: Vec::new(),
            findings: 0,
            met: BTreeMap::new(),
            untold: 0,
            clean: BTreeMap::new(),
        }
    }

    /// Writes it to standard error in one go.
    pub(super) fn print(mut self) -> Result<(), Failure> {
        self.left_out(self.untold);
        self.told_clean();
        print(&self.text)
    }

    fn line(&mut self, text: &str) {
        self.text.extend_from_slice(text.as_bytes());
        self.text.push(b'\n');
    }

    /// A logical file is over: its heading, then what was found in it.
    pub(super) fn file(&mut self, reading: &FileReading) {
        let findings = std::mem::take(&mut self.findings);
        let shown = std::mem::take(&mut self.shown);
        if findings == 0 {
            *self.clean.entry(self.what(reading)).or_default() += 1;
        } else if shown.is_empty() {
            self.untold += 1;
        } else {
            let what = self.what(reading);
            self.line(&format!(
                "{BOLD}{}{BOLD:#}: {what}, {} in {}",
                self.path.display(),
                counted(reading.entities as u64, "entity", "entities"),
                counted(reading.blocks as u64, "physical record", "physical records"),
            ));
            self.text.extend_from_slice(&shown);
        }
    }

    /// Shows a finding of the logical file under way, where enough of its kind was not shown before.
    pub(super) fn finding(&mut self, found: &Found<'_>) {
        let finding = found.finding;
        self.findings += 1;
        let met = self.met.entry(finding.code).or_default();
        *met += 1;
        if *met <= SHOWN {
            let lines = self.lines_of(found);
            self.shown.extend_from_slice(lines.as_bytes());
        }
    }

    fn lines_of(&self, found: &Found<'_>) -> String {
        let finding = found.finding;
        let style = if finding.severity == Severity::Error {
            RED
        } else {
            BOLD
        };
        let rule = finding.rule();
        let place = &finding.place;
        let mut lines = format!(
            "{style}{}[{}]{style:#}: {}\n  {DIM}-->{DIM:#} byte {}, record {}, entity {:03} (rank {} in the file, \
             the header is 0)\n",
            word(finding.severity),
            finding.code,
            self.lang.pick(rule.fr, rule.en),
            place.offset,
            place.block,
            place.entity,
            place.rank
        );
        let mut line = |text: &str| {
            lines.push_str(text);
            lines.push('\n');
        };
        if let Some(snippet) = snippet(found, self.no_mask) {
            let from = if snippet.from > 1 {
                format!(" {DIM}(from column {}){DIM:#}", snippet.from)
            } else {
                String::new()
            };
            line(&format!("      {DIM}|{DIM:#} {}{from}", snippet.text));
            line(&format!(
                "      {DIM}|{DIM:#} {style}{}{style:#}",
                snippet.marks
            ));
        }
        if let Some((from, to)) = finding.columns {
            let field = finding.field.as_deref().unwrap_or("columns");
            let known = match finding.confidence {
                Some(confidence) => format!(" {DIM}(position {}){DIM:#}", confidence.as_str()),
                None => String::new(),
            };
            line(&format!("      {field}, columns {from}-{to}{known}"));
        }
        if let (None, Some(confidence)) = (finding.columns, finding.confidence) {
            line(&format!(
                "      {DIM}(layout {}){DIM:#}",
                confidence.as_str()
            ));
        }
        let shown = if finding.personal && !self.no_mask {
            MASKED.to_owned()
        } else {
            finding.found.chars().map(printable).collect()
        };
        let expected = if finding.expects_personal() && !self.no_mask {
            MASKED
        } else {
            &finding.expected
        };
        line(&format!("      expected {expected}, found {shown}"));
        if let Some(because) = finding.because {
            line(&format!("      because of finding {because} of this file"));
        }
        line(&format!("      {DIM}hint:{DIM:#} {}", finding.hint));
        lines
    }

    /// Reference and layout of a logical file, with how sure the layout is.
    fn what(&self, reading: &FileReading) -> String {
        let announced = reading.header.as_ref().map(|header| header.reference);
        match announced.or(reading.reference) {
            Some(reference) => {
                let profile = self.profiles.of_reference(reference);
                let status = profile.map_or("no profile".to_owned(), |profile| {
                    format!("layout {}, {}", profile.name(), profile.status().as_str())
                });
                let header = match announced {
                    Some(_) => "",
                    None => ", no readable header",
                };
                format!("reference {reference:03} ({status}){header}")
            }
            None => "no readable header".to_owned(),
        }
    }

    fn left_out(&mut self, files: u64) {
        let mut more: Vec<String> = self
            .met
            .iter()
            .filter(|(_, met)| **met > SHOWN)
            .map(|(code, met)| format!("{} more {code}", thousands(met - SHOWN)))
            .collect();
        if files > 0 {
            more.push(format!(
                "{} of which nothing is shown",
                counted(files, "more file", "more files")
            ));
        }
        if !more.is_empty() {
            self.line(&format!(
                "  … and {} {DIM}(--json prints all){DIM:#}",
                more.join(", ")
            ));
        }
    }

    fn told_clean(&mut self) {
        if self.clean.is_empty() {
            return;
        }
        let clean = std::mem::take(&mut self.clean);
        let kinds: Vec<String> = clean
            .iter()
            .map(|(what, files)| format!("{} of {what}", thousands(*files)))
            .collect();
        self.line(&format!(
            "{BOLD}{}{BOLD:#}: {GREEN}{} clean{GREEN:#}: {}",
            self.path.display(),
            counted(clean.values().sum(), "file", "files"),
            kinds.join("; ")
        ));
    }
}

/// What was read, all files together.
#[derive(Debug, Default)]
pub(super) struct Total {
    files: u64,
    entities: u64,
    errors: u64,
    warnings: u64,
    notes: u64,
    /// Errors that follow from a finding which is none.
    errors_inside: u64,
}

impl Total {
    /// Counts a logical file.
    pub(super) fn file(&mut self, reading: &FileReading) {
        self.files += 1;
        self.entities += reading.entities as u64;
    }

    /// Counts a finding.
    pub(super) fn finding(&mut self, finding: &Finding) {
        match finding.severity {
            Severity::Error if !finding.is_root() => self.errors_inside += 1,
            _ if !finding.is_root() => {}
            Severity::Error => self.errors += 1,
            Severity::Warning => self.warnings += 1,
            Severity::Note => self.notes += 1,
        }
    }

    /// Whether something is to be mended; `strict`: warnings too.
    pub(super) fn is_bad(&self, strict: bool) -> bool {
        self.errors + self.errors_inside > 0 || (strict && self.warnings > 0)
    }

    /// Writes it to standard error, in one line.
    pub(super) fn print(&self) -> Result<(), Failure> {
        let line = format!(
            "{BOLD}total{BOLD:#}: {}, {}, {}, {}, {}\n",
            counted(self.files, "file", "files"),
            counted(self.entities, "entity", "entities"),
            counted(self.errors, word(Severity::Error), "errors"),
            counted(self.warnings, word(Severity::Warning), "warnings"),
            counted(self.notes, word(Severity::Note), "notes"),
        );
        print(line.as_bytes())
    }
}

/// A character as a terminal may show it.
fn printable(character: char) -> char {
    if character.is_control() {
        '·'
    } else {
        character
    }
}

/// Standard error has no buffer of its own, and taking styles away cuts a text to pieces: it is done
/// before.
fn print(styled: &[u8]) -> Result<(), Failure> {
    let choice = anstream::AutoStream::choice(&io::stderr());
    let mut plain = anstream::AutoStream::new(Vec::new(), choice);
    plain
        .write_all(styled)
        .and_then(|()| io::stderr().write_all(&plain.into_inner()))
        .map_err(Failure::io("failed to write"))
}

fn counted(number: u64, one: &str, many: &str) -> String {
    let word = if number == 1 { one } else { many };
    format!("{} {word}", thousands(number))
}

/// A number with a comma every three digits.
fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::thousands;

    #[test]
    fn a_comma_every_three_digits() {
        let texts = [0, 999, 1_000, 12_345, 1_234_567].map(thousands);
        assert_eq!(texts, ["0", "999", "1,000", "12,345", "1,234,567"]);
    }
}
