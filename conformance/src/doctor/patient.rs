use std::io::ErrorKind;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use protocol::{FileAnswer, LineAnswer, Reply, Request, RequestBody, write_line};

use super::fault::{Fault, Trouble};
use super::line::{Heard, read};
use crate::target::raw::{self, Raw};
use crate::target::{Launch, Target, TargetError, TargetSpec};
use crate::watchdog::Limits;

/// The adapter, and the conversation with it.
pub(super) struct Patient {
    way: Way,
    limits: Limits,
    /// Number of the next request, over pipes.
    next: u64,
    /// The last line that was heard.
    last: Vec<u8>,
    /// The last line that was an answer to a file.
    last_answer: Vec<u8>,
    /// Faults after which talk goes on.
    pub(super) passing: Vec<Trouble>,
    /// What was answered to files, by request.
    pub(super) answers: Vec<(u64, Option<FileAnswer>, Vec<LineAnswer>)>,
    /// Requests that were skipped while another was asked, with the reason.
    pub(super) skipped: Vec<(u64, String)>,
}

/// How it is talked with.
enum Way {
    Pipes(Box<Raw>),
    #[cfg_attr(
        not(feature = "doors"),
        expect(dead_code, reason = "a build without doors has no targets over HTTP")
    )]
    Posted(Box<dyn Target>),
}

impl Patient {
    /// Starts it. Nothing is asked yet.
    pub(super) fn start(
        target: &TargetSpec,
        sample: &[String],
        stop: &Arc<AtomicBool>,
    ) -> Result<Self, Trouble> {
        let over_pipes = |command: &[String]| {
            let started = Raw::start(command, target.limits, stop);
            let started = started.map_err(|error| not_started(command, error))?;
            Ok::<_, Trouble>(Way::Pipes(Box::new(started)))
        };
        let way = match &target.launch {
            Launch::Batch(_) => return Err(Fault::Batch.into()),
            Launch::Stdio { command } if command.is_empty() => return Err(Fault::NoCommand.into()),
            Launch::Stdio { command } => over_pipes(command)?,
            Launch::Sample { bugs } => {
                let bugs = bugs.iter().flat_map(|bug| ["--bug", bug.as_str()]);
                let command = sample.iter().map(String::as_str).chain(bugs);
                over_pipes(&command.map(str::to_owned).collect::<Vec<_>>())?
            }
            #[cfg(feature = "doors")]
            Launch::Http(launch) => {
                let started = crate::target::Posted::start(launch, target.limits, stop);
                let started = started.map_err(|error| not_started(&launch.command, error))?;
                Way::Posted(Box::new(started))
            }
            #[cfg(not(feature = "doors"))]
            Launch::Http(_) => {
                let why = TargetError::NoHttp.to_string();
                return Err(Fault::Http { why }.into());
            }
        };
        Ok(Self {
            way,
            limits: target.limits,
            next: 1,
            last: Vec::new(),
            last_answer: Vec::new(),
            passing: Vec::new(),
            answers: Vec::new(),
            skipped: Vec::new(),
        })
    }

    /// Sends a request and gives its number.
    pub(super) fn say(&mut self, body: RequestBody) -> Result<u64, Trouble> {
        match &mut self.way {
            Way::Pipes(raw) => {
                let id = self.next;
                let mut line = Vec::new();
                write_line(&Request { id, body }, &mut line);
                raw.say(line);
                self.next += 1;
                Ok(id)
            }
            Way::Posted(target) => target.send(body).map_err(|error| posted(&error)),
        }
    }

    /// Sends a line that is no request of this version, with a number of its own; none where only requests can be sent.
    pub(super) fn say_unknown(&mut self, line: impl Fn(u64) -> String) -> Option<u64> {
        match &mut self.way {
            Way::Pipes(raw) => {
                let id = self.next;
                raw.say((line(id) + "\n").into_bytes());
                self.next += 1;
                Some(id)
            }
            Way::Posted(_) => None,
        }
    }

    /// Whether what was started is a process on pipes: its end can be seen.
    pub(super) const fn is_on_pipes(&self) -> bool {
        matches!(self.way, Way::Pipes(_))
    }

    pub(super) fn process(&mut self) -> Option<&mut Raw> {
        match &mut self.way {
            Way::Pipes(raw) => Some(raw),
            Way::Posted(_) => None,
        }
    }

    /// Asks, and listens until that request is answered; files and answers to files are put aside.
    pub(super) fn ask(&mut self, asked: &'static str, body: RequestBody) -> Result<Reply, Trouble> {
        let id = self.say(body)?;
        self.answered(asked, id)
    }

    /// Listens until the request `id` is answered.
    pub(super) fn answered(&mut self, asked: &'static str, id: u64) -> Result<Reply, Trouble> {
        loop {
            let mut reply = self.hear(asked)?;
            match reply {
                Reply::File { .. } | Reply::Fetched { .. } => {}
                Reply::Answer {
                    re, file, lines, ..
                } => {
                    self.last_answer.clone_from(&self.last);
                    self.answers.push((re, file, lines));
                }
                Reply::Skipped { re, reason } if re != id => self.skipped.push((re, reason)),
                Reply::Error { message, .. } => {
                    return Err(self.seen(Fault::SaysError { asked, message }));
                }
                _ => match reply.re_mut() {
                    Some(re) if *re == id => return Ok(reply),
                    re => {
                        let re = re.map_or(0, |re| *re);
                        return Err(self.seen(Fault::WrongRe { asked, id, re }));
                    }
                },
            }
        }
    }

    /// A fault, with the last line that was heard.
    pub(super) fn seen(&self, fault: Fault) -> Trouble {
        Trouble::seen(fault, self.last.clone())
    }

    /// The same, with the last answer to a file.
    pub(super) fn answered_so(&self, fault: Fault) -> Trouble {
        Trouble::seen(fault, self.last_answer.clone())
    }

    fn hear(&mut self, asked: &'static str) -> Result<Reply, Trouble> {
        let raw = match &mut self.way {
            Way::Pipes(raw) => raw,
            Way::Posted(target) => {
                let heard = target.receive();
                return heard.map_err(|error| Trouble {
                    stderr: target.last_words(),
                    ..posted(&error)
                });
            }
        };
        loop {
            let line = match raw.listen() {
                raw::Heard::Line(line) => line,
                lost => return Err(told(raw, asked, lost, self.limits)),
            };
            self.last.clone_from(&line);
            match read(&line) {
                Heard::Reply(reply) => return Ok(*reply),
                Heard::Odd(reply, fault) => {
                    self.passing.push(Trouble::seen(fault, line));
                    return Ok(*reply);
                }
                Heard::Nothing(fault) => {
                    self.passing.push(Trouble::seen(fault, line.clone()));
                    let lines = self.limits.unreadable_lines;
                    if self.passing.len() > lines as usize {
                        self.passing.truncate(1);
                        return Err(Trouble::seen(Fault::OnlyNoise { lines }, line));
                    }
                }
                Heard::Wrong(fault) => return Err(Trouble::seen(fault, line)),
            }
        }
    }
}

/// What it means that no line comes any more.
fn told(raw: &mut Raw, asked: &'static str, lost: raw::Heard, limits: Limits) -> Trouble {
    let (fault, saw) = match lost {
        raw::Heard::Silence(saw) if !saw.is_empty() => {
            let whole = matches!(read(&saw), Heard::Reply(_));
            (Fault::NoLineEnd { asked, whole }, saw)
        }
        raw::Heard::Silence(saw) if raw.has_ended().is_some() => {
            // Something that it started keeps its output open.
            let status = raw.has_ended();
            (Fault::Ended { asked, status }, saw)
        }
        raw::Heard::Silence(_) => {
            // A buffer that is not full is written when a program ends: without input it does.
            raw.close_input();
            match raw.listen() {
                raw::Heard::Line(saw) => (Fault::NotFlushed { asked }, saw),
                raw::Heard::End(saw) if !saw.is_empty() => (Fault::NotFlushed { asked }, saw),
                _ => {
                    let seconds = limits.silence_seconds;
                    (Fault::Silence { asked, seconds }, Vec::new())
                }
            }
        }
        raw::Heard::End(saw) => {
            let status = raw.ended();
            (Fault::Ended { asked, status }, saw)
        }
        raw::Heard::Flood(saw) => {
            let mib = limits.unread_mib;
            (Fault::Flood { mib }, saw)
        }
        raw::Heard::Line(saw) => (Fault::Noise, saw),
        raw::Heard::Stopped => (Fault::Stopped, Vec::new()),
    };
    let stderr = if matches!(fault, Fault::Stopped) {
        Vec::new()
    } else {
        raw.last_words()
    };
    Trouble { fault, saw, stderr }
}

fn not_started(command: &[String], error: TargetError) -> Trouble {
    let program = command.first().cloned().unwrap_or_default();
    let fault = match error {
        TargetError::Start {
            kind: ErrorKind::NotFound,
            ..
        } => Fault::NotFound { program },
        TargetError::Start {
            kind: ErrorKind::PermissionDenied,
            ..
        } => Fault::NotExecutable { program },
        TargetError::Start { command, why, .. } => Fault::NotStarted { command, why },
        other => Fault::Http {
            why: other.to_string(),
        },
    };
    fault.into()
}

fn posted(error: &TargetError) -> Trouble {
    let fault = match error {
        TargetError::Interrupted => Fault::Stopped,
        other => Fault::Http {
            why: other.to_string(),
        },
    };
    fault.into()
}
