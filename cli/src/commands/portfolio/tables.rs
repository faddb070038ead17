//! The portfolios of scenarios as tables, for engines that are loaded beforehand.

use std::fs;
use std::path::Path;

use conformance::preload::{Listed, Tables, TablesError, Together, World, worlds};
use serde::Serialize;

use crate::args::PortfolioExportArgs;
use crate::commands::run::scenarios;
use crate::exit::{Exit, Failure};

/// The index of an export.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Index {
    schema_version: u8,
    /// Of the generated scenarios: a run with another has other people.
    seed: u64,
    /// Whether one set of tables holds all.
    together: bool,
    worlds: Vec<Listed>,
}

/// Writes them, a folder a world or all together.
pub(super) fn export(args: &PortfolioExportArgs, folder: &Path) -> Result<Exit, Failure> {
    let mut asked = Vec::new();
    for word in &args.scenarios {
        asked.extend(scenarios(word)?);
    }
    // What a suite brought and this build cannot play is skipped in a run as well.
    asked.retain(|one| !one.by_suite || one.scenario.play().is_ok());
    empty(folder)?;
    let mut export = Export {
        folder,
        together: args.together.then(Together::default),
        all: Tables::default(),
        listed: Vec::new(),
    };
    let seed = args.world.seed();
    worlds(&asked, seed, args.today, |world| export.world(&world))?;
    export.finish(seed)
}

/// What an earlier export left would be loaded with this one.
fn empty(folder: &Path) -> Result<(), Failure> {
    let there = fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
    if there {
        return Err(Failure::Usage(
            format!("{} is not empty", folder.display()),
            Some("give a new folder with --out".to_owned()),
        ));
    }
    Ok(())
}

struct Export<'a> {
    folder: &'a Path,
    /// Set where all are loaded together.
    together: Option<Together>,
    all: Tables,
    listed: Vec<Listed>,
}

impl Export<'_> {
    fn world(&mut self, world: &World) -> Result<(), Failure> {
        let mut listed = Listed {
            scenario: world.scenario.clone(),
            lot: world.lot,
            members: world.members.len(),
            contracts: 0,
            folder: None,
            left_out: world.left_out.clone(),
        };
        if listed.left_out.is_none() {
            if let Some(together) = &mut self.together {
                together.add(world).map_err(|clash| {
                    let hint = "without --together each scenario and lot has a folder of its own, which is loaded at its `reset`";
                    Failure::Usage(format!("they cannot be loaded together: {clash}"), Some(hint.to_owned()))
                })?;
                listed.contracts = self.all.add(world).map_err(table)?;
            } else {
                let mut tables = Tables::default();
                listed.contracts = tables.add(world).map_err(table)?;
                let name = format!("{}/lot-{:04}", world.scenario, world.lot);
                write(&self.folder.join(&name), &tables)?;
                listed.folder = Some(name);
            }
        }
        self.listed.push(listed);
        Ok(())
    }

    fn finish(self, seed: u64) -> Result<Exit, Failure> {
        let (out, rest): (Vec<_>, Vec<_>) =
            self.listed.iter().partition(|one| one.left_out.is_some());
        let sum = |of: fn(&Listed) -> usize| rest.iter().map(|one| of(one)).sum::<usize>();
        let (members, contracts) = (sum(|one| one.members), sum(|one| one.contracts));
        if self.together.is_some() {
            write(self.folder, &self.all)?;
        }
        let mut said = format!(
            "{members} members and {contracts} contracts of {} worlds in {}: seed {seed}",
            rest.len(),
            self.folder.display()
        );
        if !out.is_empty() {
            let why = "`left-out` in portfolio.json says why";
            said.push_str(&format!("; {} left out ({why})", out.len()));
        }
        let index = Index {
            schema_version: 1,
            seed,
            together: self.together.is_some(),
            worlds: self.listed,
        };
        let text = serde_json::to_vec_pretty(&index).unwrap_or_default();
        put(self.folder, "portfolio.json", &text)?;
        eprintln!("{said}");
        Ok(Exit::Fine)
    }
}

fn table(error: TablesError) -> Failure {
    Failure::usage(error.to_string())
}

fn write(folder: &Path, tables: &Tables) -> Result<(), Failure> {
    for (name, bytes) in tables.files().map_err(table)? {
        put(folder, name, &bytes)?;
    }
    Ok(())
}

fn put(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), Failure> {
    let path = folder.join(name);
    let failed = || Failure::io(format!("failed to write {}", path.display()));
    fs::create_dir_all(folder).map_err(failed())?;
    fs::write(&path, bytes).map_err(failed())
}
