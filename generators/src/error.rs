use caisse::CaisseError;
use noemie::WriteError;

/// Why a flow cannot be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FlowError {
    /// The caisse stopped.
    #[error("the caisse stopped: {0}")]
    Caisse(#[from] CaisseError),
    /// A member cannot be declared.
    #[error("failed to declare the members: {0}")]
    Write(#[from] WriteError),
    /// The law has no price for an act on its day.
    #[error("failed to price care: {0}")]
    Law(#[from] oracle::amo::AmoError),
    /// A data file or a world cannot be used.
    #[error(transparent)]
    Load(#[from] domain::LoadError),
    /// Threads cannot be had.
    #[error("failed to start threads: {0}")]
    Threads(String),
    /// A thread ended before its lots were made.
    #[error("a thread that made lots stopped: this is a fault of étalon")]
    LostThread,
    /// A life of the world cannot be done.
    #[error("lives: {0}")]
    Life(#[from] crate::Unheeded),
    /// A world cannot be made.
    #[error("the world cannot be made: {0}")]
    Spec(#[from] crate::SpecError),
}
