use crate::FileName;

/// Where a path leads. Nothing is known yet of who asks.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Route<'a> {
    Health,
    /// Something of an OC, whose number stands there as text.
    Oc(&'a str, Place),
    Nowhere,
}

/// What of an OC.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Files,
    File(FileName),
    Ack(FileName),
    Paid(FileName),
    Inbox(FileName),
    /// No such place, or a name that no file can have.
    Nowhere,
}

/// Reads a path, as it came: its segments are decoded one by one, so `%2F` never makes a new one.
pub(crate) fn route(path: &str) -> Route<'_> {
    let mut segments = path.split('/');
    if segments.next() != Some("") || segments.next() != Some("v1") {
        return Route::Nowhere;
    }
    let rest: Vec<&str> = segments.take(6).collect();
    match rest[..] {
        ["health"] => Route::Health,
        ["oc", oc, ref place @ ..] => Route::Oc(oc, self::place(place)),
        _ => Route::Nowhere,
    }
}

fn place(segments: &[&str]) -> Place {
    let named = |place: fn(FileName) -> Place, text| name(text).map_or(Place::Nowhere, place);
    match *segments {
        ["files"] => Place::Files,
        ["files", name] => named(Place::File, name),
        ["files", name, "ack"] => named(Place::Ack, name),
        ["files", name, "paid"] => named(Place::Paid, name),
        ["inbox", name] => named(Place::Inbox, name),
        _ => Place::Nowhere,
    }
}

/// A percent-encoded segment as the name of a file.
fn name(segment: &str) -> Option<FileName> {
    let mut decoded = Vec::with_capacity(segment.len());
    let mut bytes = segment.bytes();
    while let Some(byte) = bytes.next() {
        if byte != b'%' {
            decoded.push(byte);
            continue;
        }
        let high = char::from(bytes.next()?).to_digit(16)?;
        let low = char::from(bytes.next()?).to_digit(16)?;
        decoded.push(u8::try_from(high * 16 + low).ok()?);
    }
    std::str::from_utf8(&decoded).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use quickcheck_macros::quickcheck;

    use super::*;

    fn file(text: &str) -> FileName {
        text.parse().unwrap()
    }

    #[test]
    fn paths_lead_where_the_table_says() {
        let oc = "99000017";
        for (path, expected) in [
            ("/v1/health", Route::Health),
            ("/v1/oc/99000017/files", Route::Oc(oc, Place::Files)),
            (
                "/v1/oc/99000017/files/a.noe",
                Route::Oc(oc, Place::File(file("a.noe"))),
            ),
            (
                "/v1/oc/99000017/files/a%20b",
                Route::Oc(oc, Place::File(file("a b"))),
            ),
            (
                "/v1/oc/99000017/files/ack",
                Route::Oc(oc, Place::File(file("ack"))),
            ),
            (
                "/v1/oc/99000017/files/a.noe/ack",
                Route::Oc(oc, Place::Ack(file("a.noe"))),
            ),
            (
                "/v1/oc/99000017/files/a.noe/paid",
                Route::Oc(oc, Place::Paid(file("a.noe"))),
            ),
            (
                "/v1/oc/99000017/inbox/a.408",
                Route::Oc(oc, Place::Inbox(file("a.408"))),
            ),
            ("/v1/oc/99000017/inbox", Route::Oc(oc, Place::Nowhere)),
            ("/v1/oc/99000017/files/", Route::Oc(oc, Place::Nowhere)),
            (
                "/v1/oc/99000017/files/a/ack/x",
                Route::Oc(oc, Place::Nowhere),
            ),
            ("/v1/oc/99000017/files/%", Route::Oc(oc, Place::Nowhere)),
            ("/v1/oc/99000017/files/%2", Route::Oc(oc, Place::Nowhere)),
            ("/v1/oc/99000017/files/%+1", Route::Oc(oc, Place::Nowhere)),
            ("/v1/oc/99000017/files/%ff", Route::Oc(oc, Place::Nowhere)),
            ("/v1/oc/", Route::Oc("", Place::Nowhere)),
            ("/v1/oc", Route::Nowhere),
            ("/v1//health", Route::Nowhere),
            ("/v2/health", Route::Nowhere),
            ("/", Route::Nowhere),
            ("*", Route::Nowhere),
            ("", Route::Nowhere),
        ] {
            assert_eq!(route(path), expected, "{path}");
        }
    }

    #[test]
    fn no_spelling_of_a_traversal_names_a_file() {
        for name in [
            "..",
            "%2e%2e",
            ".%2E",
            "..%2f..%2fetc",
            "a%2Fb",
            "a%5cb",
            "%00",
            "a%0ab",
            "%2e",
            "a%7f",
            "%c0%ae%c0%ae",
            "a%e2%80%ae",
        ] {
            let path = format!("/v1/oc/99000017/files/{name}");
            assert_eq!(
                route(&path),
                Route::Oc("99000017", Place::Nowhere),
                "{name}"
            );
        }
    }

    #[quickcheck]
    fn any_path_is_read_without_panic(path: String) -> bool {
        let _ = route(&path);
        let _ = route(&format!("/v1/oc/{path}"));
        true
    }
}
