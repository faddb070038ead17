//! Who it is.

use domain::{BirthDate, Day, Decompte, Nir, Rank, SmolStr};

use super::Adversity;
use super::Expected::{Lines, Link};
use super::catalogue::entries;
use super::dues::{
    IDENTITY, IN_THEIR_ORDER, OF_HOMES, OF_SHEETS, SETTLED, SUSPECTED_OR_REFUSED,
    UNKNOWN_BENEFICIARY,
};
use super::fault::Calls;
use crate::draws::Draws;

entries! { Identity;
    UnknownInsured "unknown-insured" Household 15 [4] beside &[];
        "la caisse ne connaît pas l’assuré", "the caisse does not know the insured";
        "929 motif 18, aucun décompte", "929 reason 18, no décompte";
        Link(18);
    WrongKey "wrong-key" Household 15 [4] beside &[];
        "la clé du NIR est fausse", "the NIR key is wrong";
        "929 motif 30, aucun décompte", "929 reason 30, no décompte";
        Link(30);
    UnknownBeneficiary "unknown-beneficiary" Sheet 2 [] beside OF_SHEETS;
        "un décompte porte un NIR qui n’est celui de personne au portefeuille",
        "a décompte bears a NIR that is nobody’s in the portfolio";
        "refusé, bénéficiaire inconnu (registre : unknown-member)",
        "refused, unknown beneficiary (register: unknown-member)";
        Lines(UNKNOWN_BENEFICIARY);
    WrongBirthDate "wrong-birth-date" Sheet 2 [] beside OF_SHEETS;
        "un décompte porte une date de naissance que personne n’a sous ce NIR",
        "a décompte bears a birth date that nobody has under that NIR";
        "en attente d’identité, sur les compteurs de personne", "held for identity, on nobody’s counters";
        Lines(IDENTITY);
    LunarBirthDate "lunar-birth-date" Sheet 2 [] beside OF_SHEETS;
        "un décompte porte une date de naissance sans jour, ou d’un jour qui n’existe pas",
        "a décompte bears a birth date without day, or of a day that is none";
        "rapproché par le mois et l’année (registre : birth-date-retry), réglé",
        "matched by month and year (register: birth-date-retry), settled";
        Lines(SETTLED);
    WrongRank "wrong-rank" Sheet 2 [] beside OF_SHEETS;
        "un décompte porte un rang de naissance que personne n’a", "a décompte bears a birth rank that nobody has";
        "en attente d’identité, sur les compteurs de personne", "held for identity, on nobody’s counters";
        Lines(IDENTITY);
    NameChanged "name-changed" Sheet 3 [] beside OF_SHEETS;
        "un décompte porte un autre nom de famille", "a décompte bears another family name";
        "réglé : le NIR, la date de naissance et le rang désignent la personne",
        "settled: NIR, birth date and rank tell who it is";
        Lines(SETTLED);
    TwoBehindOneKey "two-behind-one-key" Sheet 2 [] beside IN_THEIR_ORDER;
        "les mêmes soins du même jour viennent pour un autre prénom, sous le même NIR, la même date et le même rang",
        "the same care of the same day comes for another first name, under the same NIR, birth date and rank";
        "en attente : rien ne distingue les deux personnes", "held: nothing tells the two persons apart";
        Lines(SUSPECTED_OR_REFUSED);
    TwinsSwapped "twins-swapped" Household 30 [] beside OF_HOMES;
        "au portefeuille, les rangs de deux jumeaux sont échangés, puis remis en place",
        "in the portfolio the ranks of two twins are exchanged, and put right weeks after";
        "réglés : le rang désigne la personne, le prénom non ; les soins de l’un ne sont pas un doublon de ceux de l’autre",
        "settled: the rank tells who it is, the first name does not; the care of one is no duplicate of the other’s";
        Lines(SETTLED);
    NirLearnedLate "nir-learned-late" Household 5 [7] beside OF_HOMES;
        "la caisse change le NIR d’un assuré, que la mutuelle saisit des semaines après",
        "the caisse gives an insured another NIR, which the mutuelle keys weeks after";
        "bénéficiaire inconnu (registre : unknown-member), puis réglés d’eux-mêmes quand le NIR est saisi",
        "unknown beneficiary (register: unknown-member), then settled by themselves once the NIR is keyed";
        Lines(SETTLED);
}

/// Puts a fault into who a décompte is about.
pub(super) fn put(
    adversity: Adversity,
    decompte: &mut Decompte,
    draws: &mut Draws,
) -> Option<Calls> {
    let who = &mut decompte.beneficiary;
    let due = match adversity {
        Adversity::UnknownBeneficiary => {
            who.nir = nobodys(who.nir)?;
            decompte.key = who.nir.key();
            UNKNOWN_BENEFICIARY
        }
        Adversity::WrongBirthDate => {
            who.birth = next_month(who.birth);
            IDENTITY
        }
        Adversity::LunarBirthDate => {
            // Of somebody whose birth has a day: what has none on both sides is known already.
            Day::from_jjmmaa(&who.birth.0, 1900)?;
            let day = draws.pick(&LUNAR)?;
            who.birth.0[..2].copy_from_slice(*day);
            SETTLED
        }
        Adversity::WrongRank => {
            who.rank = Rank::new(NO_RANK)?;
            IDENTITY
        }
        Adversity::NameChanged => {
            let others = NAMES.into_iter().filter(|name| *name != decompte.name);
            let others: Vec<&str> = others.collect();
            decompte.name = SmolStr::new_static(draws.pick(&others).copied()?);
            SETTLED
        }
        _ => return None,
    };
    Some(Calls::For(due))
}

/// Lets the second décompte be that of a sibling whom the key does not tell apart.
pub(super) fn another_first_name(decompte: &mut Decompte) {
    let others = FIRST_NAMES.iter();
    let other = others.copied().find(|name| *name != decompte.first_name);
    if let Some(other) = other {
        decompte.first_name = SmolStr::new_static(other);
    }
}

/// Days of birth that are none.
const LUNAR: [&[u8; 2]; 3] = [b"00", b"35", b"99"];
/// No birth has as many children.
const NO_RANK: u8 = 9;
/// A name by marriage, or the former one.
const NAMES: [&str; 3] = ["MARTIN", "BERNARD", "PETIT"];
const FIRST_NAMES: [&str; 2] = ["CAMILLE", "DOMINIQUE"];
/// A country of birth that no NIR of the generators has: see `people/nir.rs`.
const NO_COUNTRY: &[u8; 5] = b"99998";

/// The NIR of somebody born in the same month whom nobody knows.
fn nobodys(nir: Nir) -> Option<Nir> {
    let mut text = nir.to_string().into_bytes();
    text.get_mut(5..10)?.copy_from_slice(NO_COUNTRY);
    String::from_utf8(text).ok()?.parse().ok()
}

/// A day of the month after, in the same year.
fn next_month(birth: BirthDate) -> BirthDate {
    let [.., a, b, y, z] = birth.0;
    let month = u8::wrapping_mul(a.wrapping_sub(b'0'), 10).wrapping_add(b.wrapping_sub(b'0'));
    let next = if (1..12).contains(&month) {
        month + 1
    } else {
        1
    };
    BirthDate([b'1', b'5', b'0' + next / 10, b'0' + next % 10, y, z])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_birth_date_is_a_real_day_of_another_month() {
        for (birth, wrong) in [
            ("140663", "150763"),
            ("311299", "150199"),
            ("000000", "150100"),
            ("012055", "150155"),
        ] {
            let birth: BirthDate = birth.parse().unwrap();
            assert_eq!(next_month(birth).to_string(), wrong);
        }
    }

    #[test]
    fn the_nir_of_nobody_keeps_sex_and_month() {
        let nir: Nir = "2550814168025".parse().unwrap();
        assert_eq!(nobodys(nir).unwrap().to_string(), "2550899998025");
    }
}
