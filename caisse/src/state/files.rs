//! The files of the caisse: what is due is written, in buffers that come back.

use domain::{Caisse, Day, FileStamp, Party};
use noemie::Header;
use noemie::links::LinkAnswer;

use super::{Effect, OutgoingFile, State};
use crate::outbox::Made;
use crate::{CaisseError, Content};

/// Bytes of the largest buffer that is kept: several times a usual file.
const LARGEST: usize = 32 * 1024;
/// Characters that a file takes, about: its envelope and outer groups, what stands around the lines of a décompte,
/// a line.
const ENVELOPE: usize = 600;
const HEAD: usize = 420;
const LINE: usize = 152;

impl State<'_> {
    /// A 929 file of that caisse.
    pub(super) fn write_links(
        &mut self,
        caisse: Caisse,
        receiver: u64,
        answers: Vec<LinkAnswer>,
        day: Day,
    ) -> Result<OutgoingFile, CaisseError> {
        let rank = self.answers.entry((day, caisse, receiver)).or_insert(0);
        *rank += 1;
        let rank = *rank;
        let header = Header {
            sender: Party::caisse(caisse),
            receiver: Party {
                kind: *b"MU",
                number: receiver,
            },
            exchange: *b"RJ",
            reference: self.profiles.answers().reference(),
            date: day,
            stamp: self.stamp(rank),
        };
        let id = header.file_id();
        let content = if self.writes {
            let mut bytes = self.buffers.pop().unwrap_or_default();
            let profile = self.profiles.answers();
            noemie::links::write_answers(profile, &header, &answers, &self.framing, &mut bytes)?;
            Content::Written(bytes)
        } else {
            Content::Answers(header, answers)
        };
        Ok(OutgoingFile {
            id,
            content,
            decomptes: Vec::new(),
        })
    }

    /// A buffer that files to come may be written in, whatever it holds. A large one is let go of: small files that wait
    /// in it to be taken would hold its memory.
    pub fn take_buffer(&mut self, mut buffer: Vec<u8>) {
        if buffer.capacity() <= LARGEST {
            buffer.clear();
            self.buffers.push(buffer);
        }
    }

    pub(super) fn write_due(
        &mut self,
        day: Day,
        effects: &mut Vec<Effect>,
    ) -> Result<(), CaisseError> {
        while let Some(((due, caisse, receiver, file), made)) = self.outbox.take_due(day) {
            let header = Header {
                sender: Party::caisse(caisse),
                receiver: Party::mutuelle(receiver),
                exchange: *b"RT",
                reference: self.profiles.decomptes().reference(),
                date: due,
                stamp: self.stamp(file),
            };
            let id = header.file_id();
            let number = |made: &Made| self.outbox.get(*made).number;
            let decomptes = made.iter().map(number).collect();
            let content = if self.writes {
                let bytes = self.write(&header, &made)?;
                self.outbox.written(made);
                Content::Written(bytes)
            } else {
                Content::Decomptes(header, self.outbox.handed_over(made))
            };
            let file = OutgoingFile {
                id,
                content,
                decomptes,
            };
            self.send(file, effects);
            // What was made last may be gone.
            self.last = None;
        }
        Ok(())
    }

    fn write(&mut self, header: &Header, made: &[Made]) -> Result<Vec<u8>, CaisseError> {
        let decomptes = || made.iter().map(|made| self.outbox.get(*made));
        let lines: usize = decomptes().map(|decompte| decompte.lines.len()).sum();
        let size = ENVELOPE + made.len() * HEAD + lines * LINE;
        let buffer = self.buffers.pop();
        // A buffer that grew would be copied, empty as it is.
        let buffer = buffer.filter(|buffer| buffer.capacity() >= size);
        let mut bytes = buffer.unwrap_or_else(|| Vec::with_capacity(size));
        let profile = self.profiles.decomptes();
        noemie::decomptes::write(profile, header, decomptes(), &self.framing, &mut bytes)?;
        Ok(bytes)
    }

    /// The file number is a function of lot and rank in the day, never of a global counter.
    fn stamp(&self, file: u8) -> FileStamp {
        let mut stamp = *b"000000";
        let mut rest = self.lot;
        for place in stamp[..4].iter_mut().rev() {
            *place = base36(rest % 36);
            rest /= 36;
        }
        stamp[4] = b'0' + file / 10 % 10;
        stamp[5] = b'0' + file % 10;
        FileStamp(stamp)
    }
}

fn base36(digit: u32) -> u8 {
    let digit = u8::try_from(digit).unwrap_or(0);
    if digit < 10 {
        b'0' + digit
    } else {
        b'A' + digit - 10
    }
}
