//! A layout of the user's own: what it may say, and all that may be wrong with it, each with its line.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

mod common;

use noemie::damage::Damage;
use noemie::inspect::{self, Encoder, Line, Masking};
use noemie::profile::{ProfileError, embedded_text};
use noemie::{Charset, Profile};

/// A file that corrects 303; what is given starts at line 5.
fn overlay(text: &str) -> String {
    format!("extends: 303\nversion: x\nsource: y\nconfidence: memory\n{text}")
}

fn error_of(text: &str) -> ProfileError {
    Profile::parse("mine.yaml", text).unwrap_err()
}

/// What is wrong with a file that corrects 303, a line a fault.
fn faults(text: &str) -> Vec<String> {
    let error = error_of(&overlay(text));
    let faults: Vec<String> = error.faults().iter().map(ToString::to_string).collect();
    assert!(!faults.is_empty(), "{error}");
    for fault in &faults {
        assert!(error.to_string().contains(fault), "{fault}: {error}");
    }
    faults
}

/// What to write in the place of what is not of the shape it should be.
fn advice(text: &str) -> Option<&'static str> {
    match error_of(&overlay(text)) {
        ProfileError::Load { write, .. } => write,
        other => panic!("{other}"),
    }
}

#[test]
fn a_reference_names_the_one_profile_that_lays_it_out() {
    for (extends, base) in [
        ("303", "303-inferred"),
        ("'303'", "303-inferred"),
        ("303-inferred", "303-inferred"),
        ("929", "929"),
        ("'929'", "929"),
        ("687", "687"),
    ] {
        let text = format!("{{extends: {extends}, version: x, source: y, confidence: memory}}");
        let profile = Profile::parse("mine.yaml", &text).unwrap();
        assert_eq!(profile.base(), Some(base), "{extends}");
    }
    assert_eq!(Profile::embedded("303").unwrap().name(), "303-inferred");
    assert!(Profile::embedded("304").is_none());
    let said = |extends: &str| {
        error_of(&format!(
            "{{extends: {extends}, version: x, source: y, confidence: memory}}"
        ))
        .to_string()
    };
    assert_eq!(
        said("304"),
        "failed to extend 304 by mine.yaml: line 1: there is no such profile; \
         there are 303-inferred, 408, 929, 687, 900, 580"
    );
    assert!(said("303-infered").ends_with("did you mean `303-inferred`?"));
}

#[test]
fn what_is_corrected_twice_is_told_with_both_places() {
    assert_eq!(
        faults(
            "entities:\n  - number: 255\n    length: 150\n  - number: 110\n  - {number: 255, length: 151}\n"
        ),
        [
            "line 6: entity 255 is corrected twice: put both under one `- number: 255`; another is at line 9"
        ]
    );
    assert_eq!(
        faults(
            "entities:\n  - number: 255\n    fields:\n      - {name: line, range: [1, 9]}\n      - name: line\n        range: [1, 8]\n"
        ),
        [
            "line 8: entity 255: field `line` is corrected twice: put both under one `- name: line`; another is at line 9"
        ]
    );
    assert_eq!(
        faults(
            "entities:\n  - number: 255\n    remove:\n      - act\n      - line\n    fields:\n      - {name: line, range: [1, 9]}\n"
        ),
        [
            "line 11: entity 255: field `line` is both removed and corrected: keep one; `remove` stands at line 9"
        ]
    );
    assert_eq!(
        faults(
            "tree:\n  - {entity: 255, level: 99, parent: 45}\n  - {entity: 255, level: 99, parent: 25}\n"
        ),
        ["line 6: entity 255 is placed twice in the tree: keep one; another is at line 7"]
    );
    // One that is removed may be laid out anew, whole.
    assert_eq!(
        faults("remove: [255]\nentities:\n  - number: 255\n    length: 150\n"),
        [
            "line 7: entity 255 is new, for `remove` takes out the one there is: it needs a `meaning`"
        ]
    );
    let anew = "remove: [80]\nentities:\n  - {number: 80, length: 20, meaning: {fr: a, en: b}}\n\
                tree: [{entity: 80, level: 99, parent: 45}]\n";
    let profile = Profile::parse("mine.yaml", &overlay(anew)).unwrap();
    assert_eq!(
        profile.layout().entity(80).unwrap().slots.len(),
        1,
        "filler"
    );
}

#[test]
fn what_is_to_be_removed_and_is_not_there_is_told_with_what_is() {
    assert_eq!(
        faults("remove: [46]\nentities:\n  - {number: 70, remove: [dates]}\n  - number: 110\n    remove: [zone]\n"),
        [
            "line 5: entity 046 is to be removed and is not there; there are 010, 070, 110, 127, 025, 045, 100, 080, 255",
            "line 7: entity 070: field `dates` is to be removed and is not there; did you mean `date`?",
            "line 9: entity 110: field `zone` is to be removed and is not there; there are nir, nir-key",
        ]
        .map(|line| line.replace("nir, nir-key", &names(110)))
    );
    assert_eq!(
        faults("entities:\n  - number: 255\n    remove: [108, 900]\n"),
        [
            "line 7: entity 255: `remove` takes the names of fields, and `108` is none: column 108 is in `amount`; \
             an entity is taken out by its number under `remove` at the top of the file",
            "line 7: entity 255: `remove` takes the names of fields, and `900` is none; \
             an entity is taken out by its number under `remove` at the top of the file",
        ]
    );
}

fn names(number: u16) -> String {
    let entities = &Profile::decomptes().description().entities;
    let entity = entities.iter().find(|e| e.number == number).unwrap();
    let names: Vec<&str> = entity.fields.iter().map(|f| f.name.as_str()).collect();
    names.join(", ")
}

#[test]
fn what_is_new_says_all_that_it_lacks() {
    assert_eq!(
        faults(
            "entities:\n  - number: 225\n  - number: 255\n    fields:\n      - {name: amuont, at: [109, 116]}\n      - {name: foo}\n"
        ),
        [
            "line 6: entity 225 is new, it is none of 010, 070, 110, 127, 025, 045, 100, 080, 255: \
             it needs a `length` and a `meaning`",
            "line 9: entity 255: field `amuont` is new: it needs a `type` and a `meaning`; or did you mean `amount`?",
            "line 10: entity 255: field `foo` is new: it needs `at` (first and last column), a `type` and a `meaning`",
        ]
    );
}

/// Every kind of contradiction that a correction can bring about, and what each says.
#[test]
fn every_contradiction_is_told_with_its_line_and_with_what_is_of_the_base() {
    let text = "\
remove: [70]
closer: {identifier: opener, sign: N}
tree:
  - {entity: 100, level: 99, parent: 46}
  - {entity: 80, level: 5, parent: 45, min: 3, max: 2}
  - {entity: 256, level: 99, parent: 25}
  - {entity: 990, level: 99, parent: 25}
  - {entity: 1000, level: 99, parent: 25}
entities:
  - number: 255
    length: 140
    identifier: actt
    total: {amount: amount, sign: sign}
    remove: [quantity-sign]
    fields:
      - {name: act, at: [20, 25], tables: [actes]}
      - name: line
        range: [9, 1]
      - {name: base, at: [50, 40]}
      - {name: quantity, codes: [ABC, 1, DEF]}
      - {name: start, at: [8, 14]}
      - {name: one, at: [133, 134], type: an, meaning: {fr: a, en: b}}
      - {name: two, at: [134, 135], type: an, meaning: {fr: a, en: b}}
      - {name: three, at: [1, 2], type: an, meaning: {fr: a, en: b}}
  - {number: 25, length: 5}
  - {number: 999, length: 5, meaning: {fr: a, en: b}}
  - {number: 257, length: 20, meaning: {fr: a, en: b}}
";
    insta::assert_snapshot!(error_of(&overlay(text)));
}

#[test]
fn the_contradictions_of_a_whole_profile_have_their_lines_too() {
    let text = embedded_text("929").unwrap();
    let mut mine = text.to_owned();
    for (from, to) in [
        ("{name: nir-key, at: [19, 20]", "{name: nir, at: [18, 19]"),
        ("{name: start, at: [17, 24]", "{name: start, at: [17, 23]"),
        (
            "  - {entity: 140, level: 99, parent: 110, min: 1}\n",
            "  - {entity: 120, level: 99, parent: 110, min: 1}\n",
        ),
    ] {
        assert!(mine.contains(from), "{from}");
        mine = mine.replacen(from, to, 1);
    }
    let error = error_of(&mine);
    let lines: Vec<&str> = mine.lines().collect();
    for fault in error.faults() {
        let line = usize::try_from(fault.line.unwrap()).unwrap();
        let number = fault.entity.unwrap().to_string();
        let wanted = fault.field.as_ref().unwrap_or(&number);
        assert!(lines[line - 1].contains(wanted.as_str()), "{fault}");
    }
    insta::assert_snapshot!(error);
}

#[test]
fn a_value_of_the_wrong_shape_is_told_with_what_to_write() {
    let field = |text: &str| {
        advice(&format!(
            "entities:\n  - number: 255\n    fields:\n      - {{name: amount, {text}}}\n"
        ))
        .unwrap()
    };
    for wrong in [
        "at: 109-116",
        "at: 109",
        "at: [109]",
        "at: [a, b]",
        "at: [1, 2, 3]",
    ] {
        assert!(field(wrong).contains("`at: [109, 116]`"), "{wrong}");
    }
    assert!(field("range: 1-50").contains("`range: [1, 50]`"));
    assert!(field("codes: P").contains("`codes: [\"P\", \"N\"]`"));
    assert!(field("tables: acts").contains("`tables: [acts]`"));
    assert!(field("meaning: Montant").contains("`meaning: {fr: "));
    assert!(field("decimals: two").contains("`decimals: 2`"));
    for (wrong, told) in [
        (
            "remove: [amount]",
            "`remove: [120]`; a field is taken out by its name",
        ),
        ("remove: 45", "`remove: [120]`"),
        ("entities:\n  255: {length: 150}", "`- number: 255`"),
        ("entities: [255]", "`- number: 255`"),
        ("entities:\n  - number: acts", "`number: 45`"),
        (
            "entities:\n  - {number: 255, length: long}",
            "`length: 149`",
        ),
        (
            "entities:\n  - {number: 255, remove: line}",
            "`remove: [label]`",
        ),
        (
            "entities:\n  - {number: 255, fields: [amount]}",
            "`- {name: amount, at: [109, 116]}`",
        ),
        (
            "entities:\n  - {number: 255, fields: {name: amount}}",
            "`- {name: amount, at: [109, 116]}`",
        ),
        ("tree: [256]", "`- {entity: 256, level: 99, parent: 45}`"),
        ("tree:\n  - {entity: 256, level: low}", "`level: 99`"),
        ("closer: P", "`closer: {identifier: opener, sign: \"P\"}`"),
        ("dated-by: date", "`dated-by: {entity: 70, field: date}`"),
    ] {
        let advice = advice(wrong).unwrap_or_default();
        assert!(advice.contains(told), "{wrong}: {advice}");
    }
    // What the error itself names needs no more.
    let said = error_of(&overlay(
        "entities:\n  - {number: 255, fields: [{name: act, optional: maybe}]}",
    ));
    assert!(
        said.to_string().contains("expected `true` or `false`"),
        "{said}"
    );
    assert_eq!(advice("entities:\n  - {number: 255, at: [1, 2]}"), None);
    assert_eq!(advice("confidence: memory"), None);
    let said = error_of("extends: [303]").to_string();
    assert!(
        said.contains("\nwrite the name of a shipped profile"),
        "{said}"
    );
    // A correction that does not say of what.
    let said = error_of("version: x\nsource: y\n").to_string();
    assert!(said.contains("\nwrite `extends: 303-inferred`"), "{said}");
}

#[test]
fn codes_keep_their_zeros_without_quotes() {
    let text = overlay(
        "entities:\n  - number: 255\n    fields:\n      \
         - {name: new, at: [145, 146], type: an, codes: [01, 02], default: 01, meaning: {fr: a, en: b}}\n",
    );
    let profile = Profile::parse("mine.yaml", &text).unwrap();
    let entities = &profile.description().entities;
    let mut fields = entities.iter().flat_map(|entity| &entity.fields);
    let field = fields.find(|field| field.name == "new").unwrap();
    assert_eq!(field.codes, ["01", "02"]);
    assert_eq!(field.default.as_deref(), Some("01"));
}

const ENVELOPE: &str = r#"
extends: 929
version: x
source: y
confidence: memory
entities:
  - number: 0
    remove: [free]
    fields:
      - {name: reference, at: [64, 66]}
      - {name: envelope-length, at: [80, 82]}
  - number: 990
    fields:
      - {name: identifier, at: [6, 20]}
      - {name: count, at: [21, 30]}
  - number: 999
    fields:
      - {name: groups, at: [80, 85]}
"#;

/// Header, closer and trailer are written, read, damaged, shown and made again where the layout has them.
#[test]
fn the_envelope_can_be_laid_out_otherwise() {
    let mine = Profile::parse("mine.yaml", ENVELOPE).unwrap();
    let (header, answers) = (common::from_caisse(929), common::sample_answers());
    let mut bytes = Vec::new();
    let framing = noemie::Framing::default();
    noemie::links::write_answers(&mine, &header, &answers, &framing, &mut bytes).unwrap();
    assert_eq!(&bytes[4 + 61..4 + 66], b"  929");
    assert_eq!(&bytes[4 + 79..4 + 82], b"128");
    let reading = noemie::read::files(&bytes, &[&mine]).remove(0);
    assert_eq!(reading.findings, []);
    assert_eq!(reading.header, Some(header));
    assert_eq!(noemie::envelope::peek(&bytes, &[&mine]), Some(header));
    let ours = noemie::read::files(&bytes, &[Profile::answers()]).remove(0);
    assert!(ours.is_condemned());
    for (damage, columns) in [
        (Damage::UnknownReference, (64, 66)),
        (Damage::LengthField, (80, 82)),
        (Damage::WrongGroupCount, (21, 30)),
        (Damage::WrongGroupNumber, (80, 85)),
    ] {
        let mut bytes = bytes.clone();
        let report = damage.apply(&mine, &mut bytes, 0).unwrap();
        let findings = noemie::read::files(&bytes, &[&mine]).remove(0).findings;
        let told: Vec<_> = findings.iter().map(|f| (f.code, f.columns)).collect();
        assert!(told.contains(&(report.code, Some(columns))), "{told:?}");
    }
    // As lines and back, worked out again.
    let profiles = [&mine];
    let (mut encoder, mut out) = (Encoder::new(&profiles), Vec::new());
    let mut recompute = inspect::Recompute::new(&profiles);
    let head = Line::head(Charset::Latin1, Masking::Plain, None);
    encoder.line(1, &head, &mut out).unwrap();
    let mut lines = Vec::new();
    inspect::pieces(&bytes[..], &profiles, |piece| {
        lines.extend(Line::of(&piece, Charset::Latin1, Masking::Plain));
        Ok::<(), std::io::Error>(())
    })
    .unwrap();
    let count = lines.len();
    let mut done = Vec::new();
    for (number, line) in lines.into_iter().enumerate() {
        done.extend(recompute.line(number + 2, line).unwrap());
    }
    done.extend(recompute.finish(count + 2).unwrap());
    for (number, line) in done {
        encoder.line(number, &line, &mut out).unwrap();
    }
    encoder.finish(&mut out).unwrap();
    assert_eq!(out, bytes);
}

#[test]
fn an_envelope_without_what_is_filled_is_refused() {
    let error = |entities: &str| {
        let text = format!(
            "extends: 929\nversion: x\nsource: y\nconfidence: memory\nentities:\n{entities}\n"
        );
        Profile::parse("mine.yaml", &text).unwrap_err().to_string()
    };
    insta::assert_snapshot!(
        [
            error("  - {number: 0, remove: [date]}"),
            error("  - {number: 0, length: 130}"),
            error("  - number: 999\n    fields: [{name: file-id, at: [50, 54]}]"),
            error("  - number: 990\n    fields: [{name: count, at: [23, 31]}]"),
            error("  - {number: 0, remove: [dat]}"),
        ]
        .join("\n")
    );
}

/// What one writer of them fills in its headers: its own program blank, zeros at 103-118.
#[test]
fn headers_of_900_and_580_are_as_they_were_seen() {
    for (reference, body) in &common::third_party::SAMPLES[1..] {
        let bytes = common::third_party::sample(*reference, *body);
        let header = &bytes[4..132];
        assert_eq!(&header[19..25], b"      ", "{reference}");
        assert_eq!(&header[102..118], b"0000000000000000", "{reference}");
    }
}
