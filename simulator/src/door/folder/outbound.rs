use std::collections::HashSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use domain::{Day, OcNumber};

use crate::door::folder::tree::{Tree, entries, failed, sync};
use crate::{Content, FileName, Office, OnDisk, ShelvedFile, SimulatorError, Source as _};

/// What an OC can fetch: the unacknowledged files of its shelf are the files of `out`. What is removed from there is
/// acknowledged.
#[derive(Debug)]
pub(crate) struct Outbound {
    oc: OcNumber,
    tree: Tree,
    /// Put in `out` by this door, and not acknowledged since.
    placed: HashSet<FileName>,
    /// A line for each file put there (`+ name`) and each one acknowledged (`- name`).
    ledger: File,
}

impl Outbound {
    /// With `resumes`, what an earlier door put in `out` and is there no more counts as removed while no door was open.
    pub(crate) fn open(oc: OcNumber, tree: Tree, resumes: bool) -> Result<Self, SimulatorError> {
        let broken = || failed("write", &tree.ledger);
        let placed = if resumes {
            let text = match fs::read_to_string(&tree.ledger) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
                text => text.map_err(failed("read", &tree.ledger))?,
            };
            fold(&text)
        } else {
            HashSet::new()
        };
        for entry in entries(&tree.out)? {
            let name = entry.file_name();
            let unfinished = |name: &str| name.strip_prefix('.')?.strip_suffix(".part").map(drop);
            if name.to_str().and_then(unfinished).is_some() {
                fs::remove_file(entry.path()).map_err(failed("remove", &entry.path()))?;
            }
        }
        // Shorter than it was, and whole at every moment.
        let new = tree.ledger.with_extension("new");
        let lines: String = placed.iter().map(|name| format!("+ {name}\n")).collect();
        fs::write(&new, lines).map_err(broken())?;
        fs::rename(&new, &tree.ledger).map_err(broken())?;
        let ledger = OpenOptions::new().append(true).open(&tree.ledger);
        let ledger = ledger.map_err(broken())?;
        Ok(Self {
            oc,
            tree,
            placed,
            ledger,
        })
    }

    /// Brings shelf and folder together.
    pub(crate) fn look(&mut self, office: &Office) -> Result<(), SimulatorError> {
        // The folder first: what comes on the shelf in the meantime is not looked for in it.
        let there: HashSet<_> = entries(&self.tree.out)?
            .iter()
            .map(fs::DirEntry::file_name)
            .collect();
        let mut put = false;
        let mut last = None;
        let mut rank = 0;
        let board = office.board(self.oc);
        self.clear(&board)?;
        for file in board {
            rank = if last == Some(file.day) { rank + 1 } else { 0 };
            last = Some(file.day);
            let is_there = there.contains(std::ffi::OsStr::new(file.name.as_str()));
            match (file.acknowledged, self.placed.contains(&file.name)) {
                (false, false) => {
                    self.place(&file, time(file.day, rank), is_there)?;
                    put = true;
                }
                (false, true) if !is_there => {
                    office.acknowledge(self.oc, &file.name)?.wait()?;
                    self.forget(&file.name)?;
                }
                // Through another door.
                (true, true) => self.withdraw(&file.name)?,
                (false, true) | (true, false) => {}
            }
        }
        if put {
            sync(&self.tree.out)?;
        }
        Ok(())
    }

    /// Takes out of `out` what the door put there and lies on the shelf no more: the office was brought back to an earlier
    /// state.
    fn clear(&mut self, board: &[ShelvedFile]) -> Result<(), SimulatorError> {
        let on_shelf: HashSet<_> = board.iter().map(|file| &file.name).collect();
        let placed = self.placed.iter();
        let left: Vec<_> = placed
            .filter(|name| !on_shelf.contains(name))
            .cloned()
            .collect();
        left.iter().try_for_each(|name| self.withdraw(name))
    }

    /// Takes a file out of `out`, where it is there.
    fn withdraw(&mut self, name: &FileName) -> Result<(), SimulatorError> {
        let path = self.path(name);
        gone(fs::remove_file(&path)).map_err(failed("remove", &path))?;
        self.forget(name)
    }

    /// Puts a file in `out`, whole from the first moment it can be seen. One that is there already stays.
    fn place(
        &mut self,
        file: &ShelvedFile,
        time: SystemTime,
        is_there: bool,
    ) -> Result<(), SimulatorError> {
        let path = self.path(&file.name);
        let is_same = |path| {
            fs::symlink_metadata(path)
                .is_ok_and(|found| found.is_file() && found.len() == file.content.len())
                && OnDisk::open(path).is_ok_and(|there| holds(&there, &file.content))
        };
        if !(is_there && is_same(&path)) {
            let unfinished = self.tree.out.join(format!(".{}.part", file.name));
            write(&unfinished, file, time).map_err(failed("write", &unfinished))?;
            fs::rename(&unfinished, &path).map_err(failed("write", &path))?;
        }
        self.note(&format!("+ {}\n", file.name))?;
        self.placed.insert(file.name.clone());
        Ok(())
    }

    fn forget(&mut self, name: &FileName) -> Result<(), SimulatorError> {
        self.note(&format!("- {name}\n"))?;
        self.placed.remove(name);
        Ok(())
    }

    fn note(&mut self, line: &str) -> Result<(), SimulatorError> {
        self.ledger
            .write_all(line.as_bytes())
            .map_err(failed("write", &self.tree.ledger))
    }

    fn path(&self, name: &FileName) -> PathBuf {
        self.tree.out.join(name.as_str())
    }
}

fn write(path: &Path, file: &ShelvedFile, time: SystemTime) -> io::Result<()> {
    gone(fs::remove_file(path))?;
    // New: nothing that lies there is followed or written over.
    let mut out = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.content.pieces(|piece| out.write_all(&piece))?;
    out.set_modified(time)?;
    out.sync_all()
}

/// Whether a file on disk holds that, read piece by piece.
fn holds(there: &OnDisk, content: &Content) -> bool {
    let mut at = 0;
    let compared = content.pieces(|piece| {
        let range = at..at + piece.len() as u64;
        at = range.end;
        let is_same = there.read(range)? == piece;
        is_same
            .then_some(())
            .ok_or(io::ErrorKind::InvalidData.into())
    });
    compared.is_ok()
}

/// That a file is there no more is as good as its removal.
fn gone(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

fn fold(ledger: &str) -> HashSet<FileName> {
    let mut placed = HashSet::new();
    for line in ledger.lines() {
        // A last line that a crash cut is one that was not written: its file is put there again.
        match line
            .split_once(' ')
            .map(|(sign, name)| (sign, name.parse()))
        {
            Some(("+", Ok(name))) => placed.insert(name),
            Some(("-", Ok(name))) => placed.remove(&name),
            _ => false,
        };
    }
    placed
}

/// Midnight of a virtual day, UTC, and a second more for each file that was delivered earlier that day: sorted by time,
/// files are in the order of their delivery.
fn time(day: Day, rank: u64) -> SystemTime {
    let days = Day::new(1970, 1, 1).map_or(0, |first| day.since(first));
    let days = u64::try_from(days).unwrap_or(0);
    UNIX_EPOCH + Duration::from_secs(days * DAY + rank.min(DAY - 1))
}

/// Seconds of a day.
const DAY: u64 = 86_400;
