//! The catalogue of rules: its texts, the figures it names, and its examples computed again.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod each;

use std::collections::{BTreeMap, HashMap};

use domain::Cents;
use oracle::law::Law;
use oracle::rules::{self, Acts, Borne, Due, Example, Figure, Files, Rule, Stays};

/// Rules without a text, a confidence or an example: to be emptied.
const TO_BE_WRITTEN: [&str; 0] = [];
/// Rules that no step can leave: that a mutuelle has no tariffs of its own is nothing it does.
const WITHOUT_STEP: [&str; 1] = ["N0"];

fn row(id: &str) -> HashMap<String, String> {
    let text = include_str!("../../../scenarios/worked-examples.csv");
    csv::Reader::from_reader(text.as_bytes())
        .deserialize()
        .map(Result::unwrap)
        .find(|row: &HashMap<String, String>| row["id"] == id)
        .unwrap_or_else(|| panic!("no row {id} in worked-examples.csv"))
}

#[test]
fn every_rule_says_what_it_is_how_sure_and_by_an_example() {
    let lacks = |rule: &&Rule| {
        let text = rule.text.as_ref();
        let told = text.is_some_and(|text| !text.fr.is_empty() && !text.en.is_empty());
        !told || rule.confidence.is_none() || rule.example.is_none()
    };
    let lacking: Vec<&str> = rules::all()
        .iter()
        .filter(lacks)
        .map(|rule| rule.id.as_str())
        .collect();
    assert_eq!(
        lacking, TO_BE_WRITTEN,
        "write `text`, `confidence` and `example` in oracle/law/rules"
    );
}

#[test]
fn every_figure_that_a_rule_names_is_loaded() {
    for rule in rules::all() {
        let id = &rule.id;
        assert_eq!(
            rule.figures().count(),
            rule.params.len(),
            "{id}: {:?}",
            rule.params
        );
        assert_eq!(
            rule.figure_tables().count(),
            rule.tables.len(),
            "{id}: {:?}",
            rule.tables
        );
        let (first, last) = Law::embedded().span();
        assert!(
            rule.changes()
                .iter()
                .all(|day| first < *day && *day <= last),
            "{id}"
        );
        assert!(
            rule.from.is_none_or(|from| from != first && from <= last),
            "{id}"
        );
    }
}

/// The example of a rule comes out as the rule says, and names the rule.
fn comes_out(rule: &Rule) {
    match rule.example.as_ref().unwrap() {
        Example::Acts(acts) => acts_come_out(rule, acts),
        Example::Files(files) => files_come_out(rule, files),
        Example::Stays(stays) => stays_come_out(rule, stays),
        Example::Words(words) => {
            let texts = [&words.told, &words.why];
            let all_told = texts
                .iter()
                .all(|text| !text.fr.is_empty() && !text.en.is_empty());
            assert!(all_told, "{}", rule.id);
            let (file, test) = words.test.split_once("::").unwrap();
            let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
            let source = std::fs::read_to_string(format!("{root}/{file}"))
                .unwrap_or_else(|error| panic!("{}: {file}: {error}", rule.id));
            assert!(
                source.contains(&format!("#[test]\nfn {test}() {{")),
                "{}: no test is called {test} in {file}",
                rule.id
            );
        }
    }
}

/// What goes into a step of an example has a name in both languages.
#[test]
fn every_input_of_an_example_has_its_words() {
    for rule in rules::all() {
        let steps: Vec<_> = match &rule.example {
            Some(Example::Acts(acts)) => {
                let settled = acts.settle().unwrap();
                settled.into_iter().flat_map(|act| act.steps).collect()
            }
            Some(Example::Stays(stays)) => {
                let accounts = stays.settle().unwrap();
                accounts.into_iter().flat_map(|one| one.steps).collect()
            }
            _ => Vec::new(),
        };
        for (name, _) in steps.iter().flat_map(|step| &step.inputs) {
            assert!(oracle::trace::input(name).is_some(), "{}: {name}", rule.id);
        }
    }
}

fn acts_come_out(rule: &Rule, acts: &Acts) {
    let id = &rule.id;
    let settled = acts
        .settle()
        .unwrap_or_else(|error| panic!("{id}: {error}"));
    for (rank, (act, settled)) in acts.acts.iter().zip(&settled).enumerate() {
        assert!(!act.gives.is_empty(), "{id}, act {rank}: it gives nothing");
        for (figure, euros) in &act.gives {
            assert_eq!(
                figure.of(settled),
                Some(euros.0),
                "{id}, act {rank}, {figure:?}"
            );
        }
    }
    let steps = settled.iter().flat_map(|settled| &settled.steps);
    let mut bearing = steps.filter(|step| step.rule == *id);
    assert!(
        bearing.next().is_some(),
        "{id}: no step of its example names it"
    );
    if let Some(name) = &acts.row {
        let row = row(name);
        let last = settled.last().unwrap();
        let cents = |column: &str| -> Option<Cents> { Some(row[column].parse().unwrap()) };
        for (figure, column) in [
            (Figure::Expense, "fee"),
            (Figure::Base, "br"),
            (Figure::Amo, "amo_paid"),
            (Figure::Amc, "amc_paid"),
            (Figure::Remainder, "remainder"),
        ] {
            let without = Figure::Amc.of(last).is_none();
            if without && matches!(figure, Figure::Amc | Figure::Remainder) {
                continue;
            }
            assert_eq!(figure.of(last), cents(column), "{id}: {name}, {figure:?}");
        }
        // The sheet prints the AMO amount less the majoration as the gross one.
        let gross = last
            .lines
            .iter()
            .map(|line| line.theoretical - line.majoration);
        assert_eq!(Some(gross.sum()), cents("amo_gross"), "{id}: {name}");
        let first = last.lines.first().unwrap();
        assert_eq!(first.date.to_string(), row["date_of_care"], "{id}: {name}");
        if let Some(guarantee) = &acts.guarantee {
            assert_eq!(guarantee, &row["guarantee"], "{id}: {name}");
        }
    }
}

fn stays_come_out(rule: &Rule, stays: &Stays) {
    let id = &rule.id;
    let accounts = stays
        .settle()
        .unwrap_or_else(|error| panic!("{id}: {error}"));
    let bills = stays.invoices.iter().map(|bill| bill.gives.clone());
    let visits = stays.visits.iter();
    let visits = visits.map(|visit| BTreeMap::from([(Borne::FlatFee, visit.gives)]));
    let gives: Vec<_> = bills.chain(visits).collect();
    assert!(!gives.is_empty(), "{id}");
    assert_eq!(accounts.len(), gives.len(), "{id}");
    for (rank, (account, gives)) in accounts.iter().zip(gives).enumerate() {
        assert!(!gives.is_empty(), "{id}, {rank}: it gives nothing");
        for (borne, euros) in gives {
            let found = account.borne.get(&borne).copied().unwrap_or_default();
            assert_eq!(found, euros.0, "{id}, {rank}, {borne:?}");
        }
    }
    let mut steps = accounts.iter().flat_map(|account| &account.steps);
    assert!(
        steps.any(|step| step.rule == *id),
        "{id}: no step of its example names it"
    );
}

fn files_come_out(rule: &Rule, files: &Files) {
    let id = &rule.id;
    let due = files.fold().unwrap_or_else(|error| panic!("{id}: {error}"));
    assert_eq!(due.len(), files.files.len(), "{id}");
    let mut bearing = Vec::new();
    for (rank, (file, due)) in files.files.iter().zip(&due).enumerate() {
        assert_eq!(due.reaction, file.due, "{id}, file {rank}");
        bearing.push(due.rule);
        assert_eq!(due.lines.len(), file.decomptes.len(), "{id}, file {rank}");
        for (sheet, line) in file.decomptes.iter().zip(&due.lines) {
            let place = format!("{id}, file {rank}, décompte {}", sheet.number);
            let Some((at_once, in_the_end)) = line else {
                assert_eq!(sheet.due, None, "{place}");
                continue;
            };
            assert_eq!(sheet.due, Some(Due::said(&at_once.outcome)), "{place}");
            let later = sheet.later.as_ref().or(sheet.due.as_ref());
            assert_eq!(later, Some(&Due::said(&in_the_end.outcome)), "{place}");
            bearing.extend([at_once.rule, in_the_end.rule]);
            bearing.extend(in_the_end.steps.iter().map(|step| step.rule));
        }
    }
    assert!(
        bearing.contains(&id.as_str()) || WITHOUT_STEP.contains(&id.as_str()),
        "{id}: nothing of its example names it: {bearing:?}"
    );
}
