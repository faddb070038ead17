//! What findings say, in French. `expected` and `found` are data, and English; for people who read
//! French they are put into it here, and nowhere else.

use std::borrow::Cow;

use crate::finding::{ENVELOPE_DIFFERS, Finding, GROUP_IDENTIFIER, NUL_BYTES};

/// What should be there, in French. What the file itself says elsewhere stays as it stands.
#[must_use]
pub fn expected(finding: &Finding) -> Cow<'_, str> {
    let repeats = [GROUP_IDENTIFIER.code, ENVELOPE_DIFFERS.code];
    if repeats.contains(&finding.code) {
        Cow::Borrowed(&finding.expected)
    } else {
        french(&finding.expected)
    }
}

/// What is there, in French where these are words of étalon. Characters of the file stay as they stand.
///
/// ```
/// use noemie::{Profile, phrases, read};
/// let empty = &read::files(b"", &[Profile::answers()])[0].findings[0];
/// assert_eq!((&*empty.expected, &*empty.found), ("a header 000", "nothing"));
/// assert_eq!(phrases::expected(empty), "un en-tête 000");
/// assert_eq!(phrases::found(empty), "rien");
/// ```
#[must_use]
pub fn found(finding: &Finding) -> Cow<'_, str> {
    // What stands in columns is the file's, and so is what may be a person's.
    let of_etalon =
        finding.code == NUL_BYTES.code || (finding.columns.is_none() && !finding.personal);
    if of_etalon {
        french(&finding.found)
    } else {
        Cow::Borrowed(&finding.found)
    }
}

/// A phrase of a finding, in French; what is none comes back as it is.
///
/// ```
/// use noemie::phrases::french;
/// assert_eq!(french("128 characters"), "128 caractères");
/// assert_eq!(french("00002100P"), "00002100P");
/// ```
#[must_use]
pub fn french(english: &str) -> Cow<'_, str> {
    match PHRASES.binary_search_by_key(&english, |(english, _)| english) {
        Ok(place) => Cow::Borrowed(PHRASES[place].1),
        Err(_) => measured(english).map_or(Cow::Borrowed(english), Cow::Owned),
    }
}

/// Phrases that are always the same, in the order of the English ones.
const PHRASES: &[(&str, &str)] = &[
    ("1 to 9999 characters", "1 à 9999 caractères"),
    ("CR LF or LF, once", "CR LF ou LF, une fois"),
    ("`P`, `N` or a blank", "`P`, `N` ou un blanc"),
    ("a NIR", "un NIR"),
    ("a NIR key", "une clé de NIR"),
    ("a centre below 1000", "un centre inférieur à 1000"),
    ("a day", "un jour"),
    ("a day of the calendar", "un jour du calendrier"),
    ("a day, AAMMJJ", "un jour, AAMMJJ"),
    ("a day, JJMMAA", "un jour, JJMMAA"),
    ("a day, or zeros", "un jour, ou des zéros"),
    (
        "a day, zeros, or the régime's own text",
        "un jour, des zéros, ou le texte propre au régime",
    ),
    ("a header 000", "un en-tête 000"),
    ("a length, four digits", "une longueur, quatre chiffres"),
    ("a line end", "une fin de ligne"),
    (
        "a member number of eight digits",
        "un numéro d’adhérent de huit chiffres",
    ),
    ("a record 1 before it", "un enregistrement 1 avant lui"),
    (
        "a record that étalon knows",
        "un enregistrement qu’étalon connaît",
    ),
    ("a trailer 999", "une fin de fichier 999"),
    ("an act code", "un code acte"),
    ("an entity of the profile", "une entité du profil"),
    (
        "another line end, or several",
        "une autre fin de ligne, ou plusieurs",
    ),
    ("at least one entity", "au moins une entité"),
    ("at least one group", "au moins un groupe"),
    ("blanks", "des blancs"),
    ("capitals", "des capitales"),
    (
        "capitals, digits and punctuation",
        "des capitales, des chiffres et de la ponctuation",
    ),
    ("digits", "des chiffres"),
    ("digits, right-justified", "des chiffres, cadrés à droite"),
    ("four digits", "quatre chiffres"),
    (
        "nine digits, zero-filled",
        "neuf chiffres, complétés par des zéros",
    ),
    (
        "no `@` before the last column",
        "aucun `@` avant la dernière colonne",
    ),
    ("no end that can be told", "aucune fin reconnaissable"),
    ("no line end", "aucune fin de ligne"),
    ("none", "rien"),
    ("nothing", "rien"),
    ("one more", "une de plus"),
    ("other characters", "d’autres caractères"),
    ("others", "d’autres"),
    ("printable characters", "des caractères imprimables"),
    ("six digits", "six chiffres"),
    ("the end", "la fin"),
    ("the end, or a header 000", "la fin, ou un en-tête 000"),
    (
        "the file identification, transcoded",
        "l’identification du fichier, transcodée",
    ),
    (
        "thirteen characters of a NIR",
        "les treize caractères d’un NIR",
    ),
    ("three characters", "trois caractères"),
    ("three digits", "trois chiffres"),
    ("two digits", "deux chiffres"),
    (
        "values that étalon can hold",
        "des valeurs qu’étalon peut représenter",
    ),
    ("whole entities", "des entités entières"),
];

/// The few phrases that have numbers or codes in them; none where it is no such phrase.
fn measured(english: &str) -> Option<String> {
    if let Some(count) = english.strip_suffix(" characters") {
        return counted(count, "caractère", "caractères");
    }
    if let Some(count) = english.strip_suffix(" blank or NUL") {
        return counted(count, "blanc ou octet nul", "blancs ou octets nuls");
    }
    if let Some(count) = english.strip_suffix(" NUL") {
        return counted(count, "octet nul", "octets nuls");
    }
    if let Some(codes) = english.strip_prefix("one of ") {
        return match codes.strip_suffix(" codes") {
            Some(count) if is_number(count) => Some(format!("l’un des {count} codes de la liste")),
            _ if codes.starts_with('`') => Some(format!("l’un de {codes}")),
            _ => None,
        };
    }
    if let Some(most) = english.strip_prefix("at most ") {
        let (most, entity) = most.strip_suffix(" in this group")?.split_once(" of ")?;
        let entities = of_entity(most, entity)?;
        return Some(format!("au plus {entities} dans ce groupe"));
    }
    if let Some(least) = english.strip_prefix("at least ") {
        let (entities, group) = least.split_once(" in the group of ")?;
        let (least, entity) = entities.split_once(" of ")?;
        let entities = of_entity(least, entity)?;
        return is_number(group)
            .then(|| format!("au moins {entities} dans le groupe de l’entité {group}"));
    }
    if let Some(level) = english.strip_prefix("990 of level ") {
        return is_number(level).then(|| format!("un 990 de niveau {level}"));
    }
    if let Some(near) = english.strip_prefix("a day near ") {
        return Some(format!("un jour proche du {near}"));
    }
    if let Some(amount) = english.strip_suffix(", which every total agrees on") {
        return Some(format!("{amount}, que donnent tous les totaux"));
    }
    if let Some((least, most)) = english.split_once(" to ") {
        return (is_number(least) && is_number(most)).then(|| format!("de {least} à {most}"));
    }
    let values: Vec<&str> = english.split(" or ").collect();
    (values.len() > 1 && values.iter().all(|value| is_list(value))).then(|| values.join(" ou "))
}

fn counted(count: &str, one: &str, many: &str) -> Option<String> {
    let word = if matches!(count, "0" | "1") {
        one
    } else {
        many
    };
    is_number(count).then(|| format!("{count} {word}"))
}

fn of_entity(count: &str, entity: &str) -> Option<String> {
    let entities = counted(count, "entité", "entités")?;
    is_number(entity).then(|| format!("{entities} {entity}"))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether these are codes: `303`, or `0, 1`.
fn is_list(text: &str) -> bool {
    let is_code = |byte: u8| byte.is_ascii_digit() || byte.is_ascii_uppercase();
    let mut codes = text.split(", ");
    codes.all(|code| !code.is_empty() && code.bytes().all(is_code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_in_order() {
        assert!(PHRASES.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }

    #[test]
    fn numbers_and_codes_are_kept() {
        for (english, in_french) in [
            ("1 characters", "1 caractère"),
            ("88 characters", "88 caractères"),
            ("3 NUL", "3 octets nuls"),
            ("one of 22 codes", "l’un des 22 codes de la liste"),
            ("one of ` `, `U`, `P`", "l’un de ` `, `U`, `P`"),
            (
                "at most 1 of 100 in this group",
                "au plus 1 entité 100 dans ce groupe",
            ),
            (
                "at least 2 of 120 in the group of 110",
                "au moins 2 entités 120 dans le groupe de l’entité 110",
            ),
            ("990 of level 05", "un 990 de niveau 05"),
            (
                "a day near 2026-01-12, AAMMJJ",
                "un jour proche du 2026-01-12, AAMMJJ",
            ),
            (
                "00002100P, which every total agrees on",
                "00002100P, que donnent tous les totaux",
            ),
            ("1 to 9", "de 1 à 9"),
            ("303 or 408 or 929", "303 ou 408 ou 929"),
            ("R, S, C or I", "R, S, C ou I"),
        ] {
            assert_eq!(french(english), in_french);
        }
    }

    #[test]
    fn what_is_no_phrase_comes_back() {
        for text in [
            "",
            "00000001900P",
            "-",
            "many characters",
            " NUL",
            "one of them",
            "at most a few",
            "one to nine",
            "this or that",
            " or ",
            "990 of level",
        ] {
            assert_eq!(french(text), text);
        }
    }
}
