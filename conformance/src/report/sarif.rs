//! SARIF 2.1.0: what code hosts show beside a change. `etalon check` writes the same kind of document of its findings.

use serde_json::{Value, json};

use crate::signature::Signature;
use crate::stream::{Severity, Status, Subject, Verdict};

use super::html::percent;
use super::told::Told;
use super::{Lang, Summary};

const LANG: Lang = Lang::En;

/// What a document begins with, up to its results; `rules` are those of the tool.
#[must_use]
pub fn opening(rules: &[Value]) -> String {
    let driver = json!({
        "name": "etalon",
        "version": env!("CARGO_PKG_VERSION"),
        "rules": rules,
    });
    format!(
        "{{\"version\":\"2.1.0\",\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\
         \"runs\":[{{\"tool\":{{\"driver\":{driver}}},\"columnKind\":\"unicodeCodePoints\",\"results\":["
    )
}

/// What ends it.
pub const CLOSING: &str = "\n]}]}\n";

/// A path as a relative reference: what is no plain character is escaped.
#[must_use]
pub fn uri(path: &str) -> String {
    percent(path)
}

/// A place in a file of fixed columns: where an entity begins, from 0, and the columns of it that matter, from 1.
fn region(offset: u64, columns: Option<(u16, u16)>) -> Value {
    let (from, width) = columns.map_or((0, 0), |(from, to)| {
        (
            u64::from(from.saturating_sub(1)),
            u64::from(to.saturating_sub(from)) + 1,
        )
    });
    json!({ "byteOffset": offset + from, "byteLength": width })
}

/// A document of what is to be looked at: nonconform and unknown verdicts, as many as the page shows one by one.
#[must_use]
pub fn sarif(summary: &Summary) -> String {
    let mut text = opening(&rules(summary));
    let shown = [Status::Nonconform, Status::Unknown];
    let shown = shown.iter().filter_map(|status| summary.shown.get(status));
    for (rank, verdict) in shown.flatten().enumerate() {
        if rank > 0 {
            text.push(',');
        }
        text.push('\n');
        text.push_str(&result(verdict, summary).to_string());
    }
    text.push_str(CLOSING);
    text
}

/// The rules that verdicts name, with their texts.
fn rules(summary: &Summary) -> Vec<Value> {
    let told = summary.rules.keys().map(|id| {
        let rule = oracle::rules::rule(id);
        let text = rule.map_or(id.as_str(), |rule| rule.en.as_str());
        let mut told = json!({ "id": id, "shortDescription": { "text": text } });
        if let Some(rule) = rule {
            told["help"] = json!({ "text": rule.source });
            told["properties"] = json!({ "fr": rule.fr });
        }
        told
    });
    told.collect()
}

fn result(verdict: &Verdict, summary: &Summary) -> Value {
    let told = Told::of(verdict, LANG);
    let level = match (verdict.status, verdict.severity) {
        (Status::Nonconform, Some(Severity::Should)) => "warning",
        (Status::Nonconform, _) => "error",
        _ => "note",
    };
    let note = verdict.note.as_ref().map(|note| format!(" ({note})"));
    let signature = Signature::of(verdict).map(|signature| signature.to_string());
    let cause = signature.as_ref().and_then(|id| {
        let mut causes = summary.causes().iter();
        causes.find(|cause| cause.id == *id)
    });
    let mut fingerprints = json!({ "etalonVerdict/v1": verdict.id });
    if let Some(signature) = &signature {
        fingerprints["etalonCause/v1"] = json!(signature);
    }
    let mut place = json!({ "logicalLocations": logical(verdict, summary) });
    if let Some(physical) = physical(verdict) {
        place["physicalLocation"] = physical;
    }
    json!({
        "ruleId": verdict.rule,
        "level": level,
        "message": { "text": format!(
            "{}: expected {}, got {}{}",
            told.about, told.expected, told.got, note.unwrap_or_default()
        ) },
        "locations": [place],
        "partialFingerprints": fingerprints,
        "properties": {
            "verdict": verdict.id,
            "scenario": verdict.scenario,
            "replay": cause.map(|cause| cause.replay.clone()),
        },
    })
}

/// The openable file beside the report.
fn physical(verdict: &Verdict) -> Option<Value> {
    let (name, region) = match &verdict.subject {
        Subject::File { file, .. } => (file.clone(), region(0, None)),
        Subject::Line { at, .. } => {
            let Verdict { scenario, lot, .. } = verdict;
            let name = format!("files/{scenario}/lot-{lot:04}/{}", at.file);
            (name, region(at.offset, Some(at.columns)))
        }
        _ => return None,
    };
    Some(json!({
        "artifactLocation": { "uri": uri(&name) },
        "region": region,
    }))
}

/// What is meant, whatever file holds it: the requirement that is broken, the scenario, the entity and its columns.
fn logical(verdict: &Verdict, summary: &Summary) -> Vec<Value> {
    let requirements = summary.requirements().iter().filter(|shown| {
        shown.scenarios.contains(&verdict.scenario) && shown.rules.contains(&verdict.rule)
    });
    let mut all: Vec<Value> = requirements
        .map(|shown| {
            let told = &shown.requirement;
            json!({ "kind": "requirement", "name": told.id, "fullyQualifiedName": format!("{}/{}", told.family, told.id) })
        })
        .collect();
    if let Subject::Line { at, .. } = &verdict.subject {
        let (first, last) = at.columns;
        all.push(json!({
            "kind": "entity",
            "name": format!("255/{first}-{last}"),
            "fullyQualifiedName": format!("{}/255[{}]/{first}-{last}", at.file, at.rank),
        }));
    }
    all.push(json!({ "kind": "scenario", "name": verdict.scenario }));
    all
}
