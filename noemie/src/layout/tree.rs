//! Whether the entities of a description and its tree agree.

use std::collections::BTreeSet;

use super::{ABSENT, DETAIL, KINDS, LayoutError};
use crate::profile::{Description, FieldType, Node};

/// Everything that is wrong with a description but for the fields of its entities.
pub(super) fn check(description: &Description, faults: &mut Vec<LayoutError>) {
    numbers(description, faults);
    for node in &description.tree {
        faults.extend(place(node, &description.tree));
        if let (Some(min), Some(max)) = (node.min, node.max)
            && min > max
        {
            faults.push(LayoutError::Times {
                entity: node.entity,
                min,
                max,
            });
        }
    }
    crowds(&description.tree, faults);
    faults.extend(dated(description));
    if !matches!(description.closer.sign.as_str(), "P" | " ") {
        faults.push(LayoutError::CloserSign);
    }
}

/// Each number is laid out once and placed once.
fn numbers(description: &Description, faults: &mut Vec<LayoutError>) {
    let laid_out = || description.entities.iter().map(|entity| entity.number);
    let placed = || description.tree.iter().map(|node| node.entity);
    let all: BTreeSet<u16> = laid_out().chain(placed()).collect();
    for entity in all {
        let laid_out = laid_out().filter(|number| *number == entity).count();
        let placed = placed().filter(|number| *number == entity).count();
        if matches!(entity, 0 | 990 | 999) {
            faults.push(LayoutError::Reserved { entity });
            continue;
        }
        if entity > 999 {
            faults.push(LayoutError::Number { entity });
            continue;
        }
        faults.extend(match laid_out {
            0 => Some(LayoutError::NotLaidOut { entity }),
            1 => None,
            _ => Some(LayoutError::Twice { entity }),
        });
        faults.extend(match placed {
            0 => Some(LayoutError::NotInTree { entity }),
            1 => None,
            _ => Some(LayoutError::PlacedTwice { entity }),
        });
    }
}

/// A group is one level below its parent; a detail has level 99.
fn place(node: &Node, tree: &[Node]) -> Option<LayoutError> {
    let opens = |node: &Node| node.opens.unwrap_or(node.level != DETAIL);
    let parent = match node.parent {
        None => None,
        Some(parent) => match tree.iter().find(|other| other.entity == parent) {
            Some(found) => Some(found),
            None => {
                return Some(LayoutError::NoParent {
                    entity: node.entity,
                    parent,
                });
            }
        },
    };
    let fits = match parent {
        None => node.level == 1 && opens(node),
        Some(parent) => {
            opens(parent)
                && (node.level == DETAIL
                    || (node.level < DETAIL && node.level == parent.level.saturating_add(1))
                    // 900 was seen to give details the level of their group.
                    || (!opens(node) && node.level == parent.level))
        }
    };
    (!fits).then(|| LayoutError::Level {
        entity: node.entity,
        level: node.level,
        parent: parent.map(|parent| (parent.entity, opens(parent).then_some(parent.level))),
    })
}

/// A reference, and each of its groups, holds no more than there is room for.
fn crowds(tree: &[Node], faults: &mut Vec<LayoutError>) {
    let most = usize::from(ABSENT);
    if tree.len() > most {
        faults.push(LayoutError::TooMany { parent: None, most });
    }
    let parents: BTreeSet<Option<u16>> = tree.iter().map(|node| node.parent).collect();
    for parent in parents {
        let children = tree.iter().filter(|node| node.parent == parent);
        if children.count() > KINDS {
            faults.push(LayoutError::TooMany {
                parent,
                most: KINDS,
            });
        }
    }
}

/// The date that the header's follows is a date of the body.
fn dated(description: &Description) -> Option<LayoutError> {
    let by = description.dated_by.as_ref()?;
    let mut entities = description.entities.iter();
    let Some(entity) = entities.find(|entity| entity.number == by.entity) else {
        return Some(LayoutError::NoDated { entity: by.entity });
    };
    match entity.fields.iter().find(|field| field.name == by.field) {
        None => Some(LayoutError::NoField {
            entity: by.entity,
            key: "dated-by",
            field: by.field.clone(),
            known: entity.fields.iter().map(|f| f.name.clone()).collect(),
        }),
        Some(field) if field.kind != FieldType::DateJjmmaa => Some(LayoutError::NoDate {
            entity: by.entity,
            field: by.field.clone(),
        }),
        Some(_) => None,
    }
}
