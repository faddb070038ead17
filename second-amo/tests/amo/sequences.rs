//! The sequences of rules §10, their AMO side.

use domain::Cents;
use second_amo::{Counters, DrugRate, LongDisease, Sector, Settled, Specialty, settle};

use crate::plain::{
    act, alone, amounts, drug, euros, gp, lab, law, person, professional, specialist,
};

/// "2025, 5 GP consultations, same doctor, same day, 30 each: PF 2+2+2+2+0; AMO 97.00."
#[test]
fn q1() {
    let law = law();
    let mut counters = Counters::default();
    let settled: Vec<Settled> = (0..5)
        .map(|_| {
            let consultation = act("2025-03-01", gp(Sector::One), "30.00");
            settle(law, &person(), &consultation, &mut counters).unwrap()
        })
        .collect();
    let participations: Vec<String> = settled
        .iter()
        .map(|line| line.participation.to_string())
        .collect();
    assert_eq!(participations, ["2.00", "2.00", "2.00", "2.00", "0.00"]);
    assert_eq!(
        settled.iter().map(|line| line.paid).sum::<Cents>(),
        euros("97.00")
    );
}

/// "2024: 30 boxes before 31/03 (15.00), then boxes at 1: 35 boxes reach 50; the 66th of the year is free."
#[test]
fn q4() {
    let law = law();
    let mut counters = Counters::default();
    let mut franchise = |date| {
        let one = act(date, drug(DrugRate::R65, "10.00"), "10.00");
        settle(law, &person(), &one, &mut counters)
            .unwrap()
            .franchise
    };
    let before: Cents = (0..30).map(|_| franchise("2024-03-30")).sum();
    assert_eq!(before, euros("15.00"));
    let after: Vec<Cents> = (0..35).map(|_| franchise("2024-03-31")).collect();
    assert!(after.iter().all(|amount| *amount == euros("1.00")));
    assert_eq!(franchise("2024-12-31"), Cents::ZERO);
    assert_eq!(counters.franchise_of(2024), euros("50.00"));
}

/// "Lab act 15.00, ALD, tiers payant, then GP 30 (ALD) paid to the insured: lab paid in full; 30 − 2 − 2 = 26.00."
#[test]
fn q8() {
    let law = law();
    let mut counters = Counters::default();
    let mut analysis = act("2025-03-01", lab("60", 1), "15.00");
    analysis.id = 1;
    analysis.long_disease = LongDisease::Related;
    analysis.third_party_payment = true;
    let settled = settle(law, &person(), &analysis, &mut counters).unwrap();
    assert_eq!(
        amounts(&settled),
        ["15.00", "15.00", "0.00", "2.00", "0.00", "15.00"]
    );
    assert!(settled.deferred);
    assert_eq!(counters.owed_to_the_amo(), euros("2.00"));

    let mut gp = act("2025-03-10", gp(Sector::One), "30.00");
    gp.id = 2;
    gp.long_disease = LongDisease::Related;
    let settled = settle(law, &person(), &gp, &mut counters).unwrap();
    assert_eq!(settled.paid, euros("26.00"));
    assert_eq!(
        (settled.participation, settled.recovered),
        (euros("2.00"), euros("2.00"))
    );
    assert!(!settled.deferred);
    assert_eq!(counters.owed_to_the_amo(), Cents::ZERO);
}

/// A payment too small for the debts takes what it can, the oldest first; a professional's payment takes none.
#[test]
fn debts_wait_for_payments_to_the_insured() {
    let law = law();
    let mut counters = Counters::default();
    let mut id = 0;
    let mut line = |care, fee, third_party| {
        id += 1;
        let mut act = act("2025-03-01", care, fee);
        act.id = id;
        act.professional = professional(u32::try_from(id).unwrap());
        act.third_party_payment = third_party;
        settle(law, &person(), &act, &mut counters).unwrap()
    };
    line(lab("120", 3), "30.00", true);
    line(gp(Sector::One), "30.00", true);
    // 65 % of 6.00, less its franchise: 2.90 are not enough for the 6.00 owed first, but for the 2.00 owed next
    // (register: debt-recovery).
    let small = line(drug(DrugRate::R65, "6.00"), "6.00", false);
    assert_eq!(
        (small.recovered, small.paid),
        (euros("2.00"), euros("0.90"))
    );
    let to_professional = line(gp(Sector::One), "30.00", true);
    assert_eq!(to_professional.recovered, Cents::ZERO);
    let last = line(gp(Sector::One), "30.00", false);
    assert_eq!(last.recovered, euros("8.00"));
    assert_eq!(last.paid, euros("11.00"));
    assert_eq!(counters.owed_to_the_amo(), Cents::ZERO);
}

/// Q12 to Q19: "care 15/06 … pay 9.00", "fee 50, BR 25, PF 1", "non-OPTAM fee 80, BR 23 … (PF 2)".
#[test]
fn q12_q16_q19() {
    for (date, care, fee, expected) in [
        (
            "2025-06-15",
            gp(Sector::One),
            "30.00",
            ["30.00", "21.00", "0.00", "2.00", "0.00", "19.00"],
        ),
        (
            "2023-06-27",
            gp(Sector::TwoWithOption),
            "50.00",
            ["25.00", "17.50", "0.00", "1.00", "0.00", "16.50"],
        ),
        (
            "2025-03-01",
            specialist(Specialty::Other, Sector::TwoWithoutOption),
            "80.00",
            ["23.00", "16.10", "0.00", "2.00", "0.00", "14.10"],
        ),
    ] {
        assert_eq!(
            amounts(&alone(&person(), &act(date, care, fee)).unwrap()),
            expected
        );
    }
}
