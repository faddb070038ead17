//! Lives that a world is given as data (`world.lives`), beside those that are drawn.

use std::collections::BTreeSet;

use caisse::{Event, Life, LifeSpec, Refusal};
use domain::{Day, Nir};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::lot::Lot;
use crate::people::LifeEvent;
use crate::spec::WorldSpec;

/// A life and its day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DatedLife {
    /// The day: the caisse learns of it, and tells of it, on its first working night from then on.
    pub day: Day,
    /// What happens.
    pub life: LifeSpec,
}

/// A life of the world that the caisse did not do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("`{life}` of {day} is not done: {why}")]
pub struct Unheeded {
    /// Its day.
    pub day: Day,
    /// The word it is written by.
    pub life: &'static str,
    /// Why.
    pub why: Refusal,
}

impl Lot {
    /// Whether somebody of the lot bears that NIR, or comes to bear it.
    #[must_use]
    pub fn has(&self, nir: &Nir) -> bool {
        let of_lives = self.lives.values().flatten();
        let mut given = of_lives.filter_map(|event| match event {
            Event::Life(Life::NirGiven { to, .. }, _) => Some(*to),
            Event::Told(life, _) => life.new_nir(),
            _ => None,
        });
        let mut homes = self.households.iter();
        homes.any(|home| {
            let mut persons = home.persons.iter();
            let mut later = home.events.iter().filter_map(|(_, event)| match event {
                LifeEvent::OfAge(_, nir) | LifeEvent::NirGiven(_, nir) => Some(*nir),
                LifeEvent::Born(_) | LifeEvent::Died(_) | LifeEvent::Moved(_) => None,
            });
            persons.any(|person| person.who.nir == *nir || person.second_nir == Some(*nir))
                || later.any(|later| later == *nir)
        }) || given.any(|given| given == *nir)
    }

    /// Takes the lives of the world that are about its people in, after what is drawn of their days; and those of OCs,
    /// which are of every lot.
    ///
    /// # Errors
    /// Where the world is of one lot, and has a life of nobody who lives there.
    pub(crate) fn take_lives(&mut self, spec: &WorldSpec) -> Result<(), Unheeded> {
        let mut lives: Vec<&DatedLife> = spec.lives.iter().collect();
        // One day's stay in their order.
        lives.sort_by_key(|life| life.day);
        for DatedLife { day, life } in lives {
            if life.insured().is_none_or(|nir| self.has(&nir)) {
                let told = Event::Told(Box::new(life.clone()), *day);
                self.lives.entry(*day).or_default().push(told);
            }
        }
        // Of several lots each is drawn alone: whoever has them all can tell.
        match spec.of_nobody([&*self]) {
            Some(unheeded) if spec.lots() == 1 => Err(unheeded),
            _ => Ok(()),
        }
    }
}

impl WorldSpec {
    /// The first of its lives that is about nobody of those lots, where there is one: a NIR is that of another seed.
    #[must_use]
    pub fn of_nobody<'a>(&self, lots: impl IntoIterator<Item = &'a Lot>) -> Option<Unheeded> {
        let insured = self.lives.iter().filter_map(|one| one.life.insured());
        let mut left: BTreeSet<Nir> = insured.collect();
        for lot in lots {
            left.retain(|nir| !lot.has(nir));
        }
        self.lives.iter().find_map(|DatedLife { day, life }| {
            let nir = life.insured().filter(|nir| left.contains(nir))?;
            Some(Unheeded {
                day: *day,
                life: life.word(),
                why: Refusal::UnknownInsured(nir),
            })
        })
    }
}

/// Whether a lot refuses what another may do: an OC has links in some lots alone.
pub(crate) fn is_of_another_lot(life: &LifeSpec) -> bool {
    life.insured().is_none()
}
