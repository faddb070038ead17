//! What people are called.

use domain::{Day, SmolStr};

use super::rates::Names;
use crate::draws::Draws;

impl Names {
    /// A family name.
    pub(super) fn family(&self, draws: &mut Draws) -> SmolStr {
        draws.pick(&self.family.value).cloned().unwrap_or_default()
    }

    /// A first name of the time; decades stand in order.
    pub(super) fn first(&self, draws: &mut Draws, female: bool, born: Day) -> SmolStr {
        let decades = &self.first.value;
        let of_the_time = decades.iter().rfind(|names| names.decade <= born.year());
        let Some(names) = of_the_time.or(decades.first()) else {
            return SmolStr::default();
        };
        let names = if female { &names.female } else { &names.male };
        draws.pick(names).cloned().unwrap_or_default()
    }
}
