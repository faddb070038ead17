//! What befalls files, alone: when they come, how often, and in which order.

use caisse::CalendarSpec;
use domain::{Caisse, Day, Decompte, FileId};
use generators::{Adversity, Delivery, Touched};
use noemie::profile::Profile;

use super::lived::{Lived, alone, live};

fn lived(adversity: Adversity) -> Lived {
    live(1, &alone(adversity, 60), 0)
}

/// Every delivery of each file that the adversity declares something of.
fn of_each_file(lived: &Lived, adversity: Adversity) -> Vec<(FileId, Vec<&Delivery>)> {
    let declared = lived.flow.declared.iter();
    let mut ids: Vec<FileId> = declared
        .filter(|declared| declared.adversity == adversity)
        .filter_map(|declared| match declared.on {
            Touched::File(id, ..) => Some(id),
            _ => None,
        })
        .collect();
    ids.dedup();
    assert!(!ids.is_empty(), "{adversity:?} never happened");
    let of = |id: FileId| {
        let all = lived.flow.deliveries.iter();
        all.filter(|file| file.id == id).collect()
    };
    ids.into_iter().map(|id| (id, of(id))).collect()
}

fn decomptes(file: &Delivery) -> Vec<Decompte> {
    let files = noemie::decomptes::read(&file.bytes, Profile::decomptes());
    let decomptes = files.into_iter().flat_map(|file| file.decomptes);
    decomptes.map(|(decompte, _)| decompte).collect()
}

#[test]
fn deliveries_stand_in_order_and_no_two_have_one_name() {
    for entry in Adversity::all() {
        if !matches!(
            entry.family,
            generators::Family::Delivery | generators::Family::Duplicates
        ) {
            continue;
        }
        let lived = lived(entry.adversity);
        let days: Vec<Day> = lived.flow.deliveries.iter().map(|file| file.day).collect();
        assert!(days.is_sorted(), "{}: {days:?}", entry.id);
        let mut names: Vec<&str> = lived
            .flow
            .deliveries
            .iter()
            .map(|file| file.name.as_str())
            .collect();
        names.sort_unstable();
        let count = names.len();
        names.dedup();
        assert_eq!(names.len(), count, "{}", entry.id);
    }
}

#[test]
fn a_late_file_comes_more_than_a_month_after_its_date() {
    let lived = lived(Adversity::LateFile);
    for (id, comes) in of_each_file(&lived, Adversity::LateFile) {
        let [once] = comes[..] else {
            panic!("{id:?}: {} times", comes.len());
        };
        let days = once.day.since(id.date);
        assert!((32..=62).contains(&days), "{days} days");
    }
}

#[test]
fn twice_at_once_is_twice_in_a_row_on_one_day() {
    let lived = lived(Adversity::TwiceAtOnce);
    of_each_file(&lived, Adversity::TwiceAtOnce);
    for pair in lived.flow.deliveries.chunks(2) {
        let [first, second] = pair else {
            panic!("a file came once");
        };
        assert_eq!((first.day, &first.bytes), (second.day, &second.bytes));
    }
}

#[test]
fn an_interrupted_file_is_a_piece_and_then_the_whole() {
    let lived = lived(Adversity::InterruptedFile);
    for (id, comes) in of_each_file(&lived, Adversity::InterruptedFile) {
        let [piece, whole] = comes[..] else {
            panic!("{id:?}: {} times", comes.len());
        };
        assert_eq!(piece.day, whole.day);
        assert!(piece.bytes.len() < whole.bytes.len());
        assert!(whole.bytes.starts_with(&piece.bytes));
    }
}

#[test]
fn an_empty_delivery_holds_no_decompte_and_its_number_is_its_own() {
    let lived = lived(Adversity::EmptyDelivery);
    let code = noemie::damage::Damage::NoGroup.rule().code;
    for (id, comes) in of_each_file(&lived, Adversity::EmptyDelivery) {
        let [empty] = comes[..] else {
            panic!("{id:?}: {} times", comes.len());
        };
        let [ref file] = noemie::decomptes::read(&empty.bytes, Profile::decomptes())[..] else {
            panic!("one file");
        };
        assert_eq!(file.header.map(|header| header.file_id()), Some(id));
        assert!(file.decomptes.is_empty());
        assert!(file.findings().iter().any(|finding| finding.code == code));
    }
}

#[test]
fn the_end_of_a_month_comes_on_its_last_working_day() {
    let lived = lived(Adversity::MonthEndPeak);
    let mut put_off = 0;
    for (id, comes) in of_each_file(&lived, Adversity::MonthEndPeak) {
        assert!(comes.iter().all(|file| file.day > id.date));
        put_off += comes.len();
    }
    assert!(put_off > 20, "{put_off} files");
    for file in &lived.flow.deliveries {
        let next = CalendarSpec::default().working_day(file.day.plus(1));
        assert!(
            file.day.day() < 21 || next.month() != file.day.month(),
            "{}",
            file.day
        );
    }
}

#[test]
fn a_backlog_is_weeks_of_nothing_and_then_everything() {
    let lived = lived(Adversity::Backlog);
    let held = of_each_file(&lived, Adversity::Backlog);
    // It may begin with the world.
    let mut days = vec![generators::WorldSpec::demo().start];
    days.extend(lived.flow.deliveries.iter().map(|file| file.day));
    let longest = days.windows(2).map(|pair| pair[1].since(pair[0])).max();
    assert!(longest >= Some(14), "{longest:?} days");
    let all: Vec<Day> = held
        .iter()
        .flat_map(|(_, c)| c.iter().map(|f| f.day))
        .collect();
    assert!(
        all.len() > 10 && all.iter().all(|day| *day == all[0]),
        "{all:?}"
    );
}

#[test]
fn a_new_name_is_another_name_for_the_same_bytes() {
    let lived = lived(Adversity::FileNewName);
    for (id, comes) in of_each_file(&lived, Adversity::FileNewName) {
        let [first, second] = comes[..] else {
            panic!("{id:?}: {} times", comes.len());
        };
        assert_eq!(first.bytes, second.bytes);
        let stem = first.name.trim_end_matches(".noe");
        assert!(!second.name.contains(stem), "{}", second.name);
    }
}

#[test]
fn swapped_files_come_after_a_later_one_of_their_caisse() {
    let lived = lived(Adversity::FilesSwapped);
    for (id, _) in of_each_file(&lived, Adversity::FilesSwapped) {
        let mut before = lived
            .flow
            .deliveries
            .iter()
            .take_while(|file| file.id != id);
        assert!(before.any(|file| file.id.sender == id.sender && file.id.date > id.date));
    }
}

#[test]
fn a_file_comes_after_the_one_that_takes_a_decompte_of_it_back() {
    let lived = lived(Adversity::FileAfterCorrection);
    let mut seen = 0;
    let all: Vec<Decompte> = lived.flow.deliveries.iter().flat_map(decomptes).collect();
    let place = |caisse: Caisse, number| {
        let found = all
            .iter()
            .position(|d| (d.caisse, d.number) == (caisse, number));
        found.unwrap()
    };
    for declared in &lived.flow.declared {
        let Touched::Decompte(caisse, number, ..) = declared.on else {
            panic!("{declared:?}");
        };
        let decompte = &all[place(caisse, number)];
        let origin = decompte.lines.iter().find_map(|line| {
            let origin = line.origin?;
            (line.quantity < 0 && line.act.deduction().is_none()).then_some(origin.decompte)
        });
        if let Some(origin) = origin {
            seen += 1;
            assert!(place(caisse, origin) > place(caisse, number));
        }
    }
    assert!(seen > 0);
}

#[test]
fn a_renumbered_file_holds_the_same_decomptes() {
    let lived = lived(Adversity::FileRenumbered);
    for (id, comes) in of_each_file(&lived, Adversity::FileRenumbered) {
        let [other] = comes[..] else {
            panic!("{id:?}: {} times", comes.len());
        };
        let first = lived.flow.deliveries.iter().find(|file| {
            let (a, b) = (file.id, id);
            (a.sender, a.date, a.stamp.0[5]) == (b.sender, b.date, b.stamp.0[5])
        });
        let first = first.unwrap();
        assert_ne!(first.id, id);
        assert!(first.day < other.day);
        assert_eq!(decomptes(first), decomptes(other));
    }
}
