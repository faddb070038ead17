use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Stdio as Pipe};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use protocol::{Reply, Request, RequestBody, read_reply, write_line};

use crate::target::{Target, TargetError};
use crate::watchdog::{GRACE, Limits, Waited, ended, wait};

/// A target on the other end of two pipes: a process of its own as a rule.
///
/// Its process group is ended when this value is dropped, whatever happened before.
pub struct Stdio {
    /// To the thread that writes: a target that stops reading must not stop étalon.
    input: Option<Sender<Vec<u8>>>,
    lines: Receiver<Vec<u8>>,
    unread: Arc<AtomicUsize>,
    flooded: Arc<AtomicBool>,
    errors: Arc<Mutex<VecDeque<String>>>,
    /// Nothing is sent on it: it closes when the standard error does.
    errors_end: Option<Receiver<()>>,
    process: Option<Child>,
    limits: Limits,
    stop: Arc<AtomicBool>,
    next: u64,
}

/// Lines of standard error that are kept.
const KEPT_LINES: usize = 20;
/// Longest line of standard error that is kept, in characters.
const KEPT_LENGTH: usize = 400;

impl Stdio {
    /// Starts a command in a process group of its own.
    ///
    /// # Errors
    /// Where it cannot be started.
    pub fn start(command: &[String], limits: Limits) -> Result<Self, TargetError> {
        let failed = |why: String| TargetError::Start {
            command: command.join(" "),
            why,
        };
        let (program, arguments) = command
            .split_first()
            .ok_or_else(|| failed("the command is empty".to_owned()))?;
        let mut building = Command::new(program);
        building
            .args(arguments)
            .stdin(Pipe::piped())
            .stdout(Pipe::piped())
            .stderr(Pipe::piped());
        #[cfg(unix)]
        {
            use std::os::unix::process::CommandExt as _;
            building.process_group(0);
        }
        let mut process = building
            .spawn()
            .map_err(|error| failed(error.to_string()))?;
        let (Some(input), Some(output), Some(errors)) = (
            process.stdin.take(),
            process.stdout.take(),
            process.stderr.take(),
        ) else {
            return Err(failed("its pipes could not be opened".to_owned()));
        };
        let mut target = Self::over(output, input, limits);
        let kept = Arc::clone(&target.errors);
        let (end, errors_end) = channel();
        thread::spawn(move || {
            keep_last_lines(errors, &kept);
            drop(end);
        });
        target.errors_end = Some(errors_end);
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
            errors: Arc::default(),
            errors_end: None,
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
        let status = self.process.as_mut().and_then(ended);
        TargetError::Gone {
            how: status.map_or(otherwise.to_owned(), |status| format!(" ({status})")),
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
            Waited::Silence => Err(TargetError::Silent {
                seconds: self.limits.silence_seconds,
            }),
            Waited::Gone if self.flooded() => Err(TargetError::Flood {
                mib: self.limits.unread_mib,
            }),
            Waited::Gone => Err(self.gone("")),
        }
    }

    fn last_words(&mut self) -> Vec<String> {
        // What a process wrote before it ended may still be on its way here.
        if let Some(end) = self.errors_end.take() {
            let _ = end.recv_timeout(GRACE);
        }
        let kept = self.errors.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().cloned().collect()
    }
}

impl Drop for Stdio {
    fn drop(&mut self) {
        // Closing its input tells a well-behaved target to end.
        self.input = None;
        if let Some(mut process) = self.process.take() {
            end_group(&mut process);
        }
    }
}

/// Writes requests in order until there are no more, or nobody reads them.
fn write_all(mut input: impl Write, requests: &Receiver<Vec<u8>>) {
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

fn keep_last_lines(errors: impl Read, kept: &Mutex<VecDeque<String>>) {
    let mut errors = BufReader::new(errors);
    let mut line = Vec::new();
    loop {
        line.clear();
        // A long line is kept in pieces: only the last ones count.
        match (&mut errors).take(64 * 1024).read_until(b'\n', &mut line) {
            Ok(0) | Err(_) => return,
            Ok(_) => {
                let text = String::from_utf8_lossy(&line);
                let text: String = text.trim_end().chars().take(KEPT_LENGTH).collect();
                let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
                if kept.len() == KEPT_LINES {
                    kept.pop_front();
                }
                kept.push_back(text);
            }
        }
    }
}

/// Ends a process and everything it started.
fn end_group(process: &mut Child) {
    ended(process);
    // The group may outlive its leader: it is ended in any case.
    #[cfg(unix)]
    if let Some(group) = i32::try_from(process.id())
        .ok()
        .and_then(rustix::process::Pid::from_raw)
    {
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    let _ = process.kill();
    let _ = process.wait();
}
