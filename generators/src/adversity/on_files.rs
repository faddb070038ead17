//! What befalls files on their way.

use std::collections::BTreeMap;

use caisse::OutgoingFile;
use domain::{Caisse, Day, DecompteNumber, FileReaction};
use noemie::damage::Damage;
use noemie::profile::Profile;

use super::wire::{self, ON_THE_WAY};
use super::{Adversity, Declared, Plan, Touched};
use crate::draws::{Draws, Subject};
use crate::flow::{Delivery, Flow, delivery};
use crate::lot::Lot;
use crate::spec::WorldSpec;

/// The way from the caisse to the mutuelle: what was delivered so far, and what is still to come.
pub(crate) struct Road<'l> {
    lot: u32,
    plan: &'l Plan,
    spec: &'l WorldSpec,
    seed: u64,
    flow: Flow,
    late: BTreeMap<Day, Vec<Delivery>>,
    /// Décomptes that an adversity has hold of.
    claimed: BTreeMap<(Caisse, DecompteNumber), Adversity>,
}

impl<'l> Road<'l> {
    pub(crate) fn new(lot: &'l Lot, spec: &'l WorldSpec, seed: u64) -> Self {
        Self {
            lot: lot.number,
            plan: &lot.plan,
            spec,
            seed,
            flow: Flow::default(),
            late: BTreeMap::new(),
            claimed: BTreeMap::new(),
        }
    }

    /// What was delivered so far.
    pub(crate) fn flow(&self) -> &Flow {
        &self.flow
    }

    /// 929 files by which the caisse told of lives.
    pub(crate) fn tell(&mut self, told: Vec<Delivery>) {
        self.flow.told.extend(told);
    }

    pub(super) fn seed(&self) -> u64 {
        self.seed
    }

    pub(super) fn lot(&self) -> u32 {
        self.lot
    }

    /// That adversity has hold of the décompte.
    pub(super) fn claim(&mut self, caisse: Caisse, number: DecompteNumber, by: Adversity) {
        self.claimed.insert((caisse, number), by);
    }

    pub(super) fn declare(&mut self, adversity: Adversity, on: Touched) {
        self.flow.declared.push(Declared { adversity, on });
    }

    /// A file sets out.
    pub(crate) fn travel(&mut self, file: OutgoingFile, day: Day, profile: &Profile) {
        let number = u64::from(day.since(self.spec.start).unsigned_abs()) * 100_000_000
            + file.id.sender.number % 1_000_000 * 100
            + u64::from(file.id.stamp.0[5] - b'0');
        let mut draws = Draws::new(self.seed, self.lot, Subject::File, number);
        let drawn = self.plan.for_files().draw(&mut draws);
        let adversity = drawn.filter(|drawn| self.may_befall(*drawn, &file));
        let clean = delivery(file, day);
        match adversity {
            None => self.flow.deliveries.push(clean),
            Some(Adversity::DamagedFile) => {
                let damage = draws.pick(&ON_THE_WAY).copied().unwrap_or(Damage::DropAt);
                self.damage(Adversity::DamagedFile, damage, clean, profile, &mut draws);
            }
            Some(adversity) => match wire::damage(adversity) {
                Some(damage) => self.damage(adversity, damage, clean, profile, &mut draws),
                None => self.twice(adversity, clean, &mut draws),
            },
        }
    }

    /// Whether it goes with everything that has hold of the décomptes of the file.
    fn may_befall(&self, drawn: Adversity, file: &OutgoingFile) -> bool {
        let Some(caisse) = file.id.sender.as_caisse() else {
            return false;
        };
        let mut claims = file
            .decomptes
            .iter()
            .filter_map(|number| self.claimed.get(&(caisse, *number)));
        claims.all(|claim| claim.entry().goes_with(drawn.entry()))
    }

    /// Some days on, and never as late as what comes after a sheet was settled.
    fn soon(&self, day: Day, draws: &mut Draws) -> Day {
        let calendar = &self.spec.calendar;
        calendar.working_day(day.plus(draws.between(1, 3).cast_signed()))
    }

    /// The file comes damaged; where that is refused, the clean one follows.
    fn damage(
        &mut self,
        adversity: Adversity,
        damage: Damage,
        clean: Delivery,
        profile: &Profile,
        draws: &mut Draws,
    ) {
        let mut bytes = clean.bytes.clone();
        let rank = draws.below(10_000) as usize;
        if damage.apply(profile, &mut bytes, rank).is_none() {
            self.flow.deliveries.push(clean);
            return;
        }
        let accepted = wire::is_accepted(damage);
        if accepted {
            self.declare(
                adversity,
                Touched::File(clean.id, 1, FileReaction::Accepted),
            );
            self.flow.deliveries.push(Delivery { bytes, ..clean });
            return;
        }
        let later = self.soon(clean.day, draws);
        self.declare(adversity, Touched::File(clean.id, 1, FileReaction::Refused));
        self.declare(
            adversity,
            Touched::File(clean.id, 2, FileReaction::Accepted),
        );
        let again = Delivery {
            day: later,
            name: second_name(&clean.name),
            ..clean.clone()
        };
        self.flow.deliveries.push(Delivery { bytes, ..clean });
        self.late.entry(later).or_default().push(again);
    }

    /// The file comes, and comes again.
    fn twice(&mut self, adversity: Adversity, clean: Delivery, draws: &mut Draws) {
        let later = self.soon(clean.day, draws);
        self.declare(
            adversity,
            Touched::File(clean.id, 2, FileReaction::Duplicate),
        );
        let again = Delivery {
            day: later,
            name: second_name(&clean.name),
            ..clean.clone()
        };
        self.late.entry(later).or_default().push(again);
        self.flow.deliveries.push(clean);
    }

    /// The day is over: what was put off until then is delivered.
    pub(crate) fn end_day(&mut self, day: Day) {
        let due = self.late.remove(&day).into_iter().flatten();
        self.flow.deliveries.extend(due);
    }

    /// The world is over: everything that is still on its way is delivered.
    pub(crate) fn end(mut self) -> Flow {
        self.flow
            .deliveries
            .extend(self.late.into_values().flatten());
        self.flow
    }
}

fn second_name(name: &str) -> String {
    name.strip_suffix(".noe")
        .map_or_else(|| format!("{name}.2"), |stem| format!("{stem}.2.noe"))
}
