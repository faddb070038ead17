//! Mappings of exports: what is written is read back whatever the habits, and what cannot be read is told.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop")]

use conformance::target::Grain;
use conformance::target::mapping::{
    AmountSpec, CsvSpec, DatePattern, Decimal, Encoding, Export, FixedWidthSpec, Format, Key,
    Mapping, MappingSpec, Minus, Row, Unit,
};
use domain::{Cents, Day};
use quickcheck::{Arbitrary, Gen};
use quickcheck_macros::quickcheck;

fn mapping(text: &str) -> Result<Mapping, String> {
    let spec: MappingSpec = domain::load("target.yaml", text).map_err(|error| error.to_string())?;
    Mapping::of(&spec, Grain::Line).map_err(|error| error.to_string())
}

/// Habits of an engine.
#[derive(Debug, Clone)]
struct Habits {
    spec: MappingSpec,
    rows: Vec<Row>,
}

impl Arbitrary for Habits {
    fn arbitrary(g: &mut Gen) -> Self {
        let mut spec: MappingSpec = domain::load(
            "habits",
            "{ format: { csv: {} }, join: [decompte, care, act], columns: { decompte: { name: Numéro }, care: { name: Soin }, \
             act: { name: Acte }, amount: { name: Montant réglé } } }",
        )
        .unwrap();
        let pick = |g: &mut Gen, words: &[&str]| (*g.choose(words).unwrap()).to_owned();
        spec.encoding = *g
            .choose(&[
                Encoding::Utf8,
                Encoding::Latin1,
                Encoding::Windows1252,
                Encoding::Latin9,
            ])
            .unwrap();
        spec.dates = pick(g, &["JJ/MM/AAAA", "AAAA-MM-JJ", "JJMMAA", "DD.MM.YYYY"]);
        spec.amounts = AmountSpec {
            unit: *g.choose(&[Unit::Euros, Unit::Cents]).unwrap(),
            decimal: *g.choose(&[Decimal::Comma, Decimal::Point]).unwrap(),
            minus: *g
                .choose(&[Minus::Before, Minus::After, Minus::Parentheses])
                .unwrap(),
            inverted: bool::arbitrary(g),
        };
        spec.skip_lines = u32::from(u8::arbitrary(g) % 3);
        let separator = pick(g, &[";", ",", "tab", "|"]);
        let header = bool::arbitrary(g);
        spec.format = Format::Csv(CsvSpec {
            separator,
            quote: pick(g, &["\"", "'"]),
            header,
        });
        let is_fixed = u8::arbitrary(g) % 4 == 0;
        let columns = [
            &mut spec.columns.decompte,
            &mut spec.columns.care,
            &mut spec.columns.act,
            &mut spec.columns.amount,
        ];
        for (place, column) in columns.into_iter().enumerate() {
            let column = column.as_mut().unwrap();
            if is_fixed {
                column.name = None;
                column.at = Some(format!("{}-{}", place * 20 + 1, place * 20 + 20));
            } else if !header {
                column.name = None;
                column.number = Some(u32::try_from(place).unwrap() + 1);
            }
        }
        if is_fixed {
            spec.format = Format::FixedWidth(FixedWidthSpec {});
        }
        let rows = Vec::<(u32, u8, i32)>::arbitrary(g).into_iter().take(8);
        let rows = rows.map(|(number, day, cents)| Row {
            row: 0,
            key: vec![
                format!("{:09}", number % 1_000_000_000),
                Day::new(2024, 11, i8::try_from(day % 30).unwrap() + 1)
                    .unwrap()
                    .to_string(),
                pick(g, &["G", "É;A", "A|'B,C", "PH7"]).to_uppercase(),
            ],
            amount: Cents(i64::from(cents)),
            kind: None,
            reason: None,
            payee: None,
        });
        Self {
            rows: rows.collect(),
            spec,
        }
    }
}

fn amount(cents: Cents, spec: AmountSpec) -> String {
    let is_minus = (cents.0 < 0) != spec.inverted && cents.0 != 0;
    let cents = cents.0.abs();
    let digits = match (spec.unit, spec.decimal) {
        (Unit::Cents, _) => cents.to_string(),
        (Unit::Euros, Decimal::Comma) => format!("{},{:02}", cents / 100, cents % 100),
        (Unit::Euros, Decimal::Point) => format!("{}.{:02}", cents / 100, cents % 100),
    };
    match (is_minus, spec.minus) {
        (false, _) => digits,
        (true, Minus::Before) => format!("-{digits}"),
        (true, Minus::After) => format!("{digits}-"),
        (true, Minus::Parentheses) => format!("({digits})"),
    }
}

/// The export that those habits make of the rows.
fn written(habits: &Habits) -> Vec<u8> {
    let spec = &habits.spec;
    let dates = DatePattern::of(&spec.dates).unwrap();
    let mut table: Vec<Vec<String>> = Vec::new();
    if matches!(&spec.format, Format::Csv(csv) if csv.header) {
        table.push(
            ["Numéro", "Soin", "Acte", "Montant réglé"]
                .map(str::to_owned)
                .to_vec(),
        );
    }
    for row in &habits.rows {
        let care: Day = row.key[1].parse().unwrap();
        table.push(vec![
            row.key[0].trim_start_matches('0').to_owned()
                + if row.key[0] == "000000000" { "0" } else { "" },
            dates.write(care),
            row.key[2].clone(),
            amount(row.amount, spec.amounts),
        ]);
    }
    let mut text = "titre é\r\n".repeat(spec.skip_lines as usize);
    for row in table {
        let cells: Vec<String> = match &spec.format {
            Format::FixedWidth(_) => row.iter().map(|cell| format!("{cell:<20}")).collect(),
            Format::Csv(csv) => {
                let quote = &csv.quote;
                let doubled = quote.repeat(2);
                row.iter()
                    .map(|cell| format!("{quote}{}{quote}", cell.replace(quote, &doubled)))
                    .collect()
            }
        };
        let between = match &spec.format {
            Format::FixedWidth(_) => "",
            Format::Csv(csv) if csv.separator == "tab" => "\t",
            Format::Csv(csv) => &csv.separator,
        };
        text.push_str(&cells.join(between));
        text.push_str("\r\n");
    }
    match spec.encoding {
        Encoding::Utf8 => text.into_bytes(),
        // The letters used here stand at one place in all of them.
        _ => text
            .chars()
            .map(|c| u8::try_from(u32::from(c)).unwrap())
            .collect(),
    }
}

#[quickcheck]
fn what_is_written_is_read_back_whatever_the_habits(habits: Habits) {
    let mapping = Mapping::of(&habits.spec, Grain::Line).unwrap();
    let mut read = mapping.read("export", &written(&habits));
    for row in &mut read.rows {
        row.row = 0;
    }
    let expected = Export {
        rows: habits.rows.clone(),
        unread: Vec::new(),
    };
    assert_eq!(read, expected, "{habits:#?}");
}

const COLUMNS: &str = "columns: { decompte: { number: 1 }, amount: { number: 2 } }";

#[test]
fn a_mapping_that_cannot_be_used_says_what_to_write() {
    let with = |text: &str| format!("{{ {text}, format: {{ csv: {{ header: false }} }} }}");
    let said = [
        with("join: [decompte], columns: { decompte: { number: 1 } }"),
        with(&format!("join: [], {COLUMNS}")),
        with(&format!("join: [decompte, line], {COLUMNS}")),
        with("join: [decompte], columns: { decompte: {}, amount: { number: 2 } }"),
        with("join: [decompte], columns: { decompte: { number: 0 }, amount: { number: 2 } }"),
        with("join: [decompte], columns: { decompte: { name: N }, amount: { number: 2 } }"),
        with("join: [decompte], columns: { decompte: { at: 1-9 }, amount: { number: 2 } }"),
        with(&format!("join: [decompte], dates: JJ/MM, {COLUMNS}")),
        with("join: [decompte], columns: { decompte: { number: 1 }, amount: { number: 2 }, kind: { number: 3, codes: { R: réglé } } }"),
        with("join: [decompte], columns: { decompte: { number: 1 }, amount: { number: 2 }, sign: { number: 3, otherwise: untold } }"),
        format!("{{ join: [decompte], {COLUMNS}, format: {{ csv: {{ separator: ';;' }} }} }}"),
        format!("{{ join: [decompte], {COLUMNS}, format: {{ csv: {{ quote: ';' }} }} }}"),
        format!("{{ join: [decompte], {COLUMNS}, format: {{ fixed-width: {{}} }} }}"),
        "{ join: [decompte], columns: { decompte: { at: 9-1 }, amount: { at: 10 } }, format: { fixed-width: {} } }"
            .replace("at: 10", "at: '10'"),
        format!("{{ join: [decompte], colums: {{}}, {COLUMNS}, format: {{ csv: {{}} }} }}"),
    ]
    .map(|text| mapping(&text).err().unwrap_or_else(|| format!("usable: {text}")));
    insta::assert_snapshot!(said.join("\n\n"));
}

/// What is said of an export that cannot be read, or not whole.
fn unread(spec: &str, bytes: &[u8]) -> String {
    let export = mapping(spec).unwrap().read("export.csv", bytes);
    let each = export.unread.iter().map(|row| row.error.to_string());
    each.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_row_that_cannot_be_read_says_where_what_and_what_to_do() {
    let french = "{ format: { csv: {} }, join: [decompte, care, nir, birth, operation, line, caisse, rank, act, file], \
                  columns: { decompte: { name: Num }, care: { name: Soin }, nir: { name: Nir }, birth: { name: Ne }, \
                  operation: { name: Op, codes: { REG: R } }, line: { name: Lig }, caisse: { name: Caisse }, rank: { name: Rang }, \
                  act: { name: Acte }, file: { name: Fichier }, amount: { name: Montant }, kind: { name: Statut, codes: { OK: paid, ATT: held } }, \
                  sign: { name: Sens, codes: { C: plus, D: minus } } } }";
    let header = "Num;Soin;Nir;Ne;Op;Lig;Caisse;Rang;Acte;Fichier;Montant;Statut;Sens";
    let right =
        "12;04/11/2024;1 63 06 01 023 000 25;21/06/1963;REG;1;01751000;1;G;0001_a.noe;7,95;OK;C";
    let mut text = format!("{header}\n{right}\n");
    let changes = [
        (0, "D12"),
        (1, "2024-11-04"),
        (2, "16306010230"),
        (3, "1963"),
        (4, "ANN"),
        (5, "une"),
        (6, "751"),
        (7, ""),
        (8, ""),
        (9, ""),
        (10, "7.95"),
        (10, "7,955"),
        (11, "PAYE"),
        (12, "X"),
    ];
    for (place, value) in changes {
        let mut cells: Vec<&str> = right.split(';').collect();
        cells[place] = value;
        text.push_str(&cells.join(";"));
        text.push('\n');
    }
    text.push_str("12;04/11/2024\n");
    insta::assert_snapshot!("rows", unread(french, text.as_bytes()));
}

#[test]
fn an_export_that_cannot_be_read_says_why() {
    let by_name = "{ format: { csv: {} }, join: [decompte], columns: { decompte: { name: N° }, amount: { name: Montant } } }";
    let said = [
        unread(by_name, b""),
        unread(by_name, "N°;Total\n".as_bytes()),
        unread(by_name, "N°;Montant;Montant\n".as_bytes()),
        unread(by_name, b"N\xb0;Montant\n"),
        unread(
            by_name,
            "N°;Montant\n1;2,00\n1;\u{fffd}"
                .replace('\u{fffd}', "x")
                .as_bytes(),
        ),
    ];
    insta::assert_snapshot!(said.join("\n"));
}

#[test]
fn a_row_that_moves_no_money_needs_no_amount() {
    let spec = "{ format: { csv: { header: false } }, join: [decompte], columns: { decompte: { number: 1 }, amount: { number: 2 }, \
                kind: { number: 3 }, reason: { number: 4, codes: { A1: guarantee }, otherwise: untold } } }";
    let export = mapping(spec)
        .unwrap()
        .read("a", b"1;;held;Z\n2;(1);paid;A1\n3;1;paid;A1");
    let read: Vec<_> = export
        .rows
        .iter()
        .map(|row| (row.amount, row.reason))
        .collect();
    assert_eq!(
        read,
        [
            (Cents(0), None),
            (Cents(100), Some(domain::ReasonClass::Guarantee))
        ]
    );
    assert_eq!(export.unread.len(), 1);
}

#[test]
fn rows_are_joined_by_what_the_mapping_says() {
    let spec = "{ format: { csv: { header: false } }, join: [decompte, line], columns: { decompte: { number: 1 }, line: { number: 2 }, \
                amount: { number: 3 } }, skip-where: [{ column: { number: 1 }, is: [TOTAL, ''] }] }";
    let mapping = mapping(spec).unwrap();
    assert_eq!(
        mapping.join().collect::<Vec<_>>(),
        [Key::Decompte, Key::Line]
    );
    let export = mapping.read("a", b"00012;01;1\n12;1;1\nTOTAL;;2\n;;\n;x;");
    let keys: Vec<_> = export.rows.iter().map(|row| row.key.join(" ")).collect();
    assert_eq!(keys, ["000000012 1", "000000012 1"]);
    assert_eq!(export.unread, []);
}
