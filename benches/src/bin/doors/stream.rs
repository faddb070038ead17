//! A file of décomptes that is generated lot by lot while it is fetched, beside its generator alone, which gives the same
//! bytes to nobody; and the memory that both take.
//!
//! Both make lots on one thread, and take turns. The client is a thread of this process that reads and forgets.

use std::io::{self, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::process::Command;
use std::sync::mpsc;
use std::thread;
use std::time::Instant;

use bytes::Bytes;
use generators::{AdversityRates, FlowError, INSURED_PER_LOT, WorldData, WorldSpec, send_lot};
use simulator::door::{HttpDoor, Limits, Tokens};
use simulator::{Content, InParts, Journal, Office};

use crate::{OC, Spread, TOKEN, runtime};

const SEED: u64 = 42;
const NAME: &str = "2024-11-04.303.01751000.99000017.000001.noe";

/// Makes lots of one world.
#[derive(Clone)]
struct Maker {
    spec: WorldSpec,
    data: WorldData,
}

impl Maker {
    /// All 303 files of a lot, one after the other.
    fn lot(&self, number: usize) -> io::Result<Bytes> {
        let mut all = Vec::new();
        let number = u32::try_from(number).map_err(io::Error::other)?;
        let profiles = noemie::Profiles::shipped();
        send_lot(SEED, &self.spec, number, &self.data, profiles, |file| {
            if file.id.reference == 303 {
                all.extend_from_slice(&file.bytes);
            }
            Ok::<_, FlowError>(Some(file.bytes))
        })
        .map_err(io::Error::other)?;
        Ok(all.into())
    }
}

impl Maker {
    /// One for a file of about so many megabytes, and in how many lots that is: full ones, every one of them.
    fn of(megabytes: u64) -> (Self, usize) {
        let mut maker = Self {
            spec: WorldSpec {
                insured: INSURED_PER_LOT,
                adversities: AdversityRates::none(),
                ..WorldSpec::demo()
            },
            data: WorldData::embedded().unwrap(),
        };
        let one = maker.lot(0).unwrap().len() as u64;
        let lots = u32::try_from((megabytes * 1_000_000).div_ceil(one)).unwrap();
        maker.spec.insured = lots * INSURED_PER_LOT;
        (maker, usize::try_from(lots).unwrap())
    }
}

/// Serves a file of about so many megabytes, fetches it twice, and says the most memory that took: of a process that does
/// nothing else.
pub(crate) fn peak_of(megabytes: u64) {
    let (maker, lots) = Maker::of(megabytes);
    let (address, length) = serve(&maker, lots);
    for _ in 0..2 {
        assert_eq!(fetch(address), length);
    }
    println!(
        "{lots} lots, {length} bytes, measured and fetched twice: {} at most in memory",
        peak()
    );
}

/// Measures, and prints what was found.
pub(crate) fn measure(rounds: u64, megabytes: u64) {
    // Flat: four times the file takes no more.
    for megabytes in [megabytes / 4, megabytes] {
        let own = std::env::current_exe().unwrap();
        let mut one = Command::new(own);
        one.args(["peak", &megabytes.to_string()]);
        assert!(one.status().unwrap().success());
    }
    let (maker, lots) = Maker::of(megabytes);
    let (address, length) = serve(&maker, lots);
    let (mut alone, mut fetched, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..rounds {
        let generate = || {
            let start = Instant::now();
            let made: u64 = (0..lots)
                .map(|lot| maker.lot(lot).unwrap().len() as u64)
                .sum();
            assert_eq!(made, length);
            rate(length, start)
        };
        let fetch = || {
            let start = Instant::now();
            assert_eq!(fetch(address), length);
            rate(length, start)
        };
        // Who is first may find a warmer or a busier machine.
        let (own, through) = if round % 2 == 0 {
            let own = generate();
            (own, fetch())
        } else {
            let through = fetch();
            (generate(), through)
        };
        eprintln!("round {round}: alone {own:.0} MB/s, fetched {through:.0} MB/s");
        alone.push(own);
        fetched.push(through);
        ratios.push(through / own);
    }
    println!("generated alone: {} MB/s", Spread::of(alone).show(0));
    println!(
        "generated and fetched: {} MB/s",
        Spread::of(fetched).show(0)
    );
    println!("ratios of a round: {}", Spread::of(ratios).show(2));
}

fn rate(bytes: u64, since: Instant) -> f64 {
    u32::try_from(bytes / 1_000).map_or(f64::NAN, f64::from)
        / 1_000.0
        / since.elapsed().as_secs_f64()
}

/// Starts a door with that file on its shelf, journal on; gives its address, and the length of the file.
fn serve(maker: &Maker, lots: usize) -> (SocketAddr, u64) {
    let (told, served) = mpsc::channel();
    let maker = maker.clone();
    thread::spawn(move || {
        let file = InParts::measure(lots, move |lot| maker.lot(lot)).unwrap();
        let content = Content::from_source(file);
        let length = content.len();
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::create(&folder.path().join("journal.jsonl"), 10_000).unwrap();
        let (office, _inbox) = Office::open("2024-11-04".parse().unwrap(), journal);
        let oc = OC.parse().unwrap();
        let delivered = office.deliver(oc, NAME.parse().unwrap(), 303, content);
        delivered.unwrap();
        runtime().block_on(async {
            let tokens = Tokens::default().with(oc, TOKEN).unwrap();
            let address = "127.0.0.1:0".parse().unwrap();
            let door = HttpDoor::bind(address, office, tokens, Limits::default())
                .await
                .unwrap();
            told.send((door.address(), length)).unwrap();
            door.serve(std::future::pending()).await.unwrap();
        });
    });
    served.recv().unwrap()
}

/// Fetches the file and forgets it; gives its length.
fn fetch(address: SocketAddr) -> u64 {
    let mut stream = TcpStream::connect(address).unwrap();
    let request = format!(
        "GET /v1/oc/{OC}/files/{NAME} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {TOKEN}\r\n\
         connection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).unwrap();
        head.push(byte[0]);
    }
    assert!(head.starts_with(b"HTTP/1.1 200 "));
    let (mut buffer, mut length) = (vec![0; 1 << 20], 0);
    loop {
        match stream.read(&mut buffer).unwrap() {
            0 => return length,
            read => length += read as u64,
        }
    }
}

/// The most memory that this process had, as the system says it.
fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.map_or("an unknown figure".to_owned(), |line| {
        line.trim().to_owned()
    })
}
