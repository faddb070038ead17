//! What is asked of the caisses of a country through the accounts of the insured.

use caisse::{Account, Attestation, Choice, Effect, Event, Refusal};
use domain::{Beneficiary, Day, DecompteNumber, Nir, OcNumber};
use generators::{Delivery, Draws, Subject};

use super::{Centre, Country, CountryError, last_day};
use crate::account::{Noted, PaperDecompte, SentAgain};
use crate::record::{Act, Record};
use crate::{AssuranceError, FileName, HistoryError};

impl<'a> Country<'a> {
    /// Everybody who has an account.
    pub(crate) fn insured(&self, day: Day) -> Result<Vec<Attestation>, AssuranceError> {
        let states = self.centres.iter().map(|centre| centre.living.caisse());
        let mut all: Vec<Attestation> = states
            .flat_map(|state| {
                let nirs = state.insured().into_iter();
                nirs.filter_map(|nir| state.attestation(&nir, day))
            })
            .collect();
        all.sort_by_key(|one| one.nir);
        Ok(all)
    }

    pub(crate) fn account(&self, nir: &Nir, day: Day) -> Result<Account, AssuranceError> {
        let state = self.centre(nir)?.living.caisse();
        let account = state.account(nir, day);
        Ok(account.ok_or(Refusal::UnknownInsured(*nir))?)
    }

    pub(crate) fn attestation(&self, nir: &Nir, day: Day) -> Result<Attestation, AssuranceError> {
        let state = self.centre(nir)?.living.caisse();
        let attestation = state.attestation(nir, day);
        Ok(attestation.ok_or(Refusal::UnknownInsured(*nir))?)
    }

    pub(crate) fn papers(&self, oc: Option<OcNumber>) -> Vec<PaperDecompte> {
        let papers = self.papers.iter();
        let of_that_oc = papers.filter(|paper| oc.is_none_or(|oc| paper.oc == oc));
        of_that_oc.cloned().collect()
    }

    /// How long the choice takes is drawn by its number among those of its centre.
    pub(crate) fn choose(
        &mut self,
        who: Beneficiary,
        oc: OcNumber,
        day: Day,
    ) -> Result<Noted<Day>, AssuranceError> {
        self.is_open(day)?;
        let seed = self.options.seed;
        let centre = self.centre_mut(&who.nir)?;
        let (lot, number) = (centre.lot.number, centre.choices);
        let draw = Draws::new(seed, lot, Subject::Choice, number).bits();
        let choice = Choice {
            who,
            oc,
            asked: day,
            draw,
        };
        let Effect::ChoiceTaken { on, .. } = centre.asked(Event::Choose(choice))? else {
            return Err(CountryError::NoEffect.into());
        };
        centre.choices += 1;
        let act = Act::Chosen {
            who: who.masked(),
            person: Some(who.into()),
            on,
        };
        Ok(Noted {
            told: on,
            oc: Some(oc),
            act,
        })
    }

    pub(crate) fn refuse_exchanges(
        &mut self,
        nir: Nir,
        refused: bool,
    ) -> Result<Noted<()>, AssuranceError> {
        let living = &mut self.centre_mut(&nir)?.living;
        let refuses = refused;
        let effects = living.ask(Event::RefusesExchanges { nir, refuses });
        let effects = effects.map_err(CountryError::from)?;
        if let Some(Effect::Refused(refusal)) = effects.first() {
            return Err((*refusal).into());
        }
        let act = Act::Exchanges {
            who: nir.masked(),
            nir: Some(nir),
            refused,
        };
        Ok(Noted {
            told: (),
            oc: None,
            act,
        })
    }

    pub(crate) fn hand_in(
        &mut self,
        nir: Nir,
        number: DecompteNumber,
        oc: OcNumber,
        day: Day,
    ) -> Result<Noted<PaperDecompte>, AssuranceError> {
        let centre = self.centre_mut(&nir)?;
        let event = Event::HandOver {
            nir,
            decompte: number,
            oc,
            day,
        };
        let Effect::Paper(paper) = centre.asked(event)? else {
            return Err(CountryError::NoEffect.into());
        };
        let paper = PaperDecompte::from(&*paper);
        self.papers.push(paper.clone());
        let act = Act::HandedIn {
            who: nir.masked(),
            decompte: number,
            nir: Some(nir),
            paper: Some(Box::new(paper.clone())),
        };
        Ok(Noted {
            told: paper,
            oc: Some(oc),
            act,
        })
    }

    pub(crate) fn send_again(
        &mut self,
        oc: OcNumber,
        name: &FileName,
        day: Day,
    ) -> Result<Noted<SentAgain>, AssuranceError> {
        self.is_open(day)?;
        let key = (oc, name.clone());
        let unknown = || AssuranceError::NoFile {
            oc,
            name: name.clone(),
        };
        let (place, id) = *self.sent.get(&key).ok_or_else(unknown)?;
        let centre = self.centres.get_mut(place).ok_or_else(unknown)?;
        let Effect::File(file) = centre.asked(Event::SendFileAgain(id))? else {
            return Err(CountryError::NoEffect.into());
        };
        let file = centre.living.hand_out(file);
        let file = file.map_err(CountryError::from)?;
        let times = self.again.entry(key).or_default();
        let stem = name.as_str().strip_suffix(".noe").unwrap_or(name.as_str());
        let again: FileName = format!("{stem}.again-{}.noe", *times + 1).parse()?;
        *times += 1;
        let night = self.options.world.calendar.working_day(day);
        let file = Delivery {
            name: again.to_string(),
            day: night,
            ..file
        };
        let leaving = (oc, place, file);
        self.late.entry(night).or_default().push(leaving);
        let act = Act::AskedAgain {
            name: name.clone(),
            again: again.clone(),
        };
        Ok(Noted {
            told: SentAgain { name: again, night },
            oc: Some(oc),
            act,
        })
    }

    /// Does again what a record says was done through an account; nothing where it says something else.
    ///
    /// # Errors
    /// Where what is done differs from what the record says.
    pub(crate) fn again(&mut self, record: &Record) -> Result<(), AssuranceError> {
        let differs = |what: String| HistoryError::Differs {
            seq: record.seq,
            what,
        };
        let (day, oc) = (record.day, record.oc.unwrap_or_default());
        let (oc, act) = match &record.act {
            Act::Chosen { person, .. } => {
                let who = person.ok_or_else(|| differs(MASKED.to_owned()))?;
                noted(self.choose(who.into(), oc, day))
            }
            Act::Exchanges { nir, refused, .. } => {
                let nir = nir.ok_or_else(|| differs(MASKED.to_owned()))?;
                noted(self.refuse_exchanges(nir, *refused))
            }
            Act::HandedIn { nir, decompte, .. } => {
                let nir = nir.ok_or_else(|| differs(MASKED.to_owned()))?;
                noted(self.hand_in(nir, *decompte, oc, day))
            }
            Act::AskedAgain { name, .. } => noted(self.send_again(oc, name, day)),
            Act::Lived { told, .. } => {
                let life = told.as_deref().cloned();
                let life = life.ok_or_else(|| differs(MASKED.to_owned()))?;
                noted(self.live(life, day))
            }
            _ => return Ok(()),
        }
        .map_err(|error| differs(format!("`{}` is not done now: {error}", record.act.word())))?;
        if (oc, &act) == (record.oc, &record.act) {
            return Ok(());
        }
        let what = format!("`{}` comes to something else now", record.act.word());
        Err(differs(what).into())
    }

    /// Whether a night comes after that day: what is asked on the last one would never be done.
    pub(super) fn is_open(&self, day: Day) -> Result<(), AssuranceError> {
        let last = last_day(self.options);
        if day >= last {
            return Err(AssuranceError::WorldEnded(last));
        }
        Ok(())
    }

    fn centre(&self, nir: &Nir) -> Result<&Centre<'a>, AssuranceError> {
        let mut centres = self.centres.iter();
        let centre = centres.find(|centre| centre.living.knows(nir));
        Ok(centre.ok_or(Refusal::UnknownInsured(*nir))?)
    }

    pub(super) fn centre_mut(&mut self, nir: &Nir) -> Result<&mut Centre<'a>, AssuranceError> {
        let mut centres = self.centres.iter_mut();
        let centre = centres.find(|centre| centre.living.knows(nir));
        Ok(centre.ok_or(Refusal::UnknownInsured(*nir))?)
    }
}

impl Centre<'_> {
    /// The one thing that comes of what is asked, unless it is refused.
    fn asked(&mut self, event: Event) -> Result<Effect, AssuranceError> {
        let effects = self.living.ask(event).map_err(CountryError::from)?;
        match effects.into_iter().next() {
            Some(Effect::Refused(refusal)) => Err(refusal.into()),
            Some(effect) => Ok(effect),
            None => Err(CountryError::NoEffect.into()),
        }
    }
}

/// What is said of a record whose personal data were left out.
const MASKED: &str = "the person is masked: a journal is lived again as it was written";

fn noted<T>(
    done: Result<Noted<T>, AssuranceError>,
) -> Result<(Option<OcNumber>, Act), AssuranceError> {
    done.map(|Noted { oc, act, .. }| (oc, act))
}
