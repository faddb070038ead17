//! An office that is lived again from its journal: the same acts, which are in the journal already.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use domain::{Day, OcNumber};
use generators::Unheeded;
use noemie::Profiles;
use protocol::Carried;

use std::collections::VecDeque;

use super::{Inbox, Office, Push};
use crate::HistoryError;
use crate::faults::FaultSpec;
use crate::record::{Act, Record};
use crate::shelf::ShelvedFile;
use crate::spool::Spool;
use crate::{Content, FileName, Journal};

/// Lives an office again, record by record.
pub(crate) struct Again {
    office: Office,
    inbox: Inbox,
    /// What files are laid out by: a fault may break some.
    profiles: Profiles,
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
    /// A file for an OC, of that reference.
    File(OcNumber, FileName, u16, Bytes),
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
            Self::Unheeded(one) => format!("`{}` of {}", one.life, one.day),
        }
    }
}

impl Again {
    /// `faults` are those it was founded with; `spool` is the one of the journal that is lived again.
    pub(crate) fn on(
        day: Day,
        faults: Option<&FaultSpec>,
        profiles: Profiles,
        spool: Spool,
    ) -> Self {
        let (office, inbox) = Office::open(day, Journal::in_memory(0));
        office.hold(faults.cloned().unwrap_or_default());
        Self {
            office,
            inbox,
            profiles,
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
                let Some(Due::File(to, lived, reference, bytes)) = self.due.pop_front() else {
                    return Err(differs(format!("nothing is delivered where {name} was")).into());
                };
                let faults = self.office.room.bad_days.faults();
                let file = (&lived, reference);
                let (bytes, _) = faults.on_delivery(to, record.day, file, bytes, &self.profiles);
                if (to, &lived) != (oc, name) || Carried::sha256(&bytes) != *sha256 {
                    return Err(differs(format!(
                        "{lived} for OC {to}, not the {name} for OC {oc} of then"
                    ))
                    .into());
                }
                let file = ShelvedFile {
                    name: lived,
                    day: record.day,
                    reference,
                    content: bytes.into(),
                    acknowledged: false,
                };
                desk.shelf.put(oc, file).map_err(HistoryError::from)?;
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
