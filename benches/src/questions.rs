//! Questions for `etalon quote`, as lines of a batch.

use std::fmt::Write as _;

/// Lines of a batch: consultations, drugs and physiotherapy of `persons` persons in turn, and one question in
/// four about nobody. With `ids`, every act of a person has an id, and one in fifty is taken back.
#[must_use]
pub fn batch(lines: usize, persons: usize, ids: bool) -> String {
    let mut out = String::new();
    for line in 0..lines {
        let person = line / 4 % persons.max(1);
        let (month, day) = (1 + line * 11 / lines, 1 + line % 28);
        let date = format!("2025-{month:02}-{day:02}");
        let who = if ids {
            format!(r#""person":"p{person}","id":"a{line}","date":"{date}""#)
        } else {
            format!(r#""person":"p{person}","date":"{date}""#)
        };
        if ids && line % 50 == 49 {
            let taken_back = line - 49;
            let person = taken_back / 4 % persons.max(1);
            let _ = writeln!(out, r#"{{"person":"p{person}","cancels":"a{taken_back}"}}"#);
            continue;
        }
        let _ = match line % 4 {
            0 => writeln!(
                out,
                r#"{{{who},"act":"G","fee":3000,"products":["equilibre"]}}"#
            ),
            1 => writeln!(
                out,
                r#"{{{who},"act":"PH7","fee":1200,"base":1000,"quantity":2,"products":["equilibre"]}}"#
            ),
            2 => writeln!(
                out,
                r#"{{{who},"act":"AMK","coefficient":"7.5","fee":1613,"third-party":true,"products":["equilibre"]}}"#
            ),
            _ => writeln!(
                out,
                r#"{{"date":"{date}","act":"CS","fee":6000,"guarantee":"200 % BR"}}"#
            ),
        };
    }
    out
}
