//! A story: one lot whose people, contracts and care are told.

use generators::Change;
use generators::story::StorySpec;
use protocol::Capability;

use super::world::product;
use super::{Loaded, Progress, RunError, Runner, through};
use crate::stream::Status;

impl Runner<'_> {
    /// Why a scenario is not played, where it is not: the target lacks what it needs, or what a suite brought cannot happen
    /// here. A target that could not be greeted lacks nothing: it is told about by itself.
    pub(super) fn why_not(&self, loaded: &Loaded) -> Option<String> {
        let scenario = &loaded.scenario;
        let mut needs = scenario.needs.iter();
        let lacks = |need: &&Capability| {
            self.hello
                .as_ref()
                .is_some_and(|hello| !hello.claims(**need))
        };
        if let Some(missing) = needs.find(lacks) {
            return Some(format!("the target does not claim `{}`", missing.word()));
        }
        if !loaded.by_suite {
            return None;
        }
        let unplayable = scenario.play().err().map(|error| error.to_string());
        let impossible = || through::possible(scenario, self.job.target.through).err();
        unplayable.or_else(|| impossible().map(|error| error.to_string()))
    }

    /// The scenario is not played, and why.
    pub(super) fn skipped(&mut self, id: &str, why: String) -> Result<(), RunError> {
        (self.progress)(Progress::Scenario(id.to_owned(), 1));
        self.told_skipped(id, 0, "the whole scenario", why)?;
        self.step(1);
        Ok(())
    }

    /// Why a target that was loaded beforehand cannot play what changes in the midst of it.
    pub(super) fn wants_pushing(&self, changes: &[Change]) -> Option<String> {
        let change = changes.first()?;
        let is_loaded = self.job.target.portfolio.is_preloaded();
        is_loaded.then(|| crate::preload::why_pushed(change.day))
    }

    /// The lot is not played, and why.
    pub(super) fn lot_skipped(&mut self, id: &str, lot: u32, why: String) -> Result<(), RunError> {
        self.told_skipped(id, lot, "the whole lot", why)
    }

    fn told_skipped(
        &mut self,
        id: &str,
        lot: u32,
        what: &str,
        why: String,
    ) -> Result<(), RunError> {
        let mut verdict = self.about_target(id, lot, what.to_owned(), Status::Skipped);
        verdict.note = Some(why);
        self.emit(verdict, None)
    }

    pub(super) fn story(&mut self, loaded: &Loaded, story: &StorySpec) -> Result<(), RunError> {
        let id = &loaded.scenario.id;
        let named = story.products();
        let named = named
            .iter()
            .map(|id| product(id, &loaded.products).cloned());
        let products: Vec<_> = named.collect::<Result<_, _>>()?;
        (self.progress)(Progress::Scenario(id.clone(), 1));
        if story.has_adversities() {
            // Told with étalon's own declarations: where nothing is struck then, the story is at fault and no target.
            let told = generators::story_files(story, self.profiles);
            told.map_err(|error| RunError::Story(id.clone(), error))?;
        }
        let told = story.lot(self.law);
        let (world, mut lot) = told.map_err(|error| RunError::Story(id.clone(), error))?;
        let happenings = lot.take_happenings();
        self.lot(id, &world, &products, &lot, happenings)?;
        self.step(1);
        Ok(())
    }
}
