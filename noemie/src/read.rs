//! Reading any reference whose profile is given: what a file says of itself and what is wrong with it.

use std::ops::Range;

use crate::envelope::Header;
use crate::finding::{Finding, Log, Place};
use crate::framing::LineEnd;
use crate::layout::EntityLayout;
use crate::profile::Profile;
use crate::walk::{Seen, Visitor, walk};

/// One logical file, read through.
#[derive(Debug, Clone, Default)]
pub struct FileReading {
    /// Its header, where every field of it could be read.
    pub header: Option<Header>,
    /// Its bytes in the physical file.
    pub range: Range<usize>,
    /// Physical records, header and trailer included.
    pub blocks: usize,
    /// Entities between header and trailer.
    pub entities: usize,
    /// What follows its records.
    pub line_end: LineEnd,
    /// What is wrong with it, in the order of the bytes save what only the end tells.
    pub findings: Vec<Finding>,
}

impl FileReading {
    /// Whether a finding refuses the file as a whole.
    #[must_use]
    pub fn is_condemned(&self) -> bool {
        self.findings.iter().any(Finding::condemns_file)
    }
}

/// One entity as it was read.
#[derive(Debug, Clone, Copy)]
pub struct EntityView<'a> {
    /// Its layout.
    pub layout: &'a EntityLayout,
    /// Its characters, number, level and `@` included; NUL bytes read as blanks.
    pub data: &'a [u8],
    /// Where it stands.
    pub place: Place,
    /// Whether none of its fields has an error.
    pub sound: bool,
}

/// Reads every logical file in `bytes`, each under the profile of its reference. There is always at
/// least one: an empty input is one file with one finding.
///
/// Never panics, whatever the bytes.
///
/// ```
/// use noemie::{Profile, read};
/// let file = &read::files(b"", &[Profile::answers()])[0];
/// assert!(file.is_condemned());
/// assert_eq!(file.findings[0].code, "N001");
/// assert_eq!(file.findings[0].rule().en, "empty file");
/// ```
#[must_use]
pub fn files(bytes: &[u8], profiles: &[&Profile]) -> Vec<FileReading> {
    let mut all = Collect {
        each: |_: EntityView<'_>| {},
        files: Vec::new(),
    };
    walk(bytes, profiles, &mut all);
    all.files
}

/// As [`files`], showing each entity between header and trailer (group closers excepted) to `each`
/// in the order of the bytes.
pub fn entities(
    bytes: &[u8],
    profiles: &[&Profile],
    each: impl FnMut(EntityView<'_>),
) -> Vec<FileReading> {
    let mut all = Collect {
        each,
        files: Vec::new(),
    };
    walk(bytes, profiles, &mut all);
    all.files
}

struct Collect<F> {
    each: F,
    files: Vec<FileReading>,
}

impl<F: FnMut(EntityView<'_>)> Visitor for Collect<F> {
    fn entity(&mut self, seen: &Seen<'_>, _: &mut Log) {
        let Seen {
            layout,
            data,
            place,
            sound,
        } = *seen;
        (self.each)(EntityView {
            layout,
            data,
            place,
            sound,
        });
    }

    fn lost(&mut self, _: u8, _: Place) {}

    fn end(&mut self, reading: FileReading) {
        self.files.push(reading);
    }
}
