use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::OcNumber;
use russh_sftp::protocol::StatusCode;

use crate::door::counter::is_temporary;
use crate::door::sftp::limits::SftpLimits;
use crate::door::sftp::status::{NOTHING_THERE, Refused};
use crate::spool::{Coming, Spool};
use crate::{Content, FileName};

/// What is being pushed or waits for its rename, over all connections of the door. Each OC has a room of its own and
/// its own share of the disk, where long ones lie.
#[derive(Debug)]
pub(crate) struct Uploads {
    limits: SftpLimits,
    spool: Spool,
    rooms: Mutex<BTreeMap<OcNumber, Room>>,
}

#[derive(Debug, Default)]
struct Room {
    drafts: BTreeMap<FileName, Draft>,
    /// Name and length of what was taken last: clients look whether all of it came.
    taken: VecDeque<(FileName, u64)>,
}

#[derive(Debug)]
struct Draft {
    /// Locked while it is written, which may wait for a disk; nobody else's room is locked then.
    coming: Arc<Mutex<Coming>>,
    /// What it has, or will have once what is being written is.
    length: u64,
    /// Somebody has it: a handle, or a rename that is under way.
    busy: bool,
    /// A write was refused: it can only be dropped.
    broken: bool,
}

/// How a file is opened for writing.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Opening {
    pub(crate) create: bool,
    pub(crate) truncate: bool,
    pub(crate) exclude: bool,
}

/// What became of an upload that was closed.
#[derive(Debug)]
pub(crate) enum Closed {
    /// All of it, to be received.
    Whole(Whole),
    /// It waits for its rename.
    Waits,
    /// A part of it was refused: so many bytes are forgotten.
    Broken(u64),
}

/// A file that is whole.
#[derive(Debug)]
pub(crate) struct Whole(Arc<Mutex<Coming>>);

impl Whole {
    /// What it holds. It may wait for a disk.
    ///
    /// # Errors
    /// Where the disk fails.
    pub(crate) fn content(&self) -> io::Result<Content> {
        lock(&self.0).content()
    }
}

/// Names of taken files that are remembered for an OC.
const TAKEN: usize = 1_000;

const BUSY: Refused = Refused(StatusCode::Failure, "the file is being written");
const EXISTS: Refused = Refused(StatusCode::Failure, "a file of that name is there");
const TOO_MANY: Refused = Refused(
    StatusCode::Failure,
    "too many files are under way: rename or remove some",
);
const TOO_LARGE: Refused = Refused(
    StatusCode::Failure,
    "the file is larger than this server takes",
);
const NO_ROOM: Refused = Refused(
    StatusCode::Failure,
    "too much is under way: rename or remove some files",
);

const NO_DISK: Refused = Refused(
    StatusCode::Failure,
    "the simulator's disk does not take the file: make room there, then send it again",
);

impl Uploads {
    pub(crate) fn new(limits: SftpLimits, spool: Spool) -> Self {
        Self {
            limits,
            spool,
            rooms: Mutex::default(),
        }
    }

    /// Opens a file for writing: one at a time may have it.
    pub(crate) fn open(&self, oc: OcNumber, name: &FileName, how: Opening) -> Result<(), Refused> {
        let mut rooms = self.rooms();
        let room = rooms.entry(oc).or_default();
        if let Some(draft) = room.drafts.get_mut(name) {
            if draft.busy {
                return Err(BUSY);
            }
            if how.exclude {
                return Err(EXISTS);
            }
            if how.truncate {
                *draft = self.draft();
            }
            draft.busy = true;
            return Ok(());
        }
        if !how.create {
            return Err(NOTHING_THERE);
        }
        if room.drafts.len() >= self.limits.uploads {
            return Err(TOO_MANY);
        }
        let draft = Draft {
            busy: true,
            ..self.draft()
        };
        room.drafts.insert(name.clone(), draft);
        Ok(())
    }

    fn draft(&self) -> Draft {
        Draft {
            coming: Arc::new(Mutex::new(self.spool.begin())),
            length: 0,
            busy: false,
            broken: false,
        }
    }

    /// Writes at that offset, or at the end. What is between the end and the offset is zeros, as on any disk.
    ///
    /// It may wait for a disk.
    pub(crate) fn write(
        &self,
        oc: OcNumber,
        name: &FileName,
        offset: Option<u64>,
        data: &[u8],
    ) -> Result<(), Refused> {
        let from = |length| offset.unwrap_or(length);
        let end = |length: u64| length.max(from(length).saturating_add(data.len() as u64));
        self.change(oc, name, end, |coming| {
            coming.write_at(from(coming.len()), data)
        })
    }

    /// Cuts a file, or fills it with zeros, to that length.
    ///
    /// It may wait for a disk.
    pub(crate) fn resize(&self, oc: OcNumber, name: &FileName, length: u64) -> Result<(), Refused> {
        self.change(oc, name, |_| length, |coming| coming.resize(length))
    }

    /// Brings a file to the length that `plan` gives for the one it has, within limits. Refused, the file is broken: what
    /// comes after a hole is not taken for the whole.
    fn change(
        &self,
        oc: OcNumber,
        name: &FileName,
        plan: impl FnOnce(u64) -> u64,
        write: impl FnOnce(&mut Coming) -> io::Result<()>,
    ) -> Result<(), Refused> {
        let mut rooms = self.rooms();
        let room = rooms.entry(oc).or_default();
        let held: u64 = room.drafts.values().map(|draft| draft.length).sum();
        let draft = room.drafts.get_mut(name).ok_or(NOTHING_THERE)?;
        let length = plan(draft.length);
        let others = held - draft.length;
        let refused = if length > self.limits.body {
            Some(TOO_LARGE)
        } else if others.saturating_add(length) > self.limits.held {
            Some(NO_ROOM)
        } else {
            None
        };
        if let Some(refused) = refused {
            *draft = Draft {
                busy: draft.busy,
                broken: true,
                ..self.draft()
            };
            return Err(refused);
        }
        draft.length = length;
        let coming = draft.coming.clone();
        drop(rooms);
        // Whoever has it open writes one thing after the other.
        let written = write(&mut lock(&coming));
        written.map_err(|_| {
            if let Some(draft) = self.rooms().entry(oc).or_default().drafts.get_mut(name) {
                draft.broken = true;
            }
            NO_DISK
        })
    }

    /// Gives back a file that was opened.
    pub(crate) fn close(&self, oc: OcNumber, name: &FileName) -> Result<Closed, Refused> {
        let mut rooms = self.rooms();
        let room = rooms.entry(oc).or_default();
        let draft = room.drafts.get_mut(name).ok_or(NOTHING_THERE)?;
        if !draft.broken && is_temporary(name.as_str()) {
            draft.busy = false;
            return Ok(Closed::Waits);
        }
        let draft = room.drafts.remove(name).ok_or(NOTHING_THERE)?;
        Ok(if draft.broken {
            Closed::Broken(draft.length)
        } else {
            Closed::Whole(Whole(draft.coming))
        })
    }

    /// Forgets a file that was open when its connection ended; gives its length so far.
    pub(crate) fn abandon(&self, oc: OcNumber, name: &FileName) -> u64 {
        let mut rooms = self.rooms();
        let room = rooms.entry(oc).or_default();
        let draft = room.drafts.remove(name);
        draft.map_or(0, |draft| draft.length)
    }

    /// Removes a file that waits for its rename.
    pub(crate) fn remove(&self, oc: OcNumber, name: &FileName) -> Result<(), Refused> {
        let mut rooms = self.rooms();
        let room = rooms.entry(oc).or_default();
        match room.drafts.get(name) {
            None => Err(NOTHING_THERE),
            Some(draft) if draft.busy => Err(BUSY),
            Some(_) => {
                room.drafts.remove(name);
                Ok(())
            }
        }
    }

    /// Renames a file to a name that waits too; gives its content where the new name waits no longer, and the file is
    /// then to be [taken](Self::take) or [put back](Self::put_back).
    pub(crate) fn rename(
        &self,
        oc: OcNumber,
        from: &FileName,
        to: &FileName,
    ) -> Result<Option<Whole>, Refused> {
        let mut rooms = self.rooms();
        let room = rooms.entry(oc).or_default();
        if !room.drafts.contains_key(from) {
            return Err(NOTHING_THERE);
        }
        if room.drafts.contains_key(to) {
            return Err(EXISTS);
        }
        if room.drafts.get(from).is_some_and(|draft| draft.busy) {
            return Err(BUSY);
        }
        if is_temporary(to.as_str()) {
            let draft = room.drafts.remove(from).ok_or(NOTHING_THERE)?;
            room.drafts.insert(to.clone(), draft);
            return Ok(None);
        }
        let draft = room.drafts.get_mut(from).ok_or(NOTHING_THERE)?;
        draft.busy = true;
        // Should the office refuse it, the client's file stays.
        Ok(Some(Whole(draft.coming.clone())))
    }

    /// A file came in whole under that name; `from` is the one it had before.
    pub(crate) fn take(&self, oc: OcNumber, from: &FileName, name: FileName, length: u64) {
        let mut rooms = self.rooms();
        let room = rooms.entry(oc).or_default();
        room.drafts.remove(from);
        room.taken.retain(|(known, _)| *known != name);
        if room.taken.len() >= TAKEN {
            room.taken.pop_front();
        }
        room.taken.push_back((name, length));
    }

    /// Nothing came of a rename: the file waits again.
    pub(crate) fn put_back(&self, oc: OcNumber, name: &FileName) {
        if let Some(draft) = self.rooms().entry(oc).or_default().drafts.get_mut(name) {
            draft.busy = false;
        }
    }

    /// Length of a file under way, waiting, or taken.
    pub(crate) fn length(&self, oc: OcNumber, name: &FileName) -> Option<u64> {
        let rooms = self.rooms();
        let room = rooms.get(&oc)?;
        match room.drafts.get(name) {
            Some(draft) => Some(draft.length),
            None => room
                .taken
                .iter()
                .find(|(known, _)| known == name)
                .map(|(_, length)| *length),
        }
    }

    /// The files under way or waiting, by name, with their lengths.
    pub(crate) fn list(&self, oc: OcNumber) -> Vec<(FileName, u64)> {
        let rooms = self.rooms();
        let drafts = rooms.get(&oc).into_iter().flat_map(|room| &room.drafts);
        drafts
            .map(|(name, draft)| (name.clone(), draft.length))
            .collect()
    }

    /// Every change is whole before the next begins.
    fn rooms(&self) -> MutexGuard<'_, BTreeMap<OcNumber, Room>> {
        self.rooms.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn lock(coming: &Mutex<Coming>) -> MutexGuard<'_, Coming> {
    coming.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(closed: Result<Closed, Refused>) -> Content {
        match closed.unwrap() {
            Closed::Whole(whole) => whole.content().unwrap(),
            other => panic!("{other:?}"),
        }
    }

    const NEW: Opening = Opening {
        create: true,
        truncate: false,
        exclude: false,
    };

    fn oc(number: u32) -> OcNumber {
        OcNumber::new(number).unwrap()
    }

    fn name(text: &str) -> FileName {
        text.parse().unwrap()
    }

    fn small() -> Uploads {
        let limits = SftpLimits {
            body: 8,
            held: 12,
            uploads: 2,
            ..SftpLimits::default()
        };
        Uploads::new(limits, Spool::default())
    }

    #[test]
    fn a_file_is_whole_at_its_close_or_waits() {
        let uploads = small();
        let (whole, part) = (name("a.408"), name("b.part"));
        uploads.open(oc(1), &whole, NEW).unwrap();
        uploads.write(oc(1), &whole, Some(2), b"cd").unwrap();
        uploads.write(oc(1), &whole, Some(0), b"ab").unwrap();
        uploads.write(oc(1), &whole, None, b"ef").unwrap();
        assert_eq!(uploads.length(oc(1), &whole), Some(6));
        assert_eq!(self::whole(uploads.close(oc(1), &whole)), "abcdef".into());
        uploads.open(oc(1), &part, NEW).unwrap();
        assert_eq!(uploads.open(oc(1), &part, NEW), Err(BUSY));
        uploads.write(oc(1), &part, Some(1), b"x").unwrap();
        assert_eq!(uploads.rename(oc(1), &part, &whole).err(), Some(BUSY));
        assert!(matches!(uploads.close(oc(1), &part), Ok(Closed::Waits)));
        let renamed = uploads.rename(oc(1), &part, &whole).unwrap().unwrap();
        assert_eq!(renamed.content().unwrap(), "\0x".into());
        uploads.put_back(oc(1), &part);
        assert_eq!(uploads.list(oc(1)), [(part.clone(), 2)]);
        uploads.take(oc(1), &part, whole.clone(), 2);
        assert_eq!(uploads.list(oc(1)), []);
        assert_eq!(uploads.length(oc(1), &whole), Some(2));
        assert_eq!(uploads.length(oc(2), &whole), None);
    }

    #[test]
    fn what_goes_past_a_limit_is_never_whole() {
        let uploads = small();
        let (a, b) = (name("a"), name("b.part"));
        uploads.open(oc(1), &a, NEW).unwrap();
        uploads.write(oc(1), &a, None, &[1; 8]).unwrap();
        assert_eq!(uploads.write(oc(1), &a, None, &[1]), Err(TOO_LARGE));
        uploads.write(oc(1), &a, Some(0), b"more").unwrap();
        assert!(matches!(uploads.close(oc(1), &a), Ok(Closed::Broken(4))));
        for offset in [9, u64::MAX] {
            uploads.open(oc(1), &a, NEW).unwrap();
            assert_eq!(uploads.write(oc(1), &a, Some(offset), b"x"), Err(TOO_LARGE));
            assert_eq!(uploads.abandon(oc(1), &a), 0);
        }
        uploads.open(oc(1), &a, NEW).unwrap();
        uploads.resize(oc(1), &a, 8).unwrap();
        uploads.open(oc(1), &b, NEW).unwrap();
        assert_eq!(uploads.write(oc(1), &b, None, &[1; 5]), Err(NO_ROOM));
        assert!(matches!(uploads.close(oc(1), &b), Ok(Closed::Broken(0))));
        // Another OC has a share of its own.
        uploads.open(oc(2), &b, NEW).unwrap();
        uploads.write(oc(2), &b, None, &[1; 8]).unwrap();
        uploads.open(oc(1), &b, NEW).unwrap();
        assert_eq!(uploads.open(oc(1), &name("c"), NEW), Err(TOO_MANY));
    }

    #[test]
    fn files_are_one_oc_s() {
        let uploads = small();
        let part = name("a.part");
        uploads.open(oc(1), &part, NEW).unwrap();
        uploads.close(oc(1), &part).unwrap();
        let nothing = Err(NOTHING_THERE);
        assert_eq!(uploads.open(oc(2), &part, Opening::default()), nothing);
        assert_eq!(uploads.write(oc(2), &part, None, b"x"), nothing);
        assert_eq!(uploads.remove(oc(2), &part), nothing);
        assert_eq!(
            uploads.rename(oc(2), &part, &name("a")).err(),
            Some(NOTHING_THERE)
        );
        assert_eq!(uploads.list(oc(2)), []);
        let exclusive = Opening {
            exclude: true,
            ..NEW
        };
        assert_eq!(uploads.open(oc(1), &part, exclusive), Err(EXISTS));
        let renamed = uploads.rename(oc(1), &part, &name("b.part"));
        assert!(matches!(renamed, Ok(None)), "{renamed:?}");
        uploads.remove(oc(1), &name("b.part")).unwrap();
        assert_eq!(uploads.list(oc(1)), []);
    }
}
