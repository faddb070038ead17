//! Exit codes, decided in one place.

use std::io;
use std::path::Path;
use std::process::ExitCode;

use anstyle::{AnsiColor, Style};
use conformance::report::Conclusion;
use conformance::runner::{Finished, RunError};
use noemie::profile::ProfileError;

pub(crate) const RED: Style = AnsiColor::Red.on_default().bold();
pub(crate) const GREEN: Style = AnsiColor::Green.on_default().bold();
pub(crate) const BOLD: Style = Style::new().bold();
pub(crate) const DIM: Style = Style::new().dimmed();

/// How the program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// 0: at least one verdict and none bad.
    Fine,
    /// 1: a nonconformity, or error findings.
    Nonconform,
    /// 2: usage, a bad file of the user, or nothing selected.
    Usage,
    /// 3: the target could not be driven, all was skipped, or unknown verdicts and no nonconformity.
    Undriven,
    /// 4: environment: I/O, disk, closed pipe.
    Environment,
    /// 5: interrupted, the report is marked incomplete.
    Interrupted,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Fine => 0,
            Exit::Nonconform => 1,
            Exit::Usage => 2,
            Exit::Undriven => 3,
            Exit::Environment => 4,
            Exit::Interrupted => 5,
        })
    }
}

impl Exit {
    /// How a run ends. `strict`: tolerated verdicts fail too.
    pub(crate) fn of_run(finished: &Finished, strict: bool) -> Self {
        if finished.interrupted {
            return Self::Interrupted;
        }
        let counts = finished.summary.counts();
        let tolerated = counts.of(conformance::stream::Status::Tolerated);
        match finished.summary.conclusion() {
            Conclusion::Nonconform => Self::Nonconform,
            _ if finished.undrivable.is_some() => Self::Undriven,
            Conclusion::Conform if strict && tolerated > 0 => Self::Nonconform,
            Conclusion::Conform => Self::Fine,
            Conclusion::Inconclusive | Conclusion::Incomplete => Self::Undriven,
        }
    }
}

/// Why a command could not do its work.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The user's doing.
    #[error("{0}")]
    Usage(String, Option<String>),
    /// A run that cannot be made.
    #[error(transparent)]
    Run(#[from] RunError),
    /// The system's doing.
    #[error("{what}: {source}")]
    Environment {
        /// What was being done.
        what: String,
        /// What the system says.
        source: io::Error,
    },
}

impl Failure {
    pub(crate) fn usage(text: impl Into<String>) -> Self {
        Self::Usage(text.into(), None)
    }

    /// A layout file of the user's that is none.
    pub(crate) fn layout(error: &ProfileError) -> Self {
        let hint = "docs/layouts.md says how a layout file is written; schemas/overlay.schema.json is its shape";
        Self::Usage(error.to_string(), Some(hint.to_owned()))
    }

    pub(crate) fn io(what: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        let what = what.into();
        move |source| Self::Environment { what, source }
    }

    /// A file that the user named and that cannot be read: theirs to mend where it is not there.
    pub(crate) fn reading(what: &str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let what = format!("failed to read the {what} {}", path.display());
        move |source| match source.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::IsADirectory | io::ErrorKind::InvalidData => {
                Self::usage(format!("{what}: {source}"))
            }
            _ => Self::Environment { what, source },
        }
    }

    /// Whether whoever read the output went away, as `head` does: there is nobody to tell, and nothing to mend.
    pub(crate) fn is_closed_pipe(&self) -> bool {
        matches!(self, Self::Environment { source, .. } if source.kind() == io::ErrorKind::BrokenPipe)
    }

    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Usage(..) => Exit::Usage,
            Self::Environment { .. } | Self::Run(RunError::Report(_)) => Exit::Environment,
            Self::Run(_) => Exit::Usage,
        }
    }

    pub(crate) fn hint(&self) -> Option<&str> {
        match self {
            Self::Usage(_, hint) => hint.as_deref(),
            Self::Environment { .. } | Self::Run(RunError::Report(_)) => {
                Some("check the path, its permissions and the free space")
            }
            Self::Run(_) => None,
        }
    }
}
