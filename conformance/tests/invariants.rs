//! Invariants hold of the right mutuelle on every story that ships, and each is broken by a bug that only it shows.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop")]

mod common;

use std::collections::{BTreeSet, VecDeque};

use conformance::case::Case;
use conformance::invariants::{Held, Invariant, hold};
use conformance::session::greet;
use conformance::stream::{Status, Subject};
use conformance::target::{Target, TargetError};
use domain::{
    BirthDate, Cents, Day, Decompte, FileId, FileReaction, Line, LineId, Member, Outcome, Party,
    Payee, Reaction, ReasonClass,
};
use noemie::profile::Profile;
use protocol::{Carried, FileAnswer, LineAnswer, Reply, RequestBody};

/// A mutuelle of fifty lines, in this process: it pays what the AMO leaves of the base, and may have one bug.
struct Toy {
    bug: Option<Invariant>,
    requests: u64,
    replies: VecDeque<Reply>,
    members: Vec<Member>,
    files: BTreeSet<FileId>,
    dates: BTreeSet<(Party, Day)>,
    lines: BTreeSet<LineId>,
    before: Option<BirthDate>,
}

impl Toy {
    fn with(bug: Option<Invariant>) -> Self {
        Self {
            bug,
            requests: 0,
            replies: VecDeque::new(),
            members: Vec::new(),
            files: BTreeSet::new(),
            dates: BTreeSet::new(),
            lines: BTreeSet::new(),
            before: None,
        }
    }

    fn has(&self, bug: Invariant) -> bool {
        self.bug == Some(bug)
    }

    fn file(&mut self, re: u64, bytes: &[u8]) -> Reply {
        let read = noemie::decomptes::read(bytes, Profile::decomptes()).remove(0);
        let header = read.header.unwrap();
        let is_new = self.files.insert(header.file_id());
        let is_first_of_day = self.dates.insert((header.sender, header.date));
        let reaction = if !is_new && !self.has(Invariant::Again) {
            FileReaction::Duplicate
        } else if is_new && !is_first_of_day && self.has(Invariant::Split) {
            // It keeps one file a caisse and day.
            FileReaction::Refused
        } else {
            FileReaction::Accepted
        };
        let mut lines = Vec::new();
        if reaction == FileReaction::Accepted {
            for (decompte, _) in read.decomptes {
                for line in &decompte.lines {
                    lines.push(self.line(header.date, &decompte, line));
                }
                self.before = Some(decompte.beneficiary.birth);
            }
        }
        let file = Some(FileAnswer {
            reaction,
            why: None,
        });
        Reply::Answer {
            re,
            file,
            lines,
            links: Vec::new(),
        }
    }

    fn line(&mut self, file: Day, decompte: &Decompte, line: &Line) -> LineAnswer {
        let id = decompte.line_id(line);
        let is_new = self.lines.insert(id) || self.has(Invariant::Again);
        let who = decompte.beneficiary;
        let covers = |row: &&Member| row.beneficiary() == who && row.covers(line.start);
        let member = self.members.iter().find(covers);
        let mut due = line.base - line.amount;
        if self.has(Invariant::Order) && self.before.is_some_and(|before| before > who.birth) {
            due -= Cents(1);
        }
        if self.has(Invariant::Merged) && decompte.date != file {
            due = Cents::ZERO;
        }
        if self.has(Invariant::Renamed) && decompte.name.starts_with('I') {
            due = Cents::ZERO;
        }
        let has_options = member.is_some_and(|row| !row.rights.options.is_empty());
        if self.has(Invariant::MoreCover) && has_options {
            due -= Cents(1);
        }
        let outcome = if !is_new {
            Outcome::without_money(Reaction::Duplicate, ReasonClass::SameIdentity)
        } else if member.is_none() {
            Outcome::without_money(Reaction::Refused, ReasonClass::NoCover)
        } else if due > Cents::ZERO {
            Outcome::paid(due, Payee::Insured)
        } else {
            Outcome::without_money(Reaction::SettledZero, ReasonClass::NothingLeft)
        };
        LineAnswer {
            line: id,
            outcome,
            recovery: None,
            kept: None,
        }
    }
}

impl Target for Toy {
    fn send(&mut self, body: RequestBody) -> Result<u64, TargetError> {
        self.requests += 1;
        let re = self.requests;
        let reply = match body {
            RequestBody::Reset { .. } => {
                let requests = self.requests;
                *self = Self {
                    requests,
                    ..Self::with(self.bug)
                };
                Reply::Done { re }
            }
            RequestBody::Portfolio { members } => {
                self.members = members;
                Reply::Done { re }
            }
            RequestBody::File(file) => {
                let bytes =
                    Carried::bytes(&file, |_| unreachable!("files stand in messages")).unwrap();
                self.file(re, &bytes)
            }
            RequestBody::Settle { .. } => Reply::Settled { re },
            _ => Reply::Done { re },
        };
        self.replies.push_back(reply);
        Ok(re)
    }

    fn receive(&mut self) -> Result<Reply, TargetError> {
        self.replies
            .pop_front()
            .ok_or(TargetError::Gone { how: String::new() })
    }

    fn last_words(&mut self) -> Vec<String> {
        Vec::new()
    }
}

/// The stories that ship, each as the case that it makes.
fn stories() -> Vec<Case> {
    let all = common::stories().into_iter();
    all.map(|(_, case)| case).collect()
}

fn told_in_other_ways() -> Case {
    let mut all = stories();
    all.retain(|case| case.scenario == "told-in-other-ways");
    all.remove(0)
}

fn held(case: &Case, invariant: Invariant, target: &mut dyn Target) -> Held {
    let mut play = |case: &Case| {
        case.play(target, common::limits(), Profile::decomptes())
            .ok()
    };
    hold(invariant, case, Profile::decomptes(), &mut play)
}

/// How the verdicts of an invariant ended, each once.
fn statuses(held: Held) -> BTreeSet<Status> {
    match held {
        Held::Judged(verdicts) => verdicts.iter().map(|verdict| verdict.status).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn each_planted_bug_breaks_its_invariant_and_no_other() {
    let case = told_in_other_ways();
    for bug in std::iter::once(None).chain(Invariant::ALL.map(Some)) {
        for invariant in Invariant::ALL {
            let mut toy = Toy::with(bug);
            let found = statuses(held(&case, invariant, &mut toy));
            let is_broken = bug == Some(invariant);
            let is_conform = found == BTreeSet::from([Status::Conform]);
            // Of a file that is refused in one flow alone nothing is said of its lines.
            let is_wrong = found.contains(&Status::Nonconform);
            assert_eq!(
                (is_wrong, is_conform),
                (is_broken, !is_broken),
                "{bug:?}: {invariant:?}"
            );
        }
    }
}

#[test]
fn what_differs_is_told_with_its_line_and_both_sides() {
    let case = told_in_other_ways();
    let mut toy = Toy::with(Some(Invariant::Renamed));
    let Held::Judged(verdicts) = held(&case, Invariant::Renamed, &mut toy) else {
        panic!("both flows can be played")
    };
    for verdict in &verdicts {
        let Subject::Invariant {
            at: Some(at),
            care: Some(care),
            expected,
            got,
            ..
        } = &verdict.subject
        else {
            panic!("{verdict:?}")
        };
        assert!(
            at.file.starts_with("first/") && care.person.contains("**"),
            "{verdict:?}"
        );
        assert!(
            expected.is_some() && got.is_some() && expected != got,
            "{verdict:?}"
        );
        assert_eq!(verdict.rule, "I-RENAMED");
    }
    let ids: BTreeSet<&str> = verdicts.iter().map(|verdict| verdict.id.as_str()).collect();
    assert_eq!(ids.len(), verdicts.len());
}

#[test]
fn a_file_that_comes_again_is_put_together_with_no_other() {
    let mut case = told_in_other_ways();
    for place in [1, 2] {
        let mut copy = case.files[place].clone();
        copy.day = case.files.last().unwrap().day;
        case.files.push(copy);
    }
    let mut toy = Toy::with(None);
    let found = statuses(held(&case, Invariant::Merged, &mut toy));
    assert_eq!(found, BTreeSet::from([Status::Conform]));
}

#[test]
fn what_cannot_be_told_otherwise_says_why() {
    let mut case = told_in_other_ways();
    case.files.truncate(1);
    let mut toy = Toy::with(None);
    let Held::Untold(why) = held(&case, Invariant::Merged, &mut toy) else {
        panic!("one file cannot be put together with another")
    };
    assert!(why.contains("no two files"), "{why}");
}

#[test]
fn the_right_mutuelle_holds_them_all_on_every_story() {
    let mut target = common::mutuelle(&[]);
    greet(&mut target, "test").unwrap();
    let mut told = [0_usize; Invariant::ALL.len()];
    for case in stories() {
        for (place, invariant) in Invariant::ALL.into_iter().enumerate() {
            let Held::Judged(verdicts) = held(&case, invariant, &mut target) else {
                continue;
            };
            told[place] += 1;
            let bad: Vec<_> = verdicts
                .iter()
                .filter(|one| one.status != Status::Conform)
                .collect();
            assert!(bad.is_empty(), "{}: {bad:#?}", case.scenario);
        }
    }
    assert!(told.iter().all(|count| *count >= 10), "{told:?}");
}
