//! Answers as files of JSON lines.

use std::collections::BTreeMap;

use domain::FileReaction;
use protocol::LineAnswer;
use serde::Deserialize;

use crate::target::mapping::own_name;

/// What a line says of a file that came.
#[derive(Debug, Deserialize)]
pub(super) struct FileSaid {
    /// Its name, with or without the number before it.
    pub(super) file: String,
    /// Accepted, refused, duplicate; none where an earlier answer is amended.
    #[serde(default)]
    pub(super) reaction: Option<FileReaction>,
    /// Why, in the engine's words.
    #[serde(default)]
    pub(super) why: Option<String>,
    /// Its lines.
    #[serde(default)]
    pub(super) lines: Vec<LineAnswer>,
}

/// Reads a file of answers: what it says by the request of each file, and the lines that could not be read.
pub(super) fn read(
    name: &str,
    bytes: &[u8],
    files: &BTreeMap<String, u64>,
) -> (Vec<(u64, FileSaid)>, Vec<String>) {
    let (mut said, mut wrong) = (Vec::new(), Vec::new());
    let text = String::from_utf8_lossy(bytes);
    for (number, line) in (1_u64..).zip(text.lines()) {
        if line.trim().is_empty() {
            continue;
        }
        let read: Result<FileSaid, _> = serde_json::from_str(line);
        match read {
            Err(error) => wrong.push(format!(
                "{name} line {number}: it is no answer ({error}); one is {{\"file\":…,\"reaction\":…,\"lines\":[…]}}"
            )),
            Ok(one) => match request(&one.file, files) {
                Ok(request) => said.push((request, one)),
                Err(why) => wrong.push(format!("{name} line {number}: {why}")),
            },
        }
    }
    (said, wrong)
}

/// The request that delivered a file of that name.
fn request(name: &str, files: &BTreeMap<String, u64>) -> Result<u64, String> {
    if let Some(request) = files.get(name) {
        return Ok(*request);
    }
    let mut alike = files
        .iter()
        .filter(|(laid, _)| own_name(laid) == own_name(name));
    match (alike.next(), alike.next()) {
        (Some((_, request)), None) => Ok(*request),
        (None, _) => Err(format!("no file {name:?} came")),
        (Some(_), Some(_)) => Err(format!(
            "several files {name:?} came: name it with the number before it"
        )),
    }
}
