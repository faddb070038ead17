//! Who the caisse knows, and which OC each person is linked to.

mod lives;

use domain::{
    Beneficiary, BirthDate, Caisse, Day, LineOrigin, MemberNumber, Nir, OcNumber, Party, Rank,
    SmolStr,
};
use noemie::links::{Movement, MovementKind};
use oracle::amo::stay::StayCounters;
use oracle::amo::{Counters, Cover, Debts, Patient, Regime};
use rustc_hash::{FxHashMap, FxHashSet};

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
    pub name: SmolStr,
    /// First name.
    pub first_name: SmolStr,
    /// Whose rates hold.
    pub regime: Regime,
    /// What frees them of participation and franchise, whatever the care.
    pub cover: Cover,
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
    /// Contract type, two digits (140/15-16).
    pub contract_type: [u8; 2],
}

impl Link {
    /// Whether this OC runs the person's C2S (contract type 89): else the caisse does.
    pub(crate) fn runs_the_c2s(&self) -> bool {
        self.contract_type == *b"89"
    }

    fn meets(&self, start: Day, end: Option<Day>) -> bool {
        end.is_none_or(|end| self.start <= end) && self.end.is_none_or(|own| start <= own)
    }
}

/// An OC whose number changed, or that another took in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Transposed {
    pub(crate) from: OcNumber,
    pub(crate) to: OcNumber,
    /// First day of the new number.
    pub(crate) on: Day,
}

/// Days for which care from before still goes out under the old number: an assumption. Both are to be taken in (field
/// notes §1.2).
const OLD_NUMBER: i32 = 21;

/// What the caisse keeps of one person.
#[derive(Debug, Clone)]
pub(crate) struct PersonState {
    pub(crate) person: Person,
    pub(crate) links: Vec<Link>,
    /// The links of an OC passed to another number.
    pub(crate) transposed: Option<Transposed>,
    pub(crate) counters: Counters,
    pub(crate) stays: StayCounters,
}

impl PersonState {
    fn new(person: Person) -> Self {
        Self {
            person,
            links: Vec::new(),
            transposed: None,
            counters: Counters::default(),
            stays: StayCounters::default(),
        }
    }

    pub(crate) fn patient(&self) -> Patient {
        Patient {
            birth: self.person.born,
            regime: self.person.regime,
            cover: self.person.cover,
        }
    }

    /// Whether it is that person of the insured.
    pub(crate) fn is(&self, who: &Beneficiary) -> bool {
        self.person.birth == who.birth && self.person.rank == who.rank
    }

    /// Two OCs claim the person over the same days: nothing is sent to either (noemie-format §6.4).
    pub(crate) fn is_blocked(&self) -> bool {
        // Most persons have one.
        self.links.len() > 1 && self.links.iter().any(|link| self.overlaps(link))
    }

    /// Whether another OC's link meets that one.
    fn overlaps(&self, link: &Link) -> bool {
        self.links
            .iter()
            .any(|other| other.oc != link.oc && other.meets(link.start, link.end))
    }

    /// The link a décompte for that day of care goes to.
    pub(crate) fn link_on(&self, day: Day) -> Option<&Link> {
        if self.is_blocked() {
            return None;
        }
        self.links
            .iter()
            .rev()
            .find(|link| link.meets(day, Some(day)))
    }

    /// The number of an OC in a décompte of that date for that day of care.
    pub(crate) fn number_of(&self, oc: OcNumber, care: Day, date: Day) -> OcNumber {
        let is_old =
            |one: &Transposed| one.to == oc && care < one.on && date < one.on.plus(OLD_NUMBER);
        self.transposed.filter(is_old).map_or(oc, |one| one.from)
    }

    /// The last link, whatever its end: where a caisse that missed the end still sends to.
    pub(crate) fn last_link(&self) -> Option<&Link> {
        if self.is_blocked() {
            None
        } else {
            self.links.last()
        }
    }
}

/// What the caisse keeps of one insured.
#[derive(Debug, Clone)]
pub(crate) struct InsuredState {
    pub(crate) caisse: Caisse,
    pub(crate) persons: Vec<PersonState>,
    /// Participation and franchise of acts paid to third parties, still to be recovered.
    pub(crate) debts: Debts<LineOrigin>,
}

/// Every insured of the caisses of one lot.
#[derive(Debug, Clone, Default)]
pub struct Registry {
    insured: FxHashMap<Nir, InsuredState>,
    /// NIRs that were given up for another.
    nirs: FxHashMap<Nir, Nir>,
    /// Children who came of age, by what they were under a parent.
    of_age: FxHashMap<Beneficiary, Beneficiary>,
    /// Those of whom no link is taken before its first day.
    no_future: FxHashSet<Nir>,
}

/// Most OC entries an insured's file holds (reason 16).
const MOST_LINKS: usize = 3;

impl Registry {
    /// Takes an insured in, replacing what was known under that NIR.
    pub fn register(&mut self, file: InsuredFile) {
        let persons = file.persons.into_iter().map(PersonState::new).collect();
        let state = InsuredState {
            caisse: file.caisse,
            persons,
            debts: Debts::default(),
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
        let nir = self.nir_today(*nir);
        self.insured.get_mut(&nir)
    }

    pub(crate) fn person_mut(&mut self, who: &Beneficiary) -> Option<&mut PersonState> {
        let who = self.today(who);
        self.file_mut(&who.nir)?.person_mut(&who)
    }

    /// The file under a NIR that is known to be today's.
    pub(crate) fn file_mut(&mut self, nir: &Nir) -> Option<&mut InsuredState> {
        self.insured.get_mut(nir)
    }

    /// From now on no link of that insured is taken before its first day.
    pub(crate) fn takes_no_future(&mut self, nir: Nir) {
        self.no_future.insert(nir);
    }

    /// Treats one movement of a 408 that `sender` sent to `caisse` on that day, and gives the reason code of the 929
    /// (noemie-format §6.3; the order of the checks is ours).
    pub(crate) fn treat(
        &mut self,
        caisse: Caisse,
        sender: Party,
        movement: &Movement,
        day: Day,
    ) -> u8 {
        if sender.as_oc() != Some(movement.oc) {
            return 4;
        }
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
            // The link of a child who came of age was cancelled with it: there is nothing left to do.
            let cancelled = movement.kind == MovementKind::Cancel && self.of_age.contains_key(&who);
            return if cancelled { 34 } else { 20 };
        };
        if movement.end.is_some_and(|end| end < movement.start) {
            return 8;
        }
        let is_to_come = movement.kind == MovementKind::Create && movement.start > day;
        if is_to_come && self.no_future.contains(&movement.nir) {
            return 22;
        }
        let known = person
            .links
            .iter()
            .position(|link| link.oc == movement.oc && link.start == movement.start);
        let (index, acknowledged) = match (movement.kind, known) {
            // The same creation again changes nothing but what it carries.
            (MovementKind::Create, Some(index)) => (index, 33),
            (MovementKind::Create, None) if person.links.len() >= MOST_LINKS => return 16,
            (MovementKind::Create, None) => {
                person.links.push(Link {
                    oc: movement.oc,
                    member: movement.member,
                    start: movement.start,
                    end: movement.end,
                    contract_type: movement.contract_type,
                });
                (person.links.len() - 1, 33)
            }
            (MovementKind::Modify, Some(index)) => (index, 32),
            (MovementKind::Modify, None) => return 25,
            (MovementKind::Cancel, Some(index)) => {
                // With an end the link ends then; without one it was a mistake from the start.
                match movement.end {
                    Some(end) => person.links[index].end = Some(end),
                    None => {
                        person.links.remove(index);
                    }
                }
                return 34;
            }
            (MovementKind::Cancel, None) => return 14,
        };
        person.links[index].member = movement.member;
        person.links[index].end = movement.end;
        person.links[index].contract_type = movement.contract_type;
        let link = person.links[index];
        if person.overlaps(&link) {
            53
        } else {
            acknowledged
        }
    }
}

impl InsuredState {
    pub(crate) fn person_mut(&mut self, who: &Beneficiary) -> Option<&mut PersonState> {
        self.persons.iter_mut().find(|state| state.is(who))
    }
}
