use askama::Template;

use crate::stream::{LayoutUsed, Run, Status, StepShown};

use super::bars::{Bar, FamilyBar, WIDTH, bars, family_bars};
use super::counts::ALL;
use super::delays::{Backlog, Percentiles};
use super::instrument::FACTS;
use super::links::Answers;
use super::points::POINTS;
use super::requirements::{Family, families};
use super::summary::SHOWN;
use super::unproved::{Unproved, unproved};
use super::{Completeness, Conclusion, Counts, Lang, Summary, words};
use causes::CauseTold;
use filters::Filters;
use parameters::{Used, used};
use rows::{ExampleTold, Row};

mod causes;
mod filters;
mod parameters;
mod rows;

pub(super) use rows::percent;

/// A page that stands alone: nothing is loaded from outside, links are relative to the report.
#[must_use]
pub fn html(summary: &Summary, lang: Lang) -> String {
    // Rendering to memory does not fail.
    Page::of(summary, lang).render().unwrap_or_default()
}

#[derive(Template)]
#[template(path = "report.html")]
struct Page<'a> {
    lang: Lang,
    summary: &'a Summary,
    run: Option<&'a Run>,
    tone: &'static str,
    heading: &'static str,
    sentence: String,
    incomplete: bool,
    counts: Counts,
    tiles: Vec<Tile>,
    expectations: Vec<(String, Counts)>,
    unproved: Vec<Unproved>,
    families: Vec<Family<'a>>,
    family_bars: Vec<FamilyBar>,
    bars: Vec<Bar>,
    bar_width: u64,
    payees: Vec<[String; 5]>,
    causes: Vec<CauseTold<'a>>,
    shown: Vec<Row<'a>>,
    not_shown: u64,
    scenarios: Vec<InScenario<'a>>,
    examples: Vec<ExampleTold<'a>>,
    sample: Vec<Row<'a>>,
    used: Vec<Used>,
    layouts: Vec<LayoutTold<'a>>,
    answered: Option<Percentiles>,
    decided: Option<Percentiles>,
    backlog: Option<Backlog<'a>>,
    choices: Vec<(String, String)>,
    choosable: Vec<String>,
}

struct Tile {
    class: &'static str,
    word: &'static str,
    count: String,
    share: String,
}

/// A layout with its fields, and the share of them that was read in a source.
struct LayoutTold<'a> {
    layout: &'a LayoutUsed,
    fields: String,
    share: String,
}

/// A scenario as it went.
struct InScenario<'a> {
    id: &'a str,
    counts: Counts,
    families: String,
    outcomes: String,
}

impl<'a> Page<'a> {
    fn of(summary: &'a Summary, lang: Lang) -> Self {
        let conclusion = summary.conclusion();
        let counts = summary.counts();
        let mut filters = Filters::of(summary, lang);
        let causes = causes(summary, &mut filters, lang);
        let of_status = |status| summary.shown.get(status).into_iter().flatten();
        let shown: Vec<Row<'_>> = ALL
            .iter()
            .flat_map(of_status)
            .map(|verdict| Row::of(verdict, &mut filters, lang))
            .collect();
        let scenarios = scenarios(summary, &mut filters);
        let sample = sample(summary, lang);
        Self {
            lang,
            summary,
            run: summary.run(),
            tone: match conclusion {
                Conclusion::Conform => "good",
                Conclusion::Nonconform => "bad",
                Conclusion::Inconclusive | Conclusion::Incomplete => "doubtful",
            },
            heading: conclusion.heading(summary, lang),
            sentence: conclusion.sentence(summary, lang),
            incomplete: summary.completeness() != Completeness::Complete,
            counts,
            tiles: ALL
                .iter()
                .map(|status| Tile::of(*status, &counts, lang))
                .collect(),
            expectations: summary
                .expectations
                .iter()
                .map(|(expectation, counts)| (words::expectation(*expectation, lang), *counts))
                .collect(),
            unproved: unproved(summary, lang),
            families: families(summary, lang),
            family_bars: family_bars(&families(summary, lang)),
            bars: bars(summary),
            bar_width: WIDTH,
            payees: payees(summary, lang),
            causes,
            not_shown: ALL
                .iter()
                .filter(|status| !matches!(status, Status::Conform | Status::Skipped))
                .map(|status| counts.of(*status).saturating_sub(SHOWN as u64))
                .sum(),
            shown,
            scenarios,
            examples: summary
                .examples
                .iter()
                .filter_map(|verdict| ExampleTold::of(verdict, lang))
                .collect(),
            sample,
            used: used(summary, lang),
            layouts: layouts(summary, lang),
            answered: summary.delays.answered(),
            decided: summary.delays.decided(),
            backlog: summary.delays.backlog(),
            choices: filters.families(),
            choosable: filters.scenarios(),
        }
    }

    /// What the law's figures are sure of, in a line.
    fn law(&self) -> String {
        let lang = self.lang;
        let Some(law) = self.summary.evidence().map(|of| &of.law) else {
            return String::new();
        };
        let figures = law.figures.iter();
        let each: Vec<String> = figures
            .map(|(word, count)| format!("{} {}", lang.count(count), words::confidence(word, lang)))
            .collect();
        let day = |day: Option<domain::Day>| day.map(|day| lang.day(day)).unwrap_or_default();
        format!(
            "{} → {}, {}, {}",
            day(law.from),
            day(law.to),
            each.join(", "),
            lang.counted(
                law.holes,
                lang.pick("période sans chiffre établi", "stretch without a figure"),
                lang.pick("périodes sans chiffre établi", "stretches without a figure"),
            )
        )
    }

    /// Where a 929 reason leads.
    fn leads(&self, answers: &Answers) -> &'static str {
        let leads = answers.leads_to;
        leads.map_or("–", |status| words::link(status, self.lang))
    }

    /// How many scenarios set out to show a requirement.
    fn scenarios_of(&self, shown: &crate::stream::Shown) -> String {
        let lang = self.lang;
        let count = shown.scenarios.len() as u64;
        lang.counted(
            count,
            lang.pick("scénario", "scenario"),
            lang.pick("scénarios", "scenarios"),
        )
    }

    /// The days that a requirement was tried on.
    fn days(&self, shown: &crate::stream::Shown) -> String {
        let lang = self.lang;
        let Some(of) = &shown.exercised else {
            return "–".to_owned();
        };
        let mut text = lang.day(of.from);
        if of.to != of.from {
            text.push_str(" → ");
            text.push_str(&lang.day(of.to));
        }
        text
    }
}

fn causes<'a>(summary: &'a Summary, filters: &mut Filters<'_>, lang: Lang) -> Vec<CauseTold<'a>> {
    let causes = summary.causes().iter().enumerate();
    causes
        .map(|(place, cause)| CauseTold::of(place + 1, cause, summary, filters, lang))
        .collect()
}

fn scenarios<'a>(summary: &'a Summary, filters: &mut Filters<'_>) -> Vec<InScenario<'a>> {
    let each = summary.scenarios.iter().map(|(id, rules)| {
        let mut counts = Counts::default();
        for rule in rules.values() {
            counts.join(&rule.counts);
        }
        let outcomes = ALL.iter().filter(|status| counts.of(**status) > 0);
        let outcomes: Vec<&str> = outcomes.map(|status| words::tag(*status)).collect();
        InScenario {
            id,
            counts,
            families: filters.of_scenario(id),
            outcomes: outcomes.join(" "),
        }
    });
    let mut each: Vec<_> = each.collect();
    // What is to be looked at first.
    each.sort_by_key(|one| {
        let Counts {
            nonconform,
            unknown,
            ..
        } = one.counts;
        (std::cmp::Reverse(nonconform), std::cmp::Reverse(unknown))
    });
    each
}

/// The passing lines drawn, with the calculation that the last record has of them.
fn sample(summary: &Summary, lang: Lang) -> Vec<Row<'_>> {
    let traced = summary.evidence().into_iter().flat_map(|of| &of.sample);
    let steps: std::collections::BTreeMap<&str, &[StepShown]> = traced
        .map(|one| (one.id.as_str(), one.steps.as_slice()))
        .collect();
    // What can be filtered is what is not conform: these are not among it.
    let mut apart = Filters::of(summary, lang);
    let lines = summary.sample().into_iter().map(|verdict| Row {
        steps: steps.get(verdict.id.as_str()).copied().unwrap_or_default(),
        ..Row::of(verdict, &mut apart, lang)
    });
    lines.collect()
}

fn layouts(summary: &Summary, lang: Lang) -> Vec<LayoutTold<'_>> {
    let used = summary.evidence().into_iter().flat_map(|of| &of.layouts);
    let told = used.map(|layout| {
        let fields = layout.fields.values().sum();
        let confirmed = layout.fields.get("confirmed").copied().unwrap_or_default();
        LayoutTold {
            layout,
            fields: lang.counted(
                fields,
                lang.pick("champ", "field"),
                lang.pick("champs", "fields"),
            ),
            share: lang.share(confirmed, fields),
        }
    });
    told.collect()
}

impl Tile {
    fn of(status: Status, counts: &Counts, lang: Lang) -> Self {
        Self {
            class: words::tag(status),
            word: words::status(status, lang),
            count: lang.count(counts.of(status)),
            share: lang.share(counts.of(status), counts.total()),
        }
    }
}

/// Payee, due, taken back as due, given, taken back.
fn payees(summary: &Summary, lang: Lang) -> Vec<[String; 5]> {
    let euros = summary.euros();
    let mut payees: Vec<_> = euros
        .expected
        .keys()
        .chain(euros.got.keys())
        .copied()
        .collect();
    payees.sort();
    payees.dedup();
    payees
        .into_iter()
        .map(|payee| {
            let due = euros.expected.get(&payee).copied().unwrap_or_default();
            let done = euros.got.get(&payee).copied().unwrap_or_default();
            [
                words::payee(payee, lang).to_owned(),
                lang.euros(due.paid),
                lang.euros(done.paid),
                lang.euros(due.taken_back),
                lang.euros(done.taken_back),
            ]
        })
        .collect()
}
