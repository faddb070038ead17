use conformance::case::{Case, CaseFile, ExpectedFile};
use domain::{Day, FileReaction, Outcome};
use generators::LotFiles;
use noemie::Profiles;
use oracle::ambiguity::Choices;
use oracle::product::Product;
use serde::Serialize;

use super::output::json_line;
use crate::exit::Failure;

/// What is due for a file, or for a line of it.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
enum Answer<'a> {
    File {
        file: &'a str,
        reaction: FileReaction,
        rule: &'a str,
    },
    Line {
        file: &'a str,
        line: &'a str,
        /// One entry, and one more each time that a held line is settled.
        due: Vec<Due<'a>>,
    },
}

#[derive(Serialize)]
struct Due<'a> {
    /// The day at whose end it must have been said.
    by: Day,
    #[serde(flatten)]
    outcome: Outcome,
    rule: &'a str,
}

/// The expected answers of a lot, JSON lines: the ledger's, over what is delivered.
pub(super) fn answers(
    lot: &LotFiles,
    products: &[Product],
    profiles: &Profiles,
) -> Result<Vec<u8>, Failure> {
    let reference = profiles.decomptes().reference();
    let files = lot
        .files
        .iter()
        .filter(|file| file.id.reference == reference);
    let case = Case {
        scenario: String::new(),
        lot: lot.lot,
        products: products.to_vec(),
        members: lot.members.clone(),
        changes: lot.changes.clone(),
        files: files
            .map(|file| CaseFile {
                day: file.day,
                name: file.name.clone(),
                bytes: file.bytes.clone(),
            })
            .collect(),
    };
    let expected = case
        .expect(profiles.decomptes(), &Choices::default(), false)
        .map_err(|error| Failure::usage(error.to_string()))?;
    let mut bytes = Vec::new();
    for (file, expected) in case.files.iter().zip(&expected) {
        write(&mut bytes, &file.name, expected)?;
    }
    Ok(bytes)
}

fn write(bytes: &mut Vec<u8>, file: &str, expected: &ExpectedFile) -> Result<(), Failure> {
    let answer = Answer::File {
        file,
        reaction: expected.file.reaction,
        rule: expected.file.rule,
    };
    json_line(bytes, &answer)?;
    for line in &expected.lines {
        let due = line.due.iter().map(|due| Due {
            by: due.by,
            outcome: due.outcome,
            rule: due.rule,
        });
        let answer = Answer::Line {
            file,
            line: &line.at.line,
            due: due.collect(),
        };
        json_line(bytes, &answer)?;
    }
    Ok(())
}
