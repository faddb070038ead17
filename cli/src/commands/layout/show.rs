//! A layout: its tree, then a table an entity.

use conformance::report::Lang;
use noemie::profile::{Confidence, Description, Field, Profile};
use serde_json::{Value, json};

use super::sheet::{Block, Sheet};
use crate::commands::tree::tree;
use crate::commands::words::{colon, columns, pick, plain, table, word};
use crate::exit::{BOLD, DIM, Failure};

pub(super) fn page(sheet: &Sheet, entity: Option<&str>, lang: Lang) -> Result<String, Failure> {
    let colon = colon(lang);
    let blocks = chosen(sheet, entity)?;
    let mut text = format!(
        "{BOLD}{}{BOLD:#}{colon}{}\n",
        sheet.name,
        pick(&sheet.title, lang)
    );
    if let (Some(version), Some(status)) = (&sheet.version, sheet.status) {
        let whole = lang.pick("confiance d’ensemble", "confidence as a whole");
        text.push_str(&format!(
            "version {version}, {whole}{colon}{}\n",
            word(status, lang)
        ));
    }
    if sheet.status == Some(Confidence::Inferred) {
        let told = lang.pick(
            "disposition inférée : ces positions sont une proposition",
            "inferred layout: these positions are a proposal",
        );
        text.push_str(&format!("{BOLD}{told}{BOLD:#}\n"));
    }
    if entity.is_none() {
        if let Some(profile) = &sheet.profile {
            text.push_str(&facts(profile, lang));
            text.push_str(&format!("\n{}\n", tree(profile.description(), lang)));
        }
        let counted = lang.pick(
            "colonnes comptées à partir de 1, bornes comprises ; ce que les zones laissent est de remplissage",
            "columns count from 1, both ends included; what the fields leave is filler",
        );
        text.push_str(&format!("{DIM}{counted}{DIM:#}\n"));
    }
    for block in blocks {
        text.push_str(&block_page(block, lang));
    }
    Ok(text)
}

/// The layout itself, then an object an entity; with `entity`, that one alone.
pub(super) fn json(sheet: &Sheet, entity: Option<&str>) -> Result<Vec<Value>, Failure> {
    let mut lines = Vec::new();
    if entity.is_none() {
        let mut whole = super::list::json(sheet);
        if let (Some(object), Some(profile)) = (whole.as_object_mut(), &sheet.profile) {
            let description = profile.description();
            object.insert("base".to_owned(), json!(profile.base()));
            object.insert("role".to_owned(), json!(description.role));
            object.insert("header-date".to_owned(), json!(description.header_date));
            object.insert("dated-by".to_owned(), json!(description.dated_by));
            object.insert("closer".to_owned(), json!(description.closer));
            object.insert("tree".to_owned(), json!(description.tree));
        }
        lines.push(whole);
    }
    lines.extend(chosen(sheet, entity)?.into_iter().map(|block| {
        json!({
            "kind": if block.norms.is_some() { "record" } else { "entity" },
            "layout": sheet.name,
            "key": block.key,
            "norms": block.norms,
            "length": block.length,
            "confidence": block.confidence,
            "source": block.source,
            "meaning": block.meaning,
            "identifier": block.identifier,
            "total": block.total,
            "fields": block.fields,
        })
    }));
    Ok(lines)
}

fn chosen<'s>(sheet: &'s Sheet, entity: Option<&str>) -> Result<Vec<&'s Block>, Failure> {
    let blocks = sheet.blocks.iter();
    let chosen: Vec<&Block> = match entity {
        None => blocks.collect(),
        Some(asked) => blocks.filter(|block| block.is(asked)).collect(),
    };
    if chosen.is_empty() {
        let mut keys: Vec<&str> = sheet
            .blocks
            .iter()
            .map(|block| block.key.as_str())
            .collect();
        keys.dedup();
        return Err(Failure::Usage(
            format!(
                "the layout {} has no entity `{}`",
                sheet.name,
                entity.unwrap_or_default()
            ),
            Some(format!("it has {}", keys.join(", "))),
        ));
    }
    Ok(chosen)
}

/// What a profile says besides tree and entities.
fn facts(profile: &Profile, lang: Lang) -> String {
    let colon = colon(lang);
    let Description {
        role,
        header_date,
        dated_by,
        closer,
        ..
    } = profile.description();
    let mut facts = vec![
        format!(
            "{}{colon}{:03}",
            lang.pick("référence", "reference"),
            profile.reference()
        ),
        format!(
            "{}{colon}{}",
            lang.pick("date d’en-tête", "header date"),
            plain(json!(header_date)).to_ascii_uppercase()
        ),
    ];
    if let Some(base) = profile.base() {
        facts.push(format!("{}{colon}{base}", lang.pick("corrige", "extends")));
    }
    if let Some(role) = role {
        facts.push(format!(
            "{}{colon}{}",
            lang.pick("rôle", "role"),
            plain(json!(role))
        ));
    }
    if let Some(by) = dated_by {
        let label = lang.pick("datée de près par", "dated closely by");
        facts.push(format!("{label} {:03}.{}", by.entity, by.field));
    }
    let identifier = plain(json!(closer.identifier));
    facts.push(format!(
        "990{colon}{} {identifier}, {} `{}`",
        lang.pick("identifiant", "identifier"),
        lang.pick("signe", "sign"),
        closer.sign
    ));
    format!("{}\n", facts.join(" · "))
}

fn block_page(block: &Block, lang: Lang) -> String {
    let colon = colon(lang);
    let mut rows = table(
        lang,
        &[
            ("colonnes", "columns"),
            ("zone", "field"),
            ("type et forme", "type and format"),
            ("cadrage", "padding"),
            ("codes", "codes"),
            ("confiance", "confidence"),
            ("sens", "meaning"),
            ("source", "source"),
        ],
    );
    for field in &block.fields {
        rows.add_row([
            columns(field.at),
            field.name.clone(),
            format(field, lang),
            padding(field, lang).to_owned(),
            codes(field, lang),
            word(field.confidence, lang).to_owned(),
            pick(&field.meaning, lang).to_owned(),
            field.source.clone(),
        ]);
    }
    let norms = block
        .norms
        .as_ref()
        .map_or(String::new(), |norms| format!(" ({norms})"));
    let mut text = format!(
        "\n{BOLD}{}{BOLD:#}{norms} {}, {} {}, {}\n  {DIM}source{colon}{}{DIM:#}\n",
        block.key,
        pick(&block.meaning, lang),
        lang.pick("longueur", "length"),
        block.length,
        word(block.confidence, lang),
        block.source
    );
    if let Some(total) = &block.total {
        let label = lang.pick("nourrit les totaux", "feeds the totals");
        text.push_str(&format!(
            "  {label}{colon}{}, {}\n",
            total.amount, total.sign
        ));
    }
    if let Some(identifier) = &block.identifier {
        let label = lang.pick("répété par 990", "repeated by 990");
        text.push_str(&format!("  {label}{colon}{identifier}\n"));
    }
    text.push_str(&format!("{rows}\n"));
    text
}

/// Type, width, decimals, range, default, and what may be.
fn format(field: &Field, lang: Lang) -> String {
    let width = u32::from(field.at[1]) + 1 - u32::from(field.at[0]);
    let mut words = vec![format!("{} {width}", plain(json!(field.kind)))];
    if let Some(decimals) = field.decimals {
        words.push(format!("{} {decimals}", lang.pick("décimales", "decimals")));
    }
    if let Some([least, most]) = field.range {
        words.push(format!("{least}..{most}"));
    }
    if let Some(default) = &field.default {
        words.push(format!("{} `{default}`", lang.pick("défaut", "default")));
    }
    if field.optional {
        words.push(lang.pick("facultatif", "optional").to_owned());
    }
    if field.personal || field.kind.is_personal() {
        words.push(lang.pick("personnel", "personal").to_owned());
    }
    words.join(", ")
}

fn padding(field: &Field, lang: Lang) -> &'static str {
    use noemie::profile::Padding::{BlanksLeft, BlanksRight, ZerosLeft};
    match field.padding.unwrap_or(field.kind.padding()) {
        ZerosLeft => lang.pick("zéros à gauche", "zeros left"),
        BlanksLeft => lang.pick("blancs à gauche", "blanks left"),
        BlanksRight => lang.pick("blancs à droite", "blanks right"),
    }
}

fn codes(field: &Field, lang: Lang) -> String {
    let mut all: Vec<String> = field.codes.iter().map(|code| format!("`{code}`")).collect();
    let label = lang.pick("table", "table");
    all.extend(field.tables.iter().map(|table| format!("{label} {table}")));
    all.join(" ")
}
