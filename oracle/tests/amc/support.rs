use domain::{ActCode, Cents, Convention, CoordinationOption, Day, Line, PsNumber};
use oracle::ambiguity::Choices;
use oracle::amc::{Counters, Share, share};
use oracle::product::Product;
use oracle::trace::NoTrace;

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

/// A product that gives that guarantee, in YAML, to both families of doctors, and 100 % elsewhere.
pub(crate) fn product(responsible: bool, guarantee: &str) -> Product {
    let yaml = format!(
        "schema-version: 1
id: tested
name: {{ fr: Essai, en: Test }}
responsible: {responsible}
refunds-participation: {refunds}
guarantees:
  generaliste: {guarantee}
  specialiste: {guarantee}
  pharmacie-100: {{ br: 100 }}
  pharmacie-65: {{ br: 100 }}
  biologie: {{ br: 100 }}
",
        refunds = !responsible
    );
    Product::parse("tested.yaml", &yaml).unwrap()
}

/// The share on one line, nothing used before.
pub(crate) fn paid(product: &Product, line: &Line) -> Share {
    share(
        product,
        &Choices::default(),
        line,
        Cents::ZERO,
        &mut Counters::default(),
        &mut NoTrace,
    )
}
