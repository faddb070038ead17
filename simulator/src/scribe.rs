//! A file that one thread appends to: lines are handed over at once, and made sure of in groups.

use std::fs::File;
use std::io::{self, Write as _};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use tokio::sync::oneshot;

use crate::realtime;

/// The thread, and the page that lines wait on.
#[derive(Debug)]
pub(crate) struct Scribe {
    page: Arc<Page>,
    thread: Option<JoinHandle<()>>,
}

/// How long lines that nobody relies on are gathered, and bytes of them that are not: each of them by itself would take a
/// thread to wake and a call to the system, which is more than a listing takes.
const GATHERED: Duration = Duration::from_millis(10);
const ENOUGH: usize = 64 << 10;

/// Bytes of lines that wait to be written: who has more to say waits as well.
const ROOM: usize = 1 << 20;

#[derive(Debug, Default)]
struct Page {
    lines: Mutex<Lines>,
    /// Something is to be written, or the end has come.
    wake: Condvar,
    /// What waited is being written.
    room: Condvar,
}

#[derive(Debug, Default)]
struct Lines {
    bytes: Vec<u8>,
    /// Those who rely on everything up to here.
    waiting: Vec<oneshot::Sender<io::Result<()>>>,
    closed: bool,
    /// What the thread does: waking one that works would be a call to the system for nothing.
    rest: Rest,
    /// Why nothing more can be written.
    failed: Option<(io::ErrorKind, String)>,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Rest {
    #[default]
    Works,
    /// There is something that nobody relies on: it waits a little for more of it.
    Dozes,
    /// There is nothing.
    Sleeps,
}

impl Lines {
    /// Whether somebody waits, or there is as much as is written at once.
    fn is_pressing(&self) -> bool {
        !self.waiting.is_empty() || self.closed || self.bytes.len() >= ENOUGH
    }

    fn whole(&self) -> io::Result<()> {
        match &self.failed {
            Some((kind, why)) => Err(io::Error::new(*kind, why.clone())),
            None => Ok(()),
        }
    }
}

impl Scribe {
    /// One who appends to that file.
    ///
    /// # Errors
    /// Where the system gives no thread.
    pub(crate) fn new(file: File) -> io::Result<Self> {
        let page = Arc::new(Page::default());
        let own = page.clone();
        let thread = thread::Builder::new()
            .name("journal".to_owned())
            .spawn(move || own.write(file))?;
        Ok(Self {
            page,
            thread: Some(thread),
        })
    }

    /// Hands a line over; waits where too many do.
    ///
    /// # Errors
    /// Where an earlier one could not be written.
    pub(crate) fn append(&self, line: &[u8]) -> io::Result<()> {
        let mut lines = self.page.lines();
        while lines.bytes.len() > ROOM && lines.failed.is_none() {
            lines = wait(&self.page.room, lines);
        }
        lines.whole()?;
        lines.bytes.extend_from_slice(line);
        self.page.rouse(lines);
        Ok(())
    }

    /// Tells when everything that was handed over is on the disk.
    pub(crate) fn commit(&self) -> oneshot::Receiver<io::Result<()>> {
        let (sure, told) = oneshot::channel();
        let mut lines = self.page.lines();
        match lines.whole() {
            Ok(()) => lines.waiting.push(sure),
            // Who asked may have gone.
            Err(error) => drop(sure.send(Err(error))),
        }
        self.page.rouse(lines);
        told
    }
}

impl Drop for Scribe {
    fn drop(&mut self) {
        let mut lines = self.page.lines();
        lines.closed = true;
        self.page.rouse(lines);
        if let Some(thread) = self.thread.take() {
            // What it could not write, it said to those who waited.
            let _ = thread.join();
        }
    }
}

impl Page {
    fn lines(&self) -> MutexGuard<'_, Lines> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Wakes the thread where there is something for it.
    fn rouse(&self, mut lines: MutexGuard<'_, Lines>) {
        let wakes = match lines.rest {
            Rest::Works => false,
            Rest::Dozes => lines.is_pressing(),
            Rest::Sleeps => true,
        };
        if wakes {
            lines.rest = Rest::Works;
            drop(lines);
            self.wake.notify_one();
        }
    }

    fn write(&self, mut file: File) {
        let mut bytes = Vec::new();
        loop {
            let mut lines = self.lines();
            while lines.bytes.is_empty() && lines.waiting.is_empty() && !lines.closed {
                lines.rest = Rest::Sleeps;
                lines = wait(&self.wake, lines);
            }
            if !lines.is_pressing() {
                lines.rest = Rest::Dozes;
                lines = realtime::doze(&self.wake, lines, GATHERED);
            }
            lines.rest = Rest::Works;
            if lines.bytes.is_empty() && lines.waiting.is_empty() {
                return;
            }
            bytes.clear();
            std::mem::swap(&mut bytes, &mut lines.bytes);
            let waiting = std::mem::take(&mut lines.waiting);
            self.room.notify_all();
            let before = lines.whole();
            drop(lines);
            let mut written = before.and_then(|()| file.write_all(&bytes));
            if written.is_ok() && !waiting.is_empty() {
                // One for all of them.
                written = file.sync_data();
            }
            if let Err(error) = &written {
                // A line may be cut: nothing may stand after a hole.
                let mut lines = self.lines();
                let why = (error.kind(), error.to_string());
                lines.failed.get_or_insert(why);
                self.room.notify_all();
            }
            for one in waiting {
                let told = match &written {
                    Ok(()) => Ok(()),
                    Err(error) => Err(io::Error::new(error.kind(), error.to_string())),
                };
                let _ = one.send(told);
            }
        }
    }
}

fn wait<'a>(until: &Condvar, lines: MutexGuard<'a, Lines>) -> MutexGuard<'a, Lines> {
    until.wait(lines).unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::fs::OpenOptions;

    use super::*;

    #[test]
    fn lines_of_many_threads_are_whole_and_sure_when_told() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let scribe = Scribe::new(file.reopen().unwrap()).unwrap();
        thread::scope(|scope| {
            for who in 0..4 {
                let (scribe, file) = (&scribe, &file);
                scope.spawn(move || {
                    for nth in 0..200 {
                        let line = format!("{who} {nth}\n");
                        scribe.append(line.as_bytes()).unwrap();
                        if nth % 50 == 49 {
                            scribe.commit().blocking_recv().unwrap().unwrap();
                            let text = std::fs::read_to_string(file.path()).unwrap();
                            assert!(text.contains(&line), "{line}");
                        }
                    }
                });
            }
        });
        drop(scribe);
        let text = std::fs::read_to_string(file.path()).unwrap();
        assert_eq!(text.lines().count(), 800);
        for who in 0..4 {
            let own = text
                .lines()
                .filter(|line| line.starts_with(&format!("{who} ")));
            let own: Vec<_> = own.map(str::to_owned).collect();
            let told: Vec<_> = (0..200).map(|nth| format!("{who} {nth}")).collect();
            assert_eq!(own, told);
        }
    }

    #[test]
    fn a_line_that_nobody_relies_on_is_written_as_well() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let scribe = Scribe::new(file.reopen().unwrap()).unwrap();
        let there = || std::fs::read_to_string(file.path()).unwrap();
        for (line, all) in [("one\n", "one\n"), ("two\n", "one\ntwo\n")] {
            scribe.append(line.as_bytes()).unwrap();
            let patience = std::time::Instant::now() + Duration::from_secs(60);
            while there() != all {
                assert!(std::time::Instant::now() < patience, "{:?}", there());
                thread::yield_now();
            }
        }
    }

    #[test]
    fn after_a_failure_nothing_more_is_taken_and_each_is_told() {
        let file = tempfile::NamedTempFile::new().unwrap();
        // Open for reading alone: the first write fails.
        let scribe = Scribe::new(OpenOptions::new().read(true).open(file.path()).unwrap()).unwrap();
        scribe.append(b"first\n").unwrap();
        scribe.commit().blocking_recv().unwrap().unwrap_err();
        scribe.append(b"second\n").unwrap_err();
        scribe.commit().blocking_recv().unwrap().unwrap_err();
        assert_eq!(std::fs::read(file.path()).unwrap(), b"");
    }
}
