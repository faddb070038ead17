//! Words and tables that the pages of several commands share.

use comfy_table::{ContentArrangement, Table, presets};
use conformance::report::Lang;
use noemie::Severity;
use noemie::profile::{Confidence, Text};
use serde_json::Value;

/// An empty table under its heads.
pub(super) fn table(lang: Lang, heads: &[(&str, &str)]) -> Table {
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(heads.iter().map(|(fr, en)| lang.pick(fr, en)));
    table
}

/// French sets a space before a colon.
pub(super) fn colon(lang: Lang) -> &'static str {
    lang.pick(" : ", ": ")
}

pub(super) fn pick(text: &Text, lang: Lang) -> &str {
    lang.pick(&text.fr, &text.en)
}

pub(super) fn word(confidence: Confidence, lang: Lang) -> &'static str {
    let french = match confidence {
        Confidence::Memory => "de mémoire",
        Confidence::Inferred => "inféré",
        Confidence::Strong => "fort",
        Confidence::Confirmed => "confirmé",
    };
    lang.pick(french, confidence.as_str())
}

/// The same of a layout, or of a position in it.
pub(super) fn word_of_layout(confidence: Confidence, lang: Lang) -> &'static str {
    let french = match confidence {
        Confidence::Memory => "de mémoire",
        Confidence::Inferred => "inférée",
        Confidence::Strong => "indice fort",
        Confidence::Confirmed => "confirmée",
    };
    lang.pick(french, confidence.as_str())
}

/// How bad a finding is.
pub(super) fn severity(severity: Severity, lang: Lang) -> &'static str {
    match severity {
        Severity::Error => lang.pick("erreur", "error"),
        Severity::Warning => lang.pick("avertissement", "warning"),
        Severity::Note => "note",
    }
}

/// The word that a plain enum has in files.
pub(super) fn plain(value: Value) -> String {
    match value {
        Value::String(word) => word,
        other => other.to_string(),
    }
}

/// First and last column, or the only one.
pub(super) fn columns([from, to]: [u16; 2]) -> String {
    if from == to {
        from.to_string()
    } else {
        format!("{from}-{to}")
    }
}
