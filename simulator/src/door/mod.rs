//! Where OCs come in.

mod body;
pub(crate) mod counter;
mod folder;
mod host;
mod http;
pub(crate) mod listen;
mod mischief;
mod miss;
mod pages;
pub(crate) mod paid;
mod range;
mod refusal;
mod reply;
mod route;
mod service;
mod setup;
#[cfg(feature = "sftp")]
mod sftp;
#[cfg(feature = "tls")]
mod tls;
mod tokens;
mod wire;

pub use counter::is_temporary;
pub use folder::{FolderDoor, FolderLimits, Looks};
pub use host::HttpHost;
pub use http::HttpDoor;
pub use setup::{HttpSetup, Limits};
#[cfg(feature = "sftp")]
pub use sftp::{HostKey, SftpDoor, SftpLimits, SftpUsers};
#[cfg(feature = "tls")]
pub use tls::{Clients, Tls};
pub use tokens::Tokens;
pub(crate) use tokens::same;
pub use wire::Stream;
