//! A lot and what happens to it: what the tests of parity live in process and through a door.
#![allow(
    clippy::unwrap_used,
    dead_code,
    reason = "each test file uses its part of it"
)]

use generators::{Adversity, AdversityRates, Delivery, Flow, Lot, WorldData, WorldSpec};
use noemie::framing::Framing;
use noemie::links::Movement;
use noemie::profile::Profile;
use noemie::{Header, Profiles};
use oracle::law::Law;

/// A lot of a world, its 408 files and what it is sent, by day, name and content.
pub(crate) struct Lived {
    pub(crate) spec: WorldSpec,
    seed: u64,
    lot: Lot,
    pub(crate) files: Vec<Vec<u8>>,
    pub(crate) expected: Vec<(String, String, Vec<u8>)>,
}

impl Lived {
    /// A lot with two caisses, a file that comes twice and a damaged one.
    pub(crate) fn large() -> Self {
        let (lived, flow) = Self::of(1, 120, 3);
        let met = |adversity| {
            let mut declared = flow.declared.iter();
            declared.any(|declared| declared.adversity == adversity)
        };
        assert!(met(Adversity::FileTwice) && met(Adversity::DamagedFile));
        assert!(lived.files.len() > 1);
        assert!(lived.expected.len() > 50 + lived.files.len());
        lived
    }

    /// Another small one for each seed.
    pub(crate) fn small(seed: u64) -> Self {
        Self::of(seed, 6, 2).0
    }

    fn of(seed: u64, insured: u32, months: u8) -> (Self, Flow) {
        let spec = WorldSpec {
            insured,
            months,
            adversities: AdversityRates::default()
                .with(Adversity::FileTwice, 200)
                .with(Adversity::DamagedFile, 200),
            ..WorldSpec::demo()
        };
        let data = WorldData::embedded().unwrap();
        let lot = generators::lot(seed, &spec, 0, Law::embedded(), &data).unwrap();
        let files = declared(&lot, &spec);
        let (answers, flow) = lived(seed, &lot, &spec, &files);
        assert_eq!(answers.len(), files.len());
        let expected = answers
            .iter()
            .chain(&flow.deliveries)
            .map(|file| (file.day.to_string(), file.name.clone(), file.bytes.clone()))
            .collect();
        let lived = Self {
            spec,
            seed,
            lot,
            files,
            expected,
        };
        (lived, flow)
    }

    /// What comes of the 408 files that came through a door, day by day.
    pub(crate) fn days(&self, pushed: &[Vec<u8>]) -> Vec<Vec<Delivery>> {
        let (answers, flow) = lived(self.seed, &self.lot, &self.spec, pushed);
        let mut days: Vec<Vec<Delivery>> = Vec::new();
        for file in answers.into_iter().chain(flow.deliveries) {
            match days.last_mut() {
                Some(day) if day[0].day == file.day => day.push(file),
                _ => days.push(vec![file]),
            }
        }
        days
    }

    /// Holds what a mutuelle fetched to what was due.
    pub(crate) fn compare(&self, fetched: &[(String, String, Vec<u8>)]) {
        assert_eq!(fetched.len(), self.expected.len(), "seed {}", self.seed);
        for (got, due) in fetched.iter().zip(&self.expected) {
            assert!(got == due, "{} {} is not {} {}", got.0, got.1, due.0, due.1);
        }
    }
}

fn declared(lot: &Lot, spec: &WorldSpec) -> Vec<Vec<u8>> {
    let framing = Framing::default();
    generators::declare(&lot.members, spec.start, Profile::movements(), &framing).unwrap()
}

/// What the caisse makes of those 408 files: its answers, then what the lot lives.
fn lived(seed: u64, lot: &Lot, spec: &WorldSpec, files: &[Vec<u8>]) -> (Vec<Delivery>, Flow) {
    let profiles = Profiles::shipped();
    let mut state = generators::open(lot, Law::embedded(), profiles, &Framing::default()).unwrap();
    let read: Vec<(Header, Vec<Movement>)> = files
        .iter()
        .flat_map(|bytes| noemie::links::read_movements(bytes, Profile::movements()))
        .map(|file| {
            (
                file.header.unwrap(),
                file.entries.into_iter().map(|(m, _)| m).collect(),
            )
        })
        .collect();
    let answers = generators::answer(&mut state, read, spec.start).unwrap();
    (
        answers,
        generators::live(state, &mut lot.clone(), spec, seed).unwrap(),
    )
}
