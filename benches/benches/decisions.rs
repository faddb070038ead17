//! The oracle: AMO liquidations, AMC shares, a mixed year of both, questions and whole ledgers, in decisions a
//! second.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a benchmark that cannot be set up may stop"
)]

use std::hint::black_box;

use benches::ledger::Lot;
use benches::questions::batch;
use benches::year::Year;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use domain::{Cents, CoordinationOption, Day, Heading, Line, PsNumber};
use oracle::ambiguity::Choices;
use oracle::amc::{self, Facts, Journal, Person, Thing};
use oracle::amo::{
    Care, Counters, Doctor, DrugLabel, Exemption, Kind, Parcours, Patient, Sector, Tariff,
    liquidate,
};
use oracle::law::Law;
use oracle::quote::{Question, Session};
use oracle::trace::{NoTrace, Steps};

/// A mixed quarter of care of one person.
fn quarter() -> Vec<Care> {
    let start = Day::new(2024, 11, 1).expect("a day");
    let consultation = |tariff, sector, specialty| Kind::Consultation {
        tariff,
        doctor: Doctor {
            sector,
            option: CoordinationOption::None,
            specialty,
        },
    };
    let kinds = [
        consultation(Tariff::Generaliste, Sector::One, 1),
        Kind::Drug(DrugLabel::SoixanteCinq),
        Kind::BoxFee(DrugLabel::SoixanteCinq),
        Kind::PrescriptionFee,
        consultation(Tariff::SpecialisteCoordonne, Sector::Two, 3),
        Kind::Biology,
        Kind::Drug(DrugLabel::Trente),
        consultation(Tariff::SpecialisteDirect, Sector::TwoOptam, 8),
    ];
    (0..64_u8)
        .map(|i| Care {
            day: start.plus(i32::from(i)),
            kind: kinds[usize::from(i) % kinds.len()],
            fee: Cents(4_000),
            quantity: 1,
            coefficient: 6_000,
            count: 2,
            base: Some(Cents(2_650)),
            parcours: if i % 7 == 0 {
                Parcours::Out
            } else {
                Parcours::In
            },
            exemption: if i % 11 == 0 {
                Exemption::AldRelated
            } else {
                Exemption::None
            },
            executor: PsNumber::new(750_000_000 + u32::from(i)).expect("nine digits"),
            third_party: i % 3 == 0,
        })
        .collect()
}

fn amo(criterion: &mut Criterion) {
    let law = Law::embedded();
    let patient = Patient::born(Day::new(1980, 5, 5).expect("a day"));
    let cares = quarter();
    let mut group = criterion.benchmark_group("oracle/amo");
    group.throughput(Throughput::Elements(cares.len() as u64));
    group.bench_function("liquidate, no trace", |bencher| {
        bencher.iter(|| {
            let mut counters = Counters::default();
            let mut sum = Cents::ZERO;
            for care in &cares {
                let settled = liquidate(law, &patient, care, &mut counters, &mut NoTrace);
                sum += settled.expect("the law covers it").amount;
            }
            black_box(sum)
        });
    });
    group.bench_function("liquidate, full trace", |bencher| {
        bencher.iter(|| {
            let mut counters = Counters::default();
            let mut steps = Steps::default();
            for care in &cares {
                let settled = liquidate(law, &patient, care, &mut counters, &mut steps);
                black_box(settled.expect("the law covers it"));
            }
            black_box(steps.0.len())
        });
    });
    group.finish();
}

fn amc(criterion: &mut Criterion) {
    let lot = Lot::sound();
    let products = lot.products();
    let lines: Vec<Line> = lot.decomptes().flat_map(|d| d.lines.clone()).collect();
    let choices = Choices::default();
    // A hundred lines a household, as a family has in a year or two.
    let households: Vec<Vec<Facts>> = lines
        .iter()
        .zip(1..)
        .filter_map(|(line, id)| {
            let heading = Heading::of(line.act, line.specialty)?;
            Some(Facts::of_line(line, Thing(id), heading, Cents::ZERO))
        })
        .collect::<Vec<_>>()
        .chunks(100)
        .map(<[Facts]>::to_vec)
        .collect();
    let since = Day::new(2020, 1, 1).expect("a day");
    let person = Person {
        id: Thing(0),
        household: Thing(0),
        birth: Day::new(1980, 5, 5),
        member_since: since,
        product_since: since,
        waits_until: None,
    };
    let mut group = criterion.benchmark_group("oracle/amc");
    let count: usize = households.iter().map(Vec::len).sum();
    group.throughput(Throughput::Elements(count as u64));
    for (name, traced) in [("share, no trace", false), ("share, full trace", true)] {
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let mut sum = Cents::ZERO;
                let mut journal = Journal::default();
                for lines in &households {
                    journal.clear();
                    for facts in lines {
                        let product = &products[1];
                        let share = if traced {
                            let mut steps = Steps::default();
                            amc::share(product, &choices, facts, &person, &mut journal, &mut steps)
                        } else {
                            amc::share(
                                product,
                                &choices,
                                facts,
                                &person,
                                &mut journal,
                                &mut NoTrace,
                            )
                        };
                        sum += share.expect("the law covers it").amount;
                    }
                }
                black_box(sum)
            });
        });
    }
    group.throughput(Throughput::Elements(lot.lines() as u64));
    group.bench_function("ledger, no trace", |bencher| {
        bencher.iter(|| black_box(lot.deliver().lines(0).len()));
    });
    group.finish();
}

/// A mixed year of care, both halves of the oracle.
fn year(criterion: &mut Criterion) {
    let mut year = Year::new();
    let mut group = criterion.benchmark_group("oracle/year");
    group.throughput(Throughput::Elements(year.acts() as u64));
    group.bench_function("both halves, no trace", |bencher| {
        let mut used = year.nothing_used();
        bencher.iter(|| {
            year.again(&mut used);
            black_box(year.whole(&mut used, &mut NoTrace))
        });
    });
    group.bench_function("both halves, full trace", |bencher| {
        let mut used = year.nothing_used();
        bencher.iter(|| {
            year.again(&mut used);
            for place in 0..year.acts() {
                let mut steps = Steps::default();
                black_box(year.settle(place, &mut used, &mut steps));
                black_box(&steps);
            }
        });
    });
    group.finish();
    // The middle of the year: counters and journal half full.
    let place = year.acts() / 2;
    let mut used = year.nothing_used();
    for earlier in 0..place {
        year.settle(earlier, &mut used, &mut NoTrace);
    }
    let mut group = criterion.benchmark_group("oracle/one");
    group.bench_function("both halves, no trace", |bencher| {
        bencher.iter(|| {
            let (settled, paid) = year.settle(place, &mut used, &mut NoTrace);
            year.take_back(place, &settled, &mut used);
            black_box(paid)
        });
    });
    group.bench_function("both halves, full trace", |bencher| {
        bencher.iter(|| {
            let mut steps = Steps::default();
            let (settled, paid) = year.settle(place, &mut used, &mut steps);
            year.take_back(place, &settled, &mut used);
            black_box((steps, paid))
        });
    });
    group.finish();
}

/// Questions, as `etalon quote` answers them.
fn quote(criterion: &mut Criterion) {
    let fresh = Session::default();
    let read = |line: &str| -> Question { serde_json::from_str(line).expect("a question") };
    let questions: Vec<Question> = batch(2_000, 25, true).lines().map(read).collect();
    let mut group = criterion.benchmark_group("oracle/quote");
    group.bench_function("one", |bencher| {
        let alone = read(r#"{"date":"2025-03-01","act":"G","fee":5000,"products":["equilibre"]}"#);
        let mut session = fresh.clone();
        bencher.iter(|| black_box(session.answer(&alone).expect("an answer")));
    });
    group.throughput(Throughput::Elements(questions.len() as u64));
    group.bench_function("batch", |bencher| {
        bencher.iter(|| {
            let mut session = fresh.clone();
            for question in &questions {
                black_box(session.answer(question).expect("an answer"));
            }
        });
    });
    group.finish();
}

criterion_group!(benches, amo, amc, year, quote);
criterion_main!(benches);
