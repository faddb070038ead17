//! What no client should send.

use std::time::Duration;

use russh_sftp::client::RawSftpSession;
use russh_sftp::client::error::Error;
use russh_sftp::protocol::{FileAttributes, OpenFlags, StatusCode};
use simulator::door::{HostKey, SftpDoor, SftpLimits, SftpUsers};
use simulator::{Act, Journal, Office, SimulatorError};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::open::{MINE, THEIRS, limits, name, open, open_with};

fn code(error: Error) -> StatusCode {
    match error {
        Error::Status(status) => status.status_code,
        other => panic!("{other}"),
    }
}

/// The same bytes on every run.
fn noise(state: &mut u64) -> u64 {
    // xorshift64 (Marsaglia 2003).
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state
}

const CREATE: fn() -> OpenFlags = || OpenFlags::WRITE | OpenFlags::CREATE | OpenFlags::TRUNCATE;

#[tokio::test]
async fn ten_thousand_packets_of_noise_are_answered_or_end_the_channel() {
    let mut door = open().await;
    door.shelve(MINE, "a.noe", vec![7; 100_000]);
    let mut state = 0x0123_4567_89ab_cdef;
    let mut sent = 0;
    let mut answered = 0;
    let (_handle, mut stream) = door.enter(MINE).await;
    while sent < 10_000 {
        // A request of a known kind with a number, then fields that mean something now and then.
        let mut packet = vec![(noise(&mut state) % 24) as u8];
        packet.extend((sent as u32).to_be_bytes());
        for _ in 0..noise(&mut state) % 6 {
            match noise(&mut state) % 5 {
                0 => packet.extend((noise(&mut state) as u32).to_be_bytes()),
                1 => packet.extend(noise(&mut state).to_be_bytes()),
                2 => packet.push(noise(&mut state) as u8),
                _ => {
                    let words = [
                        "out/a.noe",
                        "in/x",
                        "in/y.part",
                        "/",
                        "1",
                        "7",
                        "..",
                        "out",
                        "\u{0}",
                    ];
                    let word = words[noise(&mut state) as usize % words.len()];
                    packet.extend((word.len() as u32).to_be_bytes());
                    packet.extend(word.as_bytes());
                }
            }
        }
        let mut framed = (packet.len() as u32).to_be_bytes().to_vec();
        framed.extend(&packet);
        stream.write_all(&framed).await.unwrap();
        sent += 1;
        let length = stream.read_u32().await.unwrap();
        assert!(length < 300_000, "{length}");
        let mut answer = vec![0; length as usize];
        stream.read_exact(&mut answer).await.unwrap();
        answered += 1;
    }
    assert_eq!(answered, 10_000);
    // Another, and the same OC over another connection, meet a door that works.
    while door.inbox.try_next().is_some() {}
    let (_handle, session) = door.raw(THEIRS).await;
    assert_eq!(session.realpath(".").await.unwrap().files[0].filename, "/");
    door.shut().await;
}

#[tokio::test]
async fn a_packet_that_cannot_be_followed_ends_its_channel_alone() {
    let door = open().await;
    for start in [[0, 0, 0, 0], [0xff; 4], [0, 4, 4, 1]] {
        let (_handle, mut stream) = door.enter(MINE).await;
        stream.write_all(&start).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        assert_eq!(answer, b"", "{start:?}");
        let (_handle, session) = door.raw(MINE).await;
        session.stat("out").await.unwrap();
    }
    door.shut().await;
}

#[tokio::test]
async fn noise_before_and_instead_of_ssh_is_hung_up_on() {
    let door = open().await;
    let mut state = 42;
    for round in 0..50 {
        let mut noise: Vec<u8> = (0..2_000).map(|_| noise(&mut state) as u8).collect();
        if round % 2 == 0 {
            noise.splice(0..0, *b"SSH-2.0-noise\r\n");
        } else {
            noise.push(b'\n');
        }
        let mut stream = TcpStream::connect(door.address).await.unwrap();
        // A door that has had enough may hang up before the end.
        let _ = stream.write_all(&noise).await;
        let _ = stream.shutdown().await;
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer).await;
        assert!(answer.starts_with(b"SSH-2.0-etalon_"), "{answer:?}");
    }
    let (_handle, session) = door.raw(MINE).await;
    session.stat("out").await.unwrap();
    door.shut().await;
}

#[tokio::test]
async fn one_who_does_not_say_who_he_is_is_cut() {
    let limits = SftpLimits {
        login_time: Duration::from_millis(200),
        connections: 1,
        ..limits()
    };
    let door = open_with("2024-11-04".parse().unwrap(), limits).await;
    // Each takes the only place there is, until it is cut.
    let mut silent = TcpStream::connect(door.address).await.unwrap();
    let mut answer = Vec::new();
    let _ = silent.read_to_end(&mut answer).await;
    let nameless = door.connect().await;
    let (_handle, session) = door.raw(MINE).await;
    session.stat("out").await.unwrap();
    assert!(nameless.is_closed());
    door.shut().await;
}

#[tokio::test]
async fn guesses_are_counted() {
    let limits = SftpLimits {
        auth_attempts: 3,
        ..limits()
    };
    let door = open_with("2024-11-04".parse().unwrap(), limits).await;
    let mut client = door.connect().await;
    let mut tried = 0;
    while let Ok(answer) = client
        .authenticate_password(THEIRS, &format!("guess-{tried:010}"))
        .await
    {
        assert!(!answer.success());
        tried += 1;
        assert!(tried <= 4, "the door lets one guess on");
    }
    let right = crate::open::THEIR_PASSWORD;
    assert!(client.authenticate_password(THEIRS, right).await.is_err());
    door.shut().await;
}

#[tokio::test]
async fn handles_files_and_bytes_have_an_end() {
    let limits = SftpLimits {
        body: 1_000,
        held: 1_500,
        uploads: 3,
        handles: 5,
        ..limits()
    };
    let mut door = open_with("2024-11-04".parse().unwrap(), limits).await;
    let (_handle, session) = door.raw(MINE).await;
    let empty = FileAttributes::empty;
    let large = session
        .open("in/large", CREATE(), empty())
        .await
        .unwrap()
        .handle;
    session
        .write(large.as_str(), 0, vec![1; 1_000])
        .await
        .unwrap();
    for offset in [1, 1_000, u64::MAX, u64::MAX - 10] {
        let error = session
            .write(large.as_str(), offset, vec![1; 1_000])
            .await
            .unwrap_err();
        assert_eq!(code(error), StatusCode::Failure);
    }
    // Refused in part: never taken for the whole.
    assert_eq!(
        code(session.close(large).await.unwrap_err()),
        StatusCode::Failure
    );
    assert_eq!(door.inbox.try_next(), None);
    assert_eq!(
        code(session.stat("in/large").await.unwrap_err()),
        StatusCode::NoSuchFile
    );

    let grown = session
        .open("in/grown", CREATE(), empty())
        .await
        .unwrap()
        .handle;
    let huge = FileAttributes {
        size: Some(u64::MAX),
        ..empty()
    };
    assert_eq!(
        code(session.fsetstat(grown.as_str(), huge).await.unwrap_err()),
        StatusCode::Failure
    );
    assert!(session.close(grown).await.is_err());

    for file in ["in/1.part", "in/2.part", "in/3.part"] {
        let handle = session.open(file, CREATE(), empty()).await.unwrap().handle;
        session.close(handle).await.unwrap();
    }
    assert_eq!(
        code(
            session
                .open("in/4.part", CREATE(), empty())
                .await
                .unwrap_err()
        ),
        StatusCode::Failure
    );
    for _ in 0..5 {
        session.opendir("/").await.unwrap();
    }
    assert_eq!(
        code(session.opendir("/").await.unwrap_err()),
        StatusCode::Failure
    );
    let dropped = door
        .acts()
        .into_iter()
        .filter(|act| matches!(act, Act::Dropped { .. }))
        .count();
    assert_eq!(dropped, 2);
    door.shut().await;
}

#[tokio::test]
async fn what_was_open_when_its_connection_ended_is_dropped_and_journaled() {
    let mut door = open().await;
    door.shelve(MINE, "a.noe", vec![7; 100]);
    let (handle, session) = door.raw(MINE).await;
    let empty = FileAttributes::empty;
    for file in ["in/a.408", "in/b.part"] {
        let open = session.open(file, CREATE(), empty()).await.unwrap().handle;
        session
            .write(open.as_str(), 0, b"half".to_vec())
            .await
            .unwrap();
    }
    let read = session
        .open("out/a.noe", OpenFlags::READ, empty())
        .await
        .unwrap()
        .handle;
    assert_eq!(
        session.read(read.as_str(), 10, 20).await.unwrap().data,
        [7; 20]
    );
    assert_eq!(
        code(session.read(read.as_str(), 100, 20).await.unwrap_err()),
        StatusCode::Eof
    );
    assert_eq!(
        code(session.read(read.as_str(), u64::MAX, 20).await.unwrap_err()),
        StatusCode::Eof
    );
    // The end of a process is the end of its socket, without a word.
    drop((handle, session));
    let dropped = |file: &str| Act::Dropped {
        name: name(file),
        bytes: 4,
    };
    let fetched = Act::Fetched {
        name: name("a.noe"),
        from: 10,
        bytes: 20,
    };
    let expected = [dropped("a.408"), dropped("b.part"), fetched];
    door.until(|acts| expected.iter().all(|act| acts.contains(act)).then_some(()))
        .await;
    assert_eq!(door.inbox.try_next(), None);
    let (_handle, session) = door.raw(MINE).await;
    for file in ["in/a.408", "in/b.part"] {
        assert_eq!(
            code(session.stat(file).await.unwrap_err()),
            StatusCode::NoSuchFile
        );
    }
    door.shut().await;
}

#[tokio::test]
async fn a_door_that_closes_drops_what_is_under_way_and_ends() {
    let door = open().await;
    let (_handle, session) = door.raw(MINE).await;
    let open = session
        .open("in/a.408", CREATE(), FileAttributes::empty())
        .await
        .unwrap()
        .handle;
    session
        .write(open.as_str(), 0, b"half".to_vec())
        .await
        .unwrap();
    let office = door.office.clone();
    door.shut().await;
    let last = office.records_after(0).pop().unwrap().act;
    assert_eq!(
        last,
        Act::Dropped {
            name: name("a.408"),
            bytes: 4
        }
    );
}

#[tokio::test]
async fn one_who_falls_silent_is_cut_and_what_he_wrote_is_dropped() {
    let limits = SftpLimits {
        idle_time: Duration::from_millis(200),
        ..limits()
    };
    let door = open_with("2024-11-04".parse().unwrap(), limits).await;
    let (handle, session) = door.raw(MINE).await;
    let open = session
        .open("in/a.408", CREATE(), FileAttributes::empty())
        .await
        .unwrap()
        .handle;
    session
        .write(open.as_str(), 0, b"half".to_vec())
        .await
        .unwrap();
    let dropped = Act::Dropped {
        name: name("a.408"),
        bytes: 4,
    };
    door.until(|acts| acts.contains(&dropped).then_some(()))
        .await;
    assert!(
        session
            .write(open.as_str(), 4, b"more".to_vec())
            .await
            .is_err()
    );
    drop(handle);
    door.shut().await;
}

#[tokio::test]
async fn a_connection_has_few_channels_and_each_its_own_handles() {
    let door = open().await;
    let (handle, first) = door.raw(MINE).await;
    let opened = first.opendir("out").await.unwrap().handle;
    let mut channels = Vec::new();
    for _ in 0..3 {
        let channel = handle.channel_open_session().await.unwrap();
        channel.request_subsystem(true, "sftp").await.unwrap();
        let session = RawSftpSession::new(channel.into_stream());
        session.init().await.unwrap();
        assert_eq!(
            code(session.readdir(opened.as_str()).await.unwrap_err()),
            StatusCode::Failure
        );
        channels.push(session);
    }
    assert!(handle.channel_open_session().await.is_err());
    first.stat("out").await.unwrap();
    door.shut().await;
}

#[tokio::test]
async fn the_door_opens_on_loopback_only() {
    for address in ["0.0.0.0:0", "[::]:0", "[::ffff:192.0.2.1]:0"] {
        let (office, _inbox) = Office::open("2024-11-04".parse().unwrap(), Journal::in_memory(10));
        let (address, users) = (address.parse().unwrap(), SftpUsers::default());
        let host = HostKey::generate().unwrap();
        let bound = SftpDoor::bind(address, office, users, &host, limits()).await;
        assert!(matches!(bound, Err(SimulatorError::NotLoopback(refused)) if refused == address));
    }
}
