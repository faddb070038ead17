//! What `explain` says of the figures of the law, to a person and to a program.

use comfy_table::Table as Page;
use conformance::report::{Lang, step_source, step_value};
use domain::Day;
use oracle::law::{Amount, Gap, Law, LawError, Series, Table, Texts, Unit, Value};
use serde_json::json;

use crate::args::ExplainArgs;
use crate::commands::words::{colon, table};
use crate::exit::{BOLD, DIM, Failure};

/// First and last day of something, and the figure or why there is none.
type Span = (Day, Day, Result<&'static Value, &'static Gap>);

/// `explain law`: everything loaded, or with `--holes` what is not.
pub(super) fn whole(args: &ExplainArgs) -> Result<String, Failure> {
    if let Some(day) = args.at {
        inside("the law", day)?;
    }
    let (law, lang) = (Law::embedded(), args.lang);
    if args.json {
        let lines: Vec<String> = if args.holes {
            holes(args.at)
                .map(|hole| hole_json(&hole).to_string())
                .collect()
        } else {
            let series = law.all().map(|series| series_json(series, args.at));
            series.map(|value| value.to_string()).collect()
        };
        return Ok(lines.join("\n") + "\n");
    }
    let mut text = format!("{BOLD}{}{BOLD:#}\n", lang.pick("la loi", "the law"));
    if args.holes {
        let heads = [
            ("paramètre", "parameter"),
            ("du", "from"),
            ("au", "to"),
            ("pourquoi", "why"),
            ("source", "source"),
        ];
        let mut rows = table(lang, &heads);
        let mut count = 0;
        for hole in holes(args.at) {
            let (from, to) = (hole.from.to_string(), hole.to.to_string());
            rows.add_row([&hole.id, &from, &to, pick(hole.why, lang), hole.source]);
            count += 1;
        }
        let told = lang.pick(
            "suites de jours sans chiffre ; `TABLE/*` : les clés que la table n’a pas",
            "stretches of days without a figure; `TABLE/*`: the keys that a table does not hold",
        );
        text.push_str(&format!("{rows}\n{DIM}{count} {told}{DIM:#}\n"));
        return Ok(text);
    }
    let mut rows = figures_table(lang);
    for series in law.all() {
        add_series(&mut rows, series, args.at, lang);
    }
    text.push_str(&format!("{rows}\n"));
    Ok(text)
}

/// A parameter or row, and its figures; that of one day where a day is asked for.
pub(super) fn series_page(series: Series<'static>, at: Option<Day>, lang: Lang) -> String {
    let mut rows = spans_table(lang, &[]);
    for span in spans(series, at) {
        add(&mut rows, &[], span, lang);
    }
    let (label, unit) = (pick(series.label(), lang), unit(series.unit(), lang));
    format!("{}{}{label} ({unit})\n{rows}\n", series.id(), colon(lang))
}

/// An empty table of parameters and rows with their figures.
pub(super) fn figures_table(lang: Lang) -> Page {
    spans_table(lang, &[("paramètre", "parameter"), ("libellé", "label")])
}

/// Adds a parameter or row to it.
pub(super) fn add_series(rows: &mut Page, series: Series<'static>, at: Option<Day>, lang: Lang) {
    let label = format!(
        "{} ({})",
        pick(series.label(), lang),
        unit(series.unit(), lang)
    );
    for span in spans(series, at) {
        add(rows, &[series.id(), &label], span, lang);
    }
}

/// A table, row by row.
pub(super) fn table_page(of: &'static Table, at: Option<Day>, lang: Lang) -> String {
    let mut rows = spans_table(lang, &[("clé", "key"), ("libellé", "label")]);
    for series in Law::embedded().rows(of) {
        for span in spans(series, at) {
            add(
                &mut rows,
                &[series.key(), pick(series.label(), lang)],
                span,
                lang,
            );
        }
    }
    let colon = colon(lang);
    let (label, unit) = (pick(&of.label, lang), unit(of.unit, lang));
    let others = lang.pick("autres clés", "other keys");
    format!(
        "{}{colon}{label} ({unit})\n{rows}\n  {DIM}{others}{colon}{}{DIM:#}\n",
        of.id,
        pick(&of.others, lang)
    )
}

/// A parameter or row, with its figures or that of one day.
pub(super) fn series_json(series: Series<'static>, at: Option<Day>) -> serde_json::Value {
    let values = spans(series, at).map(|(from, to, value)| match value {
        Ok(value) => json!({
            "from": from.to_string(),
            "to": to.to_string(),
            "value": value.amount.to_string(),
            "confidence": value.confidence,
            "source": value.source,
            "url": value.url,
        }),
        Err(gap) => json!({
            "from": from.to_string(),
            "to": to.to_string(),
            "value": null,
            "why": gap.why,
            "confidence": gap.confidence,
            "source": gap.source,
            "url": gap.url,
        }),
    });
    json!({
        "kind": "parameter",
        "id": series.id(),
        "label": series.label(),
        "unit": series.unit(),
        "values": values.collect::<Vec<_>>(),
    })
}

/// A table with its rows.
pub(super) fn table_json(of: &'static Table, at: Option<Day>) -> serde_json::Value {
    let rows = Law::embedded()
        .rows(of)
        .map(|series| series_json(series, at));
    json!({
        "kind": "law-table",
        "id": of.id,
        "label": of.label,
        "key": of.key,
        "unit": of.unit,
        "others": of.others,
        "source": of.source,
        "rows": rows.collect::<Vec<_>>(),
    })
}

/// Refuses a day for which nothing is loaded, by the name of what was asked for.
pub(super) fn inside(what: &str, day: Day) -> Result<(), Failure> {
    let (first, last) = Law::embedded().span();
    if day >= first && day <= last {
        return Ok(());
    }
    Err(Failure::Usage(
        format!("no value of {what} on {day}: no parameter is loaded for that date"),
        Some(format!("the law is loaded from {first} to {last}")),
    ))
}

/// What to do where the law has no figure; `line` where the line may carry a base instead.
pub(in crate::commands) fn hint(error: &LawError, line: bool) -> Option<String> {
    let LawError::Missing { param, day, .. } = error else {
        return None;
    };
    let (first, last) = Law::embedded().span();
    if *day < first || *day > last {
        return Some(format!("the law is loaded for care from {first} to {last}"));
    }
    let base = if line {
        "--base gives the base that the line carries; "
    } else {
        ""
    };
    Some(format!(
        "{base}`etalon explain param {param}` shows the days that have a figure, `etalon explain law --holes` those \
         that have none"
    ))
}

fn holes(at: Option<Day>) -> impl Iterator<Item = oracle::law::Hole<'static>> {
    Law::embedded()
        .holes()
        .filter(move |hole| at.is_none_or(|day| hole.from <= day && day <= hole.to))
}

fn hole_json(hole: &oracle::law::Hole<'_>) -> serde_json::Value {
    json!({
        "kind": "hole",
        "id": hole.id,
        "from": hole.from.to_string(),
        "to": hole.to.to_string(),
        "why": hole.why,
        "source": hole.source,
    })
}

fn spans(series: Series<'static>, at: Option<Day>) -> impl Iterator<Item = Span> {
    series
        .spans()
        .filter(move |(from, to, _)| at.is_none_or(|day| *from <= day && day <= *to))
}

fn spans_table(lang: Lang, before: &[(&str, &str)]) -> Page {
    let heads = [
        ("du", "from"),
        ("au", "to"),
        ("chiffre", "figure"),
        ("confiance", "confidence"),
        ("source", "source"),
    ];
    table(lang, &[before, &heads].concat())
}

fn add(rows: &mut Page, before: &[&str], (from, to, value): Span, lang: Lang) {
    let (figure, confidence, source, url) = match value {
        Ok(value) => (
            figure(value.amount, lang),
            value.confidence,
            &value.source,
            &value.url,
        ),
        Err(gap) => (
            format!(
                "{}{}{}",
                lang.pick("aucun", "none"),
                colon(lang),
                pick(&gap.why, lang)
            ),
            gap.confidence,
            &gap.source,
            &gap.url,
        ),
    };
    let told = step_source(source, lang);
    // Some sources write the address themselves.
    let source = match url {
        Some(url) if !source.contains(url.as_str()) => format!("{told}\n{url}"),
        _ => told,
    };
    let cells = before.iter().map(|cell| (*cell).to_owned()).chain([
        from.to_string(),
        to.to_string(),
        figure,
        word(confidence, lang).to_owned(),
        source,
    ]);
    rows.add_row(cells);
}

pub(super) fn pick(texts: &Texts, lang: Lang) -> &str {
    lang.pick(&texts.fr, &texts.en)
}

/// A figure with its unit: `26,50 €` in French.
fn figure(amount: Amount, lang: Lang) -> String {
    let sign = match amount {
        Amount::Euros(_) => " €",
        Amount::Percent(_) => " %",
        Amount::Count(_) | Amount::Coefficient(_) => "",
    };
    format!("{}{sign}", step_value(&amount.to_string(), lang))
}

fn unit(unit: Unit, lang: Lang) -> &'static str {
    match unit {
        Unit::Euros => "euros",
        Unit::Percent => "%",
        Unit::Count => lang.pick("nombre", "count"),
        Unit::Coefficient => "coefficient",
    }
}

pub(super) fn word(confidence: oracle::trace::Confidence, lang: Lang) -> &'static str {
    use oracle::trace::Confidence;
    let french = match confidence {
        Confidence::Confirmed => "confirmé",
        Confidence::SecondHand => "de seconde main",
        Confidence::Memory => "de mémoire",
        Confidence::Uncertain => "incertain",
        Confidence::Assumption => "hypothèse",
    };
    lang.pick(french, confidence.word())
}
