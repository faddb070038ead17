use serde::de::DeserializeOwned;

use crate::LoadError;

/// A file that comes with étalon: its YAML, and the same packed as JSON when the room that ships it was built, which
/// is read many times faster. Made by [`shipped!`](crate::shipped!).
#[derive(Debug, Clone, Copy)]
pub struct Shipped {
    /// Its path in étalon's repository, `oracle/law/pmss.yaml`, or a short name among its like, `acts`.
    pub name: &'static str,
    /// What is written in it.
    pub text: &'static str,
    packed: &'static str,
}

impl Shipped {
    /// Those three. `packed` is what `packing::json` makes of `text`.
    #[must_use]
    pub const fn new(name: &'static str, text: &'static str, packed: &'static str) -> Self {
        Self { name, text, packed }
    }

    /// The value that [`load`](crate::load) reads from its text.
    ///
    /// # Errors
    /// Where it holds no `T`, or a text of digits that is not quoted: a fault of this build.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, LoadError> {
        serde_json::from_str(self.packed).map_err(|error| LoadError {
            name: self.name.to_owned(),
            detail: format!("as it was packed: {error}"),
            at: None,
        })
    }

    /// Name and text.
    #[must_use]
    pub const fn written(&self) -> (&'static str, &'static str) {
        (self.name, self.text)
    }

    /// Name and text of each.
    #[must_use]
    pub const fn all_written<const N: usize>(
        files: &[Self; N],
    ) -> [(&'static str, &'static str); N] {
        let mut written = [("", ""); N];
        let mut place = 0;
        while place < N {
            written[place] = files[place].written();
            place += 1;
        }
        written
    }
}

/// The [`Shipped`] file of that path from the root of the repository, without `.yaml`: `shipped!("oracle/law/pmss")`.
/// Where a short name tells it, that name and its folder: `shipped!("acts" in "noemie/tables")`. The build script of
/// the room packs the folder (`packing::folders`).
#[macro_export]
macro_rules! shipped {
    ($path:literal) => {
        $crate::shipped!(concat!($path, ".yaml"), $path)
    };
    ($name:literal in $folder:literal) => {
        $crate::shipped!($name, $folder, "/", $name)
    };
    ($name:expr, $($path:literal),+) => {
        $crate::Shipped::new(
            $name,
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../", $($path),+, ".yaml")),
            include_str!(concat!(env!("OUT_DIR"), "/", $($path),+, ".json")),
        )
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Eq, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Knobs {
        insured: u32,
    }

    #[test]
    fn what_was_packed_is_what_is_written() {
        let file = Shipped::new("knobs.yaml", "insured: 5 # few", r#"{"insured":5}"#);
        assert_eq!(file.read::<Knobs>().unwrap(), Knobs { insured: 5 });
        let loaded: Knobs = crate::load(file.name, file.text).unwrap();
        assert_eq!(file.read::<Knobs>().unwrap(), loaded);
        assert_eq!(
            Shipped::all_written(&[file]),
            [("knobs.yaml", "insured: 5 # few")]
        );
    }

    #[test]
    fn what_was_packed_wrong_is_told_with_its_name() {
        let file = Shipped::new("knobs.yaml", "insured: '5'", r#"{"insured":"5"}"#);
        let error = file.read::<Knobs>().unwrap_err().to_string();
        assert!(
            error.starts_with("failed to read knobs.yaml: as it was packed: "),
            "{error}"
        );
    }
}
