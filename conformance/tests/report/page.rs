//! The HTML page: it stands alone, it is well formed, and nothing of a target runs in it.

use conformance::report::{Lang, html, junit, markdown, terminal};
use conformance::stream::{Status, Subject};
use domain::{Cents, Outcome, Payee};

use crate::fixture::{cause, line, records, summary, text, whole};

/// Elements that have no end.
const VOID: [&str; 7] = ["meta", "br", "input", "link", "img", "hr", "!DOCTYPE"];

/// Start and end tags of a page, in order, with their attributes; scripts and styles are skipped over.
fn tags(page: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = page;
    while let Some(start) = rest.find('<') {
        let end = rest[start..].find('>').expect("a tag ends") + start;
        let inner = &rest[start + 1..end];
        let (name, attributes) = inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
        found.push((name.to_owned(), attributes.to_owned()));
        rest = &rest[end + 1..];
        if matches!(name, "script" | "style") {
            let close = format!("</{name}>");
            rest = &rest[rest.find(&close).expect("it is closed")..];
        }
    }
    found
}

fn hostile() -> String {
    let attack = "</td></script><script>alert('x')</script><img src=x onerror=alert(1)>";
    let paid = Outcome::paid(Cents(900), Payee::Insured);
    let mut bad = line("s/0/f#1/1", Status::Nonconform, paid, None);
    if let Subject::Line { care, at, .. } = &mut bad.subject {
        care.person = attack.into();
        at.file = format!("../{attack}");
    }
    bad.note = Some(attack.into());
    bad.rule = attack.into();
    let mut cause = cause();
    cause.title = text(attack, attack);
    cause.replay = attack.into();
    cause.steps[0].label = text(attack, attack);
    if let Some(smallest) = &mut cause.smallest {
        smallest.files = vec!["javascript:alert(1)".into(), "https://outside/x".into()];
    }
    html(&summary(whole(vec![bad], vec![cause])), Lang::Fr)
}

fn pages() -> Vec<String> {
    let mut cut = records();
    cut.pop();
    vec![
        html(&summary(records()), Lang::Fr),
        html(&summary(records()), Lang::En),
        html(&summary(cut), Lang::Fr),
        html(&summary(vec![]), Lang::Fr),
        hostile(),
    ]
}

#[test]
fn every_element_is_closed_in_its_turn() {
    for page in pages() {
        let mut open: Vec<String> = Vec::new();
        for (name, _) in tags(&page) {
            if let Some(name) = name.strip_prefix('/') {
                assert_eq!(open.pop().as_deref(), Some(name), "still open: {open:?}");
            } else if !VOID.contains(&name.as_str()) {
                open.push(name);
            }
        }
        assert!(open.is_empty(), "never closed: {open:?}");
    }
}

#[test]
fn nothing_is_loaded_from_outside() {
    for page in pages() {
        for (name, attributes) in tags(&page) {
            assert!(
                !matches!(name.as_str(), "link" | "img" | "iframe" | "base" | "object"),
                "{name}"
            );
            for attribute in ["src=", "srcset=", "action="] {
                assert!(!attributes.contains(attribute), "{name} {attributes}");
            }
            for (_, value) in attributes.match_indices("href=\"").map(|(at, found)| {
                (
                    at,
                    attributes[at + found.len()..]
                        .split('"')
                        .next()
                        .unwrap_or_default(),
                )
            }) {
                assert!(!value.contains(':') && !value.starts_with('/'), "{value}");
            }
        }
        assert!(!page.contains("@import") && !page.contains("url("));
    }
}

#[test]
fn it_is_made_for_a_phone_for_paper_and_for_the_dark() {
    let page = html(&summary(records()), Lang::Fr);
    assert!(page.contains("<html lang=\"fr\">"));
    assert!(page.contains("name=\"viewport\" content=\"width=device-width, initial-scale=1\""));
    assert!(page.contains("@media print") && page.contains("prefers-color-scheme: dark"));
}

#[test]
fn what_a_target_says_is_only_ever_text() {
    let page = hostile();
    assert_eq!(page.matches("<script>").count(), 1);
    assert!(!page.contains("<img"));
    assert!(page.contains("&#60;script&#62;") || page.contains("&lt;script&gt;"));
}

#[test]
fn names_inside_the_page_are_found() {
    for page in pages() {
        let all = tags(&page);
        let has_id = |id: &str| {
            all.iter()
                .any(|(_, attributes)| attributes.contains(&format!("id=\"{id}\"")))
        };
        for (_, attributes) in &all {
            for name in [
                "href=\"#",
                "data-for=\"",
                "data-trouble=\"",
                "data-status=\"",
            ] {
                if let Some((_, rest)) = attributes.split_once(name) {
                    let id = rest.split('"').next().unwrap_or_default();
                    assert!(has_id(id), "{name}{id}");
                }
            }
        }
    }
}

#[test]
fn a_table_or_a_terminal_is_not_driven_by_a_target_either() {
    let paid = Outcome::paid(Cents(900), Payee::Insured);
    let mut bad = line("s/0/f#1/1", Status::Nonconform, paid, None);
    bad.rule = "a|b\u{1b}[2J".into();
    let mut cause = cause();
    cause.got = text("<b>x</b> | y\n# z", "<b>x</b> | y\n# z\u{1b}[2J");
    let summary = summary(whole(vec![bad], vec![cause]));
    let page = markdown(&summary, Lang::Fr);
    assert!(page.contains("&lt;b&gt;x&lt;/b&gt; \\| y / \\# z"));
    assert!(!terminal(&summary, Lang::En).contains("\u{1b}[2J"));
    assert!(!junit(&summary).contains('\u{1b}'));
}

/// What passes rests on rules too: the page says which of them are to confirm.
#[test]
fn a_rule_that_is_not_sure_says_so_beside_lines_that_pass() {
    let paid = Outcome::paid(Cents(900), Payee::Insured);
    let passing = |rule: &str| {
        let mut line = line("s/0/f#1/1", Status::Conform, paid, Some(paid));
        line.rule = rule.to_owned();
        html(&summary(whole(vec![line], vec![])), Lang::En)
    };
    let doubtful = passing("N9");
    assert_eq!(
        doubtful.matches("assumption, to confirm").count(),
        2,
        "in the table of rules and in the sample of lines"
    );
    assert!(!passing("N1").contains("assumption, to confirm"));
}
