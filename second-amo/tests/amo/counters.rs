//! Counters by day, by professional and by calendar year (rules §3, §4, §12 bis 5 and 16).

use domain::Cents;
use second_amo::{
    Act, AuxiliaryAct, Care, Counters, DoctorAct, DrugRate, Error, Optics, Sector, Setting,
    Settled, Specialty, settle,
};

use crate::plain::{
    act, born, day, doctor, drug, euros, gp, lab, law, person, physio, professional, technical,
};

/// Settles acts one after the other, for one person.
fn one_after_the_other(acts: impl IntoIterator<Item = Act>) -> (Vec<Settled>, Counters) {
    let law = law();
    let mut counters = Counters::default();
    let settled = acts
        .into_iter()
        .enumerate()
        .map(|(number, mut act)| {
            act.id = u64::try_from(number).unwrap();
            settle(law, &person(), &act, &mut counters).unwrap()
        })
        .collect();
    (settled, counters)
}

fn each(settled: &[Settled], amount: fn(&Settled) -> Cents) -> Vec<String> {
    settled
        .iter()
        .map(|line| amount(line).to_string())
        .collect()
}

fn at(number: u32, mut act: Act) -> Act {
    act.professional = professional(number);
    act
}

/// Four a day and professional, 4 then 8 euros; another professional and another day begin anew.
#[test]
fn four_participations_a_day_and_professional() {
    for (date, next, each_act) in [
        ("2024-05-13", "2024-05-14", "1.00"),
        ("2025-03-01", "2025-03-02", "2.00"),
    ] {
        let consultation = |date| act(date, gp(Sector::One), "30.00");
        let mut acts: Vec<Act> = (0..5).map(|_| consultation(date)).collect();
        acts.push(at(2, consultation(date)));
        acts.push(consultation(next));
        let (settled, _) = one_after_the_other(acts);
        let mut expected = vec![each_act; 7];
        expected[4] = "0.00";
        assert_eq!(each(&settled, |line| line.participation), expected);
    }
}

#[test]
fn examinations_and_consultations_share_the_four_of_a_laboratory() {
    let (settled, _) = one_after_the_other([
        act("2025-03-01", lab("60", 3), "15.00"),
        act("2025-03-01", lab("60", 3), "15.00"),
    ]);
    assert_eq!(each(&settled, |line| line.participation), ["6.00", "2.00"]);
}

/// 50 a calendar year, across the change of amount; 1 January begins anew.
#[test]
fn fifty_euros_of_participation_a_year() {
    let consultation = |date: &str, fee| act(date, gp(Sector::One), fee);
    let mut acts = Vec::new();
    for number in 0..11 {
        acts.push(at(number, consultation("2024-05-14", "26.50")));
    }
    for number in 0..21 {
        acts.push(at(number, consultation("2024-05-15", "26.50")));
    }
    acts.push(at(1, consultation("2025-01-01", "30.00")));
    let (settled, counters) = one_after_the_other(acts);
    let taken = each(&settled, |line| line.participation);
    assert!(taken[..11].iter().all(|amount| amount == "1.00"));
    assert!(taken[11..30].iter().all(|amount| amount == "2.00"));
    // 11 × 1 + 19 × 2 = 49: one euro is left, then none.
    assert_eq!(taken[30..], ["1.00", "0.00", "2.00"]);
    assert_eq!(counters.participation_of(2024), euros("50.00"));
    assert_eq!(counters.participation_of(2025), euros("2.00"));
}

/// "Participation is not taken when the AMO amount of the line is below it"; it is when it is as large.
#[test]
fn a_participation_above_the_amo_amount_is_not_taken() {
    let of = |base: &str| {
        let mut act = act("2025-03-01", technical(base), base);
        act.base_on_line = Some(euros(base));
        let (settled, counters) = one_after_the_other([act]);
        (settled[0].participation, counters.participation_of(2025))
    };
    // 70 % of 2.84 is 1.99, of 2.85 is 2.00.
    assert_eq!(of("2.84"), (euros("0.00"), euros("0.00")));
    assert_eq!(of("2.85"), (euros("2.00"), euros("2.00")));
}

/// Auxiliaries: 0.50 and 2 a day, then 1 and 4 a day, all professionals together.
#[test]
fn franchise_of_auxiliaries_by_day() {
    let franchises = |date: &str| {
        let acts = (1..=6).map(|number| at(number, act(date, physio("7.5"), "16.13")));
        let (settled, _) = one_after_the_other(acts);
        each(&settled, |line| line.franchise)
    };
    assert_eq!(
        franchises("2024-03-30"),
        ["0.50", "0.50", "0.50", "0.50", "0.00", "0.00"]
    );
    assert_eq!(
        franchises("2024-03-31"),
        ["1.00", "1.00", "1.00", "1.00", "0.00", "0.00"]
    );
}

#[test]
fn a_line_of_several_acts_bears_several_franchises() {
    let mut five = act("2025-03-01", physio("7.5"), "82.90");
    five.quantity = 5;
    let (settled, _) = one_after_the_other([five]);
    assert_eq!(each(&settled, |line| line.franchise), ["4.00"]);
}

/// Transports: 2 and 4 a day, then 4 and 8 a day; they do not share the day of the auxiliaries.
#[test]
fn franchise_of_transports_by_day() {
    let franchises = |date: &str| {
        let mut acts: Vec<Act> = (0..3)
            .map(|_| {
                let mut transport = act(date, Care::Transport { urgent: false }, "50.00");
                transport.base_on_line = Some(euros("50.00"));
                transport
            })
            .collect();
        acts.push(act(date, physio("7.5"), "16.13"));
        let (settled, _) = one_after_the_other(acts);
        each(&settled, |line| line.franchise)
    };
    assert_eq!(franchises("2024-03-30"), ["2.00", "2.00", "0.00", "0.50"]);
    assert_eq!(franchises("2024-03-31"), ["4.00", "4.00", "0.00", "1.00"]);
}

/// Boxes have no ceiling a day; 50 a year holds for all franchises together.
#[test]
fn franchise_of_a_year() {
    let mut boxes = act("2025-03-01", drug(DrugRate::R65, "10.00"), "480.00");
    boxes.quantity = 48;
    let acts = [
        boxes,
        act("2025-03-02", physio("7.5"), "16.58"),
        {
            let mut transport = act("2025-03-02", Care::Transport { urgent: false }, "50.00");
            transport.base_on_line = Some(euros("50.00"));
            transport
        },
        act("2025-03-03", drug(DrugRate::R65, "10.00"), "10.00"),
        act("2026-01-01", drug(DrugRate::R65, "10.00"), "10.00"),
    ];
    let (settled, counters) = one_after_the_other(acts);
    assert_eq!(
        each(&settled, |line| line.franchise),
        ["48.00", "1.00", "1.00", "0.00", "1.00"]
    );
    assert_eq!(counters.franchise_of(2025), euros("50.00"));
}

/// "If the franchise exceeds the AMO share of a cheap 15 % box, cap it at the AMO share."
#[test]
fn a_franchise_above_the_share_is_capped_and_not_carried() {
    let (settled, counters) = one_after_the_other([
        act("2025-03-01", drug(DrugRate::R15, "4.00"), "4.00"),
        act("2025-03-01", drug(DrugRate::R65, "10.00"), "10.00"),
    ]);
    assert_eq!(each(&settled, |line| line.franchise), ["0.60", "1.00"]);
    assert_eq!(each(&settled, |line| line.paid), ["0.00", "5.50"]);
    assert_eq!(counters.franchise_of(2025), euros("1.60"));
}

/// A hundred for the two together.
#[test]
fn fifty_and_fifty_make_a_hundred() {
    let mut acts: Vec<Act> = (0..26)
        .map(|number| at(number, act("2025-03-01", gp(Sector::One), "30.00")))
        .collect();
    let mut boxes = act("2025-03-01", drug(DrugRate::R65, "10.00"), "600.00");
    boxes.quantity = 60;
    acts.push(boxes);
    let (_, counters) = one_after_the_other(acts);
    assert_eq!(
        counters.participation_of(2025) + counters.franchise_of(2025),
        euros("100.00")
    );
}

/// "40 first / 30 next, 8 sessions, until 14/06/2024; 50 from 15/06/2024, 12 sessions."
#[test]
fn sessions_of_a_psychologist() {
    let mut counters = Counters::default();
    let mut session = |date| {
        let act = act(date, Care::Psychologist, "50.00");
        settle(law(), &person(), &act, &mut counters).map(|line| {
            assert_eq!(line.participation + line.franchise, Cents::ZERO);
            (line.base.to_string(), line.paid.to_string())
        })
    };
    let is = |base: &str, paid: &str| Ok((base.to_owned(), paid.to_owned()));
    let none = |date| {
        Err(Error::Contradiction {
            what: "a session of a psychologist",
            day: day(date),
            why: "those of the year are used, and nothing is said of the next",
        })
    };
    assert_eq!(session("2024-05-01"), is("40.00", "24.00"));
    for _ in 0..7 {
        assert_eq!(session("2024-05-02"), is("30.00", "18.00"));
    }
    assert_eq!(session("2024-06-14"), none("2024-06-14"));
    for _ in 0..4 {
        assert_eq!(session("2024-06-15"), is("50.00", "30.00"));
    }
    assert_eq!(session("2024-12-31"), none("2024-12-31"));
    assert_eq!(session("2025-01-01"), is("50.00", "30.00"));
}

/// "39.48 per eye per year": 23.69 for an eye, and what is left of a year.
#[test]
fn contact_lenses_by_year() {
    let lens = |date: &str, eyes, fee| {
        let mut lens = act(date, Care::Optics(Optics::ContactLens), fee);
        lens.quantity = eyes;
        lens
    };
    let (settled, _) = one_after_the_other([
        lens("2025-03-01", 1, "30.00"),
        lens("2025-04-01", 1, "100.00"),
        lens("2025-05-01", 1, "30.00"),
        lens("2025-06-01", 2, "100.00"),
        lens("2026-01-01", 2, "100.00"),
    ]);
    // An eye supplied for 30.00 is an eye: two are used.
    assert_eq!(
        each(&settled, |line| line.base),
        ["39.48", "39.48", "0.00", "0.00", "78.96"]
    );
    assert_eq!(
        each(&settled, |line| line.paid),
        ["18.00", "23.69", "0.00", "0.00", "47.38"]
    );
}

#[test]
fn a_long_consultation_is_due_once_a_year() {
    let law = law();
    let patient = born("1940-01-01");
    let mut counters = Counters::default();
    let care = doctor(
        Specialty::GeneralPractitioner,
        Sector::One,
        DoctorAct::LongConsultation,
    );
    let mut settle = |date| settle(law, &patient, &act(date, care, "60.00"), &mut counters);
    assert_eq!(settle("2026-02-01").unwrap().paid, euros("40.00"));
    assert_eq!(
        settle("2026-12-01").unwrap_err(),
        Error::Contradiction {
            what: "a long consultation",
            day: day("2026-12-01"),
            why: "it is due once a year",
        }
    );
}

/// Once a session in town, once a stay.
#[test]
fn the_participation_on_heavy_acts_is_due_once() {
    let heavy = |date: &str, setting| {
        let care = doctor(
            Specialty::Other,
            Sector::One,
            DoctorAct::Technical {
                coefficient: None,
                session_total: euros("160.00"),
            },
        );
        let mut act = act(date, care, "80.00");
        act.base_on_line = Some(euros("80.00"));
        act.setting = setting;
        act
    };
    let stay = |number, day| Setting::Stay {
        number,
        day,
        heavy: true,
    };
    let (settled, _) = one_after_the_other([
        heavy("2025-03-01", Setting::Town),
        heavy("2025-03-01", Setting::Town),
        at(2, heavy("2025-03-01", Setting::Town)),
        heavy("2025-03-02", Setting::Town),
        heavy("2025-03-03", stay(1, 1)),
        at(2, heavy("2025-03-04", stay(1, 2))),
        heavy("2025-05-03", stay(2, 31)),
        heavy("2025-05-02", stay(2, 30)),
    ]);
    assert_eq!(
        each(&settled, |line| line.heavy_participation),
        [
            "24.00", "0.00", "24.00", "24.00", "24.00", "0.00", "0.00", "24.00"
        ]
    );
    // In town the participation forfaitaire is due besides; not during a stay.
    assert_eq!(
        each(&settled, |line| line.participation),
        [
            "2.00", "2.00", "2.00", "2.00", "0.00", "0.00", "0.00", "0.00"
        ]
    );
}

/// Reference date of the heavy participation in a stay: the admission.
#[test]
fn the_heavy_participation_of_a_stay_is_that_of_the_admission() {
    let mut act = act("2026-04-02", technical("200.00"), "200.00");
    act.base_on_line = Some(euros("200.00"));
    let of = |number| Setting::Stay {
        number: 1,
        day: number,
        heavy: true,
    };
    act.setting = of(3);
    let (settled, _) = one_after_the_other([act.clone()]);
    assert_eq!(settled[0].heavy_participation, euros("24.00"));
    act.setting = of(2);
    let (settled, _) = one_after_the_other([act]);
    assert_eq!(settled[0].heavy_participation, euros("32.00"));
}

/// Under third-party payment the heavy participation stays the person's; only the participation is a debt.
#[test]
fn a_heavy_act_under_third_party_payment() {
    let mut act = act("2025-03-01", technical("200.00"), "200.00");
    act.base_on_line = Some(euros("200.00"));
    act.third_party_payment = true;
    let (settled, counters) = one_after_the_other([act]);
    assert_eq!(each(&settled, |line| line.paid), ["176.00"]);
    assert_eq!(counters.owed_to_the_amo(), euros("2.00"));
}

/// What cannot be settled moves no counter.
#[test]
fn an_error_leaves_the_counters_alone() {
    let law = law();
    let mut counters = Counters::default();
    settle(
        law,
        &person(),
        &act("2025-03-01", gp(Sector::One), "30.00"),
        &mut counters,
    )
    .unwrap();
    let before = counters.clone();
    let care = Care::Auxiliary(AuxiliaryAct::Other);
    assert!(
        settle(
            law,
            &person(),
            &act("2025-03-01", care, "30.00"),
            &mut counters
        )
        .is_err()
    );
    assert_eq!(counters, before);
}
