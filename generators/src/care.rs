//! Care as it happens to a person, month after month.

use std::ops::Not as _;

use domain::{Cents, Day, PsNumber, Rate, Rounding};
use oracle::amo::{Care, Doctor, DrugLabel, Exemption, Kind, Parcours, Sector, Tariff};
use oracle::law::Law;

use crate::FlowError;
use crate::distributions::WorldData;
use crate::draws::Draws;
use crate::people::Inhabitant;
use crate::professionals::{Professional, Professionals};

/// A care sheet before it reaches the caisse.
#[derive(Debug, Clone)]
pub(crate) struct Sheet {
    pub(crate) day: Day,
    pub(crate) acts: Vec<Care>,
    pub(crate) third_party: Option<PsNumber>,
}

/// The first day from that one on that is neither a Sunday nor a holiday: no surcharge for either is billed
/// here.
fn open_day(day: Day) -> Day {
    let mut day = day;
    while is_closed(day) {
        day = day.plus(1);
    }
    day
}

/// Sundays and the holidays that have a fixed date.
pub(crate) fn is_closed(day: Day) -> bool {
    const HOLIDAYS: [(i8, i8); 8] = [
        (1, 1),
        (5, 1),
        (5, 8),
        (7, 14),
        (8, 15),
        (11, 1),
        (11, 11),
        (12, 25),
    ];
    (day.is_weekend() && day.plus(1).is_weekend().not())
        || HOLIDAYS.contains(&(day.month(), day.day()))
}

/// What care is drawn from.
pub(crate) struct CareContext<'a> {
    pub(crate) law: &'a Law,
    pub(crate) data: &'a WorldData,
    pub(crate) professionals: &'a Professionals,
    /// First and last day of the world.
    pub(crate) days: (Day, Day),
}

impl CareContext<'_> {
    /// The base of an act. Past the last day of the world nothing is priced: no such care is kept, and
    /// the law may end there.
    fn base(&self, person: &Inhabitant, care: &Care) -> Result<Cents, FlowError> {
        if care.day > self.days.1 {
            return Ok(Cents::ZERO);
        }
        Ok(oracle::amo::base(self.law, person.born, care)?)
    }
}

/// The care of a person in the days of the world, in order of time.
///
/// # Errors
/// Where the law has no figure for care of one of these days.
pub(crate) fn life(
    draws: &mut Draws,
    context: &CareContext<'_>,
    person: &Inhabitant,
) -> Result<Vec<Sheet>, FlowError> {
    let (start, end) = context.days;
    let mut sheets = Vec::new();
    let Some(treating) = draws.pick(&context.professionals.generalistes).copied() else {
        return Ok(sheets);
    };
    let visits = &context.data.france.visits_per_month;
    let mut month = start;
    while month <= end {
        let days = month.plus_months(1).since(month).unsigned_abs();
        let some_day = |draws: &mut Draws| month.plus(draws.below(days).cast_signed());
        let age = month.age(person.born);
        if draws.permille(visits.generaliste.at(age)) {
            let day = some_day(draws);
            visit(draws, context, person, treating, day, &mut sheets)?;
        }
        if draws.permille(visits.specialiste.at(age)) {
            let day = some_day(draws);
            let specialist = draws.pick(&context.professionals.specialistes).copied();
            if let Some(specialist) = specialist {
                visit(draws, context, person, specialist, day, &mut sheets)?;
            }
        }
        if person.long_disease && draws.permille(visits.long_disease_pharmacy) {
            let day = some_day(draws);
            sheets.extend(pharmacy(draws, context, person, day, true)?);
        }
        if person.long_disease && draws.permille(visits.long_disease_biology) {
            let day = some_day(draws);
            sheets.extend(biology(draws, context, person, day, true)?);
        }
        month = month.plus_months(1);
    }
    sheets.retain(|sheet| sheet.day >= start && sheet.day <= end);
    sheets.sort_by_key(|sheet| sheet.day);
    Ok(sheets)
}

/// A consultation with the doctor at hand, on that day or the next that is open.
pub(crate) fn consultation(
    draws: &mut Draws,
    context: &CareContext<'_>,
    person: &Inhabitant,
    doctor: Professional,
    day: Day,
) -> Result<Sheet, FlowError> {
    let day = open_day(day);
    let rates = &context.data.france.out_of_parcours;
    let generaliste = doctor.specialty == 1;
    let out = draws.permille(if generaliste {
        rates.generaliste
    } else {
        rates.specialiste
    });
    // Under sixteen there is no parcours to be out of (rules §5).
    let parcours = if out && day.age(person.born) >= 16 {
        Parcours::Out
    } else {
        Parcours::In
    };
    let tariff = if generaliste {
        Tariff::Generaliste
    } else if parcours == Parcours::Out {
        Tariff::SpecialisteDirect
    } else {
        Tariff::SpecialisteCoordonne
    };
    let kind = Kind::Consultation {
        tariff,
        doctor: Doctor {
            sector: doctor.sector,
            option: doctor.option,
            specialty: doctor.specialty,
        },
    };
    let related = person.long_disease && draws.permille(400);
    let exemption = if related {
        Exemption::AldRelated
    } else {
        Exemption::None
    };
    let care = Care {
        day,
        kind,
        fee: Cents::ZERO,
        quantity: 1,
        coefficient: ONE,
        count: 0,
        base: None,
        parcours,
        exemption,
        executor: doctor.number,
        third_party: false,
    };
    let base = context.base(person, &care)?;
    let fee = fee(draws, doctor.sector, generaliste, base);
    Ok(Sheet {
        day,
        acts: vec![Care { fee, ..care }],
        third_party: None,
    })
}

/// Coefficient 1, in hundredths.
const ONE: u32 = 100;

fn visit(
    draws: &mut Draws,
    context: &CareContext<'_>,
    person: &Inhabitant,
    doctor: Professional,
    day: Day,
    sheets: &mut Vec<Sheet>,
) -> Result<(), FlowError> {
    let visits = &context.data.france.visits_per_month;
    sheets.push(consultation(draws, context, person, doctor, day)?);
    if draws.permille(visits.pharmacy_after_visit) {
        let later = day.plus(draws.below(2).cast_signed());
        sheets.extend(pharmacy(draws, context, person, later, false)?);
    }
    if draws.permille(visits.biology_after_visit) {
        let later = day.plus(draws.between(1, 6).cast_signed());
        sheets.extend(biology(draws, context, person, later, false)?);
    }
    Ok(())
}

/// What the doctor asks. Overruns are an assumption: whole euros over the base.
fn fee(draws: &mut Draws, sector: Sector, generaliste: bool, base: Cents) -> Cents {
    let euros = |low, high, draws: &mut Draws| Cents(i64::from(draws.between(low, high)) * 100);
    match sector {
        Sector::One => base,
        Sector::TwoOptam => base + euros(3, 35, draws),
        Sector::Two if generaliste => euros(28, 60, draws),
        Sector::Two => euros(40, 95, draws),
        Sector::Three => euros(55, 120, draws),
    }
}

/// Drugs fetched on that day or the next that is open; nothing where the lot has no pharmacy.
fn pharmacy(
    draws: &mut Draws,
    context: &CareContext<'_>,
    person: &Inhabitant,
    day: Day,
    related: bool,
) -> Result<Option<Sheet>, FlowError> {
    let day = open_day(day);
    let Some(pharmacy) = draws.pick(&context.professionals.pharmacies) else {
        return Ok(None);
    };
    let pharmacy = pharmacy.number;
    let third_party = draws.permille(context.data.france.third_party.pharmacy);
    let exemption = if related && person.long_disease {
        Exemption::AldRelated
    } else {
        Exemption::None
    };
    let rates = &context.data.france.drugs;
    let labels = [
        (rates.labels.cent, DrugLabel::Cent),
        (rates.labels.soixante_cinq, DrugLabel::SoixanteCinq),
        (rates.labels.trente, DrugLabel::Trente),
        (rates.labels.quinze, DrugLabel::Quinze),
    ];
    let line = |kind, fee, quantity, base| Care {
        day,
        kind,
        fee,
        quantity,
        coefficient: ONE,
        count: 0,
        base,
        parcours: Parcours::In,
        exemption,
        executor: pharmacy,
        third_party,
    };
    let mut acts = Vec::new();
    for _ in 0..draws.between(1, 4) {
        let Some((_, label)) = draws.weighted(&labels, |row| row.0).copied() else {
            return Ok(None);
        };
        let boxes = draws
            .weighted(&rates.boxes, |row| row.weight)
            .map_or(1, |row| row.number);
        let quantity = u8::try_from(boxes).unwrap_or(1);
        let price = Cents(i64::from(draws.between(140, 3_800)) * i64::from(boxes));
        // A price above the base is a plain overrun (rules §2.2).
        let base = if draws.permille(rates.above_base) {
            price.at(Rate::percent(90), Rounding::HalfUp)
        } else {
            price
        };
        acts.push(line(Kind::Drug(label), price, quantity, Some(base)));
        // One dispensing line a box (rules §2.2): each is rounded by itself.
        let fee = line(Kind::BoxFee(label), Cents::ZERO, 1, None);
        let base = context.base(person, &fee)?;
        acts.extend((0..quantity).map(|_| Care { fee: base, ..fee }));
    }
    let fee = line(Kind::PrescriptionFee, Cents::ZERO, 1, None);
    let base = context.base(person, &fee)?;
    acts.push(Care { fee: base, ..fee });
    Ok(Some(Sheet {
        day,
        acts,
        third_party: third_party.then_some(pharmacy),
    }))
}

/// Analyses made on that day or the next that is open; nothing where the lot has no laboratory.
fn biology(
    draws: &mut Draws,
    context: &CareContext<'_>,
    person: &Inhabitant,
    day: Day,
    related: bool,
) -> Result<Option<Sheet>, FlowError> {
    let day = open_day(day);
    let Some(laboratory) = draws.pick(&context.professionals.laboratories) else {
        return Ok(None);
    };
    let laboratory = laboratory.number;
    let third_party = draws.permille(context.data.france.third_party.biology);
    let exemption = if related && person.long_disease {
        Exemption::AldRelated
    } else {
        Exemption::None
    };
    let care = Care {
        day,
        kind: Kind::Biology,
        fee: Cents::ZERO,
        quantity: 1,
        coefficient: draws.between(10, 220) * ONE,
        count: u8::try_from(draws.between(1, 7)).unwrap_or(1),
        base: None,
        parcours: Parcours::In,
        exemption,
        executor: laboratory,
        third_party,
    };
    let base = context.base(person, &care)?;
    Ok(Some(Sheet {
        day,
        acts: vec![Care { fee: base, ..care }],
        third_party: third_party.then_some(laboratory),
    }))
}
