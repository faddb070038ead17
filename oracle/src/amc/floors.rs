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
    match due(heading) {
        Some(Due::Whole) => {
            let exempt =
                heading == Heading::ForfaitJournalier && facts.place == CarePlace::MedicoSocial;
            if exempt { Cents::ZERO } else { hand.bill.left }
        }
        Some(Due::Part(_) | Due::Unknown) if reimbursed => {
            if heading.basket() == Some(Basket::CentSante) {
                hand.bill.left
            } else {
                hand.bill.ticket_moderateur
            }
        }
        _ => Cents::ZERO,
    }
}
