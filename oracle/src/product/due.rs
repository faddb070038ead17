//! What a responsible contract always pays of a heading (rules §6).

use domain::{Heading, Rate};

/// The ticket modérateur of a heading that a responsible contract always pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Due {
    /// At most that part of the base, at the AMO's rates.
    Part(Rate),
    /// Of no known part.
    Unknown,
    /// The whole charge.
    Whole,
}

/// What of a heading a responsible contract always pays; none where it may leave it out.
pub(crate) const fn due(heading: Heading) -> Option<Due> {
    use Heading as H;
    Some(match heading {
        H::Generaliste | H::Specialiste | H::ActesTechniques | H::Imagerie | H::SageFemme => {
            Due::Part(Rate::percent(30))
        }
        H::Infirmier
        | H::Kine
        | H::Orthophoniste
        | H::Orthoptiste
        | H::Pedicure
        | H::Biologie
        | H::SoinsDentaires
        | H::Dentaire100Sante
        | H::DentaireMaitrise
        | H::DentaireLibre
        | H::Orthodontie
        | H::MontureA
        | H::VerreA
        | H::MontureB
        | H::VerreB
        | H::Lentilles
        | H::Audio1
        | H::Audio2
        | H::AudioEntretien
        | H::Psychologue => Due::Part(Rate::percent(40)),
        H::Pharmacie100 => Due::Part(Rate::percent(0)),
        H::Pharmacie65 => Due::Part(Rate::percent(35)),
        H::Sejour | H::HonorairesHospitaliers => Due::Part(Rate::percent(20)),
        H::Transport => Due::Part(Rate::percent(45)),
        H::Appareils | H::Fauteuil | H::Perruque => Due::Unknown,
        H::ForfaitJournalier | H::ParticipationActeLourd | H::ForfaitUrgences => Due::Whole,
        _ => return None,
    })
}
