//! The right client and the door on a network that is only simulated: messages are late, links break and heal, the door is
//! restarted, all faults are at work; and the same seed is the same session.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::io;
use std::net::{IpAddr, Ipv4Addr};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use common::client::{Client, Io};
use common::rules::{all_at_once, content};
use common::{MINE, MY_TOKEN, bad_days, day, name, oc, setup};
use simulator::door::{HttpHost, HttpSetup, Stream};
use simulator::{Act, Inbox, Journal, Office, Record};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use turmoil::net::{TcpListener, TcpStream};

/// A socket of the simulated network. It knows no reset: an end that is none shows as an end before its time.
struct Socket(TcpStream);

impl Stream for Socket {}

impl AsyncRead for Socket {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(cx, buf)
    }
}

impl AsyncWrite for Socket {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(cx)
    }
}

const PORT: u16 = 8_080;
const DAYS: i32 = 24;

/// What is left of a session: what the client did and took, and what the office knows.
struct Session {
    client: Client,
    delivered: Vec<String>,
    office: Office,
    inbox: Inbox,
}

async fn answer(host: HttpHost) -> turmoil::Result {
    let listener = TcpListener::bind((IpAddr::from(Ipv4Addr::UNSPECIFIED), PORT)).await?;
    loop {
        let (stream, _) = listener.accept().await?;
        let host = host.clone();
        tokio::spawn(async move { host.converse(Socket(stream), std::future::pending()).await });
    }
}

fn connect() -> Client {
    let connect = || {
        let connected: Pin<Box<dyn Future<Output = _> + Send>> = Box::pin(async {
            let stream = TcpStream::connect(("caisse", PORT)).await?;
            Ok(Box::new(stream) as Box<dyn Io>)
        });
        connected
    };
    Client::new(Box::new(connect), MINE, MY_TOKEN)
}

/// A session of some days on a bad network.
fn live(seed: u64) -> Session {
    let mut sim = turmoil::Builder::new()
        .rng_seed(seed)
        .simulation_duration(Duration::from_secs(100_000))
        .tick_duration(Duration::from_millis(50))
        .min_message_latency(Duration::from_millis(1))
        .max_message_latency(Duration::from_millis(400))
        .build();
    let (office, inbox) = Office::open(day(), Journal::in_memory(20_000));
    let setup = HttpSetup {
        bad_days: bad_days(seed, &all_at_once()),
        ..setup()
    };
    let host = HttpHost::new(office.clone(), setup);
    sim.host("caisse", move || answer(host.clone()));
    let done = Arc::new(Mutex::new(None));
    let (kept, desk) = (done.clone(), office.clone());
    sim.client("mutuelle", async move {
        let (mut client, mut delivered) = (connect(), Vec::new());
        for on in 0..DAYS {
            desk.turn_to(day().plus(on))?;
            // Some days the line is dead for two minutes: longer than the client waits for an answer.
            if on % 5 == 2 {
                turmoil::partition("mutuelle", "caisse");
                tokio::spawn(async {
                    tokio::time::sleep(Duration::from_secs(120)).await;
                    turmoil::repair("mutuelle", "caisse");
                });
            }
            // Others it goes dead while something is on its way.
            if on % 5 == 3 {
                tokio::spawn(async {
                    tokio::time::sleep(Duration::from_millis(1_500)).await;
                    turmoil::partition("mutuelle", "caisse");
                    tokio::time::sleep(Duration::from_secs(30)).await;
                    turmoil::repair("mutuelle", "caisse");
                });
            }
            if on < DAYS - 10 {
                for (file, reference) in
                    [(format!("{on:02}.303"), 303), (format!("{on:02}.929"), 929)]
                {
                    desk.deliver(oc(MINE), name(&file), reference, content(&file).into())?;
                    delivered.push(file);
                }
                let push = format!("{on:02}.408");
                client.push(&push, &content(&push)).await;
            }
            client.round().await;
        }
        *kept.lock().unwrap() = Some((client, delivered));
        Ok(())
    });
    // The door is restarted now and then, whatever it is saying.
    for step in 1.. {
        if sim.step().unwrap() {
            break;
        }
        if step % 3_001 == 0 {
            sim.bounce("caisse");
        }
    }
    let (client, delivered) = done.lock().unwrap().take().unwrap();
    Session {
        client,
        delivered,
        office,
        inbox,
    }
}

fn all_is_well(session: &mut Session) {
    let mut order = session.client.order.clone();
    order.sort();
    assert_eq!(order, session.delivered, "{:#?}", session.client.did);
    for file in &session.delivered {
        assert!(session.client.taken[file] == content(file), "{file}");
    }
    for on in 0..DAYS - 10 {
        let received = session.inbox.try_next().unwrap();
        let push = format!("{on:02}.408");
        assert_eq!(received.name.as_str(), push);
        assert!(received.content.whole().unwrap() == content(&push));
    }
    assert_eq!(session.inbox.try_next(), None, "each push counts once");
}

#[test]
fn on_a_bad_network_too_and_the_same_seed_is_the_same_session() {
    let mut logs: Vec<(Vec<String>, Vec<Record>)> = Vec::new();
    for seed in [1, 2, 3, 1] {
        let mut session = live(seed);
        all_is_well(&mut session);
        let did = |what: &str| {
            session
                .client
                .did
                .iter()
                .filter(|did| did.contains(what))
                .count()
        };
        assert!(did("no answer") >= 3, "{:#?}", session.client.did);
        assert!(did("cut at") > 3 && did(" from ") > 3);
        let records = session.office.records_after(0);
        let faulted = records
            .iter()
            .filter(|r| matches!(r.act, Act::Faulted { .. }));
        assert!(faulted.count() > 50);
        logs.push((session.client.did, records));
    }
    assert!(logs[0] == logs[3]);
    assert!(logs[0] != logs[1] && logs[1] != logs[2]);
}
