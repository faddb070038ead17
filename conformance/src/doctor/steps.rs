use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use domain::FileReaction;
use protocol::{Capability, FileAnswer, Reply, RequestBody, Software, VERSION, speaks};

use super::decompte::{DAY, DECOMPTE, PAID, day, deliver, euros, example, lines_faults};
use super::fault::{Fault, Trouble};
use super::patient::Patient;
use super::words::text;
use super::{Finding, Step};
use crate::stream::Text;
use crate::target::raw::Heard;
use crate::target::{Launch, TargetSpec};

/// An examination under way.
pub(super) struct Examination<'a> {
    pub(super) target: &'a TargetSpec,
    pub(super) sample: &'a [String],
    pub(super) version: &'a str,
    pub(super) stop: &'a Arc<AtomicBool>,
    pub(super) tell: &'a mut dyn FnMut(&Finding),
    /// It takes no file in a message.
    pub(super) fetches_itself: bool,
}

type Found = Result<(Text, Vec<Trouble>), Trouble>;

impl Examination<'_> {
    /// Every step; after one that nothing can follow, the others are told as not tried.
    pub(super) fn whole(&mut self) {
        let mut patient = None;
        for (done, step) in Step::ALL.into_iter().enumerate() {
            if let Some(why) = self.not_tried(step) {
                (self.tell)(&Finding::not_tried(step, why));
                continue;
            }
            let found = self.step(step, &mut patient);
            match found {
                Ok((what, faults)) => self.found(step, what, faults),
                Err(Trouble {
                    fault: Fault::Stopped,
                    ..
                }) => return,
                Err(trouble) => {
                    let passed = patient.as_mut().map(|patient| &mut patient.passing);
                    for trouble in passed.map(std::mem::take).into_iter().flatten() {
                        (self.tell)(&Finding::of(step, trouble));
                    }
                    (self.tell)(&Finding::of(step, trouble));
                    for left in Step::ALL.into_iter().skip(done + 1) {
                        let why = text(
                            "rien ne peut suivre ce qui précède",
                            "nothing can follow what is told above",
                        );
                        (self.tell)(&Finding::not_tried(left, why));
                    }
                    return;
                }
            }
        }
    }

    /// Why a step cannot be tried with this target, where it cannot.
    fn not_tried(&self, step: Step) -> Option<Text> {
        let is_server = matches!(self.target.launch, Launch::Http(_));
        match (step, &self.target.launch) {
            (Step::Decompte | Step::Damaged, _) if self.fetches_itself => Some(text(
                "l’adaptateur va chercher ses fichiers lui-même (`courier: target`) : voir par `etalon run`",
                "the adapter fetches its files itself (`courier: target`): see by `etalon run`",
            )),
            (Step::Unknown, _) if is_server => Some(text(
                "par HTTP, étalon n’envoie que des demandes du protocole",
                "over HTTP étalon sends requests of the protocol alone",
            )),
            (Step::Restart, Launch::Http(launch)) if launch.command.is_empty() => Some(text(
                "étalon ne démarre pas ce serveur",
                "étalon does not start this server",
            )),
            _ => None,
        }
    }

    fn found(&mut self, step: Step, what: Text, faults: Vec<Trouble>) {
        if faults.is_empty() {
            (self.tell)(&Finding::fine(step, what));
        }
        for trouble in faults {
            (self.tell)(&Finding::of(step, trouble));
        }
    }

    fn step(&mut self, step: Step, patient: &mut Option<Patient>) -> Found {
        if step == Step::Start {
            *patient = Some(Patient::start(self.target, self.sample, self.stop)?);
            return Ok((self.started(), Vec::new()));
        }
        if step == Step::Restart {
            *patient = None;
            let mut again = Patient::start(self.target, self.sample, self.stop)?;
            let found = self.again(&mut again);
            *patient = Some(again);
            return found;
        }
        let Some(patient) = patient else {
            return Err(Fault::Stopped.into());
        };
        let mut found = match step {
            Step::Handshake => self.handshake(patient),
            Step::Portfolio => portfolio(patient),
            Step::Decompte => self.decompte(patient, false),
            Step::Damaged => self.damaged(patient),
            Step::Unknown => unknown(patient),
            Step::Reset => self.reset(patient),
            _ => stop(patient),
        }?;
        found.1.splice(0..0, std::mem::take(&mut patient.passing));
        Ok(found)
    }

    fn started(&self) -> Text {
        let command = match &self.target.launch {
            Launch::Stdio { command } => command.join(" "),
            Launch::Http(launch) if launch.command.is_empty() => launch.url.clone(),
            Launch::Http(launch) => launch.command.join(" "),
            Launch::Batch(launch) => launch.command.join(" "),
            Launch::Sample { .. } => {
                return text("la mutuelle d’exemple", "the sample mutuelle");
            }
        };
        text(command.clone(), command)
    }

    fn handshake(&self, patient: &mut Patient) -> Found {
        let runner = Software {
            name: "etalon".to_owned(),
            version: self.version.to_owned(),
        };
        let body = RequestBody::Hello {
            protocol: VERSION.to_owned(),
            runner,
        };
        let reply = patient.ask("hello", body)?;
        let Reply::Hello {
            protocol,
            name,
            version,
            capabilities,
            ..
        } = reply
        else {
            return Err(other(patient, "hello", &reply, "hello"));
        };
        if !speaks(&protocol) {
            return Err(patient.seen(Fault::Version { found: protocol }));
        }
        if !Capability::Answers.claimed(&capabilities) {
            return Err(patient.seen(Fault::NoAnswers));
        }
        let known = [
            Capability::Answers,
            Capability::Links,
            Capability::Statements,
        ];
        let is_known = |word: &str| known.iter().any(|one| one.word() == word);
        let unknown = capabilities.iter().filter(|word| !is_known(word));
        let faults =
            unknown.map(|word| patient.seen(Fault::UnknownCapability { word: word.clone() }));
        let faults = faults.collect();
        let claimed = capabilities.join(", ");
        let what = text(
            format!("{name} {version}, protocole {protocol}, annonce {claimed}"),
            format!("{name} {version}, protocol {protocol}, claims {claimed}"),
        );
        Ok((what, faults))
    }

    fn decompte(&self, patient: &mut Patient, restarted: bool) -> Found {
        let (file, lines) = deliver(patient, "file", DECOMPTE)?;
        match file {
            Some(FileAnswer {
                reaction: FileReaction::Accepted,
                ..
            }) => {}
            Some(FileAnswer {
                reaction: FileReaction::Duplicate,
                ..
            }) => return Err(patient.answered_so(Fault::Remembers { restarted })),
            Some(FileAnswer { why, .. }) => {
                let why = why.unwrap_or_else(|| "(—)".to_owned());
                return Err(patient.answered_so(Fault::Refuses { why }));
            }
            None => return Err(patient.seen(Fault::NoAnswer)),
        }
        let faults = lines_faults(&lines).into_iter();
        let faults = faults.map(|fault| patient.answered_so(fault)).collect();
        let (line, cents) = PAID;
        Ok((
            text(
                format!("{line} : {}", euros(cents, ',')),
                format!("{line}: {}", euros(cents, '.')),
            ),
            faults,
        ))
    }

    fn damaged(&self, patient: &mut Patient) -> Found {
        let what = text("refusé", "refused");
        // Beside the whole one it could be told for a duplicate of it.
        portfolio(patient)?;
        let cut = &DECOMPTE[..DECOMPTE.len() / 2];
        let (file, _) = deliver(patient, "file", cut)?;
        let faults = match file {
            Some(FileAnswer {
                reaction: FileReaction::Refused,
                ..
            }) => Vec::new(),
            Some(FileAnswer { reaction, .. }) => {
                let reaction = format!("{reaction:?}").to_lowercase();
                vec![patient.answered_so(Fault::TakesDamaged { reaction })]
            }
            None => vec![patient.seen(Fault::NoAnswer)],
        };
        Ok((what, faults))
    }

    fn reset(&self, patient: &mut Patient) -> Found {
        portfolio(patient)?;
        // What its lines are worth was said the first time.
        if !self.fetches_itself {
            self.decompte(patient, false)?;
        }
        Ok((
            text(
                "le même fichier est traité comme la première fois",
                "the same file is treated as the first time",
            ),
            Vec::new(),
        ))
    }

    fn again(&self, patient: &mut Patient) -> Found {
        self.handshake(patient)?;
        portfolio(patient)?;
        if !self.fetches_itself {
            self.decompte(patient, true)?;
        }
        stop(patient)?;
        // What is said of the first start is not said again.
        patient.passing.clear();
        Ok((
            text("tout répond de même", "everything answers the same"),
            Vec::new(),
        ))
    }
}

/// `reset`, `products`, `portfolio` and `clock`.
fn portfolio(patient: &mut Patient) -> Found {
    let (products, members) = example();
    let count = members.len();
    let day = day();
    let bodies = [
        (
            "reset",
            RequestBody::Reset {
                scenario: "doctor".to_owned(),
                lot: 0,
                door: None,
            },
        ),
        ("products", RequestBody::Products { products }),
        ("portfolio", RequestBody::Portfolio { members }),
        ("clock", RequestBody::Clock { day }),
    ];
    let mut faults = Vec::new();
    for (asked, body) in bodies {
        match patient.ask(asked, body)? {
            Reply::Done { .. } => {}
            Reply::Skipped { reason, .. } => {
                faults.push(patient.seen(Fault::Skips { asked, reason }))
            }
            reply => return Err(other(patient, asked, &reply, "done")),
        }
    }
    patient.answers.clear();
    Ok((
        text(
            format!("{count} adhérent, 1 produit, {day}"),
            format!("{count} member, 1 product, {day}"),
        ),
        faults,
    ))
}

/// A request that nobody can know, and one with a field that nobody can.
fn unknown(patient: &mut Patient) -> Found {
    let what = text(
        "`skipped`, et le champ ignoré",
        "`skipped`, and the field ignored",
    );
    let asked = "etalon-doctor";
    let Some(id) = patient.say_unknown(|id| format!(r#"{{"id":{id},"type":"{asked}"}}"#)) else {
        return Ok((what, Vec::new()));
    };
    let reply = patient.answered(asked, id)?;
    let mut faults = Vec::new();
    if !matches!(reply, Reply::Skipped { .. }) {
        let got = kind(&reply);
        faults.push(patient.seen(Fault::UnknownRequest { got }));
    }
    let clock = |id| format!(r#"{{"id":{id},"type":"clock","day":"{DAY}","etalon-doctor":[1]}}"#);
    if let Some(id) = patient.say_unknown(clock) {
        let reply = patient.answered("clock", id)?;
        if !matches!(reply, Reply::Done { .. }) {
            return Err(other(patient, "clock", &reply, "done"));
        }
    }
    Ok((what, faults))
}

/// `bye`, and the end.
fn stop(patient: &mut Patient) -> Found {
    let reply = patient.ask("bye", RequestBody::Bye)?;
    if !matches!(reply, Reply::Bye { .. }) {
        return Err(other(patient, "bye", &reply, "bye"));
    }
    let mut faults = Vec::new();
    let is_on_pipes = patient.is_on_pipes();
    if let Some(process) = patient.process() {
        let heard = process.listen();
        match heard {
            Heard::Stopped => return Err(Fault::Stopped.into()),
            Heard::End(_) => match process.ended() {
                Some(status) if status.success() => {}
                Some(status) => faults.push(Fault::EndedBadly { status }.into()),
                None => faults.push(Fault::NotEnded.into()),
            },
            Heard::Silence(_) => faults.push(Fault::NotEnded.into()),
            Heard::Line(saw) | Heard::Flood(saw) => faults.push(Trouble::seen(Fault::Noise, saw)),
        }
    }
    let what = if is_on_pipes {
        text("le processus s’est terminé", "the process ended")
    } else {
        text("`bye` a sa réponse", "`bye` is answered")
    };
    Ok((what, faults))
}

pub(super) fn other(
    patient: &Patient,
    asked: &'static str,
    reply: &Reply,
    wanted: &'static str,
) -> Trouble {
    match reply {
        Reply::Skipped { reason, .. } => patient.seen(Fault::Skips {
            asked,
            reason: reason.clone(),
        }),
        reply => patient.seen(Fault::WrongReply {
            asked,
            got: kind(reply),
            wanted,
        }),
    }
}

const fn kind(reply: &Reply) -> &'static str {
    match reply {
        Reply::Hello { .. } => "hello",
        Reply::Done { .. } => "done",
        Reply::Fetched { .. } => "fetched",
        Reply::Answer { .. } => "answer",
        Reply::Settled { .. } => "settled",
        Reply::File { .. } => "file",
        Reply::Skipped { .. } => "skipped",
        Reply::Error { .. } => "error",
        Reply::Bye { .. } => "bye",
        _ => "?",
    }
}
