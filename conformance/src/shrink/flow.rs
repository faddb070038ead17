//! A flow that can be taken apart, and written again.

use std::collections::BTreeSet;

use domain::{Day, Decompte};
use generators::Change;
use noemie::Header;
use noemie::framing::Framing;
use noemie::profile::Profile;

use super::Rows;
use crate::case::{Case, CaseFile};

/// A flow that can be taken apart.
#[derive(Debug, Clone)]
pub(super) struct Flow {
    pub(super) files: Vec<FlowFile>,
    /// Rows of the portfolio of the case, by place; also those that are only added on the way.
    pub(super) members: Vec<usize>,
    /// The NIRs that each row ever has.
    nirs: Vec<BTreeSet<domain::Nir>>,
    /// Changed rows: change of the case, and row of it.
    pub(super) changed: Vec<(usize, usize)>,
    rows: Rows,
}

#[derive(Debug, Clone)]
pub(super) struct FlowFile {
    day: Day,
    name: String,
    content: FlowContent,
}

#[derive(Debug, Clone)]
pub(crate) enum FlowContent {
    /// Cannot be taken apart: damaged, or another reference.
    Whole(Vec<u8>),
    Open(Box<Header>, Vec<Decompte>),
}

impl Flow {
    pub(super) fn open(case: &Case, profile: &Profile, rows: Rows) -> Self {
        let files = case
            .files
            .iter()
            .map(|file| FlowFile {
                day: file.day,
                name: file.name.clone(),
                content: open(&file.bytes, profile),
            })
            .collect();
        let firsts = case.members.iter().map(|row| BTreeSet::from([row.nir]));
        let mut nirs: Vec<_> = firsts.collect();
        let mut changed = Vec::new();
        for (nth, change) in case.changes.iter().enumerate() {
            for (rank, row) in change.rows.iter().enumerate() {
                changed.push((nth, rank));
                if row.place >= nirs.len() {
                    nirs.resize_with(row.place + 1, BTreeSet::new);
                }
                nirs[row.place].insert(row.member.nir);
            }
        }
        Self {
            files,
            members: (0..nirs.len()).collect(),
            nirs,
            changed,
            rows,
        }
    }

    pub(super) fn persons(&self) -> BTreeSet<domain::Nir> {
        self.decomptes()
            .map(|decompte| decompte.beneficiary.nir)
            .collect()
    }

    fn decomptes(&self) -> impl Iterator<Item = &Decompte> {
        self.files.iter().flat_map(|file| match &file.content {
            FlowContent::Open(_, decomptes) => decomptes.as_slice(),
            FlowContent::Whole(_) => &[],
        })
    }

    /// Only what concerns those insured; files that cannot be taken apart are left out.
    pub(super) fn of(&self, nirs: &BTreeSet<domain::Nir>) -> Self {
        let mut flow = self.clone();
        flow.files.retain_mut(|file| match &mut file.content {
            FlowContent::Whole(_) => false,
            FlowContent::Open(_, decomptes) => {
                decomptes.retain(|decompte| nirs.contains(&decompte.beneficiary.nir));
                !decomptes.is_empty()
            }
        });
        flow.members.retain(|index| {
            let own = self.nirs.get(*index);
            self.rows == Rows::Kept || own.is_some_and(|own| !own.is_disjoint(nirs))
        });
        flow
    }

    /// Files, décomptes, lines, and rows of the portfolio with their changes.
    pub(super) fn size(&self) -> (usize, usize, usize, usize) {
        let lines = self.decomptes().map(|decompte| decompte.lines.len()).sum();
        (
            self.files.len(),
            self.decomptes().count(),
            lines,
            self.members.len() + self.changed.len(),
        )
    }

    pub(super) fn with_files(&self, kept: &[usize]) -> Self {
        let files = kept
            .iter()
            .filter_map(|index| self.files.get(*index).cloned())
            .collect();
        Self {
            files,
            ..self.clone()
        }
    }

    pub(super) fn with_members(&self, kept: &[usize]) -> Self {
        Self {
            members: kept.to_vec(),
            ..self.clone()
        }
    }

    pub(super) fn with_changes(&self, kept: &[(usize, usize)]) -> Self {
        Self {
            changed: kept.to_vec(),
            ..self.clone()
        }
    }

    pub(super) fn decompte_places(&self) -> Vec<(usize, usize)> {
        self.places(|_| 1)
            .into_iter()
            .map(|(file, decompte, _)| (file, decompte))
            .collect()
    }

    pub(super) fn line_places(&self) -> Vec<(usize, usize, usize)> {
        self.places(|decompte| decompte.lines.len())
    }

    fn places(&self, parts: impl Fn(&Decompte) -> usize) -> Vec<(usize, usize, usize)> {
        let mut places = Vec::new();
        for (f, file) in self.files.iter().enumerate() {
            if let FlowContent::Open(_, decomptes) = &file.content {
                for (d, decompte) in decomptes.iter().enumerate() {
                    places.extend((0..parts(decompte)).map(|part| (f, d, part)));
                }
            }
        }
        places
    }

    pub(super) fn with_decomptes(&self, kept: &[(usize, usize)]) -> Self {
        let kept: BTreeSet<_> = kept.iter().copied().collect();
        self.filtered(|f, d, decompte| kept.contains(&(f, d)).then(|| decompte.clone()))
    }

    pub(super) fn with_lines(&self, kept: &[(usize, usize, usize)]) -> Self {
        let kept: BTreeSet<_> = kept.iter().copied().collect();
        self.filtered(|f, d, decompte| {
            let mut decompte = decompte.clone();
            let mut index = 0;
            decompte.lines.retain(|_| {
                index += 1;
                kept.contains(&(f, d, index - 1))
            });
            (!decompte.lines.is_empty()).then_some(decompte)
        })
    }

    fn filtered(&self, keep: impl Fn(usize, usize, &Decompte) -> Option<Decompte>) -> Self {
        let mut flow = self.clone();
        for (f, file) in flow.files.iter_mut().enumerate() {
            if let FlowContent::Open(_, decomptes) = &mut file.content {
                *decomptes = decomptes
                    .iter()
                    .enumerate()
                    .filter_map(|(d, decompte)| keep(f, d, decompte))
                    .collect();
            }
        }
        flow.files
            .retain(|file| !matches!(&file.content, FlowContent::Open(_, d) if d.is_empty()));
        flow
    }

    /// The flow as files again; none where a file cannot be written.
    pub(super) fn case(&self, from: &Case, profile: &Profile) -> Option<Case> {
        let mut files = Vec::with_capacity(self.files.len());
        for file in &self.files {
            let bytes = match &file.content {
                FlowContent::Whole(bytes) => bytes.clone(),
                FlowContent::Open(header, decomptes) => {
                    let mut bytes = Vec::new();
                    let framing = Framing::default();
                    noemie::decomptes::write(profile, header, decomptes, &framing, &mut bytes)
                        .ok()?;
                    bytes
                }
            };
            files.push(CaseFile {
                day: file.day,
                name: file.name.clone(),
                bytes,
            });
        }
        let (members, changes) = self.portfolio(from);
        let changed = changes.iter().flat_map(|change| &change.rows);
        let rows: Vec<_> = members
            .iter()
            .chain(changed.map(|row| &row.member))
            .collect();
        let products = from
            .products
            .iter()
            .filter(|product| {
                let names = |row: &&domain::Member| {
                    row.product == product.id
                        || row.rights.options.iter().any(|id| *id == product.id)
                };
                rows.iter().any(names)
            })
            .cloned()
            .collect();
        Some(Case {
            scenario: from.scenario.clone(),
            lot: from.lot,
            products,
            members,
            changes,
            files,
        })
    }

    /// The rows that are left, and their changes, in places of their own.
    fn portfolio(&self, from: &Case) -> (Vec<domain::Member>, Vec<Change>) {
        let members_kept: BTreeSet<usize> = self.members.iter().copied().collect();
        let rows_kept: BTreeSet<(usize, usize)> = self.changed.iter().copied().collect();
        generators::rows_kept(
            (&from.members, &from.changes),
            |place| members_kept.contains(&place),
            |nth, rank| rows_kept.contains(&(nth, rank)),
        )
    }
}

/// What can be taken apart of a file.
pub(crate) fn open(bytes: &[u8], profile: &Profile) -> FlowContent {
    let mut readings = noemie::decomptes::read(bytes, profile);
    if readings.len() == 1
        && let Some(reading) = readings.pop()
        && !reading.is_condemned()
        && reading.unreadable.is_empty()
        && reading
            .decomptes
            .iter()
            .all(|(_, places)| places.is_whole())
        && let Some(header) = reading.header
        && header.reference == profile.reference()
    {
        let decomptes: Vec<_> = reading
            .decomptes
            .into_iter()
            .map(|(decompte, _)| decompte)
            .collect();
        // What is read with a note, a small letter in a name, may be nothing that is written.
        let (framing, mut again) = (Framing::default(), Vec::new());
        if noemie::decomptes::write(profile, &header, &decomptes, &framing, &mut again).is_ok() {
            return FlowContent::Open(Box::new(header), decomptes);
        }
    }
    FlowContent::Whole(bytes.to_vec())
}

#[cfg(test)]
mod tests {
    use generators::{AdversityRates, WorldData, WorldSpec, whole_lot};
    use noemie::Profiles;

    use super::{Case, CaseFile, Flow, FlowContent, Rows};

    /// A case of sound files.
    fn sound() -> Case {
        let spec = WorldSpec {
            insured: 3,
            adversities: AdversityRates::none(),
            ..WorldSpec::demo()
        };
        let data = WorldData::embedded().unwrap();
        let (lot, flow) = whole_lot(1, &spec, 0, &data, Profiles::shipped()).unwrap();
        let files = flow.deliveries.into_iter().map(|delivery| CaseFile {
            day: delivery.day,
            name: delivery.name,
            bytes: delivery.bytes,
        });
        Case {
            scenario: "shrink".to_owned(),
            lot: 0,
            products: Vec::new(),
            members: lot.members,
            changes: lot.changes,
            files: files.collect(),
        }
    }

    #[test]
    fn a_file_that_is_read_and_cannot_be_written_again_stays_as_it_came() {
        let profile = Profiles::shipped().decomptes();
        let mut case = sound();
        let opened = Flow::open(&case, profile, Rows::Dropped);
        let FlowContent::Open(_, decomptes) = &opened.files[0].content else {
            panic!("a sound file is taken apart")
        };
        let name = decomptes[0].name.as_bytes();
        let spoiled = &mut case.files[0].bytes;
        let at = spoiled.windows(name.len()).position(|text| text == name);
        spoiled[at.unwrap()].make_ascii_lowercase();
        // It is read, with a note.
        let read = noemie::decomptes::read(spoiled, profile);
        assert!(!read[0].is_condemned() && !read[0].findings().is_empty());
        assert_eq!(read[0].decomptes.len(), decomptes.len());

        let flow = Flow::open(&case, profile, Rows::Dropped);
        assert!(matches!(flow.files[0].content, FlowContent::Whole(_)));
        let whole = flow.case(&case, profile).unwrap();
        assert_eq!(whole.files[0], case.files[0]);
        // It hinders nobody from taking the others apart.
        let lines = flow.line_places();
        assert!(lines.iter().all(|(file, ..)| *file != 0));
        let one = flow.with_lines(&lines[..1]).case(&case, profile).unwrap();
        assert_eq!(one.files.len(), 2);
        assert_eq!(one.files[0], case.files[0]);
        assert!(one.files[1].bytes.len() < case.files[1].bytes.len());
    }
}
