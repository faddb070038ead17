//! Reading any reference whose profile is given: what a file says of itself and what is wrong with it.

use std::borrow::Cow;
use std::io;
use std::ops::Range;

use domain::Day;

use crate::envelope::Header;
use crate::fields;
use crate::finding::{Due, Finding, Log, Place};
use crate::framing::LineEnd;
use crate::layout::EntityLayout;
use crate::profile::Profile;
use crate::walk::{Visitor, Walker, walk};
use crate::window::Window;

/// How a physical file is read.
#[derive(Debug, Clone, Copy, Default)]
pub struct ReadOptions {
    /// What follows each record, where it is not to be recognised.
    pub line_end: Option<LineEnd>,
}

/// One logical file, read through.
#[derive(Debug, Clone, Default)]
pub struct FileReading {
    /// Its header, where every field of it could be read.
    pub header: Option<Header>,
    /// Reference of the layout it was read under; none where none was.
    pub reference: Option<u16>,
    /// Its bytes in the physical file.
    pub range: Range<usize>,
    /// Physical records, header and trailer included.
    pub blocks: usize,
    /// Entities between header and trailer.
    pub entities: usize,
    /// What follows its records.
    pub line_end: LineEnd,
    /// What the worst finding calls for; none where there is no finding.
    pub worst: Option<Due>,
    /// What is wrong with it, by number: in the order of the bytes save what only the end tells. Empty
    /// where a [`Sink`] took them one by one.
    pub findings: Vec<Finding>,
}

impl FileReading {
    /// Whether a finding refuses the file as a whole.
    #[must_use]
    pub fn is_condemned(&self) -> bool {
        self.worst == Some(Due::RefuseFile)
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

impl<'a> EntityView<'a> {
    /// The characters of the field of that name, padding included; none where the profile has none.
    ///
    /// ```
    /// use noemie::{Profile, read};
    /// # let bytes = include_bytes!("../tests/data/929-synthetic.txt");
    /// let mut reasons = Vec::new();
    /// read::entities(bytes, &[Profile::answers()], |entity| {
    ///     if entity.layout.number == 290 {
    ///         assert_eq!(entity.text("label").as_deref(), Some("CREATION ENREGISTREE"));
    ///         reasons.push(entity.number("reason"));
    ///     }
    /// });
    /// assert_eq!(reasons, [Some(33)]);
    /// ```
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&'a [u8]> {
        self.layout.field(name).ok().map(|span| span.of(self.data))
    }

    /// A text without its padding on the right.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<Cow<'a, str>> {
        self.field(name).map(fields::text)
    }

    /// A number, or an amount in unsigned cents; none where it is not all digits.
    #[must_use]
    pub fn number(&self, name: &str) -> Option<u64> {
        fields::digits(self.field(name)?.trim_ascii())
    }

    /// The amount that feeds the totals, in signed cents; none where the entity has none that can be
    /// read.
    #[must_use]
    pub fn cents(&self) -> Option<i64> {
        fields::amount(self.layout.total.as_ref()?, self.data)
    }

    /// A day `JJMMAA` or `SSAAMMJJ`, as wide as the field is; none where it is no day.
    #[must_use]
    pub fn day(&self, name: &str) -> Option<Day> {
        let text = self.field(name)?;
        match text.len() {
            6 => Day::from_care_jjmmaa(text),
            8 => Day::from_ssaammjj(text),
            _ => None,
        }
    }
}

/// A finding with the characters it is about.
#[derive(Debug, Clone, Copy)]
pub struct Found<'a> {
    /// The finding.
    pub finding: &'a Finding,
    /// The entity or envelope record as it stands in the file; empty where it is out of reach.
    pub record: &'a [u8],
    /// The layout of a record of that number; none for what is unknown. Whether the record is one is what the finding
    /// may be about.
    pub layout: Option<&'a EntityLayout>,
}

/// What takes a file of any size, piece by piece.
pub trait Sink {
    /// An entity between header and trailer, group closers excepted.
    fn entity(&mut self, entity: &EntityView<'_>) {
        let _ = entity;
    }

    /// A finding. One whose cause only the end of the file tells comes after findings with higher
    /// numbers.
    fn finding(&mut self, found: &Found<'_>) {
        let _ = found;
    }

    /// A logical file is over.
    fn file(&mut self, reading: FileReading);

    /// Bytes read so far, between two records; false stops the reading there.
    fn progress(&mut self, bytes: usize) -> bool {
        let _ = bytes;
        true
    }
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
    entities(bytes, profiles, |_| {})
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

/// Reads a physical file of any size in constant memory, handing each piece to `sink` as it comes.
///
/// ```
/// use noemie::{Profile, read};
/// #[derive(Default)]
/// struct Count(usize);
/// impl read::Sink for Count {
///     fn entity(&mut self, _: &read::EntityView<'_>) { self.0 += 1; }
///     fn file(&mut self, _: read::FileReading) {}
/// }
/// let mut count = Count::default();
/// read::stream(&b""[..], &[Profile::answers()], &read::ReadOptions::default(), &mut count)?;
/// assert_eq!(count.0, 0);
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
/// Only what the source says; nothing in the bytes is an error.
pub fn stream(
    source: impl io::Read,
    profiles: &[&Profile],
    options: &ReadOptions,
    sink: &mut impl Sink,
) -> io::Result<()> {
    let mut visitor = Stream { sink };
    let mut walker = Walker::new(profiles, options, false);
    let mut window = Window::new(source);
    while let Some(view) = window.view()? {
        let consumed = walker.step(view, &mut visitor);
        window.consume(consumed);
        if !visitor.sink.progress(walker.position()) {
            return Ok(());
        }
    }
    walker.end(&mut visitor);
    Ok(())
}

struct Collect<F> {
    each: F,
    files: Vec<FileReading>,
}

impl<F: FnMut(EntityView<'_>)> Visitor for Collect<F> {
    fn entity(&mut self, seen: &EntityView<'_>, _: &mut Log) {
        (self.each)(*seen);
    }

    fn lost(&mut self, _: u8, _: Place) {}

    fn end(&mut self, reading: FileReading) {
        self.files.push(reading);
    }
}

struct Stream<'s, S> {
    sink: &'s mut S,
}

impl<S: Sink> Visitor for Stream<'_, S> {
    fn entity(&mut self, seen: &EntityView<'_>, _: &mut Log) {
        self.sink.entity(seen);
    }

    fn lost(&mut self, _: u8, _: Place) {}

    fn finding(&mut self, found: &Found<'_>) {
        self.sink.finding(found);
    }

    fn end(&mut self, reading: FileReading) {
        self.sink.file(reading);
    }
}
