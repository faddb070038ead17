//! An ordinary client.

use std::fs;

use simulator::Act;

use crate::open::{MINE, PATIENCE, THEIRS, has_openssh, name, oc, open, say};

/// Bytes that no reordering, gap or cut leaves as they are.
fn content(length: usize) -> Vec<u8> {
    (0..length).map(|at| (at / 251 + at % 251) as u8).collect()
}

#[tokio::test]
async fn files_are_listed_fetched_and_acknowledged() {
    if !has_openssh() {
        return;
    }
    let door = open().await;
    let (first, second) = (content(300_000), content(7));
    door.shelve(MINE, "2.first.noe", first.clone());
    door.shelve(MINE, "1.second.noe", second.clone());
    door.shelve(MINE, "3.empty.noe", "");
    door.shelve(THEIRS, "theirs.noe", "theirs");
    let listed = door.well(MINE, &["ls -1 out", "ls -1", "ls -ln out"]).await;
    for line in [
        "out/1.second.noe",
        "out/2.first.noe",
        "out/3.empty.noe",
        "out/ack",
        "in",
        "out",
    ] {
        assert!(
            listed.lines().any(|l| l.trim() == line),
            "{line} in {listed}"
        );
    }
    assert!(!listed.contains("theirs.noe"));
    let long = listed
        .lines()
        .find(|l| l.ends_with("2.first.noe") && l.contains("300000"));
    assert!(long.unwrap().contains("Nov"), "{listed}");

    let commands = [
        "get out/2.first.noe a",
        "get out/1.second.noe b",
        "get -p out/3.empty.noe c",
        "rename out/2.first.noe out/ack/2.first.noe",
        "rm out/1.second.noe",
        "ls -1 out",
    ];
    let listed = door.well(MINE, &commands).await;
    assert!(
        !listed.contains("\nout/1.") && !listed.contains("\nout/2."),
        "{listed}"
    );
    assert_eq!(fs::read(door.path("a")).unwrap(), first);
    assert_eq!(fs::read(door.path("b")).unwrap(), second);
    assert_eq!(fs::read(door.path("c")).unwrap(), b"");
    let modified = fs::metadata(door.path("c")).unwrap().modified().unwrap();
    // `date -u -d 2024-11-04 +%s`
    let midnight = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_730_678_400);
    assert_eq!(modified, midnight);

    // What was acknowledged stays in reach, and is not acknowledged once more.
    door.well(
        MINE,
        &[
            "get out/ack/1.second.noe again",
            "-rm out/ack/1.second.noe",
            "-rm out/1.second.noe",
        ],
    )
    .await;
    assert_eq!(fs::read(door.path("again")).unwrap(), second);
    let fetched = |file: &str, bytes| Act::Fetched {
        name: name(file),
        from: 0,
        bytes,
    };
    let acknowledged = |file: &str| Act::Acknowledged { name: name(file) };
    let acts: Vec<_> = door
        .acts()
        .into_iter()
        .filter(|act| !matches!(act, Act::Listed { .. } | Act::Delivered { .. }))
        .collect();
    assert_eq!(
        acts,
        [
            fetched("2.first.noe", 300_000),
            fetched("1.second.noe", 7),
            fetched("3.empty.noe", 0),
            acknowledged("2.first.noe"),
            acknowledged("1.second.noe"),
            fetched("1.second.noe", 7),
        ]
    );
    door.shut().await;
}

#[tokio::test]
async fn a_fetch_that_was_cut_is_gone_on_with() {
    if !has_openssh() {
        return;
    }
    let door = open().await;
    let whole = content(200_000);
    door.shelve(MINE, "a.noe", whole.clone());
    fs::write(door.path("a.noe"), &whole[..70_000]).unwrap();
    door.well(MINE, &["reget out/a.noe a.noe"]).await;
    assert_eq!(fs::read(door.path("a.noe")).unwrap(), whole);
    let fetched = Act::Fetched {
        name: name("a.noe"),
        from: 70_000,
        bytes: 130_000,
    };
    assert!(door.acts().contains(&fetched), "{:?}", door.acts());
    door.shut().await;
}

#[tokio::test]
async fn a_push_is_received_at_its_close_or_at_its_rename() {
    if !has_openssh() {
        return;
    }
    let mut door = open().await;
    let whole = content(150_000);
    fs::write(door.path("movements"), &whole).unwrap();
    door.well(MINE, &["put movements in/a.408"]).await;
    let push = door.inbox.try_next().unwrap();
    assert_eq!(
        (push.oc, push.name, &push.content.whole().unwrap()[..]),
        (oc(MINE), name("a.408"), &whole[..])
    );

    let listed = door
        .well(MINE, &["put -p movements in/b.408.part", "ls -1 in"])
        .await;
    assert!(listed.contains("in/b.408.part"), "{listed}");
    assert_eq!(door.inbox.try_next(), None);
    // Another connection finds it again: a client may rename later.
    door.well(
        MINE,
        &[
            "rename in/b.408.part in/b.tmp",
            "rename in/b.tmp in/b.408",
            "ls -1 in",
        ],
    )
    .await;
    let push = door.inbox.try_next().unwrap();
    assert_eq!(
        (push.name, &push.content.whole().unwrap()[..]),
        (name("b.408"), &whole[..])
    );

    // The same again is as good as once, another content under that name is refused and stays with the client.
    door.well(MINE, &["put movements in/a.408"]).await;
    fs::write(door.path("others"), "others").unwrap();
    for commands in [["put others in/a.408"], ["put others in/a.part"]] {
        let output = door.sftp(MINE, &commands).await;
        assert_eq!(
            output.status.success(),
            commands[0].ends_with("part"),
            "{output:?}"
        );
    }
    let output = door.sftp(MINE, &["rename in/a.part in/a.408"]).await;
    assert!(!output.status.success());
    let listed = door
        .well(MINE, &["ls -1 in", "rm in/a.part", "ls -1 in"])
        .await;
    assert_eq!(listed.matches("\nin/a.part").count(), 1, "{listed}");
    assert_eq!(door.inbox.try_next(), None);
    door.shut().await;
}

#[tokio::test]
async fn a_push_that_was_cut_is_gone_on_with() {
    if !has_openssh() {
        return;
    }
    let mut door = open().await;
    let whole = content(150_000);
    fs::write(door.path("half"), &whole[..60_000]).unwrap();
    fs::write(door.path("whole"), &whole).unwrap();
    door.well(MINE, &["put half in/a.part"]).await;
    door.well(
        MINE,
        &["reput whole in/a.part", "rename in/a.part in/a.408"],
    )
    .await;
    assert_eq!(
        door.inbox.try_next().unwrap().content.whole().unwrap(),
        whole
    );
    assert_eq!(door.inbox.try_next(), None);
    door.shut().await;
}

#[tokio::test]
async fn of_a_client_that_dies_in_the_midst_nothing_is_received() {
    if !has_openssh() {
        return;
    }
    for target in ["a.408", "a.408.part"] {
        let mut door = open().await;
        let whole = content(12 << 20);
        fs::write(door.path("large"), &whole).unwrap();
        let (_handle, session) = door.raw(MINE).await;
        // So slow (Kbit/s) that it would send for a minute and a half.
        let mut child = door.client_with(MINE, &["-l", "1000"]).spawn().unwrap();
        say(&mut child, &[&format!("put large in/{target}")]).await;
        // Another connection of the same OC sees it grow.
        let path = format!("in/{target}");
        let grows = async {
            loop {
                match session.stat(path.as_str()).await {
                    Ok(stat) if !stat.attrs.is_empty() => break stat.attrs.len(),
                    _ => tokio::task::yield_now().await,
                }
            }
        };
        let come = tokio::time::timeout(PATIENCE, grows).await;
        let come = come.expect("nothing comes of what `sftp` sends");
        child.start_kill().unwrap();
        child.wait().await.unwrap();
        let dropped = door
            .until(|acts| {
                assert!(
                    !acts.iter().any(|act| matches!(act, Act::Received { .. })),
                    "{acts:?}"
                );
                match acts.last() {
                    Some(Act::Dropped { name, bytes }) => Some((name.clone(), *bytes)),
                    _ => None,
                }
            })
            .await;
        assert_eq!(dropped.0, name(target));
        assert!(
            (come..whole.len() as u64).contains(&dropped.1),
            "{dropped:?}"
        );
        assert_eq!(door.inbox.try_next(), None);
        assert!(session.stat(path.as_str()).await.is_err());
        // The name is free again.
        fs::write(door.path("small"), "small").unwrap();
        door.well(MINE, &[&format!("put small in/{target}")]).await;
        assert_eq!(session.stat(path.as_str()).await.unwrap().attrs.len(), 5);
        door.shut().await;
    }
}

#[tokio::test]
async fn a_password_opens_too_and_the_host_key_is_checked() {
    if !has_openssh() {
        return;
    }
    let door = open().await;
    door.shelve(THEIRS, "theirs.noe", "theirs");
    door.well(THEIRS, &["get out/theirs.noe theirs"]).await;
    assert_eq!(fs::read(door.path("theirs")).unwrap(), b"theirs");

    // A wrong password, then a host that is not the one the client knows.
    fs::write(door.path("askpass"), "#!/bin/sh\necho wrong-0123456789\n").unwrap();
    let output = door.sftp(THEIRS, &["ls"]).await;
    assert!(!output.status.success());
    let other = open().await;
    let known = format!(
        "[127.0.0.1]:{} {}\n",
        door.address.port(),
        other.host.public()
    );
    fs::write(door.path("known_hosts"), known).unwrap();
    let output = door.sftp(MINE, &["ls"]).await;
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(
        !output.status.success() && errors.contains("Host key verification failed"),
        "{errors}"
    );
    other.shut().await;
    door.shut().await;
}

#[tokio::test]
async fn there_is_no_shell_behind_the_door() {
    if !has_openssh() {
        return;
    }
    let door = open().await;
    let known = format!("UserKnownHostsFile={}", door.path("known_hosts").display());
    let port = door.address.port().to_string();
    let target = format!("{MINE}@127.0.0.1");
    for command in [&["cat", "/etc/passwd"][..], &["-W", "127.0.0.1:22"], &[]] {
        let mut ssh = tokio::process::Command::new("ssh");
        ssh.current_dir(door.dir.path()).kill_on_drop(true);
        ssh.args([
            "-q",
            "-F",
            "/dev/null",
            "-p",
            &port,
            "-o",
            &known,
            "-i",
            "id",
        ]);
        ssh.args(["-o", "BatchMode=yes", "-o", "IdentitiesOnly=yes"]);
        let (before, after) = if command.first() == Some(&"-W") {
            (command, &[][..])
        } else {
            (&[][..], command)
        };
        ssh.args(before)
            .arg(&target)
            .args(after)
            .stdin(std::process::Stdio::null());
        let output = ssh.output().await.unwrap();
        assert!(!output.status.success(), "{command:?}");
        assert_eq!(output.stdout, b"", "{command:?}");
    }
    door.shut().await;
}
