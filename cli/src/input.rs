//! Opening what the user named: files and standard input, packed or not, of whatever charset.

#[cfg(feature = "compression")]
mod unpack;

mod product;

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use clap::Args;
use noemie::charset::{GUESS, Transcode};
use noemie::read::ReadOptions;
use noemie::{Charset, LineEnd, Profile, Profiles};

use crate::exit::Failure;

pub(crate) use product::product;

/// How NOEMIE files are read.
#[derive(Debug, Args)]
pub(crate) struct InputArgs {
    /// Characters of the files: auto, latin-1, latin-9, ebcdic-297, ebcdic-1147. auto looks at the first
    /// bytes; it takes EBCDIC for 1147, which differs from 297 in the euro sign alone.
    #[arg(long, value_name = "CHARSET", default_value = "auto")]
    charset: CharsetChoice,
    /// What follows each record: auto, crlf, lf, none. auto is what follows the first.
    #[arg(long, value_name = "END", default_value = "auto")]
    line_end: LineEndChoice,
    #[command(flatten)]
    layouts: ProfileArgs,
}

/// Layouts of the user.
#[derive(Debug, Args)]
pub(crate) struct ProfileArgs {
    /// Layout file, in the place of the one étalon has for its reference. Repeatable.
    #[arg(long, value_name = "FILE")]
    profile: Vec<PathBuf>,
}

impl ProfileArgs {
    /// The files of the user's own.
    pub(crate) fn files(&self) -> &[PathBuf] {
        &self.profile
    }

    /// What étalon ships, corrected by the user.
    pub(crate) fn profiles(&self) -> Result<Profiles, Failure> {
        let mut profiles = Profiles::embedded();
        for path in &self.profile {
            let text = std::fs::read_to_string(path).map_err(Failure::reading("profile", path))?;
            let profile = Profile::parse(&path.display().to_string(), &text)
                .map_err(|error| Failure::layout(&error))?;
            profiles = profiles.with(profile);
        }
        Ok(profiles)
    }
}

impl InputArgs {
    /// What étalon ships, corrected by the user.
    pub(crate) fn profiles(&self) -> Result<Profiles, Failure> {
        self.layouts.profiles()
    }

    /// What else a reader is to know.
    pub(crate) const fn options(&self) -> ReadOptions {
        ReadOptions {
            line_end: self.line_end.0,
        }
    }

    /// Bytes that a file will be read as, where that is known before.
    pub(crate) fn length(path: &Path) -> Option<u64> {
        if is_stdin(path) || Format::of(path).is_some() {
            return None;
        }
        let data = std::fs::metadata(path).ok()?;
        data.is_file().then_some(data.len())
    }

    /// Opens a file, `-` for standard input; `.gz` and `.zst` are unpacked.
    pub(crate) fn open(&self, path: &Path) -> Result<Input, Failure> {
        let mut source = source(path)?;
        let mut first = [0; GUESS];
        let mut held = 0;
        while held < GUESS {
            match source.read(&mut first[held..]) {
                Ok(0) => break,
                Ok(read) => held += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(failed(path)(error)),
            }
        }
        let first = &first[..held];
        if let Some(format) = Format::of_bytes(first) {
            return Err(format.unannounced(path));
        }
        let charset = self.charset.0.unwrap_or_else(|| Charset::guess(first));
        let whole = io::Cursor::new(first.to_vec()).chain(source);
        Ok(Input {
            source: Box::new(Transcode::new(whole, charset)),
            charset,
        })
    }
}

/// A file open for reading, its bytes in étalon's form.
pub(crate) struct Input {
    source: Box<dyn Read>,
    /// What its bytes stand for.
    pub(crate) charset: Charset,
}

impl Read for Input {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.source.read(buffer)
    }
}

/// What the user's file is to be called where reading it fails.
pub(crate) fn failed(path: &Path) -> impl FnOnce(io::Error) -> Failure {
    let path = path.to_owned();
    move |error| {
        let told = error.get_ref().and_then(|inner| inner.downcast_ref());
        match told {
            Some(Corrupt { format, .. }) => Failure::Usage(
                format!("failed to read the file {}: {error}", path.display()),
                Some(format!(
                    "fetch it again, or have `{} -t` say what is left of it",
                    format.tool()
                )),
            ),
            None if is_stdin(&path) => Failure::io("failed to read standard input")(error),
            None => Failure::reading("file", &path)(error),
        }
    }
}

/// How a file is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Gzip,
    Zstd,
}

impl Format {
    fn of(path: &Path) -> Option<Self> {
        let extension = path.extension()?;
        if extension.eq_ignore_ascii_case("gz") {
            Some(Self::Gzip)
        } else if extension.eq_ignore_ascii_case("zst") {
            Some(Self::Zstd)
        } else {
            None
        }
    }

    /// What the first bytes of a file that is read as it stands are packed as.
    fn of_bytes(first: &[u8]) -> Option<Self> {
        match first {
            [0x1F, 0x8B, ..] => Some(Self::Gzip),
            [0x28, 0xB5, 0x2F, 0xFD, ..] => Some(Self::Zstd),
            _ => None,
        }
    }

    /// Says that a file is packed and its name does not say so.
    fn unannounced(self, path: &Path) -> Failure {
        let (tool, extension) = match self {
            Self::Gzip => ("gzip", ".gz"),
            Self::Zstd => ("zstd", ".zst"),
        };
        let name = if is_stdin(path) {
            "standard input".to_owned()
        } else {
            path.display().to_string()
        };
        Failure::Usage(
            format!("{name} holds {tool} data, and nothing says so"),
            Some(format!(
                "a file is unpacked where its name ends in {extension}; or unpack it first: {tool} -dc"
            )),
        )
    }

    const fn tool(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
        }
    }
}

/// A packed file that cannot be unpacked to its end.
#[derive(Debug, thiserror::Error)]
#[error("{} data cut short or damaged: {source}", format.tool())]
struct Corrupt {
    format: Format,
    source: io::Error,
}

fn source(path: &Path) -> Result<Box<dyn Read>, Failure> {
    if is_stdin(path) {
        return Ok(Box::new(io::stdin().lock()));
    }
    let file = File::open(path).map_err(failed(path))?;
    match Format::of(path) {
        None => Ok(Box::new(file)),
        Some(format) => unpacked(path, file, format),
    }
}

#[cfg(feature = "compression")]
fn unpacked(_: &Path, file: File, format: Format) -> Result<Box<dyn Read>, Failure> {
    Ok(unpack::unpacked(file, format))
}

#[cfg(not(feature = "compression"))]
fn unpacked(path: &Path, _: File, format: Format) -> Result<Box<dyn Read>, Failure> {
    Err(Failure::Usage(
        format!(
            "{} is packed, and this etalon was built without the feature `compression`",
            path.display()
        ),
        Some(format!("unpack it first: {} -d", format.tool())),
    ))
}

fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// A charset; none where the file says it.
#[derive(Debug, Clone, Copy)]
struct CharsetChoice(Option<Charset>);

impl FromStr for CharsetChoice {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "auto" {
            return Ok(Self(None));
        }
        let charset = text.parse().map_err(|error| format!("{error}; or auto"));
        charset.map(|charset| Self(Some(charset)))
    }
}

/// A line end; none where the file says it.
#[derive(Debug, Clone, Copy)]
struct LineEndChoice(Option<LineEnd>);

impl FromStr for LineEndChoice {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "auto" => Ok(Self(None)),
            "crlf" => Ok(Self(Some(LineEnd::Crlf))),
            "lf" => Ok(Self(Some(LineEnd::Lf))),
            "none" => Ok(Self(Some(LineEnd::None))),
            _ => Err("auto, crlf, lf or none is expected".to_owned()),
        }
    }
}
