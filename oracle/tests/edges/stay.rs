//! Stays: who pays, and what their lines say to the contracts (rules §2.3).

use domain::{Cents, Heading, PsNumber, Rate};
use oracle::ambiguity::Choices;
use oracle::amo::stay::{
    Discipline, Entitlement, Exit, Fee, Ground, Invoice, Mode, Payer, Period, Price, Stay,
    StayCounters, settle,
};
use oracle::amo::{Nature, TechnicalAct, is_heavy};
use oracle::law::Law;
use oracle::product::Product;
use oracle::quote::Session;
use oracle::trace::Steps;

use crate::amc::day;
use crate::quote::ask;

/// Two nights in a clinic with a heavy act, under those grounds.
pub(crate) fn operated(grounds: &[Ground]) -> Invoice {
    let establishment = PsNumber::new(1).unwrap();
    Invoice {
        stay: Stay {
            establishment,
            entry: day("2025-03-03"),
        },
        entitlements: grounds.iter().copied().map(Entitlement::of).collect(),
        period: Some(Period {
            from: day("2025-03-03"),
            to: day("2025-03-05"),
            exit: Some(Exit::Home),
            mode: Mode::Full,
            discipline: Discipline::Health,
            price: Price::Clinic {
                ghs: Cents(100_000),
                coefficient: Rate::ONE,
            },
        }),
        acts: vec![TechnicalAct {
            day: day("2025-03-04"),
            executor: establishment,
            tariff: Cents(15_000),
            coefficient: 0,
            nature: Nature::Ordinary,
        }],
        fees: Vec::new(),
        room: None,
    }
}

/// Daily charges are not due under a work accident, the local regime or the C2S: the compulsory scheme bears them
/// where two grounds lift them, whatever their order.
#[test]
fn daily_charges_are_borne_by_the_compulsory_scheme_first() {
    for (grounds, payer) in [
        (vec![Ground::C2s], Payer::Oc),
        (vec![Ground::C2s, Ground::WorkAccident], Payer::Regime),
        (vec![Ground::WorkAccident, Ground::C2s], Payer::Regime),
        (vec![Ground::C2s, Ground::LocalRegime], Payer::LocalRegime),
        (vec![Ground::Ald], Payer::Insured),
    ] {
        let counters = &mut StayCounters::default();
        let settled = settle(
            Law::embedded(),
            &operated(&grounds),
            counters,
            &mut Steps::default(),
        );
        let payers: Vec<_> = settled.unwrap().charges.iter().map(|c| c.payer).collect();
        assert!(
            payers.iter().all(|one| *one == payer) && !payers.is_empty(),
            "{grounds:?}: {payers:?}"
        );
    }
}

/// Under the C2S the ticket modérateur is its body's, else the insured's.
#[test]
fn what_the_amo_leaves_is_the_insureds_or_the_c2ss() {
    let payer = |grounds: &[Ground]| {
        let counters = &mut StayCounters::default();
        let steps = &mut Steps::default();
        let settled = settle(Law::embedded(), &operated(grounds), counters, steps);
        settled.unwrap().payer
    };
    assert_eq!(payer(&[]), Payer::Insured);
    assert_eq!(payer(&[Ground::Ald]), Payer::Insured);
    assert_eq!(payer(&[Ground::C2s]), Payer::Oc);
}

fn under(guarantees: &str) -> Session {
    let file = format!(
        "schema-version: 2\nid: p\nname: {{ fr: P, en: P }}\nresponsible: false\nguarantees: {{ {guarantees} }}\n"
    );
    Session::new(
        Choices::default(),
        vec![Product::parse("p.yaml", &file).unwrap()],
    )
}

/// The doctor of a fee is the one that its `optam` tells; without it, one that keeps overruns down.
#[test]
fn a_fee_of_a_stay_has_its_doctor_and_base() {
    let mut session = under("honoraires-hospitaliers: { br: { optam: 200, non-optam: 120 } }");
    let mut paid = |optam: &str| {
        let answer = ask(
            &mut session,
            &format!(
                "{{date: 2025-03-03, products: [p], stay: {{entry: 2025-03-03, last: 2025-03-05, \
                 price: {{clinic: {{ghs: 100000}}}}, \
                 fees: [{{act: ADC, day: 2025-03-04, fee: 20000, base: 10000{optam}}}]}}}}"
            ),
        );
        let heading = Some(Heading::HonorairesHospitaliers);
        let line = answer.lines.iter().find(|line| line.heading == heading);
        let line = line.unwrap();
        assert_eq!((line.base, line.theoretical), (Cents(10_000), Cents(8_000)));
        line.contracts[0].amount.0
    };
    // 200 % of 100.00 less the 80.00 of the AMO; 120 % less the same.
    assert_eq!(paid(""), 12_000);
    assert_eq!(paid(", optam: true"), 12_000);
    assert_eq!(paid(", optam: false"), 4_000);
}

/// A clinic's line is on its GHS, and a public hospital's ticket modérateur, by its daily tariff, is one even above
/// the GHS: 100 % of the base leaves nothing of either.
#[test]
fn the_price_of_a_stay_is_on_its_base() {
    let line = |price: &str| {
        let mut session = under("sejour: { br: 100 }");
        let answer = ask(
            &mut session,
            &format!(
                "{{date: 2025-03-03, products: [p], stay: {{entry: 2025-03-03, last: 2025-03-05, price: {price}}}}}"
            ),
        );
        let line = &answer.lines[0];
        assert_eq!(line.heading, Some(Heading::Sejour));
        (line.base.0, line.theoretical.0, line.contracts[0].amount.0)
    };
    assert_eq!(
        line("{clinic: {ghs: 100000}}"),
        (100_000, 80_000, 20_000),
        "20 % of 1,000.00"
    );
    // Two days at 1,000.00, that of the exit not being billed: 20 % is 400.00, which with 80 % of the GHS of
    // 1,000.00 is above it.
    assert_eq!(
        line("{public: {ghs: 100000, daily: 100000}}"),
        (120_000, 80_000, 40_000)
    );
}

/// What a family counts by stay is counted over the lines of one.
#[test]
fn the_lines_of_a_stay_are_of_one_stay() {
    let mut session = under(
        "hospitalisation: { real-expense: true, limits: [ { euros: \"250.00\", per: stay } ] }",
    );
    let mut paid = || {
        let answer = ask(
            &mut session,
            "{person: p, date: 2025-03-03, products: [p], stay: {entry: 2025-03-03, last: 2025-03-04, \
             price: {clinic: {ghs: 100000}}, room: {days: 1, price: 12000}}}",
        );
        answer.amc.0
    };
    // 200.00 of ticket modérateur, the exit day's 20.00 and 120.00 of room: 250.00 of the 340.00, each time.
    assert_eq!([paid(), paid()], [25_000, 25_000]);
}

/// A stay of no price has no line of one; nothing is divided or shared.
#[test]
fn a_stay_without_price_has_no_line_of_one() {
    let lines = |price| {
        let mut invoice = operated(&[]);
        invoice.acts.clear();
        invoice.period.as_mut().unwrap().price = price;
        let counters = &mut StayCounters::default();
        let settled = settle(Law::embedded(), &invoice, counters, &mut Steps::default());
        settled.unwrap().tariff.len()
    };
    let public = |ghs, daily| Price::Public {
        ghs: Cents(ghs),
        daily: Cents(daily),
    };
    let clinic = |ghs| Price::Clinic {
        ghs: Cents(ghs),
        coefficient: Rate::ONE,
    };
    assert_eq!(lines(public(0, 0)), 0);
    assert_eq!(lines(public(1, 0)), 1);
    assert_eq!(lines(public(0, 1)), 1);
    assert_eq!(lines(clinic(0)), 0);
    assert_eq!(lines(clinic(1)), 1);
}

/// An invoice may bear on the day of the exit; on none after it.
#[test]
fn nothing_is_billed_after_the_exit() {
    let invoice = |from: &str, to: &str, exit| {
        let mut invoice = operated(&[]);
        invoice.acts.clear();
        invoice.period = invoice.period.map(|period| Period {
            from: day(from),
            to: day(to),
            exit,
            price: Price::Daily(Cents(10_000)),
            ..period
        });
        invoice
    };
    let second = |from: &str, to: &str| {
        let counters = &mut StayCounters::default();
        let last = invoice("2025-03-05", "2025-03-06", Some(Exit::Home));
        let steps = &mut Steps::default();
        settle(Law::embedded(), &last, counters, steps).unwrap();
        let next = invoice(from, to, None);
        let settled = settle(Law::embedded(), &next, counters, steps);
        settled.map(|_| ()).map_err(|error| error.to_string())
    };
    assert_eq!(second("2025-03-03", "2025-03-04"), Ok(()), "before it");
    let after = second("2025-03-07", "2025-03-07").unwrap_err();
    assert!(after.contains("2025-03-07"), "{after}");
}

/// Acts of one session are heavy where one of them is by its coefficient, whichever is told first.
#[test]
fn the_largest_coefficient_of_a_session_counts() {
    let act = |coefficient| TechnicalAct {
        day: day("2025-03-04"),
        executor: PsNumber::new(7).unwrap(),
        tariff: Cents(1_000),
        coefficient,
        nature: Nature::Ordinary,
    };
    for (acts, heavy) in [
        ([1_000, 6_000], true),
        ([6_000, 1_000], true),
        ([5_999, 5_999], false),
    ] {
        assert_eq!(
            is_heavy(Law::embedded(), &acts.map(act)).unwrap(),
            heavy,
            "{acts:?}"
        );
    }
}

/// A heavy act told later changes who bears the ticket modérateur of the other invoices, and not what is beyond the
/// base.
#[test]
fn a_regularisation_leaves_what_is_beyond_the_base() {
    let whole = operated(&[]);
    let fee = Fee {
        act: "ADC".parse().unwrap(),
        day: day("2025-03-04"),
        expense: Cents(20_000),
        base: Cents(10_000),
    };
    let first = Invoice {
        acts: Vec::new(),
        fees: vec![fee],
        ..whole.clone()
    };
    let act = Invoice {
        period: None,
        ..whole
    };
    let (counters, steps) = (&mut StayCounters::default(), &mut Steps::default());
    let settled = settle(Law::embedded(), &first, counters, steps).unwrap();
    assert_eq!(settled.own.beyond, Cents(10_000));
    // 200.00 and 20.00 of ticket modérateur, the charge of the exit day, and what is beyond the base.
    assert_eq!(settled.own.person(), Cents(22_000 + 2_000 + 10_000));
    let settled = settle(Law::embedded(), &act, counters, steps).unwrap();
    // 20 % of 1,000.00 and of 100.00 are the AMO's now; the three daily charges, 20.00 each, are due whole.
    assert_eq!(settled.regularised.amo, Cents(22_000));
    assert_eq!(settled.regularised.beyond, Cents::ZERO);
}
