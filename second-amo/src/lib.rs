//! The AMO half of the **second oracle**: what the Assurance Maladie pays, read a second time.
//!
//! Two people who read the same law apart come to the same cents, or one of them is wrong. This crate is the
//! second reading, literal and slow: decimals of euros, one function a rule, each rounding written where it
//! happens. It is for tests alone: a test feeds both oracles with the same random decisions and compares.
//! (The AMC half of the second oracle is the sample mutuelle.)
//!
//! What it must never reach: `oracle`, or any room that stands on it. It shares with the first oracle the words
//! of [`domain`] and the YAML files of the law, and nothing else; who writes here reads the rules document
//! ("rules §…" below) and those files, never the code of the first oracle or of the mutuelle. `cli/tests/floors.rs`
//! holds the first part.
//!
//! ```
//! use second_amo::{
//!     Act, Care, Counters, DoctorAct, Law, LongDisease, Pathway, Person, Place, Sector, Setting, Specialty, settle,
//! };
//! let law = Law::load()?;
//! let person = Person {
//!     birth: "1980-05-01".parse()?,
//!     local_scheme: false,
//!     maternity: None,
//!     invalidity_pension: false,
//!     c2s: false,
//!     state_medical_aid: false,
//!     military_pension: false,
//!     terrorism_victim: false,
//! };
//! let act = Act {
//!     id: 1,
//!     date: "2024-06-15".parse()?,
//!     place: Place::Metropolitan,
//!     care: Care::Doctor {
//!         specialty: Specialty::GeneralPractitioner,
//!         sector: Sector::One,
//!         act: DoctorAct::Consultation { coordinated: false },
//!     },
//!     quantity: 1,
//!     fee: "26.50".parse()?,
//!     base_on_line: None,
//!     professional: "751000001".parse()?,
//!     long_disease: LongDisease::None,
//!     work_accident: false,
//!     prevention: false,
//!     pathway: Pathway::Within,
//!     setting: Setting::Town,
//!     third_party_payment: false,
//! };
//! let settled = settle(&law, &person, &act, &mut Counters::default())?;
//! assert_eq!(settled.paid.to_string(), "16.55");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod auxiliary;
mod base;
mod biology;
mod case;
mod counters;
mod dental;
mod doctor;
mod error;
mod grounds;
mod hearing;
mod heavy;
mod input;
mod law;
mod midwife;
mod money;
mod optics;
mod pathway;
mod pharmacy;
mod psychologist;
mod rate;
mod rules;
mod settle;
mod stay;
mod whole_stay;
mod withheld;

pub use counters::Counters;
pub use error::Error;
pub use input::{
    Act, AuxiliaryAct, Care, CcamCode, Coefficient, DentalAct, Discipline, DoctorAct, DrugRate,
    EndOfStay, KindOfStay, LongDisease, Maternity, MidwifeAct, Optics, OrthodonticsPart, Pathway,
    Person, PharmacyFee, Place, Sector, Setting, Specialty, Stay, StayTariff, TechnicalAct,
    WholeStay,
};
pub use law::Law;
pub use rules::RULES;
pub use rust_decimal::Decimal;
pub use settle::{Settled, cancel, settle};
pub use stay::{SettledStay, cancel_stay, settle_stay};
pub use whole_stay::{SettledWholeStay, settle_whole_stay};
