//! A recycled buffer that slides over a source.

use std::io::{self, Read};

use crate::cut::{VIEW, View};

/// Bytes held at once.
const BUFFER: usize = 512 * 1024;

/// Shows what is left of a source, as much of it as a look may need.
pub(crate) struct Window<R> {
    source: R,
    buffer: Vec<u8>,
    /// What is held and not consumed.
    start: usize,
    end: usize,
    exhausted: bool,
}

impl<R: Read> Window<R> {
    pub(crate) fn new(source: R) -> Self {
        Self {
            source,
            buffer: vec![0; BUFFER],
            start: 0,
            end: 0,
            exhausted: false,
        }
    }

    /// The next view; none at the end of the source.
    pub(crate) fn view(&mut self) -> io::Result<Option<View<'_>>> {
        if !self.exhausted && self.end - self.start <= VIEW {
            self.fill()?;
        }
        if self.start == self.end {
            return Ok(None);
        }
        let last = self.end - self.start <= VIEW;
        let end = if last { self.end } else { self.start + VIEW };
        Ok(Some(View {
            bytes: &self.buffer[self.start..end],
            last,
        }))
    }

    pub(crate) fn consume(&mut self, bytes: usize) {
        self.start = (self.start + bytes).min(self.end);
    }

    fn fill(&mut self) -> io::Result<()> {
        self.buffer.copy_within(self.start..self.end, 0);
        self.end -= self.start;
        self.start = 0;
        while self.end < self.buffer.len() {
            match self.source.read(&mut self.buffer[self.end..]) {
                Ok(0) => {
                    self.exhausted = true;
                    break;
                }
                Ok(read) => self.end += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}
