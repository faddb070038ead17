use std::borrow::Borrow;
use std::fmt::Write as _;
use std::str::FromStr;

use domain::{Cents, Day};

use crate::stream::Text;

/// Language of a report.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Lang {
    /// French, for the people who certify.
    #[default]
    Fr,
    /// English.
    En,
}

/// A language the reports do not exist in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown language {0:?}: reports exist in fr and en")]
pub struct UnknownLang(String);

impl FromStr for Lang {
    type Err = UnknownLang;

    fn from_str(text: &str) -> Result<Self, UnknownLang> {
        match text.to_ascii_lowercase().as_str() {
            "fr" => Ok(Self::Fr),
            "en" => Ok(Self::En),
            _ => Err(UnknownLang(text.to_owned())),
        }
    }
}

impl Lang {
    /// The one of two texts that is in this language.
    pub fn pick<'a>(self, fr: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Fr => fr,
            Self::En => en,
        }
    }

    /// A text of the stream in this language.
    pub(super) fn of(self, text: &Text) -> &str {
        self.pick(&text.fr, &text.en)
    }

    /// `fr` or `en`.
    pub(crate) fn tag(self) -> &'static str {
        match self {
            Self::Fr => "fr",
            Self::En => "en",
        }
    }

    /// Before a colon.
    pub(crate) fn colon(self) -> &'static str {
        match self {
            Self::Fr => " :",
            Self::En => ":",
        }
    }

    /// `7,50 €` or `€7.50`. By value or by reference: templates pass fields by reference.
    pub(crate) fn euros(self, amount: impl Borrow<Cents>) -> String {
        let amount = *amount.borrow();
        let sign = if amount.0 < 0 { "−" } else { "" };
        let cents = amount.0.unsigned_abs();
        let whole = self.count(cents / 100);
        let rest = cents % 100;
        match self {
            Self::Fr => format!("{sign}{whole},{rest:02} €"),
            Self::En => format!("{sign}€{whole}.{rest:02}"),
        }
    }

    /// A whole number, by thousands.
    pub fn count(self, number: impl Borrow<u64>) -> String {
        let digits = number.borrow().to_string();
        let mut text = String::with_capacity(digits.len() + digits.len() / 3);
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                text.push_str(self.pick("\u{202f}", ","));
            }
            text.push(digit);
        }
        text
    }

    /// A number and what is counted, in the singular or the plural of this language.
    pub fn counted(self, number: u64, one: &str, many: &str) -> String {
        let singular = match self {
            Self::Fr => number < 2,
            Self::En => number == 1,
        };
        format!(
            "{} {}",
            self.count(number),
            if singular { one } else { many }
        )
    }

    /// `part` of `whole` in per cent with one decimal, rounded down: 100 % means all of it.
    pub(super) fn share(self, part: u64, whole: u64) -> String {
        if whole == 0 {
            return "–".to_owned();
        }
        let permille = u128::from(part) * 1000 / u128::from(whole);
        let mut text = String::new();
        // Writing to a string does not fail.
        let _ = write!(text, "{}", permille / 10);
        if !permille.is_multiple_of(10) {
            let _ = write!(text, "{}{}", self.pick(",", "."), permille % 10);
        }
        text.push_str(self.pick(" %", "%"));
        text
    }

    /// A value of a calculation as this language writes it: `30.00` has a comma in French.
    pub(super) fn number(self, value: &str) -> String {
        let digits = value.strip_prefix('-').unwrap_or(value);
        let decimal = digits.split_once('.').is_some_and(|(whole, part)| {
            [whole, part]
                .iter()
                .all(|text| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()))
        });
        match self {
            Self::Fr if decimal => value.replace('.', ","),
            _ => value.to_owned(),
        }
    }

    /// `22/12/2024` or `2024-12-22`.
    /// By value or by reference, as [`Lang::euros`].
    pub(super) fn day(self, day: impl Borrow<Day>) -> String {
        let day = *day.borrow();
        match self {
            Self::Fr => format!("{:02}/{:02}/{:04}", day.day(), day.month(), day.year()),
            Self::En => day.to_string(),
        }
    }
}

/// One line of plain text: what comes from a target may hold line ends, escape sequences and marks
/// that turn the direction of writing.
pub(crate) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.trim().chars() {
        match c {
            '\n' => out.push_str(" / "),
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {}
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_as_each_language_does() {
        assert_eq!(Lang::Fr.euros(Cents(750)), "7,50 €");
        assert_eq!(Lang::En.euros(Cents(750)), "€7.50");
        assert_eq!(Lang::Fr.euros(Cents(-5)), "−0,05 €");
        assert_eq!(Lang::En.euros(Cents(-123_456_789)), "−€1,234,567.89");
        assert_eq!(Lang::Fr.euros(Cents(100_000)), "1\u{202f}000,00 €");
        assert_eq!(
            Lang::En.euros(Cents(i64::MIN)),
            "−€92,233,720,368,547,758.08"
        );
    }

    #[test]
    fn a_share_is_never_rounded_up_to_all() {
        assert_eq!(Lang::Fr.share(9_999, 10_000), "99,9 %");
        assert_eq!(Lang::En.share(3, 3), "100%");
        assert_eq!(Lang::En.share(0, 0), "–");
        assert_eq!(Lang::Fr.share(u64::MAX, u64::MAX), "100 %");
    }

    #[test]
    fn zero_is_singular_in_french_only() {
        assert_eq!(Lang::Fr.counted(0, "ligne", "lignes"), "0 ligne");
        assert_eq!(Lang::En.counted(0, "line", "lines"), "0 lines");
    }

    #[test]
    fn only_a_decimal_number_gets_a_comma() {
        assert_eq!(Lang::Fr.number("-30.00"), "-30,00");
        assert_eq!(Lang::En.number("30.00"), "30.00");
        for other in ["E001.2x", "70 %", "1.2.3", ".", "G"] {
            assert_eq!(Lang::Fr.number(other), other);
        }
    }

    #[test]
    fn a_language_is_named_by_its_tag() {
        assert_eq!("FR".parse(), Ok(Lang::Fr));
        assert_eq!("en".parse(), Ok(Lang::En));
        assert!("de".parse::<Lang>().is_err());
    }

    #[test]
    fn what_a_target_prints_cannot_drive_a_terminal() {
        assert_eq!(plain("a\u{1b}[31mb\nc\u{202e}d\t"), "a [31mb / cd");
    }
}
