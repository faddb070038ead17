//! The account of the person whom a cause is told by: what each line of the smallest flow calls for, and what it takes from
//! counters.

use domain::{Beneficiary, Cents};
use oracle::trace::{Step, Term};

use crate::case::{ExpectedFile, ExpectedLine};
use crate::judge::place;
use crate::signature::flow;
use crate::stream::{AccountLine, CounterMove, Text, Verdict};

/// Inputs of a step that say what a counter has left.
const LEFT: [(&str, &str); 4] = [
    ("R-AMC-CEILING", "at-most"),
    ("R-AMC-NUMBER", "left"),
    ("R-AMC-RENEWAL", "left"),
    ("R-AMC-DEDUCTIBLE", "still-to-keep"),
];

/// The line that a verdict of a flow is about: each line has one verdict, in the order of the lines. A file that comes twice
/// holds each line twice, and the second is another.
pub(super) fn line_of<'f>(
    traced: &'f [ExpectedFile],
    verdicts: &[Verdict],
    about: &Verdict,
) -> Option<&'f ExpectedLine> {
    let mut of_lines = verdicts.iter().filter(|one| place(one).is_some());
    let nth = of_lines.position(|one| one.id == about.id)?;
    traced.iter().flat_map(|file| &file.lines).nth(nth)
}

/// Every line of that person, in the order they came.
pub(super) fn account(traced: &[ExpectedFile], who: Beneficiary) -> Vec<AccountLine> {
    let lines = traced.iter().flat_map(|file| &file.lines);
    lines.filter(|line| line.who == who).map(told).collect()
}

fn told(line: &ExpectedLine) -> AccountLine {
    let due = flow(&line.expectation.outcome);
    let steps = line.expectation.steps.iter();
    AccountLine {
        received: line.due.first().map_or(line.care.day, |due| due.by),
        line: line.at.line.clone(),
        day: line.care.day,
        act: line.care.act.clone(),
        due,
        counters: steps.filter_map(|step| counter(step, due)).collect(),
    }
}

/// What the line takes from the counter of a step. What is paid in the end is taken, never what was computed on the way
/// (field notes §3): a later step may have brought it down.
fn counter(step: &Step, due: Cents) -> Option<CounterMove> {
    let (_, name) = LEFT.iter().find(|(rule, _)| *rule == step.rule)?;
    let (_, left) = step.inputs.iter().find(|(input, _)| input == name)?;
    let (taken, after) = match (left, &step.result) {
        (Term::Cents(left), Term::Cents(result)) if step.rule == "R-AMC-DEDUCTIBLE" => {
            let before = step.inputs.iter().find_map(|(_, term)| match term {
                Term::Cents(amount) => Some(*amount),
                _ => None,
            })?;
            let kept = before - *result;
            (Term::Cents(kept), Term::Cents(*left - kept))
        }
        (Term::Cents(left), Term::Cents(result)) => {
            let taken = (*result).min(due.floor_zero());
            (Term::Cents(taken), Term::Cents(*left - taken))
        }
        (Term::Count(left), Term::Count(result)) => {
            // A line that pays nothing uses no session.
            let taken = if due > Cents::ZERO { *result } else { 0 };
            (Term::Count(taken), Term::Count(*left - taken))
        }
        _ => return None,
    };
    Some(CounterMove {
        rule: step.rule.to_owned(),
        label: Text {
            fr: step.label.fr.to_owned(),
            en: step.label.en.to_owned(),
        },
        before: left.to_string(),
        taken: taken.to_string(),
        after: after.to_string(),
    })
}
