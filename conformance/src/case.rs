//! A case: a portfolio and the files delivered to it. The ledger says what is expected, the target
//! what it does; both see the same bytes.

use std::collections::BTreeMap;

use domain::{Beneficiary, Day, Decompte, FileId, LineId, Member, Outcome};
use generators::Change;
use noemie::finding::Due as Condemns;
use noemie::profile::Profile;
use oracle::ambiguity::Choices;
use oracle::ledger::{
    Content, Delivered, Expectation, FileExpectation, Ledger, LedgerError, Owing,
};
use oracle::product::Product;

use crate::session::{FileHeard, Session};
use crate::stream::{CareShown, LinePlace};
use crate::target::{Target, TargetError};
use crate::watchdog::Limits;

/// A file of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseFile {
    /// Day it is delivered.
    pub day: Day,
    /// Name it is kept under.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Products, members and the décompte files they meet, in order of delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Scenario it comes from.
    pub scenario: String,
    /// Lot it comes from.
    pub lot: u32,
    /// Products the members name.
    pub products: Vec<Product>,
    /// The portfolio when it begins.
    pub members: Vec<Member>,
    /// What the mutuelle learns on the way, in order of days: before the files of its day.
    pub changes: Vec<Change>,
    /// The files.
    pub files: Vec<CaseFile>,
}

/// What one file of a case should give.
#[derive(Debug, Clone)]
pub struct ExpectedFile {
    /// Its identity, where its header can be read.
    pub id: Option<FileId>,
    /// How many files of that identity were delivered before, this one included.
    pub occurrence: u32,
    /// Accepted, refused or duplicate, and the rule that says so.
    pub file: FileExpectation,
    /// Its lines.
    pub lines: Vec<ExpectedLine>,
}

/// What is due for a line from the end of a day on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// The day at whose end it must have been said.
    pub by: Day,
    /// What must have been said.
    pub outcome: Outcome,
    /// What is owed beside it: no target has to say it.
    pub owing: Owing,
    /// The rule that says so.
    pub rule: &'static str,
}

/// What one line should give.
#[derive(Debug, Clone)]
pub struct ExpectedLine {
    /// From the ledger, as things stand at the end.
    pub expectation: Expectation,
    /// What was due when: one entry, and one more each time that something else became due.
    pub due: Vec<Due>,
    /// Where it stands.
    pub at: LinePlace,
    /// What it is about, masked.
    pub care: CareShown,
    /// Who it is about.
    pub who: Beneficiary,
}

impl Case {
    /// What the ledger expects of each file, in order.
    ///
    /// # Errors
    /// Where a member names a product that is not there.
    pub fn expect(
        &self,
        profile: &Profile,
        choices: &Choices,
        traces: bool,
    ) -> Result<Vec<ExpectedFile>, LedgerError> {
        self.expect_of(&self.read(profile), choices, traces)
    }

    /// Its files as a reader sees them, in order.
    pub(crate) fn read(&self, profile: &Profile) -> Vec<Read> {
        let files = self.files.iter();
        files.map(|file| read(file, profile)).collect()
    }

    /// What the ledger expects of each of those files: they are read once, however many readings of the
    /// register are asked.
    ///
    /// # Errors
    /// As [`Case::expect`].
    pub(crate) fn expect_of(
        &self,
        read: &[Read],
        choices: &Choices,
        traces: bool,
    ) -> Result<Vec<ExpectedFile>, LedgerError> {
        let mut ledger = Ledger::new(&self.products, &self.members, choices.clone())?;
        if traces {
            ledger = ledger.with_traces();
        }
        let mut dues = Dues::default();
        let mut members = self.members.clone();
        let mut changes = self.changes.iter().peekable();
        for (index, (file, held)) in self.files.iter().zip(read).enumerate() {
            while let Some(change) = changes.next_if(|change| change.day <= file.day) {
                change.apply(&mut members);
                ledger.set_portfolio(&members, Some(change.day))?;
                if change.day < file.day {
                    dues.note(&mut ledger, index, change.day);
                }
            }
            ledger.deliver(&Delivered {
                id: held.id,
                content: held.holds.content(),
                received: Some(file.day),
            });
            let day_ends = self
                .files
                .get(index + 1)
                .is_none_or(|next| next.day != file.day);
            if day_ends {
                dues.note(&mut ledger, index + 1, file.day);
            }
        }
        for change in changes {
            change.apply(&mut members);
            ledger.set_portfolio(&members, Some(change.day))?;
            dues.note(&mut ledger, self.files.len(), change.day);
        }
        let mut seen: BTreeMap<FileId, u32> = BTreeMap::new();
        let mut expected = Vec::with_capacity(read.len());
        for (index, places) in read.iter().enumerate() {
            let occurrence = places.id.map_or(1, |id| {
                let count = seen.entry(id).or_insert(0);
                *count += 1;
                *count
            });
            let Some(file) = ledger.file(index).cloned() else {
                continue;
            };
            let lines = ledger
                .lines(index)
                .iter()
                .zip(places.lines.iter().cloned())
                .enumerate()
                .map(|(rank, (expectation, (at, mut care, who)))| {
                    care.product = expectation.product.as_ref().map(ToString::to_string);
                    ExpectedLine {
                        due: dues.take(index, rank),
                        expectation: expectation.clone(),
                        at,
                        care,
                        who,
                    }
                })
                .collect();
            expected.push(ExpectedFile {
                id: places.id,
                occurrence,
                file,
                lines,
            });
        }
        Ok(expected)
    }

    /// Plays the case to a target, in a fresh scenario of its own; `profile` is that of its files.
    ///
    /// # Errors
    /// Where the target is lost on the way.
    pub fn play(
        &self,
        target: &mut dyn Target,
        limits: Limits,
        profile: &Profile,
    ) -> Result<Vec<FileHeard>, TargetError> {
        let mut session = Session::open(target, &self.scenario, self.lot, &self.products, limits)?;
        self.hand_over(&mut session, profile)?;
        Ok(session.close().0)
    }

    /// Hands the portfolio over, then the files and what changes on the way, day by day.
    ///
    /// # Errors
    /// Where the target is lost on the way.
    pub(crate) fn hand_over(
        &self,
        session: &mut Session<'_>,
        profile: &Profile,
    ) -> Result<(), TargetError> {
        let mut members = self.members.clone();
        session.portfolio(&members)?;
        let mut left = self.files.as_slice();
        for change in &self.changes {
            let before = left.iter().take_while(|file| file.day < change.day).count();
            let (now, later) = left.split_at(before);
            deliver_all(session, now, &[], &[profile])?;
            left = later;
            change.apply(&mut members);
            session.learn(change.day, &members)?;
            session.settle(change.day)?;
        }
        deliver_all(session, left, &[], &[profile])?;
        session.catch_up()
    }
}

/// Delivers files in order, day by day, and settles each day. `in_stead`: those that are received in the target's stead, by
/// day; no day is begun for them. `profiles`: that of the décomptes, then of the others among them.
///
/// # Errors
/// Where the target is lost on the way.
pub(crate) fn deliver_all<'f>(
    session: &mut Session<'_>,
    files: impl IntoIterator<Item = &'f CaseFile>,
    in_stead: &[CaseFile],
    profiles: &[&Profile],
) -> Result<(), TargetError> {
    let mut in_stead = in_stead.iter().peekable();
    let reference_of = |file: &CaseFile| {
        let header = noemie::envelope::peek(&file.bytes, profiles);
        header.map(|header| header.reference)
    };
    let mut today: Option<Day> = None;
    // A file whose header is damaged is announced as décomptes are.
    let usual = profiles.first().map_or(0, |profile| profile.reference());
    for file in files {
        if today != Some(file.day) {
            if let Some(day) = today {
                session.settle(day)?;
            }
            session.clock(file.day)?;
            today = Some(file.day);
            while let Some(file) = in_stead.next_if(|other| other.day <= file.day) {
                let reference = reference_of(file).unwrap_or(usual);
                session.receive_in_stead(&file.name, reference, &file.bytes)?;
            }
        }
        let reference = reference_of(file).unwrap_or(usual);
        session.deliver(&file.name, reference, &file.bytes)?;
    }
    for file in in_stead {
        let reference = reference_of(file).unwrap_or(usual);
        session.receive_in_stead(&file.name, reference, &file.bytes)?;
    }
    match today {
        Some(day) => session.settle(day),
        None => Ok(()),
    }
}

/// What was due for each line at the end of each day.
#[derive(Default)]
struct Dues {
    lines: Vec<Vec<Vec<Due>>>,
}

impl Dues {
    /// Notes where things stand after `delivered` deliveries, at the end of that day.
    fn note(&mut self, ledger: &mut Ledger, delivered: usize, by: Day) {
        let mut changed = ledger.take_changed();
        changed.sort_unstable();
        changed.dedup();
        let ledger = &*ledger;
        let due = |delivery: usize, rank: usize| {
            let expectation = ledger.lines(delivery).get(rank)?;
            Some(Due {
                by,
                outcome: expectation.outcome,
                owing: expectation.owing,
                rule: expectation.rule,
            })
        };
        for (delivery, rank) in changed {
            let dues = self.lines.get_mut(delivery);
            // Nothing was due yet of a line that came and changed on one day.
            if let (Some(dues), Some(now)) = (
                dues.and_then(|lines| lines.get_mut(rank)),
                due(delivery, rank),
            ) && dues
                .last()
                .is_some_and(|before| (before.outcome, before.owing) != (now.outcome, now.owing))
            {
                dues.push(now);
            }
        }
        for delivery in self.lines.len()..delivered {
            let count = ledger.lines(delivery).len();
            let today = (0..count).map(|rank| due(delivery, rank).into_iter().collect());
            self.lines.push(today.collect());
        }
    }

    fn take(&mut self, delivery: usize, rank: usize) -> Vec<Due> {
        self.lines
            .get_mut(delivery)
            .and_then(|lines| lines.get_mut(rank))
            .map(std::mem::take)
            .unwrap_or_default()
    }
}

/// A file as a reader sees it.
pub(crate) struct Read {
    id: Option<FileId>,
    holds: Holds,
    lines: Vec<(LinePlace, CareShown, Beneficiary)>,
}

impl Read {
    /// Where its lines stand, and what they are about.
    pub(crate) fn into_lines(self) -> Vec<(LinePlace, CareShown, Beneficiary)> {
        self.lines
    }
}

enum Holds {
    Sound(Vec<Decompte>),
    Damaged(Vec<(Decompte, bool)>),
    Condemned,
}

impl Holds {
    fn content(&self) -> Content<'_> {
        match self {
            Self::Sound(decomptes) => Content::Decomptes(decomptes),
            Self::Damaged(decomptes) => Content::Damaged(decomptes),
            Self::Condemned => Content::Condemned,
        }
    }
}

fn read(file: &CaseFile, profile: &Profile) -> Read {
    let columns = noemie::decomptes::amount_columns(profile);
    let readings = noemie::decomptes::read(&file.bytes, profile);
    let worst = readings.iter().filter_map(|file| file.reading.worst).max();
    let condemned = worst == Some(Condemns::RefuseFile);
    let id = readings
        .iter()
        .find_map(|reading| reading.header.as_ref())
        .map(noemie::Header::file_id)
        .or_else(|| {
            let header = noemie::envelope::peek(&file.bytes, &[profile]);
            header.map(|header| header.file_id())
        });
    let mut decomptes = Vec::new();
    let mut lines = Vec::new();
    if !condemned {
        for (decompte, places) in readings.into_iter().flat_map(|reading| reading.decomptes) {
            for (line, place) in decompte.lines.iter().zip(&places.lines) {
                let line_id: LineId = decompte.line_id(line);
                lines.push((
                    LinePlace {
                        file: file.name.clone(),
                        line: line_id.to_string(),
                        offset: place.offset as u64,
                        rank: u32::try_from(place.rank).unwrap_or(u32::MAX),
                        columns,
                    },
                    CareShown {
                        person: decompte.beneficiary.masked(),
                        product: None,
                        day: line.start,
                        act: line.act.to_string(),
                        spent: line.spent,
                        base: line.base,
                        amo: line.amount,
                    },
                    decompte.beneficiary,
                ));
            }
            decomptes.push((decompte, places.is_whole()));
        }
    }
    let holds = match worst {
        Some(Condemns::RefuseFile) => Holds::Condemned,
        Some(Condemns::RefuseDecompte) => Holds::Damaged(decomptes),
        Some(Condemns::Accept) | None => {
            let sound = decomptes.into_iter().map(|(decompte, _)| decompte);
            Holds::Sound(sound.collect())
        }
    };
    Read { id, holds, lines }
}
