//! Several invoices of one stay, and what a cancellation restores.

use domain::{Cents, Day};
use oracle::amo::stay::{
    Discipline, Emergency, Entitlement, Exit, Ground, Invoice, Mode, Prevails, Price, Shares,
    StayCounters, emergency, settle,
};
use oracle::law::Law;
use oracle::rules;
use oracle::trace::{Steps, input};
use proptest::prelude::*;

use crate::support::{but, clinic, day, fee, next, refused, settled, stay, technical, under};

/// The invoice cut in two: the first part to `last`, the second from the day after to the exit.
fn cut(whole: &Invoice, last: Day) -> [Invoice; 2] {
    let first = but(whole.clone(), |period| {
        (period.to, period.exit) = (last, None);
        // A price for the whole stay is billed once, with the exit.
        period.price = match period.price {
            Price::Public { daily, .. } => Price::Public {
                ghs: Cents::ZERO,
                daily,
            },
            Price::Clinic { .. } => clinic(0),
            price @ Price::Daily(_) => price,
        };
    });
    let first = Invoice {
        acts: Vec::new(),
        fees: Vec::new(),
        ..first
    };
    [
        first,
        but(whole.clone(), |period| period.from = last.plus(1)),
    ]
}

/// Day 31 of a stay is day 31 on any invoice.
#[test]
fn the_thirty_days_span_invoices() {
    let whole = stay("2025-01-01", "2025-02-10", Price::Daily(Cents(20_000)));
    let [first, second] = cut(&whole, day("2025-01-25"));
    let mut counters = StayCounters::default();
    let january = next(&first, &mut counters);
    assert_eq!(counters.days_of(whole.stay), 25);
    assert_eq!(january.own.ticket_moderateur, Cents(25 * 4_000));
    let february = next(&second, &mut counters);
    assert_eq!(february.own.ticket_moderateur, Cents(5 * 4_000));
    assert_eq!(february.own.daily_charges, Cents(11 * 2_000));
    assert_eq!(counters.days_of(whole.stay), 41);
    assert_eq!(january.shares() + february.shares(), settled(&whole).own);
}

/// Nights at 102.50: 20 % is above the charge of each night, not above that of the exit day too.
#[test]
fn daily_charges_that_come_to_prevail_regularise() {
    let whole = stay("2025-03-03", "2025-03-06", Price::Daily(Cents(10_250)));
    let [first, second] = cut(&whole, day("2025-03-05"));
    let mut counters = StayCounters::default();
    let nights = next(&first, &mut counters);
    assert_eq!(nights.prevails, Prevails::TicketModerateur);
    assert_eq!(nights.own.ticket_moderateur, Cents(6_150));
    let exit = next(&second, &mut counters);
    assert_eq!(exit.prevails, Prevails::DailyCharges);
    assert_eq!(exit.own.daily_charges, Cents(2_000));
    assert_eq!(exit.regularised.ticket_moderateur, Cents(-6_150));
    assert_eq!(exit.regularised.daily_charges, Cents(6_000));
    assert_eq!(counters.shares_of(whole.stay).person(), Cents(8_000));
}

#[test]
fn a_heavy_act_of_a_later_invoice_gives_back_the_ticket_moderateur() {
    let mut whole = stay("2025-03-03", "2025-03-13", Price::Daily(Cents(50_000)));
    whole.acts = vec![technical("2025-03-12", 15_000)];
    let [first, second] = cut(&whole, day("2025-03-07"));
    let mut counters = StayCounters::default();
    let before = next(&first, &mut counters);
    assert_eq!(before.own.ticket_moderateur, Cents(5 * 10_000));
    let after = next(&second, &mut counters);
    assert_eq!(after.regularised.ticket_moderateur, Cents(-50_000));
    assert_eq!(after.regularised.amo, Cents(50_000));
    assert_eq!(after.regularised.daily_charges, Cents(5 * 2_000));
    assert_eq!(before.shares() + after.shares(), settled(&whole).own);
    // Cancelling it makes the ticket modérateur of the first one due again.
    let back = counters.take_back(&after).unwrap();
    assert_eq!(back, -after.shares());
    assert_eq!(counters.shares_of(whole.stay), before.own);
}

/// The AMO share is rounded once a line (rules §7.2): two lines may make a cent of difference.
#[test]
fn each_line_is_rounded_by_itself() {
    let whole = stay("2025-03-03", "2025-03-05", Price::Daily(Cents(10_003)));
    assert_eq!(settled(&whole).own.amo, Cents(16_005));
    let mut counters = StayCounters::default();
    for part in cut(&whole, day("2025-03-03")) {
        next(&part, &mut counters);
    }
    assert_eq!(counters.shares_of(whole.stay).amo, Cents(8_002 + 8_002));
}

#[test]
fn what_cannot_be_is_refused_and_counts_nothing() {
    let whole = stay("2025-03-03", "2025-03-06", clinic(100_000));
    let mut counters = StayCounters::default();
    let backwards = but(whole.clone(), |period| period.to = day("2025-03-02"));
    assert_eq!(
        refused(&backwards, &mut counters),
        "the stay entered on 2025-03-03 has no days from 2025-03-03 to 2025-03-02"
    );
    let before = but(whole.clone(), |period| period.from = day("2025-03-02"));
    assert!(refused(&before, &mut counters).contains("from 2025-03-02"));
    let long = but(whole.clone(), |period| period.mode = Mode::DaySurgery);
    assert_eq!(
        refused(&long, &mut counters),
        "day surgery begun on 2025-03-03 lasts to 2025-03-06"
    );
    let early = Invoice {
        fees: vec![fee("2025-03-02", 100)],
        ..whole.clone()
    };
    assert_eq!(
        refused(&early, &mut counters),
        "an act on 2025-03-02, before the entry on 2025-03-03"
    );
    let negative = but(whole.clone(), |period| period.price = clinic(-1));
    assert_eq!(
        refused(&negative, &mut counters),
        "negative amount on an invoice of the stay entered on 2025-03-03"
    );
    next(&whole, &mut counters);
    assert_eq!(
        refused(&whole, &mut counters),
        "two invoices of the stay entered on 2025-03-03 bill 2025-03-03"
    );
    let later = but(whole.clone(), |period| {
        (period.from, period.to) = (day("2025-03-07"), day("2025-03-08"));
    });
    assert_eq!(
        refused(&later, &mut counters),
        "the stay entered on 2025-03-03 bills 2025-03-08, after its exit on 2025-03-06"
    );
    // Another stay of the person is another account.
    next(
        &stay("2025-04-01", "2025-04-02", clinic(100)),
        &mut counters,
    );
}

#[test]
fn an_invoice_is_taken_back_once() {
    let whole = stay("2025-03-03", "2025-03-06", clinic(100_000));
    let mut counters = StayCounters::default();
    let settled = next(&whole, &mut counters);
    assert_eq!(counters.take_back(&settled), Some(-settled.own));
    assert_eq!(counters.take_back(&settled), None);
    assert_eq!(counters.shares_of(whole.stay), Shares::default());
    assert_eq!(next(&whole, &mut counters), settled);
}

/// Every rule of stays is left by some step, and every step names a rule of the catalogue.
#[test]
fn steps_name_the_rules_of_stays() {
    let law = Law::embedded();
    let mut trace = Steps::default();
    let mut invoices = vec![
        stay("2025-01-01", "2025-02-10", Price::Daily(Cents(20_000))),
        under(
            Ground::WorkAccident,
            stay("2025-03-03", "2025-03-06", clinic(100_000)),
        ),
    ];
    let public = Price::Public {
        ghs: Cents(500_000),
        daily: Cents(100_000),
    };
    invoices.push(but(stay("2025-04-01", "2025-04-04", public), |period| {
        period.exit = Some(Exit::Death);
    }));
    invoices.push(but(
        stay("2025-05-05", "2025-05-06", clinic(100)),
        |period| {
            period.mode = Mode::Home;
        },
    ));
    let mut operated = stay("2025-06-02", "2025-06-04", Price::Daily(Cents(50_000)));
    operated.fees = vec![fee("2025-06-04", 15_000)];
    operated.acts = vec![technical("2025-06-04", 15_000)];
    invoices.extend(cut(&operated, day("2025-06-02")));
    invoices.push(under(
        Ground::Ald,
        Invoice {
            period: None,
            ..operated
        },
    ));
    let mut counters = StayCounters::default();
    for invoice in &invoices {
        settle(law, invoice, &mut counters, &mut trace).unwrap();
    }
    let visit = Emergency {
        day: day("2025-03-03"),
        admitted: false,
        entitlements: vec![Entitlement::of(Ground::Ald)],
    };
    emergency(law, &visit, &mut trace).unwrap();
    for step in &trace.0 {
        assert!(rules::rule(step.rule).is_some(), "{}", step.rule);
        assert!(step.source.to_string().starts_with("rules §"), "{step:?}");
        for (name, _) in &step.inputs {
            assert!(input(name).is_some(), "{name} of {}", step.rule);
        }
    }
    let of_stays = [
        "R-AMO-STAY-",
        "R-AMO-FJ",
        "R-AMO-HEAVY-",
        "R-AMO-PAS",
        "R-AMO-FPU",
    ];
    // Sessions are of care in town.
    for rule in rules::all()
        .iter()
        .filter(|rule| rule.id != "R-AMO-PAS-SESSION")
    {
        if of_stays.iter().any(|start| rule.id.starts_with(start)) {
            assert!(
                trace.0.iter().any(|step| step.rule == rule.id),
                "{}",
                rule.id
            );
        }
    }
}

/// What the rules document says of a stay, read literally: its five cases on sums made day by day. Prices are
/// multiples of five cents, so that nothing is rounded.
fn literally(whole: &Invoice) -> (Cents, Cents) {
    let period = whole.period.unwrap();
    let ground = whole
        .entitlements
        .first()
        .map(|entitlement| entitlement.ground);
    let change = day("2026-03-01");
    let psychiatry = period.discipline == Discipline::Psychiatry;
    let (mut to_30, mut after, mut of_exit, mut nights) = (0, 0, 0, 0);
    let mut today = whole.stay.entry;
    for rank in 1.. {
        let exit = today == period.to;
        let charge = match (period.mode, period.exit, psychiatry) {
            (Mode::DaySurgery | Mode::Home, ..) => 0,
            (_, Some(Exit::Death | Exit::Transfer), _) if exit => 0,
            (_, _, true) => {
                if today < change {
                    1_500
                } else {
                    1_700
                }
            }
            (_, _, false) => {
                if today < change {
                    2_000
                } else {
                    2_300
                }
            }
        };
        *(if rank <= 30 { &mut to_30 } else { &mut after }) += charge;
        if exit && rank <= 30 {
            of_exit = charge;
        }
        if exit {
            nights = (rank - 1).max(1);
            break;
        }
        today = today.plus(1);
    }
    let (base, ticket_moderateur) = match period.price {
        Price::Public { ghs, daily } => (ghs.0, daily.0 * nights.min(30) / 5),
        Price::Clinic { ghs, .. } => (ghs.0, ghs.0 / 5),
        Price::Daily(price) => (price.0 * nights, price.0 * nights.min(30) / 5),
    };
    let share = match period.price {
        Price::Daily(_) => base - ticket_moderateur,
        _ => base - base / 5,
    };
    let exempt_of_tm = ground.is_some_and(|ground| ground != Ground::C2s);
    let amo_pays_charges = matches!(
        ground,
        Some(Ground::Maternity | Ground::WorkAccident | Ground::LocalRegime)
    );
    let heavy = !whole.acts.is_empty();
    let pas = match ground {
        None if heavy => {
            if whole.stay.entry < day("2026-04-01") {
                2_400
            } else {
                3_200
            }
        }
        _ => 0,
    };
    let charges = to_30 + after;
    let person = if amo_pays_charges {
        0
    } else if heavy || exempt_of_tm {
        pas + charges
    } else if ticket_moderateur > to_30 {
        ticket_moderateur + of_exit + after
    } else {
        charges
    };
    let amo = if heavy || exempt_of_tm {
        base - pas
    } else {
        share
    };
    let paid_charges = if amo_pays_charges { charges } else { 0 };
    (Cents(amo + paid_charges), Cents(person))
}

fn any_stay() -> impl Strategy<Value = Invoice> {
    let ground = prop_oneof![
        4 => Just(None),
        1 => Just(Some(Ground::Ald)),
        1 => Just(Some(Ground::Maternity)),
        1 => Just(Some(Ground::WorkAccident)),
        1 => Just(Some(Ground::Invalidity)),
        1 => Just(Some(Ground::LocalRegime)),
        1 => Just(Some(Ground::C2s)),
    ];
    let price = (0..60_000i64, 0..40_000i64, 0..3u8).prop_map(|(whole, daily, kind)| {
        let (ghs, daily) = (Cents(5 * whole), Cents(5 * daily));
        match kind {
            0 => Price::Public { ghs, daily },
            1 => clinic(ghs.0),
            _ => Price::Daily(daily),
        }
    });
    let exit = prop_oneof![
        2 => Just(Exit::Home),
        1 => Just(Exit::Death),
        1 => Just(Exit::Transfer),
    ];
    let mode = prop_oneof![3 => Just(Mode::Full), 1 => Just(Mode::Home)];
    let discipline = prop_oneof![Just(Discipline::Health), Just(Discipline::Psychiatry)];
    let heavy = prop_oneof![2 => Just(None), 1 => (0..30i32).prop_map(Some)];
    let days = (0..120i32, 0..50i32);
    (days, price, ground, exit, mode, discipline, heavy).prop_map(
        |((start, nights), price, ground, exit, mode, discipline, heavy)| {
            let entry = day("2026-01-15").plus(start);
            let invoice = stay(&entry.to_string(), &entry.plus(nights).to_string(), price);
            let mut invoice = but(invoice, |period| {
                (period.exit, period.mode) = (Some(exit), mode);
                period.discipline = discipline;
            });
            invoice.entitlements = ground.map(Entitlement::of).into_iter().collect();
            if let Some(after) = heavy {
                let on = entry.plus(after.min(nights)).to_string();
                invoice.acts = vec![technical(&on, 12_000)];
            }
            invoice
        },
    )
}

proptest! {
    #[test]
    fn a_stay_is_what_the_document_says(whole in any_stay()) {
        let settled = settled(&whole);
        let (amo, person) = literally(&whole);
        prop_assert_eq!((settled.own.amo, settled.own.person()), (amo, person));
        // The lines carry the shares.
        let owed = settled.charges.iter().filter(|one| one.owed && !one.payer.is_amo());
        let by_amo = settled.charges.iter().filter(|one| one.payer.is_amo());
        let pas = settled.pas.map_or(Cents::ZERO, |pas| pas.amount);
        let lines: Cents = settled.tariff.iter().map(|line| line.amo + line.ticket_moderateur).sum();
        let charges: Cents = owed.chain(by_amo).map(|one| one.amount()).sum();
        prop_assert_eq!(lines + charges, settled.own.expense());
        prop_assert_eq!(pas, settled.own.participation);
    }

    #[test]
    fn a_stay_in_invoices_in_any_order_is_one_stay(whole in any_stay(), at in 0..50i32, swap in any::<bool>()) {
        let period = whole.period.unwrap();
        let last = period.from.plus(at);
        prop_assume!(last < period.to);
        let mut parts = cut(&whole, last);
        if swap {
            parts.reverse();
        }
        let mut counters = StayCounters::default();
        let moved = parts.map(|part| next(&part, &mut counters).shares());
        let one = settled(&whole).own;
        prop_assert_eq!(moved[0] + moved[1], one);
        prop_assert_eq!(counters.shares_of(whole.stay), one);
    }

    #[test]
    fn taking_back_restores(stays in prop::collection::vec((any_stay(), 0..50i32), 1..6), order in any::<u64>()) {
        let mut counters = StayCounters::default();
        let mut done = Vec::new();
        for (number, (mut whole, at)) in stays.into_iter().enumerate() {
            // Each stay is in an establishment of its own.
            whole.stay.establishment = domain::PsNumber::new(u32::try_from(number).unwrap() + 1).unwrap();
            let period = whole.period.unwrap();
            let last = period.from.plus(at);
            let parts = if last < period.to { cut(&whole, last).to_vec() } else { vec![whole] };
            for part in parts {
                let before = counters.clone();
                let settled = next(&part, &mut counters);
                let after = counters.clone();
                prop_assert_eq!(counters.take_back(&settled), Some(-settled.shares()));
                prop_assert_eq!(&counters, &before);
                counters = after;
                done.push(settled);
            }
        }
        // In any order: what is left moves, and nothing is left in the end.
        let mut order = order;
        let mut left: Shares = done.iter().fold(Shares::default(), |sum, one| sum + one.shares());
        while !done.is_empty() {
            let next = usize::try_from(order % 7).unwrap() % done.len();
            order = order.rotate_right(3);
            left = left + counters.take_back(&done.swap_remove(next)).unwrap();
        }
        prop_assert_eq!(left, Shares::default());
        prop_assert_eq!(counters, StayCounters::default());
    }
}
