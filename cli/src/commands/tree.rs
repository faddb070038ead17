//! The tree of a layout, as pages show it.

use conformance::report::Lang;
use noemie::profile::{Counted, Description};

use super::words::pick;

/// Its entities, each under its parent, with level, meaning and how often it comes.
pub(super) fn tree(description: &Description, lang: Lang) -> String {
    let mut text = String::new();
    for node in &description.tree {
        let mut depth = 0;
        let mut above = node.parent;
        while let Some(parent) = above {
            depth += 1;
            let nodes = description.tree.iter();
            above = nodes
                .filter(|other| other.entity == parent)
                .find_map(|other| other.parent)
                .filter(|_| depth <= description.tree.len());
        }
        let entity = description
            .entities
            .iter()
            .find(|e| e.number == node.entity);
        let meaning = entity.map_or("", |entity| pick(&entity.meaning, lang));
        let mut notes = Vec::new();
        if node.opens == Some(false) && node.level != 99 {
            notes.push(lang.pick("n’ouvre rien", "opens nothing").to_owned());
        }
        match node.counted {
            Counted::Always => {}
            Counted::Never => {
                notes.push(lang.pick("n’est pas comptée", "is not counted").to_owned())
            }
            Counted::Either => notes.push(
                lang.pick(
                    "comptée ou non selon l’émetteur",
                    "counted or not, as the writer does",
                )
                .to_owned(),
            ),
        }
        notes.extend(
            node.min
                .map(|min| format!("{} {min}", lang.pick("au moins", "at least"))),
        );
        notes.extend(
            node.max
                .map(|max| format!("{} {max}", lang.pick("au plus", "at most"))),
        );
        let notes = if notes.is_empty() {
            String::new()
        } else {
            format!(" ({})", notes.join(", "))
        };
        let indent = "  ".repeat(depth);
        text.push_str(&format!(
            "{indent}{:03} [{:02}] {meaning}{notes}\n",
            node.entity, node.level
        ));
    }
    text
}
