//! What is asked of accounts, and what they show: who somebody is stays masked unless it is asked for.

use caisse::{Account, AccountBeneficiary, AccountDecompte, Attestation, LinkStatus};
use domain::{BirthDate, Caisse, Day, NirKey, OcNumber, PsNumber, Rank};
use oracle::amo::{Cover, Regime};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::FileName;
use crate::account::{DecompteForm, PaperDecompte, Person};

/// Whether personal data are shown.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Show {
    /// Show personal data, which are masked otherwise.
    #[serde(default)]
    pub(super) unmasked: bool,
}

/// Which insured are looked for: all that is given holds.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Find {
    /// Only files of somebody whose family or first name contains this, in either case.
    pub(super) name: Option<String>,
    /// Only files of somebody whose décomptes that OC receives, or whom it claims.
    #[param(value_type = Option<String>)]
    pub(super) oc: Option<OcNumber>,
    /// Only files of somebody whose télétransmission stands like that.
    pub(super) status: Option<Status>,
    /// At most so many [default: 100].
    pub(super) limit: Option<usize>,
    /// Show personal data, which are masked otherwise.
    #[serde(default)]
    pub(super) unmasked: bool,
}

/// How the télétransmission of a beneficiary stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Status {
    /// One OC receives the décomptes.
    Active,
    /// Several OCs claim the person: none receives anything.
    Blocked,
    /// No OC receives anything.
    None,
}

impl From<&LinkStatus> for Status {
    fn from(status: &LinkStatus) -> Self {
        match status {
            LinkStatus::Active(_) => Self::Active,
            LinkStatus::Blocked(_) => Self::Blocked,
            LinkStatus::None => Self::None,
        }
    }
}

impl Find {
    /// Whether it is looked for. One beneficiary has to be all that is given.
    pub(super) fn finds(&self, file: &Attestation) -> bool {
        let wanted = self.name.as_ref().map(|name| name.to_lowercase());
        let named = |one: &AccountBeneficiary| {
            let has = |part: &String| {
                let names = [one.name.to_lowercase(), one.first_name.to_lowercase()];
                names.iter().any(|name| name.contains(part.as_str()))
            };
            wanted.as_ref().is_none_or(has)
        };
        let claims = |one: &AccountBeneficiary| {
            self.oc.is_none_or(|oc| match &one.status {
                LinkStatus::Active(own) => *own == oc,
                LinkStatus::Blocked(all) => all.contains(&oc),
                LinkStatus::None => false,
            })
        };
        let stands = |one: &AccountBeneficiary| {
            let status = self.status;
            status.is_none_or(|status| status == Status::from(&one.status))
        };
        let mut persons = file.beneficiaries.iter();
        persons.any(|one| named(one) && claims(one) && stands(one))
    }
}

/// Insured of the world.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct InsuredFound {
    /// Those that are looked for.
    pub(super) insured: Vec<Insured>,
    /// Whether there are more of them than the limit.
    pub(super) more: bool,
}

/// An insured, as a list shows them.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Insured {
    /// NIR; masked unless asked for.
    nir: String,
    /// Régime, caisse and centre.
    #[schema(value_type = String)]
    caisse: Caisse,
    /// The insured, then the dependants.
    beneficiaries: Vec<BeneficiaryShown>,
}

impl Insured {
    pub(super) fn of(file: &Attestation, unmasked: bool) -> Self {
        Self {
            nir: nir(&file.nir, unmasked),
            caisse: file.caisse,
            beneficiaries: shown(&file.beneficiaries, unmasked),
        }
    }
}

/// What the account of an insured shows.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AccountShown {
    /// NIR of today, which may have taken the place of the one that was asked for; masked unless asked for.
    nir: String,
    /// Régime, caisse and centre.
    #[schema(value_type = String)]
    caisse: Caisse,
    /// Whether the insured wants no exchanges with any OC.
    exchanges_refused: bool,
    /// The insured, then the dependants.
    beneficiaries: Vec<BeneficiaryShown>,
    /// How many décomptes the account lists.
    decomptes: usize,
}

impl AccountShown {
    pub(super) fn of(account: &Account, unmasked: bool) -> Self {
        Self {
            nir: nir(&account.nir, unmasked),
            caisse: account.caisse,
            exchanges_refused: account.refuses_exchanges,
            beneficiaries: shown(&account.beneficiaries, unmasked),
            decomptes: account.decomptes.len(),
        }
    }
}

/// An attestation of rights.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AttestationShown {
    /// The day it was made.
    #[schema(value_type = String, format = Date)]
    day: Day,
    /// NIR; masked unless asked for.
    nir: String,
    /// Key of the NIR: only where personal data are asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    key: Option<NirKey>,
    /// Régime, caisse and centre.
    #[schema(value_type = String)]
    caisse: Caisse,
    /// Who has rights under that NIR.
    beneficiaries: Vec<BeneficiaryShown>,
}

impl AttestationShown {
    pub(super) fn of(attestation: &Attestation, unmasked: bool) -> Self {
        Self {
            day: attestation.day,
            nir: nir(&attestation.nir, unmasked),
            key: unmasked.then_some(attestation.key),
            caisse: attestation.caisse,
            beneficiaries: shown(&attestation.beneficiaries, unmasked),
        }
    }
}

/// What is shown of a beneficiary.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct BeneficiaryShown {
    /// Who it is, masked.
    who: String,
    /// The same in whole: only where personal data are asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    person: Option<PersonShown>,
    /// Whose rates hold: `general`, `alsace-moselle` or `overseas`.
    regime: &'static str,
    /// What frees them of participation and franchise: `none`, `c2s`, `state-aid`, `military-pension` or `terrorism`.
    cover: &'static str,
    /// Whether a treating doctor is declared.
    has_doctor: bool,
    /// How their télétransmission stands.
    status: Status,
    /// The OC that receives the décomptes; those that claim the person where it is blocked.
    #[schema(value_type = Vec<String>)]
    ocs: Vec<OcNumber>,
    /// The OC that was chosen, where that is still to take effect.
    #[serde(skip_serializing_if = "Option::is_none")]
    chosen: Option<Chosen>,
}

/// Who a beneficiary is, in whole.
#[derive(Debug, Serialize, ToSchema)]
struct PersonShown {
    #[serde(flatten)]
    person: Person,
    /// Family name.
    name: String,
    /// First name.
    first_name: String,
    /// Number of the treating doctor; null where none is declared.
    #[schema(value_type = Option<String>)]
    doctor: Option<PsNumber>,
}

fn nir(nir: &domain::Nir, unmasked: bool) -> String {
    if unmasked {
        nir.to_string()
    } else {
        nir.masked()
    }
}

fn shown(beneficiaries: &[AccountBeneficiary], unmasked: bool) -> Vec<BeneficiaryShown> {
    let all = beneficiaries.iter();
    all.map(|one| BeneficiaryShown::of(one, unmasked)).collect()
}

impl BeneficiaryShown {
    fn of(one: &AccountBeneficiary, unmasked: bool) -> Self {
        Self {
            who: one.who.masked(),
            person: unmasked.then(|| PersonShown {
                person: one.who.into(),
                name: one.name.to_string(),
                first_name: one.first_name.to_string(),
                doctor: one.doctor,
            }),
            regime: match one.regime {
                Regime::General => "general",
                Regime::AlsaceMoselle => "alsace-moselle",
                Regime::Overseas => "overseas",
                _ => "other",
            },
            cover: match one.cover {
                Cover::None => "none",
                Cover::C2s => "c2s",
                Cover::StateAid => "state-aid",
                Cover::MilitaryPension => "military-pension",
                Cover::Terrorism => "terrorism",
                _ => "other",
            },
            has_doctor: one.doctor.is_some(),
            status: Status::from(&one.status),
            ocs: match &one.status {
                LinkStatus::Active(oc) => vec![*oc],
                LinkStatus::Blocked(ocs) => ocs.clone(),
                LinkStatus::None => Vec::new(),
            },
            chosen: one.chosen.map(|(oc, from)| Chosen { oc, from }),
        }
    }
}

/// An OC that was chosen.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Chosen {
    /// The OC, eight digits.
    #[schema(value_type = String)]
    pub(super) oc: OcNumber,
    /// The night on which it takes effect.
    #[schema(value_type = String, format = Date)]
    pub(super) from: Day,
}

/// Which OC is chosen, and for whom: the insured themself where nothing says so.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Choose {
    /// The OC, eight digits.
    #[schema(value_type = String)]
    pub(super) oc: OcNumber,
    /// Birth date of the beneficiary, régime text (JJMMAA).
    #[schema(value_type = Option<String>)]
    pub(super) birth: Option<BirthDate>,
    /// Birth rank of the beneficiary, 1 where it is left out.
    #[schema(value_type = Option<u8>, minimum = 1, maximum = 9)]
    pub(super) rank: Option<Rank>,
}

/// Whether the insured wants exchanges with OCs.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Exchanges {
    /// Whether they refuse them.
    pub(super) refused: bool,
}

/// Décomptes of an account.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Decomptes {
    /// The oldest first.
    pub(super) decomptes: Vec<ListedDecompte>,
}

/// A décompte that an account lists.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ListedDecompte {
    /// The OC that it was sent to, or is queued for; null where none.
    #[schema(value_type = Option<String>)]
    sent_to: Option<OcNumber>,
    #[serde(flatten)]
    decompte: DecompteForm,
}

impl ListedDecompte {
    pub(super) fn of(one: &AccountDecompte, unmasked: bool) -> Self {
        let decompte = DecompteForm::from(&one.decompte);
        Self {
            sent_to: one.sent_to,
            decompte: if unmasked {
                decompte
            } else {
                decompte.masked()
            },
        }
    }
}

/// To whom a décompte is handed in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct HandIn {
    /// The OC, eight digits.
    #[schema(value_type = String)]
    pub(super) oc: OcNumber,
}

/// Which papers are looked for.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct PaperFind {
    /// Only what was handed to that OC.
    #[param(value_type = Option<String>)]
    pub(super) oc: Option<OcNumber>,
    /// Show personal data, which are masked otherwise.
    #[serde(default)]
    pub(super) unmasked: bool,
}

/// Décomptes on paper.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Papers {
    /// The earliest first.
    pub(super) papers: Vec<PaperDecompte>,
}

/// A file that is sent again.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SentAgain {
    /// The name under which it comes.
    #[schema(value_type = String)]
    pub(super) name: FileName,
    /// The night on which it leaves.
    #[schema(value_type = String, format = Date)]
    pub(super) night: Day,
}
