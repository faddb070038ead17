//! JSON lines back into the bytes they stand for, field by field by name.

use std::borrow::Cow;

use super::Why;
use super::line::{FORMAT, Fields, FileLine, Head, Line, RecordLine, VERSION};
use super::recompute::RecomputeFault;
use super::shape::Shape;
use crate::charset::{Charset, UnknownCharset};
use crate::layout::{EntityLayout, EnvelopeLayout};
use crate::profile::Profile;
use crate::turn::envelope_of;

/// Why lines cannot be made a file.
#[derive(Debug, thiserror::Error)]
#[error("line {line}: {fault}")]
pub struct EncodeError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub fault: EncodeFault,
}

/// What is wrong with a line.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum EncodeFault {
    /// The first line is no head.
    #[error("a head is expected first: {{\"record\":\"head\",\"format\":\"{FORMAT}\",…}}")]
    NoHead,
    /// It is the head of something else.
    #[error("the format is `{0}`, `{FORMAT}` is expected")]
    Format(String),
    /// It is the head of another version.
    #[error("the format's version is {0}, {VERSION} is the one that is known")]
    Version(String),
    /// The charset is unknown.
    #[error(transparent)]
    Charset(#[from] UnknownCharset),
    /// Its characters are masked, so nobody knows them.
    #[error("personal data are masked: what was there is not known")]
    Masked,
    /// Nothing says how it is laid out.
    #[error("entity {entity}: no reference is given, which its layout depends on")]
    NoReference {
        /// The entity.
        entity: String,
    },
    /// No profile describes the reference.
    #[error("entity {entity}: no profile describes reference {reference:03}")]
    NoProfile {
        /// The entity.
        entity: String,
        /// The reference.
        reference: u16,
    },
    /// The profile has no such entity.
    #[error("entity {entity}: profile {profile} has no such entity")]
    NoEntity {
        /// The entity.
        entity: String,
        /// The profile.
        profile: String,
    },
    /// A text has too many characters, or too few.
    #[error("entity {entity}: `{field}` has {} where {expected} {} expected", characters(*.found), if *.expected == 1 { "is" } else { "are" })]
    Width {
        /// The entity.
        entity: String,
        /// The field, or `entity`, `level` or `end`.
        field: String,
        /// Characters it has in the layout.
        expected: usize,
        /// Characters that were given.
        found: usize,
    },
    /// A field of the layout is not there.
    #[error("entity {entity}: `{field}` is missing")]
    Missing {
        /// The entity.
        entity: String,
        /// The field, or `level` or `end`.
        field: String,
    },
    /// The layout has no such field.
    #[error("entity {entity}: profile {profile} has no field `{field}`")]
    Unknown {
        /// The entity.
        entity: String,
        /// What lays it out.
        profile: String,
        /// The field.
        field: String,
    },
    /// A field is given twice.
    #[error("entity {entity}: `{field}` is given twice")]
    Twice {
        /// The entity.
        entity: String,
        /// The field.
        field: String,
    },
    /// A character that the charset does not have.
    #[error("`{place}` holds {character:?}, which {charset} does not have")]
    Character {
        /// The field, or another text of the line.
        place: String,
        /// The character.
        character: char,
        /// The charset.
        charset: &'static str,
    },
    /// Counts and totals were asked for, and cannot be worked out.
    #[error("nothing can be recomputed: {0}")]
    Recompute(#[from] RecomputeFault),
}

fn characters(number: usize) -> String {
    let word = if number == 1 {
        "character"
    } else {
        "characters"
    };
    format!("{number} {word}")
}

/// Makes a file of lines, one at a time.
///
/// ```
/// use noemie::inspect::{Encoder, Line, Masking};
/// use noemie::{Charset, Profile, inspect};
/// let profiles = [Profile::answers()];
/// let (mut encoder, mut out) = (Encoder::new(&profiles), Vec::new());
/// encoder.line(1, &Line::head(Charset::Latin1, Masking::Plain, None), &mut out)?;
/// inspect::pieces(&b"0004any\n"[..], &profiles, |piece| {
///     if let Some(line) = Line::of(&piece, Charset::Latin1, Masking::Plain) {
///         encoder.line(2, &line, &mut out).unwrap();
///     }
///     Ok::<(), std::io::Error>(())
/// }).unwrap();
/// encoder.finish(&mut out)?;
/// assert_eq!(out, b"0004any\n");
/// # Ok::<(), inspect::EncodeError>(())
/// ```
#[derive(Debug)]
pub struct Encoder<'p> {
    profiles: &'p [&'p Profile],
    charset: Option<Charset>,
    /// Header, closer and trailer of the file under way.
    envelope: &'p EnvelopeLayout,
    /// The line end of the record under way, in the file's own bytes.
    end: Vec<u8>,
}

impl<'p> Encoder<'p> {
    /// Lays entities out as these profiles say.
    #[must_use]
    pub fn new(profiles: &'p [&'p Profile]) -> Self {
        Self {
            profiles,
            charset: None,
            envelope: EnvelopeLayout::shipped(),
            end: Vec::new(),
        }
    }

    /// Appends what a line stands for, in the charset of the head; `number` is what errors call it, from 1.
    ///
    /// # Errors
    /// Where it is masked or does not fit its layout; `out` may then end with a part of it.
    pub fn line(
        &mut self,
        number: usize,
        line: &Line,
        out: &mut Vec<u8>,
    ) -> Result<(), EncodeError> {
        let start = out.len();
        let at = |fault| EncodeError {
            line: number,
            fault,
        };
        if let Line::Head(head) = line {
            out.append(&mut self.end);
            self.charset = Some(charset_of(head).map_err(at)?);
            return Ok(());
        }
        let charset = self.charset.ok_or_else(|| at(EncodeFault::NoHead))?;
        let write = Write { charset };
        match line {
            Line::Head(_) => {}
            Line::File(file) => self.envelope = envelope(self.profiles, file),
            Line::Block(block) => {
                refuse_masked(block.masked).map_err(at)?;
                out.append(&mut self.end);
                let start = out.len();
                write.text("stray", &block.stray, out).map_err(at)?;
                write.text("prefix", &block.prefix, out).map_err(at)?;
                charset.encode(&mut out[start..]);
                write.text("end", &block.end, &mut self.end).map_err(at)?;
                charset.encode(&mut self.end);
                return Ok(());
            }
            Line::Raw(raw) => {
                refuse_masked(raw.masked).map_err(at)?;
                // What stands between two records comes after the line end of the first.
                if matches!(raw.why, Some(Why::ByteOrderMark | Why::LineEnds)) {
                    out.append(&mut self.end);
                }
                let start = out.len();
                write.text("text", &raw.text, out).map_err(at)?;
                charset.encode(&mut out[start..]);
                return Ok(());
            }
            Line::Header(record) => write
                .record(record, Shape::of(&self.envelope.header), ENVELOPE, out)
                .map_err(at)?,
            Line::Closer(record) => write
                .record(record, Shape::of(&self.envelope.closer), ENVELOPE, out)
                .map_err(at)?,
            Line::Trailer(record) => write
                .record(record, Shape::of(&self.envelope.trailer), ENVELOPE, out)
                .map_err(at)?,
            Line::Entity(record) => {
                refuse_masked(record.masked).map_err(at)?;
                let (layout, profile) = laid_out(self.profiles, record).map_err(at)?;
                write
                    .record(record, Shape::of(layout), profile.name(), out)
                    .map_err(at)?;
            }
        }
        charset.encode(&mut out[start..]);
        Ok(())
    }

    /// Appends what ends the last record.
    ///
    /// # Errors
    /// Where there was no line at all.
    pub fn finish(&mut self, out: &mut Vec<u8>) -> Result<(), EncodeError> {
        out.append(&mut self.end);
        match self.charset {
            Some(_) => Ok(()),
            None => Err(EncodeError {
                line: 1,
                fault: EncodeFault::NoHead,
            }),
        }
    }
}

/// The layout of an entity's line, and the profile that has it.
pub(super) fn laid_out<'p>(
    profiles: &[&'p Profile],
    record: &RecordLine,
) -> Result<(&'p EntityLayout, &'p Profile), EncodeFault> {
    let entity = || record.entity.clone();
    let reference = record
        .reference
        .ok_or_else(|| EncodeFault::NoReference { entity: entity() })?;
    let profile = profiles
        .iter()
        .find(|profile| profile.reference() == reference)
        .ok_or_else(|| EncodeFault::NoProfile {
            entity: entity(),
            reference,
        })?;
    let number = record.entity.parse().ok();
    let layout = number.and_then(|number| profile.layout().entity(number));
    let layout = layout.ok_or_else(|| EncodeFault::NoEntity {
        entity: entity(),
        profile: profile.name().to_owned(),
    })?;
    Ok((layout, profile))
}

/// The envelope of the profile that a file is read under.
pub(super) fn envelope<'p>(profiles: &[&'p Profile], file: &FileLine) -> &'p EnvelopeLayout {
    let of = |profile: &&&Profile| {
        file.profile.as_deref() == Some(profile.name())
            || file.reference == Some(profile.reference())
    };
    envelope_of(profiles.iter().find(of).map(|profile| profile.layout()))
}

/// What errors call the layout of header, closer and trailer.
const ENVELOPE: &str = "envelope";

fn charset_of(head: &Head) -> Result<Charset, EncodeFault> {
    if head.format != FORMAT {
        return Err(EncodeFault::Format(head.format.clone()));
    }
    let major = |version: &str| version.split('.').next().map(str::to_owned);
    if major(&head.version) != major(VERSION) {
        return Err(EncodeFault::Version(head.version.clone()));
    }
    refuse_masked(head.masked)?;
    Ok(head.charset.parse()?)
}

pub(super) fn refuse_masked(masked: bool) -> Result<(), EncodeFault> {
    if masked {
        Err(EncodeFault::Masked)
    } else {
        Ok(())
    }
}

/// Writes characters as bytes of étalon's form.
#[derive(Clone, Copy)]
struct Write {
    charset: Charset,
}

impl Write {
    fn record(
        self,
        record: &RecordLine,
        shape: Shape<'_>,
        profile: &str,
        out: &mut Vec<u8>,
    ) -> Result<(), EncodeFault> {
        refuse_masked(record.masked)?;
        let entity = record.entity.as_str();
        self.exactly(entity, "entity", entity, 3, out)?;
        let delimited = |name: &str, text: &Option<String>| match text {
            Some(text) => Ok(Cow::Owned(text.clone())),
            None if shape.is_delimited() => Err(EncodeFault::Missing {
                entity: entity.to_owned(),
                field: name.to_owned(),
            }),
            None => Ok(Cow::Borrowed("")),
        };
        let wide = |width| if shape.is_delimited() { width } else { 0 };
        let level: Cow<'_, str> = delimited("level", &record.level)?;
        self.exactly(entity, "level", &level, wide(2), out)?;
        known(entity, profile, shape, &record.fields)?;
        for slot in shape.slots() {
            let value = record.fields.value(&slot.name);
            let value = value.ok_or_else(|| EncodeFault::Missing {
                entity: entity.to_owned(),
                field: slot.name.to_string(),
            })?;
            self.exactly(entity, &slot.name, value, slot.span.width(), out)?;
        }
        let end: Cow<'_, str> = delimited("end", &record.end)?;
        self.exactly(entity, "end", &end, wide(1), out)
    }

    fn exactly(
        self,
        entity: &str,
        field: &str,
        text: &str,
        expected: usize,
        out: &mut Vec<u8>,
    ) -> Result<(), EncodeFault> {
        let found = text.chars().count();
        if found != expected {
            return Err(EncodeFault::Width {
                entity: entity.to_owned(),
                field: field.to_owned(),
                expected,
                found,
            });
        }
        self.text(field, text, out)
    }

    fn text(self, place: &str, text: &str, out: &mut Vec<u8>) -> Result<(), EncodeFault> {
        for character in text.chars() {
            let byte = self.charset.byte_of(character);
            out.push(byte.ok_or_else(|| EncodeFault::Character {
                place: place.to_owned(),
                character,
                charset: self.charset.as_str(),
            })?);
        }
        Ok(())
    }
}

/// Whether every name is one of the layout's, once.
fn known(
    entity: &str,
    profile: &str,
    shape: Shape<'_>,
    fields: &Fields,
) -> Result<(), EncodeFault> {
    for (at, (name, _)) in fields.0.iter().enumerate() {
        let field = || name.to_string();
        let (entity, profile) = (|| entity.to_owned(), || profile.to_owned());
        // As a rule they stand in the order of the layout.
        let in_order = shape.slots().get(at).is_some_and(|slot| slot.name == *name);
        if !in_order && !shape.slots().iter().any(|slot| slot.name == *name) {
            return Err(EncodeFault::Unknown {
                entity: entity(),
                profile: profile(),
                field: field(),
            });
        }
        if fields.0[..at].iter().any(|(other, _)| other == name) {
            return Err(EncodeFault::Twice {
                entity: entity(),
                field: field(),
            });
        }
    }
    Ok(())
}
