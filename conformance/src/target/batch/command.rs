//! A command that is run and ends.

use std::io;
use std::sync::atomic::AtomicBool;
use std::thread;

use crate::target::TargetError;
use crate::target::process::Process;
use crate::watchdog::{Limits, Waited};

/// The words of an argument that stand for something else.
pub(super) const PLACES: [&str; 7] = ["date", "in", "out", "portfolio", "work", "scenario", "lot"];

/// What a run puts in the place of those words.
pub(super) struct Places {
    /// The day as the arguments have it, and as the environment has it.
    pub(super) date: (String, String),
    pub(super) input: String,
    pub(super) output: String,
    pub(super) portfolio: String,
    pub(super) work: String,
    pub(super) scenario: String,
    pub(super) lot: String,
}

impl Places {
    fn of(&self, word: &str) -> &str {
        match word {
            "date" => &self.date.0,
            "in" => &self.input,
            "out" => &self.output,
            "portfolio" => &self.portfolio,
            "work" => &self.work,
            "scenario" => &self.scenario,
            _ => &self.lot,
        }
    }

    fn fill(&self, argument: &str) -> String {
        let each = PLACES.iter();
        each.fold(argument.to_owned(), |text, word| {
            text.replace(&format!("{{{word}}}"), self.of(word))
        })
    }

    fn environment(&self) -> [(&str, &str); 7] {
        [
            ("ETALON_DATE", &self.date.1),
            ("ETALON_IN", &self.input),
            ("ETALON_OUT", &self.output),
            ("ETALON_PORTFOLIO", &self.portfolio),
            ("ETALON_WORK", &self.work),
            ("ETALON_SCENARIO", &self.scenario),
            ("ETALON_LOT", &self.lot),
        ]
    }
}

/// A word in braces that stands for nothing.
pub(super) fn unknown_place(command: &[String]) -> Option<String> {
    let words = command.iter().flat_map(|argument| {
        let opened = argument.split('{').skip(1);
        opened.filter_map(|rest| rest.split_once('}').map(|(word, _)| word))
    });
    let is_word =
        |word: &&str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    let mut unknown = words.filter(is_word).filter(|word| !PLACES.contains(word));
    unknown.next().map(str::to_owned)
}

/// Why a command did not end well.
pub(super) struct Failed {
    /// What happened, with its last words.
    pub(super) why: String,
    /// Whether it is to blame: it was started.
    pub(super) is_wrong: bool,
}

/// Runs a command to its end.
///
/// # Errors
/// Only where the run is to stop; a command that fails is told of in the value.
pub(super) fn run(
    command: &[String],
    places: &Places,
    limits: &Limits,
    stop: &AtomicBool,
) -> Result<Result<(), Failed>, TargetError> {
    let filled: Vec<String> = command.iter().map(|word| places.fill(word)).collect();
    let program = command.first().map_or("", String::as_str);
    let (mut process, input, mut output) = match Process::start(&filled, &places.environment()) {
        Ok(started) => started,
        Err(error) => {
            let why = match error {
                TargetError::Start { why, .. } => format!("failed to start `{program}`: {why}"),
                other => other.to_string(),
            };
            return Ok(Err(Failed {
                why,
                is_wrong: false,
            }));
        }
    };
    drop(input);
    // What it prints is nobody's: it is only taken, so that a talkative command is not held up.
    thread::spawn(move || io::copy(&mut output, &mut io::sink()));
    let why = match process.wait(limits, stop) {
        Waited::Word(status) if status.success() => return Ok(Ok(())),
        Waited::Word(status) => format!("`{program}` ended with {status}"),
        Waited::Stopped => return Err(TargetError::Interrupted),
        Waited::Silence | Waited::Gone => format!(
            "`{program}` did not end within {} s (`limits: request-seconds` of the target file)",
            limits.request_seconds
        ),
    };
    process.end();
    let words = process.last_words();
    let why = if words.is_empty() {
        why
    } else {
        // Where the folder lies is different each time.
        let words = words.join(" | ").replace(&places.work, "{work}");
        format!("{why}; its standard error ends with: {words}")
    };
    Ok(Err(Failed {
        why,
        is_wrong: true,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_that_stand_for_something_may_stand_in_braces() {
        let unknown = |argument: &str| unknown_place(&[argument.to_owned()]);
        assert_eq!(unknown("--day={date}"), None);
        assert_eq!(unknown(r#"{"a": 1}"#), None);
        assert_eq!(unknown("{in}/{dat}"), Some("dat".to_owned()));
    }
}
