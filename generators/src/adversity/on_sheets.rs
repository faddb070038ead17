//! What befalls a sheet as the lot is lived: the caisse is told, and what is due is noted.

use caisse::{Effect, Event, State};
use domain::{Decompte, Operation};

use super::dues::{
    AWAITED, DUPLICATE, INFORMATIVE, NO_LONGER_DUE, SETTLED, SUSPECTED_OR_REFUSED, TAKEN_BACK,
};
use super::fault::{self, Calls};
use super::{Adversity, Due, Plan, Road, Touched, c2s, homes, identity, money};
use crate::FlowError;
use crate::carried::Carried;
use crate::draws::{Draws, Subject};
use crate::lot::Happening;

/// Lets one thing happen, and notes what its adversity declares.
pub(crate) fn happen<C: Carried>(
    state: &mut State<'_>,
    happening: Happening,
    plan: &Plan,
    effects: &mut Vec<Effect>,
    road: &mut Road<'_, C>,
) -> Result<(), FlowError> {
    let Happening {
        event,
        invoice,
        adversity,
    } = happening;
    let Some(held_by) = plan.of_sheet(invoice) else {
        return Ok(state.step(event, effects)?);
    };
    let follows = !matches!(event, Event::Invoice(_));
    let before = state.sent(invoice);
    if follows {
        // Where nothing went out for the sheet there is nothing to repeat or take back.
        let can = |sent| money::can_follow(held_by, sent);
        if !before.is_some_and(can) {
            return Ok(());
        }
    }
    let before = before.map(Name::of);
    state.step(event, effects)?;
    let after = state.sent(invoice).map(Name::of);
    for name in before.into_iter().chain(after) {
        road.claim(name.caisse, name.number, held_by);
    }
    if let Some((caisse, number, _)) = state.last_sent().filter(|_| follows) {
        road.claim(caisse, number, held_by);
        if held_by == Adversity::FileAfterCorrection {
            road.corrects(caisse, number);
        }
    }
    let Some(adversity) = adversity else {
        return Ok(());
    };
    if !follows {
        let mut draws = Draws::new(road.seed(), road.lot(), Subject::Fault, invoice.0);
        if let Some(decompte) = state.queued_mut(invoice)
            && let Some(calls) = fault::put(adversity, decompte, &mut draws)
        {
            let calls = if plan.is_of_the_c2s(invoice) {
                c2s::run_here(calls)
            } else {
                calls
            };
            declare(road, adversity, decompte, calls);
            return Ok(());
        }
    }
    let last = state.last_queued_mut().map(|decompte| {
        if let Some(before) = before {
            money::put_after(adversity, before.number, decompte);
            if adversity == Adversity::TwoBehindOneKey {
                identity::another_first_name(decompte);
            }
            if adversity == Adversity::OcMerged {
                decompte.oc = road.spec().oc;
            }
        }
        Name::of(decompte)
    });
    let is_put_off = before.is_some_and(|name| road.is_put_off(name.caisse, name.number));
    let mut note = |name: Option<Name>, occurrence, due: Due| {
        if let Some(Name {
            caisse,
            number,
            operation,
        }) = name
        {
            road.declare(
                adversity,
                Touched::Decompte(caisse, number, operation, occurrence, due),
            );
        }
    };
    match adversity {
        Adversity::DecompteAgain => note(before, 2, DUPLICATE),
        Adversity::CancelledAfterChange | Adversity::CancelledAfterEnd => {
            note(last, 1, TAKEN_BACK);
        }
        Adversity::FileAfterCorrection if is_put_off => {
            note(before, 1, NO_LONGER_DUE);
            note(last, 1, NO_LONGER_DUE);
        }
        Adversity::OcMerged if follows => note(last, 1, SUSPECTED_OR_REFUSED),
        Adversity::ParticipationAlone | Adversity::FranchiseAlone => {
            if let Some(decompte) = state.last_queued_mut() {
                declare(road, adversity, decompte, informative(decompte));
            }
        }
        Adversity::Regularisation
        | Adversity::RegularisedTwice
        | Adversity::CrossedRegularisation => note(after, 1, SETTLED),
        other => match (last_calls(other), homes::due(other)) {
            (Some(due), _) => note(last, 1, due),
            (None, Some(due)) => note(after, 1, due),
            (None, None) => {}
        },
    }
    Ok(())
}

/// What the last décompte that follows another calls for.
pub(super) const fn last_calls(adversity: Adversity) -> Option<Due> {
    Some(match adversity {
        Adversity::CareAgain | Adversity::TwoBehindOneKey => SUSPECTED_OR_REFUSED,
        Adversity::Cancellation | Adversity::PartialCancellation | Adversity::NegativePayment => {
            TAKEN_BACK
        }
        Adversity::CancelledTwice => AWAITED,
        _ => return None,
    })
}

/// What a décompte of nothing but deductions calls for.
pub(super) fn informative(decompte: &Decompte) -> Calls {
    let lines = decompte.lines.iter();
    Calls::Each(lines.map(|line| (line.number, INFORMATIVE)).collect())
}

/// Notes what a fault in a décompte calls for.
pub(super) fn declare<C: Carried>(
    road: &mut Road<'_, C>,
    adversity: Adversity,
    decompte: &Decompte,
    calls: Calls,
) {
    match calls {
        Calls::For(due) => {
            let (caisse, number) = (decompte.caisse, decompte.number);
            let on = Touched::Decompte(caisse, number, decompte.operation, 1, due);
            road.declare(adversity, on);
        }
        Calls::Each(lines) => {
            for line in &decompte.lines {
                let due = lines.iter().find(|(number, _)| *number == line.number);
                if let Some((_, due)) = due {
                    road.declare(adversity, Touched::Line(decompte.line_id(line), *due));
                }
            }
        }
    }
}

/// How a décompte is named.
#[derive(Debug, Clone, Copy)]
struct Name {
    caisse: domain::Caisse,
    number: domain::DecompteNumber,
    operation: Operation,
}

impl Name {
    fn of(decompte: &Decompte) -> Self {
        Self {
            caisse: decompte.caisse,
            number: decompte.number,
            operation: decompte.operation,
        }
    }
}
