//! Who the caisse knows, and which OC each person is linked to.

use std::collections::BTreeMap;

use domain::{Beneficiary, BirthDate, Caisse, Day, MemberNumber, Nir, NirKey, OcNumber, Rank};
use noemie::links::{Movement, MovementKind};
use oracle::amo::{Counters, Patient};

/// A person as the caisse knows them.
#[derive(Debug, Clone)]
pub struct Person {
    /// Birth date, régime text.
    pub birth: BirthDate,
    /// Birth rank.
    pub rank: Rank,
    /// The real day of birth, which ages are counted from.
    pub born: Day,
    /// Family name.
    pub name: String,
    /// First name.
    pub first_name: String,
}

/// An insured and the persons under their NIR, the insured first.
#[derive(Debug, Clone)]
pub struct InsuredFile {
    /// The NIR.
    pub nir: Nir,
    /// The caisse that manages it.
    pub caisse: Caisse,
    /// The insured, then the dependants.
    pub persons: Vec<Person>,
}

/// The link of a person to an OC: what a 408 movement creates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// The OC.
    pub oc: OcNumber,
    /// Number of the member there.
    pub member: MemberNumber,
    /// First day.
    pub start: Day,
    /// Last day; none while it runs.
    pub end: Option<Day>,
}

impl Link {
    fn meets(&self, start: Day, end: Option<Day>) -> bool {
        end.is_none_or(|end| self.start <= end) && self.end.is_none_or(|own| start <= own)
    }
}

/// What the caisse keeps of one person.
#[derive(Debug, Clone)]
pub(crate) struct PersonState {
    pub(crate) person: Person,
    pub(crate) links: Vec<Link>,
    /// Two OCs claim the person: nothing is sent to either (noemie-format §6.4).
    pub(crate) blocked: bool,
    pub(crate) counters: Counters,
}

impl PersonState {
    pub(crate) fn patient(&self) -> Patient {
        Patient {
            birth: self.person.born,
        }
    }

    /// The link a décompte for that day of care goes to.
    pub(crate) fn link_on(&self, day: Day) -> Option<&Link> {
        if self.blocked {
            return None;
        }
        self.links
            .iter()
            .rev()
            .find(|link| link.meets(day, Some(day)))
    }
}

/// What the caisse keeps of one insured.
#[derive(Debug, Clone)]
pub(crate) struct InsuredState {
    pub(crate) caisse: Caisse,
    pub(crate) persons: Vec<PersonState>,
    /// Participation and franchise of acts paid to third parties, still to be recovered.
    pub(crate) debts: Vec<crate::payment::Debt>,
}

/// Every insured of the caisses of one lot.
#[derive(Debug, Clone, Default)]
pub struct Registry {
    insured: BTreeMap<Nir, InsuredState>,
}

/// Most OC entries an insured's file holds (reason 16).
const MOST_LINKS: usize = 3;

impl Registry {
    /// Takes an insured in, replacing what was known under that NIR.
    pub fn register(&mut self, file: InsuredFile) {
        let persons = file
            .persons
            .into_iter()
            .map(|person| PersonState {
                person,
                links: Vec::new(),
                blocked: false,
                counters: Counters::default(),
            })
            .collect();
        let state = InsuredState {
            caisse: file.caisse,
            persons,
            debts: Vec::new(),
        };
        self.insured.insert(file.nir, state);
    }

    /// Notes a link that was there before: another OC's, as a rule. Unknown persons are left out.
    pub fn note_link(&mut self, who: &Beneficiary, link: Link) {
        if let Some(person) = self.person_mut(who) {
            person.links.push(link);
        }
    }

    pub(crate) fn insured_mut(&mut self, nir: &Nir) -> Option<&mut InsuredState> {
        self.insured.get_mut(nir)
    }

    pub(crate) fn person_mut(&mut self, who: &Beneficiary) -> Option<&mut PersonState> {
        self.insured.get_mut(&who.nir)?.person_mut(who)
    }

    /// Treats one movement of a 408 received by `caisse` and gives the reason code of the 929
    /// (noemie-format §6.3; the order of the checks is ours).
    pub(crate) fn treat(&mut self, caisse: Caisse, movement: &Movement) -> u8 {
        if movement.nir.key() != movement.key {
            return 30;
        }
        let Some(insured) = self.insured.get_mut(&movement.nir) else {
            return 18;
        };
        if insured.caisse != caisse {
            return 21;
        }
        let who = Beneficiary {
            nir: movement.nir,
            birth: movement.birth,
            rank: movement.rank,
        };
        let Some(person) = insured.person_mut(&who) else {
            return 20;
        };
        if movement.end.is_some_and(|end| end < movement.start) {
            return 8;
        }
        match movement.kind {
            MovementKind::Create => create(person, movement),
            MovementKind::Modify => match own_link(person, movement) {
                Some(link) => {
                    link.end = movement.end;
                    link.member = movement.member;
                    32
                }
                None => 25,
            },
            MovementKind::Cancel => match own_link(person, movement) {
                Some(link) => {
                    link.end = movement.end;
                    34
                }
                None => 14,
            },
        }
    }
}

impl InsuredState {
    pub(crate) fn person_mut(&mut self, who: &Beneficiary) -> Option<&mut PersonState> {
        self.persons
            .iter_mut()
            .find(|state| state.person.birth == who.birth && state.person.rank == who.rank)
    }
}

fn own_link<'a>(person: &'a mut PersonState, movement: &Movement) -> Option<&'a mut Link> {
    person
        .links
        .iter_mut()
        .find(|link| link.oc == movement.oc && link.start == movement.start)
}

fn create(person: &mut PersonState, movement: &Movement) -> u8 {
    if let Some(link) = own_link(person, movement) {
        // The same creation again changes nothing but what it carries.
        link.end = movement.end;
        return 33;
    }
    if person.links.len() >= MOST_LINKS {
        return 16;
    }
    let overlap = person
        .links
        .iter()
        .any(|link| link.oc != movement.oc && link.meets(movement.start, movement.end));
    person.links.push(Link {
        oc: movement.oc,
        member: movement.member,
        start: movement.start,
        end: movement.end,
    });
    if overlap {
        person.blocked = true;
        53
    } else {
        33
    }
}

/// The key a caisse writes: always the right one.
pub(crate) fn right_key(nir: &Nir) -> NirKey {
    nir.key()
}
