//! Rules N18: too late, or too early.
//!
//! What the law asks, as read from the rules (§9 N2, N10, N12, N13, N18; §2.2 for the date of care; §12 bis 3), the
//! field notes (§1.5, 1.18, 1.21, 1.22) and the adapter protocol, and from nothing else:
//!
//! 1. A line of care that comes more than two years after its start is refused, `time-barred`. The start is the day
//!    on which the AMO paid, which on the wire is the date of the décompte; where the AMO paid nothing on the line, it
//!    is the date of care. Years go from date to date; the last day is still in time; from 29 February they go to
//!    the last of February.
//! 2. What counts is the day of receipt: a line that came in time and waited for something is in time for ever.
//! 3. The date of care governs, however old it is, only where the AMO paid nothing: an old care paid late is paid.
//! 4. A cancellation is never too late, and never too early. Where its original was refused, nothing moves.
//! 5. A regularisation is paid by the AMO on its own day: its two years are its own.
//! 6. A line whose care is to come on the day it comes is held, `future-care`; nobody has to hear more before its day.
//!    On that day it is settled as any other, by what is known then (§1.5: replayed by itself). What is not to come
//!    any more when it comes is no future care, whatever its décompte says.
//! 7. The date of care of a line of several days is that of rules §2.2: its last day for a rental, a series and days
//!    in hospital, its first for a semester of orthodontics and for the participation of a stay.
//! 8. Participation and franchise have no effect, early or late (N13); the same line again is a duplicate (N2).
//!
//! The texts are silent on the order of reasons: a line that is late and has no cover may be refused for either.

use super::*;

/// What is said of one line of that act that comes on that day.
fn on(received: &str, change: Change) -> Outcome {
    let mut line = gp(1);
    change(&mut line);
    let mut engine = engine(&[]);
    engine.day_begins(day(received));
    outcomes(&engine.treat(1, &[decompte(1, vec![line])]))[0]
}

/// The AMO refused it: it paid nothing.
const UNPAID: Change = |line| (line.rate, line.amount) = (0, Cents::ZERO);

/// Three days of the forfait journalier, of which the AMO never pays anything.
const THREE_DAYS: Change = |line| {
    *line = Line {
        quantity: 3,
        end: day("2024-11-20"),
        rate: 0,
        ..act(1, "FJ", 2_000, 0, 0)
    };
    line.spent = Cents(6_000);
};

fn barred() -> Outcome {
    without(R::Refused, C::TimeBarred)
}

fn to_come() -> Outcome {
    without(R::Held, C::FutureCare)
}

#[test]
fn n18a_two_years_run_from_the_day_the_amo_paid() {
    // The décompte is of 2024-11-20, the care of 2024-11-18.
    assert_eq!(on("2026-11-20", |_| {}), paid(795));
    assert_eq!(on("2026-11-21", |_| {}), barred());
}

#[test]
fn n18a_old_care_that_the_amo_paid_of_late_is_paid() {
    // The example of the rules, on the days of this member: 2023-02-10, paid on 2025-03-20, received on 2025-03-25.
    let mut engine = engine(&[]);
    engine.set_portfolio(vec![Member {
        start: day("2023-01-01"),
        ..member()
    }]);
    engine.day_begins(day("2025-03-25"));
    let old = Line {
        start: day("2023-02-10"),
        end: day("2023-02-10"),
        ..act(1, "G", 2_500, 2_500, 1_750)
    };
    let late = Decompte {
        date: day("2025-03-20"),
        ..decompte(1, vec![old])
    };
    assert_eq!(outcomes(&engine.treat(1, &[late])), [paid(750)]);
}

#[test]
fn n18a_they_run_from_the_care_where_the_amo_paid_nothing() {
    assert_ne!(on("2026-11-18", UNPAID).reason, C::TimeBarred);
    assert_eq!(on("2026-11-19", UNPAID), barred());
}

#[test]
fn n18a_what_the_amo_keeps_back_of_an_act_that_it_pays_is_no_act_unpaid() {
    let kept_back: Change = |line| line.amount = Cents(-2_400);
    assert_ne!(on("2026-11-19", kept_back).reason, C::TimeBarred);
    assert_eq!(on("2026-11-21", kept_back), barred());
}

/// The texts do not say which of the two comes first: no invoice would make it due again.
#[test]
fn n18a_a_barred_line_awaits_no_invoice() {
    let mut engine = engine(&[]);
    engine.day_begins(day("2026-11-21"));
    let third_party = Decompte {
        payee_nature: domain::PayeeNature::ThirdPartyFull,
        ..decompte(1, vec![gp(1)])
    };
    assert_eq!(outcomes(&engine.treat(1, &[third_party])), [barred()]);
}

#[test]
fn n18a_from_29_february_they_go_to_the_last_of_february() {
    let on_leap_day = |received: &str| {
        let mut engine = engine(&[]);
        engine.day_begins(day(received));
        let line = Line {
            start: day("2024-02-27"),
            end: day("2024-02-27"),
            ..gp(1)
        };
        let file = Decompte {
            date: day("2024-02-29"),
            ..decompte(1, vec![line])
        };
        outcomes(&engine.treat(1, &[file]))[0]
    };
    assert_eq!(on_leap_day("2026-02-28"), paid(795));
    assert_eq!(on_leap_day("2026-03-01"), barred());
}

#[test]
fn n18a_a_line_that_came_in_time_and_waited_is_in_time() {
    let mut engine = engine(&[]);
    engine.set_portfolio(Vec::new());
    engine.set_portfolio(vec![Member {
        start: day("2025-01-01"),
        end: None,
        ..member()
    }]);
    engine.day_begins(day("2026-11-20"));
    let treatment = engine.treat(1, &[decompte(1, vec![gp(1)])]);
    assert_eq!(outcomes(&treatment), [without(R::Refused, C::NoCover)]);
    // What was missing is keyed five months after the two years.
    engine.day_begins(day("2027-04-20"));
    let amendments = engine.set_portfolio(vec![member()]);
    assert_eq!(amendments[0].lines[0].outcome, paid(795));
}

#[test]
fn n18a_days_in_hospital_run_from_the_last_of_them() {
    // 18, 19 and 20 November 2024.
    assert_eq!(on("2026-11-20", THREE_DAYS), paid(6_000));
    assert_eq!(on("2026-11-21", THREE_DAYS), barred());
}

#[test]
fn n18a_a_semester_of_orthodontics_runs_from_its_first_day() {
    let semester: Change = |line| {
        *line = Line {
            end: day("2025-05-17"),
            rate: 0,
            specialty: 36,
            ..act(1, "TO", 70_000, 0, 0)
        };
    };
    assert_ne!(on("2024-11-20", semester).reason, C::FutureCare);
    assert_ne!(on("2026-11-18", semester).reason, C::TimeBarred);
    assert_eq!(on("2026-11-19", semester), barred());
}

#[test]
fn n18a_participation_has_no_effect_early_or_late() {
    let informative = without(R::NoEffect, C::Informative);
    let kept: Change = |line| *line = participation(1, 2, 1);
    for received in ["2024-11-01", "2026-11-21"] {
        assert_eq!(on(received, kept), informative, "{received}");
    }
}

#[test]
fn n18a_the_same_line_again_is_a_duplicate() {
    let mut engine = engine(&[]);
    engine.day_begins(day("2026-11-21"));
    let file = decompte(1, vec![gp(1)]);
    let first = engine.treat(1, std::slice::from_ref(&file));
    assert_eq!(outcomes(&first), [barred()]);
    let again = engine.treat(2, &[file]);
    assert_eq!(outcomes(&again), [without(R::Duplicate, C::SameIdentity)]);
}

#[test]
fn n18b_a_cancellation_is_never_too_late() {
    let mut engine = engine(&[]);
    engine.day_begins(day("2024-11-21"));
    let file = decompte(1, vec![gp(1)]);
    engine.treat(1, std::slice::from_ref(&file));
    engine.day_begins(day("2029-11-21"));
    let back = engine.treat(2, &[cancellation(2, &file)]);
    assert_eq!(outcomes(&back), [reversed(795)]);
}

#[test]
fn n18b_what_was_too_late_is_taken_back_without_money() {
    let mut engine = engine(&[]);
    engine.day_begins(day("2026-11-21"));
    let file = decompte(1, vec![gp(1)]);
    engine.treat(1, std::slice::from_ref(&file));
    let back = engine.treat(2, &[cancellation(2, &file)]);
    assert_eq!(outcomes(&back), [without(R::NoEffect, C::Cancellation)]);
}

#[test]
fn n18b_a_regularisation_has_two_years_of_its_own() {
    // Cancelled and paid anew by the AMO on 2024-12-02.
    let replaced_on = |received: &str| {
        let mut engine = engine(&[]);
        engine.day_begins(day("2024-11-21"));
        let file = decompte(1, vec![gp(1)]);
        engine.treat(1, std::slice::from_ref(&file));
        engine.day_begins(day(received));
        engine.treat(2, &[cancellation(2, &file)]);
        let new = act(1, "G", 2_400, 2_400, 1_680);
        outcomes(&engine.treat(3, &[regularisation(3, &file, vec![new])]))[0]
    };
    assert_eq!(replaced_on("2026-12-02"), paid(720));
    assert_eq!(replaced_on("2026-12-03"), barred());
}

#[test]
fn n18c_care_to_come_waits_for_its_day() {
    let mut engine = engine(&[]);
    engine.day_begins(day("2024-11-17"));
    let file = decompte(1, vec![gp(1)]);
    let treatment = engine.treat(7, std::slice::from_ref(&file));
    assert_eq!(outcomes(&treatment), [to_come()]);
    assert_eq!(engine.day_begins(day("2024-11-17")), []);
    let amendments = engine.day_begins(day("2024-11-18"));
    let [of_seven] = &amendments[..] else {
        panic!("{amendments:?}");
    };
    assert_eq!((of_seven.re, of_seven.lines[0].outcome), (7, paid(795)));
    assert_eq!(engine.day_begins(day("2024-11-19")), [], "once");
}

#[test]
fn n18c_a_day_that_has_come_is_not_to_come_whatever_the_decompte_says() {
    // The décompte is of 2024-11-20; care of the day after, received on that day.
    let after_its_decompte: Change = |line| {
        (line.start, line.end) = (day("2024-11-21"), day("2024-11-21"));
    };
    assert_eq!(on("2024-11-20", after_its_decompte), to_come());
    assert_eq!(on("2024-11-21", after_its_decompte), paid(795));
}

#[test]
fn n18c_days_in_hospital_are_to_come_as_long_as_one_of_them_is() {
    let mut engine = engine(&[]);
    let mut line = gp(1);
    THREE_DAYS(&mut line);
    engine.day_begins(day("2024-11-18"));
    let treatment = engine.treat(1, &[decompte(1, vec![line])]);
    assert_eq!(outcomes(&treatment), [to_come()]);
    assert_eq!(engine.day_begins(day("2024-11-19")), []);
    let amendments = engine.day_begins(day("2024-11-20"));
    assert_eq!(amendments[0].lines[0].outcome, paid(6_000));
}

#[test]
fn n18c_the_same_care_elsewhere_waits_on_when_the_day_comes() {
    let mut engine = engine(&[]);
    engine.day_begins(day("2024-11-17"));
    let first = engine.treat(1, &[decompte(1, vec![gp(1)])]);
    let second = engine.treat(2, &[decompte(2, vec![gp(1)])]);
    assert_eq!(outcomes(&first)[0].reaction, R::Held);
    assert_eq!(outcomes(&second)[0].reaction, R::Held);
    let amendments = engine.day_begins(day("2024-11-18"));
    let [of_the_first] = &amendments[..] else {
        panic!("one of the two is paid: {amendments:?}");
    };
    assert_eq!(
        (of_the_first.re, of_the_first.lines[0].outcome),
        (1, paid(795))
    );
}

#[test]
fn n18c_what_was_taken_back_before_its_day_is_not_settled_then() {
    let mut engine = engine(&[]);
    engine.day_begins(day("2024-11-17"));
    let file = decompte(1, vec![gp(1)]);
    engine.treat(1, std::slice::from_ref(&file));
    let back = engine.treat(2, &[cancellation(2, &file)]);
    assert_eq!(outcomes(&back), [without(R::NoEffect, C::Cancellation)]);
    assert_eq!(engine.day_begins(day("2024-11-18")), []);
}

#[test]
fn n18c_what_is_learned_of_the_contract_meanwhile_counts_on_the_day() {
    let mut engine = engine(&[]);
    engine.day_begins(day("2024-11-17"));
    engine.treat(1, &[decompte(1, vec![gp(1)])]);
    let ended = Member {
        end: Some(day("2024-11-17")),
        ..member()
    };
    assert_eq!(engine.set_portfolio(vec![ended]), []);
    assert_eq!(engine.day_begins(day("2024-11-17")), []);
    let amendments = engine.day_begins(day("2024-11-18"));
    assert_eq!(
        amendments[0].lines[0].outcome,
        without(R::Refused, C::NoCover)
    );
}
