//! What a file of the caisse holds: its bytes, or what they would say.

use domain::Decompte;
use noemie::framing::Framing;
use noemie::links::LinkAnswer;
use noemie::{Header, Profiles, WriteError};

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// The NOEMIE bytes.
    Written(Vec<u8>),
    /// What a 303 would say: of a caisse that hands its files over unwritten.
    Decomptes(Header, Vec<Decompte>),
    /// What a 929 would say: of the same.
    Answers(Header, Vec<LinkAnswer>),
}

impl Content {
    /// The NOEMIE bytes; written now where they were not.
    ///
    /// # Errors
    /// Where a value does not fit its field.
    pub fn into_bytes(self, profiles: &Profiles, framing: &Framing) -> Result<Vec<u8>, WriteError> {
        let mut bytes = Vec::new();
        match self {
            Self::Written(bytes) => return Ok(bytes),
            Self::Decomptes(header, decomptes) => {
                let profile = profiles.decomptes();
                noemie::decomptes::write(profile, &header, &decomptes, framing, &mut bytes)?;
            }
            Self::Answers(header, answers) => {
                let profile = profiles.answers();
                noemie::links::write_answers(profile, &header, &answers, framing, &mut bytes)?;
            }
        }
        Ok(bytes)
    }

    /// The NOEMIE bytes; none where they are not written.
    #[must_use]
    pub fn written(&self) -> &[u8] {
        match self {
            Self::Written(bytes) => bytes,
            Self::Decomptes(..) | Self::Answers(..) => &[],
        }
    }
}
