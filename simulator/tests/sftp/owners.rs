//! One OC never reaches what is another's: each operation, each form of path.

use russh_sftp::client::RawSftpSession;
use russh_sftp::client::error::Error;
use russh_sftp::protocol::{FileAttributes, OpenFlags, StatusCode};
use simulator::Act;

use crate::open::{MINE, THEIRS, name, oc, open};

/// Ways to say: the file `theirs` of the other OC.
fn paths() -> Vec<String> {
    let mut paths = Vec::new();
    for folder in ["out", "out/ack", "in"] {
        for root in [
            "",
            "/",
            "./",
            "//",
            "../",
            "/../../",
            "/out/../",
            "in/../",
            "in/./../../",
            "/99000025/",
            "99000025/",
            "../99000025/",
            "out/../../99000025/",
            "/home/99000025/",
            "~99000025/",
            "%2e%2e/99000025/",
            "..%2f99000025/",
            "..\\99000025\\",
            "/\u{2024}\u{2024}/99000025/",
            "file:///99000025/",
        ] {
            paths.push(format!("{root}{folder}/theirs"));
            paths.push(format!("{root}{folder}/../{folder}/theirs"));
            paths.push(format!("{root}{folder}/theirs/"));
            paths.push(format!("{root}{folder}/./theirs/."));
        }
    }
    paths.push("theirs".to_owned());
    paths.push("out/\0/theirs".to_owned());
    paths.push("out/theirs\0".to_owned());
    paths
}

fn code(error: Error) -> StatusCode {
    match error {
        Error::Status(status) => status.status_code,
        other => panic!("{other}"),
    }
}

async fn names(session: &RawSftpSession, folder: &str) -> Vec<String> {
    let handle = session.opendir(folder).await.unwrap().handle;
    let mut found = Vec::new();
    while let Ok(names) = session.readdir(handle.as_str()).await {
        found.extend(names.files.into_iter().map(|file| file.filename));
    }
    session.close(handle).await.unwrap();
    found
}

#[tokio::test]
async fn no_operation_and_no_path_leads_to_another_oc() {
    let mut door = open().await;
    door.shelve(THEIRS, "theirs", "secret");
    door.shelve(THEIRS, "acknowledged", "secret");
    let (_other, theirs) = door.raw(THEIRS).await;
    theirs
        .rename("out/acknowledged", "out/ack/acknowledged")
        .await
        .unwrap();
    // What they are writing, and what waits for its rename.
    let write = OpenFlags::WRITE | OpenFlags::CREATE;
    let empty = FileAttributes::empty;
    let handle = theirs
        .open("in/theirs", write, empty())
        .await
        .unwrap()
        .handle;
    theirs
        .write(handle.as_str(), 0, b"secret".to_vec())
        .await
        .unwrap();
    let waiting = theirs
        .open("in/waiting.part", write, empty())
        .await
        .unwrap()
        .handle;
    theirs.close(waiting).await.unwrap();

    let (_me, mine) = door.raw(MINE).await;
    let before = door.acts().len();
    let mut tried = 0;
    let nothing = |what: &str, path: &str, error: Error| {
        let code = code(error);
        assert!(
            matches!(code, StatusCode::NoSuchFile | StatusCode::PermissionDenied),
            "{what} {path:?}: {code}"
        );
    };
    for path in paths() {
        for path in [
            path.clone(),
            path.replace("theirs", "acknowledged"),
            path.replace("theirs", "waiting.part"),
        ] {
            let path = path.as_str();
            nothing("stat", path, mine.stat(path).await.unwrap_err());
            nothing("lstat", path, mine.lstat(path).await.unwrap_err());
            nothing(
                "open",
                path,
                mine.open(path, OpenFlags::READ, empty()).await.unwrap_err(),
            );
            nothing(
                "write",
                path,
                mine.open(path, OpenFlags::WRITE, empty())
                    .await
                    .unwrap_err(),
            );
            nothing("opendir", path, mine.opendir(path).await.unwrap_err());
            nothing("remove", path, mine.remove(path).await.unwrap_err());
            nothing(
                "rename",
                path,
                mine.rename(path, "in/stolen").await.unwrap_err(),
            );
            nothing(
                "acknowledge",
                path,
                mine.rename(path, "out/ack").await.unwrap_err(),
            );
            nothing(
                "setstat",
                path,
                mine.setstat(path, empty()).await.unwrap_err(),
            );
            nothing("readlink", path, mine.readlink(path).await.unwrap_err());
            nothing(
                "symlink",
                path,
                mine.symlink("in/link", path).await.unwrap_err(),
            );
            nothing("rmdir", path, mine.rmdir(path).await.unwrap_err());
            tried += 12;
        }
    }
    for folder in ["/", "out", "out/ack", "in", "..", "/../99000025/../out"] {
        let found = names(&mine, folder).await;
        assert!(
            found
                .iter()
                .all(|name| ["in", "out", "ack"].contains(&name.as_str())),
            "{found:?}"
        );
    }
    // Handles are the connection's own.
    for guess in ["1", "2", handle.as_str(), "", "-1", "0"] {
        assert_eq!(
            code(mine.fstat(guess).await.unwrap_err()),
            StatusCode::Failure
        );
        assert_eq!(
            code(mine.read(guess, 0, 10).await.unwrap_err()),
            StatusCode::Failure
        );
        assert_eq!(
            code(mine.write(guess, 0, b"x".to_vec()).await.unwrap_err()),
            StatusCode::Failure
        );
        assert_eq!(
            code(mine.close(guess).await.unwrap_err()),
            StatusCode::Failure
        );
    }
    assert!(tried > 2_000, "{tried}");
    let acts = door.acts().split_off(before);
    assert!(
        acts.iter()
            .all(|act| matches!(act, Act::Listed { files: 0 })),
        "{acts:?}"
    );
    assert!(
        door.office
            .records_after(before as u64)
            .iter()
            .all(|record| record.oc == Some(oc(MINE)))
    );

    // And they have everything they had.
    assert_eq!(names(&theirs, "in").await, ["theirs", "waiting.part"]);
    assert_eq!(names(&theirs, "out").await, ["ack", "theirs"]);
    assert_eq!(names(&theirs, "out/ack").await, ["acknowledged"]);
    theirs.close(handle).await.unwrap();
    let push = door.inbox.try_next().unwrap();
    assert_eq!(
        (push.oc, push.name, &push.content.whole().unwrap()[..]),
        (oc(THEIRS), name("theirs"), &b"secret"[..])
    );
    door.shut().await;
}

#[tokio::test]
async fn a_name_alone_opens_nothing() {
    let door = open().await;
    let key = std::sync::Arc::new(door.key.clone());
    let with = |key: &std::sync::Arc<russh::keys::PrivateKey>| {
        russh::keys::PrivateKeyWithHashAlg::new(key.clone(), None)
    };
    for user in [THEIRS, "99000033", "root", "", "99000017 ", "99000017\0"] {
        let mut client = door.connect().await;
        let mut refused = vec![
            client
                .authenticate_publickey(user, with(&key))
                .await
                .unwrap(),
        ];
        refused.push(client.authenticate_none(user).await.unwrap());
        refused.push(client.authenticate_password(user, "").await.unwrap());
        assert!(refused.iter().all(|answer| !answer.success()), "{user:?}");
        assert!(client.channel_open_session().await.is_err(), "{user:?}");
    }
    let mut client = door.connect().await;
    let other = crate::open::THEIR_PASSWORD;
    assert!(
        !client
            .authenticate_password(MINE, other)
            .await
            .unwrap()
            .success()
    );
    // Still nobody, then let in.
    assert!(
        client
            .authenticate_publickey(MINE, with(&key))
            .await
            .unwrap()
            .success()
    );
    door.shut().await;
}

#[tokio::test]
async fn a_file_is_in_one_folder_at_a_time() {
    let door = open().await;
    door.shelve(MINE, "a.noe", "a");
    let (_handle, session) = door.raw(MINE).await;
    assert_eq!(session.stat("out/a.noe").await.unwrap().attrs.len(), 1);
    for (from, to) in [
        ("out/a.noe", "out/ack/b.noe"),
        ("out/a.noe", "in/a.noe"),
        ("out/ack/a.noe", "out/a.noe"),
    ] {
        assert!(session.rename(from, to).await.is_err(), "{from} {to}");
    }
    assert_eq!(
        code(session.stat("out/ack/a.noe").await.unwrap_err()),
        StatusCode::NoSuchFile
    );
    session.rename("out/a.noe", "out/ack").await.unwrap();
    assert_eq!(session.stat("out/ack/a.noe").await.unwrap().attrs.len(), 1);
    for gone in ["out/a.noe", "in/a.noe"] {
        assert_eq!(
            code(session.stat(gone).await.unwrap_err()),
            StatusCode::NoSuchFile
        );
        assert_eq!(
            code(session.remove(gone).await.unwrap_err()),
            StatusCode::NoSuchFile
        );
    }
    assert_eq!(
        code(session.remove("out/ack/a.noe").await.unwrap_err()),
        StatusCode::PermissionDenied
    );
    assert_eq!(
        code(
            session
                .mkdir("out/ack", FileAttributes::empty())
                .await
                .unwrap_err()
        ),
        StatusCode::Failure
    );
    let acknowledged = door
        .acts()
        .into_iter()
        .filter(|act| matches!(act, Act::Acknowledged { .. }));
    assert_eq!(acknowledged.count(), 1);
    door.shut().await;
}
