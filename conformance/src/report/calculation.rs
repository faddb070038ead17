use askama::Template;
use domain::Cents;

use crate::stream::StepShown;

use super::{Lang, words};

/// What an act comes to, and the steps that lead there: the answer of `etalon quote`, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calculation {
    /// What was asked.
    pub title: String,
    /// Amounts, in the order of the calculation.
    pub amounts: Vec<AmountShown>,
    /// Its steps, where they were asked for.
    pub steps: Vec<StepShown>,
}

/// An amount with its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AmountShown {
    /// Its name, in the language of the page.
    pub label: String,
    /// Cents.
    pub amount: Cents,
    /// Remark.
    pub note: String,
    /// Whether it is a part of the amount above it that is no part.
    pub part: bool,
}

#[derive(Template)]
#[template(path = "calculation.html")]
struct Page<'a> {
    lang: Lang,
    calculation: &'a Calculation,
}

impl Calculation {
    /// A page that stands alone.
    #[must_use]
    pub fn html(&self, lang: Lang) -> String {
        let page = Page {
            lang,
            calculation: self,
        };
        // Rendering to memory does not fail.
        page.render().unwrap_or_default()
    }
}

/// The inputs of a step on one line.
pub(super) fn inputs(step: &StepShown, lang: Lang) -> String {
    let inputs: Vec<String> = step
        .inputs
        .iter()
        .map(|(name, value)| {
            format!(
                "{} {}",
                words::step_input(name, lang),
                words::step_value(value, lang)
            )
        })
        .collect();
    inputs.join(", ")
}
