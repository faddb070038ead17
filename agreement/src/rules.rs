//! The rules of each half, by what asks them.

use std::collections::BTreeSet;

/// One of the two oracles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Half {
    /// `oracle::amo`.
    First,
    /// `second_amo`.
    Second,
}

/// What is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lives {
    /// Care in town.
    Town,
    /// Stays in hospital.
    Stays,
}

/// Rules of the first oracle that only stays reach.
const STAYS_OF_THE_FIRST: [&str; 12] = [
    "R-AMO-FJ",
    "R-AMO-FJ-EXIT",
    "R-AMO-FJ-NONE",
    "R-AMO-FJ-PAYER",
    "R-AMO-FPU",
    "R-AMO-STAY-COMPARISON",
    "R-AMO-STAY-DAY-31",
    "R-AMO-STAY-EXEMPT",
    "R-AMO-STAY-FEES",
    "R-AMO-STAY-INVOICES",
    "R-AMO-STAY-PUBLIC",
    "R-AMO-STAY-RATE",
];

/// Rules of the second oracle that only stays reach.
const STAYS_OF_THE_SECOND: [&str; 24] = [
    "daily-charge",
    "daily-charge-owed-by-c2s",
    "daily-charge-paid-by-amo",
    "daily-charge-psychiatric",
    "emergency-flat-fee",
    "emergency-flat-fee-reduced",
    "heavy-spared-from-day-31",
    "majoration-spared-during-a-stay",
    "no-daily-charge",
    "no-daily-charge-in-a-medico-social-establishment",
    "no-daily-charge-on-death-or-transfer",
    "nothing-withheld-during-a-stay",
    "rate-fees-during-a-stay",
    "stay-clinic-by-the-day",
    "stay-clinic-on-ghs",
    "stay-daily-charges-prevail",
    "stay-heavy-act-replaces-ticket-moderateur",
    "stay-public-on-ghs",
    "stay-rate",
    "stay-rate-local-scheme",
    "stay-rate-of-ground",
    "stay-ticket-moderateur-is-what-is-left",
    "stay-ticket-moderateur-of-the-daily-tariff",
    "stay-ticket-moderateur-prevails",
];

/// Rules of both halves that stays and care in town reach, on their own sides.
const OF_BOTH: [&str; 6] = [
    "R-AMO-HEAVY-ACT",
    "R-AMO-PAS",
    "R-AMO-PAS-EXEMPT",
    "heavy-once-a-session",
    "heavy-participation",
    "heavy-waived",
];

/// Rules of a half that are not asked.
///
/// Of the first: care overseas, which both refuse. Of the second: care abroad, and the age of the prior agreement in orthodontics, which the first
/// oracle leaves to its caller.
#[must_use]
pub fn not_asked(half: Half) -> &'static [&'static str] {
    match half {
        Half::First => &["R-AMO-OVERSEAS"],
        Half::Second => &["care-abroad-is-forced", "orthodontics-after-16"],
    }
}

/// Rules of a half that those lives must meet: with [`not_asked`], each rule stands somewhere.
#[must_use]
pub fn reached_by(lives: Lives, half: Half) -> BTreeSet<&'static str> {
    let (all, stays): (BTreeSet<&str>, BTreeSet<&str>) = match half {
        Half::First => (
            oracle::rules::all()
                .iter()
                .map(|rule| rule.id.as_str())
                .filter(|id| id.starts_with("R-AMO-"))
                .collect(),
            STAYS_OF_THE_FIRST.into(),
        ),
        Half::Second => (second_amo::RULES.into(), STAYS_OF_THE_SECOND.into()),
    };
    let not_asked: BTreeSet<&str> = not_asked(half).iter().copied().collect();
    match lives {
        Lives::Stays => {
            let both: BTreeSet<&str> = OF_BOTH.into();
            &stays | &(&both & &all)
        }
        Lives::Town => &(&all - &stays) - &not_asked,
    }
}
