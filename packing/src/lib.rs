//! For build scripts: the YAML that is shipped, packed as JSON, which is read many times faster. The YAML
//! stays the one source: what is packed lies in the folder of the build, and `domain::Shipped` reads it into the
//! types that `domain::load` reads the YAML into.
//!
//! What a plain scalar is, only its type knows: `01` is a number or a code. JSON has to say, so a plain scalar is a
//! number where it is written as JSON writes one, and a text otherwise. A text of digits is therefore quoted in what
//! is shipped; a test of each room holds that both ways give the same values.

mod json;

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs, io};

pub use json::{JsonError, json};

/// Why something is not packed.
#[derive(Debug)]
#[non_exhaustive]
pub enum PackError {
    /// It is no build script of Cargo's: the variable is not set.
    NoBuild(&'static str),
    /// A file or folder is not read or written.
    Io(PathBuf, io::Error),
    /// A file does not read as YAML, or holds what JSON cannot.
    Yaml(PathBuf, JsonError),
}

impl fmt::Display for PackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoBuild(variable) => write!(f, "{variable} is not set"),
            Self::Io(path, error) => write!(f, "{}: {error}", path.display()),
            Self::Yaml(path, error) => write!(f, "{}:{error}", path.display()),
        }
    }
}

impl std::error::Error for PackError {}

/// The whole of a build script: packs every YAML file of those folders, named from the root of the repository, and of
/// the folders in them. `oracle/law/pmss.yaml` becomes `oracle/law/pmss.json` in `OUT_DIR`, where `domain::shipped!`
/// finds it.
#[must_use]
pub fn folders(paths: &[&str]) -> ExitCode {
    let packed = paths.iter().try_for_each(|path| {
        println!("cargo::rerun-if-changed=../{path}");
        let room = variable("CARGO_MANIFEST_DIR")?;
        let root = room.parent().unwrap_or(&room);
        folder(&root.join(path), &variable("OUT_DIR")?.join(path))
    });
    match packed {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("failed to pack {error}");
            ExitCode::FAILURE
        }
    }
}

fn variable(name: &'static str) -> Result<PathBuf, PackError> {
    let value = env::var_os(name).ok_or(PackError::NoBuild(name))?;
    Ok(PathBuf::from(value))
}

/// Packs the YAML files of a folder, and of the folders in it, into another.
///
/// # Errors
/// Where a file is not read, is no YAML that JSON can hold, or its place cannot be written.
pub fn folder(from: &Path, to: &Path) -> Result<(), PackError> {
    fs::create_dir_all(to).map_err(at(to))?;
    for entry in fs::read_dir(from).map_err(at(from))? {
        let path = entry.map_err(at(from))?.path();
        let name = path.file_name().unwrap_or_default();
        if path.is_dir() {
            folder(&path, &to.join(name))?;
        } else if path
            .extension()
            .is_some_and(|extension| extension == "yaml")
        {
            let text = fs::read_to_string(&path).map_err(at(&path))?;
            let packed = json(&text).map_err(|error| PackError::Yaml(path.clone(), error))?;
            let place = to.join(name).with_extension("json");
            fs::write(&place, packed).map_err(at(&place))?;
        }
    }
    Ok(())
}

fn at(path: &Path) -> impl Fn(io::Error) -> PackError {
    let path = path.to_owned();
    move |error| PackError::Io(path.clone(), error)
}
