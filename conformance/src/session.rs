//! One scenario and lot played to a target: what it was asked and what it answered.

use std::collections::BTreeMap;

use domain::{Beneficiary, Cents, Day, FileReaction, LineId, Member, Outcome, Recovery};
use oracle::product::Product;
use protocol::{
    Capability, FileMessage, LineAnswer, LinkStatus, Reply, RequestBody, Software, VERSION, speaks,
};

use crate::target::{AnswerPart, Grain, LineKey, Parcel, Target, TargetError, Untold};
use crate::watchdog::{Deadline, Limits};

/// Who the target says it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hello {
    /// Name.
    pub name: String,
    /// Version.
    pub version: String,
    /// Capabilities it claims.
    pub capabilities: Vec<String>,
}

impl Hello {
    /// Whether it claims that capability.
    #[must_use]
    pub fn claims(&self, capability: Capability) -> bool {
        capability.claimed(&self.capabilities)
    }
}

/// One word on a line, and the day it was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said {
    /// Virtual day; none before the first one.
    pub on: Option<Day>,
    /// What was said.
    pub outcome: Outcome,
    /// How what is owed back is recovered, where that was said.
    pub recovery: Option<Recovery>,
    /// What is kept of a payment, where that was said.
    pub kept: Option<Cents>,
    /// What of the outcome was not said.
    pub untold: Untold,
}

impl Said {
    fn of(line: &LineAnswer, on: Option<Day>, untold: Untold) -> Self {
        Self {
            on,
            outcome: line.outcome,
            recovery: line.recovery,
            kept: line.kept,
            untold,
        }
    }

    /// Whether it says the same, whenever.
    fn repeats(&self, other: &Self) -> bool {
        Self {
            on: other.on,
            ..*self
        } == *other
    }
}

/// What the target said of one file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileHeard {
    /// Accepted, refused, duplicate; none where it did not say.
    pub reaction: Option<FileReaction>,
    /// What was said of each line, in order; saying the same again adds nothing. A file may hold one
    /// identity several times: the n-th word on it in one answer is about its n-th line, from 0.
    pub lines: BTreeMap<(LineId, u32), Vec<Said>>,
    /// Persons of a 929, each with what was said of them, in order: a file may answer for one person several times.
    pub links: BTreeMap<Beneficiary, Vec<LinkStatus>>,
    /// Why it skipped the file, where it did.
    pub skipped: Option<String>,
    /// What it says went wrong, where it did.
    pub error: Option<String>,
    /// The target never says what becomes of a file.
    pub is_untold: bool,
    /// What is said of the first line of a décompte is said of all of them: the target says sums.
    pub is_summed: bool,
    /// Lines whose answer could not be read or joined, and why.
    pub unread: BTreeMap<(LineId, u32), String>,
}

impl FileHeard {
    /// The words on the n-th line of that identity, from 0.
    #[must_use]
    pub fn said(&self, line: LineId, nth: u32) -> &[Said] {
        self.lines.get(&(line, nth)).map_or(&[], Vec::as_slice)
    }

    /// The word on the n-th answer, from 0, of the `all` that a 929 gives for that person. Who says less than there are
    /// speaks of the last ones.
    #[must_use]
    pub fn link(&self, who: &Beneficiary, nth: usize, all: usize) -> Option<LinkStatus> {
        let said = self.links.get(who)?;
        let unsaid = all.saturating_sub(said.len());
        said.get(nth.checked_sub(unsaid)?).copied()
    }

    /// The last word on a line.
    #[must_use]
    pub fn last(&self, line: LineId, nth: u32) -> Option<Outcome> {
        self.said(line, nth).last().map(|said| said.outcome)
    }
}

/// Days after the last one of a scenario that files are still waited for: a caisse that is silent for a year is not one
/// that is late.
pub const LATEST: u32 = 400;

/// A conversation with a target about one scenario and lot.
pub struct Session<'t> {
    target: &'t mut dyn Target,
    files: BTreeMap<u64, FileHeard>,
    sent: Vec<u64>,
    received: Vec<FileMessage>,
    /// Unreadable lines and stray replies, for the verdict on the target itself.
    strays: Vec<String>,
    /// What is not told of lines, by what their target said beside its replies.
    untold: BTreeMap<LineKey, Untold>,
    limits: Limits,
    today: Option<Day>,
}

/// The first words with a target.
///
/// # Errors
/// Where it does not answer, or speaks another major version.
pub fn greet(target: &mut dyn Target, version: &str) -> Result<Hello, TargetError> {
    let runner = Software {
        name: "etalon".to_owned(),
        version: version.to_owned(),
    };
    let id = target.send(RequestBody::Hello {
        protocol: VERSION.to_owned(),
        runner,
    })?;
    match target.receive()? {
        Reply::Hello {
            re,
            protocol,
            name,
            version,
            capabilities,
            ..
        } if re == id => {
            if !speaks(&protocol) {
                return Err(TargetError::Unreadable(format!(
                    "the target speaks protocol {protocol}, étalon speaks {VERSION}"
                )));
            }
            if !Capability::Answers.claimed(&capabilities) {
                return Err(TargetError::NoAnswers);
            }
            // A name may come from anywhere: it is shown in terminals and pages.
            let shown = |text: String| text.chars().filter(|c| !c.is_control()).collect();
            Ok(Hello {
                name: shown(name),
                version: shown(version),
                capabilities,
            })
        }
        other => Err(TargetError::Unreadable(format!(
            "`hello` was answered by {other:?}"
        ))),
    }
}

/// The last words with a target. It has said all that was asked: whatever it still says is not waited
/// for, and its process is ended when it is let go of.
pub fn part(target: &mut dyn Target) {
    // A target that is gone needs no farewell.
    let _ = target.send(RequestBody::Bye);
}

impl<'t> Session<'t> {
    /// Starts a scenario: the target forgets what was before, and gets the products.
    ///
    /// # Errors
    /// Where the target is lost.
    pub fn open(
        target: &'t mut dyn Target,
        scenario: &str,
        lot: u32,
        products: &[Product],
        limits: Limits,
    ) -> Result<Self, TargetError> {
        let mut session = Self {
            target,
            files: BTreeMap::new(),
            sent: Vec::new(),
            received: Vec::new(),
            strays: Vec::new(),
            untold: BTreeMap::new(),
            limits,
            today: None,
        };
        session.ask(RequestBody::Reset {
            scenario: scenario.to_owned(),
            lot,
            door: None,
        })?;
        let products = products
            .iter()
            // A product is plain data: it always serialises.
            .map(|product| serde_json::to_value(product).unwrap_or_default())
            .collect();
        session.ask(RequestBody::Products { products })?;
        Ok(session)
    }

    /// Hands the portfolio over.
    ///
    /// # Errors
    /// Where the target is lost.
    pub fn portfolio(&mut self, members: &[Member]) -> Result<(), TargetError> {
        self.ask(RequestBody::Portfolio {
            members: members.to_vec(),
        })
    }

    /// Hands another portfolio over on that day, which begins. The files that the target sends are given back.
    ///
    /// # Errors
    /// Where the target is lost.
    pub fn learn(&mut self, day: Day, members: &[Member]) -> Result<Vec<FileMessage>, TargetError> {
        // What it says of earlier lines is said on that day.
        self.today = Some(day);
        self.portfolio(members)?;
        self.clock(day)
    }

    /// A new day. The files that the target sent by then are given back.
    ///
    /// # Errors
    /// Where the target is lost.
    pub fn clock(&mut self, day: Day) -> Result<Vec<FileMessage>, TargetError> {
        self.today = Some(day);
        self.ask(RequestBody::Clock { day })?;
        Ok(std::mem::take(&mut self.received))
    }

    /// Delivers a file, without waiting for its answer.
    ///
    /// # Errors
    /// Where the target is lost.
    pub fn deliver(&mut self, name: &str, reference: u16, bytes: &[u8]) -> Result<(), TargetError> {
        let id = self.target.deliver(&Parcel {
            name,
            reference,
            bytes,
        })?;
        let is_untold = self.target.never_tells().contains(&AnswerPart::File);
        let heard = FileHeard {
            is_untold,
            is_summed: self.target.grain() == Grain::Decompte,
            ..FileHeard::default()
        };
        self.files.insert(id, heard);
        self.sent.push(id);
        Ok(())
    }

    /// Has the mutuelle's own file sent in the stead of a target that writes none, and gives what arrived of it.
    ///
    /// # Errors
    /// Where the way of files is broken.
    pub fn send_in_stead(&mut self, bytes: Vec<u8>) -> Result<Vec<u8>, TargetError> {
        self.target.send_in_stead(bytes)
    }

    /// Has a file received in the stead of a target that reads none of its kind: it is not told of it.
    ///
    /// # Errors
    /// Where the way of files is broken.
    pub fn receive_in_stead(
        &mut self,
        name: &str,
        reference: u16,
        bytes: &[u8],
    ) -> Result<(), TargetError> {
        self.target.receive_in_stead(&Parcel {
            name,
            reference,
            bytes,
        })
    }

    /// Waits until everything due by that day has been answered.
    ///
    /// # Errors
    /// Where the target is lost.
    pub fn settle(&mut self, day: Day) -> Result<(), TargetError> {
        self.ask(RequestBody::Settle { day })
    }

    /// Lets days pass until every file has reached the target: where files pass through a door, one may be shown late.
    ///
    /// # Errors
    /// Where the target is lost, or files do not come within [`LATEST`] days.
    pub fn catch_up(&mut self) -> Result<(), TargetError> {
        for _ in 0..LATEST {
            let (true, Some(today)) = (self.target.outstanding() > 0, self.today) else {
                return Ok(());
            };
            let tomorrow = today.plus(1);
            self.clock(tomorrow)?;
            self.settle(tomorrow)?;
        }
        Err(TargetError::Unshown {
            files: self.target.outstanding(),
            days: LATEST,
        })
    }

    /// What was heard of each delivered file, in order of delivery, and the strays.
    #[must_use]
    pub fn close(mut self) -> (Vec<FileHeard>, Vec<String>) {
        let heard = self
            .sent
            .iter()
            .map(|id| self.files.remove(id).unwrap_or_default())
            .collect();
        (heard, self.strays)
    }

    /// Takes in what is known of lines beside the next reply.
    fn hear_aside(&mut self) {
        let aside = self.target.aside();
        self.untold.extend(aside.untold);
        for ((request, line, nth), why) in aside.unread {
            if let Some(heard) = self.files.get_mut(&request) {
                heard.unread.entry((line, nth)).or_insert(why);
            }
        }
    }

    /// Sends a request and listens until it is answered.
    fn ask(&mut self, body: RequestBody) -> Result<(), TargetError> {
        let deadline = Deadline::of(&self.limits);
        let id = self.target.send(body)?;
        loop {
            match self.target.receive() {
                Ok(reply) => {
                    self.hear_aside();
                    if self.hear(reply, id) {
                        return Ok(());
                    }
                }
                Err(error) if error.is_passing() => self.strays.push(error.to_string()),
                Err(error) => return Err(error),
            }
            if self.strays.len() > self.limits.unreadable_lines as usize {
                let last = self.strays.pop().unwrap_or_default();
                return Err(TargetError::Babble {
                    words: self.strays.len() + 1,
                    last,
                });
            }
            if deadline.is_past() {
                return Err(TargetError::Late {
                    seconds: self.limits.request_seconds,
                });
            }
        }
    }

    /// Takes a reply in; true where it answers the request `asked`.
    fn hear(&mut self, reply: Reply, asked: u64) -> bool {
        match reply {
            Reply::Done { re } | Reply::Settled { re } => {
                if re != asked {
                    self.stray(format!(
                        "`done` or `settled` names request {re}, which waits for none"
                    ));
                }
                re == asked
            }
            Reply::Answer {
                re,
                file,
                lines,
                links,
            } => {
                match self.files.get_mut(&re) {
                    Some(heard) => {
                        let contradicts = file.as_ref().is_some_and(|file| {
                            heard.reaction.is_some_and(|said| said != file.reaction)
                        });
                        heard.reaction = heard.reaction.or(file.map(|file| file.reaction));
                        let mut seen: BTreeMap<LineId, u32> = BTreeMap::new();
                        for line in lines {
                            let nth = seen.entry(line.line).or_insert(0);
                            let at = (re, line.line, *nth);
                            let said = heard.lines.entry((line.line, *nth)).or_default();
                            *nth += 1;
                            let untold = self.untold.get(&at).copied().unwrap_or_default();
                            let word = Said::of(&line, self.today, untold);
                            if !said.last().is_some_and(|last| last.repeats(&word)) {
                                said.push(word);
                            }
                        }
                        if contradicts {
                            self.strays.push(format!(
                                "the file of request {re} is said to be one thing, then another"
                            ));
                        }
                        let mut said: BTreeMap<Beneficiary, Vec<LinkStatus>> = BTreeMap::new();
                        for link in links {
                            let who = Beneficiary {
                                nir: link.nir,
                                birth: link.birth,
                                rank: link.rank,
                            };
                            said.entry(who).or_default().push(link.status);
                        }
                        heard.links.extend(said);
                    }
                    None => self.stray(format!("an answer names request {re}, which is no file")),
                }
                false
            }
            Reply::File { file, .. } => {
                self.received.push(file);
                false
            }
            Reply::Skipped { re, reason } => {
                match self.files.get_mut(&re) {
                    Some(heard) => heard.skipped = Some(reason),
                    None => self.stray(format!("request {re} was skipped: {reason}")),
                }
                re == asked
            }
            Reply::Error { re, message } => {
                match re.and_then(|re| self.files.get_mut(&re)) {
                    Some(heard) => heard.error = Some(message),
                    None => self.stray(format!("the target reports an error: {message}")),
                }
                re == Some(asked)
            }
            other => {
                self.stray(format!("a reply that was not asked for: {other:?}"));
                false
            }
        }
    }

    fn stray(&mut self, text: String) {
        self.strays.push(text);
    }
}

#[cfg(test)]
mod tests {
    use domain::{BirthDate, Rank};

    use super::*;

    #[test]
    fn of_two_answers_for_one_person_each_has_its_word() {
        let who = Beneficiary {
            nir: "2800175001000".parse().unwrap(),
            birth: BirthDate(*b"150180"),
            rank: Rank::FIRST,
        };
        let heard = |said: &[LinkStatus]| FileHeard {
            links: BTreeMap::from([(who, said.to_vec())]),
            ..FileHeard::default()
        };
        let both = heard(&[LinkStatus::Linked, LinkStatus::Rejected]);
        assert_eq!(both.link(&who, 0, 2), Some(LinkStatus::Linked));
        assert_eq!(both.link(&who, 1, 2), Some(LinkStatus::Rejected));
        let last = heard(&[LinkStatus::Rejected]);
        assert_eq!(last.link(&who, 0, 2), None);
        assert_eq!(last.link(&who, 1, 2), Some(LinkStatus::Rejected));
        assert_eq!(last.link(&who, 0, 1), Some(LinkStatus::Rejected));
        assert_eq!(FileHeard::default().link(&who, 0, 1), None);
    }
}
