//! The wire: NOEMIE files between the Assurance Maladie and the mutuelles.
//!
//! * [`profile`]: layouts as data, each field with its confidence; [`layout`]: the same, compiled.
//! * [`framing`] and [`envelope`]: physical records, header 000 and trailer 999.
//! * [`decomptes`] (reference 303, **inferred**) and [`links`] (408 and 929): strict writers and
//!   tolerant readers, mirror images of each other.
//! * [`generic`]: a strict writer of any reference, field by field.
//! * [`b2`]: records of B2 and DRE files, described and read.
//! * [`tables`]: code tables as data; [`reasons`]: the one that answers to link movements are taken from.
//! * [`read`]: any reference whose profile is given; [`finding`]: what readers find; [`phrases`]: the same in French.
//! * [`charset`]: what the bytes of a file stand for.
//! * [`inspect`]: a file as pieces that are its bytes, as JSON lines, and back.
//! * [`damage`]: one way to break a file for each kind of finding.
//!
//! What a cent means is not known here.

pub mod b2;
pub mod charset;
pub mod codes;
mod cut;
pub mod damage;
pub mod decomptes;
mod description;
pub mod envelope;
mod fault;
mod fields;
pub mod finding;
pub mod framing;
pub mod generic;
mod groups;
pub mod inspect;
pub mod layout;
mod layout_error;
pub mod links;
mod logical;
mod overlay;
mod overlay_error;
pub mod password;
pub mod phrases;
mod places;
pub mod profile;
mod profiles;
mod quick;
pub mod read;
pub mod reasons;
mod suspects;
pub mod tables;
mod turn;
mod walk;
mod window;
mod write;

pub use charset::Charset;
pub use envelope::{Header, peek_header};
pub use finding::{Finding, Severity};
pub use framing::{Framing, LineEnd};
pub use profile::Profile;
pub use profiles::Profiles;
pub use write::WriteError;
