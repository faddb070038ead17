//! Everybody under another name and another NIR, as valid as their own, and different for different people.

use domain::{Decompte, Member, Nir, NirKey, SmolStr};

/// The communes of a department, and how far each is moved.
const COMMUNES: (u32, u32, u32) = (1, 990, 495);
/// The countries of those born abroad (department 99).
const COUNTRIES: (u32, u32, u32) = (101, 995, 447);

/// The NIR with another place of birth: sex, year, month, department and order number stay.
pub(super) fn nir(nir: Nir) -> Nir {
    let mut bytes = *nir.as_bytes();
    let abroad = bytes[5..7] == *b"99";
    let (first, last, by) = if abroad { COUNTRIES } else { COMMUNES };
    let digit = |byte: u8| u32::from(byte - b'0');
    let commune = bytes[7..10]
        .iter()
        .fold(0, |sum, byte| sum * 10 + digit(*byte));
    if (first..=last).contains(&commune) {
        let moved = (commune - first + by) % (last - first + 1) + first;
        bytes[7..10].copy_from_slice(format!("{moved:03}").as_bytes());
    }
    Nir::from_bytes(bytes).unwrap_or(nir)
}

/// The key of the other NIR: right where it was right, wrong where it was wrong.
fn key(of: Nir, given: NirKey) -> NirKey {
    let right = nir(of).key();
    if given == of.key() {
        right
    } else if given == right {
        of.key()
    } else {
        given
    }
}

/// Each letter becomes the next one: as long as before, and different where it was different.
fn name(name: &str) -> SmolStr {
    let next = |letter: char| match letter {
        'Z' => 'A',
        'A'..='Y' => char::from_u32(u32::from(letter) + 1).unwrap_or(letter),
        _ => letter,
    };
    name.chars().map(next).collect()
}

/// That row of the portfolio under another name.
pub(super) fn member(row: &Member) -> Member {
    let mut rights = row.rights.clone();
    rights.second_nir = rights.second_nir.map(nir);
    for earlier in &mut rights.earlier_nirs {
        *earlier = nir(*earlier);
    }
    Member {
        nir: nir(row.nir),
        key: key(row.nir, row.key),
        name: name(&row.name),
        first_name: name(&row.first_name),
        rights,
        ..row.clone()
    }
}

/// That décompte for the same person.
pub(super) fn decompte(told: &mut Decompte) {
    let own = told.beneficiary.nir;
    told.key = key(own, told.key);
    told.beneficiary.nir = nir(own);
    told.name = name(&told.name);
    told.first_name = name(&told.first_name);
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn different_people_stay_different_and_valid() {
        let communes = (0..1000).map(|commune| format!("28401 75{commune:03}000").replace(' ', ""));
        let abroad = (0..1000).map(|country| format!("2840199{country:03}000"));
        let given: Vec<Nir> = communes
            .chain(abroad)
            .map(|text| text.parse().unwrap())
            .collect();
        let other: BTreeSet<Nir> = given.iter().copied().map(nir).collect();
        assert_eq!(other.len(), given.len());
        let moved = given.iter().filter(|one| nir(**one) != **one).count();
        assert_eq!(moved, 990 + 895);
    }

    #[test]
    fn a_key_stays_right_or_wrong() {
        let given: Nir = "2840175012000".parse().unwrap();
        assert_eq!(key(given, given.key()), nir(given).key());
        for wrong in (0..98_u8).map(|n| NirKey([b'0' + n / 10, b'0' + n % 10])) {
            let stays = key(given, wrong) == nir(given).key();
            assert_eq!(stays, wrong == given.key());
        }
    }

    #[test]
    fn names_stay_as_long_and_as_different() {
        assert_eq!(name("AZ-LE ROY"), "BA-MF SPZ");
    }
}
