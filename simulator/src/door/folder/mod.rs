//! The office as folders on a disk.

mod door;
mod inbound;
mod outbound;
mod signals;
mod tree;

pub use door::{FolderDoor, FolderLimits};
