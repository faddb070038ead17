//! A toy mutuelle: it stands for the NOEMIE reader and the engine that your software already has.
//!
//! It pays consultations, pharmacy and biology under guarantees in percent of the base (`br: 100`). A file that holds
//! anything else is not guessed at: `NotTaken` says what it does not know.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::{Value, json};

// ---- a crude reader of reference 303 (an inferred layout) -----------------------------------------------------------

const LENGTHS: [(&str, usize); 8] =
    [("010", 14), ("070", 12), ("110", 88), ("127", 59), ("025", 42), ("045", 24), ("255", 149), ("990", 43)];

/// A line of a décompte, with what stands above it. Amounts in cents.
struct Line {
    id: String,
    decompte: String,
    key: String,
    origin: String,
    operation: String,
    oc: String,
    nir: String,
    person: (String, u64),
    third_party_full: bool,
    care: String,
    act: String,
    executor: String,
    specialty: String,
    optam: bool,
    quantity: i64,
    spent: i64,
    base: i64,
    amount: i64,
    majoration: i64,
    // What became of it.
    request: u64,
    outcome: Value,
    cancelled: bool,
    waits_for: Option<String>,
}

/// The identity of a file, and its lines. `None`: it is unsound.
fn read(content: &[u8]) -> Option<(String, Vec<Line>)> {
    let mut text = std::str::from_utf8(content).ok().filter(|text| text.is_ascii())?;
    let mut blocks = Vec::new();
    while !text.is_empty() {
        let end = 4 + text.get(..4)?.parse::<usize>().ok()?;
        blocks.push(text.get(4..end)?); // none where it is truncated
        text = text.get(end..)?.trim_start_matches(['\r', '\n']);
    }
    let (header, trailer) = (*blocks.first()?, *blocks.last()?);
    let is_framed = blocks.len() > 1 && header.starts_with("000") && trailer.starts_with("999");
    let body = blocks.get(1..blocks.len() - 1).filter(|_| is_framed)?.concat();
    let (mut body, mut above, mut lines) = (body.as_str(), HashMap::new(), Vec::new());
    while !body.is_empty() {
        let number = body.get(..3)?;
        let (_, length) = LENGTHS.iter().find(|(known, _)| *known == number)?;
        let entity = format!(" {}", body.get(..*length)?); // columns count from 1
        body = &body[*length..];
        match number {
            _ if !entity.ends_with('@') => return None,
            "255" => lines.push(line(&entity, &above)?),
            "990" => {}
            _ => drop(above.insert(number.to_owned(), entity)),
        }
    }
    let total: i64 = lines.iter().map(|line| line.amount).sum();
    let is_sound = number(trailer, 55, 63)? == i64::try_from(blocks.len()).ok()? && number(trailer, 85, 96)? == total.abs();
    let identity = [header.get(3..19)?, header.get(25..41)?, header.get(49..64)?].concat();
    is_sound.then_some((identity, lines))
}

fn line(entity: &str, above: &HashMap<String, String>) -> Option<Line> {
    let at = |from: usize, to: usize| entity.get(from..to).map(str::to_owned);
    let over = |number: &str, from: usize, to: usize| above.get(number)?.get(from..to).map(str::to_owned);
    let sign = if at(30, 31)? == "N" { -1 } else { 1 };
    let caisse = [over("025", 6, 8)?, over("025", 8, 11)?, over("025", 12, 15)?].join("-");
    let decompte = format!("{caisse}/{}", over("025", 15, 24)?);
    let (rank, operation, date) = (at(6, 8)?, over("025", 41, 42)?, day(&over("070", 6, 12)?));
    Some(Line {
        id: format!("{decompte}/{date}/{rank}/{operation}"),
        key: format!("{decompte}/{rank}"),
        origin: format!("{caisse}/{}/{}", at(133, 142)?, at(142, 144)?),
        decompte,
        operation,
        oc: over("010", 6, 14)?,
        nir: over("110", 6, 19)?,
        person: (over("127", 6, 12)?, over("127", 12, 13)?.parse().ok()?),
        third_party_full: over("045", 21, 23)? == "36",
        care: day(&at(8, 14)?),
        act: at(20, 25)?.trim().to_owned(),
        executor: at(71, 80)?,
        specialty: at(80, 82)?,
        optam: at(84, 85)? == "1" || "234".contains(&at(103, 104)?),
        quantity: sign * number(entity, 27, 30)?,
        spent: sign * number(entity, 46, 54)?,
        base: sign * number(entity, 54, 62)?,
        amount: number(entity, 107, 115)? * if at(115, 116)? == "N" { -1 } else { 1 },
        majoration: sign * number(entity, 125, 133)?,
        request: 0,
        outcome: Value::Null,
        cancelled: false,
        waits_for: None,
    })
}

fn number(text: &str, from: usize, to: usize) -> Option<i64> {
    text.get(from..to)?.parse().ok()
}

fn day(text: &str) -> String {
    format!("20{}-{}-{}", &text[4..6], &text[2..4], &text[0..2])
}

// ---- a toy engine ---------------------------------------------------------------------------------------------------

/// Participations and franchises: none of the mutuelle's business.
const FEES: [&str; 4] = ["PFH", "PFT", "FRH", "FRT"];
const DOCTORS: [&str; 10] = ["G", "GS", "C", "CS", "CNP", "APC", "TC", "TCG", "V", "VS"];
const GENERALISTS: [&str; 3] = ["01", "22", "23"];
const HEADINGS: [(&str, &[&str]); 5] = [
    ("pharmacie-100", &["PH1", "HD1", "HC"]),
    ("pharmacie-65", &["PH7", "HD7", "HDR", "HDA", "HDE"]),
    ("pharmacie-30", &["PH4", "HD4"]),
    ("pharmacie-15", &["PH2", "HD2"]),
    ("biologie", &["B", "BP"]),
];
const RIGHTS_READ: [&str; 5] = ["contract-type", "household", "regime", "member-since", "product-since"];

/// The file holds what this engine does not know. The text says what, and nobody's data.
pub struct NotTaken(pub String);

/// Answers on lines, by request.
pub type Answers = BTreeMap<u64, Vec<Value>>;

#[derive(Default)]
pub struct Toy {
    pub products: Vec<Value>,
    pub members: Vec<Value>,
    files: HashSet<String>,
    seen: HashSet<String>,
    left_out: HashSet<String>,
    entries: Vec<Line>,
}

impl Toy {
    /// The reaction to a file, and answers by request: this one's, and those that it amends.
    pub fn treat(&mut self, request: u64, content: &[u8]) -> Result<(&'static str, Answers), NotTaken> {
        let Some((identity, lines)) = read(content) else {
            return Ok(("refused", Answers::new()));
        };
        if self.files.contains(&identity) {
            return Ok(("duplicate", Answers::new()));
        }
        if let Some(why) = lines.iter().find_map(|line| self.unknown(line).err()) {
            // What is known of these people is no longer whole: later files about them are left out as well.
            self.left_out.extend(lines.into_iter().map(|line| line.nir));
            return Err(why);
        }
        self.files.insert(identity);
        let mut answers = Answers::new();
        for line in lines {
            self.decide(Line { request, ..line }, &mut answers)?;
        }
        Ok(("accepted", answers))
    }

    fn unknown(&self, line: &Line) -> Result<(), NotTaken> {
        if self.left_out.contains(&line.nir) {
            return Err(not_taken("earlier care of a person of this file was not taken"));
        }
        if !self.members.iter().any(|member| member["oc"] == line.oc) {
            return Err(not_taken("a décompte of another OC"));
        }
        let covering: Vec<&Value> = self.covering(line).collect();
        if covering.len() > 1 {
            return Err(not_taken("several contracts of one person"));
        }
        for member in covering {
            let rights = member["rights"].as_object().into_iter().flatten().map(|(right, _)| right.as_str());
            let unread: Vec<&str> = rights.filter(|right| !RIGHTS_READ.contains(right)).collect();
            if !unread.is_empty() {
                return Err(NotTaken(format!("rights of a member: {}", unread.join(", "))));
            }
            if !FEES.contains(&line.act.as_str()) {
                self.guarantee(member, line)?;
            }
        }
        Ok(())
    }

    /// The outcome of this line, then of those that it sets free.
    fn decide(&mut self, mut line: Line, answers: &mut Answers) -> Result<(), NotTaken> {
        if !self.seen.insert(line.id.clone()) {
            line.outcome = outcome("duplicate", "same-identity", 0);
        } else if FEES.contains(&line.act.as_str()) {
            line.outcome = outcome("no-effect", "informative", 0);
        } else if line.operation == "A" {
            return self.cancel(line, answers);
        } else {
            (line.outcome, line.waits_for) = self.settled(&line)?;
            said(&line, answers);
            self.entries.push(line);
            return Ok(());
        }
        said(&line, answers);
        Ok(())
    }

    fn cancel(&mut self, mut line: Line, answers: &mut Answers) -> Result<(), NotTaken> {
        let original = self.entries.iter_mut().find(|entry| entry.key == line.origin && !entry.cancelled);
        let Some(original) = original else {
            line.outcome = outcome("held", "document-awaited", 0);
            said(&line, answers);
            return Ok(());
        };
        original.cancelled = true;
        line.outcome = if original.outcome["reaction"] == "paid" {
            outcome("reversed", "cancellation", original.outcome["amount"].as_i64().unwrap_or_default())
        } else {
            outcome("no-effect", "cancellation", 0)
        };
        said(&line, answers);
        for place in 0..self.entries.len() {
            if self.entries[place].waits_for.as_ref() == Some(&line.origin) {
                let (outcome, waits_for) = self.settled(&self.entries[place])?;
                let held = &mut self.entries[place];
                (held.outcome, held.waits_for) = (outcome, waits_for);
                said(held, answers);
            }
        }
        Ok(())
    }

    /// What a line comes to, and the line that it waits for.
    fn settled(&self, line: &Line) -> Result<(Value, Option<String>), NotTaken> {
        let told = |reaction, reason| Ok((outcome(reaction, reason, 0), None));
        if !self.members.iter().any(|member| member["nir"] == line.nir) {
            return told("refused", "unknown-beneficiary");
        }
        if !self.members.iter().any(|member| is_of(member, line)) {
            return told("held", "identity");
        }
        let Some(member) = self.covering(line).next() else {
            return told("refused", "no-cover");
        };
        if let Some(before) = self.before(line) {
            return Ok((outcome("held", "duplicate-suspected", 0), Some(before.key.clone())));
        }
        if line.third_party_full {
            return told("held", "third-party-invoice-awaited");
        }
        Ok((share(self.guarantee(member, line)?, line), None))
    }

    fn covering<'a>(&'a self, line: &'a Line) -> impl Iterator<Item = &'a Value> {
        let care = line.care.as_str();
        self.members.iter().filter(move |member| {
            let (start, end) = (member["start"].as_str().unwrap_or(""), member["end"].as_str().unwrap_or("9999-12-31"));
            is_of(member, line) && start <= care && care <= end
        })
    }

    /// What this line would pay a second time: the line that it corrects, or the same care under another décompte.
    fn before(&self, line: &Line) -> Option<&Line> {
        if line.operation == "R" {
            return self.entries.iter().find(|entry| entry.key == line.origin && !entry.cancelled);
        }
        let earlier = self.entries.iter().take_while(|other| other.id != line.id);
        let mut live = earlier.filter(|other| !other.cancelled && other.waits_for.is_none());
        live.find(|other| {
            let care = |line: &Line| (line.quantity, line.spent, line.base);
            other.decompte != line.decompte
                && (&other.nir, &other.person, &other.care) == (&line.nir, &line.person, &line.care)
                && (&other.act, &other.executor, care(other)) == (&line.act, &line.executor, care(line))
        })
    }

    /// The level of a member's product in percent of the base, none where it does not cover the act.
    fn guarantee(&self, member: &Value, line: &Line) -> Result<Option<i64>, NotTaken> {
        let product = self.products.iter().find(|product| product["id"] == member["product"]);
        let product = product.ok_or_else(|| not_taken("a product that was not told"))?;
        let act = line.act.as_str();
        let is_doctor = DOCTORS.contains(&act);
        let heading = match HEADINGS.iter().find(|(_, acts)| acts.contains(&act)) {
            _ if is_doctor && GENERALISTS.contains(&line.specialty.as_str()) => "generaliste",
            _ if is_doctor => "specialiste",
            Some((heading, _)) => *heading,
            None => return Err(NotTaken(format!("the act {act}"))),
        };
        let family = if is_doctor { "medecins" } else { heading.split('-').next().unwrap_or(heading) };
        // A heading takes from its family what it does not say itself.
        let said = |key: &str| product["guarantees"].get(key);
        let Some(level) = said(heading).or_else(|| said(family)) else {
            return Ok(None);
        };
        if *level == json!({}) || *level == json!({"covered": false}) {
            return Ok(None);
        }
        let percent = level["br"].as_i64().filter(|percent| *level == json!({"br": percent}));
        let Some(percent) = percent else {
            return Err(NotTaken(format!(
                "the guarantee `{heading}` of the product {}: only a level in percent of the base is read",
                product["id"]
            )));
        };
        let overrun = is_doctor && line.spent > line.base && !line.optam;
        if product["responsible"] == true && (percent < 100 || overrun && percent > 100) {
            return Err(not_taken("floors and caps of a contrat responsable"));
        }
        Ok(Some(percent))
    }
}

fn is_of(member: &Value, line: &Line) -> bool {
    let (birth, rank) = &line.person;
    member["nir"] == line.nir && member["birth"] == *birth && member["rank"] == *rank
}

/// What is due: the level of the base, within the expense, less the theoretical share of the AMO. Cents.
fn share(level: Option<i64>, line: &Line) -> Value {
    let Some(level) = level else {
        return outcome("refused", "act-not-covered", 0);
    };
    let theoretical = line.amount + line.majoration;
    let due = line.spent.min((level * line.base + 50).div_euclid(100)) - theoretical;
    if due > 0 { outcome("paid", "guarantee", due) } else { outcome("settled-zero", "nothing-left", 0) }
}

fn outcome(reaction: &str, reason: &str, amount: i64) -> Value {
    let mut outcome = json!({"reaction": reaction, "amount": amount, "reason": reason});
    if amount != 0 {
        outcome["payee"] = json!("insured");
    }
    outcome
}

fn said(line: &Line, answers: &mut Answers) {
    let mut answer = line.outcome.clone();
    answer["line"] = json!(line.id);
    answers.entry(line.request).or_default().push(answer);
}

fn not_taken(why: &str) -> NotTaken {
    NotTaken(why.to_owned())
}
