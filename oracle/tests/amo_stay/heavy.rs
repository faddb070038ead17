//! Heavy acts and their participation.

use domain::{Cents, PsNumber, Rate};
use oracle::amo::stay::{Entitlement, Ground, Invoice, Prevails, StayCounters, settle};
use oracle::amo::{Nature, TechnicalAct, is_heavy};
use oracle::law::Law;
use oracle::trace::NoTrace;

use crate::support::{clinic, day, fee, missing, next, settled, stay, technical, under};

/// Three nights at 1,000.00 with an act of 150.00 on the second day.
fn operated(entry: &str) -> Invoice {
    let entry = day(entry);
    let act = entry.plus(1).to_string();
    Invoice {
        acts: vec![technical(&act, 15_000)],
        ..stay(
            &entry.to_string(),
            &entry.plus(3).to_string(),
            clinic(100_000),
        )
    }
}

#[test]
fn the_participation_replaces_the_ticket_moderateur_of_the_whole_stay() {
    let invoice = Invoice {
        fees: vec![fee("2025-03-04", 15_000)],
        ..operated("2025-03-03")
    };
    let settled = settled(&invoice);
    assert_eq!(settled.prevails, Prevails::HeavyAct);
    assert_eq!(
        (settled.tariff[0].amo, settled.tariff[0].rate),
        (Cents(100_000), Rate::ONE)
    );
    assert_eq!(
        (settled.fees[0].amo, settled.fees[0].rate),
        (Cents(15_000), Rate::ONE)
    );
    assert_eq!(settled.own.amo, Cents(115_000 - 2_400));
    assert_eq!(settled.own.ticket_moderateur, Cents::ZERO);
    // Daily charges and participation add up.
    assert_eq!(settled.own.participation, Cents(2_400));
    assert_eq!(settled.own.daily_charges, Cents(8_000));
    assert_eq!(settled.own.expense(), Cents(115_000 + 8_000));
}

#[test]
fn an_act_is_heavy_from_120_euros_or_coefficient_60() {
    let law = Law::embedded();
    let heavy = |acts: &[TechnicalAct]| is_heavy(law, acts).unwrap();
    let on = "2025-03-04";
    assert!(!heavy(&[technical(on, 11_999)]));
    assert!(heavy(&[technical(on, 12_000)]));
    let letter = |coefficient| TechnicalAct {
        coefficient,
        ..technical(on, 5_000)
    };
    assert!(!heavy(&[letter(5_999)]));
    assert!(heavy(&[letter(6_000)]));
    // Tariffs of one practitioner in one session add up; coefficients do not.
    assert!(heavy(&[technical(on, 6_000), technical(on, 6_000)]));
    assert!(!heavy(&[letter(3_000), letter(3_000)]));
    let another = TechnicalAct {
        executor: PsNumber::new(8).unwrap(),
        ..technical(on, 6_000)
    };
    assert!(!heavy(&[technical(on, 6_000), another]));
    assert!(!heavy(&[
        technical(on, 6_000),
        technical("2025-03-05", 6_000)
    ]));
    assert!(!heavy(&[]));
}

#[test]
fn imaging_biology_transport_and_dental_prostheses_are_never_heavy() {
    let law = Law::embedded();
    for nature in [
        Nature::Imaging,
        Nature::Biology,
        Nature::Transport,
        Nature::DentalProsthesis,
    ] {
        let act = TechnicalAct {
            nature,
            coefficient: 10_000,
            ..technical("2025-03-04", 50_000)
        };
        assert!(!is_heavy(law, &[act]).unwrap(), "{nature:?}");
        // Nor does it help another act over the threshold.
        let both = [act, technical("2025-03-04", 11_999)];
        assert!(!is_heavy(law, &both).unwrap(), "{nature:?}");
    }
}

#[test]
fn the_price_is_that_of_the_admission() {
    let owed = |entry| settled(&operated(entry)).own.participation;
    assert_eq!(owed("2026-03-31"), Cents(2_400));
    assert_eq!(owed("2026-04-01"), Cents(3_200));
}

#[test]
fn who_is_exempt_of_the_participation() {
    for ground in [
        Ground::Ald,
        Ground::Maternity,
        Ground::WorkAccident,
        Ground::Invalidity,
        Ground::C2s,
        Ground::LocalRegime,
    ] {
        let settled = settled(&under(ground, operated("2025-03-03")));
        assert_eq!(settled.pas, None, "{ground:?}");
        assert_eq!(settled.own.participation, Cents::ZERO, "{ground:?}");
        assert_eq!(settled.tariff[0].amo, Cents(100_000), "{ground:?}");
        assert_eq!(settled.own.ticket_moderateur, Cents::ZERO, "{ground:?}");
    }
}

/// Register: `pas-date`. Maternity holds on the day of entry, and no longer on that of the act.
#[test]
fn who_is_exempt_is_told_by_the_admission() {
    let until = |last: &str| {
        let mut invoice = operated("2025-03-03");
        invoice.entitlements = vec![Entitlement {
            ground: Ground::Maternity,
            from: None,
            until: Some(day(last)),
        }];
        invoice.acts = vec![technical("2025-03-04", 15_000)];
        settled(&invoice).own.participation
    };
    assert_eq!(until("2025-03-03"), Cents::ZERO);
    assert_eq!(until("2025-03-02"), Cents(2_400));
}

/// Acts of one practitioner on one day add up whatever invoice bills them, and no longer once one is cancelled.
#[test]
fn acts_of_one_session_on_two_invoices_are_heavy_together() {
    let fees = |on: &str, tariff| Invoice {
        period: None,
        acts: vec![technical(on, tariff)],
        ..stay("2025-03-03", "2025-03-06", clinic(100_000))
    };
    let mut counters = StayCounters::default();
    let whole = next(
        &stay("2025-03-03", "2025-03-06", clinic(100_000)),
        &mut counters,
    );
    let of = |counters: &StayCounters| {
        let shares = counters.shares_of(whole.stay);
        (shares.participation, shares.ticket_moderateur)
    };
    let not_heavy = (Cents::ZERO, Cents(20_000));
    next(&fees("2025-03-05", 7_000), &mut counters);
    let first = next(&fees("2025-03-04", 7_000), &mut counters);
    assert_eq!(of(&counters), not_heavy);
    let second = next(&fees("2025-03-04", 5_000), &mut counters);
    assert_eq!(second.pas.map(|pas| pas.amount), Some(Cents(2_400)));
    assert_eq!(of(&counters), (Cents(2_400), Cents::ZERO));
    counters.take_back(&first).unwrap();
    assert_eq!(of(&counters), not_heavy);
    next(&fees("2025-03-04", 7_000), &mut counters);
    assert_eq!(of(&counters), (Cents(2_400), Cents::ZERO));
    counters.take_back(&second).unwrap();
    assert_eq!(of(&counters), not_heavy);
}

#[test]
fn an_act_after_day_thirty_bears_none_and_lifts_nothing() {
    let long = |act: &str| Invoice {
        acts: vec![technical(act, 15_000)],
        ..stay("2025-01-01", "2025-02-10", clinic(1_000_000))
    };
    let day_30 = settled(&long("2025-01-30"));
    assert_eq!(day_30.own.participation, Cents(2_400));
    assert_eq!(day_30.own.ticket_moderateur, Cents::ZERO);
    let day_31 = settled(&long("2025-01-31"));
    assert_eq!((day_31.pas, day_31.own.participation), (None, Cents::ZERO));
    assert_eq!(day_31.own.ticket_moderateur, Cents(200_000));
}

#[test]
fn one_participation_a_stay() {
    let first = operated("2025-03-03");
    let mut counters = StayCounters::default();
    let second = Invoice {
        period: None,
        acts: vec![technical("2025-03-05", 20_000)],
        ..first.clone()
    };
    let first = next(&first, &mut counters);
    let second = next(&second, &mut counters);
    assert!(first.pas.is_some() && second.pas.is_none());
    assert_eq!(counters.shares_of(first.stay).participation, Cents(2_400));
    // The second act holds it where the first is cancelled; the last one gives it back.
    let back = counters.take_back(&first).unwrap();
    assert_eq!(back.participation, Cents::ZERO);
    assert_eq!(counters.shares_of(first.stay).participation, Cents(2_400));
    let back = counters.take_back(&second).unwrap();
    assert_eq!(back.participation, Cents(-2_400));
    assert_eq!(counters, StayCounters::default());
}

#[test]
fn a_ground_without_figure_is_an_error() {
    let acts = Invoice {
        period: None,
        ..operated("2025-03-03")
    };
    let screened = under(Ground::Prevention, acts);
    let mut counters = StayCounters::default();
    let result = settle(Law::embedded(), &screened, &mut counters, &mut NoTrace);
    assert_eq!(counters, StayCounters::default());
    assert_eq!(
        missing(result),
        "exoneration.participation-assure/prevention"
    );
}
