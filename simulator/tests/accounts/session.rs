//! An Assurance Maladie with its two doors on loopback, a rival OC, and somebody who is often ill.

use std::sync::Arc;

use bytes::Bytes;
use caisse::AccountSpec;
use domain::{Beneficiary, Day, Decompte, MemberNumber, OcNumber};
use generators::{AdversityRates, Options, WorldSpec};
use http_body_util::{BodyExt as _, Full};
use hyper::Request;
use hyper_util::rt::TokioIo;
use noemie::Profiles;
use noemie::framing::Framing;
use serde_json::{Value, json};
use simulator::admin::AdminDoor;
use simulator::door::{HttpDoor, Limits, Tokens};
use simulator::{Assurance, Clock, Declares, Founding, Ground, Office, ShelvedFile};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

pub(crate) const MINE: &str = "99000017";
pub(crate) const THEIRS: &str = "99000025";
const TOKEN: &str = "admin-0123456789abcdef";
const THEIR_TOKEN: &str = "theirs-0123456789abcdef";
const SEED: u64 = 11;

pub(crate) fn day(text: &str) -> Day {
    text.parse().unwrap()
}

pub(crate) fn oc(text: &str) -> OcNumber {
    text.parse().unwrap()
}

pub(crate) fn founding(account: AccountSpec) -> Founding {
    let world = WorldSpec {
        insured: 20,
        account,
        adversities: AdversityRates::none(),
        ..WorldSpec::demo()
    };
    Founding {
        options: Options::new(SEED, world),
        declares: Declares::Etalon,
        faults: None,
    }
}

pub(crate) fn ground() -> Ground {
    Ground::shipped().unwrap()
}

/// Somebody of that world, and the 408 by which the other OC declares them too.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) who: Beneficiary,
    pub(crate) name: String,
    pub(crate) claim: Vec<u8>,
}

/// The insured of that world with the most décomptes in the end.
pub(crate) fn somebody(founding: &Founding) -> Person {
    let mut scout = founding.clone();
    scout.options.world.account.kept_decomptes = 500;
    let world = &scout.options.world;
    let assurance = Assurance::found(&scout, None, ground(), |_, _| {}).unwrap();
    assurance.advance(world.end()).wait().unwrap();
    let care = |who: Beneficiary| {
        let account = assurance.account(who.nir).wait().unwrap();
        let mine = account.decomptes.iter();
        let mine = mine.filter(|one| one.decompte.beneficiary == who && one.sent_to.is_some());
        // Before the other OC comes, while two claim the person, and after the choice.
        let dates: Vec<String> = mine.map(|one| one.decompte.date.to_string()).collect();
        let within = |from: &str, to: &str| {
            let dates = dates.iter().map(String::as_str);
            dates.filter(|date| (from..to).contains(date)).count()
        };
        within("2024-11-01", "2024-11-12")
            .min(within("2024-11-13", "2024-12-09"))
            .min(within("2024-12-17", "2025-01-31"))
    };
    let files = assurance.insured().wait().unwrap();
    let alone = files.iter().filter(|file| file.beneficiaries.len() == 1);
    let most = alone.max_by_key(|file| care(file.beneficiaries[0].who));
    let somebody = &most.unwrap().beneficiaries[0];
    let lot = generators::lot(SEED, world, 0, oracle::law::Law::embedded(), &ground().data);
    let members = lot.unwrap().members;
    let mut row = members
        .into_iter()
        .find(|row| row.beneficiary() == somebody.who)
        .unwrap();
    (row.oc, row.member) = (oc(THEIRS), MemberNumber::new(7).unwrap());
    row.start = world.start;
    let profile = Profiles::shipped().movements();
    let files = generators::declare(&[row], world.start, profile, &Framing::default());
    Person {
        who: somebody.who,
        name: somebody.name.to_string(),
        claim: files.unwrap().remove(0),
    }
}

pub(crate) struct Session {
    person: Person,
    clock: Clock,
    admin: std::net::SocketAddr,
    door: std::net::SocketAddr,
    close: Vec<oneshot::Sender<()>>,
    served: Vec<JoinHandle<Result<(), simulator::SimulatorError>>>,
    _folder: tempfile::TempDir,
}

impl Session {
    pub(crate) async fn open(account: AccountSpec) -> Self {
        let founding = founding(account);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.jsonl");
        let found = move || {
            let person = somebody(&founding);
            let assurance = Assurance::found(&founding, Some(&path), ground(), |_, _| {});
            (person, assurance.unwrap())
        };
        let (person, assurance) = tokio::task::spawn_blocking(found).await.unwrap();
        let clock = Clock::new(Arc::new(assurance));
        let free = || "127.0.0.1:0".parse().unwrap();
        let admin = AdminDoor::bind(free(), clock.clone(), TOKEN.to_owned());
        let admin = admin.await.unwrap();
        let tokens = Tokens::default().with(oc(THEIRS), THEIR_TOKEN).unwrap();
        let office = clock.assurance().office().clone();
        let door = HttpDoor::bind(free(), office, tokens, Limits::default());
        let door = door.await.unwrap();
        let (close_admin, admin_closed) = oneshot::channel::<()>();
        let (close_door, door_closed) = oneshot::channel::<()>();
        Self {
            person,
            clock,
            admin: admin.address(),
            door: door.address(),
            close: vec![close_admin, close_door],
            served: vec![
                tokio::spawn(admin.serve(async { drop(admin_closed.await) })),
                tokio::spawn(door.serve(async { drop(door_closed.await) })),
            ],
            _folder: folder,
        }
    }

    pub(crate) fn office(&self) -> Office {
        self.clock.assurance().office().clone()
    }

    pub(crate) fn mine(&self) -> OcNumber {
        oc(MINE)
    }

    pub(crate) fn theirs(&self) -> OcNumber {
        oc(THEIRS)
    }

    pub(crate) fn insured(&self) -> Beneficiary {
        self.person.who
    }

    pub(crate) fn nir(&self) -> String {
        self.person.who.nir.to_string()
    }

    pub(crate) fn name(&self) -> String {
        self.person.name.clone()
    }

    /// The other OC declares the person, at its own door.
    pub(crate) async fn claim(&self, name: &str) {
        let path = format!("/v1/oc/{THEIRS}/inbox/{name}");
        let body = Bytes::from(self.person.claim.clone());
        let (status, told) = send(self.door, "PUT", &path, THEIR_TOKEN, None, body).await;
        assert_eq!(status, 201, "{told}");
    }

    /// Something that the other OC asks at its own door.
    pub(crate) async fn at_their_door(&self, method: &str, path: &str, body: &str) -> (u16, Value) {
        let body = Bytes::from(body.to_owned());
        send(self.door, method, path, THEIR_TOKEN, None, body).await
    }

    pub(crate) async fn advance_to(&self, to: &str) {
        let body = json!({"to": to});
        let (status, told) = self.post("/admin/v1/clock/advance", body).await;
        assert_eq!(status, 200, "{told}");
    }

    pub(crate) async fn ask(&self, method: &str, path: &str, body: Value) -> (u16, Value) {
        let (kind, body) = match body {
            Value::Null => (None, Bytes::new()),
            body => (Some("application/json"), Bytes::from(body.to_string())),
        };
        send(self.admin, method, path, TOKEN, kind, body).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        self.ask("POST", path, body).await
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        let (status, body) = self.ask("GET", path, Value::Null).await;
        assert_eq!(status, 200, "{path}: {body}");
        body
    }

    pub(crate) async fn close(self) {
        drop(self.close);
        for served in self.served {
            served.await.unwrap().unwrap();
        }
    }
}

async fn send(
    to: std::net::SocketAddr,
    method: &str,
    path: &str,
    token: &str,
    kind: Option<&str>,
    body: Bytes,
) -> (u16, Value) {
    let stream = TcpStream::connect(to).await.unwrap();
    let (mut client, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
        .await
        .unwrap();
    tokio::spawn(connection);
    let mut request = Request::builder().method(method).uri(path);
    request = request
        .header("host", to.to_string())
        .header("authorization", format!("Bearer {token}"));
    if let Some(kind) = kind {
        request = request.header("content-type", kind);
    }
    let request = request.body(Full::new(body)).unwrap();
    let answer = client.send_request(request).await.unwrap();
    let status = answer.status().as_u16();
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
}

fn bytes(file: &ShelvedFile) -> Vec<u8> {
    let length = file.content.len();
    file.content.piece(0..length).unwrap().to_vec()
}

/// Reasons of a 929 file.
pub(crate) fn reasons(file: &ShelvedFile) -> Vec<u8> {
    let readings = noemie::links::read_answers(&bytes(file), Profiles::shipped().answers());
    let entries = readings.iter().flat_map(|reading| &reading.entries);
    entries.map(|(answer, _)| answer.reason).collect()
}

/// Numbers of the décomptes of a 303 file, each once.
pub(crate) fn numbers(file: &ShelvedFile) -> Vec<String> {
    let read = noemie::decomptes::read(&bytes(file), Profiles::shipped().decomptes());
    let all = read.into_iter().flat_map(|file| file.decomptes);
    let all: std::collections::BTreeSet<String> = all
        .map(|(decompte, _)| decompte.number.to_string())
        .collect();
    all.into_iter().collect()
}

fn decomptes(office: &Office, oc: OcNumber) -> Vec<Decompte> {
    let board = office.board(oc);
    let files = board.iter().filter(|file| file.reference == 303);
    let profile = Profiles::shipped().decomptes();
    let read = files.flat_map(|file| noemie::decomptes::read(&bytes(file), profile));
    let all = read.flat_map(|file| file.decomptes);
    all.map(|(decompte, _)| decompte).collect()
}

/// Numbers of the décomptes of somebody that an OC got by 303 files, in the order of the numbers.
pub(crate) fn decomptes_of(office: &Office, oc: OcNumber, who: Beneficiary) -> Vec<String> {
    let all = decomptes(office, oc).into_iter();
    let mut numbers: Vec<String> = all
        .filter(|decompte| decompte.beneficiary == who)
        .map(|decompte| decompte.number.to_string())
        .collect();
    numbers.sort_unstable();
    numbers
}

/// The décompte of that number, as a 303 told it.
pub(crate) fn decompte(office: &Office, oc: OcNumber, number: &str) -> Decompte {
    let mut all = decomptes(office, oc).into_iter();
    all.find(|one| one.number.to_string() == number).unwrap()
}
