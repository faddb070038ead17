//! Verdicts as CSV, for auditors: one row a verdict, read and written one by one.
//!
//! French spreadsheets want a semicolon, a decimal comma and a byte order mark; English ones a comma and a point. A cell that a
//! spreadsheet could take for a formula begins with an apostrophe.

use std::io::{BufRead, Write};

use ::csv::{Terminator, WriterBuilder};
use domain::{Cents, Outcome};

use crate::stream::{Record, Subject, Verdict, read_record};

use super::lang::plain;
use super::told::Told;
use super::{Lang, ReportError, words};

/// Headings, in French and in English.
const COLUMNS: [(&str, &str); 24] = [
    ("identifiant", "id"),
    ("scénario", "scenario"),
    ("lot", "lot"),
    ("verdict", "outcome"),
    ("gravité", "severity"),
    ("règle", "rule"),
    ("objet", "about"),
    ("personne", "person"),
    ("produit", "product"),
    ("date de soins", "care day"),
    ("acte", "act"),
    ("dépense", "expense"),
    ("base", "base"),
    ("montant AMO", "AMO amount"),
    ("attendu", "expected"),
    ("montant attendu", "expected amount"),
    ("obtenu", "got"),
    ("montant obtenu", "got amount"),
    ("écart", "difference"),
    ("fichier", "file"),
    ("ligne", "line"),
    ("reçu le", "received"),
    ("décidé le", "decided"),
    ("remarque", "note"),
];

/// Writes a row for each verdict of a stream. A last line that was cut in the middle is left out.
///
/// # Errors
/// Where the stream cannot be read or is none, or the rows cannot be written.
pub fn csv(stream: impl BufRead, mut out: impl Write, lang: Lang) -> Result<(), ReportError> {
    let failed = |source| ReportError::Write { source };
    if lang == Lang::Fr {
        out.write_all("\u{feff}".as_bytes()).map_err(failed)?;
    }
    let mut rows = WriterBuilder::new()
        .delimiter(if lang == Lang::Fr { b';' } else { b',' })
        .terminator(Terminator::CRLF)
        .from_writer(out);
    let heads = COLUMNS.map(|(fr, en)| lang.pick(fr, en));
    rows.write_record(heads)
        .map_err(|error| failed(error.into()))?;
    let mut lines = stream.split(b'\n').zip(1..).peekable();
    while let Some((bytes, line)) = lines.next() {
        let bytes = bytes.map_err(|source| ReportError::Io { line, source })?;
        let text = String::from_utf8_lossy(&bytes);
        if text.trim().is_empty() {
            continue;
        }
        match read_record(line, text.trim()) {
            Ok(Record::Verdict(verdict)) => rows
                .write_record(row(&verdict, lang))
                .map_err(|error| failed(error.into()))?,
            Ok(_) => {}
            Err(_) if lines.peek().is_none() => break,
            Err(error) => return Err(error.into()),
        }
    }
    rows.flush().map_err(failed)
}

fn row(verdict: &Verdict, lang: Lang) -> [String; 24] {
    let told = Told::of(verdict, lang);
    let severity = verdict.severity.map(|one| words::severity(one, lang));
    let mut row: [String; 24] = std::array::from_fn(|_| String::new());
    {
        let mut put = |column: &str, text: &str| set(&mut row, column, cell(text));
        put("id", &verdict.id);
        put("scenario", &verdict.scenario);
        put("outcome", words::status(verdict.status, lang));
        put("severity", severity.unwrap_or_default());
        put("rule", &verdict.rule);
        put("about", &told.about);
        put("expected", &told.expected);
        put("got", &told.got);
        put("file", told.file.as_deref().unwrap_or_default());
        put("note", verdict.note.as_deref().unwrap_or_default());
    }
    set(&mut row, "lot", verdict.lot.to_string());
    match &verdict.subject {
        Subject::Line { .. } => of_line(verdict, &mut row, lang),
        Subject::Link { person, .. } | Subject::Movement { person, .. } => {
            set(&mut row, "person", cell(person));
        }
        _ => {}
    }
    row
}

fn of_line(verdict: &Verdict, row: &mut [String; 24], lang: Lang) {
    let Subject::Line {
        at,
        care,
        expected,
        got,
        days,
        ..
    } = &verdict.subject
    else {
        return;
    };
    set(row, "person", cell(&care.person));
    set(
        row,
        "product",
        cell(care.product.as_deref().unwrap_or_default()),
    );
    set(row, "care day", lang.day(care.day));
    set(row, "act", cell(&care.act));
    set(row, "expense", euros(care.spent, lang));
    set(row, "base", euros(care.base, lang));
    set(row, "AMO amount", euros(care.amo, lang));
    let money = |outcome: &Outcome| crate::signature::flow(outcome);
    set(row, "expected amount", euros(money(expected), lang));
    if let Some(got) = got {
        set(row, "got amount", euros(money(got), lang));
        let difference = money(got).0.saturating_sub(money(expected).0);
        set(row, "difference", euros(Cents(difference), lang));
    }
    set(row, "line", cell(&at.line));
    if let Some(days) = days {
        set(row, "received", lang.day(days.received));
        let decided = days.decided.map(|day| lang.day(day));
        set(row, "decided", decided.unwrap_or_default());
    }
}

fn set(row: &mut [String; 24], column: &str, text: String) {
    let place = COLUMNS.iter().position(|(_, en)| *en == column);
    if let Some(cell) = place.and_then(|place| row.get_mut(place)) {
        *cell = text;
    }
}

/// Text that no spreadsheet computes: what begins as a formula does is told to be text by an apostrophe.
fn cell(text: &str) -> String {
    let text = plain(text);
    if text.starts_with(['=', '+', '-', '@', '\'']) {
        format!("'{text}")
    } else {
        text
    }
}

/// A number that a spreadsheet adds up: `-7,50` or `-7.50`.
fn euros(amount: Cents, lang: Lang) -> String {
    let sign = if amount.0 < 0 { "-" } else { "" };
    let cents = amount.0.unsigned_abs();
    let point = lang.pick(",", ".");
    format!("{sign}{}{point}{:02}", cents / 100, cents % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_never_a_formula() {
        for formula in [
            "=1+1", "+1", "-1", "@SUM(A1)", "'x", "\t=1", "\r\n=1", " =1",
        ] {
            let cell = cell(formula);
            assert!(cell.starts_with('\''), "{formula:?} {cell:?}");
        }
        assert_eq!(cell("Mme D… (2 84 05)"), "Mme D… (2 84 05)");
    }

    #[test]
    fn an_amount_is_a_number_of_its_language() {
        assert_eq!(euros(Cents(-750), Lang::Fr), "-7,50");
        assert_eq!(euros(Cents(123_405), Lang::En), "1234.05");
    }
}
