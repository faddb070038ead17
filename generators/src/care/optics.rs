//! Glasses as the renewal rules allow them, and contact lenses for a listed condition.

use domain::{ActCode, Cents};
use oracle::amo::{Care, Kind, LawCode, Optics};

use super::days::open_day;
use super::life::Life;
use super::sheet::{code, coded};
use crate::FlowError;
use crate::draws::{Draws, Subject};

pub(super) const SITUATIONS: &[u8] = &[];

pub(super) fn live(life: &mut Life<'_>) -> Result<(), FlowError> {
    let rates = &life.rates().optics.value;
    let mut draws = life.draws(Subject::Optics);
    let draws = &mut draws;
    let age = life.age(life.start());
    if !draws.permille(rates.wearers.at(age)) {
        return Ok(());
    }
    let Some(optician) = life.context.professionals.opticians.pick(draws) else {
        return Ok(());
    };
    let legal = |age: i16| match age {
        ..6 => rates.legal.under_6,
        6..16 => rates.legal.under_16,
        _ => rates.legal.adult,
    };
    let wait = draws.between(0, rates.longer);
    let interval = legal(age) + wait;
    let back = draws.below(interval).cast_signed();
    let mut day = life.start().plus_months(-back);
    day = open_day(day.plus(draws.below(30).cast_signed()));
    while day <= life.end() {
        if life.lives_on(day) {
            glasses(life, draws, day, optician.number)?;
        }
        // Age at the next delivery counts: who comes of an age in between waits the longer.
        let sooner = legal(life.age(day)) + wait;
        let latest = day
            .plus_months(sooner.cast_signed())
            .plus(2 * LATE.cast_signed());
        let then = life.age(latest);
        let months = (legal(then) + wait).cast_signed();
        day = open_day(
            day.plus_months(months)
                .plus(draws.below(LATE).cast_signed()),
        );
    }
    if draws.permille(rates.contacts) {
        contacts(life, draws, optician.number)?;
    }
    Ok(())
}

/// Days after the months, at most.
const LATE: u32 = 45;

/// A frame and two lenses, each a line.
fn glasses(
    life: &mut Life<'_>,
    draws: &mut Draws,
    day: domain::Day,
    optician: domain::PsNumber,
) -> Result<(), FlowError> {
    let rates = &life.rates().optics.value;
    let plain = Care {
        exemption: life.exemption(day, false),
        third_party: draws.permille(life.rates().third_party.value.devices),
        ..Life::care(day, Kind::Optics(Optics::FrameB), optician)
    };
    let euros = |draws: &mut Draws, range: &super::rates::Range| {
        Cents(i64::from(draws.between(range.from, range.to)) * 100)
    };
    let (frame, lens): ((Kind, Cents, ActCode), (Kind, Cents, ActCode)) =
        if draws.permille(rates.class_a) {
            let Some(word) = LawCode::new(LENS_A) else {
                return Ok(());
            };
            (
                (
                    Kind::Optics(Optics::FrameA),
                    Cents(i64::from(rates.frame_a)),
                    code("M01"),
                ),
                (
                    Kind::Optics(Optics::LensA(word)),
                    Cents(i64::from(rates.lens_a)),
                    code("V01"),
                ),
            )
        } else {
            let complex = draws.permille(rates.complex.at(life.age(day)));
            let (range, act) = if complex {
                (&rates.lens_complex, code("VM1"))
            } else {
                (&rates.lens_simple, code("VU1"))
            };
            (
                (plain.kind, euros(draws, &rates.frame_b), code("M03")),
                (Kind::Optics(Optics::LensB), euros(draws, range), act),
            )
        };
    let prescription = life.prescribed(day.plus(-draws.between(5, 90).cast_signed()));
    let line = |(kind, fee, act): (Kind, Cents, ActCode)| {
        coded(prescription.act(Care { kind, fee, ..plain }), act)
    };
    life.bill(vec![line(frame), line(lens), line(lens)]);
    Ok(())
}

/// The lens of class A whose price the law prints.
const LENS_A: &str = "verre-unifocal";

/// Both eyes, once a calendar year.
fn contacts(
    life: &mut Life<'_>,
    draws: &mut Draws,
    optician: domain::PsNumber,
) -> Result<(), FlowError> {
    let rates = &life.rates().optics.value;
    let (first, last) = (life.start().year(), life.end().year());
    let (month, of_month) = (draws.between(1, 12), draws.between(1, 28));
    for year in first..=last {
        let on = |number: u32| i8::try_from(number).unwrap_or(1);
        let Some(day) = domain::Day::new(year, on(month), on(of_month)) else {
            continue;
        };
        let day = open_day(day);
        if !life.lives_on(day) {
            continue;
        }
        let price = draws.between(rates.contacts_price.from, rates.contacts_price.to);
        let care = Care {
            quantity: 2,
            fee: Cents(i64::from(price) * 100),
            ..Life::care(day, Kind::Optics(Optics::Contacts), optician)
        };
        let act = life.prescribed(day.plus(-20)).act(care);
        life.bill(vec![act]);
    }
    Ok(())
}
