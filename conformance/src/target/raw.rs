use std::io::Read;
use std::process::ExitStatus;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread;

use crate::target::TargetError;
use crate::target::process::Process;
use crate::target::stdio::write_all;
use crate::watchdog::{Limits, Waited, wait};

/// A process on two pipes, its bytes as they come: for whoever wants to see what is wrong with them.
///
/// What nobody reads stays in the pipe: memory is bounded by the longest line that is read.
pub(crate) struct Raw {
    input: Option<Sender<Vec<u8>>>,
    chunks: Receiver<Vec<u8>>,
    /// What was read and is no whole line yet.
    held: Vec<u8>,
    process: Process,
    limits: Limits,
    stop: Arc<AtomicBool>,
}

/// What came of listening for a line.
#[derive(Debug)]
pub(crate) enum Heard {
    /// A line, its end included.
    Line(Vec<u8>),
    /// Nothing more within the limit, after these bytes without a line end.
    Silence(Vec<u8>),
    /// It ended or closed its output, after these bytes without a line end.
    End(Vec<u8>),
    /// These bytes, and more than the limit of them, without a line end.
    Flood(Vec<u8>),
    /// Somebody wants the examination to stop.
    Stopped,
}

/// Bytes read at once.
const CHUNK: usize = 16 * 1024;
/// Chunks that may wait to be read.
const CHUNKS: usize = 16;

impl Raw {
    /// Starts a command in a process group of its own.
    pub(crate) fn start(
        command: &[String],
        limits: Limits,
        stop: &Arc<AtomicBool>,
    ) -> Result<Self, TargetError> {
        let (process, input, output) = Process::start(command, &[])?;
        let (written, to_write) = channel();
        thread::spawn(move || write_all(input, &to_write));
        let (chunk, chunks) = sync_channel(CHUNKS);
        thread::spawn(move || pass_chunks(output, &chunk));
        Ok(Self {
            input: Some(written),
            chunks,
            held: Vec::new(),
            process,
            limits,
            stop: Arc::clone(stop),
        })
    }

    /// Writes bytes. Where nobody reads them any more, that is heard when listening.
    pub(crate) fn say(&self, bytes: Vec<u8>) {
        if let Some(input) = &self.input {
            let _ = input.send(bytes);
        }
    }

    /// Closes its standard input: a program that reads to the end of it ends then.
    pub(crate) fn close_input(&mut self) {
        self.input = None;
    }

    /// The next line that is not blank.
    pub(crate) fn listen(&mut self) -> Heard {
        let most = self.limits.unread_mib << 20;
        loop {
            while let Some(end) = self.held.iter().position(|byte| *byte == b'\n') {
                let rest = self.held.split_off(end + 1);
                let line = std::mem::replace(&mut self.held, rest);
                if !line.iter().all(u8::is_ascii_whitespace) {
                    return Heard::Line(line);
                }
            }
            if self.held.len() > most {
                return Heard::Flood(std::mem::take(&mut self.held));
            }
            match wait(&self.chunks, &self.limits, &self.stop) {
                Waited::Word(chunk) => self.held.extend(chunk),
                Waited::Silence => return Heard::Silence(std::mem::take(&mut self.held)),
                Waited::Gone => return Heard::End(std::mem::take(&mut self.held)),
                Waited::Stopped => return Heard::Stopped,
            }
        }
    }

    /// Its exit status, where it has ended.
    pub(crate) fn has_ended(&mut self) -> Option<ExitStatus> {
        self.process.has_ended()
    }

    /// Its exit status, where it is ending.
    pub(crate) fn ended(&mut self) -> Option<ExitStatus> {
        self.process.ended()
    }

    /// The last lines of its standard error.
    pub(crate) fn last_words(&mut self) -> Vec<String> {
        self.process.last_words()
    }
}

/// Passes bytes on until the other end closes, or nobody wants them.
fn pass_chunks(mut output: impl Read, chunks: &SyncSender<Vec<u8>>) {
    let mut buffer = vec![0; CHUNK];
    loop {
        match output.read(&mut buffer) {
            Ok(0) => return,
            Ok(read) => {
                if chunks.send(buffer[..read].to_vec()).is_err() {
                    return;
                }
            }
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(_) => return,
        }
    }
}
