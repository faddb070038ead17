//! Many lots, on as many threads as asked for, handed over in order.

use std::ops::Range;

use noemie::Profiles;
use noemie::framing::Framing;
use oracle::law::Law;
use rayon::prelude::*;

use crate::FlowError;
use crate::distributions::WorldData;
use crate::flow::{Delivery, Flow, answer, declare, live, open};
use crate::lot::lot;
use crate::spec::WorldSpec;

/// Everything the Assurance Maladie sends for a lot.
#[derive(Debug, Clone)]
pub struct LotFiles {
    /// The lot.
    pub lot: u32,
    /// Its 929 answers, then its 303 files, in order of delivery.
    pub files: Vec<Delivery>,
}

/// The lots of part `part` of `parts` (from 1): consecutive, and together the whole.
#[must_use]
pub fn lots_of_part(lots: u32, part: u32, parts: u32) -> Range<u32> {
    let bound = |part: u32| {
        let bound = u64::from(lots) * u64::from(part) / u64::from(parts.max(1));
        u32::try_from(bound).unwrap_or(lots)
    };
    bound(part.saturating_sub(1))..bound(part)
}

/// A lot whose members étalon declares in the mutuelle's stead, and everything that is sent for it.
///
/// # Errors
/// Where the world cannot be made.
pub fn whole_lot(
    seed: u64,
    spec: &WorldSpec,
    number: u32,
    data: &WorldData,
    profiles: &Profiles,
) -> Result<(LotFiles, Flow), FlowError> {
    let law = Law::embedded();
    let framing = Framing::default();
    let lot = lot(seed, spec, number, law, data)?;
    let mut movements = Vec::new();
    for bytes in declare(&lot.members, spec.start, profiles.movements(), &framing)? {
        for file in noemie::links::read_movements(&bytes, profiles.movements()) {
            if let Some(header) = file.header {
                movements.push((header, file.entries.into_iter().map(|(m, _)| m).collect()));
            }
        }
    }
    let mut state = open(&lot, law, profiles, &framing)?;
    let mut files = answer(&mut state, &movements, spec.start)?;
    let flow = live(state, &lot, spec, seed)?;
    files.extend(flow.deliveries.iter().cloned());
    Ok((LotFiles { lot: number, files }, flow))
}

/// Makes lots on `threads` threads and hands them to `sink` in order, a thread's worth at a time.
///
/// # Errors
/// The first error of a lot or of the sink; nothing is handed over after it.
pub fn lots<E: From<FlowError>>(
    seed: u64,
    spec: &WorldSpec,
    range: Range<u32>,
    threads: usize,
    profiles: &Profiles,
    mut sink: impl FnMut(LotFiles) -> Result<(), E>,
) -> Result<(), E> {
    spec.check().map_err(FlowError::from)?;
    let data = WorldData::embedded().map_err(FlowError::from)?;
    let make = |number: u32| whole_lot(seed, spec, number, &data, profiles).map(|(files, _)| files);
    if threads <= 1 {
        for number in range {
            sink(make(number)?)?;
        }
        return Ok(());
    }
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .map_err(|error| FlowError::Threads(error.to_string()))?;
    let mut next = range.start;
    while next < range.end {
        let batch = next..range
            .end
            .min(next + u32::try_from(threads).unwrap_or(u32::MAX));
        next = batch.end;
        let made: Vec<Result<LotFiles, FlowError>> =
            pool.install(|| batch.into_par_iter().map(make).collect());
        for lot in made {
            sink(lot?)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use quickcheck_macros::quickcheck;

    use super::lots_of_part;

    #[quickcheck]
    fn parts_are_the_whole(lots: u16, parts: u8) -> bool {
        let parts = u32::from(parts).max(1);
        let joined: Vec<u32> = (1..=parts)
            .flat_map(|part| lots_of_part(u32::from(lots), part, parts))
            .collect();
        joined == (0..u32::from(lots)).collect::<Vec<_>>()
    }
}
