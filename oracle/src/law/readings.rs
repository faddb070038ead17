//! The law under other readings of the ambiguity register than ours: figures that take the place of those of the law
//! files (oracle/law/readings.yaml).

use std::sync::{LazyLock, Mutex, PoisonError};

use domain::{Rounding, Shipped, shipped};
use serde::Deserialize;

use super::file::Dated;
use super::{Law, Texts};
use crate::ambiguity::Choices;
use crate::amo::Readings;

/// The file.
pub(super) const FILE: Shipped = shipped!("oracle/law/readings");

#[derive(Deserialize)]
#[cfg_attr(test, derive(Debug, PartialEq))]
#[serde(deny_unknown_fields)]
struct File {
    readings: Vec<Reading>,
}

/// What an alternative of an entry changes.
#[derive(Deserialize)]
#[cfg_attr(test, derive(Debug, PartialEq))]
#[serde(deny_unknown_fields)]
struct Reading {
    entry: String,
    alternative: String,
    figures: Vec<Figure>,
}

/// All the values of a parameter or row.
#[derive(Clone, Deserialize)]
#[cfg_attr(test, derive(Debug, PartialEq))]
#[serde(deny_unknown_fields)]
pub(super) struct Figure {
    pub(super) id: String,
    /// Of a row that the table does not hold otherwise.
    pub(super) label: Option<Texts>,
    pub(super) values: Vec<Dated>,
}

fn readings() -> &'static [Reading] {
    static READINGS: LazyLock<Vec<Reading>> = LazyLock::new(|| {
        FILE.read::<File>()
            .map(|file| file.readings)
            .unwrap_or_else(|error| unreachable!("the shipped readings are tested: {error}"))
    });
    &READINGS
}

/// Laws that were read, each with the places of the readings whose figures it has.
type Known = Vec<(Vec<usize>, &'static Law)>;

impl Law {
    /// The shipped law under those choices of the register: ours where they say nothing of a figure. Each is read once.
    ///
    /// ```
    /// use oracle::ambiguity::Choices;
    /// use oracle::law::{Law, ParamId};
    /// let later = Choices::default().with("pas-32-start", "2026-04-22")?;
    /// let day = "2026-04-21".parse()?;
    /// let of = |law: &Law| law.param(ParamId::ParticipationAssure, day).map(|pas| pas.cents().to_string());
    /// assert_eq!(of(Law::embedded())?, "32.00");
    /// assert_eq!(of(Law::under(&later))?, "24.00");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn under(choices: &Choices) -> &'static Self {
        static LAWS: Mutex<Known> = Mutex::new(Vec::new());
        let made = readings().iter().enumerate();
        let made = made.filter(|(_, reading)| choices.is(&reading.entry, &reading.alternative));
        let made: Vec<usize> = made.map(|(place, _)| place).collect();
        let (rounding, of_amo) = (choices.rounding(), Readings::of(choices));
        if made.is_empty() && rounding == Rounding::HalfUp && of_amo == Readings::default() {
            return Self::embedded();
        }
        let mut laws = LAWS.lock().unwrap_or_else(PoisonError::into_inner);
        let known = laws.iter().find(|(under, law)| {
            *under == made && law.rounding == rounding && law.readings == of_amo
        });
        if let Some((_, law)) = known {
            return law;
        }
        let read = made.iter().filter_map(|place| readings().get(*place));
        let figures: Vec<Figure> = read.flat_map(|reading| reading.figures.clone()).collect();
        let law = Self::of_shipped(figures)
            .unwrap_or_else(|error| unreachable!("the shipped readings are tested: {error}"));
        let law = Self {
            readings: of_amo,
            ..law.with_rounding(rounding)
        };
        // There are as many as there are choices; steps borrow from the law.
        let law = &*Box::leak(Box::new(law));
        laws.push((made, law));
        law
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ambiguity;

    #[test]
    fn what_was_packed_is_what_is_written() {
        let written: File = domain::load(FILE.name, FILE.text).unwrap();
        assert_eq!(FILE.read::<File>().unwrap(), written);
    }

    #[test]
    fn every_reading_is_an_alternative_of_the_register_and_changes_the_law() {
        for reading in readings() {
            let entry = ambiguity::entry(&reading.entry).unwrap();
            assert!(entry.implemented, "{}", entry.id);
            assert_ne!(reading.alternative, entry.default);
            let choices = Choices::default().with(&reading.entry, &reading.alternative);
            let law = Law::under(&choices.unwrap());
            for figure in &reading.figures {
                let values = |law: &'static Law| {
                    let series = law.find(&figure.id)?;
                    let values = series
                        .changes()
                        .map(|(day, value)| (day, value.map(|v| v.amount).ok()));
                    Some(values.collect::<Vec<_>>())
                };
                assert!(values(law).is_some(), "{}", figure.id);
                assert_ne!(values(law), values(Law::embedded()), "{}", figure.id);
            }
        }
    }

    #[test]
    fn a_law_under_our_choices_is_the_shipped_one_and_each_other_is_read_once() {
        assert!(std::ptr::eq(
            Law::under(&Choices::default()),
            Law::embedded()
        ));
        let truncated = || Law::under(&Choices::default().with("rounding", "truncate").unwrap());
        assert!(std::ptr::eq(truncated(), truncated()));
        assert_eq!(truncated().rounding(), Rounding::Truncate);
    }
}
