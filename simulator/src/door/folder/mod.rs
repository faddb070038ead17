//! The office as folders on a disk.

mod door;
mod inbound;
mod looks;
mod outbound;
mod signals;
mod tree;

pub use door::{FolderDoor, FolderLimits};
pub use looks::Looks;
