use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{ProtocolError, Reply, Request};

/// Longest part of an unreadable line that an error shows, in characters.
const SHOWN: usize = 160;

/// Reads a request of étalon: the target's side.
///
/// ```
/// let request = protocol::read_request(r#"{"id":7,"type":"clock","day":"2024-11-04","new":1}"#)?;
/// assert_eq!(request.id, 7);
/// # Ok::<(), protocol::ProtocolError>(())
/// ```
///
/// # Errors
/// Where the line is no request.
pub fn read_request(line: &str) -> Result<Request, ProtocolError> {
    read(line)
}

/// Reads a reply of the target: étalon's side.
///
/// # Errors
/// Where the line is no reply.
pub fn read_reply(line: &str) -> Result<Reply, ProtocolError> {
    read(line)
}

/// Appends a message and its line end to `out`.
pub fn write_line<T: Serialize>(message: &T, out: &mut Vec<u8>) {
    // Messages hold no map with other keys than text and no failing serializer: writing to memory
    // cannot fail.
    if serde_json::to_writer(&mut *out, message).is_ok() {
        out.push(b'\n');
    }
}

fn read<T: DeserializeOwned>(line: &str) -> Result<T, ProtocolError> {
    serde_json::from_str(line).map_err(|error| ProtocolError::Unreadable {
        line: line.chars().take(SHOWN).collect(),
        why: error.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use domain::{Cents, Outcome, Payee};

    use super::*;
    use crate::{FileAnswer, LineAnswer};

    #[test]
    fn an_answer_reads_as_the_page_shows_it() {
        let line = r#"{"re":6,"type":"answer","file":{"reaction":"accepted"},"lines":[
            {"line":"01-751-000/000001234/2024-11-18/01/P","reaction":"paid","amount":795,
             "payee":"insured","reason":"guarantee"}]}"#;
        let Reply::Answer {
            re, file, lines, ..
        } = read_reply(line).unwrap()
        else {
            panic!("an answer");
        };
        assert_eq!(re, 6);
        assert_eq!(
            file.map(|file: FileAnswer| file.reaction),
            Some(domain::FileReaction::Accepted)
        );
        let [LineAnswer { outcome, .. }] = lines[..] else {
            panic!("one line")
        };
        assert_eq!(outcome, Outcome::paid(Cents(795), Payee::Insured));
    }

    #[test]
    fn a_reply_survives_its_line() {
        let reply = Reply::Error {
            re: None,
            message: "disk full".to_owned(),
        };
        let mut out = Vec::new();
        write_line(&reply, &mut out);
        let text = String::from_utf8(out).unwrap();
        assert_eq!(read_reply(text.trim_end()).unwrap(), reply);
    }

    #[test]
    fn garbage_is_quoted() {
        let error = read_reply("Exception in thread main").unwrap_err();
        assert!(error.to_string().contains("Exception in thread main"));
    }
}
