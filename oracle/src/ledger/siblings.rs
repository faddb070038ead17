//! What the other lines of its décompte say of a line.

use domain::{ActCode, Cents, Decompte, Deduction, Line, LineOrigin};

use super::readings::Readings;

/// What the lines beside it say of a line.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Siblings {
    /// Participation kept back from it, positive.
    pub(super) participation: Cents,
    /// Participation and franchise kept back from it, positive.
    pub(super) kept_back: Cents,
    /// What the local régime adds to the AMO amount, on a line of its own (rules §8 bis).
    pub(super) supplement: Cents,
    /// It is itself such a line.
    pub(super) is_supplement: bool,
    /// It is a complement (night, Sunday, travel…): of that act.
    pub(super) main: Option<Main>,
}

/// The main act of a complement, in its décompte.
#[derive(Debug, Clone, Copy)]
pub(super) struct Main {
    pub(super) act: ActCode,
    pub(super) specialty: u8,
    /// Its line.
    pub(super) line: u8,
    /// Told by the letters of the complement (255/25-26), a place that is inferred, and not by its name.
    pub(super) by_letters: bool,
}

impl Main {
    fn new(line: &Line, by_letters: bool) -> Self {
        Self {
            act: line.act,
            specialty: line.specialty,
            line: line.number,
            by_letters,
        }
    }
}

impl Siblings {
    /// Whether no line of these says anything of another: then [`Self::of`] each is the default.
    pub(super) fn are_strangers(lines: &[Line]) -> bool {
        let is_plain = |line: &Line| {
            line.origin.is_none() && line.details.complement.is_none() && !is_local(line)
        };
        lines.iter().all(is_plain)
    }

    /// What `decompte` says of its line.
    pub(super) fn of(decompte: &Decompte, line: &Line, readings: &Readings) -> Self {
        let named = Some(LineOrigin {
            decompte: decompte.number,
            line: line.number,
        });
        let main = main_of(decompte, line);
        let mut siblings = Self::default();
        let mut local = false;
        for other in &decompte.lines {
            local |= is_local(other);
            if other.origin != named && Some(other.number) != main {
                continue;
            }
            match other.act.deduction() {
                Some(deduction) if other.origin == named => {
                    siblings.kept_back -= other.amount;
                    if matches!(deduction, Deduction::Participation { .. }) {
                        siblings.participation -= other.amount;
                    }
                }
                None if Some(other.number) == main => {
                    siblings.main = Some(Main::new(other, false));
                }
                _ => {}
            }
        }
        if local {
            siblings.group(decompte, line);
        }
        if siblings.main.is_none() && !readings.letters_are_of_the_act {
            siblings.main = completed(decompte, line).map(|act| Main::new(act, true));
        }
        siblings
    }

    /// Finds the other half of an act that the two parts of the régime of Alsace-Moselle settled apart: of
    /// equal acts on one day, the first supplement goes with the first of them.
    fn group(&mut self, decompte: &Decompte, line: &Line) {
        let same = |other: &&Line| {
            (other.act, other.start, other.executor, other.quantity)
                == (line.act, line.start, line.executor, line.quantity)
        };
        let place = decompte
            .lines
            .iter()
            .filter(same)
            .filter(|other| is_local(other) == is_local(line))
            .position(|other| other.number == line.number);
        let other_half = decompte
            .lines
            .iter()
            .filter(same)
            .filter(|other| is_local(other) != is_local(line))
            .nth(place.unwrap_or(usize::MAX));
        match (other_half, is_local(line)) {
            (Some(_), true) => self.is_supplement = true,
            (Some(supplement), false) => self.supplement = supplement.amount,
            (None, _) => {}
        }
    }
}

/// Whether the local régime paid it: nature of insurance 13, or the exemption generated with it.
fn is_local(line: &Line) -> bool {
    line.nature == 13 || line.exemption == b'8'
}

/// The line that `line` names as its act, in the same décompte.
fn main_of(decompte: &Decompte, line: &Line) -> Option<u8> {
    let named = line.origin?;
    let another = named.decompte == decompte.number && named.line != line.number;
    (another && line.act.deduction().is_none()).then_some(named.line)
}

/// The act that a line with the letters of a complement and no name completes: the first of its code, day and
/// executor in the décompte that has no such letters (noemie-format §7.3, field notes §1.12).
fn completed<'d>(decompte: &'d Decompte, line: &Line) -> Option<&'d Line> {
    let lettered = |line: &Line| line.details.complement.is_some();
    if !lettered(line) || line.origin.is_some() || line.act.deduction().is_some() {
        return None;
    }
    let same = |other: &&Line| {
        (other.act, other.start, other.executor) == (line.act, line.start, line.executor)
    };
    let mut acts = decompte.lines.iter().filter(same);
    acts.find(|other| !lettered(other))
}
