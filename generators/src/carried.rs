//! What a file carries on its way: its bytes, or what they would say where nobody reads bytes.

use std::fmt::Debug;

use caisse::Content;
use noemie::framing::Framing;
use noemie::{Profiles, WriteError};

/// How files are written.
#[derive(Debug, Clone, Copy)]
pub struct Written<'p> {
    pub(crate) profiles: &'p Profiles,
    pub(crate) framing: Framing,
}

/// What files carry through a lot: all of them the same.
pub trait Carried: Clone + Debug {
    /// Whether the caisse is to write its files.
    const IN_BYTES: bool;

    /// What the caisse hands over.
    ///
    /// # Errors
    /// Where it has to be written, and a value does not fit its field.
    fn of(content: Content, written: &Written<'_>) -> Result<Self, WriteError>;

    /// The bytes, from here on: for what shows only in them.
    ///
    /// # Errors
    /// As [`Carried::of`].
    fn in_bytes(self, written: &Written<'_>) -> Result<Self, WriteError>;

    /// Those bytes.
    fn of_bytes(bytes: Vec<u8>) -> Self;

    /// The bytes; none before [`Carried::in_bytes`].
    fn bytes(&self) -> &[u8];
}

impl Carried for Vec<u8> {
    const IN_BYTES: bool = true;

    fn of(content: Content, written: &Written<'_>) -> Result<Self, WriteError> {
        content.into_bytes(written.profiles, &written.framing)
    }

    fn in_bytes(self, _: &Written<'_>) -> Result<Self, WriteError> {
        Ok(self)
    }

    fn of_bytes(bytes: Self) -> Self {
        bytes
    }

    fn bytes(&self) -> &[u8] {
        self
    }
}

/// Values, and bytes only where something befell the file or what it holds.
impl Carried for Content {
    const IN_BYTES: bool = false;

    fn of(content: Content, _: &Written<'_>) -> Result<Self, WriteError> {
        Ok(content)
    }

    fn in_bytes(self, written: &Written<'_>) -> Result<Self, WriteError> {
        let bytes = self.into_bytes(written.profiles, &written.framing)?;
        Ok(Self::Written(bytes))
    }

    fn of_bytes(bytes: Vec<u8>) -> Self {
        Self::Written(bytes)
    }

    fn bytes(&self) -> &[u8] {
        self.written()
    }
}
