//! Findings as SARIF 2.1.0, written as they come: a document may be larger than memory.

use std::io::{self, Write};
use std::path::Path;

use conformance::report::sarif;
use noemie::finding;
use noemie::read::Found;
use serde_json::json;

use super::MASKED;

/// A document under way.
#[derive(Default)]
pub(super) struct Sarif {
    results: u64,
}

impl Sarif {
    /// Adds a finding. `line`: the physical record in the file, from 1.
    pub(super) fn result(
        &mut self,
        out: &mut impl Write,
        path: &Path,
        found: &Found<'_>,
        line: u64,
        no_mask: bool,
    ) -> io::Result<()> {
        let finding = found.finding;
        let place = &finding.place;
        self.start(out)?;
        let shown = if finding.personal && !no_mask {
            MASKED
        } else {
            &finding.found
        };
        let expected = if finding.expects_personal() && !no_mask {
            MASKED
        } else {
            &finding.expected
        };
        let field = finding.field.as_deref();
        let at = match (field, finding.columns) {
            (Some(field), Some((from, to))) => format!(", {field} (columns {from}-{to})"),
            _ => String::new(),
        };
        let text = format!(
            "{}: entity {:03}{at}: expected {expected}, found {shown}",
            finding.rule().en,
            place.entity,
        );
        let (from, width) = finding.columns.map_or((0, 0), |(from, to)| {
            (usize::from(from) - 1, usize::from(to - from) + 1)
        });
        let result = json!({
            "ruleId": finding.code,
            "level": finding.severity,
            "message": { "text": text },
            "locations": [{
                "physicalLocation": {
                    "artifactLocation": { "uri": sarif::uri(&path.to_string_lossy()) },
                    "region": {
                        "startLine": line,
                        "byteOffset": place.offset + from,
                        "byteLength": width,
                    },
                },
            }],
            "properties": {
                "entity": format!("{:03}", place.entity),
                "rank": place.rank,
                "record": place.block,
                "columns": finding.columns,
                "confidence": finding.confidence,
                "due": finding.due(),
            },
        });
        if self.results > 0 {
            out.write_all(b",")?;
        }
        self.results += 1;
        write!(out, "\n{result}")
    }

    /// Ends the document.
    pub(super) fn end(&mut self, out: &mut impl Write) -> io::Result<()> {
        self.start(out)?;
        out.write_all(sarif::CLOSING.as_bytes())
    }

    fn start(&mut self, out: &mut impl Write) -> io::Result<()> {
        if self.results > 0 {
            return Ok(());
        }
        let rules: Vec<_> = finding::catalogue()
            .iter()
            .map(|rule| {
                json!({
                    "id": rule.code,
                    "shortDescription": { "text": rule.en },
                    "help": { "text": rule.hint },
                    "defaultConfiguration": { "level": rule.severity },
                    "properties": { "fr": rule.fr, "due": rule.due },
                })
            })
            .collect();
        out.write_all(sarif::opening(&rules).as_bytes())
    }
}
