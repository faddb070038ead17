mod page;
mod sarif;
mod snippet;

use std::io::{self, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use conformance::report::Lang;
use indicatif::ProgressBar;
use noemie::finding::Line;
use noemie::read::{FileReading, Found, Sink};

use crate::args::CheckArgs;
use crate::exit::{Exit, Failure};
use crate::input::{self, InputArgs};
use crate::progress::{bytes_bar, interrupt_flag};
use page::{Page, Total};
use sarif::Sarif;

/// Reads files and says what is wrong with them.
pub(crate) fn check(args: &CheckArgs) -> Result<Exit, Failure> {
    let profiles = args.input.profiles()?;
    let all = profiles.all();
    let stop = interrupt_flag()?;
    let mut total = Total::default();
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut sarif = args.sarif.then(Sarif::default);
    for path in &args.files {
        let source = args.input.open(path)?;
        let mut checker = Checker {
            path,
            args,
            page: Page::new(path, &profiles, args),
            total: &mut total,
            out: &mut out,
            sarif: sarif.as_mut(),
            stop: &stop,
            bar: bytes_bar(InputArgs::length(path), &path.display().to_string()),
            files: 0,
            records: 0,
            failed: None,
            shown: 0,
        };
        noemie::read::stream(source, &all, &args.input.options(), &mut checker)
            .map_err(input::failed(path))?;
        checker.bar.finish_and_clear();
        if let Some(error) = checker.failed {
            return Err(Failure::io("failed to write")(error));
        }
        if stop.load(Ordering::Relaxed) {
            let path = path.display();
            match args.lang {
                Lang::Fr => eprintln!("interrompu : {path} n’a pas été lu jusqu’au bout"),
                Lang::En => eprintln!("interrupted: {path} was not read to its end"),
            }
            return Ok(Exit::Interrupted);
        }
        if !args.json && !args.sarif {
            checker.page.print()?;
        }
    }
    if let Some(mut sarif) = sarif {
        sarif
            .end(&mut out)
            .map_err(Failure::io("failed to write"))?;
    }
    out.flush().map_err(Failure::io("failed to write"))?;
    if !args.json && !args.sarif {
        total.print(args.lang)?;
    }
    Ok(if total.is_bad(args.strict) {
        Exit::Nonconform
    } else {
        Exit::Fine
    })
}

/// What takes the findings of one physical file.
struct Checker<'a, W> {
    path: &'a Path,
    args: &'a CheckArgs,
    page: Page<'a>,
    total: &'a mut Total,
    out: &'a mut W,
    sarif: Option<&'a mut Sarif>,
    stop: &'a AtomicBool,
    bar: ProgressBar,
    /// Logical files that ended.
    files: u64,
    /// Physical records of those.
    records: u64,
    failed: Option<io::Error>,
    /// Bytes the bar shows.
    shown: usize,
}

impl<W: Write> Sink for Checker<'_, W> {
    fn finding(&mut self, found: &Found<'_>) {
        let finding = found.finding;
        self.total.finding(finding);
        if !finding.is_root() && !self.args.all {
            return;
        }
        let result = if let Some(sarif) = &mut self.sarif {
            let line = self.records + finding.place.block as u64 + 1;
            sarif.result(self.out, self.path, found, line, self.args.no_mask)
        } else if self.args.json {
            self.json(found)
        } else {
            self.page.finding(found);
            Ok(())
        };
        if let Err(error) = result {
            self.failed.get_or_insert(error);
        }
    }

    fn file(&mut self, reading: FileReading) {
        self.total.file(&reading);
        self.files += 1;
        self.records += reading.blocks as u64;
        self.page.file(&reading);
    }

    fn progress(&mut self, bytes: usize) -> bool {
        // A record is too little to move a bar for.
        if bytes >> 20 != self.shown >> 20 {
            self.shown = bytes;
            self.bar.set_position(bytes as u64);
        }
        self.failed.is_none() && !self.stop.load(Ordering::Relaxed)
    }
}

impl<W: Write> Checker<'_, W> {
    /// One finding a line.
    fn json(&mut self, found: &Found<'_>) -> io::Result<()> {
        let mut finding = found.finding.clone();
        if !self.args.no_mask {
            if finding.expects_personal() {
                finding.expected = MASKED.into();
            }
            if finding.personal {
                finding.found = MASKED.into();
            }
        }
        let line = Line {
            file: self.path.display().to_string(),
            logical_file: self.files,
            due: finding.due(),
            finding,
        };
        serde_json::to_writer(&mut *self.out, &line)?;
        self.out.write_all(b"\n")
    }
}

/// What stands in the place of personal data.
const MASKED: &str = "(masked: personal data)";
/// The same on a French page.
const MASKED_FR: &str = "(masqué : donnée personnelle)";
