//! The words every room of étalon shares.
//!
//! Nothing here does I/O, reads a clock or knows a rule of reimbursement: a value of these types is
//! only ever *well formed*. Amounts are whole cents, rates are exact, days are civil days, and each
//! identifier is a type of its own, so that a décompte number cannot be taken for a NIR.

mod act;
mod day;
mod decompte;
mod error;
mod heading;
mod ids;
mod line_details;
mod load;
mod member;
mod money;
mod nearest;
mod nir;
mod outline;
mod reaction;
mod rights;
mod shipped;
mod statement;

pub use act::{ActCode, Convention, CoordinationOption, Deduction};
pub use day::Day;
pub use decompte::{Decompte, Line, LineOrigin, Operation, PayeeNature};
pub use error::ParseError;
pub use heading::{Basket, Family, Heading};
pub use ids::{
    Caisse, DecompteNumber, FileId, FileStamp, LineId, MemberNumber, OcNumber, Party, PsNumber,
};
pub use line_details::{Complement, LineDetails, Qualifier};
pub use load::{LoadError, load, to_yaml};
pub use member::{Beneficiary, BirthDate, Member, Rank, Role};
pub use money::{Cents, Rate, Rounding};
pub use nearest::nearest;
pub use nir::{Nir, NirKey};
pub use outline::Outline;
pub use reaction::{FileReaction, Outcome, Payee, Reaction, ReasonClass, Recovery};
pub use rights::{Portability, Rights, Span, Suspension, SuspensionEnd};
pub use shipped::Shipped;
pub use smol_str::{SmolStr, format_smolstr};
pub use statement::{PaperCare, Statement, StatementKind};
