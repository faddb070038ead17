//! Sets of short codes, compiled for the hot path.

/// The values that a field of one width may have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Codes {
    /// Up to eight characters as one number each, sorted.
    short: Box<[u64]>,
    /// Longer ones.
    long: Box<[Box<[u8]>]>,
    /// As people read them: one of `P`, `N`.
    listed: Box<str>,
}

/// Beyond that many codes a finding does not list them.
const LISTED: usize = 12;

impl Codes {
    /// The codes, each at the full width of its field.
    #[must_use]
    pub fn new(codes: Vec<Box<[u8]>>) -> Self {
        let listed = if codes.len() > LISTED {
            format!("one of {} codes", codes.len())
        } else {
            let shown: Vec<_> = codes.iter().map(|c| String::from_utf8_lossy(c)).collect();
            format!("one of `{}`", shown.join("`, `"))
        };
        let mut short = Vec::new();
        let mut long = Vec::new();
        for code in codes {
            match key(&code) {
                Some(key) => short.push(key),
                None => long.push(code),
            }
        }
        short.sort_unstable();
        short.dedup();
        Self {
            short: short.into(),
            long: long.into(),
            listed: listed.into(),
        }
    }

    /// Whether the value, at full width, is one of them.
    #[must_use]
    pub fn hold(&self, value: &[u8]) -> bool {
        match key(value) {
            Some(key) if self.short.len() <= 8 => self.short.contains(&key),
            Some(key) => self.short.binary_search(&key).is_ok(),
            None => self.long.iter().any(|code| **code == *value),
        }
    }

    /// What is expected, as a finding says it.
    #[must_use]
    pub fn listed(&self) -> &str {
        &self.listed
    }
}

fn key(code: &[u8]) -> Option<u64> {
    if code.len() > 8 {
        return None;
    }
    Some(code.iter().fold(0, |key, byte| key << 8 | u64::from(*byte)))
}
