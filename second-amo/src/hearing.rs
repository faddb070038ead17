//! Hearing aids (rules §2.2, §6).

use rust_decimal::Decimal;

use crate::Error;
use crate::case::Case;
use crate::grounds::whole;
use crate::rules::Met;

/// Per ear: 400 from 20 years of age, 1 400 under 20, the age being that of the delivery.
pub(crate) fn base_of_ear(case: &Case, met: &mut Met) -> Result<Decimal, Error> {
    let adult = whole(case.figure("audio.age-adulte")?);
    if i32::from(case.age()) < adult {
        met.rule("base-hearing-aid-under-20");
        case.figure("audio.base.moins-20-ans")
    } else {
        met.rule("base-hearing-aid");
        case.figure("audio.base")
    }
}
