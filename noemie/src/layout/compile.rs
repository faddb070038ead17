//! From the fields of a description to slots, templates and columns.

use std::collections::BTreeSet;

use super::{
    ABSENT, Columns, DELIMITER, DETAIL, EntityLayout, Follows, LayoutError, Slot, Span, Total,
};
use crate::codes::Codes;
use crate::profile::{Confidence, Counted, Entity, Field, FieldType, Node, Padding, TotalFields};
use crate::quick::Quick;
use crate::tables;

/// Characters of an entity without fields: its number, its level and the final `@`.
const SHORTEST: u16 = 6;

/// The entity in its place; without one, or with a fault, what could be made of it.
pub(super) fn compile_entity(
    entity: &Entity,
    node: Option<&Node>,
    faults: &mut Vec<LayoutError>,
) -> EntityLayout {
    let number = entity.number;
    let level = node.map_or(DETAIL, |node| node.level);
    let mut template = vec![b' '; usize::from(entity.length.max(SHORTEST))];
    // Longer ones are faults of their own.
    let head = format!("{:03}{:02}", number.min(999), level.min(DETAIL));
    template[..5].copy_from_slice(head.as_bytes());
    let end = template.len() - 1;
    template[end] = DELIMITER;
    let slots = if entity.length < SHORTEST {
        faults.push(LayoutError::Length {
            entity: number,
            length: entity.length,
        });
        Vec::new()
    } else {
        let columns = (6, entity.length - 1);
        slots(number, &entity.fields, columns, &mut template, faults)
    };
    let mut layout = bare(number, level, slots, template);
    layout.confidence = entity.confidence;
    if let Some(node) = node {
        layout.parent = node.parent;
        layout.opens = node.opens.unwrap_or(level != DETAIL);
        layout.counted = node.counted;
        layout.times = (node.min.unwrap_or(0), node.max.unwrap_or(u16::MAX));
    }
    let first = layout.slots.iter().find(|slot| slot.kind.is_some());
    layout.identifier = match &entity.identifier {
        Some(name) => span(entity, "identifier", name, &layout, faults),
        None => first.map_or(layout.identifier, |slot| slot.span),
    };
    if let Some(total) = &entity.total {
        layout.total = Some(compile_total(entity, total, &layout, faults));
    }
    layout
}

fn compile_total(
    entity: &Entity,
    total: &TotalFields,
    layout: &EntityLayout,
    faults: &mut Vec<LayoutError>,
) -> Total {
    let mut span = |name: &str| span(entity, "total", name, layout, faults);
    let (amount, sign) = (span(&total.amount), span(&total.sign));
    let follows = total.follows.as_ref().map(|follows| {
        let act = span(&follows.act);
        let reversed = follows
            .reversed
            .iter()
            .filter_map(|code| padded(FieldType::An, Padding::BlanksRight, code, act.width()));
        Follows {
            sign: span(&follows.sign),
            act,
            reversed: Codes::new(reversed.collect()),
        }
    });
    Total {
        amount,
        sign,
        follows,
    }
}

/// Where the field stands that `key` of the entity names.
fn span(
    entity: &Entity,
    key: &'static str,
    name: &str,
    layout: &EntityLayout,
    faults: &mut Vec<LayoutError>,
) -> Span {
    // A field that is there and has no slot is a fault already.
    if !entity.fields.iter().any(|field| field.name == name) {
        faults.push(LayoutError::NoField {
            entity: entity.number,
            key,
            field: name.to_owned(),
            known: entity.fields.iter().map(|f| f.name.clone()).collect(),
        });
    }
    layout.field(name).unwrap_or(layout.identifier)
}

/// Fields and filler of the columns from `first` to `last`; defaults go to the template.
fn slots(
    number: u16,
    all: &[Field],
    (first, last): (u16, u16),
    template: &mut [u8],
    faults: &mut Vec<LayoutError>,
) -> Vec<Slot> {
    let mut names = BTreeSet::new();
    let again: BTreeSet<&String> = all
        .iter()
        .map(|field| &field.name)
        .filter(|name| !names.insert(*name))
        .collect();
    faults.extend(again.into_iter().map(|name| LayoutError::SameName {
        entity: number,
        field: name.clone(),
    }));
    let mut fields: Vec<&Field> = all.iter().collect();
    fields.sort_by_key(|field| field.at);
    let mut slots: Vec<Slot> = Vec::with_capacity(fields.len() * 2);
    let mut free = first - 1;
    // Of the fields so far, the one that ends last.
    let mut previous: Option<&Field> = None;
    for field in fields {
        let [from, to] = field.at;
        let name = || field.name.clone();
        if to < from {
            faults.push(LayoutError::Backwards {
                entity: number,
                field: name(),
                from,
                to,
            });
            continue;
        }
        let slot = slot(number, field, faults);
        if from < first || to > last {
            faults.push(LayoutError::Outside {
                entity: number,
                field: name(),
                from,
                to,
                last,
            });
            continue;
        }
        let other = previous.filter(|other| other.at[1] >= from);
        if previous.is_none_or(|previous| previous.at[1] < to) {
            previous = Some(field);
        }
        if let Some(other) = other {
            faults.push(LayoutError::Overlap {
                entity: number,
                field: name(),
                from,
                to,
                other: other.name.clone(),
                other_from: other.at[0],
                other_to: other.at[1],
            });
            continue;
        }
        if let Some((slot, default)) = slot {
            let span = slot.span;
            template[span.range()].copy_from_slice(&default);
            push_filler(&mut slots, free, span.start);
            free = span.end;
            slots.push(slot);
        }
    }
    push_filler(&mut slots, free, last.max(first - 1));
    slots
}

/// A field and its default at full width, where it is sound in itself.
fn slot(number: u16, field: &Field, faults: &mut Vec<LayoutError>) -> Option<(Slot, Box<[u8]>)> {
    let before = faults.len();
    let [from, to] = field.at;
    let name = || field.name.clone();
    let span = Span {
        start: from.checked_sub(1)?,
        end: to,
    };
    let width = span.width();
    if let Some(width) = fixed_width(field.kind).filter(|fixed| *fixed != width) {
        faults.push(LayoutError::Width {
            entity: number,
            field: name(),
            from,
            to,
            width,
        });
        // No value can fit.
        return None;
    }
    if let Some([least, most]) = field.range
        && (least > most || least.to_string().len() > width)
    {
        faults.push(LayoutError::Range {
            entity: number,
            field: name(),
            from,
            to,
            least,
            most,
        });
    }
    let padding = field.padding.unwrap_or(field.kind.padding());
    let mut fit = |value: &str| {
        let fitting = padded(field.kind, padding, value, width);
        if fitting.is_none() {
            faults.push(LayoutError::Value {
                entity: number,
                field: name(),
                from,
                to,
                value: value.to_owned(),
            });
        }
        fitting
    };
    let codes: Vec<_> = field.codes.iter().filter_map(|code| fit(code)).collect();
    let default = fit(field.default.as_deref().unwrap_or_default());
    let known = known_codes(number, field, padding, width, faults);
    if faults.len() > before {
        return None;
    }
    let slot = Slot {
        span,
        kind: Some(field.kind),
        name: field.name.as_str().into(),
        quick: quick_codes(field, &codes, &known, width),
        codes: (!codes.is_empty()).then(|| Codes::new(codes)),
        known: known.map(Codes::new),
        optional: field.optional,
        range: field.range.map(|[least, most]| (least, most)),
        padding,
        personal: field.personal || field.kind.is_personal(),
        confidence: field.confidence,
    };
    Some((slot, default?))
}

/// An entity that stands nowhere in a tree.
fn bare(number: u16, level: u8, slots: Vec<Slot>, template: Vec<u8>) -> EntityLayout {
    let columns = columns(&template, &slots);
    let looks = slots
        .iter()
        .enumerate()
        .filter(|(_, slot)| slot.has_values())
        .filter_map(|(place, slot)| Some(Quick::new(slot, u8::try_from(place).ok()?)))
        .collect();
    let of_kind = |kind| {
        let place = slots.iter().position(|s| s.kind == Some(kind))?;
        u8::try_from(place).ok()
    };
    let nir = of_kind(FieldType::Nir).zip(of_kind(FieldType::NirKey));
    EntityLayout {
        number,
        confidence: Confidence::Memory,
        level,
        parent: None,
        parent_place: None,
        place: ABSENT,
        opens: false,
        counted: Counted::Always,
        counts: false,
        kind: 0,
        times: (0, u16::MAX),
        slots: slots.into_boxed_slice(),
        template: template.into_boxed_slice(),
        identifier: Span { start: 5, end: 5 },
        total: None,
        nir,
        columns,
        looks,
        needs: Box::default(),
    }
}

/// Compiles a record that stands in no tree: `head` is what it starts with, `end` what ends it.
pub(crate) fn compile_record(
    number: u16,
    head: &[u8],
    (length, end): (u16, &[u8]),
    fields: &[Field],
    faults: &mut Vec<LayoutError>,
) -> EntityLayout {
    let mut template = vec![b' '; usize::from(length)];
    template[..head.len()].copy_from_slice(head);
    let last = template.len() - end.len();
    template[last..].copy_from_slice(end);
    let column = |c: usize| u16::try_from(c).unwrap_or(u16::MAX);
    let columns = (column(head.len() + 1), column(last));
    let slots = slots(number, fields, columns, &mut template, faults);
    bare(number, 0, slots, template)
}

/// The codes of every table the field names; none where it names none.
fn known_codes(
    entity: u16,
    field: &Field,
    padding: Padding,
    width: usize,
    faults: &mut Vec<LayoutError>,
) -> Option<Vec<Box<[u8]>>> {
    let mut all = Vec::new();
    for name in &field.tables {
        let Some(table) = tables::table(name) else {
            faults.push(LayoutError::Table {
                entity,
                field: field.name.clone(),
                table: name.clone(),
                known: tables::all().iter().map(|table| table.id.clone()).collect(),
            });
            continue;
        };
        let texts = table.wire_codes();
        all.extend(
            texts
                .iter()
                .filter_map(|text| padded(field.kind, padding, text, width)),
        );
    }
    (!field.tables.is_empty()).then_some(all)
}

/// The values of a field that need no second look: those that every list of its own holds.
fn quick_codes(
    field: &Field,
    codes: &[Box<[u8]>],
    known: &Option<Vec<Box<[u8]>>>,
    width: usize,
) -> Option<Codes> {
    if field.range.is_some() {
        return None;
    }
    let mut all = match (codes, known) {
        ([], None) => return None,
        ([], Some(known)) => known.clone(),
        (codes, None) => codes.to_vec(),
        (codes, Some(known)) => {
            let both = codes.iter().filter(|code| known.contains(code));
            both.cloned().collect()
        }
    };
    if field.optional && !all.is_empty() {
        all.push(vec![b' '; width].into());
        all.push(vec![b'0'; width].into());
    }
    Some(Codes::new(all))
}

/// Adds the filler between two places, where there is any.
pub(crate) fn push_filler(slots: &mut Vec<Slot>, start: u16, end: u16) {
    if start < end {
        slots.push(Slot {
            span: Span { start, end },
            kind: None,
            // By its first column: an entity may have several.
            name: format!("filler-{}", start + 1).into(),
            codes: None,
            known: None,
            quick: None,
            optional: true,
            range: None,
            padding: Padding::BlanksRight,
            personal: true,
            confidence: Confidence::Memory,
        });
    }
}

impl Slot {
    /// Whether sound characters may still be a wrong value.
    fn has_values(&self) -> bool {
        let plain = matches!(
            self.kind,
            None | Some(FieldType::N | FieldType::An | FieldType::A | FieldType::NirKey)
        );
        !plain || self.codes.is_some() || self.known.is_some() || self.range.is_some()
    }
}

fn columns(template: &[u8], slots: &[Slot]) -> Columns {
    // Number, level and the final `@` are what they are.
    let mut low = template.to_vec();
    let mut width = vec![0; template.len()];
    for slot in slots {
        let digits = slot.padding == Padding::ZerosLeft && slot.kind != Some(FieldType::Nir);
        let (from, to) = match slot.kind {
            Some(kind) if digits && kind.padding() == Padding::ZerosLeft => (b'0', b'9'),
            // What is not described holds the characters that the norm's texts do.
            Some(_) | None => (b' ', b'_'),
        };
        low[slot.span.range()].fill(from);
        width[slot.span.range()].fill(to - from);
    }
    Columns {
        low: low.into(),
        width: width.into(),
    }
}

fn fixed_width(kind: FieldType) -> Option<usize> {
    match kind {
        FieldType::N | FieldType::An | FieldType::A => None,
        FieldType::DateJjmmaa | FieldType::DateAammjj | FieldType::BirthDate => Some(6),
        FieldType::DateSsaammjj => Some(8),
        FieldType::Nir => Some(13),
        FieldType::NirKey => Some(2),
        FieldType::Sign => Some(1),
    }
}

/// `value` at full width; none where it does not fit.
fn padded(kind: FieldType, padding: Padding, value: &str, width: usize) -> Option<Box<[u8]>> {
    let bytes = value.as_bytes();
    let free = width.checked_sub(bytes.len())?;
    let text = kind.padding() == Padding::BlanksRight || padding == Padding::BlanksLeft;
    let printable =
        |b: &u8| (b' '..=b'~').contains(b) && *b != DELIMITER && !b.is_ascii_lowercase();
    if !(bytes.iter().all(printable) && (text || bytes.iter().all(u8::is_ascii_digit))) {
        return None;
    }
    Some(
        match padding {
            Padding::BlanksRight => [bytes, &vec![b' '; free]].concat(),
            Padding::BlanksLeft => [&vec![b' '; free], bytes].concat(),
            Padding::ZerosLeft => [&vec![b'0'; free], bytes].concat(),
        }
        .into_boxed_slice(),
    )
}
