//! Stays in hospital, of births too, and visits to the emergencies.

use std::collections::BTreeMap;

use caisse::{Bill, StayBill};
use domain::Day;
use oracle::amo::stay::{Discipline, Entitlement, Ground, Mode, Price};

use super::care::Year;
use super::counts::{Counts, NTH, of_age};

/// The paths of a field of the five kinds.
macro_rules! of_kinds {
    ($field:literal) => {
        [
            concat!("care/hospital/kinds/0/", $field),
            concat!("care/hospital/kinds/1/", $field),
            concat!("care/hospital/kinds/2/", $field),
            concat!("care/hospital/kinds/3/", $field),
            concat!("care/hospital/kinds/4/", $field),
        ]
    };
}

const NIGHTS: [&str; 5] = of_kinds!("nights");
const PRICE: [&str; 5] = of_kinds!("price");
const DAILY: [&str; 5] = of_kinds!("daily");
const RELATED: [&str; 5] = of_kinds!("related");
const ROOM: [&str; 5] = of_kinds!("room");
const ROOM_PRICE: [&str; 5] = of_kinds!("room-price");
const ACT: [&str; 5] = of_kinds!("act");
const ANAESTHESIA: [&str; 5] = of_kinds!("anaesthesia");
/// The last month whose stays end within the year.
const LAST_MONTH: i8 = 9;

pub(super) fn count(counts: &mut Counts, year: &Year<'_>) {
    let mut stays: BTreeMap<Day, Vec<&StayBill>> = BTreeMap::new();
    let mut emergencies = 0;
    for sheet in year.sheets {
        match &sheet.bill {
            Bill::Stay(bill) => stays.entry(bill.stay.entry).or_default().push(bill),
            Bill::Emergency(_) => emergencies += 1,
            Bill::Town(_) => {}
        }
    }
    let person = year.person;
    let mut begun = 0;
    for (entry, bills) in stays {
        let period = bills[0].period.unwrap();
        let exit = bills[bills.len() - 1].period.unwrap().to;
        let nights = i64::from(exit.since(entry));
        let of_birth = person.delivers == Some(entry);
        if of_birth || person.born == entry {
            // The later ones are not over.
            if entry.plus(10) <= year.days.1 {
                counts.value("care/pregnancy/nights", nights);
            }
            let path = if of_birth {
                "care/pregnancy/ghs"
            } else {
                "care/pregnancy/newborn-ghs"
            };
            counts.value(path, euros(period.price));
            if of_birth {
                in_a_clinic(counts, bills[0]);
            }
            continue;
        }
        if entry.month() > LAST_MONTH {
            continue;
        }
        begun += 1;
        let kind = match (period.price, period.mode, period.discipline) {
            (Price::Clinic { .. }, Mode::DaySurgery, _) => 0,
            (Price::Clinic { .. }, ..) => 1,
            (Price::Public { .. }, ..) => 2,
            (Price::Daily(_), _, Discipline::Psychiatry) => 4,
            (Price::Daily(_), ..) => 3,
        };
        counts.choose("care/hospital/kinds", NTH[kind]);
        counts.value(NIGHTS[kind], nights);
        counts.value(PRICE[kind], euros(period.price));
        if let Price::Public { daily, .. } = period.price {
            counts.value(DAILY[kind], daily.0 / 100);
        }
        if person.long_disease && person.delivers.is_none() {
            let related = bills[0].grounds.contains(&Entitlement::of(Ground::Ald));
            counts.hit(RELATED[kind], "", related);
        }
        if kind > 0 {
            let room = bills.iter().find_map(|bill| bill.room);
            counts.hit(ROOM[kind], "", room.is_some());
            if let Some(room) = room {
                counts.value(ROOM_PRICE[kind], room.price.0 / 100);
            }
        }
        if let Some(act) = bills[0].acts.first() {
            counts.value(ACT[kind], act.tariff.0 / 100);
            let [surgeon, anaesthetist] = &bills[0].fees[..] else {
                panic!("two fees of an operation");
            };
            let share = anaesthetist.0.base.0 * 1_000 / surgeon.0.base.0;
            counts.value(ANAESTHESIA[kind], share);
        }
    }
    if !person.lives_on(year.days.0) || person.died.is_some() || person.delivers.is_some() {
        return;
    }
    let rates = &year.data.care.hospital.value;
    let age = year.age(year.days.0);
    let monthly = |yearly: u32, months: u64| u64::from(yearly) * 1_000 * months / 12;
    // Of one age all the year.
    if of_age(age) == of_age(year.age(year.days.1)) {
        let due = monthly(rates.stays_a_year.at(age), LAST_MONTH.unsigned_abs().into());
        counts.awaited("care/hospital/stays-a-year", of_age(age), begun, due);
        let due = monthly(rates.emergencies_a_year.at(age), 12);
        counts.awaited(
            "care/hospital/emergencies-a-year",
            of_age(age),
            emergencies,
            due,
        );
    }
}

/// What a clinic bills of a birth beside its price.
fn in_a_clinic(counts: &mut Counts, bill: &StayBill) {
    let fees = &bill.fees;
    counts.hit("care/pregnancy/in-a-clinic", "", !fees.is_empty());
    for (fee, _) in fees {
        counts.value("care/pregnancy/delivery-tariff", fee.base.0);
        counts.hit("care/pregnancy/room", "", bill.room.is_some());
    }
    if let Some(room) = bill.room {
        counts.value("care/pregnancy/room-price", room.price.0 / 100);
    }
}

fn euros(price: Price) -> i64 {
    match price {
        Price::Clinic { ghs, .. } | Price::Public { ghs, .. } | Price::Daily(ghs) => ghs.0 / 100,
    }
}
