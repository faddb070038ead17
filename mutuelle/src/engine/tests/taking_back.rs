//! Cancellations, regularisations, and the same care twice.

use super::*;

#[test]
fn n10_a_cancellation_takes_back_what_was_paid() {
    let file = decompte(1, vec![gp(1), participation(2, 1, 1)]);
    let back = cancellation(2, &file);
    assert_eq!(
        answers(&[], &[file, back.clone(), cancellation(3, &back)])[2..],
        [
            reversed(795),
            without(R::NoEffect, C::Informative),
            // A cancellation is no original.
            without(R::Held, C::DocumentAwaited),
            without(R::NoEffect, C::Informative),
        ]
    );
}

#[test]
fn n11_a_cancellation_without_original_is_held() {
    let file = decompte(1, vec![gp(1)]);
    let awaited = without(R::Held, C::DocumentAwaited);
    // Unknown.
    assert_eq!(answers(&[], &[cancellation(2, &file)]), [awaited]);
    // Without origin.
    let mut lost = cancellation(2, &file);
    lost.lines[0].origin = None;
    assert_eq!(answers(&[], &[file.clone(), lost]), [paid(795), awaited]);
    // At another caisse.
    let mut elsewhere = cancellation(2, &file);
    elsewhere.caisse = "01-131-000".parse().unwrap();
    assert_eq!(answers(&[], &[file.clone(), elsewhere])[1], awaited);
    // Taken back already.
    let twice = [file.clone(), cancellation(2, &file), cancellation(3, &file)];
    assert_eq!(answers(&[], &twice)[1..], [reversed(795), awaited]);
}

#[test]
fn n11_a_cancellation_before_its_original_leaves_nothing_due() {
    let awaited = without(R::Held, C::DocumentAwaited);
    let cancelled = without(R::NoEffect, C::Cancellation);
    let informative = without(R::NoEffect, C::Informative);
    let old = decompte(1, vec![gp(1), participation(2, 1, 1), gp(3)]);
    let back = cancellation(2, &old);
    let mut engine = engine(&[]);
    let first = engine.treat(1, std::slice::from_ref(&back));
    assert_eq!(outcomes(&first), [awaited, informative, awaited]);
    let late = engine.treat(2, std::slice::from_ref(&old));
    assert_eq!(outcomes(&late), [cancelled, informative, cancelled]);
    let line = |at: usize| back.line_id(&back.lines[at]);
    assert_eq!(
        amended(&late),
        [(1, line(0), cancelled), (1, line(2), cancelled)]
    );
    // Told once. Both identities are known now.
    let again = engine.treat(3, &[back.clone(), old.clone()]);
    assert_eq!(
        outcomes(&again),
        [without(R::Duplicate, C::SameIdentity); 6]
    );
    assert_eq!(amended(&again), []);
    // A further one has no original left.
    let further = engine.treat(4, &[cancellation(3, &old)]);
    assert_eq!(outcomes(&further), [awaited, informative, awaited]);
    // The care under another number is no duplicate of what was taken back.
    let elsewhere = engine.treat(5, &[decompte(4, vec![gp(1)])]);
    assert_eq!(outcomes(&elsewhere), [paid(795)]);
    assert_eq!(amended(&elsewhere), []);
}

#[test]
fn n11_of_two_cancellations_before_their_original_the_first_takes_it_back() {
    let awaited = without(R::Held, C::DocumentAwaited);
    let cancelled = without(R::NoEffect, C::Cancellation);
    let old = decompte(1, vec![gp(1)]);
    let (first, second) = (cancellation(2, &old), cancellation(3, &old));
    let mut engine = engine(&[]);
    let both = engine.treat(1, &[first.clone(), second]);
    assert_eq!(outcomes(&both), [awaited, awaited]);
    let late = engine.treat(2, std::slice::from_ref(&old));
    assert_eq!(outcomes(&late), [cancelled]);
    let line = first.line_id(&first.lines[0]);
    assert_eq!(amended(&late), [(1, line, cancelled)]);
    // The second, like one that came after, takes nothing back any more.
    let new = regularisation(1, &old, vec![gp(1)]);
    assert_eq!(outcomes(&engine.treat(3, &[new])), [paid(795)]);
}

#[test]
fn n11_a_cancellation_in_advance_touches_no_counter_and_comes_before_rights() {
    let awaited = without(R::Held, C::DocumentAwaited);
    let cancelled = without(R::NoEffect, C::Cancellation);
    let mut engine = engine(&[]);
    engine
        .add_products(&[specialist_at_150(&json!("15.75"))])
        .unwrap();
    engine.set_portfolio(vec![Member {
        product: "compteur".into(),
        ..member()
    }]);
    let old = exempt_specialist(1, "2024-11-04");
    let back = engine.treat(1, &[cancellation(2, &old)]);
    assert_eq!(outcomes(&back), [awaited]);
    assert_eq!(outcomes(&engine.treat(2, &[old])), [cancelled]);
    // The whole ceiling is left, and no more than that.
    let after = [
        exempt_specialist(3, "2024-11-05"),
        exempt_specialist(4, "2024-11-06"),
    ];
    assert_eq!(
        outcomes(&engine.treat(3, &after)),
        [paid(1_575), without(R::SettledZero, C::Ceiling)]
    );
    // Nobody's care all the same.
    let mut unknown = decompte(5, vec![gp(1)]);
    unknown.beneficiary.nir = "1550814168025".parse().unwrap();
    let back = cancellation(6, &unknown);
    let treatment = engine.treat(4, &[back.clone(), unknown]);
    assert_eq!(outcomes(&treatment), [awaited, cancelled]);
    let line = back.line_id(&back.lines[0]);
    assert_eq!(amended(&treatment), [(4, line, cancelled)]);
}

#[test]
fn n12_a_regularisation_in_every_order() {
    // Whatever comes first, at the end the old one is not due and the new one is. The new one bears a
    // number of its own, or that of the old one.
    for number in [3, 1] {
        let old = decompte(1, vec![gp(1)]);
        let back = cancellation(2, &old);
        let new = regularisation(number, &old, vec![act(1, "G", 4_000, 2_650, 1_855)]);
        let files = [old, back, new];
        for order in [
            [0, 1, 2],
            [0, 2, 1],
            [1, 0, 2],
            [1, 2, 0],
            [2, 0, 1],
            [2, 1, 0],
        ] {
            let mut engine = engine(&[]);
            let mut last = BTreeMap::new();
            for (re, at) in (1..).zip(order) {
                let treatment = engine.treat(re, std::slice::from_ref(&files[at]));
                let answered = treatment.lines.iter().map(|line| (line.line, line.outcome));
                last.extend(answered);
                last.extend(amended(&treatment).into_iter().map(|(_, id, to)| (id, to)));
            }
            let of = |at: usize| last[&files[at].line_id(&files[at].lines[0])];
            let cancelled = without(R::NoEffect, C::Cancellation);
            let taken_back = [(paid(795), reversed(795)), (cancelled, cancelled)];
            assert!(taken_back.contains(&(of(0), of(1))), "{order:?}");
            assert_eq!(of(2), paid(1_458), "{order:?} under {number}");
        }
    }
}

#[test]
fn a_cancellation_of_what_was_not_paid_moves_no_money() {
    let refused = decompte(1, vec![act(1, "PH2", 500, 500, 75)]);
    assert_eq!(
        answers(&[], &[refused.clone(), cancellation(2, &refused)]),
        [
            without(R::Refused, C::ActNotCovered),
            without(R::NoEffect, C::Cancellation)
        ]
    );
    let mut third_party = decompte(1, vec![gp(1)]);
    third_party.payee_nature = PayeeNature::ThirdPartyFull;
    assert_eq!(
        answers(&[], &[third_party.clone(), cancellation(2, &third_party)]),
        [
            without(R::Held, C::ThirdPartyInvoiceAwaited),
            without(R::NoEffect, C::Cancellation)
        ]
    );
}

#[test]
fn a_negative_quantity_takes_back_whatever_the_operation_says() {
    let file = decompte(1, vec![gp(1)]);
    let mut back = cancellation(2, &file);
    back.operation = Operation::Payment;
    assert_eq!(answers(&[], &[file, back])[1], reversed(795));
}

#[test]
fn n3_the_same_care_elsewhere_is_held_until_the_first_is_taken_back() {
    let first = decompte(1, vec![gp(1)]);
    let second = decompte(2, vec![gp(1)]);
    let third = decompte(3, vec![gp(1)]);
    let suspected = without(R::Held, C::DuplicateSuspected);
    let mut engine = engine(&[]);
    engine.treat(1, std::slice::from_ref(&first));
    let held = engine.treat(2, &[second.clone(), third]);
    assert_eq!(outcomes(&held), [suspected, suspected]);
    let back = engine.treat(3, &[cancellation(4, &first)]);
    assert_eq!(outcomes(&back), [reversed(795)]);
    // The second takes the place of the first; the third now waits for the second.
    let line = second.line_id(&second.lines[0]);
    assert_eq!(amended(&back), [(2, line, paid(795))]);
    let back = engine.treat(4, &[cancellation(5, &second)]);
    assert_eq!(outcomes(&back), [reversed(795)]);
    assert_eq!(amended(&back).len(), 1);
}

#[test]
fn n3_two_equal_acts_of_one_decompte_are_both_due() {
    let file = decompte(1, vec![gp(1), gp(2)]);
    assert_eq!(answers(&[], &[file]), [paid(795), paid(795)]);
    // Field notes §1.6: one number at two caisses is two décomptes.
    let mut elsewhere = decompte(1, vec![gp(1)]);
    elsewhere.caisse = "01-131-000".parse().unwrap();
    assert_eq!(
        answers(&[], &[decompte(1, vec![gp(1)]), elsewhere])[1],
        without(R::Held, C::DuplicateSuspected)
    );
}

#[test]
fn n3_a_number_of_another_day_is_another_decompte() {
    let first = decompte(1, vec![gp(1)]);
    let second = Decompte {
        date: day("2024-11-27"),
        ..first.clone()
    };
    let mut engine = engine(&[]);
    engine.treat(1, std::slice::from_ref(&first));
    let held = engine.treat(2, std::slice::from_ref(&second));
    assert_eq!(outcomes(&held), [without(R::Held, C::DuplicateSuspected)]);
    // Both stand at one place for the cancellation: it takes back the one that was paid.
    let back = engine.treat(3, &[cancellation(2, &first)]);
    assert_eq!(outcomes(&back), [reversed(795)]);
    let line = second.line_id(&second.lines[0]);
    assert_eq!(amended(&back), [(2, line, paid(795))]);
}

#[test]
fn n3_another_care_is_no_duplicate() {
    let changes: [Change; 5] = [
        |line| line.start = day("2024-11-17"),
        |line| line.spent = Cents(2_700),
        |line| line.executor = "750000012".parse().unwrap(),
        |line| line.quantity = 2,
        |line| line.act = "C".parse().unwrap(),
    ];
    for change in changes {
        let mut other = gp(1);
        change(&mut other);
        let files = [decompte(1, vec![gp(1)]), decompte(2, vec![other])];
        assert_eq!(answers(&[], &files)[1].reaction, R::Paid);
    }
}

#[test]
fn a_held_duplicate_that_is_cancelled_is_withdrawn() {
    let first = decompte(1, vec![gp(1)]);
    let second = decompte(2, vec![gp(1)]);
    let mut engine = engine(&[]);
    engine.treat(1, std::slice::from_ref(&first));
    engine.treat(2, std::slice::from_ref(&second));
    let withdrawn = engine.treat(3, &[cancellation(3, &second)]);
    assert_eq!(
        outcomes(&withdrawn),
        [without(R::NoEffect, C::Cancellation)]
    );
    let back = engine.treat(4, &[cancellation(4, &first)]);
    assert_eq!(outcomes(&back), [reversed(795)]);
    assert_eq!(amended(&back), []);
}

#[test]
fn n12_a_regularisation_is_settled_after_its_cancellation_in_either_order() {
    let old = decompte(1, vec![gp(1)]);
    let new = regularisation(3, &old, vec![act(1, "G", 4_000, 2_650, 1_855)]);
    let back = cancellation(2, &old);
    assert_eq!(
        answers(&[], &[old.clone(), back.clone(), new.clone()]),
        [paid(795), reversed(795), paid(1_458)]
    );
    let mut engine = engine(&[]);
    engine.treat(1, std::slice::from_ref(&old));
    let held = engine.treat(2, std::slice::from_ref(&new));
    assert_eq!(outcomes(&held), [without(R::Held, C::DuplicateSuspected)]);
    let treatment = engine.treat(3, &[back]);
    assert_eq!(outcomes(&treatment), [reversed(795)]);
    let line = new.line_id(&new.lines[0]);
    assert_eq!(amended(&treatment), [(2, line, paid(1_458))]);
    // A regularisation of the regularisation takes back its last version.
    let treatment = engine.treat(4, &[cancellation(5, &new)]);
    assert_eq!(outcomes(&treatment), [reversed(1_458)]);
}

#[test]
fn n12_a_regularisation_under_the_number_of_its_original() {
    let old = decompte(1, vec![gp(1)]);
    let new = regularisation(1, &old, vec![act(1, "G", 4_000, 2_650, 1_855)]);
    let mut engine = engine(&[]);
    engine.treat(1, std::slice::from_ref(&old));
    let held = engine.treat(2, &[new]);
    assert_eq!(outcomes(&held), [without(R::Held, C::DuplicateSuspected)]);
    let treatment = engine.treat(3, &[cancellation(2, &old)]);
    assert_eq!(outcomes(&treatment), [reversed(795)]);
    assert_eq!(amended(&treatment).len(), 1);
}

#[test]
fn n12_old_new_and_cancellation_in_one_file() {
    let old = decompte(1, vec![gp(1)]);
    let new = regularisation(3, &old, vec![act(1, "G", 4_000, 2_650, 1_855)]);
    let mut engine = engine(&[]);
    let treatment = engine.treat(9, &[old.clone(), new.clone(), cancellation(2, &old)]);
    assert_eq!(
        outcomes(&treatment),
        [
            paid(795),
            without(R::Held, C::DuplicateSuspected),
            reversed(795)
        ]
    );
    let line = new.line_id(&new.lines[0]);
    assert_eq!(amended(&treatment), [(9, line, paid(1_458))]);
}
