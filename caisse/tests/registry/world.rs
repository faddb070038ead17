//! One insured and one child at one caisse, four OCs that declare them, and a caisse to be tried.

use caisse::{
    AccountSpec, CalendarSpec, Effect, Event, HeldBack, InsuredFile, Invoice, InvoiceId,
    OutgoingFile, Person, State,
};
use domain::{
    Beneficiary, BirthDate, Caisse, Cents, CoordinationOption, Day, Decompte, FileStamp,
    MemberNumber, Nir, NirKey, OcNumber, Party, PsNumber, Rank,
};
use noemie::framing::Framing;
use noemie::links::{LinkAnswer, Movement, MovementKind};
use noemie::{Header, Profile, Profiles};
use oracle::amo::{Care, Cover, Doctor, Exemption, Kind, Parcours, Regime, Sector, Tariff};
use oracle::law::Law;

/// The places of the two persons.
pub(crate) const INSURED: usize = 0;
pub(crate) const CHILD: usize = 1;

/// A movement that an OC sends, right or wrong.
#[derive(Debug, Clone)]
pub(crate) struct Send {
    pub(crate) letter: char,
    pub(crate) oc: OcNumber,
    pub(crate) whom: Whom,
    pub(crate) kind: &'static str,
    pub(crate) start: Day,
    pub(crate) end: Option<Day>,
    pub(crate) from_that_oc: bool,
    pub(crate) to_their_caisse: bool,
    pub(crate) right_key: bool,
    pub(crate) other_name: bool,
}

/// Whom a movement names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Whom {
    Person(usize),
    /// A NIR of nobody.
    NobodyHere,
    /// The child, born on another day of the month.
    OtherDay,
    /// The child, of another rank.
    OtherRank,
    /// Born in another year.
    Stranger,
    WithoutBirth,
    /// Born on a day that no month has.
    OnThe32nd,
    /// A NIR that begins with 9.
    WithoutSex,
}

pub(crate) fn day(text: &str) -> Day {
    text.parse().unwrap()
}

pub(crate) fn oc(number: u32) -> OcNumber {
    OcNumber::new(99_000_000 + number).unwrap()
}

fn nir() -> Nir {
    "2800175001000".parse().unwrap()
}

pub(crate) fn who(person: usize) -> Beneficiary {
    let births = [*b"150180", *b"100315"];
    Beneficiary {
        nir: nir(),
        birth: BirthDate(births[person]),
        rank: Rank::FIRST,
    }
}

fn caisse() -> Caisse {
    Caisse::new(1, 751, 0).unwrap()
}

/// A person as the caisse knows them.
pub(crate) fn person(who: Beneficiary, born: Day, name: &str) -> Person {
    Person {
        birth: who.birth,
        rank: who.rank,
        born,
        name: "MARTIN".into(),
        first_name: name.into(),
        regime: Regime::General,
        cover: Cover::None,
    }
}

/// The caisse to be tried.
pub(crate) struct Tried {
    pub(crate) state: State<'static>,
    bills: u64,
}

impl Tried {
    pub(crate) fn new(held_back: HeldBack) -> Self {
        let profiles = Profiles::shipped();
        let state = State::new(0, Law::embedded(), profiles, Framing::default());
        let accounts = AccountSpec {
            held_back,
            kept_decomptes: 40,
            kept_files: 8,
            ..AccountSpec::default()
        };
        let mut state = state.with_accounts(accounts, CalendarSpec::default());
        let persons = vec![
            person(who(INSURED), day("1980-01-15"), "ANNA"),
            person(who(CHILD), day("2015-03-10"), "HUGO"),
        ];
        let file = InsuredFile {
            nir: nir(),
            caisse: caisse(),
            persons,
        };
        let mut effects = Vec::new();
        state.step(Event::Register(file), &mut effects).unwrap();
        Self { state, bills: 0 }
    }

    /// The reason that answers the movement.
    pub(crate) fn receive(&mut self, sent: &Send, now: Day) -> u8 {
        let movement = movement(sent);
        let sender = if sent.from_that_oc { sent.oc } else { oc(99) };
        let other = Caisse::new(1, 315, 0).unwrap();
        let receiver = if sent.to_their_caisse {
            caisse()
        } else {
            other
        };
        let header = Header {
            receiver: Party::caisse(receiver),
            ..header(sender, now)
        };
        let event = Event::Movements {
            header,
            movements: vec![movement],
            day: now,
        };
        let answers = answers(&self.hear(event));
        assert_eq!(answers.len(), 1, "{answers:?}");
        answers[0].reason
    }

    /// A consultation of that day is settled.
    pub(crate) fn care(&mut self, person: usize, care: Day, now: Day) {
        self.bills += 1;
        let invoice = Invoice {
            id: InvoiceId(self.bills),
            who: who(person),
            processed: now,
            bill: vec![consultation(care)].into(),
            third_party: None,
            past_the_link: false,
        };
        self.hear(Event::Invoice(invoice));
    }

    /// The files that an event makes.
    pub(crate) fn hear(&mut self, event: Event) -> Vec<OutgoingFile> {
        let mut effects = Vec::new();
        self.state.step(event, &mut effects).unwrap();
        let files = effects.into_iter().filter_map(|effect| match effect {
            Effect::File(file) => Some(file),
            _ => None,
        });
        files.collect()
    }
}

/// The movement of that 140 and of what stands around it.
pub(crate) fn movement(sent: &Send) -> Movement {
    let stranger = [*b"110315", *b"100315", *b"100316", *b"000000"];
    let (nir, birth, rank) = match sent.whom {
        Whom::Person(person) => (nir(), who(person).birth.0, 1),
        Whom::NobodyHere => ("1790175001000".parse().unwrap(), *b"010179", 1),
        Whom::OtherDay => (nir(), stranger[0], 1),
        Whom::OtherRank => (nir(), stranger[1], 2),
        Whom::Stranger => (nir(), stranger[2], 1),
        Whom::WithoutBirth => (nir(), stranger[3], 1),
        Whom::OnThe32nd => (nir(), *b"320180", 1),
        Whom::WithoutSex => ("9790175001000".parse().unwrap(), *b"010179", 1),
    };
    let is_child = sent.whom == Whom::Person(CHILD);
    let first = if is_child { "HUGO" } else { "ANNA" };
    let first = if sent.other_name { "ZOE" } else { first };
    Movement {
        oc: sent.oc,
        nir,
        key: if sent.right_key {
            nir.key()
        } else {
            NirKey(*b"00")
        },
        insured_name: "MARTIN".into(),
        insured_first_name: "ANNA".into(),
        birth: BirthDate(birth),
        rank: Rank::new(rank).unwrap(),
        name: "MARTIN".into(),
        first_name: first.into(),
        member: MemberNumber::new(7).unwrap(),
        kind: MovementKind::from_letter(u8::try_from(sent.letter).unwrap()).unwrap(),
        contract_type: sent.kind.as_bytes().try_into().unwrap(),
        start: sent.start,
        end: sent.end,
    }
}

/// The head of a 408 file of that OC.
pub(crate) fn header(sender: OcNumber, now: Day) -> Header {
    Header {
        sender: Party::oc(sender),
        receiver: Party::caisse(caisse()),
        exchange: *b"MU",
        reference: 408,
        date: now,
        stamp: FileStamp(*b"000001"),
    }
}

/// The answers in 929 files.
pub(crate) fn answers(files: &[OutgoingFile]) -> Vec<LinkAnswer> {
    let read = |file: &OutgoingFile| {
        noemie::links::read_answers(file.content.written(), Profile::answers())
    };
    let files = files.iter().filter(|file| file.id.reference == 929);
    let entries = files.flat_map(read).flat_map(|read| read.entries);
    entries.map(|(answer, _)| answer).collect()
}

/// The décomptes in 303 files.
pub(crate) fn decomptes(files: &[OutgoingFile]) -> Vec<Decompte> {
    let read =
        |file: &OutgoingFile| noemie::decomptes::read(file.content.written(), Profile::decomptes());
    let files = files.iter().filter(|file| file.id.reference == 303);
    let decomptes = files.flat_map(read).flat_map(|file| file.decomptes);
    decomptes.map(|(decompte, _)| decompte).collect()
}

fn consultation(on: Day) -> Care {
    Care {
        day: on,
        kind: Kind::Consultation {
            tariff: Tariff::Generaliste,
            doctor: Doctor {
                sector: Sector::One,
                option: CoordinationOption::None,
                specialty: 1,
            },
        },
        fee: Cents(2_650),
        quantity: 1,
        coefficient: 100,
        count: 0,
        base: None,
        parcours: Parcours::In,
        exemption: Exemption::None,
        executor: PsNumber::new(750_000_009).unwrap(),
        third_party: false,
    }
}
