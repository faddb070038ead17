//! Amounts.

use domain::{Cents, Decompte, Deduction, Line, LineOrigin, Operation};

use super::Adversity;
use super::Expected::Lines;
use super::catalogue::entries;
use super::dues::{AWAITED, INFORMATIVE, NOTHING_PAID, OF_HOMES, OF_SHEETS, SETTLED, TAKEN_BACK};
use super::fault::{Calls, acts_mut, paid_act};
use crate::draws::Draws;

entries! { Money;
    Cancellation "cancellation" Sheet 8 [23] beside OF_SHEETS;
        "l’AMO reprend un décompte", "the AMO takes a décompte back";
        "ce qui avait été payé est repris", "what was paid is reversed";
        Lines(TAKEN_BACK);
    Regularisation "regularisation" Sheet 8 [] beside OF_SHEETS;
        "un décompte est repris et liquidé de nouveau", "a décompte is taken back and settled anew";
        "reprise, puis le nouveau montant", "reversed, then the new amount";
        Lines(SETTLED);
    RegularisedTwice "regularised-twice" Sheet 2 [21] beside OF_SHEETS;
        "un décompte est corrigé, puis sa correction l’est aussi",
        "a décompte is corrected, and its correction is corrected";
        "chaque reprise ne vise que la dernière version vivante",
        "each reversal is of the last live version alone";
        Lines(SETTLED);
    PartialCancellation "partial-cancellation" Sheet 2 [] beside OF_SHEETS;
        "un acte d’un décompte est repris, les autres non",
        "one act of a décompte is taken back, and the others are not";
        "l’acte seul est repris", "that act alone is reversed";
        Lines(TAKEN_BACK);
    NegativePayment "negative-payment" Sheet 2 [] beside OF_SHEETS;
        "un décompte est repris par des quantités négatives, sous l’opération P",
        "a décompte is taken back by negative quantities, under operation P";
        "repris comme par une annulation", "reversed as by a cancellation";
        Lines(TAKEN_BACK);
    CancelledTwice "cancelled-twice" Sheet 2 [] beside OF_SHEETS;
        "un décompte est annulé deux fois", "a décompte is taken back twice";
        "la seconde annulation attend : il n’y a plus rien à reprendre",
        "the second cancellation is held: nothing is left to take back";
        Lines(AWAITED);
    NegativeWithoutOriginal "negative-without-original" Sheet 2 [] beside OF_SHEETS;
        "des quantités négatives visent une ligne qui n’est jamais venue",
        "negative quantities name a line that never came";
        "en attente de l’original", "held for the original";
        Lines(AWAITED);
    ParticipationAlone "participation-alone" Sheet 2 [18] beside OF_SHEETS;
        "la participation d’un acte vient plus tard, seule dans son décompte",
        "the participation of an act comes later, alone in its décompte";
        "sans effet pour la mutuelle", "no effect for the mutuelle";
        Lines(INFORMATIVE);
    FranchiseAlone "franchise-alone" Sheet 2 [18] beside OF_SHEETS;
        "la franchise d’un acte vient plus tard, seule dans son décompte",
        "the franchise of an act comes later, alone in its décompte";
        "sans effet pour la mutuelle", "no effect for the mutuelle";
        Lines(INFORMATIVE);
    AmountOffRate "amount-off-rate" Sheet 2 [] beside OF_SHEETS;
        "le montant d’une ligne n’est pas sa base au taux", "the amount of a line is not its base at its rate";
        "réglée sur les montants portés (registre : inconsistent-line)",
        "settled on the amounts carried (register: inconsistent-line)";
        Lines(SETTLED);
    AmoOverExpense "amo-over-expense" Sheet 2 [] beside OF_SHEETS;
        "l’AMO a payé plus que la dépense", "the AMO paid more than was spent";
        "rien ne reste à payer", "nothing is left to pay";
        Lines(NOTHING_PAID), Lines(SETTLED);
    ZeroExpense "zero-expense" Sheet 2 [] beside OF_SHEETS;
        "dépense nulle sur une base qui ne l’est pas", "nothing spent, on a base that is not zero";
        "réglée, la base tenant lieu de dépense (registre : spent-zero)",
        "settled, the base standing for the expense (register: spent-zero)";
        Lines(SETTLED);
    ZeroCoefficient "zero-coefficient" Sheet 2 [] beside OF_SHEETS;
        "le coefficient d’une ligne est nul", "the coefficient of a line is zero";
        "lu comme 1, réglée", "read as 1, settled";
        Lines(SETTLED);
    ExpenseAtLimit "expense-at-limit" Sheet 1 [] beside OF_SHEETS;
        "la dépense remplit sa zone : 999 999,99 €", "the amount spent fills its field: 999,999.99 €";
        "réglée, sans débordement", "settled, without overflow";
        Lines(SETTLED);
    AmountsAtLimit "amounts-at-limit" Sheet 1 [] beside OF_SHEETS;
        "dépense, base et montant payé remplissent leurs zones", "amount spent, base and amount paid fill their fields";
        "rien ne reste à payer", "nothing is left to pay";
        Lines(NOTHING_PAID), Lines(SETTLED);
    YearlyCap "yearly-cap" Household 3 [] beside OF_HOMES;
        "une personne a tant de couronnes dans l’année, chacune dans son fichier, que les plafonds annuels sont atteints",
        "one person has so many crowns in a year, each in a file of its own, that yearly caps are reached";
        "chacune est réglée sur ce que les fichiers d’avant laissent du plafond",
        "each is settled on what the files before it leave of the cap";
        Lines(SETTLED);
}

/// The largest amount that a field of a line holds.
const LIMIT: Cents = Cents(99_999_999);

/// Puts a fault into the amounts of a décompte.
pub(super) fn put(
    adversity: Adversity,
    decompte: &mut Decompte,
    draws: &mut Draws,
) -> Option<Calls> {
    if adversity == Adversity::NegativeWithoutOriginal {
        return without_original(decompte);
    }
    let line = paid_act(decompte)?;
    let due = match adversity {
        Adversity::AmountOffRate => {
            // More than a cent an act, and less than all.
            let most = u32::try_from(line.amount.0 / 2).unwrap_or(u32::MAX);
            let off = i64::from(draws.between(most / 2, most));
            if off <= i64::from(line.quantity) {
                return None;
            }
            line.amount -= Cents(off);
            SETTLED
        }
        Adversity::AmoOverExpense => {
            line.amount = line.spent + Cents(i64::from(draws.between(1, 500)));
            NOTHING_PAID
        }
        Adversity::ZeroExpense => {
            line.spent = Cents::ZERO;
            SETTLED
        }
        Adversity::ZeroCoefficient => {
            line.coefficient = 0;
            SETTLED
        }
        Adversity::ExpenseAtLimit => {
            line.spent = LIMIT;
            SETTLED
        }
        Adversity::AmountsAtLimit => {
            (line.spent, line.base, line.amount) = (LIMIT, LIMIT, LIMIT);
            (line.rate, line.majoration) = (100, Cents::ZERO);
            NOTHING_PAID
        }
        _ => return None,
    };
    let number = line.number;
    let calls = acts_mut(decompte).map(|line| {
        let due = if line.number == number { due } else { SETTLED };
        (line.number, due)
    });
    Some(Calls::Each(calls.collect()))
}

/// Turns the acts of a décompte round, and lets them name what never came.
fn without_original(decompte: &mut Decompte) -> Option<Calls> {
    /// The décompte of the number before may have been sent; it has no such line.
    const NO_SUCH_LINE: u8 = 98;
    let before = domain::DecompteNumber::new(decompte.number.get().saturating_sub(1))?;
    decompte.operation = Operation::Cancellation;
    decompte.lines.retain(|line| line.act.deduction().is_none());
    for line in &mut decompte.lines {
        turn(line);
        line.origin = Some(LineOrigin {
            decompte: before,
            line: NO_SUCH_LINE,
        });
    }
    Some(Calls::For(AWAITED))
}

fn turn(line: &mut Line) {
    line.quantity = -line.quantity;
    for amount in [
        &mut line.spent,
        &mut line.base,
        &mut line.amount,
        &mut line.majoration,
    ] {
        *amount = -*amount;
    }
}

/// Whether that can happen to a décompte that went out: to take one act back it must have two, and a
/// participation that comes alone must be there.
pub(super) fn can_follow(adversity: Adversity, sent: &Decompte) -> bool {
    match adversity {
        Adversity::PartialCancellation => {
            let acts = sent.lines.iter();
            acts.filter(|line| line.act.deduction().is_none()).count() > 1
        }
        Adversity::ParticipationAlone | Adversity::FranchiseAlone => {
            let mut lines = sent.lines.iter();
            lines.any(|line| is_kept_back(adversity, sent, line))
        }
        _ => true,
    }
}

/// Whether that line of the décompte is the participation, or the franchise, of one of its own acts.
fn is_kept_back(adversity: Adversity, of: &Decompte, line: &Line) -> bool {
    let participation = match line.act.deduction() {
        Some(Deduction::Participation { .. }) => true,
        Some(Deduction::Franchise { .. }) => false,
        None => return false,
    };
    participation == (adversity == Adversity::ParticipationAlone)
        && line
            .origin
            .is_some_and(|origin| origin.decompte == of.number)
}

/// Makes of what the caisse sends after a décompte what the adversity wants of it.
pub(super) fn put_after(
    adversity: Adversity,
    original: domain::DecompteNumber,
    decompte: &mut Decompte,
) {
    match adversity {
        Adversity::PartialCancellation => decompte.lines.truncate(1),
        Adversity::NegativePayment => decompte.operation = Operation::Payment,
        Adversity::ParticipationAlone | Adversity::FranchiseAlone => {
            keep_back_alone(adversity, original, decompte);
        }
        _ => {}
    }
}

fn keep_back_alone(
    adversity: Adversity,
    original: domain::DecompteNumber,
    decompte: &mut Decompte,
) {
    let mut lines = std::mem::take(&mut decompte.lines);
    lines.retain(|line| is_kept_back(adversity, decompte, line));
    for (line, number) in lines.iter_mut().zip(1..) {
        line.number = number;
        line.act = later(line.act);
        if let Some(origin) = &mut line.origin {
            origin.decompte = original;
        }
    }
    decompte.lines = lines;
}

/// The code of a deduction that is recovered later.
fn later(at_once: domain::ActCode) -> domain::ActCode {
    let code = match at_once.as_str() {
        "PFH" => "PFT",
        "FRH" => "FRT",
        other => other,
    };
    domain::ActCode::new(code).unwrap_or(at_once)
}
