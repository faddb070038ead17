//! A counted figure beside the one of the data file.

use std::fmt;

use serde_json::Value;

use super::counts::{Awaited, Counts, Values};
use super::table::{How, TABLE};

/// What one leaf, or the leaves of one row, come to. Shares in millionths, means in thousandths.
#[derive(Debug)]
pub(super) struct Figure {
    pub(super) path: String,
    expected: i128,
    seen: i128,
    tolerance: i128,
    of: i128,
    unit: Unit,
    /// The difference that is asked for: one point of a share, two per cent of a mean.
    asked: i128,
    /// Why it does not hold whatever the difference is.
    wrong: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Share,
    Mean,
}

/// Standard deviations that chance is allowed: some three hundred figures are looked at on each of three seeds, and
/// of nine hundred about three are past three standard deviations, none past four.
const DEVIATIONS: i128 = 4;
const MILLION: i128 = 1_000_000;
/// One point of a share.
const POINT: i128 = MILLION / 100;

impl Figure {
    pub(super) fn holds(&self) -> bool {
        self.wrong.is_none() && (self.seen - self.expected).abs() <= self.tolerance
    }

    /// Whether it is to one point, or two per cent, that of the data.
    pub(super) fn is_as_asked(&self) -> bool {
        self.wrong.is_none() && (self.seen - self.expected).abs() <= self.asked
    }

    /// Whether as many cases tell a figure that holds from one that does not: chance is allowed no more than is asked
    /// for.
    pub(super) fn is_decided(&self) -> bool {
        self.tolerance <= self.asked
    }

    /// A share: to one point, or to a tenth of it where it is below ten points; to four standard deviations of as
    /// many cases where that is more.
    fn share(path: String, (hits, of): (u64, u64), expected: i128) -> Self {
        let cases = i128::from(of);
        let seen = i128::from(hits) * MILLION / cases.max(1);
        let variance = expected * (MILLION - expected) / cases.max(1);
        Self {
            path,
            expected,
            seen,
            tolerance: (expected / 10)
                .min(POINT)
                .max(DEVIATIONS * variance.isqrt()),
            of: cases,
            unit: Unit::Share,
            asked: POINT,
            wrong: (of == 0).then(|| "no case".to_owned()),
        }
    }

    /// A mean, in thousandths: to two per cent, or four standard deviations of the mean of as many numbers. The
    /// variance is in millionths.
    fn mean(path: String, values: &Values, expected: i128, variance: i128) -> Self {
        let deviation = (variance / values.of).isqrt();
        Self {
            path,
            expected,
            seen: values.sum * 1_000 / values.of,
            tolerance: (expected / 50).max(DEVIATIONS * deviation),
            of: values.of,
            unit: Unit::Mean,
            asked: expected / 50,
            wrong: None,
        }
    }

    /// The mean of numbers from one to another, all alike, of which none is farther outside than `slack`.
    fn uniform(path: String, values: &Values, (from, to): (i64, i64), slack: i64) -> Self {
        let width = i128::from(to - from + 1);
        let variance = (width * width - 1) * MILLION / 12;
        let expected = i128::from(from + to) * 500;
        Self::mean(path, values, expected, variance).within(values, from - slack, to + slack)
    }

    fn within(mut self, values: &Values, least: i64, most: i64) -> Self {
        if values.least < least || values.most > most {
            self.wrong = Some(format!(
                "from {} to {}, not within {least} to {most}",
                values.least, values.most
            ));
        }
        self
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (per, unit) = match self.unit {
            Unit::Share => (10_000, "%"),
            Unit::Mean => (1_000, ""),
        };
        let shown = |number: i128| {
            let sign = if number < 0 { "-" } else { "" };
            let (whole, rest) = (number.abs() / per, number.abs() % per * 1_000 / per);
            format!("{sign}{whole}.{rest:03}{unit}")
        };
        write!(
            f,
            "{} {}: expected {}, seen {}, difference {}, allowed {}, of {}",
            if self.holds() { "ok " } else { "NOT" },
            self.path,
            shown(self.expected),
            shown(self.seen),
            shown(self.seen - self.expected),
            shown(self.tolerance),
            self.of
        )?;
        match &self.wrong {
            Some(wrong) => write!(f, " ({wrong})"),
            None => Ok(()),
        }
    }
}

/// What stands at a key or a place.
fn at<'a>(data: &'a Value, key: &str) -> &'a Value {
    match key.parse::<usize>() {
        Ok(place) => &data[place],
        Err(_) => &data[key],
    }
}

/// The number at a path below `data`.
fn number(data: &Value, keys: &[&str]) -> i64 {
    let keys = keys.iter().filter(|key| !key.is_empty());
    let found = keys.fold(data, |data, key| at(data, key));
    found
        .as_i64()
        .unwrap_or_else(|| panic!("no number: {found}"))
}

/// Numbers from one to another, all alike: `slack` is what lies between them and what is seen of them.
fn between(counts: &Counts, path: &'static str, range: &Value, slack: i64) -> Vec<Figure> {
    let (from, to) = (number(range, &["from"]), number(range, &["to"]));
    of_values(counts, path, |name, values| {
        Figure::uniform(name, values, (from, to), slack)
    })
}

fn of_values(
    counts: &Counts,
    path: &'static str,
    figure: impl Fn(String, &Values) -> Figure,
) -> Vec<Figure> {
    vec![match counts.values.get(path) {
        Some(values) => figure(path.to_owned(), values),
        None => Figure::share(path.to_owned(), (0, 0), 0),
    }]
}

/// An end that is reached, and not passed.
fn reached(path: String, seen: i64, due: i64, of: i128) -> Figure {
    Figure {
        path,
        expected: i128::from(due) * 1_000,
        seen: i128::from(seen) * 1_000,
        tolerance: 0,
        of,
        unit: Unit::Mean,
        asked: 0,
        wrong: None,
    }
}

/// The figures of a row of the table. `data` is what the data file has at its path.
pub(super) fn figures(path: &'static str, how: &How, data: &Value, counts: &Counts) -> Vec<Figure> {
    let of_path = |child: &str| match child {
        "" => path.to_owned(),
        _ => format!("{path}/{child}"),
    };
    let keys: Vec<String> = match data {
        Value::Array(rows) => (0..rows.len()).map(|place| place.to_string()).collect(),
        Value::Object(rows) => rows.keys().cloned().collect(),
        _ => vec![String::new()],
    };
    let shared = |child: &str| counts.shares.get(&(path, child)).copied();
    let rate = |child: &str, leaf: &[&str]| {
        let expected = i128::from(number(data, leaf)) * 1_000;
        Figure::share(of_path(child), shared(child).unwrap_or_default(), expected)
    };
    match how {
        How::Rate => vec![rate("", &[])],
        How::ByAge => keys.iter().map(|key| rate(key, &[key])).collect(),
        How::Bands => keys.iter().map(|key| rate(key, &[key, "rate"])).collect(),
        How::Weights => {
            let weight = |key: &String| match at(data, key) {
                Value::Object(_) => number(data, &[key, "weight"]),
                Value::Number(_) => number(data, &[key]),
                // Names, all alike.
                _ => 1,
            };
            let own = |key: &&String| TABLE.iter().any(|(path, _)| *path == of_path(key));
            let keys: Vec<&String> = keys.iter().filter(|key| !own(key)).collect();
            let all: i64 = keys.iter().copied().map(weight).sum();
            let count = |key: &String| shared(key).unwrap_or_default().0;
            let of: u64 = keys.iter().copied().map(count).sum();
            let one = |key: &String| {
                let expected = i128::from(weight(key)) * MILLION / i128::from(all);
                Figure::share(of_path(key), (count(key), of), expected)
            };
            keys.into_iter().map(one).collect()
        }
        How::Seen(what) => {
            let mine = counts.awaited.range((path, "")..);
            let mine = mine.take_while(|(key, _)| key.0 == path);
            let one = |((_, child), awaited): (&(&str, &str), &Awaited)| {
                let expected = i128::from(awaited.due) / 1_000;
                // What happens to some of so many is a share of them: one point. What happens to all is a mean.
                let all = i128::from(awaited.of) * 1_000;
                let (asked, variance) = if expected < all {
                    (all / 100, expected * (all - expected) / all)
                } else {
                    // As many as chance has it: their deviation is the root of their number.
                    (expected / 50, expected)
                };
                let deviation = (variance.max(0) * 1_000).isqrt();
                Figure {
                    path: format!("{} ({what})", of_path(child)),
                    expected,
                    seen: i128::from(awaited.seen) * 1_000,
                    tolerance: (expected / 50).min(asked).max(DEVIATIONS * deviation),
                    of: i128::from(awaited.of),
                    unit: Unit::Mean,
                    asked,
                    wrong: (awaited.due == 0).then(|| "no case".to_owned()),
                }
            };
            mine.map(one).collect()
        }
        How::Shifted(what) => match counts.shifted.get(path) {
            None => vec![Figure::share(path.to_owned(), (0, 0), 0)],
            Some(all) => {
                let expected = all.due / all.of / 1_000;
                let deviation = (all.variance * 1_000).isqrt() / all.of;
                vec![Figure {
                    path: format!("{path} ({what})"),
                    expected,
                    seen: all.sum * 1_000 / all.of,
                    tolerance: (expected / 50).max(DEVIATIONS * deviation),
                    of: all.of,
                    unit: Unit::Mean,
                    asked: expected / 50,
                    wrong: None,
                }]
            }
        },
        How::Between(slack) => between(counts, path, data, *slack),
        How::UpTo(least) => of_values(counts, path, |name, values| {
            Figure::uniform(name, values, (*least, number(data, &[])), 0)
        }),
        How::Mean => of_values(counts, path, |name, values| {
            let variance = values.squares * values.of - values.sum * values.sum;
            let variance = variance * MILLION / (values.of * values.of);
            let expected = i128::from(number(data, &[])) * 1_000;
            Figure::mean(name, values, expected, variance)
        }),
        How::Fixed => of_values(counts, path, |name, values| {
            let due = number(data, &[]);
            Figure::uniform(name, values, (due, due), 0)
        }),
        How::Most(times) => of_values(counts, path, |name, values| {
            reached(name, values.most, number(data, &[]) * times, values.of)
        }),
        How::Least => of_values(counts, path, |name, values| {
            reached(name, values.least, number(data, &[]), values.of)
        }),
        How::Ends => {
            let least = of_values(counts, path, |name, values| {
                let due = number(data, &["from"]);
                reached(format!("{name}/from"), values.least, due, values.of)
            });
            let most = of_values(counts, path, |name, values| {
                let due = number(data, &["to"]);
                reached(format!("{name}/to"), values.most, due, values.of)
            });
            least.into_iter().chain(most).collect()
        }
        How::Together(..) | How::Elsewhere(..) | How::Not(..) => Vec::new(),
    }
}
