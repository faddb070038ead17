//! What befalls files on their way.

use std::collections::{BTreeMap, BTreeSet};
use std::mem::take;

use caisse::OutgoingFile;
use domain::{Caisse, Day, DecompteNumber, FileReaction};
use noemie::damage::Damage;
use noemie::profile::Profile;

use super::peaks::Heap;
use super::wire::{self, ON_THE_WAY};
use super::{Adversity, Declared, Plan, Touched};
use crate::FlowError;
use crate::carried::{Carried, Written};
use crate::draws::{Draws, Subject};
use crate::flow::{Delivery, Flow, delivery};
use crate::lot::Lot;
use crate::permille::Permille;
use crate::spec::WorldSpec;

/// The way from the caisse to the mutuelle: what was delivered so far, and what is still to come.
pub(crate) struct Road<'l, C> {
    lot: u32,
    plan: &'l Plan,
    spec: &'l WorldSpec,
    seed: u64,
    written: Written<'l>,
    pub(super) flow: Flow<C>,
    pub(super) late: BTreeMap<Day, Vec<Delivery<C>>>,
    /// Décomptes that an adversity has hold of.
    claimed: BTreeMap<(Caisse, DecompteNumber), Adversity>,
    /// Those that take one back whose file may be put off.
    corrections: BTreeSet<(Caisse, DecompteNumber)>,
    /// Those of a file that is put off until after its correction.
    put_off: BTreeSet<(Caisse, DecompteNumber)>,
    /// The file of a caisse that lets the next one pass.
    pub(super) steps_aside: BTreeMap<Caisse, Delivery<C>>,
    heap: Option<Heap<C>>,
    /// How many deliveries the days before today brought.
    before_today: usize,
}

impl<'l, C: Carried> Road<'l, C> {
    pub(crate) fn new(lot: &'l Lot, spec: &'l WorldSpec, seed: u64, written: Written<'l>) -> Self {
        let heap = Heap::of_lot(&lot.plan, spec, seed, lot.number);
        let road = Self::of_one(&lot.plan, spec, written);
        Self {
            lot: lot.number,
            seed,
            heap,
            ..road
        }
    }

    /// The way of a single file, which nothing befalls but what is asked for.
    pub(super) fn of_one(plan: &'l Plan, spec: &'l WorldSpec, written: Written<'l>) -> Self {
        Self {
            lot: 0,
            plan,
            spec,
            seed: 0,
            written,
            flow: Flow::default(),
            late: BTreeMap::new(),
            claimed: BTreeMap::new(),
            corrections: BTreeSet::new(),
            put_off: BTreeSet::new(),
            steps_aside: BTreeMap::new(),
            heap: None,
            before_today: 0,
        }
    }

    /// What was delivered so far.
    pub(crate) fn flow(&self) -> &Flow<C> {
        &self.flow
    }

    /// Takes what was delivered on days that are over.
    pub(crate) fn take_files(&mut self) -> (Vec<Delivery<C>>, Vec<Delivery<C>>) {
        self.before_today = 0;
        (take(&mut self.flow.told), take(&mut self.flow.deliveries))
    }

    /// 929 files by which the caisse told of lives.
    pub(crate) fn tell(&mut self, told: Vec<Delivery<C>>) {
        self.flow.told.extend(told);
    }

    pub(super) fn seed(&self) -> u64 {
        self.seed
    }

    pub(super) fn lot(&self) -> u32 {
        self.lot
    }

    pub(super) fn spec(&self) -> &'l WorldSpec {
        self.spec
    }

    pub(super) fn written(&self) -> Written<'l> {
        self.written
    }

    pub(super) fn profile(&self) -> &'l Profile {
        self.written.profiles.decomptes()
    }

    /// That adversity has hold of the décompte.
    pub(super) fn claim(&mut self, caisse: Caisse, number: DecompteNumber, by: Adversity) {
        self.claimed.insert((caisse, number), by);
    }

    /// The décompte takes one back whose file may be put off.
    pub(super) fn corrects(&mut self, caisse: Caisse, number: DecompteNumber) {
        self.corrections.insert((caisse, number));
    }

    /// Whether the file of that décompte comes after its correction.
    pub(super) fn is_put_off(&self, caisse: Caisse, number: DecompteNumber) -> bool {
        self.put_off.contains(&(caisse, number))
    }

    pub(super) fn declare(&mut self, adversity: Adversity, on: Touched) {
        self.flow.declared.push(Declared { adversity, on });
    }

    /// A file sets out.
    ///
    /// # Errors
    /// Where it has to be written, and a value does not fit its field.
    pub(crate) fn travel(&mut self, file: OutgoingFile, day: Day) -> Result<(), FlowError> {
        let number = u64::from(day.since(self.spec.start).unsigned_abs()) * 100_000_000
            + file.id.sender.number % 1_000_000 * 100
            + u64::from(file.id.stamp.0[5] - b'0');
        let mut draws = Draws::new(self.seed, self.lot, Subject::File, number);
        let drawn = self.plan.for_files().draw(&mut draws);
        let waits = self.waits_for_its_correction(&file);
        if waits {
            self.put_off.extend(names(&file));
        }
        let adversity = drawn.filter(|drawn| self.may_befall(*drawn, &file));
        let is_plain =
            adversity.is_none() && !names(&file).any(|name| self.claimed.contains_key(&name));
        let mut clean: Delivery<C> = delivery(file, day, &self.written)?;
        if !is_plain {
            // What befalls it, or was put into a décompte, may show in the bytes alone.
            clean.bytes = clean.bytes.in_bytes(&self.written)?;
        }
        match adversity {
            _ if waits => self.comes_after_its_correction(clean),
            None => self.arrives(clean),
            Some(adversity) => self.meets(adversity, clean, &mut draws),
        }
        Ok(())
    }

    /// A file meets what befalls files.
    pub(super) fn meets(&mut self, adversity: Adversity, clean: Delivery<C>, draws: &mut Draws) {
        match adversity {
            Adversity::DamagedFile => {
                let damage = draws.pick(&ON_THE_WAY).copied().unwrap_or(Damage::DropAt);
                self.damage(adversity, damage, clean, draws);
            }
            _ => match wire::damage(adversity) {
                Some(damage) => self.damage(adversity, damage, clean, draws),
                None => self.befall(adversity, clean, draws),
            },
        }
    }

    /// Whether it goes with everything that has hold of the décomptes of the file.
    fn may_befall(&self, drawn: Adversity, file: &OutgoingFile) -> bool {
        let mut claims = names(file).filter_map(|name| self.claimed.get(&name));
        claims.all(|claim| claim.entry().goes_with(drawn.entry()))
    }

    /// Whether a décompte of the file is to be taken back, and nothing else of it minds when it comes.
    fn waits_for_its_correction(&self, file: &OutgoingFile) -> bool {
        const THIS: Adversity = Adversity::FileAfterCorrection;
        if self.spec.adversities.of(THIS) == Permille::NEVER {
            return false;
        }
        let mut one = false;
        names(file).all(|name| {
            let claim = self.claimed.get(&name).copied();
            one |= claim == Some(THIS);
            !self.corrections.contains(&name)
                && claim.is_none_or(|claim| claim == THIS || claim.entry().goes_with(THIS.entry()))
        }) && one
    }

    /// That reaction is due to the n-th delivery of the file.
    pub(super) fn expect(
        &mut self,
        adversity: Adversity,
        file: &Delivery<C>,
        occurrence: u32,
        due: FileReaction,
    ) {
        self.declare(adversity, Touched::File(file.id, occurrence, due));
    }

    /// Some days on, and never as late as what comes after a sheet was settled.
    pub(super) fn soon(&self, day: Day, draws: &mut Draws) -> Day {
        let calendar = &self.spec.calendar;
        calendar.working_day(day.plus(draws.between(1, 3).cast_signed()))
    }

    /// The file comes as it is, and lets pass whoever had stepped aside for it.
    pub(super) fn arrives(&mut self, clean: Delivery<C>) {
        let (day, sender) = (clean.day, clean.id.sender);
        self.flow.deliveries.push(clean);
        if let Some(caisse) = sender.as_caisse() {
            self.lets_pass(caisse, day);
        }
    }

    /// The file comes later, and is accepted then.
    pub(super) fn comes(&mut self, later: Delivery<C>) {
        self.late.entry(later.day).or_default().push(later);
    }

    /// The file comes damaged; where that is refused, the clean one follows.
    fn damage(
        &mut self,
        adversity: Adversity,
        damage: Damage,
        clean: Delivery<C>,
        draws: &mut Draws,
    ) {
        let mut bytes = clean.bytes.bytes().to_vec();
        let rank = draws.below(10_000) as usize;
        if damage.apply(self.profile(), &mut bytes, rank).is_none() {
            self.flow.deliveries.push(clean);
            return;
        }
        let bytes = C::of_bytes(bytes);
        if wire::is_accepted(damage) {
            self.expect(adversity, &clean, 1, FileReaction::Accepted);
            self.flow.deliveries.push(Delivery { bytes, ..clean });
            return;
        }
        let later = self.soon(clean.day, draws);
        self.expect(adversity, &clean, 1, FileReaction::Refused);
        self.expect(adversity, &clean, 2, FileReaction::Accepted);
        self.comes(again(&clean, later));
        self.flow.deliveries.push(Delivery { bytes, ..clean });
    }

    /// The first day, from today on, whose end may bring something; none where nothing was put off.
    pub(crate) fn next_day(&self, today: Day) -> Option<Day> {
        match self.heap {
            Some(_) => Some(today),
            None => self.late.keys().next().copied(),
        }
    }

    /// The day is over: what was put off until then is delivered.
    pub(crate) fn end_day(&mut self, day: Day) {
        let due = self.late.remove(&day).into_iter().flatten();
        self.flow.deliveries.extend(due);
        if let Some(heap) = &mut self.heap {
            heap.end_day(day, &mut self.flow, self.before_today);
        }
        self.before_today = self.flow.deliveries.len();
    }

    /// The world is over: everything that is still on its way is delivered.
    pub(crate) fn end(&mut self) -> Flow<C> {
        let end = self.spec.end();
        for file in take(&mut self.steps_aside).into_values() {
            self.flow.deliveries.push(Delivery { day: end, ..file });
        }
        let late = take(&mut self.late).into_values().flatten();
        self.flow.deliveries.extend(late);
        if let Some(mut heap) = self.heap.take() {
            heap.end(&mut self.flow, self.before_today);
        }
        self.before_today = 0;
        take(&mut self.flow)
    }
}

/// The décomptes of a file.
fn names(file: &OutgoingFile) -> impl Iterator<Item = (Caisse, DecompteNumber)> + '_ {
    let caisse = file.id.sender.as_caisse();
    let numbers = file.decomptes.iter();
    numbers.filter_map(move |number| Some((caisse?, *number)))
}

/// The same file once more, on that day.
pub(super) fn again<C: Clone>(file: &Delivery<C>, day: Day) -> Delivery<C> {
    let name = &file.name;
    let name = name
        .strip_suffix(".noe")
        .map_or_else(|| format!("{name}.2"), |stem| format!("{stem}.2.noe"));
    Delivery {
        day,
        name,
        ..file.clone()
    }
}
