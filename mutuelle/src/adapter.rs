//! The protocol loop: one request a line, its replies, flush.

use std::collections::BTreeMap;
use std::io::{self, BufRead, Write};

use domain::{Day, FileId, FileReaction, Member, Party, Reaction, Statement, StatementKind};
use noemie::links::Movement;
use noemie::profile::Role;
use noemie::{Profile, Profiles};
use protocol::{Capability, Carried, FileAnswer, FileMessage, Reply, Request, RequestBody};

use crate::{Amendment, Bug, Engine, links};
use round::Rounds;

mod round;

/// Name the sample mutuelle gives itself.
const NAME: &str = "mutuelle-exemple";

/// Message types of the protocol's version 1; any other is answered `skipped`.
const KNOWN_TYPES: [&str; 9] = [
    "hello",
    "reset",
    "products",
    "portfolio",
    "clock",
    "file",
    "statement",
    "settle",
    "bye",
];

/// Why the dialogue broke off.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// Requests cannot be read.
    #[error("failed to read a request: {0}")]
    Input(#[source] io::Error),
    /// Replies cannot be written.
    #[error("failed to write a reply: {0}")]
    Output(#[source] io::Error),
}

/// The whole process: answers requests until `bye` or the end of the input.
///
/// ```
/// let requests = r#"{"id":1,"type":"settle","day":"2024-11-30"}
/// {"id":2,"type":"bye"}
/// "#;
/// let mut replies = Vec::new();
/// mutuelle::serve(requests.as_bytes(), &mut replies, &[])?;
/// assert_eq!(
///     String::from_utf8_lossy(&replies),
///     "{\"type\":\"settled\",\"re\":1}\n{\"type\":\"bye\",\"re\":2}\n"
/// );
/// # Ok::<(), mutuelle::ServeError>(())
/// ```
///
/// # Errors
/// Where the input cannot be read or the output cannot be written. What a request holds is never an
/// error of the process: it is answered.
pub fn serve(input: impl BufRead, output: impl Write, bugs: &[Bug]) -> Result<(), ServeError> {
    serve_under(input, output, bugs, Profiles::embedded())
}

/// The same, under layouts that are not all étalon's.
///
/// # Errors
/// As [`serve`].
pub fn serve_under(
    mut input: impl BufRead,
    mut output: impl Write,
    bugs: &[Bug],
    profiles: Profiles,
) -> Result<(), ServeError> {
    let mut mutuelle = Adapter::under(bugs, profiles);
    let (mut line, mut out) = (Vec::new(), Vec::new());
    loop {
        line.clear();
        out.clear();
        let read = input.read_until(b'\n', &mut line);
        if read.map_err(ServeError::Input)? == 0 {
            return Ok(());
        }
        let replies = mutuelle.answer_line(&line);
        for reply in &replies {
            protocol::write_line(reply, &mut out);
        }
        output.write_all(&out).map_err(ServeError::Output)?;
        output.flush().map_err(ServeError::Output)?;
        if mutuelle.is_gone || matches!(replies.last(), Some(Reply::Bye { .. })) {
            return Ok(());
        }
    }
}

/// The mutuelle as the adapter protocol sees it: the engine, and what only the dialogue knows.
///
/// ```
/// use protocol::{Reply, RequestBody};
/// let mut mutuelle = mutuelle::Adapter::new(&[]);
/// let replies = mutuelle.answer(protocol::Request { id: 1, body: RequestBody::Bye });
/// assert_eq!(replies, [Reply::Bye { re: 1 }]);
/// ```
pub struct Adapter {
    bugs: Vec<Bug>,
    engine: Engine,
    /// The layouts it reads and writes under.
    profiles: Profiles,
    /// A portfolio came, its members are not declared yet.
    links_due: bool,
    /// Creations that came before their time, to be presented again once their first day is there.
    too_early: Vec<Movement>,
    /// The members as the caisses were told of them.
    told: Vec<Member>,
    /// Files sent since the last reset.
    sent: u32,
    /// Where it fetches its files itself.
    rounds: Rounds,
    /// The process ended, by a planted bug.
    is_gone: bool,
    /// What a planted bug tells a day late.
    late: Vec<Reply>,
    /// The date of the last file loaded, by sender: what a planted bug looks at.
    last: BTreeMap<Party, Day>,
}

impl Adapter {
    /// A mutuelle that knows nothing yet, with those planted bugs, under the shipped layouts.
    #[must_use]
    pub fn new(bugs: &[Bug]) -> Self {
        Self::under(bugs, Profiles::embedded())
    }

    fn under(bugs: &[Bug], profiles: Profiles) -> Self {
        Self {
            bugs: bugs.to_vec(),
            engine: Engine::new(bugs),
            profiles,
            links_due: false,
            too_early: Vec::new(),
            told: Vec::new(),
            sent: 0,
            rounds: Rounds::default(),
            is_gone: false,
            late: Vec::new(),
            last: BTreeMap::new(),
        }
    }

    fn has(&self, bug: Bug) -> bool {
        self.bugs.contains(&bug)
    }

    /// Whether its process ended: it answers nothing any more.
    #[must_use]
    pub fn is_gone(&self) -> bool {
        self.is_gone
    }

    fn answer_line(&mut self, line: &[u8]) -> Vec<Reply> {
        let Ok(text) = std::str::from_utf8(line) else {
            return vec![failed(None, "a request is UTF-8")];
        };
        let text = text.trim();
        if text.is_empty() {
            return Vec::new();
        }
        match protocol::read_request(text) {
            Ok(request) => self.answer(request),
            Err(error) => vec![not_a_request(text, &error.to_string())],
        }
    }

    /// What it says to a request, in order.
    pub fn answer(&mut self, request: Request) -> Vec<Reply> {
        let re = request.id;
        match request.body {
            RequestBody::Hello { protocol, .. } if !protocol::speaks(&protocol) => {
                let spoken = protocol::VERSION;
                vec![failed(
                    Some(re),
                    &format!("protocol {protocol} is not spoken here, {spoken} is"),
                )]
            }
            RequestBody::Hello { .. } => vec![hello(re, &self.profiles)],
            RequestBody::Reset { door, .. } => {
                self.engine.reset();
                (self.links_due, self.sent) = (false, 0);
                self.told.clear();
                self.too_early.clear();
                self.late.clear();
                self.last.clear();
                match self.stand_at(door.as_ref()) {
                    Ok(()) => vec![Reply::Done { re }],
                    Err(why) => vec![failed(Some(re), &why)],
                }
            }
            RequestBody::Products { products } => match self.engine.add_products(&products) {
                Ok(()) => vec![Reply::Done { re }],
                Err(error) => vec![failed(Some(re), &error.to_string())],
            },
            RequestBody::Portfolio { members } => {
                let amendments = self.engine.set_portfolio(members);
                self.links_due = true;
                let mut replies: Vec<Reply> = amended(amendments).collect();
                replies.push(Reply::Done { re });
                replies
            }
            RequestBody::Clock { day } => self.clock(re, day),
            RequestBody::File(file) => self.file(re, &file),
            RequestBody::Statement(statement) => self.statement(re, &statement),
            // Every answer is written before the next request is read: nothing is due here but what lies at a door.
            RequestBody::Settle { .. } => {
                let mut replies = self.round();
                replies.push(Reply::Settled { re });
                replies
            }
            RequestBody::Bye => vec![Reply::Bye { re }],
            _ => vec![skipped(re, "this request is not known")],
        }
    }

    /// The first day after a portfolio, what it changed is declared by 408 files, before the answer.
    fn clock(&mut self, re: u64, day: Day) -> Vec<Reply> {
        let mut replies = Vec::new();
        let (ripe, early) = std::mem::take(&mut self.too_early)
            .into_iter()
            .partition::<Vec<_>, _>(|movement| movement.start <= day);
        self.too_early = early;
        if std::mem::take(&mut self.links_due) || !ripe.is_empty() {
            let members = self.engine.portfolio().members().to_vec();
            let told = std::mem::replace(&mut self.told, members.clone());
            let profile = self.profiles.movements();
            let again = members.iter();
            let again = again.filter(|row| ripe.iter().any(|one| links::is_of(one, row)));
            let again: Vec<Member> = again.cloned().collect();
            let (sent, bugs) = (self.sent, &self.bugs);
            let files = links::movement_files(&told, &members, &again, day, sent, profile, bugs);
            for file in files {
                self.sent += 1;
                let bytes = match file {
                    Ok(bytes) => bytes,
                    Err(error) => {
                        let why = format!("failed to write a 408: {error}");
                        replies.push(failed(Some(re), &why));
                        continue;
                    }
                };
                match self.handed_in(self.sent, &bytes) {
                    Ok(true) => {}
                    Ok(false) => replies.push(Reply::File {
                        id: u64::from(self.sent),
                        file: Carried::inline(&wire(self.profiles.movements()), &bytes),
                    }),
                    Err(why) => replies.push(failed(Some(re), &why)),
                }
            }
        }
        replies.append(&mut self.late);
        replies.extend(amended(self.engine.day_begins(day)));
        replies.push(Reply::Done { re });
        replies
    }

    fn file(&mut self, re: u64, file: &FileMessage) -> Vec<Reply> {
        // What is not read here is not opened either.
        if self.read_as(&file.reference).is_none() {
            return vec![not_read(re, &file.reference)];
        }
        match Carried::bytes(file, |path| std::fs::read(path)) {
            Ok(bytes) => self.loaded(re, &file.reference, &bytes),
            Err(error) => vec![failed(Some(re), &error.to_string())],
        }
    }

    /// The layout of files of a reference, where they are read here.
    fn read_as(&self, reference: &str) -> Option<&Profile> {
        let read = [self.profiles.decomptes(), self.profiles.answers()];
        read.into_iter().find(|profile| wire(profile) == reference)
    }

    /// A file that was announced by that reference, whichever way it came.
    fn loaded(&mut self, re: u64, announced: &str, bytes: &[u8]) -> Vec<Reply> {
        let Some(profile) = self.read_as(announced) else {
            return vec![not_read(re, announced)];
        };
        let reference = profile.reference();
        let decomptes = profile.role() == Some(Role::Decomptes);
        // Field notes §1.33: what the header says comes before any line.
        let Some(header) = noemie::envelope::peek(bytes, &[profile]) else {
            if self.has(Bug::DiesOnUnreadable) {
                self.is_gone = true;
                return Vec::new();
            }
            return vec![reaction(
                re,
                FileReaction::Refused,
                "the header cannot be read",
            )];
        };
        if header.reference != reference {
            let why = format!(
                "{reference} was announced, the header says {}",
                header.reference
            );
            return vec![reaction(re, FileReaction::Refused, &why)];
        }
        let mut id = header.file_id();
        if self.has(Bug::CaissesShareNumbers) {
            id.sender = id.receiver;
        }
        if self.has(Bug::RefusesLateFiles) && decomptes {
            let last = self.last.entry(id.sender).or_insert(id.date);
            if *last > id.date {
                return vec![reaction(
                    re,
                    FileReaction::Refused,
                    "the file comes too late",
                )];
            }
            *last = id.date;
        }
        if self.engine.knows_file(&id) && !self.has(Bug::LoadsFilesAgain) {
            let why = format!("{id} is loaded already");
            return vec![reaction(re, FileReaction::Duplicate, &why)];
        }
        if decomptes {
            self.decomptes(re, id, bytes)
        } else {
            self.link_answers(re, id, bytes)
        }
    }

    fn decomptes(&mut self, re: u64, id: FileId, bytes: &[u8]) -> Vec<Reply> {
        let profile = self.profiles.decomptes();
        let mut decomptes = match crate::files::decomptes(bytes, profile, &self.bugs) {
            Ok(decomptes) => decomptes,
            Err(why) => {
                if self.has(Bug::KeepsRefusedLines) {
                    let kept = crate::files::readable(bytes, self.profiles.decomptes());
                    self.engine.treat(re, &kept);
                }
                if self.has(Bug::RefusedCountsAsLoaded) {
                    self.engine.accept_file(id);
                }
                return vec![reaction(re, FileReaction::Refused, &why)];
            }
        };
        if self.has(Bug::RefusesRegroupedFiles) && self.engine.knows_a_line(&decomptes) {
            return vec![reaction(
                re,
                FileReaction::Duplicate,
                "a line of it is known",
            )];
        }
        if self.has(Bug::DropsLastLine)
            && decomptes.len() > 1
            && let Some(last) = decomptes.last_mut()
        {
            last.lines.pop();
        }
        self.engine.accept_file(id);
        let treatment = self.engine.treat(re, &decomptes);
        let mut replies = vec![Reply::Answer {
            re,
            file: accepted(),
            lines: treatment.lines,
            links: Vec::new(),
        }];
        replies.extend(amended(treatment.amendments));
        if self.has(Bug::AnswersTheNextDay) {
            self.late.append(&mut replies);
        }
        replies
    }

    /// What a first insurer paid is taken; no other document is.
    fn statement(&mut self, re: u64, statement: &Statement) -> Vec<Reply> {
        if statement.kind != StatementKind::FirstInsurer {
            return vec![skipped(re, "statements are not taken")];
        }
        let treatment = self.engine.first_insurer_paid(statement);
        let own = if treatment.outcome.reaction == Reaction::Refused {
            reaction(
                re,
                FileReaction::Refused,
                "it tells of care after the day it was issued",
            )
        } else {
            Reply::Answer {
                re,
                file: accepted(),
                lines: Vec::new(),
                links: Vec::new(),
            }
        };
        let mut replies = vec![own];
        replies.extend(amended(treatment.amendments));
        replies
    }

    fn link_answers(&mut self, re: u64, id: FileId, bytes: &[u8]) -> Vec<Reply> {
        let links = match links::person_links(bytes, self.profiles.answers(), &self.bugs) {
            Ok(links) => links,
            Err(why) => return vec![reaction(re, FileReaction::Refused, &why)],
        };
        self.engine.accept_file(id);
        let early = links::too_early(bytes, self.profiles.answers());
        self.too_early.extend(early);
        vec![Reply::Answer {
            re,
            file: accepted(),
            lines: Vec::new(),
            links,
        }]
    }
}

/// A line that is no request: of a type that is not known here, or unreadable.
fn not_a_request(text: &str, why: &str) -> Reply {
    let message: serde_json::Value = serde_json::from_str(text).unwrap_or_default();
    let re = message.get("id").and_then(serde_json::Value::as_u64);
    let kind = message.get("type").and_then(serde_json::Value::as_str);
    match (re, kind) {
        (Some(re), Some(kind)) if !KNOWN_TYPES.contains(&kind) => {
            skipped(re, &format!("`{kind}` is not known here"))
        }
        _ => failed(re, why),
    }
}

fn hello(re: u64, profiles: &Profiles) -> Reply {
    // It reads décomptes and answers, and writes movements.
    let references = [
        profiles.decomptes(),
        profiles.movements(),
        profiles.answers(),
    ];
    Reply::Hello {
        re,
        protocol: protocol::VERSION.to_owned(),
        name: NAME.to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        references: references.map(wire).to_vec(),
        capabilities: [Capability::Answers, Capability::Links]
            .map(|capability| capability.word().to_owned())
            .to_vec(),
    }
}

/// A reference as messages name it.
fn wire(profile: &Profile) -> String {
    format!("{:03}", profile.reference())
}

/// Lines of earlier answers that changed.
fn amended(amendments: Vec<Amendment>) -> impl Iterator<Item = Reply> {
    amendments.into_iter().map(|amendment| Reply::Answer {
        re: amendment.re,
        file: None,
        lines: amendment.lines,
        links: Vec::new(),
    })
}

fn accepted() -> Option<FileAnswer> {
    Some(FileAnswer {
        reaction: FileReaction::Accepted,
        why: None,
    })
}

fn reaction(re: u64, reaction: FileReaction, why: &str) -> Reply {
    Reply::Answer {
        re,
        file: Some(FileAnswer {
            reaction,
            why: Some(why.to_owned()),
        }),
        lines: Vec::new(),
        links: Vec::new(),
    }
}

fn not_read(re: u64, reference: &str) -> Reply {
    skipped(re, &format!("reference {reference} is not read here"))
}

fn skipped(re: u64, reason: &str) -> Reply {
    Reply::Skipped {
        re,
        reason: reason.to_owned(),
    }
}

fn failed(re: Option<u64>, message: &str) -> Reply {
    Reply::Error {
        re,
        message: message.to_owned(),
    }
}

#[cfg(test)]
mod tests;
