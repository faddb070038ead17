//! What a responsible contract pays at least on a line (docs/products.md, step 8; rules §6, §12 bis 14).

use domain::{Basket, Cents, Heading};

use super::level::Hand;
use crate::product::{AmoStatus, CarePlace, Due, Product, due};

/// The least that is paid on the line: nothing where the product is not responsible, or stands on a base
/// contract, which pays it.
pub(super) fn floor(product: &Product, hand: &Hand<'_>) -> Cents {
    if !product.responsible || product.on_top_of.is_some() {
        return Cents::ZERO;
    }
    let facts = hand.look.facts;
    let heading = facts.heading;
    let reimbursed = facts.status() == AmoStatus::Reimbursed;
    let Some(due) = due(heading) else {
        return Cents::ZERO;
    };
    let in_medico_social =
        heading == Heading::ForfaitJournalier && facts.place == CarePlace::MedicoSocial;
    let whole = due == Due::Whole && !in_medico_social;
    if whole || reimbursed && heading.basket() == Some(Basket::CentSante) {
        hand.bill.left
    } else if reimbursed {
        hand.bill.ticket_moderateur
    } else {
        Cents::ZERO
    }
}
