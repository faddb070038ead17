//! Care sheets: told acts as the caisse is billed them.

use caisse::{Act, Bill};
use domain::{Day, LineDetails, PsNumber, Qualifier, SmolStr};
use oracle::law::Law;
use oracle::quote::{PatientTold, Question};

use super::cast::Player;
use super::stays::{emergency, stay};
use super::{ActTold, CareTold, StoryError};
use crate::professionals;

/// Names of who cares, each with a number of its own, in the order in which they are first met.
#[derive(Default)]
pub(super) struct Practices(Vec<SmolStr>);

impl Practices {
    /// The number of that name: fictitious, as those of worlds are.
    pub(super) fn number(&mut self, name: &SmolStr) -> PsNumber {
        let known = self.0.iter().position(|known| known == name);
        let index = known.unwrap_or_else(|| {
            self.0.push(name.clone());
            self.0.len() - 1
        });
        professionals::number(0, u32::try_from(index).unwrap_or(0) + 1)
    }
}

/// A care sheet as it reaches the caisse.
pub(super) struct Billed {
    pub(super) bill: Bill,
    /// Last day of the care: nothing is settled before it.
    pub(super) last: Day,
    pub(super) third_party: Option<PsNumber>,
}

/// The bill of that care: acts, a stay, or a visit to the emergencies.
pub(super) fn sheet(
    place: &str,
    care: &CareTold,
    on: Day,
    player: &Player,
    practices: &mut Practices,
    law: &Law,
) -> Result<Billed, StoryError> {
    match (&care.stay, care.emergency) {
        (None, false) => {
            let acts = (care, care.acts.as_slice());
            bill(place, acts, on, player, practices, law)
        }
        (Some(told), false) if care.acts.is_empty() => stay(place, (care, told), on, practices),
        (None, true) if care.acts.is_empty() => Ok(emergency(care, on, practices)),
        _ => Err(StoryError::Sheet {
            place: place.to_owned(),
            why: "a care sheet has `acts`, or a `stay`, or `emergency: true`: tell the others in sheets of their own",
        }),
    }
}

/// The bill of those acts, in the circumstances of that care.
pub(super) fn bill(
    place: &str,
    (care, acts): (&CareTold, &[ActTold]),
    on: Day,
    player: &Player,
    practices: &mut Practices,
    law: &Law,
) -> Result<Billed, StoryError> {
    let Some(first) = acts.first() else {
        return Err(StoryError::Sheet {
            place: place.to_owned(),
            why: "there is no act: a care sheet bills one at least",
        });
    };
    let name = care.by.clone();
    let name = name.unwrap_or_else(|| first.act.as_str().into());
    let number = care.practitioner.number;
    let number = number.unwrap_or_else(|| practices.number(&name));
    let mut billed = Vec::with_capacity(acts.len());
    let mut last = on;
    for (rank, told) in acts.iter().enumerate() {
        let place = format!("{place}, act {} ({})", rank + 1, told.act.as_str());
        let day = told.date.unwrap_or(on);
        last = last.max(day);
        if told.completes.is_some_and(|main| usize::from(main) >= rank) {
            return Err(StoryError::Sheet {
                place,
                why: "`completes` is the place, from 0, of an act that stands before it",
            });
        }
        billed.push(act(&place, (care, told), day, number, player, law)?);
    }
    Ok(Billed {
        bill: Bill::Town(billed),
        last,
        third_party: care.third_party.then_some(number),
    })
}

fn act(
    place: &str,
    (sheet, told): (&CareTold, &ActTold),
    day: Day,
    number: PsNumber,
    player: &Player,
    law: &Law,
) -> Result<Act, StoryError> {
    let mut practitioner = sheet.practitioner.clone();
    practitioner.number = Some(number);
    let question = Question {
        date: Some(day),
        act: Some(told.act),
        detail: told.detail,
        code: told.code.clone(),
        quantity: told.quantity,
        coefficient: told.coefficient,
        examinations: told.examinations,
        fee: told.fee,
        base: told.base,
        tfr: told.tfr,
        refused_generic: told.refused_generic,
        same_session: told.same_session,
        practitioner,
        parcours: sheet.parcours,
        patient: PatientTold {
            birth: Some(player.person.born),
            exemption: sheet.exemption,
            ..PatientTold::default()
        },
        third_party: sheet.third_party,
        ..Question::default()
    };
    let care = question.care(law).map_err(|source| StoryError::Act {
        place: place.to_owned(),
        source: Box::new(source),
    })?;
    let details = LineDetails {
        qualifier: told
            .qualifier
            .as_deref()
            .map(|text| qualifier(place, text))
            .transpose()?,
        prescribed: told.prescribed,
        ..LineDetails::default()
    };
    Ok(Act {
        care,
        details,
        code: Some(told.act),
        completes: told.completes,
    })
}

fn qualifier(place: &str, text: &str) -> Result<Qualifier, StoryError> {
    let wire = match *text.as_bytes() {
        [one] => Some([one, b' ']),
        [one, two] => Some([one, two]),
        _ => None,
    };
    let wire = wire.filter(|wire| {
        wire.iter()
            .all(|byte| byte.is_ascii_graphic() || *byte == b' ')
    });
    wire.and_then(Qualifier::new)
        .ok_or_else(|| StoryError::Sheet {
            place: place.to_owned(),
            why: "a qualifier is one or two characters (255/65-66)",
        })
}
