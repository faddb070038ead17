//! The base of a line: what the line gives, else what the domain of the act makes of the law.

use domain::{Cents, Rounding};

use super::domains::{Base, Case};
use super::{AmoError, step};
use crate::law::{ParamId, TableId, Value};
use crate::trace::{Confidence, Label, Step, Trace};

pub(super) const LABEL: Label = Label {
    fr: "Base de remboursement",
    en: "Reimbursement base",
};

/// Unit price and base of the line.
pub(super) fn line<T: Trace>(case: &Case<'_>, trace: &mut T) -> Result<Base, AmoError> {
    let care = case.care;
    care.kind.limit(case)?;
    let Some(base) = care.base else {
        return care.kind.base(case, trace);
    };
    trace.step(|| Step {
        rule: "R-AMO-BASE-LINE",
        label: LABEL,
        inputs: vec![("act", care.kind.act().into()), ("day", care.day.into())],
        result: base.into(),
        source: "rules §12 bis 20".into(),
        confidence: Confidence::Assumption,
    });
    let quantity = i64::from(care.quantity);
    let unit = if quantity > 1 {
        Cents(base.0 / quantity)
    } else {
        base
    };
    Ok(Base { unit, line: base })
}

/// The error of an act whose base no text gives.
pub(super) fn stands_on_the_line(case: &Case<'_>) -> AmoError {
    AmoError::NoBase {
        act: case.care.kind.act(),
        day: case.care.day,
    }
}

/// The quantity of the line × a fee of the law.
pub(super) fn fee<T: Trace>(case: &Case<'_>, id: ParamId, trace: &mut T) -> Result<Base, AmoError> {
    let fee = case.law.param(id, case.care.day)?;
    Ok(times(fee, u32::from(case.care.quantity), trace))
}

/// A quantity × a figure of the law.
pub(super) fn times<T: Trace>(fee: &Value, quantity: u32, trace: &mut T) -> Base {
    let base = Base {
        unit: fee.cents(),
        line: fee.cents() * i64::from(quantity),
    };
    trace.step(|| {
        let inputs = vec![("fee", base.unit.into()), ("quantity", quantity.into())];
        step("R-AMO-BASE", LABEL, inputs, base.line, &[fee])
    });
    base
}

/// The quantity of the line × the figure that a table of the law holds under a code.
pub(super) fn row<T: Trace>(
    case: &Case<'_>,
    table: TableId,
    code: &str,
    trace: &mut T,
) -> Result<Base, AmoError> {
    let figure = case.law.row(table, code, case.care.day)?;
    let quantity = i64::from(case.care.quantity);
    let base = Base {
        unit: figure.cents(),
        line: figure.cents() * quantity,
    };
    trace.step(|| {
        let inputs = vec![
            ("code", code.to_owned().into()),
            ("unit", base.unit.into()),
            ("quantity", quantity.into()),
        ];
        let result = base.line;
        step("R-AMO-BASE-TABLE", LABEL, inputs, result, &[figure])
    });
    Ok(base)
}

/// Key letter and base of an act that is paid by one: the letter first, brought to the cent, then the
/// quantity (rules §7.2).
pub(super) fn letter<T: Trace>(
    case: &Case<'_>,
    id: ParamId,
    trace: &mut T,
) -> Result<Base, AmoError> {
    let care = case.care;
    let letter = case.law.param(id, care.day)?;
    let quantity = i64::from(care.quantity);
    let priced = key_letter(letter.cents(), care.coefficient, case.law.rounding());
    let base = Base {
        unit: letter.cents(),
        line: priced * quantity,
    };
    trace.step(|| {
        let inputs = vec![
            ("letter", letter.cents().into()),
            ("coefficient", Cents(i64::from(care.coefficient)).into()),
            ("quantity", quantity.into()),
        ];
        let result = base.line;
        step("R-AMO-BASE", LABEL, inputs, result, &[letter])
    });
    Ok(base)
}

/// Key letter × coefficient in hundredths, rounded before anything else (rules §7.2).
fn key_letter(letter: Cents, coefficient: u32, rounding: Rounding) -> Cents {
    let hundredths = letter.0 * i64::from(coefficient);
    let half = match rounding {
        Rounding::HalfUp => 50,
        Rounding::Truncate => 0,
    };
    Cents((hundredths + half) / 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_letter_is_rounded_first() {
        // AMS 7.5 at 2.15: 16.125.
        assert_eq!(key_letter(Cents(215), 750, Rounding::HalfUp), Cents(1_613));
        assert_eq!(
            key_letter(Cents(215), 750, Rounding::Truncate),
            Cents(1_612)
        );
        assert_eq!(key_letter(Cents(26), 6_000, Rounding::HalfUp), Cents(1_560));
    }
}
