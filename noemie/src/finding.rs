//! What readers find: numbered, placed, and linked to what they follow from.

use std::borrow::Cow;
use std::sync::Arc;

use serde::Serialize;

use crate::layout::{CLOSER_LENGTH, Slot};
use crate::profile::Confidence;

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

/// What a finding calls for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Due {
    /// Accepted, with a note.
    Accept,
    /// The décompte or the movement cannot be accepted. Whether the rest of the file can is settled
    /// by no source: entry [`Due::AMBIGUITY`] of the ambiguity register.
    RefuseDecompte,
    /// The file is refused whole.
    RefuseFile,
}

impl Due {
    /// The entry of the ambiguity register that says how much a field fault condemns.
    pub const AMBIGUITY: &'static str = "damaged-decompte";
}

/// One kind of finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// `N001`…; a number is never given to another rule.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What it calls for: envelope, length, sequence and total faults refuse the file.
    pub due: Due,
    /// Title, French.
    pub fr: &'static str,
    /// Title, English.
    pub en: &'static str,
    /// What to look at.
    pub hint: &'static str,
}

impl Rule {
    /// Whether it says something of the tree of the reference, or of the amounts that are added up along
    /// it: it is then as sure as the layout is.
    fn rests_on_tree(&self) -> bool {
        ("N013".."N023").contains(&self.code) || ["N025", "N032"].contains(&self.code)
    }
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

/// One finding. Nothing is masked here: whoever shows it does that, where `personal` says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Its number in the logical file, from 0.
    pub id: usize,
    /// `N001`…
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// Where.
    #[serde(flatten)]
    pub place: Place,
    /// Field of the entity.
    pub field: Option<Arc<str>>,
    /// First and last column in the entity, from 1, both included.
    pub columns: Option<(u16, u16)>,
    /// What should be there.
    pub expected: Cow<'static, str>,
    /// What is there.
    pub found: Cow<'static, str>,
    /// Whether what was found may tell something about a person.
    pub personal: bool,
    /// How well the position it rests on is known, where it rests on one.
    pub confidence: Option<Confidence>,
    /// What to look at.
    pub hint: &'static str,
    /// The number of the finding it follows from, in the same logical file.
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
        self.due() == Due::RefuseFile
    }

    /// What it calls for. What would refuse a décompte refuses the file where it stands in a header, a
    /// closer or a trailer.
    #[must_use]
    pub fn due(&self) -> Due {
        due(self.rule(), self.place.entity)
    }

    /// Whether what is expected was taken from data of a person too: an identifier that a closer
    /// repeats, the key of a NIR.
    #[must_use]
    pub fn expects_personal(&self) -> bool {
        self.personal
            && [GROUP_IDENTIFIER.code, NIR_KEY.code, ENVELOPE_DIFFERS.code].contains(&self.code)
    }

    /// Whether it follows from no other finding.
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.because.is_none()
    }
}

fn due(rule: &Rule, entity: u16) -> Due {
    match rule.due {
        Due::RefuseDecompte if matches!(entity, 0 | 990 | 999) => Due::RefuseFile,
        due => due,
    }
}

/// Columns as findings have them, from 1, both included.
pub(crate) fn columns(from: usize, to: usize) -> (u16, u16) {
    let column = |c: usize| u16::try_from(c).unwrap_or(u16::MAX);
    (column(from), column(to))
}

/// So many characters, as findings say it.
pub(crate) fn length(characters: usize) -> String {
    format!("{characters} characters")
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

/// The findings of one logical file as they are made: those that nobody took yet.
#[derive(Debug, Default)]
pub(crate) struct Log {
    pub(crate) findings: Vec<Finding>,
    /// Characters of the closers whose findings were held back, by the finding's number.
    closers: Vec<(usize, [u8; CLOSER_LENGTH])>,
    /// Numbers given so far.
    given: usize,
    /// What the worst of them calls for.
    worst: Option<Due>,
    /// How well the layout as a whole is known, its tree above all.
    pub(crate) tree: Option<Confidence>,
}

/// A finding before it has a number.
pub(crate) struct Draft {
    rule: &'static Rule,
    place: Place,
    field: Option<Arc<str>>,
    columns: Option<(u16, u16)>,
    expected: Cow<'static, str>,
    found: Cow<'static, str>,
    personal: bool,
    confidence: Option<Confidence>,
    because: Option<usize>,
}

impl Draft {
    pub(crate) fn new(
        rule: &'static Rule,
        place: Place,
        expected: impl Into<Cow<'static, str>>,
        found: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            rule,
            place,
            field: None,
            columns: None,
            expected: expected.into(),
            found: found.into(),
            personal: false,
            confidence: None,
            because: None,
        }
    }

    pub(crate) fn at(mut self, field: impl Into<Arc<str>>, columns: (u16, u16)) -> Self {
        self.field = Some(field.into());
        self.columns = Some(columns);
        self
    }

    pub(crate) fn slot(mut self, slot: &Slot) -> Self {
        self.field = Some(Arc::clone(&slot.name));
        self.columns = Some(slot.span.columns());
        self.personal = slot.personal;
        self.confidence = Some(slot.confidence);
        self
    }

    pub(crate) fn personal(mut self) -> Self {
        self.personal = true;
        self
    }

    pub(crate) fn known(mut self, confidence: Confidence) -> Self {
        self.confidence = Some(confidence);
        self
    }

    pub(crate) fn because(mut self, because: Option<usize>) -> Self {
        self.because = because;
        self
    }
}

impl Log {
    /// An empty one, of a file whose layout is as sure as that.
    pub(crate) fn of(tree: Option<Confidence>) -> Self {
        Self {
            tree,
            ..Self::default()
        }
    }

    /// Adds a finding and gives its number.
    pub(crate) fn push(&mut self, draft: Draft) -> usize {
        let finding = self.number(draft);
        let id = finding.id;
        self.findings.push(finding);
        id
    }

    /// Gives a finding its number without adding it: it is held back until more is known.
    pub(crate) fn number(&mut self, draft: Draft) -> Finding {
        let id = self.given;
        self.given += 1;
        let due = due(draft.rule, draft.place.entity);
        self.worst = self.worst.max(Some(due));
        Finding {
            id,
            code: draft.rule.code,
            severity: draft.rule.severity,
            place: draft.place,
            field: draft.field,
            columns: draft.columns,
            expected: draft.expected,
            found: draft.found,
            personal: draft.personal,
            confidence: draft
                .confidence
                .or(self.tree.filter(|_| draft.rule.rests_on_tree())),
            hint: draft.rule.hint,
            because: draft.because,
        }
    }

    /// Adds a finding that was held back.
    pub(crate) fn release(&mut self, finding: Finding, closer: &[u8; CLOSER_LENGTH]) {
        self.closers.push((finding.id, *closer));
        self.findings.push(finding);
    }

    /// The closer that a finding is about, where it may be far behind.
    pub(crate) fn closer(&self, finding: &Finding) -> Option<&[u8]> {
        let of = |(id, _): &&(usize, _)| *id == finding.id;
        self.closers.iter().find(of).map(|(_, closer)| &closer[..])
    }

    /// Forgets what was shown.
    pub(crate) fn clear(&mut self) {
        self.findings.clear();
        self.closers.clear();
    }

    /// The number the next finding will have.
    pub(crate) const fn next(&self) -> usize {
        self.given
    }

    /// What the worst finding calls for.
    pub(crate) const fn worst(&self) -> Option<Due> {
        self.worst
    }
}

macro_rules! rules {
    ($($name:ident $code:literal $severity:ident $due:ident $fr:literal $en:literal $hint:literal;)*) => {
        $(pub(crate) static $name: Rule = Rule {
            code: $code,
            severity: Severity::$severity,
            due: Due::$due,
            fr: $fr,
            en: $en,
            hint: $hint,
        };)*
        static CATALOGUE: &[&Rule] = &[$(&$name),*];
    };
}

rules! {
    EMPTY "N001" Error RefuseFile "fichier vide" "empty file"
        "a file has at least a header and a trailer";
    BLOCK_PREFIX "N002" Error RefuseFile "longueur de bloc illisible" "unreadable block length"
        "each physical record starts with four ASCII digits";
    BLOCK_LENGTH "N003" Error RefuseFile "longueur de bloc fausse" "wrong block length"
        "the prefix counts the payload, itself and the line end excluded";
    TRUNCATED "N004" Error RefuseFile "fichier tronqué" "truncated file"
        "the transfer may have been cut: ask for the file again";
    HEADER_MISSING "N005" Error RefuseFile "en-tête absent ou abîmé" "missing or damaged header"
        "a logical file starts with a record 000 of 128 characters";
    TRAILER_MISSING "N006" Error RefuseFile "fin de fichier absente ou abîmée" "missing or damaged trailer"
        "a logical file ends with a record 999 of 128 characters";
    GARBAGE "N007" Error RefuseFile "données après la fin de fichier" "data after the trailer"
        "only another record 000 may follow a record 999";
    LINE_END_MISSING "N008" Note Accept "fin de ligne absente" "missing line end"
        "seen in real files after the header; accepted";
    LINE_END_OTHER "N009" Note Accept "fins de ligne mêlées" "mixed line ends"
        "what follows this record is not what followed the first one, or not what was set; accepted";
    ENTITY_LENGTH "N010" Error RefuseFile "longueur d’entité fausse" "wrong entity length"
        "each entity number has one fixed length, `@` included";
    DELIMITER_MISSING "N011" Error RefuseFile "délimiteur @ absent" "missing @"
        "the last character of an entity is `@`";
    ENTITY_UNKNOWN "N012" Error RefuseFile "entité inconnue" "unknown entity"
        "the profile of this reference has no such entity";
    LEVEL "N013" Error RefuseFile "niveau faux" "wrong level"
        "the level follows from the tree of the reference";
    PARENT_MISSING "N014" Error RefuseFile "entité de tête absente" "missing parent"
        "an entity of a higher level must come before";
    CLOSER_MISSING "N015" Error RefuseFile "fin de groupe absente" "missing group closer"
        "each group is closed by a 990 of its level";
    CLOSER_SURPLUS "N016" Error RefuseFile "fin de groupe en trop" "surplus group closer"
        "no group of this level is open";
    LEFTOVER "N017" Error RefuseFile "caractères hors entité" "characters outside any entity"
        "a block holds whole entities back to back";
    GROUP_EMPTY "N018" Error RefuseFile "groupe vide" "empty group"
        "a group holds at least one entity of the next level";
    DETAIL_MISSING "N019" Error RefuseFile "entité obligatoire absente" "missing detail"
        "the tree of the reference asks for it in each group of that kind";
    GROUP_COUNT "N020" Error RefuseFile "compteur de groupe faux" "wrong group count"
        "990/23-30 counts the entities of the next lower level";
    GROUP_TOTAL "N021" Error RefuseFile "total de groupe faux" "wrong group total"
        "990/31-41 sums the amounts of the lines below";
    GROUP_IDENTIFIER "N022" Warning Accept "identifiant de groupe différent" "other group identifier"
        "990/6-22 repeats the identifier of the opener, or is blank";
    RECORD_COUNT "N023" Error RefuseFile "nombre d’enregistrements faux" "wrong record count"
        "999/56-63 counts physical records, header and trailer included";
    GROUP_NUMBER "N024" Error RefuseFile "nombre de groupes faux" "wrong number of groups"
        "999/83-85 counts the groups of level 01";
    FILE_TOTAL "N025" Error RefuseFile "total de fichier faux" "wrong file total"
        "999/86-96 sums the amounts of all lines";
    ENVELOPE_DIFFERS "N026" Error RefuseFile "en-tête et fin de fichier différents" "header and trailer differ"
        "999/4-55 repeats 000/4-55";
    PASSWORD "N027" Warning Accept "mot de passe faux" "wrong password"
        "000/86-91 is the file identification, transcoded";
    PASSWORD_LETTERS "N028" Note Accept "mot de passe aux lettres non transcodées" "password with untranslated letters"
        "seen in real files; accepted";
    HEADER_FIELD "N029" Error RefuseFile "zone d’en-tête illisible" "unreadable header field"
        "see the envelope's layout";
    HEADER_DATE_ORDER "N030" Error RefuseFile "date d’en-tête dans l’autre ordre" "header date in the other order"
        "AAMMJJ from the caisse; JJMMAA was seen from a mutuelle in 687, 900 and 580; the profile says which";
    REFERENCE_UNKNOWN "N031" Error RefuseFile "référence non attendue" "unexpected reference"
        "no profile was given for this reference";
    ENTITY_SURPLUS "N032" Error RefuseFile "entité en trop" "surplus entity"
        "the tree of the reference allows fewer of it in one group";
    LINE_AMOUNT "N038" Error RefuseFile "montant de ligne contredit par tous les totaux" "line amount that every total contradicts"
        "every closer up to the trailer is off by the same cents: this line explains them all";
    AMOUNT_UNREADABLE "N039" Error RefuseFile "montant ou signe cumulé illisible" "unreadable amount or sign in what is added up"
        "an amount is digits, cents, zero-filled, and its sign P or N: what adds it up cannot be verified";
    NOT_NUMERIC "N040" Error RefuseDecompte "zone non numérique" "field is not numeric"
        "digits, right-justified with zeros";
    DATE_IMPOSSIBLE "N041" Error RefuseDecompte "date impossible" "impossible date"
        "a day of the calendar is expected";
    BIRTH_UNUSUAL "N042" Note Accept "date de naissance inconnue ou lunaire" "unknown or lunar birth date"
        "real: keep it as text";
    NUL_BYTES "N043" Note Accept "octets nuls" "NUL bytes"
        "seen in real labels; read as blanks";
    CHARACTER "N044" Warning Accept "caractère hors ASCII imprimable" "character outside printable ASCII"
        "capitals without accents are expected";
    LOWER_CASE "N045" Warning Accept "minuscules" "lower case"
        "capitals are expected";
    SIGN "N046" Error RefuseDecompte "signe inconnu" "unknown sign"
        "P positive, N negative, blank where the field allows it";
    CODE_UNKNOWN "N047" Error RefuseDecompte "code inconnu" "unknown code"
        "the field has a closed list of values";
    NIR_KEY "N048" Warning Accept "clé du NIR fausse" "wrong NIR key"
        "97 less the number modulo 97 (2A as 19, 2B as 18)";
    NIR_SHAPE "N049" Error RefuseDecompte "NIR mal formé" "malformed NIR"
        "thirteen digits, 2A or 2B for a Corsican department";
    OUT_OF_RANGE "N050" Error RefuseDecompte "valeur hors du domaine" "value out of range"
        "the characters are right, the value is not one";
    SIGN_AGAINST_QUANTITY "N051" Warning Accept "signe contraire à la quantité" "sign against the quantity"
        "the amount has the sign of the quantity, the opposite one for participation and franchise";
    CONTROL "N052" Warning Accept "caractère de commande" "control character"
        "a transfer in text mode, or a mainframe's filler, may have left it";
    DELIMITER_INSIDE "N053" Error RefuseDecompte "délimiteur @ dans une zone" "@ inside a field"
        "a reader that splits on `@` is lost here";
    CODE_OUTSIDE_TABLE "N054" Warning Accept "code hors de la table" "code outside its table"
        "tables grow: `etalon explain` shows the one étalon ships";
    ENTITY_SPLIT "N055" Error RefuseFile "entité coupée entre deux blocs" "entity split across two blocks"
        "a block holds whole entities: a writer closes it when the next one would not fit";
    LENGTH_FIELD "N056" Warning Accept "longueur d’enveloppe inattendue" "unexpected envelope length"
        "000/83-85 was seen to hold 128 in one file; that it must is inferred";
    BYTE_ORDER_MARK "N057" Note Accept "marque d’ordre des octets" "byte order mark"
        "an editor or a conversion to UTF-8 has left it: the file is not as it was sent; accepted";
    LINE_END_ODD "N058" Note Accept "fin de ligne inhabituelle" "unusual line end"
        "CR LF or LF, once, is expected after a record; accepted";
    RECORD_PADDED "N059" Note Accept "blancs après l’enregistrement" "padding after a record"
        "a transfer into records of a fixed length has left it; accepted";
    NO_GROUP "N060" Note Accept "fichier sans groupe" "file without any group"
        "accepted: ask the sender whether there was nothing to send";
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
    fn errors_condemn_and_nothing_else() {
        assert!(
            catalogue()
                .iter()
                .all(|r| (r.due == Due::Accept) != (r.severity == Severity::Error))
        );
    }
}
