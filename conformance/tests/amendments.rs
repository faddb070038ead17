//! An answer is judged on the day it was due, and again when something changed for its line: a target
//! may not say anything now and the truth later.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop")]

mod common;

use std::collections::VecDeque;

use conformance::case::Case;
use conformance::session::greet;
use conformance::shrink::judge_case;
use conformance::stream::{Status, Verdict};
use conformance::target::{Stdio, Target, TargetError};
use domain::{Cents, Outcome, Payee, Reaction, ReasonClass};
use generators::{Adversity, AdversityRates, WorldSpec};
use noemie::profile::Profile;
use oracle::ambiguity::Choices;
use protocol::{Reply, RequestBody};

/// A mutuelle whose replies pass through somebody's hands.
struct Altered<F> {
    inner: Stdio,
    waiting: VecDeque<Reply>,
    alter: F,
}

impl<F: FnMut(Reply, &mut VecDeque<Reply>)> Target for Altered<F> {
    fn send(&mut self, body: RequestBody) -> Result<u64, TargetError> {
        self.inner.send(body)
    }

    fn receive(&mut self) -> Result<Reply, TargetError> {
        while self.waiting.is_empty() {
            let reply = self.inner.receive()?;
            (self.alter)(reply, &mut self.waiting);
        }
        Ok(self.waiting.pop_front().unwrap())
    }

    fn last_words(&mut self) -> Vec<String> {
        self.inner.last_words()
    }
}

fn case() -> Case {
    let spec = WorldSpec {
        insured: 300,
        adversities: AdversityRates::default().with(Adversity::CrossedRegularisation, 100),
        ..WorldSpec::demo()
    };
    common::case("amended", 11, &spec)
}

fn verdicts(alter: impl FnMut(Reply, &mut VecDeque<Reply>)) -> Vec<Verdict> {
    verdicts_of(&case(), alter)
}

/// The verdicts of a case where many lines are held, then settled.
fn verdicts_of(case: &Case, alter: impl FnMut(Reply, &mut VecDeque<Reply>)) -> Vec<Verdict> {
    let (verdicts, twice) = judged(case, alter);
    assert!(twice > 20, "lines held, then settled: {twice}");
    verdicts
}

/// The verdicts of a case, and how many lines are due more than once.
fn judged(case: &Case, alter: impl FnMut(Reply, &mut VecDeque<Reply>)) -> (Vec<Verdict>, usize) {
    let mut target = Altered {
        inner: common::mutuelle(&[]),
        waiting: VecDeque::new(),
        alter,
    };
    greet(&mut target, "test").unwrap();
    let heard = case
        .play(&mut target, common::limits(), noemie::Profile::decomptes())
        .unwrap();
    let expected = case
        .expect(Profile::decomptes(), &Choices::default(), false)
        .unwrap();
    let lines = expected.iter().flat_map(|file| &file.lines);
    let twice = lines.filter(|line| line.due.len() > 1).count();
    (judge_case(case, &expected, &heard), twice)
}

fn count(verdicts: &[Verdict], status: Status) -> usize {
    verdicts
        .iter()
        .filter(|verdict| verdict.status == status)
        .count()
}

#[test]
fn held_then_settled_is_judged_twice_and_passes() {
    let verdicts = verdicts(|reply, out| out.push_back(reply));
    assert_eq!(count(&verdicts, Status::Conform), verdicts.len());
}

#[test]
fn anything_first_and_the_truth_later_is_nonconform() {
    let verdicts = verdicts(|reply, out| {
        if let Reply::Answer { re, lines, .. } = &reply {
            let mut wrong = lines.clone();
            for line in &mut wrong {
                line.outcome = Outcome::paid(Cents(999_999), Payee::Insured);
            }
            out.push_back(Reply::Answer {
                re: *re,
                file: None,
                lines: wrong,
                links: Vec::new(),
            });
        }
        out.push_back(reply);
    });
    let notes = verdicts
        .iter()
        .filter_map(|verdict| verdict.note.as_deref());
    assert!(
        notes
            .clone()
            .any(|note| note.contains("only a held line may be amended"))
    );
    assert!(
        count(&verdicts, Status::Nonconform) > 1_000,
        "every line was said wrong first"
    );
}

#[test]
fn an_answer_after_settled_is_not_in_time() {
    let mut kept = Vec::new();
    let verdicts = verdicts(|reply, out| match reply {
        Reply::Answer { .. } => kept.push(reply),
        Reply::Settled { .. } => {
            out.push_back(reply);
            out.extend(kept.drain(..));
        }
        other => out.push_back(other),
    });
    assert_eq!(count(&verdicts, Status::Nonconform), 0);
    let late = verdicts
        .iter()
        .filter(|v| {
            v.note
                .as_deref()
                .is_some_and(|note| note.contains("answered only after"))
        })
        .count();
    assert!(late > 1_000, "{late}");
}

#[test]
fn a_held_line_that_is_never_settled_is_nonconform() {
    let mut answered = std::collections::BTreeSet::new();
    let verdicts = verdicts(|reply, out| {
        if let Reply::Answer { re, .. } = &reply
            && !answered.insert(*re)
        {
            // An amendment: lost.
            return;
        }
        out.push_back(reply);
    });
    let nonconform = count(&verdicts, Status::Nonconform);
    assert!(nonconform > 20, "{nonconform}");
}

#[test]
fn paying_what_should_wait_is_nonconform_even_if_it_is_due_in_the_end() {
    let mut settled = std::collections::BTreeMap::new();
    // First pass: what each held line ends as.
    let _ = verdicts(|reply, out| {
        if let Reply::Answer { lines, .. } = &reply {
            for line in lines {
                settled.insert(line.line, line.outcome);
            }
        }
        out.push_back(reply);
    });
    let verdicts = verdicts(|reply, out| {
        let mut reply = reply;
        if let Reply::Answer { lines, .. } = &mut reply {
            for line in lines {
                if line.outcome.reaction == Reaction::Held {
                    line.outcome = settled[&line.line];
                }
            }
        }
        out.push_back(reply);
    });
    assert!(count(&verdicts, Status::Nonconform) > 20);
}

/// A world where that befalls every household that it can.
fn homes_with(adversity: Adversity) -> Case {
    let spec = WorldSpec {
        insured: 150,
        adversities: AdversityRates::none().with(adversity, 1_000),
        ..WorldSpec::demo()
    };
    common::case(adversity.id(), 11, &spec)
}

#[test]
fn what_was_paid_after_a_contract_ended_is_taken_back_when_that_is_keyed() {
    let case = homes_with(Adversity::RetroactiveEnd);
    let said = verdicts_of(&case, |reply, out| out.push_back(reply));
    assert_eq!(count(&said, Status::Conform), said.len());
    let forgetful = verdicts_of(&case, |mut reply, out| {
        if let Reply::Answer { lines, .. } = &mut reply {
            lines.retain(|line| line.outcome.reaction != Reaction::Reversed);
        }
        out.push_back(reply);
    });
    let kept = count(&forgetful, Status::Nonconform);
    assert!(kept > 20, "{kept}");
    assert_eq!(count(&forgetful, Status::Conform) + kept, said.len());
}

#[test]
fn what_comes_while_another_body_is_active_is_not_paid() {
    let case = homes_with(Adversity::DoubleTeletransmission);
    let mut held = 0;
    let (said, _) = judged(&case, |reply, out| {
        if let Reply::Answer { lines, .. } = &reply {
            let reasons = lines.iter().map(|line| line.outcome.reason);
            held += reasons
                .filter(|reason| *reason == ReasonClass::TwoInsurers)
                .count();
        }
        out.push_back(reply);
    });
    assert_eq!(count(&said, Status::Conform), said.len());
    assert!(held > 20, "{held}");
    let (paying, _) = judged(&case, |mut reply, out| {
        if let Reply::Answer { lines, .. } = &mut reply {
            for line in lines {
                if line.outcome.reason == ReasonClass::TwoInsurers {
                    line.outcome = Outcome::paid(Cents(100), Payee::Insured);
                }
            }
        }
        out.push_back(reply);
    });
    assert_eq!(count(&paying, Status::Nonconform), held);
}

#[test]
fn what_came_before_the_contract_was_keyed_is_paid_by_itself() {
    is_paid_by_itself(Adversity::BeforeKeyed);
}

#[test]
fn what_came_under_a_nir_that_was_not_keyed_is_paid_by_itself() {
    is_paid_by_itself(Adversity::NirLearnedLate);
}

#[test]
fn what_waited_for_the_insured_to_choose_is_paid_by_itself() {
    is_paid_by_itself(Adversity::BodyChosen);
}

fn is_paid_by_itself(adversity: Adversity) {
    let case = homes_with(adversity);
    let said = verdicts_of(&case, |reply, out| out.push_back(reply));
    assert_eq!(count(&said, Status::Conform), said.len());
    let mut answered = std::collections::BTreeSet::new();
    let forgetful = verdicts_of(&case, |reply, out| match &reply {
        Reply::Answer { re, .. } if !answered.insert(*re) => {}
        _ => out.push_back(reply),
    });
    let unpaid = count(&forgetful, Status::Nonconform);
    assert!(unpaid > 20, "{unpaid}");
}
