use super::told;
use crate::bug::Told;

/// Contrat responsable.
pub(crate) const RESPONSIBLE: &[Told] = told! {
    NonOptamUncapped "non-optam-uncapped" ["RESPONSIBLE-NON-OPTAM-BASE"]
        "Ne plafonne pas le dépassement d’un médecin hors OPTAM."
        "Does not cap the overrun of a non-OPTAM doctor.";
    OptamIgnoredAboveThreshold "optam-ignored-above-threshold" ["RESPONSIBLE-OPTAM-UNCAPPED"]
        "Ne regarde plus l’OPTAM d’un médecin de secteur 2 à partir de 100 €."
        "Looks at the OPTAM of a secteur 2 doctor no more from 100 € on.";
    CapOnEverybody "cap-on-everybody" ["RESPONSIBLE-NON-OPTAM-DOCTORS-ONLY"]
        "Plafonne à la base le dépassement de qui n’est pas médecin."
        "Caps the overrun of whoever is no doctor at the base.";
    PaysAuthorisedOverrun "pays-authorised-overrun" ["RESPONSIBLE-AUTHORISED-OVERRUN"]
        "Paie le dépassement autorisé hors parcours."
        "Pays the authorised overrun out of the parcours.";
    CeilingCutsFloor "ceiling-cuts-floor" ["RESPONSIBLE-FLOOR-UNDER-LIMIT"]
        "Un plafond épuisé coupe aussi le ticket modérateur."
        "A ceiling that is used up cuts the ticket modérateur too.";
    WaitingTakesAll "waiting-takes-all" ["RESPONSIBLE-WAITING"]
        "Ne paie rien pendant un délai d’attente."
        "Pays nothing in a waiting period.";
    PaysDeductionLines "pays-deduction-lines" ["RESPONSIBLE-PARTICIPATION-LINE"]
        "Paie les lignes de participation et de franchise du décompte."
        "Pays the lines of participation and franchise of the décompte.";
    RefundsLateDeductions "refunds-late-deductions" ["RESPONSIBLE-PARTICIPATION-LATER"]
        "Rembourse une participation ou franchise reprise plus tard."
        "Refunds a participation or franchise that is recovered later.";
};

/// Counters and dates.
pub(crate) const COUNTERS: &[Told] = told! {
    YearOfProcessing "year-of-processing" ["COUNTERS-YEAR-OF-CARE"]
        "Compte dans la nouvelle année des soins de l’ancienne traités après le 1er janvier."
        "Counts care of the old year in the new one where it is processed after 1 January.";
    HouseholdForPerson "household-for-person" ["COUNTERS-PERSON"]
        "Partage dans la famille un compteur qui est par personne."
        "Shares in the household a counter that is each person’s.";
    LastEuroWhole "last-euro-whole" ["NOT-REIMBURSED-51ST-EURO"]
        "Paie en entier tant qu’il reste un centime au plafond."
        "Pays whole as long as a cent is left under the ceiling.";
    RoundsPerDecompte "rounds-per-decompte" ["COUNTERS-ROUNDING"]
        "Arrondit la somme d’un décompte au lieu de chacune de ses lignes."
        "Rounds the sum of a décompte instead of each of its lines.";
    ForgetsOnProductChange "forgets-on-product-change" ["COUNTERS-PRODUCT-CHANGE"]
        "Remet les compteurs à zéro à un changement de produit en cours d’année."
        "Sets counters back to zero where the product changes within the year.";
};

/// Two insurers, C2S, local régime, care that is not reimbursed.
pub(crate) const OTHERS: &[Told] = told! {
    PaysBlocked "pays-blocked" ["TWO-INSURERS-BLOCKED"]
        "Paie quand un autre organisme est actif pour la personne."
        "Pays where another body is active for the person.";
    SecondPaysAtOnce "second-pays-at-once" ["TWO-INSURERS-SECOND-WAITS"]
        "Seconde mutuelle, paie sans le décompte de la première."
        "As second mutuelle, pays without the first one’s statement.";
    SecondBeyondExpense "second-beyond-expense" ["TWO-INSURERS-CONTRACTS-ORDER"]
        "Un second contrat paie au-delà de la dépense : il oublie ce qui est déjà payé."
        "A second contract pays beyond the expense: it forgets what is paid already.";
    PaysInsuredAlways "pays-insured-always" ["TWO-INSURERS-PAYEE"]
        "Paie toujours l’assuré, même quand le produit suit le payé de l’AMO."
        "Pays the insured always, even where the product follows whom the AMO paid.";
    C2sPaysOverrun "c2s-pays-overrun" ["C2S-TARIFF"]
        "La C2S paie le dépassement."
        "The C2S pays the overrun.";
    C2sLeavesMajoration "c2s-leaves-majoration" ["C2S-MAJORATION"]
        "La C2S laisse la majoration hors parcours au titulaire."
        "The C2S leaves the majoration out of the parcours to the holder.";
    LocalRateForgotten "local-rate-forgotten" ["C2S-LOCAL-RATE"]
        "Suppose 70 % où la ligne porte le taux de 90 % du régime local."
        "Assumes 70 % where the line bears the 90 % of the local régime.";
    PaysWithoutGuarantee "pays-without-guarantee" ["NOT-REIMBURSED-NO-COVER"]
        "Paie le ticket modérateur d’un acte que le contrat ne garantit pas."
        "Pays the ticket modérateur of an act that the contract does not guarantee.";
};
