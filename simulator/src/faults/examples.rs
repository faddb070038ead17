//! One action of each kind, for tests.

pub(super) const ONE_OF_EACH: &[(&str, &str)] = &[
    ("latency", "{latency: {ms: 1}}"),
    ("bandwidth", "{bandwidth: {bytes-per-second: 1}}"),
    ("reset", "{reset: {after-bytes: 1}}"),
    ("truncated", "{truncated: {after-permille: 1}}"),
    ("announced-shorter", "{announced-shorter: {bytes: 1}}"),
    ("announced-longer", "{announced-longer: {bytes: 1}}"),
    ("answer-lost", "answer-lost"),
    ("server-error", "{server-error: {status: 503}}"),
    (
        "too-many-requests",
        "{too-many-requests: {retry-after-seconds: 1}}",
    ),
    ("slow-listing", "{slow-listing: {ms-per-file: 1}}"),
    ("in-part", "{in-part: {permille: 1, until: {days: 1}}}"),
    ("listed-twice", "listed-twice"),
    ("offered-again", "offered-again"),
    ("hidden", "{hidden: {days: 1}}"),
    ("older-after-newer", "{older-after-newer: {days: 1}}"),
    ("clock-jump", "{clock-jump: {days: 1}}"),
    ("damage", "{damage: N011}"),
    ("adversity", "{adversity: file-twice}"),
    ("expired-certificate", "expired-certificate"),
];
