//! A target that is a command, run once a delivery day.
//!
//! It answers the adapter protocol in the command's stead: files are laid in a folder, `settle` runs the command, and what
//! it left in the folder of answers is read as the replies.

use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use domain::Day;
use noemie::Profiles;
use protocol::{Capability, Carried, LineAnswer, Reply, RequestBody, VERSION};

use super::grain::Grain;
use super::join::Lines;
use super::mapping::{DatePattern, Mapping, MappingError};
use super::untold::{AnswerPart, Aside, LineKey, Note};
use super::{Parcel, Target, TargetError, TargetSpec};
use crate::sent::sent_file;
use crate::watchdog::Limits;
use command::{Failed, Places};
use folder::Work;
use notes::Notes;

mod answers;
mod command;
mod folder;
mod json_lines;
mod notes;
mod portfolio;
mod spec;

pub use spec::{BatchAnswers, BatchLaunch, JsonLinesSpec};

/// How the answers of a command are read.
enum Answers {
    JsonLines(JsonLinesSpec),
    Mapping(Box<Mapping>),
}

/// A command that is run once a delivery day.
pub struct Batch {
    launch: BatchLaunch,
    name: String,
    grain: Grain,
    dates: DatePattern,
    answers: Answers,
    limits: Limits,
    profiles: Profiles,
    stop: Arc<AtomicBool>,
    next: u64,
    replies: VecDeque<Reply>,
    aside: Aside,
    notes: Notes,
    play: Option<Play>,
}

/// What is known of a scenario and lot.
struct Play {
    work: Work,
    scenario: String,
    lot: String,
    day: Option<Day>,
    lines: Lines,
    /// Requests of the files that came, by the name each was laid down under.
    files: BTreeMap<String, u64>,
    /// Lines that came since the command last ended well.
    new: Vec<LineKey>,
    /// Whether anything came for the next run.
    is_due: bool,
    /// Why it cannot be played.
    broken: Option<String>,
    /// What was said of lines, where a file holds one identity several times.
    said: BTreeMap<LineKey, LineAnswer>,
}

/// Checks what a target file says of a command.
///
/// # Errors
/// What cannot be used of it, and what to write.
pub fn check(launch: &BatchLaunch, grain: Grain) -> Result<(), MappingError> {
    parts(launch, grain).map(|_| ())
}

fn parts(launch: &BatchLaunch, grain: Grain) -> Result<(DatePattern, Answers), MappingError> {
    if launch.command.is_empty() {
        return Err(MappingError::at(
            "command",
            "it is empty: a program, then its arguments",
        ));
    }
    for (place, command) in [("command", &launch.command), ("reset", &launch.reset)] {
        if let Some(word) = command::unknown_place(command) {
            let why = format!(
                "{{{word}}} stands for nothing: {} do",
                command::PLACES.map(|word| format!("{{{word}}}")).join(", ")
            );
            return Err(MappingError::at(place, why));
        }
    }
    let dates = DatePattern::of(&launch.dates).map_err(|why| MappingError::at("dates", why))?;
    let answers = match &launch.answers {
        BatchAnswers::JsonLines(spec) => Answers::JsonLines(spec.clone()),
        BatchAnswers::Mapping(spec) => Answers::Mapping(Box::new(Mapping::of(spec, grain)?)),
    };
    Ok((dates, answers))
}

impl Batch {
    /// A command, of which nothing is run yet.
    ///
    /// # Errors
    /// Where the target file says of it what cannot be used.
    pub fn new(
        launch: &BatchLaunch,
        target: &TargetSpec,
        profiles: Profiles,
        stop: Arc<AtomicBool>,
    ) -> Result<Self, MappingError> {
        let (dates, answers) = parts(launch, target.grain)?;
        Ok(Self {
            launch: launch.clone(),
            name: target.name.clone(),
            grain: target.grain,
            dates,
            answers,
            limits: target.limits,
            profiles,
            stop,
            next: 1,
            replies: VecDeque::new(),
            aside: Aside::default(),
            notes: Notes::default(),
            play: None,
        })
    }

    fn hello(&self, re: u64) -> Reply {
        Reply::Hello {
            re,
            protocol: VERSION.to_owned(),
            name: self.name.clone(),
            version: self
                .launch
                .version
                .clone()
                .unwrap_or_else(|| "(not told)".to_owned()),
            references: vec!["303".to_owned()],
            capabilities: vec![Capability::Answers.word().to_owned()],
        }
    }

    fn reset(&mut self, scenario: &str, lot: u32) -> Result<(), TargetError> {
        self.replies.clear();
        self.aside = Aside::default();
        self.play = None;
        let keys = match &self.answers {
            Answers::Mapping(mapping) => mapping.join().collect(),
            Answers::JsonLines(_) => Vec::new(),
        };
        let mut play = Play {
            work: Work::create().map_err(failed("make a folder for it"))?,
            scenario: scenario.to_owned(),
            lot: lot.to_string(),
            day: None,
            lines: Lines::new(keys.into_iter(), self.grain),
            files: BTreeMap::new(),
            new: Vec::new(),
            is_due: false,
            broken: None,
            said: BTreeMap::new(),
        };
        if !self.launch.reset.is_empty() {
            let places = play.places(None, &self.dates, String::new(), String::new());
            let run = command::run(&self.launch.reset, &places, &self.limits, &self.stop)?;
            if let Err(Failed { why, is_wrong }) = run {
                let why = format!("its `reset` failed: {why}");
                self.notes.add("reset", is_wrong, why.clone());
                play.broken = Some(why);
            }
        }
        self.play = Some(play);
        Ok(())
    }

    fn take_file(&mut self, re: u64, name: &str, bytes: &[u8]) -> Result<(), TargetError> {
        let profile = self.profiles.decomptes();
        let play = self.play.as_mut().ok_or_else(no_play)?;
        let day = play.day.ok_or_else(no_play)?;
        let laid = play
            .work
            .lay(day, name, bytes)
            .map_err(failed("lay a file down"))?;
        let new = play.lines.add(re, &laid, bytes, profile);
        play.new.extend(new);
        play.files.insert(laid, re);
        play.is_due = true;
        Ok(())
    }

    /// Runs the command where anything came for it, and reads its answers.
    fn settle(&mut self, day: Day) -> Result<(), TargetError> {
        let play = self.play.as_mut().ok_or_else(no_play)?;
        if !play.is_due || play.files.is_empty() {
            return Ok(());
        }
        play.is_due = false;
        let lay = failed("make a folder for the day");
        let (input, output) = play.work.take_today(day).map_err(lay)?;
        let shown = |path: &std::path::Path| path.display().to_string();
        let places = play.places(Some(day), &self.dates, shown(&input), shown(&output));
        let run = match &play.broken {
            Some(why) => Err(Failed {
                why: why.clone(),
                is_wrong: false,
            }),
            None => command::run(&self.launch.command, &places, &self.limits, &self.stop)?,
        };
        if let Err(Failed { why, is_wrong }) = run {
            if play.broken.is_none() {
                self.notes
                    .add("command", is_wrong, format!("on {day} {why}"));
            }
            let why = format!("the command of {day} failed: {why}");
            let lost = std::mem::take(&mut play.new).into_iter();
            self.aside
                .unread
                .extend(lost.map(|line| (line, why.clone())));
            return Ok(());
        }
        let pattern = match &self.answers {
            Answers::JsonLines(spec) => &spec.files,
            Answers::Mapping(mapping) => &mapping.spec().files,
        };
        let exports = folder::exports(&output, pattern, self.limits.unread_mib);
        let exports = exports.map_err(failed("look for its answers"))?;
        if exports.is_empty() && !play.new.is_empty() {
            let why =
                format!("on {day} the command left no file {pattern:?} in the folder of answers");
            self.notes.add("no-answers", false, why.clone());
            let lost = std::mem::take(&mut play.new).into_iter();
            self.aside
                .unread
                .extend(lost.map(|line| (line, why.clone())));
            return Ok(());
        }
        play.new.clear();
        match &self.answers {
            Answers::JsonLines(_) => self.read_json_lines(day, exports),
            Answers::Mapping(mapping) => {
                let mapping = mapping.clone();
                self.read_rows(day, &mapping, exports);
            }
        }
        Ok(())
    }
}

impl Play {
    fn places(
        &self,
        day: Option<Day>,
        dates: &DatePattern,
        input: String,
        output: String,
    ) -> Places {
        let date = day.map(|day| (dates.write(day), day.to_string()));
        Places {
            date: date.unwrap_or_default(),
            input,
            output,
            portfolio: self.work.portfolio().display().to_string(),
            work: self.work.path().display().to_string(),
            scenario: self.scenario.clone(),
            lot: self.lot.clone(),
        }
    }
}

impl Target for Batch {
    fn send(&mut self, body: RequestBody) -> Result<u64, TargetError> {
        let re = self.next;
        self.next += 1;
        let reply = match body {
            RequestBody::Hello { .. } => self.hello(re),
            RequestBody::Reset { scenario, lot, .. } => {
                self.reset(&scenario, lot)?;
                Reply::Done { re }
            }
            RequestBody::Products { products } => {
                let play = self.play.as_ref().ok_or_else(no_play)?;
                let text = serde_json::to_vec(&products).map_err(io::Error::from);
                let path = play.work.portfolio().join("products.json");
                text.and_then(|text| std::fs::write(path, text))
                    .map_err(failed("write the products"))?;
                Reply::Done { re }
            }
            RequestBody::Portfolio { members } => {
                let play = self.play.as_mut().ok_or_else(no_play)?;
                portfolio::write(&play.work.portfolio(), &members)
                    .map_err(failed("write the portfolio"))?;
                play.is_due = true;
                Reply::Done { re }
            }
            RequestBody::Clock { day } => {
                self.play.as_mut().ok_or_else(no_play)?.day = Some(day);
                Reply::Done { re }
            }
            RequestBody::Settle { day } => {
                self.settle(day)?;
                Reply::Settled { re }
            }
            RequestBody::File(file) => {
                let bytes = Carried::bytes(&file, sent_file)
                    .map_err(|error| TargetError::Unreadable(error.to_string()))?;
                self.take_file(re, &format!("{}.noe", file.reference), &bytes)?;
                return Ok(re);
            }
            RequestBody::Bye => Reply::Bye { re },
            _ => Reply::Skipped {
                re,
                reason: "a command takes files alone".to_owned(),
            },
        };
        self.replies.push_back(reply);
        Ok(re)
    }

    fn deliver(&mut self, file: &Parcel<'_>) -> Result<u64, TargetError> {
        let re = self.next;
        self.next += 1;
        self.take_file(re, file.name, file.bytes)?;
        Ok(re)
    }

    fn receive(&mut self) -> Result<Reply, TargetError> {
        // Whatever is asked is answered when it is asked.
        self.replies
            .pop_front()
            .ok_or(TargetError::Gone { how: String::new() })
    }

    fn last_words(&mut self) -> Vec<String> {
        Vec::new()
    }

    fn never_tells(&self) -> Vec<AnswerPart> {
        let Answers::Mapping(mapping) = &self.answers else {
            return Vec::new();
        };
        let (reaction, reason, payee) = mapping.tells();
        let parts = [
            (false, AnswerPart::File),
            (reaction, AnswerPart::Reaction),
            (reason, AnswerPart::Reason),
            (payee, AnswerPart::Payee),
        ];
        let untold = parts.into_iter().filter(|(told, _)| !told);
        untold.map(|(_, part)| part).collect()
    }

    fn grain(&self) -> Grain {
        match &self.answers {
            Answers::Mapping(_) => self.grain,
            Answers::JsonLines(_) => Grain::Line,
        }
    }

    fn aside(&mut self) -> Aside {
        std::mem::take(&mut self.aside)
    }

    fn take_notes(&mut self) -> Vec<Note> {
        self.notes.take()
    }
}

/// For the `map_err` of something the system was asked: étalon's affair, not the target's.
fn failed(what: &'static str) -> impl FnOnce(io::Error) -> TargetError {
    move |error| TargetError::Folder {
        what,
        why: error.to_string(),
    }
}

fn no_play() -> TargetError {
    TargetError::Unreadable("nothing was begun: `reset` and `clock` come first".to_owned())
}
