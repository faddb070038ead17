//! From a failing flow to the smallest one that still fails alike, by re-running a black box: persons,
//! files, décomptes, lines and members are taken away, files are written anew, and what is expected of
//! the smaller flow is asked of the ledger again.

use std::collections::BTreeSet;

use domain::{Beneficiary, Day, Decompte};
use generators::Change;
use noemie::Header;
use noemie::framing::Framing;
use noemie::profile::Profile;
use oracle::ambiguity::Choices;

use crate::case::{Case, CaseFile, ExpectedFile};
use crate::judge::judge;
use crate::session::FileHeard;
use crate::signature::Signature;
use crate::stream::Verdict;

/// What the smallest flow is.
#[derive(Debug, Clone)]
pub struct Shrunk {
    /// The flow.
    pub case: Case,
    /// The verdicts on it.
    pub verdicts: Vec<Verdict>,
    /// Runs of the target that the search took.
    pub runs: u32,
    /// Décomptes left.
    pub decomptes: u32,
    /// Lines left.
    pub lines: u32,
}

/// How a flow is played to the target: none where it was lost on the way.
pub type Play<'p> = dyn FnMut(&Case) -> Option<Vec<FileHeard>> + 'p;

/// The means of a search.
pub struct Search<'s> {
    /// Layout of the décompte files.
    pub profile: &'s Profile,
    /// Choices the target is judged under.
    pub choices: &'s Choices,
    /// Most runs of the target.
    pub budget: u32,
}

impl Search<'_> {
    /// Looks for the smallest flow that fails like `signature`. `hint` is the person of a failing line,
    /// tried first: it saves runs and decides nothing. None where the failure does not show again.
    pub fn smallest(
        &self,
        case: &Case,
        signature: &Signature,
        hint: Option<Beneficiary>,
        play: &mut Play<'_>,
    ) -> Option<Shrunk> {
        let mut trial = Trial {
            search: self,
            case,
            signature,
            play,
            runs: 0,
            last: None,
        };
        let mut flow = Flow::open(case, self.profile);
        let focused = hint.map(|who| flow.of(&BTreeSet::from([who.nir])));
        match focused {
            Some(small) if trial.fails(&small) => flow = small,
            _ if trial.fails(&flow) => {
                let persons: Vec<_> = flow.persons().into_iter().collect();
                let all = flow.clone();
                let kept = minimise(persons, |some| {
                    trial.fails(&all.of(&some.iter().copied().collect()))
                });
                let small = all.of(&kept.into_iter().collect());
                // Whole files (damaged ones) belong to nobody: they may be needed.
                flow = if trial.fails(&small) { small } else { all };
            }
            _ => return None,
        }
        loop {
            let before = flow.size();
            flow = trial.fewer_files(flow);
            flow = trial.fewer_decomptes(flow);
            flow = trial.fewer_lines(flow);
            flow = trial.fewer_members(flow);
            flow = trial.fewer_changes(flow);
            if flow.size() == before || trial.spent() {
                break;
            }
        }
        // The last run may have been one that did not fail.
        if !trial.fails(&flow) {
            trial.last = None;
        }
        let runs = trial.runs;
        let (case, verdicts) = trial.last?;
        let (_, decomptes, lines, _) = flow.size();
        Some(Shrunk {
            case,
            verdicts,
            runs,
            decomptes: u32::try_from(decomptes).unwrap_or(u32::MAX),
            lines: u32::try_from(lines).unwrap_or(u32::MAX),
        })
    }
}

struct Trial<'t, 's, 'p> {
    search: &'s Search<'s>,
    case: &'t Case,
    signature: &'t Signature,
    play: &'t mut Play<'p>,
    runs: u32,
    last: Option<(Case, Vec<Verdict>)>,
}

impl Trial<'_, '_, '_> {
    fn spent(&self) -> bool {
        self.runs >= self.search.budget
    }

    /// Plays a smaller flow; true where it fails alike.
    fn fails(&mut self, flow: &Flow) -> bool {
        let Some(case) = flow.case(self.case, self.search.profile) else {
            return false;
        };
        if case.files.is_empty() {
            return false;
        }
        // The run that confirms the result is let through.
        if self.runs > self.search.budget {
            return false;
        }
        self.runs += 1;
        let Some(heard) = (self.play)(&case) else {
            return false;
        };
        let Ok(expected) = case.expect(self.search.profile, self.search.choices, false) else {
            return false;
        };
        let verdicts = judge_case(&case, &expected, &heard);
        let found = verdicts
            .iter()
            .any(|v| Signature::of(v).as_ref() == Some(self.signature));
        if found {
            self.last = Some((case, verdicts));
        }
        found
    }

    fn fewer_files(&mut self, flow: Flow) -> Flow {
        let kept = minimise((0..flow.files.len()).collect(), |some| {
            self.fails(&flow.with_files(some))
        });
        flow.with_files(&kept)
    }

    fn fewer_decomptes(&mut self, flow: Flow) -> Flow {
        let kept = minimise(flow.decompte_places(), |some| {
            self.fails(&flow.with_decomptes(some))
        });
        flow.with_decomptes(&kept)
    }

    fn fewer_lines(&mut self, flow: Flow) -> Flow {
        let kept = minimise(flow.line_places(), |some| {
            self.fails(&flow.with_lines(some))
        });
        flow.with_lines(&kept)
    }

    fn fewer_members(&mut self, flow: Flow) -> Flow {
        let kept = minimise(flow.members.clone(), |some| {
            self.fails(&Flow {
                members: some.to_vec(),
                ..flow.clone()
            })
        });
        Flow {
            members: kept,
            ..flow
        }
    }

    fn fewer_changes(&mut self, flow: Flow) -> Flow {
        let kept = minimise(flow.changed.clone(), |some| {
            self.fails(&Flow {
                changed: some.to_vec(),
                ..flow.clone()
            })
        });
        Flow {
            changed: kept,
            ..flow
        }
    }
}

/// Judges a case outside of any run: no alternatives, names from the case.
#[must_use]
pub fn judge_case(case: &Case, expected: &[ExpectedFile], heard: &[FileHeard]) -> Vec<Verdict> {
    let names: Vec<String> = case.files.iter().map(|file| file.name.clone()).collect();
    judge(&case.scenario, case.lot, expected, &names, heard, &[])
}

/// A flow that can be taken apart.
#[derive(Debug, Clone)]
struct Flow {
    files: Vec<FlowFile>,
    /// Rows of the portfolio of the case, by place; also those that are only added on the way.
    members: Vec<usize>,
    /// The NIRs that each row ever has.
    nirs: Vec<BTreeSet<domain::Nir>>,
    /// Changed rows: change of the case, and row of it.
    changed: Vec<(usize, usize)>,
}

#[derive(Debug, Clone)]
struct FlowFile {
    day: Day,
    name: String,
    content: FlowContent,
}

#[derive(Debug, Clone)]
enum FlowContent {
    /// Cannot be taken apart: damaged, or another reference.
    Whole(Vec<u8>),
    Open(Box<Header>, Vec<Decompte>),
}

impl Flow {
    fn open(case: &Case, profile: &Profile) -> Self {
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
        }
    }

    fn persons(&self) -> BTreeSet<domain::Nir> {
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
    fn of(&self, nirs: &BTreeSet<domain::Nir>) -> Self {
        let mut flow = self.clone();
        flow.files.retain_mut(|file| match &mut file.content {
            FlowContent::Whole(_) => false,
            FlowContent::Open(_, decomptes) => {
                decomptes.retain(|decompte| nirs.contains(&decompte.beneficiary.nir));
                !decomptes.is_empty()
            }
        });
        flow.members.retain(|index| {
            self.nirs
                .get(*index)
                .is_some_and(|own| !own.is_disjoint(nirs))
        });
        flow
    }

    /// Files, décomptes, lines, and rows of the portfolio with their changes.
    fn size(&self) -> (usize, usize, usize, usize) {
        let lines = self.decomptes().map(|decompte| decompte.lines.len()).sum();
        (
            self.files.len(),
            self.decomptes().count(),
            lines,
            self.members.len() + self.changed.len(),
        )
    }

    fn with_files(&self, kept: &[usize]) -> Self {
        let files = kept
            .iter()
            .filter_map(|index| self.files.get(*index).cloned())
            .collect();
        Self {
            files,
            ..self.clone()
        }
    }

    fn decompte_places(&self) -> Vec<(usize, usize)> {
        self.places(|_| 1)
            .into_iter()
            .map(|(file, decompte, _)| (file, decompte))
            .collect()
    }

    fn line_places(&self) -> Vec<(usize, usize, usize)> {
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

    fn with_decomptes(&self, kept: &[(usize, usize)]) -> Self {
        let kept: BTreeSet<_> = kept.iter().copied().collect();
        self.filtered(|f, d, decompte| kept.contains(&(f, d)).then(|| decompte.clone()))
    }

    fn with_lines(&self, kept: &[(usize, usize, usize)]) -> Self {
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
    fn case(&self, from: &Case, profile: &Profile) -> Option<Case> {
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

fn open(bytes: &[u8], profile: &Profile) -> FlowContent {
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

/// The smallest sublist that still passes `test`, by taking halves, quarters… and single items away
/// (Zeller and Hildebrandt's delta debugging, complements only).
pub fn minimise<T: Clone>(items: Vec<T>, mut test: impl FnMut(&[T]) -> bool) -> Vec<T> {
    let mut kept = items;
    let mut chunk = kept.len().div_ceil(2).max(1);
    loop {
        let mut start = 0;
        let mut shrunk = false;
        while start < kept.len() {
            let end = (start + chunk).min(kept.len());
            let mut without = kept[..start].to_vec();
            without.extend_from_slice(&kept[end..]);
            if !without.is_empty() && test(&without) {
                kept = without;
                shrunk = true;
            } else {
                start = end;
            }
        }
        if chunk > 1 {
            chunk = chunk.div_ceil(2);
        } else if !shrunk {
            return kept;
        }
    }
}

#[cfg(test)]
mod tests {
    use generators::{AdversityRates, WorldData, WorldSpec, whole_lot};
    use noemie::Profiles;
    use quickcheck_macros::quickcheck;

    use super::{Case, CaseFile, Flow, FlowContent, minimise};

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
        let opened = Flow::open(&case, profile);
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

        let flow = Flow::open(&case, profile);
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

    #[quickcheck]
    fn two_needed_items_are_found(length: u8, a: u8, b: u8) -> bool {
        let items: Vec<usize> = (0..=usize::from(length)).collect();
        let (a, b) = (usize::from(a) % items.len(), usize::from(b) % items.len());
        let kept = minimise(items, |some| some.contains(&a) && some.contains(&b));
        let mut wanted = vec![a, b];
        wanted.sort_unstable();
        wanted.dedup();
        kept == wanted
    }

    #[test]
    fn a_large_list_takes_few_tests() {
        let mut tests = 0;
        let kept = minimise((0..100_000).collect(), |some: &[i32]| {
            tests += 1;
            some.contains(&77_777)
        });
        assert_eq!(kept, [77_777]);
        assert!(tests < 60, "{tests}");
    }
}
