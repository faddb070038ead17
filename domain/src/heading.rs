use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::ParseError;

mod codes;

/// Declares the families and their headings once: names, order, which is in which.
macro_rules! headings {
    ($($(#[$family_doc:meta])* $family:ident = $family_word:literal {
        $($(#[$doc:meta])* $heading:ident = $word:literal,)+
    })+) => {
        /// A family of a tableau de garanties: a guarantee on it applies to its headings
        /// (docs/products.md, "Families and headings").
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
            schemars::JsonSchema,
        )]
        pub enum Family {
            $($(#[$family_doc])* #[serde(rename = $family_word)] $family,)+
        }

        /// A heading of a tableau de garanties: what a line is paid as.
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
            schemars::JsonSchema,
        )]
        pub enum Heading {
            $($($(#[$doc])* #[serde(rename = $word)] $heading,)+)+
        }

        impl Family {
            /// Every family, in the order of a tableau de garanties.
            pub const ALL: &[Self] = &[$(Self::$family),+];

            /// Those that a contrat responsable may not leave out: one of their headings has a ticket modérateur or a
            /// charge that it always pays (rules §6; docs/products.md, "Due").
            pub const DUE: &[Self] = &[
                Self::Medecins,
                Self::SageFemme,
                Self::Auxiliaires,
                Self::Biologie,
                Self::Pharmacie,
                Self::Dentaire,
                Self::Optique,
                Self::Audio,
                Self::Appareillage,
                Self::Hospitalisation,
                Self::Transport,
                Self::Psychologue,
            ];

            /// Its name in product files.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$family => $family_word,)+ }
            }

            /// Its headings, in order.
            #[must_use]
            pub const fn headings(self) -> &'static [Heading] {
                match self { $(Self::$family => &[$(Heading::$heading),+],)+ }
            }
        }

        impl Heading {
            /// Every heading, in the order of a tableau de garanties.
            pub const ALL: &[Self] = &[$($(Self::$heading),+),+];

            /// Those of which a contrat responsable leaves nothing: the 100 % Santé and the charges that it pays whole.
            pub const WITHOUT_REMAINDER: &[Self] = &[
                Self::Dentaire100Sante,
                Self::MontureA,
                Self::VerreA,
                Self::Audio1,
                Self::ForfaitJournalier,
                Self::ParticipationActeLourd,
                Self::ForfaitUrgences,
            ];

            /// Its name in product files.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $($(Self::$heading => $word,)+)+ }
            }

            /// The family it takes its guarantee from.
            #[must_use]
            pub const fn family(self) -> Family {
                match self { $($(Self::$heading)|+ => Family::$family,)+ }
            }
        }
    };
}

headings! {
    /// Doctors.
    Medecins = "medecins" {
        /// Consultations of general practitioners (specialities 01, 22, 23).
        Generaliste = "generaliste",
        /// Consultations of the other doctors.
        Specialiste = "specialiste",
        /// Technical acts.
        ActesTechniques = "actes-techniques",
        /// Imaging.
        Imagerie = "imagerie",
    }
    /// Midwives.
    SageFemme = "sage-femme" {
        /// Acts of midwives.
        SageFemme = "sage-femme",
    }
    /// Auxiliaries.
    Auxiliaires = "auxiliaires" {
        /// Nurses.
        Infirmier = "infirmier",
        /// Physiotherapists.
        Kine = "kine",
        /// Speech therapists.
        Orthophoniste = "orthophoniste",
        /// Orthoptists.
        Orthoptiste = "orthoptiste",
        /// Chiropodists.
        Pedicure = "pedicure",
    }
    /// Biology.
    Biologie = "biologie" {
        /// Acts of biology.
        Biologie = "biologie",
    }
    /// Pharmacy.
    Pharmacie = "pharmacie" {
        /// Drugs at 100 %, their fees, and the complex-prescription fee (HC).
        Pharmacie100 = "pharmacie-100",
        /// Drugs at 65 %, their fees, and the fees per prescription (HDR, HDA, HDE).
        Pharmacie65 = "pharmacie-65",
        /// Drugs at 30 % and their fees.
        Pharmacie30 = "pharmacie-30",
        /// Drugs at 15 % and their fees.
        Pharmacie15 = "pharmacie-15",
        /// Drugs that the AMO does not reimburse (PHN).
        PharmacieNonRemboursee = "pharmacie-non-remboursee",
    }
    /// Dental care.
    Dentaire = "dentaire" {
        /// Dental care.
        SoinsDentaires = "soins-dentaires",
        /// Prostheses of the basket 100 % Santé.
        Dentaire100Sante = "dentaire-100-sante",
        /// Prostheses of the basket with moderated prices.
        DentaireMaitrise = "dentaire-maitrise",
        /// Prostheses of the free basket, or of an unknown one.
        DentaireLibre = "dentaire-libre",
        /// Orthodontics.
        Orthodontie = "orthodontie",
        /// Implants.
        Implant = "implant",
        /// Periodontics.
        Parodontologie = "parodontologie",
    }
    /// Optics.
    Optique = "optique" {
        /// Frames of class A (100 % Santé).
        MontureA = "monture-a",
        /// Lenses of class A (100 % Santé).
        VerreA = "verre-a",
        /// Frames of class B.
        MontureB = "monture-b",
        /// Lenses of class B.
        VerreB = "verre-b",
        /// Contact lenses.
        Lentilles = "lentilles",
        /// Refractive surgery.
        ChirurgieRefractive = "chirurgie-refractive",
    }
    /// Hearing aids.
    Audio = "audio" {
        /// Hearing aids of class I (100 % Santé).
        Audio1 = "audio-1",
        /// Hearing aids of class II.
        Audio2 = "audio-2",
        /// Supplies and upkeep of hearing aids.
        AudioEntretien = "audio-entretien",
    }
    /// Devices.
    Appareillage = "appareillage" {
        /// Devices of the LPP.
        Appareils = "appareils",
        /// Wheelchairs.
        Fauteuil = "fauteuil",
        /// Wigs.
        Perruque = "perruque",
    }
    /// Hospital.
    Hospitalisation = "hospitalisation" {
        /// Stays.
        Sejour = "sejour",
        /// Doctors' fees during a stay.
        HonorairesHospitaliers = "honoraires-hospitaliers",
        /// Daily charge.
        ForfaitJournalier = "forfait-journalier",
        /// Participation on heavy acts (PAS).
        ParticipationActeLourd = "participation-acte-lourd",
        /// Emergency flat fee (FPU).
        ForfaitUrgences = "forfait-urgences",
        /// Single room.
        ChambreParticuliere = "chambre-particuliere",
        /// Bed of a companion.
        LitAccompagnant = "lit-accompagnant",
    }
    /// Transport.
    Transport = "transport" {
        /// Transport of patients.
        Transport = "transport",
    }
    /// Psychologists.
    Psychologue = "psychologue" {
        /// Sessions of Mon soutien psy.
        Psychologue = "psychologue",
    }
    /// Thermal cures.
    CureThermale = "cure-thermale" {
        /// Thermal cures.
        CureThermale = "cure-thermale",
    }
    /// Soft medicine.
    MedecinesDouces = "medecines-douces" {
        /// Osteopaths.
        Osteopathe = "osteopathe",
        /// Chiropractors.
        Chiropracteur = "chiropracteur",
        /// Acupuncture.
        Acupuncture = "acupuncture",
        /// Dieticians.
        Dieteticien = "dieteticien",
        /// Psychologists outside Mon soutien psy.
        PsychologueLibre = "psychologue-libre",
        /// Other soft medicine.
        AutreMedecineDouce = "autre-medecine-douce",
    }
    /// Prevention.
    Prevention = "prevention" {
        /// Vaccines.
        Vaccin = "vaccin",
        /// Giving up smoking.
        SevrageTabagique = "sevrage-tabagique",
        /// Screening.
        Depistage = "depistage",
        /// Physical activity.
        ActivitePhysique = "activite-physique",
    }
    /// Lump sums for events.
    Forfaits = "forfaits" {
        /// Birth.
        Naissance = "naissance",
        /// Adoption.
        Adoption = "adoption",
        /// Funeral.
        Obseques = "obseques",
    }
}

impl Heading {
    /// Whether doctors execute it: only those know OPTAM and the cap on non-OPTAM overruns.
    #[must_use]
    pub const fn is_doctor(self) -> bool {
        matches!(
            self,
            Self::Generaliste
                | Self::Specialiste
                | Self::ActesTechniques
                | Self::Imagerie
                | Self::HonorairesHospitaliers
        )
    }

    /// The heading of the same act on a line that names a stay.
    #[must_use]
    pub const fn in_stay(self) -> Self {
        match self {
            Self::Generaliste | Self::Specialiste | Self::ActesTechniques | Self::Imagerie => {
                Self::HonorairesHospitaliers
            }
            other => other,
        }
    }

    /// The basket of 100 % Santé, of its moderated prices, or free, where the heading says so.
    #[must_use]
    pub const fn basket(self) -> Option<Basket> {
        match self {
            Self::Dentaire100Sante | Self::MontureA | Self::VerreA | Self::Audio1 => {
                Some(Basket::CentSante)
            }
            Self::DentaireMaitrise => Some(Basket::Maitrise),
            Self::DentaireLibre | Self::MontureB | Self::VerreB | Self::Audio2 => {
                Some(Basket::Libre)
            }
            _ => None,
        }
    }
}

/// A basket of the reform "100 % Santé".
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
pub enum Basket {
    /// 100 % Santé: dental basket without remainder, optics class A, hearing aids class I.
    #[serde(rename = "100-sante")]
    CentSante,
    /// Dental basket with moderated prices.
    #[serde(rename = "maitrise")]
    Maitrise,
    /// Free prices.
    #[serde(rename = "libre")]
    Libre,
}

/// Reads and prints the word of product files.
macro_rules! as_word {
    ($type:ty, $what:literal) => {
        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.word())
            }
        }

        impl FromStr for $type {
            type Err = ParseError;

            fn from_str(text: &str) -> Result<Self, ParseError> {
                Self::ALL
                    .iter()
                    .copied()
                    .find(|one| one.word() == text)
                    .ok_or_else(|| {
                        ParseError::new(
                            $what,
                            text,
                            "see docs/products.md, \"Families and headings\"",
                        )
                    })
            }
        }
    };
}

as_word!(Family, "a family of guarantees");
as_word!(Heading, "a heading of guarantees");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_heading_stands_in_its_family_once() {
        let listed: Vec<_> = Family::ALL
            .iter()
            .flat_map(|family| family.headings().iter().map(|heading| (*family, *heading)))
            .collect();
        assert_eq!(listed.len(), Heading::ALL.len());
        for (family, heading) in listed {
            assert_eq!(heading.family(), family);
            assert_eq!(heading.word().parse(), Ok(heading));
        }
    }
}
