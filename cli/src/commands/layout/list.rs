//! The layouts étalon ships, and how well each is known.

use conformance::report::Lang;
use noemie::profile::Confidence;
use serde_json::{Value, json};

use super::sheet::Sheet;
use crate::commands::words::{pick, table, word};
use crate::exit::DIM;

/// From the surest on.
const CONFIDENCES: [Confidence; 4] = [
    Confidence::Confirmed,
    Confidence::Strong,
    Confidence::Inferred,
    Confidence::Memory,
];

pub(super) fn page(sheets: &[Sheet], lang: Lang) -> String {
    let mut rows = table(
        lang,
        &[
            ("disposition", "layout"),
            ("référence", "reference"),
            ("version", "version"),
            ("titre", "title"),
            ("ensemble", "as a whole"),
            ("zones", "fields"),
            ("confirmées", "confirmed"),
            ("fortes", "strong"),
            ("inférées", "inferred"),
            ("de mémoire", "from memory"),
        ],
    );
    for sheet in sheets {
        let fields = sheet.fields();
        let reference = sheet.profile.as_ref().map(|profile| profile.reference());
        let mut row = vec![
            sheet.name.clone(),
            reference.map_or("-".to_owned(), |reference| format!("{reference:03}")),
            sheet.version.clone().unwrap_or_else(|| "-".to_owned()),
            pick(&sheet.title, lang).to_owned(),
            sheet
                .status
                .map_or("-", |status| word(status, lang))
                .to_owned(),
            fields.to_string(),
        ];
        row.extend(CONFIDENCES.map(|confidence| {
            let share = (sheet.fields_of(confidence) * 100 + fields / 2) / fields.max(1);
            format!("{share} %")
        }));
        rows.add_row(row);
    }
    let note = lang.pick(
        "Une disposition inférée est une proposition : qui tient le cahier officiel la corrige (docs/layouts.md).",
        "An inferred layout is a proposal: whoever holds the official book corrects it (docs/layouts.md).",
    );
    format!("{rows}\n{DIM}{note}{DIM:#}\n")
}

pub(super) fn json(sheet: &Sheet) -> Value {
    let counts = CONFIDENCES.map(|confidence| {
        (
            confidence.as_str().to_owned(),
            Value::from(sheet.fields_of(confidence)),
        )
    });
    json!({
        "kind": "layout",
        "name": sheet.name,
        "reference": sheet.profile.as_ref().map(|profile| profile.reference()),
        "version": sheet.version,
        "title": sheet.title,
        "status": sheet.status,
        "fields": sheet.fields(),
        "confidences": serde_json::Map::from_iter(counts),
    })
}
