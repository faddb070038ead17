//! Each adversity alone: the flow shows it, and what it declares is what the ledger says.

use generators::{Adversity, Declared, DrawnFor, Expected, Family};

use super::lived::{alone, live};

/// Households that are enough for something to befall one of them. Twins are rare.
fn insured_for(adversity: Adversity) -> u32 {
    match adversity {
        Adversity::TwinsSwapped => 700,
        // Some whose C2S the mutuelle runs among them.
        Adversity::C2sLine => 300,
        _ => 60,
    }
}

/// Every adversity of the family, alone: each reaction that the catalogue gives it is met at least once.
fn each_of(family: Family) {
    let lines_or_files = |expected: &&Expected| !matches!(expected, Expected::Link(_));
    for entry in Adversity::all().filter(|entry| entry.family == family) {
        if !entry.expected.iter().any(|e| lines_or_files(&e)) {
            continue;
        }
        let lived = live(1, &alone(entry.adversity, insured_for(entry.adversity)), 0);
        let declared: Vec<&Declared> = lived.flow.declared.iter().collect();
        assert!(
            declared
                .iter()
                .all(|d| d.adversity == entry.adversity || entry.drawn_for == DrawnFor::Household),
            "{}: something else happened",
            entry.id
        );
        let met = lived.met();
        assert!(
            met.get(&entry.adversity).is_some_and(|count| *count > 0),
            "{}: never met ({} declared)",
            entry.id,
            declared.len()
        );
        for expected in entry.expected.iter().filter(lines_or_files) {
            let shown = lived.shows(entry.adversity, expected);
            assert!(shown, "{}: {expected:?} was never met", entry.id);
        }
    }
}

#[test]
fn duplicates() {
    each_of(Family::Duplicates);
}

#[test]
fn contracts() {
    each_of(Family::Contracts);
}

#[test]
fn identity() {
    each_of(Family::Identity);
}

#[test]
fn money() {
    each_of(Family::Money);
}

#[test]
fn acts() {
    each_of(Family::Acts);
}

#[test]
fn delivery() {
    each_of(Family::Delivery);
}

#[test]
fn time() {
    each_of(Family::Time);
}
