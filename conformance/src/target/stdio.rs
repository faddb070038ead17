use std::io::{BufRead, BufReader, Read, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use protocol::{Reply, Request, RequestBody, read_reply, write_line};

use crate::target::process::Process;
use crate::target::{Target, TargetError};
use crate::watchdog::{Limits, Waited, wait};

/// A target on the other end of two pipes: a process of its own as a rule.
///
/// Its process group is ended when this value is dropped, whatever happened before.
pub struct Stdio {
    /// To the thread that writes: a target that stops reading must not stop étalon.
    input: Option<Sender<Vec<u8>>>,
    lines: Receiver<Vec<u8>>,
    unread: Arc<AtomicUsize>,
    flooded: Arc<AtomicBool>,
    process: Option<Process>,
    limits: Limits,
    stop: Arc<AtomicBool>,
    next: u64,
}

impl Stdio {
    /// Starts a command in a process group of its own.
    ///
    /// # Errors
    /// Where it cannot be started.
    pub fn start(command: &[String], limits: Limits) -> Result<Self, TargetError> {
        let (process, input, output) = Process::start(command, &[])?;
        let mut target = Self::over(output, input, limits);
        target.process = Some(process);
        Ok(target)
    }

    /// Talks over two pipes whose other end is already there: a thread, in tests.
    pub fn over(
        output: impl Read + Send + 'static,
        input: impl Write + Send + 'static,
        limits: Limits,
    ) -> Self {
        let (written, to_write) = channel();
        thread::spawn(move || write_all(input, &to_write));
        let (sender, lines) = channel();
        let unread = Arc::new(AtomicUsize::new(0));
        let flooded = Arc::new(AtomicBool::new(false));
        let (counter, cut) = (Arc::clone(&unread), Arc::clone(&flooded));
        let most = limits.unread_mib * 1024 * 1024;
        thread::spawn(move || pass_lines(output, &sender, &counter, &cut, most));
        Self {
            input: Some(written),
            lines,
            unread,
            flooded,
            process: None,
            limits,
            stop: Arc::default(),
            next: 1,
        }
    }

    /// The same target, which waits for nothing once `stop` is raised.
    #[must_use]
    pub fn stopped_by(self, stop: Arc<AtomicBool>) -> Self {
        let mut target = self;
        target.stop = stop;
        target
    }

    fn gone(&mut self, otherwise: &str) -> TargetError {
        if self.flooded() {
            // It was cut off: its end is not what went wrong.
            return TargetError::Flood {
                mib: self.limits.unread_mib,
            };
        }
        let status = self.process.as_mut().and_then(Process::ended);
        TargetError::Gone {
            how: status.map_or(otherwise.to_owned(), |status| format!(" ({status})")),
        }
    }

    /// Nothing came: it is silent, or it ended and something that it started keeps its output open.
    fn silent(&mut self) -> TargetError {
        match self.process.as_mut().and_then(Process::has_ended) {
            Some(status) => TargetError::Gone {
                how: format!(" ({status}; something that it started keeps its output open)"),
            },
            None => TargetError::Silent {
                seconds: self.limits.silence_seconds,
            },
        }
    }

    fn flooded(&self) -> bool {
        self.flooded.load(Ordering::Acquire)
    }
}

impl Target for Stdio {
    fn send(&mut self, body: RequestBody) -> Result<u64, TargetError> {
        let id = self.next;
        self.next += 1;
        let mut line = Vec::new();
        write_line(&Request { id, body }, &mut line);
        let sent = self
            .input
            .as_ref()
            .is_some_and(|input| input.send(line).is_ok());
        if sent {
            Ok(id)
        } else {
            Err(self.gone(" or closed its input"))
        }
    }

    fn receive(&mut self) -> Result<Reply, TargetError> {
        if self.flooded() {
            return Err(TargetError::Flood {
                mib: self.limits.unread_mib,
            });
        }
        match wait(&self.lines, &self.limits, &self.stop) {
            Waited::Stopped => Err(TargetError::Interrupted),
            Waited::Word(line) => {
                self.unread.fetch_sub(line.len(), Ordering::AcqRel);
                let text = String::from_utf8_lossy(&line);
                read_reply(text.trim_end()).map_err(|e| TargetError::Unreadable(e.to_string()))
            }
            Waited::Silence => Err(self.silent()),
            Waited::Gone if self.flooded() => Err(TargetError::Flood {
                mib: self.limits.unread_mib,
            }),
            Waited::Gone => Err(self.gone("")),
        }
    }

    fn last_words(&mut self) -> Vec<String> {
        let process = self.process.as_mut();
        process.map(Process::last_words).unwrap_or_default()
    }
}

impl Drop for Stdio {
    fn drop(&mut self) {
        // Closing its input tells a well-behaved target to end.
        self.input = None;
        self.process = None;
    }
}

/// Writes requests in order until there are no more, or nobody reads them.
pub(super) fn write_all(mut input: impl Write, requests: &Receiver<Vec<u8>>) {
    while let Ok(request) = requests.recv() {
        if input
            .write_all(&request)
            .and_then(|()| input.flush())
            .is_err()
        {
            return;
        }
    }
}

/// Passes whole lines on until the other end closes or floods.
fn pass_lines(
    output: impl Read,
    lines: &Sender<Vec<u8>>,
    unread: &AtomicUsize,
    flooded: &AtomicBool,
    most: usize,
) {
    let mut output = BufReader::with_capacity(64 * 1024, output);
    loop {
        let mut line = Vec::new();
        // A line without end is a flood too: never read more of it than may lie unread.
        let limit = u64::try_from(most).unwrap_or(u64::MAX) + 1;
        match (&mut output).take(limit).read_until(b'\n', &mut line) {
            Ok(0) | Err(_) => return,
            Ok(length) => {
                if line.iter().all(u8::is_ascii_whitespace) {
                    continue;
                }
                let now = unread.fetch_add(length, Ordering::AcqRel) + length;
                flooded.fetch_or(now > most, Ordering::AcqRel);
                if now > most || lines.send(line).is_err() {
                    return;
                }
            }
        }
    }
}
