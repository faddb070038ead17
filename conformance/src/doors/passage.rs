use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use domain::{Day, OcNumber};
use protocol::Carried;
use simulator::faults::FaultSpec;
use simulator::{Act, FileName, Office};

use crate::arrival::{Arrival, Travelled};
use crate::doors::DoorError;
use crate::doors::courier::{Courier, Listed};
use crate::doors::open::Open;
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
    /// Files put on the shelf so far, and pushed.
    put: usize,
    pushed: u32,
    arrivals: Vec<Arrival>,
    /// How often each fault befell a request, up to that record of the journal.
    befell: BTreeMap<String, u64>,
    counted: u64,
}

struct Awaited {
    place: usize,
    name: FileName,
    reference: u16,
    sha256: String,
}

/// A file that came through the door.
pub(super) struct Come {
    /// The how-manieth of those put on the shelf it is, from 0.
    pub(super) place: usize,
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

    /// Files on the shelf that did not come yet.
    pub(super) const fn outstanding(&self) -> usize {
        self.awaited.len()
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
            None => self.open = Some(Open::on(day, *through, *oc, faults.clone())?),
            Some(open) if open.office.today() < day => {
                open.office.turn_to(day)?;
            }
            Some(_) => {}
        }
        Ok(())
    }

    /// Puts a file on the shelf.
    pub(super) fn put(&mut self, file: &Parcel<'_>) -> Result<(), DoorError> {
        let place = self.put;
        let name = self.name_of(file.name, place)?;
        let open = self.open.as_ref().ok_or_else(not_open)?;
        let content = file.bytes.to_vec().into();
        open.office
            .deliver(self.plan.oc, name.clone(), file.reference, content)?;
        self.awaited.push(Awaited {
            place,
            name,
            reference: file.reference,
            sha256: Carried::sha256(file.bytes),
        });
        self.put += 1;
        Ok(())
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
            for _ in 0..LOOKS {
                let listed = listing(courier, awaited).await?;
                if fetch_new(courier, listed, awaited, taken, &mut come).await? {
                    break;
                }
            }
            Ok::<(), DoorError>(())
        };
        let ended = open.runtime.block_on(self.patience.with(rounds));
        ended.map_err(DoorError::ended("fetching the files of a day"))??;
        count(&open.office, &mut self.counted, &mut self.befell);
        let today = open.office.today();
        for file in &come {
            self.arrivals.push(Arrival {
                place: file.place,
                day: today,
            });
        }
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

/// What the door lists. A door that is behind is looked at until all that was put on the shelf is there: what shows is in
/// order only once it is whole.
async fn listing(courier: &mut Courier, awaited: &[Awaited]) -> Result<Vec<Listed>, DoorError> {
    loop {
        let listed = courier.list().await?;
        let shows = |file: &Awaited| listed.iter().any(|one| one.name == file.name);
        if !courier.is_behind() || awaited.iter().all(shows) {
            return Ok(listed);
        }
        Patience::pause(LOOK).await;
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

/// Counts what befell requests since that record.
fn count(office: &Office, counted: &mut u64, befell: &mut BTreeMap<String, u64>) {
    for record in office.records_after(*counted) {
        *counted = record.seq;
        if let Act::Faulted { fault, .. } = record.act {
            *befell.entry(fault).or_insert(0) += 1;
        }
    }
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
