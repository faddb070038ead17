//! Transport (rules §2.2, §4).
//!
//! Its tariffs hang on vehicle and distance: the base stands on the line. No participation; a franchise a
//! transport, with a cap a day, unless it is urgent; no parcours.

use domain::ActCode;

use super::{Base, Case, Domain, Local, code};
use crate::amo::withheld::Bears;
use crate::amo::{AmoError, base};
use crate::law::ParamId;
use crate::trace::Trace;

/// By what a person is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Means {
    /// An approved ambulance.
    Ambulance,
    /// A light medical vehicle.
    Vsl,
    /// A taxi.
    Taxi,
    /// The patient's own car.
    Car,
}

/// A transport.
#[derive(Clone, Copy)]
pub(super) struct Transport {
    pub(super) means: Means,
    /// Called by the SAMU.
    pub(super) urgent: bool,
}

impl Domain for Transport {
    fn act(self) -> ActCode {
        const CODES: [ActCode; 4] = [code("ABA"), code("VSL"), code("TXI"), code("VP")];
        CODES[self.means as usize]
    }

    fn specialty(self) -> u8 {
        match self.means {
            Means::Ambulance | Means::Vsl => 55,
            Means::Taxi => 56,
            // Nobody executes it.
            Means::Car => 0,
        }
    }

    fn base<T: Trace>(self, case: &Case<'_>, _: &mut T) -> Result<Base, AmoError> {
        Err(base::stands_on_the_line(case))
    }

    fn rate(self) -> ParamId {
        if self.urgent {
            ParamId::TauxTransportUrgent
        } else {
            ParamId::TauxTransport
        }
    }

    fn local(self) -> Local {
        if self.urgent {
            Local::Unchanged
        } else {
            Local::Row("transport")
        }
    }

    fn franchise(self) -> Option<Bears> {
        (!self.urgent).then_some(Bears::Transport)
    }
}
