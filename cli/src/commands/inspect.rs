mod json;
mod page;

use std::io::{self, Write as _};
use std::path::Path;

use noemie::inspect::{Line, Masking, pieces};
use noemie::{Profile, Profiles};

use crate::args::InspectArgs;
use crate::exit::{Exit, Failure};
use crate::input::{self, Input};
use page::Page;

/// Shows what stands in files, record by record.
pub(crate) fn inspect(args: &InspectArgs) -> Result<Exit, Failure> {
    let profiles = args.input.profiles()?;
    for path in &args.files {
        let input = args.input.open(path)?;
        if args.json {
            lines(path, input, &profiles, args.masking())?;
        } else {
            page(path, input, &profiles, args)?;
        }
    }
    Ok(Exit::Fine)
}

impl InspectArgs {
    const fn masking(&self) -> Masking {
        if self.no_mask {
            Masking::Plain
        } else {
            Masking::Masked
        }
    }
}

/// Why a file is not shown to its end.
enum Stop {
    Read(io::Error),
    Write(io::Error),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Read(error)
    }
}

impl Stop {
    fn failure(self, path: &Path) -> Failure {
        match self {
            Self::Read(error) => input::failed(path)(error),
            Self::Write(error) => Failure::io("failed to write")(error),
        }
    }
}

fn lines(path: &Path, input: Input, profiles: &Profiles, masking: Masking) -> Result<(), Failure> {
    let charset = input.charset;
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut write = |line: &Line| json::write(&mut out, line).map_err(Stop::Write);
    let name = Some(path.display().to_string());
    write(&Line::head(charset, masking, name))
        .and_then(|()| {
            pieces(input, &profiles.all(), |piece| {
                match Line::of(&piece, charset, masking) {
                    Some(line) => write(&line),
                    None => Ok(()),
                }
            })
        })
        .and_then(|()| out.flush().map_err(Stop::Write))
        .map_err(|stop| stop.failure(path))
}

fn page(path: &Path, input: Input, profiles: &Profiles, args: &InspectArgs) -> Result<(), Failure> {
    let due = args.input.options().line_end;
    let mut page = Page::new(path, input.charset, args.masking(), args.lang, due);
    let all: Vec<&Profile> = profiles.all();
    pieces(input, &all, |piece| page.piece(&piece).map_err(Stop::Write))
        .and_then(|()| page.print().map_err(Stop::Write))
        .map_err(|stop| stop.failure(path))
}
