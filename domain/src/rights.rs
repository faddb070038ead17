use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use crate::{Day, Nir};

/// What a portfolio says of a person's rights beside the first and last day of the contract. All of it
/// may be left out: an ordinary contract, one NIR, no interruption.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Rights {
    /// Contract type of the link (140/15-16): 1 ordinary, 89 the C2S run by this OC
    /// (its product says `c2s: true`), 99 a flow that the
    /// professional splits.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 99))]
    pub contract_type: Option<u8>,
    /// Household: its members share the limits of a family. Left out: those of one contract.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub household: Option<SmolStr>,
    /// Grand régime of the person, where it is not that of the caisse.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(max = 99))]
    pub regime: Option<u8>,
    /// Day on which the person became a member, where it is not the first day of this contract.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member_since: Option<Day>,
    /// Day on which the present product began, where it is not the first day of this contract.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product_since: Option<Day>,
    /// Ids of the products that sit on the contract's own, in order: option, surcomplémentaire.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<SmolStr>,
    /// The whole contract waits before this day: only the ticket modérateur and 100 % Santé of a
    /// responsible product are due (rules §9 N7).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waits_until: Option<Day>,
    /// Spans in which the contract is suspended, as for an unpaid premium.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub suspensions: Vec<Suspension>,
    /// The contract goes on after the job ended (rules §9 N14).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub portability: Option<Portability>,
    /// A second NIR under which the person is declared: the other parent's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub second_nir: Option<Nir>,
    /// NIRs that the person had before: provisional, or a parent's.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub earlier_nirs: Vec<Nir>,
    /// Spans in which another body is active for the person too: the AMO blocks the link (rules §9 N4).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub other_body: Vec<Span>,
    /// Spans in which another body, or the caisse, runs the person's C2S.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub c2s_elsewhere: Vec<Span>,
    /// Another mutuelle pays first: this one pays on its statement (rules §9 N19).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub on_statement: bool,
    /// The person has a third-party-payment card: what a professional was paid for is billed to the
    /// mutuelle by him (noemie-format §11.1, 5).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub third_party_card: bool,
}

impl Rights {
    /// Contract type of a link to an OC that runs the person's C2S (noemie-format §6.5).
    pub const C2S: u8 = 89;

    /// The contract type as the link says it (140/15-16): two digits, `01` where the portfolio says nothing.
    ///
    /// ```
    /// use domain::Rights;
    /// let of_the_c2s = Rights { contract_type: Some(Rights::C2S), ..Rights::default() };
    /// assert_eq!(of_the_c2s.link_type(), *b"89");
    /// assert_eq!(Rights::default().link_type(), *b"01");
    /// ```
    #[must_use]
    pub fn link_type(&self) -> [u8; 2] {
        let number = self.contract_type.unwrap_or(1) % 100;
        [b'0' + number / 10, b'0' + number % 10]
    }

    /// Whether nothing is said.
    #[must_use]
    pub fn are_plain(&self) -> bool {
        *self == Self::default()
    }
}

/// Days from one to another, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Span {
    /// First day.
    pub from: Day,
    /// Last day; none while it lasts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Day>,
}

impl Span {
    /// Whether the day lies in it.
    #[must_use]
    pub fn holds(&self, day: Day) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }
}

/// A span without rights, until it is known how it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Suspension {
    /// First day.
    pub from: Day,
    /// Last day; none while it lasts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Day>,
    /// How it ended; none while that is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<SuspensionEnd>,
}

impl Suspension {
    /// Whether the day lies in it.
    #[must_use]
    pub fn holds(&self, day: Day) -> bool {
        let span = Span {
            from: self.from,
            to: self.to,
        };
        span.holds(day)
    }
}

/// How a suspension ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SuspensionEnd {
    /// The premium was paid: the care of the span is covered.
    Regularised,
    /// It was not: the care of the span is not covered.
    Lost,
}

/// The months for which a former employee stays covered (L911-8): those of the last contract, 12 at
/// most, from the first day of the contract's row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Portability {
    /// Whole months that the last contract, or the last ones, lasted.
    pub months: u8,
}

impl Portability {
    /// The most months that it lasts.
    pub const MOST: u8 = 12;

    /// Whether it covers that day, where it starts on `start`.
    ///
    /// ```
    /// use domain::{Day, Portability};
    /// let of_five_months = Portability { months: 5 };
    /// let start: Day = "2025-03-01".parse()?;
    /// assert!(of_five_months.covers(start, "2025-07-31".parse()?));
    /// assert!(!of_five_months.covers(start, "2025-08-01".parse()?));
    /// # Ok::<(), domain::ParseError>(())
    /// ```
    #[must_use]
    pub fn covers(self, start: Day, day: Day) -> bool {
        let months = self.months.min(Self::MOST);
        start <= day && day < start.plus_months(months.into())
    }
}
