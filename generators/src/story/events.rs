//! What happens: care and its décomptes, contracts, lives.

use std::collections::BTreeMap;

use caisse::{Choice, Event, Invoice, InvoiceId, Life, Link};
use domain::{Beneficiary, Day, MemberNumber, SmolStr, format_smolstr};
use oracle::law::Law;

use super::cast::{Cast, key};
use super::sheets::{Practices, bill, sheet};
use super::{BefallsTold, CareTold, ContractChange, EventTold, StoryError, StorySpec};
use crate::adversity::{Adversity, DrawnFor, follow};
use crate::lot::{Happening, Lot};
use crate::spec::{WorldSpec, rival_oc};

/// Days from care to its décompte where the story tells none: an assumption, as in the worked examples a week.
const PROCESSED_AFTER: i32 = 3;

/// Care that later events name.
struct Known<'s> {
    invoice: InvoiceId,
    care: &'s CareTold,
    on: Day,
    processed: Day,
}

/// A story that is being told.
struct Teller<'s> {
    story: &'s StorySpec,
    world: &'s WorldSpec,
    law: &'s Law,
    practices: Practices,
    /// By name; without one, by the number.
    cares: BTreeMap<SmolStr, Known<'s>>,
    next: u64,
}

/// Puts every event of the story where it happens.
pub(super) fn tell(
    story: &StorySpec,
    world: &WorldSpec,
    cast: &mut Cast,
    law: &Law,
    lot: &mut Lot,
) -> Result<(), StoryError> {
    let mut teller = Teller {
        story,
        world,
        law,
        practices: Practices::default(),
        cares: BTreeMap::new(),
        next: 0,
    };
    // Stable: those of a day keep their order.
    let mut events: Vec<&EventTold> = story.events.iter().collect();
    events.sort_by_key(|event| event.on);
    for event in events {
        event.one_thing()?;
        teller.event(event, cast, lot)?;
    }
    Ok(())
}

impl EventTold {
    fn one_thing(&self) -> Result<(), StoryError> {
        let said = [
            self.care.is_some(),
            self.cancel.is_some(),
            self.correct.is_some(),
            self.send_again.is_some(),
            self.settle_twice.is_some(),
            self.contract.is_some(),
            self.other_oc.is_some(),
            self.chooses.is_some(),
            self.dies.is_some(),
            self.moves.is_some(),
            self.befalls.is_some(),
        ];
        match said.into_iter().filter(|said| *said).count() {
            1 => Ok(()),
            found => Err(StoryError::Event { on: self.on, found }),
        }
    }
}

impl<'s> Teller<'s> {
    fn event(
        &mut self,
        told: &'s EventTold,
        cast: &mut Cast,
        lot: &mut Lot,
    ) -> Result<(), StoryError> {
        let on = told.on;
        let place = |what: &str| format!("events: {on}: {what}");
        if let Some(care) = &told.care {
            return self.course(&place("care"), on, care, cast, lot);
        }
        if let Some(id) = &told.cancel {
            let place = place("cancel");
            let invoice = self.known(&place, id, on)?.invoice;
            return self.process(&place, on, Event::Cancel(invoice, on), invoice, lot);
        }
        if let Some(id) = &told.send_again {
            let place = place("send-again");
            let invoice = self.known(&place, id, on)?.invoice;
            return self.process(&place, on, Event::SendAgain(invoice, on), invoice, lot);
        }
        if let Some(id) = &told.settle_twice {
            let place = place("settle-twice");
            let invoice = self.known(&place, id, on)?.invoice;
            return self.process(&place, on, Event::SettleTwice(invoice, on), invoice, lot);
        }
        if let Some(correction) = &told.correct {
            let place = place("correct");
            let known = self.known(&place, &correction.id, on)?;
            let (invoice, care, cared) = (known.invoice, known.care, known.on);
            let player = cast.player(&place, &care.of)?;
            let acts = (care, correction.acts.as_slice());
            let billed = bill(&place, acts, cared, player, &mut self.practices, self.law)?;
            let event = Event::Regularise {
                invoice,
                bill: billed.bill,
                corrected: on,
                cancelled: correction.cancelled.unwrap_or(on),
            };
            return self.process(&place, on, event, invoice, lot);
        }
        if let Some(told) = &told.befalls {
            return self.after(&place("befalls"), on, told, lot);
        }
        if let Some(change) = &told.contract {
            let place = place("contract");
            self.within(&place, on)?;
            return change.keyed(&place, on, cast, lot);
        }
        let (what, events) = self.learned(told, cast)?;
        self.within(&place(what), on)?;
        lot.lives.entry(on).or_default().extend(events);
        Ok(())
    }

    /// Care, as often as it comes.
    fn course(
        &mut self,
        place: &str,
        on: Day,
        care: &'s CareTold,
        cast: &Cast,
        lot: &mut Lot,
    ) -> Result<(), StoryError> {
        if care.times == 0 || care.every == 0 {
            return Err(StoryError::Order {
                place: place.to_owned(),
                why: "`times` and `every` are 1 or more",
            });
        }
        let is_dated = care.stay.is_some() || care.acts.iter().any(|act| act.date.is_some());
        if care.times > 1 && is_dated {
            return Err(StoryError::Order {
                place: place.to_owned(),
                why: "a stay, or an act with a `date` of its own, cannot come several times: leave `date` out, or tell each \
                      time",
            });
        }
        for nth in 0..care.times {
            let later = i32::from(nth) * i32::from(care.every);
            let name = match (&care.id, nth) {
                (None, _) => None,
                (Some(id), 0) => Some(id.clone()),
                (Some(id), nth) => Some(format_smolstr!("{id}-{}", nth + 1)),
            };
            self.care(place, (on, later), (care, name), cast, lot)?;
        }
        Ok(())
    }

    fn care(
        &mut self,
        place: &str,
        (first, later): (Day, i32),
        (care, name): (&'s CareTold, Option<SmolStr>),
        cast: &Cast,
        lot: &mut Lot,
    ) -> Result<(), StoryError> {
        let on = first.plus(later);
        let player = cast.player(place, &care.of)?;
        let who = match &care.card {
            None => player.who(),
            Some(card) => {
                let nir = cast.player(place, card)?.who().nir;
                let shown = player.under.iter().find(|who| who.nir == nir);
                *shown.ok_or_else(|| StoryError::Order {
                    place: place.to_owned(),
                    why: "`card` is of somebody under whose NIR the person stands",
                })?
            }
        };
        let billed = sheet(place, care, on, player, &mut self.practices, self.law)?;
        let processed = match care.processed {
            Some(day) => day.plus(later),
            None => billed.last.plus(PROCESSED_AFTER),
        };
        let processed = self.world.calendar.working_day(processed);
        if processed < billed.last {
            return Err(StoryError::Order {
                place: place.to_owned(),
                why: "`processed` is before the last act: the caisse settles what has been done",
            });
        }
        self.next += 1;
        let id = InvoiceId(self.next);
        let name = name.unwrap_or_else(|| self.next.to_string().into());
        let known = Known {
            invoice: id,
            care,
            on,
            processed,
        };
        if self.cares.insert(name.clone(), known).is_some() {
            return Err(StoryError::SameName { what: "care", name });
        }
        let invoice = Invoice {
            id,
            who,
            processed,
            bill: billed.bill,
            third_party: billed.third_party,
            past_the_link: false,
        };
        let adversity = care.befalls.as_ref().map(|told| {
            let put_in = |adversity: &Adversity| adversity.is_put_in();
            of_a_sheet(
                place,
                told,
                "is put into the décompte of a care sheet",
                put_in,
            )
        });
        let adversity = adversity.transpose()?;
        if let Some(adversity) = adversity {
            lot.plan.claim_sheet(id, adversity);
        }
        self.within(place, processed)?;
        let happening = Happening {
            event: Event::Invoice(invoice),
            invoice: id,
            adversity,
        };
        lot.timeline.put(processed, happening);
        Ok(())
    }

    /// What comes after a care sheet by an adversity.
    fn after(
        &self,
        place: &str,
        on: Day,
        told: &BefallsTold,
        lot: &mut Lot,
    ) -> Result<(), StoryError> {
        let id = self.known(place, &told.id, on)?.invoice;
        let calendar = &self.world.calendar;
        let last = told
            .last
            .unwrap_or_else(|| calendar.working_day(on.plus(7)));
        let sheet = follow::Sheet {
            id,
            bill: Vec::<oracle::amo::Care>::new().into(),
            corrected: None,
        };
        let next = |adversity: &Adversity| follow::next(*adversity, &sheet, on, last);
        let how = "comes after the décompte of a care sheet, and corrects nothing";
        let adversity = of_a_sheet(place, &told.by, how, |one| next(one).is_some())?;
        lot.plan.claim_sheet(id, adversity);
        for happens in next(&adversity).into_iter().flatten() {
            self.within(place, happens.day)?;
            let happening = Happening {
                event: happens.event,
                invoice: id,
                adversity: happens.declares.then_some(adversity),
            };
            lot.timeline.put(happens.day, happening);
        }
        Ok(())
    }

    /// The care of that name, which is settled by that day.
    fn known(&self, place: &str, name: &str, on: Day) -> Result<&Known<'s>, StoryError> {
        let known = self.cares.get(name).ok_or_else(|| {
            let there = self.cares.keys().map(SmolStr::as_str);
            StoryError::no_such(place, "care on an earlier day", name, there)
        })?;
        if on < known.processed {
            return Err(StoryError::Order {
                place: place.to_owned(),
                why: "that care is not settled by then: move the event after it, or say `processed` of the care",
            });
        }
        Ok(known)
    }

    fn within(&self, place: &str, day: Day) -> Result<(), StoryError> {
        let (start, end) = (self.story.start, self.world.end());
        if (start..=end).contains(&day) {
            return Ok(());
        }
        Err(StoryError::Outside {
            place: place.to_owned(),
            day,
            start,
            end,
        })
    }

    /// Something reaches the caisse on that day.
    fn process(
        &self,
        place: &str,
        day: Day,
        event: Event,
        invoice: InvoiceId,
        lot: &mut Lot,
    ) -> Result<(), StoryError> {
        self.within(place, day)?;
        let happening = Happening {
            event,
            invoice,
            adversity: None,
        };
        lot.timeline.put(day, happening);
        Ok(())
    }

    /// What the caisse learns, and its name in the file.
    fn learned(
        &self,
        told: &EventTold,
        cast: &Cast,
    ) -> Result<(&'static str, Vec<Event>), StoryError> {
        let on = told.on;
        let place = |what: &str| format!("events: {on}: {what}");
        if let Some(other) = &told.other_oc {
            let player = cast.player(&place("other-oc"), &other.of)?;
            let link = Link {
                oc: rival_oc(),
                member: MemberNumber::default(),
                start: other.from,
                end: other.until,
                contract_type: *b"01",
            };
            let noted = player.under.iter().map(|who| Event::NoteLink(*who, link));
            return Ok(("other-oc", noted.collect()));
        }
        if let Some(name) = &told.chooses {
            let player = cast.player(&place("chooses"), name)?;
            let choice = |who: &Beneficiary| {
                Event::Choose(Choice {
                    who: *who,
                    oc: self.story.oc,
                    asked: on,
                    draw: 0,
                })
            };
            return Ok(("chooses", player.under.iter().map(choice).collect()));
        }
        if let Some(name) = &told.dies {
            let player = cast.player(&place("dies"), name)?;
            let died = |who: &Beneficiary| Event::Life(Life::Died { who: *who, on }, on);
            return Ok(("dies", player.under.iter().map(died).collect()));
        }
        if let Some(moved) = &told.moves {
            let nir = cast.player(&place("moves"), &moved.of)?.who().nir;
            let to = moved.to;
            return Ok(("moves", vec![Event::Life(Life::Moved { nir, to }, on)]));
        }
        unreachable!("an event says one thing: {told:?}")
    }
}

/// The adversity of that id, drawn for care sheets and such as it should be.
fn of_a_sheet(
    place: &str,
    id: &SmolStr,
    how: &'static str,
    fits: impl Fn(&Adversity) -> bool,
) -> Result<Adversity, StoryError> {
    let found = Adversity::of_id(id);
    let found = found.filter(|one| one.entry().drawn_for == DrawnFor::Sheet && fits(one));
    found.ok_or_else(|| StoryError::NoSheetFault {
        place: place.to_owned(),
        id: id.clone(),
        how,
    })
}

impl ContractChange {
    fn keyed(
        &self,
        place: &str,
        on: Day,
        cast: &mut Cast,
        lot: &mut Lot,
    ) -> Result<(), StoryError> {
        let rows = cast.rows(place, &self.id)?;
        for row in rows.iter_mut() {
            let member = &mut row.member;
            if let Some(until) = self.until {
                member.end = Some(until);
            }
            if let Some(product) = &self.product {
                member.product = product.clone();
            }
            if let Some(caisse) = self.caisse {
                member.caisse = caisse;
            }
            if let Some(rights) = &self.rights {
                let second_nir = member.rights.second_nir;
                member.rights = rights.clone();
                member.rights.second_nir = second_nir;
            }
        }
        key(lot, on, rows);
        Ok(())
    }
}
