//! Lists the scenarios and the requirements that are embedded: each file of a family's folder, by its name.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// Scenarios that stand beside the folders.
const ALONE: [&str; 6] = [
    "busy-caisse",
    "cut-transfers",
    "demo",
    "options",
    "silent-caisse",
    "worked-examples",
];

/// Folders that hold no scenarios.
const DATA: [&str; 2] = ["products", "requirements"];

fn main() -> io::Result<()> {
    let root = Path::new(&env::var("CARGO_MANIFEST_DIR").unwrap_or_default()).join("../scenarios");
    println!("cargo::rerun-if-changed={}", root.display());
    let mut scenarios: Vec<String> = ALONE.iter().map(|id| format!("{id}.yaml")).collect();
    for folder in sorted(&root)? {
        let name = name_of(&folder);
        if folder.is_dir() && !DATA.contains(&name.as_str()) {
            println!("cargo::rerun-if-changed={}", folder.display());
            scenarios.extend(yaml(&root, &name)?);
        }
    }
    let requirements = if root.join("requirements").is_dir() {
        yaml(&root, "requirements")?
    } else {
        Vec::new()
    };
    let mut code = String::new();
    table(
        &mut code,
        &root,
        "SHIPPED",
        "Every scenario that ships inside the binary: name and text.",
        &scenarios,
    );
    table(
        &mut code,
        &root,
        "REQUIREMENT_FILES",
        "The requirement catalogue, a file a family: name and text.",
        &requirements,
    );
    let out = PathBuf::from(env::var("OUT_DIR").unwrap_or_default());
    fs::write(out.join("shipped.rs"), code)
}

fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

fn sorted(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)?;
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| Ok(entry?.path()))
        .collect::<io::Result<_>>()?;
    paths.sort();
    Ok(paths)
}

/// The YAML files of a folder, from the root.
fn yaml(root: &Path, folder: &str) -> io::Result<Vec<String>> {
    let names = sorted(&root.join(folder))?;
    let names = names.iter().map(|path| name_of(path));
    let names = names.filter(|name| name.ends_with(".yaml"));
    Ok(names.map(|name| format!("{folder}/{name}")).collect())
}

fn table(code: &mut String, root: &Path, name: &str, about: &str, files: &[String]) {
    let Ok(root) = root.canonicalize() else {
        return;
    };
    let _ = writeln!(code, "/// {about}\npub static {name}: &[(&str, &str)] = &[");
    for file in files {
        let path = root.join(file);
        let _ = writeln!(code, "    (\"scenarios/{file}\", include_str!({path:?})),");
    }
    let _ = writeln!(code, "];");
}
