//! Sets of short codes, compiled for the hot path.

/// The values that a field of one width may have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Codes {
    set: Set,
    /// As people read them: one of `P`, `N`.
    listed: Box<str>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Set {
    /// One character: a bit each.
    One(Box<[u64; 4]>),
    /// Two characters of ASCII: a bit each.
    Two(Box<[u64; 256]>),
    /// Up to eight characters as one number each, in a table of a power of two places, most of them
    /// empty. (No code is all NUL.)
    Short(Box<[u64]>),
    /// Longer ones.
    Long(Box<[Box<[u8]>]>),
}

/// Beyond that many codes a finding does not list them.
const LISTED: usize = 12;

impl Codes {
    /// The codes, each at the full width of its field; an empty list holds nothing.
    #[must_use]
    pub fn new(codes: Vec<Box<[u8]>>) -> Self {
        let listed = if codes.len() > LISTED {
            format!("one of {} codes", codes.len())
        } else {
            let shown: Vec<_> = codes.iter().map(|c| String::from_utf8_lossy(c)).collect();
            format!("one of `{}`", shown.join("`, `"))
        };
        Self {
            set: Set::new(codes),
            listed: listed.into(),
        }
    }

    /// Whether the value, at full width, is one of them.
    #[must_use]
    pub fn hold(&self, value: &[u8]) -> bool {
        match (&self.set, value) {
            (Set::One(bits), [byte]) => bits[usize::from(byte >> 6)] & 1 << (byte & 63) != 0,
            (Set::Two(bits), [a, b]) if (a | b).is_ascii() => {
                let bit = pair(*a, *b);
                bits[bit >> 6] & 1 << (bit & 63) != 0
            }
            (Set::Short(places), _) => {
                let Some(key) = key(value) else { return false };
                let mut place = home(key, places.len());
                loop {
                    match places[place] {
                        0 => return false,
                        found if found == key => return true,
                        _ => place = (place + 1) % places.len(),
                    }
                }
            }
            (Set::Long(codes), _) => codes.iter().any(|code| **code == *value),
            (Set::One(_) | Set::Two(_), _) => false,
        }
    }

    /// What is expected, as a finding says it.
    #[must_use]
    pub fn listed(&self) -> &str {
        &self.listed
    }
}

impl Set {
    fn new(codes: Vec<Box<[u8]>>) -> Self {
        match codes.first().map_or(0, |code| code.len()) {
            1 => {
                let mut bits = Box::new([0; 4]);
                for byte in codes.iter().filter_map(|code| code.first()) {
                    bits[usize::from(byte >> 6)] |= 1 << (byte & 63);
                }
                Self::One(bits)
            }
            2 => {
                let mut bits = Box::new([0; 256]);
                for code in &codes {
                    if let [a, b] = **code
                        && (a | b).is_ascii()
                    {
                        let bit = pair(a, b);
                        bits[bit >> 6] |= 1 << (bit & 63);
                    }
                }
                Self::Two(bits)
            }
            0..=8 => {
                let mut places = vec![0; (codes.len() * 4).next_power_of_two().max(4)];
                for key in codes.iter().filter_map(|code| key(code)) {
                    let mut place = home(key, places.len());
                    while places[place] != 0 && places[place] != key {
                        place = (place + 1) % places.len();
                    }
                    places[place] = key;
                }
                Self::Short(places.into())
            }
            _ => Self::Long(codes.into()),
        }
    }
}

fn pair(a: u8, b: u8) -> usize {
    usize::from(a) << 7 | usize::from(b)
}

fn key(code: &[u8]) -> Option<u64> {
    if code.len() > 8 {
        return None;
    }
    Some(code.iter().fold(0, |key, byte| key << 8 | u64::from(*byte)))
}

/// Where a key is looked for first: the high bits of a product with 2^64 over the golden ratio.
fn home(key: u64, places: usize) -> usize {
    let hash = key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
    usize::try_from(hash).unwrap_or_default() & (places - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_is_in_and_nothing_else() {
        for width in [1_usize, 2, 3, 5, 8, 11] {
            let codes: Vec<Box<[u8]>> = (0..40_u8)
                .map(|n| {
                    let mut code = vec![b' '; width];
                    code[width - 1] = b'0' + n;
                    code.into()
                })
                .collect();
            let set = Codes::new(codes.clone());
            assert!(codes.iter().all(|code| set.hold(code)), "{width}");
            for byte in 0..=u8::MAX {
                let mut other = codes[0].clone();
                other[width - 1] = byte;
                assert_eq!(set.hold(&other), codes.contains(&other), "{width} {byte}");
            }
            assert!(!set.hold(&vec![b'0'; width + 1]));
        }
        assert!(!Codes::new(Vec::new()).hold(b"A"));
    }
}
