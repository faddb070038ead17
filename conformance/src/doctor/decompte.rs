//! The example that an adapter is examined on: one member, one décompte, what is due on it.

use std::collections::BTreeSet;

use domain::{Cents, Day, LineId, Member, Outcome, Payee, Reaction, ReasonClass};
use protocol::{Carried, FileAnswer, FileMessage, LineAnswer, Reply, RequestBody};

use super::fault::{Fault, Trouble};
use super::patient::Patient;
use super::steps::other;
use crate::scenario::Scenario;

/// The file of one décompte, and the scenario whose products and members it meets.
pub(super) const DECOMPTE: &[u8] = include_bytes!("../../../docs/examples/1-consultation.303.noe");
const SCENARIO: &str = include_str!("../../../docs/examples/corrected-consultation.yaml");
/// The day it comes.
pub(super) const DAY: &str = "2024-11-04";
/// What is due on it: rows of docs/adapter-protocol.md.
pub(super) const PAID: (&str, i64) = ("01-751-000/000000001/2024-11-04/01/P", 795);
const NO_EFFECT: &str = "01-751-000/000000001/2024-11-04/02/P";

/// The products and members of the example.
pub(super) fn example() -> (Vec<serde_json::Value>, Vec<Member>) {
    let scenario: Result<Scenario, _> = domain::load("corrected-consultation.yaml", SCENARIO);
    let flow = scenario.ok().and_then(|scenario| scenario.flow);
    flow.map(|flow| (flow.products, flow.members))
        .unwrap_or_else(|| unreachable!("the embedded example is read by a test"))
}

pub(super) fn day() -> Day {
    DAY.parse()
        .unwrap_or_else(|_| unreachable!("a day written here"))
}

/// Delivers a file and settles the day: what was said of the file, and of its lines.
pub(super) fn deliver(
    patient: &mut Patient,
    asked: &'static str,
    bytes: &[u8],
) -> Result<(Option<FileAnswer>, Vec<LineAnswer>), Trouble> {
    let file: FileMessage = Carried::inline("303", bytes);
    let id = patient.say(RequestBody::File(file))?;
    let settle = patient.say(RequestBody::Settle { day: day() })?;
    let reply = patient.answered(asked, settle)?;
    if !matches!(reply, Reply::Settled { .. }) {
        return Err(other(patient, "settle", &reply, "settled"));
    }
    if let Some((_, reason)) = patient.skipped.iter().find(|(re, _)| *re == id) {
        let reason = reason.clone();
        return Err(patient.seen(Fault::Skips { asked, reason }));
    }
    let mut found = (None, Vec::new());
    for (re, file, lines) in std::mem::take(&mut patient.answers) {
        if re != id {
            return Err(patient.answered_so(Fault::WrongRe { asked, id, re }));
        }
        found.0 = found.0.or(file);
        found.1.extend(lines);
    }
    Ok(found)
}

/// What is wrong with the answers on the lines of the décompte.
pub(super) fn lines_faults(lines: &[LineAnswer]) -> Vec<Fault> {
    let due: [(LineId, Outcome); 2] = [
        (line(PAID.0), Outcome::paid(Cents(PAID.1), Payee::Insured)),
        (
            line(NO_EFFECT),
            Outcome::without_money(Reaction::NoEffect, ReasonClass::Informative),
        ),
    ];
    let mut faults = Vec::new();
    let known: BTreeSet<LineId> = due.iter().map(|(line, _)| *line).collect();
    for answer in lines.iter().filter(|answer| !known.contains(&answer.line)) {
        let line = answer.line.to_string();
        faults.push(Fault::LineUnknown { line });
    }
    for (line, due) in due {
        match lines.iter().rev().find(|answer| answer.line == line) {
            None => faults.push(Fault::LineMissing {
                line: line.to_string(),
            }),
            Some(answer) if answer.outcome != due => faults.push(Fault::OtherOutcome {
                line: line.to_string(),
                got: outcome(&answer.outcome),
                due: outcome(&due),
            }),
            Some(_) => {}
        }
    }
    faults
}

fn line(text: &str) -> LineId {
    text.parse()
        .unwrap_or_else(|_| unreachable!("a line written here"))
}

pub(super) fn euros(cents: i64, point: char) -> String {
    format!("{}{point}{:02} €", cents / 100, cents % 100)
}

/// An outcome as it stands in an answer.
fn outcome(outcome: &Outcome) -> String {
    serde_json::to_string(outcome).unwrap_or_default()
}
