//! The mutuelle's own side of a door of the Assurance Maladie: it lists, fetches, acknowledges and hands in.

use protocol::DoorAddress;

mod folder;
#[cfg(feature = "http")]
mod http;

/// A door, as a client sees it. What goes wrong is told in words.
pub(crate) trait Door {
    /// What there is that was not acknowledged, in the order of its delivery.
    fn list(&mut self) -> Result<Vec<Offered>, String>;

    /// A file; none where it is not as long as the listing says: it is not whole yet.
    fn fetch(&mut self, file: &Offered) -> Result<Option<Vec<u8>>, String>;

    /// Says that the mutuelle has a file.
    fn acknowledge(&mut self, name: &str) -> Result<(), String>;

    /// Hands a file in.
    fn push(&mut self, name: &str, bytes: &[u8]) -> Result<(), String>;
}

/// A file that lies at the door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Offered {
    pub(crate) name: String,
    pub(crate) bytes: u64,
    /// What it is announced as, where the door says so.
    pub(crate) reference: Option<u16>,
}

/// The client for a door at that address.
pub(crate) fn client(address: &DoorAddress) -> Result<Box<dyn Door>, String> {
    match address {
        DoorAddress::Folder { path } => Ok(Box::new(folder::Folder::at(path))),
        #[cfg(feature = "http")]
        DoorAddress::Http { url, token } => Ok(Box::new(http::Http::at(url, token))),
        _ => {
            Err("this mutuelle fetches in folders and, where it is built so, over HTTP".to_owned())
        }
    }
}
