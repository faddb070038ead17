use domain::{Caisse, LoadError, load};
use serde::Deserialize;

/// How plausible worlds are drawn: `generators/data/france.yaml`, which names a source or says
/// "assumption" for each entry. Rates are per thousand.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct Distributions {
    pub(crate) caisses: Vec<CaisseWeight>,
    pub(crate) adult_ages: Vec<AgeBand>,
    pub(crate) household: HouseholdRates,
    pub(crate) long_disease: LongDisease,
    pub(crate) visits_per_month: Visits,
    pub(crate) out_of_parcours: OutOfParcours,
    pub(crate) sectors: Sectors,
    pub(crate) drugs: Drugs,
    pub(crate) third_party: ThirdParty,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CaisseWeight {
    pub(crate) caisse: Caisse,
    pub(crate) weight: u32,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AgeBand {
    pub(crate) from: u32,
    pub(crate) to: u32,
    pub(crate) weight: u32,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NumberWeight {
    pub(crate) number: u32,
    pub(crate) weight: u32,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct HouseholdRates {
    pub(crate) couple: u32,
    pub(crate) child: Vec<NumberWeight>,
    pub(crate) twins: u32,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LongDisease {
    #[serde(rename = "under-45")]
    pub(crate) under_45: u32,
    #[serde(rename = "under-65")]
    pub(crate) under_65: u32,
    pub(crate) older: u32,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct Visits {
    pub(crate) generaliste: ByAge,
    pub(crate) specialiste: ByAge,
    pub(crate) long_disease_pharmacy: u32,
    pub(crate) long_disease_biology: u32,
    pub(crate) pharmacy_after_visit: u32,
    pub(crate) biology_after_visit: u32,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ByAge {
    pub(crate) child: u32,
    pub(crate) adult: u32,
    pub(crate) senior: u32,
}

impl ByAge {
    pub(crate) fn at(&self, age: i16) -> u32 {
        match age {
            ..18 => self.child,
            18..65 => self.adult,
            _ => self.senior,
        }
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OutOfParcours {
    pub(crate) generaliste: u32,
    pub(crate) specialiste: u32,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sectors {
    pub(crate) generaliste: SectorWeights,
    pub(crate) specialiste: SectorWeights,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct SectorWeights {
    #[serde(rename = "secteur-1")]
    pub(crate) secteur_1: u32,
    pub(crate) optam: u32,
    #[serde(rename = "secteur-2")]
    pub(crate) secteur_2: u32,
    #[serde(rename = "secteur-3")]
    pub(crate) secteur_3: u32,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct Drugs {
    pub(crate) labels: LabelWeights,
    pub(crate) boxes: Vec<NumberWeight>,
    pub(crate) above_base: u32,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct LabelWeights {
    pub(crate) cent: u32,
    pub(crate) soixante_cinq: u32,
    pub(crate) trente: u32,
    pub(crate) quinze: u32,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ThirdParty {
    pub(crate) pharmacy: u32,
    pub(crate) biology: u32,
}

/// Names for fictitious persons: `generators/data/names.yaml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Names {
    pub(crate) family: Vec<String>,
    pub(crate) female: Vec<String>,
    pub(crate) male: Vec<String>,
}

/// The data files a world is drawn with.
#[derive(Debug, Clone)]
pub struct WorldData {
    pub(crate) france: Distributions,
    pub(crate) names: Names,
}

/// Our data files: name and text.
pub const DATA_FILES: [(&str, &str); 2] = [
    (
        "generators/data/france.yaml",
        include_str!("../data/france.yaml"),
    ),
    (
        "generators/data/names.yaml",
        include_str!("../data/names.yaml"),
    ),
];

impl WorldData {
    /// The shipped data.
    ///
    /// # Errors
    /// Where a data file is malformed: a fault of this build.
    pub fn embedded() -> Result<Self, LoadError> {
        let [(france, france_text), (names, names_text)] = DATA_FILES;
        Ok(Self {
            france: load(france, france_text)?,
            names: load(names, names_text)?,
        })
    }
}
