use rust_decimal::Decimal;

use super::amounts::Parts;
use super::level::Care;
use super::met::{Met, Rule};
use super::taken_together::{Counter, size_for};
use crate::journal::Journal;
use crate::law::MissingFigure;
use crate::money::never_below_zero;
use crate::product::{Deductible, Product};

/// What a deductible withholds of a line: what is left of it to keep, at most the amount.
pub(crate) fn withheld(
    deductible: &Deductible,
    parts: Parts,
    care: &Care,
    product: &Product,
    journal: &Journal,
    met: &mut Met,
) -> Result<Decimal, MissingFigure> {
    let counter = Counter {
        bears_on: &deductible.bears_on,
        per: deductible.per,
        over: deductible.over,
        when: &deductible.when,
        excludes_100_sante: false,
    };
    if !counter.looks_at(care.facts, care.person, care.reference) {
        return Ok(Decimal::ZERO);
    }
    let size = size_for(deductible.size, deductible.over, care, product, met)?;
    let entries = counter.entries(care, product, journal, met);
    let kept: Decimal = entries.iter().map(|entry| entry.kept_back).sum();
    let withheld = parts.total().min(never_below_zero(size - kept));
    met.rule_where(withheld > Decimal::ZERO, Rule::Deductible);
    Ok(withheld)
}
