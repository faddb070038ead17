//! Who the caisse knows, and which OC each person is linked to.

mod desk;
mod lives;
mod treat;

use std::collections::VecDeque;

use domain::{
    Beneficiary, BirthDate, Caisse, Day, LineOrigin, MemberNumber, Nir, OcNumber, PsNumber, Rank,
    SmolStr,
};
use oracle::amo::stay::StayCounters;
use oracle::amo::{Counters, Cover, Debts, Patient, Regime};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::account::AccountDecompte;

pub use desk::LinkChange;
pub(crate) use desk::Notice;

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

    /// Whether it has not ended before that day: one to come has not.
    fn runs(&self, today: Day) -> bool {
        self.end.is_none_or(|end| today <= end)
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
    /// Those that the caisse made itself, by OC and first day.
    of_the_caisse: Vec<(OcNumber, Day)>,
    /// The links of an OC passed to another number.
    pub(crate) transposed: Option<Transposed>,
    /// The treating doctor, where one is declared.
    pub(crate) doctor: Option<PsNumber>,
    pub(crate) counters: Counters,
    pub(crate) stays: StayCounters,
}

impl PersonState {
    fn new(person: Person) -> Self {
        Self {
            person,
            links: Vec::new(),
            of_the_caisse: Vec::new(),
            transposed: None,
            doctor: None,
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

    /// Whether a contract was made by the caisse, no OC.
    fn is_of_the_caisse(&self, oc: OcNumber, start: Day) -> bool {
        self.of_the_caisse.contains(&(oc, start))
    }

    /// Two OCs claim the person over the same days, and neither has ended by that day: nothing is sent to either
    /// (noemie-format §6.4).
    pub(crate) fn is_blocked(&self, today: Day) -> bool {
        // Most persons have one.
        let runs = |link: &&Link| link.runs(today);
        let overlaps = |link: &Link| self.rivals(link).any(|other| other.runs(today));
        self.links.len() > 1 && self.links.iter().filter(runs).any(overlaps)
    }

    /// The links of other OCs that meet that one.
    fn rivals(&self, link: &Link) -> impl Iterator<Item = &Link> {
        let (oc, start, end) = (link.oc, link.start, link.end);
        let links = self.links.iter();
        links.filter(move |other| other.oc != oc && other.meets(start, end))
    }

    /// The OCs that claim the person beside another by that day, in the order of their links.
    pub(crate) fn claimants(&self, today: Day) -> Vec<OcNumber> {
        let mut ocs = Vec::new();
        for link in self.links.iter().filter(|link| link.runs(today)) {
            let has_rival = self.rivals(link).any(|other| other.runs(today));
            if has_rival && !ocs.contains(&link.oc) {
                ocs.push(link.oc);
            }
        }
        ocs
    }

    /// The links by which OCs are told of the person: those that have not ended. Of one OC's contracts, one that ends is
    /// left out where another ends later: what there is to tell is of the person, and is told once.
    fn told_of(&self, today: Day) -> impl Iterator<Item = &Link> {
        let lasts_longer = |link: &Link, other: &Link| {
            let ends_later = |end| other.end.is_none_or(|other| end < other);
            other.oc == link.oc && link.end.is_some_and(ends_later)
        };
        let links = self.links.iter().filter(move |link| link.runs(today));
        links.filter(move |link| !self.links.iter().any(|other| lasts_longer(link, other)))
    }

    /// Whether another OC's link meets that one.
    fn overlaps(&self, link: &Link) -> bool {
        self.rivals(link).next().is_some()
    }

    /// The link that a décompte made today for that day of care goes to. Where two OCs claimed that day and one has
    /// ended since, it is the one that runs.
    pub(crate) fn link_on(&self, care: Day, today: Day) -> Option<&Link> {
        if self.is_blocked(today) {
            return None;
        }
        let of_that_day = || {
            self.links
                .iter()
                .rev()
                .filter(|link| link.meets(care, Some(care)))
        };
        let running = of_that_day().find(|link| link.runs(today));
        running.or_else(|| of_that_day().next())
    }

    /// The number of an OC in a décompte of that date for that day of care.
    pub(crate) fn number_of(&self, oc: OcNumber, care: Day, date: Day) -> OcNumber {
        let is_old =
            |one: &Transposed| one.to == oc && care < one.on && date < one.on.plus(OLD_NUMBER);
        self.transposed.filter(is_old).map_or(oc, |one| one.from)
    }

    /// The last link, whatever its end: where a caisse that missed the end still sends to.
    pub(crate) fn last_link(&self, today: Day) -> Option<&Link> {
        if self.is_blocked(today) {
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
    /// The insured wants no exchanges with an OC.
    pub(crate) refuses_exchanges: bool,
    /// The décomptes that the account lists, oldest first.
    pub(crate) decomptes: VecDeque<AccountDecompte>,
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
    /// Persons whose birth date was corrected, by what they were.
    corrected: FxHashMap<Beneficiary, Beneficiary>,
    /// Those of whom no link is taken before its first day.
    no_future: FxHashSet<Nir>,
    /// The OCs there are; any where the caisse was not told.
    ocs: Option<Vec<OcNumber>>,
    /// Numbers that an OC gave up for another.
    given_up: Vec<OcNumber>,
}

impl Registry {
    /// Takes an insured in, replacing what was known under that NIR.
    pub fn register(&mut self, file: InsuredFile) {
        let persons = file.persons.into_iter().map(PersonState::new).collect();
        let state = InsuredState {
            caisse: file.caisse,
            persons,
            refuses_exchanges: false,
            decomptes: VecDeque::new(),
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

    /// The file under a NIR that is known to be today's.
    pub(crate) fn file(&self, nir: &Nir) -> Option<&InsuredState> {
        self.insured.get(nir)
    }

    /// The NIR that took the place of that one, or that one.
    pub(crate) fn nir_of_today(&self, nir: &Nir) -> Nir {
        self.nir_today(*nir)
    }

    /// The NIRs of today, in no order.
    pub(crate) fn nirs(&self) -> impl Iterator<Item = Nir> {
        self.insured.keys().copied()
    }

    /// Whether the insured wants exchanges with an OC from now on; gives whether there is such an insured.
    pub(crate) fn refuse_exchanges(&mut self, nir: &Nir, refuses: bool) -> bool {
        let insured = self.insured_mut(nir);
        insured
            .map(|insured| insured.refuses_exchanges = refuses)
            .is_some()
    }

    pub(crate) fn person_mut(&mut self, who: &Beneficiary) -> Option<&mut PersonState> {
        let who = self.today(who);
        self.file_mut(&who.nir)?.person_mut(&who)
    }

    /// The file under a NIR that is known to be today's.
    pub(crate) fn file_mut(&mut self, nir: &Nir) -> Option<&mut InsuredState> {
        self.insured.get_mut(nir)
    }

    /// There are those OCs, and no others.
    pub(crate) fn knows_ocs(&mut self, ocs: Vec<OcNumber>) {
        self.ocs = Some(ocs);
    }

    /// From now on no link of that insured is taken before its first day.
    pub(crate) fn takes_no_future(&mut self, nir: Nir) {
        self.no_future.insert(nir);
    }
}

impl InsuredState {
    pub(crate) fn person_mut(&mut self, who: &Beneficiary) -> Option<&mut PersonState> {
        self.persons.iter_mut().find(|state| state.is(who))
    }
}
