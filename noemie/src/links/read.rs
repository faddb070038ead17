use domain::{BirthDate, Day, MemberNumber, Nir, NirKey, OcNumber, Rank, SmolStr};

use super::{
    ANSWER, AnswerKind, AnswerSlots, BENEFICIARY, INSURED, LINK, LinkAnswer, LinkFile, Movement,
    MovementKind, OC, Slots,
};
use crate::fields::{digits, text};
use crate::finding::{Log, Place};
use crate::layout::DETAIL;
use crate::profile::Profile;
use crate::read::FileReading;
use crate::walk::{Seen, Visitor, out_of_range, walk};
use crate::write::FieldAt;

/// Reads every logical file of movements in `bytes`: at least one, in the order of the bytes. Each
/// 140 is a movement of the 120 before it. Never panics.
#[must_use]
pub fn read_movements(bytes: &[u8], profile: &Profile) -> Vec<LinkFile<Movement>> {
    let slots = Slots::resolve(profile.layout()).ok();
    let entry = |state: &mut State, seen: &Seen<'_>, _: &mut Log| {
        (seen.layout.number == LINK).then(|| state.movement.take())
    };
    read(bytes, profile, slots.as_ref(), entry)
}

/// Reads every logical file of answers in `bytes`: at least one, in the order of the bytes. Each 290
/// is an answer about the 140 before it. Never panics.
#[must_use]
pub fn read_answers(bytes: &[u8], profile: &Profile) -> Vec<LinkFile<LinkAnswer>> {
    let slots = Slots::resolve(profile.layout()).ok();
    let answer_slots = AnswerSlots::resolve(profile.layout()).ok();
    let entry = |state: &mut State, seen: &Seen<'_>, log: &mut Log| {
        (seen.layout.number == ANSWER).then(|| {
            let movement = state.movement.clone();
            let fields = Fields { seen, log };
            let answer = fields.answer(answer_slots.as_ref()?, movement);
            answer.filter(|_| seen.sound)
        })
    };
    read(bytes, profile, slots.as_ref(), entry)
}

fn read<T>(
    bytes: &[u8],
    profile: &Profile,
    slots: Option<&Slots>,
    entry: impl FnMut(&mut State, &Seen<'_>, &mut Log) -> Option<Option<T>>,
) -> Vec<LinkFile<T>> {
    let (state, file) = (State::default(), LinkFile::default());
    let mut reader = Reader {
        slots,
        state,
        entry,
        file,
        files: Vec::new(),
    };
    walk(bytes, &[profile], &mut reader);
    reader.files
}

/// `entry` gives none where an entity ends no entry, and an inner none where it ends one that cannot
/// be read.
struct Reader<'s, T, F> {
    slots: Option<&'s Slots>,
    state: State,
    entry: F,
    file: LinkFile<T>,
    files: Vec<LinkFile<T>>,
}

/// What the last entity of each kind said, where it could be read.
#[derive(Default)]
struct State {
    oc: Option<OcNumber>,
    insured: Option<Insured>,
    person: Option<Person>,
    movement: Option<Movement>,
}

struct Insured {
    nir: Nir,
    key: NirKey,
    name: SmolStr,
    first_name: SmolStr,
}

struct Person {
    birth: BirthDate,
    rank: Rank,
    name: SmolStr,
    first_name: SmolStr,
}

impl<T, F> Visitor for Reader<'_, T, F>
where
    F: FnMut(&mut State, &Seen<'_>, &mut Log) -> Option<Option<T>>,
{
    fn entity(&mut self, seen: &Seen<'_>, log: &mut Log) {
        let Some(slots) = self.slots else { return };
        let state = &mut self.state;
        let fields = Fields { seen, log };
        match seen.layout.number {
            OC => {
                *state = State::default();
                state.oc = fields.whole(|fields| {
                    u32::try_from(fields.number(slots.oc))
                        .ok()
                        .and_then(OcNumber::new)
                });
            }
            INSURED => {
                (state.person, state.movement) = (None, None);
                state.insured = fields.whole(|fields| fields.insured(slots));
            }
            BENEFICIARY => {
                state.movement = None;
                state.person = fields.whole(|fields| fields.person(slots));
            }
            LINK => state.movement = fields.whole(|fields| fields.movement(slots, state)),
            _ => {}
        }
        match (self.entry)(&mut self.state, seen, log) {
            Some(Some(entry)) => self.file.entries.push((entry, seen.place)),
            Some(None) => self.file.unreadable.push(seen.place),
            None => {}
        }
    }

    fn lost(&mut self, level: u8, place: Place) {
        match level {
            1 => self.state = State::default(),
            2 => {
                self.state = State {
                    oc: self.state.oc,
                    ..State::default()
                }
            }
            DETAIL => {
                // It may have been any of a triplet: none of what follows may take an older one.
                (self.state.person, self.state.movement) = (None, None);
                self.file.unreadable.push(place);
            }
            _ => {}
        }
    }

    fn end(&mut self, reading: FileReading) {
        self.state = State::default();
        let mut file = std::mem::take(&mut self.file);
        file.header = reading.header;
        file.reading = reading;
        self.files.push(file);
    }
}

/// Typed access to one entity; a value that is none of its type is a finding.
struct Fields<'a, 'l> {
    seen: &'a Seen<'a>,
    log: &'l mut Log,
}

impl<'a> Fields<'a, '_> {
    /// The value of a sound entity.
    fn whole<T>(mut self, value: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        if self.seen.sound {
            value(&mut self)
        } else {
            None
        }
    }

    fn bytes(&self, at: FieldAt) -> &'a [u8] {
        at.span.of(self.seen.data)
    }

    fn number(&self, at: FieldAt) -> u64 {
        digits(self.bytes(at)).unwrap_or_default()
    }

    fn text(&self, at: FieldAt) -> SmolStr {
        text(self.bytes(at)).into()
    }

    fn known<T>(&mut self, at: FieldAt, value: Option<T>, expected: &'static str) -> Option<T> {
        if value.is_none() {
            out_of_range(self.seen, at, expected, self.log);
        }
        value
    }

    fn insured(&mut self, slots: &Slots) -> Option<Insured> {
        let nir = self
            .bytes(slots.nir)
            .try_into()
            .ok()
            .and_then(|nir| Nir::from_bytes(nir).ok());
        let key = self.bytes(slots.key).try_into().ok().map(NirKey);
        Some(Insured {
            nir: self.known(slots.nir, nir, "a NIR")?,
            key: self.known(slots.key, key, "a NIR key")?,
            name: self.text(slots.insured_name),
            first_name: self.text(slots.insured_first_name),
        })
    }

    fn person(&mut self, slots: &Slots) -> Option<Person> {
        let birth = self.bytes(slots.birth).try_into().ok().map(BirthDate);
        let rank = u8::try_from(self.number(slots.rank))
            .ok()
            .and_then(Rank::new);
        Some(Person {
            birth: self.known(slots.birth, birth, "six digits")?,
            rank: self.known(slots.rank, rank, "1 to 9")?,
            name: self.text(slots.name),
            first_name: self.text(slots.first_name),
        })
    }

    fn movement(&mut self, slots: &Slots, state: &State) -> Option<Movement> {
        let member = u32::try_from(self.number(slots.member))
            .ok()
            .and_then(MemberNumber::new);
        let kind = self
            .bytes(slots.kind)
            .first()
            .and_then(|b| MovementKind::from_letter(*b));
        let contract_type = self.bytes(slots.contract_type).try_into().ok();
        let start = Day::from_ssaammjj(self.bytes(slots.start));
        let end = self.bytes(slots.end);
        let end = if end.iter().all(|b| *b == b'0') {
            Some(None)
        } else {
            Day::from_ssaammjj(end).map(Some)
        };
        let member = self.known(slots.member, member, "a member number of eight digits")?;
        let kind = self.known(slots.kind, kind, "C, M or A")?;
        let contract_type = self.known(slots.contract_type, contract_type, "two digits")?;
        let start = self.known(slots.start, start, "a day")?;
        let end = self.known(slots.end, end, "a day, or zeros")?;
        let (insured, person) = (state.insured.as_ref()?, state.person.as_ref()?);
        Some(Movement {
            oc: state.oc?,
            nir: insured.nir,
            key: insured.key,
            insured_name: insured.name.clone(),
            insured_first_name: insured.first_name.clone(),
            birth: person.birth,
            rank: person.rank,
            name: person.name.clone(),
            first_name: person.first_name.clone(),
            member,
            kind,
            contract_type,
            start,
            end,
        })
    }

    fn answer(mut self, slots: &AnswerSlots, movement: Option<Movement>) -> Option<LinkAnswer> {
        let domain = self.bytes(slots.domain).try_into().ok();
        let reason = digits(self.bytes(slots.reason)).and_then(|reason| u8::try_from(reason).ok());
        let kind = self
            .bytes(slots.kind)
            .first()
            .and_then(|b| AnswerKind::from_letter(*b));
        if !self.seen.sound {
            return None;
        }
        Some(LinkAnswer {
            domain: self.known(slots.domain, domain, "three characters")?,
            reason: self.known(slots.reason, reason, "two digits")?,
            kind: self.known(slots.kind, kind, "R, S, C or I")?,
            label: self.text(slots.label).to_string().into(),
            movement: movement?,
        })
    }
}
