//! How members, contracts and products come to a target: pushed in messages, or loaded beforehand.

use std::collections::VecDeque;

use protocol::{Reply, RequestBody};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Parcel, Target, TargetError};

/// How members, contracts and products come to a target.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Supply {
    /// In the messages `products` and `portfolio`.
    #[default]
    Pushed,
    /// Loaded beforehand, from what `etalon portfolio export` wrote: neither message is sent. `reset` names the scenario and
    /// lot whose people are asked about, and means: forget files, décomptes, counters and debts, keep members and contracts.
    Preloaded,
}

impl Supply {
    pub(super) const fn is_pushed(&self) -> bool {
        matches!(self, Self::Pushed)
    }

    /// Whether it is loaded beforehand.
    #[must_use]
    pub const fn is_preloaded(self) -> bool {
        matches!(self, Self::Preloaded)
    }
}

/// By which days a target lives.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Clock {
    /// Those of the message `clock`.
    #[default]
    Virtual,
    /// Those of the wall: the days of a story are moved so that it ends today, where nothing else changes by that.
    Wall,
}

impl Clock {
    pub(super) const fn is_virtual(&self) -> bool {
        matches!(self, Self::Virtual)
    }
}

/// A target that was loaded beforehand: what it would be sent of products and members is answered in its stead.
pub(crate) struct Preloaded<'t> {
    inner: &'t mut dyn Target,
    /// The scenario whose people a replay is about: the name it was loaded under.
    loaded_as: Option<&'t str>,
    /// Numbers of requests answered here, from the last one down: no target counts as far.
    spared: u64,
    answered: VecDeque<u64>,
}

impl<'t> Preloaded<'t> {
    pub(crate) fn new(inner: &'t mut dyn Target, loaded_as: Option<&'t str>) -> Self {
        Self {
            inner,
            loaded_as,
            spared: u64::MAX,
            answered: VecDeque::new(),
        }
    }
}

impl Target for Preloaded<'_> {
    fn send(&mut self, body: RequestBody) -> Result<u64, TargetError> {
        match (body, self.loaded_as) {
            (RequestBody::Products { .. } | RequestBody::Portfolio { .. }, _) => {
                let id = self.spared;
                self.spared -= 1;
                self.answered.push_back(id);
                Ok(id)
            }
            (RequestBody::Reset { lot, door, .. }, Some(name)) => {
                let scenario = name.to_owned();
                self.inner.send(RequestBody::Reset {
                    scenario,
                    lot,
                    door,
                })
            }
            (body, _) => self.inner.send(body),
        }
    }

    fn deliver(&mut self, file: &Parcel<'_>) -> Result<u64, TargetError> {
        self.inner.deliver(file)
    }

    fn send_in_stead(&mut self, bytes: Vec<u8>) -> Result<Vec<u8>, TargetError> {
        self.inner.send_in_stead(bytes)
    }

    fn receive_in_stead(&mut self, file: &Parcel<'_>) -> Result<(), TargetError> {
        self.inner.receive_in_stead(file)
    }

    fn outstanding(&self) -> usize {
        self.inner.outstanding()
    }

    fn receive(&mut self) -> Result<Reply, TargetError> {
        match self.answered.pop_front() {
            Some(re) => Ok(Reply::Done { re }),
            None => self.inner.receive(),
        }
    }

    fn last_words(&mut self) -> Vec<String> {
        self.inner.last_words()
    }
}
