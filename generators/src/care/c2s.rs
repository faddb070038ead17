//! What is billed to those who have the C2S (rules §8 bis).

use caisse::{Act, Bill};
use domain::{Basket, Heading};

use super::context::CareContext;
use crate::people::Inhabitant;

/// Makes a bill one of theirs: no doctor asks an overrun of them, and nothing is of the basket 100 % Santé. Its C2S
/// tariff is printed for two crowns, by a CCAM code that no line carries, and is never the base.
pub(crate) fn for_the_c2s(context: &CareContext<'_>, person: &Inhabitant, bill: &mut Bill) {
    match bill {
        Bill::Town(acts) => town(context, person, acts),
        Bill::Stay(stay) => {
            for (fee, _) in &mut stay.fees {
                fee.expense = fee.expense.min(fee.base);
            }
        }
        Bill::Emergency(_) => {}
    }
}

/// The same of acts in town.
pub(super) fn town(context: &CareContext<'_>, person: &Inhabitant, acts: &mut Vec<Act>) {
    acts.retain(|act| !is_100_sante(act));
    for act in acts.iter_mut().filter(|act| act.care.kind.is_doctor()) {
        // Where the law has no tariff nobody knows what an overrun is.
        if let Ok(Some(base)) = context.tariff(person, &act.care) {
            act.care.fee = act.care.fee.min(base);
        }
    }
}

/// Every act of that basket has an act code of its own.
fn is_100_sante(act: &Act) -> bool {
    let heading = act.code.and_then(|code| Heading::of(code, 0));
    heading.and_then(Heading::basket) == Some(Basket::CentSante)
}
