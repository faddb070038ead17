//! The keys of a product file, as they are written: what is read, what its JSON Schema says, what a
//! mutuelle is sent. Their meaning is given where they are compiled.

use std::collections::BTreeMap;
use std::fmt;

use domain::{Basket, Day, Rate, Rounding};
use schemars::JsonSchema;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde::{Deserialize, Serialize};

use super::euros::Euros;
use super::named::Named;
use super::percent::{Percent, as_percent_or_none, rate_schema};
use super::words::{
    AgeSpan, AmoStatus, CarePlace, Excludes, Lenses, Of, OnJoining, OnProductChange, OnTopKind,
    Over, PayeeRule, Per, PmssOf, ReferenceDate, Scope, Span, TicketModerateur,
};

/// A name in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Name {
    /// French.
    pub fr: String,
    /// English.
    pub en: String,
}

/// What a contract pays: `docs/products.md` gives the meaning of each key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(rename = "Product")]
pub(super) struct ProductFile {
    /// Version of the file's shape: 2.
    #[schemars(range(min = 2, max = 2))]
    pub(super) schema_version: u32,
    /// Named by the members of the portfolio.
    pub(super) id: String,
    /// Commercial name.
    pub(super) name: Name,
    /// Whether it is a contrat responsable (rules §6).
    pub(super) responsible: bool,
    /// Whether it also pays the participation forfaitaire; never where it is responsible.
    #[serde(default, skip_serializing_if = "is_false")]
    pub(super) refunds_participation: bool,
    /// Whether it is the C2S (type 89): it has no guarantees of its own.
    #[serde(default, skip_serializing_if = "is_false")]
    pub(super) c2s: bool,
    /// How amounts are brought to the cent; the target's choice in the register where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) rounding: Option<Rounding>,
    /// Who is paid: the insured where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) payee: Option<PayeeRule>,
    /// An option or a surcomplémentaire.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) on_top_of: Option<OnTopOf>,
    /// Limits of a person who joins in the year: whole where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) on_joining: Option<OnJoining>,
    /// Limits of a person who comes from another product: carried where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) on_product_change: Option<OnProductChange>,
    /// Limits that several guarantees share, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) limits: BTreeMap<String, LimitKeys>,
    /// What is paid, by family and heading; a heading that neither names is not covered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) guarantees: Option<BTreeMap<Named, GuaranteeKeys>>,
    /// What changes from a day.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) versions: Vec<VersionKeys>,
}

/// What changes from a day: these keys replace those of the same name, whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(rename = "Version")]
pub(super) struct VersionKeys {
    /// First reference date it holds for.
    pub(super) from: Day,
    /// Limits.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) limits: BTreeMap<String, LimitKeys>,
    /// Guarantees.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) guarantees: BTreeMap<Named, GuaranteeKeys>,
}

/// How an option or a surcomplémentaire stands on a base contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct OnTopOf {
    /// An option of the same mutuelle, or a surcomplémentaire.
    pub kind: OnTopKind,
    /// Ids of the products it may sit on; any where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub products: Option<Vec<String>>,
    /// Whether its levels are totals with what stands below.
    #[serde(default, skip_serializing_if = "is_false")]
    pub includes_earlier: bool,
}

/// Declares a struct whose keys are those of a level and some more.
macro_rules! with_level_keys {
    ($(#[$about:meta])* pub(super) struct $name:ident { $($(#[$doc:meta])* $field:ident: $type:ty,)* }) => {
        #[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "kebab-case", deny_unknown_fields)]
        $(#[$about])*
        pub(super) struct $name {
            /// Per cent of the base, AMO share included.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub(super) br: Option<Percent>,
            /// Per cent of the base, on top of the AMO share.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub(super) br_on_top: Option<Percent>,
            /// Per cent of the ticket modérateur.
            #[serde(default, with = "as_percent_or_none", skip_serializing_if = "Option::is_none")]
            #[schemars(schema_with = "rate_schema")]
            pub(super) tm: Option<Rate>,
            /// Per cent of the overrun.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub(super) overrun: Option<Percent>,
            /// Per cent of the expense.
            #[serde(default, with = "as_percent_or_none", skip_serializing_if = "Option::is_none")]
            #[schemars(schema_with = "rate_schema")]
            pub(super) expense: Option<Rate>,
            /// Euros, as text: `"150.00"`.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            #[schemars(with = "Euros")]
            pub(super) euros: Option<Euros>,
            /// Per cent of the PMSS.
            #[serde(default, with = "as_percent_or_none", skip_serializing_if = "Option::is_none")]
            #[schemars(schema_with = "rate_schema")]
            pub(super) pmss: Option<Rate>,
            /// Frais réels: all that the AMO leaves.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub(super) real_expense: Option<bool>,
            /// The sum of levels.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub(super) sum: Option<Vec<LevelKeys>>,
            /// The lowest of levels.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub(super) lower_of: Option<Vec<LevelKeys>>,
            /// The highest of levels.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub(super) higher_of: Option<Vec<LevelKeys>>,
            /// The first of the levels whose condition holds.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub(super) cases: Option<Vec<LevelKeys>>,
            /// The condition without which the level is 0.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub(super) when: Option<ConditionKeys>,
            /// How the amount stands to the ticket modérateur: included where it is left out.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub(super) ticket_moderateur: Option<TicketModerateur>,
            /// What the amounts are for: an act where it is left out.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub(super) per: Option<Per>,
            /// Year of the PMSS: that of the care where it is left out.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub(super) pmss_of: Option<PmssOf>,
            /// The most that the level pays, in euros as text.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            #[schemars(with = "Euros")]
            pub(super) at_most: Option<Euros>,
            $(
                $(#[$doc])*
                #[serde(default, skip_serializing_if = "Option::is_none")]
                pub(super) $field: Option<$type>,
            )*
        }
    };
}

with_level_keys! {
    /// How an amount is computed from a line: exactly one of br, br-on-top, tm, overrun, expense, euros, pmss,
    /// real-expense, sum, lower-of, higher-of and cases, and what surrounds it.
    #[schemars(rename = "Level")]
    pub(super) struct LevelKeys {}
}

with_level_keys! {
    /// A guarantee: a level, and what stands around it. A heading takes from its family each key it does not
    /// write; the keys of the level count as one.
    #[schemars(rename = "Guarantee")]
    pub(super) struct GuaranteeKeys {
        /// `false` where the heading is not covered although its family is.
        covered: bool,
        /// Months of membership before which nothing is due.
        waiting_months: u16,
        /// Documents without which a line is held.
        documents: Vec<String>,
        /// Whether it is a lump sum for an event, without bill.
        without_expense: bool,
        /// What the person keeps.
        deductible: DeductibleKeys,
        /// Ceilings, numbers of acts, renewals.
        limits: Vec<LimitOrName>,
        /// Which date of a line decides.
        reference_date: ReferenceDate,
        /// Who is paid: as the product says where it is left out.
        payee: PayeeRule,
    }
}

impl GuaranteeKeys {
    /// Its level, where one of the keys of a level is written.
    pub(super) fn level(&self) -> Option<LevelKeys> {
        let level = LevelKeys {
            br: self.br,
            br_on_top: self.br_on_top,
            tm: self.tm,
            overrun: self.overrun,
            expense: self.expense,
            euros: self.euros.clone(),
            pmss: self.pmss,
            real_expense: self.real_expense,
            sum: self.sum.clone(),
            lower_of: self.lower_of.clone(),
            higher_of: self.higher_of.clone(),
            cases: self.cases.clone(),
            when: self.when.clone(),
            ticket_moderateur: self.ticket_moderateur,
            per: self.per,
            pmss_of: self.pmss_of,
            at_most: self.at_most.clone(),
        };
        (level != LevelKeys::default()).then_some(level)
    }
}

/// Conditions that must all hold; in a list, one of its words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(rename = "Condition")]
pub(super) struct ConditionKeys {
    /// The doctor is OPTAM, or is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) optam: Option<bool>,
    /// In the partner network, or out of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) network: Option<bool>,
    /// Prescribed, or not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) prescribed: Option<bool>,
    /// With the AMO's prior agreement, or without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) prior_agreement: Option<bool>,
    /// A prescribed change of correction, or none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) correction_changed: Option<bool>,
    /// What the AMO does with the line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) amo: Option<Vec<AmoStatus>>,
    /// Basket of the heading.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) basket: Option<Vec<Basket>>,
    /// Class of the lenses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) lenses: Option<Vec<Lenses>>,
    /// Where the care takes place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) place: Option<Vec<CarePlace>>,
    /// Qualifier of the expense.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) qualifier: Option<Vec<String>>,
    /// CCAM or LPP code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) code: Option<Vec<String>>,
    /// Speciality of who executed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) specialty: Option<Vec<String>>,
    /// Children born or adopted at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) children: Option<Span>,
    /// Months completed since the start of the membership.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) membership_months: Option<Span>,
    /// Age of the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) age: Option<AgeSpan>,
}

/// A limit: one counter with a size, which is exactly one of euros, pmss and number.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(rename = "Limit")]
pub(super) struct LimitKeys {
    /// Euros, as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Euros")]
    pub(super) euros: Option<Euros>,
    /// Per cent of the PMSS.
    #[serde(
        default,
        with = "as_percent_or_none",
        skip_serializing_if = "Option::is_none"
    )]
    #[schemars(schema_with = "rate_schema")]
    pub(super) pmss: Option<Rate>,
    /// A number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) number: Option<u16>,
    /// What a number counts: acts where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) of: Option<Of>,
    /// Whose counter it is: the person's where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) per: Option<Scope>,
    /// Its clock: the year for a person or a household, else the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) over: Option<Over>,
    /// What it leaves out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) excludes: Option<Vec<Excludes>>,
    /// Lines that do not meet it are neither counted nor cut.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) when: Option<ConditionKeys>,
    /// Other sizes and clocks: the first whose condition holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) cases: Option<Vec<CaseKeys>>,
    /// What is paid at least once it cuts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) then: Option<Box<LevelKeys>>,
}

/// Another size, another clock or none, where a condition holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(rename = "LimitCase")]
pub(super) struct CaseKeys {
    /// The condition.
    pub(super) when: ConditionKeys,
    /// Euros, as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Euros")]
    pub(super) euros: Option<Euros>,
    /// Per cent of the PMSS.
    #[serde(
        default,
        with = "as_percent_or_none",
        skip_serializing_if = "Option::is_none"
    )]
    #[schemars(schema_with = "rate_schema")]
    pub(super) pmss: Option<Rate>,
    /// A number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) number: Option<u16>,
    /// Its clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) over: Option<Over>,
    /// Whether the limit does not cut there.
    #[serde(default, skip_serializing_if = "is_false")]
    pub(super) unlimited: bool,
}

/// What the person keeps: exactly one of euros and pmss.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(rename = "Deductible")]
pub(super) struct DeductibleKeys {
    /// Euros, as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Euros")]
    pub(super) euros: Option<Euros>,
    /// Per cent of the PMSS.
    #[serde(
        default,
        with = "as_percent_or_none",
        skip_serializing_if = "Option::is_none"
    )]
    #[schemars(schema_with = "rate_schema")]
    pub(super) pmss: Option<Rate>,
    /// Whose it is: the person's where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) per: Option<Scope>,
    /// Its clock: as for a limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) over: Option<Over>,
    /// Lines that do not meet it are left whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) when: Option<ConditionKeys>,
}

/// A limit written where it stands, or the name of one of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(untagged)]
#[schemars(rename = "LimitOrName")]
pub(super) enum LimitOrName {
    /// Its name.
    Name(String),
    /// Itself.
    Limit(Box<LimitKeys>),
}

impl<'de> Deserialize<'de> for LimitOrName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = LimitOrName;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a limit, or the name of one")
            }

            fn visit_str<E: Error>(self, name: &str) -> Result<LimitOrName, E> {
                Ok(LimitOrName::Name(name.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<LimitOrName, A::Error> {
                let keys = LimitKeys::deserialize(MapAccessDeserializer::new(map))?;
                Ok(LimitOrName::Limit(Box::new(keys)))
            }
        }
        deserializer.deserialize_any(Either)
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
fn is_false(value: &bool) -> bool {
    !value
}
