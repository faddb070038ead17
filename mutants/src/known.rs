//! The survivors that are known, each with its reason.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;

/// A survivor: the change, the line that it is made on, and why no test sees it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Survivor {
    file: String,
    change: String,
    line: String,
    #[allow(dead_code, reason = "for who reads the file")]
    reason: String,
}

/// How many survivors are known under a key.
pub struct Known(HashMap<(String, String, String), usize>);

impl Known {
    /// What the file tells; nothing where there is none.
    pub fn read(path: &Path) -> Self {
        let mut known = HashMap::new();
        if let Ok(text) = fs::read_to_string(path) {
            let survivors: Vec<Survivor> =
                serde_saphyr::from_str(&text).expect("a list of survivors");
            for survivor in survivors {
                *known
                    .entry((survivor.file, survivor.change, survivor.line))
                    .or_default() += 1;
            }
        }
        Self(known)
    }

    /// Whether it is known; each entry stands for one.
    pub fn take(&mut self, file: &str, change: &str, line: &str) -> bool {
        let key = (file.to_owned(), change.to_owned(), line.to_owned());
        match self.0.get_mut(&key) {
            Some(left) if *left > 0 => {
                *left -= 1;
                true
            }
            _ => false,
        }
    }
}
