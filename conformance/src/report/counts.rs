use crate::stream::{End, Status};

/// Verdicts counted by how they end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Counts {
    /// As expected.
    pub conform: u64,
    /// Not as expected.
    pub nonconform: u64,
    /// Right under another alternative of the ambiguity register.
    pub tolerated: u64,
    /// Not tried.
    pub skipped: u64,
    /// The target did not say, or not so that it could be joined.
    pub unknown: u64,
}

impl Counts {
    /// How many ended so.
    #[must_use]
    pub fn of(&self, status: Status) -> u64 {
        match status {
            Status::Conform => self.conform,
            Status::Nonconform => self.nonconform,
            Status::Tolerated => self.tolerated,
            Status::Skipped => self.skipped,
            Status::Unknown => self.unknown,
        }
    }

    /// All of them.
    #[must_use]
    pub fn total(&self) -> u64 {
        ALL.iter().map(|status| self.of(*status)).sum()
    }

    pub(super) fn add(&mut self, status: Status) {
        match status {
            Status::Conform => self.conform += 1,
            Status::Nonconform => self.nonconform += 1,
            Status::Tolerated => self.tolerated += 1,
            Status::Skipped => self.skipped += 1,
            Status::Unknown => self.unknown += 1,
        }
    }

    pub(super) fn join(&mut self, other: &Self) {
        self.conform += other.conform;
        self.nonconform += other.nonconform;
        self.tolerated += other.tolerated;
        self.skipped += other.skipped;
        self.unknown += other.unknown;
    }

    /// Whether the last record of a stream counts the same.
    pub(super) fn agree(&self, end: &End) -> bool {
        *self
            == Self {
                conform: end.conform,
                nonconform: end.nonconform,
                tolerated: end.tolerated,
                skipped: end.skipped,
                unknown: end.unknown,
            }
    }
}

/// Every status, the ones that prove nothing or worse first.
pub(super) const ALL: [Status; 5] = [
    Status::Nonconform,
    Status::Unknown,
    Status::Tolerated,
    Status::Skipped,
    Status::Conform,
];
