//! Who is covered, by whom, and when.

use domain::Decompte;

use super::Adversity;
use super::Expected::{Lines, Link};
use super::catalogue::entries;
use super::dues::{
    AWAITED, NO_COVER, NO_LONGER_COVERED, OF_CONTRACTS, OF_CORRECTED_HOMES, OF_HOMES, OF_SHEETS,
    OTHER_OC, RIGHTS_PENDING, SETTLED, SUSPECTED_OR_REFUSED, TAKEN_BACK, TWO_INSURERS,
};
use super::fault::Calls;
use crate::spec::stranger_oc;

entries! { Contracts;
    AfterEnd "after-end" Household 30 [] beside OF_CONTRACTS;
        "des soins d’après la fin du contrat et de son lien sont transmis tout de même",
        "care after the contract and its link ended is sent all the same";
        "refusés : pas de garantie à cette date", "refused: no cover on that date";
        Lines(NO_COVER);
    LateBeforeEnd "late-before-end" Household 30 [] beside OF_CONTRACTS;
        "des soins d’avant la fin du contrat arrivent après elle",
        "care before the contract ended is received after";
        "réglés comme les autres", "settled as usual";
        Lines(SETTLED);
    Overlap "overlap" Household 15 [4] beside &[];
        "un autre OC a un lien sur les mêmes jours", "another OC is linked over the same days";
        "929 motif 53, le flux s’arrête", "929 reason 53, the flow stops";
        Link(53);
    RetroactiveEnd "retroactive-end" Household 8 [24] beside OF_HOMES;
        "la fin du contrat est saisie des semaines après elle : les soins d’entre-temps avaient été payés",
        "the end of the contract is keyed weeks after it: the care between had been paid";
        "ce qui avait été payé est repris, et les compteurs rendus (registre : retroactive-end)",
        "what was paid is reversed, and the counters are restored (register: retroactive-end)";
        Lines(NO_LONGER_COVERED);
    BeforeKeyed "before-keyed" Household 8 [5] beside OF_HOMES;
        "la caisse connaît le lien et transmet avant que le contrat soit saisi",
        "the caisse knows the link and sends before the contract is keyed";
        "bénéficiaire inconnu (registre : unknown-member), puis réglés d’eux-mêmes quand le contrat est saisi",
        "unknown beneficiary (register: unknown-member), then settled by themselves once the contract is keyed";
        Lines(SETTLED);
    RetroactiveStart "retroactive-start" Household 5 [5] beside OF_HOMES;
        "le contrat est saisi avec un début trop tardif, corrigé des semaines après",
        "the contract is keyed with a start that is too late, put right weeks after";
        "refusés, puis réglés quand le vrai début est saisi", "refused, then settled once the true start is keyed";
        Lines(SETTLED);
    ContractGap "contract-gap" Household 5 [] beside OF_HOMES;
        "deux contrats se suivent à quelques semaines, et des soins d’entre les deux sont transmis",
        "two contracts follow each other after some weeks, and care between them is sent";
        "refusés : pas de garantie à cette date", "refused: no cover on that date";
        Lines(NO_COVER);
    PortabilityOver "portability-over" Household 5 [] beside OF_HOMES;
        "les mois de portabilité s’achèvent sans que personne ne l’ait saisi",
        "the months of portability run out, and nobody keyed an end";
        "refusés : la portabilité ne dure pas plus que le dernier contrat",
        "refused: portability lasts no longer than the last contract did";
        Lines(NO_COVER);
    Suspended "suspended" Household 3 [25] beside OF_HOMES;
        "le contrat est suspendu pour impayé, et le reste", "the contract is suspended for an unpaid premium, and stays so";
        "en attente de droits", "held: rights pending";
        Lines(RIGHTS_PENDING);
    SuspensionLifted "suspension-lifted" Household 3 [25] beside OF_HOMES;
        "la cotisation impayée est réglée : la suspension n’a pas eu lieu",
        "the unpaid premium is paid: as if there had been no suspension";
        "en attente, puis réglés", "held, then settled";
        Lines(SETTLED);
    SuspensionLost "suspension-lost" Household 3 [25] beside OF_HOMES;
        "la cotisation n’est jamais réglée : les jours suspendus ne sont pas garantis",
        "the premium is never paid: the suspended days are not covered";
        "en attente, puis refusés ; ce qui avait été payé est repris", "held, then refused; what was paid is reversed";
        Lines(NO_COVER);
    EmployerChange "employer-change" Household 5 [] beside OF_HOMES;
        "l’employeur change, et le produit avec lui, au milieu de soins : ceux d’avant arrivent après ceux du nouveau contrat",
        "the employer changes, and the product with it, in the middle of care: what was before comes after the change";
        "la date des soins décide : chaque côté est réglé par son produit, les compteurs continuent",
        "the date of care decides: each side is settled by its product, and counters go on";
        Lines(SETTLED);
    MutuelleChange "mutuelle-change" Household 5 [4] beside OF_HOMES;
        "une autre mutuelle reprend le foyer au milieu de soins ; tant que la fin n’est pas saisie ici, les deux liens se chevauchent et rien ne vient",
        "another mutuelle takes the household over in the middle of care; until the end is keyed here both links run and nothing comes";
        "les soins d’avant la fin, venus après la saisie, sont réglés ; ceux d’après vont à l’autre",
        "care before the end, which comes once it is keyed, is settled; care after it goes to the other";
        Lines(SETTLED);
    CancelledAfterChange "cancelled-after-change" Household 3 [22] beside OF_CORRECTED_HOMES;
        "l’employeur change, et le produit avec lui ; l’AMO reprend ensuite un décompte d’avant",
        "the employer changes, and the product with it; then the AMO takes a décompte from before back";
        "repris au montant que l’ancien produit avait payé, dont les compteurs sont rendus à leur année",
        "reversed at the amount that the old product had paid, whose counters are restored in their year";
        Lines(TAKEN_BACK);
    CancelledAfterEnd "cancelled-after-end" Household 3 [22] beside OF_CORRECTED_HOMES;
        "le contrat prend fin ; l’AMO reprend ensuite un décompte d’avant",
        "the contract ends; then the AMO takes a décompte from before back";
        "repris comme si le contrat durait : l’indu reste dû après la résiliation",
        "reversed as if the contract went on: what is undue stays so after it ended";
        Lines(TAKEN_BACK);
    ChildTwoMutuelles "child-two-mutuelles" Household 5 [4, 9] beside &[];
        "un enfant a un lien avec la mutuelle de chacun de ses parents, sur les mêmes jours",
        "a child is linked to the mutuelle of each parent over the same days";
        "929 motif 53 pour l’enfant, dont rien ne vient ; ses parents sont réglés",
        "929 reason 53 for the child, of whom nothing comes; the parents are settled";
        Link(53);
    SecondMutuelle "second-mutuelle" Household 5 [9] beside OF_HOMES;
        "la mutuelle de l’autre parent paie d’abord pour un enfant, et l’AMO transmet à celle-ci",
        "the other parent’s mutuelle pays first for a child, and the AMO sends to this one";
        "en attente du décompte de la première (N19)", "held for the statement of the first (N19)";
        Lines(AWAITED);
    DoubleTeletransmission "double-teletransmission" Household 3 [9] beside OF_HOMES;
        "l’AMO transmet à deux mutuelles : l’autre organisme est actif sur les mêmes jours",
        "the AMO sends to two mutuelles: the other body is active over the same days";
        "en attente : rien n’est payé deux fois (N4)", "held: nothing is paid twice (N4)";
        Lines(TWO_INSURERS);
    BodyChosen "body-chosen" Household 3 [9] beside OF_HOMES;
        "l’AMO transmet à deux mutuelles, puis l’assuré choisit celle-ci",
        "the AMO sends to two mutuelles, then the insured chooses this one";
        "en attente, puis réglés d’eux-mêmes", "held, then settled by themselves";
        Lines(SETTLED);
    DelegatedOc "delegated-oc" Household 20 [1] beside OF_CONTRACTS;
        "le contrat est d’un autre OC, dont cette mutuelle est délégataire : ses fichiers portent plusieurs groupes 010",
        "the contract is another OC’s, whose délégataire this mutuelle is: its files hold several 010 groups";
        "chaque groupe est réglé pour son OC", "each group is settled for its OC";
        Lines(SETTLED);
    OcMerged "oc-merged" Household 10 [2] beside OF_CORRECTED_HOMES;
        "la mutuelle absorbe l’OC du contrat, qui prend son numéro : des soins d’avant viennent sous les deux numéros, certains sous l’un puis l’autre",
        "the mutuelle takes the OC of the contract in, which takes its number: care from before comes under both numbers, some under one then the other";
        "l’un et l’autre numéro sont acceptés, les compteurs continuent ; les mêmes soins sous le nouveau numéro attendent",
        "both numbers are accepted, and counters go on; the same care under the new number is held";
        Lines(SETTLED), Lines(SUSPECTED_OR_REFUSED);
    YearEndCampaign "year-end-campaign" Household 40 [3] beside OF_HOMES;
        "campagne de fin d’année : le contrat finit au 31/12, un autre commence au 01/01, saisis ensemble des semaines avant",
        "year-end campaign: the contract ends on 31/12 and another begins on 01/01, keyed together weeks before";
        "l’annulation avant la création, sans trou ni chevauchement ; chaque côté est réglé par son produit",
        "the cancellation before the creation, no gap or overlap; each side is settled by its product";
        Lines(SETTLED);
    YearEndTooEarly "year-end-too-early" Household 10 [3] beside OF_HOMES;
        "campagne de fin d’année : la caisse rejette la création tant que sa date n’est pas venue",
        "year-end campaign: the caisse rejects the creation as long as its date has not come";
        "929 motif 22, puis présentée de nouveau au 01/01 : rien n’est perdu, chaque côté est réglé par son produit",
        "929 reason 22, then presented again on 01/01: nothing is dropped, each side is settled by its product";
        Link(22), Lines(SETTLED);
    WrongOc "wrong-oc" Sheet 2 [1] beside OF_SHEETS;
        "dans le fichier, un décompte porte le numéro d’un OC qui n’est pas géré ici",
        "within the file, a décompte bears the number of an OC that is not managed here";
        "son groupe est refusé : autre OC ; le reste du fichier est traité",
        "its group is refused: another OC; the rest of the file is treated";
        Lines(OTHER_OC);
}

/// Puts the number of another OC into a décompte.
pub(super) fn put(adversity: Adversity, decompte: &mut Decompte) -> Option<Calls> {
    if adversity != Adversity::WrongOc {
        return None;
    }
    decompte.oc = stranger_oc();
    Some(Calls::For(OTHER_OC))
}
