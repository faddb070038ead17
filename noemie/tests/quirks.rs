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

/// Three files one after the other, each of its own date.
fn three_files(line_end: LineEnd) -> (Vec<Vec<u8>>, Vec<u8>) {
    let files: Vec<Vec<u8>> = (1..=3)
        .map(|day| {
            let header = noemie::Header {
                date: domain::Day::new(2026, 1, day).unwrap(),
                ..common::from_caisse(303)
            };
            let framing = Framing::new(line_end, 600).unwrap();
            let (values, mut bytes) = (common::sample_decomptes(), Vec::new());
            decomptes::write(Profile::decomptes(), &header, &values, &framing, &mut bytes).unwrap();
            bytes
        })
        .collect();
    let all = files.concat();
    (files, all)
}

#[test]
fn a_file_that_is_cut_short_leaves_the_next_one_alone() {
    for line_end in [LineEnd::Crlf, LineEnd::Lf, LineEnd::None] {
        let (files, all) = three_files(line_end);
        let (first, second) = (files[0].len(), files[1].len());
        let mut lost = Vec::new();
        for keep in (140..second).step_by(7) {
            let cut = [&all[..first + keep], &all[first + second..]].concat();
            let read = read_303(&cut);
            let sound = read.iter().filter(|file| file.findings.is_empty()).count();
            let roots = read.iter().flat_map(|file| &file.findings);
            let roots = roots.filter(|f| f.is_root()).count();
            if read.len() != 3 || sound != 2 || roots > 2 {
                lost.push((keep, read.len(), sound, roots));
            }
        }
        let tried = (second - 140) / 7;
        assert!(
            lost.len() * 50 <= tried,
            "{line_end:?}: {lost:?} of {tried}"
        );
    }
}

#[test]
fn a_lost_character_leaves_the_next_file_alone() {
    for line_end in [LineEnd::Crlf, LineEnd::None] {
        let (files, all) = three_files(line_end);
        let (first, second) = (files[0].len(), files[1].len());
        let mut lost = Vec::new();
        for at in (first..first + second).step_by(5) {
            let mut bytes = all.clone();
            bytes.remove(at);
            let read = read_303(&bytes);
            let last = read.last().unwrap();
            if read.len() != 3 || !last.findings.is_empty() {
                lost.push((at - first, read.len()));
            }
        }
        let tried = second / 5;
        assert!(
            lost.len() * 50 <= tried,
            "{line_end:?}: {lost:?} of {tried}"
        );
    }
}

#[test]
fn the_line_end_of_an_ebcdic_host_is_noted() {
    let text: Vec<u8> = sample_file()
        .into_iter()
        .filter(|byte| *byte != b'\r')
        .map(|byte| if byte == b'\n' { 0x85 } else { byte })
        .collect();
    assert_eq!(codes(&text), ["N058"]);
    assert_eq!(decomptes_of(&text), decomptes_of(&sample_file()));
    shows_all(&text);
    // A lone CR at the end is that, and no other line end.
    let mut bytes = sample_file();
    assert_eq!(bytes.pop(), Some(b'\n'));
    assert_eq!(codes(&bytes), ["N058"]);
}

#[test]
fn each_of_two_files_may_have_its_mark() {
    let (files, _) = three_files(LineEnd::Lf);
    let marked = [&files[0][..], b"\xEF\xBB\xBF", &files[1]].concat();
    let read = read_303(&marked);
    assert_eq!(read.len(), 2);
    assert_eq!(read[0].findings, []);
    let told = &read[1].findings;
    assert_eq!(told.iter().map(|f| f.code).collect::<Vec<_>>(), ["N057"]);
    assert_eq!(told[0].place.offset, files[0].len());
    shows_all(&marked);
}

#[test]
fn a_file_that_lost_its_header_is_one_wherever_it_stands() {
    let (files, _) = three_files(LineEnd::Crlf);
    let headless = &files[1][134..];
    let bytes = [&files[0][..], headless, &files[2]].concat();
    for profiles in [vec![Profile::decomptes()], Profiles::shipped().all()] {
        let read = read::files(&bytes, &profiles);
        let roots: Vec<Vec<&str>> = read
            .iter()
            .map(|file| {
                let roots = file.findings.iter().filter(|f| f.is_root());
                roots.map(|f| f.code).collect()
            })
            .collect();
        assert_eq!(roots, [vec![], vec!["N005"], vec![]]);
        assert_eq!(read[1].entities, read[0].entities);
    }
    shows_all(&bytes);
}

#[test]
fn what_comes_after_padding_is_seen() {
    let sound = String::from_utf8(sample_file()).unwrap();
    let damaged = sound.replacen("99006", "99004", 1);
    let padded = damaged.replace("\r\n", "      \r\n");
    assert_eq!(codes(damaged.as_bytes()), ["N013"]);
    let mut told = codes(padded.as_bytes());
    told.retain(|code| *code != "N059");
    assert_eq!(told, ["N013"]);
}

#[test]
fn records_of_a_fixed_length_need_no_line_end() {
    let text = String::from_utf8(sample_file()).unwrap();
    let fixed: String = text
        .split_terminator("\r\n")
        .map(|record| format!("{record:<700}"))
        .collect();
    assert_eq!(codes(fixed.as_bytes()), ["N059"]);
    assert_eq!(
        decomptes_of(fixed.as_bytes()),
        decomptes_of(text.as_bytes())
    );
    shows_all(fixed.as_bytes());
}

#[test]
fn a_sign_that_is_missing_is_one_fault() {
    let sound = sample_file();
    let layout = Profile::decomptes().layout().entity(255).unwrap();
    let sign = layout.field("amount-sign").unwrap().range().start;
    let mut acts = Vec::new();
    read::entities(&sound, &[Profile::decomptes()], |entity| {
        if entity.layout.number == 255 {
            acts.push(entity.place.offset + sign);
        }
    });
    let negative = acts.iter().filter(|at| sound[**at] == b'N');
    assert!(negative.clone().count() > 0);
    for at in negative {
        assert_eq!(codes(&with(&sound, *at, b" ")), ["N039"]);
    }
}

#[test]
fn nul_is_a_blank_in_header_trailer_and_closer_alike() {
    let sound = sample_file();
    let closer = find(&sound, b"@99006") + 1;
    let trailer = find_last(&sound, b"0128999") + 4;
    for at in [closer + 41, trailer + 96, trailer + 70, 4 + 43] {
        let file = &read_303(&with(&sound, at, b"\0"))[0];
        let told: Vec<_> = file.findings.iter().map(|f| f.code).collect();
        assert_eq!(told, ["N043"], "at {at}");
    }
    // In a number it is no digit, and that is why.
    assert_eq!(codes(&with(&sound, 4 + 30, b"\0")), ["N043"]);
}

#[test]
fn a_split_entity_is_read_as_any_other() {
    let sound = sample_file();
    let name = find(&sound, b"ESSAI ");
    let mut bytes = with(&sound, name + 10, b"\0");
    let split = noemie::damage::Damage::SplitEntity;
    let mut told = Vec::new();
    for rank in 0..12 {
        let mut damaged = sound.clone();
        if let Some(report) = split.apply(Profile::decomptes(), &mut damaged, rank) {
            // The entity that holds the name.
            if report.offset < name && name < report.offset + 88 {
                split.apply(Profile::decomptes(), &mut bytes, rank).unwrap();
                told = codes(&bytes);
                break;
            }
        }
    }
    assert_eq!(told, ["N055", "N043"]);
}

#[test]
fn a_trailer_alone_lacks_its_header_and_nothing_else() {
    let sound = sample_file();
    let trailer = find_last(&sound, b"0128999");
    assert_eq!(codes(&sound[trailer..]), ["N005"]);
    let followed = [&sound[trailer..], &sound].concat();
    assert_eq!(codes(&followed), ["N005"]);
}
