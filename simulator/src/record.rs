//! What a line of the journal says.

use caisse::{LifeSpec, Notified};
use domain::{Day, DecompteNumber, Nir, OcNumber};
use serde::{Deserialize, Serialize};

use crate::FileName;
use crate::account::{PaperDecompte, Person};
use crate::faults::FaultSpec;

/// A line of the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// 1, 2, 3…: no number is missing.
    pub seq: u64,
    /// Virtual day.
    pub day: Day,
    /// Whose files it is about; none where it is about all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oc: Option<OcNumber>,
    /// What happened.
    #[serde(flatten)]
    pub act: Act,
}

/// What can happen at an office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "kebab-case")]
pub enum Act {
    /// The office was opened: the first record, and what everything after it follows from.
    Opened {
        /// Version of the journal's form: 2.
        form: u32,
        /// Version of étalon.
        version: String,
        /// The world behind the doors, as its driver wrote it down; null where nobody drives one.
        #[serde(default)]
        world: serde_json::Value,
    },
    /// The office was opened again over the same journal.
    Reopened {
        /// Version of étalon.
        version: String,
    },
    /// An earlier state was brought back: what came after that record holds no more.
    Restored {
        /// Number of the last record that holds.
        record: u64,
    },
    /// The caisses work: what was pushed up to here is answered, and what is due is sent, before the calendar turns.
    Night,
    /// The calendar was turned: from the record's day to that one.
    Turned {
        /// The day it is from here on.
        to: Day,
    },
    /// A file was put on the shelf of the OC.
    Delivered {
        /// Its name.
        name: FileName,
        /// Its NOEMIE reference.
        reference: u16,
        /// Its length.
        bytes: u64,
        /// SHA-256 of the content, 64 hexadecimal digits: a session that is lived again is held to it.
        sha256: String,
    },
    /// A file that a fault keeps back, or has follow another, comes on a later day.
    PutOff {
        /// The name it will have.
        name: FileName,
        /// Its NOEMIE reference.
        reference: u16,
        /// Its length.
        bytes: u64,
        /// SHA-256 of the content, 64 hexadecimal digits.
        sha256: String,
        /// The night that it comes in.
        until: Day,
    },
    /// The OC asked what there is.
    Listed {
        /// How many files it was shown.
        files: u64,
    },
    /// The OC fetched a file, or a part of it. What reached it is not known before it acknowledges.
    Fetched {
        /// Its name.
        name: FileName,
        /// Where the part begins, from 0.
        from: u64,
        /// How many bytes were offered.
        bytes: u64,
    },
    /// The OC said, for the first time, that it has a file.
    Acknowledged {
        /// Its name.
        name: FileName,
    },
    /// A file is offered again, as if it had not been acknowledged.
    OfferedAgain {
        /// Its name.
        name: FileName,
    },
    /// The OC began to push a file and did not end: what came of it is forgotten, nothing was received.
    Dropped {
        /// The name it had so far.
        name: FileName,
        /// How much had come.
        bytes: u64,
    },
    /// The OC pushed a file that was not there yet.
    Received {
        /// Its name.
        name: FileName,
        /// Its length.
        bytes: u64,
        /// SHA-256 of the content, 64 hexadecimal digits.
        sha256: String,
        /// The content in base64, which is what makes the journal enough to live everything again. One of more than
        /// 256 KiB lies in a file beside the journal instead ([`Journal`](crate::Journal)). Personal data: not kept in
        /// memory, and left out of what is shown unless asked for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        base64: Option<String>,
    },
    /// A fault befell a request of the OC, or a file of it, as a rule asked for; of no OC: the calendar left days out.
    Faulted {
        /// Id of the rule.
        rule: String,
        /// Id of the fault in the catalogue.
        fault: String,
        /// The file it befell, where it was one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<FileName>,
        /// The day on which the calendar lands, where it leaves days out: a start that finds it not reached goes on to it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Day>,
        /// Which of several it is: the code of a damage, the id of an adversity.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        which: Option<String>,
        /// SHA-256 of the file before it befell it, where it changed it on its way to the shelf.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sound: Option<String>,
    },
    /// Other faults hold from here on, at all doors.
    FaultsChanged {
        /// Their file, as `schemas/faults.schema.json` says: no rules where nothing goes wrong any more.
        faults: FaultSpec,
    },
    /// The caisse could make nothing of a file that was pushed: it answers nothing (noemie-format §12).
    Unreadable {
        /// Its name.
        name: FileName,
        /// What is wrong, without its content.
        why: String,
    },
    /// An insured chose the OC in the account.
    Chosen {
        /// For whom, masked.
        who: String,
        /// The same in whole. Personal data: not kept in memory, and left out of what is shown unless asked for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        person: Option<Person>,
        /// The night on which it takes effect.
        on: Day,
    },
    /// An insured wants no exchanges with any OC from then on, or wants them again.
    Exchanges {
        /// The insured, masked.
        who: String,
        /// The NIR: personal data, as `person` of a choice.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        nir: Option<Nir>,
        /// Whether they refuse them.
        refused: bool,
    },
    /// An insured handed a décompte to the OC on paper.
    HandedIn {
        /// The insured, masked.
        who: String,
        /// Number of the décompte.
        decompte: DecompteNumber,
        /// The NIR: personal data, as `person` of a choice.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        nir: Option<Nir>,
        /// What the paper says: personal data too.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        paper: Option<Box<PaperDecompte>>,
    },
    /// The caisses were told of a life.
    Lived {
        /// The word it is written by.
        life: String,
        /// The insured, masked; none where it is about an OC.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        who: Option<String>,
        /// The night on which the OCs are told.
        night: Day,
        /// What they are told, by OC and reason.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        notified: Vec<Notified>,
        /// What was told: personal data, as `person` of a choice.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        told: Option<Box<LifeSpec>>,
    },
    /// A life of the world was not done by the caisse: there was nothing to do it to.
    Unheeded {
        /// The word it is written by.
        life: String,
        /// Its day in the world.
        of: Day,
        /// Why, persons masked.
        why: String,
    },
    /// The OC said that it paid a file, or some décomptes of it. No NOEMIE message says so: this act is étalon's own.
    Paid {
        /// Its name.
        name: FileName,
        /// The décomptes of it that were paid by then for the first time; all that were left where none is named.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        decomptes: Vec<DecompteNumber>,
        /// Whether all of the file is paid from here on.
        whole: bool,
    },
    /// A file was asked for again: it leaves with the next night on which the caisse works.
    AskedAgain {
        /// The name it had.
        name: FileName,
        /// The name under which it comes again.
        again: FileName,
    },
}

impl Record {
    /// The same without the content of a file, and without what tells who an account is of.
    #[must_use]
    pub fn without_content(mut self) -> Self {
        match &mut self.act {
            Act::Received { base64, .. } => *base64 = None,
            Act::Chosen { person, .. } => *person = None,
            Act::Exchanges { nir, .. } => *nir = None,
            Act::HandedIn { nir, paper, .. } => (*nir, *paper) = (None, None),
            Act::Lived { told, .. } => *told = None,
            _ => {}
        }
        self
    }
}

impl Act {
    /// The file it is about.
    #[must_use]
    pub fn file(&self) -> Option<&FileName> {
        match self {
            Self::Delivered { name, .. }
            | Self::PutOff { name, .. }
            | Self::Fetched { name, .. }
            | Self::Acknowledged { name }
            | Self::OfferedAgain { name }
            | Self::Dropped { name, .. }
            | Self::Received { name, .. }
            | Self::AskedAgain { name, .. }
            | Self::Paid { name, .. }
            | Self::Unreadable { name, .. } => Some(name),
            Self::Faulted { name, .. } => name.as_ref(),
            Self::Opened { .. }
            | Self::Reopened { .. }
            | Self::Restored { .. }
            | Self::Night
            | Self::Turned { .. }
            | Self::Chosen { .. }
            | Self::Exchanges { .. }
            | Self::HandedIn { .. }
            | Self::Lived { .. }
            | Self::Unheeded { .. }
            | Self::FaultsChanged { .. }
            | Self::Listed { .. } => None,
        }
    }

    /// Its name in a line.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Opened { .. } => "opened",
            Self::Reopened { .. } => "reopened",
            Self::Restored { .. } => "restored",
            Self::Night => "night",
            Self::Turned { .. } => "turned",
            Self::Delivered { .. } => "delivered",
            Self::PutOff { .. } => "put-off",
            Self::Listed { .. } => "listed",
            Self::Fetched { .. } => "fetched",
            Self::Acknowledged { .. } => "acknowledged",
            Self::OfferedAgain { .. } => "offered-again",
            Self::Dropped { .. } => "dropped",
            Self::Received { .. } => "received",
            Self::Faulted { .. } => "faulted",
            Self::FaultsChanged { .. } => "faults-changed",
            Self::Unreadable { .. } => "unreadable",
            Self::Chosen { .. } => "chosen",
            Self::Exchanges { .. } => "exchanges",
            Self::HandedIn { .. } => "handed-in",
            Self::Lived { .. } => "lived",
            Self::Unheeded { .. } => "unheeded",
            Self::Paid { .. } => "paid",
            Self::AskedAgain { .. } => "asked-again",
        }
    }
}
