//! Who it is.

use super::Expected::Link;
use super::catalogue::entries;

entries! { Identity;
    UnknownInsured "unknown-insured" Household 15 [4] beside &[];
        "la caisse ne connaît pas l’assuré", "the caisse does not know the insured";
        "929 motif 18, aucun décompte", "929 reason 18, no décompte";
        Link(18);
    WrongKey "wrong-key" Household 15 [4] beside &[];
        "la clé du NIR est fausse", "the NIR key is wrong";
        "929 motif 30, aucun décompte", "929 reason 30, no décompte";
        Link(30);
}
