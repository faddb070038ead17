//! What readers find: numbered, placed, and linked to what they follow from.

use serde::Serialize;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// A quirk that real files have: accepted.
    Note,
    /// Accepted, and worth a look.
    Warning,
    /// The file, the décompte or the movement cannot be accepted as it stands.
    Error,
}

/// One kind of finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// `N001`…; a number is never given to another rule.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// Whether it refuses the whole file: envelope, length, sequence and total faults do.
    pub condemns_file: bool,
    /// Title, French.
    pub fr: &'static str,
    /// Title, English.
    pub en: &'static str,
    /// What to look at.
    pub hint: &'static str,
}

/// Where something stands in a physical file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Place {
    /// Byte offset of the entity (or block) from the start of the bytes that were read.
    pub offset: usize,
    /// Physical record in the logical file: 0 is the header's.
    pub block: usize,
    /// Entity number; 0 for the header and for what has none.
    pub entity: u16,
    /// Entity in the logical file: 0 is the header.
    pub rank: usize,
}

/// One finding. Nothing is masked here: whoever shows it does that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// `N001`…
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// Where.
    #[serde(flatten)]
    pub place: Place,
    /// Field of the entity.
    pub field: Option<String>,
    /// First and last column in the entity, from 1, both included.
    pub columns: Option<(u16, u16)>,
    /// What should be there.
    pub expected: String,
    /// What is there.
    pub found: String,
    /// What to look at.
    pub hint: &'static str,
    /// The finding it follows from, as an index in the same list.
    pub because: Option<usize>,
}

impl Finding {
    /// Its kind.
    #[must_use]
    pub fn rule(&self) -> &'static Rule {
        // Every finding is made from a rule of the catalogue.
        CATALOGUE
            .iter()
            .find(|rule| rule.code == self.code)
            .copied()
            .unwrap_or(&EMPTY)
    }

    /// Whether it refuses the whole file. A field fault does not: what it condemns is settled by the
    /// target (a décompte or the file).
    #[must_use]
    pub fn condemns_file(&self) -> bool {
        self.rule().condemns_file
    }

    /// Whether it follows from no other finding.
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.because.is_none()
    }
}

/// Every kind of finding, by code.
#[must_use]
pub fn catalogue() -> &'static [&'static Rule] {
    CATALOGUE
}

/// The rule of that code.
#[must_use]
pub fn rule(code: &str) -> Option<&'static Rule> {
    CATALOGUE.iter().find(|rule| rule.code == code).copied()
}

/// The findings of one logical file as they are made.
#[derive(Debug, Default)]
pub(crate) struct Log {
    pub(crate) findings: Vec<Finding>,
}

/// A field and its columns.
pub(crate) type At<'a> = Option<(&'a str, (u16, u16))>;

impl Log {
    /// Adds a finding and gives its index.
    pub(crate) fn add(
        &mut self,
        rule: &'static Rule,
        place: Place,
        at: At<'_>,
        expected: impl Into<String>,
        found: impl Into<String>,
        because: Option<usize>,
    ) -> usize {
        self.findings.push(Finding {
            code: rule.code,
            severity: rule.severity,
            place,
            field: at.map(|(name, _)| name.to_owned()),
            columns: at.map(|(_, columns)| columns),
            expected: expected.into(),
            found: found.into(),
            hint: rule.hint,
            because,
        });
        self.findings.len() - 1
    }
}

macro_rules! rules {
    ($($name:ident $code:literal $severity:ident $condemns:literal $fr:literal $en:literal $hint:literal;)*) => {
        $(pub(crate) static $name: Rule = Rule {
            code: $code,
            severity: Severity::$severity,
            condemns_file: $condemns,
            fr: $fr,
            en: $en,
            hint: $hint,
        };)*
        static CATALOGUE: &[&Rule] = &[$(&$name),*];
    };
}

rules! {
    EMPTY "N001" Error true "fichier vide" "empty file"
        "a file has at least a header and a trailer";
    BLOCK_PREFIX "N002" Error true "longueur de bloc illisible" "unreadable block length"
        "each physical record starts with four ASCII digits";
    BLOCK_LENGTH "N003" Error true "longueur de bloc fausse" "wrong block length"
        "the prefix counts the payload, itself and the line end excluded";
    TRUNCATED "N004" Error true "fichier tronqué" "truncated file"
        "the transfer may have been cut: ask for the file again";
    HEADER_MISSING "N005" Error true "en-tête absent ou abîmé" "missing or damaged header"
        "a logical file starts with a record 000 of 128 characters";
    TRAILER_MISSING "N006" Error true "fin de fichier absente ou abîmée" "missing or damaged trailer"
        "a logical file ends with a record 999 of 128 characters";
    GARBAGE "N007" Error true "données après la fin de fichier" "data after the trailer"
        "only another record 000 may follow a record 999";
    LINE_END_MISSING "N008" Note false "fin de ligne absente" "missing line end"
        "seen in real files after the header; accepted";
    ENTITY_LENGTH "N010" Error true "longueur d’entité fausse" "wrong entity length"
        "each entity number has one fixed length, `@` included";
    DELIMITER_MISSING "N011" Error true "délimiteur @ absent" "missing @"
        "the last character of an entity is `@`";
    ENTITY_UNKNOWN "N012" Error true "entité inconnue" "unknown entity"
        "the profile of this reference has no such entity";
    LEVEL "N013" Error true "niveau faux" "wrong level"
        "the level follows from the tree of the reference";
    PARENT_MISSING "N014" Error true "entité de tête absente" "missing parent"
        "an entity of a higher level must come before";
    CLOSER_MISSING "N015" Error true "fin de groupe absente" "missing group closer"
        "each group is closed by a 990 of its level";
    CLOSER_SURPLUS "N016" Error true "fin de groupe en trop" "surplus group closer"
        "no group of this level is open";
    LEFTOVER "N017" Error true "caractères hors entité" "characters outside any entity"
        "a block holds whole entities back to back";
    GROUP_EMPTY "N018" Error true "groupe vide" "empty group"
        "a group holds at least one entity of the next level";
    GROUP_COUNT "N020" Error true "compteur de groupe faux" "wrong group count"
        "990/23-30 counts the entities of the next lower level";
    GROUP_TOTAL "N021" Error true "total de groupe faux" "wrong group total"
        "990/31-41 sums the amounts of the lines below";
    GROUP_IDENTIFIER "N022" Warning false "identifiant de groupe différent" "other group identifier"
        "990/6-22 repeats the identifier of the opener, or is blank";
    RECORD_COUNT "N023" Error true "nombre d’enregistrements faux" "wrong record count"
        "999/56-63 counts physical records, header and trailer included";
    GROUP_NUMBER "N024" Error true "nombre de groupes faux" "wrong number of groups"
        "999/83-85 counts the groups of level 01";
    FILE_TOTAL "N025" Error true "total de fichier faux" "wrong file total"
        "999/86-96 sums the amounts of all lines";
    ENVELOPE_DIFFERS "N026" Error true "en-tête et fin de fichier différents" "header and trailer differ"
        "999/4-55 repeats 000/4-55";
    PASSWORD "N027" Warning false "mot de passe faux" "wrong password"
        "000/86-91 is the file identification, transcoded";
    PASSWORD_LETTERS "N028" Note false "mot de passe aux lettres non transcodées" "password with untranslated letters"
        "seen in real files; accepted";
    HEADER_FIELD "N029" Error true "zone d’en-tête illisible" "unreadable header field"
        "see the envelope's layout";
    HEADER_DATE_ORDER "N030" Error true "date d’en-tête en JJMMAA" "header date in the order JJMMAA"
        "the header's date is AAMMJJ, body dates are JJMMAA";
    REFERENCE_UNKNOWN "N031" Error true "référence non attendue" "unexpected reference"
        "no profile was given for this reference";
    AMOUNT_UNREADABLE "N039" Error true "montant cumulé illisible" "unreadable amount that feeds the totals"
        "an amount is eight digits, cents, zero-filled, and its sign P or N: no total can be verified";
    NOT_NUMERIC "N040" Error false "zone non numérique" "field is not numeric"
        "digits, right-justified with zeros";
    DATE_IMPOSSIBLE "N041" Error false "date impossible" "impossible date"
        "a day of the calendar is expected";
    BIRTH_UNUSUAL "N042" Note false "date de naissance inconnue ou lunaire" "unknown or lunar birth date"
        "real: keep it as text";
    NUL_BYTES "N043" Note false "octets nuls" "NUL bytes"
        "seen in real labels; read as blanks";
    CHARACTER "N044" Warning false "caractère hors ASCII imprimable" "character outside printable ASCII"
        "capitals without accents are expected";
    LOWER_CASE "N045" Warning false "minuscules" "lower case"
        "capitals are expected";
    SIGN "N046" Error false "signe inconnu" "unknown sign"
        "P positive, N negative, blank where the field allows it";
    CODE_UNKNOWN "N047" Error false "code inconnu" "unknown code"
        "the field has a closed list of values";
    NIR_KEY "N048" Warning false "clé du NIR fausse" "wrong NIR key"
        "97 less the number modulo 97 (2A as 19, 2B as 18)";
    NIR_SHAPE "N049" Error false "NIR mal formé" "malformed NIR"
        "thirteen digits, 2A or 2B for a Corsican department";
    OUT_OF_RANGE "N050" Error false "valeur hors du domaine" "value out of range"
        "the characters are right, the value is not one";
    SIGN_AGAINST_QUANTITY "N051" Warning false "signe contraire à la quantité" "sign against the quantity"
        "the amount has the sign of the quantity, the opposite one for participation and franchise";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_in_order() {
        assert!(
            catalogue()
                .windows(2)
                .all(|pair| pair[0].code < pair[1].code)
        );
    }

    #[test]
    fn only_errors_condemn() {
        assert!(
            catalogue()
                .iter()
                .all(|r| !r.condemns_file || r.severity == Severity::Error)
        );
    }
}
