//! Whole ledgers over a lot of files.

use std::sync::Arc;

use domain::{Day, Decompte, FileId, Line, Member};
use generators::Change;
use generators::property::{Flow, Holds};
use oracle::ambiguity::Choices;
use oracle::ledger::{Content, Delivered, Ledger};
use oracle::product::Product;

/// Every product that étalon comes with.
///
/// # Panics
/// Where one is malformed.
#[must_use]
pub fn products() -> Arc<[Product]> {
    let products = Product::shipped().into_iter();
    let products = products.chain(Product::shipped_on_top());
    let products = products.map(|(name, text)| {
        let product = Product::parse(name, text);
        product.expect("a shipped product")
    });
    products.collect()
}

/// A lot of files, read, and everything a ledger is opened with.
pub struct Lot {
    products: Arc<[Product]>,
    members: Vec<Member>,
    /// What the mutuelle learns on the way: before the files of its day.
    changes: Vec<Change>,
    files: Vec<File>,
}

struct File {
    id: FileId,
    day: Day,
    decomptes: Vec<Decompte>,
}

impl Lot {
    /// The lot without adversity, under the products that étalon comes with.
    ///
    /// # Panics
    /// Where a shipped product is malformed.
    #[must_use]
    pub fn sound() -> Self {
        let (lot, files) = crate::sound_lot();
        let files = files.iter();
        Self {
            products: products(),
            members: lot.members,
            changes: lot.changes,
            files: files
                .map(|file| File {
                    id: file.id,
                    day: file.day,
                    decomptes: crate::decomptes(&file.bytes),
                })
                .collect(),
        }
    }

    /// A flow of a property test, under those products. What is damaged on the wire is left out.
    #[must_use]
    pub fn of(flow: Flow, products: Arc<[Product]>) -> Self {
        let files = flow.files.into_iter();
        let files = files.filter_map(|file| match file.holds {
            Holds::Sound(_, decomptes) => Some(File {
                id: file.id,
                day: file.day,
                decomptes,
            }),
            Holds::Damaged(_) => None,
        });
        Self {
            products,
            members: flow.members,
            changes: flow.changes,
            files: files.collect(),
        }
    }

    /// The lines of each file, in order.
    pub fn lines_of_files(&self) -> impl Iterator<Item = Vec<&Line>> {
        let files = self.files.iter().map(|file| &file.decomptes);
        files.map(|decomptes| {
            let lines = decomptes.iter().flat_map(|decompte| &decompte.lines);
            lines.collect()
        })
    }

    /// The products.
    #[must_use]
    pub fn products(&self) -> &[Product] {
        &self.products
    }

    /// The décomptes, in order.
    pub fn decomptes(&self) -> impl Iterator<Item = &Decompte> {
        self.files.iter().flat_map(|file| &file.decomptes)
    }

    /// How many lines it holds.
    #[must_use]
    pub fn lines(&self) -> usize {
        self.decomptes().map(|decompte| decompte.lines.len()).sum()
    }

    /// The same lot, where the mutuelle learns nothing on the way.
    #[must_use]
    pub fn deaf(self) -> Self {
        Self {
            changes: Vec::new(),
            ..self
        }
    }

    /// A ledger that no file was delivered to yet.
    ///
    /// # Panics
    /// Where a member is on no product.
    #[must_use]
    pub fn open(&self) -> Ledger {
        let products = Arc::clone(&self.products);
        let ledger = Ledger::sharing(products, &self.members, Choices::default());
        ledger.expect("a portfolio")
    }

    /// Delivers every file to a new ledger, on its day, and tells it what the mutuelle learns until then.
    ///
    /// # Panics
    /// Where a member is on no product.
    #[must_use]
    pub fn deliver(&self) -> Ledger {
        let mut ledger = self.open();
        self.deliver_to(&mut ledger);
        ledger
    }

    /// Delivers every file to that ledger, on its day, and tells it what the mutuelle learns until then.
    ///
    /// # Panics
    /// Where a member is on no product.
    pub fn deliver_to(&self, ledger: &mut Ledger) {
        let mut members = if self.changes.is_empty() {
            Vec::new()
        } else {
            self.members.clone()
        };
        let mut changes = self.changes.iter().peekable();
        for file in &self.files {
            while let Some(change) = changes.next_if(|change| change.day <= file.day) {
                change.apply(&mut members);
                let changed = ledger.set_portfolio(&members, Some(change.day));
                changed.expect("a portfolio");
            }
            ledger.deliver(&Delivered {
                id: Some(file.id),
                content: Content::Decomptes(&file.decomptes),
                received: Some(file.day),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::ReasonClass;

    use super::Lot;

    #[test]
    fn what_the_mutuelle_learns_is_told_to_the_ledger() {
        let uncovered = |lot: &Lot| {
            let ledger = lot.deliver();
            let lines = (0..lot.files.len()).flat_map(|file| ledger.lines(file).to_vec());
            let unknown = lines.filter(|line| {
                matches!(
                    line.outcome.reason,
                    ReasonClass::NoCover
                        | ReasonClass::UnknownBeneficiary
                        | ReasonClass::Identity
                        | ReasonClass::RightsPending
                )
            });
            unknown.count()
        };
        let (sound, deaf) = (Lot::sound(), Lot::sound().deaf());
        let (told, not_told) = (uncovered(&sound), uncovered(&deaf));
        assert!(told < not_told, "{told} and {not_told}");
    }
}
