//! The sample mutuelle as a server, and how it may fail.

use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

use super::OWN;

/// How a server answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Says {
    InTheBody,
    ByCallback,
    WhenAsked,
    /// At that request, and at it alone: a status, garbage, or nothing at all.
    Once(u32, Slip),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slip {
    Status,
    Garbage,
    Nothing,
}

/// The sample mutuelle behind an HTTP server of few words: one request a connection.
pub(super) struct Server {
    pub(super) url: String,
    over: Arc<AtomicBool>,
    serving: Option<JoinHandle<()>>,
}

impl Server {
    pub(super) fn start(says: Says, bugs: &[&str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/mutuelle", listener.local_addr().unwrap());
        let over = Arc::new(AtomicBool::new(false));
        let (ended, mut mutuelle) = (over.clone(), Mutuelle::start(bugs));
        let serving = std::thread::spawn(move || {
            let (mut asked, mut held, mut is_due) = (0, Vec::new(), false);
            let mut waiting = VecDeque::new();
            for stream in listener.incoming() {
                if ended.load(Ordering::Acquire) {
                    return;
                }
                let mut stream = stream.unwrap();
                let Some(request) = Request::read(&stream) else {
                    continue;
                };
                if request.is_get {
                    // Every other time there is nothing yet.
                    is_due = !is_due;
                    let ready: Vec<String> = if is_due {
                        Vec::new()
                    } else {
                        waiting.drain(..).collect()
                    };
                    answer(
                        &mut stream,
                        if ready.is_empty() { 204 } else { 200 },
                        &ready,
                    );
                    continue;
                }
                asked += 1;
                match says {
                    Says::Once(number, slip) if number == asked => match slip {
                        Slip::Status => answer(&mut stream, 503, &["closed for today".to_owned()]),
                        Slip::Garbage => {
                            answer(&mut stream, 200, &["<html>welcome</html>".to_owned()])
                        }
                        // Open, and silent.
                        Slip::Nothing => held.push(stream),
                    },
                    Says::InTheBody | Says::Once(..) => {
                        answer(&mut stream, 200, &mutuelle.ask(&request.body));
                    }
                    Says::WhenAsked => {
                        waiting.extend(mutuelle.ask(&request.body));
                        answer(&mut stream, 202, &[]);
                    }
                    Says::ByCallback => {
                        answer(&mut stream, 202, &[]);
                        drop(stream);
                        post(&request.callback.unwrap(), &mutuelle.ask(&request.body));
                    }
                }
            }
        });
        Self {
            url,
            over,
            serving: Some(serving),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Release);
        // It is woken by somebody who asks nothing.
        let address = self.url.trim_start_matches("http://").split('/').next();
        drop(TcpStream::connect(address.unwrap()));
        if let Some(serving) = self.serving.take() {
            let ended = serving.join();
            assert!(ended.is_ok() || std::thread::panicking());
        }
    }
}

struct Request {
    is_get: bool,
    callback: Option<String>,
    body: Vec<u8>,
}

impl Request {
    fn read(stream: &TcpStream) -> Option<Self> {
        let mut reader = BufReader::new(stream);
        let mut first = String::new();
        reader.read_line(&mut first).ok().filter(|read| *read > 0)?;
        let (mut length, mut callback) = (0, None);
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
            let Some((name, value)) = line.trim_end().split_once(": ") else {
                break;
            };
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.parse().unwrap(),
                "etalon-callback" => callback = Some(value.to_owned()),
                _ => {}
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).ok()?;
        Some(Self {
            is_get: first.starts_with("GET "),
            callback,
            body,
        })
    }
}

fn answer(stream: &mut TcpStream, status: u16, lines: &[String]) {
    let body = lines.concat();
    let head = format!("HTTP/1.1 {status} so\r\nconnection: close\r\n");
    let length = if status == 204 {
        String::new()
    } else {
        format!("content-length: {}\r\n", body.len())
    };
    // Whoever asked may have gone.
    let _ = stream.write_all(format!("{head}{length}\r\n{body}").as_bytes());
}

fn post(url: &str, lines: &[String]) {
    let (address, path) = url.trim_start_matches("http://").split_once('/').unwrap();
    let Ok(mut stream) = TcpStream::connect(address) else {
        return;
    };
    let body = lines.concat();
    let length = body.len();
    let request = format!(
        "POST /{path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}"
    );
    let mut told = String::new();
    let asked = stream.write_all(request.as_bytes());
    // The answer to `bye` is waited for by nobody: the run may have ended.
    if asked
        .and_then(|()| stream.read_to_string(&mut told))
        .is_err()
    {
        return;
    }
    if told.is_empty() {
        return;
    }
    assert!(told.starts_with("HTTP/1.1 204"), "{told}");
}

/// The sample mutuelle on two pipes.
struct Mutuelle {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Mutuelle {
    fn start(bugs: &[&str]) -> Self {
        let mut child = Command::new(OWN)
            .arg("sample-mutuelle")
            .args(bugs.iter().flat_map(|bug| ["--bug", bug]))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let input = child.stdin.take().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        Self {
            child,
            input,
            output,
        }
    }

    /// What it says until a request is answered. What a file changed of earlier answers comes with the next request.
    fn ask(&mut self, request: &[u8]) -> Vec<String> {
        let asked: serde_json::Value = serde_json::from_slice(request).unwrap();
        self.input.write_all(request).unwrap();
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            assert!(self.output.read_line(&mut line).unwrap() > 0);
            let said: serde_json::Value = serde_json::from_str(&line).unwrap();
            lines.push(line);
            let is_last = said["type"] != "answer" || asked["type"] == "file";
            if said["re"] == asked["id"] && is_last {
                return lines;
            }
        }
    }
}

impl Drop for Mutuelle {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A server in Python that passes every line on to the sample mutuelle.
pub(super) const SERVER: &str = r#"
import http.server, json, subprocess, sys
mutuelle = subprocess.Popen([sys.argv[1], "sample-mutuelle"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
class Desk(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        line = self.rfile.read(int(self.headers["content-length"]))
        asked = json.loads(line)
        mutuelle.stdin.write(line)
        mutuelle.stdin.flush()
        body = b""
        while True:
            said = mutuelle.stdout.readline()
            body += said
            said = json.loads(said)
            if said.get("re") == asked["id"] and (said["type"] != "answer" or asked["type"] == "file"):
                break
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *words):
        pass
http.server.HTTPServer(("127.0.0.1", int(sys.argv[2])), Desk).serve_forever()
"#;
