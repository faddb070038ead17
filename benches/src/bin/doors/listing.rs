//! Listings of files a second: the HTTP door with its journal on, beside the crate `wiremock` and bare hyper, which answer
//! the same bytes.
//!
//! Each server has a thread and a runtime of its own, and one thread asks all of them in turn, round after round, over
//! connections that stay open. A rate is that of a round; ratios are of the same round.

use std::net::SocketAddr;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use simulator::door::{HttpDoor, Limits, Tokens};
use simulator::{Journal, Office};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::{OC, Spread, TOKEN, runtime};

/// Files that are listed: a small page.
const FILES: u32 = 5;

/// Measures, and prints what was found.
pub(crate) fn measure(rounds: u64, connections: u64, time: Duration) {
    let folder = std::env::temp_dir().join(format!("etalon-doors-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let journal = folder.join("journal.jsonl");
    let path = format!("/v1/oc/{OC}/files");
    let door = serve({
        let journal = journal.clone();
        move |told| etalon(journal, told)
    });
    let page = runtime().block_on(page(door, &path));
    let page_length = page.len();
    let bare = serve({
        let page = page.clone();
        move |told| bare(page, told)
    });
    let mock = serve(move |told| mock(page, path, told));
    let servers = [
        ("étalon, journal on", door),
        ("wiremock", mock),
        ("hyper", bare),
    ];
    let mut rates = vec![Vec::new(); servers.len()];
    for round in 0..=rounds {
        for ((name, address), rates) in servers.iter().zip(&mut rates) {
            let rate = load(*address, connections, time);
            if round > 0 {
                // The first round warms up.
                rates.push(rate);
            }
            eprintln!("round {round}: {name} {rate:.0} a second");
        }
    }
    let asked: f64 = rates.iter().flatten().sum::<f64>() * time.as_secs_f64();
    println!(
        "{rounds} rounds, {connections} connections, {time:?} each; about {asked:.0} answers, {} bytes of listing",
        page_length
    );
    for ((name, _), rates) in servers.iter().zip(&rates) {
        println!("{name}: {} a second", Spread::of(rates.clone()).show(0));
    }
    for other in 1..servers.len() {
        let ratios = rates[0].iter().zip(&rates[other]);
        let ratios = ratios.map(|(own, other)| own / other).collect();
        println!("to {}: {}", servers[other].0, Spread::of(ratios).show(2));
    }
    let lines = std::fs::read_to_string(&journal).unwrap().lines().count();
    println!("{lines} records in the journal");
    std::fs::remove_dir_all(&folder).unwrap();
}

/// Starts a server on a thread of its own, which lasts as long as the process.
fn serve<F: Future<Output = ()>>(
    server: impl FnOnce(mpsc::Sender<SocketAddr>) -> F + Send + 'static,
) -> SocketAddr {
    let (told, address) = mpsc::channel();
    thread::spawn(move || runtime().block_on(server(told)));
    address.recv().unwrap()
}

async fn etalon(journal: std::path::PathBuf, told: mpsc::Sender<SocketAddr>) {
    let oc = OC.parse().unwrap();
    let journal = Journal::create(&journal, 10_000).unwrap();
    let (office, _inbox) = Office::open("2024-11-04".parse().unwrap(), journal);
    for number in 0..FILES {
        let name = format!("2024-11-04.303.01751000.99000017.{number:06}.noe")
            .parse()
            .unwrap();
        office.deliver(oc, name, 303, "000…".into()).unwrap();
    }
    let tokens = Tokens::default().with(oc, TOKEN).unwrap();
    let address = "127.0.0.1:0".parse().unwrap();
    let door = HttpDoor::bind(address, office, tokens, Limits::default())
        .await
        .unwrap();
    told.send(door.address()).unwrap();
    door.serve(std::future::pending()).await.unwrap();
}

async fn bare(page: Bytes, told: mpsc::Sender<SocketAddr>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    told.send(listener.local_addr().unwrap()).unwrap();
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        stream.set_nodelay(true).unwrap();
        let page = page.clone();
        let answer = service_fn(move |_| {
            let mut response = hyper::Response::new(Full::new(page.clone()));
            let json = hyper::header::HeaderValue::from_static("application/json");
            response.headers_mut().insert("content-type", json);
            async { Ok::<_, std::convert::Infallible>(response) }
        });
        tokio::spawn(
            hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(stream), answer),
        );
    }
}

async fn mock(page: Bytes, path: String, told: mpsc::Sender<SocketAddr>) {
    let server = wiremock::MockServer::builder()
        .disable_request_recording()
        .start()
        .await;
    let answer =
        wiremock::ResponseTemplate::new(200).set_body_raw(page.to_vec(), "application/json");
    wiremock::Mock::given(wiremock::matchers::method("GET"))
        .and(wiremock::matchers::path(path))
        .and(wiremock::matchers::header(
            "authorization",
            format!("Bearer {TOKEN}"),
        ))
        .respond_with(answer)
        .mount(&server)
        .await;
    told.send(*server.address()).unwrap();
    std::future::pending().await
}

/// What the door answers: the others answer the same.
async fn page(address: SocketAddr, path: &str) -> Bytes {
    let stream = TcpStream::connect(address).await.unwrap();
    let (mut client, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
        .await
        .unwrap();
    tokio::spawn(connection);
    let request = hyper::Request::get(path)
        .header("host", "localhost")
        .header("authorization", format!("Bearer {TOKEN}"))
        .body(Full::<Bytes>::default())
        .unwrap();
    let answer = client.send_request(request).await.unwrap();
    assert_eq!(answer.status(), 200);
    answer.into_body().collect().await.unwrap().to_bytes()
}

/// Answers a second.
fn load(address: SocketAddr, connections: u64, time: Duration) -> f64 {
    let request = format!(
        "GET /v1/oc/{OC}/files HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {TOKEN}\r\n\r\n"
    );
    let request: &'static str = request.leak();
    runtime().block_on(async {
        let start = Instant::now();
        let asking = (0..connections).map(|_| tokio::spawn(ask(address, request, start + time)));
        let asking: Vec<_> = asking.collect();
        let mut answers = 0;
        for one in asking {
            answers += one.await.unwrap();
        }
        f64::from(answers) / start.elapsed().as_secs_f64()
    })
}

/// Answers of one connection until then.
async fn ask(address: SocketAddr, request: &str, until: Instant) -> u32 {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.set_nodelay(true).unwrap();
    let (mut buffer, mut answers, mut length) = (vec![0; 64 << 10], 0, None);
    while Instant::now() < until {
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut read = 0;
        // All answers of a server have one length.
        while length.is_none_or(|length| read < length) {
            let got = stream.read(&mut buffer[read..]).await.unwrap();
            assert!(got > 0, "the server hung up");
            read += got;
            length = length.or_else(|| whole(&buffer[..read]));
        }
        assert_eq!(Some(read), length);
        assert!(buffer.starts_with(b"HTTP/1.1 200"));
        answers += 1;
    }
    answers
}

/// The length of an answer, once its head is there.
fn whole(answer: &[u8]) -> Option<usize> {
    let text = std::str::from_utf8(answer).unwrap();
    let end = text.find("\r\n\r\n")? + 4;
    let head = text[..end].to_lowercase();
    let (_, length) = head.split_once("content-length: ")?;
    let (length, _) = length.split_once("\r\n")?;
    Some(end + length.parse::<usize>().unwrap())
}
