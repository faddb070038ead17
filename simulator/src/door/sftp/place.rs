use crate::FileName;

/// Where a path leads, for the OC whose tree it is: no path leads to another's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    /// A folder.
    Folder(Folder),
    /// A file of that name, there or not.
    File(Folder, FileName),
}

/// The folders of an OC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Folder {
    /// `/`
    Root,
    /// `/out`: what the OC can fetch and did not acknowledge.
    Out,
    /// `/out/ack`: what it acknowledged.
    Ack,
    /// `/in`: what it pushes.
    In,
}

impl Folder {
    pub(crate) const fn path(self) -> &'static str {
        match self {
            Self::Root => "/",
            Self::Out => "/out",
            Self::Ack => "/out/ack",
            Self::In => "/in",
        }
    }

    /// The folders in it, by name.
    pub(crate) const fn folders(self) -> &'static [&'static str] {
        match self {
            Self::Root => &["in", "out"],
            Self::Out => &["ack"],
            Self::Ack | Self::In => &[],
        }
    }
}

impl Place {
    pub(crate) fn path(&self) -> String {
        match self {
            Self::Folder(folder) => folder.path().to_owned(),
            Self::File(folder, name) => format!("{}/{name}", folder.path()),
        }
    }
}

/// Longest path that is looked at.
const LONGEST: usize = 1_024;

/// Where a path leads; none where there can be nothing. Every path begins at the root, which has no parent but itself.
/// Nothing is decoded: a `%2e` is three characters of a name.
pub(crate) fn place(path: &str) -> Option<Place> {
    if path.len() > LONGEST {
        return None;
    }
    let mut steps: Vec<&str> = Vec::new();
    for step in path.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            name => steps.push(name),
        }
    }
    Some(match *steps {
        [] => Place::Folder(Folder::Root),
        ["out"] => Place::Folder(Folder::Out),
        ["out", "ack"] => Place::Folder(Folder::Ack),
        ["in"] => Place::Folder(Folder::In),
        ["out", name] => Place::File(Folder::Out, name.parse().ok()?),
        ["out", "ack", name] => Place::File(Folder::Ack, name.parse().ok()?),
        ["in", name] => Place::File(Folder::In, name.parse().ok()?),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use quickcheck_macros::quickcheck;

    use super::*;

    fn file(folder: Folder, name: &str) -> Option<Place> {
        Some(Place::File(folder, name.parse().unwrap()))
    }

    #[test]
    fn paths_lead_within_the_tree_of_the_one_who_asks() {
        for path in [
            "",
            ".",
            "/",
            "//",
            "./",
            "/..",
            "../..",
            "out/..",
            "/in/../out/ack/../..",
        ] {
            assert_eq!(place(path), Some(Place::Folder(Folder::Root)), "{path}");
        }
        for path in ["out", "/out/", "../out", "in/../out", "/out/ack/.."] {
            assert_eq!(place(path), Some(Place::Folder(Folder::Out)), "{path}");
        }
        assert_eq!(place("out/a.noe"), file(Folder::Out, "a.noe"));
        assert_eq!(place("/../../out/./a.noe"), file(Folder::Out, "a.noe"));
        assert_eq!(place("out/ack/a.noe"), file(Folder::Ack, "a.noe"));
        assert_eq!(place("in/a.part"), file(Folder::In, "a.part"));
        // Not decoded: a name like any other, and none of a folder.
        assert_eq!(place("out/%2e%2e"), file(Folder::Out, "%2e%2e"));
    }

    #[test]
    fn there_is_nothing_elsewhere() {
        for path in [
            "/99000025",
            "/99000025/out/a.noe",
            "../99000025/out/a.noe",
            "/etc/passwd",
            "/out/../../etc/passwd",
            "/OUT",
            "out/..%2f99000025",
            "out/a\\b",
            "out/.hidden",
            "out/a\0b",
            "in/é",
            "in/a/b",
            "out/ack/a/b",
            "~/out",
        ] {
            assert_eq!(place(path), None, "{path}");
        }
        assert_eq!(place(&"/".repeat(LONGEST + 1)), None);
    }

    #[quickcheck]
    fn a_place_is_where_its_path_leads(path: String) -> bool {
        place(&path).is_none_or(|found| place(&found.path()) == Some(found))
    }

    #[quickcheck]
    fn steps_of_any_order_lead_to_a_place_or_nowhere(steps: Vec<u8>) -> bool {
        let words = ["..", ".", "", "in", "out", "ack", "a", "%2e", "99000025"];
        let path: Vec<_> = steps
            .iter()
            .filter_map(|step| words.get(usize::from(step % 9)))
            .copied()
            .collect();
        place(&path.join("/")).is_none_or(|found| place(&found.path()) == Some(found))
    }
}
