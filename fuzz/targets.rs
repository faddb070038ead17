//! What each fuzz target holds of any bytes: shared by the fuzzer (`fuzz_targets/`) and by the ordinary
//! test that replays the corpus (`noemie/tests/corpus.rs`).

use std::io::{self, Read};

use noemie::inspect::{Encoder, Line, Masking, pieces};
use noemie::read::{self, FileReading, Found, ReadOptions, Sink};
use noemie::{Charset, Finding, Framing, Profile, Profiles, decomptes, links};

/// A target: its name, which is its corpus folder, and what it holds.
pub(crate) type Target = (&'static str, fn(&[u8]));

/// Every target.
pub(crate) const ALL: [Target; 10] = [
    ("lexer", lexer),
    ("ref_303", ref_303),
    ("ref_408", ref_408),
    ("ref_929", ref_929),
    ("ref_687", ref_687),
    ("ref_900", ref_900),
    ("ref_580", ref_580),
    ("b2", b2),
    ("profile", profile),
    ("encode", encode),
];

/// Any bytes, under every profile: the pieces are the bytes, the JSON lines make them again, and what is
/// read in one go is what is read in dribs and drabs.
pub(crate) fn lexer(bytes: &[u8]) {
    let profiles = Profiles::shipped().all();
    let mut back = Vec::new();
    let mut lines = vec![Line::head(Charset::Latin1, Masking::Plain, None)];
    let walked = pieces(bytes, &profiles, |piece| {
        back.extend_from_slice(piece.bytes);
        lines.extend(Line::of(&piece, Charset::Latin1, Masking::Plain));
        Ok::<(), io::Error>(())
    });
    assert!(walked.is_ok(), "bytes in memory can be read");
    assert_eq!(back, bytes);
    let (mut encoder, mut out) = (Encoder::new(&profiles), Vec::new());
    for (number, line) in (1..).zip(&lines) {
        if let Err(error) = encoder.line(number, line, &mut out) {
            panic!("{error}");
        }
    }
    if let Err(error) = encoder.finish(&mut out) {
        panic!("{error}");
    }
    assert_eq!(out, bytes);
    agree(bytes, &profiles);
}

pub(crate) fn ref_303(bytes: &[u8]) {
    let profile = Profile::decomptes();
    agree(bytes, &[profile]);
    for file in decomptes::read(bytes, profile) {
        let Some(header) = file.header.filter(|_| file.findings().is_empty()) else {
            continue;
        };
        let values: Vec<_> = file.decomptes.iter().map(|(value, _)| value).collect();
        let mut out = Vec::new();
        // A sound file may hold what étalon never writes; what it does write reads back.
        if decomptes::write(
            profile,
            &header,
            values.iter().copied(),
            &Framing::default(),
            &mut out,
        )
        .is_ok()
        {
            let again = decomptes::read(&out, profile);
            assert!(again[0].decomptes.iter().map(|(value, _)| value).eq(values));
        }
    }
}

pub(crate) fn ref_408(bytes: &[u8]) {
    agree(bytes, &[Profile::movements()]);
    let _ = links::read_movements(bytes, Profile::movements());
}

pub(crate) fn ref_929(bytes: &[u8]) {
    agree(bytes, &[Profile::answers()]);
    let _ = links::read_answers(bytes, Profile::answers());
}

pub(crate) fn ref_687(bytes: &[u8]) {
    under("687", bytes);
}

pub(crate) fn ref_900(bytes: &[u8]) {
    under("900", bytes);
}

pub(crate) fn ref_580(bytes: &[u8]) {
    under("580", bytes);
}

pub(crate) fn b2(bytes: &[u8]) {
    let reading = noemie::b2::read(bytes);
    let _ = reading.findings.len();
}

/// Any text as a layout: it compiles, or says why not; what compiles reads.
pub(crate) fn profile(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    if let Ok(profile) = Profile::parse("fuzz.yaml", text) {
        let _ = read::files(
            include_bytes!("../noemie/tests/data/929-synthetic.txt"),
            &[&profile],
        );
        let _ = decomptes::read(b"0128000", &profile);
    }
}

/// Any lines as what `inspect` prints.
pub(crate) fn encode(bytes: &[u8]) {
    let profiles = Profiles::shipped().all();
    let (mut encoder, mut out) = (Encoder::new(&profiles), Vec::new());
    for (number, text) in (1..).zip(bytes.split(|byte| *byte == b'\n')) {
        let Ok(line) = serde_json::from_slice::<Line>(text) else {
            return;
        };
        if encoder.line(number, &line, &mut out).is_err() {
            return;
        }
    }
    let _ = encoder.finish(&mut out);
}

fn under(name: &str, bytes: &[u8]) {
    if let Some(profile) = Profile::embedded(name) {
        agree(bytes, &[profile]);
    }
}

/// Read whole and read a few bytes at a time, a file has the same findings; roots lead to no circle.
fn agree(bytes: &[u8], profiles: &[&Profile]) {
    let whole = read::files(bytes, profiles);
    let mut sink = Collected::default();
    let streamed = read::stream(
        Dribs { bytes, at: 0 },
        profiles,
        &ReadOptions::default(),
        &mut sink,
    );
    assert!(streamed.is_ok(), "bytes in memory can be read");
    assert_eq!(sink.files.len(), whole.len());
    for (mut found, file) in sink.files.into_iter().zip(&whole) {
        found.sort_by_key(|finding| finding.id);
        assert_eq!(found, file.findings);
        assert!(
            file.findings
                .iter()
                .all(|finding| finding.because.is_none_or(|because| {
                    because != finding.id && file.findings.iter().any(|f| f.id == because)
                })),
            "{:#?}",
            file.findings
        );
    }
}

#[derive(Default)]
struct Collected {
    findings: Vec<Finding>,
    files: Vec<Vec<Finding>>,
}

impl Sink for Collected {
    fn finding(&mut self, found: &Found<'_>) {
        self.findings.push(found.finding.clone());
    }

    fn file(&mut self, _: FileReading) {
        self.files.push(std::mem::take(&mut self.findings));
    }
}

/// Seven bytes at a time.
struct Dribs<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl Read for Dribs<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let rest = &self.bytes[self.at..];
        let taken = rest.len().min(buffer.len()).min(7);
        buffer[..taken].copy_from_slice(&rest[..taken]);
        self.at += taken;
        Ok(taken)
    }
}
