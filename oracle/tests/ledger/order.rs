//! In which order files are delivered: irrelevant across people, and to what one person is paid in the end where no
//! counter is shared.

use std::collections::HashMap;

use domain::{Cents, Decompte, Line, LineId, Member, MemberNumber, Outcome, Reaction};
use oracle::ambiguity::Choices;
use oracle::ledger::Ledger;
use proptest::prelude::*;

use crate::support::*;

const NIRS: [&str; 3] = ["2550814168025", "2550814168026", "2550814168027"];
const FILES: usize = 20;

fn members() -> Vec<Member> {
    let one = |(number, text): (u32, &&str)| Member {
        member: MemberNumber::new(number).unwrap(),
        contract: format!("C{number}").into(),
        nir: nir(text),
        key: nir(text).key(),
        ..member()
    };
    (1..).zip(&NIRS).map(one).collect()
}

/// A file of one décompte: care of somebody, or an earlier décompte of theirs taken back.
#[derive(Debug, Clone)]
enum Sent {
    Care { who: usize, later: i32, dear: bool },
    Cancel { which: usize },
}

fn sent() -> impl Strategy<Value = Vec<Sent>> {
    let file = prop_oneof![
        3 => (0..NIRS.len(), 0..20_i32, any::<bool>()).prop_map(|(who, later, dear)| Sent::Care { who, later, dear }),
        1 => any::<usize>().prop_map(|which| Sent::Cancel { which }),
    ];
    prop::collection::vec(file, 1..FILES)
}

fn of_member(who: usize, decompte: Decompte) -> Decompte {
    let member = &members()[who];
    let mut decompte = Decompte {
        member: member.member,
        key: member.key,
        ..decompte
    };
    decompte.beneficiary.nir = member.nir;
    decompte
}

fn care(number: u32, who: usize, later: i32, line: Line) -> Decompte {
    let start = line.start.plus(later);
    let end = start;
    of_member(who, decompte(number, &[Line { start, end, ..line }]))
}

/// The décomptes, each with its person; what is taken back is so once.
fn decomptes(sent: &[Sent]) -> Vec<(usize, Decompte)> {
    let mut all: Vec<(usize, Decompte)> = Vec::new();
    let mut standing: Vec<(usize, Decompte)> = Vec::new();
    for (number, file) in (1..).zip(sent) {
        let one = match *file {
            Sent::Care { who, later, dear } => {
                let line = if dear { self::dear() } else { consultation() };
                (who, care(number, who, later, line))
            }
            Sent::Cancel { .. } if standing.is_empty() => continue,
            Sent::Cancel { which } => {
                let (who, of) = standing.remove(which % standing.len());
                (who, cancellation(number, &of))
            }
        };
        if one.1.lines[0].quantity > 0 {
            standing.push(one.clone());
        }
        all.push(one);
    }
    all
}

fn delivered(files: &[&Decompte]) -> Ledger {
    let mut ledger = ledger_of(&members(), Choices::default());
    for file in files {
        deliver(&mut ledger, std::slice::from_ref(*file));
    }
    ledger
}

/// What is due for each line in the end, and by which rule.
fn due(ledger: &Ledger) -> HashMap<LineId, (Outcome, &'static str)> {
    (0..)
        .take_while(|&delivery| ledger.file(delivery).is_some())
        .flat_map(|delivery| ledger.lines(delivery))
        .map(|line| (line.line, (line.outcome, line.rule)))
        .collect()
}

/// What was paid less what was taken back.
fn net(ledger: &Ledger) -> Cents {
    let signed = |outcome: &Outcome| match outcome.reaction {
        Reaction::Paid => outcome.amount,
        Reaction::Reversed => -outcome.amount,
        _ => Cents::ZERO,
    };
    due(ledger)
        .values()
        .map(|(outcome, _)| signed(outcome))
        .sum()
}

proptest! {
    /// Files of several people, each person's in their order: what is due for every line is the same however they
    /// come between one another.
    #[test]
    fn order_does_not_matter_across_people(
        sent in sent(),
        shuffled in Just((0..FILES).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let files = decomptes(&sent);
        let as_sent: Vec<&Decompte> = files.iter().map(|(_, file)| file).collect();
        let mut of_each = [0, 1, 2].map(|who| files.iter().filter(move |file| file.0 == who));
        let places = shuffled.into_iter().filter(|place| *place < files.len());
        let otherwise: Vec<&Decompte> = places.map(|place| &of_each[files[place].0].next().unwrap().1).collect();
        prop_assert_eq!(otherwise.len(), as_sent.len());
        prop_assert_eq!(due(&delivered(&as_sent)), due(&delivered(&otherwise)));
    }

    /// Of one person too, cancellations before what they take back among them, where no counter is shared: each
    /// consultation on a day of its own, of a general practitioner, whom no ceiling bears on. What was paid in the end
    /// is the same.
    #[test]
    fn order_does_not_matter_where_no_counter_is_shared(
        days in prop::sample::subsequence((0..60).collect::<Vec<i32>>(), 1..10),
        cancelled in prop::collection::vec(any::<bool>(), 10),
        shuffled in Just((0..20_usize).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let mut files: Vec<Decompte> = (1..).zip(&days).map(|(number, day)| care(number, 0, *day, consultation())).collect();
        let taken_back: Vec<Decompte> = files
            .iter()
            .zip(&cancelled)
            .filter(|(_, cancelled)| **cancelled)
            .map(|(file, _)| cancellation(100 + file.number.get(), file))
            .collect();
        let stand = i64::try_from(files.len() - taken_back.len()).unwrap();
        files.extend(taken_back);
        let as_sent: Vec<&Decompte> = files.iter().collect();
        let otherwise: Vec<&Decompte> = shuffled.iter().filter_map(|place| files.get(*place)).collect();
        let (one, other) = (delivered(&as_sent), delivered(&otherwise));
        prop_assert_eq!(net(&one), euros("7.95") * stand);
        prop_assert_eq!(net(&other), net(&one));
        prop_assert_eq!(other.counters_are_empty(), stand == 0);
    }
}

/// With a shared counter it matters: 30.00 a year beyond the ticket modérateur, of two specialists at 28.50 beyond.
#[test]
fn order_matters_where_a_counter_is_shared() {
    let (one, two) = (care(1, 0, 0, dear()), care(2, 0, 9, dear()));
    let paid = |files: &[&Decompte]| {
        let ledger = delivered(files);
        let paid = |delivery: usize| first(&ledger, delivery).outcome.amount;
        (paid(0), paid(1))
    };
    assert_eq!(paid(&[&one, &two]), (euros("37.95"), euros("10.95")));
    let due_for_two =
        |files: &[&Decompte]| due(&delivered(files))[&two.line_id(&two.lines[0])].0.amount;
    assert_eq!(due_for_two(&[&one, &two]), euros("10.95"));
    assert_eq!(due_for_two(&[&two, &one]), euros("37.95"));
}
