//! What lies on the shelves: delivered, shown, listed, fetched, acknowledged, offered again.

use domain::OcNumber;

use super::{Desk, Office, sha256};
use crate::promise::Promise;
use crate::record::Act;
use crate::shelf::ShelvedFile;
use crate::{Content, FileName, SimulatorError};

impl Office {
    /// Puts a file of that reference on the shelf of an OC, today.
    ///
    /// # Errors
    /// Where the OC has a file of that name, or the journal could not be written.
    pub fn deliver(
        &self,
        oc: OcNumber,
        name: FileName,
        reference: u16,
        content: Content,
    ) -> Result<(), SimulatorError> {
        self.set_down(oc, name, reference, content)?;
        self.show()
    }

    /// The same, for [`Office::show`] to put on the shelf: no OC sees the file before.
    ///
    /// # Errors
    /// As [`Office::deliver`].
    pub(crate) fn set_down(
        &self,
        oc: OcNumber,
        name: FileName,
        reference: u16,
        content: Content,
    ) -> Result<(), SimulatorError> {
        // Read before the desk is taken: it may be long.
        let sha256 = sha256(&name, &content)?;
        let mut desk = self.desk();
        desk.put_down(oc, (name, sha256), reference, content)?;
        self.tell(desk);
        Ok(())
    }

    /// Puts what was set down on the shelves, in order.
    ///
    /// # Errors
    /// None in practice: names were looked at.
    pub(crate) fn show(&self) -> Result<(), SimulatorError> {
        let mut desk = self.desk();
        for ((oc, _), file) in std::mem::take(&mut desk.down) {
            desk.shelf.put(oc, file)?;
        }
        Ok(())
    }

    /// What an OC can fetch, in order of delivery.
    ///
    /// # Errors
    /// Where the journal could not be written.
    pub fn list(&self, oc: OcNumber) -> Result<Vec<ShelvedFile>, SimulatorError> {
        let (_, files) = self.list_since(oc, None)?;
        Ok(files.unwrap_or_default())
    }

    /// The same for who knows them as they were at some version: gives the version, and the files where it is another.
    ///
    /// # Errors
    /// As [`Office::list`].
    pub(crate) fn list_since(
        &self,
        oc: OcNumber,
        known: Option<u64>,
    ) -> Result<(u64, Option<Vec<ShelvedFile>>), SimulatorError> {
        let mut desk = self.desk();
        let version = desk.shelf.version(oc);
        let files = desk.shelf.files(oc);
        let act = Act::Listed {
            files: files.len() as u64,
        };
        let files = (known != Some(version)).then(|| files.to_vec());
        desk.note(Some(oc), act)?;
        self.tell(desk);
        Ok((version, files))
    }

    /// What lies on the shelf of an OC, in order of delivery, for a look: it is not listed by that.
    #[must_use]
    pub fn board(&self, oc: OcNumber) -> Vec<ShelvedFile> {
        self.desk().shelf.files(oc).to_vec()
    }

    /// A file of an OC, for a look: it is not fetched by that.
    #[must_use]
    pub fn look(&self, oc: OcNumber, name: &FileName) -> Option<ShelvedFile> {
        self.desk().shelf.file(oc, name).cloned()
    }

    /// How many files each OC can fetch, and how many of them it did not acknowledge.
    #[must_use]
    pub fn shelved(&self) -> Vec<(OcNumber, usize, usize)> {
        let desk = self.desk();
        let count = |(oc, files): (OcNumber, &[ShelvedFile])| {
            let left = files.iter().filter(|file| !file.acknowledged).count();
            (oc, files.len(), left)
        };
        desk.shelf.boards().map(count).collect()
    }

    /// Notes that an OC fetches `bytes` bytes of a file, beginning at `from`.
    ///
    /// # Errors
    /// Where the journal could not be written.
    pub fn fetched(
        &self,
        oc: OcNumber,
        name: FileName,
        from: u64,
        bytes: u64,
    ) -> Result<(), SimulatorError> {
        let mut desk = self.desk();
        desk.note(Some(oc), Act::Fetched { name, from, bytes })?;
        self.tell(desk);
        Ok(())
    }

    /// Notes that an OC has a file; gives whether there is such a file. Again is as good as once.
    ///
    /// # Errors
    /// Where the journal could not be written: the OC is not to be told then that it is noted.
    pub fn acknowledge(
        &self,
        oc: OcNumber,
        name: &FileName,
    ) -> Result<Promise<bool>, SimulatorError> {
        let mut desk = self.desk();
        let Some(file) = desk.shelf.file(oc, name) else {
            return Ok(Promise::kept(false));
        };
        if !file.acknowledged {
            desk.note(Some(oc), Act::Acknowledged { name: name.clone() })?;
            desk.shelf.acknowledge(oc, name);
        }
        // Once more is told no earlier than the first time.
        let sure = desk.journal.commit();
        self.tell(desk);
        Ok(Promise::new(true, sure))
    }

    /// Offers a file again as if the OC had not acknowledged it; gives whether there is such a file.
    ///
    /// # Errors
    /// Where the journal could not be written.
    pub fn offer_again(
        &self,
        oc: OcNumber,
        name: &FileName,
    ) -> Result<Promise<bool>, SimulatorError> {
        let mut desk = self.desk();
        if desk.shelf.file(oc, name).is_none() {
            return Ok(Promise::kept(false));
        }
        desk.note(Some(oc), Act::OfferedAgain { name: name.clone() })?;
        desk.shelf.offer_again(oc, name);
        let sure = desk.journal.commit();
        self.tell(desk);
        Ok(Promise::new(true, sure))
    }
}

impl Desk {
    pub(super) fn put_down(
        &mut self,
        oc: OcNumber,
        (name, sha256): (FileName, String),
        reference: u16,
        content: Content,
    ) -> Result<(), SimulatorError> {
        let is_down = self.down.contains_key(&(oc, name.clone()));
        if is_down || self.shelf.file(oc, &name).is_some() {
            return Err(SimulatorError::NameTaken { oc, name });
        }
        let act = Act::Delivered {
            name: name.clone(),
            reference,
            bytes: content.len(),
            sha256,
        };
        self.note(Some(oc), act)?;
        let file = ShelvedFile {
            name: name.clone(),
            day: self.today,
            reference,
            content,
            acknowledged: false,
        };
        self.down.insert((oc, name), file);
        Ok(())
    }
}
