//! Cancellations restore the counters (rules §7.3, §9 N10).

use domain::Cents;
use second_amo::{
    Act, Cancelled, Counters, DrugRate, LongDisease, Sector, Settled, cancel, settle,
};

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
    let cancelled = cancel(&lines[0], &mut counters);
    assert_eq!(cancelled.taken_back, euros("19.00"));
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

/// A debt that was recovered is given back; the line that recovered it, cancelled later, gives it all back.
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

    let (mut counters, lab, gp) = make();
    let first = cancel(&lab, &mut counters);
    assert_eq!(
        first,
        Cancelled {
            taken_back: euros("9.00"),
            taken_back_from_insured: Cents::ZERO,
            given_back: euros("2.00"),
        }
    );
    let second = cancel(&gp, &mut counters);
    // 17.00 were paid and 2.00 given back since: 19.00 is the consultation's whole amount.
    assert_eq!(
        second,
        Cancelled {
            taken_back: euros("17.00"),
            taken_back_from_insured: euros("2.00"),
            given_back: Cents::ZERO,
        }
    );
    assert_eq!(counters, Counters::default());

    let (mut counters, lab, gp) = make();
    cancel(&gp, &mut counters);
    assert_eq!(counters.owed_to_the_amo(), euros("2.00"));
    let last = cancel(&lab, &mut counters);
    assert_eq!(
        (last.taken_back, last.given_back),
        (euros("9.00"), Cents::ZERO)
    );
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
    assert_eq!(new.paid - cancelled.taken_back, euros("9.00"));

    let mut alone = Counters::default();
    settled(&mut alone, 2, ald, false);
    assert_eq!(counters, alone);
}
