//! What is asked of the API, and what it answers.

use domain::{Day, OcNumber};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Declares, Record};

/// How things stand.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Standing {
    /// Version of étalon.
    pub(super) version: &'static str,
    /// The virtual day.
    #[schema(value_type = String, format = Date)]
    pub(super) day: Day,
    /// The last day the calendar reaches.
    #[schema(value_type = String, format = Date)]
    pub(super) last_day: Day,
    /// How many times faster than real days the calendar runs; null while it stands still.
    pub(super) factor: Option<u32>,
    /// Who declares the members: `mutuelle` or `etalon`.
    #[schema(value_type = String)]
    pub(super) declares: Declares,
    /// Number of the last record of the journal.
    pub(super) records: u64,
    /// Files of each OC that has any.
    pub(super) shelves: Vec<ShelfOf>,
}

/// The files of an OC.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ShelfOf {
    /// Number of the OC, eight digits.
    #[schema(value_type = String)]
    pub(super) oc: OcNumber,
    /// Files it can fetch.
    pub(super) files: usize,
    /// Those of them that it did not acknowledge.
    pub(super) unacknowledged: usize,
}

/// How far the calendar is to go: by a number of days, or up to a day.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Advance {
    /// Days that pass.
    pub(super) days: Option<u16>,
    /// The day that begins.
    #[schema(value_type = Option<String>, format = Date)]
    pub(super) to: Option<Day>,
}

/// How fast the calendar is to run.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Run {
    /// 1 is real time; with 86,400 a day takes a second.
    #[schema(minimum = 1)]
    pub(super) factor: u32,
}

/// The virtual day.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Today {
    /// The virtual day.
    #[schema(value_type = String, format = Date)]
    pub(super) day: Day,
    /// How many times faster than real days the calendar runs; null while it stands still.
    pub(super) factor: Option<u32>,
}

/// Which state is to come back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Restore {
    /// Number of the last record that is to hold; 1 is the founding.
    #[schema(minimum = 1)]
    pub(super) record: u64,
}

/// A state that can be brought back.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Snapshot {
    /// Number of the record it ends with: what `/admin/v1/restore` takes.
    pub(super) record: u64,
    /// The virtual day then.
    #[schema(value_type = String, format = Date)]
    pub(super) day: Day,
}

/// Records of the journal.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Found {
    /// Number of the last record.
    pub(super) last: u64,
    /// Those that are looked for, without the content of files.
    #[schema(value_type = Vec<Object>)]
    pub(super) records: Vec<Record>,
    /// Whether there are more of them than the limit.
    pub(super) more: bool,
}
