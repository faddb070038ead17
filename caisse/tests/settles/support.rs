//! A person at a caisse, what their OC reads of it, and what the ledger expects of that.

use caisse::{Bill, Effect, Event, InsuredFile, Invoice, InvoiceId, Link, Person, State};
use domain::{
    Beneficiary, BirthDate, Caisse, Cents, CoordinationOption, Day, Decompte, Member, MemberNumber,
    Nir, OcNumber, Outcome, PsNumber, Rank, Reaction, Rights, Role,
};
use noemie::Profiles;
use noemie::framing::Framing;
use oracle::ambiguity::Choices;
use oracle::amo::{Care, Cover, Doctor, Exemption, Kind, Parcours, Regime, Sector, Tariff};
use oracle::law::Law;
use oracle::ledger::{Content, Delivered, Ledger};
use oracle::product::Product;

pub(crate) fn day(text: &str) -> Day {
    text.parse().unwrap()
}

pub(crate) fn hospital() -> PsNumber {
    PsNumber::new(750_000_025).unwrap()
}

pub(crate) fn doctor(specialty: u8) -> Doctor {
    Doctor {
        sector: Sector::One,
        option: CoordinationOption::None,
        specialty,
    }
}

/// A GP's consultation at 26.50, of which the AMO pays 18.55.
pub(crate) fn consultation(on: &str) -> Care {
    Care {
        day: day(on),
        kind: Kind::Consultation {
            tariff: Tariff::Generaliste,
            doctor: doctor(1),
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

/// A world of one person, linked to one OC since the start of 2024.
pub(crate) struct World {
    state: State<'static>,
    ledger: Ledger,
    next: u64,
}

/// What a night brought: each line with what is due for it.
pub(crate) struct Night {
    pub(crate) decomptes: Vec<Decompte>,
    delivery: usize,
}

impl World {
    pub(crate) fn new() -> Self {
        Self::of(Regime::General, Cover::None, *b"01", shipped("confort"))
    }

    pub(crate) fn of(
        regime: Regime,
        cover: Cover,
        contract_type: [u8; 2],
        product: Product,
    ) -> Self {
        let (nir, caisse) = (nir(), Caisse::new(1, 751, 0).unwrap());
        let (oc, number) = (
            OcNumber::new(99_000_017).unwrap(),
            MemberNumber::new(7).unwrap(),
        );
        let mut state = State::new(0, Law::embedded(), Profiles::shipped(), Framing::default());
        let person = Person {
            birth: who().birth,
            rank: who().rank,
            born: day("1980-01-15"),
            name: "MARTIN".into(),
            first_name: "ANNA".into(),
            regime,
            cover,
        };
        let file = InsuredFile {
            nir,
            caisse,
            persons: vec![person],
        };
        let link = Link {
            oc,
            member: number,
            start: day("2024-01-01"),
            end: None,
            contract_type,
        };
        for event in [Event::Register(file), Event::NoteLink(who(), link)] {
            state.step(event, &mut Vec::new()).unwrap();
        }
        let member = Member {
            oc,
            member: number,
            contract: "C1".into(),
            product: product.id.as_str().into(),
            caisse,
            nir,
            key: nir.key(),
            role: Role::Insured,
            birth: who().birth,
            rank: who().rank,
            name: "MARTIN".into(),
            first_name: "ANNA".into(),
            start: link.start,
            end: None,
            rights: Rights::default(),
        };
        let ledger = Ledger::new(&[product], &[member], Choices::default()).unwrap();
        Self {
            state,
            ledger,
            next: 0,
        }
    }

    pub(crate) fn state(&mut self) -> &mut State<'static> {
        &mut self.state
    }

    pub(crate) fn bill(&mut self, bill: impl Into<Bill>, processed: &str) -> InvoiceId {
        self.next += 1;
        let id = InvoiceId(self.next);
        let bill = bill.into();
        let third_party = bill.acts().find(|care| care.third_party);
        let third_party = third_party.map(|care| care.executor);
        self.hear(Event::Invoice(Invoice {
            id,
            who: who(),
            processed: day(processed),
            bill,
            third_party,
            past_the_link: false,
        }));
        id
    }

    pub(crate) fn hear(&mut self, event: Event) {
        self.state.step(event, &mut Vec::new()).unwrap();
    }

    /// What goes out by that night, read without a finding and folded in the ledger the day after.
    pub(crate) fn night(&mut self, on: &str) -> Night {
        let mut effects = Vec::new();
        self.state
            .step(Event::Night(day(on)), &mut effects)
            .unwrap();
        let [Effect::File(file)] = effects.as_slice() else {
            panic!("one file: {effects:?}");
        };
        let profile = noemie::Profile::decomptes();
        let mut read = noemie::decomptes::read(file.content.written(), profile);
        let read = read.remove(0);
        assert_eq!(read.findings(), [], "{on}");
        let decomptes = read.decomptes.into_iter();
        let decomptes: Vec<Decompte> = decomptes.map(|(decompte, _)| decompte).collect();
        let delivery = self.ledger.deliver(&Delivered {
            id: Some(file.id),
            content: Content::Decomptes(&decomptes),
            received: Some(day(on).plus(1)),
        });
        Night {
            decomptes,
            delivery,
        }
    }

    /// Each line of a night by its act, with what is due for it by now.
    pub(crate) fn due(&self, night: &Night) -> Vec<(String, Outcome)> {
        let lines = night.decomptes.iter().flat_map(|decompte| &decompte.lines);
        let due = self.ledger.lines(night.delivery);
        lines
            .zip(due)
            .map(|(line, due)| (line.act.to_string(), due.outcome))
            .collect()
    }

    /// What is paid for each line, in cents; the lines that are no act left out.
    pub(crate) fn paid(&self, night: &Night) -> Vec<(String, i64)> {
        let due = self.due(night).into_iter();
        due.filter(|(_, due)| due.reaction != Reaction::NoEffect)
            .map(|(act, due)| {
                assert_eq!(due.reaction, Reaction::Paid, "{act}: {due:?}");
                (act, due.amount.0)
            })
            .collect()
    }

    pub(crate) fn counters_are_empty(&self) -> bool {
        self.ledger.counters_are_empty()
    }
}

/// Act, expense, base, AMO amount of each line, in cents.
pub(crate) fn told(decompte: &Decompte) -> Vec<(String, i64, i64, i64)> {
    let lines = decompte.lines.iter();
    lines
        .map(|line| {
            (
                line.act.to_string(),
                line.spent.0,
                line.base.0,
                line.amount.0,
            )
        })
        .collect()
}

pub(crate) fn shipped(id: &str) -> Product {
    let products = Product::shipped().into_iter();
    let parsed = products.map(|(name, yaml)| Product::parse(name, yaml).unwrap());
    parsed.into_iter().find(|product| product.id == id).unwrap()
}

fn nir() -> Nir {
    "2800175001000".parse().unwrap()
}

pub(crate) fn who() -> Beneficiary {
    Beneficiary {
        nir: nir(),
        birth: BirthDate(*b"150180"),
        rank: Rank::FIRST,
    }
}
