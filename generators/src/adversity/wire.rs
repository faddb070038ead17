//! The bytes. What nobody has counted comes rarely: one file in twenty thousand of each kind, an assumption.

use noemie::damage::Damage;
use noemie::finding::Due;

use super::Adversity;
use super::catalogue::entries;
use super::dues::{ACCEPTED, OF_WHOLE_FILES, REFUSED};

entries! { Wire;
    DamagedFile "damaged-file" File 20 [] beside OF_WHOLE_FILES;
        "une entité est abîmée en chemin, le fichier sain suit",
        "an entity is damaged on the way; the clean file comes later";
        "le premier est refusé en entier, le second accepté",
        "the first is refused as a whole, the second accepted";
        REFUSED, ACCEPTED;
    WireEmptyFile "wire-empty-file" File 0.05 [] beside OF_WHOLE_FILES;
        "il ne reste rien du fichier", "nothing is left of the file";
        "refusé en entier, le fichier sain suit : accepté", "refused as a whole; the clean file follows: accepted";
        REFUSED, ACCEPTED;
    WireBlockPrefix "wire-block-prefix" File 0.05 [] beside OF_WHOLE_FILES;
        "une lettre dans la longueur d’un bloc", "a letter in the length of a block";
        "refusé en entier, le fichier sain suit : accepté", "refused as a whole; the clean file follows: accepted";
        REFUSED, ACCEPTED;
    WireBlockLength "wire-block-length" File 0.05 [] beside OF_WHOLE_FILES;
        "la longueur d’un bloc est trop courte d’un caractère", "the length of a block is one too small";
        "refusé en entier, le fichier sain suit : accepté", "refused as a whole; the clean file follows: accepted";
        REFUSED, ACCEPTED;
    WireTruncateFile "wire-truncate-file" File 1 [] beside OF_WHOLE_FILES;
        "le fichier s’arrête dans son dernier bloc", "the file stops inside its last block";
        "refusé en entier, le fichier sain suit : accepté", "refused as a whole; the clean file follows: accepted";
        REFUSED, ACCEPTED;
    WireHeaderNumber "wire-header-number" File 0.05 [] beside OF_WHOLE_FILES;
        "l’en-tête ne porte plus 000", "the header no longer bears 000";
        "refusé en entier, le fichier sain suit : accepté", "refused as a whole; the clean file follows: accepted";
        REFUSED, ACCEPTED;
    WireDropTrailer "wire-drop-trailer" File 1 [] beside OF_WHOLE_FILES;
        "la fin de fichier manque", "the trailer is missing";
        "refusé en entier, le fichier sain suit : accepté", "refused as a whole; the clean file follows: accepted";
        REFUSED, ACCEPTED;
    WireTrailingGarbage "wire-trailing-garbage" File 1 [] beside OF_WHOLE_FILES;
        "des caractères suivent la fin de fichier", "characters follow the trailer";
        "refusé en entier, le fichier sain suit : accepté", "refused as a whole; the clean file follows: accepted";
        REFUSED, ACCEPTED;
    WireDropLineEnd "wire-drop-line-end" File 1 [] beside OF_WHOLE_FILES;
        "la fin de ligne après l’en-tête manque", "the line end after the header is missing";
        "accepté, noté", "accepted, and noted";
        ACCEPTED;
    WireOtherLineEnd "wire-other-line-end" File 1 [] beside OF_WHOLE_FILES;
        "une fin de ligne d’une autre sorte", "a line end of another kind";
        "accepté, noté", "accepted, and noted";
        ACCEPTED;
    WireShortEntity "wire-short-entity" File 1 [] beside OF_WHOLE_FILES;
        "une entité perd un caractère", "an entity loses a character";
        "refusé en entier, le fichier sain suit : accepté", "refused as a whole; the clean file follows: accepted";
        REFUSED, ACCEPTED;
    WireDropAt "wire-drop-at" File 0.05 [] beside OF_WHOLE_FILES;
        "une entité finit par un blanc au lieu de @", "an entity ends with a blank in place of its @";
        "refusé en entier, le fichier sain suit : accepté", "refused as a whole; the clean file follows: accepted";
        REFUSED, ACCEPTED;
    WireUnknownEntity "wire-unknown-entity" File 0.05 [] beside OF_WHOLE_FILES;
        "une entité porte un numéro inconnu", "an entity has a number nobody knows";
        "refusé en entier, le fichier sain suit : accepté", "refused as a whole; the clean file follows: accepted";
        REFUSED, ACCEPTED;
    WireFlipLevel "wire-flip-level" File 0.05 [] beside OF_WHOLE_FILES;
        "le niveau d’une entité est faux", "the level of an entity is wrong";
        "refusé en entier, le fichier sain suit : accepté", "refused as a whole; the clean file follows: accepted";
        REFUSED, ACCEPTED;
    WireDropOpener "wire-drop-opener" File 0.05 [] beside OF_WHOLE_FILES;
        "une entité de tête manque", "an opener is missing";
        "refusé en entier, le fichier sain suit : accepté", "refused as a whole; the clean file follows: accepted";
        REFUSED, ACCEPTED;
    WireDropCloser "wire-drop-closer" File 0.05 [] beside OF_WHOLE_FILES;
        "une fin de groupe manque", "a group closer is missing";
        "refusé en entier, le fichier sain suit : accepté", "refused as a whole; the clean file follows: accepted";
        REFUSED, ACCEPTED;
    WireSurplusCloser "wire-surplus-closer" File 0.05 [] beside OF_WHOLE_FILES;
        "une fin de groupe vient deux fois", "a group closer comes twice";
        "refusé en entier, le fichier sain suit : accepté", "refused as a whole; the clean file follows: accepted";
        REFUSED, ACCEPTED;
    WireLeftover "wire-leftover" File 0.05 [] beside OF_WHOLE_FILES;
        "des caractères hors entité à la fin d’un bloc", "characters outside any entity at the end of a block";
        "refusé en entier, le fichier sain suit : accepté", "refused as a whole; the clean file follows: accepted";
        REFUSED, ACCEPTED;
    WireEmptyGroup "wire-empty-group" File 0.05 [] beside OF_WHOLE_FILES;
        "un groupe a perdu tout ce qu’il contenait", "a group has lost all it held";
        "refusé en entier, le fichier sain suit : accepté", "refused as a whole; the clean file follows: accepted";
        REFUSED, ACCEPTED;
    WireDropDetail "wire-drop-detail" File 1 [] beside OF_WHOLE_FILES;
        "une entité de détail obligatoire manque", "a detail entity that must be there is missing";
        "refusé en entier, le fichier sain suit : accepté", "refused as a whole; the clean file follows: accepted";
        REFUSED, ACCEPTED;
    WireWrongGroupCount "wire-wrong-group-count" File 1 [] beside OF_WHOLE_FILES;
        "le compteur d’un groupe est trop grand d’un", "the count of a group is one too large";
        "refusé en entier, le fichier sain suit : accepté", "refused as a whole; the clean file follows: accepted";
        REFUSED, ACCEPTED;
    WireWrongGroupTotal "wire-wrong-group-total" File 1 [] beside OF_WHOLE_FILES;
        "le total d’un groupe est trop grand d’un centime", "the total of a group is one cent too large";
        "refusé en entier, le fichier sain suit : accepté", "refused as a whole; the clean file follows: accepted";
        REFUSED, ACCEPTED;
    WireWrongGroupIdentifier "wire-wrong-group-identifier" File 1 [] beside OF_WHOLE_FILES;
        "l’identifiant d’une fin de groupe est un autre", "the identifier of a group closer is another";
        "accepté, noté", "accepted, and noted";
        ACCEPTED;
    WireWrongRecordCount "wire-wrong-record-count" File 1 [] beside OF_WHOLE_FILES;
        "la fin de fichier compte un enregistrement de trop", "the trailer counts one record too many";
        "refusé en entier, le fichier sain suit : accepté", "refused as a whole; the clean file follows: accepted";
        REFUSED, ACCEPTED;
    WireWrongGroupNumber "wire-wrong-group-number" File 0.05 [] beside OF_WHOLE_FILES;
        "la fin de fichier compte un groupe de trop", "the trailer counts one group too many";
        "refusé en entier, le fichier sain suit : accepté", "refused as a whole; the clean file follows: accepted";
        REFUSED, ACCEPTED;
    WireWrongFileTotal "wire-wrong-file-total" File 1 [] beside OF_WHOLE_FILES;
        "le total du fichier est trop grand d’un centime", "the total of the file is one cent too large";
        "refusé en entier, le fichier sain suit : accepté", "refused as a whole; the clean file follows: accepted";
        REFUSED, ACCEPTED;
    WireEnvelopeDiffers "wire-envelope-differs" File 0.05 [] beside OF_WHOLE_FILES;
        "en-tête et fin de fichier ne portent pas la même identification", "header and trailer bear different identifications";
        "refusé en entier, le fichier sain suit : accepté", "refused as a whole; the clean file follows: accepted";
        REFUSED, ACCEPTED;
    WireWrongPassword "wire-wrong-password" File 0.05 [] beside OF_WHOLE_FILES;
        "le mot de passe est un autre", "the password is another";
        "accepté, noté", "accepted, and noted";
        ACCEPTED;
    WirePasswordLetters "wire-password-letters" File 0.05 [] beside OF_WHOLE_FILES;
        "les lettres du mot de passe ne sont pas transcodées", "the letters of the password are not transcoded";
        "accepté, noté", "accepted, and noted";
        ACCEPTED;
    WireHeaderField "wire-header-field" File 0.05 [] beside OF_WHOLE_FILES;
        "une lettre dans le numéro du destinataire", "a letter in the number of the receiver";
        "refusé en entier, le fichier sain suit : accepté", "refused as a whole; the clean file follows: accepted";
        REFUSED, ACCEPTED;
    WireHeaderDateOrder "wire-header-date-order" File 0.05 [] beside OF_WHOLE_FILES;
        "la date de l’en-tête est JJMMAA", "the date of the header is JJMMAA";
        "refusé en entier, le fichier sain suit : accepté", "refused as a whole; the clean file follows: accepted";
        REFUSED, ACCEPTED;
    WireUnknownReference "wire-unknown-reference" File 0.05 [] beside OF_WHOLE_FILES;
        "l’en-tête annonce une autre référence", "the header announces another reference";
        "refusé en entier, le fichier sain suit : accepté", "refused as a whole; the clean file follows: accepted";
        REFUSED, ACCEPTED;
    WireSurplusEntity "wire-surplus-entity" File 0.05 [] beside OF_WHOLE_FILES;
        "une entité de trop dans un groupe", "one entity too many in a group";
        "refusé en entier, le fichier sain suit : accepté", "refused as a whole; the clean file follows: accepted";
        REFUSED, ACCEPTED;
    WireWrongLineAmount "wire-wrong-line-amount" File 1 [] beside OF_WHOLE_FILES;
        "un autre chiffre dans le montant d’une ligne", "another digit in the amount of a line";
        "refusé en entier, le fichier sain suit : accepté", "refused as a whole; the clean file follows: accepted";
        REFUSED, ACCEPTED;
    WireNonNumericAmount "wire-non-numeric-amount" File 0.05 [] beside OF_WHOLE_FILES;
        "une lettre dans un montant", "a letter in an amount";
        "refusé en entier, le fichier sain suit : accepté", "refused as a whole; the clean file follows: accepted";
        REFUSED, ACCEPTED;
    WireNonNumericField "wire-non-numeric-field" File 0.05 [] beside &[];
        "une lettre dans une zone numérique", "a letter in a numeric field";
        "refusé (registre : damaged-decompte), le fichier sain suit : accepté", "refused (register: damaged-decompte); the clean file follows: accepted";
        REFUSED, ACCEPTED;
    WireImpossibleDate "wire-impossible-date" File 0.05 [] beside &[];
        "un trente-deux du mois", "a thirty-second of the month";
        "refusé (registre : damaged-decompte), le fichier sain suit : accepté", "refused (register: damaged-decompte); the clean file follows: accepted";
        REFUSED, ACCEPTED;
    WireLunarBirthDate "wire-lunar-birth-date" File 0.05 [] beside &[];
        "une date de naissance au jour 00", "a birth date of day 00";
        "accepté, noté", "accepted, and noted";
        ACCEPTED;
    WireNulBytes "wire-nul-bytes" File 1 [] beside &[];
        "des octets nuls à la place de blancs", "NUL bytes in place of blanks";
        "accepté, noté", "accepted, and noted";
        ACCEPTED;
    WireAccent "wire-accent" File 1 [] beside &[];
        "une lettre accentuée dans un texte", "an accented letter in a text";
        "accepté, noté", "accepted, and noted";
        ACCEPTED;
    WireLowerCase "wire-lower-case" File 1 [] beside &[];
        "une minuscule dans un texte", "a small letter in a text";
        "accepté, noté", "accepted, and noted";
        ACCEPTED;
    WireUnknownSign "wire-unknown-sign" File 0.05 [] beside &[];
        "un signe qui n’en est pas un", "a sign that is none";
        "refusé (registre : damaged-decompte), le fichier sain suit : accepté", "refused (register: damaged-decompte); the clean file follows: accepted";
        REFUSED, ACCEPTED;
    WireUnknownCode "wire-unknown-code" File 0.05 [] beside &[];
        "une lettre hors d’une liste fermée", "a letter outside a closed list";
        "refusé (registre : damaged-decompte), le fichier sain suit : accepté", "refused (register: damaged-decompte); the clean file follows: accepted";
        REFUSED, ACCEPTED;
    WireWrongNirKey "wire-wrong-nir-key" File 0.05 [] beside &[];
        "une autre clé que celle du NIR", "another key than that of the NIR";
        "accepté, noté", "accepted, and noted";
        ACCEPTED;
    WireMalformedNir "wire-malformed-nir" File 0.05 [] beside &[];
        "une lettre dans un NIR", "a letter in a NIR";
        "refusé (registre : damaged-decompte), le fichier sain suit : accepté", "refused (register: damaged-decompte); the clean file follows: accepted";
        REFUSED, ACCEPTED;
    WireRankZero "wire-rank-zero" File 0.05 [] beside &[];
        "un rang de naissance nul", "a birth rank of zero";
        "refusé (registre : damaged-decompte), le fichier sain suit : accepté", "refused (register: damaged-decompte); the clean file follows: accepted";
        REFUSED, ACCEPTED;
    WireSignAgainstQuantity "wire-sign-against-quantity" File 0.05 [] beside &[];
        "un montant a le signe contraire de sa quantité", "an amount has the opposite sign of its quantity";
        "accepté, noté", "accepted, and noted";
        ACCEPTED;
    WireControlCharacter "wire-control-character" File 1 [] beside &[];
        "un caractère de commande dans un texte", "a control character in a text";
        "accepté, noté", "accepted, and noted";
        ACCEPTED;
    WireDelimiterInside "wire-delimiter-inside" File 0.05 [] beside &[];
        "un @ dans un texte", "an @ in a text";
        "refusé (registre : damaged-decompte), le fichier sain suit : accepté", "refused (register: damaged-decompte); the clean file follows: accepted";
        REFUSED, ACCEPTED;
    WireCodeOutsideTable "wire-code-outside-table" File 1 [] beside &[];
        "un code que sa table n’a pas", "a code that its table has not";
        "accepté, noté", "accepted, and noted";
        ACCEPTED;
    WireSplitEntity "wire-split-entity" File 1 [] beside OF_WHOLE_FILES;
        "une entité coupée entre deux blocs", "an entity split across two blocks";
        "refusé en entier, le fichier sain suit : accepté", "refused as a whole; the clean file follows: accepted";
        REFUSED, ACCEPTED;
    WireLengthField "wire-length-field" File 0.05 [] beside OF_WHOLE_FILES;
        "la longueur annoncée par l’en-tête est 000", "the length that the header announces is 000";
        "accepté, noté", "accepted, and noted";
        ACCEPTED;
    WireByteOrderMark "wire-byte-order-mark" File 1 [] beside OF_WHOLE_FILES;
        "une marque d’ordre des octets en tête", "a byte order mark in front";
        "accepté, noté", "accepted, and noted";
        ACCEPTED;
    WireOddLineEnd "wire-odd-line-end" File 0.05 [] beside OF_WHOLE_FILES;
        "une fin de ligne vient deux fois", "a line end comes twice";
        "accepté, noté", "accepted, and noted";
        ACCEPTED;
    WireRecordPadding "wire-record-padding" File 1 [] beside OF_WHOLE_FILES;
        "des blancs avant une fin de ligne", "blanks before a line end";
        "accepté, noté", "accepted, and noted";
        ACCEPTED;
    WireNoGroup "wire-no-group" File 0.05 [] beside &[];
        "tous les groupes ont disparu, et la fin de fichier le dit", "every group is gone, and the trailer says so";
        "accepté : rien à traiter, à demander à l’émetteur", "accepted: nothing to treat, the sender is asked";
        ACCEPTED;
}

/// Damages that condemn a file as a whole.
pub(super) const ON_THE_WAY: [Damage; 6] = [
    Damage::DropAt,
    Damage::NonNumericAmount,
    Damage::WrongGroupTotal,
    Damage::WrongGroupCount,
    Damage::ShortEntity,
    Damage::TruncateFile,
];

/// The damage that an adversity of the wire is; none of [`Adversity::DamagedFile`], which is any of several.
pub(super) const fn damage(adversity: Adversity) -> Option<Damage> {
    Some(match adversity {
        Adversity::WireEmptyFile => Damage::EmptyFile,
        Adversity::WireBlockPrefix => Damage::BlockPrefix,
        Adversity::WireBlockLength => Damage::BlockLength,
        Adversity::WireTruncateFile => Damage::TruncateFile,
        Adversity::WireHeaderNumber => Damage::HeaderNumber,
        Adversity::WireDropTrailer => Damage::DropTrailer,
        Adversity::WireTrailingGarbage => Damage::TrailingGarbage,
        Adversity::WireDropLineEnd => Damage::DropLineEnd,
        Adversity::WireOtherLineEnd => Damage::OtherLineEnd,
        Adversity::WireShortEntity => Damage::ShortEntity,
        Adversity::WireDropAt => Damage::DropAt,
        Adversity::WireUnknownEntity => Damage::UnknownEntity,
        Adversity::WireFlipLevel => Damage::FlipLevel,
        Adversity::WireDropOpener => Damage::DropOpener,
        Adversity::WireDropCloser => Damage::DropCloser,
        Adversity::WireSurplusCloser => Damage::SurplusCloser,
        Adversity::WireLeftover => Damage::Leftover,
        Adversity::WireEmptyGroup => Damage::EmptyGroup,
        Adversity::WireDropDetail => Damage::DropDetail,
        Adversity::WireWrongGroupCount => Damage::WrongGroupCount,
        Adversity::WireWrongGroupTotal => Damage::WrongGroupTotal,
        Adversity::WireWrongGroupIdentifier => Damage::WrongGroupIdentifier,
        Adversity::WireWrongRecordCount => Damage::WrongRecordCount,
        Adversity::WireWrongGroupNumber => Damage::WrongGroupNumber,
        Adversity::WireWrongFileTotal => Damage::WrongFileTotal,
        Adversity::WireEnvelopeDiffers => Damage::EnvelopeDiffers,
        Adversity::WireWrongPassword => Damage::WrongPassword,
        Adversity::WirePasswordLetters => Damage::PasswordLetters,
        Adversity::WireHeaderField => Damage::HeaderField,
        Adversity::WireHeaderDateOrder => Damage::HeaderDateOrder,
        Adversity::WireUnknownReference => Damage::UnknownReference,
        Adversity::WireSurplusEntity => Damage::SurplusEntity,
        Adversity::WireWrongLineAmount => Damage::WrongLineAmount,
        Adversity::WireNonNumericAmount => Damage::NonNumericAmount,
        Adversity::WireNonNumericField => Damage::NonNumericField,
        Adversity::WireImpossibleDate => Damage::ImpossibleDate,
        Adversity::WireLunarBirthDate => Damage::LunarBirthDate,
        Adversity::WireNulBytes => Damage::NulBytes,
        Adversity::WireAccent => Damage::Accent,
        Adversity::WireLowerCase => Damage::LowerCase,
        Adversity::WireUnknownSign => Damage::UnknownSign,
        Adversity::WireUnknownCode => Damage::UnknownCode,
        Adversity::WireWrongNirKey => Damage::WrongNirKey,
        Adversity::WireMalformedNir => Damage::MalformedNir,
        Adversity::WireRankZero => Damage::RankZero,
        Adversity::WireSignAgainstQuantity => Damage::SignAgainstQuantity,
        Adversity::WireControlCharacter => Damage::ControlCharacter,
        Adversity::WireDelimiterInside => Damage::DelimiterInside,
        Adversity::WireCodeOutsideTable => Damage::CodeOutsideTable,
        Adversity::WireSplitEntity => Damage::SplitEntity,
        Adversity::WireLengthField => Damage::LengthField,
        Adversity::WireByteOrderMark => Damage::ByteOrderMark,
        Adversity::WireOddLineEnd => Damage::OddLineEnd,
        Adversity::WireRecordPadding => Damage::RecordPadding,
        Adversity::WireNoGroup => Damage::NoGroup,
        _ => return None,
    })
}

/// Whether a file damaged so is accepted as it stands.
pub(super) fn is_accepted(damage: Damage) -> bool {
    damage.rule().due == Due::Accept
}
