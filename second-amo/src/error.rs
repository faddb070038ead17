use domain::Day;

/// Why an act cannot be settled: each says what is missing, on which day, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A file of the law could not be read.
    #[error("the law cannot be read: {0}")]
    Law(String),
    /// The law has no figure of that name.
    #[error("the law has no parameter `{parameter}`, asked for on {day}")]
    NoParameter {
        /// Id of the parameter.
        parameter: String,
        /// Date of care.
        day: Day,
    },
    /// A table of the law does not name that row.
    #[error("`{table}` has no row `{row}`, asked for on {day}: {why}")]
    NoRow {
        /// Id of the table.
        table: String,
        /// Key of the row.
        row: String,
        /// Date of care.
        day: Day,
        /// What the table says of the rows that it does not have.
        why: String,
    },
    /// The documents give no figure for that day (rules §12 bis 9).
    #[error("`{parameter}` has no figure on {day}: {why}")]
    Hole {
        /// Id of the parameter, or `table[row]`.
        parameter: String,
        /// Date of care.
        day: Day,
        /// Why there is none.
        why: String,
    },
    /// The day is outside the years that are loaded (rules §12 bis 9).
    #[error("`{parameter}` is loaded from 2023-01-01 to 2026-12-31, not on {day}")]
    OutsideSpan {
        /// Id of the parameter, or `table[row]`.
        parameter: String,
        /// Date of care.
        day: Day,
    },
    /// Overseas tariffs are not loaded (rules §12 bis 10).
    #[error("the overseas tariffs are not loaded: care of {day} is refused")]
    Overseas {
        /// Date of care.
        day: Day,
    },
    /// The documents print no tariff for that act: it must stand on the line.
    #[error("no tariff is printed for {what} on {day}: give the base on the line")]
    NoTariff {
        /// The act in words.
        what: &'static str,
        /// Date of care.
        day: Day,
    },
    /// The act contradicts itself or the law.
    #[error("{what} on {day}: {why}")]
    Contradiction {
        /// The act in words.
        what: &'static str,
        /// Date of care.
        day: Day,
        /// What does not hold.
        why: &'static str,
    },
}
