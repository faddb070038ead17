//! When care reaches the caisse, and what befalls it there.

use caisse::{Bill, CalendarSpec, Event, Invoice, InvoiceId};
use domain::{Cents, Day, PsNumber};
use oracle::amo::{Kind, Optics, Sector};
use oracle::law::Law;

use crate::FlowError;
use crate::adversity::visits::{Care, Then, Visit};
use crate::adversity::{Adversity, follow};
use crate::care::{CareContext, Sheet, consultation, for_the_c2s, free_crown};
use crate::draws::{Draws, Subject};
use crate::lot::{Happening, Lot};
use crate::people::Inhabitant;
use crate::spec::WorldSpec;

/// Puts a person's care sheets, and what befalls them, on the timeline of the lot.
pub(crate) struct Schedule<'a> {
    pub(crate) lot: &'a mut Lot,
    pub(crate) seed: u64,
    pub(crate) spec: &'a WorldSpec,
    /// The last day of the world.
    pub(crate) end: Day,
    pub(crate) member: usize,
    pub(crate) next: u64,
    /// Days on which a professional was seen, in order: two sheets of one day and professional could not be told
    /// from the same care sent twice.
    pub(crate) seen: Vec<(Day, PsNumber)>,
    /// First and last day of the care that is refused for want of rights, whatever else befalls it.
    pub(crate) lost: Option<(Day, Day)>,
    /// No sheet of the caisse goes on past that day.
    pub(crate) ends: Option<Day>,
}

impl Schedule<'_> {
    /// A sheet processed some days after the care.
    pub(crate) fn usual(
        &mut self,
        draws: &mut Draws,
        law: &Law,
        person: &Inhabitant,
        sheet: Sheet,
    ) -> Result<(), FlowError> {
        let Some(sheet) = sheet.cut_at(self.ends) else {
            return Ok(());
        };
        let calendar = &self.spec.calendar;
        let processed = calendar.working_day(sheet.day.plus(delay(calendar, draws)));
        // Drawn for the number that the sheet is about to get: most need no copy of their bill.
        let id = self.next_id();
        let mut chances = Draws::new(self.seed, self.lot.number, Subject::Adversity, id.0);
        let befalls = self.lot.plan.draw_for_sheet(&mut chances);
        let Some(adversity) = befalls.filter(|_| !self.is_lost(&sheet)) else {
            self.submit(person.who, sheet, processed, None);
            return Ok(());
        };
        let bill = sheet.bill.clone();
        if let Some(id) = self.submit(person.who, sheet, processed, None) {
            let sheet = follow::Sheet {
                id,
                corrected: corrected(law, person.born, bill.clone())?,
                bill,
            };
            self.befall(&mut chances, adversity, &sheet, processed);
        }
        Ok(())
    }

    fn is_lost(&self, sheet: &Sheet) -> bool {
        self.lost.is_some_and(|(from, to)| {
            sheet.day >= from && sheet.bill.first_day().is_some_and(|first| first <= to)
        })
    }

    /// Care by which what befell the household shows.
    pub(crate) fn visit(
        &mut self,
        draws: &mut Draws,
        context: &CareContext<'_>,
        person: &Inhabitant,
        visit: &Visit,
        adversity: Adversity,
    ) -> Result<(), FlowError> {
        let professionals = match visit.care {
            Care::Consultation => &context.professionals.generalistes,
            Care::Crown => &context.professionals.dentists,
        };
        let Some(one) = professionals.pick(draws) else {
            return Ok(());
        };
        let sheet = match visit.care {
            Care::Consultation => consultation(draws, context, person, one, visit.day)?,
            Care::Crown => free_crown(draws, context, person, one.number, visit.day)?,
        };
        let Some(mut sheet) = sheet.filter(|sheet| sheet.day <= visit.last) else {
            return Ok(());
        };
        if self.lot.plan.runs_the_c2s() {
            for_the_c2s(context, person, &mut sheet.bill);
        }
        let shows = match visit.then {
            Some((Then::TakenBack, _)) => None,
            Some((Then::SentTwice, _)) | None => Some(adversity),
        };
        let id = self.submit(person.who, sheet, visit.processed, shows);
        if let (Some(id), Some((then, day))) = (id, visit.then) {
            self.lot.plan.claim_sheet(id, adversity);
            let event = match then {
                Then::TakenBack => Event::Cancel(id, day),
                Then::SentTwice => Event::SettleTwice(id, day),
            };
            self.put(day, id, event, Some(adversity));
        }
        Ok(())
    }

    fn submit(
        &mut self,
        who: domain::Beneficiary,
        sheet: Sheet,
        processed: Day,
        adversity: Option<Adversity>,
    ) -> Option<InvoiceId> {
        // Care put off by a Sunday and a holiday may fall after the day it would have been processed on.
        let early = processed < sheet.day;
        if early || processed > self.end {
            return None;
        }
        let visit = (sheet.day, sheet.executor);
        let place = self.seen.binary_search(&visit).err()?;
        self.seen.insert(place, visit);
        let id = self.next_id();
        self.next += 1;
        let invoice = Invoice {
            id,
            who,
            processed,
            bill: sheet.bill,
            third_party: sheet.third_party,
            past_the_link: adversity.is_some_and(Adversity::passes_the_link),
        };
        if let Some(adversity) = adversity {
            self.lot.plan.claim_sheet(id, adversity);
        }
        self.put(processed, id, Event::Invoice(invoice), adversity);
        Some(id)
    }

    fn next_id(&self) -> InvoiceId {
        InvoiceId(self.member as u64 * 10_000 + self.next)
    }

    /// At most one adversity befalls a sheet: a fault put into it, or something some working days after it was
    /// processed.
    fn befall(
        &mut self,
        draws: &mut Draws,
        adversity: Adversity,
        sheet: &follow::Sheet,
        processed: Day,
    ) {
        let id = sheet.id;
        if adversity.is_put_in() {
            self.lot.plan.claim_sheet(id, adversity);
            self.mark(processed, id, adversity);
            return;
        }
        let calendar = &self.spec.calendar;
        // Each later than any re-send of a damaged file: see `adversity::on_files`.
        let day = calendar.working_day(processed.plus(draws.between(7, 20).cast_signed()));
        let last = calendar.working_day(day.plus(draws.between(7, 12).cast_signed()));
        if last > self.end {
            return;
        }
        let Some(all) = follow::next(adversity, sheet, day, last) else {
            return;
        };
        self.lot.plan.claim_sheet(id, adversity);
        for next in all {
            let declares = next.declares.then_some(adversity);
            self.put(next.day, id, next.event, declares);
        }
    }

    /// The sheet, put down just before for that day, bears an adversity.
    fn mark(&mut self, processed: Day, id: InvoiceId, adversity: Adversity) {
        let last = self.lot.timeline.last_of(processed);
        if let Some(happening) = last.filter(|happening| happening.invoice == id) {
            happening.adversity = Some(adversity);
        }
    }

    fn put(&mut self, day: Day, invoice: InvoiceId, event: Event, adversity: Option<Adversity>) {
        let happening = Happening {
            event,
            invoice,
            adversity,
        };
        self.lot.timeline.put(day, happening);
    }
}

/// The correction of a first act that had been keyed wrong, where it can have been: a fee that is free, a
/// price, a coefficient. What a tariff or a price limit binds is not corrected, nor is an invoice of a hospital.
fn corrected(law: &Law, born: Day, bill: Bill) -> Result<Option<Bill>, FlowError> {
    let Bill::Town(mut acts) = bill else {
        return Ok(None);
    };
    let Some(care) = acts.first_mut().map(|act| &mut act.care) else {
        return Ok(None);
    };
    let more = Cents(500);
    match care.kind {
        Kind::Consultation { doctor, .. } | Kind::Technical { doctor, .. }
            if doctor.sector != Sector::One =>
        {
            care.fee += more;
        }
        Kind::Biology => {
            care.coefficient += 1_000;
            care.fee = oracle::amo::base(law, born, care)?;
        }
        Kind::Drug(_) | Kind::Transport { .. } => {
            care.fee += more;
            care.base = Some(care.fee);
        }
        Kind::Optics(Optics::FrameB | Optics::LensB) => care.fee += more,
        _ => return Ok(None),
    }
    Ok(Some(Bill::Town(acts)))
}

/// Days from care to processing.
fn delay(calendar: &CalendarSpec, draws: &mut Draws) -> i32 {
    if calendar.delays.is_empty() {
        let (shortest, longest) = (calendar.shortest_delay, calendar.longest_delay);
        return draws.between(shortest.into(), longest.into()).cast_signed();
    }
    let drawn = draws.weighted(&calendar.delays, |delay| delay.weight.into());
    drawn.map_or(0, |delay| delay.days.into())
}
