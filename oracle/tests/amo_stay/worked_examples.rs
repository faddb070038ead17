//! The published rows about stays, AMO side, to the cent.

use domain::Cents;
use oracle::amo::stay::{Emergency, Ground, Invoice, Mode, Room, emergency};
use oracle::law::Law;
use oracle::trace::NoTrace;

use crate::support::{but, clinic, day, fee, settled, stay, technical, under};

/// Date of care, fee, base, gross, and AMO paid of a row.
fn row(id: &str) -> (String, Cents, Cents, Cents, Cents) {
    let text = include_str!("../../../scenarios/worked-examples.csv");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headers = reader.headers().unwrap().clone();
    let column = |name: &str| headers.iter().position(|header| header == name).unwrap();
    let record = reader.records().map(Result::unwrap);
    let record = record.into_iter().find(|record| &record[0] == id).unwrap();
    let cents = |name: &str| record[column(name)].parse::<Cents>().unwrap();
    (
        record[column("date_of_care")].to_owned(),
        cents("fee"),
        cents("br"),
        cents("amo_gross"),
        cents("amo_paid"),
    )
}

#[test]
fn e126_an_emergency_flat_fee() {
    let (on, expense, base, gross, _) = row("E126");
    let visit = Emergency {
        day: day(&on),
        admitted: false,
        entitlements: Vec::new(),
    };
    let fpu = emergency(Law::embedded(), &visit, &mut NoTrace).unwrap();
    let fpu = fpu.unwrap();
    assert_eq!(
        (fpu.amount, base, gross),
        (expense, Cents::ZERO, Cents::ZERO)
    );
    assert!(!fpu.reduced);
}

#[test]
fn e129_the_fee_of_a_cataract_surgeon() {
    let (on, expense, base, gross, paid) = row("E129");
    let day_surgery = but(stay(&on, &on, clinic(0)), |period| {
        period.mode = Mode::DaySurgery;
    });
    let invoice = Invoice {
        acts: vec![technical(&on, base.0)],
        fees: vec![fee(&on, expense.0)],
        ..day_surgery
    };
    let settled = settled(&invoice);
    // The act at the whole base, the participation on a line of its own: the row is their sum.
    assert_eq!(
        (settled.fees[0].amo, settled.fees[0].ticket_moderateur),
        (base, Cents::ZERO)
    );
    let pas = settled.pas.unwrap();
    assert_eq!((pas.act.as_str(), pas.amount), ("PAS", Cents(2_400)));
    assert_eq!((settled.own.amo, paid), (gross, gross));
    assert_eq!(settled.own.person(), Cents(2_400));
}

#[test]
fn e135_three_nights_under_a_long_disease() {
    let (on, expense, base, gross, _) = row("E135");
    let exit = day(&on).plus(3).to_string();
    let settled = settled(&under(Ground::Ald, stay(&on, &exit, clinic(100_000))));
    assert_eq!(settled.own.daily_charges, expense);
    let days: u32 = settled.charges.iter().map(|charges| charges.days).sum();
    assert_eq!(days, 4);
    for charges in &settled.charges {
        assert!(charges.owed && !charges.payer.is_amo());
        assert_eq!((charges.act.as_str(), charges.price), ("FJ", Cents(2_000)));
    }
    assert_eq!((base, gross), (Cents::ZERO, Cents::ZERO));
    assert_eq!(settled.own.ticket_moderateur, Cents::ZERO);
    assert_eq!(settled.own.amo, Cents(100_000));
}

#[test]
fn e138_a_private_room() {
    let (on, expense, base, gross, _) = row("E138");
    let room = Room {
        days: 1,
        price: Cents(6_000),
    };
    let settled = settled(&Invoice {
        period: None,
        room: Some(room),
        ..stay(&on, &on, clinic(0))
    });
    assert_eq!((settled.room, settled.own.beyond), (expense, expense));
    assert_eq!((settled.own.amo, base), (gross, Cents::ZERO));
}
