//! What `check` says to a person: short, whatever the files.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

use noemie::profile::Profile;
use noemie::read::FileReading;
use noemie::{Finding, Severity};

use super::{MASKED, personal, roots, word};
use crate::exit::{BOLD, DIM, Failure, GREEN, RED};

/// Findings of one code that are shown for one physical file; the others are counted.
const SHOWN: u64 = 5;

/// The page of one physical file.
pub(super) struct Page<'a> {
    path: &'a Path,
    bytes: &'a [u8],
    text: Vec<u8>,
    /// Findings of each code so far, shown or not.
    met: BTreeMap<&'static str, u64>,
}

impl<'a> Page<'a> {
    /// Logical files with findings one after the other, then those without in one line.
    pub(super) fn of(path: &'a Path, bytes: &'a [u8], readings: &[FileReading]) -> Self {
        let mut page = Self {
            path,
            bytes,
            text: Vec::new(),
            met: BTreeMap::new(),
        };
        let mut clean = Vec::new();
        let mut untold = 0;
        for reading in readings {
            if roots(reading).next().is_none() {
                clean.push(reading);
            } else if !page.logical_file(reading) {
                untold += 1;
            }
        }
        page.left_out(untold);
        page.clean(&clean);
        page
    }

    /// Writes it to standard error in one go.
    pub(super) fn print(&self) -> Result<(), Failure> {
        print(&self.text)
    }

    fn line(&mut self, text: &str) {
        self.text.extend_from_slice(text.as_bytes());
        self.text.push(b'\n');
    }

    /// Shows what is wrong with a logical file; false where enough of it was shown before.
    fn logical_file(&mut self, reading: &FileReading) -> bool {
        let mut told = false;
        for finding in roots(reading) {
            let met = self.met.entry(finding.code).or_default();
            *met += 1;
            if *met > SHOWN {
                continue;
            }
            if !told {
                told = true;
                self.line(&format!(
                    "{BOLD}{}{BOLD:#}: {}, {} in {}",
                    self.path.display(),
                    what(reading),
                    counted(reading.entities as u64, "entity", "entities"),
                    counted(reading.blocks as u64, "physical record", "physical records"),
                ));
            }
            self.finding(finding);
        }
        told
    }

    fn finding(&mut self, finding: &Finding) {
        let style = if finding.severity == Severity::Error {
            RED
        } else {
            BOLD
        };
        self.line(&format!(
            "{style}{}[{}]{style:#}: {}",
            word(finding.severity),
            finding.code,
            finding.rule().en
        ));
        let place = &finding.place;
        self.line(&format!(
            "  {DIM}-->{DIM:#} byte {}, record {}, entity {:03} (rank {} in the file, the header is 0)",
            place.offset, place.block, place.entity, place.rank
        ));
        if let Some((from, to)) = finding.columns {
            let field = finding.field.as_deref().unwrap_or("columns");
            self.line(&format!("      {field}, columns {from}-{to}"));
            if !personal(finding) {
                self.underline(place.offset, (from, to));
            }
        }
        let found = if personal(finding) {
            MASKED
        } else {
            &finding.found
        };
        self.line(&format!(
            "      expected {}, found {found}",
            finding.expected
        ));
        self.line(&format!("      {DIM}hint:{DIM:#} {}", finding.hint));
    }

    /// The columns around a finding, with the ones at fault underlined. Only characters around the field
    /// are shown, never the whole record: it may name a person.
    fn underline(&mut self, offset: usize, (from, to): (u16, u16)) {
        let (from, to) = (usize::from(from), usize::from(to));
        let Some(field) = self.bytes.get(offset + from.saturating_sub(1)..offset + to) else {
            return;
        };
        let shown: String = field
            .iter()
            .map(|byte| {
                if (b' '..=b'~').contains(byte) {
                    char::from(*byte)
                } else {
                    '·'
                }
            })
            .collect();
        let under = "^".repeat(field.len());
        self.line(&format!("      {DIM}|{DIM:#} {shown}"));
        self.line(&format!("      {DIM}|{DIM:#} {under}"));
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

    fn clean(&mut self, clean: &[&FileReading]) {
        if clean.is_empty() {
            return;
        }
        let mut kinds: BTreeMap<String, u64> = BTreeMap::new();
        for reading in clean {
            *kinds.entry(what(reading)).or_default() += 1;
        }
        let kinds: Vec<String> = kinds
            .into_iter()
            .map(|(what, files)| format!("{} of {what}", thousands(files)))
            .collect();
        self.line(&format!(
            "{BOLD}{}{BOLD:#}: {GREEN}{} clean{GREEN:#}: {}",
            self.path.display(),
            counted(clean.len() as u64, "file", "files"),
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
}

impl Total {
    /// Counts a logical file.
    pub(super) fn add(&mut self, reading: &FileReading) {
        self.files += 1;
        self.entities += reading.entities as u64;
        for finding in roots(reading) {
            *match finding.severity {
                Severity::Error => &mut self.errors,
                Severity::Warning => &mut self.warnings,
                Severity::Note => &mut self.notes,
            } += 1;
        }
    }

    /// Whether something is to be mended; `strict`: warnings too.
    pub(super) fn is_bad(&self, strict: bool) -> bool {
        self.errors > 0 || (strict && self.warnings > 0)
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

/// Reference and layout of a logical file, with how sure the layout is.
fn what(reading: &FileReading) -> String {
    match &reading.header {
        Some(header) => {
            let status = Profile::embedded_all()
                .iter()
                .find(|profile| profile.reference() == header.reference)
                .map_or("no profile".to_owned(), |profile| {
                    format!("layout {}, {:?}", profile.name(), profile.status()).to_lowercase()
                });
            format!("reference {:03} ({status})", header.reference)
        }
        None => "no readable header".to_owned(),
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
