//! Heavy acts: technical acts of doctors on which a participation (PAS) replaces the ticket modérateur
//! (rules §2.3, §12 bis 3 and 11).
//!
//! During a stay they are given on the [`Invoice`]. In town, the settlement of a technical act asks
//! [`session`] before its rate, with every act that the practitioner did in the session.

use domain::{ActCode, Cents, Day, PsNumber, Rate};

use super::account::StayCounters;
use super::cover::{Cover, waiver};
use super::{Invoice, StayError, code, ruled};
use crate::amo::step;
use crate::law::{Law, LawError, ParamId, TableId, Value};
use crate::trace::{Confidence, Label, NoTrace, Trace};

/// The participation as a line of a stay.
const PAS: ActCode = code("PAS");
/// The participation as a line of an act in town.
const PAP: ActCode = code("PAP");

/// A technical act of a doctor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TechnicalAct {
    /// Date of care.
    pub day: Day,
    /// Who executes it.
    pub executor: PsNumber,
    /// Its tariff (CCAM) in cents: the base of its line, quantity included.
    pub tariff: Cents,
    /// Its coefficient where it is paid by a key letter, in hundredths; 0 for an act of the CCAM.
    pub coefficient: u32,
    /// What kind of act it is.
    pub nature: Nature,
}

/// What a technical act is, as far as the participation hangs on it: only [`Nature::Ordinary`] acts bear it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Nature {
    /// Surgery and every act that is none of the others.
    Ordinary,
    /// Imaging.
    Imaging,
    /// Biology.
    Biology,
    /// Transport.
    Transport,
    /// A dental prosthesis.
    DentalProsthesis,
}

/// The participation on heavy acts, a line of its own (code `PAS`, in town `PAP`): its expense and its base are
/// zero, its AMO amount is `-amount`, and the person owes `amount` (rules §12 bis 11).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pas {
    /// Act code.
    pub act: ActCode,
    /// What the person owes, in cents.
    pub amount: Cents,
}

/// A session in town: a practitioner and a day. Whoever acts in the session of another gives the number of that one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Session {
    /// The practitioner who leads it.
    pub executor: PsNumber,
    /// Date of care.
    pub day: Day,
}

/// What a heavy act makes of its session in town.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeavySession {
    /// The session.
    pub session: Session,
    /// The rate of every act of it: the whole base.
    pub rate: Rate,
    /// The participation, where this settlement carries it: it is due once a session.
    pub pas: Option<Pas>,
    /// What the person owes once for the session, on this settlement or on another.
    pub(super) owed: Cents,
}

/// Whether some act is heavy: by its coefficient, or by the tariffs of one practitioner on one day together.
///
/// ```
/// use domain::{Cents, PsNumber};
/// use oracle::amo::stay::{Nature, TechnicalAct, is_heavy};
/// use oracle::law::Law;
/// let act = |tariff| TechnicalAct {
///     day: "2025-03-01".parse().unwrap(),
///     executor: PsNumber::default(),
///     tariff,
///     coefficient: 0,
///     nature: Nature::Ordinary,
/// };
/// let law = Law::embedded();
/// assert!(!is_heavy(law, &[act(Cents(11_999))])?);
/// assert!(is_heavy(law, &[act(Cents(7_000)), act(Cents(5_000))])?);
/// # Ok::<(), oracle::law::LawError>(())
/// ```
///
/// # Errors
/// Where the law has no threshold on the day of an act.
pub fn is_heavy(law: &Law, acts: &[TechnicalAct]) -> Result<bool, LawError> {
    heavy_days(law, acts, &mut NoTrace).map(|days| !days.is_empty())
}

/// Settles what the heavy acts of a session in town change, and counts the participation; `None` where none is
/// heavy: the acts then bear their ordinary ticket modérateur.
///
/// The caller, the settlement of a technical act in town, gives every act of the session, takes
/// [`HeavySession::rate`] as the rate of its line instead of its own, and adds [`HeavySession::pas`] as a line.
/// The participation forfaitaire stays due besides (rules §3). To cancel, see
/// [`StayCounters::take_back_session`].
///
/// ```
/// use domain::{Cents, PsNumber};
/// use oracle::amo::stay::{Nature, Session, StayCounters, TechnicalAct, session};
/// use oracle::{law::Law, trace::NoTrace};
/// let day = "2026-06-01".parse()?;
/// let executor = PsNumber::default();
/// let photocoagulation = TechnicalAct {
///     day,
///     executor,
///     tariff: Cents(12_540),
///     coefficient: 0,
///     nature: Nature::Ordinary,
/// };
/// let mut counters = StayCounters::default();
/// let of = Session { executor, day };
/// let acts = [photocoagulation];
/// let heavy = session(Law::embedded(), of, &acts, &[], &mut counters, &mut NoTrace)?;
/// let pas = heavy.and_then(|heavy| heavy.pas).ok_or("it is heavy")?;
/// assert_eq!((pas.act.as_str(), pas.amount), ("PAP", Cents(3_200)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`StayError`]: no figure in the law, or an act of another day.
pub fn session<T: Trace>(
    law: &Law,
    session: Session,
    acts: &[TechnicalAct],
    covers: &[Cover],
    counters: &mut StayCounters,
    trace: &mut T,
) -> Result<Option<HeavySession>, StayError> {
    if let Some(other) = acts.iter().find(|act| act.day != session.day) {
        return Err(StayError::OtherSession {
            act: other.day,
            session: session.day,
        });
    }
    let days = heavy_days(law, acts, trace)?;
    if days.is_empty() {
        return Ok(None);
    }
    let owed = participation(law, session.day, &days, covers, trace)?;
    let first = owed > Cents::ZERO && counters.take_session(session);
    Ok(Some(HeavySession {
        session,
        rate: Rate::ONE,
        pas: first.then_some(Pas {
            act: PAP,
            amount: owed,
        }),
        owed,
    }))
}

/// What the heavy acts of an invoice make the person owe: zero where it is waived, `None` without heavy act.
pub(super) fn of_stay<T: Trace>(
    law: &Law,
    invoice: &Invoice,
    trace: &mut T,
) -> Result<Option<Cents>, StayError> {
    let mut acts = Vec::new();
    for act in &invoice.acts {
        let limit = law.param(ParamId::JoursTicketModerateur, act.day)?;
        if invoice.stay.rank(act.day) <= i64::from(limit.count()) {
            acts.push(*act);
            continue;
        }
        trace.step(|| {
            let inputs = vec![
                ("day", act.day.to_string()),
                ("day-of-stay", invoice.stay.rank(act.day).to_string()),
                ("limit", limit.count().to_string()),
            ];
            let zero = Cents::ZERO.to_string();
            step("R-AMO-PAS-EXEMPT", LABEL, inputs, zero, &[limit])
        });
    }
    let days = heavy_days(law, &acts, trace)?;
    if days.is_empty() {
        return Ok(None);
    }
    let owed = participation(law, invoice.stay.entry, &days, &invoice.covers, trace)?;
    Ok(Some(owed))
}

/// The line of a stay that carries the participation.
pub(super) fn line(amount: Cents) -> Pas {
    Pas { act: PAS, amount }
}

const LABEL: Label = Label {
    fr: "Participation de l’assuré (PAS)",
    en: "Participation on heavy acts (PAS)",
};

/// The days on which a session is heavy.
fn heavy_days<T: Trace>(
    law: &Law,
    acts: &[TechnicalAct],
    trace: &mut T,
) -> Result<Vec<Day>, LawError> {
    let ordinary = || acts.iter().filter(|act| act.nature == Nature::Ordinary);
    let mut sessions: Vec<_> = ordinary().map(|act| (act.day, act.executor)).collect();
    sessions.sort_unstable();
    sessions.dedup();
    let mut days = Vec::new();
    for (day, executor) in sessions {
        let of = || ordinary().filter(|act| (act.day, act.executor) == (day, executor));
        let threshold = law.param(ParamId::SeuilActeLourd, day)?;
        let bound = law.param(ParamId::CoefficientActeLourd, day)?;
        let together: Cents = of().map(|act| act.tariff).sum();
        let coefficient = of().map(|act| act.coefficient).max().unwrap_or(0);
        let heavy = together >= threshold.cents() || coefficient >= bound.coefficient();
        trace.step(|| {
            let inputs = vec![
                ("day", day.to_string()),
                ("tariffs-together", together.to_string()),
                ("threshold", threshold.cents().to_string()),
                ("coefficient", Cents(i64::from(coefficient)).to_string()),
                ("coefficient-from", bound.amount.to_string()),
            ];
            let label = Label {
                fr: "Acte lourd",
                en: "Heavy act",
            };
            let result = if heavy { "heavy" } else { "not heavy" }.to_owned();
            step(
                "R-AMO-HEAVY-ACT",
                label,
                inputs,
                result,
                &[threshold, bound],
            )
        });
        if heavy {
            days.push(day);
        }
    }
    Ok(days)
}

/// What the person owes of heavy acts on `days`, at the price of `priced`.
fn participation<T: Trace>(
    law: &Law,
    priced: Day,
    days: &[Day],
    covers: &[Cover],
    trace: &mut T,
) -> Result<Cents, LawError> {
    let mut due = Cents::ZERO;
    for day in days {
        let waived = waiver(law, TableId::ParticipationAssureDue, covers, *day)?;
        if let Some((ground, value)) = waived {
            trace.step(|| {
                let inputs = vec![
                    ("day", day.to_string()),
                    ("spared", ground.key().to_owned()),
                ];
                let zero = Cents::ZERO.to_string();
                step("R-AMO-PAS-EXEMPT", LABEL, inputs, zero, &[value])
            });
            continue;
        }
        let price = law.param(ParamId::ParticipationAssure, priced)?;
        due = price.cents();
        trace.step(|| priced_step(*day, priced, price));
    }
    if due == Cents::ZERO {
        trace.step(|| {
            ruled(
                "R-AMO-PAS",
                LABEL,
                vec![("rate", Rate::ONE.to_string())],
                due.to_string(),
                "rules §2.3",
                Confidence::Confirmed,
            )
        });
    }
    Ok(due)
}

fn priced_step(day: Day, priced: Day, price: &Value) -> crate::trace::Step {
    let inputs = vec![
        ("day", day.to_string()),
        ("price-of", priced.to_string()),
        ("rate", Rate::ONE.to_string()),
    ];
    step(
        "R-AMO-PAS",
        LABEL,
        inputs,
        price.cents().to_string(),
        &[price],
    )
}
