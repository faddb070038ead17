//! The portfolio as a command finds it.

use std::fs;
use std::io;
use std::path::Path;

use domain::{Member, Role};

/// Writes members and contracts: `members.json`, as the adapter protocol has them, and `members.csv`, one row a person
/// and contract (semicolons, days as AAAA-MM-JJ, everything else of `rights` as JSON in the last column).
pub(super) fn write(folder: &Path, members: &[Member]) -> io::Result<()> {
    let json = serde_json::to_vec(members).map_err(io::Error::from)?;
    fs::write(folder.join("members.json"), json)?;
    fs::write(folder.join("members.csv"), table(members)?)
}

const HEADER: [&str; 15] = [
    "oc",
    "member",
    "contract",
    "product",
    "caisse",
    "nir",
    "key",
    "role",
    "birth",
    "rank",
    "name",
    "first-name",
    "start",
    "end",
    "rights",
];

fn table(members: &[Member]) -> io::Result<Vec<u8>> {
    let mut building = csv::WriterBuilder::new();
    let mut csv = building.delimiter(b';').from_writer(Vec::new());
    csv.write_record(HEADER).map_err(io::Error::other)?;
    for member in members {
        let role = match member.role {
            Role::Insured => "insured",
            Role::Dependant => "dependant",
        };
        let row = [
            member.oc.to_string(),
            member.member.to_string(),
            member.contract.to_string(),
            member.product.to_string(),
            member.caisse.to_string(),
            member.nir.to_string(),
            member.key.to_string(),
            role.to_owned(),
            member.birth.to_string(),
            member.rank.get().to_string(),
            member.name.to_string(),
            member.first_name.to_string(),
            member.start.to_string(),
            member.end.map(|day| day.to_string()).unwrap_or_default(),
            serde_json::to_string(&member.rights).map_err(io::Error::from)?,
        ];
        csv.write_record(&row).map_err(io::Error::other)?;
    }
    csv.into_inner()
        .map_err(|error| io::Error::other(error.to_string()))
}
