//! The tables that rules use: the law files must hold one for each name here, in the unit fixed here.

use serde::{Deserialize, Serialize};

use super::params::ids;
use super::{Texts, Unit};

/// A table of the law: figures under keys.
#[derive(Debug, Clone)]
pub struct Table {
    /// Its id in the law files.
    pub id: String,
    /// What it holds.
    pub label: Texts,
    /// What its rows are looked up by.
    pub key: Key,
    /// Unit of every row.
    pub unit: Unit,
    /// Why a key that is not in it has no figure.
    pub others: Texts,
    /// Section of the rules document that it was taken from.
    pub source: String,
    /// Where its rows stand in the law.
    pub(super) rows: (usize, usize),
}

/// What the rows of a table are looked up by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Key {
    /// A code of the CCAM: `HBLD038`.
    Ccam,
    /// A ground on which a person is exempt: `maternite`.
    Exemption,
    /// A word of the table's own: `verre-unifocal`.
    Item,
}

impl Key {
    /// Whether a key has the form of its kind.
    #[must_use]
    pub fn fits(self, key: &str) -> bool {
        match self {
            Self::Ccam => {
                key.len() == 7
                    && key.bytes().take(4).all(|byte| byte.is_ascii_uppercase())
                    && key.bytes().skip(4).all(|byte| byte.is_ascii_digit())
            }
            Self::Exemption | Self::Item => {
                !key.is_empty()
                    && key
                        .bytes()
                        .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
            }
        }
    }
}

ids! {
    /// A table of the law that rules use.
    TableId;
    /// Bases of dental care.
    BaseSoinDentaire = "dentaire.soin", Euros;
    /// Bases of dental prostheses.
    BaseProtheseDentaire = "dentaire.base", Euros;
    /// Bases of dental acts, by CCAM code.
    BaseDentaireCcam = "dentaire.base-ccam", Euros;
    /// Price caps of dental acts, by CCAM code.
    PlafondDentaire = "dentaire.plafond", Euros;
    /// Maxima of dental acts for holders of the C2S, by CCAM code.
    PlafondDentaireC2s = "dentaire.plafond-c2s", Euros;
    /// Price limits of class A optics.
    PrixOptiqueA = "optique.a.prix", Euros;
    /// Bases of class A optics.
    BaseOptiqueA = "optique.a.base", Euros;
    /// Floors of class B optics in a contrat responsable.
    PlancherOptique = "responsable.optique.plancher", Euros;
    /// Ceilings of class B optics in a contrat responsable.
    PlafondOptique = "responsable.optique.plafond", Euros;
    /// 1 where the participation forfaitaire is due.
    ParticipationDue = "exoneration.participation", Count;
    /// 1 where the franchise is due.
    FranchiseDue = "exoneration.franchise", Count;
    /// 1 where the person owes the hospital daily charge.
    ForfaitJournalierDu = "exoneration.forfait-journalier", Count;
    /// 1 where the participation on heavy acts is due.
    ParticipationAssureDue = "exoneration.participation-assure", Count;
    /// 1 where the emergency flat fee is the reduced one.
    ForfaitUrgencesReduit = "exoneration.forfait-urgences", Count;
    /// Rates of the local regime of Alsace-Moselle.
    TauxRegimeLocal = "taux.regime-local", Percent;
}
