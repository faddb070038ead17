//! Physical records: a four-digit length, a payload, a line end.

/// What follows each physical record.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum LineEnd {
    /// CR LF, as text-mode transfers leave it.
    #[default]
    Crlf,
    /// LF.
    Lf,
    /// Nothing: variable-length records as CFT carries them.
    None,
}

impl LineEnd {
    /// How people name it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Crlf => "CR LF",
            Self::Lf => "LF",
            Self::None => "no line end",
        }
    }

    /// Its bytes.
    #[must_use]
    pub const fn bytes(self) -> &'static [u8] {
        match self {
            Self::Crlf => b"\r\n",
            Self::Lf => b"\n",
            Self::None => b"",
        }
    }
}

/// How a writer cuts a file into physical records.
///
/// The official maximum of a block is unknown: 2 056 was observed in a caisse's file, the prefix
/// allows 9 999 (noemie-format §2.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Framing {
    line_end: LineEnd,
    max_block: u16,
}

impl Framing {
    /// Largest payload a four-digit prefix can name.
    pub const ABSOLUTE_MAX: u16 = 9_999;
    /// Largest payload observed.
    pub const DEFAULT_MAX: u16 = 2_056;

    /// A framing whose blocks hold at most `max_block` characters, prefix not counted: from 128 to
    /// 9 999. (An entity longer than that is a `WriteError` when it comes.)
    #[must_use]
    pub const fn new(line_end: LineEnd, max_block: u16) -> Option<Self> {
        if max_block >= 128 && max_block <= Self::ABSOLUTE_MAX {
            Some(Self {
                line_end,
                max_block,
            })
        } else {
            None
        }
    }

    /// The default block under that line end.
    #[must_use]
    pub const fn with_line_end(line_end: LineEnd) -> Self {
        Self {
            line_end,
            max_block: Self::DEFAULT_MAX,
        }
    }

    /// What follows each block.
    #[must_use]
    pub const fn line_end(&self) -> LineEnd {
        self.line_end
    }

    /// Largest payload, in characters.
    #[must_use]
    pub const fn max_block(&self) -> usize {
        self.max_block as usize
    }
}

impl Default for Framing {
    fn default() -> Self {
        Self::with_line_end(LineEnd::default())
    }
}
