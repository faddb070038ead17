//! What real, edited and half-converted files have: each is told once, by what it is, and costs no more than that.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::sample_file;
use noemie::finding::Due;
use noemie::read::FileReading;
use noemie::{Framing, LineEnd, Profile, Profiles, decomptes, inspect, read};

const SAMPLE_929: &[u8] = include_bytes!("data/929-synthetic.txt");

fn read_303(bytes: &[u8]) -> Vec<FileReading> {
    read::files(bytes, &[Profile::decomptes()])
}

/// Codes of the roots, with the columns they are about.
fn roots(bytes: &[u8]) -> Vec<(&'static str, Option<(u16, u16)>)> {
    let files = read_303(bytes);
    let findings = files.iter().flat_map(|file| &file.findings);
    let roots = findings.filter(|finding| finding.is_root());
    roots
        .map(|finding| (finding.code, finding.columns))
        .collect()
}

fn codes(bytes: &[u8]) -> Vec<&'static str> {
    roots(bytes).into_iter().map(|(code, _)| code).collect()
}

/// Where a text stands first and last.
fn find(bytes: &[u8], text: &[u8]) -> usize {
    bytes.windows(text.len()).position(|w| w == text).unwrap()
}

fn find_last(bytes: &[u8], text: &[u8]) -> usize {
    bytes.windows(text.len()).rposition(|w| w == text).unwrap()
}

/// The same bytes with others at `at`.
fn with(bytes: &[u8], at: usize, text: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[at..at + text.len()].copy_from_slice(text);
    bytes
}

/// Décomptes that a reading gives.
fn decomptes_of(bytes: &[u8]) -> usize {
    let files = decomptes::read(bytes, Profile::decomptes());
    files.iter().map(|file| file.decomptes.len()).sum()
}

/// `inspect` shows every byte, whatever is odd about the file.
fn shows_all(bytes: &[u8]) {
    let mut back = Vec::new();
    inspect::pieces(bytes, &[Profile::decomptes()], |piece| {
        back.extend_from_slice(piece.bytes);
        Ok::<(), std::io::Error>(())
    })
    .unwrap();
    assert_eq!(back, bytes);
}

#[test]
fn a_byte_order_mark_is_noted_and_skipped() {
    let sound = sample_file();
    let marked = [b"\xEF\xBB\xBF", &sound[..]].concat();
    assert_eq!(codes(&marked), ["N057"]);
    assert_eq!(decomptes_of(&marked), decomptes_of(&sound));
    assert_eq!(noemie::peek_header(&marked), noemie::peek_header(&sound));
    shows_all(&marked);
}

#[test]
fn line_ends_that_are_doubled_blank_or_lone_are_noted_once() {
    let sound = sample_file();
    let text = String::from_utf8(sound.clone()).unwrap();
    for odd in ["\r\n\r\n", "\r\r\n", "\n\n"] {
        let bytes = text.replace("\r\n", odd).into_bytes();
        assert_eq!(codes(&bytes), ["N058"], "{odd:?}");
        shows_all(&bytes);
    }
    let bytes = text.replace("\r\n", "\r").into_bytes();
    assert_eq!(codes(&bytes), ["N058"]);
    assert_eq!(codes(&[b"\n\n", &sound[..]].concat()), ["N058"]);
}

#[test]
fn blanks_after_records_are_noted_once() {
    let sound = sample_file();
    let text = String::from_utf8(sound.clone()).unwrap();
    for width in [1, 2, 3, 72, 4_000] {
        let padding = format!("{}\r\n", " ".repeat(width));
        let bytes = text.replace("\r\n", &padding).into_bytes();
        assert_eq!(codes(&bytes), ["N059"], "{width} blanks");
        assert_eq!(decomptes_of(&bytes), decomptes_of(&sound));
        shows_all(&bytes);
    }
    // What fills the last block of a disk is no more than that; other characters are.
    assert_eq!(codes(&[&sound[..], &[0; 300]].concat()), ["N059"]);
    assert_eq!(codes(&[&sound[..], b"     FIN"].concat()), ["N007"]);
    // A header that is one blank short is short, not padded.
    let short = text.replacen("0128000", "0127000", 1);
    assert_eq!(codes(short.as_bytes())[0], "N003");
}

#[test]
fn an_empty_record_is_a_wrong_length() {
    let text = String::from_utf8(sample_file()).unwrap();
    let at = text.find("\r\n").unwrap() + 2;
    let bytes = [&text[..at], "0000\r\n", &text[at..]].concat();
    assert_eq!(codes(bytes.as_bytes()), ["N003"]);
}

#[test]
fn a_file_cut_inside_a_length_is_truncated() {
    let framing = Framing::with_line_end(LineEnd::None);
    let (header, values) = (common::from_caisse(303), common::sample_decomptes());
    let mut bytes = Vec::new();
    decomptes::write(Profile::decomptes(), &header, &values, &framing, &mut bytes).unwrap();
    let trailer = find_last(&bytes, b"0128999");
    for left in 1..4 {
        assert_eq!(codes(&bytes[..trailer + left]), ["N004"], "{left}");
    }
}

#[test]
fn a_record_whose_end_nobody_can_tell_names_no_limit_of_ours() {
    let mut bytes = b"XXXX".to_vec();
    bytes.extend([b'Z'; 40_000]);
    let bytes = [&bytes[..], &sample_file()].concat();
    let told = read_303(&bytes);
    let told = told.iter().flat_map(|file| &file.findings);
    for finding in told {
        let text = format!("{} {}", finding.expected, finding.found);
        assert!(!text.contains("16384"), "{finding:#?}");
    }
}

#[test]
fn a_second_trailer_is_data_after_the_trailer() {
    let sound = sample_file();
    let trailer = find_last(&sound, b"0128999");
    let bytes = [&sound[..], &sound[trailer..]].concat();
    assert_eq!(codes(&bytes), ["N007"]);
}

#[test]
fn a_reference_that_cannot_be_read_is_taken_from_the_program() {
    let sound = sample_file();
    let bytes = with(&sound, 4 + 61, b"30Z");
    let profiles = Profiles::shipped().all();
    let files = read::files(&bytes, &profiles);
    let findings: Vec<_> = files[0]
        .findings
        .iter()
        .map(|f| (f.code, f.columns))
        .collect();
    assert_eq!(findings, [("N029", Some((62, 64)))]);
    assert_eq!(files[0].reference, Some(303));
    assert!(files[0].entities > 0 && files[0].is_condemned());
}

#[test]
fn the_length_that_the_header_gives_is_a_warning() {
    let bytes = with(&sample_file(), 4 + 82, b"000");
    assert_eq!(roots(&bytes), [("N056", Some((83, 85)))]);
    assert!(!read_303(&bytes)[0].is_condemned(), "its place is inferred");
}

#[test]
fn characters_of_envelope_closers_and_filler_are_those_of_texts() {
    let sound = sample_file();
    let closer = find(&sound, b"@99006");
    let act = find(&sound, b"@25599") + 1;
    let trailer = find_last(&sound, b"0128999") + 4;
    let layout = Profile::decomptes().layout();
    let filler = layout.entity(255).unwrap().slots.iter();
    let filler = filler.clone().find(|slot| slot.kind.is_none());
    let mut places = vec![
        (4 + 100, (92, 128), "message of the header"),
        (4 + 43, (42, 47), "program of the receiver"),
        (closer + 1 + 8, (6, 22), "identifier of a closer"),
        (trailer + 110, (98, 128), "message of the trailer"),
    ];
    if let Some(slot) = filler {
        places.push((act + slot.span.range().start, slot.span.columns(), "filler"));
    }
    for (at, columns, place) in places {
        let mut told = Vec::new();
        for byte in [b'\x07', b'\xC9', b'a', b'@'] {
            let found = roots(&with(&sound, at, &[byte]));
            told.push(
                found
                    .iter()
                    .map(|(code, _)| *code)
                    .collect::<Vec<_>>()
                    .join(" "),
            );
            assert!(
                found.iter().all(|(_, at)| *at == Some(columns)),
                "{place}: {found:?}"
            );
        }
        assert_eq!(told, ["N052", "N044", "N045", "N053"], "{place}");
        assert_eq!(codes(&with(&sound, at, b"\0")), ["N043"], "{place}");
    }
    // An `@` in a header condemns the file: there is no décompte to condemn.
    let file = &read_303(&with(&sound, 4 + 100, b"@"))[0];
    assert_eq!(file.findings[0].due(), Due::RefuseFile);
    assert!(file.is_condemned());
}

#[test]
fn totals_and_signs_that_cannot_be_read_are_told_as_such() {
    let sound = sample_file();
    let closer = find(&sound, b"@99006") + 1;
    let trailer = find_last(&sound, b"0128999") + 4;
    let one = |at: usize, byte: u8, columns| {
        assert_eq!(roots(&with(&sound, at, &[byte])), [("N039", Some(columns))]);
    };
    one(closer + 35, b'X', (31, 41));
    one(closer + 41, b'X', (42, 42));
    one(trailer + 90, b'X', (86, 96));
    one(trailer + 96, b'X', (97, 97));
    // A count that is no number.
    let counted = roots(&with(&sound, closer + 25, b"X"));
    assert_eq!(counted, [("N040", Some((23, 30)))]);
    assert!(read_303(&with(&sound, closer + 25, b"X"))[0].is_condemned());
}

#[test]
fn an_unreadable_amount_hides_no_other_total() {
    let sound = sample_file();
    let act = find(&sound, b"@25599") + 1;
    let trailer = find_last(&sound, b"0128999") + 4;
    let mut bytes = with(&sound, act + 108, b"X");
    assert_eq!(codes(&bytes), ["N039"]);
    bytes[trailer + 94] ^= 1;
    assert_eq!(codes(&bytes), ["N039", "N025"]);
}

#[test]
fn nul_in_a_number_is_why_it_is_none() {
    let sound = sample_file();
    let insured = find(&sound, b"@11003") + 1;
    assert_eq!(
        roots(&with(&sound, insured + 9, b"\0")),
        [("N043", Some((6, 18)))]
    );
}

#[test]
fn a_record_that_did_not_come_explains_what_it_held() {
    // One group of level 01 a block: the second block holds a whole one.
    let framing = Framing::new(LineEnd::Crlf, 9_999).unwrap();
    let values = common::sample_answers();
    let mut bytes = Vec::new();
    let header = common::from_caisse(929);
    noemie::links::write_answers(Profile::answers(), &header, &values, &framing, &mut bytes)
        .unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let lines: Vec<&str> = text.split_inclusive("\r\n").collect();
    assert_eq!(lines.len(), 3);
    let cut = [lines[0], lines[2]].concat();
    let file = read::files(cut.as_bytes(), &[Profile::answers()]).remove(0);
    let roots = file.findings.iter().filter(|finding| finding.is_root());
    assert_eq!(roots.map(|f| f.code).collect::<Vec<_>>(), ["N023"]);
}

#[test]
fn a_file_without_any_group_is_noted() {
    let mut bytes = Vec::new();
    let header = common::from_caisse(303);
    let framing = Framing::default();
    decomptes::write(Profile::decomptes(), &header, &[], &framing, &mut bytes).unwrap();
    assert_eq!(codes(&bytes), ["N060"]);
    assert!(!read_303(&bytes)[0].is_condemned());
}

#[test]
fn the_published_sample_has_nothing_of_the_kind() {
    let file = read::files(SAMPLE_929, &[Profile::answers()]).remove(0);
    assert_eq!(file.findings, []);
}
