//! A lot lived to its end, and what the ledger expects of everything that was delivered.

use std::collections::BTreeMap;

use domain::{FileId, FileReaction, LineId, Outcome};
use generators::{
    Adversity, AdversityRates, Declared, Expected, Flow, Touched, WorldData, WorldSpec, lot,
    whole_lot,
};
use noemie::Profiles;
use noemie::finding::Due as Condemns;
use noemie::profile::Profile;
use oracle::ambiguity::Choices;
use oracle::law::Law;
use oracle::ledger::{Content, Delivered, Ledger};
use oracle::product::Product;

pub(crate) struct Lived {
    pub(crate) flow: Flow,
    pub(crate) files: Vec<(FileId, FileReaction)>,
    /// What is due to the acts of each décompte, in the order of accepted files that carry it.
    pub(crate) decomptes: BTreeMap<String, Vec<Vec<Outcome>>>,
    /// What is due to each line where it first came in an accepted file.
    pub(crate) lines: BTreeMap<LineId, Outcome>,
    /// The product that answered for each line, where one did.
    pub(crate) products: BTreeMap<LineId, String>,
}

/// A small world where nothing but that can happen, and always does where it can.
pub(crate) fn alone(adversity: Adversity, insured: u32) -> WorldSpec {
    WorldSpec {
        insured,
        adversities: AdversityRates::none().with(adversity, 1_000),
        ..WorldSpec::demo()
    }
}

pub(crate) fn live(seed: u64, spec: &WorldSpec, number: u32) -> Lived {
    live_of(seed, spec, number, &WorldData::embedded().unwrap())
}

pub(crate) fn live_of(seed: u64, spec: &WorldSpec, number: u32, data: &WorldData) -> Lived {
    let (_, flow) = whole_lot(seed, spec, number, data, Profiles::shipped()).unwrap();
    judged(seed, spec, number, data, flow)
}

/// What the ledger expects where that is what was delivered of the lot.
pub(crate) fn judged(
    seed: u64,
    spec: &WorldSpec,
    number: u32,
    data: &WorldData,
    flow: Flow,
) -> Lived {
    let lot = lot(seed, spec, number, Law::embedded(), data).unwrap();
    let mut members = lot.members.clone();
    let mut changes = lot.changes.iter().peekable();
    let products: Vec<Product> = Product::shipped()
        .iter()
        .chain(&Product::shipped_on_top())
        .map(|(name, text)| Product::parse(name, text).unwrap())
        .collect();
    let mut ledger = Ledger::new(&products, &members, Choices::default()).unwrap();
    let mut read = Vec::new();
    for delivery in &flow.deliveries {
        while let Some(change) = changes.next_if(|change| change.day <= delivery.day) {
            change.apply(&mut members);
            ledger.set_portfolio(&members, Some(change.day)).unwrap();
        }
        let files = noemie::decomptes::read(&delivery.bytes, Profile::decomptes());
        let worst = files.iter().filter_map(|file| file.reading.worst).max();
        let decomptes: Vec<_> = files
            .into_iter()
            .flat_map(|file| file.decomptes)
            .map(|(decompte, places)| (decompte, places.is_whole()))
            .collect();
        let sound: Vec<_> = decomptes.iter().map(|(d, _)| d.clone()).collect();
        let content = match worst {
            Some(Condemns::RefuseFile) => Content::Condemned,
            Some(Condemns::RefuseDecompte) => Content::Damaged(&decomptes),
            Some(Condemns::Accept) | None => Content::Decomptes(&sound),
        };
        ledger.deliver(&Delivered {
            id: Some(delivery.id),
            content,
            received: Some(delivery.day),
        });
        read.push(sound);
    }
    for change in changes {
        change.apply(&mut members);
        ledger.set_portfolio(&members, Some(change.day)).unwrap();
    }
    let mut lived = Lived {
        flow,
        files: Vec::new(),
        decomptes: BTreeMap::new(),
        lines: BTreeMap::new(),
        products: BTreeMap::new(),
    };
    for (index, delivery) in lived.flow.deliveries.iter().enumerate() {
        let reaction = ledger.file(index).unwrap().reaction;
        lived.files.push((delivery.id, reaction));
        let mut lines = ledger.lines(index).iter();
        if lines.len() == 0 {
            continue;
        }
        for decompte in &read[index] {
            let mut outcomes = Vec::new();
            for line in &decompte.lines {
                let expectation = lines.next().unwrap();
                assert_eq!(expectation.line, decompte.line_id(line));
                lived
                    .lines
                    .entry(expectation.line)
                    .or_insert(expectation.outcome);
                if let Some(product) = &expectation.product {
                    let products = lived.products.entry(expectation.line);
                    products.or_insert_with(|| product.to_string());
                }
                if line.act.deduction().is_none() {
                    outcomes.push(expectation.outcome);
                }
            }
            let key = key(decompte.caisse, decompte.number, decompte.operation);
            lived.decomptes.entry(key).or_default().push(outcomes);
        }
    }
    lived
}

fn key(
    caisse: domain::Caisse,
    number: domain::DecompteNumber,
    operation: domain::Operation,
) -> String {
    format!("{caisse}/{number}/{operation}")
}

impl Lived {
    /// Holds everything that was declared against the ledger; gives how often each reaction was met.
    pub(crate) fn met(&self) -> BTreeMap<Adversity, u32> {
        let mut met = BTreeMap::new();
        for declared in &self.flow.declared {
            if self.holds(declared) {
                *met.entry(declared.adversity).or_insert(0) += 1;
            }
        }
        met
    }

    /// Whether what is declared could be met; where it could, it was.
    fn holds(&self, declared: &Declared) -> bool {
        let entry = declared.adversity.entry();
        let due = due_of(&declared.on);
        assert!(
            entry.expected.contains(&due),
            "{declared:?}: not in the catalogue"
        );
        if let Touched::File(id, occurrence, due) = &declared.on {
            let mut same = self.files.iter().filter(|(other, _)| other == id);
            let found = same.nth(*occurrence as usize - 1).map(|(_, found)| found);
            assert_eq!(found, Some(due), "{declared:?}");
        }
        let outcomes = self.outcomes(&declared.on);
        for outcome in outcomes {
            assert!(is_met(due, outcome), "{declared:?}: {outcome:?}");
        }
        !outcomes.is_empty() || matches!(due, Expected::File(_))
    }

    /// What the ledger says of the lines that are touched. A flow stops at the end of its world: what was to come
    /// later may be missing.
    fn outcomes(&self, touched: &Touched) -> &[Outcome] {
        match touched {
            Touched::File(..) => &[],
            Touched::Decompte(caisse, number, operation, occurrence, _) => {
                let all = self.decomptes.get(&key(*caisse, *number, *operation));
                let nth = all.and_then(|all| all.get(*occurrence as usize - 1));
                nth.map_or(&[], Vec::as_slice)
            }
            Touched::Line(line, _) => self.lines.get(line).map_or(&[], std::slice::from_ref),
        }
    }

    /// Whether the first of the reactions due was met, somewhere: what the adversity is about.
    pub(crate) fn shows(&self, adversity: Adversity, due: &Expected) -> bool {
        let declared = self
            .flow
            .declared
            .iter()
            .filter(|declared| declared.adversity == adversity && due_of(&declared.on) == *due);
        match due {
            Expected::Lines(due) => declared
                .flat_map(|declared| self.outcomes(&declared.on))
                .any(|outcome| Some(&outcome.reaction) == due.reactions.first()),
            _ => declared.count() > 0,
        }
    }
}

fn due_of(touched: &Touched) -> Expected {
    match touched {
        Touched::File(_, _, due) => Expected::File(*due),
        Touched::Decompte(.., due) | Touched::Line(_, due) => Expected::Lines(*due),
    }
}

fn is_met(due: Expected, outcome: &Outcome) -> bool {
    match due {
        Expected::Lines(due) => due.is_met_by(outcome.reaction, outcome.reason),
        _ => false,
    }
}
