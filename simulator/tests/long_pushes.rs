//! Pushes too long for a line of the journal lie beside it: a session is lived again with them, and says so where they are
//! not there. A caisse reads no 408 file that is longer than it can hold.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;

use simulator::{
    Act, Assurance, Content, Declares, FileName, Founding, Ground, History, OnDisk, Received,
};
use tempfile::TempDir;

fn name(text: &str) -> FileName {
    text.parse().unwrap()
}

fn founding() -> Founding {
    let world = generators::WorldSpec {
        insured: 10,
        months: 1,
        ..generators::WorldSpec::demo()
    };
    Founding {
        options: generators::Options::new(3, world),
        declares: Declares::Mutuelle,
        faults: None,
    }
}

#[test]
fn a_long_push_is_lived_again_from_beside_the_journal_and_one_that_is_too_long_is_not_read() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("journal.jsonl");
    let founding = founding();
    let (oc, start) = (founding.options.world.oc, founding.options.world.start);
    let ground = || Ground::shipped().unwrap();
    let long = "no 408 ".repeat(1 << 16);
    let on_disk = folder.path().join("very-long");
    // A hole: it takes no room.
    let hole = fs::File::create(&on_disk).unwrap();
    hole.set_len((64 << 20) + 1).unwrap();
    let very_long = OnDisk::open(&on_disk).unwrap();
    let very_long = Content::from_source(very_long);
    {
        let assurance = Assurance::found(&founding, Some(&path), ground(), |_, _| {}).unwrap();
        let office = assurance.office();
        fs::write(folder.path().join("long"), &long).unwrap();
        let source = OnDisk::open(folder.path().join("long")).unwrap();
        let content = Content::from_source(source);
        for (file, content) in [("long.408", content), ("very-long.408", very_long)] {
            let received = office.receive(oc, name(file), content).unwrap();
            assert_eq!(received.wait().unwrap(), Received::New);
        }
        // Its owner may do with it what he likes: the journal has its own.
        fs::remove_file(folder.path().join("long")).unwrap();
        assurance.advance(start.plus(2)).wait().unwrap();
    }
    let history = History::read(&path).unwrap();
    let whys: Vec<_> = history
        .records
        .iter()
        .filter_map(|record| match &record.act {
            Act::Unreadable { name, why } => Some((name.as_str(), why.as_str())),
            _ => None,
        })
        .collect();
    assert_eq!(whys.len(), 2, "{whys:?}");
    assert_eq!(whys[0].0, "long.408");
    assert_eq!(
        whys[1],
        (
            "very-long.408",
            "it has 67108865 bytes, and a caisse reads at most 67108864 of a file: push it in parts"
        )
    );
    assert_eq!(
        Assurance::replay(&path, ground(), |_, _| {}).unwrap(),
        start.plus(2)
    );
    drop(Assurance::reopen(&path, ground(), |_, _| {}).unwrap());
    // Another content under that name, and none at all.
    let kept = folder.path().join("journal.jsonl.pushed");
    let own = kept.join(protocol::Carried::sha256(long.as_bytes()));
    fs::write(&own, long.replace('4', "5")).unwrap();
    let error = Assurance::replay(&path, ground(), |_, _| {}).unwrap_err();
    let told = error.to_string();
    assert!(
        told.contains("the content of long.408 has another SHA-256"),
        "{told}"
    );
    fs::remove_file(&own).unwrap();
    let told = Assurance::replay(&path, ground(), |_, _| {})
        .unwrap_err()
        .to_string();
    assert!(
        told.contains("the content of long.408 cannot be had from")
            && told.contains("goes with it"),
        "{told}"
    );
}
