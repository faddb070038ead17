//! The ticket modérateur of a stay against its daily charges.

use domain::{ActCode, Cents, Rate};
use oracle::amo::stay::{
    Discipline, Emergency, Entitlement, Exit, Ground, Invoice, Mode, Payer, Prevails, Price,
    Settled, StayCounters, emergency, settle,
};
use oracle::law::Law;
use oracle::trace::NoTrace;

use crate::support::{but, clinic, day, fee, missing, settled, stay, under};

/// Three nights in March 2025: four daily charges of 20.00.
fn three_nights(price: Price) -> Invoice {
    stay("2025-03-03", "2025-03-06", price)
}

/// AMO, ticket modérateur, daily charges owed, in cents.
fn shares(settled: &Settled) -> (i64, i64, i64) {
    let own = settled.own;
    (own.amo.0, own.ticket_moderateur.0, own.daily_charges.0)
}

#[test]
fn a_ticket_moderateur_above_holds_the_charges_but_that_of_the_exit_day() {
    let settled = settled(&three_nights(clinic(100_000)));
    assert_eq!(shares(&settled), (80_000, 20_000, 2_000));
    assert_eq!(settled.prevails, Prevails::TicketModerateur);
    let owed: Vec<_> = settled
        .charges
        .iter()
        .map(|one| (one.days, one.exit, one.owed))
        .collect();
    assert_eq!(owed, [(3, false, false), (1, true, true)]);
    let line = settled.tariff[0];
    assert_eq!((line.act.as_str(), line.base), ("GHS", Cents(100_000)));
    assert_eq!((line.rate, line.amo), (Rate::percent(80), Cents(80_000)));
}

#[test]
fn daily_charges_above_hold_the_ticket_moderateur() {
    let settled = settled(&three_nights(clinic(30_000)));
    assert_eq!(shares(&settled), (24_000, 0, 8_000));
    assert_eq!(settled.prevails, Prevails::DailyCharges);
    assert!(settled.charges.iter().all(|charges| charges.owed));
}

/// 20 % of 400.00 is four times 20.00; a euro of tariff more, and the exit day comes on top.
#[test]
fn equal_amounts_are_owed_once() {
    let equal = settled(&three_nights(clinic(40_000)));
    assert_eq!(shares(&equal), (32_000, 0, 8_000));
    let above = settled(&three_nights(clinic(40_100)));
    assert_eq!(shares(&above), (32_080, 8_020, 2_000));
}

#[test]
fn a_death_or_a_transfer_leaves_out_the_exit_day() {
    for exit in [Exit::Death, Exit::Transfer] {
        let left = |price| but(three_nights(price), |period| period.exit = Some(exit));
        assert_eq!(
            shares(&settled(&left(clinic(100_000)))),
            (80_000, 20_000, 0)
        );
        assert_eq!(shares(&settled(&left(clinic(25_000)))), (20_000, 0, 6_000));
    }
}

#[test]
fn day_surgery_home_care_and_medico_social_have_no_daily_charge() {
    let one_day = stay("2025-03-03", "2025-03-03", clinic(100_000));
    let surgery = but(one_day.clone(), |period| period.mode = Mode::DaySurgery);
    let home = but(three_nights(clinic(100_000)), |period| {
        period.mode = Mode::Home
    });
    let social = but(three_nights(clinic(100_000)), |period| {
        period.discipline = Discipline::MedicoSocial;
    });
    for invoice in [surgery, home, social] {
        let settled = settled(&invoice);
        assert_eq!(shares(&settled), (80_000, 20_000, 0));
        assert_eq!(settled.charges, []);
    }
    // In and out on one day without surgery: that day is the exit day.
    assert_eq!(shares(&settled(&one_day)), (80_000, 20_000, 2_000));
}

#[test]
fn who_is_exempt_of_what() {
    let none_amo = [Ground::Ald, Ground::Invalidity];
    for ground in none_amo {
        let settled = settled(&under(ground, three_nights(clinic(100_000))));
        assert_eq!(shares(&settled), (100_000, 0, 8_000), "{ground:?}");
        assert_eq!(settled.payer, Payer::Insured);
    }
    for (ground, payer) in [
        (Ground::Maternity, Payer::Regime),
        (Ground::WorkAccident, Payer::Regime),
        (Ground::LocalRegime, Payer::LocalRegime),
    ] {
        let settled = settled(&under(ground, three_nights(clinic(100_000))));
        assert_eq!(shares(&settled), (108_000, 0, 0), "{ground:?}");
        assert!(settled.charges.iter().all(|charges| charges.payer == payer));
        assert_eq!(settled.own.person(), Cents::ZERO);
    }
}

#[test]
fn the_c2s_pays_what_the_amo_leaves() {
    let settled = settled(&under(Ground::C2s, three_nights(clinic(100_000))));
    assert_eq!(shares(&settled), (80_000, 20_000, 2_000));
    assert_eq!((settled.payer, settled.payer.digit()), (Payer::Oc, b'3'));
    assert!(
        settled
            .charges
            .iter()
            .all(|charges| charges.payer == Payer::Oc)
    );
}

#[test]
fn the_compulsory_scheme_pays_before_the_complementary_one() {
    let entitlements = [Ground::C2s, Ground::LocalRegime, Ground::Maternity].map(Entitlement::of);
    let mut invoice = three_nights(clinic(100_000));
    for (entitlements, payer) in [
        (&entitlements[..1], Payer::Oc),
        (&entitlements[..2], Payer::LocalRegime),
        (&entitlements[..], Payer::Regime),
    ] {
        invoice.entitlements = entitlements.to_vec();
        let charges = settled(&invoice).charges;
        assert!(
            charges.iter().all(|charges| charges.payer == payer),
            "{payer:?}"
        );
    }
    assert_eq!(
        [Payer::Regime, Payer::LocalRegime, Payer::Insured].map(Payer::digit),
        *b"012"
    );
}

/// Register: `stay-unnamed-grounds`. Another ground that lifts the charge makes the unnamed one matter no more, unless
/// it leaves open whether the AMO or the C2S pays.
#[test]
fn a_ground_that_is_not_named_is_an_error_unless_the_amo_pays_anyway() {
    let under = |grounds: &[Ground]| Invoice {
        entitlements: grounds.iter().copied().map(Entitlement::of).collect(),
        ..three_nights(clinic(100_000))
    };
    let dash = "exoneration.forfait-journalier/prevention";
    for grounds in [
        &[Ground::Prevention][..],
        &[Ground::C2s, Ground::Prevention],
    ] {
        let counters = &mut StayCounters::default();
        let asked = settle(Law::embedded(), &under(grounds), counters, &mut NoTrace);
        assert_eq!(missing(asked), dash, "{grounds:?}");
    }
    for paid in [Ground::Maternity, Ground::WorkAccident, Ground::LocalRegime] {
        for unnamed in [Ground::Prevention, Ground::StateAid, Ground::Terrorism] {
            let settled = settled(&under(&[unnamed, paid]));
            assert_eq!(shares(&settled), (108_000, 0, 0), "{unnamed:?} {paid:?}");
        }
    }
}

#[test]
fn the_ticket_moderateur_bears_on_thirty_days() {
    let of = |exit, price| stay("2025-01-01", exit, Price::Daily(Cents(price)));
    // 29 nights, the exit on day 30: it is one of the days compared.
    let day_30 = settled(&of("2025-01-30", 20_000));
    assert_eq!(shares(&day_30), (29 * 16_000, 29 * 4_000, 2_000));
    // 30 nights, the exit on day 31: owed whatever prevails.
    let day_31 = settled(&of("2025-01-31", 20_000));
    assert_eq!(shares(&day_31), (30 * 16_000, 30 * 4_000, 2_000));
    let charges = settled(&of("2025-01-31", 5_000));
    assert_eq!(shares(&charges), (30 * 4_000, 0, 31 * 2_000));
    // 31 nights: day 31 is at 100 %, and its charge is owed.
    let day_32 = settled(&of("2025-02-01", 20_000));
    assert_eq!(
        shares(&day_32),
        (30 * 16_000 + 20_000, 30 * 4_000, 2 * 2_000)
    );
    let lines: Vec<_> = day_32
        .tariff
        .iter()
        .map(|line| (line.act.as_str().to_owned(), line.quantity, line.rate))
        .collect();
    assert_eq!(
        lines,
        [
            ("PJ".to_owned(), 30, Rate::percent(80)),
            ("PJ".to_owned(), 1, Rate::ONE)
        ]
    );
    let long = settled(&of("2025-02-10", 5_000));
    assert_eq!(shares(&long), (30 * 4_000 + 10 * 5_000, 0, 41 * 2_000));
}

#[test]
fn a_public_hospital_bears_it_on_the_daily_tariff() {
    let (ghs, daily) = (Cents(500_000), Cents(120_000));
    let public = |exit| stay("2025-03-03", exit, Price::Public { ghs, daily });
    let three = settled(&public("2025-03-06"));
    assert_eq!(shares(&three), (400_000, 3 * 24_000, 2_000));
    let forty = settled(&public("2025-04-12"));
    assert_eq!(shares(&forty), (400_000, 30 * 24_000, 11 * 2_000));
    let exempt = settled(&under(Ground::Ald, public("2025-03-06")));
    assert_eq!(shares(&exempt), (500_000, 0, 8_000));
}

#[test]
fn a_clinic_has_its_coefficient() {
    let price = Price::Clinic {
        ghs: Cents(100_000),
        coefficient: Rate(9_930),
    };
    assert_eq!(
        shares(&settled(&three_nights(price))),
        (79_440, 19_860, 2_000)
    );
}

#[test]
fn the_daily_charge_is_that_of_each_day() {
    let of = |entry, exit| under(Ground::Ald, stay(entry, exit, clinic(100_000)));
    let owed = |invoice: &Invoice| settled(invoice).own.daily_charges;
    assert_eq!(owed(&of("2026-02-25", "2026-02-28")), Cents(4 * 2_000));
    assert_eq!(owed(&of("2026-03-01", "2026-03-04")), Cents(4 * 2_300));
    let across = of("2026-02-27", "2026-03-02");
    assert_eq!(owed(&across), Cents(2 * 2_000 + 2 * 2_300));
    let stretches: Vec<_> = settled(&across)
        .charges
        .iter()
        .map(|one| (one.from.to_string(), one.days, one.price))
        .collect();
    assert_eq!(
        stretches,
        [
            ("2026-02-27".to_owned(), 2, Cents(2_000)),
            ("2026-03-01".to_owned(), 1, Cents(2_300)),
            ("2026-03-02".to_owned(), 1, Cents(2_300)),
        ]
    );
    // The exit day alone is under the new price.
    let exit = settled(&stay("2026-02-26", "2026-03-01", clinic(100_000)));
    assert_eq!(exit.own.daily_charges, Cents(2_300));
}

#[test]
fn psychiatry_has_a_charge_of_its_own() {
    let of = |entry, exit| {
        let invoice = stay(entry, exit, Price::Daily(Cents(5_000)));
        but(invoice, |period| period.discipline = Discipline::Psychiatry)
    };
    // 20 % of 50.00 is below 15.00 a day.
    assert_eq!(
        settled(&of("2026-02-25", "2026-02-28")).own.daily_charges,
        Cents(4 * 1_500)
    );
    assert_eq!(
        settled(&of("2026-03-01", "2026-03-04")).own.daily_charges,
        Cents(4 * 1_700)
    );
    assert_eq!(
        settled(&of("2026-02-27", "2026-03-02")).own.daily_charges,
        Cents(2 * 1_500 + 2 * 1_700)
    );
}

/// Born on 1 March, maternity runs to the 13th; the six nights after it bear the ticket modérateur.
#[test]
fn a_newborn_is_under_maternity_to_the_twelfth_day() {
    let law = Law::embedded();
    let entitlement = Entitlement::after_birth(law, day("2025-03-01")).unwrap();
    let invoice = Invoice {
        entitlements: vec![entitlement],
        ..stay("2025-03-01", "2025-03-20", Price::Daily(Cents(50_000)))
    };
    let settled = settled(&invoice);
    let amo = 13 * 50_000 + 6 * 40_000 + 13 * 2_000;
    assert_eq!(shares(&settled), (amo, 6 * 10_000, 2_000));
    let payers: Vec<_> = settled
        .charges
        .iter()
        .map(|one| (one.days, one.payer))
        .collect();
    assert_eq!(
        payers,
        [
            (13, Payer::Regime),
            (6, Payer::Insured),
            (1, Payer::Insured)
        ]
    );
}

/// The sixth month begins on 6 March: five nights bear the ticket modérateur, four are whole, and from then on the
/// régime pays the daily charge, that of the exit too.
#[test]
fn maternity_that_begins_during_a_stay_holds_from_its_day_on() {
    let invoice = Invoice {
        entitlements: vec![Entitlement::of(Ground::Maternity).from(day("2025-03-06"))],
        ..stay("2025-03-01", "2025-03-10", Price::Daily(Cents(50_000)))
    };
    let amo = 5 * 40_000 + 4 * 50_000 + 5 * 2_000;
    assert_eq!(shares(&settled(&invoice)), (amo, 5 * 10_000, 0));
}

#[test]
fn fees_follow_the_stay() {
    let mut invoice = three_nights(clinic(100_000));
    invoice.fees = vec![fee("2025-03-04", 10_000)];
    invoice.fees[0].expense = Cents(15_000);
    let plain = settled(&invoice);
    let line = plain.fees[0];
    assert_eq!((line.rate, line.amo), (Rate::percent(80), Cents(8_000)));
    assert_eq!(
        (line.ticket_moderateur, line.overrun),
        (Cents(2_000), Cents(5_000))
    );
    // Its ticket modérateur is not what daily charges are compared with.
    assert_eq!(shares(&plain), (88_000, 22_000, 2_000));
    let low = Invoice {
        fees: invoice.fees.clone(),
        ..three_nights(clinic(30_000))
    };
    assert_eq!(shares(&settled(&low)), (32_000, 2_000, 8_000));
    let exempt = settled(&under(Ground::Ald, invoice));
    assert_eq!(exempt.fees[0].amo, Cents(10_000));
    assert_eq!(exempt.own.beyond, Cents(5_000));
    // From day 31 at 100 %, and a fee below its base is paid on the fee.
    let alone = |on: &str| Invoice {
        period: None,
        fees: vec![fee(on, 10_000)],
        ..stay("2025-01-01", "2025-02-10", clinic(0))
    };
    assert_eq!(settled(&alone("2025-01-30")).own.amo, Cents(8_000));
    assert_eq!(settled(&alone("2025-01-31")).own.amo, Cents(10_000));
    let mut below = alone("2025-01-02");
    below.fees[0].base = Cents(20_000);
    assert_eq!(shares(&settled(&below)), (8_000, 2_000, 0));
}

#[test]
fn holes_and_days_outside_the_law_name_the_parameter() {
    let law = Law::embedded();
    let asks = |invoice: &Invoice| settle(law, invoice, &mut StayCounters::default(), &mut NoTrace);
    let early = stay("2022-12-30", "2023-01-02", clinic(100_000));
    assert_eq!(missing(asks(&early)), "sejour.jours-ticket-moderateur");
    let late = stay("2026-12-30", "2027-01-02", clinic(100_000));
    assert_eq!(missing(asks(&late)), "sejour.jours-ticket-moderateur");
    let prevention = under(Ground::Prevention, three_nights(clinic(100_000)));
    assert_eq!(
        missing(asks(&prevention)),
        "exoneration.forfait-journalier/prevention"
    );
    for (ground, key) in [
        (Ground::StateAid, "aide-medicale-etat"),
        (Ground::MilitaryPension, "pension-militaire"),
        (Ground::Terrorism, "terrorisme"),
    ] {
        let silent = under(ground, three_nights(clinic(100_000)));
        let param = format!("exoneration.forfait-journalier/{key}");
        assert_eq!(missing(asks(&silent)), param);
    }
    let overseas = under(Ground::Overseas, three_nights(clinic(100_000)));
    let error = asks(&overseas).unwrap_err().to_string();
    assert!(
        error.starts_with("GHS on 2025-03-03: the tariffs and rates of the overseas departments"),
        "{error}"
    );
    assert!(asks(&stay("2023-01-01", "2023-01-02", clinic(1))).is_ok());
    assert!(asks(&stay("2026-12-30", "2026-12-31", clinic(1))).is_ok());
}

#[test]
fn the_emergency_flat_fee_and_the_reduced_one() {
    let law = Law::embedded();
    let visit = |on, grounds: &[Ground], admitted| {
        let visit = Emergency {
            day: day(on),
            admitted,
            entitlements: grounds
                .iter()
                .map(|ground| Entitlement::of(*ground))
                .collect(),
        };
        emergency(law, &visit, &mut NoTrace)
    };
    for (on, full, reduced) in [("2026-02-28", 1_961, 849), ("2026-03-01", 2_300, 996)] {
        let whole = visit(on, &[], false).unwrap().unwrap();
        assert_eq!((whole.amount, whole.reduced), (Cents(full), false));
        assert_eq!(whole.act, "FPU".parse::<ActCode>().unwrap());
        let less = visit(on, &[Ground::Ald], false).unwrap().unwrap();
        assert_eq!((less.amount, less.reduced), (Cents(reduced), true));
    }
    assert_eq!(visit("2026-03-01", &[], true).unwrap(), None);
    assert_eq!(
        missing(visit("2026-03-01", &[Ground::Maternity], false)),
        "exoneration.forfait-urgences/maternite"
    );
    assert_eq!(missing(visit("2022-12-31", &[], false)), "urgences.forfait");
}
