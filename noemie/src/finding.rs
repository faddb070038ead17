//! What readers find: numbered, placed, and linked to what they follow from.

mod line;

use std::borrow::Cow;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

pub use line::Line;

use crate::layout::{CLOSER_LENGTH, Slot};
use crate::profile::Confidence;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Due {
    /// Accepted, with a note.
    Accept,
    /// The décompte or the movement cannot be accepted. Whether the rest of the file can is settled
    /// by no source: entry `damaged-decompte` of the ambiguity register.
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
    /// What to look at, French.
    pub hint_fr: &'static str,
    /// What to look at, English.
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
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema,
)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
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
    /// What to look at, English.
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

    pub(crate) fn personal_if(mut self, personal: bool) -> Self {
        self.personal |= personal;
        self
    }

    /// What was found is not from the file.
    pub(crate) fn public(mut self) -> Self {
        self.personal = false;
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
    ($($name:ident $code:literal $severity:ident $due:ident $fr:literal $en:literal $hint_fr:literal $hint:literal;)*) => {
        $(pub(crate) static $name: Rule = Rule {
            code: $code,
            severity: Severity::$severity,
            due: Due::$due,
            fr: $fr,
            en: $en,
            hint_fr: $hint_fr,
            hint: $hint,
        };)*
        static CATALOGUE: &[&Rule] = &[$(&$name),*];
    };
}

rules! {
    EMPTY "N001" Error RefuseFile "fichier vide" "empty file"
        "un fichier a au moins un en-tête et une fin de fichier"
        "a file has at least a header and a trailer";
    BLOCK_PREFIX "N002" Error RefuseFile "longueur de bloc illisible" "unreadable block length"
        "chaque enregistrement physique commence par quatre chiffres ASCII"
        "each physical record starts with four ASCII digits";
    BLOCK_LENGTH "N003" Error RefuseFile "longueur de bloc fausse" "wrong block length"
        "le préfixe compte les caractères du bloc, sans lui-même ni la fin de ligne"
        "the prefix counts the payload, itself and the line end excluded";
    TRUNCATED "N004" Error RefuseFile "fichier tronqué" "truncated file"
        "le transfert a pu être coupé : redemander le fichier"
        "the transfer may have been cut: ask for the file again";
    HEADER_MISSING "N005" Error RefuseFile "en-tête absent ou abîmé" "missing or damaged header"
        "un fichier logique commence par un enregistrement 000 de 128 caractères"
        "a logical file starts with a record 000 of 128 characters";
    TRAILER_MISSING "N006" Error RefuseFile "fin de fichier absente ou abîmée" "missing or damaged trailer"
        "un fichier logique se termine par un enregistrement 999 de 128 caractères"
        "a logical file ends with a record 999 of 128 characters";
    GARBAGE "N007" Error RefuseFile "données après la fin de fichier" "data after the trailer"
        "seul un autre enregistrement 000 peut suivre un enregistrement 999"
        "only another record 000 may follow a record 999";
    LINE_END_MISSING "N008" Note Accept "fin de ligne absente" "missing line end"
        "vu dans de vrais fichiers après l’en-tête ; accepté"
        "seen in real files after the header; accepted";
    LINE_END_OTHER "N009" Note Accept "fins de ligne mêlées" "mixed line ends"
        "ce qui suit cet enregistrement n’est pas ce qui suit le premier, ou pas ce qui a été demandé ; accepté"
        "what follows this record is not what followed the first one, or not what was set; accepted";
    ENTITY_LENGTH "N010" Error RefuseFile "longueur d’entité fausse" "wrong entity length"
        "chaque numéro d’entité a une longueur fixe, `@` compris"
        "each entity number has one fixed length, `@` included";
    DELIMITER_MISSING "N011" Error RefuseFile "délimiteur @ absent" "missing @"
        "le dernier caractère d’une entité est `@`"
        "the last character of an entity is `@`";
    ENTITY_UNKNOWN "N012" Error RefuseFile "entité inconnue" "unknown entity"
        "le profil de cette référence n’a pas cette entité"
        "the profile of this reference has no such entity";
    LEVEL "N013" Error RefuseFile "niveau faux" "wrong level"
        "le niveau découle de l’arbre de la référence"
        "the level follows from the tree of the reference";
    PARENT_MISSING "N014" Error RefuseFile "entité de tête absente" "missing parent"
        "une entité de niveau supérieur doit venir avant"
        "an entity of a higher level must come before";
    CLOSER_MISSING "N015" Error RefuseFile "fin de groupe absente" "missing group closer"
        "chaque groupe est fermé par un 990 de son niveau"
        "each group is closed by a 990 of its level";
    CLOSER_SURPLUS "N016" Error RefuseFile "fin de groupe en trop" "surplus group closer"
        "aucun groupe de ce niveau n’est ouvert"
        "no group of this level is open";
    LEFTOVER "N017" Error RefuseFile "caractères hors entité" "characters outside any entity"
        "un bloc contient des entités entières, bout à bout"
        "a block holds whole entities back to back";
    GROUP_EMPTY "N018" Error RefuseFile "groupe vide" "empty group"
        "un groupe contient au moins une entité du niveau suivant"
        "a group holds at least one entity of the next level";
    DETAIL_MISSING "N019" Error RefuseFile "entité obligatoire absente" "missing detail"
        "l’arbre de la référence la demande dans chaque groupe de cette sorte"
        "the tree of the reference asks for it in each group of that kind";
    GROUP_COUNT "N020" Error RefuseFile "compteur de groupe faux" "wrong group count"
        "une fin de groupe compte les entités du niveau immédiatement inférieur"
        "a closer counts the entities of the next lower level";
    GROUP_TOTAL "N021" Error RefuseFile "total de groupe faux" "wrong group total"
        "une fin de groupe porte la somme des montants des lignes du groupe"
        "a closer sums the amounts of the lines below";
    GROUP_IDENTIFIER "N022" Warning Accept "identifiant de groupe différent" "other group identifier"
        "une fin de groupe répète l’identifiant de l’entité ouvrante, ou le laisse à blanc"
        "a closer repeats the identifier of its opener, or leaves it blank";
    RECORD_COUNT "N023" Error RefuseFile "nombre d’enregistrements faux" "wrong record count"
        "la fin de fichier compte les enregistrements physiques, en-tête et fin de fichier compris"
        "the trailer counts physical records, header and trailer included";
    GROUP_NUMBER "N024" Error RefuseFile "nombre de groupes faux" "wrong number of groups"
        "la fin de fichier compte les groupes de niveau 01"
        "the trailer counts the groups of level 01";
    FILE_TOTAL "N025" Error RefuseFile "total de fichier faux" "wrong file total"
        "la fin de fichier porte la somme des montants de toutes les lignes"
        "the trailer sums the amounts of all lines";
    ENVELOPE_DIFFERS "N026" Error RefuseFile "en-tête et fin de fichier différents" "header and trailer differ"
        "la fin de fichier répète les parties, l’échange et l’identification de l’en-tête"
        "the trailer repeats the parties, the exchange and the file identification of the header";
    PASSWORD "N027" Warning Accept "mot de passe faux" "wrong password"
        "le mot de passe est l’identification du fichier, transcodée"
        "the password is the file identification, transcoded";
    PASSWORD_LETTERS "N028" Note Accept "mot de passe aux lettres non transcodées" "password with untranslated letters"
        "vu dans de vrais fichiers ; accepté"
        "seen in real files; accepted";
    HEADER_FIELD "N029" Error RefuseFile "zone d’en-tête illisible" "unreadable header field"
        "voir la disposition de l’enveloppe"
        "see the envelope's layout";
    HEADER_DATE_ORDER "N030" Error RefuseFile "date d’en-tête dans l’autre ordre" "header date in the other order"
        "AAMMJJ quand la caisse écrit ; JJMMAA a été vu chez une mutuelle en 687, 900 et 580 ; le profil dit lequel"
        "AAMMJJ from the caisse; JJMMAA was seen from a mutuelle in 687, 900 and 580; the profile says which";
    REFERENCE_UNKNOWN "N031" Error RefuseFile "référence non attendue" "unexpected reference"
        "aucun profil n’a été donné pour cette référence"
        "no profile was given for this reference";
    ENTITY_SURPLUS "N032" Error RefuseFile "entité en trop" "surplus entity"
        "l’arbre de la référence en admet moins dans un même groupe"
        "the tree of the reference allows fewer of it in one group";
    LINE_AMOUNT "N038" Error RefuseFile "montant de ligne contredit par tous les totaux" "line amount that every total contradicts"
        "chaque fin de groupe jusqu’à la fin de fichier s’écarte des mêmes centimes : cette ligne les explique toutes"
        "every closer up to the trailer is off by the same cents: this line explains them all";
    AMOUNT_UNREADABLE "N039" Error RefuseFile "montant ou signe cumulé illisible" "unreadable amount or sign in what is added up"
        "un montant est en chiffres, en centimes, complété à gauche par des zéros, et son signe P ou N : ce qui l’additionne ne peut être vérifié"
        "an amount is digits, cents, zero-filled, and its sign P or N: what adds it up cannot be verified";
    NOT_NUMERIC "N040" Error RefuseDecompte "zone non numérique" "field is not numeric"
        "des chiffres, cadrés à droite, complétés par des zéros"
        "digits, right-justified with zeros";
    DATE_IMPOSSIBLE "N041" Error RefuseDecompte "date impossible" "impossible date"
        "un jour du calendrier est attendu"
        "a day of the calendar is expected";
    BIRTH_UNUSUAL "N042" Note Accept "date de naissance inconnue ou lunaire" "unknown or lunar birth date"
        "cela existe : à conserver comme texte"
        "real: keep it as text";
    NUL_BYTES "N043" Note Accept "octets nuls" "NUL bytes"
        "vus dans de vrais libellés ; lus comme des blancs"
        "seen in real labels; read as blanks";
    CHARACTER "N044" Warning Accept "caractère hors ASCII imprimable" "character outside printable ASCII"
        "des capitales sans accent sont attendues"
        "capitals without accents are expected";
    LOWER_CASE "N045" Warning Accept "minuscules" "lower case"
        "des capitales sont attendues"
        "capitals are expected";
    SIGN "N046" Error RefuseDecompte "signe inconnu" "unknown sign"
        "P positif, N négatif, blanc où la zone l’admet"
        "P positive, N negative, blank where the field allows it";
    CODE_UNKNOWN "N047" Error RefuseDecompte "code inconnu" "unknown code"
        "la zone a une liste fermée de valeurs"
        "the field has a closed list of values";
    NIR_KEY "N048" Warning Accept "clé du NIR fausse" "wrong NIR key"
        "97 moins le reste du numéro par 97 (2A compte pour 19, 2B pour 18)"
        "97 less the number modulo 97 (2A as 19, 2B as 18)";
    NIR_SHAPE "N049" Error RefuseDecompte "NIR mal formé" "malformed NIR"
        "treize chiffres, 2A ou 2B pour un département de Corse"
        "thirteen digits, 2A or 2B for a Corsican department";
    OUT_OF_RANGE "N050" Error RefuseDecompte "valeur hors du domaine" "value out of range"
        "les caractères sont justes, la valeur ne l’est pas"
        "the characters are right, the value is not one";
    SIGN_AGAINST_QUANTITY "N051" Warning Accept "signe contraire à la quantité" "sign against the quantity"
        "le montant a le signe de la quantité, le signe contraire pour participation et franchise"
        "the amount has the sign of the quantity, the opposite one for participation and franchise";
    CONTROL "N052" Warning Accept "caractère de commande" "control character"
        "un transfert en mode texte, ou le remplissage d’un gros système, a pu le laisser"
        "a transfer in text mode, or a mainframe's filler, may have left it";
    DELIMITER_INSIDE "N053" Error RefuseDecompte "délimiteur @ dans une zone" "@ inside a field"
        "un lecteur qui découpe sur `@` se perd ici"
        "a reader that splits on `@` is lost here";
    CODE_OUTSIDE_TABLE "N054" Warning Accept "code hors de la table" "code outside its table"
        "les tables s’allongent : `etalon explain` montre celle qu’étalon livre"
        "tables grow: `etalon explain` shows the one étalon ships";
    ENTITY_SPLIT "N055" Error RefuseFile "entité coupée entre deux blocs" "entity split across two blocks"
        "un bloc contient des entités entières : qui écrit le ferme quand la suivante n’y tiendrait pas"
        "a block holds whole entities: a writer closes it when the next one would not fit";
    LENGTH_FIELD "N056" Warning Accept "longueur d’enveloppe inattendue" "unexpected envelope length"
        "un fichier vu y portait 128 ; que ce soit obligatoire est inféré"
        "one file was seen to hold 128 there; that it must is inferred";
    BYTE_ORDER_MARK "N057" Note Accept "marque d’ordre des octets" "byte order mark"
        "un éditeur ou une conversion en UTF-8 l’a laissée : le fichier n’est plus tel qu’il a été envoyé ; accepté"
        "an editor or a conversion to UTF-8 has left it: the file is not as it was sent; accepted";
    LINE_END_ODD "N058" Note Accept "fin de ligne inhabituelle" "unusual line end"
        "CR LF ou LF, une fois, est attendu après un enregistrement ; accepté"
        "CR LF or LF, once, is expected after a record; accepted";
    RECORD_PADDED "N059" Note Accept "blancs après l’enregistrement" "padding after a record"
        "un transfert en enregistrements de longueur fixe les a laissés ; accepté"
        "a transfer into records of a fixed length has left it; accepted";
    NO_GROUP "N060" Note Accept "fichier sans groupe" "file without any group"
        "accepté : demander à l’émetteur s’il n’y avait rien à envoyer"
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
    fn each_rule_is_told_in_two_languages() {
        for rule in catalogue() {
            for (fr, en) in [(rule.fr, rule.en), (rule.hint_fr, rule.hint)] {
                assert!(!fr.is_empty() && !en.is_empty(), "{}", rule.code);
                assert_ne!(fr, en, "{}", rule.code);
            }
        }
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
