use protocol::Carried;
use simulator::FileName;

use crate::doors::DoorError;
use crate::doors::folder::FolderCourier;
use crate::doors::http::HttpCourier;
#[cfg(feature = "sftp")]
use crate::doors::sftp::SftpCourier;

/// An ordinary client of a door. It reacts to bad days as the catalogue of faults says is right: it resumes, waits as
/// long as it is told to, believes no file but a whole one, and does nothing twice.
pub(super) enum Courier {
    Http(HttpCourier),
    Folder(FolderCourier),
    #[cfg(feature = "sftp")]
    Sftp(Box<SftpCourier>),
}

/// A file as a door lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Listed {
    pub(super) name: FileName,
    /// Bytes, where the door tells them.
    pub(super) bytes: Option<u64>,
    pub(super) acknowledged: bool,
}

impl Courier {
    /// What there is, in the order the door tells it.
    pub(super) async fn list(&mut self) -> Result<Vec<Listed>, DoorError> {
        match self {
            Self::Http(courier) => courier.list().await,
            Self::Folder(courier) => courier.list(),
            #[cfg(feature = "sftp")]
            Self::Sftp(courier) => courier.list().await,
        }
    }

    /// A file with that digest; none where what came is not the whole file, which is too early and no failure.
    pub(super) async fn fetch(
        &mut self,
        file: &Listed,
        sha256: &str,
    ) -> Result<Option<Vec<u8>>, DoorError> {
        let came = match self {
            Self::Http(courier) => courier.fetch(file).await?,
            Self::Folder(courier) => courier.fetch(file)?,
            #[cfg(feature = "sftp")]
            Self::Sftp(courier) => courier.fetch(file).await?,
        };
        let is_as_listed =
            |came: &Vec<u8>| file.bytes.is_none_or(|bytes| came.len() as u64 == bytes);
        Ok(came.filter(|came| is_as_listed(came) && Carried::sha256(came) == sha256))
    }

    /// Says that the OC has a file.
    pub(super) async fn acknowledge(&mut self, name: &FileName) -> Result<(), DoorError> {
        match self {
            Self::Http(courier) => courier.acknowledge(name).await,
            Self::Folder(courier) => courier.acknowledge(name),
            #[cfg(feature = "sftp")]
            Self::Sftp(courier) => courier.acknowledge(name).await,
        }
    }

    /// Hands a file in.
    pub(super) async fn push(&mut self, name: &FileName, content: &[u8]) -> Result<(), DoorError> {
        match self {
            Self::Http(courier) => courier.push(name, content).await,
            Self::Folder(courier) => courier.push(name, content),
            #[cfg(feature = "sftp")]
            Self::Sftp(courier) => courier.push(name, content).await,
        }
    }

    /// Waits until what the door shows is what its office says, where it is a moment behind.
    pub(super) async fn catch_up(&mut self) {
        if let Self::Folder(courier) = self {
            courier.catch_up().await;
        }
    }

    /// Whether a whole listing can be told from one that was cut: over SFTP both end alike.
    pub(super) const fn is_sure_of_a_listing(&self) -> bool {
        match self {
            Self::Http(_) | Self::Folder(_) => true,
            #[cfg(feature = "sftp")]
            Self::Sftp(_) => false,
        }
    }
}
