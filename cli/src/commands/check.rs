mod page;

use std::io::{self, Read as _, Write};
use std::path::Path;

use noemie::read::FileReading;
use noemie::{Finding, Severity};

use crate::args::CheckArgs;
use crate::exit::{Exit, Failure};
use page::{Page, Total};

/// Reads files and says what is wrong with them.
pub(crate) fn check(args: &CheckArgs) -> Result<Exit, Failure> {
    let profiles = noemie::Profiles::embedded();
    let profiles = profiles.all();
    let mut total = Total::default();
    for path in &args.files {
        let bytes = read(path)?;
        let readings = noemie::read::files(&bytes, &profiles);
        for reading in &readings {
            total.add(reading);
        }
        if args.json {
            json(path, &readings)?;
        } else {
            Page::of(path, &bytes, &readings).print()?;
        }
    }
    if !args.json {
        total.print()?;
    }
    Ok(if total.is_bad(args.strict) {
        Exit::Nonconform
    } else {
        Exit::Fine
    })
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    if path.as_os_str() == "-" {
        let mut bytes = Vec::new();
        io::stdin()
            .lock()
            .read_to_end(&mut bytes)
            .map_err(Failure::io("failed to read standard input"))?;
        return Ok(bytes);
    }
    std::fs::read(path).map_err(Failure::reading("file", path))
}

/// Every finding that follows from no other, one a line.
fn json(path: &Path, readings: &[FileReading]) -> Result<(), Failure> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    for finding in readings.iter().flat_map(roots) {
        let mut value = serde_json::to_value(finding).unwrap_or_default();
        if let Some(object) = value.as_object_mut() {
            object.insert("file".to_owned(), path.display().to_string().into());
            if personal(finding) {
                object.insert("found".to_owned(), MASKED.into());
            }
        }
        writeln!(out, "{value}").map_err(Failure::io("failed to write"))?;
    }
    out.flush().map_err(Failure::io("failed to write"))
}

fn roots(reading: &FileReading) -> impl Iterator<Item = &Finding> {
    reading.findings.iter().filter(|finding| finding.is_root())
}

const MASKED: &str = "(masked: personal data)";

/// Whether the field holds a person's data.
fn personal(finding: &Finding) -> bool {
    let field = finding.field.as_deref().unwrap_or_default();
    ["nir", "name", "birth", "key"]
        .iter()
        .any(|part| field.contains(part))
}

/// The word of a severity.
fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}
