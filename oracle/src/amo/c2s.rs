//! What the complémentaire santé solidaire pays beside the AMO (rules §8 bis).

use domain::Cents;

use super::{AmoError, Care, Dental, Kind, LawCode, Liquidation, step};
use crate::law::{Law, TableId};
use crate::trace::{Confidence, Label, Step, Trace};

/// The C2S share of a settled line: the ticket modérateur and the majoration out of the parcours, on the base
/// or, for a dental prosthesis, up to the maximum of its CCAM code. No overrun. In cents.
///
/// ```
/// use oracle::amo::c2s_share;
/// # use domain::{Cents, CoordinationOption, PsNumber};
/// # use oracle::amo::{Care, Counters, Cover, Exemption, Kind, Parcours, Patient, Sector, Tariff, liquidate};
/// use oracle::{law::Law, trace::NoTrace};
/// # let care = Care {
/// #     day: "2025-02-01".parse()?,
/// #     kind: Kind::Consultation {
/// #         tariff: Tariff::Generaliste,
/// #         sector: Sector::One,
/// #         option: CoordinationOption::None,
/// #         specialty: 1,
/// #     },
/// #     fee: Cents(3_000),
/// #     quantity: 1,
/// #     coefficient: 100,
/// #     count: 0,
/// #     base: None,
/// #     parcours: Parcours::In,
/// #     exemption: Exemption::None,
/// #     executor: PsNumber::default(),
/// #     third_party: true,
/// # };
/// let law = Law::embedded();
/// let patient = Patient { cover: Cover::C2s, ..Patient::born("1980-06-01".parse()?) };
/// // A GP at 30.00: neither participation nor remainder.
/// let settled = liquidate(law, &patient, &care, &mut Counters::default(), &mut NoTrace)?;
/// let share = c2s_share(law, &care, &settled, &mut NoTrace)?;
/// assert_eq!((settled.paid(), share), (Cents(2_100), Cents(900)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`AmoError`] where the documents give no C2S tariff of that act: optics, hearing aids, and prostheses
/// without a CCAM code or with one that has no maximum on that day.
pub fn c2s_share<T: Trace>(
    law: &Law,
    care: &Care,
    settled: &Liquidation,
    trace: &mut T,
) -> Result<Cents, AmoError> {
    let label = Label {
        fr: "Part C2S",
        en: "C2S share",
    };
    let maximum = match care.kind {
        Kind::Dental(Dental::ProsthesisWithoutRemainder(code) | Dental::Prosthesis(code)) => {
            let ccam = code.filter(LawCode::is_ccam).ok_or(none(care))?;
            Some(law.row(TableId::PlafondDentaireC2s, ccam.as_str(), care.day)?)
        }
        Kind::Optics(_) | Kind::HearingAid => return Err(none(care)),
        _ => None,
    };
    let limit = match maximum {
        Some(maximum) => maximum.cents() * i64::from(care.quantity),
        None => settled.base,
    };
    let share = (care.fee.min(limit) - settled.amount).floor_zero();
    trace.step(|| {
        let inputs = vec![
            ("expense", care.fee.to_string()),
            ("limit", limit.to_string()),
            ("amo amount", settled.amount.to_string()),
        ];
        let result = share.to_string();
        match maximum {
            Some(maximum) => step("R-AMO-C2S", label, inputs, result, &[maximum]),
            None => Step {
                rule: "R-AMO-C2S",
                label,
                inputs,
                result,
                source: "rules §8 bis".to_owned(),
                confidence: Confidence::Confirmed,
            },
        }
    });
    Ok(share)
}

fn none(care: &Care) -> AmoError {
    AmoError::NoC2sTariff {
        act: care.kind.act(),
        day: care.day,
    }
}
