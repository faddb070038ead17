//! Who is there: what the caisse knows of them, and their rows in the portfolio.

use std::collections::BTreeMap;

use caisse::{Event, InsuredFile, Person};
use domain::{Beneficiary, BirthDate, Caisse, Day, Member, MemberNumber, Nir, Rank, Role, SmolStr};
use oracle::amo::{Cover, Regime};

use super::{ContractTold, PersonTold, Sex, StoryError, StorySpec};
use crate::lot::{Change, ChangedRow, Lot};
use crate::people::{Born, NirOffice};
use crate::spec::NirRange;

/// A person, as the rest of the story needs them.
pub(super) struct Player {
    /// Under each of their NIRs, the first parent's first.
    pub(super) under: Vec<Beneficiary>,
    pub(super) person: Person,
}

impl Player {
    /// As the first of their NIRs has them.
    pub(super) fn who(&self) -> Beneficiary {
        let [who, ..] = self.under.as_slice() else {
            unreachable!("somebody stands under a NIR: their own, if no other")
        };
        *who
    }
}

/// Who plays, by name, and the rows of each contract in the portfolio.
pub(super) struct Cast {
    players: BTreeMap<SmolStr, Player>,
    /// In the order of the story.
    contracts: BTreeMap<SmolStr, Vec<ChangedRow>>,
}

impl Cast {
    /// Who is named there.
    pub(super) fn player(&self, place: &str, name: &str) -> Result<&Player, StoryError> {
        self.players.get(name).ok_or_else(|| {
            let there = self.players.keys().map(SmolStr::as_str);
            StoryError::no_such(place, "person", name, there)
        })
    }

    /// The rows of a contract, to be changed.
    pub(super) fn rows(
        &mut self,
        place: &str,
        name: &str,
    ) -> Result<&mut Vec<ChangedRow>, StoryError> {
        if !self.contracts.contains_key(name) {
            let there = self.contracts.keys().map(SmolStr::as_str);
            return Err(StoryError::no_such(place, "contract", name, there));
        }
        Ok(self.contracts.entry(name.into()).or_default())
    }
}

/// The caisse that is not told: Paris, as the worked examples have it.
fn usual_caisse() -> Caisse {
    Caisse::new(1, 751, 0).unwrap_or_else(|| unreachable!("01-751-000 is one"))
}

/// Puts everybody into the caisse, and into the portfolio.
pub(super) fn cast(story: &StorySpec, lot: &mut Lot) -> Result<Cast, StoryError> {
    let mut cast = Cast {
        players: BTreeMap::new(),
        contracts: BTreeMap::new(),
    };
    let nirs = nirs(story)?;
    let mut files: Vec<InsuredFile> = Vec::new();
    for told in &story.people {
        let player = player(told, &nirs)?;
        for who in &player.under {
            let person = player.person.clone();
            match files.iter_mut().find(|file| file.nir == who.nir) {
                Some(file) => file.persons.push(person),
                None => files.push(InsuredFile {
                    nir: who.nir,
                    caisse: caisse_of(story, &nirs, &who.nir),
                    persons: vec![person],
                }),
            }
        }
        if cast.players.insert(told.name.clone(), player).is_some() {
            let name = told.name.clone();
            return Err(StoryError::SameName {
                what: "person",
                name,
            });
        }
    }
    let unknown = story.people.iter().filter(|person| person.unknown);
    let unknown: Vec<Option<&Nir>> = unknown.map(|person| nirs.get(&person.name)).collect();
    files.retain(|file| !unknown.contains(&Some(&file.nir)));
    lot.known.extend(files.into_iter().map(Event::Register));
    portfolio(story, &nirs, &mut cast, lot)?;
    Ok(cast)
}

/// The NIR of everybody who has one. An insured stands before those under them, so that the first of a file is the
/// insured.
fn nirs(story: &StorySpec) -> Result<BTreeMap<SmolStr, Nir>, StoryError> {
    let mut office = NirOffice::of_lot(0, NirRange::default());
    let mut nirs = BTreeMap::new();
    for person in &story.people {
        for parent in &person.under {
            if !nirs.contains_key(parent) {
                let place = format!("people: `{}` under", person.name);
                let there = nirs.keys().map(SmolStr::as_str);
                return Err(StoryError::no_such(
                    place,
                    "insured told before",
                    parent,
                    there,
                ));
            }
        }
        if person.under.is_empty() {
            let born = Born {
                female: person.sex == Sex::Female,
                on: person.born,
                abroad: false,
                provisional: false,
                unknown_month: false,
            };
            nirs.insert(person.name.clone(), office.give(&born));
        }
    }
    Ok(nirs)
}

fn player(told: &PersonTold, nirs: &BTreeMap<SmolStr, Nir>) -> Result<Player, StoryError> {
    let fault = |why| StoryError::Person {
        name: told.name.clone(),
        why,
    };
    let letters = |letter: char| letter.is_ascii_alphabetic() || letter == '-';
    if told.name.is_empty() || told.name.len() > 15 || !told.name.chars().all(letters) {
        return Err(fault(
            "a name is 1 to 15 letters without accents, as a first name on the wire (120/38-52)",
        ));
    }
    if told.under.len() > 2 {
        return Err(fault(
            "a child stands under one parent's NIR or both, not more",
        ));
    }
    let rank = Rank::new(told.rank).ok_or_else(|| fault("rank is 1 to 9 (120/12)"))?;
    let birth = BirthDate::of(told.born);
    let own = [told.name.clone()];
    let holders = if told.under.is_empty() {
        own.as_slice()
    } else {
        told.under.as_slice()
    };
    let under = holders.iter().filter_map(|holder| nirs.get(holder));
    let under = under.map(|nir| Beneficiary {
        nir: *nir,
        birth,
        rank,
    });
    Ok(Player {
        under: under.collect(),
        person: Person {
            birth,
            rank,
            born: told.born,
            name: "HISTOIRE".into(),
            first_name: told.name.to_uppercase().into(),
            regime: Regime::from(told.regime),
            cover: Cover::from(told.cover),
        },
    })
}

fn caisse_of(story: &StorySpec, nirs: &BTreeMap<SmolStr, Nir>, nir: &Nir) -> Caisse {
    let holder = story
        .people
        .iter()
        .find(|person| nirs.get(&person.name) == Some(nir));
    holder
        .and_then(|holder| holder.caisse)
        .unwrap_or_else(usual_caisse)
}

/// The rows of the first day, then those that are keyed later.
fn portfolio(
    story: &StorySpec,
    nirs: &BTreeMap<SmolStr, Nir>,
    cast: &mut Cast,
    lot: &mut Lot,
) -> Result<(), StoryError> {
    let mut numbers: BTreeMap<&str, MemberNumber> = BTreeMap::new();
    for (number, person) in (1..).zip(&story.people) {
        let number = MemberNumber::new(number).unwrap_or_default();
        numbers.insert(&person.name, number);
    }
    // Places follow the order of keying.
    let keyed = |contract: &ContractTold| contract.keyed.unwrap_or(story.start).max(story.start);
    let mut contracts: Vec<&ContractTold> = story.contracts.iter().collect();
    contracts.sort_by_key(|contract| keyed(contract));
    let mut place = 0;
    for contract in contracts {
        let at = format!("contracts: `{}`", contract.id);
        if contract.until.is_some_and(|until| until < contract.from) {
            return Err(StoryError::Order {
                place: at,
                why: "it ends before it begins: `until` is on or after `from`",
            });
        }
        let mut rows = Vec::new();
        for name in &contract.covers {
            let player = cast.player(&format!("{at} covers"), name)?;
            let member = numbers.get(name.as_str()).copied().unwrap_or_default();
            // A child of two parents has a row under each NIR, which names the other.
            for (slot, who) in player.under.iter().enumerate() {
                let caisse = caisse_of(story, nirs, &who.nir);
                let mut member = row((story, contract), player, *who, (caisse, member));
                let other = player.under.iter().enumerate().find(|(at, _)| *at != slot);
                member.rights.second_nir = other.map(|(_, other)| other.nir);
                rows.push(ChangedRow { place, member });
                place += 1;
            }
        }
        let day = keyed(contract);
        if day == story.start {
            lot.members
                .extend(rows.iter().map(|row| row.member.clone()));
        } else {
            key(lot, day, &rows);
        }
        if cast.contracts.insert(contract.id.clone(), rows).is_some() {
            let name = contract.id.clone();
            return Err(StoryError::SameName {
                what: "contract",
                name,
            });
        }
    }
    Ok(())
}

fn row(
    (story, contract): (&StorySpec, &ContractTold),
    player: &Player,
    who: Beneficiary,
    (caisse, member): (Caisse, MemberNumber),
) -> Member {
    let own = story
        .people
        .iter()
        .find(|person| person.name.to_uppercase() == player.person.first_name.as_str());
    let is_dependant = own.is_some_and(|person| !person.under.is_empty());
    Member {
        oc: story.oc,
        member,
        contract: contract.id.clone(),
        product: contract.product.clone(),
        caisse,
        nir: who.nir,
        key: who.nir.key(),
        role: if is_dependant {
            Role::Dependant
        } else {
            Role::Insured
        },
        birth: who.birth,
        rank: who.rank,
        name: player.person.name.clone(),
        first_name: player.person.first_name.clone(),
        start: contract.from,
        end: contract.until,
        rights: contract.rights.clone(),
    }
}

/// The mutuelle keys those rows on that day.
pub(super) fn key(lot: &mut Lot, day: Day, rows: &[ChangedRow]) {
    match lot.changes.iter_mut().find(|change| change.day == day) {
        Some(change) => {
            for row in rows {
                change.rows.retain(|keyed| keyed.place != row.place);
                change.rows.push(row.clone());
            }
            change.rows.sort_by_key(|row| row.place);
        }
        None => {
            let rows = rows.to_vec();
            lot.changes.push(Change { day, rows });
            lot.changes.sort_by_key(|change| change.day);
        }
    }
}
