//! What is done, told to both oracles.

mod dental;
mod doctor;
mod medical;
mod optics;
mod prescribed;

use domain::{Cents, Day};
use oracle::amo::{Dental, Kind, Optics};

use dental::dental;
use medical::{complement, consultation, sampling, technical};
use optics::optics;
use prescribed::{auxiliary, biology, drug, midwife, pharmacy_fee, transport};

use crate::draws::Draws;

/// An act as each oracle hears it, and the figures of the line that both hear.
pub(crate) struct Done {
    pub(crate) kind: Kind,
    pub(crate) care: second_amo::Care,
    pub(crate) quantity: u8,
    /// In hundredths.
    pub(crate) coefficient: u32,
    pub(crate) examinations: u8,
    pub(crate) base: Option<Cents>,
    /// The base that the first oracle alone must hear: the second multiplies that of a box by itself.
    pub(crate) base_of_boxes: Option<Cents>,
}

impl Done {
    fn new(kind: Kind, care: second_amo::Care) -> Self {
        Self {
            kind,
            care,
            quantity: 1,
            coefficient: 100,
            examinations: 0,
            base: None,
            base_of_boxes: None,
        }
    }

    fn times(self, quantity: u8) -> Self {
        Self { quantity, ..self }
    }

    fn on(self, base: Cents) -> Self {
        let base = Some(base);
        Self { base, ..self }
    }
}

/// How many kinds of care [`draw`] tells apart, each as often as it weighs.
pub(crate) const KINDS: u32 = 100;

/// Any care in town, of that kind.
pub(crate) fn draw(draws: &mut Draws, kind: u32, day: Day, birth: Day) -> Done {
    let mut done = match kind {
        ..32 => consultation(draws, day.age(birth)),
        32..38 => technical(draws, day),
        38..43 => complement(draws),
        43..45 => sampling(draws),
        45..53 => biology(draws),
        53..65 => drug(draws),
        65..70 => pharmacy_fee(draws),
        70..79 => auxiliary(draws, day),
        79..82 => midwife(draws),
        82..89 => dental(draws, day, birth),
        89..93 => transport(draws),
        93..96 => optics(draws),
        96..97 => Done::new(Kind::HearingAid, second_amo::Care::HearingAid).times(draws.upto(2)),
        _ => Done::new(Kind::Psychologist, second_amo::Care::Psychologist),
    };
    if done.base.is_none() && may_stand_on_the_line(&done) && draws.percent(6) {
        done.base = Some(draws.cents(0, 20_000));
    }
    done
}

/// Care whose base follows from what the line gives otherwise keeps to it, and so does what no base covers.
fn may_stand_on_the_line(done: &Done) -> bool {
    !matches!(
        done.kind,
        Kind::Dental(Dental::Implant) | Kind::Optics(Optics::Contacts) | Kind::Technical { .. }
    )
}
