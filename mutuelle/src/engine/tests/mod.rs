//! One test a rule.

mod bugs;
mod rights;
mod settling;
mod statements;
mod taking_back;
mod time;

use domain::{
    Cents, Convention, CoordinationOption, Decompte, Line, Operation, Outcome, Payee, PayeeNature,
    Reaction as R, ReasonClass as C,
};
use serde_json::json;

use super::*;
use crate::fixture::*;

fn paid(cents: i64) -> Outcome {
    Outcome::paid(Cents(cents), Payee::Insured)
}

fn reversed(cents: i64) -> Outcome {
    Outcome::reversed(Cents(cents), Payee::Insured)
}

fn without(reaction: R, reason: C) -> Outcome {
    Outcome::without_money(reaction, reason)
}

/// What makes of an ordinary line the one of a case.
type Change = fn(&mut Line);

/// What a fresh mutuelle says of each line of those files, one décompte a file.
fn answers(bugs: &[Bug], files: &[Decompte]) -> Vec<Outcome> {
    let mut engine = engine(bugs);
    let mut all = Vec::new();
    for (re, file) in (1..).zip(files) {
        all.extend(outcomes(&engine.treat(re, std::slice::from_ref(file))));
    }
    all
}

/// A specialist OPTAM on that day: 70.00, base 31.50, paid whole by the AMO: whatever the contract pays is
/// beyond the ticket modérateur.
fn exempt_specialist(number: u32, care: &str) -> Decompte {
    let line = Line {
        specialty: 7,
        convention: Convention::Secteur2,
        option: CoordinationOption::Optam,
        start: day(care),
        end: day(care),
        ..act(1, "CS", 7_000, 3_150, 3_150)
    };
    decompte(number, vec![line])
}

/// The product `compteur`: specialists at 150 %, with that ceiling a year.
fn specialist_at_150(per_year: &serde_json::Value) -> serde_json::Value {
    json!({
        "schema-version": 2, "id": "compteur", "name": {"fr": "Compteur", "en": "Counter"},
        "responsible": false,
        "guarantees": {"specialiste": {
            "br": 150, "limits": [{"euros": per_year, "excludes": ["ticket-moderateur"]}],
        }},
    })
}
