use std::collections::HashMap;
use std::ffi::OsString;
use std::fs::{self, DirEntry, File, Metadata};
use std::io::{self, BufReader, Read as _};
use std::path::Path;
use std::time::SystemTime;

use domain::OcNumber;

use crate::door::counter::is_temporary;
use crate::door::folder::signals::Signals;
use crate::door::folder::tree::{Tree, entries, failed, move_in};
use crate::faults::Door;
use crate::near::NearMiss;
use crate::{Content, FileName, Office, PIECE, Received, SimulatorError};

/// What an OC pushes: a file that is whole is taken in hand, received, and put away.
#[derive(Debug)]
pub(crate) struct Inbound {
    oc: OcNumber,
    tree: Tree,
    /// Bytes of a pushed file at most.
    limit: u64,
    /// Length and time of each file at the last look on the hour.
    seen: HashMap<OsString, (u64, Option<SystemTime>)>,
}

impl Inbound {
    pub(crate) fn new(oc: OcNumber, tree: Tree, limit: u64) -> Self {
        Self {
            oc,
            tree,
            limit,
            seen: HashMap::new(),
        }
    }

    /// Takes what is whole. `on_the_hour` for a look that time has brought: a file that is the same at two such looks is
    /// whole too, unless it is known that somebody still writes it.
    pub(crate) fn look(
        &mut self,
        office: &Office,
        signals: &Signals,
        on_the_hour: bool,
    ) -> Result<(), SimulatorError> {
        let mut seen = HashMap::new();
        for entry in entries(&self.tree.inn)? {
            let Some((name, found)) = candidate(&entry) else {
                continue;
            };
            let path = entry.path();
            let state = (found.len(), found.modified().ok());
            let rests = on_the_hour && self.seen.get(&name) == Some(&state);
            let is_whole = signals.is_whole(&path) || (rests && !signals.is_open(&path));
            // What is empty may just have been made. What is no file at all is whole as it is.
            if (is_whole && found.len() > 0) || !found.is_file() {
                self.take_in_hand(&path, &name)?;
            } else {
                seen.insert(name, state);
            }
        }
        if on_the_hour {
            self.seen = seen;
        }
        self.receive_all(office)
    }

    /// Out of the OC's reach: another file that it puts under that name from now on is another file. One in hand under
    /// that name goes first.
    fn take_in_hand(&self, path: &Path, name: &OsString) -> Result<(), SimulatorError> {
        let hand = self.tree.hand.join(name);
        if fs::symlink_metadata(&hand).is_ok() {
            return Ok(());
        }
        match fs::rename(path, hand) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(failed("move", path)(error))
            }
            // Its owner took it back.
            _ => Ok(()),
        }
    }

    /// What is in hand, the oldest first.
    fn receive_all(&self, office: &Office) -> Result<(), SimulatorError> {
        let mut files: Vec<_> = entries(&self.tree.hand)?
            .into_iter()
            .map(|entry| {
                let modified = entry.metadata().and_then(|found| found.modified()).ok();
                (modified, entry.file_name())
            })
            .collect();
        files.sort();
        for (_, name) in files {
            let path = self.tree.hand.join(&name);
            match self.receive(office, &path, &name)? {
                Fate::Taken => drop(move_in(&path, &self.tree.taken, &name)?),
                Fate::Known => {
                    let taken = self.tree.taken.join(&name);
                    fs::rename(&path, taken).map_err(failed("move", &path))?;
                }
                Fate::Refused(why) => self.refuse(office, &path, &name, &why)?,
                Fate::Later => {}
            }
        }
        Ok(())
    }

    fn receive(
        &self,
        office: &Office,
        path: &Path,
        name: &OsString,
    ) -> Result<Fate, SimulatorError> {
        let refused = |why: &str| Ok(Fate::Refused(why.to_owned()));
        let parsed = name.to_str().map(str::parse::<FileName>);
        let name = match parsed {
            Some(Ok(name)) => name,
            Some(Err(error)) => return Ok(Fate::Refused(error.to_string())),
            None => return refused("a name in printable ASCII is expected"),
        };
        let content = match read(path, self.limit, office) {
            Ok(Some(content)) => content,
            Ok(None) => {
                let why = format!("a file of at most {} bytes is expected", self.limit);
                return Ok(Fate::Refused(why));
            }
            Err(error) => return Ok(Fate::Refused(format!("it could not be read: {error}"))),
        };
        Ok(match office.receive(self.oc, name, content)?.wait()? {
            Received::New => Fate::Taken,
            Received::Already => Fate::Known,
            Received::Conflict => {
                return refused("another file came before under that name; give this one another");
            }
            Received::Full | Received::Closed => Fate::Later,
        })
    }

    fn refuse(
        &self,
        office: &Office,
        path: &Path,
        name: &OsString,
        why: &str,
    ) -> Result<(), SimulatorError> {
        office.missed(|number, day| NearMiss {
            number,
            day,
            door: Some(Door::Folder),
            oc: Some(self.oc),
            asked: format!("push {}", name.display()),
            refused: why.to_owned(),
            nearest: None,
            hint: "it lies in in/refused, with this beside it".to_owned(),
        });
        let name = move_in(path, &self.tree.refused, name)?;
        let mut note = name;
        note.push(".txt");
        let note = self.tree.refused.join(note);
        let text = format!("refused on {}: {why}\n", office.today());
        // A note of that name may be a file that was refused itself: it stays.
        match File::create_new(&note)
            .and_then(|mut file| io::Write::write_all(&mut file, text.as_bytes()))
        {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                Err(failed("write", &note)(error))
            }
            _ => Ok(()),
        }
    }
}

/// What becomes of a file in hand.
enum Fate {
    /// Received.
    Taken,
    /// Received before.
    Known,
    /// Not received, and why.
    Refused(String),
    /// The office takes none for now.
    Later,
}

/// What a file in `in` is, where it is one that an OC pushes under its last name.
fn candidate(entry: &DirEntry) -> Option<(OsString, Metadata)> {
    let name = entry.file_name();
    let waits = name
        .to_str()
        .is_some_and(|name| name.starts_with('.') || is_temporary(name));
    // Not followed: a link is what it is.
    let found = entry.metadata().ok()?;
    (!waits && !found.is_dir()).then_some((name, found))
}

/// The content of a plain file, as it is now: its owner may still change it. None where it has more than `limit` bytes. A
/// link is not followed, and nothing else is opened: it could be a file of another OC, or a pipe that never ends.
fn read(path: &Path, limit: u64, office: &Office) -> io::Result<Option<Content>> {
    if !fs::symlink_metadata(path)?.is_file() {
        return Err(io::Error::other("it is a link or no plain file"));
    }
    let file = File::open(path)?.take(limit.saturating_add(1));
    let mut coming = office.spool().begin();
    io::copy(&mut BufReader::with_capacity(PIECE, file), &mut coming)?;
    if coming.len() > limit {
        return Ok(None);
    }
    coming.content().map(Some)
}
