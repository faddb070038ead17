use std::collections::BTreeMap;

use domain::{ActCode, ActFamily};
use rust_decimal::Decimal;
use serde::Deserialize;

/// A tableau de garanties, as `docs/products.md` says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    /// Name by which members point at it.
    pub id: String,
    /// Contrat responsable (rules §6).
    pub responsible: bool,
    /// Whether the participation forfaitaire is paid too.
    pub refunds_participation: bool,
    /// One guarantee a family; a family that is not named is not covered.
    pub guarantees: BTreeMap<ActFamily, Guarantee>,
}

/// What a family of acts is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guarantee {
    /// The level.
    pub level: Level,
    /// Euros a calendar year and beneficiary beyond the ticket modérateur.
    pub overrun_per_year: Option<Decimal>,
}

/// The three ways to say a level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// `br`: per cent of the base, AMO share included.
    Br(Percent),
    /// `br-on-top`: per cent of the base, on top of the AMO share.
    BrOnTop(Percent),
    /// `real-expense`: frais réels.
    RealExpense,
}

/// A percentage, or one for each kind of doctor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Percent {
    /// The same for every doctor.
    Same(u32),
    /// The doctor of the line chooses.
    ByDoctor(Pair),
}

/// The two percentages of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Pair {
    /// Secteur 1, or secteur 2 with CAS, OPTAM or OPTAM-CO.
    pub optam: u32,
    /// Any other doctor.
    pub non_optam: u32,
}

/// Why a product file is not one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("failed to read the product `{id}`: {why}")]
pub struct ProductError {
    /// Its `id`, where it has one.
    pub id: String,
    /// The rule of `docs/products.md` it breaks.
    pub why: String,
}

impl Product {
    /// Reads the content of a product file.
    ///
    /// ```
    /// let content = serde_json::json!({
    ///     "schema-version": 1, "id": "hors", "name": { "fr": "Hors", "en": "Out" },
    ///     "responsible": false, "guarantees": { "generaliste": { "br": 80 } },
    /// });
    /// let product = mutuelle::Product::from_json(&content)?;
    /// assert!(product.guarantee(domain::ActFamily::Biologie).is_none());
    /// # Ok::<(), mutuelle::ProductError>(())
    /// ```
    ///
    /// # Errors
    /// Where a key is unknown or missing, or a responsible contract breaks one of its rules.
    pub fn from_json(content: &serde_json::Value) -> Result<Self, ProductError> {
        let id = content
            .get("id")
            .and_then(serde_json::Value::as_str)
            .unwrap_or("?");
        let error = |why: String| ProductError {
            id: id.to_owned(),
            why,
        };
        let file = ProductFile::deserialize(content).map_err(|why| error(why.to_string()))?;
        file.into_product().map_err(error)
    }

    /// The guarantee of a family, where the product names it.
    #[must_use]
    pub fn guarantee(&self, family: ActFamily) -> Option<&Guarantee> {
        self.guarantees.get(&family)
    }
}

/// The family of an act: the table of `docs/products.md`, written out again here.
/// `None` where no family holds the code.
#[must_use]
pub fn family_of(act: ActCode, specialty: u8) -> Option<ActFamily> {
    match act.as_str() {
        "G" | "GS" | "C" | "CS" | "CNP" | "APC" | "TC" | "TCG" | "V" | "VS" => {
            if specialty == 1 || specialty == 22 || specialty == 23 {
                Some(ActFamily::Generaliste)
            } else {
                Some(ActFamily::Specialiste)
            }
        }
        "PH1" | "HD1" | "HC" => Some(ActFamily::Pharmacie100),
        "PH7" | "HD7" | "HDR" | "HDA" | "HDE" => Some(ActFamily::Pharmacie65),
        "PH4" | "HD4" => Some(ActFamily::Pharmacie30),
        "PH2" | "HD2" => Some(ActFamily::Pharmacie15),
        "B" | "BP" => Some(ActFamily::Biologie),
        _ => None,
    }
}

/// Families whose ticket modérateur a responsible contract always pays (rules §6).
const TICKET_MODERATEUR_DUE: [ActFamily; 5] = [
    ActFamily::Generaliste,
    ActFamily::Specialiste,
    ActFamily::Pharmacie100,
    ActFamily::Pharmacie65,
    ActFamily::Biologie,
];

/// The file, key by key.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct ProductFile {
    schema_version: u32,
    id: String,
    #[serde(rename = "name")]
    _name: BTreeMap<String, String>,
    responsible: bool,
    #[serde(default)]
    refunds_participation: bool,
    guarantees: BTreeMap<ActFamily, GuaranteeKeys>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct GuaranteeKeys {
    br: Option<Percent>,
    br_on_top: Option<Percent>,
    real_expense: Option<bool>,
    overrun_per_year: Option<String>,
}

impl ProductFile {
    fn into_product(self) -> Result<Product, String> {
        if self.schema_version != 1 {
            return Err(format!(
                "schema-version {} is not known, 1 is",
                self.schema_version
            ));
        }
        let mut guarantees = BTreeMap::new();
        for (family, keys) in self.guarantees {
            let guarantee = keys
                .into_guarantee()
                .map_err(|why| format!("{family:?}: {why}"))?;
            guarantees.insert(family, guarantee);
        }
        let product = Product {
            id: self.id,
            responsible: self.responsible,
            refunds_participation: self.refunds_participation,
            guarantees,
        };
        if product.responsible {
            check_responsible(&product)?;
        }
        Ok(product)
    }
}

impl GuaranteeKeys {
    fn into_guarantee(self) -> Result<Guarantee, String> {
        let level = match (self.br, self.br_on_top, self.real_expense) {
            (Some(percent), None, None) => Level::Br(percent),
            (None, Some(percent), None) => Level::BrOnTop(percent),
            (None, None, Some(true)) => Level::RealExpense,
            _ => return Err("exactly one of br, br-on-top and real-expense is expected".to_owned()),
        };
        let overrun_per_year = self.overrun_per_year.map(euros_of_text).transpose()?;
        Ok(Guarantee {
            level,
            overrun_per_year,
        })
    }
}

fn euros_of_text(text: String) -> Result<Decimal, String> {
    match Decimal::from_str_exact(&text) {
        Ok(euros) if euros.scale() <= 2 && !euros.is_sign_negative() => Ok(euros),
        _ => Err(format!("`{text}` is not an amount in euros")),
    }
}

/// Rules §6: participation never paid, ticket modérateur always due.
fn check_responsible(product: &Product) -> Result<(), String> {
    if product.refunds_participation {
        return Err("a responsible contract never refunds the participation".to_owned());
    }
    for family in TICKET_MODERATEUR_DUE {
        let Some(guarantee) = product.guarantee(family) else {
            return Err(format!("a responsible contract names {family:?}"));
        };
        let lowest = |percent| match percent {
            Percent::Same(percent) => percent,
            Percent::ByDoctor(pair) => pair.optam.min(pair.non_optam),
        };
        let (level, least) = match guarantee.level {
            Level::Br(percent) => (lowest(percent), 100),
            Level::BrOnTop(percent) => (lowest(percent), ticket_moderateur(family)),
            Level::RealExpense => continue,
        };
        if level < least {
            return Err(format!(
                "a responsible contract gives {family:?} {least} % at least"
            ));
        }
    }
    Ok(())
}

/// The ticket modérateur of a family in per cent of the base, where nothing exempts from it (rules §2).
fn ticket_moderateur(family: ActFamily) -> u32 {
    match family {
        ActFamily::Generaliste | ActFamily::Specialiste => 30,
        ActFamily::Biologie => 40,
        ActFamily::Pharmacie100 => 0,
        ActFamily::Pharmacie65 => 35,
        ActFamily::Pharmacie30 => 70,
        ActFamily::Pharmacie15 => 85,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn responsible_with(generaliste: serde_json::Value) -> serde_json::Value {
        json!({
            "schema-version": 1, "id": "p", "name": {"fr": "P", "en": "P"}, "responsible": true,
            "guarantees": {
                "generaliste": generaliste,
                "specialiste": {"br": {"optam": 150, "non-optam": 130}, "overrun-per-year": "60.00"},
                "pharmacie-100": {"real-expense": true}, "pharmacie-65": {"br": 100},
                "biologie": {"br-on-top": 50},
            }
        })
    }

    #[test]
    fn every_kind_of_level_is_read() {
        let product = Product::from_json(&responsible_with(json!({"br": 125}))).unwrap();
        let level = |family| product.guarantee(family).map(|g| g.level);
        assert_eq!(
            level(ActFamily::Generaliste),
            Some(Level::Br(Percent::Same(125)))
        );
        let pair = Pair {
            optam: 150,
            non_optam: 130,
        };
        assert_eq!(
            level(ActFamily::Specialiste),
            Some(Level::Br(Percent::ByDoctor(pair)))
        );
        assert_eq!(level(ActFamily::Pharmacie100), Some(Level::RealExpense));
        assert_eq!(
            level(ActFamily::Biologie),
            Some(Level::BrOnTop(Percent::Same(50)))
        );
        assert_eq!(level(ActFamily::Pharmacie30), None);
        assert_eq!(
            product
                .guarantee(ActFamily::Specialiste)
                .and_then(|g| g.overrun_per_year),
            Some(Decimal::new(6_000, 2))
        );
    }

    #[test]
    fn a_responsible_contract_keeps_its_rules() {
        for generaliste in [
            json!({"br": 90}),
            json!({"br": {"optam": 150, "non-optam": 99}}),
            json!({"br": 100, "real-expense": true}),
            json!({"real-expense": false}),
            json!({"br": 100, "franchise": 1}),
            json!({"br": 100, "overrun-per-year": "1.005"}),
        ] {
            assert!(Product::from_json(&responsible_with(generaliste)).is_err());
        }
        let mut refunds = responsible_with(json!({"br": 100}));
        refunds["refunds-participation"] = json!(true);
        assert!(Product::from_json(&refunds).is_err());
        refunds["responsible"] = json!(false);
        assert!(Product::from_json(&refunds).is_ok());
        let mut partial = responsible_with(json!({"br": 100}));
        partial["guarantees"]["biologie"] = json!({"br-on-top": 39});
        assert!(Product::from_json(&partial).is_err());
        partial["guarantees"]["biologie"] = json!({"br-on-top": 40});
        assert!(Product::from_json(&partial).is_ok());
        partial["guarantees"]
            .as_object_mut()
            .unwrap()
            .remove("biologie");
        assert!(Product::from_json(&partial).is_err());
    }

    #[test]
    fn families_are_those_of_the_page() {
        let family = |act: &str, specialty| family_of(act.parse().unwrap(), specialty);
        for (act, specialty, expected) in [
            ("G", 1, Some(ActFamily::Generaliste)),
            ("CS", 22, Some(ActFamily::Generaliste)),
            ("G", 7, Some(ActFamily::Specialiste)),
            ("HC", 50, Some(ActFamily::Pharmacie100)),
            ("HDR", 50, Some(ActFamily::Pharmacie65)),
            ("HD4", 50, Some(ActFamily::Pharmacie30)),
            ("PH2", 50, Some(ActFamily::Pharmacie15)),
            ("BP", 30, Some(ActFamily::Biologie)),
            ("PFH", 1, None),
            ("AMK", 26, None),
        ] {
            assert_eq!(family(act, specialty), expected, "{act}");
        }
    }
}
