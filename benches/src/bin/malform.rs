//! Spoils every record between header and trailer of the files on standard input: what a reader does at its
//! worst is measured on what this writes.

#![allow(clippy::expect_used, reason = "a tool of the benchmarks may stop")]

use std::io::{self, BufWriter, Write};

use noemie::Profiles;
use noemie::inspect::{Kind, pieces};

fn main() -> io::Result<()> {
    let profiles = Profiles::shipped().all();
    let mut out = BufWriter::new(io::stdout().lock());
    pieces(io::stdin().lock(), &profiles, |piece| match piece.kind {
        Kind::Record(record) => out.write_all(&benches::spoiled(piece.bytes, record.part)),
        _ => out.write_all(piece.bytes),
    })?;
    out.flush()
}
