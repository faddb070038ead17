//! The tree of one logical file as it is read: which groups are open, and what they add up to.

use crate::cut::Ahead;
use crate::envelope::is_overrun;
use crate::fields::{Checked, amount, digits, shown};
use crate::finding::{self, Draft, Finding, Log, Place, Rule};
use crate::layout::{CLOSER_LENGTH, DETAIL, EntityLayout, KINDS, Layout, Span};
use crate::profile::Counted;
use crate::suspects::{Suspect, Suspects};
use crate::walk::Visitor;

/// Open groups, from the outermost; the file itself stands below them.
#[derive(Debug, Default)]
pub(crate) struct Groups {
    file: Group,
    stack: Vec<Group>,
    /// Amounts added in the innermost group.
    suspects: Suspects,
    held: Option<Held>,
    /// A record whose length was wrong: how many there are is then uncertain.
    records_damage: Option<usize>,
}

#[derive(Debug, Default)]
struct Group {
    /// Its opener; 0 where that is missing.
    entity: u16,
    place: Place,
    identifier: [u8; IDENTIFIER],
    /// What is wrong with the opener, its identifier perhaps.
    identifier_damage: Option<usize>,
    children: u64,
    /// Entities that a closer may count or not.
    uncertain: u64,
    /// How often each kind of child came.
    times: [u16; KINDS],
    total: i64,
    /// What was lost in it: what its closer then gets wrong follows from that.
    damage: Option<usize>,
    /// The damage that happened among what it holds itself: where it adds up all the same, nothing further
    /// out suffers.
    lost: Option<usize>,
    /// An amount in it that could not be read.
    amount_damage: Option<usize>,
    /// By how much closers inside were off, and the one that was first: the same difference further
    /// out follows from it.
    explained: i64,
    explained_by: Option<usize>,
}

/// The finding of the innermost closer whose total is off: it waits for the trailer, which says whether
/// every closer is off by the same cents, and so whether a line explains them all.
#[derive(Debug)]
struct Held {
    finding: Finding,
    closer: [u8; CLOSER_LENGTH],
    suspect: Option<Suspect>,
}

const IDENTIFIER: usize = 17;

/// What is wrong with the characters of a closer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Own {
    /// The first finding of any kind.
    pub(crate) first: Option<usize>,
    /// The first error.
    pub(crate) fault: Option<usize>,
    /// The finding that its total cannot be read.
    pub(crate) amount: Option<usize>,
}

/// What a group needs to know of what happens to it.
pub(crate) struct Around<'w, V> {
    pub(crate) layout: &'w Layout,
    pub(crate) log: &'w mut Log,
    pub(crate) visitor: &'w mut V,
}

impl Groups {
    /// An entity takes its place: an opener opens, a detail counts.
    pub(crate) fn place(
        &mut self,
        entity: &EntityLayout,
        place: Place,
        because: Option<usize>,
        around: &mut Around<'_, impl Visitor>,
    ) {
        let layout = around.layout;
        let parent = entity
            .parent_place
            .map(|parent| &layout.entities[usize::from(parent)]);
        let depth = parent.map_or(0, |parent| usize::from(parent.level));
        if self.stack.len() > depth {
            self.drop_to(depth, place, because, around);
        }
        if let Some(parent) = parent
            && (self.stack.len() < depth || self.top().entity != parent.number)
        {
            self.missing_parent(parent, depth, entity, place, because, around);
        }
        self.count(entity, place, because, around.log);
        if entity.opens {
            self.suspects.clear();
            self.stack.push(Group {
                entity: entity.number,
                place,
                identifier: [b' '; IDENTIFIER],
                damage: because,
                ..Group::default()
            });
        }
    }

    fn missing_parent(
        &mut self,
        parent: &EntityLayout,
        depth: usize,
        entity: &EntityLayout,
        place: Place,
        because: Option<usize>,
        around: &mut Around<'_, impl Visitor>,
    ) {
        let because = because.or(self.top().damage);
        let (expected, found) = (
            format!("{:03}", parent.number),
            format!("{:03}", entity.number),
        );
        let draft = Draft::new(&finding::PARENT_MISSING, place, expected, found);
        let root = around.log.push(draft.because(because));
        self.damaged(Some(root));
        around
            .visitor
            .lost(u8::try_from(self.stack.len() + 1).unwrap_or(DETAIL), place);
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

    /// Counts an entity in the group it stands in.
    fn count(
        &mut self,
        entity: &EntityLayout,
        place: Place,
        because: Option<usize>,
        log: &mut Log,
    ) {
        let group = self.stack.last_mut().unwrap_or(&mut self.file);
        match entity.counted {
            Counted::Always if entity.counts => group.children += 1,
            Counted::Either if entity.counts => group.uncertain += 1,
            _ => {}
        }
        let times = &mut group.times[usize::from(entity.kind)];
        *times = times.saturating_add(1);
        // Told once a group: more of the same says nothing new.
        if Some(*times) == entity.times.1.checked_add(1) {
            let most = entity.times.1;
            let expected = format!("at most {most} of {:03} in this group", entity.number);
            let draft = Draft::new(&finding::ENTITY_SURPLUS, place, expected, "one more");
            let root = log.push(draft.because(because.or(group.damage)));
            self.damaged(Some(root));
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
        if entity.opens && layout.closer_identifier {
            let top = self.top();
            top.identifier_damage = damage;
            let identifier = entity.identifier.of(data);
            let width = identifier.len().min(IDENTIFIER);
            top.identifier[..width].copy_from_slice(&identifier[..width]);
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

    /// Adds the amount of a line to the innermost group.
    pub(crate) fn add(
        &mut self,
        entity: &EntityLayout,
        data: &[u8],
        place: Place,
        checked: &Checked,
    ) {
        let Some(total) = &entity.total else { return };
        // A sign that the field does not allow may still read as one.
        match amount(total, data).filter(|_| checked.amount.is_none()) {
            Some(cents) => {
                let top = self.top();
                top.total = top.total.saturating_add(cents);
                self.suspects.push(entity, place, cents, checked.sign);
            }
            None => self.damaged_amount(checked.amount),
        }
    }

    /// Something in the innermost group was lost: no count or total above it need be right.
    pub(crate) fn damaged(&mut self, root: Option<usize>) {
        for group in self.stack.iter_mut().chain([&mut self.file]) {
            group.damage = group.damage.or(root);
        }
    }

    /// The length of a record was wrong.
    pub(crate) fn damaged_records(&mut self, root: usize) {
        self.records_damage.get_or_insert(root);
    }

    /// Something that the innermost group holds could not be made out.
    pub(crate) fn lost(&mut self, root: usize) {
        self.damaged(Some(root));
        self.top().lost.get_or_insert(root);
    }

    /// An amount in the innermost group could not be read: no total above it need be right.
    fn damaged_amount(&mut self, root: Option<usize>) {
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
        own: Own,
        around: &mut Around<'_, impl Visitor>,
    ) {
        let depth = u8::try_from(self.stack.len()).unwrap_or(DETAIL);
        let level = digits(&data[3..5])
            .and_then(|level| u8::try_from(level).ok())
            .unwrap_or(0);
        let because = own.fault.or(self.top().damage);
        let closes_innermost = next == Ahead::Closer(depth.saturating_sub(1))
            || (next == Ahead::Entity(depth) && depth > 0);
        let log = &mut *around.log;
        if depth == 0 || (level == depth + 1 && !closes_innermost) {
            let draft = Draft::new(&finding::CLOSER_SURPLUS, place, "none", shown(&data[3..5]));
            let root = log.push(draft.at("level", (4, 5)).because(because));
            return self.damaged(Some(root));
        }
        if level == 0 || level > depth || (level < depth && closes_innermost) {
            let expected = format!("{depth:02}");
            let draft = Draft::new(&finding::LEVEL, place, expected, shown(&data[3..5]));
            log.push(draft.at("level", (4, 5)).because(because));
        } else if level < depth {
            self.drop_to(usize::from(level), place, because, around);
        }
        self.check(data, place, own, around);
        self.pop();
    }

    /// The trailer: `records` is how many physical records there were, itself included.
    pub(crate) fn finish(
        &mut self,
        trailer: &[u8],
        place: Place,
        records: u64,
        around: &mut Around<'_, impl Visitor>,
    ) {
        self.drop_to(0, place, None, around);
        let log = &mut *around.log;
        let file = std::mem::take(&mut self.file);
        let at = &around.layout.envelope.trailer_at;
        let overrun = is_overrun(trailer);
        let mut count = |rule: &'static Rule, name, at: Span, expected: u64, because| {
            let found = at.of(trailer);
            let declared = digits(found);
            (declared != Some(expected)).then(|| {
                let expected = format!("{expected:0width$}", width = found.len());
                let draft = Draft::new(rule, place, expected, shown(found));
                (
                    declared,
                    log.push(draft.at(name, at.columns()).because(because)),
                )
            })
        };
        let rule = &finding::RECORD_COUNT;
        let miscounted = count(rule, "records", at.records, records, self.records_damage);
        // Records that are counted and did not come may have held groups and amounts.
        let missing = miscounted
            .filter(|(declared, _)| declared.is_some_and(|declared| declared > records))
            .map(|(_, finding)| finding);
        let rule = &finding::GROUP_NUMBER;
        let because = file.damage.or(missing);
        count(rule, "groups", at.groups, file.children, because);
        if file.children == 0 && file.damage.is_none() {
            let rule = &finding::NO_GROUP;
            log.push(Draft::new(rule, place, "at least one group", "none").because(missing));
        }
        let declared = Declared {
            rule: &finding::FILE_TOTAL,
            amount: at.total.of(trailer),
            sign: at.sign.of(trailer),
            columns: (at.total.columns().0, at.sign.columns().1),
        };
        if let Some((name, at, expected)) = declared.unreadable(at.total, at.sign) {
            let found = shown(at.of(trailer));
            let draft = Draft::new(&finding::AMOUNT_UNREADABLE, place, expected, found);
            log.push(draft.at(name, at.columns()).personal_if(overrun));
            return self.release(log);
        }
        match declared.against(&file) {
            Verdict::Right => {}
            Verdict::Off {
                because,
                difference,
            } => {
                let agrees = because.is_some() && because == file.explained_by;
                if agrees && difference.is_some() {
                    self.blame_line(around.layout, log);
                }
                let draft = declared.draft(&file, place).personal_if(overrun);
                log.push(draft.because(because.or(missing)));
            }
        }
        self.release(log);
    }

    /// Every closer up to the trailer is off by the same cents: the line that explains them, where
    /// there is one and no other, is the root.
    fn blame_line(&mut self, layout: &Layout, log: &mut Log) {
        let Some(held) = &mut self.held else { return };
        let Some(suspect) = &held.suspect else { return };
        let root = suspect
            .sign_finding
            .unwrap_or_else(|| log.push(suspect.draft(layout)));
        held.finding.because = Some(root);
    }

    /// Lets go of the finding that was held back.
    pub(crate) fn release(&mut self, log: &mut Log) {
        if let Some(held) = self.held.take() {
            log.release(held.finding, &held.closer);
        }
    }

    fn check(
        &mut self,
        data: &[u8],
        place: Place,
        own: Own,
        around: &mut Around<'_, impl Visitor>,
    ) {
        let layout = around.layout;
        let at = &layout.envelope.closer_at;
        let log = &mut *around.log;
        let group = self.stack.last_mut().unwrap_or(&mut self.file);
        if group.children + group.uncertain == 0 && group.damage.is_none() {
            let draft = Draft::new(
                &finding::GROUP_EMPTY,
                group.place,
                "at least one entity",
                "none",
            );
            group.damage = Some(log.push(draft));
        }
        group.needs(place, layout, log);
        let identifier = at.identifier.of(data);
        let blank = identifier.iter().all(|b| *b == b' ');
        let other = layout.closer_identifier && !blank && !group.identifies(identifier);
        // Characters that have slid hold something else than they should: a NIR, it may be.
        let slid = other || own.fault.is_some();
        let count = digits(at.count.of(data));
        let least = group.children;
        let most = group.children + group.uncertain;
        let mut miscounted = None;
        if !count.is_some_and(|count| (least..=most).contains(&count)) {
            let found = at.count.of(data);
            let expected = format!("{least:0width$}", width = found.len());
            let draft = Draft::new(&finding::GROUP_COUNT, place, expected, shown(found));
            let because = own.fault.or(group.damage);
            let draft = draft.at("count", at.count.columns()).personal_if(slid);
            miscounted = Some(log.push(draft.because(because)));
        }
        if other {
            let because = own.first.or(group.identifier_damage).or(group.damage);
            let expected = shown(&group.identifier);
            let draft = Draft::new(
                &finding::GROUP_IDENTIFIER,
                place,
                expected,
                shown(identifier),
            );
            let draft = draft.at("identifier", at.identifier.columns()).personal();
            log.push(draft.because(because));
        }
        let declared = Declared {
            rule: &finding::GROUP_TOTAL,
            amount: at.total.of(data),
            sign: at.sign.of(data),
            columns: (at.total.columns().0, at.sign.columns().1),
        };
        if own.amount.is_some() {
            // Nothing can be held against it, nor does it say anything of what is inside.
            return;
        }
        if group.amount_damage.is_some()
            && let Some(cents) = declared.cents()
        {
            // Its own lines do not tell what it adds up to: what it says is as good as can be had, and what is
            // further out is held against that.
            group.total = cents;
            let root = group.amount_damage.take();
            return self.believe(root);
        }
        let healed = group
            .lost
            .filter(|lost| miscounted.is_none() && group.damage == Some(*lost));
        match declared.against(group) {
            Verdict::Right => {
                // What was off inside ends here: no line explains it.
                group.explained = 0;
                if group.explained_by.take().is_some() {
                    self.release(log);
                }
                if let Some(root) = healed {
                    self.heal(root);
                }
            }
            Verdict::Off {
                because,
                difference,
            } => {
                let because = because.or(own.fault).or(miscounted);
                let draft = declared.draft(group, place).personal_if(slid);
                let finding = log.number(draft.because(because));
                let id = finding.id;
                group.explained = difference.unwrap_or_default();
                // A total nobody can read explains nothing further out.
                group.explained_by = difference.map(|_| because.unwrap_or(id));
                let mut closer = [b' '; CLOSER_LENGTH];
                let width = data.len().min(CLOSER_LENGTH);
                closer[..width].copy_from_slice(&data[..width]);
                match difference {
                    Some(difference) if because.is_none() => {
                        let suspect = self.suspects.find(difference);
                        self.release(log);
                        self.held = Some(Held {
                            finding,
                            closer,
                            suspect,
                        });
                    }
                    _ => log.release(finding, &closer),
                }
            }
        }
    }

    /// The innermost group adds up although something in it is damaged: its parents need not suffer from
    /// that, and what is wrong with them is their own.
    fn heal(&mut self, root: usize) {
        let within = self.stack.len().saturating_sub(1);
        for group in self.stack[..within].iter_mut().chain([&mut self.file]) {
            if group.damage == Some(root) {
                group.damage = None;
            }
        }
    }

    /// An amount in the innermost group cannot be read, and its closer says what the group adds up to: its
    /// parents need not suffer from that.
    fn believe(&mut self, root: Option<usize>) {
        for group in self.stack.iter_mut().chain([&mut self.file]) {
            if group.amount_damage == root {
                group.amount_damage = None;
            }
        }
    }

    /// Closes every group deeper than `depth`, each without its 990.
    fn drop_to(
        &mut self,
        depth: usize,
        place: Place,
        because: Option<usize>,
        around: &mut Around<'_, impl Visitor>,
    ) {
        let mut because = because.or(self.top().damage);
        while self.stack.len() > depth {
            let expected = format!("990 of level {:02}", self.stack.len());
            let draft = Draft::new(&finding::CLOSER_MISSING, place, expected, "none");
            let root = around.log.push(draft.because(because));
            because = because.or(Some(root));
            // Counts above are still right: a group does not count its closer.
            let top = self.top();
            top.explained = 0;
            top.explained_by = None;
            self.release(around.log);
            self.pop();
        }
    }

    fn pop(&mut self) {
        self.suspects.clear();
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

impl Group {
    /// Whether a closer's identifier is that of the opener.
    fn identifies(&self, identifier: &[u8]) -> bool {
        let width = identifier.len().min(IDENTIFIER);
        identifier[..width] == self.identifier[..width]
    }

    /// Tells which details the tree asks for and that did not come.
    fn needs(&mut self, place: Place, layout: &Layout, log: &mut Log) {
        let Some(opener) = layout.entity(self.entity) else {
            return;
        };
        for child in &opener.needs {
            let child = &layout.entities[usize::from(*child)];
            let times = self.times[usize::from(child.kind)];
            if times < child.times.0 && self.damage.is_none() {
                let expected = format!(
                    "at least {} of {:03} in the group of {:03}",
                    child.times.0, child.number, self.entity
                );
                let draft =
                    Draft::new(&finding::DETAIL_MISSING, place, expected, times.to_string());
                self.damage = Some(log.push(draft));
            }
        }
    }
}

/// A total as a 990 or 999 declares it.
struct Declared<'a> {
    rule: &'static Rule,
    amount: &'a [u8],
    sign: &'a [u8],
    columns: (u16, u16),
}

enum Verdict {
    Right,
    /// By how much, where it can be read, and what explains it.
    Off {
        because: Option<usize>,
        difference: Option<i64>,
    },
}

impl Declared<'_> {
    /// Signed cents; none where they cannot be read.
    fn cents(&self) -> Option<i64> {
        let cents = i64::try_from(digits(self.amount)?).ok()?;
        match self.sign {
            b"P" | b" " => Some(cents),
            b"N" => Some(-cents),
            _ => None,
        }
    }

    /// Which of its two fields cannot be read, and what should stand there.
    fn unreadable(&self, amount: Span, sign: Span) -> Option<(&'static str, Span, &'static str)> {
        if digits(self.amount).is_none() {
            Some(("total", amount, "digits"))
        } else if self.cents().is_none() {
            Some(("sign", sign, "`P`, `N` or a blank"))
        } else {
            None
        }
    }

    fn against(&self, group: &Group) -> Verdict {
        let declared = self.cents();
        let difference = declared.map(|declared| declared.saturating_sub(group.total));
        if difference == Some(0) {
            return Verdict::Right;
        }
        let same = group
            .explained_by
            .filter(|_| difference == Some(group.explained));
        Verdict::Off {
            because: group.amount_damage.or(group.damage).or(same),
            difference,
        }
    }

    fn draft(&self, group: &Group, place: Place) -> Draft {
        let letter = if group.total < 0 { 'N' } else { 'P' };
        let width = self.amount.len();
        let expected = format!("{:0width$}{letter}", group.total.unsigned_abs());
        let found = format!("{}{}", shown(self.amount), shown(self.sign));
        Draft::new(self.rule, place, expected, found).at("total", self.columns)
    }
}
