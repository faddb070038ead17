//! Dates that were moved, alone: each shows on the line, and is treated by its day.

use domain::{Day, Decompte, Line, Outcome, Reaction, ReasonClass};
use generators::{Adversity, Touched};
use noemie::profile::Profile;

use super::lived::{alone, live};

/// An act of a décompte that the adversity touches, as it was delivered, and what is due to it.
struct Moved {
    received: Day,
    decompte: Decompte,
    line: Line,
    outcome: Outcome,
}

fn moved(adversity: Adversity) -> Vec<Moved> {
    let lived = live(1, &alone(adversity, 60), 0);
    let touched = |decompte: &Decompte| {
        lived
            .flow
            .declared
            .iter()
            .any(|declared| match declared.on {
                Touched::Decompte(caisse, number, ..) => {
                    (caisse, number) == (decompte.caisse, decompte.number)
                }
                _ => false,
            })
    };
    let mut all = Vec::new();
    for file in &lived.flow.deliveries {
        for reading in noemie::decomptes::read(&file.bytes, Profile::decomptes()) {
            for (decompte, _) in reading.decomptes {
                if !touched(&decompte) {
                    continue;
                }
                for line in &decompte.lines {
                    if line.act.deduction().is_none() {
                        all.push(Moved {
                            received: file.day,
                            outcome: lived.lines[&decompte.line_id(line)],
                            line: *line,
                            decompte: decompte.clone(),
                        });
                    }
                }
            }
        }
    }
    assert!(!all.is_empty(), "{adversity:?} never happened");
    all
}

fn reasons(all: &[Moved], reason: ReasonClass) -> usize {
    all.iter()
        .filter(|one| one.outcome.reason == reason)
        .count()
}

#[test]
fn future_care_is_a_year_ahead_and_held() {
    let all = moved(Adversity::FutureCare);
    for one in &all {
        assert!(one.line.start.since(one.received) >= 365);
    }
    assert!(reasons(&all, ReasonClass::FutureCare) > 10);
}

#[test]
fn care_to_come_is_settled_when_its_day_comes() {
    let all = moved(Adversity::CareToCome);
    for one in &all {
        assert!((1..=20).contains(&one.line.start.since(one.received)));
    }
    let paid = all
        .iter()
        .filter(|one| one.outcome.reaction == Reaction::Paid);
    assert!(paid.count() > 10);
}

#[test]
fn old_care_is_older_than_two_years_and_paid_where_the_amo_just_paid() {
    let all = moved(Adversity::OldCarePaidLately);
    let paid = all
        .iter()
        .filter(|one| one.outcome.reaction == Reaction::Paid);
    assert!(paid.count() > 0);
    for one in &all {
        assert!(one.received > one.line.start.plus_months(24));
    }
    assert_eq!(reasons(&all, ReasonClass::TimeBarred), 0);
    let barred = moved(Adversity::TimeBarred);
    assert!(reasons(&barred, ReasonClass::TimeBarred) > 0);
    for one in &barred {
        assert_eq!(one.line.amount, domain::Cents::ZERO);
    }
}

#[test]
fn an_invoice_before_its_care_is_dated_before_it() {
    for one in moved(Adversity::InvoiceBeforeCare) {
        assert!(one.decompte.date < one.line.start);
        assert!(one.received >= one.line.start);
    }
}

#[test]
fn care_lies_across_a_tariff_change_or_a_new_year() {
    for (adversity, from, to) in [
        (Adversity::AcrossTariffChange, "2024-12-21", "2024-12-22"),
        (Adversity::AcrossYears, "2024-12-31", "2025-01-01"),
    ] {
        for one in moved(adversity) {
            let days = (one.line.start.to_string(), one.line.end.to_string());
            assert_eq!((days.0.as_str(), days.1.as_str()), (from, to));
        }
    }
}
