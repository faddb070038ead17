//! An SFTP door on a free port, OpenSSH's `sftp` to knock with, and a raw client for what `sftp` would never send.

use std::fs;
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::{Output, Stdio};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use domain::{Day, OcNumber};
use russh::client::{AuthResult, Handle, Handler};
use russh::keys::ssh_key::LineEnding;
use russh::keys::{Algorithm, PrivateKey, PrivateKeyWithHashAlg, PublicKeyOrCertificate};
use russh_sftp::client::RawSftpSession;
use simulator::door::{HostKey, SftpDoor, SftpLimits, SftpUsers};
use simulator::{Act, FileName, Inbox, Journal, Office, SimulatorError};
use tempfile::TempDir;
use tokio::io::AsyncWriteExt as _;
use tokio::process::{Child, Command};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

pub(crate) const MINE: &str = "99000017";
pub(crate) const THEIRS: &str = "99000025";
pub(crate) const THEIR_PASSWORD: &str = "theirs-0123456789abcdef";

/// Far beyond what any step takes.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// An open door with two OCs: one comes with a key, the other with a password.
pub(crate) struct Open {
    pub(crate) office: Office,
    pub(crate) inbox: Inbox,
    pub(crate) address: SocketAddr,
    pub(crate) close: oneshot::Sender<()>,
    pub(crate) served: JoinHandle<Result<(), SimulatorError>>,
    pub(crate) key: PrivateKey,
    pub(crate) host: HostKey,
    pub(crate) dir: TempDir,
}

pub(crate) fn limits() -> SftpLimits {
    SftpLimits {
        rejection_time: Duration::ZERO,
        ..SftpLimits::default()
    }
}

pub(crate) async fn open() -> Open {
    open_with("2024-11-04".parse().unwrap(), limits()).await
}

pub(crate) async fn open_with(day: Day, limits: SftpLimits) -> Open {
    let (office, inbox) = Office::open(day, Journal::in_memory(100_000));
    let key = PrivateKey::random(&mut russh::keys::key::safe_rng(), Algorithm::Ed25519).unwrap();
    let users = SftpUsers::default()
        .with_key(oc(MINE), &key.public_key().to_openssh().unwrap())
        .unwrap()
        .with_password(oc(THEIRS), THEIR_PASSWORD)
        .unwrap();
    let host = HostKey::generate().unwrap();
    let address = "127.0.0.1:0".parse().unwrap();
    let door = SftpDoor::bind(address, office.clone(), users, &host, limits)
        .await
        .unwrap();
    let address = door.address();
    let (close, closed) = oneshot::channel();
    let served = tokio::spawn(door.serve(async { drop(closed.await) }));
    let dir = TempDir::new().unwrap();
    let open = Open {
        office,
        inbox,
        address,
        close,
        served,
        key,
        host,
        dir,
    };
    open.write_client_files();
    open
}

pub(crate) fn oc(text: &str) -> OcNumber {
    text.parse().unwrap()
}

pub(crate) fn name(text: &str) -> FileName {
    text.parse().unwrap()
}

/// Whether OpenSSH's client is here; says so where it is not.
pub(crate) fn has_openssh() -> bool {
    let found = std::process::Command::new("sftp")
        .arg("-h")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    if found.is_err() {
        eprintln!("skipped: there is no `sftp` here; on Debian, `apt-get install openssh-client`");
    }
    found.is_ok()
}

impl Open {
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn write_client_files(&self) {
        let key = self.key.to_openssh(LineEnding::LF).unwrap();
        fs::write(self.path("id"), key.as_bytes()).unwrap();
        fs::set_permissions(self.path("id"), fs::Permissions::from_mode(0o600)).unwrap();
        let port = self.address.port();
        let host = format!("[127.0.0.1]:{port} {}\n", self.host.public());
        fs::write(self.path("known_hosts"), host).unwrap();
        let asked = format!("#!/bin/sh\necho {THEIR_PASSWORD}\n");
        fs::write(self.path("askpass"), asked).unwrap();
        fs::set_permissions(self.path("askpass"), fs::Permissions::from_mode(0o700)).unwrap();
    }

    pub(crate) fn shelve(&self, owner: &str, file: &str, bytes: impl Into<Bytes>) {
        let delivered = self
            .office
            .deliver(oc(owner), name(file), 303, bytes.into().into());
        delivered.unwrap();
    }

    pub(crate) fn acts(&self) -> Vec<Act> {
        let records = self.office.records_after(0);
        records.into_iter().map(|record| record.act).collect()
    }

    /// OpenSSH's client as that OC, in its own folder; it knows the host key beforehand.
    pub(crate) fn client(&self, user: &str) -> Command {
        self.client_with(user, &[])
    }

    /// The same with further options.
    pub(crate) fn client_with(&self, user: &str, options: &[&str]) -> Command {
        let mut command = Command::new("sftp");
        command.args(options);
        command.current_dir(self.dir.path()).kill_on_drop(true);
        command.args(["-F", "/dev/null", "-P", &self.address.port().to_string()]);
        let known = format!("UserKnownHostsFile={}", self.path("known_hosts").display());
        command.args(["-o", &known, "-o", "StrictHostKeyChecking=yes"]);
        if user == MINE {
            command.args(["-o", "IdentitiesOnly=yes", "-i", "id"]);
        } else {
            command.args(["-o", "BatchMode=no", "-o", "PubkeyAuthentication=no"]);
            command.env("SSH_ASKPASS", self.path("askpass"));
            command.env("SSH_ASKPASS_REQUIRE", "force");
        }
        command.args(["-b", "-", &format!("{user}@127.0.0.1")]);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Runs commands of `sftp`; a `-` before one lets it fail.
    pub(crate) async fn sftp(&self, user: &str, commands: &[&str]) -> Output {
        let mut child = self.client(user).spawn().unwrap();
        say(&mut child, commands).await;
        // Let go of, it is killed.
        let output = tokio::time::timeout(PATIENCE, child.wait_with_output()).await;
        output
            .unwrap_or_else(|_| panic!("`sftp` does not end: {commands:?}"))
            .unwrap()
    }

    /// The same, where all must go well; gives what is printed.
    pub(crate) async fn well(&self, user: &str, commands: &[&str]) -> String {
        let output = self.sftp(user, commands).await;
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{commands:?}: {errors}");
        String::from_utf8(output.stdout).unwrap()
    }

    pub(crate) async fn connect(&self) -> Handle<Trusting> {
        let config = Arc::new(russh::client::Config::default());
        russh::client::connect(config, self.address, Trusting)
            .await
            .unwrap()
    }

    /// A connection of one who is let in, and an SFTP channel over it.
    pub(crate) async fn enter(
        &self,
        user: &str,
    ) -> (Handle<Trusting>, russh::ChannelStream<russh::client::Msg>) {
        let mut handle = self.connect().await;
        let entered = if user == MINE {
            let key = PrivateKeyWithHashAlg::new(Arc::new(self.key.clone()), None);
            handle.authenticate_publickey(user, key).await.unwrap()
        } else {
            handle
                .authenticate_password(user, THEIR_PASSWORD)
                .await
                .unwrap()
        };
        assert!(matches!(entered, AuthResult::Success));
        let channel = handle.channel_open_session().await.unwrap();
        channel.request_subsystem(true, "sftp").await.unwrap();
        (handle, channel.into_stream())
    }

    /// The same, spoken to in packets.
    pub(crate) async fn raw(&self, user: &str) -> (Handle<Trusting>, RawSftpSession) {
        let (handle, stream) = self.enter(user).await;
        let session = RawSftpSession::new(stream);
        session.init().await.unwrap();
        (handle, session)
    }

    /// Waits until the journal says so. One that never does ends the test, with what it says instead.
    pub(crate) async fn until<T>(&self, mut finds: impl FnMut(&[Act]) -> Option<T>) -> T {
        let mut seen = self.office.watch();
        let found = async {
            loop {
                if let Some(found) = finds(&self.acts()) {
                    return found;
                }
                seen.changed().await.unwrap();
            }
        };
        let found = tokio::time::timeout(PATIENCE, found).await;
        found.unwrap_or_else(|_| {
            panic!(
                "after {PATIENCE:?} the journal still says {:#?}",
                self.acts()
            )
        })
    }

    pub(crate) async fn shut(self) {
        drop(self.close);
        self.served.await.unwrap().unwrap();
    }
}

pub(crate) async fn say(child: &mut Child, commands: &[&str]) {
    let mut stdin = child.stdin.take().unwrap();
    let lines = commands.join("\n") + "\n";
    // A client that left before its last command says why at its end.
    let _ = stdin.write_all(lines.as_bytes()).await;
}

/// A client that asks for no host key: what it meets is in the same process.
pub(crate) struct Trusting;

impl Handler for Trusting {
    type Error = russh::Error;

    async fn check_server_key(&mut self, _: &PublicKeyOrCertificate) -> Result<bool, Self::Error> {
        Ok(true)
    }
}
