//! A server that runs while a test looks at it.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A server that runs, and what it printed when it began.
pub struct Served {
    pub child: Child,
    pub welcome: String,
    rest: BufReader<std::process::ChildStderr>,
}

impl Drop for Served {
    /// A test that fails leaves no server behind.
    fn drop(&mut self) {
        // It has ended where it was asked to.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The last words of the welcome.
const READY: &str = "ctrl-C stops it.";
pub const OC_TOKEN: &str = "etalon-demo-token";
pub const ADMIN_TOKEN: &str = "etalon-admin-token";

/// Starts one on free ports of the loopback.
pub fn serve(journal: &Path, more: &[&str]) -> Served {
    let mut command = Command::new(env!("CARGO_BIN_EXE_etalon"));
    command.args(["serve", "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0"]);
    command.arg("--journal").arg(journal).args(more);
    if cfg!(feature = "sftp") {
        command.args(["--sftp", "127.0.0.1:0"]);
    }
    let mut child = command
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut rest = BufReader::new(child.stderr.take().unwrap());
    let mut welcome = String::new();
    while !welcome.contains(READY) {
        let read = rest.read_line(&mut welcome).unwrap();
        assert!(read > 0, "it ended before it was ready: {welcome}");
    }
    Served {
        child,
        welcome,
        rest,
    }
}

impl Served {
    /// What follows `http://` in the line that begins so.
    pub fn line(&self, begins: &str) -> &str {
        let mut lines = self.welcome.lines();
        lines.find(|line| line.starts_with(begins)).unwrap()
    }

    fn address(&self, begins: &str) -> String {
        let (_, after) = self.line(begins).split_once("http://").unwrap();
        let end = after.find(['/', ',']).unwrap();
        after[..end].to_owned()
    }

    pub fn door(&self) -> String {
        self.address("List files:")
    }

    pub fn admin(&self) -> String {
        self.address("Let a month pass:")
    }

    pub fn interrupt(mut self) -> (Option<i32>, String) {
        let pid = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
        let mut said = String::new();
        self.rest.read_to_string(&mut said).unwrap();
        (self.child.wait().unwrap().code(), said)
    }
}

/// An answer: status and body. None where the server is gone.
pub fn ask(
    address: &str,
    token: &str,
    method: &str,
    path: &str,
    body: &[u8],
) -> Option<(u16, Vec<u8>)> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream
        .set_read_timeout(Some(Duration::from_secs(60)))
        .ok()?;
    let length = body.len();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).ok()?;
    stream.write_all(body).ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&answer[..end]).to_lowercase();
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let body = answer.split_off(end + 4);
    // A connection that is cut gives less than was announced: that is no answer.
    let announced = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "));
    let announced = announced.and_then(|length| length.parse().ok());
    (announced.unwrap_or(0) == body.len()).then_some((status, body))
}

/// What an OC is listed.
pub fn files(address: &str) -> Option<Vec<serde_json::Value>> {
    let (status, body) = ask(address, OC_TOKEN, "GET", "/v1/oc/99000017/files", b"")?;
    assert_eq!(status, 200);
    let listing: serde_json::Value = serde_json::from_slice(&body).unwrap();
    Some(listing["files"].as_array().unwrap().clone())
}
