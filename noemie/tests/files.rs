//! Whole files, drawn by proptest: what is written reads back, whole or in pieces, and no damage leaves the
//! reader speechless.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

mod common;

use common::{from_caisse, from_mutuelle, sample_answers, sample_decomptes, sample_movements};
use domain::{Cents, Decompte, DecompteNumber, FileStamp};
use noemie::damage::Damage;
use noemie::finding::Due;
use noemie::read::{self, FileReading, Found, ReadOptions, Sink};
use noemie::{Finding, Framing, Header, LineEnd, Profile, Profiles, decomptes, links};
use proptest::prelude::*;

fn framings() -> impl Strategy<Value = Framing> {
    let ends = prop_oneof![Just(LineEnd::Crlf), Just(LineEnd::Lf), Just(LineEnd::None)];
    (ends, 149_u16..=9_999).prop_map(|(end, max)| Framing::new(end, max).unwrap())
}

fn stamps() -> impl Strategy<Value = FileStamp> {
    "[0-9A-Z]{6}".prop_map(|stamp| FileStamp(stamp.as_bytes().try_into().unwrap()))
}

/// Décomptes of the samples, any number of times, renumbered, each line with an amount of its own.
fn all_decomptes() -> impl Strategy<Value = Vec<Decompte>> {
    let one = (
        0..3_usize,
        1..900_000_u32,
        prop::collection::vec(1..90_000_i64, 1..40),
    );
    let one = one.prop_map(|(which, number, amounts)| {
        let mut decompte = sample_decomptes().swap_remove(which);
        decompte.number = DecompteNumber::new(number).unwrap();
        let line = decompte.lines[0];
        let negative = line.quantity < 0;
        decompte.lines = (1..)
            .zip(amounts)
            .map(|(number, cents)| domain::Line {
                number,
                amount: Cents(if negative { -cents } else { cents }),
                ..line
            })
            .collect();
        decompte
    });
    prop::collection::vec(one, 0..12)
}

/// One logical file of a reference, and its profile.
fn files() -> impl Strategy<Value = (&'static Profile, Header, Vec<u8>)> {
    let drawn = (0..3_u8, framings(), stamps(), all_decomptes(), 1..4_usize);
    drawn.prop_map(|(kind, framing, stamp, values, times)| {
        let mut bytes = Vec::new();
        let out = &mut bytes;
        let (profile, header) = match kind {
            0 => (Profile::decomptes(), from_caisse(303)),
            1 => (Profile::movements(), from_mutuelle()),
            _ => (Profile::answers(), from_caisse(929)),
        };
        let header = Header { stamp, ..header };
        match kind {
            0 => decomptes::write(profile, &header, &values, &framing, out),
            1 => {
                let movements = vec![sample_movements(); times].concat();
                links::write_movements(profile, &header, &movements, &framing, out)
            }
            _ => {
                let answers = vec![sample_answers(); times].concat();
                links::write_answers(profile, &header, &answers, &framing, out)
            }
        }
        .unwrap();
        (profile, header, bytes)
    })
}

#[derive(Default)]
struct Streamed {
    findings: Vec<Finding>,
    files: Vec<FileReading>,
}

impl Sink for Streamed {
    fn finding(&mut self, found: &Found<'_>) {
        self.findings.push(found.finding.clone());
    }

    fn file(&mut self, reading: FileReading) {
        self.files.push(reading);
    }
}

fn codes(findings: &[Finding]) -> Vec<&'static str> {
    findings.iter().map(|finding| finding.code).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn a_file_reads_back((profile, header, bytes) in files()) {
        let reading = read::files(&bytes, &[profile]).remove(0);
        prop_assert_eq!(reading.header, Some(header));
        if reading.entities == 0 {
            prop_assert_eq!(codes(&reading.findings), ["N060"], "nothing was sent");
        } else {
            prop_assert_eq!(reading.findings, []);
            prop_assert_eq!(reading.worst, None);
        }
    }

    #[test]
    fn decomptes_read_back(values in all_decomptes(), framing in framings()) {
        let (profile, header) = (Profile::decomptes(), from_caisse(303));
        let mut bytes = Vec::new();
        decomptes::write(profile, &header, &values, &framing, &mut bytes).unwrap();
        let file = decomptes::read(&bytes, profile).remove(0);
        let read: Vec<_> = file.decomptes.into_iter().map(|(value, _)| value).collect();
        prop_assert_eq!(read, values);
    }

    /// Several files in one, streamed under every profile: as many readings, and the same.
    #[test]
    fn files_one_after_the_other_are_read_each(all in prop::collection::vec(files(), 1..4)) {
        let bytes: Vec<u8> = all.iter().flat_map(|(_, _, bytes)| bytes.clone()).collect();
        let profiles = Profiles::shipped().all();
        let mut streamed = Streamed::default();
        read::stream(&bytes[..], &profiles, &ReadOptions::default(), &mut streamed).unwrap();
        // Line ends may differ from file to file: each file has its own.
        let empty = streamed.files.iter().filter(|file| file.entities == 0).count();
        prop_assert_eq!(codes(&streamed.findings), vec!["N060"; empty]);
        let headers: Vec<_> = streamed.files.iter().map(|file| file.header).collect();
        let expected: Vec<_> = all.iter().map(|(_, header, _)| Some(*header)).collect();
        prop_assert_eq!(headers, expected);
    }

    /// Whatever is done to a file is told, and what is told says what it calls for.
    #[test]
    fn no_damage_goes_untold(
        (profile, _, mut bytes) in files(),
        damage in prop::sample::select(&Damage::ALL[..]),
        rank in 0..1_000_usize,
    ) {
        let sound = bytes.clone();
        match damage.apply(profile, &mut bytes, rank) {
            None => prop_assert_eq!(bytes, sound),
            Some(report) => {
                let readings = read::files(&bytes, &[profile]);
                let told = readings.iter().flat_map(|file| &file.findings);
                let told: Vec<_> = told.filter(|f| f.code == report.code).collect();
                prop_assert!(!told.is_empty(), "{:?}: {:#?}", damage, readings);
                let worst = readings.iter().filter_map(|file| file.worst).max();
                prop_assert!(worst >= Some(damage.rule().due) && worst >= Some(Due::Accept));
            }
        }
    }
}
