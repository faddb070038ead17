//! Many lots, on as many threads as asked for, handed over in order.

use std::mem::{replace, take};
use std::ops::Range;
use std::sync::mpsc;
use std::thread;

use noemie::Profiles;

use crate::FlowError;
use crate::distributions::WorldData;
use crate::sent::{LotFiles, lot_files};
use crate::spec::WorldSpec;

/// The lots of part `part` of `parts` (from 1): consecutive, and together the whole.
#[must_use]
pub fn lots_of_part(lots: u32, part: u32, parts: u32) -> Range<u32> {
    let bound = |part: u32| {
        let bound = u64::from(lots) * u64::from(part) / u64::from(parts.max(1));
        u32::try_from(bound).unwrap_or(lots)
    };
    bound(part.saturating_sub(1))..bound(part)
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
    mut sink: impl FnMut(LotFiles) -> Result<(), E>,
) -> Result<(), E> {
    spec.check().map_err(FlowError::from)?;
    let make = |number: u32, out: &mut dyn FnMut(_) -> _| {
        out(Some(lot_files(seed, spec, number, data, profiles)?))?;
        Ok(())
    };
    in_order(range, threads, make, |made: &mut Option<_>| {
        made.take().map_or(Ok(()), &mut sink)
    })
}

/// Calls `make` for each number on `threads` threads and hands the pieces that it gives out to `sink`, those of a
/// number after those of all numbers before it: the first one as soon as it is made, then some together, since a
/// thread that is woken for each takes time from those that make them. A thread is at most one number ahead of what was
/// handed over, and begins the next: it waits with the first piece of that. For a piece given out, `make` gets one that
/// `sink` is done with, where there is one: its buffers serve again, on the thread that made them.
///
/// # Errors
/// The first error of `make` or of `sink`; nothing is handed over after it.
pub fn in_order<T: Send, E: From<FlowError> + Send>(
    range: Range<u32>,
    threads: usize,
    make: impl Fn(u32, &mut dyn FnMut(T) -> Result<Option<T>, E>) -> Result<(), E> + Sync,
    mut sink: impl FnMut(&mut T) -> Result<(), E>,
) -> Result<(), E> {
    if threads <= 1 {
        for number in range {
            make(number, &mut |mut piece| {
                sink(&mut piece)?;
                Ok(Some(piece))
            })?;
        }
        return Ok(());
    }
    // Numbers are dealt out in turn and taken back in turn: whoever is ahead begins the next, and waits with its first piece
    // until all of the one before is taken.
    let turns = threads.min(range.len());
    let make = &make;
    thread::scope(|scope| {
        let mut makers = Vec::with_capacity(turns);
        for turn in 0..turns {
            let (to, made) = mpsc::channel();
            let (taken, next) = mpsc::sync_channel(1);
            let (back, done) = mpsc::channel();
            makers.push((made, taken, back));
            let own = range.clone().skip(turn).step_by(turns);
            thread::Builder::new()
                .name(format!("lots-{turn}"))
                .spawn_scoped(scope, move || {
                    let (mut parcel, mut spare) = (Vec::new(), Vec::new());
                    // Somebody waits for the very first.
                    let mut together = if turn == 0 { 1 } else { TOGETHER };
                    let take_back = |spare: &mut Vec<T>| {
                        for mut back in done.try_iter() {
                            spare.append(&mut back);
                        }
                        // What is too many goes here, where it was made.
                        spare.truncate(MOST_SPARE);
                    };
                    // Whether all of the number before was taken.
                    let mut is_taken = true;
                    for number in own {
                        // Nobody takes them any more where an earlier one failed, or the sink did.
                        let mut out = |piece| {
                            if !replace(&mut is_taken, true) {
                                next.recv().map_err(|_| FlowError::LostThread)?;
                                // All of it came back, before this one needs the room.
                                take_back(&mut spare);
                            }
                            parcel.push(piece);
                            if parcel.len() >= together {
                                together = TOGETHER;
                                let full = replace(&mut parcel, Vec::with_capacity(TOGETHER));
                                let sent = to.send(Turn::Pieces(full));
                                sent.map_err(|_| FlowError::LostThread)?;
                                take_back(&mut spare);
                            }
                            Ok(spare.pop())
                        };
                        let made = make(number, &mut out);
                        let rest = Turn::Pieces(take(&mut parcel));
                        // One without any piece did not wait yet.
                        if !replace(&mut is_taken, false) && next.recv().is_err() {
                            return;
                        }
                        if to.send(rest).is_err() || to.send(Turn::Over(made)).is_err() {
                            return;
                        }
                    }
                })
                .map_err(|error| FlowError::Threads(error.to_string()))?;
        }
        for (made, taken, back) in makers.iter().cycle().take(range.len()) {
            loop {
                match made.recv() {
                    Ok(Turn::Pieces(mut pieces)) => {
                        for piece in &mut pieces {
                            sink(piece)?;
                        }
                        // Where their maker has no more to make, they are of no more use.
                        let _ = back.send(pieces);
                    }
                    Ok(Turn::Over(result)) => break result?,
                    Err(mpsc::RecvError) => return Err(FlowError::LostThread.into()),
                }
            }
            // It has no more to make where it does not listen.
            let _ = taken.send(());
        }
        Ok(())
    })
}

/// Pieces that a thread keeps to make others of: about a day's files.
const MOST_SPARE: usize = 16;

/// Pieces that go to the sink together: some days' files.
const TOGETHER: usize = 16;

/// What a thread sends of a number.
enum Turn<T, E> {
    Pieces(Vec<T>),
    Over(Result<(), E>),
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use quickcheck_macros::quickcheck;

    use super::{TOGETHER, in_order, lots_of_part};
    use crate::FlowError;

    /// Pieces of a number: as many as go together and three more.
    const PIECES: usize = TOGETHER + 3;

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
        // The bad one stops after its first.
        let given = AtomicUsize::new(0);
        let strange = AtomicUsize::new(0);
        let make = |number: u32, out: &mut dyn FnMut((u32, usize)) -> _| {
            let mut out = |piece| -> Result<(), FlowError> {
                given.fetch_add(1, Ordering::Relaxed);
                // One that was handed over before.
                let back: Option<(u32, usize)> = out(piece)?;
                if back.is_some_and(|(of, nth)| of > number || nth >= PIECES) {
                    strange.fetch_add(1, Ordering::Relaxed);
                }
                Ok(())
            };
            out((number, 0))?;
            if number == bad {
                return Err(FlowError::Threads(number.to_string()));
            }
            (1..PIECES).try_for_each(|nth| out((number, nth)))
        };
        let threads = usize::from(threads % 9);
        let result = in_order(range.clone(), threads, make, |piece| {
            taken.push(*piece);
            Ok::<(), FlowError>(())
        });
        let whole =
            (from..range.end.min(bad)).flat_map(|number| (0..PIECES).map(move |n| (number, n)));
        let is_bad = range.contains(&bad);
        let stopped = is_bad.then_some((bad, 0));
        let sane = strange.into_inner() == 0 && given.into_inner() >= taken.len();
        sane && result.is_err() == is_bad && taken == whole.chain(stopped).collect::<Vec<_>>()
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
