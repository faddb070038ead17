//! What `explain` says to a person: a paragraph a thing, a table for codes and fields.

use conformance::report::Lang;
use domain::Day;
use noemie::finding::Due;
use noemie::profile::{Confidence, Entity, Field, Profile, Role};
use noemie::tables::{self, CodeTable, Zone};
use oracle::ambiguity::Entry;
use serde_json::json;

use super::search::{Found, Layout, dictionary, tables_of};
use super::{law, rule};
use crate::commands::tree::tree;
use crate::commands::words::{colon, columns, pick, plain, severity, table, word};
use crate::exit::{BOLD, DIM};

/// Everything found for one word.
pub(super) fn page(asked: &str, found: &[Found], at: Option<Day>, lang: Lang) -> String {
    let mut text = format!("{BOLD}{asked}{BOLD:#}\n");
    let mut codes = table(
        lang,
        &[
            ("table", "table"),
            ("code", "code"),
            ("sens", "meaning"),
            ("confiance", "confidence"),
            ("source", "source"),
            ("sur le fil", "on the wire"),
        ],
    );
    let mut fields = table(
        lang,
        &[
            ("profil", "profile"),
            ("colonnes", "columns"),
            ("zone", "field"),
            ("type", "type"),
            ("confiance", "confidence"),
            ("sens", "meaning"),
            ("source", "source"),
        ],
    );
    let mut rest = String::new();
    let colon = colon(lang);
    for thing in found {
        match thing {
            Found::Code(table, code) => {
                codes.add_row([
                    table.id.clone(),
                    code.shown(),
                    meaning(table, code, lang),
                    word(table.confidence_of(code), lang).to_owned(),
                    table.source_of(code).to_owned(),
                    zones(&table.at, lang),
                ]);
            }
            Found::Field(layout, entity, field) => {
                fields.add_row(field_row(*layout, entity, field, lang));
            }
            Found::Reference(profile) => rest.push_str(&reference(profile, lang)),
            Found::Entity(layout, entity) => rest.push_str(&entity_page(*layout, entity, lang)),
            Found::Finding(rule) => {
                let refuses = match rule.due {
                    Due::RefuseFile => lang.pick(", refuse le fichier", ", refuses the file"),
                    Due::RefuseDecompte => lang.pick(
                        ", refuse le décompte ou le mouvement (registre : damaged-decompte)",
                        ", refuses the décompte or the movement (register: damaged-decompte)",
                    ),
                    Due::Accept => lang.pick(", accepté", ", accepted"),
                };
                let severity = severity(rule.severity, lang);
                rest.push_str(&format!(
                    "{} ({severity}{refuses}){colon}{}\n  {DIM}{}{DIM:#}\n",
                    rule.code,
                    lang.pick(rule.fr, rule.en),
                    lang.pick(rule.hint_fr, rule.hint)
                ));
            }
            Found::Rule(rule) => rest.push_str(&rule::page(rule, at, lang)),
            Found::Ambiguity(entry) => rest.push_str(&ambiguity(entry, lang)),
            Found::Figure(series) => rest.push_str(&law::series_page(*series, at, lang)),
            Found::Figures(table) => rest.push_str(&law::table_page(table, at, lang)),
        }
    }
    for table in [codes, fields] {
        if !table.is_empty() {
            text.push_str(&format!("{table}\n"));
        }
    }
    text.push_str(&rest);
    for note in notes(found, lang) {
        text.push_str(&format!("{DIM}{note}{DIM:#}\n"));
    }
    text
}

/// The tables there are.
pub(super) fn list(lang: Lang) -> String {
    let mut rows = table(
        lang,
        &[
            ("table", "table"),
            ("aussi", "also"),
            ("titre", "title"),
            ("codes", "codes"),
            ("liste", "list"),
            ("confiance", "confidence"),
            ("sur le fil", "on the wire"),
        ],
    );
    for table in tables::all() {
        rows.add_row([
            table.id.clone(),
            table.aliases.join(", "),
            pick(&table.title, lang).to_owned(),
            table.entries.len().to_string(),
            if table.closed {
                lang.pick("complète", "complete").to_owned()
            } else {
                lang.pick("ouverte", "open").to_owned()
            },
            word(table.confidence, lang).to_owned(),
            zones(&table.at, lang),
        ]);
    }
    format!("{rows}\n")
}

/// The meaning of a code and what else its table says of it, a line each.
fn meaning(table: &CodeTable, code: &tables::Code, lang: Lang) -> String {
    let mut lines = vec![pick(&code.meaning, lang).to_owned()];
    if let Some(group) = table.group_of(code) {
        let label = lang.pick("groupe :", "group:");
        lines.push(format!("{label} {}", pick(&group.title, lang)));
    }
    if !code.numbers.is_empty() {
        let label = lang.pick("numéro", "number");
        lines.push(format!("{label} {}", code.numbers.join(", ")));
    }
    if !code.letters.is_empty() {
        let label = lang.pick("lettres", "letters");
        lines.push(format!("{label} {}", code.letters.join(", ")));
    }
    if let Some(note) = &code.note {
        lines.push(pick(note, lang).to_owned());
    }
    lines.join("\n")
}

fn zones(zones: &[Zone], lang: Lang) -> String {
    if zones.is_empty() {
        return lang.pick("place inconnue", "place unknown").to_owned();
    }
    let zones: Vec<String> = zones
        .iter()
        .map(|zone| format!("{} {}", zone.zone, word(zone.confidence, lang)))
        .collect();
    zones.join("\n")
}

fn field_row(layout: Layout, entity: &Entity, field: &Field, lang: Lang) -> [String; 7] {
    let columns = columns(field.at);
    let mut kind = plain(json!(field.kind));
    if !field.codes.is_empty() {
        let codes: Vec<String> = field.codes.iter().map(|code| format!("`{code}`")).collect();
        kind.push_str(&format!("\n{}", codes.join(" ")));
    }
    let mut meaning = pick(&field.meaning, lang).to_owned();
    for table in tables_of(layout, entity, field) {
        let label = lang.pick("codes de la table", "codes of the table");
        meaning.push_str(&format!("\n{label} {table}"));
    }
    [
        profile(layout, lang),
        format!("{:03}.{columns}", entity.number),
        field.name.clone(),
        kind,
        word(field.confidence, lang).to_owned(),
        meaning,
        field.source.clone(),
    ]
}

/// What a reference carries, from whom to whom, how sure that is, its tree, and where its fields are.
fn reference(profile: &Profile, lang: Lang) -> String {
    let colon = colon(lang);
    let description = profile.description();
    let fields = || description.entities.iter().flat_map(|e| &e.fields);
    let counts = [
        Confidence::Confirmed,
        Confidence::Strong,
        Confidence::Inferred,
        Confidence::Memory,
    ]
    .map(|confidence| {
        let known = fields().filter(|field| field.confidence == confidence);
        (word(confidence, lang), known.count())
    });
    let counts = counts.iter().filter(|(_, count)| *count > 0);
    let counts: Vec<String> = counts
        .map(|(word, count)| format!("{count} {word}"))
        .collect();
    let whole = lang.pick("confiance d’ensemble", "confidence as a whole");
    let by_field = lang.pick("zones", "fields");
    let does = match profile.role() {
        Some(Role::Decomptes) => lang.pick(
            "porte les décomptes : étalon les engendre, les délivre et juge ce qui en est fait",
            "carries décomptes: étalon generates and delivers them, and judges what is made of them",
        ),
        Some(Role::Movements) => lang.pick(
            "porte les mouvements de rattachement de la mutuelle",
            "carries the link movements of the mutuelle",
        ),
        Some(Role::Answers) => lang.pick(
            "porte les réponses de la caisse aux mouvements de rattachement",
            "carries the caisse’s answers to link movements",
        ),
        None => lang.pick(
            "étalon la lit et l’écrit, rien de plus",
            "étalon reads and writes it, no more",
        ),
    };
    let pages = lang.pick("zones et sources", "fields and sources");
    let name = profile.name();
    format!(
        "{BOLD}{:03}{BOLD:#}{colon}{}\n  {does}\n  {}{colon}{name}, version {}\n  {whole}{colon}{}; {by_field}{colon}{}\n\n{}\n  \
         {DIM}{pages}{colon}`etalon layout show {name}`, {}{DIM:#}\n",
        profile.reference(),
        pick(&description.title, lang),
        lang.pick("profil", "profile"),
        description.version,
        word(profile.status(), lang),
        counts.join(", "),
        tree(description, lang),
        dictionary(profile),
    )
}

fn profile(layout: Layout, lang: Lang) -> String {
    match layout.status {
        Some(status) => format!("{} ({})", layout.name, word(status, lang)),
        None => layout.name.to_owned(),
    }
}

fn entity_page(layout: Layout, entity: &Entity, lang: Lang) -> String {
    let colon = colon(lang);
    let mut rows = table(
        lang,
        &[
            ("colonnes", "columns"),
            ("zone", "field"),
            ("type", "type"),
            ("confiance", "confidence"),
            ("sens", "meaning"),
        ],
    );
    for field in &entity.fields {
        let [_, columns, name, kind, confidence, meaning, _] =
            field_row(layout, entity, field, lang);
        rows.add_row([columns, name, kind, confidence, meaning]);
    }
    format!(
        "{}{colon}{:03} {}, {} {}, {}\n  {DIM}source{colon}{}{DIM:#}\n{rows}\n",
        profile(layout, lang),
        entity.number,
        pick(&entity.meaning, lang),
        lang.pick("longueur", "length"),
        entity.length,
        word(entity.confidence, lang),
        entity.source
    )
}

fn ambiguity(entry: &Entry, lang: Lang) -> String {
    let colon = colon(lang);
    let mut text = format!(
        "{}{colon}{}\n",
        entry.id,
        lang.pick(&entry.question.fr, &entry.question.en).trim()
    );
    for alternative in &entry.alternatives {
        let ours = if alternative.id == entry.default {
            lang.pick(" (la nôtre)", " (ours)")
        } else {
            ""
        };
        text.push_str(&format!(
            "  {}{ours}{colon}{}\n",
            alternative.id,
            lang.pick(&alternative.fr, &alternative.en)
        ));
    }
    if !entry.implemented {
        text.push_str(lang.pick(
            "  les autres lectures ne peuvent pas encore être choisies\n",
            "  the other readings cannot be chosen yet\n",
        ));
    }
    let why = entry.why.split_whitespace().collect::<Vec<_>>().join(" ");
    text.push_str(&format!("  {DIM}{why}{DIM:#}\n"));
    text
}

/// What to know of the tables and layouts met, each said once.
fn notes(found: &[Found], lang: Lang) -> Vec<String> {
    let colon = colon(lang);
    let mut notes: Vec<String> = Vec::new();
    let mut add = |note: String| {
        if !notes.contains(&note) {
            notes.push(note);
        }
    };
    for thing in found {
        match thing {
            Found::Code(table, _) => {
                if let Some(note) = &table.note {
                    add(format!("{}{colon}{}", table.id, pick(note, lang)));
                }
            }
            Found::Reference(profile) if profile.status() == Confidence::Inferred => {
                add(format!("{}{colon}{}", profile.name(), inferred(lang)));
            }
            Found::Entity(layout, _) | Found::Field(layout, ..)
                if layout.status == Some(Confidence::Inferred) =>
            {
                add(format!("{}{colon}{}", layout.name, inferred(lang)));
            }
            _ => {}
        }
    }
    notes
}

fn inferred(lang: Lang) -> &'static str {
    lang.pick(
        "disposition inférée : ces positions sont une proposition",
        "inferred layout: these positions are a proposal",
    )
}
