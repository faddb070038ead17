use std::io::{self, Read as _, Write};
use std::path::Path;

use noemie::profile::Profile;
use noemie::{Finding, Severity};

use crate::args::CheckArgs;
use crate::exit::{BOLD, DIM, Exit, Failure, GREEN, RED};

/// Reads files and says what is wrong with them.
pub(crate) fn check(args: &CheckArgs) -> Result<Exit, Failure> {
    let profiles: Vec<&Profile> = Profile::embedded_all().iter().collect();
    let mut bad = 0_u64;
    for path in &args.files {
        let bytes = read(path)?;
        for reading in noemie::read::files(&bytes, &profiles) {
            let roots: Vec<&Finding> = reading
                .findings
                .iter()
                .filter(|finding| finding.is_root())
                .collect();
            let counts = |finding: &&&Finding| {
                finding.severity == Severity::Error
                    || (args.strict && finding.severity == Severity::Warning)
            };
            bad += roots.iter().filter(counts).count() as u64;
            if args.json {
                json(path, &roots)?;
            } else {
                print(path, &bytes, &reading, &roots)?;
            }
        }
    }
    Ok(if bad > 0 {
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

fn json(path: &Path, findings: &[&Finding]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    for finding in findings {
        let mut value = serde_json::to_value(finding).unwrap_or_default();
        if let Some(object) = value.as_object_mut() {
            object.insert("file".to_owned(), path.display().to_string().into());
            if personal(finding) {
                object.insert("found".to_owned(), MASKED.into());
            }
        }
        writeln!(out, "{value}").map_err(Failure::io("failed to write"))?;
    }
    Ok(())
}

fn print(
    path: &Path,
    bytes: &[u8],
    reading: &noemie::read::FileReading,
    findings: &[&Finding],
) -> Result<(), Failure> {
    let mut out = anstream::stderr();
    let mut page = Vec::new();
    let what = match &reading.header {
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
    };
    let _ = writeln!(
        page,
        "{BOLD}{}{BOLD:#}: {what}, {} entities in {} physical records",
        path.display(),
        reading.entities,
        reading.blocks
    );
    for finding in findings {
        let style = if finding.severity == Severity::Error {
            RED
        } else {
            BOLD
        };
        let rule = finding.rule();
        let severity = format!("{:?}", finding.severity).to_lowercase();
        let _ = writeln!(
            page,
            "{style}{severity}[{}]{style:#}: {}",
            finding.code, rule.en
        );
        let place = &finding.place;
        let _ = writeln!(
            page,
            "  {DIM}-->{DIM:#} byte {}, record {}, entity {:03} (rank {} in the file, the header is 0)",
            place.offset, place.block, place.entity, place.rank
        );
        if let Some((from, to)) = finding.columns {
            let field = finding.field.as_deref().unwrap_or("columns");
            let _ = writeln!(page, "      {field}, columns {from}-{to}");
            if !personal(finding) {
                underline(&mut page, bytes, place.offset, (from, to));
            }
        }
        let found = if personal(finding) {
            MASKED
        } else {
            &finding.found
        };
        let _ = writeln!(page, "      expected {}, found {found}", finding.expected);
        let _ = writeln!(page, "      {DIM}hint:{DIM:#} {}", finding.hint);
    }
    if findings.is_empty() {
        let _ = writeln!(page, "  {GREEN}no finding{GREEN:#}");
    }
    out.write_all(&page).map_err(Failure::io("failed to write"))
}

const MASKED: &str = "(masked: personal data)";

/// Whether the field holds a person's data.
fn personal(finding: &Finding) -> bool {
    let field = finding.field.as_deref().unwrap_or_default();
    ["nir", "name", "birth", "key"]
        .iter()
        .any(|part| field.contains(part))
}

/// The columns around a finding, with the ones at fault underlined. Only characters around the field
/// are shown, never the whole record: it may name a person.
fn underline(page: &mut Vec<u8>, bytes: &[u8], offset: usize, (from, to): (u16, u16)) {
    let (from, to) = (usize::from(from), usize::from(to));
    let Some(field) = bytes.get(offset + from.saturating_sub(1)..offset + to) else {
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
    let _ = writeln!(page, "      {DIM}|{DIM:#} {shown}");
    let _ = writeln!(page, "      {DIM}|{DIM:#} {}", "^".repeat(field.len()));
}
