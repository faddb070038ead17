//! When files came that passed through a door: what was really delivered, and in which order.

use std::collections::BTreeMap;

use domain::Day;

use crate::case::CaseFile;
use crate::session::FileHeard;
use crate::target::TargetError;

/// A file that reached the target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Arrival {
    /// The how-manieth of those handed over it is, from 0.
    pub(crate) place: usize,
    /// The virtual day it came.
    pub(crate) day: Day,
}

/// What is known of the way of the files of one scenario and lot, once it is closed.
#[derive(Debug, Default)]
pub(crate) struct Travelled {
    /// What came when, in order; none where no door was passed.
    pub(crate) arrivals: Vec<Arrival>,
    /// How often each fault of the catalogue befell a request at the door.
    pub(crate) befell: BTreeMap<String, u64>,
    /// How the door failed, where it did.
    pub(crate) failed: Option<TargetError>,
}

/// Brings files, and what was heard of each, into the order and onto the days they came: that is what is judged. `places`
/// says where each file stood among all that were handed over. A file that never came stays behind those that did.
pub(crate) fn as_they_came(
    files: &mut Vec<CaseFile>,
    heard: &mut Vec<FileHeard>,
    places: &[usize],
    arrivals: &[Arrival],
) {
    if arrivals.is_empty() {
        return;
    }
    heard.resize_with(heard.len().max(files.len()), FileHeard::default);
    let when = |place: usize| {
        let rank = arrivals.iter().position(|one| one.place == place)?;
        Some((rank, arrivals.get(rank)?.day))
    };
    let last = arrivals.last().map(|arrival| arrival.day);
    let said = std::mem::take(heard);
    let mut both: Vec<(usize, CaseFile, FileHeard)> = Vec::with_capacity(files.len());
    for (at, (mut file, said)) in std::mem::take(files).into_iter().zip(said).enumerate() {
        let came = places.get(at).and_then(|place| when(*place));
        let rank = came.map_or(usize::MAX, |(rank, _)| rank);
        file.day = match came {
            Some((_, day)) => day,
            None => last.map_or(file.day, |last| last.max(file.day)),
        };
        both.push((rank, file, said));
    }
    // A stable sort: what never came keeps its order.
    both.sort_by_key(|(rank, ..)| *rank);
    for (_, file, said) in both {
        files.push(file);
        heard.push(said);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(number: i8) -> Day {
        Day::new(2024, 11, number).unwrap()
    }

    fn file(name: &str, number: i8) -> CaseFile {
        CaseFile {
            day: day(number),
            name: name.to_owned(),
            bytes: Vec::new(),
        }
    }

    fn heard(words: &str) -> FileHeard {
        FileHeard {
            skipped: Some(words.to_owned()),
            ..FileHeard::default()
        }
    }

    #[test]
    fn files_stand_as_they_came_with_what_was_said_of_them() {
        let mut files = vec![file("a", 4), file("b", 5), file("c", 6), file("d", 7)];
        let mut said = vec![heard("a"), heard("b"), heard("c")];
        // Between them another file, at place 1, which is none of these.
        let places = [0, 2, 3, 4];
        let came = |place, number| Arrival {
            place,
            day: day(number),
        };
        let arrivals = [came(0, 4), came(1, 4), came(3, 6), came(2, 8)];
        as_they_came(&mut files, &mut said, &places, &arrivals);
        let told: Vec<_> = files
            .iter()
            .map(|file| (file.name.as_str(), file.day))
            .collect();
        let expected = [("a", day(4)), ("c", day(6)), ("b", day(8)), ("d", day(8))];
        assert_eq!(told, expected);
        let words: Vec<_> = said.iter().map(|one| one.skipped.as_deref()).collect();
        assert_eq!(words, [Some("a"), Some("c"), Some("b"), None]);
    }

    #[test]
    fn without_a_door_nothing_moves() {
        let (mut files, mut said) = (vec![file("b", 5), file("a", 4)], vec![heard("b")]);
        let before = (files.clone(), said.clone());
        as_they_came(&mut files, &mut said, &[0, 1], &[]);
        assert_eq!((files, said), before);
    }
}
