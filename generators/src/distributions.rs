use domain::{LoadError, load};
use serde::Deserialize;

use crate::people::{Names, PeopleRates};

/// How plausible worlds are drawn: `generators/data/france.yaml`, which names a source or says
/// "assumption" for each entry. Rates are per thousand.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct Distributions {
    pub(crate) visits_per_month: Visits,
    pub(crate) out_of_parcours: OutOfParcours,
    pub(crate) sectors: Sectors,
    pub(crate) drugs: Drugs,
    pub(crate) third_party: ThirdParty,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NumberWeight {
    pub(crate) number: u32,
    pub(crate) weight: u32,
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

/// The data files a world is drawn with.
#[derive(Debug, Clone)]
pub struct WorldData {
    pub(crate) france: Distributions,
    pub(crate) people: PeopleRates,
    pub(crate) names: Names,
}

/// Our data files: name and text.
pub const DATA_FILES: [(&str, &str); 3] = [
    (
        "generators/data/france.yaml",
        include_str!("../data/france.yaml"),
    ),
    (
        "generators/data/people.yaml",
        include_str!("../data/people.yaml"),
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
        let [france, people, names] = DATA_FILES.map(of);
        Ok(Self {
            france: load(france.0, france.1)?,
            people: load(people.0, people.1)?,
            names: load(names.0, names.1)?,
        })
    }
}
