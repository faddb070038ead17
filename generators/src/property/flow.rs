use std::collections::BTreeSet;
use std::fmt;

use caisse::Content;
use domain::{Day, Decompte, FileId, Member, Nir};
use noemie::finding::{Finding, Severity};
use noemie::framing::Framing;
use noemie::{Header, Profiles, WriteError};

use super::knobs::{Knobs, smaller as smaller_knobs};
use super::portfolio::fewer_changes;
use super::smaller::without_runs;
use super::{Sampled, data};
use crate::flow::Delivery;
use crate::lot::{Change, rows_kept};
use crate::options::Options;
use crate::sent::{Wanted, told_lot};

/// A portfolio and the décompte files that reach its mutuelle, hostile where the knobs say so.
#[derive(Clone)]
pub struct Flow {
    /// What makes it, before anything was taken out.
    pub options: Options,
    /// Whether something was taken out.
    pub trimmed: bool,
    /// The portfolio when the world begins.
    pub members: Vec<Member>,
    /// What the mutuelle learns within the world, in order of days: before the files of its day.
    pub changes: Vec<Change>,
    /// The files, in order of delivery.
    pub files: Vec<FlowFile>,
}

/// A file of a [`Flow`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlowFile {
    /// Day on which it is delivered.
    pub day: Day,
    /// Its name.
    pub name: String,
    /// Its identity: also where the content is damaged.
    pub id: FileId,
    /// What it holds.
    pub holds: Holds,
}

/// What a file of a [`Flow`] holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holds {
    /// Nothing wrong on the wire: the header and the décomptes, in order.
    Sound(Header, Vec<Decompte>),
    /// Damaged: the bytes as they come.
    Damaged(Vec<u8>),
}

impl FlowFile {
    /// The bytes of the file.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        let (header, decomptes) = match &self.holds {
            Holds::Sound(header, decomptes) => (header, decomptes),
            Holds::Damaged(bytes) => return bytes.clone(),
        };
        written(header, decomptes)
            .unwrap_or_else(|error| unreachable!("it fits such a file: {error}"))
    }

    /// Its décomptes; none where it is damaged.
    #[must_use]
    pub fn decomptes(&self) -> &[Decompte] {
        match &self.holds {
            Holds::Sound(_, decomptes) => decomptes,
            Holds::Damaged(_) => &[],
        }
    }

    fn of(delivery: Delivery<Content>) -> Self {
        let holds = match delivery.bytes {
            Content::Decomptes(header, decomptes) => Holds::Sound(header, decomptes),
            Content::Written(bytes) => Holds::of(bytes),
            Content::Answers(..) => unreachable!("décomptes are delivered, no answers"),
        };
        Self {
            day: delivery.day,
            name: delivery.name,
            id: delivery.id,
            holds,
        }
    }
}

impl Holds {
    /// What a reader makes of those bytes.
    fn of(bytes: Vec<u8>) -> Self {
        let profile = Profiles::shipped().decomptes();
        let mut files = noemie::decomptes::read(&bytes, profile);
        let (Some(read), true) = (files.pop(), files.is_empty()) else {
            return Self::Damaged(bytes);
        };
        let findings = read.findings();
        let is_noted = !findings.is_empty();
        let is_accepted = |finding: &Finding| finding.severity == Severity::Note;
        let Some(header) = read.header.filter(|_| findings.iter().all(is_accepted)) else {
            return Self::Damaged(bytes);
        };
        let decomptes = read.decomptes.into_iter().map(|(decompte, _)| decompte);
        let decomptes: Vec<Decompte> = decomptes.collect();
        // What is noted is of the file where writing what was read leaves it out, and of a décompte elsewhere: a birth
        // date that is no day.
        if is_noted && written(&header, &decomptes).as_ref() != Ok(&bytes) {
            return Self::Damaged(bytes);
        }
        Self::Sound(header, decomptes)
    }
}

fn written(header: &Header, decomptes: &[Decompte]) -> Result<Vec<u8>, WriteError> {
    let (profile, framing) = (Profiles::shipped().decomptes(), Framing::default());
    let mut bytes = Vec::new();
    noemie::decomptes::write(profile, header, decomptes, &framing, &mut bytes)?;
    Ok(bytes)
}

impl Flow {
    /// The flow of those options, cut off after so many décomptes: the days after them are not lived.
    fn of(options: Options, most: usize) -> Self {
        let (mut files, mut left) = (Vec::new(), most);
        let mut take = |delivery| {
            if left == 0 {
                return Wanted::Enough;
            }
            let mut file = FlowFile::of(delivery);
            if let Holds::Sound(_, decomptes) = &mut file.holds {
                decomptes.truncate(left);
                left -= decomptes.len();
            }
            files.push(file);
            if left == 0 {
                Wanted::Enough
            } else {
                Wanted::More
            }
        };
        let profiles = Profiles::shipped();
        let told = told_lot(options.seed, &options.world, 0, data(), profiles, &mut take);
        let (members, changes) = told.unwrap_or_else(|error| {
            // Knobs are checked by none but the test's author.
            panic!(
                "the world of a property test cannot be made: {error}\n{}",
                options.to_yaml()
            )
        });
        Self {
            options,
            trimmed: false,
            members,
            changes,
            files,
        }
    }

    /// How many décomptes stand in its sound files.
    #[must_use]
    pub fn decomptes(&self) -> usize {
        self.files.iter().map(|file| file.decomptes().len()).sum()
    }

    /// Every NIR that a row of the portfolio ever has, with the place of the row.
    fn nirs(&self) -> BTreeSet<(usize, Nir)> {
        let first = self.members.iter().enumerate();
        let first = first.map(|(place, row)| (place, row.nir));
        let changed = self.changes.iter().flat_map(|change| &change.rows);
        first
            .chain(changed.map(|row| (row.place, row.member.nir)))
            .collect()
    }

    fn with_files(&self, files: Vec<FlowFile>) -> Self {
        Self {
            trimmed: true,
            files,
            ..self.clone()
        }
    }

    /// The same without those insured, what is told of them included.
    fn of_insured(&self, kept: &[Nir]) -> Self {
        let nirs = self.nirs().into_iter();
        let places = nirs.filter(|(_, nir)| kept.contains(nir));
        let places: BTreeSet<usize> = places.map(|(place, _)| place).collect();
        let rows = (self.members.as_slice(), self.changes.as_slice());
        let (members, changes) = rows_kept(rows, |place| places.contains(&place), |_, _| true);
        let mut smaller = Self {
            trimmed: true,
            members,
            changes,
            ..self.clone()
        };
        for file in &mut smaller.files {
            if let Holds::Sound(_, decomptes) = &mut file.holds {
                decomptes.retain(|decompte| kept.contains(&decompte.beneficiary.nir));
            }
        }
        smaller.files.retain(FlowFile::holds_something);
        smaller
    }

    /// With the décomptes of one file, or the lines of one décompte, made fewer.
    fn thinned(&self) -> impl Iterator<Item = Self> + use<> {
        let whole = self.clone();
        let places = 0..self.files.len();
        places.flat_map(move |place| {
            let whole = whole.clone();
            let decomptes = whole.files[place].decomptes().to_vec();
            let fewer = without_runs(&decomptes, 1);
            let shorter = (0..decomptes.len()).flat_map(move |index| {
                let decomptes = decomptes.clone();
                without_runs(&decomptes[index].lines, 1).map(move |lines| {
                    let mut decomptes = decomptes.clone();
                    decomptes[index].lines = lines;
                    decomptes
                })
            });
            fewer.chain(shorter).filter_map(move |decomptes| {
                let mut smaller = whole.clone();
                smaller.trimmed = true;
                let Holds::Sound(_, all) = &mut smaller.files.get_mut(place)?.holds else {
                    return None;
                };
                *all = decomptes;
                Some(smaller)
            })
        })
    }
}

impl FlowFile {
    fn holds_something(&self) -> bool {
        match &self.holds {
            Holds::Sound(_, decomptes) => !decomptes.is_empty(),
            Holds::Damaged(_) => true,
        }
    }
}

impl Sampled for Flow {
    fn sample(seed: u64, knobs: &Knobs) -> Self {
        Self::of(knobs.options(seed), knobs.decomptes)
    }

    fn smaller(&self) -> Box<dyn Iterator<Item = Self>> {
        let most = self.decomptes();
        let knobs = if self.trimmed {
            Vec::new()
        } else {
            smaller_knobs(&self.options)
        };
        let by_knobs = knobs
            .into_iter()
            .map(move |options| Self::of(options, most));
        let insured: BTreeSet<Nir> = self.nirs().into_iter().map(|(_, nir)| nir).collect();
        let insured: Vec<Nir> = insured.into_iter().collect();
        let whole = self.clone();
        let fewer_people = without_runs(&insured, 1).map(move |kept| whole.of_insured(&kept));
        let whole = self.clone();
        let fewer_changes = fewer_changes(&self.members, &self.changes);
        let fewer_changes = fewer_changes.map(move |(members, changes)| Self {
            trimmed: true,
            members,
            changes,
            ..whole.clone()
        });
        let whole = self.clone();
        let fewer_files = without_runs(&self.files, 1).map(move |files| whole.with_files(files));
        Box::new(
            by_knobs
                .chain(fewer_people)
                .chain(fewer_changes)
                .chain(fewer_files)
                .chain(self.thinned()),
        )
    }
}

/// The options that make it, and what is left: enough to make it again, or to read it.
impl fmt::Debug for Flow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "# options of the flow")?;
        if self.trimmed {
            write!(f, ", from which something was taken out")?;
        }
        writeln!(
            f,
            "\n{}# {} members",
            self.options.to_yaml(),
            self.members.len()
        )?;
        for member in &self.members {
            writeln!(
                f,
                "{} {} on {} from {}",
                member.member,
                member.beneficiary().masked(),
                member.product,
                member.start
            )?;
        }
        for file in &self.files {
            writeln!(f, "# {} {}", file.day, file.name)?;
            match &file.holds {
                Holds::Damaged(bytes) => writeln!(f, "damaged, {} bytes", bytes.len())?,
                Holds::Sound(_, decomptes) => {
                    for decompte in decomptes {
                        for line in &decompte.lines {
                            writeln!(
                                f,
                                "{} {} spent {} base {} amo {}",
                                decompte.line_id(line),
                                line.act,
                                line.spent,
                                line.base,
                                line.amount
                            )?;
                        }
                    }
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]

    use super::*;
    use crate::Adversity;
    use crate::rates::AdversityRates;
    use crate::sent::whole_lot;

    /// The files of those options as a reader finds them: every one is written, and read.
    fn read_back(options: &Options, most: usize) -> Vec<FlowFile> {
        let profiles = Profiles::shipped();
        let made = whole_lot(options.seed, &options.world, 0, data(), profiles);
        let mut left = most;
        let mut files = Vec::new();
        for file in made.unwrap().1.deliveries {
            if left == 0 {
                break;
            }
            let mut file = FlowFile {
                day: file.day,
                name: file.name,
                id: file.id,
                holds: Holds::of(file.bytes),
            };
            if let Holds::Sound(_, decomptes) = &mut file.holds {
                decomptes.truncate(left);
                left -= decomptes.len();
            }
            files.push(file);
        }
        files
    }

    fn agrees(seed: u64, knobs: &Knobs) -> Flow {
        let flow = Flow::sample(seed, knobs);
        let read = read_back(&flow.options, knobs.decomptes);
        assert_eq!(flow.files, read, "{}", flow.options.to_yaml());
        flow
    }

    #[test]
    fn what_is_not_written_is_what_a_reader_finds() {
        for seed in 0..100 {
            agrees(seed, &Knobs::default());
        }
        for decomptes in 0..4 {
            let knobs = Knobs {
                decomptes,
                ..Knobs::default()
            };
            agrees(7, &knobs);
        }
    }

    /// A birth date of the régime's own, which is no day, is noted by a reader, and nothing is wrong with it.
    #[test]
    fn where_nothing_goes_wrong_nothing_is_damaged() {
        let knobs = Knobs {
            insured: 2..=2,
            months: 3..=3,
            ..Knobs::quiet()
        };
        let mut lunar = 0;
        for seed in 0..600 {
            for file in agrees(seed, &knobs).files {
                assert!(matches!(file.holds, Holds::Sound(..)), "{seed}: {file:?}");
                let people = file.decomptes().iter().map(|one| one.beneficiary.birth);
                lunar += people.filter(|birth| birth.0.starts_with(b"00")).count();
            }
        }
        assert!(lunar > 0);
    }

    #[test]
    fn every_adversity_shows_in_what_is_not_written() {
        let mut damaged = 0;
        for entry in Adversity::all() {
            let knobs = Knobs {
                insured: 5..=5,
                months: 6..=6,
                decomptes: 1_000,
                adversities: AdversityRates::none().with(entry.adversity, 500),
                ..Knobs::default()
            };
            for seed in 0..2 {
                let files = agrees(seed, &knobs).files;
                let holds = files.iter().map(|file| &file.holds);
                damaged += holds
                    .filter(|holds| matches!(holds, Holds::Damaged(_)))
                    .count();
            }
        }
        assert!(damaged > 1_000, "{damaged}");
    }
}
