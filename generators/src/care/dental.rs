//! Dentists: check-ups, the care and prostheses that follow, orthodontics by semesters.

use caisse::Act;
use domain::{Cents, Day, PsNumber};
use oracle::amo::{Care, Dental, Kind, LawCode};

use super::context::CareContext;
use super::days::open_day;
use super::life::Life;
use super::rates::Basket;
use super::sheet::{Sheet, code, coded};
use crate::FlowError;
use crate::draws::{Draws, Subject};
use crate::people::Inhabitant;

pub(super) const SITUATIONS: &[u8] = &[];

pub(super) fn live(life: &mut Life<'_>) -> Result<(), FlowError> {
    let rates = &life.rates().dental.value;
    let mut draws = life.draws(Subject::Dental);
    let draws = &mut draws;
    let age = life.age(life.start());
    if life.age(life.end()) < rates.from_age || !draws.permille(rates.goes.at(age)) {
        return Ok(());
    }
    let Some(dentist) = life.context.professionals.dentists.pick(draws) else {
        return Ok(());
    };
    let interval = draws.between(rates.every.from, rates.every.to);
    let mut day = life
        .start()
        .plus_months(-draws.below(interval).cast_signed());
    day = open_day(day.plus(draws.below(30).cast_signed()));
    while day <= life.end() {
        if life.age(day) >= rates.from_age {
            episode(life, draws, day, dentist.number)?;
        }
        let months = interval.cast_signed();
        day = open_day(day.plus_months(months).plus(draws.below(25).cast_signed()));
    }
    Ok(())
}

/// A check-up, what is done at once, what is done at the next appointments, a crown at the end of some.
fn episode(
    life: &mut Life<'_>,
    draws: &mut Draws,
    day: Day,
    dentist: PsNumber,
) -> Result<(), FlowError> {
    let rates = &life.rates().dental.value;
    let child = life.age(day) < 16;
    let check_up = plain(life, day, Dental::Consultation, dentist);
    life.bill(
        life.at_tariff(check_up)?
            .map(Act::from)
            .into_iter()
            .collect(),
    );
    let appointments = draws
        .weighted(&rates.appointments, |row| row.weight)
        .map_or(0, |row| row.number);
    let mut day = day;
    for _ in 0..appointments {
        day = open_day(day.plus(draws.between(5, 25).cast_signed()));
        let mut acts = life.blank();
        for _ in 0..draws.between(1, rates.most_acts) {
            let table = if child {
                &rates.child_care
            } else {
                &rates.care
            };
            // What the law has no figure for on that day is not what is done.
            for _ in 0..TRIES {
                let Some(row) = draws.weighted(table, |row| row.weight) else {
                    break;
                };
                let care = plain(life, day, Dental::Care(LawCode::new(&row.item)), dentist);
                if let Some(care) = life.at_tariff(care)? {
                    acts.push(Act::from(care));
                    break;
                }
            }
        }
        life.bill(acts);
    }
    if !child && draws.permille(rates.crown) {
        let day = open_day(day.plus(draws.between(10, 40).cast_signed()));
        crown(life, draws, day, dentist)?;
    }
    Ok(())
}

/// Draws after which nothing is done.
const TRIES: u32 = 8;

/// A crown of one of the three baskets, known by the act code of its line.
fn crown(
    life: &mut Life<'_>,
    draws: &mut Draws,
    day: Day,
    dentist: PsNumber,
) -> Result<(), FlowError> {
    let Some(row) = draws.weighted(&life.rates().dental.value.crowns, |row| row.weight) else {
        return Ok(());
    };
    let law = LawCode::new(&row.item);
    let (dental, act) = match row.basket {
        Basket::WithoutRemainder => (Dental::ProsthesisWithoutRemainder(law), code("PF0")),
        Basket::Moderated => (Dental::Prosthesis(law), code("PF1")),
        Basket::Free => (Dental::Prosthesis(law), code("PFC")),
    };
    let price = Cents(i64::from(draws.between(row.price.from, row.price.to)) * 100);
    let care = Care {
        fee: price,
        ..plain(life, day, dental, dentist)
    };
    life.bill(vec![coded(care.into(), act)]);
    Ok(())
}

fn plain(life: &Life<'_>, day: Day, dental: Dental, dentist: PsNumber) -> Care {
    Care {
        exemption: life.exemption(day, false),
        ..Life::care(day, Kind::Dental(dental), dentist)
    }
}

/// Six semesters at most, agreed on before the age of the law, then two years of retention.
pub(super) fn orthodontics(life: &mut Life<'_>) -> Result<(), FlowError> {
    let rates = &life.rates().orthodontics.value;
    let born = life.person.born;
    let mut draws = life.draws(Subject::Orthodontics);
    let draws = &mut draws;
    let treated = draws.permille(rates.treated);
    let begins = born.plus(
        draws
            .between(rates.age_in_days.from, rates.age_in_days.to)
            .cast_signed(),
    );
    let semesters = draws.between(rates.semesters.from, rates.semesters.to);
    let ends = begins.plus_months((semesters + 4).cast_signed() * 6);
    if !treated || begins > life.end() || ends < life.start() {
        return Ok(());
    }
    let Some(dentist) = life.context.professionals.dentists.pick(draws) else {
        return Ok(());
    };
    let euros = draws.between(rates.price.from, rates.price.to);
    let half_years = (0..semesters).map(|rank| (rank * 6, Dental::Orthodontics));
    let retention = [
        (semesters * 6, Dental::Retention1),
        (semesters * 6 + 12, Dental::Retention2),
    ];
    for (months, dental) in half_years.chain(retention) {
        let day = open_day(begins.plus_months(months.cast_signed()));
        let share = if dental == Dental::Orthodontics {
            100
        } else {
            rates.retention
        };
        let care = plain(life, day, dental, dentist.number);
        let Some(base) = life.context.tariff(life.person, &care)? else {
            continue;
        };
        let fee = Cents(i64::from(euros) * i64::from(share)).max(base);
        life.bill(vec![Act::from(Care { fee, ..care })]);
    }
    Ok(())
}

/// A crown at a free price, on that day or the next that is open; none where the law or the data know of none.
pub(crate) fn free_crown(
    draws: &mut Draws,
    context: &CareContext<'_>,
    person: &Inhabitant,
    dentist: PsNumber,
    day: Day,
) -> Result<Option<Sheet>, FlowError> {
    let crowns = &context.rates().dental.value.crowns;
    let Some(row) = crowns.iter().find(|row| row.basket == Basket::Free) else {
        return Ok(None);
    };
    let kind = Kind::Dental(Dental::Prosthesis(LawCode::new(&row.item)));
    let care = Care {
        fee: Cents(i64::from(draws.between(row.price.from, row.price.to)) * 100),
        ..Life::care(open_day(day), kind, dentist)
    };
    let known = context.tariff(person, &care)?.is_some();
    Ok(Sheet::town(vec![coded(care.into(), code("PFC"))]).filter(|_| known))
}
