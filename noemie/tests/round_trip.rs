//! What is written reads back as it was, without a finding worse than a note or a key's warning.

mod common;

use common::{
    Answers, AnyFraming, Decomptes, Movements, from_caisse, from_mutuelle, sample_decomptes,
    sample_file,
};
use domain::{Decompte, Line};
use noemie::{Finding, Framing, LineEnd, Profile, Severity, WriteError, decomptes, links};
use quickcheck_macros::quickcheck;

fn no_error(findings: &[Finding]) -> bool {
    findings.iter().all(|f| f.severity != Severity::Error)
}

#[quickcheck]
fn decomptes_round_trip(values: Decomptes, framing: AnyFraming) -> bool {
    let (profile, header) = (Profile::decomptes(), from_caisse(303));
    let mut bytes = Vec::new();
    decomptes::write(profile, &header, &values.0, &framing.0, &mut bytes).unwrap();
    let files = decomptes::read(&bytes, profile);
    let [file] = &files[..] else { return false };
    let placed = file.decomptes.iter().all(|(decompte, places)| {
        places.lines.len() == decompte.lines.len()
            && bytes[places.decompte.offset..].starts_with(b"02505")
            && places
                .lines
                .iter()
                .all(|line| bytes[line.offset..].starts_with(b"25599"))
    });
    file.header == Some(header)
        && file
            .decomptes
            .iter()
            .map(|(decompte, _)| decompte)
            .eq(&values.0)
        && placed
        && file.unreadable.is_empty()
        && file.reading.line_end == framing.0.line_end()
        && file.reading.range == (0..bytes.len() - framing.0.line_end().bytes().len())
        && no_error(file.findings())
}

#[quickcheck]
fn movements_round_trip(values: Movements, framing: AnyFraming) -> bool {
    let (profile, header) = (Profile::movements(), from_mutuelle());
    let mut bytes = Vec::new();
    links::write_movements(profile, &header, &values.0, &framing.0, &mut bytes).unwrap();
    let files = links::read_movements(&bytes, profile);
    let [file] = &files[..] else { return false };
    file.header == Some(header)
        && file
            .entries
            .iter()
            .map(|(movement, _)| movement)
            .eq(&values.0)
        && file.unreadable.is_empty()
        && no_error(file.findings())
}

#[quickcheck]
fn answers_round_trip(values: Answers, framing: AnyFraming) -> bool {
    let (profile, header) = (Profile::answers(), from_caisse(929));
    let mut bytes = Vec::new();
    links::write_answers(profile, &header, &values.0, &framing.0, &mut bytes).unwrap();
    let files = links::read_answers(&bytes, profile);
    let [file] = &files[..] else { return false };
    file.header == Some(header)
        && file.entries.iter().map(|(answer, _)| answer).eq(&values.0)
        && file.unreadable.is_empty()
        && no_error(file.findings())
}

#[quickcheck]
fn several_logical_files_in_one(a: Decomptes, b: Decomptes, framing: AnyFraming) -> bool {
    let (profile, header) = (Profile::decomptes(), from_caisse(303));
    let mut bytes = Vec::new();
    decomptes::write(profile, &header, &a.0, &framing.0, &mut bytes).unwrap();
    decomptes::write(profile, &header, &b.0, &framing.0, &mut bytes).unwrap();
    let files = decomptes::read(&bytes, profile);
    files.len() == 2
        && files.iter().all(|file| no_error(file.findings()))
        && files[0].decomptes.iter().map(|(d, _)| d).eq(&a.0)
        && files[1].decomptes.iter().map(|(d, _)| d).eq(&b.0)
}

#[test]
fn the_sample_as_it_stands_on_the_wire() {
    let text = String::from_utf8(sample_file()).unwrap();
    insta::assert_snapshot!(text.replace("\r\n", "\n").replace('@', "@\n"));
    let file = decomptes::read(text.as_bytes(), Profile::decomptes()).remove(0);
    assert_eq!(file.findings(), []);
}

#[test]
fn a_recycled_buffer_is_left_as_it_was_by_an_error() {
    let mut bytes = b"before".to_vec();
    let mut write = |change: &dyn Fn(&mut domain::Decompte)| {
        let mut values = sample_decomptes();
        change(&mut values[2]);
        let header = from_caisse(303);
        let framing = Framing::default();
        let error = decomptes::write(Profile::decomptes(), &header, &values, &framing, &mut bytes)
            .unwrap_err();
        assert_eq!(bytes, b"before");
        error.to_string()
    };
    insta::assert_snapshot!(
        [
            write(&|d| d.name = "ÉLÈVE".into()),
            write(&|d| d.name = "A@B".into()),
            write(&|d| d.name = "Modele".into()),
            write(&|d| d.name = "MODELE ".into()),
            write(&|d| d.first_name = "JEAN-CHRISTOPHE B".into()),
            write(&|d| d.lines.clear()),
            write(&|d| d.lines[0].number = 0),
            write(&|d| d.lines[0].number = 100),
            write(&|d| d.lines[0].spent = domain::Cents(-1)),
            write(&|d| d.lines[0].amount = domain::Cents(100_000_000)),
            write(&|d| d.lines[0].start = domain::Day::new(2070, 1, 1).unwrap()),
            write(&|d| d.key = domain::NirKey(*b"X1")),
        ]
        .join("\n")
    );
}

#[test]
fn a_header_of_another_reference_is_refused() {
    let mut bytes = Vec::new();
    let error = decomptes::write(
        Profile::decomptes(),
        &from_caisse(929),
        &sample_decomptes(),
        &Framing::default(),
        &mut bytes,
    );
    assert_eq!(
        error,
        Err(WriteError::Reference {
            header: 929,
            profile: 303
        })
    );
}

#[test]
fn blocks_never_exceed_their_maximum_and_never_split_an_entity() {
    let framing = Framing::new(LineEnd::Lf, 149).unwrap();
    let mut bytes = Vec::new();
    let header = from_caisse(303);
    decomptes::write(
        Profile::decomptes(),
        &header,
        &sample_decomptes(),
        &framing,
        &mut bytes,
    )
    .unwrap();
    for block in String::from_utf8(bytes).unwrap().lines() {
        let payload = &block[4..];
        assert_eq!(block[..4].parse::<usize>().unwrap(), payload.len());
        assert!(payload.len() <= 149);
        assert!(
            payload.ends_with('@') || payload.ends_with('Z'),
            "{payload}"
        );
    }
    let small = Framing::new(LineEnd::Lf, 128).unwrap();
    let error = decomptes::write(
        Profile::decomptes(),
        &header,
        &sample_decomptes(),
        &small,
        &mut Vec::new(),
    );
    assert_eq!(
        error,
        Err(WriteError::BlockTooSmall {
            entity: 255,
            length: 149,
            max: 128
        })
    );
}

#[test]
fn a_long_label_is_the_only_thing_cut() {
    let bytes = include_bytes!("data/929-synthetic.txt");
    let mut answer = links::read_answers(bytes, Profile::answers())
        .remove(0)
        .entries
        .remove(0)
        .0;
    answer.label = "X".repeat(100).into();
    let mut out = Vec::new();
    let framing = Framing::default();
    links::write_answers(
        Profile::answers(),
        &from_caisse(929),
        [&answer],
        &framing,
        &mut out,
    )
    .unwrap();
    let read = links::read_answers(&out, Profile::answers()).remove(0);
    assert_eq!(read.entries[0].0.label, "X".repeat(80));
}

/// A mutuelle that holds the official book corrects positions, lengths and reference without Rust.
#[test]
fn a_profile_of_the_users_own() {
    let text = noemie::profile::embedded_text("303-inferred").unwrap();
    let mut mine = text.to_owned();
    for (from, to) in [
        ("reference: 303", "reference: 304"),
        ("length: 149", "length: 160"),
        (
            "name: origin-decompte, at: [133, 141]",
            "name: origin-decompte, at: [140, 148]",
        ),
        (
            "name: origin-line, at: [142, 143]",
            "name: origin-line, at: [150, 152]",
        ),
        (
            "name: amount, at: [107, 114]",
            "name: amount, at: [133, 139]",
        ),
    ] {
        assert!(mine.contains(from), "{from}");
        mine = mine.replacen(from, to, 1);
    }
    let profile = Profile::parse("mine.yaml", &mine).unwrap();
    let mut bytes = Vec::new();
    let values = sample_decomptes();
    let framing = Framing::default();
    decomptes::write(&profile, &from_caisse(304), &values, &framing, &mut bytes).unwrap();
    let file = decomptes::read(&bytes, &profile).remove(0);
    assert_eq!(file.findings(), []);
    assert!(
        file.decomptes
            .iter()
            .map(|(decompte, _)| decompte)
            .eq(&values)
    );
    // Under our own profile it is a file of another reference.
    let file = decomptes::read(&bytes, Profile::decomptes()).remove(0);
    assert_eq!(file.findings()[0].code, "N031");
    assert!(file.is_condemned() && file.decomptes.is_empty());
}

/// What a line has of another: money, dates, by whom, the rest, details, origin, one bit each.
fn mixed(line: &Line, other: &Line, which: u8) -> Line {
    let of = |bit: u8| if which >> bit & 1 == 1 { other } else { line };
    Line {
        number: line.number,
        start: of(0).start,
        end: of(0).end,
        rate: of(1).rate,
        parcours: of(2).parcours,
        exemption: of(2).exemption,
        nature: of(2).nature,
        executor: of(3).executor,
        specialty: of(3).specialty,
        convention: of(3).convention,
        option: of(3).option,
        origin: of(4).origin,
        details: of(5).details,
        ..*of(6)
    }
}

#[quickcheck]
fn a_line_is_the_same_after_any_other(values: Decomptes, framing: AnyFraming, mixes: Vec<u8>) {
    let (profile, header) = (Profile::decomptes(), from_caisse(303));
    let length = profile.layout().entity(255).unwrap().length();
    let records = |decompte: &Decompte| -> Vec<Vec<u8>> {
        let mut bytes = Vec::new();
        decomptes::write(profile, &header, [decompte], &framing.0, &mut bytes).unwrap();
        let file = decomptes::read(&bytes, profile).remove(0);
        let places = file.decomptes[0].1.lines.iter();
        places
            .map(|line| bytes[line.offset..line.offset + length].to_vec())
            .collect()
    };
    for decompte in values.0 {
        let (first, last) = (decompte.lines[0], *decompte.lines.last().unwrap());
        let lines = (1..)
            .zip(mixes.iter().take(20))
            .map(|(number, which)| Line {
                number,
                ..mixed(&first, &last, *which)
            });
        let lines: Vec<Line> = std::iter::once(first).chain(lines).collect();
        let whole = records(&Decompte {
            lines: lines.clone(),
            ..decompte.clone()
        });
        for (line, record) in lines.into_iter().zip(whole) {
            let alone = records(&Decompte {
                lines: vec![line],
                ..decompte.clone()
            });
            assert_eq!(alone, [record]);
        }
    }
}
