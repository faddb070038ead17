//! The 408 files of a mutuelle that does not write its own (noemie-format §6.1).

use std::collections::BTreeMap;

use domain::{Caisse, Day, Member, Nir, OcNumber, Party, Role};
use noemie::Header;
use noemie::framing::Framing;
use noemie::links::{Movement, MovementKind};
use noemie::profile::Profile;
use rustc_hash::FxHashMap;

use crate::FlowError;
use crate::lot::{Change, ChangedRow};

/// The 408 files that declare members. One file an OC and caisse, in order.
///
/// # Errors
/// Where a member does not fit the layout (a name too long, an accent).
pub fn declare(
    members: &[Member],
    day: Day,
    profile: &Profile,
    framing: &Framing,
) -> Result<Vec<Vec<u8>>, FlowError> {
    written(&all(members, day, profile.reference()), profile, framing)
}

/// What those files say.
pub(crate) fn all(members: &[Member], day: Day, reference: u16) -> Vec<MovementFile> {
    let rows = members.iter().map(|member| (MovementKind::Create, member));
    files_of(rows, members.iter(), day, reference)
}

/// What a 408 file says.
pub(crate) type MovementFile = (Header, Vec<Movement>);

/// The 408 files that declare a change: `members` is the portfolio before it. One file an OC and caisse, in
/// order.
///
/// # Errors
/// As [`declare`].
pub fn declare_change(
    members: &[Member],
    change: &Change,
    profile: &Profile,
    framing: &Framing,
) -> Result<Vec<Vec<u8>>, FlowError> {
    let members: Vec<&Member> = members.iter().collect();
    let files = of_change(&members, change, profile.reference());
    written(&files, profile, framing)
}

/// What those files say.
pub(crate) fn of_change(members: &[&Member], change: &Change, reference: u16) -> Vec<MovementFile> {
    let changed: BTreeMap<usize, &Member> = change
        .rows
        .iter()
        .map(|row| (row.place, &row.member))
        .collect();
    // Only those who may give their name to somebody's row: a portfolio is long, and changes are many.
    let kept = members.iter().copied().enumerate();
    let kept = kept.filter(|(_, member)| member.role == Role::Insured);
    let kept = kept.filter(|(place, _)| !changed.contains_key(place));
    let after = kept
        .map(|(_, member)| member)
        .chain(changed.values().copied());
    let rows = change.rows.iter().filter_map(|row| {
        let kind = row.movement(members.get(row.place).copied())?;
        Some((kind, &row.member))
    });
    files_of(rows, after, change.day, reference)
}

impl ChangedRow {
    /// The movement that it asks for, after that row; none where the caisse has no part in the change. A row that stands
    /// in a change as it stood before had been rejected before its time, and is presented again (field notes §1.3).
    #[must_use]
    pub fn movement(&self, before: Option<&Member>) -> Option<MovementKind> {
        if before == Some(&self.member) {
            return Some(MovementKind::Create);
        }
        movement(before, &self.member)
    }
}

/// The movement that a changed row of the portfolio asks for; none where the caisse has no part in the change.
#[must_use]
pub fn movement(before: Option<&Member>, after: &Member) -> Option<MovementKind> {
    let Some(before) = before else {
        return Some(MovementKind::Create);
    };
    let who = |row: &Member| {
        let identity = (row.nir, row.key, row.birth, row.rank, row.role);
        (row.oc, row.caisse, identity, row.start)
    };
    if who(before) != who(after) {
        Some(MovementKind::Create)
    } else if before.end.is_none() && after.end.is_some() {
        Some(MovementKind::Cancel)
    } else if before.end != after.end
        || (&before.name, &before.first_name) != (&after.name, &after.first_name)
    {
        Some(MovementKind::Modify)
    } else {
        None
    }
}

/// The 408 files that declare those rows of the portfolio `members`, each by its movement: where several rows are
/// an insured's, the last gives their name. One file an OC and caisse, in order.
///
/// # Errors
/// As [`declare`].
pub fn declare_rows<'m>(
    rows: impl Iterator<Item = (MovementKind, &'m Member)>,
    members: impl Iterator<Item = &'m Member>,
    day: Day,
    profile: &Profile,
    framing: &Framing,
) -> Result<Vec<Vec<u8>>, FlowError> {
    let files = files_of(rows, members, day, profile.reference());
    written(&files, profile, framing)
}

fn written(
    files: &[MovementFile],
    profile: &Profile,
    framing: &Framing,
) -> Result<Vec<Vec<u8>>, FlowError> {
    let files = files.iter().map(|(header, movements)| {
        let mut bytes = Vec::new();
        noemie::links::write_movements(profile, header, movements, framing, &mut bytes)?;
        Ok(bytes)
    });
    files.collect()
}

fn files_of<'m>(
    rows: impl Iterator<Item = (MovementKind, &'m Member)>,
    members: impl Iterator<Item = &'m Member>,
    day: Day,
    reference: u16,
) -> Vec<MovementFile> {
    let rows: Vec<_> = rows.collect();
    let mut insured: FxHashMap<Nir, Option<&Member>> =
        rows.iter().map(|(_, row)| (row.nir, None)).collect();
    for member in members.filter(|member| member.role == Role::Insured) {
        if let Some(known) = insured.get_mut(&member.nir) {
            *known = Some(member);
        }
    }
    let mut by_caisse: BTreeMap<(OcNumber, Caisse), Vec<Movement>> = BTreeMap::new();
    for (kind, member) in rows {
        let insured = insured
            .get(&member.nir)
            .copied()
            .flatten()
            .unwrap_or(member);
        let movements = by_caisse.entry((member.oc, member.caisse)).or_default();
        movements.push(Movement {
            oc: member.oc,
            nir: member.nir,
            key: member.key,
            insured_name: insured.name.clone(),
            insured_first_name: insured.first_name.clone(),
            birth: member.birth,
            rank: member.rank,
            name: member.name.clone(),
            first_name: member.first_name.clone(),
            member: member.member,
            kind,
            contract_type: member.rights.link_type(),
            start: member.start,
            end: member.end,
        });
    }
    let files = by_caisse.into_iter().map(|((oc, caisse), movements)| {
        let header = Header {
            sender: Party::oc(oc),
            receiver: Party::caisse(caisse),
            exchange: *b"MU",
            reference,
            date: day,
            stamp: domain::FileStamp(*b"000001"),
        };
        (header, movements)
    });
    files.collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]

    use super::*;
    use crate::{AdversityRates, WorldData, WorldSpec};

    /// Nothing that is declared is lost on the wire, nor anything put in: the caisse may be told without it.
    #[test]
    fn what_is_declared_is_what_a_reader_finds() {
        let (profile, framing) = (noemie::Profiles::shipped().movements(), Framing::default());
        let reads = |files: &[MovementFile]| {
            let bytes = written(files, profile, &framing).unwrap().concat();
            let read = noemie::links::read_movements(&bytes, profile).into_iter();
            let read: Vec<MovementFile> = read
                .map(|file| {
                    let movements = file.entries.into_iter().map(|(movement, _)| movement);
                    (file.header.unwrap(), movements.collect())
                })
                .collect();
            assert_eq!(read, files);
        };
        let data = WorldData::embedded().unwrap();
        for adversities in [AdversityRates::none(), AdversityRates::all(30)] {
            let spec = WorldSpec {
                insured: 300,
                adversities,
                ..WorldSpec::demo()
            };
            let lot = crate::lot_without_care(3, &spec, 0, &data).unwrap();
            reads(&all(&lot.members, spec.start, profile.reference()));
            let mut members = lot.members.clone();
            assert!(lot.changes.len() > 5, "{}", lot.changes.len());
            for change in &lot.changes {
                let files = of_change(
                    &members.iter().collect::<Vec<_>>(),
                    change,
                    profile.reference(),
                );
                if !files.is_empty() {
                    reads(&files);
                }
                change.apply(&mut members);
            }
        }
    }
}
