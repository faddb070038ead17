//! HTTPS, and certificates of clients.
#![cfg(feature = "tls")]
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use common::{MINE, MY_TOKEN, Open, THEIR_TOKEN, THEIRS, bad_days, day, name, oc, setup};
use http_body_util::{BodyExt as _, Full};
use hyper::Request;
use hyper_util::rt::TokioIo;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use rustls::crypto::ring::default_provider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use simulator::door::{Clients, HttpDoor, HttpSetup, Limits, Tls};
use simulator::{Journal, Office, SimulatorError};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

/// An authority, and what it signs.
struct Authority(CertifiedIssuer<'static, KeyPair>);

/// A certificate and its key, as PEM.
#[derive(Clone)]
struct Signed {
    chain: String,
    key: String,
}

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        Self(CertifiedIssuer::self_signed(params, key).unwrap())
    }

    fn pem(&self) -> String {
        self.0.pem()
    }

    fn sign(&self, names: &[&str]) -> Signed {
        self.sign_until(names, 2100)
    }

    fn sign_until(&self, names: &[&str], year: i32) -> Signed {
        let names: Vec<String> = names.iter().map(ToString::to_string).collect();
        let mut params = CertificateParams::new(names).unwrap();
        params.not_before = date_time_ymd(2000, 1, 1);
        params.not_after = date_time_ymd(year, 1, 1);
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.0).unwrap();
        Signed {
            chain: certificate.pem(),
            key: key.serialize_pem(),
        }
    }
}

struct Secure {
    open: Open,
    authority: Authority,
}

#[tokio::test]
async fn who_does_not_shake_hands_is_cut_and_the_others_served() {
    let authority = Authority::new();
    let own = authority.sign(&["localhost"]);
    let tls = Tls::new(own.chain.as_bytes(), own.key.as_bytes(), &Clients::Unasked);
    let limits = Limits {
        header_time: Duration::from_millis(100),
        connections: 1,
        ..Limits::default()
    };
    let setup = HttpSetup {
        tls: Some(tls.unwrap()),
        limits,
        ..setup()
    };
    let open = common::open_as(day(), setup).await;
    let door = Secure { open, authority };
    for says in [
        &b""[..],
        b"\x16\x03\x01\x02\x00\x01",
        b"\x16\x03\x01\xff\xff",
    ] {
        let mut silent = TcpStream::connect(door.open.address).await.unwrap();
        silent.write_all(says).await.unwrap();
        assert_eq!(
            status(door.ask(("GET", "/v1/health"), None, None).await),
            200
        );
        let mut rest = Vec::new();
        let _ = silent.read_to_end(&mut rest).await;
        assert!(rest.len() < 100, "{rest:?}");
    }
    door.open.shut().await;
}

/// A door whose clients may or must show a certificate of the same authority.
async fn secure(clients: fn(Vec<u8>) -> Clients, rules: &str) -> Secure {
    let authority = Authority::new();
    let (own, expired) = (
        authority.sign(&["localhost"]),
        authority.sign_until(&["localhost"], 2001),
    );
    let clients = clients(authority.pem().into());
    let tls = Tls::new(own.chain.as_bytes(), own.key.as_bytes(), &clients)
        .and_then(|tls| tls.with_expired(expired.chain.as_bytes(), expired.key.as_bytes()))
        .unwrap();
    let setup = HttpSetup {
        tls: Some(tls),
        bad_days: bad_days(1, rules),
        ..setup()
    };
    let open = common::open_as(day(), setup).await;
    Secure { open, authority }
}

/// What came of a request: a status and a body, or a handshake or connection that failed.
type Came = Result<(u16, Bytes), String>;

impl Secure {
    async fn ask(
        &self,
        (method, path): (&str, &str),
        certificate: Option<&Signed>,
        token: Option<&str>,
    ) -> Came {
        let mut roots = RootCertStore::empty();
        roots
            .add(CertificateDer::from_pem_slice(self.authority.pem().as_bytes()).unwrap())
            .unwrap();
        let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots);
        let config = match certificate {
            None => config.with_no_client_auth(),
            Some(signed) => {
                let chain = vec![CertificateDer::from_pem_slice(signed.chain.as_bytes()).unwrap()];
                let key = PrivateKeyDer::from_pem_slice(signed.key.as_bytes()).unwrap();
                config.with_client_auth_cert(chain, key).unwrap()
            }
        };
        let stream = TcpStream::connect(self.open.address).await.unwrap();
        let said = |error: &dyn std::error::Error| format!("{error:?}");
        let stream = TlsConnector::from(Arc::new(config))
            .connect(ServerName::try_from("localhost").unwrap(), stream)
            .await
            .map_err(|error| said(&error))?;
        let (mut client, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
            .await
            .map_err(|error| said(&error))?;
        tokio::spawn(connection);
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "localhost");
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let request = request.body(Full::new(Bytes::from_static(b"x"))).unwrap();
        let answer = client
            .send_request(request)
            .await
            .map_err(|error| said(&error))?;
        let status = answer.status().as_u16();
        let body = answer
            .into_body()
            .collect()
            .await
            .map_err(|error| said(&error))?;
        Ok((status, body.to_bytes()))
    }
}

const LIST: (&str, &str) = ("GET", "/v1/oc/99000017/files");

fn status(came: Came) -> u16 {
    came.unwrap().0
}

#[tokio::test]
async fn over_tls_the_door_is_the_door_and_plain_http_is_none() {
    let door = secure(|_| Clients::Unasked, "  []").await;
    let content: Vec<u8> = (0..300_000_u32).map(|n| (n % 251) as u8).collect();
    door.open.shelve(MINE, "a.noe", content.clone());
    let (status, body) = door
        .ask(("GET", "/v1/oc/99000017/files/a.noe"), None, Some(MY_TOKEN))
        .await
        .unwrap();
    assert_eq!(status, 200);
    assert!(body == content);
    assert_eq!(self::status(door.ask(LIST, None, None).await), 401);
    let plain = door
        .open
        .raw(b"GET /v1/health HTTP/1.1\r\nhost: x\r\n\r\n")
        .await;
    assert!(!plain.contains("HTTP/1.1"), "{plain}");
    assert_eq!(
        self::status(door.ask(LIST, None, Some(MY_TOKEN)).await),
        200
    );
    door.open.shut().await;
}

#[tokio::test]
async fn a_certificate_is_of_the_oc_its_names_say() {
    let door = secure(Clients::May, "  []").await;
    let mine = door.authority.sign(&["99000017.oc.example"]);
    let theirs = door
        .authority
        .sign(&["mail.example", "99000025.oc.example"]);
    let both = door
        .authority
        .sign(&["99000017.oc.example", "99000025.oc.example"]);
    let twice = door
        .authority
        .sign(&["99000017.oc.example", "99000017.other.example"]);
    let nobody = door
        .authority
        .sign(&["oc.example", "9900001.oc.example", "x.99000017.example"]);
    for (certificate, token, expected) in [
        (Some(&mine), None, 200),
        (Some(&mine), Some(MY_TOKEN), 200),
        (Some(&twice), None, 200),
        // A token of another OC beside a certificate: whose request it is cannot be told.
        (Some(&mine), Some(THEIR_TOKEN), 401),
        (Some(&theirs), Some(MY_TOKEN), 401),
        (Some(&mine), Some("nobodys-0123456789"), 401),
        (Some(&theirs), None, 404),
        (Some(&both), None, 401),
        (Some(&both), Some(MY_TOKEN), 401),
        (Some(&nobody), None, 401),
        (Some(&nobody), Some(MY_TOKEN), 401),
        (None, Some(MY_TOKEN), 200),
        (None, None, 401),
    ] {
        let came = door.ask(LIST, certificate, token).await;
        assert_eq!(status(came), expected, "{token:?}");
    }
    assert_eq!(
        status(door.ask(("GET", "/v1/health"), None, None).await),
        200
    );
    door.open.shut().await;
}

#[tokio::test]
async fn without_a_good_certificate_nobody_comes_in_where_one_is_needed() {
    let door = secure(Clients::Must, "  []").await;
    let mine = door.authority.sign(&["99000017.oc.example"]);
    assert_eq!(status(door.ask(LIST, Some(&mine), None).await), 200);
    let elsewhere = Authority::new().sign(&["99000017.oc.example"]);
    let expired = door.authority.sign_until(&["99000017.oc.example"], 2001);
    for bad in [None, Some(&elsewhere), Some(&expired)] {
        let came = door.ask(LIST, bad, Some(MY_TOKEN)).await;
        assert!(came.is_err(), "{came:?}");
        let came = door.ask(("GET", "/v1/health"), bad, None).await;
        assert!(came.is_err(), "{came:?}");
    }
    assert_eq!(status(door.ask(LIST, Some(&mine), None).await), 200);
    door.open.shut().await;
}

#[tokio::test]
async fn no_proof_of_one_oc_opens_anything_of_another_on_any_route() {
    let mut door = secure(Clients::May, "  []").await;
    door.open.shelve(MINE, "secret.noe", "secret");
    let theirs = door.authority.sign(&["99000025.oc.example"]);
    for (certificate, token) in [
        (Some(&theirs), None),
        (None, Some(THEIR_TOKEN)),
        (Some(&theirs), Some(THEIR_TOKEN)),
    ] {
        for (method, tail) in [
            ("GET", "files"),
            ("HEAD", "files"),
            ("GET", "files/secret.noe"),
            ("HEAD", "files/secret.noe"),
            ("POST", "files/secret.noe/ack"),
            ("PUT", "inbox/secret.408"),
            ("GET", "elsewhere"),
            ("DELETE", "files/secret.noe"),
        ] {
            let mut answers = Vec::new();
            for whose in [MINE, "12345678"] {
                let path = format!("/v1/oc/{whose}/{tail}");
                let (status, body) = door.ask((method, &path), certificate, token).await.unwrap();
                assert_eq!(status, 404, "{method} {path}");
                answers.push(body);
            }
            assert_eq!(answers[0], answers[1], "{method} {tail}");
        }
        // Their own shelf is theirs, and empty; a spelling of the way to another's is no way.
        let own = format!("/v1/oc/{THEIRS}/files");
        assert_eq!(
            door.ask(("GET", &own), certificate, token).await.unwrap().1,
            r#"{"files":[]}"#
        );
        for tail in [
            "secret.noe",
            "..%2f..%2f99000017%2ffiles%2fsecret.noe",
            "%2e%2e",
        ] {
            let came = door
                .ask(("GET", &format!("{own}/{tail}")), certificate, token)
                .await;
            assert_eq!(status(came), 404);
        }
    }
    assert!(
        !door
            .open
            .office
            .look(oc(MINE), &name("secret.noe"))
            .unwrap()
            .acknowledged
    );
    assert_eq!(door.open.inbox.try_next(), None);
    door.open.shut().await;
}

#[tokio::test]
async fn an_expired_certificate_is_shown_when_a_rule_says_so_and_refused_by_a_right_client() {
    let rules = "  - {id: a, match: {nth: [2, 3]}, action: expired-certificate}\n  \
                 - {id: b, match: {from: 2024-11-10, to: 2024-11-10}, action: expired-certificate}";
    let door = secure(|_| Clients::Unasked, rules).await;
    let mut came = Vec::new();
    for _ in 0..4 {
        came.push(door.ask(LIST, None, Some(MY_TOKEN)).await);
    }
    assert_eq!(came[0].as_ref().unwrap().0, 200);
    for refused in &came[1..3] {
        assert!(
            refused.as_ref().unwrap_err().contains("Expired"),
            "{refused:?}"
        );
    }
    assert_eq!(came[3].as_ref().unwrap().0, 200);
    // Neither token nor question reached the door while its certificate was bad.
    assert_eq!(door.open.office.records_after(0).len(), 2);
    door.open.office.turn_to(day().plus(6)).unwrap();
    assert!(door.ask(LIST, None, Some(MY_TOKEN)).await.is_err());
    door.open.office.turn_to(day().plus(7)).unwrap();
    assert_eq!(status(door.ask(LIST, None, Some(MY_TOKEN)).await), 200);
    door.open.shut().await;
}

#[tokio::test]
async fn faults_of_the_wire_happen_below_tls() {
    let rules = "  - {id: a, match: {file: 'r*', nth: [1]}, action: {reset: {after-bytes: 100000}}}\n  \
                 - {id: b, match: {file: 't*', nth: [1]}, action: {truncated: {after-bytes: 100000}}}\n  \
                 - {id: c, match: {route: push, nth: [1]}, action: answer-lost}";
    let mut door = secure(|_| Clients::Unasked, rules).await;
    for file in ["r.noe", "t.noe"] {
        door.open.shelve(MINE, file, vec![b'x'; 300_000]);
        let path = format!("/v1/oc/{MINE}/files/{file}");
        let cut = door.ask(("GET", &path), None, Some(MY_TOKEN)).await;
        assert!(cut.is_err(), "{file}");
        let whole = door
            .ask(("GET", &path), None, Some(MY_TOKEN))
            .await
            .unwrap();
        assert_eq!(whole.1.len(), 300_000);
    }
    let push = ("PUT", "/v1/oc/99000017/inbox/a.408");
    assert!(door.ask(push, None, Some(MY_TOKEN)).await.is_err());
    assert_eq!(status(door.ask(push, None, Some(MY_TOKEN)).await), 200);
    assert_eq!(
        door.open.inbox.try_next().unwrap().content.whole().unwrap(),
        "x"
    );
    assert_eq!(door.open.inbox.try_next(), None);
    assert_eq!(door.open.faults(), ["reset", "truncated", "answer-lost"]);
    door.open.shut().await;
}

#[tokio::test]
async fn beyond_loopback_a_door_opens_with_tls_alone() {
    let (office, _inbox) = Office::open(day(), Journal::in_memory(0));
    let own = Authority::new().sign(&["localhost"]);
    let tls = Tls::new(own.chain.as_bytes(), own.key.as_bytes(), &Clients::Unasked).unwrap();
    for far in ["0.0.0.0:0", "[::ffff:0.0.0.0]:0"] {
        let address = far.parse().unwrap();
        let plain = HttpDoor::open(address, office.clone(), setup())
            .await
            .unwrap_err();
        assert!(matches!(plain, SimulatorError::NotLoopback(_)), "{far}");
        let secret = HttpSetup {
            tls: Some(tls.clone()),
            ..setup()
        };
        let door = HttpDoor::open(address, office.clone(), secret).await;
        assert!(
            !matches!(door, Err(SimulatorError::NotLoopback(_))),
            "{far}"
        );
    }
    let secret = HttpSetup {
        tls: Some(tls),
        ..setup()
    };
    let door = HttpDoor::open("0.0.0.0:0".parse().unwrap(), office, secret)
        .await
        .unwrap();
    assert!(door.address().ip().is_unspecified());
}

#[tokio::test]
async fn what_cannot_be_spoken_or_shown_is_said_before_anybody_comes() {
    let (authority, other) = (Authority::new(), Authority::new());
    let (own, foreign) = (authority.sign(&["localhost"]), other.sign(&["localhost"]));
    let tls = |chain: &str, key: &str, clients: &Clients| {
        Tls::new(chain.as_bytes(), key.as_bytes(), clients).map_err(|error| error.to_string())
    };
    let nothing = Clients::Must(b"nothing".to_vec());
    for (chain, key, clients, what) in [
        (
            "",
            own.key.as_str(),
            &Clients::Unasked,
            "the certificate of the door cannot",
        ),
        (
            &own.chain,
            "",
            &Clients::Unasked,
            "the private key of the door",
        ),
        (
            &own.chain,
            &foreign.key,
            &Clients::Unasked,
            "the certificate of the door and its key",
        ),
        (
            &own.chain,
            &own.key,
            &nothing,
            "the authorities of the clients",
        ),
    ] {
        let error = tls(chain, key, clients).unwrap_err();
        assert!(error.starts_with(what), "{error}");
    }
    let (office, _inbox) = Office::open(day(), Journal::in_memory(0));
    let rule = "  - {id: a, action: expired-certificate}";
    for tls in [
        None,
        Some(tls(&own.chain, &own.key, &Clients::Unasked).unwrap()),
    ] {
        let setup = HttpSetup {
            tls,
            bad_days: bad_days(1, rule),
            ..setup()
        };
        let error = HttpDoor::open("127.0.0.1:0".parse().unwrap(), office.clone(), setup)
            .await
            .unwrap_err();
        assert!(matches!(error, SimulatorError::NoExpiredCertificate));
    }
}
