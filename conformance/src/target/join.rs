//! Rows of an export joined to the lines that were delivered. What fits two lines fits none.

use std::collections::{BTreeMap, HashMap};

use domain::{Cents, Decompte, Line, LineId, Outcome, Payee, Reaction};
use noemie::finding::Due as Condemns;
use noemie::profile::Profile;

use super::grain::Grain;
use super::mapping::{DeliveredTwice, Export, Key, Mapping, NoRow, Row, SeveralRows, own_name};
use super::untold::{LineKey, Untold, usual_reason};

/// A line that was delivered.
#[derive(Debug, Clone, Copy)]
struct Held {
    at: LineKey,
    /// Whether its file is one of which something counts.
    counts: bool,
}

/// The lines delivered in a scenario and lot, by what rows are joined by.
#[derive(Debug, Default)]
pub(super) struct Lines {
    keys: Vec<Key>,
    grain: Grain,
    held: Vec<Held>,
    by_key: HashMap<Vec<String>, Vec<usize>>,
    /// Lines that a row was joined to before.
    answered: Vec<bool>,
}

/// What the exports of a run say of the lines.
#[derive(Debug, Default)]
pub(super) struct Joined {
    /// Answers, in the order of delivery.
    pub(super) answers: Vec<(LineKey, Outcome, Untold)>,
    /// Lines whose answer is not known, and why.
    pub(super) unread: Vec<(LineKey, String)>,
    /// Rows that join no line.
    pub(super) strangers: Vec<String>,
    /// Rows that join several.
    pub(super) ambiguous: Vec<String>,
    /// Rows that cannot be read.
    pub(super) unreadable: Vec<String>,
}

/// What the rows of one run say of one line.
#[derive(Default)]
struct Told<'e> {
    rows: Vec<(&'e str, &'e Row)>,
    /// Why they cannot be taken.
    wrong: Option<String>,
}

impl Lines {
    /// None yet. `grain`: whether a row speaks of a line, or of a décompte, which its first line stands for.
    pub(super) fn new(keys: impl Iterator<Item = Key>, grain: Grain) -> Self {
        Self {
            keys: keys.collect(),
            grain,
            ..Self::default()
        }
    }

    /// Takes in a file that was delivered by that request, and gives its lines.
    pub(super) fn add(
        &mut self,
        request: u64,
        name: &str,
        bytes: &[u8],
        profile: &Profile,
    ) -> Vec<LineKey> {
        let readings = noemie::decomptes::read(bytes, profile);
        let worst = readings.iter().filter_map(|file| file.reading.worst).max();
        let counts = worst != Some(Condemns::RefuseFile);
        let mut seen: BTreeMap<LineId, u32> = BTreeMap::new();
        let mut added = Vec::new();
        for (decompte, _) in readings.iter().flat_map(|reading| &reading.decomptes) {
            for (rank, line) in decompte.lines.iter().enumerate() {
                let id = decompte.line_id(line);
                let nth = seen.entry(id).or_insert(0);
                let at = (request, id, *nth);
                *nth += 1;
                added.push(at);
                if self.grain == Grain::Decompte && rank > 0 {
                    continue;
                }
                let values = self.keys.iter();
                let key = values.map(|key| value(*key, decompte, line, name));
                let places = self.by_key.entry(key.collect()).or_default();
                places.push(self.held.len());
                self.held.push(Held { at, counts });
                self.answered.push(false);
            }
        }
        added
    }

    /// Joins what the exports of a run say. `exports` are their names and what each says.
    pub(super) fn join(&mut self, mapping: &Mapping, exports: &[(String, Export)]) -> Joined {
        let mut joined = Joined::default();
        let mut told: BTreeMap<usize, Told<'_>> = BTreeMap::new();
        // A row that could be anybody's may be the one that a line misses.
        let mut lost = None;
        for (name, export) in exports {
            for unread in &export.unread {
                let why = unread.error.to_string();
                joined.unreadable.push(why.clone());
                let places = unread.key.as_ref().map(|key| self.candidates(mapping, key));
                match places {
                    Some(places) if !places.is_empty() => {
                        for place in places {
                            told.entry(place)
                                .or_default()
                                .wrong
                                .get_or_insert(why.clone());
                        }
                    }
                    _ => lost = lost.or(Some(why)),
                }
            }
            for row in &export.rows {
                self.join_row(mapping, name, row, &mut told, &mut joined);
            }
        }
        for (place, told) in told {
            self.answered[place] = true;
            let at = self.held[place].at;
            match told.outcome(mapping) {
                Ok((outcome, untold)) => joined.answers.push((at, outcome, untold)),
                Err(why) => joined.unread.push((at, why)),
            }
        }
        self.without_row(mapping, lost, &mut joined);
        joined.answers.sort_by_key(|(at, _, _)| *at);
        joined
    }

    fn join_row<'e>(
        &self,
        mapping: &Mapping,
        file: &'e str,
        row: &'e Row,
        told: &mut BTreeMap<usize, Told<'e>>,
        joined: &mut Joined,
    ) {
        let places = self.candidates(mapping, &row.key);
        match places.as_slice() {
            [] => joined.strangers.push(self.shown(file, row)),
            [place] => told.entry(*place).or_default().rows.push((file, row)),
            several => {
                let lines: Vec<String> = several
                    .iter()
                    .map(|place| self.held[*place].at.1.to_string())
                    .collect();
                let why = format!(
                    "{} fits {} lines: {}",
                    self.shown(file, row),
                    lines.len(),
                    lines.join(", ")
                );
                for place in several {
                    told.entry(*place)
                        .or_default()
                        .wrong
                        .get_or_insert(why.clone());
                }
                joined.ambiguous.push(why);
            }
        }
    }

    /// The lines that a row fits. Those of a file that is refused as a whole are looked at where no other fits.
    fn candidates(&self, mapping: &Mapping, key: &[String]) -> Vec<usize> {
        let places = self.by_key.get(key).map_or(&[] as &[usize], Vec::as_slice);
        let counting = places.iter().filter(|place| self.held[**place].counts);
        let mut fitting: Vec<usize> = counting.copied().collect();
        if fitting.is_empty() {
            fitting = places.to_vec();
        }
        let line = |place: &usize| self.held[*place].at.1;
        let one_line = fitting
            .windows(2)
            .all(|pair| line(&pair[0]) == line(&pair[1]));
        if one_line && mapping.spec().delivered_twice == DeliveredTwice::Last {
            // Of one file only one: two of one identity in it stay two.
            let last = fitting.last().map(|place| self.held[*place].at.0);
            fitting.retain(|place| Some(self.held[*place].at.0) == last);
        }
        fitting
    }

    /// What is said by saying nothing.
    fn without_row(&mut self, mapping: &Mapping, lost: Option<String>, joined: &mut Joined) {
        for (place, held) in self.held.iter().enumerate() {
            if self.answered[place] || !held.counts {
                continue;
            }
            match (&lost, mapping.spec().no_row) {
                (Some(why), _) => joined.unread.push((
                    held.at,
                    format!("no row was joined to it, and one could not be read: {why}"),
                )),
                (None, NoRow::Unknown) => {}
                (None, NoRow::NothingPaid) => {
                    let (outcome, untold) = nothing_paid();
                    joined.answers.push((held.at, outcome, untold));
                }
            }
        }
    }

    fn shown(&self, file: &str, row: &Row) -> String {
        let values = self.keys.iter().zip(&row.key);
        let each: Vec<String> = values
            .map(|(key, value)| match key.is_personal() {
                true => format!("{} (not shown)", key.word()),
                false => format!("{} {value}", key.word()),
            })
            .collect();
        format!("{file} row {} ({})", row.row, each.join(", "))
    }
}

impl Told<'_> {
    /// What the rows say together.
    fn outcome(&self, mapping: &Mapping) -> Result<(Outcome, Untold), String> {
        if let Some(why) = &self.wrong {
            return Err(why.clone());
        }
        let rows = &self.rows;
        if rows.len() > 1 && mapping.spec().several_rows == SeveralRows::Unknown {
            let places: Vec<String> = rows
                .iter()
                .map(|(file, row)| format!("{file} row {}", row.row))
                .collect();
            return Err(format!(
                "{} rows say something of it ({}); where they are components, say `several-rows: sum`",
                rows.len(),
                places.join(", ")
            ));
        }
        let kind = agreed(rows.iter().map(|(_, row)| row.kind)).ok_or_else(|| {
            let (file, row) = rows[0];
            format!(
                "the rows that say something of it, {file} row {} and others, say different things: no sum can be made",
                row.row
            )
        })?;
        let amount: Cents = rows.iter().map(|(_, row)| row.amount).sum();
        let payee = agreed(rows.iter().map(|(_, row)| row.payee)).flatten();
        let reason = agreed(rows.iter().map(|(_, row)| row.reason)).flatten();
        let reaction = match kind {
            None | Some(Reaction::Paid) => by_sign(amount),
            Some(kind) => kind,
        };
        let moves_money = matches!(reaction, Reaction::Paid | Reaction::Reversed);
        let mut outcome = Outcome {
            reaction,
            amount: amount.abs(),
            payee: moves_money.then(|| payee.unwrap_or(Payee::Insured)),
            reason: domain::ReasonClass::Guarantee,
        };
        outcome.reason = reason.unwrap_or(usual_reason(outcome));
        let untold = Untold {
            reaction: kind.is_none() && !moves_money,
            reason: reason.is_none(),
            payee: payee.is_none() && moves_money,
        };
        Ok((outcome, untold))
    }
}

/// What all say alike; none where they do not.
fn agreed<T: PartialEq>(values: impl Iterator<Item = T>) -> Option<T> {
    let mut values = values;
    let first = values.next()?;
    values.all(|value| value == first).then_some(first)
}

fn by_sign(amount: Cents) -> Reaction {
    match amount {
        Cents(1..) => Reaction::Paid,
        Cents(0) => Reaction::SettledZero,
        Cents(..0) => Reaction::Reversed,
    }
}

fn nothing_paid() -> (Outcome, Untold) {
    let untold = Untold {
        reaction: true,
        reason: true,
        payee: false,
    };
    let nothing = Outcome::without_money(Reaction::SettledZero, domain::ReasonClass::NothingLeft);
    (nothing, untold)
}

/// What a line has of a key, in the form that a mapping reads.
fn value(key: Key, decompte: &Decompte, line: &Line, file: &str) -> String {
    match key {
        Key::Decompte => decompte.number.to_string(),
        Key::DecompteDate => decompte.date.to_string(),
        Key::Caisse => decompte.caisse.to_string(),
        Key::Operation => decompte.operation.to_string(),
        Key::Line => line.number.to_string(),
        Key::File => own_name(file).to_owned(),
        Key::Nir => decompte.beneficiary.nir.to_string(),
        Key::Birth => decompte.beneficiary.birth.to_string(),
        Key::Rank => decompte.beneficiary.rank.get().to_string(),
        Key::Care => line.start.to_string(),
        Key::Act => line.act.to_string().trim().to_uppercase(),
    }
}
