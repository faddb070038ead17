use std::fs;
use std::path::{Path, PathBuf};

use domain::OcNumber;
use simulator::FileName;

use crate::doors::DoorError;
use crate::doors::courier::Listed;

/// A program that reads and writes the folders of one OC.
pub(super) struct FolderCourier {
    out: PathBuf,
    inn: PathBuf,
}

impl FolderCourier {
    pub(super) fn new(folders: &Path, oc: OcNumber) -> Self {
        let home = folders.join(oc.to_string());
        Self {
            out: home.join("out"),
            inn: home.join("in"),
        }
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
            let told = entry.metadata().map_err(failed())?;
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

    pub(super) fn fetch(&self, file: &Listed) -> Result<Vec<u8>, DoorError> {
        let path = self.out.join(file.name.as_str());
        fs::read(&path).map_err(DoorError::io(format!("read {}", path.display())))
    }

    pub(super) fn acknowledge(&self, name: &FileName) -> Result<(), DoorError> {
        let path = self.out.join(name.as_str());
        fs::remove_file(&path).map_err(DoorError::io(format!("remove {}", path.display())))
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
