//! One call for one act: what the Assurance Maladie pays, what each contract pays, what is left to the person,
//! and why.
//!
//! A [`Question`] tells an act in the words of the field; a [`Session`] answers it with both halves of the
//! oracle, and carries counters, ceilings and debts from one act of a person to the next.
//!
//! ```
//! use domain::Cents;
//! use oracle::quote::{Practitioner, Question, Session};
//!
//! let question = Question {
//!     date: Some("2025-03-01".parse()?),
//!     act: Some("G".parse()?),
//!     fee: Some(Cents(5_000)),
//!     practitioner: Practitioner { sector: Some(2), optam: true, ..Practitioner::default() },
//!     guarantee: Some("200 % BR".to_owned()),
//!     ..Question::default()
//! };
//! let answer = Session::default().answer(&question)?;
//! assert_eq!((answer.amo, answer.amc), (Cents(1_900), Cents(2_900)));
//! // The participation is nobody's but the person's.
//! assert_eq!(answer.remainder.participation, Cents(200));
//! assert_eq!(answer.remainder.total, answer.expense - answer.amo - answer.amc);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod acts;
mod answer;
mod asked;
mod check;
mod contracts;
mod dossier;
mod error;
mod executor;
mod hospital;
mod lines;
mod price;
mod question;
mod session;
mod sure;
mod told;

pub use answer::{Answer, AnswerOrError, Answered, ContractTold, LineTold, RemainderTold};
pub use error::QuoteError;
pub use executor::is_speciality;
pub use hospital::{ExitTold, FeeTold, HeavyActTold, StayTold};
pub use question::{
    Coefficient, CoverTold, Detail, ExemptionTold, FactsTold, Given, ParcoursTold, PatientTold,
    Practitioner, Question, RegimeTold,
};
pub use session::Session;
