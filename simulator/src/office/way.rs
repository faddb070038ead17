//! What is on its way to a shelf: what faults make of a file, and what comes days later.

use std::collections::BTreeMap;

use bytes::Bytes;
use domain::{Day, OcNumber};
use protocol::Carried;

use super::{Desk, Due, Office};
use crate::faults::{Coming, Faults, Fired, Terms, on_delivery};
use crate::record::Act;
use crate::{FileName, SimulatorError};

/// A file that nothing befalls any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Landing {
    pub(super) oc: OcNumber,
    pub(super) name: FileName,
    pub(super) reference: u16,
    pub(super) bytes: Bytes,
    /// The later day that it is put off until; none where it comes as it stands here.
    pub(super) until: Option<Day>,
}

/// What becomes of a file that a caisse sends.
pub(super) struct Sent {
    /// What befell it, each with the SHA-256 it had before.
    befell: Vec<(Fired, String)>,
    /// What lands, today or later.
    pub(super) lands: Vec<Landing>,
}

/// Files that come later, by day, in the order they set out.
#[derive(Debug, Default)]
pub(super) struct Way {
    late: BTreeMap<Day, Vec<Landing>>,
}

impl Way {
    /// What has come by that day.
    pub(super) fn arrives(&mut self, day: Day) -> impl Iterator<Item = Due> + use<> {
        let later = self.late.split_off(&day.plus(1));
        let here = std::mem::replace(&mut self.late, later);
        let here = here.into_values().flatten();
        here.map(|one| Due::Lands(Landing { until: None, ..one }))
    }

    fn has(&self, oc: OcNumber, name: &FileName) -> bool {
        let mut all = self.late.values().flatten();
        all.any(|late| late.oc == oc && late.name == *name)
    }
}

impl Office {
    /// What was put off until that day.
    pub(crate) fn arrives(&self, day: Day) -> Vec<Due> {
        self.desk().way.arrives(day).collect()
    }

    /// Takes what a night brings. Of a file that a caisse sends comes what faults leave of it: that is what is journaled.
    ///
    /// # Errors
    /// As [`Office::deliver`].
    pub(crate) fn take(&self, due: Due, terms: &Terms) -> Result<(), SimulatorError> {
        let mut desk = self.desk();
        match due {
            Due::File(oc, name, reference, bytes) => {
                let faults = self.room.bad_days.faults();
                let file = (name.clone(), reference);
                let sent = desk.comes(&faults, oc, file, bytes, terms)?;
                let ask = on_delivery(oc, desk.today, &name, reference);
                let befell: Vec<&Fired> = sent.befell.iter().map(|(one, _)| one).collect();
                self.room.bad_days.delivered(&ask, &befell);
                for (one, sound) in sent.befell {
                    // In one go with the delivery: which faults held is told by the order of the journal.
                    let act = Act::Faulted {
                        rule: one.rule.to_string(),
                        fault: one.action.id().to_owned(),
                        name: Some(name.clone()),
                        which: one.action.which(),
                        sound: Some(sound),
                        until: None,
                    };
                    desk.note(Some(oc), act)?;
                }
                for landing in sent.lands {
                    desk.land(landing)?;
                }
            }
            Due::Lands(landing) => desk.land(landing)?,
            Due::Unreadable(oc, name, why) => {
                drop(desk);
                self.unreadable(oc, &name, &why);
                // Nobody waits for it: it is on the disk with what comes next.
                let _ = self.note(Some(oc), Act::Unreadable { name, why })?;
                return Ok(());
            }
            Due::Unheeded(one) => {
                drop(desk);
                let (life, of, why) = (one.life.to_owned(), one.day, one.why.to_string());
                let _ = self.note(None, Act::Unheeded { life, of, why })?;
                return Ok(());
            }
        }
        self.tell(desk);
        Ok(())
    }
}

impl Desk {
    /// What becomes of a file that a caisse sends.
    ///
    /// # Errors
    /// None in practice: names are made of those that caisses give.
    pub(super) fn comes(
        &self,
        faults: &Faults,
        oc: OcNumber,
        (name, reference): (FileName, u16),
        bytes: Bytes,
        terms: &Terms,
    ) -> Result<Sent, SimulatorError> {
        let comes = faults.on_delivery(oc, self.today, (&name, reference), bytes, terms);
        let mut lands: Vec<Landing> = Vec::with_capacity(comes.files.len());
        for coming in comes.files {
            let Coming { day, bytes, .. } = coming;
            let name = if coming.is_own {
                name.clone()
            } else {
                let beside = |other: &FileName| lands.iter().any(|one| one.name == *other);
                self.free_name(oc, &coming.name, beside)?
            };
            lands.push(Landing {
                oc,
                name,
                reference,
                bytes,
                until: (day > self.today).then_some(day),
            });
        }
        Ok(Sent {
            befell: comes.fired,
            lands,
        })
    }

    /// Puts a file down, or lets it come later.
    pub(super) fn land(&mut self, landing: Landing) -> Result<(), SimulatorError> {
        let sha256 = Carried::sha256(&landing.bytes);
        let Some(until) = landing.until else {
            let Landing {
                oc,
                name,
                reference,
                bytes,
                ..
            } = landing;
            return self.put_down(oc, (name, sha256), reference, bytes.into());
        };
        let act = Act::PutOff {
            name: landing.name.clone(),
            reference: landing.reference,
            bytes: landing.bytes.len() as u64,
            sha256,
            until,
        };
        self.note(Some(landing.oc), act)?;
        self.put_off(until, landing);
        Ok(())
    }

    /// Lets a file come later, as the journal says already.
    pub(super) fn put_off(&mut self, until: Day, landing: Landing) {
        self.way.late.entry(until).or_default().push(landing);
    }

    /// A name that no caisse gives, made of one that it would: with `bis` in it, and a number where that one is taken.
    fn free_name(
        &self,
        oc: OcNumber,
        like: &str,
        beside: impl Fn(&FileName) -> bool,
    ) -> Result<FileName, SimulatorError> {
        let stem = like.strip_suffix(".noe").unwrap_or(like);
        let mut name: FileName = format!("{stem}.bis.noe").parse()?;
        let mut number = 2_u32;
        while beside(&name)
            || self.down.contains_key(&(oc, name.clone()))
            || self.shelf.file(oc, &name).is_some()
            || self.way.has(oc, &name)
        {
            name = format!("{stem}.bis-{number}.noe").parse()?;
            number += 1;
        }
        Ok(name)
    }
}
