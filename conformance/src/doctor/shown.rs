use std::fmt::Write as _;

/// Most bytes of what was seen that are shown.
const MOST: usize = 160;

/// Bytes in a form that a terminal and a JSON line may hold: characters as they are, all else by its number.
pub(super) fn bytes(seen: &[u8]) -> String {
    let first = &seen[..seen.len().min(MOST)];
    let mut text = String::new();
    for chunk in first.utf8_chunks() {
        for character in chunk.valid().chars() {
            match character {
                '\n' => text.push_str("\\n"),
                '\r' => text.push_str("\\r"),
                '\t' => text.push_str("\\t"),
                '\u{feff}' => text.push_str("\\xef\\xbb\\xbf"),
                other if other.is_control() => {
                    let _ = write!(text, "\\x{:02x}", u32::from(other));
                }
                other => text.push(other),
            }
        }
        for byte in chunk.invalid() {
            let _ = write!(text, "\\x{byte:02x}");
        }
    }
    if seen.len() > MOST {
        let _ = write!(text, " … ({} bytes)", seen.len());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_printed_is_numbered() {
        assert_eq!(
            bytes(b"{\"\xe9\"}\r\n\x1b[31m"),
            "{\"\\xe9\"}\\r\\n\\x1b[31m"
        );
        assert_eq!(bytes("\u{feff}é".as_bytes()), "\\xef\\xbb\\xbfé");
        let long = bytes(&[b'x'; 1000]);
        assert!(
            long.ends_with("x … (1000 bytes)") && long.len() < 200,
            "{long}"
        );
    }
}
