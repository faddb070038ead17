use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use domain::OcNumber;
use simulator::FileName;
use simulator::door::Looks;

use crate::doors::DoorError;
use crate::doors::courier::Listed;

/// A program that reads and writes the folders of one OC.
pub(super) struct FolderCourier {
    out: PathBuf,
    inn: PathBuf,
    looks: Looks,
}

impl FolderCourier {
    pub(super) fn new(folders: &Path, oc: OcNumber, looks: Looks) -> Self {
        let home = folders.join(oc.to_string());
        Self {
            out: home.join("out"),
            inn: home.join("in"),
            looks,
        }
    }

    /// Waits until the folders are as the office says, and the office knows what was removed from them: so that what a day
    /// shows, and the day of a removal, do not depend on who is faster.
    pub(super) async fn catch_up(&mut self) {
        self.looks.next().await;
    }

    /// In the order of their time, which is the one of their delivery.
    pub(super) fn list(&self) -> Result<Vec<Listed>, DoorError> {
        let failed = || DoorError::io(format!("read {}", self.out.display()));
        let mut files = Vec::new();
        for entry in fs::read_dir(&self.out).map_err(failed())? {
            let entry = entry.map_err(failed())?;
            let said = entry.file_name();
            // What begins with a dot is the door's own: no name of a file does.
            let Some(Ok(name)) = said.to_str().map(str::parse::<FileName>) else {
                continue;
            };
            let Some(told) = there(entry.metadata()).map_err(failed())? else {
                continue;
            };
            if told.is_file() {
                let time = told.modified().map_err(failed())?;
                files.push((time, name, told.len()));
            }
        }
        files.sort();
        let listed = |(_, name, bytes)| Listed {
            name,
            bytes: Some(bytes),
            acknowledged: false,
        };
        Ok(files.into_iter().map(listed).collect())
    }

    /// None where the door took it back.
    pub(super) fn fetch(&self, file: &Listed) -> Result<Option<Vec<u8>>, DoorError> {
        let path = self.out.join(file.name.as_str());
        there(fs::read(&path)).map_err(DoorError::io(format!("read {}", path.display())))
    }

    /// That it is there no more is as good as its removal.
    pub(super) fn acknowledge(&self, name: &FileName) -> Result<(), DoorError> {
        let path = self.out.join(name.as_str());
        there(fs::remove_file(&path))
            .map(drop)
            .map_err(DoorError::io(format!("remove {}", path.display())))
    }

    /// Under a name that waits, then renamed: nobody takes a part of it for the whole.
    pub(super) fn push(&self, name: &FileName, content: &[u8]) -> Result<(), DoorError> {
        let unfinished = self.inn.join(format!("{name}.part"));
        let path = self.inn.join(name.as_str());
        fs::write(&unfinished, content)
            .and_then(|()| fs::rename(&unfinished, &path))
            .map_err(DoorError::io(format!("write {}", path.display())))
    }
}

/// What was asked of a file, where it is still there.
fn there<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        other => other.map(Some),
    }
}
