use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use protocol::{Reply, Request, RequestBody, read_reply, write_line};
use ureq::Agent;
use ureq::http::Response;

use crate::target::callback::Callback;
use crate::target::process::Process;
use crate::target::{Answers, HttpLaunch, Target, TargetError};
use crate::watchdog::{Limits, Waited, rest, wait};

/// A target over HTTP: each request is posted to it, and its replies come in the answer's body, by callback, or are asked for.
pub struct Posted {
    /// To the thread that asks: a target that does not answer must not stop étalon.
    requests: Option<Sender<Asked>>,
    heard: Receiver<Heard>,
    /// Requests that the thread has not done with: each of them has a limit of its own there.
    under_way: Arc<AtomicUsize>,
    /// Nobody listens any more.
    over: Arc<AtomicBool>,
    process: Option<Process>,
    /// Where it is told replies, for as long as this is there.
    _callback: Option<Callback>,
    url: String,
    limits: Limits,
    stop: Arc<AtomicBool>,
    next: u64,
}

/// A reply, or why there are no more.
pub(super) type Heard = Result<Reply, TargetError>;

/// A request as it is posted.
struct Asked {
    id: u64,
    /// Whether its reply may come later.
    may_wait: bool,
    line: Vec<u8>,
}

/// Between two tries of a server that is starting, and between two questions for replies.
const PAUSE: Duration = Duration::from_millis(20);
/// The same, as a part of a second.
const PAUSES_A_SECOND: u64 = 50;
/// How much is shown of an answer that is none, in characters.
const SHOWN: usize = 200;

impl Posted {
    /// Starts the server where étalon is to, and the thread that talks with it. Nothing is asked yet.
    ///
    /// # Errors
    /// Where it cannot be started, or no address be had for callbacks.
    pub fn start(
        launch: &HttpLaunch,
        limits: Limits,
        stop: &Arc<AtomicBool>,
    ) -> Result<Self, TargetError> {
        let (tell, heard) = channel();
        let callback = match launch.answers {
            Answers::Callback => Some(Callback::open(tell.clone(), limits.unread_mib << 20)?),
            Answers::Body | Answers::Poll(_) => None,
        };
        let address = callback.as_ref().map(|callback| callback.address.clone());
        let process = if launch.command.is_empty() {
            None
        } else {
            let environment = address.as_deref().map(|url| ("ETALON_CALLBACK", url));
            let environment = environment.as_slice();
            let (process, input, mut output) = Process::start(&launch.command, environment)?;
            drop(input);
            // What it says there is for nobody, and must not stop it.
            thread::spawn(move || drop(io::copy(&mut output, &mut io::sink())));
            Some(process)
        };
        let over = Arc::new(AtomicBool::new(false));
        let under_way = Arc::new(AtomicUsize::new(0));
        let wire = Wire {
            agent: agent(&limits),
            launch: launch.clone(),
            callback: address,
            limits,
            under_way: Arc::clone(&under_way),
            over: Arc::clone(&over),
        };
        let (requests, asked) = channel();
        thread::spawn(move || wire.converse(&asked, &tell));
        Ok(Self {
            requests: Some(requests),
            heard,
            under_way,
            over,
            process,
            _callback: callback,
            url: launch.url.clone(),
            limits,
            stop: Arc::clone(stop),
            next: 1,
        })
    }

    fn went_wrong(&self, why: String) -> TargetError {
        TargetError::Http {
            url: self.url.clone(),
            why,
        }
    }
}

impl Target for Posted {
    fn send(&mut self, body: RequestBody) -> Result<u64, TargetError> {
        let id = self.next;
        self.next += 1;
        let may_wait = matches!(body, RequestBody::File(_) | RequestBody::Statement(_));
        let mut line = Vec::new();
        write_line(&Request { id, body }, &mut line);
        let asked = Asked { id, may_wait, line };
        // Where the thread has ended, why it did is heard next.
        if let Some(requests) = &self.requests {
            self.under_way.fetch_add(1, Ordering::AcqRel);
            let _ = requests.send(asked);
        }
        Ok(id)
    }

    fn receive(&mut self) -> Result<Reply, TargetError> {
        let mut waited = wait(&self.heard, &self.limits, &self.stop);
        while matches!(waited, Waited::Silence) && self.under_way.load(Ordering::Acquire) > 0 {
            waited = wait(&self.heard, &self.limits, &self.stop);
        }
        match waited {
            Waited::Word(heard) => heard,
            Waited::Stopped => Err(TargetError::Interrupted),
            Waited::Silence => {
                let seconds = self.limits.silence_seconds;
                Err(self.went_wrong(format!(
                    "said nothing for {seconds} s while an answer was due: raise `limits: silence-seconds`, or see what \
                     the server waits for"
                )))
            }
            Waited::Gone => Err(self.went_wrong("is not talked with any more".to_owned())),
        }
    }

    fn last_words(&mut self) -> Vec<String> {
        let process = self.process.as_mut();
        process.map(Process::last_words).unwrap_or_default()
    }
}

impl Drop for Posted {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Release);
        self.requests = None;
    }
}

/// The side of the thread that asks.
struct Wire {
    agent: Agent,
    launch: HttpLaunch,
    callback: Option<String>,
    limits: Limits,
    under_way: Arc<AtomicUsize>,
    over: Arc<AtomicBool>,
}

impl Wire {
    /// Posts requests in order until there are no more, nobody listens, or one went wrong.
    fn converse(&self, requests: &Receiver<Asked>, heard: &Sender<Heard>) {
        let mut is_first = true;
        while let Ok(asked) = requests.recv() {
            let ended = self.ask(&asked, std::mem::take(&mut is_first), heard);
            let is_lost = ended.is_err();
            if let Err(error) = ended {
                let _ = heard.send(Err(error));
            }
            self.under_way.fetch_sub(1, Ordering::AcqRel);
            if is_lost {
                return;
            }
        }
    }

    fn ask(&self, asked: &Asked, is_first: bool, heard: &Sender<Heard>) -> Result<(), TargetError> {
        let url = &self.launch.url;
        let mut tries = 0;
        let answer = loop {
            let mut request = self.agent.post(url);
            request = request.header("content-type", "application/x-ndjson");
            if let Some(callback) = &self.callback {
                request = request.header("etalon-callback", callback);
            }
            match request.send(asked.line.as_slice()) {
                Ok(answer) => break answer,
                Err(error) if is_first && is_starting(&error) && self.has_time(tries) => {
                    tries += 1;
                    rest(PAUSE);
                }
                Err(error) => return Err(self.failed(url, &error)),
            }
        };
        let replies = self.replies(url, answer)?;
        let is_body = self.launch.answers == Answers::Body;
        if let Some(reply) = replies.first().filter(|_| !is_body) {
            let why = format!(
                "answered a request with {reply:?}, its target file says that replies come otherwise"
            );
            return Err(wrong(url, why));
        }
        for reply in replies {
            let _ = heard.send(Ok(reply));
        }
        match &self.launch.answers {
            Answers::Poll(url) if !asked.may_wait => self.poll(url, asked.id, heard),
            _ => Ok(()),
        }
    }

    /// Asks for replies until one of them answers that request.
    fn poll(&self, url: &str, id: u64, heard: &Sender<Heard>) -> Result<(), TargetError> {
        let mut tries = 0;
        while !self.over.load(Ordering::Acquire) {
            let answer = self.agent.get(url).call();
            let answer = answer.map_err(|error| self.failed(url, &error))?;
            let replies = self.replies(url, answer)?;
            tries = if replies.is_empty() { tries + 1 } else { 0 };
            let mut is_answered = false;
            for mut reply in replies {
                is_answered |=
                    !matches!(reply, Reply::Answer { .. }) && reply.re_mut() == Some(&mut { id });
                let _ = heard.send(Ok(reply));
            }
            if is_answered {
                return Ok(());
            }
            if !self.has_time(tries) {
                let seconds = self.limits.silence_seconds;
                let why = format!("had no reply to a request for {seconds} s");
                return Err(wrong(url, why));
            }
            if tries > 0 {
                rest(PAUSE);
            }
        }
        Ok(())
    }

    /// Whether that many pauses are not too many yet.
    const fn has_time(&self, pauses: u64) -> bool {
        pauses < self.limits.silence_seconds.saturating_mul(PAUSES_A_SECOND)
    }

    fn replies(
        &self,
        url: &str,
        mut answer: Response<ureq::Body>,
    ) -> Result<Vec<Reply>, TargetError> {
        let status = answer.status().as_u16();
        let most = u64::try_from(self.limits.unread_mib << 20).unwrap_or(u64::MAX);
        let body = answer.body_mut().with_config().limit(most).read_to_vec();
        let body = body.map_err(|error| match error {
            ureq::Error::BodyExceedsLimit(_) => TargetError::Flood {
                mib: self.limits.unread_mib,
            },
            error => self.failed(url, &error),
        })?;
        if !(200..300).contains(&status) {
            let text = String::from_utf8_lossy(&body);
            let text: String = text.chars().take(SHOWN).collect();
            let why = format!("answered with the status {status}, 200 to 299 is expected: {text}");
            return Err(wrong(url, why.trim_end_matches([' ', ':']).to_owned()));
        }
        lines(url, &body)
    }

    fn failed(&self, url: &str, error: &ureq::Error) -> TargetError {
        let why = match error {
            ureq::Error::Timeout(_) => format!(
                "did not answer within {} s: raise `limits: silence-seconds`, or see what the server waits for",
                self.limits.silence_seconds
            ),
            error => {
                format!("could not be asked: {error}; is the server of the target file started?")
            }
        };
        wrong(url, why)
    }
}

/// The replies in a body.
pub(super) fn lines(url: &str, body: &[u8]) -> Result<Vec<Reply>, TargetError> {
    let lines = body.split(|byte| *byte == b'\n');
    let said = lines.filter(|line| !line.iter().all(u8::is_ascii_whitespace));
    said.map(|line| {
        let text = String::from_utf8_lossy(line);
        let reply = read_reply(text.trim());
        reply.map_err(|error| wrong(url, format!("said something that is no reply: {error}")))
    })
    .collect()
}

fn wrong(url: &str, why: String) -> TargetError {
    TargetError::Http {
        url: url.to_owned(),
        why,
    }
}

/// Whether nobody listens there, as before a server is ready.
fn is_starting(error: &ureq::Error) -> bool {
    match error {
        ureq::Error::Io(error) => error.kind() == io::ErrorKind::ConnectionRefused,
        ureq::Error::ConnectionFailed => true,
        _ => false,
    }
}

fn agent(limits: &Limits) -> Agent {
    let config = Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .proxy(None)
        .timeout_global(Some(Duration::from_secs(limits.silence_seconds.max(1))))
        .build();
    Agent::new_with_config(config)
}
