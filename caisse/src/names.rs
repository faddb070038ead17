//! Whether two names are one: as the wire carries them, in capitals without accents, and cut (noemie-format §2.2, §5.1).

/// Whether what is said may be the name that is known. Nothing said contradicts nothing; a name that is cut agrees with
/// what it begins.
pub(crate) fn agree(said: &str, known: &str) -> bool {
    if said == known {
        return true;
    }
    let mut known = letters(known);
    letters(said).all(|letter| known.next() == Some(letter)) && {
        let is_cut = said.chars().count() >= SHORTEST_CUT;
        said.trim().is_empty() || is_cut || known.next().is_none()
    }
}

/// Width of the narrower of the two fields, the first name's (120/38-52).
const SHORTEST_CUT: usize = 15;

/// The letters of a name: hyphens, blanks and apostrophes are written or not.
fn letters(name: &str) -> impl Iterator<Item = char> + '_ {
    let plain = |letter: char| match letter.to_lowercase().next().unwrap_or(letter) {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => 'A',
        'ç' => 'C',
        'è' | 'é' | 'ê' | 'ë' => 'E',
        'ì' | 'í' | 'î' | 'ï' => 'I',
        'ñ' => 'N',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' => 'O',
        'ù' | 'ú' | 'û' | 'ü' => 'U',
        'ý' | 'ÿ' => 'Y',
        other => other.to_ascii_uppercase(),
    };
    name.chars()
        .map(plain)
        .filter(|letter| letter.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_case_hyphens_and_a_cut_make_no_other_name() {
        for (said, known) in [
            ("LEA", "Léa"),
            ("JEAN PIERRE", "Jean-Pierre"),
            ("", "MARTIN"),
            ("MARIE BERNADETT", "MARIE BERNADETTE"),
        ] {
            assert!(agree(said, known), "{said} {known}");
        }
        for (said, known) in [("LE", "LEA"), ("LEAN", "LEA"), ("PAUL", "ANNA")] {
            assert!(!agree(said, known), "{said} {known}");
        }
    }
}
