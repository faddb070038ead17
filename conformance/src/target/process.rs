use std::collections::VecDeque;
use std::io::{BufRead, BufReader, ErrorKind, Read};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio as Pipe};
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use crate::target::TargetError;
use crate::watchdog::{GRACE, Limits, Waited, ended, wait_for_end};

/// A process in a group of its own, which is ended when this value is dropped, whatever happened before.
pub(super) struct Process {
    child: Child,
    /// The last lines of its standard error.
    errors: Arc<Mutex<VecDeque<String>>>,
    /// Nothing is sent on it: it closes when the standard error does.
    errors_end: Option<Receiver<()>>,
}

/// Lines of standard error that are kept.
const KEPT_LINES: usize = 20;
/// Longest line of standard error that is kept, in characters.
const KEPT_LENGTH: usize = 400;

impl Process {
    /// Starts a command, with pipes to its standard input and output, and these words in its environment.
    pub(super) fn start(
        command: &[String],
        environment: &[(&str, &str)],
    ) -> Result<(Self, ChildStdin, ChildStdout), TargetError> {
        let failed = |why: String, kind: ErrorKind| TargetError::Start {
            command: command.join(" "),
            why,
            kind,
        };
        let (program, arguments) = command
            .split_first()
            .ok_or_else(|| failed("the command is empty".to_owned(), ErrorKind::InvalidInput))?;
        let mut building = Command::new(program);
        building
            .args(arguments)
            .envs(environment.iter().copied())
            .stdin(Pipe::piped())
            .stdout(Pipe::piped())
            .stderr(Pipe::piped());
        #[cfg(unix)]
        {
            use std::os::unix::process::CommandExt as _;
            building.process_group(0);
        }
        let mut child = building
            .spawn()
            .map_err(|error| failed(error.to_string(), error.kind()))?;
        let (Some(input), Some(output), Some(told)) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            return Err(failed(
                "its pipes could not be opened".to_owned(),
                ErrorKind::BrokenPipe,
            ));
        };
        let errors = Arc::default();
        let (end, errors_end) = channel();
        let kept = Arc::clone(&errors);
        thread::spawn(move || {
            keep_last_lines(told, &kept);
            drop(end);
        });
        let process = Self {
            child,
            errors,
            errors_end: Some(errors_end),
        };
        Ok((process, input, output))
    }

    /// Waits until it ends, no longer than a request may take.
    pub(super) fn wait(&mut self, limits: &Limits, stop: &AtomicBool) -> Waited<ExitStatus> {
        wait_for_end(&mut self.child, limits, stop)
    }

    /// Ends it and its group.
    pub(super) fn end(&mut self) {
        #[cfg(unix)]
        if let Some(group) = i32::try_from(self.child.id())
            .ok()
            .and_then(rustix::process::Pid::from_raw)
        {
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Its exit status, where it is ending.
    pub(super) fn ended(&mut self) -> Option<ExitStatus> {
        ended(&mut self.child)
    }

    /// Its exit status, where it has ended.
    pub(super) fn has_ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().ok().flatten()
    }

    /// The last lines it wrote on its standard error.
    pub(super) fn last_words(&mut self) -> Vec<String> {
        // What a process wrote before it ended may still be on its way here.
        if let Some(end) = self.errors_end.take() {
            let _ = end.recv_timeout(GRACE);
        }
        let kept = self.errors.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().cloned().collect()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.ended();
        // The group may outlive its leader: it is ended in any case.
        self.end();
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
