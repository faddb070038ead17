use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use noemie::inspect::encode::EncodeFault;
use noemie::inspect::{EncodeError, Encoder, Line, Recompute};

use crate::args::EncodeArgs;
use crate::exit::{Exit, Failure};

/// Makes a file of the JSON lines that `inspect` wrote.
pub(crate) fn encode(args: &EncodeArgs) -> Result<Exit, Failure> {
    let profiles = args.layouts.profiles()?;
    let profiles = profiles.all();
    let mut encoder = Encoder::new(&profiles);
    let mut lines = Lines::open(&args.file)?;
    let mut sink = Sink::open(args.out.as_deref())?;
    let mut out = Vec::new();
    let mut recompute = args.recompute.then(|| Recompute::new(&profiles));
    while let Some((number, line)) = lines.next()? {
        let ready = match &mut recompute {
            Some(recompute) => recompute.line(number, line),
            None => Ok(vec![(number, line)]),
        };
        ready
            .and_then(|ready| all(&mut encoder, &ready, &mut out))
            .map_err(|error| lines.refused(&error))?;
        if out.len() > HELD {
            sink.write(&out)?;
            out.clear();
        }
    }
    if let Some(recompute) = recompute {
        recompute
            .finish(lines.number)
            .and_then(|ready| all(&mut encoder, &ready, &mut out))
            .map_err(|error| lines.refused(&error))?;
    }
    encoder
        .finish(&mut out)
        .map_err(|error| lines.refused(&error))?;
    sink.write(&out)?;
    sink.finish()?;
    Ok(Exit::Fine)
}

fn all(
    encoder: &mut Encoder<'_>,
    lines: &[(usize, Line)],
    out: &mut Vec<u8>,
) -> Result<(), EncodeError> {
    lines
        .iter()
        .try_for_each(|(number, line)| encoder.line(*number, line, out))
}

/// Bytes held back before they are written.
const HELD: usize = 64 * 1024;

/// Bytes of a line at most: a record of 9,999 characters, each escaped, is far below.
const LONGEST: u64 = 1 << 20;

/// The lines of a file, or of standard input.
struct Lines {
    source: Box<dyn BufRead>,
    path: PathBuf,
    text: Vec<u8>,
    number: usize,
}

impl Lines {
    fn open(path: &Path) -> Result<Self, Failure> {
        let source: Box<dyn BufRead> = if path.as_os_str() == "-" {
            Box::new(io::stdin().lock())
        } else {
            let file = File::open(path).map_err(Failure::reading("file", path))?;
            Box::new(BufReader::new(file))
        };
        Ok(Self {
            source,
            path: path.to_owned(),
            text: Vec::new(),
            number: 0,
        })
    }

    /// The next line that is not blank, with its number.
    fn next(&mut self) -> Result<Option<(usize, Line)>, Failure> {
        loop {
            self.text.clear();
            let mut source = (&mut self.source).take(LONGEST);
            let read = source.read_until(b'\n', &mut self.text);
            let read = read.map_err(Failure::reading("file", &self.path))?;
            if read == 0 {
                return Ok(None);
            }
            self.number += 1;
            if read as u64 == LONGEST {
                return Err(self.too_long());
            }
            let text = self.text.trim_ascii();
            if text.is_empty() {
                continue;
            }
            return match serde_json::from_slice(text) {
                Ok(line) => Ok(Some((self.number, line))),
                Err(error) => Err(self.unreadable(&error)),
            };
        }
    }

    fn too_long(&self) -> Failure {
        Failure::Usage(
            format!(
                "failed to encode {}: line {} is longer than {LONGEST} bytes, and no record is",
                self.path.display(),
                self.number
            ),
            Some(
                "one JSON object a line is expected, as `etalon inspect --json` writes them"
                    .to_owned(),
            ),
        )
    }

    fn unreadable(&self, error: &serde_json::Error) -> Failure {
        let told = error.to_string();
        // It counts lines from the one it was given.
        let told = told.split(" at line ").next().unwrap_or_default();
        Failure::usage(format!(
            "failed to encode {}: line {}, column {}: {told}",
            self.path.display(),
            self.number,
            error.column()
        ))
    }

    fn refused(&self, error: &EncodeError) -> Failure {
        let hint = match &error.fault {
            EncodeFault::Masked => Some("write the lines with `etalon inspect --json --no-mask`"),
            EncodeFault::NoProfile { .. }
            | EncodeFault::NoEntity { .. }
            | EncodeFault::Missing { .. }
            | EncodeFault::Unknown { .. } => {
                Some("give the layout that the lines were written under: --profile FILE")
            }
            EncodeFault::Width { .. } => Some(
                "fields have their full width: numbers zeros on the left, texts blanks on the right",
            ),
            EncodeFault::Recompute(_) => {
                Some("mend the lines, or encode them as they are, without --recompute")
            }
            _ => None,
        };
        Failure::Usage(
            format!("failed to encode {}: {error}", self.path.display()),
            hint.map(str::to_owned),
        )
    }
}

/// Where bytes go: a file gets its name when it is whole.
enum Sink {
    Stdout(BufWriter<io::StdoutLock<'static>>),
    File {
        file: Option<File>,
        part: PathBuf,
        path: PathBuf,
    },
}

impl Sink {
    fn open(path: Option<&Path>) -> Result<Self, Failure> {
        let Some(path) = path.filter(|path| path.as_os_str() != "-") else {
            return Ok(Self::Stdout(BufWriter::new(io::stdout().lock())));
        };
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(".part");
        let part = path.with_file_name(name);
        let file = File::create(&part).map_err(writing(path))?;
        Ok(Self::File {
            file: Some(file),
            part,
            path: path.to_owned(),
        })
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        match self {
            Self::Stdout(out) => out.write_all(bytes).map_err(Failure::io("failed to write")),
            Self::File { file, path, .. } => match file {
                Some(file) => file.write_all(bytes).map_err(writing(path)),
                None => Ok(()),
            },
        }
    }

    fn finish(mut self) -> Result<(), Failure> {
        match &mut self {
            Self::Stdout(out) => out.flush().map_err(Failure::io("failed to write")),
            Self::File { file, part, path } => {
                *file = None;
                fs::rename(part, &*path).map_err(writing(path))
            }
        }
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        if let Self::File { file, part, .. } = self
            && file.take().is_some()
        {
            // The failure that led here is told; that a part stays behind is no more.
            let _ = fs::remove_file(part);
        }
    }
}

fn writing(path: &Path) -> impl FnOnce(io::Error) -> Failure {
    Failure::io(format!("failed to write {}", path.display()))
}
