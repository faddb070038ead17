//! Where OCs come in.

mod body;
mod counter;
mod folder;
mod http;
mod range;
mod refusal;
mod route;
mod service;
#[cfg(feature = "sftp")]
mod sftp;
mod tokens;

pub use folder::{FolderDoor, FolderLimits};
pub use http::{HttpDoor, Limits};
#[cfg(feature = "sftp")]
pub use sftp::{HostKey, SftpDoor, SftpLimits, SftpUsers};
pub use tokens::Tokens;
pub(crate) use tokens::same;
