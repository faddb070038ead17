//! Lives that the caisses of a country are told of while it runs.

use std::collections::BTreeMap;

use caisse::{LifeSpec, NotLived, Notified, Refusal};
use domain::{Day, Nir, OcNumber};
use generators::Heard;

use super::{Centre, Country, CountryError};
use crate::AssuranceError;
use crate::account::Noted;
use crate::lives::Lived;
use crate::record::Act;

impl Country<'_> {
    /// Has the caisses learn of a life today. One that is about an OC is learned of by all of them.
    ///
    /// # Errors
    /// Where none of them has anything to do about it: nothing changed then.
    pub(crate) fn live(
        &mut self,
        life: LifeSpec,
        day: Day,
    ) -> Result<Noted<Lived>, AssuranceError> {
        self.is_open(day)?;
        if let Some(nir) = life.new_nir() {
            self.is_nobodys(&nir)?;
        }
        let heard = match life.insured() {
            Some(nir) => {
                let place = self.place(&nir)?;
                vec![(place, self.tell(place, &life)??)]
            }
            None => self.tell_all(&life)?,
        };
        let mut night = day;
        let mut told: BTreeMap<(OcNumber, u8), u32> = BTreeMap::new();
        for (place, heard) in heard {
            night = night.max(heard.night);
            for one in heard.told {
                *told.entry((one.oc, one.reason)).or_default() += one.links;
            }
            for (oc, file) in heard.files {
                let leaving = (oc, place, file);
                self.late.entry(heard.night).or_default().push(leaving);
            }
        }
        let told = told.into_iter();
        let told = told.map(|((oc, reason), links)| Notified { oc, reason, links });
        let told: Vec<Notified> = told.collect();
        let act = Act::Lived {
            life: life.word().to_owned(),
            who: life.insured().map(|nir| nir.masked()),
            night,
            notified: told.clone(),
            told: Some(Box::new(life)),
        };
        Ok(Noted {
            told: Lived { night, told },
            oc: None,
            act,
        })
    }

    /// What each centre makes of it that has something to do about it.
    fn tell_all(&mut self, life: &LifeSpec) -> Result<Vec<(usize, Heard)>, AssuranceError> {
        let (mut heard, mut refused) = (Vec::new(), None);
        for place in 0..self.centres.len() {
            match self.tell(place, life)? {
                Ok(one) => heard.push((place, one)),
                Err(refusal) => refused = Some(refusal),
            }
        }
        match refused {
            Some(refusal) if heard.is_empty() => Err(refusal.into()),
            _ => Ok(heard),
        }
    }

    fn tell(
        &mut self,
        place: usize,
        life: &LifeSpec,
    ) -> Result<Result<Heard, Refusal>, AssuranceError> {
        let centre = self.centres.get_mut(place).ok_or(CountryError::NoEffect)?;
        let heard = centre.living.hear(life.clone());
        Ok(heard.map_err(CountryError::from)?)
    }

    fn place(&self, nir: &Nir) -> Result<usize, AssuranceError> {
        let knows = |centre: &Centre<'_>| centre.living.knows(nir);
        let place = self.centres.iter().position(knows);
        Ok(place.ok_or(Refusal::UnknownInsured(*nir))?)
    }

    /// The centre of the insured looks at its own people alone.
    fn is_nobodys(&self, nir: &Nir) -> Result<(), AssuranceError> {
        if self.centres.iter().any(|centre| centre.living.knows(nir)) {
            return Err(Refusal::from(NotLived::NirTaken(*nir)).into());
        }
        Ok(())
    }
}
