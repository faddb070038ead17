use std::fs::{self, File};
use std::io::{self, Write as _};
use std::os::fd::AsFd as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use indicatif::HumanBytes;
use serde::Serialize;

use crate::args::GenerateArgs;
use crate::exit::Failure;

/// Something to write under a name of its own.
pub(super) struct Piece {
    /// The lot whose own folder it stands in, where it does.
    pub(super) lot: Option<u32>,
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

impl Piece {
    fn path(&self, folder: &Path) -> PathBuf {
        match self.lot {
            Some(lot) => folder.join(format!("lot-{lot:04}")).join(&self.name),
            None => folder.join(&self.name),
        }
    }
}

/// Where everything goes.
pub(super) struct Output {
    flows: Flows,
    answers: Option<PathBuf>,
    files: u64,
    bytes: u64,
}

enum Flows {
    /// Without the buffer that ends at each line: a file leaves at once and whole.
    Stdout(File),
    Folder(PathBuf),
}

impl Output {
    pub(super) fn open(args: &GenerateArgs) -> Result<Self, Failure> {
        let flows = match args.out.as_deref() {
            Some(out) if out.as_os_str() == "-" => {
                if args.format.is_one_file_a_lot() {
                    return Err(Failure::Usage(
                        "--format parquet does not go to standard output: it is a file a lot"
                            .to_owned(),
                        Some("--out DIR names a folder".to_owned()),
                    ));
                }
                let stdout = io::stdout().as_fd().try_clone_to_owned();
                Flows::Stdout(stdout.map_err(Failure::io(FAILED))?.into())
            }
            out => Flows::Folder(out.map(Path::to_path_buf).unwrap_or_default()),
        };
        Ok(Self {
            flows,
            answers: args.answers.clone(),
            files: 0,
            bytes: 0,
        })
    }

    pub(super) fn write(&mut self, piece: &Piece) -> Result<(), Failure> {
        match &mut self.flows {
            Flows::Stdout(stdout) => stdout
                .write_all(&piece.bytes)
                .map_err(|error| Failure::io(FAILED)(error))?,
            Flows::Folder(folder) => whole_file(&piece.path(folder), &piece.bytes)?,
        }
        self.files += 1;
        self.bytes += piece.bytes.len() as u64;
        Ok(())
    }

    pub(super) fn write_answers(&self, piece: &Piece) -> Result<(), Failure> {
        match &self.answers {
            Some(folder) => whole_file(&piece.path(folder), &piece.bytes),
            None => Ok(()),
        }
    }

    /// Bytes a second so far, for the progress bar.
    pub(super) fn rate(&self, elapsed: Duration) -> String {
        let milliseconds = elapsed.as_millis().max(1);
        let rate = u128::from(self.bytes) * 1_000 / milliseconds;
        let rate = u64::try_from(rate).unwrap_or(u64::MAX);
        format!("· {}/s", HumanBytes(rate))
    }

    /// How many files, and bytes of them, were written; everything has left this program.
    pub(super) fn finish(self) -> Result<(u64, u64), Failure> {
        if let Flows::Stdout(mut stdout) = self.flows {
            stdout.flush().map_err(Failure::io(FAILED))?;
        }
        Ok((self.files, self.bytes))
    }
}

const FAILED: &str = "failed to write";

/// Adds a value and an end of line.
pub(super) fn json_line(bytes: &mut Vec<u8>, value: &impl Serialize) -> Result<(), Failure> {
    serde_json::to_writer(&mut *bytes, value)
        .map_err(|error| Failure::usage(format!("failed to write JSON: {error}")))?;
    bytes.push(b'\n');
    Ok(())
}

/// Writes a file under another name first: no half file ever has its final name.
fn whole_file(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let part = PathBuf::from(part);
    let what = || format!("failed to write {}", path.display());
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(Failure::io(what()))?;
    }
    fs::write(&part, bytes)
        .and_then(|()| fs::rename(&part, path))
        .map_err(|error| {
            // Whatever is left of it has no final name; taking it away may fail too.
            let _ = fs::remove_file(&part);
            Failure::io(what())(error)
        })
}
