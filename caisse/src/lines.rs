//! What a settlement says on the wire: the lines of a décompte.

pub(crate) mod c2s;
pub(crate) mod stay;
pub(crate) mod town;

use domain::{
    ActCode, Cents, Convention, CoordinationOption, Day, Decompte, DecompteNumber, Line,
    LineDetails, LineOrigin, PsNumber,
};
use oracle::amo::{Debts, Patient, Regime, Withheld};
use oracle::trace::NoTrace;

/// Line numbers have two digits.
const MOST_LINES: usize = 99;

pub(crate) const fn code(text: &str) -> ActCode {
    match ActCode::new(text) {
        Some(code) => code,
        // Evaluated when compiling: a misspelt constant does not build.
        None => panic!("not an act code"),
    }
}

fn next(lines: &[Line]) -> u8 {
    u8::try_from(lines.len() + 1).unwrap_or(u8::MAX)
}

/// Nature of insurance 10: sickness.
const SICKNESS: u8 = 10;
/// No exemption from the ticket modérateur.
const NOT_EXEMPT: u8 = b'0';
/// A line that bears no parcours.
const NO_PARCOURS: u8 = b' ';

/// A line of that act and day that says nothing else.
fn blank(number: u8, act: ActCode, day: Day) -> Line {
    Line {
        number,
        start: day,
        end: day,
        act,
        quantity: 1,
        count: 0,
        coefficient: 0,
        unit_price: Cents::ZERO,
        spent: Cents::ZERO,
        base: Cents::ZERO,
        rate: 0,
        parcours: NO_PARCOURS,
        exemption: NOT_EXEMPT,
        nature: SICKNESS,
        executor: PsNumber::default(),
        specialty: 0,
        convention: Convention::None,
        option: CoordinationOption::None,
        amount: Cents::ZERO,
        majoration: Cents::ZERO,
        origin: None,
        details: LineDetails::default(),
    }
}

/// The modulation of the rate that the person's régime makes (255/104): 2 is that of Alsace-Moselle.
fn modulation(patient: &Patient) -> u8 {
    match patient.regime {
        Regime::AlsaceMoselle => 2,
        _ => 0,
    }
}

/// A line of what is kept back from the act that it names.
fn deduction(number: u8, act: ActCode, amount: Cents, day: Day, origin: LineOrigin) -> Line {
    Line {
        quantity: if amount < Cents::ZERO { -1 } else { 1 },
        amount: -amount,
        origin: Some(origin),
        ..blank(number, act, day)
    }
}

/// Takes back older debts from what a décompte pays the insured, oldest first, as far as it goes.
pub(crate) fn recover(lines: &mut Vec<Line>, debts: &mut Debts<LineOrigin>) {
    let paid = lines.iter().map(|line| line.amount).sum();
    let room = MOST_LINES.saturating_sub(lines.len());
    for debt in debts.recover(paid, room, &mut NoTrace) {
        let act = match debt.withheld {
            Withheld::Participation => code("PFT"),
            Withheld::Franchise => code("FRT"),
        };
        lines.push(deduction(next(lines), act, debt.amount, debt.day, debt.of));
    }
}

/// What takes a décompte back. Participations and franchises of other décomptes that it recovered stay recovered:
/// they are not of its own care.
#[must_use]
pub fn taken_back(original: &Decompte, number: DecompteNumber, day: Day) -> Decompte {
    let mut back = original.taken_back(number, day);
    let mut originals = original.lines.iter();
    back.lines.retain(|_| {
        let line = originals.next();
        line.is_some_and(|line| is_own(original, line))
    });
    for (number, line) in (1..).zip(&mut back.lines) {
        line.number = number;
    }
    back
}

/// The same care under another number. What was recovered of other décomptes is not recovered twice.
#[must_use]
pub fn settled_twice(original: &Decompte, number: DecompteNumber, day: Day) -> Decompte {
    let mut twice = original.clone();
    (twice.number, twice.date) = (number, day);
    twice.lines.retain(|line| is_own(original, line));
    let origins = twice
        .lines
        .iter_mut()
        .filter_map(|line| line.origin.as_mut());
    for origin in origins.filter(|origin| origin.decompte == original.number) {
        origin.decompte = number;
    }
    twice
}

/// Whether a line is of the care of its décompte, and no deduction of another's.
pub(crate) fn is_own(decompte: &Decompte, line: &Line) -> bool {
    let of = line.origin.map(|origin| origin.decompte);
    line.act.deduction().is_none() || of == Some(decompte.number)
}

/// Lets the lines of a regularisation name those of the décompte that they stand for: the first left of the same
/// act.
pub(crate) fn stand_for(lines: &mut [Line], replaced: &Decompte) {
    let mut left: Vec<&Line> = replaced
        .lines
        .iter()
        .filter(|line| line.act.deduction().is_none())
        .collect();
    let acts = lines
        .iter_mut()
        .filter(|line| line.act.deduction().is_none());
    for line in acts {
        let same = left.iter().position(|old| old.act == line.act);
        line.origin = same.map(|place| LineOrigin {
            decompte: replaced.number,
            line: left.remove(place).number,
        });
    }
}
