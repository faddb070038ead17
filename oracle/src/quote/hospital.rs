//! A stay as a question tells it: its lines, each for a heading of its own.

use domain::{ActCode, Cents, Day, Heading};
use schemars::JsonSchema;
use serde::Deserialize;

use super::lines::{Due, Told};
use super::told::{self, Things};
use super::{Question, QuoteError};
use crate::amc::{Facts, Thing};
use crate::amo::stay::{
    Discipline, Emergency, Entitlement, Exit, Fee, Invoice, Mode, Period, Price, Room, Stay,
    StayCounters, emergency, settle,
};
use crate::amo::{Nature, Patient, TechnicalAct};
use crate::law::Law;
use crate::trace::Trace;

/// A whole stay in hospital. Amounts are whole cents.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(
    rename_all = "kebab-case",
    deny_unknown_fields,
    expecting = "an object"
)]
pub struct StayTold {
    /// Day of admission.
    pub entry: Day,
    /// Day of the exit, or the last day of a stay that goes on.
    pub last: Day,
    /// How the stay ended: `home` where it is left out; `none` where it goes on.
    #[serde(default)]
    pub exit: ExitTold,
    /// How the person is taken in.
    #[serde(default)]
    pub mode: Mode,
    /// What for.
    #[serde(default)]
    pub discipline: Discipline,
    /// What the stay costs.
    pub price: Price,
    /// Technical acts that may be heavy, billed apart or not.
    #[serde(default)]
    pub acts: Vec<HeavyActTold>,
    /// Fees billed apart.
    #[serde(default)]
    pub fees: Vec<FeeTold>,
    /// A private room.
    #[serde(default)]
    pub room: Option<Room>,
}

/// How a stay ended.
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
    /// It goes on.
    None,
}

/// A technical act of a stay that may be heavy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(
    rename_all = "kebab-case",
    deny_unknown_fields,
    expecting = "an object"
)]
pub struct HeavyActTold {
    /// Date of care.
    pub day: Day,
    /// Its tariff.
    pub tariff: Cents,
    /// Its coefficient in hundredths, where a key letter pays it.
    #[serde(default)]
    pub coefficient: u32,
}

/// A fee billed during a stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(
    rename_all = "kebab-case",
    deny_unknown_fields,
    expecting = "an object"
)]
pub struct FeeTold {
    /// Act code.
    pub act: ActCode,
    /// Date of care.
    pub day: Day,
    /// What was spent.
    pub fee: Cents,
    /// Reimbursement base.
    pub base: Cents,
    /// Whether the doctor holds to the options that keep overruns down, secteur 1 included.
    #[serde(default = "yes")]
    pub optam: bool,
}

const fn yes() -> bool {
    true
}

/// The lines of a stay that somebody but the AMO may have to pay, and those of its price and fees.
pub(super) fn lines<T: Trace>(
    law: &Law,
    question: &Question,
    stay: &StayTold,
    line: Thing,
    things: &mut Things,
    trace: &mut T,
) -> Result<Told, QuoteError> {
    let invoice = invoice(question, stay);
    let settled = settle(law, &invoice, &mut StayCounters::default(), trace)?;
    let mut lines = Lines {
        question,
        stay: line,
        first: Some(line),
        dues: Vec::new(),
        things,
    };
    for tariff in &settled.tariff {
        let expense = tariff.amo + tariff.ticket_moderateur;
        lines.add(
            Some(tariff.act),
            Heading::Sejour,
            (tariff.from, tariff.to),
            |facts| Facts {
                quantity: tariff.quantity,
                expense,
                // A public hospital's ticket modérateur goes by days: with the AMO's share it may exceed the GHS, and
                // is no overrun for that (rules §2.3).
                base: tariff.base.max(expense),
                amo: tariff.amo,
                ..facts
            },
        )?;
    }
    for charge in settled
        .charges
        .iter()
        .filter(|charge| charge.owed && !charge.payer.is_amo())
    {
        let days = (charge.from, charge.to);
        lines.add(
            Some(charge.act),
            Heading::ForfaitJournalier,
            days,
            |facts| Facts {
                quantity: charge.days,
                expense: charge.amount(),
                ..facts
            },
        )?;
    }
    for (fee, told) in settled.fees.iter().zip(&stay.fees) {
        let days = (fee.fee.day, fee.fee.day);
        let doctor = if told.optam {
            crate::amc::Doctor::Optam
        } else {
            crate::amc::Doctor::NonOptam
        };
        // Analyses and auxiliaries' acts keep their heading.
        let heading =
            Heading::of(fee.fee.act, 0).map_or(Heading::HonorairesHospitaliers, Heading::in_stay);
        lines.add(Some(fee.fee.act), heading, days, |facts| Facts {
            expense: fee.fee.expense,
            base: fee.fee.base,
            amo: fee.amo,
            doctor: heading.is_doctor().then_some(doctor),
            ..facts
        })?;
    }
    if let Some(pas) = settled.pas {
        let days = (stay.entry, stay.entry);
        let facts = lines.facts(Heading::ParticipationActeLourd, days)?;
        lines.dues.push(Due::of_pas(pas, facts));
    }
    if let Some(room) = stay.room {
        let days = (stay.entry, stay.last);
        lines.add(None, Heading::ChambreParticuliere, days, |facts| Facts {
            quantity: room.days,
            expense: room.amount(),
            ..facts
        })?;
    }
    let day = stay.entry;
    Ok(Told {
        dues: lines.dues,
        settled: None,
        day,
        birth: told::birth(question, day),
    })
}

/// The flat fee of emergencies without admission.
pub(super) fn emergency_due<T: Trace>(
    law: &Law,
    question: &Question,
    line: Thing,
    day: Day,
    things: &mut Things,
    trace: &mut T,
) -> Result<Due, QuoteError> {
    let visit = Emergency {
        day,
        admitted: false,
        entitlements: entitlements(question, day),
    };
    let fee = emergency(law, &visit, trace)?;
    let amount = fee.as_ref().map_or(Cents::ZERO, |fee| fee.amount);
    let facts = told::facts(question, line, Heading::ForfaitUrgences, day, things)?;
    Ok(Due::of(
        fee.map(|fee| fee.act),
        Facts {
            expense: amount,
            ..facts
        },
    ))
}

fn invoice(question: &Question, stay: &StayTold) -> Invoice {
    let establishment = question.practitioner.number.unwrap_or_default();
    Invoice {
        stay: Stay {
            establishment,
            entry: stay.entry,
        },
        entitlements: entitlements(question, stay.entry),
        period: Some(Period {
            from: stay.entry,
            to: stay.last,
            exit: match stay.exit {
                ExitTold::Home => Some(Exit::Home),
                ExitTold::Transfer => Some(Exit::Transfer),
                ExitTold::Death => Some(Exit::Death),
                ExitTold::None => None,
            },
            mode: stay.mode,
            discipline: stay.discipline,
            price: stay.price,
        }),
        acts: stay
            .acts
            .iter()
            .map(|act| TechnicalAct {
                day: act.day,
                executor: establishment,
                tariff: act.tariff,
                coefficient: act.coefficient,
                nature: Nature::Ordinary,
            })
            .collect(),
        fees: stay
            .fees
            .iter()
            .map(|fee| Fee {
                act: fee.act,
                day: fee.day,
                expense: fee.fee,
                base: fee.base,
            })
            .collect(),
        room: stay.room,
    }
}

/// The grounds on which the patient bears less.
fn entitlements(question: &Question, day: Day) -> Vec<Entitlement> {
    let exemption = question.patient.exemption.into();
    Entitlement::of_person(&patient(question, day), exemption)
}

fn patient(question: &Question, day: Day) -> Patient {
    Patient {
        birth: told::birth(question, day),
        regime: question.patient.regime.into(),
        cover: question.patient.cover.into(),
    }
}

/// The lines of a stay as they come.
struct Lines<'a> {
    question: &'a Question,
    stay: Thing,
    /// The number of the question itself, which its first line bears.
    first: Option<Thing>,
    dues: Vec<Due>,
    things: &'a mut Things,
}

impl Lines<'_> {
    fn add(
        &mut self,
        act: Option<ActCode>,
        heading: Heading,
        days: (Day, Day),
        with: impl FnOnce(Facts) -> Facts,
    ) -> Result<(), QuoteError> {
        let facts = self.facts(heading, days)?;
        self.dues.push(Due::of(act, with(facts)));
        Ok(())
    }

    /// What a line says but its amounts.
    fn facts(&mut self, heading: Heading, (from, to): (Day, Day)) -> Result<Facts, QuoteError> {
        let line = self.first.take().unwrap_or_else(|| self.things.fresh());
        Ok(Facts {
            end: to,
            delivery: from,
            prescription: from,
            quantity: 1,
            stay: self.stay,
            doctor: None,
            ..told::facts(self.question, line, heading, from, self.things)?
        })
    }
}
