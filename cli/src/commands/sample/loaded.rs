//! The sample mutuelle loaded beforehand: at each `reset` it takes the members and products of that scenario and lot from
//! what `etalon portfolio export` wrote, and nothing of them from messages.

use std::fs;
use std::io::{self, BufRead, Read, Write};
use std::path::Path;

use domain::Member;
use protocol::{Request, RequestBody, read_request, write_line};

/// The first number of a request that nobody sent: no runner counts as far.
const OWN: u64 = 1 << 52;

/// Requests as they come, with what is loaded put in after each `reset`.
pub(super) struct Loaded<'f, R> {
    inner: R,
    folder: &'f Path,
    waiting: Vec<u8>,
    read: usize,
}

impl<'f, R: BufRead> Loaded<'f, R> {
    pub(super) fn new(inner: R, folder: &'f Path) -> Self {
        Self {
            inner,
            folder,
            waiting: Vec::new(),
            read: 0,
        }
    }

    /// The next request, and what is loaded with it.
    fn next(&mut self) -> io::Result<()> {
        self.waiting.clear();
        self.read = 0;
        self.inner.read_until(b'\n', &mut self.waiting)?;
        let request = std::str::from_utf8(&self.waiting).ok();
        let request = request.and_then(|text| read_request(text).ok());
        if let Some(RequestBody::Reset { scenario, lot, .. }) = request.map(|one| one.body) {
            let folder = self.folder.join(format!("{scenario}/lot-{lot:04}"));
            let products = RequestBody::Products {
                products: rows(&folder.join("products.json"))?,
            };
            let members: Vec<Member> = rows(&folder.join("members.json"))?;
            let loaded = [products, RequestBody::Portfolio { members }];
            for (id, body) in (OWN..).zip(loaded) {
                write_line(&Request { id, body }, &mut self.waiting);
            }
        }
        Ok(())
    }
}

fn rows<T: serde::de::DeserializeOwned>(path: &Path) -> io::Result<Vec<T>> {
    let named =
        |why: &dyn std::fmt::Display| io::Error::other(format!("{}: {why}", path.display()));
    let text = fs::read(path).map_err(|error| named(&error))?;
    serde_json::from_slice(&text).map_err(|error| named(&error))
}

impl<R: BufRead> Read for Loaded<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(into)?;
        self.consume(read);
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Loaded<'_, R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.read >= self.waiting.len() {
            self.next()?;
        }
        Ok(self.waiting.get(self.read..).unwrap_or_default())
    }

    fn consume(&mut self, amount: usize) {
        self.read += amount;
    }
}

/// Replies, without those to requests that nobody sent.
pub(super) struct Answers<W> {
    inner: W,
    line: Vec<u8>,
}

impl<W: Write> Answers<W> {
    pub(super) fn new(inner: W) -> Self {
        Self {
            inner,
            line: Vec::new(),
        }
    }
}

impl<W: Write> Write for Answers<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.line.extend_from_slice(bytes);
        while let Some(end) = self.line.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = self.line.drain(..=end).collect();
            let reply: Option<serde_json::Value> = serde_json::from_slice(&line).ok();
            let answered = reply.and_then(|reply| reply.get("re")?.as_u64());
            if answered.is_none_or(|re| !(OWN..OWN + 2).contains(&re)) {
                self.inner.write_all(&line)?;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}
