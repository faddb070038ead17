//! A layout file of the user's: whether it compiles, what it overrides, what it leaves behind.

use conformance::report::Lang;
use noemie::profile::{Entity, Fault, Profile, ProfileError};
use serde_json::{Value, json};

use super::diff::{self, Difference};
use super::sheet::{Own, Sheet};
use crate::commands::words::{colon, columns};
use crate::exit::{BOLD, GREEN};

/// A layout that compiles.
pub(super) struct Checked {
    sheet: Sheet,
    /// The shipped profile it is held against.
    base: Option<&'static Profile>,
    differences: Vec<Difference>,
    warnings: Vec<Warning>,
}

/// Something to look at.
enum Warning {
    /// Columns of a field of the base that no field covers any more.
    Filler {
        entity: u16,
        at: [u16; 2],
        field: String,
    },
    /// Something étalon's own code needs.
    Lacks(String),
}

impl Warning {
    fn text(&self, lang: Lang) -> String {
        match self {
            Self::Filler { entity, at, field } => {
                let told = lang.pick(
                    "sont de remplissage et portaient la zone",
                    "are filler and held the field",
                );
                format!("{entity:03}/{} {told} `{field}`", columns(*at))
            }
            Self::Lacks(lack) => {
                let told = lang.pick(
                    "étalon ne peut ni engendrer ni juger sous cette disposition",
                    "étalon can neither generate nor judge under this layout",
                );
                format!("{lack}: {told}")
            }
        }
    }

    fn json(&self) -> Value {
        let mut value = match self {
            Self::Filler { entity, at, field } => {
                json!({ "warning": "filler", "entity": entity, "at": at, "field": field })
            }
            Self::Lacks(lack) => json!({ "warning": "lacks", "detail": lack }),
        };
        if let Some(object) = value.as_object_mut() {
            object.insert("kind".to_owned(), "warning".into());
        }
        value
    }
}

/// Holds a profile against the one it extends, or the one of its reference.
pub(super) fn check(profile: Profile) -> Checked {
    let base = match profile.base() {
        Some(base) => Profile::embedded(base),
        None => Profile::embedded(&profile.reference().to_string()),
    };
    let mut warnings = Vec::new();
    if let Some(base) = base {
        let (old, new) = (base.description(), profile.description());
        for old in old.envelope().into_iter().chain(&old.entities) {
            let mut all = new.envelope().into_iter().chain(&new.entities);
            if let Some(new) = all.find(|entity| entity.number == old.number) {
                warnings.extend(bared(old, new));
            }
        }
    }
    let lacks = profile.lacks();
    warnings.extend(lacks.iter().map(|lack| Warning::Lacks(lack.to_string())));
    let differences = base.map_or_else(Vec::new, |base| diff::of_profiles(base, &profile));
    Checked {
        sheet: Sheet::of_profile(Own::Users(Box::new(profile))),
        base,
        differences,
        warnings,
    }
}

/// All that is wrong with a file, for a program: an object a fault.
pub(super) fn faults(error: &ProfileError) -> Vec<Value> {
    if let ProfileError::Load { error, write } = error {
        let (line, column) = error.at.unzip();
        return vec![json!({
            "kind": "fault",
            "line": line,
            "column": column,
            "detail": error.detail,
            "write": write,
        })];
    }
    let faults = error.faults().iter();
    let object = |fault: &Fault| {
        json!({
            "kind": "fault",
            "line": fault.line,
            "entity": fault.entity,
            "field": fault.field,
            "detail": fault.detail(),
        })
    };
    faults.map(object).collect()
}

/// Columns inside the entity that a field held and none holds.
fn bared(old: &Entity, new: &Entity) -> Vec<Warning> {
    let held = |column: u16| {
        let mut fields = new.fields.iter();
        fields.any(|field| field.at[0] <= column && column <= field.at[1])
    };
    let mut warnings = Vec::new();
    for field in &old.fields {
        let mut run: Option<[u16; 2]> = None;
        for column in field.at[0]..=field.at[1].min(new.length.saturating_sub(1)) {
            run = match (held(column), run) {
                (false, None) => Some([column, column]),
                (false, Some([from, _])) => Some([from, column]),
                (true, None) => None,
                (true, Some(at)) => {
                    warnings.push((at, &field.name));
                    None
                }
            };
        }
        warnings.extend(run.map(|at| (at, &field.name)));
    }
    let filler = |(at, field): ([u16; 2], &String)| Warning::Filler {
        entity: old.number,
        at,
        field: field.clone(),
    };
    warnings.into_iter().map(filler).collect()
}

impl Checked {
    /// What a person reads.
    pub(super) fn page(&self, lang: Lang) -> String {
        let colon = colon(lang);
        let reference = self
            .sheet
            .profile
            .as_ref()
            .map_or(0, |profile| profile.reference());
        let mut text = format!(
            "{BOLD}{}{BOLD:#}{colon}{GREEN}OK{GREEN:#}, {} {reference:03}, {} {}\n",
            self.sheet.name,
            lang.pick("référence", "reference"),
            self.sheet.fields(),
            lang.pick("zones", "fields")
        );
        if let Some(base) = self.base {
            let count = self.differences.len();
            let told = lang.pick("changements par rapport à", "changes from");
            text.push_str(&format!("{count} {told} {}\n", base.name()));
            if count > 0 {
                text.push_str(&format!("{}\n", diff::rows(&self.differences, lang)));
            }
        }
        for warning in &self.warnings {
            let label = lang.pick("avertissement", "warning");
            text.push_str(&format!(
                "{BOLD}{label}{BOLD:#}{colon}{}\n",
                warning.text(lang)
            ));
        }
        text
    }

    /// The same for a program: the layout, its changes, its warnings.
    pub(super) fn json(&self) -> Vec<Value> {
        let mut whole = super::list::json(&self.sheet);
        if let Some(object) = whole.as_object_mut() {
            object.insert("base".to_owned(), json!(self.base.map(Profile::name)));
            object.insert("differences".to_owned(), self.differences.len().into());
            object.insert("warnings".to_owned(), self.warnings.len().into());
        }
        let mut lines = vec![whole];
        lines.extend(self.differences.iter().map(Difference::json));
        lines.extend(self.warnings.iter().map(Warning::json));
        lines
    }
}
