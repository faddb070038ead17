//! What was due: a fold over the files a mutuelle was really delivered.
//!
//! The ledger knows the products, the portfolio and the choices of the target, and no scenario. Each
//! delivery appends what must be answered for the file and for each of its lines; a later delivery can
//! amend the expectation of a line that was held.

mod amend;
mod book;
mod checks;
mod debts;
mod decide;
mod entry;
mod facts;
mod household;
mod identity;
mod party;
mod pay;
mod portfolio;
mod reading;
mod readings;
mod replay;
mod rights;
mod seen;
mod siblings;
mod stack;
mod statements;
mod steps;

use std::sync::Arc;

use domain::{Cents, Day, Decompte, FileId, FileReaction, LineId, Member, Outcome, Statement};
use rustc_hash::{FxBuildHasher, FxHashSet};

use crate::ambiguity::Choices;
use crate::product::Product;
use crate::trace::Step;

use book::Book;
use debts::Debts;
use entry::EntryId;
use portfolio::Portfolio;
use readings::Readings;
use statements::Waiting;

pub use debts::{Debtor, Owing};

/// What a file holds once it was read.
#[derive(Debug, Clone, Copy)]
pub enum Content<'a> {
    /// Sound: its décomptes, in order.
    Decomptes(&'a [Decompte]),
    /// A fault in a field of some décompte and none that condemns the file: the décomptes as far as they can be
    /// read, in order, and whether each is sound. How much falls with the others is the target's to
    /// declare: entry `damaged-decompte` of the register.
    Damaged(&'a [(Decompte, bool)]),
    /// A fault in its envelope, lengths, sequence or totals.
    Condemned,
    /// It is no NOEMIE file: an invoice, a bill, what another insurer paid.
    Statement(&'a Statement),
}

/// Where what is expected of a line stands among that of every line.
type Place = usize;

/// A file, or a document, as it came out of the door.
#[derive(Debug, Clone, Copy)]
pub struct Delivered<'a> {
    /// The identity of its header, where that can be read.
    pub id: Option<FileId>,
    /// What it holds.
    pub content: Content<'a>,
    /// Day on which the mutuelle gets it. Without it nothing is too late, or too early.
    pub received: Option<Day>,
}

/// What must be answered for a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileExpectation {
    /// What must be done with it.
    pub reaction: FileReaction,
    /// The rule that says so.
    pub rule: &'static str,
}

/// What must be answered for a document that is no NOEMIE file. What it changes for the lines it tells of is
/// expected of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatementExpectation {
    /// What is due to its issuer, or why nothing is.
    pub outcome: Outcome,
    /// What a payment loses to what its payee owes.
    pub owing: Owing,
    /// The rule that says so.
    pub rule: &'static str,
    /// Whether a later delivery changed it: the document had waited.
    pub amended: bool,
}

/// What must be answered for a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expectation {
    /// Which line.
    pub line: LineId,
    /// What is due.
    pub outcome: Outcome,
    /// Who owes back what is reversed, and what a payment loses to an earlier debt.
    pub owing: Owing,
    /// The rule that says so.
    pub rule: &'static str,
    /// Whether a later delivery changed it: the line had been held.
    pub amended: bool,
    /// `id` of the product that covers the care, where one does.
    pub product: Option<Arc<str>>,
    /// Why, step by step; empty without traces.
    pub steps: Vec<Step>,
}

/// Why a ledger cannot be opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LedgerError {
    /// A member of the portfolio is on a product nobody described.
    #[error("member {member} is on the product `{product}`, which is none of: {known}")]
    UnknownProduct {
        /// Number of the member.
        member: String,
        /// The product named.
        product: String,
        /// Those given.
        known: String,
    },
    /// An option of a member may not stand on the product, nor on an option before it.
    #[error(
        "member {member} has the option `{option}` on the product `{below}`, on which it may not stand: \
         its `on-top-of` names others, or is missing"
    )]
    NotOnTop {
        /// Number of the member.
        member: String,
        /// The option named.
        option: String,
        /// The product of the contract.
        below: String,
    },
    /// Two products under one id.
    #[error("two products have the id `{product}`")]
    TwiceTheSameProduct {
        /// The id.
        product: String,
    },
}

/// Files that a ledger has room for from the start.
const FILES: usize = 28;

/// The only source of expectations.
#[derive(Debug, Clone)]
pub struct Ledger {
    portfolio: Portfolio,
    choices: Choices,
    readings: Readings,
    traces: bool,
    loaded: FxHashSet<FileId>,
    deliveries: Vec<Delivery>,
    /// What must be answered for the lines of every delivery, one delivery after the other.
    expected: Vec<Expectation>,
    book: Book,
    /// The last day that it was told of.
    today: Option<Day>,
    /// Lines held until the day of their care.
    asleep: Vec<EntryId>,
    documents: Vec<Waiting>,
    debts: Debts,
    /// Lines whose expectation was amended since somebody asked.
    changed: Vec<Place>,
}

#[derive(Debug, Clone)]
struct Delivery {
    file: FileExpectation,
    /// Where what is expected of its lines begins: it ends where that of the next delivery begins.
    first: Place,
    statement: Option<StatementExpectation>,
}

impl Ledger {
    /// A ledger where nothing was delivered yet.
    ///
    /// # Errors
    /// Where a member names a product that is not given, or an option that may not stand on it, or two products
    /// share an id.
    pub fn new(
        products: &[Product],
        members: &[Member],
        choices: Choices,
    ) -> Result<Self, LedgerError> {
        Self::sharing(products.into(), members, choices)
    }

    /// The same over products that other ledgers share.
    ///
    /// # Errors
    /// As [`Ledger::new`].
    pub fn sharing(
        products: Arc<[Product]>,
        members: &[Member],
        choices: Choices,
    ) -> Result<Self, LedgerError> {
        Ok(Self {
            portfolio: Portfolio::new(products, members)?,
            readings: Readings::of(&choices),
            choices,
            traces: false,
            loaded: FxHashSet::with_capacity_and_hasher(FILES, FxBuildHasher),
            deliveries: Vec::with_capacity(FILES),
            expected: Vec::with_capacity(book::LINES),
            book: Book::new(),
            today: None,
            asleep: Vec::new(),
            documents: Vec::new(),
            debts: Debts::default(),
            changed: Vec::new(),
        })
    }

    /// The same ledger, which keeps the steps of each decision.
    #[must_use]
    pub fn with_traces(self) -> Self {
        Self {
            traces: true,
            ..self
        }
    }

    /// Folds a file in. Gives the index of the delivery: 0, 1, 2…
    pub fn deliver(&mut self, file: &Delivered<'_>) -> usize {
        let (reaction, rule) = match file.content {
            _ if file.id.is_some_and(|id| self.loaded.contains(&id)) => {
                (FileReaction::Duplicate, "F-DUPLICATE")
            }
            Content::Condemned => (FileReaction::Refused, "F-DAMAGED"),
            Content::Damaged(_) if self.choices.is("damaged-decompte", "refuse-file") => {
                (FileReaction::Refused, "F-DAMAGED-DECOMPTE")
            }
            Content::Damaged(_) => (FileReaction::Accepted, "F-DAMAGED-DECOMPTE"),
            Content::Decomptes(_) | Content::Statement(_) => (FileReaction::Accepted, "F-ACCEPTED"),
        };
        let index = self.deliveries.len();
        self.deliveries.push(Delivery {
            file: FileExpectation { reaction, rule },
            first: self.expected.len(),
            statement: None,
        });
        if file.received.is_some() {
            self.today = self.today.max(file.received);
            self.wake();
        }
        match file.content {
            _ if reaction != FileReaction::Accepted => {}
            Content::Decomptes(decomptes) => {
                self.loaded.extend(file.id);
                for decompte in decomptes {
                    self.take(decompte, file.received);
                }
            }
            // It is not loaded as long as something of it is awaited: its re-send is no duplicate, and
            // what was settled of it is, line by line.
            Content::Damaged(decomptes) => {
                for (decompte, sound) in decomptes {
                    if *sound {
                        self.take(decompte, file.received);
                    } else {
                        self.hold_damaged(decompte);
                    }
                }
            }
            Content::Statement(statement) => self.take_statement(index, statement, file.received),
            Content::Condemned => {}
        }
        if !self.documents.is_empty() {
            self.read_waiting_statements(file.received);
        }
        index
    }

    /// What must be answered for the file of that delivery.
    #[must_use]
    pub fn file(&self, delivery: usize) -> Option<&FileExpectation> {
        self.deliveries.get(delivery).map(|delivery| &delivery.file)
    }

    /// What must be answered for the lines of that delivery, décompte by décompte and line by line: as
    /// things stand after the last delivery. Empty unless the file is accepted.
    #[must_use]
    pub fn lines(&self, delivery: usize) -> &[Expectation] {
        let first = |delivery| {
            let delivery: Option<&Delivery> = self.deliveries.get(delivery);
            delivery.map_or(self.expected.len(), |delivery| delivery.first)
        };
        let end = first(delivery.saturating_add(1));
        let lines = self.expected.get(first(delivery)..end);
        lines.unwrap_or_default()
    }

    /// The lines whose expectation was amended since this was last asked, in order: their delivery, and their index
    /// in its [`Ledger::lines`]. One that was amended twice is there twice.
    pub fn take_changed(&mut self) -> Vec<(usize, usize)> {
        let changed = std::mem::take(&mut self.changed).into_iter();
        changed.map(|place| self.in_delivery(place)).collect()
    }

    /// The delivery of a line, and its index in the lines of that one.
    fn in_delivery(&self, line: Place) -> (usize, usize) {
        let later = self.deliveries.partition_point(|one| one.first <= line);
        let delivery = later.saturating_sub(1);
        let first = self.deliveries.get(delivery).map_or(0, |one| one.first);
        (delivery, line - first)
    }

    /// What must be answered for the document of that delivery; none where it was a file.
    #[must_use]
    pub fn statement(&self, delivery: usize) -> Option<&StatementExpectation> {
        self.deliveries.get(delivery)?.statement.as_ref()
    }

    /// What that debtor still owes, of what is kept of later payments: nothing where debts are claimed.
    #[must_use]
    pub fn owed_by(&self, debtor: Debtor) -> Cents {
        self.debts.of(debtor)
    }

    /// Whether everything that was paid was taken back: every counter of every household stands at zero.
    #[must_use]
    pub fn counters_are_empty(&self) -> bool {
        self.book.journals_are_empty()
    }
}
