//! Dates of care and of treatment.

use domain::{Cents, Day, Decompte, Line};
use oracle::law::{Law, ParamId};

use super::Adversity;
use super::Expected::Lines;
use super::catalogue::entries;
use super::dues::{
    FUTURE, OF_SHEETS, SETTLED, SETTLED_LONG_AFTER, SETTLED_ON_ITS_DAY, SETTLED_OR_NO_COVER,
    TIME_BARRED,
};
use super::fault::{Calls, acts_mut, paid_act};
use crate::draws::Draws;

entries! { Time;
    FutureCare "future-care" Sheet 2 [] beside OF_SHEETS;
        "les soins sont datés d’un an trop tard", "the care is dated a year too late";
        "en attente de leur jour", "held until their day";
        Lines(FUTURE);
    CareToCome "care-to-come" Sheet 2 [] beside OF_SHEETS;
        "les soins sont datés de quelques jours après leur réception",
        "the care is dated some days after it was received";
        "en attente, puis réglés le jour venu", "held, then settled when the day comes";
        Lines(SETTLED_ON_ITS_DAY);
    OldCarePaidLately "old-care-paid-lately" Sheet 2 [] beside OF_SHEETS;
        "des soins de plus de deux ans, que l’AMO vient de payer", "care older than two years that the AMO has just paid";
        "réglés si un contrat couvrait ce jour : la prescription court du paiement de l’AMO (registre : prescription-start)",
        "settled where a contract covered that day: prescription runs from the AMO’s payment (register: prescription-start)";
        Lines(SETTLED_LONG_AFTER);
    TimeBarred "time-barred" Sheet 2 [] beside OF_SHEETS;
        "des soins de plus de deux ans, dont l’AMO n’a rien payé", "care older than two years of which the AMO paid nothing";
        "refusés : prescrits", "refused: too late";
        Lines(TIME_BARRED);
    InvoiceBeforeCare "invoice-before-care" Sheet 2 [] beside OF_SHEETS;
        "le décompte est daté d’avant les soins", "the décompte is dated before the care";
        "réglé comme les autres : la date des soins fait foi", "settled as usual: the date of care decides";
        Lines(SETTLED);
    AcrossTariffChange "across-tariff-change" Sheet 2 [] beside OF_SHEETS;
        "des soins à cheval sur un changement de tarif", "care across a change of tariff";
        "réglés sur les chiffres de la ligne", "settled on the figures of the line";
        Lines(SETTLED_OR_NO_COVER);
    AcrossYears "across-years" Sheet 2 [] beside OF_SHEETS;
        "des soins à cheval sur deux années", "care across two years";
        "réglés, comptés dans l’année où ils commencent", "settled, and counted in the year that they begin in";
        Lines(SETTLED_OR_NO_COVER);
}

/// Moves the dates of a décompte.
pub(super) fn put(
    adversity: Adversity,
    decompte: &mut Decompte,
    draws: &mut Draws,
) -> Option<Calls> {
    paid_act(decompte)?;
    let care = only_day(decompte)?;
    let due = match adversity {
        Adversity::FutureCare => {
            move_to(decompte, care, sunday(decompte.date.plus(365)));
            FUTURE
        }
        Adversity::CareToCome => {
            let later = draws.between(4, 12).cast_signed();
            move_to(decompte, care, sunday(decompte.date.plus(later)));
            SETTLED_ON_ITS_DAY
        }
        Adversity::OldCarePaidLately => {
            move_to(decompte, care, long_ago(decompte, draws)?);
            SETTLED_LONG_AFTER
        }
        Adversity::TimeBarred => {
            move_to(decompte, care, long_ago(decompte, draws)?);
            decompte.lines.retain(|line| line.act.deduction().is_none());
            for line in &mut decompte.lines {
                line.rate = 0;
                (line.amount, line.majoration) = (Cents::ZERO, Cents::ZERO);
            }
            TIME_BARRED
        }
        Adversity::InvoiceBeforeCare => {
            decompte.date = care.plus(-draws.between(1, 9).cast_signed());
            SETTLED
        }
        Adversity::AcrossTariffChange => {
            let change = tariff_change_before(decompte.date)?;
            span(decompte, change);
            SETTLED_OR_NO_COVER
        }
        Adversity::AcrossYears => {
            let new_year = Day::new(decompte.date.year(), 1, 1)?;
            if decompte.date.since(new_year) > LATELY {
                return None;
            }
            span(decompte, new_year);
            SETTLED_OR_NO_COVER
        }
        _ => return None,
    };
    Some(Calls::For(due))
}

/// Most days between a change and a décompte that still bears care of before.
const LATELY: i32 = 31;

/// The day of the care, where all of it is of one day.
fn only_day(decompte: &mut Decompte) -> Option<Day> {
    let mut acts = acts_mut(decompte).map(|line| (line.start, line.end));
    let (day, end) = acts.next()?;
    (end == day && acts.all(|other| other == (day, day))).then_some(day)
}

/// The Sunday from that day on: care that the household really had is of no Sunday, and is not told from other care
/// by its day.
fn sunday(from: Day) -> Day {
    let mut day = from;
    while !(day.is_weekend() && day.plus(-1).is_weekend()) {
        day = day.plus(1);
    }
    day
}

/// A Sunday more than two years before the décompte; none for who was not born by then.
fn long_ago(decompte: &Decompte, draws: &mut Draws) -> Option<Day> {
    let day = sunday(decompte.date.plus(-draws.between(740, 900).cast_signed()));
    let [.., tens, ones] = decompte.beneficiary.birth.0;
    let born = i16::from(tens.wrapping_sub(b'0')) * 10 + i16::from(ones.wrapping_sub(b'0'));
    let age = (decompte.date.year() - born).rem_euclid(100);
    (age > 4).then_some(day)
}

/// Moves everything of that day: acts, what is kept back of them, their prescriptions.
fn move_to(decompte: &mut Decompte, from: Day, to: Day) {
    let days = to.since(from);
    for line in of_day(decompte, from) {
        (line.start, line.end) = (to, to);
        let prescribed = &mut line.details.prescribed;
        *prescribed = prescribed.map(|day| day.plus(days));
    }
}

/// Lets everything begin on the day before that one, and end on it.
fn span(decompte: &mut Decompte, change: Day) {
    let Some(care) = only_day(decompte) else {
        return;
    };
    let days = change.plus(-1).since(care);
    for line in of_day(decompte, care) {
        (line.start, line.end) = (change.plus(-1), change);
        let prescribed = &mut line.details.prescribed;
        *prescribed = prescribed.map(|day| day.plus(days.min(0)));
    }
}

fn of_day(decompte: &mut Decompte, day: Day) -> impl Iterator<Item = &mut Line> {
    let own = decompte.number;
    decompte.lines.iter_mut().filter(move |line| {
        let of_another = line.origin.is_some_and(|origin| origin.decompte != own);
        line.start == day && !of_another
    })
}

/// The last day from which a visit to the doctor cost something else, where that is lately.
fn tariff_change_before(day: Day) -> Option<Day> {
    let law = Law::embedded();
    let changes = law.changes(ParamId::TarifGeneraliste);
    let days = changes.map(|(from, _)| from);
    days.filter(|from| (0..=LATELY).contains(&day.since(*from)))
        .max()
}
