use domain::{LoadError, load};
use serde::Deserialize;

use crate::care::CareRates;
use crate::people::{Names, PeopleRates};
use crate::products::Choices;
use crate::spec::ProductWeight;

/// A value of a data file and where it comes from.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sourced<T> {
    /// The source, or "assumption".
    #[cfg_attr(not(test), expect(dead_code, reason = "for who reads the file"))]
    pub(crate) source: String,
    pub(crate) value: T,
}

/// A number and its weight among others.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NumberWeight {
    pub(crate) number: u32,
    pub(crate) weight: u32,
}

/// The data files a world is drawn with.
#[derive(Debug, Clone)]
pub struct WorldData {
    pub(crate) people: PeopleRates,
    pub(crate) names: Names,
    pub(crate) care: CareRates,
    /// Those of `products.yaml`, weighed.
    products: Vec<ProductWeight>,
}

/// Our data files: name and text.
pub const DATA_FILES: [(&str, &str); 4] = [
    (
        "generators/data/people.yaml",
        include_str!("../data/people.yaml"),
    ),
    (
        "generators/data/names.yaml",
        include_str!("../data/names.yaml"),
    ),
    (
        "generators/data/care.yaml",
        include_str!("../data/care.yaml"),
    ),
    (
        "generators/data/products.yaml",
        include_str!("../data/products.yaml"),
    ),
];

impl WorldData {
    /// The shipped data.
    ///
    /// # Errors
    /// Where a data file is malformed: a fault of this build.
    pub fn embedded() -> Result<Self, LoadError> {
        Self::with(&[])
    }

    /// The shipped data, with a user's own files (name and text) in the place of those whose file name they have.
    ///
    /// # Errors
    /// Where a file is malformed, with its name and the line.
    pub fn with(own: &[(&str, &str)]) -> Result<Self, LoadError> {
        let file_name = |name: &str| name.rsplit('/').next().unwrap_or(name).to_owned();
        let of = |(shipped, text)| {
            let same = |other: &&(&str, &str)| file_name(other.0) == file_name(shipped);
            own.iter().rfind(same).copied().unwrap_or((shipped, text))
        };
        let [people, names, care, products] = DATA_FILES.map(of);
        let choices: Choices = load(products.0, products.1)?;
        Ok(Self {
            people: load(people.0, people.1)?,
            names: load(names.0, names.1)?,
            care: load(care.0, care.1)?,
            products: choices.weighed(),
        })
    }

    /// The products that households choose among where a world names none, with their options and weights.
    #[must_use]
    pub fn products(&self) -> &[ProductWeight] {
        &self.products
    }
}
