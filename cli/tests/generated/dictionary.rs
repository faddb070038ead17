//! The data dictionary: a page a profile, one for the envelope, one for B2.

use std::fmt::Write as _;
use std::fs;

use noemie::profile::{Confidence, Counted, Description, Entity, Field, HeaderDate, Node, Profile};

use super::{HEAD, at, cell, hold, row, table, word};

fn confidences(page: &mut String) {
    page.push_str(
        "\nConfiance / confidence : **confirmed** lu dans une source, read in a source · **strong** déduit d'un \
         indice fort, deduced from strong evidence · **inferred** déduit ou proposé, deduced or proposed · \
         **memory** de mémoire, from memory. The sources are named in \
         [noemie/profiles/README.md](../../noemie/profiles/README.md).\n",
    );
}

#[test]
fn the_data_dictionary_is_fresh() {
    for profile in Profile::embedded_all() {
        let mut page = dictionary(profile);
        if profile.reference() == 929 {
            reasons(&mut page);
        }
        hold(&format!("docs/dictionary/{}.md", profile.name()), &page);
    }
    let mut page = format!(
        "{HEAD}# Enveloppe commune · shared envelope (000, 990, 999)\n\n\
         Ce que toutes les références partagent. What every reference shares.\n"
    );
    confidences(&mut page);
    for entity in &noemie::profile::envelope().entities {
        describe(&mut page, entity);
    }
    hold("docs/dictionary/envelope.md", &page);
    hold("docs/dictionary/b2.md", &b2_dictionary());
}

fn b2_dictionary() -> String {
    let description = noemie::b2::description();
    let mut page = format!(
        "{HEAD}# B2, DRE · {} · {}\n\nVersion `{}`, confiance d'ensemble / confidence as a whole: **{}**.\n",
        description.title.fr,
        description.title.en,
        description.version,
        description.status.as_str()
    );
    confidences(&mut page);
    page.push_str(
        "Enregistrements de 128 caractères ; colonnes comptées à partir de 1, bornes comprises. Seules les zones qu'un \
         lecteur public nomme sont ici ; le reste est de remplissage. **cp** norme des hôpitaux publics, **es** sa \
         version de 2013, **base** toute autre norme ; l'enregistrement 1 dit laquelle. Records of 128 characters; columns count \
         from 1, both ends included. Only the zones that one public reader names are here; the rest is filler. **cp** norm of \
         public hospitals, **es** its version of 2013, **base** any other; record 1 says which.\n\n\
         La lettre d'un enregistrement complémentaire est en 36 ou 39 « selon le type » ; laquelle est inférée. The letter of a \
         supplementary record stands at 36 or 39 \"depending on the type\"; which at which is inferred.\n",
    );
    for record in &description.records {
        let norms: Vec<&str> = record.norms.iter().map(|norm| norm.as_str()).collect();
        let letters: Vec<String> = record.letter_at.iter().map(u16::to_string).collect();
        let letters = match letters.as_slice() {
            [] => String::new(),
            all => format!(" Lettre en / letter at {}.", all.join(", ")),
        };
        let _ = writeln!(
            page,
            "\n## {} ({}) · {} · {}\n\n**{}**, source : {}.{letters}\n",
            record.key,
            norms.join(", "),
            record.meaning.fr,
            record.meaning.en,
            record.confidence.as_str(),
            cell(&record.source)
        );
        describe_fields(&mut page, &record.zones);
    }
    page
}

#[test]
fn the_example_of_a_correction_compiles() {
    let text = fs::read_to_string(at("docs/examples/mine.yaml")).expect("a readable example");
    let mine = Profile::parse("mine.yaml", &text).expect("an example that compiles");
    assert_eq!((mine.reference(), mine.base()), (304, Some("303-inferred")));
    assert_eq!(
        mine.lacks(),
        [],
        "étalon can still generate and judge under it"
    );
    let page = fs::read_to_string(at("docs/layouts.md")).expect("a readable page");
    assert!(page.contains("examples/mine.yaml"));
}

fn dictionary(profile: &Profile) -> String {
    let Description {
        reference,
        version,
        title,
        status,
        header_date,
        dated_by,
        closer,
        envelope,
        tree,
        entities,
        ..
    } = profile.description();
    let mut page = format!("{HEAD}# {reference:03} · {} · {}\n\n", title.fr, title.en);
    let _ = writeln!(
        page,
        "Profil / profile `{}`, version `{version}`, confiance d'ensemble / confidence as a whole: **{}**.",
        profile.name(),
        status.as_str()
    );
    if *status == Confidence::Inferred {
        page.push_str(
            "\n> **Disposition inférée.** La disposition officielle n'est pas publique en entier : ces positions \
             sont une proposition, à remplacer par celles du cahier officiel.\n>\n\
             > **Inferred layout.** The official layout is not public in full: these positions are a \
             proposal, to be replaced by whoever holds the official book.\n",
        );
    }
    confidences(&mut page);
    page.push_str(
        "Colonnes comptées à partir de 1, bornes comprises ; la longueur comprend le `@` final. Columns count from 1, \
         both ends included; lengths include the final `@`. Voir aussi / see also [envelope](envelope.md).\n",
    );
    let order = match header_date {
        HeaderDate::Aammjj => "AAMMJJ",
        HeaderDate::Jjmmaa => "JJMMAA",
    };
    let _ = write!(page, "\nDate d'en-tête / header date: `{order}`");
    if let Some(by) = dated_by {
        let _ = write!(
            page,
            ", {:03} `{}` la suit de près / is close to it",
            by.entity, by.field
        );
    }
    let _ = writeln!(
        page,
        ". 990 : identifiant / identifier `{}`, signe / sign `{}`.\n\n## Arbre · tree\n",
        word(&closer.identifier),
        closer.sign
    );
    table(
        &mut page,
        &[
            "entité / entity",
            "niveau / level",
            "dans / within",
            "règles / rules",
            "sens",
            "meaning",
        ],
    );
    for node in tree {
        let entity = entities
            .iter()
            .find(|e| e.number == node.entity)
            .expect("a described entity");
        let parent = node
            .parent
            .map_or("-".to_owned(), |parent| format!("{parent:03}"));
        let (number, level) = (format!("{:03}", node.entity), format!("{:02}", node.level));
        row(
            &mut page,
            &[
                &number,
                &level,
                &parent,
                &rules(node),
                &entity.meaning.fr,
                &entity.meaning.en,
            ],
        );
    }
    for entity in envelope.iter().chain(entities) {
        describe(&mut page, entity);
    }
    page
}

/// What else the tree says of an entity.
fn rules(node: &Node) -> String {
    let mut rules = Vec::new();
    if node.opens == Some(false) {
        rules.push("n'ouvre rien / opens nothing".to_owned());
    }
    match node.counted {
        Counted::Always => {}
        Counted::Never => rules.push("n'est pas comptée / is not counted".to_owned()),
        Counted::Either => {
            rules.push("comptée selon l'émetteur / counted as the writer does".to_owned());
        }
    }
    rules.extend(node.min.map(|min| format!("min {min}")));
    rules.extend(node.max.map(|max| format!("max {max}")));
    rules.join(", ")
}

fn describe(page: &mut String, entity: &Entity) {
    let _ = writeln!(
        page,
        "\n## {:03} · {} · {}\n\nLongueur / length {}, **{}**, source : {}.\n",
        entity.number,
        entity.meaning.fr,
        entity.meaning.en,
        entity.length,
        entity.confidence.as_str(),
        cell(&entity.source)
    );
    if let Some(total) = &entity.total {
        let (amount, sign) = (&total.amount, &total.sign);
        let _ = writeln!(
            page,
            "Nourrit les totaux / feeds the totals: `{amount}`, `{sign}`.\n"
        );
    }
    describe_fields(page, &entity.fields);
}

fn describe_fields(page: &mut String, fields: &[Field]) {
    table(
        page,
        &[
            "colonnes / columns",
            "zone / field",
            "type",
            "confiance / confidence",
            "sens",
            "meaning",
            "source",
        ],
    );
    for field in fields {
        let [from, to] = field.at;
        let columns = if from == to {
            from.to_string()
        } else {
            format!("{from}-{to}")
        };
        row(
            page,
            &[
                &columns,
                &format!("`{}`", field.name),
                &kind(field),
                field.confidence.as_str(),
                &field.meaning.fr,
                &field.meaning.en,
                &field.source,
            ],
        );
    }
}

/// The type of a field with what narrows it.
fn kind(field: &Field) -> String {
    let mut text = word(&field.kind);
    if let Some(decimals) = field.decimals {
        let _ = write!(text, ", {decimals} décimales / decimals");
    }
    if let Some([least, most]) = field.range {
        let _ = write!(text, ", {least}..{most}");
    }
    if let Some(padding) = &field.padding {
        let _ = write!(text, ", cadrage / padding {}", word(padding));
    }
    if field.optional {
        text.push_str(", facultatif / optional");
    }
    if field.personal || field.kind.is_personal() {
        text.push_str(", personnel / personal");
    }
    if !field.codes.is_empty() {
        let codes: Vec<String> = field.codes.iter().map(|code| format!("`{code}`")).collect();
        let _ = write!(text, ", {}", codes.join(" "));
    }
    for table in &field.tables {
        let _ = write!(text, ", table [{table}](../codes.md#{table})");
    }
    if let Some(default) = &field.default {
        let _ = write!(text, ", défaut / default `{default}`");
    }
    text
}

fn reasons(page: &mut String) {
    page.push_str(
        "\n## Motifs de réponse · reasons (290/15-16)\n\nGroupe / group: **R** rejet, rejected · **S** \
         signalement, reported · **A** enregistré, acknowledged.\n\n",
    );
    table(
        page,
        &[
            "code",
            "groupe / group",
            "confiance / confidence",
            "sens",
            "meaning",
            "source",
        ],
    );
    for reason in noemie::reasons::reasons() {
        let group = reason.group.as_ref().map_or("-".to_owned(), word);
        row(
            page,
            &[
                &format!("{:02}", reason.code),
                &group,
                reason.confidence.as_str(),
                &reason.meaning.fr,
                &reason.meaning.en,
                &reason.source,
            ],
        );
    }
}
