//! The facts of a line of a décompte: what the wire carries, and what the portfolio knows of the person.

use std::sync::Arc;

use domain::{Cents, Day, Line, Qualifier};

use super::entry::Entry;
use super::portfolio::Contract;
use crate::amc::{AmoPayee, Code, Facts, Person, Thing};
use crate::product::AmoStatus;

/// Completes the facts of a line as it is read by those of its entry; `main` is the act that it completes, and that
/// one was paid by the AMO. What the wire does not tell (basket, equipment, stay, documents…) is left out.
pub(super) fn complete(
    facts: &mut Facts,
    entry: &Entry,
    line: &Line,
    main: Option<Thing>,
    paid_to: AmoPayee,
) {
    let details = &line.details;
    facts.prescription = details.prescribed.unwrap_or(line.start);
    facts.prescribed = details.prescribed.is_some() || details.prescription_origin != 0;
    facts.qualifier = details.qualifier.map(code);
    facts.amo_status = is_refused_by_its_rate(line).then_some(AmoStatus::Refused);
    facts.complement_of = main;
    facts.act = main.unwrap_or(facts.line);
    facts.decompte = entry.sheet;
    facts.earlier = entry.first_insurer.unwrap_or_default() + details.other_part.floor_zero();
    facts.amo_payee = paid_to;
}

/// The person of an entry settled under `contract`, one of the `contracts` of the person.
pub(super) fn person(entry: &Entry, contract: &Contract, contracts: &[Arc<Contract>]) -> Person {
    let rights = &contract.rights;
    let starts = contracts.iter().filter(|other| other.oc == contract.oc);
    let first = starts.map(|other| other.start).min();
    Person {
        id: Thing(u64::from(contract.person)),
        household: Thing(u64::from(contract.household.0)),
        birth: birth(entry),
        member_since: rights.member_since.or(first).unwrap_or(contract.start),
        product_since: rights.product_since.unwrap_or(contract.start),
        waits_until: rights.waits_until,
    }
}

/// The code of docs/products.md for a qualifier of the wire (noemie-format §10).
fn code(qualifier: Qualifier) -> Code {
    let letters = match qualifier.wire() {
        b"GR" => "G".to_owned(),
        b"N " => "NR".to_owned(),
        b"D " => "ED".to_owned(),
        b"E " => "DE".to_owned(),
        _ => qualifier.to_string(),
    };
    // What no code can be is as unknown as a code that is none of the table.
    let unknown = || unreachable!("two capitals are a code");
    Code::new(&letters).unwrap_or_else(|| Code::new("ZZ").unwrap_or_else(unknown))
}

/// Whether nothing but a rate of zero explains that the AMO paid nothing: a zero that a majoration or a
/// deduction leaves is no refusal (field notes §1.15). The qualifiers that say it are facts of their own.
fn is_refused_by_its_rate(line: &Line) -> bool {
    let nothing = line.amount == Cents::ZERO && line.majoration == Cents::ZERO;
    nothing && line.rate == 0 && line.base > Cents::ZERO
}

/// The birth day within the hundred years before the care; none where the régime's text is no day.
fn birth(entry: &Entry) -> Option<Day> {
    let window = entry.line.start.year().saturating_sub(99);
    Day::from_jjmmaa(&entry.beneficiary.birth.0, window)
}
