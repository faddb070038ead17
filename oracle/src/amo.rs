//! The AMO half: what the Assurance Maladie pays for an act, with the law of its date of care.
//!
//! [`liquidate`] is the whole of it: base, rate, majoration out of the parcours, participation on
//! heavy acts, participation and franchise, in that order. What differs from one kind of care to another stands in the file of its domain
//! (`amo/domains/`). Every decision may leave a step in a [`Trace`].

mod base;
mod care;
mod code;
mod counters;
mod debts;
mod doctor;
mod domains;
mod exceptions;
mod heavy;
mod parcours;
mod rate;
mod readings;
mod session;
pub mod stay;
mod withheld;

use domain::{ActCode, Cents, Convention, CoordinationOption, Day};

pub use care::{Care, Cover, Exemption, Parcours, Patient, Regime};
pub use code::LawCode;
pub use counters::Counters;
pub use debts::{Debt, Debts, Withheld};
pub use doctor::{Doctor, Sector};
pub use domains::{
    Complement, Dental, DrugLabel, Kind, Means, Midwife, NurseSupplement, Optics, Profession,
    Reference, Tariff, Technique,
};
pub(crate) use readings::Readings;

pub use heavy::{Nature, Pas, TechnicalAct, is_heavy};

use crate::law::{Law, LawError, Value};
use crate::trace::{Confidence, Label, NoTrace, Source, Step, Term, Trace};
use domains::{Base, Case};

/// What the AMO pays for an act, and what a line of the décompte says of it. Amounts in cents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Liquidation {
    /// Act code.
    pub act: ActCode,
    /// Speciality of the executor.
    pub specialty: u8,
    /// Convention of the executor.
    pub convention: Convention,
    /// Option of the executor.
    pub option: CoordinationOption,
    /// Price of one unit: the tariff, the key letter, the fee, or the base of one box.
    pub unit_price: Cents,
    /// Base of the line.
    pub base: Cents,
    /// Rate in whole per cent as the line prints it: 30 for a doctor's act out of the parcours.
    pub rate_printed: u16,
    /// Theoretical share: at the normal rate, before majoration, participation and franchise.
    pub gross: Cents,
    /// Majoration out of the parcours.
    pub majoration: Cents,
    /// `gross` less `majoration`: the AMO amount of the line.
    pub amount: Cents,
    /// Participation forfaitaire.
    pub participation: Cents,
    /// Franchise médicale.
    pub franchise: Cents,
    /// Participation and franchise are a debt to recover later: the act is paid to a third party.
    pub deferred: bool,
    /// It is a technical act of a session in town that a heavy act lifts the ticket modérateur of.
    pub heavy: bool,
    /// The participation on heavy acts, a line of its own beside this one: taken off what is paid, whoever is.
    pub pas: Option<Pas>,
}

impl Liquidation {
    /// What reaches the payee: under third-party payment, participation and franchise are not withheld at once.
    /// Below zero where the participation on heavy acts is above the act that brings it.
    #[must_use]
    pub fn paid(&self) -> Cents {
        let due = self.amount - self.pas.map_or(Cents::ZERO, |pas| pas.amount);
        if self.deferred {
            due
        } else {
            due - self.participation - self.franchise
        }
    }
}

/// Why an act is not settled.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AmoError {
    /// The law has no figure.
    #[error(transparent)]
    Law(#[from] LawError),
    /// Two exceptions that disagree claim one case.
    #[error("two exceptions claim {case} on {day}: {first} and {second}")]
    TwoExceptions {
        /// What is to be decided.
        case: &'static str,
        /// Date of care.
        day: Day,
        /// One exception.
        first: &'static str,
        /// The other.
        second: &'static str,
    },
    /// Care in an overseas department, or of somebody insured there: give what the AMO did.
    #[error(
        "{act} on {day}: the tariffs and rates of the overseas departments (Guadeloupe, Martinique, Guyane, La \
         Réunion, Mayotte) are not loaded"
    )]
    Overseas {
        /// Act code.
        act: ActCode,
        /// Date of care.
        day: Day,
    },
    /// The base must be given on the line, and is not.
    #[error("no base on the line of {act} on {day}")]
    NoBase {
        /// Act code.
        act: ActCode,
        /// Date of care.
        day: Day,
    },
    /// The texts give that tariff to no doctor of that sector; the base may be given on the line.
    #[error("no tariff `{tariff}` in secteur {sector} on {day}")]
    NoTariff {
        /// Tariff asked for.
        tariff: Tariff,
        /// Sector of the doctor.
        sector: Sector,
        /// Date of care.
        day: Day,
    },
    /// Substitution was refused: the law bars third-party payment of that drug.
    #[error("{act} on {day}: substitution was refused, which bars third-party payment")]
    NoThirdParty {
        /// Act code.
        act: ActCode,
        /// Date of care.
        day: Day,
    },
    /// More sessions at a psychologist's than the law covers in a year.
    #[error(
        "no session left on {day}: {covered} are covered a year, and nothing is said of the next"
    )]
    NoSessionLeft {
        /// Date of care.
        day: Day,
        /// Sessions covered a year.
        covered: u32,
    },
    /// A long consultation of somebody who is not old enough.
    #[error("a long consultation on {day}: it is for who is over 80")]
    TooYoung {
        /// Date of care.
        day: Day,
    },
    /// A second long consultation in a calendar year.
    #[error("a long consultation on {day}: it is due once a calendar year")]
    NoLongConsultationLeft {
        /// Date of care.
        day: Day,
    },
    /// An authorised overrun of somebody who is no specialist of secteur 1.
    #[error("{act} on {day}: only a specialist of secteur 1 has an authorised overrun")]
    NoAuthorisedOverrun {
        /// Act code.
        act: ActCode,
        /// Date of care.
        day: Day,
    },
    /// Acts of one session in town of which some were told to be of a heavy session, and some were not.
    #[error(
        "{act} on {day}: the technical acts of that practitioner on that day come to {together}, and some were told \
         without the others, as of no heavy session"
    )]
    SessionToldApart {
        /// Act code.
        act: ActCode,
        /// Date of care.
        day: Day,
        /// Their tariffs together.
        together: Cents,
    },
    /// A fee or base below zero: reversals are made by taking a settlement back.
    #[error("negative amount on the line of {act} on {day}")]
    Negative {
        /// Act code.
        act: ActCode,
        /// Date of care.
        day: Day,
    },
}

/// Settles an act, and counts what it withholds. On an error nothing is counted.
///
/// ```
/// use domain::{Cents, CoordinationOption, PsNumber};
/// use oracle::amo::{
///     Care, Counters, Doctor, Exemption, Kind, Parcours, Patient, Sector, Tariff, liquidate,
/// };
/// use oracle::{law::Law, trace::NoTrace};
///
/// let care = Care {
///     day: "2025-02-01".parse()?,
///     kind: Kind::Consultation {
///         tariff: Tariff::Generaliste,
///         doctor: Doctor {
///             sector: Sector::TwoOptam,
///             option: CoordinationOption::Optam,
///             specialty: 1,
///         },
///     },
///     fee: Cents(5_000),
///     quantity: 1,
///     coefficient: 100,
///     count: 0,
///     base: None,
///     parcours: Parcours::In,
///     exemption: Exemption::None,
///     executor: PsNumber::default(),
///     third_party: false,
/// };
/// let patient = Patient::born("1980-06-01".parse()?);
/// let mut counters = Counters::default();
/// let settled = liquidate(Law::embedded(), &patient, &care, &mut counters, &mut NoTrace)?;
/// assert_eq!((settled.gross, settled.paid()), (Cents(2_100), Cents(1_900)));
/// counters.take_back(&care, &settled);
/// assert_eq!(counters, Counters::default());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`AmoError`]: no figure in the law on that day, no base, or two exceptions that disagree.
pub fn liquidate<T: Trace>(
    law: &Law,
    patient: &Patient,
    care: &Care,
    counters: &mut Counters,
    trace: &mut T,
) -> Result<Liquidation, AmoError> {
    let act = care.kind.act();
    if care.fee < Cents::ZERO || care.base.is_some_and(|base| base < Cents::ZERO) {
        return Err(AmoError::Negative { act, day: care.day });
    }
    patient.check_regime(act, care.day)?;
    care.kind.check(care)?;
    let case = Case {
        law,
        birth: patient.birth,
        care,
        counters,
    };
    let Base { unit, line: base } = base::line(&case, trace)?;
    let heavy = session::heavy(law, care, base, counters, trace)?;
    let normal = rate::normal(law, patient, care, heavy)?;
    let assiette = care.fee.min(base);
    let gross = assiette.at(normal.value.rate(), law.rounding());
    trace.step(|| {
        step(
            normal.rule,
            normal.label,
            vec![
                ("expense", care.fee.into()),
                ("base", base.into()),
                ("rate", normal.value.rate().into()),
            ],
            gross,
            &[normal.value],
        )
    });
    let majoration = if heavy && law.readings().heavy_spared {
        parcours::Majoration::default()
    } else {
        parcours::majoration(law, patient, care, (assiette, base), trace)?
    };
    let amount = gross - majoration.amount;
    let pas = if heavy {
        session::pas(law, patient, care, counters, trace)?
    } else {
        None
    };
    let participation = withheld::participation(law, patient, care, amount, counters, trace)?;
    let franchise = withheld::franchise(law, patient, care, amount, counters, trace)?;
    if care.third_party && participation + franchise > Cents::ZERO {
        trace.step(|| Step {
            rule: "R-AMO-DEFERRED",
            label: Label {
                fr: "Retenues reportées",
                en: "Withholdings put off",
            },
            inputs: vec![
                ("participation", participation.into()),
                ("franchise", franchise.into()),
            ],
            result: (participation + franchise).into(),
            source: "rules §4".into(),
            confidence: Confidence::SecondHand,
        });
    }
    let settled = Liquidation {
        act,
        specialty: care.kind.specialty(),
        convention: care.kind.convention(),
        option: care.kind.option(),
        unit_price: unit,
        base,
        rate_printed: normal.printed(majoration.rate),
        gross,
        majoration: majoration.amount,
        amount,
        participation,
        franchise,
        deferred: care.third_party,
        heavy,
        pas,
    };
    counters.take(care, &settled);
    Ok(settled)
}

/// The base of the line: quantity × unit, or what the line gives, for somebody for whom nothing was counted
/// yet.
///
/// # Errors
/// As [`liquidate`].
pub fn base(law: &Law, birth: Day, care: &Care) -> Result<Cents, AmoError> {
    let counters = &Counters::default();
    let case = Case {
        law,
        birth,
        care,
        counters,
    };
    base::line(&case, &mut NoTrace).map(|base| base.line)
}

/// An act code that is known when compiling.
pub(crate) const fn code(text: &str) -> ActCode {
    match ActCode::new(text) {
        Some(code) => code,
        // Evaluated when compiling: a misspelt constant does not build.
        None => panic!("not an act code"),
    }
}

/// A step that rests on parameters: their sources, and the least sure of them.
fn step(
    rule: &'static str,
    label: Label,
    inputs: Vec<(&'static str, Term)>,
    result: impl Into<Term>,
    values: &[&Value],
) -> Step {
    let confidence = values.iter().map(|value| value.confidence).max();
    Step {
        rule,
        label,
        inputs,
        result: result.into(),
        source: Source::of(values.iter().map(|value| value.source)),
        confidence: confidence.unwrap_or(Confidence::Assumption),
    }
}
