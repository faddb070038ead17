//! The portfolio over time: what the mutuelle learns, what the caisse answers, what becomes of the lines.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop")]

use std::collections::{BTreeMap, BTreeSet};

use caisse::Event;
use domain::{Day, Member, Nir, Reaction, ReasonClass, Role, SuspensionEnd};
use generators::{
    AdversityRates, Flow, LifeEvent, Lot, LotFiles, WorldData, WorldSpec, lot, movement, whole_lot,
};
use noemie::links::MovementKind;
use noemie::profile::Profile;
use oracle::ambiguity::Choices;
use oracle::law::Law;
use oracle::ledger::{Content, Delivered, Ledger};
use oracle::product::Product;

const SEED: u64 = 5;

fn world() -> WorldSpec {
    WorldSpec {
        insured: 800,
        months: 12,
        start: "2024-01-01".parse().unwrap(),
        adversities: AdversityRates::none(),
        ..WorldSpec::demo()
    }
}

fn lived() -> (WorldSpec, Lot, LotFiles, Flow) {
    let (spec, data) = (world(), WorldData::embedded().unwrap());
    let lot = lot(SEED, &spec, 0, Law::embedded(), &data).unwrap();
    let (files, flow) = whole_lot(SEED, &spec, 0, &data, noemie::Profiles::shipped()).unwrap();
    (spec, lot, files, flow)
}

/// The portfolio after everything was learned.
fn last(lot: &Lot) -> Vec<Member> {
    let mut members = lot.members.clone();
    for change in &lot.changes {
        change.apply(&mut members);
    }
    members
}

#[test]
fn what_is_keyed_is_what_happened() {
    let (spec, lot, ..) = lived();
    let rows = last(&lot);
    assert!(lot.changes.is_sorted_by_key(|change| change.day));
    let (mut of_age, mut two_nirs, mut deaths, mut births) = (0, 0, 0, 0);
    let covered = lot.households.iter();
    for home in covered.filter(|home| home.is_covered()) {
        let rows_of = |who: domain::Beneficiary| {
            let named = |nir: &Nir, row: &Member| {
                row.nir == *nir
                    || row.rights.second_nir == Some(*nir)
                    || row.rights.earlier_nirs.contains(nir)
            };
            let rows = rows.iter();
            rows.filter(|row| row.birth == who.birth && row.rank == who.rank)
                .filter(|row| named(&who.nir, row))
                .collect::<Vec<_>>()
        };
        for (place, person) in home.persons.iter().enumerate() {
            let rows = rows_of(person.who);
            for row in &rows {
                assert_eq!(row.key, row.nir.key());
                assert!(row.start >= person.born);
                assert!(row.end.is_none_or(|end| row.start <= end));
                if row.rights.portability.is_some() {
                    assert!(row.end.is_some());
                }
            }
            if person.second_nir.is_some() && rows.len() > 1 {
                two_nirs += 1;
            }
            for (day, event) in &home.events {
                // What happens at the very end is learned after it.
                if *day > spec.end().plus(-45) || rows.is_empty() {
                    continue;
                }
                match *event {
                    LifeEvent::OfAge(child, nir) if child == place => {
                        let own: Vec<_> = rows.iter().filter(|row| row.nir == nir).collect();
                        let Some(own) = own.first() else { continue };
                        assert_eq!(own.role, Role::Insured);
                        assert!(own.rights.earlier_nirs.contains(&person.who.nir));
                        of_age += 1;
                    }
                    LifeEvent::NirGiven(who, nir) if who == place => {
                        assert!(rows.iter().all(|row| row.nir == nir));
                    }
                    LifeEvent::Died(dead) if dead == place => {
                        assert!(rows.iter().all(|row| row.end.unwrap() <= *day));
                        deaths += 1;
                    }
                    LifeEvent::Born(child) if child == place => {
                        // From the birth on, or from when the household joined.
                        let first = |rows: &[&Member]| rows.iter().map(|row| row.start).min();
                        let joined = first(&rows_of(home.persons[0].who));
                        assert_eq!(first(&rows), joined.max(Some(*day)));
                        births += 1;
                    }
                    _ => {}
                }
            }
        }
    }
    assert!(two_nirs > 20 && births > 5, "{two_nirs} {births}");
    assert!(of_age > 0 && deaths > 0, "{of_age} {deaths}");
}

#[test]
fn a_provisional_nir_becomes_definitive_and_is_told() {
    let data = WorldData::embedded().unwrap();
    let spec = world();
    for number in 0..6 {
        let lot = lot(SEED, &spec, number, Law::embedded(), &data).unwrap();
        let given = lot.households.iter().find_map(|home| {
            let (day, nir, person) = home.events.iter().find_map(|(day, event)| match event {
                LifeEvent::NirGiven(person, nir) => Some((*day, *nir, &home.persons[*person])),
                _ => None,
            })?;
            let before = |row: &Member| row.nir == person.who.nir;
            lot.members
                .iter()
                .any(before)
                .then_some((day, nir, person.who.nir))
        });
        let Some((day, nir, before)) = given else {
            continue;
        };
        assert!(before.to_string().starts_with(['7', '8']));
        let change = lot.changes.iter().find(|change| change.day == day).unwrap();
        let row = change
            .rows
            .iter()
            .find(|row| row.member.nir == nir)
            .unwrap();
        assert_eq!(row.member.rights.earlier_nirs, [before]);
        let (files, _) =
            whole_lot(SEED, &spec, number, &data, noemie::Profiles::shipped()).unwrap();
        let told = reasons(&files).into_iter().filter(|(on, _)| *on == day);
        let told: Vec<u8> = told.map(|(_, reason)| reason).collect();
        assert!(told.contains(&40) && told.contains(&33), "{told:?}");
        return;
    }
    panic!("no provisional NIR became definitive in six lots");
}

/// Days and reasons of every 929.
fn reasons(files: &LotFiles) -> Vec<(Day, u8)> {
    let answers = files.files.iter().filter(|file| file.id.reference == 929);
    answers
        .flat_map(|file| {
            let readings = noemie::links::read_answers(&file.bytes, Profile::answers());
            let entries = readings.into_iter().flat_map(|reading| reading.entries);
            entries.map(|(answer, _)| (file.day, answer.reason))
        })
        .collect()
}

#[test]
fn the_caisse_acknowledges_every_movement_and_tells_of_lives() {
    let (_, _, files, _) = lived();
    let mut counted: BTreeMap<u8, u32> = BTreeMap::new();
    for (_, reason) in reasons(&files) {
        *counted.entry(reason).or_default() += 1;
    }
    // Created, cancelled; another caisse, the link of a child of age cancelled; nothing is rejected.
    let known: BTreeSet<u8> = counted.keys().copied().collect();
    assert!(
        known.is_superset(&BTreeSet::from([33, 34, 38, 43])),
        "{counted:?}"
    );
    assert!(
        known.is_subset(&BTreeSet::from([32, 33, 34, 38, 40, 43])),
        "{counted:?}"
    );
    assert!(files.files.is_sorted_by_key(|file| file.day));
}

#[test]
fn a_changed_row_asks_for_the_movement_of_the_norm() {
    let (_, lot, ..) = lived();
    let row = &lot.members[0];
    let of = |change: &dyn Fn(&mut Member)| {
        let mut after = row.clone();
        change(&mut after);
        movement(Some(row), &after)
    };
    let day: Day = "2030-01-31".parse().unwrap();
    assert_eq!(movement(None, row), Some(MovementKind::Create));
    assert_eq!(of(&|_| {}), None);
    assert_eq!(of(&|row| row.product = "confort".into()), None);
    assert_eq!(of(&|row| row.end = Some(day)), Some(MovementKind::Cancel));
    assert_eq!(
        of(&|row| row.name = "AUTRE".into()),
        Some(MovementKind::Modify)
    );
    let elsewhere = domain::Caisse::new(1, 999, 0).unwrap();
    assert_eq!(
        of(&|row| row.caisse = elsewhere),
        Some(MovementKind::Create)
    );
    let nir: Nir = "1550814168025".parse().unwrap();
    assert_eq!(of(&|row| row.nir = nir), Some(MovementKind::Create));
    let ended = Member {
        end: Some(day),
        ..row.clone()
    };
    let reopened = movement(Some(&ended), row);
    assert_eq!(reopened, Some(MovementKind::Modify));
}

#[test]
fn lines_are_held_only_while_a_premium_is_awaited() {
    let (_, lot, _, flow) = lived();
    let products: Vec<Product> = Product::shipped()
        .iter()
        .chain(&Product::shipped_on_top())
        .map(|(name, text)| Product::parse(name, text).unwrap())
        .collect();
    let mut members = lot.members.clone();
    let mut changes = lot.changes.iter().peekable();
    let mut ledger = Ledger::new(&products, &members, Choices::default()).unwrap();
    let (mut held, mut past_the_end) = (Vec::new(), BTreeSet::new());
    let mut ended = BTreeMap::new();
    for file in &flow.deliveries {
        while let Some(change) = changes.next_if(|change| change.day <= file.day) {
            change.apply(&mut members);
            ledger.set_portfolio(&members, Some(change.day)).unwrap();
        }
        let read = noemie::decomptes::read(&file.bytes, Profile::decomptes()).remove(0);
        let decomptes: Vec<_> = read.decomptes.into_iter().map(|(one, _)| one).collect();
        for decompte in &decomptes {
            let nir = decompte.beneficiary.nir;
            let own = members.iter().filter(|row| row.nir == nir);
            let ends: Vec<Day> = own.filter_map(|row| row.end).collect();
            let first = decompte.lines[0].start;
            for line in &decompte.lines {
                if ends.iter().any(|end| first <= *end && *end < line.start) {
                    past_the_end.insert(decompte.line_id(line));
                }
            }
        }
        let index = ledger.deliver(&Delivered {
            id: Some(file.id),
            content: Content::Decomptes(&decomptes),
            received: Some(file.day),
        });
        for (rank, line) in ledger.lines(index).iter().enumerate() {
            if line.outcome.reaction == Reaction::Held {
                assert_eq!(line.rule, "RIGHTS-SUSPENDED");
                held.push((index, rank));
            }
        }
    }
    for change in changes {
        change.apply(&mut members);
        ledger.set_portfolio(&members, Some(change.day)).unwrap();
    }
    let mut unpaid = 0;
    for (index, rank) in held {
        let line = &ledger.lines(index)[rank];
        assert!(line.amended);
        // What the product does not cover is refused whatever became of the premium.
        let covered = line.outcome.reason != ReasonClass::ActNotCovered;
        unpaid += u32::from(line.outcome.reaction == Reaction::Refused && covered);
        *ended.entry(line.outcome.reaction).or_insert(0) += 1;
    }
    let paid = ended.get(&Reaction::Paid).copied().unwrap_or(0);
    assert!(paid > 5, "{ended:?}");
    assert!(!ended.contains_key(&Reaction::Held), "{ended:?}");
    let lost = members.iter().flat_map(|row| &row.rights.suspensions);
    let lost = lost
        .filter(|one| one.ended == Some(SuspensionEnd::Lost))
        .count();
    assert!(lost > 0 || unpaid == 0, "{ended:?}");
    // Nothing else is refused for want of rights, nor taken back.
    let wanting = (0..flow.deliveries.len()).flat_map(|index| ledger.lines(index));
    for line in wanting.filter(|line| !line.amended) {
        let (reaction, reason) = (line.outcome.reaction, line.outcome.reason);
        let settled = match reaction {
            Reaction::Paid | Reaction::SettledZero | Reaction::NoEffect => true,
            // Not covered by the product, in a suspension whose premium was never paid, or in a stay that went on
            // when the contract had ended.
            Reaction::Refused => {
                reason == ReasonClass::ActNotCovered
                    || line.rule == "RIGHTS-SUSPENDED"
                    || past_the_end.contains(&line.line)
            }
            _ => false,
        };
        assert!(settled, "{line:?}");
    }
}

#[test]
fn nobody_is_cared_for_before_birth_or_after_death() {
    let (_, lot, ..) = lived();
    let mut born_within = 0;
    for happening in lot.timeline.iter() {
        let Event::Invoice(invoice) = &happening.event else {
            continue;
        };
        let persons = lot.households.iter().flat_map(|home| &home.persons);
        let mut same = persons.filter(|person| {
            let under = [Some(person.who.nir), person.second_nir];
            let who = domain::Beneficiary {
                nir: invoice.who.nir,
                ..person.who
            };
            under.contains(&Some(invoice.who.nir)) && who == invoice.who
        });
        let person = same.next().unwrap();
        assert!(same.next().is_none(), "two persons behind one identity");
        for care in invoice.bill.acts() {
            assert!(person.lives_on(care.day), "{person:?}: {care:?}");
        }
        born_within += u32::from(person.born > world().start);
    }
    assert!(born_within > 3, "{born_within}");
}

#[test]
fn lives_are_the_same_on_any_threads_and_in_any_parts() {
    let spec = WorldSpec {
        insured: 2_000,
        months: 2,
        ..world()
    };
    let data = WorldData::embedded().unwrap();
    let made = |threads, parts| {
        let mut all = Vec::new();
        for part in 1..=parts {
            let range = generators::lots_of_part(spec.lots(), part, parts);
            let profiles = noemie::Profiles::shipped();
            let sink = |lot: LotFiles| {
                all.extend(lot.files);
                Ok::<(), generators::FlowError>(())
            };
            generators::lots(SEED, &spec, range, threads, &data, profiles, sink).unwrap();
        }
        all
    };
    let alone = made(1, 1);
    assert!(
        alone
            .iter()
            .any(|file| file.id.reference == 929 && file.day > spec.start)
    );
    assert!(made(2, 1) == alone && made(1, 3) == alone && made(2, 2) == alone);
}
