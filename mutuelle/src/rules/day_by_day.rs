use domain::Heading;
use rust_decimal::Decimal;

use crate::facts::Facts;
use crate::money::{cents, euros};

/// The days of a line of several days under a heading that is computed day by day, each a line of quantity 1, and
/// what earlier contracts paid of each; the line itself elsewhere.
pub(crate) fn days(facts: &Facts, earlier: Decimal) -> Vec<(Facts, Decimal)> {
    let by_day = matches!(
        facts.heading,
        Heading::ForfaitJournalier | Heading::ChambreParticuliere | Heading::LitAccompagnant
    );
    if !by_day || facts.quantity < 2 {
        return vec![(facts.clone(), earlier)];
    }
    let count = facts.quantity;
    let part = |amount: Decimal, day: u32| equal_part(amount, count, day);
    // The AMO share and what others paid are split together, so that no day is left a cent that the line is not.
    let theoretical = facts.amo + facts.majoration;
    let beside =
        |amount: Decimal, day: u32| part(theoretical + amount, day) - part(theoretical, day);
    (0..count)
        .map(|day| {
            let date = facts.date.plus(i32::try_from(day).unwrap_or(i32::MAX));
            let of_day = Facts {
                date,
                end: Some(date),
                quantity: 1,
                expense: part(facts.expense, day),
                base: part(facts.base, day),
                amo: part(theoretical, day) - part(facts.majoration, day),
                majoration: part(facts.majoration, day),
                participation: -beside(-facts.participation, day),
                earlier: beside(facts.earlier, day),
                ..facts.clone()
            };
            (of_day, beside(earlier, day))
        })
        .collect()
}

/// One of so many equal parts of an amount: the cents that do not divide go to the first days.
fn equal_part(amount: Decimal, count: u32, day: u32) -> Decimal {
    let whole = cents(amount).0;
    let count = i64::from(count);
    let (part, rest) = (whole.div_euclid(count), whole.rem_euclid(count));
    euros(domain::Cents(part + i64::from(i64::from(day) < rest)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cents_that_do_not_divide_go_to_the_first_days() {
        let amount = Decimal::new(10_001, 2);
        let parts: Vec<Decimal> = (0..3).map(|day| equal_part(amount, 3, day)).collect();
        let expected = [3_334, 3_334, 3_333].map(|cents| Decimal::new(cents, 2));
        assert_eq!(parts, expected);
    }
}
