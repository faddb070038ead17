//! A file as a stream of pieces that are, one after the other, its bytes: sound or not, none is lost.
//!
//! Records and entities are cut as the readers cut them. [`mod@line`] is the same stream as JSON lines,
//! [`encode`] their way back.

pub mod encode;
pub mod line;
pub mod recompute;
mod shape;

use std::io::{self, Read};

pub use encode::{EncodeError, Encoder};
pub use line::{Line, Masking};
pub use recompute::Recompute;
pub use shape::Shape;

use crate::cut::{Cut, View, block, cut, leading};
use crate::envelope::ENVELOPE_LENGTH;
use crate::fields::digits;
use crate::layout::{EntityLayout, Layout};
use crate::logical::announced;
use crate::profile::Profile;
use crate::turn::{Before, Physical, Turn, envelope_of};
use crate::window::Window;

/// A run of bytes of a file, and what stands there.
#[derive(Debug, Clone, Copy)]
pub struct Piece<'a> {
    /// Where it starts in the physical file.
    pub offset: usize,
    /// Its bytes; none where it only tells that a logical file starts, or a record without a length.
    pub bytes: &'a [u8],
    /// What it is.
    pub kind: Kind<'a>,
}

/// What a piece is.
#[derive(Debug, Clone, Copy)]
pub enum Kind<'a> {
    /// A logical file starts with the next piece.
    File {
        /// The reference its header announces, where three digits do.
        reference: Option<u16>,
        /// The profile it is read under; none where none is of its reference.
        profile: Option<&'a Profile>,
    },
    /// The head of a physical record: characters that belong to nothing, then its length.
    Block {
        /// How many characters stand before the length.
        stray: usize,
        /// The line end that follows the record, which is the piece after its last.
        end: &'a [u8],
    },
    /// A record whose layout is known and whose length is right.
    Record(Record<'a>),
    /// What no layout covers.
    Raw(Raw),
    /// The line end after a physical record.
    End,
}

/// A record whose layout is known.
#[derive(Debug, Clone, Copy)]
pub struct Record<'a> {
    /// What it is in its file.
    pub part: Part,
    /// Its place in the logical file: the header is 0.
    pub rank: usize,
    /// What its characters are.
    pub shape: Shape<'a>,
    /// The profile it is read under; none for an envelope whose reference is not known.
    pub profile: Option<&'a Profile>,
}

/// What a record is in its logical file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The header 000.
    Header,
    /// An entity of the profile.
    Entity,
    /// A group closer 990.
    Closer,
    /// The trailer 999.
    Trailer,
}

/// What no layout covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Raw {
    /// Why none does.
    pub why: Why,
    /// The number it starts with, where one is known.
    pub entity: Option<u16>,
    /// Its place in the logical file, where it has one.
    pub rank: Option<usize>,
    /// The characters its number calls for.
    pub expected: Option<usize>,
}

/// Why no layout covers a piece.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// A byte order mark at the head of the file.
    ByteOrderMark,
    /// Line ends before the first record.
    LineEnds,
    /// Blanks or NUL between a record and its line end.
    Padding,
    /// An entity of another length than its number's.
    WrongLength,
    /// A number that the profile does not know.
    UnknownEntity,
    /// Characters that are no entity, to the end of their record.
    NoEntity,
    /// A record of a file whose reference no profile describes.
    NoProfile,
    /// A header or a trailer that cannot be made out.
    Envelope,
    /// A record after the trailer that starts no file.
    AfterTrailer,
}

impl Why {
    /// Whether anything may stand there, a person's data among it.
    #[must_use]
    pub const fn is_anything(self) -> bool {
        !matches!(self, Self::ByteOrderMark | Self::LineEnds | Self::Padding)
    }
}

/// Shows a file of any size piece by piece, in constant memory. The bytes of the pieces, one after the
/// other, are those of the source.
///
/// ```
/// use noemie::{Profile, inspect};
/// let mut back = Vec::new();
/// inspect::pieces(&b"0012no NOEMIE\nfile"[..], &[Profile::answers()], |piece| {
///     back.extend_from_slice(piece.bytes);
///     Ok::<(), std::io::Error>(())
/// })?;
/// assert_eq!(back, b"0012no NOEMIE\nfile");
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
/// What the source and `each` say; nothing in the bytes is an error.
pub fn pieces<E: From<io::Error>>(
    source: impl Read,
    profiles: &[&Profile],
    mut each: impl FnMut(Piece<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let mut inspector = Inspector {
        profiles,
        base: 0,
        file: None,
        lost: false,
    };
    let mut window = Window::new(source);
    while let Some(view) = window.view()? {
        let consumed = inspector.step(view, &mut each)?;
        window.consume(consumed);
        inspector.base += consumed;
    }
    Ok(())
}

/// The walk of the readers, without what they check.
struct Inspector<'p> {
    profiles: &'p [&'p Profile],
    /// Where the view starts.
    base: usize,
    file: Option<File<'p>>,
    /// The record before was given up: its end is not known.
    lost: bool,
}

/// A logical file.
#[derive(Clone, Copy)]
struct File<'p> {
    profile: Option<&'p Profile>,
    header: Option<[u8; ENVELOPE_LENGTH]>,
    /// Its trailer came.
    ended: bool,
    rank: usize,
}

impl<'a> Physical<'a> {
    fn piece(&self, from: usize, to: usize, kind: Kind<'a>) -> Piece<'a> {
        Piece {
            offset: self.base + from,
            bytes: self.bytes.get(from..to).unwrap_or_default(),
            kind,
        }
    }

    /// All of its payload as one piece.
    fn whole(&self, kind: Kind<'a>) -> Piece<'a> {
        self.piece(self.block.start, self.block.end, kind)
    }
}

impl<'p> Inspector<'p> {
    fn step<E>(
        &mut self,
        view: View<'_>,
        each: &mut impl FnMut(Piece<'_>) -> Result<(), E>,
    ) -> Result<usize, E> {
        let bytes = view.bytes;
        let first = self.base == 0;
        let (mark, line_ends) = if first || self.file.is_some_and(|file| file.ended) {
            leading(bytes, first)
        } else {
            (0, 0)
        };
        if mark + line_ends > 0 {
            let parts = [
                (0, mark, Why::ByteOrderMark),
                (mark, mark + line_ends, Why::LineEnds),
            ];
            for (offset, end, why) in parts.into_iter().filter(|(from, to, _)| from < to) {
                each(Piece {
                    offset: self.base + offset,
                    bytes: &bytes[offset..end],
                    kind: raw(why),
                })?;
            }
            return Ok(mark + line_ends);
        }
        let profile = self.file.and_then(|file| file.profile).or(self.sole());
        let Some(block) = block(view, profile.map(Profile::layout), self.lost) else {
            return Ok(0);
        };
        self.lost = block.lost;
        let record = Physical {
            bytes,
            block,
            base: self.base,
        };
        let turn = Turn::of(&record, self.file.as_ref().map(File::before));
        if matches!(turn, Turn::Header | Turn::Headless) {
            self.open(&record, turn == Turn::Header, each)?;
        }
        // Where the record before was given up it has no length of its own, and still its line end.
        let line_end = block.end + block.padding;
        let kind = Kind::Block {
            stray: block.offset,
            end: &bytes[line_end..block.next],
        };
        each(record.piece(0, block.start, kind))?;
        if block.start < block.end {
            self.payload(&record, turn, each)?;
        }
        if block.padding > 0 {
            each(record.piece(block.end, line_end, raw(Why::Padding)))?;
        }
        if line_end < block.next {
            each(record.piece(line_end, block.next, Kind::End))?;
        }
        Ok(block.next)
    }

    /// The only profile there is: a file without readable header is read under it.
    fn sole(&self) -> Option<&'p Profile> {
        match self.profiles {
            [profile] => Some(profile),
            _ => None,
        }
    }

    /// Opens a logical file.
    fn open<E>(
        &mut self,
        record: &Physical<'_>,
        has_header: bool,
        each: &mut impl FnMut(Piece<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let characters = record.payload();
        let mut reference = None;
        let mut profile = self.sole();
        if !has_header {
            profile = profile.or(self.file.and_then(|file| file.profile));
        }
        let header = characters.try_into().ok().filter(|_| has_header);
        if has_header {
            profile = header
                .and_then(|header| announced(self.profiles, header))
                .or(profile);
            let at = envelope_of(profile.map(Profile::layout)).at.reference;
            reference = digits(at.of(characters)).and_then(|number| u16::try_from(number).ok());
            profile = profile.filter(|profile| {
                reference.is_none_or(|reference| reference == profile.reference())
            });
        }
        self.file = Some(File {
            profile,
            header: header.copied(),
            ended: false,
            rank: 0,
        });
        each(Piece {
            offset: self.base,
            bytes: &[],
            kind: Kind::File { reference, profile },
        })
    }

    fn payload<E>(
        &mut self,
        physical: &Physical<'_>,
        turn: Turn,
        each: &mut impl FnMut(Piece<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let characters = physical.payload();
        let Some(file) = &mut self.file else {
            return each(physical.whole(raw(Why::NoProfile)));
        };
        let profile = file.profile;
        let envelope = envelope_of(profile.map(Profile::layout));
        let record = |part, rank, shape| {
            Kind::Record(Record {
                part,
                rank,
                shape,
                profile,
            })
        };
        match turn {
            // A record of that length under another number may be anything: it is taken for a header
            // where it says its length as a header does.
            Turn::Header
                if physical.is_envelope_long()
                    && (characters.starts_with(b"000")
                        || envelope.at.envelope_length.of(characters) == b"128") =>
            {
                let shape = Shape::of(&envelope.header);
                each(physical.whole(record(Part::Header, 0, shape)))
            }
            Turn::Trailer => {
                file.ended = true;
                if physical.is_envelope_long() {
                    let shape = Shape::of(&envelope.trailer);
                    each(physical.whole(record(Part::Trailer, file.rank + 1, shape)))
                } else {
                    each(physical.whole(raw(Why::Envelope)))
                }
            }
            Turn::Header => each(physical.whole(raw(Why::Envelope))),
            Turn::Outside => each(physical.whole(raw(Why::AfterTrailer))),
            Turn::Data | Turn::Headless => match profile {
                Some(profile) => entities(physical, file, profile, each),
                None => each(physical.whole(raw(Why::NoProfile))),
            },
        }
    }
}

impl File<'_> {
    /// What the next record is told by.
    fn before(&self) -> Before<'_> {
        Before {
            header: self.header.as_ref(),
            layout: self.profile.map(Profile::layout),
            ended: self.ended,
        }
    }
}

/// The entities of a data record.
fn entities<E>(
    physical: &Physical<'_>,
    file: &mut File<'_>,
    profile: &Profile,
    each: &mut impl FnMut(Piece<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let layout: &Layout = profile.layout();
    let (mut at, end) = (physical.block.start, physical.block.end);
    while let Some(found) = cut(physical.bytes, at, end, layout) {
        file.rank += 1;
        let rank = Some(file.rank);
        let (length, kind) = match found {
            Cut::Whole { length, entity } | Cut::NoDelimiter { length, entity } => {
                let (part, shape) = match entity {
                    Some(entity) => (Part::Entity, Shape::of(entity)),
                    None => (Part::Closer, Shape::of(&layout.envelope.closer)),
                };
                let record = Record {
                    part,
                    rank: file.rank,
                    shape,
                    profile: Some(profile),
                };
                (length, Kind::Record(record))
            }
            Cut::WrongLength {
                length,
                expected,
                entity,
            } => {
                let raw = Raw {
                    why: Why::WrongLength,
                    entity: Some(entity.map_or(990, |entity: &EntityLayout| entity.number)),
                    rank,
                    expected: Some(expected),
                };
                (length, Kind::Raw(raw))
            }
            Cut::Unknown { length } | Cut::Rest { length } => {
                let why = if matches!(found, Cut::Unknown { .. }) {
                    Why::UnknownEntity
                } else {
                    Why::NoEntity
                };
                let raw = Raw {
                    why,
                    entity: None,
                    rank,
                    expected: None,
                };
                (length, Kind::Raw(raw))
            }
        };
        each(physical.piece(at, at + length, kind))?;
        at += length;
    }
    Ok(())
}

const fn raw(why: Why) -> Kind<'static> {
    Kind::Raw(Raw {
        why,
        entity: None,
        rank: None,
        expected: None,
    })
}
