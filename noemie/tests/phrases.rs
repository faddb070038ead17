//! Whatever readers find, it is said in French too: each phrase of étalon's is translated, and no
//! character of a file is.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::{sample_file, third_party};
use noemie::damage::Damage;
use noemie::phrases::{expected, found};
use noemie::{Finding, Framing, Profile, b2, decomptes, links, read};

/// Sound files and the profiles they are of.
fn samples() -> Vec<(&'static Profile, Vec<u8>)> {
    let mut movements = Vec::new();
    links::write_movements(
        Profile::movements(),
        &common::from_mutuelle(),
        &common::sample_movements(),
        &Framing::default(),
        &mut movements,
    )
    .unwrap();
    let answers = include_bytes!("data/929-synthetic.txt").to_vec();
    let mut all = vec![
        (Profile::decomptes(), sample_file()),
        (Profile::answers(), answers),
        (Profile::movements(), movements),
    ];
    for (reference, body) in third_party::SAMPLES {
        let profile = third_party::profile(reference);
        all.push((profile, third_party::sample(reference, body)));
    }
    all
}

/// What every reader of a reference finds.
fn findings(profile: &Profile, bytes: &[u8]) -> Vec<Finding> {
    let mut all: Vec<Finding> = match profile.reference() {
        303 => decomptes::read(bytes, profile)
            .iter()
            .flat_map(|file| file.findings().to_vec())
            .collect(),
        408 => links::read_movements(bytes, profile)
            .iter()
            .flat_map(|file| file.findings().to_vec())
            .collect(),
        929 => links::read_answers(bytes, profile)
            .iter()
            .flat_map(|file| file.findings().to_vec())
            .collect(),
        _ => Vec::new(),
    };
    all.extend(read::files(bytes, &[profile]).remove(0).findings);
    all
}

/// Phrases met so far, with their French.
#[derive(Default)]
struct Met(BTreeMap<String, String>);

impl Met {
    /// Holds what a finding says, and says in French, against the bytes it was found in.
    fn finding(&mut self, finding: &Finding, bytes: &[u8]) {
        self.said(&finding.expected, &expected(finding), bytes, finding);
        self.said(&finding.found, &found(finding), bytes, finding);
    }

    fn said(&mut self, english: &str, french: &str, bytes: &[u8], finding: &Finding) {
        // A word has small letters; a code or an amount has none. NUL is the one word in capitals.
        let words = english.contains(|c: char| c.is_ascii_lowercase()) || english.ends_with(" NUL");
        if !words {
            assert_eq!(english, french, "{finding:#?}");
        } else if is_in(english, bytes) {
            assert_eq!(english, french, "it is the file's: {finding:#?}");
        } else {
            assert_ne!(english, french, "no French for it: {finding:#?}");
            self.0.insert(english.to_owned(), french.to_owned());
        }
    }
}

/// Whether these characters stand in the file, padding aside.
fn is_in(text: &str, bytes: &[u8]) -> bool {
    let text: Vec<u8> = text
        .trim_end()
        .chars()
        .map_while(|c| u8::try_from(u32::from(c)).ok())
        .collect();
    bytes.windows(text.len().max(1)).any(|part| part == text)
}

/// The phrases and their French, `#` for each number.
fn table(met: &Met) -> String {
    let numbers = |text: &str| {
        let mut shape = text.replace(|c: char| c.is_ascii_digit(), "#");
        while shape.contains("##") {
            shape = shape.replace("##", "#");
        }
        shape
    };
    let lines: BTreeSet<String> = met
        .0
        .iter()
        .map(|(english, french)| format!("{} → {}\n", numbers(english), numbers(french)))
        .collect();
    lines.into_iter().collect()
}

#[test]
fn every_damage_is_said_in_french() {
    let mut met = Met::default();
    for (profile, sound) in samples() {
        for damage in Damage::ALL {
            for rank in 0..60 {
                let mut bytes = sound.clone();
                if damage.apply(profile, &mut bytes, rank).is_some() {
                    for finding in findings(profile, &bytes) {
                        met.finding(&finding, &bytes);
                    }
                }
            }
        }
    }
    insta::assert_snapshot!("damages_in_french", table(&met));
}

/// Every byte of every sample replaced by each of a few: readers find things that no damage is made for.
#[test]
fn every_byte_replaced_is_said_in_french() {
    let mut met = Met::default();
    for (profile, sound) in samples() {
        for at in 0..sound.len() {
            for byte in *b"09Xa \n@\0" {
                let mut bytes = sound.clone();
                bytes[at] = byte;
                for finding in findings(profile, &bytes) {
                    met.finding(&finding, &bytes);
                }
            }
        }
    }
    assert!(met.0.len() > 50, "{}", table(&met));
}

#[test]
fn b2_is_said_in_french() {
    let header = format!("{:<49}000123260115{:67}", "000", "");
    let stray = format!("{:<128}", "2");
    let trailer = format!("{:<49}00012300000009{:19}009{:43}", "999", "", "");
    let mut met = Met::default();
    for text in [
        String::new(),
        stray.clone(),
        header.clone(),
        format!("{header}{stray}{trailer}"),
        format!("{header}{:<128}{trailer}", "8"),
        format!("0128{header}X128{trailer}"),
        format!("0128{header}0127{trailer}"),
        format!("{header}\n{}\n", &trailer[..100]),
    ] {
        for finding in b2::read(text.as_bytes()).findings {
            met.finding(&finding, text.as_bytes());
        }
    }
    assert!(met.0.len() > 10, "{}", table(&met));
}

/// What looks like a phrase and stands in the file is left alone.
#[test]
fn words_of_the_file_are_left_alone() {
    let (profile, sound) = (Profile::decomptes(), sample_file());
    // The file identification is six characters, in header and trailer.
    let swapped = |from: &[u8], to: &[u8]| {
        let mut bytes = sound.clone();
        let at = bytes.windows(from.len()).rposition(|w| w == from).unwrap();
        bytes[at..at + to.len()].copy_from_slice(to);
        read::files(&bytes, &[profile]).remove(0).findings
    };
    let of = |findings: &[Finding], code: &str| -> (String, String) {
        let finding = findings.iter().find(|f| f.code == code).unwrap();
        (expected(finding).into_owned(), found(finding).into_owned())
    };
    let differs = swapped(b"1234AB", b"digits");
    assert_eq!(of(&differs, "N026").1, "digits");
    let name = swapped(b"ESSAI                    ", b"none                     ");
    assert_eq!(of(&name, "N045").1, "none                     ");
    let mut bytes = sound.clone();
    bytes.extend_from_slice(b"nothing");
    let garbage = read::files(&bytes, &[profile]).remove(0).findings;
    assert_eq!(
        of(&garbage, "N007"),
        ("la fin, ou un en-tête 000".to_owned(), "nothing".to_owned())
    );
    let mut bytes = sound;
    bytes.extend_from_slice(b"   \0\x1A");
    let padding = read::files(&bytes, &[profile]).remove(0).findings;
    assert_eq!(of(&padding, "N059").1, "5 blancs ou octets nuls");
}
