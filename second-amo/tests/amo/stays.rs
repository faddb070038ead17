//! Hospital stays (rules §2.3, §12 bis 6 and 18).

use domain::Cents;
use second_amo::{
    Counters, Decimal, Discipline, EndOfStay, Error, KindOfStay, LongDisease, Maternity, Person,
    Place, Setting, SettledStay, Stay, StayTariff, TechnicalAct, WholeStay, cancel_stay, settle,
    settle_stay, settle_whole_stay,
};

use crate::plain::{act, born, day, euros, law, person, technical};

/// A stay of that many nights from that day, in a public hospital at 1000.00 and 100.00 a day.
fn stay(admission: &str, nights: i32) -> Stay {
    Stay {
        number: 1,
        place: Place::Metropolitan,
        admission: day(admission),
        invoiced_from: day(admission),
        invoiced_to: day(admission).plus(nights),
        end: EndOfStay::Home,
        kind: KindOfStay::Full,
        discipline: Discipline::Health,
        tariff: StayTariff::Public {
            ghs: euros("1000.00"),
            daily: euros("100.00"),
        },
        heavy_act_on_day: None,
        long_disease: LongDisease::None,
        work_accident: false,
        prevention: false,
    }
}

fn alone(person: &Person, stay: &Stay) -> Result<SettledStay, Error> {
    settle_stay(law(), person, stay, &mut Counters::default())
}

/// AMO share, ticket modérateur, daily charges, heavy participation, owed.
fn amounts(person: &Person, stay: &Stay) -> [String; 5] {
    let settled = alone(person, stay).unwrap();
    [
        settled.amo,
        settled.ticket_moderateur,
        settled.daily_charges,
        settled.heavy_participation,
        settled.owed,
    ]
    .map(|amount| amount.to_string())
}

fn with_daily(daily: &str, mut stay: Stay) -> Stay {
    stay.tariff = StayTariff::Public {
        ghs: euros("1000.00"),
        daily: euros(daily),
    };
    stay
}

/// Three nights: four charges of 20, exit day included.
#[test]
fn the_larger_of_the_two_is_owed() {
    // 3 × 100 × 20 % = 60 < 80.
    assert_eq!(
        amounts(&person(), &stay("2025-03-01", 3)),
        ["800.00", "60.00", "80.00", "0.00", "80.00"]
    );
    // 3 × 500 × 20 % = 300 > 80: and the exit day's charge.
    assert_eq!(
        amounts(&person(), &with_daily("500.00", stay("2025-03-01", 3))),
        ["800.00", "300.00", "80.00", "0.00", "320.00"]
    );
    // 3 × 133.33 × 20 % = 79.998, rounded to 80.00: it does not prevail.
    assert_eq!(
        amounts(&person(), &with_daily("133.33", stay("2025-03-01", 3))),
        ["800.00", "80.00", "80.00", "0.00", "80.00"]
    );
}

#[test]
fn death_and_transfer_spare_the_exit_day() {
    for end in [EndOfStay::Death, EndOfStay::Transfer] {
        let mut short = stay("2025-03-01", 3);
        short.end = end;
        assert_eq!(
            amounts(&person(), &short),
            ["800.00", "60.00", "60.00", "0.00", "60.00"]
        );
        assert_eq!(
            amounts(&person(), &with_daily("500.00", short)),
            ["800.00", "300.00", "60.00", "0.00", "300.00"]
        );
    }
}

#[test]
fn day_surgery_and_home_bear_no_daily_charge() {
    let mut surgery = with_daily("500.00", stay("2025-03-01", 0));
    surgery.kind = KindOfStay::DaySurgery;
    assert_eq!(
        amounts(&person(), &surgery),
        ["800.00", "100.00", "0.00", "0.00", "100.00"]
    );
    let mut home = with_daily("500.00", stay("2025-03-01", 3));
    home.kind = KindOfStay::AtHome;
    assert_eq!(
        amounts(&person(), &home),
        ["800.00", "300.00", "0.00", "0.00", "300.00"]
    );
}

/// The ticket modérateur on days 1 to 30, nothing beyond but the daily charge.
#[test]
fn thirty_days() {
    // 30 × 100 × 20 % = 600 = 30 × 20: the charges prevail, 41 of them.
    assert_eq!(
        amounts(&person(), &stay("2025-03-01", 40)),
        ["800.00", "600.00", "820.00", "0.00", "820.00"]
    );
    // 30 × 500 × 20 % = 3000, and the charges of days 31 to 41, the exit day among them.
    assert_eq!(
        amounts(&person(), &with_daily("500.00", stay("2025-03-01", 40))),
        ["800.00", "3000.00", "820.00", "0.00", "3220.00"]
    );
    // The exit day is day 30, then day 31.
    assert_eq!(
        amounts(&person(), &with_daily("500.00", stay("2025-03-01", 29)))[4],
        "2920.00"
    );
    assert_eq!(
        amounts(&person(), &with_daily("500.00", stay("2025-03-01", 30)))[4],
        "3020.00"
    );
}

/// Day by day: 20 to 28/02/2026, 23 from 01/03/2026; 15 and 17 in psychiatry.
#[test]
fn the_daily_charge_of_each_day() {
    let over = stay("2026-02-27", 3);
    assert_eq!(amounts(&person(), &over)[2], "86.00");
    let mut psychiatric = over;
    psychiatric.discipline = Discipline::Psychiatry;
    assert_eq!(amounts(&person(), &psychiatric)[2], "64.00");
    // "Due in health establishments, not in medico-social ones" (rules §6).
    psychiatric.discipline = Discipline::MedicoSocial;
    assert_eq!(amounts(&person(), &psychiatric)[2], "0.00");
}

/// "Exempt from both: 0; from TM: PAS (if any) + ΣFJ; from FJ: TM."
#[test]
fn exemptions_of_a_stay() {
    let dear = || with_daily("500.00", stay("2025-03-01", 3));
    let mut ald = dear();
    ald.long_disease = LongDisease::Related;
    assert_eq!(
        amounts(&person(), &ald),
        ["1000.00", "0.00", "80.00", "0.00", "80.00"]
    );
    let mut accident = dear();
    accident.work_accident = true;
    assert_eq!(
        amounts(&person(), &accident),
        ["1000.00", "0.00", "80.00", "0.00", "0.00"]
    );
    let settled = alone(&person(), &accident).unwrap();
    assert_eq!(settled.daily_charges_paid_by_amo, euros("80.00"));
    let cancelled = cancel_stay(&settled, &mut Counters::default());
    assert_eq!(cancelled, euros("1080.00"));
    let mut local = person();
    local.local_scheme = true;
    assert_eq!(
        amounts(&local, &dear()),
        ["1000.00", "0.00", "80.00", "0.00", "0.00"]
    );
    let mut mother = born("1995-02-03");
    mother.maternity = Some(Maternity {
        began: day("2024-08-15"),
        birth: None,
    });
    assert_eq!(amounts(&mother, &dear())[4], "0.00");
    let mut c2s = person();
    c2s.c2s = true;
    // Counted, and owed by the C2S as the rest (register: c2s-daily-charge).
    assert_eq!(
        amounts(&c2s, &dear()),
        ["800.00", "300.00", "80.00", "0.00", "320.00"]
    );
    assert_eq!(
        alone(&c2s, &dear()).unwrap().daily_charges_paid_by_amo,
        Cents::ZERO
    );
    let mut pensioner = person();
    pensioner.invalidity_pension = true;
    assert_eq!(amounts(&pensioner, &dear())[4], "80.00");
    // A minor bears the daily charge and the ticket modérateur.
    assert_eq!(amounts(&born("2015-01-01"), &dear())[4], "320.00");
    // Prevention and the daily charge: the documents put a dash.
    let mut prevention = dear();
    prevention.prevention = true;
    assert!(matches!(
        alone(&person(), &prevention),
        Err(Error::Hole { .. })
    ));
}

/// The heavy act replaces the ticket modérateur; its participation adds up with the daily charges.
#[test]
fn heavy_acts_of_a_stay() {
    let heavy = |admission, nights, on| {
        let mut stay = with_daily("500.00", stay(admission, nights));
        stay.heavy_act_on_day = Some(on);
        stay
    };
    assert_eq!(
        amounts(&person(), &heavy("2025-03-01", 3, 2)),
        ["1000.00", "0.00", "80.00", "24.00", "104.00"]
    );
    // At the figure of the admission.
    assert_eq!(amounts(&person(), &heavy("2026-03-31", 3, 2))[3], "24.00");
    assert_eq!(amounts(&person(), &heavy("2026-04-01", 3, 2))[3], "32.00");
    // From day 31 it is neither due nor a replacement.
    assert_eq!(
        amounts(&person(), &heavy("2025-03-01", 40, 31)),
        ["800.00", "3000.00", "820.00", "0.00", "3220.00"]
    );
    assert_eq!(amounts(&person(), &heavy("2025-03-01", 40, 30))[3], "24.00");
    let mut ald = heavy("2025-03-01", 3, 2);
    ald.long_disease = LongDisease::Related;
    assert_eq!(amounts(&person(), &ald)[3..], ["0.00", "80.00"]);
}

/// Once for the stay, whether the surgeon's line or the stay comes first.
#[test]
fn the_stay_and_its_fees_bear_one_participation() {
    let law = law();
    let mut surgeon = act("2025-03-01", technical("271.70"), "271.70");
    surgeon.base_on_line = Some(euros("271.70"));
    surgeon.setting = Setting::Stay {
        number: 1,
        day: 1,
        heavy: true,
    };
    let mut hospital = stay("2025-03-01", 3);
    hospital.heavy_act_on_day = Some(1);
    let mut counters = Counters::default();
    let line = settle(law, &person(), &surgeon, &mut counters).unwrap();
    let whole = settle_stay(law, &person(), &hospital, &mut counters).unwrap();
    assert_eq!(
        (line.heavy_participation, whole.heavy_participation),
        (euros("24.00"), Cents::ZERO)
    );
    let mut counters = Counters::default();
    let whole = settle_stay(law, &person(), &hospital, &mut counters).unwrap();
    let line = settle(law, &person(), &surgeon, &mut counters).unwrap();
    assert_eq!(
        (line.heavy_participation, whole.heavy_participation),
        (Cents::ZERO, euros("24.00"))
    );
    // Cancelled, the stay leaves it to another line.
    let cancelled = cancel_stay(&whole, &mut counters);
    assert_eq!(cancelled, euros("976.00"));
    let again = settle(law, &person(), &surgeon, &mut counters).unwrap();
    assert_eq!(again.heavy_participation, euros("24.00"));
}

#[test]
fn clinics() {
    let mut clinic = stay("2025-03-01", 3);
    clinic.tariff = StayTariff::ClinicGhs {
        ghs: euros("1500.03"),
        coefficient: Decimal::ONE,
    };
    // 80 % of 1500.03 is 1200.024; what is left is never rounded apart.
    assert_eq!(
        amounts(&person(), &clinic),
        ["1200.02", "300.01", "80.00", "0.00", "320.01"]
    );
    clinic.tariff = StayTariff::ClinicGhs {
        ghs: euros("1500.03"),
        coefficient: "1.15".parse().unwrap(),
    };
    // 1725.0345, rounded first.
    assert_eq!(amounts(&person(), &clinic)[..2], ["1380.02", "345.01"]);
    let mut daily = stay("2025-03-01", 40);
    daily.tariff = StayTariff::ClinicDaily {
        daily: euros("200.00"),
    };
    // 80 % of 30 days and the whole of 10.
    assert_eq!(
        amounts(&person(), &daily),
        ["6800.00", "1200.00", "820.00", "0.00", "1420.00"]
    );
}

#[test]
fn a_stay_past_the_loaded_years_names_the_day() {
    let error = alone(&person(), &stay("2026-12-30", 3)).unwrap_err();
    assert!(matches!(error, Error::OutsideSpan { .. }), "{error}");
    let mut overseas = stay("2025-03-01", 3);
    overseas.place = Place::Overseas;
    assert!(matches!(
        alone(&person(), &overseas),
        Err(Error::Overseas { .. })
    ));
    let refused = |change: fn(&mut Stay)| {
        let mut stay = stay("2025-03-01", 3);
        change(&mut stay);
        matches!(alone(&person(), &stay), Err(Error::Contradiction { .. }))
    };
    assert!(refused(|stay| stay.invoiced_to = day("2025-02-28")));
    assert!(refused(|stay| stay.invoiced_from = day("2025-02-28")));
    assert!(refused(|stay| stay.invoiced_from = day("2025-03-05")));
    assert!(refused(|stay| stay.kind = KindOfStay::DaySurgery));
    assert!(refused(|stay| stay.heavy_act_on_day = Some(0)));
    assert!(!refused(|stay| stay.heavy_act_on_day = Some(4)));
    assert!(refused(|stay| stay.heavy_act_on_day = Some(5)));
    assert!(refused(|stay| stay.tariff = StayTariff::ClinicGhs {
        ghs: Cents(-1),
        coefficient: Decimal::ONE
    }));
    assert!(refused(|stay| stay.place = Place::Abroad {
        amount: Cents::ZERO
    }));
}

/// An exemption that ends during the stay: day by day, but for a price of the whole stay (register: ghs-days).
#[test]
fn maternity_that_ends_during_a_stay() {
    let mut mother = born("1995-02-03");
    mother.maternity = Some(Maternity {
        began: day("2024-06-01"),
        birth: Some(day("2025-02-20")),
    });
    // Day 12 after the birth is 4 March: four days out of five nights are exempt, and the exit on 6 March is not.
    let public = with_daily("500.00", stay("2025-03-01", 5));
    assert_eq!(
        amounts(&mother, &public),
        ["1000.00", "100.00", "120.00", "0.00", "120.00"]
    );
    assert_eq!(
        alone(&mother, &public).unwrap().daily_charges_paid_by_amo,
        euros("80.00")
    );
    let mut daily = public.clone();
    daily.tariff = StayTariff::ClinicDaily {
        daily: euros("500.00"),
    };
    assert_eq!(amounts(&mother, &daily)[..2], ["2400.00", "100.00"]);
    let mut ghs = public;
    ghs.tariff = StayTariff::ClinicGhs {
        ghs: euros("1000.00"),
        coefficient: Decimal::ONE,
    };
    assert_eq!(amounts(&mother, &ghs)[..2], ["1000.00", "0.00"]);
}

/// A newborn in hospital, up to day 12 after the birth (register: newborn-stay).
#[test]
fn newborns() {
    let dear = with_daily("500.00", stay("2025-03-01", 3));
    assert_eq!(amounts(&born("2025-03-01"), &dear)[4], "0.00");
    assert_eq!(amounts(&born("2025-02-20"), &dear)[4], "0.00");
    // The exit day is day 13: its charge alone.
    assert_eq!(amounts(&born("2025-02-19"), &dear)[4], "20.00");
    assert_eq!(amounts(&born("2025-02-01"), &dear)[4], "320.00");
    // In town, a newborn is a child as others.
    let line = act(
        "2025-03-01",
        crate::plain::gp(second_amo::Sector::One),
        "35.00",
    );
    let settled = crate::plain::alone(&born("2025-02-20"), &line).unwrap();
    assert_eq!(settled.gross, euros("24.50"));
}

/// In and out on one day, other than for day surgery: the charge of the exit day (register: same-day-stay).
#[test]
fn in_and_out_on_one_day() {
    assert_eq!(
        amounts(&person(), &stay("2025-03-01", 0)),
        ["800.00", "20.00", "20.00", "0.00", "20.00"]
    );
}

/// Days are counted from the admission, whatever the invoice, and the participation on heavy acts is due once.
#[test]
fn invoices_of_one_stay() {
    let law = law();
    let mut counters = Counters::default();
    let mut invoice = |from: i32, to: i32, end, heavy_act_on_day| {
        let mut part = stay("2025-03-01", 0);
        part.tariff = StayTariff::ClinicDaily {
            daily: euros("200.00"),
        };
        part.invoiced_from = part.admission.plus(from - 1);
        part.invoiced_to = part.admission.plus(to - 1);
        part.end = end;
        part.heavy_act_on_day = heavy_act_on_day;
        let settled = settle_stay(law, &person(), &part, &mut counters).unwrap();
        [
            settled.amo,
            settled.ticket_moderateur,
            settled.daily_charges,
            settled.heavy_participation,
            settled.owed,
        ]
        .map(|amount| amount.to_string())
    };
    // 25 days at 200.00, then 5 more and 5 past day 30, then the exit day alone.
    assert_eq!(
        invoice(1, 25, EndOfStay::GoesOn, None),
        ["4000.00", "1000.00", "500.00", "0.00", "1000.00"]
    );
    assert_eq!(
        invoice(26, 35, EndOfStay::GoesOn, None),
        ["1800.00", "200.00", "200.00", "0.00", "300.00"]
    );
    assert_eq!(
        invoice(36, 36, EndOfStay::Home, None),
        ["0.00", "0.00", "20.00", "0.00", "20.00"]
    );
    assert_eq!(invoice(1, 25, EndOfStay::GoesOn, Some(3))[3], "24.00");
    assert_eq!(invoice(26, 35, EndOfStay::Home, Some(3))[3], "0.00");
}

/// Register: pas-date. Maternity to 4 March, a heavy act on the 5th: who is exempt is told by the admission.
#[test]
fn the_admission_tells_who_owes_the_participation() {
    let of = |born: &str| {
        let mut mother = crate::plain::born("1995-02-03");
        mother.maternity = Some(Maternity {
            began: day("2024-06-01"),
            birth: Some(day(born)),
        });
        let mut line = act("2025-03-05", technical("271.70"), "271.70");
        line.base_on_line = Some(euros("271.70"));
        line.setting = Setting::Stay {
            number: 1,
            day: 5,
            heavy: true,
        };
        let whole = WholeStay {
            number: 1,
            admission: day("2025-03-01"),
            long_disease: LongDisease::None,
            work_accident: false,
            prevention: false,
            invoices: Vec::new(),
            fees: vec![line.clone()],
            acts: vec![TechnicalAct {
                date: line.date,
                professional: line.professional,
                tariff: euros("271.70"),
                coefficient: None,
            }],
        };
        let line = settle(law(), &mother, &line, &mut Counters::default()).unwrap();
        let whole = settle_whole_stay(law(), &mother, &whole).unwrap();
        assert_eq!(line.heavy_participation, whole.heavy_participation);
        whole.heavy_participation
    };
    assert_eq!(of("2025-02-20"), Cents::ZERO);
    assert_eq!(of("2025-02-16"), euros("24.00"));
}

fn whole(invoices: &[Stay]) -> WholeStay {
    WholeStay {
        number: 1,
        admission: day("2025-03-01"),
        long_disease: LongDisease::None,
        work_accident: false,
        prevention: false,
        invoices: invoices.to_vec(),
        fees: Vec::new(),
        acts: Vec::new(),
    }
}

fn part(from: i32, to: i32, end: EndOfStay) -> Stay {
    let mut part = stay("2025-03-01", 0);
    part.tariff = StayTariff::ClinicDaily {
        daily: euros("120.00"),
    };
    part.invoiced_from = part.admission.plus(from - 1);
    part.invoiced_to = part.admission.plus(to - 1);
    part.end = end;
    part
}

/// The larger of the two is that of the stay, not of each invoice.
#[test]
fn invoices_are_compared_together() {
    let first = part(1, 3, EndOfStay::GoesOn);
    let mut second = part(4, 6, EndOfStay::Home);
    second.tariff = StayTariff::ClinicDaily {
        daily: euros("10.00"),
    };
    // 3 × 120 × 20 % = 72 > 60, then 2 × 10 × 20 % = 4 < 60: together 76 < 120.
    for invoices in [[first.clone(), second.clone()], [second, first]] {
        let settled = settle_whole_stay(law(), &person(), &whole(&invoices)).unwrap();
        assert_eq!(settled.amo, euros("304.00"));
        assert_eq!(settled.ticket_moderateur, Cents::ZERO);
        assert_eq!(settled.daily_charges, euros("120.00"));
    }
}

/// Acts of one practitioner on one day add up; a coefficient of 60 is enough; neither is from day 31 on.
#[test]
fn heavy_sessions_of_a_stay() {
    let of = |acts: &[(&str, u32, &str, &str)]| {
        let mut whole = whole(&[part(1, 40, EndOfStay::Home)]);
        let acts = acts
            .iter()
            .map(|(date, who, tariff, coefficient)| TechnicalAct {
                date: day(date),
                professional: crate::plain::professional(*who),
                tariff: euros(tariff),
                coefficient: coefficient.parse().ok(),
            });
        whole.acts = acts.collect();
        settle_whole_stay(law(), &person(), &whole)
            .unwrap()
            .heavy_participation
    };
    let pas = euros("24.00");
    assert_eq!(
        of(&[
            ("2025-03-05", 1, "60.00", ""),
            ("2025-03-05", 1, "60.00", "")
        ]),
        pas
    );
    assert_eq!(
        of(&[
            ("2025-03-05", 1, "60.00", ""),
            ("2025-03-05", 2, "60.00", "")
        ]),
        Cents::ZERO
    );
    assert_eq!(
        of(&[
            ("2025-03-05", 1, "60.00", ""),
            ("2025-03-06", 1, "60.00", "")
        ]),
        Cents::ZERO
    );
    assert_eq!(of(&[("2025-03-30", 1, "1.00", "60")]), pas);
    assert_eq!(of(&[("2025-03-30", 1, "119.99", "59.99")]), Cents::ZERO);
    assert_eq!(of(&[("2025-03-31", 1, "500.00", "60")]), Cents::ZERO);
}

#[test]
fn invoices_that_cannot_be_of_one_stay() {
    let refused = |invoices: &[Stay]| {
        let settled = settle_whole_stay(law(), &person(), &whole(invoices));
        matches!(settled, Err(Error::Contradiction { .. }))
    };
    assert!(!refused(&[
        part(1, 3, EndOfStay::GoesOn),
        part(4, 6, EndOfStay::Home)
    ]));
    assert!(refused(&[
        part(1, 4, EndOfStay::GoesOn),
        part(4, 6, EndOfStay::Home)
    ]));
    assert!(refused(&[
        part(1, 3, EndOfStay::Home),
        part(4, 6, EndOfStay::GoesOn)
    ]));
    let mut other = part(4, 6, EndOfStay::Home);
    other.number = 2;
    assert!(refused(&[part(1, 3, EndOfStay::GoesOn), other]));
    let mut early = whole(&[]);
    early.acts.push(TechnicalAct {
        date: day("2025-02-28"),
        professional: crate::plain::professional(1),
        tariff: euros("10.00"),
        coefficient: None,
    });
    assert!(settle_whole_stay(law(), &person(), &early).is_err());
}
