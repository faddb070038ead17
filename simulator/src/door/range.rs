/// The part of a file that a `Range` header asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// All of it: the header has a form that a server may ignore (RFC 9110 §14.2).
    Whole,
    /// From that byte, so many (never none).
    Bytes { from: u64, count: u64 },
    /// No byte of the file is in the part.
    Outside,
}

/// Reads a `Range` header for a file of that length: `bytes=a-b`, `bytes=a-` or `bytes=-n`. Several
/// ranges at once, and other units, are ignored.
pub(crate) fn part(header: &str, length: u64) -> Part {
    wanted(header, length).map_or(Part::Whole, |(from, end)| {
        if from < end {
            Part::Bytes {
                from,
                count: end - from,
            }
        } else {
            Part::Outside
        }
    })
}

/// First byte, and the one after the last that the file has; none where the header says no one range.
fn wanted(header: &str, length: u64) -> Option<(u64, u64)> {
    let (unit, range) = header.split_once('=')?;
    let (first, last) = range.trim().split_once('-')?;
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return None;
    }
    if first.is_empty() {
        return Some((length.saturating_sub(number(last)?), length));
    }
    let first = number(first)?;
    if last.is_empty() {
        return Some((first, length));
    }
    let last = number(last).filter(|last| *last >= first)?;
    Some((first, last.saturating_add(1).min(length)))
}

/// Digits as a number; one too large for any file is as good as the largest.
fn number(digits: &str) -> Option<u64> {
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    Some(digits.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use quickcheck_macros::quickcheck;

    use super::*;

    fn bytes(from: u64, count: u64) -> Part {
        Part::Bytes { from, count }
    }

    #[test]
    fn one_range_is_read_as_rfc_9110_has_it() {
        let beyond = format!("bytes=2-{}", "9".repeat(40));
        for (header, expected) in [
            ("bytes=0-0", bytes(0, 1)),
            ("bytes=2-4", bytes(2, 3)),
            ("Bytes = 2-4", bytes(2, 3)),
            ("bytes=2-", bytes(2, 8)),
            ("bytes=2-99", bytes(2, 8)),
            (&beyond, bytes(2, 8)),
            ("bytes=-3", bytes(7, 3)),
            ("bytes=-99", bytes(0, 10)),
            ("bytes=9-9", bytes(9, 1)),
            ("bytes=10-", Part::Outside),
            ("bytes=10-20", Part::Outside),
            ("bytes=-0", Part::Outside),
            ("bytes=4-2", Part::Whole),
            ("bytes=-", Part::Whole),
            ("bytes=", Part::Whole),
            ("bytes=a-b", Part::Whole),
            ("bytes=+1-2", Part::Whole),
            ("bytes=0-1,3-4", Part::Whole),
            ("lines=0-1", Part::Whole),
            ("0-1", Part::Whole),
        ] {
            assert_eq!(part(header, 10), expected, "{header}");
        }
        assert_eq!(part("bytes=0-", 0), Part::Outside);
        assert_eq!(part("bytes=-5", 0), Part::Outside);
    }

    #[quickcheck]
    fn a_part_is_within_the_file(from: u64, to: u64, length: u64) -> bool {
        [
            format!("bytes={from}-{to}"),
            format!("bytes={from}-"),
            format!("bytes=-{to}"),
        ]
        .iter()
        .all(|header| match part(header, length) {
            Part::Bytes { from, count } => count > 0 && from + count <= length,
            Part::Whole | Part::Outside => true,
        })
    }
}
