use super::told;
use crate::bug::Told;

/// Duplicates.
pub(crate) const DUPLICATES: &[Told] = told! {
    PaysDuplicateTwice "pays-duplicate-twice" ["DUPLICATES-LINE"]
        "Ne cherche les doublons que dans un même fichier : une ligne payée l’est encore dans un autre."
        "Looks for duplicates inside one file only: a line that was paid is paid again in another.";
    PaysThirdDelivery "pays-third-delivery" ["DUPLICATES-LINE-THIRD"]
        "Oublie une ligne une fois son doublon écarté : la troisième livraison est payée."
        "Forgets a line once its duplicate was put aside: the third delivery is paid.";
    LoadsFilesAgain "loads-files-again" ["DUPLICATES-FILE" "DUPLICATES-FILE-RENAMED"]
        "Ne reconnaît pas un fichier déjà chargé."
        "Does not recognise a file that was loaded already.";
    CaissesShareNumbers "caisses-share-numbers" ["DUPLICATES-FILE-SAME-NUMBER"]
        "Identifie un fichier sans sa caisse : deux caisses au même numéro sont un doublon."
        "Identifies a file without its caisse: two caisses with one number are a duplicate.";
    RefusesRegroupedFiles "refuses-regrouped-files" ["DUPLICATES-REGROUPED"]
        "Tient tout un fichier pour un doublon dès qu’une de ses lignes est connue."
        "Takes a whole file for a duplicate where one of its lines is known.";
    SameCarePaid "same-care-paid" ["DUPLICATES-CARE"]
        "Paie les mêmes soins sous un autre numéro de décompte."
        "Pays the same care under another décompte number.";
    SuspectsOtherDoctor "suspects-other-doctor" ["DUPLICATES-NOT-OTHER-DAY"]
        "Soupçonne un doublon quand un autre praticien fait le même acte le même jour."
        "Suspects a duplicate where another practitioner does the same act on the same day.";
    SuspectsIdenticalActs "suspects-identical-acts" ["CONSULTATIONS-IDENTICAL-ACTS"]
        "Soupçonne un doublon entre deux actes identiques d’un même décompte."
        "Suspects a duplicate between two identical acts of one décompte.";
};

/// Cancellations and regularisations.
pub(crate) const CANCELLATIONS: &[Told] = told! {
    IgnoresCancellations "ignores-cancellations" ["CANCELLATIONS-REVERSED" "CANCELLATIONS-CORRECTED"]
        "Classe les annulations sans suite : rien n'est repris à l'assuré."
        "Files cancellations away: nothing is taken back from the insured.";
    TakesBackAmoShare "takes-back-amo-share" ["CANCELLATIONS-REVERSED"]
        "Reprend la part que l’AMO annule au lieu de ce que la mutuelle avait payé."
        "Takes the share back that the AMO cancels instead of what the mutuelle had paid.";
    CountersNotRestored "counters-not-restored" ["CANCELLATIONS-COUNTERS"]
        "Une annulation ne rend rien aux compteurs."
        "A cancellation gives nothing back to the counters.";
    CounterOfThisYearRestored "counter-of-this-year-restored" ["CANCELLATIONS-COUNTER-YEAR"]
        "Une annulation de l’année suivante ne rend rien au compteur de l’année des soins."
        "A cancellation of the next year gives nothing back to the counter of the year of care.";
    BarsCancellations "bars-cancellations" ["CANCELLATIONS-OLD"]
        "Applique la prescription de deux ans aux annulations."
        "Applies the two years’ prescription to cancellations.";
    ClaimsFromInsured "claims-from-insured" ["CANCELLATIONS-DEBTOR"]
        "Réclame à l’assuré ce que le professionnel avait reçu."
        "Claims from the insured what the professional had received.";
    CorrectionPaidAtOnce "correction-paid-at-once" ["CANCELLATIONS-CROSSED"]
        "Paie une régularisation sans attendre l’annulation de ce qu’elle remplace."
        "Pays a regularisation without waiting for the cancellation of what it replaces.";
    CorrectionLeftWaiting "correction-left-waiting" ["CANCELLATIONS-CROSSED"]
        "Laisse en attente ce qu’une annulation libère."
        "Leaves waiting what a cancellation releases.";
};
