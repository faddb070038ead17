use domain::{FileReaction, Line, Member, Reaction, ReasonClass};
use oracle::ambiguity::Choices;
use oracle::ledger::{Content, Delivered, Ledger, LedgerError};

use crate::support::*;

fn file(ledger: &Ledger, delivery: usize) -> (FileReaction, &'static str) {
    let file = ledger.file(delivery).unwrap();
    (file.reaction, file.rule)
}

#[test]
fn a_sound_file_is_accepted_and_its_lines_come_in_order() {
    let mut ledger = ledger();
    let first = decompte(1, &[consultation(), participation("PFH", 1)]);
    let second = decompte(2, &[dear()]);
    let delivery = deliver(&mut ledger, &[first.clone(), second.clone()]);
    assert_eq!(delivery, 0);
    assert_eq!(file(&ledger, 0), (FileReaction::Accepted, "F-ACCEPTED"));
    let ids: Vec<_> = ledger
        .lines(0)
        .iter()
        .map(|expected| expected.line)
        .collect();
    assert_eq!(
        ids,
        [
            first.line_id(&first.lines[0]),
            first.line_id(&first.lines[1]),
            second.line_id(&second.lines[0]),
        ]
    );
}

#[test]
fn nothing_is_expected_of_what_was_not_delivered() {
    let ledger = ledger();
    assert!(ledger.file(0).is_none() && ledger.lines(0).is_empty());
    assert!(ledger.lines(usize::MAX).is_empty());
}

#[test]
fn lines_and_amendments_are_of_their_delivery_whatever_files_without_lines_came_between() {
    let not_yet = Member {
        start: day("2030-01-01"),
        ..member()
    };
    let mut ledger = ledger_of(&[not_yet], Choices::default());
    let second_line = Line {
        number: 2,
        ..dear()
    };
    let decomptes = |number| [decompte(number, &[consultation(), second_line])];
    for (number, again) in [(1, false), (1, true), (2, false), (2, true)] {
        let delivery = deliver_as(&mut ledger, Some(file_id(number)), &decomptes(number));
        let lines = ledger.lines(delivery).len();
        assert_eq!(lines, if again { 0 } else { 2 });
    }
    let [first, second] = [1, 2].map(|number| decomptes(number)[0].number);
    let of = |delivery: usize| ledger.lines(delivery).iter().map(|line| line.line.decompte);
    assert!(of(0).all(|number| number == first) && of(2).all(|number| number == second));
    ledger.set_portfolio(&[member()], None).unwrap();
    let mut changed = ledger.take_changed();
    changed.sort_unstable();
    assert_eq!(changed, [(0, 0), (0, 1), (2, 0), (2, 1)]);
}

#[test]
fn the_same_file_again_is_a_duplicate_without_lines() {
    let mut ledger = ledger();
    let decomptes = [decompte(1, &[consultation()])];
    deliver_as(&mut ledger, Some(file_id(1)), &decomptes);
    let again = deliver_as(&mut ledger, Some(file_id(1)), &decomptes);
    assert_eq!(
        file(&ledger, again),
        (FileReaction::Duplicate, "F-DUPLICATE")
    );
    assert!(ledger.lines(again).is_empty());
    assert_eq!(first(&ledger, 0).outcome, paid("7.95"));
}

#[test]
fn a_damaged_copy_of_a_loaded_file_is_a_duplicate() {
    let mut ledger = ledger();
    deliver_as(
        &mut ledger,
        Some(file_id(1)),
        &[decompte(1, &[consultation()])],
    );
    let copy = Delivered {
        id: Some(file_id(1)),
        content: Content::Condemned,
        received: None,
    };
    let copy = ledger.deliver(&copy);
    assert_eq!(
        file(&ledger, copy),
        (FileReaction::Duplicate, "F-DUPLICATE")
    );
}

#[test]
fn a_damaged_file_does_not_count_as_loaded() {
    let mut ledger = ledger();
    let damaged = Delivered {
        id: Some(file_id(1)),
        content: Content::Condemned,
        received: None,
    };
    let damaged = ledger.deliver(&damaged);
    assert_eq!(file(&ledger, damaged), (FileReaction::Refused, "F-DAMAGED"));
    let clean = deliver_as(
        &mut ledger,
        Some(file_id(1)),
        &[decompte(1, &[consultation()])],
    );
    assert_eq!(file(&ledger, clean), (FileReaction::Accepted, "F-ACCEPTED"));
    assert_eq!(first(&ledger, clean).outcome, paid("7.95"));
}

#[test]
fn a_damaged_decompte_refuses_the_file_or_waits_as_the_target_declares() {
    let (sound, broken) = (
        decompte(1, &[consultation()]),
        decompte(2, &[consultation()]),
    );
    let content = [(sound.clone(), true), (broken.clone(), false)];
    let damaged = Delivered {
        id: Some(file_id(1)),
        content: Content::Damaged(&content),
        received: None,
    };
    let whole = [sound, broken];

    let mut strict = ledger();
    let first_time = strict.deliver(&damaged);
    let refused = (FileReaction::Refused, "F-DAMAGED-DECOMPTE");
    assert_eq!(file(&strict, first_time), refused);
    assert!(strict.lines(first_time).is_empty());
    let again = deliver_as(&mut strict, Some(file_id(1)), &whole);
    let reactions = |ledger: &Ledger, delivery: usize| -> Vec<Reaction> {
        let lines = ledger.lines(delivery).iter();
        lines.map(|line| line.outcome.reaction).collect()
    };
    assert_eq!(strict.lines(again).len(), 2);

    let choices = Choices::default();
    let choices = choices.with("damaged-decompte", "hold-decompte").unwrap();
    let mut lenient = ledger_of(&[member()], choices);
    let first_time = lenient.deliver(&damaged);
    let accepted = (FileReaction::Accepted, "F-DAMAGED-DECOMPTE");
    assert_eq!(file(&lenient, first_time), accepted);
    assert_eq!(
        reactions(&lenient, first_time),
        [Reaction::Paid, Reaction::Held]
    );
    assert_eq!(
        lenient.lines(first_time)[1].outcome.reason,
        ReasonClass::DocumentAwaited
    );
    // The clean re-send settles what was held, and pays nothing twice.
    let again = deliver_as(&mut lenient, Some(file_id(1)), &whole);
    assert_eq!(
        file(&lenient, again),
        (FileReaction::Accepted, "F-ACCEPTED")
    );
    let settled = reactions(&lenient, again);
    assert_eq!(settled[0], Reaction::Duplicate);
    assert_eq!(settled[1], reactions(&strict, 1)[1]);
}

#[test]
fn n2_a_line_in_another_file_is_a_duplicate() {
    let mut ledger = ledger();
    let decompte = decompte(1, &[consultation(), participation("PFH", 1)]);
    deliver_as(
        &mut ledger,
        Some(file_id(1)),
        std::slice::from_ref(&decompte),
    );
    let again = deliver_as(&mut ledger, Some(file_id(2)), &[decompte]);
    for expected in ledger.lines(again) {
        assert_eq!(expected.outcome.reaction, Reaction::Duplicate);
        assert_eq!(expected.outcome.reason, ReasonClass::SameIdentity);
        assert_eq!(expected.rule, "N2");
    }
    assert_eq!(first(&ledger, 0).outcome, paid("7.95"));
}

#[test]
fn the_group_of_another_oc_is_rejected_and_not_the_file() {
    let mut ledger = ledger();
    let mut foreign = decompte(1, &[consultation(), participation("PFH", 1)]);
    foreign.oc = domain::OcNumber::new(99).unwrap();
    let delivery = deliver(&mut ledger, &[foreign, decompte(2, &[consultation()])]);
    assert_eq!(file(&ledger, delivery).0, FileReaction::Accepted);
    let outcomes: Vec<_> = ledger
        .lines(delivery)
        .iter()
        .map(|e| (e.outcome, e.rule))
        .collect();
    let other = (refused(ReasonClass::OtherOc), "OC-OTHER");
    assert_eq!(outcomes[..2], [other, other]);
    assert_eq!(
        outcomes[2].0,
        paid("7.95"),
        "the foreign line is nobody's earlier care"
    );
}

#[test]
fn a_member_on_an_unknown_product_is_an_error() {
    let member = Member {
        product: "gold".into(),
        ..member()
    };
    let error = Ledger::new(&products(), &[member], Choices::default()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "member 00000001 is on the product `gold`, which is none of: base, libre"
    );
    let twice = [products(), products()].concat();
    let error = Ledger::new(&twice, &[], Choices::default()).unwrap_err();
    assert!(matches!(error, LedgerError::TwiceTheSameProduct { .. }));
}
