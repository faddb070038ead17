//! A story: one lot whose people, contracts and care are told.

use generators::story::StorySpec;

use super::world::product;
use super::{Loaded, Progress, RunError, Runner};

impl Runner<'_> {
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
