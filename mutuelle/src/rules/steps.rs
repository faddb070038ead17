//! The steps of a line: once, in this order. Every rule acts at its step and nowhere else.

use domain::{Basket, Heading, Payee, Reaction, ReasonClass, Rounding};
use rust_decimal::Decimal;

use super::amounts::{Parts, amounts, theoretical_amo_share};
use super::c2s::{covers, due_of_c2s};
use super::caps::{Judged, capped};
use super::clock::months_of;
use super::deductible::withheld;
use super::floors::floor;
use super::level::{Care, parts_of};
use super::limits::{Limited, limited};
use super::met::{Met, Rule};
use super::price_limit::limited_expense;
use super::reason::{Course, reason_of_zero};
use super::reference_date::reference_date;
use super::renewal::renewal_of_the_law;
use super::rounding::to_the_cent;
use crate::Bug;
use crate::decision::Decision;
use crate::facts::{AmoPayee, Facts, Person};
use crate::heading::basket_of;
use crate::journal::{Counted, Entry, Journal, Units};
use crate::law::MissingFigure;
use crate::money::never_below_zero;
use crate::product::{Guarantee, Level, PayeeRule, Product};
use crate::readings::Readings;

/// A contract of a person, as a line finds it.
pub(crate) struct Standing<'a> {
    pub(crate) product: &'a Product,
    pub(crate) person: &'a Person,
    pub(crate) journal: &'a Journal,
    /// The journals of the contracts it is judged together with.
    pub(crate) together: &'a [&'a Journal],
    pub(crate) readings: &'a Readings,
    pub(crate) bugs: &'a [Bug],
}

/// What a contract does of a line (one day of it), and what the journal keeps. `earlier` is P: what the contracts
/// before this one, and insurers elsewhere, paid.
pub(crate) fn settle(
    standing: &Standing,
    facts: &Facts,
    earlier: Decimal,
) -> Result<(Decision, Option<Entry>), MissingFigure> {
    let mut met = Met::default();
    let Standing {
        product, person, ..
    } = standing;
    let is_free = facts.qualifier.as_deref() == Some("G");

    // 1. Version and heading.
    let reference = reference_date(product, facts);
    if product.c2s {
        return settle_c2s(standing, facts, earlier).map(|decision| (decision, None));
    }
    let first_version = product.versions.first();
    met.rule_where(
        first_version.is_some_and(|(from, _)| *from <= reference),
        Rule::Version,
    );
    let guarantees = &product.terms_on(reference).guarantees;
    let mut named = guarantees.get(&facts.heading);
    if named.is_none() && standing.bugs.contains(&Bug::PaysWithoutGuarantee) {
        named = guarantees.get(&Heading::Pharmacie65);
    }
    let Some(guarantee) = named else {
        met.rule(Rule::ActNotCovered);
        let reason = ReasonClass::ActNotCovered;
        return Ok((Decision::nothing(Reaction::Refused, reason, met), None));
    };
    if is_free {
        met.rule(Rule::QualifierFree);
        let reason = ReasonClass::NothingLeft;
        return Ok((Decision::nothing(Reaction::SettledZero, reason, met), None));
    }

    // 2. Amounts.
    let expense = limited_expense(facts, reference, &mut met);
    met.rule_where(facts.majoration > Decimal::ZERO, Rule::Majoration);
    met.rule_where(product.refunds_participation, Rule::RefundsParticipation);
    let amo = theoretical_amo_share(facts, product.refunds_participation, standing.bugs);
    let amounts = if guarantee.without_expense {
        // A lump sum for an event has no bill.
        amounts(Decimal::ZERO, Decimal::ZERO, Decimal::ZERO, earlier)
    } else {
        amounts(expense, facts.base, amo, earlier)
    };
    let care = Care {
        facts,
        person,
        reference,
        amounts,
        rounding: rounding_of(standing),
        readings: standing.readings,
        without_expense: guarantee.without_expense,
        bugs: standing.bugs,
    };

    // 3. Documents and qualifiers.
    if let Some(reason) = held_for(guarantee, facts, &mut met) {
        return Ok((Decision::nothing(Reaction::Held, reason, met), None));
    }

    // 4 and 5. Level, then the caps of a responsible contract.
    let waiting = is_waiting(guarantee, &care);
    met.rule_where(waiting, Rule::WaitingPeriod);
    let of_level = level_and_caps(&guarantee.level, waiting, standing, &care, &mut met)?;

    // 6. Deductible.
    let withheld = match &guarantee.deductible {
        Some(deductible) => withheld(
            deductible,
            of_level,
            &care,
            product,
            standing.journal,
            &mut met,
        )?,
        None => Decimal::ZERO,
    };
    let after_deductible = of_level.cut(of_level.total() - withheld);

    // 7. Limits.
    let renewal = if product.responsible && !standing.readings.no_renewal_of_the_law {
        renewal_of_the_law(&care)?
    } else {
        None
    };
    let limited = limited(
        renewal.as_ref(),
        &guarantee.limits,
        after_deductible,
        &care,
        product,
        standing.journal,
        &mut met,
    )?;

    // 8. Fallbacks and floors.
    let raised = raised(&limited, waiting, standing, &care, &mut met)?;

    // 9. Earlier contracts.
    let includes_earlier = match &product.on_top_of {
        Some(top) => top.includes_earlier,
        None => standing.readings.less_the_first,
    };
    let own = if includes_earlier {
        met.rule_where(earlier > Decimal::ZERO, Rule::IncludesEarlier);
        never_below_zero(raised.total() - earlier)
    } else {
        raised.total()
    };

    // 10. Indemnity.
    let indemnified = if guarantee.without_expense {
        own
    } else {
        let paid_before = if care.has(Bug::SecondBeyondExpense) {
            Decimal::ZERO
        } else {
            earlier
        };
        own.min(never_below_zero(care.amounts.left - paid_before))
    };
    met.rule_where(indemnified < own, Rule::Indemnity);

    // 11. Payee.
    if facts.amo_payee == AmoPayee::ThirdParty {
        met.rule(Rule::ThirdParty);
        let reason = ReasonClass::ThirdPartyElsewhere;
        return Ok((Decision::nothing(Reaction::SettledZero, reason, met), None));
    }
    let amount = match standing.misjudged(facts, indemnified) {
        Some(wrong) => wrong,
        None => indemnified,
    };

    // 12. Journal.
    let counts = if standing.readings.counts_floors {
        raised
    } else {
        limited.parts
    };
    let counted = counted(counts.within(amount), limited.units);
    let kept_back = never_below_zero(withheld.min(of_level.total() - amount));
    let entry = (amount > Decimal::ZERO || kept_back > Decimal::ZERO).then(|| Entry {
        product: product.id.clone(),
        person: (*person).clone(),
        facts: facts.clone(),
        reference,
        paid: if care.has(Bug::RoundsPerDecompte) {
            indemnified
        } else {
            amount
        },
        beyond: raised.within(amount).v,
        counted,
        kept_back,
    });
    let reason = if amount > Decimal::ZERO {
        ReasonClass::Guarantee
    } else {
        let course = Course {
            waiting,
            of_level: of_level.total(),
            after_deductible: after_deductible.total(),
            after_limits: limited.parts.total(),
            raised: raised.total(),
        };
        reason_of_zero(&guarantee.level, &care, &course)
    };
    let rule = if care.has(Bug::PaysInsuredAlways) {
        PayeeRule::Insured
    } else {
        guarantee.payee.unwrap_or(product.payee)
    };
    let payee = payee(rule, facts, &mut met);
    let decision = Decision::of_amount(amount, payee, reason, counted, kept_back, met);
    Ok((decision, entry))
}

impl Standing<'_> {
    /// Another amount than the one that is due, where a planted bug looks at lines before this one, or at its size.
    fn misjudged(&self, facts: &Facts, due: Decimal) -> Option<Decimal> {
        let has = |bug| self.bugs.contains(&bug);
        let drug = matches!(
            facts.heading,
            Heading::Pharmacie100 | Heading::Pharmacie65 | Heading::Pharmacie30
        );
        let of_the_decompte = || {
            let entries = self.journal.of_person(&self.person.id).iter();
            entries.filter(|entry| entry.facts.decompte == facts.decompte)
        };
        if drug && has(Bug::SmallAmountsUnpaid) && due < Decimal::TEN {
            return Some(Decimal::ZERO);
        }
        if drug && has(Bug::DrugsOncePerDelivery) {
            let mut before = of_the_decompte();
            let is_second = before.any(|entry| entry.facts.heading == facts.heading);
            return is_second.then_some(Decimal::ZERO);
        }
        has(Bug::RoundsPerDecompte).then(|| {
            let before: Decimal = of_the_decompte().map(|entry| entry.paid).sum();
            let cent = |sum| to_the_cent(sum, Rounding::HalfUp);
            cent(before + due) - cent(before)
        })
    }
}

/// The C2S: steps 1, 2, 3 and 11, and its own amount. It has no counters.
fn settle_c2s(
    standing: &Standing,
    facts: &Facts,
    earlier: Decimal,
) -> Result<Decision, MissingFigure> {
    let mut met = Met::default();
    let reference = reference_date(standing.product, facts);
    met.rule(Rule::C2s);
    if !covers(facts) {
        met.rule(Rule::ActNotCovered);
        let reason = ReasonClass::ActNotCovered;
        return Ok(Decision::nothing(Reaction::Refused, reason, met));
    }
    if facts.qualifier.as_deref() == Some("G") {
        met.rule(Rule::QualifierFree);
        let reason = ReasonClass::NothingLeft;
        return Ok(Decision::nothing(Reaction::SettledZero, reason, met));
    }
    if is_unknown(facts.qualifier.as_deref()) {
        met.rule(Rule::UnknownQualifier);
        let reason = ReasonClass::UnknownQualifier;
        return Ok(Decision::nothing(Reaction::Held, reason, met));
    }
    let (amount, reason) = due_of_c2s(facts, reference, earlier, standing.bugs, &mut met)?;
    if facts.amo_payee == AmoPayee::ThirdParty {
        met.rule(Rule::ThirdParty);
        let reason = ReasonClass::ThirdPartyElsewhere;
        return Ok(Decision::nothing(Reaction::SettledZero, reason, met));
    }
    let payee = payee(standing.product.payee, facts, &mut met);
    let (counted, kept_back) = (Counted::default(), Decimal::ZERO);
    Ok(Decision::of_amount(
        amount, payee, reason, counted, kept_back, met,
    ))
}

fn rounding_of(standing: &Standing) -> Rounding {
    if standing.bugs.contains(&Bug::Truncates) {
        Rounding::Truncate
    } else {
        let said = standing.product.rounding;
        said.unwrap_or(standing.readings.rounding)
    }
}

fn held_for(guarantee: &Guarantee, facts: &Facts, met: &mut Met) -> Option<ReasonClass> {
    let asked = guarantee.documents.iter();
    if asked
        .into_iter()
        .any(|name| !facts.documents.contains(name))
    {
        met.rule(Rule::DocumentAwaited);
        return Some(ReasonClass::DocumentAwaited);
    }
    if is_unknown(facts.qualifier.as_deref()) {
        met.rule(Rule::UnknownQualifier);
        return Some(ReasonClass::UnknownQualifier);
    }
    None
}

/// A qualifier that the page does not name (field notes 1.17).
fn is_unknown(qualifier: Option<&str>) -> bool {
    let known = ["DA", "DE", "DP", "ED", "DM", "NR", "NJ", "G"];
    qualifier.is_some_and(|qualifier| !known.contains(&qualifier))
}

/// The guarantee waits so many months of membership, or the contract as a whole up to a day (rules N7).
fn is_waiting(guarantee: &Guarantee, care: &Care) -> bool {
    let person = care.person;
    let months = months_of(guarantee.waiting_months);
    care.reference < person.member_since.plus_months(months)
        || person.waits_until.is_some_and(|day| care.reference < day)
}

/// Steps 4 and 5, for a level or for a fallback.
fn level_and_caps(
    level: &Level,
    waiting: bool,
    standing: &Standing,
    care: &Care,
    met: &mut Met,
) -> Result<Parts, MissingFigure> {
    let of_level = parts_of(level, care, false, met)?;
    let parts = if waiting { Parts::ZERO } else { of_level };
    let product = standing.product;
    if !product.responsible {
        return Ok(parts);
    }
    met.rule_where(!standing.together.is_empty(), Rule::JudgedTogether);
    let judged = Judged {
        own: standing.journal,
        together: standing.together,
        includes_earlier: product
            .on_top_of
            .as_ref()
            .is_some_and(|top| top.includes_earlier),
    };
    capped(parts, level, care, &judged, met)
}

/// The two parts of a = max(m° + v°, the fallback of each limit that cut, the floors of a base).
fn raised(
    limited: &Limited,
    waiting: bool,
    standing: &Standing,
    care: &Care,
    met: &mut Met,
) -> Result<Parts, MissingFigure> {
    let mut parts = limited.parts;
    for then in limited.cut.iter().filter_map(|limit| limit.then.as_ref()) {
        let fallback = level_and_caps(then, waiting, standing, care, met)?;
        if fallback.total() > parts.total() {
            met.rule(Rule::Then);
            parts = fallback;
        }
    }
    let product = standing.product;
    let is_waiting = waiting && care.has(Bug::WaitingTakesAll);
    if !limited.cut.is_empty() && parts.v.is_zero() && care.has(Bug::CeilingCutsFloor) {
        return Ok(Parts::ZERO);
    }
    if product.responsible && product.on_top_of.is_none() && !is_waiting {
        let floor = floor(care, parts.total(), met);
        if floor > parts.total() {
            parts = Parts::split(floor, care.amounts.ticket_moderateur);
        }
    }
    let is_100_sante = basket_of(care.facts.heading) == Some(Basket::CentSante);
    if is_100_sante && care.has(Bug::HundredSanteAtTheBase) {
        parts = parts.cut(care.amounts.ticket_moderateur);
    }
    Ok(parts)
}

/// What is counted of the parts: units as step 7 left them, none where both parts are 0.
fn counted(parts: Parts, units: Units) -> Counted {
    let nothing = parts.m.is_zero() && parts.v.is_zero();
    Counted {
        m: parts.m,
        v: parts.v,
        units: if nothing { Units::default() } else { units },
    }
}

/// Whom the amount goes to. It is never another amount.
fn payee(rule: PayeeRule, facts: &Facts, met: &mut Met) -> Payee {
    match (rule, facts.amo_payee) {
        (PayeeRule::AsAmo, AmoPayee::Professional) => {
            met.rule(Rule::PayeeAsAmo);
            Payee::Professional
        }
        (PayeeRule::Insured | PayeeRule::AsAmo, _) => Payee::Insured,
    }
}
