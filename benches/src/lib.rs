//! Material that the benchmarks share: one lot of a generated world, read back.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a benchmark that cannot be set up may stop"
)]

pub mod ledger;
pub mod questions;
pub mod year;

use domain::Decompte;
use generators::{Delivery, LotFiles, WorldData, WorldSpec, whole_lot};
use noemie::inspect::{Kind, Part};
use noemie::profile::Profile;

/// A lot without adversity, and what it sends: every file is sound.
///
/// # Panics
/// Where a shipped data file is malformed.
#[must_use]
pub fn sound_lot() -> (LotFiles, Vec<Delivery>) {
    let spec = WorldSpec {
        insured: 800,
        adversities: generators::AdversityRates::none(),
        ..WorldSpec::demo()
    };
    let data = WorldData::embedded().expect("shipped data");
    let (lot, flow) = whole_lot(42, &spec, 0, &data, noemie::Profiles::shipped())
        .expect("a world the law covers");
    (lot, flow.deliveries)
}

/// The décomptes of a file.
#[must_use]
pub fn decomptes(file: &[u8]) -> Vec<Decompte> {
    noemie::decomptes::read(file, Profile::decomptes())
        .into_iter()
        .flat_map(|file| file.decomptes)
        .map(|(decompte, _)| decompte)
        .collect()
}

/// A record with a fault of its own: a letter in its first field, or in the count of a closer.
#[must_use]
pub fn spoiled(record: &[u8], part: Part) -> Vec<u8> {
    let mut record = record.to_vec();
    let column = match part {
        Part::Entity => 5,
        Part::Closer => 22,
        Part::Header | Part::Trailer => return record,
    };
    if let Some(byte) = record.get_mut(column) {
        *byte = b'x';
    }
    record
}

/// Files with every record spoiled, one after the other.
#[must_use]
pub fn all_spoiled(files: &[u8]) -> Vec<u8> {
    let profiles = noemie::Profiles::shipped().all();
    let mut out = Vec::with_capacity(files.len());
    noemie::inspect::pieces(files, &profiles, |piece| {
        match piece.kind {
            Kind::Record(record) => out.extend_from_slice(&spoiled(piece.bytes, record.part)),
            _ => out.extend_from_slice(piece.bytes),
        }
        Ok::<(), std::io::Error>(())
    })
    .expect("bytes in memory can be read");
    out
}
