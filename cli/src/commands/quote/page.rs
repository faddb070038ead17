use comfy_table::{CellAlignment, Table, presets};
use conformance::report::{AmountShown, Calculation, Lang, step_value};
use domain::Cents;
use oracle::quote::{Answer, LineTold};

use crate::commands::explain::rule;

/// The answer for a terminal: a small table, then the steps where they were asked for.
pub(super) fn text(answer: &Answer, lang: Lang) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    for row in amounts(answer, lang) {
        let label = if row.part {
            format!("  {}", row.label)
        } else {
            row.label
        };
        let amount = step_value(&row.amount.to_string(), lang);
        table.add_row([label, amount, row.note]);
    }
    if let Some(column) = table.column_mut(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    let mut text = format!("{table}\n");
    text.push_str(&rule::steps(&answer.steps, None, lang));
    text
}

/// The answer as a page that stands alone.
pub(super) fn html(answer: &Answer, lang: Lang) -> String {
    let date = answer
        .date()
        .map(|date| date.to_string())
        .unwrap_or_default();
    let calculation = Calculation {
        title: format!("{} {date}", answer.acts()),
        amounts: amounts(answer, lang),
        steps: answer.steps.iter().map(conformance::cause::shown).collect(),
    };
    calculation.html(lang)
}

fn amounts(answer: &Answer, lang: Lang) -> Vec<AmountShown> {
    let mut rows = Vec::new();
    let mut row = |label: &str, amount: Cents, note: String, part| {
        rows.push(AmountShown {
            label: label.to_owned(),
            amount,
            note,
            part,
        });
    };
    let sum = |of: fn(&LineTold) -> Cents| answer.lines.iter().map(of).sum();
    let date = answer
        .date()
        .map(|date| date.to_string())
        .unwrap_or_default();
    let expense = lang.pick("dépense", "expense");
    row(
        expense,
        answer.expense,
        format!("{} {date}", answer.acts()),
        false,
    );
    let of_lines = |of: fn(&LineTold) -> Cents| -> Vec<(String, Cents)> {
        let several = answer.lines.len() > 1;
        let lines = answer.lines.iter().filter(|_| several);
        lines.map(|line| (line.name(), of(line))).collect()
    };
    for (name, amount) in of_lines(|line| line.expense) {
        row(&name, amount, String::new(), true);
    }
    row("base", sum(|line| line.base), String::new(), false);
    let rates = answer.lines.iter().filter_map(|line| line.rate);
    let rates: Vec<String> = rates.map(|rate| format!("{rate} %")).collect();
    let rate = if rates.is_empty() {
        String::new()
    } else {
        format!("{} {}", lang.pick("taux", "rate"), rates.join(", "))
    };
    row("AMO", answer.amo, rate, false);
    for (name, amount) in of_lines(LineTold::amo) {
        row(&name, amount, String::new(), true);
    }
    let several = answer.lines.iter().any(|line| line.contracts.len() > 1);
    row("AMC", answer.amc, String::new(), false);
    if several {
        let mut contracts: Vec<(&str, Cents)> = Vec::new();
        for told in answer.lines.iter().flat_map(|line| &line.contracts) {
            match contracts
                .iter_mut()
                .find(|(name, _)| *name == &*told.product)
            {
                Some((_, amount)) => *amount += told.amount,
                None => contracts.push((&told.product, told.amount)),
            }
        }
        for (name, amount) in contracts {
            row(name, amount, String::new(), true);
        }
    } else {
        for (name, amount) in of_lines(LineTold::amc) {
            row(&name, amount, String::new(), true);
        }
    }
    let left = &answer.remainder;
    let made_of = if left.has_parts() {
        lang.pick("dont :", "made of:").to_owned()
    } else {
        String::new()
    };
    row(lang.pick("reste", "remainder"), left.total, made_of, false);
    let overrun = if answer.lines.iter().all(|line| line.base == Cents::ZERO) {
        lang.pick("non remboursé par l'AMO", "not reimbursed by the AMO")
    } else {
        lang.pick("dépassement", "overrun")
    };
    for (label, amount) in [
        ("participation", left.participation),
        ("franchise", left.franchise),
        ("majoration", left.majoration),
        ("ticket modérateur", left.ticket_moderateur),
        (
            lang.pick("forfaits hospitaliers", "hospital charges"),
            left.hospital_charges,
        ),
        (overrun, left.overrun),
    ] {
        if amount != Cents::ZERO {
            row(label, amount, String::new(), true);
        }
    }
    if left.above_price_limit != Cents::ZERO {
        let limits: Cents = answer
            .lines
            .iter()
            .filter_map(|line| line.price_limit)
            .sum();
        let limit = step_value(&limits.to_string(), lang);
        let label = lang.pick("au-dessus du prix limite", "above the price limit");
        let note = lang.pick(
            "le professionnel ne peut pas le demander : prix limité à",
            "the professional may not ask for it: the price is limited to",
        );
        row(
            label,
            left.above_price_limit,
            format!("{note} {limit}"),
            true,
        );
    }
    if left.owed_to_amo != Cents::ZERO {
        let label = lang.pick("dû à l'AMO", "owed to the AMO");
        let note = lang.pick("récupéré plus tard", "recovered later");
        row(label, left.owed_to_amo, note.to_owned(), false);
    }
    rows
}
