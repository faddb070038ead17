//! What the sources of steps say, in French.

/// A source as a French page tells it: the documents by their French names, the remarks in French. The data files
/// tell them in English.
#[must_use]
pub fn french_source(source: &str) -> String {
    REMARKS
        .iter()
        .fold(source.to_owned(), |source, (english, french)| {
            source.replace(english, french)
        })
}

/// What sources say in words, and its French. The documents that they name are the study notes of the project.
const REMARKS: &[(&str, &str)] = &[
    (
        "(E087: the crown whose cap is 290.00)",
        "(E087 : la couronne dont le plafond est de 290,00)",
    ),
    (
        "(E090: the crown without remainder whose cap is 440.00)",
        "(E090 : la couronne sans reste à charge dont le plafond est de 440,00)",
    ),
    ("(3.20, Jan 2025)", "(3,20, janvier 2025)"),
    ("(Jan 2025)", "(janvier 2025)"),
    (
        "(a step of 0.15 was unsigned in February 2026)",
        "(une hausse de 0,15 n’était pas signée en février 2026)",
    ),
    (
        "(acts of direct access are not told apart: the whole speciality)",
        "(les actes d’accès direct ne sont pas distingués : toute la spécialité)",
    ),
    (
        "(added by the decree of 26/11/2025)",
        "(ajouté par le décret du 26/11/2025)",
    ),
    (
        "amounts after 2024 not verified",
        "montants non vérifiés après 2024",
    ),
    (
        "(an insurer page says exempt; register: at-mp-participation)",
        "(une page d’assureur dit exonéré ; registre : at-mp-participation)",
    ),
    (
        "(another source: 1 January 2025)",
        "(une autre source : 1er janvier 2025)",
    ),
    ("(12.00 by the same rule)", "(12,00 par la même règle)"),
    ("(decree of 26/11/2025)", "(décret du 26/11/2025)"),
    (
        "(does not name them, §4 does)",
        "(ne les nomme pas, le §4 si)",
    ),
    (
        "(67.70 for some, given on the line)",
        "(67,70 pour certains, porté par la ligne)",
    ),
    (
        "house plan, Who knows what was due",
        "plan de la maison, Who knows what was due",
    ),
    ("(many)", "(nombreuses sources)"),
    ("(one page)", "(une seule page)"),
    ("(1 or 22 April 2026)", "(1er ou 22 avril 2026)"),
    ("order of 09/12/2022", "arrêté du 09/12/2022"),
    (
        "(persons exempt of the participation)",
        "(personnes exonérées de la participation)",
    ),
    (
        "(planned, application not verified)",
        "(prévu, application non vérifiée)",
    ),
    ("(2025 price lists, U)", "(listes de prix de 2025, U)"),
    (
        "rise of 01/07/2025 put off",
        "hausse du 01/07/2025 reportée",
    ),
    (
        "says child, without an age; 16 as in §5",
        "dit enfant, sans âge ; 16 comme au §5",
    ),
    ("(seed 002)", "(article 002)"),
    ("(seed 003)", "(article 003)"),
    ("(since 27/10/2022)", "(depuis le 27/10/2022)"),
    ("(since 01/01/2019)", "(depuis le 01/01/2019)"),
    (
        "(still 26.50 in early 2025, not read later)",
        "(encore 26,50 début 2025, non relu depuis)",
    ),
    ("(under 25: 67.00)", "(moins de 25 ans : 67,00)"),
    ("(under 25: 75.00)", "(moins de 25 ans : 75,00)"),
    ("(under 25)", "(moins de 25 ans)"),
    ("(2023 value U)", "(valeur de 2023 U)"),
    ("(2022–24 values)", "(valeurs 2022–24)"),
    ("(2025 values U)", "(valeurs de 2025 U)"),
    ("rules §", "règles §"),
    ("field notes ", "notes de terrain "),
    ("; ", " ; "),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::Law;

    /// Words that no source keeps on a French page, beside the keys of sources and addresses.
    const ENGLISH: &[&str] = &[
        "the", "of", "not", "by", "or", "and", "since", "order", "decree", "added", "still",
        "under", "rules", "notes", "values", "value", "price", "many", "some", "says", "planned",
        "rise", "amounts",
    ];

    #[test]
    fn a_source_of_the_law_is_french_on_a_french_page() {
        for series in Law::embedded().all() {
            let values = series.changes().filter_map(|(_, value)| value.ok());
            for source in values.map(|value| value.source) {
                let french = french_source(source);
                let words = french
                    .split_whitespace()
                    .filter(|word| !word.starts_with(['[', '<']) && !word.contains("://"))
                    .flat_map(|word| word.split(|letter: char| !letter.is_alphabetic()));
                for word in words {
                    assert!(!ENGLISH.contains(&word), "{french}: {word}");
                }
            }
        }
    }
}
