//! A stay in hospital or visits to the emergencies, as an example gives them, and what the oracle makes of them.

use std::collections::BTreeMap;

use domain::{ActCode, Cents, Day, PsNumber, Rate};
use serde::{Deserialize, Serialize};

use super::ExampleError;
use super::acts::Euros;
use crate::amo::stay::{
    Discipline, Emergency, Entitlement, Exit, Fee, Ground, Invoice, Mode, Period, Price, Shares,
    Stay, StayCounters, emergency, settle,
};
use crate::amo::{Nature, TechnicalAct};
use crate::law::{Law, Texts};
use crate::trace::{Label, Step, Steps};

/// The invoices of one stay in order, or visits to the emergencies without admission.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Stays {
    /// What to look at.
    pub note: Option<Texts>,
    /// Ground on which the person bears less.
    pub ground: Option<StayGround>,
    /// Day of entry; the first day of the first invoice where it is not said.
    pub entry: Option<Day>,
    /// The invoices.
    #[serde(default)]
    pub invoices: Vec<Bill>,
    /// The visits.
    #[serde(default)]
    pub visits: Vec<Visit>,
}

/// A ground on which a person bears less of a stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the keys of the law's tables of exemptions")]
pub enum StayGround {
    Ald,
    Maternite,
    AtMp,
    Invalidite,
    RegimeLocal,
    C2s,
}

/// An invoice of the stay.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Bill {
    /// First day billed.
    pub from: Day,
    /// Last day billed.
    pub to: Day,
    /// How the person left on the last day.
    pub exit: Option<Exit>,
    /// How they are taken in; `full` where it is not said.
    #[serde(default)]
    pub mode: Mode,
    /// Tariff of the GHS.
    pub ghs: Option<Euros>,
    /// Price of a day; beside a GHS, the daily tariff of a public hospital.
    pub daily: Option<Euros>,
    /// Technical acts that may be heavy, at their tariff.
    #[serde(default)]
    pub acts: BTreeMap<Day, Euros>,
    /// Surgeons' fees billed apart, at their base.
    #[serde(default)]
    pub fees: BTreeMap<Day, Euros>,
    /// What its shares must come to.
    #[serde(default)]
    pub gives: BTreeMap<Borne, Euros>,
}

/// A visit to the emergencies.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Visit {
    /// Date of care.
    pub day: Day,
    /// Admitted then.
    #[serde(default)]
    pub admitted: bool,
    /// The flat fee it must come to.
    pub gives: Euros,
}

/// What is borne of an invoice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Borne {
    /// By the AMO.
    Amo,
    /// The ticket modérateur.
    TicketModerateur,
    /// The daily charges.
    DailyCharges,
    /// The participation on heavy acts.
    Participation,
    /// What the shares of earlier invoices change by for the person.
    Regularised,
    /// The emergency flat fee.
    FlatFee,
}

impl Borne {
    /// Every one, in the order of a settlement.
    pub const ALL: [Self; 6] = [
        Self::Amo,
        Self::TicketModerateur,
        Self::DailyCharges,
        Self::Participation,
        Self::Regularised,
        Self::FlatFee,
    ];

    /// Its name.
    #[must_use]
    pub const fn label(self) -> Label {
        let (fr, en) = match self {
            Self::Amo => ("AMO", "AMO"),
            Self::TicketModerateur => ("ticket modérateur", "ticket modérateur"),
            Self::DailyCharges => ("forfaits journaliers", "daily charges"),
            Self::Participation => ("PAS", "PAS"),
            Self::Regularised => ("régularisé", "regularised"),
            Self::FlatFee => ("FPU", "FPU"),
        };
        Label { fr, en }
    }
}

/// What an invoice or a visit comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// First and last day.
    pub days: (Day, Day),
    /// What is borne of it.
    pub borne: BTreeMap<Borne, Cents>,
    /// Why, step by step.
    pub steps: Vec<Step>,
}

impl Stays {
    /// Settles the invoices, then the visits, with the law that is shipped.
    ///
    /// # Errors
    /// Where a figure misses, or the days of an invoice cannot be.
    pub fn settle(&self) -> Result<Vec<Account>, ExampleError> {
        let law = Law::embedded();
        let entitlements: Vec<Entitlement> = self
            .ground
            .map(StayGround::entitlement)
            .into_iter()
            .collect();
        let mut counters = StayCounters::default();
        let mut accounts = Vec::new();
        for bill in &self.invoices {
            let first = self.invoices.first().map_or(bill.from, |first| first.from);
            let stay = Stay {
                establishment: PsNumber::default(),
                entry: self.entry.unwrap_or(first),
            };
            let mut steps = Steps::default();
            let invoice = bill.invoice(stay, &entitlements);
            let settled = settle(law, &invoice, &mut counters, &mut steps)?;
            let own = settled.own;
            let mut borne = BTreeMap::from([
                (Borne::Amo, own.amo),
                (Borne::TicketModerateur, own.ticket_moderateur),
                (Borne::DailyCharges, own.daily_charges),
            ]);
            if own.participation != Cents::ZERO {
                borne.insert(Borne::Participation, own.participation);
            }
            if settled.regularised != Shares::default() {
                borne.insert(Borne::Regularised, settled.regularised.person());
            }
            accounts.push(Account {
                days: (bill.from, bill.to),
                borne,
                steps: steps.0,
            });
        }
        for visit in &self.visits {
            let mut steps = Steps::default();
            let asked = Emergency {
                day: visit.day,
                admitted: visit.admitted,
                entitlements: entitlements.clone(),
            };
            let fee = emergency(law, &asked, &mut steps)?;
            let fee = fee.map_or(Cents::ZERO, |fee| fee.amount);
            accounts.push(Account {
                days: (visit.day, visit.day),
                borne: BTreeMap::from([(Borne::FlatFee, fee)]),
                steps: steps.0,
            });
        }
        Ok(accounts)
    }
}

impl StayGround {
    fn entitlement(self) -> Entitlement {
        Entitlement::of(match self {
            Self::Ald => Ground::Ald,
            Self::Maternite => Ground::Maternity,
            Self::AtMp => Ground::WorkAccident,
            Self::Invalidite => Ground::Invalidity,
            Self::RegimeLocal => Ground::LocalRegime,
            Self::C2s => Ground::C2s,
        })
    }
}

impl Bill {
    fn invoice(&self, stay: Stay, entitlements: &[Entitlement]) -> Invoice {
        let ghs = self.ghs.map_or(Cents::ZERO, |ghs| ghs.0);
        let price = match (self.ghs, self.daily) {
            (Some(_), Some(daily)) => Price::Public {
                ghs,
                daily: daily.0,
            },
            (None, Some(daily)) => Price::Daily(daily.0),
            (_, None) => Price::Clinic {
                ghs,
                coefficient: Rate::ONE,
            },
        };
        let acts = self.acts.iter().map(|(day, tariff)| TechnicalAct {
            day: *day,
            executor: PsNumber::default(),
            tariff: tariff.0,
            coefficient: 0,
            nature: Nature::Ordinary,
        });
        let fees = self.fees.iter().map(|(day, fee)| Fee {
            act: SURGERY,
            day: *day,
            expense: fee.0,
            base: fee.0,
        });
        Invoice {
            stay,
            entitlements: entitlements.to_vec(),
            period: Some(Period {
                from: self.from,
                to: self.to,
                exit: self.exit,
                mode: self.mode,
                discipline: Discipline::Health,
                price,
            }),
            acts: acts.collect(),
            fees: fees.collect(),
            room: None,
        }
    }
}

/// Surgery.
const SURGERY: ActCode = match ActCode::new("ADC") {
    Some(code) => code,
    None => panic!("not an act code"),
};
