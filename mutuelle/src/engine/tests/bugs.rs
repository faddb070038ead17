//! Each planted bug, where it shows and where it must not.

use super::*;

#[test]
fn the_tariff_bug_shows_only_across_a_switch_of_the_adults_tariff() {
    let bug = [Bug::TariffOfProcessingDay];
    // Cents paid for a consultation of that expense and base, changed, by day of care and of décompte.
    let paid_for = |bugs: &[Bug], change: Change, spent: i64, care: &str, date: &str| {
        let mut line = Line {
            start: day(care),
            end: day(care),
            ..act(1, "G", spent, spent, spent * 70 / 100)
        };
        change(&mut line);
        let mut engine = engine(bugs);
        engine.set_portfolio(vec![Member {
            start: day("2023-01-01"),
            end: None,
            ..member()
        }]);
        let file = Decompte {
            date: day(date),
            ..decompte(1, vec![line])
        };
        outcomes(&engine.treat(1, &[file]))[0].amount.0
    };
    let adult: Change = |_| {};
    for (spent, care, date, right, wrong) in [
        // Both sides of 2023-11-01: min(25.00, 33.13) − 18.55.
        (2_500, "2023-10-30", "2023-11-02", 750, 645),
        (2_500, "2023-10-31", "2023-11-01", 750, 645),
        (2_500, "2023-10-20", "2023-10-31", 750, 750),
        (2_650, "2023-11-01", "2023-11-06", 795, 795),
        // Both sides of 2024-12-22: min(26.50, 37.50) − 21.00.
        (2_650, "2024-12-21", "2024-12-22", 795, 550),
        (2_650, "2024-12-10", "2024-12-21", 795, 795),
        (3_000, "2024-12-22", "2025-03-06", 900, 900),
        // Two switches at once: min(25.00, 37.50) − 21.00.
        (2_500, "2023-10-20", "2025-01-06", 750, 400),
    ] {
        let at = |bugs| paid_for(bugs, adult, spent, care, date);
        assert_eq!((at(&[]), at(&bug)), (right, wrong), "{care}, {date}");
    }
    // Across the switch of 2024, lines that do not carry the adults' tariff of their day.
    let others: [(i64, Change); 6] = [
        // A child under 6, a base that was given, quantity 2.
        (3_150, adult),
        (2_500, adult),
        (5_300, |line| line.quantity = 2),
        // Secteur 2 without option, another code, another speciality.
        (2_300, |line| line.convention = Convention::Secteur2),
        (2_650, |line| line.act = "TCG".parse().unwrap()),
        (2_650, |line| line.specialty = 7),
    ];
    for (spent, change) in others {
        let at = |bugs| paid_for(bugs, change, spent, "2024-12-20", "2024-12-30");
        assert_eq!(at(&bug), at(&[]), "{spent}");
        assert!(at(&[]) > 0);
    }
    let child_2023 = |bugs| paid_for(bugs, adult, 3_000, "2023-10-30", "2023-11-02");
    assert_eq!(child_2023(&bug), child_2023(&[]));
    // The AMO share follows the base at the normal rate of the line: min(50.00, 37.50) − 30.00 where it is
    // whole, min(50.00, 37.50) − 21.00 out of the parcours.
    let whole: Change = |line| {
        (line.spent, line.rate, line.amount) = (Cents(5_000), 100, Cents(2_650));
    };
    let outside: Change = |line| {
        (line.spent, line.rate) = (Cents(5_000), 30);
        (line.amount, line.majoration) = (Cents(795), Cents(1_060));
    };
    for (change, right, wrong) in [(whole, 663, 750), (outside, 1_458, 1_650)] {
        let at = |bugs| paid_for(bugs, change, 2_650, "2024-12-20", "2024-12-30");
        assert_eq!((at(&[]), at(&bug)), (right, wrong));
    }
}

/// One flow a bug, with what the right mutuelle and the wrong one say of its last line.
#[test]
fn each_bug_shows_in_one_small_flow_and_nowhere_in_an_ordinary_one() {
    let old = decompte(1, vec![gp(1)]);
    let with_participation = decompte(1, vec![participation(2, 1, 1), gp(1)]);
    let late = |care: &str, date: &str| {
        let line = Line {
            start: day(care),
            end: day(care),
            ..gp(1)
        };
        Decompte {
            date: day(date),
            ..decompte(1, vec![line])
        }
    };
    let outside = Line {
        amount: Cents(795),
        majoration: Cents(1_060),
        rate: 30,
        ..gp(1)
    };
    let half_cent = act(1, "G", 4_000, 2_650, 1_855);
    let no_cover = without(R::Refused, C::NoCover);
    let flows: [(Bug, Vec<Decompte>, Outcome, Outcome); 8] = [
        (
            Bug::RefundsParticipation,
            vec![with_participation],
            paid(795),
            // min(26.50, 33.13) − (18.55 − 2.00)
            paid(995),
        ),
        (
            Bug::PaysDuplicateTwice,
            vec![old.clone(), old.clone()],
            without(R::Duplicate, C::SameIdentity),
            paid(795),
        ),
        (
            Bug::FileDateForCareDate,
            vec![late("2024-12-30", "2025-01-06")],
            paid(795),
            no_cover,
        ),
        (
            Bug::CoversMajoration,
            vec![decompte(1, vec![outside])],
            paid(795),
            paid(1_855),
        ),
        (
            Bug::IgnoresCancellations,
            vec![old.clone(), cancellation(2, &old)],
            reversed(795),
            without(R::NoEffect, C::Informative),
        ),
        (
            Bug::TariffOfProcessingDay,
            vec![late("2024-12-20", "2024-12-30")],
            paid(795),
            // min(26.50, 125 % × 30.00) − 21.00
            paid(550),
        ),
        (
            Bug::Truncates,
            vec![decompte(1, vec![half_cent])],
            paid(1_458),
            paid(1_457),
        ),
        (
            Bug::PaysAfterEnd,
            vec![late("2025-01-02", "2025-01-06")],
            no_cover,
            paid(795),
        ),
    ];
    let ordinary = decompte(9, vec![gp(1)]);
    for (bug, files, right, wrong) in flows {
        assert_eq!(answers(&[], &files).last(), Some(&right), "{bug}: right");
        assert_eq!(answers(&[bug], &files).last(), Some(&wrong), "{bug}: wrong");
        let ordinary = std::slice::from_ref(&ordinary);
        assert_eq!(answers(&[bug], ordinary), [paid(795)], "{bug}: ordinary");
    }
}
