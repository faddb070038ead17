//! The wire: writing and reading 303 files, in bytes and in lines a second.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a benchmark that cannot be set up may stop"
)]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use noemie::Profiles;
use noemie::framing::Framing;
use noemie::profile::Profile;
use noemie::read::{self, FileReading, Found, ReadOptions, Sink};

fn wire(criterion: &mut Criterion) {
    let (_, files) = benches::sound_lot();
    let profile = Profile::decomptes();
    let sources: Vec<_> = files
        .iter()
        .map(|file| {
            (
                noemie::peek_header(&file.bytes),
                benches::decomptes(&file.bytes),
            )
        })
        .filter_map(|(header, decomptes)| Some((header?, decomptes)))
        .collect();
    let bytes: u64 = files.iter().map(|file| file.bytes.len() as u64).sum();
    let lines: usize = sources
        .iter()
        .flat_map(|(_, decomptes)| decomptes)
        .map(|d| d.lines.len())
        .sum();

    for (unit, throughput) in [
        ("bytes", Throughput::Bytes(bytes)),
        ("lines", Throughput::Elements(lines as u64)),
    ] {
        let mut group = criterion.benchmark_group(format!("wire/{unit}"));
        group.throughput(throughput);
        group.bench_function("write 303", |bencher| {
            let framing = Framing::default();
            let mut out = Vec::with_capacity(usize::try_from(bytes).unwrap_or(0) + 4_096);
            bencher.iter(|| {
                out.clear();
                for (header, decomptes) in &sources {
                    noemie::decomptes::write(profile, header, decomptes, &framing, &mut out)
                        .expect("they were read from sound files");
                }
                black_box(out.len())
            });
        });
        group.bench_function("check 303", |bencher| {
            bencher.iter(|| {
                let mut findings = 0;
                for file in &files {
                    for reading in noemie::read::files(&file.bytes, &[profile]) {
                        findings += reading.findings.len();
                    }
                }
                assert_eq!(findings, 0);
                black_box(findings)
            });
        });
        group.bench_function("read 303 into décomptes", |bencher| {
            bencher.iter(|| {
                let mut read = 0;
                for file in &files {
                    read += benches::decomptes(black_box(&file.bytes)).len();
                }
                black_box(read)
            });
        });
        group.finish();
    }
}

/// A sink that only counts, as `check` does where nothing is shown.
#[derive(Default)]
struct Count(usize);

impl Sink for Count {
    fn finding(&mut self, found: &Found<'_>) {
        self.0 += usize::from(found.finding.is_root());
    }

    fn file(&mut self, _: FileReading) {}
}

/// Streaming over files that follow each other: all sound, then every record malformed, at one, four and
/// sixteen times the size: a reader that looks back or ahead too far would not be linear.
fn streams(criterion: &mut Criterion) {
    let (_, files) = benches::sound_lot();
    let sound: Vec<u8> = files.iter().flat_map(|file| file.bytes.clone()).collect();
    let spoiled = benches::all_spoiled(&sound);
    let profiles = Profiles::shipped().all();
    let mut group = criterion.benchmark_group("wire/stream");
    for (name, bytes) in [("sound", &sound), ("every record malformed", &spoiled)] {
        for times in [1, 4, 16] {
            let all = bytes.repeat(times);
            group.throughput(Throughput::Bytes(all.len() as u64));
            group.bench_function(format!("{name}, {times}x"), |bencher| {
                bencher.iter(|| {
                    let mut count = Count::default();
                    let options = ReadOptions::default();
                    read::stream(black_box(&all[..]), &profiles, &options, &mut count)
                        .expect("bytes in memory can be read");
                    assert_eq!(count.0 > 0, name != "sound");
                    black_box(count.0)
                });
            });
        }
    }
    group.finish();
}

criterion_group!(benches, wire, streams);
criterion_main!(benches);
