//! The way files take to the target: in the messages, or through a door.

use domain::OcNumber;
use generators::WorldSpec;
use noemie::profile::Profile;

use super::Runner;
use crate::arrival::Travelled;
use crate::case::CaseFile;
#[cfg(feature = "doors")]
use crate::doors::{Fed, Own, Passage, Plan};
use crate::scenario::Scenario;
use crate::target::{Courier, Launch, Target, TargetError, TargetSpec, Through};

/// Why a scenario cannot be played through a door.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ThroughError {
    /// The door is not in this build.
    #[error("this build has no door `{}`: build étalon with the feature `{feature}`", .through.word())]
    NotBuilt {
        /// The door.
        through: Through,
        /// The feature of the binary that has it.
        feature: &'static str,
    },
    /// A target that fetches itself, and no door to fetch at.
    #[error(
        "the target file: `courier: target` needs a door the target fetches at: say `through: http`, `sftp` or `folder`"
    )]
    NoDoorToFetchAt,
    /// A command that fetches itself.
    #[error(
        "the target file: a batch command takes its files from a folder: `courier: target` is for targets that say what they fetched"
    )]
    NoCourier,
    /// Bad days, and no door they could happen at.
    #[error(
        "{id}: `faults` happen at a door: say `through: http`, `sftp` or `folder` in the target file, or --through http"
    )]
    NoDoor {
        /// Scenario.
        id: String,
    },
    /// Bad days, none of which can happen at that door.
    #[error(
        "{id}: none of its `faults` happens at the door `{}`: play it through {doors}",
        .through.word()
    )]
    Nowhere {
        /// Scenario.
        id: String,
        /// The door.
        through: Through,
        /// Those where some happen.
        doors: String,
    },
    /// A fault that no door of a run can make.
    #[error("{id}: no door of a run makes the fault `{fault}`: it is one of `etalon serve`")]
    Fault {
        /// Scenario.
        id: String,
        /// Name in the catalogue.
        fault: &'static str,
    },
}

/// Whether a scenario can be played that way.
pub(super) fn possible(scenario: &Scenario, through: Option<Through>) -> Result<(), ThroughError> {
    if let Some(through) = through {
        let (built, feature) = match through {
            Through::Http | Through::Folder => (cfg!(feature = "doors"), "http"),
            Through::Sftp => (cfg!(feature = "sftp"), "sftp"),
        };
        if !built {
            return Err(ThroughError::NotBuilt { through, feature });
        }
    }
    #[cfg(feature = "doors")]
    if let Some(faults) = &scenario.faults {
        use simulator::faults::Action;

        let id = || scenario.id.clone();
        let Some(through) = through else {
            return Err(ThroughError::NoDoor { id: id() });
        };
        let elsewhere = |action: &&Action| {
            matches!(
                action,
                Action::ClockJump { .. }
                    | Action::ExpiredCertificate
                    | Action::Damage(_)
                    | Action::Adversity(_)
            )
        };
        let mut actions = faults.rules.iter().map(|rule| &rule.action);
        if let Some(action) = actions.find(elsewhere) {
            let fault = action.id();
            return Err(ThroughError::Fault { id: id(), fault });
        }
        let happen = |through: &Through| {
            let mut rules = faults.rules.iter();
            rules.any(|rule| rule.happens_at(door(*through)))
        };
        if !faults.rules.is_empty() && !happen(&through) {
            let doors = Through::ALL.into_iter().filter(happen);
            let doors: Vec<&str> = doors.map(Through::word).collect();
            return Err(ThroughError::Nowhere {
                id: id(),
                through,
                doors: doors.join(" or "),
            });
        }
    }
    #[cfg(not(feature = "doors"))]
    let _ = scenario;
    Ok(())
}

/// Whether a target can be driven that way.
pub(super) const fn reachable(target: &TargetSpec) -> Result<(), ThroughError> {
    match (target.courier, target.through) {
        (Courier::Target, _) if matches!(target.launch, Launch::Batch(_)) => {
            Err(ThroughError::NoCourier)
        }
        (Courier::Target, None) => Err(ThroughError::NoDoorToFetchAt),
        _ => Ok(()),
    }
}

/// The door as faults name it.
#[cfg(feature = "doors")]
const fn door(through: Through) -> simulator::faults::Door {
    use simulator::faults::Door;

    match through {
        Through::Http => Door::Http,
        Through::Folder => Door::Folder,
        Through::Sftp => Door::Sftp,
    }
}

/// The OC that files are for: the receiver of the first one that can be read, and that of a world where none can.
pub(super) fn owner(files: &[CaseFile], profile: &Profile) -> OcNumber {
    let receiver = |file: &CaseFile| {
        let header = noemie::envelope::peek(&file.bytes, &[profile])?;
        header.receiver.as_oc()
    };
    let found = files.iter().find_map(receiver);
    found.unwrap_or_else(|| WorldSpec::demo().oc)
}

/// The way of the files of one scenario and lot.
pub(super) enum Way {
    /// They stand in the messages.
    Messages,
    /// They pass through a door, where étalon's courier fetches them.
    #[cfg(feature = "doors")]
    Door(Box<Passage>),
    /// They lie at a door, where the target fetches them.
    #[cfg(feature = "doors")]
    Fetched(Box<Passage>),
}

impl Way {
    /// Talks with a target that stands at the end of the way.
    pub(super) fn talk<T>(
        &mut self,
        target: &mut dyn Target,
        talk: impl FnOnce(&mut dyn Target) -> Result<T, TargetError>,
    ) -> Result<T, TargetError> {
        match self {
            Self::Messages => talk(target),
            #[cfg(feature = "doors")]
            Self::Door(passage) => talk(&mut Fed::new(target, passage)),
            #[cfg(feature = "doors")]
            Self::Fetched(passage) => talk(&mut Own::new(target, passage)),
        }
    }

    /// Closes the way. Where talking broke off, nothing more is asked of the door.
    pub(super) fn finish(self, ended_well: bool) -> Travelled {
        match self {
            Self::Messages => {
                let _ = ended_well;
                Travelled::default()
            }
            #[cfg(feature = "doors")]
            Self::Door(passage) | Self::Fetched(passage) => passage.finish(ended_well),
        }
    }
}

impl Runner<'_> {
    /// The way of the files of the next scenario and lot, onto the shelf of that OC.
    pub(super) fn way(&self, oc: OcNumber) -> Way {
        #[cfg(feature = "doors")]
        if let Some(through) = self.job.target.through {
            let plan = Plan {
                through,
                oc,
                faults: self.faults.clone(),
                stop: std::sync::Arc::clone(self.stop),
                limits: self.job.target.limits,
            };
            let passage = Box::new(Passage::new(plan));
            return match self.job.target.courier {
                Courier::Etalon => Way::Door(passage),
                Courier::Target => Way::Fetched(passage),
            };
        }
        #[cfg(not(feature = "doors"))]
        let _ = oc;
        Way::Messages
    }
}
