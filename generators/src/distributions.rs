use domain::{LoadError, Shipped, load, shipped};
use serde::Deserialize;
use serde::de::DeserializeOwned;

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

const PEOPLE: Shipped = shipped!("generators/data/people");
const NAMES: Shipped = shipped!("generators/data/names");
const CARE: Shipped = shipped!("generators/data/care");
const PRODUCTS: Shipped = shipped!("generators/data/products");

/// Our data files: name and text.
pub const DATA_FILES: [(&str, &str); 4] = Shipped::all_written(&[PEOPLE, NAMES, CARE, PRODUCTS]);

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
        let choices: Choices = read(PRODUCTS, own)?;
        Ok(Self {
            people: read(PEOPLE, own)?,
            names: read(NAMES, own)?,
            care: read(CARE, own)?,
            products: choices.weighed(),
        })
    }

    /// The products that households choose among where a world names none, with their options and weights.
    #[must_use]
    pub fn products(&self) -> &[ProductWeight] {
        &self.products
    }
}

/// What the user's own file of that name says, the last one where there are several, or the shipped one.
fn read<T: DeserializeOwned>(shipped: Shipped, own: &[(&str, &str)]) -> Result<T, LoadError> {
    let file_name = |name: &str| name.rsplit('/').next().unwrap_or(name).to_owned();
    let same = |other: &&(&str, &str)| file_name(other.0) == file_name(shipped.name);
    match own.iter().rfind(same) {
        Some((name, text)) => load(name, text),
        None => shipped.read(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_packed_is_what_is_written() {
        let packed = WorldData::embedded().unwrap();
        let written = WorldData::with(&DATA_FILES).unwrap();
        assert_eq!(format!("{packed:?}"), format!("{written:?}"));
    }
}
