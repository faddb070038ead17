//! One heading a cause: nonconformities that look alike, told by the smallest flow that shows them.

use std::collections::{BTreeMap, BTreeSet};

use domain::{Cents, Outcome};
use oracle::rules;
use oracle::trace::Step;

use crate::report::{Lang, words};
use crate::signature::{Signature, flow};
use crate::stream::{Came, Cause, Smallest, StepShown, Subject, Text, Verdict};

/// Nonconformities of one signature, as they pass.
#[derive(Debug, Clone)]
pub struct Group {
    /// How they look.
    pub signature: Signature,
    /// The first one, in the order of the run.
    pub first: Verdict,
    /// How many.
    pub count: u64,
    overpaid: Cents,
    underpaid: Cents,
    persons: BTreeSet<String>,
}

/// Gathers nonconformities by signature.
#[derive(Debug, Clone, Default)]
pub struct Groups(BTreeMap<Signature, Group>);

impl Groups {
    /// Takes one verdict in; true where it opens a new group.
    pub fn add(&mut self, verdict: &Verdict) -> bool {
        let Some(signature) = Signature::of(verdict) else {
            return false;
        };
        let (person, difference) = match &verdict.subject {
            Subject::Line {
                care,
                expected,
                got: Some(got),
                ..
            } => (Some(care.person.clone()), flow(got) - flow(expected)),
            Subject::Invariant {
                care,
                expected,
                got,
                ..
            } => {
                let money = |came: &Option<Came>| match came {
                    Some(Came::Line(outcome)) => flow(outcome),
                    Some(Came::File(_)) | None => Cents::ZERO,
                };
                let person = care.as_ref().map(|care| care.person.clone());
                (person, money(got) - money(expected))
            }
            Subject::Link { person, .. } | Subject::Movement { person, .. } => {
                (Some(person.clone()), Cents::ZERO)
            }
            _ => (None, Cents::ZERO),
        };
        let new = !self.0.contains_key(&signature);
        let group = self.0.entry(signature.clone()).or_insert_with(|| Group {
            signature,
            first: verdict.clone(),
            count: 0,
            overpaid: Cents::ZERO,
            underpaid: Cents::ZERO,
            persons: BTreeSet::new(),
        });
        group.count += 1;
        group.overpaid += difference.floor_zero();
        group.underpaid += (-difference).floor_zero();
        group.persons.extend(person);
        new
    }

    /// The groups, the most frequent first.
    #[must_use]
    pub fn by_count(&self) -> Vec<&Group> {
        let mut groups: Vec<&Group> = self.0.values().collect();
        groups.sort_by(|a, b| {
            b.count
                .cmp(&a.count)
                .then_with(|| a.signature.cmp(&b.signature))
        });
        groups
    }
}

/// Tells a group. `example` is the verdict the story is told by: of the smallest flow where there is
/// one, else the first of the group.
#[must_use]
pub fn tell(
    group: &Group,
    example: &Verdict,
    steps: &[Step],
    smallest: Option<Smallest>,
    replay: String,
) -> Cause {
    let rule = rules::rule(&example.rule);
    let (expected, got) = sides(&example.subject);
    Cause {
        id: group.signature.to_string(),
        title: title(&expected, &got),
        rule: example.rule.clone(),
        rule_text: rule.map_or_else(
            || text(&example.rule, &example.rule),
            |rule| text(&rule.fr, &rule.en),
        ),
        rule_source: rule.map(|rule| rule.source.clone()).unwrap_or_default(),
        requirements: Vec::new(),
        count: group.count,
        persons: group.persons.len() as u64,
        overpaid: group.overpaid,
        underpaid: group.underpaid,
        example: group.first.id.clone(),
        subject: Some(Box::new(example.subject.clone())),
        expected,
        got,
        steps: steps.iter().map(shown).collect(),
        account: Vec::new(),
        smallest,
        replay,
        extra: BTreeMap::new(),
    }
}

/// A step as the stream shows it.
#[must_use]
pub fn shown(step: &Step) -> StepShown {
    StepShown {
        rule: step.rule.to_owned(),
        label: text(
            step.label.fr.trim_end_matches('.'),
            step.label.en.trim_end_matches('.'),
        ),
        inputs: step
            .inputs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.to_string()))
            .collect(),
        result: step.result.to_string(),
        source: step.source.to_string(),
        confidence: step.confidence.word().to_owned(),
    }
}

fn text(fr: &str, en: &str) -> Text {
    Text {
        fr: fr.to_owned(),
        en: en.to_owned(),
    }
}

fn title(expected: &Text, got: &Text) -> Text {
    Text {
        fr: format!("{} ; la mutuelle répond : {}", expected.fr, got.fr),
        en: format!("{}; the mutuelle answers: {}", expected.en, got.en),
    }
}

/// What was due and what came, in words and euros.
fn sides(subject: &Subject) -> (Text, Text) {
    let both = |say: &dyn Fn(Lang) -> String| Text {
        fr: say(Lang::Fr),
        en: say(Lang::En),
    };
    let silent = || both(&|lang| words::no_answer(lang).to_owned());
    let outcome = |outcome: &Outcome| both(&|lang| words::outcome(outcome, lang));
    let file = |reaction| both(&|lang| words::file_reaction(reaction, lang).to_owned());
    let link = |status| both(&|lang| words::link(status, lang).to_owned());
    match subject {
        Subject::Line { expected, got, .. } => {
            (outcome(expected), got.as_ref().map_or_else(silent, outcome))
        }
        Subject::File { expected, got, .. } => (file(*expected), got.map_or_else(silent, file)),
        Subject::Link {
            reason,
            expected,
            got,
            ..
        } => {
            let due = link(*expected);
            let due = Text {
                fr: format!("après un motif {reason:02}, {}", due.fr),
                en: format!("after a reason {reason:02}, {}", due.en),
            };
            (due, got.map_or_else(silent, link))
        }
        Subject::Movement { detail, .. } => (
            text("un mouvement 408 exact", "an exact 408 movement"),
            text(detail, detail),
        ),
        Subject::Example { row, .. } => (
            text(
                &format!("les chiffres de {row}"),
                &format!("the figures of {row}"),
            ),
            text("d'autres", "others"),
        ),
        Subject::Invariant {
            invariant,
            expected,
            got,
            ..
        } => {
            let came = |came: &Option<Came>, lang| words::came(came.as_ref(), lang);
            let first = both(&|lang| came(expected, lang));
            let second = both(&|lang| came(got, lang));
            let how = both(&|lang| words::invariant(*invariant, lang).to_owned());
            let due = Text {
                fr: format!("{}, comme sans cela : {}", how.fr, first.fr),
                en: format!("{}, as without that: {}", how.en, first.en),
            };
            (due, second)
        }
        Subject::Target { detail } => (
            text("une cible qui répond", "a target that answers"),
            text(detail, detail),
        ),
    }
}
