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
