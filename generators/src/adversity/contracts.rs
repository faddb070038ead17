//! Who is covered, by whom, and when.

use super::Expected::{Lines, Link};
use super::catalogue::entries;
use super::dues::{NO_COVER, OF_CONTRACTS, SETTLED};

entries! { Contracts;
    AfterEnd "after-end" Household 60 [] beside OF_CONTRACTS;
        "des soins d’après la fin du contrat et de son lien sont transmis tout de même",
        "care after the contract and its link ended is sent all the same";
        "refusés : pas de garantie à cette date", "refused: no cover on that date";
        Lines(NO_COVER);
    LateBeforeEnd "late-before-end" Household 60 [] beside OF_CONTRACTS;
        "des soins d’avant la fin du contrat arrivent après elle",
        "care before the contract ended is received after";
        "réglés comme les autres", "settled as usual";
        Lines(SETTLED);
    Overlap "overlap" Household 15 [4] beside &[];
        "un autre OC a un lien sur les mêmes jours", "another OC is linked over the same days";
        "929 motif 53, le flux s’arrête", "929 reason 53, the flow stops";
        Link(53);
}
