//! The parameters that rules use: the law files must hold one for each name here, in the unit fixed here.

use serde::{Deserialize, Serialize};

/// Unit of a parameter or table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// Euros, with at most two decimals.
    Euros,
    /// Per cent, with at most two decimals.
    Percent,
    /// A number of acts, or an age in years; or 1 for yes and 0 for no.
    Count,
    /// What a key letter is multiplied by, with at most two decimals.
    Coefficient,
}

/// An enum of what the law files must hold, each with its id there and its unit.
macro_rules! ids {
    ($(#[$about:meta])* $ids:ident; $($(#[$doc:meta])* $name:ident = $word:literal, $unit:ident;)*) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $ids {
            $($(#[$doc])* $name,)*
        }

        impl $ids {
            /// Every one, in the order of their discriminants.
            pub const ALL: [Self; [$($word),*].len()] = [$(Self::$name),*];

            /// Its id in the law files.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)*
                }
            }

            /// Its unit.
            #[must_use]
            pub const fn unit(self) -> Unit {
                match self {
                    $(Self::$name => Unit::$unit,)*
                }
            }
        }
    };
}

pub(super) use ids;

ids! {
    /// A parameter of the law that rules use.
    ParamId;
    /// GP consultation, secteur 1 and OPTAM.
    TarifGeneraliste = "tarif.generaliste", Euros;
    /// GP consultation, child under 6.
    TarifGeneralisteMoins6 = "tarif.generaliste.moins-6-ans", Euros;
    /// Secteur 2 without option, GP or specialist.
    TarifSecteur2 = "tarif.secteur-2-sans-option", Euros;
    /// Coordinated specialist consultation.
    TarifSpecialisteCoordonne = "tarif.specialiste.coordonne", Euros;
    /// Direct specialist consultation.
    TarifSpecialisteDirect = "tarif.specialiste.direct", Euros;
    /// One-off expert opinion.
    TarifApc = "tarif.apc", Euros;
    /// One-off expert opinion of a psychiatrist.
    TarifApcPsychiatre = "tarif.apc.psychiatre", Euros;
    /// Complex consultation.
    TarifComplexe = "tarif.complexe", Euros;
    /// Very complex consultation.
    TarifTresComplexe = "tarif.tres-complexe", Euros;
    /// Coordinated cardiology consultation.
    TarifCardiologue = "tarif.cardiologue", Euros;
    /// Coordinated psychiatry or neurology consultation.
    TarifPsychiatre = "tarif.psychiatre", Euros;
    /// Psychiatry majoration for a young patient.
    MajorationPsychiatreJeune = "tarif.psychiatre.majoration-jeune", Euros;
    /// Age under which that majoration is due.
    AgePsychiatreJeune = "age.psychiatre.jeune", Count;
    /// Psychiatry, secteur 2 without option.
    TarifPsychiatreSecteur2 = "tarif.psychiatre.secteur-2-sans-option", Euros;
    /// Coordinated gynaecology consultation.
    TarifGynecologue = "tarif.gynecologue", Euros;
    /// Direct gynaecology consultation.
    TarifGynecologueDirect = "tarif.gynecologue.direct", Euros;
    /// Paediatric consultation, under 2.
    TarifPediatreMoins2 = "tarif.pediatre.moins-2-ans", Euros;
    /// Paediatric consultation, 2 to under 6.
    TarifPediatre2A6 = "tarif.pediatre.2-a-6-ans", Euros;
    /// Paediatric consultation, 6 and over.
    TarifPediatre6EtPlus = "tarif.pediatre.6-ans-et-plus", Euros;
    /// Mandatory child examination COE.
    TarifExamenEnfantCoe = "tarif.examen-enfant.coe", Euros;
    /// Mandatory child examination COH.
    TarifExamenEnfantCoh = "tarif.examen-enfant.coh", Euros;
    /// Coordinated geriatrics consultation.
    TarifGeriatre = "tarif.geriatre", Euros;
    /// Coordinated physical medicine consultation.
    TarifMedecinePhysique = "tarif.medecine-physique", Euros;
    /// Endocrinology majoration.
    MajorationEndocrinologue = "majoration.endocrinologue", Euros;
    /// Melanoma screening consultation.
    TarifDepistageMelanome = "tarif.depistage-melanome", Euros;
    /// Long consultation by the treating doctor.
    TarifConsultationLongue = "tarif.consultation-longue", Euros;
    /// Teleconsultation.
    TarifTeleconsultation = "tarif.teleconsultation", Euros;
    /// Tarif d'autorité of a GP.
    TarifAutoriteGeneraliste = "tarif.autorite.generaliste", Euros;
    /// Tarif d'autorité of a specialist.
    TarifAutoriteSpecialiste = "tarif.autorite.specialiste", Euros;
    /// Dispensing fee per box.
    HonoraireBoite = "pharmacie.honoraire-boite", Euros;
    /// Dispensing fee per prescription.
    HonoraireOrdonnance = "pharmacie.honoraire-ordonnance", Euros;
    /// Rate of the fee per prescription.
    TauxOrdonnance = "taux.pharmacie.ordonnance", Percent;
    /// Rate of drugs at 100 %.
    TauxPharmacie100 = "taux.pharmacie.100", Percent;
    /// Rate of drugs at 65 %.
    TauxPharmacie65 = "taux.pharmacie.65", Percent;
    /// Rate of drugs at 30 %.
    TauxPharmacie30 = "taux.pharmacie.30", Percent;
    /// Rate of drugs at 15 %.
    TauxPharmacie15 = "taux.pharmacie.15", Percent;
    /// Key letter B.
    LettreB = "biologie.lettre-b", Euros;
    /// Rate of biology.
    TauxBiologie = "taux.biologie", Percent;
    /// Key letter of physiotherapists.
    LettreKine = "lettre.kine", Euros;
    /// Key letter of nurses.
    LettreInfirmier = "lettre.infirmier.ami", Euros;
    /// Key letter of speech therapists.
    LettreOrthophoniste = "lettre.orthophoniste", Euros;
    /// Key letter of midwives.
    LettreSageFemme = "lettre.sage-femme", Euros;
    /// Rate of auxiliaries' acts.
    TauxAuxiliaire = "taux.auxiliaire", Percent;
    /// Rate of midwives' acts.
    TauxSageFemme = "taux.sage-femme", Percent;
    /// Rate of dental acts.
    TauxDentaire = "taux.dentaire", Percent;
    /// Rate of orthodontics and of the first year of retention.
    TauxOrtho = "taux.ortho", Percent;
    /// Rate of the second year of retention.
    TauxOrthoContention2 = "taux.ortho.contention-2", Percent;
    /// Rate of optics.
    TauxOptique = "taux.optique", Percent;
    /// Rate of hearing aids.
    TauxAudio = "taux.audio", Percent;
    /// Rate of transport.
    TauxTransport = "taux.transport", Percent;
    /// Rate of an urgent transport called by the SAMU.
    TauxTransportUrgent = "taux.transport.urgent", Percent;
    /// Rate of doctors' acts in the parcours.
    TauxMedecin = "taux.medecin", Percent;
    /// Rate of care related to a long disease.
    TauxAld = "taux.ald", Percent;
    /// Rate of maternity care.
    TauxMaternite = "taux.maternite", Percent;
    /// Rate of care of a work accident or an occupational disease, outside a stay.
    TauxAtMp = "taux.at-mp", Percent;
    /// Rate of care of an invalidity pensioner.
    TauxInvalidite = "taux.invalidite", Percent;
    /// Rate of prevention and screening.
    TauxPrevention = "taux.prevention", Percent;
    /// Last day after the birth on which maternity care is at 100 %.
    FinMaternite = "maternite.fin-jours", Count;
    /// Rate of a hospital stay.
    TauxSejour = "taux.sejour", Percent;
    /// Ticket modérateur of a stay, as a share of the daily tariff.
    TauxTicketModerateurSejour = "taux.sejour.ticket-moderateur", Percent;
    /// Rate of fees during a stay.
    TauxHonorairesSejour = "taux.sejour.honoraires", Percent;
    /// Days of a stay that bear the ticket modérateur.
    JoursTicketModerateur = "sejour.jours-ticket-moderateur", Count;
    /// Hospital daily charge.
    ForfaitJournalier = "hopital.forfait-journalier", Euros;
    /// Hospital daily charge in psychiatry.
    ForfaitJournalierPsychiatrie = "hopital.forfait-journalier.psychiatrie", Euros;
    /// Emergency flat fee.
    ForfaitUrgences = "urgences.forfait", Euros;
    /// Emergency flat fee, reduced.
    ForfaitUrgencesReduit = "urgences.forfait.reduit", Euros;
    /// Participation on heavy acts.
    ParticipationAssure = "participation-assure.montant", Euros;
    /// Rate of the acts of a heavy session.
    TauxActeLourd = "participation-assure.taux", Percent;
    /// Tariff from which an act is heavy.
    SeuilActeLourd = "participation-assure.seuil", Euros;
    /// Coefficient from which an act is heavy.
    CoefficientActeLourd = "participation-assure.coefficient", Coefficient;
    /// Majoration out of the parcours.
    MajorationParcours = "parcours.majoration", Percent;
    /// Its cap, as a share of the GP tariff.
    PlafondMajoration = "parcours.majoration.plafond", Percent;
    /// Age from which the parcours binds.
    AgeParcours = "parcours.age-minimum", Count;
    /// Last age of direct access to a psychiatrist.
    AgePsychiatreDirect = "parcours.psychiatre.age-maximum", Count;
    /// 1 where gynaecologists, ophthalmologists and stomatologists may be seen directly.
    AccesDirect = "parcours.acces-direct", Count;
    /// Participation per act or examination.
    Participation = "participation.montant", Euros;
    /// Participations per day and professional.
    ParticipationsParJour = "participation.actes-par-jour", Count;
    /// Yearly cap of the participation.
    PlafondParticipation = "participation.plafond-annuel", Euros;
    /// Franchise per box.
    FranchiseBoite = "franchise.boite", Euros;
    /// Franchise per auxiliary's act.
    FranchiseAuxiliaire = "franchise.auxiliaire", Euros;
    /// Its cap a day.
    PlafondFranchiseAuxiliaire = "franchise.auxiliaire.plafond-jour", Euros;
    /// Franchise per transport.
    FranchiseTransport = "franchise.transport", Euros;
    /// Its cap a day.
    PlafondFranchiseTransport = "franchise.transport.plafond-jour", Euros;
    /// Yearly cap of franchises.
    PlafondFranchise = "franchise.plafond-annuel", Euros;
    /// Age on 1 January from which participation and franchise are due.
    AgeMajorite = "exemption.age-majorite", Count;
    /// Monthly social security ceiling.
    Pmss = "pmss", Euros;
    /// Dentist consultation.
    TarifDentiste = "tarif.dentiste.consultation", Euros;
    /// Semester of orthodontics.
    OrthoSemestre = "ortho.semestre", Euros;
    /// First year of retention.
    OrthoContention1 = "ortho.contention-1", Euros;
    /// Second year of retention.
    OrthoContention2 = "ortho.contention-2", Euros;
    /// Base of class B optics, for a frame and for each lens.
    BaseOptiqueB = "optique.b.base", Euros;
    /// Base of contact lenses, per eye and year.
    ForfaitLentilles = "lentilles.forfait", Euros;
    /// Age from which a hearing aid has the adult's base.
    AgeAdulteAudio = "audio.age-adulte", Count;
    /// Base of a hearing aid, adults.
    BaseAudio = "audio.base", Euros;
    /// Base of a hearing aid under that age.
    BaseAudioJeune = "audio.base.moins-20-ans", Euros;
    /// Price limit of a hearing aid of class I.
    PrixAudio = "audio.prix-classe-1", Euros;
    /// The same under the age of the adult’s.
    PrixAudioJeune = "audio.prix-classe-1.moins-20-ans", Euros;
    /// First session of a year at a psychologist's.
    PremiereSeancePsychologue = "psychologue.premiere", Euros;
    /// Next session at a psychologist's.
    SeancePsychologue = "psychologue.suivante", Euros;
    /// Sessions covered a year.
    SeancesPsychologue = "psychologue.seances", Count;
    /// Rate of sessions at a psychologist's.
    TauxPsychologue = "taux.psychologue", Percent;
    /// GP's night majoration.
    MajorationNuit = "majoration.nuit", Euros;
    /// Third line of a night consultation.
    ComplementNuit = "majoration.nuit.complement", Euros;
    /// MCY.
    TarifMcy = "tarif.mcy", Euros;
    /// Midwife consultation.
    TarifSageFemme = "tarif.sage-femme", Euros;
    /// Nurse's majoration of a single act.
    MajorationInfirmier = "majoration.infirmier.mau", Euros;
    /// Nurse's flat travel fee.
    DeplacementInfirmier = "deplacement.infirmier.ifd", Euros;
    /// Dispensing fee of a large pack.
    HonoraireGrandConditionnement = "pharmacie.honoraire-grand-conditionnement", Euros;
    /// Dispensing fee related to age.
    HonoraireAge = "pharmacie.honoraire-age", Euros;
    /// Dispensing fee of special drugs.
    HonoraireSpecial = "pharmacie.honoraire-special", Euros;
    /// Dispensing fee of a complex prescription.
    HonoraireComplexe = "pharmacie.honoraire-complexe", Euros;
    /// Rate of the fee related to age.
    TauxHonoraireAge = "taux.pharmacie.honoraire-age", Percent;
    /// Rate of the fee of special drugs.
    TauxHonoraireSpecial = "taux.pharmacie.honoraire-special", Percent;
    /// Rate of the fee of a complex prescription.
    TauxHonoraireComplexe = "taux.pharmacie.honoraire-complexe", Percent;
    /// Most that a contrat responsable pays of the overrun of a doctor without option, of the base.
    ResponsableDepassement = "responsable.non-optam.depassement", Percent;
    /// Gap with the overrun that it pays for a doctor with option, of the base.
    ResponsableEcart = "responsable.non-optam.ecart", Percent;
    /// Ceiling of the frame in a contrat responsable.
    ResponsableMonture = "responsable.optique.monture", Euros;
    /// Months between two pairs of glasses in a contrat responsable.
    ResponsableOptiqueMois = "responsable.optique.renouvellement-mois", Count;
    /// The same under 16.
    ResponsableOptiqueMoisMoins16 = "responsable.optique.renouvellement-mois.moins-16-ans", Count;
    /// The same under 6.
    ResponsableOptiqueMoisMoins6 = "responsable.optique.renouvellement-mois.moins-6-ans", Count;
    /// Ceiling of a hearing aid in a contrat responsable, the AMO share included.
    ResponsableAudio = "responsable.audio.plafond", Euros;
    /// Years between two hearing aids in a contrat responsable.
    ResponsableAudioAns = "responsable.audio.renouvellement-ans", Count;
}
