//! What is said of each adversity, in the order of the kinds.

use oracle::trace::Label;

use super::{Adversity, DrawnFor, Entry, Family};

/// The whole catalogue.
pub(super) const CATALOGUE: [Entry; 12] = [
    Entry {
        adversity: Adversity::FileTwice,
        id: "file-twice",
        family: Family::Duplicates,
        drawn_for: DrawnFor::File,
        rate: 30,
        what: Label {
            fr: "un fichier est remis deux fois",
            en: "a file is delivered twice",
        },
        due: Label {
            fr: "le second est un doublon, sans effet",
            en: "the second is a duplicate, without effect",
        },
    },
    Entry {
        adversity: Adversity::DamagedFile,
        id: "damaged-file",
        family: Family::Wire,
        drawn_for: DrawnFor::File,
        rate: 20,
        what: Label {
            fr: "une entité est abîmée en chemin, le fichier sain suit",
            en: "an entity is damaged on the way; the clean file comes later",
        },
        due: Label {
            fr: "le premier est refusé en entier, le second accepté",
            en: "the first is refused as a whole, the second accepted",
        },
    },
    Entry {
        adversity: Adversity::DecompteAgain,
        id: "decompte-again",
        family: Family::Duplicates,
        drawn_for: DrawnFor::Sheet,
        rate: 8,
        what: Label {
            fr: "un décompte revient sous la même identité dans un autre fichier",
            en: "a décompte comes again under the same identity in another file",
        },
        due: Label {
            fr: "lignes en doublon, un seul effet",
            en: "duplicate lines, one effect",
        },
    },
    Entry {
        adversity: Adversity::CareAgain,
        id: "care-again",
        family: Family::Duplicates,
        drawn_for: DrawnFor::Sheet,
        rate: 8,
        what: Label {
            fr: "les mêmes soins reviennent sous un autre numéro de décompte",
            en: "the same care comes under another décompte number",
        },
        due: Label {
            fr: "en attente, non payés",
            en: "held, not paid",
        },
    },
    Entry {
        adversity: Adversity::Cancellation,
        id: "cancellation",
        family: Family::Money,
        drawn_for: DrawnFor::Sheet,
        rate: 8,
        what: Label {
            fr: "l’AMO reprend un décompte",
            en: "the AMO takes a décompte back",
        },
        due: Label {
            fr: "ce qui avait été payé est repris",
            en: "what was paid is reversed",
        },
    },
    Entry {
        adversity: Adversity::Regularisation,
        id: "regularisation",
        family: Family::Money,
        drawn_for: DrawnFor::Sheet,
        rate: 8,
        what: Label {
            fr: "un décompte est repris et liquidé de nouveau",
            en: "a décompte is taken back and settled anew",
        },
        due: Label {
            fr: "reprise, puis le nouveau montant",
            en: "reversed, then the new amount",
        },
    },
    Entry {
        adversity: Adversity::CrossedRegularisation,
        id: "crossed-regularisation",
        family: Family::Duplicates,
        drawn_for: DrawnFor::Sheet,
        rate: 5,
        what: Label {
            fr: "le nouveau décompte arrive avant l’annulation",
            en: "the new décompte comes before the cancellation",
        },
        due: Label {
            fr: "en attente, puis réglé quand elle arrive",
            en: "held, then settled when it comes",
        },
    },
    Entry {
        adversity: Adversity::AfterEnd,
        id: "after-end",
        family: Family::Contracts,
        drawn_for: DrawnFor::Household,
        rate: 60,
        what: Label {
            fr: "des soins d’après la fin du contrat et de son lien sont transmis tout de même",
            en: "care after the contract and its link ended is sent all the same",
        },
        due: Label {
            fr: "refusés : pas de garantie à cette date",
            en: "refused: no cover on that date",
        },
    },
    Entry {
        adversity: Adversity::LateBeforeEnd,
        id: "late-before-end",
        family: Family::Contracts,
        drawn_for: DrawnFor::Household,
        rate: 60,
        what: Label {
            fr: "des soins d’avant la fin du contrat arrivent après elle",
            en: "care before the contract ended is received after",
        },
        due: Label {
            fr: "réglés comme les autres",
            en: "settled as usual",
        },
    },
    Entry {
        adversity: Adversity::UnknownInsured,
        id: "unknown-insured",
        family: Family::Identity,
        drawn_for: DrawnFor::Household,
        rate: 15,
        what: Label {
            fr: "la caisse ne connaît pas l’assuré",
            en: "the caisse does not know the insured",
        },
        due: Label {
            fr: "929 motif 18, aucun décompte",
            en: "929 reason 18, no décompte",
        },
    },
    Entry {
        adversity: Adversity::WrongKey,
        id: "wrong-key",
        family: Family::Identity,
        drawn_for: DrawnFor::Household,
        rate: 15,
        what: Label {
            fr: "la clé du NIR est fausse",
            en: "the NIR key is wrong",
        },
        due: Label {
            fr: "929 motif 30, aucun décompte",
            en: "929 reason 30, no décompte",
        },
    },
    Entry {
        adversity: Adversity::Overlap,
        id: "overlap",
        family: Family::Contracts,
        drawn_for: DrawnFor::Household,
        rate: 15,
        what: Label {
            fr: "un autre OC a un lien sur les mêmes jours",
            en: "another OC is linked over the same days",
        },
        due: Label {
            fr: "929 motif 53, le flux s’arrête",
            en: "929 reason 53, the flow stops",
        },
    },
];
