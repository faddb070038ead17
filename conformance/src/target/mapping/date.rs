//! Days as an engine writes them.

use domain::{BirthDate, Day};

/// How days are written: `JJ/MM/AAAA` and the like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatePattern {
    text: String,
    parts: Vec<Part>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Day,
    Month,
    /// With its century, or without.
    Year(usize),
    /// That character.
    Itself(char),
}

const WORDS: [(&str, Part); 6] = [
    ("AAAA", Part::Year(4)),
    ("YYYY", Part::Year(4)),
    ("AA", Part::Year(2)),
    ("YY", Part::Year(2)),
    ("JJ", Part::Day),
    ("DD", Part::Day),
];

impl DatePattern {
    /// Reads a pattern: a day, a month and a year, each once, and whatever stands between them.
    ///
    /// # Errors
    /// What is missing or there twice.
    pub fn of(text: &str) -> Result<Self, String> {
        let upper = text.to_uppercase();
        let mut parts = Vec::new();
        let mut rest = upper.as_str();
        while let Some(next) = rest.chars().next() {
            let word = WORDS.iter().find(|(word, _)| rest.starts_with(word));
            let (part, length) = match word {
                Some((word, part)) => (*part, word.len()),
                None if rest.starts_with("MM") => (Part::Month, 2),
                None => (Part::Itself(next), next.len_utf8()),
            };
            parts.push(part);
            rest = &rest[length..];
        }
        let count = |is: fn(&Part) -> bool| parts.iter().filter(|part| is(part)).count();
        let once = count(|part| *part == Part::Day) == 1
            && count(|part| *part == Part::Month) == 1
            && count(|part| matches!(part, Part::Year(_))) == 1;
        if once {
            Ok(Self {
                text: text.to_owned(),
                parts,
            })
        } else {
            Err(format!(
                "{text:?} is no way to write a day: JJ, MM and AAAA (or AA) are needed, each once, as in JJ/MM/AAAA"
            ))
        }
    }

    /// The pattern itself.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The digits of day, month and year.
    fn digits(&self, text: &str) -> Option<(&[Part], [String; 3])> {
        let mut found = [String::new(), String::new(), String::new()];
        let mut characters = text.chars();
        for part in &self.parts {
            let (place, length) = match part {
                Part::Itself(wanted) => {
                    let is = characters.next()?.to_uppercase().eq(wanted.to_uppercase());
                    if is {
                        continue;
                    }
                    return None;
                }
                Part::Day => (0, 2),
                Part::Month => (1, 2),
                Part::Year(length) => (2, *length),
            };
            for _ in 0..length {
                found[place].push(characters.next().filter(char::is_ascii_digit)?);
            }
        }
        let is_whole = characters.next().is_none();
        is_whole.then_some((self.parts.as_slice(), found))
    }

    /// The day that a text writes. A year without century is of this one.
    #[must_use]
    pub fn day(&self, text: &str) -> Option<Day> {
        let (_, [day, month, year]) = self.digits(text)?;
        let century = if year.len() == 2 { 2000 } else { 0 };
        let year: i16 = year.parse().ok()?;
        Day::new(century + year, month.parse().ok()?, day.parse().ok()?)
    }

    /// The birth date that a text writes, as a régime has it: a month past twelve is one of those.
    #[must_use]
    pub fn birth(&self, text: &str) -> Option<BirthDate> {
        let (_, [day, month, year]) = self.digits(text)?;
        let year = &year[year.len() - 2..];
        format!("{day}{month}{year}").parse().ok()
    }

    /// The text of a day.
    #[must_use]
    pub fn write(&self, day: Day) -> String {
        let mut text = String::new();
        for part in &self.parts {
            match part {
                Part::Day => text.push_str(&format!("{:02}", day.day())),
                Part::Month => text.push_str(&format!("{:02}", day.month())),
                Part::Year(2) => text.push_str(&format!("{:02}", day.year() % 100)),
                Part::Year(_) => text.push_str(&format!("{:04}", day.year())),
                Part::Itself(character) => text.push(*character),
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(pattern: &str, text: &str) -> Option<Day> {
        DatePattern::of(pattern).unwrap().day(text)
    }

    #[test]
    fn a_day_is_read_as_it_is_written() {
        let fourth = Day::new(2024, 11, 4);
        for (pattern, text) in [
            ("JJ/MM/AAAA", "04/11/2024"),
            ("dd.mm.yyyy", "04.11.2024"),
            ("AAAAMMJJ", "20241104"),
            ("AAAA-MM-JJ", "2024-11-04"),
            ("JJMMAA", "041124"),
        ] {
            assert_eq!(day(pattern, text), fourth, "{pattern}");
            let written = DatePattern::of(pattern).unwrap().write(fourth.unwrap());
            assert_eq!(written, text);
        }
    }

    #[test]
    fn what_is_no_day_is_none() {
        for text in ["31/02/2024", "4/11/2024", "04-11-2024", "04/11/20245", ""] {
            assert_eq!(day("JJ/MM/AAAA", text), None, "{text}");
        }
    }

    #[test]
    fn a_lunar_birth_date_is_one() {
        let pattern = DatePattern::of("JJ/MM/AAAA").unwrap();
        let lunar = pattern.birth("15/20/1950").unwrap();
        assert_eq!(lunar.to_string(), "152050");
    }

    #[test]
    fn a_pattern_without_a_year_is_none() {
        for pattern in ["JJ/MM", "JJ/MM/AA AAAA", ""] {
            let said = DatePattern::of(pattern).unwrap_err();
            assert!(said.contains("JJ, MM and AAAA"), "{said}");
        }
    }
}
