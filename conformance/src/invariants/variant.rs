//! The second flow of a pair: the same care, told in another way.

use std::collections::{BTreeMap, BTreeSet};

use domain::{Day, Decompte, FileId, FileReaction, FileStamp};
use generators::Change;
use noemie::Header;
use noemie::framing::Framing;
use noemie::profile::Profile;
use oracle::product::{OnTopKind, Product};

use super::households::Households;
use super::{Invariant, renamed};
use crate::case::{Case, CaseFile};
use crate::session::FileHeard;
use crate::shrink::flow::{FlowContent, open};

/// The product that more cover is made with.
const MORE: &str = "surcomplementaire";

/// Most days from the first of some files to the last that they come with: much later is too late for care to be paid.
const LATEST: i32 = 31;

/// A second flow.
#[derive(Debug, Clone)]
pub(crate) struct Variant {
    /// The flow.
    pub(crate) case: Case,
    /// Of each of its files, those of the first flow that are in it.
    pub(crate) of: Vec<Vec<usize>>,
    /// Files that are a second delivery of the one before.
    pub(crate) copies: BTreeSet<usize>,
}

/// A file of the first flow, with its place.
struct Opened<'c> {
    place: usize,
    file: &'c CaseFile,
    content: FlowContent,
}

/// The second flow for an invariant; `heard` is what the target said of the files of the first.
///
/// # Errors
/// Why there is none.
pub(crate) fn variant(
    invariant: Invariant,
    case: &Case,
    heard: &[FileHeard],
    profile: &Profile,
) -> Result<Variant, &'static str> {
    let maker = Maker { case, profile };
    match invariant {
        Invariant::Again => maker.again(),
        Invariant::Order => maker.order(),
        Invariant::Split => maker.split(),
        Invariant::Merged => maker.merged(heard),
        Invariant::Renamed => maker.renamed(),
        Invariant::MoreCover => maker.more_cover(),
    }
}

/// Files of the second flow, as they are made.
#[derive(Default)]
struct Files {
    files: Vec<CaseFile>,
    of: Vec<Vec<usize>>,
    /// Whether anything is told otherwise.
    differs: bool,
}

impl Files {
    fn push(&mut self, file: CaseFile, of: Vec<usize>) {
        self.files.push(file);
        self.of.push(of);
    }
}

struct Maker<'c> {
    case: &'c Case,
    profile: &'c Profile,
}

impl Maker<'_> {
    fn again(&self) -> Result<Variant, &'static str> {
        let (mut files, mut copies) = (Files::default(), BTreeSet::new());
        for (place, file) in self.case.files.iter().enumerate() {
            files.push(file.clone(), vec![place]);
            copies.insert(files.files.len());
            let name = format!("again-{}", file.name);
            files.push(
                CaseFile {
                    name,
                    ..file.clone()
                },
                vec![place],
            );
        }
        if files.files.is_empty() {
            return Err("nothing is sent");
        }
        let mut variant = self.with(files);
        variant.copies = copies;
        Ok(variant)
    }

    fn order(&self) -> Result<Variant, &'static str> {
        let mut households = Households::of(self.case);
        let files = self.rewritten(|_, decomptes| {
            let mut order: Vec<usize> = Vec::new();
            let mut own: BTreeMap<usize, Vec<Decompte>> = BTreeMap::new();
            for decompte in decomptes {
                let household = households.household(&decompte.beneficiary.nir);
                if !order.contains(&household) {
                    order.push(household);
                }
                own.entry(household).or_default().push(decompte.clone());
            }
            if order.len() < 2 {
                return None;
            }
            let order = order.iter().rev();
            Some(
                order
                    .flat_map(|one| own.remove(one).unwrap_or_default())
                    .collect(),
            )
        })?;
        if files.differs {
            Ok(self.with(files))
        } else {
            Err("no file holds décomptes of two households")
        }
    }

    fn split(&self) -> Result<Variant, &'static str> {
        let mut files = Files::default();
        for opened in self.opened() {
            let halves = match &opened.content {
                FlowContent::Open(header, decomptes) if decomptes.len() > 1 => {
                    let (one, other) = decomptes.split_at(decomptes.len() / 2);
                    let second = Header {
                        stamp: second_stamp(header.stamp),
                        ..**header
                    };
                    let one = self.file(opened.file, header, one)?;
                    let mut other = self.file(opened.file, &second, other)?;
                    other.name = format!("second-{}", other.name);
                    files.differs = true;
                    vec![one, other]
                }
                _ => vec![opened.file.clone()],
            };
            for half in halves {
                files.push(half, vec![opened.place]);
            }
        }
        if files.differs {
            Ok(self.with(files))
        } else {
            Err("no file holds two décomptes")
        }
    }

    fn merged(&self, heard: &[FileHeard]) -> Result<Variant, &'static str> {
        let mut files = Files::default();
        let mut held: Option<Held> = None;
        let again = self.delivered_again();
        for opened in self.opened() {
            let reaction = heard.get(opened.place).and_then(|said| said.reaction);
            // The identity of a file that comes again would be lost in another one.
            let accepted =
                reaction == Some(FileReaction::Accepted) && !again.contains(&opened.place);
            let next = match opened.content {
                FlowContent::Open(header, decomptes) if accepted => Some(Held {
                    header,
                    decomptes,
                    of: vec![opened.place],
                    first: opened.file.day,
                    file: opened.file.clone(),
                }),
                _ => None,
            };
            let Some(mut next) = next else {
                self.let_go(&mut files, held.take())?;
                files.push(opened.file.clone(), vec![opened.place]);
                continue;
            };
            match held.take() {
                Some(mut before) if self.may_join(&before, &next) => {
                    before.decomptes.append(&mut next.decomptes);
                    before.of.append(&mut next.of);
                    before.file.day = next.file.day;
                    files.differs = true;
                    held = Some(before);
                }
                before => {
                    self.let_go(&mut files, before)?;
                    held = Some(next);
                }
            }
        }
        self.let_go(&mut files, held)?;
        if files.differs {
            Ok(self.with(files))
        } else {
            Err(
                "no two files of one caisse follow each other without a change of contracts between them",
            )
        }
    }

    fn renamed(&self) -> Result<Variant, &'static str> {
        let whole = |opened: &Opened<'_>| matches!(opened.content, FlowContent::Whole(_));
        if self.opened().iter().any(whole) {
            return Err("a file of it cannot be taken apart and written again");
        }
        let files = self.rewritten(|_, decomptes| {
            let mut decomptes = decomptes.to_vec();
            decomptes.iter_mut().for_each(renamed::decompte);
            Some(decomptes)
        })?;
        let mut variant = self.with(files);
        each_row(&mut variant.case, |row| *row = renamed::member(row));
        Ok(variant)
    }

    fn more_cover(&self) -> Result<Variant, &'static str> {
        let mut products = self.case.products.clone();
        let is_on_top = |id: &str| {
            let all = products.iter().chain(Product::embedded());
            let mut named = all.filter(|product| product.id == id);
            let kind = |product: &Product| product.on_top_of.as_ref().map(|on_top| on_top.kind);
            named.next().and_then(kind) == Some(OnTopKind::Surcomplementaire)
        };
        let is_c2s = |id: &str| {
            products
                .iter()
                .any(|product| product.id == id && product.c2s)
        };
        let mut changed = false;
        let mut case = self.case.clone();
        each_row(&mut case, |row| {
            let has_one = row.rights.options.iter().any(|id| is_on_top(id));
            if !has_one && !is_c2s(&row.product) {
                row.rights.options.push(MORE.into());
                changed = true;
            }
        });
        if !changed {
            return Err("no contract of it can have more on top");
        }
        if !products.iter().any(|product| product.id == MORE) {
            let mut shipped = Product::embedded().iter();
            products.extend(shipped.find(|product| product.id == MORE).cloned());
        }
        case.products = products;
        let of = (0..case.files.len()).map(|place| vec![place]).collect();
        Ok(Variant {
            case,
            of,
            copies: BTreeSet::new(),
        })
    }

    fn opened(&self) -> Vec<Opened<'_>> {
        let files = self.case.files.iter().enumerate();
        let opened = files.map(|(place, file)| Opened {
            place,
            file,
            content: open(&file.bytes, self.profile),
        });
        opened.collect()
    }

    /// Each file that can be taken apart with what `tell` makes of its décomptes, where that is something else.
    fn rewritten(
        &self,
        mut tell: impl FnMut(&Header, &[Decompte]) -> Option<Vec<Decompte>>,
    ) -> Result<Files, &'static str> {
        let mut files = Files::default();
        for opened in self.opened() {
            let told = match &opened.content {
                FlowContent::Open(header, decomptes) => {
                    tell(header, decomptes).map(|told| (header, told))
                }
                FlowContent::Whole(_) => None,
            };
            let file = match told {
                Some((header, told)) => {
                    files.differs = true;
                    self.file(opened.file, header, &told)?
                }
                None => opened.file.clone(),
            };
            files.push(file, vec![opened.place]);
        }
        Ok(files)
    }

    fn file(
        &self,
        from: &CaseFile,
        header: &Header,
        decomptes: &[Decompte],
    ) -> Result<CaseFile, &'static str> {
        let mut bytes = Vec::new();
        noemie::decomptes::write(
            self.profile,
            header,
            decomptes,
            &Framing::default(),
            &mut bytes,
        )
        .map_err(|_| "a file of it cannot be written in another way")?;
        Ok(CaseFile {
            day: from.day,
            name: from.name.clone(),
            bytes,
        })
    }

    /// Whether two files may come as one: one caisse, no line twice, no change of contracts between their days.
    fn may_join(&self, before: &Held, next: &Held) -> bool {
        let same = before.header.sender == next.header.sender
            && before.header.receiver == next.header.receiver;
        let (from, to) = (before.file.day, next.file.day);
        let mut changes = self.case.changes.iter();
        let changes = changes.any(|change| from < change.day && change.day <= to);
        let soon = to.since(before.first) <= LATEST;
        let lines = |held: &Held| {
            let ids = held.decomptes.iter();
            let ids = ids.flat_map(|told| told.lines.iter().map(|line| told.line_id(line)));
            ids.collect::<BTreeSet<_>>()
        };
        same && soon && !changes && lines(before).is_disjoint(&lines(next))
    }

    /// Files whose identity is delivered more than once.
    fn delivered_again(&self) -> BTreeSet<usize> {
        let mut places: BTreeMap<FileId, Vec<usize>> = BTreeMap::new();
        for (place, file) in self.case.files.iter().enumerate() {
            let header = noemie::envelope::peek(&file.bytes, &[self.profile]);
            if let Some(header) = header {
                places.entry(header.file_id()).or_default().push(place);
            }
        }
        let again = places.into_values().filter(|all| all.len() > 1);
        again.flatten().collect()
    }

    fn let_go(&self, files: &mut Files, held: Option<Held>) -> Result<(), &'static str> {
        let Some(held) = held else {
            return Ok(());
        };
        let file = if held.of.len() == 1 {
            held.file
        } else {
            self.file(&held.file, &held.header, &held.decomptes)?
        };
        files.push(file, held.of);
        Ok(())
    }

    fn with(&self, files: Files) -> Variant {
        Variant {
            case: Case {
                files: files.files,
                ..self.case.clone()
            },
            of: files.of,
            copies: BTreeSet::new(),
        }
    }
}

/// A file that may still get the next one.
struct Held {
    header: Box<Header>,
    decomptes: Vec<Decompte>,
    of: Vec<usize>,
    /// The day of the first of them.
    first: Day,
    file: CaseFile,
}

fn each_row(case: &mut Case, mut change: impl FnMut(&mut domain::Member)) {
    case.members.iter_mut().for_each(&mut change);
    for Change { rows, .. } in &mut case.changes {
        for row in rows {
            change(&mut row.member);
        }
    }
}

/// The identification of a second half: one that no caisse of a world comes to.
fn second_stamp(first: FileStamp) -> FileStamp {
    let mut stamp = first.0;
    stamp[0] = if stamp[0] == b'9' { b'8' } else { b'9' };
    FileStamp(stamp)
}
