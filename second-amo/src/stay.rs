//! Hospital stays: ticket modérateur, daily charge and participation on heavy acts (rules §2.3, §12 bis 6, 18).

use domain::{Cents, Day};
use rust_decimal::{Decimal, RoundingStrategy};

use crate::case::refuse_overseas;
use crate::counters::{Counters, Movement, Session};
use crate::grounds::{self, Circumstances, DailyCharge, Ground, whole};
use crate::input::{Discipline, EndOfStay, KindOfStay, Person, Place, Stay, StayTariff};
use crate::money::{cents, euros};
use crate::rules::Met;
use crate::{Error, Law};

/// What the AMO pays for a stay, and what is owed for it besides: by the person, or by the complémentaire santé
/// solidaire of its holders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettledStay {
    /// The AMO share of the tariff.
    pub amo: Cents,
    /// The ticket modérateur by itself, whether it prevails or not; zero where something waives it.
    pub ticket_moderateur: Cents,
    /// The daily charges of all days billed, whoever owes them.
    pub daily_charges: Cents,
    /// Of these, what the AMO pays.
    pub daily_charges_paid_by_amo: Cents,
    /// Participation on heavy acts, on a line of its own.
    pub heavy_participation: Cents,
    /// What is owed in all besides the AMO share.
    pub owed: Cents,
    /// The rules met, in order.
    pub rules: Vec<&'static str>,
    movements: Vec<Movement>,
}

/// One day of a stay, and what holds on it.
struct DayOfStay {
    /// 1 for the admission.
    number: i32,
    day: Day,
    is_exit: bool,
    /// Whether the day bears a daily tariff: each night, and the only day of a stay without one.
    bears_tariff: bool,
    grounds: Vec<Ground>,
    /// The rate of the AMO on that day, in per cent.
    rate: Decimal,
}

/// Daily charges of a stay.
#[derive(Default)]
pub(crate) struct DailyCharges {
    /// All of them.
    pub(crate) all: Decimal,
    /// What of them the AMO pays.
    pub(crate) paid_by_amo: Decimal,
    /// Owed for days 1 to 30.
    pub(crate) early: Decimal,
    /// Owed from day 31.
    pub(crate) late: Decimal,
    /// Owed for the exit day, where it is among the first 30.
    pub(crate) early_exit: Decimal,
}

/// What is owed of the tariff and of the daily charges.
pub(crate) struct Owed {
    pub(crate) ticket_moderateur: Decimal,
    pub(crate) daily_charges: Decimal,
}

/// Settles a stay billed by one invoice. What several invoices come to together is [`settle_whole_stay`]'s.
///
/// [`settle_whole_stay`]: crate::settle_whole_stay
///
/// # Errors
/// What is missing and on which day; the counters are then as they were.
pub fn settle_stay(
    law: &Law,
    person: &Person,
    stay: &Stay,
    counters: &mut Counters,
) -> Result<SettledStay, Error> {
    let mut met = Met::default();
    let heavy = is_heavy(law, stay)?;
    let part = of_invoice(law, person, stay, heavy, &mut met)?;
    let (participation, movement) =
        heavy_participation(law, stay, &part.at_admission, heavy, counters, &mut met)?;
    let owed = owed(part.ticket_moderateur, &part.charges, &mut met);

    let movements: Vec<Movement> = movement.into_iter().collect();
    counters.apply(&movements);
    Ok(SettledStay {
        amo: cents(part.amo),
        ticket_moderateur: cents(part.ticket_moderateur),
        daily_charges: cents(part.charges.all),
        daily_charges_paid_by_amo: cents(part.charges.paid_by_amo),
        heavy_participation: cents(participation),
        owed: cents(participation + owed.ticket_moderateur + owed.daily_charges),
        rules: met.0,
        movements,
    })
}

/// What an invoice brings to its stay.
pub(crate) struct Part {
    /// What the AMO pays of the tariff.
    pub(crate) amo: Decimal,
    /// The ticket modérateur by itself.
    pub(crate) ticket_moderateur: Decimal,
    pub(crate) charges: DailyCharges,
    /// The grounds that hold at the admission.
    at_admission: Vec<Ground>,
}

/// Whether the stay holds a heavy act on a day that bears the ticket modérateur.
pub(crate) fn is_heavy(law: &Law, stay: &Stay) -> Result<bool, Error> {
    let last = law.figure("sejour.jours-ticket-moderateur", stay.admission)?;
    Ok(stay
        .heavy_act_on_day
        .is_some_and(|day| Decimal::from(day) <= last))
}

/// What an invoice brings to its stay, which holds a heavy act or not.
pub(crate) fn of_invoice(
    law: &Law,
    person: &Person,
    stay: &Stay,
    heavy: bool,
    met: &mut Met,
) -> Result<Part, Error> {
    Law::spans("the admission", stay.admission)?;
    Law::spans("the end of the invoice", stay.invoiced_to)?;
    refuse_nonsense(stay)?;
    refuse_overseas(stay.place, stay.admission)?;
    if matches!(stay.place, Place::Abroad { .. }) {
        return Err(contradiction(
            stay,
            "a stay abroad has no French tariff: its amounts are forced",
        ));
    }
    let last = whole(law.figure("sejour.jours-ticket-moderateur", stay.admission)?);
    let (admission, days) = days_of_stay(law, person, stay, heavy, met)?;
    let amo = amo_share(stay, &days, admission.rate, last, met);
    Ok(Part {
        amo,
        ticket_moderateur: ticket_moderateur(law, stay, &days, last, amo, met)?,
        charges: daily_charges(law, stay, &days, last, met)?,
        at_admission: admission.grounds,
    })
}

/// Takes back a stay: its participation on heavy acts may be due again.
///
/// What is taken back from whoever was paid.
pub fn cancel_stay(settled: &SettledStay, counters: &mut Counters) -> Cents {
    counters.take_back(&settled.movements);
    settled.amo + settled.daily_charges_paid_by_amo - settled.heavy_participation
}

fn contradiction(stay: &Stay, why: &'static str) -> Error {
    Error::Contradiction {
        what: "a stay",
        day: stay.admission,
        why,
    }
}

fn refuse_nonsense(stay: &Stay) -> Result<(), Error> {
    if stay.invoiced_from < stay.admission || stay.invoiced_to < stay.invoiced_from {
        return Err(contradiction(stay, "its invoice does not lie in it"));
    }
    if stay.kind == KindOfStay::DaySurgery && stay.invoiced_to != stay.admission {
        return Err(contradiction(
            stay,
            "day surgery begins and ends on one day",
        ));
    }
    let days = i64::from(stay.invoiced_to.since(stay.admission)) + 1;
    if stay
        .heavy_act_on_day
        .is_some_and(|day| day == 0 || i64::from(day) > days)
    {
        return Err(contradiction(
            stay,
            "its heavy act is not on a day of the stay",
        ));
    }
    let amounts = match stay.tariff {
        StayTariff::Public { ghs, daily } => [ghs, daily],
        StayTariff::ClinicGhs { ghs, .. } => [ghs, Cents::ZERO],
        StayTariff::ClinicDaily { daily } => [daily, Cents::ZERO],
        StayTariff::None => [Cents::ZERO; 2],
    };
    if amounts
        .iter()
        .any(|amount| *amount < Cents::ZERO || *amount > Cents(1_000_000_000))
    {
        return Err(contradiction(
            stay,
            "its tariff is from 0 to ten million euros",
        ));
    }
    Ok(())
}

/// What holds at the admission.
struct Admission {
    grounds: Vec<Ground>,
    rate: Decimal,
}

/// The days of the stay one by one: an exemption may begin or end during it.
fn days_of_stay(
    law: &Law,
    person: &Person,
    stay: &Stay,
    heavy: bool,
    met: &mut Met,
) -> Result<(Admission, Vec<DayOfStay>), Error> {
    let of_day = |day: Day, met: &mut Met| {
        let care = Circumstances {
            day,
            long_disease: stay.long_disease,
            work_accident: stay.work_accident,
            prevention: stay.prevention,
            in_hospital: true,
        };
        let grounds = grounds::of_care(law, person, &care, met)?;
        let rate = rate_of_day(law, person, day, &grounds, heavy, met)?;
        Ok(Admission { grounds, rate })
    };
    let admission = of_day(stay.admission, met)?;
    let first = stay.invoiced_from.since(stay.admission) + 1;
    let last = stay.invoiced_to.since(stay.admission) + 1;
    let mut days = Vec::new();
    for number in first..=last {
        let day = stay.admission.plus(number - 1);
        let is_exit = number == last && stay.end != EndOfStay::GoesOn;
        // The rules were noted for the admission.
        let Admission { grounds, rate } = of_day(day, &mut Met::default())?;
        days.push(DayOfStay {
            number,
            day,
            is_exit,
            bears_tariff: !is_exit || last == 1,
            grounds,
            rate,
        });
    }
    Ok((admission, days))
}

/// 80 %; 100 % where a ground waives the ticket modérateur, where a heavy act replaces it, and in the local
/// regime (rules §2.2, §2.3, §8 bis).
fn rate_of_day(
    law: &Law,
    person: &Person,
    day: Day,
    grounds: &[Ground],
    heavy: bool,
    met: &mut Met,
) -> Result<Decimal, Error> {
    let share = law.figure("taux.sejour", day)?;
    if let Some(exempt) = grounds::rate_of_grounds(law, day, grounds)? {
        met.rule("stay-rate-of-ground");
        return Ok(exempt.max(share));
    }
    if heavy {
        met.rule("stay-heavy-act-replaces-ticket-moderateur");
        return Ok(Decimal::ONE_HUNDRED);
    }
    if person.local_scheme {
        met.rule("stay-rate-local-scheme");
        return law.row("taux.regime-local", "hospitalisation", day);
    }
    met.rule("stay-rate");
    Ok(share)
}

/// What the AMO pays of the tariff: on a GHS, the rate of the admission (register: ghs-days); on a daily tariff, the
/// rate of each day that bears the ticket modérateur, and the whole of the others.
fn amo_share(stay: &Stay, days: &[DayOfStay], rate: Decimal, last: i32, met: &mut Met) -> Decimal {
    let on_ghs = |ghs: Decimal| {
        (ghs * rate / Decimal::ONE_HUNDRED)
            .round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
    };
    match stay.tariff {
        StayTariff::Public { ghs, .. } => {
            met.rule("stay-public-on-ghs");
            on_ghs(euros(ghs))
        }
        StayTariff::ClinicGhs { ghs, coefficient } => {
            met.rule("stay-clinic-on-ghs");
            on_ghs(clinic_ghs(ghs, coefficient))
        }
        StayTariff::ClinicDaily { daily } => {
            met.rule("stay-clinic-by-the-day");
            let rates: Decimal = days
                .iter()
                .filter(|day| day.bears_tariff)
                .map(|day| {
                    if day.number > last {
                        Decimal::ONE_HUNDRED
                    } else {
                        day.rate
                    }
                })
                .sum();
            (euros(daily) * rates / Decimal::ONE_HUNDRED)
                .round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
        }
        StayTariff::None => Decimal::ZERO,
    }
}

/// The price of a clinic: tariff × coefficient, rounded first as a key letter is (rules §7.2).
fn clinic_ghs(ghs: Cents, coefficient: Decimal) -> Decimal {
    (euros(ghs) * coefficient).round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
}

/// The ticket modérateur: what the AMO leaves of the tariff, never rounded apart (rules §7.2); in a public hospital
/// 20 % of the daily tariff, for each of the first 30 days that nothing exempts.
fn ticket_moderateur(
    law: &Law,
    stay: &Stay,
    days: &[DayOfStay],
    last: i32,
    amo: Decimal,
    met: &mut Met,
) -> Result<Decimal, Error> {
    match stay.tariff {
        StayTariff::Public { daily, .. } => {
            met.rule("stay-ticket-moderateur-of-the-daily-tariff");
            let share = law.figure("taux.sejour.ticket-moderateur", stay.admission)?;
            let bearing = days
                .iter()
                .filter(|day| day.bears_tariff && day.number <= last)
                .filter(|day| day.rate < Decimal::ONE_HUNDRED)
                .count();
            Ok(
                (euros(daily) * Decimal::from(bearing) * share / Decimal::ONE_HUNDRED)
                    .round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero),
            )
        }
        StayTariff::ClinicGhs { ghs, coefficient } => {
            met.rule("stay-ticket-moderateur-is-what-is-left");
            Ok(clinic_ghs(ghs, coefficient) - amo)
        }
        StayTariff::ClinicDaily { daily } => {
            met.rule("stay-ticket-moderateur-is-what-is-left");
            let bearing = days.iter().filter(|day| day.bears_tariff).count();
            Ok(euros(daily) * Decimal::from(bearing) - amo)
        }
        StayTariff::None => Ok(Decimal::ZERO),
    }
}

/// The daily charge, day by day at the figure of each day (§12 bis 6), exit day included but for death and
/// transfer; none for day surgery and hospitalisation at home. The AMO pays that of work accidents, maternity and
/// the local regime (§2.3); that of a holder of the C2S is counted, and the C2S owes it (register:
/// c2s-daily-charge).
fn daily_charges(
    law: &Law,
    stay: &Stay,
    days: &[DayOfStay],
    last: i32,
    met: &mut Met,
) -> Result<DailyCharges, Error> {
    let mut charges = DailyCharges::default();
    let parameter = match stay.discipline {
        _ if stay.kind != KindOfStay::Full => {
            met.rule("no-daily-charge");
            return Ok(charges);
        }
        // Due in health establishments, not in medico-social ones (rules §6).
        Discipline::MedicoSocial => {
            met.rule("no-daily-charge-in-a-medico-social-establishment");
            return Ok(charges);
        }
        Discipline::Psychiatry => {
            met.rule("daily-charge-psychiatric");
            "hopital.forfait-journalier.psychiatrie"
        }
        Discipline::Health => {
            met.rule("daily-charge");
            "hopital.forfait-journalier"
        }
    };
    for day in days {
        if day.is_exit && stay.end != EndOfStay::Home {
            met.rule("no-daily-charge-on-death-or-transfer");
            continue;
        }
        let charge = law.figure(parameter, day.day)?;
        charges.all += charge;
        match grounds::daily_charge(law, day.day, &day.grounds)? {
            DailyCharge::OfTheAmo => {
                met.rule("daily-charge-paid-by-amo");
                charges.paid_by_amo += charge;
                continue;
            }
            DailyCharge::OfTheC2s => met.rule("daily-charge-owed-by-c2s"),
            DailyCharge::OfThePerson => {}
        }
        if day.number > last {
            charges.late += charge;
        } else {
            charges.early += charge;
            if day.is_exit {
                charges.early_exit = charge;
            }
        }
    }
    Ok(charges)
}

/// The participation on heavy acts of the stay, at the figure of the admission, once.
fn heavy_participation(
    law: &Law,
    stay: &Stay,
    grounds: &[Ground],
    heavy: bool,
    counters: &Counters,
    met: &mut Met,
) -> Result<(Decimal, Option<Movement>), Error> {
    let none = (Decimal::ZERO, None);
    if !heavy {
        if stay.heavy_act_on_day.is_some() {
            met.rule("heavy-spared-from-day-31");
        }
        return Ok(none);
    }
    if grounds::waive_heavy(law, stay.admission, grounds)? {
        met.rule("heavy-waived");
        return Ok(none);
    }
    let session = Session::Stay(stay.number);
    if counters.heavy(session) {
        met.rule("heavy-once-a-session");
        return Ok(none);
    }
    met.rule("heavy-participation");
    let amount = law.figure("participation-assure.montant", stay.admission)?;
    Ok((
        amount,
        Some(Movement::Heavy(session, u64::from(stay.number))),
    ))
}

/// The cases of rules §2.3. Exempt from both, nothing; from the ticket modérateur, the charges; from the charges, the
/// ticket modérateur; else the larger of the two over the first 30 days, with the exit day's charge where the ticket
/// modérateur prevails. Past day 30, the charges alone. (An exempt amount being zero, one comparison says them all.)
pub(crate) fn owed(ticket_moderateur: Decimal, charges: &DailyCharges, met: &mut Met) -> Owed {
    if ticket_moderateur > charges.early {
        met.rule("stay-ticket-moderateur-prevails");
        return Owed {
            ticket_moderateur,
            daily_charges: charges.early_exit + charges.late,
        };
    }
    met.rule("stay-daily-charges-prevail");
    Owed {
        ticket_moderateur: Decimal::ZERO,
        daily_charges: charges.early + charges.late,
    }
}
