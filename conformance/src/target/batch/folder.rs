//! The folder a command works in: new with each scenario and lot, gone with it.
//!
//! ```text
//! portfolio/members.csv  members.json  products.json
//! days/2024-11-04/in/0001_FILE      the files of the day, in order
//! days/2024-11-04/out/              where answers are read
//! ```

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use domain::Day;
use tempfile::TempDir;

/// The folder of a scenario and lot.
pub(super) struct Work {
    folder: TempDir,
    /// The folder of the next run, where a file for it came.
    today: Option<PathBuf>,
    files: u32,
}

impl Work {
    pub(super) fn create() -> io::Result<Self> {
        let folder = tempfile::Builder::new().prefix("etalon-").tempdir()?;
        let work = Self {
            folder,
            today: None,
            files: 0,
        };
        fs::create_dir(work.portfolio())?;
        Ok(work)
    }

    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(super) fn portfolio(&self) -> PathBuf {
        self.path().join("portfolio")
    }

    /// The folder of the next run.
    fn today(&mut self, day: Day) -> io::Result<PathBuf> {
        if let Some(today) = &self.today {
            return Ok(today.clone());
        }
        let days = self.path().join("days");
        let mut folder = days.join(day.to_string());
        for again in 2.. {
            if !folder.exists() {
                break;
            }
            folder = days.join(format!("{day}-{again}"));
        }
        fs::create_dir_all(folder.join("in"))?;
        fs::create_dir_all(folder.join("out"))?;
        self.today = Some(folder.clone());
        Ok(folder)
    }

    /// Lays a file down for the next run, and gives the name it has there.
    pub(super) fn lay(&mut self, day: Day, name: &str, bytes: &[u8]) -> io::Result<String> {
        self.files += 1;
        // A name of a scenario's may be a path: only its end is one here.
        let own = name.rsplit(['/', '\\']).next().unwrap_or(name);
        let name = format!("{:04}_{own}", self.files);
        let folder = self.today(day)?.join("in");
        fs::write(folder.join(&name), bytes)?;
        Ok(name)
    }

    /// The folders in which the next run finds its files and leaves its answers: the run after it has others.
    pub(super) fn take_today(&mut self, day: Day) -> io::Result<(PathBuf, PathBuf)> {
        let folder = self.today(day)?;
        self.today = None;
        Ok((folder.join("in"), folder.join("out")))
    }
}

/// A file of answers: its name and its bytes, or why it cannot be read.
pub(super) type Found = (String, Result<Vec<u8>, String>);

/// The files of a folder whose names are like that, in the order of their names.
pub(super) fn exports(folder: &Path, like: &str, most_mib: usize) -> io::Result<Vec<Found>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_file() && is_like(&name, like) {
            names.push((name, entry.path()));
        }
    }
    names.sort();
    let each = names.into_iter();
    Ok(each
        .map(|(name, path)| (name, bytes(&path, most_mib)))
        .collect())
}

fn bytes(path: &Path, most_mib: usize) -> Result<Vec<u8>, String> {
    let most = (most_mib as u64).saturating_mul(1024 * 1024);
    let mut bytes = Vec::new();
    let read = fs::File::open(path).and_then(|file| file.take(most + 1).read_to_end(&mut bytes));
    match read {
        Err(error) => Err(format!("it cannot be opened: {error}")),
        Ok(length) if length as u64 > most => Err(format!(
            "it is larger than {most_mib} MiB (`limits: unread-mib` of the target file)"
        )),
        Ok(_) => Ok(bytes),
    }
}

/// Whether a name is like a pattern in which `*` is any text.
fn is_like(name: &str, pattern: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = name.strip_prefix(first) else {
        return false;
    };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        match rest.split_once(part) {
            Some((_, after)) => rest = after,
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_is_any_text() {
        for (name, pattern) in [
            ("paiements-20241104.csv", "paiements-*.csv"),
            ("a.csv", "*"),
            ("a.csv", "a.csv"),
            ("a-b-c.csv", "a*b*.csv"),
        ] {
            assert!(is_like(name, pattern), "{name} {pattern}");
        }
        for (name, pattern) in [
            ("paiements.txt", "paiements*.csv"),
            ("a.csv.bak", "a.csv"),
            ("a.csv", "b*"),
            (".csv", "a*.csv"),
        ] {
            assert!(!is_like(name, pattern), "{name} {pattern}");
        }
    }

    #[test]
    fn each_run_has_folders_of_its_own() {
        let day = Day::new(2024, 11, 4).unwrap();
        let mut work = Work::create().unwrap();
        assert_eq!(work.lay(day, "a/b.noe", b"x").unwrap(), "0001_b.noe");
        assert_eq!(work.lay(day, "c.noe", b"y").unwrap(), "0002_c.noe");
        let (first, answers) = work.take_today(day).unwrap();
        assert_eq!(fs::read(first.join("0002_c.noe")).unwrap(), b"y");
        let (second, _) = work.take_today(day).unwrap();
        assert_ne!(first, second);
        fs::write(answers.join("b.csv"), b"2").unwrap();
        fs::write(answers.join("a.csv"), b"1").unwrap();
        let found = exports(&answers, "*.csv", 1).unwrap();
        let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["a.csv", "b.csv"]);
    }
}
