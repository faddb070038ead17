use domain::{Basket, Heading};
use rust_decimal::Decimal;

use super::level::Care;
use super::met::{Met, Rule};
use crate::facts::{AmoStatus, Place};
use crate::heading::{Due, basket_of, due};

/// What a responsible contract pays at least of a line, outside every ceiling: the ticket modérateur, the whole
/// charge, the 100 % Santé. `before` is what is paid without floor.
pub(crate) fn floor(care: &Care, before: Decimal, met: &mut Met) -> Decimal {
    let heading = care.facts.heading;
    let reimbursed = care.facts.amo_status() == AmoStatus::Reimbursed;
    let line = &care.amounts;
    let mut floor = Decimal::ZERO;
    let mut raise = |to: Decimal, rule| {
        met.rule_where(to > before.max(floor), rule);
        floor = floor.max(to);
    };
    if due(heading) != Due::No && reimbursed {
        raise(line.ticket_moderateur, Rule::FloorTicketModerateur);
    }
    let medico_social =
        heading == Heading::ForfaitJournalier && care.facts.place == Place::MedicoSocial;
    if due(heading) == Due::Whole && !medico_social {
        raise(line.left, Rule::FloorWhole);
    }
    if basket_of(heading) == Some(Basket::CentSante) && reimbursed {
        raise(line.left, Rule::Floor100Sante);
    }
    floor
}
