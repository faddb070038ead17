//! The forms for machines and spreadsheets, and the fifteen points.

use conformance::compare::{Comparison, Kind, markdown as compared};
use conformance::report::{Lang, POINTS, badges, csv, html, sarif::sarif, tap};
use conformance::stream::{Record, Status};
use domain::{Cents, Outcome, Payee};
use serde_json::Value;

use crate::fixture::{cause, jsonl, line, records, summary, whole};

fn rows(lang: Lang) -> String {
    let mut out = Vec::new();
    csv(jsonl(&records()).as_bytes(), &mut out, lang).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn other_forms() {
    let summary = summary(records());
    insta::assert_snapshot!("tap", tap(&summary));
    insta::assert_snapshot!(
        "csv_fr",
        rows(Lang::Fr)
            .replace('\u{feff}', "(BOM)")
            .replace('\r', "")
    );
    let document: Value = serde_json::from_str(&sarif(&summary)).unwrap();
    insta::assert_snapshot!(
        "sarif",
        serde_json::to_string_pretty(&document["runs"][0]["results"]).unwrap()
    );
}

#[test]
fn a_spreadsheet_of_each_language_gets_its_own_separators() {
    let (fr, en) = (rows(Lang::Fr), rows(Lang::En));
    assert!(fr.starts_with('\u{feff}') && !en.starts_with('\u{feff}'));
    assert!(
        fr.contains(";11,00;2,00;") && en.contains(",11.00,2.00,"),
        "{fr}{en}"
    );
    let verdicts = records();
    let verdicts = verdicts
        .iter()
        .filter(|one| matches!(one, Record::Verdict(_)));
    assert_eq!(fr.lines().count(), verdicts.count() + 1);
}

#[test]
fn every_test_point_is_counted_and_what_fails_says_why() {
    let text = tap(&summary(records()));
    let points = text
        .lines()
        .filter(|line| line.starts_with("ok ") || line.starts_with("not ok "));
    let plan = text.lines().nth(1).unwrap();
    assert_eq!(plan, format!("1..{}", points.count()));
    assert!(
        text.contains("not ok 2 - COUNTERS-PARTICIPATION") && text.contains("  replay: \""),
        "{text}"
    );
    let mut cut = records();
    cut.pop();
    assert!(tap(&summary(cut)).contains("not ok 1 - the verdict stream is complete"));
}

#[test]
fn a_badge_never_says_all_of_it_where_something_failed() {
    let all = badges(&summary(records()), Lang::Fr);
    let names: Vec<&str> = all.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ["conformity.svg", "score.svg", "requirements.svg"]);
    assert!(all[0].1.contains("NON CONFORME"));
    let due = Outcome::paid(Cents(900), Payee::Insured);
    let verdict = |number: u32| {
        let bad = number == 0;
        let got = if bad {
            Outcome::paid(Cents(1), Payee::Insured)
        } else {
            due
        };
        let status = if bad {
            Status::Nonconform
        } else {
            Status::Conform
        };
        line(&format!("s/0/f#1/{number}"), status, due, Some(got))
    };
    let nearly = badges(
        &summary(whole((0..9999).map(verdict).collect(), vec![])),
        Lang::En,
    );
    assert!(nearly[1].1.contains("99.9%"), "{}", nearly[1].1);
    for (_, badge) in all {
        assert!(!badge.contains("href") && badge.starts_with("<svg"));
    }
}

/// Each of the fifteen has a part of every page, and its row in the documents.
#[test]
fn the_page_has_the_fifteen_points() {
    let docs = include_str!("../../../docs/reports.md");
    let pages = [
        html(&summary(records()), Lang::Fr),
        html(&summary(records()), Lang::En),
        html(&summary(vec![]), Lang::Fr),
    ];
    for (number, point) in (1..).zip(POINTS) {
        assert_eq!(point.number, number);
        for page in &pages {
            let part = format!("id=\"{}\"", point.anchor);
            let start = page.find(&part).unwrap_or_else(|| panic!("no {part}"));
            let rest = &page[start..];
            let tag = &rest[..rest.find('>').unwrap()];
            assert!(tag.contains(&format!("data-point=\"{number}\"")), "{tag}");
            let body = &rest[..rest.find("</section>").unwrap()];
            assert!(body.contains("<h2>") && body.len() > 80, "{body}");
            assert!(page.contains(&format!("href=\"#{}\"", point.anchor)));
        }
        let row = format!("| {number} | ");
        let row = docs.lines().find(|line| line.starts_with(&row));
        let row = row.unwrap_or_else(|| panic!("docs/reports.md has no row {number}"));
        assert!(row.contains(&format!("`#{}`", point.anchor)), "{row}");
    }
}

/// What each point asks for, in a run that has all of it.
#[test]
fn the_page_shows_what_the_points_ask_for() {
    let page = html(&summary(records()), Lang::En);
    for needle in [
        "8 requirements of the catalogue, of 9",                  // 1
        "Lines without an answer and without a reason: <b>0</b>", // 2
        "noemie-303-2024</code> 25% (4 fields)",                  // 4
        "2024-12-21 → 2025-01-10",                                // 5
        "boundaries: 2024-12-22",                                 // 5
        "Care:</b> G of 2024-12-23",                              // 8
        "25 members of 10,000",                                   // 8
        "what is left of the ceiling",                            // 9
        "10,000,058 decisions",                                   // 10
        "etalon compare",                                         // 12
        "929 reason",                                             // 13
        "to the decision",                                        // 14
        "neither an approval",                                    // 15
    ] {
        assert!(page.contains(needle), "{needle}");
    }
    let sample = &page[page.find("id=\"sample\"").unwrap()..];
    assert!(sample[..sample.find("</section>").unwrap()].contains("Theoretical AMO share"));
}

#[test]
fn two_runs_are_joined_by_the_ids_of_their_verdicts() {
    let due = Outcome::paid(Cents(900), Payee::Insured);
    let off = |cents| Some(Outcome::paid(Cents(cents), Payee::Insured));
    let of = |one: (Status, i64), other: (Status, i64), more: &[&str]| {
        let mut verdicts = vec![
            line("s/0/f#1/1", one.0, due, off(one.1)),
            line("s/0/f#1/2", other.0, due, off(other.1)),
        ];
        verdicts.extend(
            more.iter()
                .map(|id| line(id, Status::Conform, due, Some(due))),
        );
        jsonl(&whole(verdicts, vec![cause()]))
    };
    use Status::{Conform, Nonconform};
    let before = of((Conform, 900), (Nonconform, 700), &["s/0/f#1/3"]);
    let after = of((Nonconform, 1000), (Conform, 900), &[]);
    let both = Comparison::of(before.as_bytes(), after.as_bytes()).unwrap();
    assert!(both.is_comparable());
    assert_eq!(
        (both.count(Kind::NewFailure), both.count(Kind::Mended)),
        (1, 1)
    );
    assert_eq!((both.only_before, both.only_after), (1, 0));
    assert_eq!(
        (both.money[0].underpaid, both.money[1].overpaid),
        (Cents(200), Cents(100))
    );
    let page = compared(&both, None, Lang::En);
    assert!(page.contains("# 1 new failure, 1 mended"), "{page}");
    let same = Comparison::of(before.as_bytes(), before.as_bytes()).unwrap();
    assert!(same.changes.is_empty() && same.heads.is_empty() && same.requirements.is_empty());
    let other = of((Conform, 900), (Nonconform, 701), &["s/0/f#1/3"]);
    let other = Comparison::of(before.as_bytes(), other.as_bytes()).unwrap();
    assert_eq!(other.count(Kind::OtherFailure), 1);
}

#[test]
fn runs_of_other_seeds_or_files_are_not_compared() {
    let before = jsonl(&records());
    let seed = before.replacen("\"seed\":42", "\"seed\":43", 1);
    let both = Comparison::of(before.as_bytes(), seed.as_bytes()).unwrap();
    assert!(!both.is_comparable());
    assert_eq!(both.heads[0].what.en, "seed");
    let hash = before.replacen(&"b".repeat(64), &"e".repeat(64), 1);
    assert!(
        !Comparison::of(before.as_bytes(), hash.as_bytes())
            .unwrap()
            .is_comparable()
    );
    let version = before.replacen("0.1.0+refunds-participation", "0.2.0", 1);
    let both = Comparison::of(before.as_bytes(), version.as_bytes()).unwrap();
    assert!(both.is_comparable() && both.heads.len() == 1);
    let cut = &before[..before.len() - 20];
    assert!(
        !Comparison::of(cut.as_bytes(), before.as_bytes())
            .unwrap()
            .is_comparable()
    );
}
