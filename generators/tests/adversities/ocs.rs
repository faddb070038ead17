//! Contracts of several OCs: in one file, and when one takes another in.

use std::collections::{BTreeMap, BTreeSet};

use domain::{Day, Decompte, OcNumber, Reaction, ReasonClass};
use generators::{Adversity, AdversityRates, WorldData, WorldSpec, declare_change, lot, whole_lot};
use noemie::Profiles;
use noemie::framing::Framing;
use noemie::links::MovementKind;
use noemie::profile::Profile;
use oracle::law::Law;

use super::homes::{decomptes, is_act, last, lived, touched};
use super::lived::{alone, live};

/// A file of décomptes, by the 010 groups it holds.
fn groups(bytes: &[u8]) -> Vec<(OcNumber, Vec<Decompte>)> {
    let files = noemie::decomptes::read(bytes, Profile::decomptes());
    let decomptes = files.into_iter().flat_map(|file| {
        let worst = file.reading.worst;
        assert!(matches!(worst, None | Some(noemie::finding::Due::Accept)));
        file.decomptes
    });
    let mut groups: Vec<(OcNumber, Vec<Decompte>)> = Vec::new();
    for (decompte, _) in decomptes {
        match groups.last_mut() {
            Some((oc, group)) if *oc == decompte.oc => group.push(decompte),
            _ => groups.push((decompte.oc, vec![decompte])),
        }
    }
    groups
}

#[test]
fn the_files_of_a_delegataire_hold_a_group_an_oc_and_each_is_settled() {
    let rates = AdversityRates::none()
        .with(Adversity::DelegatedOc, 500)
        .with(Adversity::WrongOc, 100);
    let spec = WorldSpec {
        adversities: rates,
        ..alone(Adversity::DelegatedOc, 100)
    };
    let data = WorldData::embedded().unwrap();
    let lot = lot(1, &spec, 0, Law::embedded(), &data).unwrap();
    let lived = live(1, &spec, 0);
    assert!(lived.met()[&Adversity::DelegatedOc] > 10);
    let managed: BTreeSet<_> = lot.members.iter().map(|row| row.oc).collect();
    assert_eq!(managed.len(), 2);
    let (mut two, mut beside_a_stranger) = (0, 0);
    for file in &lived.flow.deliveries {
        assert_eq!(file.id.receiver.as_oc(), Some(spec.oc));
        let groups = groups(&file.bytes);
        let own = groups.iter().filter(|(oc, _)| managed.contains(oc));
        let own: Vec<_> = own.map(|(oc, _)| oc).collect();
        let both = own.len() == 2 && own[0] != own[1];
        two += u32::from(both);
        beside_a_stranger += u32::from(both && groups.len() > 2);
        for (oc, group) in &groups {
            for (decompte, line) in group
                .iter()
                .flat_map(|one| one.lines.iter().map(move |line| (one, line)))
            {
                let outcome = lived.lines[&decompte.line_id(line)];
                let refused = outcome.reason == ReasonClass::OtherOc;
                assert_eq!(refused, !managed.contains(oc));
                let row = lot
                    .members
                    .iter()
                    .find(|row| row.beneficiary() == decompte.beneficiary);
                assert!(refused || row.is_none_or(|row| row.oc == *oc));
            }
        }
    }
    assert!(
        two > 10 && beside_a_stranger > 3,
        "{two} {beside_a_stranger}"
    );
}

/// The OC that takes in, and the day it does in a world of that adversity alone.
const MERGER: (&str, &str) = ("99000017", "2024-12-01");

#[test]
fn care_from_before_a_merger_comes_under_both_numbers_and_is_paid_once() {
    let (lot, lived) = lived(Adversity::OcMerged, 60);
    let (new, switch) = (MERGER.0.parse().unwrap(), MERGER.1.parse().unwrap());
    let (mut old_number, mut new_number, mut after) = (0, 0, 0);
    for decompte in touched(&lived) {
        assert!(lot.members.iter().any(|row| row.oc == decompte.oc));
        for line in decompte.lines.iter().filter(is_act) {
            let under_new = decompte.oc == new;
            if line.start >= switch {
                after += 1;
                assert!(under_new);
            } else if under_new {
                new_number += 1;
            } else if decompte.date >= switch {
                old_number += 1;
            }
        }
    }
    assert!(
        old_number > 10 && new_number > 10 && after > 10,
        "{old_number} {new_number} {after}"
    );
    let mut paid: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    let mut held = 0;
    for decompte in decomptes(&lived) {
        for line in decompte.lines.iter().filter(is_act) {
            let outcome = lived.lines[&decompte.line_id(line)];
            let care = (
                decompte.beneficiary,
                line.act,
                line.start,
                line.executor,
                line.spent,
            );
            held += u32::from(outcome.reason == ReasonClass::DuplicateSuspected);
            if outcome.reaction == Reaction::Paid {
                paid.entry(care).or_default().insert(decompte.number);
            }
        }
    }
    assert!(held > 10, "{held}");
    assert!(paid.values().all(|numbers| numbers.len() == 1));
    let rows = last(&lot);
    assert!(rows.iter().all(|row| row.oc == new));
}

#[test]
fn a_merger_is_told_and_declared_under_the_new_number() {
    let spec = alone(Adversity::OcMerged, 60);
    let data = WorldData::embedded().unwrap();
    let (files, _) = whole_lot(1, &spec, 0, &data, Profiles::shipped()).unwrap();
    let new: OcNumber = MERGER.0.parse().unwrap();
    let switch = MERGER.1.parse().unwrap();
    let mut reasons: BTreeMap<u8, u32> = BTreeMap::new();
    let answers = files.files.iter().filter(|file| file.id.reference == 929);
    for file in answers.filter(|file| file.id.date >= switch) {
        for reading in noemie::links::read_answers(&file.bytes, Profile::answers()) {
            for (answer, _) in reading.entries {
                assert_eq!(answer.movement.oc, new);
                *reasons.entry(answer.reason).or_insert(0) += 1;
            }
        }
    }
    // One link a person: a second one would overlap, or fill the file of the insured.
    assert_eq!(reasons.get(&53), None, "{reasons:?}");
    assert!(
        reasons[&75] > 20 && reasons[&33] >= reasons[&75],
        "{reasons:?}"
    );
}

#[test]
fn a_year_end_campaign_cancels_before_it_creates_without_gap_or_overlap() {
    let (lot, lived) = lived(Adversity::YearEndCampaign, 100);
    let (end, start) = ("2024-12-31".parse().unwrap(), "2025-01-01".parse().unwrap());
    let mut members = lot.members.clone();
    let (mut cancelled, mut created) = (0, 0);
    for change in &lot.changes {
        let files = declare_change(&members, change, Profile::movements(), &Framing::default());
        for file in files.unwrap() {
            let mut gone = BTreeSet::new();
            for reading in noemie::links::read_movements(&file, Profile::movements()) {
                for (movement, _) in reading.entries {
                    let who = (movement.nir, movement.birth, movement.rank);
                    match movement.kind {
                        MovementKind::Cancel if movement.end == Some(end) => {
                            assert!(movement.start < end);
                            gone.insert(who);
                            cancelled += 1;
                        }
                        MovementKind::Create if movement.start == start => {
                            assert!(gone.contains(&who), "A before C");
                            created += 1;
                        }
                        _ => {}
                    }
                }
            }
        }
        change.apply(&mut members);
    }
    assert!(
        cancelled > 100 && created == cancelled,
        "{cancelled} {created}"
    );
    let (mut before, mut late, mut after) = (0, 0, 0);
    for decompte in touched(&lived) {
        for line in decompte.lines.iter().filter(is_act) {
            let mut rows = members
                .iter()
                .filter(|row| row.beneficiary() == decompte.beneficiary && row.covers(line.start));
            let row = rows.next().unwrap();
            assert_eq!(rows.next(), None, "no overlap");
            if let Some(product) = lived.products.get(&decompte.line_id(line)) {
                assert_eq!(product, &row.product);
            }
            let is_before = line.start <= end;
            before += u32::from(is_before);
            late += u32::from(is_before && decompte.date > end);
            after += u32::from(!is_before);
        }
    }
    assert!(late > 10 && after > 10, "{before} {late} {after}");
}

#[test]
fn a_contract_that_is_declared_before_its_time_is_presented_again() {
    let spec = alone(Adversity::YearEndTooEarly, 60);
    let data = WorldData::embedded().unwrap();
    let (files, _) = whole_lot(1, &spec, 0, &data, Profiles::shipped()).unwrap();
    let start = "2025-01-01".parse().unwrap();
    let mut reasons: BTreeMap<(Day, u8), BTreeSet<_>> = BTreeMap::new();
    for file in files.files.iter().filter(|file| file.id.reference == 929) {
        for reading in noemie::links::read_answers(&file.bytes, Profile::answers()) {
            for (answer, _) in reading.entries {
                let movement = answer.movement;
                if movement.start == start {
                    let who = (movement.nir, movement.birth, movement.rank);
                    let answered = reasons.entry((file.id.date, answer.reason)).or_default();
                    answered.insert(who);
                }
            }
        }
    }
    let rejected: BTreeSet<_> = reasons
        .iter()
        .filter(|((_, reason), _)| *reason == 22)
        .flat_map(|((day, _), whom)| {
            assert!(*day < start);
            whom
        })
        .collect();
    // The first of January rests.
    let answered = spec.calendar.working_day(start);
    let linked: BTreeSet<_> = reasons[&(answered, 33)].iter().collect();
    assert!(rejected.len() > 40, "{}", rejected.len());
    assert_eq!(rejected, linked);
    let lived = live(1, &spec, 0);
    let after = touched(&lived).into_iter().filter(|decompte| {
        let mut acts = decompte.lines.iter().filter(is_act);
        acts.all(|line| line.start >= start)
    });
    assert!(after.count() > 20);
}
