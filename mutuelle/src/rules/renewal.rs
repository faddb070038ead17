use domain::Heading;
use rust_decimal::Decimal;

use super::level::Care;
use crate::Bug;
use crate::law::{Law, MissingFigure};
use crate::product::{AgeAt, Case, Clock, Limit, Of, Range, Scope, Size, When};

/// The renewal that always holds in a responsible contract (rules §6), beyond the ticket modérateur only, each
/// heading its own: an equipment of class B every so many months, date to date, fewer for the young, at any time
/// where the correction changed; a hearing aid of class II by ear.
pub(crate) fn renewal_of_the_law(care: &Care) -> Result<Option<Limit>, MissingFigure> {
    let heading = care.facts.heading;
    let mut renewal = match heading {
        Heading::MontureB | Heading::VerreB => Limit {
            of: Of::Equipment,
            over: Clock::Months(months("responsable.optique.renouvellement-mois", care)?),
            cases: vec![
                at_any_time_where_the_correction_changed(),
                of_those_aged_below(
                    6,
                    months("responsable.optique.renouvellement-mois.moins-6-ans", care)?,
                ),
                of_those_aged_below(
                    16,
                    months("responsable.optique.renouvellement-mois.moins-16-ans", care)?,
                ),
            ],
            bears_on: if care.has(Bug::FrameAndLensesTogether) {
                [Heading::MontureB, Heading::VerreB].into()
            } else {
                [heading].into()
            },
            ..one(heading)
        },
        Heading::Audio2 => Limit {
            per: if care.has(Bug::EarsTogether) {
                Scope::Person
            } else {
                Scope::Ear
            },
            over: Clock::Months(renewal_of_hearing_aids(care)?),
            ..one(heading)
        },
        _ => return Ok(None),
    };
    if care.has(Bug::RenewalOfAdults) {
        renewal.cases.truncate(1);
    }
    Ok(Some(renewal))
}

/// Months between two hearing aids of an ear.
pub(crate) fn renewal_of_hearing_aids(care: &Care) -> Result<u32, MissingFigure> {
    Ok(12 * months("responsable.audio.renouvellement-ans", care)?)
}

/// One a person, of that heading, beyond the ticket modérateur.
fn one(heading: Heading) -> Limit {
    Limit {
        id: format!("renewal of {heading}"),
        size: Size::Number(Decimal::ONE),
        of: Of::Act,
        per: Scope::Person,
        over: Clock::Event,
        excludes_ticket_moderateur: true,
        excludes_100_sante: false,
        when: When::default(),
        cases: Vec::new(),
        then: None,
        bears_on: [heading].into(),
        at: String::new(),
    }
}

fn at_any_time_where_the_correction_changed() -> Case {
    Case {
        when: When {
            correction_changed: Some(true),
            ..When::default()
        },
        size: None,
        over: None,
        unlimited: true,
    }
}

fn of_those_aged_below(below: u32, months: u32) -> Case {
    let aged = Range {
        from: None,
        below: Some(below),
    };
    Case {
        when: When {
            age: Some((aged, AgeAt::Care)),
            ..When::default()
        },
        size: None,
        over: Some(Clock::Months(months)),
        unlimited: false,
    }
}

/// They never changed, and no day is outside them.
fn months(id: &str, care: &Care) -> Result<u32, MissingFigure> {
    let figure = Law::embedded().last(id);
    figure
        .and_then(|figure| u32::try_from(figure).ok())
        .ok_or_else(|| MissingFigure {
            what: id.to_owned(),
            day: care.reference,
        })
}
