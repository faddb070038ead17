//! Whole ledgers over a lot of files.

use domain::{Day, Decompte, FileId, Member};
use generators::Change;
use oracle::ambiguity::Choices;
use oracle::ledger::{Content, Delivered, Ledger};
use oracle::product::Product;

/// A lot of files, read, and everything a ledger is opened with.
pub struct Lot {
    products: Vec<Product>,
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
        let products = Product::shipped().into_iter();
        let products = products.chain(Product::shipped_on_top());
        let products = products.map(|(name, text)| {
            let product = Product::parse(name, text);
            product.expect("a shipped product")
        });
        let files = files.iter();
        Self {
            products: products.collect(),
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

    /// Delivers every file to a new ledger, on its day, and tells it what the mutuelle learns until then.
    ///
    /// # Panics
    /// Where a member is on no product.
    #[must_use]
    pub fn deliver(&self) -> Ledger {
        let ledger = Ledger::new(&self.products, &self.members, Choices::default());
        let mut ledger = ledger.expect("a portfolio");
        let mut members = self.members.clone();
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
        ledger
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
        let sound = Lot::sound();
        let deaf = Lot {
            changes: Vec::new(),
            ..Lot::sound()
        };
        let (told, not_told) = (uncovered(&sound), uncovered(&deaf));
        assert!(told < not_told, "{told} and {not_told}");
    }
}
