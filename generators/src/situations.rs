//! The everyday situations of the field notes (§1), and who makes them.

use oracle::trace::Label;

use crate::adversity::Adversity;

/// A situation that a mutuelle meets every day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Situation {
    /// Its number in the field notes, from 1.
    pub number: u8,
    /// What happens.
    pub what: Label,
    /// Why nothing makes it, where nothing does.
    pub unmade: Option<Label>,
}

impl Situation {
    /// All of them, by number.
    pub fn all() -> impl Iterator<Item = &'static Self> {
        SITUATIONS.iter()
    }

    /// Ids of the adversities that make it, in the order of the catalogue.
    pub fn adversities(&self) -> impl Iterator<Item = &'static str> + '_ {
        let made = Adversity::all().filter(|entry| entry.situations.contains(&self.number));
        made.map(|entry| entry.id)
    }

    /// The care that makes it: id and name.
    pub fn pathways(&self) -> impl Iterator<Item = (&'static str, Label)> + '_ {
        let made = crate::pathways().chain([LIVES]);
        let made = made.filter(|(.., situations)| situations.contains(&self.number));
        made.map(|(id, fr, en, _)| (id, Label { fr, en }))
    }
}

/// What, without adversity, makes situations: id, name in French and English, their numbers.
type Pathway = (&'static str, &'static str, &'static str, &'static [u8]);

const LIVES: Pathway = (
    "lives",
    "vies et contrats qui changent",
    "lives and contracts that change",
    &[6, 7, 8, 24, 25, 26, 27],
);

/// Nothing on the wire tells of it.
const INSIDE: Label = Label {
    fr: "se passe dans la mutuelle : rien sur le fil ne le dit",
    en: "happens inside the mutuelle: nothing on the wire tells of it",
};
const NO_MARK: Label = Label {
    fr: "la norme publique ne dit pas ce qui distingue un fichier de test",
    en: "the public norm does not say what tells a test file",
};
const STATEMENT: Label = Label {
    fr: "un décompte papier est un relevé, que les scénarios remettent ; les flux n’en portent pas",
    en: "a paper décompte is a statement, which scenarios hand over; flows carry none",
};
const fn made(number: u8, fr: &'static str, en: &'static str) -> Situation {
    Situation {
        number,
        what: Label { fr, en },
        unmade: None,
    }
}

const fn unmade(number: u8, fr: &'static str, en: &'static str, why: Label) -> Situation {
    Situation {
        unmade: Some(why),
        ..made(number, fr, en)
    }
}

const SITUATIONS: [Situation; 34] = [
    made(
        1,
        "plusieurs OC dans un fichier, dont un qui n’est pas géré ici",
        "several OCs in one file, one of them not managed here",
    ),
    made(
        2,
        "fusion d’OC, changement de numéro d’OC",
        "OCs merge, an OC changes its number",
    ),
    made(3, "campagne de fin d’année", "year-end campaign"),
    made(
        4,
        "rejets 929 que personne ne traite",
        "929 rejects that nobody works",
    ),
    made(
        5,
        "décompte avant que le contrat soit saisi",
        "décompte before the contract is keyed",
    ),
    made(6, "changement de caisse", "change of caisse"),
    made(
        7,
        "changement de NIR, NIR provisoire puis définitif",
        "change of NIR, provisional to definitive",
    ),
    made(
        8,
        "enfant rattaché à ses deux parents",
        "child attached to both parents",
    ),
    made(
        9,
        "enfant couvert par les mutuelles des deux parents",
        "child under both parents’ mutuelles",
    ),
    made(
        10,
        "cinq lignes, dont un acte inconnu",
        "five lines, one unknown act",
    ),
    made(
        11,
        "quantité, dénombrement et coefficient différents",
        "quantity, dénombrement and coefficient all different",
    ),
    made(
        12,
        "majorations de nuit, de dimanche, d’urgence, déplacements",
        "night, Sunday and urgency complements, travel",
    ),
    made(
        13,
        "CCAM : activités, associations, phases",
        "CCAM: activities, associations, phases",
    ),
    made(
        14,
        "actes infirmiers multiples, dont un à zéro",
        "multiple nurse acts, one at zero",
    ),
    made(
        15,
        "montant AMO nul sur une base positive",
        "AMO amount zero with a positive base",
    ),
    made(16, "refus de l’AMO", "refusal by the AMO"),
    made(
        17,
        "qualificatifs de la dépense",
        "qualifiers of the expense",
    ),
    made(
        18,
        "participations et franchises, même sans acte et des mois après",
        "participation and franchise lines, even without their act and months later",
    ),
    made(
        19,
        "lignes d’un séjour, dont certaines hors NOEMIE",
        "distinct lines of one stay, some not in NOEMIE",
    ),
    made(
        20,
        "facturation hospitalière mensuelle",
        "monthly or intermediate hospital billing",
    ),
    made(
        21,
        "régularisation d’une régularisation",
        "regularisation of a regularisation",
    ),
    made(
        22,
        "annulation après un changement de produit ou une résiliation",
        "cancellation after a product change or a termination",
    ),
    made(23, "indu à récupérer", "undue amount to recover"),
    made(24, "résiliation rétroactive", "retroactive termination"),
    made(
        25,
        "suspension pour impayé",
        "suspension for unpaid premium",
    ),
    made(
        26,
        "contrats successifs d’une personne",
        "successive contracts of one person",
    ),
    made(27, "décès", "death"),
    unmade(
        28,
        "ni RIB ni retour de banque traité",
        "no bank details, or a bank return",
        INSIDE,
    ),
    unmade(
        29,
        "seuil de petit montant",
        "small-amount threshold",
        INSIDE,
    ),
    made(
        30,
        "un concentrateur regroupe, renumérote ou remet",
        "a concentrator re-groups, renumbers or re-sends",
    ),
    made(
        31,
        "accident causé par un tiers",
        "accident with a liable third party",
    ),
    made(
        32,
        "forfaits : soins infirmiers à la journée (BSA à BSC), maternité ; l’imagerie (FTN) n’a pas de chiffre sourcé",
        "packages: daily nursing (BSA to BSC), maternity; imagery (FTN) has no sourced figure",
    ),
    unmade(
        33,
        "fichier de test en production, ou l’inverse",
        "test file in production, or the reverse",
        NO_MARK,
    ),
    unmade(
        34,
        "décompte papier saisi, puis la ligne NOEMIE",
        "paper décompte keyed by hand, then the NOEMIE line",
        STATEMENT,
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_of_the_thirty_four_is_made_or_says_why_not() {
        for (situation, number) in Situation::all().zip(1..) {
            assert_eq!(situation.number, number);
            let makers = situation.adversities().count() + situation.pathways().count();
            match situation.unmade {
                None => assert!(makers > 0, "{number}: nothing makes it"),
                Some(why) => {
                    assert_eq!(makers, 0, "{number}: made, and said not to be: {}", why.en)
                }
            }
        }
    }

    #[test]
    fn no_adversity_names_a_situation_that_is_none() {
        for entry in Adversity::all() {
            for number in entry.situations {
                assert!((1..=34).contains(number), "{}: {number}", entry.id);
            }
        }
    }
}
