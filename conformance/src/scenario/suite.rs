use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Scenarios that are run together.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Suite {
    /// A few that tell in two seconds whether a target works at all.
    Smoke,
    /// What every mutuelle meets in a week.
    Core,
    /// Every scenario: it is not written in a file.
    Full,
    /// What a caisse, a file or a day does wrong.
    Adversarial,
    /// 408 and 929: declarations, answers, lives.
    Links,
    /// What a certifier asks for: at least one scenario for each requirement that must hold.
    Certification,
}

impl Suite {
    /// All of them, the quickest first.
    pub const ALL: [Self; 6] = [
        Self::Smoke,
        Self::Core,
        Self::Links,
        Self::Adversarial,
        Self::Certification,
        Self::Full,
    ];

    /// Its name on the command line and in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Smoke => "smoke",
            Self::Core => "core",
            Self::Full => "full",
            Self::Adversarial => "adversarial",
            Self::Links => "links",
            Self::Certification => "certification",
        }
    }

    /// The suite of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|suite| suite.name() == name)
    }

    /// Whether a scenario of those suites is run with it.
    #[must_use]
    pub fn has(self, suites: &[Self]) -> bool {
        self == Self::Full || suites.contains(&self)
    }
}
