//! The mutuelle's round at a door, where it fetches its files itself.

use protocol::{DoorAddress, FETCHED, Reply};

use super::{Adapter, failed, wire};
use crate::door::{self, Door, Offered};

/// The door of a scenario, and how many files were fetched since the process began.
#[derive(Default)]
pub(super) struct Rounds {
    door: Option<Box<dyn Door>>,
    fetched: u64,
}

impl Adapter {
    /// Another scenario: files lie at that door, or come in messages.
    pub(super) fn stand_at(&mut self, address: Option<&DoorAddress>) -> Result<(), String> {
        self.rounds.door = address.map(door::client).transpose()?;
        Ok(())
    }

    /// Fetches what is new, treats each file and only then acknowledges it. What fails is left for the next round.
    pub(super) fn round(&mut self) -> Vec<Reply> {
        let Some(mut door) = self.rounds.door.take() else {
            return Vec::new();
        };
        let mut replies = Vec::new();
        match door.list() {
            Ok(files) => {
                for file in files {
                    let treated = self.fetch(&mut *door, &file);
                    replies.extend(treated.unwrap_or_else(|why| vec![failed(None, &why)]));
                }
            }
            Err(why) => replies.push(failed(None, &why)),
        }
        self.rounds.door = Some(door);
        replies
    }

    fn fetch(&mut self, door: &mut dyn Door, file: &Offered) -> Result<Vec<Reply>, String> {
        let Some(bytes) = door.fetch(file)? else {
            return Ok(Vec::new());
        };
        let number = FETCHED + self.rounds.fetched;
        self.rounds.fetched += 1;
        let mut replies = vec![Reply::Fetched {
            number,
            name: file.name.clone(),
        }];
        // Folders announce nothing: there the header says what it is, and where it cannot, it is taken for décomptes.
        let read = [self.profiles.decomptes(), self.profiles.answers()];
        let header = || Some(noemie::envelope::peek(&bytes, &read)?.reference);
        let reference = file.reference.or_else(header);
        let reference =
            reference.map_or_else(|| wire(self.profiles.decomptes()), |it| format!("{it:03}"));
        replies.extend(self.loaded(number, &reference, &bytes));
        door.acknowledge(&file.name)?;
        Ok(replies)
    }

    /// Hands a 408 in at the door; whether there is one.
    pub(super) fn handed_in(&mut self, number: u32, bytes: &[u8]) -> Result<bool, String> {
        let Some(door) = &mut self.rounds.door else {
            return Ok(false);
        };
        door.push(&format!("{number:04}.408.noe"), bytes)?;
        Ok(true)
    }
}
