//! What `check` says to a person: short, whatever the files.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

use conformance::report::Lang;
use noemie::finding::Place;
use noemie::read::{FileReading, Found};
use noemie::{Finding, Profiles, Severity, phrases};

use super::snippet::snippet;
use super::{MASKED, MASKED_FR};
use crate::args::CheckArgs;
use crate::commands::words::{colon, severity, word_of_layout};
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
            let (lang, what) = (self.lang, self.what(reading));
            self.line(&format!(
                "{BOLD}{}{BOLD:#}{}{what}, {} {} {}",
                self.path.display(),
                colon(lang),
                counted(reading.entities as u64, &ENTITIES, lang),
                lang.pick("en", "in"),
                counted(reading.blocks as u64, &RECORDS, lang),
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
        let (lang, finding) = (self.lang, found.finding);
        let colon = colon(lang);
        let style = if finding.severity == Severity::Error {
            RED
        } else {
            BOLD
        };
        let rule = finding.rule();
        let mut lines = format!(
            "{style}{}[{}]{style:#}{colon}{}\n  {DIM}-->{DIM:#} {}\n",
            severity(finding.severity, lang),
            finding.code,
            lang.pick(rule.fr, rule.en),
            place(&finding.place, lang),
        );
        let mut line = |text: &str| {
            lines.push_str(text);
            lines.push('\n');
        };
        if let Some(snippet) = snippet(found, self.no_mask) {
            let from = if snippet.from > 1 {
                let label = lang.pick("à partir de la colonne", "from column");
                format!(" {DIM}({label} {}){DIM:#}", snippet.from)
            } else {
                String::new()
            };
            line(&format!("      {DIM}|{DIM:#} {}{from}", snippet.text));
            line(&format!(
                "      {DIM}|{DIM:#} {style}{}{style:#}",
                snippet.marks
            ));
        }
        if let Some(known) = self.columns(finding) {
            line(&format!("      {known}"));
        }
        line(&format!("      {}", self.said(finding)));
        if let Some(because) = finding.because {
            line(&match lang {
                Lang::Fr => format!("      découle du constat {because} de ce fichier"),
                Lang::En => format!("      because of finding {because} of this file"),
            });
        }
        line(&format!(
            "      {DIM}{}{colon}{DIM:#}{}",
            lang.pick("indication", "hint"),
            lang.pick(rule.hint_fr, rule.hint)
        ));
        lines
    }

    /// The columns a finding is about and how sure these are; none where it is about no column and rests
    /// on no layout.
    fn columns(&self, finding: &Finding) -> Option<String> {
        let lang = self.lang;
        let sure = |what: &str, confidence| {
            let sure = word_of_layout(confidence, lang);
            format!("{DIM}({what}{sure}){DIM:#}")
        };
        let Some((from, to)) = finding.columns else {
            let what = lang.pick("disposition : ", "layout ");
            return finding.confidence.map(|known| sure(what, known));
        };
        let field = match finding.field.as_deref() {
            Some(field) => match lang {
                Lang::Fr => format!("zone `{field}`, "),
                Lang::En => format!("{field}, "),
            },
            None => String::new(),
        };
        let columns = lang.pick("colonnes", "columns");
        let what = lang.pick("position : ", "position ");
        let known = finding.confidence.map(|known| sure(what, known));
        let known = known.map_or(String::new(), |known| format!(" {known}"));
        Some(format!("{field}{columns} {from}-{to}{known}"))
    }

    /// What was expected and what was found, personal data masked.
    fn said(&self, finding: &Finding) -> String {
        let lang = self.lang;
        let masked = lang.pick(MASKED_FR, MASKED);
        let (expected, found) = match lang {
            Lang::Fr => (phrases::expected(finding), phrases::found(finding)),
            Lang::En => (
                Cow::Borrowed(&*finding.expected),
                Cow::Borrowed(&*finding.found),
            ),
        };
        let expected = if finding.expects_personal() && !self.no_mask {
            masked
        } else {
            &expected
        };
        let found = if finding.personal && !self.no_mask {
            masked.to_owned()
        } else {
            found.chars().map(printable).collect()
        };
        match lang {
            Lang::Fr => format!("attendu : {expected} ; trouvé : {found}"),
            Lang::En => format!("expected {expected}, found {found}"),
        }
    }

    /// Reference and layout of a logical file, with how sure the layout is.
    fn what(&self, reading: &FileReading) -> String {
        let lang = self.lang;
        let unread = lang.pick("en-tête illisible", "no readable header");
        let announced = reading.header.as_ref().map(|header| header.reference);
        let Some(reference) = announced.or(reading.reference) else {
            return unread.to_owned();
        };
        let layout = match self.profiles.of_reference(reference) {
            Some(profile) => format!(
                "{} {}, {}",
                lang.pick("disposition", "layout"),
                profile.name(),
                word_of_layout(profile.status(), lang)
            ),
            None => lang.pick("aucun profil", "no profile").to_owned(),
        };
        let header = match announced {
            Some(_) => String::new(),
            None => format!(", {unread}"),
        };
        let what = lang.pick("référence", "reference");
        format!("{what} {reference:03} ({layout}){header}")
    }

    fn left_out(&mut self, files: u64) {
        let lang = self.lang;
        let mut more: Vec<String> = self
            .met
            .iter()
            .filter(|(_, met)| **met > SHOWN)
            .map(|(code, met)| {
                let left = lang.count(met - SHOWN);
                match lang {
                    Lang::Fr => format!("{left} {code} de plus"),
                    Lang::En => format!("{left} more {code}"),
                }
            })
            .collect();
        if files > 0 {
            more.push(match lang {
                Lang::Fr => format!(
                    "{} de plus dont rien n’est montré",
                    counted(files, &FILES, lang)
                ),
                Lang::En => format!(
                    "{} of which nothing is shown",
                    lang.counted(files, "more file", "more files")
                ),
            });
        }
        if !more.is_empty() {
            self.line(&format!(
                "  … {} {} {DIM}({}){DIM:#}",
                lang.pick("et", "and"),
                more.join(", "),
                lang.pick("--json donne tout", "--json prints all")
            ));
        }
    }

    fn told_clean(&mut self) {
        if self.clean.is_empty() {
            return;
        }
        let lang = self.lang;
        let clean = std::mem::take(&mut self.clean);
        let kinds: Vec<String> = clean
            .iter()
            .map(|(what, files)| {
                let of = lang.pick("de", "of");
                format!("{} {of} {what}", lang.count(files))
            })
            .collect();
        let files = clean.values().sum();
        let colon = colon(lang);
        self.line(&format!(
            "{BOLD}{}{BOLD:#}{colon}{GREEN}{}{GREEN:#}{colon}{}",
            self.path.display(),
            counted(files, &CLEAN, lang),
            kinds.join(lang.pick(" ; ", "; "))
        ));
    }
}

/// Where a finding stands.
fn place(place: &Place, lang: Lang) -> String {
    let Place {
        offset,
        block,
        entity,
        rank,
    } = *place;
    match lang {
        Lang::Fr => format!(
            "octet {offset}, enregistrement {block}, entité {entity:03} (rang {rank} dans le fichier, l’en-tête \
             est 0)"
        ),
        Lang::En => format!(
            "byte {offset}, record {block}, entity {entity:03} (rank {rank} in the file, the header is 0)"
        ),
    }
}

/// What is counted: one and many in French, one and many in English.
type Counted = [&'static str; 4];

const FILES: Counted = ["fichier", "fichiers", "file", "files"];
const CLEAN: Counted = [
    "fichier sans constat",
    "fichiers sans constat",
    "file clean",
    "files clean",
];
const ENTITIES: Counted = ["entité", "entités", "entity", "entities"];
const RECORDS: Counted = [
    "enregistrement physique",
    "enregistrements physiques",
    "physical record",
    "physical records",
];

fn counted(number: u64, [un, plusieurs, one, many]: &Counted, lang: Lang) -> String {
    lang.counted(number, lang.pick(un, one), lang.pick(plusieurs, many))
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
    pub(super) fn print(&self, lang: Lang) -> Result<(), Failure> {
        let of = |number, of: Severity| {
            let one = severity(of, lang);
            lang.counted(number, one, &format!("{one}s"))
        };
        let line = format!(
            "{BOLD}total{BOLD:#}{}{}, {}, {}, {}, {}\n",
            colon(lang),
            counted(self.files, &FILES, lang),
            counted(self.entities, &ENTITIES, lang),
            of(self.errors, Severity::Error),
            of(self.warnings, Severity::Warning),
            of(self.notes, Severity::Note),
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
