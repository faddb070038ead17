//! A line and its person in the words of each engine.

use domain::Cents;
use oracle::amc::{AmoPayee, Doctor, Facts, Person, Side, Thing};
use oracle::product::{AmoStatus, CarePlace, Lenses};
use rust_decimal::Decimal;

/// Numbers of things, by kind: two things of different kinds have different numbers.
pub(super) const LINE: u64 = 1_000;
pub(super) const PERSON: u64 = 2_000;
pub(super) const HOUSEHOLD: u64 = 3_000;
pub(super) const ACT: u64 = 4_000;
pub(super) const EQUIPMENT: u64 = 5_000;
pub(super) const STAY: u64 = 6_000;
pub(super) const DECOMPTE: u64 = 7_000;
pub(super) const PREGNANCY: u64 = 8_000;

/// A line with the person it is of, as each engine hears them.
#[derive(Debug, Clone)]
pub(super) struct Told {
    pub(super) person: Person,
    pub(super) facts: Facts,
    pub(super) other_person: mutuelle::Person,
    pub(super) other: mutuelle::Facts,
}

impl Told {
    pub(super) fn new(person: Person, facts: Facts) -> Self {
        Self {
            other_person: other_person(&person),
            other: other(&facts),
            person,
            facts,
        }
    }
}

/// The name of a thing for the mutuelle.
pub(super) fn name(thing: Thing) -> String {
    thing.0.to_string()
}

fn euros(cents: Cents) -> Decimal {
    Decimal::new(cents.0, 2)
}

fn other_person(person: &Person) -> mutuelle::Person {
    mutuelle::Person {
        id: name(person.id),
        birth: person.birth,
        member_since: person.member_since,
        product_since: (person.product_since != person.member_since)
            .then_some(person.product_since),
        waits_until: person.waits_until,
        household: name(person.household),
    }
}

fn other(facts: &Facts) -> mutuelle::Facts {
    // A line that names no such thing is one by itself.
    let named = |thing: Thing| (thing != facts.line).then(|| name(thing));
    let sides = |sides: &[Side]| {
        let word = |side: &Side| match side {
            Side::Left => "left".to_owned(),
            Side::Right => "right".to_owned(),
        };
        sides.iter().map(word).collect()
    };
    let unless_start = |day| (day != facts.date).then_some(day);
    mutuelle::Facts {
        id: name(facts.line),
        date: facts.date,
        end: unless_start(facts.end),
        delivery: unless_start(facts.delivery),
        prescription: unless_start(facts.prescription),
        heading: facts.heading,
        code: facts.code.map(|code| code.to_string()),
        quantity: facts.quantity,
        examinations: facts.examinations,
        expense: euros(facts.expense),
        base: euros(facts.base),
        amo: euros(facts.amo),
        majoration: euros(facts.majoration),
        participation: euros(facts.participation),
        said_amo_status: facts.amo_status.map(|status| match status {
            AmoStatus::Reimbursed => mutuelle::AmoStatus::Reimbursed,
            AmoStatus::Refused => mutuelle::AmoStatus::Refused,
            AmoStatus::Outside => mutuelle::AmoStatus::Outside,
        }),
        doctor: facts.doctor.map(|doctor| match doctor {
            Doctor::Optam => mutuelle::Doctor::Optam,
            Doctor::NonOptam => mutuelle::Doctor::NonOptam,
        }),
        specialty: facts.specialty.map(|code| format!("{code:02}")),
        place: match facts.place {
            CarePlace::Town => mutuelle::Place::Town,
            CarePlace::Hospital => mutuelle::Place::Hospital,
            CarePlace::Clinic => mutuelle::Place::Clinic,
            CarePlace::MedicoSocial => mutuelle::Place::MedicoSocial,
            CarePlace::Abroad => mutuelle::Place::Abroad,
        },
        network: facts.network,
        prescribed: facts.prescribed,
        prior_agreement: facts.prior_agreement,
        correction_changed: facts.correction_changed,
        qualifier: facts.qualifier.map(|code| code.to_string()),
        complement_of: facts.complement_of.map(name),
        act: named(facts.act),
        equipment: named(facts.equipment),
        stay: named(facts.stay),
        decompte: named(facts.decompte),
        pregnancy: named(facts.pregnancy),
        teeth: facts.teeth.iter().map(u8::to_string).collect(),
        eyes: sides(&facts.eyes),
        ears: sides(&facts.ears),
        lenses: facts.lenses.map(|class| match class {
            Lenses::Simple => mutuelle::Lenses::Simple,
            Lenses::SimpleComplexe => mutuelle::Lenses::SimpleComplexe,
            Lenses::Complexe => mutuelle::Lenses::Complexe,
            Lenses::SimpleTresComplexe => mutuelle::Lenses::SimpleTresComplexe,
            Lenses::ComplexeTresComplexe => mutuelle::Lenses::ComplexeTresComplexe,
            Lenses::TresComplexe => mutuelle::Lenses::TresComplexe,
        }),
        children: u32::from(facts.children),
        documents: facts.documents.clone(),
        amo_payee: match facts.amo_payee {
            AmoPayee::Insured => mutuelle::AmoPayee::Insured,
            AmoPayee::Professional => mutuelle::AmoPayee::Professional,
            AmoPayee::ThirdParty => mutuelle::AmoPayee::ThirdParty,
        },
        earlier: euros(facts.earlier),
    }
}
