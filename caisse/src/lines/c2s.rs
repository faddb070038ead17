//! What the caisse pays beside the AMO share where it runs a person's C2S itself (rules §8 bis): the wire's "part
//! other than AMO" (255/116-123).

use std::sync::LazyLock;

use domain::{Cents, Heading, Line};
use oracle::ambiguity::Choices;
use oracle::amc::{Facts, Journal, Person, Thing, share};
use oracle::law::LawError;
use oracle::product::Product;
use oracle::trace::NoTrace;

static C2S: LazyLock<Product> = LazyLock::new(|| {
    let mut product = Product::single("c2s", None);
    product.c2s = true;
    product
});

/// Puts the part of the C2S on each line: what the AMO leaves of its tariff, the majoration out of the parcours
/// included.
///
/// # Errors
/// Where the law has no tariff of the C2S for an act.
pub(crate) fn complete(lines: &mut [Line]) -> Result<(), LawError> {
    for line in lines.iter_mut().filter(|line| line.quantity > 0) {
        line.details.other_part = part(line)?;
    }
    Ok(())
}

fn part(line: &Line) -> Result<Cents, LawError> {
    let Some(heading) = Heading::of(line.act, line.specialty) else {
        return Ok(Cents::ZERO);
    };
    let facts = Facts::of_line(line, Thing(1), heading, Cents::ZERO);
    let person = Person {
        id: Thing(2),
        household: Thing(3),
        birth: None,
        member_since: line.start,
        product_since: line.start,
        waits_until: None,
    };
    let choices = Choices::default();
    // The C2S counts nothing: its journal stays empty.
    let share = share(
        &C2S,
        &choices,
        &facts,
        &person,
        &mut Journal::default(),
        &mut NoTrace,
    )?;
    Ok(share.amount)
}
