use domain::{
    ActCode, Beneficiary, BirthDate, Caisse, Cents, Complement, Convention, CoordinationOption,
    Day, Decompte, DecompteNumber, Line, LineDetails, LineOrigin, MemberNumber, Nir, NirKey,
    OcNumber, Operation, PayeeNature, PsNumber, Qualifier, Rank, SmolStr,
};

use super::{ACT, BENEFICIARY, DATE, DECOMPTE, DecompteFile, INSURED, OC, PAYEE, Places, Slots};
use crate::fields::{digits, text};
use crate::finding::{self, Draft, Log, Place};
use crate::layout::{DETAIL, Span};
use crate::profile::Profile;
use crate::read::FileReading;
use crate::walk::{Seen, Visitor, out_of_range, walk};
use crate::write::FieldAt;

/// Reads every logical file of décomptes in `bytes`: at least one, in the order of the bytes.
///
/// Never panics and never skips in silence: a line or décompte that cannot be read has its place in
/// [`Places::unreadable_lines`] or [`DecompteFile::unreadable`], and a finding.
#[must_use]
pub fn read(bytes: &[u8], profile: &Profile) -> Vec<DecompteFile> {
    // A profile of another reference leaves the entities unread; the header says so (N031).
    let slots = profile.decompte_slots().ok();
    let mut reader = Reader {
        slots,
        parents: Parents::default(),
        current: None,
        file: DecompteFile::default(),
        files: Vec::new(),
    };
    walk(bytes, &[profile], &mut reader);
    reader.files
}

struct Reader<'s> {
    slots: Option<&'s Slots>,
    parents: Parents,
    current: Option<(Decompte, Places)>,
    file: DecompteFile,
    files: Vec<DecompteFile>,
}

/// The last opener of each level, where it could be read.
#[derive(Default)]
struct Parents {
    oc: Option<OcNumber>,
    date: Option<Day>,
    insured: Option<(Nir, NirKey)>,
    person: Option<Person>,
    head: Option<Head>,
    /// The 025, read or not; taken by the first 045.
    place: Option<Place>,
}

#[derive(Clone)]
struct Person {
    birth: BirthDate,
    rank: Rank,
    name: SmolStr,
    first_name: SmolStr,
}

#[derive(Clone, Copy)]
struct Head {
    caisse: Caisse,
    number: DecompteNumber,
    member: MemberNumber,
    operation: Operation,
}

impl Parents {
    /// Forgets what stands at `level` and deeper.
    fn forget_from(&mut self, level: u8) {
        if level <= 1 {
            self.oc = None;
        }
        if level <= 2 {
            self.date = None;
        }
        if level <= 3 {
            self.insured = None;
        }
        if level <= 4 {
            self.person = None;
        }
        if level <= 5 {
            self.head = None;
            self.place = None;
        }
    }
}

impl Visitor for Reader<'_> {
    fn entity(&mut self, seen: &Seen<'_>, log: &mut Log) {
        let Some(slots) = self.slots else { return };
        let fields = Fields { seen, log };
        if seen.layout.opens_group() {
            self.finish_current();
            let level = match seen.layout.number {
                OC => 1,
                DATE => 2,
                INSURED => 3,
                BENEFICIARY => 4,
                DECOMPTE => 5,
                _ => DETAIL,
            };
            if level <= 5 {
                self.flush_head();
            }
            self.parents.forget_from(level);
        }
        match seen.layout.number {
            OC => self.parents.oc = fields.oc(slots),
            DATE => self.parents.date = fields.date(slots),
            INSURED => self.parents.insured = fields.insured(slots),
            BENEFICIARY => self.parents.person = fields.person(slots),
            DECOMPTE => {
                self.parents.head = fields.head(slots);
                self.parents.place = Some(seen.place);
            }
            PAYEE => {
                let payee = fields.payee(slots);
                self.open(payee, seen.place);
            }
            ACT => {
                let line = fields.line(slots);
                self.line(line, seen.place);
            }
            _ => {}
        }
    }

    fn lost(&mut self, level: u8, place: Place) {
        if level == DETAIL {
            return self.line(None, place);
        }
        self.finish_current();
        // The 045 of a 025 that could not be read reports it once more.
        let known = level == 5 && self.parents.head.is_none() && self.parents.place.is_some();
        if level <= 5 && !known {
            self.flush_head();
            self.parents.forget_from(level);
        }
        if level == 5 && !known {
            self.parents.place = Some(place);
        } else if level == 6 {
            let at = self.parents.place.take().unwrap_or(place);
            self.file.unreadable.push(at);
        }
    }

    fn end(&mut self, reading: FileReading) {
        self.finish_current();
        self.flush_head();
        self.parents = Parents::default();
        let mut file = std::mem::take(&mut self.file);
        file.unreadable.dedup();
        file.header = reading.header;
        file.reading = reading;
        self.files.push(file);
    }
}

impl Reader<'_> {
    fn finish_current(&mut self) {
        if let Some(done) = self.current.take() {
            self.file.decomptes.push(done);
        }
    }

    /// A 025 that no 045 followed is a décompte that cannot be read.
    fn flush_head(&mut self) {
        if let Some(place) = self.parents.place.take() {
            self.file.unreadable.push(place);
        }
    }

    /// A 045: the décompte starts, where all its parents could be read.
    fn open(&mut self, payee: Option<(PsNumber, PayeeNature)>, place: Place) {
        let at = self.parents.place.take();
        let parents = &self.parents;
        let decompte = (|| {
            let (payee, payee_nature) = payee?;
            let head = parents.head?;
            let (nir, key) = parents.insured?;
            let person = parents.person.clone()?;
            Some(Decompte {
                oc: parents.oc?,
                date: parents.date?,
                key,
                beneficiary: Beneficiary {
                    nir,
                    birth: person.birth,
                    rank: person.rank,
                },
                name: person.name,
                first_name: person.first_name,
                caisse: head.caisse,
                number: head.number,
                member: head.member,
                operation: head.operation,
                payee,
                payee_nature,
                lines: Vec::new(),
            })
        })();
        let decompte_place = at.unwrap_or(place);
        match decompte {
            Some(decompte) => {
                let places = Places {
                    decompte: decompte_place,
                    ..Places::default()
                };
                self.current = Some((decompte, places));
            }
            None => self.file.unreadable.push(decompte_place),
        }
    }

    fn line(&mut self, line: Option<Line>, place: Place) {
        match (&mut self.current, line) {
            (Some((decompte, places)), Some(line)) => {
                decompte.lines.push(line);
                places.lines.push(place);
            }
            (Some((_, places)), None) => places.unreadable_lines.push(place),
            // Its décompte is in `unreadable` already, save where nothing of it stands there.
            (None, _) if self.file.unreadable.is_empty() => self.file.unreadable.push(place),
            (None, _) => {}
        }
    }
}

/// Typed access to one entity; a value that is none of its type is a finding.
struct Fields<'a, 'l> {
    seen: &'a Seen<'a>,
    log: &'l mut Log,
}

impl<'a> Fields<'a, '_> {
    fn bytes(&self, span: Span) -> &'a [u8] {
        span.of(self.seen.data)
    }

    /// The value of a sound entity. Where it has none there is a finding.
    fn whole<T>(mut self, value: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        if !self.seen.sound {
            return None;
        }
        let before = self.log.next();
        let value = value(&mut self);
        if value.is_none() && self.log.next() == before {
            let expected = "values that étalon can hold";
            let rule = &finding::OUT_OF_RANGE;
            self.log
                .push(Draft::new(rule, self.seen.place, expected, "others"));
        }
        value
    }

    fn date(self, slots: &Slots) -> Option<Day> {
        self.whole(|this| Day::from_care_jjmmaa(this.bytes(slots.date.span)))
    }

    fn number(&self, at: FieldAt) -> u64 {
        digits(self.bytes(at.span)).unwrap_or_default()
    }

    fn known<T>(&mut self, at: FieldAt, value: Option<T>, expected: &'static str) -> Option<T> {
        if value.is_none() {
            out_of_range(self.seen, at, expected, self.log);
        }
        value
    }

    fn oc(self, slots: &Slots) -> Option<OcNumber> {
        self.whole(|this| {
            u32::try_from(this.number(slots.oc))
                .ok()
                .and_then(OcNumber::new)
        })
    }

    fn insured(self, slots: &Slots) -> Option<(Nir, NirKey)> {
        self.whole(|this| {
            let nir = Nir::from_bytes(this.bytes(slots.nir.span).try_into().ok()?).ok()?;
            Some((nir, NirKey(this.bytes(slots.key.span).try_into().ok()?)))
        })
    }

    fn person(self, slots: &Slots) -> Option<Person> {
        self.whole(|this| {
            let rank = u8::try_from(this.number(slots.rank))
                .ok()
                .and_then(Rank::new);
            Some(Person {
                birth: BirthDate(this.bytes(slots.birth.span).try_into().ok()?),
                rank: this.known(slots.rank, rank, "1 to 9")?,
                name: text(this.bytes(slots.name.span)).into(),
                first_name: text(this.bytes(slots.first_name.span)).into(),
            })
        })
    }

    fn head(self, slots: &Slots) -> Option<Head> {
        self.whole(|this| {
            let caisse = Caisse::new(
                u8::try_from(this.number(slots.regime)).ok()?,
                u16::try_from(this.number(slots.caisse)).ok()?,
                u16::try_from(this.number(slots.centre)).ok()?,
            );
            let member = this.bytes(slots.member.span).trim_ascii_end();
            let member = digits(member)
                .filter(|_| member.len() == 8)
                .and_then(|member| u32::try_from(member).ok())
                .and_then(MemberNumber::new);
            let operation = match this.bytes(slots.operation.span) {
                [letter] => Operation::from_letter(*letter),
                _ => None,
            };
            Some(Head {
                caisse: this.known(slots.centre, caisse, "a centre below 1000")?,
                number: u32::try_from(this.number(slots.number))
                    .ok()
                    .and_then(DecompteNumber::new)?,
                member: this.known(slots.member, member, "a member number of eight digits")?,
                operation: this.known(slots.operation, operation, "P, R or A")?,
            })
        })
    }

    fn payee(self, slots: &Slots) -> Option<(PsNumber, PayeeNature)> {
        self.whole(|this| {
            let payee = u32::try_from(this.number(slots.payee))
                .ok()
                .and_then(PsNumber::new);
            let nature = this
                .bytes(slots.nature.span)
                .try_into()
                .ok()
                .and_then(PayeeNature::from_digits);
            let payee = this.known(slots.payee, payee, "nine digits, zero-filled")?;
            Some((payee, this.known(slots.nature, nature, "10, 32, 35 or 36")?))
        })
    }

    fn line(self, slots: &Slots) -> Option<Line> {
        self.whole(|this| {
            let number = u8::try_from(this.number(slots.line))
                .ok()
                .filter(|number| *number > 0);
            let number = this.known(slots.line, number, "1 to 99")?;
            let act = std::str::from_utf8(this.bytes(slots.act.span).trim_ascii_end())
                .ok()
                .and_then(ActCode::new);
            let act = this.known(slots.act, act, "an act code")?;
            let digit = |bytes: &[u8]| bytes.first().copied().unwrap_or(b'0');
            let convention = Convention::from_digit(digit(this.bytes(slots.convention.span)));
            let convention = this.known(slots.convention, convention, "0, 1 or 3")?;
            let option = CoordinationOption::from_digit(digit(this.bytes(slots.option.span)));
            let option = this.known(slots.option, option, "0 to 4")?;
            let cents = |this: &Self, at: FieldAt, negative: bool| {
                let cents = i64::try_from(this.number(at)).unwrap_or_default();
                Cents(if negative { -cents } else { cents })
            };
            let negative = this.bytes(slots.quantity_sign.span) == b"N";
            let quantity = i16::try_from(this.number(slots.quantity)).ok()?;
            let quantity = if negative { -quantity } else { quantity };
            let origin = (
                this.number(slots.origin_decompte),
                this.number(slots.origin_line),
            );
            let origin = match origin {
                (0, 0) => None,
                (decompte, line) => Some(LineOrigin {
                    decompte: DecompteNumber::new(u32::try_from(decompte).ok()?)?,
                    line: u8::try_from(line).ok()?,
                }),
            };
            Some(Line {
                number,
                start: Day::from_care_jjmmaa(this.bytes(slots.start.span))?,
                end: Day::from_care_jjmmaa(this.bytes(slots.end.span))?,
                act,
                quantity,
                count: u8::try_from(this.number(slots.count)).ok()?,
                coefficient: u32::try_from(this.number(slots.coefficient)).ok()?,
                unit_price: cents(this, slots.unit_price, false),
                spent: cents(this, slots.spent, negative),
                base: cents(this, slots.base, negative),
                rate: u16::try_from(this.number(slots.rate)).ok()?,
                parcours: digit(this.bytes(slots.parcours.span)),
                exemption: digit(this.bytes(slots.exemption.span)),
                nature: u8::try_from(this.number(slots.insurance)).ok()?,
                executor: PsNumber::new(u32::try_from(this.number(slots.executor)).ok()?)?,
                specialty: u8::try_from(this.number(slots.specialty)).ok()?,
                convention,
                option,
                amount: cents(
                    this,
                    slots.amount,
                    this.bytes(slots.amount_sign.span) == b"N",
                ),
                majoration: cents(this, slots.majoration, negative),
                origin,
                details: this.details(slots)?,
            })
        })
    }

    /// What most lines leave blank.
    fn details(&self, slots: &Slots) -> Option<LineDetails> {
        let pair = |at: FieldAt| <[u8; 2]>::try_from(self.bytes(at.span)).ok();
        let small = |at: FieldAt| u8::try_from(self.number(at)).ok();
        let other_part = Cents(i64::try_from(self.number(slots.other_part)).ok()?);
        let flag = self.bytes(slots.deduction_flag.span).first().copied();
        Some(LineDetails {
            complement: Complement::new(pair(slots.complement)?),
            qualifier: Qualifier::new(pair(slots.qualifier)?),
            zone: small(slots.zone)?,
            prescriber: PsNumber::new(u32::try_from(self.number(slots.prescriber)).ok()?)?,
            prescriber_specialty: small(slots.prescriber_specialty)?,
            prescription_origin: small(slots.prescription_origin)?,
            // Zeros and blanks are no day: the field is optional.
            prescribed: Day::from_care_jjmmaa(self.bytes(slots.prescribed.span)),
            modulation: small(slots.modulation)?,
            deduction_flag: flag.filter(|flag| *flag != b' '),
            opposable: small(slots.opposable)?,
            other_part: if self.bytes(slots.other_part_sign.span) == b"N" {
                -other_part
            } else {
                other_part
            },
        })
    }
}
