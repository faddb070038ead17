//! Files of décomptes: read whole, or refused whole.

use domain::Decompte;
use noemie::{Finding, Profile, Severity, decomptes};

/// The décomptes of a 303 file, or why it is refused.
///
/// A damaged file is refused as a whole and nothing of it counts: its clean re-send comes under the
/// same identity (house plan, "How much a fault condemns").
pub(crate) fn decomptes(bytes: &[u8], profile: &Profile) -> Result<Vec<Decompte>, String> {
    let mut files = decomptes::read(bytes, profile);
    if let Some(finding) = files.iter().find_map(|file| damage(file.findings())) {
        return Err(told(finding));
    }
    let file = match (files.pop(), files.is_empty()) {
        (Some(file), true) => file,
        _ => return Err("one file a message is expected".to_owned()),
    };
    let whole = file.unreadable.is_empty() && file.decomptes.iter().all(|(_, at)| at.is_whole());
    if !whole {
        return Err("a décompte of the file cannot be read".to_owned());
    }
    Ok(file
        .decomptes
        .into_iter()
        .map(|(decompte, _)| decompte)
        .collect())
}

/// The first finding that refuses a file: one that condemns it, or any error.
pub(crate) fn damage(findings: &[Finding]) -> Option<&Finding> {
    findings
        .iter()
        .find(|finding| finding.condemns_file() || finding.severity == Severity::Error)
}

/// A finding in one line. What was found is left out: it may be personal data.
pub(crate) fn told(finding: &Finding) -> String {
    let field = finding.field.as_deref().unwrap_or("-");
    format!(
        "{} at byte {}, entity {:03}, field {field}: {}",
        finding.code,
        finding.place.offset,
        finding.place.entity,
        finding.rule().en
    )
}
