//! What is checked on a line (rules §9 N0, N16 to N18; noemie-format §11.1; field notes §1.12 to 1.17).

use domain::{
    ActCode, Caisse, Cents, Complement, Convention, Decompte, Line, LineDetails, Member, Outcome,
    Payee, PayeeNature, Qualifier, ReasonClass, Rights, Span, Suspension,
};
use oracle::ambiguity::Choices;
use oracle::ledger::Ledger;
use oracle::product::Product;

use crate::support::*;

fn of(line: Line) -> (Outcome, &'static str) {
    alone(&mut ledger(), &decompte(1, &[line]))
}

fn detailed(details: LineDetails) -> Line {
    Line {
        details,
        ..consultation()
    }
}

fn qualified(letters: [u8; 2]) -> LineDetails {
    LineDetails {
        qualifier: Qualifier::new(letters),
        ..LineDetails::default()
    }
}

#[test]
fn n0_the_line_is_settled_on_what_it_carries() {
    // No tariff has such a base or rate.
    let odd = Line {
        spent: euros("23.17"),
        base: euros("21.30"),
        rate: 61,
        amount: euros("12.99"),
        ..consultation()
    };
    assert_eq!(of(odd), (paid("8.31"), "R-AMC-LEVEL"));
}

fn holding() -> Ledger {
    ledger_of(&[member()], choosing("inconsistent-line", "hold"))
}

fn held_back(lines: &[Line]) -> bool {
    let mut ledger = holding();
    let due = alone(&mut ledger, &decompte(1, lines));
    let inconsistent = due == (held(ReasonClass::Inconsistent), "N16");
    assert!(inconsistent || due.0.reason != ReasonClass::Inconsistent);
    inconsistent
}

#[test]
fn n16_amounts_that_do_not_agree_are_held_or_settled_as_carried() {
    let wrong = Line {
        amount: euros("18.00"),
        ..consultation()
    };
    assert!(held_back(&[wrong]));
    assert_eq!(of(wrong).0, paid("8.50"), "as carried, by default");
}

#[test]
fn n16_a_cent_an_act_is_no_contradiction() {
    let paid = |cents: i64, quantity: i16| Line {
        amount: Cents(1_855 * i64::from(quantity) + cents),
        base: Cents(2_650 * i64::from(quantity)),
        spent: Cents(2_650 * i64::from(quantity)),
        quantity,
        ..consultation()
    };
    assert!(!held_back(&[paid(0, 1)]) && !held_back(&[paid(1, 1)]) && !held_back(&[paid(-1, 1)]));
    assert!(held_back(&[paid(2, 1)]) && held_back(&[paid(-2, 1)]));
    assert!(!held_back(&[paid(3, 3)]) && held_back(&[paid(4, 3)]));
}

#[test]
fn n16_what_stands_between_base_and_amount_is_accounted_for() {
    let line = consultation();
    let out_of_parcours = Line {
        rate: 30,
        amount: euros("7.95"),
        majoration: euros("10.60"),
        ..line
    };
    let capped = Line {
        rate: 30,
        amount: euros("13.55"),
        majoration: euros("5.00"),
        ..line
    };
    let under_base = Line {
        spent: euros("20.00"),
        amount: euros("14.00"),
        ..line
    };
    let net = Line {
        amount: euros("16.55"),
        ..line
    };
    let flagged = Line {
        details: LineDetails {
            deduction_flag: Some(b'S'),
            ..LineDetails::default()
        },
        ..net
    };
    let local = Line {
        amount: euros("23.85"),
        ..line
    };
    for explained in [out_of_parcours, capped, under_base, flagged, local] {
        assert!(!held_back(&[explained]), "{explained:?}");
    }
    assert!(held_back(&[net]), "nothing says what is missing");
    assert!(!held_back(&[net, participation("PFH", 1)]));
}

#[test]
fn n18_a_line_is_barred_two_years_after_the_amo_paid() {
    let line = decompte(1, &[consultation()]);
    let due = |on: &str| {
        let mut ledger = ledger();
        deliver_on(&mut ledger, on, std::slice::from_ref(&line));
        (first(&ledger, 0).outcome, first(&ledger, 0).rule)
    };
    assert_eq!(due("2026-06-20").0, paid("7.95"));
    assert_eq!(due("2026-06-21"), (refused(ReasonClass::TimeBarred), "N18"));
}

/// Care of February 2023 that the AMO paid in March 2025.
fn paid_late() -> (Member, Decompte) {
    let since_2023 = Member {
        start: day("2023-01-01"),
        ..member()
    };
    let mut late = decompte(
        1,
        &[Line {
            start: day("2023-02-10"),
            end: day("2023-02-10"),
            ..consultation()
        }],
    );
    late.date = day("2025-03-20");
    (since_2023, late)
}

#[test]
fn n18_the_prescription_runs_from_the_amos_payment_or_as_the_register_says() {
    let (member, late) = paid_late();
    let due = |choices: Choices, decompte: &Decompte| {
        let mut ledger = ledger_of(std::slice::from_ref(&member), choices);
        deliver_on(&mut ledger, "2025-03-25", std::slice::from_ref(decompte));
        first(&ledger, 0).outcome
    };
    assert_eq!(due(Choices::default(), &late), paid("7.95"));
    let barred = refused(ReasonClass::TimeBarred);
    assert_eq!(due(choosing("prescription-start", "care"), &late), barred);
    let mut unpaid = late.clone();
    unpaid.lines[0].amount = Cents::ZERO;
    assert_eq!(
        due(Choices::default(), &unpaid),
        barred,
        "from the care, where the AMO paid nothing"
    );
}

#[test]
fn n18_a_cancellation_is_never_barred() {
    let mut ledger = ledger();
    let original = decompte(1, &[consultation()]);
    deliver_on(&mut ledger, "2024-06-21", std::slice::from_ref(&original));
    let back = deliver_on(&mut ledger, "2031-01-01", &[cancellation(2, &original)]);
    assert_eq!(first(&ledger, back).outcome, reversed("7.95"));
}

#[test]
fn n18_care_still_to_come_is_held_until_its_day() {
    let mut ledger = ledger();
    let line = decompte(1, &[consultation()]);
    deliver_on(&mut ledger, "2024-06-14", std::slice::from_ref(&line));
    let due = |ledger: &Ledger| {
        let expected = first(ledger, 0);
        (expected.outcome, expected.rule, expected.amended)
    };
    let future = held(ReasonClass::FutureCare);
    assert_eq!(due(&ledger), (future, "N18", false));
    deliver_on(&mut ledger, "2024-06-14", &[]);
    assert_eq!(due(&ledger), (future, "N18", false));
    deliver_on(&mut ledger, "2024-06-15", &[]);
    assert_eq!(due(&ledger), (paid("7.95"), "R-AMC-LEVEL", true));
}

#[test]
fn n18_care_of_several_days_is_to_come_as_long_as_one_of_them_is() {
    let on = |code: &str, received: &str| {
        let days = Line {
            act: ActCode::new(code).unwrap(),
            start: day("2024-06-13"),
            ..consultation()
        };
        let mut ledger = ledger();
        deliver_on(&mut ledger, received, &[decompte(1, &[days])]);
        first(&ledger, 0).outcome
    };
    let future = held(ReasonClass::FutureCare);
    for series in ["AMS", "FJ"] {
        assert_eq!(on(series, "2024-06-14"), future, "{series}");
        assert_ne!(on(series, "2024-06-15"), future, "{series}");
    }
    // A semester is that of its first day.
    assert_ne!(on("TO", "2024-06-14"), future);
    assert_eq!(on("TO", "2024-06-12"), future);
}

#[test]
fn n18_what_came_in_time_and_slept_is_in_time() {
    let far = Line {
        start: day("2026-08-03"),
        end: day("2026-08-03"),
        ..consultation()
    };
    let mut ledger = ledger();
    deliver_on(&mut ledger, "2024-06-21", &[decompte(1, &[far])]);
    let future = held(ReasonClass::FutureCare);
    assert_eq!(first(&ledger, 0).outcome, future);
    // More than two years after the AMO paid.
    deliver_on(&mut ledger, "2026-08-03", &[]);
    assert_eq!(first(&ledger, 0).outcome, paid("7.95"));
}

#[test]
fn n18_the_day_may_come_while_something_else_is_awaited() {
    let mut suspended = member();
    suspended.rights.suspensions = vec![Suspension {
        from: day("2024-06-01"),
        to: None,
        ended: None,
    }];
    let mut ledger = ledger_of(&[suspended], Choices::default());
    deliver_on(&mut ledger, "2024-06-14", &[decompte(1, &[consultation()])]);
    let pending = held(ReasonClass::RightsPending);
    assert_eq!(first(&ledger, 0).outcome, pending);
    let resumed = ledger.set_portfolio(&[member()], Some(day("2024-06-20")));
    resumed.unwrap();
    assert_eq!(first(&ledger, 0).outcome, paid("7.95"));
}

#[test]
fn n18_a_change_of_the_portfolio_brings_the_day_too() {
    let mut ledger = ledger();
    deliver_on(&mut ledger, "2024-06-14", &[decompte(1, &[consultation()])]);
    let again = ledger.set_portfolio(&[member()], Some(day("2024-06-15")));
    again.unwrap();
    assert_eq!(first(&ledger, 0).outcome, paid("7.95"));
}

#[test]
fn n17_care_that_the_c2s_of_another_body_pays_is_refused() {
    let elsewhere = Member {
        rights: Rights {
            c2s_elsewhere: vec![Span {
                from: day("2024-06-15"),
                to: None,
            }],
            ..Rights::default()
        },
        ..member()
    };
    let mut ledger = ledger_of(&[elsewhere], Choices::default());
    let due = alone(&mut ledger, &decompte(1, &[consultation()]));
    assert_eq!(due, (refused(ReasonClass::C2s), "N17"));
    let before = Line {
        start: day("2024-06-14"),
        ..consultation()
    };
    assert_eq!(alone(&mut ledger, &decompte(2, &[before])).0, paid("7.95"));
    let paid_by_the_caisse = detailed(LineDetails {
        other_part: euros("7.95"),
        ..LineDetails::default()
    });
    assert_eq!(of(paid_by_the_caisse), (refused(ReasonClass::C2s), "N17"));
}

#[test]
fn n17_the_c2s_run_here_pays_what_the_amo_leaves_of_the_tariff() {
    let c2s = "schema-version: 2
id: base
name: { fr: C2S, en: C2S }
responsible: false
c2s: true
payee: as-amo
";
    let products = [Product::parse("c2s.yaml", c2s).unwrap()];
    let ours = || Ledger::new(&products, &[member()], Choices::default()).unwrap();
    let due = |line: Line| {
        let mut ledger = ours();
        let mut decompte = decompte(1, &[line]);
        decompte.payee_nature = PayeeNature::ThirdPartyFull;
        alone(&mut ledger, &decompte)
    };
    let to_the_professional = |amount: &str| {
        (
            Outcome::paid(euros(amount), Payee::Professional),
            "R-AMC-C2S",
        )
    };
    assert_eq!(due(consultation()), to_the_professional("7.95"));
    assert_eq!(due(dear()), to_the_professional("9.45"), "no overrun");
    let out_of_parcours = Line {
        amount: euros("7.95"),
        majoration: euros("10.60"),
        ..consultation()
    };
    assert_eq!(due(out_of_parcours), to_the_professional("18.55"));
    let of_no_guarantee = Line {
        act: ActCode::new("PH2").unwrap(),
        ..consultation()
    };
    assert_eq!(due(of_no_guarantee), to_the_professional("7.95"));
    let both_paid = detailed(LineDetails {
        other_part: euros("7.95"),
        ..LineDetails::default()
    });
    assert_eq!(
        due(both_paid),
        (zero(ReasonClass::EarlierInsurer), "R-AMC-C2S")
    );
    let whole = Line {
        amount: euros("26.50"),
        ..consultation()
    };
    assert_eq!(due(whole), (zero(ReasonClass::NothingLeft), "R-AMC-C2S"));
    let never_reimbursed = Line {
        base: Cents::ZERO,
        amount: Cents::ZERO,
        ..consultation()
    };
    assert_eq!(
        due(never_reimbursed),
        (refused(ReasonClass::ActNotCovered), "R-AMC-NOT-COVERED")
    );
    let to_the_insured = alone(&mut ours(), &decompte(1, &[consultation()]));
    assert_eq!(to_the_insured, (paid("7.95"), "R-AMC-C2S"));
}

#[test]
fn an_act_that_several_headings_fit_is_held() {
    let unsaid = |act: &str| Line {
        act: ActCode::new(act).unwrap(),
        specialty: 0,
        spent: euros("40.00"),
        ..consultation()
    };
    let ambiguous = (held(ReasonClass::DocumentAwaited), "ACT-AMBIGUOUS");
    assert_eq!(of(unsaid("C")), ambiguous);
    assert_eq!(of(unsaid("TC")), ambiguous);
    // The code says it: a general practitioner's at 100 %, a specialist's at 200 %.
    assert_eq!(of(unsaid("G")).0, paid("7.95"));
    assert_eq!(of(unsaid("CS")).0, paid("21.45"));
}

#[test]
fn the_sector_is_that_of_the_zone() {
    let two_levels = "schema-version: 2
id: base
name: { fr: Deux niveaux, en: Two levels }
responsible: false
guarantees:
  specialiste: { cases: [ { br: 200, when: { optam: true } }, { br: 150, when: { optam: false } } ] }
";
    let products = [Product::parse("deux.yaml", two_levels).unwrap()];
    let due = |convention, zone, specialty| {
        let line = Line {
            convention,
            specialty,
            details: LineDetails {
                zone,
                ..LineDetails::default()
            },
            ..dear()
        };
        let mut ledger = Ledger::new(&products, &[member()], Choices::default()).unwrap();
        alone(&mut ledger, &decompte(1, &[line])).0
    };
    let (first, second) = (Convention::Secteur1, Convention::Secteur2);
    let [optam, other] = [due(first, 0, 3), due(second, 0, 3)];
    assert_eq!([optam, other], [paid("37.95"), paid("25.20")]);
    assert_eq!(due(first, 32, 3), other, "free fees");
    assert_eq!(due(first, 50, 3), other, "not contracted");
    assert_eq!(due(second, 11, 3), optam);
    assert_eq!(due(second, 22, 3), optam);
    assert_eq!(due(second, 81, 3), optam);
}

#[test]
fn regime_00_is_read_as_01_to_find_an_original() {
    let mut ledger = ledger();
    let original = decompte(1, &[consultation()]);
    deliver(&mut ledger, std::slice::from_ref(&original));
    let mut back = cancellation(2, &original);
    back.caisse = Caisse::new(0, 751, 0).unwrap();
    let back = deliver(&mut ledger, &[back]);
    assert_eq!(first(&ledger, back).outcome, reversed("7.95"));
}

#[test]
fn the_same_line_under_regime_00_is_the_same_care_or_one_line() {
    let original = decompte(1, &[consultation()]);
    let mut under_00 = original.clone();
    under_00.caisse = Caisse::new(0, 751, 0).unwrap();
    let due = |choices: Choices| {
        let mut ledger = ledger_of(&[member()], choices);
        deliver(&mut ledger, std::slice::from_ref(&original));
        alone(&mut ledger, &under_00).1
    };
    assert_eq!(due(Choices::default()), "N3");
    assert_eq!(due(choosing("regime-00", "one-line")), "N2");
}

#[test]
fn an_expense_left_out_is_the_base() {
    let left_out = Line {
        spent: Cents::ZERO,
        ..consultation()
    };
    assert_eq!(of(left_out).0, paid("7.95"));
    let mut as_carried = ledger_of(&[member()], choosing("spent-zero", "as-carried"));
    let due = alone(&mut as_carried, &decompte(1, &[left_out])).0;
    assert_eq!(due, zero(ReasonClass::NothingLeft));
    let qualified = Line {
        details: qualified(*b"DE"),
        ..left_out
    };
    assert_eq!(of(qualified).0, zero(ReasonClass::NothingLeft));
}

#[test]
fn a_free_act_is_settled_at_zero_and_an_unknown_qualifier_held() {
    for free in [*b"GR", *b"G "] {
        let due = of(detailed(qualified(free)));
        assert_eq!(due, (zero(ReasonClass::NothingLeft), "R-AMC-FREE"));
    }
    let unknown = of(detailed(qualified(*b"ZZ")));
    let held = held(ReasonClass::UnknownQualifier);
    assert_eq!(unknown, (held, "R-AMC-QUALIFIER"));
    for known in [*b"DE", *b"DA", *b"ED"] {
        assert_eq!(of(detailed(qualified(known))).0, paid("7.95"));
    }
}

#[test]
fn an_act_that_the_amo_refused_is_no_zero_by_deduction() {
    let nothing = |rate, qualifier| Line {
        rate,
        amount: Cents::ZERO,
        details: qualified(qualifier),
        ..consultation()
    };
    let refused = (zero(ReasonClass::AmoRefused), "CHECK-AMO-REFUSED");
    for qualifier in [*b"NR", *b"NJ", *b"N "] {
        assert_eq!(of(nothing(70, qualifier)), refused);
    }
    assert_eq!(of(nothing(0, *b"  ")), refused);
    // The base is reimbursed: something kept it all back.
    assert_eq!(of(nothing(70, *b"  ")).0, paid("26.50"));
    let all_majoration = Line {
        majoration: euros("18.55"),
        ..nothing(70, *b"  ")
    };
    assert_eq!(of(all_majoration).0, paid("7.95"));
    // The qualifier decides, whatever the AMO paid (docs/products.md, "Qualifiers").
    assert_eq!(of(detailed(qualified(*b"NJ"))), refused);
}

#[test]
fn a_complement_follows_the_guarantee_of_its_main_act() {
    let night = Line {
        number: 2,
        act: ActCode::new("MN").unwrap(),
        specialty: 0,
        spent: euros("19.06"),
        base: euros("19.06"),
        amount: euros("13.34"),
        origin: origin(1, 1),
        ..consultation()
    };
    let mut ledger = ledger();
    deliver(&mut ledger, &[decompte(1, &[consultation(), night])]);
    assert_eq!(ledger.lines(0)[1].outcome, paid("5.72"));
    let alone = Line {
        origin: None,
        ..night
    };
    assert_eq!(of(alone).1, "ACT-UNKNOWN");
}

#[test]
fn the_two_lines_of_alsace_moselle_are_one_act() {
    let general = Line {
        spent: euros("25.00"),
        base: euros("25.00"),
        amount: euros("17.50"),
        ..consultation()
    };
    let local = Line {
        number: 2,
        amount: euros("5.00"),
        rate: 20,
        nature: 13,
        ..general
    };
    let both = decompte(1, &[general, local]);
    let mut ledger = ledger();
    deliver(&mut ledger, std::slice::from_ref(&both));
    let due: Vec<_> = ledger
        .lines(0)
        .iter()
        .map(|line| (line.outcome, line.rule))
        .collect();
    let grouped = (zero(ReasonClass::Informative), "CHECK-GROUPED");
    assert_eq!(due, [(paid("2.50"), "R-AMC-LEVEL"), grouped]);
    assert!(!held_back(&both.lines), "17.50 + 5.00 is 90 %");
    let back = deliver(&mut ledger, &[cancellation(2, &both)]);
    assert_eq!(ledger.lines(back)[0].outcome, reversed("2.50"));
    assert_eq!(
        ledger.lines(back)[1].outcome,
        no_effect(ReasonClass::Cancellation)
    );
    // At 90 on one line there is nothing to group.
    let at_90 = Line {
        amount: euros("22.50"),
        rate: 90,
        nature: 13,
        ..general
    };
    assert_eq!(of(at_90).0, paid("2.50"));
}

#[test]
fn a_complement_that_names_no_act_is_its_executors_or_held() {
    let night = decompte(
        1,
        &[Line {
            act: ActCode::new("CRN").unwrap(),
            ..consultation()
        }],
    );
    let due = |choices| alone(&mut ledger_of(&[member()], choices), &night);
    assert_eq!(due(Choices::default()).0, paid("7.95"));
    assert_eq!(
        due(choosing("complement-without-main", "held")),
        (held(ReasonClass::DocumentAwaited), "ACT-AMBIGUOUS")
    );
    let nobodys = decompte(
        2,
        &[Line {
            act: ActCode::new("IK").unwrap(),
            specialty: 50,
            ..consultation()
        }],
    );
    assert_eq!(
        alone(&mut ledger(), &nobodys),
        (held(ReasonClass::DocumentAwaited), "ACT-UNKNOWN")
    );
    // One that names its act is paid as it, whatever the choice.
    let named = decompte(
        3,
        &[
            consultation(),
            Line {
                number: 2,
                origin: origin(3, 1),
                ..night.lines[0]
            },
        ],
    );
    let mut ledger = ledger_of(&[member()], choosing("complement-without-main", "held"));
    let delivery = deliver(&mut ledger, &[named]);
    assert_eq!(ledger.lines(delivery)[1].outcome, paid("7.95"));
}

#[test]
fn glasses_without_class_are_of_class_b_or_held() {
    let frame = decompte(
        1,
        &[Line {
            act: ActCode::new("LUN").unwrap(),
            specialty: 64,
            spent: euros("150.00"),
            base: euros("0.05"),
            amount: euros("0.03"),
            rate: 60,
            ..consultation()
        }],
    );
    let due = |choices| alone(&mut ledger_of(&[member()], choices), &frame).0;
    // Class A would be paid 149.97.
    assert_eq!(due(Choices::default()), paid("0.02"));
    let awaited = held(ReasonClass::DocumentAwaited);
    assert_eq!(due(choosing("optics-class-unknown", "held")), awaited);
}

#[test]
fn the_letters_of_a_complement_name_the_act_of_its_decompte() {
    let product = Product::parse(
        "one.yaml",
        "schema-version: 2\nid: base\nname: { fr: U, en: O }\nresponsible: false\nguarantees: { generaliste: { br: 100, limits: [ { number: 1 } ] } }\n",
    );
    let products = [product.unwrap()];
    let lettered = Line {
        number: 2,
        details: LineDetails {
            complement: Complement::new(*b"F "),
            ..LineDetails::default()
        },
        ..consultation()
    };
    let due = |choices, lines: &[Line]| {
        let ledger = Ledger::new(&products, &[member()], choices).unwrap();
        let mut ledger = ledger.with_traces();
        deliver(&mut ledger, &[decompte(1, lines)]);
        let outcomes: Vec<Outcome> = ledger.lines(0).iter().map(|line| line.outcome).collect();
        (outcomes, ledger.lines(0).last().unwrap().steps.clone())
    };
    let both = [consultation(), lettered];
    let (outcomes, steps) = due(Choices::default(), &both);
    assert_eq!(outcomes, [paid("7.95"), paid("7.95")]);
    let step = steps.iter().find(|step| step.rule == "COMPLEMENT").unwrap();
    assert_eq!(
        step.inputs[1],
        ("complement (255/25-26, inferred)", "F".into())
    );
    // Read as an act, it is the second of the year.
    let (outcomes, _) = due(choosing("complement-letters", "of-the-act"), &both);
    assert_eq!(outcomes, [paid("7.95"), zero(ReasonClass::Ceiling)]);
    // The only line of its act is the act, and so is one of another executor.
    let alone = Line {
        executor: domain::PsNumber::new(751_000_099).unwrap(),
        ..lettered
    };
    let (outcomes, _) = due(Choices::default(), &[consultation(), alone]);
    assert_eq!(outcomes, [paid("7.95"), zero(ReasonClass::Ceiling)]);
}
