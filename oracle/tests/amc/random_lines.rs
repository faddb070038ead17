//! Random lines and people.

use domain::{Cents, Convention, CoordinationOption, Line};
use oracle::amc::{AmoPayee, Code, Doctor, Facts, Person, Side, Thing};
use oracle::product::{AmoStatus, CarePlace, Lenses};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use crate::random_products::HEADINGS;
use crate::support::{consultation, day, person};

/// Lines of two years under those headings, whose AMO amounts hold together.
pub(crate) fn facts() -> impl Strategy<Value = Facts> {
    let amounts = (
        0..60_000_i64,
        0..20_000_i64,
        0..=100_i64,
        0..=100_i64,
        0..=200_i64,
        0..3_000_i64,
    );
    let things = (0..3_u64, 0..3_u64, 1..5_u32, 1..4_u32, 0..700_i32);
    let sides = || subsequence(vec![Side::Left, Side::Right], 0..=2);
    let body = (subsequence(vec![11, 12, 21], 0..=2), sides(), sides());
    let words = (
        select(vec![None, Some(Doctor::Optam), Some(Doctor::NonOptam)]),
        select(vec![
            CarePlace::Town,
            CarePlace::Clinic,
            CarePlace::Abroad,
            CarePlace::MedicoSocial,
        ]),
        select(vec![None, Some(Lenses::Simple), Some(Lenses::Complexe)]),
        prop::option::weighted(0.2, select(vec!["DA", "DE", "G", "NR", "XX"])),
        prop::option::weighted(0.1, select(vec![AmoStatus::Refused, AmoStatus::Outside])),
    );
    let yes = (
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
        prop::bool::weighted(0.05),
        prop::bool::weighted(0.1),
    );
    (select(HEADINGS.to_vec()), amounts, things, body, words, yes).prop_map(
        |(heading, amounts, things, (teeth, eyes, ears), words, yes)| {
            let (expense, base, rate, majoration, participation, earlier) = amounts;
            let (equipment, stay, quantity, examinations, later) = things;
            let (doctor, place, lenses, qualifier, amo_status) = words;
            let (network, prescribed, correction_changed, third_party, complement) = yes;
            let theoretical = expense.min(base) * rate / 100;
            let majoration = theoretical * majoration / 100;
            let amo = theoretical - majoration;
            let date = day("2024-01-01").plus(later);
            let line = Facts::new(Thing(0), heading, date);
            Facts {
                quantity,
                examinations,
                expense: Cents(expense),
                base: Cents(base),
                amo: Cents(amo),
                majoration: Cents(majoration),
                participation: Cents(participation.min(amo)),
                amo_status,
                doctor: doctor.filter(|_| heading.is_doctor()),
                place,
                network,
                prescribed,
                correction_changed,
                qualifier: qualifier.map(|code| Code::new(code).unwrap()),
                complement_of: complement.then_some(Thing(1)),
                equipment: Thing(1_000 + equipment),
                stay: Thing(2_000 + stay),
                teeth,
                eyes,
                ears,
                lenses,
                amo_payee: if third_party {
                    AmoPayee::ThirdParty
                } else {
                    AmoPayee::Insured
                },
                earlier: Cents(if network { earlier } else { 0 }),
                ..line
            }
        },
    )
}

pub(crate) fn lines() -> impl Strategy<Value = Vec<Facts>> {
    prop::collection::vec(facts(), 1..12).prop_map(|mut lines| {
        for (facts, number) in lines.iter_mut().zip(1..) {
            facts.line = Thing(number);
            facts.act = facts.complement_of.unwrap_or(facts.line);
        }
        lines
    })
}

pub(crate) fn someone() -> impl Strategy<Value = Person> {
    (0..2_000_i32, 0..900_i32, any::<bool>()).prop_map(|(born, since, changed)| {
        let member_since = day("2022-06-01").plus(since);
        Person {
            birth: Some(day("2019-01-01").plus(-born * 10)),
            member_since,
            product_since: if changed {
                member_since.plus(200)
            } else {
                member_since
            },
            ..person()
        }
    })
}

/// A consultation whose AMO amounts hold together: AMO_th never above the expense or the base.
pub(crate) fn line() -> impl Strategy<Value = Line> {
    let doctor = select(vec![
        (Convention::Secteur1, CoordinationOption::None),
        (Convention::Secteur2, CoordinationOption::Optam),
        (Convention::Secteur2, CoordinationOption::None),
        (Convention::None, CoordinationOption::None),
    ]);
    (
        0..20_000_i64,
        0..10_000_i64,
        0..=100_i64,
        0..=100_i64,
        doctor,
    )
        .prop_map(|(spent, base, rate, majoration, (convention, option))| {
            let theoretical = spent.min(base) * rate / 100;
            let majoration = theoretical * majoration / 100;
            Line {
                spent: Cents(spent),
                base: Cents(base),
                amount: Cents(theoretical - majoration),
                majoration: Cents(majoration),
                convention,
                option,
                specialty: 3,
                ..consultation("0.00", "0.00", "0.00")
            }
        })
}
