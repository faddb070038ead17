//! Cancellations restore the counters (rules §7.3, §9 N10).

use domain::Cents;
use second_amo::{Act, Counters, DrugRate, LongDisease, Sector, Settled, cancel, settle};

use crate::plain::{act, drug, euros, gp, lab, law, person};

fn settled(counters: &mut Counters, id: u64, mut act: Act, third_party: bool) -> Settled {
    act.id = id;
    act.third_party_payment = third_party;
    settle(law(), &person(), &act, counters).unwrap()
}

fn gp_of(date: &str) -> Act {
    act(date, gp(Sector::One), "30.00")
}

/// The cap of a day is open again; lines settled without participation are not settled anew.
#[test]
fn a_cancelled_consultation_gives_back_its_participation() {
    let mut counters = Counters::default();
    let lines: Vec<Settled> = (1..=5)
        .map(|id| settled(&mut counters, id, gp_of("2025-03-01"), false))
        .collect();
    assert_eq!(lines[4].participation, Cents::ZERO);
    assert_eq!(cancel(&lines[0], &mut counters), euros("19.00"));
    assert_eq!(counters.participation_of(2025), euros("6.00"));
    let again = settled(&mut counters, 6, gp_of("2025-03-01"), false);
    assert_eq!(again.participation, euros("2.00"));
}

/// A cancellation gives back to the year that was debited (field notes §3).
#[test]
fn a_cancellation_gives_back_to_its_own_year() {
    let mut counters = Counters::default();
    let old = settled(&mut counters, 1, gp_of("2024-12-31"), false);
    settled(&mut counters, 2, gp_of("2025-01-02"), false);
    cancel(&old, &mut counters);
    assert_eq!(counters.participation_of(2024), Cents::ZERO);
    assert_eq!(counters.participation_of(2025), euros("2.00"));
}

/// A debt that was recovered is given back with the next payment (register: debt-of-a-cancelled-act); a payment that is
/// cancelled is taken back whole, and what it recovered stays recovered (recovered-on-a-cancelled-payment, its second reading).
#[test]
fn debts_and_cancellations_in_either_order() {
    let make = || {
        let mut counters = Counters::default();
        let lab = settled(
            &mut counters,
            1,
            act("2025-03-01", lab("60", 1), "15.00"),
            true,
        );
        let gp = settled(&mut counters, 2, gp_of("2025-03-02"), false);
        assert_eq!(gp.recovered, euros("2.00"));
        (counters, lab, gp)
    };

    let (mut counters, analysis, gp) = make();
    assert_eq!(cancel(&analysis, &mut counters), euros("9.00"));
    assert_eq!(counters.owed_to_the_amo(), euros("-2.00"));
    let next = settled(&mut counters, 3, gp_of("2025-03-03"), false);
    assert_eq!(
        (next.recovered, next.paid),
        (euros("-2.00"), euros("21.00"))
    );
    // 17.00 were paid and 2.00 recovered: 19.00 is the consultation's whole amount.
    assert_eq!(cancel(&gp, &mut counters), euros("19.00"));
    assert_eq!(counters.owed_to_the_amo(), Cents::ZERO);

    let (mut counters, analysis, gp) = make();
    assert_eq!(cancel(&gp, &mut counters), euros("19.00"));
    assert_eq!(counters.owed_to_the_amo(), Cents::ZERO);
    assert_eq!(cancel(&analysis, &mut counters), euros("9.00"));
    assert_eq!(counters.owed_to_the_amo(), euros("-2.00"));

    // Not recovered yet, it is let go of.
    let mut counters = Counters::default();
    let analysis = settled(
        &mut counters,
        1,
        act("2025-03-01", lab("60", 1), "15.00"),
        true,
    );
    cancel(&analysis, &mut counters);
    assert_eq!(counters, Counters::default());
}

/// Cancelled boxes free the ceiling of the year.
#[test]
fn boxes_given_back() {
    let mut counters = Counters::default();
    let mut boxes = act("2025-03-01", drug(DrugRate::R65, "10.00"), "600.00");
    boxes.quantity = 60;
    let all = settled(&mut counters, 1, boxes, false);
    assert_eq!(all.franchise, euros("50.00"));
    cancel(&all, &mut counters);
    assert_eq!(counters, Counters::default());
}

/// Regularisation: cancel and new; net = new − old, and no counter is left doubled (§9 N12).
#[test]
fn a_regularisation_leaves_what_the_new_line_alone_would() {
    let mut counters = Counters::default();
    let mut ald = gp_of("2025-03-01");
    ald.long_disease = LongDisease::Related;
    let old = settled(&mut counters, 1, gp_of("2025-03-01"), false);
    let cancelled = cancel(&old, &mut counters);
    let new = settled(&mut counters, 2, ald.clone(), false);
    assert_eq!(new.paid - cancelled, euros("9.00"));

    let mut alone = Counters::default();
    settled(&mut alone, 2, ald, false);
    assert_eq!(counters, alone);
}
