//! `Arbitrary` of quickcheck: knobs are the default ones, insured and décomptes as `Gen::size` says.

use quickcheck::{Arbitrary, Gen};

use super::{CareYear, Flow, Knobs, People, Portfolio, Sampled};

fn sample<T: Sampled>(g: &mut Gen) -> T {
    let size = u32::try_from(g.size()).unwrap_or(u32::MAX).clamp(1, 1_000);
    let knobs = Knobs {
        insured: 1..=size.div_ceil(25),
        decomptes: g.size(),
        ..Knobs::default()
    };
    T::sample(u64::arbitrary(g), &knobs)
}

macro_rules! arbitrary {
    ($($type:ident)*) => {
        $(impl Arbitrary for $type {
            fn arbitrary(g: &mut Gen) -> Self {
                sample(g)
            }

            fn shrink(&self) -> Box<dyn Iterator<Item = Self>> {
                self.smaller()
            }
        })*
    };
}

arbitrary! { Flow Portfolio People CareYear }
