//! Character sets of a file. Inside étalon a file is bytes where ASCII is ASCII and 0x80 to 0xFF are
//! those of Latin-1 (of Latin-9 where the charset says so); EBCDIC is translated on the way in and
//! on the way out, one byte to one byte, so that any file comes back as it was.
//!
//! Source of the EBCDIC table: IBM National Language Support Reference Manual, volume 2,
//! SE09-8002-01, as carried by the character map IBM297 of the GNU C library; 1147 (its IBM1147) is 297
//! with the euro in the place of the currency sign.

use std::io::{self, Read};
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the bytes of a file stand for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub enum Charset {
    /// ISO 8859-1.
    #[default]
    #[serde(rename = "latin-1")]
    Latin1,
    /// ISO 8859-15: Latin-1 with the euro and seven letters in the place of eight signs.
    #[serde(rename = "latin-9")]
    Latin9,
    /// French EBCDIC, code page 297.
    #[serde(rename = "ebcdic-297")]
    Ebcdic297,
    /// French EBCDIC with the euro, code page 1147.
    #[serde(rename = "ebcdic-1147")]
    Ebcdic1147,
}

impl Charset {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::Latin1,
        Self::Latin9,
        Self::Ebcdic297,
        Self::Ebcdic1147,
    ];

    /// The name that options and JSON lines use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Latin1 => "latin-1",
            Self::Latin9 => "latin-9",
            Self::Ebcdic297 => "ebcdic-297",
            Self::Ebcdic1147 => "ebcdic-1147",
        }
    }

    /// The charset of a file that starts with these bytes: EBCDIC where they are a block's length and
    /// a header's `000` in EBCDIC digits, Latin-1 otherwise. Digits are the same in 297 and 1147, so
    /// nothing there tells the two apart; 1147 is given, which came after.
    ///
    /// ```
    /// use noemie::Charset;
    /// assert_eq!(Charset::guess(b"0128000SI"), Charset::Latin1);
    /// assert_eq!(Charset::guess(b"\xF0\xF1\xF2\xF8\xF0\xF0\xF0"), Charset::Ebcdic1147);
    /// ```
    #[must_use]
    pub fn guess(first: &[u8]) -> Self {
        match first.get(..GUESS) {
            Some([length @ .., 0xF0, 0xF0, 0xF0])
                if length.iter().all(|byte| (0xF0..=0xF9).contains(byte)) =>
            {
                Self::Ebcdic1147
            }
            _ => Self::Latin1,
        }
    }

    /// Translates bytes of a file into étalon's form.
    pub fn decode(self, bytes: &mut [u8]) {
        if self.is_ebcdic() {
            translate(bytes, &FROM_297);
        }
    }

    /// Translates étalon's form into bytes of a file: what [`Charset::decode`] did, undone.
    pub fn encode(self, bytes: &mut [u8]) {
        if self.is_ebcdic() {
            translate(bytes, &TO_297);
        }
    }

    /// The character that a byte of étalon's form stands for; every byte has one, and no two the same.
    #[must_use]
    pub fn char_of(self, byte: u8) -> char {
        let other = self.others().iter().find(|(other, _)| *other == byte);
        other.map_or(char::from(byte), |(_, character)| *character)
    }

    /// The byte of étalon's form that stands for a character; none where the charset has none.
    #[must_use]
    pub fn byte_of(self, character: char) -> Option<u8> {
        let others = self.others();
        if let Some((byte, _)) = others.iter().find(|(_, other)| *other == character) {
            return Some(*byte);
        }
        let byte = u8::try_from(u32::from(character)).ok()?;
        others
            .iter()
            .all(|(other, _)| *other != byte)
            .then_some(byte)
    }

    /// Bytes of étalon's form as text.
    #[must_use]
    pub fn text(self, bytes: &[u8]) -> String {
        bytes.iter().map(|byte| self.char_of(*byte)).collect()
    }

    const fn is_ebcdic(self) -> bool {
        matches!(self, Self::Ebcdic297 | Self::Ebcdic1147)
    }

    /// The bytes of étalon's form that do not stand for what they do in Latin-1.
    const fn others(self) -> &'static [(u8, char)] {
        match self {
            Self::Latin1 | Self::Ebcdic297 => &[],
            Self::Latin9 => &LATIN9,
            Self::Ebcdic1147 => &[(0xA4, '€')],
        }
    }
}

impl FromStr for Charset {
    type Err = UnknownCharset;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let named = Self::ALL.into_iter().find(|one| one.as_str() == text);
        named.ok_or_else(|| UnknownCharset(text.to_owned()))
    }
}

/// A name that is no charset's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no charset: latin-1, latin-9, ebcdic-297 or ebcdic-1147 is expected")]
pub struct UnknownCharset(String);

/// A source whose bytes come out in étalon's form.
#[derive(Debug)]
pub struct Transcode<R> {
    source: R,
    charset: Charset,
}

impl<R: Read> Transcode<R> {
    /// Reads `source`, whose bytes are of that charset.
    pub const fn new(source: R, charset: Charset) -> Self {
        Self { source, charset }
    }
}

impl<R: Read> Read for Transcode<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(buffer)?;
        self.charset.decode(&mut buffer[..read]);
        Ok(read)
    }
}

/// Bytes that [`Charset::guess`] looks at.
pub const GUESS: usize = 7;

fn translate(bytes: &mut [u8], table: &[u8; 256]) {
    for byte in bytes {
        *byte = table[usize::from(*byte)];
    }
}

const LATIN9: [(u8, char); 8] = [
    (0xA4, '€'),
    (0xA6, 'Š'),
    (0xA8, 'š'),
    (0xB4, 'Ž'),
    (0xB8, 'ž'),
    (0xBC, 'Œ'),
    (0xBD, 'œ'),
    (0xBE, 'Ÿ'),
];

/// Code page 297 to Latin-1, by byte.
#[rustfmt::skip]
const FROM_297: [u8; 256] = [
    0x00, 0x01, 0x02, 0x03, 0x9C, 0x09, 0x86, 0x7F, 0x97, 0x8D, 0x8E, 0x0B, 0x0C, 0x0D, 0x0E, 0x0F,
    0x10, 0x11, 0x12, 0x13, 0x9D, 0x85, 0x08, 0x87, 0x18, 0x19, 0x92, 0x8F, 0x1C, 0x1D, 0x1E, 0x1F,
    0x80, 0x81, 0x82, 0x83, 0x84, 0x0A, 0x17, 0x1B, 0x88, 0x89, 0x8A, 0x8B, 0x8C, 0x05, 0x06, 0x07,
    0x90, 0x91, 0x16, 0x93, 0x94, 0x95, 0x96, 0x04, 0x98, 0x99, 0x9A, 0x9B, 0x14, 0x15, 0x9E, 0x1A,
    0x20, 0xA0, 0xE2, 0xE4, 0x40, 0xE1, 0xE3, 0xE5, 0x5C, 0xF1, 0xB0, 0x2E, 0x3C, 0x28, 0x2B, 0x21,
    0x26, 0x7B, 0xEA, 0xEB, 0x7D, 0xED, 0xEE, 0xEF, 0xEC, 0xDF, 0xA7, 0x24, 0x2A, 0x29, 0x3B, 0x5E,
    0x2D, 0x2F, 0xC2, 0xC4, 0xC0, 0xC1, 0xC3, 0xC5, 0xC7, 0xD1, 0xF9, 0x2C, 0x25, 0x5F, 0x3E, 0x3F,
    0xF8, 0xC9, 0xCA, 0xCB, 0xC8, 0xCD, 0xCE, 0xCF, 0xCC, 0xB5, 0x3A, 0xA3, 0xE0, 0x27, 0x3D, 0x22,
    0xD8, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0xAB, 0xBB, 0xF0, 0xFD, 0xFE, 0xB1,
    0x5B, 0x6A, 0x6B, 0x6C, 0x6D, 0x6E, 0x6F, 0x70, 0x71, 0x72, 0xAA, 0xBA, 0xE6, 0xB8, 0xC6, 0xA4,
    0x60, 0xA8, 0x73, 0x74, 0x75, 0x76, 0x77, 0x78, 0x79, 0x7A, 0xA1, 0xBF, 0xD0, 0xDD, 0xDE, 0xAE,
    0xA2, 0x23, 0xA5, 0xB7, 0xA9, 0x5D, 0xB6, 0xBC, 0xBD, 0xBE, 0xAC, 0x7C, 0xAF, 0x7E, 0xB4, 0xD7,
    0xE9, 0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48, 0x49, 0xAD, 0xF4, 0xF6, 0xF2, 0xF3, 0xF5,
    0xE8, 0x4A, 0x4B, 0x4C, 0x4D, 0x4E, 0x4F, 0x50, 0x51, 0x52, 0xB9, 0xFB, 0xFC, 0xA6, 0xFA, 0xFF,
    0xE7, 0xF7, 0x53, 0x54, 0x55, 0x56, 0x57, 0x58, 0x59, 0x5A, 0xB2, 0xD4, 0xD6, 0xD2, 0xD3, 0xD5,
    0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x38, 0x39, 0xB3, 0xDB, 0xDC, 0xD9, 0xDA, 0x9F,
];

const TO_297: [u8; 256] = inverse(&FROM_297);

const fn inverse(table: &[u8; 256]) -> [u8; 256] {
    let mut inverse = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        // A table has 256 places.
        inverse[table[byte] as usize] = byte as u8;
        byte += 1;
    }
    inverse
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;
    use std::process::{Command, Stdio};

    use quickcheck_macros::quickcheck;

    use super::*;

    const EVERY_BYTE: std::ops::RangeInclusive<u8> = u8::MIN..=u8::MAX;

    #[test]
    fn every_table_is_a_bijection() {
        for charset in Charset::ALL {
            let mut bytes: Vec<u8> = EVERY_BYTE.collect();
            charset.decode(&mut bytes);
            let mut sorted = bytes.clone();
            sorted.sort_unstable();
            assert!(sorted.into_iter().eq(EVERY_BYTE), "{charset:?}");
            charset.encode(&mut bytes);
            assert!(bytes.into_iter().eq(EVERY_BYTE), "{charset:?}");
            for byte in EVERY_BYTE {
                assert_eq!(charset.byte_of(charset.char_of(byte)), Some(byte));
            }
        }
    }

    #[quickcheck]
    fn what_is_read_is_written_back(bytes: Vec<u8>) -> bool {
        Charset::ALL.into_iter().all(|charset| {
            let mut read = Vec::new();
            let mut source = Transcode::new(&bytes[..], charset);
            source.read_to_end(&mut read).unwrap();
            charset.encode(&mut read);
            read == bytes
        })
    }

    #[quickcheck]
    fn a_character_has_the_byte_that_stands_for_it(character: char) -> bool {
        Charset::ALL.into_iter().all(|charset| {
            let byte = charset.byte_of(character);
            byte.is_none_or(|byte| charset.char_of(byte) == character)
        })
    }

    #[test]
    fn a_charset_has_only_its_own_characters() {
        assert_eq!(Charset::Latin1.byte_of('€'), None);
        assert_eq!(Charset::Latin9.byte_of('¤'), None);
        assert_eq!(Charset::Latin9.byte_of('Œ'), Some(0xBC));
        assert_eq!(Charset::Ebcdic1147.byte_of('¤'), None);
        assert_eq!(Charset::Ebcdic297.byte_of('¤'), Some(0xA4));
    }

    #[test]
    fn names_read_back() {
        for charset in Charset::ALL {
            assert_eq!(charset.as_str().parse::<Charset>().unwrap(), charset);
        }
        assert!("utf-8".parse::<Charset>().is_err());
    }

    #[test]
    fn a_guess_needs_a_length_and_a_header() {
        let mut start = *b"0128000SI";
        Charset::Ebcdic297.encode(&mut start);
        assert_eq!(Charset::guess(&start), Charset::Ebcdic1147);
        assert_eq!(Charset::guess(&start[..6]), Charset::Latin1);
        start[6] = 0xF9;
        assert_eq!(Charset::guess(&start), Charset::Latin1);
        assert_eq!(Charset::guess(b""), Charset::Latin1);
    }

    /// What the program `iconv` makes of every byte; none where it is not installed.
    fn iconv(from: &str) -> Option<String> {
        let mut run = Command::new("iconv")
            .args(["-f", from, "-t", "UTF-8"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let every: Vec<u8> = EVERY_BYTE.collect();
        let written = run.stdin.take()?.write_all(&every);
        let done = run.wait_with_output().ok()?;
        written.ok()?;
        done.status.success().then_some(())?;
        String::from_utf8(done.stdout).ok()
    }

    #[test]
    fn tables_are_those_of_iconv() {
        for (charset, name) in [
            (Charset::Latin1, "ISO-8859-1"),
            (Charset::Latin9, "ISO-8859-15"),
            (Charset::Ebcdic297, "IBM297"),
            (Charset::Ebcdic1147, "IBM1147"),
        ] {
            let Some(expected) = iconv(name) else {
                println!("skipped: no iconv that knows {name} is installed here");
                continue;
            };
            let mut bytes: Vec<u8> = EVERY_BYTE.collect();
            charset.decode(&mut bytes);
            assert_eq!(charset.text(&bytes), expected, "{name}");
        }
    }
}
