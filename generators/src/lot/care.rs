//! The care of a lot, once its people have their contracts.

use std::mem::take;

use domain::Day;
use oracle::law::Law;

use super::Lot;
use crate::FlowError;
use crate::adversity::homes::Trouble;
use crate::adversity::visits::Visit;
use crate::care::{CareContext, Pad, Sheet, life};
use crate::distributions::WorldData;
use crate::draws::{Draws, Subject};
use crate::people::{Complementary, Household};
use crate::professionals::Professionals;
use crate::schedule::Schedule;
use crate::spec::WorldSpec;

/// A household that is covered, and whose care is not drawn yet.
#[derive(Debug, Clone)]
pub(super) struct Uncared {
    /// Its place in the lot.
    pub(super) home: usize,
    /// The number of its first person.
    pub(super) first_number: u32,
    /// What befell it.
    pub(super) trouble: Option<Trouble>,
    /// What goes on to befall it is drawn from here.
    pub(super) fate: Draws,
    /// The first day of its contracts.
    pub(super) start: Day,
    /// First and last day of the care that a suspension leaves unpaid for good.
    pub(super) lost: Option<(Day, Day)>,
}

/// How often the second parent's card is shown for a child under both NIRs, per thousand: an assumption.
const SECOND_CARD: u32 = 400;

impl Lot {
    /// Draws everybody's care, once.
    pub(crate) fn draw_care(
        &mut self,
        seed: u64,
        spec: &WorldSpec,
        law: &Law,
        data: &WorldData,
    ) -> Result<(), FlowError> {
        let professionals = Professionals::of_lot(seed, self.number, data);
        let days = (spec.start, spec.end());
        let of = (seed, self.number);
        let context = CareContext::new((law, data), &professionals, days, of);
        let homes = take(&mut self.households);
        let mut pad = Pad::default();
        for uncared in take(&mut self.uncared) {
            if let Some(home) = homes.get(uncared.home) {
                self.care_for(uncared, home, spec, &context, &mut pad)?;
            }
        }
        self.households = homes;
        Ok(())
    }

    fn care_for(
        &mut self,
        uncared: Uncared,
        home: &Household,
        spec: &WorldSpec,
        context: &CareContext<'_>,
        pad: &mut Pad,
    ) -> Result<(), FlowError> {
        let Uncared {
            first_number,
            trouble,
            mut fate,
            start,
            lost,
            ..
        } = uncared;
        let adversity = trouble.as_ref().map(|trouble| trouble.adversity);
        let is_c2s = home.complementary == Complementary::C2sHere;
        self.plan.enter_home(adversity, is_c2s);
        for (place, (person, number)) in home.persons.iter().zip(first_number..).enumerate() {
            let mut draws = Draws::new(context.seed, self.number, Subject::Schedule, number.into());
            life(context, home, person, number.into(), pad)?;
            // The card that is shown for a child who stands under both parents' NIRs.
            let second = person.second_nir.map(|nir| {
                let mut under = person.clone();
                under.who.nir = nir;
                under
            });
            let mut schedule = Schedule {
                lot: self,
                seed: context.seed,
                spec,
                end: context.days.1,
                member: number as usize,
                next: 0,
                seen: take(&mut pad.seen),
                lost,
                ends: trouble.as_ref().and_then(|trouble| trouble.cuts),
            };
            schedule.seen.clear();
            let lived = |sheet: &Sheet| person.lives_on(sheet.day);
            for sheet in pad.sheets.drain(..).filter(lived) {
                // The invoices of a stay follow one card.
                let in_town = sheet.bill.acts().next().is_some();
                let shown = second
                    .as_ref()
                    .filter(|_| in_town && draws.permille(SECOND_CARD));
                schedule.usual(&mut draws, context.law, shown.unwrap_or(person), sheet)?;
            }
            let trouble = trouble
                .as_ref()
                .filter(|trouble| trouble.whom.is_none_or(|whom| whom == place));
            if let Some(trouble) = trouble {
                let there = |visit: &&Visit| {
                    // Born before the contract: portability is counted from the day on which somebody is covered.
                    person.born <= start && person.lives_on(visit.processed.plus(20))
                };
                for visit in trouble.visits.iter().filter(there) {
                    schedule.visit(&mut fate, context, person, visit, trouble.adversity)?;
                }
            }
            pad.seen = schedule.seen;
        }
        Ok(())
    }
}
