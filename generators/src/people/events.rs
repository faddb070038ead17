//! What happens to the people of a household within the days of the world.

use domain::{Caisse, Nir};

/// Something that happens in a life. Persons are named by their place in the household.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LifeEvent {
    /// A child is born.
    Born(usize),
    /// A person dies.
    Died(usize),
    /// A child is of age, and passes from the parents' NIR to that one.
    OfAge(usize, Nir),
    /// A person who had a provisional NIR is given a definitive one.
    NirGiven(usize, Nir),
    /// The household moves to another caisse.
    Moved(Caisse),
}
