//! What a responsible product may not say (docs/products.md; rules §6).

use domain::{Basket, Cents, Day, Heading, Rate};

use super::condition::{Condition, Test};
use super::due::{Due, due};
use super::error::At;
use super::file::ProductFile;
use super::inherit::{Resolved, resolve};
use super::level::{Amount, Level};
use super::limit::{Case, Counter, Headings, Limit, Size};
use super::versions::{Table, Written};
use super::words::{AgeAt, Lenses, Of, Over, Scope, Span};
use super::{Compiled, ProductError};
use crate::law::{Law, ParamId, TableId};

/// A rule broken, and where.
fn broken(at: &At<'_>, id: &'static str, why: impl Into<String>) -> ProductError {
    ProductError::Responsible {
        place: at.place(),
        id,
        why: why.into(),
    }
}

/// What does not go with `responsible: true`, beside the guarantees.
pub(super) fn check_file(file: &ProductFile, at: &At<'_>) -> Result<(), ProductError> {
    if !file.responsible {
        return Ok(());
    }
    if file.refunds_participation {
        return Err(broken(
            &at.key("refunds-participation"),
            "resp-participation",
            "a responsible contract never pays the participation forfaitaire",
        ));
    }
    if file.c2s {
        return Err(broken(
            &at.key("c2s"),
            "resp-c2s",
            "the C2S is no contrat responsable",
        ));
    }
    Ok(())
}

/// Holds the guarantees of a responsible product to its rules, heading by heading. `base`: it is no option
/// and no surcomplémentaire, which leave to the contract below what must be paid.
pub(super) fn check(written: &Written<'_>, table: &Table, base: bool) -> Result<(), ProductError> {
    for &heading in Heading::ALL {
        let resolved = resolve(&written.guarantees, heading);
        let Some((guarantee, resolved)) = table.guarantee(heading).zip(resolved.as_ref()) else {
            if base && due(heading).is_some() {
                let at = match resolved.and_then(|resolved| resolved.covered) {
                    Some((named, _)) => written.place(named).key("covered"),
                    None => written.at.key("guarantees"),
                };
                return Err(broken(
                    &at,
                    "resp-left-out",
                    format!(
                        "a responsible contract always pays the ticket modérateur of this family: it cannot be left out (`{}`)",
                        heading.word()
                    ),
                ));
            }
            continue;
        };
        let at = resolved
            .level
            .as_ref()
            .map_or_else(|| written.at.clone(), |(named, _)| written.place(*named));
        if base && let Some(due) = due(heading) {
            check_level(heading, due, &guarantee.level, &at)?;
            if due == Due::Whole {
                check_whole(resolved, written)?;
            }
        }
        check_limits(heading, written, table)?;
    }
    Ok(())
}

fn check_level(heading: Heading, due: Due, level: &Level, at: &At<'_>) -> Result<(), ProductError> {
    if level.when.is_some() {
        return Err(broken(
            &at.key("when"),
            "resp-when",
            "a responsible contract pays the ticket modérateur whatever the condition: `when` belongs to one of several levels",
        ));
    }
    let key = if level.at_most.is_some() {
        "at-most"
    } else {
        level.key()
    };
    if due == Due::Whole {
        return match is_always(level, &|level| level.amount == Amount::RealExpense) {
            true => Ok(()),
            false => Err(whole(&at.key(key))),
        };
    }
    if heading.basket() == Some(Basket::CentSante) {
        return match is_always(level, &|level| level.amount == Amount::RealExpense) {
            true => Ok(()),
            false => Err(broken(
                &at.key(key),
                "resp-100-sante",
                "a responsible contract leaves nothing of the 100 % Santé: `real-expense` is expected",
            )),
        };
    }
    if is_always(level, &|level| pays_the_ticket_moderateur(due, level)) {
        return Ok(());
    }
    let always = "a responsible contract always pays the ticket modérateur of this family";
    Err(match level {
        Level {
            amount: Amount::Br(_),
            at_most: None,
            ..
        } => broken(
            &at.key(key),
            "resp-level",
            format!("{always}: the level is at least 100"),
        ),
        _ => broken(
            &at.key(key),
            "resp-level-other",
            format!("{always}: the level can fall below it"),
        ),
    })
}

fn whole(at: &At<'_>) -> ProductError {
    broken(
        at,
        "resp-whole",
        "a responsible contract pays this charge in full, without limit: `real-expense` and no limit are expected",
    )
}

fn check_whole(resolved: &Resolved<'_>, written: &Written<'_>) -> Result<(), ProductError> {
    if let Some((named, list)) = resolved.limits
        && !list.is_empty()
    {
        return Err(whole(&written.place(named).key("limits")));
    }
    match resolved.deductible {
        Some((named, _)) => Err(whole(&written.place(named).key("deductible"))),
        None => Ok(()),
    }
}

/// Whether a leaf that does is always reached.
fn is_always(level: &Level, leaf_does: &impl Fn(&Level) -> bool) -> bool {
    let does = |level: &Level| is_always(level, leaf_does);
    let unconditional = |level: &Level| level.when.is_none() && does(level);
    if level.at_most.is_some() {
        return false;
    }
    match &level.amount {
        Amount::Sum(levels) | Amount::HigherOf(levels) => levels.iter().any(unconditional),
        Amount::LowerOf(levels) => levels.iter().all(unconditional),
        Amount::Cases(levels) => {
            levels.iter().all(does) && levels.last().is_some_and(|last| last.when.is_none())
        }
        _ => leaf_does(level),
    }
}

/// Whether a leaf pays the ticket modérateur of a heading at the AMO's normal rate.
fn pays_the_ticket_moderateur(due: Due, level: &Level) -> bool {
    use super::words::TicketModerateur as Use;
    match level.amount {
        Amount::Br(percent) => percent.lowest() >= Rate::ONE,
        Amount::Tm(rate) => rate >= Rate::ONE,
        Amount::RealExpense => true,
        Amount::BrOnTop(_, Use::OnTop)
        | Amount::Euros(_, Use::OnTop)
        | Amount::Pmss(_, _, Use::OnTop)
        | Amount::Expense(_, Use::OnTop) => true,
        Amount::BrOnTop(percent, Use::Included) => match due {
            Due::Part(part) => percent.lowest() >= part,
            Due::Unknown | Due::Whole => false,
        },
        _ => false,
    }
}

fn check_limits(
    heading: Heading,
    written: &Written<'_>,
    table: &Table,
) -> Result<(), ProductError> {
    let Some(guarantee) = table.guarantee(heading) else {
        return Ok(());
    };
    for &place in &guarantee.limits {
        let place = usize::from(place);
        let limit = &table.limits[place];
        if !limit.is_legal_renewal
            && let Some((id, why)) = breaks(heading, limit, table)
        {
            return Err(ProductError::Responsible {
                place: written.limit_places[place].clone(),
                id,
                why,
            });
        }
    }
    Ok(())
}

/// The rule that a limit of a heading breaks.
fn breaks(heading: Heading, limit: &Limit, table: &Table) -> Option<(&'static str, String)> {
    let law = Law::embedded();
    let from = law.span().0;
    let optics = matches!(heading, Heading::MontureB | Heading::VerreB);
    let scope = limit.counter.scope;
    let euros = |size| match size {
        Size::Euros(euros) => Some(euros),
        Size::Pmss(_) | Size::Number(_) => None,
    };
    let own = euros(limit.size).map(|euros| (euros, limit.counter.when.as_ref()));
    let others = limit.cases.iter();
    let others = others.filter_map(|case| Some((euros(case.size?)?, Some(&case.when))));
    let sizes = own.into_iter().chain(others);
    let frame_alone = limit.counter.headings == Headings::one(Heading::MontureB);
    if optics && scope == Scope::Equipment && frame_alone {
        let most = figure(law, ParamId::ResponsableMonture, from);
        if sizes.clone().any(|(euros, _)| euros > most) {
            return Some((
                "resp-frame",
                format!("a responsible contract pays at most {most} for a frame"),
            ));
        }
    } else if optics && scope == Scope::Equipment {
        let beyond = pays_beyond(table);
        for (euros, when) in sizes {
            let classes = when.and_then(Condition::lenses);
            let ceiling = match classes {
                Some(classes) => {
                    let all = classes.iter();
                    let ceilings =
                        all.filter_map(|class| row(law, TableId::PlafondOptique, *class, from));
                    ceilings.min()
                }
                None => row(law, TableId::PlafondOptique, Lenses::TresComplexe, from),
            };
            if let Some(ceiling) = ceiling
                && euros > ceiling
            {
                return Some((
                    "resp-optics-ceiling",
                    format!("a responsible contract pays at most {ceiling} for this equipment"),
                ));
            }
            let all = classes.into_iter().flatten();
            let floors = all.filter_map(|class| row(law, TableId::PlancherOptique, *class, from));
            if let Some(floor) = floors.max()
                && beyond
                && euros < floor
            {
                return Some((
                    "resp-optics-floor",
                    format!(
                        "a responsible contract that pays beyond the ticket modérateur allows at least {floor} for this equipment"
                    ),
                ));
            }
        }
    } else if heading == Heading::Audio2 && scope == Scope::Ear {
        let most = figure(law, ParamId::ResponsableAudio, from);
        if sizes.clone().any(|(euros, _)| euros > most) {
            return Some((
                "resp-audio",
                format!("a responsible contract pays at most {most} an ear, AMO included"),
            ));
        }
    }
    let renews = match limit.size {
        Size::Number(_) if optics => limit.of == Of::Equipment,
        Size::Number(_) => heading == Heading::Audio2 && scope == Scope::Ear,
        Size::Euros(_) | Size::Pmss(_) => false,
    };
    let months = |param| legal_months(law, param, from);
    let (optics_months, audio_months) = (
        months(ParamId::ResponsableOptiqueMois),
        months(ParamId::ResponsableAudioAns),
    );
    let expected = if optics { optics_months } else { audio_months };
    let shorter = match limit.counter.over {
        Over::Months(months) => months < expected,
        Over::Event => false,
        Over::Year | Over::MembershipYear | Over::Day => true,
    };
    let several = matches!(limit.size, Size::Number(number) if number > 1);
    (renews && (shorter || several)).then(|| {
        (
            "resp-renewal",
            format!(
                "a responsible contract pays an equipment every {optics_months} months at most (audio: {audio_months})"
            ),
        )
    })
}

/// Whether lenses of class B are paid beyond the ticket modérateur: the floors bind only then.
fn pays_beyond(table: &Table) -> bool {
    // A level at most so many euros pays less still.
    let level = |guarantee: &Compiled| match guarantee.level.amount {
        Amount::Br(percent) => percent.is_pair() || percent.lowest() != Rate::ONE,
        Amount::Tm(rate) => rate != Rate::ONE,
        _ => true,
    };
    table.guarantee(Heading::VerreB).is_some_and(level)
}

/// The renewal that every responsible contract has for a heading: it never cuts the ticket modérateur.
pub(super) fn renewal(heading: Heading) -> Option<Limit> {
    let law = Law::embedded();
    let from = law.span().0;
    let (scope, of, param) = match heading {
        Heading::MontureB | Heading::VerreB => (
            Scope::Person,
            Of::Equipment,
            ParamId::ResponsableOptiqueMois,
        ),
        Heading::Audio2 => (Scope::Ear, Of::Act, ParamId::ResponsableAudioAns),
        _ => return None,
    };
    let case = |test, over: Option<Over>| Case {
        when: Condition {
            tests: Box::new([test]),
        },
        size: None,
        unlimited: over.is_none(),
        over,
    };
    let under = |age, param| {
        let span = Span {
            from: None,
            below: Some(age),
        };
        let months = legal_months(law, param, from);
        case(Test::Age(span, AgeAt::Care), Some(Over::Months(months)))
    };
    let cases: Box<[Case]> = if of == Of::Equipment {
        Box::new([
            case(Test::CorrectionChanged(true), None),
            under(6, ParamId::ResponsableOptiqueMoisMoins6),
            under(16, ParamId::ResponsableOptiqueMoisMoins16),
        ])
    } else {
        Box::default()
    };
    Some(Limit {
        counter: Counter {
            headings: Headings::one(heading),
            when: None,
            without_cent_sante: false,
            scope,
            over: Over::Months(legal_months(law, param, from)),
        },
        size: Size::Number(1),
        of,
        beyond_only: true,
        cases,
        then: None,
        is_legal_renewal: true,
    })
}

/// A figure of responsible contracts: none of them changed since the first day loaded.
fn figure(law: &Law, param: ParamId, day: Day) -> Cents {
    law.param(param, day)
        .map_or(Cents::ZERO, |value| value.cents())
}

fn row(law: &Law, table: TableId, class: Lenses, day: Day) -> Option<Cents> {
    law.row(table, class.word(), day)
        .ok()
        .map(|value| value.cents())
}

fn legal_months(law: &Law, param: ParamId, day: Day) -> u16 {
    let count = law.param(param, day).map_or(0, |value| value.count());
    let months = if param == ParamId::ResponsableAudioAns {
        count * 12
    } else {
        count
    };
    u16::try_from(months).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// They are read on the first day loaded: a change would need a date.
    #[test]
    fn the_figures_of_responsible_products_never_changed() {
        let law = Law::embedded();
        for param in [
            ParamId::ResponsableMonture,
            ParamId::ResponsableAudio,
            ParamId::ResponsableOptiqueMois,
            ParamId::ResponsableOptiqueMoisMoins16,
            ParamId::ResponsableOptiqueMoisMoins6,
            ParamId::ResponsableAudioAns,
        ] {
            assert_eq!(law.changes(param).count(), 1, "{}", param.word());
        }
        for table in [
            "responsable.optique.plafond",
            "responsable.optique.plancher",
        ] {
            let rows = law.rows(law.table(table).unwrap());
            assert!(
                rows.map(|row| row.changes().count())
                    .all(|changes| changes == 1)
            );
        }
    }

    #[test]
    fn the_renewals_are_those_of_the_law() {
        let optics = renewal(Heading::VerreB).unwrap();
        assert_eq!(optics.counter.over, Over::Months(24));
        let months: Vec<_> = optics.cases.iter().map(|case| case.over).collect();
        assert_eq!(
            months,
            [None, Some(Over::Months(6)), Some(Over::Months(12))]
        );
        assert_eq!(
            renewal(Heading::Audio2).unwrap().counter.over,
            Over::Months(48)
        );
        assert_eq!(renewal(Heading::Audio1), None);
    }
}
