//! Header 000 and trailer 999: 128 characters without level or delimiter (noemie-format §3).

use domain::{Day, FileId, FileStamp, Party};

use crate::fields::{digits, put_digits};
use crate::finding::{self, Rule};
use crate::password;
use crate::profile::{Confidence, HeaderDate, Profile};
use crate::write::WriteError;

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
        self.bytes_in(HeaderDate::Aammjj)
    }

    /// The same, with its date in the order of the reference.
    pub(crate) fn bytes_in(&self, order: HeaderDate) -> Result<[u8; ENVELOPE_LENGTH], WriteError> {
        let mut bytes = [b' '; ENVELOPE_LENGTH];
        self.write_common(&mut bytes, b"000")?;
        let year = self.date.year();
        if !(1970..=2069).contains(&year) {
            return Err(unfit(
                "date",
                self.date.to_string(),
                "the year must be 1970 to 2069",
            ));
        }
        bytes[55..61].copy_from_slice(&match order {
            HeaderDate::Aammjj => self.date.aammjj(),
            HeaderDate::Jjmmaa => self.date.jjmmaa(),
        });
        if !put_digits(&mut bytes[61..64], u64::from(self.reference)) {
            return Err(unfit(
                "reference",
                self.reference.to_string(),
                "three digits are expected",
            ));
        }
        // Confirmed as a value, of unknown meaning.
        bytes[67..69].copy_from_slice(b"00");
        bytes[82..85].copy_from_slice(b"128");
        bytes[85..91].copy_from_slice(&password::of(self.stamp.0));
        bytes[127] = b'Z';
        Ok(bytes)
    }

    /// The 128 characters of entity 999. `records` counts header and trailer too; `total` is in cents.
    ///
    /// # Errors
    /// Where a value does not fit its field.
    pub(crate) fn trailer(
        &self,
        records: u64,
        groups: u64,
        total: i64,
    ) -> Result<[u8; ENVELOPE_LENGTH], WriteError> {
        let mut bytes = [b' '; ENVELOPE_LENGTH];
        self.write_common(&mut bytes, b"999")?;
        let unfit = |field: &'static str, value: u64| WriteError::Field {
            entity: 999,
            field: field.into(),
            value: value.to_string(),
            why: "it has too many digits",
        };
        if !put_digits(&mut bytes[55..63], records) {
            return Err(unfit("records", records));
        }
        if !put_digits(&mut bytes[82..85], groups) {
            return Err(unfit("groups", groups));
        }
        if !put_digits(&mut bytes[85..96], total.unsigned_abs()) {
            return Err(unfit("total", total.unsigned_abs()));
        }
        bytes[96] = if total < 0 { b'N' } else { b'P' };
        bytes[127] = b'Z';
        Ok(bytes)
    }

    fn write_common(
        &self,
        bytes: &mut [u8; ENVELOPE_LENGTH],
        number: &[u8; 3],
    ) -> Result<(), WriteError> {
        let text = |field, value: &[u8]| {
            let fits = value
                .iter()
                .all(|b| (b' '..=b'~').contains(b) && !b.is_ascii_lowercase() && *b != b'@');
            if fits {
                Ok(())
            } else {
                let value = String::from_utf8_lossy(value).into_owned();
                Err(unfit(
                    field,
                    value,
                    "capitals, digits and blanks are expected",
                ))
            }
        };
        text("sender-kind", &self.sender.kind)?;
        text("receiver-kind", &self.receiver.kind)?;
        text("exchange", &self.exchange)?;
        text("file-id", &self.stamp.0)?;
        bytes[..3].copy_from_slice(number);
        bytes[3..5].copy_from_slice(&self.sender.kind);
        // A caisse's centre signs with eight digits after blanks; everyone else is zero-filled.
        let blanks = if self.sender.kind == *b"SI" && self.sender.number < 100_000_000 {
            6
        } else {
            0
        };
        if !put_digits(&mut bytes[5 + blanks..19], self.sender.number) {
            return Err(unfit(
                "sender-number",
                self.sender.number.to_string(),
                "14 digits at most",
            ));
        }
        bytes[19..22].copy_from_slice(b"NOE");
        put_digits(&mut bytes[22..25], u64::from(self.reference));
        bytes[25..27].copy_from_slice(&self.receiver.kind);
        if !put_digits(&mut bytes[27..41], self.receiver.number) {
            return Err(unfit(
                "receiver-number",
                self.receiver.number.to_string(),
                "14 digits at most",
            ));
        }
        bytes[47..49].copy_from_slice(&self.exchange);
        bytes[49..55].copy_from_slice(&self.stamp.0);
        Ok(())
    }

    /// Reads entity 000. What cannot be read is reported; a header comes back where all could be.
    pub(crate) fn parse(
        bytes: &[u8; ENVELOPE_LENGTH],
        order: HeaderDate,
    ) -> (Option<Self>, Vec<Fault>) {
        let mut faults = Vec::new();
        let mut number = |field, from: usize, to: usize, expected| {
            let text = &bytes[from - 1..to];
            let value = digits(text.trim_ascii_start());
            if value.is_none() {
                faults.push(Fault {
                    rule: &finding::HEADER_FIELD,
                    field,
                    from,
                    to,
                    expected,
                });
            }
            value
        };
        let sender = number("sender-number", 6, 19, "digits, right-justified");
        let receiver = number("receiver-number", 28, 41, "digits, right-justified");
        let reference = number("reference", 62, 64, "three digits");
        let (aammjj, jjmmaa) = (
            Day::from_header_aammjj(&bytes[55..61]),
            Day::from_care_jjmmaa(&bytes[55..61]),
        );
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
            faults.push(Fault {
                rule,
                field: "date",
                from: 56,
                to: 61,
                expected,
            });
        }
        if &bytes[82..85] != b"128" {
            let (field, expected) = ("envelope-length", "128");
            faults.push(Fault {
                rule: &finding::HEADER_FIELD,
                field,
                from: 83,
                to: 85,
                expected,
            });
        }
        let stamp = six(bytes, 49);
        let rule = match password::matches(stamp, six(bytes, 85)) {
            password::Match::Full => None,
            password::Match::DigitsOnly => Some(&finding::PASSWORD_LETTERS),
            password::Match::No => Some(&finding::PASSWORD),
        };
        if let Some(rule) = rule {
            let expected = "the file identification, transcoded";
            faults.push(Fault {
                rule,
                field: "password",
                from: 86,
                to: 91,
                expected,
            });
        }
        let header = (|| {
            Some(Self {
                sender: Party {
                    kind: [bytes[3], bytes[4]],
                    number: sender?,
                },
                receiver: Party {
                    kind: [bytes[25], bytes[26]],
                    number: receiver?,
                },
                exchange: [bytes[47], bytes[48]],
                reference: u16::try_from(reference?).ok()?,
                date: date?,
                stamp: FileStamp(stamp),
            })
        })();
        (header, faults)
    }
}

/// The header of the first logical file, where it can be read: enough to know the reference and to
/// choose a reader. Its date is read in the order that the shipped profile of its reference has.
#[must_use]
pub fn peek_header(bytes: &[u8]) -> Option<Header> {
    let start = bytes.iter().position(|b| !b.is_ascii_whitespace())?;
    let header = bytes.get(start + 4..start + 4 + ENVELOPE_LENGTH)?;
    let header: &[u8; ENVELOPE_LENGTH] = header.try_into().ok()?;
    if !header.starts_with(b"000") {
        return None;
    }
    let reference = digits(&header[61..64]);
    let profile = Profile::embedded_all()
        .iter()
        .find(|profile| Some(u64::from(profile.reference())) == reference);
    let order = profile.map_or(HeaderDate::default(), |profile| {
        profile.layout().header_date
    });
    Header::parse(header, order).0
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
    record.len() != ENVELOPE_LENGTH || odd(6, 19) + odd(28, 41) > 2
}

/// Zones that header and trailer share: name, first and last column.
pub(crate) const SHARED: [(&str, usize, usize); 8] = [
    ("sender-kind", 4, 5),
    ("sender-number", 6, 19),
    ("sender-program", 20, 25),
    ("receiver-kind", 26, 27),
    ("receiver-number", 28, 41),
    ("receiver-program", 42, 47),
    ("exchange", 48, 49),
    ("file-id", 50, 55),
];

/// How well a zone of an envelope record is known.
pub(crate) fn confidence(number: u16, field: &str) -> Option<Confidence> {
    let entities = &crate::profile::envelope().entities;
    let entity = entities.iter().find(|entity| entity.number == number)?;
    let field = entity.fields.iter().find(|other| other.name == field)?;
    Some(field.confidence)
}

/// What is wrong with a field of the envelope. Columns are counted from 1, both included.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) rule: &'static Rule,
    pub(crate) field: &'static str,
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) expected: &'static str,
}

fn six(bytes: &[u8; ENVELOPE_LENGTH], from: usize) -> [u8; 6] {
    let mut six = [b' '; 6];
    six.copy_from_slice(&bytes[from..from + 6]);
    six
}

fn unfit(field: &'static str, value: String, why: &'static str) -> WriteError {
    WriteError::Field {
        entity: 0,
        field: field.into(),
        value,
        why,
    }
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

    #[test]
    fn a_header_is_the_one_of_the_sample() {
        let text = "000SI      01751000NOE929MU00000099000017      RJ000123260115929   00             \
                    128777302                                    Z";
        assert_eq!(header().to_bytes().unwrap(), text.as_bytes());
        let (read, faults) = Header::parse(&header().to_bytes().unwrap(), HeaderDate::Aammjj);
        assert_eq!(read, Some(header()));
        assert!(faults.is_empty());
    }

    #[test]
    fn a_date_in_the_other_order_is_told_apart() {
        let mut bytes = header().to_bytes().unwrap();
        // 31 December 2026 as JJMMAA.
        bytes[55..61].copy_from_slice(b"311226");
        // Read as AAMMJJ it is 26 December 2031: no reader can tell. The fifteenth month can be told.
        assert!(Header::parse(&bytes, HeaderDate::Aammjj).1.is_empty());
        bytes[55..61].copy_from_slice(b"281556");
        assert_eq!(
            Header::parse(&bytes, HeaderDate::Aammjj).1[0].rule.code,
            finding::HEADER_FIELD.code
        );
        bytes[55..61].copy_from_slice(b"150199");
        assert_eq!(
            Header::parse(&bytes, HeaderDate::Aammjj).1[0].rule.code,
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
