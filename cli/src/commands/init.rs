use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use crate::args::{InitArgs, Language};
use crate::exit::{Exit, Failure};

/// A sample adapter: the folder it has in `docs/adapters`, its files by name, and what runs it.
struct Sample {
    folder: &'static str,
    files: &'static [(&'static str, &'static str)],
    needs: &'static str,
}

macro_rules! sample {
    ($folder:literal, $needs:literal, $($file:literal),+) => {
        Sample {
            folder: concat!("docs/adapters/", $folder),
            needs: $needs,
            files: &[$((
                $file,
                include_str!(concat!("../../../docs/adapters/", $folder, "/", $file)),
            )),+],
        }
    };
}

fn sample(language: Language) -> Sample {
    match language {
        Language::Python => sample!(
            "python",
            "python3",
            "adapter.py",
            "engine.py",
            "README.md",
            "target.yaml"
        ),
        Language::Node => sample!(
            "node",
            "node",
            "adapter.mjs",
            "engine.mjs",
            "README.md",
            "target.yaml"
        ),
        Language::Java => sample!(
            "java",
            "javac, java",
            "Adapter.java",
            "Engine.java",
            "Json.java",
            "start.sh",
            "README.md",
            "target.yaml"
        ),
        Language::Rust => sample!(
            "rust",
            "cargo",
            "Cargo.toml",
            "src/main.rs",
            "src/engine.rs",
            "README.md",
            "target.yaml"
        ),
    }
}

/// Lays a sample adapter down.
pub(crate) fn init(args: &InitArgs) -> Result<Exit, Failure> {
    let sample = sample(args.target);
    let there = sample.files.iter().map(|(name, _)| args.folder.join(name));
    let there: Vec<String> = there
        .filter(|path| path.symlink_metadata().is_ok())
        .map(|path| path.display().to_string())
        .collect();
    if !there.is_empty() {
        return Err(Failure::Usage(
            format!("{} is there already, nothing was written", there.join(", ")),
            Some("name another folder: etalon init --target … DIR".to_owned()),
        ));
    }
    for (name, text) in sample.files {
        let path = args.folder.join(name);
        let mut place = args.folder.display().to_string();
        if *name == "target.yaml" {
            // It stands between single quotes there.
            place = place.replace('\'', "''");
        }
        let text = relocated(text, sample.folder, &place);
        write(&path, &text).map_err(Failure::io(format!("failed to write {}", path.display())))?;
    }
    let names: Vec<&str> = sample.files.iter().map(|(name, _)| *name).collect();
    let target = args.folder.join("target.yaml");
    let (folder, target, names) = (args.folder.display(), target.display(), names.join(", "));
    let needs = sample.needs;
    anstream::eprintln!(
        "{}",
        args.lang.pick(
            &format!(
                "dans {folder} : {names}\n\
                 il faut : {needs}\n\
                 ensuite, depuis ce dossier-ci :\n\
                 \u{20} etalon doctor --target {target} --lang fr\n\
                 \u{20} etalon run smoke --target {target} --lang fr\n\
                 puis remplacer le moteur jouet par un appel au vôtre : README.md dit où"
            ),
            &format!(
                "in {folder}: {names}\n\
                 needed: {needs}\n\
                 next, from the folder you are in:\n\
                 \u{20} etalon doctor --target {target}\n\
                 \u{20} etalon run smoke --target {target}\n\
                 then replace the toy engine by a call to yours: README.md says where"
            ),
        )
    );
    Ok(Exit::Fine)
}

/// A text in which the sample's place in the repository is the folder it is laid down in, and what leads out of the
/// folder is left out.
fn relocated(text: &str, from: &str, to: &str) -> String {
    let to = to.trim_end_matches('/');
    let text = if to == "." {
        text.replace(&format!("{from}/"), "")
    } else {
        text.replace(from, to)
    };
    let lines = text.split_inclusive('\n');
    lines.filter(|line| !line.contains("$schema=../")).collect()
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(text.as_bytes())
}
