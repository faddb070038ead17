//! The same thing twice, or in the wrong order.

use super::Expected::Lines;
use super::catalogue::entries;
use super::dues::{DUPLICATE, OF_SHEETS, OF_WHOLE_FILES, SETTLED, SUSPECTED_OR_REFUSED, TWICE};

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
    CareAgain "care-again" Sheet 8 [30] beside OF_SHEETS;
        "les mêmes soins reviennent sous un autre numéro de décompte",
        "the same care comes under another décompte number";
        "en attente, non payés", "held, not paid";
        Lines(SUSPECTED_OR_REFUSED);
    CrossedRegularisation "crossed-regularisation" Sheet 5 [21] beside OF_SHEETS;
        "le nouveau décompte arrive avant l’annulation",
        "the new décompte comes before the cancellation";
        "en attente, puis réglé quand elle arrive", "held, then settled when it comes";
        Lines(SETTLED);
}
