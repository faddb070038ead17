//! A page a rule, and the page that lists them.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;

use domain::Day;
use oracle::law::{Law, Texts};
use oracle::rules::{Acts, Borne, Due, Example, Figure, Files, Rule, Stays};

use oracle::trace::{Confidence, Label, Step};

use super::{HEAD, at, cell, figures, hold, row, table, word};

#[test]
fn the_catalogue_of_rules_is_fresh() {
    let mut page = format!(
        "{HEAD}# Règles · rules\n\nToute attente d'étalon cite une de ces règles ; le texte est le nôtre. Every \
         expectation of étalon names one of these rules; the wording is ours. Une page par règle : texte, chiffres, exemple \
         recalculé. A page a rule: text, figures, an example computed anew; `etalon explain rule R-AMO-RATE` tells the same. They \
         are written in [oracle/law/rules](../oracle/law/rules). In the last column, *rules*, *noemie-format* and *field \
         notes* are the project's study notes on regulation, wire and practice; the word in brackets is \
         the key of a source there.\n\n"
    );
    table(
        &mut page,
        &["id", "règle", "rule", "confiance / confidence", "source"],
    );
    for rule in oracle::rules::all() {
        let id = format!("[`{0}`](rules/{0}.md)", rule.id);
        let sure = rule.confidence.map_or("", Confidence::word);
        row(&mut page, &[&id, &rule.fr, &rule.en, sure, &rule.source]);
    }
    hold("docs/rules.md", &page);
}

#[test]
fn the_page_of_each_rule_is_fresh() {
    let pages: BTreeSet<String> = oracle::rules::all()
        .iter()
        .map(|rule| {
            let name = format!("{}.md", rule.id);
            hold(&format!("docs/rules/{name}"), &of(rule));
            name
        })
        .collect();
    let folder = fs::read_dir(at("docs/rules")).expect("the folder of the pages");
    for file in folder {
        let name = file.expect("a readable folder").file_name();
        let name = name.to_string_lossy();
        assert!(
            pages.contains(&*name),
            "docs/rules/{name} is the page of no rule: remove it"
        );
    }
}

fn of(rule: &Rule) -> String {
    let mut page = format!("{HEAD}# {}\n\n{}\n\n{}\n", rule.id, rule.fr, rule.en);
    if let Some(text) = &rule.text {
        let _ = writeln!(
            page,
            "\n## Texte · text\n\n{}\n\n{}",
            cell(&text.fr),
            cell(&text.en)
        );
    }
    let sure = rule.confidence.map(|sure| format!(", **{}**", sure.word()));
    let sure = sure.unwrap_or_default();
    let _ = writeln!(
        page,
        "\nSource : {} ([sources](../sources.md)){sure}.\n\n## Dates et chiffres · dates and figures\n\n{}",
        cell(&rule.source),
        days(rule)
    );
    if !(rule.params.is_empty() && rule.tables.is_empty()) {
        page.push('\n');
        let heads = [
            "id ([loi](../law.md))",
            "libellé",
            "label",
            "depuis / from",
            "chiffre / figure",
            "confiance / confidence",
            "source",
        ];
        table(&mut page, &heads);
        for series in rule.figures() {
            figures(&mut page, series.id(), series);
        }
        for table in rule.figure_tables() {
            for series in Law::embedded().rows(table) {
                figures(&mut page, series.id(), series);
            }
        }
    }
    match &rule.example {
        Some(Example::Acts(acts)) => of_acts(&mut page, acts),
        Some(Example::Stays(stays)) => of_stays(&mut page, stays),
        Some(Example::Files(files)) => of_files(&mut page, files),
        Some(Example::Words(words)) => {
            page.push_str("\n## Exemple · example\n\n");
            both(&mut page, &words.told);
            let _ = writeln!(
                page,
                "Non recalculé : {}. Not computed: {}. Test: `{}`.",
                cell(&words.why.fr),
                cell(&words.why.en),
                words.test
            );
        }
        None => {}
    }
    page
}

/// When it holds, and the days on which its figures change.
fn days(rule: &Rule) -> String {
    let (first, last) = Law::embedded().span();
    let from = rule.from.filter(|from| *from > first).unwrap_or(first);
    let mut text = format!("Du {from} au {last} · from {from} to {last}");
    if let Some(since) = rule.from.filter(|from| *from < first) {
        let _ = write!(
            text,
            " (en vigueur depuis le {since} · in force since {since})"
        );
    }
    let changes: Vec<String> = rule.changes().iter().map(Day::to_string).collect();
    if changes.is_empty() {
        text.push_str(", sans changement · without change.");
    } else {
        let changes = changes.join(", ");
        let _ = write!(text, ". Changements · changes: {changes}.");
    }
    text
}

fn both(page: &mut String, texts: &Texts) {
    let _ = writeln!(page, "{}\n\n{}\n", cell(&texts.fr), cell(&texts.en));
}

fn of_acts(page: &mut String, acts: &Acts) {
    page.push_str("\n## Exemple · example\n\n");
    if let Some(row) = &acts.row {
        let _ = writeln!(
            page,
            "{row}, [worked-examples.csv](../../scenarios/worked-examples.csv).\n"
        );
    }
    if let Some(note) = &acts.note {
        both(page, note);
    }
    if let Some(guarantee) = &acts.guarantee {
        let _ = writeln!(page, "Garantie / guarantee: `{guarantee}`.\n");
    }
    if let Some(product) = &acts.product {
        let _ = writeln!(page, "```yaml\n{}\n```\n", product.trim_end());
    }
    let settled = acts.settle().expect("an example that settles");
    let shown: Vec<Figure> = Figure::ALL
        .into_iter()
        .filter(|figure| figure.bears_on(&settled))
        .collect();
    let mut heads = vec!["date".to_owned(), "acte / act".to_owned()];
    heads.extend(shown.iter().map(|figure| named(figure.label())));
    table(page, &heads.iter().map(String::as_str).collect::<Vec<_>>());
    for act in &settled {
        let mut cells = vec![
            act.date().expect("an answer has a line").to_string(),
            format!("`{}`", act.acts()),
        ];
        let figures = shown.iter().map(|figure| figure.of(act));
        cells
            .extend(figures.map(|cents| cents.map_or_else(String::new, |cents| cents.to_string())));
        row(page, &cells.iter().map(String::as_str).collect::<Vec<_>>());
    }
    let last = settled.last().expect("an example with an act");
    step_by_step(page, &last.steps, settled.len());
}

fn of_stays(page: &mut String, stays: &Stays) {
    page.push_str("\n## Exemple · example\n\n");
    if let Some(note) = &stays.note {
        both(page, note);
    }
    let accounts = stays.settle().expect("an example that settles");
    let borne: Vec<Borne> = Borne::ALL
        .into_iter()
        .filter(|borne| accounts.iter().any(|a| a.borne.contains_key(borne)))
        .collect();
    let mut heads = vec!["du / from".to_owned(), "au / to".to_owned()];
    heads.extend(borne.iter().map(|borne| named(borne.label())));
    table(page, &heads.iter().map(String::as_str).collect::<Vec<_>>());
    for account in &accounts {
        let mut cells = vec![account.days.0.to_string(), account.days.1.to_string()];
        let shown = borne.iter().map(|borne| account.borne.get(borne));
        cells.extend(shown.map(|cents| cents.map_or_else(String::new, ToString::to_string)));
        row(page, &cells.iter().map(String::as_str).collect::<Vec<_>>());
    }
    let last = accounts.last().expect("an example with an invoice");
    step_by_step(page, &last.steps, accounts.len());
}

fn named(label: Label) -> String {
    if label.fr == label.en {
        label.fr.to_owned()
    } else {
        format!("{} / {}", label.fr, label.en)
    }
}

/// The steps of the last of so many acts or invoices.
fn step_by_step(page: &mut String, steps: &[Step], of: usize) {
    let which = if of > 1 {
        "Le dernier, pas à pas · the last one, step by step:"
    } else {
        "Pas à pas · step by step:"
    };
    let _ = writeln!(page, "\n{which}\n");
    let heads = [
        "règle / rule",
        "étape",
        "step",
        "entrées / inputs",
        "résultat / result",
        "confiance / confidence",
    ];
    table(page, &heads);
    for step in steps {
        let inputs = step
            .inputs
            .iter()
            .map(|(name, value)| format!("{name} {value}"));
        let inputs: Vec<String> = inputs.collect();
        row(
            page,
            &[
                &format!("[`{0}`]({0}.md)", step.rule),
                step.label.fr,
                step.label.en,
                &inputs.join(", "),
                &step.result.to_string(),
                step.confidence.word(),
            ],
        );
    }
}

fn of_files(page: &mut String, files: &Files) {
    page.push_str("\n## Exemple · example\n\n");
    if let Some(note) = &files.note {
        both(page, note);
    }
    let until = files
        .until
        .map_or_else(String::new, |until| format!(" → {until}"));
    let _ = writeln!(
        page,
        "Un membre couvert à {0} · a member covered at {0}: {1}{until}.\n",
        files.guarantee, files.from
    );
    let heads = [
        "fichier / file",
        "réponse / answer",
        "décompte",
        "P, R, A",
        "acte / act",
        "soins / care",
        "montant / amount",
        "dû / due",
        "règle / rule",
        "à la fin / in the end",
    ];
    table(page, &heads);
    let due = files.fold().expect("an example that folds");
    for (rank, (file, due)) in files.files.iter().zip(&due).enumerate() {
        for (sheet, line) in file.decomptes.iter().zip(&due.lines) {
            let (at_once, rule, in_the_end) = match line {
                Some((at_once, end)) => (
                    Due::said(&at_once.outcome),
                    format!("[`{0}`]({0}.md)", at_once.rule),
                    Due::said(&end.outcome),
                ),
                None => ("–".to_owned(), String::new(), String::new()),
            };
            let changed = in_the_end != at_once;
            row(
                page,
                &[
                    &(rank + 1).to_string(),
                    &format!("{} ([`{1}`]({1}.md))", word(&due.reaction), due.rule),
                    &sheet.number.to_string(),
                    &sheet.operation.to_string(),
                    &format!("`{}`", sheet.act),
                    &sheet.care.to_string(),
                    &sheet.amount.0.to_string(),
                    &at_once,
                    &rule,
                    if changed { &in_the_end } else { "" },
                ],
            );
        }
    }
}
