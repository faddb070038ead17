use std::collections::BTreeMap;

use domain::{Cents, Outcome, Payee, Reaction};

use crate::stream::Status;

/// Money of the décompte lines. Too much and too little are never netted, and what went to the wrong
/// person is apart, so that expected, got and the differences reconcile without a gap.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Euros {
    /// Payments and reversals due, by payee, for the lines that were answered.
    pub expected: BTreeMap<Payee, Flow>,
    /// Payments and reversals made, by payee.
    pub got: BTreeMap<Payee, Flow>,
    /// Paid too much, or taken back too little, on nonconform lines.
    pub overpaid: Cents,
    /// Paid too little, or taken back too much, on nonconform lines.
    pub underpaid: Cents,
    /// Right in amount, wrong in payee.
    pub wrong_payee: Cents,
    /// Paid too much under another reading of an ambiguity.
    pub tolerated_over: Cents,
    /// Paid too little under another reading of an ambiguity.
    pub tolerated_under: Cents,
    /// Due on lines without an answer, or not tried: nothing is known of it.
    pub not_judged: Cents,
}

/// Money that goes out and comes back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Flow {
    /// Paid.
    pub paid: Cents,
    /// Taken back.
    pub taken_back: Cents,
}

impl Flow {
    /// What is left paid.
    #[must_use]
    pub fn net(self) -> Cents {
        Cents(self.paid.0.saturating_sub(self.taken_back.0))
    }

    fn add(&mut self, other: Self) {
        raise(&mut self.paid, other.paid);
        raise(&mut self.taken_back, other.taken_back);
    }
}

impl Euros {
    /// Everything due on the lines that were answered.
    #[must_use]
    pub fn expected_total(&self) -> Flow {
        total(&self.expected)
    }

    /// Everything paid and taken back.
    #[must_use]
    pub fn got_total(&self) -> Flow {
        total(&self.got)
    }

    /// What the differences leave unexplained between expected and got: zero, or the judge is wrong.
    #[must_use]
    pub fn gap(&self) -> Cents {
        let moved =
            i128::from(self.got_total().net().0) - i128::from(self.expected_total().net().0);
        let told = i128::from(self.overpaid.0) - i128::from(self.underpaid.0)
            + i128::from(self.tolerated_over.0)
            - i128::from(self.tolerated_under.0);
        Cents(i64::try_from(moved - told).unwrap_or(i64::MAX))
    }

    pub(super) fn add(&mut self, status: Status, expected: &Outcome, got: Option<&Outcome>) {
        let due = flow(expected);
        let Some(got) = got.filter(|_| !matches!(status, Status::Skipped | Status::Unknown)) else {
            raise(&mut self.not_judged, due.paid);
            return;
        };
        let done = flow(got);
        if let Some(payee) = expected.payee {
            self.expected.entry(payee).or_default().add(due);
        }
        // Money that moves without saying to whom still has to be found in the totals.
        if let Some(payee) = got.payee.or(expected.payee) {
            self.got.entry(payee).or_default().add(done);
        }
        if status == Status::Nonconform && expected.payee != got.payee {
            raise(&mut self.wrong_payee, due.paid.min(done.paid));
        }
        let difference = done.net().0.saturating_sub(due.net().0);
        let (over, under) = match status {
            Status::Nonconform => (&mut self.overpaid, &mut self.underpaid),
            Status::Tolerated => (&mut self.tolerated_over, &mut self.tolerated_under),
            _ => return,
        };
        raise(over, Cents(difference.max(0)));
        raise(under, Cents(difference.min(0).saturating_neg()));
    }
}

fn flow(outcome: &Outcome) -> Flow {
    match outcome.reaction {
        Reaction::Paid => Flow {
            paid: outcome.amount,
            ..Flow::default()
        },
        Reaction::Reversed => Flow {
            taken_back: outcome.amount,
            ..Flow::default()
        },
        _ => Flow::default(),
    }
}

fn total(flows: &BTreeMap<Payee, Flow>) -> Flow {
    let mut sum = Flow::default();
    for flow in flows.values() {
        sum.add(*flow);
    }
    sum
}

/// An answer may name any amount: a sum stays at the end of the scale rather than turn round.
fn raise(sum: &mut Cents, by: Cents) {
    sum.0 = sum.0.saturating_add(by.0);
}

#[cfg(test)]
mod tests {
    use domain::ReasonClass;

    use super::*;

    fn paid(cents: i64, payee: Payee) -> Outcome {
        Outcome::paid(Cents(cents), payee)
    }

    #[test]
    fn too_much_and_too_little_are_not_netted() {
        let mut euros = Euros::default();
        let insured = Payee::Insured;
        euros.add(
            Status::Nonconform,
            &paid(650, insured),
            Some(&paid(750, insured)),
        );
        euros.add(
            Status::Nonconform,
            &paid(650, insured),
            Some(&paid(550, insured)),
        );
        assert_eq!((euros.overpaid, euros.underpaid), (Cents(100), Cents(100)));
        assert_eq!(euros.gap(), Cents::ZERO);
    }

    #[test]
    fn money_taken_back_in_part_is_overpaid() {
        let mut euros = Euros::default();
        let due = Outcome::reversed(Cents(650), Payee::Insured);
        let got = Outcome::without_money(Reaction::NoEffect, ReasonClass::Cancellation);
        euros.add(Status::Nonconform, &due, Some(&got));
        assert_eq!((euros.overpaid, euros.underpaid), (Cents(650), Cents::ZERO));
        assert_eq!(euros.expected_total().net(), Cents(-650));
        assert_eq!(euros.gap(), Cents::ZERO);
    }

    #[test]
    fn the_wrong_payee_is_apart() {
        let mut euros = Euros::default();
        let got = paid(700, Payee::Professional);
        euros.add(Status::Nonconform, &paid(650, Payee::Insured), Some(&got));
        assert_eq!((euros.wrong_payee, euros.overpaid), (Cents(650), Cents(50)));
        assert_eq!(euros.gap(), Cents::ZERO);
    }

    #[test]
    fn a_line_without_answer_is_no_underpayment() {
        let mut euros = Euros::default();
        euros.add(Status::Unknown, &paid(650, Payee::Insured), None);
        assert_eq!(
            (euros.not_judged, euros.underpaid),
            (Cents(650), Cents::ZERO)
        );
    }

    #[test]
    fn a_conform_line_whose_amounts_differ_shows_as_a_gap() {
        let mut euros = Euros::default();
        let insured = Payee::Insured;
        euros.add(
            Status::Conform,
            &paid(650, insured),
            Some(&paid(651, insured)),
        );
        assert_eq!(euros.gap(), Cents(1));
    }

    #[test]
    fn an_absurd_amount_stops_at_the_end_of_the_scale() {
        let mut euros = Euros::default();
        let insured = Payee::Insured;
        for _ in 0..2 {
            euros.add(
                Status::Nonconform,
                &paid(1, insured),
                Some(&paid(i64::MAX, insured)),
            );
        }
        assert_eq!(euros.overpaid, Cents(i64::MAX));
        let _ = euros.gap();
    }
}
