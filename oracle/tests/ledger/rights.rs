//! Rights in time (rules §7.7, §9 N4 to N8, N14; field notes §1.2 to 1.9, 1.22 to 1.27).

use domain::{
    Decompte, Line, Member, OcNumber, Outcome, PayeeNature, Portability, ReasonClass, Rights, Span,
    Suspension, SuspensionEnd,
};
use oracle::ambiguity::Choices;
use oracle::ledger::{Ledger, LedgerError};
use oracle::product::Product;

use crate::support::*;

/// Another NIR, of the same sex and day of birth.
const OTHER_NIR: &str = "2550814168026";

fn with(rights: Rights) -> Member {
    Member { rights, ..member() }
}

fn under(nir_text: &str, decompte: Decompte) -> Decompte {
    let mut decompte = decompte;
    decompte.beneficiary.nir = nir(nir_text);
    decompte
}

fn care_on(on: &str) -> Line {
    Line {
        start: day(on),
        end: day(on),
        ..consultation()
    }
}

fn dear_on(on: &str) -> Line {
    Line {
        start: day(on),
        end: day(on),
        ..dear()
    }
}

fn due(ledger: &Ledger, delivery: usize) -> (Outcome, &'static str, bool) {
    let expected = first(ledger, delivery);
    (expected.outcome, expected.rule, expected.amended)
}

fn of(rights: Rights, line: Line) -> (Outcome, &'static str) {
    let mut ledger = ledger_of(&[with(rights)], Choices::default());
    alone(&mut ledger, &decompte(1, &[line]))
}

#[test]
fn n4_two_active_bodies_hold_the_line() {
    let span = Span {
        from: day("2024-06-01"),
        to: Some(day("2024-06-30")),
    };
    let blocked = Rights {
        other_body: vec![span],
        ..Rights::default()
    };
    let held = (held(ReasonClass::TwoInsurers), "N4");
    assert_eq!(of(blocked.clone(), consultation()), held);
    assert_eq!(of(blocked.clone(), care_on("2024-06-30")), held);
    assert_eq!(of(blocked, care_on("2024-07-01")).0, paid("7.95"));
}

#[test]
fn n4_two_bodies_of_this_portfolio_hold_it_unless_the_addressee_is_meant() {
    let elsewhere = Member {
        oc: OcNumber::new(18).unwrap(),
        product: "libre".into(),
        ..member()
    };
    let members = [member(), elsewhere];
    let mut sent_to_18 = decompte(1, &[consultation()]);
    sent_to_18.oc = OcNumber::new(18).unwrap();
    let mut ledger = ledger_of(&members, Choices::default());
    let due = alone(&mut ledger, &sent_to_18);
    assert_eq!(due, (held(ReasonClass::TwoInsurers), "N4"));
    let mut ledger = ledger_of(&members, choosing("two-active-bodies", "addressee"));
    deliver(&mut ledger, &[sent_to_18]);
    assert_eq!(first(&ledger, 0).product.as_deref(), Some("libre"));
}

#[test]
fn n4_a_second_mutuelle_that_pays_on_statement_is_no_second_body() {
    let second = Member {
        oc: OcNumber::new(18).unwrap(),
        rights: Rights {
            on_statement: true,
            ..Rights::default()
        },
        ..member()
    };
    let mut ledger = ledger_of(&[member(), second], Choices::default());
    assert_eq!(
        alone(&mut ledger, &decompte(1, &[consultation()])).0,
        paid("7.95")
    );
}

#[test]
fn n7_care_before_the_start_is_refused() {
    let early = care_on("2023-12-31");
    let due = alone(&mut ledger(), &decompte(1, &[early]));
    assert_eq!(due, (refused(ReasonClass::NoCover), "N7"));
}

#[test]
fn n7_in_the_waiting_period_a_responsible_contract_owes_the_ticket_moderateur() {
    let waiting = Rights {
        waits_until: Some(day("2024-07-01")),
        ..Rights::default()
    };
    // Of 37.95, the 28.50 beyond the ticket modérateur wait.
    let mut ledger = ledger_of(&[with(waiting.clone())], Choices::default());
    let now = alone(&mut ledger, &decompte(1, &[dear()]));
    assert_eq!(now, (paid("9.45"), "N7"));
    let later = decompte(2, &[dear_on("2024-07-01")]);
    assert_eq!(
        alone(&mut ledger, &later).0,
        paid("37.95"),
        "no ceiling is used"
    );
    assert_eq!(of(waiting, dear_on("2024-07-01")).0, paid("37.95"));
}

#[test]
fn n7_in_the_waiting_period_any_other_contract_owes_nothing() {
    let free = Member {
        product: "libre".into(),
        ..with(Rights {
            waits_until: Some(day("2024-07-01")),
            ..Rights::default()
        })
    };
    let mut ledger = ledger_of(&[free], Choices::default());
    let due = alone(&mut ledger, &decompte(1, &[consultation()]));
    assert_eq!(due, (zero(ReasonClass::WaitingPeriod), "N7"));
}

#[test]
fn n8_a_line_of_an_unknown_person_is_replayed_when_the_portfolio_brings_them() {
    let mut ledger = ledger_of(&[], Choices::default());
    assert_eq!(ledger.set_portfolio(&[], None), Ok(()));
    let stranger = Member {
        nir: nir(OTHER_NIR),
        ..member()
    };
    ledger
        .set_portfolio(std::slice::from_ref(&stranger), None)
        .unwrap();
    deliver(&mut ledger, &[decompte(1, &[dear()])]);
    let refused = refused(ReasonClass::UnknownBeneficiary);
    assert_eq!(due(&ledger, 0), (refused, "N8", false));
    ledger.set_portfolio(&[stranger, member()], None).unwrap();
    assert_eq!(due(&ledger, 0), (paid("37.95"), "R-AMC-LEVEL", true));
    assert_eq!(first(&ledger, 0).product.as_deref(), Some("base"));
    assert!(!ledger.counters_are_empty());
}

#[test]
fn n8_an_unknown_person_may_be_held_for_rights_to_come() {
    let stranger = Member {
        nir: nir(OTHER_NIR),
        ..member()
    };
    let mut ledger = ledger_of(&[stranger], choosing("unknown-member", "hold"));
    let now = alone(&mut ledger, &decompte(1, &[consultation()]));
    assert_eq!(now, (held(ReasonClass::RightsPending), "N8"));
    ledger.set_portfolio(&[member()], None).unwrap();
    assert_eq!(due(&ledger, 0).0, paid("7.95"));
}

#[test]
fn n8_a_contract_that_is_keyed_late_pays_what_was_refused() {
    let mut ledger = ledger();
    let early = decompte(1, &[care_on("2023-12-31")]);
    deliver(&mut ledger, &[early]);
    assert_eq!(due(&ledger, 0).0, refused(ReasonClass::NoCover));
    let from_2023 = Member {
        start: day("2023-01-01"),
        ..member()
    };
    ledger.set_portfolio(&[from_2023], None).unwrap();
    assert_eq!(due(&ledger, 0), (paid("7.95"), "R-AMC-LEVEL", true));
}

#[test]
fn n9_a_birth_date_without_real_day_is_matched_by_its_month() {
    let mut lunar = decompte(1, &[consultation()]);
    lunar.beneficiary.birth = domain::BirthDate(*b"000855");
    assert_eq!(alone(&mut ledger(), &lunar).0, paid("7.95"));
    let mut never = ledger_of(&[member()], choosing("birth-date-retry", "never"));
    let due = alone(&mut never, &lunar);
    assert_eq!(due, (held(ReasonClass::Identity), "N9"));
}

#[test]
fn n9_another_real_day_of_the_same_month_is_held_unless_all_are_retried() {
    let mut other = decompte(1, &[consultation()]);
    other.beneficiary.birth = domain::BirthDate(*b"150855");
    let due = alone(&mut ledger(), &other);
    assert_eq!(due, (held(ReasonClass::Identity), "N9"));
    let mut always = ledger_of(&[member()], choosing("birth-date-retry", "always"));
    assert_eq!(alone(&mut always, &other).0, paid("7.95"));
}

#[test]
fn several_persons_born_in_the_month_are_held() {
    let sister = Member {
        birth: domain::BirthDate(*b"280855"),
        ..member()
    };
    let mut ledger = ledger_of(&[member(), sister], Choices::default());
    let mut lunar = decompte(1, &[consultation()]);
    lunar.beneficiary.birth = domain::BirthDate(*b"000855");
    let due = alone(&mut ledger, &lunar);
    assert_eq!(due, (held(ReasonClass::Identity), "CHECK-SEVERAL"));
}

#[test]
fn n9_a_person_keeps_the_counters_under_a_new_nir() {
    let renumbered = Member {
        nir: nir(OTHER_NIR),
        rights: Rights {
            earlier_nirs: vec![nir(NIR)],
            ..Rights::default()
        },
        ..member()
    };
    let mut ledger = ledger();
    let before = decompte(1, &[dear()]);
    deliver(&mut ledger, std::slice::from_ref(&before));
    ledger.set_portfolio(&[renumbered], None).unwrap();
    let after = under(OTHER_NIR, decompte(2, &[dear_on("2024-07-01")]));
    // 28.50 of the 30.00 are used.
    assert_eq!(alone(&mut ledger, &after).0, paid("10.95"));
    let again = under(OTHER_NIR, decompte(3, &[dear()]));
    let again = alone(&mut ledger, &again);
    assert_eq!(again, (held(ReasonClass::DuplicateSuspected), "N3"));
    let back = deliver(&mut ledger, &[cancellation(4, &before)]);
    assert_eq!(due(&ledger, back).0, reversed("37.95"));
}

/// A child under the NIRs of both parents, one row a parent.
fn child_of_two() -> [Member; 2] {
    let row = |own: &str, other: &str, product: &str| Member {
        nir: nir(own),
        product: product.into(),
        rights: Rights {
            second_nir: Some(nir(other)),
            ..Rights::default()
        },
        ..member()
    };
    [row(NIR, OTHER_NIR, "base"), row(OTHER_NIR, NIR, "libre")]
}

#[test]
fn n3_the_same_care_of_a_child_under_the_other_parent_is_held() {
    let mut ledger = ledger_of(&child_of_two(), Choices::default());
    deliver(&mut ledger, &[decompte(1, &[consultation()])]);
    let other = under(OTHER_NIR, decompte(2, &[consultation()]));
    let due = alone(&mut ledger, &other);
    assert_eq!(due, (held(ReasonClass::DuplicateSuspected), "N3"));
}

#[test]
fn n1_the_parent_whose_card_was_shown_is_paid() {
    for (nir, product) in [(NIR, "base"), (OTHER_NIR, "libre")] {
        let mut ledger = ledger_of(&child_of_two(), Choices::default());
        deliver(&mut ledger, &[under(nir, decompte(1, &[consultation()]))]);
        assert_eq!(first(&ledger, 0).product.as_deref(), Some(product));
    }
}

#[test]
fn n14_portability_lasts_as_the_contract_did() {
    let five_months = Member {
        start: day("2025-03-01"),
        ..with(Rights {
            portability: Some(Portability { months: 5 }),
            ..Rights::default()
        })
    };
    let due = |on: &str, member: &Member| {
        let mut ledger = ledger_of(std::slice::from_ref(member), Choices::default());
        alone(&mut ledger, &decompte(1, &[care_on(on)]))
    };
    assert_eq!(due("2025-07-31", &five_months).0, paid("7.95"));
    let over = (refused(ReasonClass::NoCover), "N14");
    assert_eq!(due("2025-08-01", &five_months), over, "the sixth month");
    assert_eq!(due("2025-09-15", &five_months), over, "the seventh");
    let new_job = Member {
        end: Some(day("2025-05-31")),
        ..five_months.clone()
    };
    let ended = (refused(ReasonClass::NoCover), "N6");
    assert_eq!(due("2025-06-01", &new_job), ended);
    let thirty_months = with(Rights {
        portability: Some(Portability { months: 30 }),
        ..Rights::default()
    });
    assert_eq!(due("2024-12-31", &thirty_months).0, paid("7.95"));
    assert_eq!(due("2025-01-01", &thirty_months), over, "twelve at most");
}

#[test]
fn n14_the_counters_go_on_in_portability() {
    let job = Member {
        end: Some(day("2024-06-30")),
        ..member()
    };
    let after = Member {
        start: day("2024-07-01"),
        ..with(Rights {
            portability: Some(Portability { months: 12 }),
            ..Rights::default()
        })
    };
    let mut ledger = ledger_of(&[job, after], Choices::default());
    deliver(&mut ledger, &[decompte(1, &[dear()])]);
    let later = decompte(2, &[dear_on("2024-07-10")]);
    assert_eq!(alone(&mut ledger, &later).0, paid("10.95"));
}

#[test]
fn a_change_of_product_in_the_year_carries_what_was_used() {
    let higher = "schema-version: 2
id: haut
name: { fr: Haut, en: High }
responsible: false
guarantees:
  specialiste: { br: 200, limits: [ { euros: \"40.00\", excludes: [ticket-moderateur] } ] }
";
    let products = [
        products(),
        vec![Product::parse("haut.yaml", higher).unwrap()],
    ]
    .concat();
    let before = Member {
        end: Some(day("2024-06-30")),
        ..member()
    };
    let after = Member {
        start: day("2024-07-01"),
        product: "haut".into(),
        ..member()
    };
    let mut ledger = Ledger::new(&products, &[before, after], Choices::default()).unwrap();
    let under_the_old = decompte(1, &[dear()]);
    deliver(&mut ledger, std::slice::from_ref(&under_the_old));
    // 40.00 less the 28.50 used under the old product.
    let new = decompte(2, &[dear_on("2024-07-01")]);
    assert_eq!(alone(&mut ledger, &new).0, paid("20.95"));
    assert_eq!(first(&ledger, 1).product.as_deref(), Some("haut"));
    // It is taken back under the old product, from its counter.
    let back = deliver(&mut ledger, &[cancellation(3, &under_the_old)]);
    assert_eq!(first(&ledger, back).product.as_deref(), Some("base"));
    let next = decompte(4, &[dear_on("2024-08-01")]);
    assert_eq!(alone(&mut ledger, &next).0, paid("37.95"));
}

fn suspended(ended: Option<SuspensionEnd>) -> Member {
    with(Rights {
        suspensions: vec![Suspension {
            from: day("2024-06-01"),
            to: Some(day("2024-06-30")),
            ended,
        }],
        ..Rights::default()
    })
}

#[test]
fn a_suspension_holds_then_the_line_is_paid_or_refused() {
    let ends = [
        (
            Some(SuspensionEnd::Regularised),
            paid("7.95"),
            "R-AMC-LEVEL",
        ),
        (
            Some(SuspensionEnd::Lost),
            refused(ReasonClass::NoCover),
            "RIGHTS-SUSPENDED",
        ),
    ];
    for (end, outcome, rule) in ends {
        let mut ledger = ledger_of(&[suspended(None)], Choices::default());
        let pending = held(ReasonClass::RightsPending);
        let now = alone(&mut ledger, &decompte(1, &[consultation()]));
        assert_eq!(now, (pending, "RIGHTS-SUSPENDED"));
        let outside = decompte(2, &[care_on("2024-07-01")]);
        assert_eq!(alone(&mut ledger, &outside).0, paid("7.95"));
        ledger.set_portfolio(&[suspended(None)], None).unwrap();
        assert_eq!(due(&ledger, 0), (pending, "RIGHTS-SUSPENDED", false));
        ledger.set_portfolio(&[suspended(end)], None).unwrap();
        assert_eq!(due(&ledger, 0), (outcome, rule, true));
    }
}

/// Field notes §1.5, and rules §9 N3: of two décomptes of one care, the first to arrive is paid.
#[test]
fn of_two_lines_that_waited_for_rights_the_first_is_paid() {
    let mut ledger = ledger_of(&[suspended(None)], Choices::default());
    let pending = held(ReasonClass::RightsPending);
    for number in [1, 2] {
        let now = alone(&mut ledger, &decompte(number, &[consultation()]));
        assert_eq!(now, (pending, "RIGHTS-SUSPENDED"));
    }
    let over = suspended(Some(SuspensionEnd::Regularised));
    ledger.set_portfolio(&[over], None).unwrap();
    assert_eq!(due(&ledger, 0), (paid("7.95"), "R-AMC-LEVEL", true));
    let second = held(ReasonClass::DuplicateSuspected);
    assert_eq!(due(&ledger, 1), (second, "N3", true));
}

#[test]
fn a_retroactive_end_takes_back_what_was_paid_after_it() {
    let ended = Member {
        end: Some(day("2024-06-14")),
        ..member()
    };
    let before = decompte(1, &[care_on("2024-06-14")]);
    let after = decompte(2, &[dear()]);
    let notice = Some(day("2024-06-30"));
    let mut ledger = ledger();
    deliver(&mut ledger, &[before.clone(), after.clone()]);
    for _ in 0..2 {
        let members = std::slice::from_ref(&ended);
        ledger.set_portfolio(members, notice).unwrap();
    }
    assert_eq!(due(&ledger, 0), (paid("7.95"), "R-AMC-LEVEL", false));
    let taken_back = &ledger.lines(0)[1];
    let expected = Outcome {
        reason: ReasonClass::NoCover,
        ..reversed("37.95")
    };
    assert_eq!(
        (taken_back.outcome, taken_back.rule, taken_back.amended),
        (expected, "RIGHTS-ENDED", true)
    );
    // What is taken back is not taken back twice.
    let again = deliver(&mut ledger, &[cancellation(3, &after)]);
    assert_eq!(due(&ledger, again).0, no_effect(ReasonClass::Cancellation));
    // The AMO may still take back what was before the end.
    let still = deliver(&mut ledger, &[cancellation(4, &before)]);
    assert_eq!(due(&ledger, still).0, reversed("7.95"));
    assert!(ledger.counters_are_empty());
}

#[test]
fn what_is_taken_back_is_left_for_what_is_settled_at_once() {
    let from_march = Member {
        start: day("2024-03-01"),
        ..member()
    };
    let mut ledger = ledger_of(&[from_march], Choices::default());
    let early = decompte(1, &[dear_on("2024-02-01")]);
    let late = decompte(2, &[dear_on("2024-12-02")]);
    deliver(&mut ledger, &[early, late]);
    assert_eq!(due(&ledger, 0).0, refused(ReasonClass::NoCover));
    assert_eq!(ledger.lines(0)[1].outcome, paid("37.95"));
    assert_eq!(ledger.take_changed(), []);
    let earlier = Member {
        start: day("2024-01-01"),
        end: Some(day("2024-10-31")),
        ..member()
    };
    ledger.set_portfolio(&[earlier], None).unwrap();
    // 28.50 of the 30.00 of the year are free again.
    assert_eq!(due(&ledger, 0).0, paid("37.95"));
    assert_eq!(ledger.lines(0)[1].rule, "RIGHTS-ENDED");
    assert_eq!(ledger.take_changed(), [(0, 1), (0, 0)]);
    assert_eq!(ledger.take_changed(), []);
}

#[test]
fn a_suspension_that_is_learned_late_and_lost_takes_back_what_was_paid_in_it() {
    let suspended = |ended| {
        with(Rights {
            suspensions: vec![Suspension {
                from: day("2024-06-01"),
                to: Some(day("2024-06-30")),
                ended,
            }],
            ..Rights::default()
        })
    };
    let mut ledger = ledger();
    deliver(&mut ledger, &[decompte(1, &[consultation()])]);
    ledger.set_portfolio(&[suspended(None)], None).unwrap();
    assert_eq!(due(&ledger, 0), (paid("7.95"), "R-AMC-LEVEL", false));
    let lost = Some(SuspensionEnd::Lost);
    ledger.set_portfolio(&[suspended(lost)], None).unwrap();
    assert_eq!(due(&ledger, 0).1, "RIGHTS-ENDED");
    let lifted = Some(SuspensionEnd::Regularised);
    ledger.set_portfolio(&[suspended(lifted)], None).unwrap();
    assert_eq!(due(&ledger, 0).0, paid("7.95"));
}

#[test]
fn an_end_that_is_taken_back_pays_anew() {
    let ended = Member {
        end: Some(day("2024-06-14")),
        ..member()
    };
    let mut ledger = ledger();
    deliver(&mut ledger, &[decompte(1, &[dear()])]);
    ledger.set_portfolio(&[ended], None).unwrap();
    assert_eq!(due(&ledger, 0).1, "RIGHTS-ENDED");
    ledger.set_portfolio(&[member()], None).unwrap();
    assert_eq!(due(&ledger, 0).0, paid("37.95"));
    let next = decompte(2, &[dear_on("2024-07-01")]);
    assert_eq!(alone(&mut ledger, &next).0, paid("10.95"), "counted once");
}

#[test]
fn care_between_the_end_and_its_notice_may_stay_paid() {
    let ended = Member {
        end: Some(day("2024-06-10")),
        ..member()
    };
    let choices = choosing("retroactive-end", "kept-until-notice");
    let mut ledger = ledger_of(&[member()], choices);
    let lines = [consultation(), care_on("2024-07-01")];
    let [early, late] = [decompte(1, &lines[..1]), decompte(2, &lines[1..])];
    deliver(&mut ledger, &[early, late]);
    let notice = Some(day("2024-06-30"));
    ledger.set_portfolio(&[ended], notice).unwrap();
    assert_eq!(ledger.lines(0)[0].outcome, paid("7.95"));
    assert_eq!(ledger.lines(0)[1].rule, "RIGHTS-ENDED");
}

#[test]
fn a_portfolio_that_names_an_unknown_product_or_option_changes_nothing() {
    let on_gold = with(Rights {
        options: vec!["gold".into()],
        ..Rights::default()
    });
    let mut ledger = ledger();
    let error = ledger.set_portfolio(&[on_gold], None).unwrap_err();
    assert!(matches!(error, LedgerError::UnknownProduct { .. }));
    assert_eq!(
        alone(&mut ledger, &decompte(1, &[consultation()])).0,
        paid("7.95")
    );
}

#[test]
fn a_line_cancelled_before_its_person_is_known_is_not_replayed() {
    let stranger = Member {
        nir: nir(OTHER_NIR),
        ..member()
    };
    let mut ledger = ledger_of(&[stranger], Choices::default());
    let original = decompte(1, &[consultation()]);
    deliver(&mut ledger, &[original.clone(), cancellation(2, &original)]);
    ledger.set_portfolio(&[member()], None).unwrap();
    let refused = refused(ReasonClass::UnknownBeneficiary);
    assert_eq!(due(&ledger, 0), (refused, "N8", false));
}

#[test]
fn a_type_99_contract_waits_for_the_professionals_flow() {
    let split = Rights {
        contract_type: Some(99),
        ..Rights::default()
    };
    let mut ledger = ledger_of(&[with(split)], Choices::default());
    let mut third_party = decompte(1, &[consultation()]);
    third_party.payee_nature = PayeeNature::ThirdPartyAmo;
    let due = alone(&mut ledger, &third_party);
    assert_eq!(due, (held(ReasonClass::ThirdPartyInvoiceAwaited), "N15"));
    let insured = decompte(2, &[care_on("2024-06-16")]);
    assert_eq!(alone(&mut ledger, &insured).0, paid("7.95"));
}
