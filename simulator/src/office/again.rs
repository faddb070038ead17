//! An office that is lived again from its journal: the same acts, which are in the journal already.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use domain::{Day, OcNumber};
use generators::Unheeded;
use protocol::Carried;

use std::collections::VecDeque;

use super::way::Landing;
use super::{Desk, Inbox, Office, Push};
use crate::HistoryError;
use crate::faults::{FaultSpec, Faults, Terms};
use crate::record::{Act, Record};
use crate::shelf::ShelvedFile;
use crate::spool::Spool;
use crate::{Content, FileName, Journal, SimulatorError};

/// Lives an office again, record by record.
pub(crate) struct Again {
    office: Office,
    inbox: Inbox,
    /// What files are made by: a fault may change some.
    terms: Terms,
    /// What the night gave, until the journal tells that it was delivered.
    due: VecDeque<Due>,
    /// A night began, and no day yet.
    is_night: bool,
    /// The day on which the last jump of the calendar landed, or was to.
    landed: Option<Day>,
    /// The calendar came to a day, and what it makes of it is not written yet.
    may_jump: bool,
    /// Where long pushes of then lie.
    spool: Spool,
}

/// Something that a night brings.
#[derive(Debug, Clone)]
pub(crate) enum Due {
    /// A file that a caisse sends an OC, of that reference.
    File(OcNumber, FileName, u16, Bytes),
    /// What comes of one.
    Lands(Landing),
    /// A push that nobody could read, and why.
    Unreadable(OcNumber, FileName, String),
    /// A life of the world that a caisse did not do.
    Unheeded(Unheeded),
}

impl Due {
    /// What it is about.
    fn what(&self) -> String {
        match self {
            Self::File(_, name, ..) | Self::Unreadable(_, name, _) => name.to_string(),
            Self::Lands(landing) => landing.name.to_string(),
            Self::Unheeded(one) => format!("`{}` of {}", one.life, one.day),
        }
    }
}

impl Again {
    /// `faults` are those it was founded with; `spool` is the one of the journal that is lived again.
    pub(crate) fn on(day: Day, faults: Option<&FaultSpec>, terms: Terms, spool: Spool) -> Self {
        let (office, inbox) = Office::open(day, Journal::in_memory(0));
        office.hold(faults.cloned().unwrap_or_default());
        Self {
            office,
            inbox,
            terms,
            due: VecDeque::new(),
            is_night: false,
            landed: None,
            may_jump: false,
            spool,
        }
    }

    /// Whether a night began after which no day did.
    pub(crate) fn is_night(&self) -> bool {
        self.is_night
    }

    /// The day on which the last jump of the calendar landed, or is to.
    pub(crate) fn landed(&self) -> Option<Day> {
        self.landed
    }

    /// Whether the calendar came to its day just before the journal stopped: a jump that was due then is not written.
    pub(crate) fn may_jump(&self) -> bool {
        self.may_jump
    }

    /// Lives a record. `night` is asked what the end of a day brings.
    ///
    /// # Errors
    /// Where what is lived differs from what the record says.
    pub(crate) fn live<E: From<HistoryError>>(
        &mut self,
        record: &Record,
        night: impl FnOnce(Day, Vec<Push>) -> Result<Vec<Due>, E>,
    ) -> Result<(), E> {
        let differs = |what: String| HistoryError::Differs {
            seq: record.seq,
            what,
        };
        let mut desk = self.office.desk();
        if record.day != desk.today {
            let what = format!("it is of {}, and the day is {}", record.day, desk.today);
            return Err(differs(what).into());
        }
        match (&record.act, record.oc) {
            (Act::Opened { .. } | Act::Reopened { .. } | Act::Restored { .. }, _) => {}
            (Act::Listed { .. } | Act::Fetched { .. }, _) => {}
            (
                Act::Faulted {
                    until: Some(day), ..
                },
                _,
            ) => {
                self.landed = self.landed.max(Some(*day));
                self.may_jump = false;
            }
            (Act::Dropped { .. } | Act::Faulted { .. }, _) => {}
            // These are of the caisses: the office knows nothing of them.
            (Act::Chosen { .. } | Act::Exchanges { .. }, _) => {}
            (Act::HandedIn { .. } | Act::AskedAgain { .. } | Act::Lived { .. }, _) => {}
            (Act::FaultsChanged { faults }, _) => {
                self.office.hold(faults.clone());
                self.may_jump = false;
            }
            (Act::Night, _) => {
                drop(desk);
                self.due.extend(self.office.arrives(record.day));
                let pushes = self.inbox.night().map_err(HistoryError::from)?;
                self.due.extend(night(record.day, pushes)?);
                self.is_night = true;
            }
            (Act::Turned { to }, _) => {
                if let Some(due) = self.due.front() {
                    return Err(differs(format!("{} did not come then", due.what())).into());
                }
                desk.turn_to(*to).map_err(HistoryError::from)?;
                self.is_night = false;
                // A day that was left out asks for no jump of its own.
                self.may_jump = self.landed.is_none_or(|landed| *to > landed);
            }
            (Act::Delivered { name, sha256, .. }, Some(oc)) => {
                let faults = self.office.room.bad_days.faults();
                let lands = next_landing(&mut self.due, &desk, &faults, &self.terms);
                let lands = lands.map_err(HistoryError::from)?;
                let lived = held(lands, None, (oc, name, sha256)).map_err(differs)?;
                let file = ShelvedFile {
                    name: lived.name,
                    day: record.day,
                    reference: lived.reference,
                    content: lived.bytes.into(),
                    acknowledged: false,
                };
                desk.shelf.put(oc, file).map_err(HistoryError::from)?;
            }
            (
                Act::PutOff {
                    name,
                    sha256,
                    until,
                    ..
                },
                Some(oc),
            ) => {
                let faults = self.office.room.bad_days.faults();
                let lands = next_landing(&mut self.due, &desk, &faults, &self.terms);
                let lands = lands.map_err(HistoryError::from)?;
                let lived = held(lands, Some(*until), (oc, name, sha256)).map_err(differs)?;
                desk.put_off(*until, lived);
            }
            (Act::Unreadable { name, .. }, Some(_)) => {
                if !matches!(self.due.pop_front(), Some(Due::Unreadable(_, lived, _)) if lived == *name)
                {
                    return Err(differs(format!("{name} could be read")).into());
                }
            }
            (Act::Unheeded { life, .. }, _) => {
                if !matches!(self.due.pop_front(), Some(Due::Unheeded(one)) if one.life == life) {
                    return Err(differs(format!("`{life}` could be done")).into());
                }
            }
            (
                Act::Paid {
                    name,
                    decomptes,
                    whole,
                },
                Some(oc),
            ) => {
                if desk.shelf.file(oc, name).is_none() {
                    return Err(differs(format!("OC {oc} has no file {name} to pay")).into());
                }
                desk.payments.note(oc, name, decomptes, *whole);
            }
            (Act::Acknowledged { name }, Some(oc)) => {
                if desk.shelf.acknowledge(oc, name).is_none() {
                    return Err(
                        differs(format!("OC {oc} has no file {name} to acknowledge")).into(),
                    );
                }
            }
            (Act::OfferedAgain { name }, Some(oc)) => {
                if desk.shelf.offer_again(oc, name).is_none() {
                    return Err(
                        differs(format!("OC {oc} has no file {name} to offer again")).into(),
                    );
                }
            }
            (
                Act::Received {
                    name,
                    sha256,
                    base64,
                    ..
                },
                Some(oc),
            ) => {
                let content = self.pushed(sha256, base64.as_deref());
                let content =
                    content.map_err(|why| differs(format!("the content of {name} {why}")))?;
                desk.pushed.insert((oc, name.clone()), sha256.clone());
                desk.take_in(oc, name.clone(), content);
            }
            (act, None) => {
                return Err(differs(format!("`{}` names no OC", act.word())).into());
            }
        }
        Ok(())
    }

    /// A content that was pushed; otherwise what is wrong with it.
    fn pushed(&self, sha256: &str, base64: Option<&str>) -> Result<Content, String> {
        let content: Content = match base64 {
            Some(text) => match STANDARD.decode(text) {
                Ok(bytes) => bytes.into(),
                Err(error) => return Err(format!("is no base64: {error}")),
            },
            None => self
                .spool
                .kept(sha256)
                .map_err(|error| match self.spool.path(sha256) {
                    Some(path) => format!(
                        "cannot be had from {}: {error}; the folder beside a journal goes with it",
                        path.display()
                    ),
                    None => "is not there in base64".to_owned(),
                })?,
        };
        match content.sha256() {
            Ok(found) if found == sha256 => Ok(content),
            Ok(_) => Err("has another SHA-256".to_owned()),
            Err(error) => Err(format!("could not be read: {error}")),
        }
    }

    /// The office as it is, and what the last night brought that was not delivered yet.
    pub(crate) fn lived(self) -> (Office, VecDeque<Due>) {
        (self.office, self.due)
    }
}

/// What lands next of what the night gave; none where nothing does.
fn next_landing(
    due: &mut VecDeque<Due>,
    desk: &Desk,
    faults: &Faults,
    terms: &Terms,
) -> Result<Option<Landing>, SimulatorError> {
    match due.pop_front() {
        Some(Due::File(oc, name, reference, bytes)) => {
            let sent = desk.comes(faults, oc, (name, reference), bytes, terms)?;
            let mut lands = sent.lands.into_iter();
            let first = lands.next();
            for landing in lands.rev() {
                due.push_front(Due::Lands(landing));
            }
            Ok(first)
        }
        Some(Due::Lands(landing)) => Ok(Some(landing)),
        Some(Due::Unreadable(..) | Due::Unheeded(_)) | None => Ok(None),
    }
}

/// What lands, where it is what the journal says: for whom, the name and the SHA-256.
fn held(
    lands: Option<Landing>,
    until: Option<Day>,
    (oc, name, sha256): (OcNumber, &FileName, &str),
) -> Result<Landing, String> {
    let Some(lived) = lands else {
        return Err(format!("nothing is delivered where {name} was"));
    };
    let is_same = lived.oc == oc && lived.name == *name && lived.until == until;
    if !is_same || Carried::sha256(&lived.bytes) != sha256 {
        let Landing {
            oc: to, name: now, ..
        } = lived;
        return Err(format!(
            "{now} for OC {to}, not the {name} for OC {oc} of then"
        ));
    }
    Ok(lived)
}
