//! The engine under test: the ticket modérateur of every act, and each line once. Yours stands here.

use std::collections::HashMap;

use domain::{Cents, LineId, Rate, Rounding};
use generators::property::{Flow, Holds};

/// What the engine pays, by line.
#[derive(Debug, Default)]
pub(crate) struct Engine {
    paid: HashMap<LineId, Cents>,
}

impl Engine {
    /// Takes a file in, and gives what it pays for it.
    pub(crate) fn take(&mut self, holds: &Holds) -> Vec<(LineId, Cents)> {
        // A damaged file is refused as a whole.
        let Holds::Sound(_, decomptes) = holds else {
            return Vec::new();
        };
        let mut answers = Vec::new();
        for decompte in decomptes {
            for line in &decompte.lines {
                let id = decompte.line_id(line);
                if line.act.deduction().is_some() || self.paid.contains_key(&id) {
                    continue;
                }
                let rate = Rate::percent(line.rate.into());
                let share = line.base.at(rate, Rounding::HalfUp);
                let left = (line.spent - line.amount).max(Cents::ZERO);
                let due = if line.quantity < 0 {
                    Cents::ZERO
                } else {
                    (line.base - share).max(Cents::ZERO).min(left)
                };
                self.paid.insert(id, due);
                answers.push((id, due));
            }
        }
        answers
    }

    /// Takes a whole flow in.
    pub(crate) fn take_all(&mut self, flow: &Flow) -> Vec<(LineId, Cents)> {
        let files = flow.files.iter();
        files.flat_map(|file| self.take(&file.holds)).collect()
    }
}
