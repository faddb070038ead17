//! Series of sessions: physiotherapist, speech therapist.

use domain::Day;
use oracle::amo::{Care, Kind, Profession};

use super::days::open_day;
use super::life::Life;
use super::rates::Sessions;
use super::sheet::Prescription;
use crate::FlowError;
use crate::draws::{Draws, Subject};
use crate::professionals::Peers;

/// The franchise of the sessions comes back on later payments where the professional is paid.
pub(super) const SITUATIONS: &[u8] = &[18];

pub(super) fn live(life: &mut Life<'_>) -> Result<(), FlowError> {
    let (rates, professionals) = (life.rates(), life.context.professionals);
    for (subject, profession, rates, them) in [
        (
            Subject::Physiotherapist,
            Profession::Kine,
            &rates.physiotherapist.value,
            &professionals.physiotherapists,
        ),
        (
            Subject::SpeechTherapist,
            Profession::Orthophoniste,
            &rates.speech_therapist.value,
            &professionals.speech_therapists,
        ),
    ] {
        sessions(life, subject, profession, rates, them)?;
    }
    Ok(())
}

/// One series after the other, billed some sessions at a time, never two months on one sheet.
fn sessions(
    life: &mut Life<'_>,
    subject: Subject,
    profession: Profession,
    rates: &Sessions,
    them: &Peers,
) -> Result<(), FlowError> {
    let mut draws = life.draws(subject);
    let draws = &mut draws;
    let Some(them) = them.pick(draws) else {
        return Ok(());
    };
    // Some began before the world.
    let start = life.start();
    let before = (-3..0).map(|months| start.plus_months(months));
    let mut free = None;
    for month in before.chain(life.months().iter().copied()) {
        let begins = draws.permille(rates.begin_a_month.at(life.age(month)));
        let later = draws.below(28).cast_signed();
        if !begins {
            continue;
        }
        let day = open_day(month.plus(later));
        if free.is_some_and(|free| day < free) {
            continue;
        }
        let coefficient = draws
            .weighted(&rates.coefficients, |row| row.weight)
            .map_or(100, |row| row.number);
        let third_party = draws.permille(life.rates().third_party.value.sessions);
        let prescription = life.prescribed(day.plus(-draws.between(3, 20).cast_signed()));
        let first = Care {
            coefficient,
            third_party,
            ..Life::care(day, Kind::Letter(profession), them.number)
        };
        free = Some(series(life, draws, rates, &prescription, first)?);
    }
    Ok(())
}

/// One series from its first session on, billed some sessions at a time; the day of the session that would come next.
pub(super) fn series(
    life: &mut Life<'_>,
    draws: &mut Draws,
    rates: &Sessions,
    prescription: &Prescription,
    first: Care,
) -> Result<Day, FlowError> {
    let mut day = first.day;
    let mut acts = life.blank();
    for _ in 0..draws.between(rates.sessions.from, rates.sessions.to) {
        let full = acts.len() >= rates.billed_together as usize;
        let other = acts
            .last()
            .is_some_and(|act| act.care.day.month() != day.month());
        if full || other {
            life.bill(acts);
            acts = life.blank();
        }
        if life.lives_on(day) && !life.is_away(day) {
            let care = Care {
                day,
                exemption: life.exemption(day, false),
                ..first
            };
            acts.extend(life.at_tariff(care)?.map(|care| prescription.act(care)));
        }
        let apart = draws.between(rates.apart.from, rates.apart.to);
        day = open_day(day.plus(apart.cast_signed()));
    }
    life.bill(acts);
    Ok(day)
}
