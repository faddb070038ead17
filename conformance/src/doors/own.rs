use std::collections::{BTreeMap, VecDeque};

use protocol::{Carried, FETCHED, FileMessage, Reply, RequestBody};
use simulator::FileName;

use crate::doors::DoorError;
use crate::doors::numbers::Numbers;
use crate::doors::passage::Passage;
use crate::target::{Parcel, Target, TargetError};

/// A target that fetches its files itself at a door: it is told where that is at `reset`, makes its round at `settle`, and says
/// `fetched` of a file before it answers for it.
///
/// Requests have [`Numbers`] of this side, as they have behind [`Fed`](crate::doors::Fed).
pub(crate) struct Own<'a> {
    inner: &'a mut dyn Target,
    door: &'static str,
    passage: &'a mut Passage,
    numbers: Numbers,
    /// Number of each file put on the shelf, by its name there.
    names: BTreeMap<FileName, u64>,
    /// Heard, and not given yet.
    ready: VecDeque<Reply>,
}

/// Files of which a target may say that it fetched them, between two other words: far more than are ever on a shelf.
const ROUND: usize = 100_000;

impl<'a> Own<'a> {
    pub(crate) fn new(inner: &'a mut dyn Target, passage: &'a mut Passage) -> Self {
        Self {
            inner,
            door: passage.door(),
            passage,
            numbers: Numbers::default(),
            names: BTreeMap::new(),
            ready: VecDeque::new(),
        }
    }

    fn at_door<T>(&self, result: Result<T, DoorError>) -> Result<T, TargetError> {
        result.map_err(|why| why.at(self.door))
    }

    /// A file has a number of the target's own from here on.
    fn fetched(&mut self, number: u64, name: &str) -> Result<(), TargetError> {
        let wrong = |why: &str| {
            TargetError::Unreadable(format!("`fetched` of {name:?} as number {number}: {why}"))
        };
        if number < FETCHED {
            return Err(wrong("requests have such numbers, 4294967296 is the first"));
        }
        if self.numbers.has(number) {
            return Err(wrong("another file has that number"));
        }
        let known = name.parse().ok();
        let known = known.and_then(|name: FileName| self.names.get(&name));
        let ours = known.ok_or_else(|| wrong("no file of that name was at the door"))?;
        self.numbers.join(number, *ours);
        Ok(())
    }
}

impl Target for Own<'_> {
    fn send(&mut self, body: RequestBody) -> Result<u64, TargetError> {
        let body = match body {
            RequestBody::Reset { scenario, lot, .. } => {
                let opened = self.passage.open_for_the_target();
                RequestBody::Reset {
                    scenario,
                    lot,
                    door: Some(self.at_door(opened)?),
                }
            }
            RequestBody::Clock { day } => {
                let turned = self.passage.turn_to(day);
                self.at_door(turned)?;
                RequestBody::Clock { day }
            }
            RequestBody::Settle { day } => {
                let shown = self.passage.show();
                self.at_door(shown)?;
                RequestBody::Settle { day }
            }
            other => other,
        };
        let theirs = self.inner.send(body)?;
        let ours = self.numbers.sent_as(theirs);
        Ok(ours)
    }

    fn deliver(&mut self, file: &Parcel<'_>) -> Result<u64, TargetError> {
        let put = self.passage.put(file);
        let name = self.at_door(put)?;
        let ours = self.numbers.take(1);
        self.names.insert(name, ours);
        Ok(ours)
    }

    fn outstanding(&self) -> usize {
        self.passage.outstanding()
    }

    fn receive(&mut self) -> Result<Reply, TargetError> {
        if let Some(reply) = self.ready.pop_front() {
            return Ok(reply);
        }
        for _ in 0..ROUND {
            let mut reply = self.inner.receive()?;
            if let Reply::Fetched { number, name } = &reply {
                self.fetched(*number, name)?;
                continue;
            }
            self.numbers.translate(&mut reply);
            if matches!(reply, Reply::Done { .. } | Reply::Settled { .. }) {
                let done = self.passage.done_at_the_door();
                for (rank, bytes) in (1..).zip(self.at_door(done)?) {
                    let file: FileMessage = Carried::inline("408", &bytes);
                    self.ready.push_back(Reply::File { id: rank, file });
                }
            }
            self.ready.push_back(reply);
            if let Some(first) = self.ready.pop_front() {
                return Ok(first);
            }
        }
        Err(TargetError::Babble {
            words: ROUND,
            last: "`fetched`, again and again".to_owned(),
        })
    }

    fn last_words(&mut self) -> Vec<String> {
        self.inner.last_words()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::AtomicBool;

    use domain::OcNumber;

    use super::*;
    use crate::doors::Plan;
    use crate::target::Through;
    use crate::watchdog::Limits;

    /// Says these things, whatever it is asked.
    struct Says(VecDeque<Reply>);

    impl Target for Says {
        fn send(&mut self, _: RequestBody) -> Result<u64, TargetError> {
            Ok(1)
        }

        fn receive(&mut self) -> Result<Reply, TargetError> {
            let gone = || TargetError::Gone { how: String::new() };
            self.0.pop_front().ok_or_else(gone)
        }

        fn last_words(&mut self) -> Vec<String> {
            Vec::new()
        }
    }

    fn fetched(number: u64, name: &str) -> Reply {
        Reply::Fetched {
            number,
            name: name.to_owned(),
        }
    }

    fn of(re: u64) -> Reply {
        Reply::Skipped {
            re,
            reason: "why".to_owned(),
        }
    }

    #[test]
    fn a_file_is_spoken_of_by_the_number_it_was_fetched_under() {
        let mut passage = Passage::new(Plan {
            through: Through::Folder,
            oc: OcNumber::new(99_000_017).unwrap(),
            faults: None,
            stop: Arc::new(AtomicBool::new(false)),
            limits: Limits::default(),
        });
        let mut says = Says(VecDeque::from([
            fetched(FETCHED, "a.noe"),
            of(FETCHED),
            // The same file, offered again.
            fetched(FETCHED + 1, "a.noe"),
            of(FETCHED + 1),
            fetched(FETCHED - 1, "a.noe"),
            fetched(FETCHED, "a.noe"),
            fetched(FETCHED + 2, "b.noe"),
            fetched(FETCHED + 3, "../a.noe"),
        ]));
        let mut own = Own::new(&mut says, &mut passage);
        own.names.insert("a.noe".parse().unwrap(), 7);
        assert_eq!(own.receive().unwrap(), of(7));
        assert_eq!(own.receive().unwrap(), of(7));
        for why in ["requests have", "another file", "no file", "no file"] {
            let error = own.receive().unwrap_err();
            assert!(
                error.is_passing() && error.to_string().contains(why),
                "{error}"
            );
        }
    }
}
