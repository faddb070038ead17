//! Dentists (rules §2.2, §3).
//!
//! The base of care and prostheses is that of the act's code in the law's tables; without a code it stands
//! on the line. Neither participation nor franchise nor parcours.

use domain::{ActCode, Cents};

use super::{Base, Case, Domain, Local, code};
use crate::amo::{AmoError, LawCode, base};
use crate::law::{ParamId, TableId};
use crate::trace::{Confidence, Step, Trace};

/// What a dentist does. Care and prostheses: a code of the CCAM, or the word of the law's table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Dental {
    /// The consultation (CD).
    Consultation,
    /// Care: scaling, caries, extraction, root canal.
    Care(Option<LawCode>),
    /// A prosthesis without remainder (100 % Santé).
    ProsthesisWithoutRemainder(Option<LawCode>),
    /// Any other fixed prosthesis.
    Prosthesis(Option<LawCode>),
    /// An implant, which the AMO does not reimburse: its base is zero.
    Implant,
    /// A semester of orthodontics (TO90), agreed on before the age of the law.
    Orthodontics,
    /// The first year of retention.
    Retention1,
    /// The second year of retention.
    Retention2,
}

impl Domain for Dental {
    fn act(self) -> ActCode {
        const CD: ActCode = code("CD");
        const SDE: ActCode = code("SDE");
        const PF0: ActCode = code("PF0");
        const SPR: ActCode = code("SPR");
        const IMP: ActCode = code("IMP");
        const TO: ActCode = code("TO");
        match self {
            Self::Consultation => CD,
            Self::Care(_) => SDE,
            Self::ProsthesisWithoutRemainder(_) => PF0,
            Self::Prosthesis(_) => SPR,
            Self::Implant => IMP,
            Self::Orthodontics | Self::Retention1 | Self::Retention2 => TO,
        }
    }

    fn specialty(self) -> u8 {
        19
    }

    fn base<T: Trace>(self, case: &Case<'_>, trace: &mut T) -> Result<Base, AmoError> {
        match self {
            Self::Consultation => base::fee(case, ParamId::TarifDentiste, trace),
            Self::Care(code) => listed(case, TableId::BaseSoinDentaire, code, trace),
            Self::ProsthesisWithoutRemainder(code) | Self::Prosthesis(code) => {
                listed(case, TableId::BaseProtheseDentaire, code, trace)
            }
            Self::Implant => Ok(not_reimbursed(trace)),
            Self::Orthodontics => base::fee(case, ParamId::OrthoSemestre, trace),
            Self::Retention1 => base::fee(case, ParamId::OrthoContention1, trace),
            Self::Retention2 => base::fee(case, ParamId::OrthoContention2, trace),
        }
    }

    fn rate(self) -> ParamId {
        match self {
            Self::Orthodontics | Self::Retention1 => ParamId::TauxOrtho,
            Self::Retention2 => ParamId::TauxOrthoContention2,
            Self::Consultation
            | Self::Care(_)
            | Self::ProsthesisWithoutRemainder(_)
            | Self::Prosthesis(_)
            | Self::Implant => ParamId::TauxDentaire,
        }
    }

    fn local(self) -> Local {
        match self {
            Self::Consultation | Self::Care(_) => Local::Row("honoraires"),
            Self::ProsthesisWithoutRemainder(_) | Self::Prosthesis(_) | Self::Retention2 => {
                Local::Row("dentaire-protheses")
            }
            // Nothing is left to pay of the base.
            Self::Implant | Self::Orthodontics | Self::Retention1 => Local::Unchanged,
        }
    }
}

/// The base under a code: those of the CCAM have a table of their own.
fn listed<T: Trace>(
    case: &Case<'_>,
    words: TableId,
    code: Option<LawCode>,
    trace: &mut T,
) -> Result<Base, AmoError> {
    let Some(code) = code else {
        return Err(base::stands_on_the_line(case));
    };
    let table = if code.is_ccam() {
        TableId::BaseDentaireCcam
    } else {
        words
    };
    base::row(case, table, code.as_str(), trace)
}

fn not_reimbursed<T: Trace>(trace: &mut T) -> Base {
    trace.step(|| Step {
        rule: "R-AMO-NOT-REIMBURSED",
        label: base::LABEL,
        inputs: Vec::new(),
        result: Cents::ZERO.into(),
        source: "rules §12 (E097)".into(),
        confidence: Confidence::SecondHand,
    });
    Base {
        unit: Cents::ZERO,
        line: Cents::ZERO,
    }
}
