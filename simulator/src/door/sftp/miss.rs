//! Which refused requests over SFTP were near misses.

use domain::OcNumber;
use russh_sftp::protocol::Packet;

use crate::Office;
use crate::door::sftp::place::{Folder, Place, place};
use crate::door::sftp::status::{NOTHING_THERE, Refused};
use crate::door::sftp::visit::Visit;
use crate::faults::Door;
use crate::near::{NearMiss, nearest_word};

const FOLDERS: [&str; 4] = ["/out", "/in", "/out/ack", "/"];

const HINT: &str = "`ls out` tells what there is to fetch, `ls out/ack` what was acknowledged; files are put into in";

/// What was asked, and the path it was about, of requests that want something done: clients look at paths of which they do
/// not know whether they are there, and that is no miss.
pub(super) fn asked(request: &Packet) -> Option<(&'static str, String)> {
    Some(match request {
        Packet::Open(asked) => ("open", asked.filename.clone()),
        Packet::OpenDir(asked) => ("list", asked.path.clone()),
        Packet::Remove(asked) => ("remove", asked.filename.clone()),
        Packet::Rename(asked) => ("rename", asked.oldpath.clone()),
        Packet::MkDir(asked) => ("make the folder", asked.path.clone()),
        _ => return None,
    })
}

impl Visit {
    pub(super) fn miss(&self, (verb, path): (&str, String), refused: Refused) {
        let nearest = match place(&path) {
            Some(Place::File(Folder::Out | Folder::Ack, name)) if refused == NOTHING_THERE => {
                self.office.nearest_file(self.oc, name.as_str())
            }
            // The whole path below a folder of another OC, as on a disk.
            None => self
                .elsewhere(&path)
                .or_else(|| nearest_word(FOLDERS, &path).map(str::to_owned)),
            _ => None,
        };
        self.office.missed(|number, day| NearMiss {
            number,
            day,
            door: Some(Door::Sftp),
            oc: Some(self.oc),
            asked: format!("{verb} {path}"),
            refused: refused.1.to_owned(),
            nearest,
            hint: HINT.to_owned(),
        });
    }

    fn elsewhere(&self, path: &str) -> Option<String> {
        let first = path.split('/').find(|step| !step.is_empty())?;
        let other: OcNumber = first.parse().ok()?;
        Some(format!(
            "{other} has a tree of its own, seen by its own user alone; this one is of {}, and begins at /",
            self.oc
        ))
    }
}

/// Remembers somebody who was not let in. What they had with them is told to nobody.
pub(super) fn stranger(office: &Office, user: &str, is_known: bool, with: &str) {
    let (nearest, hint) = if is_known {
        (
            Some(format!("the user {user} with another {with}")),
            "the welcome of `etalon serve` tells the password",
        )
    } else {
        (None, "the user is the eight digits of the OC")
    };
    // Some type their password where their name belongs.
    let named = user
        .parse::<OcNumber>()
        .map_or("a user that is no OC".to_owned(), |oc| oc.to_string());
    office.missed(|number, day| NearMiss {
        number,
        day,
        door: Some(Door::Sftp),
        oc: None,
        asked: format!("come in as {named} with a {with}"),
        refused: "not let in".to_owned(),
        nearest,
        hint: hint.to_owned(),
    });
}
