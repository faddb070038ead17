use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::Path;

use oracle::quote::{AnswerOrError, Answered, Question, Session};

use crate::exit::{Exit, Failure};

/// Longest question that is read: what is longer is no question.
const LONGEST: u64 = 1 << 20;

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
    let question: Question = match serde_json::from_slice(text) {
        Ok(question) => question,
        Err(error) => {
            return AnswerOrError::Error {
                error: error.to_string(),
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
