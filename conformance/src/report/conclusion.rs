use crate::stream::Status;

use super::{Lang, Summary};

/// What a run allows one to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conclusion {
    /// Nothing bad in what was tried, and something was tried.
    Conform,
    /// At least one nonconformity.
    Nonconform,
    /// No nonconformity, but nothing was proved, or answers are missing.
    Inconclusive,
    /// The stream does not hold the whole run.
    Incomplete,
}

/// Whether the stream holds the whole run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Completeness {
    /// The last record is there and agrees with what came before.
    Complete,
    /// There is no last record.
    EndMissing,
    /// The last record says that the run was cut short.
    Interrupted,
    /// The last record does not agree with what came before: verdicts were lost, added or changed.
    Altered,
}

impl Conclusion {
    pub(super) fn of(summary: &Summary) -> Self {
        let counts = summary.counts();
        if summary.completeness() != Completeness::Complete {
            Self::Incomplete
        } else if counts.nonconform > 0 {
            Self::Nonconform
        } else if counts.unknown > 0 || counts.conform + counts.tolerated == 0 {
            Self::Inconclusive
        } else {
            Self::Conform
        }
    }

    /// In one or two words, for a heading.
    pub(super) fn heading(self, summary: &Summary, lang: Lang) -> &'static str {
        let bad = summary.counts().of(Status::Nonconform) > 0;
        match (self, lang) {
            (Self::Conform, Lang::Fr) => "CONFORME",
            (Self::Conform, Lang::En) => "PASS",
            (Self::Nonconform, Lang::Fr) => "NON CONFORME",
            (Self::Nonconform, Lang::En) => "FAIL",
            (Self::Inconclusive, Lang::Fr) => "NON CONCLUANT",
            (Self::Inconclusive, Lang::En) => "INCONCLUSIVE",
            (Self::Incomplete, Lang::Fr) if bad => "INCOMPLET ET NON CONFORME",
            (Self::Incomplete, Lang::En) if bad => "INCOMPLETE AND FAILING",
            (Self::Incomplete, Lang::Fr) => "INCOMPLET",
            (Self::Incomplete, Lang::En) => "INCOMPLETE",
        }
    }

    /// In one sentence.
    pub(super) fn sentence(self, summary: &Summary, lang: Lang) -> String {
        let counts = summary.counts();
        let judged = counts.conform + counts.nonconform + counts.tolerated;
        match self {
            Self::Conform => format!(
                "{} {}.",
                lang.pick("Aucun écart sur", "No difference in"),
                lang.counted(
                    judged,
                    lang.pick("verdict rendu", "verdict given"),
                    lang.pick("verdicts rendus", "verdicts given"),
                ),
            ),
            Self::Nonconform => format!(
                "{} {} {}, {} {}.",
                lang.counted(
                    counts.nonconform,
                    lang.pick("écart", "nonconformity"),
                    lang.pick("écarts", "nonconformities"),
                ),
                lang.pick("sur", "in"),
                lang.counted(
                    judged,
                    lang.pick("verdict rendu", "verdict given"),
                    lang.pick("verdicts rendus", "verdicts given"),
                ),
                lang.pick("sous", "under"),
                lang.counted(
                    u64::try_from(summary.causes().len()).unwrap_or(u64::MAX),
                    lang.pick("cause", "cause"),
                    lang.pick("causes", "causes"),
                ),
            ),
            Self::Inconclusive => lang
                .pick(
                    "Aucun écart, mais des réponses manquent ou rien n’a été éprouvé.",
                    "No nonconformity, but answers are missing or nothing was tried.",
                )
                .to_owned(),
            Self::Incomplete => summary.completeness().reason(lang).to_owned(),
        }
    }
}

impl Completeness {
    /// Why a report is incomplete.
    pub(super) fn reason(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Self::Complete, Lang::Fr) => "Le flux de verdicts est complet.",
            (Self::Complete, Lang::En) => "The verdict stream is complete.",
            (Self::EndMissing, Lang::Fr) => {
                "Rapport INCOMPLET : le flux de verdicts s’arrête sans son enregistrement final ; \
                 ce qui suit ne vaut que pour le début du passage."
            }
            (Self::EndMissing, Lang::En) => {
                "INCOMPLETE report: the verdict stream stops without its last record; what follows \
                 holds for the beginning of the run only."
            }
            (Self::Interrupted, Lang::Fr) => {
                "Rapport INCOMPLET : le passage a été interrompu avant sa fin."
            }
            (Self::Interrupted, Lang::En) => {
                "INCOMPLETE report: the run was interrupted before its end."
            }
            (Self::Altered, Lang::Fr) => {
                "Rapport INCOMPLET : le décompte ou l’empreinte de fin ne correspond pas aux \
                 verdicts lus ; des verdicts ont été perdus, ajoutés ou modifiés."
            }
            (Self::Altered, Lang::En) => {
                "INCOMPLETE report: the closing counts or digest do not match the verdicts read; \
                 verdicts were lost, added or changed."
            }
        }
    }
}
