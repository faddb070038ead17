//! Whole ledgers over a lot of files.

use domain::{Decompte, FileId, Member};
use oracle::ambiguity::Choices;
use oracle::ledger::{Content, Delivered, Ledger};
use oracle::product::Product;

/// A lot of files, read, and everything a ledger is opened with.
pub struct Lot {
    products: Vec<Product>,
    members: Vec<Member>,
    files: Vec<(FileId, Vec<Decompte>)>,
}

impl Lot {
    /// The lot without adversity, under the products that étalon comes with.
    ///
    /// # Panics
    /// Where a shipped product is malformed.
    #[must_use]
    pub fn sound() -> Self {
        let (members, files) = crate::sound_lot();
        let products = Product::shipped().into_iter();
        let products = products.chain(Product::shipped_on_top());
        let products = products.map(|(name, text)| {
            let product = Product::parse(name, text);
            product.expect("a shipped product")
        });
        let files = files.iter();
        Self {
            products: products.collect(),
            members,
            files: files
                .map(|file| (file.id, crate::decomptes(&file.bytes)))
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
        self.files.iter().flat_map(|(_, decomptes)| decomptes)
    }

    /// How many lines it holds.
    #[must_use]
    pub fn lines(&self) -> usize {
        self.decomptes().map(|decompte| decompte.lines.len()).sum()
    }

    /// Delivers every file to a new ledger.
    ///
    /// # Panics
    /// Where a member is on no product.
    #[must_use]
    pub fn deliver(&self) -> Ledger {
        let ledger = Ledger::new(&self.products, &self.members, Choices::default());
        let mut ledger = ledger.expect("a portfolio");
        for (id, decomptes) in &self.files {
            ledger.deliver(&Delivered {
                id: Some(*id),
                content: Content::Decomptes(decomptes),
                received: None,
            });
        }
        ledger
    }
}
