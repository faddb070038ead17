//! What a product that declares itself responsible may not say.

use domain::{Basket, Heading};
use rust_decimal::Decimal;

use super::Product;
use super::condition::When;
use super::guarantee::{Guarantee, Terms};
use super::level::{Kind, Level, Percent, TicketModerateur};
use super::limit::{Clock, Limit, Of, Scope, Size};
use super::node::{Fault, Node};
use crate::facts::Lenses;
use crate::heading::{Due, basket_of, due};
use crate::law::Law;

/// The rules that bear on the file, before those on its headings.
pub(super) fn check_file(file: &Node, product: &Product) -> Result<(), Fault> {
    if product.refunds_participation {
        return Err(broken(
            file.path("refunds-participation"),
            "resp-participation",
            "a responsible contract never pays the participation forfaitaire",
        ));
    }
    if product.c2s {
        return Err(broken(
            file.path("c2s"),
            "resp-c2s",
            "the C2S is no contrat responsable",
        ));
    }
    Ok(())
}

/// Heading by heading, in the order of the page: left out, `when`, the level, the limits. A product on top of
/// others leaves what must be paid to them.
pub(super) fn check_terms(terms: &Terms, is_base: bool) -> Result<(), Fault> {
    for heading in Heading::ALL.iter().copied() {
        let Some(guarantee) = terms.guarantees.get(&heading) else {
            if is_base {
                left_out(terms, heading)?;
            }
            continue;
        };
        if is_base {
            if due(heading) != Due::No {
                when_of_the_level(guarantee)?;
            }
            level_covers_the_ticket_moderateur(heading, guarantee)?;
            whole_charge(heading, guarantee)?;
            cent_sante(heading, guarantee)?;
        }
        for limit in &guarantee.limits {
            optics(terms, heading, limit)?;
            frame(heading, limit)?;
            audio(heading, limit)?;
            renewal(heading, limit)?;
        }
    }
    Ok(())
}

fn broken(at: String, rule: &'static str, why: &str) -> Fault {
    Fault {
        at,
        rule: Some(rule),
        why: why.to_owned(),
    }
}

fn left_out(terms: &Terms, heading: Heading) -> Result<(), Fault> {
    if due(heading) == Due::No {
        return Ok(());
    }
    let said = terms.left_out.get(&heading).cloned();
    Err(broken(
        said.unwrap_or_else(|| "guarantees".to_owned()),
        "resp-left-out",
        &format!(
            "a responsible contract always pays the ticket modérateur of this family: it cannot be left out ({heading})"
        ),
    ))
}

fn when_of_the_level(guarantee: &Guarantee) -> Result<(), Fault> {
    if guarantee.level.when.is_none() {
        return Ok(());
    }
    Err(broken(
        guarantee.level.path("when"),
        "resp-when",
        "a responsible contract pays the ticket modérateur whatever the condition: `when` belongs to one of several levels",
    ))
}

fn level_covers_the_ticket_moderateur(
    heading: Heading,
    guarantee: &Guarantee,
) -> Result<(), Fault> {
    let due = due(heading);
    // Those that are paid whole have rules of their own.
    let has_its_own =
        matches!(due, Due::No | Due::Whole) || basket_of(heading) == Some(Basket::CentSante);
    if has_its_own || covers_ticket_moderateur(&guarantee.level, due) {
        return Ok(());
    }
    let level = &guarantee.level;
    if let (Kind::Br(_), None) = (&level.kind, level.at_most) {
        return Err(broken(
            level.path("br"),
            "resp-level",
            "a responsible contract always pays the ticket modérateur of this family: the level is at least 100",
        ));
    }
    Err(broken(
        at_most_or_key(level),
        "resp-level-other",
        "a responsible contract always pays the ticket modérateur of this family: the level can fall below it",
    ))
}

/// What can lower a level: its `at-most`, else the key that says it.
fn at_most_or_key(level: &Level) -> String {
    let key = if level.at_most.is_some() {
        "at-most"
    } else {
        level.key()
    };
    level.path(key)
}

fn covers_ticket_moderateur(level: &Level, due: Due) -> bool {
    comes_to(level, &|leaf| {
        let hundred = |percent: Percent| percent.lowest() >= Decimal::ONE_HUNDRED;
        match &leaf.kind {
            Kind::Br(percent) => hundred(*percent),
            Kind::Tm(percent) => *percent >= Decimal::ONE_HUNDRED,
            Kind::RealExpense => true,
            Kind::BrOnTop(_, TicketModerateur::OnTop)
            | Kind::Expense(_, TicketModerateur::OnTop)
            | Kind::Euros(_, TicketModerateur::OnTop)
            | Kind::Pmss(_, _, TicketModerateur::OnTop) => true,
            Kind::BrOnTop(percent, TicketModerateur::Included) => match due {
                Due::TicketModerateur(rate) => percent.lowest() >= Decimal::from(rate),
                Due::No | Due::TicketModerateurUnknown | Due::Whole => false,
            },
            _ => false,
        }
    })
}

/// Whether a level comes to such a leaf whatever the line: a leaf without `at-most`; in a sum or a higher-of,
/// one without `when`; in a lower-of, all, without `when`; in cases, all, and the last has no `when`.
fn comes_to(level: &Level, leaf_does: &dyn Fn(&Level) -> bool) -> bool {
    if level.at_most.is_some() {
        return false;
    }
    let without_when = |level: &&Level| level.when.is_none();
    match &level.kind {
        Kind::Sum(levels) | Kind::HigherOf(levels) => levels
            .iter()
            .filter(without_when)
            .any(|level| comes_to(level, leaf_does)),
        Kind::LowerOf(levels) => levels
            .iter()
            .all(|level| level.when.is_none() && comes_to(level, leaf_does)),
        Kind::Cases(levels) => {
            levels.last().is_some_and(|last| last.when.is_none())
                && levels.iter().all(|level| comes_to(level, leaf_does))
        }
        _ => leaf_does(level),
    }
}

fn is_real_expense(level: &Level) -> bool {
    comes_to(level, &|leaf| leaf.kind == Kind::RealExpense)
}

fn whole_charge(heading: Heading, guarantee: &Guarantee) -> Result<(), Fault> {
    if due(heading) != Due::Whole {
        return Ok(());
    }
    let at = if !is_real_expense(&guarantee.level) {
        at_most_or_key(&guarantee.level)
    } else if !guarantee.limits.is_empty() {
        guarantee.limits_at.clone()
    } else if let Some(deductible) = &guarantee.deductible {
        deductible.at.clone()
    } else {
        return Ok(());
    };
    Err(broken(
        at,
        "resp-whole",
        "a responsible contract pays this charge in full, without limit: `real-expense` and no limit are expected",
    ))
}

fn cent_sante(heading: Heading, guarantee: &Guarantee) -> Result<(), Fault> {
    if basket_of(heading) != Some(Basket::CentSante) || is_real_expense(&guarantee.level) {
        return Ok(());
    }
    Err(broken(
        at_most_or_key(&guarantee.level),
        "resp-100-sante",
        "a responsible contract leaves nothing of the 100 % Santé: `real-expense` is expected",
    ))
}

/// Whether a limit is on frames of class B alone.
fn is_of_frames(limit: &Limit) -> bool {
    limit.bears_on.iter().eq([&Heading::MontureB])
}

/// The sizes in euros of a limit, each with its condition: its own, and those of its cases.
fn euros_of(limit: &Limit) -> impl Iterator<Item = (Decimal, &When)> {
    let cases = limit.cases.iter();
    let cases = cases.filter_map(|case| Some((case.size?, &case.when)));
    let all = std::iter::once((limit.size, &limit.when)).chain(cases);
    all.filter_map(|(size, when)| match size {
        Size::Euros(euros) => Some((euros, when)),
        Size::Pmss(_) | Size::Number(_) => None,
    })
}

/// Ceiling and floor of an equipment of class B.
fn optics(terms: &Terms, heading: Heading, limit: &Limit) -> Result<(), Fault> {
    let of_class_b = matches!(heading, Heading::MontureB | Heading::VerreB);
    if !of_class_b || limit.per != Scope::Equipment || is_of_frames(limit) {
        return Ok(());
    }
    for (euros, when) in euros_of(limit) {
        let classes = when.lenses.as_deref();
        let named = |table: &'static str| {
            let classes = classes.unwrap_or(&Lenses::ALL).iter();
            classes.filter_map(move |class| Law::embedded().last_of_row(table, class.word()))
        };
        let ceiling = match classes {
            Some(_) => named("responsable.optique.plafond").min(),
            None => named("responsable.optique.plafond").max(),
        };
        if let Some(ceiling) = ceiling
            && euros > ceiling
        {
            return Err(broken(
                limit.at.clone(),
                "resp-optics-ceiling",
                &format!("a responsible contract pays at most {ceiling} for this equipment"),
            ));
        }
        let floor = match classes {
            Some(_) if pays_beyond_the_ticket_moderateur(terms) => {
                named("responsable.optique.plancher").max()
            }
            _ => None,
        };
        if let Some(floor) = floor
            && euros < floor
        {
            return Err(broken(
                limit.at.clone(),
                "resp-optics-floor",
                &format!(
                    "a responsible contract that pays beyond the ticket modérateur allows at least {floor} for this equipment"
                ),
            ));
        }
    }
    Ok(())
}

/// Whether the level of lenses of class B is something else than the ticket modérateur.
fn pays_beyond_the_ticket_moderateur(terms: &Terms) -> bool {
    let hundred = Decimal::ONE_HUNDRED;
    terms
        .guarantees
        .get(&Heading::VerreB)
        .is_some_and(|lenses| {
            lenses.level.kind != Kind::Br(Percent::Same(hundred))
                && lenses.level.kind != Kind::Tm(hundred)
        })
}

fn frame(heading: Heading, limit: &Limit) -> Result<(), Fault> {
    let bears =
        heading == Heading::MontureB && limit.per == Scope::Equipment && is_of_frames(limit);
    match Law::embedded().last("responsable.optique.monture") {
        Some(ceiling) if bears && euros_of(limit).any(|(euros, _)| euros > ceiling) => Err(broken(
            limit.at.clone(),
            "resp-frame",
            &format!("a responsible contract pays at most {ceiling} for a frame"),
        )),
        _ => Ok(()),
    }
}

fn audio(heading: Heading, limit: &Limit) -> Result<(), Fault> {
    let bears = heading == Heading::Audio2 && limit.per == Scope::Ear;
    match Law::embedded().last("responsable.audio.plafond") {
        Some(ceiling) if bears && euros_of(limit).any(|(euros, _)| euros > ceiling) => Err(broken(
            limit.at.clone(),
            "resp-audio",
            &format!("a responsible contract pays at most {ceiling} an ear, AMO included"),
        )),
        _ => Ok(()),
    }
}

fn renewal(heading: Heading, limit: &Limit) -> Result<(), Fault> {
    let Size::Number(number) = limit.size else {
        return Ok(());
    };
    let is_renewal = match heading {
        Heading::MontureB | Heading::VerreB => limit.of == Of::Equipment,
        Heading::Audio2 => limit.per == Scope::Ear,
        _ => false,
    };
    let months = if heading == Heading::Audio2 { 48 } else { 24 };
    let shorter = match limit.over {
        Clock::Year | Clock::MembershipYear | Clock::Day => true,
        Clock::Months(over) => over < months,
        Clock::Event => false,
    };
    if is_renewal && (shorter || number > Decimal::ONE) {
        return Err(broken(
            limit.at.clone(),
            "resp-renewal",
            "a responsible contract pays an equipment every 24 months at most (audio: 48)",
        ));
    }
    Ok(())
}
