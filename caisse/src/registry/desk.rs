//! What the caisse does to links by itself, and the choice of the insured that it carries out. After each of them at most
//! one of the contracts that met is left: noemie-format §6.4.

use domain::{Beneficiary, Day, MemberNumber, OcNumber, SmolStr};
use noemie::links::{Movement, MovementKind};

use super::{Link, PersonState, Registry};

/// What the caisse changes about the contracts of a person. A contract is named by its OC and its first day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum LinkChange {
    /// It makes a contract itself (929, reason 73). Those of other OCs that it meets are cut or cancelled (74).
    Created(Link),
    /// It changes number and end (72).
    Modified {
        /// The OC.
        oc: OcNumber,
        /// First day.
        start: Day,
        /// The member's number from now on.
        member: MemberNumber,
        /// The last day from now on.
        end: Option<Day>,
    },
    /// It cancels a contract (74).
    Cancelled {
        /// The OC.
        oc: OcNumber,
        /// First day.
        start: Day,
    },
    /// It changes the type of a contract (84; the label bears both).
    Retyped {
        /// The OC.
        oc: OcNumber,
        /// First day.
        start: Day,
        /// The new type (140/15-16).
        to: [u8; 2],
    },
    /// It grants the C2S with that OC: a contract of type 89, whatever the link says (60 where the OC had a contract of the
    /// person before, else 63). Those of other OCs that it meets are cut or cancelled (74). An OC may not change it (55).
    C2sGranted(Link),
    /// The C2S ends later (61).
    C2sExtended {
        /// The OC.
        oc: OcNumber,
        /// First day.
        start: Day,
        /// The last day from now on.
        end: Day,
    },
    /// Another number of the member (62).
    C2sModified {
        /// The OC.
        oc: OcNumber,
        /// First day.
        start: Day,
        /// The member's number from now on.
        member: MemberNumber,
    },
    /// The C2S is taken back (64).
    C2sCancelled {
        /// The OC.
        oc: OcNumber,
        /// First day.
        start: Day,
    },
    /// The C2S goes on as a contract of its own from the day after it ends (65). One that does not end is not renewed.
    C2sRenewed {
        /// The OC.
        oc: OcNumber,
        /// First day of the one that ends.
        start: Day,
        /// Last day of the new one.
        end: Day,
    },
}

/// What an OC is to be told of a link.
pub(crate) struct Notice {
    pub(crate) reason: u8,
    pub(crate) movement: Movement,
    /// In the place of the reason's own label.
    pub(crate) label: Option<String>,
}

const C2S: [u8; 2] = *b"89";

impl Registry {
    /// Carries out what the caisse decided. Nothing happens about a contract that is not there.
    pub(crate) fn change_link(
        &mut self,
        who: &Beneficiary,
        change: LinkChange,
        today: Day,
    ) -> Vec<Notice> {
        let who = self.today(who);
        let mut notices = Vec::new();
        let Some((insured, person)) = self.person_and_names(&who) else {
            return notices;
        };
        let told = |reason, kind, person: &PersonState, link: &Link| Notice {
            reason,
            movement: movement(&who, &insured, person, link, kind),
            label: None,
        };
        match change {
            LinkChange::Created(link) => {
                for lost in person.make_way_for(&link, today) {
                    notices.push(told(74, MovementKind::Cancel, person, &lost));
                }
                person.put(link);
                notices.push(told(73, MovementKind::Create, person, &link));
            }
            LinkChange::C2sGranted(link) => {
                let contract_type = C2S;
                let link = Link {
                    contract_type,
                    ..link
                };
                let is_known = person.links.iter().any(|other| other.oc == link.oc);
                for lost in person.make_way_for(&link, today) {
                    notices.push(told(74, MovementKind::Cancel, person, &lost));
                }
                person.put(link);
                person.of_the_caisse.push((link.oc, link.start));
                let reason = if is_known { 60 } else { 63 };
                notices.push(told(reason, MovementKind::Create, person, &link));
            }
            LinkChange::C2sRenewed { oc, start, end } => {
                let ended = person.entry(oc, start).map(|at| person.links[at]);
                if let Some((old, last)) = ended.and_then(|old| Some((old, old.end?))) {
                    let (start, end) = (last.plus(1), Some(end));
                    let link = Link { start, end, ..old };
                    person.put(link);
                    person.of_the_caisse.push((oc, start));
                    notices.push(told(65, MovementKind::Create, person, &link));
                }
            }
            LinkChange::Cancelled { oc, start } | LinkChange::C2sCancelled { oc, start } => {
                if let Some(at) = person.entry(oc, start) {
                    let lost = person.links.remove(at);
                    let is_c2s = matches!(change, LinkChange::C2sCancelled { .. });
                    let reason = if is_c2s { 64 } else { 74 };
                    notices.push(told(reason, MovementKind::Cancel, person, &lost));
                }
            }
            LinkChange::Modified { oc, start, .. }
            | LinkChange::Retyped { oc, start, .. }
            | LinkChange::C2sExtended { oc, start, .. }
            | LinkChange::C2sModified { oc, start, .. } => {
                if let Some(at) = person.entry(oc, start) {
                    let was = person.links[at];
                    let (reason, link) = changed(was, change);
                    person.links[at] = link;
                    let label = (reason == 84).then(|| {
                        let [old, new] = [was, link].map(|link| link.contract_type);
                        let text = |kind: [u8; 2]| String::from_utf8_lossy(&kind).into_owned();
                        format!("CHANGEMENT DE TYPE DE CONTRAT {} {}", text(old), text(new))
                    });
                    notices.push(Notice {
                        label,
                        ..told(reason, MovementKind::Modify, person, &link)
                    });
                }
            }
        }
        notices
    }

    /// The OC that the insured chose for a person is the one left of those that claim them: it is told so (73), the
    /// others that they lost them (43). Nothing happens where that OC has no contract that runs by now, or no rival.
    pub(crate) fn choose(&mut self, who: &Beneficiary, oc: OcNumber, today: Day) -> Vec<Notice> {
        let who = self.today(who);
        let mut notices = Vec::new();
        let Some((insured, person)) = self.person_and_names(&who) else {
            return notices;
        };
        let links = person.links.iter();
        let chosen: Vec<Link> = links
            .filter(|link| link.oc == oc && link.runs(today))
            .copied()
            .collect();
        for link in chosen {
            let lost = person.make_way_for(&link, today);
            let mut tell = |reason, link: &Link, kind| {
                notices.push(Notice {
                    reason,
                    movement: movement(&who, &insured, person, link, kind),
                    label: Some(CHOSEN.to_owned()),
                });
            };
            for lost in &lost {
                tell(43, lost, MovementKind::Cancel);
            }
            if !lost.is_empty() {
                tell(73, &link, MovementKind::Create);
            }
        }
        notices
    }

    /// Whether an OC has a contract of that person that runs.
    pub(crate) fn has_contract(&mut self, who: &Beneficiary, oc: OcNumber, today: Day) -> bool {
        let links = self.person_mut(who).map(|person| person.links.iter());
        links.is_some_and(|mut links| links.any(|link| link.oc == oc && link.runs(today)))
    }

    /// Name and first name of the insured of a person, and the person. `who` is who that is by now.
    fn person_and_names(
        &mut self,
        who: &Beneficiary,
    ) -> Option<((SmolStr, SmolStr), &mut PersonState)> {
        let file = self.insured.get_mut(&who.nir)?;
        let insured = &file.persons.first()?.person;
        let names = (insured.name.clone(), insured.first_name.clone());
        Some((names, file.person_mut(who)?))
    }
}

const CHOSEN: &str = "OC CHOISI PAR L'ASSURE";

/// The reason of a change, and what the link is after it.
fn changed(was: Link, change: LinkChange) -> (u8, Link) {
    match change {
        LinkChange::Modified { member, end, .. } => (72, Link { member, end, ..was }),
        LinkChange::Retyped {
            to: contract_type, ..
        } => (
            84,
            Link {
                contract_type,
                ..was
            },
        ),
        LinkChange::C2sExtended { end, .. } => {
            let end = Some(end);
            (61, Link { end, ..was })
        }
        LinkChange::C2sModified { member, .. } => (62, Link { member, ..was }),
        _ => (72, was),
    }
}

/// What a 929 of the caisse names a link by.
fn movement(
    who: &Beneficiary,
    (insured_name, insured_first_name): &(SmolStr, SmolStr),
    person: &PersonState,
    link: &Link,
    kind: MovementKind,
) -> Movement {
    Movement {
        oc: link.oc,
        nir: who.nir,
        key: who.nir.key(),
        insured_name: insured_name.clone(),
        insured_first_name: insured_first_name.clone(),
        birth: who.birth,
        rank: who.rank,
        name: person.person.name.clone(),
        first_name: person.person.first_name.clone(),
        member: link.member,
        kind,
        contract_type: link.contract_type,
        start: link.start,
        end: link.end,
    }
}

impl PersonState {
    /// Cuts the contracts of other OCs that run and meet this one: those that began before it end the day before, the
    /// others are cancelled. Gives them as they are after that, or were. (Inferred: what "removal of the previous OC" of
    /// noemie-format §6.4 leaves is what closing then opening without overlap leaves.)
    fn make_way_for(&mut self, link: &Link, today: Day) -> Vec<Link> {
        let is_rival = |other: &Link| {
            other.oc != link.oc && other.runs(today) && other.meets(link.start, link.end)
        };
        let mut lost = Vec::new();
        self.links.retain_mut(|other| {
            if !is_rival(other) {
                return true;
            }
            let is_older = other.start < link.start;
            if is_older {
                other.end = Some(link.start.plus(-1));
            }
            lost.push(*other);
            is_older
        });
        lost
    }

    /// Takes a contract in, in the place of one of that OC and day.
    fn put(&mut self, link: Link) {
        match self.entry(link.oc, link.start) {
            Some(at) => self.links[at] = link,
            None => self.links.push(link),
        }
    }
}
