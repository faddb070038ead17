//! A real SSH server that knows SFTP and nothing else.

mod attributes;
mod befall;
mod door;
mod host_key;
mod incoming;
mod limits;
mod miss;
mod packets;
mod place;
mod ssh;
mod status;
mod uploads;
mod users;
mod visit;

pub use door::SftpDoor;
pub use host_key::HostKey;
pub use limits::SftpLimits;
pub use users::SftpUsers;
