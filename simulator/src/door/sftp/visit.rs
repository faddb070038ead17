use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use domain::OcNumber;
use russh_sftp::protocol::{
    Attrs, Data, File, FileAttributes, Handle, Name, OpenFlags, Packet, StatusCode, Version,
};

use crate::door::counter;
use crate::door::sftp::attributes;
use crate::door::sftp::incoming::dropped;
use crate::door::sftp::limits::SftpLimits;
use crate::door::sftp::miss;
use crate::door::sftp::place::{Folder, Place, place};
use crate::door::sftp::ssh::Shared;
use crate::door::sftp::status::{END, NO_HANDLE, NOTHING_THERE, Refused, UNREADABLE, done};
use crate::door::sftp::uploads::{Closed, Opening, Uploads};
use crate::door::wire::{Break, Orders};
use crate::faults::BadDays;
use crate::{FileName, Office, ShelvedFile, SimulatorError};

/// What one client does in the tree of its OC. It knows no other tree.
///
/// Dropped, what it was still writing is dropped too, and the journal says so.
pub(crate) struct Visit {
    pub(super) office: Office,
    pub(super) bad_days: BadDays,
    /// What the connection is told.
    pub(super) orders: Arc<Orders>,
    /// Acknowledged files that the last listing offered again.
    again: HashSet<FileName>,
    pub(super) uploads: Arc<Uploads>,
    limits: SftpLimits,
    pub(super) oc: OcNumber,
    pub(super) open: HashMap<String, Opened>,
    handles: u64,
}

pub(super) enum Opened {
    Reading(Reading),
    Listing(Listing),
    Writing { name: FileName, appends: bool },
}

/// A file being fetched, and the part of it that was given so far.
pub(super) struct Reading {
    file: ShelvedFile,
    /// The length it is said to have.
    announced: u64,
    /// Where it breaks off, and how.
    cut: Option<(u64, Break)>,
    given: Option<(u64, u64)>,
}

/// A folder being listed: what was not told yet, and how it ends.
pub(super) struct Listing {
    names: std::vec::IntoIter<File>,
    end: Option<Break>,
}

pub(super) type Answer = Result<Packet, Refused>;

/// Names in an answer, and bytes of a file in one: an answer stays below the 256 KiB that clients expect at most.
const NAMES: usize = 128;
const BYTES: u32 = 128 << 10;

pub(super) const READ_ONLY: Refused = Refused(
    StatusCode::PermissionDenied,
    "fetch from out, remove there or move to out/ack to acknowledge, write in in",
);
const WRITE_ONLY: Refused = Refused(
    StatusCode::PermissionDenied,
    "what was written in in cannot be read back",
);
const NOT_WHOLE: Refused = Refused(
    StatusCode::Failure,
    "a part of the file was refused: nothing is kept of it",
);
const TOO_MANY: Refused = Refused(StatusCode::Failure, "too many files are open: close some");
const UNKNOWN: Refused = Refused(StatusCode::OpUnsupported, "this server does not do that");

impl Visit {
    pub(crate) fn new(shared: &Shared, orders: Arc<Orders>, oc: OcNumber) -> Self {
        Self {
            office: shared.office.clone(),
            bad_days: shared.bad_days.clone(),
            orders,
            again: HashSet::new(),
            uploads: shared.uploads.clone(),
            limits: shared.limits,
            oc,
            open: HashMap::new(),
            handles: 0,
        }
    }

    /// Answers a request, whatever it is.
    pub(crate) async fn answer(&mut self, request: Packet) -> Packet {
        let id = request.get_request_id();
        let asked = miss::asked(&request);
        self.dispatch(id, request).await.unwrap_or_else(|refused| {
            if let Some(asked) = asked {
                self.miss(asked, refused);
            }
            refused.packet(id)
        })
    }

    async fn dispatch(&mut self, id: u32, request: Packet) -> Answer {
        match request {
            Packet::Init(_) => Ok(Version::new().into()),
            Packet::RealPath(asked) => {
                let path = place(&asked.path).ok_or(NOTHING_THERE)?.path();
                Ok(Name {
                    id,
                    files: vec![File::dummy(path)],
                }
                .into())
            }
            Packet::Stat(asked) => self.stat(id, &asked.path),
            Packet::Lstat(asked) => self.stat(id, &asked.path),
            Packet::Fstat(asked) => self.fstat(id, &asked.handle),
            Packet::OpenDir(asked) => self.open_folder(id, &asked.path).await,
            Packet::ReadDir(asked) => self.read_folder(id, &asked.handle),
            Packet::Open(asked) => self.open(id, &asked.filename, asked.pflags).await,
            Packet::Read(asked) => self.read(id, &asked.handle, asked.offset, asked.len).await,
            Packet::Write(asked) => {
                self.write(id, &asked.handle, asked.offset, asked.data)
                    .await
            }
            Packet::Close(asked) => self.close(id, &asked.handle).await,
            Packet::Remove(asked) => self.remove(id, &asked.filename).await,
            Packet::Rename(asked) => self.rename(id, &asked.oldpath, &asked.newpath).await,
            Packet::SetStat(asked) => self.set(id, &asked.path, &asked.attrs),
            Packet::FSetStat(asked) => self.set_open(id, &asked.handle, &asked.attrs).await,
            Packet::MkDir(asked) => Err(self.there(&asked.path).map_or(READ_ONLY, |_| EXISTS)),
            Packet::RmDir(asked) => {
                Err(self.there(&asked.path).map_or(NOTHING_THERE, |_| READ_ONLY))
            }
            Packet::ReadLink(asked) => {
                Err(self.there(&asked.path).map_or(NOTHING_THERE, |_| NO_LINK))
            }
            Packet::Symlink(_) => Err(READ_ONLY),
            _ => Err(UNKNOWN),
        }
    }

    fn stat(&self, id: u32, path: &str) -> Answer {
        let attrs = self.there(path).ok_or(NOTHING_THERE)?;
        Ok(Attrs { id, attrs }.into())
    }

    /// What a path leads to, where there is something.
    fn there(&self, path: &str) -> Option<FileAttributes> {
        let today = self.office.today();
        match place(path)? {
            Place::Folder(_) => Some(attributes::folder(self.oc, today)),
            Place::File(Folder::In, name) => {
                let length = self.uploads.length(self.oc, &name)?;
                Some(attributes::file(self.oc, length, today, 0o200))
            }
            Place::File(folder, name) => {
                let file = self.glance(self.offered(folder, &name)?)?;
                let announced = self.ahead(&file).announced(file.content.len());
                Some(attributes::file(self.oc, announced, file.day, 0o400))
            }
        }
    }

    /// A file that the OC can fetch from that folder.
    fn offered(&self, folder: Folder, name: &FileName) -> Option<ShelvedFile> {
        let file = self.office.look(self.oc, name)?;
        let is_there = match folder {
            Folder::Out => !file.acknowledged || self.again.contains(name),
            _ => file.acknowledged,
        };
        is_there.then_some(file)
    }

    fn fstat(&self, id: u32, handle: &str) -> Answer {
        let attrs = match self.open.get(handle).ok_or(NO_HANDLE)? {
            Opened::Reading(reading) => {
                attributes::file(self.oc, reading.announced, reading.file.day, 0o400)
            }
            Opened::Listing(_) => attributes::folder(self.oc, self.office.today()),
            Opened::Writing { name, .. } => {
                let length = self.uploads.length(self.oc, name).unwrap_or_default();
                attributes::file(self.oc, length, self.office.today(), 0o200)
            }
        };
        Ok(Attrs { id, attrs }.into())
    }

    async fn open_folder(&mut self, id: u32, path: &str) -> Answer {
        let Some(Place::Folder(folder)) = place(path) else {
            return Err(NOTHING_THERE);
        };
        self.has_room()?;
        let (oc, today) = (self.oc, self.office.today());
        let folders = folder.folders().iter();
        let mut names: Vec<File> = folders
            .map(|name| File::new(*name, attributes::folder(oc, today)))
            .collect();
        let entry = |file: &ShelvedFile| {
            let attrs = attributes::file(oc, file.content.len(), file.day, 0o400);
            File::new(file.name.as_str(), attrs)
        };
        let mut end = None;
        match folder {
            Folder::Root => {}
            Folder::Out => {
                let (offer, mischief) = self.listing().await?;
                self.again = self.offered_again(&offer.files);
                names.extend(offer.files.iter().map(entry));
                if let Some((after, by)) = mischief.spoiled.cut(names.len() as u64) {
                    names.truncate(usize::try_from(after).unwrap_or(usize::MAX));
                    end = Some(by);
                }
                self.afterwards(&mischief);
            }
            Folder::Ack => {
                let files = self.office.board(oc);
                names.extend(files.iter().filter(|file| file.acknowledged).map(entry));
            }
            Folder::In => {
                let files = self.uploads.list(oc);
                names.extend(files.into_iter().map(|(name, length)| {
                    File::new(name.as_str(), attributes::file(oc, length, today, 0o200))
                }));
            }
        }
        let names = names.into_iter();
        Ok(self.keep(id, Opened::Listing(Listing { names, end })))
    }

    fn read_folder(&mut self, id: u32, handle: &str) -> Answer {
        let Some(Opened::Listing(listing)) = self.open.get_mut(handle) else {
            return Err(NO_HANDLE);
        };
        let files: Vec<File> = listing.names.by_ref().take(NAMES).collect();
        if files.is_empty() {
            if listing.end == Some(Break::Reset) {
                self.orders.reset_now();
            }
            return Err(END);
        }
        Ok(Name { id, files }.into())
    }

    async fn open(&mut self, id: u32, path: &str, flags: OpenFlags) -> Answer {
        let Some(Place::File(folder, name)) = place(path) else {
            return Err(self.there(path).map_or(NOTHING_THERE, |_| READ_ONLY));
        };
        self.has_room()?;
        let writes = flags.contains(OpenFlags::WRITE);
        if folder != Folder::In {
            let file = self.offered(folder, &name);
            if writes {
                return Err(READ_ONLY);
            }
            let (mut file, mischief) = self.fetch(file.ok_or(NOTHING_THERE)?).await?;
            let (length, spoiled) = (file.content.len(), mischief.spoiled);
            file.content = file.content.head(spoiled.given(length));
            self.afterwards(&mischief);
            let reading = Reading {
                announced: spoiled.announced(length),
                cut: spoiled.cut(file.content.len()),
                file,
                given: None,
            };
            return Ok(self.keep(id, Opened::Reading(reading)));
        }
        if !writes {
            let known = self.uploads.length(self.oc, &name);
            return Err(known.map_or(NOTHING_THERE, |_| WRITE_ONLY));
        }
        let how = Opening {
            create: flags.contains(OpenFlags::CREATE),
            truncate: flags.contains(OpenFlags::TRUNCATE),
            exclude: flags.contains(OpenFlags::EXCLUDE),
        };
        self.uploads.open(self.oc, &name, how)?;
        self.slow_push(&name);
        let appends = flags.contains(OpenFlags::APPEND);
        Ok(self.keep(id, Opened::Writing { name, appends }))
    }

    async fn read(&mut self, id: u32, handle: &str, offset: u64, count: u32) -> Answer {
        let reading = match self.open.get_mut(handle) {
            Some(Opened::Reading(reading)) => reading,
            Some(Opened::Writing { .. }) => return Err(WRITE_ONLY),
            _ => return Err(NO_HANDLE),
        };
        if reading.file.content.is_empty() {
            reading.given = Some((0, 0));
        }
        let mut count = count.min(BYTES);
        if let Some((after, by)) = reading.cut {
            let left = after.saturating_sub(offset);
            if left == 0 && count > 0 {
                if by == Break::Reset {
                    self.orders.reset_now();
                }
                return Err(END);
            }
            count = count.min(u32::try_from(left).unwrap_or(u32::MAX));
        }
        let data = counter::part(&reading.file.content, offset, count).await;
        let data = data.map_err(|_| UNREADABLE)?.ok_or(END)?;
        let end = offset.saturating_add(data.len() as u64);
        reading.given = Some(match reading.given {
            Some((from, to)) => (from.min(offset), to.max(end)),
            None => (offset, end),
        });
        Ok(Data { id, data }.into())
    }

    async fn close(&mut self, id: u32, handle: &str) -> Answer {
        self.orders.set_rate(None);
        match self.open.remove(handle).ok_or(NO_HANDLE)? {
            Opened::Listing(_) => {}
            Opened::Reading(reading) => self.fetched(reading)?,
            Opened::Writing { name, .. } => match self.uploads.close(self.oc, &name)? {
                Closed::Waits => {}
                Closed::Whole(whole) => {
                    let mischief = self.push(&name).await?;
                    let length = self.receive(&name, whole).await?;
                    self.uploads.take(self.oc, &name, name.clone(), length);
                    self.afterwards(&mischief);
                }
                Closed::Broken(bytes) => {
                    dropped(&self.office, self.oc, name, bytes)?;
                    return Err(NOT_WHOLE);
                }
            },
        }
        Ok(done(id))
    }

    /// The office knows what was fetched once its reader has done with it: one record, however many reads it took.
    fn fetched(&self, reading: Reading) -> Result<(), SimulatorError> {
        let Some((from, to)) = reading.given else {
            return Ok(());
        };
        self.office
            .fetched(self.oc, reading.file.name, from, to - from)
    }

    async fn remove(&mut self, id: u32, path: &str) -> Answer {
        match place(path) {
            Some(Place::File(Folder::In, name)) => self.uploads.remove(self.oc, &name)?,
            Some(Place::File(Folder::Out, name)) => self.acknowledge(&name).await?,
            _ => return Err(self.there(path).map_or(NOTHING_THERE, |_| READ_ONLY)),
        }
        Ok(done(id))
    }

    async fn rename(&mut self, id: u32, from: &str, to: &str) -> Answer {
        match (place(from), place(to)) {
            (Some(Place::File(Folder::In, from)), Some(Place::File(Folder::In, to))) => {
                self.rename_upload(&from, to).await?;
            }
            (Some(Place::File(Folder::Out, name)), Some(Place::File(Folder::Ack, other)))
                if name == other =>
            {
                self.acknowledge(&name).await?;
            }
            (Some(Place::File(Folder::Out, name)), Some(Place::Folder(Folder::Ack))) => {
                self.acknowledge(&name).await?;
            }
            _ => return Err(self.there(from).map_or(NOTHING_THERE, |_| READ_ONLY)),
        }
        Ok(done(id))
    }

    async fn acknowledge(&mut self, name: &FileName) -> Result<(), Refused> {
        let file = self.offered(Folder::Out, name).ok_or(NOTHING_THERE)?;
        let mischief = self.acknowledgement(file).await?;
        let known = self.office.acknowledge(self.oc, name)?.sure().await?;
        self.again.remove(name);
        self.afterwards(&mischief);
        known.then_some(()).ok_or(NOTHING_THERE)
    }

    /// Times and permissions are the server's own: clients that set them after an upload are let be.
    fn set(&self, id: u32, path: &str, attrs: &FileAttributes) -> Answer {
        self.there(path).ok_or(NOTHING_THERE)?;
        match place(path) {
            Some(Place::File(Folder::In, _)) if attrs.size.is_none() => Ok(done(id)),
            _ => Err(READ_ONLY),
        }
    }

    fn has_room(&self) -> Result<(), Refused> {
        (self.open.len() < self.limits.handles)
            .then_some(())
            .ok_or(TOO_MANY)
    }

    fn keep(&mut self, id: u32, opened: Opened) -> Packet {
        self.handles += 1;
        let handle = self.handles.to_string();
        self.open.insert(handle.clone(), opened);
        Handle { id, handle }.into()
    }
}

impl Drop for Visit {
    fn drop(&mut self) {
        for (_, opened) in std::mem::take(&mut self.open) {
            // The client has gone and the office's journal is broken for good: there is nobody to tell.
            match opened {
                Opened::Listing(_) => {}
                Opened::Reading(reading) => drop(self.fetched(reading)),
                Opened::Writing { name, .. } => {
                    let bytes = self.uploads.abandon(self.oc, &name);
                    drop(dropped(&self.office, self.oc, name, bytes));
                }
            }
        }
    }
}

const EXISTS: Refused = Refused(StatusCode::Failure, "it is there already");
const NO_LINK: Refused = Refused(StatusCode::Failure, "it is no link");
