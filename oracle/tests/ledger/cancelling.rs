use domain::{Line, Outcome, PayeeNature, Reaction, ReasonClass};
use oracle::ledger::Ledger;

use crate::support::*;

fn due(ledger: &Ledger, delivery: usize) -> (Outcome, &'static str, bool) {
    let expected = first(ledger, delivery);
    (expected.outcome, expected.rule, expected.amended)
}

#[test]
fn n10_a_payment_is_taken_back_from_whom_it_went_to() {
    let mut ledger = ledger();
    let paid_first = decompte(1, &[consultation()]);
    deliver(&mut ledger, std::slice::from_ref(&paid_first));
    let taken_back = deliver(&mut ledger, &[cancellation(2, &paid_first)]);
    assert_eq!(due(&ledger, taken_back), (reversed("7.95"), "N10", false));
    assert_eq!(
        due(&ledger, 0),
        (paid("7.95"), "R-AMC-LEVEL", false),
        "the past stands"
    );
    assert_eq!(first(&ledger, taken_back).product.as_deref(), Some("base"));
}

#[test]
fn n10_a_negative_quantity_cancels_whatever_the_letter() {
    let mut ledger = ledger();
    let paid_first = decompte(1, &[consultation()]);
    deliver(&mut ledger, std::slice::from_ref(&paid_first));
    let mut negative = cancellation(2, &paid_first);
    negative.operation = domain::Operation::Regularisation;
    let taken_back = deliver(&mut ledger, &[negative]);
    assert_eq!(due(&ledger, taken_back).0, reversed("7.95"));
}

#[test]
fn n10_the_counter_of_the_year_of_care_is_given_back_and_nothing_reopened() {
    let mut ledger = ledger();
    let later = |on: &str| Line {
        start: day(on),
        end: day(on),
        ..dear()
    };
    let emptying = decompte(1, &[dear()]);
    let cut = decompte(2, &[later("2024-07-01")]);
    deliver(&mut ledger, &[emptying.clone(), cut]);
    assert!(!ledger.counters_are_empty());
    deliver(&mut ledger, &[cancellation(3, &emptying)]);
    assert_eq!(
        ledger.lines(0)[1].outcome,
        paid("10.95"),
        "settled lines stay"
    );
    // 30.00 less the 1.50 that the second line still holds.
    let next = deliver(&mut ledger, &[decompte(4, &[later("2024-08-01")])]);
    assert_eq!(first(&ledger, next).outcome, paid("37.95"));
}

#[test]
fn n10_what_was_settled_without_money_is_cancelled_without_effect() {
    let exempted = Line {
        amount: euros("26.50"),
        ..consultation()
    };
    let uncovered = Line {
        act: domain::ActCode::new("PH2").unwrap(),
        ..consultation()
    };
    for line in [exempted, uncovered] {
        let mut ledger = ledger();
        let original = decompte(1, &[line]);
        deliver(&mut ledger, std::slice::from_ref(&original));
        let cancelled = deliver(&mut ledger, &[cancellation(2, &original)]);
        let nothing = no_effect(ReasonClass::Cancellation);
        assert_eq!(due(&ledger, cancelled), (nothing, "N10", false));
    }
}

#[test]
fn n10_an_act_that_takes_a_participation_line_back_has_no_effect() {
    let mut ledger = ledger();
    let original = decompte(1, &[consultation(), participation("PFH", 1)]);
    let taken_back = cancellation(2, &original);
    let naming = |number, of| {
        let mut cancellation = cancellation(number, &decompte(of, &[consultation()]));
        cancellation.lines[0].origin = origin(of, 2);
        cancellation
    };
    deliver(&mut ledger, &[original, taken_back]);
    let participation = deliver(&mut ledger, &[naming(3, 1)]);
    let nothing = no_effect(ReasonClass::Cancellation);
    assert_eq!(due(&ledger, participation), (nothing, "N10", false));
    let its_cancellation = deliver(&mut ledger, &[naming(4, 2)]);
    assert_eq!(due(&ledger, its_cancellation).1, "N11");
}

#[test]
fn n10_a_held_line_is_withdrawn_and_never_released() {
    let mut ledger = ledger();
    let paid_first = decompte(1, &[consultation()]);
    let suspected = decompte(2, &[consultation()]);
    deliver(&mut ledger, &[paid_first.clone(), suspected.clone()]);
    let withdrawn = deliver(&mut ledger, &[cancellation(3, &suspected)]);
    let nothing = no_effect(ReasonClass::Cancellation);
    assert_eq!(due(&ledger, withdrawn), (nothing, "N10", false));
    deliver(&mut ledger, &[cancellation(4, &paid_first)]);
    let still = &ledger.lines(0)[1];
    assert_eq!(still.outcome, held(ReasonClass::DuplicateSuspected));
    assert!(!still.amended);
}

#[test]
fn n11_a_cancellation_without_original_is_held_and_takes_it_back_when_it_comes() {
    let mut ledger = ledger();
    let original = decompte(1, &[consultation()]);
    let early = deliver(&mut ledger, &[cancellation(2, &original)]);
    let awaited = held(ReasonClass::DocumentAwaited);
    assert_eq!(due(&ledger, early), (awaited, "N11", false));
    // The original comes after all: it was taken back before it came, and neither has an effect.
    let late = deliver(&mut ledger, std::slice::from_ref(&original));
    let nothing = Outcome::without_money(domain::Reaction::NoEffect, ReasonClass::Cancellation);
    assert_eq!(due(&ledger, late), (nothing, "N11", false));
    assert_eq!(due(&ledger, early), (nothing, "N11", true));
    // A second cancellation has nothing to take back, and the care is no suspect.
    let second = deliver(&mut ledger, &[cancellation(3, &original)]);
    assert_eq!(due(&ledger, second).0, awaited);
    let again = deliver(&mut ledger, &[decompte(4, &[consultation()])]);
    assert_eq!(due(&ledger, again).0, paid("7.95"));
}

#[test]
fn n11_a_cancellation_that_names_nothing_or_another_caisse_is_held() {
    let mut ledger = ledger();
    let original = decompte(1, &[consultation()]);
    deliver(&mut ledger, std::slice::from_ref(&original));
    let mut nameless = cancellation(2, &original);
    nameless.lines[0].origin = None;
    let mut elsewhere = cancellation(3, &original);
    elsewhere.caisse = domain::Caisse::new(1, 931, 0).unwrap();
    for cancellation in [nameless, elsewhere] {
        let delivery = deliver(&mut ledger, &[cancellation]);
        assert_eq!(due(&ledger, delivery).1, "N11");
    }
}

#[test]
fn n11_a_second_cancellation_is_held() {
    let mut ledger = ledger();
    let original = decompte(1, &[consultation()]);
    deliver(&mut ledger, &[original.clone(), cancellation(2, &original)]);
    let again = deliver(&mut ledger, &[cancellation(3, &original)]);
    assert_eq!(
        due(&ledger, again),
        (held(ReasonClass::DocumentAwaited), "N11", false)
    );
}

/// The consultation as the AMO corrects it: 26.00, of which it pays 18.20.
fn corrected() -> Line {
    Line {
        spent: euros("26.00"),
        base: euros("26.00"),
        amount: euros("18.20"),
        ..consultation()
    }
}

#[test]
fn n12_cancelled_then_new() {
    let mut ledger = ledger();
    let old = decompte(1, &[consultation()]);
    deliver(&mut ledger, std::slice::from_ref(&old));
    let cancelled = deliver(&mut ledger, &[cancellation(2, &old)]);
    let new = deliver(&mut ledger, &[regularisation(3, 1, corrected())]);
    assert_eq!(due(&ledger, cancelled).0, reversed("7.95"));
    assert_eq!(due(&ledger, new), (paid("7.80"), "R-AMC-LEVEL", false));
}

#[test]
fn n12_new_then_cancelled() {
    let mut ledger = ledger();
    let old = decompte(1, &[consultation()]);
    deliver(&mut ledger, std::slice::from_ref(&old));
    let new = deliver(&mut ledger, &[regularisation(3, 1, corrected())]);
    let suspected = held(ReasonClass::DuplicateSuspected);
    assert_eq!(due(&ledger, new), (suspected, "N12", false));
    let cancelled = deliver(&mut ledger, &[cancellation(2, &old)]);
    assert_eq!(due(&ledger, cancelled).0, reversed("7.95"));
    assert_eq!(due(&ledger, new), (paid("7.80"), "N12", true));
}

#[test]
fn n12_both_halves_in_one_file() {
    for new_first in [true, false] {
        let mut ledger = ledger();
        let old = decompte(1, &[consultation()]);
        deliver(&mut ledger, std::slice::from_ref(&old));
        let mut halves = [cancellation(2, &old), regularisation(3, 1, consultation())];
        if new_first {
            halves.reverse();
        }
        let delivery = deliver(&mut ledger, &halves);
        let outcomes: Vec<_> = ledger.lines(delivery).iter().map(|e| e.outcome).collect();
        let (back, again) = (reversed("7.95"), paid("7.95"));
        assert_eq!(
            outcomes,
            if new_first {
                [again, back]
            } else {
                [back, again]
            }
        );
    }
}

#[test]
fn n12_the_counter_is_given_back_before_the_new_line_draws_on_it() {
    let mut ledger = ledger();
    let old = decompte(1, &[dear()]);
    deliver(&mut ledger, std::slice::from_ref(&old));
    let new = deliver(&mut ledger, &[regularisation(3, 1, dear())]);
    deliver(&mut ledger, &[cancellation(2, &old)]);
    assert_eq!(due(&ledger, new), (paid("37.95"), "N12", true));
}

#[test]
fn n12_a_regularisation_of_a_regularisation() {
    let mut ledger = ledger();
    let old = decompte(1, &[consultation()]);
    let new = regularisation(3, 1, corrected());
    let newer = regularisation(5, 3, consultation());
    deliver(
        &mut ledger,
        &[old.clone(), cancellation(2, &old), new.clone(), newer],
    );
    assert_eq!(
        ledger.lines(0)[3].outcome,
        held(ReasonClass::DuplicateSuspected)
    );
    deliver(&mut ledger, &[cancellation(4, &new)]);
    assert_eq!(ledger.lines(0)[3].outcome, paid("7.95"));
}

#[test]
fn n12_a_third_party_payment_replaced_waits_for_its_invoice_in_both_orders() {
    for new_first in [true, false] {
        let mut ledger = ledger();
        let full = |mut decompte: domain::Decompte| {
            decompte.payee_nature = PayeeNature::ThirdPartyFull;
            decompte
        };
        let old = full(decompte(1, &[consultation()]));
        deliver(&mut ledger, std::slice::from_ref(&old));
        let mut halves = [
            cancellation(2, &old),
            full(regularisation(3, 1, corrected())),
        ];
        if new_first {
            halves.reverse();
        }
        deliver(&mut ledger, &halves);
        let new = ledger
            .lines(1)
            .iter()
            .find(|e| e.line.decompte.get() == 3)
            .unwrap();
        assert_eq!(new.outcome, held(ReasonClass::ThirdPartyInvoiceAwaited));
        assert_eq!((new.rule, new.amended), ("N15", new_first));
    }
}

#[test]
fn the_same_care_held_is_released_by_the_cancellation_of_the_first() {
    let mut ledger = ledger();
    let original = decompte(1, &[consultation()]);
    deliver(&mut ledger, std::slice::from_ref(&original));
    let suspected = deliver(&mut ledger, &[decompte(2, &[consultation()])]);
    assert_eq!(due(&ledger, suspected).1, "N3");
    deliver(&mut ledger, &[cancellation(3, &original)]);
    assert_eq!(due(&ledger, suspected), (paid("7.95"), "N12", true));
}

#[test]
fn of_two_held_for_one_the_first_arrived_is_released_and_the_other_waits_for_it() {
    let mut ledger = ledger();
    let original = decompte(1, &[consultation()]);
    let (second, third) = (
        decompte(2, &[consultation()]),
        decompte(3, &[consultation()]),
    );
    deliver(&mut ledger, &[original.clone(), second.clone(), third]);
    deliver(&mut ledger, &[cancellation(4, &original)]);
    let outcome = |ledger: &Ledger, index: usize| ledger.lines(0)[index].outcome;
    assert_eq!(outcome(&ledger, 1), paid("7.95"));
    assert_eq!(outcome(&ledger, 2), held(ReasonClass::DuplicateSuspected));
    assert!(!ledger.lines(0)[2].amended);
    deliver(&mut ledger, &[cancellation(5, &second)]);
    assert_eq!(outcome(&ledger, 2), paid("7.95"));
}

#[test]
fn released_lines_draw_on_the_counter_in_order_of_arrival() {
    let mut ledger = ledger();
    let old = decompte(1, &[consultation()]);
    let on = |start| Line {
        start: day(start),
        end: day(start),
        ..dear()
    };
    let new = [
        regularisation(3, 1, on("2024-08-01")),
        regularisation(2, 1, on("2024-07-01")),
    ];
    deliver(&mut ledger, std::slice::from_ref(&old));
    deliver(&mut ledger, &new);
    deliver(&mut ledger, &[cancellation(4, &old)]);
    let outcomes: Vec<_> = ledger.lines(1).iter().map(|e| e.outcome).collect();
    assert_eq!(outcomes, [paid("37.95"), paid("10.95")]);
}

#[test]
fn a_line_cancelled_once_is_no_suspect_any_more() {
    let mut ledger = ledger();
    let original = decompte(1, &[consultation()]);
    deliver(&mut ledger, &[original.clone(), cancellation(2, &original)]);
    let again = deliver(&mut ledger, &[decompte(3, &[consultation()])]);
    assert_eq!(due(&ledger, again), (paid("7.95"), "R-AMC-LEVEL", false));
    assert_eq!(first(&ledger, again).outcome.reaction, Reaction::Paid);
}

/// Found by the flows of `conformance/tests/agreement.rs`: the line that replaces the cancelled one comes
/// before an older suspected duplicate of it.
#[test]
fn n12_a_regularisation_takes_the_place_of_its_original_before_any_suspect() {
    let mut ledger = ledger();
    let first = decompte(1, &[consultation()]);
    let suspect = deliver(
        &mut ledger,
        &[first.clone(), decompte(2, &[consultation()])],
    );
    let mut new = decompte(3, &[consultation()]);
    new.operation = domain::Operation::Regularisation;
    new.lines[0].origin = Some(domain::LineOrigin {
        decompte: first.number,
        line: 1,
    });
    let replaces = deliver(&mut ledger, &[new]);
    deliver(&mut ledger, &[cancellation(4, &first)]);
    assert_eq!(due(&ledger, replaces).0, paid("7.95"));
    assert_eq!(
        ledger.lines(suspect)[1].outcome,
        held(ReasonClass::DuplicateSuspected)
    );
}
