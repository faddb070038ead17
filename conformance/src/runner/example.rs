//! A published worked example, played and compared with the figures of its row.

use std::collections::BTreeMap;

use super::{RunError, Runner};
use crate::examples;
use crate::stream::{Severity, Status, Subject, Verdict};

impl Runner<'_> {
    pub(super) fn example(&mut self, mut example: examples::Example) -> Result<(), RunError> {
        let heard = self.played(&mut example.case)?;
        let expected = self.judged(&example.case, &heard)?;
        if self.stopped() {
            return Ok(());
        }
        let acts = expected.iter().flat_map(|file| &file.lines).filter(|line| {
            let act: Option<domain::ActCode> = line.care.act.parse().ok();
            act.is_some_and(|act| act.deduction().is_none())
        });
        let mut amc = Some(domain::Cents::ZERO);
        for line in acts {
            let said = heard
                .iter()
                .find_map(|file| file.last(line.expectation.line, 0));
            amc = amc.zip(said).map(|(sum, outcome)| sum + outcome.amount);
        }
        let figures = example.figures(amc);
        let status = if figures.iter().any(|figure| figure.ours.is_none()) {
            Status::Unknown
        } else if figures.iter().all(|figure| figure.ours == Some(figure.row)) {
            Status::Conform
        } else {
            Status::Nonconform
        };
        let case = &example.case;
        // The AMO's figures are étalon's own: where one differs, that side is at fault.
        let amo = figures
            .iter()
            .any(|f| f.name.starts_with("amo") && f.ours != Some(f.row));
        let verdict = Verdict {
            id: format!("{}/{}", case.scenario, example.row.id),
            scenario: case.scenario.clone(),
            lot: case.lot,
            rule: if amo { "R-AMO-RATE" } else { "R-AMC-LEVEL" }.to_owned(),
            status,
            severity: (status == Status::Nonconform).then_some(Severity::Must),
            subject: Subject::Example {
                row: example.row.id.clone(),
                grade: example.row.grade.clone(),
                figures,
                source: example.row.source_note.clone(),
            },
            readings: Vec::new(),
            note: match status {
                Status::Unknown => Some("the target did not say".to_owned()),
                Status::Nonconform if amo => Some(
                    "the AMO's figures are étalon's own: this is no fault of the target".to_owned(),
                ),
                _ => None,
            },
            extra: BTreeMap::new(),
        };
        self.emit(verdict, None)
    }
}
