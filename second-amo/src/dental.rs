//! Dentists (rules §2.2).

use domain::Day;
use rust_decimal::Decimal;

use crate::Error;
use crate::base::{Base, on_line_or};
use crate::case::Case;
use crate::grounds::whole;
use crate::input::{DentalAct, OrthodonticsPart};
use crate::rules::Met;

/// The base of a consultation, of care or of a prosthesis.
pub(crate) fn base_of_act(case: &Case, act: DentalAct, met: &mut Met) -> Result<Decimal, Error> {
    match act {
        DentalAct::Consultation => {
            met.rule("base-dental-consultation");
            case.figure("tarif.dentiste.consultation")
        }
        DentalAct::Scaling => care(case, "detartrage", met),
        DentalAct::Caries => care(case, "carie", met),
        DentalAct::CariesTwoFaces => care(case, "carie-2-faces", met),
        DentalAct::PremolarRootCanal => care(case, "racine-premolaire", met),
        DentalAct::Extraction => care(case, "extraction", met),
        DentalAct::Sealing => care(case, "scellement", met),
        DentalAct::CareAt4097 => care(case, "soin-4097", met),
        DentalAct::CareAt8194 => care(case, "soin-8194", met),
        DentalAct::ByCode(code) => {
            met.rule("base-dental-by-code");
            case.law
                .row("dentaire.base-ccam", code.as_str(), case.act.date)
        }
        DentalAct::Crown => prosthesis(case, "couronne", met),
        DentalAct::InlayCore => prosthesis(case, "inlay-core", met),
        DentalAct::OtherCare => Err(case.no_tariff("that dental care")),
        DentalAct::OtherProsthesis => Err(case.no_tariff("that prosthesis")),
        // Answered by `base_of_orthodontics`.
        DentalAct::Orthodontics { .. } => Err(case.no_tariff("orthodontics")),
    }
}

fn care(case: &Case, row: &str, met: &mut Met) -> Result<Decimal, Error> {
    met.rule("base-dental-care");
    case.law.row("dentaire.soin", row, case.act.date)
}

fn prosthesis(case: &Case, row: &str, met: &mut Met) -> Result<Decimal, Error> {
    met.rule("base-dental-prosthesis");
    case.law.row("dentaire.base", row, case.act.date)
}

/// Orthodontics: under 16 at the prior agreement, else nothing is reimbursed.
pub(crate) fn base_of_orthodontics(
    case: &Case,
    part: OrthodonticsPart,
    agreed: Day,
    met: &mut Met,
) -> Result<Base, Error> {
    if agreed > case.act.date {
        return Err(case.contradiction("orthodontics", "the prior agreement comes after the care"));
    }
    let limit = whole(case.figure("ortho.age-maximum")?);
    if i32::from(agreed.age(case.person.birth)) >= limit {
        met.rule("orthodontics-after-16");
        return Ok(Base::nothing());
    }
    on_line_or(case, met, |met| {
        met.rule("base-orthodontics");
        case.figure(match part {
            OrthodonticsPart::Semester => "ortho.semestre",
            OrthodonticsPart::RetentionFirstYear => "ortho.contention-1",
            OrthodonticsPart::RetentionSecondYear => "ortho.contention-2",
        })
    })
    .map(Base::of)
}

/// 70 % to 14/10/2023, 60 % from 15/10/2023; semesters and the first year of retention at 100 %.
pub(crate) fn rate(case: &Case, act: DentalAct, met: &mut Met) -> Result<Decimal, Error> {
    met.rule("rate-dental");
    case.figure(match act {
        DentalAct::Orthodontics { part, .. } => match part {
            OrthodonticsPart::Semester | OrthodonticsPart::RetentionFirstYear => "taux.ortho",
            OrthodonticsPart::RetentionSecondYear => "taux.ortho.contention-2",
        },
        _ => "taux.dentaire",
    })
}

/// The row of the local regime: fees for consultations and care; prostheses have a row without a figure, and
/// orthodontics none.
pub(crate) fn local_row(act: DentalAct) -> &'static str {
    match act {
        DentalAct::ByCode(_)
        | DentalAct::Crown
        | DentalAct::InlayCore
        | DentalAct::OtherProsthesis => "dentaire-protheses",
        DentalAct::Orthodontics { .. } => "orthodontie",
        _ => "honoraires",
    }
}
