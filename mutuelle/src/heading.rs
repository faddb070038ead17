//! The table of headings of `docs/products.md`, written out again: who executes it, what a responsible contract
//! owes on it, its basket, and the act codes that fall in it.

use domain::{ActCode, Basket, Heading};

/// What a responsible contract owes on a heading: the column "Due".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Due {
    /// Nothing.
    No,
    /// The ticket modérateur, which is at most that per cent of the base (rules §2).
    TicketModerateur(u32),
    /// The ticket modérateur, whose highest rate is not given.
    TicketModerateurUnknown,
    /// The whole charge.
    Whole,
}

/// The column "Due" of a heading.
pub(crate) fn due(heading: Heading) -> Due {
    match heading {
        Heading::Generaliste
        | Heading::Specialiste
        | Heading::ActesTechniques
        | Heading::Imagerie
        | Heading::SageFemme => Due::TicketModerateur(30),
        Heading::Infirmier
        | Heading::Kine
        | Heading::Orthophoniste
        | Heading::Orthoptiste
        | Heading::Pedicure
        | Heading::Biologie => Due::TicketModerateur(40),
        Heading::Pharmacie100 => Due::TicketModerateur(0),
        Heading::Pharmacie65 => Due::TicketModerateur(35),
        Heading::SoinsDentaires
        | Heading::Dentaire100Sante
        | Heading::DentaireMaitrise
        | Heading::DentaireLibre
        | Heading::Orthodontie => Due::TicketModerateur(40),
        Heading::MontureA
        | Heading::VerreA
        | Heading::MontureB
        | Heading::VerreB
        | Heading::Lentilles => Due::TicketModerateur(40),
        Heading::Audio1 | Heading::Audio2 | Heading::AudioEntretien => Due::TicketModerateur(40),
        Heading::Appareils | Heading::Fauteuil | Heading::Perruque => Due::TicketModerateurUnknown,
        Heading::Sejour | Heading::HonorairesHospitaliers => Due::TicketModerateur(20),
        Heading::ForfaitJournalier | Heading::ParticipationActeLourd | Heading::ForfaitUrgences => {
            Due::Whole
        }
        Heading::Transport => Due::TicketModerateur(45),
        Heading::Psychologue => Due::TicketModerateur(40),
        Heading::Pharmacie30
        | Heading::Pharmacie15
        | Heading::PharmacieNonRemboursee
        | Heading::Implant
        | Heading::Parodontologie
        | Heading::ChirurgieRefractive
        | Heading::ChambreParticuliere
        | Heading::LitAccompagnant
        | Heading::CureThermale
        | Heading::Osteopathe
        | Heading::Chiropracteur
        | Heading::Acupuncture
        | Heading::Dieteticien
        | Heading::PsychologueLibre
        | Heading::AutreMedecineDouce
        | Heading::Vaccin
        | Heading::SevrageTabagique
        | Heading::Depistage
        | Heading::ActivitePhysique
        | Heading::Naissance
        | Heading::Adoption
        | Heading::Obseques => Due::No,
    }
}

/// The column "Doctor".
pub(crate) fn is_doctors(heading: Heading) -> bool {
    matches!(
        heading,
        Heading::Generaliste
            | Heading::Specialiste
            | Heading::ActesTechniques
            | Heading::Imagerie
            | Heading::HonorairesHospitaliers
    )
}

/// The column "Basket".
pub(crate) fn basket_of(heading: Heading) -> Option<Basket> {
    match heading {
        Heading::Dentaire100Sante | Heading::MontureA | Heading::VerreA | Heading::Audio1 => {
            Some(Basket::CentSante)
        }
        Heading::DentaireMaitrise => Some(Basket::Maitrise),
        Heading::DentaireLibre | Heading::MontureB | Heading::VerreB | Heading::Audio2 => {
            Some(Basket::Libre)
        }
        _ => None,
    }
}

/// The heading of an act code by that speciality (two digits of the tables of noemie-format §10), in a stay or
/// not: as the one table of codes has it. `None` where it has no heading for the code: participation, franchise,
/// codes it does not name, a complement whose executor says nothing.
#[must_use]
pub fn heading_of(act: ActCode, specialty: u8, in_stay: bool) -> Option<Heading> {
    let heading = Heading::of(act, specialty)?;
    let of_medecins = matches!(
        heading,
        Heading::Generaliste | Heading::Specialiste | Heading::ActesTechniques | Heading::Imagerie
    );
    if in_stay && of_medecins {
        return Some(Heading::HonorairesHospitaliers);
    }
    Some(heading)
}

#[cfg(test)]
mod tests {
    use domain::Family;

    use super::*;

    #[test]
    fn headings_are_those_of_the_page() {
        let heading = |act: &str, specialty| heading_of(act.parse().unwrap(), specialty, false);
        for (act, specialty, expected) in [
            ("G", 1, Some(Heading::Generaliste)),
            ("CS", 22, Some(Heading::Generaliste)),
            ("G", 7, Some(Heading::Specialiste)),
            ("C", 19, Some(Heading::SoinsDentaires)),
            ("CS", 19, Some(Heading::Specialiste)),
            ("C", 21, Some(Heading::SageFemme)),
            ("HC", 50, Some(Heading::Pharmacie100)),
            ("HDR", 50, Some(Heading::Pharmacie65)),
            ("HG4", 50, Some(Heading::Pharmacie30)),
            ("BP", 30, Some(Heading::Biologie)),
            ("PFC", 19, Some(Heading::DentaireLibre)),
            ("PF0", 19, Some(Heading::Dentaire100Sante)),
            ("PF1", 19, Some(Heading::DentaireMaitrise)),
            ("VM7", 60, Some(Heading::VerreB)),
            ("PFH", 1, None),
            ("MPC", 1, Some(Heading::Generaliste)),
            ("IK", 50, None),
        ] {
            assert_eq!(heading(act, specialty), expected, "{act} by {specialty}");
        }
    }

    #[test]
    fn doctors_of_a_stay_have_a_heading_of_their_own() {
        let in_stay = |act: &str| heading_of(act.parse().unwrap(), 3, true);
        assert_eq!(in_stay("CS"), Some(Heading::HonorairesHospitaliers));
        assert_eq!(in_stay("ADE"), Some(Heading::HonorairesHospitaliers));
        assert_eq!(in_stay("AMI"), Some(Heading::Infirmier));
    }

    #[test]
    fn every_heading_but_those_of_a_responsible_contract_may_be_left_out() {
        let owed: Vec<&str> = Heading::ALL
            .iter()
            .filter(|heading| due(**heading) != Due::No)
            .map(|heading| heading.word())
            .collect();
        assert_eq!(owed.len(), 36, "{owed:?}");
        let basket = |family: Family| -> Vec<_> {
            let headings = family.headings().iter();
            headings.map(|heading| basket_of(*heading)).collect()
        };
        assert_eq!(
            basket(Family::Audio),
            [Some(Basket::CentSante), Some(Basket::Libre), None]
        );
    }
}
