use std::fs;
use std::path::{Path, PathBuf};

use super::{Door, Offered};

/// Two folders on a disk: `out` and `in`.
pub(super) struct Folder {
    out: PathBuf,
    inn: PathBuf,
}

impl Folder {
    pub(super) fn at(path: &str) -> Self {
        let home = Path::new(path);
        Self {
            out: home.join("out"),
            inn: home.join("in"),
        }
    }
}

impl Door for Folder {
    fn list(&mut self) -> Result<Vec<Offered>, String> {
        let failed = |error| format!("failed to read {}: {error}", self.out.display());
        let mut files = Vec::new();
        for entry in fs::read_dir(&self.out).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let told = entry.metadata().map_err(failed)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            // What begins with a dot is not there yet; a folder is where others put what they have acknowledged.
            if told.is_file() && !name.starts_with('.') {
                let time = told.modified().map_err(failed)?;
                files.push((time, name, told.len()));
            }
        }
        // The order of their time is that of their delivery.
        files.sort();
        let offered = files.into_iter().map(|(_, name, bytes)| Offered {
            name,
            bytes,
            reference: None,
        });
        Ok(offered.collect())
    }

    fn fetch(&mut self, file: &Offered) -> Result<Option<Vec<u8>>, String> {
        let path = self.out.join(&file.name);
        let bytes = fs::read(&path)
            .map_err(|error| format!("failed to read {}: {error}", path.display()))?;
        Ok((bytes.len() as u64 == file.bytes).then_some(bytes))
    }

    fn acknowledge(&mut self, name: &str) -> Result<(), String> {
        let path = self.out.join(name);
        fs::remove_file(&path)
            .map_err(|error| format!("failed to remove {}: {error}", path.display()))
    }

    fn push(&mut self, name: &str, bytes: &[u8]) -> Result<(), String> {
        // Under a name that waits, then renamed: nobody takes a part of it for the whole.
        let (unfinished, path) = (self.inn.join(format!("{name}.part")), self.inn.join(name));
        fs::write(&unfinished, bytes)
            .and_then(|()| fs::rename(&unfinished, &path))
            .map_err(|error| format!("failed to write {}: {error}", path.display()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_listed_by_time_and_what_is_put_in_is_whole() {
        let home = std::env::temp_dir().join(format!("mutuelle-folder-{}", std::process::id()));
        let (out, inn) = (home.join("out"), home.join("in"));
        fs::create_dir_all(out.join("ack")).unwrap();
        fs::create_dir_all(&inn).unwrap();
        for (name, seconds) in [("b", 1), ("a", 2), (".c.part", 0)] {
            let file = fs::File::create(out.join(name)).unwrap();
            let time = std::time::UNIX_EPOCH + std::time::Duration::from_secs(seconds);
            file.set_modified(time).unwrap();
        }
        let mut door = Folder::at(home.to_str().unwrap());
        let listed = door.list().unwrap();
        let names: Vec<&str> = listed.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(names, ["b", "a"]);
        assert_eq!(door.fetch(&listed[0]).unwrap(), Some(Vec::new()));
        let grown = Offered {
            bytes: 1,
            ..listed[0].clone()
        };
        assert_eq!(door.fetch(&grown).unwrap(), None);
        door.acknowledge("b").unwrap();
        assert!(door.acknowledge("b").is_err());
        door.push("1.408", b"000").unwrap();
        assert_eq!(fs::read(inn.join("1.408")).unwrap(), b"000");
        assert_eq!(fs::read_dir(&inn).unwrap().count(), 1);
        fs::remove_dir_all(&home).unwrap();
    }
}
