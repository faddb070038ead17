//! The same verdicts where the target fetches its files itself, and where étalon exchanges files in its stead.

use super::*;

#[test]
fn a_target_that_fetches_itself_is_judged_as_one_that_is_fed() {
    let scenarios = bad_world("");
    for bugs in [&[] as &[&str], WRONG] {
        let play = Play {
            causes: 1,
            courier: Courier::Target,
            ..play(&scenarios, bugs)
        };
        let plain = play.stream(None);
        assert!(plain.conform > 100 && plain.unknown == 0);
        assert_eq!(plain.bad == 0, bugs.is_empty());
        for door in [Through::Http, Through::Folder] {
            let own = play.stream(Some(door));
            assert_eq!(own.head, plain.head, "{door:?}");
            held(&plain.rest, &own.rest, door, play.seed);
        }
    }
}

#[test]
fn what_a_target_that_fetches_itself_finds_late_is_judged_as_it_came() {
    let section = faults(&[("hidden", "permille: 300, action: {hidden: {days: 4}}")]);
    let scenarios = bad_world(&section);
    for door in [Through::Http, Through::Folder] {
        let play = Play {
            courier: Courier::Target,
            ..play(&scenarios, &[])
        };
        let stream = play.stream(Some(door));
        assert!(stream.befell.contains_key("hidden"), "{:?}", stream.befell);
        assert!(stream.conform > 100, "{door:?}: {}", stream.conform);
        assert_eq!((stream.bad, stream.unknown), (0, 0), "{door:?}");
    }
}

/// The adapter in Python of the pages, which knows no doors and claims no links; none where there is no Python.
fn adapter() -> Option<Launch> {
    let python = std::process::Command::new("python3")
        .arg("--version")
        .output();
    if python.is_err() {
        eprintln!("not tried: there is no python3 here");
        return None;
    }
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../docs/adapters/python/adapter.py"
    );
    Some(Launch::Stdio {
        command: ["python3", path].map(str::to_owned).to_vec(),
    })
}

#[test]
fn a_target_that_leaves_its_files_at_the_door_is_unknown() {
    let Some(launch) = adapter() else {
        return;
    };
    let scenarios = bad_world("");
    let folder = tempfile::tempdir().unwrap();
    let mut job = play(&scenarios, &[]).job(Some(Through::Http), folder.path());
    (job.target.launch, job.target.courier) = (launch, Courier::Target);
    let stop = Arc::new(AtomicBool::new(false));
    let finished = run(&job, &mut |_| {}, &stop).unwrap();
    let counts = finished.summary.counts();
    assert_eq!(
        (counts.of(Status::Conform), counts.of(Status::Nonconform)),
        (0, 0)
    );
    let text = std::fs::read_to_string(folder.path().join("verdicts.jsonl")).unwrap();
    assert!(text.contains("has to acknowledge what it fetched"));
}

/// What étalon declares in the stead of a target that does not goes through the door, and what is answered comes through it.
#[test]
fn what_is_declared_in_the_targets_stead_passes_the_door() {
    let Some(launch) = adapter() else {
        return;
    };
    let stream = |section: &str, through: Option<Through>| {
        let scenarios = bad_world(section);
        let folder = tempfile::tempdir().unwrap();
        let mut job = play(&scenarios, &[]).job(through, folder.path());
        job.target.launch = launch.clone();
        let stop = Arc::new(AtomicBool::new(false));
        let finished = run(&job, &mut |_| {}, &stop).unwrap();
        assert_eq!(finished.undrivable, None);
        let text = std::fs::read_to_string(folder.path().join("verdicts.jsonl")).unwrap();
        let (_, rest) = text.split_once('\n').unwrap();
        (rest.to_owned(), finished.befell)
    };
    let (plain, _) = stream("", None);
    assert!(plain.contains("étalon declared its members in its stead"));
    // A 408 and a 929 that something befalls are at the door.
    let answered_late = (
        "hidden",
        "match: {reference: 929}, action: {hidden: {days: 2}}",
    );
    let lost = (
        "answer-lost",
        "match: {route: push, nth: [1]}, action: answer-lost",
    );
    for door in DOORS {
        let rules = at_door(&[answered_late, lost], *door);
        let (through, befell) = stream(&faults(&rules), Some(*door));
        held(&plain, &through, *door, 11);
        for (fault, _) in rules {
            assert!(befell.contains_key(fault), "{door:?}: {befell:?}");
        }
    }
}
