//! A life that somebody tells, held against what the caisse knows: done as it is meant, or refused with the reason.

use domain::{Beneficiary, Caisse, Day, Nir, OcNumber, Rank};

use super::{Effect, State};
use crate::account::Refusal;
use crate::registry::{InsuredState, Link, LinkChange, Person, PersonState};
use crate::{CaisseError, Contract, ContractType, Entry, Life, LifeSpec, Named, NotLived};

impl State<'_> {
    /// Does it, unless there is nothing to be done.
    pub(super) fn live_as_told(
        &mut self,
        life: &LifeSpec,
        day: Day,
        effects: &mut Vec<Effect>,
    ) -> Result<Effect, CaisseError> {
        let life = match self.understood(life, day) {
            Ok(life) => life,
            Err(refusal) => return Ok(Effect::Refused(refusal)),
        };
        let told = self.live(life, day, effects)?;
        self.release(day)?;
        Ok(Effect::Lived(told))
    }

    /// What is meant, where the caisse can do it and something changes.
    ///
    /// # Errors
    /// Why not.
    pub fn understood(&self, life: &LifeSpec, today: Day) -> Result<Life, Refusal> {
        match life {
            LifeSpec::Born {
                nir,
                birth,
                rank,
                born,
                name,
                first_name,
            } => {
                let (parent, file) = self.insured_file(nir)?;
                let child = Beneficiary {
                    nir: parent,
                    birth: *birth,
                    rank: *rank,
                };
                let of_parent = &file
                    .persons
                    .first()
                    .ok_or(Refusal::UnknownInsured(*nir))?
                    .person;
                is_free(file, &child)?;
                let child = Person {
                    birth: *birth,
                    rank: *rank,
                    born: *born,
                    name: name.clone(),
                    first_name: first_name.clone(),
                    regime: of_parent.regime,
                    cover: of_parent.cover,
                };
                Ok(Life::Born { parent, child })
            }
            LifeSpec::Moved { nir, to } => self.moved(nir, *to),
            LifeSpec::NirGiven { nir, to } => {
                let (from, _) = self.insured_file(nir)?;
                self.is_nobodys(to)?;
                Ok(Life::NirGiven { from, to: *to })
            }
            LifeSpec::OfAge { who, second, own } => {
                let (child, file, _) = self.person(who)?;
                if file.persons.first().is_some_and(|first| first.is(&child)) {
                    return Err(NotLived::NoChild.into());
                }
                if let Some(parent) = second {
                    self.insured_file(parent)?;
                }
                self.is_nobodys(own)?;
                let (second, nir) = (*second, *own);
                Ok(Life::OfAge { child, second, nir })
            }
            LifeSpec::OcChanged { oc, to } => self.oc_changed(*oc, *to),
            LifeSpec::BirthCorrected { who, to, born } => {
                let (who, file, state) = self.person(who)?;
                if (state.person.birth, state.person.born) == (*to, *born) {
                    return Err(NotLived::AsItIs.into());
                }
                if who.birth != *to {
                    is_free(file, &Beneficiary { birth: *to, ..who })?;
                }
                let (birth, born) = (*to, *born);
                Ok(Life::BirthCorrected { who, birth, born })
            }
            LifeSpec::DoctorDeclared { who, doctor } => {
                let (who, _, state) = self.person(who)?;
                if state.doctor == *doctor {
                    return Err(NotLived::AsItIs.into());
                }
                let doctor = *doctor;
                Ok(Life::DoctorDeclared { who, doctor })
            }
            LifeSpec::Died { who, on } => {
                let (who, ..) = self.person(who)?;
                Ok(Life::Died { who, on: *on })
            }
            LifeSpec::LinkCreated { .. }
            | LifeSpec::LinkModified { .. }
            | LifeSpec::LinkCancelled { .. }
            | LifeSpec::LinkRetyped { .. }
            | LifeSpec::C2sGranted { .. }
            | LifeSpec::C2sExtended { .. }
            | LifeSpec::C2sModified { .. }
            | LifeSpec::C2sCancelled { .. }
            | LifeSpec::C2sRenewed { .. } => self.link_changed(life, today),
        }
    }

    fn moved(&self, nir: &Nir, to: Caisse) -> Result<Life, Refusal> {
        let (nir, file) = self.insured_file(nir)?;
        if file.caisse == to {
            return Err(NotLived::AsItIs.into());
        }
        Ok(Life::Moved { nir, to })
    }

    fn oc_changed(&self, from: OcNumber, to: OcNumber) -> Result<Life, Refusal> {
        if from == to {
            return Err(NotLived::AsItIs.into());
        }
        if !self.registry.has_links_of(from) {
            return Err(NotLived::NoLinks(from).into());
        }
        Ok(Life::OcChanged { from, to })
    }

    fn link_changed(&self, life: &LifeSpec, today: Day) -> Result<Life, Refusal> {
        let who = life.who().ok_or(NotLived::AsItIs)?;
        let (who, _, state) = self.person(&who)?;
        let change = change(life, state, today)?;
        Ok(Life::LinkChanged { who, change })
    }

    /// The NIR of today, and the file under it.
    fn insured_file(&self, nir: &Nir) -> Result<(Nir, &InsuredState), Refusal> {
        let today = self.registry.nir_of_today(nir);
        let file = self.registry.file(&today);
        Ok((today, file.ok_or(Refusal::UnknownInsured(*nir))?))
    }

    /// Who that is today.
    fn person(&self, who: &Named) -> Result<(Beneficiary, &InsuredState, &PersonState), Refusal> {
        let (nir, file) = self.insured_file(&who.nir)?;
        let named = match (who.birth, who.rank) {
            (Some(birth), rank) => {
                let rank = rank.unwrap_or(Rank::FIRST);
                Beneficiary { nir, birth, rank }
            }
            (None, Some(_)) => return Err(NotLived::RankAlone.into()),
            (None, None) => {
                let first = file.persons.first();
                let first = &first.ok_or(Refusal::UnknownInsured(who.nir))?.person;
                let (birth, rank) = (first.birth, first.rank);
                Beneficiary { nir, birth, rank }
            }
        };
        let today = self.registry.today(&named);
        let file = self.registry.file(&today.nir);
        let file = file.ok_or(Refusal::UnknownBeneficiary(named))?;
        let mut persons = file.persons.iter();
        let state = persons.find(|state| state.is(&today));
        Ok((
            today,
            file,
            state.ok_or(Refusal::UnknownBeneficiary(named))?,
        ))
    }

    fn is_nobodys(&self, nir: &Nir) -> Result<(), Refusal> {
        if self.registry.knows(nir) {
            return Err(NotLived::NirTaken(*nir).into());
        }
        Ok(())
    }
}

fn is_free(file: &InsuredState, who: &Beneficiary) -> Result<(), Refusal> {
    if file.persons.iter().any(|state| state.is(who)) {
        return Err(NotLived::BirthTaken.into());
    }
    Ok(())
}

/// What is to change about the contracts of a person.
fn change(life: &LifeSpec, state: &PersonState, today: Day) -> Result<LinkChange, Refusal> {
    let entry = |entry: &Entry| one_of(state, entry, today);
    Ok(match life {
        LifeSpec::LinkCreated { contract, .. } => {
            let link = made(contract)?;
            if state.links.contains(&link) {
                return Err(NotLived::AsItIs.into());
            }
            LinkChange::Created(link)
        }
        LifeSpec::LinkModified {
            contract,
            member,
            end,
            ..
        } => {
            let link = entry(contract)?;
            let (oc, start) = (link.oc, link.start);
            let (member, end) = (member.unwrap_or(link.member), *end);
            if (member, end) == (link.member, link.end) {
                return Err(NotLived::AsItIs.into());
            }
            ends_after(start, end)?;
            LinkChange::Modified {
                oc,
                start,
                member,
                end,
            }
        }
        LifeSpec::LinkCancelled { contract, .. } => {
            let Link { oc, start, .. } = *entry(contract)?;
            LinkChange::Cancelled { oc, start }
        }
        LifeSpec::LinkRetyped { contract, to, .. } => {
            let link = entry(contract)?;
            let (oc, start, ContractType(to)) = (link.oc, link.start, *to);
            if link.contract_type == to {
                return Err(NotLived::AsItIs.into());
            }
            LinkChange::Retyped { oc, start, to }
        }
        LifeSpec::C2sGranted { contract, .. } => {
            let link = made(contract)?;
            let is_there = |other: &&Link| other.oc == link.oc && other.start == link.start;
            if state
                .links
                .iter()
                .any(|other| is_there(&other) && other.runs_the_c2s())
            {
                return Err(NotLived::AsItIs.into());
            }
            LinkChange::C2sGranted(link)
        }
        LifeSpec::C2sExtended { contract, end, .. } => {
            let Link { oc, start, .. } = *c2s(entry(contract)?, *end)?;
            let end = *end;
            LinkChange::C2sExtended { oc, start, end }
        }
        LifeSpec::C2sModified {
            contract, member, ..
        } => {
            let link = of_type_89(entry(contract)?)?;
            if link.member == *member {
                return Err(NotLived::AsItIs.into());
            }
            let (oc, start, member) = (link.oc, link.start, *member);
            LinkChange::C2sModified { oc, start, member }
        }
        LifeSpec::C2sCancelled { contract, .. } => {
            let Link { oc, start, .. } = *of_type_89(entry(contract)?)?;
            LinkChange::C2sCancelled { oc, start }
        }
        LifeSpec::C2sRenewed { contract, end, .. } => {
            let Link { oc, start, .. } = *c2s(entry(contract)?, *end)?;
            let end = *end;
            LinkChange::C2sRenewed { oc, start, end }
        }
        // The others change no contract.
        _ => return Err(NotLived::AsItIs.into()),
    })
}

fn made(contract: &Contract) -> Result<Link, Refusal> {
    let Contract {
        oc,
        member,
        start,
        end,
        contract_type: ContractType(contract_type),
    } = *contract;
    ends_after(start, end)?;
    Ok(Link {
        oc,
        member,
        start,
        end,
        contract_type,
    })
}

fn ends_after(start: Day, end: Option<Day>) -> Result<(), NotLived> {
    match end {
        Some(end) if end < start => Err(NotLived::EndsBefore { start, end }),
        _ => Ok(()),
    }
}

/// The contract that is meant.
fn one_of<'s>(state: &'s PersonState, entry: &Entry, today: Day) -> Result<&'s Link, Refusal> {
    let of_the_oc = || state.links.iter().filter(|link| link.oc == entry.oc);
    let none = || {
        let mut starts = of_the_oc().map(|link| link.start);
        NotLived::NoSuchContract {
            oc: entry.oc,
            starts: [(); 3].map(|()| starts.next()),
        }
    };
    if let Some(start) = entry.start {
        let link = of_the_oc().find(|link| link.start == start);
        return Ok(link.ok_or_else(none)?);
    }
    let mut running = of_the_oc().filter(|link| link.end.is_none_or(|end| today <= end));
    let link = running.next().ok_or_else(none)?;
    if running.next().is_some() {
        return Err(NotLived::Several(entry.oc).into());
    }
    Ok(link)
}

fn of_type_89(link: &Link) -> Result<&Link, NotLived> {
    if link.runs_the_c2s() {
        Ok(link)
    } else {
        Err(NotLived::NoC2s(link.oc))
    }
}

/// A C2S that ends before that day.
fn c2s(link: &Link, day: Day) -> Result<&Link, NotLived> {
    let link = of_type_89(link)?;
    if link.end.is_some_and(|end| end < day) {
        Ok(link)
    } else {
        Err(NotLived::NoEarlierEnd(link.oc))
    }
}
