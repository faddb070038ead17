//! A base case and its exceptions: at most one may claim a case, unless they agree.

use domain::Day;

use super::AmoError;

/// A departure from the base case.
pub(super) struct Exception<Case, Outcome> {
    /// Its name, in errors.
    pub(super) name: &'static str,
    /// Id of the rule it applies, in the catalogue.
    pub(super) rule: &'static str,
    /// Whether it claims a case.
    pub(super) claims: fn(&Case) -> bool,
    /// What it decides.
    pub(super) outcome: Outcome,
}

/// The exception that claims a case, if any.
pub(super) fn claiming<'a, Case, Outcome: PartialEq>(
    what: &'static str,
    day: Day,
    case: &Case,
    exceptions: &'a [Exception<Case, Outcome>],
) -> Result<Option<&'a Exception<Case, Outcome>>, AmoError> {
    let mut claiming = exceptions
        .iter()
        .filter(|exception| (exception.claims)(case));
    let Some(first) = claiming.next() else {
        return Ok(None);
    };
    match claiming.find(|other| other.outcome != first.outcome) {
        Some(second) => Err(AmoError::TwoExceptions {
            case: what,
            day,
            first: first.name,
            second: second.name,
        }),
        None => Ok(Some(first)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BELOW_10: Exception<u8, u8> = Exception {
        name: "below 10",
        rule: "R",
        claims: |case| *case < 10,
        outcome: 1,
    };
    const EVEN: Exception<u8, u8> = Exception {
        name: "even",
        rule: "R",
        claims: |case| case.is_multiple_of(2),
        outcome: 2,
    };
    const ZERO: Exception<u8, u8> = Exception {
        name: "zero",
        rule: "R",
        claims: |case| *case == 0,
        outcome: 1,
    };

    fn chosen(
        case: u8,
        exceptions: &[Exception<u8, u8>],
    ) -> Result<Option<&'static str>, AmoError> {
        let day = Day::new(2025, 1, 1).unwrap();
        claiming("a number", day, &case, exceptions).map(|found| found.map(|found| found.name))
    }

    #[test]
    fn one_claim_is_heard_two_that_disagree_are_an_error() {
        assert_eq!(chosen(11, &[BELOW_10, EVEN]).unwrap(), None);
        assert_eq!(chosen(7, &[BELOW_10, EVEN]).unwrap(), Some("below 10"));
        let error = chosen(4, &[BELOW_10, EVEN]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "two exceptions claim a number on 2025-01-01: below 10 and even"
        );
    }

    #[test]
    fn two_claims_that_agree_are_one() {
        assert_eq!(chosen(0, &[BELOW_10, ZERO]).unwrap(), Some("below 10"));
    }
}
