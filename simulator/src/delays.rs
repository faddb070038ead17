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
    /// Days from the delivery to the payment of all of it, as the OC tells it
    /// ([`Office::paid`](crate::Office::paid)): of files with décomptes (303).
    pub paid: Spread,
    /// Files with décomptes that are not paid, or in part alone.
    pub unpaid: u64,
    /// The day the oldest of those was delivered; none where all are paid.
    #[schema(value_type = Option<String>, format = Date)]
    pub oldest_unpaid: Option<Day>,
    /// Files that still wait to be acknowledged.
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
    paid: Option<Day>,
}

/// NOEMIE reference of the files with décomptes.
const DECOMPTES: u16 = 303;

impl Stages {
    /// Whether there is something in it that is to be paid, and is not.
    fn is_due(&self) -> bool {
        self.reference == DECOMPTES && self.paid.is_none()
    }
}

/// A file past its term.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Overdue {
    /// The OC.
    #[schema(value_type = String)]
    pub oc: OcNumber,
    /// Its name.
    #[schema(value_type = String)]
    pub name: FileName,
    /// The night that delivered it.
    #[schema(value_type = String, format = Date)]
    pub delivered: Day,
    /// The last day on which it was to be paid.
    #[schema(value_type = String, format = Date)]
    pub due: Day,
    /// The day on which all of it was paid; none where it is not.
    #[schema(value_type = Option<String>, format = Date)]
    pub paid: Option<Day>,
    /// Days past the term: to the payment, or to the day that the journal reaches.
    pub late: u32,
}

impl History {
    /// The files that were paid more than so many days after their delivery, or still are not: by OC and day of delivery.
    ///
    /// How many days a mutuelle has is in no source that étalon is built from: contracts and quality charters say it, so
    /// that the term is a number to be given.
    #[must_use]
    pub fn overdue(&self, days: u16) -> Vec<Overdue> {
        let held = self.holding();
        let today = held.last().map(|last| match last.act {
            Act::Turned { to } => to,
            _ => last.day,
        });
        let files = stages(&held).into_iter();
        let late = files.filter_map(|((oc, name), file)| {
            let due = file.delivered.plus(days.into());
            let late = u32::try_from(file.paid.or(today)?.since(due)).ok()?;
            (file.reference == DECOMPTES && late > 0).then(|| Overdue {
                oc,
                name: name.clone(),
                delivered: file.delivered,
                due,
                paid: file.paid,
                late,
            })
        });
        let mut late: Vec<Overdue> = late.collect();
        // Stable: files of a night stay in the order of their names.
        late.sort_by_key(|file| (file.oc, file.delivered));
        late
    }

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
            let unpaid = files.iter().filter(|file| file.is_due());
            let oldest = waiting.clone().map(|file| file.delivered).min();
            let (backlog, peak, absorbed) = backlog(&files);
            Delays {
                oc,
                reference,
                files: files.len() as u64,
                fetched: took(|file| file.fetched),
                acknowledged: took(|file| file.acknowledged),
                paid: took(|file| file.paid),
                unpaid: unpaid.clone().count() as u64,
                oldest_unpaid: unpaid.map(|file| file.delivered).min(),
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
                    paid: None,
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
            Act::Paid { whole: true, .. } => {
                if let Some(file) = files.get_mut(&of) {
                    file.paid.get_or_insert(record.day);
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

    fn paid(name: &str, whole: bool) -> Act {
        Act::Paid {
            name: name.parse().unwrap(),
            decomptes: Vec::new(),
            whole,
        }
    }

    #[test]
    fn a_file_is_paid_with_the_last_of_its_decomptes_and_late_past_its_term() {
        let history = history(vec![
            ("2024-03-01", delivered("a", 303)),
            ("2024-03-01", delivered("link", 929)),
            ("2024-03-02", delivered("b", 303)),
            ("2024-03-03", delivered("c", 303)),
            ("2024-03-04", paid("a", false)),
            ("2024-03-06", paid("b", true)),
            ("2024-03-08", paid("a", true)),
            ("2024-03-09", paid("a", true)),
            ("2024-03-11", Act::Night),
        ]);
        let all = history.delays();
        let (decomptes, links) = (&all[0], &all[1]);
        assert_eq!((decomptes.paid.count, decomptes.paid.longest), (2, 7));
        assert_eq!(
            (decomptes.unpaid, decomptes.oldest_unpaid),
            (1, Some(day("2024-03-03")))
        );
        // Of what carries no décomptes nothing is due.
        assert_eq!((links.unpaid, links.oldest_unpaid), (0, None));
        let late = |days| -> Vec<(String, Option<Day>, u32)> {
            let late = history.overdue(days).into_iter();
            late.map(|one| (one.name.to_string(), one.paid, one.late))
                .collect()
        };
        assert_eq!(
            late(4),
            [
                ("a".to_owned(), Some(day("2024-03-08")), 3),
                ("c".to_owned(), None, 4)
            ]
        );
        assert_eq!(late(7), [("c".to_owned(), None, 1)]);
        assert_eq!(late(8), []);
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
