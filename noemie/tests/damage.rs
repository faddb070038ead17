//! Each damage provokes its finding, as the only root, and only what must condemns the file.

mod common;

use std::collections::BTreeMap;

use common::sample_file;
use noemie::damage::Damage;
use noemie::finding::{Due, catalogue, rule};
use noemie::{Finding, Profile, Severity, decomptes, links, read};
use quickcheck::QuickCheck;

fn roots(findings: &[Finding]) -> Vec<&Finding> {
    findings.iter().filter(|f| f.is_root()).collect()
}

#[test]
fn each_damage_is_its_finding_and_the_only_root() {
    let (profile, sound) = (Profile::decomptes(), sample_file());
    let mut seen = 0;
    for damage in Damage::ALL {
        let mut applied = 0;
        for rank in 0..60 {
            let mut bytes = sound.clone();
            let Some(report) = damage.apply(profile, &mut bytes, rank) else {
                assert_eq!(
                    bytes, sound,
                    "{damage:?}: nothing reported, something changed"
                );
                continue;
            };
            applied += 1;
            assert_ne!(bytes, sound, "{damage:?}");
            let files = decomptes::read(&bytes, profile);
            let findings: Vec<Finding> = files.iter().flat_map(|f| f.findings().to_vec()).collect();
            let roots = roots(&findings);
            let shown = format!("{damage:?} {rank} {report:?}: {findings:#?}");
            assert_eq!(roots.len(), 1, "{shown}");
            assert_eq!(roots[0].code, report.code, "{shown}");
            assert_eq!(
                findings.iter().any(Finding::condemns_file),
                rule(report.code).unwrap().due == Due::RefuseFile,
                "{shown}"
            );
        }
        seen += usize::from(applied > 0);
        if applied == 0 {
            eprintln!("nothing to break in the sample: {damage:?}");
        }
    }
    assert!(seen >= Damage::ALL.len() - 2, "{seen}");
}

#[test]
fn every_code_has_a_damage_or_is_known_not_to() {
    let mut provoked: Vec<_> = Damage::ALL.iter().map(|d| d.rule().code).collect();
    let count = provoked.len();
    provoked.dedup();
    assert_eq!(provoked.len(), count);
    let without: Vec<_> = catalogue()
        .iter()
        .map(|r| r.code)
        .filter(|code| !provoked.contains(code))
        .collect();
    // An empty group needs its children taken out and its counts kept; a sign against the quantity
    // is written by the strict writer as well.
    assert_eq!(
        without,
        [
            "N009", "N018", "N019", "N032", "N038", "N051", "N052", "N053", "N054"
        ]
    );
}

#[test]
fn a_header_date_in_the_other_order() {
    // Only a year past 31 tells the orders apart.
    let mut bytes = Vec::new();
    let date = domain::Day::new(2045, 1, 15).unwrap();
    let header = noemie::Header {
        date,
        ..common::from_caisse(303)
    };
    let framing = noemie::Framing::default();
    let values = common::sample_decomptes();
    decomptes::write(Profile::decomptes(), &header, &values, &framing, &mut bytes).unwrap();
    let report = Damage::HeaderDateOrder
        .apply(Profile::decomptes(), &mut bytes, 0)
        .unwrap();
    let file = decomptes::read(&bytes, Profile::decomptes()).remove(0);
    let codes: Vec<_> = file.findings().iter().map(|f| f.code).collect();
    assert_eq!(codes, [report.code]);
    assert_eq!(file.header, None);
}

#[test]
fn links_are_broken_too() {
    let sound = include_bytes!("data/929-synthetic.txt").to_vec();
    for damage in Damage::ALL {
        let mut bytes = sound.clone();
        let Some(report) = damage.apply(Profile::answers(), &mut bytes, 1) else {
            continue;
        };
        let files = links::read_answers(&bytes, Profile::answers());
        let findings: Vec<Finding> = files.iter().flat_map(|f| f.findings().to_vec()).collect();
        let roots = roots(&findings);
        assert_eq!(roots.len(), 1, "{damage:?}: {findings:#?}");
        assert_eq!(roots[0].code, report.code, "{damage:?}: {findings:#?}");
    }
}

#[test]
fn an_empty_group_and_a_sign_against_the_quantity() {
    let (profile, header) = (Profile::decomptes(), common::from_caisse(303));
    let mut values = common::sample_decomptes();
    values.truncate(1);
    values[0].lines.truncate(1);
    let write = |values: &[domain::Decompte]| {
        let mut bytes = Vec::new();
        let framing = noemie::Framing::with_line_end(noemie::LineEnd::None);
        decomptes::write(profile, &header, values, &framing, &mut bytes).unwrap();
        bytes
    };
    let codes = |bytes: &[u8]| -> Vec<&str> {
        decomptes::read(bytes, profile)[0]
            .findings()
            .iter()
            .map(|f| f.code)
            .collect()
    };
    values[0].lines[0].amount = domain::Cents(-1);
    assert_eq!(codes(&write(&values)), ["N051"]);

    values[0].lines[0].amount = domain::Cents::ZERO;
    let mut bytes = write(&values);
    let at = bytes.windows(5).position(|w| w == b"25599").unwrap();
    bytes.drain(at..at + 149);
    let length: usize = std::str::from_utf8(&bytes[132..136])
        .unwrap()
        .parse()
        .unwrap();
    bytes[132..136].copy_from_slice(format!("{:04}", length - 149).as_bytes());
    bytes[at + 29] = b'0';
    assert_eq!(codes(&bytes), ["N018"]);
}

#[test]
fn findings_say_where() {
    let (profile, sound) = (Profile::decomptes(), sample_file());
    let first = |damage: Damage, rank| {
        let mut bytes = sound.clone();
        damage.apply(profile, &mut bytes, rank).unwrap();
        let reading = read::files(&bytes, &[profile]).remove(0);
        let finding = reading.findings[0].clone();
        let place = finding.place;
        let number = String::from_utf8_lossy(&bytes[place.offset..place.offset + 3]).into_owned();
        assert_eq!(number, format!("{:03}", place.entity), "{finding:#?}");
        format!(
            "{} {:03} rank {} block {} {:?} {:?}: expected {}, found {}",
            finding.code,
            place.entity,
            place.rank,
            place.block,
            finding.field,
            finding.columns,
            finding.expected,
            finding.found
        )
    };
    insta::assert_snapshot!(
        [
            first(Damage::NonNumericAmount, 1),
            first(Damage::ImpossibleDate, 1),
            first(Damage::WrongGroupTotal, 0),
            first(Damage::WrongGroupCount, 2),
            first(Damage::WrongRecordCount, 0),
            first(Damage::UnknownCode, 3),
            first(Damage::WrongNirKey, 0),
            first(Damage::DropAt, 3),
            first(Damage::FlipLevel, 5),
        ]
        .join("\n")
    );
}

/// Nothing is skipped in silence: whichever bit flips, each line is read, listed as unreadable, or
/// the file is condemned. And nothing panics.
#[test]
fn single_byte_flips() {
    let (profile, sound) = (Profile::decomptes(), sample_file());
    let lines = |bytes: &[u8]| -> usize {
        decomptes::read(bytes, profile)
            .iter()
            .flat_map(|file| &file.decomptes)
            .map(|(_, places)| places.lines.len() + places.unreadable_lines.len())
            .sum()
    };
    let expected = lines(&sound);
    assert_eq!(expected, 5);
    let (mut flips, mut one_root) = (0, 0);
    let mut many: BTreeMap<Vec<&str>, usize> = BTreeMap::new();
    for (at, bit) in (0..sound.len()).flat_map(|at| (0..8).map(move |bit| (at, bit))) {
        let mut bytes = sound.clone();
        bytes[at] ^= 1 << bit;
        flips += 1;
        let files = decomptes::read(&bytes, profile);
        let findings: Vec<&Finding> = files.iter().flat_map(|f| f.findings()).collect();
        let errors: Vec<&str> = findings
            .iter()
            .filter(|f| f.is_root() && f.severity == Severity::Error)
            .map(|f| f.code)
            .collect();
        if errors.len() <= 1 {
            one_root += 1;
        } else {
            *many.entry(errors).or_default() += 1;
        }
        let condemned = files
            .iter()
            .any(noemie::decomptes::DecompteFile::is_condemned);
        let unreadable = files.iter().any(|f| !f.unreadable.is_empty());
        assert!(
            condemned || unreadable || lines(&bytes) == expected,
            "byte {at}: {findings:#?}"
        );
        let _ = read::files(&bytes, &[Profile::answers(), profile]);
        let _ = links::read_answers(&bytes, Profile::answers());
    }
    eprintln!("{one_root} of {flips} flips have at most one error-level root; others: {many:?}");
    assert!(
        one_root * 100 >= flips * 95,
        "{one_root} of {flips}: {many:#?}"
    );
}

#[test]
fn any_bytes_at_all() {
    fn property(bytes: Vec<u8>, digits: bool) -> bool {
        let map = |b: &u8| {
            if digits {
                b"0129@ 5\r\n"[usize::from(*b) % 9]
            } else {
                *b
            }
        };
        let bytes: Vec<u8> = bytes.iter().map(map).collect();
        let files = read::files(&bytes, &noemie::Profiles::embedded().all());
        let _ = decomptes::read(&bytes, Profile::decomptes());
        let _ = links::read_movements(&bytes, Profile::movements());
        let _ = noemie::peek_header(&bytes);
        !files.is_empty() && files.iter().any(read::FileReading::is_condemned)
    }
    QuickCheck::new()
        .tests(2_000)
        .quickcheck(property as fn(Vec<u8>, bool) -> bool);
}

#[test]
fn any_splice_of_two_files() {
    fn property(a: u16, b: u16, c: u16) -> bool {
        let sound = sample_file();
        let at = |n: u16| usize::from(n) % sound.len();
        let mut bytes = sound[..at(a)].to_vec();
        bytes.extend_from_slice(&sound[at(b)..]);
        bytes.extend_from_slice(&sound[at(c)..]);
        !decomptes::read(&bytes, Profile::decomptes()).is_empty()
    }
    QuickCheck::new()
        .tests(2_000)
        .quickcheck(property as fn(u16, u16, u16) -> bool);
}
