//! What a run stood on, gathered as it goes: told with the last record of the stream.

use std::collections::{BTreeMap, BTreeSet};

use noemie::Profiles;
use noemie::profile::Profile;
use oracle::law::Law;

use super::{RunError, Runner};
use crate::case::{Case, ExpectedLine};
use crate::cause::shown;
use crate::report::Sample;
use crate::requirements::families;
use crate::stream::{
    Evidence, FamilyCounted, LawUsed, LayoutUsed, Status, StepShown, Traced, Verdict,
};

/// What is gathered on the way.
#[derive(Default)]
pub(super) struct Gathered {
    sample: Sample<Vec<StepShown>>,
    people: u64,
}

impl Runner<'_> {
    /// Counts the people of a case, and keeps the calculation of the passing lines that the sample draws. A case is folded
    /// again for it, with traces, only where it has one of them.
    pub(super) fn gather(&mut self, case: &Case, verdicts: &[Verdict]) -> Result<(), RunError> {
        let people = case.members.iter().map(domain::Member::beneficiary);
        let people: BTreeSet<_> = people.collect();
        self.gathered.people += people.len() as u64;
        let sample = &self.gathered.sample;
        // Each line has one verdict, in the order of the lines.
        let lines = verdicts
            .iter()
            .filter(|one| crate::judge::place(one).is_some());
        let drawn = lines
            .enumerate()
            .filter(|(_, one)| one.status == Status::Conform && sample.draws(&one.id));
        let drawn: Vec<(usize, &Verdict)> = drawn.collect();
        if drawn.is_empty() {
            return Ok(());
        }
        let traced = case.expect(self.profiles.decomptes(), self.readings.declared(), true)?;
        let lines: Vec<&ExpectedLine> = traced.iter().flat_map(|file| &file.lines).collect();
        for (place, verdict) in drawn {
            let line = lines.get(place);
            self.gathered.sample.offer(&verdict.id, || {
                let steps = line.map(|line| line.expectation.steps.iter().map(shown));
                steps.into_iter().flatten().collect()
            });
        }
        Ok(())
    }

    /// What the last record says.
    pub(super) fn evidence(&mut self) -> Evidence {
        let Gathered { sample, people } = std::mem::take(&mut self.gathered);
        let traced = |(id, steps)| Traced { id, steps };
        Evidence {
            layouts: layouts(self.profiles),
            law: law(self.law),
            catalogue: catalogue(),
            people,
            sample: sample.by_id().into_iter().map(traced).collect(),
        }
    }
}

fn layouts(profiles: &Profiles) -> Vec<LayoutUsed> {
    let all = [
        profiles.decomptes(),
        profiles.movements(),
        profiles.answers(),
    ];
    all.into_iter().map(layout).collect()
}

fn layout(profile: &Profile) -> LayoutUsed {
    let mut fields: BTreeMap<String, u64> = BTreeMap::new();
    let description = profile.description();
    for entity in description.envelope.iter().chain(&description.entities) {
        for field in &entity.fields {
            let word = field.confidence.as_str().to_owned();
            *fields.entry(word).or_default() += 1;
        }
    }
    LayoutUsed {
        name: profile.name().to_owned(),
        reference: profile.reference(),
        fields,
    }
}

fn law(law: &Law) -> LawUsed {
    let mut figures: BTreeMap<String, u64> = BTreeMap::new();
    for (_, value) in law.all().flat_map(oracle::law::Series::changes) {
        if let Ok(value) = value {
            let word = value.confidence.word().to_owned();
            *figures.entry(word).or_default() += 1;
        }
    }
    let (from, to) = law.span();
    LawUsed {
        from: Some(from),
        to: Some(to),
        figures,
        holes: law.holes().count() as u64,
    }
}

/// The catalogue, counted: those that no scenario shows are known by the reason that stands there for it.
fn catalogue() -> Vec<FamilyCounted> {
    let families = families()
        .unwrap_or_else(|error| unreachable!("the embedded catalogue is read by a test: {error}"));
    let counted = families.into_iter().map(|file| FamilyCounted {
        requirements: file.requirements.len() as u64,
        untested: file
            .requirements
            .iter()
            .filter(|one| one.untested.is_some())
            .count() as u64,
        family: file.family,
        title: file.title,
    });
    counted.collect()
}
