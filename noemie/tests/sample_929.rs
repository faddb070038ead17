//! The synthetic 929 of the format notes, and a reader of 929 that knows nothing of this crate.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{Answers, AnyFraming, from_caisse};
use noemie::links::{self, AnswerKind};
use noemie::{Framing, Header, LineEnd, Profile, password, peek_header, read};
use quickcheck_macros::quickcheck;

const SAMPLE: &[u8] = include_bytes!("data/929-synthetic.txt");

#[test]
fn it_reads_clean() {
    let files = links::read_answers(SAMPLE, Profile::answers());
    assert_eq!(files.len(), 1);
    let file = &files[0];
    assert_eq!(file.findings(), []);
    assert_eq!(file.reading.blocks, 3);
    assert_eq!(file.reading.entities, 7);
    assert_eq!(file.reading.line_end, LineEnd::Lf);
    let header = file.header.unwrap();
    assert_eq!(header.reference, 929);
    assert_eq!(header.date.to_string(), "2026-01-15");
    assert_eq!(password::of(header.stamp.0), *b"777302");
    let answer = &file.entries[0].0;
    assert_eq!((answer.reason, answer.kind), (33, AnswerKind::Acknowledge));
    assert_eq!(answer.label, "CREATION ENREGISTREE");
    assert_eq!(answer.movement.key, answer.movement.nir.key());
    assert_eq!(answer.movement.end.unwrap().to_string(), "2026-12-31");
    assert_eq!(peek_header(SAMPLE), Some(header));
}

#[test]
fn it_re_encodes_to_the_same_bytes() {
    let file = links::read_answers(SAMPLE, Profile::answers()).remove(0);
    let mut bytes = Vec::new();
    links::write_answers(
        Profile::answers(),
        &file.header.unwrap(),
        file.entries.iter().map(|(answer, _)| answer),
        &Framing::with_line_end(file.reading.line_end),
        &mut bytes,
    )
    .unwrap();
    assert_eq!(
        String::from_utf8_lossy(&bytes),
        String::from_utf8_lossy(SAMPLE)
    );
}

#[test]
fn real_quirks_are_notes() {
    // NUL at the end of a label, letters left in the password, no line end after the header.
    let mut bytes = SAMPLE.to_vec();
    let label = bytes.windows(11).position(|w| w == b"ENREGISTREE").unwrap() + 66;
    bytes[label - 14..label].fill(0);
    for stamp in [53, 53 + 133 + 417] {
        bytes[stamp..stamp + 6].copy_from_slice(b"8132AB");
    }
    bytes[89..95].copy_from_slice(b"4320AB");
    bytes.remove(132);
    let reading = read::files(&bytes, &[Profile::answers()]).remove(0);
    let codes: Vec<_> = reading.findings.iter().map(|f| f.code).collect();
    assert_eq!(codes, ["N028", "N043", "N008"], "{:#?}", reading.findings);
    assert!(!reading.is_condemned());
}

/// What the crude reader makes of one answer.
#[derive(Debug, PartialEq)]
struct Crude {
    file_date: String,
    nir_and_key: String,
    birth_and_rank: String,
    reason: String,
}

/// Drop four characters, split on `@`, take 000/56-61 as AAMMJJ, keep the last 110 and 120, emit on
/// each 290 with the reason at 15-16.
fn crude(mut text: &str) -> Vec<Crude> {
    let mut file_date = String::new();
    let mut nir_and_key = String::new();
    let mut birth_and_rank = String::new();
    let mut all = Vec::new();
    while !text.is_empty() {
        // The four characters say where the next four stand where there is no line end.
        let end = 4 + text[..4].parse::<usize>().unwrap();
        for entity in text[4..end].split('@') {
            match entity.get(..3) {
                Some("000") => {
                    let (year, month, day) = (&entity[55..57], &entity[57..59], &entity[59..61]);
                    file_date = format!("20{year}-{month}-{day}");
                }
                Some("110") => nir_and_key = entity[5..20].to_owned(),
                Some("120") => birth_and_rank = entity[5..12].to_owned(),
                Some("290") => all.push(Crude {
                    file_date: file_date.clone(),
                    nir_and_key: nir_and_key.clone(),
                    birth_and_rank: birth_and_rank.clone(),
                    reason: entity[14..16].to_owned(),
                }),
                _ => {}
            }
        }
        text = text[end..].trim_start_matches(['\r', '\n']);
    }
    all
}

#[quickcheck]
fn a_crude_reader_agrees(values: Answers, framing: AnyFraming, days: u16) -> bool {
    let date = domain::Day::new(2000, 1, 1).unwrap();
    let header = Header {
        date: date.plus(i32::from(days) % 25_000),
        ..from_caisse(929)
    };
    let mut bytes = Vec::new();
    links::write_answers(
        Profile::answers(),
        &header,
        &values.0,
        &framing.0,
        &mut bytes,
    )
    .unwrap();
    let expected: Vec<Crude> = values
        .0
        .iter()
        .map(|answer| Crude {
            file_date: header.date.to_string(),
            nir_and_key: format!("{}{}", answer.movement.nir, answer.movement.key),
            birth_and_rank: format!("{}{}", answer.movement.birth, answer.movement.rank.get()),
            reason: format!("{:02}", answer.reason),
        })
        .collect();
    crude(std::str::from_utf8(&bytes).unwrap()) == expected
}

/// The header's date in the other order is what that reader would take for another day: étalon does not write it.
#[test]
fn the_crude_reader_reads_the_published_date() {
    let answers = crude(std::str::from_utf8(SAMPLE).unwrap());
    let dates: Vec<&str> = answers.iter().map(|a| a.file_date.as_str()).collect();
    assert_eq!(dates, ["2026-01-15"]);
    assert_eq!(answers[0].reason, "33");
}
