//! What befalls a file between the caisse and the shelf.

use bytes::Bytes;
use domain::{Day, OcNumber};
use generators::WorldSpec;
use noemie::Profiles;
use protocol::Carried;

use super::action::Action;
use super::decide::{Ask, AskedFile, Faults, Fired};
use super::spec::{Door, Route};
use crate::FileName;

/// What files are made by: layouts, and the world whose calendar they keep.
#[derive(Debug, Clone)]
pub(crate) struct Terms {
    pub(crate) profiles: Profiles,
    pub(crate) world: WorldSpec,
}

/// What comes of a file.
#[derive(Debug)]
pub(crate) struct Comes {
    /// What befell it, each with the SHA-256 that it had before.
    pub(crate) fired: Vec<(Fired, String)>,
    /// What reaches the shelf, today's first. There is always something, if only later.
    pub(crate) files: Vec<Coming>,
}

/// A file on its way to the shelf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Coming {
    /// The day it comes.
    pub(crate) day: Day,
    /// The name it would have where none other had it.
    pub(crate) name: String,
    /// Whether it comes in the place of the file, under its name.
    pub(crate) is_own: bool,
    pub(crate) bytes: Bytes,
}

impl Faults {
    /// What comes of a file that a caisse sends an OC. The same file on the same day comes the same.
    pub(crate) fn on_delivery(
        &self,
        oc: OcNumber,
        today: Day,
        (name, reference): (&FileName, u16),
        bytes: Bytes,
        terms: &Terms,
    ) -> Comes {
        let ask = on_delivery(oc, today, name, reference);
        let own = Coming {
            day: today,
            name: name.as_str().to_owned(),
            is_own: true,
            bytes,
        };
        let mut road = Road {
            terms,
            today,
            own: Some(own),
            others: Vec::new(),
        };
        let mut fired = self.decide(&ask);
        let mut befell = Vec::new();
        for one in fired.drain(..) {
            let before = road.own.as_ref().map(|own| own.bytes.clone());
            if let Some(before) = before
                && road.befalls(&one)
            {
                befell.push((one, Carried::sha256(&before)));
            }
        }
        Comes {
            fired: befell,
            files: road.own.into_iter().chain(road.others).collect(),
        }
    }
}

/// The question that a file asks of rules as it is delivered: before any door, so a rule of this kind names none.
pub(crate) fn on_delivery(oc: OcNumber, today: Day, name: &FileName, reference: u16) -> Ask<'_> {
    Ask {
        door: Door::Http,
        route: Route::Deliver,
        oc: Some(oc),
        today,
        nth: 1,
        file: Some(AskedFile {
            name,
            reference: Some(reference),
            delivered: Some(today),
        }),
    }
}

/// A file that rules befall one after the other, and what comes beside it.
struct Road<'t> {
    terms: &'t Terms,
    today: Day,
    /// What comes today under the file's own name; none from when it is put off.
    own: Option<Coming>,
    others: Vec<Coming>,
}

impl Road<'_> {
    /// Lets it happen; gives whether anything did.
    fn befalls(&mut self, fired: &Fired) -> bool {
        let Some(own) = self.own.as_mut() else {
            return false;
        };
        match fired.action {
            Action::Damage(broken) => {
                let profiles = &self.terms.profiles;
                let Some(after) = broken.apply(profiles, &own.bytes, fired.drawn) else {
                    return false;
                };
                let sound = std::mem::replace(&mut own.bytes, after);
                if let Some(then) = fired.then {
                    let calendar = &self.terms.world.calendar;
                    let days = i32::from(then.sound_file_after_days);
                    self.others.push(Coming {
                        day: calendar.working_day(self.today.plus(days)),
                        name: own.name.clone(),
                        is_own: false,
                        bytes: sound,
                    });
                }
                true
            }
            Action::Adversity(adverse) => {
                let terms = self.terms;
                let befallen =
                    adverse.befall(terms, self.today, &own.name, &own.bytes, fired.drawn);
                let Some(befallen) = befallen else {
                    return false;
                };
                let name = std::mem::take(&mut own.name);
                self.own = None;
                for one in befallen.comes {
                    let coming = Coming {
                        day: one.day,
                        is_own: one.name == name,
                        name: one.name,
                        bytes: one.bytes.into(),
                    };
                    if coming.is_own && coming.day == self.today && self.own.is_none() {
                        self.own = Some(coming);
                    } else {
                        self.others.push(coming);
                    }
                }
                true
            }
            _ => false,
        }
    }
}
