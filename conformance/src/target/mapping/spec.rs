//! The section of a target file that says how an export of the engine is read.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How the export that an engine already makes is read: a table, one row an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct MappingSpec {
    /// Names of the export files in the folder of answers: `paiements-*.csv`, where `*` is any text. They are read in the
    /// order of their names.
    #[serde(default = "any_name")]
    pub files: String,
    /// Encoding of their text.
    #[serde(default)]
    pub encoding: Encoding,
    /// How a row is cut into columns.
    pub format: Format,
    /// Lines of text before the table begins (before its header, where it has one).
    #[serde(default)]
    pub skip_lines: u32,
    /// Rows that are no answers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skip_where: Vec<SkipSpec>,
    /// How days are written: `JJ` (or `DD`) day, `MM` month, `AAAA` (or `YYYY`) year, `AA` (or `YY`) year of this century;
    /// anything else stands for itself.
    #[serde(default = "french_days")]
    pub dates: String,
    /// How amounts are written.
    #[serde(default)]
    pub amounts: AmountSpec,
    /// Where things stand.
    pub columns: Columns,
    /// What joins a row to a décompte line: all of these are equal.
    pub join: Vec<Key>,
    /// What several rows on one line mean.
    #[serde(default)]
    pub several_rows: SeveralRows,
    /// What a line means that has no row.
    #[serde(default)]
    pub no_row: NoRow,
    /// Which delivery a row speaks of, where one line was delivered in several files.
    #[serde(default)]
    pub delivered_twice: DeliveredTwice,
}

fn any_name() -> String {
    "*".to_owned()
}

fn french_days() -> String {
    "JJ/MM/AAAA".to_owned()
}

/// Encodings of a text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    #[default]
    #[serde(rename = "utf-8")]
    Utf8,
    /// ISO 8859-1.
    #[serde(rename = "latin-1")]
    Latin1,
    /// Windows-1252, the "ANSI" of a French Windows.
    #[serde(rename = "windows-1252")]
    Windows1252,
    /// ISO 8859-15: Latin-1 with the euro sign.
    #[serde(rename = "iso-8859-15")]
    Latin9,
}

/// How a row is cut into columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// Separated values.
    Csv(CsvSpec),
    /// Columns at fixed positions, counted in characters from 1; one row a line of text.
    FixedWidth(FixedWidthSpec),
}

/// Separated values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct CsvSpec {
    /// Between two columns: one ASCII character, or `tab`.
    pub separator: String,
    /// Around a value that holds a separator: one ASCII character, doubled inside; `none` where values are never quoted.
    pub quote: String,
    /// Whether the first row names the columns.
    pub header: bool,
}

impl Default for CsvSpec {
    fn default() -> Self {
        Self {
            separator: ";".to_owned(),
            quote: "\"".to_owned(),
            header: true,
        }
    }
}

/// Columns at fixed positions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct FixedWidthSpec {}

/// Rows that are no answers: those whose column has one of these values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct SkipSpec {
    /// Where the column stands.
    pub column: ColumnSpec,
    /// Its values in such rows; an empty text for an empty column.
    pub is: Vec<String>,
}

/// How amounts are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct AmountSpec {
    /// What is counted.
    pub unit: Unit,
    /// Between euros and cents.
    pub decimal: Decimal,
    /// Where the minus stands.
    pub minus: Minus,
    /// True where what is paid is negative and what is taken back positive.
    pub inverted: bool,
}

impl Default for AmountSpec {
    fn default() -> Self {
        Self {
            unit: Unit::Euros,
            decimal: Decimal::Comma,
            minus: Minus::Before,
            inverted: false,
        }
    }
}

/// What an amount counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// Euros, with at most two decimals. Spaces between thousands are read over.
    Euros,
    /// Whole cents.
    Cents,
}

/// The decimal sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Decimal {
    /// `7,95`
    Comma,
    /// `7.95`
    Point,
}

/// Where a minus stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Minus {
    /// `-7,95`
    Before,
    /// `7,95-`
    After,
    /// `(7,95)`
    Parentheses,
}

/// Where things stand in a row. `amount` and what `join` names are needed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Columns {
    /// What is paid, or taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<ColumnSpec>,
    /// The sign of the amount, where it has a column of its own: its `codes` say `plus` (paid) and `minus` (taken back).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sign: Option<ColumnSpec>,
    /// What became of the line: its `codes` say reactions of the adapter protocol. Of `paid` the sign of the amount decides
    /// (nothing paid is `settled-zero`, a minus `reversed`); a reaction that moves no money has no amount.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<ColumnSpec>,
    /// Why: its `codes` say reasons of the adapter protocol.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<ColumnSpec>,
    /// Who is paid: its `codes` say `insured`, `professional`, `hospital`, `other-insurer`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payee: Option<ColumnSpec>,
    /// Décompte number (025); leading zeros may be left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decompte: Option<ColumnSpec>,
    /// Date of the décompte (070).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decompte_date: Option<ColumnSpec>,
    /// Caisse (025): `01-751-000`, or its eight digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caisse: Option<ColumnSpec>,
    /// Operation (025/41): `P`, `R`, `A`, or what its `codes` make of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operation: Option<ColumnSpec>,
    /// Number of the line in the décompte (255/6-7).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<ColumnSpec>,
    /// Name of the file it came in, with or without the number étalon puts before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<ColumnSpec>,
    /// NIR of the insured, with or without its key; spaces are read over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nir: Option<ColumnSpec>,
    /// Birth date of the beneficiary; the century does not count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub birth: Option<ColumnSpec>,
    /// Birth rank of the beneficiary.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rank: Option<ColumnSpec>,
    /// Day of care.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub care: Option<ColumnSpec>,
    /// Act code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub act: Option<ColumnSpec>,
}

/// Where a column stands, and what its values mean. One of `name`, `number` and `at`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct ColumnSpec {
    /// Its name in the header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its number, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<u32>,
    /// First and last position, from 1: `12-20`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// The engine's codes, each with étalon's word for it.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub codes: BTreeMap<String, String>,
    /// The word for every code that `codes` does not have; `untold` where such a row does not say. Absent, such a row
    /// cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub otherwise: Option<String>,
    /// How days are written in this column, where that is otherwise than in the others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dates: Option<String>,
}

/// What a row and a line have in common.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Key {
    /// Décompte number.
    Decompte,
    /// Date of the décompte.
    DecompteDate,
    /// Caisse.
    Caisse,
    /// Operation.
    Operation,
    /// Line number.
    Line,
    /// File.
    File,
    /// NIR of the insured.
    Nir,
    /// Birth date.
    Birth,
    /// Birth rank.
    Rank,
    /// Day of care.
    Care,
    /// Act code.
    Act,
}

impl Key {
    /// The word of the target file.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Decompte => "decompte",
            Self::DecompteDate => "decompte-date",
            Self::Caisse => "caisse",
            Self::Operation => "operation",
            Self::Line => "line",
            Self::File => "file",
            Self::Nir => "nir",
            Self::Birth => "birth",
            Self::Rank => "rank",
            Self::Care => "care",
            Self::Act => "act",
        }
    }

    /// Whether all lines of a décompte have the same.
    #[must_use]
    pub const fn is_of_decomptes(self) -> bool {
        !matches!(self, Self::Line | Self::Care | Self::Act)
    }

    /// Whether its values tell who somebody is: they are not shown.
    #[must_use]
    pub const fn is_personal(self) -> bool {
        matches!(self, Self::Nir | Self::Birth)
    }
}

/// What several rows of one run on one line mean.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SeveralRows {
    /// Nobody knows: the line is *unknown*.
    #[default]
    Unknown,
    /// They are components of one answer: their amounts are added.
    Sum,
}

/// What a line means that has no row in the run after its delivery.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum NoRow {
    /// The engine did not say: the line is *unknown*.
    #[default]
    Unknown,
    /// The export holds what is paid: nothing was paid.
    NothingPaid,
}

/// Which delivery a row speaks of, where one line was delivered in several files.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DeliveredTwice {
    /// Nobody knows: those lines are *unknown*.
    #[default]
    Unknown,
    /// The last one: the export tells only what is new.
    Last,
}
