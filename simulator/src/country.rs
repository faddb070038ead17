//! The Assurance Maladie behind the doors: every payment centre of a world, lived night by night.

mod accounts;
mod lives;

use std::collections::{BTreeMap, BTreeSet};

use domain::{Day, FileId, Member, OcNumber};
use generators::{Delivery, FlowError, Living, Lot, Options, WorldData};
use noemie::framing::Framing;
use noemie::links::Movement;
use noemie::{Header, Profiles, Severity};
use oracle::law::Law;

use crate::account::PaperDecompte;
use crate::office::{Due, Push};
use crate::{FileName, SimulatorError};

/// The last day that the calendar of a world reaches.
pub(crate) fn last_day(options: &Options) -> Day {
    options.world.end().plus(AFTER)
}

/// Who declares the members of the mutuelle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Declares {
    /// The mutuelle: nothing is sent of anybody whom no 408 of its own declares.
    Mutuelle,
    /// étalon, in its stead: for software that only reads décomptes.
    Etalon,
}

/// Why the Assurance Maladie stops.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CountryError {
    #[error(transparent)]
    Flow(#[from] FlowError),
    /// A caisse gives a file a name that no door can show, or a pushed file is there no more.
    #[error(transparent)]
    Office(#[from] SimulatorError),
    /// Of what was asked through an account nothing came, or something else.
    #[error("the caisse gave no answer to what was asked: this is a fault of étalon")]
    NoEffect,
}

/// The lots of a world, drawn: what a [`Country`] lives.
#[derive(Debug)]
pub(crate) struct Drawn {
    options: Options,
    lots: Vec<Lot>,
}

impl Drawn {
    /// Draws the people and all that happens to them. `each` is called after each lot.
    ///
    /// # Errors
    /// Where the world cannot be made.
    pub(crate) fn new(
        options: &Options,
        data: &WorldData,
        mut each: impl FnMut(u32),
    ) -> Result<Self, FlowError> {
        let spec = &options.world;
        spec.check()?;
        let mut lots = Vec::new();
        for number in 0..spec.lots() {
            let lot = generators::lot(options.seed, spec, number, Law::embedded(), data)?;
            lots.push(lot);
            each(number);
        }
        if let Some(unheeded) = spec.of_nobody(&lots) {
            return Err(unheeded.into());
        }
        Ok(Self {
            options: options.clone(),
            lots,
        })
    }

    /// The Assurance Maladie of that world, on its first day.
    ///
    /// # Errors
    /// Where the world cannot be made.
    pub(crate) fn live<'a>(
        &'a mut self,
        profiles: &'a Profiles,
        declares: Declares,
    ) -> Result<Country<'a>, FlowError> {
        let happenings: Vec<_> = self.lots.iter_mut().map(Lot::take_happenings).collect();
        let Options { seed, world, .. } = &self.options;
        let mut centres = Vec::with_capacity(self.lots.len());
        for (lot, happenings) in self.lots.iter().zip(happenings) {
            let state = generators::open(lot, Law::embedded(), profiles, &Framing::default())?;
            let mut living = Living::new(state, lot, happenings, world, *seed).keeping_elsewhere();
            if declares == Declares::Mutuelle {
                living.let_the_mutuelle_declare();
            }
            centres.push(Centre {
                lot,
                living,
                members: Vec::new(),
                changes: 0,
                choices: 0,
            });
        }
        Ok(Country {
            options: &self.options,
            profiles,
            declares,
            centres,
            late: BTreeMap::new(),
            sent: BTreeMap::new(),
            again: BTreeMap::new(),
            papers: Vec::new(),
        })
    }
}

/// A payment centre: a lot, and the portfolio that étalon declared for it so far.
struct Centre<'a> {
    lot: &'a Lot,
    living: Living<'a>,
    members: Vec<Member>,
    /// Changes of the portfolio that were declared.
    changes: usize,
    /// Choices that were made in accounts.
    choices: u64,
}

/// The Assurance Maladie, on some day of its world. The same pushes on the same days make the same files.
pub(crate) struct Country<'a> {
    options: &'a Options,
    profiles: &'a Profiles,
    declares: Declares,
    centres: Vec<Centre<'a>>,
    /// What is on its way, by day, from today on: answers of days of rest, what was asked for again, and what is left when the world ends.
    late: BTreeMap<Day, Vec<Leaving>>,
    /// What was delivered to whom: the centre it is of, and what the caisse calls it.
    sent: BTreeMap<(OcNumber, FileName), (usize, FileId)>,
    /// How often each was asked for again.
    again: BTreeMap<(OcNumber, FileName), u32>,
    /// What was handed to OCs on paper.
    papers: Vec<PaperDecompte>,
}

/// A file that leaves a centre: for whom, and the place of the centre.
type Leaving = (OcNumber, usize, Delivery);

/// Days after the world for which the calendar goes on: files are still on their way.
const AFTER: i32 = 100;

/// Bytes of a 408 file that a caisse reads: its movements are in memory together. Assumption: some hundred thousand
/// movements; no source limits a file.
const LONGEST: u64 = 64 << 20;

/// A 408 file.
type MovementFile = (Header, Vec<Movement>);

impl Country<'_> {
    /// Ends a day: what was pushed is answered, and what is due is sent, in order.
    ///
    /// # Errors
    /// Where the caisse stops.
    pub(crate) fn night(&mut self, day: Day, pushes: Vec<Push>) -> Result<Vec<Due>, CountryError> {
        let oc = self.options.world.oc;
        let mut due = Vec::new();
        let mut files: Vec<Leaving> = Vec::new();
        for centre in &mut self.centres {
            centre.living.until(day)?;
        }
        for (place, centre) in self.centres.iter_mut().enumerate() {
            let told = centre.living.morning()?;
            files.extend(told.into_iter().map(|file| (oc, place, file)));
        }
        for push in pushes {
            self.treat(push, &mut files, &mut due)?;
        }
        if self.declares == Declares::Etalon {
            let (profiles, first) = (self.profiles, self.options.world.start);
            for (place, centre) in self.centres.iter_mut().enumerate() {
                let declared = centre.declared(day, first, profiles)?;
                let answers = centre.living.answer(declared)?;
                files.extend(answers.into_iter().map(|file| (oc, place, file)));
            }
        }
        let is_last = day == self.options.world.end();
        for (place, centre) in self.centres.iter_mut().enumerate() {
            centre.living.until(day.plus(1))?;
            if !is_last {
                let (told, sent) = centre.living.take_files();
                let here = told.into_iter().chain(sent);
                files.extend(here.map(|file| (oc, place, file)));
            }
            let elsewhere = centre.living.take_elsewhere().into_iter();
            files.extend(elsewhere.filter_map(|file| {
                let other = file.id.receiver.as_oc()?;
                Some((other, place, file))
            }));
        }
        if is_last {
            // The last night of the world: the caisses go on to answer, as long as the calendar does.
            for (place, centre) in self.centres.iter_mut().enumerate() {
                let rest = centre.living.outlive()?;
                let left = rest.told.into_iter().chain(rest.deliveries);
                files.extend(left.map(|file| (oc, place, file)));
            }
        }
        for centre in &mut self.centres {
            let unheeded = centre.living.take_unheeded();
            due.extend(unheeded.into_iter().map(Due::Unheeded));
        }
        for leaving in files {
            let night = leaving.2.day.max(day);
            self.late.entry(night).or_default().push(leaving);
        }
        for (oc, place, file) in self.late.remove(&day).unwrap_or_default() {
            let Delivery {
                name, id, bytes, ..
            } = file;
            let name: FileName = name.parse()?;
            self.sent.insert((oc, name.clone()), (place, id));
            due.push(Due::File(oc, name, id.reference, bytes.into()));
        }
        Ok(due)
    }

    /// Hands the movements of a pushed file to the centres that manage their insured, and adds the answers.
    fn treat(
        &mut self,
        push: Push,
        files: &mut Vec<Leaving>,
        due: &mut Vec<Due>,
    ) -> Result<(), CountryError> {
        let length = push.content.len();
        if length > LONGEST {
            let why = format!(
                "it has {length} bytes, and a caisse reads at most {LONGEST} of a file: push it in parts"
            );
            due.push(Due::Unreadable(push.oc, push.name, why));
            return Ok(());
        }
        let bytes = push
            .content
            .whole()
            .map_err(|source| SimulatorError::Content {
                name: push.name.clone(),
                source,
            })?;
        for reading in noemie::links::read_movements(&bytes, self.profiles.movements()) {
            if let Some(why) = fault(&reading) {
                due.push(Due::Unreadable(push.oc, push.name.clone(), why));
            }
            let Some(header) = reading.header else {
                continue;
            };
            if header.receiver.as_caisse().is_none() {
                let why = format!(
                    "it is addressed to {:?}, which is no caisse",
                    header.receiver
                );
                due.push(Due::Unreadable(push.oc, push.name.clone(), why));
                continue;
            }
            let mut of_centre: BTreeMap<usize, Vec<Movement>> = BTreeMap::new();
            for (movement, _) in reading.entries {
                let knows = |centre: &Centre<'_>| centre.living.knows(&movement.nir);
                // Whom nobody knows, the first one says it does not know.
                let place = self.centres.iter().position(knows).unwrap_or(0);
                of_centre.entry(place).or_default().push(movement);
            }
            for (place, movements) in of_centre {
                if let Some(centre) = self.centres.get_mut(place) {
                    let answers = centre.living.answer(vec![(header, movements)])?;
                    files.extend(answers.into_iter().map(|file| (push.oc, place, file)));
                }
            }
        }
        Ok(())
    }
}

impl Centre<'_> {
    /// What étalon declares that day in the mutuelle's stead.
    fn declared(
        &mut self,
        day: Day,
        first: Day,
        profiles: &Profiles,
    ) -> Result<Vec<MovementFile>, FlowError> {
        let mut rows: Vec<(_, Member)> = Vec::new();
        if day == first {
            self.members.clone_from(&self.lot.members);
            let all = self.members.iter();
            rows.extend(
                all.filter_map(|row| Some((generators::movement(None, row)?, row.clone()))),
            );
        }
        let later = self.lot.changes.iter().skip(self.changes);
        let today: Vec<_> = later.take_while(|change| change.day <= day).collect();
        self.changes += today.len();
        for change in today {
            for row in &change.rows {
                if let Some(kind) = row.movement(self.members.get(row.place)) {
                    rows.push((kind, row.member.clone()));
                }
            }
            change.apply(&mut self.members);
        }
        let rows = rows.iter().map(|(kind, member)| (*kind, member));
        let (profile, framing) = (profiles.movements(), Framing::default());
        let files = generators::declare_rows(rows, self.members.iter(), day, profile, &framing)?;
        let read = files
            .iter()
            .flat_map(|bytes| noemie::links::read_movements(bytes, profile));
        let whole = read.filter_map(|file| {
            let movements = file.entries.into_iter().map(|(movement, _)| movement);
            Some((file.header?, movements.collect()))
        });
        Ok(whole.collect())
    }
}

/// What is wrong with a 408 file: codes and places, nothing of its content.
fn fault(reading: &noemie::links::LinkFile<Movement>) -> Option<String> {
    let findings = reading.findings().iter();
    let errors = findings.filter(|one| one.is_root() && one.severity == Severity::Error);
    let told: BTreeSet<String> = errors
        .map(|one| {
            let place = &one.place;
            format!(
                "{} at byte {} (entity {:03})",
                one.code, place.offset, place.entity
            )
        })
        .collect();
    let count = told.len();
    if count == 0 {
        return reading
            .header
            .is_none()
            .then(|| "it has no entity 000".to_owned());
    }
    let what = if reading.header.is_some() {
        "what could be read was treated"
    } else {
        "nothing could be read"
    };
    let first: Vec<String> = told.into_iter().take(TOLD).collect();
    Some(format!("{count} errors, {what}: {}", first.join("; ")))
}

/// Errors of a file that are told one by one.
const TOLD: usize = 5;
