//! Stays in hospital: their lines, their invoices month by month, and what takes them back.

use caisse::{Bill, EmergencyVisit, Event, Practitioner, StayBill};
use domain::{ActCode, Cents, Convention, CoordinationOption, PsNumber, Rate, Reaction};
use oracle::amo::stay::{
    Discipline, Entitlement, Exit, Fee, Ground, Mode, Period, Price, Room, Stay,
};
use oracle::amo::{Cover, Exemption, Nature, Regime, TechnicalAct};

use crate::support::{World, day, hospital, shipped, told};

/// Days of a clinic, without anything billed apart.
fn days(entry: &str, from: &str, to: &str, exit: Option<Exit>, price: Price) -> StayBill {
    StayBill {
        stay: Stay {
            establishment: hospital(),
            entry: day(entry),
        },
        grounds: Vec::new(),
        period: Some(Period {
            from: day(from),
            to: day(to),
            exit,
            mode: Mode::Full,
            discipline: Discipline::Health,
            price,
        }),
        acts: Vec::new(),
        fees: Vec::new(),
        room: None,
    }
}

fn clinic(ghs: i64) -> Price {
    Price::Clinic {
        ghs: Cents(ghs),
        coefficient: Rate::ONE,
    }
}

/// Three nights at 1,000.00 in a clinic.
fn stay() -> StayBill {
    let exit = Some(Exit::Home);
    days(
        "2024-11-04",
        "2024-11-04",
        "2024-11-07",
        exit,
        clinic(100_000),
    )
}

fn surgeon() -> Practitioner {
    Practitioner {
        number: PsNumber::new(750_000_033).unwrap(),
        specialty: 4,
        convention: Convention::Secteur2,
        option: CoordinationOption::Optam,
    }
}

fn fee(act: &str, on: &str, expense: i64, base: i64) -> (Fee, Practitioner) {
    let fee = Fee {
        act: ActCode::new(act).unwrap(),
        day: day(on),
        expense: Cents(expense),
        base: Cents(base),
    };
    (fee, surgeon())
}

fn heavy(on: &str) -> TechnicalAct {
    TechnicalAct {
        day: day(on),
        executor: surgeon().number,
        tariff: Cents(30_000),
        coefficient: 0,
        nature: Nature::Ordinary,
    }
}

fn bill(bill: StayBill) -> Bill {
    Bill::Stay(Box::new(bill))
}

fn owned(lines: &[(&str, i64)]) -> Vec<(String, i64)> {
    lines
        .iter()
        .map(|(act, cents)| ((*act).to_owned(), *cents))
        .collect()
}

/// Rules §2.3: 20 % of 1,000.00 are above four daily charges: that of the exit day comes on top. The surgeon's fee
/// at 80 %, and a room.
#[test]
fn a_stay_is_paid_line_by_line_and_taken_back_whole() {
    let mut world = World::new();
    let id = world.bill(
        bill(StayBill {
            fees: vec![fee("ADC", "2024-11-05", 15_000, 10_000)],
            room: Some(Room {
                days: 3,
                price: Cents(7_000),
            }),
            ..stay()
        }),
        "2024-11-14",
    );
    let night = world.night("2024-11-14");
    let [sent] = night.decomptes.as_slice() else {
        panic!("one invoice, one décompte");
    };
    assert_eq!(
        told(sent),
        [
            ("GHS".to_owned(), 100_000, 100_000, 80_000),
            ("FJ".to_owned(), 2_000, 0, 0),
            ("ADC".to_owned(), 15_000, 10_000, 8_000),
            ("CPC".to_owned(), 21_000, 0, 0),
        ]
    );
    assert_eq!(
        (sent.lines[0].start, sent.lines[0].end),
        (day("2024-11-04"), day("2024-11-07"))
    );
    assert_eq!(sent.lines[1].start, day("2024-11-07"));
    let expected = [
        ("GHS", 20_000),
        ("FJ", 2_000),
        ("ADC", 7_000),
        ("CPC", 18_000),
    ];
    assert_eq!(world.paid(&night), owned(&expected));
    assert!(!world.counters_are_empty());

    world.hear(Event::Cancel(id, day("2024-11-20")));
    let back = world.night("2024-11-20");
    assert_eq!(back.decomptes[0].total(), -sent.total());
    let reversed = world.due(&back);
    let total: i64 = reversed.iter().map(|(_, due)| due.amount.0).sum();
    assert_eq!(total, 47_000);
    assert!(
        reversed
            .iter()
            .all(|(_, due)| due.reaction == Reaction::Reversed)
    );
    assert!(world.counters_are_empty());
    // The days are free to be billed again.
    world.bill(bill(stay()), "2024-11-21");
    assert_eq!(world.night("2024-11-21").decomptes.len(), 1);
}

/// Rules §12 bis 11: 100 % everywhere, the daily charges and 24.00.
#[test]
fn a_heavy_act_lifts_the_ticket_moderateur_of_the_stay() {
    let mut world = World::new();
    world.bill(
        bill(StayBill {
            acts: vec![heavy("2024-11-05")],
            fees: vec![fee("ADC", "2024-11-05", 30_000, 30_000)],
            ..stay()
        }),
        "2024-11-14",
    );
    let night = world.night("2024-11-14");
    assert_eq!(
        told(&night.decomptes[0]),
        [
            ("GHS".to_owned(), 100_000, 100_000, 100_000),
            ("FJ".to_owned(), 6_000, 0, 0),
            ("FJ".to_owned(), 2_000, 0, 0),
            ("ADC".to_owned(), 30_000, 30_000, 30_000),
            ("PAS".to_owned(), 0, 0, -2_400),
        ]
    );
    assert_eq!(night.decomptes[0].lines[0].exemption, b'C');
    let due: Vec<_> = world
        .due(&night)
        .iter()
        .map(|(_, due)| due.amount.0)
        .collect();
    assert_eq!(due, [0, 6_000, 2_000, 0, 2_400]);
}

/// Psychiatry by the month: the heavy act of the second one lifts the ticket modérateur of the first too.
#[test]
fn a_later_invoice_of_a_stay_regularises_the_earlier_ones() {
    let price = Price::Daily(Cents(40_000));
    let first = days("2024-11-04", "2024-11-04", "2024-11-13", None, price);
    let second = StayBill {
        acts: vec![heavy("2024-11-15")],
        ..days(
            "2024-11-04",
            "2024-11-14",
            "2024-11-18",
            Some(Exit::Home),
            price,
        )
    };
    let mut world = World::new();
    world.bill(bill(first), "2024-11-14");
    let before = world.night("2024-11-14");
    assert_eq!(
        told(&before.decomptes[0])[0],
        ("PJ".to_owned(), 400_000, 400_000, 320_000)
    );
    assert_eq!(world.paid(&before), owned(&[("PJ", 80_000)]));
    let id = world.bill(bill(second), "2024-11-19");
    let after = world.night("2024-11-19");
    let operations = after.decomptes.iter().map(|one| one.operation.letter());
    assert_eq!(operations.collect::<Vec<_>>(), *b"PAR");
    assert_eq!(
        told(&after.decomptes[0])
            .iter()
            .map(|line| &*line.0)
            .collect::<Vec<_>>(),
        ["PJ", "FJ", "FJ", "PAS"]
    );
    assert_eq!(
        told(&after.decomptes[2]),
        [
            ("PJ".to_owned(), 400_000, 400_000, 400_000),
            ("FJ".to_owned(), 20_000, 0, 0)
        ]
    );
    for (act, due) in world.due(&after) {
        assert!(
            !matches!(
                due.reaction,
                Reaction::Held | Reaction::Refused | Reaction::Duplicate
            ),
            "{act}: {due:?}"
        );
    }
    // Without the second the first is as it was.
    world.hear(Event::Cancel(id, day("2024-11-25")));
    let back = world.night("2024-11-25");
    let operations = back.decomptes.iter().map(|one| one.operation.letter());
    assert_eq!(operations.collect::<Vec<_>>(), *b"AAR");
    assert_eq!(told(&back.decomptes[2]), told(&before.decomptes[0]));
    let due = world.due(&back);
    let last = due.last().unwrap().1;
    assert_eq!(
        (last.reaction, last.amount),
        (Reaction::Paid, Cents(80_000))
    );
}

/// Who cancels the invoice that bore the participation leaves it to the next one with a heavy act.
#[test]
fn the_participation_of_a_stay_is_borne_once() {
    let price = Price::Daily(Cents(40_000));
    let half = |from: &str, to: &str, exit| StayBill {
        acts: vec![heavy(from)],
        ..days("2024-11-04", from, to, exit, price)
    };
    let mut world = World::new();
    let first = world.bill(bill(half("2024-11-04", "2024-11-09", None)), "2024-11-20");
    world.bill(
        bill(half("2024-11-10", "2024-11-18", Some(Exit::Home))),
        "2024-11-20",
    );
    let borne = |night: &crate::support::Night| -> i64 {
        let lines = night.decomptes.iter().flat_map(told);
        lines
            .filter(|line| line.0 == "PAS")
            .map(|line| line.3)
            .sum()
    };
    assert_eq!(borne(&world.night("2024-11-20")), -2_400);
    world.hear(Event::Cancel(first, day("2024-11-25")));
    let night = world.night("2024-11-25");
    assert_eq!(night.decomptes.len(), 3);
    assert_eq!(borne(&night), 0, "given back, and borne by the other");
    let last = night.decomptes[2].lines.last().unwrap();
    assert_eq!((last.act.as_str(), last.amount), ("PAS", Cents(-2_400)));
}

/// Rules §2.3: neither base nor AMO amount, and the mutuelle pays it whole.
#[test]
fn the_flat_fee_of_emergencies_is_a_line_of_its_own() {
    let mut world = World::new();
    let visit = EmergencyVisit {
        day: day("2024-11-10"),
        establishment: hospital(),
        exemption: Exemption::AldRelated,
    };
    world.bill(Bill::Emergency(visit), "2024-11-14");
    let night = world.night("2024-11-14");
    assert_eq!(told(&night.decomptes[0]), [("FPU".to_owned(), 849, 0, 0)]);
    assert_eq!(night.decomptes[0].lines[0].exemption, b'4');
    assert_eq!(world.paid(&night), owned(&[("FPU", 849)]));
}

/// Rules §8 bis: the local régime pays the stay whole, and the daily charges.
#[test]
fn the_local_regime_pays_the_stay_and_its_daily_charges() {
    let regime = Regime::AlsaceMoselle;
    let mut world = World::of(regime, Cover::None, *b"01", shipped("essentielle"));
    world.bill(bill(stay()), "2024-11-14");
    let night = world.night("2024-11-14");
    assert_eq!(
        told(&night.decomptes[0]),
        [
            ("GHS".to_owned(), 100_000, 100_000, 100_000),
            ("FJ".to_owned(), 6_000, 6_000, 6_000),
            ("FJ".to_owned(), 2_000, 2_000, 2_000),
        ]
    );
    let lines = night.decomptes[0].lines.iter();
    assert!(
        lines
            .clone()
            .all(|line| line.details.modulation == 2 && line.exemption == b'0')
    );
    assert!(
        world
            .due(&night)
            .iter()
            .all(|(_, due)| due.reaction == Reaction::SettledZero)
    );
}

/// Rules §2.4: maternity from the sixth month, neither ticket modérateur nor daily charge for the insured.
#[test]
fn a_birth_is_paid_by_the_amo() {
    let mut world = World::new();
    world.bill(
        bill(StayBill {
            grounds: vec![Entitlement::of(Ground::Maternity)],
            ..stay()
        }),
        "2024-11-14",
    );
    let night = world.night("2024-11-14");
    let line = night.decomptes[0].lines[0];
    assert_eq!((line.nature, line.exemption, line.rate), (30, b'3', 100));
    assert_eq!(night.decomptes[0].total(), Cents(108_000));
    assert!(
        world
            .due(&night)
            .iter()
            .all(|(_, due)| due.amount == Cents::ZERO)
    );
}
