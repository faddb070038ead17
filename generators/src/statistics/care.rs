//! The care of a person in a year, as it is lived: before it is sent, and whatever the contract.

use std::collections::{BTreeMap, BTreeSet};

use caisse::{Act, Bill};
use domain::{Day, PsNumber};
use oracle::amo::{
    Care, Doctor, DrugLabel, Exemption, Kind, Means, Midwife, Optics, Parcours, Sector, Tariff,
};

use super::counts::{Counts, NTH, of_age};
use super::{accidents, devices, series, stays, visits as of_their_own};
use crate::WorldData;
use crate::care::Sheet;
use crate::people::Inhabitant;
use oracle::law::Law;

/// A person's year.
pub(super) struct Year<'a> {
    pub(super) data: &'a WorldData,
    pub(super) person: &'a Inhabitant,
    pub(super) sheets: &'a [Sheet],
    pub(super) days: (Day, Day),
}

impl Year<'_> {
    pub(super) fn age(&self, day: Day) -> i16 {
        day.age(self.person.born)
    }

    /// The first days of the months in which the person lives.
    pub(super) fn months(&self) -> impl Iterator<Item = Day> {
        let (start, end) = self.days;
        (0..)
            .map(move |month| start.plus_months(month))
            .take_while(move |day| *day <= end)
            .filter(|day| self.person.lives_on(*day))
    }

    pub(super) fn acts(&self) -> impl Iterator<Item = (&Sheet, &[Act])> {
        self.sheets.iter().filter_map(|sheet| match &sheet.bill {
            Bill::Town(acts) => Some((sheet, acts.as_slice())),
            _ => None,
        })
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Act> {
        self.acts().flat_map(|(_, acts)| acts)
    }

    pub(super) fn stays(&self) -> usize {
        let stays = self.sheets.iter().filter_map(|sheet| match &sheet.bill {
            Bill::Stay(bill) => Some(bill.stay.entry),
            _ => None,
        });
        stays.collect::<BTreeSet<_>>().len()
    }

    /// There all year, in town.
    pub(super) fn whole(&self) -> bool {
        self.person.lives_on(self.days.0) && self.person.died.is_none() && self.stays() == 0
    }
}

/// Counts a person's year.
pub(super) fn count(counts: &mut Counts, year: &Year<'_>) {
    // What comes of an accident looks like the rest: who had one is counted for it alone.
    if accidents::count(counts, year) {
        return;
    }
    visits(counts, year);
    of_their_own::count(counts, year);
    for (_, acts) in year.acts() {
        sheet(counts, year, acts);
    }
    series::long_disease(counts, year);
    series::sessions(counts, year, &series::PHYSIOTHERAPIST);
    series::sessions(counts, year, &series::SPEECH_THERAPIST);
    pregnancy(counts, year);
    midwife(counts, year);
    examinations(counts, year);
    devices::dental(counts, year);
    devices::orthodontics(counts, year);
    devices::optics(counts, year);
    devices::hearing(counts, year);
    stays::count(counts, year);
    transport(counts, year);
    series::psychologist(counts, year);
}

/// A visit of the two kinds that are drawn by the month: the doctor, and whether it was a technical act.
fn visit(act: &Act) -> Option<(Doctor, bool)> {
    match act.care.kind {
        Kind::Consultation {
            tariff: Tariff::ExamenEnfantCoe | Tariff::ExamenEnfantCoh,
            ..
        } => None,
        Kind::Consultation { doctor, .. } => Some((doctor, false)),
        Kind::Technical { doctor, .. } if act.details.prescribed.is_none() => Some((doctor, true)),
        _ => None,
    }
}

pub(super) fn euros(care: &Care) -> i64 {
    care.fee.0 / 100
}

fn visits(counts: &mut Counts, year: &Year<'_>) {
    let pregnant = year.person.delivers.is_some();
    let mut seen: BTreeMap<(bool, &str), u64> = BTreeMap::new();
    let mut prescribed: BTreeSet<(&str, PsNumber, Day)> = BTreeSet::new();
    for act in year.all() {
        let what = match act.care.kind {
            Kind::PrescriptionFee => "care/after-a-visit/pharmacy",
            Kind::Biology => "care/after-a-visit/biology",
            Kind::Technical { .. } => "care/after-a-visit/imaging",
            _ => continue,
        };
        if let Some(day) = act.details.prescribed {
            prescribed.insert((what, act.details.prescriber, day));
        }
    }
    for act in year.all() {
        let Some((doctor, technical)) = visit(act) else {
            continue;
        };
        let (care, age) = (&act.care, year.age(act.care.day));
        let special = doctor.specialty != 1;
        fee(counts, year, care, doctor, technical);
        if !special && year.person.long_disease && !pregnant {
            counts.hit("care/related", "", care.exemption == Exemption::AldRelated);
        }
        if !special {
            counts.choose(
                "care/days/season",
                NTH[usize::from(care.day.month().unsigned_abs()) - 1],
            );
            // Each day of the week as often, and no holiday.
            if care.day.month() == 2 {
                counts.choose("care/days/weekday", NTH[weekday(care.day)]);
            }
        }
        if pregnant {
            continue;
        }
        *seen.entry((special, of_age(age))).or_default() += 1;
        let settled = care.day.plus(31) <= year.days.1;
        if settled && !year.person.long_disease {
            for what in [
                "care/after-a-visit/pharmacy",
                "care/after-a-visit/biology",
                "care/after-a-visit/imaging",
            ] {
                let came = prescribed.contains(&(what, care.executor, care.day));
                counts.hit(what, "", came);
            }
        }
        let out = care.parcours == Parcours::Out;
        if !special && age >= 16 {
            counts.hit("care/out-of-parcours/generaliste", "", out);
        }
        if special {
            specialist(counts, year, act, doctor, technical);
        }
    }
    for month in year.months().filter(|_| !pregnant) {
        let age = of_age(year.age(month));
        for (path, special) in [
            ("care/visits-per-month/generaliste", false),
            ("care/visits-per-month/specialiste", true),
        ] {
            let visits = seen.remove(&(special, age)).unwrap_or(0);
            counts.add(path, age, visits, 1);
        }
    }
}

fn weekday(day: Day) -> usize {
    let monday: Day = "2024-01-01".parse().unwrap();
    usize::try_from(day.since(monday).rem_euclid(7)).unwrap()
}

fn specialist(counts: &mut Counts, year: &Year<'_>, act: &Act, doctor: Doctor, technical: bool) {
    let (care, age) = (&act.care, year.age(act.care.day));
    if age < 16 {
        counts.hit(
            "care/specialists/paediatrician-of-a-child",
            "",
            doctor.specialty == 12,
        );
    } else if doctor.sector != Sector::Three {
        counts.hit("care/specialists/technical", "", technical);
    }
    let woman = year.person.female && year.age(year.days.0) >= 18;
    if woman && age < 75 {
        counts.hit(
            "care/specialists/gynaecologist-of-a-woman",
            "",
            doctor.specialty == 7,
        );
    }
    if age >= 16 && !technical && ![7, 12].contains(&doctor.specialty) {
        let out = care.parcours == Parcours::Out;
        counts.hit("care/out-of-parcours/specialiste", "", out);
    }
    if technical {
        tariff(
            counts,
            "care/specialists/acts",
            &year.data.care.specialists.value.acts,
            care,
        );
    }
}

/// The row of a technical act: no two have one tariff.
fn tariff(
    counts: &mut Counts,
    path: &'static str,
    table: &[crate::care::TechnicalRow],
    care: &Care,
) {
    let tariff = care.base.unwrap().0;
    let place = table.iter().position(|row| i64::from(row.tariff) == tariff);
    counts.choose(path, NTH[place.unwrap()]);
}

/// What the doctor asks beyond the tariff.
fn fee(counts: &mut Counts, year: &Year<'_>, care: &Care, doctor: Doctor, technical: bool) {
    if doctor.sector == Sector::Three {
        counts.value("care/overruns/secteur-3", euros(care));
        return;
    }
    if technical {
        return;
    }
    let base = oracle::amo::base(Law::embedded(), year.person.born, care).unwrap();
    let over = (care.fee - base).0 * 1_000 / base.0;
    let special = doctor.specialty != 1;
    let path = match (special, doctor.sector) {
        (false, Sector::TwoOptam) => "care/overruns/generaliste/optam",
        (false, Sector::Two) => "care/overruns/generaliste/secteur-2",
        (true, Sector::TwoOptam) => "care/overruns/specialiste/optam",
        (true, Sector::Two) => "care/overruns/specialiste/secteur-2",
        _ => {
            assert_eq!(over, 0, "secteur 1 keeps to the tariff");
            return;
        }
    };
    counts.value(path, over);
    if special {
        counts.value("care/overruns/mean", over);
    }
}

/// What one sheet holds.
fn sheet(counts: &mut Counts, year: &Year<'_>, acts: &[Act]) {
    let data = &year.data.care;
    let Some(first) = acts.first() else { return };
    match first.care.kind {
        Kind::Drug(_) => drugs(counts, acts),
        Kind::Biology => {
            counts.hit("care/third-party/biology", "", first.care.third_party);
            let lines = acts.iter().filter(|act| act.care.kind == Kind::Biology);
            let many = lines.clone().count();
            counts.choose("care/biology/lines", NTH[many - 1]);
            for line in lines {
                counts.value(
                    "care/biology/coefficient",
                    i64::from(line.care.coefficient) / 100,
                );
                counts.value("care/biology/most-examinations", line.care.count.into());
            }
            let sampling = acts
                .iter()
                .find(|act| matches!(act.care.kind, Kind::Sampling { .. }));
            counts.hit("care/biology/sampling", "", sampling.is_some());
            if let Some(act) = sampling {
                counts.value("care/biology/sampling-price", act.care.fee.0);
            }
        }
        Kind::Technical { .. } if first.details.prescribed.is_some() => {
            let ours = &data.pregnancy.value.ultrasounds;
            let base = first.care.base.unwrap().0;
            if ours.iter().any(|row| i64::from(row.tariff) == base) {
                tariff(counts, "care/pregnancy/ultrasounds", ours, &first.care);
            } else {
                let table = &data.specialists.value.imaging;
                tariff(counts, "care/specialists/imaging", table, &first.care);
            }
        }
        Kind::Optics(Optics::Contacts) => {}
        Kind::Optics(_) | Kind::HearingAid => {
            counts.hit("care/third-party/devices", "", first.care.third_party);
        }
        Kind::Transport { .. } => {
            counts.hit("care/third-party/transport", "", first.care.third_party);
            counts.value("care/transport/price", euros(&first.care));
        }
        _ => {}
    }
}

fn drugs(counts: &mut Counts, acts: &[Act]) {
    counts.hit("care/third-party/pharmacy", "", acts[0].care.third_party);
    let mut many = 0;
    for care in acts.iter().map(|act| &act.care) {
        let Kind::Drug(label) = care.kind else {
            continue;
        };
        many += 1;
        let label = match label {
            DrugLabel::Cent => "cent",
            DrugLabel::SoixanteCinq => "soixante-cinq",
            DrugLabel::Trente => "trente",
            DrugLabel::Quinze => "quinze",
        };
        counts.choose("care/drugs/labels", label);
        counts.choose("care/drugs/boxes", NTH[usize::from(care.quantity) - 1]);
        counts.value("care/drugs/price", care.fee.0 / i64::from(care.quantity));
        counts.hit("care/drugs/above-base", "", care.base.unwrap() < care.fee);
    }
    counts.choose("care/drugs/drugs", NTH[many - 1]);
}

fn pregnancy(counts: &mut Counts, year: &Year<'_>) {
    let Some(birth) = year.person.delivers else {
        return;
    };
    let (start, end) = year.days;
    let with = |kind: Kind| year.all().filter(move |act| act.care.kind == kind);
    if birth >= start.plus(60) && birth <= end.plus(90) {
        let by_midwife = with(Kind::Midwife(Midwife::Consultation)).next().is_some();
        counts.hit("care/pregnancy/followed-by-a-midwife", "", by_midwife);
    }
    let sessions = with(Kind::Midwife(Midwife::Letter)).map(|act| act.care.coefficient);
    let sessions: Vec<u32> = sessions.collect();
    for coefficient in &sessions {
        counts.value("care/pregnancy/session-coefficient", (*coefficient).into());
    }
    let elsewhere = year.sheets.iter().any(|sheet| match &sheet.bill {
        Bill::Stay(bill) => bill.stay.entry != birth,
        _ => false,
    });
    // The law has no figure for a session before February 2025.
    if birth >= start.plus(95) && birth <= end && !elsewhere {
        counts.value(
            "care/pregnancy/sessions",
            sessions.len().try_into().unwrap(),
        );
    }
}

fn midwife(counts: &mut Counts, year: &Year<'_>) {
    let woman = year.person.female && year.age(year.days.0) >= 18;
    if !woman || year.person.delivers.is_some() {
        return;
    }
    let mut visits = 0;
    for act in year
        .all()
        .filter(|act| act.care.kind == Kind::Midwife(Midwife::Consultation))
    {
        visits += 1;
        // The age of the month counts.
        let month = Day::new(act.care.day.year(), act.care.day.month(), 1).unwrap();
        counts.value("care/midwife/ages", year.age(month).into());
    }
    let ages = &year.data.care.midwife.value.ages;
    for month in year.months() {
        if (ages.from..=ages.to).contains(&u32::try_from(year.age(month)).unwrap()) {
            counts.add(
                "care/midwife/visits-a-month",
                "",
                std::mem::take(&mut visits),
                1,
            );
        }
    }
}

fn examinations(counts: &mut Counts, year: &Year<'_>) {
    let rates = &year.data.care.children.value;
    let (start, end) = year.days;
    let born = year.person.born;
    for (nth, row) in rates.examinations.iter().enumerate() {
        let from = born.plus(row.days.cast_signed());
        // The next one of its kind may be due two days later.
        let to = crate::care::open_day(from.plus(rates.late.cast_signed() - 1));
        if from < start || to > end {
            continue;
        }
        let tariff = if row.certificate {
            Tariff::ExamenEnfantCoe
        } else {
            Tariff::ExamenEnfantCoh
        };
        let seen = year.all().find(|act| {
            let is =
                matches!(act.care.kind, Kind::Consultation { tariff: own, .. } if own == tariff);
            is && act.care.day >= from && act.care.day <= to
        });
        // The first ones are so near to one another that one may be taken for the next.
        if let Some(act) = seen.filter(|_| row.days > 60) {
            let days = (0..rates.late.cast_signed())
                .map(|late| crate::care::open_day(from.plus(late)).since(from));
            let ones: Vec<i32> = days.collect();
            counts.shifted("care/children/late", act.care.day.since(from), &ones);
        }
        let seen = seen.is_some();
        counts.hit("care/children/attendance", "", seen);
        let due = u64::from(rates.attendance) * 1_000;
        counts.awaited("care/children/examinations", NTH[nth], seen.into(), due);
    }
}

fn transport(counts: &mut Counts, year: &Year<'_>) {
    let mut series: BTreeMap<i8, (Means, i64)> = BTreeMap::new();
    let mut urgent = BTreeSet::new();
    for act in year.all() {
        let Kind::Transport {
            means,
            urgent: called,
        } = act.care.kind
        else {
            continue;
        };
        if called {
            urgent.insert(act.care.day.month());
            continue;
        }
        let exempt = act.care.exemption != Exemption::None;
        counts.hit("care/transport/at-100", "", exempt);
        series.entry(act.care.day.month()).or_insert((means, 0)).1 += 1;
    }
    for (means, rides) in series.values() {
        let place = match means {
            Means::Ambulance => 0,
            Means::Vsl => 1,
            _ => 2,
        };
        counts.choose("care/transport/means", NTH[place]);
        if year.whole() {
            counts.value("care/transport/rides", *rides);
        }
    }
    for month in year.months() {
        let age = of_age(year.age(month));
        let begins = series.contains_key(&month.month());
        if year.person.long_disease {
            counts.hit("care/transport/series-of-a-long-disease", "", begins);
        } else {
            counts.hit("care/transport/series", age, begins);
        }
        counts.hit(
            "care/transport/urgent",
            age,
            urgent.contains(&month.month()),
        );
    }
}
