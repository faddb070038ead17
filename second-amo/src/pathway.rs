use rust_decimal::{Decimal, RoundingStrategy};

use crate::Error;
use crate::case::Case;
use crate::grounds::{Ground, whole};
use crate::input::{Care, DoctorAct, LongDisease, Pathway, Sector, Setting, Specialty};
use crate::money::euros;
use crate::rules::Met;

/// The majoration out of the parcours de soins (rules §5): min(40 % × min(fee, base), 40 % of the GP tariff of
/// the day), rounded by itself (§12 bis 17). It bears on doctors' acts alone.
pub(crate) fn majoration(
    case: &Case,
    base: Decimal,
    grounds: &[Ground],
    met: &mut Met,
) -> Result<Decimal, Error> {
    let Care::Doctor {
        specialty,
        sector,
        act,
    } = case.act.care
    else {
        return Ok(Decimal::ZERO);
    };
    if act.is_complement() {
        met.rule("complement-bears-nothing");
        return Ok(Decimal::ZERO);
    }
    // Biology, though who reads the sample took it.
    if matches!(act, DoctorAct::Sampling { .. }) {
        return Ok(Decimal::ZERO);
    }
    if case.act.pathway == Pathway::Within {
        return Ok(Decimal::ZERO);
    }
    let spared = is_spared(case, specialty, grounds, met)?;
    if case.act.pathway == Pathway::AuthorisedOverrun {
        // Specialists of secteur 1 may bill it, out of the parcours (rules §5).
        if spared {
            return Err(case.contradiction(
                "an authorised overrun",
                "it is billed out of the parcours, which this person or care is spared",
            ));
        }
        if sector != Sector::One || specialty == Specialty::GeneralPractitioner {
            return Err(case.contradiction(
                "an authorised overrun",
                "specialists of secteur 1 alone may bill it",
            ));
        }
        met.rule("authorised-overrun");
    }
    if spared {
        return Ok(Decimal::ZERO);
    }
    met.rule("majoration");
    let share = case.figure("parcours.majoration")? / Decimal::ONE_HUNDRED;
    let cap_share = case.figure("parcours.majoration.plafond")? / Decimal::ONE_HUNDRED;
    let uncapped = share * euros(case.act.fee).min(base);
    let cap = cap_share * case.figure("tarif.generaliste")?;
    if uncapped > cap {
        met.rule("majoration-capped");
    }
    Ok(uncapped
        .min(cap)
        .round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero))
}

/// What spares the majoration (rules §5, §12 bis 17; §2.2 during a stay).
fn is_spared(
    case: &Case,
    specialty: Specialty,
    grounds: &[Ground],
    met: &mut Met,
) -> Result<bool, Error> {
    if matches!(case.act.setting, Setting::Stay { .. }) {
        met.rule("majoration-spared-during-a-stay");
        return Ok(true);
    }
    if grounds.contains(&Ground::Maternity) {
        met.rule("majoration-spared-maternity");
        return Ok(true);
    }
    let age = i32::from(case.age());
    if age < whole(case.figure("parcours.age-minimum")?) {
        met.rule("majoration-spared-under-16");
        return Ok(true);
    }
    if case.act.long_disease == LongDisease::Related {
        met.rule("majoration-spared-ald-protocol");
        return Ok(true);
    }
    if matches!(
        case.act.pathway,
        Pathway::Urgent | Pathway::AwayFromHome | Pathway::Locum
    ) {
        met.rule("majoration-spared-circumstance");
        return Ok(true);
    }
    if matches!(
        specialty,
        Specialty::Gynaecologist | Specialty::Ophthalmologist | Specialty::Stomatologist
    ) && !case.figure("parcours.acces-direct")?.is_zero()
    {
        met.rule("majoration-spared-direct-access");
        return Ok(true);
    }
    if specialty == Specialty::Psychiatrist
        && age <= whole(case.figure("parcours.psychiatre.age-maximum")?)
    {
        met.rule("majoration-spared-young-at-psychiatrist");
        return Ok(true);
    }
    Ok(false)
}
