//! The tree of one logical file as it is read: which groups are open, and what they add up to.

use crate::cut::Ahead;
use crate::fields::digits;
use crate::finding::{self, Log, Place, Rule};
use crate::layout::{DETAIL, EntityLayout, Layout};
use crate::walk::{Visitor, text};

/// Open groups, from the outermost; the file itself stands below them.
#[derive(Debug, Default)]
pub(crate) struct Groups {
    file: Group,
    stack: Vec<Group>,
}

#[derive(Debug, Default)]
struct Group {
    entity: u16,
    place: Place,
    identifier: [u8; IDENTIFIER],
    /// What is wrong with the opener, its identifier perhaps.
    identifier_damage: Option<usize>,
    children: u64,
    total: i64,
    /// What was lost in it: what its closer then gets wrong follows from that.
    damage: Option<usize>,
    /// An amount in it that could not be read.
    amount_damage: Option<usize>,
    /// By how much closers inside were off, and the one that was first: the same difference further
    /// out follows from it.
    explained: i64,
    explained_by: Option<usize>,
}

const IDENTIFIER: usize = 17;

impl Groups {
    /// An entity takes its place: an opener opens, a detail counts.
    pub(crate) fn place(
        &mut self,
        entity: &EntityLayout,
        place: Place,
        layout: &Layout,
        because: Option<usize>,
        log: &mut Log,
        visitor: &mut impl Visitor,
    ) {
        let parent = entity.parent.and_then(|number| layout.entity(number));
        let depth = parent.map_or(0, |parent| usize::from(parent.level));
        self.drop_to(depth, place, because, log);
        if let Some(parent) = parent
            && (self.stack.len() < depth || self.top().entity != parent.number)
        {
            let because = because.or(self.top().damage);
            let (expected, found) = (
                format!("{:03}", parent.number),
                format!("{:03}", entity.number),
            );
            let root = log.add(
                &finding::PARENT_MISSING,
                place,
                None,
                expected,
                found,
                because,
            );
            self.damaged(Some(root));
            visitor.lost(u8::try_from(self.stack.len() + 1).unwrap_or(DETAIL), place);
            while self.stack.len() < depth {
                self.top().children += 1;
                self.stack.push(Group {
                    place,
                    damage: Some(root),
                    ..Group::default()
                });
            }
            self.top().entity = parent.number;
        }
        if entity.opens_group() {
            self.top().children += 1;
            let damage = because;
            let identifier = [b' '; IDENTIFIER];
            let group = Group {
                entity: entity.number,
                place,
                identifier,
                damage,
                ..Group::default()
            };
            self.stack.push(group);
        } else if self.stack.len() == usize::from(layout.depth) {
            self.top().children += 1;
        }
    }

    /// Remembers what the closer of the group just opened repeats.
    /// `damage` is what is wrong with the opener.
    pub(crate) fn identify(
        &mut self,
        entity: &EntityLayout,
        data: &[u8],
        damage: Option<usize>,
        layout: &Layout,
    ) {
        if entity.opens_group() && layout.closer_identifier {
            self.top().identifier_damage = damage;
            let identifier = entity.identifier.of(data);
            let width = identifier.len().min(IDENTIFIER);
            self.top().identifier[..width].copy_from_slice(&identifier[..width]);
        }
    }

    /// The level of what comes next where nothing is wrong: a detail in the innermost group.
    pub(crate) fn next_level(&self, layout: &Layout) -> u8 {
        let depth = u8::try_from(self.stack.len()).unwrap_or(DETAIL);
        if depth >= layout.depth {
            DETAIL
        } else {
            depth + 1
        }
    }

    pub(crate) fn add(&mut self, cents: i64) {
        let top = self.top();
        top.total = top.total.saturating_add(cents);
    }

    /// Something in the innermost group was lost: no count or total above it need be right.
    pub(crate) fn damaged(&mut self, root: Option<usize>) {
        for group in self.stack.iter_mut().chain([&mut self.file]) {
            group.damage = group.damage.or(root);
        }
    }

    /// An amount in the innermost group could not be read: no total above it need be right.
    pub(crate) fn damaged_amount(&mut self, root: Option<usize>) {
        for group in self.stack.iter_mut().chain([&mut self.file]) {
            group.amount_damage = group.amount_damage.or(root);
        }
    }

    /// A 990 that could not be read closes the innermost group.
    pub(crate) fn close_blindly(&mut self) {
        self.pop();
    }

    /// A 990.
    pub(crate) fn closer(
        &mut self,
        data: &[u8],
        place: Place,
        next: Ahead,
        layout: &Layout,
        log: &mut Log,
    ) {
        let depth = u8::try_from(self.stack.len()).unwrap_or(DETAIL);
        let level = digits(&data[3..5])
            .and_then(|level| u8::try_from(level).ok())
            .unwrap_or(0);
        let at = Some(("level", (4, 5)));
        let because = self.top().damage;
        let closes_innermost = next == Ahead::Closer(depth.saturating_sub(1))
            || (next == Ahead::Entity(depth) && depth > 0);
        if depth == 0 || (level == depth + 1 && !closes_innermost) {
            let root = log.add(
                &finding::CLOSER_SURPLUS,
                place,
                at,
                "none",
                text(&data[3..5]),
                because,
            );
            return self.damaged(Some(root));
        }
        if level == 0 || level > depth || (level < depth && closes_innermost) {
            let expected = format!("{depth:02}");
            log.add(
                &finding::LEVEL,
                place,
                at,
                expected,
                text(&data[3..5]),
                because,
            );
        } else {
            self.drop_to(usize::from(level), place, because, log);
        }
        self.check(data, place, layout, log);
        self.pop();
    }

    /// The trailer: `records` is how many physical records there were, itself included.
    pub(crate) fn finish(&mut self, trailer: &[u8], place: Place, records: usize, log: &mut Log) {
        self.drop_to(0, place, None, log);
        let file = std::mem::take(&mut self.file);
        let mut count =
            |rule: &'static Rule, name, from: usize, to: usize, expected: u64, because| {
                let found = &trailer[from - 1..to];
                if digits(found) != Some(expected) {
                    let expected = format!("{expected:0width$}", width = found.len());
                    log.add(
                        rule,
                        place,
                        at(name, from, to),
                        expected,
                        text(found),
                        because,
                    );
                }
            };
        count(
            &finding::RECORD_COUNT,
            "records",
            56,
            63,
            records as u64,
            file.damage,
        );
        count(
            &finding::GROUP_NUMBER,
            "groups",
            83,
            85,
            file.children,
            file.damage,
        );
        total(
            &file,
            &finding::FILE_TOTAL,
            &trailer[85..96],
            trailer[96],
            (86, 97),
            place,
            log,
        );
    }

    fn check(&mut self, data: &[u8], place: Place, layout: &Layout, log: &mut Log) {
        let group = self.top();
        let count = &data[22..30];
        if group.children == 0 && group.damage.is_none() {
            let (expected, found) = ("at least one entity", "none");
            log.add(
                &finding::GROUP_EMPTY,
                group.place,
                None,
                expected,
                found,
                None,
            );
        }
        if digits(count) != Some(group.children) {
            let expected = format!("{:08}", group.children);
            let at = at("count", 23, 30);
            log.add(
                &finding::GROUP_COUNT,
                place,
                at,
                expected,
                text(count),
                group.damage,
            );
        }
        let blank = data[5..22].iter().all(|b| *b == b' ');
        if layout.closer_identifier && !blank && data[5..22] != group.identifier {
            let (expected, found) = (text(&group.identifier), text(&data[5..22]));
            let at = at("identifier", 6, 22);
            log.add(
                &finding::GROUP_IDENTIFIER,
                place,
                at,
                expected,
                found,
                group.identifier_damage.or(group.damage),
            );
        }
        let off = total(
            group,
            &finding::GROUP_TOTAL,
            &data[30..41],
            data[41],
            (31, 42),
            place,
            log,
        );
        group.explained = off.map_or(0, |(difference, _)| difference);
        group.explained_by = off.map(|(_, index)| index);
    }

    /// Closes every group deeper than `depth`, each without its 990.
    fn drop_to(&mut self, depth: usize, place: Place, because: Option<usize>, log: &mut Log) {
        let mut because = because.or(self.top().damage);
        while self.stack.len() > depth {
            let expected = format!("990 of level {:02}", self.stack.len());
            let root = log.add(
                &finding::CLOSER_MISSING,
                place,
                None,
                expected,
                "none",
                because,
            );
            because = because.or(Some(root));
            // Counts above are still right: a group does not count its closer.
            self.top().explained = 0;
            self.top().explained_by = None;
            self.pop();
        }
    }

    fn pop(&mut self) {
        if let Some(group) = self.stack.pop() {
            let parent = self.top();
            parent.total = parent.total.saturating_add(group.total);
            parent.explained = parent.explained.saturating_add(group.explained);
            parent.explained_by = parent.explained_by.or(group.explained_by);
        }
    }

    fn top(&mut self) -> &mut Group {
        self.stack.last_mut().unwrap_or(&mut self.file)
    }
}

/// Checks a declared total. Where it is off: by how much, and the finding that says so.
fn total(
    group: &Group,
    rule: &'static Rule,
    amount: &[u8],
    sign: u8,
    columns: (u16, u16),
    place: Place,
    log: &mut Log,
) -> Option<(i64, usize)> {
    let at = Some(("total", columns));
    let found = format!("{}{}", text(amount), char::from(sign));
    let letter = if group.total < 0 { 'N' } else { 'P' };
    let expected = format!("{:011}{letter}", group.total.unsigned_abs());
    let cents = digits(amount).and_then(|cents| i64::try_from(cents).ok());
    let declared = match sign {
        b'P' | b' ' => cents,
        b'N' => cents.map(|cents| -cents),
        _ => None,
    };
    let difference = declared.map(|declared| declared.saturating_sub(group.total));
    if difference == Some(0) {
        return None;
    }
    let same = group
        .explained_by
        .filter(|_| difference == Some(group.explained));
    let because = group.amount_damage.or(group.damage).or(same);
    let index = log.add(rule, place, at, expected, found, because);
    // A total nobody can read explains nothing further out.
    difference.map(|difference| (difference, because.unwrap_or(index)))
}

fn at(name: &str, from: usize, to: usize) -> finding::At<'_> {
    let column = |c: usize| u16::try_from(c).unwrap_or(u16::MAX);
    Some((name, (column(from), column(to))))
}
