use std::collections::BTreeSet;
use std::fmt;

use domain::{Day, Decompte, FileId, Member, Nir};
use noemie::framing::Framing;
use noemie::{Header, Profiles};

use super::knobs::{Knobs, smaller as smaller_knobs};
use super::portfolio::fewer_changes;
use super::smaller::without_runs;
use super::{Sampled, data};
use crate::flow::Delivery;
use crate::lot::{Change, rows_kept};
use crate::options::Options;
use crate::sent::whole_lot;

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
        let mut bytes = Vec::new();
        let profile = Profiles::shipped().decomptes();
        let framing = Framing::default();
        noemie::decomptes::write(profile, header, decomptes, &framing, &mut bytes)
            .unwrap_or_else(|error| unreachable!("it was read from such a file: {error}"));
        bytes
    }

    /// Its décomptes; none where it is damaged.
    #[must_use]
    pub fn decomptes(&self) -> &[Decompte] {
        match &self.holds {
            Holds::Sound(_, decomptes) => decomptes,
            Holds::Damaged(_) => &[],
        }
    }

    fn of(delivery: Delivery) -> Self {
        let profile = Profiles::shipped().decomptes();
        let mut files = noemie::decomptes::read(&delivery.bytes, profile);
        let holds = match (files.pop(), files.is_empty()) {
            (Some(read), true) if read.findings().is_empty() => read.header.map(|header| {
                let decomptes = read.decomptes.into_iter().map(|(decompte, _)| decompte);
                Holds::Sound(header, decomptes.collect())
            }),
            _ => None,
        };
        Self {
            day: delivery.day,
            name: delivery.name,
            id: delivery.id,
            holds: holds.unwrap_or(Holds::Damaged(delivery.bytes)),
        }
    }
}

impl Flow {
    /// The flow of those options, cut off after so many décomptes.
    fn of(options: Options, most: usize) -> Self {
        let made = whole_lot(options.seed, &options.world, 0, data(), Profiles::shipped());
        let (lot, flow) = made.unwrap_or_else(|error| {
            // Knobs are checked by none but the test's author.
            panic!(
                "the world of a property test cannot be made: {error}\n{}",
                options.to_yaml()
            )
        });
        let mut left = most;
        let mut files = Vec::new();
        for delivery in flow.deliveries {
            if left == 0 {
                break;
            }
            let mut file = FlowFile::of(delivery);
            if let Holds::Sound(_, decomptes) = &mut file.holds {
                decomptes.truncate(left);
                left -= decomptes.len();
            }
            files.push(file);
        }
        Self {
            options,
            trimmed: false,
            members: lot.members,
            changes: lot.changes,
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
