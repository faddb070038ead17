//! Lives that somebody tells a running Assurance Maladie of, beside those of its world.

use caisse::{LifeSpec, Notified};
use domain::Day;

use crate::Assurance;
use crate::account::Told;

/// What comes of a life.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lived {
    /// The night on which the OCs are told.
    pub night: Day,
    /// What they are told, by OC and reason (929, noemie-format §6.3); none where a life is no OC's business.
    pub told: Vec<Notified>,
}

impl Assurance {
    /// Tells the caisses of a life: they learn of it today, and tell the OCs with their next working night. It is a record
    /// of the journal ([`Act::Lived`](crate::Act::Lived)), and is done again where that is lived again.
    pub fn live(&self, life: LifeSpec) -> Told<Lived> {
        self.noted(move |country, day| country.live(life, day))
    }
}
