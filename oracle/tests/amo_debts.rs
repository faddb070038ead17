//! Debts of third-party payment, and cancellations in any order.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod amo_support;

use amo_support::{adult, care, day, drug, gp, next};
use domain::{Cents, CoordinationOption, PsNumber};
use oracle::amo::{
    Care, Counters, Debt, Debts, Doctor, DrugLabel, Exemption, Kind, Liquidation, Means, Optics,
    Profession, Sector, Technique, Withheld, liquidate,
};
use oracle::law::Law;
use oracle::rules;
use oracle::trace::{NoTrace, Steps};
use proptest::prelude::*;

/// Q8 of rules §10: an analysis at 15.00 under ALD paid to the laboratory, then a GP at 30.00 paid to the
/// insured.
#[test]
fn what_third_party_payment_put_off_comes_back_on_the_next_payment() {
    let related = |care| Care {
        exemption: Exemption::AldRelated,
        ..care
    };
    let analysis = Care {
        coefficient: 6_000,
        count: 1,
        third_party: true,
        ..related(care("2025-03-01", Kind::Biology, Cents(1_500)))
    };
    let visit = Care {
        fee: Cents(3_000),
        ..related(gp("2025-03-10"))
    };
    let (mut counters, mut debts) = (Counters::default(), Debts::default());
    let lab = next(&adult(), &analysis, &mut counters);
    debts.put_off(&analysis, &lab, 1);
    assert_eq!(lab.paid(), Cents(1_500));
    let settled = next(&adult(), &visit, &mut counters);
    debts.put_off(&visit, &settled, 2);
    let mut steps = Steps::default();
    let recovered = debts
        .recover(settled.paid(), 99, &mut steps)
        .collect::<Vec<_>>();
    assert_eq!(recovered.len(), 1);
    assert_eq!(recovered[0].withheld, Withheld::Participation);
    assert_eq!((recovered[0].of, recovered[0].day), (1, day("2025-03-01")));
    assert_eq!(settled.paid() - recovered[0].amount, Cents(2_600));
    assert_eq!(debts, Debts::default());
    assert_eq!(steps.0.len(), 1);
    assert!(rules::rule(steps.0[0].rule).is_some());
    assert_eq!(steps.0[0].result, "2.00");
}

/// Boxes paid to the pharmacy: one debt of `boxes` euros. In a book, each a day after the other.
fn deferred(boxes: u8) -> Care {
    Care {
        third_party: true,
        ..drug("2025-03-01", DrugLabel::SoixanteCinq, Cents(9_000), boxes)
    }
}

/// What is recovered of a payment, all of it.
fn pay(debts: &mut Debts<usize>, paid: Cents, at_most: usize) -> Vec<Debt<usize>> {
    debts.recover(paid, at_most, &mut NoTrace).collect()
}

fn book(boxes: &[u8]) -> (Vec<(Care, Liquidation)>, Debts<usize>) {
    let (mut counters, mut debts) = (Counters::default(), Debts::default());
    let mut acts = Vec::new();
    for (of, boxes) in boxes.iter().enumerate() {
        let mut care = deferred(*boxes);
        care.day = care.day.plus(i32::try_from(of).unwrap());
        let settled = next(&adult(), &care, &mut counters);
        debts.put_off(&care, &settled, of);
        acts.push((care, settled));
    }
    (acts, debts)
}

#[test]
fn a_debt_is_recovered_whole_or_waits() {
    let (_, mut debts) = book(&[3, 2, 1]);
    let amounts = |debts: &[Debt<usize>]| -> Vec<(usize, i64)> {
        debts.iter().map(|debt| (debt.of, debt.amount.0)).collect()
    };
    // 3.00 does not fit in 2.50, 2.00 does; 1.00 no longer.
    assert_eq!(amounts(&pay(&mut debts, Cents(250), 99)), [(1, 200)]);
    assert_eq!(debts.owed(), Cents(400));
    assert_eq!(amounts(&pay(&mut debts, Cents(1_000), 0)), []);
    assert_eq!(amounts(&pay(&mut debts, Cents(1_000), 1)), [(0, 300)]);
    assert_eq!(amounts(&pay(&mut debts, Cents(1_000), 99)), [(2, 100)]);
    assert_eq!(debts.iter().count(), 0);
}

#[test]
fn an_act_taken_back_owes_nothing_or_is_given_back() {
    let (acts, mut debts) = book(&[3, 2]);
    debts.forgive(&acts[1].0, &acts[1].1, 1);
    assert_eq!(debts.owed(), Cents(300));
    assert_eq!(pay(&mut debts, Cents(500), 99).len(), 1);
    debts.forgive(&acts[0].0, &acts[0].1, 0);
    assert_eq!(debts.owed(), Cents(-300));
    let back = pay(&mut debts, Cents::ZERO, 99);
    assert_eq!(back[0].amount, Cents(-300));
    assert_eq!(debts, Debts::default());
}

#[test]
fn a_payment_taken_back_owes_again_what_it_recovered() {
    let (acts, mut debts) = book(&[3, 2, 1]);
    let whole = debts.clone();
    // 3.00 and 1.00 do not fit: 2.00 is owed again at its age.
    let recovered = pay(&mut debts, Cents(290), 99);
    assert_eq!(recovered.len(), 1);
    debts.owe_again(recovered);
    assert_eq!(debts, whole);
    let recovered = pay(&mut debts, Cents(600), 99);
    assert_eq!(debts, Debts::default());
    debts.owe_again(recovered);
    assert_eq!(debts, whole);
    // An act that is taken back in between owes nothing in the end, whichever is taken back first.
    let recovered = pay(&mut debts, Cents(300), 99);
    assert_eq!(recovered[0].of, 0);
    debts.forgive(&acts[0].0, &acts[0].1, 0);
    assert_eq!(debts.owed(), Cents(300 - 300));
    debts.owe_again(recovered);
    assert_eq!(debts.owed(), Cents(300));
    assert_eq!(debts.iter().count(), 2);
}

#[test]
fn an_act_paid_to_the_insured_owes_nothing() {
    let visit = gp("2025-03-01");
    let settled = next(&adult(), &visit, &mut Counters::default());
    let mut debts = Debts::default();
    debts.put_off(&visit, &settled, 1);
    debts.forgive(&visit, &settled, 1);
    assert_eq!(debts, Debts::default());
}

fn any_care() -> impl Strategy<Value = Care> {
    let transport = Kind::Transport {
        means: Means::Taxi,
        urgent: false,
    };
    // Told alike on every act of a session.
    let heavy = Kind::Technical {
        technique: Technique::Medical,
        doctor: Doctor {
            sector: Sector::One,
            option: CoordinationOption::None,
            specialty: 8,
        },
        others: Cents(8_000),
    };
    let on_the_line = |kind| Care {
        base: Some(Cents(4_000)),
        ..care("2024-01-01", kind, Cents(4_000))
    };
    let act = prop_oneof![
        Just(gp("2024-01-01")),
        (1..12u8).prop_map(|boxes| drug("2024-01-01", DrugLabel::Trente, Cents(20_000), boxes)),
        (1..8u8).prop_map(|count| Care {
            count,
            coefficient: 8_000,
            ..care("2024-01-01", Kind::Biology, Cents(100_000))
        }),
        Just(on_the_line(Kind::Letter(Profession::Kine))),
        Just(on_the_line(heavy)),
        Just(on_the_line(transport)),
        Just(care("2024-01-01", Kind::Psychologist, Cents(9_000))),
        (1..3u8).prop_map(|quantity| Care {
            quantity,
            ..care("2024-01-01", Kind::Optics(Optics::Contacts), Cents(9_000))
        }),
    ];
    // Few days, around the changes, so that the caps of a day and of a year are reached.
    let days = prop_oneof![0..4i32, 88..92i32, 132..137i32, 362..370i32];
    (act, days, 1..3u32, any::<bool>()).prop_map(|(care, offset, executor, third_party)| Care {
        day: day("2024-01-01").plus(offset),
        executor: PsNumber::new(executor).unwrap(),
        third_party,
        ..care
    })
}

/// Acts, and the order in which they are taken back.
fn acts_and_order() -> impl Strategy<Value = (Vec<Care>, Vec<usize>)> {
    prop::collection::vec(any_care(), 0..50).prop_flat_map(|cares| {
        let order: Vec<usize> = (0..cares.len()).collect();
        (Just(cares), Just(order).prop_shuffle())
    })
}

proptest! {
    /// Whatever the order, nothing stays counted, and nothing owed either way.
    #[test]
    fn taking_everything_back_in_any_order_restores_counters_and_debts((cares, order) in acts_and_order()) {
        let (mut counters, mut debts) = (Counters::default(), Debts::default());
        let mut settled = Vec::new();
        for (of, care) in cares.iter().enumerate() {
            // A session too many counts nothing.
            let law = Law::embedded();
            let result = liquidate(law, &adult(), care, &mut counters, &mut NoTrace).ok();
            let mut recovered = Vec::new();
            if let Some(act) = &result {
                debts.put_off(care, act, of);
                if !care.third_party {
                    recovered = pay(&mut debts, act.paid(), 99);
                    let taken: Cents = recovered.iter().map(|debt| debt.amount).sum();
                    prop_assert!(taken <= act.paid());
                }
            }
            settled.push((result, recovered));
        }
        for of in order {
            let (act, recovered) = &mut settled[of];
            if let Some(act) = act {
                counters.take_back(&cares[of], act);
                debts.owe_again(std::mem::take(recovered));
                debts.forgive(&cares[of], act, of);
            }
        }
        prop_assert_eq!(counters, Counters::default());
        prop_assert_eq!(debts, Debts::default());
    }

    /// Half of a life taken back is the same whatever the order.
    #[test]
    fn the_order_of_cancellations_changes_nothing((cares, order) in acts_and_order()) {
        let mut counters = Counters::default();
        let mut acts = Vec::new();
        for care in &cares {
            let law = Law::embedded();
            if let Ok(act) = liquidate(law, &adult(), care, &mut counters, &mut NoTrace) {
                acts.push((*care, act));
            }
        }
        let half: Vec<_> = order.into_iter().take(cares.len() / 2).filter_map(|at| acts.get(at)).collect();
        let mut other = counters.clone();
        for (care, act) in &half {
            counters.take_back(care, act);
        }
        for (care, act) in half.iter().rev() {
            other.take_back(care, act);
        }
        prop_assert_eq!(counters, other);
    }
}
