//! What `explain` says of a rule: its text, the figures it uses, an example computed as it is told.

use std::fmt::Write as _;

use conformance::report::{Lang, step_input, step_source, step_value};
use domain::{Cents, Day, Outcome};
use oracle::law::Law;
use oracle::quote::Answer;
use oracle::rules::{Acts, Borne, Due, Example, Figure, Files, Rule, Stays};
use oracle::trace::Step;
use serde_json::{Value, json};

use super::law;
use crate::commands::words::{colon, table};
use crate::exit::{BOLD, DIM};

/// A rule, as its page in docs/rules has it.
pub(super) fn page(rule: &'static Rule, at: Option<Day>, lang: Lang) -> String {
    let colon = colon(lang);
    let mut page = format!("{}{colon}{}\n", rule.id, lang.pick(&rule.fr, &rule.en));
    if let Some(text) = &rule.text {
        let _ = writeln!(page, "\n{}", lang.pick(&text.fr, &text.en));
    }
    let sure = rule
        .confidence
        .map(|sure| format!(" ({})", law::word(sure, lang)));
    let sure = sure.unwrap_or_default();
    let _ = writeln!(
        page,
        "  {DIM}source{colon}{}{sure}{DIM:#}",
        step_source(&rule.source, lang)
    );
    let _ = writeln!(page, "\n{}", days(rule, lang));
    let mut rows = law::figures_table(lang);
    for series in rule.figures() {
        law::add_series(&mut rows, series, at, lang);
    }
    for of in rule.figure_tables() {
        for series in Law::embedded().rows(of) {
            law::add_series(&mut rows, series, at, lang);
        }
    }
    if !rows.is_empty() {
        let _ = writeln!(
            page,
            "\n{BOLD}{}{BOLD:#}\n{rows}",
            lang.pick("chiffres", "figures")
        );
    }
    if let Some(example) = &rule.example {
        let head = lang.pick("exemple", "example");
        let _ = write!(page, "\n{BOLD}{head}{BOLD:#}");
        page.push_str(&match example {
            Example::Acts(acts) => of_acts(rule, acts, lang),
            Example::Stays(stays) => of_stays(rule, stays, lang),
            Example::Files(files) => of_files(files, lang),
            Example::Words(words) => format!(
                "\n{}\n  {DIM}{}{colon}{} ({}){DIM:#}\n",
                law::pick(&words.told, lang),
                lang.pick("non recalculé", "not computed"),
                law::pick(&words.why, lang),
                words.test
            ),
        });
    }
    page
}

/// The days it holds for, and those on which it changes.
fn days(rule: &Rule, lang: Lang) -> String {
    let (first, last) = Law::embedded().span();
    let from = rule.from.filter(|from| *from > first).unwrap_or(first);
    let (of, to) = (lang.pick("du", "from"), lang.pick("au", "to"));
    let mut days = format!("{of} {from} {to} {last}");
    if let Some(since) = rule.from.filter(|from| *from < first) {
        let force = lang.pick("en vigueur depuis le", "in force since");
        let _ = write!(days, " ({force} {since})");
    }
    let changes: Vec<String> = rule.changes().iter().map(Day::to_string).collect();
    if changes.is_empty() {
        days.push_str(lang.pick(", sans changement", ", without change"));
    } else {
        let change = lang.pick(" ; des chiffres changent le", "; figures change on");
        let _ = write!(days, "{change} {}", changes.join(", "));
    }
    days
}

fn of_acts(rule: &Rule, acts: &Acts, lang: Lang) -> String {
    let colon = colon(lang);
    let mut page = String::new();
    if let Some(row) = &acts.row {
        let _ = write!(page, "{colon}{row} (scenarios/worked-examples.csv)");
    }
    page.push('\n');
    if let Some(note) = &acts.note {
        let _ = writeln!(page, "{}", law::pick(note, lang));
    }
    if let Some(guarantee) = &acts.guarantee {
        let _ = writeln!(
            page,
            "{}{colon}{guarantee}",
            lang.pick("garantie", "guarantee")
        );
    }
    if let Some(product) = &acts.product {
        let _ = writeln!(
            page,
            "{}{colon}\n{}",
            lang.pick("produit", "product"),
            product.trim_end()
        );
    }
    let settled = match acts.settle() {
        Ok(settled) => settled,
        Err(error) => unreachable!("the examples of the shipped catalogue are tested: {error}"),
    };
    let figures: Vec<Figure> = Figure::ALL
        .into_iter()
        .filter(|figure| figure.bears_on(&settled))
        .collect();
    let mut heads = vec![("date", "date"), ("acte", "act")];
    heads.extend(
        figures
            .iter()
            .map(|figure| (figure.label().fr, figure.label().en)),
    );
    let mut rows = table(lang, &heads);
    for act in &settled {
        let mut cells = vec![date(act), act.acts()];
        cells.extend(figures.iter().map(|figure| shown(act, *figure, lang)));
        rows.add_row(cells);
    }
    let _ = writeln!(page, "{rows}");
    if let Some(last) = settled.last() {
        page.push('\n');
        page.push_str(&steps(&last.steps, Some(&rule.id), lang));
    }
    page
}

fn shown(answer: &Answer, figure: Figure, lang: Lang) -> String {
    amount(figure.of(answer).as_ref(), lang)
}

fn amount(cents: Option<&Cents>, lang: Lang) -> String {
    cents.map_or_else(String::new, |cents| step_value(&cents.to_string(), lang))
}

/// What is due of a line, `paid 9.00`, its amount as the language writes it.
fn said(outcome: &Outcome, lang: Lang) -> String {
    let said = Due::said(outcome);
    match said.rsplit_once(' ') {
        Some((reaction, amount)) => format!("{reaction} {}", step_value(amount, lang)),
        None => said,
    }
}

fn date(answer: &Answer) -> String {
    answer
        .date()
        .map_or_else(String::new, |date| date.to_string())
}

/// The steps of a computation; those of `rule` stand out.
pub(in crate::commands) fn steps(steps: &[Step], rule: Option<&str>, lang: Lang) -> String {
    let mut page = String::new();
    for (rank, step) in steps.iter().enumerate() {
        let inputs: Vec<String> = step
            .inputs
            .iter()
            .map(|(name, value)| {
                format!(
                    "{} {}",
                    step_input(name, lang),
                    step_value(&value.to_string(), lang)
                )
            })
            .collect();
        let named = if rule.is_none_or(|rule| rule == step.rule) {
            format!("{BOLD}{}{BOLD:#}", step.rule)
        } else {
            step.rule.to_owned()
        };
        let _ = writeln!(
            page,
            "{:>2}. {named} {}\n      {} → {}\n      {DIM}{} ({}){DIM:#}",
            rank + 1,
            lang.pick(step.label.fr, step.label.en),
            inputs.join(", "),
            step_value(&step.result.to_string(), lang),
            step_source(&step.source.to_string(), lang),
            law::word(step.confidence, lang),
        );
    }
    page
}

fn of_stays(rule: &Rule, stays: &Stays, lang: Lang) -> String {
    let mut page = String::from("\n");
    if let Some(note) = &stays.note {
        let _ = writeln!(page, "{}", law::pick(note, lang));
    }
    let accounts = match stays.settle() {
        Ok(accounts) => accounts,
        Err(error) => unreachable!("the examples of the shipped catalogue are tested: {error}"),
    };
    let borne: Vec<Borne> = Borne::ALL
        .into_iter()
        .filter(|borne| accounts.iter().any(|a| a.borne.contains_key(borne)))
        .collect();
    let mut heads = vec![("du", "from"), ("au", "to")];
    heads.extend(
        borne
            .iter()
            .map(|borne| (borne.label().fr, borne.label().en)),
    );
    let mut rows = table(lang, &heads);
    for account in &accounts {
        let mut cells = vec![account.days.0.to_string(), account.days.1.to_string()];
        let shown = borne.iter().map(|borne| account.borne.get(borne));
        cells.extend(shown.map(|cents| amount(cents, lang)));
        rows.add_row(cells);
    }
    let _ = writeln!(page, "{rows}");
    if let Some(last) = accounts.last() {
        page.push('\n');
        page.push_str(&steps(&last.steps, Some(&rule.id), lang));
    }
    page
}

fn of_files(files: &Files, lang: Lang) -> String {
    let mut page = String::from("\n");
    if let Some(note) = &files.note {
        let _ = writeln!(page, "{}", law::pick(note, lang));
    }
    let due = match files.fold() {
        Ok(due) => due,
        Err(error) => unreachable!("the examples of the shipped catalogue are tested: {error}"),
    };
    let covered = lang.pick("membre couvert à", "member covered at");
    let from = lang.pick("du", "from");
    let until = match files.until {
        Some(until) => format!(" {} {until}", lang.pick("au", "to")),
        None => String::new(),
    };
    let _ = writeln!(
        page,
        "{covered} {} {from} {}{until}",
        files.guarantee, files.from
    );
    let mut rows = table(
        lang,
        &[
            ("fichier", "file"),
            ("réponse", "answer"),
            ("décompte", "décompte"),
            ("opération", "operation"),
            ("acte", "act"),
            ("soins", "care"),
            ("montant", "amount"),
            ("dû", "due"),
            ("règle", "rule"),
            ("à la fin", "in the end"),
        ],
    );
    for (rank, (file, due)) in files.files.iter().zip(&due).enumerate() {
        for (sheet, line) in file.decomptes.iter().zip(&due.lines) {
            let (at_once, by, in_the_end) = match line {
                Some((at_once, in_the_end)) => (
                    said(&at_once.outcome, lang),
                    at_once.rule,
                    said(&in_the_end.outcome, lang),
                ),
                None => (String::new(), "", String::new()),
            };
            let in_the_end = if in_the_end == at_once {
                String::new()
            } else {
                in_the_end
            };
            rows.add_row([
                (rank + 1).to_string(),
                format!("{} ({})", file_word(due.reaction), due.rule),
                sheet.number.to_string(),
                sheet.operation.to_string(),
                sheet.act.to_string(),
                sheet.care.to_string(),
                step_value(&sheet.amount.0.to_string(), lang),
                at_once,
                by.to_owned(),
                in_the_end,
            ]);
        }
    }
    let _ = writeln!(page, "{rows}");
    page
}

fn file_word(reaction: domain::FileReaction) -> String {
    crate::commands::words::plain(json!(reaction))
}

/// The same to a program.
pub(super) fn json(rule: &'static Rule, at: Option<Day>) -> Value {
    let figures: Vec<Value> = rule
        .figures()
        .map(|series| law::series_json(series, at))
        .collect();
    let tables: Vec<Value> = rule
        .figure_tables()
        .map(|of| law::table_json(of, at))
        .collect();
    let changes: Vec<String> = rule.changes().iter().map(Day::to_string).collect();
    json!({
        "kind": "rule",
        "id": rule.id,
        "meaning": { "fr": rule.fr, "en": rule.en },
        "text": rule.text,
        "source": rule.source,
        "confidence": rule.confidence,
        "from": rule.from.map(|from| from.to_string()),
        "changes": changes,
        "figures": figures,
        "tables": tables,
        "example": rule.example.as_ref().map(example_json),
    })
}

fn example_json(example: &Example) -> Value {
    match example {
        Example::Words(words) => {
            json!({ "told": words.told, "not-computed": words.why, "test": words.test })
        }
        Example::Acts(acts) => {
            let settled = acts.settle().unwrap_or_default();
            let acts_json: Vec<Value> = settled
                .iter()
                .map(|act| {
                    let mut value =
                        json!({ "date": date(act), "act": act.acts(), "steps": act.steps });
                    if let Some(object) = value.as_object_mut() {
                        for figure in Figure::ALL {
                            let name = crate::commands::words::plain(json!(figure));
                            object.insert(name, json!(figure.of(act)));
                        }
                    }
                    value
                })
                .collect();
            json!({
                "row": acts.row,
                "note": acts.note,
                "guarantee": acts.guarantee,
                "product": acts.product,
                "acts": acts_json,
            })
        }
        Example::Stays(stays) => {
            let accounts = stays.settle().unwrap_or_default();
            let accounts: Vec<Value> = accounts
                .iter()
                .map(|account| {
                    json!({
                        "from": account.days.0,
                        "to": account.days.1,
                        "borne": account.borne,
                        "steps": account.steps,
                    })
                })
                .collect();
            json!({ "note": stays.note, "invoices": accounts })
        }
        Example::Files(files) => {
            let due = files.fold().unwrap_or_default();
            let files_json: Vec<Value> = files
                .files
                .iter()
                .zip(&due)
                .map(|(file, due)| {
                    let lines: Vec<Value> = file
                        .decomptes
                        .iter()
                        .zip(&due.lines)
                        .map(|(sheet, line)| {
                            let line = line.as_ref();
                            json!({
                                "decompte": sheet.number,
                                "operation": sheet.operation,
                                "act": sheet.act,
                                "care": sheet.care,
                                "amount": sheet.amount.0,
                                "due": line.map(|(at_once, _)| Due::said(&at_once.outcome)),
                                "rule": line.map(|(at_once, _)| at_once.rule),
                                "in-the-end": line.map(|(_, end)| Due::said(&end.outcome)),
                            })
                        })
                        .collect();
                    json!({ "answer": due.reaction, "rule": due.rule, "lines": lines })
                })
                .collect();
            json!({ "note": files.note, "from": files.from, "until": files.until, "files": files_json })
        }
    }
}
