//! Lines of one décompte as one: what is paid for them less what is taken back. Only that is compared.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use domain::{Cents, Day, LineId, Outcome, Payee, Reaction, ReasonClass};
use oracle::ledger::Owing;

use crate::case::{Due, ExpectedLine};
use crate::session::{FileHeard, Said};
use crate::signature::flow;
use crate::target::Untold;

/// A line with which of its identity it is in the file, from 0.
type Place = (LineId, u32);

/// A décompte of a file.
pub(super) struct Group {
    /// Its lines among those of the file.
    pub(super) lines: Range<usize>,
    places: Vec<Place>,
}

/// What a sum says: money, and nothing beside it.
const MONEY_ALONE: Untold = Untold {
    reaction: true,
    reason: true,
    payee: true,
};

/// The décomptes of a file, in order.
pub(super) fn groups(lines: &[ExpectedLine]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut seen: BTreeMap<LineId, u32> = BTreeMap::new();
    for (rank, line) in lines.iter().enumerate() {
        let id = line.expectation.line;
        let nth = seen.entry(id).or_insert(0);
        let place = (id, *nth);
        *nth += 1;
        match groups.last_mut() {
            // A line that comes again begins its décompte again.
            Some(group) if group.goes_on_with(id) => {
                group.lines.end = rank + 1;
                group.places.push(place);
            }
            _ => groups.push(Group {
                lines: rank..rank + 1,
                places: vec![place],
            }),
        }
    }
    groups
}

impl Group {
    fn goes_on_with(&self, line: LineId) -> bool {
        let of = |line: LineId| LineId { line: 0, ..line };
        let is_of = |(own, _): &Place| of(*own) == of(line) && *own != line;
        self.places.iter().all(is_of)
    }

    /// Its first line.
    pub(super) fn first(&self) -> Place {
        self.places[0]
    }

    pub(super) fn count(&self) -> u32 {
        u32::try_from(self.places.len()).unwrap_or(u32::MAX)
    }

    /// Its identity: that of its lines without their numbers.
    pub(super) fn identity(&self) -> String {
        let (line, nth) = self.first();
        let LineId {
            caisse,
            decompte,
            date,
            operation,
            ..
        } = line;
        let again = if nth == 0 {
            String::new()
        } else {
            format!("~{}", nth + 1)
        };
        format!("{caisse}/{decompte}/{date}/{operation}{again}")
    }

    /// Why nothing is known of a line of it, where that is so.
    pub(super) fn unread<'h>(&self, heard: &'h FileHeard) -> Option<&'h String> {
        self.places.iter().find_map(|place| heard.unread.get(place))
    }

    /// What was said of it: by its first line where the target says sums, else of each of its lines.
    pub(super) fn said(&self, heard: &FileHeard) -> Vec<Said> {
        let words: Vec<&[Said]> = if heard.is_summed {
            vec![heard.said(self.first().0, self.first().1)]
        } else {
            let each = self.places.iter();
            each.map(|(line, nth)| heard.said(*line, *nth)).collect()
        };
        let days: BTreeSet<Option<Day>> = words
            .iter()
            .flat_map(|said| said.iter().map(|word| word.on))
            .collect();
        let mut sums: Vec<Said> = Vec::new();
        for on in days {
            let in_force = |said: &&[Said]| said.iter().rfind(|word| word.on <= on).copied();
            // Of a line that nothing was said of there is no sum yet.
            let Some(now) = words.iter().map(in_force).collect::<Option<Vec<Said>>>() else {
                continue;
            };
            let sum = Said {
                on,
                outcome: balance(now.iter().map(|word| word.outcome)),
                recovery: None,
                kept: None,
                untold: MONEY_ALONE,
            };
            if sums.last().is_none_or(|last| last.outcome != sum.outcome) {
                sums.push(sum);
            }
        }
        sums
    }
}

/// What is expected of those lines together. There is at least one.
pub(super) fn expected(lines: &[ExpectedLine], identity: &str) -> ExpectedLine {
    let first = &lines[0];
    let days: BTreeSet<Day> = lines
        .iter()
        .flat_map(|line| line.due.iter().map(|due| due.by))
        .collect();
    let moves = |line: &&ExpectedLine| line.expectation.outcome.amount != Cents::ZERO;
    let rule = lines.iter().find(moves).unwrap_or(first).expectation.rule;
    let mut dues: Vec<Due> = Vec::new();
    for by in days {
        let in_force = lines.iter().filter_map(|line| {
            let due = line.due.iter().rfind(|due| due.by <= by);
            due.map(|due| due.outcome)
        });
        let outcome = balance(in_force);
        if dues.last().is_none_or(|due| due.outcome != outcome) {
            dues.push(Due {
                by,
                outcome,
                owing: Owing::default(),
                rule,
            });
        }
    }
    let mut sum = first.clone();
    sum.expectation.outcome = balance(lines.iter().map(|line| line.expectation.outcome));
    sum.expectation.owing = Owing::default();
    sum.expectation.rule = rule;
    sum.due = dues;
    identity.clone_into(&mut sum.at.line);
    sum.care.spent = lines.iter().map(|line| line.care.spent).sum();
    sum.care.base = lines.iter().map(|line| line.care.base).sum();
    sum.care.amo = lines.iter().map(|line| line.care.amo).sum();
    let mut acts: Vec<&str> = Vec::new();
    for line in lines {
        if !acts.contains(&line.care.act.as_str()) {
            acts.push(&line.care.act);
        }
    }
    sum.care.act = acts.join("+");
    sum
}

/// What is paid less what is taken back, as an outcome.
fn balance(outcomes: impl Iterator<Item = Outcome>) -> Outcome {
    let (mut sum, mut payee) = (Cents::ZERO, None);
    for outcome in outcomes {
        if matches!(outcome.reaction, Reaction::Paid | Reaction::Reversed) {
            sum += flow(&outcome);
            payee = payee.or(outcome.payee);
        }
    }
    let payee = payee.unwrap_or(Payee::Insured);
    match sum {
        Cents(1..) => Outcome::paid(sum, payee),
        Cents(0) => Outcome::without_money(Reaction::SettledZero, ReasonClass::NothingLeft),
        Cents(..0) => Outcome::reversed(-sum, payee),
    }
}
