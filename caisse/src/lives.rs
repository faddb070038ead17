//! A life as people write it down: in a world (`world.lives`), or told to a server that runs. The caisse reads it against
//! what it knows ([`Event::Told`](crate::Event::Told)) and does it, or says why there is nothing to be done.

use domain::{BirthDate, Caisse, Day, MemberNumber, Nir, OcNumber, PsNumber, Rank, SmolStr};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Who something is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Named {
    /// NIR of the insured, thirteen characters: that of today, or one that it took the place of.
    pub nir: Nir,
    /// Birth date of the beneficiary, régime text (JJMMAA); the insured themself where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birth: Option<BirthDate>,
    /// Birth rank of the beneficiary: 1 where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rank: Option<Rank>,
}

/// A contract of a person: what the caisse is to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Contract {
    /// The OC.
    pub oc: OcNumber,
    /// Number of the member there: zeros where it is left out.
    #[serde(default)]
    pub member: MemberNumber,
    /// First day.
    pub start: Day,
    /// Last day; it runs on where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<Day>,
    /// Type (140/15-16), two digits: 01 where it is left out. Of a C2S it is 89, whatever stands here.
    #[serde(default)]
    pub contract_type: ContractType,
}

/// A contract that is there: by its OC, and its first day where the OC has several that run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Entry {
    /// The OC.
    pub oc: OcNumber,
    /// First day; of the one that has not ended where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<Day>,
}

/// Type of a contract (140/15-16, noemie-format §6.5), two digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
pub struct ContractType(#[schemars(with = "String", regex(pattern = r"^\d\d$"))] pub [u8; 2]);

impl Default for ContractType {
    fn default() -> Self {
        Self(*b"01")
    }
}

impl TryFrom<String> for ContractType {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match *text.as_bytes() {
            [tens, units] if tens.is_ascii_digit() && units.is_ascii_digit() => {
                Ok(Self([tens, units]))
            }
            _ => Err(format!(
                "`{text}` is no contract type: two digits, as 01 or 89"
            )),
        }
    }
}

impl From<ContractType> for String {
    fn from(ContractType(digits): ContractType) -> Self {
        digits.into_iter().map(char::from).collect()
    }
}

/// Something that happens in the life of an insured, or that the caisse does by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(
    rename_all = "kebab-case",
    rename_all_fields = "kebab-case",
    deny_unknown_fields
)]
#[non_exhaustive]
pub enum LifeSpec {
    /// A child is born. Nobody is told of it.
    Born {
        /// NIR of the parent: rates and cover are the parent's.
        nir: Nir,
        /// Birth date, régime text (JJMMAA).
        birth: BirthDate,
        /// Birth rank: 1 where it is left out.
        #[serde(default = "first")]
        rank: Rank,
        /// The real day of birth.
        born: Day,
        /// Family name.
        name: SmolStr,
        /// First name.
        first_name: SmolStr,
    },
    /// An insured moves to another caisse: the OCs are told (38), and links start anew.
    Moved {
        /// The insured.
        nir: Nir,
        /// Régime, caisse and centre.
        to: Caisse,
    },
    /// An insured is given another NIR: the OCs are told (40), and links stay.
    NirGiven {
        /// The former.
        nir: Nir,
        /// The new one.
        to: Nir,
    },
    /// A child comes of age and passes to a NIR of their own, without links: the OCs are told (43).
    OfAge {
        /// The child.
        who: Named,
        /// NIR of the other parent, where the child stands under that too.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        second: Option<Nir>,
        /// NIR of the child.
        own: Nir,
    },
    /// An OC passes to another number, at every caisse: it is told (75), and links follow.
    OcChanged {
        /// The former number.
        oc: OcNumber,
        /// The new one.
        to: OcNumber,
    },
    /// A birth date is corrected: the OCs are told (41), and links stay.
    BirthCorrected {
        /// Who, as they were known.
        who: Named,
        /// The right date, régime text (JJMMAA).
        to: BirthDate,
        /// The right day, which ages are counted from.
        born: Day,
    },
    /// A person declares a treating doctor, another one, or none any more. Nobody is told of it.
    DoctorDeclared {
        /// Who.
        who: Named,
        /// The doctor; none where it is left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        doctor: Option<PsNumber>,
    },
    /// A person died: the contracts end with that day, and nobody is told of it.
    Died {
        /// Who.
        who: Named,
        /// When.
        on: Day,
    },
    /// The caisse makes a contract (73). Those of other OCs that it meets are cut or cancelled (74).
    LinkCreated {
        /// Whose.
        who: Named,
        /// The contract.
        contract: Contract,
    },
    /// The caisse changes number and end of a contract (72).
    LinkModified {
        /// Whose.
        who: Named,
        /// Which.
        contract: Entry,
        /// Number of the member from now on; as it was where it is left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        member: Option<MemberNumber>,
        /// Last day from now on; it runs on where it is left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        end: Option<Day>,
    },
    /// The caisse cancels a contract (74).
    LinkCancelled {
        /// Whose.
        who: Named,
        /// Which.
        contract: Entry,
    },
    /// The caisse changes the type of a contract (84).
    LinkRetyped {
        /// Whose.
        who: Named,
        /// Which.
        contract: Entry,
        /// The new type, two digits.
        to: ContractType,
    },
    /// The caisse grants the C2S with an OC (60 where that had a contract of the person before, else 63). Contracts of
    /// other OCs that it meets are cut or cancelled (74).
    C2sGranted {
        /// To whom.
        who: Named,
        /// The contract.
        contract: Contract,
    },
    /// The C2S ends later (61).
    C2sExtended {
        /// Whose.
        who: Named,
        /// Which contract.
        contract: Entry,
        /// Last day from now on.
        end: Day,
    },
    /// The C2S bears another number of the member (62).
    C2sModified {
        /// Whose.
        who: Named,
        /// Which contract.
        contract: Entry,
        /// The number from now on.
        member: MemberNumber,
    },
    /// The C2S is taken back (64).
    C2sCancelled {
        /// Whose.
        who: Named,
        /// Which contract.
        contract: Entry,
    },
    /// The C2S goes on as a contract of its own from the day after it ends (65).
    C2sRenewed {
        /// Whose.
        who: Named,
        /// The contract that ends.
        contract: Entry,
        /// Last day of the new one.
        end: Day,
    },
}

fn first() -> Rank {
    Rank::FIRST
}

impl LifeSpec {
    /// The word it is written by.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Born { .. } => "born",
            Self::Moved { .. } => "moved",
            Self::NirGiven { .. } => "nir-given",
            Self::OfAge { .. } => "of-age",
            Self::OcChanged { .. } => "oc-changed",
            Self::BirthCorrected { .. } => "birth-corrected",
            Self::DoctorDeclared { .. } => "doctor-declared",
            Self::Died { .. } => "died",
            Self::LinkCreated { .. } => "link-created",
            Self::LinkModified { .. } => "link-modified",
            Self::LinkCancelled { .. } => "link-cancelled",
            Self::LinkRetyped { .. } => "link-retyped",
            Self::C2sGranted { .. } => "c2s-granted",
            Self::C2sExtended { .. } => "c2s-extended",
            Self::C2sModified { .. } => "c2s-modified",
            Self::C2sCancelled { .. } => "c2s-cancelled",
            Self::C2sRenewed { .. } => "c2s-renewed",
        }
    }

    /// Whom it is about, where that is one person.
    #[must_use]
    pub const fn who(&self) -> Option<Named> {
        match self {
            Self::OfAge { who, .. }
            | Self::BirthCorrected { who, .. }
            | Self::DoctorDeclared { who, .. }
            | Self::Died { who, .. }
            | Self::LinkCreated { who, .. }
            | Self::LinkModified { who, .. }
            | Self::LinkCancelled { who, .. }
            | Self::LinkRetyped { who, .. }
            | Self::C2sGranted { who, .. }
            | Self::C2sExtended { who, .. }
            | Self::C2sModified { who, .. }
            | Self::C2sCancelled { who, .. }
            | Self::C2sRenewed { who, .. } => Some(*who),
            Self::Born { .. }
            | Self::Moved { .. }
            | Self::NirGiven { .. }
            | Self::OcChanged { .. } => None,
        }
    }

    /// The insured it is about; none where it is about an OC, at every caisse.
    #[must_use]
    pub fn insured(&self) -> Option<Nir> {
        match self {
            Self::Born { nir, .. } | Self::Moved { nir, .. } | Self::NirGiven { nir, .. } => {
                Some(*nir)
            }
            other => other.who().map(|who| who.nir),
        }
    }

    /// The NIR that it brings into the world, where it brings one: nobody may bear it yet.
    #[must_use]
    pub const fn new_nir(&self) -> Option<Nir> {
        match self {
            Self::NirGiven { to, .. } => Some(*to),
            Self::OfAge { own, .. } => Some(*own),
            _ => None,
        }
    }
}

/// What the OCs are told of a life: a reason of a 929 that an OC gets, and of how many links.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Notified {
    /// The OC.
    pub oc: OcNumber,
    /// 290/15-16.
    pub reason: u8,
    /// How many links of that reason it is told of.
    pub links: u32,
}

/// Why a life is not done. Nothing changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotLived {
    /// A birth rank names nobody.
    #[error("a birth rank alone names nobody: give `birth` as well")]
    RankAlone,
    /// The NIR is somebody's.
    #[error("the NIR {} is somebody's already", .0.masked())]
    NirTaken(Nir),
    /// Somebody of the file has that birth date and rank.
    #[error("the file of that insured has somebody of that birth date and rank already")]
    BirthTaken,
    /// What is told is how things are.
    #[error("that is how things are already: nothing would change")]
    AsItIs,
    /// Nobody who could be a child of theirs: the insured does not come of age under their own NIR.
    #[error("the insured themself does not come of age: name a dependant by `birth` and `rank`")]
    NoChild,
    /// No link bears the number of that OC.
    #[error("no link bears the number of the OC {0}: there is nothing to change")]
    NoLinks(OcNumber),
    /// No such contract.
    #[error("the OC {oc} has no such contract of that person: {}", known(.starts))]
    NoSuchContract {
        /// The OC.
        oc: OcNumber,
        /// First days of the first of those that it has.
        starts: [Option<Day>; 3],
    },
    /// Several that run.
    #[error("the OC {0} has several contracts of that person that have not ended: give `start`")]
    Several(OcNumber),
    /// It would end before it starts.
    #[error("it would start on {start} and end on {end}: it ends on its first day at the earliest")]
    EndsBefore {
        /// First day.
        start: Day,
        /// Last day.
        end: Day,
    },
    /// The contract is of another type.
    #[error("that contract of the OC {0} is no C2S (type 89)")]
    NoC2s(OcNumber),
    /// The C2S has no end, or one that is not earlier.
    #[error("that C2S of the OC {0} does not end before the day that is given")]
    NoEarlierEnd(OcNumber),
}

/// First days, as an error tells them.
fn known(starts: &[Option<Day>; 3]) -> String {
    let days: Vec<String> = starts.iter().flatten().map(Day::to_string).collect();
    if days.is_empty() {
        return "it has none that could be changed".to_owned();
    }
    format!("those that it has begin on {}", days.join(", "))
}
