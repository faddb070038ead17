//! The catalogue of adversities, and who makes each situation of the field notes.

use std::fmt::Write as _;

use generators::{Adversity, Entry, Family, Situation};

use super::{HEAD, hold, hold_schema_written, row, table};

#[test]
fn the_catalogue_of_adversities_is_fresh() {
    hold_schema_written::<Entry>(
        "adversity",
        "étalon: one line of `etalon adversities --json`",
    );
    let mut page = format!(
        "{HEAD}# Adversités · adversities\n\nCe que l’on peut faire mal tourner dans un monde généré. Une adversité qui ne \
         dit pas la réaction due n’est pas au catalogue. Le juge ne lit jamais cette colonne : les attentes viennent du \
         grand livre, et des tests tiennent les deux l’un contre l’autre. What can be made to go wrong in a generated \
         world. An adversity that does not say which reaction is due is not in the catalogue. The judge never reads this \
         column: expectations come from the ledger, and tests hold the two against each other.\n\n\
         Le taux, une hypothèse, est pour mille de ce pour quoi il est tiré. The rate, an assumption, is per thousand of \
         what it is drawn for; set it with \
         `etalon generate --adversity ID=RATE` or in the `adversities` section of a scenario. \
         `etalon adversities --lang fr`; `--json`, a line as \
         [adversity.schema.json](../schemas/adversity.schema.json) says. §: \
         [situations](field-situations.md) of the field notes that it makes.\n"
    );
    for family in Family::ALL {
        let label = family.label();
        let _ = writeln!(page, "\n## {} · {}\n", label.fr, label.en);
        table(
            &mut page,
            &[
                "id",
                "ce qui arrive",
                "what happens",
                "réaction due",
                "reaction due",
                "tiré par / drawn for each",
                "‰",
                "§",
            ],
        );
        for entry in Adversity::all().filter(|entry| entry.family == family) {
            let drawn_for = entry.drawn_for.label();
            let situations: Vec<String> = entry.situations.iter().map(u8::to_string).collect();
            row(
                &mut page,
                &[
                    &format!("`{}`", entry.id),
                    entry.what.fr,
                    entry.what.en,
                    entry.due.fr,
                    entry.due.en,
                    &format!("{} / {}", drawn_for.fr, drawn_for.en),
                    &entry.rate.to_string(),
                    &situations.join(", "),
                ],
            );
        }
    }
    hold("docs/adversities.md", &page);
}

#[test]
fn the_page_of_situations_is_fresh() {
    let made = Situation::all().filter(|situation| situation.unmade.is_none());
    let mut page = format!(
        "{HEAD}# Situations du terrain · field situations\n\nLes situations de tous les jours d’une mutuelle, et ce qui les \
         produit dans un monde généré : une [adversité](adversities.md) ou des soins. The everyday situations of a \
         mutuelle, and what makes them in a generated world: an [adversity](adversities.md) or care. {} of {} are \
         made; the others say why not.\n\n",
        made.count(),
        Situation::all().count(),
    );
    table(
        &mut page,
        &[
            "§",
            "situation",
            "situation",
            "adversités / adversities",
            "soins / care",
            "pourquoi pas",
            "why not",
        ],
    );
    for situation in Situation::all() {
        let adversities: Vec<String> = situation
            .adversities()
            .map(|id| format!("`{id}`"))
            .collect();
        let pathways: Vec<String> = situation
            .pathways()
            .map(|(id, name)| format!("`{id}` ({} · {})", name.fr, name.en))
            .collect();
        let why = situation.unmade;
        row(
            &mut page,
            &[
                &situation.number.to_string(),
                situation.what.fr,
                situation.what.en,
                &adversities.join(" "),
                &pathways.join(" "),
                why.map_or("", |why| why.fr),
                why.map_or("", |why| why.en),
            ],
        );
    }
    hold("docs/field-situations.md", &page);
}
