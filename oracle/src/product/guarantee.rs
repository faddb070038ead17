use domain::{ActFamily, Cents};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::GuaranteeError;

/// What is paid in one family of acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(into = "GuaranteeKeys")]
pub struct Guarantee {
    /// The level, before caps.
    pub level: Level,
    /// Cents a calendar year and beneficiary beyond the ticket modérateur; none where unlimited.
    pub overrun_per_year: Option<Cents>,
}

/// How an amount is computed from a line (rules §7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Of the base, AMO share included ("y compris Sécu").
    Br(Percent),
    /// Of the base, on top of the AMO share ("en complément").
    BrOnTop(Percent),
    /// Frais réels: all that the AMO leaves.
    RealExpense,
}

/// A whole percentage of the base, or one for each kind of doctor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Percent {
    /// For everybody.
    Same(u16),
    /// The doctor of the line chooses.
    ByDoctor(ByDoctor),
}

/// A level for OPTAM doctors and one for the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ByDoctor {
    /// Secteur 1, or secteur 2 with an option CAS, OPTAM or OPTAM-CO.
    pub optam: u16,
    /// Any other doctor: secteur 2 without option, and secteur 3.
    pub non_optam: u16,
}

impl Percent {
    /// The percentage for that kind of doctor.
    #[must_use]
    pub const fn of(self, optam: bool) -> u16 {
        match self {
            Self::Same(percent) => percent,
            Self::ByDoctor(pair) if optam => pair.optam,
            Self::ByDoctor(pair) => pair.non_optam,
        }
    }

    /// The OPTAM level to compare with, where the product gives one.
    #[must_use]
    pub const fn optam_to_compare(self) -> Option<u16> {
        match self {
            Self::Same(_) => None,
            Self::ByDoctor(pair) => Some(pair.optam),
        }
    }

    /// The lower of its percentages.
    #[must_use]
    pub fn lowest(self) -> u16 {
        self.of(true).min(self.of(false))
    }
}

impl Guarantee {
    /// A guarantee without yearly ceiling.
    #[must_use]
    pub const fn of(level: Level) -> Self {
        Self {
            level,
            overrun_per_year: None,
        }
    }

    /// Reads a guarantee as tables print it; `none` is no guarantee at all.
    ///
    /// ```
    /// use oracle::product::{Guarantee, Level, Percent};
    /// let guarantee = Guarantee::parse_text("100 % BR incl. AMO")?;
    /// assert_eq!(guarantee, Some(Guarantee::of(Level::Br(Percent::Same(100)))));
    /// assert_eq!(Guarantee::parse_text("none")?, None);
    /// # Ok::<(), oracle::product::GuaranteeError>(())
    /// ```
    ///
    /// # Errors
    /// Where the text is none of `N % BR`, `N % BR incl. AMO`, `N % BR on top of AMO` (or their French
    /// forms), `frais réels`, `none`.
    pub fn parse_text(text: &str) -> Result<Option<Self>, GuaranteeError> {
        let unreadable = || GuaranteeError::Text(text.to_owned());
        let words = text.trim().to_lowercase();
        let level = match words.as_str() {
            "none" | "aucune" => return Ok(None),
            "frais réels" | "frais reels" | "real expense" => Level::RealExpense,
            _ => {
                let (percent, kind) = words.split_once('%').ok_or_else(unreadable)?;
                let percent = Percent::Same(percent.trim().parse().map_err(|_| unreadable())?);
                let kind: Vec<&str> = kind.split_whitespace().collect();
                match kind.join(" ").as_str() {
                    "br" | "br incl. amo" | "br y compris sécu" => Level::Br(percent),
                    "br on top of amo" | "br en complément" => Level::BrOnTop(percent),
                    _ => return Err(unreadable()),
                }
            }
        };
        Ok(Some(Self::of(level)))
    }

    /// What the keys of a family say.
    pub(super) fn of_family(
        family: ActFamily,
        keys: GuaranteeKeys,
    ) -> Result<Self, GuaranteeError> {
        let (key, level) = match (keys.br, keys.br_on_top, keys.real_expense) {
            (Some(percent), None, None) => ("br", Level::Br(percent)),
            (None, Some(percent), None) => ("br-on-top", Level::BrOnTop(percent)),
            (None, None, Some(true)) => ("real-expense", Level::RealExpense),
            (None, None, Some(false)) => return Err(GuaranteeError::RealExpenseFalse),
            (None, None, None) => return Err(GuaranteeError::NoLevel),
            _ => return Err(GuaranteeError::SeveralLevels),
        };
        if let Level::Br(Percent::ByDoctor(_)) | Level::BrOnTop(Percent::ByDoctor(_)) = level
            && !family.is_doctor()
        {
            return Err(GuaranteeError::PairWithoutDoctor { key });
        }
        let overrun_per_year = match keys.overrun_per_year {
            None => None,
            Some(text) => match text.parse::<Cents>() {
                Ok(amount) if amount >= Cents::ZERO => Some(amount),
                _ => return Err(GuaranteeError::Amount { text }),
            },
        };
        Ok(Self {
            level,
            overrun_per_year,
        })
    }
}

/// A guarantee as the file has it: exactly one of `br`, `br-on-top` and `real-expense`.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(rename = "Guarantee")]
pub(super) struct GuaranteeKeys {
    /// Per cent of the base, AMO share included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    br: Option<Percent>,
    /// Per cent of the base, on top of the AMO share.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    br_on_top: Option<Percent>,
    /// Frais réels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    real_expense: Option<bool>,
    /// Euros a calendar year and beneficiary beyond the ticket modérateur, as text: `"150.00"`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", regex(pattern = r"^\d+(\.\d{1,2})?$"))]
    overrun_per_year: Option<String>,
}

impl From<Guarantee> for GuaranteeKeys {
    fn from(guarantee: Guarantee) -> Self {
        let mut keys = Self {
            br: None,
            br_on_top: None,
            real_expense: None,
            overrun_per_year: guarantee.overrun_per_year.map(|cents| cents.to_string()),
        };
        match guarantee.level {
            Level::Br(percent) => keys.br = Some(percent),
            Level::BrOnTop(percent) => keys.br_on_top = Some(percent),
            Level::RealExpense => keys.real_expense = Some(true),
        }
        keys
    }
}

impl JsonSchema for Guarantee {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Guarantee".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let mut schema = GuaranteeKeys::json_schema(generator);
        schema.insert(
            "oneOf".to_owned(),
            ["br", "br-on-top", "real-expense"]
                .map(|key| schemars::json_schema!({ "required": [key] }).to_value())
                .into_iter()
                .collect(),
        );
        schema
    }
}
