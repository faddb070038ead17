//! Stays and visits to the emergencies, told as an establishment bills them.

use caisse::{Bill, EmergencyVisit, Practitioner, StayBill};
use domain::{ActCode, Cents, Convention, CoordinationOption, Day, PsNumber, SmolStr};
use oracle::amo::stay::{
    Discipline, Entitlement, Exit, Fee, Ground, Mode, Period, Price, Room, Stay,
};
use oracle::amo::{Exemption, Nature, TechnicalAct};
use oracle::quote;
use schemars::JsonSchema;
use serde::Deserialize;

use super::sheets::{Billed, Practices};
use super::{CareTold, StoryError};

/// An invoice of a stay: all of it, or the days of a month. Amounts in cents.
///
/// A stay is told by its establishment (`by`) and its day of entry: invoices that have both alike are of one stay.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct StayTold {
    /// Day of entry: that of the event where it is not told.
    #[serde(default)]
    pub entry: Option<Day>,
    /// Last day that the invoice bills, of those from the event's day on.
    pub to: Day,
    /// How the person leaves on that day.
    #[serde(default)]
    pub exit: ExitTold,
    /// How the person is taken in.
    #[serde(default)]
    pub mode: Mode,
    /// What for.
    #[serde(default)]
    pub discipline: Discipline,
    /// What the days cost.
    pub price: Price,
    /// Tariffs of technical acts that may be heavy, each of the first day.
    #[serde(default)]
    pub technical_acts: Vec<Cents>,
    /// Fees that are billed apart.
    #[serde(default)]
    pub fees: Vec<FeeTold>,
    /// A private room.
    #[serde(default)]
    pub room: Option<Room>,
}

/// How a stay ends, or that it does not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ExitTold {
    /// Home, or anywhere that is no hospital.
    #[default]
    Home,
    /// To another establishment.
    Transfer,
    /// Death.
    Death,
    /// It goes on: another invoice bills the days that follow.
    None,
}

impl ExitTold {
    const fn exit(self) -> Option<Exit> {
        match self {
            Self::Home => Some(Exit::Home),
            Self::Transfer => Some(Exit::Transfer),
            Self::Death => Some(Exit::Death),
            Self::None => None,
        }
    }
}

/// A fee of a doctor during a stay. Amounts in cents.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct FeeTold {
    /// Act code: `ADC`, `ADA`…
    pub act: ActCode,
    /// Base, as the line carries it.
    pub base: Cents,
    /// Amount spent: the base where it is left out.
    #[serde(default)]
    pub fee: Option<Cents>,
    /// Who executes it: one name, one number. The act where it is not told.
    #[serde(default)]
    pub by: Option<SmolStr>,
    /// What is known of who executes it; a surgeon where no speciality is told.
    #[serde(default)]
    pub practitioner: quote::Practitioner,
}

/// Speciality of a surgeon (noemie-format §10).
const SURGEON: u8 = 4;

/// The bill of that stay.
pub(super) fn stay(
    place: &str,
    (care, told): (&CareTold, &StayTold),
    on: Day,
    practices: &mut Practices,
) -> Result<Billed, StoryError> {
    let entry = told.entry.unwrap_or(on);
    if told.to < on || on < entry {
        return Err(StoryError::Order {
            place: place.to_owned(),
            why: "a stay is billed from the event's day, which is the day of entry or later, to the day `to`",
        });
    }
    let house = practices.number(&house_of(care));
    let fees = told.fees.iter().map(|fee| {
        let name = fee.by.clone();
        let name = name.unwrap_or_else(|| fee.act.as_str().into());
        let number = fee.practitioner.number;
        let number = number.unwrap_or_else(|| practices.number(&name));
        let asked = Fee {
            act: fee.act,
            day: on,
            expense: fee.fee.unwrap_or(fee.base),
            base: fee.base,
        };
        (asked, executor(&fee.practitioner, number))
    });
    let fees: Vec<_> = fees.collect();
    // Whose act it is decides nothing: the participation is due once a stay.
    let executor = fees.first().map_or(house, |(_, by)| by.number);
    let acts = told.technical_acts.iter().map(|tariff| TechnicalAct {
        day: on,
        executor,
        tariff: *tariff,
        coefficient: 0,
        nature: Nature::Ordinary,
    });
    let bill = StayBill {
        stay: Stay {
            establishment: house,
            entry,
        },
        grounds: ground(care).into_iter().map(Entitlement::of).collect(),
        period: Some(Period {
            from: on,
            to: told.to,
            exit: told.exit.exit(),
            mode: told.mode,
            discipline: told.discipline,
            price: told.price,
        }),
        acts: acts.collect(),
        fees,
        room: told.room,
    };
    Ok(Billed {
        bill: Bill::Stay(Box::new(bill)),
        last: told.to,
        // An establishment is paid in the person's stead.
        third_party: Some(house),
    })
}

/// The bill of a visit that no admission follows.
pub(super) fn emergency(care: &CareTold, day: Day, practices: &mut Practices) -> Billed {
    let house = practices.number(&house_of(care));
    Billed {
        bill: Bill::Emergency(EmergencyVisit {
            day,
            establishment: house,
            exemption: Exemption::from(care.exemption),
        }),
        last: day,
        third_party: Some(house),
    }
}

/// The establishment by its name.
fn house_of(care: &CareTold) -> SmolStr {
    care.by.clone().unwrap_or_else(|| "hospital".into())
}

/// The ground of a stay that what lifts the ticket modérateur in town is.
fn ground(care: &CareTold) -> Option<Ground> {
    match Exemption::from(care.exemption) {
        Exemption::AldRelated => Some(Ground::Ald),
        Exemption::Maternity => Some(Ground::Maternity),
        Exemption::WorkAccident => Some(Ground::WorkAccident),
        _ => None,
    }
}

fn executor(told: &quote::Practitioner, number: PsNumber) -> Practitioner {
    let convention = match told.sector {
        Some(2) => Convention::Secteur2,
        Some(3) => Convention::None,
        _ => Convention::Secteur1,
    };
    let option = match (told.option, told.optam) {
        (Some(option), _) => option,
        (None, true) => CoordinationOption::Optam,
        (None, false) => CoordinationOption::None,
    };
    Practitioner {
        number,
        specialty: told.specialty.unwrap_or(SURGEON),
        convention,
        option,
    }
}
