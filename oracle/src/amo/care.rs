//! An act of care, before it is settled.

use domain::{ActCode, Cents, Day, PsNumber};

use super::AmoError;
use super::domains::Kind;

/// Who is cared for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Patient {
    /// Day of birth.
    pub birth: Day,
    /// Whose rates hold.
    pub regime: Regime,
    /// What frees them of participation and franchise, whatever the care.
    pub cover: Cover,
}

impl Patient {
    /// That the tariffs and rates that hold for an act are loaded.
    pub(crate) fn check_regime(&self, act: ActCode, day: Day) -> Result<(), AmoError> {
        if self.regime == Regime::Overseas {
            return Err(AmoError::Overseas { act, day });
        }
        Ok(())
    }

    /// Somebody of the general régime without any cover of the State.
    #[must_use]
    pub const fn born(birth: Day) -> Self {
        Self {
            birth,
            regime: Regime::General,
            cover: Cover::None,
        }
    }
}

/// Whose tariffs and rates hold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Regime {
    /// Those of everybody.
    #[default]
    General,
    /// The local régime of Alsace-Moselle (rules §8 bis): its rates hold the supplement.
    AlsaceMoselle,
    /// Those of an overseas department, where the care is given or the person insured: they are not loaded (rules
    /// §12 bis 10).
    Overseas,
}

/// What frees a person of participation and franchise, whatever the care (rules §2.4, §3, §4).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Cover {
    /// Nothing.
    #[default]
    None,
    /// The complémentaire santé solidaire. What it pays itself is a contract's: [`amc`](crate::amc).
    C2s,
    /// The aide médicale de l'État.
    StateAid,
    /// A military pension.
    MilitaryPension,
    /// A victim of terrorism: of the franchise only.
    Terrorism,
}

impl Cover {
    /// Its key in the law's tables of what each ground lifts.
    pub(super) const fn ground(self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::C2s => Some("c2s"),
            Self::StateAid => Some("aide-medicale-etat"),
            Self::MilitaryPension => Some("pension-militaire"),
            Self::Terrorism => Some("terrorisme"),
        }
    }
}

/// What lifts the ticket modérateur (rules §2.4).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Exemption {
    /// Nothing.
    #[default]
    None,
    /// Care related to a long disease (ALD).
    AldRelated,
    /// Maternity: from the sixth month of pregnancy to twelve days after the birth. Neither participation nor
    /// franchise.
    Maternity,
    /// A work accident or an occupational disease (AT/MP), outside a stay.
    WorkAccident,
    /// The holder of an invalidity pension.
    Invalidity,
    /// Prevention and screening. Neither participation nor franchise.
    Prevention,
}

impl Exemption {
    /// Its key in the law's tables of what each ground lifts.
    pub(super) const fn ground(self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::AldRelated => Some("ald"),
            Self::Maternity => Some("maternite"),
            Self::WorkAccident => Some("at-mp"),
            Self::Invalidity => Some("invalidite"),
            Self::Prevention => Some("prevention"),
        }
    }
}

/// Whether the person kept to the parcours de soins (rules §5). Ages, direct access and exemptions are found
/// out from the care.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Parcours {
    /// In it.
    #[default]
    In,
    /// Out of it. Without effect on what is no doctor's act.
    Out,
    /// Another doctor, by urgency: no majoration.
    Urgency,
    /// Another doctor, away from home: no majoration.
    Away,
    /// The locum of the treating doctor: no majoration.
    Locum,
    /// Out of it, with the authorised overrun (DA) of a secteur 1 specialist: the majoration is borne.
    AuthorisedOverrun,
}

/// An act of care. Amounts in cents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Care {
    /// Date of care.
    pub day: Day,
    /// What is done.
    pub kind: Kind,
    /// Amount spent on the line.
    pub fee: Cents,
    /// Acts, boxes.
    pub quantity: u8,
    /// Coefficient of a key letter, in hundredths; of a technical act, what may make it heavy. Without effect on the
    /// other acts.
    pub coefficient: u32,
    /// Dénombrement: examinations of a biology line. 0 counts as 1.
    pub count: u8,
    /// Base of the whole line, where the line gives it (rules §12 bis 20): it prevails. Always for a drug
    /// without [`Reference`](super::Reference).
    pub base: Option<Cents>,
    /// In or out of the parcours de soins.
    pub parcours: Parcours,
    /// What lifts the ticket modérateur.
    pub exemption: Exemption,
    /// Who executes it. All professionals without a number count as one.
    pub executor: PsNumber,
    /// Paid to the professional: participation and franchise become a debt.
    pub third_party: bool,
}
