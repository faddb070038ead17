//! Frames, lenses and contact lenses.

use oracle::amo::{Kind, LawCode, Optics};

use super::Done;
use crate::draws::Draws;

pub(super) fn optics(draws: &mut Draws) -> Done {
    let done = |first, second| Done::new(Kind::Optics(first), second_amo::Care::Optics(second));
    let lens = |code: &str| LawCode::new(code).map(Optics::LensA);
    let quantity = draws.upto(2);
    let done = match draws.below(8) {
        0 => done(Optics::FrameA, second_amo::Optics::FrameA),
        1 => done(
            lens("verre-unifocal").unwrap_or(Optics::Glasses),
            second_amo::Optics::LensAFirstPrice,
        ),
        2 => done(
            lens("verre-le-plus-cher").unwrap_or(Optics::Glasses),
            second_amo::Optics::LensAHighestPrice,
        ),
        3 => done(Optics::FrameB, second_amo::Optics::ItemB),
        4 => done(Optics::LensB, second_amo::Optics::ItemB),
        5 => done(Optics::Glasses, second_amo::Optics::OtherA).on(draws.cents(0, 8_000)),
        _ => done(Optics::Contacts, second_amo::Optics::ContactLens),
    };
    done.times(quantity)
}
