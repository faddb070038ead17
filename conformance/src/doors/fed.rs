use protocol::{Carried, FileMessage, Reply, RequestBody};

use crate::doors::numbers::Numbers;
use crate::doors::passage::{Come, Passage};
use crate::sent::sent_file;
use crate::target::{AnswerPart, Aside, Grain, Parcel, Target, TargetError};

/// A target that only speaks the protocol, behind a door: it is fed what a courier fetched, and what it sends is pushed.
///
/// Requests have [`Numbers`] of this side. A file that comes late is asked about later.
pub(crate) struct Fed<'a> {
    inner: &'a mut dyn Target,
    door: &'static str,
    passage: &'a mut Passage,
    numbers: Numbers,
    /// Number of each file put on the shelf, by its place.
    files: Vec<u64>,
}

impl<'a> Fed<'a> {
    pub(crate) fn new(inner: &'a mut dyn Target, passage: &'a mut Passage) -> Self {
        Self {
            inner,
            door: passage.door(),
            passage,
            numbers: Numbers::default(),
            files: Vec::new(),
        }
    }

    fn round(&mut self) -> Result<(), TargetError> {
        for file in self.passage.round().map_err(|why| why.at(self.door))? {
            let Come {
                place,
                name,
                reference,
                bytes,
            } = file;
            // What is received in the target's stead goes no further.
            let Some(place) = place else {
                continue;
            };
            let name = name.to_string();
            let parcel = Parcel {
                name: &name,
                reference,
                bytes: &bytes,
            };
            let theirs = self.inner.deliver(&parcel)?;
            if let Some(ours) = self.files.get(place) {
                self.numbers.join(theirs, *ours);
            }
        }
        Ok(())
    }

    /// A file the target sends, as it comes out behind the door. What cannot be read is none, and passes as it is: that
    /// is to be judged.
    fn pushed(&mut self, file: FileMessage) -> Result<FileMessage, TargetError> {
        match Carried::bytes(&file, sent_file) {
            // Nothing tells an empty file in a folder from one that is being written: it would wait there for ever.
            Ok(bytes) if !bytes.is_empty() => {
                let came = self.passage.push(&bytes).map_err(|why| why.at(self.door))?;
                Ok(Carried::inline(&file.reference, &came))
            }
            Ok(_) | Err(_) => Ok(file),
        }
    }
}

impl Target for Fed<'_> {
    fn send(&mut self, body: RequestBody) -> Result<u64, TargetError> {
        let day = match &body {
            RequestBody::Clock { day } => Some(*day),
            _ => None,
        };
        if day.is_none() {
            // Whatever is asked next, the files of the day come before it.
            self.round()?;
        }
        if let Some(day) = day {
            self.passage.turn_to(day).map_err(|why| why.at(self.door))?;
        }
        let theirs = self.inner.send(body)?;
        let ours = self.numbers.sent_as(theirs);
        if day.is_some() {
            // What was not shown before may be shown today.
            self.round()?;
        }
        Ok(ours)
    }

    fn deliver(&mut self, file: &Parcel<'_>) -> Result<u64, TargetError> {
        self.passage.put(file).map_err(|why| why.at(self.door))?;
        let ours = self.numbers.take(1);
        self.files.push(ours);
        Ok(ours)
    }

    fn send_in_stead(&mut self, bytes: Vec<u8>) -> Result<Vec<u8>, TargetError> {
        self.passage.push(&bytes).map_err(|why| why.at(self.door))
    }

    fn receive_in_stead(&mut self, file: &Parcel<'_>) -> Result<(), TargetError> {
        let put = self.passage.put_in_stead(file);
        put.map_err(|why| why.at(self.door))
    }

    fn outstanding(&self) -> usize {
        self.passage.outstanding()
    }

    fn receive(&mut self) -> Result<Reply, TargetError> {
        let mut reply = self.inner.receive()?;
        if let Reply::File { id, file } = reply {
            let file = self.pushed(file)?;
            return Ok(Reply::File { id, file });
        }
        self.numbers.translate(&mut reply);
        Ok(reply)
    }

    fn last_words(&mut self) -> Vec<String> {
        self.inner.last_words()
    }

    fn never_tells(&self) -> Vec<AnswerPart> {
        self.inner.never_tells()
    }

    fn grain(&self) -> Grain {
        self.inner.grain()
    }

    fn aside(&mut self) -> Aside {
        let mut aside = self.inner.aside();
        let untold = aside.untold.iter_mut().map(|(at, _)| at);
        for at in untold.chain(aside.unread.iter_mut().map(|(at, _)| at)) {
            at.0 = self.numbers.ours(at.0);
        }
        aside
    }
}
