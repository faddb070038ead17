//! Product files: a tableau de garanties in YAML (`docs/products.md`).

mod error;
mod guarantee;
mod responsible;

use std::collections::BTreeMap;

use domain::ActFamily;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use error::{GuaranteeError, Place, ProductError};
pub use guarantee::{ByDoctor, Guarantee, Level, Percent};

use guarantee::GuaranteeKeys;

/// The only version of the file's shape so far.
const SCHEMA_VERSION: u32 = 1;

/// What a contract pays, family of acts by family of acts.
///
/// Serialised, it has the keys of the file it was read from: that is what a mutuelle is sent, as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(deny_unknown_fields)]
pub struct Product {
    /// Version of the file's shape: 1.
    #[schemars(range(min = 1, max = 1))]
    pub schema_version: u32,
    /// Named by the members of the portfolio.
    pub id: String,
    /// Commercial name.
    pub name: Name,
    /// Whether it is a contrat responsable (rules §6).
    pub responsible: bool,
    /// Whether it also pays the participation forfaitaire; never where it is responsible.
    #[schemars(default)]
    pub refunds_participation: bool,
    /// What is paid; a family that is not named is not covered.
    #[schemars(transform = only_families)]
    pub guarantees: BTreeMap<ActFamily, Guarantee>,
}

/// A name in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Name {
    /// French.
    pub fr: String,
    /// English.
    pub en: String,
}

impl Product {
    /// Reads a product file; `name` is named in errors.
    ///
    /// ```
    /// use oracle::product::Product;
    /// let (name, yaml) = Product::shipped()[0];
    /// let product = Product::parse(name, yaml)?;
    /// assert_eq!(product.id, "essentielle");
    /// # Ok::<(), oracle::product::ProductError>(())
    /// ```
    ///
    /// # Errors
    /// Where the text is not a product file, a guarantee is malformed, or a product that calls itself
    /// responsible breaks a rule of responsible contracts.
    pub fn parse(name: &str, yaml: &str) -> Result<Self, ProductError> {
        let file: ProductFile = domain::load(name, yaml)?;
        if file.schema_version != SCHEMA_VERSION {
            return Err(ProductError::Version {
                file: name.to_owned(),
                found: file.schema_version,
                known: SCHEMA_VERSION,
            });
        }
        let mut guarantees = BTreeMap::new();
        for (family, keys) in file.guarantees {
            let guarantee = Guarantee::of_family(family, keys)
                .map_err(|error| error.locate(name, yaml, family))?;
            guarantees.insert(family, guarantee);
        }
        let product = Self {
            schema_version: file.schema_version,
            id: file.id,
            name: file.name,
            responsible: file.responsible,
            refunds_participation: file.refunds_participation,
            guarantees,
        };
        responsible::check(&product, name, yaml)?;
        Ok(product)
    }

    /// A product with one guarantee in every family, or in none: for published examples and for a single
    /// question, which name a level and no product. It is responsible where that level could be.
    #[must_use]
    pub fn single(id: &str, guarantee: Option<Guarantee>) -> Self {
        let guarantees = guarantee
            .map(|guarantee| ActFamily::ALL.map(|family| (family, guarantee)))
            .into_iter()
            .flatten()
            .collect();
        Self {
            schema_version: SCHEMA_VERSION,
            id: id.to_owned(),
            name: Name {
                fr: id.to_owned(),
                en: id.to_owned(),
            },
            responsible: guarantee.is_none_or(|guarantee| responsible::could_be(&guarantee)),
            refunds_participation: false,
            guarantees,
        }
    }

    /// Name and text of the product files that come with étalon, from the entry level up.
    #[must_use]
    pub const fn shipped() -> [(&'static str, &'static str); 3] {
        [
            (
                "scenarios/products/essentielle.yaml",
                include_str!("../../scenarios/products/essentielle.yaml"),
            ),
            (
                "scenarios/products/equilibre.yaml",
                include_str!("../../scenarios/products/equilibre.yaml"),
            ),
            (
                "scenarios/products/confort.yaml",
                include_str!("../../scenarios/products/confort.yaml"),
            ),
        ]
    }
}

/// A map is keyed by any text in JSON Schema unless its keys are listed.
fn only_families(guarantees: &mut schemars::Schema) {
    let mut families = schemars::schema_for!(ActFamily);
    families.remove("$schema");
    families.remove("title");
    guarantees.insert("propertyNames".to_owned(), families.to_value());
}

/// The file before its rules are checked.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct ProductFile {
    schema_version: u32,
    id: String,
    name: Name,
    responsible: bool,
    #[serde(default)]
    refunds_participation: bool,
    guarantees: BTreeMap<ActFamily, GuaranteeKeys>,
}
