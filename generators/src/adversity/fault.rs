//! Faults that are put into a décompte of the caisse before it is written.

use domain::{Decompte, Line};

use super::{Adversity, Due, Family, acts, contracts, identity, money, time};
use crate::draws::Draws;

/// What a fault calls for.
#[derive(Debug)]
pub(super) enum Calls {
    /// The same reaction to every act.
    For(Due),
    /// One for each act, by line number.
    Each(Vec<(u8, Due)>),
}

/// Puts the fault in. None where the décompte has nothing that it could be put into: it is then as it was.
pub(super) fn put(
    adversity: Adversity,
    decompte: &mut Decompte,
    draws: &mut Draws,
) -> Option<Calls> {
    match adversity.entry().family {
        Family::Money => money::put(adversity, decompte, draws),
        Family::Acts => acts::put(adversity, decompte),
        Family::Time => time::put(adversity, decompte, draws),
        Family::Identity => identity::put(adversity, decompte, draws),
        Family::Contracts => contracts::put(adversity, decompte),
        _ => None,
    }
}

/// The acts of a décompte: what is no participation and no franchise.
pub(super) fn acts_mut(decompte: &mut Decompte) -> impl Iterator<Item = &mut Line> {
    let lines = decompte.lines.iter_mut();
    lines.filter(|line| line.act.deduction().is_none())
}

/// The first act that the AMO paid something of.
pub(super) fn paid_act(decompte: &mut Decompte) -> Option<&mut Line> {
    acts_mut(decompte).find(|line| line.amount.0 > 0 && line.spent.0 > 0)
}

/// Adds a line like the first act, changed by `change`; gives the numbers of both. None where the décompte is full.
pub(super) fn beside_the_first(
    decompte: &mut Decompte,
    change: impl FnOnce(&mut Line),
) -> Option<(u8, u8)> {
    /// Line numbers have two digits.
    const LAST: u8 = 99;
    let last = decompte.lines.iter().map(|line| line.number).max()?;
    if last == LAST {
        return None;
    }
    let first = *paid_act(decompte)?;
    let mut other = Line {
        number: last + 1,
        ..first
    };
    change(&mut other);
    decompte.lines.push(other);
    Some((first.number, other.number))
}
