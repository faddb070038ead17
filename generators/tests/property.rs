//! Values for property tests: what they promise, and that a failing one shrinks to the smallest.

#![allow(clippy::unwrap_used, reason = "a test may stop")]
#![cfg(all(feature = "proptest", feature = "quickcheck"))]

use generators::LifeEvent;
use generators::property::{CareYear, Flow, Holds, Knobs, People, Portfolio, Sampled, strategy};
use noemie::Profiles;
use noemie::finding::Severity;
use oracle::ambiguity::Choices;
use oracle::ledger::{Content, Delivered, Ledger};
use oracle::product::Product;
use proptest::test_runner::{Config, TestError, TestRunner};
use quickcheck::{Arbitrary as _, Gen};

fn products() -> Vec<Product> {
    let shipped = Product::shipped().into_iter();
    let shipped = shipped.chain(Product::shipped_on_top());
    let parse = |(name, text): (&str, &str)| Product::parse(name, text).unwrap();
    shipped.map(parse).collect()
}

fn folded(flow: &Flow) -> Ledger {
    let mut ledger = Ledger::new(&products(), &flow.members, Choices::default()).unwrap();
    let mut members = flow.members.clone();
    let mut changes = flow.changes.iter().peekable();
    for file in &flow.files {
        while let Some(change) = changes.next_if(|change| change.day <= file.day) {
            change.apply(&mut members);
            ledger.set_portfolio(&members, Some(change.day)).unwrap();
        }
        let content = match &file.holds {
            Holds::Sound(_, decomptes) => Content::Decomptes(decomptes),
            Holds::Damaged(_) => Content::Condemned,
        };
        ledger.deliver(&Delivered {
            id: Some(file.id),
            content,
            received: Some(file.day),
        });
    }
    ledger
}

fn runner(cases: u32) -> TestRunner {
    let config = Config {
        cases,
        failure_persistence: None,
        max_shrink_iters: 100_000,
        ..Config::default()
    };
    TestRunner::new_with_rng(
        config,
        proptest::test_runner::TestRng::deterministic_rng(
            proptest::test_runner::RngAlgorithm::ChaCha,
        ),
    )
}

#[test]
fn a_seed_gives_the_same_flow_and_its_files_read_back() {
    let flows = strategy::<Flow>(Knobs::default());
    runner(100)
        .run(&flows, |flow| {
            let again = Flow::sample(flow.options.seed, &Knobs::default());
            assert_eq!(again.files, flow.files);
            assert_eq!(again.members, flow.members);
            for file in &flow.files {
                let bytes = file.bytes();
                let read = noemie::decomptes::read(&bytes, Profiles::shipped().decomptes());
                if let Holds::Sound(_, decomptes) = &file.holds {
                    assert_eq!(read.len(), 1);
                    let mut findings = read[0].findings().iter();
                    assert!(findings.all(|finding| finding.severity == Severity::Note));
                    let held = read[0].decomptes.iter().map(|(decompte, _)| decompte);
                    assert!(held.eq(decomptes));
                }
            }
            Ok(())
        })
        .unwrap();
}

/// What fails where a flow has a line of pharmacy at 65 %.
fn has_ph7(flow: &Flow) -> bool {
    let decomptes = flow.files.iter().flat_map(|file| file.decomptes());
    decomptes
        .flat_map(|decompte| &decompte.lines)
        .any(|line| line.act.to_string() == "PH7")
}

fn is_the_smallest_with_ph7(flow: &Flow) {
    assert_eq!(flow.files.len(), 1, "{flow:?}");
    let decomptes = flow.files[0].decomptes();
    assert_eq!(
        (decomptes.len(), decomptes[0].lines.len()),
        (1, 1),
        "{flow:?}"
    );
    assert_eq!(decomptes[0].lines[0].act.to_string(), "PH7");
    let insured: std::collections::BTreeSet<_> =
        flow.members.iter().map(|member| member.nir).collect();
    assert_eq!(insured.len(), 1, "{flow:?}");
    assert!(flow.smaller().all(|smaller| !has_ph7(&smaller)));
    // What is left is sound on the wire.
    let read = noemie::decomptes::read(&flow.files[0].bytes(), Profiles::shipped().decomptes());
    assert_eq!(read[0].findings(), []);
}

#[test]
fn proptest_shrinks_a_failing_flow_to_one_line() {
    let knobs = Knobs {
        insured: 3..=5,
        months: 3..=6,
        ..Knobs::default()
    };
    let result = runner(50).run(&strategy::<Flow>(knobs), |flow| {
        proptest::prop_assert!(!has_ph7(&flow));
        Ok(())
    });
    let Err(TestError::Fail(_, flow)) = result else {
        panic!("no flow of fifty has a drug at 65 %")
    };
    is_the_smallest_with_ph7(&flow);
}

#[test]
fn quickcheck_shrinks_a_failing_flow_to_one_line() {
    let mut g = Gen::new(100);
    let mut flow = (0..50)
        .map(|_| Flow::arbitrary(&mut g))
        .find(has_ph7)
        .unwrap();
    while let Some(smaller) = flow.shrink().find(has_ph7) {
        flow = smaller;
    }
    is_the_smallest_with_ph7(&flow);
}

#[test]
fn every_flow_can_be_folded_and_every_portfolio_opened() {
    runner(200)
        .run(&strategy::<Flow>(Knobs::default()), |flow| {
            let ledger = folded(&flow);
            for (index, file) in flow.files.iter().enumerate() {
                let lines: usize = file
                    .decomptes()
                    .iter()
                    .map(|decompte| decompte.lines.len())
                    .sum();
                let accepted =
                    ledger.file(index).unwrap().reaction == domain::FileReaction::Accepted;
                proptest::prop_assert_eq!(
                    ledger.lines(index).len(),
                    if accepted { lines } else { 0 }
                );
            }
            Ok(())
        })
        .unwrap();
    runner(200)
        .run(&strategy::<Portfolio>(Knobs::default()), |portfolio| {
            proptest::prop_assert!(
                Ledger::new(&products(), &portfolio.members, Choices::default()).is_ok()
            );
            Ok(())
        })
        .unwrap();
}

#[test]
fn lives_and_care_are_whole_and_shrink_to_one() {
    runner(100)
        .run(&strategy::<People>(Knobs::default()), |people| {
            let persons = people.households.iter().flat_map(|home| &home.persons);
            proptest::prop_assert!(persons.clone().count() >= people.households.len());
            proptest::prop_assert!(
                persons
                    .into_iter()
                    .all(|person| person.died.is_none_or(|died| person.born < died))
            );
            Ok(())
        })
        .unwrap();
    runner(100)
        .run(&strategy::<CareYear>(Knobs::default()), |year| {
            let days = year.bills.iter().map(|invoice| invoice.processed);
            proptest::prop_assert!(days.is_sorted());
            Ok(())
        })
        .unwrap();
    let result = runner(100).run(&strategy::<CareYear>(Knobs::default()), |year| {
        let acts = year.bills.iter().flat_map(|invoice| invoice.bill.acts());
        let overruns = acts.filter(|care| care.base.is_some_and(|base| care.fee > base));
        proptest::prop_assert!(overruns.count() == 0);
        Ok(())
    });
    let Err(TestError::Fail(_, year)) = result else {
        panic!("no act in a hundred years of care costs more than its base")
    };
    assert_eq!(year.bills.len(), 1, "{year:?}");
    assert_eq!(year.options.world.insured, 1, "{year:?}");
}

/// Worlds long enough for something to be learned within them.
fn years() -> Knobs {
    Knobs {
        insured: 2..=5,
        months: 9..=12,
        ..Knobs::default()
    }
}

/// The smallest value of fifty for which that is true.
fn smallest<T: Sampled>(is_met: impl Fn(&T) -> bool) -> T {
    let result = runner(50).run(&strategy::<T>(years()), |value| {
        proptest::prop_assert!(!is_met(&value));
        Ok(())
    });
    match result {
        Err(TestError::Fail(_, value)) => value,
        _ => panic!("none of fifty worlds meets it"),
    }
}

#[test]
fn what_a_portfolio_learns_shrinks_to_one_row() {
    let learns = |portfolio: &Portfolio| {
        let mut rows = portfolio.changes.iter().flat_map(|change| &change.rows);
        rows.any(|row| row.member.end.is_some())
    };
    let small = smallest(learns);
    let [change] = &small.changes[..] else {
        panic!("{small:?}")
    };
    assert_eq!(
        (change.rows.len(), small.members.len()),
        (1, 1),
        "{small:?}"
    );
    // It can still be put into what is left.
    let mut members = small.members.clone();
    change.apply(&mut members);
    assert!(members.contains(&change.rows[0].member));
    // Nothing is learned where nothing has to be.
    let without = small.smaller().find(|smaller| smaller.changes.is_empty());
    assert_eq!(without.unwrap().members, small.members);
}

#[test]
fn what_a_flow_learns_is_forgotten_where_files_alone_fail() {
    let rows = |flow: &Flow| -> usize { flow.changes.iter().map(|change| change.rows.len()).sum() };
    let mut forgotten = 0;
    for seed in 0..20 {
        let mut flow = Flow::sample(seed, &years());
        while rows(&flow) > 0 {
            let without = flow.smaller().find(|smaller| {
                smaller.trimmed
                    && rows(smaller) < rows(&flow)
                    && smaller.members == flow.members
                    && smaller.files == flow.files
            });
            let Some(without) = without else {
                panic!("seed {seed}: {} rows are never forgotten", rows(&flow))
            };
            forgotten += rows(&flow) - rows(&without);
            flow = without;
        }
    }
    assert!(forgotten > 10, "{forgotten}");
}

#[test]
fn what_happens_to_people_shrinks_to_one_event() {
    let has_birth = |people: &People| {
        let mut events = people.households.iter().flat_map(|home| &home.events);
        events.any(|(_, event)| matches!(event, LifeEvent::Born(_)))
    };
    let small = smallest(has_birth);
    let [home] = &small.households[..] else {
        panic!("{small:?}")
    };
    let [(_, LifeEvent::Born(child))] = home.events[..] else {
        panic!("{home:?}")
    };
    assert!(child < home.persons.len());
    assert!(home.persons.iter().all(|person| person.died.is_none()));
    let quiet = &small.smaller().last().unwrap().households[0];
    assert_eq!(
        (&quiet.events[..], quiet.persons.len()),
        (&[][..], home.persons.len() - 1)
    );
}
