//! The answer to a movement of a 408: noemie-format §6.3. What each reason follows from is told in
//! [`reasons`](crate::reasons); the order of the checks is ours: what the movement says by itself, then whom it is about,
//! then what stands beside it.

use domain::{Beneficiary, BirthDate, Caisse, Day, Nir, OcNumber, Party};
use noemie::links::{Movement, MovementKind};

use super::{InsuredState, Link, PersonState, Registry};
use crate::names;

/// Most OCs that an insured's file holds (reason 16), and beneficiaries that OCs claim (15): noemie-format §6.3.
const MOST_OCS: usize = 3;
const MOST_BENEFICIARIES: usize = 19;

/// Contracts of the CMU-C or CSS, and those of someone who leaves it (noemie-format §6.5).
const C2S: [u8; 2] = *b"89";
const LEAVES_THE_C2S: [[u8; 2]; 2] = [*b"85", *b"87"];

/// Contract types that must end, and that bear no other beside them (78, 81, 82).
fn is_alone(contract_type: [u8; 2]) -> bool {
    LEAVES_THE_C2S.contains(&contract_type) || contract_type == *b"88"
}

impl Registry {
    /// Treats one movement of a 408 that `sender` sent to `caisse` on that day, and gives the reason code of the 929.
    pub(crate) fn treat(
        &mut self,
        caisse: Caisse,
        sender: Party,
        movement: &Movement,
        day: Day,
    ) -> u8 {
        let refused = self.refuses_the_oc(sender, movement.oc);
        if let Some(reason) = refused.or_else(|| wrong_by_itself(movement)) {
            return reason;
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
        let Some(place) = insured.persons.iter().position(|state| state.is(&who)) else {
            // The link of a child who came of age was cancelled with it: there is nothing left to do.
            let cancelled = movement.kind == MovementKind::Cancel && self.of_age.contains_key(&who);
            return if cancelled {
                34
            } else {
                insured.nobody_is(&who)
            };
        };
        let is_cancelled = movement.kind == MovementKind::Cancel;
        if insured.refuses_exchanges && !is_cancelled {
            return 35;
        }
        let is_to_come = movement.kind == MovementKind::Create && movement.start > day;
        if is_to_come && self.no_future.contains(&movement.nir) {
            return 22;
        }
        match insured.take(place, movement, day) {
            Ok(reason) | Err(reason) => reason,
        }
    }

    /// Who may speak of links, and under which number.
    fn refuses_the_oc(&self, sender: Party, oc: OcNumber) -> Option<u8> {
        if sender.as_oc() != Some(oc) {
            return Some(4);
        }
        if self.given_up.contains(&oc) {
            return Some(85);
        }
        let is_unknown = self.ocs.as_ref().is_some_and(|known| !known.contains(&oc));
        is_unknown.then_some(17)
    }
}

/// What no registry is needed for.
fn wrong_by_itself(movement: &Movement) -> Option<u8> {
    if !begins_a_nir(&movement.nir) {
        return Some(2);
    }
    if movement.nir.key() != movement.key {
        return Some(30);
    }
    if movement.birth.0 == *b"000000" {
        return Some(1);
    }
    if !is_a_birth_date(movement.birth) {
        return Some(9);
    }
    if !is_a_contract_type(movement.contract_type) {
        return Some(5);
    }
    if movement.end.is_some_and(|end| end < movement.start) {
        return Some(8);
    }
    let is_open = movement.end.is_none() && movement.kind != MovementKind::Cancel;
    (is_open && is_alone(movement.contract_type)).then_some(78)
}

/// A NIR begins with the sex: 1 or 2, 3 or 4 and 7 or 8 of one that is provisional (INSEE).
fn begins_a_nir(nir: &Nir) -> bool {
    matches!(nir.as_bytes()[0], b'1'..=b'4' | b'7' | b'8')
}

/// Days of 00 and months past 12 are real ("lunar", noemie-format §2.4); a day past 31 is neither: inferred.
fn is_a_birth_date(birth: BirthDate) -> bool {
    let day = &birth.0[..2];
    birth.0.iter().all(u8::is_ascii_digit) && day <= b"31".as_slice()
}

fn is_a_contract_type(contract_type: [u8; 2]) -> bool {
    let table = noemie::tables::table("contract-types");
    let code = str::from_utf8(&contract_type).ok();
    code.zip(table)
        .is_some_and(|(code, table)| table.code(code).is_some())
}

impl InsuredState {
    /// Why nobody of that file is who a movement names: the nearest that there is says it.
    fn nobody_is(&self, who: &Beneficiary) -> u8 {
        let persons = || self.persons.iter().map(|state| &state.person);
        if persons().any(|person| person.birth == who.birth) {
            return 10;
        }
        let month = |birth: BirthDate| [birth.0[2], birth.0[3], birth.0[4], birth.0[5]];
        let is_near = |birth, rank| month(birth) == month(who.birth) && rank == who.rank;
        if persons().any(|person| is_near(person.birth, person.rank)) {
            return 31;
        }
        20
    }

    /// Takes a movement about the person of that place. What is refused changes nothing.
    fn take(&mut self, place: usize, movement: &Movement, day: Day) -> Result<u8, u8> {
        let is_new_to = self.has_no_room_for(place, movement.oc, day);
        let is_insured = place == 0;
        let person = &mut self.persons[place];
        let known = person.entry(movement.oc, movement.start);
        if known.is_some() && person.is_of_the_caisse(movement.oc, movement.start) {
            return Err(55);
        }
        let link = Link {
            oc: movement.oc,
            member: movement.member,
            start: movement.start,
            end: movement.end,
            contract_type: movement.contract_type,
        };
        let acknowledged = match (movement.kind, known) {
            (MovementKind::Create, None) => {
                person.bears(&link)?;
                if let Some(reason) = is_new_to {
                    return Err(reason);
                }
                person.links.push(link);
                33
            }
            // The same creation again changes nothing but what it carries.
            (MovementKind::Create, Some(index)) => {
                person.bears(&link)?;
                person.links[index] = link;
                33
            }
            (MovementKind::Modify, Some(index)) => {
                person.bears(&link)?;
                person.links[index] = link;
                32
            }
            (MovementKind::Cancel, Some(index)) => {
                // With an end the link ends then; without one it was a mistake from the start.
                match movement.end {
                    Some(end) => person.links[index].end = Some(end),
                    None => drop(person.links.remove(index)),
                }
                return Ok(34);
            }
            (MovementKind::Modify | MovementKind::Cancel, None) if person.links.is_empty() => {
                return Err(if is_insured { 23 } else { 24 });
            }
            (MovementKind::Modify, None) => return Err(25),
            (MovementKind::Cancel, None) => return Err(14),
        };
        if person.overlaps(&link) {
            return Ok(53);
        }
        let known = &person.person;
        let is_named = names::agree(&movement.name, &known.name)
            && names::agree(&movement.first_name, &known.first_name);
        Ok(if is_named { acknowledged } else { 27 })
    }

    /// Why that OC cannot be added to the links of a person: others fill the file.
    fn has_no_room_for(&self, place: usize, oc: OcNumber, day: Day) -> Option<u8> {
        let runs = |link: &&Link| link.end.is_none_or(|end| day <= end);
        // Nearly every file knows one OC.
        let mut others: Vec<OcNumber> = Vec::new();
        let mut beneficiaries = 0;
        for (other, state) in self.persons.iter().enumerate() {
            let mut is_claimed = false;
            for link in state.links.iter().filter(runs) {
                is_claimed = true;
                if link.oc != oc && !others.contains(&link.oc) {
                    others.push(link.oc);
                }
            }
            beneficiaries += usize::from(is_claimed && other != place);
        }
        if others.len() >= MOST_OCS {
            return Some(16);
        }
        (beneficiaries >= MOST_BENEFICIARIES).then_some(15)
    }
}

impl PersonState {
    /// The place of the contract of that OC that begins on that day.
    pub(super) fn entry(&self, oc: OcNumber, start: Day) -> Option<usize> {
        let is = |link: &Link| link.oc == oc && link.start == start;
        self.links.iter().position(is)
    }

    /// Whether a contract may stand beside the person's others, itself aside.
    fn bears(&self, link: &Link) -> Result<(), u8> {
        let others = || {
            let links = self.links.iter();
            links.filter(|other| (other.oc, other.start) != (link.oc, link.start))
        };
        let had_the_c2s =
            || others().any(|other| other.contract_type == C2S && other.start <= link.start);
        if LEAVES_THE_C2S.contains(&link.contract_type) && !had_the_c2s() {
            return Err(80);
        }
        let beside = || others().filter(|other| other.meets(link.start, link.end));
        // Of the same OC it is the contract renewed, which 66 has a place for: inferred.
        let is_c2s_elsewhere = |other: &Link| other.contract_type == C2S && other.oc != link.oc;
        if link.contract_type == C2S && beside().any(is_c2s_elsewhere) {
            return Err(56);
        }
        if is_alone(link.contract_type) && beside().next().is_some() {
            return Err(81);
        }
        if beside().any(|other| is_alone(other.contract_type)) {
            return Err(82);
        }
        let meets_another = |one: &Link| {
            beside().any(|two| {
                (two.oc, two.start) != (one.oc, one.start) && two.meets(one.start, one.end)
            })
        };
        if beside().any(meets_another) {
            return Err(67);
        }
        Ok(())
    }
}
