//! What OCs say that they paid. No NOEMIE message tells it (noemie-format lists none): this act is étalon's own, there so
//! that the days from a décompte to its payment can be measured on the calendar (field notes §4.14).

use std::collections::{BTreeSet, HashMap};

use domain::{DecompteNumber, OcNumber};
use noemie::Profiles;

use super::Office;
use crate::promise::Promise;
use crate::record::Act;
use crate::{Content, FileName, SimulatorError};

/// What became of a payment that an OC told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Paid {
    /// It is noted.
    Noted {
        /// Whether something of it was not paid before.
        news: bool,
        /// Whether all of the file is paid from here on.
        whole: bool,
    },
    /// The OC has no such file.
    NoFile,
    /// Files of that reference carry no décomptes.
    NoDecomptes(u16),
    /// The file carries no décomptes of those numbers: nothing of what was said is noted.
    NotInIt(Vec<DecompteNumber>),
    /// The file is too long to be looked into: it can be paid as a whole.
    TooLong(u64),
}

/// Bytes of a file that is looked into for the numbers of its décomptes. Assumption: a day of a caisse is far less.
const LONGEST: u64 = 64 << 20;

/// What was paid so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Payments {
    files: HashMap<(OcNumber, FileName), Payment>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Payment {
    decomptes: BTreeSet<DecompteNumber>,
    whole: bool,
}

impl Payments {
    /// As a record says it.
    pub(super) fn note(
        &mut self,
        oc: OcNumber,
        name: &FileName,
        decomptes: &[DecompteNumber],
        whole: bool,
    ) {
        let payment = self.files.entry((oc, name.clone())).or_default();
        payment.decomptes.extend(decomptes);
        payment.whole |= whole;
    }

    /// The décomptes of that list that were not paid yet; none where the whole was.
    fn left(
        &self,
        oc: OcNumber,
        name: &FileName,
        of: &BTreeSet<DecompteNumber>,
    ) -> Vec<DecompteNumber> {
        let payment = self.files.get(&(oc, name.clone()));
        let is_paid = |number: &DecompteNumber| {
            payment.is_some_and(|paid| paid.whole || paid.decomptes.contains(number))
        };
        of.iter()
            .filter(|number| !is_paid(number))
            .copied()
            .collect()
    }

    fn is_whole(&self, oc: OcNumber, name: &FileName) -> bool {
        let payment = self.files.get(&(oc, name.clone()));
        payment.is_some_and(|paid| paid.whole)
    }
}

impl Office {
    /// Lays down what files are laid out by: those that come with étalon where nobody says.
    pub(crate) fn reads_by(&self, profiles: Profiles) {
        // Whoever drives it says so once, before a door is open.
        let _ = self.room.profiles.set(profiles);
    }

    /// Notes that an OC paid a file, or those décomptes of it. Again is as good as once.
    ///
    /// A file of which décomptes are named is read before this returns: it is asked where that holds nobody up.
    ///
    /// # Errors
    /// Where the file cannot be read, or the journal could not be written: then nothing is noted.
    pub fn paid(
        &self,
        oc: OcNumber,
        name: &FileName,
        decomptes: Option<BTreeSet<DecompteNumber>>,
    ) -> Result<Promise<Paid>, SimulatorError> {
        let Some(file) = self.look(oc, name) else {
            return Ok(Promise::kept(Paid::NoFile));
        };
        let profiles = self
            .room
            .profiles
            .get_or_init(|| Profiles::shipped().clone());
        if file.reference != profiles.decomptes().reference() {
            return Ok(Promise::kept(Paid::NoDecomptes(file.reference)));
        }
        let Some(asked) = decomptes else {
            return self.note_paid((oc, name), |payments| {
                (!payments.is_whole(oc, name)).then(|| (Vec::new(), true))
            });
        };
        if file.content.len() > LONGEST {
            return Ok(Promise::kept(Paid::TooLong(LONGEST)));
        }
        let there = carried(&file.content, profiles).map_err(|source| SimulatorError::Content {
            name: name.clone(),
            source,
        })?;
        let strange: Vec<DecompteNumber> = asked.difference(&there).copied().collect();
        if !strange.is_empty() {
            return Ok(Promise::kept(Paid::NotInIt(strange)));
        }
        self.note_paid((oc, name), |payments| {
            let new = payments.left(oc, name, &asked);
            let left = payments.left(oc, name, &there);
            let whole = left.iter().all(|number| new.contains(number));
            (!new.is_empty()).then_some((new, whole))
        })
    }

    /// Notes what is new of a payment, if anything is.
    fn note_paid(
        &self,
        (oc, name): (OcNumber, &FileName),
        new: impl FnOnce(&Payments) -> Option<(Vec<DecompteNumber>, bool)>,
    ) -> Result<Promise<Paid>, SimulatorError> {
        let mut desk = self.desk();
        let new = new(&desk.payments);
        let news = new.is_some();
        if let Some((decomptes, whole)) = new {
            let act = Act::Paid {
                name: name.clone(),
                decomptes: decomptes.clone(),
                whole,
            };
            desk.note(Some(oc), act)?;
            desk.payments.note(oc, name, &decomptes, whole);
        }
        let whole = desk.payments.is_whole(oc, name);
        // Once more is told no earlier than the first time.
        let sure = desk.journal.commit();
        self.tell(desk);
        Ok(Promise::new(Paid::Noted { news, whole }, sure))
    }
}

/// The numbers of the décomptes of a file, as far as it can be read.
fn carried(content: &Content, profiles: &Profiles) -> std::io::Result<BTreeSet<DecompteNumber>> {
    let bytes = content.whole()?;
    let read = noemie::decomptes::read(&bytes, profiles.decomptes());
    let decomptes = read.into_iter().flat_map(|file| file.decomptes);
    Ok(decomptes.map(|(decompte, _)| decompte.number).collect())
}
