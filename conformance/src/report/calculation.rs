use anstyle::{AnsiColor, Style};
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

    /// Its steps for a terminal, three lines each: rule and what is done; inputs and result; source and how
    /// sure it is.
    #[must_use]
    pub fn steps_text(&self, lang: Lang) -> String {
        const STRONG: Style = Style::new().bold();
        const FAINT: Style = Style::new().dimmed();
        const DOUBT: Style = AnsiColor::Yellow.on_default();
        let mut text = String::new();
        for (rank, step) in self.steps.iter().enumerate() {
            let sure = words::confidence(&step.confidence, lang);
            let style = if words::is_sure(&step.confidence) {
                FAINT
            } else {
                DOUBT
            };
            text.push_str(&format!(
                "{:>2}. {STRONG}{}{STRONG:#} {}\n      {} → {}\n      {FAINT}{}{FAINT:#} {style}({sure}){style:#}\n",
                rank + 1,
                step.rule,
                lang.of(&step.label),
                inputs(step, lang),
                lang.number(&step.result),
                step.source,
            ));
        }
        text
    }
}

/// The inputs of a step on one line.
pub(super) fn inputs(step: &StepShown, lang: Lang) -> String {
    let inputs: Vec<String> = step
        .inputs
        .iter()
        .map(|(name, value)| format!("{} {}", words::step_input(name, lang), lang.number(value)))
        .collect();
    inputs.join(", ")
}
