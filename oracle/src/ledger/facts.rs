//! The facts of a line of a décompte: what the wire carries, and what the portfolio knows of the person.

use domain::{Day, Heading};

use super::book::{Entry, EntryId};
use super::portfolio::Contract;
use crate::amc::{Facts, Person, Thing};

/// The facts of an entry settled under `contract`, one of the `contracts` of the person. What the wire does
/// not tell (basket, equipment, stay, documents…) is left out.
pub(super) fn of_entry(
    entry: &Entry,
    id: EntryId,
    heading: Heading,
    decompte: Thing,
    contract: &Contract,
    contracts: &[Contract],
) -> (Facts, Person) {
    let facts = Facts {
        decompte,
        ..Facts::of_line(&entry.line, id.thing(), heading, entry.participation)
    };
    let starts = contracts.iter().filter(|other| other.oc == contract.oc);
    let first = starts.map(|other| other.start).min();
    let person = Person {
        id: Thing(u64::from(contract.person)),
        household: Thing(u64::from(contract.household.0)),
        birth: birth(entry),
        member_since: first.unwrap_or(contract.start),
        product_since: contract.start,
    };
    (facts.paid_to(entry.payee_nature), person)
}

/// The birth day within the hundred years before the care; none where the régime's text is no day.
fn birth(entry: &Entry) -> Option<Day> {
    let window = entry.line.start.year().saturating_sub(99);
    Day::from_jjmmaa(&entry.beneficiary.birth.0, window)
}
