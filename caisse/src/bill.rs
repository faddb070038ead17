//! What reaches the caisse of care: acts in town, an invoice of a stay, a visit to the emergencies.

use domain::{ActCode, Convention, CoordinationOption, Day, LineDetails, PsNumber};
use oracle::amo::stay::{Entitlement, Fee, Period, Room, Stay};
use oracle::amo::{Care, Exemption, TechnicalAct};

/// What a care sheet or an invoice bills.
#[derive(Debug, Clone)]
pub enum Bill {
    /// Acts in town, in order.
    Town(Vec<Act>),
    /// An invoice of a stay: all of it, a month of it, or fees alone.
    Stay(Box<StayBill>),
    /// A visit to the emergencies of a hospital, without admission.
    Emergency(EmergencyVisit),
}

impl Bill {
    /// The day whose link decides which OC hears of it: that of the first act, or of the first day billed. None
    /// where nothing is billed.
    #[must_use]
    pub fn first_day(&self) -> Option<Day> {
        match self {
            Self::Town(acts) => acts.first().map(|act| act.care.day),
            Self::Stay(bill) => bill.first_day(),
            Self::Emergency(visit) => Some(visit.day),
        }
    }

    /// The acts in town; none of a stay.
    pub fn acts(&self) -> impl Iterator<Item = &Care> {
        let acts = match self {
            Self::Town(acts) => acts.as_slice(),
            Self::Stay(_) | Self::Emergency(_) => &[],
        };
        acts.iter().map(|act| &act.care)
    }
}

impl From<Vec<Care>> for Bill {
    fn from(acts: Vec<Care>) -> Self {
        Self::Town(acts.into_iter().map(Act::from).collect())
    }
}

/// An act in town: what the AMO settles of it, and what its line repeats of the care sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Act {
    /// The act.
    pub care: Care,
    /// What the sheet says of it beside: complement, qualifier, prescriber, day of the prescription. The caisse puts
    /// in what is its own to say: the modulation of the rate, what it paid of a C2S.
    pub details: LineDetails,
    /// The act code of its line, where the sheet bears another than that of its kind: class and rank of glasses
    /// (`M01`, `VU1`), of a hearing aid (`PAZ`), a crown (`PFC`)… Several codes are settled alike.
    pub code: Option<ActCode>,
    /// The act of the same sheet that it completes (night, Sunday, travel), by its place in it, from 0.
    pub completes: Option<u8>,
}

impl From<Care> for Act {
    /// An act of which the sheet says nothing more.
    fn from(care: Care) -> Self {
        Self {
            care,
            details: LineDetails::default(),
            code: None,
            completes: None,
        }
    }
}

/// An invoice of a stay. Amounts in cents.
#[derive(Debug, Clone)]
pub struct StayBill {
    /// The stay it is about.
    pub stay: Stay,
    /// The grounds of this care: long disease, maternity, work accident. Those of the person are the caisse's to know.
    pub grounds: Vec<Entitlement>,
    /// The days it bills; none where it bills fees alone.
    pub period: Option<Period>,
    /// Technical acts that may be heavy.
    pub acts: Vec<TechnicalAct>,
    /// Fees billed apart, each with who executes it.
    pub fees: Vec<(Fee, Practitioner)>,
    /// A private room.
    pub room: Option<Room>,
}

impl StayBill {
    pub(crate) fn first_day(&self) -> Option<Day> {
        let days = self.fees.iter().map(|(fee, _)| fee.day);
        let period = self.period.map(|period| period.from);
        period
            .or(days.min())
            .or_else(|| self.room.map(|_| self.stay.entry))
    }
}

/// Who executes a fee of a stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Practitioner {
    /// Their number.
    pub number: PsNumber,
    /// Their speciality (noemie-format §10).
    pub specialty: u8,
    /// Their convention.
    pub convention: Convention,
    /// Their option.
    pub option: CoordinationOption,
}

/// A visit to the emergencies that no admission follows: the person owes the flat fee (FPU).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EmergencyVisit {
    /// Date of care.
    pub day: Day,
    /// The hospital.
    pub establishment: PsNumber,
    /// What lifts the ticket modérateur of this care.
    pub exemption: Exemption,
}
