//! Planted bugs that read a line of the wire otherwise than it stands.

use domain::{Convention, Day, Heading, Rounding};
use rust_decimal::Decimal;

use crate::Bug;
use crate::facts::{Doctor, Facts};
use crate::heading::is_doctors;
use crate::ledger::Claim;
use crate::rules::rounding::percent_of;

/// The facts as the planted bugs read them.
pub(crate) fn misread(facts: Facts, claim: &Claim, convention: Convention, bugs: &[Bug]) -> Facts {
    bugs.iter().fold(facts, |facts, bug| {
        misread_by(*bug, facts, claim, convention)
    })
}

fn misread_by(bug: Bug, mut facts: Facts, claim: &Claim, convention: Convention) -> Facts {
    let rate = claim.line.rate;
    match bug {
        Bug::TariffOfProcessingDay => return at_tariff_of_processing_day(facts, claim),
        Bug::FranchiseAsTicketModerateur => facts.amo -= claim.franchise,
        Bug::LargeAmountsOverflow if facts.expense >= Decimal::from(100_000) => {
            facts.expense = Decimal::ZERO;
        }
        Bug::PaysFreeActs if facts.qualifier.as_deref() == Some("G") => {
            (facts.qualifier, facts.expense) = (None, facts.base);
        }
        Bug::UnknownQualifierPaid => facts.qualifier = facts.qualifier.filter(|said| said == "G"),
        Bug::OptamIgnoredAboveThreshold => {
            let dear = facts.expense >= Decimal::ONE_HUNDRED;
            if facts.doctor.is_some() && convention == Convention::Secteur2 && dear {
                facts.doctor = Some(Doctor::NonOptam);
            }
        }
        Bug::YearOfProcessing => {
            let processed = claim.id.date;
            let new_year = Day::new(processed.year(), 1, 1);
            if facts.date.year() < processed.year()
                && let Some(new_year) = new_year
            {
                (facts.date, facts.end) = (new_year, Some(new_year));
            }
        }
        Bug::HeavyActOf24 if facts.heading == Heading::ParticipationActeLourd => {
            facts.expense = facts.expense.min(Decimal::from(24));
            facts.amo = facts.amo.max(Decimal::from(-24));
        }
        Bug::MidwifeAsDoctor if facts.heading == Heading::SageFemme => {
            (facts.heading, facts.doctor) = (Heading::Specialiste, Some(Doctor::Optam));
        }
        Bug::BasketByPrice
            if facts.heading == Heading::DentaireMaitrise
                && facts.expense <= Decimal::from(500) =>
        {
            facts.heading = Heading::Dentaire100Sante;
        }
        Bug::FeeByItsOwnRate
            if facts.heading == Heading::Pharmacie30
                && claim.line.act.as_str().starts_with('H') =>
        {
            facts.heading = Heading::Pharmacie65;
        }
        Bug::ExemptAsOrdinary if is_doctors(facts.heading) && rate == 100 => {
            reads_at(&mut facts, 70)
        }
        Bug::BiologyNeverWhole if facts.heading == Heading::Biologie && rate == 100 => {
            reads_at(&mut facts, 60);
        }
        Bug::UrgentTransportAsOrdinary if facts.heading == Heading::Transport && rate == 100 => {
            reads_at(&mut facts, 55);
        }
        Bug::TransportRateOfBefore if facts.heading == Heading::Transport && rate == 55 => {
            reads_at(&mut facts, 65);
        }
        Bug::DentalRateOfBefore if facts.heading == Heading::SoinsDentaires && rate == 60 => {
            reads_at(&mut facts, 70);
        }
        Bug::LocalRateForgotten if rate == 90 => reads_at(&mut facts, 70),
        Bug::Secteur1Base
        | Bug::TarifAutoriteReplaced
        | Bug::GenericAtItsPrice
        | Bug::BaseToTenCents => {
            rebase(bug, &mut facts, convention);
        }
        _ => {}
    }
    facts
}

/// Another base than that of the line.
fn rebase(bug: Bug, facts: &mut Facts, convention: Convention) {
    let is_doctor = facts.doctor == Some(Doctor::NonOptam);
    let is_drug = matches!(
        facts.heading,
        Heading::Pharmacie100 | Heading::Pharmacie65 | Heading::Pharmacie30 | Heading::Pharmacie15
    );
    let has_key_letter = matches!(
        facts.heading,
        Heading::Biologie | Heading::Kine | Heading::Infirmier | Heading::Orthophoniste
    );
    match bug {
        Bug::Secteur1Base if is_doctor && convention == Convention::Secteur2 => {
            facts.base = facts.base.max(gp_tariff(facts.date));
        }
        Bug::TarifAutoriteReplaced if is_doctor && convention == Convention::None => {
            facts.base = facts.base.max(gp_tariff(facts.date));
        }
        Bug::GenericAtItsPrice if is_drug => facts.base = facts.base.max(facts.expense),
        Bug::BaseToTenCents if has_key_letter => facts.base = facts.base.trunc_with_scale(1),
        _ => {}
    }
}

/// The AMO share at another rate than that of the line.
fn reads_at(facts: &mut Facts, rate: i64) {
    facts.amo = percent_of(Decimal::from(rate), facts.base, Rounding::HalfUp) - facts.majoration;
}

/// Day and month the other way round, where that is a day.
pub(crate) fn other_part_of_the_day(day: Day) -> Day {
    Day::new(day.year(), day.day(), day.month()).unwrap_or(day)
}

/// The planted bug `tariff-of-processing-day`: an adult's consultation of a GP at the tariff of the day of
/// the décompte, where the line carries that of the day of care. Whatever carries another base, a child's
/// consultation for one, is left alone.
fn at_tariff_of_processing_day(facts: Facts, claim: &Claim) -> Facts {
    let of_gp = claim.line.act.as_str() == "G"
        && facts.heading == Heading::Generaliste
        && facts.doctor == Some(Doctor::Optam);
    let base = gp_tariff(claim.id.date);
    if !of_gp || facts.base != gp_tariff(facts.date) || facts.base == base {
        return facts;
    }
    // The printed rate is 40 points lower out of the parcours (rules §5).
    let outside = if facts.majoration.is_zero() { 0 } else { 40 };
    let rate = Decimal::from(claim.line.rate + outside);
    let share = percent_of(rate, base, Rounding::HalfUp);
    Facts {
        base,
        amo: share - facts.majoration,
        ..facts
    }
}

/// What a GP's consultation of an adult is reimbursed on, by day (rules §2.1). The mutuelle knows no tariff
/// (rules N0): this one is for the planted bugs alone.
fn gp_tariff(day: Day) -> Decimal {
    match (day.year(), day.month(), day.day()) {
        date if date < (2023, 11, 1) => Decimal::new(2_500, 2),
        date if date < (2024, 12, 22) => Decimal::new(2_650, 2),
        _ => Decimal::new(3_000, 2),
    }
}
