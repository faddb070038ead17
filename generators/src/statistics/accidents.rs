//! Accidents that somebody else is liable for.

use oracle::amo::{Care, Exemption, Kind, Parcours, Profession};

use super::care::Year;
use super::counts::{Counts, of_age};

/// Counts the accident of a person; false where there was none.
pub(super) fn count(counts: &mut Counts, year: &Year<'_>) -> bool {
    let of_accident = |care: &Care| {
        let visit = matches!(care.kind, Kind::Consultation { .. });
        visit && care.parcours == Parcours::Urgency
    };
    let visit = year.all().find(|act| of_accident(&act.care));
    let rates = &year.data.care.accident.value;
    // Of one age all the year.
    let age = of_age(year.age(year.days.0));
    if year.whole() && age == of_age(year.age(year.days.1)) {
        let due = u64::from(rates.a_year.at(year.age(year.days.0))) * 1_000;
        counts.awaited("care/accident/a-year", age, visit.is_some().into(), due);
    }
    let Some(visit) = visit.map(|act| act.care) else {
        return false;
    };
    if (18..65).contains(&year.age(visit.day.plus(-28))) {
        let at_work = visit.exemption == Exemption::WorkAccident;
        counts.hit("care/accident/on-the-way-to-work", "", at_work);
    }
    let settled = visit.day.plus(31) <= year.days.1;
    if !settled || !year.whole() {
        return true;
    }
    let prescribed = |kind: fn(Kind) -> bool| {
        year.all().any(|act| {
            let by = act.details.prescriber == visit.executor;
            by && act.details.prescribed == Some(visit.day) && kind(act.care.kind)
        })
    };
    let drugs = prescribed(|kind| kind == Kind::PrescriptionFee);
    counts.hit("care/accident/drugs", "", drugs);
    let imaging = prescribed(|kind| matches!(kind, Kind::Technical { .. }));
    counts.hit("care/accident/imaging", "", imaging);
    let sessions = prescribed(|kind| kind == Kind::Letter(Profession::Kine));
    counts.hit("care/accident/sessions", "", sessions);
    true
}
