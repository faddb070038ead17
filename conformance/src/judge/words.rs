//! The words that a target said on one line, against what was due when.

use domain::{Day, Outcome, Reaction, Recovery};
use oracle::ledger::Owing;

use super::Judged;
use crate::case::{Due, ExpectedLine};
use crate::session::Said;
use crate::stream::{Reading, Severity};

/// What comes of the words on a line.
pub(super) struct Heard<'w> {
    /// What was due where they go wrong first, or in the end.
    pub(super) due: Due,
    /// The word that is judged; none where nothing was said.
    pub(super) got: Option<&'w Said>,
    /// None where nothing was said.
    pub(super) judged: Option<Judged>,
}

/// Judges the words on a line. `others` are what other readings of the register expect of it: words that are wrong
/// but exact under one of them, from the first to the last, are tolerated.
pub(super) fn judge<'w, 'b>(
    line: &ExpectedLine,
    said: &'w [Said],
    others: impl Iterator<Item = (&'b Reading, &'b ExpectedLine)>,
) -> Heard<'w> {
    let fault = Fault::in_words(line, said);
    let (due, got) = match fault {
        None => (last_due(line), said.last()),
        Some(Fault::Otherwise(due, got)) => (due, Some(got)),
        Some(Fault::TooLate(due)) => (due, said.last()),
        Some(Fault::Amended(got)) => (last_due(line), Some(got)),
    };
    let judged = match fault {
        None => (!said.is_empty()).then(Judged::conform),
        Some(fault @ Fault::TooLate(_)) => Some(fault.judged()),
        Some(fault) => {
            let exact = others.filter(|(_, other)| Fault::in_words(other, said).is_none());
            let readings = exact.map(|(reading, _)| reading.clone()).collect();
            Some(Judged::tolerated(readings).unwrap_or_else(|| fault.judged()))
        }
    };
    Heard { due, got, judged }
}

/// What is wrong with the words on a line. It is right when it was right at the end of the day it came, right again
/// each time that something else became due, and never amended otherwise.
#[derive(Clone, Copy)]
enum Fault<'w> {
    /// Another word was in force at the end of a day.
    Otherwise(Due, &'w Said),
    /// None was.
    TooLate(Due),
    /// That word was taken back, and nothing had changed for the line.
    Amended(&'w Said),
}

impl<'w> Fault<'w> {
    /// The first of them; none where nothing was said, or nothing is wrong.
    fn in_words(line: &ExpectedLine, said: &'w [Said]) -> Option<Self> {
        let end = said.last()?;
        for due in &line.due {
            match said.iter().rfind(|word| word.on <= Some(due.by)) {
                None => return Some(Self::TooLate(*due)),
                Some(word) if !Expected::by(due).is(word) => {
                    return Some(Self::Otherwise(*due, word));
                }
                Some(_) => {}
            }
        }
        let amended = said.windows(2).find(|pair| {
            // Nothing paid, without a word why: it may have been held.
            pair[0].outcome.reaction != Reaction::Held
                && !pair[0].untold.reaction
                && !became_due(line, pair[0].on, pair[1].on)
        });
        if let Some(pair) = amended {
            return Some(Self::Amended(&pair[0]));
        }
        let due = last_due(line);
        (!Expected::by(&due).is(end)).then_some(Self::Otherwise(due, end))
    }

    fn judged(self) -> Judged {
        match self {
            Self::Otherwise(due, got) => differs(Expected::by(&due), got),
            Self::TooLate(_) => Judged::unknown(TOO_LATE.to_owned()),
            Self::Amended(_) => Judged::wrong(Severity::Must, Some(AMENDED.to_owned())),
        }
    }
}

/// Whether something else became due on the day of the second word, after that of the first.
fn became_due(line: &ExpectedLine, first: Option<Day>, second: Option<Day>) -> bool {
    let mut later = line.due.iter().skip(1);
    first < second && later.any(|due| Some(due.by) == second)
}

/// What is due in the end.
fn last_due(line: &ExpectedLine) -> Due {
    Due {
        by: line.due.last().map_or(line.care.day, |due| due.by),
        outcome: line.expectation.outcome,
        owing: line.expectation.owing,
        rule: line.expectation.rule,
    }
}

/// How far an answer is from what is expected, where it is another.
fn differs(expected: Expected, got: &Said) -> Judged {
    if expected.outcome != expected.told(got) {
        let (expected, got) = (expected.outcome, expected.told(got));
        return Judged::wrong(severity(expected, got), difference(expected, got));
    }
    if expected.keeps(got) {
        let due = expected.owing.recovery.map_or("not owed", Recovery::word);
        let note = format!("what is taken back is {due} here");
        return Judged::wrong(Severity::Should, Some(note));
    }
    let note = format!("{} are kept of the payment", expected.owing.kept);
    Judged::wrong(Severity::Must, Some(note))
}

/// Said of an answer that is taken back although nothing changed.
const AMENDED: &str = "answered otherwise first: only a held line may be amended, and one that a new portfolio changes";
/// Said of an answer that comes after everything due was said to be settled.
const TOO_LATE: &str = "answered only after the target had said that everything due was settled";

/// What is expected of a line: what must be said, and what may be said beside it.
#[derive(Clone, Copy)]
struct Expected {
    outcome: Outcome,
    owing: Owing,
}

impl Expected {
    fn by(due: &Due) -> Self {
        Self {
            outcome: due.outcome,
            owing: due.owing,
        }
    }

    /// Whether that is said, and nothing of what is owed is said otherwise.
    fn is(&self, said: &Said) -> bool {
        self.told(said) == self.outcome && self.recovers(said) && self.keeps(said)
    }

    /// What was said; what was not told of it is as expected.
    fn told(&self, said: &Said) -> Outcome {
        said.untold.filled(said.outcome, self.outcome)
    }

    fn recovers(&self, said: &Said) -> bool {
        said.recovery.is_none() || said.recovery == self.owing.recovery
    }

    fn keeps(&self, said: &Said) -> bool {
        said.kept.is_none_or(|kept| kept == self.owing.kept)
    }
}

/// Money, payee or a line treated otherwise: a *must*. A zero taken for a refusal, or another reason:
/// they mislead the member but move nothing, a *should* (house plan).
fn severity(expected: Outcome, got: Outcome) -> Severity {
    let zero = |reaction| matches!(reaction, Reaction::SettledZero | Reaction::Refused);
    let same_money = expected.amount == got.amount && expected.payee == got.payee;
    let same_kind =
        expected.reaction == got.reaction || (zero(expected.reaction) && zero(got.reaction));
    if same_money && same_kind {
        Severity::Should
    } else {
        Severity::Must
    }
}

fn difference(expected: Outcome, got: Outcome) -> Option<String> {
    if !got.reason.fits(got.reaction) {
        return Some("the reason is none that this reaction can have".to_owned());
    }
    if expected.reaction == got.reaction && expected.amount == got.amount {
        let payee = expected.payee != got.payee;
        return Some(
            if payee {
                "another payee"
            } else {
                "another reason"
            }
            .to_owned(),
        );
    }
    None
}

#[cfg(test)]
mod tests {
    use domain::{Beneficiary, Cents, Payee, Rank, ReasonClass};
    use oracle::ledger::Expectation;

    use super::*;
    use crate::stream::{CareShown, LinePlace, Status};
    use crate::target::Untold;

    fn paid(cents: i64) -> Outcome {
        Outcome::paid(Cents(cents), Payee::Insured)
    }

    fn no_cover() -> Outcome {
        Outcome::without_money(Reaction::Refused, ReasonClass::NoCover)
    }

    fn no_longer_covered(cents: i64) -> Outcome {
        Outcome {
            reason: ReasonClass::NoCover,
            ..Outcome::reversed(Cents(cents), Payee::Insured)
        }
    }

    fn day(day: i8) -> Day {
        Day::new(2025, 1, day).unwrap()
    }

    /// A line of which that was due from those days of January on.
    fn line(due: &[(i8, Outcome)]) -> ExpectedLine {
        owing(Owing::default(), due)
    }

    fn owing(owing: Owing, due: &[(i8, Outcome)]) -> ExpectedLine {
        let id = "01-751-000/000000001/2025-01-02/01/P";
        let due: Vec<Due> = due
            .iter()
            .map(|(by, outcome)| Due {
                by: day(*by),
                outcome: *outcome,
                owing,
                rule: "R",
            })
            .collect();
        ExpectedLine {
            expectation: Expectation {
                line: id.parse().unwrap(),
                outcome: due.last().unwrap().outcome,
                owing,
                rule: "R",
                amended: due.len() > 1,
                product: None,
                steps: Vec::new(),
            },
            due,
            at: LinePlace {
                file: String::new(),
                line: id.to_owned(),
                offset: 0,
                rank: 1,
                columns: (107, 114),
            },
            care: CareShown {
                person: String::new(),
                product: None,
                day: day(1),
                act: "G".to_owned(),
                spent: Cents::ZERO,
                base: Cents::ZERO,
                amo: Cents::ZERO,
            },
            who: Beneficiary {
                nir: "1630699000000".parse().unwrap(),
                birth: "140663".parse().unwrap(),
                rank: Rank::FIRST,
            },
        }
    }

    fn said(on: i8, outcome: Outcome) -> Said {
        Said {
            on: Some(day(on)),
            outcome,
            recovery: None,
            kept: None,
            untold: Untold::default(),
        }
    }

    fn alone(line: &ExpectedLine, words: &[Said]) -> Judged {
        judge(line, words, std::iter::empty()).judged.unwrap()
    }

    fn of_one(expected: Outcome, got: Outcome) -> Judged {
        alone(&line(&[(2, expected)]), &[said(2, got)])
    }

    #[test]
    fn a_cent_is_a_must() {
        let judged = of_one(paid(795), paid(794));
        assert_eq!(judged.status, Status::Nonconform);
        assert_eq!(judged.severity, Some(Severity::Must));
    }

    #[test]
    fn zero_for_refusal_is_a_should() {
        let refused = Outcome::without_money(Reaction::Refused, ReasonClass::ActNotCovered);
        let zero = Outcome::without_money(Reaction::SettledZero, ReasonClass::NothingLeft);
        assert_eq!(of_one(refused, zero).severity, Some(Severity::Should));
        let held = Outcome::without_money(Reaction::Held, ReasonClass::DuplicateSuspected);
        assert_eq!(of_one(refused, held).severity, Some(Severity::Must));
    }

    #[test]
    fn a_payment_is_taken_back_when_its_contract_is_learned_to_have_ended() {
        let due = line(&[(2, paid(795)), (9, no_longer_covered(795))]);
        let [first, back] = [said(2, paid(795)), said(9, no_longer_covered(795))];
        assert_eq!(alone(&due, &[first, back]).status, Status::Conform);
        let silent = alone(&due, &[first]);
        assert_eq!(silent.status, Status::Nonconform, "it stays paid");
        let early = alone(&due, &[first, said(5, no_longer_covered(795))]);
        assert_eq!(early.status, Status::Nonconform, "before anybody knew");
        let late = alone(&due, &[first, said(10, no_longer_covered(795))]);
        assert_eq!(late.status, Status::Nonconform, "a day too late");
        let wavering = [first, said(9, no_cover()), back];
        assert_eq!(alone(&due, &wavering).status, Status::Nonconform);
    }

    #[test]
    fn a_refusal_for_want_of_rights_is_paid_when_they_are_keyed() {
        let due = line(&[(2, no_cover()), (9, paid(795))]);
        let [first, then] = [said(2, no_cover()), said(9, paid(795))];
        assert_eq!(alone(&due, &[first, then]).status, Status::Conform);
        let unlearned = line(&[(2, no_cover())]);
        let amended = alone(&unlearned, &[said(2, paid(1)), said(2, no_cover())]);
        assert_eq!(amended.status, Status::Nonconform);
        assert_eq!(amended.note.as_deref(), Some(AMENDED));
    }

    #[test]
    fn another_reading_of_the_register_is_tolerated_and_named() {
        let reading = |entry: &str| Reading {
            entry: entry.to_owned(),
            alternative: "other".to_owned(),
        };
        let (one, no, two) = (reading("some-entry"), reading("no"), reading("third"));
        let [exact, other] = [794, 1].map(|cents| line(&[(2, paid(cents))]));
        let others = [(&one, &exact), (&no, &other), (&two, &exact)];
        let words = [said(2, paid(794))];
        let judged = judge(&line(&[(2, paid(795))]), &words, others.into_iter());
        let judged = judged.judged.unwrap();
        assert_eq!(judged.status, Status::Tolerated);
        assert!(judged.note.unwrap().contains("some-entry: other"));
        assert_eq!(judged.readings, [one, two]);
    }

    #[test]
    fn another_reading_is_exact_on_every_day_or_explains_nothing() {
        let reading = Reading {
            entry: "unknown-member".to_owned(),
            alternative: "hold".to_owned(),
        };
        let held = Outcome::without_money(Reaction::Held, ReasonClass::RightsPending);
        let expected = line(&[(2, no_cover()), (9, paid(795))]);
        let other = line(&[(2, held), (9, paid(795))]);
        let under = |words: &[Said]| {
            let others = std::iter::once((&reading, &other));
            judge(&expected, words, others).judged.unwrap().status
        };
        assert_eq!(
            under(&[said(2, held), said(9, paid(795))]),
            Status::Tolerated
        );
        assert_eq!(under(&[said(2, held)]), Status::Nonconform);
    }

    #[test]
    fn what_is_owed_may_be_left_out_and_is_judged_where_it_is_said() {
        let back = Outcome::reversed(Cents(795), Payee::Insured);
        let claimed = Owing {
            recovery: Some(Recovery::Claimed),
            ..Owing::default()
        };
        let judged = |recovery| {
            let said = Said {
                recovery,
                ..said(2, back)
            };
            let judged = alone(&owing(claimed, &[(2, back)]), &[said]);
            (judged.status, judged.severity)
        };
        assert_eq!(judged(None), (Status::Conform, None));
        assert_eq!(judged(Some(Recovery::Claimed)), (Status::Conform, None));
        let should = (Status::Nonconform, Some(Severity::Should));
        assert_eq!(judged(Some(Recovery::Offset)), should);

        let reading = Reading {
            entry: "undue-recovery".to_owned(),
            alternative: "offset".to_owned(),
        };
        let offset = Owing {
            kept: Cents(500),
            ..Owing::default()
        };
        let offset = owing(offset, &[(2, paid(795))]);
        let kept = |cents| {
            let said = [Said {
                kept: Some(Cents(cents)),
                untold: Untold::default(),
                ..said(2, paid(795))
            }];
            let others = std::iter::once((&reading, &offset));
            let judged = judge(&line(&[(2, paid(795))]), &said, others);
            let judged = judged.judged.unwrap();
            (judged.status, judged.severity)
        };
        assert_eq!(kept(0), (Status::Conform, None));
        assert_eq!(kept(500), (Status::Tolerated, None));
        assert_eq!(kept(400), (Status::Nonconform, Some(Severity::Must)));
    }
}
