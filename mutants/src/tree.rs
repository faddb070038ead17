//! A copy of the workspace with every mutant of a package in it, built once.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::list::{Genre, Mutant, Place};
use crate::weave::{Lines, Woven, weave};

/// What holds the switch of the mutants, in the crate under test.
const SWITCH: &str = include_str!("switch.rs.in");

/// What keeps the copy from building.
#[derive(Default)]
struct Wrong {
    mutants: BTreeSet<usize>,
    /// Functions that a constant calls, by name.
    constants: BTreeSet<String>,
}

impl Wrong {
    fn is_empty(&self) -> bool {
        self.mutants.is_empty() && self.constants.is_empty()
    }
}

/// A test program.
pub struct Program {
    pub name: String,
    pub path: PathBuf,
}

/// The copy.
pub struct Tree {
    root: PathBuf,
    package: String,
}

impl Tree {
    /// Copies the workspace, as git knows it, but for what the mutants are woven into.
    pub fn copy(from: &Path, to: &Path, package: &str, mutants: &[Mutant]) -> Self {
        let mut woven: HashSet<_> = mutants.iter().map(|mutant| mutant.file.as_str()).collect();
        let lib = format!("{package}/src/lib.rs");
        woven.insert(&lib);
        let listed = Command::new("git")
            .args([
                "ls-files",
                "-z",
                "--cached",
                "--others",
                "--exclude-standard",
            ])
            .current_dir(from)
            .output()
            .expect("git lists the files");
        let listed = String::from_utf8(listed.stdout).expect("paths in UTF-8");
        for file in listed
            .split_terminator('\0')
            .filter(|file| !woven.contains(file))
        {
            let (source, target) = (from.join(file), to.join(file));
            if let (true, Some(folder)) = (source.is_file(), target.parent()) {
                fs::create_dir_all(folder).expect("room for the copy");
                let same = fs::read(&source).ok() == fs::read(&target).ok();
                if !same {
                    fs::copy(&source, &target).expect("room for the copy");
                }
            }
        }
        Self {
            root: to.to_owned(),
            package: package.to_owned(),
        }
    }

    /// The folder of the package.
    pub fn folder(&self) -> PathBuf {
        self.root.join(&self.package)
    }

    /// Weaves the mutants in until it builds. Gives those that are in.
    pub fn weave(&self, original: &Path, mutants: &[Mutant]) -> HashSet<usize> {
        let mut files: BTreeMap<&str, Vec<(usize, &Mutant)>> = BTreeMap::new();
        for (id, mutant) in mutants.iter().enumerate() {
            files.entry(&mutant.file).or_default().push((id, mutant));
        }
        let main = fs::read_to_string(original.join(&self.package).join("src/lib.rs"));
        let main = main.expect("the package is a library");
        let folder = self.folder().join("src");
        let count = format!("const MUTANTS: usize = {};\n", mutants.len());
        write(
            &folder.join("mutants_switch.rs"),
            &format!("{SWITCH}\n{count}"),
        );
        // What did not build the last time, by name.
        let noted = self.root.join("target/left-out");
        let names = fs::read_to_string(&noted).unwrap_or_default();
        let names: HashSet<_> = names.lines().collect();
        let wrong_then = mutants
            .iter()
            .enumerate()
            .filter(|(_, mutant)| names.contains(mutant.name.as_str()));
        let mut left_out: HashSet<usize> = wrong_then.map(|(id, _)| id).collect();
        let noted_constants = self.root.join("target/constants");
        let names = fs::read_to_string(&noted_constants).unwrap_or_default();
        let mut constants: BTreeSet<String> = names.lines().map(str::to_owned).collect();
        loop {
            let mut woven = BTreeMap::new();
            for (file, mutants) in &files {
                let source = fs::read_to_string(original.join(file)).expect("a listed file");
                let made = weave(&source, mutants, &left_out, &constants);
                let mut text = made.text.clone();
                if file.ends_with("src/lib.rs") {
                    text += "\nmod mutants_switch;\n";
                }
                write(&self.root.join(file), &text);
                woven.insert(*file, made);
            }
            let lib = format!("{}/src/lib.rs", self.package);
            if !files.contains_key(lib.as_str()) {
                write(
                    &self.root.join(&lib),
                    &format!("{main}\nmod mutants_switch;\n"),
                );
            }
            let wrong = self.wrong(mutants, &woven);
            let before = left_out.len() + constants.len();
            left_out.extend(wrong.mutants.iter().copied());
            constants.extend(wrong.constants.iter().cloned());
            eprintln!("{} mutants do not build", left_out.len());
            let names: Vec<_> = left_out
                .iter()
                .map(|id| mutants[*id].name.as_str())
                .collect();
            write(&noted, &names.join("\n"));
            let names: Vec<_> = constants.iter().map(String::as_str).collect();
            write(&noted_constants, &names.join("\n"));
            if wrong.is_empty() {
                return woven
                    .values()
                    .flat_map(|made| made.mutants.clone())
                    .collect();
            }
            assert!(
                left_out.len() + constants.len() > before,
                "the copy in {} does not build",
                self.root.display()
            );
        }
    }

    /// What the compiler complains about.
    fn wrong(&self, mutants: &[Mutant], woven: &BTreeMap<&str, Woven>) -> Wrong {
        let checked = self.cargo(&["check", "--lib"]);
        let mut wrong = Wrong::default();
        for message in messages(&checked.stdout) {
            let message = &message["message"];
            if message["level"] != "error" {
                continue;
            }
            if message["code"]["code"] == "E0015" {
                // cannot call non-const method `Type::<'_>::name` in constants
                let told = message["message"].as_str().unwrap_or_default();
                let called = told.split('`').nth(1).unwrap_or_default();
                let name = called.rsplit("::").find(|part| !part.contains('<'));
                if let Some(name) = name.filter(|name| *name != "on") {
                    wrong.constants.insert(name.to_owned());
                    continue;
                }
            }
            let mut blamed: BTreeSet<usize> = BTreeSet::new();
            for span in message["spans"].as_array().into_iter().flatten() {
                if span["is_primary"] != true {
                    continue;
                }
                let file = span["file_name"].as_str().unwrap_or_default();
                let Some(made) = woven.get(file) else {
                    continue;
                };
                let number = |key: &str| span[key].as_u64().unwrap_or(1) as usize;
                let place = Place {
                    line: number("line_start"),
                    column: number("column_start"),
                };
                let at = Lines::new(&made.text).offset(place);
                let piece = made.pieces.iter().find(|(piece, _)| piece.contains(&at));
                let function = made
                    .functions
                    .iter()
                    .rfind(|(function, _)| function.contains(&at));
                match (piece, function) {
                    (Some((_, mutant)), _) => {
                        blamed.insert(*mutant);
                    }
                    // What replaces the function may fix its type otherwise than its body does.
                    (None, Some((_, whole)))
                        if message["code"]["code"] == "E0308"
                            && whole.iter().any(|id| made.mutants.contains(id)) =>
                    {
                        blamed.extend(whole);
                    }
                    (None, Some((function, _))) => {
                        let inside = made
                            .pieces
                            .iter()
                            .filter(|(piece, _)| function.contains(&piece.start));
                        let inside: Vec<_> = inside.map(|(_, mutant)| *mutant).collect();
                        // A match that is no longer exhaustive is told where it begins.
                        let arms: Vec<_> = inside
                            .iter()
                            .filter(|id| mutants[**id].genre == Genre::MatchArm)
                            .collect();
                        if arms.is_empty() {
                            blamed.extend(inside);
                        } else {
                            blamed.extend(arms);
                        }
                    }
                    (None, None) => {}
                }
            }
            wrong.mutants.extend(blamed);
        }
        assert!(
            checked.status.success() || !wrong.is_empty(),
            "the copy does not build:\n{}",
            String::from_utf8_lossy(&checked.stderr)
        );
        wrong
    }

    /// Builds the tests.
    pub fn build(&self) -> Vec<Program> {
        let built = self.cargo(&["test", "--no-run", "--lib", "--tests"]);
        assert!(
            built.status.success(),
            "the tests do not build:\n{}",
            String::from_utf8_lossy(&built.stderr)
        );
        let programs = messages(&built.stdout).filter_map(|message| {
            let path = PathBuf::from(message["executable"].as_str()?);
            let name = message["target"]["name"].as_str()?.to_owned();
            Some(Program { name, path })
        });
        programs.collect()
    }

    fn cargo(&self, arguments: &[&str]) -> std::process::Output {
        let mut command = Command::new("cargo");
        command
            .args(arguments)
            .args(["--package", &self.package, "--message-format", "json"])
            .current_dir(&self.root)
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .env("CARGO_PROFILE_TEST_DEBUG", "0")
            .env("CARGO_PROFILE_DEV_OPT_LEVEL", "1")
            // Never shared: cargo names what it builds of a copy as it names what it builds of the original.
            .env("CARGO_TARGET_DIR", self.root.join("target"));
        command.output().expect("cargo runs")
    }
}

fn messages(output: &[u8]) -> impl Iterator<Item = serde_json::Value> + '_ {
    let lines = output.split(|byte| *byte == b'\n');
    lines.filter_map(|line| serde_json::from_slice(line).ok())
}

fn write(path: &Path, text: &str) {
    if fs::read_to_string(path).ok().as_deref() != Some(text) {
        let folder = path.parent().expect("a file is in a folder");
        fs::create_dir_all(folder).expect("room for the copy");
        fs::write(path, text).expect("room for the copy");
    }
}
