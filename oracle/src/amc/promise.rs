//! What a level promises on the line at hand, told for its step: the leaf that holds, not the list above it.

use domain::{Cents, Rate};

use super::Doctor;
use super::level::Hand;
use super::parts::Parts;
use super::steps::percent_of;
use crate::product::{AmoStatus, Amount, Level, TicketModerateur};
use crate::trace::{Label, Term};

/// What goes into a step.
type Inputs = Vec<(&'static str, Term)>;

/// What a level promises: its words, and in `inputs` what goes in besides the amounts of the line. `refused`: a level
/// around it names the lines that the AMO refused.
pub(super) fn of(level: &Level, hand: &Hand<'_>, refused: bool, inputs: &mut Inputs) -> Label {
    let when = level.when.as_ref();
    if !hand.look.meets(when) {
        return Label {
            fr: "condition de la garantie non remplie",
            en: "condition of the guarantee not met",
        };
    }
    let refused = refused || when.is_some_and(|when| when.names_refused());
    let label = match &level.amount {
        Amount::Cases(levels) => case(levels, hand, refused, inputs),
        Amount::LowerOf(levels) => {
            let beats = |new, best| new < best;
            chosen("lowest-of", levels, hand, refused, beats, inputs)
        }
        Amount::HigherOf(levels) => {
            let beats = |new, best| new > best;
            chosen("highest-of", levels, hand, refused, beats, inputs)
        }
        Amount::Sum(levels) => {
            let terms = levels.iter().filter_map(|level| term(level, hand, refused));
            inputs.extend(terms.map(|(name, text)| (name, text.into())));
            Label {
                fr: "somme de niveaux",
                en: "sum of levels",
            }
        }
        _ if hand.look.facts.status() == AmoStatus::Refused && !refused => {
            return Label {
                fr: "acte refusé par l’AMO, que le niveau ne vise pas",
                en: "act refused by the AMO, which the level does not name",
            };
        }
        leaf => leaf_told(leaf, level, hand, inputs),
    };
    if let Some(most) = level.at_most {
        inputs.push(("cap", (most * hand.units(level.per)).into()));
    }
    label
}

/// The first case that holds, under its place: `2/3`.
fn case(levels: &[Level], hand: &Hand<'_>, refused: bool, inputs: &mut Inputs) -> Label {
    let holds = |level: &Level| hand.look.meets(level.when.as_ref());
    let Some((place, level)) = levels.iter().enumerate().find(|(_, level)| holds(level)) else {
        return Label {
            fr: "aucun des cas n’est rempli",
            en: "none of the cases holds",
        };
    };
    let place = format!("{}/{}", place + 1, levels.len());
    inputs.push(("case", place.into()));
    of(level, hand, refused, inputs)
}

/// The level that none beats, under what each comes to.
fn chosen(
    name: &'static str,
    levels: &[Level],
    hand: &Hand<'_>,
    refused: bool,
    beats: impl Fn(Cents, Cents) -> bool,
    inputs: &mut Inputs,
) -> Label {
    let mut best: Option<(&Level, Cents)> = None;
    let mut amounts = Vec::with_capacity(levels.len());
    for level in levels {
        let amount = amount(level, hand, refused);
        amounts.push(amount.to_string());
        if best.is_none_or(|(_, best)| beats(amount, best)) {
            best = Some((level, amount));
        }
    }
    inputs.push((name, amounts.join(" | ").into()));
    match best {
        Some((level, _)) => of(level, hand, refused, inputs),
        None => Label {
            fr: "aucun niveau",
            en: "no level",
        },
    }
}

/// A term of a sum: what it is, and what it comes to by itself. None where its condition does not hold.
fn term(level: &Level, hand: &Hand<'_>, refused: bool) -> Option<(&'static str, String)> {
    if !hand.look.meets(level.when.as_ref()) {
        return None;
    }
    let optam = hand.look.doctor == Some(Doctor::Optam);
    let amount = amount(level, hand, refused);
    let of = |text: String| format!("{text} = {amount}");
    Some(match &level.amount {
        Amount::Br(percent) => ("per-cent-of-base", of(per_cent(percent.of(optam)))),
        Amount::BrOnTop(percent, _) => ("per-cent-on-top", of(per_cent(percent.of(optam)))),
        Amount::Tm(rate) => ("per-cent-of-tm", of(per_cent(*rate))),
        Amount::Overrun(percent) => ("per-cent-of-overrun", of(per_cent(percent.of(optam)))),
        Amount::Expense(rate, _) => ("per-cent-of-expense", of(per_cent(*rate))),
        Amount::Euros(euros, _) => ("euros", of(times(*euros, hand.units(level.per)))),
        Amount::Pmss(rate, ..) => ("per-cent-of-pmss", of(per_cent(*rate))),
        Amount::RealExpense => ("real-expense", amount.to_string()),
        Amount::Cases(levels) => return term(hand.case(levels)?, hand, refused),
        Amount::Sum(_) | Amount::LowerOf(_) | Amount::HigherOf(_) => ("list", amount.to_string()),
    })
}

fn leaf_told(amount: &Amount, level: &Level, hand: &Hand<'_>, inputs: &mut Inputs) -> Label {
    let bill = &hand.bill;
    let optam = hand.look.doctor == Some(Doctor::Optam);
    let units = hand.units(level.per);
    let mut part = |of: Cents, rate: Rate| {
        inputs.push(("percent", percent_of(rate)));
        inputs.push(("of-base", hand.share_of(of, rate).into()));
    };
    let (fr, en, usage) = match *amount {
        Amount::Br(percent) => {
            part(bill.base, percent.of(optam));
            (
                "niveau en % de la base, moins la part AMO",
                "level in % of the base, less the AMO share",
                None,
            )
        }
        Amount::BrOnTop(percent, usage) => {
            part(bill.base, percent.of(optam));
            (
                "niveau en % de la base, en complément de l'AMO",
                "level in % of the base, on top of the AMO share",
                Some(usage),
            )
        }
        Amount::Tm(rate) => {
            part(bill.ticket_moderateur, rate);
            inputs.push(("ticket-moderateur", bill.ticket_moderateur.into()));
            (
                "niveau en % du ticket modérateur",
                "level in % of the ticket modérateur",
                None,
            )
        }
        Amount::Overrun(percent) => {
            part(bill.overrun, percent.of(optam));
            inputs.push(("overrun", bill.overrun.into()));
            (
                "niveau en % du dépassement",
                "level in % of the overrun",
                None,
            )
        }
        Amount::Expense(rate, usage) => {
            part(hand.spent(), rate);
            (
                "niveau en % de la dépense",
                "level in % of the expense",
                Some(usage),
            )
        }
        Amount::Euros(euros, usage) => {
            inputs.push(("euros", times(euros, units).into()));
            ("niveau en euros", "level in euros", Some(usage))
        }
        Amount::Pmss(rate, year, usage) => {
            // A figure that is missing was told when the line was settled.
            let pmss = hand.pmss(year).unwrap_or_default();
            let one = pmss.at(rate, hand.rounding);
            inputs.push(("pmss", pmss.into()));
            inputs.push(("percent", percent_of(rate)));
            inputs.push(("of-base", times(one, units).into()));
            ("niveau en % du PMSS", "level in % of the PMSS", Some(usage))
        }
        Amount::RealExpense => {
            inputs.push(("left-by-the-amo", bill.left.into()));
            ("frais réels", "real expense", None)
        }
        // Lists are taken before leaves.
        Amount::Sum(_) | Amount::LowerOf(_) | Amount::HigherOf(_) | Amount::Cases(_) => {
            ("niveau de la garantie", "level of the guarantee", None)
        }
    };
    match usage {
        Some(TicketModerateur::OnTop) => {
            inputs.push(("besides-tm", bill.ticket_moderateur.into()));
        }
        Some(TicketModerateur::Excluded) => {
            inputs.push(("without-tm", bill.ticket_moderateur.into()));
        }
        Some(TicketModerateur::Included) | None => {}
    }
    Label { fr, en }
}

/// What a level comes to: 0 where a figure is missing, which settling the line tells.
fn amount(level: &Level, hand: &Hand<'_>, refused: bool) -> Cents {
    hand.under(level, refused).map_or(Cents::ZERO, Parts::total)
}

/// `800.00 × 2`, or `50.00` for a single unit.
fn times(one: Cents, units: i64) -> String {
    if units == 1 {
        one.to_string()
    } else {
        format!("{one} × {units}")
    }
}

fn per_cent(rate: Rate) -> String {
    format!("{} %", percent_of(rate))
}
