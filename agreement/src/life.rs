//! A life: one person, and care that follows on care, so that counters fill up.

use std::sync::LazyLock;

use domain::{Cents, Day, PsNumber};
use oracle::amo::{Care, Cover, Exemption, Parcours, Patient, Regime};
use oracle::law::Law;
use second_amo::{Act, LongDisease, Maternity, Pathway, Person, Place, Setting};

use crate::care::{self, Done};
use crate::draws::Draws;

/// Acts of a life.
pub(crate) const ACTS: u64 = 40;

/// An act told to both oracles.
pub(crate) struct Told {
    pub(crate) patient: Patient,
    pub(crate) care: Care,
    pub(crate) person: Person,
    pub(crate) act: Act,
}

/// A person whose care is drawn.
pub(crate) struct Life {
    draws: Draws,
    birth: Day,
    regime: Regime,
    cover: Cover,
    /// Around what day the care lies.
    anchor: Day,
    /// Day of the last act.
    last: Day,
    /// The kind of care that comes again and again, so that its counters fill up.
    habit: u32,
    /// Kind and executor of the last act.
    before: (u32, PsNumber),
}

/// Every day on which a figure of the law changes.
static CHANGES: LazyLock<Vec<Day>> = LazyLock::new(|| {
    let all = Law::embedded().all();
    let mut days: Vec<Day> = all
        .flat_map(|series| series.changes().map(|(day, _)| day))
        .collect();
    days.sort_unstable();
    days.dedup();
    days
});

impl Life {
    pub(crate) fn new(seed: u64, number: u64) -> Self {
        let mut draws = Draws::new(seed, number);
        let (first, last) = Law::embedded().span();
        let anchor = if draws.percent(30) {
            draws.pick(&CHANGES)
        } else {
            first.plus(draws.between(0, last.since(first)))
        };
        let years = match draws.below(20) {
            ..2 => draws.between(0, 6),
            2..4 => draws.between(6, 15),
            4..8 => draws.between(15, 26),
            8..17 => draws.between(26, 79),
            _ => draws.between(78, 95),
        };
        // Birthdays that fall on care or on the first of the year, where ages turn.
        let birth = anchor.plus_months(-12 * years);
        let birth = match draws.below(5) {
            0 => birth.plus(draws.between(-3, 3)),
            1 => Day::new(birth.year(), 1, 1).map_or(birth, |day| day.plus(draws.between(-1, 1))),
            _ => birth.plus(-draws.between(0, 365)),
        };
        let cover = match draws.below(40) {
            0 => Cover::C2s,
            1 => Cover::StateAid,
            2 => Cover::MilitaryPension,
            3 => Cover::Terrorism,
            _ => Cover::None,
        };
        let regime = if draws.percent(12) {
            Regime::AlsaceMoselle
        } else {
            Regime::General
        };
        let habit = draws.below(care::KINDS);
        Self {
            draws,
            birth,
            regime,
            cover,
            anchor,
            last: anchor.max(birth),
            habit,
            before: (habit, PsNumber::default()),
        }
    }

    /// Whether the next event is a cancellation, and of which of so many settled acts.
    pub(crate) fn cancels(&mut self, settled: usize) -> Option<usize> {
        let settled = u32::try_from(settled).unwrap_or(u32::MAX);
        (settled > 0 && self.draws.percent(8)).then(|| self.draws.below(settled) as usize)
    }

    /// The next act.
    pub(crate) fn next(&mut self, id: u64) -> Told {
        // One act in eight follows on another of its kind, in the same session.
        let again = self.draws.percent(12);
        let day = if again { self.last } else { self.day() };
        let draws = &mut self.draws;
        let kind = match again {
            true => self.before.0,
            false if draws.percent(40) => self.habit,
            false => draws.below(care::KINDS),
        };
        let done = care::draw(draws, kind, day, self.birth);
        let exemption = match draws.below(100) {
            ..5 => Exemption::AldRelated,
            5..8 => Exemption::Maternity,
            8..11 => Exemption::WorkAccident,
            11..14 => Exemption::Invalidity,
            14..17 => Exemption::Prevention,
            _ => Exemption::None,
        };
        let (parcours, pathway) = match draws.below(20) {
            0..5 => (Parcours::Out, Pathway::Outside),
            5 => (Parcours::Urgency, Pathway::Urgent),
            6 => (Parcours::Away, Pathway::AwayFromHome),
            7 => (Parcours::Locum, Pathway::Locum),
            8 => (Parcours::AuthorisedOverrun, Pathway::AuthorisedOverrun),
            _ => (Parcours::In, Pathway::Within),
        };
        let long_disease = match exemption {
            Exemption::AldRelated => LongDisease::Related,
            _ if draws.percent(5) => LongDisease::Unrelated,
            _ => LongDisease::None,
        };
        let maternity = pregnancy(draws, day, exemption == Exemption::Maternity);
        let executor = if again {
            self.before.1
        } else {
            PsNumber::new(750_000_000 + draws.below(3)).unwrap_or_default()
        };
        self.before = (kind, executor);
        let third_party = draws.percent(30);
        let patient = Patient {
            birth: self.birth,
            regime: self.regime,
            cover: self.cover,
        };
        let mut care = Care {
            day,
            kind: done.kind,
            fee: Cents::ZERO,
            quantity: done.quantity,
            coefficient: done.coefficient,
            count: done.examinations,
            base: done.base.or(done.base_of_boxes),
            parcours,
            exemption,
            executor,
            third_party,
        };
        care.fee = fee(draws, self.birth, &care);
        let person = Person {
            birth: self.birth,
            local_scheme: self.regime == Regime::AlsaceMoselle,
            maternity,
            invalidity_pension: exemption == Exemption::Invalidity,
            c2s: self.cover == Cover::C2s,
            state_medical_aid: self.cover == Cover::StateAid,
            military_pension: self.cover == Cover::MilitaryPension,
            terrorism_victim: self.cover == Cover::Terrorism,
        };
        let Done {
            care: done, base, ..
        } = done;
        let act = Act {
            id,
            date: day,
            place: Place::Metropolitan,
            care: done,
            quantity: u32::from(care.quantity),
            fee: care.fee,
            base_on_line: base,
            professional: executor,
            long_disease,
            work_accident: exemption == Exemption::WorkAccident,
            prevention: exemption == Exemption::Prevention,
            pathway,
            setting: Setting::Town,
            third_party_payment: third_party,
        };
        Told {
            patient,
            care,
            person,
            act,
        }
    }

    /// Often the day before again, often within the year of the others, never before the birth.
    fn day(&mut self) -> Day {
        let draws = &mut self.draws;
        let day = match draws.below(100) {
            ..45 => self.last,
            45..75 => self.anchor.plus(draws.between(-20, 20)),
            75..92 => self.anchor.plus(draws.between(-180, 180)),
            92..99 => draws.pick(&CHANGES).plus(draws.between(-1, 1)),
            _ => {
                let (first, last) = Law::embedded().span();
                first.plus(draws.between(-1, last.since(first) + 1))
            }
        };
        self.last = day.max(self.birth);
        self.last
    }
}

/// A pregnancy whose span, from the first day of the sixth month to twelve days after the birth, holds the day
/// or just does not; none for most.
fn pregnancy(draws: &mut Draws, day: Day, holds: bool) -> Option<Maternity> {
    if holds {
        let began = day.plus_months(-5).plus(-draws.between(0, 60));
        let birth = draws.percent(40).then(|| day.plus(-draws.between(0, 12)));
        return Some(Maternity { began, birth });
    }
    match draws.below(50) {
        0 => Some(Maternity {
            began: day.plus_months(-5).plus(draws.between(3, 60)),
            birth: None,
        }),
        1 => Some(Maternity {
            began: day.plus_months(-9),
            birth: Some(day.plus(-draws.between(13, 30))),
        }),
        _ => None,
    }
}

/// The base, more, less, or any amount.
fn fee(draws: &mut Draws, birth: Day, care: &Care) -> Cents {
    let base = oracle::amo::base(Law::embedded(), birth, care).ok();
    match (base, draws.below(10)) {
        (Some(base), ..5) => base,
        (Some(base), 5..8) => base + draws.cents(0, 5_000),
        (Some(Cents(base)), 8) => Cents(base * i64::from(draws.below(101)) / 100),
        _ => draws.cents(0, 15_000),
    }
}
