//! The file password: the file identification, transcoded character by character (annex 101 of the
//! federation's guide, noemie-format §3.4; that 000/86-91 holds it is **inferred** from a sample).

/// How a password answers its file identification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Match {
    /// Every character transcoded.
    Full,
    /// Digits transcoded, letters left as they are: what the sample that was read does.
    DigitsOnly,
    /// Neither.
    No,
}

/// The password of a file identification. Characters outside the table stand for themselves.
///
/// ```
/// assert_eq!(noemie::password::of(*b"000123"), *b"777302");
/// ```
#[must_use]
pub fn of(stamp: [u8; 6]) -> [u8; 6] {
    stamp.map(transcode)
}

/// Whether `password` is that of `stamp`.
#[must_use]
pub fn matches(stamp: [u8; 6], password: [u8; 6]) -> Match {
    if of(stamp) == password {
        Match::Full
    } else if stamp.map(|c| if c.is_ascii_digit() { transcode(c) } else { c }) == password {
        Match::DigitsOnly
    } else {
        Match::No
    }
}

const LETTERS: &[u8; 26] = b"MLPKONJIBHUVGYCFTXDRWSEQZA";
const DIGITS: &[u8; 10] = b"7302615948";

fn transcode(character: u8) -> u8 {
    match character {
        b'A'..=b'Z' => LETTERS[usize::from(character - b'A')],
        b'0'..=b'9' => DIGITS[usize::from(character - b'0')],
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_a_permutation() {
        for table in [&LETTERS[..], &DIGITS[..]] {
            let mut sorted = table.to_vec();
            sorted.sort_unstable();
            sorted.dedup();
            assert_eq!(sorted.len(), table.len());
        }
    }

    #[test]
    fn a_password_with_untranslated_letters_is_told_apart() {
        assert_eq!(matches(*b"1234AB", of(*b"1234AB")), Match::Full);
        assert_eq!(matches(*b"1234AB", *b"3026AB"), Match::DigitsOnly);
        assert_eq!(matches(*b"1234AB", *b"1234AB"), Match::No);
    }
}
