//! What noemie-format §6 says of links, in the most literal way: lists, read from their first row to their last. Nothing
//! of `caisse/src` is used.

use domain::{Day, OcNumber};

use crate::world::{INSURED, Send, Whom};

/// A row of the registry: a contract of a person at an OC.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) person: usize,
    pub(crate) oc: OcNumber,
    pub(crate) start: Day,
    pub(crate) end: Option<Day>,
    pub(crate) kind: [u8; 2],
}

impl Row {
    fn covers(&self, day: Day) -> bool {
        self.start <= day && self.end.is_none_or(|end| day <= end)
    }

    fn ended_before(&self, day: Day) -> bool {
        self.end.is_some_and(|end| end < day)
    }
}

/// Whether some day belongs to both.
fn cross(a: &Row, b: &Row) -> bool {
    let starts = a.start.max(b.start);
    a.covers(starts) && b.covers(starts)
}

/// The contracts of someone who leaves the CMU, and of the aid scheme.
fn is_of_the_family(kind: [u8; 2]) -> bool {
    [*b"85", *b"87", *b"88"].contains(&kind)
}

#[derive(Debug, Clone)]
pub(crate) struct Model {
    pub(crate) now: Day,
    pub(crate) rows: Vec<Row>,
    /// When, for whom, which OC.
    pub(crate) choices: Vec<(Day, usize, OcNumber)>,
    /// Décomptes that wait: whose, the day of care.
    pub(crate) waiting: Vec<(usize, Day)>,
    /// Those that waited and go out with the next night: to whom, whose, the day of care.
    pub(crate) tonight: Vec<(OcNumber, usize, Day)>,
    /// Whether what two OCs claim waits for one to be left, or is never sent.
    pub(crate) sends_later: bool,
}

/// What a night brings: who is told which reason, and the OCs that décomptes go to, whose and of which day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Night {
    pub(crate) told: Vec<(OcNumber, usize, u8)>,
    pub(crate) sent: Vec<(OcNumber, usize, Day)>,
}

impl Model {
    pub(crate) fn new(now: Day, sends_later: bool) -> Self {
        Self {
            now,
            rows: Vec::new(),
            choices: Vec::new(),
            waiting: Vec::new(),
            tonight: Vec::new(),
            sends_later,
        }
    }

    /// A consultation is settled today.
    pub(crate) fn care(&mut self, person: usize, care: Day) -> Night {
        let mut sent = Vec::new();
        if let Some(oc) = self.goes_to(person, care) {
            sent.push((oc, person, care));
        } else if self.is_blocked(person) && self.sends_later {
            self.waiting.push((person, care));
        }
        let mut night = self.night();
        night.sent.extend(sent);
        night
    }

    /// The insured asks for that OC. Whether the account takes it.
    pub(crate) fn choose(&mut self, person: usize, oc: OcNumber, takes: i32) -> bool {
        let runs = |row: &&&Row| row.oc == oc && !row.ended_before(self.now);
        if self.of(person).iter().find(runs).is_none() {
            return false;
        }
        self.choices.retain(|(_, of, _)| *of != person);
        let mut on = self.now.plus(takes);
        // Saturdays, Sundays and holidays rest.
        while on.is_weekend() || on.is_holiday() {
            on = on.plus(1);
        }
        self.choices.push((on, person, oc));
        true
    }

    /// Night falls on today.
    pub(crate) fn night(&mut self) -> Night {
        let mut night = Night::default();
        for (on, person, oc) in self.choices.clone() {
            if on <= self.now {
                self.leave_one(person, oc, &mut night);
            }
        }
        let now = self.now;
        self.choices.retain(|(on, _, _)| *on > now);
        self.release_for_tonight();
        night.sent = std::mem::take(&mut self.tonight);
        night
    }

    /// Of the OCs that claim a person, the chosen one is left.
    fn leave_one(&mut self, person: usize, oc: OcNumber, night: &mut Night) {
        let now = self.now;
        let chosen: Vec<Row> = self.of(person).into_iter().cloned().collect();
        for row in chosen
            .iter()
            .filter(|row| row.oc == oc && !row.ended_before(now))
        {
            let mut left = Vec::new();
            let mut has_lost = false;
            for mut other in std::mem::take(&mut self.rows) {
                let is_rival = other.person == person
                    && other.oc != oc
                    && !other.ended_before(now)
                    && cross(&other, row);
                if is_rival {
                    has_lost = true;
                    night.told.push((other.oc, person, 43));
                    if other.start >= row.start {
                        continue;
                    }
                    other.end = Some(row.start.plus(-1));
                }
                left.push(other);
            }
            self.rows = left;
            if has_lost {
                night.told.push((oc, person, 73));
            }
        }
    }

    /// What waits goes to the OC that is left, if the care is of its days.
    pub(crate) fn release_for_tonight(&mut self) {
        let mut still = Vec::new();
        for (person, care) in self.waiting.clone() {
            if self.is_blocked(person) {
                still.push((person, care));
            } else if let Some(oc) = self.goes_to(person, care) {
                self.tonight.push((oc, person, care));
            }
        }
        self.waiting = still;
    }

    /// The reason that answers a movement.
    pub(crate) fn receive(&mut self, sent: &Send) -> u8 {
        if !sent.from_that_oc {
            return 4;
        }
        if !sent.right_key {
            return 30;
        }
        if sent.whom == Whom::WithoutBirth {
            return 1;
        }
        if !["01", "85", "87", "88", "89", "91"].contains(&sent.kind) {
            return 5;
        }
        if sent.end.is_some_and(|end| end < sent.start) {
            return 8;
        }
        let mut row = Row {
            person: INSURED,
            oc: sent.oc,
            start: sent.start,
            end: sent.end,
            kind: sent.kind.as_bytes().try_into().unwrap(),
        };
        if is_of_the_family(row.kind) && row.end.is_none() && sent.letter != 'A' {
            return 78;
        }
        row.person = match sent.whom {
            Whom::NobodyHere => return 18,
            _ if !sent.to_their_caisse => return 21,
            Whom::OtherDay => return 31,
            Whom::OtherRank => return 10,
            Whom::Stranger => return 20,
            Whom::Person(person) => person,
            other => unreachable!("the walk names nobody as {other:?}"),
        };
        let mine = |other: &Row| {
            other.person == row.person && other.oc == row.oc && other.start == row.start
        };
        let place = self.rows.iter().position(mine);
        if place.is_none() && sent.letter != 'C' {
            return self.nothing_there(row.person, sent.letter);
        }
        if sent.letter == 'A' {
            let place = place.unwrap();
            match row.end {
                Some(end) => self.rows[place].end = Some(end),
                None => drop(self.rows.remove(place)),
            }
            return 34;
        }
        if let Some(refused) = self.refused(&row) {
            return refused;
        }
        match place {
            Some(place) => self.rows[place] = row.clone(),
            None => {
                let mut ocs = vec![row.oc];
                for other in &self.rows {
                    if !other.ended_before(self.now) && !ocs.contains(&other.oc) {
                        ocs.push(other.oc);
                    }
                }
                if ocs.len() > 3 {
                    return 16;
                }
                self.rows.push(row.clone());
            }
        }
        for other in self.of(row.person) {
            if other.oc != row.oc && cross(other, &row) {
                return 53;
            }
        }
        if sent.other_name {
            return 27;
        }
        if sent.letter == 'C' { 33 } else { 32 }
    }

    /// To change or to end a contract that is not there.
    fn nothing_there(&self, person: usize, letter: char) -> u8 {
        if self.of(person).is_empty() {
            return if person == INSURED { 23 } else { 24 };
        }
        if letter == 'M' { 25 } else { 14 }
    }

    /// What a contract may not be beside the others of that person.
    fn refused(&self, row: &Row) -> Option<u8> {
        let mut others = self.of(row.person);
        others.retain(|other| !(other.oc == row.oc && other.start == row.start));
        let leaves = [*b"85", *b"87"].contains(&row.kind);
        let had_the_cmu = |other: &&Row| other.kind == *b"89" && other.start <= row.start;
        if leaves && !others.iter().any(had_the_cmu) {
            return Some(80);
        }
        others.retain(|other| cross(other, row));
        if row.kind == *b"89"
            && others
                .iter()
                .any(|other| other.kind == *b"89" && other.oc != row.oc)
        {
            return Some(56);
        }
        if is_of_the_family(row.kind) && !others.is_empty() {
            return Some(81);
        }
        if others.iter().any(|other| is_of_the_family(other.kind)) {
            return Some(82);
        }
        for (place, one) in others.iter().enumerate() {
            for two in &others[..place] {
                if cross(one, two) {
                    return Some(67);
                }
            }
        }
        None
    }

    pub(crate) fn of(&self, person: usize) -> Vec<&Row> {
        self.rows
            .iter()
            .filter(|row| row.person == person)
            .collect()
    }

    /// Two OCs claim the person, and neither has ended.
    pub(crate) fn is_blocked(&self, person: usize) -> bool {
        let rows = self.of(person);
        for one in &rows {
            for two in &rows {
                let both_run = !one.ended_before(self.now) && !two.ended_before(self.now);
                if one.oc != two.oc && cross(one, two) && both_run {
                    return true;
                }
            }
        }
        false
    }

    /// The OC that hears today of care of that day.
    pub(crate) fn goes_to(&self, person: usize, care: Day) -> Option<OcNumber> {
        if self.is_blocked(person) {
            return None;
        }
        let mut rows = self.of(person);
        rows.retain(|row| row.covers(care));
        let running = rows.iter().rev().find(|row| !row.ended_before(self.now));
        running.or(rows.last()).map(|row| row.oc)
    }
}
