use domain::Cents;
use rust_decimal::{Decimal, RoundingStrategy};

use crate::base::base_of_line;
use crate::case::{Case, refuse_nonsense, refuse_overseas};
use crate::counters::{Counters, Movement};
use crate::grounds::Ground;
use crate::input::{Act, Care, Person, Place};
use crate::money::{cents, euros};
use crate::rate::rate_of_line;
use crate::rules::Met;
use crate::{Error, Law, grounds, heavy, pathway, withheld};

/// What the AMO pays for a line, and why it is no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// What of the line the AMO looks at.
    pub base: Cents,
    /// The normal rate of the act and the person, in per cent.
    pub rate: Decimal,
    /// The AMO share at that rate: the theoretical share of the mutuelle's reckoning (rules §12 bis 1).
    pub gross: Cents,
    /// Withheld out of the parcours de soins.
    pub majoration: Cents,
    /// The AMO amount after majoration, before the heavy participation, the participation and the franchise.
    pub after_majoration: Cents,
    /// Participation on heavy acts, PAS: a line of its own beside the act's.
    pub heavy_participation: Cents,
    /// Participation forfaitaire.
    pub participation: Cents,
    /// Franchise médicale.
    pub franchise: Cents,
    /// Whether participation and franchise are a debt, the AMO share having gone to a professional.
    pub deferred: bool,
    /// Kept back for debts of earlier lines; below zero where more is given back for lines cancelled since.
    pub recovered: Cents,
    /// What is paid, to the insured or to the professional. Below zero where the heavy participation is
    /// larger than the act that carries it.
    pub paid: Cents,
    /// Whether it is paid to the insured.
    pub to_insured: bool,
    /// The emergency flat fee that the person owes, where the line is one.
    pub flat_charge: Cents,
    /// The rules met, in order.
    pub rules: Vec<&'static str>,
    movements: Vec<Movement>,
}

/// Settles one line, in the order of rules §7.1: exemptions, base, share, majoration, heavy participation,
/// participation and franchise with their counters, then what is paid.
///
/// # Errors
/// What is missing and on which day; the counters are then as they were.
pub fn settle(
    law: &Law,
    person: &Person,
    act: &Act,
    counters: &mut Counters,
) -> Result<Settled, Error> {
    let case = Case { law, person, act };
    let mut met = Met::default();
    Law::spans("the date of care", act.date)?;
    refuse_nonsense(&case)?;
    refuse_overseas(act.place, act.date)?;
    if let Place::Abroad { amount } = act.place {
        return Ok(care_abroad(&case, amount, met));
    }
    let grounds = grounds::of_act(&case, &mut met)?;
    let base = base_of_line(&case, counters, &mut met)?;
    // A base of nothing has a rate too: the line prints it.
    let rate = rate_of_line(&case, &grounds, &mut met)?;
    let gross = share(&case, base.amount, rate, &mut met);
    let majoration = pathway::majoration(&case, base.amount, &grounds, &mut met)?;
    let after_majoration = gross - majoration;

    let mut movements = base.movements;
    movements.extend(heavy::session(&case, base.amount, &grounds, counters)?);
    let (heavy_participation, once) = heavy::participation(&case, &grounds, counters, &mut met)?;
    movements.extend(once);
    let (participation, moved) =
        withheld::participation(&case, after_majoration, &grounds, counters, &mut met)?;
    movements.extend(moved);
    let (franchise, moved) =
        withheld::franchise(&case, after_majoration, &grounds, counters, &mut met)?;
    movements.extend(moved);

    let to_insured = is_paid_to_insured(&case, &mut met);
    let withheld = participation + franchise;
    let deferred = !to_insured && !withheld.is_zero();
    let (recovered, paid) = if to_insured {
        let due = after_majoration - heavy_participation - withheld;
        let (recovered, moved) = recover(due, counters, &mut met);
        movements.extend(moved);
        (recovered, due - recovered)
    } else {
        if deferred {
            met.rule("withheld-is-deferred");
            movements.push(Movement::Owed {
                act: act.id,
                amount: withheld,
            });
        }
        (Decimal::ZERO, after_majoration - heavy_participation)
    };
    let flat_charge = emergency_flat_fee(&case, &grounds, &mut met)?;

    counters.apply(&movements);
    Ok(Settled {
        base: cents(base.amount),
        rate,
        gross: cents(gross),
        majoration: cents(majoration),
        after_majoration: cents(after_majoration),
        heavy_participation: cents(heavy_participation),
        participation: cents(participation),
        franchise: cents(franchise),
        deferred,
        recovered: cents(recovered),
        paid: cents(paid),
        to_insured,
        flat_charge: cents(flat_charge),
        rules: met.0,
        movements,
    })
}

/// Takes back a line: every counter is as if it had never been settled, whatever was settled or cancelled
/// since, and whatever its age (rules §7.3, §9 N10). Other lines are not settled anew. A debt of this line that was
/// recovered is given back with the next payment (register: debt-of-a-cancelled-act).
///
/// What is taken back from whoever was paid: a debt that the line recovered stays recovered here, and its caller may owe
/// it again (register: recovered-on-a-cancelled-payment).
pub fn cancel(settled: &Settled, counters: &mut Counters) -> Cents {
    counters.take_back(&settled.movements);
    settled.paid + settled.recovered
}

/// AMO share = min(fee, base) × rate, rounded once on the line (rules §2, §7.2).
fn share(case: &Case, base: Decimal, rate: Decimal, met: &mut Met) -> Decimal {
    met.rule("amo-share");
    let reckoned = euros(case.act.fee).min(base);
    (reckoned * rate / Decimal::ONE_HUNDRED)
        .round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
}

/// Care abroad: the AMO amount is forced (rules §2.2).
fn care_abroad(case: &Case, amount: Cents, mut met: Met) -> Settled {
    met.rule("care-abroad-is-forced");
    Settled {
        base: case.act.base_on_line.unwrap_or(Cents::ZERO),
        rate: Decimal::ZERO,
        gross: amount,
        majoration: Cents::ZERO,
        after_majoration: amount,
        heavy_participation: Cents::ZERO,
        participation: Cents::ZERO,
        franchise: Cents::ZERO,
        deferred: false,
        recovered: Cents::ZERO,
        paid: amount,
        to_insured: !case.act.third_party_payment,
        flat_charge: Cents::ZERO,
        rules: met.0,
        movements: Vec::new(),
    }
}

/// Third-party payment pays the professional; a refused substitution has none (rules §2.2).
fn is_paid_to_insured(case: &Case, met: &mut Met) -> bool {
    if !case.act.third_party_payment {
        return true;
    }
    if let Care::Drug {
        refused_generic: Some(_),
        ..
    } = case.act.care
    {
        met.rule("refused-generic-has-no-third-party-payment");
        return true;
    }
    met.rule("third-party-payment");
    false
}

/// Debts are recovered on any later payment to the insured (rules §4), the oldest first, each whole where the payment
/// is large enough for it (register: debt-recovery). What is owed the other way is given back with it.
fn recover(due: Decimal, counters: &Counters, met: &mut Met) -> (Decimal, Vec<Movement>) {
    let mut left = due;
    let mut recovered = Decimal::ZERO;
    let mut movements = Vec::new();
    for (act, amount) in counters.debts() {
        if amount > left {
            met.rule("debt-waits");
            continue;
        }
        met.rule(if amount < Decimal::ZERO {
            "debt-is-given-back"
        } else {
            "debt-is-recovered"
        });
        left -= amount;
        recovered += amount;
        movements.push(Movement::Recovered { act, amount });
    }
    (recovered, movements)
}

/// The emergency flat fee, whole or reduced: the person's, the AMO has no share in it (rules §2.3).
fn emergency_flat_fee(case: &Case, grounds: &[Ground], met: &mut Met) -> Result<Decimal, Error> {
    if case.act.care != Care::EmergencyFlatFee {
        return Ok(Decimal::ZERO);
    }
    if grounds::reduce_emergency_fee(case.law, case.act.date, grounds)? {
        met.rule("emergency-flat-fee-reduced");
        case.figure("urgences.forfait.reduit")
    } else {
        met.rule("emergency-flat-fee");
        case.figure("urgences.forfait")
    }
}
