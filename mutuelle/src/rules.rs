//! The amount rules of the mutuelle: one function a rule, in euros, read from `docs/products.md` and
//! reimbursement rules §0, §5, §6 and §7. [`settle`] is the order in which they apply.

use domain::{ActFamily, Convention, CoordinationOption, Day, Line};
use rust_decimal::{Decimal, RoundingStrategy};

use crate::Bug;
use crate::money::{euros, never_below_zero};
use crate::product::{Guarantee, Level, Pair, Percent, Product, family_of};

/// What a line says of the care. Nothing here is the mutuelle's own: it liquidates on what the line
/// carries and never puts tariffs of its own in its place (rules N0).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Care {
    /// Amount spent.
    pub expense: Decimal,
    /// Reimbursement base.
    pub base: Decimal,
    /// Amount paid by the AMO, after the majoration, before participation (255/107-114).
    pub amo_amount: Decimal,
    /// Majoration out of the parcours (255/125-132).
    pub majoration: Decimal,
    /// Participation kept back from this very line, positive.
    pub participation: Decimal,
    /// Who executed it.
    pub doctor: Doctor,
}

/// The two kinds of doctors a product tells apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doctor {
    /// Secteur 1, or secteur 2 with CAS, OPTAM or OPTAM-CO.
    Optam,
    /// Any other: secteur 2 without option, secteur 3.
    NonOptam,
}

/// What the guarantee gives for a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settlement {
    /// Euros paid.
    pub amount: Decimal,
    /// The part of them beyond the ticket modérateur: what the counter is debited with.
    pub beyond: Decimal,
    /// Whether the counter alone brought the amount down to nothing.
    pub ceiling: bool,
}

/// Settles a line: amount of the level, then non-OPTAM cap, then counter.
/// `used` is what the counter of the family was already debited with in the year of care.
#[must_use]
pub fn settle(
    care: &Care,
    family: ActFamily,
    guarantee: &Guarantee,
    product: &Product,
    used: Decimal,
    bugs: &[Bug],
) -> Settlement {
    let share = share_taken_off(care, product, bugs);
    let of_level = amount_of_level(guarantee.level, care, care.doctor, share, bugs);
    let ticket = ticket_moderateur(care, share);
    // The ticket modérateur is never cut; caps and counters bear on what lies beyond.
    let within = of_level.min(ticket);
    let mut beyond = of_level - within;
    if product.responsible && family.is_doctor() && care.doctor == Doctor::NonOptam {
        beyond = beyond.min(non_optam_cap(guarantee.level, care, share, bugs));
    }
    let due = within + beyond;
    let beyond = cut_by_counter(beyond, guarantee.overrun_per_year, used);
    let amount = within + beyond;
    Settlement {
        amount,
        beyond,
        ceiling: amount.is_zero() && !due.is_zero(),
    }
}

/// What the line says, brought into euros. `processed` is the date of its décompte, `participation`
/// what its PFH or PFT line keeps back.
#[must_use]
pub fn care_of_line(line: &Line, processed: Day, participation: Decimal, bugs: &[Bug]) -> Care {
    let care = Care {
        expense: euros(line.spent),
        base: euros(line.base),
        amo_amount: euros(line.amount),
        majoration: euros(line.majoration),
        participation,
        doctor: kind_of_doctor(line.convention, line.option),
    };
    if bugs.contains(&Bug::TariffOfProcessingDay) {
        return at_tariff_of(processed, line, care);
    }
    care
}

/// OPTAM is secteur 1 (255/84 = 1), or secteur 2 with option 2, 3 or 4 at 255/103.
#[must_use]
pub fn kind_of_doctor(convention: Convention, option: CoordinationOption) -> Doctor {
    let with_option = match option {
        CoordinationOption::Cas | CoordinationOption::Optam | CoordinationOption::OptamCo => true,
        CoordinationOption::None | CoordinationOption::Older => false,
    };
    match convention {
        Convention::Secteur1 => Doctor::Optam,
        Convention::Secteur2 if with_option => Doctor::Optam,
        Convention::Secteur2 | Convention::None => Doctor::NonOptam,
    }
}

/// AMO_th: what the AMO pays in the parcours, before participation and franchise (rules §0.1, §5).
#[must_use]
pub fn theoretical_amo_share(care: &Care, bugs: &[Bug]) -> Decimal {
    if bugs.contains(&Bug::CoversMajoration) {
        return care.amo_amount;
    }
    care.amo_amount + care.majoration
}

/// What is taken off the guarantee: AMO_th; for a product that refunds the participation, AMO_th less
/// the participation kept back from this line.
#[must_use]
pub fn share_taken_off(care: &Care, product: &Product, bugs: &[Bug]) -> Decimal {
    let share = theoretical_amo_share(care, bugs);
    if product.refunds_participation || bugs.contains(&Bug::RefundsParticipation) {
        share - care.participation
    } else {
        share
    }
}

/// Amount of the level before caps.
#[must_use]
pub fn amount_of_level(
    level: Level,
    care: &Care,
    doctor: Doctor,
    share: Decimal,
    bugs: &[Bug],
) -> Decimal {
    let amount = match level {
        Level::Br(percent) => {
            let level = percent_of_base(percent_for(percent, doctor), care.base, bugs);
            care.expense.min(level) - share
        }
        Level::BrOnTop(percent) => {
            let level = percent_of_base(percent_for(percent, doctor), care.base, bugs);
            (care.expense - share).min(level)
        }
        Level::RealExpense => care.expense - share,
    };
    never_below_zero(amount)
}

/// N % × base: the one rounding of the mutuelle, half-up to the cent, on the line (rules §7.2).
///
/// ```
/// use mutuelle::{Bug, rules::percent_of_base};
/// use rust_decimal::Decimal;
/// let base = Decimal::new(2_650, 2);
/// assert_eq!(percent_of_base(125, base, &[]), Decimal::new(3_313, 2));
/// assert_eq!(percent_of_base(125, base, &[Bug::Truncates]), Decimal::new(3_312, 2));
/// ```
#[must_use]
pub fn percent_of_base(percent: u32, base: Decimal, bugs: &[Bug]) -> Decimal {
    let strategy = if bugs.contains(&Bug::Truncates) {
        RoundingStrategy::ToZero
    } else {
        RoundingStrategy::MidpointAwayFromZero
    };
    (Decimal::from(percent) * base / Decimal::ONE_HUNDRED).round_dp_with_strategy(2, strategy)
}

/// TM = min(expense, base) − AMO_th, never below 0.
#[must_use]
pub fn ticket_moderateur(care: &Care, share: Decimal) -> Decimal {
    never_below_zero(care.expense.min(care.base) - share)
}

/// What a responsible contract may pay at most beyond the ticket modérateur of a non-OPTAM doctor
/// (rules §6, §12 bis 13): 100 % of the base, and, where there is an OPTAM level to compare with, the gap
/// of 20 points of the base.
#[must_use]
pub fn non_optam_cap(level: Level, care: &Care, share: Decimal, bugs: &[Bug]) -> Decimal {
    let compared = match level {
        // "(optam − 120) % of the base, rounded once": points of the base, whatever the expense.
        Level::Br(Percent::ByDoctor(Pair { optam, .. })) => {
            percent_of_base(optam.saturating_sub(120), care.base, bugs)
        }
        Level::BrOnTop(Percent::ByDoctor(_)) => {
            let for_optam = amount_of_level(level, care, Doctor::Optam, share, bugs);
            let ticket = ticket_moderateur(care, share);
            for_optam - for_optam.min(ticket) - percent_of_base(20, care.base, bugs)
        }
        Level::Br(Percent::Same(_)) | Level::BrOnTop(Percent::Same(_)) | Level::RealExpense => {
            return care.base;
        }
    };
    never_below_zero(compared).min(care.base)
}

/// What the counter leaves of the share beyond the ticket modérateur (rules §7.1, field notes §2).
#[must_use]
pub fn cut_by_counter(beyond: Decimal, per_year: Option<Decimal>, used: Decimal) -> Decimal {
    match per_year {
        Some(per_year) => beyond.min(never_below_zero(per_year - used)),
        None => beyond,
    }
}

fn percent_for(percent: Percent, doctor: Doctor) -> u32 {
    match (percent, doctor) {
        (Percent::Same(percent), _) => percent,
        (Percent::ByDoctor(pair), Doctor::Optam) => pair.optam,
        (Percent::ByDoctor(pair), Doctor::NonOptam) => pair.non_optam,
    }
}

/// The planted bug `tariff-of-processing-day`: an adult's consultation of a GP at the tariff of the day of
/// the décompte, where the line carries that of the day of care. Whatever carries another base, a child's
/// consultation for one, is left alone.
fn at_tariff_of(processed: Day, line: &Line, care: Care) -> Care {
    let of_gp = line.act.as_str() == "G"
        && family_of(line.act, line.specialty) == Some(ActFamily::Generaliste)
        && care.doctor == Doctor::Optam;
    let base = gp_tariff(processed);
    if !of_gp || care.base != gp_tariff(line.start) || care.base == base {
        return care;
    }
    // The printed rate is 40 points lower out of the parcours (rules §5).
    let outside = if care.majoration.is_zero() { 0 } else { 40 };
    let share = percent_of_base(u32::from(line.rate) + outside, base, &[]);
    Care {
        base,
        amo_amount: share - care.majoration,
        ..care
    }
}

/// What a GP's consultation of an adult is reimbursed on, by day (rules §2.1). The mutuelle knows no tariff
/// (rules N0): this one is for the planted bug alone.
fn gp_tariff(day: Day) -> Decimal {
    match (day.year(), day.month(), day.day()) {
        date if date < (2023, 11, 1) => Decimal::new(2_500, 2),
        date if date < (2024, 12, 22) => Decimal::new(2_650, 2),
        _ => Decimal::new(3_000, 2),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn euro(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    fn care(expense: &str, base: &str, amo_amount: &str, doctor: Doctor) -> Care {
        Care {
            expense: euro(expense),
            base: euro(base),
            amo_amount: euro(amo_amount),
            majoration: Decimal::ZERO,
            participation: Decimal::ZERO,
            doctor,
        }
    }

    fn product(responsible: bool) -> Product {
        Product {
            id: "p".to_owned(),
            responsible,
            refunds_participation: false,
            guarantees: BTreeMap::new(),
        }
    }

    fn br(percent: u32) -> Guarantee {
        Guarantee {
            level: Level::Br(Percent::Same(percent)),
            overrun_per_year: None,
        }
    }

    fn pair(optam: u32, non_optam: u32) -> Percent {
        Percent::ByDoctor(Pair { optam, non_optam })
    }

    fn paid(care: &Care, guarantee: &Guarantee, bugs: &[Bug]) -> Decimal {
        let product = product(true);
        let family = ActFamily::Generaliste;
        settle(care, family, guarantee, &product, Decimal::ZERO, bugs).amount
    }

    #[test]
    fn computed_examples_of_the_product_page() {
        let gp = care("50.00", "25.00", "17.50", Doctor::Optam);
        assert_eq!(paid(&gp, &br(100), &[]), euro("7.50"));
        assert_eq!(paid(&gp, &br(200), &[]), euro("32.50"));

        let mut outside = care("25.00", "25.00", "7.50", Doctor::Optam);
        outside.majoration = euro("10.00");
        assert_eq!(paid(&outside, &br(100), &[]), euro("7.50"));

        let capped = Guarantee {
            level: Level::Br(pair(200, 200)),
            overrun_per_year: None,
        };
        let secteur2 = care("80.00", "23.00", "16.10", Doctor::NonOptam);
        assert_eq!(paid(&secteur2, &capped, &[]), euro("25.30"));

        let secteur2 = care("50.00", "23.00", "16.10", Doctor::NonOptam);
        assert_eq!(paid(&secteur2, &br(200), &[]), euro("29.90"));

        let half_cent = care("40.00", "26.50", "18.55", Doctor::Optam);
        assert_eq!(paid(&half_cent, &br(125), &[]), euro("14.58"));
    }

    #[test]
    fn seed_003_comes_out_where_the_participation_is_refunded() {
        let mut seed = care("50.00", "25.00", "17.50", Doctor::Optam);
        seed.participation = euro("1.00");
        let refunds = Product {
            refunds_participation: true,
            ..product(false)
        };
        let amount = |percent| {
            let family = ActFamily::Generaliste;
            settle(&seed, family, &br(percent), &refunds, Decimal::ZERO, &[]).amount
        };
        assert_eq!(amount(100), euro("8.50"));
        assert_eq!(amount(200), euro("33.50"));
        assert_eq!(paid(&seed, &br(200), &[]), euro("32.50"));
    }

    #[test]
    fn lines_of_the_field_notes() {
        // §2: specialist OPTAM 110 %, non-OPTAM 100 %; non-OPTAM, 95.00.
        let printed = Guarantee {
            level: Level::Br(pair(110, 100)),
            overrun_per_year: None,
        };
        let care = care("95.00", "23.00", "16.10", Doctor::NonOptam);
        assert_eq!(paid(&care, &printed, &[]), euro("6.90"));
    }

    #[test]
    fn a_level_on_top_and_real_expense() {
        let gp = care("50.00", "25.00", "17.50", Doctor::Optam);
        let on_top = Guarantee {
            level: Level::BrOnTop(Percent::Same(100)),
            overrun_per_year: None,
        };
        assert_eq!(paid(&gp, &on_top, &[]), euro("25.00"));
        let real = Guarantee {
            level: Level::RealExpense,
            overrun_per_year: None,
        };
        assert_eq!(paid(&gp, &real, &[]), euro("32.50"));
        // Real expense of a non-OPTAM doctor: 6.90 + at most 100 % of the base.
        let dear = care("95.00", "23.00", "16.10", Doctor::NonOptam);
        assert_eq!(paid(&dear, &real, &[]), euro("29.90"));
        // A pair on top has an OPTAM level to compare with: 23.00 − TM 6.90 − 4.60.
        let pair_on_top = Guarantee {
            level: Level::BrOnTop(pair(100, 100)),
            overrun_per_year: None,
        };
        assert_eq!(paid(&dear, &pair_on_top, &[]), euro("18.40"));
    }

    #[test]
    fn the_cap_is_for_doctors_of_responsible_contracts() {
        let dear = care("95.00", "23.00", "16.10", Doctor::NonOptam);
        let high = br(400);
        let amount = |responsible, family| {
            let product = product(responsible);
            settle(&dear, family, &high, &product, Decimal::ZERO, &[]).amount
        };
        assert_eq!(amount(true, ActFamily::Specialiste), euro("29.90"));
        assert_eq!(amount(false, ActFamily::Specialiste), euro("75.90"));
        assert_eq!(amount(true, ActFamily::Biologie), euro("75.90"));
    }

    #[test]
    fn the_gap_of_a_pair_is_in_points_of_the_base() {
        // Rules §12 bis 13. Below 200 % × 23.00 the expense does not lower the cap of 18.40: the share
        // beyond is 40.00 − 23.00. (Compared on the expense, the cap would be 17.00 − 4.60 = 12.40.)
        let modest = care("40.00", "23.00", "16.10", Doctor::NonOptam);
        let confort = Guarantee {
            level: Level::Br(pair(200, 180)),
            overrun_per_year: None,
        };
        assert_eq!(paid(&modest, &confort, &[]), euro("23.90"));
        // An OPTAM level under 120 % leaves the ticket modérateur alone.
        let low = Guarantee {
            level: Level::Br(pair(110, 110)),
            overrun_per_year: None,
        };
        assert_eq!(paid(&modest, &low, &[]), euro("6.90"));
    }

    #[test]
    fn the_gap_of_a_pair_is_rounded_once() {
        // 30 % × 0.61 = 0.183: 0.18 beyond the ticket modérateur of 0.18 (150 % would give 0.31 beyond).
        let secteur3 = care("60.00", "0.61", "0.43", Doctor::NonOptam);
        let both = Guarantee {
            level: Level::Br(pair(150, 150)),
            overrun_per_year: None,
        };
        assert_eq!(paid(&secteur3, &both, &[]), euro("0.36"));
        // Half-up: 25 % × 0.62 = 0.155; the level leaves min(60.00, 0.90) − 0.62 = 0.28.
        let half_cent = care("60.00", "0.62", "0.43", Doctor::NonOptam);
        let both = Guarantee {
            level: Level::Br(pair(145, 145)),
            overrun_per_year: None,
        };
        assert_eq!(paid(&half_cent, &both, &[]), euro("0.35"));
        // 119 %: nothing beyond, and nothing below zero.
        let low = Guarantee {
            level: Level::Br(pair(119, 150)),
            overrun_per_year: None,
        };
        assert_eq!(paid(&secteur3, &low, &[]), euro("0.18"));
    }

    #[test]
    fn the_counter_spares_the_ticket_moderateur() {
        let dear = care("60.00", "31.50", "22.05", Doctor::Optam);
        let counted = Guarantee {
            level: Level::Br(Percent::Same(150)),
            overrun_per_year: Some(euro("20.00")),
        };
        let product = product(true);
        let settle = |care: &Care, used| {
            let family = ActFamily::Specialiste;
            settle(care, family, &counted, &product, used, &[])
        };
        // 47.25 − 22.05 = 25.20: TM 9.45 and 15.75 beyond.
        let first = settle(&dear, Decimal::ZERO);
        assert_eq!((first.amount, first.beyond), (euro("25.20"), euro("15.75")));
        let second = settle(&dear, first.beyond);
        assert_eq!(
            (second.amount, second.beyond),
            (euro("13.70"), euro("4.25"))
        );
        let third = settle(&dear, euro("20.00"));
        assert_eq!((third.amount, third.ceiling), (euro("9.45"), false));
        // No ticket modérateur (100 %): the counter alone says no.
        let mut exempt = dear;
        exempt.amo_amount = euro("31.50");
        let none = settle(&exempt, euro("20.00"));
        assert_eq!((none.amount, none.ceiling), (Decimal::ZERO, true));
    }

    #[test]
    fn nothing_is_paid_past_the_expense() {
        let cheap = care("18.55", "26.50", "18.55", Doctor::Optam);
        assert_eq!(paid(&cheap, &br(100), &[]), Decimal::ZERO);
        let secteur3 = care("80.00", "0.61", "0.43", Doctor::NonOptam);
        assert_eq!(paid(&secteur3, &br(100), &[]), euro("0.18"));
    }

    #[test]
    fn each_amount_bug_moves_one_rule() {
        let mut gp = care("40.00", "26.50", "18.55", Doctor::Optam);
        gp.participation = euro("2.00");
        assert_eq!(
            paid(&gp, &br(125), &[Bug::RefundsParticipation]),
            euro("16.58")
        );
        assert_eq!(paid(&gp, &br(125), &[Bug::Truncates]), euro("14.57"));
        let mut outside = care("25.00", "25.00", "7.50", Doctor::Optam);
        outside.majoration = euro("10.00");
        assert_eq!(
            paid(&outside, &br(100), &[Bug::CoversMajoration]),
            euro("17.50")
        );
    }

    #[test]
    fn kinds_of_doctors() {
        use {Convention as C, CoordinationOption as O};
        assert_eq!(kind_of_doctor(C::Secteur1, O::None), Doctor::Optam);
        for option in [O::Cas, O::Optam, O::OptamCo] {
            assert_eq!(kind_of_doctor(C::Secteur2, option), Doctor::Optam);
        }
        assert_eq!(kind_of_doctor(C::Secteur2, O::None), Doctor::NonOptam);
        assert_eq!(kind_of_doctor(C::Secteur2, O::Older), Doctor::NonOptam);
        assert_eq!(kind_of_doctor(C::None, O::None), Doctor::NonOptam);
    }
}
