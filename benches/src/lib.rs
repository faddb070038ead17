//! Material that the benchmarks share: one lot of a generated world, read back.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a benchmark that cannot be set up may stop"
)]

use domain::{Decompte, Member};
use generators::{Delivery, WorldData, WorldSpec, lot, whole_lot};
use noemie::profile::Profile;
use oracle::law::Law;

/// A lot without adversity: every file is sound.
///
/// # Panics
/// Where a shipped data file is malformed.
#[must_use]
pub fn sound_lot() -> (Vec<Member>, Vec<Delivery>) {
    let spec = WorldSpec {
        insured: 800,
        adversities: generators::AdversityRates::none(),
        ..WorldSpec::demo()
    };
    let data = WorldData::embedded().expect("shipped data");
    let members = lot(42, &spec, 0, Law::embedded(), &data)
        .expect("a world the law covers")
        .members;
    let (_, flow) = whole_lot(42, &spec, 0, &data, noemie::Profiles::shipped())
        .expect("a world the law covers");
    (members, flow.deliveries)
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
