//! The folders of an OC, and the few things that are done with files in them.

use std::ffi::OsString;
use std::fs::{self, DirEntry, File};
use std::io;
use std::path::{Path, PathBuf};

use domain::OcNumber;

use crate::SimulatorError;

/// The folders of an OC.
#[derive(Debug, Clone)]
pub(crate) struct Tree {
    /// What it can fetch.
    pub(crate) out: PathBuf,
    /// What it pushes.
    pub(crate) inn: PathBuf,
    /// What was received.
    pub(crate) taken: PathBuf,
    /// What was not, each file with a `.txt` that says why.
    pub(crate) refused: PathBuf,
    /// What the door has in hand: out of the OC's reach, and there again after a crash.
    pub(crate) hand: PathBuf,
    /// What the door put in `out`.
    pub(crate) ledger: PathBuf,
}

impl Tree {
    /// Makes the folders that are not there yet.
    pub(crate) fn make(dir: &Path, oc: OcNumber) -> Result<Self, SimulatorError> {
        let home = dir.join(oc.to_string());
        let inn = home.join("in");
        let tree = Self {
            out: home.join("out"),
            taken: inn.join("taken"),
            refused: inn.join("refused"),
            hand: inn.join(".hand"),
            ledger: home.join(".placed"),
            inn,
        };
        for folder in [
            dir,
            &home,
            &tree.out,
            &tree.inn,
            &tree.taken,
            &tree.refused,
            &tree.hand,
        ] {
            make(folder)?;
        }
        Ok(tree)
    }
}

/// Makes a folder, or finds one: a link to one could lead to another OC's.
fn make(path: &Path) -> Result<(), SimulatorError> {
    let result = match fs::create_dir(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => fs::symlink_metadata(path)
            .and_then(|found| {
                let is_folder = found.is_dir();
                is_folder
                    .then_some(())
                    .ok_or(io::ErrorKind::NotADirectory.into())
            }),
        other => other,
    };
    result.map_err(failed("make a folder of", path))
}

pub(crate) fn failed(
    doing: &'static str,
    path: &Path,
) -> impl FnOnce(io::Error) -> SimulatorError + use<> {
    let path = path.to_owned();
    move |source| SimulatorError::Folder {
        doing,
        path,
        source,
    }
}

/// What lies in a folder.
pub(crate) fn entries(folder: &Path) -> Result<Vec<DirEntry>, SimulatorError> {
    fs::read_dir(folder)
        .and_then(Iterator::collect)
        .map_err(failed("read", folder))
}

/// Makes sure of what was renamed into a folder.
pub(crate) fn sync(folder: &Path) -> Result<(), SimulatorError> {
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(failed("write", folder))
}

/// Moves a file into a folder under its name; where that is taken, with `.2`, `.3`… behind it. Gives the name.
pub(crate) fn move_in(
    from: &Path,
    folder: &Path,
    name: &OsString,
) -> Result<OsString, SimulatorError> {
    let mut free = name.clone();
    let mut number = 1_u32;
    while fs::symlink_metadata(folder.join(&free)).is_ok() {
        number += 1;
        free = name.clone();
        free.push(format!(".{number}"));
    }
    fs::rename(from, folder.join(&free)).map_err(failed("move", from))?;
    Ok(free)
}
