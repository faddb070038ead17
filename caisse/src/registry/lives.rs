//! What changes about the persons of the registry: births, moves, other NIRs, majority, deaths.

use std::collections::{BTreeMap, VecDeque};

use domain::{Beneficiary, BirthDate, Caisse, Day, Nir, OcNumber};
use noemie::links::{Movement, MovementKind};
use oracle::amo::Debts;

use super::{InsuredState, Person, PersonState, Registry, Transposed};

impl Registry {
    /// The NIR that took the place of that one, where one did.
    pub(super) fn nir_today(&self, nir: Nir) -> Nir {
        let mut nir = nir;
        while let Some(new) = self.nirs.get(&nir) {
            nir = *new;
        }
        nir
    }

    /// Whether an insured has that NIR, or had it.
    pub(crate) fn knows(&self, nir: &Nir) -> bool {
        self.insured.contains_key(nir) || self.nirs.contains_key(nir)
    }

    /// Who that is by now: a person may have come of age, or have been given another NIR.
    pub(crate) fn today(&self, who: &Beneficiary) -> Beneficiary {
        let who = self.of_age.get(who).unwrap_or(who);
        let who = Beneficiary {
            nir: self.nir_today(who.nir),
            ..*who
        };
        // Under the NIR of today: whoever corrects a date names the person by it.
        self.corrected.get(&who).copied().unwrap_or(who)
    }

    /// Corrects a birth date; links and counters stay. Gives what there is to tell of.
    pub(crate) fn correct_birth(
        &mut self,
        who: &Beneficiary,
        birth: BirthDate,
        born: Day,
        today: Day,
    ) -> Vec<Movement> {
        let who = self.today(who);
        let Some(person) = self.person_mut(&who) else {
            return Vec::new();
        };
        (person.person.birth, person.person.born) = (birth, born);
        let now = Beneficiary { birth, ..who };
        for to in self.corrected.values_mut().filter(|to| **to == who) {
            *to = now;
        }
        self.corrected.remove(&now);
        self.corrected.insert(who, now);
        let file = self.insured.get(&now.nir);
        file.map_or_else(Vec::new, |file| {
            file.linked(now.nir, today, |state| state.is(&now))
        })
    }

    /// Adds a newborn to the file of a parent, where that is known.
    pub(crate) fn add(&mut self, parent: &Nir, child: Person) {
        // Whoever was known by that date before a correction is not this child.
        let nir = self.nir_today(*parent);
        self.corrected.remove(&Beneficiary {
            nir,
            birth: child.birth,
            rank: child.rank,
        });
        if let Some(insured) = self.insured_mut(parent) {
            insured.persons.push(PersonState::new(child));
        }
    }

    /// Moves a file to another caisse, where nobody has a link yet. Gives what the former tells of.
    pub(crate) fn move_to(&mut self, nir: &Nir, to: Caisse, today: Day) -> Vec<Movement> {
        let nir = self.nir_today(*nir);
        let Some(insured) = self.insured.get_mut(&nir) else {
            return Vec::new();
        };
        let linked = insured.linked(nir, today, |_| true);
        insured.caisse = to;
        for person in &mut insured.persons {
            person.links.clear();
            person.of_the_caisse.clear();
        }
        linked
    }

    /// Gives an insured another NIR; links, counters and debts stay. Gives what there is to tell of.
    pub(crate) fn give_nir(&mut self, from: Nir, to: Nir, today: Day) -> Vec<Movement> {
        let Some(insured) = self.insured.remove(&from) else {
            return Vec::new();
        };
        let linked = insured.linked(to, today, |_| true);
        self.insured.insert(to, insured);
        self.nirs.insert(from, to);
        let corrected = std::mem::take(&mut self.corrected).into_iter();
        let renamed = |who: Beneficiary| Beneficiary {
            nir: if who.nir == from { to } else { who.nir },
            ..who
        };
        let corrected = corrected.map(|(was, is)| (renamed(was), renamed(is)));
        self.corrected = corrected.collect();
        linked
    }

    /// Passes a child from the file of each parent to one of their own, without links. Gives what there is to
    /// tell of.
    pub(crate) fn come_of_age(
        &mut self,
        child: &Beneficiary,
        second: Option<Nir>,
        own: Nir,
        today: Day,
    ) -> Vec<Movement> {
        let mut linked = Vec::new();
        for parent in std::iter::once(child.nir).chain(second) {
            let nir = self.nir_today(parent);
            let under = Beneficiary { nir, ..*child };
            let Some(file) = self.insured.get_mut(&nir) else {
                continue;
            };
            let Some(place) = file.persons.iter().position(|state| state.is(&under)) else {
                continue;
            };
            linked.extend(file.linked(nir, today, |state| state.is(&under)));
            let person = PersonState {
                links: Vec::new(),
                of_the_caisse: Vec::new(),
                ..file.persons.remove(place)
            };
            let caisse = file.caisse;
            self.insured.entry(own).or_insert_with(|| InsuredState {
                caisse,
                persons: vec![person],
                refuses_exchanges: false,
                decomptes: VecDeque::new(),
                debts: Debts::default(),
            });
            let of_age = Beneficiary { nir: own, ..*child };
            self.of_age.insert(under, of_age);
            self.of_age.insert(
                Beneficiary {
                    nir: parent,
                    ..*child
                },
                of_age,
            );
        }
        linked
    }

    /// Whether somebody's link bears the number of that OC.
    pub(crate) fn has_links_of(&self, oc: OcNumber) -> bool {
        let persons = self.insured.values().flat_map(|file| &file.persons);
        persons
            .flat_map(|person| &person.links)
            .any(|link| link.oc == oc)
    }

    /// The links of an OC bear another number from that day on. Gives what each caisse tells of it.
    pub(crate) fn transpose(&mut self, change: Transposed) -> Vec<(Caisse, Vec<Movement>)> {
        let mut told: BTreeMap<Caisse, Vec<Movement>> = BTreeMap::new();
        self.given_up.push(change.from);
        self.given_up.retain(|oc| *oc != change.to);
        let mut insured: Vec<_> = self.insured.iter_mut().collect();
        insured.sort_unstable_by_key(|(nir, _)| **nir);
        for (nir, insured) in insured {
            for person in &mut insured.persons {
                let links = person.links.iter_mut();
                for link in links.filter(|link| link.oc == change.from) {
                    link.oc = change.to;
                    person.transposed = Some(change);
                }
                for (oc, _) in &mut person.of_the_caisse {
                    if *oc == change.from {
                        *oc = change.to;
                    }
                }
            }
            let linked = insured.linked(*nir, change.on, |state| state.transposed.is_some());
            if !linked.is_empty() {
                told.entry(insured.caisse).or_default().extend(linked);
            }
        }
        told.into_iter().collect()
    }

    /// Ends the links of a person with their life.
    pub(crate) fn close(&mut self, who: &Beneficiary, on: Day) {
        if let Some(person) = self.person_mut(who) {
            for link in &mut person.links {
                link.end = Some(link.end.map_or(on, |end| end.min(on)));
            }
        }
    }
}

impl InsuredState {
    /// The links of the persons asked for that OCs are told of, as a 929 of the caisse names them under that NIR.
    fn linked(&self, nir: Nir, today: Day, of: impl Fn(&PersonState) -> bool) -> Vec<Movement> {
        let Some(insured) = self.persons.first().map(|state| &state.person) else {
            return Vec::new();
        };
        let persons = self.persons.iter().filter(|state| of(state));
        let links = persons.flat_map(|state| {
            let running = state.told_of(today);
            running.map(move |link| (&state.person, link))
        });
        links
            .map(|(person, link)| Movement {
                oc: link.oc,
                nir,
                key: nir.key(),
                insured_name: insured.name.clone(),
                insured_first_name: insured.first_name.clone(),
                birth: person.birth,
                rank: person.rank,
                name: person.name.clone(),
                first_name: person.first_name.clone(),
                member: link.member,
                kind: MovementKind::Modify,
                contract_type: link.contract_type,
                start: link.start,
                end: link.end,
            })
            .collect()
    }
}
