//! What is drawn comes to what the data file says, and nobody lives an impossible life.

mod births;
mod dental;
mod lives;
mod visits;

use std::collections::BTreeMap;

use caisse::{Event, Invoice};
use domain::{Beneficiary, Day, Decompte, Family, Heading, Line};
use noemie::profile::Profile;
use oracle::amo::{Exemption, Kind, Sector};
use oracle::law::Law;

use crate::care::rates::{CareRates, LineMix};
use crate::distributions::NumberWeight;
use crate::lot::{Lot, lot};
use crate::professionals::Professionals;
use crate::{AdversityRates, Household, WorldData, WorldSpec, whole_lot};

/// A world without adversity.
fn world(insured: u32, start: &str, months: u8) -> WorldSpec {
    WorldSpec {
        insured,
        start: start.parse().unwrap(),
        months,
        adversities: AdversityRates::none(),
        ..WorldSpec::demo()
    }
}

fn year(insured: u32) -> WorldSpec {
    world(insured, "2025-01-01", 12)
}

fn invoices(lot: &Lot) -> impl Iterator<Item = &Invoice> {
    let all = lot.timeline.iter();
    all.filter_map(|happening| match &happening.event {
        Event::Invoice(invoice) => Some(invoice),
        _ => None,
    })
}

/// Real days of birth, by each identity that somebody has.
fn births(lot: &Lot) -> BTreeMap<Beneficiary, Day> {
    births_in(lot.households.iter())
}

fn births_in<'l>(homes: impl Iterator<Item = &'l Household>) -> BTreeMap<Beneficiary, Day> {
    let persons = homes.flat_map(|home| &home.persons);
    let identities = persons.flat_map(|person| {
        let second = person
            .second_nir
            .map(|nir| Beneficiary { nir, ..person.who });
        let both = [Some(person.who), second].into_iter().flatten();
        both.map(|who| (who, person.born))
    });
    identities.collect()
}

/// Lines by group of the line mix.
#[derive(Debug, Default)]
struct Mix([u64; 9]);

impl Mix {
    fn count(&mut self, decompte: &Decompte) {
        let acts = decompte.lines.iter();
        // The participation on a heavy act in town is no act.
        let acts = acts.filter(|line| line.act.deduction().is_none() && line.act.as_str() != "PAP");
        let heading = |line: &Line| Heading::of(line.act, line.specialty).unwrap();
        let of_hospital = acts
            .clone()
            .any(|line| heading(line).family() == Family::Hospitalisation);
        for line in acts {
            let group = match (heading(line).family(), heading(line)) {
                _ if of_hospital => 8,
                (Family::Pharmacie, _) => 0,
                (Family::Biologie, _) => 1,
                (_, Heading::ActesTechniques | Heading::Imagerie) => 4,
                (Family::Medecins | Family::SageFemme | Family::Psychologue, _) => 2,
                (Family::Auxiliaires, _) => 3,
                (Family::Dentaire, _) => 5,
                (Family::Optique | Family::Audio, _) => 6,
                (Family::Transport, _) => 7,
                (_, heading) => panic!("{} is in no group: {heading}", line.act),
            };
            self.0[group] += 1;
        }
    }

    /// Holds each share to the data file, to so many hundredths of a point.
    fn holds(&self, data: &CareRates, tolerance: u64) {
        let LineMix {
            pharmacy,
            biology,
            consultations,
            auxiliaries,
            technical_acts,
            dental,
            lpp_optics,
            transport,
            hospital,
        } = data.line_mix.value;
        let due = [
            ("pharmacy", pharmacy),
            ("biology", biology),
            ("consultations", consultations),
            ("auxiliaries", auxiliaries),
            ("technical acts", technical_acts),
            ("dental", dental),
            ("LPP and optics", lpp_optics),
            ("transport", transport),
            ("hospital", hospital),
        ];
        let total: u64 = self.0.iter().sum();
        println!("{total} lines: {:?}", self.0);
        for ((name, due), count) in due.into_iter().zip(self.0) {
            let share = count * 10_000 / total;
            let apart = share.abs_diff(u64::from(due) * 100);
            println!("{name}: {share} for {due}00, in hundredths of a point");
            assert!(
                apart <= tolerance,
                "{name}: {share} hundredths, {due}00 due"
            );
        }
    }
}

fn mix(seed: u64, insured: u32, data: &WorldData) -> Mix {
    let spec = year(insured);
    let mut mix = Mix::default();
    for number in 0..spec.lots() {
        let (lot, _) = whole_lot(seed, &spec, number, data, noemie::Profiles::shipped()).unwrap();
        for file in lot.files.iter().filter(|file| file.id.reference == 303) {
            for read in noemie::decomptes::read(&file.bytes, Profile::decomptes()) {
                for (decompte, _) in &read.decomptes {
                    mix.count(decompte);
                }
            }
        }
    }
    mix
}

/// Of 4,800 insured: their share is known to a point or so.
#[test]
fn the_line_mix_is_about_that_of_the_data() {
    let data = WorldData::embedded().unwrap();
    mix(1, 4_800, &data).holds(&data.care, 150);
}

/// `cargo test --release -p generators --lib -- --ignored`: some minutes.
#[test]
#[ignore = "three years of 100,000 insured"]
fn the_line_mix_of_many_is_that_of_the_data() {
    let data = WorldData::embedded().unwrap();
    for seed in [11, 12, 13] {
        mix(seed, 100_000, &data).holds(&data.care, 100);
    }
}

/// A sum and how many it is of.
#[derive(Debug, Default, Clone, Copy)]
struct Mean {
    sum: i64,
    of: i64,
}

impl Mean {
    fn add(&mut self, value: i64) {
        self.sum += value;
        self.of += 1;
    }

    /// Holds it to `due`, both times a thousand, to so many per thousand of it.
    fn holds(self, what: &str, due: i64, tolerance: i64) {
        let found = self.sum * 1_000 / self.of.max(1);
        println!("{what}: {found} for {due}, of {}", self.of);
        assert!(
            (found - due).abs() * 1_000 <= due * tolerance,
            "{what}: {found} thousandths, {due} due"
        );
    }
}

/// The mean of a table of numbers, in thousandths.
fn of_table(table: &[NumberWeight]) -> i64 {
    let weights: u32 = table.iter().map(|row| row.weight).sum();
    let sum: u32 = table.iter().map(|row| row.number * row.weight).sum();
    i64::from(sum) * 1_000 / i64::from(weights)
}

#[derive(Default)]
struct Means {
    overruns: Mean,
    boxes: Mean,
    drugs: Mean,
    analyses: Mean,
    at_100: Mean,
    in_secteur_2: Mean,
}

impl Means {
    fn of(seed: u64, insured: u32, data: &WorldData) -> Self {
        let (spec, law) = (year(insured), Law::embedded());
        let mut means = Self::default();
        for number in 0..spec.lots() {
            for doctor in Professionals::of_lot(seed, number, data)
                .specialistes
                .iter()
            {
                let secteur_2 = matches!(doctor.sector, Sector::TwoOptam | Sector::Two);
                means.in_secteur_2.add(i64::from(secteur_2));
            }
            let lot = lot(seed, &spec, number, law, data).unwrap();
            // Under the C2S nobody is asked an overrun.
            let homes = lot.households.iter();
            let births = births_in(homes.filter(|home| !home.has_the_c2s()));
            for invoice in invoices(&lot) {
                means.count(law, births.get(&invoice.who).copied(), invoice);
            }
        }
        means
    }

    fn count(&mut self, law: &Law, born: Option<Day>, invoice: &Invoice) {
        let (mut drugs, mut analyses) = (0, 0);
        for care in invoice.bill.acts() {
            match care.kind {
                Kind::Drug(_) => {
                    drugs += 1;
                    self.boxes.add(care.quantity.into());
                }
                Kind::Biology => analyses += 1,
                Kind::Transport { urgent: false, .. } => {
                    let exempt = care.exemption != Exemption::None;
                    self.at_100.add(exempt.into());
                }
                Kind::Consultation { doctor, .. }
                    if doctor.specialty != 1
                        && matches!(doctor.sector, Sector::TwoOptam | Sector::Two) =>
                {
                    let Some(born) = born else { continue };
                    let base = oracle::amo::base(law, born, care).unwrap();
                    self.overruns.add((care.fee - base).0 * 1_000 / base.0);
                }
                _ => {}
            }
        }
        if drugs > 0 {
            self.drugs.add(drugs);
        }
        if analyses > 0 {
            self.analyses.add(analyses);
        }
    }

    /// Shares to `points` thousandths, means to `tolerance` per thousand of them.
    fn hold(self, data: &CareRates, tolerance: i64, points: i64) {
        let drugs = &data.drugs.value;
        let mut overruns = self.overruns;
        overruns.sum /= 1_000;
        let mean = i64::from(data.overruns.value.mean);
        overruns.holds("overruns of specialists of secteur 2", mean, tolerance);
        self.boxes.holds("boxes", of_table(&drugs.boxes), tolerance);
        self.drugs.holds("drugs", of_table(&drugs.drugs), tolerance);
        let lines = of_table(&data.biology.value.lines);
        self.analyses.holds("analyses", lines, tolerance);
        let at_100 = i64::from(data.transport.value.at_100);
        let share = self.at_100.sum * 1_000 / self.at_100.of;
        println!(
            "transport at 100 %: {share} for {at_100}, of {}",
            self.at_100.of
        );
        assert!(
            (share - at_100).abs() <= points,
            "transport at 100 %: {share}"
        );
        let share = self.in_secteur_2.sum * 1_000 / self.in_secteur_2.of;
        assert!(
            (share - 560).abs() <= 10,
            "specialists in secteur 2: {share}"
        );
    }
}

/// Of 4,800 insured: to 4 per cent, and four points of transport, of which there is little.
#[test]
fn means_are_about_those_of_the_data() {
    let data = WorldData::embedded().unwrap();
    Means::of(1, 4_800, &data).hold(&data.care, 40, 40);
}

/// `cargo test --release -p generators --lib -- --ignored`: some minutes.
#[test]
#[ignore = "three years of 100,000 insured"]
fn means_of_many_are_those_of_the_data() {
    let data = WorldData::embedded().unwrap();
    for seed in [11, 12, 13] {
        Means::of(seed, 100_000, &data).hold(&data.care, 20, 10);
    }
}

#[test]
fn every_entry_names_its_source() {
    let rates = WorldData::embedded().unwrap().care;
    // One is read: the others are of the same type.
    assert!(rates.line_mix.source.contains("rules §11"));
    let text = include_str!("../../data/care.yaml");
    let sources: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("  source:"))
        .collect();
    assert!(sources.len() > 20);
    for source in sources {
        assert!(
            source.contains("assumption") || source.contains("rules §"),
            "{source}"
        );
    }
}

/// The sum of the shares is all.
#[test]
fn the_shares_of_the_line_mix_are_the_whole() {
    let data = WorldData::embedded().unwrap();
    let LineMix {
        pharmacy,
        biology,
        consultations,
        auxiliaries,
        technical_acts,
        dental,
        lpp_optics,
        transport,
        hospital,
    } = data.care.line_mix.value;
    let sum = pharmacy + biology + consultations + auxiliaries + technical_acts;
    assert_eq!(sum + dental + lpp_optics + transport + hospital, 100);
}

/// The numbers of a pathway are those of situations of the field notes, and each pathway is known by one id.
#[test]
fn pathways_name_situations() {
    let mut ids: Vec<_> = crate::pathways().map(|(id, ..)| id).collect();
    ids.sort_unstable();
    let many = ids.len();
    ids.dedup();
    assert_eq!(ids.len(), many);
    let mut all = crate::pathways().flat_map(|(.., situations)| situations);
    assert!(all.all(|number| (1..=34).contains(number)));
}
