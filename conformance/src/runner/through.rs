//! The way files take to the target: in the messages, or through a door.

use domain::OcNumber;
use generators::WorldSpec;
use noemie::profile::Profile;

use super::Runner;
use crate::arrival::Travelled;
use crate::case::CaseFile;
#[cfg(feature = "doors")]
use crate::doors::{Fed, Passage, Plan};
use crate::scenario::Scenario;
use crate::target::{Target, TargetError, Through};

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
    /// Bad days, and no door they could happen at.
    #[error(
        "{id}: `faults` happen at the door http: say `through: http` in the target file, or --through http"
    )]
    NoDoor {
        /// Scenario.
        id: String,
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
        // The other doors make none.
        if through != Some(Through::Http) {
            return Err(ThroughError::NoDoor { id: id() });
        }
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
    }
    #[cfg(not(feature = "doors"))]
    let _ = scenario;
    Ok(())
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
    /// They pass through a door.
    #[cfg(feature = "doors")]
    Door(Box<Passage>),
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
            Self::Door(passage) => passage.finish(ended_well),
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
            return Way::Door(Box::new(Passage::new(plan)));
        }
        #[cfg(not(feature = "doors"))]
        let _ = oc;
        Way::Messages
    }
}
