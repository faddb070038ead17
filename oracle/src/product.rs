//! Product files: a tableau de garanties in YAML (`docs/products.md`).
//!
//! A file is read into its keys, which are sent on as they are, and compiled once into flat arrays by heading:
//! deciding a line then reads no text and allocates nothing.

mod condition;
mod due;
mod error;
mod euros;
mod file;
mod inherit;
mod level;
mod limit;
mod named;
mod percent;
mod responsible;
mod text;
mod versions;
mod words;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use domain::{Day, Family, Heading, Outline, Rounding, Shipped, shipped};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Serialize, Serializer};

pub use error::{GuaranteeError, Place, ProductError};
pub use file::{Name, OnTopOf};
pub use percent::{ByDoctor, Percent};
pub use text::Guarantee;
pub use words::{
    AgeAt, AgeSpan, AmoStatus, CarePlace, Excludes, Lenses, Of, OnJoining, OnProductChange,
    OnTopKind, Over, PayeeRule, Per, PmssOf, ReferenceDate, Scope, Span, TicketModerateur,
    months_completed,
};

pub(crate) use condition::{Condition, Test};
pub(crate) use due::{Due, due};
pub(crate) use level::{Amount, Level};
pub(crate) use limit::{Counter, Deductible, Headings, Limit, Size};

pub(crate) use versions::{Guarantee as Compiled, Table};

use error::At;
use file::{GuaranteeKeys, LevelKeys, ProductFile};
use inherit::{resolve, usual_reference_date};
use named::Named;
use versions::{Around, Written};

/// The version of the file's shape.
const SCHEMA_VERSION: u32 = 2;

/// From the entry level up, then the C2S.
const SHIPPED: [Shipped; 4] = [
    shipped!("scenarios/products/essentielle"),
    shipped!("scenarios/products/equilibre"),
    shipped!("scenarios/products/confort"),
    shipped!("scenarios/products/c2s"),
];
/// Those that stand on another.
const SHIPPED_ON_TOP: [Shipped; 2] = [
    shipped!("scenarios/products/renfort"),
    shipped!("scenarios/products/surcomplementaire"),
];

/// What a contract pays, heading by heading.
///
/// Serialised, it has the keys of the file it was read from: that is what a mutuelle is sent, as JSON.
#[derive(Debug, Clone)]
pub struct Product {
    /// Named by the members of the portfolio.
    pub id: String,
    /// Commercial name.
    pub name: Name,
    /// Whether it is a contrat responsable (rules §6).
    pub responsible: bool,
    /// Whether it also pays the participation forfaitaire; never where it is responsible.
    pub refunds_participation: bool,
    /// Whether it is the C2S.
    pub c2s: bool,
    /// How it stands on a base contract, where it is an option or a surcomplémentaire.
    pub on_top_of: Option<OnTopOf>,
    pub(crate) key: Arc<str>,
    pub(crate) rounding: Option<Rounding>,
    pub(crate) payee: PayeeRule,
    pub(crate) on_joining: Option<OnJoining>,
    pub(crate) on_product_change: Option<OnProductChange>,
    /// Which date decides, by heading.
    reference: Arc<[ReferenceDate]>,
    /// In order of days.
    tables: Arc<[Table]>,
    file: Arc<ProductFile>,
}

impl Product {
    /// Reads a product file; `name` is named in errors.
    ///
    /// ```
    /// use oracle::product::Product;
    /// let (name, yaml) = Product::shipped()[0];
    /// let product = Product::parse(name, yaml)?;
    /// assert_eq!(product.id, "essentielle");
    /// # Ok::<(), oracle::product::ProductError>(())
    /// ```
    ///
    /// # Errors
    /// Where the text is not a product file, a key of it is malformed, or a product that calls itself
    /// responsible breaks a rule of responsible contracts.
    pub fn parse(name: &str, yaml: &str) -> Result<Self, ProductError> {
        let outline = Outline::of(name, yaml)?;
        let top = At::top(name, Some(&outline));
        // First of all: the keys of another version are unknown ones.
        if let Some(found) = outline.get("schema-version").and_then(Outline::text)
            && found != SCHEMA_VERSION.to_string()
        {
            return Err(ProductError::Version {
                place: top.key("schema-version").place(),
                found: found.to_owned(),
            });
        }
        Self::compile(domain::load(name, yaml)?, &top)
    }

    /// A product with one guarantee under every heading, or none at all: for published examples and for a
    /// single question, which name a level and no product. It is responsible where that level could be, and
    /// then pays whole what such a contract must.
    ///
    /// # Panics
    /// Never: what a printed guarantee says is a product.
    #[must_use]
    pub fn single(id: &str, guarantee: Option<Guarantee>) -> Self {
        let mut guarantees = BTreeMap::new();
        if let Some(Guarantee(keys)) = &guarantee {
            for &family in Family::ALL {
                guarantees.insert(Named::Family(family), keys.clone());
            }
        }
        let file = ProductFile {
            schema_version: SCHEMA_VERSION,
            id: id.to_owned(),
            name: Name {
                fr: id.to_owned(),
                en: id.to_owned(),
            },
            responsible: false,
            refunds_participation: false,
            c2s: false,
            rounding: None,
            payee: None,
            on_top_of: None,
            on_joining: None,
            on_product_change: None,
            limits: BTreeMap::new(),
            guarantees: Some(guarantees),
            versions: Vec::new(),
        };
        let mut responsible = ProductFile {
            responsible: true,
            ..file.clone()
        };
        let whole = GuaranteeKeys {
            limits: Some(Vec::new()),
            ..text::of_level(LevelKeys {
                real_expense: Some(true),
                ..LevelKeys::default()
            })
        };
        if let Some(guarantees) = &mut responsible.guarantees {
            for &heading in Heading::ALL {
                let is_whole = due(heading) == Some(Due::Whole);
                if is_whole || heading.basket() == Some(domain::Basket::CentSante) {
                    guarantees.insert(Named::Heading(heading), whole.clone());
                }
            }
        }
        let top = At::top(id, None);
        let compiled = if guarantee.is_some() {
            Self::compile(responsible, &top).or_else(|_| Self::compile(file, &top))
        } else {
            Self::compile(file, &top)
        };
        compiled.unwrap_or_else(|error| unreachable!("a printed guarantee is a product: {error}"))
    }

    /// Name and text of the product files that come with étalon, from the entry level up, then the C2S.
    #[must_use]
    pub const fn shipped() -> [(&'static str, &'static str); 4] {
        Shipped::all_written(&SHIPPED)
    }

    /// Name and text of the files that come with étalon and stand on another product.
    #[must_use]
    pub const fn shipped_on_top() -> [(&'static str, &'static str); 2] {
        Shipped::all_written(&SHIPPED_ON_TOP)
    }

    /// The products that come with étalon, each as [`parse`](Self::parse) reads its file: those of
    /// [`shipped`](Self::shipped), then those of [`shipped_on_top`](Self::shipped_on_top).
    ///
    /// ```
    /// use oracle::product::Product;
    /// let ids: Vec<&str> = Product::embedded().iter().map(|product| &*product.id).collect();
    /// assert_eq!(ids, ["essentielle", "equilibre", "confort", "c2s", "renfort", "surcomplementaire"]);
    /// ```
    #[must_use]
    pub fn embedded() -> &'static [Self] {
        static PRODUCTS: LazyLock<Vec<Product>> = LazyLock::new(|| {
            let read = |file: &Shipped| {
                let keys = file.read().map_err(ProductError::from);
                keys.and_then(|keys| Product::compile(keys, &At::top(file.name, None)))
                    .unwrap_or_else(|error| unreachable!("shipped products are tested: {error}"))
            };
            SHIPPED.iter().chain(&SHIPPED_ON_TOP).map(read).collect()
        });
        &PRODUCTS
    }

    /// Whether a heading is covered on a reference date.
    #[must_use]
    pub fn covers(&self, heading: Heading, day: Day) -> bool {
        self.table(day).guarantee(heading).is_some()
    }

    /// Whether it is an option or a surcomplémentaire that may stand on that product.
    #[must_use]
    pub fn may_stand_on(&self, base: &Self) -> bool {
        let on_top = self.on_top_of.as_ref();
        on_top.is_some_and(|on_top| {
            let products = on_top.products.as_ref();
            products.is_none_or(|products| products.contains(&base.id))
        })
    }

    /// Which date of a line decides under a heading.
    #[inline]
    pub(crate) fn reference_date(&self, heading: Heading) -> ReferenceDate {
        self.reference[heading as usize]
    }

    /// The guarantees of a reference date.
    #[inline]
    pub(crate) fn table(&self, day: Day) -> &Table {
        let mut tables = self.tables.iter().rev();
        tables
            .find(|table| table.from.is_none_or(|from| from <= day))
            .unwrap_or(&self.tables[0])
    }

    fn compile(file: ProductFile, top: &At<'_>) -> Result<Self, ProductError> {
        responsible::check_file(&file, top)?;
        if file.c2s {
            check_c2s(&file, top)?;
        }
        let base = match (&file.guarantees, file.c2s) {
            (Some(guarantees), _) => guarantees.clone(),
            (None, true) => BTreeMap::new(),
            (None, false) => {
                return Err(top
                    .key("guarantees")
                    .malformed("what is paid, by family and heading, is expected"));
            }
        };
        let at_guarantees = top.key("guarantees");
        let mut written = Written {
            at: top.clone(),
            limits: BTreeMap::new(),
            places: base
                .keys()
                .map(|named| (*named, at_guarantees.key(named.word())))
                .collect(),
            guarantees: base,
            limit_places: Vec::new(),
        };
        for (name, keys) in &file.limits {
            let at = top.key("limits").key(name);
            written.limits.insert(name, (keys, at));
        }
        let around = Around {
            payee: file.payee.unwrap_or(PayeeRule::Insured),
            responsible: file.responsible,
        };
        let reference = Heading::ALL.iter().map(|&heading| {
            let said = resolve(&written.guarantees, heading);
            let said = said.and_then(|resolved| resolved.reference_date);
            said.unwrap_or_else(|| usual_reference_date(heading))
        });
        let reference = reference.collect();
        let mut tables = vec![table(None, &mut written, around, &file)?];
        for (index, version) in file.versions.iter().enumerate() {
            let at = top.key("versions").item(index);
            let last = tables.last().and_then(|table| table.from);
            if last.is_some_and(|last| version.from <= last) {
                return Err(at
                    .key("from")
                    .malformed("the versions stand in order of days, each after the one before"));
            }
            written.at = at.clone();
            for (name, keys) in &version.limits {
                let at = at.key("limits").key(name);
                written.limits.insert(name, (keys, at));
            }
            for (named, keys) in &version.guarantees {
                let at = at.key("guarantees").key(named.word());
                written.places.insert(*named, at);
                written.guarantees.insert(*named, keys.clone());
            }
            tables.push(table(Some(version.from), &mut written, around, &file)?);
        }
        drop(written);
        Ok(Self {
            id: file.id.clone(),
            name: file.name.clone(),
            responsible: file.responsible,
            refunds_participation: file.refunds_participation,
            c2s: file.c2s,
            on_top_of: file.on_top_of.clone(),
            key: Arc::from(file.id.as_str()),
            rounding: file.rounding,
            payee: around.payee,
            on_joining: file.on_joining,
            on_product_change: file.on_product_change,
            reference,
            tables: tables.into(),
            file: Arc::new(file),
        })
    }
}

/// The table of a version, held to the rules of responsible contracts.
fn table(
    from: Option<Day>,
    written: &mut Written<'_>,
    around: Around,
    file: &ProductFile,
) -> Result<Table, ProductError> {
    let table = Table::compile(from, written, around)?;
    if file.responsible {
        responsible::check(written, &table, file.on_top_of.is_none())?;
    }
    Ok(table)
}

fn check_c2s(file: &ProductFile, top: &At<'_>) -> Result<(), ProductError> {
    let written = [
        ("guarantees", file.guarantees.is_some()),
        ("limits", !file.limits.is_empty()),
        ("versions", !file.versions.is_empty()),
        ("on-top-of", file.on_top_of.is_some()),
    ];
    match written.iter().find(|(_, written)| *written) {
        Some((key, _)) => Err(top
            .key(key)
            .malformed("the C2S has no guarantees of its own")),
        None => Ok(()),
    }
}

/// Two products are one where their files say the same.
impl PartialEq for Product {
    fn eq(&self, other: &Self) -> bool {
        self.file == other.file
    }
}

impl Eq for Product {}

impl Serialize for Product {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.file.serialize(serializer)
    }
}

impl JsonSchema for Product {
    fn schema_name() -> Cow<'static, str> {
        ProductFile::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        ProductFile::json_schema(generator)
    }
}
