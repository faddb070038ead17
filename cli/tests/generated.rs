//! Everything generated from the code: schemas of the files people write, the data dictionary, the
//! catalogues. Each test compares; `ETALON_WRITE=1 cargo test -p etalon --test generated` rewrites.

#![allow(clippy::expect_used, reason = "helpers of tests are tests")]

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use noemie::finding::Rule;
use noemie::profile::{Description, Overlay};
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::Value;

#[path = "generated/act_codes.rs"]
mod act_codes;
#[path = "generated/adversities.rs"]
mod adversities;
#[path = "generated/dictionary.rs"]
mod dictionary;
#[cfg(feature = "http")]
#[path = "generated/faults.rs"]
mod faults;
#[path = "generated/requirements.rs"]
mod requirements;
#[path = "generated/rules.rs"]
mod rules;
#[path = "generated/starters.rs"]
mod starters;

fn at(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .join(path)
}

/// Compares a generated text with what is committed, or writes it where that was asked for.
fn hold(path: &str, text: &str) {
    let file = at(path);
    if std::env::var_os("ETALON_WRITE").is_some() {
        fs::create_dir_all(file.parent().expect("a folder")).expect("a writable folder");
        fs::write(&file, text).expect("a writable file");
        return;
    }
    let committed = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        committed.replace("\r\n", "\n") == text,
        "{path} is stale: regenerate it with `ETALON_WRITE=1 cargo test -p etalon --test generated` \
         and look at what changed"
    );
}

// ---- schemas ----

fn hold_schema<T: JsonSchema>(name: &str, title: &str) {
    hold_schema_of::<T>(SchemaSettings::draft2020_12(), name, title);
}

/// The same of what étalon writes and never reads: every key is there.
fn hold_schema_written<T: JsonSchema>(name: &str, title: &str) {
    hold_schema_of::<T>(SchemaSettings::draft2020_12().for_serialize(), name, title);
}

fn hold_schema_of<T: JsonSchema>(settings: SchemaSettings, name: &str, title: &str) {
    let schema = settings.into_generator().into_root_schema_for::<T>();
    let mut value = schema.to_value();
    if let Some(object) = value.as_object_mut() {
        object.insert("title".to_owned(), title.into());
    }
    let text = serde_json::to_string_pretty(&sorted(value)).expect("a schema is plain data");
    hold(&format!("schemas/{name}.schema.json"), &format!("{text}\n"));
}

/// The admin API of the simulator, for whoever writes a client.
#[cfg(feature = "http")]
#[test]
fn the_admin_api_is_up_to_date() {
    let document = serde_json::to_value(simulator::admin::document()).expect("plain data");
    let text = serde_json::to_string_pretty(&sorted(document)).expect("plain data");
    hold("schemas/admin.openapi.json", &format!("{text}\n"));
}

/// Keys in alphabetical order, whatever order the features of `serde_json` keep.
fn sorted(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<(String, Value)> = map.into_iter().collect();
            entries.sort_by(|a, b| a.0.cmp(&b.0));
            entries
                .into_iter()
                .map(|(key, value)| (key, sorted(value)))
                .collect()
        }
        Value::Array(items) => items.into_iter().map(sorted).collect(),
        other => other,
    }
}

#[test]
fn schemas_of_the_files_people_write_are_fresh() {
    hold_schema::<oracle::product::Product>("product", "étalon: product file");
    hold_schema::<conformance::scenario::Scenario>("scenario", "étalon: scenario file");
    hold_schema::<conformance::requirements::RequirementFile>(
        "requirements",
        "étalon: a family of the requirement catalogue",
    );
    hold_schema::<generators::Options>("options", "étalon: options of a generated world");
    hold_schema::<conformance::target::TargetSpec>("target", "étalon: target file");
    hold_schema::<Description>("profile", "étalon: layout profile");
    hold_schema::<Overlay>("overlay", "étalon: layout that corrects a shipped one");
}

#[test]
fn schemas_of_what_programs_exchange_are_fresh() {
    hold_schema::<conformance::stream::Record>("verdict", "étalon: one line of the verdict stream");
    hold_schema_written::<conformance::compare::Comparison>(
        "comparison",
        "étalon: what `etalon compare --json` prints",
    );
    hold_schema::<protocol::Request>(
        "protocol-request",
        "étalon: what the runner says to a target",
    );
    hold_schema::<protocol::Reply>("protocol-reply", "étalon: what a target says to the runner");
    hold_schema::<oracle::quote::Question>(
        "quote-question",
        "étalon: one line of the input of `etalon quote --batch`",
    );
    hold_schema_written::<oracle::quote::Answered>(
        "quote-answer",
        "étalon: one line of the output of `etalon quote --batch`",
    );
}

// ---- pages ----

const HEAD: &str =
    "<!-- Generated: `ETALON_WRITE=1 cargo test -p etalon --test generated`. Do not edit. -->\n";

/// A table cell: on one line, without the column mark.
fn cell(text: &str) -> String {
    text.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .replace('|', "\\|")
}

fn row(page: &mut String, cells: &[&str]) {
    let cells: Vec<String> = cells.iter().map(|text| cell(text)).collect();
    let _ = writeln!(page, "| {} |", cells.join(" | "));
}

fn table(page: &mut String, heads: &[&str]) {
    row(page, heads);
    let rule: Vec<&str> = heads.iter().map(|_| "---").collect();
    row(page, &rule);
}

/// The kebab-case word that a plain enum has in files.
fn word<T: serde::Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(word)) => word,
        other => panic!("a word is expected, found {other:?}"),
    }
}

#[test]
fn the_page_of_the_law_is_fresh() {
    let law = oracle::law::Law::embedded();
    let (first, last) = law.span();
    let parameters = law.all().filter(|series| !series.id().contains('/'));
    let parameters: Vec<_> = parameters.collect();
    let holes = law.holes().count();
    let mut page = format!(
        "{HEAD}# La loi en chiffres · the law in figures\n\nTout chiffre qu'étalon connaît, par date de soins du {first} au \
         {last}, en France métropolitaine, avec sa source et sa confiance ; **—** : aucun chiffre n'est établi, en \
         demander un est une erreur qui nomme le paramètre et le jour. Every figure that étalon knows, by date of care, with its \
         source and how sure it is; **—**: no figure is established, and asking for one is an error that names the parameter \
         and the day.\n\nWritten in [oracle/law](../oracle/law); keys in brackets are those of [sources.md](sources.md). \
         `etalon explain param pmss --at 2026-05-01`, `etalon explain law --holes`. {} parameters, {} tables, {holes} holes. \
         *confirmed*: a public source was read · *second-hand*: only a commercial or second-hand page · *memory*: \
         from memory of the regulation · *uncertain*: sources disagree, or an application was not verified · \
         *assumption*: ours.\n\n## Paramètres · parameters\n\n",
        parameters.len(),
        law.tables().len(),
    );
    let heads = [
        "id",
        "libellé",
        "label",
        "depuis / from",
        "chiffre / figure",
        "confiance / confidence",
        "source",
    ];
    table(&mut page, &heads);
    for series in parameters {
        figures(&mut page, series.key(), series);
    }
    for of in law.tables() {
        let _ = writeln!(
            page,
            "\n## {}\n\n{} · {}. Autres clés / other keys: {}.\n",
            of.id,
            of.label.fr,
            of.label.en,
            both(&of.others)
        );
        let heads = [
            "clé / key",
            "libellé",
            "label",
            "depuis / from",
            "chiffre / figure",
            "confiance / confidence",
            "source",
        ];
        table(&mut page, &heads);
        for series in law.rows(of) {
            figures(&mut page, series.key(), series);
        }
    }
    hold("docs/law.md", &page);
}

/// A text in both languages.
fn both(texts: &oracle::law::Texts) -> String {
    format!("{} · {}", cell(&texts.fr), cell(&texts.en))
}

/// The figures of a parameter or row, a line each; only the first is named.
fn figures(page: &mut String, name: &str, series: oracle::law::Series<'_>) {
    use oracle::law::Unit;
    let unit = match series.unit() {
        Unit::Euros => " €",
        Unit::Percent => " %",
        Unit::Count | Unit::Coefficient => "",
    };
    let label = series.label();
    let mut named = [format!("`{name}`"), label.fr.clone(), label.en.clone()];
    for (from, value) in series.changes() {
        let (figure, confidence, source, url) = match value {
            Ok(value) => (
                format!("{}{unit}", value.amount),
                value.confidence,
                &value.source,
                &value.url,
            ),
            Err(gap) => (
                format!("**—** {}", both(&gap.why)),
                gap.confidence,
                &gap.source,
                &gap.url,
            ),
        };
        let source = match url {
            Some(url) if !source.contains(url.as_str()) => format!("{source} <{url}>"),
            _ => (*source).to_owned(),
        };
        let [id, fr, en] = std::mem::take(&mut named);
        row(
            page,
            &[
                &id,
                &fr,
                &en,
                &from.to_string(),
                &figure,
                confidence.word(),
                &source,
            ],
        );
    }
}

#[test]
fn the_ambiguity_register_is_fresh() {
    let mut page = format!(
        "{HEAD}# Registre des ambiguïtés · ambiguity register\n\n\
         Là où les textes se taisent ou se contredisent, une cible déclare sa lecture (`choices` de son \
         fichier) ; la nôtre par défaut. Where texts are silent or disagree, a target declares its reading \
         (`choices` of its [target file](targets.md)); ours is the default. An answer that is wrong under the declared reading \
         but exact under one other is *tolerated*, and the verdict names that reading. Written in \
         [oracle/law/ambiguities.yaml](../oracle/law/ambiguities.yaml).\n\n\
         *Listed* entries are known questions whose other readings cannot be chosen yet: for want of an input, a fact that \
         neither a question nor a line of a décompte tells, or of a rule, where ours alone is written. Entries about what the \
         AMO pays bear on a quote (`etalon quote --reading`); a target is told what the AMO paid. \
         *To be declared*: another reading than the declared one is never tolerated there.\n"
    );
    for entry in oracle::ambiguity::all() {
        let state = match (entry.waits_for, entry.tolerated) {
            (Some(oracle::ambiguity::WaitsFor::Input), _) => " · listed, for want of an input",
            (Some(oracle::ambiguity::WaitsFor::Rule), _) => " · listed, for want of a rule",
            (None, false) => " · to be declared",
            (None, true) => "",
        };
        let _ = writeln!(
            page,
            "\n## `{}`{state}\n\n{}\n\n{}\n",
            entry.id,
            cell(&entry.question.fr),
            cell(&entry.question.en)
        );
        table(&mut page, &["alternative", "lecture", "reading"]);
        for alternative in &entry.alternatives {
            let ours = if alternative.id == entry.default {
                " **(ours)**"
            } else {
                ""
            };
            row(
                &mut page,
                &[
                    &format!("`{}`{ours}", alternative.id),
                    &alternative.fr,
                    &alternative.en,
                ],
            );
        }
        let _ = writeln!(page, "\nWhy ours: {}.", cell(&entry.why));
    }
    hold("docs/ambiguities.md", &page);
}

#[test]
fn the_columns_of_rows_are_fresh() {
    let mut page = format!(
        "{HEAD}# Columns\n\nWhat `etalon generate --format jsonl` and `--format parquet` write for each line of a décompte; \
         the number in brackets is the entity it stands in ([layouts.md](layouts.md); its position is \
         inferred). A column that says nothing is left out of JSON and null in Parquet.\n\n"
    );
    table(&mut page, &["column", "holds", "what it is"]);
    for column in generators::COLUMNS {
        let holds = match column.kind {
            generators::ColumnKind::Text => "text",
            generators::ColumnKind::Number => "whole number",
            generators::ColumnKind::Day => "day",
            generators::ColumnKind::Flag => "true or false",
        };
        row(
            &mut page,
            &[&format!("`{}`", column.name), holds, column.what],
        );
    }
    hold("docs/columns.md", &page);
}

#[test]
fn the_catalogue_of_findings_is_fresh() {
    let mut page = format!(
        "{HEAD}# Constats de lecture · findings\n\nCe que `etalon check` peut constater dans un fichier. What \
         `etalon check` can find in a file. A code is never given to another finding. *refuse-file*: the whole \
         file is refused. *refuse-decompte*: the décompte or the movement is; how much more falls with it is settled by no \
         source, and declared in the [ambiguity register](ambiguities.md) (`damaged-decompte`). *accept*: noted, no more.\n\n\
         Avec `--lang fr` la page est en français ; JSON et SARIF restent en anglais. JSON and SARIF are always in \
         English. Une ligne de `check --json`, a line of it: \
         [check-finding.schema.json](../schemas/check-finding.schema.json).\n\n"
    );
    table(
        &mut page,
        &[
            "code",
            "gravité / severity",
            "suite / due",
            "constat",
            "finding",
            "indication",
            "what to look at",
        ],
    );
    for rule in noemie::finding::catalogue() {
        let (due, severity) = (word(&rule.due), word(&rule.severity));
        let Rule {
            code,
            fr,
            en,
            hint_fr,
            hint,
            ..
        } = *rule;
        row(&mut page, &[code, &severity, &due, fr, en, hint_fr, hint]);
    }
    hold("docs/findings.md", &page);
    hold_schema_written::<noemie::finding::Line>(
        "check-finding",
        "étalon: one line of `etalon check --json`",
    );
}

#[test]
fn the_schema_of_a_doctors_line_is_fresh() {
    hold_schema_written::<conformance::doctor::Finding>(
        "doctor-finding",
        "étalon: one line of `etalon doctor --json`",
    );
}

#[test]
fn the_catalogue_of_codes_is_fresh() {
    hold_schema::<noemie::tables::CodeTable>("code-table", "étalon: code table");
    let tables = noemie::tables::all();
    let mut page = format!(
        "{HEAD}# Tables de codes · code tables\n\nCe que les codes veulent dire, d'où on le tient et avec quelle \
         confiance ; `etalon explain` en répond. What codes mean, how sure that is and where it comes from; \
         `etalon explain 53`, `etalon explain reason:53`. They are written in [noemie/tables](../noemie/tables) and \
         follow [this schema](../schemas/code-table.schema.json); the wording is ours. The sources are those of \
         [sources.md](sources.md#the-wire).\n\n\
         Confiance / confidence : **confirmed** lu dans une source, read in a source · **strong** déduit d'un indice \
         fort, deduced from strong evidence · **inferred** déduit ou proposé, deduced or proposed · **memory** de \
         mémoire, from memory. That a code exists and that a column carries it are two facts, each with its own \
         confidence; every place in 303 is inferred; columns of B2 are \
         those of the norms CP and ES. *Ouverte*: other codes exist. *Open* lists are not known to \
         be complete.\n\n"
    );
    let heads = [
        "table",
        "titre",
        "title",
        "codes",
        "confiance / confidence",
        "liste / list",
    ];
    table(&mut page, &heads);
    for codes in tables {
        let list = if codes.closed {
            "complète / complete"
        } else {
            "ouverte / open"
        };
        row(
            &mut page,
            &[
                &format!("[`{0}`](#{0})", codes.id),
                &codes.title.fr,
                &codes.title.en,
                &codes.entries.len().to_string(),
                codes.confidence.as_str(),
                list,
            ],
        );
    }
    for codes in tables {
        describe_codes(&mut page, codes);
    }
    hold("docs/codes.md", &page);
}

fn describe_codes(page: &mut String, codes: &noemie::tables::CodeTable) {
    let aliases: Vec<String> = codes
        .aliases
        .iter()
        .map(|name| format!("`{name}`"))
        .collect();
    let zones: Vec<String> = codes
        .at
        .iter()
        .map(|at| format!("`{}` ({})", at.zone, at.confidence.as_str()))
        .collect();
    let zones = if zones.is_empty() {
        "place inconnue, place unknown".to_owned()
    } else {
        zones.join(", ")
    };
    let _ = writeln!(
        page,
        "\n## {}\n\n{} · {}. Source : {}. Sur le fil / on the wire : {zones}. Aussi / also : {}.\n",
        codes.id,
        codes.title.fr,
        codes.title.en,
        cell(&codes.source),
        aliases.join(" ")
    );
    if let Some(note) = &codes.note {
        let _ = writeln!(page, "{} · {}.\n", note.fr, note.en);
    }
    let heads = [
        "code",
        "autres / others",
        "groupe / group",
        "sens",
        "meaning",
        "confiance / confidence",
    ];
    table(page, &heads);
    for code in &codes.entries {
        let others: Vec<&str> = code
            .numbers
            .iter()
            .chain(&code.letters)
            .map(String::as_str)
            .collect();
        let group = codes.group_of(code).map_or("", |group| &group.title.en);
        let (mut fr, mut en) = (code.meaning.fr.clone(), code.meaning.en.clone());
        if let Some(note) = &code.note {
            let _ = write!(fr, " ({})", note.fr);
            let _ = write!(en, " ({})", note.en);
        }
        let mut confidence = codes.confidence_of(code).as_str().to_owned();
        if let Some(source) = &code.source {
            let _ = write!(confidence, ", {source}");
        }
        row(
            page,
            &[
                &format!("`{}`", code.shown()),
                &others.join(", "),
                group,
                &fr,
                &en,
                &confidence,
            ],
        );
    }
}

#[test]
fn the_schema_of_inspected_files_is_fresh() {
    hold_schema::<noemie::inspect::Line>("inspect", "étalon: one line of `etalon inspect --json`");
}
