//! A lot lived day by day: what the caisse learns, what it is told, what it sends.

use std::collections::BTreeSet;
use std::mem::{replace, take};

use caisse::{
    CaisseError, Effect, Event, Invoice, InvoiceId, LifeSpec, Notified, OutgoingFile, Refusal,
    State,
};
use domain::{Day, Nir, OcNumber};
use noemie::Header;
use noemie::links::Movement;

use crate::FlowError;
use crate::adversity::{Plan, Road, happen};
use crate::carried::Carried;
use crate::flow::{Delivery, Flow, answers, delivery, written};
use crate::lives::{Unheeded, is_of_another_lot};
use crate::lot::{Happenings, Lot};
use crate::spec::{WorldSpec, delegating_oc, former_oc};

/// A lot and its Assurance Maladie, on some day of the world.
///
/// The mutuelle's 408 files come in on the days it writes them, and change what is sent afterwards: hence
/// [`Living::until`] such a day, [`Living::morning`], [`Living::answer`], and so on to [`Living::finish`].
pub struct Living<'a, C = Vec<u8>> {
    state: State<'a>,
    plan: &'a Plan,
    happenings: Happenings,
    /// Bills that something befalls after they were settled.
    followed: BTreeSet<InvoiceId>,
    spec: &'a WorldSpec,
    /// The first day that is not over yet.
    today: Day,
    /// The day after the world.
    after: Day,
    /// Whether what the caisse learns today is learned.
    is_morning_over: bool,
    road: Road<'a, C>,
    /// Files for OCs that the mutuelle under test does not manage, where somebody wants them.
    elsewhere: Option<Vec<Delivery<C>>>,
    /// Lives that were told and that the caisse did not do.
    unheeded: Vec<Unheeded>,
    effects: Vec<Effect>,
    /// Bills of today that nothing befalls, until they are settled.
    plain: Vec<Invoice>,
    /// Whether the mutuelle under test declares its contracts itself.
    is_declared_by_the_mutuelle: bool,
}

/// What comes of a life that a caisse is told of.
#[derive(Debug, Clone)]
pub struct Heard<C = Vec<u8>> {
    /// The night on which the OCs are told.
    pub night: Day,
    /// What they are told, by OC and reason: none where a life is no OC's business.
    pub told: Vec<Notified>,
    /// The files by which they are, and to whom each goes: for an OC that the mutuelle under test manages, to that one.
    pub files: Vec<(OcNumber, Delivery<C>)>,
}

/// Bills that are settled together, one step for all of them and then the next: code and tables of a step are then at
/// hand, and the bills still are.
const TOGETHER: usize = 16;

impl<'a, C: Carried> Living<'a, C> {
    /// The world begins. `happenings` are those of the lot.
    #[must_use]
    pub fn new(
        state: State<'a>,
        lot: &'a Lot,
        happenings: Happenings,
        spec: &'a WorldSpec,
        seed: u64,
    ) -> Self {
        let timeline = happenings.timeline.unordered();
        let followed = timeline
            .filter(|happening| !matches!(happening.event, Event::Invoice(_)))
            .map(|happening| happening.invoice)
            .collect();
        let state = state.with_accounts(spec.account, spec.calendar.clone());
        let written = written(&state);
        Self {
            state,
            plan: &lot.plan,
            happenings,
            followed,
            spec,
            road: Road::new(lot, spec, seed, written),
            today: spec.start,
            after: spec.end().plus(1),
            is_morning_over: false,
            elsewhere: None,
            unheeded: Vec::new(),
            effects: Vec::new(),
            plain: Vec::new(),
            is_declared_by_the_mutuelle: false,
        }
    }

    /// The mutuelle under test declares its contracts itself. Whom it forgets has no décompte sent, and nothing happens to
    /// that décompte later: what names it is left out, where it is an error otherwise.
    pub const fn let_the_mutuelle_declare(&mut self) {
        self.is_declared_by_the_mutuelle = true;
    }

    /// The same, which keeps what goes to OCs that the mutuelle under test does not manage: nothing befalls that on its
    /// way.
    #[must_use]
    pub fn keeping_elsewhere(self) -> Self {
        Self {
            elsewhere: Some(Vec::new()),
            ..self
        }
    }

    /// Takes those files, since they were last taken.
    pub fn take_elsewhere(&mut self) -> Vec<Delivery<C>> {
        self.elsewhere.as_mut().map(take).unwrap_or_default()
    }

    /// Lives the days before that one.
    ///
    /// # Errors
    /// Where the caisse stops.
    pub fn until(&mut self, day: Day) -> Result<(), FlowError> {
        let over = day.min(self.after);
        while self.today < over {
            let next = self.next_day();
            if next > self.today {
                self.today = next.min(over);
                self.is_morning_over = false;
            } else {
                self.live_today()?;
            }
        }
        Ok(())
    }

    /// The first day, from today on, on which something happens: those before it only pass. The day after the world
    /// where nothing does.
    pub(crate) fn next_day(&self) -> Day {
        let Happenings { lives, timeline } = &self.happenings;
        let (learned, happens) = (lives.keys().next(), timeline.first_day());
        let days = [
            learned.copied(),
            happens,
            self.state.next_night(),
            self.road.next_day(self.today),
        ];
        let next = days.into_iter().flatten().fold(self.after, Day::min);
        next.max(self.today)
    }

    /// What the caisse learns today, once, and the 929 files by which it tells the mutuelle.
    ///
    /// # Errors
    /// Where the caisse stops.
    pub fn morning(&mut self) -> Result<Vec<Delivery<C>>, FlowError> {
        if replace(&mut self.is_morning_over, true) {
            return Ok(Vec::new());
        }
        let Some(lives) = self.happenings.lives.remove(&self.today) else {
            return Ok(Vec::new());
        };
        let night = self.spec.calendar.working_day(self.today);
        let (files, unheeded) = learned(&mut self.state, lives, night)?;
        self.unheeded.extend(unheeded);
        let mut told = Vec::new();
        for file in files {
            told.extend(self.sent_here(file, night)?);
        }
        Ok(told)
    }

    /// A file as it reaches the mutuelle under test, undamaged; what goes elsewhere is kept or let go of.
    fn sent_here(
        &mut self,
        file: OutgoingFile,
        day: Day,
    ) -> Result<Option<Delivery<C>>, FlowError> {
        let is_here = is_managed(&file, self.spec.oc);
        if !is_here && self.elsewhere.is_none() {
            return Ok(None);
        }
        let file = delivery(file, day, &written(&self.state))?;
        match &mut self.elsewhere {
            Some(elsewhere) if !is_here => {
                elsewhere.push(file);
                Ok(None)
            }
            _ => Ok(Some(file)),
        }
    }

    /// Takes the lives of the world that the caisse did not do so far, and why.
    pub fn take_unheeded(&mut self) -> Vec<Unheeded> {
        take(&mut self.unheeded)
    }

    /// Whether the caisse manages an insured of that NIR, or did.
    #[must_use]
    pub fn knows(&self, nir: &Nir) -> bool {
        self.state.knows(nir)
    }

    /// The caisse of the lot, for a look.
    #[must_use]
    pub fn caisse(&self) -> &State<'a> {
        &self.state
    }

    /// Something is asked of the caisse today that no file carries: what comes of it at once.
    ///
    /// # Errors
    /// Where the caisse stops.
    pub fn ask(&mut self, event: Event) -> Result<Vec<Effect>, FlowError> {
        let mut effects = Vec::new();
        self.state.step(event, &mut effects)?;
        Ok(effects)
    }

    /// A file that came of what was asked, as it reaches an OC today: nothing befalls it on its way.
    ///
    /// # Errors
    /// Where a value does not fit its field.
    pub fn hand_out(&self, file: OutgoingFile) -> Result<Delivery<C>, FlowError> {
        delivery(file, self.today, &written(&self.state))
    }

    /// Hands 408 files to the caisse today and gives its 929 answers, in order: of the first working night from today on.
    ///
    /// # Errors
    /// Where a file is addressed to nobody known as a caisse.
    pub fn answer(
        &mut self,
        files: Vec<(Header, Vec<Movement>)>,
    ) -> Result<Vec<Delivery<C>>, FlowError> {
        let night = self.spec.calendar.working_day(self.today);
        answers(&mut self.state, files, night)
    }

    /// The décompte files delivered so far, in order: those of the days that are over.
    #[must_use]
    pub fn delivered(&self) -> &[Delivery<C>] {
        &self.road.flow().deliveries
    }

    /// The 929 files of those days by which the caisse told of lives, but for mornings that were asked for.
    #[must_use]
    pub fn told(&self) -> &[Delivery<C>] {
        &self.road.flow().told
    }

    /// Takes those files: the 929 files, and the décompte files, since they were last taken.
    pub fn take_files(&mut self) -> (Vec<Delivery<C>>, Vec<Delivery<C>>) {
        self.road.take_files()
    }

    /// A buffer that files to come may be written in.
    pub(crate) fn take_buffer(&mut self, buffer: Vec<u8>) {
        self.state.take_buffer(buffer);
    }

    /// The world is over by the end of that day, and the caisse goes on to work on nights: nothing is drawn any more, but
    /// it answers 408 files, carries choices out and learns of what it is told. Gives all that was still on its way.
    ///
    /// # Errors
    /// Where the caisse stops.
    pub fn outlive(&mut self) -> Result<Flow<C>, FlowError> {
        self.until(self.after)?;
        let flow = self.road.end();
        self.happenings = Happenings::default();
        // The calendar of whoever drives it ends somewhere.
        self.after = self.spec.end().plus(i32::MAX);
        Ok(flow)
    }

    /// The caisse is told of a life today: what comes of it by its first working night from then on, or why it is not
    /// done.
    ///
    /// # Errors
    /// Where the caisse stops.
    pub fn hear(&mut self, life: LifeSpec) -> Result<Result<Heard<C>, Refusal>, FlowError> {
        let night = self.spec.calendar.working_day(self.today);
        let mut heard = Heard {
            night,
            told: Vec::new(),
            files: Vec::new(),
        };
        for effect in self.ask(Event::Told(Box::new(life), night))? {
            match effect {
                Effect::Refused(refusal) => return Ok(Err(refusal)),
                Effect::Lived(told) => heard.told = told,
                Effect::File(file) => {
                    let to = if is_managed(&file, self.spec.oc) {
                        Some(self.spec.oc)
                    } else {
                        file.id.receiver.as_oc()
                    };
                    let file = delivery(file, night, &written(&self.state))?;
                    heard.files.extend(to.map(|oc| (oc, file)));
                }
                _ => {}
            }
        }
        Ok(Ok(heard))
    }

    /// Lives the rest of the world.
    ///
    /// # Errors
    /// Where the caisse stops.
    pub fn finish(mut self) -> Result<Flow<C>, FlowError> {
        self.until(self.after)?;
        let mut flow = self.road.end();
        flow.unheeded = self.unheeded;
        Ok(flow)
    }

    fn settle_plain(&mut self) -> Result<(), FlowError> {
        let followed = &self.followed;
        let is_named = |invoice| followed.contains(&invoice);
        self.state.settle_all(&self.plain, is_named)?;
        self.plain.clear();
        Ok(())
    }

    /// Lets go of a bill that nothing names later.
    fn forget(&mut self, invoice: InvoiceId) {
        if !self.followed.contains(&invoice) {
            self.state.forget(invoice);
        }
    }

    fn live_today(&mut self) -> Result<(), FlowError> {
        let told = self.morning()?;
        self.road.tell(told);
        let day = self.today;
        while let Some(happening) = self.happenings.timeline.take_first(day) {
            let id = happening.invoice;
            match happening.event {
                // Nothing befalls it: it is settled with those around it.
                Event::Invoice(invoice) if self.plan.of_sheet(id).is_none() => {
                    self.plain.push(invoice);
                    if self.plain.len() == TOGETHER {
                        self.settle_plain()?;
                    }
                }
                _ => {
                    self.settle_plain()?;
                    let (plan, effects) = (self.plan, &mut self.effects);
                    let happened =
                        happen(&mut self.state, happening, plan, effects, &mut self.road);
                    match happened {
                        Err(FlowError::Caisse(CaisseError::UnknownInvoice(_)))
                            if self.is_declared_by_the_mutuelle => {}
                        other => other?,
                    }
                    self.forget(id);
                }
            }
        }
        self.settle_plain()?;
        self.state.step(Event::Night(day), &mut self.effects)?;
        let mut effects = take(&mut self.effects);
        let notices = self.state.profiles().answers().reference();
        for effect in effects.drain(..) {
            let Effect::File(file) = effect else { continue };
            if file.id.reference == notices {
                // What befalls files on their way befalls décomptes.
                let told = self.sent_here(file, day)?;
                self.road.tell(told.into_iter().collect());
            } else if file.id.receiver.as_oc() == Some(self.spec.oc) {
                self.road.travel(file, day)?;
            } else if let Some(elsewhere) = &mut self.elsewhere {
                elsewhere.push(delivery(file, day, &written(&self.state))?);
            }
        }
        self.effects = effects;
        self.road.end_day(day);
        self.today = day.plus(1);
        self.is_morning_over = false;
        Ok(())
    }
}

/// The caisse learns of lives on a day: the 929 files by which it tells, on the first working night from then on, the OC
/// of the world and those that it manages.
pub(crate) fn morning<C: Carried>(
    state: &mut State<'_>,
    lives: Vec<Event>,
    spec: &WorldSpec,
    day: Day,
) -> Result<Vec<Delivery<C>>, FlowError> {
    let night = spec.calendar.working_day(day);
    let (files, unheeded) = learned(state, lives, night)?;
    if let Some(first) = unheeded.first() {
        return Err((*first).into());
    }
    let written = written(state);
    let told = files.into_iter().filter(|file| is_managed(file, spec.oc));
    told.map(|file| delivery(file, night, &written)).collect()
}

/// The caisse learns of lives: the files by which it tells of them that night, and what it did not do.
fn learned(
    state: &mut State<'_>,
    lives: Vec<Event>,
    night: Day,
) -> Result<(Vec<OutgoingFile>, Vec<Unheeded>), FlowError> {
    let (mut files, mut unheeded, mut effects) = (Vec::new(), Vec::new(), Vec::new());
    for event in lives {
        let (event, told) = match event {
            Event::Life(life, _) => (Event::Life(life, night), None),
            Event::Told(life, day) => {
                let told = (!is_of_another_lot(&life)).then(|| (life.word(), day));
                (Event::Told(life, night), told)
            }
            other => (other, None),
        };
        state.step(event, &mut effects)?;
        for effect in effects.drain(..) {
            match (effect, told) {
                (Effect::File(file), _) => files.push(file),
                (Effect::Refused(why), Some((life, day))) => {
                    unheeded.push(Unheeded { day, life, why });
                }
                _ => {}
            }
        }
    }
    Ok((files, unheeded))
}

/// Whether a notice goes to that OC, or to one that it manages.
fn is_managed(file: &OutgoingFile, oc: OcNumber) -> bool {
    let managed = [oc, delegating_oc(), former_oc()].map(Some);
    managed.contains(&file.id.receiver.as_oc())
}
