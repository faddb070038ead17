//! What is looked for in a journal.

use domain::{Day, OcNumber};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::Record;

/// Which records are looked for: all that is given holds.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Search {
    /// Only records with a larger number.
    #[serde(default)]
    pub after: u64,
    /// Only of that OC.
    #[param(value_type = Option<String>)]
    pub oc: Option<OcNumber>,
    /// Only that act, as in `received` or `acknowledged`.
    pub act: Option<String>,
    /// Only files whose name contains this.
    pub file: Option<String>,
    /// Only from that virtual day on.
    #[param(value_type = Option<String>)]
    pub from: Option<Day>,
    /// Only up to that virtual day.
    #[param(value_type = Option<String>)]
    pub to: Option<Day>,
    /// At most so many, the oldest first [default: 1000].
    pub limit: Option<usize>,
}

impl Search {
    /// Whether it is looked for.
    pub fn finds(&self, record: &Record) -> bool {
        let named = |part: &String| {
            let file = record.act.file();
            file.is_some_and(|name| name.as_str().contains(part.as_str()))
        };
        record.seq > self.after
            && self.oc.is_none_or(|oc| record.oc == Some(oc))
            && self.act.as_ref().is_none_or(|act| record.act.word() == act)
            && self.file.as_ref().is_none_or(named)
            && self.from.is_none_or(|day| record.day >= day)
            && self.to.is_none_or(|day| record.day <= day)
    }
}
