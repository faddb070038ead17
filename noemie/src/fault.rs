use std::fmt;

use crate::layout_error::LayoutError;
use crate::overlay_error::OverlayError;
use crate::places::{Place, Places};

/// One thing wrong with a layout file: what, and where in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Line of the file, from 1: of the field or entity it is about, or else of what brings it about.
    pub line: Option<u64>,
    /// The entity it is about.
    pub entity: Option<u16>,
    /// The field it is about.
    pub field: Option<String>,
    /// What is wrong.
    pub what: Wrong,
    /// Where the rest of what it names stands: other lines, or the profile that is extended.
    pub notes: Vec<String>,
}

/// What is wrong with a layout file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// It does not fit the profile it extends.
    #[error(transparent)]
    Overlay(#[from] OverlayError),
    /// It contradicts itself.
    #[error(transparent)]
    Layout(#[from] LayoutError),
}

impl Fault {
    /// The message without its line.
    #[must_use]
    pub fn detail(&self) -> String {
        let notes: Vec<String> = self.notes.iter().map(|note| format!("; {note}")).collect();
        format!("{}{}", self.what, notes.concat())
    }

    /// All of them with their lines, in their order; `base` is what the file extends.
    pub(crate) fn located<W: Into<Wrong>>(
        wrongs: Vec<W>,
        text: &str,
        base: Option<&str>,
    ) -> Vec<Self> {
        let places = Places::of(text);
        let mut faults: Vec<Self> = Vec::new();
        for wrong in wrongs {
            let fault = Self::place(wrong.into(), &places, base);
            if !faults.contains(&fault) {
                faults.push(fault);
            }
        }
        faults.sort_by_key(|fault| fault.line.unwrap_or(u64::MAX));
        faults
    }

    fn place(what: Wrong, places: &Places, base: Option<&str>) -> Self {
        let (named, causes) = match &what {
            Wrong::Overlay(error) => error.places(),
            Wrong::Layout(error) => error.places(),
        };
        let mut line = None;
        let mut notes = Vec::new();
        for (rank, place) in named.iter().enumerate() {
            if named[..rank].contains(place) {
                continue;
            }
            let lines = places.lines(*place);
            if let (true, Some(base)) = (lines.is_empty(), base) {
                notes.push(format!("{place} is that of {base}"));
            }
            for (rank, at) in lines.into_iter().enumerate() {
                match line {
                    None => line = Some(at),
                    Some(_) if rank > 0 => notes.push(format!("another is at line {at}")),
                    Some(_) => notes.push(format!("{place} stands at line {at}")),
                }
            }
        }
        let line = line.or_else(|| {
            causes
                .iter()
                .find_map(|p| places.lines(*p).first().copied())
        });
        let all = || named.iter().chain(&causes);
        let entity = all().find_map(Place::entity);
        let field = all().find_map(Place::field).map(str::to_owned);
        Self {
            line,
            entity,
            field,
            notes,
            what,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        f.write_str(&self.detail())
    }
}
