use domain::ActFamily;

use super::error::Place;
use super::{Guarantee, Level, Product, ProductError};

/// The families whose ticket modérateur a responsible contract always pays.
const ALWAYS_DUE: [ActFamily; 5] = [
    ActFamily::Generaliste,
    ActFamily::Specialiste,
    ActFamily::Pharmacie100,
    ActFamily::Pharmacie65,
    ActFamily::Biologie,
];

/// Holds a product that calls itself responsible to `docs/products.md`, "responsible: true".
pub(super) fn check(product: &Product, file: &str, yaml: &str) -> Result<(), ProductError> {
    if !product.responsible {
        return Ok(());
    }
    if product.refunds_participation {
        return Err(ProductError::Responsible {
            place: Place::of_key(file, yaml, "refunds-participation"),
            why: "a responsible contract never pays the participation forfaitaire",
        });
    }
    for family in ALWAYS_DUE {
        let Some(guarantee) = product.guarantees.get(&family) else {
            return Err(ProductError::Responsible {
                place: Place::of_family(file, yaml, family, None),
                why: "a responsible contract always pays the ticket modérateur of this family: it cannot be left out",
            });
        };
        if pays_it(family, guarantee) {
            continue;
        }
        let (key, why) = match guarantee.level {
            Level::BrOnTop(_) => (
                "br-on-top",
                "a responsible contract always pays the ticket modérateur of this family: the level is at least what the AMO leaves of 100",
            ),
            Level::Br(_) | Level::RealExpense => (
                "br",
                "a responsible contract always pays the ticket modérateur of this family: the level is at least 100",
            ),
        };
        return Err(ProductError::Responsible {
            place: Place::of_family(file, yaml, family, Some(key)),
            why,
        });
    }
    Ok(())
}

/// Whether a guarantee pays the ticket modérateur of a family at the AMO's normal rate.
fn pays_it(family: ActFamily, guarantee: &Guarantee) -> bool {
    match guarantee.level {
        Level::Br(percent) => percent.lowest() >= 100,
        Level::BrOnTop(percent) => percent.lowest() >= left_by_the_amo(family),
        Level::RealExpense => true,
    }
}

/// Whether a guarantee could stand in a responsible contract, whatever the family.
pub(super) fn could_be(guarantee: &Guarantee) -> bool {
    ALWAYS_DUE.iter().all(|family| pays_it(*family, guarantee))
}

/// Whole per cent of the base that the AMO's normal rate leaves (rules §2.1, §2.2).
const fn left_by_the_amo(family: ActFamily) -> u16 {
    match family {
        ActFamily::Generaliste | ActFamily::Specialiste => 30,
        ActFamily::Pharmacie100 => 0,
        ActFamily::Pharmacie65 => 35,
        ActFamily::Pharmacie30 => 70,
        ActFamily::Pharmacie15 => 85,
        ActFamily::Biologie => 40,
    }
}
