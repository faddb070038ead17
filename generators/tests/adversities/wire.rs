//! Each damage of the wire alone: the reader finds it, by its code, and the file is treated as declared.

use generators::{Adversity, DrawnFor, Family, WorldSpec};
use noemie::damage::Damage;
use noemie::profile::Profile;

use super::lived::{alone, live};

/// The eleventh lot: its files bear a letter in their number, which a password transcodes.
const LOT: u32 = 10;

fn small(adversity: Adversity) -> WorldSpec {
    alone(adversity, LOT * generators::INSURED_PER_LOT + 12)
}

/// The damage of an id `wire-…`: its name in kebab case.
fn of_id(id: &str) -> Option<Damage> {
    let name = id.strip_prefix("wire-")?;
    let kebab = |damage: &Damage| {
        let mut words = String::new();
        for letter in format!("{damage:?}").chars() {
            if letter.is_uppercase() && !words.is_empty() {
                words.push('-');
            }
            words.extend(letter.to_lowercase());
        }
        words
    };
    Damage::ALL.into_iter().find(|damage| kebab(damage) == name)
}

#[test]
fn every_damage_is_an_adversity() {
    let mut ids = Adversity::all().filter(|entry| entry.id.starts_with("wire-"));
    for damage in Damage::ALL {
        let entry = ids.next().unwrap();
        assert_eq!(of_id(entry.id), Some(damage));
        assert_eq!(
            (entry.family, entry.drawn_for),
            (Family::Wire, DrawnFor::File)
        );
    }
    assert_eq!(ids.next(), None);
}

#[test]
fn each_damage_is_found_by_its_code_and_treated_as_declared() {
    for entry in Adversity::all().filter(|entry| entry.family == Family::Wire) {
        let lived = live(1, &small(entry.adversity), LOT);
        let met = lived.met();
        assert!(
            met.get(&entry.adversity).is_some_and(|count| *count > 0),
            "{}: never met",
            entry.id
        );
        for expected in entry.expected {
            let shown = lived.shows(entry.adversity, expected);
            assert!(shown, "{}: {expected:?} was never met", entry.id);
        }
        let Some(damage) = of_id(entry.id) else {
            continue;
        };
        let code = damage.rule().code;
        let mut found = 0;
        for delivery in &lived.flow.deliveries {
            for file in noemie::decomptes::read(&delivery.bytes, Profile::decomptes()) {
                let mut roots = file.findings().iter().filter(|finding| finding.is_root());
                found += u32::from(roots.any(|finding| finding.code == code));
            }
        }
        assert!(found > 0, "{}: no finding {code}", entry.id);
    }
}
