//! A person's days: what happened so far, and what that leaves open.

use std::mem::take;

use caisse::Act;
use domain::{Cents, Day, PsNumber};
use oracle::amo::{
    AmoError, Care, Counters, Exemption, Kind, Parcours, Patient, Regime, liquidate,
};
use oracle::law::LawError;
use oracle::trace::NoTrace;

use super::c2s;
use super::context::CareContext;
use super::days::open_day;
use super::rates::CareRates;
use super::sheet::{Prescription, Sheet};
use crate::FlowError;
use crate::draws::{Draws, Subject};
use crate::people::{Household, Inhabitant};
use crate::professionals::{Peers, Professional};

/// The life of a person in the days of the world, as pathways fill it.
pub(super) struct Life<'a> {
    pub(super) context: &'a CareContext<'a>,
    pub(super) person: &'a Inhabitant,
    pub(super) treating: Professional,
    number: u64,
    /// Under the local régime of Alsace-Moselle.
    pub(super) local: bool,
    /// Has the C2S.
    pub(super) c2s: bool,
    /// Number of the household in the lot.
    home: u32,
    /// From the sixth month of a pregnancy to some days after the birth.
    pub(super) maternity: Option<(Day, Day)>,
    /// What is lived right now comes of a work accident.
    pub(super) work_accident: bool,
    /// Entry and exit of each stay.
    stays: Vec<(Day, Day)>,
    pad: Pad,
}

/// Buffers of a life, for the next one.
#[derive(Debug, Default)]
pub(crate) struct Pad {
    /// What the last life left, in order of time.
    pub(crate) sheets: Vec<Sheet>,
    /// Days and professionals of its sheets: of no meaning to the next.
    pub(crate) seen: Vec<(Day, PsNumber)>,
    /// A bill that is being written, as large as the largest so far. Empty.
    blank: Vec<Act>,
}

impl<'a> Life<'a> {
    /// None where the lot has no doctor. Nothing is left of what stood in `pad`.
    pub(super) fn new(
        context: &'a CareContext<'a>,
        home: &Household,
        person: &'a Inhabitant,
        number: u64,
        pad: &mut Pad,
    ) -> Option<Self> {
        pad.sheets.clear();
        let mut draws = Draws::new(context.seed, context.lot, Subject::TreatingDoctor, number);
        let treating = context.professionals.generalistes.pick(&mut draws)?;
        Some(Self {
            context,
            person,
            treating,
            number,
            local: home.local,
            c2s: home.has_the_c2s(),
            home: home.number,
            maternity: None,
            work_accident: false,
            stays: Vec::new(),
            pad: take(pad),
        })
    }

    /// The draws of this person for a pathway.
    pub(super) fn draws(&self, pathway: Subject) -> Draws {
        Draws::new(self.context.seed, self.context.lot, pathway, self.number)
    }

    /// The draws of the household's birth: mother and child leave on one day.
    pub(super) fn draws_of_birth(&self) -> Draws {
        let number = self.home.into();
        Draws::new(
            self.context.seed,
            self.context.lot,
            Subject::Delivery,
            number,
        )
    }

    pub(super) fn rates(&self) -> &'a CareRates {
        &self.context.data.care
    }

    /// First day of the world.
    pub(super) fn start(&self) -> Day {
        self.context.days.0
    }

    /// Last day of the world.
    pub(super) fn end(&self) -> Day {
        self.context.days.1
    }

    /// The first days of the months of the world.
    pub(super) fn months(&self) -> &'a [Day] {
        &self.context.months
    }

    /// Whether care on that day is of this world and of this life.
    pub(super) fn lives_on(&self, day: Day) -> bool {
        day >= self.start() && day <= self.end() && self.person.lives_on(day)
    }

    /// Whole years on a day.
    pub(super) fn age(&self, day: Day) -> i16 {
        day.age(self.person.born)
    }

    /// A woman of age when the world begins.
    pub(super) fn is_woman(&self) -> bool {
        self.person.female && self.age(self.start()) >= 18
    }

    /// What lifts the ticket modérateur on a day; `related` to the long disease that the person may have.
    pub(super) fn exemption(&self, day: Day, related: bool) -> Exemption {
        if self.work_accident {
            Exemption::WorkAccident
        } else if self
            .maternity
            .is_some_and(|(from, to)| day >= from && day <= to)
        {
            Exemption::Maternity
        } else if related && self.person.long_disease {
            Exemption::AldRelated
        } else {
            Exemption::None
        }
    }

    /// One act in the parcours, without exemption nor third-party payment, whose fee is still open.
    pub(super) fn care(day: Day, kind: Kind, executor: PsNumber) -> Care {
        Care {
            day,
            kind,
            fee: Cents::ZERO,
            quantity: 1,
            coefficient: ONE,
            count: 0,
            base: None,
            parcours: Parcours::In,
            exemption: Exemption::None,
            executor,
            third_party: false,
        }
    }

    /// One such act, on that day or the next that is open, by one of those professionals, who is paid in the person's
    /// stead `third_party` times in a thousand; none where there is no professional.
    pub(super) fn care_by_one(
        &self,
        draws: &mut Draws,
        (day, kind): (Day, Kind),
        professionals: &Peers,
        third_party: u32,
        related: bool,
    ) -> Option<Care> {
        let day = open_day(day);
        let executor = professionals.pick(draws)?.number;
        Some(Care {
            exemption: self.exemption(day, related),
            third_party: draws.permille(third_party),
            ..Self::care(day, kind, executor)
        })
    }

    /// The act at its tariff; none where the law gives none that day.
    pub(super) fn at_tariff(&self, care: Care) -> Result<Option<Care>, FlowError> {
        let base = self.context.tariff(self.person, &care)?;
        Ok(base.map(|fee| Care { fee, ..care }))
    }

    /// A prescription of the treating doctor.
    pub(super) fn prescribed(&self, day: Day) -> Prescription {
        Prescription {
            by: self.treating,
            day,
            origin: 1,
        }
    }

    /// A bill to write acts in, for [`Life::bill`].
    pub(super) fn blank(&mut self) -> Vec<Act> {
        take(&mut self.pad.blank)
    }

    /// Adds acts in town of one professional, those that are of this world.
    pub(super) fn bill(&mut self, mut acts: Vec<Act>) {
        if self.c2s {
            c2s::town(self.context, self.person, &mut acts);
        }
        acts.retain(|act| self.lives_on(act.care.day) && self.is_settled(&act.care));
        // Bills wait by the ten thousand for their day: none holds more room than it needs.
        let exact = if acts.capacity() == acts.len() {
            acts
        } else {
            let exact = acts.as_slice().to_vec();
            acts.clear();
            self.pad.blank = acts;
            exact
        };
        self.pad.sheets.extend(Sheet::town(exact));
    }

    /// Whether the law says what the person's régime pays: it has holes in the rates of the local one.
    fn is_settled(&self, care: &Care) -> bool {
        if !self.local {
            return true;
        }
        let patient = Patient {
            regime: Regime::AlsaceMoselle,
            ..Patient::born(self.person.born)
        };
        let counters = &mut Counters::default();
        let settled = liquidate(self.context.law, &patient, care, counters, &mut NoTrace);
        !matches!(settled, Err(AmoError::Law(LawError::Missing { .. })))
    }

    /// Adds a sheet, where it is of this world.
    pub(super) fn add(&mut self, mut sheet: Sheet) {
        if self.c2s {
            c2s::for_the_c2s(self.context, self.person, &mut sheet.bill);
        }
        if self.lives_on(sheet.day) {
            self.pad.sheets.push(sheet);
        }
    }

    /// Takes those days for a stay; false where another one touches them.
    pub(super) fn stay(&mut self, entry: Day, exit: Day) -> bool {
        let free = self
            .stays
            .iter()
            .all(|(from, to)| exit < *from || entry > *to);
        if free {
            self.stays.push((entry, exit));
        }
        free
    }

    /// Whether the person is in hospital all that day.
    pub(super) fn is_away(&self, day: Day) -> bool {
        away(&self.stays, day)
    }

    /// Everything in order of time. Nobody is cared for in town while in hospital.
    pub(super) fn sheets(self) -> Pad {
        let (mut pad, stays) = (self.pad, self.stays);
        if !stays.is_empty() {
            pad.sheets
                .retain(|sheet| !sheet.bill.acts().any(|care| away(&stays, care.day)));
        }
        pad.sheets.sort_by_key(|sheet| sheet.day);
        pad
    }
}

fn away(stays: &[(Day, Day)], day: Day) -> bool {
    stays.iter().any(|(from, to)| day > *from && day < *to)
}

/// Coefficient 1, in hundredths.
pub(super) const ONE: u32 = 100;
