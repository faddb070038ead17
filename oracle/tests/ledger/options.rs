//! A contract with options: what each product pays, counts and gives back.

use domain::{Line, Member, Outcome, Payee, PayeeNature, ReasonClass, Rights, StatementKind};
use oracle::ambiguity::Choices;
use oracle::ledger::{Ledger, LedgerError};
use oracle::product::Product;

use crate::support::*;

/// 20.00 a year beyond the ticket modérateur, on top of `base`.
const OPTION: &str = "schema-version: 2
id: option
name: { fr: Option, en: Option }
responsible: false
on-top-of: { kind: option, products: [base] }
guarantees: { specialiste: { br-on-top: 50, ticket-moderateur: excluded, limits: [ { euros: \"20.00\" } ] } }
";

/// Everything, 40.00 a year.
const SUR: &str = "schema-version: 2
id: sur
name: { fr: Sur, en: Top-up }
responsible: false
on-top-of: { kind: surcomplementaire }
guarantees: { specialiste: { real-expense: true, limits: [ { euros: \"40.00\" } ] } }
";

fn on_top(yaml: &str) -> Product {
    Product::parse("on-top.yaml", yaml).unwrap()
}

fn with(options: &[&str]) -> Member {
    Member {
        rights: Rights {
            options: options.iter().map(|id| (*id).into()).collect(),
            ..Rights::default()
        },
        ..member()
    }
}

fn all_products() -> Vec<Product> {
    let mut all = products();
    all.extend([on_top(OPTION), on_top(SUR)]);
    all
}

fn ledger_with(options: &[&str]) -> Ledger {
    Ledger::new(&all_products(), &[with(options)], Choices::default()).unwrap()
}

/// A specialist's at 100.00 on 31.50: ticket modérateur 9.45, 68.50 beyond.
fn dearer(on: &str) -> Line {
    Line {
        start: day(on),
        end: day(on),
        spent: euros("100.00"),
        ..dear()
    }
}

/// What the line of that day, in a décompte of that number, is paid.
fn pay(ledger: &mut Ledger, number: u32, on: &str) -> Outcome {
    alone(ledger, &decompte(number, &[dearer(on)])).0
}

#[test]
fn each_product_pays_what_those_before_it_left_and_says_so() {
    let mut ledger = ledger_with(&["option", "sur"]).with_traces();
    let (outcome, rule) = alone(&mut ledger, &decompte(1, &[dearer("2024-06-15")]));
    // Base: 9.45 and 30.00 of its ceiling; option: 15.75; surcomplémentaire: the 22.75 that are left.
    assert_eq!((outcome, rule), (paid("77.95"), "R-AMC-SEVERAL"));
    let said: Vec<(String, String, String)> = first(&ledger, 0)
        .steps
        .iter()
        .filter(|step| step.rule == "R-AMC-SEVERAL" && step.inputs.len() == 2)
        .map(|step| {
            let value = |at: usize| step.inputs[at].1.to_string();
            (value(0), value(1), step.result.to_string())
        })
        .collect();
    let told = |a: &str, b: &str, c: &str| (a.to_owned(), b.to_owned(), c.to_owned());
    assert_eq!(
        said,
        [
            told("base", "0.00", "39.45"),
            told("option", "39.45", "15.75"),
            told("sur", "55.20", "22.75"),
        ]
    );
    assert_eq!(first(&ledger, 0).product.as_deref(), Some("base"));
}

#[test]
fn each_product_counts_its_own_and_a_cancellation_restores_every_counter() {
    let mut ledger = ledger_with(&["option", "sur"]);
    let emptying = decompte(1, &[dearer("2024-06-15")]);
    assert_eq!(alone(&mut ledger, &emptying).0, paid("77.95"));
    // Base: 9.45, its ceiling is reached; option: the 4.25 left; surcomplémentaire: the 17.25 left.
    assert_eq!(pay(&mut ledger, 2, "2024-07-01"), paid("30.95"));
    assert_eq!(pay(&mut ledger, 3, "2024-07-02"), paid("9.45"));
    let back = deliver(&mut ledger, &[cancellation(4, &emptying)]);
    assert_eq!(first(&ledger, back).outcome, reversed("77.95"));
    // 30.00, 15.75 and 22.75 are there again.
    assert_eq!(pay(&mut ledger, 5, "2024-07-03"), paid("77.95"));
}

#[test]
fn reversing_everything_empties_the_counters_of_every_product() {
    let mut ledger = ledger_with(&["option", "sur"]);
    let one = decompte(1, &[dearer("2024-06-15")]);
    let other = decompte(2, &[dearer("2024-07-01")]);
    deliver(&mut ledger, &[one.clone(), other.clone()]);
    deliver(&mut ledger, &[cancellation(3, &one)]);
    assert!(!ledger.counters_are_empty());
    deliver(&mut ledger, &[cancellation(4, &other)]);
    assert!(ledger.counters_are_empty());
}

#[test]
fn a_surcomplementaire_comes_after_the_options_wherever_it_is_named() {
    let mut ledger = ledger_with(&["sur", "option"]);
    // With the surcomplémentaire first its 38.50 would leave nothing to the option.
    pay(&mut ledger, 1, "2024-06-15");
    assert_eq!(pay(&mut ledger, 2, "2024-07-01"), paid("30.95"));
}

#[test]
fn a_product_that_may_not_stand_there_is_refused() {
    let open = |member: Member| Ledger::new(&all_products(), &[member], Choices::default());
    let error = open(with(&["libre"])).unwrap_err();
    assert!(matches!(&error, LedgerError::NotOnTop { option, .. } if option == "libre"));
    let elsewhere = Member {
        product: "libre".into(),
        ..with(&["option"])
    };
    assert_eq!(
        open(elsewhere).unwrap_err().to_string(),
        "member 00000001 has the option `option` on the product `libre`, on which it may not stand: its \
         `on-top-of` names others, or is missing"
    );
    assert!(matches!(
        open(with(&["none"])),
        Err(LedgerError::UnknownProduct { product, .. }) if product == "none"
    ));
}

/// An option that awaits a document, and its base which does not.
fn with_a_document(choices: Choices) -> Ledger {
    let option = OPTION.replace("limits:", "documents: [facture], limits:");
    let mut all = products();
    all.extend([on_top(&option), on_top(SUR)]);
    Ledger::new(&all, &[with(&["option", "sur"])], choices).unwrap()
}

#[test]
fn an_option_that_waits_holds_what_stands_on_it() {
    let mut ledger = with_a_document(Choices::default());
    let one = decompte(1, &[dearer("2024-06-15")]);
    assert_eq!(
        alone(&mut ledger, &one),
        (paid("39.45"), "R-AMC-CEILING"),
        "the base alone"
    );
    deliver(&mut ledger, &[cancellation(2, &one)]);
    assert!(ledger.counters_are_empty());
}

#[test]
fn or_the_whole_line_waits_and_nothing_is_counted() {
    let mut ledger = with_a_document(choosing("product-that-waits", "line-waits"));
    let outcome = pay(&mut ledger, 1, "2024-06-15");
    assert_eq!(outcome, held(ReasonClass::DocumentAwaited));
    assert!(ledger.counters_are_empty());
}

#[test]
fn the_first_that_pays_says_who_is_paid_or_the_insured_is() {
    let base = "schema-version: 2
id: tiers
name: { fr: Tiers, en: Third }
responsible: false
payee: as-amo
guarantees: { specialiste: { br: 100 } }
";
    let due = |choices| {
        let member = Member {
            product: "tiers".into(),
            ..with(&["sur"])
        };
        let all = [on_top(base), on_top(SUR)];
        let mut ledger = Ledger::new(&all, &[member], choices).unwrap();
        let mut line = decompte(1, &[dearer("2024-06-15")]);
        line.payee_nature = PayeeNature::ThirdPartyAmo;
        alone(&mut ledger, &line).0
    };
    let amount = euros("49.45");
    assert_eq!(
        due(Choices::default()),
        Outcome::paid(amount, Payee::Professional)
    );
    assert_eq!(
        due(choosing("payee-of-several", "insured")),
        Outcome::paid(amount, Payee::Insured)
    );
}

#[test]
fn a_third_partys_invoice_is_paid_by_every_product() {
    let mut ledger = ledger_with(&["option", "sur"]);
    let mut line = decompte(1, &[dearer("2024-06-15")]);
    line.payee_nature = PayeeNature::ThirdPartyFull;
    assert_eq!(
        alone(&mut ledger, &line).0,
        held(ReasonClass::ThirdPartyInvoiceAwaited)
    );
    let invoice = statement(StatementKind::Invoice, &[&line], "77.95");
    let due = hand_over(&mut ledger, None, &invoice);
    assert_eq!(due, Outcome::paid(euros("77.95"), Payee::Professional));
    let back = deliver(&mut ledger, &[cancellation(2, &line)]);
    assert_eq!(
        first(&ledger, back).outcome,
        Outcome::reversed(euros("77.95"), Payee::Professional)
    );
    assert!(ledger.counters_are_empty());
}

#[test]
fn another_option_in_its_place_goes_on_in_its_journal() {
    let other = OPTION.replace("id: option", "id: other");
    let mut all = all_products();
    all.push(on_top(&other));
    let ends = Member {
        end: Some(day("2024-06-30")),
        ..with(&["option"])
    };
    let goes_on = Member {
        start: day("2024-07-01"),
        ..with(&["other"])
    };
    let mut ledger = Ledger::new(&all, &[ends, goes_on], Choices::default()).unwrap();
    assert_eq!(pay(&mut ledger, 1, "2024-06-15"), paid("55.20"));
    // Base: 9.45; of the 20.00 of the option, 4.25 are left.
    assert_eq!(pay(&mut ledger, 2, "2024-07-01"), paid("13.70"));
}

#[test]
fn a_person_without_the_option_shares_the_base_of_the_household_alone() {
    let other = domain::Rank::new(2).unwrap();
    let without = Member {
        rank: other,
        ..member()
    };
    let members = [with(&["option"]), without];
    let mut ledger = Ledger::new(&all_products(), &members, Choices::default()).unwrap();
    assert_eq!(pay(&mut ledger, 1, "2024-06-15"), paid("55.20"));
    let mut theirs = decompte(2, &[dearer("2024-06-15")]);
    theirs.beneficiary.rank = other;
    assert_eq!(alone(&mut ledger, &theirs).0, paid("39.45"));
}
