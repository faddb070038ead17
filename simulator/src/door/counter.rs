//! What several doors do in one way: what is not whole yet, and contents that may wait for a disk.

use std::collections::BTreeSet;

use domain::{DecompteNumber, OcNumber};

use crate::{Content, FileName, Office, Paid, Received, SimulatorError};

/// Endings of names under which a client writes what is not whole yet. Such a file waits for its rename.
const TEMPORARY: [&str; 4] = [".part", ".tmp", ".filepart", ".partial"];

/// Whether a file of that name waits for its rename, in whatever case the ending is written.
#[must_use]
pub fn is_temporary(name: &str) -> bool {
    let name = name.as_bytes();
    TEMPORARY.iter().any(|ending| {
        name.len()
            .checked_sub(ending.len())
            .and_then(|from| name.get(from..))
            .is_some_and(|end| end.eq_ignore_ascii_case(ending.as_bytes()))
    })
}

/// Takes a file from an OC; answers once the journal holds it.
pub(crate) async fn receive(
    office: &Office,
    oc: OcNumber,
    name: FileName,
    content: Content,
) -> Result<Received, SimulatorError> {
    let promise = if content.in_memory().is_some() {
        office.receive(oc, name, content)?
    } else {
        // It waits for a disk: the others do not.
        let office = office.clone();
        let received = tokio::task::spawn_blocking(move || office.receive(oc, name, content));
        received.await.map_err(std::io::Error::other)??
    };
    promise.sure().await
}

/// Notes that an OC paid a file, or décomptes of it; answers once the journal holds it.
pub(crate) async fn paid(
    office: &Office,
    oc: OcNumber,
    name: FileName,
    decomptes: Option<BTreeSet<DecompteNumber>>,
) -> Result<Paid, SimulatorError> {
    let promise = if decomptes.is_none() {
        office.paid(oc, &name, None)?
    } else {
        // The file is read: it may take a while.
        let office = office.clone();
        let noted = tokio::task::spawn_blocking(move || office.paid(oc, &name, decomptes));
        noted.await.map_err(std::io::Error::other)??
    };
    promise.sure().await
}

/// The bytes of a file from `from` on, `count` at most and no more than a piece; none past its end.
///
/// # Errors
/// Where they cannot be had.
#[cfg(feature = "sftp")]
pub(crate) async fn part(
    content: &Content,
    from: u64,
    count: u32,
) -> std::io::Result<Option<Vec<u8>>> {
    if from >= content.len() {
        return Ok(None);
    }
    let range = from..from.saturating_add(count.into());
    if content.in_memory().is_some() {
        return Ok(Some(content.piece(range)?.into()));
    }
    // It may wait for a disk: the other visitors do not.
    let content = content.clone();
    let read = tokio::task::spawn_blocking(move || content.piece(range));
    Ok(Some(read.await.map_err(std::io::Error::other)??.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_wait_are_told_by_their_ending() {
        for name in ["a.part", "a.408.TMP", "a.filepart", "a.Partial", ".part"] {
            assert!(is_temporary(name), "{name}");
        }
        for name in ["a.408", "part", "a.part.408", "tmp", "a.parts", ""] {
            assert!(!is_temporary(name), "{name}");
        }
    }
}
