//! What a rule of the catalogue says of itself.

use oracle::ambiguity;
use oracle::law::Law;
use oracle::quote::Session;
use oracle::rules::{Figure, rule};
use oracle::trace::{Term, french_source};

use crate::amc::day;
use crate::quote::ask;

/// The participation went from 1 to 2 euros on 15 May 2024 (rules §3).
#[test]
fn a_rule_says_when_its_figures_change() {
    let changes = rule("R-AMO-PARTICIPATION").unwrap().changes();
    assert!(changes.contains(&day("2024-05-15")), "{changes:?}");
    assert!(changes.is_sorted(), "{changes:?}");
}

/// Each figure holds up to the day before the next one, and the last to the end of what is loaded.
#[test]
fn the_days_of_a_figure_follow_one_another() {
    let mut seen = 0;
    for series in Law::embedded().all() {
        let spans: Vec<_> = series.spans().map(|(from, to, _)| (from, to)).collect();
        for pair in spans.windows(2) {
            assert_eq!(pair[0].1.plus(1), pair[1].0, "{}", series.id());
            seen += 1;
        }
        assert!(spans.iter().all(|(from, to)| from <= to), "{}", series.id());
        assert_eq!(spans.last().unwrap().1, Law::embedded().span().1);
    }
    assert!(seen > 20, "{seen}");
}

/// Each file of the law is shipped as it is written, and what it holds is in the law.
#[test]
fn the_files_of_the_law_are_shipped() {
    let files = Law::files();
    let pmss = files.iter().find(|(name, _)| name.ends_with("pmss.yaml"));
    assert!(pmss.unwrap().1.contains("4005"), "PMSS of 2026");
    let law = Law::embedded();
    let mut seen = 0;
    for (name, text) in files {
        for id in text
            .lines()
            .filter_map(|line| line.strip_prefix("  - id: "))
        {
            let known = law.find(id).is_some() || law.table(id).is_some() || rule(id).is_some();
            let known = known || ambiguity::all().iter().any(|entry| entry.id == id);
            assert!(known, "{name}: {id}");
            seen += 1;
        }
    }
    assert!(seen > 100, "{seen}");
    assert!(law.tables().len() > 5);
    for table in law.tables() {
        let keys: Vec<_> = law.rows(table).map(|row| row.key().to_owned()).collect();
        assert!(!keys.is_empty() && keys.is_sorted());
        assert!(keys.iter().all(|key| !key.is_empty()), "{keys:?}");
    }
    let ceilings = law.table("responsable.optique.plafond").unwrap();
    assert!(law.rows(ceilings).any(|row| row.key() == "simple"));
}

/// What is withheld is shown where something is; the rest always.
#[test]
fn a_figure_is_shown_where_some_act_has_one() {
    let of = |yaml: &str| [ask(&mut Session::default(), yaml)];
    let adult = of("{date: 2025-03-01, act: G, fee: 3000, guarantee: \"100 % BR\"}");
    let minor = of("{date: 2025-03-01, act: G, fee: 3000, patient: {birth: 2015-01-01}}");
    for (figure, of_adult, of_minor) in [
        (Figure::Expense, true, true),
        (Figure::Participation, true, false),
        (Figure::Franchise, false, false),
        (Figure::Majoration, false, false),
        (Figure::Owed, false, false),
        (Figure::Recovered, false, false),
        (Figure::Remainder, true, true),
        (Figure::Amc, true, false),
    ] {
        assert_eq!(figure.bears_on(&adult), of_adult, "{figure:?}");
        assert_eq!(figure.bears_on(&minor), of_minor, "{figure:?}");
    }
}

/// A source that is in English in the data is French on a French page; its keys stay.
#[test]
fn a_source_is_told_in_french() {
    assert_eq!(
        french_source("rules §2.3, field notes §1.20 [snds-fiches]"),
        "règles §2.3, notes de terrain §1.20 [snds-fiches]"
    );
}

#[test]
fn a_term_is_what_it_reads() {
    let held = Term::from("held");
    assert_eq!(held, "held");
    assert_ne!(held, "paid");
}

/// An alternative of an entry is tolerated where the entry does not say otherwise.
#[test]
fn an_entry_is_tolerated_unless_it_says_otherwise() {
    let tolerated = |id: &str| {
        let entry = ambiguity::all().iter().find(|entry| entry.id == id);
        entry.unwrap().tolerated
    };
    assert!(tolerated("payee-of-several"));
    assert!(!tolerated("rounding"));
}
