//! The insured's account: what it shows, and what is asked through it.

use domain::{
    Beneficiary, Caisse, Day, Decompte, DecompteNumber, FileId, Nir, NirKey, OcNumber, PsNumber,
    SmolStr,
};
use oracle::amo::{Cover, Regime};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the insured's account does, and how much the caisse keeps to show in it or to send again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct AccountSpec {
    /// Fewest days from a choice of OC to its effect: 4 (seed 001, "4 to 5 days").
    pub shortest_choice: u8,
    /// Most days from a choice of OC to its effect: 5 (the same).
    pub longest_choice: u8,
    /// What becomes of décomptes of the days on which two OCs claimed the person.
    pub held_back: HeldBack,
    /// Décomptes that the account of an insured lists, the latest: none by default, as only who looks at accounts has a
    /// use for them.
    pub kept_decomptes: u16,
    /// Files that can be asked for again, the latest: none by default, as whoever holds the files can hand them out.
    pub kept_files: u16,
}

impl Default for AccountSpec {
    fn default() -> Self {
        Self {
            shortest_choice: 4,
            longest_choice: 5,
            held_back: HeldBack::Dropped,
            kept_decomptes: 0,
            kept_files: 0,
        }
    }
}

impl AccountSpec {
    /// How many days a choice takes: `draw` says which of those there are.
    #[must_use]
    pub fn choice_takes(&self, draw: u64) -> i32 {
        let spread = u64::from(self.longest_choice.saturating_sub(self.shortest_choice)) + 1;
        let more = i32::try_from(draw % spread).unwrap_or_default();
        i32::from(self.shortest_choice) + more
    }
}

/// What becomes of a décompte made while two OCs claim the person.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum HeldBack {
    /// No OC ever hears of it, unless the insured hands it in. The default: the caisse "stops sending" (noemie-format
    /// §6.4), the insured are left to hand their papers in themselves (seed 004), and nothing says that it sends later.
    #[default]
    Dropped,
    /// It goes out once one OC is left, to that one, where the day of care is one of its days: an assumption.
    Sent,
}

/// A choice of the insured: which OC is to receive the décomptes of one beneficiary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// For whom.
    pub who: Beneficiary,
    /// The OC.
    pub oc: OcNumber,
    /// The day it is made.
    pub asked: Day,
    /// Which of the delays there are it takes ([`AccountSpec::choice_takes`]): drawn by whoever drives the caisse.
    pub draw: u64,
}

/// A décompte on paper: the insured hands it to an OC, which may know it from a 303 by then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// The day it is handed in.
    pub day: Day,
    /// The décompte, as it was settled. Its OC is the one that it is handed to; the member number is the link's there,
    /// zeros where none was declared.
    pub decompte: Decompte,
    /// The OC that it went to by a 303 that is written or queued; none where none did.
    pub sent_to: Option<OcNumber>,
}

/// Why what was asked through the account, or of the files, is not done. Nothing changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// No insured of the caisse bears that NIR.
    #[error("no insured of the caisse bears the NIR {}: register them first", .0.masked())]
    UnknownInsured(Nir),
    /// Nobody of that file is who was named.
    #[error("the caisse knows nobody as {}: take the beneficiary from the account", .0.masked())]
    UnknownBeneficiary(Beneficiary),
    /// That OC has declared no contract of that person that runs.
    #[error("the OC {} has no contract of {} that runs: it declares one by a 408 first", .0, .1.masked())]
    NoContract(OcNumber, Beneficiary),
    /// The account does not list that décompte, or no longer.
    #[error("the account lists no décompte {0}: `kept-decomptes` says how many it keeps")]
    UnknownDecompte(DecompteNumber),
    /// The caisse does not keep that file, or no longer.
    #[error("the caisse keeps no file {0}: `kept-files` says how many it keeps")]
    UnknownFile(FileId),
    /// What is told of a life changes nothing, or cannot be.
    #[error(transparent)]
    NotLived(#[from] crate::NotLived),
}

/// What the account of an insured shows on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The insured.
    pub nir: Nir,
    /// Who manages the file.
    pub caisse: Caisse,
    /// Whether the insured wants no exchanges with an OC (929, reason 35).
    pub refuses_exchanges: bool,
    /// The insured, then the dependants.
    pub beneficiaries: Vec<AccountBeneficiary>,
    /// The décomptes it lists, oldest first, at most [`AccountSpec::kept_decomptes`].
    pub decomptes: Vec<AccountDecompte>,
}

/// What the account shows of a beneficiary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountBeneficiary {
    /// Who it is.
    pub who: Beneficiary,
    /// Family name.
    pub name: SmolStr,
    /// First name.
    pub first_name: SmolStr,
    /// Whose rates hold.
    pub regime: Regime,
    /// What frees them of participation and franchise.
    pub cover: Cover,
    /// The treating doctor, where one is declared.
    pub doctor: Option<PsNumber>,
    /// Which OC receives the décomptes.
    pub status: LinkStatus,
    /// The OC that was chosen and from when, where that is still to come.
    pub chosen: Option<(OcNumber, Day)>,
}

/// Télétransmission of a beneficiary, as the account shows it (seed 001: "activée", "bloquée").
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkStatus {
    /// That OC receives the décomptes.
    Active(OcNumber),
    /// Those OCs claim the person over the same days, in the order in which they were declared: none receives anything
    /// until the insured chooses, or a contract is closed.
    Blocked(Vec<OcNumber>),
    /// No OC receives anything.
    None,
}

/// A décompte in the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountDecompte {
    /// The décompte as it was settled. Its OC says something only where it was sent to one.
    pub decompte: Decompte,
    /// The OC that it was sent to, or is queued for.
    pub sent_to: Option<OcNumber>,
}

/// An attestation of rights: what an OC is shown to declare somebody by, and where the insured sees which OC the caisse
/// knows (seeds 001 and 004).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attestation {
    /// The day it is made.
    pub day: Day,
    /// The insured.
    pub nir: Nir,
    /// The key of the NIR.
    pub key: NirKey,
    /// Régime, caisse and centre.
    pub caisse: Caisse,
    /// Who has rights under that NIR: all the file holds.
    pub beneficiaries: Vec<AccountBeneficiary>,
}
