//! Drugs and dispensing fees (rules §2.2): pharmacy is never one line.

use domain::Cents;
use rust_decimal::Decimal;

use crate::Error;
use crate::case::Case;
use crate::input::{DrugRate, PharmacyFee};
use crate::money::euros;
use crate::rules::Met;

/// The base of a box: the TFR in a TFR group, the dearest generic where substitution was refused without a
/// medical reason, else the drug's own.
pub(crate) fn base_of_box(
    box_base: Cents,
    tfr: Option<Cents>,
    refused_generic: Option<Cents>,
    met: &mut Met,
) -> Decimal {
    if let Some(tfr) = tfr {
        met.rule("base-drug-tfr");
        return euros(tfr);
    }
    if let Some(generic) = refused_generic {
        met.rule("base-drug-refused-generic");
        return euros(generic);
    }
    met.rule("base-drug");
    euros(box_base)
}

/// Dispensing fees: per box 1.02, large pack 2.76, per prescription 0.51, by age 1.58, special 3.57; the
/// amount of the complex one is unsure.
pub(crate) fn base_of_fee(case: &Case, fee: PharmacyFee, met: &mut Met) -> Result<Decimal, Error> {
    met.rule("base-pharmacy-fee");
    case.figure(match fee {
        PharmacyFee::Box(_) => "pharmacie.honoraire-boite",
        PharmacyFee::LargePack(_) => "pharmacie.honoraire-grand-conditionnement",
        PharmacyFee::Prescription => "pharmacie.honoraire-ordonnance",
        PharmacyFee::Age => "pharmacie.honoraire-age",
        PharmacyFee::Special => "pharmacie.honoraire-special",
        PharmacyFee::Complex => "pharmacie.honoraire-complexe",
    })
}

/// Rate of a drug: 100, 65, 30 or 15 % by its label.
pub(crate) fn rate_of_drug(case: &Case, label: DrugRate, met: &mut Met) -> Result<Decimal, Error> {
    match label {
        DrugRate::R100 => {
            met.rule("rate-drug-100");
            case.figure("taux.pharmacie.100")
        }
        DrugRate::R65 => {
            met.rule("rate-drug-65");
            case.figure("taux.pharmacie.65")
        }
        DrugRate::R30 => {
            met.rule("rate-drug-30");
            case.figure("taux.pharmacie.30")
        }
        DrugRate::R15 => {
            met.rule("rate-drug-15");
            case.figure("taux.pharmacie.15")
        }
    }
}

/// "Box fee at the drug's rate, HDR HDA HDE 65 %, HC 100 %".
pub(crate) fn rate_of_fee(case: &Case, fee: PharmacyFee, met: &mut Met) -> Result<Decimal, Error> {
    met.rule("rate-pharmacy-fee");
    match fee {
        PharmacyFee::Box(label) | PharmacyFee::LargePack(label) => rate_of_drug(case, label, met),
        PharmacyFee::Prescription => case.figure("taux.pharmacie.ordonnance"),
        PharmacyFee::Age => case.figure("taux.pharmacie.honoraire-age"),
        PharmacyFee::Special => case.figure("taux.pharmacie.honoraire-special"),
        PharmacyFee::Complex => case.figure("taux.pharmacie.honoraire-complexe"),
    }
}

/// The row of the local regime for drugs of that label: 65→90, 30→80, 15 % unchanged (rules §8 bis).
pub(crate) fn local_row_of_drug(label: DrugRate) -> Option<&'static str> {
    match label {
        DrugRate::R100 => None,
        DrugRate::R65 => Some("pharmacie-65"),
        DrugRate::R30 => Some("pharmacie-30"),
        DrugRate::R15 => Some("pharmacie-15"),
    }
}

/// The row of the local regime for a fee: that of drugs at its rate.
pub(crate) fn local_row_of_fee(fee: PharmacyFee) -> Option<&'static str> {
    match fee {
        PharmacyFee::Box(label) | PharmacyFee::LargePack(label) => local_row_of_drug(label),
        PharmacyFee::Prescription | PharmacyFee::Age | PharmacyFee::Special => {
            local_row_of_drug(DrugRate::R65)
        }
        PharmacyFee::Complex => None,
    }
}
