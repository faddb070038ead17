use domain::Day;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::adverse::Adverse;
use super::broken::Broken;
use super::catalogue::FaultEntry;
use super::spec::{Door, Route};

/// What a door does wrong. [`FaultEntry`] says of each what happens and which reaction of the client is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(
    rename_all = "kebab-case",
    rename_all_fields = "kebab-case",
    deny_unknown_fields
)]
#[non_exhaustive]
pub enum Action {
    /// The answer comes late.
    Latency {
        /// Milliseconds, always.
        ms: u32,
        /// Up to so many more, drawn.
        #[serde(default)]
        more_ms: u32,
    },
    /// Bytes pass slowly, in both directions.
    Bandwidth {
        /// Bytes a second.
        #[schemars(range(min = 1))]
        bytes_per_second: u32,
    },
    /// The connection is reset in the middle of a body. Of the bytes before that, those the system has not sent yet are
    /// lost with it.
    Reset(After),
    /// The connection is closed, as if all were said, before as many bytes came as were announced.
    Truncated(After),
    /// Fewer bytes than there are are announced, and come.
    AnnouncedShorter {
        /// How many are missing.
        #[schemars(range(min = 1))]
        bytes: u32,
    },
    /// More bytes than there are are announced; the connection is closed after the last.
    AnnouncedLonger {
        /// How many never come.
        #[schemars(range(min = 1))]
        bytes: u32,
    },
    /// What is asked for is done, and the connection reset before it is said.
    AnswerLost,
    /// Nothing is done, and a status from 500 to 599 is the answer.
    ServerError {
        /// The status.
        #[schemars(range(min = 500, max = 599))]
        status: u16,
        /// Seconds after which to come again, where they are told.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_after_seconds: Option<u32>,
    },
    /// Nothing is done: too many requests, says the answer.
    TooManyRequests {
        /// Seconds after which to come again.
        retry_after_seconds: u32,
    },
    /// The listing takes long, the longer the more files there are.
    SlowListing {
        /// Milliseconds a file.
        ms_per_file: u32,
    },
    /// A file is listed, and given, before it is whole.
    InPart {
        /// How much of it is there, per thousand.
        #[schemars(range(max = 999))]
        permille: u16,
        /// Until when.
        until: Whole,
    },
    /// A file stands twice in the listing.
    ListedTwice,
    /// A file that was acknowledged is offered as if it had not been.
    OfferedAgain,
    /// A file is not shown for days after it was delivered; what came meanwhile then comes at once.
    Hidden(Later),
    /// A file waits until a newer one of its reference is there, and is offered after it.
    OlderAfterNewer {
        /// Days after which it is offered at its place, where no newer one came.
        #[schemars(range(min = 1))]
        days: u16,
    },
    /// The clock leaves days out: asked for by whoever owns it.
    ClockJump {
        /// How many days are left out.
        #[schemars(range(min = 1))]
        days: u16,
    },
    /// A file is broken on its way to the shelf, in the way that a reader finds under that code.
    Damage(Broken),
    /// A file of décomptes meets an adversity of the generators on its way to the shelf.
    Adversity(Adverse),
    /// The door shows a certificate that has expired.
    ExpiredCertificate,
}

/// Where a body is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum After {
    /// After so many bytes of it; where it has no more, after its last.
    #[serde(rename = "after-bytes")]
    Bytes(u64),
    /// After so much of it, per thousand.
    #[serde(rename = "after-permille")]
    Permille(#[schemars(range(max = 1000))] u16),
}

/// Until when a file is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Later {
    /// So many days after its delivery.
    #[serde(rename = "days")]
    Days(u16),
    /// That virtual day.
    #[serde(rename = "until")]
    Day(Day),
}

/// Until when a file is there in part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Whole {
    /// So many days after its delivery.
    Days(u16),
    /// That virtual day.
    Day(Day),
    /// From that fetch of it on it is whole: 2 is the second.
    Fetch(#[schemars(range(min = 2))] u64),
}

impl After {
    /// Bytes of a body of that length that still come.
    #[must_use]
    pub fn of(self, length: u64) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.min(length),
            Self::Permille(permille) => part(length, permille),
        }
    }
}

/// So much per thousand of a length, without going past it.
pub(super) fn part(length: u64, permille: u16) -> u64 {
    let part = u128::from(length) * u128::from(permille.min(1_000)) / 1_000;
    u64::try_from(part).unwrap_or(length)
}

impl Action {
    /// The name in files, journals and catalogue. It never changes.
    #[must_use]
    pub const fn id(&self) -> &'static str {
        self.entry().id
    }

    /// What the catalogue says of it.
    #[must_use]
    pub const fn entry(&self) -> &'static FaultEntry {
        FaultEntry::of(self)
    }

    /// Which of several it is: the code of a damage, the id of an adversity.
    #[must_use]
    pub fn which(&self) -> Option<String> {
        match self {
            Self::Damage(broken) => Some(broken.to_string()),
            Self::Adversity(adverse) => Some(adverse.to_string()),
            _ => None,
        }
    }

    /// The requests it can befall.
    #[must_use]
    pub const fn routes(&self) -> &'static [Route] {
        self.entry().routes
    }

    /// The doors it can happen at; none where it happens before any.
    #[must_use]
    pub const fn doors(&self) -> &'static [Door] {
        self.entry().doors
    }

    /// Whether it lasts: it befalls a file for days, not one request for it.
    #[must_use]
    pub const fn lasts(&self) -> bool {
        matches!(
            self,
            Self::Hidden(_) | Self::InPart { .. } | Self::OlderAfterNewer { .. }
        )
    }

    /// Whether it befalls a file as it is listed, and not the listing as a whole.
    pub(super) const fn is_of_entry(&self) -> bool {
        self.lasts() || matches!(self, Self::ListedTwice | Self::OfferedAgain)
    }

    /// Why its figures make no sense, where they make none.
    pub(super) fn nonsense(&self) -> Option<&'static str> {
        Some(match self {
            Self::Bandwidth {
                bytes_per_second: 0,
            } => "bytes-per-second is 1 or more: nothing would ever come",
            Self::Reset(After::Permille(1_001..)) | Self::Truncated(After::Permille(1_001..)) => {
                "after-permille is 0 to 1000"
            }
            Self::AnnouncedShorter { bytes: 0 } | Self::AnnouncedLonger { bytes: 0 } => {
                "bytes is 1 or more: with 0 the length would be right"
            }
            Self::ServerError { status, .. } if !(500..600).contains(status) => {
                "status is 500 to 599"
            }
            Self::InPart {
                permille: 1_000.., ..
            } => "permille is 0 to 999: with 1000 the file would be whole",
            Self::InPart {
                until: Whole::Fetch(..2),
                ..
            } => "fetch is 2 or more: from the first on, the file would never be there in part",
            Self::Hidden(Later::Days(0))
            | Self::InPart {
                until: Whole::Days(0),
                ..
            }
            | Self::OlderAfterNewer { days: 0 }
            | Self::ClockJump { days: 0 } => "days is 1 or more",
            _ => return None,
        })
    }
}
