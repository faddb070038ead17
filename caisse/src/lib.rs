//! The Assurance Maladie as a pure state machine: it knows insured and links, answers 408 files with
//! 929 files, settles care with the oracle and writes 303 files. No I/O, no thread, no clock: the same
//! caisse serves `generate`, the in-process run and a server.

mod account;
mod bill;
mod calendar;
mod content;
mod error;
mod lines;
mod lives;
mod names;
mod outbox;
mod payment;
pub mod reasons;
mod registry;
mod settlement;
mod state;

pub use account::{
    Account, AccountBeneficiary, AccountDecompte, AccountSpec, Attestation, Choice, HeldBack,
    LinkStatus, Paper, Refusal,
};
pub use bill::{Act, Bill, EmergencyVisit, Practitioner, StayBill};
pub use calendar::{CalendarSpec, Delay};
pub use content::Content;
pub use error::CaisseError;
pub use lines::{settled_twice, taken_back};
pub use lives::{Contract, ContractType, Entry, LifeSpec, Named, NotLived, Notified};
pub use payment::{Invoice, InvoiceId};
pub use registry::{InsuredFile, Link, LinkChange, Person, Registry};
pub use state::{Effect, Event, Life, OutgoingFile, State};
