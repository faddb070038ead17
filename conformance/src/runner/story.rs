//! A story: one lot whose people, contracts and care are told.

use generators::story::StorySpec;
use protocol::Capability;

use super::world::product;
use super::{Loaded, Progress, RunError, Runner};
use crate::stream::Status;

impl Runner<'_> {
    /// What the target lacks of what a scenario needs. A target that could not be greeted lacks nothing: it is told
    /// about by itself.
    pub(super) fn missing(&self, needs: &[Capability]) -> Option<Capability> {
        let hello = self.hello.as_ref()?;
        needs.iter().copied().find(|need| !hello.claims(*need))
    }

    /// The scenario is not played, and why.
    pub(super) fn skipped(&mut self, id: &str, missing: Capability) -> Result<(), RunError> {
        (self.progress)(Progress::Scenario(id.to_owned(), 1));
        let detail = format!("the whole scenario: it needs `{}`", missing.word());
        let mut verdict = self.about_target(id, 0, detail, Status::Skipped);
        verdict.note = Some(format!("the target does not claim `{}`", missing.word()));
        self.emit(verdict, None)?;
        self.step(1);
        Ok(())
    }

    pub(super) fn story(&mut self, loaded: &Loaded, story: &StorySpec) -> Result<(), RunError> {
        let id = &loaded.scenario.id;
        let named = story.products();
        let named = named
            .iter()
            .map(|id| product(id, &loaded.products).cloned());
        let products: Vec<_> = named.collect::<Result<_, _>>()?;
        (self.progress)(Progress::Scenario(id.clone(), 1));
        let told = story.lot(self.law);
        let (world, mut lot) = told.map_err(|error| RunError::Story(id.clone(), error))?;
        let happenings = lot.take_happenings();
        self.lot(id, &world, &products, &lot, happenings)?;
        self.step(1);
        Ok(())
    }
}
