//! Reports: pure functions of the verdict stream.
//!
//! A [`Summary`] folds the records of a stream one by one, in bounded memory; each renderer turns it
//! into text. None of them opens a file, reads a clock or knows a rule. A stream without its last
//! record, or whose last record does not agree with what came before it, is marked incomplete in every
//! rendering.
//!
//! ```
//! use conformance::report::{Lang, Summary, markdown};
//! # use conformance::report::ReportError;
//! let stream = concat!(
//!     r#"{"record":"run","stream":"1.0","etalon":"0.1.0","scenarios":["little"],"seed":42,"#,
//!     r#""options":{},"target":{"name":"m","version":"1","capabilities":[],"choices":{}},"#,
//!     r#""inputs":[]}"#,
//! );
//! let summary = Summary::read(stream.as_bytes())?;
//! assert!(markdown(&summary, Lang::En).contains("INCOMPLETE"));
//! # Ok::<(), ReportError>(())
//! ```

mod badge;
mod bars;
mod calculation;
mod conclusion;
mod counts;
mod csv;
mod delays;
mod html;
mod instrument;
mod junit;
mod lang;
mod links;
mod markdown;
mod money;
mod points;
mod reconciliation;
mod requirements;
mod sample;
pub mod sarif;
mod summary;
mod tap;
mod terminal;
mod told;
mod unproved;
pub(crate) mod words;

use crate::stream::StreamError;

pub use badge::badges;
pub use calculation::{AmountShown, Calculation};
pub use conclusion::{Completeness, Conclusion};
pub use counts::Counts;
pub use csv::csv;
pub use html::html;
pub use junit::junit;
pub(crate) use lang::plain as plain_text;
pub use lang::{Lang, UnknownLang};
pub(crate) use markdown::escaped;
pub use markdown::markdown;
pub use money::{Euros, Flow};
pub use points::{POINTS, Point};
pub(crate) use requirements::came;
pub(crate) use sample::Sample;
pub use summary::Summary;
pub use tap::tap;
pub use terminal::terminal;
pub(crate) use told::{told_about, told_sides};
pub use words::{step_input, step_source, step_value};

/// Why a stream cannot be reported on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReportError {
    /// The stream cannot be read.
    #[error("line {line} of the verdict stream cannot be read")]
    Io {
        /// From 1.
        line: usize,
        /// What the reader says.
        source: std::io::Error,
    },
    /// What is made of the stream cannot be written.
    #[error("the rows of the verdicts cannot be written")]
    Write {
        /// What the writer says.
        source: std::io::Error,
    },
    /// A line is no record, or the stream has another major version.
    #[error(transparent)]
    Stream(#[from] StreamError),
    /// The first record does not say what was run.
    #[error("the verdict stream does not begin with its run record")]
    NoRun,
    /// A run record stands after the first line: two streams were joined.
    #[error("line {line} of the verdict stream begins another run")]
    SecondRun {
        /// From 1.
        line: usize,
    },
}
