//! What a line says, and what the portfolio says of the person: the facts that every rule reads.

mod of_claim;

use domain::{Day, Heading};
use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer};

pub(crate) use of_claim::of_claim;

/// One line, with its facts ("What a line brings" of `docs/products.md`). A fact that a line does not carry is
/// false, or empty. Amounts are euros of the whole line.
///
/// ```
/// let line: mutuelle::Facts = serde_json::from_str(
///     r#"{"id": "l1", "date": "2025-03-01", "heading": "osteopathe", "expense": "60.00"}"#,
/// )?;
/// assert_eq!(line.quantity, 1);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Facts {
    /// By which a complement or a cancellation names it.
    pub id: String,
    /// First day of care.
    pub date: Day,
    /// Last day of care; none: the first.
    #[serde(default)]
    pub end: Option<Day>,
    /// Delivery or fitting; none: the first day of care.
    #[serde(default)]
    pub delivery: Option<Day>,
    /// Prescription; none: the first day of care.
    #[serde(default)]
    pub prescription: Option<Day>,
    /// What it is paid as.
    pub heading: Heading,
    /// CCAM or LPP code.
    #[serde(default)]
    pub code: Option<String>,
    /// Acts, sessions or days.
    #[serde(default = "one")]
    pub quantity: u32,
    /// Dénombrement.
    #[serde(default = "one")]
    pub examinations: u32,
    /// Expense.
    #[serde(default, deserialize_with = "amount")]
    pub expense: Decimal,
    /// Reimbursement base.
    #[serde(default, deserialize_with = "amount")]
    pub base: Decimal,
    /// Paid by the AMO after the majoration, before participation and franchise (255/107-114).
    #[serde(default, deserialize_with = "amount")]
    pub amo: Decimal,
    /// Out of the parcours (255/125-132).
    #[serde(default, deserialize_with = "amount")]
    pub majoration: Decimal,
    /// Kept back from this very line, positive.
    #[serde(default, deserialize_with = "amount")]
    pub participation: Decimal,
    /// What the AMO did of it; none: [`Facts::amo_status`] tells.
    #[serde(default, rename = "amo-status")]
    pub said_amo_status: Option<AmoStatus>,
    /// The doctor, where a doctor executed it.
    #[serde(default)]
    pub doctor: Option<Doctor>,
    /// Speciality of the executor, two digits.
    #[serde(default)]
    pub specialty: Option<String>,
    /// Where.
    #[serde(default)]
    pub place: Place,
    /// By a partner of the network.
    #[serde(default)]
    pub network: bool,
    /// On prescription.
    #[serde(default)]
    pub prescribed: bool,
    /// The prior agreement was given.
    #[serde(default)]
    pub prior_agreement: bool,
    /// A change of correction was prescribed.
    #[serde(default)]
    pub correction_changed: bool,
    /// Qualifier of the expense.
    #[serde(default)]
    pub qualifier: Option<String>,
    /// The main act it completes.
    #[serde(default)]
    pub complement_of: Option<String>,
    /// The act it is a part of; none: itself, or the main act it completes.
    #[serde(default)]
    pub act: Option<String>,
    /// The equipment it is a part of; none: itself. So are the next ones.
    #[serde(default)]
    pub equipment: Option<String>,
    /// The stay.
    #[serde(default)]
    pub stay: Option<String>,
    /// The décompte.
    #[serde(default)]
    pub decompte: Option<String>,
    /// The pregnancy.
    #[serde(default)]
    pub pregnancy: Option<String>,
    /// Teeth it names.
    #[serde(default, deserialize_with = "names")]
    pub teeth: Vec<String>,
    /// Eyes it names.
    #[serde(default, deserialize_with = "names")]
    pub eyes: Vec<String>,
    /// Ears it names.
    #[serde(default, deserialize_with = "names")]
    pub ears: Vec<String>,
    /// Class of the two lenses of the equipment.
    #[serde(default)]
    pub lenses: Option<Lenses>,
    /// Children born or adopted at once.
    #[serde(default = "one")]
    pub children: u32,
    /// Documents that were received.
    #[serde(default)]
    pub documents: Vec<String>,
    /// Whom the AMO paid.
    #[serde(default)]
    pub amo_payee: AmoPayee,
    /// Paid on this line by insurers elsewhere, before the contracts here.
    #[serde(default, deserialize_with = "amount")]
    pub earlier: Decimal,
}

/// The person a line is about.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Person {
    /// By which the journal knows the person.
    pub id: String,
    /// Birth; none where the régime's text is no day: no age is known then.
    #[serde(default)]
    pub birth: Option<Day>,
    /// Start of the membership.
    pub member_since: Day,
    /// Day the present product began; none: the membership's.
    #[serde(default)]
    pub product_since: Option<Day>,
    /// Day before which the contract as a whole waits; none: it does not (rules N7).
    #[serde(default)]
    pub waits_until: Option<Day>,
    /// Who shares the counters of a household.
    pub household: String,
}

/// What the AMO did of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AmoStatus {
    /// It reimbursed it, at zero perhaps.
    Reimbursed,
    /// No prior agreement, or qualifier NR, NJ.
    Refused,
    /// It never pays such a line.
    Outside,
}

/// The two kinds of doctors a product tells apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Doctor {
    /// Secteur 1, or secteur 2 with CAS, OPTAM, OPTAM-CO or OPTAM-ACO.
    Optam,
    /// Any other doctor, secteur 3 included.
    NonOptam,
}

/// Where care was given.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// In town.
    #[default]
    Town,
    /// A public hospital.
    Hospital,
    /// A clinic.
    Clinic,
    /// A medico-social establishment.
    MedicoSocial,
    /// Abroad.
    Abroad,
}

/// Class of the two lenses of an equipment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lenses {
    /// Both simple.
    Simple,
    /// One simple, one complex.
    SimpleComplexe,
    /// Both complex.
    Complexe,
    /// One simple, one very complex.
    SimpleTresComplexe,
    /// One complex, one very complex.
    ComplexeTresComplexe,
    /// Both very complex.
    TresComplexe,
}

/// Whom the AMO paid.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AmoPayee {
    /// The insured.
    #[default]
    Insured,
    /// The professional, for the AMO part only.
    Professional,
    /// The professional, for all of it: another flow pays the mutuelle's part.
    ThirdParty,
}

impl AmoStatus {
    pub(crate) const WORDS: [(&'static str, Self); 3] = [
        ("reimbursed", Self::Reimbursed),
        ("refused", Self::Refused),
        ("outside", Self::Outside),
    ];
}

impl Place {
    pub(crate) const WORDS: [(&'static str, Self); 5] = [
        ("town", Self::Town),
        ("hospital", Self::Hospital),
        ("clinic", Self::Clinic),
        ("medico-social", Self::MedicoSocial),
        ("abroad", Self::Abroad),
    ];
}

impl Lenses {
    pub(crate) const WORDS: [(&'static str, Self); 6] = [
        ("simple", Self::Simple),
        ("simple-complexe", Self::SimpleComplexe),
        ("complexe", Self::Complexe),
        ("simple-tres-complexe", Self::SimpleTresComplexe),
        ("complexe-tres-complexe", Self::ComplexeTresComplexe),
        ("tres-complexe", Self::TresComplexe),
    ];

    pub(crate) const ALL: [Self; 6] = [
        Self::Simple,
        Self::SimpleComplexe,
        Self::Complexe,
        Self::SimpleTresComplexe,
        Self::ComplexeTresComplexe,
        Self::TresComplexe,
    ];

    /// Its name in product files, and in the tables of the law.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Simple => "simple",
            Self::SimpleComplexe => "simple-complexe",
            Self::Complexe => "complexe",
            Self::SimpleTresComplexe => "simple-tres-complexe",
            Self::ComplexeTresComplexe => "complexe-tres-complexe",
            Self::TresComplexe => "tres-complexe",
        }
    }
}

impl Facts {
    /// What the AMO did of the line: as it says; refused under NR and NJ; else reimbursed where it has a base
    /// or an amount, outside where it has none.
    #[must_use]
    pub fn amo_status(&self) -> AmoStatus {
        if matches!(self.qualifier.as_deref(), Some("NR" | "NJ")) {
            return AmoStatus::Refused;
        }
        match self.said_amo_status {
            Some(status) => status,
            None if self.base > Decimal::ZERO || self.amo > Decimal::ZERO => AmoStatus::Reimbursed,
            None => AmoStatus::Outside,
        }
    }

    /// Last day of care.
    pub(crate) fn last_day(&self) -> Day {
        self.end.unwrap_or(self.date)
    }

    /// The act it is a part of: that of its main act where it completes one.
    pub(crate) fn whole_act(&self) -> &str {
        let own = self.act.as_deref().or(self.complement_of.as_deref());
        own.unwrap_or(&self.id)
    }
}

impl Person {
    /// Day the present product began.
    pub(crate) fn product_since(&self) -> Day {
        self.product_since.unwrap_or(self.member_since)
    }
}

fn one() -> u32 {
    1
}

/// An amount in euros: text with at most two decimals, `-` before it where it is negative.
fn amount<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Decimal, D::Error> {
    let text = String::deserialize(deserializer)?;
    match Decimal::from_str_exact(&text) {
        Ok(euros) if euros.scale() <= 2 => Ok(euros),
        _ => Err(serde::de::Error::custom(format!(
            "`{text}` is not an amount in euros"
        ))),
    }
}

/// Names or numbers, in order: `[11, 21]`, `[left]`.
fn names<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Name {
        Number(u32),
        Text(String),
    }
    let names = Vec::<Name>::deserialize(deserializer)?;
    Ok(names
        .into_iter()
        .map(|name| match name {
            Name::Number(number) => number.to_string(),
            Name::Text(text) => text,
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_says_nothing_of_the_amo_is_reimbursed_where_it_has_a_base_or_an_amount() {
        let status = |extra: &str| {
            let text =
                format!(r#"{{"id": "l", "date": "2025-03-01", "heading": "implant"{extra}}}"#);
            let line: Facts = serde_json::from_str(&text).unwrap();
            line.amo_status()
        };
        assert_eq!(status(""), AmoStatus::Outside);
        assert_eq!(status(r#", "base": "1.00""#), AmoStatus::Reimbursed);
        assert_eq!(status(r#", "amo": "0.01""#), AmoStatus::Reimbursed);
        assert_eq!(status(r#", "qualifier": "NJ""#), AmoStatus::Refused);
        let said = r#", "base": "1.00", "amo-status": "refused""#;
        assert_eq!(status(said), AmoStatus::Refused);
    }

    #[test]
    fn a_fact_that_is_none_is_refused() {
        for extra in [
            r#""networks": true"#,
            r#""expense": 60"#,
            r#""expense": "60.005""#,
            r#""heading": "magnetiseur""#,
        ] {
            let text = format!(r#"{{"id": "l", "date": "2025-03-01", {extra}}}"#);
            assert!(serde_json::from_str::<Facts>(&text).is_err(), "{extra}");
        }
    }
}
