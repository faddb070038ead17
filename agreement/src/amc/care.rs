//! The facts of a random line.

use domain::{Basket, Cents, Heading};
use oracle::amc::{AmoPayee, Code, Doctor, Facts, Side, Thing};
use oracle::product::{AmoStatus, CarePlace, Lenses};

use super::level::{CODES, QUALIFIERS};
use super::told::{ACT, DECOMPTE, EQUIPMENT, PREGNANCY, STAY};
use crate::draws::Draws;

/// Draws everything but the heading and the day.
pub(super) fn draw(draws: &mut Draws, facts: &mut Facts) {
    days(draws, facts);
    facts.quantity = count(draws, 20);
    if by_day(facts.heading) && draws.percent(60) {
        facts.quantity = u32::from(draws.upto(7));
    }
    facts.examinations = count(draws, 20);
    amounts(draws, facts);
    who(draws, facts);
    things(draws, facts);
    body(draws, facts);
    words(draws, facts);
}

const fn by_day(heading: Heading) -> bool {
    matches!(
        heading,
        Heading::ForfaitJournalier | Heading::ChambreParticuliere | Heading::LitAccompagnant
    )
}

/// One, or now and then some.
fn count(draws: &mut Draws, rate: u32) -> u32 {
    if draws.percent(rate) {
        u32::from(draws.upto(5))
    } else {
        1
    }
}

fn days(draws: &mut Draws, facts: &mut Facts) {
    if draws.percent(20) {
        facts.end = facts.date.plus(draws.between(1, 40));
    }
    if draws.percent(25) {
        facts.delivery = facts.date.plus(draws.between(1, 60));
    }
    if draws.percent(25) {
        facts.prescription = facts.date.plus(-draws.between(1, 90));
    }
}

fn amounts(draws: &mut Draws, facts: &mut Facts) {
    let high = draws.pick(&[4_000, 15_000, 60_000]);
    let is_dear = matches!(facts.heading, Heading::Audio1 | Heading::Audio2);
    match draws.below(10) {
        ..6 => {
            // As an AMO pays: a rate of what is spent, at most of the base.
            facts.base = draws.cents(5, high);
            facts.expense = match draws.below(4) {
                0 => facts.base,
                1 => draws.cents(0, high),
                _ => facts.base + draws.cents(0, high),
            };
            let rate = draws.pick(&[15, 30, 60, 65, 70, 70, 80, 100]);
            let share = Cents(facts.base.min(facts.expense).0 * rate / 100);
            if draws.percent(20) {
                facts.majoration = Cents(share.0 * i64::from(draws.below(60)) / 100);
            }
            facts.amo = share - facts.majoration;
        }
        6 | 7 => facts.expense = draws.cents(0, high),
        // Class B: a base of some cents.
        8 => {
            facts.base = draws.cents(3, 10);
            facts.amo = Cents(facts.base.0 * 6 / 10);
            facts.expense = draws.cents(1_000, 90_000);
        }
        _ => {
            facts.expense = draws.cents(0, high);
            facts.base = draws.cents(0, high);
            facts.amo = draws.cents(0, high);
            facts.majoration = draws.cents(0, 3_000);
        }
    }
    if matches!(facts.heading, Heading::MontureB | Heading::VerreB) && draws.percent(60) {
        facts.base = draws.cents(3, 10);
        facts.amo = Cents(facts.base.0 * 6 / 10);
        facts.expense = draws.cents(5_000, 150_000);
        facts.majoration = Cents::ZERO;
    }
    if is_dear && draws.percent(70) {
        facts.expense = draws.cents(40_000, 400_000);
        facts.base = Cents(40_000);
        facts.amo = Cents(24_000);
        facts.majoration = Cents::ZERO;
    }
    if draws.percent(30) {
        facts.participation = draws.pick(&[Cents(100), Cents(200)]);
    }
    if draws.percent(12) {
        facts.earlier = draws.cents(0, 8_000);
    }
}

fn who(draws: &mut Draws, facts: &mut Facts) {
    if facts.heading.is_doctor() {
        facts.doctor = match draws.below(20) {
            0 => None,
            1..10 => Some(Doctor::Optam),
            _ => Some(Doctor::NonOptam),
        };
    }
    if draws.percent(60) {
        facts.specialty = Some(draws.pick(&[1, 7, 19, 33]));
    }
    facts.place = match draws.below(10) {
        ..6 => CarePlace::Town,
        6 => CarePlace::Hospital,
        7 => CarePlace::Clinic,
        8 => CarePlace::MedicoSocial,
        _ => CarePlace::Abroad,
    };
    facts.amo_payee = match draws.below(20) {
        ..13 => AmoPayee::Insured,
        13..19 => AmoPayee::Professional,
        _ => AmoPayee::ThirdParty,
    };
}

fn things(draws: &mut Draws, facts: &mut Facts) {
    let line = facts.line;
    let mut one_of = |rate, first: u64, count| {
        if draws.percent(rate) {
            Thing(first + u64::from(draws.below(count)))
        } else {
            line
        }
    };
    facts.act = one_of(15, ACT, 5);
    facts.equipment = one_of(75, EQUIPMENT, 5);
    facts.stay = one_of(50, STAY, 3);
    facts.decompte = one_of(70, DECOMPTE, 6);
    facts.pregnancy = one_of(50, PREGNANCY, 2);
}

fn body(draws: &mut Draws, facts: &mut Facts) {
    let sides = |draws: &mut Draws| match draws.below(5) {
        0 => vec![Side::Left],
        1 => vec![Side::Right],
        2 => vec![Side::Left, Side::Right],
        3 => vec![Side::Right, Side::Left],
        _ => Vec::new(),
    };
    facts.eyes = sides(draws);
    facts.ears = sides(draws);
    for tooth in [21, 11, 46, 36] {
        if draws.percent(30) {
            facts.teeth.push(tooth);
        }
    }
}

fn words(draws: &mut Draws, facts: &mut Facts) {
    let capped = matches!(
        facts.heading.basket(),
        Some(Basket::CentSante | Basket::Maitrise)
    );
    if draws.percent(if capped { 80 } else { 20 }) {
        facts.code = Code::new(draws.pick(&CODES));
    }
    facts.network = draws.percent(30);
    facts.prescribed = draws.percent(40);
    facts.prior_agreement = draws.percent(40);
    facts.correction_changed = draws.percent(20);
    if facts.heading.is_doctor() && draws.percent(15) {
        facts.qualifier = Code::new("DA");
    } else if draws.percent(12) {
        facts.qualifier = Code::new(draws.pick(&QUALIFIERS));
    }
    if draws.percent(15) {
        facts.amo_status = Some(draws.pick(&[
            AmoStatus::Reimbursed,
            AmoStatus::Refused,
            AmoStatus::Outside,
        ]));
    }
    if draws.percent(80) {
        facts.lenses = Some(draws.pick(&[
            Lenses::Simple,
            Lenses::SimpleComplexe,
            Lenses::Complexe,
            Lenses::SimpleTresComplexe,
            Lenses::ComplexeTresComplexe,
            Lenses::TresComplexe,
        ]));
    }
    facts.children = u16::from(draws.upto(3));
    if draws.percent(60) {
        facts.documents = vec!["facture".to_owned()];
    }
}
