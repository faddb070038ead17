//! Teeth, glasses, hearing aids.

use std::collections::BTreeMap;

use domain::Day;
use oracle::amo::{Dental, Kind, Optics};

use super::care::{Year, euros};
use super::counts::{Counts, NTH, of_age};
use super::renewals::due;

const CROWNS: [&str; 4] = [
    "care/dental/crowns/0/price",
    "care/dental/crowns/1/price",
    "care/dental/crowns/2/price",
    "care/dental/crowns/3/price",
];

pub(super) fn dental(counts: &mut Counts, year: &Year<'_>) {
    let rates = &year.data.care.dental.value;
    let end = year.days.1;
    let with = |wanted: fn(&Dental) -> bool| {
        let acts = year.all();
        acts.filter_map(move |act| match &act.care.kind {
            Kind::Dental(dental) if wanted(dental) => Some((&act.care, *dental, act)),
            _ => None,
        })
    };
    let check_ups: Vec<Day> = with(|what| *what == Dental::Consultation)
        .map(|(care, ..)| care.day)
        .collect();
    if let Some(day) = check_ups.first() {
        counts.value("care/dental/from-age", year.age(*day).into());
    }
    let age = year.age(year.days.0);
    if year.whole() && age >= rates.from_age {
        let seen = check_ups.len() as u64;
        let each = due(rates.every.from, rates.every.to, 25);
        let due = u64::from(rates.goes.at(age)) * each / 1_000;
        counts.awaited("care/dental/goes", of_age(age), seen, due);
    }
    for check_up in check_ups {
        let within = |day: Day, days: i32| day > check_up && day <= check_up.plus(days);
        let child = year.age(check_up) < 16;
        if check_up.plus(62) <= end {
            let mut appointments: BTreeMap<Day, i64> = BTreeMap::new();
            for (care, dental, _) in with(|what| matches!(what, Dental::Care(_))) {
                if !within(care.day, 62) {
                    continue;
                }
                *appointments.entry(care.day).or_default() += 1;
                let Dental::Care(Some(item)) = dental else {
                    continue;
                };
                let (path, table) = if child {
                    ("care/dental/child-care", &rates.child_care)
                } else {
                    ("care/dental/care", &rates.care)
                };
                let place = table.iter().position(|row| row.item == item.as_str());
                counts.choose(path, NTH[place.unwrap()]);
            }
            counts.choose("care/dental/appointments", NTH[appointments.len()]);
            for acts in appointments.into_values() {
                counts.value("care/dental/most-acts", acts);
            }
        }
        if !child && check_up.plus(110) <= end {
            let crown = |what: &Dental| {
                matches!(
                    what,
                    Dental::Prosthesis(_) | Dental::ProsthesisWithoutRemainder(_)
                )
            };
            let crown = with(crown).find(|(care, ..)| within(care.day, 110));
            counts.hit("care/dental/crown", "", crown.is_some());
            if let Some((care, dental, act)) = crown {
                let code = act.code.unwrap();
                let place = rates.crowns.iter().position(|row| match dental {
                    Dental::ProsthesisWithoutRemainder(item) => {
                        item.is_some_and(|item| item.as_str() == row.item)
                    }
                    // By the code of its line: PF1 moderated, PFC free.
                    _ => row.item == "couronne" && (row.price.to > 550) == (code.as_str() == "PFC"),
                });
                let place = place.unwrap();
                counts.choose("care/dental/crowns", NTH[place]);
                counts.value(CROWNS[place], euros(care));
            }
        }
    }
}

pub(super) fn orthodontics(counts: &mut Counts, year: &Year<'_>) {
    let rates = &year.data.care.orthodontics.value;
    if !year.whole() {
        return;
    }
    let of = |wanted: Dental| {
        let acts = year.all();
        acts.filter(move |act| act.care.kind == Kind::Dental(wanted))
            .map(|act| act.care.fee.0)
    };
    let seen = of(Dental::Orthodontics).count() as u64;
    let (from, to) = (
        i64::from(rates.age_in_days.from),
        i64::from(rates.age_in_days.to),
    );
    let age = i64::from(year.days.0.since(year.person.born));
    let length = i64::from(year.days.1.since(year.days.0)) + 1;
    let (least, most) = (
        i64::from(rates.semesters.from),
        i64::from(rates.semesters.to),
    );
    let mut due = 0;
    for rank in 0..most {
        // That it has more semesters, and that this one begins within the year.
        let longer =
            (most - rank.max(least - 1)).min(most - least + 1) * 1_000_000 / (most - least + 1);
        let first = (age - rank * 1_826 / 10).max(from);
        let last = (age + length - 1 - rank * 1_826 / 10).min(to);
        due += longer * (last - first + 1).max(0) / (to - from + 1);
    }
    if due > 0 {
        let due = u64::try_from(due).unwrap() * u64::from(rates.treated) / 1_000;
        counts.awaited("care/orthodontics/treated", "", seen, due);
    }
    let price = of(Dental::Orthodontics).next();
    if let Some(price) = price {
        counts.value("care/orthodontics/price", price / 100);
        let retention = of(Dental::Retention1).chain(of(Dental::Retention2)).next();
        if let Some(asked) = retention {
            counts.value("care/orthodontics/retention", asked * 100 / price);
        }
    }
}

pub(super) fn optics(counts: &mut Counts, year: &Year<'_>) {
    let rates = &year.data.care.optics.value;
    let mut pairs = 0;
    let mut contacts = 0;
    for (_, acts) in year.acts() {
        let Kind::Optics(kind) = acts[0].care.kind else {
            continue;
        };
        let first = euros(&acts[0].care);
        if kind == Optics::Contacts {
            contacts += 1;
            counts.value("care/optics/contacts-price", first);
            continue;
        }
        pairs += 1;
        assert_eq!(acts.len(), 3, "a frame and two lenses");
        let class_a = kind == Optics::FrameA;
        counts.hit("care/optics/class-a", "", class_a);
        if class_a {
            counts.value("care/optics/frame-a", acts[0].care.fee.0);
            counts.value("care/optics/lens-a", acts[1].care.fee.0);
            continue;
        }
        counts.value("care/optics/frame-b", first);
        let complex = acts[1].code.unwrap().as_str() == "VM1";
        let age = of_age(year.age(acts[0].care.day));
        counts.hit("care/optics/complex", age, complex);
        let path = if complex {
            "care/optics/lens-complex"
        } else {
            "care/optics/lens-simple"
        };
        counts.value(path, euros(&acts[1].care));
    }
    let age = year.age(year.days.0);
    let legal = |age: i16| match age {
        ..6 => rates.legal.under_6,
        6..16 => rates.legal.under_16,
        _ => rates.legal.adult,
    };
    // Who passes from one group to another within two years waits otherwise.
    if !year.whole() || legal(age) != legal(age + 3) || legal(age) != legal((age - 3).max(0)) {
        return;
    }
    let wearers = u64::from(rates.wearers.at(age));
    let each = due(legal(age), legal(age) + rates.longer, 45);
    counts.awaited(
        "care/optics/wearers",
        of_age(age),
        pairs,
        wearers * each / 1_000,
    );
    let with_lenses = wearers * u64::from(rates.contacts);
    counts.awaited("care/optics/contacts", "", contacts, with_lenses);
}

pub(super) fn hearing(counts: &mut Counts, year: &Year<'_>) {
    let rates = &year.data.care.hearing.value;
    let mut deliveries = 0;
    for (_, acts) in year
        .acts()
        .filter(|(_, acts)| acts[0].care.kind == Kind::HearingAid)
    {
        deliveries += 1;
        counts.hit("care/hearing/one-ear", "", acts.len() == 1);
        let first = acts[0].code.unwrap().as_str() == "PAZ";
        counts.hit("care/hearing/class-1", "", first);
        let path = if first {
            "care/hearing/price-1"
        } else {
            "care/hearing/price-2"
        };
        counts.value(path, euros(&acts[0].care));
    }
    let age = year.age(year.days.0);
    if year.whole() {
        let each = due(rates.every.from, rates.every.to, 60);
        let due = u64::from(rates.equipped.at(age)) * each / 1_000;
        counts.awaited("care/hearing/equipped", of_age(age), deliveries, due);
    }
}
