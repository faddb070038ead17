//! What a report must show to be trusted (field notes §4), and where the page shows it.

use super::Lang;

/// One of the fifteen.
#[derive(Debug, Clone, Copy)]
pub struct Point {
    /// 1 to 15, as the field notes number them.
    pub number: u8,
    /// Id of the part of the page that shows it.
    pub anchor: &'static str,
    fr: &'static str,
    en: &'static str,
}

impl Point {
    /// In a few words.
    #[must_use]
    pub fn title(&self, lang: Lang) -> &'static str {
        lang.pick(self.fr, self.en)
    }
}

/// All of them. Every page has each, whatever was run: where there is nothing to show, it says so.
pub const POINTS: [Point; 15] = [
    of(
        1,
        "unproved",
        "Ce qui n’a pas été prouvé",
        "What was not proved",
    ),
    of(
        2,
        "reconciliation",
        "Rapprochement sans écart",
        "Reconciliation without gap",
    ),
    of(
        3,
        "money",
        "Argent en jeu, trop et trop peu",
        "Money at stake, over and under",
    ),
    of(
        4,
        "inputs",
        "Identité : versions, empreintes, graine",
        "Identity: versions, hashes, seed",
    ),
    of(
        5,
        "requirements",
        "Exigences et dates charnières",
        "Requirements and boundary dates",
    ),
    of(
        6,
        "parameters",
        "Paramètres employés et leur fiabilité",
        "Parameters used and how sure they are",
    ),
    of(
        7,
        "sample",
        "Échantillon de lignes conformes",
        "Sample of passing lines",
    ),
    of(
        8,
        "causes",
        "Causes et plus petit fichier",
        "Causes and smallest file",
    ),
    of(
        9,
        "accounts",
        "Comptes des personnes et compteurs",
        "Accounts of persons and counters",
    ),
    of(
        10,
        "instrument",
        "Preuve que l’instrument fonctionne",
        "Proof that the instrument works",
    ),
    of(11, "examples", "Exemples publiés", "Published examples"),
    of(
        12,
        "known",
        "Écarts connus et passage précédent",
        "Known failures and previous run",
    ),
    of(13, "links", "Gestion des liens", "Link management"),
    of(14, "delays", "Délais", "Delays"),
    of(15, "limits", "Limites", "Limits"),
];

const fn of(number: u8, anchor: &'static str, fr: &'static str, en: &'static str) -> Point {
    Point {
        number,
        anchor,
        fr,
        en,
    }
}
