//! The 408 files of a mutuelle that does not write its own (noemie-format §6.1).

use std::collections::BTreeMap;

use domain::{Caisse, Day, Member, Nir, OcNumber, Party, Role};
use noemie::Header;
use noemie::framing::Framing;
use noemie::links::{Movement, MovementKind};
use noemie::profile::Profile;

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
    let rows = members.iter().map(|member| (MovementKind::Create, member));
    declare_rows(rows, members.iter(), day, profile, framing)
}

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
    let changed: BTreeMap<usize, &Member> = change
        .rows
        .iter()
        .map(|row| (row.place, &row.member))
        .collect();
    let kept = members.iter().enumerate();
    let kept = kept.filter(|(place, _)| !changed.contains_key(place));
    let after = kept
        .map(|(_, member)| member)
        .chain(changed.values().copied());
    let rows = change.rows.iter().filter_map(|row| {
        let kind = row.movement(members.get(row.place))?;
        Some((kind, &row.member))
    });
    declare_rows(rows, after, change.day, profile, framing)
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
    let rows: Vec<_> = rows.collect();
    let mut insured: BTreeMap<Nir, Option<&Member>> =
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
            contract_type: *b"01",
            start: member.start,
            end: member.end,
        });
    }
    let mut files = Vec::new();
    for ((oc, caisse), movements) in by_caisse {
        let header = Header {
            sender: Party::oc(oc),
            receiver: Party::caisse(caisse),
            exchange: *b"MU",
            reference: profile.reference(),
            date: day,
            stamp: domain::FileStamp(*b"000001"),
        };
        let mut bytes = Vec::new();
        noemie::links::write_movements(profile, &header, &movements, framing, &mut bytes)?;
        files.push(bytes);
    }
    Ok(files)
}
