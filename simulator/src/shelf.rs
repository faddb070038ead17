use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};

use domain::{Day, OcNumber};

use crate::{Content, FileName, SimulatorError};

/// What each OC can fetch, in the order it was delivered. Every question names the OC that asks, so
/// that no answer can come from another's shelf.
///
/// ```
/// use simulator::{Shelf, ShelvedFile};
/// let (mine, other) = ("99000017".parse()?, "99000025".parse()?);
/// let mut shelf = Shelf::default();
/// shelf.put(mine, ShelvedFile {
///     name: "a.noe".parse()?,
///     day: "2024-11-04".parse()?,
///     reference: 303,
///     content: "000...".into(),
///     acknowledged: false,
/// })?;
/// assert_eq!(shelf.files(mine).len(), 1);
/// assert_eq!(shelf.files(other).len(), 0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Default)]
pub struct Shelf {
    boards: BTreeMap<OcNumber, Board>,
}

/// A file on the shelf. A clone shares its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShelvedFile {
    /// Unique on the shelf of an OC.
    pub name: FileName,
    /// Virtual day it was put there.
    pub day: Day,
    /// NOEMIE reference: 303, 929…
    pub reference: u16,
    /// The content.
    pub content: Content,
    /// Whether the OC said that it has the file.
    pub acknowledged: bool,
}

#[derive(Debug, Default)]
struct Board {
    files: Vec<ShelvedFile>,
    by_name: HashMap<FileName, usize>,
    /// Another one after each change: no two boards that differ have the same, on whichever shelf they are.
    version: u64,
}

/// 0 is that of an OC without a board.
static VERSIONS: AtomicU64 = AtomicU64::new(1);

impl Board {
    fn changed(&mut self) {
        self.version = VERSIONS.fetch_add(1, Ordering::Relaxed);
    }
}

impl Shelf {
    /// Puts a file after the others of that OC.
    ///
    /// # Errors
    /// Where the OC has a file of that name: the shelf stays as it was.
    pub fn put(&mut self, oc: OcNumber, file: ShelvedFile) -> Result<(), SimulatorError> {
        let board = self.boards.entry(oc).or_default();
        if board.by_name.contains_key(&file.name) {
            return Err(SimulatorError::NameTaken {
                oc,
                name: file.name,
            });
        }
        board.by_name.insert(file.name.clone(), board.files.len());
        board.files.push(file);
        board.changed();
        Ok(())
    }

    /// The files of an OC, in order of delivery; none where it is not known.
    #[must_use]
    pub fn files(&self, oc: OcNumber) -> &[ShelvedFile] {
        self.boards.get(&oc).map_or(&[], |board| &board.files)
    }

    /// What tells the files of an OC from those it had, or will have.
    pub(crate) fn version(&self, oc: OcNumber) -> u64 {
        self.boards.get(&oc).map_or(0, |board| board.version)
    }

    /// The file of that name on the shelf of that OC.
    #[must_use]
    pub fn file(&self, oc: OcNumber, name: &FileName) -> Option<&ShelvedFile> {
        let board = self.boards.get(&oc)?;
        board.files.get(*board.by_name.get(name)?)
    }

    /// Each OC that has a board, with its files.
    pub(crate) fn boards(&self) -> impl Iterator<Item = (OcNumber, &[ShelvedFile])> {
        self.boards.iter().map(|(oc, board)| (*oc, &*board.files))
    }

    /// Forgets that the OC has the file; gives whether that is news, none where there is no such file.
    pub fn offer_again(&mut self, oc: OcNumber, name: &FileName) -> Option<bool> {
        let board = self.boards.get_mut(&oc)?;
        let file = board.files.get_mut(*board.by_name.get(name)?)?;
        let was = std::mem::replace(&mut file.acknowledged, false);
        board.changed();
        Some(was)
    }

    /// Notes that the OC has the file; gives whether that is news, none where there is no such file.
    pub fn acknowledge(&mut self, oc: OcNumber, name: &FileName) -> Option<bool> {
        let board = self.boards.get_mut(&oc)?;
        let file = board.files.get_mut(*board.by_name.get(name)?)?;
        let was = std::mem::replace(&mut file.acknowledged, true);
        board.changed();
        Some(!was)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn oc(number: u32) -> OcNumber {
        OcNumber::new(number).unwrap()
    }

    fn file(name: &str) -> ShelvedFile {
        ShelvedFile {
            name: name.parse().unwrap(),
            day: Day::new(2024, 11, 4).unwrap(),
            reference: 303,
            content: name.to_owned().into(),
            acknowledged: false,
        }
    }

    #[test]
    fn files_keep_their_order_and_their_owner() {
        let mut shelf = Shelf::default();
        for name in ["z", "a", "m"] {
            shelf.put(oc(1), file(name)).unwrap();
        }
        shelf.put(oc(2), file("a")).unwrap();
        let names: Vec<_> = shelf.files(oc(1)).iter().map(|f| f.name.as_str()).collect();
        assert_eq!(names, ["z", "a", "m"]);
        assert_eq!(shelf.file(oc(2), &"z".parse().unwrap()), None);
        assert_eq!(shelf.files(oc(3)), []);
    }

    #[test]
    fn a_version_is_that_of_one_board_as_it_is() {
        let (mut shelf, mut other) = (Shelf::default(), Shelf::default());
        let name = "a".parse().unwrap();
        let mut seen = vec![shelf.version(oc(1))];
        shelf.put(oc(1), file("a")).unwrap();
        seen.push(shelf.version(oc(1)));
        shelf.acknowledge(oc(1), &name);
        seen.push(shelf.version(oc(1)));
        shelf.offer_again(oc(1), &name);
        seen.push(shelf.version(oc(1)));
        other.put(oc(1), file("a")).unwrap();
        seen.push(other.version(oc(1)));
        shelf.put(oc(2), file("a")).unwrap();
        assert_eq!(Some(&shelf.version(oc(1))), seen.get(3));
        seen.push(shelf.version(oc(2)));
        let count = seen.len();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), count);
    }

    #[test]
    fn a_name_is_taken_once_an_oc() {
        let mut shelf = Shelf::default();
        shelf.put(oc(1), file("a")).unwrap();
        let again = shelf.put(
            oc(1),
            ShelvedFile {
                reference: 929,
                ..file("a")
            },
        );
        assert_eq!(
            again.unwrap_err().to_string(),
            "the shelf of OC 00000001 already holds a file named a"
        );
        assert_eq!(shelf.files(oc(1)), [file("a")]);
    }

    #[test]
    fn an_acknowledgement_is_news_once_and_touches_its_owner_only() {
        let mut shelf = Shelf::default();
        shelf.put(oc(1), file("a")).unwrap();
        shelf.put(oc(2), file("a")).unwrap();
        let name = "a".parse().unwrap();
        assert_eq!(shelf.acknowledge(oc(1), &name), Some(true));
        assert_eq!(shelf.acknowledge(oc(1), &name), Some(false));
        assert_eq!(shelf.acknowledge(oc(3), &name), None);
        assert!(!shelf.file(oc(2), &name).unwrap().acknowledged);
    }
}
