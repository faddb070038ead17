//! `etalon layout`: the layouts there are, what they hold, how two differ, and whether one's own compiles.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

mod common;

use std::fs;
use std::process::Output;

use common::etalon;
use noemie::Profile;
use serde_json::Value;

const MINE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/examples/mine.yaml");

fn layout(arguments: &[&str]) -> Output {
    etalon(&[&["layout"], arguments].concat())
}

/// What it prints where all is well.
fn page(arguments: &[&str]) -> String {
    let output = layout(arguments);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {said}");
    assert_eq!(said, "", "data goes to standard output");
    String::from_utf8(output.stdout).unwrap()
}

/// What it complains of where it is not.
fn complaint(arguments: &[&str]) -> String {
    let output = layout(arguments);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    assert!(output.stdout.is_empty(), "{arguments:?}");
    String::from_utf8(output.stderr).unwrap()
}

fn json(arguments: &[&str]) -> Vec<Value> {
    let all: Vec<&str> = arguments.iter().copied().chain(["--json"]).collect();
    page(&all)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// The first line of a page that starts with those words.
fn line<'a>(page: &'a str, start: &str) -> &'a str {
    page.lines()
        .find(|line| line.trim_start().starts_with(start))
        .unwrap_or_else(|| panic!("no line starts with {start}:\n{page}"))
}

/// A file of a layout, and the folder that holds it.
fn file(text: &str) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("own.yaml");
    fs::write(&path, text).unwrap();
    let path = path.display().to_string();
    (folder, path)
}

#[test]
fn every_layout_is_listed_with_how_well_it_is_known() {
    let list = page(&["list"]);
    for profile in Profile::embedded_all() {
        let line = line(&list, profile.name());
        assert!(line.contains(profile.status().as_str()), "{line}");
    }
    assert!(
        line(&list, "303-inferred").contains("inferred layout"),
        "{list}"
    );
    assert!(
        list.contains("an inferred layout is a proposal") || list.contains("An inferred layout")
    );
    line(&list, "envelope");
    line(&list, "b2");
    let listed = json(&["list"]);
    assert_eq!(listed.len(), Profile::embedded_all().len() + 2);
    for layout in &listed {
        let counts = layout["confidences"].as_object().unwrap().values();
        let sum: u64 = counts.map(|count| count.as_u64().unwrap()).sum();
        assert_eq!(layout["fields"], sum, "{}", layout["name"]);
    }
    assert_eq!(listed[0]["status"], "inferred");
    assert_eq!(listed[0]["confidences"]["confirmed"], 0);
    assert!(page(&["list", "--lang", "fr"]).contains("confirmées"));
}

#[test]
fn a_layout_is_shown_as_tree_and_tables() {
    for name in ["303", "0303", "303-inferred", "303-INFERRED"] {
        let page = page(&["show", name]);
        assert!(
            page.contains("inferred layout: these positions are a proposal"),
            "{page}"
        );
        assert!(line(&page, "045 [06]").contains("at least 1"), "{page}");
        assert!(line(&page, "107-114").contains("n 8, decimals 2"), "{page}");
        assert!(line(&page, "20-24").contains("table acts"), "{page}");
        assert!(
            page.contains("feeds the totals: amount, amount-sign"),
            "{page}"
        );
    }
    let rejects = page(&["show", "900"]);
    assert!(rejects.contains("header date: JJMMAA"), "{rejects}");
    assert!(
        line(&rejects, "110 [05]").contains("opens nothing, is not counted"),
        "{rejects}"
    );
    assert!(line(&rejects, "11-16").contains("zeros left"), "{rejects}");
    let shares = page(&["show", "580", "--lang", "fr"]);
    assert!(
        line(&shares, "103 [99]").contains("comptée ou non selon l’émetteur"),
        "{shares}"
    );
    let shown = json(&["show", "303"]);
    assert_eq!(shown[0]["kind"], "layout");
    assert_eq!(shown[0]["tree"][0]["entity"], 10);
    let entities = Profile::decomptes().description().entities.len();
    assert_eq!(shown.len(), 1 + entities);
}

#[test]
fn one_entity_is_shown_alone() {
    let page_of_255 = page(&["show", "303", "--entity", "255"]);
    assert!(page_of_255.contains("107-114") && !page_of_255.contains("oc-number"));
    assert!(page_of_255.contains("inferred layout"), "said here too");
    let found = json(&["show", "303", "--entity", "255"]);
    assert_eq!((found.len(), &found[0]["length"]), (1, &Value::from(149)));
    assert_eq!(json(&["show", "929", "--entity", "10"])[0]["key"], "010");
    assert_eq!(
        json(&["show", "envelope", "--entity", "0"])[0]["key"],
        "000"
    );
    let acts = json(&["show", "b2", "--entity", "4"]);
    let norms: Vec<_> = acts
        .iter()
        .filter_map(|act| act["norms"].as_str())
        .collect();
    assert_eq!(norms, ["cp, es", "base"]);
    assert!(page(&["show", "b2", "--entity", "4m"]).contains("43-55"));
    let said = complaint(&["show", "303", "--entity", "290"]);
    assert!(
        said.contains("has no entity `290`") && said.contains("it has 010, 070"),
        "{said}"
    );
    let said = complaint(&["show", "no-such-layout"]);
    assert!(
        said.contains("no-such-layout") && said.contains("shipped are 303-inferred"),
        "{said}"
    );
}

/// The differences about a field, as change and key.
fn about<'d>(differences: &'d [Value], entity: u16, field: &str) -> Vec<(&'d str, &'d str)> {
    differences
        .iter()
        .filter(|d| d["kind"] == "difference" && d["entity"] == entity && d["field"] == field)
        .map(|d| (d["change"].as_str().unwrap(), d["key"].as_str().unwrap()))
        .collect()
}

#[test]
fn two_layouts_are_compared_piece_by_piece() {
    let differences = json(&["diff", "303", MINE]);
    assert_eq!(about(&differences, 255, "majoration")[0], ("moved", "at"));
    let origin = about(&differences, 255, "origin-decompte");
    assert_eq!(origin[..2], [("widened", "at"), ("moved", "at")]);
    assert!(origin.contains(&("changed", "confidence")));
    assert!(about(&differences, 255, "line").contains(&("changed", "range")));
    assert_eq!(
        about(&differences, 255, "amount"),
        [],
        "what is not said stays"
    );
    let whole = |change: &str, key: &str| {
        differences
            .iter()
            .any(|d| d["field"].is_null() && d["change"] == change && d["key"] == key)
    };
    assert!(whole("added", "tree") && whole("added", "length") && whole("widened", "length"));
    assert!(whole("changed", "reference") && !whole("changed", "closer"));
    // The other way round, what was added is removed.
    let back = json(&["diff", MINE, "303"]);
    assert_eq!(back.len(), differences.len());
    assert_eq!(about(&back, 255, "origin-decompte")[0], ("narrowed", "at"));
    assert!(
        back.iter()
            .any(|d| d["change"] == "removed" && d["entity"] == 256)
    );

    let (_folder, own) = file(
        "{extends: '408', version: x, source: y, confidence: memory, closer: {identifier: opener, sign: P}, \
         entities: [{number: 140, fields: [{name: member-number, type: an}], remove: [previous-contract]}]}",
    );
    let differences = json(&["diff", "408", &own]);
    assert_eq!(
        about(&differences, 140, "member-number")[0],
        ("retyped", "type")
    );
    assert_eq!(
        about(&differences, 140, "previous-contract"),
        [("removed", "at")]
    );
    assert!(differences.iter().any(|d| d["key"] == "closer"));
    assert!(page(&["diff", "408", &own, "--lang", "fr"]).contains("autre type"));
}

#[test]
fn the_exit_code_is_0_whether_or_not_they_differ() {
    assert!(page(&["diff", "929", "929"]).contains("no difference"));
    assert_eq!(json(&["diff", "929", "929"]), <[Value; 0]>::default());
    assert!(page(&["diff", "408", "929"]).contains("290"));
    let help = page(&["diff", "--help"]);
    assert!(
        help.contains("exit code is 0 whether or not they differ"),
        "{help}"
    );
    assert!(complaint(&["diff", "929", "b2"]).contains("b2 is no profile"));
}

#[test]
fn a_layout_of_ones_own_is_checked() {
    let page_of_mine = page(&["check", MINE]);
    assert!(page_of_mine.contains("OK, reference 304"), "{page_of_mine}");
    assert!(
        page_of_mine.contains("changes from 303-inferred"),
        "{page_of_mine}"
    );
    assert!(
        page_of_mine.contains("255/138-141 are filler and held the field `origin-decompte`"),
        "{page_of_mine}"
    );
    let lines = json(&["check", MINE]);
    assert_eq!(lines[0]["base"], "303-inferred");
    let of = |kind: &str| lines.iter().filter(|line| line["kind"] == kind).count();
    assert_eq!(lines[0]["differences"], of("difference"));
    assert_eq!(lines[0]["warnings"], of("warning"));
    assert!(page(&["check", MINE, "--lang", "fr"]).contains("avertissement : "));
}

#[test]
fn a_layout_that_does_not_compile_is_located() {
    let check = |text: &str| {
        let (_folder, own) = file(text);
        complaint(&["check", &own])
    };
    let head = "version: x\nsource: y\nconfidence: memory\n";
    let said = check(&format!(
        "extends: 303-inferred\n{head}entities:\n  - {{number: 255, fields: [{{name: act, at: [20, 25]}}]}}\n"
    ));
    assert!(said.contains("own.yaml"), "{said}");
    assert!(
        said.contains(
            "line 6: entity 255: field `complement` (25-26) overlaps `act` (20-25); `complement` is that of 303-inferred"
        ),
        "{said}"
    );
    assert!(said.contains("docs/layouts.md"), "{said}");
    let said = check(&format!("extends: 303-inferred\n{head}entitys: []\n"));
    assert!(
        said.contains("line 5") && said.contains("entitys"),
        "{said}"
    );
    assert!(check(&format!("extends: '999'\n{head}")).contains("there is no such profile"));
    assert!(complaint(&["check", "no-such-file.yaml"]).contains("no-such-file.yaml"));
}

#[test]
fn a_bare_reference_can_be_extended() {
    for extends in ["303", "'303'"] {
        let (_folder, own) = file(&format!(
            "{{extends: {extends}, version: x, source: y, confidence: memory}}"
        ));
        assert_eq!(json(&["check", &own])[0]["base"], "303-inferred");
        assert!(page(&["show", &own]).contains("extends: 303-inferred"));
    }
    let (_folder, own) = file("{extends: 929, version: x, source: y, confidence: memory}");
    assert_eq!(json(&["check", &own])[0]["base"], "929");
}

#[test]
fn the_file_that_the_guide_shows_compiles() {
    let guide = include_str!("../../docs/layouts.md");
    let shown = guide.split("```yaml\n").nth(1).unwrap();
    let (_folder, own) = file(shown.split("```").next().unwrap());
    assert!(json(&["check", &own])[0]["differences"].as_u64() > Some(0));
}

/// What `check --json` prints of a file that does not compile.
fn faults(own: &str) -> Vec<Value> {
    let output = layout(&["check", own, "--json"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("docs/layouts.md"));
    let lines = String::from_utf8(output.stdout).unwrap();
    lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn every_fault_of_a_layout_is_told_at_once() {
    let (_folder, own) = file(
        "extends: 303\nversion: x\nsource: y\nconfidence: memory\nentities:\n\
         \x20 - number: 255\n    identifier: actt\n    fields:\n\
         \x20     - {name: act, at: [20, 25]}\n      - {name: specialty, tables: [specialitys]}\n\
         \x20     - {name: line, range: [9, 1]}\n  - {number: 256, length: 20, meaning: {fr: a, en: b}}\n",
    );
    let said = complaint(&["check", &own]);
    let told: Vec<&str> = said
        .lines()
        .filter(|line| line.starts_with("  line "))
        .collect();
    let found = faults(&own);
    assert!(said.contains("5 faults"), "{said}");
    assert_eq!(told.len(), 5, "{said}");
    for (told, fault) in told.iter().zip(&found) {
        assert_eq!(fault["kind"], "fault");
        let (line, detail) = (&fault["line"], fault["detail"].as_str().unwrap());
        assert_eq!(*told, format!("  line {line}: {detail}"));
    }
    let at: Vec<(u64, u64, Option<&str>)> = found
        .iter()
        .map(|fault| {
            let number = |key: &str| fault[key].as_u64().unwrap();
            (number("line"), number("entity"), fault["field"].as_str())
        })
        .collect();
    assert_eq!(
        at,
        [
            (7, 255, Some("actt")),
            (9, 255, Some("complement")),
            (10, 255, Some("specialty")),
            (11, 255, Some("line")),
            (12, 256, None),
        ]
    );

    // What is no layout at all is one fault, with what to write.
    let (_folder, own) =
        file("extends: 303\nversion: x\nsource: y\nconfidence: memory\nremove: [amount]\n");
    let [fault] = &faults(&own)[..] else {
        panic!("one fault")
    };
    assert_eq!((&fault["line"], &fault["column"]), (&5.into(), &10.into()));
    assert!(fault["write"].as_str().unwrap().contains("`remove: [120]`"));
    // Wherever a layout is read, not only where it is checked.
    let output = etalon(&["generate", "--profile", &own, "--out", "-"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("`remove: [120]`"));
}

#[test]
fn what_is_corrected_twice_is_refused() {
    let (_folder, own) = file(
        "extends: 303\nversion: x\nsource: y\nconfidence: memory\nentities:\n\
         \x20 - {number: 255, length: 150}\n  - {number: 255, length: 151}\n",
    );
    let said = complaint(&["check", &own]);
    assert!(
        said.contains("line 6: entity 255 is corrected twice")
            && said.contains("another is at line 7"),
        "{said}"
    );
}

#[test]
fn what_the_code_of_etalon_needs_is_missed() {
    let (_folder, own) = file(
        "{extends: 303-inferred, version: x, source: y, confidence: memory, \
         entities: [{number: 255, remove: [base]}]}",
    );
    let said = page(&["check", &own]);
    assert!(
        said.contains("entity 255: field `base` is missing: étalon can neither"),
        "{said}"
    );
    let lines = json(&["check", &own]);
    let lacks = lines
        .iter()
        .filter(|line| line["warning"] == "lacks")
        .count();
    assert_eq!(lacks, 1);
    // Without a role, étalon only reads and writes: nothing is needed.
    let (_folder, own) = file(
        "{extends: '900', version: x, source: y, confidence: memory, \
         entities: [{number: 290, remove: [label]}]}",
    );
    let lines = json(&["check", &own]);
    assert!(lines.iter().all(|line| line["warning"] != "lacks"));
    assert!(lines.iter().any(|line| line["warning"] == "filler"));
}
