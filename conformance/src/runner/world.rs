//! A generated world, lot by lot: declarations, answers, décomptes.

use std::collections::BTreeMap;

use domain::{Beneficiary, Day, Member};
use generators::{Delivery, Lot, WorldSpec};
use noemie::framing::Framing;
use noemie::links::{LinkAnswer, Movement, MovementKind};
use noemie::profile::Profile;
use noemie::{Header, Profiles};
use oracle::product::Product;
use protocol::{Capability, Carried, LinkStatus};

use super::{Loaded, Progress, RunError, Runner, kept_name};
use crate::case::{Case, CaseFile, deliver_all};
use crate::session::{FileHeard, Session};
use crate::stream::{Severity, Status, Subject, Verdict};

/// A 408 file that a target, or étalon in its stead, wrote.
type MovementFile = (Header, Vec<Movement>);

impl Runner<'_> {
    pub(super) fn world(&mut self, loaded: &Loaded, spec: &WorldSpec) -> Result<(), RunError> {
        let id = &loaded.scenario.id;
        spec.check().map_err(generators::FlowError::from)?;
        let products = products(spec, &loaded.products)?;
        (self.progress)(Progress::Scenario(id.clone(), u64::from(spec.lots())));
        for number in 0..spec.lots() {
            if self.stopped() {
                break;
            }
            let lot = generators::lot(self.job.seed, spec, number, self.law, &self.data)?;
            self.lot(id, spec, &products, &lot)?;
            self.step(u64::from(number) + 1);
        }
        Ok(())
    }

    fn lot(
        &mut self,
        id: &str,
        spec: &WorldSpec,
        products: &[Product],
        lot: &Lot,
    ) -> Result<(), RunError> {
        let mut case = Case {
            scenario: id.to_owned(),
            lot: lot.number,
            products: products.to_vec(),
            members: lot.members.clone(),
            files: Vec::new(),
        };
        let claims = self
            .hello
            .as_ref()
            .is_some_and(|hello| hello.claims(Capability::Links));
        let mut exchange = Exchange::default();
        let limits = self.job.target.limits;
        let (law, profiles, seed) = (self.law, self.profiles, self.job.seed);
        let mut failed = None;
        let heard = self.with_target(id, lot.number, |target| {
            let mut session = Session::open(target, id, lot.number, products, limits)?;
            let result = session.portfolio(&lot.members).and_then(|()| {
                let sent = session.clock(spec.start)?;
                let sent = sent.iter().map(|file| Carried::bytes(file, sent_file));
                exchange.declared = if claims {
                    sent.map(|bytes| bytes.map_err(|error| error.to_string()))
                        .collect()
                } else {
                    declared_in_stead(lot, spec, profiles)
                        .into_iter()
                        .map(Ok)
                        .collect()
                };
                let made = exchange.make(lot, spec, seed, law, profiles);
                if let Err(error) = made {
                    failed = Some(error);
                    return Ok(());
                }
                if claims {
                    for answer in &exchange.answers {
                        session.deliver(profiles.answers().reference(), &answer.bytes)?;
                    }
                    session.settle(spec.start)?;
                }
                deliver_all(&mut session, &exchange.files, profiles.decomptes())
            });
            let (heard, strays) = session.close();
            Ok((heard, strays, result))
        })?;
        if let Some(error) = failed {
            return Err(error);
        }
        if !exchange.made {
            // The target was lost before it had declared anybody: what it would have been sent is
            // still judged, as unknown.
            exchange.declared = declared_in_stead(lot, spec, profiles)
                .into_iter()
                .map(Ok)
                .collect();
            exchange.make(lot, spec, seed, law, profiles)?;
        }
        case.files = std::mem::take(&mut exchange.files);
        self.keep_exchange(&case, &exchange)?;
        if self.stopped() {
            return Ok(());
        }
        let answered = if claims {
            exchange.answers.len().min(heard.len())
        } else {
            0
        };
        let (links, files) = heard.split_at(answered);
        if claims {
            self.judge_movements(&case, &exchange)?;
            self.judge_links(&case, &exchange, links)?;
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
        self.judged(&case, files)?;
        Ok(())
    }

    fn keep_exchange(&mut self, case: &Case, exchange: &Exchange) -> Result<(), RunError> {
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

    /// Each member of the portfolio is to be declared by one exact movement.
    fn judge_movements(&mut self, case: &Case, exchange: &Exchange) -> Result<(), RunError> {
        let mut found: BTreeMap<(Beneficiary, Day), (domain::Party, &Movement)> = BTreeMap::new();
        for (header, movements) in &exchange.movements {
            for movement in movements {
                let who = Beneficiary {
                    nir: movement.nir,
                    birth: movement.birth,
                    rank: movement.rank,
                };
                found.insert((who, movement.start), (header.receiver, movement));
            }
        }
        for fault in &exchange.faults {
            let mut verdict = self.movement(case, "file", fault.clone(), Status::Nonconform);
            verdict.severity = Some(Severity::Must);
            self.emit(verdict, None)?;
        }
        for member in &case.members {
            let movement = found.remove(&(member.beneficiary(), member.start));
            let difference = match movement {
                None => Some("no movement declares the member".to_owned()),
                Some((receiver, movement)) => differs(member, receiver, movement),
            };
            let status = if difference.is_none() {
                Status::Conform
            } else {
                Status::Nonconform
            };
            let detail = difference.unwrap_or_else(|| "declared exactly".to_owned());
            let mut verdict = self.movement(case, &member.member.to_string(), detail, status);
            if let Subject::Movement { person, .. } = &mut verdict.subject {
                *person = member.beneficiary().masked();
            }
            verdict.severity = (status == Status::Nonconform).then_some(Severity::Must);
            self.emit(verdict, None)?;
        }
        for (who, day) in found.into_keys() {
            let detail = format!("a movement from {day} declares nobody of the portfolio");
            let key = format!(
                "stranger-{}-{day}",
                Carried::sha256(who.nir.as_bytes()).split_at(8).0
            );
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
        exchange: &Exchange,
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
            for reading in noemie::links::read_answers(&answer.bytes, self.profiles.answers()) {
                for (answered, _) in &reading.entries {
                    let movement = &answered.movement;
                    let who = Beneficiary {
                        nir: movement.nir,
                        birth: movement.birth,
                        rank: movement.rank,
                    };
                    let expected = link_status(answered);
                    let got = said.links.get(&who).copied();
                    let subject = Subject::Link {
                        person: who.masked(),
                        reason: answered.reason,
                        expected,
                        got,
                    };
                    let status = status_of(&expected, got.as_ref());
                    let key = format!("/{}", movement.member);
                    self.emit(base("L-ANSWER", key, status, subject), None)?;
                }
            }
        }
        Ok(())
    }
}

/// What is exchanged for a lot.
#[derive(Default)]
struct Exchange {
    declared: Vec<Result<Vec<u8>, String>>,
    movements: Vec<MovementFile>,
    faults: Vec<String>,
    answers: Vec<Delivery>,
    files: Vec<CaseFile>,
    made: bool,
}

impl Exchange {
    /// Lets the caisse answer the declarations and live the lot.
    fn make(
        &mut self,
        lot: &Lot,
        spec: &WorldSpec,
        seed: u64,
        law: &'static oracle::law::Law,
        profiles: &Profiles,
    ) -> Result<(), RunError> {
        self.made = true;
        for declared in &self.declared {
            match declared {
                Ok(bytes) => self.movements.extend(read_movements(
                    bytes,
                    profiles.movements(),
                    &mut self.faults,
                )),
                Err(fault) => self.faults.push(fault.clone()),
            }
        }
        let mut state = generators::open(lot, law, profiles, &Framing::default())?;
        self.answers = generators::answer(&mut state, &self.movements, spec.start)?;
        let flow = generators::live(state, lot, spec, seed)?;
        self.files = flow
            .deliveries
            .into_iter()
            .map(|file| CaseFile {
                day: file.day,
                name: file.name,
                bytes: file.bytes,
            })
            .collect();
        Ok(())
    }
}

/// The files that declare a lot, where the target does not write its own.
fn declared_in_stead(lot: &Lot, spec: &WorldSpec, profiles: &Profiles) -> Vec<Vec<u8>> {
    // Drawn names and numbers always fit the layout.
    generators::declare(
        &lot.members,
        spec.start,
        profiles.movements(),
        &Framing::default(),
    )
    .unwrap_or_default()
}

/// A file that the target sent by its path: an ordinary file of a size that a 408 can have.
fn sent_file(path: &str) -> std::io::Result<Vec<u8>> {
    const MOST: u64 = 64 * 1024 * 1024;
    let found = std::fs::metadata(path)?;
    if !found.is_file() {
        return Err(std::io::Error::other("it is no ordinary file"));
    }
    if found.len() > MOST {
        return Err(std::io::Error::other("it is larger than 64 MiB"));
    }
    std::fs::read(path)
}

fn read_movements(bytes: &[u8], profile: &Profile, faults: &mut Vec<String>) -> Vec<MovementFile> {
    let mut files = Vec::new();
    for reading in noemie::links::read_movements(bytes, profile) {
        let roots = reading
            .findings()
            .iter()
            .filter(|finding| finding.is_root());
        for finding in roots.filter(|finding| finding.severity == noemie::Severity::Error) {
            faults.push(format!(
                "{} at byte {} of the 408 file (entity {:03}): {}; expected {}",
                finding.code,
                finding.place.offset,
                finding.place.entity,
                finding.rule().en,
                finding.expected,
            ));
        }
        let condemned = reading.is_condemned();
        match reading.header {
            Some(header) if !condemned && header.receiver.as_caisse().is_some() => {
                files.push((
                    header,
                    reading.entries.into_iter().map(|(m, _)| m).collect(),
                ));
            }
            Some(_) if !condemned => {
                faults.push("the 408 file is addressed to nobody known as a caisse".to_owned());
            }
            _ => {}
        }
    }
    files
}

fn differs(member: &Member, receiver: domain::Party, movement: &Movement) -> Option<String> {
    let wrong = |what: &str| Some(format!("the movement has another {what}"));
    if receiver.as_caisse() != Some(member.caisse) {
        return wrong("caisse");
    }
    if movement.kind != MovementKind::Create {
        return wrong("movement code: never sent yet, so C is expected");
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
    if movement.contract_type != *b"01" {
        return wrong("contract type: 01 is the ordinary one");
    }
    if movement.name != member.name || movement.first_name != member.first_name {
        return wrong("name");
    }
    None
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

/// The products that a world names: those given first, then the shipped ones.
///
/// # Errors
/// [`RunError::NoProduct`] where one is neither given nor shipped.
pub fn products(spec: &WorldSpec, own: &[Product]) -> Result<Vec<Product>, RunError> {
    let mut shipped = Vec::new();
    for (name, text) in Product::shipped()
        .into_iter()
        .chain(Product::shipped_on_top())
    {
        let product =
            Product::parse(name, text).map_err(|error| RunError::Shipped(error.to_string()))?;
        shipped.push(product);
    }
    let mut named: Vec<&String> = Vec::new();
    for row in &spec.products {
        for id in std::iter::once(&row.product).chain(&row.options) {
            if !named.contains(&id) {
                named.push(id);
            }
        }
    }
    named
        .into_iter()
        .map(|wanted| {
            own.iter()
                .chain(&shipped)
                .find(|product| product.id == *wanted)
                .cloned()
                .ok_or_else(|| RunError::NoProduct(wanted.clone()))
        })
        .collect()
}
