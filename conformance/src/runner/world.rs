//! A generated world, lot by lot: declarations, answers, décomptes.

use std::collections::BTreeMap;

use domain::{Beneficiary, Day};
use generators::{ContractKind, DatedLife, Happenings, Lot, ProductWeight, Unheeded, WorldSpec};
use noemie::links::{LinkAnswer, Movement, MovementKind};
use oracle::product::Product;
use protocol::{Capability, Carried, LinkStatus};

use super::exchange::{Broken, DueMovement, Exchange};
use super::{Loaded, Progress, RunError, Runner, kept_name};
use crate::arrival::as_they_came;
use crate::case::Case;
use crate::session::{FileHeard, Session};
use crate::stream::{Severity, Status, Subject, Verdict};

impl Runner<'_> {
    pub(super) fn world(&mut self, loaded: &Loaded, spec: &WorldSpec) -> Result<(), RunError> {
        let id = &loaded.scenario.id;
        spec.check().map_err(generators::FlowError::from)?;
        let products = products(spec.offered(&self.data), &loaded.products)?;
        (self.progress)(Progress::Scenario(id.clone(), u64::from(spec.lots())));
        // Whom no lot turns out to have.
        let mut strange: Vec<&DatedLife> = spec.lives.iter().collect();
        strange.retain(|one| one.life.insured().is_some());
        for number in 0..spec.lots() {
            if self.stopped() {
                return Ok(());
            }
            let mut lot = generators::lot(self.job.seed, spec, number, self.law, &self.data)?;
            strange.retain(|one| one.life.insured().is_some_and(|nir| !lot.has(&nir)));
            let happenings = lot.take_happenings();
            self.lot(id, spec, &products, &lot, happenings)?;
            self.step(u64::from(number) + 1);
        }
        for DatedLife { day, life } in strange {
            if let Some(nir) = life.insured() {
                (self.progress)(Progress::Unheeded(
                    id.clone(),
                    Unheeded {
                        day: *day,
                        life: life.word(),
                        why: caisse::Refusal::UnknownInsured(nir),
                    },
                ));
            }
        }
        Ok(())
    }

    pub(super) fn lot(
        &mut self,
        id: &str,
        spec: &WorldSpec,
        products: &[Product],
        lot: &Lot,
        happenings: Happenings,
    ) -> Result<(), RunError> {
        if let Some(why) = self.wants_pushing(&lot.changes) {
            return self.lot_skipped(id, lot.number, why);
        }
        let mut case = Case {
            scenario: id.to_owned(),
            lot: lot.number,
            products: products.to_vec(),
            members: lot.members.clone(),
            changes: lot.changes.clone(),
            files: Vec::new(),
        };
        let claims = self
            .hello
            .as_ref()
            .is_some_and(|hello| hello.claims(Capability::Links));
        let limits = self.job.target.limits;
        let (law, profiles, seed) = (self.law, self.profiles, self.job.seed);
        let mut exchange = Exchange::open(lot, happenings, spec, seed, law, profiles)?;
        // Of the files delivered, in order: whether it was a 929.
        let mut delivered = Vec::new();
        let mut failed = None;
        let (heard, arrivals) = self.with_target(id, lot.number, spec.oc, |target| {
            let mut session = Session::open(target, id, lot.number, products, limits)?;
            let talked = exchange.with(&mut session, claims, &mut delivered);
            let (heard, strays) = session.close();
            let result = match talked {
                Ok(()) => Ok(()),
                Err(Broken::Target(error)) => Err(error),
                Err(Broken::World(error)) => {
                    failed = Some(error);
                    Ok(())
                }
            };
            Ok((heard, strays, result))
        })?;
        if let Some(error) = failed {
            return Err(error);
        }
        // Where the target was lost on the way, what it would have been sent is still judged, as unknown.
        exchange.finish_in_stead()?;
        for unheeded in std::mem::take(&mut exchange.unheeded) {
            (self.progress)(Progress::Unheeded(id.to_owned(), unheeded));
        }
        case.files = std::mem::take(&mut exchange.files);
        self.keep_exchange(&case, &exchange)?;
        let (mut links, mut files, mut places) = (Vec::new(), Vec::new(), Vec::new());
        let mut heard = heard.into_iter();
        for (place, is_link) in delivered.into_iter().enumerate() {
            if !is_link {
                places.push(place);
            }
            match heard.next() {
                Some(said) if is_link => links.push(said),
                Some(said) => files.push(said),
                None => {}
            }
        }
        as_they_came(&mut case.files, &mut files, &places, &arrivals);
        if self.stopped() {
            return Ok(());
        }
        if claims {
            self.judge_movements(&case, &exchange)?;
            self.judge_links(&case, &exchange, &links)?;
        } else {
            let mut verdict = self.about_target(id, lot.number, String::new(), Status::Skipped);
            verdict.id = format!("{id}/{:04}/408", lot.number);
            verdict.rule = "L-DECLARE".to_owned();
            verdict.subject = Subject::Target {
                detail: "link management (408 and 929 files)".to_owned(),
            };
            verdict.note = Some(
                "the target does not claim `links`: étalon declared its members in its stead"
                    .to_owned(),
            );
            self.emit(verdict, None)?;
        }
        self.judged(&case, &files)?;
        self.invariants(&case)
    }

    fn keep_exchange(&mut self, case: &Case, exchange: &Exchange<'_>) -> Result<(), RunError> {
        for (rank, bytes) in exchange.declared.iter().enumerate() {
            if let Ok(bytes) = bytes {
                let name = match noemie::envelope::peek(bytes, &[self.profiles.movements()]) {
                    Some(header) => format!(
                        "{}.408.{:08}.{:08}.{}.noe",
                        header.date, header.sender.number, header.receiver.number, header.stamp
                    ),
                    None => format!("unreadable.408.{rank:02}.noe"),
                };
                self.folder.keep(&kept_name(case, &name), bytes)?;
            }
        }
        for answer in &exchange.answers {
            self.folder
                .keep(&kept_name(case, &answer.name), &answer.bytes)?;
        }
        for file in &case.files {
            self.folder
                .keep(&kept_name(case, &file.name), &file.bytes)?;
        }
        Ok(())
    }

    /// Each member of the portfolio, and each change of it, is to be declared by one exact movement.
    fn judge_movements(&mut self, case: &Case, exchange: &Exchange<'_>) -> Result<(), RunError> {
        let mut found: BTreeMap<(Day, Beneficiary, Day), (domain::Party, &Movement)> =
            BTreeMap::new();
        for (on, (header, movements)) in &exchange.movements {
            for movement in movements {
                let who = Beneficiary {
                    nir: movement.nir,
                    birth: movement.birth,
                    rank: movement.rank,
                };
                found.insert((*on, who, movement.start), (header.receiver, movement));
            }
        }
        for fault in &exchange.faults {
            let mut verdict = self.movement(case, "file", fault.clone(), Status::Nonconform);
            verdict.severity = Some(Severity::Must);
            self.emit(verdict, None)?;
        }
        let mut keys: BTreeMap<String, u32> = BTreeMap::new();
        for due in &exchange.due {
            let member = &due.member;
            let movement = found.remove(&(due.on, member.beneficiary(), member.start));
            let difference = match movement {
                None => Some("no movement declares the member".to_owned()),
                Some((receiver, movement)) => differs(due, receiver, movement),
            };
            let status = if difference.is_none() {
                Status::Conform
            } else {
                Status::Nonconform
            };
            let detail = difference.unwrap_or_else(|| "declared exactly".to_owned());
            let key = if due.on == exchange.first_day {
                member.member.to_string()
            } else {
                format!("{}/{}", due.on, member.member)
            };
            let key = nth(&mut keys, key);
            let mut verdict = self.movement(case, &key, detail, status);
            if let Subject::Movement { person, .. } = &mut verdict.subject {
                *person = member.beneficiary().masked();
            }
            verdict.severity = (status == Status::Nonconform).then_some(Severity::Must);
            self.emit(verdict, None)?;
        }
        for (on, who, day) in found.into_keys() {
            let detail = format!("a movement from {day} declares nobody of the portfolio");
            let nir = Carried::sha256(who.nir.as_bytes());
            let mut key = format!("stranger-{}-{day}", nir.split_at(8).0);
            if on != exchange.first_day {
                key = format!("{on}/{key}");
            }
            let mut verdict = self.movement(case, &key, detail, Status::Nonconform);
            verdict.severity = Some(Severity::Must);
            self.emit(verdict, None)?;
        }
        Ok(())
    }

    fn movement(&self, case: &Case, key: &str, detail: String, status: Status) -> Verdict {
        Verdict {
            id: format!("{}/{:04}/408/{key}", case.scenario, case.lot),
            scenario: case.scenario.clone(),
            lot: case.lot,
            rule: "L-DECLARE".to_owned(),
            status,
            severity: None,
            subject: Subject::Movement {
                person: String::new(),
                detail,
            },
            readings: Vec::new(),
            note: None,
            extra: BTreeMap::new(),
        }
    }

    /// Each 929 is to be accepted, and each of its answers understood.
    fn judge_links(
        &mut self,
        case: &Case,
        exchange: &Exchange<'_>,
        heard: &[FileHeard],
    ) -> Result<(), RunError> {
        let silent = FileHeard::default();
        for (rank, answer) in exchange.answers.iter().enumerate() {
            let said = heard.get(rank).unwrap_or(&silent);
            let base = |rule: &str, key: String, status, subject| Verdict {
                id: format!("{}/{:04}/{}{key}", case.scenario, case.lot, answer.id),
                scenario: case.scenario.clone(),
                lot: case.lot,
                rule: rule.to_owned(),
                status,
                severity: (status == Status::Nonconform).then_some(Severity::Must),
                subject,
                readings: Vec::new(),
                note: (status == Status::Unknown).then(|| "the target did not say".to_owned()),
                extra: BTreeMap::new(),
            };
            let expected = domain::FileReaction::Accepted;
            let status = status_of(&expected, said.reaction.as_ref());
            let subject = Subject::File {
                file: kept_name(case, &answer.name),
                expected,
                got: said.reaction,
            };
            self.emit(base("F-ACCEPTED", String::new(), status, subject), None)?;
            let mut keys: BTreeMap<String, u32> = BTreeMap::new();
            for reading in noemie::links::read_answers(&answer.bytes, self.profiles.answers()) {
                let answers = || reading.entries.iter().map(|(one, _)| (who(one), one));
                let mut all: BTreeMap<Beneficiary, usize> = BTreeMap::new();
                for (who, _) in answers() {
                    *all.entry(who).or_insert(0) += 1;
                }
                let mut before: BTreeMap<Beneficiary, usize> = BTreeMap::new();
                for (who, answered) in answers() {
                    let movement = &answered.movement;
                    let rank = before.entry(who).or_insert(0);
                    let expected = link_status(answered);
                    let of_person = all.get(&who).copied().unwrap_or(1);
                    let got = said.link(&who, *rank, of_person);
                    *rank += 1;
                    let subject = Subject::Link {
                        person: who.masked(),
                        reason: answered.reason,
                        expected,
                        got,
                    };
                    let status = status_of(&expected, got.as_ref());
                    let key = nth(&mut keys, format!("/{}", movement.member));
                    self.emit(base("L-ANSWER", key, status, subject), None)?;
                }
            }
        }
        Ok(())
    }
}

/// A key, with its rank where it was there before: one person may stand under two NIRs.
fn nth(keys: &mut BTreeMap<String, u32>, key: String) -> String {
    let count = keys.entry(key.clone()).or_insert(0);
    *count += 1;
    match *count {
        1 => key,
        count => format!("{key}~{count}"),
    }
}

fn differs(due: &DueMovement, receiver: domain::Party, movement: &Movement) -> Option<String> {
    let member = &due.member;
    let wrong = |what: &str| Some(format!("the movement has another {what}"));
    if receiver.as_caisse() != Some(member.caisse) {
        return wrong("caisse");
    }
    if movement.kind != due.kind {
        return wrong(match due.kind {
            MovementKind::Create => "movement code: never sent yet in this form, so C is expected",
            MovementKind::Modify => "movement code: a name or an end changed, so M is expected",
            MovementKind::Cancel => "movement code: the contract ends, so A is expected",
        });
    }
    if movement.key != member.key {
        return wrong("NIR key than the portfolio");
    }
    if movement.member != member.member {
        return wrong("member number");
    }
    if movement.end != member.end {
        return wrong("end date");
    }
    if movement.contract_type != member.rights.link_type() {
        return wrong("contract type: 89 is the C2S that the OC runs, 01 the ordinary one");
    }
    if movement.name != member.name || movement.first_name != member.first_name {
        return wrong("name");
    }
    None
}

/// Whom an answer is about.
fn who(answer: &LinkAnswer) -> Beneficiary {
    let movement = &answer.movement;
    Beneficiary {
        nir: movement.nir,
        birth: movement.birth,
        rank: movement.rank,
    }
}

fn link_status(answer: &LinkAnswer) -> LinkStatus {
    match (
        answer.reason,
        noemie::reasons::reason(answer.reason).and_then(|r| r.group),
    ) {
        (53, _) => LinkStatus::Blocked,
        (_, Some(noemie::reasons::ReasonGroup::Acknowledged)) => LinkStatus::Linked,
        (_, Some(noemie::reasons::ReasonGroup::Rejected)) => LinkStatus::Rejected,
        _ => LinkStatus::Noted,
    }
}

fn status_of<T: PartialEq>(expected: &T, got: Option<&T>) -> Status {
    match got {
        Some(got) if got == expected => Status::Conform,
        Some(_) => Status::Nonconform,
        None => Status::Unknown,
    }
}

/// The products that those rows name: those given first, then the shipped ones.
///
/// # Errors
/// [`RunError::NoProduct`] where one is neither given nor shipped, [`RunError::NotOfTheC2s`] where one is of the C2S and
/// its contracts are not, or the other way.
pub fn products(rows: &[ProductWeight], own: &[Product]) -> Result<Vec<Product>, RunError> {
    let mut named: Vec<&str> = Vec::new();
    for row in rows {
        for id in std::iter::once(&row.product).chain(&row.options) {
            if !named.contains(&id.as_str()) {
                named.push(id);
            }
        }
    }
    for row in rows {
        if product(&row.product, own)?.c2s != (row.contracts == Some(ContractKind::C2s)) {
            return Err(RunError::NotOfTheC2s(row.product.to_string()));
        }
    }
    named
        .into_iter()
        .map(|wanted| product(wanted, own).cloned())
        .collect()
}

/// The product of that id: one of the scenario's own, else a shipped one.
pub(crate) fn product<'p>(wanted: &str, own: &'p [Product]) -> Result<&'p Product, RunError> {
    own.iter()
        .chain(Product::embedded())
        .find(|product| product.id == *wanted)
        .ok_or_else(|| RunError::NoProduct(wanted.to_owned()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]

    use domain::{Member, Party, Rights};
    use generators::{AdversityRates, WorldData};

    use super::*;

    /// A row of the portfolio, and the movement that declares it.
    fn declared() -> (Member, Movement, Party) {
        let data = WorldData::embedded().unwrap();
        let spec = WorldSpec {
            insured: 1,
            adversities: AdversityRates::none(),
            ..WorldSpec::demo()
        };
        let lot = generators::lot_without_care(1, &spec, 0, &data).unwrap();
        let members = lot.members.get(..1).unwrap();
        let (profile, framing) = (noemie::Profile::movements(), noemie::Framing::default());
        let files = generators::declare(members, spec.start, profile, &framing).unwrap();
        let mut read = noemie::links::read_movements(&files.concat(), profile);
        let file = read.remove(0);
        let receiver = file.header.unwrap().receiver;
        let movement = file.entries.first().unwrap().0.clone();
        (members.first().unwrap().clone(), movement, receiver)
    }

    #[test]
    fn a_movement_says_the_contract_type_of_its_row() {
        let (member, mut movement, receiver) = declared();
        let of = |rights: Rights| DueMovement {
            on: member.start,
            kind: MovementKind::Create,
            member: Member {
                rights,
                ..member.clone()
            },
        };
        let ordinary = of(Rights::default());
        let of_the_c2s = of(Rights {
            contract_type: Some(Rights::C2S),
            ..Rights::default()
        });
        assert_eq!(differs(&ordinary, receiver, &movement), None);
        let said = differs(&of_the_c2s, receiver, &movement).unwrap();
        assert!(said.contains("contract type: 89"), "{said}");
        movement.contract_type = *b"89";
        assert_eq!(differs(&of_the_c2s, receiver, &movement), None);
        assert!(differs(&ordinary, receiver, &movement).is_some());
    }

    #[test]
    fn a_product_of_the_c2s_is_for_contracts_of_the_c2s() {
        let row = |contracts, product: &str| ProductWeight {
            contracts,
            product: product.into(),
            options: Vec::new(),
            weight: 1,
        };
        let of = |rows: &[ProductWeight]| products(rows, &[]).map_err(|error| error.to_string());
        let c2s = Some(ContractKind::C2s);
        let both = of(&[row(None, "confort"), row(c2s, "c2s")]).unwrap();
        assert_eq!(both.len(), 2);
        for wrong in [row(None, "c2s"), row(c2s, "confort")] {
            let said = of(&[row(None, "equilibre"), wrong]).unwrap_err();
            assert!(said.contains("go together"), "{said}");
        }
    }
}
