//! Guarantees as tables print them, on one line.

use domain::{Cents, Rate};

use super::error::GuaranteeError;
use super::euros::Euros;
use super::file::{GuaranteeKeys, LevelKeys, LimitKeys, LimitOrName};
use super::percent::{Percent, read};
use super::words::{Per, Scope};

/// What is paid under a heading, as a product file would say it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guarantee(pub(super) GuaranteeKeys);

impl Guarantee {
    /// Reads a guarantee as tables print it; `none` is no guarantee at all. What stands in brackets is a
    /// remark.
    ///
    /// ```
    /// use oracle::product::Guarantee;
    /// for text in ["100 % BR incl. AMO", "300 % BR on top of AMO", "frais réels (100 % Santé)",
    ///     "733.20 EUR (20 % PMSS 2023)", "50 €/day", "30 EUR × 5 per year", "100 % BR + 150 €", "50 % TM",
    ///     "80 % FR", "20 % PMSS", "100 % BR + 50 % of the overrun, max 50 €"]
    /// {
    ///     assert!(Guarantee::parse_text(text)?.is_some(), "{text}");
    /// }
    /// assert_eq!(Guarantee::parse_text("none")?, None);
    /// # Ok::<(), oracle::product::GuaranteeError>(())
    /// ```
    ///
    /// # Errors
    /// Where the text is none of those, in French or in English.
    pub fn parse_text(text: &str) -> Result<Option<Self>, GuaranteeError> {
        let words = plain(text);
        if matches!(words.as_str(), "none" | "aucune") {
            return Ok(None);
        }
        let keys = guarantee(&words).ok_or_else(|| GuaranteeError(text.to_owned()))?;
        Ok(Some(Self(keys)))
    }
}

/// In lower case, without remarks in brackets, with one space between words and none around `/`.
fn plain(text: &str) -> String {
    let mut kept = String::new();
    let mut depth = 0_u32;
    for letter in text.chars() {
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => kept.push(letter),
            _ => {}
        }
    }
    let kept = kept
        .to_lowercase()
        .replace('\u{a0}', " ")
        .replace('%', " % ");
    let words: Vec<&str> = kept.split_whitespace().collect();
    words.join(" ").replace(" /", "/").replace("/ ", "/")
}

fn guarantee(words: &str) -> Option<GuaranteeKeys> {
    // `30 eur × 5 per year`: so many acts a year.
    if let Some((amount, number)) = words.split_once(" × ").or_else(|| words.split_once(" x ")) {
        let number = number
            .strip_suffix(" per year")
            .or_else(|| number.strip_suffix(" par an"));
        let limit = LimitKeys {
            number: Some(number?.parse().ok()?),
            ..LimitKeys::default()
        };
        return Some(with_limit(level(amount)?, limit));
    }
    // `150 €/year`: as much as that a year.
    if let Some(amount) = words
        .strip_suffix("/year")
        .or_else(|| words.strip_suffix("/an"))
    {
        let limit = LimitKeys {
            euros: Some(euros(amount)?),
            per: Some(Scope::Person),
            ..LimitKeys::default()
        };
        let all = LevelKeys {
            real_expense: Some(true),
            ..LevelKeys::default()
        };
        return Some(with_limit(all, limit));
    }
    level(words).map(of_level)
}

/// A level, alone or a sum, with or without a maximum.
fn level(words: &str) -> Option<LevelKeys> {
    if let Some((level, most)) = words.split_once(", max ") {
        let (amount, per) = amount(most)?;
        return Some(LevelKeys {
            at_most: Some(amount),
            per,
            ..self::level(level).filter(|level| level.per.is_none())?
        });
    }
    let parts: Vec<&str> = words.split(" + ").collect();
    if let [one] = parts.as_slice() {
        return leaf(one);
    }
    let levels: Option<Vec<LevelKeys>> = parts.into_iter().map(leaf).collect();
    Some(LevelKeys {
        sum: Some(levels?),
        ..LevelKeys::default()
    })
}

fn leaf(words: &str) -> Option<LevelKeys> {
    let mut keys = LevelKeys::default();
    if matches!(
        words,
        "frais réels" | "frais reels" | "real expense" | "100 % santé"
    ) {
        keys.real_expense = Some(true);
        return Some(keys);
    }
    let Some((rate, of)) = words.split_once(" % ") else {
        let (amount, per) = amount(words)?;
        keys.euros = Some(amount);
        keys.per = per;
        return Some(keys);
    };
    let rate: Rate = read(rate)?;
    match of {
        "br" | "br incl. amo" | "br y compris sécu" => keys.br = Some(Percent::Same(rate)),
        "br on top of amo" | "br en complément" => keys.br_on_top = Some(Percent::Same(rate)),
        "tm" | "of the ticket modérateur" | "du ticket modérateur" => keys.tm = Some(rate),
        "fr" | "of the expense" | "des frais réels" => keys.expense = Some(rate),
        "pmss" | "of the pmss" | "du pmss" => keys.pmss = Some(rate),
        "of the overrun" | "du dépassement" => keys.overrun = Some(Percent::Same(rate)),
        _ => return None,
    }
    Some(keys)
}

/// `50 €`, `50 eur/day`.
fn amount(words: &str) -> Option<(Euros, Option<Per>)> {
    let Some((amount, unit)) = words.split_once('/') else {
        return Some((euros(words)?, None));
    };
    let per = match unit {
        "line" | "ligne" => Per::Line,
        "act" | "acte" => Per::Act,
        "session" | "séance" => Per::Session,
        "day" | "jour" => Per::Day,
        "examination" | "examen" => Per::Examination,
        "eye" | "œil" => Per::Eye,
        "ear" | "oreille" => Per::Ear,
        "tooth" | "dent" => Per::Tooth,
        _ => return None,
    };
    Some((euros(amount)?, Some(per)))
}

/// The amount before `€` or `eur`, as product files write it.
fn euros(words: &str) -> Option<Euros> {
    let number = words
        .strip_suffix('€')
        .or_else(|| words.strip_suffix("eur"))
        .or_else(|| words.strip_suffix("euros"))?;
    let cents: Cents = number.trim().replace(',', ".").parse().ok()?;
    (cents >= Cents::ZERO).then(|| Euros(cents.to_string()))
}

fn with_limit(level: LevelKeys, limit: LimitKeys) -> GuaranteeKeys {
    GuaranteeKeys {
        limits: Some(vec![LimitOrName::Limit(Box::new(limit))]),
        ..of_level(level)
    }
}

pub(super) fn of_level(level: LevelKeys) -> GuaranteeKeys {
    let LevelKeys {
        br,
        br_on_top,
        tm,
        overrun,
        expense,
        euros,
        pmss,
        real_expense,
        sum,
        lower_of,
        higher_of,
        cases,
        when,
        ticket_moderateur,
        per,
        pmss_of,
        at_most,
    } = level;
    GuaranteeKeys {
        br,
        br_on_top,
        tm,
        overrun,
        expense,
        euros,
        pmss,
        real_expense,
        sum,
        lower_of,
        higher_of,
        cases,
        when,
        ticket_moderateur,
        per,
        pmss_of,
        at_most,
        ..GuaranteeKeys::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(text: &str) -> Option<LevelKeys> {
        Guarantee::parse_text(text).ok().flatten()?.0.level()
    }

    #[test]
    fn printed_guarantees_are_read() {
        let level = |text: &str| printed(text).unwrap_or_else(|| unreachable!("{text}"));
        assert_eq!(level("200% BR").br, Some(Percent::whole(200)));
        assert_eq!(level("100 % BR incl. AMO").br, Some(Percent::whole(100)));
        assert_eq!(
            level("300 % BR on top of AMO").br_on_top,
            Some(Percent::whole(300))
        );
        assert_eq!(level("frais réels (100 % Santé)").real_expense, Some(true));
        assert_eq!(
            level("733.20 EUR (20 % PMSS 2023)").euros,
            Some(Euros("733.20".to_owned()))
        );
        assert_eq!(level("2.5 % PMSS").pmss, Some(Rate(250)));
        assert_eq!(level("50 % TM").tm, Some(Rate::percent(50)));
        assert_eq!(level("80 % FR").expense, Some(Rate::percent(80)));
        let day = level("50 €/jour");
        assert_eq!(
            (day.euros, day.per),
            (Some(Euros("50.00".to_owned())), Some(Per::Day))
        );
        assert_eq!(
            level("100 % BR + 150 €").sum.map(|levels| levels.len()),
            Some(2)
        );
        let most = level("100 % BR + 50 % du dépassement, max 50 €/acte");
        assert_eq!(
            (most.at_most, most.per),
            (Some(Euros("50.00".to_owned())), Some(Per::Act))
        );
        let Ok(Some(five)) = Guarantee::parse_text("30 EUR × 5 per year") else {
            unreachable!()
        };
        assert_eq!(five.0.limits.map(|limits| limits.len()), Some(1));
        for wrong in [
            "",
            "200",
            "% BR",
            "200 % XX",
            "-5 % BR",
            "50 EUR/week",
            "50 EUR/day, max 60 €/day",
            "-5 €",
        ] {
            assert!(Guarantee::parse_text(wrong).is_err(), "{wrong}");
        }
    }
}
