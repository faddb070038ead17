use domain::{ActCode, Cents, Convention, CoordinationOption, Day, Heading, Line, PsNumber};
use oracle::ambiguity::Choices;
use oracle::amc::{Facts, Journal, Person, Share, Thing, share};
use oracle::product::Product;
use oracle::trace::{NoTrace, Trace};

use crate::least::least_beside;

/// Euros as people write them.
pub(crate) fn euros(text: &str) -> Cents {
    text.parse().unwrap()
}

pub(crate) fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// A consultation of a GP in secteur 1.
pub(crate) fn consultation(expense: &str, base: &str, amount: &str) -> Line {
    Line {
        number: 1,
        start: day("2024-06-15"),
        end: day("2024-06-15"),
        act: ActCode::new("G").unwrap(),
        quantity: 1,
        count: 0,
        coefficient: 100,
        unit_price: euros(base),
        spent: euros(expense),
        base: euros(base),
        rate: 70,
        parcours: b'T',
        exemption: 0,
        nature: 10,
        executor: PsNumber::new(751_000_017).unwrap(),
        specialty: 1,
        convention: Convention::Secteur1,
        option: CoordinationOption::None,
        amount: euros(amount),
        majoration: Cents::ZERO,
        origin: None,
        details: domain::LineDetails::default(),
    }
}

/// The same by a doctor in secteur 2 without option.
pub(crate) fn non_optam(line: Line) -> Line {
    Line {
        convention: Convention::Secteur2,
        option: CoordinationOption::None,
        ..line
    }
}

/// What every responsible product of these tests has beside doctors.
pub(crate) fn others() -> String {
    // The drugs of the lower rates are of no guarantee.
    let drugs = "  pharmacie-100: { br: 100 }\n  pharmacie-65: { br: 100 }\n";
    least_beside(&["medecins", "pharmacie"]) + drugs
}

/// A product that gives that guarantee, in YAML, to doctors, and 100 % elsewhere.
pub(crate) fn product(responsible: bool, guarantee: &str) -> Product {
    let yaml = format!(
        "schema-version: 2
id: tested
name: {{ fr: Essai, en: Test }}
responsible: {responsible}
refunds-participation: {refunds}
guarantees:
  medecins: {guarantee}{others}",
        others = others(),
        refunds = !responsible
    );
    Product::parse("tested.yaml", &yaml).unwrap()
}

/// A member since 2020, born in 1980.
pub(crate) fn person() -> Person {
    let since = day("2020-01-01");
    Person {
        id: Thing(1_000_000),
        household: Thing(2_000_000),
        birth: Some(day("1980-05-01")),
        member_since: since,
        product_since: since,
        waits_until: None,
    }
}

/// What a line of a décompte brings, as line `id`.
pub(crate) fn facts(line: &Line, id: u64, participation: Cents) -> Facts {
    let heading = Heading::of(line.act, line.specialty).unwrap();
    Facts::of_line(line, Thing(id), heading, participation)
}

/// The share on one line, nothing paid before.
pub(crate) fn paid(product: &Product, line: &Line) -> Share {
    paid_with(
        product,
        line,
        Cents::ZERO,
        &Choices::default(),
        &mut NoTrace,
    )
}

/// The same with a participation, choices and a trace.
pub(crate) fn paid_with<T: Trace>(
    product: &Product,
    line: &Line,
    participation: Cents,
    choices: &Choices,
    trace: &mut T,
) -> Share {
    let facts = facts(line, 1, participation);
    let mut journal = Journal::default();
    share(product, choices, &facts, &person(), &mut journal, trace).unwrap()
}
