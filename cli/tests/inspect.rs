//! `etalon inspect` and `etalon encode`: any file as JSON lines and back, nobody's data on the screen.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

mod common;

use std::fs;
use std::path::PathBuf;

use common::{etalon, fed, said};
use noemie::damage::Damage;
use noemie::{Charset, Profile};
use serde_json::Value;

fn bytes_of(arguments: &[&str], input: &[u8]) -> Vec<u8> {
    let run = fed(arguments, input);
    assert!(run.status.success(), "{arguments:?}: {}", said(&run));
    assert_eq!(said(&run), "", "data goes to standard output");
    run.stdout
}

fn text(arguments: &[&str], input: &[u8]) -> String {
    String::from_utf8(bytes_of(arguments, input)).unwrap()
}

/// What it complains of, where the user is wrong.
fn complaint(arguments: &[&str], input: &[u8]) -> String {
    let run = fed(arguments, input);
    assert_eq!(run.status.code(), Some(2), "{arguments:?}: {}", said(&run));
    said(&run)
}

/// One month of 40 insured where nothing goes wrong: answers and décomptes, whole files one after the other.
fn flow() -> Vec<u8> {
    let run = etalon(&[
        "generate",
        "--seed",
        "9",
        "--insured",
        "40",
        "--months",
        "1",
        "--adversity",
        "none",
        "--out",
        "-",
    ]);
    assert!(run.status.success(), "{}", said(&run));
    run.stdout
}

/// The first file of décomptes of a flow.
fn decomptes(flow: &[u8]) -> Vec<u8> {
    let at = |from: usize, text: &[u8]| {
        let found = flow[from..].windows(text.len()).position(|w| w == text);
        from + found.unwrap()
    };
    let start = at(0, b"NOE303") - 23;
    assert_eq!(&flow[start..start + 7], b"0128000");
    let end = at(start, b"0128999") + 4 + 128 + 2;
    flow[start..end].to_vec()
}

const PLAIN: [&str; 4] = ["inspect", "--json", "--no-mask", "-"];

fn lines_of(bytes: &[u8]) -> String {
    text(&PLAIN, bytes)
}

fn parsed(lines: &str) -> Vec<Value> {
    lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn a_generated_flow_comes_back() {
    let flow = flow();
    assert!(flow.len() > 10_000);
    let lines = lines_of(&flow);
    assert!(!lines.contains("\"masked\":true"));
    assert_eq!(bytes_of(&["encode"], lines.as_bytes()), flow);
}

#[test]
fn every_damage_comes_back() {
    let sound = decomptes(&flow());
    let mut all = Vec::new();
    for damage in Damage::ALL {
        let mut bytes = sound.clone();
        if damage.apply(Profile::decomptes(), &mut bytes, 2).is_some() {
            // What is cut short would go on in the next one.
            assert_eq!(bytes_of(&["encode"], lines_of(&bytes).as_bytes()), bytes);
            all.extend_from_slice(&bytes);
        }
    }
    assert!(all.len() > sound.len() * 20);
    assert_eq!(bytes_of(&["encode"], lines_of(&all).as_bytes()), all);
}

#[test]
fn noise_of_every_charset_comes_back() {
    let mut state = 88_172_645_463_325_252_u64;
    let mut noise = Vec::new();
    while noise.len() < 200_000 {
        // Marsaglia's xorshift.
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        noise.extend_from_slice(&state.to_le_bytes());
    }
    for charset in Charset::ALL {
        let mut arguments = vec!["--charset", charset.as_str()];
        arguments.splice(0..0, PLAIN);
        let lines = text(&arguments, &noise);
        assert_eq!(bytes_of(&["encode", "-"], lines.as_bytes()), noise);
        // No line end of a terminal's hides in a line.
        assert!(lines.chars().all(|c| c == '\n' || !c.is_control()));
    }
    assert_eq!(bytes_of(&["encode"], lines_of(b"").as_bytes()), b"");
}

#[test]
fn a_file_in_ebcdic_is_recognised_and_comes_back() {
    let mut flow = flow();
    let page = text(&["inspect", "-"], &flow);
    Charset::Ebcdic1147.encode(&mut flow);
    let lines = lines_of(&flow);
    assert!(
        lines
            .lines()
            .next()
            .unwrap()
            .contains("\"charset\":\"ebcdic-1147\"")
    );
    assert!(lines.contains("\"record\":\"entity\"") && !lines.contains("\"record\":\"raw\""));
    assert_eq!(bytes_of(&["encode"], lines.as_bytes()), flow);
    let ebcdic = text(&["inspect", "-"], &flow);
    assert_eq!(ebcdic.replace("ebcdic-1147", "latin-1"), page);
    let told = text(&["inspect", "--charset", "ebcdic-297", "-"], &flow);
    assert_eq!(told.replace("ebcdic-297", "latin-1"), page);
}

/// What stands in the personal fields of a file.
fn secrets(bytes: &[u8]) -> Vec<String> {
    let mut secrets = Vec::new();
    for line in parsed(&lines_of(bytes)) {
        let of = |name: &str| {
            line["fields"][name]
                .as_str()
                .unwrap_or("")
                .trim()
                .to_owned()
        };
        if line["record"] == "entity" {
            for name in ["nir", "name", "first-name", "birth-date"] {
                secrets.push(of(name));
            }
        }
    }
    secrets.retain(|secret| secret.len() > 3);
    secrets.sort();
    secrets.dedup();
    secrets
}

#[test]
fn personal_data_are_masked_unless_asked_for() {
    let sound = decomptes(&flow());
    let secrets = secrets(&sound);
    assert!(secrets.len() > 5, "{secrets:?}");
    let mut files = vec![sound.clone()];
    for damage in Damage::ALL {
        let mut bytes = sound.clone();
        files.extend(
            damage
                .apply(Profile::decomptes(), &mut bytes, 2)
                .map(|_| bytes),
        );
    }
    // Nothing of étalon's own: offsets, names of fields, totals.
    let is_name = |secret: &&String| secret.chars().any(char::is_alphabetic) || secret.len() == 13;
    for bytes in &files {
        for arguments in [&["inspect", "-"][..], &["inspect", "--json", "-"]] {
            let shown = text(arguments, bytes);
            for secret in secrets.iter().filter(is_name) {
                assert!(!shown.contains(secret.as_str()), "{secret}: {shown}");
            }
        }
    }
    let plain = text(&["inspect", "--no-mask", "-"], &sound);
    assert!(
        secrets.iter().all(|secret| plain.contains(secret)),
        "{plain}"
    );
    let masked = text(&["inspect", "--json", "-"], &sound);
    for line in parsed(&masked) {
        let stars = line.to_string().contains('*');
        assert!(!stars || line["masked"] == true, "{line}");
    }
}

#[test]
fn a_page_tells_the_tree_and_how_sure_the_layout_is() {
    let bytes = decomptes(&flow());
    let page = text(&["inspect", "-"], &bytes);
    assert!(
        page.contains("reference 303, layout 303-inferred (inferred)"),
        "{page}"
    );
    let start = |number: &str| {
        let line = page
            .lines()
            .find(|line| line.trim_start().starts_with(number));
        let line = line.unwrap_or_else(|| panic!("{number}: {page}"));
        line.len() - line.trim_start().len()
    };
    let depths = ["000", "010", "070", "110", "127", "025", "045", "255"].map(start);
    assert!(
        depths.is_sorted() && depths[7] > depths[1] + 6,
        "{depths:?}"
    );
    assert!(
        page.contains("act=") && page.contains("nir=*************"),
        "{page}"
    );
    let french = text(&["inspect", "--lang", "fr", "-"], &bytes);
    assert!(
        french.contains("disposition 303-inferred (inférée)"),
        "{french}"
    );
    assert!(french.contains("Fin de groupe"), "{french}");
}

#[test]
fn a_page_holds_no_control_character_of_the_file() {
    let mut bytes = decomptes(&flow());
    let act = bytes.windows(5).position(|w| w == b"25599").unwrap();
    bytes[act + 19..act + 24].copy_from_slice(b"\x1B[2J\x9B");
    bytes.extend_from_slice(b"0009\x1B]0;x\x07\0\x7F\x85\r\n");
    for arguments in [
        &["inspect", "-"][..],
        &["inspect", "--no-mask", "-"],
        &["inspect", "--no-mask", "--json", "-"],
    ] {
        let page = text(arguments, &bytes);
        let raw = page.chars().find(|c| c.is_control() && *c != '\n');
        assert_eq!(raw, None, "{page}");
    }
}

#[test]
fn masked_lines_are_refused() {
    let bytes = decomptes(&flow());
    let masked = text(&["inspect", "--json", "-"], &bytes);
    let told = complaint(&["encode"], masked.as_bytes());
    assert!(told.contains("line 1: personal data are masked"), "{told}");
    assert!(told.contains("inspect --json --no-mask"), "{told}");
    let lied = masked.replacen("\"masked\":true", "\"masked\":false", 1);
    let told = complaint(&["encode"], lied.as_bytes());
    assert!(told.contains("personal data are masked"), "{told}");
}

#[test]
fn an_edited_field_stands_in_the_file_or_is_named() {
    let bytes = decomptes(&flow());
    let lines = lines_of(&bytes);
    let (number, line) = lines
        .lines()
        .enumerate()
        .find(|(_, line)| line.contains("\"entity\":\"255\""))
        .unwrap();
    let value: Value = serde_json::from_str(line).unwrap();
    let amount = value["fields"]["amount"].as_str().unwrap();
    let edit = |new: &str| {
        let (old, new) = (
            format!("\"amount\":\"{amount}\""),
            format!("\"amount\":\"{new}\""),
        );
        lines.replacen(line, &line.replacen(&old, &new, 1), 1)
    };
    let encoded = bytes_of(&["encode"], edit("00012345").as_bytes());
    let at = usize::try_from(value["offset"].as_u64().unwrap()).unwrap() + 106;
    assert_eq!(&encoded[at..at + 8], b"00012345");
    assert_eq!(
        (&encoded[..at], &encoded[at + 8..]),
        (&bytes[..at], &bytes[at + 8..])
    );
    let told = complaint(&["encode"], edit("12345").as_bytes());
    let expected = format!(
        "line {}: entity 255: `amount` has 5 characters where 8 are expected",
        number + 1
    );
    assert!(told.contains(&expected), "{told}");
}

#[test]
fn counts_and_totals_follow_an_edit_where_that_is_asked_for() {
    let flow = flow();
    let bytes = decomptes(&flow);
    let lines = lines_of(&bytes);
    assert_eq!(
        bytes_of(&["encode", "--recompute"], lines.as_bytes()),
        bytes
    );
    let act = lines
        .lines()
        .find(|line| line.contains("\"entity\":\"255\""))
        .unwrap();
    let edited = lines.replacen(act, &format!("{act}\n{act}"), 1);
    let check = |arguments: &[&str]| {
        let bytes = bytes_of(arguments, edited.as_bytes());
        text_of_check(&bytes)
    };
    assert!(check(&["encode"]).contains("N020"));
    let told = check(&["encode", "--recompute"]);
    assert!(
        !["N003", "N020", "N021", "N025"]
            .iter()
            .any(|code| told.contains(code)),
        "{told}"
    );
    let broken = lines.replacen("\"record\":\"trailer\"", "\"record\":\"closer\"", 1);
    let told = complaint(&["encode", "--recompute"], broken.as_bytes());
    assert!(told.contains("nothing can be recomputed"), "{told}");
}

fn text_of_check(bytes: &[u8]) -> String {
    String::from_utf8(fed(&["check", "--json", "-"], bytes).stdout).unwrap()
}

#[test]
fn keys_in_another_order_make_the_same_file() {
    let bytes = decomptes(&flow());
    // A map of this kind sorts its keys.
    let sorted: Vec<String> = parsed(&lines_of(&bytes))
        .iter()
        .map(Value::to_string)
        .collect();
    assert_eq!(bytes_of(&["encode"], sorted.join("\n\n").as_bytes()), bytes);
}

#[test]
fn lines_of_something_else_are_refused() {
    let told = complaint(&["encode"], b"");
    assert!(told.contains("a head is expected first"), "{told}");
    let told = complaint(&["encode"], b"\n\nnot json\n");
    assert!(told.contains("line 3, column "), "{told}");
    let head = lines_of(b"");
    let told = complaint(&["encode"], head.replace("1.0", "2.0").as_bytes());
    assert!(told.contains("version is 2.0"), "{told}");
    let told = complaint(&["encode"], head.replace("etalon-inspect", "x").as_bytes());
    assert!(told.contains("format is `x`"), "{told}");
    let told = complaint(&["encode", "/nowhere/lines.jsonl"], b"");
    assert!(told.contains("/nowhere/lines.jsonl"), "{told}");
}

#[test]
fn a_file_that_cannot_be_encoded_leaves_none() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out.noe");
    let path = out.to_str().unwrap();
    fs::write(&out, "what was there").unwrap();
    complaint(&["encode", "-o", path], b"not json");
    assert_eq!(fs::read(&out).unwrap(), b"what was there");
    let flow = flow();
    bytes_of(&["encode", "-o", path], lines_of(&flow).as_bytes());
    assert_eq!(fs::read(&out).unwrap(), flow);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_layout_of_the_user_names_the_fields() {
    let folder = tempfile::tempdir().unwrap();
    let profile = folder.path().join("mine.yaml");
    let text_of = |base: &str| {
        format!("{{extends: {base}, version: x, source: the book, confidence: confirmed}}")
    };
    fs::write(&profile, text_of("303-inferred")).unwrap();
    let path = profile.to_str().unwrap();
    let bytes = decomptes(&flow());
    let page = text(&["inspect", "--profile", path, "-"], &bytes);
    assert!(page.contains("mine.yaml"), "{page}");
    let mut arguments = PLAIN.to_vec();
    arguments.extend(["--profile", path]);
    let lines = bytes_of(&arguments, &bytes);
    assert_eq!(bytes_of(&["encode", "--profile", path], &lines), bytes);
    fs::write(&profile, text_of("no-such-layout")).unwrap();
    let told = complaint(&["inspect", "--profile", path, "-"], &bytes);
    assert!(told.contains("no-such-layout"), "{told}");
    let told = complaint(&["inspect", "--profile", "/nowhere/x.yaml", "-"], &bytes);
    assert!(told.contains("/nowhere/x.yaml"), "{told}");
}

#[cfg(feature = "compression")]
mod packed {
    use std::io::Write as _;

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(bytes).unwrap();
        packer.finish().unwrap()
    }

    /// A zstd frame of raw blocks of at most 128 KiB, without checksum (RFC 8878).
    fn zstd(bytes: &[u8]) -> Vec<u8> {
        let mut frame = vec![0x28, 0xB5, 0x2F, 0xFD, 0x80, 0x58];
        frame.extend_from_slice(&u32::try_from(bytes.len()).unwrap().to_le_bytes());
        let blocks: Vec<&[u8]> = bytes.chunks(100_000).collect();
        for (rank, block) in blocks.iter().enumerate() {
            let last = u32::from(rank + 1 == blocks.len());
            let size = u32::try_from(block.len()).unwrap();
            frame.extend_from_slice(&(last | size << 3).to_le_bytes()[..3]);
            frame.extend_from_slice(block);
        }
        frame
    }

    fn file_of(folder: &tempfile::TempDir, name: &str, bytes: &[u8]) -> String {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn lines_of_file(path: &str) -> Vec<u8> {
        bytes_of(&["inspect", "--json", "--no-mask", path], b"")
    }

    #[test]
    fn packed_files_are_read_as_they_come() {
        let folder = tempfile::tempdir().unwrap();
        let flow = flow();
        let (one, two) = flow.split_at(30_000);
        let skippable = [&[0x50, 0x2A, 0x4D, 0x18, 3, 0, 0, 0][..], b"abc"].concat();
        for (name, bytes) in [
            ("a.noe.gz", gzip(&flow)),
            ("b.noe.GZ", [gzip(one), gzip(two)].concat()),
            ("c.noe.zst", zstd(&flow)),
            ("d.noe.zst", [zstd(one), skippable, zstd(two)].concat()),
        ] {
            let path = file_of(&folder, name, &bytes);
            assert_eq!(bytes_of(&["encode"], &lines_of_file(&path)), flow, "{name}");
        }
    }

    #[test]
    fn what_the_zstd_program_packed_is_read() {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/929.noe.zst");
        let lines = lines_of_file(path.to_str().unwrap());
        let sample = "../noemie/tests/data/929-synthetic.txt";
        let sample = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(sample);
        assert_eq!(bytes_of(&["encode"], &lines), fs::read(sample).unwrap());
    }

    #[test]
    fn what_is_cut_short_or_damaged_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let flow = flow();
        let checked =
            fs::read(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/929.noe.zst"))
                .unwrap();
        let mut other = checked.clone();
        *other.last_mut().unwrap() ^= 1;
        let short = |bytes: &[u8]| bytes[..bytes.len() / 2].to_vec();
        for (name, bytes) in [
            ("short.gz", short(&gzip(&flow))),
            ("short.zst", short(&zstd(&flow))),
            ("empty.gz", Vec::new()),
            ("empty.zst", Vec::new()),
            ("plain.gz", flow.clone()),
            ("plain.zst", flow.clone()),
            ("checksum.zst", other),
        ] {
            let path = file_of(&folder, name, &bytes);
            let told = complaint(&["inspect", "--json", &path], b"");
            assert!(told.contains(name), "{told}");
            assert!(told.contains("data cut short or damaged"), "{told}");
            assert!(told.contains("hint: fetch it again"), "{told}");
        }
    }
}

#[cfg(not(feature = "compression"))]
#[test]
fn packed_files_need_the_feature() {
    let folder = tempfile::tempdir().unwrap();
    let path: PathBuf = folder.path().join("a.noe.gz");
    fs::write(&path, "").unwrap();
    let told = complaint(&["inspect", path.to_str().unwrap()], b"");
    assert!(
        told.contains("feature `compression`") && told.contains("gzip -d"),
        "{told}"
    );
}

/// The example of docs/inspect.md is what étalon says.
#[test]
fn the_page_of_the_format_tells_the_truth() {
    let page =
        fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/inspect.md"))
            .unwrap();
    let page = page.replace("\r\n", "\n");
    let block = |start: &str| {
        let from = page.find(start).unwrap() + start.len();
        let to = from + page[from..].find("```").unwrap();
        page[from..to].to_owned()
    };
    let sample =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../noemie/tests/data/929-synthetic.txt");
    let bytes = fs::read(&sample).unwrap();
    assert_eq!(bytes_of(&["encode"], lines_of(&bytes).as_bytes()), bytes);
    for (start, arguments) in [
        (
            "<!-- masked -->\n```json\n",
            &["inspect", "--json", "-"][..],
        ),
        ("<!-- page -->\n```text\n", &["inspect", "-"]),
    ] {
        let shown = text(arguments, &bytes);
        let mut rest = shown.as_str();
        for line in block(start).lines().filter(|line| *line != "…") {
            let at = rest.find(&format!("{line}\n"));
            let at = at.unwrap_or_else(|| panic!("not said: {line}\n{shown}"));
            rest = &rest[at + line.len()..];
        }
    }
}

#[test]
fn a_line_without_end_is_refused_before_it_fills_the_memory() {
    let run = fed(&["encode", "-"], &vec![b'x'; 3 << 20]);
    assert_eq!(run.status.code(), Some(2), "{}", said(&run));
    assert!(
        said(&run).contains("line 1 is longer than 1048576 bytes"),
        "{}",
        said(&run)
    );
}

#[test]
fn packed_bytes_that_no_name_announces_are_said_to_be_packed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("flow.noe");
    fs::write(&path, [0x1F, 0x8B, 8, 0, 0, 0]).unwrap();
    let path = path.to_str().unwrap();
    for (arguments, input) in [
        (["check", path], &b""[..]),
        (["inspect", path], b""),
        (["check", "-"], b"\x28\xB5\x2F\xFD\0"),
    ] {
        let run = fed(&arguments, input);
        assert_eq!(run.status.code(), Some(2), "{}", said(&run));
        assert!(said(&run).contains("and nothing says so"), "{}", said(&run));
    }
}
