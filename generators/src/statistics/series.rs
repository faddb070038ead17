//! What goes on for a while: a long disease, a nurse's rounds, series of sessions.

use std::collections::{BTreeMap, BTreeSet};

use caisse::Act;
use domain::Day;
use oracle::amo::{Care, Exemption, Kind, NurseSupplement, Profession};

use super::care::Year;
use super::counts::{Counts, NTH, of_age};

pub(super) fn long_disease(counts: &mut Counts, year: &Year<'_>) {
    if !year.person.long_disease || !year.whole() || year.person.delivers.is_some() {
        return;
    }
    let related = |kind: Kind| {
        let acts = year.all();
        acts.filter(move |act| act.care.kind == kind && act.care.exemption == Exemption::AldRelated)
            .filter_map(|act| act.details.prescribed)
            .collect::<BTreeSet<Day>>()
    };
    let renewals: Vec<Day> = related(Kind::PrescriptionFee).into_iter().collect();
    let analyses = related(Kind::Biology);
    let every = i64::from(year.data.care.chronic.value.every);
    for pair in renewals.windows(2) {
        let days = i64::from(pair[1].since(pair[0]));
        counts.value("care/chronic/every", days);
        counts.value("care/chronic/slack", (days - every).abs());
    }
    let at: Vec<usize> = (0..renewals.len())
        .filter(|nth| analyses.contains(&renewals[*nth]))
        .collect();
    for pair in at.windows(2) {
        counts.value(
            "care/chronic/renewals-an-analysis",
            (pair[1] - pair[0]).try_into().unwrap(),
        );
    }
    let nursing = |act: &&Act| act.care.kind == Kind::Letter(Profession::Infirmier);
    let nurse: Vec<&Act> = year.all().filter(nursing).collect();
    let age = of_age(year.age(year.days.0));
    counts.hit("care/chronic/nursed", age, !nurse.is_empty());
    let Some(first) = nurse.first() else { return };
    counts.hit("care/nurse/packages/share", "", first.code.is_some());
    if let Some(package) = first.code {
        let levels = &year.data.care.nurse.value.packages.levels;
        let place = levels.iter().position(|row| row.level.code() == package);
        let place = place.unwrap();
        counts.choose("care/nurse/packages/levels", NTH[place]);
        counts.value(PRICES[place], first.care.fee.0);
        assert_eq!(
            i64::try_from(nurse.len()).unwrap(),
            days_of(year),
            "one a day"
        );
        return;
    }
    let nurse: Vec<&Care> = nurse.iter().map(|act| &act.care).collect();
    let first = nurse[0];
    counts.hit("care/third-party/nurse", "", first.third_party);
    let travels: Vec<Day> = year
        .all()
        .filter(|act| act.care.kind == Kind::NurseSupplement(NurseSupplement::Travel))
        .map(|act| act.care.day)
        .collect();
    let visits = i64::try_from(travels.len()).unwrap();
    let days = i64::from(travels.last().unwrap().since(travels[0]));
    // Closed days put some visits off by one or two.
    counts.value("care/nurse/every", (days + (visits - 1) / 2) / (visits - 1));
    let coefficient = nurse.iter().map(|care| care.coefficient).max().unwrap();
    let rates = &year.data.care.nurse.value;
    let place = rates
        .coefficients
        .iter()
        .position(|row| row.number == coefficient);
    counts.choose("care/nurse/coefficients", NTH[place.unwrap()]);
    let acts = nurse.len() / travels.len();
    let place = rates
        .acts
        .iter()
        .position(|row| row.number as usize == acts);
    counts.choose("care/nurse/acts", NTH[place.unwrap()]);
}

/// Days of the year.
fn days_of(year: &Year<'_>) -> i64 {
    i64::from(year.days.1.since(year.days.0)) + 1
}

/// What the levels of daily packages cost.
const PRICES: [&str; 3] = [
    "care/nurse/packages/levels/0/price",
    "care/nurse/packages/levels/1/price",
    "care/nurse/packages/levels/2/price",
];

/// The paths of a profession.
pub(super) struct Paths {
    profession: Profession,
    begin: &'static str,
    sessions: &'static str,
    apart: &'static str,
    together: &'static str,
    coefficients: &'static str,
}

pub(super) const PHYSIOTHERAPIST: Paths = Paths {
    profession: Profession::Kine,
    begin: "care/physiotherapist/begin-a-month",
    sessions: "care/physiotherapist/sessions",
    apart: "care/physiotherapist/apart",
    together: "care/physiotherapist/billed-together",
    coefficients: "care/physiotherapist/coefficients",
};

pub(super) const SPEECH_THERAPIST: Paths = Paths {
    profession: Profession::Orthophoniste,
    begin: "care/speech-therapist/begin-a-month",
    sessions: "care/speech-therapist/sessions",
    apart: "care/speech-therapist/apart",
    together: "care/speech-therapist/billed-together",
    coefficients: "care/speech-therapist/coefficients",
};

pub(super) fn sessions(counts: &mut Counts, year: &Year<'_>, paths: &Paths) {
    if !year.whole() {
        return;
    }
    let rates = match paths.profession {
        Profession::Kine => &year.data.care.physiotherapist.value,
        _ => &year.data.care.speech_therapist.value,
    };
    let mut series: BTreeMap<Day, Vec<&Care>> = BTreeMap::new();
    for (_, acts) in year.acts() {
        if acts[0].care.kind != Kind::Letter(paths.profession) {
            continue;
        }
        counts.value(paths.together, acts.len().try_into().unwrap());
        for act in acts {
            series
                .entry(act.details.prescribed.unwrap())
                .or_default()
                .push(&act.care);
        }
    }
    let (start, end) = year.days;
    // Longer by a day each than they are on average: closed days.
    let most = rates.sessions.to * (rates.apart.from + rates.apart.to + 2) / 2;
    // In the order in which they begin.
    let mut all: Vec<Vec<&Care>> = series.into_values().collect();
    all.iter_mut()
        .for_each(|one| one.sort_by_key(|care| care.day));
    all.sort_by_key(|one| one[0].day);
    for one in &all {
        let begins = one[0].day;
        counts.hit("care/third-party/sessions", "", one[0].third_party);
        let place = rates
            .coefficients
            .iter()
            .position(|row| row.number == one[0].coefficient);
        counts.choose(paths.coefficients, NTH[place.unwrap()]);
        for pair in one.windows(2) {
            let from = pair[0].day;
            let open = (rates.apart.from..=rates.apart.to)
                .all(|days| !crate::care::is_closed(from.plus(days.cast_signed())));
            if open {
                counts.value(paths.apart, pair[1].day.since(from).into());
            }
        }
        // Begun in the world, and ended in it.
        if begins > start.plus(25) && begins.plus(most.cast_signed()) <= end {
            counts.value(paths.sessions, one.len().try_into().unwrap());
        }
    }
    // A series begins only where none goes on.
    for month in year.months() {
        let next = month.plus_months(1);
        let goes_on = all.iter().any(|one| {
            let last = one
                .last()
                .unwrap()
                .day
                .plus(rates.apart.to.cast_signed() + 2);
            one[0].day < month && last >= month
        });
        // What began before the world is not known to have begun then.
        if goes_on || month == start {
            continue;
        }
        let begins = all
            .iter()
            .any(|one| one[0].day >= month && one[0].day < next);
        counts.hit(paths.begin, of_age(year.age(month)), begins);
    }
}

pub(super) fn psychologist(counts: &mut Counts, year: &Year<'_>) {
    let days: Vec<Day> = year
        .all()
        .filter(|act| act.care.kind == Kind::Psychologist)
        .map(|act| act.care.day)
        .collect();
    if !year.whole() {
        return;
    }
    for month in year.months().take_while(|month| month.month() <= 8) {
        let begins = days.first().is_some_and(|day| day.month() == month.month());
        counts.hit(
            "care/psychologist/begin-a-month",
            of_age(year.age(month)),
            begins,
        );
        if begins {
            break;
        }
    }
    for pair in days.windows(2) {
        counts.value("care/psychologist/apart", pair[1].since(pair[0]).into());
    }
    if days.first().is_some_and(|day| day.month() <= 6) {
        counts.value("care/psychologist/sessions", days.len().try_into().unwrap());
    }
}
