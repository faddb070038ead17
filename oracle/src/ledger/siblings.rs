//! What the other lines of its décompte say of a line.

use domain::{ActCode, Cents, Decompte, Deduction, Line, LineOrigin};

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
    /// It is a complement (night, Sunday, travel…): code and speciality of its main act.
    pub(super) main: Option<(ActCode, u8)>,
}

impl Siblings {
    /// What `decompte` says of its line.
    pub(super) fn of(decompte: &Decompte, line: &Line) -> Self {
        let named = Some(LineOrigin {
            decompte: decompte.number,
            line: line.number,
        });
        let mut siblings = Self::default();
        let mut local = false;
        for other in &decompte.lines {
            local |= is_local(other);
            match other.act.deduction() {
                Some(deduction) if other.origin == named => {
                    siblings.kept_back -= other.amount;
                    if matches!(deduction, Deduction::Participation { .. }) {
                        siblings.participation -= other.amount;
                    }
                }
                None if is_complement_of(decompte, line, other) => {
                    siblings.main = Some((other.act, other.specialty));
                }
                _ => {}
            }
        }
        if local {
            siblings.group(decompte, line);
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

/// Whether `line` names `main` as its act, in the same décompte.
fn is_complement_of(decompte: &Decompte, line: &Line, main: &Line) -> bool {
    line.act.deduction().is_none()
        && main.number != line.number
        && line.origin
            == Some(LineOrigin {
                decompte: decompte.number,
                line: main.number,
            })
}
