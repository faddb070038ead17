//! The layouts a run is made under: ours, and what the user corrects.

use std::sync::Arc;

use crate::profile::{Profile, Role};

/// A set of profiles, at most one a reference.
///
/// ```
/// use noemie::{Profile, Profiles};
/// let mine = Profile::parse(
///     "mine.yaml",
///     "{extends: 303-inferred, version: x, source: y, confidence: memory, reference: 304}",
/// )?;
/// let profiles = Profiles::embedded().with(mine);
/// assert_eq!(profiles.decomptes().reference(), 304);
/// assert_eq!(profiles.of_reference(303).unwrap().name(), "303-inferred");
/// # Ok::<(), noemie::profile::ProfileError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Profiles {
    /// Those that étalon does not ship, each in the place of the shipped one of its reference.
    own: Vec<Arc<Profile>>,
}

impl Profiles {
    /// What étalon ships.
    #[must_use]
    pub const fn embedded() -> Self {
        Self { own: Vec::new() }
    }

    /// The same, for code that only looks.
    #[must_use]
    pub fn shipped() -> &'static Self {
        static SHIPPED: Profiles = Profiles::embedded();
        &SHIPPED
    }

    /// These and one more, which takes the place of the one of its reference, and the role it has from
    /// whichever had it.
    #[must_use]
    pub fn with(mut self, profile: Profile) -> Self {
        self.own
            .retain(|other| other.reference() != profile.reference());
        self.own.push(Arc::new(profile));
        self
    }

    /// The layout of décomptes.
    #[must_use]
    pub fn decomptes(&self) -> &Profile {
        match self.of_role(Role::Decomptes) {
            Some(profile) => profile,
            None => Profile::decomptes(),
        }
    }

    /// The layout of link movements.
    #[must_use]
    pub fn movements(&self) -> &Profile {
        match self.of_role(Role::Movements) {
            Some(profile) => profile,
            None => Profile::movements(),
        }
    }

    /// The layout of answers to link movements.
    #[must_use]
    pub fn answers(&self) -> &Profile {
        match self.of_role(Role::Answers) {
            Some(profile) => profile,
            None => Profile::answers(),
        }
    }

    /// The layout of that reference.
    #[must_use]
    pub fn of_reference(&self, reference: u16) -> Option<&Profile> {
        self.iter().find(|profile| profile.reference() == reference)
    }

    /// The profile of that name.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&Profile> {
        self.iter().find(|profile| profile.name() == name)
    }

    /// All of them, the user's own last.
    pub fn iter(&self) -> impl Iterator<Item = &Profile> {
        self.shipped_left()
            .chain(self.own.iter().map(|profile| &**profile))
    }

    /// All of them, as readers take them.
    #[must_use]
    pub fn all(&self) -> Vec<&Profile> {
        self.iter().collect()
    }

    fn of_role(&self, role: Role) -> Option<&Profile> {
        let own = self.own.iter().rev().map(|profile| &**profile);
        own.chain(self.shipped_left())
            .find(|profile| profile.role() == Some(role))
    }

    /// The shipped ones in whose place none stands.
    fn shipped_left(&self) -> impl Iterator<Item = &Profile> {
        let is_left = move |shipped: &&Profile| {
            let mut own = self.own.iter();
            own.all(|profile| profile.reference() != shipped.reference())
        };
        let shipped = Profile::embedded_all().map(|shipped: &Profile| shipped);
        shipped.filter(is_left)
    }
}

impl Default for Profiles {
    fn default() -> Self {
        Self::embedded()
    }
}
