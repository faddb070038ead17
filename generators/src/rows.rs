//! Flows as flat rows, one a décompte line: for JSON lines and for columnar files.

use std::fmt::Display;

use domain::{Cents, Day, Decompte, Line, PayeeNature};
use noemie::profile::Profile;
use serde::ser::{Serialize, SerializeMap as _, Serializer};

use crate::flow::Delivery;

/// A line of a décompte with the décompte and the file it stands in.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    /// Its lot.
    pub lot: u32,
    /// Its file.
    pub file: &'a Delivery,
    /// Its décompte.
    pub decompte: &'a Decompte,
    /// The line.
    pub line: &'a Line,
    /// Whether the whole décompte could be read.
    pub whole: bool,
}

/// A value of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A text, as the wire has it.
    Text(String),
    /// A whole number: a count, cents, hundredths of a coefficient.
    Number(i64),
    /// A day.
    Day(Day),
    /// Yes or no.
    Flag(bool),
    /// Nothing is said.
    Nothing,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// [`Value::Text`].
    Text,
    /// [`Value::Number`].
    Number,
    /// [`Value::Day`].
    Day,
    /// [`Value::Flag`].
    Flag,
}

/// A column of the rows.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What it holds, where it holds something.
    pub kind: ColumnKind,
    /// What it is, and its unit.
    pub what: &'static str,
    /// Its value in a row.
    pub value: fn(&Row<'_>) -> Value,
}

macro_rules! columns {
    ($($name:literal $kind:ident $what:literal $value:expr;)*) => {
        /// Every column, in order.
        pub const COLUMNS: &[Column] = &[
            $(Column { name: $name, kind: ColumnKind::$kind, what: $what, value: $value },)*
        ];
    };
}

columns! {
    "lot" Number "the lot of the world" |row| row.lot.into();
    "file" Text "name of the file, unique in its lot" |row| text(&row.file.name);
    "delivered" Day "day on which the file is delivered" |row| Value::Day(row.file.day);
    "whole" Flag "whether the whole décompte could be read" |row| Value::Flag(row.whole);
    "oc" Text "the OC it is sent to (010)" |row| text(&row.decompte.oc);
    "caisse" Text "régime, caisse and centre (025)" |row| text(&row.decompte.caisse);
    "decompte" Text "number of the décompte (025)" |row| text(&row.decompte.number);
    "decompte-date" Day "date of the décompte (070)" |row| Value::Day(row.decompte.date);
    "operation" Text "P payment, R regularisation, A cancellation (025)" |row| text(&row.decompte.operation);
    "member" Text "number of the member at the OC (025)" |row| text(&row.decompte.member);
    "nir" Text "NIR of the insured, without its key (110)" |row| text(&row.decompte.beneficiary.nir);
    "nir-key" Text "key of the NIR (110)" |row| text(&row.decompte.key);
    "birth" Text "birth date of the beneficiary, JJMMAA as the régime writes it (127)" |row| text(&row.decompte.beneficiary.birth);
    "rank" Number "birth rank of the beneficiary (127)" |row| row.decompte.beneficiary.rank.get().into();
    "name" Text "family name of the beneficiary (127)" |row| text(&row.decompte.name);
    "first-name" Text "first name of the beneficiary (127)" |row| text(&row.decompte.first_name);
    "payee" Text "professional paid, zeros where the insured was (045)" |row| text(&row.decompte.payee);
    "payee-nature" Text "whom the AMO paid: 10 insured, 32 mutuelle, 35 and 36 professional (045)" |row| nature(row.decompte.payee_nature);
    "line" Number "number of the line in the décompte (255)" |row| row.line.number.into();
    "start" Day "first day of care (255)" |row| Value::Day(row.line.start);
    "end" Day "last day of care (255)" |row| Value::Day(row.line.end);
    "act" Text "act code (255)" |row| text(&row.line.act);
    "quantity" Number "quantity; negative on a cancellation (255)" |row| row.line.quantity.into();
    "count" Number "dénombrement (255)" |row| row.line.count.into();
    "coefficient" Number "coefficient, in hundredths (255)" |row| row.line.coefficient.into();
    "unit-price" Number "unit price, in cents (255)" |row| row.line.unit_price.into();
    "spent" Number "amount spent, in cents (255)" |row| row.line.spent.into();
    "base" Number "reimbursement base, in cents (255)" |row| row.line.base.into();
    "rate" Number "rate, in whole per cent, as printed (255)" |row| row.line.rate.into();
    "parcours" Text "letter of the parcours de soins (255)" |row| letter(row.line.parcours);
    "exemption" Text "exemption from the ticket modérateur (255)" |row| letter(row.line.exemption);
    "nature" Number "nature of insurance: 10 sickness (255)" |row| row.line.nature.into();
    "executor" Text "professional who gave the care (255)" |row| text(&row.line.executor);
    "specialty" Number "their speciality (255)" |row| row.line.specialty.into();
    "amount" Number "paid by the AMO, before participation and franchise, in cents (255)" |row| row.line.amount.into();
    "majoration" Number "majoration out of the parcours, in cents (255)" |row| row.line.majoration.into();
    "other-part" Number "paid by the caisse beside the AMO share, in cents (255)" |row| row.line.details.other_part.into();
    "complement" Text "complement of the act (255)" |row| row.line.details.complement.as_ref().map_or(Value::Nothing, text);
    "qualifier" Text "qualifier of the expense (255)" |row| row.line.details.qualifier.as_ref().map_or(Value::Nothing, text);
    "prescriber" Text "prescriber (255)" |row| text(&row.line.details.prescriber);
    "prescribed" Day "day of the prescription (255)" |row| row.line.details.prescribed.map_or(Value::Nothing, Value::Day);
    "modulation" Number "modulation of the rate: 2 local régime of Alsace-Moselle (255)" |row| row.line.details.modulation.into();
    "origin-decompte" Text "décompte of the earlier line it is about (255)" |row| row.line.origin.as_ref().map_or(Value::Nothing, |origin| text(&origin.decompte));
    "origin-line" Number "number of the earlier line it is about (255)" |row| row.line.origin.map_or(Value::Nothing, |origin| origin.line.into());
}

fn text(value: &impl Display) -> Value {
    Value::Text(value.to_string())
}

fn letter(byte: u8) -> Value {
    Value::Text(char::from(byte).to_string())
}

fn nature(nature: PayeeNature) -> Value {
    Value::Text(String::from_utf8_lossy(&nature.digits()).into_owned())
}

macro_rules! number {
    ($($type:ty)*) => {
        $(impl From<$type> for Value {
            fn from(number: $type) -> Self {
                Self::Number(number.into())
            }
        })*
    };
}

number! { u8 u16 u32 i16 }

impl From<Cents> for Value {
    fn from(cents: Cents) -> Self {
        Self::Number(cents.0)
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Number(number) => serializer.serialize_i64(*number),
            Self::Day(day) => serializer.collect_str(day),
            Self::Flag(flag) => serializer.serialize_bool(*flag),
            Self::Nothing => serializer.serialize_none(),
        }
    }
}

/// An object with a key a column; columns without a value are left out.
impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for column in COLUMNS {
            let value = (column.value)(self);
            if value != Value::Nothing {
                map.serialize_entry(column.name, &value)?;
            }
        }
        map.end()
    }
}

/// Gives the rows of a file to `each`, in order. A file that is condemned as a whole has none, as a mutuelle
/// takes none of it in, and a file that is no 303 has none either.
///
/// # Errors
/// The first error of `each`.
pub fn rows<E>(
    lot: u32,
    file: &Delivery,
    profile: &Profile,
    mut each: impl FnMut(&Row<'_>) -> Result<(), E>,
) -> Result<(), E> {
    if file.id.reference != profile.reference() {
        return Ok(());
    }
    for read in noemie::decomptes::read(&file.bytes, profile) {
        if read.is_condemned() {
            continue;
        }
        for (decompte, places) in &read.decomptes {
            for line in &decompte.lines {
                each(&Row {
                    lot,
                    file,
                    decompte,
                    line,
                    whole: places.is_whole(),
                })?;
            }
        }
    }
    Ok(())
}
