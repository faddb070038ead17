//! A stay, and what a hospital or a doctor bills of it.

use std::fmt;

use domain::{ActCode, Cents, Day, PsNumber, Rate};
use schemars::JsonSchema;
use serde::Deserialize;

use super::Entitlement;
use crate::amo::heavy::TechnicalAct;

/// A stay: everything billed under one establishment and one day of entry (rules §2.3).
///
/// A transfer begins another stay (register: `stay-across-transfer`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stay {
    /// The establishment.
    pub establishment: PsNumber,
    /// Day of admission, from which days are counted: it is day 1.
    pub entry: Day,
}

impl Stay {
    /// The rank of a day in the stay: 1 on the day of entry, below before it.
    #[must_use]
    pub fn rank(self, day: Day) -> i64 {
        i64::from(day.since(self.entry)) + 1
    }
}

/// What is billed of a stay at once: all of it, a month of it, or fees alone.
///
/// The shares of the AMO and of the person are those of the whole stay: each invoice is settled for what it adds
/// to the invoices before it ([`StayCounters`](super::StayCounters)), in any order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invoice {
    /// The stay it is about.
    pub stay: Stay,
    /// Grounds on which the person bears less.
    pub entitlements: Vec<Entitlement>,
    /// The days it bills; none where it bills fees alone.
    pub period: Option<Period>,
    /// Technical acts of the stay that may be heavy, billed apart or contained in the price of the stay.
    pub acts: Vec<TechnicalAct>,
    /// Fees billed apart: those of doctors, auxiliaries and laboratories in a clinic.
    pub fees: Vec<Fee>,
    /// A private room, which the AMO never pays.
    pub room: Option<Room>,
}

/// The days that an invoice bills, first and last included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// First day.
    pub from: Day,
    /// Last day: that of the exit where there is one.
    pub to: Day,
    /// How the person left on the last day; `None` where the stay goes on.
    pub exit: Option<Exit>,
    /// How the person is taken in.
    pub mode: Mode,
    /// What for.
    pub discipline: Discipline,
    /// What the days cost.
    pub price: Price,
}

/// How a stay ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Exit {
    /// Home, or anywhere that is no hospital.
    Home,
    /// To another establishment.
    Transfer,
    /// Death.
    Death,
}

impl fmt::Display for Exit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Home => "home",
            Self::Transfer => "transfer",
            Self::Death => "death",
        })
    }
}

/// How a person is taken in (noemie-format §10, treatment modes), as far as the daily charge hangs on it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// A full stay (03).
    #[default]
    Full,
    /// Day surgery (23): in and out on one day.
    DaySurgery,
    /// Hospital care at home (06).
    Home,
}

/// What a person is taken in for, as far as the daily charge hangs on it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Discipline {
    /// Medicine, surgery, obstetrics, follow-up care: any health establishment but psychiatry.
    #[default]
    Health,
    /// Psychiatry, which has a daily charge of its own.
    Psychiatry,
    /// A medico-social establishment, where no daily charge is due (rules §6).
    MedicoSocial,
}

/// What the days of an invoice cost. Amounts in cents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Price {
    /// A public hospital: the AMO pays on the GHS, the ticket modérateur bears on the daily tariff.
    Public {
        /// Tariff of the GHS, for the whole stay; zero on an invoice that does not bill it.
        ghs: Cents,
        /// Daily tariff of the discipline (DMT).
        daily: Cents,
    },
    /// A clinic: GHS × coefficient, for the whole stay.
    Clinic {
        /// Tariff of the GHS; zero on an invoice that does not bill it.
        ghs: Cents,
        /// Coefficient of the clinic, in ten-thousandths: 10 000 where there is none.
        #[serde(default = "none")]
        coefficient: Rate,
    },
    /// A price a day (PJ): psychiatry, follow-up care. The day of the exit is not one of them.
    Daily(Cents),
}

const fn none() -> Rate {
    Rate::ONE
}

/// A fee billed during a stay. Amounts in cents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fee {
    /// Act code.
    pub act: ActCode,
    /// Date of care.
    pub day: Day,
    /// Amount spent.
    pub expense: Cents,
    /// Base, as the line carries it.
    pub base: Cents,
}

/// A private room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(
    rename_all = "kebab-case",
    deny_unknown_fields,
    expecting = "an object"
)]
pub struct Room {
    /// Days billed.
    pub days: u32,
    /// Price a day, in cents.
    pub price: Cents,
}

impl Room {
    /// What it costs.
    #[must_use]
    pub fn amount(self) -> Cents {
        self.price * i64::from(self.days)
    }
}
