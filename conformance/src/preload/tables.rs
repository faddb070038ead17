//! Members, contracts and products as tables: CSV for a spreadsheet or a loader, JSON for a program.

use std::collections::BTreeSet;

use domain::Member;
use oracle::product::Product;
use serde_json::{Value, json};

use super::World;

/// Why a table could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TablesError {
    /// As CSV.
    #[error("failed to write a table: {0}")]
    Csv(String),
    /// As JSON.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
}

/// The columns of `members.csv`: a row a person and contract.
const MEMBERS: [&str; 25] = [
    "scenario",
    "lot",
    "oc",
    "member",
    "contract",
    "product",
    "role",
    "nir",
    "key",
    "birth",
    "rank",
    "name",
    "first-name",
    "caisse",
    "start",
    "end",
    "second-nir",
    "earlier-nirs",
    "member-since",
    "product-since",
    "waits-until",
    "suspensions",
    "other-body",
    "c2s-elsewhere",
    "flags",
];

/// The columns of `contracts.csv`: a row a contract, product and set of options.
const CONTRACTS: [&str; 11] = [
    "scenario",
    "lot",
    "oc",
    "contract",
    "product",
    "options",
    "contract-type",
    "household",
    "regime",
    "portability-months",
    "members",
];

/// The columns of `products.csv`: a row a guarantee. `guarantee` is JSON, in the keys of a product file.
const PRODUCTS: [&str; 8] = [
    "scenario",
    "lot",
    "product",
    "name",
    "responsible",
    "c2s",
    "heading",
    "guarantee",
];

/// Members, contracts and products of one world or of several.
#[derive(Debug, Default)]
pub struct Tables {
    members: Vec<Vec<String>>,
    contracts: Vec<Vec<String>>,
    products: Vec<Vec<String>>,
    json: [Vec<Value>; 3],
    /// Products that are there, where worlds are loaded together: each once.
    named: BTreeSet<String>,
}

impl Tables {
    /// Takes a world in, and gives how many contracts it has.
    ///
    /// # Errors
    /// Where something of it is no JSON.
    pub fn add(&mut self, world: &World) -> Result<usize, TablesError> {
        for row in &world.members {
            self.members.push(member(world, row));
            let mut value = serde_json::to_value(row)?;
            of_world(&mut value, world);
            self.json[0].push(value);
        }
        let contracts = self.contracts(world)?;
        for product in &world.products {
            if self.named.insert(product.id.clone()) {
                self.product(world, product)?;
            }
        }
        Ok(contracts)
    }

    /// The files: name and content.
    ///
    /// # Errors
    /// Where one cannot be made.
    pub fn files(&self) -> Result<Vec<(&'static str, Vec<u8>)>, TablesError> {
        let [members, contracts, products] = &self.json;
        Ok(vec![
            ("members.csv", csv(&MEMBERS, &self.members)?),
            ("members.json", json_of(members)?),
            ("contracts.csv", csv(&CONTRACTS, &self.contracts)?),
            ("contracts.json", json_of(contracts)?),
            ("products.csv", csv(&PRODUCTS, &self.products)?),
            ("products.json", json_of(products)?),
        ])
    }

    fn contracts(&mut self, world: &World) -> Result<usize, TablesError> {
        let key = |row: &Member| {
            let rights = &row.rights;
            (
                row.oc,
                row.contract.clone(),
                row.product.clone(),
                rights.options.clone(),
                rights.contract_type,
                rights.household.clone(),
                rights.regime,
                rights.portability.map(|portability| portability.months),
            )
        };
        let mut seen = Vec::new();
        for row in &world.members {
            let key = key(row);
            if !seen.contains(&key) {
                seen.push(key);
            }
        }
        for contract in &seen {
            let of_it = world.members.iter().filter(|row| key(row) == *contract);
            let of_it: Vec<String> = of_it.map(|row| row.member.to_string()).collect();
            let (oc, id, product, options, kind, household, regime, portability) = contract;
            let options: Vec<&str> = options.iter().map(domain::SmolStr::as_str).collect();
            let digits = |number: &Option<u8>| number.map_or_else(String::new, |n| n.to_string());
            self.contracts.push(vec![
                world.scenario.clone(),
                world.lot.to_string(),
                oc.to_string(),
                id.to_string(),
                product.to_string(),
                options.join(" "),
                digits(kind),
                household
                    .as_ref()
                    .map_or_else(String::new, ToString::to_string),
                digits(regime),
                digits(portability),
                of_it.join(" "),
            ]);
            self.json[1].push(json!({
                "scenario": world.scenario, "lot": world.lot, "oc": oc, "contract": id, "product": product,
                "options": options, "contract-type": kind, "household": household, "regime": regime,
                "portability-months": portability, "members": of_it,
            }));
        }
        Ok(seen.len())
    }

    fn product(&mut self, world: &World, product: &Product) -> Result<(), TablesError> {
        let value = serde_json::to_value(product)?;
        let head = [
            world.scenario.clone(),
            world.lot.to_string(),
            product.id.clone(),
            product.name.fr.clone(),
            product.responsible.to_string(),
            product.c2s.to_string(),
        ];
        let mut row = |heading: &str, guarantee: String| {
            let mut row = head.to_vec();
            row.extend([heading.to_owned(), guarantee]);
            self.products.push(row);
        };
        match value.get("guarantees").and_then(Value::as_object) {
            Some(guarantees) => {
                for (heading, guarantee) in guarantees {
                    row(heading, guarantee.to_string());
                }
            }
            // The C2S pays what the law says: it has no guarantees of its own.
            None => row("", String::new()),
        }
        self.json[2].push(value);
        Ok(())
    }
}

fn member(world: &World, row: &Member) -> Vec<String> {
    let rights = &row.rights;
    let day = |day: Option<domain::Day>| day.map_or_else(String::new, |day| day.to_string());
    let nirs: Vec<String> = rights
        .earlier_nirs
        .iter()
        .map(ToString::to_string)
        .collect();
    let span = |from: domain::Day, to: Option<domain::Day>| format!("{from}/{}", day(to));
    let spans = |spans: &[domain::Span]| {
        let all = spans.iter().map(|one| span(one.from, one.to));
        all.collect::<Vec<_>>().join(" ")
    };
    let suspensions = rights.suspensions.iter();
    let suspensions: Vec<String> = suspensions.map(|one| span(one.from, one.to)).collect();
    let flags = [
        (rights.on_statement, "on-statement"),
        (rights.third_party_card, "third-party-card"),
    ];
    let flags = flags.iter().filter(|(holds, _)| *holds);
    let flags: Vec<&str> = flags.map(|(_, word)| *word).collect();
    let role = match row.role {
        domain::Role::Insured => "insured",
        domain::Role::Dependant => "dependant",
    };
    vec![
        world.scenario.clone(),
        world.lot.to_string(),
        row.oc.to_string(),
        row.member.to_string(),
        row.contract.to_string(),
        row.product.to_string(),
        role.to_owned(),
        row.nir.to_string(),
        row.key.to_string(),
        row.birth.to_string(),
        row.rank.get().to_string(),
        row.name.to_string(),
        row.first_name.to_string(),
        row.caisse.to_string(),
        row.start.to_string(),
        day(row.end),
        rights
            .second_nir
            .map_or_else(String::new, |nir| nir.to_string()),
        nirs.join(" "),
        day(rights.member_since),
        day(rights.product_since),
        day(rights.waits_until),
        suspensions.join(" "),
        spans(&rights.other_body),
        spans(&rights.c2s_elsewhere),
        flags.join(" "),
    ]
}

fn of_world(value: &mut Value, world: &World) {
    if let Some(object) = value.as_object_mut() {
        object.insert("scenario".to_owned(), world.scenario.clone().into());
        object.insert("lot".to_owned(), world.lot.into());
    }
}

fn csv(head: &[&str], rows: &[Vec<String>]) -> Result<Vec<u8>, TablesError> {
    let failed = |error: &dyn std::fmt::Display| TablesError::Csv(error.to_string());
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(head).map_err(|error| failed(&error))?;
    for row in rows {
        out.write_record(row).map_err(|error| failed(&error))?;
    }
    out.into_inner().map_err(|error| failed(&error))
}

fn json_of(rows: &[Value]) -> Result<Vec<u8>, TablesError> {
    let mut text = serde_json::to_vec_pretty(rows)?;
    text.push(b'\n');
    Ok(text)
}
