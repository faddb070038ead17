//! Many lots, on as many threads as asked for, handed over in order.

use std::ops::Range;
use std::sync::mpsc;
use std::thread;

use domain::Member;
use noemie::framing::Framing;
use noemie::links::Movement;
use noemie::profile::Profile;
use noemie::{Header, Profiles};
use oracle::law::Law;

use crate::FlowError;
use crate::declare::{declare, declare_change};
use crate::distributions::WorldData;
use crate::flow::{Delivery, Flow, open};
use crate::living::Living;
use crate::lot::{Change, lot};
use crate::spec::WorldSpec;

/// Everything the Assurance Maladie sends for a lot.
#[derive(Debug, Clone)]
pub struct LotFiles {
    /// The lot.
    pub lot: u32,
    /// The portfolio of the mutuelle under test when the world begins.
    pub members: Vec<Member>,
    /// What the mutuelle learns within the world, in order of days.
    pub changes: Vec<Change>,
    /// In order of days; the 929 files of a day come before its décompte files.
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
    let (mut made, flow) = lived(seed, spec, number, data, profiles)?;
    made.add(flow.clone());
    Ok((made, flow))
}

/// The same, without the flow by itself: nothing is kept twice.
///
/// # Errors
/// As [`whole_lot`].
pub fn lot_files(
    seed: u64,
    spec: &WorldSpec,
    number: u32,
    data: &WorldData,
    profiles: &Profiles,
) -> Result<LotFiles, FlowError> {
    let (mut made, flow) = lived(seed, spec, number, data, profiles)?;
    made.add(flow);
    Ok(made)
}

impl LotFiles {
    /// Adds what was delivered: the 929 files of a day come before its décomptes.
    fn add(&mut self, flow: Flow) {
        self.files.extend(flow.told);
        self.files.extend(flow.deliveries);
        // Stable: those of a day keep their order.
        self.files.sort_by_key(|file| file.day);
    }
}

/// A lot lived to its end; the answers to declarations alone are among its files.
fn lived(
    seed: u64,
    spec: &WorldSpec,
    number: u32,
    data: &WorldData,
    profiles: &Profiles,
) -> Result<(LotFiles, Flow), FlowError> {
    let law = Law::embedded();
    let framing = Framing::default();
    let lot = lot(seed, spec, number, law, data)?;
    let movements = profiles.movements();
    let mut living = Living::new(open(&lot, law, profiles, &framing)?, &lot, spec, seed);
    let mut files = living.morning()?;
    let declared = declare(&lot.members, spec.start, movements, &framing)?;
    files.extend(living.answer(&read(&declared, movements))?);
    let mut members = lot.members.clone();
    for change in &lot.changes {
        living.until(change.day)?;
        files.extend(living.morning()?);
        let declared = declare_change(&members, change, movements, &framing)?;
        files.extend(living.answer(&read(&declared, movements))?);
        change.apply(&mut members);
    }
    let flow = living.finish()?;
    let made = LotFiles {
        lot: number,
        members: lot.members,
        changes: lot.changes,
        files,
    };
    Ok((made, flow))
}

fn read(files: &[Vec<u8>], profile: &Profile) -> Vec<(Header, Vec<Movement>)> {
    let files = files.iter();
    let read = files.flat_map(|bytes| noemie::links::read_movements(bytes, profile));
    read.filter_map(|file| {
        let movements = file.entries.into_iter().map(|(movement, _)| movement);
        Some((file.header?, movements.collect()))
    })
    .collect()
}

/// Makes lots on `threads` threads and hands their files to `sink` in order.
///
/// # Errors
/// As [`in_order`]; where the world cannot be made.
pub fn lots<E: From<FlowError> + Send>(
    seed: u64,
    spec: &WorldSpec,
    range: Range<u32>,
    threads: usize,
    data: &WorldData,
    profiles: &Profiles,
    sink: impl FnMut(LotFiles) -> Result<(), E>,
) -> Result<(), E> {
    spec.check().map_err(FlowError::from)?;
    let make = |number: u32| Ok(lot_files(seed, spec, number, data, profiles)?);
    in_order(range, threads, make, sink)
}

/// Calls `make` for each number on `threads` threads and hands what it made to `sink` in order, each as soon
/// as it and those before it are made. A thread is at most one piece ahead of what was handed over.
///
/// # Errors
/// The first error of `make` or of `sink`; nothing is handed over after it.
pub fn in_order<T: Send, E: From<FlowError> + Send>(
    range: Range<u32>,
    threads: usize,
    make: impl Fn(u32) -> Result<T, E> + Sync,
    mut sink: impl FnMut(T) -> Result<(), E>,
) -> Result<(), E> {
    if threads <= 1 {
        for number in range {
            sink(make(number)?)?;
        }
        return Ok(());
    }
    // Pieces are dealt out in turn and taken back in turn: whoever is ahead waits at its channel.
    let turns = threads.min(range.len());
    let make = &make;
    thread::scope(|scope| {
        let mut made = Vec::with_capacity(turns);
        for turn in 0..turns {
            let (to, from) = mpsc::sync_channel(0);
            made.push(from);
            let own = range.clone().skip(turn).step_by(turns);
            thread::Builder::new()
                .name(format!("lots-{turn}"))
                .spawn_scoped(scope, move || {
                    for number in own {
                        // Nobody takes them any more where an earlier one failed, or the sink did.
                        if to.send(make(number)).is_err() {
                            return;
                        }
                    }
                })
                .map_err(|error| FlowError::Threads(error.to_string()))?;
        }
        for from in made.iter().cycle().take(range.len()) {
            let piece = from
                .recv()
                .unwrap_or_else(|_| Err(FlowError::LostThread.into()))?;
            sink(piece)?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use quickcheck_macros::quickcheck;

    use super::{in_order, lots_of_part};
    use crate::FlowError;

    #[quickcheck]
    fn pieces_come_in_order_and_nothing_after_an_error(
        from: u8,
        many: u8,
        threads: u8,
        bad: u8,
    ) -> bool {
        let (from, bad) = (u32::from(from), u32::from(from) + u32::from(bad));
        let range = from..from + u32::from(many);
        let mut taken = Vec::new();
        let make = |number: u32| {
            if number == bad {
                Err(FlowError::Threads(number.to_string()))
            } else {
                Ok(number)
            }
        };
        let threads = usize::from(threads % 9);
        let result = in_order(range.clone(), threads, make, |number: u32| {
            taken.push(number);
            Ok::<(), FlowError>(())
        });
        result.is_err() == range.contains(&bad)
            && taken == (from..range.end.min(bad)).collect::<Vec<_>>()
    }

    #[quickcheck]
    fn parts_are_the_whole(lots: u16, parts: u8) -> bool {
        let parts = u32::from(parts).max(1);
        let joined: Vec<u32> = (1..=parts)
            .flat_map(|part| lots_of_part(u32::from(lots), part, parts))
            .collect();
        joined == (0..u32::from(lots)).collect::<Vec<_>>()
    }
}
