//! JSON that a terminal may be given.

use std::io::{self, Write};

use noemie::inspect::Line;
use serde::Serialize as _;
use serde_json::Serializer;
use serde_json::ser::Formatter;

/// Writes a line.
pub(super) fn write(out: &mut impl Write, line: &Line) -> io::Result<()> {
    line.serialize(&mut Serializer::with_formatter(&mut *out, Escape))?;
    out.write_all(b"\n")
}

/// Escapes every control character: JSON lets DEL and 0x80 to 0x9F through, which a terminal obeys.
struct Escape;

impl Formatter for Escape {
    fn write_string_fragment<W>(&mut self, out: &mut W, fragment: &str) -> io::Result<()>
    where
        W: ?Sized + Write,
    {
        let mut rest = fragment;
        while let Some((at, control)) = rest.char_indices().find(|(_, c)| c.is_control()) {
            out.write_all(&rest.as_bytes()[..at])?;
            write!(out, "\\u{:04x}", u32::from(control))?;
            rest = &rest[at + control.len_utf8()..];
        }
        out.write_all(rest.as_bytes())
    }
}
