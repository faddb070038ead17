//! What a responsible contract pays at least, so that a product of a test need say no more than what it is about.
#![allow(dead_code, reason = "some tests write text, some draw values")]

use domain::{Family, Heading};
use serde_json::{Map, Value, json};

/// Guarantees by family and heading.
pub(crate) fn least() -> Map<String, Value> {
    let families = Family::DUE.iter().map(|family| family.word());
    let families = families.map(|family| (family.to_owned(), json!({ "br": 100 })));
    let whole = Heading::WITHOUT_REMAINDER.iter().map(|heading| {
        // Whatever its family is made to say around its level.
        let told = json!({ "real-expense": true, "limits": [], "waiting-months": 0 });
        (heading.word().to_owned(), told)
    });
    families.chain(whole).collect()
}

/// The same as lines under `guarantees:`, but for those keys, which are said beside.
pub(crate) fn least_beside(said: &[&str]) -> String {
    let families = Family::DUE.iter().map(|family| (family.word(), "br: 100"));
    let whole = Heading::WITHOUT_REMAINDER.iter();
    let whole = whole.map(|heading| (heading.word(), "real-expense: true"));
    let other = families.chain(whole).filter(|(key, _)| !said.contains(key));
    let lines = other.map(|(key, level)| format!("\n  {key}: {{ {level} }}"));
    lines.chain(["\n".to_owned()]).collect()
}
