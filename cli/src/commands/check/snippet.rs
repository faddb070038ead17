//! The record a finding is about, on one line, with its columns underlined and persons masked.

use noemie::envelope::is_overrun;
use noemie::read::Found;

/// Characters shown at most.
const WIDTH: usize = 96;

/// A line of the record and the line below it.
pub(super) struct Snippet {
    /// First column shown, from 1.
    pub(super) from: usize,
    /// The characters.
    pub(super) text: String,
    /// Marks below the columns at fault.
    pub(super) marks: String,
}

/// Shows the record of a finding; none where it is out of reach.
pub(super) fn snippet(found: &Found<'_>, no_mask: bool) -> Option<Snippet> {
    let record = found.record;
    if record.is_empty() {
        return None;
    }
    let (first, last) = found.finding.columns.unwrap_or((1, 3));
    let first = usize::from(first).saturating_sub(1);
    let last = usize::from(last).min(record.len());
    if first >= last {
        return None;
    }
    let mut characters: Vec<char> = record.iter().map(|byte| printable(*byte)).collect();
    if !no_mask {
        mask(found, &mut characters);
    }
    // A window around the columns, the head of the record where that fits.
    let start = if last <= WIDTH {
        0
    } else {
        first.saturating_sub(WIDTH / 3)
    };
    let end = characters.len().min(start + WIDTH);
    let mut text: String = characters[start..end].iter().collect();
    if start > 0 {
        text.insert(0, '…');
    }
    if end < characters.len() {
        text.push('…');
    }
    let mut marks = " ".repeat(first - start + usize::from(start > 0));
    marks.push_str(&"^".repeat(last.min(end) - first));
    Some(Snippet {
        from: start + 1,
        text,
        marks,
    })
}

/// A byte as a terminal may show it.
fn printable(byte: u8) -> char {
    let shown = char::from(byte);
    if shown.is_control() || byte == 0xAD {
        '·'
    } else {
        shown
    }
}

/// Replaces what tells something about a person: by field where the layout is known, by guess elsewhere.
fn mask(found: &Found<'_>, characters: &mut [char]) {
    let mut hide = |from: usize, to: usize| {
        for character in characters.iter_mut().take(to).skip(from) {
            if *character != ' ' {
                *character = '*';
            }
        }
    };
    match (found.layout, found.finding.place.entity) {
        (Some(layout), _) if layout.length() == found.record.len() => {
            for slot in layout.slots.iter().filter(|slot| slot.personal) {
                let range = slot.span.range();
                hide(range.start, range.end);
            }
        }
        // A closer repeats the identifier of its opener: a NIR, as it may be.
        (_, 990) => hide(5, 22),
        (_, 0 | 999) if is_envelope(found.record) => {}
        // Number and level are nobody's.
        (_, _) => hide(5, usize::MAX),
    }
}

/// Whether a record is a header or a trailer, and holds nothing else.
fn is_envelope(record: &[u8]) -> bool {
    (record.starts_with(b"000") || record.starts_with(b"999")) && !is_overrun(record)
}
