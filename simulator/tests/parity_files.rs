//! Lots lived in process and the same lots lived through the doors that are made of files: the same, byte for byte, in
//! order.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod world;

use std::fs;
use std::path::Path;
use std::time::Duration;

use simulator::door::{FolderDoor, FolderLimits};
use simulator::{Act, Inbox, Journal, Office};
use tokio::sync::oneshot;
use world::Lived;

type Fetched = Vec<(String, String, Vec<u8>)>;

/// The lot with everything in it, and as many random ones.
fn lots() -> impl Iterator<Item = Lived> {
    std::iter::once_with(Lived::large).chain((100..140).map(Lived::small))
}

async fn received(office: &Office, inbox: &mut Inbox, count: usize) -> Vec<Vec<u8>> {
    let mut seen = office.watch();
    let mut pushed = Vec::new();
    loop {
        while let Some(push) = inbox.try_next() {
            pushed.push((push.name, push.content.whole().unwrap().to_vec()));
        }
        if pushed.len() >= count {
            break;
        }
        seen.changed().await.unwrap();
    }
    pushed.sort();
    pushed.into_iter().map(|(_, bytes)| bytes).collect()
}

fn deliver(office: &Office, lived: &Lived, day: Vec<generators::Delivery>) {
    office.turn_to(day[0].day).unwrap();
    for file in day {
        let name = file.name.parse().unwrap();
        let bytes = file.bytes.into();
        office
            .deliver(lived.spec.oc, name, file.id.reference, bytes)
            .unwrap();
    }
}

fn acknowledged(office: &Office) -> usize {
    let records = office.records_after(0);
    records
        .iter()
        .filter(|record| matches!(record.act, Act::Acknowledged { .. }))
        .count()
}

#[tokio::test]
async fn lots_lived_through_folders_are_the_lots_lived_in_process() {
    for lived in lots() {
        let spec = &lived.spec;
        let (office, mut inbox) = Office::open(spec.start, Journal::in_memory(10_000));
        let dir = tempfile::tempdir().unwrap();
        let limits = FolderLimits {
            look: Duration::from_millis(5),
            ..FolderLimits::default()
        };
        let door = FolderDoor::open(dir.path(), [spec.oc], office.clone(), limits).unwrap();
        let (close, closed) = oneshot::channel::<()>();
        let served = tokio::spawn(door.serve(async { drop(closed.await) }));
        let home = dir.path().join(spec.oc.to_string());
        for (number, file) in lived.files.iter().enumerate() {
            let unfinished = home.join(format!("in/{number:03}.part"));
            fs::write(&unfinished, file).unwrap();
            fs::rename(unfinished, home.join(format!("in/{number:03}.408"))).unwrap();
        }
        let pushed = received(&office, &mut inbox, lived.files.len()).await;
        let mut fetched = Fetched::new();
        for day in lived.days(&pushed) {
            let (date, count) = (day[0].day.to_string(), day.len());
            deliver(&office, &lived, day);
            while there(&home.join("out")) < count {
                tokio::task::yield_now().await;
            }
            fetched.extend(fetch(&home.join("out"), &date));
            while acknowledged(&office) < fetched.len() {
                tokio::task::yield_now().await;
            }
        }
        lived.compare(&fetched);
        drop(close);
        served.await.unwrap().unwrap();
    }
}

fn visible(out: &Path) -> impl Iterator<Item = fs::DirEntry> {
    let entries = fs::read_dir(out).unwrap().map(Result::unwrap);
    entries.filter(|entry| !entry.file_name().as_encoded_bytes().starts_with(b"."))
}

fn there(out: &Path) -> usize {
    visible(out).count()
}

/// What a program does: takes the files in the order of their time, and removes each.
fn fetch(out: &Path, date: &str) -> Fetched {
    let mut files: Vec<_> = visible(out)
        .map(|entry| {
            (
                entry.metadata().unwrap().modified().unwrap(),
                entry.file_name().into_string().unwrap(),
            )
        })
        .collect();
    files.sort();
    let take = |(_, name): (_, String)| {
        let bytes = fs::read(out.join(&name)).unwrap();
        fs::remove_file(out.join(&name)).unwrap();
        (date.to_owned(), name, bytes)
    };
    files.into_iter().map(take).collect()
}

#[cfg(feature = "sftp")]
mod over_sftp {
    use std::sync::Arc;

    use russh::client::{Config, Handler, connect};
    use russh::keys::PublicKeyOrCertificate;
    use russh_sftp::client::RawSftpSession;
    use russh_sftp::protocol::{FileAttributes, OpenFlags};
    use simulator::door::{HostKey, SftpDoor, SftpLimits, SftpUsers};

    use super::*;

    const PASSWORD: &str = "a-password-of-some-length";

    struct Trusting;

    impl Handler for Trusting {
        type Error = russh::Error;

        async fn check_server_key(
            &mut self,
            _: &PublicKeyOrCertificate,
        ) -> Result<bool, Self::Error> {
            Ok(true)
        }
    }

    #[tokio::test]
    async fn lots_lived_through_sftp_are_the_lots_lived_in_process() {
        let host = HostKey::generate().unwrap();
        for lived in lots() {
            let spec = &lived.spec;
            let (office, mut inbox) = Office::open(spec.start, Journal::in_memory(10_000));
            let users = SftpUsers::default()
                .with_password(spec.oc, PASSWORD)
                .unwrap();
            let address = "127.0.0.1:0".parse().unwrap();
            let door = SftpDoor::bind(address, office.clone(), users, &host, SftpLimits::default());
            let door = door.await.unwrap();
            let address = door.address();
            let (close, closed) = oneshot::channel::<()>();
            let served = tokio::spawn(door.serve(async { drop(closed.await) }));
            let mut handle = connect(Arc::new(Config::default()), address, Trusting)
                .await
                .unwrap();
            let entered = handle
                .authenticate_password(spec.oc.to_string(), PASSWORD)
                .await;
            assert!(entered.unwrap().success());
            let channel = handle.channel_open_session().await.unwrap();
            channel.request_subsystem(true, "sftp").await.unwrap();
            let session = RawSftpSession::new(channel.into_stream());
            session.init().await.unwrap();

            for (number, file) in lived.files.iter().enumerate() {
                push(&session, &format!("in/{number:03}.408"), file).await;
            }
            let pushed = received(&office, &mut inbox, lived.files.len()).await;
            let mut fetched = Fetched::new();
            for day in lived.days(&pushed) {
                let date = day[0].day.to_string();
                deliver(&office, &lived, day);
                for name in list(&session).await {
                    let bytes = read(&session, &format!("out/{name}")).await;
                    session.remove(format!("out/{name}")).await.unwrap();
                    fetched.push((date.clone(), name, bytes));
                }
            }
            lived.compare(&fetched);
            assert_eq!(acknowledged(&office), fetched.len());
            drop(close);
            served.await.unwrap().unwrap();
        }
    }

    /// Under a name that waits, in pieces, then renamed.
    async fn push(session: &RawSftpSession, path: &str, bytes: &[u8]) {
        let flags = OpenFlags::WRITE | OpenFlags::CREATE | OpenFlags::TRUNCATE;
        let unfinished = format!("{path}.part");
        let open = session
            .open(unfinished.as_str(), flags, FileAttributes::empty())
            .await;
        let handle = open.unwrap().handle;
        for (piece, at) in bytes.chunks(32_768).zip((0..).step_by(32_768)) {
            session
                .write(handle.as_str(), at, piece.to_vec())
                .await
                .unwrap();
        }
        session.close(handle).await.unwrap();
        session.rename(unfinished, path).await.unwrap();
    }

    /// The files of `out` in the order they are told.
    async fn list(session: &RawSftpSession) -> Vec<String> {
        let handle = session.opendir("out").await.unwrap().handle;
        let mut names = Vec::new();
        while let Ok(told) = session.readdir(handle.as_str()).await {
            let files = told.files.into_iter().filter(|file| !file.attrs.is_dir());
            names.extend(files.map(|file| file.filename));
        }
        session.close(handle).await.unwrap();
        names
    }

    async fn read(session: &RawSftpSession, path: &str) -> Vec<u8> {
        let open = session
            .open(path, OpenFlags::READ, FileAttributes::empty())
            .await;
        let handle = open.unwrap().handle;
        let mut bytes = Vec::new();
        while let Ok(part) = session
            .read(handle.as_str(), bytes.len() as u64, 32_768)
            .await
        {
            bytes.extend(part.data);
        }
        session.close(handle).await.unwrap();
        bytes
    }
}
