//! A long disease: drugs renewed every month, analyses every quarter, rounds of a nurse.

use caisse::Act;
use domain::{Cents, Day};
use oracle::amo::{Care, Kind, NurseSupplement, Profession};

use super::days::open_day;
use super::life::Life;
use super::sheet::{Prescription, coded};
use super::{biology, pharmacy};
use crate::FlowError;
use crate::draws::{Draws, Subject};

/// Travel and majoration follow the main act; of several acts of a session the second is at half, the third at
/// nothing. Daily packages are days (32).
pub(super) const SITUATIONS: &[u8] = &[12, 14, 18, 32];

pub(super) fn live(life: &mut Life<'_>) -> Result<(), FlowError> {
    if !life.person.long_disease {
        return Ok(());
    }
    let mut draws = life.draws(Subject::Chronic);
    let draws = &mut draws;
    let rates = &life.rates().chronic.value;
    // Renewals go on from before the world, each some days about a month after the last.
    let slack = rates.slack.cast_signed();
    let mut due = life.start().plus(-draws.below(rates.every).cast_signed());
    let mut renewals = 0;
    let quarter = draws.below(rates.renewals_an_analysis);
    while due <= life.end() {
        let day = due.plus(draws.between(0, rates.slack * 2).cast_signed() - slack);
        let prescription = life.prescribed(day);
        pharmacy::dispense(life, draws, &prescription, day, true)?;
        if renewals % rates.renewals_an_analysis == quarter {
            let day = day.plus(draws.between(1, 6).cast_signed());
            biology::analyse(life, draws, &prescription, day, true)?;
        }
        renewals += 1;
        due = due.plus(rates.every.cast_signed());
    }
    if draws.permille(rates.nursed.at(life.age(life.start()))) {
        let packages = &life.rates().nurse.value.packages;
        let mut own = life.draws(Subject::Dependence);
        if own.permille(packages.share) {
            daily(life, &mut own);
        } else {
            rounds(life, draws)?;
        }
    }
    Ok(())
}

/// A nurse who comes every day, Sundays included, and bills a package a day, by the month.
fn daily(life: &mut Life<'_>, draws: &mut Draws) {
    let packages = &life.rates().nurse.value.packages;
    let level = draws.weighted(&packages.levels, |row| row.weight);
    let nurse = life.context.professionals.nurses.pick(draws);
    let (Some(level), Some(nurse)) = (level, nurse) else {
        return;
    };
    let third_party = draws.permille(life.rates().third_party.value.nurse);
    let prescription = life.prescribed(life.start().plus(-draws.between(1, 20).cast_signed()));
    let price = Cents(level.price.into());
    for &month in life.months() {
        let next = month.plus_months(1);
        let days = (0..next.since(month)).map(|day| month.plus(day));
        let blank = life.blank();
        let package = |day: Day| {
            let care = Care {
                fee: price,
                base: Some(price),
                exemption: life.exemption(day, true),
                third_party,
                ..Life::care(day, Kind::Letter(Profession::Infirmier), nurse.number)
            };
            coded(prescription.act(care), level.level.code())
        };
        let days = days.filter(|day| !life.is_away(*day));
        let mut acts = blank;
        acts.extend(days.map(package));
        life.bill(acts);
    }
}

/// A nurse who comes every so many days, and bills by the month.
fn rounds(life: &mut Life<'_>, draws: &mut Draws) -> Result<(), FlowError> {
    let rates = &life.rates().nurse.value;
    let Some(nurse) = life.context.professionals.nurses.pick(draws) else {
        return Ok(());
    };
    let every = draws
        .between(rates.every.from, rates.every.to)
        .cast_signed();
    let third_party = draws.permille(life.rates().third_party.value.nurse);
    let coefficient = draws
        .weighted(&rates.coefficients, |row| row.weight)
        .map_or(100, |row| row.number);
    let acts_a_visit = draws
        .weighted(&rates.acts, |row| row.weight)
        .map_or(1, |row| row.number);
    let mut day = life
        .start()
        .plus(draws.below(every.unsigned_abs()).cast_signed());
    let prescription = life.prescribed(life.start().plus(-draws.between(1, 20).cast_signed()));
    let mut acts = life.blank();
    while day <= life.end() {
        let full = acts.len() + 5 > MOST_LINES;
        let other = acts
            .first()
            .is_some_and(|act| !same_month(act.care.day, open_day(day)));
        if full || other {
            life.bill(acts);
            acts = life.blank();
        }
        let on = open_day(day);
        day = day.plus(every);
        if life.is_away(on) {
            continue;
        }
        let plain = Care {
            exemption: life.exemption(on, true),
            third_party,
            ..Life::care(on, Kind::Letter(Profession::Infirmier), nurse.number)
        };
        visit(
            life,
            &prescription,
            plain,
            coefficient,
            acts_a_visit,
            &mut acts,
        )?;
    }
    life.bill(acts);
    Ok(())
}

/// The first act in full, the second at half, the others at nothing (field notes §1.14); a single one has a
/// majoration; then the travel.
fn visit(
    life: &Life<'_>,
    prescription: &Prescription,
    plain: Care,
    coefficient: u32,
    number: u32,
    acts: &mut Vec<Act>,
) -> Result<(), FlowError> {
    let Ok(main) = u8::try_from(acts.len()) else {
        return Ok(());
    };
    for rank in 0..number {
        let coefficient = match rank {
            0 => coefficient,
            1 => coefficient / 2,
            _ => 0,
        };
        let care = Care {
            coefficient,
            ..plain
        };
        acts.extend(life.at_tariff(care)?.map(|care| prescription.act(care)));
    }
    let single = (number == 1).then_some(NurseSupplement::SingleAct);
    for supplement in single.into_iter().chain([NurseSupplement::Travel]) {
        let care = Care {
            kind: Kind::NurseSupplement(supplement),
            ..plain
        };
        acts.extend(life.at_tariff(care)?.map(|care| Act {
            completes: Some(main),
            ..prescription.act(care)
        }));
    }
    Ok(())
}

fn same_month(one: Day, other: Day) -> bool {
    (one.year(), one.month()) == (other.year(), other.month())
}

/// Acts of a sheet: each may take a line of franchise, and a décompte holds 99.
const MOST_LINES: usize = 40;
