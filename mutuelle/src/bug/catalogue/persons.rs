use super::told;
use crate::bug::Told;

/// Identity and rights.
pub(crate) const IDENTITY: &[Told] = told! {
    TwinsConfused "twins-confused" ["IDENTITY-TWINS" "IDENTITY-TWINS-NOT-DUPLICATE"]
        "Ne lit pas le rang : deux jumeaux sont une personne."
        "Does not read the rank: two twins are one person.";
    FirstOfSeveral "first-of-several" ["IDENTITY-SEVERAL"]
        "Quand plusieurs personnes conviennent, prend la première."
        "Where several persons fit, takes the first.";
    UnknownNirPaid "unknown-nir-paid" ["IDENTITY-UNKNOWN"]
        "Règle un NIR inconnu sur le premier contrat du portefeuille."
        "Settles an unknown NIR on the first contract of the portfolio.";
    ChildrenUnknown "children-unknown" ["IDENTITY-KNOWN"]
        "Ne connaît que les assurés : leurs ayants droit attendent."
        "Knows the insured alone: their dependants are held.";
    PaysAfterEnd "pays-after-end" ["DATES-LAST-DAY"]
        "Paie des soins postérieurs à la fin du contrat."
        "Pays for care after the end of the contract.";
    PaysBeforeStart "pays-before-start" ["IDENTITY-BEFORE-START" "DATES-LAST-DAY"]
        "Paie des soins antérieurs au début du contrat."
        "Pays for care before the start of the contract.";
    LastDayExcluded "last-day-excluded" ["DATES-LAST-DAY"]
        "Ne couvre pas le dernier jour du contrat."
        "Does not cover the last day of the contract.";
    PaysSuspended "pays-suspended" ["IDENTITY-SUSPENDED"]
        "Paie pendant la suspension du contrat."
        "Pays while the contract is suspended.";
    LatestProduct "latest-product" ["DATES-TWO-PRODUCTS" "DATES-CARE-DECIDES"]
        "Règle tous les soins au dernier contrat de la personne."
        "Settles all care by the latest contract of the person.";
    FileDateForCareDate "file-date-for-care-date" ["DATES-CARE-DECIDES"]
        "Vérifie les droits à la date du décompte au lieu de la date des soins."
        "Tests the cover on the date of the décompte instead of the date of care.";
};

/// Links with the caisses.
pub(crate) const LINKS: &[Told] = told! {
    DeclaresInsuredOnly "declares-insured-only" ["LINKS-DECLARED"]
        "Ne déclare pas les ayants droit."
        "Does not declare dependants.";
    ModificationAsCreation "modification-as-creation" ["LINKS-NAME-MODIFIED"]
        "Déclare par une création ce qu’une modification dit."
        "Declares by a creation what a modification tells.";
    CancellationFromToday "cancellation-from-today" ["LINKS-CANCELLED"]
        "Une annulation porte le jour de son envoi au lieu du début du lien."
        "A cancellation bears the day it is sent instead of the start of the link.";
    RejectionTakenForLink "rejection-taken-for-link" ["LINKS-REJECTED"]
        "Prend un rejet du 929 pour un lien établi."
        "Takes a rejection in the 929 for an active link.";
    OverlapTakenForLink "overlap-taken-for-link" ["LINKS-OVERLAP"]
        "Prend un chevauchement (motif 53) pour un accord."
        "Takes an overlap (reason 53) for an agreement.";
    EndedLinkTakenForRejection "ended-link-taken-for-rejection" ["LINKS-ACKNOWLEDGED"]
        "Prend l’accusé d’un lien déjà terminé (motif 34) pour un rejet."
        "Takes the acknowledgement of a link that is over (reason 34) for a rejection.";
    AlwaysOrdinaryContract "always-ordinary-contract" ["LINKS-CONTRACT-TYPE"]
        "Déclare tout contrat comme ordinaire (01), la C2S aussi."
        "Declares every contract as ordinary (01), the C2S too.";
};
