//! Pharmacy (rules §2.2, §4).
//!
//! Never one line: the boxes of each drug, a dispensing fee a box at the rate of the drug, then the fee of
//! the prescription. The base of a drug stands on its line. No participation; the franchise sits on the
//! drug, a box, and never on a fee; no parcours.

use domain::ActCode;

use super::{Base, Case, Domain, code};
use crate::amo::withheld::Bears;
use crate::amo::{AmoError, base};
use crate::law::ParamId;
use crate::trace::Trace;

/// Label of a drug: the rate at which it is reimbursed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DrugLabel {
    /// 100 %.
    Cent,
    /// 65 %.
    SoixanteCinq,
    /// 30 %.
    Trente,
    /// 15 %.
    Quinze,
}

/// A line of pharmacy.
#[derive(Clone, Copy)]
pub(super) enum Pharmacy {
    /// PHx.
    Drug(DrugLabel),
    /// HDx.
    BoxFee(DrugLabel),
    /// HDR.
    PrescriptionFee,
}

impl Domain for Pharmacy {
    fn act(self) -> ActCode {
        const DRUGS: [ActCode; 4] = [code("PH1"), code("PH7"), code("PH4"), code("PH2")];
        const BOX_FEES: [ActCode; 4] = [code("HD1"), code("HD7"), code("HD4"), code("HD2")];
        const HDR: ActCode = code("HDR");
        match self {
            Self::Drug(label) => DRUGS[label as usize],
            Self::BoxFee(label) => BOX_FEES[label as usize],
            Self::PrescriptionFee => HDR,
        }
    }

    fn specialty(self) -> u8 {
        50
    }

    fn base<T: Trace>(self, case: &Case<'_>, trace: &mut T) -> Result<Base, AmoError> {
        match self {
            Self::Drug(_) => Err(base::stands_on_the_line(case)),
            Self::BoxFee(_) => base::fee(case, ParamId::HonoraireBoite, trace),
            Self::PrescriptionFee => base::fee(case, ParamId::HonoraireOrdonnance, trace),
        }
    }

    fn rate(self) -> ParamId {
        match self {
            Self::Drug(label) | Self::BoxFee(label) => label.rate(),
            Self::PrescriptionFee => ParamId::TauxOrdonnance,
        }
    }

    fn franchise(self) -> Option<Bears> {
        match self {
            Self::Drug(_) => Some(Bears::Box),
            Self::BoxFee(_) | Self::PrescriptionFee => None,
        }
    }
}

impl DrugLabel {
    const fn rate(self) -> ParamId {
        match self {
            Self::Cent => ParamId::TauxPharmacie100,
            Self::SoixanteCinq => ParamId::TauxPharmacie65,
            Self::Trente => ParamId::TauxPharmacie30,
            Self::Quinze => ParamId::TauxPharmacie15,
        }
    }
}
