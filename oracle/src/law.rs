//! The law as data: every tariff, rate and cap, by date of care, with its source.
//!
//! The YAML files of `oracle/law/` are read once into flat arrays; settling an act then costs an array
//! access and a few date comparisons. A date outside the [span](Law::span) loaded, or a figure that the
//! documents do not give, is an error that names the parameter and the day, never an extrapolation
//! (rules §12 bis 9).

mod file;
mod params;

use std::sync::LazyLock;

use domain::{Cents, Day, LoadError, Rate, Rounding};

pub use params::{ParamId, Unit};

use crate::trace::Confidence;

/// The law in force, day by day.
#[derive(Debug, Clone)]
pub struct Law {
    /// The entries of every parameter, those of one parameter together and in order of date.
    entries: Vec<Entry>,
    /// Where the entries of each parameter stand, by [`ParamId`].
    ranges: [(usize, usize); ParamId::ALL.len()],
    first: Day,
    last: Day,
    rounding: Rounding,
}

/// A figure of the law, as long as it is in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// First day in force.
    pub from: Day,
    /// The figure.
    pub amount: Amount,
    /// Section of the rules document, key of its source list, address where one was kept.
    pub source: String,
    /// How sure it is.
    pub confidence: Confidence,
}

/// A figure in the unit of its parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amount {
    /// Euro cents.
    Euros(Cents),
    /// A proportion, in ten-thousandths.
    Percent(Rate),
    /// A number of acts, or an age in years.
    Count(u32),
}

/// Why the law has no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LawError {
    /// No figure is established for that day.
    #[error("no value of {param} on {day}: {why}")]
    Missing {
        /// Id of the parameter.
        param: String,
        /// The date of care.
        day: Day,
        /// What the documents say instead.
        why: String,
    },
    /// A law file is not what it should be.
    #[error(transparent)]
    Read(#[from] LoadError),
    /// A law file reads well but does not make a law.
    #[error("failed to compile the law: {param}: {why}")]
    Data {
        /// Id of the parameter.
        param: String,
        /// What is wrong with it.
        why: &'static str,
    },
}

#[derive(Debug, Clone)]
struct Entry {
    from: Day,
    /// The figure, or why there is none.
    value: Result<Value, String>,
}

/// Name and text of every law file.
const FILES: [(&str, &str); 6] = [
    (
        "oracle/law/tarifs-medecins.yaml",
        include_str!("../law/tarifs-medecins.yaml"),
    ),
    (
        "oracle/law/pharmacie-biologie.yaml",
        include_str!("../law/pharmacie-biologie.yaml"),
    ),
    (
        "oracle/law/taux-et-retenues.yaml",
        include_str!("../law/taux-et-retenues.yaml"),
    ),
    ("oracle/law/pmss.yaml", include_str!("../law/pmss.yaml")),
    crate::rules::FILE,
    (
        "oracle/law/ambiguities.yaml",
        include_str!("../law/ambiguities.yaml"),
    ),
];
/// How many of [`FILES`], from the first, hold parameters.
const PARAMETER_FILES: usize = 4;

impl Law {
    /// The law that is shipped.
    ///
    /// ```
    /// use oracle::law::{Law, ParamId};
    /// let day = "2024-12-22".parse()?;
    /// let tariff = Law::embedded().param(ParamId::TarifGeneraliste, day)?;
    /// assert_eq!(tariff.cents().to_string(), "30.00");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn embedded() -> &'static Self {
        static LAW: LazyLock<Law> = LazyLock::new(|| {
            Law::read(&FILES[..PARAMETER_FILES])
                .unwrap_or_else(|error| unreachable!("the shipped law is tested: {error}"))
        });
        &LAW
    }

    /// Name and text of every law file, the catalogue of rules and the ambiguity register included.
    #[must_use]
    pub fn files() -> &'static [(&'static str, &'static str)] {
        &FILES
    }

    /// The figure in force on a date of care.
    ///
    /// # Errors
    /// [`LawError::Missing`] where the day is outside the years loaded, or no figure is established.
    pub fn param(&self, id: ParamId, day: Day) -> Result<&Value, LawError> {
        let missing = |why: &str| LawError::Missing {
            param: id.word().to_owned(),
            day,
            why: why.to_owned(),
        };
        if day < self.first || day > self.last {
            return Err(missing("no parameter is loaded for that date"));
        }
        let (start, end) = self.ranges[id as usize];
        let entry = self.entries[start..end]
            .iter()
            .rev()
            .find(|entry| entry.from <= day);
        match entry {
            Some(entry) => entry.value.as_ref().map_err(|why| missing(why)),
            None => Err(missing("no figure that early")),
        }
    }

    /// Days on which a parameter changes, with the figure from then on; `None` where it has none.
    pub fn changes(&self, id: ParamId) -> impl Iterator<Item = (Day, Option<&Value>)> {
        let (start, end) = self.ranges[id as usize];
        self.entries[start..end]
            .iter()
            .map(|entry| (entry.from, entry.value.as_ref().ok()))
    }

    /// First and last date of care for which parameters are loaded.
    #[must_use]
    pub fn span(&self) -> (Day, Day) {
        (self.first, self.last)
    }

    /// How an amount is brought to the cent, once a line (rules §7.2, §12 bis 2).
    #[must_use]
    pub fn rounding(&self) -> Rounding {
        self.rounding
    }

    /// The same law with another rounding.
    #[must_use]
    pub fn with_rounding(&self, rounding: Rounding) -> Self {
        Self {
            rounding,
            ..self.clone()
        }
    }
}

impl Value {
    /// The amount of a parameter in euros.
    ///
    /// # Panics
    /// Where the parameter is not in euros: its unit is fixed by its [`ParamId`].
    #[must_use]
    pub fn cents(&self) -> Cents {
        match self.amount {
            Amount::Euros(cents) => cents,
            other => unreachable!("{other:?} is not an amount"),
        }
    }

    /// The proportion of a parameter in per cent.
    ///
    /// # Panics
    /// Where the parameter is not in per cent: its unit is fixed by its [`ParamId`].
    #[must_use]
    pub fn rate(&self) -> Rate {
        match self.amount {
            Amount::Percent(rate) => rate,
            other => unreachable!("{other:?} is not a rate"),
        }
    }

    /// The number of a parameter that is a count.
    ///
    /// # Panics
    /// Where the parameter is not a count: its unit is fixed by its [`ParamId`].
    #[must_use]
    pub fn count(&self) -> u32 {
        match self.amount {
            Amount::Count(count) => count,
            other => unreachable!("{other:?} is not a count"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_law_compiles() {
        let law = Law::read(&FILES[..PARAMETER_FILES]).unwrap();
        for id in ParamId::ALL {
            let all: Vec<_> = law.changes(id).collect();
            assert_eq!(all[0].0, law.span().0, "{}", id.word());
            for (day, value) in all {
                match (value, law.param(id, day)) {
                    (Some(value), Ok(found)) => assert_eq!(value, found),
                    (None, Err(LawError::Missing { param, .. })) => assert_eq!(param, id.word()),
                    other => panic!("{} on {day}: {other:?}", id.word()),
                }
            }
        }
    }

    #[test]
    fn every_value_names_its_section() {
        for id in ParamId::ALL {
            for (_, value) in Law::embedded().changes(id) {
                assert!(
                    value.is_none_or(|value| value.source.starts_with("rules §")),
                    "{}",
                    id.word()
                );
            }
        }
    }

    #[test]
    fn every_file_has_text() {
        assert!(
            Law::files()
                .iter()
                .all(|(name, text)| name.ends_with(".yaml") && !text.is_empty())
        );
    }
}
