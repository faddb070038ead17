use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::Path;

use oracle::quote::{AnswerOrError, Answered, Question, Session};

use crate::exit::{Exit, Failure};

/// Longest question that is read: what is longer is no question.
const LONGEST: u64 = 1 << 20;

/// What some programs write before the text of a file.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Answers a JSON object a line, in order, one object a line out. A line without answer gives an error object,
/// and the run goes on; exit 1 at the end.
pub(super) fn run(session: &mut Session, file: &Path, why: bool) -> Result<Exit, Failure> {
    let mut out = BufWriter::new(io::stdout().lock());
    let bad = if file == Path::new("-") {
        answer(session, io::stdin().lock(), &mut out, why)
    } else {
        let input = File::open(file).map_err(Failure::reading("questions", file))?;
        answer(session, BufReader::new(input), &mut out, why)
    };
    let bad = bad.and_then(|bad| out.flush().map(|()| bad));
    let bad = bad.map_err(Failure::io("failed to answer the batch"))?;
    if bad > 0 {
        let many = if bad == 1 { "line has" } else { "lines have" };
        anstream::eprintln!("{bad} {many} no answer: see the objects with `error`");
        return Ok(Exit::Nonconform);
    }
    Ok(Exit::Fine)
}

/// How many lines have no answer.
fn answer(
    session: &mut Session,
    mut input: impl BufRead,
    out: &mut impl Write,
    why: bool,
) -> io::Result<u64> {
    let (mut line, mut bad) = (0, 0);
    let mut text = Vec::new();
    loop {
        text.clear();
        let read = (&mut input).take(LONGEST).read_until(b'\n', &mut text)?;
        if read == 0 {
            return Ok(bad);
        }
        line += 1;
        if line == 1 && text.starts_with(BYTE_ORDER_MARK) {
            text.drain(..BYTE_ORDER_MARK.len());
        }
        let whole = text.ends_with(b"\n") || read < usize::try_from(LONGEST).unwrap_or(usize::MAX);
        if !whole {
            skip(&mut input)?;
        }
        if text.trim_ascii().is_empty() {
            continue;
        }
        let outcome = if whole {
            outcome(session, &text, why)
        } else {
            AnswerOrError::Error {
                error: format!("the line is longer than {LONGEST} bytes"),
                advice: Some("one question a line".to_owned()),
            }
        };
        bad += u64::from(matches!(outcome, AnswerOrError::Error { .. }));
        serde_json::to_writer(&mut *out, &Answered { line, outcome })?;
        out.write_all(b"\n")?;
    }
}

fn outcome(session: &mut Session, text: &[u8], why: bool) -> AnswerOrError {
    let question = match question(text) {
        Ok(question) => question,
        Err(error) => {
            return AnswerOrError::Error {
                error,
                advice: Some("docs/quote.md says the keys of a question".to_owned()),
            };
        }
    };
    let answer = if why {
        session.explain(&question)
    } else {
        session.answer(&question)
    };
    match answer {
        Ok(answer) => AnswerOrError::Answer(Box::new(answer)),
        Err(error) => AnswerOrError::Error {
            error: error.to_string(),
            advice: error.advice(),
        },
    }
}

/// The question of a line, or what is wrong with it.
fn question(text: &[u8]) -> Result<Question, String> {
    // Only an object: serde would take the keys of a list in their order.
    let first = text.trim_ascii_start().first();
    if first.is_some_and(|first| b"[\"tfn-0123456789".contains(first)) {
        return Err("a question is a JSON object: `{` is expected at column 1".to_owned());
    }
    serde_json::from_slice(text).map_err(|error| {
        // Of one line of a file, only the column is of use.
        let place = format!(" at line {} column {}", error.line(), error.column());
        let told = WORDS.iter().fold(error.to_string(), |told, (rust, words)| {
            told.replace(rust, words)
        });
        match told.strip_suffix(&place) {
            Some(told) => format!("{told}, at column {}", error.column()),
            None => told,
        }
    })
}

/// What the reader of JSON calls things, and what people do.
const WORDS: [(&str, &str); 4] = [
    ("expected i64", "expected whole cents"),
    ("expected u8", "expected a whole number of two digits"),
    ("expected u16", "expected a whole number"),
    ("expected u32", "expected a whole number"),
];

/// Reads the rest of a line away.
fn skip(input: &mut impl BufRead) -> io::Result<()> {
    loop {
        let buffer = input.fill_buf()?;
        let end = buffer.iter().position(|&byte| byte == b'\n');
        let (length, done) = match end {
            Some(end) => (end + 1, true),
            None => (buffer.len(), buffer.is_empty()),
        };
        input.consume(length);
        if done {
            return Ok(());
        }
    }
}
