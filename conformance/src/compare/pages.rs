//! A comparison told to people: in a terminal, in Markdown, as a page.

use std::fmt::Write as _;

use askama::Template;

use crate::report::{Lang, escaped, plain_text};

use super::{Change, Comparison, Kind, Side};

/// Changes of a kind that a page tells one by one; the rest is counted.
const TOLD: usize = 200;
/// The same in a terminal.
const IN_A_TERMINAL: usize = 10;

/// As a terminal shows it.
#[must_use]
pub fn terminal(of: &Comparison, lang: Lang) -> String {
    let mut text = String::new();
    for (name, before, after) in amounts(of, lang) {
        // Writing to a string does not fail.
        let _ = writeln!(text, "  {name:<28} {before:>16}  →  {after:>16}");
    }
    for head in &of.heads {
        let mark = if head.blocks { "!" } else { "·" };
        let what = lang.pick(&head.what.fr, &head.what.en);
        let _ = writeln!(
            text,
            "  {mark} {what}: {}  →  {}",
            plain_text(&head.before),
            plain_text(&head.after)
        );
    }
    for (title, changes) in by_kind(of, IN_A_TERMINAL, lang) {
        let _ = writeln!(text, "\n{title}");
        for change in changes {
            let _ = writeln!(
                text,
                "  {}",
                plain_text(lang.pick(&change.about.fr, &change.about.en))
            );
            let _ = writeln!(
                text,
                "    {}  →  {}",
                told(change.before.as_ref(), lang),
                told(change.after.as_ref(), lang)
            );
            let _ = writeln!(
                text,
                "    {} · {}",
                plain_text(&change.rule),
                plain_text(&change.id)
            );
        }
    }
    for line in requirements(of, lang) {
        let _ = writeln!(text, "{}", plain_text(&line));
    }
    for line in apart(of, lang) {
        let _ = writeln!(text, "{line}");
    }
    text
}

/// In Markdown.
#[must_use]
pub fn markdown(of: &Comparison, why: Option<&str>, lang: Lang) -> String {
    let mut text = format!("# {}\n\n", title(of, lang));
    if let Some(why) = why {
        let _ = writeln!(text, "> {} {}\n", anyway(lang), escaped(why));
    }
    let heads = [
        lang.pick("Argent", "Money"),
        lang.pick("avant", "before"),
        lang.pick("après", "after"),
    ];
    let _ = writeln!(text, "| {} |\n|---|---:|---:|", heads.join(" | "));
    for (name, before, after) in amounts(of, lang) {
        let _ = writeln!(text, "| {name} | {before} | {after} |");
    }
    for head in &of.heads {
        let mark = if head.blocks { "**!** " } else { "" };
        let what = lang.pick(&head.what.fr, &head.what.en);
        let _ = writeln!(
            text,
            "\n- {mark}{what}: {} → {}",
            escaped(&head.before),
            escaped(&head.after)
        );
    }
    for (title, changes) in by_kind(of, TOLD, lang) {
        let _ = writeln!(text, "\n## {title}\n");
        for change in changes {
            let about = escaped(lang.pick(&change.about.fr, &change.about.en));
            let (before, after) = (
                told(change.before.as_ref(), lang),
                told(change.after.as_ref(), lang),
            );
            let _ = writeln!(
                text,
                "- {about}: {} → **{}** `{}` `{}`",
                escaped(&before),
                escaped(&after),
                code(&change.rule),
                code(&change.id)
            );
        }
    }
    for line in requirements(of, lang) {
        let _ = writeln!(text, "\n{}", escaped(&line));
    }
    for line in apart(of, lang) {
        let _ = writeln!(text, "\n{line}");
    }
    text
}

/// As a page that stands alone.
#[must_use]
pub fn html(of: &Comparison, why: Option<&str>, lang: Lang) -> String {
    let sections = by_kind(of, TOLD, lang).into_iter().map(|(title, changes)| {
        let rows = changes.into_iter().map(|change| Row {
            about: lang.pick(&change.about.fr, &change.about.en),
            before: told(change.before.as_ref(), lang),
            after: told(change.after.as_ref(), lang),
            change,
        });
        (title, rows.collect())
    });
    let page = Page {
        lang,
        title: title(of, lang),
        tone: if of.count(Kind::NewFailure) > 0 {
            "bad"
        } else {
            "good"
        },
        why,
        anyway: anyway(lang),
        amounts: amounts(of, lang),
        of,
        sections: sections.collect(),
        lines: requirements(of, lang)
            .into_iter()
            .chain(apart(of, lang))
            .collect(),
    };
    // Rendering to memory does not fail.
    page.render().unwrap_or_default()
}

#[derive(Template)]
#[template(path = "compare.html")]
struct Page<'a> {
    lang: Lang,
    title: String,
    tone: &'static str,
    why: Option<&'a str>,
    anyway: &'static str,
    amounts: Vec<(&'static str, String, String)>,
    of: &'a Comparison,
    sections: Vec<(String, Vec<Row<'a>>)>,
    lines: Vec<String>,
}

struct Row<'a> {
    about: &'a str,
    before: String,
    after: String,
    change: &'a Change,
}

fn anyway(lang: Lang) -> &'static str {
    lang.pick(
        "Comparés malgré des têtes différentes :",
        "Compared although their heads differ:",
    )
}

/// In one line: what broke, what was mended.
fn title(of: &Comparison, lang: Lang) -> String {
    let many = |kind| of.count(kind) as u64;
    format!(
        "{}, {}",
        lang.counted(
            many(Kind::NewFailure),
            lang.pick("nouvel écart", "new failure"),
            lang.pick("nouveaux écarts", "new failures"),
        ),
        lang.counted(
            many(Kind::Mended),
            lang.pick("écart corrigé", "mended"),
            lang.pick("écarts corrigés", "mended"),
        ),
    )
}

/// Euros first, then verdicts.
fn amounts(of: &Comparison, lang: Lang) -> Vec<(&'static str, String, String)> {
    let [before, after] = of.money;
    let euros = |name, before, after| (name, lang.euros(before), lang.euros(after));
    let [was, is] = of.counts;
    let count = |name, before: u64, after: u64| (name, lang.count(before), lang.count(after));
    vec![
        euros(
            lang.pick("trop versé", "overpaid"),
            before.overpaid,
            after.overpaid,
        ),
        euros(
            lang.pick("pas assez versé", "underpaid"),
            before.underpaid,
            after.underpaid,
        ),
        euros(
            lang.pick("mauvais destinataire", "wrong payee"),
            before.wrong_payee,
            after.wrong_payee,
        ),
        count(
            lang.pick("verdicts conformes", "conform verdicts"),
            was.conform,
            is.conform,
        ),
        count(
            lang.pick("verdicts non conformes", "nonconform verdicts"),
            was.nonconform,
            is.nonconform,
        ),
        count(
            lang.pick("indéterminés", "unknown"),
            was.unknown,
            is.unknown,
        ),
    ]
}

/// The changes of each kind that there are, under a title with their number.
fn by_kind(of: &Comparison, most: usize, lang: Lang) -> Vec<(String, Vec<&Change>)> {
    let kinds = [
        (
            Kind::NewFailure,
            lang.pick("Nouveaux écarts", "New failures"),
        ),
        (
            Kind::OtherFailure,
            lang.pick(
                "Écarts d’un autre montant ou d’une autre réponse",
                "Failures answered otherwise",
            ),
        ),
        (Kind::Mended, lang.pick("Corrigés", "Mended")),
        (
            Kind::Other,
            lang.pick("Autres changements", "Other changes"),
        ),
    ];
    let told = kinds.into_iter().filter_map(|(kind, title)| {
        let all = of.count(kind);
        let changes = of.changes.iter().filter(|one| one.kind == kind);
        let more = if all > most {
            format!(
                ", {} {most}",
                lang.pick("dont voici les premiers", "of which the first")
            )
        } else {
            String::new()
        };
        let title = format!("{title} ({}{more})", lang.count(all as u64));
        (all > 0).then(|| (title, changes.take(most).collect()))
    });
    told.collect()
}

fn told(side: Option<&Side>, lang: Lang) -> String {
    let Some(side) = side else {
        return lang.pick("absent", "not there").to_owned();
    };
    let status = crate::report::words::status(side.status, lang);
    let got = plain_text(lang.pick(&side.got.fr, &side.got.en));
    if side.status == crate::stream::Status::Nonconform {
        let expected = plain_text(lang.pick(&side.expected.fr, &side.expected.en));
        let (due, said) = (lang.pick("attendu", "expected"), lang.pick("obtenu", "got"));
        return format!("{status}: {due} {expected}, {said} {got}");
    }
    format!("{status}: {got}")
}

/// Requirements won and lost.
fn requirements(of: &Comparison, lang: Lang) -> Vec<String> {
    let word = |came: Option<&str>| match came {
        Some("kept") => lang.pick("tenue", "kept"),
        Some("broken") => lang.pick("violée", "broken"),
        Some(_) => lang.pick("ouverte", "open"),
        None => lang.pick("absente", "not there"),
    };
    let told = of.requirements.iter().map(|one| {
        let (before, after) = (word(one.before.as_deref()), word(one.after.as_deref()));
        let text = lang.pick(&one.text.fr, &one.text.en);
        let requirement = lang.pick("Exigence", "Requirement");
        format!("{requirement} {}: {before} → {after} · {text}", one.id)
    });
    told.collect()
}

/// What could not be joined.
fn apart(of: &Comparison, lang: Lang) -> Vec<String> {
    let told = |count: u64, fr: &str, en: &str| {
        let words = lang.pick(fr, en).to_owned();
        (count > 0).then(|| format!("{}: {}", words, lang.count(count)))
    };
    let before = told(
        of.only_before,
        "Verdicts seulement avant",
        "Verdicts only before",
    );
    let after = told(
        of.only_after,
        "Verdicts seulement après",
        "Verdicts only after",
    );
    before.into_iter().chain(after).collect()
}

fn code(text: &str) -> String {
    plain_text(text).replace('`', "'")
}
