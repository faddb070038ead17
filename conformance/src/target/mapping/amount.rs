//! Amounts as an engine writes them. Digits only: no floating point comes near.

use domain::Cents;

use super::spec::{AmountSpec, Decimal, Minus, Unit};

/// Reads an amount; positive for what is paid.
///
/// # Errors
/// What is expected instead.
pub(super) fn read(text: &str, spec: AmountSpec) -> Result<Cents, String> {
    let expected = || expected(spec);
    let (negative, digits) = sign(text.trim(), spec.minus);
    let mark = match spec.decimal {
        Decimal::Comma => ',',
        Decimal::Point => '.',
    };
    // Thousands: an ordinary space, or one of the two that do not break.
    let plain: String = digits
        .chars()
        .filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}'))
        .collect();
    let (whole, decimals) = match (spec.unit, plain.split_once(mark)) {
        (Unit::Cents, Some(_)) => return Err(expected()),
        (Unit::Euros, Some((whole, decimals))) => (whole, decimals),
        (_, None) => (plain.as_str(), ""),
    };
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !is_number(whole) || !is_number(decimals) {
        return Err(expected());
    }
    // Past the cents there may be zeros alone: nothing is rounded here.
    let (cents, rest) = decimals.split_at(decimals.len().min(2));
    if rest.bytes().any(|byte| byte != b'0') {
        return Err(format!(
            "{}; more than two decimals that count are no amount in cents",
            expected()
        ));
    }
    let number = match spec.unit {
        Unit::Cents => whole.parse::<i64>(),
        Unit::Euros => format!("{whole}{cents:0<2}").parse(),
    };
    let number = number.map_err(|_| "the amount is too large".to_owned())?;
    let is_back = negative != spec.inverted;
    Ok(Cents(if is_back { -number } else { number }))
}

/// Whether a text has a minus, and the rest of it.
fn sign(text: &str, minus: Minus) -> (bool, &str) {
    let rest = match minus {
        Minus::Before => text.strip_prefix('-'),
        Minus::After => text.strip_suffix('-'),
        Minus::Parentheses => text
            .strip_prefix('(')
            .and_then(|text| text.strip_suffix(')')),
    };
    match rest {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

fn expected(spec: AmountSpec) -> String {
    let minus = match spec.minus {
        Minus::Before => "before it",
        Minus::After => "after it",
        Minus::Parentheses => "as parentheses",
    };
    let unit = match (spec.unit, spec.decimal) {
        (Unit::Cents, _) => "whole cents",
        (Unit::Euros, Decimal::Comma) => "euros as in 7,95",
        (Unit::Euros, Decimal::Point) => "euros as in 7.95",
    };
    format!("{unit} are expected, a minus {minus} (`amounts` says how they are written)")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(unit: Unit, decimal: Decimal, minus: Minus) -> AmountSpec {
        AmountSpec {
            unit,
            decimal,
            minus,
            inverted: false,
        }
    }

    #[test]
    fn amounts_are_read_as_they_are_written() {
        let french = AmountSpec::default();
        for (text, cents) in [
            ("7,95", 795),
            ("-7,95", -795),
            ("+7,9", 790),
            ("1 234,50", 123_450),
            ("1\u{202f}234,5000", 123_450),
            ("0", 0),
            (" 12 ", 1200),
        ] {
            assert_eq!(read(text, french), Ok(Cents(cents)), "{text}");
        }
        let after = of(Unit::Euros, Decimal::Point, Minus::After);
        assert_eq!(read("7.95-", after), Ok(Cents(-795)));
        let parentheses = of(Unit::Cents, Decimal::Comma, Minus::Parentheses);
        assert_eq!(read("(000795)", parentheses), Ok(Cents(-795)));
        let inverted = AmountSpec {
            inverted: true,
            ..french
        };
        assert_eq!(read("-7,95", inverted), Ok(Cents(795)));
    }

    #[test]
    fn what_is_no_amount_is_none() {
        let french = AmountSpec::default();
        for text in [
            "",
            "7.95",
            "7,9a",
            ",95",
            "7,955",
            "--7",
            "7-",
            "99999999999999999999",
        ] {
            assert!(read(text, french).is_err(), "{text}");
        }
        let cents = of(Unit::Cents, Decimal::Comma, Minus::Before);
        assert!(read("7,95", cents).is_err());
    }
}
