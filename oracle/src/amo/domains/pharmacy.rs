//! Pharmacy (rules §2.2, §4).
//!
//! Never one line: the boxes of each drug, a dispensing fee a box or a large pack at the rate of the drug, then
//! the fees of the prescription. The base of a drug stands on its line, or follows from its TFR or the dearest
//! generic; a price above the base is an overrun. No participation; the franchise sits on the drug, a box, and
//! never on a fee; no parcours.

use domain::{ActCode, Cents};

use super::{Base, Case, Domain, Local, code};
use crate::amo::withheld::Bears;
use crate::amo::{AmoError, Care, base};
use crate::law::ParamId;
use crate::trace::{Confidence, Step, Trace};

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

/// What a drug that has generics is reimbursed on, a box.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reference {
    /// The tarif forfaitaire de responsabilité of its group.
    Tfr(Cents),
    /// The dearest generic, the patient having refused substitution without a medical reason: no third-party
    /// payment then.
    Refused(Cents),
}

/// A fee of the whole dispensing.
#[derive(Clone, Copy)]
pub(super) enum DispensingFee {
    /// Of the prescription (HDR).
    Prescription,
    /// Related to the patient's age (HDA).
    Age,
    /// Of special drugs (HDE).
    Special,
    /// Of a complex prescription (HC).
    Complex,
}

/// A line of pharmacy.
#[derive(Clone, Copy)]
pub(super) enum Pharmacy {
    /// PHx.
    Drug(DrugLabel, Option<Reference>),
    /// HDx.
    BoxFee(DrugLabel),
    /// HGx.
    LargePackFee(DrugLabel),
    /// HDR, HDA, HDE, HC.
    Fee(DispensingFee),
}

impl Domain for Pharmacy {
    fn act(self) -> ActCode {
        const DRUGS: [ActCode; 4] = [code("PH1"), code("PH7"), code("PH4"), code("PH2")];
        const BOXES: [ActCode; 4] = [code("HD1"), code("HD7"), code("HD4"), code("HD2")];
        const PACKS: [ActCode; 4] = [code("HG1"), code("HG7"), code("HG4"), code("HG2")];
        const FEES: [ActCode; 4] = [code("HDR"), code("HDA"), code("HDE"), code("HC")];
        match self {
            Self::Drug(label, _) => DRUGS[label as usize],
            Self::BoxFee(label) => BOXES[label as usize],
            Self::LargePackFee(label) => PACKS[label as usize],
            Self::Fee(fee) => FEES[fee as usize],
        }
    }

    fn specialty(self) -> u8 {
        50
    }

    fn check(self, care: &Care) -> Result<(), AmoError> {
        match self {
            Self::Drug(_, Some(Reference::Refused(_))) if care.third_party => {
                Err(AmoError::NoThirdParty {
                    act: self.act(),
                    day: care.day,
                })
            }
            _ => Ok(()),
        }
    }

    fn base<T: Trace>(self, case: &Case<'_>, trace: &mut T) -> Result<Base, AmoError> {
        match self {
            Self::Drug(_, None) => Err(base::stands_on_the_line(case)),
            Self::Drug(_, Some(reference)) => Ok(generic(case, reference, trace)),
            Self::BoxFee(_) => base::fee(case, ParamId::HonoraireBoite, trace),
            Self::LargePackFee(_) => base::fee(case, ParamId::HonoraireGrandConditionnement, trace),
            Self::Fee(fee) => base::fee(case, fee.amount(), trace),
        }
    }

    fn rate(self) -> ParamId {
        match self {
            Self::Drug(label, _) | Self::BoxFee(label) | Self::LargePackFee(label) => label.rate(),
            Self::Fee(fee) => fee.rate(),
        }
    }

    fn local(self) -> Local {
        match self {
            Self::Drug(label, _) | Self::BoxFee(label) | Self::LargePackFee(label) => label.local(),
            Self::Fee(DispensingFee::Complex) => Local::Unchanged,
            Self::Fee(_) => DrugLabel::SoixanteCinq.local(),
        }
    }

    fn franchise(self) -> Option<Bears> {
        match self {
            Self::Drug(..) => Some(Bears::Box),
            Self::BoxFee(_) | Self::LargePackFee(_) | Self::Fee(_) => None,
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

    const fn local(self) -> Local {
        match self {
            Self::Cent => Local::Unchanged,
            Self::SoixanteCinq => Local::Row("pharmacie-65"),
            Self::Trente => Local::Row("pharmacie-30"),
            Self::Quinze => Local::Row("pharmacie-15"),
        }
    }
}

impl DispensingFee {
    const fn amount(self) -> ParamId {
        match self {
            Self::Prescription => ParamId::HonoraireOrdonnance,
            Self::Age => ParamId::HonoraireAge,
            Self::Special => ParamId::HonoraireSpecial,
            Self::Complex => ParamId::HonoraireComplexe,
        }
    }

    const fn rate(self) -> ParamId {
        match self {
            Self::Prescription => ParamId::TauxOrdonnance,
            Self::Age => ParamId::TauxHonoraireAge,
            Self::Special => ParamId::TauxHonoraireSpecial,
            Self::Complex => ParamId::TauxHonoraireComplexe,
        }
    }
}

fn generic<T: Trace>(case: &Case<'_>, reference: Reference, trace: &mut T) -> Base {
    let (name, unit) = match reference {
        Reference::Tfr(unit) => ("tfr", unit),
        Reference::Refused(unit) => ("dearest generic", unit),
    };
    let quantity = i64::from(case.care.quantity);
    let line = unit * quantity;
    trace.step(|| Step {
        rule: "R-AMO-BASE-GENERIC",
        label: base::LABEL,
        inputs: vec![(name, unit.into()), ("quantity", quantity.into())],
        result: line.into(),
        source: "rules §2.2".into(),
        confidence: Confidence::SecondHand,
    });
    Base { unit, line }
}
