//! The record a finding is about, on one line, with its columns underlined and persons masked.

use noemie::envelope::is_overrun;
use noemie::layout::EntityLayout;
use noemie::profile::FieldType;
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

/// Replaces what tells something about a person: by field where the record is what its number says, everything
/// after the number elsewhere.
fn mask(found: &Found<'_>, characters: &mut [char]) {
    let mut hide = |from: usize, to: usize| {
        for character in characters.iter_mut().take(to).skip(from) {
            if *character != ' ' {
                *character = '*';
            }
        }
    };
    match found.layout.filter(|layout| is_one(found, layout)) {
        Some(layout) => {
            for slot in layout.slots.iter().filter(|slot| slot.personal) {
                let range = slot.span.range();
                hide(range.start, range.end);
            }
        }
        None => hide(3, usize::MAX),
    }
}

/// Findings that a record is not what its number says, or that nothing is known of it.
const UNLIKE: [&str; 5] = ["N007", "N010", "N012", "N017", "N055"];

/// Whether a record is what its number says, as far as can be seen.
fn is_one(found: &Found<'_>, layout: &EntityLayout) -> bool {
    let record = found.record;
    if record.len() != layout.length() || UNLIKE.contains(&found.finding.code) {
        return false;
    }
    // One that follows from a wrong length has what ends it elsewhere.
    let ends = !layout.is_delimited() || record.ends_with(b"@") || found.finding.code == "N011";
    if !ends {
        return false;
    }
    let named = record.starts_with(format!("{:03}", layout.number).as_bytes());
    match layout.number {
        0 | 999 => named && !is_overrun(record),
        // Where its amounts are none, its characters may have slid.
        990 => {
            let numbers = layout.slots.iter().filter(|s| s.kind == Some(FieldType::N));
            named && !found.finding.personal && {
                let mut texts = numbers.map(|slot| slot.span.of(record));
                texts.all(|text| text.iter().all(u8::is_ascii_digit))
            }
        }
        _ => true,
    }
}
