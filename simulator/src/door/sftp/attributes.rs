//! What a client is told of a file or folder: length, times, rights.

use domain::{Day, OcNumber};
use russh_sftp::protocol::FileAttributes;

/// A file of an OC, of that many bytes and that day.
pub(crate) fn file(oc: OcNumber, length: u64, day: Day, rights: u32) -> FileAttributes {
    attributes(oc, Some(length), day, REGULAR | rights)
}

/// A folder of an OC.
pub(crate) fn folder(oc: OcNumber, day: Day) -> FileAttributes {
    attributes(oc, None, day, DIRECTORY | 0o700)
}

fn attributes(oc: OcNumber, size: Option<u64>, day: Day, permissions: u32) -> FileAttributes {
    let time = seconds(day);
    FileAttributes {
        size,
        uid: Some(0),
        user: Some(oc.to_string()),
        gid: Some(0),
        group: Some(oc.to_string()),
        permissions: Some(permissions),
        atime: Some(time),
        mtime: Some(time),
    }
}

/// Kinds of files in `st_mode`, as SFTP has it from POSIX.
const REGULAR: u32 = 0o100_000;
const DIRECTORY: u32 = 0o040_000;

/// Midnight of a virtual day, in seconds since 1970, UTC; 0 for days before.
fn seconds(day: Day) -> u32 {
    let days = Day::new(1970, 1, 1).map_or(0, |first| day.since(first));
    u32::try_from(days).unwrap_or(0).saturating_mul(86_400)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_its_midnight() {
        let day = |text: &str| seconds(text.parse().unwrap());
        assert_eq!(day("1970-01-02"), 86_400);
        // `date -u -d 2024-11-04 +%s`
        assert_eq!(day("2024-11-04"), 1_730_678_400);
        assert_eq!(day("1950-01-01"), 0);
    }
}
