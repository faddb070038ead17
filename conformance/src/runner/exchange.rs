//! What is exchanged for a lot: declarations, answers, décomptes, day by day.

use std::collections::BTreeMap;

use domain::{Day, Member};
use generators::{Delivery, Happenings, Living, Lot, Unheeded, WorldSpec};
use noemie::framing::Framing;
use noemie::links::{Movement, MovementKind};
use noemie::profile::Profile;
use noemie::{Header, Profiles};
use protocol::{Carried, FileMessage};

use super::RunError;
use crate::case::{CaseFile, deliver_all};
use crate::sent::sent_file;
use crate::session::Session;
use crate::target::TargetError;

/// A 408 file that a target, or étalon in its stead, wrote.
type MovementFile = (Header, Vec<Movement>);

/// A movement that the portfolio asks for.
pub(super) struct DueMovement {
    /// The day the mutuelle learned it.
    pub(super) on: Day,
    pub(super) kind: MovementKind,
    pub(super) member: Member,
}

/// Why an exchange stops.
pub(super) enum Broken {
    /// The target is lost.
    Target(TargetError),
    /// The world cannot be made.
    World(RunError),
}

impl From<TargetError> for Broken {
    fn from(error: TargetError) -> Self {
        Self::Target(error)
    }
}

impl From<RunError> for Broken {
    fn from(error: RunError) -> Self {
        Self::World(error)
    }
}

/// The exchange of a lot: its portfolio and its changes are steps, in each of which the mutuelle learns, declares
/// and is answered.
pub(super) struct Exchange<'a> {
    lot: &'a Lot,
    profiles: &'a Profiles,
    living: Option<Living<'a>>,
    /// The portfolio after the last step.
    members: Vec<Member>,
    /// Steps begun: the portfolio of the first day, then the changes.
    steps: usize,
    /// Whether the last of them is not declared yet.
    is_open: bool,
    /// Whether the target declares its members itself.
    claims: bool,
    /// Lives of the world that the caisse did not do, where the target declares.
    pub(super) unheeded: Vec<Unheeded>,
    /// How many of the 929 files by which the caisse tells of lives are among the answers.
    told: usize,
    pub(super) first_day: Day,
    pub(super) due: Vec<DueMovement>,
    pub(super) declared: Vec<Result<Vec<u8>, String>>,
    /// With the day they came.
    pub(super) movements: Vec<(Day, MovementFile)>,
    pub(super) faults: Vec<String>,
    /// The 929 files, in order.
    pub(super) answers: Vec<Delivery>,
    /// The décompte files so far, in order.
    pub(super) files: Vec<CaseFile>,
}

impl<'a> Exchange<'a> {
    pub(super) fn open(
        lot: &'a Lot,
        happenings: Happenings,
        spec: &'a WorldSpec,
        seed: u64,
        law: &'static oracle::law::Law,
        profiles: &'a Profiles,
    ) -> Result<Self, RunError> {
        let state = generators::open(lot, law, profiles, &Framing::default())?;
        Ok(Self {
            lot,
            profiles,
            living: Some(Living::new(state, lot, happenings, spec, seed)),
            members: Vec::new(),
            steps: 0,
            is_open: false,
            claims: false,
            unheeded: Vec::new(),
            told: 0,
            first_day: spec.start,
            due: Vec::new(),
            declared: Vec::new(),
            movements: Vec::new(),
            faults: Vec::new(),
            answers: Vec::new(),
            files: Vec::new(),
        })
    }

    /// Exchanges the whole lot with a target. `delivered` says of each file it was delivered, in order, whether it
    /// was a 929.
    pub(super) fn with(
        &mut self,
        session: &mut Session<'_>,
        claims: bool,
        delivered: &mut Vec<bool>,
    ) -> Result<(), Broken> {
        self.claims = claims;
        if let Some(living) = self.living.as_mut().filter(|_| claims) {
            living.let_the_mutuelle_declare();
        }
        let reference = self.profiles.answers().reference();
        let mut from = (0, 0);
        while let Some(day) = self.next_day() {
            self.live_until(day)?;
            from = self.deliver(session, claims, delivered, from)?;
            let told = self.begin(day)?;
            let carried = session.learn(day, &self.members)?;
            let declared = if claims {
                let carried = carried.iter().map(read_carried);
                carried.collect()
            } else {
                let sent = self.in_stead(day).into_iter();
                let sent = sent.map(|bytes| session.send_in_stead(bytes).map(Ok));
                sent.collect::<Result<_, _>>()?
            };
            let answered = self.answer(day, declared)?;
            // Those of a day of rest come later, in their order.
            let mut today = told.iter().chain(&answered).peekable();
            if today.peek().is_none_or(|answer| answer.day == day) {
                for answer in today {
                    let (name, bytes) = (answer.name.as_str(), answer.bytes.as_slice());
                    if claims {
                        delivered.push(true);
                        session.deliver(name, reference, bytes)?;
                    } else {
                        session.receive_in_stead(name, reference, bytes)?;
                    }
                }
                from.1 = self.answers.len();
            }
            session.settle(day)?;
        }
        self.live_to_the_end()?;
        self.deliver(session, claims, delivered, from)?;
        session.catch_up()?;
        Ok(())
    }

    /// Delivers the décomptes and the 929 files from those places on, and gives the places after them.
    fn deliver(
        &self,
        session: &mut Session<'_>,
        claims: bool,
        delivered: &mut Vec<bool>,
        (files, answers): (usize, usize),
    ) -> Result<(usize, usize), Broken> {
        let links = self.answers[answers..].iter().cloned().map(case_file);
        let (links, in_stead): (Vec<CaseFile>, Vec<CaseFile>) = links.partition(|_| claims);
        let links = links.iter().map(|file| (true, file));
        let mut due: Vec<(bool, &CaseFile)> = links
            .chain(self.files[files..].iter().map(|file| (false, file)))
            .collect();
        // A stable sort: the 929 files of a day come before its décomptes.
        due.sort_by_key(|(_, file)| file.day);
        delivered.extend(due.iter().map(|(is_link, _)| *is_link));
        let profiles = [self.profiles.decomptes(), self.profiles.answers()];
        let due = due.into_iter().map(|(_, file)| file);
        deliver_all(session, due, &in_stead, &profiles)?;
        Ok((self.files.len(), self.answers.len()))
    }

    /// What is left of the lot, declared in the stead of a target that was lost.
    pub(super) fn finish_in_stead(&mut self) -> Result<(), RunError> {
        if self.is_open {
            let day = self.day_of(self.steps - 1).unwrap_or(self.first_day);
            let declared = self.in_stead(day).into_iter().map(Ok).collect();
            self.answer(day, declared)?;
        }
        while let Some(day) = self.next_day() {
            self.live_until(day)?;
            self.begin(day)?;
            let declared = self.in_stead(day).into_iter().map(Ok).collect();
            self.answer(day, declared)?;
        }
        self.live_to_the_end()
    }

    fn day_of(&self, step: usize) -> Option<Day> {
        match step.checked_sub(1) {
            None => Some(self.first_day),
            Some(change) => self.lot.changes.get(change).map(|change| change.day),
        }
    }

    fn next_day(&self) -> Option<Day> {
        self.day_of(self.steps)
    }

    fn live_until(&mut self, day: Day) -> Result<(), RunError> {
        if let Some(living) = &mut self.living {
            living.until(day)?;
            let new = living.delivered().iter().skip(self.files.len());
            self.files.extend(new.cloned().map(case_file));
            let told = living.told().iter().skip(self.told);
            self.answers.extend(told.cloned());
            self.told = living.told().len();
        }
        Ok(())
    }

    fn live_to_the_end(&mut self) -> Result<(), RunError> {
        if let Some(living) = self.living.take() {
            let flow = living.finish()?;
            // Where étalon declares, what could not be done is the world's fault; where the target does, it is what comes of
            // what it did not declare.
            if let Some(unheeded) = flow.unheeded.first().filter(|_| !self.claims) {
                return Err(generators::FlowError::from(*unheeded).into());
            }
            self.unheeded.extend(flow.unheeded);
            let new = flow.deliveries.into_iter().skip(self.files.len());
            self.files.extend(new.map(case_file));
            self.answers.extend(flow.told.into_iter().skip(self.told));
        }
        Ok(())
    }

    /// The mutuelle learns; what the caisse tells of itself that day is given.
    fn begin(&mut self, day: Day) -> Result<Vec<Delivery>, RunError> {
        let before = std::mem::take(&mut self.members);
        self.members.clone_from(&before);
        let mut note = |kind: Option<MovementKind>, member: &Member| {
            if let Some(kind) = kind {
                self.due.push(DueMovement {
                    on: day,
                    kind,
                    member: member.clone(),
                });
            }
        };
        match self.steps.checked_sub(1) {
            None => {
                for row in &self.lot.members {
                    note(generators::movement(None, row), row);
                }
                self.members.clone_from(&self.lot.members);
            }
            Some(change) => {
                let change = &self.lot.changes[change];
                for row in &change.rows {
                    note(row.movement(before.get(row.place)), &row.member);
                }
                change.apply(&mut self.members);
            }
        }
        self.steps += 1;
        self.is_open = true;
        let told = match &mut self.living {
            Some(living) => living.morning()?,
            None => Vec::new(),
        };
        self.answers.extend(told.iter().cloned());
        Ok(told)
    }

    /// The caisse is told, and answers.
    fn answer(
        &mut self,
        day: Day,
        declared: Vec<Result<Vec<u8>, String>>,
    ) -> Result<Vec<Delivery>, RunError> {
        self.is_open = false;
        let mut files = Vec::new();
        for one in &declared {
            match one {
                Ok(bytes) => {
                    let profile = self.profiles.movements();
                    files.extend(read_movements(bytes, profile, &mut self.faults));
                }
                Err(fault) => self.faults.push(fault.clone()),
            }
        }
        self.declared.extend(declared);
        let answered = match &mut self.living {
            Some(living) => living.answer(files.clone())?,
            None => Vec::new(),
        };
        self.answers.extend(answered.iter().cloned());
        self.movements
            .extend(files.into_iter().map(|file| (day, file)));
        Ok(answered)
    }

    /// The files that declare the step of that day, where the target does not write its own.
    fn in_stead(&self, day: Day) -> Vec<Vec<u8>> {
        let due = self.due.iter().filter(|due| due.on == day);
        let rows = due.map(|due| (due.kind, &due.member));
        let (profile, framing) = (self.profiles.movements(), Framing::default());
        let files = generators::declare_rows(rows, self.members.iter(), day, profile, &framing);
        // Drawn names and numbers always fit the layout.
        files.unwrap_or_default()
    }
}

fn case_file(file: Delivery) -> CaseFile {
    CaseFile {
        day: file.day,
        name: file.name,
        bytes: file.bytes,
    }
}

fn read_carried(file: &FileMessage) -> Result<Vec<u8>, String> {
    Carried::bytes(file, sent_file).map_err(|error| error.to_string())
}

fn read_movements(bytes: &[u8], profile: &Profile, faults: &mut Vec<String>) -> Vec<MovementFile> {
    let mut files = Vec::new();
    for reading in noemie::links::read_movements(bytes, profile) {
        let roots = reading
            .findings()
            .iter()
            .filter(|finding| finding.is_root());
        for finding in roots.filter(|finding| finding.severity == noemie::Severity::Error) {
            faults.push(format!(
                "{} at byte {} of the 408 file (entity {:03}): {}; expected {}",
                finding.code,
                finding.place.offset,
                finding.place.entity,
                finding.rule().en,
                finding.expected,
            ));
        }
        let condemned = reading.is_condemned();
        match reading.header {
            Some(header) if !condemned && header.receiver.as_caisse().is_some() => {
                let movements: Vec<Movement> =
                    reading.entries.into_iter().map(|(m, _)| m).collect();
                faults.extend(created_too_soon(&movements));
                files.push((header, movements));
            }
            Some(_) if !condemned => {
                faults.push("the 408 file is addressed to nobody known as a caisse".to_owned());
            }
            _ => {}
        }
    }
    files
}

/// What is said of a file that creates a link before it cancels the one that ends first, of one person: A comes before
/// C (field notes §1.3).
fn created_too_soon(movements: &[Movement]) -> Option<String> {
    let who = |movement: &Movement| (movement.oc, movement.nir, movement.birth, movement.rank);
    let mut created: BTreeMap<_, Day> = BTreeMap::new();
    for movement in movements {
        match (movement.kind, movement.end) {
            (MovementKind::Create, _) => {
                created.entry(who(movement)).or_insert(movement.start);
            }
            (MovementKind::Cancel, Some(end)) => {
                if let Some(start) = created.get(&who(movement)).filter(|start| **start > end) {
                    return Some(format!(
                        "the 408 file creates a link from {start} before it cancels that of the same person at {end}: \
                         A before C"
                    ));
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use domain::{BirthDate, MemberNumber, Rank};

    use super::*;

    fn movement(kind: MovementKind, start: &str, end: Option<&str>) -> Movement {
        Movement {
            oc: "99000017".parse().unwrap(),
            nir: "2800175001000".parse().unwrap(),
            key: "2800175001000".parse::<domain::Nir>().unwrap().key(),
            insured_name: "".into(),
            insured_first_name: "".into(),
            birth: BirthDate(*b"150180"),
            rank: Rank::FIRST,
            name: "".into(),
            first_name: "".into(),
            member: MemberNumber::default(),
            kind,
            contract_type: *b"01",
            start: start.parse().unwrap(),
            end: end.map(|end| end.parse().unwrap()),
        }
    }

    #[test]
    fn a_year_end_is_cancelled_before_it_is_created() {
        let old = movement(MovementKind::Cancel, "2023-01-01", Some("2024-12-31"));
        let new = movement(MovementKind::Create, "2025-01-01", None);
        assert_eq!(created_too_soon(&[old.clone(), new.clone()]), None);
        let fault = created_too_soon(&[new.clone(), old.clone()]).unwrap();
        assert!(fault.ends_with("A before C"), "{fault}");
        let other = Movement {
            rank: Rank::new(2).unwrap(),
            ..new
        };
        assert_eq!(created_too_soon(&[other, old]), None);
    }
}
