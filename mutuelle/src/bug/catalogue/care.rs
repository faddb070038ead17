use super::told;
use crate::bug::Told;

/// Consultations and doctors' acts.
pub(crate) const CONSULTATIONS: &[Told] = told! {
    RefundsParticipation "refunds-participation" ["CONSULTATIONS-THEORETICAL" "BIOLOGY-PARTICIPATION" "COUNTERS-PARTICIPATION-CAP"]
        "Rembourse la participation forfaitaire : la part AMO nette remplace la part théorique."
        "Refunds the participation forfaitaire: the net AMO share takes the place of the theoretical one.";
    CoversMajoration "covers-majoration" ["CONSULTATIONS-MAJORATION"]
        "Prend en charge la majoration hors parcours de soins."
        "Covers the majoration out of the parcours de soins.";
    TariffOfProcessingDay "tariff-of-processing-day" ["DATES-GP-TARIFF" "CONSULTATIONS-CARRIED"]
        "Remplace la base de la consultation par le tarif du jour de traitement."
        "Replaces the base of the consultation by the tariff of the processing day.";
    Truncates "truncates" ["COUNTERS-ROUNDING"]
        "Tronque au centime au lieu d'arrondir au plus proche."
        "Truncates to the cent instead of rounding half-up.";
    LevelOnTopOfAmo "level-on-top-of-amo" ["CONSULTATIONS-INCLUDES-AMO"]
        "Ajoute la part de l’AMO aux niveaux de 200 % de la base et plus."
        "Adds the AMO share to levels of 200 % of the base and more.";
    Secteur1Base "secteur1-base" ["CONSULTATIONS-SECTEUR-2"]
        "Compte un médecin de secteur 2 sans option sur la base du secteur 1."
        "Counts a secteur 2 doctor without option on the base of secteur 1.";
    TarifAutoriteReplaced "tarif-autorite-replaced" ["CONSULTATIONS-SECTEUR-3"]
        "Remplace le tarif d’autorité par le tarif conventionnel."
        "Replaces the tarif d’autorité by the tariff of the convention.";
    ExemptAsOrdinary "exempt-as-ordinary" ["CONSULTATIONS-EXEMPTED" "RESPONSIBLE-WORK-ACCIDENT"]
        "Suppose 70 % sur les actes de médecins que l’AMO prend à 100 %."
        "Assumes 70 % on doctors’ acts that the AMO takes at 100 %.";
    PaysFreeActs "pays-free-acts" ["CONSULTATIONS-FREE"]
        "Paie un acte gratuit."
        "Pays for an act that was free.";
    UnknownQualifierPaid "unknown-qualifier-paid" ["CONSULTATIONS-QUALIFIER-UNKNOWN"]
        "Paie sans regarder un qualificatif de dépense inconnu."
        "Pays without a look at an unknown qualifier of the expense.";
};

/// Pharmacy, biology, auxiliaries, transport, hospital.
pub(crate) const TOWN_AND_HOSPITAL: &[Told] = told! {
    FranchiseAsTicketModerateur "franchise-as-ticket-moderateur" ["PHARMACY-FRANCHISE" "PARAMEDICAL-FRANCHISE" "TRANSPORT-FRANCHISE"]
        "Compte la franchise retenue comme ticket modérateur et la rembourse."
        "Counts the franchise that was kept back as ticket modérateur and refunds it.";
    DrugsOncePerDelivery "drugs-once-per-delivery" ["PHARMACY-LINES"]
        "Ne règle qu’une ligne par taux d’une même délivrance."
        "Settles one line a rate of a dispensing.";
    SmallAmountsUnpaid "small-amounts-unpaid" ["PHARMACY-65-DUE"]
        "Règle à zéro les médicaments dont il resterait moins de dix euros."
        "Settles drugs at zero that leave less than ten euros.";
    FeeByItsOwnRate "fee-by-its-own-rate" ["PHARMACY-FEE-FOLLOWS-DRUG"]
        "Prend tout honoraire de dispensation pour celui d’un médicament à 65 %."
        "Takes every dispensing fee for that of a 65 % drug.";
    GenericAtItsPrice "generic-at-its-price" ["PHARMACY-GENERIC"]
        "Garantit le prix du médicament au lieu de la base de la ligne."
        "Guarantees the price of the drug instead of the base of the line.";
    BaseToTenCents "base-to-ten-cents" ["BIOLOGY-TICKET" "PARAMEDICAL-KINE"]
        "Recalcule les bases des lettres-clés aux dix centimes."
        "Works the bases of key letters out again, to ten cents.";
    BiologyNeverWhole "biology-never-whole" ["BIOLOGY-LONG-DISEASE"]
        "Suppose 60 % sur la biologie que l’AMO prend à 100 %."
        "Assumes 60 % on biology that the AMO takes at 100 %.";
    MidwifeAsDoctor "midwife-as-doctor" ["PARAMEDICAL-MIDWIFE"]
        "Règle une sage-femme au poste des médecins spécialistes."
        "Settles a midwife under the heading of specialists.";
    TransportRateOfBefore "transport-rate-of-before" ["TRANSPORT-TICKET"]
        "Garde le taux de transport d’avant le 1er août 2023 (65 %)."
        "Keeps the rate of transport of before 1 August 2023 (65 %).";
    UrgentTransportAsOrdinary "urgent-transport-as-ordinary" ["TRANSPORT-URGENT"]
        "Suppose 55 % sur un transport que l’AMO prend à 100 %."
        "Assumes 55 % on a transport that the AMO takes at 100 %.";
    HeavyActOf24 "heavy-act-of-24" ["HOSPITAL-HEAVY-ACT"]
        "Plafonne la participation sur actes lourds à 24 € après le 1er avril 2026."
        "Caps the participation on heavy acts at 24 € after 1 April 2026.";
};

/// Dental, optics, audio.
pub(crate) const EQUIPMENT: &[Told] = told! {
    DentalRateOfBefore "dental-rate-of-before" ["DENTAL-CARE"]
        "Garde le taux des soins dentaires d’avant le 15 octobre 2023 (70 %)."
        "Keeps the rate of dental care of before 15 October 2023 (70 %).";
    HundredSanteAtTheBase "hundred-sante-at-the-base" ["DENTAL-100-SANTE" "OPTICS-CLASS-A" "AUDIO-CLASS-1"]
        "Ne paie que le ticket modérateur du 100 % Santé."
        "Pays the ticket modérateur of 100 % Santé alone.";
    HundredSanteInTheCeiling "hundred-sante-in-the-ceiling" ["DENTAL-100-SANTE-OUTSIDE-CEILING"]
        "Compte le 100 % Santé dans le plafond dentaire."
        "Counts 100 % Santé in the dental ceiling.";
    BasketByPrice "basket-by-price" ["DENTAL-BASKETS"]
        "Tient une prothèse du panier maîtrisé pour du 100 % Santé jusqu’à 500 €."
        "Takes a prosthesis of the controlled basket for 100 % Santé up to 500 €.";
    CeilingCountsTicket "ceiling-counts-ticket" ["COUNTERS-DEBIT-PAID" "DENTAL-CEILING"]
        "Compte le ticket modérateur dans un plafond qui l’exclut."
        "Counts the ticket modérateur in a ceiling that leaves it out.";
    OrthodonticsOnTop "orthodontics-on-top" ["DENTAL-ORTHODONTICS"]
        "Ajoute la part AMO d’un semestre d’orthodontie au pourcentage du contrat."
        "Adds the AMO share of a semester of orthodontics to the percentage of the contract.";
    PmssOfTheYearBefore "pmss-of-the-year-before" ["DENTAL-IMPLANT-PMSS"]
        "Prend le PMSS de l’année d’avant."
        "Takes the PMSS of the year before.";
    FrameUncapped "frame-uncapped" ["OPTICS-FRAME"]
        "Paie une monture de classe B au-delà de 100 €."
        "Pays a class B frame beyond 100 €.";
    RenewalDayLate "renewal-day-late" ["OPTICS-RENEWAL"]
        "Refuse le renouvellement le jour anniversaire, l’accepte le lendemain."
        "Refuses a renewal on the anniversary, accepts it the day after.";
    RenewalFromTheUnpaid "renewal-from-the-unpaid" ["OPTICS-RENEWAL-SECOND"]
        "Une livraison non payée relance l’horloge du renouvellement."
        "A delivery that was not paid starts the clock of renewal anew.";
    RenewalOfAdults "renewal-of-adults" ["OPTICS-RENEWAL-CHILD"]
        "Applique aux enfants les deux ans des adultes."
        "Applies the adults’ two years to children.";
    FrameAndLensesTogether "frame-and-lenses-together" ["OPTICS-APART"]
        "Monture et verres achetés à part partagent une période de renouvellement."
        "Frame and lenses bought apart share one period of renewal.";
    EarsTogether "ears-together" ["AUDIO-TWO-EARS"]
        "Une aide auditive par personne au lieu d’une par oreille."
        "One hearing aid a person instead of one an ear.";
};
