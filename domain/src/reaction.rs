use serde::{Deserialize, Serialize};

use crate::Cents;

/// What a mutuelle does with a file.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum FileReaction {
    /// Loaded.
    Accepted,
    /// Refused as a whole: nothing of it counts.
    Refused,
    /// Already loaded under the same identity: no further effect.
    Duplicate,
}

/// What a mutuelle does with a line of a décompte. A zero is not a refusal: they differ for the member.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Reaction {
    /// Money goes out.
    Paid,
    /// Settled, nothing to pay.
    SettledZero,
    /// Refused.
    Refused,
    /// Waits for something.
    Held,
    /// This very line was already treated.
    Duplicate,
    /// An earlier payment is taken back.
    Reversed,
    /// Passed on to another OC.
    Forwarded,
    /// Not the mutuelle's business: participation, franchise.
    NoEffect,
}

impl Reaction {
    /// The word of the protocol.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Paid => "paid",
            Self::SettledZero => "settled-zero",
            Self::Refused => "refused",
            Self::Held => "held",
            Self::Duplicate => "duplicate",
            Self::Reversed => "reversed",
            Self::Forwarded => "forwarded",
            Self::NoEffect => "no-effect",
        }
    }
}

/// Why. A closed list: each reaction has its reasons.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum ReasonClass {
    /// Paid: the guarantee says so.
    Guarantee,
    /// Settled at zero: the AMO share reaches the guarantee or the expense.
    NothingLeft,
    /// Settled at zero: a ceiling is used up.
    Ceiling,
    /// Settled at zero: the AMO refused the act, and no level is for that.
    AmoRefused,
    /// Settled at zero: the guarantee asks for what the line does not meet (prescription, network, age…).
    Condition,
    /// Settled at zero: the person has not been a member for long enough.
    WaitingPeriod,
    /// Settled at zero: the deductible keeps it all.
    Deductible,
    /// Settled at zero: earlier contracts and insurers already paid what is left.
    EarlierInsurer,
    /// Settled at zero, or reversed: the third-party-payment flow pays it.
    ThirdPartyElsewhere,
    /// Settled at zero, or no effect: the line only informs.
    Informative,
    /// Refused, or reversed: no contract covers the date of care.
    NoCover,
    /// Refused: the product has no guarantee for the act.
    ActNotCovered,
    /// Refused: nobody is known under that identity.
    UnknownBeneficiary,
    /// Refused: it came too late, two years after the prescription began.
    TimeBarred,
    /// Refused: the C2S pays, and another body runs it.
    C2s,
    /// Refused: what an invoice asks was paid to the insured before.
    AlreadyPaid,
    /// Held: the identity is doubtful.
    Identity,
    /// Held: a document or an original is awaited.
    DocumentAwaited,
    /// Held: the third party's invoice is awaited.
    ThirdPartyInvoiceAwaited,
    /// Held: the line has a qualifier of the expense that is not known.
    UnknownQualifier,
    /// Held: the same care came under another décompte number.
    DuplicateSuspected,
    /// Held: the rights are being established.
    RightsPending,
    /// Held: another body is active for the person too.
    TwoInsurers,
    /// Held: the day of care is still to come.
    FutureCare,
    /// Held, or refused (invoice): amounts or days contradict each other.
    Inconsistent,
    /// Duplicate: the same line identity.
    SameIdentity,
    /// Reversed, or no effect: the AMO took the line back.
    Cancellation,
    /// Forwarded, or refused: another OC is meant.
    OtherOc,
}

impl ReasonClass {
    /// The word of the protocol.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Guarantee => "guarantee",
            Self::NothingLeft => "nothing-left",
            Self::Ceiling => "ceiling",
            Self::AmoRefused => "amo-refused",
            Self::Condition => "condition",
            Self::WaitingPeriod => "waiting-period",
            Self::Deductible => "deductible",
            Self::EarlierInsurer => "earlier-insurer",
            Self::ThirdPartyElsewhere => "third-party-elsewhere",
            Self::Informative => "informative",
            Self::NoCover => "no-cover",
            Self::ActNotCovered => "act-not-covered",
            Self::UnknownBeneficiary => "unknown-beneficiary",
            Self::TimeBarred => "time-barred",
            Self::C2s => "c2s",
            Self::AlreadyPaid => "already-paid",
            Self::Identity => "identity",
            Self::DocumentAwaited => "document-awaited",
            Self::ThirdPartyInvoiceAwaited => "third-party-invoice-awaited",
            Self::UnknownQualifier => "unknown-qualifier",
            Self::DuplicateSuspected => "duplicate-suspected",
            Self::RightsPending => "rights-pending",
            Self::TwoInsurers => "two-insurers",
            Self::FutureCare => "future-care",
            Self::Inconsistent => "inconsistent",
            Self::SameIdentity => "same-identity",
            Self::Cancellation => "cancellation",
            Self::OtherOc => "other-oc",
        }
    }

    /// Whether a reaction may give this reason.
    #[must_use]
    pub fn fits(self, reaction: Reaction) -> bool {
        use ReasonClass as R;
        match reaction {
            Reaction::Paid => self == R::Guarantee,
            Reaction::SettledZero => {
                matches!(
                    self,
                    R::NothingLeft
                        | R::Ceiling
                        | R::AmoRefused
                        | R::Condition
                        | R::WaitingPeriod
                        | R::Deductible
                        | R::EarlierInsurer
                        | R::ThirdPartyElsewhere
                        | R::Informative
                )
            }
            Reaction::Refused => {
                matches!(
                    self,
                    R::NoCover
                        | R::ActNotCovered
                        | R::UnknownBeneficiary
                        | R::TimeBarred
                        | R::C2s
                        | R::AlreadyPaid
                        | R::Inconsistent
                        | R::OtherOc
                )
            }
            Reaction::Held => matches!(
                self,
                R::Identity
                    | R::DocumentAwaited
                    | R::ThirdPartyInvoiceAwaited
                    | R::UnknownQualifier
                    | R::DuplicateSuspected
                    | R::RightsPending
                    | R::TwoInsurers
                    | R::FutureCare
                    | R::Inconsistent
            ),
            Reaction::Duplicate => self == R::SameIdentity,
            Reaction::Reversed => {
                matches!(self, R::Cancellation | R::NoCover | R::ThirdPartyElsewhere)
            }
            Reaction::Forwarded => self == R::OtherOc,
            Reaction::NoEffect => matches!(self, R::Informative | R::Cancellation),
        }
    }
}

/// Whom money goes to, or comes back from.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Payee {
    /// The insured.
    Insured,
    /// The professional.
    Professional,
    /// The hospital.
    Hospital,
    /// Another insurer.
    OtherInsurer,
}

/// How what is owed back is recovered (field notes §1.23).
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Recovery {
    /// Claimed from whom it went to.
    Claimed,
    /// Kept of what is paid to them later.
    Offset,
}

impl Recovery {
    /// The word of the protocol.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Claimed => "claimed",
            Self::Offset => "offset",
        }
    }
}

/// The whole answer for one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Outcome {
    /// What is done.
    pub reaction: Reaction,
    /// Cents paid (`paid`) or taken back (`reversed`), positive; zero for every other reaction.
    pub amount: Cents,
    /// Who is paid, or was (`reversed`); none where no money moves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payee: Option<Payee>,
    /// Why.
    pub reason: ReasonClass,
}

impl Outcome {
    /// An outcome that moves no money.
    #[must_use]
    pub fn without_money(reaction: Reaction, reason: ReasonClass) -> Self {
        Self {
            reaction,
            amount: Cents::ZERO,
            payee: None,
            reason,
        }
    }

    /// Money to `payee`.
    #[must_use]
    pub fn paid(amount: Cents, payee: Payee) -> Self {
        Self {
            reaction: Reaction::Paid,
            amount,
            payee: Some(payee),
            reason: ReasonClass::Guarantee,
        }
    }

    /// Money back from `payee`.
    #[must_use]
    pub fn reversed(amount: Cents, payee: Payee) -> Self {
        Self {
            reaction: Reaction::Reversed,
            amount,
            payee: Some(payee),
            reason: ReasonClass::Cancellation,
        }
    }
}
