//! Each damage provokes its finding, as the only root, and only what must condemns the file.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::{sample_file, third_party};
use noemie::damage::{Damage, DamageReport};
use noemie::finding::{Due, catalogue};
use noemie::{Finding, Framing, LineEnd, Profile, Severity, decomptes, links, read};
use quickcheck::QuickCheck;

/// A sound file and the profile it is of.
struct Sample {
    name: &'static str,
    profile: &'static Profile,
    bytes: Vec<u8>,
}

fn samples() -> Vec<Sample> {
    let mut all = vec![
        Sample {
            name: "303",
            profile: Profile::decomptes(),
            bytes: sample_file(),
        },
        Sample {
            name: "929",
            profile: Profile::answers(),
            bytes: include_bytes!("data/929-synthetic.txt").to_vec(),
        },
        Sample {
            name: "408",
            profile: Profile::movements(),
            bytes: movements(&Framing::default()),
        },
    ];
    for (name, (reference, body)) in ["687", "900", "580"].into_iter().zip(third_party::SAMPLES) {
        all.push(Sample {
            name,
            profile: third_party::profile(reference),
            bytes: third_party::sample(reference, body),
        });
    }
    all
}

fn movements(framing: &Framing) -> Vec<u8> {
    let (header, movements) = (common::from_mutuelle(), common::sample_movements());
    let mut bytes = Vec::new();
    links::write_movements(
        Profile::movements(),
        &header,
        &movements,
        framing,
        &mut bytes,
    )
    .unwrap();
    bytes
}

/// The only root in a damaged file, after everything else that must hold of it.
fn only_root(sample: &Sample, damage: Damage, report: &DamageReport, bytes: &[u8]) -> Finding {
    let files = read::files(bytes, &[sample.profile]);
    let findings: Vec<&Finding> = files.iter().flat_map(|f| &f.findings).collect();
    let roots: Vec<_> = findings.iter().filter(|f| f.is_root()).collect();
    let shown = format!("{} {damage:?} {report:?}: {findings:#?}", sample.name);
    assert_eq!(roots.len(), 1, "{shown}");
    let root = roots[0];
    assert_eq!(root.code, report.code, "{shown}");
    assert_eq!(
        files.iter().any(read::FileReading::is_condemned),
        root.rule().due == Due::RefuseFile,
        "{shown}"
    );
    if let Some((entity, columns)) = report.field {
        assert_eq!(root.place.entity, entity, "{shown}");
        assert_eq!(root.columns, Some(columns), "{shown}");
    }
    for finding in &findings {
        // What follows follows from something of the same file.
        assert!(finding.because.is_none_or(|because| {
            files
                .iter()
                .any(|file| file.findings.iter().any(|f| f.id == because))
        }));
    }
    (**root).clone()
}

/// The fault table: every code, by every damage, on every place the samples have for it.
#[test]
fn each_damage_is_its_finding_and_the_only_root() {
    let mut table = String::new();
    let mut codes = BTreeSet::new();
    for sample in samples() {
        for damage in Damage::ALL {
            for rank in 0..60 {
                let mut bytes = sample.bytes.clone();
                let Some(report) = damage.apply(sample.profile, &mut bytes, rank) else {
                    assert_eq!(
                        bytes, sample.bytes,
                        "{damage:?}: nothing reported, something changed"
                    );
                    continue;
                };
                assert_ne!(bytes, sample.bytes, "{damage:?}");
                let root = only_root(&sample, damage, &report, &bytes);
                if codes.insert((sample.name, report.code)) {
                    let columns = root
                        .columns
                        .map_or("-".to_owned(), |(from, to)| format!("{from}-{to}"));
                    let line = format!(
                        "{} {} {:<20} {:03} {columns:<8} {}: expected {}, found {}",
                        sample.name,
                        root.code,
                        format!("{damage:?}"),
                        root.place.entity,
                        root.field.as_deref().unwrap_or("-"),
                        root.expected,
                        root.found.trim_end().replace(|c: char| c.is_control(), "."),
                    );
                    table.push_str(line.trim_end());
                    table.push('\n');
                }
            }
        }
    }
    insta::assert_snapshot!("fault_table", table);
    let told: BTreeSet<&str> = codes.iter().map(|(_, code)| *code).collect();
    let missing: Vec<&str> = catalogue()
        .iter()
        .map(|rule| rule.code)
        .filter(|code| !told.contains(code))
        .collect();
    assert_eq!(missing, [""; 0], "no damage of a sample provokes them");
}

/// A file of ten décomptes: a fault in one of them is told as if it were alone, whichever it is.
#[test]
fn one_fault_among_many_decomptes() {
    let profile = Profile::decomptes();
    let mut values = Vec::new();
    for number in 1..=10 {
        let mut decompte = common::sample_decomptes().swap_remove(2);
        decompte.number = domain::DecompteNumber::new(number).unwrap();
        decompte.lines.truncate(1);
        values.push(decompte);
    }
    let mut sound = Vec::new();
    let header = common::from_caisse(303);
    decomptes::write(profile, &header, &values, &Framing::default(), &mut sound).unwrap();
    let acts: Vec<usize> = {
        let mut all = Vec::new();
        read::entities(&sound, &[profile], |entity| {
            if entity.layout.number == 255 {
                all.push(entity.place.offset);
            }
        });
        all
    };
    assert_eq!(acts.len(), 10);
    let roots = |bytes: &[u8]| -> Vec<&'static str> {
        let findings = read::files(bytes, &[profile]).remove(0).findings;
        let roots = findings.iter().filter(|f| f.is_root());
        roots.map(|f| f.code).collect()
    };
    for act in acts {
        let with = |column: usize, byte: u8| {
            let mut bytes = sound.clone();
            bytes[act + column - 1] = byte;
            roots(&bytes)
        };
        assert_eq!(with(115, b'N'), ["N051"], "the sign alone");
        assert_eq!(with(112, b'9'), ["N038"], "a digit of the amount");
        assert_eq!(with(1, b'7'), ["N012"], "its number");
    }
    // What is wrong elsewhere as well is told as well.
    let unknown = sound.windows(5).position(|w| w == b"25599").unwrap();
    let trailer = sound.windows(7).rposition(|w| w == b"0128999").unwrap() + 4;
    let mut bytes = sound;
    bytes[unknown] = b'7';
    bytes[trailer + 62] = b'9';
    assert!(roots(&bytes).contains(&"N023"), "{:?}", roots(&bytes));
}

#[test]
fn every_code_has_one_damage() {
    let provoked: Vec<_> = Damage::ALL.iter().map(|d| d.rule().code).collect();
    let all: Vec<_> = catalogue().iter().map(|r| r.code).collect();
    assert_eq!(provoked, all, "in the order of the codes");
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

/// Ten thousand bytes replaced at random in valid files of every reference, under each line end.
#[test]
fn random_bytes_rarely_have_two_error_roots() {
    let answers = common::sample_answers();
    let mut files = Vec::new();
    for line_end in [LineEnd::Crlf, LineEnd::Lf, LineEnd::None] {
        let framing = Framing::new(line_end, 600).unwrap();
        let (header, values) = (common::from_caisse(303), common::sample_decomptes());
        let mut bytes = Vec::new();
        decomptes::write(Profile::decomptes(), &header, &values, &framing, &mut bytes).unwrap();
        files.push((Profile::decomptes(), bytes));
        files.push((Profile::movements(), movements(&framing)));
        let (header, mut bytes) = (common::from_caisse(929), Vec::new());
        links::write_answers(Profile::answers(), &header, &answers, &framing, &mut bytes).unwrap();
        files.push((Profile::answers(), bytes));
        for (reference, body) in third_party::SAMPLES {
            let bytes = third_party::framed(reference, body, &framing);
            files.push((third_party::profile(reference), bytes));
        }
    }
    for (profile, bytes) in &files {
        assert_eq!(read::files(bytes, &[profile])[0].findings, []);
    }
    let mut state = 88_172_645_463_325_252_u64;
    let mut next = |below: usize| {
        // Marsaglia's xorshift.
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state >> 11).unwrap() % below
    };
    let mut many: BTreeMap<Vec<&str>, usize> = BTreeMap::new();
    let (mut tried, mut few) = (0, 0);
    while tried < 10_000 {
        let (profile, sound) = &files[next(files.len())];
        let mut bytes = sound.clone();
        let at = next(bytes.len());
        let byte = u8::try_from(next(256)).unwrap();
        if bytes[at] == byte {
            continue;
        }
        bytes[at] = byte;
        tried += 1;
        let readings = read::files(&bytes, &[profile]);
        let errors: Vec<&str> = readings
            .iter()
            .flat_map(|file| &file.findings)
            .filter(|f| f.is_root() && f.severity == Severity::Error)
            .map(|f| f.code)
            .collect();
        if errors.len() <= 1 {
            few += 1;
        } else {
            *many.entry(errors).or_default() += 1;
        }
    }
    eprintln!("{few} of {tried} flips have at most one error-level root; others: {many:?}");
    assert!(few * 100 >= tried * 95, "{few} of {tried}: {many:#?}");
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
