//! Links with the caisses: 408 files out, 929 files in (noemie-format §6).

use std::collections::HashMap;

use domain::{Caisse, Day, FileStamp, Member, MemberNumber, Nir, OcNumber, Party, Role};
use noemie::links::{
    AnswerKind, LinkAnswer, Movement, MovementKind, read_answers, write_movements,
};
use noemie::reasons::{ReasonGroup, reason};
use noemie::{Framing, Header, Profile, WriteError};
use protocol::{LinkStatus, PersonLink};

use crate::Bug;
use crate::files::{damage, told};

/// Exchange type of a 408 at 000/48-49: not known, `MU` by default (noemie-format §6.1).
const EXCHANGE: [u8; 2] = *b"MU";

/// The 408 files that tell on that day what changed since `told`: one an OC and caisse, in the order in which
/// the portfolio first names them, after `sent` files of the scenario. The rows `again` are created again, as if
/// nothing had been told of them.
pub(crate) fn movement_files(
    told: &[Member],
    members: &[Member],
    again: &[Member],
    day: Day,
    sent: u32,
    profile: &Profile,
    bugs: &[Bug],
) -> Vec<Result<Vec<u8>, WriteError>> {
    let mut insured: HashMap<Nir, &Member> = HashMap::new();
    for member in members.iter().filter(|row| row.role == Role::Insured) {
        insured.entry(member.nir).or_insert(member);
    }
    let before: HashMap<Row<'_>, &Member> = by_row(told).into_iter().collect();
    let mut groups: Vec<((OcNumber, Caisse), Vec<Movement>)> = Vec::new();
    for (row, member) in by_row(members) {
        let before = before.get(&row).copied();
        let before = before.filter(|_| !again.contains(member));
        let Some(kind) = kind(before, member) else {
            continue;
        };
        if member.role != Role::Insured && bugs.contains(&Bug::DeclaresInsuredOnly) {
            continue;
        }
        let way = (member.oc, member.caisse);
        let movement = movement(kind, member, insured.get(&member.nir).copied());
        let movement = misdeclared(movement, day, bugs);
        match groups.iter_mut().find(|(other, _)| *other == way) {
            Some((_, movements)) => movements.push(movement),
            None => groups.push((way, vec![movement])),
        }
    }
    let numbered = (sent + 1..).zip(groups);
    numbered
        .map(|(number, ((oc, caisse), movements))| {
            let header = Header {
                sender: Party::oc(oc),
                receiver: Party::caisse(caisse),
                exchange: EXCHANGE,
                reference: profile.reference(),
                date: day,
                stamp: stamp(number),
            };
            let mut bytes = Vec::new();
            write_movements(
                profile,
                &header,
                &movements,
                &Framing::default(),
                &mut bytes,
            )?;
            Ok(bytes)
        })
        .collect()
}

/// A movement as the planted bugs declare it.
fn misdeclared(mut movement: Movement, day: Day, bugs: &[Bug]) -> Movement {
    let has = |bug| bugs.contains(&bug);
    if has(Bug::ModificationAsCreation) && movement.kind == MovementKind::Modify {
        movement.kind = MovementKind::Create;
    }
    if has(Bug::CancellationFromToday) && movement.kind == MovementKind::Cancel {
        movement.start = day;
    }
    if has(Bug::AlwaysOrdinaryContract) {
        movement.contract_type = *b"01";
    }
    movement
}

/// What a 929 says of each person, or why it is refused.
pub(crate) fn person_links(
    bytes: &[u8],
    profile: &Profile,
    bugs: &[Bug],
) -> Result<Vec<PersonLink>, String> {
    let mut files = read_answers(bytes, profile);
    if let Some(finding) = files.iter().find_map(|file| damage(file.findings())) {
        return Err(told(finding));
    }
    let file = match (files.pop(), files.is_empty()) {
        (Some(file), true) => file,
        _ => return Err("one file a message is expected".to_owned()),
    };
    if !file.unreadable.is_empty() {
        return Err("an answer of the file cannot be read".to_owned());
    }
    Ok(file
        .entries
        .iter()
        .map(|(answer, _)| link(answer, bugs))
        .collect())
}

/// The creations that a 929 rejects because their first day had not come: they are presented again, not dropped (field
/// notes §1.3).
pub(crate) fn too_early(bytes: &[u8], profile: &Profile) -> Vec<Movement> {
    /// The validity period of the OC is not current (noemie-format §6.3).
    const NOT_CURRENT: u8 = 22;
    let files = read_answers(bytes, profile).into_iter();
    let answers = files.flat_map(|file| {
        let day = file.header.map(|header| header.date);
        file.entries
            .into_iter()
            .map(move |(answer, _)| (day, answer))
    });
    answers
        .filter(|(day, answer)| {
            let movement = &answer.movement;
            answer.reason == NOT_CURRENT
                && movement.kind == MovementKind::Create
                && day.is_none_or(|day| movement.start > day)
        })
        .map(|(_, answer)| answer.movement)
        .collect()
}

/// Whether a movement is of that row.
pub(crate) fn is_of(movement: &Movement, row: &Member) -> bool {
    (
        movement.oc,
        movement.nir,
        movement.birth,
        movement.rank,
        movement.start,
    ) == (row.oc, row.nir, row.birth, row.rank, row.start)
}

/// A row over time: OC, member, contract, and which of the rows of the three it is.
type Row<'a> = (OcNumber, MemberNumber, &'a str, usize);

fn by_row(members: &[Member]) -> Vec<(Row<'_>, &Member)> {
    let mut seen: HashMap<(OcNumber, MemberNumber, &str), usize> = HashMap::new();
    let rows = members.iter().map(|member| {
        let (oc, number, contract) = (member.oc, member.member, member.contract.as_str());
        let nth = seen.entry((oc, number, contract)).or_default();
        *nth += 1;
        ((oc, number, contract, *nth), member)
    });
    rows.collect()
}

/// The movement of a row that changed (noemie-format §6.1); none where nothing that the caisse knows did.
fn kind(before: Option<&Member>, now: &Member) -> Option<MovementKind> {
    let Some(before) = before else {
        return Some(MovementKind::Create);
    };
    // Another caisse, NIR, key, birth date, rank or role: a new link.
    let is_anew = before.caisse != now.caisse
        || before.nir != now.nir
        || before.key != now.key
        || before.birth != now.birth
        || before.rank != now.rank
        || before.role != now.role
        || before.start != now.start;
    if is_anew {
        return Some(MovementKind::Create);
    }
    match (before.end, now.end) {
        (None, Some(_)) => Some(MovementKind::Cancel),
        (old, new) if old != new => Some(MovementKind::Modify),
        _ if before.name != now.name || before.first_name != now.first_name => {
            Some(MovementKind::Modify)
        }
        _ => None,
    }
}

/// The movement of a member, under the NIR of the insured.
fn movement(kind: MovementKind, member: &Member, insured: Option<&Member>) -> Movement {
    Movement {
        oc: member.oc,
        nir: member.nir,
        // As keyed in: it may be wrong, which is what reason 30 is about.
        key: member.key,
        insured_name: insured.map(|row| row.name.clone()).unwrap_or_default(),
        insured_first_name: insured
            .map(|row| row.first_name.clone())
            .unwrap_or_default(),
        birth: member.birth,
        rank: member.rank,
        name: member.name.clone(),
        first_name: member.first_name.clone(),
        member: member.member,
        kind,
        // 01 for an ordinary contract, 89 for the C2S (noemie-format §6.5).
        contract_type: member.rights.link_type(),
        start: member.start,
        end: member.end,
    }
}

/// `M` and five digits: the rank of the file since the scenario began.
fn stamp(number: u32) -> FileStamp {
    let mut stamp = *b"M00000";
    let mut rest = number;
    for digit in stamp[1..].iter_mut().rev() {
        *digit = b'0' + u8::try_from(rest % 10).unwrap_or(0);
        rest /= 10;
    }
    FileStamp(stamp)
}

fn link(answer: &LinkAnswer, bugs: &[Bug]) -> PersonLink {
    let movement = &answer.movement;
    PersonLink {
        nir: movement.nir,
        birth: movement.birth,
        rank: movement.rank,
        status: misunderstood(answer, status(answer), bugs),
    }
}

/// How the planted bugs take a 929.
fn misunderstood(answer: &LinkAnswer, status: LinkStatus, bugs: &[Bug]) -> LinkStatus {
    let has = |bug| bugs.contains(&bug);
    match status {
        LinkStatus::Rejected if has(Bug::RejectionTakenForLink) => LinkStatus::Linked,
        LinkStatus::Blocked if has(Bug::OverlapTakenForLink) => LinkStatus::Linked,
        LinkStatus::Linked if answer.reason == 34 && has(Bug::EndedLinkTakenForRejection) => {
            LinkStatus::Rejected
        }
        status => status,
    }
}

/// By the reason (noemie-format §6.3); by the letter at 290/17 where the reason is in no group.
fn status(answer: &LinkAnswer) -> LinkStatus {
    // Another OC is active: the caisse holds the décomptes back until the insured has chosen.
    if answer.reason == 53 {
        return LinkStatus::Blocked;
    }
    match reason(answer.reason).and_then(|reason| reason.group) {
        Some(ReasonGroup::Acknowledged) => LinkStatus::Linked,
        Some(ReasonGroup::Rejected) => LinkStatus::Rejected,
        Some(ReasonGroup::Signalled) => LinkStatus::Noted,
        None => match answer.kind {
            AnswerKind::Acknowledge => LinkStatus::Linked,
            AnswerKind::Reject => LinkStatus::Rejected,
            AnswerKind::Signal | AnswerKind::Inform => LinkStatus::Noted,
        },
    }
}

#[cfg(test)]
mod tests {
    use noemie::links::{read_movements, write_answers};

    use super::*;
    use crate::fixture::{day, member};

    fn portfolio() -> Vec<Member> {
        let child = Member {
            role: Role::Dependant,
            birth: "020315".parse().unwrap(),
            first_name: "LEA".into(),
            member: "00000043".parse().unwrap(),
            ..member()
        };
        let elsewhere = Member {
            caisse: "01-131-000".parse().unwrap(),
            nir: "1550814168025".parse().unwrap(),
            key: "99".parse().unwrap(),
            end: None,
            ..member()
        };
        vec![member(), elsewhere, child]
    }

    #[test]
    fn one_file_an_oc_and_caisse_in_portfolio_order() {
        let files = movement_files(
            &[],
            &portfolio(),
            &[],
            day("2024-11-01"),
            0,
            Profile::movements(),
            &[],
        );
        assert_eq!(files.len(), 2);
        let read = |file: &Result<Vec<u8>, WriteError>| {
            let bytes = file.as_ref().unwrap();
            let file = read_movements(bytes, Profile::movements()).remove(0);
            assert!(damage(file.findings()).is_none(), "{:?}", file.findings());
            file
        };
        let first = read(&files[0]);
        let header = first.header.unwrap();
        assert_eq!(header.sender, Party::oc(member().oc));
        assert_eq!(header.receiver, Party::caisse(member().caisse));
        assert_eq!(header.date, day("2024-11-01"));
        assert_eq!(header.stamp, FileStamp(*b"M00001"));
        let (insured, child) = (&first.entries[0].0, &first.entries[1].0);
        assert_eq!(first.entries.len(), 2);
        assert_eq!((insured.nir, child.nir), (member().nir, member().nir));
        assert_eq!(child.insured_first_name, "CLAIRE");
        assert_eq!(child.first_name, "LEA");
        assert_eq!(insured.kind, MovementKind::Create);
        assert_eq!(insured.contract_type, *b"01");
        assert_eq!(insured.start, day("2024-01-01"));
        assert_eq!(insured.end, Some(day("2024-12-31")));
        let second = read(&files[1]);
        assert_eq!(second.header.unwrap().stamp, FileStamp(*b"M00002"));
        let wrong_key = &second.entries[0].0;
        assert_eq!(
            (wrong_key.key.to_string(), wrong_key.end),
            ("99".to_owned(), None)
        );
    }

    #[test]
    fn the_contract_type_is_that_of_the_portfolio() {
        let mut c2s = member();
        c2s.rights.contract_type = Some(89);
        let said = |row: Member| {
            let (day, profile) = (day("2024-11-01"), Profile::movements());
            let mut files = movement_files(&[], &[row], &[], day, 0, profile, &[]);
            let mut read = read_movements(&files.remove(0).unwrap(), profile);
            read.remove(0).entries.remove(0).0.contract_type
        };
        assert_eq!((said(c2s), said(member())), (*b"89", *b"01"));
    }

    #[test]
    fn only_what_changed_is_told_again() {
        let before = portfolio();
        let mut now = before.clone();
        now[0].end = None;
        now[1].end = Some(day("2024-10-31"));
        now[2].caisse = "01-131-000".parse().unwrap();
        now.push(Member {
            contract: "C2".into(),
            ..member()
        });
        let files = movement_files(
            &before,
            &now,
            &[],
            day("2024-11-04"),
            2,
            Profile::movements(),
            &[],
        );
        let kinds: Vec<Vec<_>> = files
            .iter()
            .map(|file| {
                let bytes = file.as_ref().unwrap();
                let entries = read_movements(bytes, Profile::movements())
                    .remove(0)
                    .entries;
                entries.iter().map(|(m, _)| (m.kind, m.member)).collect()
            })
            .collect();
        let (first, child) = (member().member, now[2].member);
        // The end is open again, another contract; at the other caisse an end, and the child who moved there.
        assert_eq!(
            kinds,
            [
                vec![(MovementKind::Modify, first), (MovementKind::Create, first)],
                vec![(MovementKind::Cancel, first), (MovementKind::Create, child)],
            ]
        );
        assert_eq!(
            movement_files(
                &now,
                &now,
                &[],
                day("2024-11-11"),
                4,
                Profile::movements(),
                &[]
            )
            .len(),
            0
        );
    }

    #[test]
    fn reasons_say_how_the_link_stands() {
        let movement = movement(MovementKind::Create, &member(), None);
        let status = |reason| status(&LinkAnswer::new(movement.clone(), reason));
        assert_eq!([32, 33, 34].map(status), [LinkStatus::Linked; 3]);
        assert_eq!([18, 30, 22].map(status), [LinkStatus::Rejected; 3]);
        assert_eq!(status(53), LinkStatus::Blocked);
        assert_eq!([27, 38, 37, 99].map(status), [LinkStatus::Noted; 4]);
    }

    /// A 929 of 4 November 2024.
    fn answered(answers: &[LinkAnswer]) -> Vec<u8> {
        let header = Header {
            sender: Party::caisse(member().caisse),
            receiver: Party::mutuelle(member().oc),
            exchange: *b"RJ",
            reference: 929,
            date: day("2024-11-04"),
            stamp: stamp(7),
        };
        let mut bytes = Vec::new();
        let framing = Framing::default();
        write_answers(Profile::answers(), &header, answers, &framing, &mut bytes).unwrap();
        bytes
    }

    #[test]
    fn what_was_rejected_before_its_time_is_created_again() {
        let next_year = Member {
            start: day("2025-01-01"),
            end: None,
            ..member()
        };
        let of = |kind, row, reason| LinkAnswer::new(movement(kind, row, None), reason);
        let bytes = answered(&[
            of(MovementKind::Create, &next_year, 22),
            // Its day has come: the rejection is for something else.
            of(MovementKind::Create, &member(), 22),
            of(MovementKind::Cancel, &next_year, 22),
            of(MovementKind::Create, &next_year, 18),
        ]);
        let early = too_early(&bytes, Profile::answers());
        assert_eq!(early.len(), 1);
        assert!(is_of(&early[0], &next_year) && !is_of(&early[0], &member()));
        let rows = [member(), next_year.clone()];
        let on = day("2025-01-01");
        let files = movement_files(&rows, &rows, &[next_year], on, 3, Profile::movements(), &[]);
        let bytes = files.into_iter().next().unwrap().unwrap();
        let file = read_movements(&bytes, Profile::movements()).remove(0);
        let told: Vec<_> = file
            .entries
            .iter()
            .map(|(m, _)| (m.kind, m.start))
            .collect();
        assert_eq!(told, [(MovementKind::Create, on)]);
    }

    #[test]
    fn an_answer_is_read_whole_or_refused() {
        let movement = movement(MovementKind::Create, &member(), None);
        let answers = [33, 53].map(|reason| LinkAnswer::new(movement.clone(), reason));
        let mut bytes = answered(&answers);
        let statuses: Vec<_> = person_links(&bytes, Profile::answers(), &[])
            .unwrap()
            .iter()
            .map(|link| link.status)
            .collect();
        assert_eq!(statuses, [LinkStatus::Linked, LinkStatus::Blocked]);
        bytes.truncate(bytes.len() / 2);
        assert!(person_links(&bytes, Profile::answers(), &[]).is_err());
    }
}
