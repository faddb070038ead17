//! Rules such that each fault happens, and files to make it happen to.

use super::client::TRAILER;

/// A rule for each fault that a door makes, such that it happens.
pub(crate) const EACH: &[(&str, &str)] = &[
    ("latency", "action: {latency: {ms: 900, more-ms: 600}}"),
    (
        "bandwidth",
        "action: {bandwidth: {bytes-per-second: 100000}}",
    ),
    (
        "reset",
        "match: {nth: [1, 2]}, action: {reset: {after-permille: 400}}",
    ),
    (
        "truncated",
        "match: {nth: [1]}, action: {truncated: {after-bytes: 70000}}",
    ),
    (
        "announced-shorter",
        "match: {route: fetch, nth: [1]}, action: {announced-shorter: {bytes: 5}}",
    ),
    ("announced-longer", "action: {announced-longer: {bytes: 5}}"),
    ("answer-lost", "match: {nth: [1]}, action: answer-lost"),
    (
        "server-error",
        "match: {nth: [1, 2]}, action: {server-error: {status: 503}}",
    ),
    (
        "server-error",
        "match: {nth: [1]}, action: {server-error: {status: 500, retry-after-seconds: 9}}",
    ),
    (
        "too-many-requests",
        "match: {nth: [1, 3]}, action: {too-many-requests: {retry-after-seconds: 30}}",
    ),
    ("slow-listing", "action: {slow-listing: {ms-per-file: 700}}"),
    (
        "in-part",
        "action: {in-part: {permille: 300, until: {days: 2}}}",
    ),
    (
        "in-part",
        "action: {in-part: {permille: 999, until: {fetch: 3}}}",
    ),
    ("listed-twice", "action: listed-twice"),
    ("offered-again", "permille: 300, action: offered-again"),
    (
        "hidden",
        "match: {from: 2024-11-05, to: 2024-11-08}, action: {hidden: {until: 2024-11-12}}",
    ),
    (
        "older-after-newer",
        "match: {reference: 929, file: '01.*'}, action: {older-after-newer: {days: 9}}",
    ),
];

/// All at once, each some of the time.
pub(crate) fn all_at_once() -> String {
    let mut rules = String::new();
    for (number, (fault, rule)) in EACH.iter().enumerate() {
        if rule.contains("permille: 300, a") || *fault == "hidden" || *fault == "older-after-newer"
        {
            rules += &format!("  - {{id: r{number}, {rule}}}\n");
        } else {
            rules += &format!("  - {{id: r{number}, permille: 350, {rule}}}\n");
        }
    }
    rules
}

/// Some pieces long, and different for each name.
pub(crate) fn content(file: &str) -> Vec<u8> {
    let mut content: Vec<u8> = file.bytes().cycle().take(150_000 + file.len()).collect();
    content.extend_from_slice(TRAILER);
    content
}
