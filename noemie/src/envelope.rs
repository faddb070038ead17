//! Header 000 and trailer 999: 128 characters without level or delimiter (noemie-format §3).

use domain::{Day, FileId, FileStamp, Party};

use crate::cut::leading;
use crate::fields::{digits, put_digits};
use crate::finding::{self, Rule};
use crate::layout::{DELIMITER, EntityLayout, EnvelopeLayout, Span};
use crate::logical::announced;
use crate::password;
use crate::profile::{HeaderDate, Profile};
use crate::profiles::Profiles;
use crate::turn::envelope_of;
use crate::write::{WriteError, put_raw};

/// Characters of a header or trailer.
pub const ENVELOPE_LENGTH: usize = 128;

/// What a header says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Header {
    /// Who sends (000/4-19).
    pub sender: Party,
    /// Who it is for (000/26-41).
    pub receiver: Party,
    /// Exchange type (000/48-49): `RJ` in the 929 that was read, `TR` in 580; others from memory.
    pub exchange: [u8; 2],
    /// The reference (000/62-64): 303, 408, 929…
    pub reference: u16,
    /// File date (000/56-61), 1970 to 2069: `AAMMJJ`, or `JJMMAA` where the profile says so.
    pub date: Day,
    /// File identification (000/50-55).
    pub stamp: FileStamp,
}

impl Header {
    /// What makes the file that file.
    #[must_use]
    pub fn file_id(&self) -> FileId {
        let Self {
            sender,
            receiver,
            reference,
            date,
            stamp,
            ..
        } = *self;
        FileId {
            sender,
            receiver,
            reference,
            date,
            stamp,
        }
    }

    /// The 128 characters of entity 000, password included, the date as the caisse writes it.
    ///
    /// # Errors
    /// Where a value does not fit its field.
    pub fn to_bytes(&self) -> Result<[u8; ENVELOPE_LENGTH], WriteError> {
        self.bytes_in(EnvelopeLayout::shipped(), HeaderDate::Aammjj)
    }

    /// The same under an envelope, with its date in the order of the reference.
    pub(crate) fn bytes_in(
        &self,
        envelope: &EnvelopeLayout,
        order: HeaderDate,
    ) -> Result<[u8; ENVELOPE_LENGTH], WriteError> {
        let at = &envelope.at;
        let mut record = Filled::of(&envelope.header);
        record.number(at.reference, u64::from(self.reference), 0)?;
        let zones = envelope.shared.each_ref().map(|zone| zone.header);
        self.write_shared(&mut record, &zones)?;
        if !(1970..=2069).contains(&self.date.year()) {
            let why = "the year must be 1970 to 2069";
            return Err(record.unfit(at.date, self.date.to_string(), why));
        }
        let date = match order {
            HeaderDate::Aammjj => self.date.aammjj(),
            HeaderDate::Jjmmaa => self.date.jjmmaa(),
        };
        record.text(at.date, &date)?;
        record.text(at.password, &password::of(self.stamp.0))?;
        Ok(record.bytes)
    }

    /// The 128 characters of entity 999. `records` counts header and trailer too; `total` is in cents.
    ///
    /// # Errors
    /// Where a value does not fit its field.
    pub(crate) fn trailer(
        &self,
        envelope: &EnvelopeLayout,
        records: u64,
        groups: u64,
        total: i64,
    ) -> Result<[u8; ENVELOPE_LENGTH], WriteError> {
        let at = &envelope.trailer_at;
        let mut record = Filled::of(&envelope.trailer);
        let zones = envelope.shared.each_ref().map(|zone| zone.trailer);
        self.write_shared(&mut record, &zones)?;
        record.number(at.records, records, 0)?;
        record.number(at.groups, groups, 0)?;
        record.number(at.total, total.unsigned_abs(), 0)?;
        record.text(at.sign, if total < 0 { b"N" } else { b"P" })?;
        Ok(record.bytes)
    }

    /// Fills what header and trailer share.
    fn write_shared(&self, record: &mut Filled<'_>, zones: &[Span; 8]) -> Result<(), WriteError> {
        let [
            sender_kind,
            sender_number,
            sender_program,
            receiver_kind,
            receiver_number,
            _,
            exchange,
            file_id,
        ] = *zones;
        let from_caisse = self.sender.kind == *b"SI";
        record.text(sender_kind, &self.sender.kind)?;
        // A caisse's centre signs with eight digits after blanks; everyone else is zero-filled.
        let blanks = if from_caisse && self.sender.number < 100_000_000 {
            sender_number.width().saturating_sub(8)
        } else {
            0
        };
        record.number(sender_number, self.sender.number, blanks)?;
        // A caisse's program names the reference; a mutuelle was seen to leave its own blank.
        if from_caisse {
            let mut program = *b"NOE000";
            let [_, _, _, reference @ ..] = &mut program;
            put_digits(reference, self.reference.into());
            record.text(sender_program, &program)?;
        }
        record.text(receiver_kind, &self.receiver.kind)?;
        record.number(receiver_number, self.receiver.number, 0)?;
        record.text(exchange, &self.exchange)?;
        record.text(file_id, &self.stamp.0)
    }

    /// Reads entity 000. What cannot be read is reported; a header comes back where all could be.
    pub(crate) fn parse(
        bytes: &[u8; ENVELOPE_LENGTH],
        envelope: &EnvelopeLayout,
        order: HeaderDate,
    ) -> (Option<Self>, Vec<Fault>) {
        let at = &envelope.at;
        let mut faults = Vec::new();
        let mut fault = |rule, span, expected| {
            faults.push(Fault {
                rule,
                span,
                expected,
            });
        };
        let mut number = |span: Span, expected| {
            let text = span.of(bytes);
            // Only a number of a party may stand after blanks.
            let value = digits(if span == at.reference {
                text
            } else {
                text.trim_ascii_start()
            });
            if value.is_none() {
                fault(&finding::HEADER_FIELD, span, expected);
            }
            value
        };
        let sender = number(at.sender_number, "digits, right-justified");
        let receiver = number(at.receiver_number, "digits, right-justified");
        let reference = number(at.reference, "three digits");
        let text = at.date.of(bytes);
        let (aammjj, jjmmaa) = (Day::from_header_aammjj(text), Day::from_care_jjmmaa(text));
        let (date, swapped, expected) = match order {
            HeaderDate::Aammjj => (aammjj, jjmmaa, "a day, AAMMJJ"),
            HeaderDate::Jjmmaa => (jjmmaa, aammjj, "a day, JJMMAA"),
        };
        if date.is_none() {
            let rule = if swapped.is_some() {
                &finding::HEADER_DATE_ORDER
            } else {
                &finding::HEADER_FIELD
            };
            fault(rule, at.date, expected);
        }
        if at.envelope_length.of(bytes) != b"128" {
            fault(&finding::LENGTH_FIELD, at.envelope_length, "128");
        }
        let stamp = six(at.file_id.of(bytes));
        let rule = match password::matches(stamp, six(at.password.of(bytes))) {
            password::Match::Full => None,
            password::Match::DigitsOnly => Some(&finding::PASSWORD_LETTERS),
            password::Match::No => Some(&finding::PASSWORD),
        };
        if let Some(rule) = rule {
            fault(rule, at.password, "the file identification, transcoded");
        }
        let header = (|| {
            let pair = |span: Span| <[u8; 2]>::try_from(span.of(bytes)).ok();
            Some(Self {
                sender: Party {
                    kind: pair(at.sender_kind)?,
                    number: sender?,
                },
                receiver: Party {
                    kind: pair(at.receiver_kind)?,
                    number: receiver?,
                },
                exchange: pair(at.exchange)?,
                reference: u16::try_from(reference?).ok()?,
                date: date?,
                stamp: FileStamp(stamp),
            })
        })();
        (header, faults)
    }
}

/// A header or trailer whose fields are being filled.
struct Filled<'l> {
    record: &'l EntityLayout,
    bytes: [u8; ENVELOPE_LENGTH],
}

impl<'l> Filled<'l> {
    fn of(record: &'l EntityLayout) -> Self {
        let mut bytes = [b' '; ENVELOPE_LENGTH];
        let width = record.template.len().min(ENVELOPE_LENGTH);
        bytes[..width].copy_from_slice(&record.template[..width]);
        Self { record, bytes }
    }

    fn text(&mut self, at: Span, value: &[u8]) -> Result<(), WriteError> {
        put_raw(&mut self.bytes[at.range()], value)
            .map_err(|why| self.unfit(at, String::from_utf8_lossy(value).into_owned(), why))
    }

    /// Digits, right-justified with zeros after so many blanks.
    fn number(&mut self, at: Span, value: u64, blanks: usize) -> Result<(), WriteError> {
        let field = &mut self.bytes[at.range()];
        let (blank, digits) = field.split_at_mut(blanks.min(at.width()));
        blank.fill(b' ');
        if put_digits(digits, value) {
            return Ok(());
        }
        Err(self.unfit(at, value.to_string(), "it has too many digits"))
    }

    fn unfit(&self, at: Span, value: String, why: &'static str) -> WriteError {
        let slot = self.record.slot_at(at.columns().0);
        WriteError::Field {
            entity: self.record.number,
            field: slot
                .map_or_else(String::new, |slot| slot.name.to_string())
                .into(),
            value,
            why,
        }
    }
}

/// The header of the first logical file under the profiles étalon ships: see [`peek`].
#[must_use]
pub fn peek_header(bytes: &[u8]) -> Option<Header> {
    peek(bytes, &Profiles::shipped().all())
}

/// The header of the first logical file, where it can be read: enough to know the reference and to
/// choose a reader. It is laid out as the profile of its reference says, or as that of none where none is
/// given.
#[must_use]
pub fn peek(bytes: &[u8], profiles: &[&Profile]) -> Option<Header> {
    let (mark, line_ends) = leading(bytes, true);
    let start = mark + line_ends;
    let header = bytes.get(start + 4..start + 4 + ENVELOPE_LENGTH)?;
    let header: &[u8; ENVELOPE_LENGTH] = header.try_into().ok()?;
    if !header.starts_with(b"000") {
        return None;
    }
    let layout = announced(profiles, header).map(Profile::layout);
    let order = layout.map_or(HeaderDate::default(), |layout| layout.header_date);
    Header::parse(header, envelope_of(layout), order).0
}

/// Whether a record of the envelope's length holds something else than an envelope: a body that a lost or
/// added character has moved into it, persons included. One odd character in a number is no such thing.
#[must_use]
pub fn is_overrun(record: &[u8]) -> bool {
    let odd = |from: usize, to: usize| {
        let zone = record.get(from - 1..to).unwrap_or_default();
        let odd = zone.iter().filter(|b| !b.is_ascii_digit() && **b != b' ');
        odd.count()
    };
    // What ends an entity or a record is inside it.
    let ends = record
        .iter()
        .any(|b| *b == DELIMITER || (b.is_ascii_control() && *b != 0) || *b == 0x85);
    record.len() != ENVELOPE_LENGTH || ends || odd(6, 19) + odd(28, 41) > 2
}

/// What is wrong with a field of the header.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) rule: &'static Rule,
    pub(crate) span: Span,
    pub(crate) expected: &'static str,
}

/// The six characters of a file identification or a password.
fn six(text: &[u8]) -> [u8; 6] {
    let mut six = [b' '; 6];
    let width = text.len().min(6);
    six[..width].copy_from_slice(&text[..width]);
    six
}

#[cfg(test)]
mod tests {
    use domain::{Caisse, OcNumber};

    use super::*;

    fn header() -> Header {
        Header {
            sender: Party::caisse(Caisse::new(1, 751, 0).unwrap()),
            receiver: Party::mutuelle(OcNumber::new(99_000_017).unwrap()),
            exchange: *b"RJ",
            reference: 929,
            date: Day::new(2026, 1, 15).unwrap(),
            stamp: FileStamp(*b"000123"),
        }
    }

    fn parse(bytes: &[u8; ENVELOPE_LENGTH]) -> (Option<Header>, Vec<Fault>) {
        Header::parse(bytes, EnvelopeLayout::shipped(), HeaderDate::Aammjj)
    }

    #[test]
    fn a_header_is_the_one_of_the_sample() {
        let text = "000SI      01751000NOE929MU00000099000017      RJ000123260115929   00             \
                    128777302                                    Z";
        assert_eq!(header().to_bytes().unwrap(), text.as_bytes());
        let (read, faults) = parse(&header().to_bytes().unwrap());
        assert_eq!(read, Some(header()));
        assert!(faults.is_empty());
    }

    #[test]
    fn a_date_in_the_other_order_is_told_apart() {
        let mut bytes = header().to_bytes().unwrap();
        // 31 December 2026 as JJMMAA.
        bytes[55..61].copy_from_slice(b"311226");
        // Read as AAMMJJ it is 26 December 2031: no reader can tell. The fifteenth month can be told.
        assert!(parse(&bytes).1.is_empty());
        bytes[55..61].copy_from_slice(b"281556");
        assert_eq!(parse(&bytes).1[0].rule.code, finding::HEADER_FIELD.code);
        bytes[55..61].copy_from_slice(b"150199");
        assert_eq!(
            parse(&bytes).1[0].rule.code,
            finding::HEADER_DATE_ORDER.code
        );
    }

    #[test]
    fn what_does_not_fit_is_refused_by_name() {
        let error = |header: Header| header.to_bytes().unwrap_err().to_string();
        let lower = Header {
            exchange: *b"rj",
            ..header()
        };
        assert!(error(lower).contains("exchange"));
        let old = Header {
            date: Day::new(1960, 1, 1).unwrap(),
            ..header()
        };
        assert!(error(old).contains("date"));
        let wide = Header {
            reference: 1_000,
            ..header()
        };
        assert!(error(wide).contains("reference"));
    }
}
