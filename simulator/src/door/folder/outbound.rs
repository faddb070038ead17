use std::collections::{HashMap, HashSet};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use domain::{Day, OcNumber};

use crate::door::folder::tree::{Tree, entries, failed, sync};
use crate::faults::{Action, Door};
use crate::{Content, FileName, Office, OnDisk, ShelvedFile, SimulatorError, Source as _};

/// What an OC can fetch: the unacknowledged files of its shelf are the files of `out`. What is removed from there is
/// acknowledged.
#[derive(Debug)]
pub(crate) struct Outbound {
    oc: OcNumber,
    tree: Tree,
    /// Put in `out` by this door, and not acknowledged since.
    placed: HashSet<FileName>,
    /// Those of them that are not whole, and their length.
    parts: HashMap<FileName, u64>,
    /// Those of them that had been acknowledged.
    again: HashSet<FileName>,
    /// How often each file was acknowledged here, and on which virtual day last.
    removed: HashMap<FileName, (u64, Day)>,
    /// What faults did to which file, told once each.
    told: HashSet<(FileName, Arc<str>)>,
    /// A line for each file put there (`+ name`, `~ name` where it is not whole) and each one acknowledged (`- name`).
    ledger: File,
}

impl Outbound {
    /// With `resumes`, what an earlier door put in `out` and is there no more counts as removed while no door was open.
    pub(crate) fn open(oc: OcNumber, tree: Tree, resumes: bool) -> Result<Self, SimulatorError> {
        let broken = || failed("write", &tree.ledger);
        let (placed, parts) = if resumes {
            let text = match fs::read_to_string(&tree.ledger) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
                text => text.map_err(failed("read", &tree.ledger))?,
            };
            fold(&text)
        } else {
            (HashSet::new(), HashMap::new())
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
        let line = |name: &FileName| {
            let sign = if parts.contains_key(name) { '~' } else { '+' };
            format!("{sign} {name}\n")
        };
        let lines: String = placed.iter().map(line).collect();
        fs::write(&new, lines).map_err(broken())?;
        fs::rename(&new, &tree.ledger).map_err(broken())?;
        let ledger = OpenOptions::new().append(true).open(&tree.ledger);
        let ledger = ledger.map_err(broken())?;
        Ok(Self {
            oc,
            tree,
            placed,
            parts,
            again: HashSet::new(),
            removed: HashMap::new(),
            told: HashSet::new(),
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
        let mut board = office.board(self.oc);
        self.clear(&board)?;
        for file in &mut board {
            let is_there = there.contains(std::ffi::OsStr::new(file.name.as_str()));
            let is_again = self.again.contains(&file.name);
            match (file.acknowledged, self.placed.contains(&file.name)) {
                (_, true) if !is_there && (!file.acknowledged || is_again) => {
                    office.acknowledge(self.oc, &file.name)?.wait()?;
                    file.acknowledged = true;
                    self.removed(&file.name, office.today());
                    self.forget(&file.name)?;
                }
                // Through another door.
                (true, true) if !is_again => self.withdraw(&file.name)?,
                _ => {}
            }
        }
        for offered in self.offered(office, board)? {
            let name = &offered.file.name;
            let is_there = there.contains(std::ffi::OsStr::new(name.as_str()));
            if !self.placed.contains(name) || self.has_grown(&offered.file) {
                self.place(&offered, is_there)?;
                put = true;
            }
        }
        if put {
            sync(&self.tree.out)?;
        }
        Ok(())
    }

    /// What is to lie in `out`, in order, each with its time.
    fn offered(
        &mut self,
        office: &Office,
        mut board: Vec<ShelvedFile>,
    ) -> Result<Vec<Offered>, SimulatorError> {
        let (bad_days, today) = (office.bad_days(), office.today());
        let usual = usual(&board);
        let mut befell = Vec::new();
        for file in board.iter_mut().filter(|file| file.acknowledged) {
            // Once a day: a client that removes it at once would otherwise find it at once again.
            let Some((times, _)) = self.removed.get(&file.name).filter(|(_, on)| *on != today)
            else {
                continue;
            };
            let again = bad_days.again(Door::Folder, self.oc, today, *times, file);
            if self.again.contains(&file.name) {
                file.acknowledged = false;
            } else if let Some(fired) = again {
                file.acknowledged = false;
                self.again.insert(file.name.clone());
                befell.push((file.name.clone(), fired));
            }
        }
        let offer = bad_days.offer(Door::Folder, self.oc, today, 0, board);
        befell.extend(offer.fired);
        for (name, fired) in befell {
            let once = (name.clone(), fired.rule.clone());
            if fired.action == Action::OfferedAgain || self.told.insert(once) {
                bad_days.befell(&fired);
                office.faulted(self.oc, &fired, Some(name))?;
            }
        }
        // In the order they are offered: one that comes late is after those that came before.
        let mut last = UNIX_EPOCH;
        let offered = offer.files.into_iter().map(|file| {
            let (time, length) = usual.get(&file.name).copied().unwrap_or((last, 0));
            last = time.max(last + Duration::from_secs(1));
            Offered {
                is_part: file.content.len() < length,
                time: last,
                file,
            }
        });
        Ok(offered.collect())
    }

    /// Whether a file that is not whole in `out` is longer by now.
    fn has_grown(&self, file: &ShelvedFile) -> bool {
        let part = self.parts.get(&file.name);
        part.is_some_and(|length| *length != file.content.len())
    }

    fn removed(&mut self, name: &FileName, today: Day) {
        let (times, on) = self.removed.entry(name.clone()).or_insert((0, today));
        (*times, *on) = (*times + 1, today);
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
    fn place(&mut self, offered: &Offered, is_there: bool) -> Result<(), SimulatorError> {
        let Offered {
            file,
            time,
            is_part,
        } = offered;
        let path = self.path(&file.name);
        let is_same = |path| {
            fs::symlink_metadata(path)
                .is_ok_and(|found| found.is_file() && found.len() == file.content.len())
                && OnDisk::open(path).is_ok_and(|there| holds(&there, &file.content))
        };
        if !(is_there && is_same(&path)) {
            let unfinished = self.tree.out.join(format!(".{}.part", file.name));
            write(&unfinished, file, *time).map_err(failed("write", &unfinished))?;
            fs::rename(&unfinished, &path).map_err(failed("write", &path))?;
        }
        if *is_part {
            self.note(&format!("~ {}\n", file.name))?;
            self.parts.insert(file.name.clone(), file.content.len());
        } else {
            self.note(&format!("+ {}\n", file.name))?;
            self.parts.remove(&file.name);
        }
        self.placed.insert(file.name.clone());
        Ok(())
    }

    fn forget(&mut self, name: &FileName) -> Result<(), SimulatorError> {
        self.note(&format!("- {name}\n"))?;
        self.placed.remove(name);
        self.parts.remove(name);
        self.again.remove(name);
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

/// A file as it is to lie in `out`.
struct Offered {
    file: ShelvedFile,
    time: SystemTime,
    /// Whether there is more of it than that.
    is_part: bool,
}

/// The time that each file of a shelf has where nothing befalls it, and its length.
fn usual(board: &[ShelvedFile]) -> HashMap<FileName, (SystemTime, u64)> {
    let (mut last, mut rank) = (None, 0);
    let files = board.iter().map(|file| {
        rank = if last == Some(file.day) { rank + 1 } else { 0 };
        last = Some(file.day);
        let usual = (time(file.day, rank), file.content.len());
        (file.name.clone(), usual)
    });
    files.collect()
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

/// What was put there, and what of it is not whole: of which length is not known any more.
fn fold(ledger: &str) -> (HashSet<FileName>, HashMap<FileName, u64>) {
    let (mut placed, mut parts) = (HashSet::new(), HashMap::new());
    for line in ledger.lines() {
        // A last line that a crash cut is one that was not written: its file is put there again.
        let Some((sign, name)) = line.split_once(' ') else {
            continue;
        };
        let Ok(name) = name.parse::<FileName>() else {
            continue;
        };
        match sign {
            "+" => {
                parts.remove(&name);
                placed.insert(name);
            }
            "~" => {
                parts.insert(name.clone(), 0);
                placed.insert(name);
            }
            "-" => {
                parts.remove(&name);
                placed.remove(&name);
            }
            _ => {}
        }
    }
    (placed, parts)
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
