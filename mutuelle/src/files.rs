//! Files of décomptes: read whole, or refused whole.

use domain::Decompte;
use noemie::{Finding, Profile, Severity, decomptes};

use crate::Bug;

/// The décomptes of a 303 file, or why it is refused.
///
/// A damaged file is refused as a whole and nothing of it counts: its clean re-send comes under the
/// same identity (house plan, "How much a fault condemns").
pub(crate) fn decomptes(
    bytes: &[u8],
    profile: &Profile,
    bugs: &[Bug],
) -> Result<Vec<Decompte>, String> {
    let mut files = decomptes::read(bytes, profile);
    let unchecked = unchecked(bugs);
    let refusing =
        |file: &decomptes::DecompteFile| damage_but(file.findings(), &unchecked).map(told);
    if let Some(why) = files.iter().find_map(refusing) {
        return Err(why);
    }
    let file = match (files.pop(), files.is_empty()) {
        (Some(file), true) => file,
        _ => return Err("one file a message is expected".to_owned()),
    };
    if !unchecked.is_empty() {
        // The planted bugs settle what can be read.
        let read = file.decomptes.into_iter().filter(|(_, at)| at.is_whole());
        return Ok(read.map(|(decompte, _)| decompte).collect());
    }
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

/// The décomptes of a damaged file that can be read all the same: for the planted bugs alone.
pub(crate) fn readable(bytes: &[u8], profile: &Profile) -> Vec<Decompte> {
    let files = decomptes::read(bytes, profile).into_iter();
    let read = files.flat_map(|file| file.decomptes);
    let whole = read.filter(|(_, at)| at.is_whole());
    whole.map(|(decompte, _)| decompte).collect()
}

/// The findings that the planted bugs do not look for.
fn unchecked(bugs: &[Bug]) -> Vec<&'static str> {
    let of = |bug: &Bug| -> &'static [&'static str] {
        match bug {
            Bug::TrustsFileTotal => &["N025"],
            Bug::SkipsGroupTotals => &["N021"],
            Bug::SkipsCounts => &["N020", "N023", "N024"],
            Bug::TakesCutFiles => &["N003", "N004", "N006", "N007", "N015"],
            Bug::SkipsTrailer => &["N026"],
            Bug::SkipsEntityLength => &["N010", "N011", "N017", "N039"],
            Bug::SkipsNesting => &["N013", "N014", "N015", "N016", "N018", "N019"],
            _ => &[],
        }
    };
    bugs.iter().flat_map(of).copied().collect()
}

/// The first finding that refuses a file but for those codes, and what follows from them.
fn damage_but<'f>(findings: &'f [Finding], but: &[&str]) -> Option<&'f Finding> {
    let mut refusing = findings.iter().filter(|finding| is_damage(finding));
    if but.is_empty() {
        return refusing.next();
    }
    refusing.find(|finding| finding.is_root() && !but.contains(&finding.code))
}

fn is_damage(finding: &Finding) -> bool {
    finding.condemns_file() || finding.severity == Severity::Error
}

/// The first finding that refuses a file: one that condemns it, or any error.
pub(crate) fn damage(findings: &[Finding]) -> Option<&Finding> {
    findings.iter().find(|finding| is_damage(finding))
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
