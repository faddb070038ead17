use domain::ActFamily;

use super::error::Place;
use super::{Level, Product, ProductError};

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
        if let Level::Br(percent) = guarantee.level
            && percent.lowest() < 100
        {
            return Err(ProductError::Responsible {
                place: Place::of_family(file, yaml, family, Some("br")),
                why: "a responsible contract always pays the ticket modérateur of this family: the level is at least 100",
            });
        }
    }
    Ok(())
}
