//! A strict writer of any reference whose profile is given, field by field: for references that no typed
//! writer knows. Nothing is cut, completed or corrected; what a reader would refuse is not written.

use std::borrow::Cow;

use domain::{Cents, Day};

use crate::envelope::Header;
use crate::fields::{amount, fault, put_digits};
use crate::finding::Severity;
use crate::framing::Framing;
use crate::layout::{EntityLayout, KINDS, Layout, Slot, Span};
use crate::profile::{Counted, FieldType, Padding, Profile};
use crate::write::{self, WriteError, no_blank_at_the_end, put_padded, two_digit_year};

/// Appends one logical file to `out`: `body` says entities and fields; closers, counts, totals, blocks, header and
/// trailer are made here.
///
/// ```
/// use noemie::{Framing, Header, Profile, generic, read};
/// use domain::{Day, FileStamp, OcNumber, Party};
/// let profile = Profile::embedded("900").unwrap();
/// let day = Day::new(2026, 1, 15).unwrap();
/// let header = Header {
///     sender: Party { kind: *b"OC", number: 99_000_017 },
///     receiver: Party { kind: *b"CS", number: 75 },
///     exchange: *b"TR",
///     reference: 900,
///     date: day,
///     stamp: FileStamp(*b"000123"),
/// };
/// let mut bytes = Vec::new();
/// generic::write(profile, &header, &Framing::default(), &mut bytes, |file| {
///     file.entity(40)?.digits("payee", 751_000_017)?;
///     file.entity(70)?.day("date", day)?;
///     file.entity(80)?.text("executor", "751000017")?;
///     file.entity(150)?.text("code", "01")?;
///     file.entity(100)?.text("invoice", "000000042")?;
///     file.entity(110)?.text("nir", "2550814168025")?.text("nir-key", "38")?;
///     file.entity(120)?.text("birth-date", "010855")?.digits("rank", 1)?;
///     file.entity(160)?.text("reference", "00004711")?;
///     file.entity(290)?.digits("order", 1)?.text("reason", "12")?.text("kind", "R")?;
///     Ok(())
/// })?;
/// assert_eq!(read::files(&bytes, &[profile])[0].findings, []);
/// # Ok::<(), noemie::WriteError>(())
/// ```
///
/// # Errors
/// Where a value does not fit its field, an entity its group, or what stands there is not what the profile
/// asks for; `out` is then left as it was.
pub fn write(
    profile: &Profile,
    header: &Header,
    framing: &Framing,
    out: &mut Vec<u8>,
    body: impl FnOnce(&mut FileWriter<'_, '_>) -> Result<(), WriteError>,
) -> Result<(), WriteError> {
    write::file(profile.layout(), header, framing, out, |inner| {
        let layout = inner.layout();
        let mut file = FileWriter {
            inner,
            layout,
            last: None,
            open: Vec::with_capacity(8),
        };
        body(&mut file)?;
        file.close_from(1)
    })
}

/// The body of a logical file under way.
pub struct FileWriter<'w, 'p> {
    inner: &'w mut write::FileWriter<'p>,
    layout: &'p Layout,
    /// The entity whose fields may still change.
    last: Option<&'p EntityLayout>,
    open: Vec<Group<'p>>,
}

/// A group that is not closed yet.
struct Group<'p> {
    opener: &'p EntityLayout,
    /// How many of each kind of child.
    times: [u16; KINDS],
    /// Whether a reader will count something in it.
    filled: bool,
}

impl<'p> FileWriter<'_, 'p> {
    /// Starts an entity, its fields at their defaults. Groups that cannot hold it are closed first.
    ///
    /// # Errors
    /// Where the profile has no such entity, the group that holds it is not open or holds too many, or the
    /// entity before it is not what the profile asks for.
    pub fn entity(&mut self, number: u16) -> Result<EntityWriter<'_>, WriteError> {
        let entity = self.layout.require(number)?;
        self.settle()?;
        match entity.parent {
            None => self.close_from(1)?,
            Some(parent) => {
                let depth = self.open.iter().rposition(|g| g.opener.number == parent);
                let depth = depth.ok_or(WriteError::NoParent {
                    entity: number,
                    parent,
                })?;
                if let Some(inner) = self.open.get(depth + 1) {
                    self.close_from(inner.opener.level)?;
                }
            }
        }
        if let Some(group) = self.open.last_mut() {
            let times = &mut group.times[usize::from(entity.kind)];
            *times = times.saturating_add(1);
            let most = entity.times.1;
            if *times > most {
                return Err(WriteError::TooMany {
                    entity: number,
                    most,
                });
            }
            group.filled |= entity.counts && entity.counted != Counted::Never;
        }
        self.inner.entity(entity)?;
        if entity.opens_group() {
            self.open.push(Group {
                opener: entity,
                times: [0; KINDS],
                filled: false,
            });
        }
        self.last = Some(entity);
        Ok(EntityWriter {
            bytes: self.inner.tail(entity.length()),
            layout: entity,
        })
    }

    /// Closes every group of that level and deeper. What comes next, and the end of the file, do it too.
    ///
    /// # Errors
    /// Where a group is empty or lacks what the tree asks for, or the entity before is not what the profile
    /// asks for.
    pub fn close_from(&mut self, level: u8) -> Result<(), WriteError> {
        self.settle()?;
        while let Some(group) = self.open.pop_if(|group| group.opener.level >= level) {
            let number = group.opener.number;
            if !group.filled {
                return Err(WriteError::EmptyGroup { group: number });
            }
            for child in &group.opener.needs {
                let child = &self.layout.entities[usize::from(*child)];
                let (times, least) = (group.times[usize::from(child.kind)], child.times.0);
                if times < least {
                    return Err(WriteError::TooFew {
                        group: number,
                        entity: child.number,
                        times,
                        least,
                    });
                }
            }
        }
        self.inner.close_from(level)
    }

    /// The entity just filled: every field of it must be sound, and its amount feeds the totals.
    fn settle(&mut self) -> Result<(), WriteError> {
        let Some(entity) = self.last.take() else {
            return Ok(());
        };
        let bytes = self.inner.tail(entity.length());
        for slot in &entity.slots {
            let value = slot.span.of(bytes);
            if let Some((rule, _)) = fault(slot, value, true)
                && rule.severity == Severity::Error
            {
                return Err(unfit(entity, &slot.name, shown(value), rule.en));
            }
        }
        if let Some(total) = &entity.total {
            let cents = amount(total, bytes).ok_or_else(|| {
                let value = shown(total.amount.of(bytes));
                unfit(
                    entity,
                    name_of(entity, total.amount),
                    value,
                    "it is no amount",
                )
            })?;
            self.inner.add(cents);
        }
        Ok(())
    }
}

/// One entity, its fields at their defaults until they are said.
pub struct EntityWriter<'e> {
    bytes: &'e mut [u8],
    layout: &'e EntityLayout,
}

impl EntityWriter<'_> {
    /// Puts a number in a field of digits.
    ///
    /// # Errors
    /// Where there is no such field, it holds no number, or the number has too many digits.
    pub fn digits(&mut self, field: &str, value: u64) -> Result<&mut Self, WriteError> {
        let slot = self.slot(field)?;
        let (span, padding) = (slot.span, slot.padding);
        if !matches!(slot.kind, Some(FieldType::N | FieldType::NirKey)) {
            return Err(self.unfit(field, value.to_string(), "the field holds no number"));
        }
        let text = value.to_string();
        let room = &mut self.bytes[span.range()];
        let put = match padding {
            Padding::ZerosLeft if put_digits(room, value) => Ok(()),
            Padding::ZerosLeft => Err("it has too many digits"),
            other => put_padded(room, text.as_bytes(), other),
        };
        put.map_err(|why| self.unfit(field, text, why))?;
        Ok(self)
    }

    /// Puts characters in a field of any type, padded as the field is.
    ///
    /// # Errors
    /// Where there is no such field, or the characters are too many or none that are written.
    pub fn text(&mut self, field: &str, value: &str) -> Result<&mut Self, WriteError> {
        let slot = self.slot(field)?;
        let (span, padding) = (slot.span, slot.padding);
        // A short number or text has its padding; a short NIR, key or date is a mistake.
        let padded = matches!(
            slot.kind,
            Some(FieldType::N | FieldType::An | FieldType::A | FieldType::Sign)
        );
        let whole = if padded || value.len() == span.width() {
            no_blank_at_the_end(value)
        } else {
            Err("it does not fill the field")
        };
        let room = &mut self.bytes[span.range()];
        whole
            .and_then(|()| put_padded(room, value.as_bytes(), padding))
            .map_err(|why| self.unfit(field, value.to_owned(), why))?;
        Ok(self)
    }

    /// Puts a day in a field of a date, in the order of its type.
    ///
    /// # Errors
    /// Where there is no such field, it holds no date, or the year is not 1970 to 2069 and the field has but two
    /// digits for it (birth dates take any).
    pub fn day(&mut self, field: &str, day: Day) -> Result<&mut Self, WriteError> {
        let kind = self.slot(field)?.kind;
        let fits = match kind {
            Some(FieldType::DateJjmmaa | FieldType::DateAammjj) => two_digit_year(day),
            Some(FieldType::DateSsaammjj | FieldType::BirthDate) => Ok(()),
            _ => Err("the field holds no date"),
        };
        fits.map_err(|why| self.unfit(field, day.to_string(), why))?;
        let text = match kind {
            Some(FieldType::DateAammjj) => shown(&day.aammjj()),
            Some(FieldType::DateSsaammjj) => shown(&day.ssaammjj()),
            _ => shown(&day.jjmmaa()),
        };
        self.text(field, &text)
    }

    /// Puts the amount that feeds the totals, and its sign.
    ///
    /// # Errors
    /// Where the entity has no such amount, or it has too many digits.
    pub fn amount(&mut self, cents: Cents) -> Result<&mut Self, WriteError> {
        let Some(total) = &self.layout.total else {
            return Err(self.unfit("amount", cents.to_string(), "the entity feeds no total"));
        };
        let (amount, sign) = (total.amount, total.sign);
        if !put_digits(&mut self.bytes[amount.range()], cents.0.unsigned_abs()) {
            let name = name_of(self.layout, amount);
            return Err(self.unfit(name, cents.to_string(), "it has too many digits"));
        }
        let letter = if cents.0 < 0 { b"N" } else { b"P" };
        self.bytes[sign.range()].copy_from_slice(letter);
        Ok(self)
    }

    fn slot(&self, field: &str) -> Result<&Slot, WriteError> {
        let span = self.layout.field(field)?;
        // `field` found it among the slots.
        let slot = self.layout.slots.iter().find(|slot| slot.span == span);
        slot.ok_or_else(|| self.unfit(field, String::new(), "the field has no columns"))
    }

    fn unfit(&self, field: &str, value: String, why: &'static str) -> WriteError {
        unfit(self.layout, field, value, why)
    }
}

fn unfit(entity: &EntityLayout, field: &str, value: String, why: &'static str) -> WriteError {
    WriteError::Field {
        entity: entity.number,
        field: Cow::Owned(field.to_owned()),
        value,
        why,
    }
}

fn name_of(entity: &EntityLayout, span: Span) -> &str {
    let slot = entity.slots.iter().find(|slot| slot.span == span);
    slot.map_or("amount", |slot| &slot.name)
}

fn shown(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
