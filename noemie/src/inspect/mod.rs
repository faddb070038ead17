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

use crate::cut::{Cut, View, block, cut, line_ends};
use crate::envelope::ENVELOPE_LENGTH;
use crate::fields::digits;
use crate::layout::EntityLayout;
use crate::profile::Profile;
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
    /// Line ends before the first record.
    LineEnds,
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

/// A record and what is around it in its view.
#[derive(Clone, Copy)]
struct Payload<'a> {
    bytes: &'a [u8],
    start: usize,
    end: usize,
    /// Where the view starts.
    base: usize,
}

impl<'a> Payload<'a> {
    fn characters(&self) -> &'a [u8] {
        self.bytes.get(self.start..self.end).unwrap_or_default()
    }

    fn piece(&self, from: usize, to: usize, kind: Kind<'a>) -> Piece<'a> {
        Piece {
            offset: self.base + from,
            bytes: self.bytes.get(from..to).unwrap_or_default(),
            kind,
        }
    }

    /// All of it as one piece.
    fn whole(&self, kind: Kind<'a>) -> Piece<'a> {
        self.piece(self.start, self.end, kind)
    }
}

/// What a record is to its file.
enum Turn {
    /// It opens one, and is its header.
    Header,
    /// It opens one that has no header.
    Headless,
    /// It is the trailer.
    Trailer,
    /// It holds entities.
    Data,
    /// It comes after the trailer and opens nothing.
    Outside,
}

impl<'p> Inspector<'p> {
    fn step<E>(
        &mut self,
        view: View<'_>,
        each: &mut impl FnMut(Piece<'_>) -> Result<(), E>,
    ) -> Result<usize, E> {
        let bytes = view.bytes;
        let skipped = if self.base == 0 { line_ends(bytes) } else { 0 };
        if skipped > 0 {
            each(Piece {
                offset: 0,
                bytes: &bytes[..skipped],
                kind: raw(Why::LineEnds),
            })?;
            return Ok(skipped);
        }
        let under_way = self.file.filter(|file| !file.ended);
        let profile = match under_way {
            Some(file) => file.profile.or(self.sole()),
            None => self.sole(),
        };
        let Some(block) = block(view, profile.map(Profile::layout), self.lost) else {
            return Ok(0);
        };
        self.lost = block.lost;
        let payload = Payload {
            bytes,
            start: block.start,
            end: block.end,
            base: self.base,
        };
        let turn = self.turn(payload.characters());
        if matches!(turn, Turn::Header | Turn::Headless) {
            self.open(&payload, matches!(turn, Turn::Header), each)?;
        }
        // Where the record before was given up it has no length of its own, and still its line end.
        let kind = Kind::Block {
            stray: block.offset,
            end: &bytes[block.end..block.next],
        };
        each(payload.piece(0, block.start, kind))?;
        if block.start < block.end {
            self.payload(&payload, &turn, each)?;
        }
        if block.end < block.next {
            each(payload.piece(block.end, block.next, Kind::End))?;
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

    fn turn(&self, payload: &[u8]) -> Turn {
        let envelope_long = payload.len() == ENVELOPE_LENGTH;
        let under_way = self.file.as_ref().filter(|file| !file.ended);
        if payload.starts_with(b"000") && (envelope_long || under_way.is_none()) {
            return Turn::Header;
        }
        let Some(file) = under_way else {
            return match self.file {
                _ if envelope_long => Turn::Header,
                Some(_) => Turn::Outside,
                None => Turn::Headless,
            };
        };
        // A trailer whose number is damaged still repeats the header.
        let repeats = envelope_long
            && file
                .header
                .is_some_and(|header| payload[3..55] == header[3..55]);
        if payload.starts_with(b"999") || repeats {
            Turn::Trailer
        } else {
            Turn::Data
        }
    }

    /// Opens a logical file.
    fn open<E>(
        &mut self,
        payload: &Payload<'_>,
        has_header: bool,
        each: &mut impl FnMut(Piece<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let characters = payload.characters();
        let mut reference = None;
        let mut profile = self.sole();
        if has_header {
            reference = characters
                .get(61..64)
                .and_then(digits)
                .and_then(|reference| u16::try_from(reference).ok());
            if let Some(reference) = reference {
                let of = |profile: &&&Profile| profile.reference() == reference;
                profile = self.profiles.iter().find(of).copied();
            }
        }
        self.file = Some(File {
            profile,
            header: characters.try_into().ok().filter(|_| has_header),
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
        payload: &Payload<'_>,
        turn: &Turn,
        each: &mut impl FnMut(Piece<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let characters = payload.characters();
        let Some(file) = &mut self.file else {
            return each(payload.whole(raw(Why::NoProfile)));
        };
        let profile = file.profile;
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
                if characters.len() == ENVELOPE_LENGTH
                    && (characters.starts_with(b"000") || &characters[82..85] == b"128") =>
            {
                each(payload.whole(record(Part::Header, 0, Shape::header())))
            }
            Turn::Trailer => {
                file.ended = true;
                if characters.len() == ENVELOPE_LENGTH {
                    let rank = file.rank + 1;
                    each(payload.whole(record(Part::Trailer, rank, Shape::trailer())))
                } else {
                    each(payload.whole(raw(Why::Envelope)))
                }
            }
            Turn::Header => each(payload.whole(raw(Why::Envelope))),
            Turn::Outside => each(payload.whole(raw(Why::AfterTrailer))),
            Turn::Data | Turn::Headless => match profile {
                Some(profile) => entities(payload, file, profile, each),
                None => each(payload.whole(raw(Why::NoProfile))),
            },
        }
    }
}

/// The entities of a data record.
fn entities<E>(
    payload: &Payload<'_>,
    file: &mut File<'_>,
    profile: &Profile,
    each: &mut impl FnMut(Piece<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let (mut at, end) = (payload.start, payload.end);
    while let Some(found) = cut(payload.bytes, at, end, profile.layout()) {
        file.rank += 1;
        let rank = Some(file.rank);
        let (length, kind) = match found {
            Cut::Whole { length, entity } | Cut::NoDelimiter { length, entity } => {
                let (part, shape) = match entity {
                    Some(entity) => (Part::Entity, Shape::of(entity)),
                    None => (Part::Closer, Shape::closer()),
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
        each(payload.piece(at, at + length, kind))?;
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
