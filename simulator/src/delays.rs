//! How long an OC takes, on the virtual calendar: from the night that delivers a file to the day it has it.

use std::collections::BTreeMap;

use domain::{Day, OcNumber};
use serde::Serialize;
use utoipa::ToSchema;

use crate::record::{Act, Record};
use crate::{FileName, History};

/// The delays of one OC with the files of one NOEMIE reference.
///
/// Days are those of the calendar, days of rest included. A file that is offered again counts from its first delivery,
/// and by its first acknowledgement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Delays {
    /// The OC.
    #[schema(value_type = String)]
    pub oc: OcNumber,
    /// NOEMIE reference: 303, 929…
    pub reference: u16,
    /// Files that were delivered.
    pub files: u64,
    /// Days from the delivery to the first fetch of it.
    pub fetched: Spread,
    /// Days from the delivery to the acknowledgement.
    pub acknowledged: Spread,
    /// Files that still wait for it.
    pub waiting: u64,
    /// The day the oldest of those was delivered; none where none waits.
    #[schema(value_type = Option<String>, format = Date)]
    pub oldest: Option<Day>,
    /// Most files that waited when a day was over.
    pub backlog: u64,
    /// The first day on which so many did; none where none ever waited over a day.
    #[schema(value_type = Option<String>, format = Date)]
    pub peak: Option<Day>,
    /// The first day after the peak that ended with none waiting; none where there was no such day.
    #[schema(value_type = Option<String>, format = Date)]
    pub absorbed: Option<Day>,
}

/// How days spread: by nearest rank, 0 where there is none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Spread {
    /// How many there are.
    pub count: u64,
    /// Half of them are at most so long.
    pub median: u32,
    /// Nine in ten are at most so long.
    pub p90: u32,
    /// Ninety-nine in a hundred are at most so long.
    pub p99: u32,
    /// The longest.
    pub longest: u32,
}

impl Spread {
    /// That of those days.
    fn of(mut days: Vec<u32>) -> Self {
        days.sort_unstable();
        let at = |percent: usize| {
            let rank = (days.len() * percent).div_ceil(100);
            days.get(rank.saturating_sub(1)).copied().unwrap_or(0)
        };
        Self {
            count: days.len() as u64,
            median: at(50),
            p90: at(90),
            p99: at(99),
            longest: at(100),
        }
    }
}

/// When what happened to a file.
#[derive(Debug, Clone, Copy)]
struct Stages {
    reference: u16,
    delivered: Day,
    fetched: Option<Day>,
    acknowledged: Option<Day>,
}

impl History {
    /// The delays of each OC and reference, in that order, over the records that hold.
    #[must_use]
    pub fn delays(&self) -> Vec<Delays> {
        let held = self.holding();
        let mut kinds: BTreeMap<(OcNumber, u16), Vec<Stages>> = BTreeMap::new();
        for ((oc, _), stages) in stages(&held) {
            kinds
                .entry((oc, stages.reference))
                .or_default()
                .push(stages);
        }
        let delays = kinds.into_iter().map(|((oc, reference), files)| {
            let took = |of: fn(&Stages) -> Option<Day>| {
                let days = files.iter().filter_map(|file| {
                    let days = of(file)?.since(file.delivered);
                    u32::try_from(days).ok()
                });
                Spread::of(days.collect())
            };
            let waiting = files.iter().filter(|file| file.acknowledged.is_none());
            let oldest = waiting.clone().map(|file| file.delivered).min();
            let (backlog, peak, absorbed) = backlog(&files);
            Delays {
                oc,
                reference,
                files: files.len() as u64,
                fetched: took(|file| file.fetched),
                acknowledged: took(|file| file.acknowledged),
                waiting: waiting.count() as u64,
                oldest,
                backlog,
                peak,
                absorbed,
            }
        });
        delays.collect()
    }
}

fn stages<'r>(held: &[&'r Record]) -> BTreeMap<(OcNumber, &'r FileName), Stages> {
    let mut files: BTreeMap<(OcNumber, &FileName), Stages> = BTreeMap::new();
    for record in held {
        let (Some(oc), Some(name)) = (record.oc, record.act.file()) else {
            continue;
        };
        let of = (oc, name);
        match &record.act {
            Act::Delivered { reference, .. } => {
                files.entry(of).or_insert(Stages {
                    reference: *reference,
                    delivered: record.day,
                    fetched: None,
                    acknowledged: None,
                });
            }
            Act::Fetched { .. } => {
                if let Some(file) = files.get_mut(&of) {
                    file.fetched.get_or_insert(record.day);
                }
            }
            Act::Acknowledged { .. } => {
                if let Some(file) = files.get_mut(&of) {
                    file.acknowledged.get_or_insert(record.day);
                }
            }
            _ => {}
        }
    }
    files
}

/// Most files that waited when a day was over, the first such day, and the day it was absorbed.
fn backlog(files: &[Stages]) -> (u64, Option<Day>, Option<Day>) {
    // What a day adds to those that wait when it is over.
    let mut steps: BTreeMap<Day, i64> = BTreeMap::new();
    for file in files {
        *steps.entry(file.delivered).or_insert(0) += 1;
        if let Some(day) = file.acknowledged {
            *steps.entry(day).or_insert(0) -= 1;
        }
    }
    let (mut waiting, mut most, mut peak, mut absorbed) = (0_i64, 0, None, None);
    for (day, step) in steps {
        waiting += step;
        if waiting > most {
            (most, peak, absorbed) = (waiting, Some(day), None);
        } else if waiting == 0 && peak.is_some() {
            absorbed.get_or_insert(day);
        }
    }
    (most.unsigned_abs(), peak, absorbed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn history(acts: Vec<(&str, Act)>) -> History {
        let oc = "99000017".parse().ok();
        let numbered = acts.into_iter().zip(1..);
        let records = numbered.map(|((on, act), seq)| Record {
            seq,
            day: day(on),
            oc,
            act,
        });
        History::of(records.collect())
    }

    fn delivered(name: &str, reference: u16) -> Act {
        Act::Delivered {
            name: name.parse().unwrap(),
            reference,
            bytes: 1,
            sha256: String::new(),
        }
    }

    fn fetched(name: &str) -> Act {
        Act::Fetched {
            name: name.parse().unwrap(),
            from: 0,
            bytes: 1,
        }
    }

    fn acknowledged(name: &str) -> Act {
        let name = name.parse().unwrap();
        Act::Acknowledged { name }
    }

    #[test]
    fn days_count_from_the_night_of_the_delivery_to_the_first_time() {
        let history = history(vec![
            ("2024-03-01", delivered("a", 303)),
            ("2024-03-01", delivered("link", 929)),
            ("2024-03-02", delivered("b", 303)),
            ("2024-03-04", fetched("a")),
            ("2024-03-05", fetched("a")),
            ("2024-03-05", acknowledged("a")),
            ("2024-03-06", fetched("b")),
            ("2024-03-09", delivered("c", 303)),
        ]);
        let all = history.delays();
        let [decomptes, links] = all.as_slice() else {
            panic!("two references, {all:?}")
        };
        assert_eq!((decomptes.reference, decomptes.files), (303, 3));
        let two = Spread {
            count: 2,
            median: 3,
            p90: 4,
            p99: 4,
            longest: 4,
        };
        assert_eq!(decomptes.fetched, two);
        assert_eq!(
            (decomptes.acknowledged.count, decomptes.acknowledged.longest),
            (1, 4)
        );
        assert_eq!(
            (decomptes.waiting, decomptes.oldest),
            (2, Some(day("2024-03-02")))
        );
        assert_eq!(
            (links.reference, links.waiting, links.fetched.count),
            (929, 1, 0)
        );
    }

    #[test]
    fn a_backlog_has_a_peak_and_an_end() {
        let mut acts = vec![
            ("2024-03-01", delivered("a", 303)),
            ("2024-03-04", delivered("b", 303)),
            ("2024-03-04", delivered("c", 303)),
            ("2024-03-05", acknowledged("a")),
            ("2024-03-07", acknowledged("b")),
        ];
        let before = history(acts.clone()).delays();
        assert_eq!(
            (before[0].backlog, before[0].peak),
            (3, Some(day("2024-03-04")))
        );
        assert_eq!(before[0].absorbed, None);
        acts.push(("2024-03-08", acknowledged("c")));
        acts.push(("2024-03-11", delivered("d", 303)));
        let after = history(acts).delays();
        assert_eq!(
            (after[0].backlog, after[0].absorbed),
            (3, Some(day("2024-03-08")))
        );
        assert_eq!(after[0].waiting, 1);
    }

    #[test]
    fn what_was_taken_back_is_not_counted() {
        let history = history(vec![
            ("2024-03-01", delivered("a", 303)),
            ("2024-03-02", acknowledged("a")),
            ("2024-03-02", Act::Restored { record: 1 }),
            ("2024-03-05", acknowledged("a")),
        ]);
        let delays = history.delays();
        assert_eq!(delays[0].acknowledged.longest, 4);
    }
}
