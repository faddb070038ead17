//! Glasses and contact lenses (rules §2.2).

use rust_decimal::Decimal;

use crate::Error;
use crate::base::{Base, on_line_or};
use crate::case::Case;
use crate::counters::{Counters, Movement, Yearly};
use crate::input::Optics;
use crate::rules::Met;

/// The base of one item: class A by item, class B 0.05 each.
pub(crate) fn base_of_item(case: &Case, item: Optics, met: &mut Met) -> Result<Decimal, Error> {
    let class_a = |row| case.law.row("optique.a.base", row, case.act.date);
    match item {
        Optics::FrameA => {
            met.rule("base-optics-class-a");
            class_a("monture")
        }
        Optics::LensAFirstPrice => {
            met.rule("base-optics-class-a");
            class_a("verre-unifocal")
        }
        Optics::LensAHighestPrice => {
            met.rule("base-optics-class-a");
            class_a("verre-le-plus-cher")
        }
        Optics::ItemB => {
            met.rule("base-optics-class-b");
            case.figure("optique.b.base")
        }
        Optics::OtherA => Err(case.no_tariff("that item of class A")),
        // Answered by `base_of_contact_lenses`.
        Optics::ContactLens => Err(case.no_tariff("contact lenses")),
    }
}

/// "Contact lenses (listed conditions): 39.48 per eye per year", two eyes a year without telling which (register:
/// contact-lens-eye): what the year has left of it. An eye supplied for less is an eye.
pub(crate) fn base_of_contact_lenses(
    case: &Case,
    counters: &Counters,
    met: &mut Met,
) -> Result<Base, Error> {
    met.rule("base-contact-lenses");
    let year = case.act.date.year();
    let eye = case.figure("lentilles.forfait")?;
    let both = eye * Decimal::TWO;
    let left = (both - counters.year(year, Yearly::ContactLenses)).max(Decimal::ZERO);
    let wanted = on_line_or(case, met, |_| Ok(eye))?;
    if wanted > left {
        met.rule("contact-lenses-two-eyes-a-year");
    }
    let amount = wanted.min(left);
    Ok(Base {
        amount,
        movements: vec![Movement::Year(year, Yearly::ContactLenses, amount)],
    })
}
