/// The part of a file that a `Range` header asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// All of it: none was asked for, or in a form that a server may ignore (RFC 9110 §14.2).
    Whole,
    /// From that byte, so many (never none).
    Bytes { from: usize, count: usize },
    /// No byte of the file is in the part.
    Outside,
}

/// Reads a `Range` header for a file of that length: `bytes=a-b`, `bytes=a-`, `bytes=-n`. Several
/// ranges at once, and other units, are ignored.
pub(crate) fn part(header: &str, length: usize) -> Part {
    let Some((unit, range)) = header.split_once('=') else { return Part::Whole };
    let Some((first, last)) = range.trim().split_once('-') else { return Part::Whole };
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return Part::Whole;
    }
    match (number(first), number(last)) {
        (Some(first), Some(last)) if first > last => Part::Whole,
        (Some(first), _) if !last.is_empty() && number(last).is_none() => {
            let _ = first;
            Part::Whole
        }
        (Some(first), last) => {
            let end = last.map_or(length, |last| last.saturating_add(1).min(length));
            if first >= length {
                return Part::Outside;
            }
            Part::Bytes { from: first, count: end - first }
        }
        (None, Some(count)) if first.is_empty() => {
            let count = count.min(length);
            if count == 0 {
                return Part::Outside;
            }
            Part::Bytes { from: length - count, count }
        }
        _ => Part::Whole,
    }
}

/// Digits as a number; one too large for any file is as good as the largest.
fn number(digits: &str) -> Option<usize> {
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    Some(digits.parse().unwrap_or(usize::MAX))
}
