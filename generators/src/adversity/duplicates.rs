//! The same thing twice, or in the wrong order.

use super::Expected::Lines;
use super::catalogue::entries;
use super::dues::{
    ACCEPTED, DUPLICATE, NO_LONGER_DUE, OF_ORDER, OF_SHEETS, OF_WHOLE_FILES, SETTLED,
    SUSPECTED_OR_REFUSED, TWICE,
};

entries! { Duplicates;
    FileTwice "file-twice" File 30 [30] beside OF_WHOLE_FILES;
        "un fichier est remis deux fois", "a file is delivered twice";
        "le second est un doublon, sans effet", "the second is a duplicate, without effect";
        TWICE;
    DecompteAgain "decompte-again" Sheet 8 [30] beside OF_SHEETS;
        "un décompte revient sous la même identité dans un autre fichier",
        "a décompte comes again under the same identity in another file";
        "lignes en doublon, un seul effet", "duplicate lines, one effect";
        Lines(DUPLICATE);
    CareAgain "care-again" Sheet 8 [] beside OF_SHEETS;
        "les mêmes soins reviennent sous un autre numéro de décompte",
        "the same care comes under another décompte number";
        "en attente, non payés", "held, not paid";
        Lines(SUSPECTED_OR_REFUSED);
    CrossedRegularisation "crossed-regularisation" Sheet 5 [] beside OF_SHEETS;
        "le nouveau décompte arrive avant l’annulation",
        "the new décompte comes before the cancellation";
        "en attente, puis réglé quand elle arrive", "held, then settled when it comes";
        Lines(SETTLED);
    FileNewName "file-new-name" File 5 [30] beside OF_WHOLE_FILES;
        "un fichier est remis de nouveau sous un autre nom", "a file is delivered again under another name";
        "c’est l’en-tête qui l’identifie : doublon, sans effet", "its header tells which it is: a duplicate, without effect";
        TWICE;
    FilesSwapped "files-swapped" File 5 [30] beside OF_ORDER;
        "un fichier arrive après le suivant de la même caisse", "a file comes after the next one of the same caisse";
        "accepté, ses lignes réglées comme les autres", "accepted, its lines settled as usual";
        ACCEPTED;
    FileAfterCorrection "file-after-correction" Sheet 3 [] beside OF_ORDER;
        "un fichier arrive après celui qui annule un de ses décomptes",
        "a file comes after the one that takes one of its décomptes back";
        "l’annulation attend, puis ni elle ni l’original n’ont d’effet",
        "the cancellation is held; then neither it nor the original has an effect";
        Lines(NO_LONGER_DUE);
    FileRenumbered "file-renumbered" File 5 [30] beside OF_ORDER;
        "un concentrateur remet les mêmes décomptes dans un fichier qu’il numérote lui-même",
        "a concentrator sends the same décomptes in a file of its own numbering";
        "fichier accepté, lignes en doublon", "the file is accepted, its lines are duplicates";
        ACCEPTED, Lines(DUPLICATE);
}
