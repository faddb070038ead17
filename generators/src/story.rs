//! Stories: some people, their contracts, and what happens to them on days that are told, where a world would draw them.

mod cast;
mod error;
mod events;
mod sheets;
mod stays;

use caisse::{AccountSpec, CalendarSpec};
use domain::{ActCode, Caisse, Cents, Day, OcNumber, Rights, SmolStr};
use oracle::law::Law;
use oracle::quote::{
    Coefficient, CoverTold, Detail, ExemptionTold, ParcoursTold, Practitioner, RegimeTold,
};
use schemars::JsonSchema;
use serde::Deserialize;

pub use error::StoryError;
pub use stays::{ExitTold, FeeTold, StayTold};

use crate::adversity::{Adversity, Declared, DrawnFor};
use crate::lot::Lot;
use crate::rates::AdversityRates;
use crate::spec::{NirRange, WorldSpec, default_oc};

/// Some people, their contracts, and what happens to them. Nothing is drawn: what is not told does not happen.
///
/// Amounts are whole cents. Days are those of the calendar of the caisse; a file leaves on the night of the day on which
/// something is processed.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct StorySpec {
    /// First day: contracts that are keyed by then are declared on it.
    pub start: Day,
    /// Whole months from there.
    pub months: u8,
    /// The mutuelle under test.
    #[serde(default = "default_oc")]
    pub oc: OcNumber,
    /// When the caisse works.
    #[serde(default)]
    pub calendar: CalendarSpec,
    /// What the account of an insured does.
    #[serde(default)]
    pub account: AccountSpec,
    /// Who.
    pub people: Vec<PersonTold>,
    /// What covers them.
    pub contracts: Vec<ContractTold>,
    /// The adversity that befalls every décompte file, by its id (`etalon adversities`): one that is drawn for a file.
    #[serde(default)]
    pub befalls: Option<SmolStr>,
    /// What happens, in any order of days; on one day, in the order of the list.
    #[serde(default)]
    pub events: Vec<EventTold>,
}

/// A person. Their NIR is made up, as those of worlds are.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PersonTold {
    /// By which the rest of the story names them; their first name on the wire, in capitals.
    pub name: SmolStr,
    /// Day of birth.
    pub born: Day,
    /// Sex, the first digit of the NIR.
    #[serde(default)]
    pub sex: Sex,
    /// Whose NIR the person stands under, one parent or both: their own where none is told.
    #[serde(default)]
    pub under: Vec<SmolStr>,
    /// Birth rank: of twins, 1 and 2.
    #[serde(default = "first")]
    #[schemars(range(min = 1, max = 9))]
    pub rank: u8,
    /// Whose tariffs and rates hold.
    #[serde(default)]
    pub regime: RegimeTold,
    /// What frees them of participation and franchise.
    #[serde(default)]
    pub cover: CoverTold,
    /// The caisse of who has a NIR: 01-751-000 where it is not told.
    #[serde(default)]
    pub caisse: Option<Caisse>,
    /// The caisse does not know them.
    #[serde(default)]
    pub unknown: bool,
}

/// Sex, as the NIR says it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Sex {
    /// 2.
    #[default]
    Female,
    /// 1.
    Male,
}

/// A contract: a row of the portfolio for everybody it covers.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ContractTold {
    /// By which events name it.
    pub id: SmolStr,
    /// Id of its product.
    pub product: SmolStr,
    /// Whom it covers.
    pub covers: Vec<SmolStr>,
    /// First day.
    pub from: Day,
    /// Last day; none while it runs.
    #[serde(default)]
    pub until: Option<Day>,
    /// Day on which the mutuelle keys it, where that is after the story began.
    #[serde(default)]
    pub keyed: Option<Day>,
    /// What else decides about the rights of those it covers: options, waiting, suspensions…
    #[serde(default)]
    pub rights: Rights,
}

/// Something that happens on a day: exactly one of the other keys says what.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct EventTold {
    /// When: of care, the day of its acts that say none; of anything else, the day on which it is processed or learned.
    pub on: Day,
    /// Somebody is cared for.
    #[serde(default)]
    pub care: Option<CareTold>,
    /// The décompte of that care is taken back.
    #[serde(default)]
    pub cancel: Option<SmolStr>,
    /// The décompte of that care is corrected.
    #[serde(default)]
    pub correct: Option<CorrectionTold>,
    /// The décompte of that care goes out once more, as it is, in another file.
    #[serde(default)]
    pub send_again: Option<SmolStr>,
    /// That care is settled once more under another décompte number: the caisse's mistake.
    #[serde(default)]
    pub settle_twice: Option<SmolStr>,
    /// The mutuelle keys something else of a contract.
    #[serde(default)]
    pub contract: Option<ContractChange>,
    /// Another OC has a link of somebody from that day on, by what the caisse learns.
    #[serde(default)]
    pub other_oc: Option<OtherOc>,
    /// Somebody chooses the mutuelle under test in the account.
    #[serde(default)]
    pub chooses: Option<SmolStr>,
    /// Somebody dies.
    #[serde(default)]
    pub dies: Option<SmolStr>,
    /// An insured moves to another caisse.
    #[serde(default)]
    pub moves: Option<Move>,
    /// An adversity comes after the décompte of that care.
    #[serde(default)]
    pub befalls: Option<BefallsTold>,
}

/// An adversity that comes after a décompte: it repeats it, or takes it back, in part, twice…
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct BefallsTold {
    /// The care.
    pub id: SmolStr,
    /// The adversity, by its id (`etalon adversities`): one that is drawn for a care sheet and comes after it.
    pub by: SmolStr,
    /// Day of its second half, where it has two: a week after the first where it is not told.
    #[serde(default)]
    pub last: Option<Day>,
}

/// A care sheet.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct CareTold {
    /// By which later events name it.
    #[serde(default)]
    pub id: Option<SmolStr>,
    /// Who is cared for.
    pub of: SmolStr,
    /// Whose card is shown for a child who stands under two NIRs: the first parent's where it is not told.
    #[serde(default)]
    pub card: Option<SmolStr>,
    /// How often it comes: after the first, `name-2`, `name-3`…
    #[serde(default = "first")]
    #[schemars(range(min = 1))]
    pub times: u8,
    /// Days from one time to the next.
    #[serde(default = "week")]
    #[schemars(range(min = 1))]
    pub every: u16,
    /// Day on which the caisse settles it, the first time: three days after the care where it is not told. On a day of
    /// rest, the next working one.
    #[serde(default)]
    pub processed: Option<Day>,
    /// Who cares: one name, one number. The first act where it is not told.
    #[serde(default)]
    pub by: Option<SmolStr>,
    /// What is known of who cares.
    #[serde(default)]
    pub practitioner: Practitioner,
    /// How the person stands to the parcours de soins.
    #[serde(default)]
    pub parcours: ParcoursTold,
    /// What lifts the ticket modérateur.
    #[serde(default)]
    pub exemption: ExemptionTold,
    /// The professional is paid in the person's stead.
    #[serde(default)]
    pub third_party: bool,
    /// The adversity that is put into its décompte, by its id (`etalon adversities`): one that is drawn for a care sheet and
    /// does not come after it.
    #[serde(default)]
    pub befalls: Option<SmolStr>,
    /// The acts, in order; none of a stay or of a visit to the emergencies.
    #[serde(default)]
    pub acts: Vec<ActTold>,
    /// An invoice of a stay, in the stead of acts: from the event's day on.
    #[serde(default)]
    pub stay: Option<StayTold>,
    /// A visit to the emergencies that no admission follows, in the stead of acts: its flat fee.
    #[serde(default)]
    pub emergency: bool,
}

/// An act of a care sheet, in the words of `etalon quote` (see `docs/quote.md`).
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ActTold {
    /// Act code: `G`, `CS`, `PH7`, `AMS`, `SDE`…
    pub act: ActCode,
    /// Date of care, where it is another than that of the event.
    #[serde(default)]
    pub date: Option<Day>,
    /// What the act code does not decide.
    #[serde(default)]
    pub detail: Option<Detail>,
    /// CCAM or LPP code, or the word of the law's price list.
    #[serde(default)]
    pub code: Option<String>,
    /// Acts, boxes, sessions: 1 where it is left out.
    #[serde(default)]
    #[schemars(range(min = 1, max = 99))]
    pub quantity: Option<u8>,
    /// Coefficient of a key letter.
    #[serde(default)]
    pub coefficient: Option<Coefficient>,
    /// Examinations of a biology line.
    #[serde(default)]
    #[schemars(range(min = 1, max = 99))]
    pub examinations: Option<u8>,
    /// What was spent on the line; the base where it is left out.
    #[serde(default)]
    pub fee: Option<Cents>,
    /// Reimbursement base of the whole line, where it stands on the line.
    #[serde(default)]
    pub base: Option<Cents>,
    /// Tarif forfaitaire de responsabilité of a drug's generic group, a box.
    #[serde(default)]
    pub tfr: Option<Cents>,
    /// Price of the dearest generic of the group, a box, substitution having been refused.
    #[serde(default)]
    pub refused_generic: Option<Cents>,
    /// Tariffs of the other technical acts of the same session, together.
    #[serde(default)]
    pub same_session: Option<Cents>,
    /// Qualifier of the expense (255/65-66), one or two characters.
    #[serde(default)]
    pub qualifier: Option<String>,
    /// Day of the prescription (255/97-102).
    #[serde(default)]
    pub prescribed: Option<Day>,
    /// The act of the same sheet that it completes, by its place in it, from 0.
    #[serde(default)]
    pub completes: Option<u8>,
}

/// A correction: the right acts take the place of those that were settled, in two halves.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct CorrectionTold {
    /// The care.
    pub id: SmolStr,
    /// The right acts.
    pub acts: Vec<ActTold>,
    /// Day of the cancelling half, where it crosses the correcting one.
    #[serde(default)]
    pub cancelled: Option<Day>,
}

/// What changes of a contract, for everybody it covers. What is left out stays.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ContractChange {
    /// The contract.
    pub id: SmolStr,
    /// Its last day.
    #[serde(default)]
    pub until: Option<Day>,
    /// Its product.
    #[serde(default)]
    pub product: Option<SmolStr>,
    /// The caisse of those it covers: after a move, once the mutuelle knows.
    #[serde(default)]
    pub caisse: Option<Caisse>,
    /// All else that decides about rights.
    #[serde(default)]
    pub rights: Option<Rights>,
}

/// A link to another OC.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct OtherOc {
    /// Of whom.
    pub of: SmolStr,
    /// First day.
    pub from: Day,
    /// Last day; none while it runs.
    #[serde(default)]
    pub until: Option<Day>,
}

/// A move.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Move {
    /// Who has the NIR.
    pub of: SmolStr,
    /// The new caisse.
    pub to: Caisse,
}

const fn first() -> u8 {
    1
}

const fn week() -> u16 {
    7
}

impl StorySpec {
    /// The lot of that story, and the world that it is lived in as any other lot is.
    ///
    /// # Errors
    /// [`StoryError`]: which part of the story cannot be, why, and what to do.
    pub fn lot(&self, law: &Law) -> Result<(WorldSpec, Lot), StoryError> {
        let world = self.world()?;
        world.check().map_err(StoryError::World)?;
        let mut lot = Lot::empty(&world);
        let mut cast = cast::cast(self, &mut lot)?;
        events::tell(self, &world, &mut cast, law, &mut lot)?;
        Ok((world, lot))
    }

    /// What is told to befall, with the day of its event: none where it is told of all files.
    fn told_to_befall(&self) -> impl Iterator<Item = (Option<Day>, &SmolStr)> {
        let events = self.events.iter().flat_map(|event| {
            let care = event.care.as_ref().and_then(|care| care.befalls.as_ref());
            let after = event.befalls.as_ref().map(|told| &told.by);
            care.into_iter().chain(after).map(|id| (Some(event.on), id))
        });
        self.befalls.iter().map(|id| (None, id)).chain(events)
    }

    /// Whether anything is told to befall.
    #[must_use]
    pub fn has_adversities(&self) -> bool {
        self.told_to_befall().next().is_some()
    }

    /// Whether all that is told to befall struck, by what was declared as the story was lived.
    ///
    /// # Errors
    /// [`StoryError::NothingBefell`] for the first that had no place to strike.
    pub fn struck(&self, declared: &[Declared]) -> Result<(), StoryError> {
        for (on, id) in self.told_to_befall() {
            let is_of = |one: &Declared| one.adversity.entry().id == *id;
            if !declared.iter().any(is_of) {
                let id = id.clone();
                let place = on.map_or_else(
                    || "befalls".to_owned(),
                    |on| format!("events: {on}: befalls"),
                );
                return Err(StoryError::NothingBefell { place, id });
            }
        }
        Ok(())
    }

    fn world(&self) -> Result<WorldSpec, StoryError> {
        let adversities = match &self.befalls {
            None => AdversityRates::none(),
            Some(id) => {
                let entry = Adversity::of_id(id).map(Adversity::entry);
                let entry = entry.filter(|entry| entry.drawn_for == DrawnFor::File);
                let no_such = || StoryError::NoFault { id: id.clone() };
                let entry = entry.ok_or_else(no_such)?;
                AdversityRates::none().with(entry.adversity, 1_000)
            }
        };
        let insured = self.people.iter().filter(|person| person.under.is_empty());
        Ok(WorldSpec {
            insured: u32::try_from(insured.count()).unwrap_or(u32::MAX).max(1),
            start: self.start,
            months: self.months,
            oc: self.oc,
            products: Vec::new(),
            nir_range: NirRange::default(),
            calendar: self.calendar.clone(),
            account: self.account,
            adversities,
            lives: Vec::new(),
        })
    }

    /// Ids of the products that its contracts name, options included, each once.
    #[must_use]
    pub fn products(&self) -> Vec<SmolStr> {
        let contracts = self.contracts.iter();
        let first = contracts.flat_map(|contract| {
            std::iter::once(&contract.product).chain(&contract.rights.options)
        });
        let changes = self
            .events
            .iter()
            .filter_map(|event| event.contract.as_ref());
        let later = changes.flat_map(|change| {
            let rights = change.rights.iter().flat_map(|rights| &rights.options);
            change.product.iter().chain(rights)
        });
        let mut named: Vec<SmolStr> = Vec::new();
        for id in first.chain(later) {
            if !named.contains(id) {
                named.push(id.clone());
            }
        }
        named
    }
}
