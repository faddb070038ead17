use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use domain::{Day, OcNumber};
use protocol::{Carried, DoorAddress};
use simulator::faults::FaultSpec;
use simulator::{Act, FileName, Office};

use crate::arrival::{Arrival, Travelled};
use crate::doors::DoorError;
use crate::doors::courier::{Courier, Listed};
use crate::doors::open::{Comes, Open};
use crate::target::{Parcel, Through};
use crate::watchdog::{Limits, Patience};

/// What a passage is made with.
pub(crate) struct Plan {
    /// The door.
    pub(crate) through: Through,
    /// Whose shelf it is.
    pub(crate) oc: OcNumber,
    /// What goes wrong at the door.
    pub(crate) faults: Option<FaultSpec>,
    /// Raised, nothing is waited for any more.
    pub(crate) stop: Arc<AtomicBool>,
    /// How long one thing may take.
    pub(crate) limits: Limits,
}

/// The way of the files of one scenario and lot: onto the shelf, through the door, and off again.
pub(crate) struct Passage {
    plan: Plan,
    patience: Patience,
    /// From the first day on.
    open: Option<Open>,
    /// On the shelf, and not fetched yet.
    awaited: Vec<Awaited>,
    /// Fetched and acknowledged.
    taken: BTreeSet<FileName>,
    /// Files put on the shelf so far for the target, in its stead, and pushed.
    put: usize,
    put_in_stead: usize,
    pushed: u32,
    arrivals: Vec<Arrival>,
    /// How often each fault befell a request, up to that record of the journal.
    befell: BTreeMap<String, u64>,
    counted: u64,
}

struct Awaited {
    /// None for what is received in the target's stead.
    place: Option<usize>,
    name: FileName,
    reference: u16,
    sha256: String,
}

/// A file that came through the door.
pub(super) struct Come {
    /// The how-manieth of those put on the shelf for the target it is, from 0.
    pub(super) place: Option<usize>,
    pub(super) name: FileName,
    pub(super) reference: u16,
    pub(super) bytes: Vec<u8>,
}

/// Times on one day that a client looks again for files it saw and could not get whole.
const LOOKS: u32 = 5;

/// Between two looks at a folder.
const LOOK: Duration = Duration::from_millis(1);

impl Passage {
    /// A way through that door; it is opened on the first day.
    pub(crate) fn new(plan: Plan) -> Self {
        Self {
            patience: Patience::of(&plan.limits, &plan.stop),
            plan,
            open: None,
            awaited: Vec::new(),
            taken: BTreeSet::new(),
            put: 0,
            put_in_stead: 0,
            pushed: 0,
            arrivals: Vec::new(),
            befell: BTreeMap::new(),
            counted: 0,
        }
    }

    /// The word of its door.
    pub(super) const fn door(&self) -> &'static str {
        self.plan.through.word()
    }

    /// Files on the shelf for the target that did not come yet.
    pub(super) fn outstanding(&self) -> usize {
        let for_the_target = self.awaited.iter().filter(|file| file.place.is_some());
        for_the_target.count()
    }

    /// Opens the door before the first day, for a target that has to be told where it is.
    pub(super) fn open_for_the_target(&mut self) -> Result<DoorAddress, DoorError> {
        let Plan {
            through,
            oc,
            faults,
            ..
        } = &self.plan;
        // Long before the first day of any scenario, which is not known yet.
        let day = Day::new(1970, 1, 1).ok_or_else(not_open)?;
        let open = Open::on(day, *through, *oc, faults.clone(), Comes::Target)?;
        let address = open.address.clone();
        self.open = Some(open);
        Ok(address)
    }

    /// Waits until the door shows what is on the shelf.
    pub(super) fn show(&mut self) -> Result<(), DoorError> {
        let open = self.open.as_mut().ok_or_else(not_open)?;
        let Some(looks) = &mut open.looks else {
            return Ok(());
        };
        let shown = open.runtime.block_on(self.patience.with(looks.next()));
        shown.map_err(DoorError::ended("showing the files of a day"))
    }

    /// What the target did at the door by now: what it acknowledged has come, in that order; what it pushed is given.
    pub(super) fn done_at_the_door(&mut self) -> Result<Vec<Vec<u8>>, DoorError> {
        let open = self.open.as_mut().ok_or_else(not_open)?;
        if let (Some(looks), DoorAddress::Folder { path }) = (&mut open.looks, &open.address) {
            let inn = Path::new(path).join("in");
            let taken = async {
                looks.next().await;
                while has_whole(&inn)? {
                    Patience::pause(LOOK).await;
                    looks.next().await;
                }
                Ok::<(), DoorError>(())
            };
            let ended = open.runtime.block_on(self.patience.with(taken));
            ended.map_err(DoorError::ended("taking what was put in the folder"))??;
        }
        let today = open.office.today();
        let acknowledged = count(&open.office, &mut self.counted, &mut self.befell);
        for name in acknowledged {
            let at = self.awaited.iter().position(|file| file.name == name);
            let Some(Awaited { place, name, .. }) = at.map(|at| self.awaited.remove(at)) else {
                continue;
            };
            self.taken.insert(name);
            let arrived = place.map(|place| Arrival { place, day: today });
            self.arrivals.extend(arrived);
        }
        let mut pushed = Vec::new();
        while let Some(push) = open.inbox.try_next() {
            let whole = push.content.whole();
            pushed.push(
                whole
                    .map_err(DoorError::io("read what was pushed"))?
                    .to_vec(),
            );
        }
        Ok(pushed)
    }

    /// The calendar goes on to that day. An earlier one changes nothing: no office goes back.
    pub(super) fn turn_to(&mut self, day: Day) -> Result<(), DoorError> {
        let Plan {
            through,
            oc,
            faults,
            ..
        } = &self.plan;
        match &self.open {
            None => {
                self.open = Some(Open::on(
                    day,
                    *through,
                    *oc,
                    faults.clone(),
                    Comes::Courier,
                )?)
            }
            Some(open) if open.office.today() < day => {
                open.office.turn_to(day)?;
            }
            Some(_) => {}
        }
        Ok(())
    }

    /// Puts a file on the shelf, for the target.
    pub(super) fn put(&mut self, file: &Parcel<'_>) -> Result<FileName, DoorError> {
        let name = self.shelve(file, Some(self.put))?;
        self.put += 1;
        Ok(name)
    }

    /// Puts a file on the shelf that is fetched in the target's stead.
    pub(super) fn put_in_stead(&mut self, file: &Parcel<'_>) -> Result<(), DoorError> {
        self.shelve(file, None)?;
        self.put_in_stead += 1;
        Ok(())
    }

    fn shelve(&mut self, file: &Parcel<'_>, place: Option<usize>) -> Result<FileName, DoorError> {
        let name = self.name_of(file.name, self.put + self.put_in_stead)?;
        let open = self.open.as_ref().ok_or_else(not_open)?;
        let content = file.bytes.to_vec().into();
        open.office
            .deliver(self.plan.oc, name.clone(), file.reference, content)?;
        self.awaited.push(Awaited {
            place,
            name: name.clone(),
            reference: file.reference,
            sha256: Carried::sha256(file.bytes),
        });
        Ok(name)
    }

    /// The courier's round: what is new is fetched and acknowledged, in the order of the listing.
    pub(super) fn round(&mut self) -> Result<Vec<Come>, DoorError> {
        let mut come = Vec::new();
        if self.awaited.is_empty() {
            return Ok(come);
        }
        let open = self.open.as_mut().ok_or_else(not_open)?;
        let (awaited, taken) = (&mut self.awaited, &mut self.taken);
        let courier = &mut open.courier;
        let rounds = async {
            let mut nothing_new = 0;
            for _ in 0..LOOKS {
                courier.catch_up().await;
                let (listed, before) = (courier.list().await?, come.len());
                let is_done = fetch_new(courier, listed, awaited, taken, &mut come).await?;
                let is_idle = is_done && come.len() == before;
                nothing_new = if is_idle { nothing_new + 1 } else { 0 };
                // Where a listing may have been cut, two in a row that hold nothing new are believed.
                let is_sure = courier.is_sure_of_a_listing() || nothing_new == 2;
                if awaited.is_empty() || (is_done && is_sure) {
                    break;
                }
            }
            courier.catch_up().await;
            Ok::<(), DoorError>(())
        };
        let ended = open.runtime.block_on(self.patience.with(rounds));
        ended.map_err(DoorError::ended("fetching the files of a day"))??;
        count(&open.office, &mut self.counted, &mut self.befell);
        let today = open.office.today();
        let places = come.iter().filter_map(|file| file.place);
        let arrived = places.map(|place| Arrival { place, day: today });
        self.arrivals.extend(arrived);
        Ok(come)
    }

    /// Pushes a file, and gives what came out behind the door.
    pub(super) fn push(&mut self, content: &[u8]) -> Result<Vec<u8>, DoorError> {
        let open = self.open.as_mut().ok_or_else(not_open)?;
        self.pushed += 1;
        let name: FileName = format!("{:04}.408.noe", self.pushed).parse()?;
        let (courier, inbox) = (&mut open.courier, &mut open.inbox);
        let pushed = async {
            courier.push(&name, content).await?;
            Ok::<_, DoorError>(inbox.next().await)
        };
        let ended = open.runtime.block_on(self.patience.with(pushed));
        count(&open.office, &mut self.counted, &mut self.befell);
        let push = ended.map_err(DoorError::ended("pushing a file"))??;
        let whole = push.content.whole();
        Ok(whole
            .map_err(DoorError::io("read what was pushed"))?
            .to_vec())
    }

    /// Closes the door and tells what came when. Each file that was fetched must have been acknowledged: the office knows.
    /// Where talking with the target broke off, nothing more is asked of the door.
    pub(crate) fn finish(self, ended_well: bool) -> Travelled {
        let (door, left) = (self.door(), self.awaited.len());
        let ended = match self.open {
            Some(open) if ended_well => {
                acknowledged(&open, self.plan.oc, left, &self.patience).and_then(|()| open.close())
            }
            _ => Ok(()),
        };
        Travelled {
            arrivals: self.arrivals,
            befell: self.befell,
            failed: ended.err().map(|why| why.at(door)),
        }
    }

    /// A name that every door takes: the file's own where it can be, and another where a file had it.
    fn name_of(&self, name: &str, place: usize) -> Result<FileName, DoorError> {
        let last = name.rsplit('/').next().unwrap_or(name);
        let plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
        let kept = last.chars().map(|c| if plain(c) { c } else { '-' });
        let kept: String = kept.take(FileName::MAX - 16).collect();
        let has = |name: &FileName| {
            self.taken.contains(name) || self.awaited.iter().any(|file| file.name == *name)
        };
        match kept.parse() {
            Ok(name) if !has(&name) => Ok(name),
            _ => Ok(format!("{place:06}-{}", kept.trim_matches('.').replace("..", ".")).parse()?),
        }
    }
}

/// Takes what is new in a listing; whether nothing that is listed is left to be had.
async fn fetch_new(
    courier: &mut Courier,
    listed: Vec<Listed>,
    awaited: &mut Vec<Awaited>,
    taken: &mut BTreeSet<FileName>,
    come: &mut Vec<Come>,
) -> Result<bool, DoorError> {
    let mut is_done = true;
    let mut seen = BTreeSet::new();
    for file in listed {
        // The name makes the file, however often it is listed.
        if file.acknowledged || !seen.insert(file.name.clone()) {
            continue;
        }
        if taken.contains(&file.name) {
            // Over folders the door may not have seen yet that it is gone; elsewhere it is offered again.
            courier.acknowledge(&file.name).await?;
            continue;
        }
        let Some(at) = awaited.iter().position(|one| one.name == file.name) else {
            continue;
        };
        let sha256 = awaited.get(at).map_or("", |one| &one.sha256);
        let Some(bytes) = courier.fetch(&file, sha256).await? else {
            is_done = false;
            continue;
        };
        courier.acknowledge(&file.name).await?;
        let Awaited {
            place,
            name,
            reference,
            ..
        } = awaited.remove(at);
        taken.insert(name.clone());
        come.push(Come {
            place,
            name,
            reference,
            bytes,
        });
    }
    Ok(is_done)
}

/// Counts what befell requests since that record, and gives what was acknowledged, in order.
fn count(office: &Office, counted: &mut u64, befell: &mut BTreeMap<String, u64>) -> Vec<FileName> {
    let mut acknowledged = Vec::new();
    for record in office.records_after(*counted) {
        *counted = record.seq;
        match record.act {
            Act::Faulted { fault, .. } => *befell.entry(fault).or_insert(0) += 1,
            Act::Acknowledged { name } => acknowledged.push(name),
            _ => {}
        }
    }
    acknowledged
}

/// Whether a folder holds a file that is to be taken. One without a byte is not whole yet, as far as can be told.
fn has_whole(folder: &Path) -> Result<bool, DoorError> {
    let failed = || DoorError::io(format!("read {}", folder.display()));
    for entry in std::fs::read_dir(folder).map_err(failed())? {
        let entry = entry.map_err(failed())?;
        let name = entry.file_name();
        let name = name.to_str();
        let is_unfinished = name.is_none_or(simulator::door::is_temporary);
        let is_file = entry
            .metadata()
            .is_ok_and(|told| told.is_file() && told.len() > 0);
        if is_file && !is_unfinished {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Waits until the office notes what was acknowledged: all but what was not fetched.
fn acknowledged(
    open: &Open,
    oc: OcNumber,
    left: usize,
    patience: &Patience,
) -> Result<(), DoorError> {
    let unacknowledged = || {
        let boards = open.office.shelved();
        let mine = boards.iter().find(|(owner, ..)| *owner == oc);
        mine.map_or(0, |(_, _, left)| *left)
    };
    let noted = async {
        while unacknowledged() > left {
            Patience::pause(LOOK).await;
        }
    };
    let ended = open.runtime.block_on(patience.with(noted));
    ended.map_err(DoorError::ended("noting what was acknowledged"))
}

fn not_open() -> DoorError {
    DoorError::Io {
        what: "use the door before the first day".to_owned(),
        source: std::io::ErrorKind::NotConnected.into(),
    }
}
