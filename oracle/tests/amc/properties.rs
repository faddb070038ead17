use domain::{Cents, Convention, CoordinationOption, Line};
use oracle::ambiguity::Choices;
use oracle::amc::{Counters, Debited, SettledAct, remainder, share};
use oracle::product::{ByDoctor, Guarantee, Level, Percent, Product};
use oracle::trace::NoTrace;
use proptest::prelude::*;

use crate::support::consultation;

/// A line whose AMO amounts hold together: AMO_th never above the expense or the base.
fn line() -> impl Strategy<Value = Line> {
    let doctor = prop_oneof![
        Just((Convention::Secteur1, CoordinationOption::None)),
        Just((Convention::Secteur2, CoordinationOption::Optam)),
        Just((Convention::Secteur2, CoordinationOption::None)),
        Just((Convention::None, CoordinationOption::None)),
    ];
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
                ..consultation("0.00", "0.00", "0.00")
            }
        })
}

fn percent() -> impl Strategy<Value = Percent> {
    prop_oneof![
        (0..500_u16).prop_map(Percent::Same),
        (0..500_u16, 0..500_u16)
            .prop_map(|(optam, non_optam)| Percent::ByDoctor(ByDoctor { optam, non_optam })),
    ]
}

fn product(responsible: bool) -> impl Strategy<Value = Product> {
    let level = prop_oneof![
        percent().prop_map(Level::Br),
        percent().prop_map(Level::BrOnTop),
        Just(Level::RealExpense),
    ];
    (level, proptest::option::of(0..10_000_i64)).prop_map(move |(level, ceiling)| {
        let guarantee = Guarantee {
            level,
            overrun_per_year: ceiling.map(Cents),
        };
        Product {
            responsible,
            refunds_participation: !responsible,
            ..Product::single("any", Some(guarantee))
        }
    })
}

fn theoretical(line: &Line) -> Cents {
    line.amount + line.majoration
}

proptest! {
    #[test]
    fn a_responsible_contract_stays_under_the_theoretical_rest(product in product(true), line in line()) {
        let mut counters = Counters::default();
        let share = share(&product, &Choices::default(), &line, Cents(200), &mut counters, &mut NoTrace);
        prop_assert!(share.amount >= Cents::ZERO);
        prop_assert!(share.amount <= line.spent - theoretical(&line));
    }

    #[test]
    fn both_insurers_stay_under_the_expense(
        product in prop_oneof![product(true), product(false)],
        line in line(),
        participation in 0..=200_i64,
    ) {
        let participation = Cents(participation).min(line.amount);
        let mut counters = Counters::default();
        let share = share(&product, &Choices::default(), &line, participation, &mut counters, &mut NoTrace);
        let amo_paid = line.amount - participation;
        prop_assert!(share.amount <= line.spent - amo_paid);
    }

    #[test]
    fn non_optam_never_gets_more_than_the_base_beyond_the_ticket_moderateur(product in product(true), line in line()) {
        prop_assume!(line.convention == Convention::None);
        let mut counters = Counters::default();
        let share = share(&product, &Choices::default(), &line, Cents::ZERO, &mut counters, &mut NoTrace);
        let moderateur = (line.spent.min(line.base) - theoretical(&line)).floor_zero();
        prop_assert!(share.amount <= moderateur + line.base);
    }

    #[test]
    fn a_counter_holds_what_was_paid_beyond_and_gives_it_back(
        product in product(false),
        lines in proptest::collection::vec(line(), 1..10),
    ) {
        let mut counters = Counters::default();
        let ceiling = product.guarantees.values().next().and_then(|g| g.overrun_per_year);
        let debits: Vec<Debited> = lines
            .iter()
            .filter_map(|line| {
                share(&product, &Choices::default(), line, Cents::ZERO, &mut counters, &mut NoTrace).debited
            })
            .collect();
        let debited: Cents = debits.iter().map(|debit| debit.2).sum();
        prop_assert_eq!(counters.iter().map(|used| used.2).sum::<Cents>(), debited);
        prop_assert!(ceiling.is_none_or(|ceiling| debited <= ceiling));
        for debit in debits {
            counters.give_back(debit);
        }
        prop_assert!(counters.is_empty());
    }

    #[test]
    fn the_parts_of_the_remainder_add_up(
        product in prop_oneof![product(true), product(false)],
        line in line(),
        participation in 0..=200_i64,
        franchise in 0..=100_i64,
        deferred: bool,
    ) {
        let participation = Cents(participation).min(line.amount);
        let mut counters = Counters::default();
        let amc = share(&product, &Choices::default(), &line, participation, &mut counters, &mut NoTrace).amount;
        let act = SettledAct {
            expense: line.spent,
            base: line.base,
            theoretical: theoretical(&line),
            majoration: line.majoration,
            participation,
            franchise: Cents(franchise),
            deferred,
            amc,
            refunds_participation: product.refunds_participation,
        };
        let left = remainder(&act);
        prop_assert_eq!(left.total(), act.expense - act.amo() - act.amc);
        prop_assert!(left.ticket_moderateur >= Cents::ZERO && left.overrun >= Cents::ZERO);
        if deferred {
            prop_assert_eq!(left.owed_to_amo, participation + act.franchise);
            prop_assert!(left.participation <= Cents::ZERO && left.franchise == Cents::ZERO);
        } else {
            prop_assert_eq!(left.owed_to_amo, Cents::ZERO);
            prop_assert!(left.participation >= Cents::ZERO);
        }
    }
}
