//! The pieces of a file are its bytes, and its JSON lines make it again, whatever is wrong with it.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

mod common;

use std::io;

use common::{Answers, Decomptes, from_caisse, sample_file};
use noemie::damage::Damage;
use noemie::inspect::encode::EncodeFault;
use noemie::inspect::recompute::RecomputeFault;
use noemie::inspect::{
    EncodeError, Encoder, Kind, Line, Masking, Part, Raw, Recompute, Why, pieces,
};
use noemie::{Charset, Framing, LineEnd, Profile, Profiles, decomptes, links};
use quickcheck::{Arbitrary, Gen};
use quickcheck_macros::quickcheck;

#[derive(Debug)]
struct Never;

impl From<io::Error> for Never {
    fn from(error: io::Error) -> Self {
        panic!("{error}")
    }
}

/// The lines of a file, after holding its pieces against it.
fn lines(bytes: &[u8], profiles: &[&Profile], charset: Charset, masking: Masking) -> Vec<Line> {
    let mut lines = vec![Line::head(charset, masking, None)];
    let mut back = Vec::new();
    let mut source = bytes.to_vec();
    charset.decode(&mut source);
    pieces(&source[..], profiles, |piece| {
        assert_eq!(piece.offset, back.len());
        back.extend_from_slice(piece.bytes);
        lines.extend(Line::of(&piece, charset, masking));
        Ok::<(), Never>(())
    })
    .unwrap();
    assert_eq!(back, source);
    lines
}

fn encode(lines: &[Line], profiles: &[&Profile]) -> Result<Vec<u8>, EncodeError> {
    let (mut encoder, mut out) = (Encoder::new(profiles), Vec::new());
    for (number, line) in (1..).zip(lines) {
        encoder.line(number, line, &mut out)?;
    }
    encoder.finish(&mut out)?;
    Ok(out)
}

fn comes_back(bytes: &[u8]) -> bool {
    let all = Profiles::embedded();
    let sole = [Profile::decomptes()];
    for profiles in [&all.all()[..], &sole] {
        for charset in Charset::ALL {
            let lines = lines(bytes, profiles, charset, Masking::Plain);
            assert_eq!(encode(&lines, profiles).unwrap(), bytes, "{charset:?}");
        }
    }
    true
}

/// Noise made of what files are made of: digits, delimiters, line ends, numbers that start entities.
#[derive(Debug, Clone)]
struct Noise(Vec<u8>);

impl Arbitrary for Noise {
    fn arbitrary(g: &mut Gen) -> Self {
        const PARTS: [&[u8]; 16] = [
            b"0128",
            b"000",
            b"999",
            b"990",
            b"25599",
            b"01001",
            b"11002",
            b"@",
            b"\r\n",
            b"\n",
            b"    ",
            b"00000000",
            b"0043",
            b"9900100000000",
            b"NOE303",
            b"\0\xE9",
        ];
        let mut bytes = Vec::new();
        for _ in 0..u8::arbitrary(g) {
            match g.choose(&PARTS) {
                Some(part) if bool::arbitrary(g) => bytes.extend_from_slice(part),
                _ => bytes.extend(Vec::<u8>::arbitrary(g)),
            }
        }
        Self(bytes)
    }
}

#[quickcheck]
fn noise_comes_back(noise: Noise) -> bool {
    comes_back(&noise.0)
}

#[quickcheck]
fn random_bytes_come_back(bytes: Vec<u8>) -> bool {
    comes_back(&bytes)
}

/// Several views long, with and without line ends.
#[test]
fn long_noise_comes_back() {
    let mut state = 88_172_645_463_325_252_u64;
    let mut bytes = Vec::new();
    while bytes.len() < 1_200_000 {
        // Marsaglia's xorshift.
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend_from_slice(&state.to_le_bytes());
    }
    let profiles = [Profile::decomptes()];
    let lines_of = |bytes: &[u8]| lines(bytes, &profiles, Charset::Latin1, Masking::Plain);
    assert_eq!(encode(&lines_of(&bytes), &profiles).unwrap(), bytes);
    bytes.retain(|byte| !matches!(byte, b'\r' | b'\n'));
    assert_eq!(encode(&lines_of(&bytes), &profiles).unwrap(), bytes);
    let blank = vec![b'\n'; 100_000];
    assert_eq!(encode(&lines_of(&blank), &profiles).unwrap(), blank);
}

/// A record whose end nobody can tell is given up after some 16 000 characters.
#[test]
fn a_line_end_after_a_record_that_was_given_up_comes_back() {
    for length in [16_384, 16_388, 16_389, 20_000, 40_000] {
        let mut bytes = vec![b'x'; length];
        bytes.extend_from_slice(b"\r\n0004ab@c\n");
        comes_back(&bytes);
    }
}

#[quickcheck]
fn what_is_written_comes_back(decomptes: Decomptes, answers: Answers) -> bool {
    [LineEnd::Crlf, LineEnd::Lf, LineEnd::None]
        .into_iter()
        .all(|line_end| {
            let framing = Framing::with_line_end(line_end);
            let mut bytes = Vec::new();
            let header = from_caisse(303);
            decomptes::write(
                Profile::decomptes(),
                &header,
                &decomptes.0,
                &framing,
                &mut bytes,
            )
            .unwrap();
            links::write_answers(
                Profile::answers(),
                &from_caisse(929),
                &answers.0,
                &framing,
                &mut bytes,
            )
            .unwrap();
            comes_back(&bytes)
        })
}

#[test]
fn every_damage_comes_back() {
    let (profile, sound) = (Profile::decomptes(), sample_file());
    for damage in Damage::ALL {
        for rank in 0..40 {
            let mut bytes = sound.clone();
            if damage.apply(profile, &mut bytes, rank).is_some() {
                comes_back(&bytes);
            }
        }
    }
}

#[test]
fn a_sound_file_has_a_layout_for_every_record() {
    let bytes = sample_file();
    let profiles = [Profile::decomptes()];
    let (mut files, mut parts) = (0, Vec::new());
    pieces(&bytes[..], &profiles, |piece| {
        match piece.kind {
            Kind::File { reference, profile } => {
                files += 1;
                assert_eq!(reference, Some(303));
                assert_eq!(profile.unwrap().name(), "303-inferred");
            }
            Kind::Raw(raw) => panic!("{raw:?}"),
            Kind::Record(record) => {
                assert_eq!(record.rank, parts.len());
                parts.push(record.part);
            }
            Kind::Block { .. } | Kind::End => {}
        }
        Ok::<(), Never>(())
    })
    .unwrap();
    assert_eq!(files, 1);
    assert_eq!(parts.first(), Some(&Part::Header));
    assert_eq!(parts.last(), Some(&Part::Trailer));
    assert!(parts.contains(&Part::Entity) && parts.contains(&Part::Closer));
}

#[test]
fn what_no_layout_covers_says_why() {
    let why = |damage: Damage| {
        let mut bytes = sample_file();
        damage.apply(Profile::decomptes(), &mut bytes, 3).unwrap();
        let mut found = None;
        pieces(&bytes[..], &[Profile::decomptes()], |piece| {
            if let Kind::Raw(Raw { why, .. }) = piece.kind {
                found.get_or_insert(why);
            }
            Ok::<(), Never>(())
        })
        .unwrap();
        found
    };
    assert_eq!(why(Damage::ShortEntity), Some(Why::WrongLength));
    assert_eq!(why(Damage::UnknownEntity), Some(Why::UnknownEntity));
    assert_eq!(why(Damage::Leftover), Some(Why::NoEntity));
    assert_eq!(why(Damage::TrailingGarbage), Some(Why::AfterTrailer));
    assert_eq!(why(Damage::DropAt), None);
}

#[test]
fn nothing_personal_shows_through_a_mask() {
    let profiles = [Profile::decomptes()];
    let told = |bytes: &[u8], masking| {
        let lines = lines(bytes, &profiles, Charset::Latin1, masking);
        format!("{lines:?}")
    };
    let sound = sample_file();
    // What stands in the personal fields, as it would be shown.
    let mut secrets = Vec::new();
    pieces(&sound[..], &profiles, |piece| {
        // A closer's identifier may be that of something that is no person.
        if let Kind::Record(record) = piece.kind
            && record.part != Part::Closer
        {
            for slot in record.shape.slots() {
                let value = slot.span.of(piece.bytes).trim_ascii();
                if slot.personal && value.len() > 4 && value.iter().any(|b| *b != b'0') {
                    secrets.push(String::from_utf8(value.to_vec()).unwrap());
                }
            }
        }
        Ok::<(), Never>(())
    })
    .unwrap();
    assert!(secrets.len() > 3);
    let plain = told(&sound, Masking::Plain);
    assert!(secrets.iter().all(|secret| plain.contains(secret)));
    let mut files = vec![sound.clone()];
    for damage in Damage::ALL {
        let mut bytes = sound.clone();
        files.extend(
            damage
                .apply(Profile::decomptes(), &mut bytes, 3)
                .map(|_| bytes),
        );
    }
    for bytes in files {
        let masked = told(&bytes, Masking::Masked);
        for secret in &secrets {
            assert!(!masked.contains(secret), "{secret}: {masked}");
        }
    }
}

fn fault(lines: &[Line]) -> (usize, EncodeFault) {
    let error = encode(lines, &[Profile::decomptes()]).unwrap_err();
    (error.line, error.fault)
}

#[test]
fn what_is_masked_is_no_file() {
    let profiles = [Profile::decomptes()];
    let masked = lines(&sample_file(), &profiles, Charset::Latin1, Masking::Masked);
    assert_eq!(fault(&masked), (1, EncodeFault::Masked));
    // A head that was changed by hand helps nobody.
    let mut lied = masked;
    lied[0] = Line::head(Charset::Latin1, Masking::Plain, None);
    assert_eq!(fault(&lied).1, EncodeFault::Masked);
}

#[test]
fn heads_are_checked() {
    let sample = sample_file();
    let profiles = [Profile::decomptes()];
    let all = lines(&sample, &profiles, Charset::Latin1, Masking::Plain);
    assert_eq!(fault(&all[1..]), (1, EncodeFault::NoHead));
    assert_eq!(fault(&[]), (1, EncodeFault::NoHead));
    let with = |change: &dyn Fn(&mut noemie::inspect::line::Head)| {
        let mut lines = all.clone();
        if let Line::Head(head) = &mut lines[0] {
            change(head);
        }
        encode(&lines, &profiles)
    };
    let fault = |result: Result<Vec<u8>, EncodeError>| result.unwrap_err().fault.to_string();
    assert!(fault(with(&|head| head.version = "2.0".into())).contains("version is 2.0"));
    assert!(fault(with(&|head| head.format = "x".into())).contains("format is `x`"));
    assert!(fault(with(&|head| head.charset = "utf-8".into())).contains("`utf-8`"));
    assert_eq!(with(&|head| head.version = "1.7".into()).unwrap(), sample);
}

#[test]
fn what_does_not_fit_its_layout_is_named() {
    let profiles = [Profile::decomptes()];
    let all = lines(&sample_file(), &profiles, Charset::Latin1, Masking::Plain);
    let is_act = |line: &Line| matches!(line, Line::Entity(record) if record.entity == "255");
    let at = all.iter().position(is_act).unwrap();
    let with = |change: &dyn Fn(&mut noemie::inspect::line::RecordLine)| {
        let mut lines = all.clone();
        if let Line::Entity(record) = &mut lines[at] {
            change(record);
        }
        encode(&lines, &profiles)
    };
    let told = |change: &dyn Fn(&mut noemie::inspect::line::RecordLine)| {
        let error = with(change).unwrap_err();
        assert_eq!(error.line, at + 1);
        error.to_string()
    };
    let value = |name: &'static str, text: &'static str| {
        move |record: &mut noemie::inspect::line::RecordLine| {
            let field = record
                .fields
                .0
                .iter_mut()
                .find(|(other, _)| &**other == name);
            field.unwrap().1 = text.to_owned();
        }
    };
    assert_eq!(
        told(&value("amount", "1234")),
        format!(
            "line {}: entity 255: `amount` has 4 characters where 8 are expected",
            at + 1
        )
    );
    assert!(
        told(&value("amount", "0000€000"))
            .ends_with("`amount` holds '€', which latin-1 does not have")
    );
    assert!(told(&|record| record.fields.0.truncate(3)).contains("is missing"));
    assert!(told(&|record| record.end = None).contains("`end` is missing"));
    assert!(
        told(&|record| record.level = Some("9".into()))
            .contains("`level` has 1 character where 2 are")
    );
    assert!(
        told(&|record| record.fields.0.push(("x".into(), String::new()))).contains("no field `x`")
    );
    assert!(
        told(&|record| {
            let first = record.fields.0[0].clone();
            record.fields.0.push(first);
        })
        .contains("given twice")
    );
    assert!(told(&|record| record.reference = None).contains("no reference"));
    assert!(told(&|record| record.reference = Some(304)).contains("reference 304"));
    assert!(told(&|record| record.entity = "256".into()).contains("no such entity"));
    // The order of the names is nobody's concern.
    assert_eq!(
        with(&|record| record.fields.0.reverse()).unwrap(),
        sample_file()
    );
}

#[test]
fn an_edited_amount_stands_in_the_file() {
    let profiles = [Profile::decomptes()];
    let sample = sample_file();
    let mut all = lines(&sample, &profiles, Charset::Latin1, Masking::Plain);
    let mut due = sample.clone();
    for line in &mut all {
        if let Line::Entity(record) = line
            && record.entity == "255"
        {
            let amount = record
                .fields
                .0
                .iter_mut()
                .find(|(name, _)| &**name == "amount");
            amount.unwrap().1 = "00001234".to_owned();
            let at = usize::try_from(record.offset).unwrap() + 106;
            due[at..at + 8].copy_from_slice(b"00001234");
            break;
        }
    }
    assert_ne!(due, sample);
    assert_eq!(encode(&all, &profiles).unwrap(), due);
}

#[test]
fn an_error_of_the_source_is_handed_on() {
    struct Broken;
    impl io::Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("broken"))
        }
    }
    let error = pieces(Broken, &[], |_| Ok::<(), io::Error>(())).unwrap_err();
    assert_eq!(error.to_string(), "broken");
}

fn recomputed(lines: &[Line], profiles: &[&Profile]) -> Result<Vec<u8>, EncodeError> {
    let mut all = Recompute::new(profiles);
    let mut ready = Vec::new();
    for (number, line) in (1..).zip(lines) {
        ready.extend(all.line(number, line.clone())?);
    }
    ready.extend(all.finish(lines.len())?);
    let lines: Vec<Line> = ready.into_iter().map(|(_, line)| line).collect();
    encode(&lines, profiles)
}

#[quickcheck]
fn nothing_is_to_be_recomputed_in_what_is_written(decomptes: Decomptes, answers: Answers) -> bool {
    let profiles = [Profile::decomptes(), Profile::answers()];
    let framing = Framing::default();
    let (mut bytes, header) = (Vec::new(), from_caisse(303));
    decomptes::write(profiles[0], &header, &decomptes.0, &framing, &mut bytes).unwrap();
    let header = from_caisse(929);
    links::write_answers(profiles[1], &header, &answers.0, &framing, &mut bytes).unwrap();
    let lines = lines(&bytes, &profiles, Charset::Latin1, Masking::Plain);
    recomputed(&lines, &profiles).unwrap() == bytes
}

#[test]
fn what_follows_from_the_rest_is_mended() {
    let profiles = [Profile::decomptes()];
    let sound = sample_file();
    for damage in [
        Damage::BlockLength,
        Damage::WrongGroupCount,
        Damage::WrongGroupTotal,
        Damage::WrongGroupIdentifier,
        Damage::WrongRecordCount,
        Damage::WrongGroupNumber,
        Damage::WrongFileTotal,
        Damage::EnvelopeDiffers,
        Damage::WrongPassword,
        Damage::PasswordLetters,
    ] {
        for rank in 0..8 {
            let mut bytes = sound.clone();
            if damage.apply(profiles[0], &mut bytes, rank).is_some() {
                let lines = lines(&bytes, &profiles, Charset::Latin1, Masking::Plain);
                assert_eq!(recomputed(&lines, &profiles).unwrap(), sound, "{damage:?}");
            }
        }
    }
}

#[test]
fn an_edited_file_is_sound_again() {
    let profiles = [Profile::decomptes()];
    let mut all = lines(&sample_file(), &profiles, Charset::Latin1, Masking::Plain);
    let is_act = |line: &Line| matches!(line, Line::Entity(record) if record.entity == "255");
    let acts: Vec<usize> = (0..all.len()).filter(|at| is_act(&all[*at])).collect();
    if let Line::Entity(record) = &mut all[acts[0]] {
        record.fields.set("amount", "00009999".to_owned());
    }
    all.remove(acts[1]);
    let bytes = recomputed(&all, &profiles).unwrap();
    let files = decomptes::read(&bytes, profiles[0]);
    let errors = files[0].findings().iter();
    let errors: Vec<_> = errors
        .filter(|f| f.severity == noemie::Severity::Error)
        .collect();
    assert!(errors.is_empty(), "{errors:?}");
    assert!(files[0].decomptes[0].0.lines.len() == 1);
}

#[test]
fn what_has_no_layout_or_no_place_cannot_be_recomputed() {
    let profiles = [Profile::decomptes()];
    let fault = |lines: &[Line]| match recomputed(lines, &profiles).unwrap_err().fault {
        EncodeFault::Recompute(fault) => fault,
        other => panic!("{other}"),
    };
    for (damage, expected) in [
        (Damage::ShortEntity, RecomputeFault::Raw),
        (Damage::UnknownEntity, RecomputeFault::Raw),
        (Damage::TrailingGarbage, RecomputeFault::Raw),
        (Damage::DropTrailer, RecomputeFault::NoTrailer),
        (
            Damage::NonNumericAmount,
            RecomputeFault::Amount { entity: 255 },
        ),
    ] {
        let mut bytes = sample_file();
        damage.apply(profiles[0], &mut bytes, 3).unwrap();
        let lines = lines(&bytes, &profiles, Charset::Latin1, Masking::Plain);
        assert_eq!(fault(&lines), expected, "{damage:?}");
    }
    let all = lines(&sample_file(), &profiles, Charset::Latin1, Masking::Plain);
    let without = |wanted: &dyn Fn(&Line) -> bool| {
        let mut lines = all.clone();
        let at = lines.iter().position(wanted).unwrap();
        lines.remove(at);
        fault(&lines).to_string()
    };
    let entity = |number: &'static str| move |line: &Line| matches!(line, Line::Entity(record) if record.entity == number);
    assert_eq!(
        without(&entity("045")),
        "entity 255 stands in a group of 025, a group of 045 is expected"
    );
    assert!(without(&|line| matches!(line, Line::Closer(_))).starts_with("closer 990 of level 05"));
    assert!(without(&|line| matches!(line, Line::Header(_))).contains("between no header"));
    let no_block = without(&|line| matches!(line, Line::Block(_)));
    assert!(no_block.contains("no `block` line"), "{no_block}");
    let masked = lines(&sample_file(), &profiles, Charset::Latin1, Masking::Masked);
    let error = recomputed(&masked[1..], &profiles).unwrap_err();
    assert_eq!(error.fault, EncodeFault::Masked);
}
