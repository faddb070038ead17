use crate::stream::Status;

use super::{Completeness, Lang, Summary, words};

/// Reasons listed for a status; the rest is counted.
const REASONS: usize = 8;

/// Something a run did not prove.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unproved {
    /// In one line.
    pub(super) title: String,
    /// Why, or where.
    pub(super) details: Vec<String>,
    /// Whether it makes the whole report doubtful.
    pub(super) loud: bool,
}

/// What was not proved: a report says it before what was.
pub(super) fn unproved(summary: &Summary, lang: Lang) -> Vec<Unproved> {
    let mut list = Vec::new();
    if summary.completeness() != Completeness::Complete {
        let title = summary.completeness().reason(lang).to_owned();
        list.push(Unproved {
            title,
            details: Vec::new(),
            loud: true,
        });
    }
    list.extend(by_status(summary, lang, Status::Unknown));
    list.extend(by_status(summary, lang, Status::Tolerated));
    list.extend(by_status(summary, lang, Status::Skipped));
    list.extend(untried(summary, lang));
    list.extend(inferred(summary, lang));
    list.extend(uncertain(summary, lang));
    list.extend(weak(summary, lang));
    list
}

fn by_status(summary: &Summary, lang: Lang, status: Status) -> Option<Unproved> {
    let count = summary.counts().of(status);
    if count == 0 {
        return None;
    }
    let title = match status {
        Status::Unknown => lang.counted(
            count,
            lang.pick(
                "verdict indéterminé : la cible n’a pas répondu, ou sa réponse ne se rattache à rien",
                "unknown verdict: the target did not say, or its answer joins nothing",
            ),
            lang.pick(
                "verdicts indéterminés : la cible n’a pas répondu, ou sa réponse ne se rattache à rien",
                "unknown verdicts: the target did not say, or its answer joins nothing",
            ),
        ),
        Status::Tolerated => lang.counted(
            count,
            lang.pick(
                "verdict toléré : juste sous une autre lecture d’un texte ambigu que celle annoncée",
                "tolerated verdict: right under another reading of an ambiguous text than declared",
            ),
            lang.pick(
                "verdicts tolérés : justes sous une autre lecture d’un texte ambigu que celle annoncée",
                "tolerated verdicts: right under another reading of an ambiguous text than declared",
            ),
        ),
        _ => lang.counted(
            count,
            lang.pick("verdict non essayé", "verdict skipped"),
            lang.pick("verdicts non essayés", "verdicts skipped"),
        ),
    };
    let mut reasons: Vec<(&str, u64)> = summary
        .reasons
        .get(&status)
        .into_iter()
        .flatten()
        .map(|(reason, count)| (reason.as_str(), *count))
        .collect();
    reasons.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let rest: u64 = reasons.iter().skip(REASONS).map(|(_, count)| count).sum();
    let mut details: Vec<String> = reasons
        .into_iter()
        .take(REASONS)
        .map(|(reason, count)| {
            let reason = if reason.is_empty() {
                lang.pick("sans raison donnée", "no reason given")
            } else {
                reason
            };
            format!("{} × {reason}", lang.count(count))
        })
        .collect();
    if rest > 0 {
        let more = lang.pick("pour d’autres raisons", "for other reasons");
        details.push(format!("{} {more}", lang.count(rest)));
    }
    Some(Unproved {
        title,
        details,
        loud: status == Status::Unknown,
    })
}

/// Requirements of the catalogue that the run did not set out to show.
fn untried(summary: &Summary, lang: Lang) -> Option<Unproved> {
    let evidence = summary.evidence()?;
    let shown = |family: &str| {
        let own = summary.requirements().iter();
        own.filter(|one| one.requirement.family == family).count() as u64
    };
    let families = evidence.catalogue.iter();
    let open = families.filter_map(|of| {
        let left = of.requirements.saturating_sub(shown(&of.family));
        (left > 0).then_some((left, of))
    });
    let mut open: Vec<_> = open.collect();
    open.sort_by_key(|(left, _)| std::cmp::Reverse(*left));
    let left: u64 = open.iter().map(|(left, _)| left).sum();
    if left == 0 {
        return None;
    }
    let all: u64 = evidence.catalogue.iter().map(|of| of.requirements).sum();
    let title = format!(
        "{} {}",
        lang.counted(
            left,
            lang.pick(
                "exigence du catalogue, sur",
                "requirement of the catalogue, of"
            ),
            lang.pick(
                "exigences du catalogue, sur",
                "requirements of the catalogue, of"
            ),
        ),
        format_args!(
            "{}, {}",
            lang.count(all),
            lang.pick(
                "qu’aucun scénario de ce passage n’éprouve",
                "that no scenario of this run tries"
            )
        ),
    );
    let mut details: Vec<String> = open
        .iter()
        .take(REASONS)
        .map(|(left, of)| format!("{} × {}", lang.count(left), lang.of(&of.title)))
        .collect();
    if open.len() > REASONS {
        details.push("…".to_owned());
    }
    Some(Unproved {
        title,
        details,
        loud: false,
    })
}

fn inferred(summary: &Summary, lang: Lang) -> Option<Unproved> {
    let lines: u64 = summary.positions.values().sum();
    if lines == 0 {
        return None;
    }
    let title = format!(
        "{} {}",
        lang.counted(
            lines,
            lang.pick("verdict de ligne repose", "line verdict rests"),
            lang.pick("verdicts de ligne reposent", "line verdicts rest"),
        ),
        lang.pick(
            "sur le décompte 303, dont les positions sont déduites, non publiées",
            "on the 303 décompte layout, whose positions are inferred, not published",
        ),
    );
    let details = summary
        .positions
        .iter()
        .take(REASONS)
        .map(|((first, last), count)| format!("{} × 255/{first}-{last}", lang.count(*count)))
        .collect();
    Some(Unproved {
        title,
        details,
        loud: false,
    })
}

fn uncertain(summary: &Summary, lang: Lang) -> Option<Unproved> {
    let mut details: Vec<String> = summary
        .causes()
        .iter()
        .flat_map(|cause| &cause.steps)
        .filter(|step| !words::is_sure(&step.confidence))
        .map(|step| {
            format!(
                "{} ({}) — {}",
                step.rule,
                words::confidence(&step.confidence, lang),
                step.source
            )
        })
        .collect();
    details.sort();
    details.dedup();
    if details.is_empty() {
        return None;
    }
    let title = format!(
        "{} {}",
        lang.counted(
            u64::try_from(details.len()).unwrap_or(u64::MAX),
            lang.pick(
                "règle d’un calcul en cause est",
                "rule of a calculation told below is"
            ),
            lang.pick(
                "règles des calculs en cause sont",
                "rules of the calculations told below are"
            ),
        ),
        lang.pick("à confirmer", "to confirm"),
    );
    details.truncate(REASONS);
    Some(Unproved {
        title,
        details,
        loud: false,
    })
}

fn weak(summary: &Summary, lang: Lang) -> Option<Unproved> {
    let rules = summary.weak_rules();
    if rules.is_empty() {
        return None;
    }
    let title = format!(
        "{} {}",
        lang.counted(
            u64::try_from(rules.len()).unwrap_or(u64::MAX),
            lang.pick("règle n’est éprouvée que", "rule is tried"),
            lang.pick("règles ne sont éprouvées que", "rules are tried"),
        ),
        lang.pick("par un seul cas", "by one case only"),
    );
    let mut details: Vec<String> = rules
        .iter()
        .take(REASONS)
        .map(|rule| (*rule).to_owned())
        .collect();
    if rules.len() > REASONS {
        details.push("…".to_owned());
    }
    Some(Unproved {
        title,
        details,
        loud: false,
    })
}
