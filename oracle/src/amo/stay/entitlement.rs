//! On what grounds a person bears less of a stay, and who pays instead.

use domain::{ActCode, Day};

use super::StayError;
use crate::amo::{Cover, Exemption, Patient, Regime};
use crate::law::{Law, LawError, ParamId, TableId, Value};

/// A ground on which a person bears less (rules §2.4, §2.3, §8 bis).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Ground {
    /// Care related to a long disease (ALD). Unrelated care is no ground.
    Ald,
    /// Maternity, of the mother or of the newborn: see [`Entitlement::after_birth`].
    Maternity,
    /// A work accident or an occupational disease (AT/MP).
    WorkAccident,
    /// An invalidity pension.
    Invalidity,
    /// Prevention and screening.
    Prevention,
    /// The local regime of Alsace-Moselle.
    LocalRegime,
    /// The complémentaire santé solidaire: the AMO pays its ordinary share, the body of the C2S the rest.
    C2s,
    /// The State medical aid: the documents say nothing of a stay under it.
    StateAid,
    /// A military pension: the same.
    MilitaryPension,
    /// A victim of terrorism: the same.
    Terrorism,
    /// Being cared for, or insured, in an overseas department: no ground, but whose stay is not settled.
    Overseas,
}

impl Ground {
    /// Its key in the law's tables of what each ground lifts.
    pub(in crate::amo) const fn key(self) -> &'static str {
        match self {
            Self::Ald => "ald",
            Self::Maternity => "maternite",
            Self::WorkAccident => "at-mp",
            Self::Invalidity => "invalidite",
            Self::Prevention => "prevention",
            Self::LocalRegime => "regime-local",
            Self::C2s => "c2s",
            Self::StateAid => "aide-medicale-etat",
            Self::MilitaryPension => "pension-militaire",
            Self::Terrorism => "terrorisme",
            Self::Overseas => "outre-mer",
        }
    }

    /// The rate that it raises a stay to.
    fn rate(self, law: &Law, day: Day) -> Result<Option<&Value>, LawError> {
        let id = match self {
            Self::Ald => ParamId::TauxAld,
            Self::Maternity => ParamId::TauxMaternite,
            Self::WorkAccident => ParamId::TauxAtMp,
            Self::Invalidity => ParamId::TauxInvalidite,
            Self::Prevention => ParamId::TauxPrevention,
            Self::LocalRegime => {
                let rate = law.row(TableId::TauxRegimeLocal, "hospitalisation", day)?;
                return Ok(Some(rate));
            }
            Self::C2s
            | Self::StateAid
            | Self::MilitaryPension
            | Self::Terrorism
            | Self::Overseas => {
                return Ok(None);
            }
        };
        law.param(id, day).map(Some)
    }

    /// Who pays the daily charge where it waives it.
    const fn pays(self) -> Payer {
        match self {
            Self::LocalRegime => Payer::LocalRegime,
            Self::C2s => Payer::Oc,
            _ => Payer::Regime,
        }
    }
}

/// A ground and the days on which it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Entitlement {
    /// The ground.
    pub ground: Ground,
    /// Its first day; `None` where it has no beginning.
    pub from: Option<Day>,
    /// Its last day; `None` where it has no end.
    pub until: Option<Day>,
}

impl Entitlement {
    /// A ground without beginning or end.
    #[must_use]
    pub const fn of(ground: Ground) -> Self {
        Self {
            ground,
            from: None,
            until: None,
        }
    }

    /// The same from a day on, as maternity from the sixth month of the pregnancy (rules §2.4).
    #[must_use]
    pub const fn from(self, day: Day) -> Self {
        Self {
            from: Some(day),
            ..self
        }
    }

    /// The grounds that a person has, and those of their care, none with an end.
    ///
    /// ```
    /// use oracle::amo::stay::{Entitlement, Ground};
    /// use oracle::amo::{Exemption, Patient, Regime};
    /// let patient = Patient {
    ///     regime: Regime::AlsaceMoselle,
    ///     ..Patient::born("1980-06-01".parse()?)
    /// };
    /// let grounds = Entitlement::of_person(&patient, Exemption::AldRelated);
    /// assert_eq!(grounds, [Ground::Ald, Ground::LocalRegime].map(Entitlement::of));
    /// # Ok::<(), domain::ParseError>(())
    /// ```
    #[must_use]
    pub fn of_person(patient: &Patient, exemption: Exemption) -> Vec<Self> {
        let of_care = match exemption {
            Exemption::None => None,
            Exemption::AldRelated => Some(Ground::Ald),
            Exemption::Maternity => Some(Ground::Maternity),
            Exemption::WorkAccident => Some(Ground::WorkAccident),
            Exemption::Invalidity => Some(Ground::Invalidity),
            Exemption::Prevention => Some(Ground::Prevention),
        };
        let of_regime = match patient.regime {
            Regime::General => None,
            Regime::AlsaceMoselle => Some(Ground::LocalRegime),
            Regime::Overseas => Some(Ground::Overseas),
        };
        let of_cover = match patient.cover {
            Cover::None => None,
            Cover::C2s => Some(Ground::C2s),
            Cover::StateAid => Some(Ground::StateAid),
            Cover::MilitaryPension => Some(Ground::MilitaryPension),
            Cover::Terrorism => Some(Ground::Terrorism),
        };
        let grounds = [of_care, of_regime, of_cover].into_iter().flatten();
        grounds.map(Self::of).collect()
    }

    /// Maternity up to the twelfth day after a birth (rules §2.4): of the mother, and of the newborn in a stay of
    /// their own (register: `newborn-stay`).
    ///
    /// ```
    /// use oracle::amo::stay::Entitlement;
    /// use oracle::law::Law;
    /// let entitlement = Entitlement::after_birth(Law::embedded(), "2025-03-01".parse()?)?;
    /// assert_eq!(entitlement.until, Some("2025-03-13".parse()?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Where the law has no figure on the day of the birth.
    pub fn after_birth(law: &Law, birth: Day) -> Result<Self, LawError> {
        let days = law.param(ParamId::FinMaternite, birth)?.count();
        Ok(Self {
            until: Some(birth.plus(i32::try_from(days).unwrap_or(i32::MAX))),
            ..Self::of(Ground::Maternity)
        })
    }

    pub(super) fn holds(self, day: Day) -> bool {
        self.from.is_none_or(|first| first <= day) && self.until.is_none_or(|last| day <= last)
    }
}

/// Who pays what the AMO does not reimburse as care (noemie-format §10, daily hospital fee).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Payer {
    /// 0: the régime.
    Regime,
    /// 1: the local régime of Alsace-Moselle.
    LocalRegime,
    /// 2: the insured, and their mutuelle after them.
    Insured,
    /// 3: a complementary body, here the one that runs the person's C2S.
    Oc,
}

impl Payer {
    /// The digit of the wire.
    #[must_use]
    pub const fn digit(self) -> u8 {
        match self {
            Self::Regime => b'0',
            Self::LocalRegime => b'1',
            Self::Insured => b'2',
            Self::Oc => b'3',
        }
    }

    /// The payer in a word.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Regime => "régime",
            Self::LocalRegime => "régime local",
            Self::Insured => "insured",
            Self::Oc => "C2S",
        }
    }

    /// Whether it is the AMO, the local regime being part of it.
    #[must_use]
    pub const fn is_amo(self) -> bool {
        matches!(self, Self::Regime | Self::LocalRegime)
    }
}

/// That the rates of a stay are loaded: those of the overseas departments are not (rules §12 bis 10).
pub(super) fn check(entitlements: &[Entitlement], act: ActCode, day: Day) -> Result<(), StayError> {
    let overseas = |entitlement: &Entitlement| entitlement.ground == Ground::Overseas;
    if entitlements.iter().any(overseas) {
        return Err(StayError::Overseas { act, day });
    }
    Ok(())
}

/// The entitlements that hold on a day.
pub(super) fn held(entitlements: &[Entitlement], day: Day) -> impl Iterator<Item = Ground> + '_ {
    let held = entitlements
        .iter()
        .filter(move |entitlement| entitlement.holds(day));
    held.map(|entitlement| entitlement.ground)
}

/// The ground that raises the rate of a stay on a day the most, and that rate.
pub(super) fn lift<'a>(
    law: &'a Law,
    entitlements: &[Entitlement],
    day: Day,
) -> Result<Option<(Ground, &'a Value)>, LawError> {
    let mut best: Option<(Ground, &Value)> = None;
    for ground in held(entitlements, day) {
        if let Some(value) = ground.rate(law, day)?
            && best.is_none_or(|(_, other)| other.rate() < value.rate())
        {
            best = Some((ground, value));
        }
    }
    Ok(best)
}

/// Whether a ground that holds on a day waives what a table is about, and the figure that says so. A ground that the
/// table does not settle is an error, unless another one waives (register: `stay-unnamed-grounds`).
pub(in crate::amo) fn waiver<'a>(
    law: &'a Law,
    table: TableId,
    entitlements: &[Entitlement],
    day: Day,
) -> Result<Option<(Ground, &'a Value)>, LawError> {
    // The compulsory scheme pays before the complementary one: order of the payers.
    let (mut waives, mut hole): (Option<(Ground, &Value)>, _) = (None, None);
    for ground in held(entitlements, day) {
        match law.row(table, ground.key(), day) {
            Ok(value) => {
                let first = waives.is_none_or(|(other, _)| ground.pays() < other.pays());
                if value.count() == 0 && first {
                    waives = Some((ground, value));
                }
            }
            Err(error) => hole = Some(error),
        }
    }
    match (waives, hole) {
        (None, Some(hole)) => Err(hole),
        (waives, _) => Ok(waives),
    }
}

/// Who pays the daily charge of a day, and the figure that says so where it is not the insured.
pub(super) fn daily_charge<'a>(
    law: &'a Law,
    entitlements: &[Entitlement],
    day: Day,
) -> Result<(Payer, Option<&'a Value>), LawError> {
    let table = TableId::ForfaitJournalierDu;
    let waives = waiver(law, table, entitlements, day)?;
    if waives.is_none_or(|(ground, _)| !ground.pays().is_amo()) {
        // Of a ground that the table does not settle, the AMO may be the one who pays.
        for ground in held(entitlements, day) {
            law.row(table, ground.key(), day)?;
        }
    }
    Ok(match waives {
        Some((ground, value)) => (ground.pays(), Some(value)),
        None => (Payer::Insured, None),
    })
}

/// Who pays the ticket modérateur on a day: the body of the C2S, or the insured.
pub(super) fn complement(entitlements: &[Entitlement], day: Day) -> Payer {
    if held(entitlements, day).any(|ground| ground == Ground::C2s) {
        Payer::Oc
    } else {
        Payer::Insured
    }
}
