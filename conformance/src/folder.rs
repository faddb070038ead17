//! The report folder: the stream, the files exchanged, the smallest flows, the pages made of them.

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::report::{self, Lang, Summary};
use crate::stream::{End, Evidence, Record, Tally, Verdict};

/// A report being written.
pub struct Folder {
    stream: Stream,
    tally: Tally,
    evidence: Option<Box<Evidence>>,
}

/// Where the records go.
enum Stream {
    /// A file of the folder, beside which others are kept.
    File(PathBuf, BufWriter<File>),
    /// Nowhere but here.
    Memory(Vec<Record>),
}

/// What a folder of an earlier run holds that a new one replaces.
const OURS: [&str; 8] = [
    "verdicts.jsonl",
    "verdicts.csv",
    "verdicts.sarif",
    "verdicts.tap",
    "junit.xml",
    "summary.md",
    "index.html",
    "target.yaml",
];

impl Folder {
    /// Opens a folder, taking away what an earlier run left there.
    ///
    /// # Errors
    /// Where it cannot be written to.
    pub fn create(root: &Path) -> io::Result<Self> {
        fs::create_dir_all(root)?;
        for name in OURS {
            remove(fs::remove_file(root.join(name)))?;
        }
        for name in ["badges", "files", "layouts", "smallest"] {
            remove(fs::remove_dir_all(root.join(name)))?;
        }
        let stream = BufWriter::new(File::create(root.join("verdicts.jsonl"))?);
        Ok(Self {
            stream: Stream::File(root.to_owned(), stream),
            tally: Tally::default(),
            evidence: None,
        })
    }

    /// A report that is nowhere: its records are remembered, nothing is written.
    #[must_use]
    pub fn nowhere() -> Self {
        Self {
            stream: Stream::Memory(Vec::new()),
            tally: Tally::default(),
            evidence: None,
        }
    }

    /// What it remembers, where it is nowhere.
    #[must_use]
    pub fn records(self) -> Vec<Record> {
        match self.stream {
            Stream::Memory(records) => records,
            Stream::File(..) => Vec::new(),
        }
    }

    /// Counts so far.
    #[must_use]
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// Writes one record of the stream.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn record(&mut self, record: &Record) -> io::Result<()> {
        match &mut self.stream {
            Stream::File(_, stream) => write_json(stream, record),
            Stream::Memory(records) => {
                records.push(record.clone());
                Ok(())
            }
        }
    }

    /// Writes and counts a verdict.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn verdict(&mut self, verdict: Verdict) -> io::Result<()> {
        self.tally.add(&verdict);
        self.record(&Record::Verdict(Box::new(verdict)))
    }

    /// What the last record says that the run stood on.
    pub fn stands_on(&mut self, evidence: Evidence) {
        self.evidence = Some(Box::new(evidence));
    }

    /// Keeps a file under a name relative to the folder.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn keep(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let Stream::File(root, _) = &self.stream else {
            return Ok(());
        };
        let path = root.join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, bytes)
    }

    /// Ends the stream and makes the pages from it alone.
    ///
    /// # Errors
    /// Where something cannot be written, or the stream cannot be read again.
    pub fn close(mut self, interrupted: bool, lang: Lang) -> io::Result<Summary> {
        let end = Record::End(End {
            evidence: self.evidence.take(),
            ..self.tally.end(interrupted)
        });
        self.record(&end)?;
        match self.stream {
            Stream::File(root, mut stream) => {
                stream.flush()?;
                drop(stream);
                pages(&root, lang)
            }
            Stream::Memory(records) => {
                let mut summary = Summary::new();
                records.into_iter().for_each(|record| summary.add(record));
                Ok(summary)
            }
        }
    }
}

/// Makes the pages of a folder from its stream alone.
///
/// # Errors
/// Where the stream cannot be read, or a page cannot be written.
pub fn pages(root: &Path, lang: Lang) -> io::Result<Summary> {
    let stream = BufReader::new(File::open(root.join("verdicts.jsonl"))?);
    let summary = Summary::read(stream).map_err(io::Error::other)?;
    fs::write(root.join("junit.xml"), report::junit(&summary))?;
    fs::write(root.join("verdicts.tap"), report::tap(&summary))?;
    fs::write(root.join("verdicts.sarif"), report::sarif::sarif(&summary))?;
    fs::create_dir_all(root.join("badges"))?;
    for (name, badge) in report::badges(&summary, lang) {
        fs::write(root.join("badges").join(name), badge)?;
    }
    let stream = BufReader::new(File::open(root.join("verdicts.jsonl"))?);
    let rows = BufWriter::new(File::create(root.join("verdicts.csv"))?);
    report::csv(stream, rows, lang).map_err(io::Error::other)?;
    fs::write(root.join("summary.md"), report::markdown(&summary, lang))?;
    fs::write(root.join("index.html"), report::html(&summary, lang))?;
    Ok(summary)
}

fn write_json(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")
}

fn remove(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
