//! B2 and DRE files: cut, named, checked, and given back as they were.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

use noemie::b2::{self, Norm, Reading};
use quickcheck_macros::quickcheck;

/// A record: what stands at which column, blanks elsewhere.
fn record(zones: &[(usize, &str)]) -> String {
    let mut bytes = vec![b' '; 128];
    for (column, text) in zones {
        bytes[column - 1..column - 1 + text.len()].copy_from_slice(text.as_bytes());
    }
    String::from_utf8(bytes).unwrap()
}

/// A lot of one invoice in the norm of public hospitals; everybody in it is made up.
fn hospital() -> Vec<String> {
    let invoice = |key: &str| (1, key.to_owned() + "751000017 255081416802538001000000042");
    let of = |key: &str, zones: &[(usize, &str)]| {
        let (at, head) = invoice(key);
        record(&[&[(at, head.as_str())][..], zones].concat())
    };
    vec![
        record(&[
            (1, "000"),
            (50, "000123"),
            (56, "260115"),
            (92, "FACTURE INITIALE"),
        ]),
        record(&[
            (1, "1"),
            (20, "007"),
            (70, "20"),
            (72, "260115"),
            (79, "CP"),
            (82, "000001"),
        ]),
        of(
            "2",
            &[
                (39, "D000000001"),
                (49, "017510000"),
                (96, "550801"),
                (102, "1"),
                (119, "0099000017"),
            ],
        ),
        of("2", &[(39, "B"), (43, "ESSAI"), (68, "CLAIRE")]),
        of(
            "2",
            &[(39, "P"), (49, "01"), (103, "260114"), (114, "00004711")],
        ),
        of("2", &[(39, "S"), (50, "255081416802538"), (121, "T")]),
        of(
            "4",
            &[
                (39, "07000"),
                (53, "10"),
                (57, "751000025"),
                (66, "20"),
                (68, "04"),
                (70, "260110"),
                (76, "CS"),
                (81, "01"),
                (83, "000100"),
                (89, "00"),
                (91, "0002500"),
                (98, "0002500"),
                (105, "070"),
                (108, "0001750"),
                (115, "0002500"),
                (123, "000750"),
            ],
        ),
        of("4", &[(39, "M"), (43, "HBJD001"), (57, "1"), (71, "11")]),
        of(
            "5",
            &[
                (39, "001"),
                (58, "00002500"),
                (66, "00001750"),
                (82, "00000750"),
            ],
        ),
        record(&[
            (1, "6"),
            (11, "00100010004001"),
            (25, "000002500"),
            (34, "000001750"),
            (43, "000000750"),
        ]),
        record(&[(1, "999"), (50, "000123"), (56, "00000011"), (83, "001")]),
    ]
}

/// The same care in the base norm: letters at 36, the act two columns to the left.
fn doctor() -> Vec<String> {
    let of = |key: &str, zones: &[(usize, &str)]| {
        let head = key.to_owned() + "751000017 255081416802538000000042";
        record(&[&[(1, head.as_str())][..], zones].concat())
    };
    vec![
        record(&[
            (1, "000"),
            (50, "000124"),
            (56, "260115"),
            (92, "FACTURE INITIALE"),
        ]),
        record(&[
            (1, "1"),
            (20, "008"),
            (70, "20"),
            (72, "260115"),
            (82, "000001"),
        ]),
        of(
            "2",
            &[
                (40, "260114"),
                (47, "C"),
                (96, "550801"),
                (102, "1"),
                (119, "0099000017"),
            ],
        ),
        of(
            "2",
            &[
                (36, "X"),
                (37, "1501202615022026"),
                (60, "0099000017"),
                (81, "A"),
            ],
        ),
        of(
            "4",
            &[
                (39, "07000"),
                (53, "10"),
                (55, "751000025"),
                (64, "20"),
                (66, "04"),
                (68, "260110"),
                (74, "CS"),
                (79, "01"),
                (89, "0002500"),
                (96, "0002500"),
                (103, "070"),
                (106, "0001750"),
                (113, "0002500"),
                (122, "0000750"),
            ],
        ),
        of("4", &[(36, "P"), (44, "U")]),
        of("5", &[(39, "001"), (58, "00002500")]),
        record(&[(1, "6"), (11, "00100010002001")]),
        record(&[(1, "999"), (50, "000124"), (56, "00000009"), (83, "001")]),
    ]
}

fn joined(records: &[String], line_end: &str) -> Vec<u8> {
    let lines = records.iter().map(|record| format!("{record}{line_end}"));
    lines.collect::<String>().into_bytes()
}

fn codes(reading: &Reading<'_>) -> Vec<&'static str> {
    reading
        .findings
        .iter()
        .map(|finding| finding.code)
        .collect()
}

fn keys(reading: &Reading<'_>) -> Vec<Option<&'static str>> {
    reading.records.iter().map(|record| record.key()).collect()
}

#[test]
fn records_are_named_under_their_norm() {
    let bytes = joined(&hospital(), "\r\n");
    let reading = b2::read(&bytes);
    assert_eq!(reading.findings, []);
    let expected = ["0", "1", "2", "2B", "2P", "2S", "4", "4M", "5", "6", "9"];
    assert_eq!(keys(&reading), expected.map(Some));
    let act = &reading.records[6];
    assert_eq!(act.norm, Norm::Cp);
    assert_eq!(act.zone("executor"), Some(&b"751000025"[..]));
    assert_eq!(act.zone("amc"), Some(&b"000750"[..]));
    assert_eq!(act.zone("no such zone"), None);
    assert_eq!(
        reading.records[4].zone("member-number"),
        Some(&b"00004711"[..])
    );

    let bytes = joined(&doctor(), "\n");
    let reading = b2::read(&bytes);
    assert_eq!(reading.findings, []);
    let expected = ["0", "1", "2", "2X", "4", "4P", "5", "6", "9"];
    assert_eq!(keys(&reading), expected.map(Some));
    let act = &reading.records[4];
    assert_eq!(act.norm, Norm::Base);
    assert_eq!(act.zone("executor"), Some(&b"751000025"[..]));
    assert_eq!(act.zone("amc"), Some(&b"0000750"[..]));
    assert_eq!(
        reading.records[2].zone("invoice-date"),
        Some(&b"260114"[..])
    );
}

#[test]
fn every_shape_of_file_is_read_the_same() {
    let records = [hospital(), doctor()].concat();
    let prefixed: Vec<String> = records
        .iter()
        .map(|record| format!("0128{record}"))
        .collect();
    for (records, is_prefixed) in [(&records, false), (&prefixed, true)] {
        for line_end in ["\r\n", "\n", ""] {
            let bytes = joined(records, line_end);
            let reading = b2::read(&bytes);
            assert_eq!(reading.findings, [], "{line_end:?} {is_prefixed}");
            assert_eq!(reading.prefixed, is_prefixed);
            assert_eq!(reading.line_end.unwrap().bytes(), line_end.as_bytes());
            assert_eq!(reading.records.len(), 20, "two logical files in a row");
            assert_eq!(reading.records[11].place.rank, 0);
        }
    }
}

#[test]
fn counts_of_lots_and_files_are_held_against_what_came() {
    let mut records = hospital();
    records[9].replace_range(17..21, "0001");
    records[10].replace_range(55..63, "00000012");
    records[10].replace_range(82..85, "002");
    records[10].replace_range(49..55, "000999");
    let bytes = joined(&records, "\n");
    let reading = b2::read(&bytes);
    assert_eq!(codes(&reading), ["N020", "N023", "N024", "N026"]);
    let of_lot = &reading.findings[0];
    assert_eq!((of_lot.columns, &*of_lot.expected), (Some((18, 21)), "4"));
    // A lot without its 6, a file without its 9, records before any lot.
    assert_eq!(codes(&b2::read(&joined(&hospital()[..9], "\n"))), ["N006"]);
    let mut records = hospital();
    records.remove(1);
    let bytes = joined(&records, "\n");
    // Without its norm the letters at 39 still tell.
    assert!(codes(&b2::read(&bytes)).contains(&"N014"));
    assert_eq!(codes(&b2::read(&joined(&hospital()[1..], "\n")))[0], "N005");
    assert_eq!(codes(&b2::read(b"")), ["N001"]);
}

#[test]
fn zones_are_checked_by_their_type() {
    for (line, column, text, code) in [
        (2, 12, "2550814168X25", "N049"),
        (2, 25, "39", "N048"),
        (0, 56, "261515", "N041"),
        (6, 98, "00025 0", "N040"),
        (6, 76, "Zorro", "N045"),
        (6, 76, "ZORRO", "N054"),
        (3, 43, "\u{7}", "N052"),
    ] {
        let mut records = hospital();
        records[line].replace_range(column - 1..column - 1 + text.len(), text);
        assert_eq!(codes(&b2::read(&joined(&records, "\n"))), [code], "{text}");
    }
    // Filler is anybody's, and what is left blank was not said.
    let mut records = hospital();
    records[6].replace_range(10..11, "?");
    records[6].replace_range(69..75, "      ");
    assert_eq!(b2::read(&joined(&records, "\n")).findings, []);
}

#[test]
fn what_is_not_known_is_given_back_untouched() {
    let mut records = hospital();
    records.insert(
        8,
        record(&[(1, "4751000017"), (39, "Q"), (60, "anything at all")]),
    );
    records.insert(9, "7 of another time".to_owned());
    records[12].replace_range(55..63, "00000013");
    let bytes = joined(&records, "\r\n");
    let reading = b2::read(&bytes);
    assert_eq!(codes(&reading), ["N012", "N010", "N012"]);
    assert_eq!(reading.records[8].key(), None);
    assert_eq!(reading.records[8].zone("act"), None);
    assert_eq!(reading.records[8].bytes, records[8].as_bytes());
    assert_eq!(reading.records[9].bytes, records[9].as_bytes());
    assert!(reading.findings[0].personal);
    assert_eq!(reading.findings[2].because, Some(1));
    assert_eq!(whole(&reading, &bytes), bytes);
}

#[test]
fn lengths_and_prefixes_are_told() {
    let prefixed = |change: fn(&mut Vec<String>)| {
        let mut records: Vec<String> = hospital().iter().map(|r| format!("0128{r}")).collect();
        change(&mut records);
        codes(&b2::read(&joined(&records, "\n")))
    };
    assert_eq!(
        prefixed(|records| records[3].replace_range(..4, "0127")),
        ["N003"]
    );
    assert_eq!(
        prefixed(|records| records[3].replace_range(..4, "01X8")),
        ["N002"]
    );
    assert_eq!(
        prefixed(|records| records[3].truncate(100)),
        ["N003", "N010"]
    );
    let mut bytes = joined(&hospital(), "\n");
    bytes.push(0x1A);
    assert_eq!(
        b2::read(&bytes).findings,
        [],
        "what a transfer leaves at the end"
    );
}

/// The bytes of all records, one after the other.
fn whole(reading: &Reading<'_>, bytes: &[u8]) -> Vec<u8> {
    let ranges = reading.records.iter().map(|record| record.range.clone());
    ranges.flat_map(|range| bytes[range].to_vec()).collect()
}

#[quickcheck]
fn no_byte_is_lost_whatever_the_bytes(
    noise: Vec<u8>,
    at: usize,
    cut: usize,
    prefixed: bool,
) -> bool {
    let records: Vec<String> = match prefixed {
        true => hospital()
            .iter()
            .map(|record| format!("0128{record}"))
            .collect(),
        false => hospital(),
    };
    let mut bytes = joined(&records, "\r\n");
    let at = at % bytes.len();
    let end = (at + cut % 300).min(bytes.len());
    bytes.splice(at..end, noise.iter().copied());
    let same = |bytes: &[u8]| whole(&b2::read(bytes), bytes) == bytes;
    same(&bytes) && same(&noise)
}
