//! Which of several adversities befalls: at most one, in one draw.

use super::{Adversity, DrawnFor};
use crate::draws::Draws;
use crate::permille::Permille;
use crate::rates::AdversityRates;

/// What can befall a household, a sheet or a file, and how often.
#[derive(Debug, Clone)]
pub(crate) struct Chances {
    /// Per million.
    rows: Vec<(u32, Adversity)>,
    /// A million, or what the rates add up to where that is more: they then share it.
    of: u32,
}

impl Chances {
    /// Those of one kind of thing.
    pub(crate) fn new(rates: &AdversityRates, drawn_for: DrawnFor) -> Self {
        let rows: Vec<_> = Adversity::all()
            .filter(|entry| entry.drawn_for == drawn_for)
            .map(|entry| (rates.of(entry.adversity).per_million(), entry.adversity))
            .filter(|(rate, _)| *rate > 0)
            .collect();
        let total = rows.iter().map(|(rate, _)| rate).sum();
        Self {
            rows,
            of: Permille::ALWAYS.per_million().max(total),
        }
    }

    /// One of them, or none.
    pub(crate) fn draw(&self, draws: &mut Draws) -> Option<Adversity> {
        let mut drawn = draws.below(self.of);
        let found = self.rows.iter().find(|(rate, _)| {
            let found = drawn < *rate;
            drawn = drawn.saturating_sub(*rate);
            found
        });
        found.map(|(_, adversity)| *adversity)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draws::Subject;

    #[test]
    fn each_comes_as_often_as_its_rate_says_and_they_share_a_thousand() {
        let drawn = |rates: &AdversityRates| {
            let chances = Chances::new(rates, DrawnFor::Sheet);
            let mut draws = Draws::new(1, 0, Subject::Adversity, 0);
            let all: Vec<_> = (0..20_000).map(|_| chances.draw(&mut draws)).collect();
            let count = |which| all.iter().filter(|found| **found == which).count();
            [
                count(None),
                count(Some(Adversity::CareAgain)),
                count(Some(Adversity::Cancellation)),
            ]
        };
        let low = AdversityRates::none()
            .with(Adversity::CareAgain, 100)
            .with(Adversity::Cancellation, 200);
        let [none, again, cancelled] = drawn(&low);
        assert!((13_700..14_300).contains(&none), "{none}");
        assert!((1_800..2_200).contains(&again), "{again}");
        assert!((3_700..4_300).contains(&cancelled), "{cancelled}");
        let high = AdversityRates::none()
            .with(Adversity::CareAgain, 1_000)
            .with(Adversity::Cancellation, 1_000);
        let [none, again, cancelled] = drawn(&high);
        assert_eq!(none, 0);
        assert!((9_600..10_400).contains(&again), "{again}");
        assert_eq!(again + cancelled, 20_000);
    }

    #[test]
    fn what_is_rarer_than_once_in_a_thousand_comes_that_rarely() {
        let rare = Permille::parse("0.5").unwrap();
        let rates = AdversityRates::none().with_rate(Adversity::CareAgain, rare);
        let chances = Chances::new(&rates, DrawnFor::Sheet);
        let mut draws = Draws::new(1, 0, Subject::Adversity, 0);
        let all = (0..200_000).filter(|_| chances.draw(&mut draws).is_some());
        let count = all.count();
        assert!((70..130).contains(&count), "{count}");
    }

    #[test]
    fn a_whole_rate_draws_as_it_did_per_thousand() {
        let rates = AdversityRates::none().with(Adversity::CareAgain, 37);
        let chances = Chances::new(&rates, DrawnFor::Sheet);
        for number in 0..20_000 {
            let draws = || Draws::new(1, 0, Subject::Adversity, number);
            let found = chances.draw(&mut draws()).is_some();
            assert_eq!(found, draws().below(1_000) < 37);
        }
    }
}
